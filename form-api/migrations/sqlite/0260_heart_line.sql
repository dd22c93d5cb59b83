-- What staff enter can have been received before: the clock starts there, and the receipt is shown for a while after it was entered.
ALTER TABLE submissions ADD COLUMN
    entered_at_ms BIGINT; -- when staff entered it; none: it came by itself, when it was received

-- Questions that one person answered and closed on the telephone (民心电话), and what somebody says who read some of them afterwards.
CREATE TABLE settled_calls (
    case_id TEXT PRIMARY KEY NOT NULL REFERENCES cases (id), -- which case
    township TEXT NOT NULL,                -- whose desk
    settled_by TEXT NOT NULL REFERENCES staff (id), -- who answered
    is_drawn BIGINT NOT NULL,              -- 1: somebody else reads it afterwards (domain::is_drawn)
    checked_by TEXT REFERENCES staff (id), -- who did
    checked_at_ms BIGINT,                  -- when
    verdict TEXT                           -- what they say: a word of domain::CheckVerdict
);
CREATE INDEX settled_calls_of_clerk ON settled_calls (settled_by);
CREATE INDEX settled_calls_unread ON settled_calls (township, case_id) WHERE is_drawn = 1 AND checked_at_ms IS NULL;
