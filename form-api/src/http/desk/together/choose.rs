//! Which letters are worked on together: ticked in a list, all of a list or of a search, those that are like one letter, or those of a
//! form before. Letters that are not this person's to see are passed over in silence.

use std::collections::HashSet;

use crate::case::{Likeness, MOST_TOGETHER, shanghai_date};
use crate::context::Context;
use crate::http::extract::session::Session;
use crate::http::pages::ApiError;
use crate::store::{self, CaseFile, PageFrom, Queue, QueueRow, StoreError};

/// So many letters are compared with one.
const COMPARED_WITH: i64 = 2_000;

/// What the address of the page asks for.
pub(super) struct Asked {
    pairs: Vec<(String, String)>,
}

impl Asked {
    pub(super) const fn new(pairs: Vec<(String, String)>) -> Self {
        Self { pairs }
    }

    /// The first value of a name.
    pub(super) fn first(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// The numbers that it means, each once.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] for a letter that is not there or not theirs, to which others are to be alike.
    pub(super) async fn numbers(&self, app: &Context, session: &Session) -> Result<Vec<String>, ApiError> {
        let viewer = session.staff.viewer();
        let of_rows = |rows: Vec<QueueRow>| rows.into_iter().map(|row| row.submission_no).collect();
        let mut numbers: Vec<String> = if let Some(number) = self.first("like") {
            alike(app, session, number).await?
        } else if let Some(list) = self.first("list").and_then(Queue::parse).filter(|one| one.is_for(&viewer))
        {
            let from = self.first("after").map_or(PageFrom::First, |place| PageFrom::After(place.to_owned()));
            let today = shanghai_date(app.now());
            of_rows(
                store::list_queue(app.db.for_desk(), &viewer, list, today, &from, MOST_TOGETHER).await?.rows,
            )
        } else if let Some(q) = self.first("q") {
            of_rows(store::search_cases(&app.db, &viewer, q, None, MOST_TOGETHER).await?.rows)
        } else {
            let ticked = self.pairs.iter().filter(|(name, _)| name == "n");
            ticked.map(|(_, number)| number.clone()).collect()
        };
        let mut seen = HashSet::new();
        numbers.retain(|number| seen.insert(number.clone()));
        numbers.truncate(MOST_TOGETHER);
        Ok(numbers)
    }
}

/// The letter itself, and those of its list that are like it.
async fn alike(app: &Context, session: &Session, number: &str) -> Result<Vec<String>, ApiError> {
    let viewer = session.staff.viewer();
    let own = store::find_case(&app.db, &viewer, number).await?;
    let letter = Likeness::new(&own.submission.title, &own.submission.text);
    let beside = store::list_beside(app.db.for_desk(), &viewer, &own.submission.id, COMPARED_WITH).await?;
    let others = beside
        .into_iter()
        .filter(|(other, title, text)| other != number && letter.is_like(&Likeness::new(title, text)))
        .map(|(other, _, _)| other);
    Ok(std::iter::once(own.submission.submission_no).chain(others).collect())
}

/// The cases of these numbers, as far as the person sees them.
///
/// # Errors
/// [`ApiError::Internal`].
pub(super) async fn load_cases(
    app: &Context,
    session: &Session,
    numbers: &[String],
) -> Result<Vec<CaseFile>, ApiError> {
    let viewer = session.staff.viewer();
    let mut cases = Vec::with_capacity(numbers.len());
    for number in numbers {
        match store::find_case(&app.db, &viewer, number).await {
            Ok(case) => cases.push(case),
            Err(StoreError::NotFound) => {}
            Err(error) if error.is_of_one_row() => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(cases)
}
