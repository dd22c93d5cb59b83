-- 工作进展单: an office's week, made from the events of its letters, with one remark. A row is there once it was handed in. The remark is
-- sealed under a key of the key file (seal/record).

CREATE TABLE progress_sheets (
    id TEXT PRIMARY KEY NOT NULL,          -- random
    township TEXT NOT NULL,                -- whose
    office TEXT NOT NULL,                  -- unit of the content
    week TEXT NOT NULL,                    -- its Monday
    sealed_remark BLOB,                    -- what the office added, sealed; none where it added nothing
    handed_in_by TEXT NOT NULL REFERENCES staff (id), -- who handed it in
    handed_in_at_ms BIGINT NOT NULL,       -- when
    UNIQUE (township, office, week)
);

-- The events of a week, of one kind of subject.
CREATE INDEX events_by_time ON events (township, subject_kind, at_ms);
