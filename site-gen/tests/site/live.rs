//! What must not go live.

use jiff::civil::{Date, date};
use site_gen::check::{check_production, reminders};
use site_gen::site::Site;

use crate::town::Town;

fn told(problems: &[site_gen::problem::Problem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn sample(today: Date) -> Site {
    site_gen::load::load(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../content"), None, today)
        .expect("a sound sample")
}

#[test]
fn sample_values_empty_columns_and_old_columns_must_not_go_live() {
    let mut site = sample(date(2026, 11, 23));
    let problems = told(&check_production(&site));
    assert!(problems.contains("还是样例值"), "{problems}");
    assert!(problems.contains("栏目“答复公开”是空的"), "{problems}");
    assert!(!problems.contains("栏目“政策解读”"), "{problems}");
    site.policies.clear();
    site.settings.identity.sample = false;
    let problems = told(&check_production(&site));
    assert!(problems.contains("栏目“政策解读”是空的") && !problems.contains("还是样例值"), "{problems}");
}

#[test]
fn a_column_is_told_before_its_limit_is_over_and_a_card_when_nobody_confirmed_it() {
    let newest =
        sample(date(2026, 11, 23)).events.iter().map(|one| one.published_at.date()).max().expect("some");
    let after = |days: i64| sample(newest.saturating_add(jiff::Span::new().days(days)));
    assert!(!told(&reminders(&after(5))).contains("沟通日历"));
    let soon = after(13);
    assert!(told(&reminders(&soon)).contains("栏目“沟通日历”再过 1 天"), "{}", told(&reminders(&soon)));
    assert!(!told(&check_production(&soon)).contains("沟通日历"));
    let late = after(15);
    assert!(told(&check_production(&late)).contains("栏目“沟通日历”最近一次更新是"));
    assert!(!told(&reminders(&late)).contains("沟通日历"));
    let old = told(&reminders(&after(365)));
    assert!(old.contains("contacts/cheng-qiuyue.md") && old.contains("打一遍电话"), "{old}");
}

#[test]
fn a_build_counts_the_cards_that_nobody_has_confirmed_for_long() {
    let town = Town::new();
    let before = town.build().stale_cards;
    town.change("contacts/ding-maiqiu.md", "verified_on = 2026-11-09", "verified_on = 2026-05-01");
    assert_eq!(town.build().stale_cards, before + 1, "180 days were over on 28 October");
}
