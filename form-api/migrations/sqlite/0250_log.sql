-- What belongs to no record: sign-ins, keys, accounts, files that left the desk. An auditor takes them by their days.
CREATE INDEX events_of_installation ON events (township, at_ms, seq) WHERE subject_kind IS NULL;
