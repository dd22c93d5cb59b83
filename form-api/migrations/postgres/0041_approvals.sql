-- From opening the page of a public text to approving it: one row an approval, so that a median by month can be told.
CREATE TABLE approvals (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL,
    approver_id TEXT NOT NULL,
    approved_at_ms BIGINT NOT NULL,
    seconds BIGINT NOT NULL
);
CREATE INDEX approvals_by_moment ON approvals (approved_at_ms);
