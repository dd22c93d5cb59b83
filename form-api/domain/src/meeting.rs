//! 民情分析会, the meetings of the three levels, and 民情沟通, gatherings with residents: what they are, in which order they are
//! worked, what of one decides who sees it, and where a matter goes that was on its agenda.
//!
//! Source: the notice. The two committees of a village meet every Tuesday, each office and the joint meeting of party and
//! government once a month; a leader of the township attends the offices' meeting. A level only goes up one at a time. The
//! outreach day is the 15th of each month, offices sit together in a village on Tuesdays.
//! Deliberately absent: who may do what (`rights`), and what is said: an opinion belongs to its case.

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};
use record::words;

use super::act::Act;
use super::state::{Because, Refused, State, Step};

words! {
    /// Which level meets, or what is held with residents.
    MeetingLevel {
        /// 村“两委”分析会.
        Village => "village",
        /// 职能办公室分析会.
        Office => "office",
        /// 党政联席分析会.
        Joint => "joint",
        /// 民情沟通日.
        OutreachDay => "outreach_day",
        /// 集中办公日.
        JointOfficeDay => "joint_office_day",
        /// 民情恳谈会.
        TownHall => "town_hall_meeting",
    }
}

impl MeetingLevel {
    /// What is held with residents.
    pub const GATHERINGS: [Self; 3] = [Self::OutreachDay, Self::JointOfficeDay, Self::TownHall];

    /// It is held with residents: points are raised there, and no cases decided.
    #[must_use]
    pub const fn is_gathering(self) -> bool {
        matches!(self, Self::OutreachDay | Self::JointOfficeDay | Self::TownHall)
    }

    /// Where a case stands that waits for this meeting; none waits for a gathering.
    #[must_use]
    pub const fn state(self) -> Option<State> {
        match self {
            Self::Village => Some(State::AnalysisVillage),
            Self::Office => Some(State::AnalysisOffice),
            Self::Joint => Some(State::AnalysisJoint),
            Self::OutreachDay | Self::JointOfficeDay | Self::TownHall => None,
        }
    }

    /// The step that takes a matter one level up; none from the highest.
    #[must_use]
    pub const fn step_up(self) -> Option<Step> {
        match self {
            Self::Village => Some(Step::AnalyseOffice),
            Self::Office => Some(Step::AnalyseJoint),
            Self::Joint | Self::OutreachDay | Self::JointOfficeDay | Self::TownHall => None,
        }
    }

    /// The day on which such a meeting is due next, after the last one: a Tuesday, the 15th, or the same day of the month after.
    #[must_use]
    pub fn next_day(self, last: Option<Date>, today: Date) -> Date {
        let due = match (self, last) {
            (Self::Village | Self::JointOfficeDay, _) => today.nth_weekday(1, Weekday::Tuesday).ok(),
            (Self::OutreachDay, _) => next_fifteenth(today),
            (Self::TownHall, _) => None,
            (_, Some(last)) => last.checked_add(1.month()).ok(),
            (_, None) => None,
        };
        due.unwrap_or(today).max(today)
    }

    /// What is unusual about a meeting on this day, after the last one.
    #[must_use]
    pub fn off_cadence(self, held_on: Date, last: Option<Date>) -> Vec<OffCadence> {
        let mut unusual = Vec::new();
        if matches!(self, Self::Village | Self::JointOfficeDay) && held_on.weekday() != Weekday::Tuesday {
            unusual.push(OffCadence::NotTuesday);
        }
        if self == Self::OutreachDay && held_on.day() != 15 {
            unusual.push(OffCadence::NotFifteenth);
        }
        let Some(last) = last.filter(|last| *last < held_on) else { return unusual };
        let is_missed = match self {
            Self::Village => monday_of(held_on) > monday_of(last).saturating_add(7.days()),
            Self::Office | Self::Joint => month_of(held_on) > month_of(last) + 1,
            Self::OutreachDay | Self::JointOfficeDay | Self::TownHall => false,
        };
        if is_missed {
            unusual.push(OffCadence::Missed);
        }
        unusual
    }
}

fn next_fifteenth(today: Date) -> Option<Date> {
    let month = if today.day() <= 15 { today } else { today.last_of_month().tomorrow().ok()? };
    month.with().day(15).build().ok()
}

fn monday_of(day: Date) -> Date {
    day.saturating_sub(Span::new().days(i64::from(day.weekday().to_monday_zero_offset())))
}

fn month_of(day: Date) -> i32 {
    i32::from(day.year()) * 12 + i32::from(day.month())
}

words! {
    /// What is unusual about the day of a meeting. It is said and hinders nothing.
    OffCadence {
        /// A village's meeting is on Tuesdays, and offices sit together on them.
        NotTuesday => "not_tuesday",
        /// The outreach day is the 15th.
        NotFifteenth => "not_fifteenth",
        /// A week or a month before it had no meeting.
        Missed => "missed",
    }
}

words! {
    /// Where a meeting stands.
    MeetingState {
        /// 待开: called, its agenda is made.
        Planned => "planned",
        /// 正在开: matters are decided.
        Running => "running",
        /// 已散会: nothing more is decided; the minutes wait for a second person.
        Closed => "closed",
        /// 纪要已核: a second person agrees with the minutes.
        Approved => "approved",
        /// 纪要已印发: the offices have the minutes.
        Issued => "issued",
        /// 已取消: it did not take place.
        Cancelled => "cancelled",
    }
}

impl MeetingState {
    /// Its agenda can still change.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Planned | Self::Running)
    }
}

/// The state after an act, or why it is refused: the whole life of a meeting.
///
/// # Errors
/// [`Refused`] names the act.
pub fn next_meeting(state: MeetingState, act: Act) -> Result<MeetingState, Refused> {
    use MeetingState as S;
    match (state, act) {
        (S::Planned | S::Running, Act::SetAgenda) | (S::Running, Act::DecideItem) => Ok(state),
        (S::Planned, Act::ChangeMeeting) => Ok(state),
        (S::Running, Act::NotePoint) | (S::Running | S::Closed, Act::AnswerPoint) => Ok(state),
        // One that was begun by mistake, or on the wrong day, is called off as long as nothing was said at it (`steps`).
        (S::Planned | S::Running, Act::CancelMeeting) => Ok(S::Cancelled),
        (S::Planned, Act::StartMeeting) => Ok(S::Running),
        (S::Running, Act::CloseMeeting) => Ok(S::Closed),
        (S::Closed, Act::ApproveMinutes) => Ok(S::Approved),
        (S::Approved, Act::IssueMinutes) => Ok(S::Issued),
        _ => Err(Refused { act, because: Because::MeetingState }),
    }
}

words! {
    /// What a meeting lacks, so that a reason must be given for holding it all the same.
    Lacking {
        /// No more than half of those who belong to it are there.
        Quorum => "quorum",
        /// The offices' meeting has no leader of the township.
        Leader => "leader",
    }
}

/// Who came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attendance {
    /// So many belong to the meeting.
    pub members: i64,
    /// So many of them came.
    pub present: i64,
    /// A leader of the township came.
    pub leader_attended: bool,
}

impl Attendance {
    /// What a meeting of this level lacks with so many.
    #[must_use]
    pub const fn lacking(self, level: MeetingLevel) -> Option<Lacking> {
        if level.is_gathering() {
            None
        } else if self.present * 2 <= self.members {
            Some(Lacking::Quorum)
        } else if matches!(level, MeetingLevel::Office) && !self.leader_attended {
            Some(Lacking::Leader)
        } else {
            None
        }
    }
}

words! {
    /// Where a matter went that was on an agenda.
    ItemOutcome {
        /// 交办: an office does what the meeting decided.
        Handle => "handle",
        /// 提交上一级: one level up.
        Up => "up",
        /// 下次再议: it waits for the next meeting of this level.
        Next => "next",
        /// 退回办公室: it was not discussed, and the office works on without the meeting.
        Back => "back",
        /// 撤下议题: taken off the agenda, with a reason.
        Dropped => "dropped",
        /// 会前已有结果: the matter had moved on before it was discussed.
        Ended => "ended",
    }
}

impl ItemOutcome {
    /// What a meeting can decide of a matter.
    pub const DECISIONS: [Self; 3] = [Self::Handle, Self::Up, Self::Next];

    /// Where a matter can go that was not discussed.
    pub const UNDISCUSSED: [Self; 3] = [Self::Next, Self::Back, Self::Dropped];

    /// The step of the case that follows; none where it stays where it is, or where there is nothing above.
    #[must_use]
    pub const fn step(self, level: MeetingLevel) -> Option<Step> {
        match self {
            Self::Handle | Self::Back => Some(Step::Handle),
            Self::Up => level.step_up(),
            Self::Next | Self::Dropped | Self::Ended => None,
        }
    }
}

/// What of a meeting decides who sees it and who may do what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meeting<'a> {
    /// Which level.
    pub level: MeetingLevel,
    /// The village or the office that meets; none for the joint meeting.
    pub unit: Option<&'a str>,
    /// The offices have its minutes.
    pub is_issued: bool,
    /// Who closed it: the minutes are theirs.
    pub author: Option<&'a str>,
}

/// A time of day, as forms send it.
#[must_use]
pub fn parse_time(text: &str) -> Option<jiff::civil::Time> {
    let is_plain = text.len() == 5 && text.as_bytes()[2] == b':';
    jiff::civil::Time::strptime("%H:%M", text).ok().filter(|_| is_plain)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_meeting_is_worked_in_one_order() {
        const ACTS: [Act; 10] = [
            Act::SetAgenda,
            Act::NotePoint,
            Act::AnswerPoint,
            Act::ChangeMeeting,
            Act::CancelMeeting,
            Act::StartMeeting,
            Act::DecideItem,
            Act::CloseMeeting,
            Act::ApproveMinutes,
            Act::IssueMinutes,
        ];
        let picture: Vec<String> = MeetingState::ALL
            .iter()
            .map(|state| {
                let ways = ACTS.iter().filter_map(|act| {
                    let to = next_meeting(*state, *act).ok()?;
                    Some(format!("{}>{}", act.as_str(), to.as_str()))
                });
                format!("{}: {}", state.as_str(), ways.collect::<Vec<_>>().join(" "))
            })
            .collect();
        assert_eq!(
            picture.join("\n"),
            "planned: set_agenda>planned change_meeting>planned cancel_meeting>cancelled start_meeting>running\n\
             running: set_agenda>running note_point>running answer_point>running cancel_meeting>cancelled decide_item>running close_meeting>closed\n\
             closed: answer_point>closed approve_minutes>approved\n\
             approved: issue_minutes>issued\n\
             issued: \n\
             cancelled: "
        );
        let refused = next_meeting(MeetingState::Closed, Act::DecideItem);
        assert_eq!(refused, Err(Refused { act: Act::DecideItem, because: Because::MeetingState }));
    }

    #[test]
    fn a_matter_goes_up_one_level_at_a_time() {
        let up = |level: MeetingLevel| ItemOutcome::Up.step(level);
        assert_eq!(up(MeetingLevel::Village), Some(Step::AnalyseOffice));
        assert_eq!(up(MeetingLevel::Office), Some(Step::AnalyseJoint));
        assert_eq!(up(MeetingLevel::Joint), None);
        for level in MeetingLevel::GATHERINGS {
            assert_eq!((up(level), level.state()), (None, None), "a gathering decides no case");
        }
        for level in MeetingLevel::ALL {
            assert_eq!(ItemOutcome::Handle.step(*level), Some(Step::Handle));
            assert_eq!(ItemOutcome::Back.step(*level), Some(Step::Handle));
            for stays in [ItemOutcome::Next, ItemOutcome::Dropped, ItemOutcome::Ended] {
                assert_eq!(stays.step(*level), None);
            }
        }
    }

    #[test]
    fn more_than_half_and_in_the_offices_meeting_a_leader_or_a_reason() {
        let came = |present, leader_attended| Attendance { members: 6, present, leader_attended };
        for level in MeetingLevel::GATHERINGS {
            assert_eq!(came(0, false).lacking(level), None, "whoever likes comes to a gathering");
        }
        for level in MeetingLevel::ALL.iter().filter(|level| !level.is_gathering()) {
            assert_eq!(came(3, true).lacking(*level), Some(Lacking::Quorum), "half is no quorum");
            assert_eq!(came(4, true).lacking(*level), None);
        }
        assert_eq!(came(4, false).lacking(MeetingLevel::Office), Some(Lacking::Leader));
        assert_eq!(came(4, false).lacking(MeetingLevel::Village), None);
        assert_eq!(came(4, false).lacking(MeetingLevel::Joint), None);
    }

    #[test]
    fn a_day_off_the_cadence_is_noticed() {
        use MeetingLevel as L;
        let tuesday = date(2026, 12, 1);
        let not_tuesday = [OffCadence::NotTuesday].as_slice();
        let missed = [OffCadence::Missed].as_slice();
        assert_eq!(L::Village.off_cadence(tuesday, Some(date(2026, 11, 24))), []);
        assert_eq!(L::Village.off_cadence(date(2026, 12, 2), Some(date(2026, 11, 24))), not_tuesday);
        assert_eq!(L::Village.off_cadence(tuesday, Some(date(2026, 11, 22))), missed);
        assert_eq!(L::Village.off_cadence(tuesday, None), []);
        assert_eq!(L::Office.off_cadence(date(2026, 12, 31), Some(date(2026, 11, 1))), []);
        assert_eq!(L::Joint.off_cadence(date(2027, 1, 4), Some(date(2026, 11, 30))), missed);
        assert_eq!(L::Joint.off_cadence(date(2026, 11, 30), Some(date(2026, 11, 30))), []);
        assert_eq!(L::OutreachDay.off_cadence(date(2026, 12, 15), Some(date(2026, 9, 15))), []);
        assert_eq!(L::OutreachDay.off_cadence(date(2026, 12, 16), None), [OffCadence::NotFifteenth]);
        assert_eq!(L::JointOfficeDay.off_cadence(date(2026, 12, 2), None), not_tuesday);
        assert_eq!(L::TownHall.off_cadence(date(2026, 12, 2), None), []);
    }

    #[test]
    fn the_next_day_follows_the_cadence_and_is_not_past() {
        use MeetingLevel as L;
        let monday = date(2026, 11, 30);
        assert_eq!(L::Village.next_day(None, monday), date(2026, 12, 1));
        assert_eq!(L::Office.next_day(Some(date(2026, 11, 12)), monday), date(2026, 12, 12));
        assert_eq!(L::Office.next_day(Some(date(2026, 9, 12)), monday), monday);
        assert_eq!(L::Joint.next_day(None, monday), monday);
        assert_eq!(L::OutreachDay.next_day(None, monday), date(2026, 12, 15));
        assert_eq!(L::OutreachDay.next_day(None, date(2026, 12, 15)), date(2026, 12, 15));
        assert_eq!(L::JointOfficeDay.next_day(None, monday), date(2026, 12, 1));
        assert_eq!(L::TownHall.next_day(Some(monday), monday), monday);
        assert_eq!(L::Joint.next_day(Some(date(2026, 10, 31)), date(2026, 11, 1)), monday, "a short month");
    }

    #[test]
    fn a_time_is_two_numbers_with_a_colon() {
        assert_eq!(parse_time("09:30"), Some(jiff::civil::time(9, 30, 0, 0)));
        for no_time in ["", "9:30", "25:00", "09：30", "0930", "09:60", "09:30:00"] {
            assert_eq!(parse_time(no_time), None, "{no_time}");
        }
    }
}
