//! What the caller already knows: the people of a case, who must not appear in any form, and the people and
//! numbers of the content's contact cards, which stay.
//!
//! A known name is found in full, with spaces or marks between its characters, masked (`张*三`, `张某某`),
//! and in pinyin. Deliberately absent: where the names come from; the caller reads cards and cases.

use super::context::is_han;
use super::lexicon::COMPOUND;
use super::{Kind, Span};
use pinyin::ToPinyin as _;

/// Names and numbers known before the text is read.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Names of private persons of the case: sender, household, accused.
    pub names: Vec<String>,
    /// Their numbers of any kind; separators are ignored.
    pub numbers: Vec<String>,
    /// Names of people in duty, who stay readable.
    pub keep_names: Vec<String>,
    /// Telephone numbers and addresses of offices, which stay readable; separators are ignored.
    pub keep_numbers: Vec<String>,
    /// What the caller has recognised in these very texts: found again as it is written.
    pub written: Vec<Written>,
    /// What of all this the writer left of themselves, as it is found. It is no kind of finding by itself.
    pub own: Vec<String>,
}

/// Something that the caller has recognised, by a hash, as it stands in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The text itself.
    pub text: String,
    /// What it is.
    pub kind: Kind,
    /// Whether it leaves no doubt.
    pub sure: bool,
}

impl Known {
    /// Finds the known names and numbers in a normalized text.
    pub(super) fn find(&self, chars: &[char], out: &mut Vec<Span>) {
        for name in &self.names {
            if let Some(name) = KnownName::new(name) {
                name.find(chars, out);
            }
        }
        for number in &self.numbers {
            find_number(chars, number, out);
        }
        for written in &self.written {
            written.find(chars, out);
        }
    }

    /// Whether the text of a finding is one that stays.
    pub(super) fn keeps(&self, kind: Kind, text: &[char]) -> bool {
        match kind {
            Kind::PersonName | Kind::PossibleName | Kind::KnownName => {
                self.keep_names.iter().any(|name| name.chars().eq(text.iter().copied()))
            }
            Kind::Mobile | Kind::Landline | Kind::Email | Kind::Qq | Kind::WeChat => {
                let plain = core_of(text.iter().copied());
                !plain.is_empty()
                    && self.keep_numbers.iter().any(|number| {
                        let kept = core_of(number.chars());
                        kept == plain
                            || plain.len() >= 7 && kept.len() > plain.len() && kept.ends_with(&plain)
                    })
            }
            _ => false,
        }
    }
}

impl Written {
    fn find(&self, chars: &[char], out: &mut Vec<Span>) {
        let normalized = super::normalized::Normalized::new(&self.text);
        let wanted = normalized.chars();
        let in_word = |at: Option<&char>, edge: Option<&char>| {
            at.zip(edge).is_some_and(|(at, edge)| {
                at.is_ascii_alphabetic() && edge.is_ascii_alphabetic()
                    || at.is_ascii_digit() && edge.is_ascii_digit()
            })
        };
        for from in 0..(chars.len() + 1).saturating_sub(wanted.len().max(1)) {
            let to = from + wanted.len();
            let before = from.checked_sub(1).and_then(|at| chars.get(at));
            if chars[from..to] == *wanted
                && !in_word(before, wanted.first())
                && !in_word(chars.get(to), wanted.last())
            {
                out.push(Span { from, to, kind: self.kind, sure: self.sure });
            }
        }
    }
}

/// Letters and digits of a number, in lower case.
fn core_of(chars: impl Iterator<Item = char>) -> String {
    chars
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '@' | '.'))
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// Finds a number whatever stands between its characters.
fn find_number(chars: &[char], number: &str, out: &mut Vec<Span>) {
    let wanted: Vec<char> =
        number.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    if wanted.len() < 5 {
        return;
    }
    let read = |c: char| {
        super::digits::han_digit(c)
            .and_then(|digit| char::from_digit(u32::from(digit), 10))
            .unwrap_or(c.to_ascii_lowercase())
    };
    for from in 0..chars.len() {
        if read(chars[from]) != wanted[0] {
            continue;
        }
        let mut at = from;
        let mut gap = 0;
        let mut rest = wanted.iter();
        let mut next = rest.next();
        while let Some(&want) = next {
            match chars.get(at) {
                Some(&c) if read(c) == want => {
                    next = rest.next();
                    gap = 0;
                }
                Some(c) if !c.is_alphanumeric() && gap < 3 => gap += 1,
                _ => break,
            }
            at += 1;
        }
        let inside =
            from > 0 && chars[from - 1].is_ascii_digit() || chars.get(at).is_some_and(char::is_ascii_digit);
        if next.is_none() && !inside {
            out.push(Span { from, to: at, kind: Kind::KnownNumber, sure: true });
        }
    }
}

pub(super) struct KnownName {
    chars: Vec<char>,
    surname: usize,
    /// The syllables in lower case, with the readings that surnames have.
    syllables: Vec<Vec<String>>,
}

impl KnownName {
    pub(super) fn new(name: &str) -> Option<Self> {
        let chars: Vec<char> = name.chars().filter(|&c| is_han(c)).collect();
        if chars.len() < 2 {
            return None;
        }
        let surname = surname_length(&chars);
        let syllables = chars
            .iter()
            .enumerate()
            .map(|(i, &c)| {
                let usual = c.to_pinyin().map(|syllable| syllable.plain().to_owned());
                let own = (i == 0).then(|| surname_reading(c)).flatten().map(str::to_owned);
                own.into_iter().chain(usual).collect()
            })
            .collect();
        Some(Self { chars, surname, syllables })
    }

    fn find(&self, chars: &[char], out: &mut Vec<Span>) {
        for from in 0..chars.len() {
            let c = chars[from];
            if c == self.chars[0] {
                if let Some(to) = self.full_end(chars, from) {
                    out.push(Span { from, to, kind: Kind::KnownName, sure: true });
                } else if let Some((to, sure)) = self.masked_end(chars, from) {
                    out.push(Span { from, to, kind: Kind::KnownName, sure });
                }
            } else if c.is_ascii_alphabetic()
                && (from == 0 || !chars[from - 1].is_ascii_alphabetic())
                && let Some(to) = self.latin_end(chars, from)
            {
                out.push(Span { from, to, kind: Kind::KnownName, sure: true });
            } else if matches!(c, '*' | '某' | '×' | '○' | '□' | 'X')
                && self.chars.len() > 2
                && self.tail_follows(chars, from)
            {
                // The surname is masked and the rest is not.
                let to = from + self.chars.len();
                out.push(Span { from, to, kind: Kind::KnownName, sure: false });
            }
        }
    }

    /// The end of the name when it stands here in full, with at most two marks or spaces between two
    /// characters.
    fn full_end(&self, chars: &[char], from: usize) -> Option<usize> {
        let mut at = from;
        for (i, &want) in self.chars.iter().enumerate() {
            let mut gap = 0;
            while i > 0 && gap < 2 && chars.get(at).is_some_and(|&c| is_mark(c)) {
                at += 1;
                gap += 1;
            }
            if chars.get(at) != Some(&want) {
                return None;
            }
            at += 1;
        }
        Some(at)
    }

    /// The end of surname and mask: 张*三, 张某某, 张××, 张**. Without its last character it may be somebody
    /// else.
    fn masked_end(&self, chars: &[char], from: usize) -> Option<(usize, bool)> {
        let start = from + self.surname;
        if !chars[from..].starts_with(&self.chars[..self.surname]) {
            return None;
        }
        let to = (start..chars.len().min(start + 4))
            .find(|&i| !matches!(chars[i], '*' | '某' | '×' | '○' | '□' | '■' | '_' | 'X' | 'x'))
            .unwrap_or(chars.len().min(start + 4));
        if to == start {
            return None;
        }
        let whole_tail = chars.get(to) == self.chars.last() && self.chars.len() > self.surname + 1;
        Some(if whole_tail { (to + 1, true) } else { (to, false) })
    }

    /// In pinyin without anything between the syllables, surname first and last, in every reading.
    pub(super) fn spellings(&self) -> Vec<String> {
        let spell = |range: std::ops::Range<usize>| -> Vec<String> {
            self.syllables[range].iter().fold(vec![String::new()], |words, readings| {
                words.iter().flat_map(|word| readings.iter().map(move |one| format!("{word}{one}"))).collect()
            })
        };
        let (surnames, given) = (spell(0..self.surname), spell(self.surname..self.chars.len()));
        let mut all: Vec<String> = surnames
            .iter()
            .flat_map(|surname| {
                given.iter().flat_map(move |given| [surname.clone() + given, given.clone() + surname])
            })
            .collect();
        all.sort();
        all.dedup();
        all
    }

    /// What can be read of it when a part is masked, with one `*` for the mask.
    pub(super) fn masked_forms(&self) -> Vec<String> {
        let text = |range: &[char]| range.iter().collect::<String>();
        let (surname, given) = self.chars.split_at(self.surname);
        let mut forms = vec![text(surname) + "*"];
        if given.len() > 1 {
            forms.push(format!("{}*{}", text(surname), given[given.len() - 1]));
            forms.push("*".to_owned() + &text(given));
        }
        forms
    }

    fn tail_follows(&self, chars: &[char], from: usize) -> bool {
        chars[from + 1..].starts_with(&self.chars[1..])
    }

    /// The end of the name in pinyin, surname first or last, in one word or several.
    fn latin_end(&self, chars: &[char], from: usize) -> Option<usize> {
        let order: Vec<usize> = (0..self.chars.len()).collect();
        let western: Vec<usize> = (self.surname..self.chars.len()).chain(0..self.surname).collect();
        [order, western].iter().find_map(|order| {
            let mut at = from;
            for (position, &i) in order.iter().enumerate() {
                while position > 0
                    && chars.get(at).is_some_and(|c| matches!(c, ' ' | '-' | '\'' | '_' | '.' | '·' | ','))
                {
                    at += 1;
                }
                let length = self.syllables[i].iter().find_map(|syllable| {
                    let stands = syllable
                        .chars()
                        .enumerate()
                        .all(|(k, want)| chars.get(at + k).is_some_and(|c| c.to_ascii_lowercase() == want));
                    stands.then_some(syllable.len())
                })?;
                at += length;
            }
            (!chars.get(at).is_some_and(char::is_ascii_alphabetic)).then_some(at)
        })
    }
}

fn is_mark(c: char) -> bool {
    !c.is_alphanumeric() && !matches!(c, '\n' | ',' | '、' | '。' | ';' | ':' | '!' | '?')
}

/// How many characters of a name, which has two or more, are the surname.
pub fn surname_length(name: &[char]) -> usize {
    let is_compound =
        name.len() > 2 && COMPOUND.iter().any(|surname| surname.chars().eq(name[..2].iter().copied()));
    if is_compound { 2 } else { 1.min(name.len()) }
}

/// How a character is read when it is a surname.
pub fn surname_reading(c: char) -> Option<&'static str> {
    Some(match c {
        '单' => "shan",
        '曾' => "zeng",
        '解' => "xie",
        '仇' => "qiu",
        '区' => "ou",
        '查' => "zha",
        '任' => "ren",
        '朴' => "piao",
        '盖' => "ge",
        '乐' => "yue",
        '尉' => "yu",
        '翟' => "zhai",
        '覃' => "qin",
        '冼' => "xian",
        '缪' => "miao",
        '折' => "she",
        '种' => "chong",
        '秘' => "bi",
        '员' => "yun",
        '吕' => "lv",
        '卜' => "bu",
        '宁' => "ning",
        '逄' => "pang",
        '谌' => "chen",
        '华' => "hua",
        '燕' => "yan",
        '黑' => "he",
        '那' => "na",
        '车' => "che",
        '叶' => "ye",
        '葛' => "ge",
        '纪' => "ji",
        '应' => "ying",
        '都' => "du",
        '盛' => "sheng",
        '臧' => "zang",
        '牟' => "mu",
        '隗' => "kui",
        '祭' => "zhai",
        '繁' => "po",
        '薄' => "bo",
        '召' => "shao",
        '乜' => "nie",
        '訾' => "zi",
        '郗' => "xi",
        '郇' => "xun",
        '呙' => "guo",
        '昝' => "zan",
        '撒' => "sa",
        '阚' => "kan",
        '阙' => "que",
        '句' => "gou",
        '贠' => "yun",
        '幺' => "yao",
        '能' => "nai",
        '哈' => "ha",
        '洗' => "xian",
        '佴' => "nai",
        '颉' => "xie",
        '相' => "xiang",
        '晁' => "chao",
        '炅' => "gui",
        '过' => "guo",
        '藏' => "zang",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::Known;
    use crate::{Kind, scan};

    fn found(names: &[&str], text: &str) -> Vec<(String, bool)> {
        let known = Known { names: names.iter().map(|&name| name.to_owned()).collect(), ..Known::default() };
        scan(text, &known)
            .into_iter()
            .filter(|finding| finding.kind == Kind::KnownName)
            .map(|finding| (text[finding.start..finding.end].to_owned(), finding.sure))
            .collect()
    }

    #[test]
    fn a_known_name_is_found_in_every_form() {
        for (text, part, sure) in [
            ("昨天林秋月来过", "林秋月", true),
            ("昨天林 秋\u{200b} 月来过", "林 秋\u{200b} 月", true),
            ("昨天林*月来过", "林*月", true),
            ("昨天林某某来过", "林某某", false),
            ("昨天林**来过", "林**", false),
            ("昨天*秋月来过", "*秋月", false),
            ("linqiuyue88来过", "linqiuyue", true),
            ("Lin Qiuyue 来过", "Lin Qiuyue", true),
            ("qiu-yue LIN 来过", "qiu-yue LIN", true),
        ] {
            assert_eq!(found(&["林秋月"], text), [(part.to_owned(), sure)], "{text}");
        }
        assert_eq!(found(&["欧阳禾青"], "欧阳某某说"), [("欧阳某某".to_owned(), false)]);
        assert_eq!(found(&["单小满"], "shan xiaoman"), [("shan xiaoman".to_owned(), true)]);
        assert_eq!(found(&["林秋月"], "秋月、林业、linqiuyuexi"), []);
    }

    #[test]
    fn a_known_number_is_found_whatever_stands_between() {
        let known = Known { numbers: vec!["0880-5512777".to_owned()], ..Known::default() };
        let text = "打 0880 / 551-2777 找他";
        let findings = scan(text, &known);
        assert!(
            findings
                .iter()
                .any(|f| f.kind == Kind::KnownNumber && &text[f.start..f.end] == "0880 / 551-2777")
        );
    }

    #[test]
    fn cards_of_people_in_duty_stay() {
        let known = Known {
            keep_names: vec!["卢云舟".to_owned()],
            keep_numbers: vec!["0880-5512340".to_owned(), "13900001111".to_owned()],
            ..Known::default()
        };
        assert_eq!(scan("联系人：卢云舟，手机139 0000 1111，5512340。家里座机0880-5512340", &known), []);
    }
}
