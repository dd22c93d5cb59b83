//! The forms on a letter's own page, where its sender follows it.

use super::super::request::RequestKind;
use super::FieldKind::{Choice, Email, Files, Line, Phone, Text, Tick};
use super::{Choices, Field, Form};

/// What the office asked for, or what the sender adds by themselves.
pub const INFORM: Form = Form {
    word: "inform",
    button: "own-inform-go",
    hint: None,
    fields: &[
        Field::new("text", Text(6), "own-inform").needed(&["missing-information", "unknown-longer_text"]),
        Field::new("files", Files, "field-files").hint("own-files-hint"),
    ],
    is_careful: false,
};

/// What the sender thinks of the answer.
pub const RATE: Form = Form {
    word: "rate",
    button: "own-rate-go",
    hint: Some("own-rate-hint"),
    fields: &[
        Field::new("grade", Choice, "rate-grade")
            .faults(&["missing-rating_grade", "missing-rating"])
            .of(Choices::Grades),
        Field::new("solved", Choice, "rate-is-solved").faults(&["missing-rating_solved"]).of(Choices::Solved),
        Field::new("text", Text(4), "rate-reason")
            .hint("own-rate-reason-hint")
            .faults(&["missing-rating_reason", "missing-rating_shorter"])
            .most(1000),
    ],
    is_careful: false,
};

const ALLOWED: Field =
    Field::new("consent", Choice, "field-consent").faults(&["unknown-consent", "missing-consent_change"]);

/// What the sender allows from now on.
pub const CONSENT: Form = Form {
    word: "consent",
    button: "own-consent-go",
    hint: None,
    fields: &[ALLOWED.of(Choices::Consents)],
    is_careful: false,
};

/// The same, where the office has asked.
pub const CONSENT_ASKED: Form = Form {
    button: "own-consent-answer",
    hint: Some("own-consent-asked-hint"),
    fields: &[ALLOWED.of(Choices::OtherConsents)],
    ..CONSENT
};

/// Whether the sender is told by mail from now on: each choice is a button.
pub const MAIL: Form = Form {
    word: "mail",
    button: "own-mail-stop",
    hint: None,
    fields: &[Field::new("mail", Choice, "own-mail-stop").faults(&["unknown-mail"]).of(Choices::OnOff)],
    is_careful: false,
};

/// The sender takes the letter back.
pub const WITHDRAW: Form = Form {
    word: "withdraw",
    button: "own-withdraw-go",
    hint: Some("own-withdraw-text"),
    fields: &[Field::new("sure", Tick, "own-withdraw-sure").needed(&["missing-sure"])],
    is_careful: true,
};

const WHY: Field = Field::new("text", Text(3), "request-why").needed(&["missing-request"]).most(1000);
const ABOUT: Field = Field::new("about", Choice, "request-about").of(Choices::RequestAbouts);

const TAKE_DOWN: Form = Form {
    word: "take_down",
    button: "request-go",
    hint: Some("request-take_down-hint"),
    fields: &[WHY],
    is_careful: false,
};

const ACCESS: Form = Form { word: "access", hint: Some("request-access-hint"), ..TAKE_DOWN };

const CORRECTION: Form = Form {
    word: "correction",
    hint: Some("request-correction-hint"),
    fields: &[
        ABOUT.of(Choices::CorrectedAbouts),
        Field::new("name", Line, "field-name")
            .faults(&["unknown-name", "missing-correction"])
            .known_as("name"),
        Field::new("phone", Phone, "field-phone")
            .faults(&["unknown-phone", "unknown-mobile"])
            .known_as("tel"),
        Field::new("email", Email, "field-email")
            .faults(&["unknown-email", "unknown-email_not_ascii"])
            .known_as("email"),
        Field::new("address", Line, "field-address").faults(&["unknown-address"]).known_as("address-line1"),
        WHY,
    ],
    ..TAKE_DOWN
};

const ERASURE: Form =
    Form { word: "erasure", hint: Some("request-erasure-hint"), fields: &[ABOUT, WHY], ..TAKE_DOWN };

/// The form in which something is asked for.
#[must_use]
pub const fn of_request(kind: RequestKind) -> &'static Form {
    match kind {
        RequestKind::TakeDown => &TAKE_DOWN,
        RequestKind::Access => &ACCESS,
        RequestKind::Correction => &CORRECTION,
        RequestKind::Erasure => &ERASURE,
    }
}

/// Every form on a letter's own page.
pub const OWN: &[Form] =
    &[INFORM, RATE, CONSENT, CONSENT_ASKED, MAIL, WITHDRAW, TAKE_DOWN, ACCESS, CORRECTION, ERASURE];
