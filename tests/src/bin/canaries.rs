//! The canary run: plants many invented people in letters and answers of many layouts, walks every letter to publication
//! as the desk proposes it, and searches every byte that leaves the house for them. For measuring at volume; the same
//! question is asked of a few people by `tests/e2e/privacy.rs` on every run of the tests.
//!
//! Planted are senders, whom the mailbox knows, and neighbours, whom only the text names: the rules have to see those.
//! Whatever is marked is replaced, and nothing is read beyond the marks; a text that the check or the gate refuses is not
//! published, and counted.
//!
//! ```sh
//! cargo run --release -p tests --bin canaries -- 1000
//! ```

use form_api::jobs;
use form_api::publish::read_with_gate;
use std::collections::BTreeMap;

use aho_corasick::AhoCorasick;
use anyhow::{Context as _, Result};
use form_api::case::{
    self, AcceptedRisk, Channel, Decision, Draft, NewSubmission, Proposal, RawSubmission, Reading,
    RedactionRecord, Risk, Way,
};
use form_api::gate::CaseMarks;
use form_api::seal::{self, FormToken};
use form_api::steps::{self, Desk, On, RedactionForm, Seen, StepError, known_of};
use form_api::store::{self, Staff};
use record::FeedbackScope;
use tests::Service;

const SURNAMES: &str = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕";
const GIVEN: &str = "翀翯翾飏翙翃昀旻晞晟曦珩珺璟琛瑾瑜璇玥钰铄铭锴锜骁骞骥骐麒麟鹄鹭鸢鸾岚岑峤嵘嶷沅沐泓洵浔涵淏淇渝湉滢漪澍濯灏";

/// Numbers that give the same people in every run.
struct Draw(u64);

impl Draw {
    fn next(&mut self, below: usize) -> usize {
        // splitmix64: good enough to deal people out.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % below as u64).unwrap_or(0)
    }

    fn char(&mut self, of: &str) -> char {
        let chars: Vec<char> = of.chars().collect();
        chars[self.next(chars.len())]
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + u8::try_from(self.next(10)).unwrap_or(0))).collect()
    }
}

/// An invented person. The telephone range 140 is given to nobody.
struct Person {
    name: String,
    phone: String,
    email: String,
    id_card: String,
    house: String,
    wechat: String,
}

fn person(draw: &mut Draw, at: usize) -> Person {
    let name: String = [draw.char(SURNAMES), draw.char(GIVEN), draw.char(GIVEN)].into_iter().collect();
    let body = format!(
        "530921{}{:02}{:02}{}",
        1940 + draw.next(60),
        1 + draw.next(12),
        1 + draw.next(28),
        draw.digits(3)
    );
    Person {
        name,
        phone: format!("140{}", draw.digits(8)),
        email: format!("canary{at}.{}@mail.yundu.example", draw.digits(4)),
        id_card: format!("{body}{}", check_digit(&body)),
        house: format!("{}组{}号", 1 + draw.next(9), 100 + draw.next(800)),
        wechat: format!("wx_{}{at}", draw.digits(4)),
    }
}

/// GB 11643: weights modulo 11.
fn check_digit(body: &str) -> char {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body.chars().zip(WEIGHTS).filter_map(|(c, weight)| Some(c.to_digit(10)? * weight)).sum();
    b"10X98765432"[(sum % 11) as usize].into()
}

/// A number as people write it.
fn written(draw: &mut Draw, number: &str) -> String {
    let group = |by: &str| format!("{}{by}{}{by}{}", &number[..3], &number[3..7], &number[7..]);
    match draw.next(6) {
        0 => group("-"),
        1 => group(" "),
        2 => number.chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c)).collect(),
        3 => number
            .chars()
            .map(|c| "〇一二三四五六七八九".chars().nth(c.to_digit(10).unwrap_or(0) as usize).unwrap_or(c))
            .collect(),
        4 => group("\u{200b}"),
        _ => number.to_owned(),
    }
}

fn letter(draw: &mut Draw, sender: &Person, neighbour: &Person) -> (String, String) {
    let (phone, other) = (written(draw, &sender.phone), written(draw, &neighbour.phone));
    let Person { name, house, id_card, wechat, email, .. } = sender;
    let friend = &neighbour.name;
    let text = match draw.next(8) {
        0 => format!(
            "您好，我叫{name}，家住水口村{house}，电话{phone}。路灯坏了，邻居{friend}也知道，他的电话{other}。"
        ),
        1 => format!("水口村{house}门口积水。\n\n联系人：{name}\n电话：{phone}\n微信：{wechat}"),
        2 => format!("本人{name}，身份证号{id_card}，低保被停，请问原因。村民{friend}的也停了。{name}"),
        3 => format!(
            "我是{name}的女儿，父亲{name}住在水口村{house}，腿脚不好，邮箱{email}。\n请上门认证。{name}敬上"
        ),
        4 => format!("反映人：{name}（{phone}）\n被反映人：{friend}\n事由：占道晒粮，家住{house}。"),
        5 => format!("我家在{house}，户主{name}，电话是{phone}，换号了打{other}找我老伴{friend}。水表不准。"),
        6 => format!("{name}，{phone}，水口村{house}。修路挖断水管没人管，{friend}说归他管又不来。"),
        _ => format!("请转告办公室：{name}（微信{wechat}，{phone}）问秸秆补助，身份证{id_card}。"),
    };
    let answer = format!("{name}您好！您反映的事已经办好，{phone}已电话告知。{friend}处也已说明。");
    (text, answer)
}

/// What would give a person away, as bytes in the forms in which a file may hold them.
fn marks(person: &Person) -> Vec<(&'static str, Vec<u8>)> {
    let phone = &person.phone;
    let grouped = |by: &str| format!("{}{by}{}{by}{}", &phone[..3], &phone[3..7], &phone[7..]);
    let given: String = person.name.chars().skip(1).collect();
    let escaped: String = given.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect();
    let percent: String = given.bytes().map(|b| format!("%{b:02X}")).collect();
    let wide: String = phone.chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c)).collect();
    let mut marks = vec![
        ("name", person.name.clone()),
        ("name, escaped", escaped),
        ("name, in an address", percent),
        ("telephone", phone.clone()),
        ("telephone, full width", wide),
        ("e-mail", person.email.clone()),
        ("identity number", person.id_card.clone()),
        ("house", person.house.clone()),
        ("WeChat", person.wechat.clone()),
    ];
    marks.extend(["-", " ", "\u{200b}"].map(|by| ("telephone, in groups", grouped(by))));
    marks.into_iter().map(|(what, mark)| (what, mark.into_bytes())).collect()
}

/// Staff by sign-in name.
fn staff<'a>(all: &'a [Staff], name: &str) -> &'a Staff {
    all.iter().find(|one| one.sign_in_name == name).expect("staff of the test service")
}

/// Walks one letter to publication; gives what stopped it, if something did.
async fn walk(
    service: &Service,
    all: &[Staff],
    sender: &Person,
    text: &str,
    answer: &str,
) -> Result<Option<&'static str>> {
    let (db, township, now) = (service.db(), &*service.app.township, service.now());
    let raw = RawSubmission {
        kind: "help_request".into(),
        title: "请帮忙看看".into(),
        text: text.to_owned(),
        village: "shuikou".into(),
        consent: "anonymised".into(),
        name: sender.name.clone(),
        phone: sender.phone.clone(),
        email: sender.email.clone(),
        address: format!("水口村{}", sender.house),
        rules_read: true,
        ..RawSubmission::default()
    };
    let letter = NewSubmission::parse(&raw, Channel::Web, now, |_| true, |_| true)
        .map_err(|wrong| anyhow::anyhow!("{wrong:?}"))?;
    let form = FormToken::from_nonce(seal::new_nonce(), now);
    let number = steps::receive(db, township, &form, &letter, None).await?.submission_no;
    let desk = |name: &str| Desk { db, township, staff: staff(all, name), posting: None, now };
    let mut version = store::find_case(db, &staff(all, "registrar").viewer(), &number).await?.version;
    let mut next = || {
        version += 1;
        On { submission_no: &number, version: version - 1 }
    };
    steps::register(desk("registrar"), next(), "求助").await?;
    steps::accept(desk("registrar"), next(), "chengjian").await?;
    steps::handle(desk("handler"), next()).await?;
    steps::answer(desk("handler"), next(), answer, &[], false).await?;
    steps::review(desk("reviewer"), next()).await?;
    steps::close(desk("registrar"), next()).await?;
    steps::nominate(desk("redactor"), next()).await?;
    let case = store::find_case(db, &staff(all, "redactor").viewer(), &number).await?;
    let original =
        Draft { title: letter.title.clone(), letter: letter.text.clone(), answer: answer.to_owned() };
    let known = known_of(db, township, &case, &[]).await?;
    let proposals = case::propose(&original, &known, &township.units, township.small_village, Reading::Close);
    // A person who replaces whatever is marked, also what is only possible, and reads no further.
    let replace = |one: &Proposal| one.decide(Way::Replace, "", "").unwrap_or_else(|| one.suggested());
    let decisions: Vec<Decision> = proposals.iter().map(replace).collect();
    let risks = Risk::ALL
        .iter()
        .map(|risk| AcceptedRisk { risk: risk.as_str().to_owned(), reason: "试运行".into() })
        .collect();
    let form = RedactionForm {
        draft: case::apply(&original, &proposals, &decisions),
        record: RedactionRecord { risks, ..RedactionRecord::default() },
        undecided: 0,
        name_village: Some(false),
        topic: "求助".into(),
        scope: Some(FeedbackScope::Township),
        policies: Vec::new(),
    };
    match steps::redact(desk("redactor"), next(), &form).await {
        Ok(()) => {}
        Err(StepError::Unfit(_)) => return Ok(Some("refused by the check")),
        Err(other) => return Err(other.into()),
    }
    let marks = CaseMarks::load(db, &township.keys, Some(&case.submission.id)).await?;
    let (site, known) = (service.app.pages.site(), township.officials());
    let gate =
        |reply: &record::PublicReply| read_with_gate(&site, &service.app.theme, (&known, &marks), reply);
    let case = store::find_case(db, &staff(all, "approver").viewer(), &number).await?;
    let stored = store::find_redaction(db, &case.submission.id).await?.context("a redacted text")?;
    let doubts = steps::doubts_of(db, township, &case, &stored).await?;
    let seen = Seen {
        opened_at: service.now(),
        fingerprint: steps::fingerprint(&case, &stored),
        cleared: doubts.into_iter().map(|doubt| doubt.key).collect(),
    };
    match steps::publish(desk("approver"), next(), Some(&seen), &gate).await {
        Ok(()) => Ok(None),
        Err(StepError::Leaks(_)) => Ok(Some("stopped by the gate")),
        Err(other) => Err(other.into()),
    }
}

/// Every byte that leaves the house, with the name of its door.
fn doors(service: &Service) -> Vec<(String, Vec<u8>)> {
    let mut doors: Vec<(String, Vec<u8>)> = Vec::new();
    for root in [service.paths.site.clone(), service.paths.replies()] {
        for entry in walkdir::WalkDir::new(&root).into_iter().filter_map(Result::ok) {
            if entry.file_type().is_file() {
                let path = entry.path().display().to_string();
                let bytes = std::fs::read(entry.path()).unwrap_or_default();
                doors.push((path.clone(), [path.into_bytes(), bytes].concat()));
            }
        }
    }
    for (path, bytes) in service.files_beside_site() {
        doors.push((path.display().to_string(), bytes));
    }
    doors.push(("log at trace level".into(), tests::logged()));
    let visitor = service.visitor();
    doors.push(("unknown page".into(), visitor.get("/nowhere/").text.into_bytes()));
    let wrong = [("submission_no", "2026-0000-0000"), ("query_code", "AAAAAA-AAAAAA-AAAAAA")];
    doors.push(("wrong code".into(), visitor.post("/track/", &wrong).text.into_bytes()));
    doors.push(("outbox page".into(), service.staff("administrator").get("/desk/mail").text.into_bytes()));
    doors
}

fn main() -> Result<()> {
    let many: usize = std::env::args().nth(1).context("usage: canaries HOW-MANY")?.parse()?;
    let service = Service::start();
    let mut draw = Draw(20_261_123);
    let senders: Vec<Person> = (0..many).map(|at| person(&mut draw, at)).collect();
    let neighbours: Vec<Person> = (0..many).map(|at| person(&mut draw, many + at)).collect();
    let all = service.runtime.block_on(store::list_staff(service.db()))?;
    let mut stopped: BTreeMap<&str, usize> = BTreeMap::new();
    for (sender, neighbour) in senders.iter().zip(&neighbours) {
        let (text, answer) = letter(&mut draw, sender, neighbour);
        let outcome = service.runtime.block_on(walk(&service, &all, sender, &text, &answer))?;
        *stopped.entry(outcome.unwrap_or("published")).or_default() += 1;
    }
    service.runtime.block_on(jobs::publish(&service.app))?;
    println!("planted {many} senders and {many} neighbours; letters: {stopped:?}");
    let doors = doors(&service);
    let bytes: usize = doors.iter().map(|(_, bytes)| bytes.len()).sum();
    println!("searched {} files and pages, {bytes} bytes", doors.len());
    let mut found = false;
    for (who, people) in [("sender", &senders), ("neighbour", &neighbours)] {
        let named: Vec<(&str, Vec<u8>)> = people.iter().flat_map(marks).collect();
        let search = AhoCorasick::new(named.iter().map(|(_, mark)| mark))?;
        // Once for each mark: where it stands, with what stands around it. The people are invented, so it may be read.
        let mut hits: BTreeMap<usize, String> = BTreeMap::new();
        for (door, bytes) in &doors {
            for hit in search.find_overlapping_iter(bytes) {
                let around = &bytes[hit.start().saturating_sub(45)..bytes.len().min(hit.end() + 30)];
                hits.entry(hit.pattern().as_usize()).or_insert_with(|| {
                    format!("{door}: {}", String::from_utf8_lossy(around).replace('\n', " "))
                });
            }
        }
        println!("{who}: {} marks found of {}", hits.len(), named.len());
        for (mark, place) in hits.iter().take(40) {
            println!("  {}: {place}", named[*mark].0);
            found = true;
        }
    }
    // A mail shows its own recipient's address and nothing else of anybody.
    let mails = service.mails();
    let named: Vec<(&str, Vec<u8>)> =
        senders.iter().chain(&neighbours).flat_map(marks).filter(|(what, _)| *what != "e-mail").collect();
    let search = AhoCorasick::new(named.iter().map(|(_, mark)| mark))?;
    let hits: usize = mails.iter().map(|mail| search.find_overlapping_iter(mail).count()).sum();
    println!("mails: {} searched, {hits} hits", mails.len());
    anyhow::ensure!(!found && hits == 0, "somebody leaked");
    Ok(())
}
