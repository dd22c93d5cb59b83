//! A letter is made public, and taken off again.

pub(super) mod count_figures;
pub(super) mod nominate;
pub(super) mod override_leaks;
mod own_spellings;
pub(super) mod publish;
pub(super) mod redact;
pub(super) mod retract;
