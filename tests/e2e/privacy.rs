//! The keystone: canary people in every private field, every step walked, then every byte that leaves the house is
//! searched for them: site, public records, logs' place in the database, other people's mail and pages.

use tests::Service;

use crate::journey::{ANSWER, redact_as_proposed};

/// Invented people whose every mark is found nowhere else.
const CANARIES: [[&str; 4]; 3] = [
    ["尉迟翀翯", "14012339071", "weichi071@mail.yundu.example", "水口村三组17号"],
    ["上官翾飏", "14112339072", "shangguan072@mail.yundu.example", "石桥村五组28号"],
    ["诸葛翙翀", "14412339073", "zhuge073@mail.yundu.example", "竹林村一组39号"],
];

fn marks(canary: &[&str; 4]) -> Vec<Vec<u8>> {
    let mut marks: Vec<Vec<u8>> = canary.iter().map(|mark| mark.as_bytes().to_vec()).collect();
    // The given name alone, the number in groups, the address in a link, and both as JSON and percent escapes.
    let given: String = canary[0].chars().skip(2).collect();
    let phone = canary[1];
    marks.push(given.as_bytes().to_vec());
    marks.push(format!("{} {} {}", &phone[..3], &phone[3..7], &phone[7..]).into_bytes());
    marks.push(given.chars().flat_map(|c| format!("\\u{:04x}", u32::from(c)).into_bytes()).collect());
    marks.push(given.bytes().flat_map(|b| format!("%{b:02X}").into_bytes()).collect());
    marks
}

fn holds(bytes: &[u8], mark: &[u8]) -> bool {
    bytes.windows(mark.len()).any(|window| window == mark)
}

#[test]
fn nothing_personal_leaves_through_any_door() {
    let service = Service::start();
    let mut numbers = Vec::new();
    for (at, [name, phone, email, address]) in CANARIES.iter().enumerate() {
        let text = format!(
            "您好，我叫{name}，家住{address}，电话{phone}，邮箱{email}。第{}根电线杆上的路灯坏了，请派人来修。{name}敬上",
            ["一", "二", "三"][at]
        );
        let letter = [
            ("kind", "help_request"),
            ("title", "路灯坏了请来修"),
            ("text", &text),
            ("village", "shuikou"),
            ("consent", "anonymised"),
            ("name", name),
            ("phone", phone),
            ("email", email),
            ("address", address),
        ];
        numbers.push(service.send_letter(&letter));
    }
    for (at, (number, _)) in numbers.iter().enumerate() {
        let answer = format!("{name}您好！{ANSWER}（第{}件）", at + 1, name = CANARIES[at][0]);
        let registrar = service.staff("registrar");
        registrar.takes(number, "register", &[("text", "路灯")]);
        registrar.takes(number, "accept", &[("office", "chengjian")]);
        let handler = service.staff("handler");
        handler.takes(number, "handle", &[]);
        handler.takes(number, "extend", &[("text", "灯杆的配件还没有到")]);
        handler.takes(number, "answer", &[("text", &answer)]);
        service.staff("reviewer").takes(number, "review", &[]);
        registrar.takes(number, "close", &[]);
    }
    // The first two are published, the third is not.
    let redactor = service.staff("redactor");
    let approver = service.staff("approver");
    for (number, _) in &numbers[..2] {
        redact_as_proposed(&redactor, number);
        approver.takes(number, "publish", &[]);
    }
    let mut doors: Vec<(String, Vec<u8>)> = service
        .site_files()
        .into_iter()
        .map(|(path, bytes)| {
            (path.display().to_string(), [path.display().to_string().into_bytes(), bytes].concat())
        })
        .collect();
    for entry in walkdir::WalkDir::new(service.paths.replies()).into_iter().filter_map(Result::ok) {
        if entry.file_type().is_file() {
            doors.push((entry.path().display().to_string(), std::fs::read(entry.path()).expect("a record")));
        }
    }
    for (path, bytes) in service.files_beside_site() {
        doors.push((path.display().to_string(), bytes));
    }
    doors.push(("events".into(), events(&service)));
    doors.push(("outbox page".into(), service.staff("administrator").get("/desk/mail").text.into_bytes()));
    doors.push(("an unknown page".into(), service.visitor().get("/nowhere/").text.into_bytes()));
    doors.push(("the log at trace level".into(), tests::logged()));
    for (door, bytes) in &doors {
        for canary in &CANARIES {
            for mark in marks(canary) {
                assert!(!holds(bytes, &mark), "{door} holds a mark of a canary");
            }
        }
    }
    assert!(doors.len() > 100, "the whole site was read: {}", doors.len());
    assert!(!tests::logged().is_empty(), "there is a log");

    for (_, code) in &numbers {
        assert!(!holds(&tests::logged(), code.as_bytes()), "a query code is in the log");
    }

    // A mail goes to its own recipient and holds nobody's name, number or address otherwise, nor a code.
    for mail in service.mails() {
        let (head, body) = mail.split_once("\n\n").expect("head and body");
        for (canary, (_, code)) in CANARIES.iter().zip(&numbers) {
            for mark in marks(canary).into_iter().filter(|mark| mark != canary[2].as_bytes()) {
                assert!(!holds(mail.as_bytes(), &mark), "a mail holds a mark of a canary");
            }
            assert!(!body.contains(canary[2]) && !body.contains(code.as_str()));
            assert!(!head.lines().nth(1).unwrap_or_default().contains(canary[2]), "not in a subject");
        }
    }
    stored_contacts_are_sealed(&service);
}

/// The events as they are stored.
fn events(service: &Service) -> Vec<u8> {
    use form_api::store::Ask;
    service.runtime.block_on(async {
        let mut db = service.db();
        let rows = db.rows("SELECT kind, details, actor FROM events ORDER BY seq", &[]).await.expect("read");
        rows.iter()
            .flat_map(|row| {
                format!("{} {}\n", row.text("kind").expect("kind"), row.text("details").expect("details"))
                    .into_bytes()
            })
            .collect()
    })
}

/// E-mail and postal address stand in letters' own texts too; the sealed columns hold them in no form.
fn stored_contacts_are_sealed(service: &Service) {
    use form_api::store::Ask;
    service.runtime.block_on(async {
        let mut db = service.db();
        let rows = db.rows("SELECT sealed_contact FROM submissions", &[]).await.expect("read");
        for row in &rows {
            let sealed = row.bytes("sealed_contact").expect("sealed");
            for canary in &CANARIES {
                for mark in marks(canary) {
                    assert!(!holds(&sealed, &mark), "a sealed contact shows a mark");
                }
            }
        }
    });
}
