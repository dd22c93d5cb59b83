-- How the sender wants to be told: 'mail', 'sms', 'call' or 'here' (they look for themselves); '' for older letters.
ALTER TABLE submissions ADD COLUMN told_by TEXT NOT NULL DEFAULT '';
