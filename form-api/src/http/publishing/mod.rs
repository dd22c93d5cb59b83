//! What makes a letter public: its redacted text, and the approval of it.

pub mod approval;
pub mod redaction;
mod redaction_view;
