//! 公开反馈 at the desk: one text for many letters is written, looked over, and told to each sender.

pub(crate) mod page;
mod view;
pub(crate) mod write;

/// The address of a feedback.
fn address(id: &str) -> String {
    format!("/desk/feedback/{id}")
}
