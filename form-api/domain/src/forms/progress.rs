//! The form of 工作进展单. Deliberately absent: anything that the events of the week say already.

use super::FieldKind::Text;
use super::{Field, Form};

/// An office hands its week in, with one remark or none.
pub const HAND_IN_PROGRESS: Form = Form {
    word: "progress",
    button: "progress-hand_in",
    hint: Some("progress-hand_in-hint"),
    fields: &[Field::new("remark", Text(4), "progress-remark").hint("progress-remark-hint").most(1000)],
    is_careful: false,
};
