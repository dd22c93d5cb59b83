//! 民意信箱: the forms by which staff enter that a box was opened, what was in it, and that they are done.

use super::FieldKind::{Choice, Count, Day, Line, Text};
use super::letter::{
    ACCUSED, ADDRESS, CONSENT, EMAIL, FILES, GUARDIAN, KIND, NAME, NOTIFY, OFFICE, PHONE, TEXT, TITLE,
    UNDER_14,
};
use super::{Choices, Field, Form};

/// A box was opened.
pub const OPEN_BOX: Form = Form {
    word: "open_box",
    button: "box-open",
    hint: Some("box-open-hint"),
    fields: &[
        Field::new("village", Choice, "box-village")
            .needed(&["unknown-box_village", "unknown-box_that_day"])
            .of(Choices::Villages)
            .example("desk-choose"),
        Field::new("opened_on", Day, "box-opened_on").needed(&[
            "missing-box_day",
            "unknown-received_future",
            "unknown-received_long_ago",
        ]),
        Field::new("opened_by", Line, "box-opened_by")
            .hint("box-opened_by-hint")
            .needed(&["missing-box_openers"])
            .most(100),
        Field::new("slips", Count, "box-slips").hint("box-slips-hint").needed(&["missing-box_slips"]).most(3),
    ],
    is_careful: false,
};

/// A slip out of it. Nobody was there who could be told the rules: they stand on the box.
pub const SLIP: Form = Form {
    word: "slip",
    button: "slip-go",
    hint: None,
    fields: &[
        KIND.example("desk-choose"),
        Field { kind: Text(5), label: "slip-text", ..TEXT.hint("enter-text-hint") },
        Field { label: "slip-photo", ..FILES.hint("slip-photo-hint") },
        Field { label: "contact-name", ..NAME.hint("slip-contact-hint").known_as("off") },
        Field { label: "contact-phone", hint: None, ..PHONE.known_as("off") },
        Field { is_needed: false, faults: &[], ..TITLE.hint("hotline-title-hint") },
        OFFICE.example("desk-no-office"),
        ACCUSED.hint("enter-accused-hint"),
        CONSENT.hint("slip-consent-hint"),
        Field { label: "contact-email", hint: None, ..EMAIL.known_as("off") },
        Field { label: "enter-told_by", ..NOTIFY.hint("slip-told_by-hint").example("desk-choose") },
        Field { label: "contact-address", hint: None, ..ADDRESS.known_as("off") },
        Field { label: "enter-under_14", ..UNDER_14 },
        Field { label: "enter-guardian", hint: None, ..GUARDIAN },
    ],
    is_careful: false,
};

/// All slips are entered.
pub const CLOSE_BOX: Form = Form {
    word: "close_box",
    button: "box-close",
    hint: None,
    fields: &[Field::new("difference", Line, "box-difference")
        .hint("box-difference-hint")
        .faults(&["missing-box_difference"])
        .most(200)],
    is_careful: false,
};

/// Each of them.
pub const BOXES: &[&Form] = &[&OPEN_BOX, &SLIP, &CLOSE_BOX];
