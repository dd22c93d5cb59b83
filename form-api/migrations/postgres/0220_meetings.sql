-- Meetings of analysis (民情分析会): the record, its agenda, and what became of each matter on it.
-- Deliberately absent: what a meeting said of a case. That is an opinion of the case, in opinions, and stands there once.

CREATE TABLE meetings (
    id TEXT PRIMARY KEY NOT NULL,          -- random
    township TEXT NOT NULL,                -- whose desk
    version BIGINT NOT NULL,               -- an act saves only over the version that it read
    level TEXT NOT NULL,                   -- which level meets: a word of domain::MeetingLevel
    unit TEXT,                             -- unit of the content that meets: a village or an office; none for the joint meeting
    state TEXT NOT NULL,                   -- where it stands: a word of domain::MeetingState
    held_on TEXT NOT NULL,                 -- the day
    starts_at TEXT NOT NULL,               -- the time of day, HH:MM of Asia/Shanghai
    place TEXT NOT NULL,                   -- where
    chair TEXT NOT NULL,                   -- who leads it, as a text that stays
    members BIGINT NOT NULL,               -- so many belong to it
    present BIGINT,                        -- so many of them came; none before it begins
    attendees TEXT,                        -- who came, as a text that stays
    leader_attended BIGINT NOT NULL DEFAULT 0, -- a leader of the township came
    lacking TEXT,                          -- what it lacked: a word of domain::Lacking
    reason TEXT,                           -- why it was held all the same, or why it did not take place
    called_by TEXT NOT NULL REFERENCES staff (id), -- who called it
    called_at_ms BIGINT NOT NULL,          -- when
    started_at_ms BIGINT,                  -- when it began
    closed_by TEXT REFERENCES staff (id),  -- who closed it: the minutes are theirs
    closed_at_ms BIGINT,                   -- when
    approved_by TEXT REFERENCES staff (id), -- who agreed with the minutes: another person
    approved_at_ms BIGINT,                 -- when
    issued_by TEXT REFERENCES staff (id),  -- who gave the minutes to the offices
    issued_at_ms BIGINT                    -- when
);
CREATE INDEX meetings_by_day ON meetings (township, held_on);
CREATE INDEX meetings_of_level ON meetings (township, level, held_on);

-- A case on the agenda of a meeting. What was taken off stays, with the reason.
CREATE TABLE meeting_items (
    id TEXT PRIMARY KEY NOT NULL,          -- random
    township TEXT NOT NULL,                -- whose desk
    meeting_id TEXT NOT NULL REFERENCES meetings (id), -- on whose agenda
    case_id TEXT NOT NULL REFERENCES cases (id), -- which case
    position BIGINT NOT NULL,              -- its place on the agenda, from 1
    added_by TEXT NOT NULL REFERENCES staff (id), -- who put it there
    added_at_ms BIGINT NOT NULL,           -- when
    outcome TEXT,                          -- where it went: a word of domain::ItemOutcome; none while it is open
    opinion_id TEXT REFERENCES opinions (id), -- what the meeting said of it
    responsible TEXT,                      -- who does what was decided, as a text that stays
    until_on TEXT,                         -- by which day
    reason TEXT,                           -- why it was taken off, or not discussed
    decided_by TEXT REFERENCES staff (id), -- who wrote the outcome down
    decided_at_ms BIGINT                   -- when
);
CREATE UNIQUE INDEX meeting_items_open ON meeting_items (case_id) WHERE outcome IS NULL;
CREATE INDEX meeting_items_of_meeting ON meeting_items (meeting_id, position);
CREATE INDEX meeting_items_of_case ON meeting_items (case_id);
