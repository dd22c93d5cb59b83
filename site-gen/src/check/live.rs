//! What must not go live, and what will soon be too old for it.
//!
//! Source: 检查指标 (国办秘函〔2019〕19号): the home page and news within two weeks, other columns within six
//! months; a ministry lost points because no reply had been published for two months. Deliberately absent:
//! the clock (the site has its day).

use jiff::civil::Date;
use record::problem::Problem;
use record::{AgeLimit, Contact, EventStatus, KINDS, Kind, PublicReply, Record as _, is_landline, is_mobile};

use crate::messages::Messages;
use crate::site::Site;
use crate::urls::FIGURES;

/// A column that grows old.
struct Column {
    name: String,
    folder: &'static str,
    /// Days within which something must be new.
    limit_days: u32,
}

/// One fifth of the limit before it is over, it is time to say so.
const SOON: i64 = 5;

/// The columns with the day of what is newest in them; none where nothing is.
fn last_changes(site: &Site, words: &Messages) -> Vec<(Column, Option<Date>)> {
    let column = |key: &str, folder, limit_days| Column { name: words.t(key), folder, limit_days };
    let named = |one: &record::Column| format!("column-{}", one.word);
    let limits = &site.settings.limits;
    let newest = |kind: &Kind| {
        let own = site.records.iter().filter(|record| record.kind().folder == kind.folder);
        own.map(|record| record.times().published_at.date()).max()
    };
    let replies = site.replies.iter().map(|reply| reply.published_at.date()).max();
    let news = KINDS.iter().filter(|kind| kind.column.has_feed).filter_map(|kind| newest(kind));
    let figures = site.figures.iter().map(|one| one.until).max();
    let of_replies = &PublicReply::COLUMN;
    let mut columns = vec![
        (column("nav-home", "content", limits.news_days), news.chain(replies).max()),
        (column(&named(of_replies), of_replies.word, limits.reply_days), replies),
        (column(&named(&FIGURES), FIGURES.word, limits.column_days), figures),
    ];
    columns.extend(KINDS.iter().filter_map(|kind| {
        let limit = match kind.limit? {
            AgeLimit::News => limits.news_days,
            AgeLimit::Column => limits.column_days,
            AgeLimit::Contacts => limits.contact_stale_days,
        };
        Some((column(&named(&kind.column), kind.folder, limit), newest(kind)))
    }));
    columns
}

fn age(site: &Site, day: Date) -> i64 {
    i64::from((site.today - day).get_days())
}

fn too_old(column: &Column, day: Date, age: i64) -> Problem {
    Problem::new(
        column.folder,
        format!("栏目“{}”最近一次更新是 {day}，{age} 天以前，限期 {} 天", column.name, column.limit_days),
        "发布新的内容；限期写在 site.toml 的 [limits] 里",
    )
}

/// What is not wrong yet: columns near their limit, cards that nobody has confirmed for long.
#[must_use]
pub fn reminders(site: &Site, words: &Messages) -> Vec<Problem> {
    let mut reminders = Vec::new();
    for (column, last) in last_changes(site, words) {
        let Some(day) = last else { continue };
        let (age, limit) = (age(site, day), i64::from(column.limit_days));
        if age <= limit && age * SOON > limit * (SOON - 1) {
            reminders.push(Problem::new(
                column.folder,
                format!("栏目“{}”再过 {} 天没有更新就超过限期了", column.name, limit - age),
                "准备新的内容",
            ));
        }
    }
    for event in &site.records.events {
        if event.status == EventStatus::Planned && event.ends_at.date() < site.today {
            reminders.push(Problem::new(
                event.file(),
                format!("“{}”已经过去，status 还是 planned", event.title),
                "写上结果，改成 held；没有办成的改成 cancelled",
            ));
        }
    }
    let next = site.today.year() + 1;
    let is_late = site.today.month() == 12 || site.today.month() == 11 && site.today.day() > 15;
    if is_late && !site.regular.is_empty() && !site.calendar.years().any(|year| year == next) {
        reminders.push(Problem::new(
            format!("calendar/{next}.toml"),
            format!("还没有 {next} 年的放假安排：到时候固定的日子和工作日都算不出来"),
            "国务院办公厅的通知一般在 11 月发布，照它写",
        ));
    }
    let limit = site.settings.limits.contact_stale_days;
    for card in stale_cards(site) {
        reminders.push(Problem::new(
            card.file(),
            format!("{} 的电话最近一次核对是 {}，超过 {limit} 天", card.name, card.verified_on),
            "打一遍电话，核对以后改 verified_on",
        ));
    }
    reminders
}

/// Contact cards that nobody has confirmed within the configured days.
pub fn stale_cards(site: &Site) -> impl Iterator<Item = &Contact> {
    let limit = i64::from(site.settings.limits.contact_stale_days);
    site.records.contacts.iter().filter(move |card| age(site, card.verified_on) > limit)
}

/// Whether a value was only put there to be replaced: the word for a sample, a domain that nobody has, a
/// number of noughts.
fn is_sample(value: &str) -> bool {
    let digits: String = value.chars().filter(char::is_ascii_digit).collect();
    let is_nought = !digits.is_empty() && digits.bytes().all(|digit| digit == b'0');
    ["样例", "示例", ".example", "example.com", "00000000"].iter().any(|part| value.contains(part))
        || is_nought
}

/// The values that visitors and inspectors read, each with its key in `site.toml`.
fn values(site: &Site) -> Vec<(&'static str, &str)> {
    let (own, identity) = (&site.settings.site, &site.settings.identity);
    vec![
        ("site.name", &own.name),
        ("site.township", &own.township),
        ("site.county", &own.county),
        ("site.domain", &own.domain),
        ("site.base_url", &own.base_url),
        ("site.description", &own.description),
        ("identity.site_id_code", &identity.site_id_code),
        ("identity.icp", &identity.icp),
        ("identity.police_record", &identity.police_record),
        ("identity.police_record_code", &identity.police_record_code),
        ("identity.conac_id", &identity.conac_id),
        ("identity.sponsor_org", &identity.sponsor_org),
        ("identity.operator_org", &identity.operator_org),
        ("identity.contact", &identity.contact),
        ("hotline.number", &site.settings.hotline.number),
        ("hotline.hours", &site.settings.hotline.hours),
    ]
}

/// What the values say of themselves, whatever `sample` says.
fn check_values(site: &Site) -> Vec<Problem> {
    const FILE: &str = "site.toml";
    let mut problems = Vec::new();
    let mut tell = |what: String, do_this: &str| problems.push(Problem::new(FILE, what, do_this));
    for (key, value) in values(site) {
        if value.trim().is_empty() {
            tell(format!("{key} 是空的"), "正式上线前必须填写");
        } else if is_sample(value) {
            tell(format!("{key} 还是样例：“{value}”"), "填写真实的值；标识码和备案号向县政府门户网站要");
        }
    }
    let (own, identity) = (&site.settings.site, &site.settings.identity);
    let digits: String = identity.police_record.chars().filter(char::is_ascii_digit).collect();
    let code = identity.police_record_code.trim();
    if !code.is_empty() && code != digits {
        let what = format!("identity.police_record_code “{code}”和 police_record 里的号码不一样");
        tell(what, "只写公安备案号里的数字");
    }
    let conac = identity.conac_id.trim();
    if !conac.is_empty() && (conac.len() != 32 || !conac.bytes().all(|byte| byte.is_ascii_hexdigit())) {
        tell("identity.conac_id 不是 32 位十六进制数".to_owned(), "从党政机关网站标识的链接里抄 id");
    }
    let number = site.settings.hotline.number.trim();
    let is_short = (5..=6).contains(&number.len()) && number.bytes().all(|digit| digit.is_ascii_digit());
    if !number.is_empty() && !is_short && !is_landline(number) && !is_mobile(number) {
        let what = format!("hotline.number “{number}”不像真的号码");
        tell(what, "写区号加号码，例如 0880-5512340；打一遍确认打得通");
    }
    if own.keywords.is_empty() {
        tell("site.keywords 是空的".to_owned(), "写几个居民会搜的词");
    }
    for word in &own.keywords {
        if word.trim().is_empty() || word.contains([',', '，']) || is_sample(word) {
            let what = format!("site.keywords 里的“{word}”不是一个词");
            tell(what, "一个词一项，不写逗号；空的、样例的删掉");
        }
    }
    problems
}

/// What must not go live: values that are still samples or empty, columns that are empty or too old.
#[must_use]
pub fn check_production(site: &Site, words: &Messages) -> Vec<Problem> {
    let mut problems = Vec::new();
    if site.settings.identity.sample {
        problems.push(Problem::new(
            "site.toml",
            "[identity] 里还是样例值",
            "向县政府门户网站要到真实的标识码和备案号，填好后删掉 sample = true",
        ));
    }
    problems.extend(check_values(site));
    for (column, last) in last_changes(site, words) {
        match last {
            None => problems.push(Problem::new(
                column.folder,
                format!("栏目“{}”是空的", column.name),
                "上线前至少放一条；检查时空栏目五个以上单项否决",
            )),
            Some(day) if age(site, day) > i64::from(column.limit_days) => {
                problems.push(too_old(&column, day, age(site, day)));
            }
            Some(_) => {}
        }
    }
    problems
}
