//! Traditional characters read as simplified ones, character by character, so that the rules and their word
//! lists need one script.
//!
//! The table is data (`data/simplified.txt`, from OpenCC). Deliberately absent: words that are written with
//! other characters in the other script; each character stays one character, so that places stay places.

use std::borrow::Cow;
use std::sync::LazyLock;

const LIST: &str = include_str!("../data/simplified.txt");

/// The first character of the table.
const FIRST: u32 = 0x4e00;

/// For each character from the first one on, the simplified one.
static TABLE: LazyLock<Vec<char>> = LazyLock::new(|| {
    let mut table: Vec<char> = ('\u{4e00}'..='\u{9fff}').collect();
    for line in LIST.lines() {
        let mut pair = line.chars();
        if let (Some(traditional), Some(simplified)) = (pair.next(), pair.next()) {
            table[place(traditional)] = simplified;
        }
    }
    table
});

fn place(c: char) -> usize {
    usize::try_from(u32::from(c).wrapping_sub(FIRST)).unwrap_or(usize::MAX)
}

/// The characters, each simplified.
pub(super) fn simplified(chars: &[char]) -> Cow<'_, [char]> {
    let table = &*TABLE;
    let read = |c: char| table.get(place(c)).copied().unwrap_or(c);
    if chars.iter().all(|&c| read(c) == c) {
        return Cow::Borrowed(chars);
    }
    Cow::Owned(chars.iter().map(|&c| read(c)).collect())
}

#[cfg(test)]
mod tests {
    use super::simplified;

    #[test]
    fn traditional_characters_become_simplified_ones_at_their_place() {
        let read = |text: &str| simplified(&text.chars().collect::<Vec<_>>()).iter().collect::<String>();
        assert_eq!(read("鄰居盧柏舟霸佔通道"), "邻居卢柏舟霸占通道");
        assert_eq!(read("邻居abc"), "邻居abc");
    }
}
