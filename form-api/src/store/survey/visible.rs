//! Which records of the survey a statement may show: the relations of the table of rights in SQL, each once.

use crate::case::{Relation, Sight};

// The bits that stand in the statements below.
const _: () = {
    assert!(Sight::bit(Relation::OwnVillage) == 1024, "in is_visible");
    assert!(Sight::bit(Relation::AnyVillage) == 2048, "in is_visible");
    assert!(Sight::bit(Relation::Wrote) == 4096, "in is_visible");
    assert!(Sight::bit(Relation::GivenToOffice) == 8192, "in is_visible");
};

/// A visit that a viewer may see, and no letter that came of it is hidden from them, unless they were there: $1 staff id, $2 unit, $3 the bits of what they may read.
macro_rules! visit_is_visible {
    () => {
        concat!(
            crate::store::visible::names_nobody!("visit", "visits"),
            " AND (visits.written_by = $1 OR EXISTS (SELECT 1 FROM visit_companions WHERE visit_companions.visit_id = visits.id \
             AND visit_companions.staff_id = $1) OR NOT EXISTS (SELECT 1 FROM visit_cases JOIN exclusions ON \
             exclusions.subject_kind = 'case' AND exclusions.subject_id = visit_cases.case_id WHERE visit_cases.visit_id = visits.id \
             AND ((excluded_kind = 'staff' AND excluded_id = $1) OR (excluded_kind = 'unit' AND excluded_id = $2)))) \
             AND ((($3 & 1024) <> 0 AND visits.village = $2) OR ($3 & 2048) <> 0 \
             OR (($3 & 4096) <> 0 AND (visits.written_by = $1 OR EXISTS (SELECT 1 FROM visit_companions \
             WHERE visit_companions.visit_id = visits.id AND visit_companions.staff_id = $1))) \
             OR (($3 & 8192) <> 0 AND visits.office = $2))"
        )
    };
}
pub(super) use visit_is_visible;

/// `FROM … WHERE` for all visits that a viewer may see, in the township where they work.
macro_rules! from_visits {
    () => {
        concat!(
            " FROM visits WHERE visits.township = (SELECT township FROM staff WHERE staff.id = $1) AND ",
            crate::store::survey::visible::visit_is_visible!()
        )
    };
}
pub(super) use from_visits;

/// The same of suggestions.
macro_rules! from_suggestions {
    () => {
        concat!(
            " FROM suggestions WHERE suggestions.township = (SELECT township FROM staff WHERE staff.id = $1) AND ",
            crate::store::visible::names_nobody!("suggestion", "suggestions"),
            " AND ((($3 & 1024) <> 0 AND suggestions.village = $2) OR ($3 & 2048) <> 0 \
             OR (($3 & 4096) <> 0 AND suggestions.entered_by = $1) OR (($3 & 8192) <> 0 AND suggestions.office = $2))"
        )
    };
}
pub(super) use from_suggestions;

/// The same of households that a viewer may look up: $4 the bits of where they may look.
macro_rules! from_households {
    () => {
        concat!(
            " FROM households WHERE households.township = (SELECT township FROM staff WHERE staff.id = $1) AND ",
            crate::store::visible::names_nobody!("household", "households"),
            " AND ((($4 & 1024) <> 0 AND households.village = $2) OR ($4 & 2048) <> 0)"
        )
    };
}
pub(super) use from_households;
