-- Collective feedback (公开反馈): one text for many letters about a common matter, said in public and told to each of their
-- senders.
CREATE TABLE feedbacks (
    id TEXT PRIMARY KEY NOT NULL,          -- random, made by the page
    township TEXT NOT NULL,                -- whose desk
    version BIGINT NOT NULL,               -- saved over the version that was read
    feedback_no TEXT NOT NULL,             -- its number, YYYY-0000-NNNN; no letter has one with these four zeros
    state TEXT NOT NULL,                   -- a word of domain::FeedbackState
    title TEXT NOT NULL,                   -- what it is about, in a line
    matter TEXT NOT NULL,                  -- what the letters have in common, in the office's words
    text TEXT NOT NULL,                    -- what was said
    kept TEXT,                             -- why what looks like somebody's details may stand in it
    office TEXT NOT NULL,                  -- unit of the content: who says it
    scope TEXT NOT NULL,                   -- before whom: a word of record::FeedbackScope
    village TEXT,                          -- unit of the content: of which village; none is the township
    group_name TEXT,                       -- of which group of the village
    medium TEXT NOT NULL,                  -- a word of domain::FeedbackMedium
    said_on TEXT NOT NULL,                 -- on which day
    place TEXT,                            -- where; none on the site
    written_by TEXT NOT NULL REFERENCES staff (id), -- who wrote it last
    written_at_ms BIGINT NOT NULL,         -- when
    told_by TEXT REFERENCES staff (id),    -- the second person
    told_at_ms BIGINT,                     -- when they let it out
    letters BIGINT NOT NULL                -- how many senders were told; 0 before
);
CREATE UNIQUE INDEX feedbacks_by_number ON feedbacks (township, feedback_no);
CREATE INDEX feedbacks_by_time ON feedbacks (township, written_at_ms);

-- Which letters it is for.
CREATE TABLE feedback_cases (
    feedback_id TEXT NOT NULL REFERENCES feedbacks (id), -- which feedback
    case_id TEXT NOT NULL REFERENCES cases (id), -- which case
    township TEXT NOT NULL,                -- whose desk
    told_at_ms BIGINT,                     -- when its sender was told; none before, and where they were not told
    PRIMARY KEY (feedback_id, case_id)
);
CREATE INDEX feedback_cases_of_case ON feedback_cases (case_id);

-- Letters of one topic are found together.
CREATE INDEX cases_of_topic ON cases (township, topic) WHERE topic IS NOT NULL;
