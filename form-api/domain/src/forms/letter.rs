//! The letter: as a resident writes it, and as staff enter what somebody said or handed in.

use super::super::submission::RawSubmission;
use super::FieldKind::{Choice, Day, Email, Files, Line, Phone, Text, Tick};
use super::{Choices, Field, Form, NOTIFY_BY, Sent};

pub(super) const KIND: Field =
    Field::new("kind", Choice, "field-kind").needed(&["why-missing-kind"]).of(Choices::Kinds);
pub(super) const ACCUSED: Field =
    Field::new("accused", Line, "field-accused").hint("mailbox-accused-hint").most(100);
pub(super) const TITLE: Field = Field::new("title", Line, "field-title")
    .hint("mailbox-title-hint")
    .needed(&["why-missing-title"])
    .most(60);
pub(super) const TEXT: Field = Field::new("text", Text(12), "field-text")
    .hint("mailbox-text-hint")
    .needed(&["why-missing-text"])
    .most(10_000);
const VILLAGE: Field =
    Field::new("village", Choice, "field-village").of(Choices::Villages).example("mailbox-village-none");
pub(super) const OFFICE: Field =
    Field::new("office", Choice, "field-office").of(Choices::Offices).example("mailbox-office-none");
pub(super) const CONSENT: Field = Field::new("consent", Choice, "field-consent").of(Choices::Consents);
pub(super) const FILES: Field = Field::new("files", Files, "field-files").hint("mailbox-files-hint");
pub(super) const NAME: Field =
    Field::new("name", Line, "field-name").hint("mailbox-name-hint").known_as("name");
pub(super) const PHONE: Field =
    Field::new("phone", Phone, "field-phone").hint("mailbox-phone-hint").known_as("tel");
pub(super) const EMAIL: Field =
    Field::new("email", Email, "field-email").hint("mailbox-email-hint").known_as("email");
pub(super) const NOTIFY: Field =
    Field::new(NOTIFY_BY, Choice, "field-told_by").hint("mailbox-told_by-hint").of(Choices::NotifyBy);
pub(super) const ADDRESS: Field =
    Field::new("address", Line, "field-address").hint("mailbox-address-hint").known_as("address-line1");
pub(super) const UNDER_14: Field = Field::new("under_14", Tick, "mailbox-under_14");
pub(super) const GUARDIAN: Field =
    Field::new("guardian_agrees", Tick, "mailbox-guardian_agrees").hint("mailbox-guardian-hint");
const RULES: Field = Field::new("rules_read", Tick, "mailbox-rules-read").needed(&["why-missing-rules"]);
/// What the sender means by the letter, where it may belong elsewhere: they are shown the way there, and so are staff.
const MEANT: Field = Field::new("meant", Choice, "mailbox-elsewhere").of(Choices::Elsewhere);

/// On which day it came to staff.
const RECEIVED_ON: Field = Field::new("received_on", Day, "enter-received_on")
    .hint("enter-received_on-hint")
    .faults(&["unknown-received_day", "unknown-received_future", "unknown-received_long_ago"]);

/// As a resident writes it.
pub const LETTER: Form = Form {
    word: "letter",
    button: "mailbox-send",
    hint: None,
    fields: &[
        KIND, ACCUSED, TITLE, TEXT, FILES, VILLAGE, OFFICE, CONSENT, NAME, PHONE, EMAIL, NOTIFY, ADDRESS,
        UNDER_14, GUARDIAN, RULES, MEANT,
    ],
    is_careful: false,
};

/// As a clerk asks for it: the same fields, said to a clerk, and how the letter came. A browser fills nothing in: what it
/// knows is the clerk's own.
pub const ENTER_LETTER: Form = Form {
    word: "enter",
    button: "enter-go",
    hint: None,
    fields: &[
        Field::new("channel", Choice, "field-channel")
            .needed(&["why-missing-channel"])
            .of(Choices::DeskChannels)
            .example("desk-choose"),
        RECEIVED_ON,
        KIND.example("desk-choose"),
        ACCUSED.hint("enter-accused-hint"),
        Field { hint: None, ..TITLE },
        Field { kind: Text(10), ..TEXT.hint("enter-text-hint") },
        VILLAGE,
        OFFICE.example("desk-no-office"),
        CONSENT.hint("enter-consent-hint"),
        Field { label: "contact-name", ..NAME.hint("enter-contact-hint").known_as("off") },
        Field { label: "contact-phone", hint: None, ..PHONE.known_as("off") },
        Field { label: "contact-email", hint: None, ..EMAIL.known_as("off") },
        Field { label: "enter-told_by", ..NOTIFY.hint("enter-told_by-hint").example("desk-choose") },
        Field { label: "contact-address", hint: None, ..ADDRESS.known_as("off") },
        Field { label: "enter-under_14", ..UNDER_14 },
        Field { label: "enter-guardian", hint: None, ..GUARDIAN },
        Field { label: "enter-rules", ..RULES },
    ],
    is_careful: false,
};

/// 民心电话: as a clerk takes a call down while they speak. What they answer on the spot closes it; without an answer it is a letter
/// like any other. What is seldom asked for is folded.
pub const HOTLINE_CALL: Form = Form {
    word: "hotline",
    button: "hotline-go",
    hint: None,
    fields: &[
        Field { label: "hotline-kind", ..KIND.of(Choices::CallKinds).example("desk-choose") },
        Field { kind: Text(4), label: "hotline-text", ..TEXT.hint("enter-text-hint") },
        Field::new("answer", Text(5), "hotline-answer")
            .hint("hotline-answer-hint")
            .faults(&[
                "answer-says_nothing",
                "answer-too_long",
                "answer-same_as_another",
                "missing-unnamed_call",
            ])
            .most_or(10_000, "answer-too_long"),
        Field::new("same", Tick, "hotline-same").after("answer-same_as_another"),
        Field { label: "contact-name", ..NAME.hint("enter-contact-hint").known_as("off") },
        Field { label: "contact-phone", hint: None, ..PHONE.known_as("off") },
        RECEIVED_ON,
        Field { is_needed: false, faults: &[], ..TITLE.hint("hotline-title-hint") },
        VILLAGE,
        OFFICE.example("desk-no-office"),
        ACCUSED.hint("enter-accused-hint"),
        CONSENT.hint("enter-consent-hint"),
        Field { label: "contact-email", hint: None, ..EMAIL.known_as("off") },
        Field { label: "enter-told_by", ..NOTIFY.hint("enter-told_by-hint").example("desk-choose") },
        Field { label: "contact-address", hint: None, ..ADDRESS.known_as("off") },
        Field { label: "enter-under_14", ..UNDER_14 },
        Field { label: "enter-guardian", hint: None, ..GUARDIAN },
        Field { label: "hotline-rules", ..RULES },
    ],
    is_careful: false,
};

/// 抽查: whether what was answered on the telephone was right.
pub const SPOT_CHECK: Form = Form {
    word: "check",
    button: "check-go",
    hint: None,
    fields: &[
        Field::new("verdict", Choice, "check-verdict")
            .needed(&["missing-check_verdict", "missing-drawn_call"])
            .of(Choices::CheckVerdicts)
            .example("desk-choose"),
        Field::new("text", Text(3), "check-text")
            .hint("check-text-hint")
            .faults(&["missing-check_text"])
            .most(2000),
    ],
    is_careful: false,
};

impl RawSubmission {
    /// What came through one of these forms, before anything is believed.
    #[must_use]
    pub fn of(sent: &Sent) -> Self {
        let text = |field: Field| sent.text(field.name).to_owned();
        Self {
            kind: text(KIND),
            title: text(TITLE),
            text: text(TEXT),
            village: text(VILLAGE),
            office: text(OFFICE),
            accused: text(ACCUSED),
            consent: text(CONSENT),
            name: text(NAME),
            phone: text(PHONE),
            email: text(EMAIL),
            address: text(ADDRESS),
            notify_by: text(NOTIFY),
            notify_by_sms: false,
            under_14: sent.is_ticked(UNDER_14.name),
            guardian_agrees: sent.is_ticked(GUARDIAN.name),
            rules_read: sent.is_ticked(RULES.name),
        }
    }
}
