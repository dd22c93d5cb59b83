-- The hash-chained log holds no text of a person any more: what an event says beside its kind is typed, and its text is
-- committed to. Events of before cannot be carried over, for their hashes stand over their texts; the program refuses a
-- database that has some before it comes here, so that the table is empty.
DROP TABLE events;
CREATE TABLE events (
    seq BIGINT PRIMARY KEY NOT NULL,       -- from 1, without gaps
    at_ms BIGINT NOT NULL,                 -- Unix milliseconds
    actor TEXT NOT NULL,                   -- staff id, 'resident' or 'system'
    case_id TEXT,                          -- the case, if it is about one
    kind TEXT NOT NULL,                    -- what happened: a word of the program's list
    details TEXT NOT NULL,                 -- lines 'name value': words, numbers, days and ids
    text_commitment TEXT,                  -- SHA-256 over salt and text, where somebody gave a reason
    hash TEXT NOT NULL                     -- SHA-256 over the hash before it and this row (docs/event-log.md)
);
CREATE INDEX events_of_case ON events (case_id, seq);

-- The reasons that people gave with a step. Erasing a row leaves the chain as it is.
CREATE TABLE event_texts (
    seq BIGINT PRIMARY KEY NOT NULL REFERENCES events (seq),
    case_id TEXT,                          -- as in the event: by it they are erased
    salt BYTEA NOT NULL,                   -- 32 random bytes; without them the commitment says nothing
    text TEXT NOT NULL,
    is_account BIGINT NOT NULL             -- 1: tells the sender what was done with their details or in their name; stays after a withdrawal
);
CREATE INDEX event_texts_of_case ON event_texts (case_id);
