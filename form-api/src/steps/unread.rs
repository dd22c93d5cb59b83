//! What is new in a case is marked for whom it concerns, in the transaction in which it happens; a look takes the mark away. Nobody's
//! own acts are new to them.

use jiff::{Timestamp, ToSpan as _};

use crate::case::{Exclusion, Hands, News, Subject, shanghai_date};
use crate::steps::{StepError, Upkeep};
use crate::store::{self, CaseFile, Db, Tx};

/// From so many days before on, a request is near its day.
pub const NEAR_DAYS: i64 = 3;

/// Marks something as new for all whom it concerns, but for who did it.
pub(super) async fn mark_unread(
    tx: &mut Tx,
    case: &CaseFile,
    news: News,
    by: Option<&str>,
    now: Timestamp,
) -> Result<(), StepError> {
    let staff = store::list_staff(&mut *tx).await?;
    let hidden_from: Vec<Exclusion> = store::list_exclusions(&mut *tx, case.subject()).await?;
    let redaction = match news {
        News::Returned => store::find_redaction(&mut *tx, &case.submission.id).await?,
        _ => None,
    };
    let letter = crate::case::Letter { hidden_from: &hidden_from, ..case.letter() };
    let hands = Hands {
        assigned_to: case.assigned_to.as_deref(),
        answered_by: case.answered_by.as_deref(),
        redacted_by: redaction.as_ref().map(|text| text.author_id.as_str()),
    };
    let concerned: Vec<&str> = staff
        .iter()
        .filter(|one| !one.is_disabled && Some(one.id.as_str()) != by)
        .filter(|one| news.concerns(&one.viewer(), &letter, hands))
        .map(|one| one.id.as_str())
        .collect();
    Ok(store::add_unread(tx, case.subject(), news, &concerned, now).await?)
}

/// Somebody has looked at a case: what was new up to then is so no more.
///
/// # Errors
/// [`StepError::Store`].
pub async fn look_at_case(db: &Db, staff_id: &str, case_id: &str, until: Timestamp) -> Result<(), StepError> {
    let mut tx = db.begin().await?;
    store::remove_unread(&mut tx, staff_id, Subject::case(case_id), until).await?;
    tx.commit().await?;
    Ok(())
}

/// Requests that have come near their day are new to who answers them, once. Says in how many cases.
///
/// # Errors
/// [`StepError::Store`].
pub async fn note_near_requests(upkeep: Upkeep<'_>) -> Result<usize, StepError> {
    let near_day = shanghai_date(upkeep.now).saturating_add(NEAR_DAYS.days());
    let mut told = 0;
    for case_id in store::list_cases_with_near_request(upkeep.db, near_day).await? {
        let mut tx = upkeep.begin().await?;
        if store::note_near_told(&mut tx, &case_id, near_day).await? {
            let case = store::find_case_id(&mut tx, &case_id).await?;
            mark_unread(&mut tx, &case, News::RequestNear, None, upkeep.now).await?;
            told += 1;
        }
        tx.commit().await?;
    }
    Ok(told)
}
