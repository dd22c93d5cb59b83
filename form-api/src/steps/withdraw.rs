//! 撤回: the sender takes the letter back, as long as no answer has been written. Its attachments go with it.

use jiff::Timestamp;
use serde_json::json;

use super::StepError;
use crate::case::{self, Step};
use crate::event_log::{Actor, Event, write_event};
use crate::store::{self, Db};

/// Withdraws a letter for its sender, who has proved the query code. Names the files whose rows are gone: the caller
/// removes them.
///
/// # Errors
/// [`StepError::Refused`] once an answer is written.
pub async fn withdraw(db: &Db, case_id: &str, now: Timestamp) -> Result<Vec<String>, StepError> {
    let mut tx = db.begin().await?;
    let mut case = store::find_case_id(&mut tx, case_id).await?;
    case.state = case::next(&case.case(), Step::Withdraw)?;
    case.closed_at = Some(now);
    store::save_case(&mut tx, &case).await?;
    let files = store::remove_attachments(&mut tx, case_id).await?;
    let kind = super::past_tense(Step::Withdraw);
    let event = Event { at: now, actor: &Actor::Resident, case_id: Some(case_id), kind, detail: json!({}) };
    write_event(&mut tx, &event).await?;
    tx.commit().await?;
    Ok(files)
}
