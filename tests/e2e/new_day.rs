//! What begins with a day is done also when something else of the day fails.

use form_api::jobs;
use form_api::store;
use jiff::Span;
use tests::{Service, project};

use crate::calendar::copy;
use crate::journey::LETTER;

#[test]
fn a_typing_mistake_in_the_content_does_not_stop_what_the_day_does_with_letters() {
    let folder = tempfile::tempdir().expect("a folder");
    let content = folder.path().join("content");
    copy(&project().join("content"), &content);
    let service = Service::start_with(|settings| settings.paths.content.clone_from(&content));

    let (taken_back, code) = service.send_letter(&LETTER);
    let case = service.track(&taken_back, &code).hidden("case");
    assert_eq!(service.visitor().post("/track/withdraw", &[("case", &case), ("sure", "1")]).status, 200);
    let visitor = service.visitor();
    let waiting = visitor.write_letter_with(&LETTER, &[("说明.pdf", &crate::attachments::document("路灯"))]);
    assert_eq!(waiting.status, 200, "{}", waiting.text);
    assert_eq!(std::fs::read_dir(service.paths.attachments()).expect("a folder").count(), 1);
    service.set_clock("2026-12-24T10:00:00+08:00");
    let (late, _) = service.send_letter(&LETTER);
    let _ = service.mails();

    let holidays = "year = 2027\nsource = \"test\"\nholidays = [{ date = 2027-01-01, name = \"元旦\" }]\nworkdays = []\n";
    std::fs::write(content.join("calendar/2027.toml"), holidays).expect("written");
    std::fs::write(content.join("units.toml"), "[[village\n").expect("written");
    service.pass(Span::new().hours(24));
    let failed = service.runtime.block_on(jobs::begin_day(&service.app)).expect_err("the content is wrong");
    assert!(format!("{failed:#}").contains("units.toml"), "{failed:#}");

    let find = |number: &str| {
        let found = service.runtime.block_on(store::find_by_number(service.db(), number)).expect("asked");
        found.expect("there")
    };
    assert_eq!(find(&taken_back).sealed_mail_to, None, "an address that nobody needs is erased");
    let case = service.runtime.block_on(store::find_case_id(service.db(), &find(&late).id)).expect("there");
    assert!(case.due.due_on.is_some(), "a promise that waited for the calendar is fixed");
    let figures = service.runtime.block_on(store::list_public_figures(service.db())).expect("asked");
    assert_eq!(figures.len(), 1, "November is counted");
    assert_eq!(
        std::fs::read_dir(service.paths.attachments()).expect("a folder").count(),
        0,
        "unsent files go"
    );
    assert!(service.site_trouble().contains("units.toml"), "the desk says it");
}
