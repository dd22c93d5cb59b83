//! Telephone numbers as people write them: with blanks, dashes, dots and brackets, with +86 or 0086, two in one field, with an
//! extension or a word beside them. What leaves no doubt is kept in one form, and that form is used everywhere.
//!
//! A number has a length (the ministry's numbering plan of telecommunication networks; ITU-T E.164 abroad): a digit too few or
//! too many is the mistake that costs an answer. Deliberately absent: whether a number is in use.

use unicode_normalization::UnicodeNormalization;

use super::submission::{is_dash, is_unseen};

/// More numbers than a person has.
const MOST: usize = 5;
/// Digits in a word beside a number, as in "after 18:30".
const IN_WORDS: usize = 4;
/// The same behind a number abroad, as in "after 8".
const IN_WORDS_ABROAD: usize = 2;
/// The township's own kind of number, which people write beside theirs: "call 12345 if nobody answers".
const OFFICE_LINE: &str = "12345";
/// What stands before an extension, longest first.
const EXTENSION: [&str; 10] =
    ["extension", "分机号", "转分机", "分机", "内线", "ext.", "ext", "转", "#", "*"];

/// Dialled before a number to make a call cheaper; nobody needs them to reach it.
const CALL_PREFIXES: [&str; 4] = ["17951", "17911", "17909", "12593"];

/// Words before a number that is no telephone number.
const HANDLES: [&str; 6] = ["qq", "wx", "vx", "v信", "微信", "wechat"];

/// What is said of a number that reaches nobody any more.
const DEAD: [&str; 5] = ["停用", "停机", "空号", "作废", "注销"];

/// What is said of one of two numbers, so that only one of them is meant.
const ONE_OF_TWO: [&str; 16] = [
    "不要打",
    "别打",
    "勿打",
    "不打",
    "不用",
    "不通",
    "原号",
    "原来",
    "原:",
    "旧",
    "老号",
    "换成",
    "换了",
    "改成",
    "改为",
    "以前",
];

/// A field with telephone numbers, each in its one form; what else stood there is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Phones {
    /// The whole field.
    pub(super) text: String,
    /// The numbers.
    pub(super) numbers: Vec<Phone>,
}

/// One number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Phone {
    /// As it is dialled from mainland China: `14012345678`, `0880-5512345`, `+85223456789`.
    pub(super) number: String,
    /// What is dialled once somebody answers.
    pub(super) extension: Option<String>,
    /// It takes text messages.
    pub(super) is_mobile: bool,
}

impl Phone {
    /// As a telephone dials it: `08805512345,8`. What was written onto a landline behind a dash is its extension.
    pub(super) fn dialled(&self) -> String {
        let mut parts = self.number.split('-');
        let mut number = parts.next().unwrap_or_default().to_owned();
        let mut extension = self.extension.clone();
        for part in parts {
            // The shortest numbers have 7 digits, and 11 with the area.
            let is_whole = number.len() >= if number.starts_with('0') { 11 } else { 7 };
            if is_whole && !is_freephone(&number) {
                extension = Some(part.to_owned())
            } else {
                number += part
            }
        }
        extension.map_or(number.clone(), |extension| format!("{number},{extension}"))
    }

    /// As the desk reads it: `0880-5512345转8`.
    fn text(&self) -> String {
        match &self.extension {
            Some(extension) => format!("{}转{extension}", self.number),
            None => self.number.clone(),
        }
    }
}

impl Phones {
    /// Reads a field; none when a number in it is in doubt, or when there is none.
    pub(super) fn read(typed: &str) -> Option<Self> {
        let seen = typed.nfkc().filter(|c| !is_unseen(*c) || c.is_control());
        let plain: Vec<char> = seen.map(plain).collect();
        let (mut text, mut numbers) = (String::new(), Vec::new());
        let mut at = 0;
        while at < plain.len() {
            let end = end_of_number(&plain, at);
            if end == at {
                text.push(plain[at]);
                at += 1;
                continue;
            }
            let (mut found, after) = read_run(&plain, at, end)?;
            if found.is_empty() {
                text.extend(&plain[at..after]);
                at = after;
                continue;
            }
            let (extension, after) = read_extension(&plain, after);
            if let (Some(last), Some(extension)) = (found.last_mut(), extension) {
                last.extension = Some(extension);
            }
            text += &found.iter().map(Phone::text).collect::<Vec<_>>().join("、");
            numbers.append(&mut found);
            at = after;
        }
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
        if says(&DEAD) || (numbers.len() > 1 && says(&ONE_OF_TWO)) {
            // Which one reaches the sender, the sender has to say: the other may be a stranger's by now.
            return None;
        }
        (1..=MOST).contains(&numbers.len()).then_some(Self { text, numbers })
    }
}

/// The numbers with which a run of digits begins, and where they end; none of them where its first digits are words. None at all
/// for what is in doubt.
fn read_run(plain: &[char], at: usize, end: usize) -> Option<(Vec<Phone>, usize)> {
    let (words, run) = (&plain[..at], &plain[at..end]);
    let is_known = |found: &Vec<Phone>| !is_handle(words) || found.iter().all(|phone| phone.is_mobile);
    if let Some((found, cut)) = without_words(plain, at, end).filter(|(found, _)| is_known(found)) {
        return Some((found, cut));
    }
    let text: String = run.iter().collect();
    if let Some(found) = split(&text).filter(is_known) {
        return Some((found, end));
    }
    if is_handle(words) {
        // A name somewhere else, and perhaps a telephone number behind it.
        let first = run.iter().position(|c| *c == ' ').unwrap_or(run.len());
        let has_number = split(&text[first..]).is_some_and(|found| !found.is_empty());
        return Some((Vec::new(), if has_number { at + first } else { end }));
    }
    (count_digits(&text) <= IN_WORDS || text == OFFICE_LINE).then_some((Vec::new(), end))
}

/// What begins the words that follow a number is no part of it: "14012345678 18:30以后", "5512345 3组".
fn without_words(plain: &[char], at: usize, end: usize) -> Option<(Vec<Phone>, usize)> {
    let is_word = plain.get(end).is_some_and(|c| *c == ':' || c.is_alphabetic());
    if !is_word || read_extension(plain, end).0.is_some() {
        return None;
    }
    let digits_behind = |cut: usize| plain[cut..end].iter().filter(|c| c.is_ascii_digit()).count();
    // Nobody knows how long a number abroad is: four digits without a sign behind them may well be its end.
    let is_clear = |found: &[Phone], cut: usize| match found.last() {
        Some(last) if last.number.starts_with('+') => {
            plain[end] == ':' || digits_behind(cut) <= IN_WORDS_ABROAD
        }
        last => last.is_some(),
    };
    let number = |cut: usize| {
        let run: String = plain[at..cut].iter().collect();
        split(&run).filter(|found| is_clear(found, cut)).map(|found| (found, cut))
    };
    let cuts = (at + 1..end).rev().filter(|cut| matches!(plain[*cut], ' ' | '-'));
    cuts.take_while(|cut| digits_behind(*cut) <= IN_WORDS).find_map(number)
}

/// One kind of blank, of dash and of dot.
fn plain(c: char) -> char {
    match c {
        '\n' => '、',
        c if c.is_control() || c.is_whitespace() => ' ',
        c if is_dash(c) => '-',
        '·' | '•' | '・' => '.',
        c => c,
    }
}

fn count_digits(run: &str) -> usize {
    run.bytes().filter(u8::is_ascii_digit).count()
}

/// Whether digits that stand behind these words are a name somewhere else: `wx123456`, `QQ：123456789`.
fn is_handle(words: &[char]) -> bool {
    let words = words.iter().collect::<String>().to_lowercase();
    let is_in_word = words.ends_with(|c: char| c.is_ascii_alphabetic());
    let words = words.trim_end_matches([' ', ':', '-', '号']);
    is_in_word || HANDLES.iter().any(|handle| words.ends_with(handle))
}

/// Where a run of digits with their marks ends that begins here; here, when none does.
fn end_of_number(text: &[char], from: usize) -> usize {
    let begins = |at: usize| text.get(at).is_some_and(char::is_ascii_digit);
    let is_start = match text[from] {
        '+' => text[from + 1..].iter().find(|c| **c != ' ').is_some_and(char::is_ascii_digit),
        '(' => end_of_bracket(text, from).is_some(),
        _ => begins(from),
    };
    if !is_start {
        return from;
    }
    let (mut at, mut end) = (from, from);
    while let Some(c) = text.get(at) {
        match c {
            '(' => match end_of_bracket(text, at) {
                Some(after) => {
                    at = after;
                    end = after;
                    continue;
                }
                None => break,
            },
            c if c.is_ascii_digit() => end = at + 1,
            ' ' | '-' | '.' => {}
            '+' if at == from => {}
            _ => break,
        }
        at += 1;
    }
    end
}

/// Where `(0880)` or `(+86)` ends.
fn end_of_bracket(text: &[char], from: usize) -> Option<usize> {
    let inside = text[from + 1..].iter().position(|c| *c == ')')?;
    let (digits, end) = (&text[from + 1..from + 1 + inside], from + inside + 2);
    let fits = |c: &char| c.is_ascii_digit() || matches!(c, '+' | ' ');
    (digits.iter().any(char::is_ascii_digit) && digits.iter().all(fits)).then_some(end)
}

/// The extension that may follow a number, and where it ends.
fn read_extension(text: &[char], from: usize) -> (Option<String>, usize) {
    let skip = |mut at: usize, marks: &[char]| {
        while text.get(at).is_some_and(|c| marks.contains(c)) {
            at += 1;
        }
        at
    };
    let at = skip(from, &[' ', '-', ',', '(']);
    let rest: String = text[at..].iter().take(10).collect::<String>().to_lowercase();
    let Some(word) = EXTENSION.iter().find(|word| rest.starts_with(**word)) else { return (None, from) };
    let begin = skip(at + word.chars().count(), &[' ', ':', '-']);
    let digits: String = text[begin..].iter().take_while(|c| c.is_ascii_digit()).collect();
    let opened = text[from..at].contains(&'(');
    let end = begin + digits.len();
    let end = if opened && text.get(end) == Some(&')') { end + 1 } else { end };
    if (1..=6).contains(&digits.len()) { (Some(digits), end) } else { (None, from) }
}

/// One number, or several with blanks between them; all of the run has to be numbers.
fn split(run: &str) -> Option<Vec<Phone>> {
    let run = run.trim().replace(" -", "-").replace("- ", "-");
    let groups: Vec<&str> = run.split(' ').filter(|group| !group.is_empty()).flat_map(part).collect();
    let (mut numbers, mut from) = (Vec::new(), 0);
    while from < groups.len() {
        if CALL_PREFIXES.contains(&groups[from]) && groups.get(from + 1).is_some_and(|next| is_mobile(next)) {
            from += 1;
        }
        let (number, end) = next_number(&groups, from)?;
        numbers.push(number);
        from = end;
    }
    Some(numbers)
}

/// The number that begins there: of one in China the first groups that are whole, for what follows is something else; abroad,
/// where lengths are unknown, as many groups as fit.
fn next_number(groups: &[&str], from: usize) -> Option<(Phone, usize)> {
    // The country's code with a blank behind it, without its plus.
    let first = if matches!(groups[from], "86" | "(86)") { "+86" } else { groups[from] };
    let read = |end: usize| {
        let run = [&[first], &groups[from + 1..end]].concat().join(" ");
        read_one(&run).map(|number| (number, end))
    };
    let mut ends = from + 1..=groups.len();
    let longest = ends.clone().rev().find_map(read)?;
    if longest.0.number.starts_with('+') { Some(longest) } else { ends.find_map(read) }
}

/// Two mobile numbers with a dash between them are two; a few digits behind one are its extension.
fn part(group: &str) -> Vec<&str> {
    let parts: Vec<&str> = group.split('-').collect();
    if parts.iter().all(|part| is_mobile(part)) { parts } else { vec![group] }
}

fn is_mobile(digits: &str) -> bool {
    digits.len() == 11 && matches!(digits.as_bytes(), [b'1', b'3'..=b'9', ..])
}

fn is_freephone(digits: &str) -> bool {
    digits.starts_with("400") || digits.starts_with("800")
}

fn read_one(run: &str) -> Option<Phone> {
    if let Some((number, extension)) = run.rsplit_once('-')
        && (1..=IN_WORDS).contains(&extension.len())
        && extension.bytes().all(|b| b.is_ascii_digit())
        && let Some(mut phone) = read_one(number).filter(|phone| phone.is_mobile)
    {
        phone.extension = Some(extension.to_owned());
        return Some(phone);
    }
    let digits: String = run.chars().filter(char::is_ascii_digit).collect();
    let has_plus = run.trim_start_matches(['(', ' ']).starts_with('+');
    let country = if has_plus { Some(digits.as_str()) } else { digits.strip_prefix("00") };
    let (own, has_country) = match country {
        Some(number) => match number.strip_prefix("86") {
            Some(own) => (own, true),
            None => return is_abroad(number).then(|| other(format!("+{number}"))),
        },
        // No number of the mainland that begins with 86 is as long as one with its country code.
        None if matches!(digits.len(), 12 | 13) && digits.starts_with("86") => (&digits[2..], true),
        None => (digits.as_str(), false),
    };
    // An old habit for calls to another town: a zero before a mobile number. No area code begins with 013 to 019.
    let mobile = own.strip_prefix('0').unwrap_or(own);
    if is_mobile(mobile) {
        // "1-401-234-5678" and "1 (401) 234-5678" are a number in America.
        let groups = run.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty());
        let is_american = groups.map(str::len).eq([1, 3, 3, 4]);
        let is_abroad = is_american || matches!(run.as_bytes(), [b'1', b' ' | b'-' | b'.', ..]);
        return (!is_abroad).then(|| Phone { number: mobile.to_owned(), extension: None, is_mobile: true });
    }
    // 400 and 800 have ten digits, and no town has a number that begins so.
    if is_freephone(own) {
        let parts = (own.len() == 10).then(|| (&own[..3], &own[3..6], &own[6..]));
        return parts.map(|(first, second, third)| other(format!("{first}-{second}-{third}")));
    }
    let fits = match own.as_bytes() {
        // Of the area codes that begin with 1 (without their zero) there is Beijing's.
        [b'1', b'0', ..] if has_country => own.len() == 10,
        [b'1', ..] => false,
        // An extension may be written on.
        [b'0', ..] => (11..=16).contains(&own.len()),
        // Without the zero of the area code after +86.
        _ if has_country => (10..=11).contains(&own.len()),
        _ => (7..=12).contains(&own.len()),
    };
    if !fits {
        return None;
    }
    Some(other(if has_country {
        with_area(&format!("0{}", own.trim_start_matches('0')))
    } else if own.starts_with('0') {
        with_area(run)
    } else {
        run.replace([' ', '.', '(', ')'], "")
    }))
}

/// The length of a number with its country code (ITU-T E.164), by the plan of the neighbours and of North America.
fn is_abroad(number: &str) -> bool {
    let lengths = match number.as_bytes() {
        [b'8', b'5', b'2' | b'3', ..] | [b'1', ..] => 11..=11,
        [b'8', b'8', b'6', ..] => 11..=12,
        _ => 7..=15,
    };
    lengths.contains(&number.len())
}

const fn other(number: String) -> Phone {
    Phone { number, extension: None, is_mobile: false }
}

/// A landline with a dash after its area code: three digits for 010 and 02x, else four.
fn with_area(run: &str) -> String {
    let digits: String = run.chars().filter(char::is_ascii_digit).collect();
    let area = if matches!(digits.as_bytes(), [_, b'1' | b'2', ..]) { 3 } else { 4 };
    let mut left = area;
    let rest: String = run
        .chars()
        .skip_while(|c| {
            let is_of_area = left > 0;
            left -= usize::from(is_of_area && c.is_ascii_digit());
            is_of_area
        })
        .map(|c| if c.is_ascii_digit() { c } else { ' ' })
        .collect();
    let groups: Vec<&str> = rest.split_whitespace().collect();
    format!("{}-{}", &digits[..area], groups.join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leaves_no_doubt_is_kept_in_one_form() {
        for (typed, kept) in [
            ("14012345678", "14012345678"),
            ("+86 140-1234-5678", "14012345678"),
            ("１４０ １２３４ ５６７８", "14012345678"),
            ("（+86）140 1234 5678", "14012345678"),
            ("(86) 140 1234 5678", "14012345678"),
            ("0086 14012345678", "14012345678"),
            ("86 14012345678", "14012345678"),
            ("014012345678", "14012345678"),
            ("140.1234.5678", "14012345678"),
            ("140·1234·5678", "14012345678"),
            ("140\u{2011}1234\u{2212}5678", "14012345678"),
            ("140\u{2014}1234\u{FF0D}5678", "14012345678"),
            ("\u{202A}14012345678\u{202C}", "14012345678"),
            ("140\u{200B}1234\u{FEFF}5678", "14012345678"),
            ("14012345678（微信同号）", "14012345678(微信同号)"),
            ("电话：14012345678", "电话:14012345678"),
            ("14012345678，晚上18:30以后", "14012345678,晚上18:30以后"),
            ("0880-5512345", "0880-5512345"),
            ("0880 5512345", "0880-5512345"),
            ("（0880）5512345", "0880-5512345"),
            ("08805512345", "0880-5512345"),
            ("010-65512345", "010-65512345"),
            ("+86 880 5512345", "0880-5512345"),
            ("+86 (0)880 5512345", "0880-5512345"),
            ("0880-5512345转801", "0880-5512345转801"),
            ("0880-5512345 分机801", "0880-5512345转801"),
            ("0880-5512345（分机：801）", "0880-5512345转801"),
            ("0880-5512345 ext. 801", "0880-5512345转801"),
            ("0880-5512345-801", "0880-5512345-801"),
            ("5512345转8", "5512345转8"),
            ("400-880-1234", "400-880-1234"),
            ("+86 400 880 1234", "400-880-1234"),
            ("0086 400-880-1234", "400-880-1234"),
            ("4008801234", "400-880-1234"),
            ("+86 10 6555 1234", "010-65551234"),
            ("0086 10 65551234", "010-65551234"),
            ("(+86) 10 65551234", "010-65551234"),
            ("86 10 6555 1234", "010-65551234"),
            ("86-880-5512345", "0880-5512345"),
            ("14012345678 分机801", "14012345678转801"),
            ("14012345678 18:30以后", "14012345678 18:30以后"),
            ("14012345678 3楼", "14012345678 3楼"),
            ("5512345 3组", "5512345 3组"),
            ("5512345 8点以后", "5512345 8点以后"),
            ("5512345 18:30以后", "5512345 18:30以后"),
            ("5512345晚上8点以后", "5512345晚上8点以后"),
            ("551 2345晚上打", "5512345晚上打"),
            ("0880-5512345\t3组", "0880-5512345 3组"),
            ("010-65551234\t8点", "010-65551234 8点"),
            ("010 6555 1234晚上打", "010-6555-1234晚上打"),
            ("+86 880 5512345 8点", "0880-5512345 8点"),
            ("+86 880-5512345-8点", "0880-5512345-8点"),
            ("86 880 5512345 8点", "0880-5512345 8点"),
            ("+86 21 65551234 3楼", "021-65551234 3楼"),
            ("4008801234 8点", "400-880-1234 8点"),
            ("400-880-1234 2楼", "400-880-1234 2楼"),
            ("14012345678 5512345 8点", "14012345678、5512345 8点"),
            ("14012345678 2-3楼", "14012345678 2-3楼"),
            ("14012345678\t14012349999", "14012345678、14012349999"),
            ("+852 2345 6789晚上", "+85223456789晚上"),
            ("+852 2345 6789 8点", "+85223456789 8点"),
            ("+81 3 1234 5678晚上", "+81312345678晚上"),
            ("5512345 - 801", "5512345-801"),
            ("880 5512345", "8805512345"),
            ("5512 3456", "55123456"),
            ("5512345 5512346", "5512345、5512346"),
            ("14012345678-801", "14012345678转801"),
            ("17951 14012345678", "14012345678"),
            ("VX：a12345678 14012345678", "VX:a12345678 14012345678"),
            ("QQ 123456789 14012345678", "QQ 123456789 14012345678"),
            ("14012345678 打不通打12345", "14012345678 打不通打12345"),
            ("14012345678 微信wx123456", "14012345678 微信wx123456"),
            ("14012345678（QQ：123456789）", "14012345678(QQ:123456789)"),
            ("微信14012345678", "微信14012345678"),
            ("Tel14012345678", "Tel14012345678"),
            ("14012345678-14012349999", "14012345678、14012349999"),
            ("+852 2345 6789", "+85223456789"),
            ("00852 2345 6789", "+85223456789"),
            ("14012345678、0880-5512345", "14012345678、0880-5512345"),
            ("140 1234 5678 / 140 1234 9999", "14012345678 / 14012349999"),
            ("14012345678 14012349999", "14012345678、14012349999"),
            ("14012345678\n14012349999", "14012345678、14012349999"),
            ("14012345678或者14012349999", "14012345678或者14012349999"),
        ] {
            let read = Phones::read(typed).unwrap_or_else(|| panic!("{typed}"));
            assert_eq!(read.text, kept, "{typed}");
            assert_eq!(
                Phones::read(&read.text).as_ref().map(|again| &again.text),
                Some(&read.text),
                "{typed}"
            );
        }
    }

    #[test]
    fn a_link_dials_numbers_and_nothing_else() {
        for (typed, dialled) in [
            ("14012345678、5512345 8点以后", &["14012345678", "5512345"][..]),
            ("0880-5512345 3组", &["08805512345"]),
            ("0880-5512345转801", &["08805512345,801"]),
            ("0880-5512345-801", &["08805512345,801"]),
            ("5512345-8", &["5512345,8"]),
            ("5512345-801", &["5512345,801"]),
            ("400-880-1234", &["4008801234"]),
            ("010 6555 1234", &["01065551234"]),
            ("+852 2345 6789", &["+85223456789"]),
            ("14012345678（微信）", &["14012345678"]),
        ] {
            let phones = Phones::read(typed).unwrap_or_else(|| panic!("{typed}"));
            assert_eq!(phones.numbers.iter().map(Phone::dialled).collect::<Vec<_>>(), dialled, "{typed}");
        }
    }

    #[test]
    fn what_is_in_doubt_is_no_number() {
        for typed in [
            "",
            "、",
            "电话没有",
            "18:30",
            "原号14012345678停用，现用14012345677",
            "不要打14012345678，打14012345677",
            "旧：14012345678 新：14012345677",
            "14012345678换成14012345677",
            "14012345678（空号）",
            "1401234567",
            "140 1234 567",
            "140123456789",
            "140 1234 5678 9",
            "1401234567890123456",
            "+86 1401234567",
            "11111111111",
            "14012345678、1401234",
            "140a12345678",
            "QQ：123456789",
            "+86 10 6555 123",
            "14012345678 1234",
            "5512345 12345",
            "5512345 801",
            "400-880-1234 2",
            "+852 23456789 1234",
            "0880-5512345 3 组",
            "12345",
            "1-401-234-5678",
            "1(401)234-5678",
            "(1)401-234-5678",
            "（1）401 234 5678",
            "0880-551234",
            "14012345678 14012345677 14012345676 14012345675 14012345674 14012345673",
        ] {
            assert_eq!(Phones::read(typed), None, "{typed}");
        }
    }

    #[test]
    fn mobiles_are_told_from_other_numbers() {
        let mobiles = |typed: &str| -> Vec<bool> {
            Phones::read(typed).expect("numbers").numbers.iter().map(|phone| phone.is_mobile).collect()
        };
        assert_eq!(mobiles("0880-5512345、+86 140 1234 5678"), [false, true]);
        assert_eq!(mobiles("+852 2345 6789"), [false]);
    }
}
