//! What the gate over the site knows of the cases: hashes, never the names and numbers behind them.
//!
//! Deliberately absent: reading the site (`site_gen::leaks`), and deciding what may stand (`steps::override_leaks`).

use std::collections::HashSet;

use site_gen::leaks::KnownByHash;

use crate::case::Subject;
use crate::seal::{Keys, MarkHash, MarkHasher, parse_mark_hash};
use crate::store::{self, Ask, HashedMark, StoreError};

/// Subject of the hash over a text that was found; overrides are kept by it.
pub(crate) const FOUND: &str = "found";

/// The marks of all cases that count now, and what two persons let stand.
#[derive(Debug)]
pub struct CaseMarks {
    hasher: MarkHasher,
    names: HashSet<MarkHash>,
    numbers: HashSet<MarkHash>,
    name_lengths: Vec<usize>,
    number_lengths: Vec<usize>,
    allowed: HashSet<MarkHash>,
}

impl CaseMarks {
    /// Reads them; the names of a case that is about to be public count already.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn load<A: Ask + Send + Copy>(
        ask: A,
        keys: &Keys,
        about_to_be_public: Option<&str>,
    ) -> Result<Self, StoreError> {
        let marks = store::list_marks(ask, about_to_be_public).await?;
        let overrides = store::list_overrides(ask, None).await?;
        let of = |subject: Subject| marks.iter().filter(move |mark| mark.subject == subject.as_str());
        let allowed = overrides
            .iter()
            .filter(|one| one.granted_by.is_some())
            .filter_map(|one| parse_mark_hash(&one.hash))
            .collect();
        Ok(Self {
            hasher: MarkHasher::new(keys),
            names: hashes(of(Subject::Name)),
            numbers: hashes(of(Subject::Number)),
            name_lengths: lengths(of(Subject::Name)),
            number_lengths: lengths(of(Subject::Number)),
            allowed,
        })
    }
}

fn hashes<'a>(marks: impl Iterator<Item = &'a HashedMark>) -> HashSet<MarkHash> {
    marks.filter_map(|mark| parse_mark_hash(&mark.hash)).collect()
}

fn lengths<'a>(marks: impl Iterator<Item = &'a HashedMark>) -> Vec<usize> {
    let mut lengths: Vec<usize> = marks.map(|mark| mark.length).collect();
    lengths.sort_unstable();
    lengths.dedup();
    lengths
}

impl KnownByHash for CaseMarks {
    fn name_lengths(&self) -> &[usize] {
        &self.name_lengths
    }

    fn number_lengths(&self) -> &[usize] {
        &self.number_lengths
    }

    fn is_name(&self, window: &str) -> bool {
        self.names.contains(&self.hasher.hash(Subject::Name.as_str(), window))
    }

    fn is_number(&self, digits: &str) -> bool {
        self.numbers.contains(&self.hasher.hash(Subject::Number.as_str(), digits))
    }

    fn is_allowed(&self, text: &str) -> bool {
        self.allowed.contains(&self.hasher.hash(FOUND, text))
    }
}
