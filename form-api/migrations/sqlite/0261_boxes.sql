-- Openings of the boxes in the villages (民意信箱), and which letters came out of which.
CREATE TABLE box_openings (
    id TEXT PRIMARY KEY NOT NULL,          -- random
    township TEXT NOT NULL,                -- whose desk
    version BIGINT NOT NULL,               -- each slip and the closing save only over the version that they read
    village TEXT NOT NULL,                 -- unit of the content whose box it was
    opened_on TEXT NOT NULL,               -- the day
    opened_by TEXT NOT NULL,               -- who opened it, as a text that stays
    slips BIGINT NOT NULL,                 -- so many slips were counted
    entered_by TEXT NOT NULL REFERENCES staff (id), -- who entered the opening
    entered_at_ms BIGINT NOT NULL,         -- when
    closed_by TEXT REFERENCES staff (id),  -- who said that all slips are entered
    closed_at_ms BIGINT,                   -- when; none while slips are entered
    difference TEXT                        -- why another number was entered than counted
);
CREATE UNIQUE INDEX box_openings_of_day ON box_openings (township, village, opened_on);
CREATE INDEX box_openings_by_day ON box_openings (township, opened_on);

-- A letter that came out of a box.
CREATE TABLE box_slips (
    case_id TEXT PRIMARY KEY NOT NULL REFERENCES cases (id), -- which case
    township TEXT NOT NULL,                -- whose desk
    opening_id TEXT NOT NULL REFERENCES box_openings (id) -- out of which box
);
CREATE INDEX box_slips_of_opening ON box_slips (opening_id);

-- Public: the day on which each village's box was opened last, and nothing of what was in it.
CREATE TABLE public_boxes (
    township TEXT NOT NULL,                -- whose desk
    village TEXT NOT NULL,                 -- unit of the content
    opened_on TEXT NOT NULL,               -- the last day on which it was opened
    PRIMARY KEY (township, village)
);
