//! What a sender may ask for later: to take a reply down, to read or have a copy of what is kept of them, or to correct or
//! erase it.
//!
//! Sources: personal information protection law, art. 15 (consent can be taken back, as easily as it was given), 45 to 47
//! (to read, to correct, to erase) and 50 (an answer with reasons). The law names no days; ours stand in the township's
//! own privacy notice (`content/pages/privacy.md`). Deliberately absent: changing or erasing the letter itself, which is a
//! file of the township: whoever asks for that is answered by a person.

use jiff::Span;
use jiff::civil::Date;
use record::WorkCalendar;

use record::words;

use super::state::{Case, PublicationState};
use super::submission::Consent;

words! {
    /// What is asked for.
    RequestKind {
        /// 请求撤下: the public reply is to leave the site.
        TakeDown => "take_down",
        /// 查阅、复制: the sender wants to read, or have a copy of, what is kept of them.
        Access => "access",
        /// 请求更正: what the sender left to be reached by is wrong.
        Correction => "correction",
        /// 请求删除: what the sender left is to be erased.
        Erasure => "erasure",
    }
}

words! {
    /// What a correction or an erasure is about.
    RequestAbout {
        /// What the sender left to be reached by: granting does it.
        Contact => "contact",
        /// What the letter says: people see to it, and say how.
        Letter => "letter",
        /// The files that came with it and later: granting an erasure does it.
        Files => "files",
    }
}

impl RequestKind {
    /// Only what is public can be taken down; the others can always be asked for.
    #[must_use]
    pub fn is_open_to(self, case: &Case) -> bool {
        self != Self::TakeDown || case.publication == PublicationState::Published
    }

    /// It can be about several things, each of which may be asked for by itself.
    #[must_use]
    pub const fn has_parts(self) -> bool {
        matches!(self, Self::Correction | Self::Erasure)
    }

    /// The last day for an answer. Without the year's holiday notice, days are counted as they come: that is never later.
    #[must_use]
    pub fn due_on(self, asked_on: Date, calendar: &WorkCalendar) -> Date {
        let days = match self {
            Self::TakeDown => 1,
            Self::Access | Self::Correction | Self::Erasure => 15,
        };
        calendar
            .add_working_days(asked_on, days)
            .unwrap_or_else(|_| asked_on.saturating_add(Span::new().days(i64::from(days))))
    }
}

/// Where publication stands after the sender has changed what they allow, or none once it was public: then they ask to
/// take it down. What was on its way to publication goes no further without consent.
#[must_use]
pub const fn publication_under(case: &Case, consent: Consent) -> Option<PublicationState> {
    match (case.publication, consent) {
        (PublicationState::Published | PublicationState::Withdrawn, _) => None,
        (before, Consent::Anonymised) => Some(before),
        _ => Some(PublicationState::None),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::state::{Facts, State};
    use super::super::submission::SubmissionKind;
    use super::*;

    fn case(publication: PublicationState) -> Case {
        let facts = Facts {
            reopened: false,
            rated: false,
            awaits_supervision: false,
            extended: false,
            kind: SubmissionKind::Inquiry,
            consent: Consent::Anonymised,
            consent_asked: false,
            under_14: false,
        };
        Case { state: State::Closed, publication, facts }
    }

    #[test]
    fn consent_moves_until_publication_and_then_only_a_request_helps() {
        for publication in PublicationState::ALL {
            let subject = case(*publication);
            let is_or_was_public =
                matches!(publication, PublicationState::Published | PublicationState::Withdrawn);
            for consent in Consent::ALL {
                assert_eq!(publication_under(&subject, *consent).is_none(), is_or_was_public);
            }
            assert_eq!(
                RequestKind::TakeDown.is_open_to(&subject),
                *publication == PublicationState::Published
            );
            assert!(RequestKind::Erasure.is_open_to(&subject));
        }
        let redacted = case(PublicationState::Redacted);
        assert_eq!(publication_under(&redacted, Consent::No), Some(PublicationState::None));
        assert_eq!(publication_under(&redacted, Consent::Anonymised), Some(PublicationState::Redacted));
    }

    #[test]
    fn a_request_has_a_last_day_even_without_a_calendar() {
        let none = WorkCalendar::default();
        assert_eq!(RequestKind::TakeDown.due_on(date(2026, 11, 23), &none), date(2026, 11, 24));
        assert_eq!(RequestKind::Erasure.due_on(date(2026, 11, 23), &none), date(2026, 12, 8));
    }

    #[test]
    fn a_take_down_is_due_the_next_working_day_and_the_rest_within_fifteen() {
        let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/../../content/calendar");
        let calendar = WorkCalendar::load(std::path::Path::new(dir)).expect("the sample calendar is sound");
        let friday = date(2026, 9, 4);
        assert_eq!(RequestKind::TakeDown.due_on(friday, &calendar), date(2026, 9, 7));
        for kind in [RequestKind::Access, RequestKind::Correction, RequestKind::Erasure] {
            assert!(kind.due_on(friday, &calendar) > date(2026, 9, 19), "working days: {}", kind.as_str());
        }
    }

    #[test]
    fn what_can_be_corrected_or_erased_can_be_asked_for_in_parts() {
        let in_parts: Vec<&str> =
            RequestKind::ALL.iter().filter(|kind| kind.has_parts()).map(|kind| kind.as_str()).collect();
        assert_eq!(in_parts, ["correction", "erasure"]);
    }
}
