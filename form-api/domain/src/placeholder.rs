//! A blank of a template that nobody has filled in: what a sender must never receive. Deliberately absent: blanks that look like
//! ordinary writing (a lone 〇, an empty pair of round brackets).

/// So many characters are shown on either side, so that the place is found.
const AROUND: usize = 6;

/// Letters that stand for what is to be filled in.
const CROSSES: [char; 6] = ['×', '✕', 'X', 'x', 'Ｘ', 'ｘ'];

/// Lines on which something is to be written.
const LINES: [char; 2] = ['_', '＿'];

/// What a single cross stands before in a date that is to be filled in.
const OF_A_DATE: [char; 3] = ['年', '月', '日'];

/// The first blank of a text, with a few characters around it.
#[must_use]
pub fn find_placeholder(text: &str) -> Option<String> {
    text.lines().find_map(|line| {
        let chars: Vec<char> = line.chars().collect();
        (0..chars.len()).find_map(|at| blank_at(&chars, at).map(|end| (at, end))).map(|(at, end)| {
            let (from, to) = (at.saturating_sub(AROUND), (end + AROUND).min(chars.len()));
            chars[from..to].iter().collect::<String>().trim().to_owned()
        })
    })
}

/// Where a blank ends that begins here.
fn blank_at(chars: &[char], at: usize) -> Option<usize> {
    match chars[at] {
        '【' => bracket(chars, at),
        '{' if chars.get(at + 1) == Some(&'{') => closing(chars, at + 2, &['}', '}']),
        c if LINES.contains(&c) => run(chars, at, &LINES).filter(|end| end - at >= 3),
        c if CROSSES.contains(&c) => crosses(chars, at),
        _ => None,
    }
}

/// 【…】 with anything in it but a year, which belongs to the number of a document.
fn bracket(chars: &[char], at: usize) -> Option<usize> {
    let end = closing(chars, at + 1, &['】'])?;
    let is_year = end - at > 2 && chars[at + 1..end - 1].iter().all(char::is_ascii_digit);
    (!is_year).then_some(end)
}

fn closing(chars: &[char], from: usize, with: &[char]) -> Option<usize> {
    let at = chars.get(from..)?.windows(with.len()).position(|part| part == with)?;
    Some(from + at + with.len())
}

fn run(chars: &[char], at: usize, of: &[char]) -> Option<usize> {
    let begins = at == 0 || !of.contains(&chars[at - 1]);
    begins.then(|| at + chars[at..].iter().take_while(|c| of.contains(c)).count())
}

/// Two crosses or more, or one in the place of a number of a date; not within a word or a number.
fn crosses(chars: &[char], at: usize) -> Option<usize> {
    let end = run(chars, at, &CROSSES)?;
    let is_word =
        |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(char::is_ascii_alphanumeric);
    let is_alone = !is_word(at.checked_sub(1)) && !is_word(Some(end));
    let is_date = chars.get(end).is_some_and(|c| OF_A_DATE.contains(c));
    (is_alone && (end - at >= 2 || is_date)).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_is_named_with_what_stands_around_it() {
        let found = |text| find_placeholder(text).unwrap_or_default();
        assert_eq!(found("您好！\n您反映的【事项】已经办好。"), "您反映的【事项】已经办好。");
        assert_eq!(found("请找 {{ office }} 办理"), "请找 {{ office }} 办理");
        assert_eq!(found("有疑问请拨打办公室电话：____，我们会办。"), "办公室电话：____，我们会办。");
        assert_eq!(found("××村道路已修好"), "××村道路已修好");
        assert_eq!(found("我们于XX月到现场"), "我们于XX月到现场");
        assert_eq!(found("定于2026年X月完工"), "于2026年X月完工");
        assert_eq!(found("联系人：＿＿＿"), "联系人：＿＿＿");
        assert_eq!(found("【】"), "【】");
    }

    #[test]
    fn what_is_written_out_is_no_blank() {
        for text in [
            "按云政发【2023】5号办理",
            "共铺设管道 3×50 米，一×二",
            "更换 XXL 号井盖，型号 DXX20",
            "二〇〇八年的台账",
            "**已办好**，详见 __附件__",
            "{一次} 和 【没有写完",
        ] {
            assert_eq!(find_placeholder(text), None, "{text}");
        }
    }
}
