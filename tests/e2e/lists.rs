//! The desk's lists and search read indexes that are written beside the cases: they must say what the cases say.

use form_api::case::{Viewer, search_text};
use form_api::store::{self, Db, PageFrom, Pools, Queue, QueueRow};
use form_api::{sample, steps};
use jiff::civil::Date;
use sqlx::pool::PoolConnection;
use sqlx::{Connection, Postgres, Sqlite};
use tests::{Database, Service, databases};

const TODAY: &str = "2026-11-23";

/// A service with the letters of the sample, which have walked through every step.
fn with_sample() -> (Service, Vec<Viewer>) {
    let service = Service::start();
    let viewers = service.runtime.block_on(async {
        let db = service.db();
        sample::add_staff(db, service.now()).await.expect("staff");
        sample::add_cases(db, &service.app.township, service.now(), |_, _| {}).await.expect("cases");
        store::list_staff(db).await.expect("listed").iter().map(store::Staff::viewer).collect()
    });
    let _ = service.mails();
    (service, viewers)
}

fn today() -> Date {
    TODAY.parse().expect("a day")
}

/// A list, page by page, three cases at a time, from its beginning or from its end.
async fn walk(db: &Db, viewer: &Viewer, queue: Queue, is_backward: bool) -> Vec<QueueRow> {
    let mut found = Vec::new();
    let mut from = if is_backward { PageFrom::Last } else { PageFrom::First };
    loop {
        let page = store::list_queue(db, viewer, queue, today(), &from, 3).await.expect("listed");
        assert!(page.rows.len() <= 3);
        let has_more = if is_backward { page.has_previous } else { page.has_next };
        if is_backward {
            found.splice(0..0, page.rows);
        } else {
            found.extend(page.rows);
        }
        if !has_more {
            return found;
        }
        let place = |row: Option<&QueueRow>| row.expect("more, so not empty").place.clone();
        from = if is_backward {
            PageFrom::Before(place(found.first()))
        } else {
            PageFrom::After(place(found.last()))
        };
    }
}

#[test]
fn a_list_has_as_many_cases_as_its_number_says_page_by_page() {
    let (service, viewers) = with_sample();
    let db = service.db();
    service.runtime.block_on(async {
        let mut filled = 0;
        for viewer in &viewers {
            for (queue, count) in store::count_queues(db, viewer, today()).await.expect("counted") {
                let rows = walk(db, viewer, queue, false).await;
                let numbers: Vec<&str> = rows.iter().map(|row| row.submission_no.as_str()).collect();
                assert_eq!(i64::try_from(numbers.len()).expect("few"), count, "{queue:?} of {viewer:?}");
                assert!(rows.is_sorted_by(|one, next| one.place < next.place), "{queue:?}: {numbers:?}");
                let backward = walk(db, viewer, queue, true).await;
                let backward: Vec<&str> = backward.iter().map(|row| row.submission_no.as_str()).collect();
                assert_eq!(numbers, backward, "{queue:?} of {viewer:?}");
                for number in numbers {
                    store::find_case(db, viewer, number).await.expect("what is listed can be opened");
                }
                filled += usize::from(count > 0);
            }
        }
        assert!(filled > 30, "{filled} lists with cases");
    });
}

#[test]
fn no_step_forgets_the_lists_or_search() {
    let (service, _) = with_sample();
    let mended = service
        .runtime
        .block_on(steps::mend_lists(steps::Upkeep::by_hand(service.db(), service.now())))
        .expect("held against the cases");
    assert_eq!(mended, 0, "entries, letters or counts that some step left as they were");
}

#[test]
fn what_somebody_changed_by_hand_is_mended() {
    let (service, viewers) = with_sample();
    let db = service.db();
    service.runtime.block_on(async {
        let mut tx = db.begin().await.expect("begun");
        for sql in
            ["DELETE FROM queue_counts", "UPDATE queue_entries SET handling = 'new' WHERE handling IS NULL"]
        {
            tx.execute(sql, &[]).await.expect("changed");
        }
        tx.commit().await.expect("committed");
        assert!(steps::mend_lists(steps::Upkeep::by_hand(db, service.now())).await.expect("mended") > 0);
        assert_eq!(steps::mend_lists(steps::Upkeep::by_hand(db, service.now())).await.expect("again"), 0);
        for viewer in &viewers {
            for (queue, count) in store::count_queues(db, viewer, today()).await.expect("counted") {
                let rows = walk(db, viewer, queue, false).await;
                assert_eq!(i64::try_from(rows.len()).expect("few"), count, "{queue:?} of {viewer:?}");
            }
        }
    });
}

#[test]
fn search_finds_exactly_what_holds_the_words() {
    let (service, viewers) = with_sample();
    let db = service.db();
    service.runtime.block_on(async {
        let letters = store::list_submissions_after(db, "", 1000).await.expect("listed");
        let mut questions: Vec<String> =
            ["路", "水", "%", "_", "\\", "2026", "zzz", "路灯", "村 水", "的 的"].map(str::to_owned).into();
        for letter in letters.iter().step_by(3) {
            let text: Vec<char> = letter.text.chars().collect();
            for (at, length) in [(0, 2), (3, 1), (5, 4), (8, 12)] {
                questions.extend(text.get(at..at + length).map(|part| part.iter().collect()));
            }
            questions.push(letter.submission_no.clone());
        }
        for viewer in &viewers {
            for question in &questions {
                let words: Vec<String> = question
                    .split_whitespace()
                    .take(5)
                    .map(search_text)
                    .filter(|word| !word.is_empty())
                    .collect();
                let mut wanted = Vec::new();
                for letter in &letters {
                    let text = store::searched(&letter.submission_no, &letter.title, &letter.text);
                    let holds = !words.is_empty() && words.iter().all(|word| text.contains(word.as_str()));
                    if holds && store::find_case(db, viewer, &letter.submission_no).await.is_ok() {
                        wanted.push(letter.submission_no.clone());
                    }
                }
                let (mut found, mut before) = (Vec::new(), None);
                loop {
                    let page = store::search_cases(db, viewer, question, before, 4).await.expect("searched");
                    found.extend(page.rows.into_iter().map(|row| row.submission_no));
                    before = page.next;
                    if before.is_none() {
                        break;
                    }
                }
                found.sort();
                wanted.sort();
                assert_eq!(found, wanted, "{question:?} of {viewer:?}");
            }
        }
    });
}

/// Does the index of search still know of a letter that holds these two characters?
async fn is_in_index(service: &Service, pair: &str) -> bool {
    let url = service.app.settings.database_url();
    let code = store::search_code(pair);
    match databases() {
        Database::Sqlite => {
            let mut connection = sqlx::SqliteConnection::connect(&url).await.expect("connected");
            let terms = "CREATE VIRTUAL TABLE temp.terms USING fts5vocab (main, letter_pairs, row)";
            sqlx::query(terms).execute(&mut connection).await.expect("a table of terms");
            let sql = "SELECT 1 FROM temp.terms WHERE term = $1";
            sqlx::query(sql)
                .bind(format!("{code:x}"))
                .fetch_optional(&mut connection)
                .await
                .expect("asked")
                .is_some()
        }
        Database::Postgres => {
            let mut connection = sqlx::PgConnection::connect(&url).await.expect("connected");
            let sql = "SELECT 1 FROM searched_letters WHERE pairs @> ARRAY[$1]";
            sqlx::query(sql).bind(code).fetch_optional(&mut connection).await.expect("asked").is_some()
        }
    }
}

#[test]
fn a_title_that_was_corrected_leaves_no_trace_in_the_index_of_search() {
    let service = Service::start();
    let fields = [
        ("kind", "inquiry"),
        ("title", "问问鹦鹉"),
        ("text", "请问村口的路灯什么时候能修好？晚上很黑。"),
        ("consent", "no"),
    ];
    let (number, _) = service.send_letter(&fields);
    let registrar = service.staff("registrar");
    assert!(registrar.get("/desk/?q=%E9%B9%A6%E9%B9%89").text.contains(&number));
    assert!(service.runtime.block_on(is_in_index(&service, "鹦鹉")));
    let corrected = [("kind", "inquiry"), ("title", "问问路灯"), ("text", "标题里有别人的名字，改掉了。")];
    let done = registrar.step(&number, "correct", &corrected);
    assert_eq!(done.status, 303, "{}", done.text);
    assert!(!registrar.get("/desk/?q=%E9%B9%A6%E9%B9%89").text.contains(&number));
    assert!(!service.runtime.block_on(is_in_index(&service, "鹦鹉")));
    assert!(registrar.get("/desk/?q=%E9%97%AE%E9%97%AE%E8%B7%AF%E7%81%AF").text.contains(&number));
}

#[test]
fn pages_of_fifty_say_how_many_there_are_and_lead_to_the_last() {
    let (service, _) = with_sample();
    for at in 0..28 {
        let text = format!("请问村口的第{at}盏路灯什么时候能修好？晚上接孩子的时候很黑。");
        let fields =
            [("kind", "inquiry"), ("title", "路灯什么时候修"), ("text", text.as_str()), ("consent", "no")];
        let _ = service.send_letter(&fields);
    }
    let registrar = service.staff("registrar");
    let count = |page: &tests::Page| page.text.matches("class=\"row-title\"").count();
    let link = |page: &tests::Page, rel: &str| {
        let (_, after) = page.text.split_once(&format!("rel=\"{rel}\" href=\""))?;
        Some(after.split_once('"')?.0.replace("&amp;", "&").replace("&#x2F;", "/"))
    };
    let first = registrar.get("/desk/?list=all");
    let total = first.element("data-total").expect("a total").replace(|c: char| !c.is_ascii_digit(), "");
    let total: usize = total.parse().expect("a number");
    assert!((51..100).contains(&total), "two pages: {total}");
    assert_eq!(count(&first), 50);
    let next = registrar.get(&link(&first, "next").expect("a next page"));
    assert_eq!((count(&next), link(&next, "next")), (total - 50, None));
    let last = registrar.get(&link(&first, "last").expect("a last page"));
    assert_eq!((count(&last), link(&last, "next")), (50, None));
    let before = registrar.get(&link(&last, "prev").expect("a page before"));
    assert_eq!((count(&before), link(&before, "prev")), (total - 50, None));
    // Nearly every number of a letter has these digits.
    let found = registrar.get("/desk/?q=2026");
    assert_eq!(count(&found), 50);
    let more = registrar.get(&link(&found, "next").expect("more"));
    assert!(count(&more) > 0 && link(&more, "next").is_none(), "{}", more.text);
}

/// All readers of the desk, so that nobody else has one.
#[derive(Default)]
struct Held {
    sqlite: Vec<PoolConnection<Sqlite>>,
    postgres: Vec<PoolConnection<Postgres>>,
}

impl Held {
    async fn hold(db: &Db) -> Self {
        let mut held = Self::default();
        for _ in 0..4 {
            match db.pools() {
                Pools::Sqlite { desk, .. } => held.sqlite.push(desk.acquire().await.expect("one more")),
                Pools::Postgres { desk, .. } => held.postgres.push(desk.acquire().await.expect("one more")),
            }
        }
        held
    }

    /// They were opened on the test's own runtime, so the service opens others.
    async fn let_go(self) {
        for connection in self.sqlite {
            connection.close().await.expect("closed");
        }
        for connection in self.postgres {
            connection.close().await.expect("closed");
        }
    }
}

#[test]
fn when_too_many_ask_at_the_desk_it_says_so_and_residents_do_not_wait() {
    let service = Service::start();
    let registrar = service.staff("registrar");
    let held = service.runtime.block_on(Held::hold(&service.app.db));
    let busy = std::thread::scope(|scope| {
        let busy = scope.spawn(|| registrar.get("/desk/?list=all"));
        let began = std::time::Instant::now();
        let visitor = service.visitor();
        assert_eq!(visitor.get("/mailbox/").status, 200);
        assert_eq!(visitor.get("/healthz").status, 200);
        assert!(began.elapsed().as_secs() < 4, "residents have readers of their own");
        busy.join().expect("answered")
    });
    assert_eq!(busy.status, 503, "{}", busy.text);
    assert_eq!(busy.headers.get("retry-after").map(String::as_str), Some("30"));
    service.runtime.block_on(held.let_go());
    assert_eq!(registrar.get("/desk/?list=all").status, 200);
}
