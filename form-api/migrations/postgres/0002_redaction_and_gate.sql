-- The whole record of a redaction (decisions, what stays, accepted risks) in the place of what stays alone.
ALTER TABLE redactions RENAME COLUMN kept TO record;
UPDATE redactions SET record = '{"decided":[],"risks":[],"kept":' || record || '}';
