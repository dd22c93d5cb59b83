//! Figures on the site: shown when their file is there, and never stale.

use record::{Figures, Part, Total};

use crate::town::Town;

fn figures(received: u32) -> Figures {
    let part = |id: &str| Part {
        id: id.into(),
        received: Some(received),
        valid: Some(received),
        answered: Some(received),
        on_time: Some(received - 3),
        overdue: Some(0),
        rated: Some(0),
        satisfied: Some(0),
        median_days: Some(3),
        p90_days: Some(9),
    };
    Figures {
        year: 2026,
        until: jiff::civil::date(2026, 10, 31),
        counted_at: "2026-11-01T00:05".into(),
        total: Total {
            received,
            valid: received,
            answered: received,
            on_time: received - 3,
            days_of: received,
            median_days: Some(3),
            p90_days: Some(9),
            ..Total::default()
        },
        months: vec![part("2026-10")],
        kinds: vec![part("inquiry")],
        channels: vec![part("web")],
        offices: vec![part("caizheng")],
        approvals: Vec::new(),
    }
}

fn write(town: &Town, figures: &Figures) {
    let file = town.path("replies/figures/2026.toml");
    std::fs::create_dir_all(file.parent().expect("a folder")).expect("made");
    std::fs::write(file, figures.to_text()).expect("written");
}

#[test]
fn figures_are_shown_on_a_page_and_in_files_that_say_the_same() {
    let town = Town::new();
    write(&town, &figures(12));
    town.build();
    let page = town.read("figures/index.html");
    assert!(page.contains("75.0%"), "9 of 12 in time");
    assert!(town.read("figures/2026/index.html").contains("75.0%"), "the year has an address that stays");
    for file in ["figures-2026.csv", "figures-2026.json"] {
        assert!(town.read("data/index.html").contains(&format!("data/{file}")), "open data name {file}");
    }
    let csv = town.read("data/figures-2026.csv");
    let json: serde_json::Value = serde_json::from_str(&town.read("data/figures-2026.json")).expect("JSON");
    assert!(csv.contains("已经撤并的单位（caizheng）,12,12,12,9,0,75.0%,3,9,0,—\r\n"), "{csv}");
    let office = &json["by"]["office"][0];
    assert_eq!((&office["on_time_rate"], &office["satisfaction_rate"]), (&75.0.into(), &().into()));
    assert!(page.contains("已经撤并的单位（caizheng）"));
}

#[test]
fn a_site_follows_its_figures_when_nothing_else_has_changed() {
    let town = Town::new();
    town.build();
    assert!(!town.files().iter().any(|file| file.starts_with("figures/")), "an empty column is none");
    write(&town, &figures(12));
    town.build();
    assert!(town.read("index.html").contains("href=\"./figures/\""));
    write(&town, &figures(15));
    let report = town.build();
    assert_eq!(report.written, 4, "two pages and two files: {report:?}");
    assert!(town.read("figures/index.html").contains("80.0%"), "12 of 15 in time");
    std::fs::remove_dir_all(town.path("replies/figures")).expect("removed");
    town.build();
    assert!(!town.files().iter().any(|file| file.contains("figures")));
}

#[test]
fn a_site_of_an_earlier_version_is_taken_over_and_a_strange_folder_is_not() {
    let town = Town::new();
    std::fs::create_dir_all(town.path("site")).expect("made");
    std::fs::write(town.path("site/index.html"), "old").expect("written");
    std::fs::write(town.path("site.manifest"), "{}").expect("written");
    town.build();
    assert!(town.read("index.html").contains("<h1"));
    assert!(!town.path("site.manifest").exists());
}
