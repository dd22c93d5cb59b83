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
    let holds = |words: &str| {
        let all = service.site_files().into_iter().chain(records(&service));
        all.filter(|(_, bytes)| String::from_utf8_lossy(bytes).contains(words)).count()
    };
    assert!(holds("村口路灯坏了半个月") >= 3, "page, lists and record");
    assert_eq!(approver.step(&number, "retract", &[("text", "")]).status, 422, "a reason is asked for");
    approver.takes(&number, "retract", &[("text", "来信人要求撤下")]);
    assert_eq!(holds("村口路灯坏了半个月"), 0, "no byte of the title is left");
    assert_eq!(holds("更换接头和灯头"), 0, "no byte of the answer is left");
    let tombstone = service.visitor().get(&format!("/replies/2026/{number}/"));
    assert_eq!(tombstone.status, 200);
    assert!(tombstone.text.contains(&number) && !tombstone.text.contains("来信人要求撤下"));
    let _ = service.mails();
}

fn records(service: &Service) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    walkdir::WalkDir::new(service.paths.replies())
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| (entry.path().to_owned(), std::fs::read(entry.path()).expect("a file")))
        .collect()
}
