//! 换查询码: a sender who lost the code has shown who they are, at the counter or on the telephone, and is given another
//! one. The old one ends at once; the sender reads when it was done, which way and how they were recognised, and is told
//! by mail, so that whoever did not ask for it learns of it.
//!
//! Deliberately absent: a copy of the code, a way by mail, and numbers of identity papers.

use crate::case::{Step, Viewer};
use crate::event_log::Detail;
use crate::mail::Mail;
use crate::seal::{FormToken, QueryCode};
use crate::steps::notify::tell_sender;
use crate::steps::{Accepted, Desk, On, StepError, Township, needed, recognised};
use crate::store::{self, Db};

/// A new code, and the letter that it opens.
#[derive(Debug)]
pub struct RenewedCode {
    /// The secret: shown once, stored nowhere.
    pub query_code: QueryCode,
    /// The letter; its first code is none any more.
    pub accepted: Accepted,
}

/// Gives a letter another code. It follows from the form, as a letter's first code does: the same form gives the same code.
///
/// # Errors
/// [`StepError::Missing`] without a reason, without the tick that somebody was recognised, or for another way than
/// telephone and counter; else as every step.
pub async fn renew_code(
    desk: Desk<'_>,
    on: On<'_>,
    form: &FormToken,
    channel: &str,
    is_recognised: bool,
    reason: &str,
) -> Result<RenewedCode, StepError> {
    let channel = recognised(channel, is_recognised)?;
    let reason = needed("reason", reason)?;
    let mut taken = desk.take(on, Step::RenewCode).await?;
    let letter = &taken.case.submission;
    let query_code = form.query_code(&desk.township.keys);
    let hash = query_code.hash(&desk.township.keys, &letter.submission_no);
    store::replace_query_code(&mut taken.tx, &letter.id, &hash).await?;
    tell_sender(&mut taken.tx, desk.township, &taken.case, Mail::CodeRenewed, desk.now).await?;
    let accepted = Accepted {
        submission_no: letter.submission_no.clone(),
        query_code: None,
        case: taken.case.clone(),
        again: true,
    };
    desk.finish_because(taken, vec![Detail::Channel(channel)], &reason).await?;
    Ok(RenewedCode { query_code, accepted })
}

/// The code that a letter was given with this form, as long as it opens the letter. Nothing is changed.
///
/// # Errors
/// [`StepError::NotFound`] also for a letter that names the viewer.
pub async fn renewed_again(
    db: &Db,
    township: &Township,
    viewer: &Viewer,
    submission_no: &str,
    form: &FormToken,
) -> Result<Option<RenewedCode>, StepError> {
    let case = store::find_case(db, viewer, submission_no).await?;
    let stored = store::find_code_hash(db, submission_no).await?.ok_or(StepError::NotFound)?;
    let query_code = form.query_code(&township.keys);
    if !query_code.matches(&township.keys, submission_no, &stored.query_code_hash) {
        return Ok(None);
    }
    let submission_no = submission_no.to_owned();
    let accepted = Accepted { submission_no, query_code: None, case, again: true };
    Ok(Some(RenewedCode { query_code, accepted }))
}
