-- What staff corrected of a letter: its kind, its title, its village. What stood before stays here.
CREATE TABLE corrections (
    id TEXT PRIMARY KEY NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    kind_before TEXT NOT NULL,
    kind_after TEXT NOT NULL,
    title_before TEXT NOT NULL,
    title_after TEXT NOT NULL,
    village_before TEXT,
    village_after TEXT,
    reason TEXT NOT NULL,                  -- the sender reads it
    corrected_by TEXT NOT NULL REFERENCES staff (id),
    corrected_at_ms BIGINT NOT NULL
);
CREATE INDEX corrections_of_case ON corrections (case_id, corrected_at_ms);

-- Why a letter is not to be taken up, and who wrote so, until a second person has confirmed it.
ALTER TABLE cases ADD COLUMN decline_reason TEXT;
ALTER TABLE cases ADD COLUMN decline_by TEXT REFERENCES staff (id);

-- It was taken down, and the site has not been built since: the sender is told when the page is gone.
ALTER TABLE cases ADD COLUMN waits_for_site BIGINT NOT NULL DEFAULT 0;
CREATE INDEX cases_wait_for_site ON cases (id) WHERE waits_for_site = 1;
