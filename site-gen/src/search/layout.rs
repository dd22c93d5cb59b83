//! Which files the index has, and in which of them a term is looked up. Everything follows from how many
//! documents there are, so that an index made step by step is the one made at once.
//!
//! Documents stand in two sets, each in a fixed order: `replies`, from the oldest, and `pages`, everything
//! else. A document's place in its set is its number. Replies are cut into segments of [`SEGMENT`]; full
//! segments are joined into runs of 1, 2, 4, 8 … segments, as a number is written in twos, from the largest:
//! 100,000 replies stand in runs of 65,536, 32,768, 1,024 and 512 and a tail of 160. One reply more touches
//! the tail alone; every 256th joins runs. At most 9 runs and a tail are asked for a term. Pages are few,
//! come and go anywhere, and are one tail.
//!
//! A run is cut into buckets by the terms' hash, so that a question loads one small file of each run.
//!
//! | file | what |
//! | --- | --- |
//! | `search/index.json` | how many there are and by which marks: `{"format":2,"pages":{"count":…,"marks":[…]},"replies":…}` |
//! | `search/replies/65536-32768/0a1.json` | the bucket 0x0a1 of the run of 32,768 that begins at 65,536 |
//! | `search/replies/98304-tail/02.json` | a bucket of the tail |
//! | `search/replies/65536-32768/village-shuikou.json` | who bears a mark in a run; each mark of the set has its file in each |
//! | `search/replies/98304-tail/marks.json` | who bears which mark in the tail |
//! | `search/texts/replies-12.json` | eight documents to show, from 96 |

use serde::{Deserialize, Serialize};

use super::cut::Term;

/// Replies in the smallest run.
pub const SEGMENT: usize = 256;

/// Documents in a file of texts.
pub const TEXTS: usize = 8;

/// Documents for each bucket of a run.
const DOCUMENTS_PER_BUCKET: usize = 8;

/// The same in a small run, where each term takes more room.
const DOCUMENTS_PER_SMALL_BUCKET: usize = 4;

/// The same in the tail of the replies, all of which each publication writes again: few files.
const DOCUMENTS_PER_BUCKET_OF_A_TAIL: usize = 32;

/// The fewest buckets. A quarter as many hold characters alone.
const FEWEST: usize = 4;

/// The form of the files. A browser with an older script sees that it cannot read them.
const FORMAT: u32 = 2;

/// The head of the index.
pub const HEAD: &str = "search/index.json";

/// Each traditional character with its simplified form: only a question that finds nothing asks for it.
pub const CHARACTERS: &str = "search/characters.json";

/// What there is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The form of the files.
    pub format: u32,
    /// Everything but replies.
    pub pages: Extent,
    pub replies: Extent,
}

/// What a set has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extent {
    /// Places, those of withdrawn replies included.
    pub count: usize,
    /// Marks that have files. No other mark becomes a part of a file's name.
    pub marks: Vec<String>,
}

impl Head {
    /// A head in today's form.
    #[must_use]
    pub fn new(pages: Extent, replies: Extent) -> Self {
        Self { format: FORMAT, pages, replies }
    }

    /// Whether this program reads files of that form.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.format == FORMAT
    }

    /// What a set has.
    #[must_use]
    pub fn extent(&self, set: Set) -> &Extent {
        match set {
            Set::Pages => &self.pages,
            Set::Replies => &self.replies,
        }
    }
}

/// A set of documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Set {
    /// Everything but replies.
    Pages,
    Replies,
}

impl Set {
    /// In paths.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pages => "pages",
            Self::Replies => "replies",
        }
    }
}

/// Documents that share buckets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub set: Set,
    /// The number of the first.
    pub start: usize,
    /// How many.
    pub count: usize,
    /// It grows with the next one.
    pub is_tail: bool,
}

impl Span {
    /// Buckets of pairs; a power of two.
    fn pairs(&self) -> usize {
        let documents = match (self.is_tail, self.set) {
            (true, Set::Replies) => DOCUMENTS_PER_BUCKET_OF_A_TAIL,
            (false, _) if self.count <= SEGMENT * 16 => DOCUMENTS_PER_SMALL_BUCKET,
            _ => DOCUMENTS_PER_BUCKET,
        };
        (self.count / documents).next_power_of_two().max(FEWEST)
    }

    /// How many buckets. Characters alone are rarely asked for and stand nearly everywhere: they have buckets
    /// of their own behind the others, a quarter as many, and cost other questions nothing.
    #[must_use]
    pub fn buckets(&self) -> usize {
        self.pairs() + self.pairs() / 4
    }

    /// A bucket's file.
    #[must_use]
    pub fn file(&self, bucket: usize) -> String {
        format!("{}/{bucket:02x}.json", self.folder())
    }

    /// The file that says who bears a mark: of its own in a run, one for all marks in a tail.
    #[must_use]
    pub fn mark_file(&self, mark: &str) -> String {
        let name = if self.is_tail { "marks".to_owned() } else { mark.replacen(':', "-", 1) };
        format!("{}/{name}.json", self.folder())
    }

    /// Where its files are.
    #[must_use]
    pub fn folder(&self) -> String {
        let size = if self.is_tail { "tail".to_owned() } else { self.count.to_string() };
        format!("search/{}/{}-{size}", self.set.as_str(), self.start)
    }

    /// The bucket of a term, and its number in there: the upper bits of its number, and the lower ones.
    #[must_use]
    pub fn place_of(&self, term: Term) -> (usize, u32) {
        let (first, bits) = self.part(term.is_pair);
        // Shifted in 64 bits: a single bucket takes all 32.
        let bucket = (u64::from(term.number) >> (32 - bits)) as usize;
        (first + bucket, term.number & self.mask(term.is_pair))
    }

    fn mask(&self, is_pair: bool) -> u32 {
        u32::MAX.checked_shr(self.part(is_pair).1).unwrap_or(0)
    }

    /// The bound of the numbers in a bucket.
    #[must_use]
    pub fn bound(&self, bucket: usize) -> u64 {
        u64::from(self.mask(bucket < self.pairs())) + 1
    }

    /// The first bucket, and how many bits number the buckets.
    fn part(&self, is_pair: bool) -> (usize, u32) {
        let pairs = self.pairs();
        if is_pair { (0, pairs.ilog2()) } else { (pairs, (pairs / 4).ilog2()) }
    }
}

/// The runs of a set of so many documents, and its tail.
#[must_use]
pub fn spans(set: Set, count: usize) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut start = 0;
    if set == Set::Replies {
        for bit in (0..usize::BITS - 9).rev() {
            let size = SEGMENT << bit;
            if (count / SEGMENT) & (1 << bit) != 0 {
                spans.push(Span { set, start, count: size, is_tail: false });
                start += size;
            }
        }
    }
    if start < count {
        spans.push(Span { set, start, count: count - start, is_tail: true });
    }
    spans
}

/// The file with the texts of a document.
#[must_use]
pub fn texts_file(set: Set, number: usize) -> String {
    format!("search/texts/{}-{}.json", set.as_str(), number / TEXTS)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_hundred_thousand_replies_stand_in_four_runs_and_a_tail() {
        let sizes: Vec<usize> = spans(Set::Replies, 100_000).iter().map(|span| span.count).collect();
        assert_eq!(sizes, [65_536, 32_768, 1_024, 512, 160]);
    }

    proptest! {
        #[test]
        fn one_reply_more_leaves_every_run_but_the_tail_or_joins_them(count in 0_usize..200_000) {
            let (before, after) = (spans(Set::Replies, count), spans(Set::Replies, count + 1));
            prop_assert_eq!(before.iter().map(|span| span.count).sum::<usize>(), count);
            prop_assert!(after.len() <= 11);
            if (count + 1) % SEGMENT != 0 {
                let runs = |spans: &[Span]| spans.iter().copied().filter(|span| !span.is_tail).collect::<Vec<_>>();
                prop_assert_eq!(runs(&before), runs(&after));
            }
            let mut next = 0;
            for span in &after {
                prop_assert_eq!(span.start, next);
                prop_assert!(span.pairs().is_power_of_two() && span.pairs() >= 4);
                next += span.count;
            }
        }
    }
}
