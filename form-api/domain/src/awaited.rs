//! What a case waits for from staff. Where nobody is left who could do it (whoever could is named in the letter, stepped back
//! or has gone), the case lies, and somebody has to be told.
//!
//! Deliberately absent: who may do it (the table of rights), and what the sender is waited for.

use super::act::Act;
use super::state::{PublicationState, State, Step};
use super::visibility::Letter;

/// The acts that somebody has to be able to do, so that a case goes on; none where nothing is left to be done.
pub fn awaited(state: State, letter: &Letter<'_>) -> impl Iterator<Item = Act> {
    let step = match state {
        _ if letter.awaits_first_reader => Some(Act::HideFromNamed),
        State::Submitted => Some(Step::Register.into()),
        State::Registered | State::NeedsInformation => Some(Step::Accept.into()),
        _ if state.is_in_work() && letter.lead_office.is_none() => Some(Step::Transfer.into()),
        _ if state.is_in_work() => Some(Step::Answer.into()),
        State::Replied => Some(Step::Review.into()),
        State::Reviewed => Some(Step::Close.into()),
        _ => None,
    };
    // What is public can be taken down at any time.
    let down = (letter.publication == PublicationState::Published).then_some(Act::Step(Step::Retract));
    step.into_iter().chain(down)
}

#[cfg(test)]
mod tests {
    use super::super::submission::{Consent, SubmissionKind};
    use super::*;

    #[test]
    fn each_state_waits_for_one_act_until_nothing_is_left() {
        let letter = Letter {
            kind: SubmissionKind::Complaint,
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
        let led = Letter { lead_office: Some("nongye"), ..letter };
        let unclear = Letter { awaits_first_reader: true, ..letter };
        let public = Letter { publication: PublicationState::Published, ..led };
        for (state, letter, acts) in [
            (State::Submitted, letter, vec!["register"]),
            (State::Submitted, unclear, vec!["hide_from_named"]),
            (State::NeedsInformation, letter, vec!["accept"]),
            (State::Accepted, led, vec!["answer"]),
            (State::Handling, letter, vec!["transfer"]),
            (State::Merged, led, vec!["answer"]),
            (State::Replied, led, vec!["review"]),
            (State::Reviewed, led, vec!["close"]),
            (State::Closed, led, vec![]),
            (State::Closed, public, vec!["retract"]),
            (State::Handling, public, vec!["answer", "retract"]),
            (State::Withdrawn, letter, vec![]),
            (State::Declined, letter, vec![]),
        ] {
            let found: Vec<&str> = awaited(state, &letter).map(Act::as_str).collect();
            assert_eq!(found, acts, "{}", state.as_str());
        }
    }
}
