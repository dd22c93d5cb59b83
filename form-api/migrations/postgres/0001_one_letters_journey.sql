-- What the mailbox keeps. Times are Unix milliseconds, days are ISO 8601 (Asia/Shanghai), words are those of case/.
-- The SQLite twin has the same tables, columns and order; only BYTEA is BLOB there.

-- Facts about this data folder itself: whether it is a sample, which township it belongs to.
CREATE TABLE facts (
    name TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
);

CREATE TABLE staff (
    id TEXT PRIMARY KEY NOT NULL,
    sign_in_name TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    office TEXT,                       -- office id of the content
    roles TEXT NOT NULL,               -- comma-separated words of case::Role
    pass_phrase_hash TEXT NOT NULL,    -- argon2id, PHC string
    is_sample BIGINT NOT NULL,
    failed_sign_ins BIGINT NOT NULL,   -- in a row
    barred_until_ms BIGINT NOT NULL,   -- after too many failures
    disabled_at_ms BIGINT,
    created_at_ms BIGINT NOT NULL
);

CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY NOT NULL,  -- SHA-256 of the cookie's 256 random bits
    staff_id TEXT NOT NULL REFERENCES staff (id),
    created_at_ms BIGINT NOT NULL,
    seen_at_ms BIGINT NOT NULL
);

-- What a resident sent: raw and restricted, never changed after it was received.
CREATE TABLE submissions (
    id TEXT PRIMARY KEY NOT NULL,
    submission_no TEXT NOT NULL UNIQUE,
    idempotency_key TEXT NOT NULL UNIQUE,  -- hash of the form's own random part: sent twice is one letter
    source_id TEXT UNIQUE,                 -- of an imported file's record
    query_code_hash BYTEA NOT NULL,         -- keyed; the code itself is nowhere
    channel TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    search_text TEXT NOT NULL,             -- number, title and text as the desk searches them
    village TEXT,
    addressed_office TEXT,
    consent TEXT NOT NULL,
    under_14 BIGINT NOT NULL,
    sealed_contact BYTEA,                   -- name, phone, e-mail, address; see seal/
    received_at_ms BIGINT NOT NULL,
    entered_by TEXT REFERENCES staff (id)
);
CREATE INDEX submissions_by_time ON submissions (received_at_ms);

-- The matter that staff work on; each submission opens one.
CREATE TABLE cases (
    id TEXT PRIMARY KEY NOT NULL REFERENCES submissions (id),
    version BIGINT NOT NULL,               -- a step saves only over the version that it read
    state TEXT NOT NULL,
    publication TEXT NOT NULL,
    lead_office TEXT,
    topic TEXT,
    due_on TEXT,                           -- none while the year's holiday notice is not loaded
    ceiling_on TEXT NOT NULL,
    extended_at_ms BIGINT,
    extension_reason TEXT,
    reopened_at_ms BIGINT,
    merged_into TEXT REFERENCES cases (id),
    outcome_reason TEXT,                   -- why declined, referred out or merged: the sender sees it
    answer TEXT,
    answered_by TEXT REFERENCES staff (id),
    answered_at_ms BIGINT,
    reviewed_by TEXT REFERENCES staff (id),
    reviewed_at_ms BIGINT,                 -- the moment the sender could read the answer
    redo_reason TEXT,
    on_time BIGINT,                        -- the verdict, frozen at that moment
    closed_at_ms BIGINT
);
CREATE INDEX cases_by_state ON cases (state, due_on);

-- Whom a case names: for them it does not exist.
CREATE TABLE exclusions (
    case_id TEXT NOT NULL REFERENCES cases (id),
    subject TEXT NOT NULL,                 -- 'staff' or 'office'
    subject_id TEXT NOT NULL,
    PRIMARY KEY (case_id, subject, subject_id)
);

-- Opinions of the three levels of analysis: append-only, never public.
CREATE TABLE opinions (
    id TEXT PRIMARY KEY NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    level TEXT NOT NULL,
    held_on TEXT NOT NULL,
    leader_attended BIGINT NOT NULL,
    opinion TEXT NOT NULL,
    written_by TEXT NOT NULL REFERENCES staff (id),
    written_at_ms BIGINT NOT NULL
);
CREATE INDEX opinions_of_case ON opinions (case_id, written_at_ms);

-- Questions of the office to the sender, and what came back.
CREATE TABLE messages (
    id TEXT PRIMARY KEY NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    sender TEXT NOT NULL,                  -- 'office' or 'resident'
    text TEXT NOT NULL,
    sent_at_ms BIGINT NOT NULL
);
CREATE INDEX messages_of_case ON messages (case_id, sent_at_ms);

-- The hash-chained log: each step of the world leaves one row. Holds no text and no personal data.
CREATE TABLE events (
    seq BIGINT PRIMARY KEY NOT NULL,
    at_ms BIGINT NOT NULL,
    actor TEXT NOT NULL,                   -- staff id, 'resident' or 'system'
    case_id TEXT,
    kind TEXT NOT NULL,
    detail TEXT NOT NULL,                  -- JSON
    hash TEXT NOT NULL                     -- SHA-256 over the hash before it and this row
);
CREATE INDEX events_of_case ON events (case_id, seq);

-- One row: the last event. Updating it orders all writers.
CREATE TABLE event_head (
    id BIGINT PRIMARY KEY NOT NULL,
    seq BIGINT NOT NULL,
    hash TEXT NOT NULL
);
INSERT INTO event_head (id, seq, hash) VALUES (1, 0, '');

-- Mail that waits, and mail that went.
CREATE TABLE outbox (
    id TEXT PRIMARY KEY NOT NULL,
    case_id TEXT REFERENCES cases (id),
    mail TEXT NOT NULL,                    -- which folder of templates/mail
    sealed_to BYTEA,                        -- gone once it was sent
    subject TEXT NOT NULL,
    body TEXT NOT NULL,                    -- emptied once it was sent
    created_at_ms BIGINT NOT NULL,
    next_attempt_at_ms BIGINT,             -- none once it was sent
    attempts BIGINT NOT NULL,
    sent_at_ms BIGINT,
    last_error TEXT
);
CREATE INDEX outbox_waiting ON outbox (next_attempt_at_ms);

-- The redacted text of a case, before and after approval.
CREATE TABLE redactions (
    case_id TEXT PRIMARY KEY NOT NULL REFERENCES cases (id),
    title TEXT NOT NULL,
    letter TEXT NOT NULL,
    answer TEXT NOT NULL,
    village TEXT,                          -- as it will be public; none is "the township"
    topic TEXT NOT NULL,
    scope TEXT NOT NULL,
    policies TEXT NOT NULL,                -- slugs, one a line
    kept TEXT NOT NULL,                    -- JSON: what was found and kept, with the reason
    rules_version BIGINT NOT NULL,
    author_id TEXT NOT NULL REFERENCES staff (id),
    written_at_ms BIGINT NOT NULL,
    returned_reason TEXT,
    approver_id TEXT REFERENCES staff (id),
    approved_at_ms BIGINT
);

-- What is public, and nothing else: publication reads this table only.
CREATE TABLE public_replies (
    submission_no TEXT PRIMARY KEY NOT NULL,
    title TEXT NOT NULL,
    kind TEXT NOT NULL,
    topic TEXT NOT NULL,
    village TEXT,
    office TEXT NOT NULL,
    scope TEXT NOT NULL,
    received_on TEXT NOT NULL,
    replied_on TEXT NOT NULL,
    published_at TEXT NOT NULL,            -- wall clock of Shanghai, to the minute
    working_days BIGINT,                   -- none where no holiday notice is on file
    policies TEXT NOT NULL,
    letters BIGINT NOT NULL,
    rating TEXT,
    letter TEXT NOT NULL,
    answer TEXT NOT NULL,
    withdrawn_on TEXT                      -- then the texts above are emptied
);
