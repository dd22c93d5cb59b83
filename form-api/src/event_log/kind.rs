//! What can happen: the one list of event kinds, and beside each kind who reads it and which words of a person it takes.
//!
//! Deliberately absent: what else an event says (`detail`).

use crate::case::Step;

/// Who reads an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Only whoever reads the log: it belongs to no letter.
    InTheLog,
    /// Staff, on the page of the case.
    ToStaff,
    /// The sender too, in the same sentence (`event-<word>`).
    ToSender,
    /// The sender too, in a sentence that speaks to them (`event-<word>-own`).
    ToSenderAsYou,
}

/// The words of a person that an event of a kind may take along. They are kept beside the log and can be erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    /// None.
    None,
    /// Why, for staff alone.
    InnerReason,
    /// Why; the sender reads it.
    Reason,
    /// Why the sender's details were opened; the sender reads it.
    AccessReason,
    /// How staff made sure that it was the sender; the sender reads it.
    Recognition,
}

impl Words {
    /// The sender reads them.
    #[must_use]
    pub const fn are_for_sender(self) -> bool {
        matches!(self, Self::Reason | Self::AccessReason | Self::Recognition)
    }

    /// They account to the sender for what was done with their details or in their name. A withdrawal leaves them, so that
    /// a sender still learns of what they did not ask for; an erasure takes them.
    #[must_use]
    pub const fn are_an_account(self) -> bool {
        matches!(self, Self::AccessReason | Self::Recognition)
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident => $word:literal, $shown:ident, $words:ident;)+) => {
        /// What happened, in the past tense.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Kind { $($(#[$doc])* $kind),+ }

        impl Kind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$kind),+];

            /// The word in the log, in message keys and in the interface for programs.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$kind => $word),+ }
            }

            /// Who reads it.
            #[must_use]
            pub const fn shown(self) -> Shown {
                match self { $(Self::$kind => Shown::$shown),+ }
            }

            /// Which words of a person it may take along.
            #[must_use]
            pub const fn words(self) -> Words {
                match self { $(Self::$kind => Words::$words),+ }
            }
        }
    };
}

kinds! {
    /// A letter arrived.
    Received => "received", ToSender, None;
    /// Kind, title or village of a letter was corrected; what it was and why stands with the correction.
    Corrected => "corrected", ToSenderAsYou, None;
    /// Somebody wants a report to become another kind of letter; another person has to agree.
    CorrectionProposed => "correction_proposed", ToStaff, None;
    /// 登记.
    Registered => "registered", ToSender, None;
    /// 请补正: the office asked the sender something.
    InformationRequested => "information_requested", ToSenderAsYou, None;
    /// 补正: the sender answered.
    InformationProvided => "information_provided", ToSenderAsYou, None;
    /// The sender added something that nobody had asked for.
    InformationAdded => "information_added", ToSenderAsYou, None;
    /// 不予受理. Its reason stands with the case, for that is what the sender is told.
    Declined => "declined", ToSender, None;
    /// Somebody wants it to be declined; another person has to agree.
    DeclineProposed => "decline_proposed", ToStaff, None;
    /// 转出.
    ReferredOut => "referred_out", ToSender, None;
    /// 并案.
    Merged => "merged", ToSender, None;
    /// The letter that it was merged into ended without an answer.
    Released => "released", ToSender, None;
    /// 受理.
    Accepted => "accepted", ToSender, None;
    /// 转办.
    Transferred => "transferred", ToSender, InnerReason;
    /// 接办: somebody of the office works on it from now on.
    PickedUp => "picked_up", ToStaff, None;
    /// 交给同事办.
    Assigned => "assigned", ToStaff, InnerReason;
    /// 内部记录: staff wrote something for each other; its words stand with the note.
    NoteWritten => "note_written", ToStaff, None;
    /// 退回分办: the office says that it does not belong to it.
    GivenBack => "given_back", ToStaff, InnerReason;
    /// 村级分析.
    AnalysedByVillage => "analysed_by_village", ToStaff, None;
    /// 办公室分析.
    AnalysedByOffice => "analysed_by_office", ToStaff, None;
    /// 党政联席分析.
    AnalysedByJointMeeting => "analysed_by_joint_meeting", ToStaff, None;
    /// What a meeting said was written down.
    OpinionRecorded => "opinion_recorded", ToStaff, None;
    /// Work began.
    HandlingBegan => "handling_began", ToSender, None;
    /// 延期.
    Extended => "extended", ToSender, Reason;
    /// The year's holiday notice came: a promise that waited for it has its day.
    DueDateSettled => "due_date_settled", ToSender, None;
    /// An answer waits for its review.
    Answered => "answered", ToStaff, None;
    /// The answer was let out.
    Reviewed => "reviewed", ToSender, None;
    /// 退回重办.
    SentBack => "sent_back", ToStaff, InnerReason;
    /// 当场办结: a question was answered and closed on the telephone.
    SettledAtOnce => "settled_at_once", ToSender, None;
    /// 抽查: somebody else read such an answer; why it was not right, where it was not.
    SpotChecked => "spot_checked", ToStaff, InnerReason;
    /// 办结.
    Closed => "closed", ToSender, None;
    /// Opened again, by staff or by a bad rating; the words of a rating stand with the rating.
    Reopened => "reopened", ToSender, Reason;
    /// 评价.
    Rated => "rated", ToSenderAsYou, None;
    /// 督办.
    Supervised => "supervised", ToSender, None;
    /// 换查询码.
    CodeRenewed => "code_renewed", ToSender, Recognition;
    /// 撤回. By staff for a sender who was recognised, or by the sender.
    WithdrawnBySender => "withdrawn_by_sender", ToSenderAsYou, Recognition;
    /// 问公开意愿.
    ConsentAsked => "consent_asked", ToSenderAsYou, None;
    /// The sender allows more or less than before.
    ConsentChanged => "consent_changed", ToSenderAsYou, None;
    /// 提名公开.
    Nominated => "nominated", ToStaff, None;
    /// 脱敏.
    Redacted => "redacted", ToStaff, None;
    /// The public text went back to its author.
    RedactionReturned => "redaction_returned", ToStaff, InnerReason;
    /// 批准发布.
    Published => "published", ToSender, None;
    /// 撤下 was decided; its page may still be on the site.
    TakeDownBegan => "take_down_began", ToStaff, InnerReason;
    /// 撤下: its page is gone.
    Retracted => "retracted", ToSender, None;
    /// An approver wants something to stand that the gate found; why stands with what was found.
    LeakOverrideAsked => "leak_override_asked", ToStaff, None;
    /// Another approver agreed.
    LeakOverrideGranted => "leak_override_granted", ToStaff, None;
    /// The case was hidden from somebody whom it names.
    HiddenFromNamed => "hidden_from_named", ToStaff, None;
    /// A first reader has found out whom the letter is about.
    AccusedSettled => "accused_settled", ToStaff, None;
    /// Somebody stepped back from the case themselves (回避).
    Recused => "recused", ToStaff, None;
    /// What the sender left to be reached by was opened.
    ContactOpened => "contact_opened", ToSender, AccessReason;
    /// The sender asked for something (查阅复制, 更正, 删除, 请求撤下).
    RequestMade => "request_made", ToSenderAsYou, None;
    /// Granted.
    RequestGranted => "request_granted", ToSenderAsYou, None;
    /// Not granted.
    RequestRefused => "request_refused", ToSenderAsYou, None;
    /// What the sender left was corrected.
    ContactCorrected => "contact_corrected", ToSender, None;
    /// What the sender left was erased.
    ContactErased => "contact_erased", ToSender, None;
    /// The files of the letter were erased.
    AttachmentsErased => "attachments_erased", ToSender, None;
    /// Nothing more is to be told: the address for mail was erased.
    MailAddressErased => "mail_address_erased", ToSender, None;
    /// A backup was put back, and what had been taken back of the letter since then was taken back again.
    TakenBackAgain => "taken_back_again", ToStaff, None;
    /// 停发.
    MailStopped => "mail_stopped", ToSenderAsYou, None;
    /// Wanted again.
    MailResumed => "mail_resumed", ToSender, None;
    /// 退信: for good.
    MailBounced => "mail_bounced", ToSender, None;
    /// A text message came back: for good.
    SmsBounced => "sms_bounced", ToSender, None;
    /// The sender was told in person what a message had not told them.
    SenderTold => "sender_told", ToSenderAsYou, None;
    /// Nobody reached the sender in person either.
    SenderNotReached => "sender_not_reached", ToSenderAsYou, None;
    /// 农户: a household was entered.
    HouseholdAdded => "household_added", ToStaff, None;
    /// What is known of a household was corrected.
    HouseholdCorrected => "household_corrected", ToStaff, None;
    /// 走访: a visit was written.
    VisitWritten => "visit_written", ToStaff, None;
    /// A visit was corrected.
    VisitCorrected => "visit_corrected", ToStaff, None;
    /// Photos of a visit came.
    PhotosAdded => "photos_added", ToStaff, None;
    /// 农户民情单: a sheet went to the village's meeting.
    SheetSent => "sheet_sent", ToStaff, None;
    /// A sheet was given to an office.
    SheetAssigned => "sheet_assigned", ToStaff, None;
    /// A point of a visit became a case.
    VisitBecameCase => "visit_became_case", ToStaff, None;
    /// 发展建议单: a suggestion was taken down.
    SuggestionEntered => "suggestion_entered", ToStaff, None;
    /// It was said what became of a suggestion.
    SuggestionAnswered => "suggestion_answered", ToStaff, None;
    /// Who suggested it was told.
    SuggestionTold => "suggestion_told", ToStaff, None;
    /// 矛盾调处单: a mediation was opened.
    MediationOpened => "mediation_opened", ToStaff, None;
    /// A part was added to its file.
    MediationPartAdded => "mediation_part_added", ToStaff, None;
    /// A colleague handles it too.
    MediatorNamed => "mediator_named", ToStaff, None;
    /// A letter is about the same dispute.
    MediationLinked => "mediation_linked", ToStaff, None;
    /// What was written in a part was erased.
    MediationPartErased => "mediation_part_erased", ToStaff, None;
    /// 团队分析单: a village's team was assessed.
    TeamAssessed => "team_assessed", ToStaff, None;
    /// What was written was corrected.
    TeamAssessmentCorrected => "team_assessment_corrected", ToStaff, None;
    /// A leader has read it.
    TeamAssessmentRead => "team_assessment_read", ToStaff, None;
    /// 工作进展单: an office handed its week in.
    ProgressHandedIn => "progress_handed_in", ToStaff, None;
    /// 开箱: the box of a village was opened.
    BoxOpened => "box_opened", ToStaff, None;
    /// A slip out of it was entered.
    SlipEntered => "slip_entered", ToStaff, None;
    /// All of them are entered; why their number is another one stands with the opening.
    BoxClosed => "box_closed", ToStaff, None;
    /// A meeting was called.
    MeetingCalled => "meeting_called", ToStaff, None;
    /// Its day, place or chair changed.
    MeetingChanged => "meeting_changed", ToStaff, None;
    /// It does not take place; why stands with the meeting.
    MeetingCancelled => "meeting_cancelled", ToStaff, None;
    /// Cases were put on its agenda.
    AgendaSet => "agenda_set", ToStaff, None;
    /// A case was taken off its agenda; why stands on the agenda.
    ItemDropped => "item_dropped", ToStaff, None;
    /// It began.
    MeetingStarted => "meeting_started", ToStaff, None;
    /// It decided something about a case.
    ItemDecided => "item_decided", ToStaff, None;
    /// Something was raised at a gathering; what stands with it.
    PointNoted => "point_noted", ToStaff, None;
    /// It was answered.
    PointAnswered => "point_answered", ToStaff, None;
    /// It was entered as a letter.
    PointBecameCase => "point_became_case", ToStaff, None;
    /// It ended.
    MeetingClosed => "meeting_closed", ToStaff, None;
    /// A second person agreed with its minutes.
    MinutesApproved => "minutes_approved", ToStaff, None;
    /// The offices have its minutes.
    MinutesIssued => "minutes_issued", ToStaff, None;
    /// 公开反馈: one text for many letters was written.
    FeedbackWritten => "feedback_written", ToStaff, None;
    /// It was changed before anybody was told.
    FeedbackChanged => "feedback_changed", ToStaff, None;
    /// The senders were told of it: noted with the feedback, and with each letter.
    FeedbackTold => "feedback_told", ToSenderAsYou, None;
    /// A staff member signed in.
    SignedIn => "signed_in", InTheLog, None;
    /// A wrong pass phrase at sign-in.
    SignInFailed => "sign_in_failed", InTheLog, None;
    /// A staff member made themselves an address at which their meetings can be subscribed to.
    CalendarFeedMade => "calendar_feed_made", InTheLog, None;
    /// They gave it up.
    CalendarFeedEnded => "calendar_feed_ended", InTheLog, None;
    /// A wrong pass phrase where contact details are opened.
    ContactPhraseWrong => "contact_phrase_wrong", InTheLog, None;
    /// The township's keys were made.
    VaultMade => "vault_made", InTheLog, None;
    /// A staff member was given a copy of the township's key.
    VaultGranted => "vault_granted", InTheLog, None;
    /// The township's key was changed.
    VaultRotated => "vault_rotated", InTheLog, None;
    /// Everything is sealed to the new key, and the old one is gone.
    VaultRotationFinished => "vault_rotation_finished", InTheLog, None;
    /// The settings name other first readers of reports.
    ReportReadersNamed => "report_readers_named", InTheLog, None;
    /// A staff member was added.
    StaffAdded => "staff_added", InTheLog, None;
    /// A staff member was given a new pass phrase.
    PassPhraseReset => "pass_phrase_reset", InTheLog, None;
    /// A staff member cannot sign in any more.
    StaffDisabled => "staff_disabled", InTheLog, None;
    /// 数据发布: a year was counted.
    FiguresCounted => "figures_counted", InTheLog, None;
    /// A backup was put back.
    Restored => "restored", InTheLog, None;
    /// A backup was put back aside, and proved sound.
    RestoreDrilled => "restore_drilled", InTheLog, None;
    /// A table left the desk as a file.
    Exported => "exported", InTheLog, None;
    /// Letters of an older system came in.
    Imported => "imported", InTheLog, None;
}

impl Kind {
    /// Reads the word back.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == word)
    }

    /// After it less is public, less is kept, or fewer may read: a backup of before must not bring back what there was.
    #[must_use]
    pub const fn outlasts_a_restore(self) -> bool {
        matches!(
            self,
            Self::WithdrawnBySender
                | Self::ConsentChanged
                | Self::Published
                | Self::TakeDownBegan
                | Self::Retracted
                | Self::ContactErased
                | Self::AttachmentsErased
                | Self::MailAddressErased
                | Self::MailStopped
                | Self::MailResumed
                | Self::CodeRenewed
                | Self::Corrected
                | Self::InformationProvided
                | Self::InformationAdded
                | Self::RequestMade
                | Self::Rated
                | Self::HiddenFromNamed
                | Self::AccusedSettled
                | Self::Recused
                | Self::StaffDisabled
                | Self::TakenBackAgain
        )
    }

    /// The sender reads it on the letter's own page.
    #[must_use]
    pub const fn is_for_sender(self) -> bool {
        matches!(self.shown(), Shown::ToSender | Shown::ToSenderAsYou)
    }
}

impl From<Step> for Kind {
    /// The event that a step leaves.
    fn from(step: Step) -> Self {
        match step {
            Step::Register => Self::Registered,
            Step::RequestInformation => Self::InformationRequested,
            Step::ProvideInformation => Self::InformationProvided,
            Step::Decline => Self::Declined,
            Step::ReferOut => Self::ReferredOut,
            Step::Merge => Self::Merged,
            Step::Accept => Self::Accepted,
            Step::Transfer => Self::Transferred,
            Step::PickUp => Self::PickedUp,
            Step::Assign => Self::Assigned,
            Step::GiveBack => Self::GivenBack,
            Step::AnalyseVillage => Self::AnalysedByVillage,
            Step::AnalyseOffice => Self::AnalysedByOffice,
            Step::AnalyseJoint => Self::AnalysedByJointMeeting,
            Step::RecordOpinion => Self::OpinionRecorded,
            Step::Handle => Self::HandlingBegan,
            Step::Extend => Self::Extended,
            Step::Answer => Self::Answered,
            Step::Review => Self::Reviewed,
            Step::Redo => Self::SentBack,
            Step::Close => Self::Closed,
            Step::Reopen => Self::Reopened,
            Step::Rate => Self::Rated,
            Step::Supervise => Self::Supervised,
            Step::RenewCode => Self::CodeRenewed,
            Step::Correct => Self::Corrected,
            Step::Withdraw => Self::WithdrawnBySender,
            Step::AskConsent => Self::ConsentAsked,
            Step::EnterConsent => Self::ConsentChanged,
            Step::Nominate => Self::Nominated,
            Step::Redact => Self::Redacted,
            Step::Return => Self::RedactionReturned,
            Step::Publish => Self::Published,
            Step::Retract => Self::Retracted,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reads_back_and_stands_once() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.as_str()), Some(*kind), "{kind:?}");
        }
    }

    #[test]
    fn words_that_the_sender_reads_belong_to_events_that_the_sender_reads() {
        for kind in Kind::ALL {
            assert!(kind.is_for_sender() || !kind.words().are_for_sender(), "{kind:?}");
            assert!(kind.shown() != Shown::InTheLog || kind.words() == Words::None, "{kind:?}");
        }
    }
}
