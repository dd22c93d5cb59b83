//! 民情沟通日, 集中办公日, 民情恳谈会, 蹲点调研: what happens when and where, and what came of it. Deliberately absent:
//! names of residents who attended; attendance is counted by role.

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use super::showing::{Showing, Timed, last_change, later, too_early};
use super::source::{Source, day_or_none, minute, minute_or_none};
use super::words;
use crate::problem::Problem;

words! {
    /// What kind of event.
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

/// An event.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// In URLs: the file's name.
    #[serde(skip)]
    pub slug: String,
    /// What kind.
    pub kind: EventKind,
    /// Title.
    pub title: String,
    /// When it begins.
    #[serde(deserialize_with = "minute")]
    pub starts_at: DateTime,
    /// When it ends.
    #[serde(deserialize_with = "minute")]
    pub ends_at: DateTime,
    /// Where.
    pub place: String,
    /// Village id.
    #[serde(default)]
    pub village: Option<String>,
    /// Office id.
    #[serde(default)]
    pub office: Option<String>,
    /// Who chairs.
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
    /// Still being written: it is not on the site.
    #[serde(default)]
    pub draft: bool,
    /// The first day on the site.
    #[serde(default, deserialize_with = "day_or_none")]
    pub publish_on: Option<Date>,
    /// The last day on the site.
    #[serde(default, deserialize_with = "day_or_none")]
    pub expires_on: Option<Date>,
    /// Addresses at which it stood before, relative to the root.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// A sentence.
    pub summary: String,
    /// When it was published.
    #[serde(deserialize_with = "minute")]
    pub published_at: DateTime,
    /// When it was last changed, for who reads along; none says that it never was.
    #[serde(default, deserialize_with = "minute_or_none")]
    pub updated: Option<DateTime>,
    /// Minutes, in Markdown.
    #[serde(skip)]
    pub body: String,
}

impl Event {
    /// Reads an event.
    ///
    /// # Errors
    /// Every problem of the file itself.
    pub fn parse(source: &Source<'_>) -> Result<Self, Vec<Problem>> {
        let (mut event, body): (Self, &str) = source.parse().map_err(|problem| vec![problem])?;
        source.slug().clone_into(&mut event.slug);
        body.clone_into(&mut event.body);
        let mut problems = source.empty(&["title", "place", "summary", "role"]);
        if event.ends_at <= event.starts_at {
            problems.push(source.problem("ends_at", "结束时间不晚于开始时间", "核对两个时间"));
        }
        problems.extend(too_early(source, event.published_at, event.updated));
        if event.moved_from.is_some() && event.moved_reason.is_none() {
            problems.push(source.problem(
                "moved_from",
                "改期没有说明原因",
                "加一项 moved_reason，写明为什么改期",
            ));
        }
        if let (Some(first), Some(last)) = (event.publish_on, event.expires_on)
            && last < first
        {
            problems.push(source.problem(
                "expires_on",
                "最后一天早于第一天",
                "核对 publish_on 和 expires_on",
            ));
        }
        if problems.is_empty() { Ok(event) } else { Err(problems) }
    }
}

impl Timed for Event {
    fn showing(&self) -> Showing {
        Showing {
            draft: self.draft,
            from: later(Some(self.published_at.date()), self.publish_on),
            until: self.expires_on,
        }
    }

    fn file(&self) -> String {
        format!("events/{}.md", self.slug)
    }

    fn changed_at(&self) -> DateTime {
        // Nobody announces what is cancelled: the cancelling came after the publication, and after a move whose moment
        // its author left as it was.
        let is_later = self.status == EventStatus::Cancelled;
        let minutes = jiff::Span::new().minutes(i64::from(is_later));
        last_change(self.published_at, self.updated).saturating_add(minutes)
    }
}
