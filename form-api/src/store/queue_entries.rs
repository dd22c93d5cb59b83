//! The desk's lists as an index over cases, and how many cases the long ones hold. One statement says what follows from a case; whatever
//! changes a case calls [`enter_in_queues`] in the same transaction. Deliberately absent: reading the lists (`queue`).

use super::many::Many;
use super::visible::is_report;
use super::{Arg, Ask, StoreError, Tx, args};

/// What follows from a case and its letter: the columns of `queue_entries`, in the order of `entry_columns!`.
///
/// `place` orders as a text: the day has ten characters, the moment fifteen digits.
macro_rules! entries {
    () => {
        concat!("SELECT cases.id AS case_id, cases.township AS township, \
         CASE WHEN ", is_report!(), " AND state IN ('declined', 'referred_out', 'withdrawn', 'closed') THEN '1' ELSE '0' END \
         || COALESCE(due_on, ceiling_on) || substr(CAST(1000000000000000 + received_at_ms AS TEXT), 2) || submission_no AS place, \
         CASE WHEN ", is_report!(), " THEN NULL WHEN state = 'submitted' THEN 'new' \
         WHEN state IN ('registered', 'needs_information') THEN 'registered' \
         WHEN state IN ('merged', 'accepted', 'analysis_village', 'analysis_office', 'analysis_joint', 'handling') THEN 'open' \
         WHEN state = 'replied' THEN 'review' WHEN state = 'reviewed' THEN 'answered' END AS handling, \
         CASE WHEN ", is_report!(), " THEN NULL WHEN publication = 'candidate' THEN 'redaction' WHEN publication = 'redacted' THEN 'approval' \
         WHEN publication = 'published' THEN 'published' WHEN publication = 'none' AND state = 'closed' AND under_14 = 0 \
         AND (consent = 'anonymised' OR (consent = 'ask_first' AND consent_asked = 0)) THEN 'publishable' END AS publication, \
         CASE WHEN ", is_report!(), " THEN 1 ELSE 0 END AS is_report, \
         CASE WHEN NOT ", is_report!(), " AND under_14 = 0 AND (consent <> 'no' OR publication <> 'none') THEN 1 ELSE 0 END AS is_shared, \
         CASE WHEN NOT ", is_report!(), " AND (state = 'replied' OR decline_by IS NOT NULL) THEN 1 ELSE 0 END AS is_in_review, \
         awaits_supervision, \
         CASE WHEN state = 'merged' THEN merged_into END AS merged_into, lead_office, \
         CASE WHEN state IN ('merged', 'accepted', 'analysis_village', 'analysis_office', 'analysis_joint', 'handling') THEN assigned_to END AS assigned_to, \
         CASE WHEN NOT ", is_report!(), " AND state = 'analysis_village' THEN village END AS meeting_village, \
         CASE WHEN NOT ", is_report!(), " THEN entered_by END AS entered_by \
         FROM cases JOIN submissions ON submissions.id = cases.id ")
    };
}

macro_rules! entry_columns {
    () => {
        "case_id, township, place, handling, publication, is_report, is_shared, is_in_review, awaits_supervision, merged_into, lead_office, assigned_to, meeting_village, entered_by"
    };
}

/// What the chosen cases add to the counts, `$sign` times.
macro_rules! counted {
    ($sign:literal) => {
        concat!(
            ") INSERT INTO queue_counts (township, list, office, is_shared, cases) \
             SELECT township, 'all', COALESCE(lead_office, ''), is_shared, ",
            $sign,
            " * COUNT(*) FROM queue_entries WHERE case_id IN (SELECT id FROM chosen) AND is_report + 0 = 0 GROUP BY township, lead_office, is_shared \
             UNION ALL SELECT township, publication, COALESCE(lead_office, ''), is_shared, ",
            $sign,
            " * COUNT(*) FROM queue_entries WHERE case_id IN (SELECT id FROM chosen) AND publication IN ('publishable', 'published') \
             GROUP BY township, publication, lead_office, is_shared"
        )
    };
}

static COUNT_OFF: Many<1> = Many::new("WITH chosen (id) AS (", counted!("-1"));
static COUNT_ON: Many<1> = Many::new("WITH chosen (id) AS (", counted!("1"));
static ENTER: Many<1> = Many::new(
    "WITH chosen (id) AS (",
    concat!(
        ") INSERT INTO queue_entries (",
        entry_columns!(),
        ") ",
        entries!(),
        "WHERE cases.id IN (SELECT id FROM chosen) ON CONFLICT (case_id) DO UPDATE SET place = excluded.place, \
         handling = excluded.handling, publication = excluded.publication, is_report = excluded.is_report, \
         is_shared = excluded.is_shared, is_in_review = excluded.is_in_review, \
         awaits_supervision = excluded.awaits_supervision, merged_into = excluded.merged_into, lead_office = excluded.lead_office, assigned_to = excluded.assigned_to, \
         meeting_village = excluded.meeting_village, entered_by = excluded.entered_by"
    ),
);

/// Puts cases into the lists in which they stand now, instead of those in which they stood.
///
/// # Errors
/// [`StoreError::Database`].
pub(super) async fn enter_in_queues(tx: &mut Tx, case_ids: &[impl AsRef<str>]) -> Result<(), StoreError> {
    COUNT_OFF.insert(tx, &rows(case_ids)).await?;
    enter_new_in_queues(tx, case_ids).await
}

/// As [`enter_in_queues`], for cases that stand in none yet.
///
/// # Errors
/// [`StoreError::Database`].
pub(super) async fn enter_new_in_queues(tx: &mut Tx, case_ids: &[impl AsRef<str>]) -> Result<(), StoreError> {
    let rows = rows(case_ids);
    ENTER.insert(tx, &rows).await?;
    COUNT_ON.insert(tx, &rows).await.map(drop)
}

fn rows(case_ids: &[impl AsRef<str>]) -> Vec<[Arg<'_>; 1]> {
    case_ids.iter().map(|id| [Arg::from(id.as_ref())]).collect()
}

/// Adds the counts up, so that there are few rows to read.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn add_up_queue_counts(tx: &mut Tx) -> Result<(), StoreError> {
    // What others are adding meanwhile is not seen, not removed, and so not lost.
    let sql = "DELETE FROM queue_counts WHERE township = $1 RETURNING list, office, is_shared, cases";
    let township = tx.township();
    let removed = (&mut *tx).rows(sql, args![township.clone()]).await?;
    let mut sums = std::collections::BTreeMap::new();
    for row in &removed {
        let of = (row.text("list")?, row.text("office")?, row.int("is_shared")?);
        *sums.entry(of).or_insert(0) += row.int("cases")?;
    }
    for ((list, office, is_shared), cases) in sums.into_iter().filter(|(_, cases)| *cases != 0) {
        let sql =
            "INSERT INTO queue_counts (township, list, office, is_shared, cases) VALUES ($5, $1, $2, $3, $4)";
        tx.execute(sql, args![list, office, is_shared, cases, township.clone()]).await?;
    }
    Ok(())
}

/// Cases behind `after`, at most `limit`, whose entry is not what follows from them: none where every change was entered.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_misplaced<A: Ask + Send>(
    mut ask: A,
    after: &str,
    limit: i64,
) -> Result<Vec<String>, StoreError> {
    let sql = concat!(
        "WITH entry AS (",
        entries!(),
        "WHERE cases.township = $3 AND cases.id > $1) SELECT entry.case_id AS case_id FROM entry LEFT JOIN queue_entries AS kept ON kept.case_id = entry.case_id \
         WHERE kept.case_id IS NULL OR kept.place <> entry.place OR kept.is_report <> entry.is_report \
         OR kept.is_shared <> entry.is_shared OR kept.is_in_review <> entry.is_in_review \
         OR kept.awaits_supervision <> entry.awaits_supervision \
         OR COALESCE(kept.handling, '') <> COALESCE(entry.handling, '') \
         OR COALESCE(kept.assigned_to, '') <> COALESCE(entry.assigned_to, '') \
         OR COALESCE(kept.merged_into, '') <> COALESCE(entry.merged_into, '') \
         OR COALESCE(kept.meeting_village, '') <> COALESCE(entry.meeting_village, '') \
         OR COALESCE(kept.entered_by, '') <> COALESCE(entry.entered_by, '') \
         OR COALESCE(kept.publication, '') <> COALESCE(entry.publication, '') \
         OR COALESCE(kept.lead_office, '') <> COALESCE(entry.lead_office, '') ORDER BY entry.case_id LIMIT $2"
    );
    ask.rows(sql, args![after, limit, ask.township()]).await?.iter().map(|row| row.text("case_id")).collect()
}

/// Enters cases again that [`list_misplaced`] found.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn mend_queue_entries(tx: &mut Tx, case_ids: &[String]) -> Result<(), StoreError> {
    enter_in_queues(tx, case_ids).await
}

/// Corrects the counts where they are not what the entries give; says how many were wrong. One statement, so that it sees both at
/// one moment; what it finds is added like any other change.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn mend_queue_counts(tx: &mut Tx) -> Result<u64, StoreError> {
    tx.execute(
        "INSERT INTO queue_counts (township, list, office, is_shared, cases) SELECT $1, list, office, is_shared, SUM(cases) FROM (\
         SELECT list, office, is_shared, -cases AS cases FROM queue_counts WHERE township = $1 \
         UNION ALL SELECT 'all', COALESCE(lead_office, ''), is_shared, COUNT(*) FROM queue_entries WHERE township = $1 \
         AND is_report = 0 GROUP BY lead_office, is_shared \
         UNION ALL SELECT publication, COALESCE(lead_office, ''), is_shared, COUNT(*) FROM queue_entries WHERE township = $1 \
         AND publication IN ('publishable', 'published') GROUP BY publication, lead_office, is_shared) AS both_ways \
         GROUP BY list, office, is_shared HAVING SUM(cases) <> 0",
        args![tx.township()],
    )
    .await
}
