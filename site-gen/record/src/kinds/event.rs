//! 民情沟通日, 集中办公日, 民情恳谈会, 蹲点调研: what happens when and where, and what came of it.
//! Deliberately absent: names of residents who attended; attendance is counted by role.

use std::cmp::Ordering;

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use crate::kind::{AgeLimit, Column, Kind, Record, Reference, ReportLine, Target};
use crate::problem::Problem;
use crate::source::{Source, day_or_none, minute, minute_or_none};
use crate::words;

words! {
    EventKind {
        /// 民情沟通日: the 15th.
        OutreachDay => "outreach_day",
        /// 集中办公日: Tuesdays.
        JointOfficeDay => "joint_office_day",
        /// 民情恳谈会.
        TownHallMeeting => "town_hall_meeting",
        /// 蹲点调研.
        FieldResearchStay => "field_research_stay",
    }
}

words! {
    /// Whether it happens.
    EventStatus {
        /// 计划.
        Planned => "planned",
        /// 已举行.
        Held => "held",
        /// 已取消.
        Cancelled => "cancelled",
    }
}

/// How many of a role attended.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Attendance {
    /// Such as 村民代表.
    pub role: String,
    /// How many.
    pub count: u32,
}

record! {
    pub struct Event named slug {
        pub kind: EventKind,
        pub title: String,
        /// When it begins.
        #[serde(deserialize_with = "minute")]
        pub starts_at: DateTime,
        #[serde(deserialize_with = "minute")]
        pub ends_at: DateTime,
        pub place: String,
        /// Village id.
        #[serde(default)]
        pub village: Option<String>,
        /// Office id.
        #[serde(default)]
        pub office: Option<String>,
        #[serde(default)]
        pub chair: Option<String>,
        /// Whether it happens.
        pub status: EventStatus,
        /// The day it was moved from.
        #[serde(default, deserialize_with = "day_or_none")]
        pub moved_from: Option<Date>,
        /// Why it was moved.
        #[serde(default)]
        pub moved_reason: Option<String>,
        /// How many attended.
        #[serde(default)]
        pub attendance: Vec<Attendance>,
        pub summary: String,
        /// When it was published.
        #[serde(deserialize_with = "minute")]
        pub published_at: DateTime,
        /// When it was last changed, for who reads along; none says that it never was.
        #[serde(default, deserialize_with = "minute_or_none")]
        pub updated: Option<DateTime>,
    }
}

impl Event {
    pub const KIND: Kind = Kind {
        word: "event",
        folder: "events",
        column: Column { word: "events", path: "events/", in_navigation: true, has_feed: true },
        required: &["title", "place", "summary", "role"],
        beginning: |today| {
            format!(
                "+++\n# outreach_day、joint_office_day、town_hall_meeting 或 field_research_stay\n\
                 kind = \"town_hall_meeting\"\ntitle = \"\"\nstarts_at = \"{today} 14:30\"\n\
                 ends_at = \"{today} 16:30\"\nplace = \"\"\n# planned（计划）、held（已举行）或 cancelled（已取消）\n\
                 status = \"planned\"\nsummary = \"\"\npublished_at = \"{today} 09:00\"\n+++\n"
            )
        },
        limit: Some(AgeLimit::News),
        report: Some(ReportLine::News),
    };
}

impl Record for Event {
    common_fields!(slug, title);
    times!(own => own.published_at, own.updated);

    fn compare(&self, other: &Self) -> Ordering {
        (self.starts_at, &self.slug).cmp(&(other.starts_at, &other.slug))
    }

    fn references(&self) -> Vec<Reference<'_>> {
        let village = self.village.iter().map(|id| ("village", Target::Village(id)));
        let office = self.office.iter().map(|id| ("office", Target::Office(id)));
        village.chain(office).map(|(key, target)| Reference { key, target }).collect()
    }

    fn problems(&self, source: &Source<'_>) -> Vec<Problem> {
        let mut problems = Vec::new();
        if self.ends_at <= self.starts_at {
            problems.push(source.problem("ends_at", "结束时间不晚于开始时间", "核对两个时间"));
        }
        if self.moved_from.is_some() && self.moved_reason.is_none() {
            let do_this = "加一项 moved_reason，写明为什么改期";
            problems.push(source.problem("moved_from", "改期没有说明原因", do_this));
        }
        problems
    }

    fn day(&self) -> Option<Date> {
        Some(self.starts_at.date())
    }

    fn changed_at(&self) -> DateTime {
        // Nobody announces what is cancelled: the cancelling came after the publication, and after a move
        // whose moment its author left as it was.
        let is_later = self.status == EventStatus::Cancelled;
        let minutes = jiff::Span::new().minutes(i64::from(is_later));
        self.updated.map_or(self.published_at, |at| at.max(self.published_at)).saturating_add(minutes)
    }
}
