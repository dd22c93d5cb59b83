//! Letters of an older system.

use std::io::BufReader;

use form_api::import;
use tests::Service;

const FILE: &str = r#"{"id":"a-1","title":"咨询医保缴费时间","body":"请问明年的医保什么时候开始交？","submitted_at":"2025-03-03T10:00:00+08:00","reply":"您好，缴费从九月开始，到十二月底结束。可以在手机上交，也可以到社会事务办公室窗口办理。","replied_at":"2025-03-06T10:00:00+08:00","consent":"anonymised"}
{"id":"a-2","title":"没有时间的来信","body":"这封信没有写时间，也没有写愿不愿意公开。"}
not json
{"id":"a-3","title":"","body":"没有标题的信。"}
{"id":"a-4","title":"明年的信","body":"这封信的时间在今天之后。","submitted_at":"2036-01-01T00:00:00+08:00"}
"#;

#[test]
fn a_file_is_imported_once_with_a_remark_for_every_odd_line() {
    let service = Service::start();
    let run = || {
        let lines = BufReader::new(FILE.as_bytes());
        let township = &service.app.township;
        service
            .runtime
            .block_on(import::import(service.db(), township, lines, service.now(), None, |_| {}))
            .expect("imported")
    };
    let first = run();
    assert_eq!((first.added, first.answered, first.there), (2, 1, 0), "{first:?}");
    let lines: Vec<(usize, bool)> =
        first.remarks.iter().map(|remark| (remark.line, remark.refused)).collect();
    assert_eq!(lines, [(2, false), (3, true), (4, true), (5, true)]);
    let second = run();
    assert_eq!((second.added, second.there), (0, 2));

    // Found by Chinese words in the desk, also across what the file wrote apart.
    let registrar = service.staff("registrar");
    assert!(registrar.get("/desk/?q=%E5%8C%BB%E4%BF%9D").text.contains("咨询医保缴费时间"));
    assert!(!registrar.get("/desk/?q=%E5%BC%80%E5%A7%8B%E7%BC%B4").text.contains("咨询医保缴费时间"));

    // Without consent nothing becomes public; with it, it passes through redaction like all others.
    let redactor = service.staff("redactor");
    let page = redactor.get("/desk/?list=publishable");
    assert!(page.text.contains("咨询医保缴费时间") && !page.text.contains("没有时间的来信"));
}

#[test]
fn an_imported_report_is_hidden_like_one_that_was_sent() {
    let service = Service::start();
    let file = r#"{"id":"r-1","kind":"report","title":"反映审批问题","body":"农业办有人吃拿卡要，请查一查。","submitted_at":"2025-03-03T10:00:00+08:00"}"#;
    let township = &service.app.township;
    let imported = service
        .runtime
        .block_on(import::import(
            service.db(),
            township,
            BufReader::new(file.as_bytes()),
            service.now(),
            None,
            |_| {},
        ))
        .expect("imported");
    assert_eq!(imported.added, 1, "{imported:?}");
    for name in ["registrar", "supervisor", "farmer"] {
        assert!(!service.staff(name).get("/desk/?list=all").text.contains("反映审批问题"), "{name}");
        assert!(!service.staff(name).get("/desk/?list=reports").text.contains("反映审批问题"), "{name}");
    }
    assert!(service.staff("discipline").get("/desk/?list=reports").text.contains("反映审批问题"));
}

#[test]
fn a_byte_order_mark_and_blanks_around_an_id_make_no_other_letter() {
    let service = Service::start();
    let run = |file: &str| {
        let lines = BufReader::new(file.as_bytes());
        let imported =
            import::import(service.db(), &service.app.township, lines, service.now(), None, |_| {});
        service.runtime.block_on(imported).expect("imported")
    };
    let line = FILE.lines().next().expect("a line");
    let first = run(&format!("\u{FEFF}{line}\n"));
    assert_eq!((first.added, first.remarks.len()), (1, 0), "{first:?}");
    let again = run(&line.replace("\"a-1\"", "\" a-1 \""));
    assert_eq!((again.added, again.there), (0, 1), "{again:?}");
}
