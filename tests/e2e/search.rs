//! Search without scripts, by the service.

use site_gen::search::{Folder, Question, query};
use tests::Service;

use crate::journey::{LETTER, redact_as_proposed, walk_to_closed};

/// As a browser sends it.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn without_marks(page: &str) -> String {
    page.replace("<mark>", "").replace("</mark>", "")
}

#[test]
fn the_service_finds_what_the_index_in_the_site_holds_in_the_same_order() {
    let service = Service::start();
    let folder = service.paths.site.clone();
    let visitor = service.visitor();
    for (text, column) in [("低保", ""), ("路灯", "contacts"), ("养老保险", ""), ("0880-5512373", "")]
    {
        let page = visitor.get(&format!("/search?q={}&column={column}", encoded(text)));
        assert_eq!(page.status, 200, "{}", page.text);
        let marks = if column.is_empty() { vec![] } else { vec![format!("column:{column}")] };
        let question = Question { text: text.into(), marks, from: 0 };
        let answer = query(&Folder(&folder), &question).expect("asked");
        assert!(!answer.hits.is_empty(), "{text}");
        let list = page.text.split_once("id=\"found\"").expect("a list").1;
        let mut rest = list.split_once("</ol>").expect("its end").0;
        for hit in &answer.hits {
            let link = format!("href=\"./{}\"", hit.document.url);
            rest = rest.split_once(&link).unwrap_or_else(|| panic!("{link} in {rest}")).1;
        }
        assert!(!rest.contains("<h3>"), "no more than those: {rest}");
        assert_eq!(
            answer.next.is_some(),
            page.text.contains("&amp;from=10") || page.text.contains("from=10")
        );
    }
    let nothing = visitor.get(&format!("/search?q={}&village=../../x", encoded("没有这样的词")));
    assert_eq!(nothing.status, 200);
    assert!(nothing.text.contains("没有找到"), "{}", nothing.text);
    let script = visitor.get(&format!("/search?q={}", encoded("<script>alert(1)</script>")));
    assert!(!script.text.contains("<script>alert"), "{}", script.text);
}

#[test]
fn a_published_letter_is_found_and_a_withdrawn_one_is_not() {
    let service = Service::start();
    let (number, _) = service.send_letter(&LETTER);
    walk_to_closed(&service, &number);
    let redactor = service.staff("redactor");
    redact_as_proposed(&redactor, &number);
    let approver = service.staff("approver");
    approver.takes(&number, "publish", &[]);
    let visitor = service.visitor();
    let found = |text: &str| {
        without_marks(&visitor.get(&format!("/search?q={}&column=replies", encoded(text))).text)
            .contains(&number)
    };
    assert!(found("路灯"));
    assert!(!found("尉迟翀"));
    approver.takes(&number, "retract", &[("text", "来信人要求撤下")]);
    assert!(!found("路灯"));
    let _ = service.mails();
}
