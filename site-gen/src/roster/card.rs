//! A row of a roster to a card, or all that is wrong with it.

use jiff::civil::Date;
use record::{Contact, ContactLevel, EARLIEST_CONSENT, Units, is_landline, is_mobile, is_slug};

use super::cells::{day, is_name, plain_phone};
use super::column::Column;
use super::sheet::Row;
use super::surname::slug_of;
use crate::leaks::Gate;

/// Marks between words; a duty may hold some of them itself: 老人、儿童走访.
const BETWEEN_WORDS: &[char] = &['；', ';', '、', '，', ','];
/// Marks between what is longer.
const BETWEEN_SENTENCES: &[char] = &['；', ';'];

/// What of a row stands on pages.
const SHOWN: [Column; 6] =
    [Column::Name, Column::Post, Column::Duties, Column::Topics, Column::Hours, Column::Promise];

const DOUBT: &str = "先问本人：不同意公开的，把手机号删掉；书面同意公开的，删掉让人看不准的话，再导入一次";

/// What is wrong, and what to do.
pub(super) type Fault = (String, String);

/// Somebody's name without blanks: 贺 砚.
pub(super) fn name(row: &Row) -> String {
    row.text(Column::Name).chars().filter(|c| !c.is_whitespace()).collect()
}

/// Whether a row is about somebody of that name, also where more stands beside it: 孔甲一（不同意公开手机）.
pub(super) fn may_be(row: &Row, person: &str) -> bool {
    let own = name(row);
    own == person || !is_name(row.text(Column::Name)) && own.contains(person)
}

/// The post in one line.
pub(super) fn post(row: &Row) -> String {
    row.text(Column::Post).replace(['\r', '\n'], " ")
}

/// Whether a row lets a card's mobile stand: the same number and the same day of consent, as far as the roster has columns
/// for them.
pub(super) fn keeps_mobile(row: &Row, card: &Contact) -> bool {
    let is_number = || plain_phone(row.text(Column::Mobile)) == card.mobile;
    let is_day = || day(row.text(Column::MobileConsent)) == card.mobile_consent_on;
    let is_sure = row.doubts.is_empty() && is_name(row.text(Column::Name));
    is_sure && (!row.has(Column::Mobile) || is_number()) && (!row.has(Column::MobileConsent) || is_day())
}

/// The mobile that may be public, and since when. A consent is a cell that is nothing but a day: words beside it may take
/// it back.
fn mobile(row: &Row) -> Option<(String, Date)> {
    let number = plain_phone(row.text(Column::Mobile)).filter(|number| is_mobile(number))?;
    Some((number, day(row.text(Column::MobileConsent))?))
}

/// Reads a row. `place` is its place after the cards that are there; `gate` knows who is in duty.
pub(super) fn read(
    row: &Row,
    units: &Units,
    gate: &Gate<'_>,
    today: Date,
    place: usize,
) -> Result<Contact, Vec<Fault>> {
    // Of a row that cannot be read the other columns only mislead.
    if !row.faults.is_empty() {
        return Err(row.faults.clone());
    }
    let mut faults: Vec<Fault> = Vec::new();
    let mut fault = |what: String, do_this: &str| faults.push((what, do_this.to_owned()));
    let name = name(row);
    if name.is_empty() {
        fault("没有姓名".to_owned(), "写上姓名；不是人的行（合计、说明）删掉");
    } else if !is_name(row.text(Column::Name)) {
        fault(
            format!("“{name}”不是一个人的姓名，或者还写了别的"),
            "一行一个人，这一格只写姓名，说明写在“备注”里；空缺的岗位、合计、填表人删掉",
        );
    }
    let post = post(row);
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
    let level = match level_of(row.text(Column::Level)) {
        Some(level) => level,
        None if !row.text(Column::Level).is_empty() => {
            fault(format!("看不懂“{}”", row.text(Column::Level)), "写“镇”或者“村”，不写别的");
            ContactLevel::Township
        }
        None if office.is_some() || villages.is_empty() => ContactLevel::Township,
        None => ContactLevel::Village,
    };
    if level == ContactLevel::Village && villages.is_empty() {
        fault("村干部没有写哪个村".to_owned(), "在“村”一栏写村名；是镇干部就写“镇”");
    }
    let phone = plain_phone(row.text(Column::Phone)).unwrap_or_default();
    if is_mobile(&phone) {
        fault(
            "办公电话里是手机号".to_owned(),
            "写办公室的座机；本人书面同意公开手机的，写在“手机”一栏，并写同意日期",
        );
    } else if !is_landline(&phone) {
        fault(
            format!("办公电话“{}”不完整，或者还写了别的", row.text(Column::Phone)),
            "只写区号加号码，例如 0880-5512340；表格里把这一栏设成“文本”，前面的 0 才不会丢",
        );
    }
    let mobile = mobile(row);
    if let Some((what, do_this)) = mobile_fault(row, mobile.as_ref().map(|(_, on)| *on), today) {
        fault(what, do_this);
    } else if mobile.is_some() {
        row.doubts.iter().for_each(|doubt| fault(doubt.clone(), DOUBT));
    }
    for column in SHOWN {
        for leak in gate.read_text(row.text(column)) {
            fault(
                format!("“{}”里有{leak}，网站检查时会拦下来", column.heading()),
                "从这一格里删掉；本人书面同意公开的手机写在“手机”一栏，并写同意日期",
            );
        }
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
        mobile_consent_on: mobile.as_ref().map(|(_, on)| *on),
        mobile: mobile.map(|(number, _)| number),
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

/// Why the mobile of a row cannot be public though a number stands there.
fn mobile_fault(row: &Row, agreed: Option<Date>, today: Date) -> Option<(String, &'static str)> {
    let (number, consent) = (row.text(Column::Mobile), row.text(Column::MobileConsent));
    // 无, 不公开 or a dash is no number.
    if !number.contains(char::is_numeric) {
        return None;
    }
    if !plain_phone(number).is_some_and(|number| is_mobile(&number)) {
        return Some((
            "“手机”这一格不是一个 11 位手机号，或者还写了别的".to_owned(),
            "只写一个 11 位手机号；本人不同意公开的，把这一格空着",
        ));
    }
    match agreed {
        None if consent.is_empty() => Some((
            "有手机号，没有本人同意公开的日期".to_owned(),
            "征得本人书面同意后写日期，例如 2026-03-20；没有同意就不要把手机号写进来",
        )),
        None => Some((
            format!("同意公开手机的日期写的是“{consent}”，不是一个日期"),
            "本人书面同意了，这一格只写那一天，例如 2026-03-20；没有同意、收回了、过期了的，把手机号删掉",
        )),
        Some(day) if day > today => Some((
            format!("同意公开手机的日期“{consent}”还没有到"),
            "写本人书面同意的那一天；还没有同意就不要把手机号写进来",
        )),
        Some(day) if day < EARLIEST_CONSENT => Some((
            format!("同意公开手机的日期“{consent}”太早了"),
            "写本人书面同意的那一天；没有同意就不要把手机号写进来",
        )),
        Some(_) => None,
    }
}

/// Whose cadre it is, in the words that offices have for it. 驻村 and 非镇干部 say something else.
fn level_of(text: &str) -> Option<ContactLevel> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace() && !"（）()、/".contains(*c)).collect();
    let plain = plain.strip_suffix("干部").unwrap_or(&plain);
    match plain.strip_suffix('级').unwrap_or(plain) {
        "镇" | "乡" | "乡镇" | "镇乡" | "街道" | "乡镇街道" | "镇里" | "镇政府" | "乡政府" | "镇机关" => {
            Some(ContactLevel::Township)
        }
        "村" | "社区" | "村社区" | "村里" | "村委" | "村委会" | "村两委" | "居委会" => {
            Some(ContactLevel::Village)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_one_of_two_words_and_never_guessed_from_a_part() {
        use ContactLevel::{Township, Village};
        for (written, level) in [
            ("镇", Some(Township)),
            ("乡镇干部", Some(Township)),
            ("镇级", Some(Township)),
            ("村", Some(Village)),
            ("村（社区）干部", Some(Village)),
            ("驻村", None),
            ("非镇干部", None),
            ("镇驻村干部", None),
        ] {
            assert_eq!(level_of(written), level, "{written}");
        }
    }
}
