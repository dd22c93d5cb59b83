//! 批准发布: a second person approves the public text, and a row of public columns is written. Files follow
//! (`crate::publish`), and would follow after a crash too: the table is the truth.

use jiff::Timestamp;
use record::{FeedbackScope, PublicKind, PublicReply, Round};
use site_gen::leaks::Leak;

use crate::case::{
    self, Because, Doubt, Draft, RedactedText, RedactionRecord, Refused, Step, Subject, shanghai_date,
    shanghai_minute,
};
use crate::event_log::{Detail, Event, Kind, write_event};
use crate::steps::publication::override_leaks::{ReadWithGate, hashes_of};
use crate::steps::publication::redact::known_of;
use crate::steps::{Desk, On, StepError, Township, needed};
use crate::store::{self, Approval, CaseFile, StoreError, StoredRedaction};

/// What an approver had before their eyes, and what they said of it.
#[derive(Clone, Debug)]
pub struct Seen {
    /// When the page with the public text was opened.
    pub opened_at: Timestamp,
    /// Of which text: [`fingerprint`].
    pub fingerprint: String,
    /// Keys of the doubts that they found to be no harm.
    pub cleared: Vec<String>,
}

/// Tells a public text, and the case around it, from every other: an approval is of exactly this one.
#[must_use]
pub fn fingerprint(case: &CaseFile, stored: &StoredRedaction) -> String {
    let parts = [
        case.submission.id.as_str(),
        &stored.title,
        &stored.letter,
        &stored.answer,
        stored.village.as_deref().unwrap_or_default(),
        &stored.topic,
        &stored.scope,
        &stored.policies.join(" "),
        &stored.record,
        &stored.author_id,
    ];
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.update(&case.version.to_be_bytes());
    hasher.finalize().to_hex().as_str()[..32].to_owned()
}

/// What an approver is asked about this public text.
///
/// # Errors
/// [`StepError::Store`].
pub async fn doubts_of<A: store::Ask + Send>(
    ask: A,
    township: &Township,
    case: &CaseFile,
    stored: &StoredRedaction,
) -> Result<Vec<Doubt>, StepError> {
    let draft =
        Draft { title: stored.title.clone(), letter: stored.letter.clone(), answer: stored.answer.clone() };
    let record: RedactionRecord =
        serde_json::from_str(&stored.record).map_err(|_| StoreError::Word { column: "record" })?;
    let known = known_of(ask, township, case, &[&draft]).await?;
    Ok(case::find_doubts(&draft, &record, &known))
}

/// Approves the public text, once the gate has read what it would become. What the gate finds stops it, unless another
/// approver has said why it may stand.
///
/// # Errors
/// [`StepError::Refused`] for its author; [`StepError::Missing`] when it was not read on the page that shows it as it
/// will be, or a doubt has no answer; [`StepError::Stale`] when another text was read; [`StepError::Unfit`] when newer rules find more in it than the rules
/// that passed it; [`StepError::Leaks`].
pub async fn publish(
    desk: Desk<'_>,
    on: On<'_>,
    seen: Option<&Seen>,
    gate: ReadWithGate<'_>,
) -> Result<(), StepError> {
    let checked = desk.before(check(desk, on, seen, gate)).await?;
    let Checked { reply, leaks, doubts, rules_version, seconds } = checked;
    // The version is compared here: it is a new one after every change of the case, its public text and its rating.
    let mut taken = desk.take_publication(on, Step::Publish).await?;
    let id = taken.case.submission.id.clone();
    // Letters are merged into a case without a new version of it.
    let letters = store::count_letters(&mut taken.tx, &id).await?;
    let reply = PublicReply { letters, ..reply };
    // Before any event: see `store::public_replies` on the order of the two queues. A refusal takes it back.
    store::add_public_reply(&mut taken.tx, &reply).await?;
    if !leaks.is_empty() {
        let asked = store::list_overrides(&mut taken.tx, Some(Subject::case(&id))).await?;
        let by_another =
            |hash: &String| asked.iter().any(|one| one.hash == *hash && one.asked_by != desk.staff.id);
        let hashes = hashes_of(desk.township, &leaks);
        if !hashes.iter().all(by_another) {
            return Err(StepError::Leaks(leaks));
        }
        store::grant_overrides(&mut taken.tx, &hashes, &desk.staff.id, desk.now).await?;
        let event = Event {
            at: desk.now,
            actor: &desk.actor(),
            subject: Some(Subject::case(&id)),
            kind: Kind::LeakOverrideGranted,
            details: vec![Detail::Found(hashes.len())],
            text: None,
        };
        write_event(&mut taken.tx, &event).await?;
    }
    store::approve_redaction(&mut taken.tx, &id, &desk.staff.id, desk.now.as_millisecond()).await?;
    let approval =
        Approval { subject: Subject::case(&id), approver_id: &desk.staff.id, at: desk.now, seconds };
    store::add_approval(&mut taken.tx, &approval).await?;
    let details = vec![Detail::Rules(rules_version), Detail::Doubts(doubts), Detail::Seconds(seconds)];
    desk.finish(taken, details).await
}

/// What the check and the gate say of a public text, and what its approval was.
struct Checked {
    reply: PublicReply,
    leaks: Vec<Leak>,
    /// How many were answered.
    doubts: usize,
    rules_version: u32,
    /// From opening the page to the approval.
    seconds: i64,
}

/// All of an approval that takes long.
async fn check(
    desk: Desk<'_>,
    on: On<'_>,
    seen: Option<&Seen>,
    gate: ReadWithGate<'_>,
) -> Result<Checked, StepError> {
    let case = desk.read(on, Step::Publish).await?;
    case::next_publication(&case.case(), Step::Publish)?;
    let id = &case.submission.id;
    let stored = store::find_redaction(desk.db, id).await?.ok_or(StepError::NotFound)?;
    desk.staff.viewer().check(Step::Publish, &case.letter().written_by(Some(&stored.author_id)))?;
    let seen = seen.ok_or(StepError::Missing("seen_page"))?;
    if seen.fingerprint != fingerprint(&case, &stored) {
        return Err(StepError::Stale);
    }
    let doubts = doubts_of(desk.db, desk.township, &case, &stored).await?;
    if !doubts.iter().all(|doubt| seen.cleared.contains(&doubt.key)) {
        return Err(StepError::Missing("doubts"));
    }
    let letters = store::count_letters(desk.db, id).await?;
    let reply = public_reply(desk.db, desk.township, &case, (&stored, letters), desk.now).await?;
    Ok(Checked {
        leaks: gate(&reply).map_err(StepError::Gate)?,
        reply,
        doubts: doubts.len(),
        rules_version: stored.rules_version,
        seconds: desk.now.duration_since(seen.opened_at).as_secs().max(0),
    })
}

/// Sends the public text back to its author.
///
/// # Errors
/// [`StepError::Missing`] without a reason; else as every step.
pub async fn return_redaction(desk: Desk<'_>, on: On<'_>, reason: &str) -> Result<(), StepError> {
    let reason = needed("reason", reason)?;
    let mut taken = desk.take_publication(on, Step::Return).await?;
    store::return_redaction(&mut taken.tx, &taken.case.submission.id, &reason).await?;
    desk.finish_because(taken, Vec::new(), &reason).await
}

/// The public document of a case, read through the check once more: what the preview shows and what is published. Beside
/// the public text stands how many letters it answers ([`store::count_letters`]).
///
/// # Errors
/// [`StepError::Unfit`], [`StepError::Refused`] for a report.
pub async fn public_reply<A: store::Ask + Send>(
    ask: A,
    township: &Township,
    case: &CaseFile,
    (stored, letters): (&StoredRedaction, u32),
    now: Timestamp,
) -> Result<PublicReply, StepError> {
    let draft =
        Draft { title: stored.title.clone(), letter: stored.letter.clone(), answer: stored.answer.clone() };
    let record: RedactionRecord =
        serde_json::from_str(&stored.record).map_err(|_| StoreError::Word { column: "record" })?;
    let scope = FeedbackScope::parse(&stored.scope).ok_or(StoreError::Word { column: "scope" })?;
    let setting = township.setting(stored.village.as_deref(), scope);
    let known = known_of(ask, township, case, &[&draft]).await?;
    let text = case::check(&draft, &known, &setting, record).map_err(StepError::Unfit)?;
    build(township, case, (stored, letters), scope, &text, now)
}

/// The one place where a public reply is made from a case: from checked text and facts that name nobody.
fn build(
    township: &Township,
    case: &CaseFile,
    (stored, letters): (&StoredRedaction, u32),
    scope: FeedbackScope,
    text: &RedactedText,
    now: Timestamp,
) -> Result<PublicReply, StepError> {
    let kind = PublicKind::parse(case.submission.kind.as_str())
        .ok_or(Refused { act: Step::Publish.into(), because: Because::IsReport })?;
    let received_on = shanghai_date(case.submission.received_at);
    let replied_on = shanghai_date(case.reviewed_at.ok_or(StepError::Missing("answer"))?);
    let round = if case.reopened_at.is_some() { Round::Second } else { Round::First };
    Ok(PublicReply {
        submission_no: case.submission.submission_no.clone(),
        title: text.title().to_owned(),
        kind,
        topic: stored.topic.clone(),
        village: stored.village.clone(),
        office: case.lead_office.clone().ok_or(StepError::Missing("office"))?,
        scope,
        received_on,
        replied_on,
        published_at: shanghai_minute(now),
        updated: None,
        round,
        working_days: township.calendar().count_working_days(received_on, replied_on).ok(),
        policies: stored.policies.clone(),
        letters,
        rating: case.rating,
        kept: text.stays(),
        letter: text.letter().to_owned(),
        answer: text.answer().to_owned(),
    })
}
