//! A form does its work once. The transaction of the work itself notes the form, so that a second click, a refresh and a
//! line that broke meet what was done already and are led to the same page.
//!
//! Deliberately absent: letters. They are known again by the form that they came with (`receive`), for as long as they are
//! kept.

use jiff::{SignedDuration, Timestamp};

use crate::steps::{Desk, StepError, Upkeep};
use crate::store::{self, Db, Tx};

/// How long a used form is remembered: longer than any page of ours takes forms.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(48);

/// How long a form waits for a member of staff to sign in again, as long as files wait for their letter.
const HELD: SignedDuration = SignedDuration::from_hours(2);

/// How long after its last try a pass phrase's failures count.
const TRIED: SignedDuration = SignedDuration::from_hours(24);

/// A form that was posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posting {
    /// What stands for it: a keyed hash over its page's random part, its address and all that it holds.
    pub key: String,
    /// The page that follows when its work is done.
    pub leads_to: String,
    /// Row id under which it, and its files, waited for whoever wrote it; none for a form that was sent at once.
    pub held: Option<String>,
    /// Key under which files wait that came with an earlier try of the same form.
    pub files: Option<String>,
}

/// Begins the transaction of a form's work.
///
/// # Errors
/// [`StepError::Repeated`] when its work is done already.
pub(super) async fn begin(db: &Db, posting: Option<&Posting>, now: Timestamp) -> Result<Tx, StepError> {
    let mut tx = db.begin().await?;
    let Some(Posting { key, leads_to, held, .. }) = posting else { return Ok(tx) };
    if store::use_form(&mut tx, key, leads_to, now.as_millisecond()).await? {
        if let Some(id) = held {
            store::drop_held_form(&mut tx, id).await?;
        }
        return Ok(tx);
    }
    let used = store::find_used_form(&mut tx, key).await?;
    Err(StepError::Repeated { leads_to: used.map_or_else(|| leads_to.clone(), |used| used.leads_to) })
}

/// [`StepError::Repeated`] if a form's work is done already.
///
/// # Errors
/// [`StepError::Store`].
pub(super) async fn find_done(db: &Db, posting: Option<&Posting>) -> Result<Option<StepError>, StepError> {
    let Some(posting) = posting else { return Ok(None) };
    let used = store::find_used_form(db, &posting.key).await?;
    Ok(used.map(|used| StepError::Repeated { leads_to: used.leads_to }))
}

/// The form of this desk has done its work already.
///
/// # Errors
/// [`StepError::Store`].
pub async fn is_done(desk: Desk<'_>) -> Result<bool, StepError> {
    Ok(find_done(desk.db, desk.posting).await?.is_some())
}

/// Forgets used forms, forms that waited in vain, and old failures.
///
/// # Errors
/// [`StepError::Store`]; they go the next time.
pub async fn forget_forms(upkeep: Upkeep<'_>) -> Result<(), StepError> {
    let before = |age: SignedDuration| upkeep.now.checked_sub(age).unwrap_or(Timestamp::MIN).as_millisecond();
    let mut tx = upkeep.begin().await?;
    store::forget_used_forms(&mut tx, before(REMEMBERED)).await?;
    store::forget_batches(&mut tx, before(REMEMBERED)).await?;
    store::forget_held_forms(&mut tx, before(HELD)).await?;
    store::forget_tries_before(&mut tx, before(TRIED)).await?;
    tx.commit().await?;
    Ok(())
}
