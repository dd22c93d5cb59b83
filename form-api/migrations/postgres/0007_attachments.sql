-- Files that came with letters. The file itself is in the data folder, sealed, under the name of its row.
CREATE TABLE attachments (
    id TEXT PRIMARY KEY NOT NULL,
    case_id TEXT REFERENCES cases (id),    -- null while the letter is being written
    message_id TEXT,                       -- the answer to a question that it came with; null: the letter
    form_key TEXT,                         -- hash of the form's random part; null once the letter was sent
    position BIGINT NOT NULL,
    sealed_name BYTEA NOT NULL,
    kind TEXT NOT NULL,                    -- word of attachments::AttachmentKind
    bytes BIGINT NOT NULL,                 -- in clear
    content_hash TEXT NOT NULL,            -- keyed hash of the file as it came: sent again, it is the same file
    added_at_ms BIGINT NOT NULL
);
CREATE INDEX attachments_of_case ON attachments (case_id, position);
CREATE INDEX attachments_of_form ON attachments (form_key, added_at_ms);
