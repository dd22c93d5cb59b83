-- What a sender said otherwise than through their letter's page: how it came in, and who took it down.
ALTER TABLE messages ADD COLUMN channel TEXT NOT NULL DEFAULT 'web';
ALTER TABLE messages ADD COLUMN entered_by TEXT REFERENCES staff (id);

-- A sender who wants to be asked before publication has been asked.
ALTER TABLE cases ADD COLUMN consent_asked BIGINT NOT NULL DEFAULT 0;

-- Few letters are merged into others, and they are asked for by the other one.
CREATE INDEX cases_merged ON cases (merged_into) WHERE merged_into IS NOT NULL;
