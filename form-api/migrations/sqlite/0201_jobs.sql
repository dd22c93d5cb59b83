-- Duties of the service: who runs one now, and how the last run ended. A process takes a lease before it runs one, and writes only
-- while nobody has taken it since.
CREATE TABLE jobs (
    township TEXT NOT NULL DEFAULT 'home', -- whose
    name TEXT NOT NULL,                    -- which: a word of jobs::Duty
    place TEXT NOT NULL,                   -- the data folder that it is about; '' where one run serves the whole township
    due_at_ms BIGINT NOT NULL,             -- when it is to run next; 0 is at once
    holder TEXT,                           -- the process that runs it; none while nobody does
    leased_until_ms BIGINT NOT NULL,       -- from then on another process may take it over
    fence BIGINT NOT NULL,                 -- grows with each lease: who holds a smaller number writes no more
    failures BIGINT NOT NULL,              -- runs that failed since the last good one
    began_at_ms BIGINT,                    -- of the last run; none before the first one
    done_at_ms BIGINT,                     -- end of the last good run
    trouble TEXT NOT NULL,                 -- what staff have to mend, one a line; no personal data
    PRIMARY KEY (township, name, place)
);
