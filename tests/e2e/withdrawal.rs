//! Taking a published reply down again.

use tests::Service;

use crate::journey::{LETTER, redact_as_proposed, walk_to_closed};

#[test]
fn a_withdrawn_reply_leaves_the_site() {
    let service = Service::start();
    let (number, _) = service.send_letter(&LETTER);
    walk_to_closed(&service, &number);
    redact_as_proposed(&service.staff("redactor"), &number);
    let approver = service.staff("approver");
    approver.takes(&number, "publish", &[]);
    // Every file that is public or becomes so, what stands beside them, and the public table.
    let holds = |words: &str| {
        let files = service.site_files().into_iter().chain(service.files_beside_site());
        let all = files.chain(records(&service)).map(|(_, bytes)| bytes);
        all.chain([public_table(&service)])
            .filter(|bytes| String::from_utf8_lossy(bytes).contains(words))
            .count()
    };
    assert!(holds("村口路灯坏了半个月") >= 6, "page, lists, feeds, open data, record and table");
    let feed = |service: &Service| service.visitor().get("/replies/feed.xml").text;
    assert!(feed(&service).contains("村口路灯坏了半个月"));
    assert_eq!(approver.step(&number, "retract", &[("text", "")]).status, 422, "a reason is asked for");
    approver.takes(&number, "retract", &[("text", "来信人要求撤下")]);
    assert_eq!(holds("村口路灯坏了半个月"), 0, "no byte of the title is left");
    assert_eq!(holds("更换接头和灯头"), 0, "no byte of the answer is left");
    assert_eq!(holds("晚上接孩子很不方便"), 0, "no byte of the letter is left");
    assert!(!feed(&service).contains(&number), "nor does the feed name it");
    let seen = approver.get(&format!("/desk/cases/{number}")).text;
    assert!(seen.contains("撤下公开"), "the withdrawal is an event");
    let tombstone = service.visitor().get(&format!("/replies/2026/{number}/"));
    assert_eq!(tombstone.status, 200);
    assert!(tombstone.text.contains(&number) && !tombstone.text.contains("来信人要求撤下"));
    let _ = service.mails();
}

fn public_table(service: &Service) -> Vec<u8> {
    let records = service.runtime.block_on(form_api::store::list_public_records(service.db())).expect("read");
    records.iter().flat_map(|record| record.to_text().into_bytes()).collect()
}

fn records(service: &Service) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    walkdir::WalkDir::new(service.paths.replies())
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| (entry.path().to_owned(), std::fs::read(entry.path()).expect("a file")))
        .collect()
}
