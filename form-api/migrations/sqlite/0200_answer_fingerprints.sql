-- By what an answer that says the same word for word is found, without reading all answers. None for a short one.
ALTER TABLE cases ADD COLUMN answer_fingerprint TEXT;
CREATE INDEX cases_by_answer_fingerprint ON cases (answer_fingerprint);
