//! Who may do what: one table. A line of it says who may do an act, and with which letters; a denial takes it away again,
//! whoever they are.
//!
//! The same lines answer for one letter ([`Viewer::may`]) and for a list: a statement is handed the relations that open a
//! letter to its viewer ([`Viewer::sight`]). `docs/rights.md` is printed from here, and a test tries every cell of it.
//! Deliberately absent: whether the workflow allows a step now ([`super::next`]), and the right to open contact details,
//! which is a key besides.

use super::act::Act;
use super::meeting::Meeting;
use super::staff::{Role, Viewer};
use super::state::{Because, Refused, Step};
use super::visibility::{Letter, Record, Relation, Sight};

/// Who holds a right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Everybody at the desk.
    Anybody,
    /// 首读人: a first reader of reports, named in the settings.
    FirstReader,
    /// Whoever holds this role.
    Holder(Role),
}

/// A line of the table: who may do an act, and with which letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Who.
    pub who: Who,
    /// With which letters.
    pub on: Relation,
}

impl Grant {
    const fn to(role: Role, on: Relation) -> Self {
        Self { who: Who::Holder(role), on }
    }

    const fn at_desk(role: Role) -> Self {
        Self::to(role, Relation::Desk)
    }
}

/// With a report its first readers do the work of every role of handling, for nobody else sees it.
const FIRST_READER: Grant = Grant { who: Who::FirstReader, on: Relation::Report };
const FIRST_READER_AT_DESK: Grant = Grant { who: Who::FirstReader, on: Relation::Desk };
const REGISTRAR: Grant = Grant::to(Role::Registrar, Relation::Seen);
const HANDLER: Grant = Grant::to(Role::Handler, Relation::Seen);
const REVIEWER: Grant = Grant::to(Role::Reviewer, Relation::Seen);
const REDACTOR: Grant = Grant::to(Role::Redactor, Relation::Seen);
const APPROVER: Grant = Grant::to(Role::Approver, Relation::Seen);
const PUBLISHER: Grant = Grant::to(Role::Publisher, Relation::Seen);
const SUPERVISOR: Grant = Grant::to(Role::Supervisor, Relation::Seen);

/// Whoever visits: people of a village theirs, people of the township any.
const VISITORS: &[Grant] = &[
    Grant::to(Role::VillageSecretary, Relation::OwnVillage),
    Grant::to(Role::VillageInstructor, Relation::OwnVillage),
    Grant::to(Role::GrassrootsInstructor, Relation::OwnVillage),
    Grant::to(Role::ProjectOfficer, Relation::OwnVillage),
    Grant::to(Role::Registrar, Relation::AnyVillage),
    Grant::to(Role::Handler, Relation::AnyVillage),
    Grant::to(Role::OfficeLead, Relation::AnyVillage),
    Grant::to(Role::Leader, Relation::AnyVillage),
    Grant::to(Role::Supervisor, Relation::AnyVillage),
];

/// Whoever mediates: people of a village there, people of the township anywhere. Who supervises them does not.
const MEDIATORS: &[Grant] = &[
    Grant::to(Role::VillageSecretary, Relation::OwnVillage),
    Grant::to(Role::VillageInstructor, Relation::OwnVillage),
    Grant::to(Role::GrassrootsInstructor, Relation::OwnVillage),
    Grant::to(Role::ProjectOfficer, Relation::OwnVillage),
    Grant::to(Role::Registrar, Relation::AnyVillage),
    Grant::to(Role::Handler, Relation::AnyVillage),
    Grant::to(Role::OfficeLead, Relation::AnyVillage),
    Grant::to(Role::Leader, Relation::AnyVillage),
];

/// Who may do an act: the whole table is this one match.
#[must_use]
pub const fn grants(act: Act) -> &'static [Grant] {
    match act {
        Act::See => {
            const {
                &[
                    Grant { who: Who::Anybody, on: Relation::OwnOffice },
                    FIRST_READER,
                    Grant::to(Role::Registrar, Relation::Ordinary),
                    Grant::to(Role::Reviewer, Relation::Ordinary),
                    Grant::to(Role::Supervisor, Relation::Ordinary),
                    Grant::to(Role::Leader, Relation::Ordinary),
                    Grant::to(Role::Redactor, Relation::MayBePublic),
                    Grant::to(Role::Approver, Relation::MayBePublic),
                    Grant::to(Role::Publisher, Relation::MayBePublic),
                    Grant::to(Role::VillageSecretary, Relation::VillageMeeting),
                    Grant::to(Role::VillageInstructor, Relation::VillageMeeting),
                    Grant::to(Role::VillageInstructor, Relation::TakenDown),
                    Grant::to(Role::GrassrootsInstructor, Relation::TakenDown),
                    Grant::to(Role::ProjectOfficer, Relation::TakenDown),
                    Grant::to(Role::HotlineClerk, Relation::TakenDown),
                ]
            }
        }
        Act::Recuse => &[Grant { who: Who::Anybody, on: Relation::Seen }],

        Act::Step(
            Step::Register
            | Step::ReferOut
            | Step::Merge
            | Step::Accept
            | Step::Transfer
            | Step::Close
            | Step::Reopen
            | Step::Rate
            | Step::RenewCode
            | Step::Correct
            | Step::EnterConsent
            | Step::Withdraw,
        )
        | Act::ReadRemarks
        | Act::EnterRequest => &[REGISTRAR, FIRST_READER],
        // Whoever has the letter speaks with its sender.
        Act::Step(Step::RequestInformation | Step::ProvideInformation) | Act::EndCalls | Act::OpenContact => {
            &[HANDLER, REGISTRAR, FIRST_READER]
        }
        // One proposes it, another one confirms it.
        Act::Step(Step::Decline) => &[REGISTRAR, REVIEWER, FIRST_READER],
        Act::Step(
            Step::AnalyseVillage
            | Step::AnalyseOffice
            | Step::AnalyseJoint
            | Step::Handle
            | Step::Extend
            | Step::Answer,
        ) => &[HANDLER, FIRST_READER],
        // Who of an office works on it is the office's own business.
        Act::Step(Step::PickUp) => const { &[Grant::to(Role::Handler, Relation::OwnOffice), FIRST_READER] },
        Act::Step(Step::Assign) => {
            const {
                &[
                    Grant::to(Role::Handler, Relation::OwnOffice),
                    Grant::to(Role::OfficeLead, Relation::OwnOffice),
                    FIRST_READER,
                ]
            }
        }
        Act::Step(Step::GiveBack) => {
            const {
                &[
                    Grant::to(Role::Handler, Relation::OwnOffice),
                    Grant::to(Role::OfficeLead, Relation::OwnOffice),
                ]
            }
        }
        // What a meeting said is written down by its clerk, or by who chairs it.
        Act::Step(Step::RecordOpinion) => {
            const {
                &[
                    HANDLER,
                    Grant::to(Role::Leader, Relation::Seen),
                    Grant::to(Role::OfficeLead, Relation::OwnOffice),
                    Grant::to(Role::VillageSecretary, Relation::VillageMeeting),
                    Grant::to(Role::VillageInstructor, Relation::VillageMeeting),
                    FIRST_READER,
                ]
            }
        }
        Act::Step(Step::Review | Step::Redo) => {
            const { &[REVIEWER, Grant::to(Role::OfficeLead, Relation::OwnOffice), FIRST_READER] }
        }
        Act::Step(Step::Supervise) => &[SUPERVISOR, FIRST_READER],
        Act::HideFromNamed => &[REGISTRAR, SUPERVISOR, FIRST_READER],
        Act::AnswerRequest => &[APPROVER, SUPERVISOR, FIRST_READER],

        Act::Step(Step::AskConsent | Step::Nominate | Step::Redact) => &[REDACTOR],
        Act::Preview => &[REDACTOR, APPROVER, PUBLISHER],
        Act::Step(Step::Return | Step::Publish) | Act::OverrideLeaks => &[APPROVER],
        // Taking something off the site shows nothing new, and waits for nobody: not for an approver who is named in the letter.
        Act::Step(Step::Retract) => &[APPROVER, PUBLISHER, SUPERVISOR],
        Act::GrantTakeDown => &[APPROVER, SUPERVISOR],

        // Whoever answers letters answers many with one text; another one lets it out to their senders.
        Act::WriteFeedback => &[HANDLER, REGISTRAR],
        Act::TellFeedback => const { &[REVIEWER, Grant::to(Role::OfficeLead, Relation::OwnOffice)] },

        Act::EnterLetter => {
            const {
                &[
                    Grant::at_desk(Role::Registrar),
                    Grant::at_desk(Role::HotlineClerk),
                    Grant::at_desk(Role::VillageInstructor),
                    Grant::at_desk(Role::GrassrootsInstructor),
                    Grant::at_desk(Role::ProjectOfficer),
                    Grant::at_desk(Role::Liaison),
                ]
            }
        }
        // Who answers the telephone. Whoever else takes calls down passes them on.
        Act::SettleAtOnce => const { &[Grant::at_desk(Role::Registrar), Grant::at_desk(Role::HotlineClerk)] },
        Act::SpotCheck => &[REVIEWER, SUPERVISOR],
        // A report's sender asks for something, is not reached and rates badly too, and nobody but its readers sees that.
        Act::ListRequests => {
            const { &[Grant::at_desk(Role::Approver), Grant::at_desk(Role::Supervisor), FIRST_READER_AT_DESK] }
        }
        Act::ListMessages | Act::SeeReportTrouble => {
            const {
                &[
                    Grant::at_desk(Role::Supervisor),
                    Grant::at_desk(Role::Administrator),
                    Grant::at_desk(Role::Auditor),
                ]
            }
        }
        Act::ListTurnedAway => {
            const { &[Grant::at_desk(Role::Administrator), Grant::at_desk(Role::Auditor)] }
        }
        Act::ListSupervision => const { &[Grant::at_desk(Role::Supervisor), FIRST_READER_AT_DESK] },
        Act::ListUnreached => {
            const {
                &[
                    Grant::at_desk(Role::Registrar),
                    Grant::at_desk(Role::Handler),
                    Grant::at_desk(Role::Supervisor),
                    FIRST_READER_AT_DESK,
                ]
            }
        }
        Act::VisitHouseholds => VISITORS,
        Act::ReadVisits => {
            const {
                &[
                    Grant { who: Who::Anybody, on: Relation::Wrote },
                    Grant::to(Role::VillageSecretary, Relation::OwnVillage),
                    Grant::to(Role::VillageInstructor, Relation::OwnVillage),
                    Grant::to(Role::GrassrootsInstructor, Relation::OwnVillage),
                    Grant::to(Role::ProjectOfficer, Relation::OwnVillage),
                    Grant::to(Role::Handler, Relation::GivenToOffice),
                    Grant::to(Role::OfficeLead, Relation::GivenToOffice),
                    Grant::to(Role::Registrar, Relation::AnyVillage),
                    Grant::to(Role::Leader, Relation::AnyVillage),
                    Grant::to(Role::Supervisor, Relation::AnyVillage),
                ]
            }
        }
        Act::SendSheet => {
            const {
                &[
                    Grant { who: Who::Anybody, on: Relation::Wrote },
                    Grant::to(Role::VillageInstructor, Relation::OwnVillage),
                    Grant::to(Role::Registrar, Relation::AnyVillage),
                ]
            }
        }
        Act::SpeakForVillage => {
            const {
                &[
                    Grant::to(Role::VillageSecretary, Relation::OwnVillage),
                    Grant::to(Role::VillageInstructor, Relation::OwnVillage),
                ]
            }
        }
        Act::AssignSheet => const { &[Grant::to(Role::Registrar, Relation::AnyVillage)] },
        Act::SpeakForOffice => {
            const {
                &[
                    Grant::to(Role::Handler, Relation::GivenToOffice),
                    Grant::to(Role::OfficeLead, Relation::GivenToOffice),
                ]
            }
        }
        Act::SpeakForJointMeeting => {
            const {
                &[
                    Grant::to(Role::Leader, Relation::AnyVillage),
                    Grant::to(Role::Registrar, Relation::AnyVillage),
                ]
            }
        }
        Act::HideVisit => {
            const {
                &[
                    Grant { who: Who::Anybody, on: Relation::Wrote },
                    Grant::to(Role::Registrar, Relation::AnyVillage),
                    Grant::to(Role::Supervisor, Relation::AnyVillage),
                ]
            }
        }
        Act::AnswerSuggestion => {
            const {
                &[
                    Grant::to(Role::Handler, Relation::GivenToOffice),
                    Grant::to(Role::OfficeLead, Relation::GivenToOffice),
                    Grant::to(Role::Leader, Relation::AnyVillage),
                ]
            }
        }
        Act::TellSuggestion => {
            const {
                &[
                    Grant { who: Who::Anybody, on: Relation::Wrote },
                    Grant::to(Role::Handler, Relation::GivenToOffice),
                    Grant::to(Role::OfficeLead, Relation::GivenToOffice),
                    Grant::to(Role::VillageInstructor, Relation::OwnVillage),
                    Grant::to(Role::Registrar, Relation::AnyVillage),
                ]
            }
        }
        Act::OpenMediation => MEDIATORS,
        // Nobody sees one by what they are: not who leads them, and not who supervises them.
        Act::HandleMediation => {
            const {
                &[
                    Grant::to(Role::VillageSecretary, Relation::Handles),
                    Grant::to(Role::VillageInstructor, Relation::Handles),
                    Grant::to(Role::GrassrootsInstructor, Relation::Handles),
                    Grant::to(Role::ProjectOfficer, Relation::Handles),
                    Grant::to(Role::Registrar, Relation::Handles),
                    Grant::to(Role::Handler, Relation::Handles),
                    Grant::to(Role::OfficeLead, Relation::Handles),
                    Grant::to(Role::Leader, Relation::Handles),
                ]
            }
        }
        Act::WriteTeamAssessment => const { &[Grant::to(Role::VillageInstructor, Relation::OwnVillage)] },
        Act::ReadTeamAssessment => {
            const {
                &[
                    Grant { who: Who::Anybody, on: Relation::Wrote },
                    Grant::to(Role::Leader, Relation::AnyVillage),
                ]
            }
        }
        Act::AnswerTeamAssessment => const { &[Grant::to(Role::Leader, Relation::AnyVillage)] },
        Act::ReadProgress => const { &[Grant::at_desk(Role::Supervisor), Grant::at_desk(Role::Leader)] },
        Act::WriteProgress => const { &[Grant::at_desk(Role::Handler), Grant::at_desk(Role::OfficeLead)] },
        // Whom slips may be about, the village's own cadres, does not open its box.
        Act::OpenBox => {
            const {
                &[
                    Grant::to(Role::VillageInstructor, Relation::OwnVillage),
                    Grant::to(Role::Registrar, Relation::AnyVillage),
                ]
            }
        }
        Act::ReadBoxes => {
            const {
                &[
                    Grant::to(Role::VillageInstructor, Relation::OwnVillage),
                    Grant::to(Role::Registrar, Relation::AnyVillage),
                    Grant::to(Role::Supervisor, Relation::AnyVillage),
                    Grant::to(Role::Leader, Relation::AnyVillage),
                ]
            }
        }
        // Each sees the letters that they see elsewhere: an office lead those of their office.
        Act::ReadSupervision => {
            const {
                &[
                    Grant::at_desk(Role::Supervisor),
                    Grant::at_desk(Role::Leader),
                    Grant::at_desk(Role::OfficeLead),
                ]
            }
        }
        Act::ExportLedger => {
            const {
                &[
                    Grant::at_desk(Role::Registrar),
                    Grant::at_desk(Role::Supervisor),
                    Grant::at_desk(Role::OfficeLead),
                ]
            }
        }
        Act::ExportLog => const { &[Grant::at_desk(Role::Auditor)] },
        // Handlers find there the reports that were given to their office.
        Act::ListReports => {
            const { &[Grant { who: Who::FirstReader, on: Relation::Desk }, Grant::at_desk(Role::Handler)] }
        }

        Act::SeeMeeting => {
            const {
                &[
                    Grant::to(Role::Registrar, Relation::SeenMeeting),
                    Grant::to(Role::Reviewer, Relation::SeenMeeting),
                    Grant::to(Role::Supervisor, Relation::SeenMeeting),
                    Grant::to(Role::Leader, Relation::SeenMeeting),
                    Grant::to(Role::Handler, Relation::OwnOfficeMeeting),
                    Grant::to(Role::Handler, Relation::IssuedMeeting),
                    Grant::to(Role::OfficeLead, Relation::OwnOfficeMeeting),
                    Grant::to(Role::OfficeLead, Relation::IssuedMeeting),
                    Grant::to(Role::VillageSecretary, Relation::VillageMeeting),
                    Grant::to(Role::VillageInstructor, Relation::VillageMeeting),
                    // Offices answer what was raised before residents, and villages learn from each other.
                    Grant::to(Role::Handler, Relation::Gathering),
                    Grant::to(Role::OfficeLead, Relation::Gathering),
                    Grant::to(Role::VillageSecretary, Relation::Gathering),
                    Grant::to(Role::VillageInstructor, Relation::Gathering),
                ]
            }
        }
        // Who meets keeps the meeting; the general office keeps the joint one, and those of villages that have no account.
        Act::CallMeeting
        | Act::ChangeMeeting
        | Act::CancelMeeting
        | Act::StartMeeting
        | Act::CloseMeeting => {
            const {
                &[
                    Grant::to(Role::Registrar, Relation::AnyVillageMeeting),
                    Grant::to(Role::Registrar, Relation::JointMeeting),
                    Grant::to(Role::Registrar, Relation::Gathering),
                    Grant::to(Role::Leader, Relation::JointMeeting),
                    Grant::to(Role::Leader, Relation::Gathering),
                    Grant::to(Role::Handler, Relation::OwnOfficeMeeting),
                    Grant::to(Role::OfficeLead, Relation::OwnOfficeMeeting),
                    Grant::to(Role::VillageSecretary, Relation::VillageMeeting),
                    Grant::to(Role::VillageSecretary, Relation::OwnGathering),
                    Grant::to(Role::VillageInstructor, Relation::VillageMeeting),
                    Grant::to(Role::VillageInstructor, Relation::OwnGathering),
                ]
            }
        }
        Act::NotePoint => {
            const {
                &[
                    Grant::to(Role::Registrar, Relation::Gathering),
                    Grant::to(Role::Leader, Relation::Gathering),
                    Grant::to(Role::VillageSecretary, Relation::OwnGathering),
                    Grant::to(Role::VillageInstructor, Relation::OwnGathering),
                ]
            }
        }
        Act::AnswerPoint => {
            const {
                &[
                    Grant::to(Role::Registrar, Relation::Gathering),
                    Grant::to(Role::Leader, Relation::Gathering),
                    Grant::to(Role::Handler, Relation::Gathering),
                    Grant::to(Role::OfficeLead, Relation::Gathering),
                    Grant::to(Role::VillageSecretary, Relation::OwnGathering),
                    Grant::to(Role::VillageInstructor, Relation::OwnGathering),
                ]
            }
        }
        Act::SetAgenda | Act::DecideItem => {
            const {
                &[
                    Grant::to(Role::Registrar, Relation::AnyVillageMeeting),
                    Grant::to(Role::Registrar, Relation::JointMeeting),
                    Grant::to(Role::Leader, Relation::JointMeeting),
                    Grant::to(Role::Handler, Relation::OwnOfficeMeeting),
                    Grant::to(Role::OfficeLead, Relation::OwnOfficeMeeting),
                    Grant::to(Role::VillageSecretary, Relation::VillageMeeting),
                    Grant::to(Role::VillageInstructor, Relation::VillageMeeting),
                ]
            }
        }
        Act::ApproveMinutes => {
            const {
                &[
                    Grant::to(Role::Reviewer, Relation::SeenMeeting),
                    Grant::to(Role::Leader, Relation::SeenMeeting),
                    Grant::to(Role::OfficeLead, Relation::OwnOfficeMeeting),
                    Grant::to(Role::VillageSecretary, Relation::VillageMeeting),
                ]
            }
        }
        Act::IssueMinutes => const { &[Grant::to(Role::Registrar, Relation::SeenMeeting)] },
    }
}

/// What takes a right away, whoever holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Denial {
    /// In which relation.
    pub on: Relation,
    /// Which acts; none named: every one.
    pub acts: &'static [Act],
    /// Why.
    pub because: Because,
}

/// The denials. Each wins over every line of the table.
pub const DENIALS: &[Denial] = &[
    // A letter that names somebody does not exist for them.
    Denial { on: Relation::Named, acts: &[], because: Because::Role },
    // Nobody looks over what they wrote themselves.
    Denial {
        on: Relation::Author,
        acts: &[
            Act::Step(Step::Decline),
            Act::Step(Step::Review),
            Act::Step(Step::Publish),
            Act::SpotCheck,
            Act::OverrideLeaks,
            Act::TellFeedback,
            Act::ApproveMinutes,
        ],
        because: Because::SamePerson,
    },
];

impl Denial {
    fn is_of(&self, act: Act) -> bool {
        self.acts.is_empty() || self.acts.contains(&act)
    }
}

impl Viewer {
    /// May the person do this with the letter?
    #[must_use]
    pub fn may(&self, act: impl Into<Act>, letter: &Letter<'_>) -> bool {
        self.check(act, letter).is_ok()
    }

    /// The same, and why not.
    ///
    /// # Errors
    /// [`Refused`] names the act and the reason.
    pub fn check(&self, act: impl Into<Act>, letter: &Letter<'_>) -> Result<(), Refused> {
        self.check_by(act.into(), Act::See, |relation| relation.holds(self, letter))
    }

    /// May the person do this with the meeting? And why not.
    ///
    /// # Errors
    /// [`Refused`] names the act and the reason.
    pub fn check_meeting(&self, act: Act, meeting: &Meeting<'_>) -> Result<(), Refused> {
        self.check_by(act, Act::SeeMeeting, |relation| relation.holds_of(self, meeting))
    }

    fn check_by(&self, act: Act, seeing: Act, holds: impl Fn(Relation) -> bool) -> Result<(), Refused> {
        let refuse = |because| Err(Refused { act, because });
        let denied = |denial: &&Denial| denial.is_of(act) && holds(denial.on);
        if let Some(denial) = DENIALS.iter().find(denied) {
            return refuse(denial.because);
        }
        let is_granted = |act| grants(act).iter().any(|grant| self.is(grant.who) && holds(grant.on));
        if is_granted(seeing) && is_granted(act) { Ok(()) } else { refuse(Because::Role) }
    }

    /// May the person do this at all: for lists and pages that are of no single letter, and before one is looked up?
    #[must_use]
    pub fn may_ever(&self, act: impl Into<Act>) -> bool {
        grants(act.into()).iter().any(|grant| self.is(grant.who))
    }

    /// May the person do this by a role of their own, and not only with reports as a first reader?
    #[must_use]
    pub fn may_by_role(&self, act: impl Into<Act>) -> bool {
        grants(act.into()).iter().any(|grant| grant.who != Who::FirstReader && self.is(grant.who))
    }

    /// In which role the person does this with the letter, as the log notes it; a first reader stands in for the role that
    /// the table names first.
    #[must_use]
    pub fn role_for(&self, act: impl Into<Act>, letter: &Letter<'_>) -> Option<Role> {
        let act = act.into();
        let role_of = |grant: &Grant| match grant.who {
            Who::Holder(role) => Some(role),
            Who::Anybody | Who::FirstReader => None,
        };
        self.check(act, letter).ok()?;
        let lines = grants(act);
        let held = lines.iter().find(|grant| self.is(grant.who) && grant.on.holds(self, letter))?;
        role_of(held).or_else(|| lines.iter().find_map(role_of))
    }

    /// May the person do this with a record of the survey? What was looked up for a viewer is not hidden from them.
    ///
    /// # Errors
    /// [`Refused`] names the act and the reason.
    pub fn check_in(&self, act: Act, record: &Record<'_>) -> Result<(), Refused> {
        let holds = |grant: &Grant| self.is(grant.who) && grant.on.holds_in(self, record);
        if grants(act).iter().any(holds) { Ok(()) } else { Err(Refused { act, because: Because::Role }) }
    }

    /// The relations in which a record of the survey may stand to this person for an act, for the statements that list records.
    #[must_use]
    pub fn reach(&self, act: Act) -> Sight {
        grants(act).iter().filter(|grant| self.is(grant.who)).map(|grant| grant.on).collect()
    }

    /// They may take some step with some letter: lists of letters are their work, also while they are empty.
    #[must_use]
    pub fn takes_steps(&self) -> bool {
        Step::ALL.iter().any(|step| self.may_ever(*step))
    }

    /// One of the 三员, who visit by a number of their own.
    #[must_use]
    pub fn is_three_officer(&self) -> bool {
        [Role::VillageInstructor, Role::GrassrootsInstructor, Role::ProjectOfficer]
            .into_iter()
            .any(|role| self.roles.has(role))
    }

    /// No letter is shown to them at all, whomever it names: they keep the service running.
    #[must_use]
    pub fn sees_no_case(&self) -> bool {
        let opens = |relation| self.sight().has(relation);
        self.office.is_none()
            && ![Relation::Report, Relation::Ordinary, Relation::MayBePublic, Relation::TakenDown]
                .into_iter()
                .any(opens)
    }

    /// The relations that open a letter to this person, for the statements that list letters.
    #[must_use]
    pub fn sight(&self) -> Sight {
        grants(Act::See).iter().filter(|grant| self.is(grant.who)).map(|grant| grant.on).collect()
    }

    /// The relations that open a meeting to this person, for the statements that list meetings.
    #[must_use]
    pub fn sight_of_meetings(&self) -> Sight {
        grants(Act::SeeMeeting).iter().filter(|grant| self.is(grant.who)).map(|grant| grant.on).collect()
    }

    fn is(&self, who: Who) -> bool {
        match who {
            Who::Anybody => true,
            Who::FirstReader => self.reads_reports,
            Who::Holder(role) => self.roles.has(role),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::named::Exclusion;
    use super::super::staff::Roles;
    use super::super::state::PublicationState;
    use super::super::submission::{Consent, SubmissionKind};
    use super::*;

    const OFFICE: &str = "chengjian";

    fn staff_with(roles: &[Role]) -> Viewer {
        let roles = Roles::new(roles.to_vec());
        Viewer { staff_id: "7".to_owned(), office: Some(OFFICE.to_owned()), roles, reads_reports: false }
    }

    fn first_reader() -> Viewer {
        Viewer { office: None, reads_reports: true, ..staff_with(&[]) }
    }

    /// Of another office, and it may become public.
    const INQUIRY: Letter<'static> = Letter {
        kind: SubmissionKind::Inquiry,
        under_14: false,
        consent: Consent::Anonymised,
        publication: PublicationState::None,
        lead_office: Some("nongye"),
        hidden_from: &[],
        author: None,
        awaits_first_reader: false,
        at_village: None,
        entered_by: None,
    };
    const REPORT: Letter<'static> = Letter { kind: SubmissionKind::Report, ..INQUIRY };

    /// Every letter as far as the table looks at it, open to everybody whom it does not concern otherwise.
    fn letters() -> Vec<Letter<'static>> {
        let mut letters = Vec::new();
        for kind in SubmissionKind::ALL {
            for consent in Consent::ALL {
                for publication in PublicationState::ALL {
                    for lead_office in [None, Some("nongye"), Some(OFFICE)] {
                        for under_14 in [false, true] {
                            letters.push(Letter {
                                kind: *kind,
                                under_14,
                                consent: *consent,
                                publication: *publication,
                                lead_office,
                                ..INQUIRY
                            });
                        }
                    }
                }
            }
        }
        letters
    }

    fn everybody() -> Vec<Viewer> {
        let mut all: Vec<Viewer> = Role::ALL.iter().copied().map(|role| staff_with(&[role])).collect();
        all.extend([staff_with(&[]), first_reader(), staff_with(Role::ALL)]);
        all.push(Viewer { reads_reports: true, ..staff_with(Role::ALL) });
        all
    }

    /// A change of the table changes this text.
    #[test]
    fn what_each_role_may_do_with_a_letter_that_it_sees() {
        let own_office =
            Letter { lead_office: Some(OFFICE), at_village: Some(OFFICE), entered_by: Some("7"), ..INQUIRY };
        let may = |viewer: &Viewer, letter: &Letter<'_>| -> String {
            let acts = Act::all().filter(|act| !act.is_of_meeting() && viewer.may(*act, letter));
            acts.map(Act::as_str).collect::<Vec<_>>().join(" ")
        };
        let picture: Vec<String> = Role::ALL
            .iter()
            .map(|role| format!("{}: {}", role.as_str(), may(&staff_with(&[*role]), &own_office)))
            .chain([format!("first reader: {}", may(&first_reader(), &REPORT))])
            .collect();
        assert_eq!(
            picture.join("\n"),
            "registrar: register request_information provide_information decline refer_out merge accept transfer close \
             reopen rate correct renew_code withdraw enter_consent see recuse hide_from_named open_contact end_calls \
             read_remarks enter_request write_feedback\n\
             handler: request_information provide_information pick_up assign give_back analyse_village analyse_office analyse_joint \
             record_opinion handle extend answer see recuse open_contact end_calls write_feedback\n\
             reviewer: decline review redo see recuse tell_feedback spot_check\n\
             redactor: ask_consent nominate redact see recuse preview\n\
             approver: return publish retract see recuse answer_request grant_take_down override_leaks preview\n\
             supervisor: supervise retract see recuse hide_from_named answer_request grant_take_down spot_check\n\
             administrator: see recuse\n\
             leader: record_opinion see recuse\n\
             office_lead: assign give_back record_opinion review redo see recuse tell_feedback\n\
             village_secretary: record_opinion see recuse\n\
             village_instructor: record_opinion see recuse\n\
             grassroots_instructor: see recuse\n\
             project_officer: see recuse\n\
             hotline_clerk: see recuse\n\
             liaison: see recuse\n\
             auditor: see recuse\n\
             publisher: retract see recuse preview\n\
             first reader: register request_information provide_information decline refer_out merge accept transfer \
             pick_up assign analyse_village analyse_office analyse_joint record_opinion handle extend answer review redo close reopen \
             rate supervise correct renew_code withdraw enter_consent see recuse hide_from_named open_contact end_calls \
             read_remarks enter_request answer_request"
        );
    }

    #[test]
    fn what_each_role_may_do_without_a_letter() {
        let lists = || Act::all().filter(|act| grants(*act).iter().any(|grant| grant.on == Relation::Desk));
        let may = |viewer: &Viewer| -> String {
            lists().filter(|act| viewer.may_ever(*act)).map(Act::as_str).collect::<Vec<_>>().join(" ")
        };
        let holders: Vec<String> = Role::ALL.iter().map(|role| may(&staff_with(&[*role]))).collect();
        assert_eq!(
            holders,
            [
                "enter_letter settle_at_once list_unreached export_ledger",
                "list_unreached list_reports write_progress",
                "",
                "",
                "list_requests",
                "list_requests list_messages list_supervision list_unreached see_report_trouble read_supervision \
                 read_progress export_ledger",
                "list_messages list_turned_away see_report_trouble",
                "read_supervision read_progress",
                "read_supervision write_progress export_ledger",
                "",
                "enter_letter",
                "enter_letter",
                "enter_letter",
                "enter_letter settle_at_once",
                "enter_letter",
                "list_messages list_turned_away see_report_trouble export_log",
                "",
            ]
        );
        assert_eq!(may(&first_reader()), "list_requests list_supervision list_unreached list_reports");
    }

    #[test]
    fn what_each_role_may_do_with_a_record_of_its_village_of_its_office_and_of_others() {
        let own = Record { village: Some(OFFICE), ..Record::default() };
        let given = Record { village: Some("shiqiao"), office: Some(OFFICE), is_own: false };
        let other = Record { village: Some("shiqiao"), office: Some("nongye"), is_own: false };
        let may = |viewer: &Viewer, record: &Record<'_>| -> String {
            let acts = Act::all().filter(|act| viewer.check_in(*act, record).is_ok());
            acts.map(Act::as_str).collect::<Vec<_>>().join(" ")
        };
        let line = |role: &Role| {
            let viewer = staff_with(&[*role]);
            format!(
                "{}: {} | {} | {}",
                role.as_str(),
                may(&viewer, &own),
                may(&viewer, &given),
                may(&viewer, &other)
            )
        };
        let township = "visit_households read_visits";
        let mediates = "open_mediation";
        let boxes = "open_box read_boxes";
        let general = format!(
            "{township} send_sheet assign_sheet speak_for_joint_meeting hide_visit tell_suggestion {mediates} {boxes}"
        );
        let leader = format!(
            "{township} speak_for_joint_meeting answer_suggestion {mediates} read_team_assessment answer_team_assessment read_boxes"
        );
        let supervisor = format!("{township} hide_visit read_boxes");
        let office =
            "visit_households read_visits speak_for_office answer_suggestion tell_suggestion open_mediation";
        let instructor = format!(
            "{township} send_sheet speak_for_village tell_suggestion {mediates} write_team_assessment {boxes}"
        );
        assert_eq!(
            Role::ALL.iter().map(line).collect::<Vec<_>>(),
            [
                format!("registrar: {general} | {general} | {general}"),
                format!("handler: visit_households {mediates} | {office} | visit_households {mediates}"),
                "reviewer:  |  | ".to_owned(),
                "redactor:  |  | ".to_owned(),
                "approver:  |  | ".to_owned(),
                format!("supervisor: {supervisor} | {supervisor} | {supervisor}"),
                "administrator:  |  | ".to_owned(),
                format!("leader: {leader} | {leader} | {leader}"),
                format!("office_lead: visit_households {mediates} | {office} | visit_households {mediates}"),
                format!("village_secretary: {township} speak_for_village {mediates} |  | "),
                format!("village_instructor: {instructor} |  | "),
                format!("grassroots_instructor: {township} {mediates} |  | "),
                format!("project_officer: {township} {mediates} |  | "),
                "hotline_clerk:  |  | ".to_owned(),
                "liaison:  |  | ".to_owned(),
                "auditor:  |  | ".to_owned(),
                "publisher:  |  | ".to_owned(),
            ]
        );
        let wrote = Record { is_own: true, ..other };
        assert_eq!(
            may(&staff_with(&[]), &wrote),
            "read_visits send_sheet hide_visit tell_suggestion read_team_assessment"
        );
        let mediates = |role: Role| staff_with(&[role]).check_in(Act::HandleMediation, &wrote).is_ok();
        for role in Role::ALL {
            let may_open = staff_with(&[*role]).may_ever(Act::OpenMediation);
            assert_eq!(mediates(*role), may_open, "who opens one can handle it: {}", role.as_str());
            let sees = staff_with(&[*role]).check_in(Act::HandleMediation, &own);
            assert!(sees.is_err(), "nobody by what they are: {}", role.as_str());
        }
        let homeless = Viewer { office: None, ..staff_with(Role::ALL) };
        let nowhere = Record::default();
        assert!(
            homeless.check_in(Act::SpeakForVillage, &nowhere).is_err(),
            "no village is not their village"
        );
    }

    #[test]
    fn a_letter_that_names_somebody_does_not_exist_for_them_whatever_they_hold() {
        let themselves = [Exclusion::Staff("7".to_owned())];
        let their_office = [Exclusion::Office(OFFICE.to_owned())];
        let others = [Exclusion::Staff("8".to_owned()), Exclusion::Office("nongye".to_owned())];
        let all = Viewer { reads_reports: true, ..staff_with(Role::ALL) };
        for letter in letters() {
            for act in Act::all() {
                assert!(!all.may(act, &Letter { hidden_from: &themselves, ..letter }), "{}", act.as_str());
                assert!(!all.may(act, &Letter { hidden_from: &their_office, ..letter }), "{}", act.as_str());
                let hidden_from_others = Letter { hidden_from: &others, ..letter };
                assert_eq!(all.may(act, &hidden_from_others), all.may(act, &letter), "{}", act.as_str());
            }
        }
    }

    #[test]
    fn nobody_looks_over_what_they_wrote_themselves() {
        let all = staff_with(Role::ALL);
        let own = INQUIRY.written_by(Some("7"));
        for act in [Step::Decline.into(), Step::Review.into(), Step::Publish.into(), Act::OverrideLeaks] {
            assert_eq!(all.check(act, &own), Err(Refused { act, because: Because::SamePerson }));
            assert_eq!(all.check(act, &INQUIRY.written_by(Some("8"))), Ok(()));
            assert_eq!(all.check(act, &INQUIRY), Ok(()));
        }
        assert!(all.may(Step::Redo, &own), "they may take it back to work");
    }

    #[test]
    fn a_role_that_lacks_a_right_is_refused_in_the_name_of_what_it_tried() {
        let refused = staff_with(&[Role::Reviewer]).check(Act::HideFromNamed, &INQUIRY);
        assert_eq!(refused, Err(Refused { act: Act::HideFromNamed, because: Because::Role }));
    }

    #[test]
    fn a_report_is_for_its_first_readers_and_for_the_office_that_leads_it() {
        for viewer in everybody() {
            assert_eq!(viewer.may(Act::See, &REPORT), viewer.reads_reports, "{viewer:?}");
            let given = Letter { lead_office: Some(OFFICE), ..REPORT };
            let is_theirs = viewer.office.as_deref() == Some(OFFICE);
            assert_eq!(viewer.may(Act::See, &given), viewer.reads_reports || is_theirs, "{viewer:?}");
        }
    }

    #[test]
    fn a_first_reader_handles_reports_and_nothing_else() {
        let reader = first_reader();
        for step in [Step::Register, Step::Accept, Step::Answer, Step::Review, Step::Supervise] {
            assert!(reader.may(step, &REPORT), "{}", step.as_str());
            assert!(!reader.may(step, &INQUIRY), "{}", step.as_str());
            let given = Letter { lead_office: None, ..INQUIRY };
            assert!(!reader.may(step, &given), "no office is not their office: {}", step.as_str());
        }
        assert!(!reader.may(Step::Publish, &REPORT));
        assert!(reader.may_ever(Step::Register) && !reader.may_by_role(Step::Register));
        assert!(staff_with(&[Role::Registrar]).may_by_role(Step::Register));
        assert!(!staff_with(&[Role::Handler]).may_by_role(Step::Register));
    }

    #[test]
    fn a_role_sees_no_more_than_it_needs() {
        let sees = |role, letter: &Letter<'_>| staff_with(&[role]).may(Act::See, letter);
        let child = Letter { under_14: true, ..INQUIRY };
        let private = Letter { consent: Consent::No, ..INQUIRY };
        let taken_back = Letter { publication: PublicationState::Redacted, ..private };
        for role in [Role::Registrar, Role::Reviewer, Role::Supervisor, Role::Leader] {
            assert!([INQUIRY, child, private].iter().all(|letter| sees(role, letter)), "{role:?}");
        }
        for role in [Role::Redactor, Role::Approver, Role::Publisher] {
            assert!(sees(role, &INQUIRY) && sees(role, &taken_back), "{role:?}");
            assert!(!sees(role, &child) && !sees(role, &private), "{role:?}");
        }
        for role in [Role::Handler, Role::Administrator] {
            assert!(
                letters().iter().all(|letter| sees(role, letter) == (letter.lead_office == Some(OFFICE)))
            );
        }
        let at_village = Letter { at_village: Some(OFFICE), ..INQUIRY };
        let own = Letter { entered_by: Some("7"), ..INQUIRY };
        let meets = [Role::VillageSecretary, Role::VillageInstructor];
        let takes_down =
            [Role::VillageInstructor, Role::GrassrootsInstructor, Role::ProjectOfficer, Role::HotlineClerk];
        for role in meets.into_iter().chain(takes_down).chain([Role::Liaison, Role::Auditor]) {
            assert!(!sees(role, &INQUIRY), "{role:?}");
            assert_eq!(sees(role, &at_village), meets.contains(&role), "{role:?}");
            assert_eq!(sees(role, &own), takes_down.contains(&role), "{role:?}");
        }
        let nowhere = Viewer { office: None, ..staff_with(&[Role::Administrator]) };
        assert!(
            letters().iter().all(|letter| !nowhere.may(Act::See, letter)),
            "an administrator sees no letter"
        );
    }

    #[test]
    fn who_does_not_see_a_letter_does_nothing_with_it() {
        for viewer in everybody() {
            for letter in letters().iter().filter(|letter| !viewer.may(Act::See, letter)) {
                assert!(Act::all().all(|act| !viewer.may(act, letter)), "{viewer:?}");
            }
        }
    }

    #[test]
    fn a_list_holds_what_can_be_opened() {
        for viewer in everybody() {
            let sight = viewer.sight();
            for letter in letters() {
                let is_listed = Relation::ALL
                    .iter()
                    .any(|relation| sight.has(*relation) && relation.holds(&viewer, &letter));
                assert_eq!(is_listed, viewer.may(Act::See, &letter), "{viewer:?} {letter:?}");
            }
        }
    }

    #[test]
    fn a_line_speaks_of_relations_that_its_act_can_have() {
        for act in Act::all() {
            for grant in grants(act) {
                let is_of_seeing = !matches!(grant.on, Relation::Desk | Relation::Seen);
                assert!(act != Act::See || is_of_seeing, "who sees a letter cannot hang on seeing it");
                assert!(!matches!(grant.on, Relation::Named | Relation::Author), "{}", act.as_str());
            }
            assert_eq!(Act::all().filter(|other| other.as_str() == act.as_str()).count(), 1);
        }
    }

    #[test]
    fn the_log_notes_the_role_in_which_something_was_done() {
        let own = Letter { lead_office: Some(OFFICE), ..INQUIRY };
        let role = |viewer: &Viewer, letter| viewer.role_for(Act::OpenContact, letter);
        assert_eq!(role(&staff_with(&[Role::Registrar]), &own), Some(Role::Registrar));
        assert_eq!(role(&staff_with(&[Role::Registrar, Role::Handler]), &own), Some(Role::Handler));
        assert_eq!(role(&staff_with(&[Role::Reviewer]), &own), None);
        assert_eq!(role(&staff_with(&[Role::Handler]), &INQUIRY), None, "not theirs");
        assert_eq!(role(&first_reader(), &REPORT), Some(Role::Handler));
        assert_eq!(role(&first_reader(), &INQUIRY), None);
    }
}
