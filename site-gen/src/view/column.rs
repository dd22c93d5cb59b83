//! What a column of the site is called. Deliberately absent: the words themselves, which are the theme's.

use record::Column;
use serde::Serialize;

use crate::messages::Messages;

/// A column in the theme's words: the messages `column-…`, `column_is-…` and `column_type-…`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ColumnWords {
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Its type: one of the words of the guideline for government sites (国办发〔2017〕47号).
    pub column_type: String,
}

impl ColumnWords {
    /// The words for a column.
    #[must_use]
    pub fn new(words: &Messages, column: &Column) -> Self {
        let say = |what: &str| words.t(&format!("{what}-{}", column.word));
        Self { name: say("column"), description: say("column_is"), column_type: say("column_type") }
    }
}
