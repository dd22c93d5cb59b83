//! A feedback is written for letters that its writer sees and may answer.

use std::collections::BTreeSet;

use crate::case::{Act, FeedbackMedium, FeedbackState, MOST_LETTERS};
use crate::event_log::{Event, Kind, write_event};
use crate::steps::feedback::{FeedbackForm, can_feed_back, check_text, draft_of};
use crate::steps::publication::redact::known_of_many;
use crate::steps::{Desk, StepError};
use crate::store::{self, CaseFile, FeedbackFile, StoreError};

/// The letters of these numbers that the person may answer together, and the numbers that are none of them: not there, not
/// theirs, or not to be answered so. The three are never told apart.
///
/// # Errors
/// [`StepError::Store`].
pub async fn find_letters(
    desk: &Desk<'_>,
    numbers: &[String],
) -> Result<(Vec<CaseFile>, Vec<String>), StepError> {
    let viewer = desk.staff.viewer();
    let (mut letters, mut others) = (Vec::new(), Vec::new());
    for number in numbers.iter().collect::<BTreeSet<_>>() {
        match store::find_case(desk.db, &viewer, number).await {
            Ok(case) if can_feed_back(&viewer, &case) => letters.push(case),
            Ok(_) | Err(StoreError::NotFound) => others.push(number.clone()),
            Err(other) => return Err(other.into()),
        }
    }
    Ok((letters, others))
}

/// Keeps a feedback under the id that its page made, for another person to look over.
///
/// # Errors
/// [`StepError::Missing`] and [`StepError::Unknown`] name what is wrong, numbers that are no letters of this person's too;
/// [`StepError::Unfit`] for a text from which somebody could be known.
pub async fn write_feedback(
    desk: Desk<'_>,
    id: &str,
    numbers: &[String],
    form: &FeedbackForm<'_>,
) -> Result<(), StepError> {
    let (feedback, letters) = desk.before(read(desk, id, numbers, form)).await?;
    let case_ids: Vec<String> = letters.into_iter().map(|case| case.submission.id).collect();
    let mut tx = desk.begin().await?;
    store::add_feedback(&mut tx, &feedback, &case_ids).await?;
    let event = Event {
        at: desk.now,
        actor: &desk.actor(),
        subject: Some(feedback.subject()),
        kind: Kind::FeedbackWritten,
        details: Vec::new(),
        text: None,
    };
    write_event(&mut tx, &event).await?;
    tx.commit().await?;
    Ok(())
}

async fn read(
    desk: Desk<'_>,
    id: &str,
    numbers: &[String],
    form: &FeedbackForm<'_>,
) -> Result<(FeedbackFile, Vec<CaseFile>), StepError> {
    if numbers.is_empty() {
        return Err(StepError::Missing("feedback_letters"));
    }
    if numbers.len() > MOST_LETTERS {
        return Err(StepError::Missing("feedback_fewer"));
    }
    let (letters, others) = find_letters(&desk, numbers).await?;
    if !others.is_empty() {
        return Err(StepError::Unknown("feedback_letters"));
    }
    for case in &letters {
        desk.staff.viewer().check(Act::WriteFeedback, &case.letter())?;
    }
    let mut feedback = empty(desk, id);
    form.write_into(&desk, &mut feedback)?;
    let known = known_of_many(desk.db, desk.township, &letters, &draft_of(&feedback)).await?;
    check_text(&feedback, &known, desk.township)?;
    Ok((feedback, letters))
}

fn empty(desk: Desk<'_>, id: &str) -> FeedbackFile {
    FeedbackFile {
        id: id.to_owned(),
        version: 1,
        feedback_no: String::new(),
        state: FeedbackState::Written,
        title: String::new(),
        matter: String::new(),
        text: String::new(),
        kept: None,
        office: String::new(),
        scope: record::FeedbackScope::Township,
        village: None,
        group: None,
        medium: FeedbackMedium::Meeting,
        said_on: crate::case::shanghai_date(desk.now),
        place: None,
        written_by: desk.staff.id.clone(),
        written_at: desk.now,
        told_by: None,
        told_at: None,
        letters: 0,
    }
}
