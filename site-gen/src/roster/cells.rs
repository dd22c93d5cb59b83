//! What a single cell says: a name, a number, a day. Deliberately absent: rows and columns (`card`).

use jiff::civil::Date;
use record::is_mobile;

/// Words that stand where a name does, below a table or in place of somebody.
const NOBODY: [&str; 36] = [
    "空缺",
    "暂缺",
    "缺额",
    "缺",
    "待定",
    "待补",
    "暂无",
    "无",
    "合计",
    "总计",
    "小计",
    "共计",
    "审核",
    "审批",
    "复核",
    "填表",
    "制表",
    "填报",
    "经办",
    "校对",
    "备注",
    "说明",
    "日期",
    "单位",
    "退休",
    "调离",
    "离职",
    "已故",
    "空岗",
    "缺编",
    "未定",
    "见备注",
    "同上",
    "填表日期",
    "村主任",
    "负责同志",
];

/// What a name never ends with: an office, and a title behind a name (王伟主任).
const NO_NAME_ENDS: [&str; 16] = [
    "办公室",
    "中心",
    "委员会",
    "服务站",
    "派出所",
    "合作社",
    "党支部",
    "主任",
    "书记",
    "镇长",
    "乡长",
    "村长",
    "支书",
    "所长",
    "站长",
    "同志",
];

/// Whether a cell is somebody's name and nothing else. What stands beside a name may be about the person.
pub(crate) fn is_name(text: &str) -> bool {
    let is_letter = |c: char| c.is_alphabetic() || "·•・．. \u{3000}\n\r".contains(c);
    let mut parts =
        text.split(['\n', '\r']).map(|part| part.trim().chars().count()).filter(|count| *count > 0);
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let is_role = NOBODY.contains(&bare.as_str())
        || NO_NAME_ENDS.iter().any(|end| bare.ends_with(end))
        || privacy::surname(&bare).is_none() && (bare.ends_with('人') || bare.ends_with('者'));
    // 贺 in one line and 砚 in the next is one name; 张三 and 李四 are two, with a blank between them too.
    let is_one = parts.clone().count() < 2 || parts.all(|count| count == 1);
    let mut words = text.split_whitespace();
    let is_person = |word: &str| word.chars().count() > 1 && privacy::surname(word).is_some();
    let is_one = is_one && !(text.split_whitespace().count() > 1 && words.all(is_person));
    (2..=30).contains(&bare.chars().count()) && text.chars().all(is_letter) && !is_role && is_one
}

/// Digits and one dash after the area code: （0880）5512340, 0880 5512340 and full-width digits are the same number. A
/// number without a mark after its area code is cut where area codes of three or four digits end. A cell that says
/// anything else is no number: its words may be about the number.
pub(super) fn plain_phone(text: &str) -> Option<String> {
    let mut plain = String::new();
    for c in text.trim().chars().map(half_width) {
        match c {
            '0'..='9' => plain.push(c),
            // What is copied from a telephone has marks that nobody sees around it.
            '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' => {}
            c if !is_between_digits(c) => return None,
            _ if !plain.is_empty() && !plain.ends_with('-') => plain.push('-'),
            _ => {}
        }
    }
    let plain = plain.trim_end_matches('-').to_owned();
    let digits = plain.replace('-', "");
    if is_mobile(&digits) {
        return Some(digits);
    }
    // 010 and 02x are the only area codes of three digits.
    let area = if digits.starts_with("010") || digits.starts_with("02") { 3 } else { 4 };
    if !plain.contains('-') && digits.starts_with('0') && (11..=12).contains(&digits.len()) {
        return Some(format!("{}-{}", &digits[..area], &digits[area..]));
    }
    Some(plain)
}

/// Marks that people write between the digits of one number. Any other mark (`?`, `*`, `✗`) says something about it.
fn is_between_digits(c: char) -> bool {
    c.is_whitespace() || "-‐‑‒–—―−()+./·".contains(c)
}

/// ＡＳＣＩＩ characters of full width as plain ones.
fn half_width(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        other => other,
    }
}

/// `2026-11-06`, `2026/11/6`, `2026.11.6`, `2026年11月6日`, with a time of day or without, and nothing besides: a sentence
/// that holds a day may say the opposite. A year of two digits is not guessed.
pub(super) fn day(text: &str) -> Option<Date> {
    let text: String = text.trim().chars().map(half_width).collect();
    let text = match text.split_once(['T', ' ']) {
        Some((day, time)) if is_time(time.trim()) => day,
        Some(_) => return None,
        None => &text,
    };
    let (year, rest) = text.split_once(['-', '/', '.', '年'])?;
    let mark = text[year.len()..].chars().next()?;
    let (month, day) = rest.split_once(if mark == '年' { '月' } else { mark })?;
    let day = day.strip_suffix(['日', '号']).filter(|_| mark == '年').unwrap_or(day);
    let number = |text: &str, most: usize| {
        let is_number = (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| text.parse::<i16>().ok()).flatten()
    };
    let year = number(year, 4).filter(|year| *year >= 1000)?;
    Date::new(year, number(month, 2)?.try_into().ok()?, number(day, 2)?.try_into().ok()?).ok()
}

/// `23:59`, `00:00:00`, `08:30:00.000`, as spreadsheets write it behind a day.
fn is_time(text: &str) -> bool {
    let text = text.trim_end_matches('Z');
    text.contains(':') && text.chars().all(|c| c.is_ascii_digit() || matches!(c, ':' | '.'))
}

#[cfg(test)]
mod tests {
    use record::is_landline;

    use super::*;

    #[test]
    fn a_number_is_one_number_however_it_is_written() {
        for written in
            ["0880-5512340", "（0880）5512340", "0880 5512340", "０８８０－５５１２３４０", "08805512340"]
        {
            assert_eq!(plain_phone(written).as_deref(), Some("0880-5512340"), "{written}");
        }
        let plain = |text| plain_phone(text).unwrap_or_default();
        assert_eq!(plain("010 62345678"), "010-62345678");
        assert_eq!(plain("01062345678"), "010-62345678");
        assert_eq!(plain("140 3658 2917"), "14036582917");
        assert!(!is_landline(&plain("5512340")), "an area code is never guessed");
        assert!(!is_landline(&plain("8805512340")), "nor a zero that a spreadsheet has lost");
    }

    #[test]
    fn a_cell_that_says_more_than_its_number_is_no_number() {
        for written in [
            "14036582917（不公开）",
            "不公开14036582917",
            "14036582917停用",
            "0880-5512340（已停机）",
            "14036582917?",
            "14036582917✗",
            "14036582917×",
            "14036582917＊",
            "14036582917！",
        ] {
            assert_eq!(plain_phone(written), None, "{written}");
        }
    }

    #[test]
    fn a_name_is_one_person_and_nothing_else() {
        for name in
            ["贺砚", "贺 砚", "贺\n砚", "欧阳禾青", "阿卜杜拉·买买提", "岩温香", "Kong Jia", "扎西多吉"]
        {
            assert!(is_name(name), "{name}");
        }
        for other in [
            "孔甲一（已退休）",
            "孔乙二(调离)",
            "拟任：孔壬九",
            "空缺",
            "（空缺）",
            "待定",
            "合计",
            "孔戊五/孔己六",
            "孔庚七、孔辛八",
            "张三\n李四",
            "张三 李四",
            "王伟主任",
            "农业农村办公室",
            "同上",
            "退休",
            "孔丙三*",
            "孔癸十1",
            "审核",
            "填表人",
            "—",
            "王",
        ] {
            assert!(!is_name(other), "{other}");
        }
    }

    #[test]
    fn days_are_read_as_offices_write_them() {
        for written in [
            "2026-11-06",
            "2026/11/6",
            "2026.11.6",
            "2026年11月6日",
            "２０２６－１１－０６",
            "2026-11-06T00:00:00",
            "2026-11-06 08:30:00",
        ] {
            assert_eq!(day(written).map(|day| day.to_string()).as_deref(), Some("2026-11-06"), "{written}");
        }
        assert_eq!([day("去年"), day("2026-13-01"), day("26-3-20"), day("")], [None; 4]);
    }

    #[test]
    fn a_sentence_that_holds_a_day_is_no_day() {
        for written in [
            "本人不同意（2026-03-20）",
            "2026-03-20撤回",
            "2026-03-20 撤回",
            "未同意，2026-03-20已告知",
            "2026-03-20至2026-06-30",
            "2026-03-20前",
            "不同意2026-03-20",
            "2026-03-20?",
            "2026-03/20",
            "2026-03-20-",
            "2026-03-20日",
            "-2026-03-20",
            "02026-03-20",
        ] {
            assert_eq!(day(written), None, "{written}");
        }
    }
}
