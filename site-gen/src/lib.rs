//! Builds a township's public site from content records and a theme.

pub mod privacy;
