//! The gate found something in a public text, and an approver says why it may stand. Nothing is published by that: a
//! second approver has to publish it.

use record::PublicReply;
use site_gen::leaks::Leak;

use crate::case::{self, Act, Step, Subject};
use crate::event_log::{Detail, Event, Kind, write_event};
use crate::gate::FOUND;
use crate::seal::{self, MarkHasher};
use crate::steps::publication::publish::public_reply;
use crate::steps::{Desk, On, StepError, Township, needed};
use crate::store;

/// Reads what a public reply would become, with the gate's eyes.
pub type ReadWithGate<'a> = &'a (dyn Fn(&PublicReply) -> anyhow::Result<Vec<Leak>> + Send + Sync);

/// Hashes of what was found, as overrides are kept.
pub(in crate::steps) fn hashes_of(township: &Township, leaks: &[Leak]) -> Vec<String> {
    let hasher = MarkHasher::new(&township.keys);
    let mut hashes: Vec<String> =
        leaks.iter().map(|leak| seal::hex(&hasher.hash(FOUND, leak.reveal()))).collect();
    hashes.sort();
    hashes.dedup();
    hashes
}

/// Asks to let stand what the gate finds in a redacted text now.
///
/// # Errors
/// [`StepError::Missing`] without a reason or when the gate finds nothing; [`StepError::Refused`] for the author of the
/// text and for anybody but approvers.
pub async fn override_leaks(
    desk: Desk<'_>,
    on: On<'_>,
    gate: ReadWithGate<'_>,
    reason: &str,
) -> Result<(), StepError> {
    let reason = needed("reason", reason)?;
    let hashes = desk.before(find_leaks(desk, on, gate)).await?;
    let mut tx = desk.begin().await?;
    let case = store::find_case(&mut tx, &desk.staff.viewer(), on.submission_no).await?;
    if case.version != on.version {
        return Err(StepError::Stale);
    }
    let id = &case.submission.id;
    store::ask_overrides(&mut tx, Subject::case(id), &hashes, &reason, &desk.staff.id, desk.now).await?;
    store::save_case(&mut tx, &case).await?;
    let event = Event {
        at: desk.now,
        actor: &desk.actor(),
        subject: Some(Subject::case(id)),
        kind: Kind::LeakOverrideAsked,
        details: vec![Detail::Found(hashes.len())],
        text: None,
    };
    write_event(&mut tx, &event).await?;
    tx.commit().await?;
    Ok(())
}

/// Hashes of what the gate finds in the redacted text now, before the transaction: it reads closely.
async fn find_leaks(desk: Desk<'_>, on: On<'_>, gate: ReadWithGate<'_>) -> Result<Vec<String>, StepError> {
    let case = store::find_case(desk.db, &desk.staff.viewer(), on.submission_no).await?;
    desk.staff.viewer().check(Act::OverrideLeaks, &case.letter())?;
    case::next_publication(&case.case(), Step::Publish)?;
    if case.version != on.version {
        return Err(StepError::Stale);
    }
    let id = &case.submission.id;
    let stored = store::find_redaction(desk.db, id).await?.ok_or(StepError::NotFound)?;
    desk.staff.viewer().check(Act::OverrideLeaks, &case.letter().written_by(Some(&stored.author_id)))?;
    let letters = store::count_letters(desk.db, id).await?;
    let reply = public_reply(desk.db, desk.township, &case, (&stored, letters), desk.now).await?;
    let leaks = gate(&reply).map_err(StepError::Gate)?;
    if leaks.is_empty() {
        return Err(StepError::Missing("leaks"));
    }
    Ok(hashes_of(desk.township, &leaks))
}
