//! What staff do or look at, by a word each: what the table of rights ([`super::grants`]) speaks of.
//!
//! Deliberately absent: who may do it.

use super::state::Step;

/// Something that staff do or look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// Find a letter in lists, numbers and search, and open its page.
    See,
    /// Take a step.
    Step(Step),
    /// 回避: step back from a letter oneself.
    Recuse,
    /// Hide a letter from whom it names.
    HideFromNamed,
    /// Open what the sender left to be reached by.
    OpenContact,
    /// Note that a sender was told in person what a message had not told them.
    EndCalls,
    /// Read what was noticed about a letter when it arrived.
    ReadRemarks,
    /// Take down what a sender asks for on the telephone or at the counter.
    EnterRequest,
    /// Answer what a sender asks for.
    AnswerRequest,
    /// Grant that a public reply is taken down.
    GrantTakeDown,
    /// Ask to let stand what the gate found in a public text.
    OverrideLeaks,
    /// Look at the public page before it is public.
    Preview,
    /// Write one text for many letters, this one among them.
    WriteFeedback,
    /// Look it over, and have its senders told.
    TellFeedback,
    /// Enter a letter that did not come through the site.
    EnterLetter,
    /// 民心电话: answer and close on the spot what somebody asks on the telephone.
    SettleAtOnce,
    /// 抽查: say whether an answer was right that was given on the telephone.
    SpotCheck,
    /// The list of what senders ask for.
    ListRequests,
    /// The list of messages to senders, and what became of them.
    ListMessages,
    /// The numbers of what was turned away.
    ListTurnedAway,
    /// The list of bad ratings that nobody has seen to.
    ListSupervision,
    /// The list of senders whom a message has not reached.
    ListUnreached,
    /// The list of reports.
    ListReports,
    /// Be told that reports lie unread, or are not taken in.
    SeeReportTrouble,
    /// Look households up, enter them, write visits and take suggestions down.
    VisitHouseholds,
    /// Read visits, their sheets, and suggestions.
    ReadVisits,
    /// Send a visit's sheet to the village's meeting.
    SendSheet,
    /// Write what the two committees of the village say.
    SpeakForVillage,
    /// Give a sheet to an office.
    AssignSheet,
    /// Write what an office says.
    SpeakForOffice,
    /// Write what the joint meeting decides.
    SpeakForJointMeeting,
    /// Hide a visit from a colleague whom it concerns.
    HideVisit,
    /// Say what became of a suggestion.
    AnswerSuggestion,
    /// Note that who suggested something was told.
    TellSuggestion,
    /// 矛盾调处单: open a mediation.
    OpenMediation,
    /// Read a mediation, write its parts, and say who handles it besides.
    HandleMediation,
    /// 团队分析单: assess the team that leads one's village.
    WriteTeamAssessment,
    /// Read such an assessment.
    ReadTeamAssessment,
    /// Note that a leader has read it, and say a word to its writer.
    AnswerTeamAssessment,
    /// 开箱: enter what was in the box of a village.
    OpenBox,
    /// See which boxes were opened, and when.
    ReadBoxes,
    /// Find a meeting in lists and calendars, and open its page; of its agenda one sees the letters that one sees.
    SeeMeeting,
    /// Call a meeting.
    CallMeeting,
    /// Change the day, the place or the chair of a meeting that was called.
    ChangeMeeting,
    /// Say that a meeting does not take place.
    CancelMeeting,
    /// Put letters on the agenda, and take them off again.
    SetAgenda,
    /// Begin a meeting.
    StartMeeting,
    /// Write down what a meeting decided of a letter.
    DecideItem,
    /// Write down what a resident raised at a gathering.
    NotePoint,
    /// Answer what was raised there.
    AnswerPoint,
    /// Close a meeting.
    CloseMeeting,
    /// Agree with the minutes of a meeting.
    ApproveMinutes,
    /// Give the minutes of a meeting to the offices.
    IssueMinutes,
    /// 督查: the figures of each unit, and the letters behind them.
    ReadSupervision,
    /// 工作进展单: which offices have handed in their week, and what stands on it.
    ReadProgress,
    /// Hand in the week of one's own office.
    WriteProgress,
    /// 民情受理台账: take the ledger and its lists away as a file.
    ExportLedger,
    /// Take the log of the installation away as a file: what belongs to no letter.
    ExportLog,
}

impl Act {
    /// Everything that is no step.
    pub const NO_STEPS: [Self; 57] = [
        Self::See,
        Self::Recuse,
        Self::HideFromNamed,
        Self::OpenContact,
        Self::EndCalls,
        Self::ReadRemarks,
        Self::EnterRequest,
        Self::AnswerRequest,
        Self::GrantTakeDown,
        Self::OverrideLeaks,
        Self::Preview,
        Self::WriteFeedback,
        Self::TellFeedback,
        Self::EnterLetter,
        Self::SettleAtOnce,
        Self::SpotCheck,
        Self::ListRequests,
        Self::ListMessages,
        Self::ListTurnedAway,
        Self::ListSupervision,
        Self::ListUnreached,
        Self::ListReports,
        Self::SeeReportTrouble,
        Self::VisitHouseholds,
        Self::ReadVisits,
        Self::SendSheet,
        Self::SpeakForVillage,
        Self::AssignSheet,
        Self::SpeakForOffice,
        Self::SpeakForJointMeeting,
        Self::HideVisit,
        Self::AnswerSuggestion,
        Self::TellSuggestion,
        Self::OpenMediation,
        Self::HandleMediation,
        Self::WriteTeamAssessment,
        Self::ReadTeamAssessment,
        Self::AnswerTeamAssessment,
        Self::OpenBox,
        Self::ReadBoxes,
        Self::SeeMeeting,
        Self::CallMeeting,
        Self::ChangeMeeting,
        Self::CancelMeeting,
        Self::SetAgenda,
        Self::StartMeeting,
        Self::DecideItem,
        Self::NotePoint,
        Self::AnswerPoint,
        Self::CloseMeeting,
        Self::ApproveMinutes,
        Self::IssueMinutes,
        Self::ReadSupervision,
        Self::ReadProgress,
        Self::WriteProgress,
        Self::ExportLedger,
        Self::ExportLog,
    ];

    /// It is done with a meeting, and not with a letter.
    #[must_use]
    pub const fn is_of_meeting(self) -> bool {
        matches!(
            self,
            Self::SeeMeeting
                | Self::CallMeeting
                | Self::ChangeMeeting
                | Self::CancelMeeting
                | Self::SetAgenda
                | Self::StartMeeting
                | Self::DecideItem
                | Self::NotePoint
                | Self::AnswerPoint
                | Self::CloseMeeting
                | Self::ApproveMinutes
                | Self::IssueMinutes
        )
    }

    /// Every act: steps first.
    pub fn all() -> impl Iterator<Item = Self> {
        Step::ALL.iter().copied().map(Self::Step).chain(Self::NO_STEPS)
    }

    /// It is done with records (of the survey, mediations, assessments, boxes), and not with letters.
    #[must_use]
    pub const fn is_of_record(self) -> bool {
        matches!(
            self,
            Self::VisitHouseholds
                | Self::ReadVisits
                | Self::SendSheet
                | Self::SpeakForVillage
                | Self::AssignSheet
                | Self::SpeakForOffice
                | Self::SpeakForJointMeeting
                | Self::HideVisit
                | Self::AnswerSuggestion
                | Self::TellSuggestion
                | Self::OpenMediation
                | Self::HandleMediation
                | Self::WriteTeamAssessment
                | Self::ReadTeamAssessment
                | Self::AnswerTeamAssessment
                | Self::OpenBox
                | Self::ReadBoxes
        )
    }

    /// The word of it, in message keys behind `step-` or `act-`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Step(step) => step.as_str(),
            Self::See => "see",
            Self::Recuse => "recuse",
            Self::HideFromNamed => "hide_from_named",
            Self::OpenContact => "open_contact",
            Self::EndCalls => "end_calls",
            Self::ReadRemarks => "read_remarks",
            Self::EnterRequest => "enter_request",
            Self::AnswerRequest => "answer_request",
            Self::GrantTakeDown => "grant_take_down",
            Self::OverrideLeaks => "override_leaks",
            Self::Preview => "preview",
            Self::WriteFeedback => "write_feedback",
            Self::TellFeedback => "tell_feedback",
            Self::EnterLetter => "enter_letter",
            Self::SettleAtOnce => "settle_at_once",
            Self::SpotCheck => "spot_check",
            Self::ListRequests => "list_requests",
            Self::ListMessages => "list_messages",
            Self::ListTurnedAway => "list_turned_away",
            Self::ListSupervision => "list_supervision",
            Self::ListUnreached => "list_unreached",
            Self::ListReports => "list_reports",
            Self::SeeReportTrouble => "see_report_trouble",
            Self::VisitHouseholds => "visit_households",
            Self::ReadVisits => "read_visits",
            Self::SendSheet => "send_sheet",
            Self::SpeakForVillage => "speak_for_village",
            Self::AssignSheet => "assign_sheet",
            Self::SpeakForOffice => "speak_for_office",
            Self::SpeakForJointMeeting => "speak_for_joint_meeting",
            Self::HideVisit => "hide_visit",
            Self::AnswerSuggestion => "answer_suggestion",
            Self::TellSuggestion => "tell_suggestion",
            Self::OpenMediation => "open_mediation",
            Self::HandleMediation => "handle_mediation",
            Self::WriteTeamAssessment => "write_team_assessment",
            Self::ReadTeamAssessment => "read_team_assessment",
            Self::AnswerTeamAssessment => "answer_team_assessment",
            Self::OpenBox => "open_box",
            Self::ReadBoxes => "read_boxes",
            Self::SeeMeeting => "see_meeting",
            Self::CallMeeting => "call_meeting",
            Self::ChangeMeeting => "change_meeting",
            Self::CancelMeeting => "cancel_meeting",
            Self::SetAgenda => "set_agenda",
            Self::StartMeeting => "start_meeting",
            Self::DecideItem => "decide_item",
            Self::NotePoint => "note_point",
            Self::AnswerPoint => "answer_point",
            Self::CloseMeeting => "close_meeting",
            Self::ApproveMinutes => "approve_minutes",
            Self::IssueMinutes => "issue_minutes",
            Self::ReadSupervision => "read_supervision",
            Self::ReadProgress => "read_progress",
            Self::WriteProgress => "write_progress",
            Self::ExportLedger => "export_ledger",
            Self::ExportLog => "export_log",
        }
    }
}

impl From<Step> for Act {
    fn from(step: Step) -> Self {
        Self::Step(step)
    }
}
