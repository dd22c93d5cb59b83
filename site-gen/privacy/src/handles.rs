//! Names in machines and on papers that contain letters: e-mail addresses, WeChat names, number plates,
//! passports.
//!
//! Deliberately absent: numbers made of digits alone ([`super::numbers`]), and addresses of offices under
//! `.gov.cn`, which are public on purpose.

use super::context::{Within, any_at, any_at_in_any_case, before, holds_any, is_han, skip_spaces};
use super::{Kind, Span};

/// Finds e-mail addresses, WeChat names, plates and passports.
pub(super) fn find(chars: &[char], out: &mut Vec<Span>) {
    for at in 0..chars.len() {
        match chars[at] {
            '@' | '#' | 'a' | 'A' | '(' | '[' | '{' | '<' | '【' | '「' | '『' | '〔' | '《' | '艾'
            | '圈' => email(chars, at, out),
            '微' | 'w' | 'W' | 'v' | 'V' | '薇' | '威' | '徽' | '维' | '加' => wechat(chars, at, out),
            '牌' => cued_plate(chars, at + 1, out),
            c if is_province(c) => plate(chars, at, out),
            _ => {}
        }
        if chars[at].is_ascii_uppercase() {
            passport(chars, at, out);
        }
    }
}

fn span(from: usize, to: usize, kind: Kind) -> Span {
    Span { from, to, kind, sure: true }
}

/// An address around a sign that means "at": `@`, or the words and signs that people write in its place.
fn email(chars: &[char], at: usize, out: &mut Vec<Span>) {
    let Some(sign) = at_sign(chars, at) else { return };
    let is_real = chars[at] == '@';
    let Some(domain_end) = domain_end(chars, at + sign, is_real) else { return };
    let Some(from) = local_start(chars, at) else { return };
    if !is_real && is_web_address(chars, at + sign, domain_end) {
        return;
    }
    let host: String = chars[at + sign..domain_end].iter().filter(|c| **c != ' ').collect();
    if !host.to_ascii_lowercase().ends_with(".gov.cn") {
        out.push(span(from, domain_end, Kind::Email));
    }
}

/// The length of a sign that means "at", if one stands there.
fn at_sign(chars: &[char], at: usize) -> Option<usize> {
    let bare = || {
        // `a.b at c` has a space before it; behind a full stop a sentence begins.
        let is_apart = at > 1 && chars[at - 1] == ' ' && chars[at - 2] != '.';
        is_apart.then(|| any_at_in_any_case(chars, at, &["at "])).flatten()
    };
    any_at(chars, at, &["@", "#", "艾特"])
        .or_else(|| any_at_in_any_case(chars, at, &["圈a"]))
        .or_else(|| in_brackets(chars, at, &["at", "a", "@", "艾特"]))
        .or_else(bare)
}

/// The length of one of `words` in brackets of any kind, with spaces inside or without: `(at)`, `[ AT ]`, `{dot}`.
fn in_brackets(chars: &[char], at: usize, words: &[&str]) -> Option<usize> {
    let close = match chars.get(at)? {
        '(' => ')',
        '[' => ']',
        '{' => '}',
        '<' => '>',
        '【' => '】',
        '「' => '」',
        '『' => '』',
        '〔' => '〕',
        '《' => '》',
        _ => return None,
    };
    let word = skip_few_spaces(chars, at + 1);
    words.iter().find_map(|own| {
        let length = any_at_in_any_case(chars, word, &[own])?;
        let end = skip_few_spaces(chars, word + length);
        (chars.get(end) == Some(&close)).then(|| end + 1 - at)
    })
}

/// `at www.example.com` and `at example.com/letters` say where a page is.
fn is_web_address(chars: &[char], start: usize, end: usize) -> bool {
    let host = skip_few_spaces(chars, start);
    any_at_in_any_case(chars, host, &["www."]).is_some() || chars.get(end) == Some(&'/')
}

/// Where the part before the sign starts; spaces may stand next to the sign, and around dots.
fn local_start(chars: &[char], at: usize) -> Option<usize> {
    let is_local = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-');
    let last = (at.saturating_sub(4)..at).rev().find(|&i| chars[i] != ' ')?;
    if !is_local(chars[last]) {
        return None;
    }
    let mut from = last;
    while from > 0 && is_local(chars[from - 1]) {
        from -= 1;
    }
    // A mark that ends a sentence or a list does not start an address.
    from += chars[from..=last].iter().take_while(|c| matches!(c, '.' | '-' | '+' | '%')).count();
    (from <= last).then_some(from)
}

/// Where the part after the sign ends: labels joined by dots, spoken dots and spaces next to them included.
///
/// Prose has the same letters ("look at home. Thank you"), so an address needs its shape ([`Shape`]). Without
/// a dot only a well-known host counts, and only after a real `@`.
fn domain_end(chars: &[char], start: usize, is_real: bool) -> Option<usize> {
    let mut at = skip_few_spaces(chars, start);
    let mut shape = if is_real { Shape::Plain } else { Shape::Spoken };
    let mut end = None;
    let mut is_first = true;
    loop {
        let label_end = (at..chars.len())
            .find(|&i| !(chars[i].is_ascii_alphanumeric() || chars[i] == '-'))
            .unwrap_or(chars.len());
        let label: String = chars[at..label_end].iter().collect();
        if label.is_empty() {
            return end;
        }
        let may_end = if is_first {
            is_real && KNOWN_HOSTS.contains(&label.to_ascii_lowercase().as_str())
        } else {
            shape.may_end_with(&label)
        };
        if may_end {
            end = Some(label_end);
        }
        let dot = skip_few_spaces(chars, label_end);
        let Some(length) = dot_sign(chars, dot) else { return end };
        let next = skip_few_spaces(chars, dot + length);
        let is_apart = dot > label_end || next > dot + length || chars[dot] == '。';
        let joint = match chars[dot] {
            '.' | '·' | '。' if is_apart => Shape::Loose,
            '.' | '·' => Shape::Plain,
            _ => Shape::Spoken,
        };
        (at, is_first, shape) = (next, false, shape.max(joint));
    }
}

/// How loosely a domain is written: the looser, the better known its end must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Shape {
    /// A real `@`, and labels joined by plain dots.
    Plain,
    /// The sign or a dot is spoken, which ends no sentence.
    Spoken,
    /// A dot stands apart, or is the one that ends a Chinese sentence.
    Loose,
}

impl Shape {
    fn may_end_with(self, label: &str) -> bool {
        let lower = label.to_ascii_lowercase();
        match self {
            // A last label has letters; `a@1.5` is not an address.
            Self::Plain => label.len() >= 2 && label.starts_with(|c: char| c.is_ascii_alphabetic()),
            Self::Spoken => COMMON_ENDS.contains(&lower.as_str()) || OTHER_ENDS.contains(&lower.as_str()),
            // A capital letter begins a sentence.
            Self::Loose => {
                COMMON_ENDS.contains(&lower.as_str())
                    && (label == lower || label == label.to_ascii_uppercase())
            }
        }
    }
}

/// The length of a dot, or of what people write in its place.
fn dot_sign(chars: &[char], at: usize) -> Option<usize> {
    any_at(chars, at, &[".", "·", "。", "点"])
        .or_else(|| any_at_in_any_case(chars, at, &["dot "]))
        .or_else(|| in_brackets(chars, at, &["dot", "点", ".", "d"]))
}

/// Hosts of mail that are written without their ending.
#[rustfmt::skip]
const KNOWN_HOSTS: &[&str] = &[
    "qq", "163", "126", "sina", "gmail", "foxmail", "outlook", "hotmail", "sohu", "139", "189", "aliyun", "yeah",
];

/// Ends of domains that nearly all mail here is written to.
#[rustfmt::skip]
const COMMON_ENDS: &[&str] = &["com", "cn", "net", "org", "edu", "gov", "hk", "tw"];

/// Ends of other domains in use. Deliberately absent: those that are English words too (`me`, `us`, `it`,
/// `my`, `so`), which begin a sentence more often than they end an address.
#[rustfmt::skip]
const OTHER_ENDS: &[&str] = &[
    "mo", "sg", "jp", "kr", "uk", "eu", "de", "fr", "ru", "ca", "au", "nz", "cc", "io", "co", "tv", "vip", "xyz",
    "info", "biz", "mobi", "asia", "ltd", "icu", "top",
];

fn skip_few_spaces(chars: &[char], at: usize) -> usize {
    let next = skip_spaces(chars, at);
    if next <= at + 2 { next } else { at }
}

/// A WeChat name after its word, or in the form that WeChat itself assigns.
fn wechat(chars: &[char], at: usize, out: &mut Vec<Span>) {
    let word_starts = at == 0 || !chars[at - 1].is_ascii_alphanumeric();
    if word_starts && any_at_in_any_case(chars, at, &["wxid_"]).is_some() {
        let end = handle_end(chars, at);
        if end > at + 8 {
            out.push(span(at, end, Kind::WeChat));
        }
        return;
    }
    let latin = chars[at].is_ascii_alphabetic();
    if latin && !word_starts {
        return;
    }
    let words = if latin { WECHAT_LATIN } else { WECHAT_HAN };
    let Some(length) = any_at_in_any_case(chars, at, words) else { return };
    let from = skip_filler(chars, at + length);
    let end = handle_end(chars, from);
    let name = &chars[from..end];
    // WeChat: 6 to 20 letters, digits, - and _; assigned and old ones may start with a digit.
    let has_letter = name.iter().any(char::is_ascii_alphabetic);
    if (5..=24).contains(&name.len()) && has_letter && !is_public_word(name) {
        out.push(span(from, end, Kind::WeChat));
    } else if (5..=10).contains(&name.len()) && !has_letter && from > at + length {
        out.push(span(from, end, Kind::Qq));
    }
}

/// Letters that follow 微信 without being a name.
fn is_public_word(name: &[char]) -> bool {
    let small: Vec<char> = name.iter().map(char::to_ascii_lowercase).collect();
    holds_any(&small, &["http", "www"]) || holds_any(name, &["APP"])
}

fn skip_filler(chars: &[char], mut at: usize) -> usize {
    let start = at;
    while at < start + 8 {
        match any_at(
            chars,
            at,
            &[
                "号码", "账号", "帐号", "ID", "id", "号", "是", "为", "名", "我", ":", ",", " ", "(", "[",
                "\"", "“", "「", "【", "=", "-", "_", "/", "加", "也",
            ],
        ) {
            Some(length) => at += length,
            None => break,
        }
    }
    at
}

fn handle_end(chars: &[char], from: usize) -> usize {
    // Longer than any name: what runs on is something else, and the look ahead stays short.
    let most = chars.len().min(from + 40);
    let end = (from..most)
        .find(|&i| !(chars[i].is_ascii_alphanumeric() || matches!(chars[i], '_' | '-')))
        .unwrap_or(most);
    if end > from && matches!(chars[end - 1], '-') { end - 1 } else { end }
}

/// The character for a province, or for a special body, at the start of a plate (GA 36).
fn is_province(c: char) -> bool {
    matches!(
        c,
        '京' | '津'
            | '沪'
            | '渝'
            | '冀'
            | '豫'
            | '云'
            | '辽'
            | '黑'
            | '湘'
            | '皖'
            | '鲁'
            | '新'
            | '苏'
            | '浙'
            | '赣'
            | '鄂'
            | '桂'
            | '甘'
            | '晋'
            | '蒙'
            | '陕'
            | '吉'
            | '闽'
            | '贵'
            | '粤'
            | '青'
            | '藏'
            | '川'
            | '宁'
            | '琼'
            | '使'
            | '领'
    )
}

/// A plate: province, letter of the authority, five or six letters and digits, with the dots, dashes and
/// spaces that people put between them.
fn plate(chars: &[char], at: usize, out: &mut Vec<Span>) {
    let authority = skip_plate_mark(chars, at + 1, 2);
    if let Some(end) = tractor_end(chars, authority) {
        out.push(span(at, end, Kind::Plate));
        return;
    }
    if !chars.get(authority).is_some_and(char::is_ascii_alphabetic) {
        return;
    }
    if let Some(end) = plate_body_end(chars, skip_plate_mark(chars, authority + 1, 3)) {
        out.push(span(at, end, Kind::Plate));
    }
}

/// The end of the number of a tractor: two digits of the city, five of the machine.
fn tractor_end(chars: &[char], start: usize) -> Option<usize> {
    let digits = |from: usize, count: usize| {
        chars.get(from..from + count).is_some_and(|part| part.iter().all(char::is_ascii_digit))
    };
    let body = skip_plate_mark(chars, start + 2, 2);
    let end = body + 5;
    let free = !chars.get(end).is_some_and(char::is_ascii_alphanumeric);
    (digits(start, 2) && digits(body, 5) && free).then_some(end)
}

/// A plate without its province, after the word 车牌.
fn cued_plate(chars: &[char], after_word: usize, out: &mut Vec<Span>) {
    let words = before(chars, after_word, 3, Within::Clause);
    if !holds_any(words, &["车牌", "牌照", "号牌"]) {
        return;
    }
    let mut at = after_word;
    while chars.get(at).is_some_and(|c| matches!(c, '号' | '码' | ':' | '为' | '是' | ' ' | '照')) {
        at += 1;
    }
    if chars.get(at).is_some_and(char::is_ascii_alphabetic)
        && let Some(end) = plate_body_end(chars, skip_plate_mark(chars, at + 1, 2))
    {
        out.push(span(at, end, Kind::Plate));
    }
}

fn skip_plate_mark(chars: &[char], at: usize, most: usize) -> usize {
    let next = (at..chars.len())
        .find(|&i| !matches!(chars[i], ' ' | '·' | '-' | '.' | '•' | '_' | '*' | '、' | '/'))
        .unwrap_or(chars.len());
    if next <= at + most { next } else { at }
}

/// Five or six letters and digits with at least one digit, perhaps with a mark between them; or four and the
/// character of a trailer, school, police or border plate.
fn plate_body_end(chars: &[char], start: usize) -> Option<usize> {
    let mut at = start;
    let (mut count, mut digits, mut marks) = (0, 0, 0);
    while let Some(&c) = chars.get(at) {
        if c.is_ascii_alphanumeric() {
            count += 1;
            digits += usize::from(c.is_ascii_digit());
        } else if count > 0
            && count < 5
            && matches!(c, ' ' | '-' | '·' | '.')
            && marks < 4
            && chars.get(at + 1).is_some_and(char::is_ascii_alphanumeric)
        {
            marks += 1;
        } else {
            break;
        }
        at += 1;
        if count > 6 {
            return None;
        }
    }
    // 挂车 is the trailer itself.
    let trailer = chars.get(at) == Some(&'挂') && chars.get(at + 1) == Some(&'车');
    if !trailer
        && matches!(chars.get(at), Some('挂' | '学' | '警' | '港' | '澳' | '领' | '使'))
        && matches!(count, 4 | 5)
        && digits > 1
    {
        return Some(at + 1);
    }
    // A plate has at most two letters (three on the newest); a road such as G1503 has none left for five
    // characters.
    let letters = count - digits;
    (matches!(count, 5 | 6) && digits >= 2 && letters <= 3 || count == 5 && digits >= 1).then_some(at)
}

/// A Chinese passport or exit permit: its letter and eight digits (or two letters and seven). Without a word
/// that says so it is for a person to decide.
fn passport(chars: &[char], at: usize, out: &mut Vec<Span>) {
    if at > 0 && (chars[at - 1].is_ascii_alphanumeric() || matches!(chars[at - 1], '-' | '_' | '.' | '@')) {
        return;
    }
    let letters = chars[at..].iter().take(3).take_while(|c| c.is_ascii_alphabetic()).count();
    let from = at + letters;
    let digits = chars[from..].iter().take(12).take_while(|c| c.is_ascii_digit()).count();
    let end = from + digits;
    if chars.get(end).is_some_and(char::is_ascii_alphanumeric) {
        return;
    }
    let cue = holds_any(
        before(chars, at, 12, Within::Clause),
        &["护照", "通行证", "往来港澳", "台胞证", "回乡证", "居住证", "港澳居民", "passport", "Passport"],
    );
    let shaped = letters == 1 && digits == 8 && matches!(chars[at], 'E' | 'G' | 'D' | 'S' | 'P')
        || letters == 2 && digits == 7 && chars[at] == 'E';
    if cue && (1..=2).contains(&letters) && (7..=10).contains(&digits) {
        out.push(span(at, end, Kind::Passport));
    } else if shaped && !is_after_code_word(chars, at) {
        out.push(Span { from: at, to: end, kind: Kind::Passport, sure: false });
    }
}

fn is_after_code_word(chars: &[char], at: usize) -> bool {
    holds_any(
        before(chars, at, 8, Within::Clause),
        &["编号", "单号", "型号", "代码", "桩号", "标准", "批号", "受理", "线路"],
    ) || at > 0 && is_han(chars[at - 1]) && chars[at - 1] == '码'
}

/// WeChat in Latin letters, small or large.
#[rustfmt::skip]
const WECHAT_LATIN: &[&str] = &["weixin", "wei xin", "wechat", "we chat", "wx号", "vx号", "v信", "vx", "wx", "wei信", "v:", "v号"];

/// WeChat in Chinese, disguises included.
#[rustfmt::skip]
const WECHAT_HAN: &[&str] = &[
    "微信", "薇信", "威信", "徽信", "维信", "微 信", "微.信", "微-信", "加v", "加我v",
];

#[cfg(test)]
mod tests {
    use super::find;
    use crate::Kind;
    use crate::normalized::Normalized;

    fn found(text: &str) -> Vec<(Kind, String, bool)> {
        let normalized = Normalized::new(text);
        let mut spans = Vec::new();
        find(normalized.chars(), &mut spans);
        spans
            .into_iter()
            .map(|span| {
                let (start, end) = normalized.original(span.from, span.to);
                (span.kind, text[start..end].to_owned(), span.sure)
            })
            .collect()
    }

    fn one(text: &str, kind: Kind, part: &str) {
        assert_eq!(found(text), [(kind, part.to_owned(), true)], "{text}");
    }

    #[test]
    fn an_address_is_found_in_every_dress() {
        one("邮箱li_ming.8@example.com。", Kind::Email, "li_ming.8@example.com");
        one("写到 liming ＠ example . com 吧", Kind::Email, "liming ＠ example . com");
        one("liming(at)example.com", Kind::Email, "liming(at)example.com");
        one("liming【at】example。com", Kind::Email, "liming【at】example。com");
        one("wei xin: liming_88", Kind::WeChat, "liming_88");
        one("liming@example点com", Kind::Email, "liming@example点com");
        one("liming#example.com", Kind::Email, "liming#example.com");
        one("QQ邮箱81234567@qq", Kind::Email, "81234567@qq");
        one("a.b@mail.example.com.cn,谢谢", Kind::Email, "a.b@mail.example.com.cn");
        assert_eq!(found("办公邮箱nongye@yundu.gov.cn"), []);
        assert_eq!(found("单价@1.5元"), []);
    }

    #[test]
    fn an_address_needs_its_shape() {
        for text in [
            "nobody has looked at them. Reports are never published.",
            "Please wait at home. Thank you.",
            "The bus stops at Shuikou. Get off there.",
            "Open at 8. Closed at noon. Bring your card.",
            "Look at us.",
            "我们在 WPS at work. OK 吗",
            "a letter was looked at twice. Nobody is named",
            "We wait at home. Com and Org are no words. Cnn said so",
            "look at home. company",
            "issue #12. Fixed",
            "issue#12.Fixed",
            "C# language. Programs",
            "3#楼2#单元。水管漏水",
            "路灯杆号A12#灯。Led 灯坏了",
            "门牌5#house. Please",
            "clause 3(a) below. Then",
            "rule 5(a) first.Second",
            "Three lamps @ night. Nobody came",
            "WAIT AT HOME. THANK YOU",
            "arrived at noon点 ok",
            "Find the form at www.example.com today",
            "It stands at example.com/letters/",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
        one("write to liming at example.com, please", Kind::Email, "liming at example.com");
        one("liming at qq dot com", Kind::Email, "liming at qq dot com");
        one("liming@mail点example点com", Kind::Email, "liming@mail点example点com");
        one("liming [at] mail . example . com . cn", Kind::Email, "liming [at] mail . example . com . cn");
        one("Write to li@mail.example.net. Thank you.", Kind::Email, "li@mail.example.net");
        one("写到 li@example.com。Thanks", Kind::Email, "li@example.com");
        one("li@firm.technology", Kind::Email, "li@firm.technology");
        one("liming(at)example.com.cn", Kind::Email, "liming(at)example.com.cn");
    }

    #[test]
    fn a_spelled_address_is_found_in_any_letters_and_brackets() {
        for text in [
            "wangwei AT qq DOT com",
            "WANGWEI AT QQ DOT COM",
            "Wangwei At Qq Dot Com",
            "wangwei (AT) qq (DOT) com",
            "wangwei(AT)qq(DOT)com",
            "wangwei(At)qq[Dot]com",
            "wangwei At qq.com",
            "wangwei{at}qq{dot}com",
            "wangwei <at> qq <dot> com",
            "wangwei ( at ) qq ( dot ) com",
            "wangwei（AT）qq（点）com",
            "wangwei[A]qq.com",
            "wangwei{@}qq.com",
        ] {
            one(text, Kind::Email, text);
        }
        for text in ["They met. At example.com they were", "Open AT www.example.com", "AT HOME DOT THE I"] {
            assert_eq!(found(text), [], "{text}");
        }
        for text in ["WEIXIN liming886", "weiXin:liming886", "wX号liming886", "加我V liming886"] {
            assert_eq!(found(text).first().map(|one| one.1.as_str()), Some("liming886"), "{text}");
        }
        one("号 WXID_8a7b6c5d4e", Kind::WeChat, "WXID_8a7b6c5d4e");
    }

    #[test]
    fn a_wechat_name_needs_its_word_or_its_form() {
        one("加我微信：lm-2026_x", Kind::WeChat, "lm-2026_x");
        one("VX liming886", Kind::WeChat, "liming886");
        one("号 wxid_8a7b6c5d4e", Kind::WeChat, "wxid_8a7b6c5d4e");
        assert_eq!(found("微信同号，微信公众号禾溪发布"), []);
    }

    #[test]
    fn a_plate_is_found_with_marks_between_and_a_road_is_not() {
        one("车牌浙A·D12345。", Kind::Plate, "浙A·D12345");
        one("开着浙 a 8k2m6的", Kind::Plate, "浙 a 8k2m6");
        one("挂车浙B1234挂", Kind::Plate, "浙B1234挂");
        one("车牌号：A8K2M6", Kind::Plate, "A8K2M6");
        assert_eq!(found("沪G1503高速和川C标段、新G20"), []);
    }

    #[test]
    fn a_passport_is_sure_only_after_its_word() {
        one("护照号E12345678", Kind::Passport, "E12345678");
        assert_eq!(found("E12345678"), [(Kind::Passport, "E12345678".to_owned(), false)]);
        assert_eq!(found("设备型号E12345678"), []);
    }
}
