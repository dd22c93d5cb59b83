-- What is new in a case for somebody, until they look at it. A look removes the row: nobody's looks are kept.
CREATE TABLE unread (
    township TEXT NOT NULL,                -- whose desk
    staff_id TEXT NOT NULL REFERENCES staff (id), -- for whom
    subject_kind TEXT NOT NULL,            -- in what
    subject_id TEXT NOT NULL,              -- which one
    news TEXT NOT NULL,                    -- a word of domain::News
    since_ms BIGINT NOT NULL,              -- the last time that it happened
    PRIMARY KEY (staff_id, subject_kind, subject_id, news)
);
CREATE INDEX unread_of_subject ON unread (subject_kind, subject_id);

-- A request that is near its day is told of once.
ALTER TABLE requests ADD COLUMN
    near_told BIGINT NOT NULL DEFAULT 0; -- who answers it was told that its day is near
