//! What is new in a case for somebody who works on it, until they look at it.
//!
//! Deliberately absent: who looked when. A look takes the mark away and leaves nothing, so that nobody is measured by it.

use super::act::Act;
use super::staff::Viewer;
use super::state::Step;
use super::visibility::Letter;

record::words! {
    /// What is new.
    News {
        /// 来信人补充了: the sender answered or added something.
        Reply => "reply",
        /// 来信人评价了.
        Rated => "rated",
        /// 退回重办: the reviewer sent the answer back.
        SentBack => "sent_back",
        /// 重新办理: the case was opened again.
        Reopened => "reopened",
        /// 退回分办: an office gave it back.
        GivenBack => "given_back",
        /// 退回修改: the approver sent the public text back.
        Returned => "returned",
        /// 交给你办: somebody gave it to this person.
        Assigned => "assigned",
        /// 来信人提了请求: the sender asks to read, correct, erase or take something down.
        Request => "request",
        /// 请求快到期: such a request is near its day.
        RequestNear => "request_near",
        /// 提醒你看: a colleague wrote a note and named this person.
        Mention => "mention",
    }
}

/// In whose hands a case is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hands<'a> {
    /// Who of the office works on it.
    pub assigned_to: Option<&'a str>,
    /// Who wrote the answer.
    pub answered_by: Option<&'a str>,
    /// Who wrote the public text.
    pub redacted_by: Option<&'a str>,
}

impl News {
    /// What a step is to others than who took it.
    #[must_use]
    pub const fn of_step(step: Step) -> Option<Self> {
        match step {
            Step::Redo => Some(Self::SentBack),
            Step::Reopen => Some(Self::Reopened),
            Step::GiveBack => Some(Self::GivenBack),
            Step::Return => Some(Self::Returned),
            Step::Assign => Some(Self::Assigned),
            _ => None,
        }
    }

    /// It is this person's to know of: they see the letter, and it is in their hands or theirs to go on with.
    #[must_use]
    pub fn concerns(self, viewer: &Viewer, letter: &Letter<'_>, hands: Hands<'_>) -> bool {
        let is = |one: Option<&str>| one == Some(viewer.staff_id.as_str());
        let is_theirs = match self {
            Self::Reply | Self::Reopened => match (hands.assigned_to, letter.lead_office) {
                (Some(_), _) => is(hands.assigned_to),
                (None, Some(office)) => {
                    viewer.office.as_deref() == Some(office) && viewer.may(Step::Answer, letter)
                }
                (None, None) => viewer.may(Step::Register, letter),
            },
            Self::Rated => is(hands.answered_by),
            Self::SentBack => is(hands.answered_by) || is(hands.assigned_to),
            Self::GivenBack => viewer.may(Step::Transfer, letter),
            Self::Returned => is(hands.redacted_by),
            Self::Assigned => is(hands.assigned_to),
            // Named by who wrote it.
            Self::Mention => false,
            Self::Request | Self::RequestNear => viewer.may(Act::AnswerRequest, letter),
        };
        is_theirs && viewer.may(Act::See, letter)
    }
}

#[cfg(test)]
mod tests {
    use super::super::named::Exclusion;
    use super::super::staff::{Role, Roles};
    use super::super::state::PublicationState;
    use super::super::submission::{Consent, SubmissionKind};
    use super::*;

    const LETTER: Letter<'_> = Letter {
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

    fn member(id: &str, office: &str, role: Role) -> Viewer {
        let roles = Roles::parse(role.as_str()).expect("a role");
        Viewer { staff_id: id.into(), office: Some(office.into()), roles, reads_reports: false }
    }

    #[test]
    fn what_a_sender_says_is_for_who_has_the_letter_else_for_its_office_else_for_the_registrars() {
        let (own, colleague) = (member("1", "nongye", Role::Handler), member("2", "nongye", Role::Handler));
        let registrar = member("3", "zonghe", Role::Registrar);
        let taken = Hands { assigned_to: Some("1"), ..Hands::default() };
        let concerned = |letter: &Letter<'_>, hands| {
            [&own, &colleague, &registrar].map(|one| News::Reply.concerns(one, letter, hands))
        };
        assert_eq!(concerned(&LETTER, taken), [true, false, false]);
        assert_eq!(concerned(&LETTER, Hands::default()), [true, true, false]);
        let nobodys = Letter { lead_office: None, ..LETTER };
        assert_eq!(concerned(&nobodys, Hands::default()), [false, false, true]);
    }

    #[test]
    fn nobody_is_told_of_a_letter_that_they_do_not_see() {
        let own = member("1", "nongye", Role::Handler);
        let hands = Hands { assigned_to: Some("1"), answered_by: Some("1"), redacted_by: Some("1") };
        let hidden_from = [Exclusion::Staff("1".to_owned())];
        let named = Letter { hidden_from: &hidden_from, ..LETTER };
        let elsewhere = Letter { lead_office: Some("chengjian"), ..LETTER };
        for news in News::ALL.iter().copied() {
            assert!(!news.concerns(&own, &named, hands), "{}", news.as_str());
            assert!(!news.concerns(&own, &elsewhere, hands), "{}", news.as_str());
        }
    }

    #[test]
    fn each_way_back_is_for_who_has_to_go_on() {
        let author = member("1", "nongye", Role::Handler);
        let supervisor = member("4", "duban", Role::Supervisor);
        let hands = Hands { answered_by: Some("1"), ..Hands::default() };
        assert!(News::SentBack.concerns(&author, &LETTER, hands));
        assert!(News::Rated.concerns(&author, &LETTER, hands));
        assert!(!News::Assigned.concerns(&author, &LETTER, hands));
        assert!(!News::Request.concerns(&author, &LETTER, hands));
        assert!(News::RequestNear.concerns(&supervisor, &LETTER, hands));
        assert!(!News::Reopened.concerns(&supervisor, &LETTER, hands), "another one's work");
    }
}
