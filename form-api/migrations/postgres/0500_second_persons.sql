-- What a report is to be corrected to, until a second person has confirmed it: it would be read by others from then on.
CREATE TABLE proposed_corrections (
    case_id TEXT PRIMARY KEY NOT NULL REFERENCES cases (id), -- which
    kind TEXT NOT NULL,                    -- a word of domain::SubmissionKind
    title TEXT NOT NULL,                   -- the title that is to stand
    village TEXT,                          -- unit of the content
    reason TEXT NOT NULL,                  -- why
    proposed_by TEXT NOT NULL REFERENCES staff (id), -- who wants it
    proposed_at_ms BIGINT NOT NULL         -- when
);

-- Its sender said whom it is about, and it is not known who that is: until a first reader has said it, nobody else sees it.
ALTER TABLE cases ADD COLUMN awaits_first_reader BIGINT NOT NULL DEFAULT 0;
CREATE INDEX cases_await_first_reader ON cases (township) WHERE awaits_first_reader = 1;
