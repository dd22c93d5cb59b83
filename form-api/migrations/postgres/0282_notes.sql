-- 内部记录: what staff write for each other in what is worked on. Its sender never reads it.
CREATE TABLE notes (
    id TEXT PRIMARY KEY NOT NULL,          -- random
    township TEXT NOT NULL,                -- whose desk
    subject_kind TEXT NOT NULL,            -- in what
    subject_id TEXT NOT NULL,              -- which one
    text TEXT NOT NULL,                    -- what is said
    written_by TEXT NOT NULL REFERENCES staff (id), -- by whom
    written_at_ms BIGINT NOT NULL,         -- when
    mentioned TEXT REFERENCES staff (id)   -- who is to see it; none: nobody in particular
);
CREATE INDEX notes_of_subject ON notes (subject_kind, subject_id, written_at_ms);
