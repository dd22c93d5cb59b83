-- The whole record of a redaction (decisions, what stays, accepted risks) in the place of what stays alone.
ALTER TABLE redactions RENAME COLUMN kept TO record;
UPDATE redactions SET record = '{"decided":[],"risks":[],"kept":' || record || '}';

-- Findings that stay in a public reply, one a line: each stands in its texts, so nothing is told twice.
ALTER TABLE public_replies ADD COLUMN kept TEXT NOT NULL DEFAULT '';

-- Keyed hashes of names and numbers, made when a letter arrives: the gate over the site finds them without knowing them.
CREATE TABLE marks (
    case_id TEXT NOT NULL REFERENCES cases (id),
    subject TEXT NOT NULL,                 -- 'name' or 'number'
    length BIGINT NOT NULL,                -- of the plain form, in characters
    hash TEXT NOT NULL,
    PRIMARY KEY (case_id, subject, hash)
);

-- What the gate found and two persons let stand.
CREATE TABLE leak_overrides (
    hash TEXT PRIMARY KEY NOT NULL,        -- keyed, over the text that was found
    case_id TEXT NOT NULL REFERENCES cases (id),
    reason TEXT NOT NULL,
    asked_by TEXT NOT NULL REFERENCES staff (id),
    asked_at_ms BIGINT NOT NULL,
    granted_by TEXT REFERENCES staff (id),
    granted_at_ms BIGINT
);
