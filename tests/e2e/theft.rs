//! Somebody takes the data folder without the keys: the database, its write-ahead log, the attachments, the log. People are planted in what
//! senders leave, not in what they write: letters stay readable, `docs/security.md` says so.

use std::path::Path;

use form_api::store::Ask;
use tests::{Database, Service, databases, phrase};

use crate::attachments::{EXIF_MARK, document, photograph};
use crate::journey::{ANSWER, LETTER, redact_as_proposed};

/// Name, telephone, e-mail, address: of the letter, and of its correction.
const LEFT: [&str; 4] = ["亓官骎骎", "14012339081", "qiguan081@post.yundu.example", "竹林村八组47号院"];
const CORRECTED: [&str; 4] = ["亓官骎燚", "14412339082", "qiguan082@post.yundu.example", "竹林村九组58号院"];

/// Every form in which a byte could give them away.
fn marks() -> Vec<(String, Vec<u8>)> {
    let mut marks = Vec::new();
    for whole in LEFT.into_iter().chain(CORRECTED) {
        let utf16: Vec<u8> = whole.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let hex: String = whole.bytes().map(|byte| format!("{byte:02x}")).collect();
        let escaped: String = whole.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect();
        let percent: String = whole.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let folded = form_api::case::search_text(whole);
        for form in
            [whole.to_owned(), whole.to_uppercase(), hex.to_uppercase(), hex, escaped, percent, folded]
        {
            marks.push((whole.to_owned(), form.into_bytes()));
        }
        marks.push((whole.to_owned(), utf16));
    }
    // Parts that stand nowhere else, and the forms that are only hashed.
    for part in [
        "骎骎",
        "骎燚",
        "14012339",
        "0123390",
        "2339081",
        "14412339",
        "2339082",
        "qiguan",
        "qinqin",
        "qinyi",
        "140****9081",
        "47号院",
        "58号院",
        // In a picture's EXIF, in a document's text, in a file's name.
        EXIF_MARK,
        "公羊瓛的诊断书",
        "公羊瓛",
    ] {
        marks.push((part.to_owned(), part.as_bytes().to_vec()));
    }
    marks
}

/// Looks for all of them at once.
struct Search {
    marks: Vec<(String, Vec<u8>)>,
    automaton: aho_corasick::AhoCorasick,
}

impl Search {
    fn new() -> Self {
        let marks = marks();
        let automaton =
            aho_corasick::AhoCorasick::new(marks.iter().map(|(_, mark)| mark)).expect("a few marks");
        Self { marks, automaton }
    }

    fn expect_nothing(&self, place: &str, bytes: &[u8]) {
        if let Some(found) = self.automaton.find(bytes) {
            let (what, mark) = &self.marks[found.pattern()];
            panic!("{place} holds {what} as {:?}", String::from_utf8_lossy(mark));
        }
    }
}

/// Every file below a folder but the mails themselves and the keys.
fn files_below(folder: &Path) -> Vec<(String, Vec<u8>)> {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .filter(|entry| entry.path().extension().is_none_or(|end| end != "eml"))
        .filter(|entry| !["keys", "mail-key"].iter().any(|key| entry.file_name() == *key))
        .map(|entry| (entry.path().display().to_string(), std::fs::read(entry.path()).expect("a file")))
        .collect()
}

/// Every row of every table of the server, as it prints them: BYTEA is hex there.
async fn rows(service: &Service) -> Vec<(String, Vec<u8>)> {
    const TABLES: [(&str, &str); 62] = [
        ("households", "SELECT CAST(t AS TEXT) AS line FROM households t"),
        ("household_facts", "SELECT CAST(t AS TEXT) AS line FROM household_facts t"),
        ("visits", "SELECT CAST(t AS TEXT) AS line FROM visits t"),
        ("visit_companions", "SELECT CAST(t AS TEXT) AS line FROM visit_companions t"),
        ("visit_cases", "SELECT CAST(t AS TEXT) AS line FROM visit_cases t"),
        ("suggestions", "SELECT CAST(t AS TEXT) AS line FROM suggestions t"),
        ("batches", "SELECT CAST(t AS TEXT) AS line FROM batches t"),
        ("feedbacks", "SELECT CAST(t AS TEXT) AS line FROM feedbacks t"),
        ("feedback_cases", "SELECT CAST(t AS TEXT) AS line FROM feedback_cases t"),
        ("box_openings", "SELECT CAST(t AS TEXT) AS line FROM box_openings t"),
        ("box_slips", "SELECT CAST(t AS TEXT) AS line FROM box_slips t"),
        ("public_boxes", "SELECT CAST(t AS TEXT) AS line FROM public_boxes t"),
        ("notes", "SELECT CAST(t AS TEXT) AS line FROM notes t"),
        ("settled_calls", "SELECT CAST(t AS TEXT) AS line FROM settled_calls t"),
        ("unread", "SELECT CAST(t AS TEXT) AS line FROM unread t"),
        ("team_assessments", "SELECT CAST(t AS TEXT) AS line FROM team_assessments t"),
        ("progress_sheets", "SELECT CAST(t AS TEXT) AS line FROM progress_sheets t"),
        ("mediations", "SELECT CAST(t AS TEXT) AS line FROM mediations t"),
        ("mediation_parts", "SELECT CAST(t AS TEXT) AS line FROM mediation_parts t"),
        ("mediation_handlers", "SELECT CAST(t AS TEXT) AS line FROM mediation_handlers t"),
        ("mediation_cases", "SELECT CAST(t AS TEXT) AS line FROM mediation_cases t"),
        ("approvals", "SELECT CAST(t AS TEXT) AS line FROM approvals t"),
        ("calendar_feeds", "SELECT CAST(t AS TEXT) AS line FROM calendar_feeds t"),
        ("calls", "SELECT CAST(t AS TEXT) AS line FROM calls t"),
        ("corrections", "SELECT CAST(t AS TEXT) AS line FROM corrections t"),
        ("jobs", "SELECT CAST(t AS TEXT) AS line FROM jobs t"),
        ("held_forms", "SELECT CAST(t AS TEXT) AS line FROM held_forms t"),
        ("report_readers", "SELECT CAST(t AS TEXT) AS line FROM report_readers t"),
        ("tries", "SELECT CAST(t AS TEXT) AS line FROM tries t"),
        ("used_forms", "SELECT CAST(t AS TEXT) AS line FROM used_forms t"),
        ("proposed_corrections", "SELECT CAST(t AS TEXT) AS line FROM proposed_corrections t"),
        ("queue_counts", "SELECT CAST(t AS TEXT) AS line FROM queue_counts t"),
        ("queue_entries", "SELECT CAST(t AS TEXT) AS line FROM queue_entries t"),
        ("searched_letters", "SELECT CAST(t AS TEXT) AS line FROM searched_letters t"),
        ("attachments", "SELECT CAST(t AS TEXT) AS line FROM attachments t"),
        ("deployment_info", "SELECT CAST(t AS TEXT) AS line FROM deployment_info t"),
        ("staff", "SELECT CAST(t AS TEXT) AS line FROM staff t"),
        ("sessions", "SELECT CAST(t AS TEXT) AS line FROM sessions t"),
        ("submissions", "SELECT CAST(t AS TEXT) AS line FROM submissions t"),
        ("cases", "SELECT CAST(t AS TEXT) AS line FROM cases t"),
        ("exclusions", "SELECT CAST(t AS TEXT) AS line FROM exclusions t"),
        ("opinions", "SELECT CAST(t AS TEXT) AS line FROM opinions t"),
        ("meetings", "SELECT CAST(t AS TEXT) AS line FROM meetings t"),
        ("meeting_points", "SELECT CAST(t AS TEXT) AS line FROM meeting_points t"),
        ("meeting_items", "SELECT CAST(t AS TEXT) AS line FROM meeting_items t"),
        ("messages", "SELECT CAST(t AS TEXT) AS line FROM messages t"),
        ("events", "SELECT CAST(t AS TEXT) AS line FROM events t"),
        ("event_texts", "SELECT CAST(t AS TEXT) AS line FROM event_texts t"),
        ("event_head", "SELECT CAST(t AS TEXT) AS line FROM event_head t"),
        ("outbox", "SELECT CAST(t AS TEXT) AS line FROM outbox t"),
        ("redactions", "SELECT CAST(t AS TEXT) AS line FROM redactions t"),
        ("public_replies", "SELECT CAST(t AS TEXT) AS line FROM public_replies t"),
        ("public_change_head", "SELECT CAST(t AS TEXT) AS line FROM public_change_head t"),
        ("public_figures", "SELECT CAST(t AS TEXT) AS line FROM public_figures t"),
        ("identifiers", "SELECT CAST(t AS TEXT) AS line FROM identifiers t"),
        ("leak_overrides", "SELECT CAST(t AS TEXT) AS line FROM leak_overrides t"),
        ("ratings", "SELECT CAST(t AS TEXT) AS line FROM ratings t"),
        ("requests", "SELECT CAST(t AS TEXT) AS line FROM requests t"),
        ("sealing_keys", "SELECT CAST(t AS TEXT) AS line FROM sealing_keys t"),
        ("staff_keys", "SELECT CAST(t AS TEXT) AS line FROM staff_keys t"),
        ("rejections", "SELECT CAST(t AS TEXT) AS line FROM rejections t"),
        ("vault_copies", "SELECT CAST(t AS TEXT) AS line FROM vault_copies t"),
    ];
    let mut db = service.db();
    let count = "SELECT COUNT(*) AS n FROM information_schema.tables WHERE table_schema = 'public' \
                 AND table_name <> '_sqlx_migrations'";
    let there = db.row(count, &[]).await.expect("asked").expect("a row").int("n").expect("a number");
    assert_eq!(usize::try_from(there).ok(), Some(TABLES.len()), "a table is missing in this list");
    let mut all = Vec::new();
    for (table, sql) in TABLES {
        for row in db.rows(sql, &[]).await.expect("read") {
            all.push((table.to_owned(), row.text("line").expect("text").into_bytes()));
        }
    }
    all
}

fn steal(service: &Service, when: &str) {
    let mut taken = files_below(&service.paths.data);
    taken.extend(files_below(&service.paths.site));
    if databases() == Database::Postgres {
        taken.extend(service.runtime.block_on(rows(service)));
    } else {
        assert!(taken.iter().any(|(name, _)| name.ends_with("lianxin.db")), "the database was taken");
        assert!(taken.iter().any(|(name, _)| name.ends_with("-wal")), "and its write-ahead log");
    }
    taken.push(("the log at trace level".to_owned(), tests::logged()));
    let search = Search::new();
    for (place, bytes) in &taken {
        search.expect_nothing(&format!("{when}: {place}"), bytes);
    }
}

#[test]
fn a_mark_in_any_of_its_forms_is_found() {
    let search = Search::new();
    for (what, mark) in marks() {
        let bytes = [b"before ".as_slice(), &mark, b" after"].concat();
        let found = std::panic::catch_unwind(|| search.expect_nothing("a test", &bytes));
        assert!(found.is_err(), "{what}");
    }
    search.expect_nothing("a test", "村口的路灯坏了".as_bytes());
}

#[test]
fn a_stolen_data_folder_without_its_keys_shows_no_contact_detail_in_any_byte() {
    let service = Service::start();
    let mut letter = LETTER.to_vec();
    letter[2].1 = "村口的路灯坏了半个月，晚上接孩子很不方便，请派人看看。";
    for (name, value) in ["name", "phone", "email", "address"].into_iter().zip(LEFT) {
        letter.retain(|(field, _)| *field != name);
        letter.push((name, value));
    }
    let visitor = service.visitor();
    let diagnosis = document("公羊瓛的诊断书");
    let files: [(&str, &[u8]); 2] = [("现场.jpg", &photograph(40, 40)), ("公羊瓛.pdf", &diagnosis)];
    let preview = visitor.write_letter_with(&letter, &files);
    assert_eq!(preview.status, 200, "{}", preview.text);
    steal(&service, "with files of a letter that is being written");
    let receipt = visitor.press(&preview, "confirm");
    let number = receipt.element("data-submission-no").expect("a number");
    let code = receipt.element("data-query-code").expect("a code");
    let refused = visitor.write_letter_with(&letter, &[("公羊瓛.gif", b"GIF89a, which is not taken")]);
    assert_eq!(refused.status, 422);
    assert_eq!(files_below(&service.paths.attachments()).len(), 2, "the attachments are taken too");
    steal(&service, "with mail in the outbox");

    let case = service.track(&number, &code).hidden("case");
    let mut ask = vec![("case", case.as_str()), ("kind", "correction"), ("text", "请更正我的联系方式。")];
    ask.extend(["name", "phone", "email", "address"].into_iter().zip(CORRECTED));
    assert_eq!(service.visitor().post("/track/request", &ask).status, 200);
    steal(&service, "with a correction");

    let registrar = service.staff("registrar");
    registrar.takes(&number, "register", &[("text", "路灯")]);
    registrar.takes(&number, "accept", &[("office", "chengjian")]);
    let own = phrase("registrar");
    let opened = registrar.step(&number, "contact", &[("reason", "约时间"), ("pass_phrase", &own)]);
    assert!(opened.status == 200 && opened.text.contains(LEFT[1]), "somebody has seen it");
    let supervisor = service.staff("supervisor");
    let page = supervisor.get(&format!("/desk/cases/{number}"));
    let (csrf, version) = (page.hidden("csrf"), page.hidden("version"));
    let action = page.text.split("action=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let action =
        action.into_iter().find(|action| action.contains("/requests/")).expect("a request waits").to_owned();
    let grant = [("csrf", csrf.as_str()), ("version", &version), ("granted", "yes"), ("text", "已经更正。")];
    assert_eq!(supervisor.post(&action, &grant).status, 303);

    let handler = service.staff("handler");
    handler.takes(&number, "handle", &[]);
    handler.takes(&number, "answer", &[("text", ANSWER)]);
    service.staff("reviewer").takes(&number, "review", &[]);
    registrar.takes(&number, "close", &[]);
    redact_as_proposed(&service.staff("redactor"), &number);
    service.staff("approver").takes(&number, "publish", &[]);
    steal(&service, "before the mail has gone");
    let sent = service.mails();
    assert!(
        sent.iter().any(|mail| mail.contains(LEFT[2])) || sent.iter().any(|mail| mail.contains(CORRECTED[2]))
    );
    steal(&service, "after the mail has gone");
    let opened = registrar.step(&number, "contact", &[("reason", "核对"), ("pass_phrase", &own)]);
    assert!(opened.text.contains(CORRECTED[1]), "it is all there for who may see it");
}

#[test]
fn letters_that_programs_send_are_sealed_as_those_of_the_form_are() {
    let service = Service::start();
    let visitor = service.visitor();
    let [name, phone, email, address] = LEFT;
    let text = "村口的路灯坏了半个月，请派人看看。";
    let letter = serde_json::json!({
        "kind": "help_request", "title": "路灯坏了", "text": text, "rules_read": true,
        "name": name, "phone": phone, "email": email, "address": address,
    });
    let headers = [("content-type", "application/json"), ("idempotency-key", "a-key-of-a-kiosk-1")];
    let by_json = visitor.send_with("/api/v1/letters", &headers, letter.to_string().as_bytes());
    assert_eq!(by_json.status, 201, "{}", by_json.text);
    let fields = [
        ("service_code", "help_request"),
        ("description", text),
        ("attribute[rules_read]", "yes"),
        ("last_name", name),
        ("phone", phone),
        ("email", email),
        ("address_string", address),
        ("lat", "23.140081"),
        ("long", "101.230081"),
    ];
    let by_form = visitor.post("/open311/v2/requests.json", &fields);
    assert_eq!(by_form.status, 201, "{}", by_form.text);
    steal(&service, "with letters of programs");
    assert_eq!(service.mails().len(), 2, "both receipts went out");
    for (place, bytes) in files_below(&service.paths.data) {
        let has = |mark: &[u8]| bytes.windows(mark.len()).any(|window| window == mark);
        assert!(!has(b"23.140081") && !has(b"101.230081"), "the place stands in {place}");
    }
}
