//! Which letters a statement may show: the relations of the table of rights ([`Relation`]) in SQL, each once.
//!
//! The domain says which relations open a letter to a viewer (`Viewer::sight`); a statement takes them as bits beside the
//! person and the office. `tests/e2e/rights.rs` compares lists with the domain over every combination.
//! Deliberately absent: which relations open what to whom.

use crate::case::{Relation, Sight};

/// The letter is a report, or stands as one until a first reader has said whom it is about ([`Relation::Report`]).
macro_rules! is_report {
    () => {
        "(submissions.kind = 'report' OR cases.awaits_first_reader <> 0)"
    };
}
pub(super) use is_report;

/// Nothing of it is ever public (`Letter::is_never_public`).
macro_rules! is_never_public {
    () => {
        "(submissions.kind = 'report' OR submissions.under_14 <> 0)"
    };
}
pub(super) use is_never_public;

/// The letter names this person or this office ([`Relation::Named`]).
macro_rules! is_hidden_from {
    ($staff:literal, $office:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM exclusions WHERE exclusions.subject_kind = 'case' AND exclusions.subject_id = cases.id \
             AND ((excluded_kind = 'staff' AND excluded_id = ",
            $staff,
            ") OR (excluded_kind = 'unit' AND excluded_id = ",
            $office,
            ")))"
        )
    };
}
pub(super) use is_hidden_from;

/// The record of this kind does not name the viewer: $1 staff id, $2 unit.
macro_rules! names_nobody {
    ($kind:literal, $table:literal) => {
        concat!(
            "NOT EXISTS (SELECT 1 FROM exclusions WHERE exclusions.subject_kind = '",
            $kind,
            "' AND exclusions.subject_id = ",
            $table,
            ".id AND ((excluded_kind = 'staff' AND excluded_id = $1) OR (excluded_kind = 'unit' AND excluded_id = $2)))"
        )
    };
}
pub(super) use names_nobody;

// The bits that stand in the statement below.
const _: () = {
    assert!(Sight::bit(Relation::OwnOffice) == 4, "in is_opened");
    assert!(Sight::bit(Relation::Report) == 8, "in is_opened");
    assert!(Sight::bit(Relation::Ordinary) == 16, "in is_opened");
    assert!(Sight::bit(Relation::MayBePublic) == 32, "in is_opened");
    assert!(Sight::bit(Relation::VillageMeeting) == 256, "in is_opened");
    assert!(Sight::bit(Relation::TakenDown) == 512, "in is_opened");
};

/// Where the viewer works: $1 staff id.
macro_rules! township_of_viewer {
    () => {
        "(SELECT township FROM staff WHERE staff.id = $1)"
    };
}
pub(super) use township_of_viewer;

/// What opens a case that is not hidden from the viewer: $1 staff id, $2 office, $3 the bits of their sight.
macro_rules! is_opened {
    () => {
        concat!(
            "((($3 & 4) <> 0 AND cases.lead_office = $2) OR CASE WHEN ",
            crate::store::visible::is_report!(),
            " THEN ($3 & 8) <> 0 ELSE ($3 & 16) <> 0 OR (($3 & 32) <> 0 AND NOT ",
            crate::store::visible::is_never_public!(),
            " AND (consent <> 'no' OR publication <> 'none')) \
             OR (($3 & 256) <> 0 AND cases.state = 'analysis_village' AND submissions.village = $2) \
             OR (($3 & 512) <> 0 AND submissions.entered_by = $1) END) "
        )
    };
}
pub(super) use is_opened;

/// The same, and it is not hidden from them.
macro_rules! is_visible {
    () => {
        concat!(
            "NOT ",
            crate::store::visible::is_hidden_from!("$1", "$2"),
            " AND ",
            crate::store::visible::is_opened!()
        )
    };
}
pub(super) use is_visible;

/// `FROM … WHERE` for everything that a viewer may see, in the township where they work: $1 staff id, $2 office, $3 the bits of their sight.
macro_rules! from_visible {
    () => {
        concat!(
            " FROM cases JOIN submissions ON submissions.id = cases.id WHERE cases.township = ",
            crate::store::visible::township_of_viewer!(),
            " AND ",
            crate::store::visible::is_visible!()
        )
    };
}
pub(super) use from_visible;

/// `FROM … WHERE` for what a viewer may see of the letters that came from $4 until before $5, in the order in which they came.
macro_rules! from_visible_between {
    () => {
        concat!(
            " FROM submissions CROSS JOIN cases WHERE submissions.township = ",
            crate::store::visible::township_of_viewer!(),
            " AND received_at_ms >= $4 AND received_at_ms < $5 AND cases.id = submissions.id AND ",
            crate::store::visible::is_visible!()
        )
    };
}
pub(super) use from_visible_between;

/// As in [`from_visible`], of a case of the desk's lists: what their counts are kept by. What may become public is kept there as
/// `is_shared`.
macro_rules! is_counted_for {
    () => {
        "((($3 & 4) <> 0 AND queue_entries.lead_office = $2) OR ($3 & 16) <> 0 OR (($3 & 32) <> 0 AND is_shared = 1))"
    };
}
pub(super) use is_counted_for;

/// The same of what else opens a case that is no report. Reports have neither of these columns.
macro_rules! is_of_own_village_or_hand {
    () => {
        "((($3 & 256) <> 0 AND meeting_village = $2) OR (($3 & 512) <> 0 AND queue_entries.entered_by = $1))"
    };
}
pub(super) use is_of_own_village_or_hand;

/// The same of a case that is no report. `CASE` keeps the databases from looking for cases by what opens them: lists are walked in
/// their own order.
macro_rules! is_within_sight {
    () => {
        concat!(
            " AND CASE WHEN ",
            crate::store::visible::is_counted_for!(),
            " OR ",
            crate::store::visible::is_of_own_village_or_hand!(),
            " THEN 1 ELSE 0 END = 1"
        )
    };
}
pub(super) use is_within_sight;

/// The same of one that is a report.
macro_rules! is_reported_to {
    () => {
        " AND ((($3 & 4) <> 0 AND queue_entries.lead_office = $2) OR ($3 & 8) <> 0)"
    };
}
pub(super) use is_reported_to;

/// The same of any case.
macro_rules! is_in_sight {
    () => {
        concat!(
            " AND CASE WHEN (($3 & 4) <> 0 AND queue_entries.lead_office = $2) THEN 1 WHEN is_report = 1 THEN \
             CASE WHEN ($3 & 8) <> 0 THEN 1 ELSE 0 END WHEN ",
            crate::store::visible::is_counted_for!(),
            " OR ",
            crate::store::visible::is_of_own_village_or_hand!(),
            " THEN 1 ELSE 0 END = 1"
        )
    };
}
pub(super) use is_in_sight;
