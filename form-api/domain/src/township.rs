//! Which township something belongs to: every row carries one, also where an installation serves a single township.
//!
//! Deliberately absent: its name and its units, which are content, and where it is reached (`http`).

use std::fmt;
use std::sync::Arc;

/// The id of a township: in every row, and in its chain of events.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TownshipId(Arc<str>);

impl TownshipId {
    /// The one township of an installation that serves no other: its settings name none.
    pub const ONLY: &'static str = "home";
    const LONGEST: usize = 40;

    /// Takes an id: lower-case letters, digits and hyphens, beginning with a letter.
    #[must_use]
    pub fn new(id: &str) -> Option<Self> {
        let is_id_byte = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        let begins_well = id.starts_with(|c: char| c.is_ascii_lowercase());
        (begins_well && id.len() <= Self::LONGEST && id.bytes().all(is_id_byte)).then(|| Self(id.into()))
    }

    /// As it stands in rows.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for TownshipId {
    fn default() -> Self {
        Self(Self::ONLY.into())
    }
}

impl fmt::Display for TownshipId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_word_that_fits_into_an_address_and_a_line_of_the_log() {
        assert_eq!(TownshipId::new(TownshipId::ONLY), Some(TownshipId::default()));
        for id in ["hexi", "he-xi-2"] {
            assert_eq!(TownshipId::new(id).as_ref().map(TownshipId::as_str), Some(id));
        }
        for no_id in ["", "2", "-a", "He", "he xi", "he/xi", "禾溪", &"a".repeat(41)] {
            assert_eq!(TownshipId::new(no_id), None, "{no_id}");
        }
    }
}
