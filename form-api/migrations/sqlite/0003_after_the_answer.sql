-- What the sender says of an answer: once for each round; the second round begins when the case is reopened.
CREATE TABLE ratings (
    case_id TEXT NOT NULL REFERENCES cases (id),
    round BIGINT NOT NULL,                 -- 0, and 1 after it was reopened
    grade TEXT NOT NULL,                   -- one of five, as on the public page
    solved BIGINT,                         -- none where the sender did not say
    reason TEXT,                           -- never public
    answer TEXT NOT NULL,                  -- the answer that was rated: a later one takes its place in cases
    channel TEXT NOT NULL,
    rated_at_ms BIGINT NOT NULL,
    entered_by TEXT REFERENCES staff (id), -- from a slip or a call-back
    supervised_at_ms BIGINT,               -- when the supervision office had seen to a bad one
    supervised_by TEXT REFERENCES staff (id),
    supervision TEXT,                      -- what it did; inner business
    PRIMARY KEY (case_id, round)
);

-- A bad rating waits for the supervision office.
ALTER TABLE cases ADD COLUMN awaits_supervision BIGINT NOT NULL DEFAULT 0;

-- What a sender asks for later: to take a reply down, or to correct or erase personal data (PIPL 45 to 47).
CREATE TABLE requests (
    id TEXT PRIMARY KEY NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    sealed_contact BLOB,                   -- what is to stand in the place of what was left; see seal/
    asked_at_ms BIGINT NOT NULL,
    due_on TEXT NOT NULL,
    is_granted BIGINT,
    answer TEXT,
    answered_at_ms BIGINT,
    answered_by TEXT REFERENCES staff (id)
);
CREATE INDEX requests_of_case ON requests (case_id, asked_at_ms);
