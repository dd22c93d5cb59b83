-- 矛盾调处单: mediations of disputes between residents. Who the parties are and all that is written of them is sealed under a key of
-- the key file (seal/record). A table here has no columns for events or exclusions: they belong to the subject 'mediation'.

CREATE TABLE mediations (
    id TEXT PRIMARY KEY NOT NULL,          -- random, made by the page
    township TEXT NOT NULL,                -- whose
    version BIGINT NOT NULL,               -- a part is added only over the version that was read
    mediation_no TEXT NOT NULL,            -- number of the file, as it stands on paper
    village TEXT NOT NULL,                 -- unit of the content
    state TEXT NOT NULL,                   -- a word of domain::MediationState
    applied_on TEXT NOT NULL,              -- the day of the application
    agreed_on TEXT,                        -- the day of the agreement; none while there is none
    is_confirmation_asked BIGINT NOT NULL, -- the parties asked a court to confirm the agreement
    perform_by TEXT,                       -- by when what was agreed is to be done; none where nothing is left to do
    call_back_on TEXT,                     -- the day of the next call-back; none where none is planned
    opened_by TEXT NOT NULL REFERENCES staff (id), -- who opened it
    opened_at_ms BIGINT NOT NULL,          -- when
    UNIQUE (township, mediation_no)
);

-- The parts of its file, never changed: the application has the id of its mediation.
CREATE TABLE mediation_parts (
    id TEXT PRIMARY KEY NOT NULL,          -- random
    township TEXT NOT NULL,                -- whose
    mediation_id TEXT NOT NULL REFERENCES mediations (id), -- of which mediation
    part TEXT NOT NULL,                    -- a word of domain::MediationPart
    happened_on TEXT NOT NULL,             -- the day, as its writer says
    sealed_answers BLOB,                   -- what was written into the form, sealed; none once it is erased
    written_by TEXT NOT NULL REFERENCES staff (id), -- who wrote it
    written_at_ms BIGINT NOT NULL          -- when
);
CREATE INDEX parts_of_mediation ON mediation_parts (mediation_id, written_at_ms);

-- Who handles it: nobody else sees it.
CREATE TABLE mediation_handlers (
    mediation_id TEXT NOT NULL REFERENCES mediations (id), -- which mediation
    staff_id TEXT NOT NULL REFERENCES staff (id), -- who
    township TEXT NOT NULL,                -- whose
    PRIMARY KEY (mediation_id, staff_id)
);
CREATE INDEX mediations_of_handler ON mediation_handlers (staff_id);

-- Letters about the same dispute. Who sees the letter and handles the mediation sees that, and nobody else.
CREATE TABLE mediation_cases (
    mediation_id TEXT NOT NULL REFERENCES mediations (id), -- of which mediation
    case_id TEXT NOT NULL REFERENCES cases (id), -- which case
    township TEXT NOT NULL,                -- whose
    PRIMARY KEY (mediation_id, case_id)
);
CREATE INDEX mediations_of_case ON mediation_cases (case_id);
