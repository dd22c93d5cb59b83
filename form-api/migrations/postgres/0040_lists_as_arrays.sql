-- Lists are stored as JSON arrays. Joined by line feeds, a text that ends in one made an empty entry of its own.
UPDATE public_replies SET kept = CASE WHEN kept = '' THEN '[]' ELSE '["' || replace(replace(replace(replace(kept, '\', '\\'), '"', '\"'), '	', '\t'), '
', '","') || '"]' END;
UPDATE public_replies SET policies = CASE WHEN policies = '' THEN '[]' ELSE '["' || replace(replace(replace(replace(policies, '\', '\\'), '"', '\"'), '	', '\t'), '
', '","') || '"]' END;
UPDATE redactions SET policies = CASE WHEN policies = '' THEN '[]' ELSE '["' || replace(replace(replace(replace(policies, '\', '\\'), '"', '\"'), '	', '\t'), '
', '","') || '"]' END;
UPDATE cases SET answer_policies = CASE WHEN answer_policies = '' THEN '[]' ELSE '["' || replace(replace(replace(replace(answer_policies, '\', '\\'), '"', '\"'), '	', '\t'), '
', '","') || '"]' END;
UPDATE submissions SET remarks = CASE WHEN remarks = '' THEN '[]' ELSE '["' || replace(replace(replace(replace(remarks, '\', '\\'), '"', '\"'), '	', '\t'), '
', '","') || '"]' END;
