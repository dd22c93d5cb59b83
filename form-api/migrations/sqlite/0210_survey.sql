-- 民情调查: households, visits with the sheet that travels, suggestions. Who a household is and what was said there is sealed under
-- a key of the key file (seal/record): somebody who takes the database alone reads none of it. A table here has no columns for
-- events, files, opinions or exclusions: they belong to the subjects 'visit', 'household' and 'suggestion'.

-- 农户: found before somebody knocks.
CREATE TABLE households (
    id TEXT PRIMARY KEY NOT NULL,          -- random
    township TEXT NOT NULL,                -- whose
    version BIGINT NOT NULL,               -- a correction saves only over the version that it read
    village TEXT NOT NULL,                 -- unit of the content
    sort_key TEXT NOT NULL,                -- group as people say it, for the order of a list
    sealed_who BLOB NOT NULL,              -- householder, group and house, sealed
    kinds TEXT NOT NULL,                   -- list: words of domain::HouseholdKind
    added_at_ms BIGINT NOT NULL,           -- when it was entered
    added_by TEXT NOT NULL REFERENCES staff (id) -- who entered it
);
CREATE INDEX households_of_village ON households (township, village, sort_key, id);

-- What a sheet says of a household; append-only, the last one counts.
CREATE TABLE household_facts (
    id TEXT PRIMARY KEY NOT NULL,          -- random
    township TEXT NOT NULL,                -- whose
    household_id TEXT NOT NULL REFERENCES households (id), -- of which household
    visit_id TEXT NOT NULL,                -- the visit on which they were said
    as_of TEXT NOT NULL,                   -- its day
    said_at_ms BIGINT NOT NULL,            -- when it came in: of two on one day the later counts
    sealed_facts BLOB NOT NULL             -- domain::HouseholdFacts, sealed
);
CREATE INDEX facts_of_household ON household_facts (household_id, as_of, said_at_ms);

-- 走访 with its 农户民情单.
CREATE TABLE visits (
    id TEXT PRIMARY KEY NOT NULL,          -- random; made before the first key, by the page or by the telephone
    township TEXT NOT NULL,                -- whose desk
    version BIGINT NOT NULL,               -- a correction saves only over the version that it read
    form_version BIGINT NOT NULL,          -- in which version of the form it was begun, and is shown
    sheet_no TEXT NOT NULL,                -- number of the sheet, as it stands on paper
    village TEXT NOT NULL,                 -- unit of the content
    household_id TEXT REFERENCES households (id), -- of which household; none: another place, or not found yet
    visited_on TEXT NOT NULL,              -- the day, as its visitor says
    sealed_answers BLOB NOT NULL,          -- what was written into the form, sealed
    facts_id TEXT REFERENCES household_facts (id), -- what was said of the household: new, or confirmed
    level TEXT NOT NULL,                   -- where the sheet lies: a word of domain::SheetLevel
    office TEXT,                           -- unit of the content to which it was given
    written_by TEXT NOT NULL REFERENCES staff (id), -- who wrote it
    written_at_ms BIGINT NOT NULL,         -- when it came in
    UNIQUE (township, sheet_no)
);
CREATE INDEX visits_by_day ON visits (township, visited_on);
CREATE INDEX visits_of_household ON visits (household_id, visited_on);
CREATE INDEX visits_of_writer ON visits (written_by, visited_on);
CREATE INDEX visits_of_office ON visits (township, office, level);

-- Who went along, of those who have an account.
CREATE TABLE visit_companions (
    visit_id TEXT NOT NULL REFERENCES visits (id), -- on which visit
    staff_id TEXT NOT NULL REFERENCES staff (id), -- who
    township TEXT NOT NULL,                -- whose
    PRIMARY KEY (visit_id, staff_id)
);
CREATE INDEX companions_by_staff ON visit_companions (staff_id);

-- Points of a visit that became cases. Who sees the case sees it here too, and nobody else.
CREATE TABLE visit_cases (
    visit_id TEXT NOT NULL REFERENCES visits (id), -- of which visit
    case_id TEXT NOT NULL REFERENCES cases (id), -- which case
    township TEXT NOT NULL,                -- whose
    PRIMARY KEY (visit_id, case_id)
);

-- 发展建议单.
CREATE TABLE suggestions (
    id TEXT PRIMARY KEY NOT NULL,          -- random
    township TEXT NOT NULL,                -- whom they suggest it to
    version BIGINT NOT NULL,               -- a step saves only over the version that it read
    suggestion_no TEXT NOT NULL,           -- number of the sheet, as it stands on paper
    visit_id TEXT REFERENCES visits (id),  -- on which visit it was said; none: elsewhere
    village TEXT,                          -- unit of the content; none: the whole township
    area TEXT NOT NULL,                    -- a word of domain::SuggestionArea
    office TEXT NOT NULL,                  -- unit of the content that is asked
    suggested_on TEXT NOT NULL,            -- the day
    sealed_answers BLOB NOT NULL,          -- suggestion, reason and who suggested it, sealed
    wants_to_know BIGINT NOT NULL,         -- who suggested it wants to be told what became of it
    entered_by TEXT NOT NULL REFERENCES staff (id), -- who took it down
    entered_at_ms BIGINT NOT NULL,         -- when
    verdict TEXT,                          -- a word of domain::Verdict; none while nobody has answered
    sealed_verdict BLOB,                   -- why, sealed
    answered_by TEXT REFERENCES staff (id), -- who answered
    answered_on TEXT,                      -- the day
    told_on TEXT,                          -- the day on which who suggested it was told
    UNIQUE (township, suggestion_no)
);
CREATE INDEX suggestions_by_day ON suggestions (township, suggested_on);
