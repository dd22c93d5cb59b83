//! Helpers for the tests of every kind.
