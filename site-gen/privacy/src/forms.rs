//! The plain forms of what a sender leaves, for a caller that keeps only their hashes: a name as it is, in
//! pinyin and masked; a number whole and with its middle hidden; letters of an address for mail; a house.
//!
//! A form is made here once, when it arrives, and found in a text by `windows`, which reads every place that
//! could hold one into the same plain form. Deliberately absent: the hashing.
//!
//! What counts as masked is decided by what it still says. 138****1234 leads to one telephone in a village,
//! so seven digits are a form that stops a publication. 张某 is what an editor puts there on purpose and
//! leads to nobody: it is a form ([`Form::Masked`]) for the desk, where a person looks at it, and no form for
//! the gate.

use super::context::is_han;
use super::form::SEEN_DIGITS;
use super::known::KnownName;
use super::windows;

pub use super::form::Form;

/// A plain form, ready to be hashed.
pub type PlainForm = (Form, String);

/// One character is no name; more than eight are a sentence.
const NAME_LENGTHS: std::ops::RangeInclusive<usize> = 2..=8;
/// Shorter numbers are everywhere, longer ones are nobody's.
const NUMBER_LENGTHS: std::ops::RangeInclusive<usize> = 7..=19;
/// Shorter pinyin is an English word.
const LATIN_LEAST: usize = 4;
/// A house has a place and a number.
const ADDRESS_LEAST: usize = 6;

/// The forms of a name; none for what is no name.
#[must_use]
pub fn name_forms(name: &str) -> Vec<PlainForm> {
    let plain: String = name.chars().filter(|c| is_han(*c)).collect();
    if !NAME_LENGTHS.contains(&plain.chars().count()) {
        return Vec::new();
    }
    let mut forms = vec![(Form::Name, plain)];
    if let Some(known) = KnownName::new(name) {
        let latin = known.spellings().into_iter().filter(|letters| letters.len() >= LATIN_LEAST);
        forms.extend(latin.map(|letters| (Form::Latin, letters)));
        forms.extend(known.masked_forms().into_iter().map(|masked| (Form::Masked, masked)));
    }
    forms
}

/// A number without anything between its digits.
#[must_use]
pub fn plain_number(text: &str) -> String {
    let plain: String = super::normalized::Normalized::new(text)
        .chars()
        .iter()
        .filter(|c| c.is_ascii_alphanumeric())
        .map(char::to_ascii_uppercase)
        .collect();
    let digits: String = plain.chars().filter(char::is_ascii_digit).collect();
    if digits.len() == 17 && plain.ends_with('X') { digits + "X" } else { digits }
}

/// The forms of a number; none for what is too short or too long. A mobile with the country's code is one
/// without it too.
#[must_use]
pub fn number_forms(number: &str) -> Vec<PlainForm> {
    let plain = plain_number(number);
    let home = plain.strip_prefix("0086").or(plain.strip_prefix("86"));
    let home = home.filter(|home| home.len() == 11 && home.starts_with('1'));
    let mut forms = Vec::new();
    for plain in std::iter::once(plain.as_str()).chain(home) {
        if !NUMBER_LENGTHS.contains(&plain.len()) || is_day_or_letter(plain) {
            continue;
        }
        forms.push((Form::Number, plain.to_owned()));
        if plain.len() > SEEN_DIGITS {
            forms.extend((0..=SEEN_DIGITS).map(|first| {
                let last = &plain[plain.len() - (SEEN_DIGITS - first)..];
                (Form::MaskedNumber, format!("{}*{last}", &plain[..first]))
            }));
        }
    }
    forms
}

/// A day in eight digits and the number of a letter stand on every page: as somebody's number they would keep all of them
/// from being published, and they say nothing of anybody.
fn is_day_or_letter(digits: &str) -> bool {
    let number = |range: std::ops::Range<usize>| digits.get(range).and_then(|part| part.parse::<u16>().ok());
    let year = number(0..4).filter(|year| (1900..2100).contains(year));
    match digits.len() {
        8 => {
            let is_month = number(4..6).is_some_and(|month| (1..=12).contains(&month));
            year.is_some() && is_month && number(6..8).is_some_and(|day| (1..=31).contains(&day))
        }
        12 => year.is_some_and(|year| year >= 2000),
        _ => false,
    }
}

/// The form of an address for mail.
#[must_use]
pub fn letters_form(address: &str) -> Option<PlainForm> {
    let plain: String =
        address.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    (plain.len() >= 5).then_some((Form::Letters, plain))
}

/// The forms of a postal address that leads to one house: the whole, and what follows each larger place in
/// it, so that `水口村三组12号` is found although the township was left too. A group or a village alone is
/// many houses and no form.
#[must_use]
pub fn address_forms(address: &str) -> Vec<PlainForm> {
    let plain = windows::plain_address(address);
    let chars: Vec<char> = plain.chars().collect();
    let Some(house) = windows::house_end(&chars) else { return Vec::new() };
    let chars = &chars[..house];
    let starts = (0..chars.len())
        .filter(|at| *at == 0 || matches!(chars[at - 1], '省' | '市' | '州' | '县' | '区' | '镇' | '乡'));
    let is_enough = |rest: &&[char]| {
        rest.len() >= ADDRESS_LEAST && rest[..2].iter().all(|c| is_han(*c)) && rest.len() <= 40
    };
    starts
        .map(|at| &chars[at..])
        .filter(is_enough)
        .map(|rest| (Form::Address, rest.iter().collect()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(forms: &[PlainForm], form: Form) -> Vec<&str> {
        forms.iter().filter(|(one, _)| *one == form).map(|(_, plain)| plain.as_str()).collect()
    }

    #[test]
    fn a_day_and_the_number_of_a_letter_are_nobodys() {
        for number in ["20261201", "2026-12-01", "19991231", "2026-1234-5678"] {
            assert_eq!(number_forms(number), [], "{number}");
        }
        for number in ["20261301", "20261200", "55123400", "1234-5678-9012", "14012345678"] {
            assert!(!number_forms(number).is_empty(), "{number}");
        }
    }

    #[test]
    fn a_name_has_its_spellings_and_its_masks() {
        let forms = name_forms("林·秋月");
        assert_eq!(plain(&forms, Form::Name), ["林秋月"]);
        assert_eq!(plain(&forms, Form::Latin), ["linqiuyue", "qiuyuelin"]);
        assert_eq!(plain(&forms, Form::Masked), ["林*", "林*月", "*秋月"]);
        let forms = name_forms("单小满");
        assert!(plain(&forms, Form::Latin).contains(&"shanxiaoman"), "{forms:?}");
        assert_eq!(plain(&name_forms("欧阳禾青"), Form::Masked), ["欧阳*", "欧阳*青", "*禾青"]);
        assert_eq!(plain(&name_forms("林秋"), Form::Masked), ["林*"]);
        assert_eq!(name_forms("翀"), []);
        assert_eq!(name_forms("Tom"), []);
    }

    #[test]
    fn a_number_is_masked_by_seven_digits() {
        let forms = number_forms("+86 140-1234-5678");
        assert_eq!(plain(&forms, Form::Number), ["8614012345678", "14012345678"]);
        assert!(plain(&forms, Form::MaskedNumber).contains(&"140*5678"));
        assert!(plain(&forms, Form::MaskedNumber).contains(&"1401234*"));
        assert_eq!(number_forms("5512345").len(), 1, "nothing can be hidden of seven digits");
        assert_eq!(number_forms("12345"), []);
        assert_eq!(number_forms("11010119900307663x")[0].1, "11010119900307663X");
    }

    #[test]
    fn a_house_is_a_form_and_a_village_is_not() {
        let forms = address_forms("云渡县禾溪镇 水口村三组12号");
        assert_eq!(
            plain(&forms, Form::Address),
            ["云渡县禾溪镇水口村3组12号", "禾溪镇水口村3组12号", "水口村3组12号"]
        );
        assert_eq!(plain(&address_forms("水口村三组十二号（村口）"), Form::Address), ["水口村3组12号"]);
        assert_eq!(plain(&address_forms("沿河街28号2单元301室"), Form::Address), ["沿河街28号2单元301室"]);
        for many in ["水口村", "水口村三组", "村东头第二家", "12号"] {
            assert_eq!(address_forms(many), [], "{many}");
        }
    }
}
