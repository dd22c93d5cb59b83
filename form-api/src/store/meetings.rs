//! Meetings. Who sees a meeting is one question and who sees a case on its agenda (`meeting_items`) another one: how many cases
//! there are is counted of those that the viewer sees.
//!
//! Deliberately absent: agendas, and what a meeting said of a case.

use std::collections::HashMap;

use jiff::civil::{Date, Time};
use jiff::{Timestamp, ToSpan};

use super::cases::day_or_null;
use super::meeting_items::{is_of_own_village, with_visible_cases};
use super::submissions::moment;
use super::visible::{is_hidden_from, is_opened, is_report, township_of_viewer};
use super::{Ask, Row, StoreError, Tx, args};
use crate::case::{
    Lacking, Meeting, MeetingLevel, MeetingState, Relation, Sight, Subject, SubjectKind, Viewer, parse_time,
};

/// A meeting as it is kept.
#[derive(Clone, Debug)]
pub struct MeetingFile {
    /// Row id.
    pub id: String,
    /// Saved over this version only.
    pub version: i64,
    /// Which level meets.
    pub level: MeetingLevel,
    /// The village or the office that meets; none for the joint meeting.
    pub unit: Option<String>,
    /// Where it stands.
    pub state: MeetingState,
    /// The day.
    pub held_on: Date,
    /// The time of day in Asia/Shanghai.
    pub starts_at: Time,
    /// Where.
    pub place: String,
    /// Who leads it.
    pub chair: String,
    /// What a gathering is about.
    pub topic: Option<String>,
    /// Who was asked to come to it, by what they are.
    pub invited: Option<String>,
    /// So many belong to it; nobody to a gathering.
    pub members: i64,
    /// So many of them came.
    pub present: Option<i64>,
    /// Who came.
    pub attendees: Option<String>,
    /// A leader of the township came.
    pub leader_attended: bool,
    /// What it lacked.
    pub lacking: Option<Lacking>,
    /// Why it was held all the same, or why it did not take place.
    pub reason: Option<String>,
    /// Staff id of who called it.
    pub called_by: String,
    /// When.
    pub called_at: Timestamp,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// Staff id of who closed it.
    pub closed_by: Option<String>,
    /// When.
    pub closed_at: Option<Timestamp>,
    /// Staff id of who agreed with the minutes.
    pub approved_by: Option<String>,
    /// When.
    pub approved_at: Option<Timestamp>,
    /// Staff id of who gave the minutes to the offices.
    pub issued_by: Option<String>,
    /// When.
    pub issued_at: Option<Timestamp>,
}

impl MeetingFile {
    /// As what its events belong to.
    #[must_use]
    pub fn subject(&self) -> Subject<'_> {
        Subject { kind: SubjectKind::Meeting, id: &self.id }
    }

    /// As the table of rights sees it.
    #[must_use]
    pub fn meeting(&self) -> Meeting<'_> {
        Meeting {
            level: self.level,
            unit: self.unit.as_deref(),
            is_issued: self.state == MeetingState::Issued,
            author: self.closed_by.as_deref(),
        }
    }
}

// The bits that stand in the statement below.
const _: () = {
    assert!(Sight::bit(Relation::VillageMeeting) == 256, "in from_meetings");
    assert!(Sight::bit(Relation::AnyVillageMeeting) == 16384, "in from_meetings");
    assert!(Sight::bit(Relation::OwnOfficeMeeting) == 32768, "in from_meetings");
    assert!(Sight::bit(Relation::JointMeeting) == 65536, "in from_meetings");
    assert!(Sight::bit(Relation::IssuedMeeting) == 131072, "in from_meetings");
    assert!(Sight::bit(Relation::SeenMeeting) == 262144, "in from_meetings");
    assert!(Sight::bit(Relation::Gathering) == 524288, "in from_meetings");
};

/// `FROM … WHERE` for every meeting that a viewer may see: $1 staff id, $2 office, $3 the bits of their sight of meetings.
macro_rules! from_meetings {
    () => {
        " FROM meetings WHERE meetings.township = (SELECT township FROM staff WHERE staff.id = $1) AND (($3 & 262144) <> 0 \
         OR (($3 & 131072) <> 0 AND state = 'issued') OR (($3 & 65536) <> 0 AND level = 'joint') \
         OR (($3 & 32768) <> 0 AND level = 'office' AND unit = $2) OR (($3 & 16384) <> 0 AND level = 'village') \
         OR (($3 & 256) <> 0 AND level = 'village' AND unit = $2) \
         OR (($3 & 524288) <> 0 AND level IN ('outreach_day', 'joint_office_day', 'town_hall_meeting'))) "
    };
}

pub(super) fn word<T>(
    row: &Row,
    column: &'static str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<T, StoreError> {
    parse(&row.text(column)?).ok_or(StoreError::Word { column })
}

pub(super) fn word_or_null<T>(
    row: &Row,
    column: &'static str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, StoreError> {
    row.text_or_null(column)?.map(|text| parse(&text).ok_or(StoreError::Word { column })).transpose()
}

pub(super) fn day(row: &Row, column: &'static str) -> Result<Date, StoreError> {
    day_or_null(row, column)?.ok_or(StoreError::Word { column })
}

fn read(row: &Row) -> Result<MeetingFile, StoreError> {
    let when = |column| Ok::<_, StoreError>(row.int_or_null(column)?.map(moment));
    Ok(MeetingFile {
        id: row.text("id")?,
        version: row.int("version")?,
        level: word(row, "level", MeetingLevel::parse)?,
        unit: row.text_or_null("unit")?,
        state: word(row, "state", MeetingState::parse)?,
        held_on: day(row, "held_on")?,
        starts_at: word(row, "starts_at", parse_time)?,
        place: row.text("place")?,
        chair: row.text("chair")?,
        topic: row.text_or_null("topic")?,
        invited: row.text_or_null("invited")?,
        members: row.int("members")?,
        present: row.int_or_null("present")?,
        attendees: row.text_or_null("attendees")?,
        leader_attended: row.flag("leader_attended")?,
        lacking: word_or_null(row, "lacking", Lacking::parse)?,
        reason: row.text_or_null("reason")?,
        called_by: row.text("called_by")?,
        called_at: moment(row.int("called_at_ms")?),
        started_at: when("started_at_ms")?,
        closed_by: row.text_or_null("closed_by")?,
        closed_at: when("closed_at_ms")?,
        approved_by: row.text_or_null("approved_by")?,
        approved_at: when("approved_at_ms")?,
        issued_by: row.text_or_null("issued_by")?,
        issued_at: when("issued_at_ms")?,
    })
}

/// Keeps a meeting that was called, at version 1.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn add_meeting(tx: &mut Tx, meeting: &MeetingFile) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO meetings (id, township, version, level, unit, state, held_on, starts_at, place, chair, members, \
         called_by, called_at_ms, topic, invited) VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        args![
            &meeting.id,
            tx.township(),
            meeting.level.as_str(),
            &meeting.unit,
            meeting.state.as_str(),
            meeting.held_on.to_string(),
            meeting.starts_at.strftime("%H:%M").to_string(),
            &meeting.place,
            &meeting.chair,
            meeting.members,
            &meeting.called_by,
            meeting.called_at.as_millisecond(),
            &meeting.topic,
            &meeting.invited
        ],
    )
    .await
    .map(drop)
}

/// Saves a meeting over the version that was read.
///
/// # Errors
/// [`StoreError::Stale`] when somebody else saved it in between.
pub async fn save_meeting(tx: &mut Tx, meeting: &MeetingFile) -> Result<(), StoreError> {
    let ms = |moment: Option<Timestamp>| moment.map(Timestamp::as_millisecond);
    let touched = tx
        .execute(
            "UPDATE meetings SET version = version + 1, state = $3, held_on = $4, starts_at = $5, place = $6, chair = $7, \
             members = $8, present = $9, attendees = $10, leader_attended = $11, lacking = $12, reason = $13, \
             started_at_ms = $14, closed_by = $15, closed_at_ms = $16, approved_by = $17, approved_at_ms = $18, \
             issued_by = $19, issued_at_ms = $20, topic = $21, invited = $22 WHERE id = $1 AND version = $2",
            args![
                &meeting.id,
                meeting.version,
                meeting.state.as_str(),
                meeting.held_on.to_string(),
                meeting.starts_at.strftime("%H:%M").to_string(),
                &meeting.place,
                &meeting.chair,
                meeting.members,
                meeting.present,
                &meeting.attendees,
                meeting.leader_attended,
                meeting.lacking.map(Lacking::as_str),
                &meeting.reason,
                ms(meeting.started_at),
                &meeting.closed_by,
                ms(meeting.closed_at),
                &meeting.approved_by,
                ms(meeting.approved_at),
                &meeting.issued_by,
                ms(meeting.issued_at),
                &meeting.topic,
                &meeting.invited
            ],
        )
        .await?;
    if touched == 0 { Err(StoreError::Stale) } else { Ok(()) }
}

/// A meeting for a viewer.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none, and just so when it is not for this viewer.
pub async fn find_meeting<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
    id: &str,
) -> Result<MeetingFile, StoreError> {
    let row = ask
        .row(
            concat!("SELECT meetings.*", from_meetings!(), "AND meetings.id = $4"),
            args![&viewer.staff_id, &viewer.office, viewer.sight_of_meetings().bits(), id],
        )
        .await?;
    read(&row.ok_or(StoreError::NotFound)?)
}

/// A meeting in a list, with how many cases of its agenda the viewer sees.
#[derive(Clone, Debug)]
pub struct ListedMeeting {
    /// The meeting.
    pub meeting: MeetingFile,
    /// So many cases on the agenda.
    pub items: i64,
}

/// Nobody calls a meeting further ahead of the first day of a list. A list with two ends is looked for by its days alone.
const LISTED_YEARS: i64 = 2;

/// The meetings from a day on that a viewer may see, the first one first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_meetings<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
    from: Date,
) -> Result<Vec<ListedMeeting>, StoreError> {
    let until = from.saturating_add(LISTED_YEARS.years()).to_string();
    let rows = ask
        .rows(
            concat!(
                "SELECT meetings.*",
                from_meetings!(),
                "AND held_on BETWEEN $4 AND $5 ORDER BY held_on, starts_at, meetings.id"
            ),
            args![
                &viewer.staff_id,
                &viewer.office,
                viewer.sight_of_meetings().bits(),
                from.to_string(),
                &until
            ],
        )
        .await?;
    let counts = ask
        .rows(
            concat!(
                "SELECT meeting_items.meeting_id, COUNT(*) AS items FROM meetings JOIN meeting_items \
                 ON meeting_items.meeting_id = meetings.id AND meeting_items.township = meetings.township",
                with_visible_cases!(),
                "AND meetings.held_on BETWEEN $4 AND $6 GROUP BY meeting_items.meeting_id"
            ),
            args![
                &viewer.staff_id,
                &viewer.office,
                viewer.sight().bits(),
                from.to_string(),
                viewer.sight_of_meetings().bits(),
                &until
            ],
        )
        .await?;
    let mut of_meeting = HashMap::new();
    for row in &counts {
        of_meeting.insert(row.text("meeting_id")?, row.int("items")?);
    }
    super::readable(rows.iter().map(|row| {
        let meeting = read(row)?;
        Ok(ListedMeeting { items: of_meeting.get(&meeting.id).copied().unwrap_or_default(), meeting })
    }))
}

/// Of each meeting from a day on: how many events of these kinds it has, and when the last of them was.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn count_meeting_events<A: Ask + Send>(
    mut ask: A,
    from: Date,
    [one, other, third]: [&str; 3],
) -> Result<HashMap<String, (i64, Timestamp)>, StoreError> {
    let until = from.saturating_add(LISTED_YEARS.years()).to_string();
    let rows = ask
        .rows(
            "SELECT meetings.id AS id, COUNT(*) AS events, MAX(at_ms) AS at FROM meetings JOIN events \
             ON events.subject_kind = 'meeting' AND events.subject_id = meetings.id WHERE meetings.township = $1 \
             AND held_on BETWEEN $2 AND $3 AND events.kind IN ($4, $5, $6) GROUP BY meetings.id",
            args![ask.township(), from.to_string(), &until, one, other, third],
        )
        .await?;
    rows.iter().map(|row| Ok((row.text("id")?, (row.int("events")?, moment(row.int("at")?))))).collect()
}

/// The day of the last meeting of this level and unit before a day that took place or was called.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_last_meeting<A: Ask + Send>(
    mut ask: A,
    level: MeetingLevel,
    unit: Option<&str>,
    before: Date,
) -> Result<Option<Date>, StoreError> {
    let row = ask
        .row(
            "SELECT MAX(held_on) AS last FROM meetings WHERE township = $1 AND level = $2 AND COALESCE(unit, '') = $3 \
             AND held_on < $4 AND state <> 'cancelled'",
            args![ask.township(), level.as_str(), unit.unwrap_or_default(), before.to_string()],
        )
        .await?;
    row.map_or(Ok(None), |row| day_or_null(&row, "last"))
}

/// The next meeting of the same level and unit that was called already, from `today` on; none where nobody has called one.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_next_planned(
    mut tx: &mut Tx,
    after: &MeetingFile,
    today: Date,
) -> Result<Option<String>, StoreError> {
    let row = tx
        .row(
            "SELECT id FROM meetings WHERE township = $1 AND level = $2 AND COALESCE(unit, '') = $3 AND id <> $4 \
             AND state = 'planned' AND held_on >= $5 ORDER BY held_on, starts_at, id LIMIT 1",
            args![
                tx.township(),
                after.level.as_str(),
                after.unit.as_deref().unwrap_or_default(),
                &after.id,
                today.to_string()
            ],
        )
        .await?;
    row.map(|row| row.text("id")).transpose()
}
