//! What a letter, or a meeting, is to whoever looks at it: the relations that the table of rights ([`super::Act`]) speaks of.
//!
//! A relation is one sentence about a letter and a person. `store/visible.rs` says each of them in SQL, and a test compares
//! the two over every combination of facts.

use super::meeting::{Meeting, MeetingLevel};
use super::named::Exclusion;
use super::staff::Viewer;
use super::state::PublicationState;
use super::submission::{Consent, SubmissionKind};

/// What of a letter decides who sees it and who may do what with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Letter<'a> {
    /// What kind it is.
    pub kind: SubmissionKind,
    /// The sender said that they are under 14.
    pub under_14: bool,
    /// What the sender allowed.
    pub consent: Consent,
    /// Where its publication stands.
    pub publication: PublicationState,
    /// The office that leads.
    pub lead_office: Option<&'a str>,
    /// From whom it is hidden. What was looked up for a viewer is not hidden from them.
    pub hidden_from: &'a [Exclusion],
    /// Who wrote what is to be looked over.
    pub author: Option<&'a str>,
    /// It is not known yet whom it is about: it stands to everybody as a report does.
    pub awaits_first_reader: bool,
    /// The village whose meeting has it now.
    pub at_village: Option<&'a str>,
    /// Who took it down at the desk.
    pub entered_by: Option<&'a str>,
}

impl<'a> Letter<'a> {
    /// The same letter with the one who wrote what is to be looked over now.
    #[must_use]
    pub const fn written_by(self, author: Option<&'a str>) -> Self {
        Self { author, ..self }
    }

    /// First readers see it, and nobody whom they have not given it: a report, or as one.
    #[must_use]
    pub const fn is_read_first(&self) -> bool {
        matches!(self.kind, SubmissionKind::Report) || self.awaits_first_reader
    }

    /// Nothing of it is ever public: reports (举报), and letters of children.
    #[must_use]
    pub const fn is_never_public(&self) -> bool {
        matches!(self.kind, SubmissionKind::Report) || self.under_14
    }
}

record::words! {
    /// What a letter is to a person.
    Relation {
        /// The act is about no letter.
        Desk => "desk",
        /// Any letter that they see.
        Seen => "seen",
        /// Their own office leads it.
        OwnOffice => "own_office",
        /// It is a report, or not known yet whom it is about.
        Report => "report",
        /// It is no report.
        Ordinary => "ordinary",
        /// It may become public, or is on its way: no report and no child's letter, and the sender may allow it.
        MayBePublic => "may_be_public",
        /// It names them or their office, or they stepped back from it.
        Named => "named",
        /// They wrote what is to be looked over.
        Author => "author",
        /// The meeting of their own village: a letter that is no report stands so while that meeting has it.
        VillageMeeting => "village_meeting",
        /// It is no report, and they took it down themselves.
        TakenDown => "taken_down",
        /// A record of the survey, of their own village.
        OwnVillage => "own_village",
        /// A record of the survey, of any village.
        AnyVillage => "any_village",
        /// A record of the survey that they wrote, or were there.
        Wrote => "wrote",
        /// A record of the survey that was given to their office.
        GivenToOffice => "given_to_office",
        /// The meeting of any village.
        AnyVillageMeeting => "any_village_meeting",
        /// The meeting of their own office.
        OwnOfficeMeeting => "own_office_meeting",
        /// The joint meeting.
        JointMeeting => "joint_meeting",
        /// A meeting whose minutes the offices have.
        IssuedMeeting => "issued_meeting",
        /// Any meeting that they see.
        SeenMeeting => "seen_meeting",
        /// What is held with residents, anywhere.
        Gathering => "gathering",
        /// What is held with residents of their own village.
        OwnGathering => "own_gathering",
        /// A mediation that they handle.
        Handles => "handles",
    }
}

impl Relation {
    /// Does the letter stand so to this person?
    #[must_use]
    pub fn holds(self, viewer: &Viewer, letter: &Letter<'_>) -> bool {
        match self {
            Self::Desk
            | Self::OwnVillage
            | Self::AnyVillage
            | Self::Wrote
            | Self::GivenToOffice
            | Self::Handles => false,
            Self::Seen => true,
            Self::OwnOffice => letter.lead_office.is_some() && letter.lead_office == viewer.office.as_deref(),
            Self::Report => letter.is_read_first(),
            Self::Ordinary => !letter.is_read_first(),
            Self::MayBePublic => {
                let may_be_allowed = letter.consent != Consent::No;
                let is_on_its_way = letter.publication != PublicationState::None;
                !letter.is_never_public() && !letter.is_read_first() && (may_be_allowed || is_on_its_way)
            }
            Self::Named => {
                let office = viewer.office.as_deref();
                letter.hidden_from.iter().any(|one| one.is_of(&viewer.staff_id, office))
            }
            Self::Author => letter.author == Some(viewer.staff_id.as_str()),
            Self::VillageMeeting => {
                let is_theirs = letter.at_village.is_some() && letter.at_village == viewer.office.as_deref();
                is_theirs && !letter.is_read_first()
            }
            Self::TakenDown => letter.entered_by == Some(viewer.staff_id.as_str()) && !letter.is_read_first(),
            Self::AnyVillageMeeting
            | Self::OwnOfficeMeeting
            | Self::JointMeeting
            | Self::IssuedMeeting
            | Self::SeenMeeting
            | Self::Gathering
            | Self::OwnGathering => false,
        }
    }

    /// Does the meeting stand so to this person?
    #[must_use]
    pub fn holds_of(self, viewer: &Viewer, meeting: &Meeting<'_>) -> bool {
        let is_own = meeting.unit.is_some() && meeting.unit == viewer.office.as_deref();
        match self {
            Self::AnyVillageMeeting => meeting.level == MeetingLevel::Village,
            Self::VillageMeeting => meeting.level == MeetingLevel::Village && is_own,
            Self::OwnOfficeMeeting => meeting.level == MeetingLevel::Office && is_own,
            Self::JointMeeting => meeting.level == MeetingLevel::Joint,
            Self::IssuedMeeting => meeting.is_issued,
            Self::SeenMeeting => true,
            Self::Gathering => meeting.level.is_gathering(),
            Self::OwnGathering => meeting.level.is_gathering() && is_own,
            Self::Author => meeting.author == Some(viewer.staff_id.as_str()),
            Self::Desk
            | Self::Seen
            | Self::OwnOffice
            | Self::Report
            | Self::Ordinary
            | Self::MayBePublic
            | Self::Named
            | Self::TakenDown
            | Self::OwnVillage
            | Self::AnyVillage
            | Self::Wrote
            | Self::GivenToOffice
            | Self::Handles => false,
        }
    }
}

/// What of a record of the survey, or of a mediation, decides who sees it and who may do what with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Record<'a> {
    /// Of which village; none: of the whole township.
    pub village: Option<&'a str>,
    /// The office to which it was given.
    pub office: Option<&'a str>,
    /// They wrote it themselves, were there, or handle it.
    pub is_own: bool,
}

impl Relation {
    /// Does the record stand so to this person?
    #[must_use]
    pub fn holds_in(self, viewer: &Viewer, record: &Record<'_>) -> bool {
        let is_theirs = |unit: Option<&str>| unit.is_some() && unit == viewer.office.as_deref();
        match self {
            Self::OwnVillage => is_theirs(record.village),
            Self::AnyVillage => true,
            Self::Wrote | Self::Handles => record.is_own,
            Self::GivenToOffice => is_theirs(record.office),
            _ => false,
        }
    }
}

/// The relations that open a letter to somebody, as a statement takes them: one bit for each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sight(i64);

impl Sight {
    /// The bit of a relation.
    #[must_use]
    pub const fn bit(relation: Relation) -> i64 {
        1 << relation as u32
    }

    /// All of them, for a statement.
    #[must_use]
    pub const fn bits(self) -> i64 {
        self.0
    }

    /// Does this relation open a letter?
    #[must_use]
    pub const fn has(self, relation: Relation) -> bool {
        self.0 & Self::bit(relation) != 0
    }
}

impl FromIterator<Relation> for Sight {
    fn from_iter<T: IntoIterator<Item = Relation>>(relations: T) -> Self {
        Self(relations.into_iter().fold(0, |bits, relation| bits | Self::bit(relation)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::staff::Roles;
    use super::*;

    const LETTER: Letter<'static> = Letter {
        kind: SubmissionKind::Inquiry,
        under_14: false,
        consent: Consent::Anonymised,
        publication: PublicationState::None,
        lead_office: None,
        hidden_from: &[],
        author: None,
        awaits_first_reader: false,
        at_village: None,
        entered_by: None,
    };

    #[test]
    fn a_letter_of_no_office_is_not_the_own_office_of_who_has_none() {
        let mut viewer =
            Viewer { staff_id: "7".to_owned(), office: None, roles: Roles::default(), reads_reports: false };
        assert!(!Relation::OwnOffice.holds(&viewer, &LETTER));
        viewer.office = Some("chengjian".to_owned());
        assert!(!Relation::OwnOffice.holds(&viewer, &LETTER));
        assert!(Relation::OwnOffice.holds(&viewer, &Letter { lead_office: Some("chengjian"), ..LETTER }));
    }

    #[test]
    fn a_village_sees_what_its_meeting_has_and_a_clerk_what_they_took_down_but_no_report() {
        let viewer = Viewer {
            staff_id: "7".to_owned(),
            office: Some("shuikou".to_owned()),
            roles: Roles::default(),
            reads_reports: false,
        };
        let there = Letter { at_village: Some("shuikou"), entered_by: Some("7"), ..LETTER };
        let elsewhere = Letter { at_village: Some("shiqiao"), entered_by: Some("8"), ..LETTER };
        let report = Letter { kind: SubmissionKind::Report, ..there };
        let unsettled = Letter { awaits_first_reader: true, ..there };
        for relation in [Relation::VillageMeeting, Relation::TakenDown] {
            assert!(relation.holds(&viewer, &there), "{}", relation.as_str());
            for other in [LETTER, elsewhere, report, unsettled] {
                assert!(!relation.holds(&viewer, &other), "{}", relation.as_str());
            }
        }
    }

    #[test]
    fn reports_and_letters_of_children_are_never_public() {
        assert!(!LETTER.is_never_public());
        assert!(Letter { under_14: true, ..LETTER }.is_never_public());
        assert!(Letter { kind: SubmissionKind::Report, ..LETTER }.is_never_public());
    }

    #[test]
    fn each_relation_has_a_bit_of_its_own() {
        for relation in Relation::ALL {
            let one: Sight = [*relation].into_iter().collect();
            for other in Relation::ALL {
                assert_eq!(one.has(*other), relation == other, "{} {}", relation.as_str(), other.as_str());
            }
        }
        let two: Sight = [Relation::OwnOffice, Relation::Report, Relation::Report].into_iter().collect();
        assert_eq!(two.bits(), Sight::bit(Relation::OwnOffice) + Sight::bit(Relation::Report));
        assert_eq!(Sight::default().bits(), 0);
    }
}
