//! The forms of collective feedback.

use super::FieldKind::{Choice, Choices as Ticks, Day, Line, Text};
use super::{Choices, Field, Form};

const LETTERS: Field = Field::new("letters", Ticks, "feedback-letters").of(Choices::FeedbackLetters);
const NUMBERS: Field = Field::new("numbers", Text(2), "feedback-numbers")
    .hint("feedback-numbers-hint")
    .faults(&["missing-feedback_letters", "unknown-feedback_letters", "missing-feedback_fewer"])
    .most(8000);
const TITLE: Field =
    Field::new("title", Line, "feedback-heading").needed(&["missing-feedback_title"]).most(60);
const MATTER: Field = Field::new("matter", Text(3), "feedback-matter")
    .hint("feedback-matter-hint")
    .needed(&["missing-feedback_matter"])
    .most(2000);
const TEXT: Field = Field::new("text", Text(7), "feedback-text")
    .hint("feedback-text-hint")
    .needed(&["missing-feedback_text"])
    .most(5000);
/// Why what looks like somebody's details may stand in the text.
const KEPT: Field = Field::new("kept", Line, "feedback-kept")
    .hint("feedback-kept-hint")
    .faults(&["missing-feedback_kept"])
    .after("missing-feedback_kept")
    .most(200);
const OFFICE: Field = Field::new("office", Choice, "feedback-office")
    .needed(&["unknown-office"])
    .of(Choices::OfficeNames)
    .example("desk-choose");
const SCOPE: Field = Field::new("scope", Choice, "feedback-scope")
    .needed(&["missing-scope"])
    .of(Choices::FeedbackScopes)
    .example("desk-choose");
const VILLAGE: Field = Field::new("village", Choice, "feedback-village")
    .faults(&["missing-feedback_village"])
    .of(Choices::Villages)
    .example("feedback-village-none");
const GROUP: Field = Field::new("group", Line, "feedback-group").faults(&["missing-feedback_group"]).most(20);
const MEDIUM: Field = Field::new("medium", Choice, "feedback-medium")
    .needed(&["missing-feedback_medium"])
    .of(Choices::FeedbackMedia)
    .example("desk-choose");
const SAID_ON: Field = Field::new("said_on", Day, "feedback-said_on").needed(&["missing-feedback_said_on"]);
const PLACE: Field = Field::new("place", Line, "feedback-place").faults(&["missing-feedback_place"]).most(60);

/// One text for many letters: which letters, what is said, before whom, how, when and where.
pub const FEEDBACK: Form = Form {
    word: "feedback",
    button: "feedback-save",
    hint: Some("feedback-hint"),
    fields: &[
        LETTERS, NUMBERS, TITLE, MATTER, TEXT, KEPT, OFFICE, SCOPE, VILLAGE, GROUP, MEDIUM, SAID_ON, PLACE,
    ],
    is_careful: false,
};

/// The same of one whose senders were not told yet; its letters stay.
pub const CHANGE_FEEDBACK: Form = Form {
    word: "change",
    button: "feedback-change",
    hint: Some("feedback-change-hint"),
    fields: &[TITLE, MATTER, TEXT, KEPT, OFFICE, SCOPE, VILLAGE, GROUP, MEDIUM, SAID_ON, PLACE],
    is_careful: false,
};

/// Another person has read it: each sender is told.
pub const TELL_FEEDBACK: Form = Form {
    word: "tell",
    button: "feedback-tell",
    hint: Some("feedback-tell-hint"),
    fields: &[],
    is_careful: false,
};

/// Every form of collective feedback.
pub const FEEDBACKS: &[Form] = &[FEEDBACK, CHANGE_FEEDBACK, TELL_FEEDBACK];
