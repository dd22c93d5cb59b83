//! Another person has read a feedback: each sender finds it on the page of their letter, and is told by the way that they chose.
//! Once: a feedback that was told stays as it is.

use crate::case::{Act, Because, FeedbackState, Refused, can_be_fed_back};
use crate::event_log::{Event, Kind, write_events};
use crate::mail::Mail;
use crate::steps::notify::tell_senders;
use crate::steps::{Desk, OnRecord, StepError};
use crate::store::{self, CaseFile, FeedbackFile};

/// The letters whose senders would be told now by this person, of those that they see, where there are so many in `all`: each as
/// the table of rights has it. A letter that became a report meanwhile, or was taken back, is none of them.
///
/// # Errors
/// [`StepError::Refused`] for the writer, after they were told, and where one of the letters is not this person's to let out.
pub fn letters_to_tell(
    desk: &Desk<'_>,
    feedback: &FeedbackFile,
    mut letters: Vec<CaseFile>,
    all: usize,
) -> Result<Vec<CaseFile>, StepError> {
    let (act, viewer) = (Act::TellFeedback, desk.staff.viewer());
    if feedback.state != FeedbackState::Written {
        return Err(Refused { act, because: Because::State }.into());
    }
    letters.retain(|case| !case.letter().is_never_public() && !case.letter().is_read_first());
    for case in &letters {
        viewer.check(act, &case.letter().written_by(Some(&feedback.written_by)))?;
    }
    // Who does not see all of them would tell some, and leave the others untold for ever.
    if letters.len() < all {
        return Err(Refused { act, because: Because::Role }.into());
    }
    letters.retain(|case| can_be_fed_back(&case.letter(), case.state));
    if letters.is_empty() {
        return Err(Refused { act, because: Because::State }.into());
    }
    Ok(letters)
}

/// Tells them.
///
/// # Errors
/// As [`letters_to_tell`]; [`StepError::Stale`].
pub async fn tell_feedback(desk: Desk<'_>, on: OnRecord<'_>) -> Result<(), StepError> {
    let mut tx = desk.begin().await?;
    let mut feedback = store::find_feedback(&mut tx, &desk.staff.viewer(), on.id).await?;
    if feedback.version != on.version {
        return Err(StepError::Stale);
    }
    let letters = store::list_feedback_cases(&mut tx, &desk.staff.viewer(), &feedback.id).await?;
    let all = store::count_feedback_letters(&mut tx, &feedback.id).await?;
    let letters = letters_to_tell(&desk, &feedback, letters, all)?;
    feedback.state = FeedbackState::Told;
    (feedback.told_by, feedback.told_at) = (Some(desk.staff.id.clone()), Some(desk.now));
    feedback.letters = i64::try_from(letters.len()).unwrap_or(i64::MAX);
    store::save_feedback(&mut tx, &feedback).await?;
    for case in &letters {
        store::note_told(&mut tx, &feedback.id, &case.submission.id, desk.now).await?;
    }
    tell_senders(&mut tx, desk.township, &letters, Mail::Feedback, desk.now).await?;
    let actor = desk.actor();
    let subjects = std::iter::once(feedback.subject()).chain(letters.iter().map(CaseFile::subject));
    let event = |subject| Event {
        at: desk.now,
        actor: &actor,
        subject: Some(subject),
        kind: Kind::FeedbackTold,
        details: Vec::new(),
        text: None,
    };
    let events: Vec<_> = subjects.map(event).collect();
    write_events(&mut tx, &events).await?;
    tx.commit().await?;
    Ok(())
}
