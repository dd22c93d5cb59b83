-- What staff had typed when their session ended. Rows go when they are sent, and after two hours.
CREATE TABLE held_forms (
    id TEXT PRIMARY KEY NOT NULL,          -- hash of the cookie
    staff_id TEXT NOT NULL REFERENCES staff (id),
    sealed BLOB NOT NULL,                  -- under a key that only the cookie holds
    held_at_ms BIGINT NOT NULL
);
CREATE INDEX held_forms_at ON held_forms (held_at_ms);
