-- Gatherings with residents (民情沟通日, 集中办公日, 民情恳谈会) are meetings too: what they are about, who was asked to come, and what
-- was raised there.
ALTER TABLE meetings ADD COLUMN
    topic TEXT; -- what a gathering is about; none of a meeting of analysis
ALTER TABLE meetings ADD COLUMN
    invited TEXT; -- who was asked to come, by what they are

-- What somebody raised at a gathering: answered, or a letter of its own. Who raised it is not asked.
CREATE TABLE meeting_points (
    id TEXT PRIMARY KEY NOT NULL,          -- random
    township TEXT NOT NULL,                -- whose desk
    meeting_id TEXT NOT NULL REFERENCES meetings (id), -- at which gathering
    position BIGINT NOT NULL,              -- in which order, from 1
    text TEXT NOT NULL,                    -- what was raised
    noted_by TEXT NOT NULL REFERENCES staff (id), -- who wrote it down
    noted_at_ms BIGINT NOT NULL,           -- when
    answer TEXT,                           -- what was answered
    answered_by TEXT REFERENCES staff (id), -- who wrote the answer down
    answered_at_ms BIGINT,                 -- when
    case_id TEXT REFERENCES cases (id)     -- the case that it became
);
CREATE INDEX meeting_points_of_meeting ON meeting_points (meeting_id, position);
CREATE INDEX meeting_points_of_case ON meeting_points (case_id) WHERE case_id IS NOT NULL;
