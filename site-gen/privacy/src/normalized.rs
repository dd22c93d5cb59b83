//! The normalized text: what a reader sees, one normalised character after another, with the way back.
//!
//! People write a number with full-width digits, with an invisible character between the digits or with a
//! letter that looks like a digit, by accident or to get past a filter. All rules of this room therefore read
//! the normalized text: compatibility forms are resolved (Unicode NFKC), invisible characters are gone, and
//! every dash, dot and space is the same dash, dot and space. Each normalized character remembers the bytes
//! of the original that it stands for, so that a finding covers the original, invisible characters included.
//!
//! Deliberately absent: what belongs to one kind of finding only (Chinese numerals and look-alike letters are
//! read as digits in `digits`, because elsewhere they are words).

use unicode_normalization::UnicodeNormalization as _;

/// A normalised text and, for each of its characters, the byte range of the original it came from.
#[derive(Debug)]
pub struct Normalized {
    chars: Vec<char>,
    places: Vec<(usize, usize)>,
}

impl Normalized {
    /// Builds the normalized text of a text in one pass.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut chars = Vec::with_capacity(text.len() / 2);
        let mut places = Vec::with_capacity(text.len() / 2);
        for (start, original) in text.char_indices() {
            let place = (start, start + original.len_utf8());
            if original.is_ascii() || ('\u{4e00}'..='\u{9fff}').contains(&original) {
                chars.push(if original == '\t' || original == '\r' { ' ' } else { original });
                places.push(place);
            } else if let Some(digit) = roman_digit(original) {
                chars.push(digit);
                places.push(place);
            } else if !is_invisible(original) {
                for resolved in std::iter::once(original).nfkc() {
                    if !is_invisible(resolved) {
                        chars.push(unify(resolved));
                        places.push(place);
                    }
                }
            }
        }
        Self { chars, places }
    }

    /// The normalised characters.
    #[must_use]
    pub fn chars(&self) -> &[char] {
        &self.chars
    }

    /// The bytes of the original text behind the normalized characters `from..to`; both ends lie on character
    /// boundaries of the original. An empty or impossible range gives an empty range.
    #[must_use]
    pub fn original(&self, from: usize, to: usize) -> (usize, usize) {
        match (self.places.get(from), to.checked_sub(1).and_then(|last| self.places.get(last))) {
            (Some(first), Some(last)) if from < to => (first.0, last.1),
            _ => (0, 0),
        }
    }
}

/// Characters that leave no mark on paper: joiners, direction marks, soft hyphens, variation selectors, and
/// the key-cap that makes an emoji of a digit.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{20e3}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e01ef}')
        // Control characters other than the line break carry no text either.
        || (c.is_control() && c != '\n')
        // Combining marks set over digits to break them up.
        || matches!(c, '\u{0300}'..='\u{036f}' | '\u{20d0}'..='\u{20e2}')
}

/// One form for each dash, dot, space and foreign digit or letter that looks like a Latin one.
fn unify(c: char) -> char {
    match c {
        '\u{00a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => ' ',
        '\u{2028}' | '\u{2029}' | '\u{0085}' => '\n',
        '\u{2010}'..='\u{2015}'
        | '\u{2212}'
        | '\u{2500}'
        | '\u{2501}'
        | '\u{fe58}'
        | '\u{fe63}'
        | '\u{2043}' => '-',
        '\u{2022}' | '\u{2027}' | '\u{30fb}' | '\u{22c5}' | '\u{2219}' | '\u{0387}' | '\u{2e31}' => '·',
        'а' => 'a',
        'е' => 'e',
        'о' | 'ο' | 'օ' => 'o',
        'О' | 'Ο' | 'Օ' => 'O',
        'А' | 'Α' => 'A',
        'В' | 'Β' => 'B',
        'С' => 'C',
        'Е' | 'Ε' => 'E',
        'Н' | 'Η' => 'H',
        'К' | 'Κ' => 'K',
        'М' | 'Μ' => 'M',
        'Р' | 'Ρ' => 'P',
        'Т' | 'Τ' => 'T',
        'Х' | 'Χ' => 'X',
        'х' | 'χ' => 'x',
        'І' | 'Ι' | 'ӏ' => 'I',
        'с' => 'c',
        'р' => 'p',
        '\u{24ff}' | '\u{24ea}' => '0',
        '\u{2776}'..='\u{277e}' => ascii_digit(c, 0x2775),
        '\u{2780}'..='\u{2788}' => ascii_digit(c, 0x277f),
        '\u{278a}'..='\u{2792}' => ascii_digit(c, 0x2789),
        '\u{24f5}'..='\u{24fd}' => ascii_digit(c, 0x24f4),
        '\u{0660}'..='\u{0669}' => ascii_digit(c, 0x0660),
        '\u{06f0}'..='\u{06f9}' => ascii_digit(c, 0x06f0),
        '\u{0966}'..='\u{096f}' => ascii_digit(c, 0x0966),
        '\u{09e6}'..='\u{09ef}' => ascii_digit(c, 0x09e6),
        _ => c,
    }
}

/// The digit that a Roman numeral of one character stands for; without this, Ⅲ would become three letters.
fn roman_digit(c: char) -> Option<char> {
    let value = match c {
        '\u{2160}'..='\u{2168}' => u32::from(c) - 0x215f,
        '\u{2170}'..='\u{2178}' => u32::from(c) - 0x216f,
        _ => return None,
    };
    char::from_digit(value, 10)
}

/// The digit `c` of a script whose zero has the code point `zero`.
fn ascii_digit(c: char, zero: u32) -> char {
    char::from_digit((c as u32).wrapping_sub(zero), 10).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::Normalized;

    fn normalized(text: &str) -> String {
        Normalized::new(text).chars().iter().collect()
    }

    #[test]
    fn full_width_and_enclosed_forms_become_plain() {
        assert_eq!(normalized("１３８"), "138");
        assert_eq!(normalized("①③⑧"), "138");
        assert_eq!(normalized("❶❸➑⓪"), "1380");
        assert_eq!(normalized("1\u{fe0f}\u{20e3}3"), "13");
        assert_eq!(normalized("٠١٢"), "012");
        assert_eq!(normalized("电话：（１３８）—００"), "电话:(138)-00");
    }

    #[test]
    fn invisible_characters_are_gone_and_covered_by_the_way_back() {
        let text = "张\u{200b}三";
        let normalized = Normalized::new(text);
        assert_eq!(normalized.chars(), ['张', '三']);
        assert_eq!(normalized.original(0, 2), (0, text.len()));
        assert_eq!(normalized.original(1, 2), (6, 9));
    }

    #[test]
    fn one_character_that_becomes_several_keeps_its_place() {
        let text = "a㎡b";
        let normalized = Normalized::new(text);
        assert_eq!(normalized.chars(), ['a', 'm', '2', 'b']);
        assert_eq!(normalized.original(1, 2), (1, 4));
        assert_eq!(normalized.original(2, 3), (1, 4));
        assert_eq!(normalized.original(3, 3), (0, 0));
    }
}
