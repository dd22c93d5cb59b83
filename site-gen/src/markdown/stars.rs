//! Stars that are meant as they stand: in sums (`3*4*5米`, `面积*单价*天数`) and in addresses. Deliberately absent: stars
//! of emphasis, also around a number (`第*1*条`).

use super::emphasis::is_escape;
use super::holds;

/// How words end that stand for a number.
const AMOUNTS: [&str; 11] = ["数", "价", "积", "量", "率", "额", "费", "标准", "工资", "比例", "金"];

/// Words of one letter that do, or of two with one before them: 墙高.
const MEASURES: &[char] = &['长', '宽', '高', '深', '厚', '重'];

/// The places of such stars, in order.
pub(super) fn plain_stars(text: &str) -> Vec<usize> {
    let mut all = in_sums(text);
    all.extend(in_addresses(text));
    all.sort_unstable();
    all.dedup();
    all
}

/// Stars that multiply. All of a sum do, or none.
fn in_sums(text: &str) -> Vec<usize> {
    let mut all = Vec::new();
    let mut stars = Vec::new();
    let mut begin = 0;
    let mut before = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let is_run = c == '*' && (before == Some('*') || chars.peek().is_some_and(|(_, next)| *next == '*'));
        if c == '*' && !is_run && !is_escape(&text[..at]) {
            stars.push(at);
        } else if c == '*' || ends_sum(c) {
            all.append(&mut sum(text, begin, at, &mut stars));
            begin = at + c.len_utf8();
        }
        before = Some(c);
    }
    all.append(&mut sum(text, begin, text.len(), &mut stars));
    all
}

/// The stars of a stretch without blanks, if it is a sum. None are left of them.
fn sum(text: &str, begin: usize, end: usize, stars: &mut Vec<usize>) -> Vec<usize> {
    let stars = std::mem::take(stars);
    if stars.is_empty() {
        return stars;
    }
    let parts: Vec<&str> = text[begin..end].split('*').collect();
    let last = parts.len() - 1;
    let is_sum = parts.iter().all(|part| !part.is_empty())
        && (parts.iter().any(|part| part.contains(['=', '＝']))
            || parts
                .windows(2)
                .enumerate()
                .any(|(at, pair)| ends_as_amount(pair[0]) && begins_as_amount(pair[1], at + 1 == last)));
    if is_sum { stars } else { Vec::new() }
}

/// Blanks, and marks that stand in no sum.
fn ends_sum(c: char) -> bool {
    c.is_whitespace() || "，。；：！？、“”‘’《》〈〉【】「」『』…—|<>[]{}\"'`,;:!?~_\\#&".contains(c)
}

/// `3`, `120元`, `50%`, 面积, 墙高.
fn ends_as_amount(part: &str) -> bool {
    let part = part.trim_end_matches(['%', '％', '‰', ')', '）']);
    let unit = part.chars().rev().take_while(|c| !c.is_numeric()).count();
    let is_number = unit <= 3 && part.contains(char::is_numeric);
    is_number || is_amount(part)
}

/// `4米`, `每亩120元`, 单价. The last one may be followed by a sentence.
fn begins_as_amount(part: &str, is_last: bool) -> bool {
    let part = part.trim_start_matches(['(', '（']);
    let before = part.chars().take_while(|c| !c.is_numeric()).count();
    let is_number = before <= 2 && part.contains(char::is_numeric);
    let mut ends = part.char_indices().map(|(at, c)| at + c.len_utf8()).take(4);
    is_number || is_amount(part) || is_last && ends.any(|end| is_amount(&part[..end]))
}

fn is_amount(word: &str) -> bool {
    AMOUNTS.iter().any(|end| word.ends_with(end)) || word.chars().count() <= 2 && word.ends_with(MEASURES)
}

/// Stars inside an address that goes on behind them, where no emphasis of the line waits for its end.
fn in_addresses(text: &str) -> Vec<usize> {
    let mut all = Vec::new();
    if !holds(text, "://") {
        return all;
    }
    let mut above = 0;
    for line in text.split_inclusive('\n') {
        let (mut waiting, mut counted) = (0, 0);
        let mut schemes = line.match_indices("://").map(|(at, _)| at).peekable();
        while let Some(scheme) = schemes.next() {
            let begin =
                counted + line[counted..scheme].trim_end_matches(|c: char| c.is_ascii_alphabetic()).len();
            waiting += single_stars(&line[counted..begin]).count();
            let limit = schemes.peek().copied().unwrap_or(line.len());
            let end = line[begin..limit].find(ends_address).map_or(limit, |length| begin + length);
            if waiting % 2 == 0 {
                let inside = single_stars(&line[begin..end]).map(|at| begin + at);
                all.extend(inside.filter(|at| at + 1 < end).map(|at| above + at));
            }
            counted = begin;
        }
        above += line.len();
    }
    all
}

fn ends_address(c: char) -> bool {
    c.is_whitespace() || "<>\"()，。；：！？、“”（）《》【】".contains(c)
}

/// Stars that stand alone.
fn single_stars(text: &str) -> impl Iterator<Item = usize> {
    let is_star = |at: usize| text.as_bytes().get(at) == Some(&b'*');
    memchr::memchr_iter(b'*', text.as_bytes())
        .filter(move |at| !is_star(at + 1) && (*at == 0 || !is_star(at - 1)))
}

#[cfg(test)]
mod tests {
    use super::super::to_html;

    #[test]
    fn a_sum_keeps_its_stars_and_a_number_may_be_emphasised() {
        for text in [
            "补贴=面积*单价*天数",
            "长*宽*高，墙长*墙高*2",
            "亩数*每亩120元*年数",
            "按长*宽*高计算",
            "人数*标准，天数*补贴标准",
            "50%*3*2，(3+4)*2*5",
        ] {
            assert_eq!(to_html(text).into_string(), format!("<p>{text}</p>\n"));
        }
        for (text, shown) in [
            ("第*1*条，共*3*人，*重点*看", "第<em>1</em>条，共<em>3</em>人，<em>重点</em>看"),
            ("他说*2026年*的事，*真的*", "他说<em>2026年</em>的事，<em>真的</em>"),
            ("序号*10*号", "序号<em>10</em>号"),
            ("每天*3次*，每次*5片*", "每天<em>3次</em>，每次<em>5片</em>"),
            ("数量*重要*的，价格*很高*", "数量<em>重要</em>的，价格<em>很高</em>"),
            ("**面积3*4*5米**", "<strong>面积3*4*5米</strong>"),
        ] {
            assert_eq!(to_html(text).into_string(), format!("<p>{shown}</p>\n"), "{text}");
        }
    }
}
