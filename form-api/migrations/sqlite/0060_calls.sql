-- What a sender is to be told by a person, because a message about it has not arrived. Ended when they were told, when nobody
-- reached them, or when the message arrived after all.
CREATE TABLE calls (
    id TEXT PRIMARY KEY NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    mail TEXT NOT NULL,                    -- which folder of templates/mail
    carrier TEXT NOT NULL,                 -- 'mail' or 'sms'
    outbox_id TEXT UNIQUE,                 -- the message; none where nothing more is sent there
    since_ms BIGINT NOT NULL,
    ended_at_ms BIGINT
);
CREATE INDEX calls_open ON calls (case_id) WHERE ended_at_ms IS NULL;
