-- The published policies that an answer rests on, slugs, one a line: the sender reads them, and redaction begins with them.
ALTER TABLE cases ADD COLUMN answer_policies TEXT NOT NULL DEFAULT '';
