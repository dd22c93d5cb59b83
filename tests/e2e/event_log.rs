//! The log of events holds no text of a person: reasons stand beside it, can be read where they belong, and can be erased.

use form_api::event_log::{self, Break, EventText, Kind, WrittenEvent};
use form_api::messages::speak;
use form_api::store::{self, Ask, StoreError};
use tests::{Client, Page, Service};

use crate::journey::{LETTER, walk_to_closed};
use crate::requests::answer;

/// Every text column of every event, in one.
fn log(service: &Service) -> String {
    service.runtime.block_on(async {
        let mut db = service.db();
        let rows = db.rows("SELECT * FROM events ORDER BY seq", &[]).await.expect("read");
        let row = |row: &store::Row| {
            let text = |column| row.text_or_null(column).expect("a text").unwrap_or_default();
            ["actor", "subject_kind", "subject_id", "kind", "details", "text_commitment", "hash"]
                .map(text)
                .join(" ")
        };
        rows.iter().map(row).collect::<Vec<_>>().join("\n")
    })
}

fn events(service: &Service, number: &str) -> Vec<WrittenEvent> {
    service.runtime.block_on(async {
        let letter = store::find_by_number(service.db(), number).await.expect("asked").expect("there");
        event_log::list_events(service.db(), letter.subject()).await.expect("listed")
    })
}

fn text_of(service: &Service, number: &str, kind: Kind) -> EventText {
    let of_kind = events(service, number).into_iter().find(|event| event.kind == kind);
    of_kind.unwrap_or_else(|| panic!("no {kind:?}")).text
}

fn broken(service: &Service) -> Option<Break> {
    service.runtime.block_on(event_log::find_break(service.db())).expect("read")
}

fn change(service: &Service, sql: &'static str) {
    service.runtime.block_on(async {
        let mut tx = service.db().begin().await.expect("begun");
        tx.execute(sql, &[]).await.expect("changed");
        tx.commit().await.expect("committed");
    });
}

fn kept(text: &str) -> EventText {
    EventText::Kept(text.to_owned())
}

fn ask_erasure(service: &Service, (number, code): (&str, &str), about: &str) -> Page {
    let case = service.track(number, code).hidden("case");
    let fields = [("case", case.as_str()), ("kind", "erasure"), ("about", about), ("text", "请删掉。")];
    service.visitor().post("/track/request", &fields)
}

fn open_contact(client: &Client, number: &str, reason: &str) {
    let phrase = tests::phrase("registrar");
    let page = client.step(number, "contact", &[("reason", reason), ("pass_phrase", &phrase)]);
    assert_eq!(page.status, 200, "{}", page.text);
}

/// A letter that staff have given reasons for in every way before there is an answer.
fn with_reasons(service: &Service) -> (String, String) {
    let (number, code) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    registrar.takes(&number, "register", &[("text", "路灯")]);
    registrar.takes(&number, "accept", &[("office", "nongye")]);
    registrar.takes(&number, "transfer", &[("office", "chengjian"), ("text", "欧阳翮说归村镇办管")]);
    service.staff("handler").takes(&number, "extend", &[("text", "等欧阳翮14012339079从县里回来")]);
    open_contact(&registrar, &number, "打给欧阳翮核对");
    (number, code)
}

#[test]
fn reasons_stand_beside_the_log_and_are_read_where_they_belong() {
    let service = Service::start();
    let (number, code) = with_reasons(&service);
    let log = log(&service);
    assert!(!log.contains("欧阳翮") && !log.contains("14012339079"), "{log}");
    assert!(log.is_ascii(), "{log}");
    assert_eq!(text_of(&service, &number, Kind::Extended), kept("等欧阳翮14012339079从县里回来"));

    let own = service.track(&number, &code).text;
    assert!(own.contains("等欧阳翮14012339079从县里回来") && own.contains("打给欧阳翮核对"), "{own}");
    assert!(!own.contains("归村镇办管"), "why it was passed on is for staff");
    let desk = service.staff("registrar").get(&format!("/desk/cases/{number}")).text;
    for reason in ["欧阳翮说归村镇办管", "等欧阳翮14012339079从县里回来", "打给欧阳翮核对"]
    {
        assert!(desk.contains(reason), "{reason}");
    }
    assert_eq!(broken(&service), None);
    let _ = service.mails();
}

#[test]
fn why_an_answer_and_a_public_text_went_back_is_kept_for_staff() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    registrar.takes(&number, "register", &[("text", "路灯")]);
    registrar.takes(&number, "accept", &[("office", "chengjian")]);
    let handler = service.staff("handler");
    handler.takes(&number, "handle", &[]);
    handler.takes(
        &number,
        "answer",
        &[("text", "您好！路灯已经修好，今后不亮请打村镇办电话 0880-5512373。")],
    );
    service.staff("reviewer").takes(&number, "redo", &[("text", "没写哪天修的")]);
    handler.takes(&number, "answer", &[("text", crate::journey::ANSWER)]);
    assert_eq!(text_of(&service, &number, Kind::SentBack), kept("没写哪天修的"), "the next answer leaves it");
    assert!(!service.track(&number, &code).text.contains("没写哪天修的"));
    assert!(handler.get(&format!("/desk/cases/{number}")).text.contains("没写哪天修的"));
    let _ = service.mails();
}

#[test]
fn a_changed_reason_is_noticed_and_an_erased_one_is_not_a_break() {
    let service = Service::start();
    let (number, code) = with_reasons(&service);
    change(&service, "UPDATE event_texts SET text = '等配件' WHERE text LIKE '等欧阳翮%'");
    let extended = events(&service, &number).into_iter().find(|event| event.kind == Kind::Extended);
    assert_eq!(broken(&service), Some(Break::Text(extended.expect("there").seq)));
    change(&service, "DELETE FROM event_texts WHERE text = '等配件'");
    assert_eq!(broken(&service), None);
    let own = service.track(&number, &code).text;
    assert!(own.contains(&speak("event-why-erased")), "{own}");
    // A text for an event that had none, and a commitment that is taken away with its text.
    change(
        &service,
        "INSERT INTO event_texts (township, seq, subject_kind, subject_id, salt, text, is_account) \
         SELECT township, seq, subject_kind, subject_id, (SELECT salt FROM event_texts ORDER BY seq LIMIT 1), '张冠李戴', 0 \
         FROM events WHERE kind = 'received'",
    );
    assert!(matches!(broken(&service), Some(Break::Text(_))));
    change(&service, "DELETE FROM event_texts WHERE text = '张冠李戴'");
    change(&service, "UPDATE events SET text_commitment = NULL WHERE kind = 'extended'");
    assert!(matches!(broken(&service), Some(Break::Chain(_))));
    let _ = service.mails();
}

#[test]
fn a_granted_erasure_takes_every_reason_and_leaves_the_chain() {
    for about in ["contact", "letter"] {
        let service = Service::start();
        let (number, code) = with_reasons(&service);
        let _ = service.mails();
        assert_eq!(ask_erasure(&service, (&number, &code), about).status, 200);
        assert_eq!(answer(&service.staff("approver"), &number, "yes", "已经删除。").status, 303);
        for kind in [Kind::Transferred, Kind::Extended, Kind::ContactOpened] {
            assert_eq!(text_of(&service, &number, kind), EventText::Erased, "{about} {kind:?}");
        }
        let pages = [
            service.track(&number, &code).text,
            service.staff("registrar").get(&format!("/desk/cases/{number}")).text,
        ];
        for page in pages {
            assert!(!page.contains("欧阳翮"), "also where the case had a copy: {page}");
            assert!(page.contains(&speak("event-why-erased")));
        }
        assert_eq!(broken(&service), None);
        let _ = service.mails();
    }
}

#[test]
fn an_erasure_takes_why_texts_went_back_too() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    walk_to_closed(&service, &number);
    crate::journey::redact_as_proposed(&service.staff("redactor"), &number);
    service.staff("approver").takes(&number, "return", &[("text", "欧阳翮还认得出来")]);
    let _ = service.mails();
    assert_eq!(ask_erasure(&service, (&number, &code), "contact").status, 200);
    assert_eq!(answer(&service.staff("approver"), &number, "yes", "已经删除。").status, 303);
    assert_eq!(text_of(&service, &number, Kind::RedactionReturned), EventText::Erased);
    let page = service.staff("redactor").get(&format!("/desk/cases/{number}/redact"));
    assert!(page.status == 200 && !page.text.contains("欧阳翮"), "{}", page.text);
    let _ = service.mails();
}

#[test]
fn files_alone_take_no_reason_along() {
    let service = Service::start();
    let (number, code) = with_reasons(&service);
    assert_eq!(ask_erasure(&service, (&number, &code), "files").status, 200);
    assert_eq!(answer(&service.staff("approver"), &number, "yes", "附件已经删除。").status, 303);
    assert!(matches!(text_of(&service, &number, Kind::Extended), EventText::Kept(_)));
    let _ = service.mails();
}

#[test]
fn a_withdrawal_takes_the_reasons_of_the_work_and_leaves_what_accounts_to_the_sender() {
    let service = Service::start();
    let (number, code) = with_reasons(&service);
    let registrar = service.staff("registrar");
    let by = [("channel", "phone"), ("recognised", "yes"), ("text", "报了信里没有的门牌号")];
    registrar.takes(&number, "withdraw", &by);
    for kind in [Kind::Transferred, Kind::Extended] {
        assert_eq!(text_of(&service, &number, kind), EventText::Erased, "{kind:?}");
    }
    assert_eq!(text_of(&service, &number, Kind::ContactOpened), kept("打给欧阳翮核对"));
    assert_eq!(text_of(&service, &number, Kind::WithdrawnBySender), kept("报了信里没有的门牌号"));
    let own = service.track(&number, &code).text;
    assert!(own.contains("报了信里没有的门牌号") && !own.contains("从县里回来"), "{own}");
    assert_eq!(broken(&service), None);
    let _ = service.mails();
}

#[test]
fn a_data_folder_of_before_is_refused_and_left_as_it_is() {
    let service = Service::start();
    let (number, _) = service.send_letter(&LETTER);
    // As the trial versions noted what they had applied.
    change(&service, "UPDATE _sqlx_migrations SET version = 1 WHERE version = 100");
    let refused = service.runtime.block_on(service.db().migrate()).expect_err("tables of before");
    assert!(matches!(refused, StoreError::OlderSchema), "{refused}");
    assert_eq!(events(&service, &number).len(), 1, "left as it is");
    let _ = service.mails();
}
