//! The township's key, its copies, and what is sealed to it.

pub(super) mod copies;
pub(super) mod rotate_contacts;
