-- Tries of a pass phrase: one row for a name and where it is tried from, so that nobody can lock somebody else out.
CREATE TABLE tries (
    who TEXT NOT NULL,                     -- staff id, or a keyed hash of a name that nobody has
    whence TEXT NOT NULL,                  -- keyed hash of an address prefix, or of a device that signed in before
    failures BIGINT NOT NULL,
    barred_until_ms BIGINT NOT NULL,
    tried_at_ms BIGINT NOT NULL,
    PRIMARY KEY (who, whence)
);
ALTER TABLE staff DROP COLUMN failed_sign_ins;
ALTER TABLE staff DROP COLUMN barred_until_ms;
