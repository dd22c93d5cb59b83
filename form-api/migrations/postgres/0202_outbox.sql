-- The outbox is asked for the message that is due next, and for the latest that are gone: each has an index of its own rows alone.
DROP INDEX outbox_waiting;
DROP INDEX outbox_by_time;
CREATE INDEX outbox_due ON outbox (township, next_attempt_at_ms, created_at_ms) WHERE next_attempt_at_ms IS NOT NULL;
CREATE INDEX outbox_gone ON outbox (township, created_at_ms) WHERE next_attempt_at_ms IS NULL;
