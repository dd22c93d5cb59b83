//! How long residents wait while replies are published: letters at a steady rate, alone and while an approver
//! publishes one reply after the other, against the real service with SQLite on disk.
//!
//! `cargo run --release -p tests --example publications -- [REPLIES] [LETTERS A SECOND]`
//!
//! A letter's time is that of its confirming POST, from the moment at which it was to be sent: one that waits
//! for the one before it counts its wait. Beside them a probe asks for the writer's lock again and again, and
//! gives it back.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tests::{Client, Page, Service};

const LETTER: [(&str, &str); 8] = [
    ("kind", "help_request"),
    ("title", "村口路灯坏了半个月"),
    (
        "text",
        "您好，我叫尉迟翀，家住水口村三组12号。村口的路灯坏了半个月，晚上接孩子很不方便，请派人看看。电话14012345678。",
    ),
    ("village", "shuikou"),
    ("consent", "anonymised"),
    ("name", "尉迟翀"),
    ("phone", "14012345678"),
    ("email", "yuchi@mail.yundu.example"),
];

const ANSWER: &str = "您好！您反映的水口村村口路灯不亮一事，我们十一月二十四日到现场查看，是线路接头老化。\
    已经更换接头和灯头，当晚恢复照明。今后路灯不亮，可以直接拨打村镇建设办公室电话 0880-5512373。";

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, usual: u32| words.get(at).map_or(usual, |word| word.parse().expect("a number"));
    let (replies, rate) = (number(0, 50), number(1, 10));
    let service = Service::start_with(|settings| {
        settings.abuse.trusted_addresses = vec![std::net::IpAddr::from([127, 0, 0, 1])];
    });
    eprintln!("{replies} letters are walked to their redacted texts");
    let waiting: Vec<String> = (0..replies).map(|_| walk_to_redacted(&service)).collect();
    let previews: Vec<(Client, Page)> = (0..replies * rate).map(|_| preview(&service)).collect();
    let forms = Mutex::new(previews.into_iter());

    let alone = Duration::from_secs(10);
    let began = Instant::now();
    measure("alone", &service, &forms, rate, || began.elapsed() < alone);

    let (is_over, took) = (AtomicBool::new(false), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let approver = service.staff("approver");
            for number in &waiting {
                let began = Instant::now();
                approver.takes(number, "publish", &[]);
                took.lock().expect("no panic").push(began.elapsed());
            }
            is_over.store(true, Ordering::Release);
        });
        measure("while replies are published", &service, &forms, rate, || !is_over.load(Ordering::Acquire));
    });
    show("an approval, with its pages", took.into_inner().expect("no panic"));
    let _ = service.mails();
}

fn measure(
    name: &str,
    service: &Service,
    forms: &Mutex<impl Iterator<Item = (Client, Page)> + Send>,
    rate: u32,
    goes_on: impl Fn() -> bool + Sync,
) {
    let (letters, locks) = (Mutex::new(Vec::new()), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let began = Instant::now();
            // As many at once as are due: a letter that waits holds up none of the others.
            std::thread::scope(|senders| {
                for at in 0.. {
                    let due = began + Duration::from_secs(1) * at / rate;
                    std::thread::sleep(due.saturating_duration_since(Instant::now()));
                    let form = if goes_on() { forms.lock().expect("no panic").next() } else { None };
                    let Some((visitor, form)) = form else { return };
                    let letters = &letters;
                    senders.spawn(move || {
                        assert_eq!(visitor.press(&form, "confirm").status, 200);
                        letters.lock().expect("no panic").push(due.elapsed());
                    });
                }
            });
        });
        scope.spawn(|| {
            while goes_on() {
                let began = Instant::now();
                service.runtime.block_on(async {
                    drop(service.db().begin().await.expect("the lock"));
                });
                locks.lock().expect("no panic").push(began.elapsed());
                std::thread::sleep(Duration::from_millis(5));
            }
        });
    });
    show(&format!("letters, {name}"), letters.into_inner().expect("no panic"));
    show(&format!("wait for the writer's lock, {name}"), locks.into_inner().expect("no panic"));
}

fn show(name: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let count = times.len();
    if count == 0 {
        println!("{name}: none");
        return;
    }
    let at = |per_mille: usize| times[(count * per_mille / 1000).min(count - 1)].as_secs_f64() * 1000.0;
    println!("{name}: {count}, p50 {:.1} ms, p99 {:.1} ms, most {:.1} ms", at(500), at(990), at(1000));
}

fn preview(service: &Service) -> (Client, Page) {
    let visitor = service.visitor();
    let page = visitor.write_letter(&LETTER);
    assert_eq!(page.status, 200, "{}", page.text);
    (visitor, page)
}

fn walk_to_redacted(service: &Service) -> String {
    let (number, _) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    registrar.takes(&number, "register", &[("text", "路灯")]);
    registrar.takes(&number, "accept", &[("office", "chengjian")]);
    let handler = service.staff("handler");
    handler.takes(&number, "handle", &[]);
    handler.takes(&number, "answer", &[("text", ANSWER), ("same", "yes")]);
    service.staff("reviewer").takes(&number, "review", &[]);
    registrar.takes(&number, "close", &[]);
    let redactor = service.staff("redactor");
    redactor.takes(&number, "nominate", &[]);
    let address = format!("/desk/cases/{number}/redact");
    let page = redactor.get(&address);
    let mut fields = page.as_proposed();
    fields.retain(|(name, _)| name != "name_village");
    let kept = ["csrf", "version", "applied"].map(|name| (name.to_owned(), page.hidden(name)));
    let texts = ["letter", "answer"].map(|name| (name.to_owned(), page.textarea(name).expect("a text")));
    let title = page.field("title").or_else(|| page.textarea("title")).expect("a title");
    let own = [("title", title.as_str()), ("topic", "路灯"), ("name_village", "yes")];
    let own = own.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let all: Vec<(String, String)> = kept.into_iter().chain(texts).chain(own).chain(fields).collect();
    let all: Vec<(&str, &str)> = all.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(redactor.post(&address, &all).status, 303);
    number
}
