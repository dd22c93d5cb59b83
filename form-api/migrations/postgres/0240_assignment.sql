-- Who of an office works on a case, and the lists that follow from it.
ALTER TABLE cases ADD COLUMN
    assigned_to TEXT REFERENCES staff (id); -- who of the lead office works on it; none: nobody in particular
ALTER TABLE queue_entries ADD COLUMN
    assigned_to TEXT; -- as in cases, while an office works on it
CREATE INDEX queue_entries_of_person ON queue_entries (township, assigned_to, place) WHERE assigned_to IS NOT NULL;
CREATE INDEX queue_entries_without_office ON queue_entries (township, place)
    WHERE handling = 'open' AND lead_office IS NULL AND merged_into IS NULL;
