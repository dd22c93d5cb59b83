//! Who works here, and how they sign in.

pub(super) mod accounts;
pub(super) mod calendar_feed;
pub(super) mod hold_form;
pub(super) mod note_batch;
pub(super) mod note_export;
pub(super) mod phrase_work;
pub(super) mod sign_in;
pub(super) mod tries;
