//! 民情调查: households, visits with their sheets, suggestions.
//!
//! Deliberately absent: any step that asks for proof of a visit.

pub(super) mod assign_sheet;
pub(super) mod hide_visit;
pub(super) mod link_case;
mod named;
pub(super) mod photos;
pub(super) mod save_household;
pub(super) mod save_visit;
pub(super) mod speak;
pub(super) mod suggest;

use crate::case::{HouseholdFacts, HouseholdName, Record};
use crate::steps::sealed_record::{Answers, OnRecord, open};
use crate::steps::{Desk, StepError, Township};
use crate::store::{self, HouseholdRow, SuggestionRow, Tx, VisitRow};

const WHO: &str = "households.sealed_who";
const FACTS: &str = "household_facts.sealed_facts";
const VISIT: &str = "visits.sealed_answers";
const SUGGESTION: &str = "suggestions.sealed_answers";
const VERDICT: &str = "suggestions.sealed_verdict";

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
}
