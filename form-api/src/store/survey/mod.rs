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
    NewSuggestion, SuggestionRow, add_suggestion, answer_suggestion, find_own_suggestion, find_suggestion,
    list_suggestions, next_suggestion_no, tell_suggestion,
};
pub use visits::{
    NewVisit, VisitRow, add_visit, add_visit_case, correct_visit, count_visited_households, find_own_visit,
    find_visit, list_companions, list_visit_cases, list_visits, list_visits_between, next_sheet_no,
    pass_sheet_on, set_companions,
};
