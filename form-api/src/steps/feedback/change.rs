//! What is written of a feedback changes, before anybody was told. Whoever changes it is its writer from then on: another person
//! looks it over.

use crate::case::{Act, Because, FeedbackState, Refused};
use crate::event_log::{Event, Kind, write_event};
use crate::steps::feedback::{FeedbackForm, check_text, draft_of};
use crate::steps::publication::redact::known_of_many;
use crate::steps::{Desk, OnRecord, StepError};
use crate::store::{self, FeedbackFile};

/// Writes it anew.
///
/// # Errors
/// As [`super::write::write_feedback`]; [`StepError::Refused`] after its senders were told, and for whoever may not answer each
/// of its letters; [`StepError::Stale`].
pub async fn change_feedback(
    desk: Desk<'_>,
    on: OnRecord<'_>,
    form: &FeedbackForm<'_>,
) -> Result<(), StepError> {
    let feedback = desk.before(read(desk, on, form)).await?;
    let mut tx = desk.begin().await?;
    store::save_feedback(&mut tx, &feedback).await?;
    let event = Event {
        at: desk.now,
        actor: &desk.actor(),
        subject: Some(feedback.subject()),
        kind: Kind::FeedbackChanged,
        details: Vec::new(),
        text: None,
    };
    write_event(&mut tx, &event).await?;
    tx.commit().await?;
    Ok(())
}

async fn read(desk: Desk<'_>, on: OnRecord<'_>, form: &FeedbackForm<'_>) -> Result<FeedbackFile, StepError> {
    let (act, viewer) = (Act::WriteFeedback, desk.staff.viewer());
    let mut feedback = store::find_feedback(desk.db, &viewer, on.id).await?;
    if feedback.version != on.version {
        return Err(StepError::Stale);
    }
    if feedback.state != FeedbackState::Written {
        return Err(Refused { act, because: Because::State }.into());
    }
    let letters = store::list_feedback_cases(desk.db, &viewer, on.id).await?;
    for case in &letters {
        viewer.check(act, &case.letter())?;
    }
    form.write_into(&desk, &mut feedback)?;
    (feedback.written_by, feedback.written_at) = (desk.staff.id.clone(), desk.now);
    let known = known_of_many(desk.db, desk.township, &letters, &draft_of(&feedback)).await?;
    check_text(&feedback, &known, desk.township)?;
    Ok(feedback)
}
