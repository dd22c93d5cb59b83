//! What is public. Publication reads this table and no other; steps alone write it. Deliberately absent: any way from
//! here back to a case or a person.

use jiff::civil::Date;
use site_gen::record::{FeedbackScope, PublicKind, PublicRecord, PublicReply, Rating, Tombstone};

use super::{Ask, Row, StoreError, Tx, args};

/// Adds a reply, or puts a corrected one in its place.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn add_public_reply(tx: &mut Tx, reply: &PublicReply) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO public_replies (submission_no, title, kind, topic, village, office, scope, received_on, \
         replied_on, published_at, working_days, policies, letters, rating, letter, answer, kept) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) \
         ON CONFLICT (submission_no) DO UPDATE SET title = excluded.title, kind = excluded.kind, topic = \
         excluded.topic, village = excluded.village, office = excluded.office, scope = excluded.scope, received_on = \
         excluded.received_on, replied_on = excluded.replied_on, published_at = excluded.published_at, working_days = \
         excluded.working_days, policies = excluded.policies, letters = excluded.letters, rating = excluded.rating, \
         letter = excluded.letter, answer = excluded.answer, kept = excluded.kept, withdrawn_on = NULL",
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
            reply.policies.join("\n"),
            i64::from(reply.letters),
            reply.rating.map(Rating::as_str),
            &reply.letter,
            &reply.answer,
            reply.kept.join("\n")
        ],
    )
    .await?;
    Ok(())
}

/// Leaves a tombstone: every text of the reply is emptied in the table too.
///
/// # Errors
/// [`StoreError::NotFound`] when nothing of that number is public.
pub async fn withdraw_public_reply(tx: &mut Tx, submission_no: &str, on: Date) -> Result<(), StoreError> {
    let touched = tx
        .execute(
            "UPDATE public_replies SET withdrawn_on = $2, title = '', topic = '', village = NULL, policies = '', \
             letter = '', answer = '', kept = '', rating = NULL WHERE submission_no = $1 AND withdrawn_on IS NULL",
            args![submission_no, on.to_string()],
        )
        .await?;
    if touched == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}

/// Gives a public reply its sender's grade; what is withdrawn stays without one.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn rate_public_reply(tx: &mut Tx, submission_no: &str, grade: Rating) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE public_replies SET rating = $2 WHERE submission_no = $1 AND withdrawn_on IS NULL",
        args![submission_no, grade.as_str()],
    )
    .await?;
    Ok(())
}

/// Everything that is or was public, by letter number.
///
/// # Errors
/// [`StoreError::Word`] when a row was written by a newer program.
pub async fn list_public_records<A: Ask + Send>(mut ask: A) -> Result<Vec<PublicRecord>, StoreError> {
    ask.rows("SELECT * FROM public_replies ORDER BY submission_no", &[]).await?.iter().map(read).collect()
}

/// One of them; none when nothing of that number was ever public.
///
/// # Errors
/// [`StoreError::Word`] when the row was written by a newer program.
pub async fn find_public_record<A: Ask + Send>(
    mut ask: A,
    submission_no: &str,
) -> Result<Option<PublicRecord>, StoreError> {
    let rows =
        ask.rows("SELECT * FROM public_replies WHERE submission_no = $1", args![submission_no]).await?;
    rows.first().map(read).transpose()
}

/// How many there are.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn count_public_records<A: Ask + Send>(mut ask: A) -> Result<usize, StoreError> {
    let rows = ask.rows("SELECT COUNT(*) AS count FROM public_replies", &[]).await?;
    Ok(rows
        .first()
        .map(|row| row.int("count"))
        .transpose()?
        .and_then(|n| usize::try_from(n).ok())
        .unwrap_or(0))
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
        working_days: row.int_or_null("working_days")?.and_then(|days| u32::try_from(days).ok()),
        policies: row.text("policies")?.lines().map(str::to_owned).collect(),
        letters: u32::try_from(row.int("letters")?).map_err(|_| StoreError::Word { column: "letters" })?,
        rating: row
            .text_or_null("rating")?
            .map(|word| Rating::parse(&word).ok_or(StoreError::Word { column: "rating" }))
            .transpose()?,
        kept: row.text("kept")?.lines().map(str::to_owned).collect(),
        letter: row.text("letter")?,
        answer: row.text("answer")?,
    }))
}
