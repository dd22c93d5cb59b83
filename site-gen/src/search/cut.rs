//! The cutter: a text folded to what a reader would type, and the terms in it. Both sides of a search use it,
//! so what one writes the other finds.
//!
//! Folding goes character by character and looks at no neighbour, so that each folded character knows the one
//! it came from, and a browser does the same with what it has built in. Letters and digits stay, in lower
//! case and in their plain form; blanks, hyphens, quotes and the like are passed over (`0880-5512345` is
//! found by its digits, `“一卡通”办理` as 一卡通办理); every other mark ends a phrase, so nothing is found
//! across a full stop.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Stands where a phrase ends.
pub const END: char = '\n';

/// One character, or two that follow each other, as a number by which they are scattered over files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Term {
    /// Two characters.
    pub is_pair: bool,
    pub number: u32,
}

impl Term {
    /// A pair; `first` alone when there is no second.
    #[must_use]
    pub fn new(first: char, second: Option<char>) -> Self {
        let (high, low) = (u32::from(first), second.map_or(0, u32::from));
        // A character beyond the first 65,536 is rare, and its pairs may share a number with others: what is
        // found by mistake is read before it is shown.
        let joined = (high << 16) ^ low ^ (high >> 16).wrapping_mul(0x9e37);
        Self { is_pair: second.is_some(), number: scatter(joined) }
    }
}

/// Spreads numbers evenly. Each step can be undone, so two pairs of common characters never share a number;
/// 32-bit arithmetic is what scripts have too.
#[must_use]
pub fn scatter(number: u32) -> u32 {
    let number = (number ^ (number >> 16)).wrapping_mul(0x21f0_aaad);
    let number = (number ^ (number >> 15)).wrapping_mul(0x735a_2d97);
    number ^ (number >> 15)
}

/// A folded text: its characters, and for each the number of the original character it came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    /// Letters, digits and [`END`].
    pub chars: Vec<char>,
    /// For each of them, the position of the original, counted in characters.
    pub places: Vec<usize>,
}

impl Folded {
    /// Folds a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut folded =
            Self { chars: Vec::with_capacity(text.len() / 3), places: Vec::with_capacity(text.len() / 3) };
        for (at, original) in text.chars().enumerate() {
            if ('\u{4e00}'..='\u{9fff}').contains(&original)
                || original.is_ascii_digit()
                || original.is_ascii_lowercase()
            {
                folded.push(original, at);
                continue;
            }
            for c in original.to_lowercase().nfkd() {
                if c.is_alphanumeric() && !is_combining_mark(c) {
                    folded.push(c, at);
                } else if !is_passed_over(c) && folded.chars.last().is_some_and(|last| *last != END) {
                    folded.push(END, at);
                }
            }
        }
        folded
    }

    fn push(&mut self, c: char, at: usize) {
        self.chars.push(c);
        self.places.push(at);
    }

    /// Where `needle` begins, from the first place to the last.
    pub fn find<'a>(&'a self, needle: &'a [char]) -> impl Iterator<Item = usize> + 'a {
        self.chars
            .windows(needle.len().max(1))
            .enumerate()
            .filter(move |(_, w)| *w == needle)
            .map(|(at, _)| at)
    }
}

/// What is written inside a word or a number without being part of it.
fn is_passed_over(c: char) -> bool {
    let blank = c == ' ' || c == '\t' || c == '\u{3000}';
    let line = matches!(c, '-' | '_' | '.' | '/' | '\'' | '"' | '*' | '·' | '•' | '・' | '~');
    let long = ('\u{2010}'..='\u{2015}').contains(&c) || c == '\u{2212}';
    let quote = ('\u{2018}'..='\u{201f}').contains(&c) || ('\u{300a}'..='\u{300f}').contains(&c);
    let unseen = ('\u{200b}'..='\u{200f}').contains(&c)
        || ('\u{fe00}'..='\u{fe0f}').contains(&c)
        || matches!(c, '\u{2060}' | '\u{feff}' | '\u{ad}');
    blank || line || long || quote || unseen || is_combining_mark(c)
}

/// All terms of a folded text: each character, and each two that follow each other. Sorted, each once.
#[must_use]
pub fn terms(folded: &Folded) -> Vec<Term> {
    let mut terms = Vec::with_capacity(folded.chars.len() * 2);
    for (at, first) in folded.chars.iter().enumerate().filter(|(_, c)| **c != END) {
        terms.push(Term::new(*first, None));
        if let Some(second) = folded.chars.get(at + 1).filter(|c| **c != END) {
            terms.push(Term::new(*first, Some(*second)));
        }
    }
    terms.sort_unstable();
    terms.dedup();
    terms
}

/// Characters of a query that are read; nobody types more.
const LONGEST_QUERY: usize = 100;

/// What a query asks for: every phrase must stand in a page, each without a break. Blanks and marks part
/// phrases.
#[must_use]
pub fn phrases(query: &str) -> Vec<Vec<char>> {
    let query: String = query.chars().take(LONGEST_QUERY).collect();
    let mut phrases: Vec<Vec<char>> = Vec::new();
    for word in query.split(|c: char| c.is_whitespace()) {
        for phrase in Folded::new(word).chars.split(|c| *c == END).filter(|phrase| !phrase.is_empty()) {
            if !phrases.iter().any(|known| known == phrase) {
                phrases.push(phrase.to_vec());
            }
        }
    }
    phrases
}

/// The most terms that a query looks up: what they let through that does not hold the phrases is sorted out
/// by reading the text itself.
const MOST_TERMS: usize = 4;

/// The terms by which pages with all phrases are looked up. First those that cover every character once,
/// phrase by phrase, then those between them.
#[must_use]
pub fn lookups(phrases: &[Vec<char>]) -> Vec<Term> {
    let mut between = Vec::new();
    let mut terms = Vec::new();
    for phrase in phrases {
        match phrase.as_slice() {
            [] => {}
            [only] => terms.push(Term::new(*only, None)),
            more => {
                let last = more.len() - 2;
                for at in 0..=last {
                    let term = Term::new(more[at], Some(more[at + 1]));
                    if at % 2 == 0 || at == last { terms.push(term) } else { between.push(term) }
                }
            }
        }
    }
    terms.append(&mut between);
    let mut once: Vec<Term> = Vec::with_capacity(MOST_TERMS);
    for term in terms {
        if once.len() < MOST_TERMS && !once.contains(&term) {
            once.push(term);
        }
    }
    once
}

/// Whether the lookups of these phrases let nothing through that does not hold them.
#[must_use]
pub fn is_exact(phrases: &[Vec<char>]) -> bool {
    phrases.len() <= MOST_TERMS && phrases.iter().all(|phrase| phrase.len() <= 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        Folded::new(text).chars.into_iter().collect()
    }

    #[test]
    fn a_text_is_folded_to_what_a_reader_types() {
        assert_eq!(folded("ＡＢＣ１２３ Wi-Fi"), "abc123wifi");
        assert_eq!(folded("“一卡通”办理"), "一卡通办理");
        assert_eq!(folded("水费。怎么交？\n路灯"), "水费\n怎么交\n路灯");
        assert_eq!(folded("0880-5512345"), "08805512345");
        assert_eq!(folded("Café ㎡ ①"), "cafem21");
        assert_eq!(folded("《办法》（试行）"), "办法\n试行\n");
    }

    #[test]
    fn every_folded_character_knows_where_it_came_from() {
        let folded = Folded::new("一、“㎡”");
        assert_eq!(folded.chars, ['一', END, 'm', '2']);
        assert_eq!(folded.places, [0, 1, 3, 3]);
    }

    #[test]
    fn nothing_is_found_across_the_end_of_a_phrase() {
        let terms = terms(&Folded::new("水，费"));
        assert_eq!(terms.len(), 2);
        assert!(terms.contains(&Term::new('水', None)) && terms.contains(&Term::new('费', None)));
    }

    #[test]
    fn a_query_is_looked_up_by_terms_that_cover_it() {
        let pair = |a, b| Term::new(a, Some(b));
        assert_eq!(lookups(&phrases("路灯")), [pair('路', '灯')]);
        assert_eq!(lookups(&phrases("修路灯")), [pair('修', '路'), pair('路', '灯')]);
        assert_eq!(
            lookups(&phrases("养老保险金")),
            [pair('养', '老'), pair('保', '险'), pair('险', '金'), pair('老', '保')]
        );
        assert_eq!(lookups(&phrases("水 路灯")), [Term::new('水', None), pair('路', '灯')]);
        assert_eq!(lookups(&phrases("一二三四五六七八九十甲乙丙丁")).len(), MOST_TERMS);
        assert_eq!(lookups(&phrases(" ，。")), []);
    }
}
