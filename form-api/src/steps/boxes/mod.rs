//! The boxes in the villages are opened, and what was in them becomes letters.

pub(super) mod close_box;
pub(super) mod enter_slip;
pub(super) mod open_box;
