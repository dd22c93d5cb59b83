//! Keyed hashes of names and numbers, and the findings that two persons let stand. Deliberately absent: the names and
//! numbers themselves.

use jiff::Timestamp;

use super::many::Many;
use super::{Arg, Ask, Row, StoreError, Tx, args};
use crate::case::Subject;

/// A hashed name or number in the texts of a subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HashedMark {
    /// Word of `privacy::forms::Form`.
    pub form: String,
    /// Length of the plain form in characters.
    pub length: usize,
    /// Hex of `seal::MarkHash`.
    pub hash: String,
    /// Made of what the sender left, not found in a text.
    pub of_sender: bool,
}

fn read(row: &Row) -> Result<HashedMark, StoreError> {
    Ok(HashedMark {
        form: row.text("form")?,
        length: usize::try_from(row.int("length")?).map_err(|_| StoreError::Word { column: "length" })?,
        hash: row.text("hash")?,
        of_sender: row.flag("of_sender")?,
    })
}

static INTO_MARKS: Many<7> = Many::new(
    "INSERT INTO identifiers (subject_kind, subject_id, form, length, hash, of_sender, township)",
    "ON CONFLICT (subject_kind, subject_id, form, hash) DO UPDATE SET of_sender = \
     CASE WHEN excluded.of_sender = 1 THEN 1 ELSE identifiers.of_sender END",
);

/// Adds marks of a subject; those that are there stay.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn add_marks(tx: &mut Tx, subject: Subject<'_>, marks: &[HashedMark]) -> Result<(), StoreError> {
    add_marks_of_many(tx, &[(subject, marks)]).await
}

/// Adds marks of several subjects; those that are there stay. No mark of one stands in its list twice.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn add_marks_of_many(
    tx: &mut Tx,
    subjects: &[(Subject<'_>, &[HashedMark])],
) -> Result<(), StoreError> {
    let mut rows = Vec::new();
    for (subject, marks) in subjects {
        for mark in *marks {
            rows.push([
                Arg::from(subject.kind.as_str()),
                Arg::from(subject.id),
                Arg::from(&mark.form),
                Arg::from(i64::try_from(mark.length).unwrap_or(i64::MAX)),
                Arg::from(&mark.hash),
                Arg::from(mark.of_sender),
                Arg::from(tx.township()),
            ]);
        }
    }
    INTO_MARKS.insert(tx, &rows).await.map(drop)
}

/// Marks of one form and length, of whomever.
#[derive(Clone, Debug)]
pub struct MarksOfForm {
    /// Word of `privacy::forms::Form`.
    pub form: String,
    /// Length of the plain form in characters.
    pub length: usize,
    hashes: String,
}

impl MarksOfForm {
    /// Hex of `seal::MarkHash`, each.
    pub fn hashes(&self) -> impl Iterator<Item = &str> {
        self.hashes.split(',')
    }
}

/// The numbers of all cases; and names (in pinyin too), masked numbers and houses of those that are public, of those merged
/// into them, and of the one that is about to be. Others are left out: many names are also ordinary words, and would stop what
/// has nothing to do with them; and nobody masks the number of a letter that they do not have before them.
///
/// Each approval asks for them, of all years: the database joins them to a few long texts, for a row of each would take a second
/// and a hundred megabytes.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_marks<A: Ask + Send>(
    mut ask: A,
    about_to_be_public: Option<&str>,
) -> Result<Vec<MarksOfForm>, StoreError> {
    let numbers = "SELECT form, length, string_agg(hash, ',') AS hashes FROM identifiers \
                   WHERE township = $1 AND subject_kind = 'case' AND form = 'number' GROUP BY form, length";
    let mut rows = ask.rows(numbers, args![ask.township()]).await?;
    let names = "WITH shown (id) AS (SELECT id FROM cases WHERE township = $2 AND publication = 'published' AND publication <> 'none' \
                 UNION SELECT merged.id FROM cases AS merged JOIN cases AS main ON main.id = merged.merged_into \
                 WHERE merged.merged_into IS NOT NULL AND main.township = $2 AND main.publication = 'published' \
                 UNION SELECT id FROM cases WHERE id = $1 UNION SELECT id FROM cases WHERE merged_into = $1) \
                 SELECT form, length, string_agg(hash, ',') AS hashes FROM shown CROSS JOIN identifiers \
                 WHERE subject_kind = 'case' AND subject_id = shown.id AND identifiers.township = $2 AND form IN ('name', 'latin', 'masked_number', 'address') \
                 GROUP BY form, length";
    rows.extend(ask.rows(names, args![about_to_be_public, ask.township()]).await?);
    rows.iter().map(read_of_form).collect()
}

fn read_of_form(row: &Row) -> Result<MarksOfForm, StoreError> {
    Ok(MarksOfForm {
        form: row.text("form")?,
        length: usize::try_from(row.int("length")?).map_err(|_| StoreError::Word { column: "length" })?,
        hashes: row.text("hashes")?,
    })
}

/// What one sender left, in every form.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_sender_marks<A: Ask + Send>(
    mut ask: A,
    subject: Subject<'_>,
) -> Result<Vec<HashedMark>, StoreError> {
    let sql = "SELECT form, length, hash, of_sender FROM identifiers WHERE subject_kind = $1 AND subject_id = $2 AND of_sender = 1";
    ask.rows(sql, args![subject.kind.as_str(), subject.id]).await?.iter().map(read).collect()
}

/// A finding of the gate that somebody asked to let stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeakOverride {
    /// Hex of `seal::MarkHash` over the text that was found.
    pub hash: String,
    /// Why it may stand.
    pub reason: String,
    /// Staff id.
    pub asked_by: String,
    /// Staff id of the second person; none while nobody has agreed.
    pub granted_by: Option<String>,
}

/// Notes that somebody asks to let findings in a subject's texts stand, over what was asked before and not granted.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn ask_overrides(
    tx: &mut Tx,
    subject: Subject<'_>,
    hashes: &[String],
    reason: &str,
    asked_by: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    for hash in hashes {
        tx.execute(
            "INSERT INTO leak_overrides (hash, subject_kind, subject_id, reason, asked_by, asked_at_ms, township) VALUES ($1, $2, $3, $4, $5, $6, $7) \
             ON CONFLICT (township, hash) DO UPDATE SET subject_kind = excluded.subject_kind, subject_id = excluded.subject_id, reason = excluded.reason, asked_by = \
             excluded.asked_by, asked_at_ms = excluded.asked_at_ms WHERE leak_overrides.granted_by IS NULL",
            args![hash, subject.kind.as_str(), subject.id, reason, asked_by, at.as_millisecond(), tx.township()],
        )
        .await?;
    }
    Ok(())
}

/// Erases why it was asked to let stand what the gate found in the texts of a subject; what was decided stays.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn erase_override_reasons(tx: &mut Tx, subject: Subject<'_>) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE leak_overrides SET reason = '' WHERE subject_kind = $1 AND subject_id = $2",
        args![subject.kind.as_str(), subject.id],
    )
    .await?;
    Ok(())
}

/// A second person agrees.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn grant_overrides(
    tx: &mut Tx,
    hashes: &[String],
    granted_by: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    for hash in hashes {
        tx.execute(
            "UPDATE leak_overrides SET granted_by = $2, granted_at_ms = $3 WHERE hash = $1 AND township = $4",
            args![hash, granted_by, at.as_millisecond(), tx.township()],
        )
        .await?;
    }
    Ok(())
}

/// Everything that was asked for: of one subject, or of all.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_overrides<A: Ask + Send>(
    mut ask: A,
    subject: Option<Subject<'_>>,
) -> Result<Vec<LeakOverride>, StoreError> {
    let rows = ask
        .rows(
            "SELECT hash, reason, asked_by, granted_by FROM leak_overrides \
             WHERE township = $3 AND (CAST($1 AS TEXT) IS NULL OR (subject_kind = $1 AND subject_id = $2)) ORDER BY hash",
            args![subject.map(|subject| subject.kind.as_str()), subject.map(|subject| subject.id), ask.township()],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(LeakOverride {
                hash: row.text("hash")?,
                reason: row.text("reason")?,
                asked_by: row.text("asked_by")?,
                granted_by: row.text_or_null("granted_by")?,
            })
        })
        .collect()
}
