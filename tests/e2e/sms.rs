//! Being told by text message: what the county's gateway gets, and when.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use form_api::case::Carrier;
use form_api::mail::WebhookSettings;
use form_api::messages::speak;
use form_api::store::{self, Delivery};
use hmac::{Hmac, KeyInit, Mac};
use jiff::Span;
use sha2::Sha256;
use tests::Service;

use crate::journey::LETTER;

/// A number that stands nowhere in the letter's own text.
const NUMBER: &str = "14212345678";

const SECRET: &str = "a-secret-of-the-test-with-32-characters";

/// A request as it came over the line.
#[derive(Clone, Debug)]
struct Taken {
    head: String,
    body: String,
}

impl Taken {
    fn header(&self, name: &str) -> String {
        let line = self
            .head
            .lines()
            .find(|line| line.split(':').next().is_some_and(|word| word.eq_ignore_ascii_case(name)));
        line.and_then(|line| line.split_once(':')).map(|(_, value)| value.trim().to_owned()).expect(name)
    }

    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).expect("JSON")
    }
}

/// A gateway: answers each request with the next of these, then with 204. No answer hangs up.
struct Gateway {
    port: u16,
    taken: Arc<Mutex<Vec<Taken>>>,
}

impl Gateway {
    fn start(answers: &'static [Option<&'static str>]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let taken = Arc::new(Mutex::new(Vec::new()));
        let shared = Arc::clone(&taken);
        std::thread::spawn(move || {
            let answers = answers.iter().copied().chain(std::iter::repeat(Some("204 No Content")));
            for (connection, answer) in listener.incoming().filter_map(Result::ok).zip(answers) {
                let mut reader = BufReader::new(&connection);
                let mut head = String::new();
                while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head).is_ok_and(|read| read > 0) {}
                let request = Taken { head, body: String::new() };
                let mut body = vec![0; request.header("content-length").parse().expect("a length")];
                reader.read_exact(&mut body).expect("a body");
                let body = String::from_utf8(body).expect("UTF-8");
                shared.lock().expect("no test panics here").push(Taken { body, ..request });
                if let Some(answer) = answer {
                    let answer =
                        format!("HTTP/1.1 {answer}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                    (&connection).write_all(answer.as_bytes()).expect("the service listens");
                }
            }
        });
        Self { port, taken }
    }

    fn taken(&self) -> Vec<Taken> {
        self.taken.lock().expect("no test panics here").clone()
    }

    /// A service that hands its text messages to this gateway.
    fn service(&self) -> Service {
        let port = self.port;
        Service::start_with(move |settings| {
            let secret_file = settings.paths.data.join("sms-secret");
            std::fs::write(&secret_file, format!("{SECRET}\n")).expect("written");
            settings.webhook =
                Some(WebhookSettings { url: format!("http://127.0.0.1:{port}/sms"), secret_file });
        })
    }
}

fn letter_with_sms() -> Vec<(&'static str, &'static str)> {
    let mut fields = LETTER.to_vec();
    fields.retain(|(name, _)| *name != "email");
    fields.push(("told_by", "sms"));
    fields
}

#[test]
fn a_text_message_is_signed_names_the_letter_only_and_goes_once_however_often_the_gateway_fails() {
    let gateway = Gateway::start(&[Some("500 Internal Server Error"), None, Some("302 Found")]);
    let service = gateway.service();
    let mut fields = letter_with_sms();
    fields.retain(|(name, _)| *name != "phone");
    fields.push(("phone", NUMBER));
    let (number, code) = service.send_letter(&fields);
    let is_readable = |bytes: &[u8]| bytes.windows(NUMBER.len()).any(|part| part == NUMBER.as_bytes());
    for file in std::fs::read_dir(&service.paths.data).expect("a folder").filter_map(Result::ok) {
        let bytes = std::fs::read(file.path()).unwrap_or_default();
        assert!(!is_readable(&bytes), "{} holds the number while the message waits", file.path().display());
    }
    for _ in 0..3 {
        assert_eq!(service.runtime.block_on(service.deliver()), 0);
        service.pass(Span::new().minutes(10));
    }
    let rows = service.runtime.block_on(store::list_outbox(service.db())).expect("listed");
    assert_eq!((rows[0].carrier, rows[0].delivery), (Carrier::Sms, Delivery::Failed));
    assert!(!rows[0].last_error.as_deref().unwrap_or_default().contains(NUMBER));
    let outbox = service.staff("administrator").get("/desk/mail").text;
    assert!(outbox.contains(&speak("carrier-sms")) && outbox.contains("data-delivery=\"failed\""));

    // Each delivery opens its ways out anew, as a worker that was started again does.
    assert_eq!(service.runtime.block_on(service.deliver()), 1);
    service.pass(Span::new().hours(24));
    assert_eq!(service.runtime.block_on(service.deliver()), 0, "once");
    let taken = gateway.taken();
    assert_eq!(taken.len(), 4);
    for request in &taken {
        assert!(request.head.starts_with("POST /sms HTTP/1.1"));
        let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("a key");
        mac.update(format!("{}.{}", request.header("Lianxin-Timestamp"), request.body).as_bytes());
        let signature = form_api::seal::hex(&mac.finalize().into_bytes());
        assert_eq!(request.header("Lianxin-Signature"), format!("sha256={signature}"));
        assert_eq!(request.header("Lianxin-Delivery"), taken[0].header("Lianxin-Delivery"));
        assert_eq!(request.body, taken[0].body, "the same on every try");
    }
    let last: i64 = taken[3].header("Lianxin-Timestamp").parse().expect("seconds");
    assert_eq!(last - taken[0].header("Lianxin-Timestamp").parse::<i64>().expect("seconds"), 30 * 60);
    let json = taken[3].json();
    assert_eq!(json["to"], NUMBER);
    assert!(!is_readable(&tests::logged()), "nor does the log");
    assert_eq!(json["event"], "receipt");
    assert_eq!(json["id"], taken[0].header("Lianxin-Delivery"));
    let text = json["text"].as_str().expect("a text");
    assert!(text.contains(&number) && text.contains("/track/"), "{text}");
    for secret in [code.as_str(), "尉迟", "路灯", NUMBER] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

#[test]
fn a_gateway_that_is_not_set_is_offered_to_nobody_and_a_landline_is_refused() {
    let service = Service::start();
    assert!(!service.visitor().get("/mailbox/").text.contains("value=\"sms\""));
    let _ = service.send_letter(&letter_with_sms());
    let rows = service.runtime.block_on(store::list_outbox(service.db())).expect("listed");
    assert!(rows.is_empty(), "a form that says so all the same is told by no message");

    let gateway = Gateway::start(&[]);
    let service = gateway.service();
    assert!(service.visitor().get("/mailbox/").text.contains("value=\"sms\""));
    for phone in ["0880-5512345", ""] {
        let mut fields = letter_with_sms();
        fields.retain(|(name, _)| *name != "phone");
        fields.push(("phone", phone));
        let page = service.visitor().write_letter(&fields);
        assert_eq!(page.status, 422);
        assert!(page.text.contains(&speak("why-not_mobile")), "{}", page.text);
    }
}

#[test]
fn a_corrected_number_is_the_one_that_is_told_and_an_erased_one_is_not() {
    let gateway = Gateway::start(&[]);
    let service = gateway.service();
    let (number, code) = service.send_letter(&letter_with_sms());
    assert_eq!(service.runtime.block_on(service.deliver()), 1);
    let approver = service.staff("approver");
    let grant = |fields: &[(&str, &str)]| {
        let case = service.track(&number, &code).hidden("case");
        let mut all = vec![("case", case.as_str())];
        all.extend(fields);
        let asked = service.visitor().post("/track/request", &all);
        assert_eq!(asked.status, 200, "{}", asked.text);
        let page = approver.get(&format!("/desk/cases/{number}"));
        let request = page.text.rsplit("/requests/").next().and_then(|rest| rest.split('"').next());
        let path = format!("/desk/cases/{number}/requests/{}", request.expect("a request"));
        let (csrf, version) = (page.hidden("csrf"), page.hidden("version"));
        let granted =
            [("csrf", csrf.as_str()), ("version", &version), ("granted", "yes"), ("text", "办好了。")];
        assert_eq!(approver.post(&path, &granted).status, 303);
    };
    grant(&[("kind", "correction"), ("text", "换号了"), ("phone", "14112349999")]);
    assert_eq!(service.runtime.block_on(service.deliver()), 1);
    assert_eq!(gateway.taken()[1].json()["to"], "14112349999");
    assert_eq!(gateway.taken()[1].json()["event"], "request_answer");
    grant(&[("kind", "erasure"), ("text", "不要了")]);
    assert_eq!(service.runtime.block_on(service.deliver()), 0, "nowhere to send it");
    let letter = service.runtime.block_on(store::find_by_number(service.db(), &number)).expect("asked");
    assert_eq!(letter.expect("there").sealed_sms_to, None);
}

#[test]
fn a_number_that_takes_no_text_messages_and_a_gateway_that_is_gone_are_calls_for_the_office() {
    for (answer, delivery) in [
        ("422 Unprocessable Content", Delivery::Bounced),
        ("410 Gone", Delivery::Bounced),
        ("404 Not Found", Delivery::Failed),
    ] {
        let answers: &'static [Option<&'static str>] = Box::leak(Box::new([Some(answer)]));
        let gateway = Gateway::start(answers);
        let service = gateway.service();
        let (number, code) = service.send_letter(&letter_with_sms());
        assert_eq!(service.runtime.block_on(service.deliver()), 0);
        let rows = service.runtime.block_on(store::list_outbox(service.db())).expect("listed");
        assert_eq!(rows[0].delivery, delivery, "{answer}");
        let list = service.staff("registrar").get("/desk/?list=unreached").text;
        assert!(list.contains(&number), "{answer}: {list}");
        assert!(service.track(&number, &code).text.contains("data-unreached"), "{answer}");
        service.pass(Span::new().hours(1));
        let goes = usize::from(delivery == Delivery::Failed);
        assert_eq!(service.runtime.block_on(service.deliver()), goes, "{answer}");
    }

    let gateway = Gateway::start(&[]);
    let service = gateway.service();
    let (number, _) = service.send_letter(&letter_with_sms());
    let mut settings = service.app.settings.clone();
    settings.webhook = None;
    let carriers = form_api::outbox::Carriers::new(&settings).expect("ways out");
    let key = form_api::seal::MailKey::load(&service.paths.mail_key()).expect("the key").private;
    let now = service.now();
    let clock = move || now;
    let sent = form_api::outbox::deliver_due(service.db(), &key, &carriers, &clock);
    assert_eq!(service.runtime.block_on(sent).expect("tried"), 0);
    assert!(service.staff("registrar").get("/desk/?list=unreached").text.contains(&number));
    service.pass(Span::new().hours(1));
    assert_eq!(service.runtime.block_on(service.deliver()), 1, "the gateway is back");
}

#[test]
fn a_text_message_goes_to_the_number_that_is_dialled_however_it_was_typed() {
    let gateway = Gateway::start(&[]);
    let service = gateway.service();
    let typed = [
        "+86 142-1234-5678",
        "１４２ １２３４ ５６７８",
        "（+86）142 1234 5678",
        "0086 14212345678",
        "142.1234.5678（微信同号）",
        "\u{202D}14212345678\u{202C}",
        "0880-5512345、142—1234—5678",
    ];
    for phone in typed {
        let mut fields = letter_with_sms();
        fields.retain(|(name, _)| *name != "phone");
        fields.push(("phone", phone));
        let _ = service.send_letter(&fields);
    }
    assert_eq!(service.runtime.block_on(service.deliver()), typed.len());
    assert!(gateway.taken().iter().all(|taken| taken.json()["to"] == NUMBER), "{:?}", gateway.taken());
}

#[test]
fn who_is_told_by_text_message_corrects_the_number_to_one_that_takes_them() {
    let gateway = Gateway::start(&[]);
    let service = gateway.service();
    let (number, code) = service.send_letter(&letter_with_sms());
    let ask = |phone: &str| {
        let case = service.track(&number, &code).hidden("case");
        let fields = [("case", case.as_str()), ("kind", "correction"), ("text", "换号了"), ("phone", phone)];
        service.visitor().post("/track/request", &fields)
    };
    let landline = ask("0880-5512345");
    assert!(landline.status >= 400 && landline.text.contains(&speak("unknown-mobile")), "{}", landline.text);
    assert_eq!(ask("0086 141 1234 9999").status, 200);
    let _ = service.mails();
}
