//! Calendars that residents subscribe to.

use crate::town::Town;

/// The entries of a calendar, unfolded.
fn entries(calendar: &str) -> Vec<String> {
    let text = calendar.replace("\r\n ", "");
    text.split("BEGIN:VEVENT\r\n").skip(1).map(str::to_owned).collect()
}

fn of<'a>(entries: &'a [String], uid: &str) -> Option<&'a String> {
    entries.iter().find(|entry| entry.starts_with(&format!("UID:www.yundu.example/{uid}\r\n")))
}

#[test]
fn recorded_days_are_in_the_calendar_with_what_happened_to_them() {
    let town = Town::new();
    town.build();
    let all = entries(&town.read("events/calendar.ics"));
    let moved = of(&all, "event-jizhong-bangong-2026-10-08").expect("recorded");
    assert!(moved.contains("DTSTART;TZID=Asia/Shanghai:20261008T083000\r\n"), "{moved}");
    assert!(moved.contains("DESCRIPTION:改期了，原定2026年10月6日。10 月 6 日虽是星期二"), "{moved}");
    // Published on 9 October, 09:50 in Shanghai.
    assert!(moved.contains("DTSTAMP:20261009T015000Z\r\n") && moved.contains("SEQUENCE:1\r\n"), "{moved}");
    let cancelled = of(&all, "event-jizhong-bangong-2026-08-11").expect("recorded");
    assert!(cancelled.contains("STATUS:CANCELLED\r\n"), "{cancelled}");
}

#[test]
fn days_that_come_again_are_moved_out_of_holidays_and_say_so() {
    let town = Town::new();
    town.build();
    let all = entries(&town.read("events/calendar.ics"));
    let national = of(&all, "joint_office_day-2026-10-06").expect("in the calendar of all villages");
    assert!(national.contains(":20261008T083000\r\n"), "{national}");
    assert!(national.contains("原定2026年10月6日。那天在国庆节假期里，顺延到下一个工作日。"), "{national}");
    let spring = of(&all, "outreach_day-2026-02-15").expect("no record of February");
    assert!(spring.contains(":20260224T083000\r\n"), "{spring}");
    // The notice for 2027 is not known yet.
    assert!(!all.iter().any(|entry| entry.starts_with("UID:www.yundu.example/joint_office_day-2027")));
    // 52 Tuesdays; one has a record for all villages.
    assert_eq!(
        all.iter().filter(|entry| entry.starts_with("UID:www.yundu.example/joint_office_day-2026")).count(),
        51
    );
}

#[test]
fn a_record_stands_for_the_day_that_comes_again() {
    let town = Town::new();
    town.build();
    let all = entries(&town.read("events/calendar.ics"));
    assert!(of(&all, "outreach_day-2026-11-15").is_none(), "11 月的沟通日有记录，改到了 16 日");
    assert!(of(&all, "event-goutongri-2026-11").is_some());
    let yinshan = entries(&town.read("villages/yinshan/calendar.ics"));
    assert!(of(&yinshan, "event-jizhong-bangong-2026-11-24").is_some());
    assert!(of(&yinshan, "joint_office_day-2026-11-24").is_none());
    assert!(of(&yinshan, "event-jizhong-bangong-2026-11-17").is_none(), "another village's");
    let shuikou = entries(&town.read("villages/shuikou/calendar.ics"));
    assert!(of(&shuikou, "joint_office_day-2026-11-24").is_some());
}

#[test]
fn a_corrected_holiday_reaches_calendars_and_no_stamp_is_still_to_come() {
    let town = Town::new();
    let year = "year = 2027\nsource = \"通知\"\nworkdays = []\n";
    let holidays = |updated: &str, days: &[i32]| {
        let days: Vec<String> =
            days.iter().map(|day| format!("{{ date = 2027-03-{day}, name = \"调休\" }}")).collect();
        format!("{year}{updated}holidays = [{}]\n", days.join(", "))
    };
    let built = |updated: &str, days: &[i32]| {
        std::fs::write(town.path("content/calendar/2027.toml"), holidays(updated, days)).expect("written");
        town.build();
        let all = entries(&town.read("events/calendar.ics"));
        let now = "20261231T160000Z";
        assert!(
            all.iter().all(|entry| value(entry, "DTSTAMP:") < now),
            "no stamp is after the day of the build"
        );
        let entry = of(&all, "joint_office_day-2027-03-16").expect("a Tuesday").clone();
        let sequence: i64 = value(&entry, "SEQUENCE:").parse().expect("a number");
        (
            value(&entry, "DTSTART;TZID=Asia/Shanghai:").to_owned(),
            value(&entry, "DTSTAMP:").to_owned(),
            sequence,
        )
    };
    let first = built("", &[16]);
    let second = built("updated = \"2026-11-10 09:00\"\n", &[16, 17]);
    let third = built("updated = \"2026-11-12 09:00\"\n", &[]);
    assert_eq!([&first.0, &second.0, &third.0], ["20270317T083000", "20270318T083000", "20270316T083000"]);
    assert!(first.1 < second.1 && second.1 < third.1, "{first:?} {second:?} {third:?}");
    assert!(first.2 < second.2 && second.2 < third.2, "{first:?} {second:?} {third:?}");
}

#[test]
fn lines_of_a_calendar_end_in_crlf_and_are_short() {
    let town = Town::new();
    town.build();
    let calendar = town.read("events/calendar.ics");
    assert!(!calendar.replace("\r\n", "").contains(['\r', '\n']));
    assert!(calendar.split("\r\n").all(|line| line.len() <= 75));
}

#[test]
fn the_events_page_and_each_village_lead_to_their_calendar() {
    let town = Town::new();
    town.build();
    let events = town.read("events/index.html");
    assert!(events.contains("href=\"webcal://www.yundu.example/hexi/events/calendar.ics\""), "{events}");
    assert!(events.contains("href=\"../events/calendar.ics\""), "{events}");
    assert!(events.contains("每月 15 日") && events.contains("每星期二"), "{events}");
    assert!(town.read("villages/shuikou/index.html").contains("../../villages/shuikou/calendar.ics"));
    town.change("site.toml", "base_url = \"https://www.yundu.example/hexi/\"", "");
    town.build();
    assert!(!town.read("events/index.html").contains("webcal:"));
}

#[test]
fn a_township_without_regular_days_has_its_recorded_ones() {
    let town = Town::new();
    std::fs::remove_file(town.path("content/regular.toml")).expect("there");
    town.build();
    let all = entries(&town.read("events/calendar.ics"));
    assert!(all.iter().all(|entry| entry.starts_with("UID:www.yundu.example/event-")) && !all.is_empty());
    assert!(!town.read("events/index.html").contains("id=\"regular\""));
}

const EVENING: &str = "\n[[day]]\nkind = \"joint_office_day\"\ntitle = \"便民服务大厅延时办公\"\nweekday = \"tuesday\"\n\
    begins = \"17:00\"\nends = \"19:30\"\nplace = \"镇便民服务大厅\"\nsummary = \"白天没空的，周二晚上来办。\"\n";

fn append(town: &Town, file: &str, text: &str) {
    let path = town.path("content").join(file);
    let before = std::fs::read_to_string(&path).expect("there");
    std::fs::write(path, before + text).expect("written");
}

fn value<'a>(entry: &'a str, name: &str) -> &'a str {
    let line = entry.lines().find_map(|line| line.strip_prefix(name));
    line.unwrap_or_else(|| panic!("no {name} in {entry}")).trim_end()
}

#[test]
fn two_rules_of_one_kind_have_their_own_days_and_a_record_stands_for_one() {
    let town = Town::new();
    append(&town, "regular.toml", EVENING);
    town.build();
    let all = entries(&town.read("events/calendar.ics"));
    let mut uids: Vec<&str> = all.iter().map(|entry| value(entry, "UID:")).collect();
    let count = uids.len();
    uids.sort_unstable();
    uids.dedup();
    assert_eq!(uids.len(), count, "every entry has its own");
    // The record of 1 December begins in the morning.
    assert!(of(&all, "event-jizhong-bangong-2026-12-01").is_some());
    assert!(of(&all, "joint_office_day-2026-12-01").is_none());
    let evening = of(&all, "joint_office_day-2-2026-12-01").expect("the evening is there");
    assert!(evening.contains("DTSTART;TZID=Asia/Shanghai:20261201T170000\r\n"), "{evening}");
    // A corrected hour leaves the day what it was, and readers take it over.
    let before = value(evening, "SEQUENCE:").parse::<i64>().expect("a number");
    town.change("regular.toml", "begins = \"17:00\"", "begins = \"17:30\"\nupdated = \"2026-11-20 09:00\"");
    town.build();
    let all = entries(&town.read("events/calendar.ics"));
    let evening = of(&all, "joint_office_day-2-2026-12-01").expect("still there");
    assert!(value(evening, "SEQUENCE:").parse::<i64>().expect("a number") > before, "{evening}");
    assert_eq!(value(evening, "DTSTAMP:"), "20261120T010000Z");
}

#[test]
fn every_change_of_an_event_has_a_higher_sequence_and_a_later_stamp() {
    let town = Town::new();
    let event = |starts: &str, status: &str, more: &str| {
        format!(
            "+++\nkind = \"town_hall_meeting\"\ntitle = \"石桥村路灯恳谈会\"\nstarts_at = \"{starts}\"\n\
             ends_at = \"2026-12-25 17:30\"\nplace = \"石桥村村委会\"\nstatus = \"{status}\"\n\
             summary = \"商量路灯。\"\npublished_at = \"2026-11-20 10:00\"\n{more}+++\n\n请来。\n"
        )
    };
    let moved = "moved_from = 2026-12-11\nmoved_reason = \"下雪。\"\n";
    let updated = |day: &str| format!("{moved}updated = \"2026-11-{day} 09:00\"\n");
    let versions = [
        event("2026-12-25 14:00", "planned", ""),
        event("2026-12-25 15:00", "planned", &updated("21")),
        event("2026-12-25 15:00", "cancelled", &updated("21")),
        event("2026-12-25 15:00", "cancelled", &updated("22")),
        event("2026-12-25 15:00", "planned", &updated("23")),
    ];
    let mut before = (-1, String::new());
    for version in versions {
        std::fs::write(town.path("content/events/kentan-gaiqi.md"), version).expect("written");
        town.build();
        let all = entries(&town.read("events/calendar.ics"));
        let entry = of(&all, "event-kentan-gaiqi").expect("there");
        let now = (value(entry, "SEQUENCE:").parse().expect("a number"), value(entry, "DTSTAMP:").to_owned());
        assert!(now.0 > before.0 && now.1 > before.1, "{before:?} {now:?}");
        // A reader that skips STATUS reads it too.
        let is_cancelled = entry.contains("STATUS:CANCELLED");
        assert_eq!(value(entry, "SUMMARY:").starts_with("已取消："), is_cancelled, "{entry}");
        assert_eq!(value(entry, "DESCRIPTION:").starts_with("已经取消"), is_cancelled, "{entry}");
        before = now;
    }
}

#[test]
fn a_change_that_is_still_to_come_is_told() {
    let town = Town::new();
    let told = |file: &str| {
        let path = town.path("content").join(file);
        let before = std::fs::read_to_string(&path).expect("there");
        let mark = if file == "regular.toml" { "[[day]]\n" } else { "+++\n" };
        let later = format!("{mark}updated = \"2027-06-29 09:00\"\n");
        std::fs::write(&path, before.replacen(mark, &later, 1)).expect("written");
        let problems = site_gen::load::load(&town.path("content"), None, jiff::civil::date(2026, 11, 23))
            .expect_err("told");
        let until = site_gen::load::load(&town.path("content"), None, jiff::civil::date(2027, 6, 29));
        std::fs::write(&path, before).expect("written");
        let is_told = |problems: &[record::problem::Problem]| {
            problems
                .iter()
                .any(|one| one.file == file && one.what == "最后改动在今天之后" && one.line.is_some())
        };
        assert!(is_told(&problems), "{file}: {problems:?}");
        assert!(!until.is_err_and(|problems| is_told(&problems)), "{file} on the day itself");
    };
    let first = |folder: &str| {
        let mut files: Vec<String> = std::fs::read_dir(town.path("content").join(folder))
            .expect("a folder")
            .filter_map(|one| one.expect("an entry").file_name().into_string().ok())
            .filter(|name| name.ends_with(".md"))
            .collect();
        files.sort();
        format!("{folder}/{}", files[0])
    };
    for folder in ["events", "policies", "documents", "improvements"] {
        told(&first(folder));
    }
    told("regular.toml");
}

#[test]
fn the_next_day_is_one_that_takes_place() {
    let town = Town::new();
    let event = "events/goutongri-2026-12.md";
    let text = std::fs::read_to_string(town.path("content").join(event)).expect("there");
    let next = || {
        let page = town.read("events/index.html");
        let day =
            page.split("下一次").nth(1).and_then(|rest| rest.split("datetime=\"").nth(1)).expect("a day");
        day[..10].to_owned()
    };
    town.build();
    assert_eq!(next(), "2026-12-15");
    for (from, to, day) in [
        // The holidays of 2027 are not known: the rule has no other day, and the next one named is that of the second rule.
        ("status = \"planned\"", "status = \"cancelled\"", "2026-11-24"),
        (
            "starts_at = \"2026-12-15 08:30\"\nends_at = \"2026-12-15 17:30\"",
            "starts_at = \"2026-12-18 08:30\"\nends_at = \"2026-12-18 17:30\"\nmoved_from = 2026-12-15\nmoved_reason = \"下雪。\"",
            "2026-12-18",
        ),
    ] {
        let changed = text.replace(from, to);
        assert_ne!(changed, text);
        std::fs::write(town.path("content").join(event), changed).expect("written");
        town.build();
        assert_eq!(next(), day, "{to}");
    }
}
