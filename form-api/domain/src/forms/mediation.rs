//! The forms of a mediation (矛盾调处单): one opens its file, and each part that is added to it has one.
//!
//! Deliberately absent: identity numbers and copies of identity papers. Who the parties are, their mediator knows.

use super::FieldKind::{AnyDay, Choice, Day, Line, Number, Text, Tick};
use super::{Choices, Field, Form};
use crate::mediation::MediationPart;

const fn day(label: &'static str) -> Field {
    Field::new("happened_on", Day, label).needed(&["missing-mediation_day"])
}

const fn text(label: &'static str) -> Field {
    Field::new("text", Text(5), label).needed(&["missing-mediation_text"]).most(10_000)
}

const fn any_day(name: &'static str, label: &'static str) -> Field {
    Field::new(name, AnyDay, label)
}

/// 申请: a mediation is opened.
pub const MEDIATION: Form = Form {
    word: "mediation",
    button: "mediation-open",
    hint: Some("mediation-open-hint"),
    fields: &[
        Field::new("applicants", Line, "mediation-applicants")
            .needed(&["missing-mediation_parties", "unknown-mediation_party"])
            .hint("mediation-parties-hint")
            .most(100),
        Field::new("respondents", Line, "mediation-respondents")
            .needed(&["missing-mediation_respondents"])
            .most(100),
        Field::new("contact", Text(2), "mediation-contact").hint("mediation-contact-hint").most(1000),
        Field::new("village", Choice, "mediation-village")
            .needed(&["unknown-mediation_village"])
            .of(Choices::Villages)
            .example("desk-choose"),
        Field::new("dispute", Choice, "mediation-dispute")
            .needed(&["missing-mediation_dispute"])
            .of(Choices::DisputeKinds)
            .example("desk-choose"),
        Field::new("source", Choice, "mediation-source")
            .needed(&["missing-mediation_source"])
            .of(Choices::MediationSources)
            .example("desk-choose"),
        day("mediation-applied_on"),
        text("mediation-outline"),
        Field::new("claim", Text(3), "mediation-claim").most(4000),
        Field::new("rights_told", Tick, "mediation-rights_told"),
        Field::new("staff", Choice, "mediation-second")
            .faults(&["unknown-mediator"])
            .of(Choices::Staff)
            .hint("mediation-second-hint")
            .example("mediation-nobody"),
    ],
    is_careful: false,
};

const INVESTIGATION: Form = Form {
    word: "investigation",
    button: "mediation-add-investigation",
    hint: None,
    fields: &[
        day("mediation-day"),
        Field::new("whom", Line, "mediation-whom").most(100),
        text("mediation-found"),
    ],
    is_careful: false,
};

const TALK: Form = Form {
    word: "talk",
    button: "mediation-add-talk",
    hint: None,
    fields: &[
        day("mediation-day"),
        Field::new("present", Line, "mediation-present").most(200),
        text("mediation-talked"),
    ],
    is_careful: false,
};

const AGREEMENT: Form = Form {
    word: "agreement",
    button: "mediation-add-agreement",
    hint: Some("mediation-agreement-hint"),
    fields: &[
        day("mediation-agreed_on"),
        Field::new("manner", Choice, "mediation-manner")
            .needed(&["missing-mediation_manner"])
            .of(Choices::AgreementManners)
            .example("desk-choose"),
        Field::new("facts", Text(3), "mediation-facts").most(4000),
        text("mediation-agreed"),
        any_day("perform_by", "mediation-perform_by").hint("mediation-perform_by-hint"),
        any_day("call_back_on", "mediation-call_back_on"),
    ],
    is_careful: false,
};

const PERFORMANCE: Form = Form {
    word: "performance",
    button: "mediation-add-performance",
    hint: None,
    fields: &[
        day("mediation-day"),
        text("mediation-performed"),
        Field::new("performed", Tick, "mediation-performed_all"),
        any_day("perform_by", "mediation-perform_next").hint("mediation-perform_next-hint"),
    ],
    is_careful: false,
};

const CONFIRMATION: Form = Form {
    word: "confirmation",
    button: "mediation-add-confirmation",
    hint: Some("mediation-confirmation-hint"),
    fields: &[
        day("mediation-asked_on"),
        Field::new("court", Line, "mediation-court").most(100),
        text("mediation-confirmed"),
    ],
    is_careful: false,
};

const CALL_BACK: Form = Form {
    word: "call_back",
    button: "mediation-add-call_back",
    hint: None,
    fields: &[
        day("mediation-day"),
        text("mediation-called_back"),
        Field::new("relapse", Tick, "mediation-relapse"),
        any_day("call_back_on", "mediation-call_back_next").hint("mediation-call_back_next-hint"),
    ],
    is_careful: false,
};

const CLOSING: Form = Form {
    word: "closing",
    button: "mediation-add-closing",
    hint: None,
    fields: &[
        day("mediation-closed_on"),
        Field::new("outcome", Choice, "mediation-outcome")
            .needed(&["missing-mediation_outcome", "unknown-mediation_outcome"])
            .of(Choices::MediationOutcomes)
            .example("desk-choose"),
        Field::new("text", Text(3), "mediation-closing").most(4000),
        any_day("call_back_on", "mediation-call_back_on"),
    ],
    is_careful: false,
};

/// The form of a part.
#[must_use]
pub const fn mediation_form(part: MediationPart) -> &'static Form {
    match part {
        MediationPart::Application => &MEDIATION,
        MediationPart::Investigation => &INVESTIGATION,
        MediationPart::Talk => &TALK,
        MediationPart::Agreement => &AGREEMENT,
        MediationPart::Performance => &PERFORMANCE,
        MediationPart::Confirmation => &CONFIRMATION,
        MediationPart::CallBack => &CALL_BACK,
        MediationPart::Closing => &CLOSING,
    }
}

/// A colleague handles it too from now on.
pub const NAME_HANDLER: Form = Form {
    word: "handler",
    button: "mediation-name_handler",
    hint: Some("mediation-name_handler-hint"),
    fields: &[Field::new("staff", Choice, "mediation-handler")
        .needed(&["missing-mediator", "unknown-mediator"])
        .of(Choices::Staff)
        .example("desk-choose")],
    is_careful: false,
};

/// It is hidden from a colleague: they handle it no longer.
pub const HIDE_MEDIATION: Form = Form {
    word: "hide",
    button: "mediation-hide",
    hint: Some("mediation-hide-hint"),
    fields: &[Field::new("staff", Choice, "mediation-hide-from")
        .needed(&["missing-named"])
        .of(Choices::Staff)
        .example("desk-choose")],
    is_careful: true,
};

/// A letter is about the same dispute.
pub const LINK_MEDIATION: Form = Form {
    word: "link",
    button: "mediation-link",
    hint: Some("mediation-link-hint"),
    fields: &[Field::new("number", Number, "mediation-link-number")
        .needed(&["missing-mediation_letter", "unknown-mediation_letter"])],
    is_careful: false,
};

/// What was written in a part is erased; that it was written stays.
pub const ERASE_PART: Form = Form {
    word: "erase",
    button: "mediation-erase",
    hint: Some("mediation-erase-hint"),
    fields: &[Field::new("part", Choice, "mediation-erase-part")
        .needed(&["missing-mediation_part"])
        .of(Choices::WrittenParts)
        .example("desk-choose")],
    is_careful: true,
};

/// Every form of a mediation.
pub const MEDIATIONS: &[&Form] = &[
    &MEDIATION,
    &INVESTIGATION,
    &TALK,
    &AGREEMENT,
    &PERFORMANCE,
    &CONFIRMATION,
    &CALL_BACK,
    &CLOSING,
    &NAME_HANDLER,
    &HIDE_MEDIATION,
    &LINK_MEDIATION,
    &ERASE_PART,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_has_a_form_and_all_but_the_first_have_its_word() {
        for part in MediationPart::ALL {
            let form = mediation_form(*part);
            assert!(MEDIATIONS.contains(&form), "{}", part.as_str());
            assert!(*part == MediationPart::Application || form.word == part.as_str(), "{}", part.as_str());
        }
    }

    #[test]
    fn no_identity_number_and_no_paper_of_identity_is_asked() {
        for form in MEDIATIONS {
            for field in form.fields {
                let asks = ["identity", "id_number", "card"].iter().any(|word| field.name.contains(word));
                assert!(!asks, "{} {}", form.word, field.name);
            }
        }
    }
}
