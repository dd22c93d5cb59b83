//! People, numbers and houses that are known only by keyed hashes: every place of a text that could hold one
//! is read into its plain form ([`Form`]) and asked for.
//!
//! The windows slide over the normalized text ([`Normalized`]), so that full-width digits, invisible
//! characters and look-alike letters do not hide anything. Between the characters of a name may stand spaces
//! and dots, between the digits of a number the marks that people put there; Chinese numerals are digits too.
//!
//! A window inside the name or number of somebody in duty is theirs: `迟翀` is nobody else in `尉迟翀`.
//!
//! Deliberately absent: how a hash is made.

mod masks;
mod runs;

use super::form::Form;
use super::known::Known;
use super::normalized::Normalized;
use super::without_blank_ends;
use masks::{masked_names, masked_numbers};
use runs::{Found, addresses, is_han, names, numbers, words};
pub(super) use runs::{house_end, plain_address};

/// Names, numbers and houses that are known only by keyed hashes; and texts that two persons let stand.
pub trait KnownByHash: Sync {
    /// How long the known ones of a form are, in characters. Of a form without lengths nothing is asked.
    fn lengths(&self, form: Form) -> &[usize];
    /// Whether this plain form is known.
    fn knows(&self, form: Form, plain: &str) -> bool;
    /// Whether two persons decided that this text may stand.
    fn is_allowed(&self, text: &str) -> bool;
}

/// A window that is somebody's, as bytes of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// First byte.
    pub start: usize,
    /// Byte behind the last one.
    pub end: usize,
    /// What it is.
    pub form: Form,
    /// The plain form: what was asked for.
    pub window: String,
}

/// All windows that are somebody's and nobody's in duty; a window inside another is not told again.
#[must_use]
pub fn find(hashed: &dyn KnownByHash, known: &Known, text: &str) -> Vec<Hit> {
    let normalized = Normalized::new(text);
    let chars = normalized.chars();
    let mut hits = Vec::new();
    let mut tell = |hit: Found| {
        let (start, end) = without_blank_ends(text, normalized.original(hit.from, hit.to));
        hits.push(Hit { start, end, form: hit.form, window: hit.window });
    };
    let has = |form: Form| !hashed.lengths(form).is_empty();
    let asks = |form: Form| move |window: &str| hashed.knows(form, window);
    if has(Form::Name) {
        for run in names(chars) {
            run.ask(
                Form::Name,
                hashed.lengths(Form::Name),
                &known.keep_names,
                is_han,
                asks(Form::Name),
                &mut tell,
            );
        }
    }
    if has(Form::Number) {
        let is_digit = |c: char| c.is_ascii_digit();
        for run in numbers(chars) {
            let lengths = hashed.lengths(Form::Number);
            run.ask(Form::Number, lengths, &known.keep_numbers, is_digit, asks(Form::Number), &mut tell);
        }
    }
    for (form, is_letter, most) in [
        (Form::Latin, char::is_ascii_alphabetic as fn(&char) -> bool, 4),
        (Form::Letters, char::is_ascii_alphanumeric as fn(&char) -> bool, 12),
    ] {
        if has(form) {
            words(chars, is_letter).ask(form, hashed.lengths(form), most, asks(form), &mut tell);
        }
    }
    if has(Form::Address) {
        for run in addresses(chars) {
            run.ask_houses(hashed.lengths(Form::Address), asks(Form::Address), &mut tell);
        }
    }
    if has(Form::Masked) {
        masked_names(chars, asks(Form::Masked), &mut tell);
    }
    if has(Form::MaskedNumber) {
        masked_numbers(chars, &known.keep_numbers, asks(Form::MaskedNumber), &mut tell);
    }
    hits.sort_by_key(|hit| (hit.start, std::cmp::Reverse(hit.end)));
    let mut reach = 0;
    hits.retain(|hit| {
        let inside = hit.end <= reach;
        reach = reach.max(hit.end);
        !inside
    });
    hits
}

#[cfg(test)]
mod tests {
    use super::*;

    struct People;

    impl KnownByHash for People {
        fn lengths(&self, form: Form) -> &[usize] {
            match form {
                Form::Name => &[2, 3, 4],
                Form::Number => &[7, 11, 18],
                _ => &[],
            }
        }

        fn knows(&self, form: Form, plain: &str) -> bool {
            match form {
                Form::Name => matches!(plain, "尉迟翀" | "迟翀" | "翀羽"),
                Form::Number => matches!(plain, "14012345678" | "5512340" | "33109919500101000X"),
                _ => false,
            }
        }

        fn is_allowed(&self, _: &str) -> bool {
            false
        }
    }

    fn found(known: &Known, text: &str) -> Vec<(String, String)> {
        find(&People, known, text)
            .into_iter()
            .map(|hit| (text[hit.start..hit.end].to_owned(), hit.window))
            .collect()
    }

    #[test]
    fn a_name_is_found_in_every_window_and_through_what_hides_it() {
        for (text, part) in [
            ("尉迟翀", "尉迟翀"),
            ("昨天村民尉迟翀来信说", "尉迟翀"),
            ("村民尉 迟\u{200b}·翀说", "尉 迟\u{200b}·翀"),
            ("村民尉\u{3000}迟\u{2022}翀说", "尉\u{3000}迟\u{2022}翀"),
            ("村民迟翀", "迟翀"),
        ] {
            let window: String = part.chars().filter(|&c| is_han(c)).collect();
            assert_eq!(found(&Known::default(), text), [(part.to_owned(), window)], "{text}");
        }
        assert_eq!(found(&Known::default(), "尉迟，翀\n尉迟。翀"), []);
    }

    #[test]
    fn a_number_is_found_in_every_window_and_through_what_hides_it() {
        for (text, part) in [
            ("电话14012345678。", "14012345678"),
            ("9914012345678", "14012345678"),
            ("140 1234-5678", "140 1234-5678"),
            ("１４０．１２３４．５６７８", "１４０．１２３４．５６７８"),
            ("一四〇一二三四五六七八", "一四〇一二三四五六七八"),
            ("幺四零1234伍六七八", "幺四零1234伍六七八"),
            ("l4O12345678", "l4O12345678"),
            ("140\u{200b}1234\u{fe0f}5678", "140\u{200b}1234\u{fe0f}5678"),
            ("(0880) 551-2340", "551-2340"),
            ("号33109919500101000x", "33109919500101000x"),
        ] {
            let found = found(&Known::default(), text);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert_eq!(found[0].0, part, "{text}");
        }
        assert_eq!(found(&Known::default(), "140、1234、5678；5512，340"), []);
    }

    #[test]
    fn windows_inside_somebody_in_duty_are_theirs() {
        let known = Known {
            keep_names: vec!["尉迟翀羽".to_owned()],
            keep_numbers: vec!["0880-5512340".to_owned()],
            ..Known::default()
        };
        assert_eq!(found(&known, "站长尉迟翀羽，电话0880-5512340"), []);
        assert_eq!(found(&known, "村民尉迟翀，电话5512340").len(), 2);
    }

    /// Somebody of whom only the forms are known.
    struct Sender(Vec<(Form, String)>, Vec<usize>);

    impl Sender {
        fn new() -> Self {
            use super::super::forms::{address_forms, letters_form, name_forms, number_forms};
            let mut forms = name_forms("林秋月");
            forms.extend(number_forms("14012345678"));
            forms.extend(letters_form("Lin.Qiu88@mail.yundu.example"));
            forms.extend(address_forms("禾溪镇水口村三组十二号"));
            let mut lengths: Vec<usize> = forms.iter().map(|(_, plain)| plain.chars().count()).collect();
            lengths.sort_unstable();
            lengths.dedup();
            Self(forms, lengths)
        }
    }

    impl KnownByHash for Sender {
        fn lengths(&self, _: Form) -> &[usize] {
            &self.1
        }

        fn knows(&self, form: Form, plain: &str) -> bool {
            self.0.iter().any(|(one, known)| *one == form && known == plain)
        }

        fn is_allowed(&self, _: &str) -> bool {
            false
        }
    }

    #[test]
    fn every_form_is_found_where_it_stands() {
        let sender = Sender::new();
        for (text, part, form) in [
            ("昨天林秋月来过", "林秋月", Form::Name),
            ("昨天Lin Qiuyue来过", "Lin Qiuyue", Form::Latin),
            ("昨天qiu-yue LIN来过", "qiu-yue LIN", Form::Latin),
            ("网名linqiuyue88的", "linqiuyue", Form::Latin),
            ("昨天林*月来过", "林*月", Form::Masked),
            ("昨天林某某来过", "林某某", Form::Masked),
            ("昨天××秋月来过", "××秋月", Form::Masked),
            ("打14012345678找", "14012345678", Form::Number),
            ("打140****5678找", "140****5678", Form::MaskedNumber),
            ("打１４０１＊＊＊２３４５６７８", "１４０１＊＊＊２３４５６７８", Form::MaskedNumber),
            ("打1401234****找", "1401234****", Form::MaskedNumber),
            ("打1401234xxxx找", "1401234xxxx", Form::MaskedNumber),
            ("邮箱lin.qiu88 @ mail.yundu.example，", "lin.qiu88 @ mail.yundu.example", Form::Letters),
            ("住在水口村3组12号的", "水口村3组12号", Form::Address),
            ("住在水口村三组 十二号的", "水口村三组 十二号", Form::Address),
        ] {
            let found = find(&sender, &Known::default(), text);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert_eq!((&text[found[0].start..found[0].end], found[0].form), (part, form), "{text}");
        }
    }

    #[test]
    fn what_leads_to_nobody_is_not_found() {
        let sender = Sender::new();
        for text in [
            "林业站",
            "秋月",
            "linqiuyuexi",
            "140****567",
            "****5678",
            "张某某",
            "水口村三组",
            "水口村三组112号",
            "12号",
            "lin.qiu88@mail.yundu",
            "某某村某某组",
            "1409999****",
        ] {
            assert_eq!(find(&sender, &Known::default(), text), [], "{text}");
        }
        let duty = Known { keep_numbers: vec!["140-1234-5678".to_owned()], ..Known::default() };
        assert_eq!(find(&sender, &duty, "值班电话140****5678"), []);
    }
}
