-- Which answer of a case is public, and when anything of it last changed.
ALTER TABLE public_replies ADD COLUMN round TEXT NOT NULL DEFAULT 'first';
ALTER TABLE public_replies ADD COLUMN updated_at TEXT;  -- wall clock of Shanghai, to the minute; none when nothing has
