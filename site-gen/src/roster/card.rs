//! A row of a roster to a card, or all that is wrong with it.

use jiff::civil::Date;
use record::{Contact, ContactLevel, Units, is_landline, is_mobile, is_slug};

use super::column::Column;
use super::sheet::Row;
use super::surname::slug_of;

/// Marks between words; a duty may hold some of them itself: 老人、儿童走访.
const BETWEEN_WORDS: &[char] = &['；', ';', '、', '，', ','];
/// Marks between what is longer.
const BETWEEN_SENTENCES: &[char] = &['；', ';'];

/// What is wrong, and what to do.
pub(super) type Fault = (String, String);

/// Reads a row. `place` is its place after the cards that are there.
pub(super) fn read(row: &Row, units: &Units, today: Date, place: usize) -> Result<Contact, Vec<Fault>> {
    // Of a row that cannot be read the other columns only mislead.
    if !row.faults.is_empty() {
        return Err(row.faults.clone());
    }
    let mut faults: Vec<Fault> = Vec::new();
    let mut fault = |what: String, do_this: &str| faults.push((what, do_this.to_owned()));
    let name: String = row.text(Column::Name).chars().filter(|c| !c.is_whitespace()).collect();
    if name.is_empty() {
        fault("没有姓名".to_owned(), "写上姓名；不是人的行（合计、说明）删掉");
    }
    let post = row.text(Column::Post).replace(['\r', '\n'], " ");
    if post.is_empty() {
        fault("没有岗位".to_owned(), "写上岗位，例如“党政综合办公室主任”");
    }
    let office = match row.text(Column::Office) {
        "" => None,
        text => {
            let found = units.offices().iter().find(|office| office.name == text || office.id == text);
            if found.is_none() {
                fault(format!("没有“{text}”这个办公室"), "照 units.toml 里的名字写，或者先在那里加上");
            }
            found.map(|office| office.id.clone())
        }
    };
    let mut villages = Vec::new();
    for text in parts(row.text(Column::Villages), BETWEEN_WORDS) {
        match units.villages().iter().find(|village| village.name == text || village.id == text) {
            Some(village) => villages.push(village.id.clone()),
            None => fault(format!("没有“{text}”这个村"), "照 units.toml 里的名字写，或者先在那里加上"),
        }
    }
    let level = match row.text(Column::Level) {
        text if text.contains('镇') || text.contains('乡') => ContactLevel::Township,
        text if text.contains('村') || text.contains("社区") => ContactLevel::Village,
        "" if office.is_some() || villages.is_empty() => ContactLevel::Township,
        "" => ContactLevel::Village,
        text => {
            fault(format!("看不懂“{text}”"), "写“镇”或者“村”");
            ContactLevel::Township
        }
    };
    if level == ContactLevel::Village && villages.is_empty() {
        fault("村干部没有写哪个村".to_owned(), "在“村”一栏写村名；是镇干部就写“镇”");
    }
    let phone = plain_phone(row.text(Column::Phone));
    if is_mobile(&phone) {
        fault(
            "办公电话里是手机号".to_owned(),
            "写办公室的座机；本人书面同意公开手机的，写在“手机”一栏，并写同意日期",
        );
    } else if !is_landline(&phone) {
        fault(
            format!("办公电话“{}”不完整", row.text(Column::Phone)),
            "写区号加号码，例如 0880-5512340；表格里把这一栏设成“文本”，前面的 0 才不会丢",
        );
    }
    let mobile = Some(plain_phone(row.text(Column::Mobile))).filter(|mobile| !mobile.is_empty());
    let mobile_consent_on = day(row.text(Column::MobileConsent));
    match &mobile {
        Some(mobile) if !is_mobile(mobile) => {
            fault("手机号不是 11 位".to_owned(), "写 11 位手机号，或者空着");
        }
        Some(_) if mobile_consent_on.is_none() => fault(
            "有手机号，没有本人同意公开的日期".to_owned(),
            "征得本人书面同意后写日期，例如 2026-03-20；没有同意就不要把手机号写进来",
        ),
        Some(_) if mobile_consent_on.is_some_and(|day| day > today) => fault(
            format!("同意公开手机的日期“{}”还没有到", row.text(Column::MobileConsent)),
            "写本人书面同意的那一天；还没有同意就不要把手机号写进来",
        ),
        _ => {}
    }
    let verified = row.text(Column::Verified);
    let verified_on = if verified.is_empty() { Some(today) } else { day(verified) };
    if verified_on.is_none_or(|day| day > today) {
        fault(format!("核对日期“{verified}”不是过去的日期"), "写最近一次打电话核对的日期，例如 2026-11-06");
    }
    let slug = row.text(Column::Slug).to_owned();
    let id = if slug.is_empty() { slug_of(&name) } else { slug };
    if !is_slug(&id) && !name.is_empty() {
        fault(format!("“{id}”不能用在网址里"), "在“网址名”一栏写小写字母、数字和短横线，例如 cheng-qiuyue");
    }
    let order = row.text(Column::Order).trim_end_matches(['.', '、', '．']);
    let order = order.parse().unwrap_or(1000 + i64::try_from(place).unwrap_or(0) * 10);
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(Contact {
        id,
        name,
        post,
        level,
        office,
        villages,
        roles: Vec::new(),
        phone,
        mobile,
        mobile_consent_on,
        duties: parts(row.text(Column::Duties), BETWEEN_SENTENCES),
        topics: parts(row.text(Column::Topics), BETWEEN_WORDS),
        duty_hours: row.text(Column::Hours).to_owned(),
        promise: row.text(Column::Promise).to_owned(),
        verified_on: verified_on.unwrap_or(today),
        draft: false,
        publish_on: None,
        expires_on: None,
        aliases: Vec::new(),
        order,
        body: String::new(),
    })
}

/// The parts of a cell: by line, or where it has one line by the marks that offices put between them.
fn parts(text: &str, marks: &[char]) -> Vec<String> {
    let is_mark = |c: char| if text.contains('\n') { matches!(c, '\n' | '\r') } else { marks.contains(&c) };
    text.split(is_mark).map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// Digits and one dash after the area code: （0880）5512340, 0880 5512340 and full-width digits are the same
/// number. A number without a mark after its area code is cut where area codes of three or four digits end.
fn plain_phone(text: &str) -> String {
    let mut plain = String::new();
    for c in text.trim().chars() {
        match c {
            '0'..='9' => plain.push(c),
            '０'..='９' => plain.extend(char::from_digit(u32::from(c) - u32::from('０'), 10)),
            _ if !plain.is_empty() && !plain.ends_with('-') => plain.push('-'),
            _ => {}
        }
    }
    let plain = plain.trim_end_matches('-').to_owned();
    let digits = plain.replace('-', "");
    if is_mobile(&digits) {
        return digits;
    }
    // 010 and 02x are the only area codes of three digits.
    let area = if digits.starts_with("010") || digits.starts_with("02") { 3 } else { 4 };
    if !plain.contains('-') && digits.starts_with('0') && (11..=12).contains(&digits.len()) {
        return format!("{}-{}", &digits[..area], &digits[area..]);
    }
    plain
}

/// `2026-11-06`, `2026/11/6`, `2026.11.6`, `2026年11月6日`. A year of two digits is not guessed.
fn day(text: &str) -> Option<Date> {
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    let year = numbers.next().filter(|year| year.len() == 4)?;
    let (month, day) = (numbers.next()?, numbers.next()?);
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_one_number_however_it_is_written() {
        for written in
            ["0880-5512340", "（0880）5512340", "0880 5512340", "０８８０－５５１２３４０", "08805512340"]
        {
            assert_eq!(plain_phone(written), "0880-5512340", "{written}");
        }
        assert_eq!(plain_phone("010 62345678"), "010-62345678");
        assert_eq!(plain_phone("01062345678"), "010-62345678");
        assert_eq!(plain_phone("140 3658 2917"), "14036582917");
        assert!(!is_landline(&plain_phone("5512340")), "an area code is never guessed");
        assert!(!is_landline(&plain_phone("8805512340")), "nor a zero that a spreadsheet has lost");
    }

    #[test]
    fn days_are_read_as_offices_write_them() {
        for written in ["2026-11-06", "2026/11/6", "2026.11.6", "2026年11月6日"] {
            assert_eq!(day(written).map(|day| day.to_string()).as_deref(), Some("2026-11-06"), "{written}");
        }
        assert_eq!([day("去年"), day("2026-13-01"), day("26-3-20"), day("")], [None; 4]);
    }
}
