-- What a correction or an erasure is about: 'contact' (what the sender left to be reached by) or 'letter' (what it says).
ALTER TABLE requests ADD COLUMN about TEXT NOT NULL DEFAULT 'contact';
