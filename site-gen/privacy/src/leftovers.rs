//! Numbers that no other rule took: what a cue says without a shape of its own, and what has the shape of a
//! number of a person although a rule excuses it.
//!
//! Nothing that looks like a telephone, an identity number or a card passes in silence: where the words around
//! it speak of an order or an amount, it is still a question. Deliberately absent: numbers with a shape and a
//! cue ([`super::numbers`], [`super::handles`]).

use super::context::{Within, any_at, before, holds_any, is_han};
use super::number_kinds::{is_area, is_birth, is_issuer, luhn_holds};
use super::word_set::WordMap;
use super::{Kind, Span};
use std::sync::LazyLock;

/// Adds what is left over after the other rules.
pub(super) fn find(chars: &[char], out: &mut Vec<Span>) {
    let mut covered = vec![false; chars.len()];
    for span in out.iter() {
        covered[span.from..span.to].fill(true);
    }
    let mut add = |span: Span, covered: &mut Vec<bool>| {
        if span.to > span.from && !covered[span.from..span.to].iter().all(|&one| one) {
            covered[span.from..span.to].fill(true);
            out.push(span);
        }
    };
    for at in 0..chars.len() {
        if let Some(span) = after_cue(chars, at) {
            add(span, &mut covered);
        }
        let starts = chars[at].is_ascii_hexdigit() && (at == 0 || !chars[at - 1].is_ascii_alphanumeric());
        if starts && let Some(to) = network_end(chars, at) {
            add(Span { from: at, to, kind: Kind::Account, sure: false }, &mut covered);
        }
    }
    let again: Vec<Span> = out.iter().filter_map(|span| second(chars, span, &covered)).collect();
    out.extend(again.iter().copied());
    for span in again {
        covered[span.from..span.to].fill(true);
    }
    out.extend(shaped(chars, &covered));
}

/// What may follow a cue: how many characters, and what it is taken for.
struct Cue {
    words: &'static [&'static str],
    least: usize,
    most: usize,
    /// At least so many digits.
    digits: usize,
    kind: Kind,
}

#[rustfmt::skip]
const CUES: &[Cue] = &[
    Cue {
        words: &["尾号", "尾数", "后四位", "后六位", "后八位", "末四位", "末六位", "后4位", "后6位", "后8位", "末4位",
            "末6位", "前六位", "中间那段", "短号", "集团号"],
        least: 3, most: 8, digits: 3, kind: Kind::PossibleNumber,
    },
    Cue {
        words: &["抖音", "快手", "微博", "小红书", "钉钉", "支付宝", "陌陌", "视频号", "贴吧", "知乎", "闲鱼", "飞书", "b站",
            "telegram", "哔哩", "淘宝", "拼多多", "微信号", "微信叫", "微信名", "微信是", "+v", "+vx", "v x", "vx", "weixin",
            "威信", "薇", "企业微信", "qq群主", "whatsapp", "line号", "用户名"],
        least: 4, most: 24, digits: 0, kind: Kind::WeChat,
    },
    Cue { words: &["扣扣", "扣", "q:", "q号", "企鹅"], least: 5, most: 11, digits: 5, kind: Kind::Qq },
    Cue {
        words: &["学号", "工号", "学籍", "准考证", "考号", "考生号", "军官证", "士兵证", "警官证", "结婚证", "离婚证", "房产证", "房权证",
            "不动产权", "残疾证", "残疾人证", "社保卡", "医保卡", "社保号", "医保号", "病历号", "住院号", "门诊号", "就诊卡", "户号", "电表",
            "水表", "燃气表", "快递单", "快递", "运单", "包裹", "etc", "发动机号", "车架号", "串号", "imei", "设备id", "档案号", "保单",
            "会员号", "低保证", "老年证", "查询码", "openid", "护照", "通行证", "香港身份证", "驾驶证", "行驶证", "户口簿", "营业执照",
            "案号", "立案号", "存折", "合同编号", "合同号"],
        least: 5, most: 32, digits: 4, kind: Kind::Account,
    },
    Cue { words: &["密码", "口令", "验证码"], least: 4, most: 24, digits: 1, kind: Kind::Account },
];

/// The number or name behind a cue that starts at `at`.
fn after_cue(chars: &[char], at: usize) -> Option<Span> {
    let c = chars[at].to_ascii_lowercase();
    let latin = c.is_ascii_alphabetic();
    if !is_han(c) && !latin && c != '+' || latin && at > 0 && chars[at - 1].is_ascii_alphanumeric() {
        return None;
    }
    let mut tried = None;
    CUE_WORDS.at_in_any_case(chars, at).find_map(|(length, &index)| {
        // The first of its words that stands here speaks for a cue.
        if tried.replace(index) == Some(index) {
            return None;
        }
        let cue = &CUES[index];
        let from = skip_fill(chars, at + length);
        let mut to = from;
        while to < chars.len() && to - from <= cue.most + 4 && in_number(chars, to) {
            to += 1;
        }
        let found = &chars[from..to];
        let count = found
            .iter()
            .filter(|c| c.is_ascii_alphanumeric() || super::digits::han_digit(**c).is_some())
            .count();
        let digits =
            found.iter().filter(|c| c.is_ascii_digit() || super::digits::han_digit(**c).is_some()).count();
        let public = cue.kind == Kind::WeChat && (digits == count && digits < 6 || is_app(found));
        let fits = (cue.least..=cue.most).contains(&count) && digits >= cue.digits && !public;
        fits.then_some(Span { from, to, kind: cue.kind, sure: false })
    })
}

/// The words of all cues, each with the number of its cue.
static CUE_WORDS: LazyLock<WordMap<usize>> = LazyLock::new(|| {
    let words =
        CUES.iter().enumerate().flat_map(|(index, cue)| cue.words.iter().map(move |word| (word, index)));
    WordMap::new(words.map(|(word, index)| (word.chars().collect(), index)))
});

/// Letters after the name of a network that name no person.
fn is_app(found: &[char]) -> bool {
    let small: Vec<char> = found.iter().map(char::to_ascii_lowercase).collect();
    holds_any(&small, &["app", "http", "www", "live", "pay"])
}

/// Letters and digits, and single marks between them.
fn in_number(chars: &[char], at: usize) -> bool {
    let c = chars[at];
    let plain = |c: char| c.is_ascii_alphanumeric() || super::digits::han_digit(c).is_some();
    plain(c)
        || matches!(c, '-' | '_' | '.' | ' ' | '(' | '/')
            && at > 0
            && plain(chars[at - 1])
            && chars.get(at + 1).is_some_and(|&next| next.is_ascii_alphanumeric())
}

/// Skips what stands between a cue and its number.
fn skip_fill(chars: &[char], from: usize) -> usize {
    const FILL: &[&str] = &[
        "号码", "账号", "帐号", "编号", "号", "码", "单", "证", "卡", "书", "表", "是", "为", "叫", "名",
        "ID", "id", ":", " ", "(", "\"", "“", "「", "【", "@", "=", "字第", "第", "我", "在这", "的",
    ];
    let mut at = from;
    while at < from + 8 {
        if let Some(length) = any_at(chars, at, FILL) {
            at += length;
        } else if any_at(chars, at + 1, &["字第"]).is_some() && chars.get(at).is_some_and(|&c| is_han(c)) {
            at += 3;
        } else {
            break;
        }
    }
    at
}

/// The end of an address of a machine: four numbers up to 255 with dots, or six pairs of hexadecimal digits.
fn network_end(chars: &[char], at: usize) -> Option<usize> {
    let end = (at..chars.len().min(at + 20))
        .find(|&i| !(chars[i].is_ascii_hexdigit() || matches!(chars[i], '.' | ':' | '-')))
        .unwrap_or(chars.len().min(at + 20));
    let text: String = chars[at..end].iter().collect();
    let text = text.trim_end_matches(['.', ':', '-']);
    let numbers = text.split('.').filter(|part| part.parse::<u8>().is_ok()).count();
    let ip = numbers == 4 && text.split('.').count() == 4 && text.len() >= 8;
    let pairs = text.split([':', '-']).filter(|part| part.len() == 2).count();
    (ip || pairs == 6 && text.len() == 17).then_some(at + text.chars().count())
}

/// The second number behind the same cue: QQ 86420917，还有一个86420918.
fn second(chars: &[char], first: &Span, covered: &[bool]) -> Option<Span> {
    if !matches!(first.kind, Kind::Qq | Kind::Landline | Kind::Mobile) {
        return None;
    }
    let from = (first.to..chars.len().min(first.to + 14)).find(|&at| chars[at].is_ascii_digit())?;
    let between = &chars[first.to..from];
    let joined =
        holds_any(between, &["或", "和", "、", "/", "另", "还有", "也可", "打", ","]) || between == [' '];
    let to = (from..chars.len()).find(|&at| !chars[at].is_ascii_digit()).unwrap_or(chars.len());
    let unit = chars
        .get(to)
        .is_some_and(|&c| is_han(c) && !matches!(c, '也' | '都' | '或' | '和' | '是' | '加' | '打' | '找'));
    let length = if first.kind == Kind::Qq { 6..=11 } else { 7..=8 };
    let fits = joined && !unit && length.contains(&(to - from)) && chars[from] != '0' && !covered[from];
    let kind = if first.kind == Kind::Qq { Kind::Qq } else { Kind::Landline };
    (fits && !between.contains(&'。') && !between.contains(&'\n')).then_some(Span {
        from,
        to,
        kind,
        sure: false,
    })
}

/// Whole runs of digits with the shape of a number of a person that nothing has taken.
fn shaped(chars: &[char], covered: &[bool]) -> Vec<Span> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if !chars[at].is_ascii_digit() || at > 0 && matches!(chars[at - 1], '.' | '-') {
            at += 1;
            continue;
        }
        let to = (at..chars.len()).find(|&i| !chars[i].is_ascii_digit()).unwrap_or(chars.len());
        let mut end = to;
        let values: Vec<u8> = chars[at..to].iter().filter_map(|c| super::digits::latin_digit(*c)).collect();
        let mobile = values.len() == 11 && values[0] == 1 && matches!(values[1], 3..=9);
        let identity = matches!(values.len(), 17 | 18) && is_area(&values) && is_birth(&values[6..14]);
        let card = (16..=19).contains(&values.len()) && is_issuer(&values) && luhn_holds(&values);
        let masked = values.len() == 3 && values[0] == 1 && matches!(values[1], 3..=9) && {
            let open = (to..chars.len()).find(|&i| !matches!(chars[i], '*' | 'x' | 'X' | '×')).unwrap_or(to);
            let last = (open..chars.len()).find(|&i| !chars[i].is_ascii_digit()).unwrap_or(chars.len());
            end = last;
            (3..=5).contains(&(open - to)) && last - open >= 4
        };
        let fraction = chars.get(to) == Some(&'.') && chars.get(to + 1).is_some_and(char::is_ascii_digit);
        let money = matches!(chars.get(to), Some('元' | '万' | '亿'));
        if (mobile || identity || card || masked)
            && !fraction
            && !money
            && !covered[at..end].iter().all(|&one| one)
        {
            found.push(Span { from: at, to: end.max(to), kind: Kind::PossibleNumber, sure: false });
        }
        at = to.max(at + 1);
    }
    // Seven or eight digits after a word for a telephone at home that no rule took.
    found.retain(|span| !holds_any(before(chars, span.from, 2, Within::Clause), &["¥", "$"]));
    found
}

#[cfg(test)]
mod tests {
    use crate::{Kind, Known, scan};

    fn found(text: &str) -> Vec<(Kind, &str)> {
        scan(text, &Known::default()).into_iter().map(|one| (one.kind, &text[one.start..one.end])).collect()
    }

    #[test]
    fn a_number_that_a_rule_excuses_is_still_a_question() {
        for text in ["13706574182件件有回音", "代码13706574182，是我留的", "手机137****4182"] {
            assert!(found(text).iter().any(|one| one.0 == Kind::PossibleNumber), "{text}: {:?}", found(text));
        }
        assert_eq!(found("合同价13706574182元"), []);
    }

    #[test]
    fn what_a_cue_says_is_found_without_a_shape() {
        for (text, kind, part) in [
            ("我的尾号4182的手机", Kind::PossibleNumber, "4182"),
            ("证件号末6位：172041", Kind::PossibleNumber, "172041"),
            ("快手号LCS19680417", Kind::WeChat, "LCS19680417"),
            ("钉钉luocs68", Kind::WeChat, "luocs68"),
            ("学号2026331104", Kind::Account, "2026331104"),
            ("军官证南字第0417882号", Kind::Account, "0417882"),
            ("登录密码Lcs680417", Kind::Account, "Lcs680417"),
            ("地址192.168.31.27", Kind::Account, "192.168.31.27"),
            ("网卡3C:22:FB:41:78:82", Kind::Account, "3C:22:FB:41:78:82"),
        ] {
            assert_eq!(found(text), [(kind, part)], "{text}");
        }
        assert_eq!(found("抖音上有人说，快递太慢，微信公众号发了"), []);
    }

    #[test]
    fn the_second_number_behind_a_cue_is_found() {
        let text = "QQ：86420917，还有一个86420918";
        assert_eq!(found(text), [(Kind::Qq, "86420917"), (Kind::Qq, "86420918")]);
    }
}
