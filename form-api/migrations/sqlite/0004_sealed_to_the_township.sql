-- Contact details are sealed to a public key whose private half is not here in clear, mail to another one.

-- Public halves. One of each purpose is in use; those before it are kept for as long as something is sealed to them.
CREATE TABLE sealing_keys (
    id TEXT PRIMARY KEY NOT NULL,          -- hex of seal::KeyId, which envelopes carry
    purpose TEXT NOT NULL,                 -- 'vault' or 'mail'
    public_key BLOB NOT NULL,
    made_at_ms BIGINT NOT NULL,
    retired_at_ms BIGINT                   -- none for the one that seals
);
CREATE UNIQUE INDEX sealing_keys_in_use ON sealing_keys (purpose) WHERE retired_at_ms IS NULL;

-- Each staff member's own pair: the private half is wrapped under their pass phrase.
CREATE TABLE staff_keys (
    staff_id TEXT PRIMARY KEY NOT NULL REFERENCES staff (id),
    public_key BLOB NOT NULL,
    wrapped_private BLOB NOT NULL,         -- argon2id, XChaCha20-Poly1305; see seal/staff_key
    made_at_ms BIGINT NOT NULL
);

-- The vault right is a copy of the township's private key, sealed to a staff member's own key.
CREATE TABLE vault_copies (
    key_id TEXT NOT NULL REFERENCES sealing_keys (id),
    staff_id TEXT NOT NULL REFERENCES staff (id),
    sealed_private BLOB NOT NULL,
    granted_at_ms BIGINT NOT NULL,
    PRIMARY KEY (key_id, staff_id)
);

-- The address for mail, sealed to the mail key; gone once the case and its rating window are closed.
ALTER TABLE submissions ADD COLUMN sealed_mail_to BLOB;
ALTER TABLE requests ADD COLUMN sealed_mail_to BLOB;

-- What a mail says, sealed to the mail key; body is emptied at the first start with a vault.
ALTER TABLE outbox ADD COLUMN sealed_body BLOB;

-- Made of what the sender left, not found in a text: redaction goes by these.
ALTER TABLE marks ADD COLUMN of_sender BIGINT NOT NULL DEFAULT 0;
