//! The forms on a case's page at the desk.

use super::super::state::Step;
use super::FieldKind::{
    Choice, Choices as Ticks, Day, Email, Files, Line, Number, PassPhrase, Phone, Text, Tick,
};
use super::{Choices, Field, Form};

/// A form whose words are those of its step: `step-word` on the button, `step-word-hint` before it.
macro_rules! steps {
    ($($step:ident $name:ident $word:literal $careful:literal [$($field:expr),* $(,)?];)+) => {
        $(const $name: Form = Form {
            word: $word,
            button: concat!("step-", $word),
            hint: Some(concat!("step-", $word, "-hint")),
            fields: &[$($field),*],
            is_careful: $careful,
        };)+

        /// The form of a step; none for the two that have a page of their own.
        #[must_use]
        pub const fn of_step(step: Step) -> Option<&'static Form> {
            match step {
                $(Step::$step => Some(&$name),)+
                Step::Redact | Step::Publish => None,
            }
        }

        /// Every form on a case's page.
        pub const DESK: &[Form] = &[
            $($name,)+ ANSWER_REQUEST, CALL, ENTER_REQUEST, EXCLUDE, NOTE, OPEN_CONTACT, OVERRIDE_LEAKS, SETTLE_ACCUSED
        ];
    };
}

/// Why something is done.
const fn reason(label: &'static str) -> Field {
    Field::new("text", Text(4), label).needed(&["missing-reason"]).most(2000)
}

const OFFICE: &[&str] = &["unknown-office", "named-in-case", "unknown-office_with_handler"];

const HELD_ON: Field = Field::new("held_on", Day, "step-analyse-held-on").faults(&["unknown-day"]);
const LEADER: Field = Field::new("leader_attended", Tick, "step-analyse-leader");

/// What a meeting said, where it was held already.
const fn opinion(label: &'static str) -> Field {
    Field::new("text", Text(4), label).faults(&["missing-opinion"]).most(2000)
}

const SAID_CHANNEL: Field = Field::new("channel", Choice, "step-said-channel")
    .needed(&["unknown-channel"])
    .of(Choices::DeskChannels)
    .example("desk-choose");

/// How somebody came whom staff recognised.
const SPOKEN_CHANNEL: Field = Field::new("channel", Choice, "step-recognised-channel")
    .needed(&["missing-recognised_channel"])
    .of(Choices::SpokenChannels)
    .example("desk-choose");
const RECOGNISED: Field = Field::new("recognised", Tick, "step-recognised").needed(&["missing-recognised"]);

steps! {
    Register REGISTER "register" false [
        Field::new("text", Line, "step-register-text")
            .needed(&["missing-topic"])
            .most(20)
            .example("step-register-like"),
    ];
    RequestInformation REQUEST_INFORMATION "request_information" false [
        Field::new("text", Text(4), "step-request_information-text").needed(&["missing-question", "text-unfilled"]).most(2000),
        Field::new("files", Files, "step-request_information-files").hint("step-request_information-files-hint"),
    ];
    ProvideInformation PROVIDE_INFORMATION "provide_information" false [
        SAID_CHANNEL,
        Field::new("text", Text(4), "step-provide_information-text")
            .needed(&["missing-information", "unknown-longer_text"])
            .most_or(10_000, "unknown-longer_text"),
        Field::new("files", Files, "step-provide_information-files").hint("step-provide_information-files-hint"),
    ];
    Decline DECLINE "decline" true [
        Field::new("text", Text(4), "step-decline-text")
            .needed(&["missing-reason", "missing-longer_reason", "text-unfilled"])
            .most(2000),
    ];
    ReferOut REFER_OUT "refer_out" true [
        Field::new("text", Text(4), "step-refer_out-text")
            .needed(&["missing-reason", "missing-longer_reason", "text-unfilled"])
            .most(2000),
    ];
    Merge MERGE "merge" true [
        Field::new("number", Number, "step-merge-number").needed(&["unknown-case"]).example("desk-number-like"),
        reason("step-merge-text"),
    ];
    Accept ACCEPT "accept" false [
        Field::new("office", Choice, "step-accept-office")
            .needed(OFFICE)
            .of(Choices::Offices)
            .example("desk-choose"),
    ];
    Transfer TRANSFER "transfer" false [
        Field::new("office", Choice, "step-transfer-office")
            .needed(OFFICE)
            .of(Choices::OtherOffices)
            .example("desk-choose"),
        reason("step-transfer-text"),
    ];
    PickUp PICK_UP "pick_up" false [];
    Assign ASSIGN "assign" false [
        Field::new("staff", Choice, "step-assign-staff")
            .needed(&["missing-colleague", "unknown-colleague"])
            .of(Choices::Colleagues)
            .example("desk-choose"),
        Field::new("text", Line, "step-assign-text").most(200),
    ];
    GiveBack GIVE_BACK "give_back" true [reason("step-give_back-text")];
    AnalyseVillage ANALYSE_VILLAGE "analyse_village" false [HELD_ON, LEADER, opinion("step-analyse_village-text")];
    AnalyseOffice ANALYSE_OFFICE "analyse_office" false [HELD_ON, LEADER, opinion("step-analyse_office-text")];
    AnalyseJoint ANALYSE_JOINT "analyse_joint" false [HELD_ON, LEADER, opinion("step-analyse_joint-text")];
    RecordOpinion RECORD_OPINION "record_opinion" false [
        HELD_ON,
        LEADER,
        opinion("step-record_opinion-text").needed(&["missing-opinion"]),
    ];
    Handle HANDLE "handle" false [];
    Extend EXTEND "extend" false [
        Field::new("text", Text(4), "step-extend-text")
            .needed(&["missing-reason", "missing-longer_extension", "text-unfilled"])
            .most(2000),
    ];
    Answer ANSWER "answer" false [
        Field::new("text", Text(14), "step-answer-text")
            .hint("step-answer-text-hint")
            .needed(&["answer-empty", "answer-says_nothing", "answer-too_long", "answer-same_as_another", "text-unfilled"])
            .most_or(10_000, "answer-too_long"),
        Field::new("same", Tick, "step-answer-same").after("answer-same_as_another"),
        Field::new("policy", Ticks, "step-answer-policies").hint("step-answer-policies-hint").of(Choices::Policies),
    ];
    Review REVIEW "review" false [];
    Redo REDO "redo" true [reason("step-redo-text")];
    Close CLOSE "close" false [];
    Reopen REOPEN "reopen" false [reason("step-reopen-text")];
    Rate RATE "rate" false [
        Field::new("channel", Choice, "step-rate-channel")
            .needed(&["unknown-channel"])
            .of(Choices::DeskChannels)
            .example("desk-choose"),
        Field::new("grade", Choice, "rate-grade")
            .needed(&["missing-rating_grade", "missing-rating"])
            .of(Choices::Grades)
            .example("desk-choose"),
        Field::new("solved", Choice, "rate-is-solved")
            .faults(&["missing-rating_solved"])
            .of(Choices::Solved)
            .example("rate-not-said"),
        Field::new("text", Text(3), "rate-reason")
            .faults(&["missing-rating_reason", "missing-rating_shorter"])
            .most_or(1000, "missing-rating_shorter"),
    ];
    Supervise SUPERVISE "supervise" false [
        Field::new("text", Text(4), "step-supervise-text").needed(&["missing-supervision"]).most(2000),
    ];
    Correct CORRECT "correct" false [
        Field::new("kind", Choice, "field-kind")
            .hint("step-correct-report")
            .needed(&[
                "unknown-kind",
                "missing-correction_change",
                "missing-corrected_report_reader",
                "missing-corrected_registrar",
            ])
            .of(Choices::Kinds),
        Field::new("title", Line, "field-title").needed(&["unknown-title"]).most_or(60, "unknown-title"),
        Field::new("village", Choice, "field-village")
            .faults(&["unknown-village"])
            .of(Choices::Villages)
            .example("mailbox-village-none"),
        reason("step-correct-text"),
    ];
    RenewCode RENEW_CODE "renew_code" true [SPOKEN_CHANNEL, RECOGNISED, reason("step-renew_code-text")];
    Withdraw WITHDRAW "withdraw" true [SPOKEN_CHANNEL, RECOGNISED, reason("step-withdraw-text")];
    AskConsent ASK_CONSENT "ask_consent" false [];
    EnterConsent ENTER_CONSENT "enter_consent" false [
        SAID_CHANNEL,
        Field::new("consent", Choice, "case-consent")
            .needed(&["unknown-consent", "unknown-consent_now", "missing-consent_change"])
            .of(Choices::OtherConsents)
            .example("desk-choose"),
    ];
    Nominate NOMINATE "nominate" false [];
    Return RETURN "return" true [reason("step-return-text")];
    Retract RETRACT "retract" true [reason("step-retract-text")];
}

/// Why what the gate found may stand.
pub const OVERRIDE_LEAKS: Form = Form {
    word: "override",
    button: "leaks-ask",
    hint: None,
    fields: &[Field::new("text", Line, "leaks-reason").needed(&["missing-reason"]).most(200)],
    is_careful: false,
};

/// Whom or what a case is to be hidden from.
pub const EXCLUDE: Form = Form {
    word: "exclude",
    button: "exclude-go",
    hint: None,
    fields: &[
        Field::new("staff", Choice, "exclude-staff")
            .faults(&["missing-named", "unknown-staff"])
            .of(Choices::Staff)
            .example("desk-nobody"),
        Field::new("office", Choice, "exclude-office")
            .faults(&["unknown-office"])
            .of(Choices::OfficeNames)
            .example("desk-no-office"),
    ],
    is_careful: true,
};

/// Whom a letter is about, found out by a first reader; nobody where it is nobody of the township's.
pub const SETTLE_ACCUSED: Form =
    Form { word: "accused", button: "accused-settle", hint: Some("accused-hint"), ..EXCLUDE };

/// Why contact details are opened, and the key to them.
pub const OPEN_CONTACT: Form = Form {
    word: "contact",
    button: "contact-open-go",
    hint: Some("contact-open-hint"),
    fields: &[
        Field::new("reason", Line, "contact-reason")
            .needed(&["missing-reason"])
            .most(200)
            .example("contact-reason-like"),
        PHRASE,
    ],
    is_careful: false,
};

const PHRASE: Field = Field::new("pass_phrase", PassPhrase, "contact-phrase")
    .hint("contact-phrase-hint")
    .needed(&["unknown-pass_phrase", "unknown-pass_phrase_for_now", "missing-vault_right"])
    .most(200)
    .known_as("current-password")
    .typed_again();

/// What came of a call.
pub const CALL: Form = Form {
    word: "calls",
    button: "case-call-go",
    hint: None,
    fields: &[Field::new("outcome", Choice, "case-call-outcome")
        .needed(&["missing-call_outcome"])
        .of(Choices::CallOutcomes)
        .example("desk-choose")],
    is_careful: false,
};

/// 内部记录: a word for colleagues.
pub const NOTE: Form = Form {
    word: "note",
    button: "note-go",
    hint: Some("note-hint"),
    fields: &[
        Field::new("text", Text(3), "note-text").needed(&["missing-note"]).most(2000),
        Field::new("staff", Choice, "note-staff")
            .faults(&["unknown-reader"])
            .of(Choices::Readers)
            .example("note-nobody"),
    ],
    is_careful: false,
};

/// The answer to a request of the sender.
pub const ANSWER_REQUEST: Form = Form {
    word: "answer_request",
    button: "request-answer-go",
    hint: None,
    fields: &[
        Field::new("granted", Choice, "request-decision")
            .needed(&["missing-granted"])
            .of(Choices::Decisions)
            .example("desk-choose"),
        Field::new("text", Text(4), "request-answer")
            .needed(&["missing-request_answer", "text-unfilled"])
            .most(2000),
    ],
    is_careful: false,
};

/// What a sender asked for on the telephone or at the counter. Contact details are typed again after a refusal: they are not
/// sent back into a page of the desk. After a session that ended they wait, sealed, for who typed them (`steps::hold_form`).
pub const ENTER_REQUEST: Form = Form {
    word: "requests",
    button: "request-enter-go",
    hint: Some("request-enter-hint"),
    fields: &[
        Field::new("kind", Choice, "request-enter-kind")
            .needed(&["missing-request_kind", "unknown-public", "unknown-second_request"])
            .of(Choices::Requests)
            .example("desk-choose"),
        Field::new("about", Choice, "request-about").of(Choices::RequestAbouts),
        SPOKEN_CHANNEL,
        RECOGNISED,
        Field::new("text", Text(3), "request-enter-text").needed(&["missing-request"]).most(1000),
        Field::new("name", Line, "contact-name")
            .faults(&["unknown-name", "missing-correction"])
            .hint("request-enter-contact")
            .typed_again(),
        Field::new("phone", Phone, "contact-phone")
            .faults(&["unknown-phone", "unknown-mobile"])
            .typed_again(),
        Field::new("email", Email, "contact-email")
            .faults(&["unknown-email", "unknown-email_not_ascii"])
            .typed_again(),
        Field::new("address", Line, "contact-address").faults(&["unknown-address"]).typed_again(),
    ],
    is_careful: false,
};
