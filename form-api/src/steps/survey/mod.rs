//! 民情调查: households, visits with their sheets, suggestions.
//!
//! Deliberately absent: any step that asks for proof of a visit.

pub(super) mod assign_sheet;
pub(super) mod hide_visit;
pub(super) mod link_case;
pub(super) mod photos;
pub(super) mod save_household;
pub(super) mod save_visit;
pub(super) mod speak;
pub(super) mod suggest;

use crate::case::{HouseholdFacts, HouseholdName, Record, Subject};
use crate::event_log::{Detail, Event, Kind, write_event};
use crate::seal::RecordKey;
use crate::steps::{Desk, StepError, Township};
use crate::store::{self, HouseholdRow, SuggestionRow, Tx, VisitRow};

/// Which record, as the person saw it.
#[derive(Clone, Copy, Debug)]
pub struct OnRecord<'a> {
    /// Row id.
    pub id: &'a str,
    /// The version that the page showed.
    pub version: i64,
}

/// What was written into a form, by the names of its fields.
pub type Answers = Vec<(String, String)>;

const WHO: &str = "households.sealed_who";
const FACTS: &str = "household_facts.sealed_facts";
const VISIT: &str = "visits.sealed_answers";
const SUGGESTION: &str = "suggestions.sealed_answers";
const VERDICT: &str = "suggestions.sealed_verdict";

fn seal<T: serde::Serialize>(township: &Township, column: &str, id: &str, what: &T) -> Vec<u8> {
    let plain = zeroize::Zeroizing::new(serde_json::to_vec(what).expect("texts and numbers are JSON"));
    RecordKey::of(&township.keys).seal(column, id, &plain)
}

fn open<T: serde::de::DeserializeOwned>(
    township: &Township,
    column: &str,
    id: &str,
    sealed: &[u8],
) -> Result<T, StepError> {
    let plain = zeroize::Zeroizing::new(RecordKey::of(&township.keys).open(column, id, sealed)?);
    serde_json::from_slice(&plain).map_err(|_| crate::seal::CannotOpen.into())
}

/// Who a household is.
///
/// # Errors
/// [`StepError::Sealed`] for a row of another key file.
pub fn open_household(township: &Township, row: &HouseholdRow) -> Result<HouseholdName, StepError> {
    open(township, WHO, &row.id, &row.sealed_who)
}

/// What a sheet says of a household.
///
/// # Errors
/// As [`open_household`].
pub fn open_facts(township: &Township, id: &str, sealed: &[u8]) -> Result<HouseholdFacts, StepError> {
    open(township, FACTS, id, sealed)
}

/// What was written of a visit.
///
/// # Errors
/// As [`open_household`].
pub fn open_visit(township: &Township, row: &VisitRow) -> Result<Answers, StepError> {
    open(township, VISIT, &row.id, &row.sealed_answers)
}

/// What was written of a suggestion.
///
/// # Errors
/// As [`open_household`].
pub fn open_suggestion(township: &Township, row: &SuggestionRow) -> Result<Answers, StepError> {
    open(township, SUGGESTION, &row.id, &row.sealed_answers)
}

/// Why a suggestion is taken up or not.
///
/// # Errors
/// As [`open_household`].
pub fn open_verdict(township: &Township, row: &SuggestionRow) -> Result<Option<String>, StepError> {
    row.sealed_verdict.as_deref().map(|sealed| open(township, VERDICT, &row.id, sealed)).transpose()
}

/// A visit as the table of rights sees it.
#[must_use]
pub fn record_of<'a>(visit: &'a VisitRow, staff_id: &str) -> Record<'a> {
    Record {
        village: Some(&visit.village),
        office: visit.office.as_deref(),
        is_own: visit.written_by == staff_id,
    }
}

/// A suggestion as the table of rights sees it.
#[must_use]
pub fn record_of_suggestion<'a>(row: &'a SuggestionRow, staff_id: &str) -> Record<'a> {
    Record { village: row.village.as_deref(), office: Some(&row.office), is_own: row.entered_by == staff_id }
}

impl Desk<'_> {
    /// Looks a visit up for a step, and refuses one that another person changed in between.
    async fn look_up_visit(&self, tx: &mut Tx, on: OnRecord<'_>) -> Result<VisitRow, StepError> {
        let visit = store::find_visit(&mut *tx, &self.staff.viewer(), on.id).await?;
        if visit.version == on.version { Ok(visit) } else { Err(StepError::Stale) }
    }

    async fn note(
        &self,
        tx: &mut Tx,
        subject: Subject<'_>,
        kind: Kind,
        details: Vec<Detail>,
    ) -> Result<(), StepError> {
        let (actor, subject) = (self.actor(), Some(subject));
        write_event(tx, &Event { at: self.now, actor: &actor, subject, kind, details, text: None }).await?;
        Ok(())
    }
}
