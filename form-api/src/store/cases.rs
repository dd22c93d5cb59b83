//! Cases as the desk sees them. Every question that could show a case takes the viewer, and the statement itself
//! leaves out what that viewer must not know of: cases that name them or their office, and other offices' cases for
//! those who only handle. Deliberately absent: which step is allowed (`case::next`).

use jiff::Timestamp;
use jiff::civil::Date;
use record::Rating;

use super::db::list_column;
use super::many::Many;
use super::queue_entries::{enter_in_queues, enter_new_in_queues};
use super::submissions::{self, StoredSubmission, moment};
use super::visible::{from_visible, is_hidden_from, is_report, township_of_viewer};
use super::{Arg, Ask, Beside, Row, StoreError, Tx, args};
use crate::case::{Case, Draft, DueDate, Facts, Letter, PublicationState, State, Subject, Viewer};

/// A case with its letter.
#[derive(Clone, Debug)]
pub struct CaseFile {
    /// The letter.
    pub submission: StoredSubmission,
    /// Saved over this version only.
    pub version: i64,
    /// Where handling stands.
    pub state: State,
    /// Where publication stands.
    pub publication: PublicationState,
    /// The office that leads.
    pub lead_office: Option<String>,
    /// Who of that office works on it; none: nobody in particular.
    pub assigned_to: Option<String>,
    /// What it is about, in a word or two.
    pub topic: Option<String>,
    /// The promise.
    pub due: DueDate,
    /// When it was extended in this round.
    pub extended_at: Option<Timestamp>,
    /// Why; the sender sees it.
    pub extension_reason: Option<String>,
    /// When it was reopened.
    pub reopened_at: Option<Timestamp>,
    /// The earlier case about the same matter.
    pub merged_into: Option<String>,
    /// Why it was declined, referred out or merged; the sender sees it.
    pub outcome_reason: Option<String>,
    /// The answer, in Markdown.
    pub answer: Option<String>,
    /// Slugs of the policies that it rests on.
    pub answer_policies: Vec<String>,
    /// Who wrote it.
    pub answered_by: Option<String>,
    /// When it was written.
    pub answered_at: Option<Timestamp>,
    /// Who reviewed it.
    pub reviewed_by: Option<String>,
    /// When the sender could read it.
    pub reviewed_at: Option<Timestamp>,
    /// What the reviewer asked to be done again.
    pub redo_reason: Option<String>,
    /// Answered by the promised day: the verdict of that moment.
    pub on_time: Option<bool>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// A bad rating waits for the supervision office.
    pub awaits_supervision: bool,
    /// Nobody but first readers sees it, until one of them has said whom it is about.
    pub awaits_first_reader: bool,
    /// The sender, who wants to be asked before publication, has been asked.
    pub consent_asked: bool,
    /// Why it is not to be taken up, until a second person has confirmed it.
    pub decline_reason: Option<String>,
    /// Who wrote so.
    pub decline_by: Option<String>,
    /// It was taken down, and its page may still be on the site.
    pub waits_for_site: bool,
    /// The last rating's grade. Read only: `ratings` keeps it.
    pub rating: Option<Rating>,
    /// The sender has rated the answer of this round. Read only.
    pub rated: bool,
}

impl CaseFile {
    /// As what events, files and messages belong to.
    #[must_use]
    pub fn subject(&self) -> Subject<'_> {
        Subject::case(&self.submission.id)
    }

    /// The private texts that a public one is made of.
    #[must_use]
    pub fn original(&self) -> Draft {
        Draft {
            title: self.submission.title.clone(),
            letter: self.submission.text.clone(),
            answer: self.answer.clone().unwrap_or_default(),
        }
    }

    /// The letter as the table of rights sees it: looked up for a viewer, it is not hidden from them.
    #[must_use]
    pub fn letter(&self) -> Letter<'_> {
        Letter {
            kind: self.submission.kind,
            under_14: self.submission.under_14,
            consent: self.submission.consent,
            publication: self.publication,
            lead_office: self.lead_office.as_deref(),
            hidden_from: &[],
            author: None,
            awaits_first_reader: self.awaits_first_reader,
            at_village: self.submission.village.as_deref().filter(|_| self.state == State::AnalysisVillage),
            entered_by: self.submission.entered_by.as_deref(),
        }
    }

    /// What decides whose work it is: where it stands, who leads it, and who reads it first.
    #[must_use]
    pub fn stand(&self) -> (State, Option<String>, bool, bool) {
        (self.state, self.lead_office.clone(), self.awaits_supervision, self.awaits_first_reader)
    }

    /// The case as the workflow sees it.
    #[must_use]
    pub fn case(&self) -> Case {
        Case {
            state: self.state,
            publication: self.publication,
            facts: Facts {
                reopened: self.reopened_at.is_some(),
                rated: self.rated,
                awaits_supervision: self.awaits_supervision,
                extended: self.extended_at.is_some(),
                kind: self.submission.kind,
                consent: self.submission.consent,
                consent_asked: self.consent_asked,
                under_14: self.submission.under_14,
            },
        }
    }

    /// A question of the office waits for the sender: the case itself waits for it, or the last word (whether it was the
    /// office's, and when) was a question of this round.
    #[must_use]
    pub fn is_asked(&self, last: Option<(bool, Timestamp)>) -> bool {
        let is_open =
            |(from_office, at)| from_office && self.reopened_at.is_none_or(|reopened| at > reopened);
        self.state == State::NeedsInformation || last.is_some_and(is_open)
    }

    /// 0, and 1 after the case was reopened: an answer is rated once in each round.
    #[must_use]
    pub const fn round(&self) -> i64 {
        if self.reopened_at.is_some() { 1 } else { 0 }
    }

    /// Forgets why staff extended the promise and sent the answer back or opened the case again: the log's texts of it are
    /// erased with this.
    pub fn forget_reasons(&mut self) {
        self.extension_reason = None;
        self.redo_reason = None;
    }

    /// The answer is that of the round before: the case was opened again, and no other answer was let out since.
    #[must_use]
    pub fn answer_is_previous(&self) -> bool {
        let is_answered = matches!(self.state, State::Reviewed | State::Closed);
        self.reopened_at.is_some() && !is_answered && self.answer_for_sender().is_some()
    }

    /// The answer as far as it is the sender's: a draft that waits for review, the second round's too, is not.
    #[must_use]
    pub fn answer_for_sender(&self) -> Option<&str> {
        let is_reviewed = self.reviewed_at.is_some() && self.reviewed_at >= self.answered_at;
        self.answer.as_deref().filter(|_| is_reviewed)
    }
}

macro_rules! case_columns {
    () => {
        "submissions.*, version, state, publication, lead_office, assigned_to, topic, due_on, ceiling_on, extended_at_ms, \
         extension_reason, reopened_at_ms, merged_into, outcome_reason, answer, answer_policies, answered_by, answered_at_ms, \
         reviewed_by, reviewed_at_ms, redo_reason, on_time, closed_at_ms, awaits_supervision, awaits_first_reader, consent_asked, \
         decline_reason, decline_by, waits_for_site, \
         (SELECT grade FROM ratings WHERE ratings.case_id = cases.id ORDER BY round DESC LIMIT 1) AS rating, \
         (SELECT COUNT(*) FROM ratings WHERE ratings.case_id = cases.id \
         AND round = CASE WHEN reopened_at_ms IS NULL THEN 0 ELSE 1 END) AS rated"
    };
}
pub(super) use case_columns;

pub(super) fn read(row: &Row) -> Result<CaseFile, StoreError> {
    let when = |column| Ok::<_, StoreError>(row.int_or_null(column)?.map(moment));
    Ok(CaseFile {
        submission: submissions::read(row)?,
        version: row.int("version")?,
        state: State::parse(&row.text("state")?).ok_or(StoreError::Word { column: "state" })?,
        publication: PublicationState::parse(&row.text("publication")?)
            .ok_or(StoreError::Word { column: "publication" })?,
        lead_office: row.text_or_null("lead_office")?,
        assigned_to: row.text_or_null("assigned_to")?,
        topic: row.text_or_null("topic")?,
        due: DueDate {
            due_on: day_or_null(row, "due_on")?,
            ceiling_on: day_or_null(row, "ceiling_on")?.ok_or(StoreError::Word { column: "ceiling_on" })?,
        },
        extended_at: when("extended_at_ms")?,
        extension_reason: row.text_or_null("extension_reason")?,
        reopened_at: when("reopened_at_ms")?,
        merged_into: row.text_or_null("merged_into")?,
        outcome_reason: row.text_or_null("outcome_reason")?,
        answer: row.text_or_null("answer")?,
        answer_policies: row.list("answer_policies")?,
        answered_by: row.text_or_null("answered_by")?,
        answered_at: when("answered_at_ms")?,
        reviewed_by: row.text_or_null("reviewed_by")?,
        reviewed_at: when("reviewed_at_ms")?,
        redo_reason: row.text_or_null("redo_reason")?,
        on_time: row.int_or_null("on_time")?.map(|verdict| verdict != 0),
        closed_at: when("closed_at_ms")?,
        awaits_supervision: row.flag("awaits_supervision")?,
        awaits_first_reader: row.flag("awaits_first_reader")?,
        consent_asked: row.flag("consent_asked")?,
        decline_reason: row.text_or_null("decline_reason")?,
        decline_by: row.text_or_null("decline_by")?,
        waits_for_site: row.flag("waits_for_site")?,
        rating: row
            .text_or_null("rating")?
            .map(|word| Rating::parse(&word).ok_or(StoreError::Word { column: "rating" }))
            .transpose()?,
        rated: row.flag("rated")?,
    })
}

pub(super) fn day_or_null(row: &Row, column: &'static str) -> Result<Option<Date>, StoreError> {
    row.text_or_null(column)?.map(|day| day.parse().map_err(|_| StoreError::Word { column })).transpose()
}

static INTO_CASES: Many<8> = Many::new(
    "INSERT INTO cases (id, version, state, publication, due_on, ceiling_on, awaits_first_reader, township)",
    "",
);

/// Adds cases as they are opened, at version 1, each beside its letter.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn add_cases(tx: &mut Tx, cases: &[&CaseFile]) -> Result<(), StoreError> {
    let rows: Vec<_> = cases
        .iter()
        .map(|case| {
            [
                Arg::from(&case.submission.id),
                Arg::from(1),
                Arg::from(case.state.as_str()),
                Arg::from(case.publication.as_str()),
                Arg::from(case.due.due_on.map(|day| day.to_string())),
                Arg::from(case.due.ceiling_on.to_string()),
                Arg::from(case.awaits_first_reader),
                Arg::from(tx.township()),
            ]
        })
        .collect();
    INTO_CASES.insert(tx, &rows).await?;
    let ids: Vec<&str> = cases.iter().map(|case| case.submission.id.as_str()).collect();
    enter_new_in_queues(tx, &ids).await
}

/// Writes a case over the version that was read.
///
/// # Errors
/// [`StoreError::Stale`] when somebody saved it in between.
pub async fn save_case(tx: &mut Tx, case: &CaseFile) -> Result<(), StoreError> {
    let ms = |moment: Option<Timestamp>| moment.map(Timestamp::as_millisecond);
    let touched = tx
        .execute(
            "UPDATE cases SET version = version + 1, state = $3, publication = $4, lead_office = $5, topic = $6, \
             due_on = $7, ceiling_on = $8, extended_at_ms = $9, extension_reason = $10, reopened_at_ms = $11, \
             merged_into = $12, outcome_reason = $13, answer = $14, answered_by = $15, answered_at_ms = $16, \
             reviewed_by = $17, reviewed_at_ms = $18, redo_reason = $19, on_time = $20, closed_at_ms = $21, \
             awaits_supervision = $22, answer_policies = $23, consent_asked = $24, \
             decline_reason = $25, decline_by = $26, waits_for_site = $27, awaits_first_reader = $28, assigned_to = $29 WHERE id = $1 AND version = $2",
            args![
                &case.submission.id,
                case.version,
                case.state.as_str(),
                case.publication.as_str(),
                &case.lead_office,
                &case.topic,
                case.due.due_on.map(|day| day.to_string()),
                case.due.ceiling_on.to_string(),
                ms(case.extended_at),
                &case.extension_reason,
                ms(case.reopened_at),
                &case.merged_into,
                &case.outcome_reason,
                &case.answer,
                &case.answered_by,
                ms(case.answered_at),
                &case.reviewed_by,
                ms(case.reviewed_at),
                &case.redo_reason,
                case.on_time.map(i64::from),
                ms(case.closed_at),
                case.awaits_supervision,
                list_column(&case.answer_policies),
                case.consent_asked,
                &case.decline_reason,
                &case.decline_by,
                case.waits_for_site,
                case.awaits_first_reader,
                &case.assigned_to,
            ],
        )
        .await?;
    if touched == 0 {
        return Err(StoreError::Stale);
    }
    enter_in_queues(tx, &[&case.submission.id]).await
}

/// Something was added beside a case: pages that were opened before do not show it.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn touch_case(tx: &mut Tx, id: &str) -> Result<(), StoreError> {
    tx.execute("UPDATE cases SET version = version + 1 WHERE id = $1", args![id]).await.map(drop)
}

/// A case by its letter number, through the eyes of a viewer.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none, and just so when it is not for this viewer.
pub async fn find_case<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
    submission_no: &str,
) -> Result<CaseFile, StoreError> {
    let row = ask
        .row(
            concat!(
                "SELECT ",
                case_columns!(),
                from_visible!(),
                "AND submissions.township = ",
                township_of_viewer!(),
                " AND submission_no = $4"
            ),
            args![&viewer.staff_id, &viewer.office, viewer.sight().bits(), submission_no],
        )
        .await?;
    read(&row.ok_or(StoreError::NotFound)?)
}

/// Numbers of letters of a topic that a viewer sees, the letter that came last first, at most `limit`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_numbers_of_topic<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
    topic: &str,
    limit: i64,
) -> Result<Vec<String>, StoreError> {
    let rows = ask
        .rows(
            concat!(
                "SELECT submission_no",
                from_visible!(),
                "AND cases.topic = $4 ORDER BY received_at_ms DESC, submission_no LIMIT $5"
            ),
            args![&viewer.staff_id, &viewer.office, viewer.sight().bits(), topic, limit],
        )
        .await?;
    rows.iter().map(|row| row.text("submission_no")).collect()
}

/// As much of a case as it takes to take it off the site, whatever else of its row cannot be read.
#[derive(Clone, Debug)]
pub struct PublicCase {
    /// Row id.
    pub id: String,
    /// Letter number.
    pub submission_no: String,
    /// Saved over this version only.
    pub version: i64,
    /// Its page stands on the site: the public table says so, or its own row.
    pub is_published: bool,
}

/// A case through the eyes of a viewer, without what taking it off the site does not need.
///
/// # Errors
/// [`StoreError::NotFound`] as [`find_case`].
pub async fn find_public_case<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
    submission_no: &str,
) -> Result<PublicCase, StoreError> {
    let row = ask
        .row(
            concat!(
                "SELECT cases.id, submission_no, version, publication, CAST(CASE WHEN EXISTS (SELECT 1 FROM public_replies \
                 WHERE public_replies.township = cases.township AND public_replies.submission_no = submissions.submission_no \
                 AND (withdrawn_on IS NULL OR withdrawn_on NOT LIKE '____-__-__')) THEN 1 ELSE 0 END AS BIGINT) AS is_shown",
                from_visible!(),
                "AND submissions.township = ",
                township_of_viewer!(),
                " AND submission_no = $4"
            ),
            args![&viewer.staff_id, &viewer.office, viewer.sight().bits(), submission_no],
        )
        .await?
        .ok_or(StoreError::NotFound)?;
    Ok(PublicCase {
        id: row.text("id")?,
        submission_no: row.text("submission_no")?,
        version: row.int("version")?,
        is_published: row.flag("is_shown")?
            || row.text("publication").is_ok_and(|word| word == PublicationState::Published.as_str()),
    })
}

/// Notes that a case was taken down, over the version that was read, and nothing else of its row.
///
/// # Errors
/// [`StoreError::Stale`] when somebody saved it in between.
pub async fn save_taken_down(tx: &mut Tx, case: &PublicCase) -> Result<(), StoreError> {
    let sql = "UPDATE cases SET publication = 'withdrawn', waits_for_site = 1, version = version + 1 \
               WHERE id = $1 AND version = $2";
    let touched = tx.execute(sql, args![&case.id, case.version]).await?;
    if touched == 0 {
        return Err(StoreError::Stale);
    }
    enter_in_queues(tx, &[&case.id]).await
}

/// Notes that the site was built without a case that was taken down, of the public tables up to a change; says whether
/// that was not known before. One whose reply has changed again since then stays as it is.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn save_off_the_site(tx: &mut Tx, id: &str, up_to: i64) -> Result<bool, StoreError> {
    let sql = "UPDATE cases SET waits_for_site = 0, version = version + 1 WHERE id = $1 AND waits_for_site = 1 \
               AND NOT EXISTS (SELECT 1 FROM public_replies JOIN submissions \
               ON submissions.submission_no = public_replies.submission_no \
               AND submissions.township = public_replies.township \
               WHERE submissions.id = $1 AND public_replies.change_no > $2)";
    Ok(tx.execute(sql, args![id, up_to]).await? > 0)
}

/// How many letters an answer to this case answers: its own, and those merged into it. Reports do not count, for nothing
/// public speaks of them.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn count_letters<A: Ask + Send>(mut ask: A, id: &str) -> Result<u32, StoreError> {
    let row = ask
        .row(
            concat!(
                "SELECT COUNT(*) AS n FROM cases JOIN submissions ON submissions.id = cases.id \
                 WHERE merged_into = $1 AND NOT ",
                is_report!()
            ),
            args![id],
        )
        .await?;
    let merged = row.map_or(Ok(0), |row| row.int("n"))?;
    Ok(u32::try_from(merged).unwrap_or(u32::MAX).saturating_add(1))
}

/// A letter that was merged into another one, as the desk lists it.
#[derive(Clone, Debug)]
pub struct MergedLetter {
    /// Letter number.
    pub submission_no: String,
    /// Title.
    pub title: String,
    /// Where it stands by itself.
    pub state: State,
}

impl MergedLetter {
    /// Its sender has no answer yet, and has not taken it back.
    #[must_use]
    pub const fn is_unanswered(&self) -> bool {
        matches!(self.state, State::Merged | State::Handling | State::Replied)
    }
}

/// The letters that were merged into a case, of those that this viewer may see; oldest first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_merged<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
    id: &str,
) -> Result<Vec<MergedLetter>, StoreError> {
    let rows = ask
        .rows(
            concat!(
                "SELECT submission_no, title, state",
                from_visible!(),
                "AND merged_into = $4 ORDER BY received_at_ms, submission_no"
            ),
            args![&viewer.staff_id, &viewer.office, viewer.sight().bits(), id],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(MergedLetter {
                submission_no: row.text("submission_no")?,
                title: row.text("title")?,
                state: State::parse(&row.text("state")?).ok_or(StoreError::Word { column: "state" })?,
            })
        })
        .collect()
}

/// The letters that wait for a case's answer are led by its office from now on, but for those that name it; by none where none
/// leads it.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn lead_merged(mut tx: &mut Tx, id: &str, office: Option<&str>) -> Result<(), StoreError> {
    let sql = concat!(
        "UPDATE cases SET lead_office = $2, assigned_to = NULL, version = version + 1 WHERE merged_into = $1 AND state = 'merged' AND NOT ",
        is_hidden_from!("NULL", "$2"),
        " RETURNING id"
    );
    let led = ids(&tx.rows(sql, args![id, office]).await?)?;
    enter_in_queues(tx, &led).await
}

/// What somebody was given is nobody's in particular from now on.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn release_assigned(mut tx: &mut Tx, staff_id: &str) -> Result<(), StoreError> {
    let sql = "UPDATE cases SET assigned_to = NULL, version = version + 1 WHERE id IN \
               (SELECT case_id FROM queue_entries WHERE township = $2 AND assigned_to = $1) RETURNING id";
    let township = tx.township();
    let released = ids(&tx.rows(sql, args![staff_id, township]).await?)?;
    enter_in_queues(tx, &released).await
}

fn ids(rows: &[Row]) -> Result<Vec<String>, StoreError> {
    rows.iter().map(|row| row.text("id")).collect()
}

/// Holds a case for this transaction; says whether it is merged into none, so that others can be merged into it.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn lock_case(mut tx: &mut Tx, id: &str) -> Result<bool, StoreError> {
    let sql = "UPDATE cases SET version = version WHERE id = $1 RETURNING merged_into";
    let row = tx.row(sql, args![id]).await?.ok_or(StoreError::NotFound)?;
    Ok(row.text_or_null("merged_into")?.is_none())
}

/// The letters that were merged into a case are merged into another one from now on: a link leads to the case that leads,
/// and never to one that is merged itself.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn move_merged(tx: &mut Tx, from: &str, to: &str) -> Result<(), StoreError> {
    let sql = "UPDATE cases SET merged_into = $2, version = version + 1 WHERE merged_into = $1";
    tx.execute(sql, args![from, to]).await.map(drop)
}

/// The letters that wait for a case that will have no answer stand by themselves again; gives their row ids.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn release_merged(mut tx: &mut Tx, id: &str) -> Result<Vec<String>, StoreError> {
    let sql = "UPDATE cases SET state = 'registered', merged_into = NULL, lead_office = NULL, assigned_to = NULL, outcome_reason = NULL, \
               version = version + 1 WHERE merged_into = $1 AND state = 'merged' RETURNING id";
    let released = ids(&tx.rows(sql, args![id]).await?)?;
    enter_in_queues(tx, &released).await?;
    Ok(released)
}

/// A case by its row id, without a viewer: for the sender (who has proved the query code) and for the service itself.
///
/// # Errors
/// [`StoreError::NotFound`].
pub async fn find_case_id<A: Ask + Send>(mut ask: A, id: &str) -> Result<CaseFile, StoreError> {
    let row = ask
        .row(
            concat!(
                "SELECT ",
                case_columns!(),
                " FROM cases JOIN submissions ON submissions.id = cases.id WHERE cases.id = $1"
            ),
            args![id],
        )
        .await?;
    read(&row.ok_or(StoreError::NotFound)?)
}

/// A case as [`find_case_id`] gives it, and what there is beside it.
///
/// # Errors
/// [`StoreError::NotFound`].
pub async fn find_case_beside<A: Ask + Send>(mut ask: A, id: &str) -> Result<(CaseFile, Beside), StoreError> {
    let row = ask
        .row(
            concat!(
                "SELECT ",
                case_columns!(),
                ", (SELECT COUNT(*) FROM messages WHERE subject_kind = 'case' AND subject_id = $1) AS messages, \
                 (SELECT COUNT(*) FROM attachments WHERE subject_kind = 'case' AND subject_id = $1) AS attachments, \
                 (SELECT COUNT(*) FROM requests WHERE case_id = $1) AS requests, \
                 (SELECT COUNT(*) FROM corrections WHERE case_id = $1) AS corrections \
                 FROM cases JOIN submissions ON submissions.id = cases.id WHERE cases.id = $1"
            ),
            args![id],
        )
        .await?
        .ok_or(StoreError::NotFound)?;
    let beside = Beside {
        messages: row.flag("messages")?,
        attachments: row.flag("attachments")?,
        requests: row.flag("requests")?,
        corrections: row.flag("corrections")?,
    };
    Ok((read(&row)?, beside))
}

/// Keeps by what the answer of a case is found again ([`has_same_answer`]); none for one that is not compared.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn set_answer_fingerprint(
    tx: &mut Tx,
    id: &str,
    fingerprint: Option<&str>,
) -> Result<(), StoreError> {
    let sql = "UPDATE cases SET answer_fingerprint = $2 WHERE id = $1";
    tx.execute(sql, args![id, fingerprint]).await.map(drop)
}

/// Does another case have the answer of this fingerprint? Letters that were joined with this one are about the same matter,
/// and may be told the same.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn has_same_answer<A: Ask + Send>(
    mut ask: A,
    id: &str,
    fingerprint: &str,
) -> Result<bool, StoreError> {
    let rows = ask
        .rows(
            "SELECT 1 AS found FROM cases WHERE township = $3 AND answer_fingerprint = $2 AND answer IS NOT NULL \
             AND COALESCE(merged_into, id) <> \
             (SELECT COALESCE(merged_into, id) FROM cases AS own WHERE own.id = $1) LIMIT 1",
            args![id, fingerprint, ask.township()],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// Open cases whose promise waits for a year's holiday notice.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_cases_without_due_date<A: Ask + Send>(mut ask: A) -> Result<Vec<CaseFile>, StoreError> {
    let rows = ask
        .rows(
            concat!(
                "SELECT ",
                case_columns!(),
                " FROM cases JOIN submissions ON submissions.id = cases.id WHERE cases.township = $1 AND due_on IS NULL AND state \
                 NOT IN ('declined', 'referred_out', 'withdrawn', 'reviewed', 'closed')"
            ),
            args![ask.township()],
        )
        .await?;
    super::readable(rows.iter().map(read))
}

/// Cases that were taken down and whose pages may still be on the site.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_taken_down<A: Ask + Send>(mut ask: A) -> Result<Vec<String>, StoreError> {
    let rows = ask
        .rows("SELECT id FROM cases WHERE waits_for_site = 1 AND township = $1", args![ask.township()])
        .await?;
    rows.iter().map(|row| row.text("id")).collect()
}
