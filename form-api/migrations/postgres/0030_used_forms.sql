-- Forms that did something: the same form again does nothing more and leads to the same page. Rows go after two days.
CREATE TABLE used_forms (
    form_key TEXT PRIMARY KEY NOT NULL,    -- keyed hash of the form's random part, its address and what was typed in it
    leads_to TEXT NOT NULL,                -- address that the browser was sent to
    used_at_ms BIGINT NOT NULL
);
CREATE INDEX used_forms_at ON used_forms (used_at_ms);
