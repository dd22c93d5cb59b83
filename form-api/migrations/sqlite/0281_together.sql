-- What came of a form that was sent for several letters at once, for the page that follows it; forgotten with the form.
CREATE TABLE batches (
    id TEXT PRIMARY KEY NOT NULL,          -- the key of the form
    township TEXT NOT NULL,                -- whose desk
    staff_id TEXT NOT NULL REFERENCES staff (id), -- who sent it
    step TEXT NOT NULL,                    -- a word of domain::Step
    sent_at_ms BIGINT NOT NULL,            -- when
    lines TEXT NOT NULL                    -- of each letter its number, and what was said where the step was not taken; JSON
);
CREATE INDEX batches_of_township ON batches (township, sent_at_ms);
