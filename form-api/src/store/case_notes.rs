//! What gathers around a case: whom it is hidden from, opinions of the levels of analysis, and what office and sender
//! asked each other. Deliberately absent: the case itself (`cases`) and its events (`event_log`).

use jiff::Timestamp;
use jiff::civil::Date;

use super::cases::day_or_null;
use super::many::Many;
use super::submissions::moment;
use super::{Arg, Ask, Row, StoreError, Tx, args};
use crate::case::{Channel, Exclusion, State, Subject};

fn columns(exclusion: &Exclusion) -> (&'static str, &str) {
    match exclusion {
        Exclusion::Staff(id) => ("staff", id),
        Exclusion::Office(id) => ("unit", id),
    }
}

/// Whether there is anything of these kinds beside a case: most letters have nothing, and need no question more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// Questions and what came back.
    pub messages: bool,
    /// Files.
    pub attachments: bool,
    /// Requests of the sender.
    pub requests: bool,
    /// What staff corrected of the letter.
    pub corrections: bool,
}

static INTO_EXCLUSIONS: Many<5> = Many::new(
    "INSERT INTO exclusions (subject_kind, subject_id, excluded_kind, excluded_id, township)",
    "ON CONFLICT DO NOTHING",
);

/// From now on the subjects do not exist for them. Doing it again changes nothing.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn add_exclusions(tx: &mut Tx, named: &[(Subject<'_>, &Exclusion)]) -> Result<(), StoreError> {
    let mut rows = Vec::with_capacity(named.len());
    for (subject, exclusion) in named {
        let (kind, id) = columns(exclusion);
        rows.push([
            Arg::from(subject.kind.as_str()),
            Arg::from(subject.id),
            Arg::from(kind),
            Arg::from(id),
            Arg::from(tx.township()),
        ]);
    }
    INTO_EXCLUSIONS.insert(tx, &rows).await.map(drop)
}

/// Whom a subject is hidden from.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_exclusions<A: Ask + Send>(
    mut ask: A,
    subject: Subject<'_>,
) -> Result<Vec<Exclusion>, StoreError> {
    let rows = ask
        .rows(
            "SELECT excluded_kind, excluded_id FROM exclusions WHERE subject_kind = $1 AND subject_id = $2 ORDER BY excluded_kind, excluded_id",
            args![subject.kind.as_str(), subject.id],
        )
        .await?;
    rows.iter().map(read_exclusion).collect()
}

pub(super) fn read_exclusion(row: &Row) -> Result<Exclusion, StoreError> {
    let id = row.text("excluded_id")?;
    let is_staff = row.text("excluded_kind")? == "staff";
    Ok(if is_staff { Exclusion::Staff(id) } else { Exclusion::Office(id) })
}

/// An opinion of one level of analysis.
#[derive(Clone, Debug)]
pub struct Opinion {
    /// Row id.
    pub id: String,
    /// The state that the case entered with it: which level.
    pub level: State,
    /// The day of the meeting.
    pub held_on: Date,
    /// A township leader attended (asked of the offices' meeting).
    pub leader_attended: bool,
    /// What was said.
    pub opinion: String,
    /// Staff id.
    pub written_by: String,
    /// When it was written down.
    pub written_at: Timestamp,
}

/// Adds an opinion; none is ever changed.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn add_opinion(tx: &mut Tx, subject: Subject<'_>, opinion: &Opinion) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO opinions (id, subject_kind, subject_id, level, held_on, leader_attended, opinion, written_by, \
         written_at_ms, township) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        args![
            &opinion.id,
            subject.kind.as_str(),
            subject.id,
            opinion.level.as_str(),
            opinion.held_on.to_string(),
            opinion.leader_attended,
            &opinion.opinion,
            &opinion.written_by,
            opinion.written_at.as_millisecond(), tx.township()],
    )
    .await?;
    Ok(())
}

/// The opinions on a subject, oldest first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_opinions<A: Ask + Send>(
    mut ask: A,
    subject: Subject<'_>,
) -> Result<Vec<Opinion>, StoreError> {
    let rows = ask
        .rows(
            "SELECT * FROM opinions WHERE subject_kind = $1 AND subject_id = $2 ORDER BY written_at_ms",
            args![subject.kind.as_str(), subject.id],
        )
        .await?;
    rows.iter().map(read_opinion).collect()
}

pub(super) fn read_opinion(row: &Row) -> Result<Opinion, StoreError> {
    Ok(Opinion {
        id: row.text("id")?,
        level: State::parse(&row.text("level")?).ok_or(StoreError::Word { column: "level" })?,
        held_on: day_or_null(row, "held_on")?.ok_or(StoreError::Word { column: "held_on" })?,
        leader_attended: row.flag("leader_attended")?,
        opinion: row.text("opinion")?,
        written_by: row.text("written_by")?,
        written_at: moment(row.int("written_at_ms")?),
    })
}

/// A question of the office, or what the sender answered.
#[derive(Clone, Debug)]
pub struct Message {
    /// Row id.
    pub id: String,
    /// From the office; else from the resident.
    pub from_office: bool,
    /// The text.
    pub text: String,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// How what a sender says came in.
    pub channel: Channel,
    /// Id of the staff member who took it down; none for what the sender wrote.
    pub entered_by: Option<String>,
}

/// Adds a message about a subject.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn add_message(tx: &mut Tx, subject: Subject<'_>, message: &Message) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO messages (id, subject_kind, subject_id, sender, text, sent_at_ms, channel, entered_by, township) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![
            &message.id,
            subject.kind.as_str(),
            subject.id,
            if message.from_office { "office" } else { "resident" },
            &message.text,
            message.sent_at.as_millisecond(),
            message.channel.as_str(),
            &message.entered_by, tx.township()],
    )
    .await?;
    Ok(())
}

/// Notes that a message was written on a page without the question before it, which therefore stays open.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn pass_question(tx: &mut Tx, message_id: &str) -> Result<(), StoreError> {
    tx.execute("UPDATE messages SET passes_question = 1 WHERE id = $1", args![message_id]).await?;
    Ok(())
}

/// Row ids of the messages about a subject that were written past a question: they answer none.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_passing<A: Ask + Send>(
    mut ask: A,
    subject: Subject<'_>,
) -> Result<Vec<String>, StoreError> {
    let rows = ask
        .rows(
            "SELECT id FROM messages WHERE subject_kind = $1 AND subject_id = $2 AND passes_question = 1",
            args![subject.kind.as_str(), subject.id],
        )
        .await?;
    rows.iter().map(|row| row.text("id")).collect()
}

/// The messages about a subject, oldest first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_messages<A: Ask + Send>(
    mut ask: A,
    subject: Subject<'_>,
) -> Result<Vec<Message>, StoreError> {
    let rows = ask
        .rows(
            "SELECT * FROM messages WHERE subject_kind = $1 AND subject_id = $2 ORDER BY sent_at_ms",
            args![subject.kind.as_str(), subject.id],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Message {
                id: row.text("id")?,
                from_office: row.text("sender")? == "office",
                text: row.text("text")?,
                sent_at: moment(row.int("sent_at_ms")?),
                channel: Channel::parse(&row.text("channel")?)
                    .ok_or(StoreError::Word { column: "channel" })?,
                entered_by: row.text_or_null("entered_by")?,
            })
        })
        .collect()
}

/// All that the sender of a letter has said since: what they added, asked for, and wrote to a rating.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_said<A: Ask + Send>(mut ask: A, case_id: &str) -> Result<Vec<String>, StoreError> {
    // With the round, SQLite reads the ratings of the letter and not all of the township.
    let sql = "SELECT text FROM messages WHERE subject_kind = 'case' AND subject_id = $1 AND sender = 'resident' \
               AND township = $2 UNION ALL SELECT text FROM requests WHERE case_id = $1 AND township = $2 \
               UNION ALL SELECT reason AS text FROM ratings WHERE case_id = $1 AND round >= 0 AND township = $2 \
               AND reason IS NOT NULL";
    ask.rows(sql, args![case_id, ask.township()]).await?.iter().map(|row| row.text("text")).collect()
}
