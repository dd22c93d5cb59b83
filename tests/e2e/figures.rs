//! 数据发布: what is counted after the end of a month, and what everybody may read of it.

use form_api::jobs;
use record::Figures;
use tests::Service;

use crate::journey::{LETTER, walk_to_closed};

fn begin_day(service: &Service, moment: &str) {
    service.set_clock(moment);
    let _ = service.runtime.block_on(jobs::begin_day(&service.app)).expect("a site for the day");
}

fn rate(service: &Service, number: &str, code: &str, grade: &str) {
    let case = service.track(number, code).hidden("case");
    let fields = [("case", case.as_str()), ("grade", grade), ("solved", "yes")];
    assert_eq!(service.visitor().post("/track/rate", &fields).status, 200);
}

fn record(service: &Service) -> Option<Figures> {
    let text = std::fs::read_to_string(service.paths.replies().join("figures/2026.toml")).ok()?;
    Some(Figures::parse("figures/2026.toml", &text).expect("sums agree"))
}

#[test]
fn a_month_is_counted_once_it_is_over_and_not_again_within_the_next() {
    let service = Service::start();
    let (first, code) = service.send_letter(&LETTER);
    walk_to_closed(&service, &first);
    rate(&service, &first, &code, "very_satisfied");
    let (taken_back, its_code) = service.send_letter(&LETTER);
    let case = service.track(&taken_back, &its_code).hidden("case");
    assert_eq!(service.visitor().post("/track/withdraw", &[("case", &case), ("sure", "1")]).status, 200);
    for _ in 0..3 {
        let _ = service.send_letter(&LETTER);
    }
    assert_eq!(record(&service), None, "the month is not over");
    assert!(!service.visitor().get("/").text.contains("figures/"), "an empty column is not shown");

    begin_day(&service, "2026-12-01T00:00:05+08:00");
    let figures = record(&service).expect("counted");
    let total = &figures.total;
    assert_eq!((total.received, total.valid, total.withdrawn, total.answered), (5, 4, 1, 1));
    assert_eq!((total.on_time, total.overdue, total.rated(), total.solved), (1, 0, 1, 1));
    assert_eq!(figures.until.to_string(), "2026-11-30");
    let month = figures.months.last().expect("November");
    assert_eq!((month.received, month.rated), (Some(5), None), "one rating is one person's");

    let page = service.visitor().get("/figures/");
    assert_eq!(page.status, 200);
    assert!(page.text.contains("2026-12-01T00:00"));
    assert!(service.visitor().get("/").text.contains("figures/"), "the column is in the navigation");
    assert!(service.visitor().get("/mailbox/").text.contains("figures/"), "and in that of the mailbox");
    let json: serde_json::Value =
        serde_json::from_str(&service.visitor().get("/data/figures-2026.json").text).expect("JSON");
    let months = &json["by"]["month"];
    assert_eq!((&json["total"]["received"], &months[10]["rated"]), (&5.into(), &"*".into()));
    assert_eq!(json["total"]["very_satisfied"], "*", "nor is its grade told in the total");
    assert_eq!(json["by"].get("kind"), None, "one kind alone would tell what the months hide");
    let csv = service.visitor().get("/data/figures-2026.csv").text;
    assert!(csv.starts_with('\u{feff}') && csv.contains("\r\n"), "{csv}");

    let _ = service.send_letter(&LETTER);
    begin_day(&service, "2026-12-20T00:00:05+08:00");
    assert_eq!(record(&service), Some(figures), "not again within the month");
    begin_day(&service, "2027-01-01T00:00:05+08:00");
    let figures = record(&service).expect("counted");
    assert_eq!((figures.total.received, figures.until.to_string().as_str()), (6, "2026-12-31"));
    assert_eq!(figures.total.overdue, 4, "letters that were left lying");
    let _ = service.mails();
}

#[test]
fn figures_whose_sums_do_not_agree_leave_the_site_as_it_was() {
    let service = Service::start();
    let _ = service.send_letter(&LETTER);
    begin_day(&service, "2026-12-01T00:00:05+08:00");
    let before = service.site_files();
    let mut wrong = record(&service).expect("counted");
    wrong.total.valid += 1;
    service.runtime.block_on(async {
        let mut tx = service.db().begin().await.expect("a transaction");
        form_api::store::save_public_figures(&mut tx, &wrong, service.now()).await.expect("saved");
        tx.commit().await.expect("committed");
    });
    let refused = service.runtime.block_on(jobs::publish(&service.app)).expect_err("sums do not agree");
    assert!(refused.to_string().contains("figures/2026.toml"), "{refused}");
    assert!(before == service.site_files());
    let _ = service.mails();
}
