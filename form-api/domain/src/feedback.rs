//! 公开反馈: one text for many letters about a common matter, said before a group, a village or the township, and told to the
//! sender of each. It comes beside a sender's own answer and never in its place.
//!
//! Deliberately absent: who may write and tell it (`rights`), and what makes it fit for the site (`redaction`).

use super::state::State;
use super::visibility::Letter;

record::words! {
    /// How it was said.
    FeedbackMedium {
        /// 会上讲.
        Meeting => "meeting",
        /// 广播.
        Broadcast => "broadcast",
        /// 网站.
        Site => "site",
    }
}

impl FeedbackMedium {
    /// It was said at a place.
    #[must_use]
    pub const fn has_place(self) -> bool {
        matches!(self, Self::Meeting | Self::Broadcast)
    }
}

record::words! {
    /// Where it stands.
    FeedbackState {
        /// 待核对: written; another person has not looked at it.
        Written => "written",
        /// 已告诉: each sender was told.
        Told => "told",
    }
}

/// So many letters have one feedback: each sender is told within one transaction.
pub const MOST_LETTERS: usize = 200;

/// May this letter be answered together with others, in public? What is never public is never in it: no report, and no
/// letter of a child. One that nobody has read yet, or that ended elsewhere, has no answer of this township's.
#[must_use]
pub const fn can_be_fed_back(letter: &Letter<'_>, state: State) -> bool {
    let is_worked_on =
        !matches!(state, State::Submitted | State::Declined | State::ReferredOut | State::Withdrawn);
    is_worked_on && !letter.is_never_public() && !letter.is_read_first()
}

#[cfg(test)]
mod tests {
    use super::super::state::PublicationState;
    use super::super::submission::{Consent, SubmissionKind};
    use super::*;

    const LETTER: Letter<'static> = Letter {
        kind: SubmissionKind::Inquiry,
        under_14: false,
        consent: Consent::No,
        publication: PublicationState::None,
        lead_office: None,
        hidden_from: &[],
        author: None,
        awaits_first_reader: false,
        at_village: None,
        entered_by: None,
    };

    #[test]
    fn a_letter_that_is_worked_on_or_answered_can_be_answered_with_others() {
        let can = |state: &&State| can_be_fed_back(&LETTER, **state);
        let cannot: Vec<&str> =
            State::ALL.iter().filter(|state| !can(state)).map(|state| state.as_str()).collect();
        assert_eq!(cannot, ["submitted", "declined", "referred_out", "withdrawn"]);
    }

    #[test]
    fn reports_childrens_letters_and_what_stands_as_a_report_are_in_no_feedback() {
        let others = [
            Letter { kind: SubmissionKind::Report, ..LETTER },
            Letter { under_14: true, ..LETTER },
            Letter { awaits_first_reader: true, ..LETTER },
        ];
        for letter in &others {
            assert!(!State::ALL.iter().any(|state| can_be_fed_back(letter, *state)), "{letter:?}");
        }
    }

    #[test]
    fn only_what_was_said_somewhere_has_a_place() {
        let placed: Vec<&str> =
            FeedbackMedium::ALL.iter().filter(|one| one.has_place()).map(|one| one.as_str()).collect();
        assert_eq!(placed, ["meeting", "broadcast"]);
    }
}
