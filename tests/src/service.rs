//! A real service on a port of its own, with a database of its own, a clock that the test sets, and mail in a folder.
//! When it is dropped with mail left in the outbox, its test fails.

use form_api::jobs;
use form_api::server;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread::JoinHandle;

use form_api::case::{Limits, Roles};
use form_api::context::{Clock, Context};
use form_api::outbox;
use form_api::seal::{Keys, MailKey, StaffKey, Work};
use form_api::settings::{
    AbuseSettings, DatabaseSettings, MailSettings, MailWorker, MonitorSettings, PathSettings, ReportSettings,
    ReviewSettings, ServerSettings, SessionSettings, Settings,
};
use form_api::steps::{self, Credentials, NewMember, PassPhrase};
use form_api::store::{self, Db};
use jiff::{Span, Timestamp};
use sqlx::Connection;
use tempfile::TempDir;

use crate::Client;
use crate::data_folder::{copy_folder, copy_rows};

/// Where a test keeps its data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    /// Embedded.
    Sqlite,
    /// The server that `tests/run` has started.
    Postgres,
}

/// The databases of this run: PostgreSQL where `LIANXIN_TEST_POSTGRES` names a server, else SQLite. `tests/run` runs
/// the e2e tests once for each.
#[must_use]
pub fn databases() -> Database {
    if std::env::var_os("LIANXIN_TEST_POSTGRES").is_some() { Database::Postgres } else { Database::Sqlite }
}

/// A service that runs.
pub struct Service {
    /// Its address, without a final slash.
    pub base: String,
    /// Its folders.
    pub paths: PathSettings,
    /// The running mailbox.
    pub app: Arc<Context>,
    /// A runtime for what the test asks the rooms directly.
    pub runtime: tokio::runtime::Runtime,
    now: Arc<Mutex<Timestamp>>,
    handle: actix_web::dev::ServerHandle,
    thread: Option<JoinHandle<()>>,
    /// A second way to the same database, on the test's runtime.
    db: Db,
    _folder: TempDir,
}

/// The project's root, where the sample content and the theme are.
#[must_use]
pub fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ is in the project").to_owned()
}

/// What all services of this process have logged, at the most talkative level.
static LOG: OnceLock<Arc<Mutex<Vec<u8>>>> = OnceLock::new();

/// A writer into [`LOG`].
struct IntoLog(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for IntoLog {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("no test panics while it logs").write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn log_everything() {
    LOG.get_or_init(|| {
        let log = Arc::new(Mutex::new(Vec::new()));
        let writer = Arc::clone(&log);
        let subscriber = form_api::log::subscriber("trace", move || IntoLog(Arc::clone(&writer)));
        tracing::subscriber::set_global_default(subscriber).expect("the tests' own log");
        log
    });
}

/// What was logged so far by all services of this process, at trace level.
#[must_use]
pub fn logged() -> Vec<u8> {
    LOG.get().map(|log| log.lock().expect("no test panics while it logs").clone()).unwrap_or_default()
}

/// A Monday morning in the sample township.
const BEGIN: &str = "2026-11-23T09:00:00+08:00";

/// Sign-in name, office, roles; the pass phrase is the name doubled.
const STAFF: [(&str, Option<&str>, &str); 11] = [
    ("discipline", None, ""),
    ("second-discipline", None, ""),
    ("registrar", Some("zonghe"), "registrar"),
    ("handler", Some("chengjian"), "handler"),
    ("farmer", Some("nongye"), "handler"),
    ("reviewer", Some("zonghe"), "reviewer"),
    ("redactor", Some("zonghe"), "redactor"),
    ("approver", Some("dangjian"), "approver"),
    ("second-approver", Some("zonghe"), "approver"),
    ("supervisor", Some("ducha"), "registrar,supervisor"),
    ("administrator", None, "administrator"),
];

impl Service {
    /// Starts a service with staff of every role.
    #[must_use]
    pub fn start() -> Self {
        Self::start_with(|_| {})
    }

    /// Starts a service whose settings a test changes first.
    #[must_use]
    pub fn start_with(change: impl FnOnce(&mut Settings)) -> Self {
        Self::begin(change, None)
    }

    /// Starts a service on a copy of a data folder that a service of the tests left, at a moment.
    #[must_use]
    pub fn start_on(data: &Path, moment: &str) -> Self {
        Self::begin(|_| {}, Some((data, moment)))
    }

    fn begin(change: impl FnOnce(&mut Settings), left: Option<(&Path, &str)>) -> Self {
        log_everything();
        let folder = tempfile::tempdir().expect("a folder");
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let bind = listener.local_addr().expect("an address");
        let data = folder.path().join("data");
        std::fs::create_dir(&data).expect("a data folder");
        let mut settings = Settings {
            server: ServerSettings { bind, public_url: bind.into(), trusted_proxy: None },
            paths: PathSettings {
                content: project().join("content"),
                theme: project().join("themes/town"),
                site: folder.path().join("site"),
                data,
                mail_key: None,
                withdrawals: None,
            },
            database: DatabaseSettings { url: None },
            mail: MailSettings {
                from: "联心网 <lianxin@yundu.example>".into(),
                smtp: None,
                worker: MailWorker::Apart,
                retry_seconds: 60,
            },
            webhook: None,
            limits: Limits::default(),
            monitor: MonitorSettings::default(),
            survey: form_api::case::VisitQuota::default(),
            sessions: SessionSettings::default(),
            abuse: AbuseSettings::default(),
            reports: ReportSettings { first_readers: vec!["discipline".into(), "second-discipline".into()] },
            review: ReviewSettings::default(),
        };
        settings.database.url = Some(match databases() {
            Database::Sqlite => format!("sqlite:{}", settings.paths.database().display()),
            Database::Postgres => runtime.block_on(new_postgres_database()),
        });
        change(&mut settings);
        let paths = settings.paths.clone();
        let url = settings.database_url();
        let (keys, mail_key) = if let Some((left, _)) = left {
            copy_folder(left, &paths.data);
            (Keys::load(&paths.keys()), MailKey::load(&paths.mail_key()))
        } else {
            (Keys::create(&paths.keys(), false), MailKey::create(&paths.mail_key(), false))
        };
        let (keys, mail_key) = (keys.expect("keys"), mail_key.expect("keys"));
        let begin = left.map_or(BEGIN, |(_, moment)| moment);
        let now = Arc::new(Mutex::new(begin.parse::<Timestamp>().expect("a moment")));
        let clock: Clock = {
            let now = Arc::clone(&now);
            Arc::new(move || *now.lock().expect("no test panics while it sets the clock"))
        };
        let db = runtime.block_on(async {
            let db = Db::open(&url).await.expect("a database");
            db.migrate().await.expect("migrated");
            if left.is_some() {
                if databases() == Database::Postgres {
                    let file = paths.database();
                    let rows = Db::open(&format!("sqlite:{}", file.display())).await.expect("the fixture");
                    rows.migrate().await.expect("migrated");
                    rows.close().await;
                    copy_rows(&file, &url).await;
                }
                return db;
            }
            for (name, office, roles) in STAFF {
                let roles = Roles::parse(roles).expect("known roles");
                let display_name = format!("{name} of the test");
                let member = NewMember {
                    sign_in_name: name,
                    display_name: &display_name,
                    office,
                    roles: &roles,
                    is_sample: false,
                };
                steps::add_staff(&db, &member, &cheap(&phrase(name)), clock()).await.expect("added");
            }
            make_vault(&db, &mail_key, clock()).await;
            db
        });
        let (tell, hear) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let db = Db::open(&url).await.expect("a database");
                let app = Context::new(settings, db, keys, clock).expect("a mailbox");
                jobs::begin_day(&app).await.expect("a first site");
                let (server, app) = server::start(app, listener).expect("a server");
                tell.send((server.handle(), app.into_inner())).expect("the test listens");
                server.await.expect("the server ends well");
            });
        });
        let (handle, app) = hear.recv().expect("the service starts");
        Self {
            base: format!("http://{bind}"),
            paths,
            app,
            runtime,
            now,
            handle,
            thread: Some(thread),
            db,
            _folder: folder,
        }
    }

    /// A visitor.
    #[must_use]
    pub fn visitor(&self) -> Client {
        Client::new(&self.base)
    }

    /// A staff member who has signed in; the names are those of the roles.
    #[must_use]
    pub fn staff(&self, name: &str) -> Client {
        let client = self.visitor();
        client.sign_in(name, &phrase(name));
        client
    }

    /// The database.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// The moment.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        *self.now.lock().expect("no test panics while it sets the clock")
    }

    /// Time goes by.
    pub fn pass(&self, span: Span) {
        let mut now = self.now.lock().expect("no test panics while it sets the clock");
        *now = now.checked_add(span).expect("in range");
    }

    /// Sets the clock.
    pub fn set_clock(&self, moment: &str) {
        *self.now.lock().expect("no test panics while it sets the clock") = moment.parse().expect("a moment");
    }

    /// Sends what is due in the outbox, once, as a worker of its own process does; says how many went.
    pub async fn deliver(&self) -> usize {
        let carriers = form_api::outbox::Carriers::new(&self.app.settings).expect("ways out");
        let now = self.now();
        let key = MailKey::load(&self.paths.mail_key()).expect("the worker's own file").private;
        outbox::deliver_due(&self.db, &key, &carriers, &move || now).await.expect("sent")
    }

    /// Sends what waits in the outbox and gives every mail that the folder holds then, decoded.
    #[must_use]
    pub fn mails(&self) -> Vec<String> {
        self.runtime.block_on(async {
            self.deliver().await;
        });
        let Ok(entries) = std::fs::read_dir(self.paths.mail()) else { return Vec::new() };
        let mut mails: Vec<String> = entries
            .filter_map(Result::ok)
            .filter(|entry| entry.path().extension().is_some_and(|end| end == "eml"))
            .map(|entry| crate::service::decode(&std::fs::read_to_string(entry.path()).expect("a mail")))
            .collect();
        mails.sort();
        mails
    }

    /// Every mail that the folder holds, as it was sent.
    #[must_use]
    pub fn raw_mails(&self) -> Vec<String> {
        let mails = files(&self.paths.mail())
            .into_iter()
            .filter(|(path, _)| path.extension().is_some_and(|end| end == "eml"));
        mails.map(|(_, bytes)| String::from_utf8(bytes).expect("a mail is ASCII")).collect()
    }

    /// What staff have to mend before all is on the site, a line each.
    #[must_use]
    pub fn site_trouble(&self) -> String {
        let standing = self.runtime.block_on(jobs::list(&self.db, self.now())).expect("asked");
        standing.iter().map(|job| job.row.trouble.as_str()).filter(|text| !text.is_empty()).collect()
    }

    /// A resident writes a letter, looks at it and sends it; gives its number and code.
    #[must_use]
    pub fn send_letter(&self, fields: &[(&str, &str)]) -> (String, String) {
        let visitor = self.visitor();
        let preview = visitor.write_letter(fields);
        assert_eq!(preview.status, 200, "{}", preview.text);
        let page = visitor.press(&preview, "confirm");
        assert_eq!(page.status, 200, "{}", page.text);
        let number = page.element("data-submission-no").expect("a number");
        let code = page.element("data-query-code").expect("a code");
        (number, code)
    }

    /// A resident looks their letter up.
    #[must_use]
    pub fn track(&self, number: &str, code: &str) -> crate::Page {
        self.visitor().look_up(number, code)
    }

    /// Every file of the site with its bytes.
    #[must_use]
    pub fn site_files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        files(&self.paths.site)
    }

    /// Every file that the build keeps beside the site, with its bytes.
    ///
    /// # Panics
    /// When there is none: the build has moved what it remembers, and a test would look past it.
    #[must_use]
    pub fn files_beside_site(&self) -> Vec<(PathBuf, Vec<u8>)> {
        self.runtime.block_on(self.app.publisher.settled());
        let name = self.paths.site.file_name().expect("a name").to_string_lossy().into_owned() + ".";
        let beside = files(self.paths.site.parent().expect("a folder")).into_iter().filter(|(path, _)| {
            path.parent() == self.paths.site.parent()
                && path.file_name().is_some_and(|file| file.to_string_lossy().starts_with(&name))
        });
        let beside: Vec<_> = beside.collect();
        assert!(!beside.is_empty(), "something stands beside the site");
        beside
    }
}

/// Every file below a folder with its bytes.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| (entry.path().to_owned(), std::fs::read(entry.path()).expect("a file")))
        .collect()
}

/// The pass phrase of a staff member of the test.
#[must_use]
pub fn phrase(name: &str) -> String {
    format!("{name}-{name}")
}

/// The township's key, with a copy for everybody who registers or handles letters but the farmer.
async fn make_vault(db: &Db, mail: &MailKey, now: Timestamp) {
    let staff = async |name: &str| steps::find_active_staff(db, name).await.expect("there");
    let registrar = staff("registrar").await;
    let typed = || PassPhrase::new(phrase("registrar"));
    steps::make_vault(db, &registrar, typed(), &mail.private.public(), now).await.expect("made");
    let keys = steps::open_vault(db, &registrar, typed()).await.expect("opened");
    for name in ["handler", "supervisor"] {
        steps::grant_vault(db, &keys, Some(&registrar), &staff(name).await, now).await.expect("granted");
    }
}

/// What is stored of a pass phrase, with the smallest work: tests sign in hundreds of times.
#[must_use]
pub fn cheap(phrase: &str) -> Credentials {
    let key = StaffKey::make(phrase, Work { memory_kib: 8, passes: 1 });
    Credentials { pass_phrase_hash: cheap_hash(phrase), key }
}

/// The real hash with the smallest work.
fn cheap_hash(phrase: &str) -> String {
    use argon2::password_hash::PasswordHasher;
    let params = argon2::Params::new(argon2::Params::MIN_M_COST, 1, 1, None).expect("valid");
    argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params)
        .hash_password(phrase.as_bytes())
        .expect("hashed")
        .to_string()
}

/// A database of this test's own on the server.
async fn new_postgres_database() -> String {
    let server = std::env::var("LIANXIN_TEST_POSTGRES").expect("set, or the run is on SQLite");
    let name = format!("t{}", store::new_id());
    let mut admin = sqlx::PgConnection::connect(&server).await.expect("the server that tests/run started");
    sqlx::query(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}")))
        .execute(&mut admin)
        .await
        .expect("created");
    let (before, after) = server.rsplit_once('/').filter(|_| !server.contains('?')).unwrap_or_else(|| {
        let (address, _) = server.split_once('?').expect("checked");
        address.rsplit_once('/').expect("an address with a database")
    });
    let query = server.split_once('?').map_or(String::new(), |(_, query)| format!("?{query}"));
    let _ = after;
    format!("{before}/{name}{query}")
}

impl Drop for Service {
    fn drop(&mut self) {
        let waiting = self.runtime.block_on(async {
            let rows = store::list_outbox(&self.db)
                .await
                .map(|rows| rows.iter().filter(|row| row.is_under_way()).count());
            self.db.close().await;
            rows
        });
        let stopping = self.handle.stop(false);
        self.runtime.block_on(stopping);
        if let Some(thread) = self.thread.take() {
            let ended = thread.join();
            if !std::thread::panicking() {
                ended.expect("the service ends well");
                assert_eq!(waiting.expect("the outbox can be read"), 0, "mail is left in the outbox");
            }
        }
    }
}

/// A mail with its encoded words, quoted-printable and base64 parts in clear.
fn decode(mail: &str) -> String {
    let parsed = mailparse::parse_mail(mail.as_bytes()).expect("a mail");
    let header = |name: &str| {
        use mailparse::MailHeaderMap;
        parsed.headers.get_first_value(name).unwrap_or_default()
    };
    let mut text = format!("To: {}\nSubject: {}\n\n", header("To"), header("Subject"));
    let parts: Vec<&mailparse::ParsedMail<'_>> = parsed.parts().collect();
    for part in parts {
        if part.subparts.is_empty() {
            text.push_str(&part.get_body().expect("a body"));
        }
    }
    text
}
