//! Files and words between office and sender besides the letter: what the office adds to a question, and what the sender
//! adds unasked.

use form_api::messages::speak;
use jiff::Span;
use tests::{Client, Page, Service};

use crate::attachments::{EXIF_MARK, document, photograph};
use crate::journey::{ANSWER, LETTER};

/// Asks the sender something on the case's page, with files.
fn ask(registrar: &Client, number: &str, text: &str, files: &[(&str, &[u8])]) -> Page {
    let case = registrar.get(&format!("/desk/cases/{number}"));
    let (form, csrf, version) = (case.hidden("form"), case.hidden("csrf"), case.hidden("version"));
    let fields = [("form", form.as_str()), ("csrf", &csrf), ("version", &version), ("text", text)];
    registrar.post_files(&format!("/desk/cases/{number}/request_information"), &fields, files)
}

/// The row ids of the files that the office added, as the sender's page offers them.
fn offered(page: &Page) -> Vec<String> {
    let parts = page.text.split("name=\"file\" value=\"").skip(1);
    parts.filter_map(|part| part.split('"').next()).map(str::to_owned).collect()
}

#[test]
fn the_office_adds_files_to_a_question_and_its_sender_alone_downloads_them() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let (other_number, other_code) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    for number in [&number, &other_number] {
        registrar.takes(number, "register", &[("text", "路灯")]);
    }
    let form = document("要填的表");
    let picture = photograph(64, 48);
    let wrong =
        ask(&registrar, &number, "请认一认是哪一根？", &[("a.exe", b"MZ nothing that is taken here")]);
    assert_eq!(wrong.status, 422, "{}", wrong.text);
    assert!(wrong.text.contains("a.exe") && wrong.text.contains("请认一认是哪一根？"), "nothing is lost");
    let asked =
        ask(&registrar, &number, "请认一认是哪一根？", &[("../表 格.pdf", &form), ("灯杆.jpg", &picture)]);
    assert_eq!(asked.status, 303, "{}", asked.text);

    let own = service.track(&number, &code);
    let ids = offered(&own);
    assert_eq!(ids.len(), 2, "{}", own.text);
    assert!(own.text.contains("表 格.pdf") && !own.text.contains("../表"), "a safe name");
    let case = own.hidden("case");
    let visitor = service.visitor();
    let saved = visitor.post("/track/attachment", &[("case", &case), ("file", &ids[0])]);
    assert_eq!((saved.status, saved.text.as_bytes()), (200, form.as_slice()));
    assert!(saved.headers["content-disposition"].starts_with("attachment"), "{:?}", saved.headers);
    assert_eq!(saved.headers["content-type"], "application/octet-stream");
    assert_eq!(saved.headers["cache-control"], "no-store");
    let (status, headers, bytes) =
        visitor.post_for_bytes("/track/attachment", &[("case", &case), ("file", &ids[1])]);
    assert!(
        status == 200 && headers["content-disposition"].starts_with("attachment"),
        "a picture too is saved"
    );
    let is_there = bytes.windows(EXIF_MARK.len()).any(|part| part == EXIF_MARK.as_bytes());
    assert!(!is_there, "where it was taken is gone");

    let others = service.track(&other_number, &other_code).hidden("case");
    assert_eq!(visitor.post("/track/attachment", &[("case", &others), ("file", &ids[0])]).status, 404);
    let mine = [("case", case.as_str()), ("text", "第二根，照片里有。")];
    assert_eq!(visitor.post_files("/track/inform", &mine, &[("mine.pdf", &document("我的"))]).status, 200);
    let page = service.track(&number, &code);
    assert!(
        page.text.contains("mine.pdf") && offered(&page) == ids,
        "a sender's own file comes back to nobody"
    );
    service.pass(Span::new().minutes(31));
    let old = visitor.post("/track/attachment", &[("case", &case), ("file", &ids[0])]);
    assert_eq!(old.status, 403);
    assert!(old.text.contains(&speak("track-old")), "{}", old.text);
    let _ = service.mails();
}

#[test]
fn a_sender_adds_something_unasked_until_there_is_an_answer_and_nothing_moves_by_it() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let case = service.track(&number, &code).hidden("case");
    let add = |text: &str, files: &[(&str, &[u8])]| {
        service.visitor().post_files("/track/inform", &[("case", &case), ("text", text)], files)
    };
    let page = add("昨晚又灭了一盏。", &[("dengan.pdf", &document("灯杆"))]);
    assert_eq!(page.status, 200, "{}", page.text);
    assert!(page.text.contains("昨晚又灭了一盏。") && page.text.contains("dengan.pdf"));
    assert!(page.text.contains(&speak("event-information_added-own")));
    assert!(page.text.contains(&speak("state-submitted")), "it stands where it stood");
    let empty = add(" ", &[]);
    assert!(empty.status == 422 && empty.text.contains(&speak("missing-information")));

    let registrar = service.staff("registrar");
    let open = registrar.get(&format!("/desk/cases/{number}"));
    assert!(open.text.contains("昨晚又灭了一盏。") && open.text.contains("dengan.pdf"), "staff find it");
    let (csrf, version) = (open.hidden("csrf"), open.hidden("version"));
    assert_eq!(add("还有一盏。", &[]).status, 200);
    let fields = [("csrf", csrf.as_str()), ("version", &version), ("text", "路灯")];
    assert_eq!(
        registrar.post(&format!("/desk/cases/{number}/register"), &fields).status,
        303,
        "not in the way"
    );
    registrar.takes(&number, "accept", &[("office", "chengjian")]);
    let handler = service.staff("handler");
    handler.takes(&number, "handle", &[]);
    assert_eq!(add("第三盏。", &[]).status, 200);
    for n in 3..20 {
        assert_eq!(add(&format!("又一盏，第{n}盏。"), &[]).status, 200);
    }
    let much = add("太多了。", &[]);
    assert!(much.status == 422 && much.text.contains(&speak("unknown-more_information")), "{}", much.text);
    assert_eq!(much.textarea("text").as_deref(), Some("太多了。"), "not lost");
    handler.takes(&number, "answer", &[("text", ANSWER)]);
    let late = add("晚了一步。", &[]);
    assert_eq!(late.status, 409);
    assert!(late.text.contains("晚了一步。"), "what was typed is shown");
    assert!(!service.track(&number, &code).text.contains("data-add"));
    service.staff("reviewer").takes(&number, "review", &[]);
    let _ = service.mails();
}
