-- 团队分析单: a village's instructor assesses the team that leads the village, once a month. The most restricted of all records: its
-- writer and the township's leaders read it, and no case leads to it. All texts are sealed under a key of the key file (seal/record).

CREATE TABLE team_assessments (
    id TEXT PRIMARY KEY NOT NULL,          -- random, made by the page
    township TEXT NOT NULL,                -- whose
    version BIGINT NOT NULL,               -- it is corrected and answered only over the version that was read
    village TEXT NOT NULL,                 -- unit of the content
    month TEXT NOT NULL,                   -- about which month: 2026-11
    sealed_answers BLOB NOT NULL,          -- what was written into the form, sealed
    written_by TEXT NOT NULL REFERENCES staff (id), -- who wrote it
    written_at_ms BIGINT NOT NULL,         -- when it was written first
    sealed_word BLOB,                      -- what a leader said to it, sealed; none while nobody has read it
    read_by TEXT REFERENCES staff (id),    -- which leader
    read_on TEXT,                          -- the day
    UNIQUE (township, village, month, written_by)
);
CREATE INDEX team_assessments_by_month ON team_assessments (township, month);
