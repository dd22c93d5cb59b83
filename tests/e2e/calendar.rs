//! Promised dates, also in a year whose holidays are not known yet.

use form_api::jobs;
use tests::Service;

use crate::journey::LETTER;

#[test]
fn a_letter_of_a_year_without_holiday_notice_is_taken_in_and_settled_later() {
    let folder = tempfile::tempdir().expect("a folder");
    let content = folder.path().join("content");
    copy(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../content"), &content);
    let service = Service::start_with(|settings| settings.paths.content.clone_from(&content));
    service.set_clock("2026-12-24T10:00:00+08:00");
    let (number, code) = service.send_letter(&LETTER);
    let page = service.track(&number, &code);
    assert!(page.text.contains("2027-02-22"), "the ceiling is named: {}", page.text);

    // The notice comes: its file is put in, and the next service with it fixes the promise.
    let holidays = "year = 2027\nsource = \"test\"\nholidays = [{ date = 2027-01-01, name = \"元旦\" }]\nworkdays = []\n";
    std::fs::write(content.join("calendar/2027.toml"), holidays).expect("written");
    let calendar = record::WorkCalendar::load(&content.join("calendar")).expect("sound");
    let due = calendar.add_working_days("2026-12-24".parse().expect("a day"), 15).expect("loaded");
    let settled = service.runtime.block_on(jobs::settle_calendar(&service.app)).expect("settled");
    assert_eq!(settled, 1);
    assert!(service.track(&number, &code).text.contains(&due.to_string()));
    let _ = service.mails();
}

pub(crate) fn copy(from: &std::path::Path, to: &std::path::Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.expect("read");
        let target = to.join(entry.path().strip_prefix(from).expect("below"));
        if entry.file_type().is_dir() {
            std::fs::create_dir_all(target).expect("made");
        } else {
            std::fs::copy(entry.path(), target).expect("copied");
        }
    }
}

#[test]
fn an_extension_is_given_once_and_told_with_its_reason() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    registrar.takes(&number, "register", &[("text", "路灯")]);
    registrar.takes(&number, "accept", &[("office", "chengjian")]);
    let handler = service.staff("handler");
    assert_eq!(handler.step(&number, "extend", &[("text", "")]).status, 422);
    handler.takes(&number, "extend", &[("text", "灯杆要等厂家发货")]);
    assert_eq!(handler.step(&number, "extend", &[("text", "再等等")]).status, 409);
    let page = service.track(&number, &code);
    assert!(page.text.contains("灯杆要等厂家发货"));
    assert_eq!(service.mails().len(), 2, "receipt and extension");
}
