-- Being told by mail and by text message, how far each message went, and what was turned away.

-- Whether the sender is told by mail: 'on', 'stopped' (they want no more of it) or 'bounced' (their mailbox takes none).
ALTER TABLE submissions ADD COLUMN mail_state TEXT NOT NULL DEFAULT 'on';

-- The number for text messages, sealed to the mail key where the sender asked for them; gone when the address for mail goes.
ALTER TABLE submissions ADD COLUMN sealed_sms_to BLOB;
ALTER TABLE requests ADD COLUMN sealed_sms_to BLOB;

-- What the machine remarked when the letter came, a word of case/abuse a line; staff read it when they register.
ALTER TABLE submissions ADD COLUMN remarks TEXT NOT NULL DEFAULT '';

-- By 'mail' or 'sms'. A row that neither waits (next_attempt_at_ms) nor was sent was stopped.
ALTER TABLE outbox ADD COLUMN carrier TEXT NOT NULL DEFAULT 'mail';
ALTER TABLE outbox ADD COLUMN bounced_at_ms BIGINT;
ALTER TABLE outbox ADD COLUMN bounce_status TEXT;      -- three numbers of RFC 3463

-- How often something was turned away: no address, no text, no moment.
CREATE TABLE turned_away (
    on_day TEXT NOT NULL,
    reason TEXT NOT NULL,                  -- word of case::TurnedAway
    times BIGINT NOT NULL,
    PRIMARY KEY (on_day, reason)
);
