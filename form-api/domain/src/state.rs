//! The whole workflow in one match: the life of a case and the life of its publication.
//!
//! Source: the five steps of the notice (survey, communication, analysis, handling, feedback) carried by one
//! life-cycle; levels of analysis go up one at a time (village, office, joint meeting) and are optional.
//! Deliberately absent: who may take a step (`rights`) and what a step writes (`steps/`).

use record::words;

use super::act::Act;
use super::submission::{Consent, SubmissionKind};

words! {
    /// Where a case stands.
    State {
        /// 待登记: arrived, not yet read by the registrar.
        Submitted => "submitted",
        /// 已登记: read and entered in the intake ledger.
        Registered => "registered",
        /// 待补正: the office has asked the sender something.
        NeedsInformation => "needs_information",
        /// 不予受理: not taken up, with a reason that the sender sees.
        Declined => "declined",
        /// 已转出: belongs to another body, with the route told.
        ReferredOut => "referred_out",
        /// 已并案: linked to an earlier letter about the same matter; keeps its own receipt.
        Merged => "merged",
        /// 已受理: taken up, an office leads.
        Accepted => "accepted",
        /// 村级分析: in the Tuesday meeting of the two village committees.
        AnalysisVillage => "analysis_village",
        /// 办公室分析: in the monthly meeting of the functional office.
        AnalysisOffice => "analysis_office",
        /// 党政联席分析: in the joint meeting.
        AnalysisJoint => "analysis_joint",
        /// 办理中: being worked on.
        Handling => "handling",
        /// 待审核: an answer is written and waits for another person's review.
        Replied => "replied",
        /// 已答复: reviewed, the sender can read the answer.
        Reviewed => "reviewed",
        /// 已办结: closed.
        Closed => "closed",
        /// 已撤回: taken back by the sender.
        Withdrawn => "withdrawn",
    }
}

impl State {
    /// An office works on it, or on the one that it was merged into.
    #[must_use]
    pub const fn is_in_work(self) -> bool {
        matches!(
            self,
            Self::Merged
                | Self::Accepted
                | Self::AnalysisVillage
                | Self::AnalysisOffice
                | Self::AnalysisJoint
                | Self::Handling
        )
    }

    /// No step of handling is left: the clock has stopped.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Declined | Self::ReferredOut | Self::Reviewed | Self::Closed | Self::Withdrawn)
    }
}

words! {
    /// Where the publication of a closed case stands.
    PublicationState {
        /// Nobody has proposed to publish it.
        None => "none",
        /// 拟公开: proposed; a redacted text is to be written.
        Candidate => "candidate",
        /// 待发布审批: a redacted text waits for a second person.
        Redacted => "redacted",
        /// 已公开: on the site.
        Published => "published",
        /// 已撤下: taken down; a tombstone without the title stands in its place.
        Withdrawn => "withdrawn",
    }
}

words! {
    /// What can be done to a case.
    Step {
        /// 登记.
        Register => "register",
        /// 请补正: ask the sender something.
        RequestInformation => "request_information",
        /// 补正: the sender has answered.
        ProvideInformation => "provide_information",
        /// 不予受理.
        Decline => "decline",
        /// 转出: belongs to another body.
        ReferOut => "refer_out",
        /// 并案.
        Merge => "merge",
        /// 受理.
        Accept => "accept",
        /// 转办: another office leads; the state and the clock stay as they are.
        Transfer => "transfer",
        /// 接办: a person of the office takes the letter on; the state stays.
        PickUp => "pick_up",
        /// 交给同事办: a person of the office gets it, with a word; the state stays.
        Assign => "assign",
        /// 退回分办: it does not belong to the office, with a reason; the state and the clock stay, and another office is to be found.
        GiveBack => "give_back",
        /// 提交村级分析.
        AnalyseVillage => "analyse_village",
        /// 提交办公室分析.
        AnalyseOffice => "analyse_office",
        /// 提交党政联席分析.
        AnalyseJoint => "analyse_joint",
        /// 记会议意见: what a level of analysis said; the state stays.
        RecordOpinion => "record_opinion",
        /// 办理.
        Handle => "handle",
        /// 延期: once in each round, with a reason that the sender sees.
        Extend => "extend",
        /// 答复: write the answer.
        Answer => "answer",
        /// 审核通过: the answer goes to the sender.
        Review => "review",
        /// 退回重办: back to the handler, with a reason.
        Redo => "redo",
        /// 办结.
        Close => "close",
        /// 重新办理: once, after an answer; by the registrar, or by a bad rating.
        Reopen => "reopen",
        /// 评价: by the sender, once in each round; the state stays.
        Rate => "rate",
        /// 督办: the supervision office has seen to a bad rating; the state stays.
        Supervise => "supervise",
        /// 更正信息: kind, title or village of a letter was wrong; the state stays.
        Correct => "correct",
        /// 换查询码: the sender lost it and has shown who they are; the state stays.
        RenewCode => "renew_code",
        /// 撤回: by the sender, before an answer is written.
        Withdraw => "withdraw",
        /// 问公开意愿: ask a sender who wants to be asked first; the state stays.
        AskConsent => "ask_consent",
        /// 记公开意愿: staff take down what the sender allows; the state stays.
        EnterConsent => "enter_consent",
        /// 提名公开.
        Nominate => "nominate",
        /// 脱敏.
        Redact => "redact",
        /// 退回修改: the approver sends the redacted text back, with a reason.
        Return => "return",
        /// 批准发布.
        Publish => "publish",
        /// 撤下公开.
        Retract => "retract",
    }
}

impl Step {
    /// Moves the publication and not the case.
    #[must_use]
    pub const fn is_of_publication(self) -> bool {
        matches!(self, Self::Nominate | Self::Redact | Self::Return | Self::Publish | Self::Retract)
    }
}

/// What the workflow asks about a case besides its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// It has been reopened before: a second time is refused.
    pub reopened: bool,
    /// The sender has rated the answer of this round: a second time is refused.
    pub rated: bool,
    /// A bad rating waits for the supervision office.
    pub awaits_supervision: bool,
    /// The time of this round has been extended before: a second time is refused.
    pub extended: bool,
    /// What kind of letter it is: reports are never published.
    pub kind: SubmissionKind,
    /// What the sender allowed.
    pub consent: Consent,
    /// The sender, who wants to be asked first, has been asked.
    pub consent_asked: bool,
    /// The sender said that they are under 14: never published.
    pub under_14: bool,
}

/// A case as the workflow sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Case {
    /// Where handling stands.
    pub state: State,
    /// Where publication stands.
    pub publication: PublicationState,
    /// The rest.
    pub facts: Facts,
}

/// Something that the workflow does not allow here, or that is not this person's to do. It is answered with 409 and a
/// sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} is refused: {}", act.as_str(), because.as_str())]
pub struct Refused {
    /// What was tried.
    pub act: Act,
    /// Why it is not possible; also the message key `refused-<word>`.
    pub because: Because,
}

words! {
    /// Why a step is refused.
    Because {
        /// The case is not in a state from which the step leads anywhere.
        State => "state",
        /// The meeting is not where this can be done.
        MeetingState => "meeting_state",
        /// It has been reopened once already.
        ReopenedBefore => "reopened_before",
        /// This answer has been rated already.
        RatedBefore => "rated_before",
        /// It has been extended once in this round already.
        ExtendedBefore => "extended_before",
        /// The sender has been asked already.
        AskedBefore => "asked_before",
        /// It is public: what everybody reads is taken down first.
        Public => "public",
        /// Reports (举报) are never published.
        IsReport => "is_report",
        /// The sender did not allow publication.
        NoConsent => "no_consent",
        /// The sender wants to be asked first, and has not been.
        AskFirst => "ask_first",
        /// The sender is under 14.
        Under14 => "under_14",
        /// The case is not closed yet.
        NotClosed => "not_closed",
        /// Letters that were merged into this case have no answer yet.
        MergedUnanswered => "merged_unanswered",
        /// The author of a text cannot approve it.
        SamePerson => "same_person",
        /// The promised day is past: an extension would call a late letter on time.
        PromiseIsPast => "promise_is_past",
        /// The promised day is the last possible one already.
        AtCeiling => "at_ceiling",
        /// A report is joined with reports alone, for nobody else may know of it.
        OtherReaders => "other_readers",
        /// It is not known yet whom the letter is about.
        WhoIsMeant => "who_is_meant",
        /// The table of rights does not give it to the person.
        Role => "role",
    }
}

/// The state after `step`, or why it is refused. The whole life of a case is this one match; a step that keeps the
/// state (transfer, extension) is in it too.
///
/// # Errors
/// [`Refused`] names the step and the reason.
pub fn next(case: &Case, step: Step) -> Result<State, Refused> {
    use State as S;
    use Step as T;
    let refuse = |because| Err(Refused { act: step.into(), because });
    match (case.state, step) {
        (S::Submitted, T::Register) | (S::NeedsInformation, T::ProvideInformation) => Ok(S::Registered),
        (S::Registered, T::RequestInformation) => Ok(S::NeedsInformation),
        // Once an office works on it, a question holds nothing up.
        (state, T::RequestInformation | T::ProvideInformation | T::Transfer) if state.is_in_work() => {
            Ok(state)
        }
        (state, T::PickUp | T::Assign) if state.is_in_work() => Ok(state),
        // What waits for another letter's answer goes where that one goes.
        (state, T::GiveBack) if state.is_in_work() && state != S::Merged => Ok(state),
        (S::Submitted | S::Registered, T::ProvideInformation) => Ok(case.state),
        (S::Registered | S::NeedsInformation, T::Decline) => Ok(S::Declined),
        (S::Registered | S::NeedsInformation, T::ReferOut) => Ok(S::ReferredOut),
        (S::Registered | S::NeedsInformation, T::Merge) => Ok(S::Merged),
        // Who does not answer a question is not left without an answer.
        (S::Registered | S::NeedsInformation, T::Accept) => Ok(S::Accepted),

        // The state begins when the matter goes to the meeting, and lasts until it goes on.
        (S::AnalysisVillage | S::AnalysisOffice | S::AnalysisJoint, T::RecordOpinion) => Ok(case.state),
        (S::Accepted, T::AnalyseVillage) => Ok(S::AnalysisVillage),
        (S::Accepted | S::AnalysisVillage, T::AnalyseOffice) => Ok(S::AnalysisOffice),
        (S::AnalysisOffice, T::AnalyseJoint) => Ok(S::AnalysisJoint),
        (S::Accepted | S::AnalysisVillage | S::AnalysisOffice | S::AnalysisJoint, T::Handle) => {
            Ok(S::Handling)
        }

        // A merged letter waits for the other one, and is answered for itself: that one's answer may speak of its sender.
        (S::Handling | S::Merged, T::Answer) => Ok(S::Replied),
        (S::Replied, T::Redo) => Ok(S::Handling),
        (S::Replied, T::Review) => Ok(S::Reviewed),
        (S::Reviewed, T::Close) => Ok(S::Closed),
        (S::Reviewed | S::Closed, T::Reopen) => {
            if case.facts.reopened {
                refuse(Because::ReopenedBefore)
            } else {
                Ok(S::Handling)
            }
        }
        (S::Reviewed | S::Closed, T::Rate) => {
            if case.facts.rated {
                refuse(Because::RatedBefore)
            } else {
                Ok(case.state)
            }
        }
        // Wherever the case stands: a second bad rating stays with an answered case, a first one opens it again.
        (_, T::Supervise) if case.facts.awaits_supervision => Ok(case.state),
        // Whatever became of a letter, its sender may read it.
        (_, T::RenewCode) => Ok(case.state),
        (_, T::Correct) if case.publication == PublicationState::Published => refuse(Because::Public),
        (_, T::Correct) => Ok(case.state),
        (_, T::AskConsent) => match may_be_public(case) {
            Some(Because::AskFirst) if case.facts.consent_asked => refuse(Because::AskedBefore),
            Some(Because::AskFirst) if case.state != S::Closed => refuse(Because::NotClosed),
            Some(Because::AskFirst) => Ok(case.state),
            _ => refuse(Because::State),
        },
        (_, T::EnterConsent) => match case.publication {
            PublicationState::Published | PublicationState::Withdrawn => refuse(Because::State),
            _ if case.facts.kind == SubmissionKind::Report => refuse(Because::IsReport),
            _ if case.facts.under_14 => refuse(Because::Under14),
            _ if case.state == S::Withdrawn => refuse(Because::State),
            _ => Ok(case.state),
        },

        (state, T::Extend) if state.is_in_work() => {
            if case.facts.extended {
                refuse(Because::ExtendedBefore)
            } else {
                Ok(case.state)
            }
        }
        // Once there was an answer, the letter can no longer be taken back: what is left is to rate it.
        (_, T::Withdraw) if case.facts.reopened => refuse(Because::State),
        (S::Submitted | S::Registered | S::NeedsInformation, T::Withdraw) => Ok(S::Withdrawn),
        (state, T::Withdraw) if state.is_in_work() => Ok(S::Withdrawn),

        _ => refuse(Because::State),
    }
}

/// 当场办结: all steps of a question that one person registers, answers and closes while they speak with whoever asks.
const AT_ONCE: [Step; 6] =
    [Step::Register, Step::Accept, Step::Handle, Step::Answer, Step::Review, Step::Close];

/// The state of a case after it was settled at once, or why it cannot be.
///
/// # Errors
/// [`Refused`] names the first step that the workflow does not allow.
pub fn settle_at_once(case: &Case) -> Result<State, Refused> {
    let mut case = *case;
    for step in AT_ONCE {
        case.state = next(&case, step)?;
    }
    Ok(case.state)
}

/// The publication's state after `step`, or why it is refused. Only a closed case with consent, that is no report and
/// not from a child, can start; reopening it later does not touch what is public.
///
/// # Errors
/// [`Refused`] names the step and the reason.
pub fn next_publication(case: &Case, step: Step) -> Result<PublicationState, Refused> {
    use PublicationState as P;
    use Step as T;
    let refuse = |because| Err(Refused { act: step.into(), because });
    match (case.publication, step) {
        (P::None, T::Nominate) | (P::Candidate, T::Redact) | (P::Redacted, T::Redact | T::Publish) => {
            match may_be_public(case) {
                Some(because) => refuse(because),
                None => Ok(match step {
                    T::Nominate => P::Candidate,
                    T::Redact => P::Redacted,
                    _ => P::Published,
                }),
            }
        }
        (P::Redacted, T::Return) => Ok(P::Candidate),
        (P::Published, T::Retract) => Ok(P::Withdrawn),
        _ => refuse(Because::State),
    }
}

/// Why this case may not be public, if it may not.
const fn may_be_public(case: &Case) -> Option<Because> {
    if matches!(case.facts.kind, SubmissionKind::Report) {
        return Some(Because::IsReport);
    }
    if case.facts.under_14 {
        return Some(Because::Under14);
    }
    match case.facts.consent {
        Consent::No => return Some(Because::NoConsent),
        Consent::AskFirst => return Some(Because::AskFirst),
        Consent::Anonymised => {}
    }
    if !matches!(case.state, State::Closed) {
        return Some(Because::NotClosed);
    }
    None
}

/// The steps that the workflow allows now, for the buttons of the desk. Roles are checked elsewhere.
#[must_use]
pub fn open_steps(case: &Case) -> Vec<Step> {
    Step::ALL
        .iter()
        .copied()
        .filter(|step| {
            if step.is_of_publication() {
                next_publication(case, *step).is_ok()
            } else {
                next(case, *step).is_ok()
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(state: State) -> Case {
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
        Case { state, publication: PublicationState::None, facts }
    }

    /// The table as two pictures: where each step leads, and which steps keep the state. A change of the workflow changes
    /// these texts.
    #[test]
    fn the_whole_table_is_as_written_here() {
        let leads_to = |state: &State, step: &Step| next(&case(*state), *step).ok();
        let picture: Vec<String> = State::ALL
            .iter()
            .map(|state| {
                let steps: Vec<String> = Step::ALL
                    .iter()
                    .filter_map(|step| leads_to(state, step).filter(|to| to != state).map(|to| (step, to)))
                    .map(|(step, to)| format!("{}>{}", step.as_str(), to.as_str()))
                    .collect();
                format!("{}: {}", state.as_str(), steps.join(" "))
            })
            .collect();
        assert_eq!(
            picture.join("\n"),
            "submitted: register>registered withdraw>withdrawn\n\
             registered: request_information>needs_information decline>declined refer_out>referred_out merge>merged \
             accept>accepted withdraw>withdrawn\n\
             needs_information: provide_information>registered decline>declined refer_out>referred_out merge>merged \
             accept>accepted withdraw>withdrawn\n\
             declined: \n\
             referred_out: \n\
             merged: answer>replied withdraw>withdrawn\n\
             accepted: analyse_village>analysis_village analyse_office>analysis_office handle>handling \
             withdraw>withdrawn\n\
             analysis_village: analyse_office>analysis_office handle>handling withdraw>withdrawn\n\
             analysis_office: analyse_joint>analysis_joint handle>handling withdraw>withdrawn\n\
             analysis_joint: handle>handling withdraw>withdrawn\n\
             handling: answer>replied withdraw>withdrawn\n\
             replied: review>reviewed redo>handling\n\
             reviewed: close>closed reopen>handling\n\
             closed: reopen>handling\n\
             withdrawn: "
        );
        let in_work = "merged accepted analysis_village analysis_office analysis_joint handling";
        let keeps = |step: Step| -> String {
            let states = State::ALL.iter().filter(|state| leads_to(state, &step) == Some(**state));
            states.map(|state| state.as_str()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(keeps(Step::RequestInformation), in_work);
        assert_eq!(keeps(Step::ProvideInformation), format!("submitted registered {in_work}"));
        assert_eq!(keeps(Step::Transfer), in_work);
        assert_eq!(keeps(Step::PickUp), in_work);
        assert_eq!(keeps(Step::Assign), in_work);
        assert_eq!(keeps(Step::GiveBack), in_work.replace("merged ", ""));
        assert_eq!(keeps(Step::Extend), in_work);
        assert_eq!(keeps(Step::Rate), "reviewed closed");
        assert_eq!(keeps(Step::RenewCode).split(' ').count(), State::ALL.len(), "wherever it stands");
        assert_eq!(keeps(Step::Correct), keeps(Step::RenewCode));
        assert_eq!(keeps(Step::RecordOpinion), "analysis_village analysis_office analysis_joint");
        assert_eq!(keeps(Step::EnterConsent), keeps(Step::RenewCode).replace(" withdrawn", ""));
        for never in Step::ALL {
            let kept = [
                Step::RequestInformation,
                Step::ProvideInformation,
                Step::Transfer,
                Step::PickUp,
                Step::Assign,
                Step::GiveBack,
                Step::Extend,
                Step::Rate,
                Step::RecordOpinion,
                Step::Correct,
            ];
            let is_kept = kept.contains(never) || matches!(never, Step::RenewCode | Step::EnterConsent);
            assert_eq!(keeps(*never).is_empty(), !is_kept, "{}", never.as_str());
        }
    }

    #[test]
    fn who_wants_to_be_asked_is_asked_once_and_when_there_is_something_to_ask_about() {
        let ask = |change: fn(&mut Case)| {
            let mut subject = case(State::Closed);
            subject.facts.consent = Consent::AskFirst;
            change(&mut subject);
            next(&subject, Step::AskConsent).map_err(|refused| refused.because)
        };
        assert_eq!(ask(|_| {}), Ok(State::Closed));
        assert_eq!(ask(|c| c.facts.consent_asked = true), Err(Because::AskedBefore));
        assert_eq!(ask(|c| c.state = State::Handling), Err(Because::NotClosed));
        assert_eq!(ask(|c| c.facts.consent = Consent::No), Err(Because::State));
        assert_eq!(ask(|c| c.facts.kind = SubmissionKind::Report), Err(Because::State));
        let enter = |change: fn(&mut Case)| {
            let mut subject = case(State::Closed);
            change(&mut subject);
            next(&subject, Step::EnterConsent).map_err(|refused| refused.because)
        };
        assert_eq!(enter(|c| c.publication = PublicationState::Published), Err(Because::State));
        assert_eq!(enter(|c| c.facts.kind = SubmissionKind::Report), Err(Because::IsReport));
        assert_eq!(enter(|c| c.facts.under_14 = true), Err(Because::Under14));
    }

    #[test]
    fn a_second_extension_a_second_reopening_and_a_withdrawal_after_an_answer_are_refused() {
        let mut handling = case(State::Handling);
        handling.facts.extended = true;
        assert_eq!(next(&handling, Step::Extend).map_err(|r| r.because), Err(Because::ExtendedBefore));
        let mut closed = case(State::Closed);
        closed.facts.reopened = true;
        assert_eq!(next(&closed, Step::Reopen).map_err(|r| r.because), Err(Because::ReopenedBefore));
        let mut second_round = case(State::Handling);
        second_round.facts.reopened = true;
        assert_eq!(next(&second_round, Step::Withdraw).map_err(|r| r.because), Err(Because::State));
    }

    #[test]
    fn an_answer_is_rated_once_and_only_a_bad_rating_waits_for_the_supervision_office() {
        let mut closed = case(State::Closed);
        assert_eq!(next(&closed, Step::Supervise).map_err(|r| r.because), Err(Because::State));
        closed.facts.rated = true;
        assert_eq!(next(&closed, Step::Rate).map_err(|r| r.because), Err(Because::RatedBefore));
        for state in State::ALL {
            let mut bad = case(*state);
            bad.facts.awaits_supervision = true;
            assert_eq!(next(&bad, Step::Supervise), Ok(*state));
        }
    }

    #[test]
    fn only_a_closed_case_with_consent_that_is_no_report_can_become_public() {
        let nominate = |change: fn(&mut Case)| {
            let mut subject = case(State::Closed);
            change(&mut subject);
            next_publication(&subject, Step::Nominate).map_err(|refused| refused.because)
        };
        assert_eq!(nominate(|_| {}), Ok(PublicationState::Candidate));
        assert_eq!(nominate(|c| c.facts.kind = SubmissionKind::Report), Err(Because::IsReport));
        assert_eq!(nominate(|c| c.facts.consent = Consent::No), Err(Because::NoConsent));
        assert_eq!(nominate(|c| c.facts.consent = Consent::AskFirst), Err(Because::AskFirst));
        assert_eq!(nominate(|c| c.facts.under_14 = true), Err(Because::Under14));
        assert_eq!(nominate(|c| c.state = State::Reviewed), Err(Because::NotClosed));
    }

    #[test]
    fn consent_taken_back_stops_approval_too() {
        let mut subject = case(State::Closed);
        subject.publication = PublicationState::Redacted;
        subject.facts.consent = Consent::No;
        assert_eq!(next_publication(&subject, Step::Publish).map_err(|r| r.because), Err(Because::NoConsent));
    }

    #[test]
    fn every_word_reads_back() {
        for step in Step::ALL {
            assert_eq!(Step::parse(step.as_str()), Some(*step));
        }
        for state in State::ALL {
            assert_eq!(State::parse(state.as_str()), Some(*state));
        }
    }

    #[test]
    fn an_office_works_on_a_letter_from_acceptance_to_its_answer() {
        let words = |is: fn(State) -> bool| -> Vec<&str> {
            State::ALL.iter().filter(|state| is(**state)).map(|state| state.as_str()).collect()
        };
        assert_eq!(
            words(State::is_in_work),
            ["merged", "accepted", "analysis_village", "analysis_office", "analysis_joint", "handling"]
        );
        assert_eq!(
            words(State::is_final),
            ["declined", "referred_out", "reviewed", "closed", "withdrawn"],
            "the clock has stopped"
        );
    }

    #[test]
    fn a_step_moves_the_case_or_its_publication_and_never_both() {
        let of_publication = [Step::Nominate, Step::Redact, Step::Return, Step::Publish, Step::Retract];
        for step in Step::ALL {
            assert_eq!(step.is_of_publication(), of_publication.contains(step), "{}", step.as_str());
        }
        let mut public = case(State::Closed);
        for publication in PublicationState::ALL {
            public.publication = *publication;
            for step in Step::ALL.iter().filter(|step| !step.is_of_publication()) {
                assert_eq!(next_publication(&public, *step).map_err(|r| r.because), Err(Because::State));
            }
            for step in of_publication {
                assert_eq!(next(&public, step).map_err(|r| r.because), Err(Because::State));
            }
        }
    }

    #[test]
    fn a_publication_goes_from_proposal_to_the_site_and_down_again() {
        use PublicationState as P;
        let lead = |from, step| {
            let subject = Case { publication: from, ..case(State::Closed) };
            next_publication(&subject, step).ok()
        };
        assert_eq!(lead(P::None, Step::Nominate), Some(P::Candidate));
        assert_eq!(lead(P::Candidate, Step::Redact), Some(P::Redacted));
        assert_eq!(lead(P::Redacted, Step::Redact), Some(P::Redacted), "written once more");
        assert_eq!(lead(P::Redacted, Step::Return), Some(P::Candidate));
        assert_eq!(lead(P::Redacted, Step::Publish), Some(P::Published));
        assert_eq!(lead(P::Published, Step::Retract), Some(P::Withdrawn));
        let leads_on = P::ALL.iter().flat_map(|from| Step::ALL.iter().map(|step| lead(*from, *step)));
        assert_eq!(leads_on.flatten().count(), 6, "and nothing else");
    }

    #[test]
    fn the_desk_offers_the_steps_that_the_workflow_allows() {
        let offered =
            |subject: &Case| -> Vec<&str> { open_steps(subject).into_iter().map(Step::as_str).collect() };
        assert_eq!(
            offered(&case(State::Submitted)),
            ["register", "provide_information", "correct", "renew_code", "withdraw", "enter_consent"]
        );
        let closed = case(State::Closed);
        assert_eq!(
            offered(&closed),
            ["reopen", "rate", "correct", "renew_code", "enter_consent", "nominate"]
        );
        let public = Case { publication: PublicationState::Published, ..closed };
        assert_eq!(offered(&public), ["reopen", "rate", "renew_code", "retract"]);
    }

    #[test]
    fn what_is_public_is_taken_down_before_it_is_corrected() {
        for publication in PublicationState::ALL {
            let subject = Case { publication: *publication, ..case(State::Closed) };
            let corrected = next(&subject, Step::Correct).map_err(|refused| refused.because);
            let is_public = *publication == PublicationState::Published;
            assert_eq!(corrected, if is_public { Err(Because::Public) } else { Ok(State::Closed) });
        }
    }

    #[test]
    fn what_a_sender_allows_is_taken_down_while_it_can_still_matter() {
        let enter = |change: fn(&mut Case)| {
            let mut subject = case(State::Closed);
            change(&mut subject);
            next(&subject, Step::EnterConsent).map_err(|refused| refused.because)
        };
        assert_eq!(enter(|_| {}), Ok(State::Closed));
        assert_eq!(enter(|c| c.publication = PublicationState::Redacted), Ok(State::Closed));
        assert_eq!(enter(|c| c.publication = PublicationState::Withdrawn), Err(Because::State));
        assert_eq!(enter(|c| c.state = State::Withdrawn), Err(Because::State));
    }

    #[test]
    fn only_what_has_just_come_is_settled_at_once() {
        for state in State::ALL {
            let settled = settle_at_once(&case(*state)).ok();
            assert_eq!(settled, (*state == State::Submitted).then_some(State::Closed), "{}", state.as_str());
        }
    }

    #[test]
    fn a_refusal_says_what_was_tried_and_why() {
        let refused = next(&case(State::Closed), Step::Answer).expect_err("it is closed");
        assert_eq!(refused.to_string(), "answer is refused: state");
        assert_eq!(refused.act, Act::Step(Step::Answer));
    }
}
