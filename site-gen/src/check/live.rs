//! What must not go live, and what will soon be too old for it.
//!
//! Source: 检查指标 (国办秘函〔2019〕19号): the home page and news within two weeks, other columns within six months; a
//! ministry lost points because no reply had been published for two months. Deliberately absent: the clock (the site has
//! its day).

use jiff::civil::Date;

use crate::problem::Problem;
use crate::record::Contact;
use crate::site::Site;

/// A column that grows old.
struct Column {
    name: &'static str,
    folder: &'static str,
    /// Days within which something must be new.
    limit_days: u32,
}

/// One fifth of the limit before it is over, it is time to say so.
const SOON: i64 = 5;

/// The columns with the day of what is newest in them; none where nothing is.
fn last_changes(site: &Site) -> Vec<(Column, Option<Date>)> {
    let column = |name, folder, limit_days| Column { name, folder, limit_days };
    let limits = &site.settings.limits;
    let replies = site.replies.iter().map(|reply| reply.published_at.date()).max();
    let policies = site.policies.iter().map(|one| one.published_at.date()).max();
    let documents = site.documents.iter().map(|one| one.issued_on).max();
    let events = site.events.iter().map(|one| one.published_at.date()).max();
    let improvements = site.improvements.iter().map(|one| one.published_at.date()).max();
    let cards = site.contacts.iter().map(|card| card.verified_on).max();
    let home = [replies, policies, events, improvements].into_iter().flatten().max();
    vec![
        (column("首页", "content", limits.news_days), home),
        (column("答复公开", "replies", limits.reply_days), replies),
        (column("沟通日历", "events", limits.news_days), events),
        (column("政策解读", "policies", limits.column_days), policies),
        (column("政策文件", "documents", limits.column_days), documents),
        (column("完善制度", "improvements", limits.column_days), improvements),
        (column("联心卡", "contacts", limits.contact_stale_days), cards),
    ]
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
pub fn reminders(site: &Site) -> Vec<Problem> {
    let mut reminders = Vec::new();
    for (column, last) in last_changes(site) {
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
    let limit = site.settings.limits.contact_stale_days;
    for card in stale_cards(site) {
        reminders.push(Problem::new(
            format!("contacts/{}.md", card.id),
            format!("{} 的电话最近一次核对是 {}，超过 {limit} 天", card.name, card.verified_on),
            "打一遍电话，核对以后改 verified_on",
        ));
    }
    reminders
}

/// Contact cards that nobody has confirmed within the configured days.
pub fn stale_cards(site: &Site) -> impl Iterator<Item = &Contact> {
    let limit = i64::from(site.settings.limits.contact_stale_days);
    site.contacts.iter().filter(move |card| age(site, card.verified_on) > limit)
}

/// What must not go live: values that are still samples or empty.
#[must_use]
pub fn check_production(site: &Site) -> Vec<Problem> {
    let identity = &site.settings.identity;
    let mut problems = Vec::new();
    if identity.sample {
        problems.push(Problem::new(
            "site.toml",
            "[identity] 里还是样例值",
            "向县政府门户网站要到真实的标识码和备案号，填好后删掉 sample = true",
        ));
    }
    for (key, value) in [
        ("icp", &identity.icp),
        ("police_record", &identity.police_record),
        ("conac_id", &identity.conac_id),
        ("sponsor_org", &identity.sponsor_org),
        ("operator_org", &identity.operator_org),
        ("contact", &identity.contact),
    ] {
        if value.trim().is_empty() {
            problems.push(Problem::new("site.toml", format!("identity.{key} 是空的"), "正式上线前必须填写"));
        }
    }
    for domain in [&site.settings.site.domain, &site.settings.site.base_url] {
        if domain.contains(".example") {
            problems.push(Problem::new(
                "site.toml",
                format!("“{domain}” 是样例网址"),
                "填写县政府门户网站的真实网址",
            ));
        }
    }
    for (column, last) in last_changes(site) {
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
