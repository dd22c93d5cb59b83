//! What must not go live.

use jiff::civil::{Date, date};
use site_gen::check::{check_production, reminders};
use site_gen::messages::Messages;
use site_gen::site::Site;
use site_gen::theme::Theme;

use crate::town::Town;

fn told(problems: &[record::problem::Problem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn words() -> Messages {
    let theme = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../themes/town");
    Theme::load(&theme).and_then(|theme| theme.words()).expect("a sound theme")
}

fn sample(today: Date) -> Site {
    site_gen::load::load(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../content"), None, today)
        .expect("a sound sample")
}

#[test]
fn sample_values_empty_columns_and_old_columns_must_not_go_live() {
    let mut site = sample(date(2026, 11, 23));
    let problems = told(&check_production(&site, &words()));
    assert!(problems.contains("还是样例值"), "{problems}");
    assert!(problems.contains("栏目“答复公开”是空的"), "{problems}");
    assert!(!problems.contains("栏目“政策解读”"), "{problems}");
    assert!(problems.contains("栏目“数据发布”是空的"), "{problems}");
    site.records.policies.clear();
    site.settings.identity.sample = false;
    let problems = told(&check_production(&site, &words()));
    assert!(problems.contains("栏目“政策解读”是空的") && !problems.contains("还是样例值"), "{problems}");
    for key in ["site_id_code", "icp", "police_record", "police_record_code", "conac_id"] {
        assert!(problems.contains(&format!("identity.{key} 还是样例")), "{key}: {problems}");
    }
    assert!(problems.contains("site.base_url 还是样例") && problems.contains("site.domain 还是样例"));
}

/// A site with values that a county could have.
fn real() -> Site {
    let mut site = sample(date(2026, 11, 23));
    let (own, identity) = (&mut site.settings.site, &mut site.settings.identity);
    own.domain = "www.yundu.gov.cn".into();
    own.base_url = "https://www.yundu.gov.cn/hexi/".into();
    identity.site_id_code = "3308990017".into();
    identity.icp = "浙ICP备05012345号".into();
    identity.police_record = "浙公网安备33089902000121号".into();
    identity.police_record_code = "33089902000121".into();
    identity.conac_id = "5e9f1b6a7c8d4e2f9a0b1c2d3e4f5a6b".into();
    identity.sample = false;
    site
}

#[test]
fn values_are_looked_at_themselves_before_they_go_live() {
    let told_of = |change: &dyn Fn(&mut Site)| {
        let mut site = real();
        change(&mut site);
        let problems = check_production(&site, &words());
        told(&problems.into_iter().filter(|one| one.file == "site.toml").collect::<Vec<_>>())
    };
    assert_eq!(told_of(&|_| {}), "", "real values are fit");
    for (change, what) in [
        (
            &(|site: &mut Site| site.settings.site.base_url.clear()) as &dyn Fn(&mut Site),
            "site.base_url 是空的",
        ),
        (&|site| site.settings.site.description = " ".into(), "site.description 是空的"),
        (&|site| site.settings.site.keywords.clear(), "site.keywords 是空的"),
        (&|site| site.settings.site.keywords.push(String::new()), "site.keywords 里的“”"),
        (&|site| site.settings.site.keywords.push("禾溪镇，".into()), "site.keywords 里的“禾溪镇，”"),
        (&|site| site.settings.hotline.number.clear(), "hotline.number 是空的"),
        (&|site| site.settings.hotline.number = "0880-7654321".into(), "hotline.number “0880-7654321”不像"),
        (&|site| site.settings.hotline.number = "0000".into(), "hotline.number 还是样例"),
        (&|site| site.settings.identity.icp = "样例ICP备05012345号".into(), "identity.icp 还是样例"),
        (&|site| site.settings.identity.site_id_code = "3300000000".into(), "identity.site_id_code 还是样例"),
        (&|site| site.settings.identity.police_record_code.clear(), "identity.police_record_code 是空的"),
        (&|site| site.settings.identity.police_record_code = "33089902000122".into(), "不一样"),
        (&|site| site.settings.identity.conac_id = "0".repeat(32), "identity.conac_id 还是样例"),
        (&|site| site.settings.identity.conac_id = "5e9f".into(), "identity.conac_id 不是 32 位"),
        (&|site| site.settings.identity.contact = " ".into(), "identity.contact 是空的"),
    ] {
        let told = told_of(change);
        assert!(told.contains(what) && told.contains("→"), "{what}: {told}");
    }
}

#[test]
fn a_column_is_told_before_its_limit_is_over_and_a_card_when_nobody_confirmed_it() {
    let newest = sample(date(2026, 11, 23))
        .records
        .events
        .iter()
        .map(|one| one.published_at.date())
        .max()
        .expect("some");
    let after = |days: i64| sample(newest.saturating_add(jiff::Span::new().days(days)));
    assert!(!told(&reminders(&after(5), &words())).contains("沟通日历"));
    let soon = after(13);
    assert!(
        told(&reminders(&soon, &words())).contains("栏目“沟通日历”再过 1 天"),
        "{}",
        told(&reminders(&soon, &words()))
    );
    assert!(!told(&check_production(&soon, &words())).contains("沟通日历"));
    let late = after(15);
    assert!(told(&check_production(&late, &words())).contains("栏目“沟通日历”最近一次更新是"));
    assert!(!told(&reminders(&late, &words())).contains("沟通日历"));
    let old = told(&reminders(&after(365), &words()));
    assert!(old.contains("contacts/cheng-qiuyue.md") && old.contains("打一遍电话"), "{old}");
}

#[test]
fn a_build_counts_the_cards_that_nobody_has_confirmed_for_long() {
    let town = Town::new();
    let before = town.build().stale_cards;
    town.change("contacts/ding-maiqiu.md", "verified_on = 2026-11-09", "verified_on = 2026-05-01");
    assert_eq!(town.build().stale_cards, before + 1, "180 days were over on 28 October");
}
