//! What is public. Publication reads this table and no other; steps alone write it. Every change takes the next change
//! number, so that another site can ask what has changed since it last looked. Deliberately absent: any way from here
//! back to a case or a person, and older states: a reply stands at its last change.

use jiff::civil::{Date, DateTime};
use record::{FeedbackScope, PublicKind, PublicRecord, PublicReply, Rating, Round, Tombstone};

use super::db::list_column;
use super::{Ask, Row, StoreError, Tx, args};

/// A public record and the number of its last change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicChange {
    /// From 1; later changes have larger numbers, with gaps where a reply has changed again since.
    pub change_no: i64,
    /// As it is now.
    pub record: PublicRecord,
}

/// The number of the change that this transaction makes. The row stays locked until the transaction ends, so a larger
/// number is committed later than a smaller one, on every database and with several servers: a reader that has seen a
/// number has seen all before it. Steps take it before they write their event, for there writers queue too and the order
/// of the two queues must be the same everywhere.
async fn next_change_no(tx: &mut Tx) -> Result<i64, StoreError> {
    let sql =
        "UPDATE public_change_head SET change_no = change_no + 1 WHERE township = $1 RETURNING change_no";
    let township = tx.township();
    (&mut *tx).row(sql, args![township]).await?.ok_or(StoreError::NotFound)?.int("change_no")
}

/// The number of the last change of anything public; 0 before the first one.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_public_change_head<A: Ask + Send>(mut ask: A) -> Result<i64, StoreError> {
    let sql = "SELECT change_no FROM public_change_head WHERE township = $1";
    ask.row(sql, args![ask.township()]).await?.ok_or(StoreError::NotFound)?.int("change_no")
}

/// What has changed after a number, in the order of changes, at most `limit` records. A row that cannot be read is left
/// out: a withdrawal behind it must reach whoever asks.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_public_changes<A: Ask + Send>(
    mut ask: A,
    after: i64,
    limit: i64,
) -> Result<Vec<PublicChange>, StoreError> {
    let sql =
        "SELECT * FROM public_replies WHERE township = $3 AND change_no > $1 ORDER BY change_no LIMIT $2";
    let (mut changes, mut seen) = (Vec::new(), after);
    loop {
        let wanted = limit - i64::try_from(changes.len()).unwrap_or(limit);
        let rows = ask.rows(sql, args![seen, wanted, ask.township()]).await?;
        changes.extend(rows.iter().filter_map(|row| read_change(row).ok()));
        // In the place of what cannot be read, the next ones are told; a row without a number has no place.
        match rows.iter().rev().find_map(|row| row.int("change_no").ok()) {
            Some(last) if changes.len() < usize::try_from(limit).unwrap_or(0) => seen = last,
            _ => return Ok(changes),
        }
    }
}

/// The last change of one reply; none when nothing of that number was ever public.
///
/// # Errors
/// [`StoreError::Word`] when the row was written by a newer program.
pub async fn find_public_change<A: Ask + Send>(
    mut ask: A,
    submission_no: &str,
) -> Result<Option<PublicChange>, StoreError> {
    let sql = "SELECT * FROM public_replies WHERE submission_no = $1 AND township = $2";
    ask.row(sql, args![submission_no, ask.township()]).await?.as_ref().map(read_change).transpose()
}

/// The replies that are public now to letters that came on these days, the newest first. A row that cannot be read is
/// left out.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_public_replies_received<A: Ask + Send>(
    mut ask: A,
    from: Date,
    until: Date,
) -> Result<Vec<PublicRecord>, StoreError> {
    let sql = "SELECT * FROM public_replies WHERE township = $3 AND withdrawn_on IS NULL AND received_on >= $1 AND received_on <= $2 \
               ORDER BY received_on DESC, submission_no";
    let rows = ask.rows(sql, args![from.to_string(), until.to_string(), ask.township()]).await?;
    Ok(rows.iter().filter_map(|row| read(row).ok()).collect())
}

/// Adds a reply, or puts a corrected one in its place.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn add_public_reply(tx: &mut Tx, reply: &PublicReply) -> Result<(), StoreError> {
    let change_no = next_change_no(tx).await?;
    tx.execute(
        "INSERT INTO public_replies (submission_no, title, kind, topic, village, office, scope, received_on, \
         replied_on, published_at, working_days, policies, letters, rating, letter, answer, kept, \
         change_no, round, updated_at, township) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21) \
         ON CONFLICT (township, submission_no) DO UPDATE SET title = excluded.title, kind = excluded.kind, topic = \
         excluded.topic, village = excluded.village, office = excluded.office, scope = excluded.scope, received_on = \
         excluded.received_on, replied_on = excluded.replied_on, published_at = excluded.published_at, working_days = \
         excluded.working_days, policies = excluded.policies, letters = excluded.letters, rating = excluded.rating, \
         letter = excluded.letter, answer = excluded.answer, kept = excluded.kept, change_no = \
         excluded.change_no, round = excluded.round, updated_at = excluded.updated_at, withdrawn_on = NULL",
        args![
            &reply.submission_no,
            &reply.title,
            reply.kind.as_str(),
            &reply.topic,
            &reply.village,
            &reply.office,
            reply.scope.as_str(),
            reply.received_on.to_string(),
            reply.replied_on.to_string(),
            reply.published_at.to_string(),
            reply.working_days.map(i64::from),
            list_column(&reply.policies),
            i64::from(reply.letters),
            reply.rating.map(Rating::as_str),
            &reply.letter,
            &reply.answer,
            list_column(&reply.kept),
            change_no,
            reply.round.as_str(),
            reply.updated.map(|at| at.to_string()), tx.township()],
    )
    .await?;
    Ok(())
}

/// Leaves a tombstone: every text of the reply is emptied in the table too. Whatever stood there before, also where nothing did
/// or nothing that can be read, it stands there afterwards: the page has to go, and whoever copied it has to learn that.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn withdraw_public_reply(tx: &mut Tx, submission_no: &str, on: Date) -> Result<(), StoreError> {
    let change_no = next_change_no(tx).await?;
    tx.execute(
        "INSERT INTO public_replies (submission_no, title, kind, topic, office, scope, received_on, replied_on, \
         published_at, policies, letters, letter, answer, change_no, withdrawn_on, township) \
         VALUES ($1, '', '', '', '', '', '', '', '', '[]', 0, '', '', $3, $2, $4) \
         ON CONFLICT (township, submission_no) DO UPDATE SET withdrawn_on = $2, title = '', topic = '', village = NULL, \
         policies = '[]', letter = '', answer = '', kept = '[]', rating = NULL, change_no = $3",
        args![submission_no, on.to_string(), change_no, tx.township()],
    )
    .await
    .map(drop)
}

/// Gives a public reply its sender's grade; what is withdrawn stays without one.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn rate_public_reply(
    tx: &mut Tx,
    submission_no: &str,
    grade: Rating,
    at: DateTime,
) -> Result<(), StoreError> {
    let change_no = next_change_no(tx).await?;
    tx.execute(
        "UPDATE public_replies SET rating = $2, change_no = $3, updated_at = $4 WHERE township = $5 AND submission_no = $1 AND \
         withdrawn_on IS NULL",
        args![submission_no, grade.as_str(), change_no, at.to_string(), tx.township()],
    )
    .await?;
    Ok(())
}

/// Says of a public reply what its case has come to since; what is withdrawn says nothing.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn set_public_round(
    tx: &mut Tx,
    submission_no: &str,
    round: Round,
    at: DateTime,
) -> Result<(), StoreError> {
    let change_no = next_change_no(tx).await?;
    tx.execute(
        "UPDATE public_replies SET round = $2, change_no = $3, updated_at = $4 WHERE township = $5 AND submission_no = $1 AND \
         withdrawn_on IS NULL",
        args![submission_no, round.as_str(), change_no, at.to_string(), tx.township()],
    )
    .await?;
    Ok(())
}

/// Everything that is or was public, and what of it cannot be read.
#[derive(Debug, Default)]
pub struct PublicRecords {
    /// By letter number.
    pub records: Vec<PublicRecord>,
    /// Rows that a newer program wrote, or somebody by hand.
    pub unreadable: Vec<UnreadableRow>,
}

/// A row that cannot be read. Whatever it was, it is not shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadableRow {
    /// The letter number.
    pub submission_no: String,
    /// The column that holds what this version does not know; empty when it is the row itself.
    pub column: &'static str,
}

/// Everything that is or was public. One row that cannot be read keeps none of the others from being read.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_public_records<A: Ask + Send>(mut ask: A) -> Result<PublicRecords, StoreError> {
    let mut all = PublicRecords::default();
    for row in ask
        .rows(
            "SELECT * FROM public_replies WHERE township = $1 ORDER BY submission_no",
            args![ask.township()],
        )
        .await?
    {
        let submission_no = row.text("submission_no")?;
        match read(&row) {
            Ok(record) => all.records.push(record),
            Err(StoreError::Word { column }) => all.unreadable.push(UnreadableRow { submission_no, column }),
            Err(_) => all.unreadable.push(UnreadableRow { submission_no, column: "" }),
        }
    }
    Ok(all)
}

/// How many there are.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn count_public_records<A: Ask + Send>(mut ask: A) -> Result<usize, StoreError> {
    let rows = ask
        .rows("SELECT COUNT(*) AS count FROM public_replies WHERE township = $1", args![ask.township()])
        .await?;
    Ok(rows
        .first()
        .map(|row| row.int("count"))
        .transpose()?
        .and_then(|n| usize::try_from(n).ok())
        .unwrap_or(0))
}

fn read_change(row: &Row) -> Result<PublicChange, StoreError> {
    Ok(PublicChange { change_no: row.int("change_no")?, record: read(row)? })
}

/// What may stand, as the site's reader takes it: no empty ones, and only what stands in the texts is looked for there.
fn kept(stored: Vec<String>) -> Vec<String> {
    stored.iter().map(|text| text.trim()).filter(|text| !text.is_empty()).map(str::to_owned).collect()
}

fn read(row: &Row) -> Result<PublicRecord, StoreError> {
    let submission_no = row.text("submission_no")?;
    if let Some(day) = row.text_or_null("withdrawn_on")? {
        let withdrawn_on = day.parse().map_err(|_| StoreError::Word { column: "withdrawn_on" })?;
        // The place among the others stays: public lists and search segments are cut by it.
        let published_at = row.text("published_at")?.parse().ok();
        return Ok(PublicRecord::Withdrawn(Tombstone { submission_no, withdrawn_on, published_at }));
    }
    let day = |column| row.text(column)?.parse().map_err(|_| StoreError::Word { column });
    Ok(PublicRecord::Reply(PublicReply {
        submission_no,
        title: row.text("title")?,
        kind: PublicKind::parse(&row.text("kind")?).ok_or(StoreError::Word { column: "kind" })?,
        topic: row.text("topic")?,
        village: row.text_or_null("village")?,
        office: row.text("office")?,
        scope: FeedbackScope::parse(&row.text("scope")?).ok_or(StoreError::Word { column: "scope" })?,
        received_on: day("received_on")?,
        replied_on: day("replied_on")?,
        published_at: row
            .text("published_at")?
            .parse()
            .map_err(|_| StoreError::Word { column: "published_at" })?,
        updated: row
            .text_or_null("updated_at")?
            .map(|at| at.parse().map_err(|_| StoreError::Word { column: "updated_at" }))
            .transpose()?,
        round: Round::parse(&row.text("round")?).ok_or(StoreError::Word { column: "round" })?,
        working_days: row.int_or_null("working_days")?.and_then(|days| u32::try_from(days).ok()),
        policies: row.list("policies")?,
        letters: u32::try_from(row.int("letters")?).map_err(|_| StoreError::Word { column: "letters" })?,
        rating: row
            .text_or_null("rating")?
            .map(|word| Rating::parse(&word).ok_or(StoreError::Word { column: "rating" }))
            .transpose()?,
        kept: kept(row.list("kept")?),
        letter: row.text("letter")?,
        answer: row.text("answer")?,
    }))
}
