//! 民情调查 at the desk: households, visits with their sheets, suggestions.
//!
//! Deliberately absent: points, rankings, and any proof of a visit.

pub(crate) mod households;
pub(crate) mod sheets;
pub(crate) mod suggestions;
pub(crate) mod visits;
