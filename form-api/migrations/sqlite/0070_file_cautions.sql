-- What staff are told before they open a file: it has macros, or nothing in it.
ALTER TABLE attachments ADD COLUMN caution TEXT; -- word of attachments::Caution; null: nothing
