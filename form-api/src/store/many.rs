//! Many rows with few statements, and a part of a transaction that can be undone alone. Letters that arrive together are
//! written by these; on both databases the statements are the same, but for how a place is written: SQLite's driver looks
//! up the name of each place among all others, which for hundreds of `$1` in one statement took a twenty-fifth of a letter.
//!
//! A statement's text follows from its fixed parts and the number of its rows alone, which is a power of two: so each is
//! prepared once. Deliberately absent: any value in a text.

use std::sync::OnceLock;

use super::{Arg, Ask, OpenTx, Row, StoreError, Tx};

/// Rows of the longest statement: 64 letters of 20 columns are far below what either database takes.
const MOST: usize = 64;
/// Statements with 1, 2, 4, … [`MOST`] rows.
const SIZES: usize = MOST.ilog2() as usize + 1;

/// An insertion of rows of one form.
pub(super) struct Many<const COLUMNS: usize> {
    into: &'static str,
    and_then: &'static str,
    texts: [[OnceLock<String>; SIZES]; 2],
}

/// How a place for a value is written.
#[derive(Clone, Copy)]
enum Places {
    /// `?`
    Unnamed,
    /// `$1`
    Numbered,
}

impl<const COLUMNS: usize> Many<COLUMNS> {
    /// `INSERT INTO table (columns)`, and what follows the values.
    pub(super) const fn new(into: &'static str, and_then: &'static str) -> Self {
        Self { into, and_then, texts: [const { [const { OnceLock::new() }; SIZES] }; 2] }
    }

    /// Inserts rows in their order; gives what `RETURNING` gives.
    ///
    /// # Errors
    /// [`StoreError`]; some of the rows may be there then, so the transaction is to be undone.
    pub(super) async fn insert(
        &'static self,
        tx: &mut Tx,
        rows: &[[Arg<'_>; COLUMNS]],
    ) -> Result<Vec<Row>, StoreError> {
        let places = match tx.open() {
            OpenTx::Sqlite(_) => Places::Unnamed,
            OpenTx::Postgres(_) => Places::Numbered,
        };
        let mut returned = Vec::new();
        let mut rest = rows;
        while !rest.is_empty() {
            let size = rest.len().min(MOST).ilog2();
            let (now, later) = rest.split_at(1 << size);
            returned.extend((&mut *tx).rows(self.text(places, size), now.as_flattened()).await?);
            rest = later;
        }
        Ok(returned)
    }

    fn text(&'static self, places: Places, size: u32) -> &'static str {
        self.texts[places as usize][size as usize].get_or_init(|| {
            let place = |number: usize| match places {
                Places::Unnamed => "?".to_owned(),
                Places::Numbered => format!("${number}"),
            };
            let row = |row: usize| {
                let places: Vec<String> = (1..=COLUMNS).map(|column| place(row * COLUMNS + column)).collect();
                format!("({})", places.join(", "))
            };
            let rows: Vec<String> = (0..1 << size).map(row).collect();
            format!("{} VALUES {} {}", self.into, rows.join(", "), self.and_then)
        })
    }
}

impl Tx {
    /// From here on what is done can be undone alone, until [`Tx::keep`].
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn mark(&mut self) -> Result<(), StoreError> {
        self.execute("SAVEPOINT mark", &[]).await.map(drop)
    }

    /// Keeps what was done since [`Tx::mark`].
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn keep(&mut self) -> Result<(), StoreError> {
        self.execute("RELEASE SAVEPOINT mark", &[]).await.map(drop)
    }

    /// Undoes what was done since [`Tx::mark`], also after a statement that was refused.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn undo(&mut self) -> Result<(), StoreError> {
        self.execute("ROLLBACK TO SAVEPOINT mark", &[]).await?;
        self.keep().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_has_as_many_places_as_its_rows_have_columns() {
        static TWO: Many<2> = Many::new("INSERT INTO t (a, b)", "ON CONFLICT DO NOTHING");
        assert_eq!(
            TWO.text(Places::Numbered, 0),
            "INSERT INTO t (a, b) VALUES ($1, $2) ON CONFLICT DO NOTHING"
        );
        let two = "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4) ON CONFLICT DO NOTHING";
        assert_eq!(TWO.text(Places::Numbered, 1), two);
        assert!(TWO.text(Places::Numbered, 6).contains("($127, $128)"));
        let two = "INSERT INTO t (a, b) VALUES (?, ?), (?, ?) ON CONFLICT DO NOTHING";
        assert_eq!(TWO.text(Places::Unnamed, 1), two);
    }
}
