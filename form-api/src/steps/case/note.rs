//! 内部记录: a word for colleagues that the sender never reads, and who of them is to see it. It moves nothing and makes nobody's page
//! old: whoever sees the letter may write one, and reads all of them.

use crate::case::{Act, Exclusion, News};
use crate::event_log::{Event, Kind, write_event};
use crate::steps::letter::nobody_left::is_hidden;
use crate::steps::{Desk, StepError, needed};
use crate::store::{self, CaseFile, Note, Staff};

/// This member of staff reads the case: they may be asked to look at a note in it.
#[must_use]
pub fn can_read(member: &Staff, case: &CaseFile, hidden_from: &[Exclusion]) -> bool {
    !member.is_disabled && !is_hidden(member, hidden_from) && member.viewer().may(Act::See, &case.letter())
}

/// Writes a note; `whom` is who of the colleagues is to see it, by staff id, or empty.
///
/// # Errors
/// [`StepError::Missing`] without a word; [`StepError::Unknown`] for a colleague who does not see the case; else as every step.
pub async fn write_note(
    desk: Desk<'_>,
    submission_no: &str,
    text: &str,
    whom: &str,
) -> Result<(), StepError> {
    let text = needed("note", text)?;
    let mut tx = desk.begin().await?;
    let case = store::find_case(&mut tx, &desk.staff.viewer(), submission_no).await?;
    let mentioned = match whom {
        "" => None,
        id => {
            let member = store::find_staff(&mut tx, id).await.map_err(|_| StepError::Unknown("reader"))?;
            let hidden_from = store::list_exclusions(&mut tx, case.subject()).await?;
            can_read(&member, &case, &hidden_from)
                .then_some(member.id)
                .ok_or(StepError::Unknown("reader"))
                .map(Some)?
        }
    };
    let others = mentioned.as_deref().filter(|id| *id != desk.staff.id);
    let readers: Vec<&str> = others.into_iter().collect();
    store::add_unread(&mut tx, case.subject(), News::Mention, &readers, desk.now).await?;
    let (id, written_by) = (store::new_id(), desk.staff.id.clone());
    let note = Note { id, text, written_by, written_at: desk.now, mentioned };
    store::add_note(&mut tx, case.subject(), &note).await?;
    let (actor, subject, kind) = (desk.actor(), Some(case.subject()), Kind::NoteWritten);
    let event = Event { at: desk.now, actor: &actor, subject, kind, details: Vec::new(), text: None };
    write_event(&mut tx, &event).await?;
    tx.commit().await?;
    Ok(())
}
