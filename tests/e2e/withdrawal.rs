//! Taking a published reply down again.

use form_api::jobs;
use form_api::messages::{speak, speak_with};
use std::path::Path;
use std::sync::Arc;

use form_api::context::Context;
use form_api::seal::Keys;
use form_api::store::Db;
use site_gen::build;
use site_gen::site_lock::SiteLock;
use tests::{Client, Database, Service, project};

use crate::calendar::copy;
use crate::journey::{ANSWER, LETTER, redact_as_proposed, walk_to_closed};

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

/// A service with a content folder and a theme of its own, which a test may damage.
fn service_with_own_folders(content: &Path, themes: &Path) -> Service {
    copy(&project().join("content"), content);
    copy(&project().join("themes"), themes);
    let (content, theme) = (content.to_owned(), themes.join("town"));
    Service::start_with(|settings| {
        settings.paths.content = content;
        settings.paths.theme = theme;
    })
}

/// People who have signed in once: the desk takes only so many sign-ins.
struct Office<'a> {
    service: &'a Service,
    registrar: Client,
    handler: Client,
    reviewer: Client,
    redactor: Client,
    approver: Client,
}

impl<'a> Office<'a> {
    fn new(service: &'a Service) -> Self {
        let [registrar, handler, reviewer, redactor, approver] =
            ["registrar", "handler", "reviewer", "redactor", "approver"].map(|name| service.staff(name));
        Self { service, registrar, handler, reviewer, redactor, approver }
    }

    /// A letter that is public, and says something that no other says.
    fn publish(&self, words: &str) -> String {
        let mut letter = LETTER;
        let text = format!("{words}。您好，村口的路灯坏了半个月，晚上接孩子很不方便，请派人看看。");
        (letter[1].1, letter[2].1) = (words, &text);
        let (number, _) = self.service.send_letter(&letter);
        self.registrar.takes(&number, "register", &[("text", "路灯")]);
        self.registrar.takes(&number, "accept", &[("office", "chengjian")]);
        self.handler.takes(&number, "handle", &[]);
        let answer = format!("{ANSWER}您问的是“{words}”。");
        self.handler.takes(&number, "answer", &[("text", &answer)]);
        self.reviewer.takes(&number, "review", &[]);
        self.registrar.takes(&number, "close", &[]);
        redact_as_proposed(&self.redactor, &number);
        self.approver.takes(&number, "publish", &[]);
        let _ = self.service.mails();
        assert!(stands(self.service, words), "{words} is public");
        number
    }

    fn retract(&self, number: &str) {
        self.approver.takes(number, "retract", &[("text", "来信人要求撤下")]);
    }

    /// What the desk says is wrong.
    fn trouble(&self) -> String {
        let desk = self.approver.get("/desk/").text;
        let notice = desk.split("id=\"trouble\"").nth(1).and_then(|rest| rest.split("</div>").next());
        notice.unwrap_or_default().to_owned()
    }
}

/// Whether a file of the site holds these words.
fn stands(service: &Service, words: &str) -> bool {
    service.site_files().iter().any(|(_, bytes)| String::from_utf8_lossy(bytes).contains(words))
}

fn execute(service: &Service, sql: &'static str) {
    service.runtime.block_on(execute_on(service.db(), sql));
}

async fn execute_on(db: &Db, sql: &'static str) {
    let mut tx = db.begin().await.expect("begun");
    tx.execute(sql, &[]).await.expect("done");
    tx.commit().await.expect("committed");
}

#[test]
fn a_withdrawal_reaches_the_site_whatever_is_wrong_with_content_or_theme() {
    let (content, themes) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let service = service_with_own_folders(content.path(), themes.path());
    let office = Office::new(&service);
    let (content, theme) = (content.path(), themes.path().join("town"));
    let no_change = |text: &str| text.to_owned();
    type Change<'a> = (&'a str, std::path::PathBuf, Box<dyn Fn(&str) -> String>);
    let changes: [Change<'_>; 6] = [
        ("一条写坏的记录", content.join("events/broken.md"), Box::new(|_| "+++\ntitle = \n+++\n".into())),
        (
            "指到没有的单位",
            content.join("pages/about.md"),
            Box::new(|text| format!("{text}\n\n[去](pages/nowhere/)\n")),
        ),
        (
            "页面里的手机号",
            content.join("pages/about.md"),
            Box::new(|text| format!("{text}\n\n找我：14012345678。\n")),
        ),
        ("写坏的站点设置", content.join("site.toml"), Box::new(|text| format!("{text}\nx = [\n"))),
        ("写坏的主题设置", theme.join("theme.toml"), Box::new(|text| format!("{text}\nx = [\n"))),
        ("写坏的模板", theme.join("templates/base.html"), Box::new(|text| format!("{text}{{% if %}}"))),
    ];
    for (words, file, change) in changes {
        let number = office.publish(words);
        let before = std::fs::read_to_string(&file).ok();
        std::fs::write(&file, change(before.as_deref().unwrap_or_default())).expect("written");
        office.retract(&number);
        assert!(!stands(&service, words), "{words} was taken down");
        let page = service.visitor().get(&format!("/replies/2026/{number}/"));
        assert!(page.status == 200 && page.text.contains(&number), "{words}: a tombstone");
        assert!(!office.trouble().is_empty(), "{words}: the desk says what is wrong");
        // Nor does it keep another letter from being published.
        let other = office.publish(&format!("{words}以后"));
        assert_eq!(service.visitor().get(&format!("/replies/2026/{other}/")).status, 200, "{words}");
        match before {
            Some(text) => std::fs::write(&file, no_change(&text)).expect("written"),
            None => std::fs::remove_file(&file).expect("removed"),
        }
        service.runtime.block_on(jobs::publish(&service.app)).expect("mended");
        assert_eq!(office.trouble(), "", "{words}");
    }
}

#[test]
fn where_no_site_can_be_made_the_desk_says_how_many_pages_had_to_go() {
    let service = Service::start();
    let office = Office::new(&service);
    let number = office.publish("村口的水管漏了一个月");
    // The page cannot be written, for a folder stands in its place; nor can a new tree be begun beside the site.
    let site = service.app.settings.paths.site.clone();
    let page = site.join(format!("replies/2026/{number}/index.html"));
    std::fs::remove_file(&page).expect("it was there");
    std::fs::create_dir(&page).expect("made");
    std::fs::write(page.join("odd.txt"), "").expect("written");
    let new_tree = site.with_file_name("site.new~");
    std::fs::write(&new_tree, "").expect("written");
    let before = service.site_files().len();
    office.retract(&number);
    assert!(!stands(&service, "村口的水管漏了一个月"));
    let removed = before - service.site_files().len();
    let said = speak_with("site-removed", &[("files", removed.to_string())]);
    assert!(removed > 1 && office.trouble().contains(&said), "{removed}: {}", office.trouble());
    std::fs::remove_file(&new_tree).expect("removed");
    service.runtime.block_on(jobs::publish(&service.app)).expect("mended");
    assert_eq!(office.trouble(), "");
    assert!(page.is_file() && site.join("index.html").is_file(), "the pages are back");
}

#[test]
fn a_file_that_cannot_be_read_keeps_no_other_from_going_and_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = folder.path().join("site");
    std::fs::create_dir(&site).expect("made");
    for file in ["a.html", "z.html"] {
        std::fs::write(site.join(file), "2026-0000-0001").expect("written");
    }
    std::fs::write(site.join("other.html"), "2026-0000-0002").expect("written");
    // A name that is no address of a site: what is listed cannot be opened.
    std::fs::write(site.join("lo\\cked.html"), "2026-0000-0001").expect("written");
    let lock = SiteLock::take(&site).expect("alone");
    let removed = build::remove_what_names(&site, &["2026-0000-0001"], &lock).expect("looked at");
    assert_eq!(removed.files, 2);
    assert!(removed.left.len() == 1 && removed.left[0].contains("lo/cked.html"), "{:?}", removed.left);
    assert!(site.join("other.html").is_file());
}

#[test]
fn a_withdrawal_reaches_the_site_whatever_is_wrong_in_the_table() {
    let service = Service::start();
    let office = Office::new(&service);
    let bad = office.publish("坏了的那一封");
    for (words, sql, mend) in [
        (
            "不认识的类型",
            "UPDATE public_replies SET kind = 'petition' WHERE title = '坏了的那一封'",
            "UPDATE public_replies SET kind = 'help_request' WHERE title = '坏了的那一封'",
        ),
        (
            "不是日子的日子",
            "UPDATE public_replies SET received_on = 'today' WHERE title = '坏了的那一封'",
            "UPDATE public_replies SET received_on = '2026-11-23' WHERE title = '坏了的那一封'",
        ),
        (
            "不是列表的列表",
            "UPDATE public_replies SET kept = 'a' WHERE title = '坏了的那一封'",
            "UPDATE public_replies SET kept = '[]' WHERE title = '坏了的那一封'",
        ),
        (
            "没有的政策",
            "UPDATE public_replies SET policies = '[\"nowhere\"]' WHERE title = '坏了的那一封'",
            "UPDATE public_replies SET policies = '[]' WHERE title = '坏了的那一封'",
        ),
        (
            "正文没有的字",
            "UPDATE public_replies SET kept = '[\"别处的字\"]' WHERE title = '坏了的那一封'",
            "UPDATE public_replies SET kept = '[]' WHERE title = '坏了的那一封'",
        ),
        (
            "检查会发现的",
            "UPDATE public_replies SET letter = letter || '找我：14012345678' WHERE title = '坏了的那一封'",
            "UPDATE public_replies SET letter = replace(letter, '找我：14012345678', '') WHERE title = '坏了的那一封'",
        ),
    ] {
        let number = office.publish(words);
        execute(&service, sql);
        office.retract(&number);
        assert!(!stands(&service, words), "{words} was taken down");
        // The next look at everything leaves the faulty one out and says so; the others go out.
        let other = office.publish(&format!("{words}以后"));
        service.runtime.block_on(jobs::publish(&service.app)).expect_err("something was left out");
        assert!(office.trouble().contains(&bad), "{words}: {}", office.trouble());
        assert!(!stands(&service, "坏了的那一封"), "{words}: the faulty one is left out");
        assert_eq!(service.visitor().get(&format!("/replies/2026/{other}/")).status, 200, "{words}");
        assert!(
            service.visitor().get("/api/v1/public-replies").text.contains(&other),
            "{words}: programs too"
        );
        execute(&service, mend);
        service.runtime.block_on(jobs::publish(&service.app)).expect("mended");
        assert!(stands(&service, "坏了的那一封"), "{words}: and it is back");
    }
}

#[test]
fn a_service_that_starts_beside_a_faulty_record_goes_without_it_and_takes_replies_down() {
    let (content, themes) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let service = service_with_own_folders(content.path(), themes.path());
    let number = Office::new(&service).publish("早先公开的那一封");
    std::fs::write(content.path().join("events/broken.md"), "+++\ntitle = \n+++\n").expect("written");
    std::fs::write(content.path().join("contacts/broken.md"), "没有开头").expect("written");
    service.runtime.block_on(async {
        let settings = service.app.settings.clone();
        let keys = Keys::load(&service.paths.keys()).expect("keys");
        let (db, now) = (Db::open(&settings.database_url()).await.expect("a database"), service.now());
        let app = Context::new(settings, db, keys, Arc::new(move || now)).expect("it starts");
        let told = jobs::begin_day(&app).await.expect_err("something was left out").to_string();
        assert!(told.contains("events/broken.md") && told.contains("contacts/broken.md"), "{told}");
        execute_on(&app.db, WITHDRAW).await;
        jobs::publish_letter(&app, &number).await.expect("taken down");
    });
    assert!(!stands(&service, "早先公开的那一封"));
}

/// As the step leaves the row.
const WITHDRAW: &str = "UPDATE public_replies SET withdrawn_on = '2026-11-24', title = '', topic = '', village = NULL, \
                        policies = '[]', letter = '', answer = '', kept = '[]', rating = NULL";

#[test]
fn a_name_on_a_line_of_its_own_that_was_kept_with_a_reason_is_published_and_taken_down_again() {
    let service = Service::start();
    let mut letter = LETTER;
    letter[2].1 =
        "您好，村里贴的名单是：\n上官翾\n\n令狐翯\n\n请把村口的路灯也修一修，名单上的两位都知道路灯坏了。";
    let (number, _) = service.send_letter(&letter);
    walk_to_closed(&service, &number);
    let redactor = service.staff("redactor");
    redactor.takes(&number, "nominate", &[]);
    let path = format!("/desk/cases/{number}/redact");
    let page = redactor.get(&path);
    let mut fields: Vec<(String, String)> =
        ["csrf", "version", "applied"].map(|name| (name.to_owned(), page.hidden(name))).into();
    fields.extend(
        ["title", "letter", "answer"].map(|name| (name.to_owned(), page.textarea(name).expect("a part"))),
    );
    fields.push(("topic".into(), "路灯".into()));
    for (name, value) in page.as_proposed() {
        if let Some(at) = name.strip_prefix("way_") {
            fields.push((format!("reason_{at}"), "村务公开栏里的名单".into()));
            fields.push((name, "keep".into()));
        } else {
            fields.push((name, value));
        }
    }
    // A span that somebody typed by hand, with line feeds at its ends.
    fields.push(("kept_text_0".into(), "令狐翯\r\n".into()));
    fields.push(("kept_reason_0".into(), "村务公开栏里的名单".into()));
    fields.push(("kept_text_1".into(), "\n".into()));
    fields.push(("kept_reason_1".into(), "空的".into()));
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let saved = redactor.post(&path, &fields);
    assert_eq!(saved.status, 303, "{}", saved.text);
    let approver = service.staff("approver");
    approver.takes(&number, "publish", &[]);
    assert!(stands(&service, "上官翾"), "kept with a reason, it passes the gate");
    assert_eq!(service.site_trouble(), "");
    approver.takes(&number, "retract", &[("text", "来信人要求撤下")]);
    assert!(!stands(&service, "上官翾"));
    let _ = service.mails();
}

fn public_table(service: &Service) -> Vec<u8> {
    let records = service.runtime.block_on(form_api::store::list_public_records(service.db())).expect("read");
    records.records.iter().flat_map(|record| record.to_text().into_bytes()).collect()
}

fn records(service: &Service) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    walkdir::WalkDir::new(service.paths.replies())
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| (entry.path().to_owned(), std::fs::read(entry.path()).expect("a file")))
        .collect()
}

/// What somebody, or a newer program, can have left in the rows of a letter that is public.
const DAMAGE: [&str; 7] = [
    "UPDATE cases SET due_on = 'junk'",
    "UPDATE cases SET answer_policies = 'x'",
    "UPDATE submissions SET kind = 'zz'",
    "UPDATE submissions SET spam_flags = 'zz'",
    "UPDATE redactions SET policies = 'x'",
    "DELETE FROM public_replies",
    "UPDATE public_replies SET withdrawn_on = 'junk'",
];

#[test]
fn a_damaged_row_of_a_letter_keeps_nothing_of_it_on_the_site_and_no_other_from_the_lists() {
    for sql in DAMAGE {
        let service = Service::start();
        let office = Office::new(&service);
        let number = office.publish("石桥路口的路灯");
        execute(&service, sql);
        let other = service.send_letter(&LETTER).0;
        for list in ["/desk/?list=published", "/desk/?list=all", "/desk/?q=%E8%B7%AF%E7%81%AF"] {
            let page = office.approver.get(list);
            assert!(page.status == 200 && page.text.contains(&number), "{sql} {list}: {}", page.text);
        }
        assert!(office.registrar.get("/desk/?list=new").text.contains(&other), "{sql}");
        let page = office.approver.get(&format!("/desk/cases/{number}"));
        assert_eq!(page.status, 200, "{sql}: {}", page.text);
        assert_eq!(office.approver.step(&number, "retract", &[("text", " ")]).status, 422, "{sql}");
        office.retract(&number);
        assert!(!stands(&service, "石桥路口的路灯"), "{sql}");
        let page = office.approver.get(&format!("/desk/cases/{number}")).text;
        assert!(!page.contains("data-waits-for-site") && !page.contains("/retract"), "{sql}: {page}");
        let feed = service.visitor().get("/api/v1/public-replies");
        assert!(
            feed.status == 200 && feed.text.contains(&number),
            "whoever copied it learns it: {}",
            feed.text
        );
        let _ = service.mails();
    }
}

#[test]
fn what_the_site_shows_can_be_taken_down_whatever_its_case_says() {
    for sql in ["UPDATE cases SET publication = 'junk'", "UPDATE cases SET publication = 'none'"] {
        let service = Service::start();
        let office = Office::new(&service);
        let number = office.publish("石桥路口的路灯");
        execute(&service, sql);
        let page = office.approver.get(&format!("/desk/cases/{number}"));
        assert!(page.status == 200 && page.text.contains("/retract"), "{sql}: {}", page.text);
        office.retract(&number);
        assert!(!stands(&service, "石桥路口的路灯"), "{sql}");
        let _ = service.mails();
    }
}

#[test]
fn a_damaged_case_that_is_not_public_offers_no_withdrawal() {
    let service = Service::start();
    let (number, _) = service.send_letter(&LETTER);
    execute(&service, "UPDATE cases SET due_on = 'junk'");
    let page = service.staff("supervisor").get(&format!("/desk/cases/{number}")).text;
    assert!(page.contains("data-damaged") && !page.contains("/retract"), "{page}");
    assert!(!page.contains(&speak("damaged-retract")) && !page.contains(&speak("damaged-public")), "{page}");
    let _ = service.mails();
}

#[test]
fn a_change_without_a_number_keeps_no_withdrawal_from_whoever_copies() {
    let service = Service::start();
    // A database that keeps numbers in columns of numbers cannot be damaged in this way.
    if tests::databases() != Database::Sqlite {
        return;
    }
    let office = Office::new(&service);
    let (damaged, withdrawn) = (office.publish("下塘桥头的路灯"), office.publish("上湾桥头的路灯"));
    execute(&service, "UPDATE public_replies SET change_no = 'junk' WHERE change_no = 1");
    office.retract(&withdrawn);
    let feed = service.visitor().get("/api/v1/public-replies");
    assert!(
        feed.status == 200 && feed.text.contains(&withdrawn) && !feed.text.contains(&damaged),
        "{}",
        feed.text
    );
}
