//! What forms ask, as data: one value for each form. The parser, what comes back after a refusal, the template and the tests
//! walk it, so that a field is written down once.
//!
//! Deliberately absent: words (a field names the keys of its messages), lists that the township or a case has (offices,
//! policies; the caller fills them in), and rules: what a step refuses is one of the faults that its field names.

mod boxes;
mod desk;
mod feedback;
mod letter;
mod mediation;
mod meetings;
pub mod own;
mod progress;
mod sent;
mod survey;
mod team_assessment;

pub use boxes::{BOXES, CLOSE_BOX, OPEN_BOX, SLIP};
pub use desk::{
    ANSWER_REQUEST, CALL, DESK, ENTER_REQUEST, EXCLUDE, NOTE, OPEN_CONTACT, OVERRIDE_LEAKS, SETTLE_ACCUSED,
    of_step,
};
pub use feedback::{CHANGE_FEEDBACK, FEEDBACK, FEEDBACKS, TELL_FEEDBACK};
pub use letter::{ENTER_LETTER, HOTLINE_CALL, LETTER, SPOT_CHECK};
pub use mediation::{
    ERASE_PART, HIDE_MEDIATION, LINK_MEDIATION, MEDIATION, MEDIATIONS, NAME_HANDLER, mediation_form,
};
pub use meetings::{
    ANSWER_POINT, APPROVE_MINUTES, CALL_MEETING, CANCEL_MEETING, CHANGE_GATHERING, CHANGE_MEETING,
    CLOSE_ITEM, CLOSE_MEETING, DECIDE_ITEM, DROP_ITEM, GATHER, ISSUE_MINUTES, MEETINGS, NOTE_POINT,
    OPEN_GATHERING, SET_AGENDA, START_MEETING,
};
pub use progress::HAND_IN_PROGRESS;
pub use sent::{Fault, Sent};
pub use survey::{
    ANSWER_SUGGESTION, HIDE_VISIT, HOUSEHOLD, SHEET_ASSIGN, SHEET_JOINT, SHEET_OFFICE, SHEET_SEND,
    SHEET_VILLAGE, SUGGESTION, SUGGESTION_TOLD, SURVEY, VISIT_FORMS, VISIT_PHOTOS, visit_form,
    visit_form_now,
};
pub use team_assessment::{READ_TEAM_ASSESSMENT, TEAM_ASSESSMENT, TEAM_ASSESSMENTS};

/// The name of the field in which a sender says how they want to be told.
pub const NOTIFY_BY: &str = "told_by";

use record::{FeedbackScope, Rating};

use super::elsewhere::Elsewhere;
use super::feedback::FeedbackMedium;
use super::household::HouseholdKind;
use super::mediation::{AgreementManner, DisputeKind, MediationOutcome, MediationSource};
use super::meeting::ItemOutcome;
use super::request::{RequestAbout, RequestKind};
use super::spot_check::CheckVerdict;
use super::submission::{Channel, Consent, SubmissionKind};
use super::told::{CallOutcome, NotifyBy};
use super::visit::{SuggestionArea, Verdict, VisitMatter};

/// A form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    /// The last part of its address; ids of its fields begin with it.
    pub word: &'static str,
    /// Key of what stands on its button.
    pub button: &'static str,
    /// Key of what is said before it is filled in.
    pub hint: Option<&'static str>,
    /// Its fields, in order.
    pub fields: &'static [Field],
    /// It ends or undoes something: its button says so.
    pub is_careful: bool,
}

/// A field of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// The name under which it is sent.
    pub name: &'static str,
    /// What is put into it.
    pub kind: FieldKind,
    /// Key of its label.
    pub label: &'static str,
    /// Key of what is said below its label.
    pub hint: Option<&'static str>,
    /// Key of an example that stands in it while it is empty.
    pub example: Option<&'static str>,
    /// It must be filled.
    pub is_needed: bool,
    /// The most characters.
    pub most: Option<usize>,
    /// Key of what is said of more.
    pub too_long: &'static str,
    /// What can be chosen.
    pub choices: Choices,
    /// Keys of what can be wrong with it. The first is said where it must be filled and is not.
    pub faults: &'static [&'static str],
    /// When it is there at all.
    pub shown: Shown,
    /// The word by which a browser knows what to fill in; `off` where it must not.
    pub autocomplete: &'static str,
    /// What was typed in it stands in it again after a refusal. Contact details are typed again.
    pub comes_back: bool,
}

/// What is put into a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// A line.
    Line,
    /// A letter number.
    Number,
    /// A telephone number.
    Phone,
    /// An address for mail.
    Email,
    /// A pass phrase.
    PassPhrase,
    /// Several lines; so many are seen.
    Text(u8),
    /// How many, as a small number.
    Count,
    /// A day, not after today.
    Day,
    /// A day, also one to come.
    AnyDay,
    /// A time of day.
    Time,
    /// One of the choices.
    Choice,
    /// Any number of the choices.
    Choices,
    /// A tick.
    Tick,
    /// Files.
    Files,
}

/// What can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choices {
    /// Nothing: people type.
    None,
    /// The township's offices, with what they see to.
    Offices,
    /// The same without the office that leads the case.
    OtherOffices,
    /// The names of the offices.
    OfficeNames,
    /// The villages.
    Villages,
    /// Published policies.
    Policies,
    /// Members of staff.
    Staff,
    /// Those of the office that leads the case who can work on it.
    Colleagues,
    /// Colleagues who see the case.
    Readers,
    /// The doors at which staff take something down.
    DeskChannels,
    /// Those at which somebody can be recognised.
    SpokenChannels,
    /// The five grades.
    Grades,
    /// Solved or not.
    Solved,
    /// The kinds of letters.
    Kinds,
    /// Those of calls, in the three words of the notice.
    CallKinds,
    /// What somebody says who reads an answer again that was given on the telephone.
    CheckVerdicts,
    /// What a sender can allow.
    Consents,
    /// The same without what they allow now.
    OtherConsents,
    /// What can be asked for now.
    Requests,
    /// What a request is about.
    RequestAbouts,
    /// The same without files: they are not corrected.
    CorrectedAbouts,
    /// Granted or not.
    Decisions,
    /// What came of a call.
    CallOutcomes,
    /// On or off, each a button.
    OnOff,
    /// How a sender is told.
    NotifyBy,
    /// Where a letter may belong instead.
    Elsewhere,
    /// 六应访: kinds of households.
    HouseholdKinds,
    /// What somebody said on a visit, as the notice sorts it.
    VisitMatters,
    /// What a suggestion is about.
    SuggestionAreas,
    /// What became of a suggestion.
    Verdicts,
    /// What a dispute is about.
    DisputeKinds,
    /// How a dispute came to its mediators.
    MediationSources,
    /// In which form the parties of a dispute agreed.
    AgreementManners,
    /// How a mediation ended.
    MediationOutcomes,
    /// Parts of a mediation whose words are there.
    WrittenParts,
    /// Months that can be assessed now.
    RecentMonths,
    /// Cases that wait for a meeting.
    WaitingCases,
    /// What a meeting can decide of a matter.
    ItemDecisions,
    /// Where a matter can go that a meeting has not discussed.
    ItemUndiscussed,
    /// Letters that can be answered together.
    FeedbackLetters,
    /// Before whom a collective feedback is said.
    FeedbackScopes,
    /// How it is said.
    FeedbackMedia,
}

/// When a field is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Always, but for a list in which there is nothing to choose.
    Always,
    /// After this fault was found: it says that the fault is meant.
    After(&'static str),
}

/// Every form.
pub fn all() -> impl Iterator<Item = &'static Form> {
    let one_by_one =
        [&ENTER_LETTER, &HOTLINE_CALL, &SPOT_CHECK, &LETTER].into_iter().chain(SURVEY.iter().copied());
    let sheets = TEAM_ASSESSMENTS.iter().copied().chain([&HAND_IN_PROGRESS]).chain(BOXES.iter().copied());
    let records = MEDIATIONS.iter().copied().chain(FEEDBACKS).chain(sheets);
    DESK.iter().chain(one_by_one).chain(own::OWN).chain(MEETINGS).chain(records)
}

impl Choices {
    /// The fixed words, with the beginning of the keys of their labels; none for what the township or the case has.
    #[must_use]
    pub fn words(self) -> Option<(&'static str, Vec<&'static str>)> {
        const SPOKEN: [Channel; 2] = [Channel::Phone, Channel::Counter];
        Some(match self {
            Self::DeskChannels => ("channel", Channel::AT_THE_DESK.iter().map(|one| one.as_str()).collect()),
            Self::SpokenChannels => ("channel", SPOKEN.iter().map(|one| one.as_str()).collect()),
            Self::Grades => ("rating", Rating::ALL.iter().map(|one| one.as_str()).collect()),
            Self::Kinds => ("kind", SubmissionKind::ALL.iter().map(|one| one.as_str()).collect()),
            Self::CallKinds => {
                ("call_kind", SubmissionKind::OF_CALLS.iter().map(|one| one.as_str()).collect())
            }
            Self::CheckVerdicts => ("check", CheckVerdict::ALL.iter().map(|one| one.as_str()).collect()),
            Self::Consents | Self::OtherConsents => {
                ("consent", Consent::ALL.iter().map(|one| one.as_str()).collect())
            }
            Self::Requests => ("request", RequestKind::ALL.iter().map(|one| one.as_str()).collect()),
            Self::RequestAbouts => {
                ("request-about", RequestAbout::ALL.iter().map(|one| one.as_str()).collect())
            }
            Self::CorrectedAbouts => {
                ("request-about", vec![RequestAbout::Contact.as_str(), RequestAbout::Letter.as_str()])
            }
            Self::NotifyBy => ("told_by", NotifyBy::ALL.iter().map(|one| one.as_str()).collect()),
            Self::Elsewhere => ("elsewhere", Elsewhere::ALL.iter().map(|one| one.as_str()).collect()),
            Self::CallOutcomes => ("call", CallOutcome::ALL.iter().map(|one| one.as_str()).collect()),
            Self::HouseholdKinds => {
                ("household_kind", HouseholdKind::ALL.iter().map(|one| one.as_str()).collect())
            }
            Self::VisitMatters => ("visit_matter", VisitMatter::ALL.iter().map(|one| one.as_str()).collect()),
            Self::SuggestionAreas => {
                ("suggestion_area", SuggestionArea::ALL.iter().map(|one| one.as_str()).collect())
            }
            Self::Verdicts => ("verdict", Verdict::ALL.iter().map(|one| one.as_str()).collect()),
            Self::DisputeKinds => ("dispute", DisputeKind::ALL.iter().map(|one| one.as_str()).collect()),
            Self::MediationSources => {
                ("mediation_source", MediationSource::ALL.iter().map(|one| one.as_str()).collect())
            }
            Self::AgreementManners => {
                ("agreement_manner", AgreementManner::ALL.iter().map(|one| one.as_str()).collect())
            }
            Self::MediationOutcomes => {
                ("mediation_outcome", MediationOutcome::ALL.iter().map(|one| one.as_str()).collect())
            }
            Self::Solved => ("rating-solved", vec!["yes", "no"]),
            Self::Decisions => ("request-decision", vec!["yes", "no"]),
            Self::ItemDecisions => {
                ("outcome", ItemOutcome::DECISIONS.iter().map(|one| one.as_str()).collect())
            }
            Self::ItemUndiscussed => {
                ("outcome", ItemOutcome::UNDISCUSSED.iter().map(|one| one.as_str()).collect())
            }
            Self::FeedbackScopes => ("scope", FeedbackScope::ALL.iter().map(|one| one.as_str()).collect()),
            Self::FeedbackMedia => {
                ("feedback_medium", FeedbackMedium::ALL.iter().map(|one| one.as_str()).collect())
            }
            Self::None
            | Self::WrittenParts
            | Self::FeedbackLetters
            | Self::RecentMonths
            | Self::WaitingCases
            | Self::Offices
            | Self::OtherOffices
            | Self::OfficeNames
            | Self::Villages
            | Self::OnOff
            | Self::Policies
            | Self::Staff
            | Self::Readers
            | Self::Colleagues => return None,
        })
    }
}

impl Form {
    /// The field of this name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// It takes files.
    #[must_use]
    pub fn has_files(&self) -> bool {
        self.fields.iter().any(|field| field.kind == FieldKind::Files)
    }

    /// A fault that was found later, where it belongs to one of the fields.
    #[must_use]
    pub fn fault(&self, key: &str) -> Option<Fault> {
        let mut of_fields =
            self.fields.iter().flat_map(|field| field.faults.iter().map(move |key| (field, *key)));
        of_fields.find(|(_, own)| *own == key).map(|(field, key)| Fault { field, key })
    }
}

impl Field {
    /// A field that may stay empty.
    #[must_use]
    pub const fn new(name: &'static str, kind: FieldKind, label: &'static str) -> Self {
        Self {
            name,
            kind,
            label,
            hint: None,
            example: None,
            is_needed: false,
            most: None,
            too_long: sent::TOO_LONG,
            choices: Choices::None,
            faults: &[],
            shown: Shown::Always,
            autocomplete: "off",
            comes_back: true,
        }
    }

    /// It must be filled; the first fault says that it is not.
    #[must_use]
    pub const fn needed(self, faults: &'static [&'static str]) -> Self {
        Self { is_needed: true, faults, ..self }
    }

    /// What can be wrong with it, though it may stay empty.
    #[must_use]
    pub const fn faults(self, faults: &'static [&'static str]) -> Self {
        Self { faults, ..self }
    }

    /// The most characters.
    #[must_use]
    pub const fn most(self, most: usize) -> Self {
        Self { most: Some(most), ..self }
    }

    /// The most characters, and what is said of more.
    #[must_use]
    pub const fn most_or(self, most: usize, too_long: &'static str) -> Self {
        Self { most: Some(most), too_long, ..self }
    }

    /// What can be chosen.
    #[must_use]
    pub const fn of(self, choices: Choices) -> Self {
        Self { choices, ..self }
    }

    /// What is said below its label.
    #[must_use]
    pub const fn hint(self, hint: &'static str) -> Self {
        Self { hint: Some(hint), ..self }
    }

    /// What stands in it while it is empty; of a list, what stands first and is no choice.
    #[must_use]
    pub const fn example(self, example: &'static str) -> Self {
        Self { example: Some(example), ..self }
    }

    /// It is there only after this fault was found.
    #[must_use]
    pub const fn after(self, fault: &'static str) -> Self {
        Self { shown: Shown::After(fault), ..self }
    }

    /// The word by which a browser knows what to fill in.
    #[must_use]
    pub const fn known_as(self, autocomplete: &'static str) -> Self {
        Self { autocomplete, ..self }
    }

    /// What is typed in it does not come back.
    #[must_use]
    pub const fn typed_again(self) -> Self {
        Self { comes_back: false, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_has_one_name_in_its_form_and_a_fault_one_field() {
        for form in all() {
            for (at, field) in form.fields.iter().enumerate() {
                let others = &form.fields[at + 1..];
                assert!(others.iter().all(|other| other.name != field.name), "{} {}", form.word, field.name);
                for fault in field.faults {
                    let is_of_another = others.iter().any(|other| other.faults.contains(fault));
                    assert!(!is_of_another, "{} {fault}", form.word);
                }
            }
        }
    }

    #[test]
    fn what_must_be_filled_says_so_and_a_list_has_choices() {
        for form in all() {
            for field in form.fields {
                let name = format!("{} {}", form.word, field.name);
                assert!(!field.is_needed || !field.faults.is_empty(), "{name}");
                let is_list = matches!(field.kind, FieldKind::Choice | FieldKind::Choices);
                assert_eq!(is_list, field.choices != Choices::None, "{name}");
            }
        }
    }

    #[test]
    fn each_step_has_its_form() {
        for step in super::super::Step::ALL {
            let has_a_page = matches!(step.as_str(), "redact" | "publish");
            let form = of_step(*step);
            assert_eq!(form.is_none(), has_a_page, "{}", step.as_str());
            assert!(form.is_none_or(|form| form.word == step.as_str() && DESK.contains(form)));
        }
    }
}
