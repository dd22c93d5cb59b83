//! The survey: households, visits with their sheets, suggestions. Every question about a visit or a suggestion takes its viewer,
//! and the statement itself leaves out what they may not see.
//!
//! Deliberately absent: what was said, in clear. Rows hold it sealed, and whoever asks opens it (`seal::RecordKey`).

mod households;
mod suggestions;
mod visible;
mod visits;

pub use households::{
    HouseholdRow, HouseholdsWanted, NewHousehold, add_facts, add_household, correct_household, find_facts,
    find_household, find_last_facts, list_households,
};
pub use suggestions::{
    NewSuggestion, SuggestionRow, add_suggestion, answer_suggestion, find_suggestion, list_suggestions,
    next_suggestion_no, tell_suggestion,
};
pub use visits::{
    NewVisit, VisitRow, add_visit, add_visit_case, correct_visit, count_visited_households, find_own_visit,
    find_visit, list_companions, list_visit_cases, list_visits, list_visits_between, next_sheet_no,
    pass_sheet_on, set_companions,
};

/// The number behind the last one of a year: `2026-00031` behind `2026-00030`.
fn number_after(last: &str, year: i16) -> String {
    let before = last.rsplit_once('-').and_then(|(_, number)| number.parse::<u32>().ok()).unwrap_or(0);
    format!("{year}-{:05}", before + 1)
}

#[cfg(test)]
mod tests {
    use super::number_after;

    #[test]
    fn numbers_of_a_year_begin_at_one_and_stand_in_their_order() {
        assert_eq!(number_after("", 2026), "2026-00001");
        assert_eq!(number_after("2026-00009", 2026), "2026-00010");
    }
}
