//! How people speak of themselves without their whole name or number: 老尉迟, 尉迟家, 尾号5678. Known are only hashes; the forms in
//! which a name and a number are masked hold the family name and the ends, so that these are asked for.
//!
//! Deliberately absent: given names of one character, and house numbers without a place: both are everywhere.

use privacy::forms::Form;
use privacy::windows::KnownByHash;
use privacy::{Kind, Written};

/// What stands before a family name when somebody is called by it.
const BEFORE: [&str; 6] = ["老", "小", "阿", "大", "姓", "免贵姓"];

/// What stands behind it.
const BEHIND: [&str; 5] = ["家", "某", "氏", "大爷", "大娘"];

/// 尉迟家 is a family, and 尉迟家湾 a place.
const PLACES: &str = "村庄坪湾寨沟屯坳坝桥山坡岭塘河冲院巷街路湖店";

/// What introduces the end of a number.
const ENDS: [&str; 6] = ["尾号", "尾数", "末四位", "后四位", "最后四位", "末尾"];

/// As many digits of a mobile number stand before its masked middle, and behind it.
const FIRST: std::ops::RangeInclusive<u32> = 130..=199;
const LAST: usize = 4;

/// What of the sender's stands in a text in one of these spellings.
pub(super) fn find_own_spellings(text: &str, marks: &dyn KnownByHash) -> Vec<Written> {
    family_names(text, marks).chain(ends_of_numbers(text, marks)).collect()
}

fn family_names<'a>(text: &'a str, marks: &'a dyn KnownByHash) -> impl Iterator<Item = Written> + 'a {
    text.char_indices().filter_map(|(at, _)| {
        let (before, rest) = text.split_at(at);
        let family = privacy::surname(rest)?;
        let after = &rest[family.len()..];
        let is_compound = family.chars().count() > 1;
        let called = BEFORE.iter().find(|word| before.ends_with(**word));
        let behind = BEHIND.iter().find(|word| after.starts_with(**word));
        let is_place = behind.is_some_and(|word| after[word.len()..].starts_with(|c| PLACES.contains(c)));
        let found = match (called, behind) {
            _ if is_place => return None,
            // A rare name by itself says who it is.
            _ if is_compound => family.to_owned(),
            (Some(word), _) => format!("{word}{family}"),
            (None, Some(word)) => format!("{family}{word}"),
            (None, None) => return None,
        };
        // 王* is what the masked forms say of a family name.
        let is_own = marks.knows(Form::Masked, &format!("{family}*"));
        is_own.then_some(Written { text: found, kind: Kind::KnownName, sure: is_compound })
    })
}

fn ends_of_numbers<'a>(text: &'a str, marks: &'a dyn KnownByHash) -> impl Iterator<Item = Written> + 'a {
    let places = ENDS.iter().flat_map(move |word| text.match_indices(word));
    places.filter_map(move |(at, word)| {
        let rest = &text[at + word.len()..];
        let digits = rest.trim_start_matches(|c: char| c.is_whitespace() || "是为:：".contains(c));
        let end: String = digits.chars().map_while(digit).collect();
        let is_own = end.len() == LAST
            && FIRST.into_iter().any(|first| marks.knows(Form::MaskedNumber, &format!("{first}*{end}")));
        let length: usize = digits.chars().take(LAST).map(char::len_utf8).sum();
        let until = text.len() - digits.len() + length;
        is_own.then(|| Written { text: text[at..until].to_owned(), kind: Kind::KnownNumber, sure: true })
    })
}

/// A digit as people type it.
fn digit(c: char) -> Option<char> {
    const HAN: &str = "〇一二三四五六七八九";
    let value = match c {
        '0'..='9' => u32::from(c) - u32::from('0'),
        '０'..='９' => u32::from(c) - u32::from('０'),
        '零' => 0,
        '幺' => 1,
        _ => u32::try_from(HAN.chars().position(|own| own == c)?).ok()?,
    };
    char::from_digit(value, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Sender(&'static [&'static str]);

    impl KnownByHash for Sender {
        fn lengths(&self, _: Form) -> &[usize] {
            &[]
        }

        fn knows(&self, form: Form, plain: &str) -> bool {
            matches!(form, Form::Masked | Form::MaskedNumber) && self.0.contains(&plain)
        }

        fn is_allowed(&self, _: &str) -> bool {
            false
        }
    }

    fn found(text: &str, marks: &'static [&'static str]) -> Vec<String> {
        find_own_spellings(text, &Sender(marks)).into_iter().map(|one| one.text).collect()
    }

    #[test]
    fn a_sender_is_found_by_family_name_and_by_the_end_of_the_number() {
        let own = &["尉迟*", "139*5678"];
        for (text, spelling) in [
            ("叫我老尉迟就行", "尉迟"),
            ("我家尉迟家就我们一户", "尉迟"),
            ("请打我电话，尾号5678的那个", "尾号5678"),
            ("手机末四位是 ５６７８", "末四位是 ５６７８"),
            ("尾号五六七八", "尾号五六七八"),
        ] {
            assert_eq!(found(text, own), [spelling], "{text}");
        }
        for (text, spelling) in [
            ("叫我老王就行", "老王"),
            ("我姓王", "姓王"),
            ("王家的墙要倒了", "王家"),
            ("王某住在村口", "王某"),
        ] {
            assert_eq!(found(text, &["王*"]), [spelling], "{text}");
        }
    }

    #[test]
    fn others_places_and_other_numbers_are_no_spellings_of_the_sender() {
        for text in
            ["老李家的灯", "王家湾的路灯坏了", "尾号5679", "尾号56789", "国王说", "老尉迟", "尉迟家湾的路灯"]
        {
            assert_eq!(found(text, &["王*", "139*5678"]), [""; 0], "{text}");
        }
        assert_eq!(found("尉迟家湾的路灯", &["尉迟*"]), [""; 0]);
    }
}
