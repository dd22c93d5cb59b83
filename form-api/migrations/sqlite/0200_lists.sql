-- The desk's lists, as an index over cases: which lists a case stands in, in which order, and for whom. Written with each change of a
-- case, in the same transaction, by one statement (store/queue_entries.rs), which can write all of it again.
CREATE TABLE queue_entries (
    case_id TEXT PRIMARY KEY NOT NULL REFERENCES cases (id), -- which case
    township TEXT NOT NULL,                -- whose desk
    place TEXT NOT NULL,                   -- order in every list: ended reports last, the promised day, the moment of receipt, the number
    handling TEXT,                         -- list of handling: 'new', 'registered', 'open', 'review', 'answered'; none: ended
    publication TEXT,                      -- list of publication: 'publishable', 'redaction', 'approval', 'published'; none: no business of it
    is_report BIGINT NOT NULL,             -- stands in the list of reports and in no other
    is_shared BIGINT NOT NULL,             -- may become public or is: who redacts and approves sees it
    is_in_review BIGINT NOT NULL,          -- its answer, or that it is not to be taken up, waits for a second person
    awaits_supervision BIGINT NOT NULL,    -- a bad rating waits for the supervision office
    merged_into TEXT,                      -- the case that leads for it, while it waits for that one's answer
    lead_office TEXT,                      -- unit of the content that leads; none: nobody yet
    meeting_village TEXT,                  -- unit of the content whose meeting has it now; none: no report has one
    entered_by TEXT                        -- staff id of who took it down; none for a report
);
CREATE INDEX queue_entries_all ON queue_entries (township, place) WHERE is_report = 0;
CREATE INDEX queue_entries_all_of_office ON queue_entries (township, lead_office, place) WHERE is_report = 0;
CREATE INDEX queue_entries_reports ON queue_entries (township, place) WHERE is_report = 1;
CREATE INDEX queue_entries_handling ON queue_entries (township, handling, place) WHERE handling IS NOT NULL;
CREATE INDEX queue_entries_publication ON queue_entries (township, publication, place) WHERE publication IS NOT NULL;
CREATE INDEX queue_entries_publication_of_office ON queue_entries (township, lead_office, publication, place) WHERE publication IS NOT NULL;
CREATE INDEX queue_entries_of_village ON queue_entries (township, meeting_village) WHERE meeting_village IS NOT NULL;
CREATE INDEX queue_entries_of_writer ON queue_entries (township, entered_by) WHERE entered_by IS NOT NULL;
CREATE INDEX queue_entries_review ON queue_entries (township, place) WHERE is_in_review = 1;
CREATE INDEX queue_entries_supervision ON queue_entries (township, place) WHERE awaits_supervision = 1;

-- How many cases the long lists hold. Each change adds rows, so that nobody waits for another's; they are added up now and then.
CREATE TABLE queue_counts (
    township TEXT NOT NULL,                -- whose desk
    list TEXT NOT NULL,                    -- 'all', 'publishable' or 'published'
    office TEXT NOT NULL,                  -- that leads; empty: nobody yet
    is_shared BIGINT NOT NULL,             -- as in queue_entries
    cases BIGINT NOT NULL                  -- how many more, or fewer
);

-- What a viewer must not know of is taken off the counts.
CREATE INDEX exclusions_of_excluded ON exclusions (excluded_kind, excluded_id, subject_kind, subject_id);
