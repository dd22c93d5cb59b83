//! Finds personal data in Chinese text.
//!
//! One question is answered here: which bytes of this text may lead to a person? The desk turns the answer
//! into proposals, the check before publication and the gate over the finished site turn it into refusals.
//!
//! | file | what |
//! | --- | --- |
//! | `normalized` | the text as a reader sees it, with the way back to the original bytes |
//! | `simplified` | traditional characters read as simplified ones |
//! | `numbers` | telephones, identity cards, bank cards, QQ, accounts |
//! | `digits`, `number_kinds`, `number_words` | how digits are written, what their shape allows, what the words say |
//! | `handles` | e-mail, WeChat, plates, passports |
//! | `leftovers` | numbers known by a cue alone, and those that a rule excuses |
//! | `dates` | dates of birth |
//! | `address`, `coordinates` | group, house and room; degrees |
//! | `status` | health and welfare |
//! | `names` | names by the words around them |
//! | `slots`, `name_score` | the slots of a sentence in which people are named, and how well a place fits one |
//! | `text_index` | which words start and end at each place, read once for all rules for names |
//! | `name_shape`, `name_weight` | what names look like, and which of many readings holds |
//! | `lexicon`, `name_words`, `slot_words`, `words` | surnames, cues, neighbours of names, ordinary words |
//! | `public_names` | places, brands and people of history that everybody knows |
//! | `nicknames` | what people are called beside their names |
//! | `known` | names and numbers that the caller knows, wanted or kept |
//! | `forms`, `windows` | plain forms for a caller that keeps only their hashes; where a text holds one |
//! | `word_set` | lists of words that are asked at every place |
//! | `tagger` | names as a learnt network sees them |
//! | `tagger_merge` | what to make of such a name |
//! | `jsonl` | the same over a file of texts, for measuring |
//!
//! Every rule is a hand-written scanner that looks at a bounded window around each place, so that time grows
//! with the length of the text and no input can make it slow. The tagger reads windows of bounded length, for
//! the same reason.
//!
//! Deliberately absent: what to put in the place of a finding, and any decision. A finding that is not `sure`
//! is a question to a person.

mod address;
mod context;
mod coordinates;
mod dates;
mod digits;
mod form;
pub mod forms;
mod handles;
mod jsonl;
mod known;
mod leftovers;
mod lexicon;
mod name_score;
mod name_shape;
mod name_weight;
mod name_words;
mod names;
mod nicknames;
pub mod normalized;
mod number_kinds;
mod number_words;
mod numbers;
mod public_names;
mod simplified;
mod slot_words;
mod slots;
mod status;
mod tagger;
mod tagger_merge;
mod text_index;
pub mod windows;
mod word_set;
mod words;

pub use jsonl::{Scanned, scan_jsonl};
pub use known::{Known, Written};
pub use known::{surname_length, surname_reading};
use name_shape::Shape;
use normalized::Normalized;
use text_index::TextIndex;

/// The version of the rules. A redaction remembers it, so that a text checked by older rules can be found
/// again. It grows with every change that finds more or less.
pub const RULES_VERSION: u32 = 7;

/// What a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A name of a person, found by the words around it.
    PersonName,
    /// Characters that may be a name: too doubtful to propose anything, worth a look.
    PossibleName,
    /// A name that the caller knows, in any form.
    KnownName,
    /// A number that the caller knows.
    KnownNumber,
    /// A mobile telephone number.
    Mobile,
    /// A fixed-line number that is not known to be an office's.
    Landline,
    /// A resident identity number, 18 or 15 characters.
    IdCard,
    /// A passport or an exit-entry permit.
    Passport,
    /// A bank card or bank account.
    BankCard,
    /// A number plate of a vehicle.
    Plate,
    /// An e-mail address.
    Email,
    /// A QQ number.
    Qq,
    /// A WeChat name, or the name of an account of another network.
    WeChat,
    /// A place where somebody lives: group, house, room.
    Address,
    BirthDate,
    /// Geographic coordinates.
    Coordinates,
    /// Health, disability or welfare of a person.
    Status,
    /// A number of a contract, meter, benefit or account, of a paper, a machine or a parcel.
    Account,
    /// Digits that may be a number of a person, or a part of one: worth a look.
    PossibleNumber,
}

/// One place of a text that may lead to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The first byte in the text that was scanned; a character starts here.
    pub start: usize,
    /// The byte after the last one; a character ends here.
    pub end: usize,
    /// What was found.
    pub kind: Kind,
    /// Whether the rules leave no doubt; without it a person has to decide.
    pub sure: bool,
}

/// A finding in places of the normalized text.
#[derive(Clone, Copy, Debug)]
struct Span {
    from: usize,
    to: usize,
    kind: Kind,
    sure: bool,
}

/// Finds personal data in a text by rules alone. The findings are in order and do not overlap.
///
/// The text may be anything: the scan never fails, and takes time in proportion to the length of the text.
#[must_use]
pub fn scan(text: &str, known: &Known) -> Vec<Finding> {
    scan_by(text, known, |_| Vec::new())
}

/// Finds what [`scan`] finds, and names of persons that only the learnt tagger sees. It takes much longer:
/// for a text that a person is about to read or that is about to be published, not for many at once.
#[must_use]
pub fn scan_with_names(text: &str, known: &Known) -> Vec<Finding> {
    scan_by(text, known, tagger_merge::ask)
}

/// Scans a text with what `tag` takes for names of persons.
fn scan_by(text: &str, known: &Known, tag: impl Fn(&Shape<'_>) -> Vec<tagger::Tagged>) -> Vec<Finding> {
    let normalized = Normalized::new(text);
    let written = normalized.chars();
    let mut spans = Vec::new();
    known.find(written, &mut spans);
    let chars = &simplified::simplified(written);
    if **chars != *written {
        known.find(chars, &mut spans);
    }
    numbers::find(chars, &mut spans);
    handles::find(chars, &mut spans);
    dates::find(chars, &mut spans);
    address::find(chars, &mut spans);
    coordinates::find(chars, &mut spans);
    leftovers::find(chars, &mut spans);
    let index = TextIndex::read(chars);
    let shape = Shape::new(&index, slots::ends_part);
    names::find(shape, &tag(&shape), &mut spans);
    nicknames::find(&shape, &mut spans);
    status::find(chars, &mut spans);
    spans.retain(|span| span.from < span.to && !known.keeps(span.kind, &written[span.from..span.to]));
    settle(spans)
        .into_iter()
        .map(|span| {
            let (start, end) = without_blank_ends(text, normalized.original(span.from, span.to));
            Finding { start, end, kind: span.kind, sure: span.sure }
        })
        .filter(|finding| finding.start < finding.end)
        .collect()
}

/// A place of a text without the blanks and line breaks at its ends: no rule means them, and what is kept or
/// let stand by its exact text would not be found again with them.
fn without_blank_ends(text: &str, (start, end): (usize, usize)) -> (usize, usize) {
    let is_blank = |c: char| c.is_whitespace() || normalized::is_invisible(c);
    let found = &text[start..end];
    let front = found.len() - found.trim_start_matches(is_blank).len();
    let rest = found.trim_matches(is_blank).len();
    (start + front, start + front + rest)
}

/// The surname that a name begins with, if it begins with one.
#[must_use]
pub fn surname(name: &str) -> Option<&str> {
    let chars: Vec<char> = name.chars().take(2).collect();
    let length = lexicon::lexicon().surname_len(&chars, 0);
    (length > 0).then(|| {
        let end = name.char_indices().nth(length).map_or(name.len(), |(at, _)| at);
        &name[..end]
    })
}

/// Resolves overlaps: what is sure goes before what is not, the stronger kind before the weaker, the longer
/// before the shorter. A span that is cut by a stronger one keeps its ends, so that nothing found becomes
/// uncovered.
fn settle(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_by_key(|span| (span.from, std::cmp::Reverse(span.to)));
    let mut settled: Vec<Span> = Vec::new();
    for span in spans {
        match settled.last_mut() {
            Some(last) if span.from < last.to => {
                let stronger = (span.sure, strength(span.kind)) > (last.sure, strength(last.kind));
                last.to = last.to.max(span.to);
                if stronger {
                    last.kind = span.kind;
                }
                last.sure |= span.sure;
            }
            _ => settled.push(span),
        }
    }
    settled
}

/// How much a kind says about the characters it covers.
fn strength(kind: Kind) -> u8 {
    match kind {
        Kind::KnownName | Kind::KnownNumber => 9,
        Kind::IdCard => 8,
        Kind::Email => 7,
        Kind::BankCard | Kind::Mobile | Kind::Passport => 6,
        Kind::BirthDate | Kind::Plate => 5,
        Kind::Qq | Kind::WeChat | Kind::Landline => 4,
        Kind::PersonName | Kind::Coordinates => 3,
        Kind::Address => 2,
        Kind::Account | Kind::Status => 1,
        Kind::PossibleName | Kind::PossibleNumber => 0,
    }
}

#[cfg(test)]
mod tests;
