//! What is known of the cases: hashes, never the names and numbers behind them. The gate over the site asks for those of
//! all cases, redaction for those of one sender.
//!
//! Deliberately absent: reading texts (`site_gen::leaks`, `privacy::windows`), and deciding what may stand
//! (`steps::override_leaks`).

use std::collections::{HashMap, HashSet};

use privacy::forms::Form;
use site_gen::leaks::KnownByHash;

use crate::case::Subject;
use crate::seal::{Keys, MarkHash, MarkHasher, parse_mark_hash};
use crate::store::{self, Ask, StoreError};

/// Subject of the hash over a text that was found; overrides are kept by it.
pub(crate) const FOUND: &str = "found";

/// Shorter pinyin is an English word on somebody's page.
const LATIN_LEAST: usize = 6;

/// The marks of all cases that count now, and what two persons let stand.
#[derive(Debug)]
pub struct CaseMarks {
    hasher: MarkHasher,
    hashes: HashMap<&'static str, HashSet<MarkHash>>,
    lengths: HashMap<&'static str, Vec<usize>>,
    allowed: HashSet<MarkHash>,
}

impl CaseMarks {
    /// Reads those of all cases for the gate; the names of a case that is about to be public count already.
    ///
    /// Names in pinyin count from six letters on. Masked names do not: 张某 is what an editor puts there on purpose.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn load<A: Ask + Send + Copy>(
        ask: A,
        keys: &Keys,
        about_to_be_public: Option<&str>,
    ) -> Result<Self, StoreError> {
        let mut known = Self::new(keys);
        for of_form in store::list_marks(ask, about_to_be_public).await? {
            if of_form.form == Form::Latin.as_str() && of_form.length < LATIN_LEAST {
                continue;
            }
            known.add(&of_form.form, of_form.length, of_form.hashes());
        }
        let overrides = store::list_overrides(ask, None).await?;
        let granted = overrides.iter().filter(|one| one.granted_by.is_some());
        known.allowed = granted.filter_map(|one| parse_mark_hash(&one.hash)).collect();
        Ok(known)
    }

    /// Reads what one sender left, for redaction: in every form.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn of_sender<A: Ask + Send>(ask: A, keys: &Keys, case_id: &str) -> Result<Self, StoreError> {
        let mut known = Self::new(keys);
        for mark in store::list_sender_marks(ask, Subject::case(case_id)).await? {
            known.add(&mark.form, mark.length, [mark.hash.as_str()]);
        }
        Ok(known)
    }

    fn new(keys: &Keys) -> Self {
        Self {
            hasher: MarkHasher::new(keys),
            hashes: HashMap::new(),
            lengths: HashMap::new(),
            allowed: HashSet::new(),
        }
    }

    fn add<'a>(&mut self, form: &str, length: usize, hashes: impl IntoIterator<Item = &'a str>) {
        let Some(form) = Form::ALL.into_iter().map(Form::as_str).find(|word| *word == form) else { return };
        self.hashes.entry(form).or_default().extend(hashes.into_iter().filter_map(parse_mark_hash));
        let lengths = self.lengths.entry(form).or_default();
        if let Err(at) = lengths.binary_search(&length) {
            lengths.insert(at, length);
        }
    }
}

impl KnownByHash for CaseMarks {
    fn lengths(&self, form: Form) -> &[usize] {
        self.lengths.get(form.as_str()).map_or(&[], Vec::as_slice)
    }

    fn knows(&self, form: Form, plain: &str) -> bool {
        let hash = self.hasher.hash(form.as_str(), plain);
        self.hashes.get(form.as_str()).is_some_and(|hashes| hashes.contains(&hash))
    }

    fn is_allowed(&self, text: &str) -> bool {
        self.allowed.contains(&self.hasher.hash(FOUND, text))
    }
}
