//! Search by sub-string, at the desk. An index says which letters hold all characters and pairs of characters of a word; only these are
//! read, the newest first, and compared with the word itself. It is written with `submissions.search_text`, in the same transaction,
//! and tells nothing that does not stand there; where that text changes or goes, its pairs are taken out.
//!
//! Each database has its own kind of index: SQLite a full-text table whose "words" are codes of pairs, PostgreSQL an inverted index over
//! a list of such codes. So this is the one file whose statements are written twice.

use std::collections::BTreeSet;

use super::many::Many;
use super::queue::{QueueRow, last_news, read_queue_rows};
use super::visible::{is_in_sight, township_of_viewer};
use super::{Arg, Ask, Db, OpenTx, Pools, Row, StoreError, Tx, args};
use crate::case::{Viewer, search_text};

/// The codes of a text's characters and of its pairs, each once. Two pairs may share a code: what the index finds is compared
/// with the word itself.
fn codes(text: &str) -> BTreeSet<i32> {
    let alone = text.chars().map(|c| code(c, None));
    let pairs = text.chars().zip(text.chars().skip(1)).map(|(first, second)| code(first, Some(second)));
    alone.chain(pairs).collect()
}

/// The codes that a letter has which holds this word.
fn codes_of_word(word: &str) -> BTreeSet<i32> {
    let pairs: BTreeSet<i32> =
        word.chars().zip(word.chars().skip(1)).map(|(first, second)| code(first, Some(second))).collect();
    // A pair says more than its characters do.
    if pairs.is_empty() { codes(word) } else { pairs }
}

fn code(first: char, second: Option<char>) -> i32 {
    /// No character has this number.
    const NOTHING: u64 = 0x1F_FFFF;
    /// Spreads neighbouring numbers (Knuth's multiplicative hash, 64 bits).
    const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;
    let pair = u64::from(first) << 21 | second.map_or(NOTHING, u64::from);
    (pair.wrapping_mul(SPREAD) >> 32) as u32 as i32
}

/// The code of two characters, under which the index knows the letters that hold them.
///
/// # Panics
/// There are fewer than two.
#[must_use]
pub fn search_code(pair: &str) -> i32 {
    let mut chars = pair.chars();
    code(chars.next().expect("two characters"), Some(chars.next().expect("two characters")))
}

/// As the full-text table takes them: words of hexadecimal digits.
fn as_words(codes: &BTreeSet<i32>) -> String {
    codes.iter().map(|code| format!("{code:x}")).collect::<Vec<_>>().join(" ")
}

/// As PostgreSQL writes a list.
fn as_array(codes: &BTreeSet<i32>) -> String {
    format!("{{{}}}", codes.iter().map(i32::to_string).collect::<Vec<_>>().join(","))
}

static SQLITE_ORDINALS: Many<2> =
    Many::new("INSERT INTO searched_letters (case_id, township)", "RETURNING ordinal, case_id");
static SQLITE_PAIRS: Many<2> = Many::new("INSERT INTO letter_pairs (rowid, pairs)", "");
static POSTGRES_PAIRS: Many<3> = Many::new(
    "WITH new (case_id, township, pairs) AS (",
    ") INSERT INTO searched_letters (case_id, township, pairs) SELECT case_id, township, CAST(pairs AS INTEGER[]) FROM new",
);

/// Puts letters into the index: row id and search text of each.
///
/// # Errors
/// [`StoreError::Database`].
pub(super) async fn index_letters(tx: &mut Tx, letters: &[(&str, &str)]) -> Result<(), StoreError> {
    let township = tx.township();
    if matches!(tx.open(), OpenTx::Postgres(_)) {
        let row = |(id, text): &(&str, &str)| {
            [Arg::from((*id).to_owned()), Arg::from(township.clone()), Arg::from(as_array(&codes(text)))]
        };
        let rows: Vec<_> = letters.iter().map(row).collect();
        return POSTGRES_PAIRS.insert(tx, &rows).await.map(drop);
    }
    let ids: Vec<_> = letters.iter().map(|(id, _)| [Arg::from(*id), Arg::from(township.clone())]).collect();
    let mut ordinals = std::collections::BTreeMap::new();
    for row in SQLITE_ORDINALS.insert(tx, &ids).await? {
        ordinals.insert(row.text("case_id")?, row.int("ordinal")?);
    }
    let rows: Vec<_> = letters
        .iter()
        .filter_map(|(id, text)| Some([Arg::from(*ordinals.get(*id)?), Arg::from(as_words(&codes(text)))]))
        .collect();
    SQLITE_PAIRS.insert(tx, &rows).await.map(drop)
}

/// Writes a letter's search text, and its pairs in the place of those that stood.
///
/// # Errors
/// [`StoreError::NotFound`].
pub(super) async fn set_search_text(tx: &mut Tx, case_id: &str, text: &str) -> Result<(), StoreError> {
    let before = "SELECT search_text FROM submissions WHERE id = $1";
    let before =
        (&mut *tx).row(before, args![case_id]).await?.ok_or(StoreError::NotFound)?.text("search_text")?;
    let set = "UPDATE submissions SET search_text = $2 WHERE id = $1";
    tx.execute(set, args![case_id, text]).await?;
    if matches!(tx.open(), OpenTx::Postgres(_)) {
        let sql =
            "UPDATE searched_letters SET pairs = CAST(CAST($2 AS TEXT) AS INTEGER[]) WHERE case_id = $1";
        return tx.execute(sql, args![case_id, as_array(&codes(text))]).await.map(drop);
    }
    let sql = "SELECT ordinal FROM searched_letters WHERE case_id = $1";
    let Some(row) = (&mut *tx).row(sql, args![case_id]).await? else { return Ok(()) };
    let ordinal = row.int("ordinal")?;
    let sql = "INSERT INTO letter_pairs (letter_pairs, rowid, pairs) VALUES ('delete', $1, $2)";
    tx.execute(sql, args![ordinal, as_words(&codes(&before))]).await?;
    let sql = "INSERT INTO letter_pairs (rowid, pairs) VALUES ($1, $2)";
    tx.execute(sql, args![ordinal, as_words(&codes(text))]).await.map(drop)
}

/// Letters that are not in the index, at most `limit`: row id and search text. None where each was put there when it came.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_unsearched<A: Ask + Send>(
    mut ask: A,
    limit: i64,
) -> Result<Vec<(String, String)>, StoreError> {
    let sql = "SELECT id, search_text FROM submissions WHERE township = $2 AND NOT EXISTS (SELECT 1 FROM searched_letters \
               WHERE searched_letters.case_id = submissions.id) ORDER BY received_at_ms, id LIMIT $1";
    let rows = ask.rows(sql, args![limit, ask.township()]).await?;
    rows.iter().map(|row| Ok((row.text("id")?, row.text("search_text")?))).collect()
}

/// Puts letters into the index that [`list_unsearched`] found.
///
/// # Errors
/// [`StoreError::Duplicate`] when somebody else did meanwhile.
pub async fn mend_search_index(tx: &mut Tx, letters: &[(String, String)]) -> Result<(), StoreError> {
    let letters: Vec<_> = letters.iter().map(|(id, text)| (id.as_str(), text.as_str())).collect();
    index_letters(tx, &letters).await
}

/// What is asked of each candidate: $1 to $3 the viewer, $5 the place that the page begins behind, $6 its length, $7 to $11 the words.
macro_rules! found_of_candidates {
    ($ordinal:literal) => {
        concat!(" AND submissions.id = searched_letters.case_id AND cases.id = searched_letters.case_id \
         AND queue_entries.case_id = searched_letters.case_id \
         AND NOT EXISTS (SELECT 1 FROM exclusions WHERE exclusions.subject_kind = 'case' \
         AND exclusions.subject_id = searched_letters.case_id AND ((excluded_kind = 'staff' AND excluded_id = $1) \
         OR (excluded_kind = 'unit' AND excluded_id = $2))) AND queue_entries.township = ", township_of_viewer!(), is_in_sight!(),
         " AND search_text LIKE $7 ESCAPE '\\' AND search_text LIKE $8 ESCAPE '\\' AND search_text LIKE $9 ESCAPE '\\' \
         AND search_text LIKE $10 ESCAPE '\\' AND search_text LIKE $11 ESCAPE '\\' ORDER BY ", $ordinal, " DESC LIMIT $6")
    };
}

macro_rules! found_columns {
    () => {
        concat!(
            "SELECT ordinal, submission_no, title, kind, cases.state AS state, cases.publication AS publication, village, \
         cases.lead_office AS lead_office, queue_entries.assigned_to AS assigned_to, due_on, received_at_ms, place, ",
            last_news!(),
            " "
        )
    };
}

const SQLITE_SEARCH: &str = concat!(
    found_columns!(),
    "FROM letter_pairs CROSS JOIN searched_letters CROSS JOIN queue_entries CROSS JOIN submissions CROSS JOIN cases \
     WHERE letter_pairs MATCH $4 AND letter_pairs.rowid < $5 AND searched_letters.ordinal = letter_pairs.rowid",
    found_of_candidates!("letter_pairs.rowid")
);
const POSTGRES_SEARCH: &str = concat!(
    found_columns!(),
    "FROM searched_letters CROSS JOIN queue_entries CROSS JOIN submissions CROSS JOIN cases \
     WHERE searched_letters.township = queue_entries.township AND pairs @> CAST(CAST($4 AS TEXT) AS INTEGER[]) AND ordinal < $5",
    found_of_candidates!("ordinal")
);

/// A page of what a search finds.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The cases, the letter that came last first.
    pub rows: Vec<QueueRow>,
    /// Numbers of letters whose rows cannot be read.
    pub unreadable: Vec<String>,
    /// Where the next page begins, when there is one.
    pub next: Option<i64>,
}

/// Words of a search that are looked at.
const WORDS: usize = 5;

/// Cases whose number, title or text hold every word of `query` as a sub-string, the letter that came last first; those behind
/// `before`, where a page before this one has said so. Words are cut at white space; at most five are looked at.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn search_cases(
    db: &Db,
    viewer: &Viewer,
    query: &str,
    before: Option<i64>,
    limit: usize,
) -> Result<Found, StoreError> {
    let words: Vec<String> =
        query.split_whitespace().take(WORDS).map(search_text).filter(|word| !word.is_empty()).collect();
    if words.is_empty() {
        return Ok(Found::default());
    }
    let wanted: BTreeSet<i32> = words.iter().flat_map(|word| codes_of_word(word)).collect();
    let (sql, wanted) = match db.pools() {
        Pools::Sqlite { .. } => (SQLITE_SEARCH, as_words(&wanted)),
        Pools::Postgres { .. } => (POSTGRES_SEARCH, as_array(&wanted)),
    };
    let mut patterns: Vec<String> = words.iter().map(|word| pattern(word)).collect();
    patterns.resize(WORDS, "%".to_owned());
    let one_more = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
    let mut ask = db.for_desk();
    let found = ask
        .rows(
            sql,
            args![
                &viewer.staff_id,
                &viewer.office,
                viewer.sight().bits(),
                wanted,
                before.unwrap_or(i64::MAX),
                one_more,
                &patterns[0],
                &patterns[1],
                &patterns[2],
                &patterns[3],
                &patterns[4]
            ],
        )
        .await?;
    let next = if found.len() > limit { Some(found[limit - 1].int("ordinal")?) } else { None };
    let page: Vec<&Row> = found.iter().take(limit).collect();
    let (rows, unreadable) = read_queue_rows(&page)?;
    Ok(Found { rows, unreadable, next })
}

/// For `LIKE`: the word anywhere.
fn pattern(word: &str) -> String {
    format!("%{}%", word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_all_codes_of_its_parts() {
        let text = codes("村口路灯不亮");
        for part in ["村口", "路灯", "口路", "灯不亮", "亮", "村口路灯不亮"] {
            assert!(codes_of_word(part).is_subset(&text), "{part}");
        }
        assert!(!codes_of_word("灯路").is_subset(&text));
    }

    #[test]
    fn what_is_typed_is_taken_as_it_stands() {
        assert_eq!(pattern("100%_"), "%100\\%\\_%");
    }
}
