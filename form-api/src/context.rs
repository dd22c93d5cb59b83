//! The wiring: the only place that puts the rooms together.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::{HttpServer, web};
use anyhow::Context as _;
use jiff::Timestamp;
use record::{PublicRecord, PublicReply, UnitTree, WorkCalendar};
use site_gen::build::{NoProgress, Report};
use site_gen::leaks::{self, Gate, Leak};
use site_gen::site::Site;
use site_gen::theme::Theme;
use tokio::sync::watch;

use crate::attachments::{self, Findings, Folder, PENDING_HOURS, Pictures, Waiting};
use crate::case::{TownshipId, shanghai_date, shanghai_datetime};
use crate::gate::CaseMarks;
use crate::http::middleware::{
    answer_head, lead_into_folders, need_a_length, refuse_other_sites, security_headers, send_in_pieces,
    watch_turns, with_a_sentence,
};
use crate::mail::{self, Carriers, Delivery, Letterhead, Mails, Transport, Webhook};
use crate::messages::speak_with;
use crate::publish::{PublishError, Published, Publisher};
use crate::rate_limits::Limits;
use crate::readiness::Readiness;
use crate::seal::{Keys, MailKey};
use crate::settings::Settings;
use crate::steps::{self, Group, KnownKeys, Township};
use crate::store::{self, Db, UnreadableRow};
use crate::templates::Pages;
use crate::turns::Watch;

/// Gives the moment. Handed in, so that tests set it.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The machine's own clock, for the program's edge.
#[must_use]
pub fn machine_clock() -> Clock {
    Arc::new(Timestamp::now)
}

/// Threads that serve.
const WORKERS: usize = 2;

/// Connections at once; further ones wait until one ends. Each may hold 80 KiB that nobody has read yet: more of them would be
/// more memory than the service is given.
const CONNECTIONS: usize = 1600;

/// How often the outbox is looked at when nothing wakes it.
const MAIL_EVERY: Duration = Duration::from_secs(30);

/// How often what was turned away is added to the day's counts.
const COUNT_EVERY: Duration = Duration::from_secs(60);

/// A running mailbox.
pub struct Context {
    /// Settings as they were read.
    pub settings: Settings,
    /// The database.
    pub db: Db,
    /// What steps know of the township.
    pub township: Arc<Township>,
    /// Where letters of residents are received.
    pub group: Group,
    /// Templates.
    pub pages: Pages,
    /// Limits by address.
    pub limits: Limits,
    /// How long requests keep their workers busy.
    pub watch: Watch,
    /// Files that came with letters.
    pub attachments: Arc<Folder>,
    /// Where pictures are made again.
    pub pictures: Pictures,
    /// What waits with letters that nobody has sent yet, by the place that it came from.
    pub waiting: Arc<Waiting>,
    /// Whether letters can be taken in, as it was found last.
    pub readiness: Readiness,
    theme: Theme,
    publisher: Publisher,
    site_trouble: RwLock<Option<String>>,
    clock: Clock,
    wake: watch::Sender<u64>,
}

impl std::fmt::Debug for Context {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Context").finish_non_exhaustive()
    }
}

impl Context {
    /// Puts everything together: reads the content, the theme and the calendar.
    ///
    /// # Errors
    /// Content with problems (all of them are in the message), a theme that cannot be loaded.
    pub fn new(settings: Settings, db: Db, keys: Keys, clock: Clock) -> anyhow::Result<Self> {
        settings.check()?;
        let attachments = Arc::new(Folder::new(settings.paths.attachments(), &keys));
        let (township, site) = read_township(&settings, keys, shanghai_date(clock()))?;
        let theme = Theme::load(&settings.paths.theme)?;
        let township = Arc::new(township);
        Ok(Self {
            group: Group::new(db.clone(), Arc::clone(&township)),
            publisher: Publisher::new(settings.paths.clone()),
            pages: Pages::new(&theme, site)?,
            township,
            limits: Limits::default(),
            watch: Watch::default(),
            attachments,
            pictures: Pictures::default(),
            waiting: Arc::default(),
            readiness: Readiness::default(),
            site_trouble: RwLock::new(None),
            wake: watch::Sender::new(0),
            settings,
            db,
            theme,
            clock,
        })
    }

    /// The moment.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Mail may be waiting: the worker looks at once.
    pub fn wake_mail(&self) {
        self.wake.send_modify(|times| *times += 1);
    }

    /// Adds what was turned away since the last time to the day's counts, and forgets limits that are full again.
    ///
    /// # Errors
    /// [`steps::StepError`]; the counts wait for the next time.
    pub async fn count_turned_away(&self) -> Result<(), steps::StepError> {
        self.limits.forget();
        let counts = self.limits.take_turned_away();
        let counted = steps::count_turned_away(&self.db, &counts, shanghai_date(self.now())).await;
        if counted.is_err() {
            self.limits.put_back(&counts);
        }
        counted
    }

    /// Removes the files of letters that were not sent in time. Says how many there were.
    ///
    /// # Errors
    /// The database; they go the next time.
    pub async fn sweep_attachments(&self) -> anyhow::Result<usize> {
        let gone = steps::forget_pending_attachments(&self.db, self.now()).await?;
        self.attachments.remove(&gone);
        self.waiting.forget(&gone);
        let old = self.now().checked_sub(jiff::Span::new().hours(PENDING_HOURS)).unwrap_or(Timestamp::MIN);
        self.waiting.forget_before(old);
        Ok(gone.len())
    }

    /// Holds files and rows of attachments against each other, and says loudly what is lost.
    ///
    /// # Errors
    /// The folder or the database cannot be read.
    pub async fn check_attachments(&self) -> anyhow::Result<Findings> {
        let found = attachments::check(&self.db, &self.attachments, self.now(), false).await?;
        found.log();
        Ok(found)
    }

    /// Makes the site equal to what is public, as of today.
    ///
    /// # Errors
    /// [`PublishError`]; also when the site was made and something had to be left out.
    pub async fn publish(&self) -> Result<Report, PublishError> {
        let taken_down = store::list_taken_down(&self.db).await?;
        let marks = self.marks_or_take_off().await?;
        let published = self.publisher.publish(&self.db, marks, shanghai_date(self.now())).await;
        let (report, trouble, _) = self.published(published)?;
        self.confirm_taken_down(&taken_down).await;
        if trouble.is_empty() { Ok(report) } else { Err(PublishError::LeftOut(trouble)) }
    }

    /// Makes the site show what is public of one letter. What is wrong with others is said at the desk and is no reason
    /// to refuse this one.
    ///
    /// # Errors
    /// [`PublishError`]; also when this very letter had to be left out.
    pub async fn publish_letter(&self, submission_no: &str) -> Result<Report, PublishError> {
        let taken_down = self.taken_down(submission_no).await?;
        let marks = self.marks_or_take_off().await?;
        let today = shanghai_date(self.now());
        let published = self.publisher.publish_letter(&self.db, marks, today, submission_no).await;
        let (report, trouble, left_out) = self.published(published)?;
        self.confirm_taken_down(&taken_down).await;
        if left_out.contains(submission_no) { Err(PublishError::LeftOut(trouble)) } else { Ok(report) }
    }

    /// A letter that was taken down before the site is built: no others are sure to be gone with it.
    async fn taken_down(&self, submission_no: &str) -> Result<Vec<String>, PublishError> {
        let waiting = store::list_taken_down(&self.db).await?;
        let letter = store::find_by_number(&self.db, submission_no).await?;
        Ok(waiting.into_iter().filter(|id| letter.as_ref().is_some_and(|one| one.id == *id)).collect())
    }

    /// Who the gate knows. Where that cannot be read nothing is published, and withdrawals go all the same: they need
    /// no gate.
    async fn marks_or_take_off(&self) -> Result<Arc<CaseMarks>, PublishError> {
        match CaseMarks::load(&self.db, &self.township.keys, None).await {
            Ok(marks) => Ok(Arc::new(marks)),
            Err(error) => {
                self.publisher.take_off(&self.db).await?;
                Err(error.into())
            }
        }
    }

    /// Their pages are gone: now it is said.
    async fn confirm_taken_down(&self, case_ids: &[String]) {
        let confirmed = steps::confirm_taken_down(&self.db, &self.township, case_ids, self.now()).await;
        match confirmed {
            Ok(0) => {}
            Ok(_) => self.wake_mail(),
            Err(error) => tracing::error!(%error, "who asked for a take-down could not be told"),
        }
    }

    /// Waits until the site is at rest and what is known of it is written down.
    pub async fn settled(&self) {
        self.publisher.settled().await;
    }

    fn published(
        &self,
        published: Result<Published, PublishError>,
    ) -> Result<(Report, Vec<String>, BTreeSet<String>), PublishError> {
        let published = published.map(|mut published| {
            let row = |row: &UnreadableRow| {
                let args = [("number", row.submission_no.clone()), ("column", row.column.to_owned())];
                speak_with("site-unreadable", &args)
            };
            published.trouble.extend(published.unreadable.iter().map(row));
            published
        });
        let trouble = match &published {
            Ok(published) if published.trouble.is_empty() => None,
            Ok(published) => Some(published.trouble.join("\n")),
            Err(error) => Some(error.to_string()),
        };
        *self.site_trouble.write().unwrap_or_else(PoisonError::into_inner) = trouble;
        let Published { report, site, trouble, left_out, .. } = published?;
        // What was withdrawn a moment ago must not be offered to anybody, and what is new may answer at once.
        self.pages.replace_site(self.pages.site().with_records_of(&site));
        Ok((report, trouble, left_out))
    }

    /// Why the site is not as it should be, since the last try to build it: staff read it at the desk.
    #[must_use]
    pub fn site_trouble(&self) -> Option<String> {
        self.site_trouble.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The page of a reply exactly as it will be published.
    ///
    /// # Errors
    /// The reply names something that the content does not have.
    pub fn preview(&self, reply: PublicReply) -> anyhow::Result<String> {
        site_gen::render::preview(&self.pages.site(), &self.theme, &PublicRecord::Reply(reply))
    }

    /// Reads every file of the site again, for letters that came after a page was made and for what somebody put into the
    /// folder by hand. What is found is said at the desk; nothing is removed by a machine.
    ///
    /// # Errors
    /// The site or the database cannot be read.
    pub async fn read_whole_site(&self) -> anyhow::Result<Vec<Leak>> {
        let marks = CaseMarks::load(&self.db, &self.township.keys, None).await?;
        let (site, out) = (self.pages.site(), self.settings.paths.site.clone());
        let read = move || {
            let (known, allowed) = (leaks::in_duty(&site), leaks::kept(&site));
            Gate { known: &known, allowed: &allowed, hashed: Some(&marks) }.read_folder(&out, &NoProgress)
        };
        let found = match tokio::task::spawn_blocking(read).await {
            Ok(found) => found?,
            Err(panic) => std::panic::resume_unwind(panic.into_panic()),
        };
        if !found.is_empty() {
            let lines: Vec<String> = found.iter().map(ToString::to_string).collect();
            *self.site_trouble.write().unwrap_or_else(PoisonError::into_inner) = Some(lines.join("\n"));
        }
        Ok(found)
    }

    /// What a reply would become, read by the gate: its page and its path, where all that other pages take from it
    /// stands too.
    ///
    /// # Errors
    /// As [`Context::preview`].
    pub fn read_with_gate(&self, marks: &CaseMarks, reply: &PublicReply) -> anyhow::Result<Vec<Leak>> {
        let known = self.township.officials();
        let gate = Gate { known: &known, allowed: &reply.kept, hashed: Some(marks) };
        let record = PublicRecord::Reply(reply.clone());
        let path = record.relative_path().with_extension("html");
        let page = self.preview(reply.clone())?;
        Ok(gate.read_file(&path.to_string_lossy(), page.as_bytes()))
    }

    /// What changes with the day: promises that waited for a holiday notice are fixed, addresses for mail that nobody needs
    /// any more are erased, last month's letters are counted, files are checked, the content is read again, and the site
    /// is built as of today. Each is done whether or not another fails: a typing mistake in the content must not keep an
    /// address that is to be erased.
    ///
    /// # Errors
    /// All that failed, by name; the service goes on with what it had.
    pub async fn begin_day(&self) -> anyhow::Result<Report> {
        let (db, township, now) = (&self.db, &self.township, self.now());
        let mut failed = Vec::new();
        let mut note = |duty: &str, done: anyhow::Result<()>| {
            if let Err(error) = done {
                failed.push(format!("{duty}: {error:#}"));
            }
        };
        note("the calendar", self.load_calendar());
        let readers = &self.settings.reports.first_readers;
        note("first readers of reports", done(steps::name_report_readers(db, readers, now).await));
        note("promised dates", done(steps::settle_due_dates(db, township, now).await));
        note("addresses for mail", done(steps::erase_mail_addresses(db, township, now).await));
        note("hashes of names and numbers", done(steps::rehash_marks(db, township).await));
        note("figures", done(steps::count_figures(db, township, now).await));
        note("files of unsent letters", self.sweep_attachments().await.map(drop));
        note("attachments", self.check_attachments().await.map(drop));
        // Where the content is wrong, building the site says so, and keeps it for the desk.
        if let Ok(site) = load_site(&self.settings, shanghai_date(now)) {
            self.pages.replace_site(site);
        }
        match self.publish().await {
            Ok(report) if failed.is_empty() => Ok(report),
            Ok(_) => Err(anyhow::anyhow!("{}", failed.join("\n"))),
            Err(error) => {
                failed.push(format!("{error:#}"));
                Err(anyhow::anyhow!("{}", failed.join("\n")))
            }
        }
    }

    fn load_calendar(&self) -> anyhow::Result<()> {
        let calendar = WorkCalendar::load(&self.settings.paths.content.join("calendar")).map_err(problems)?;
        self.township.replace_calendar(calendar);
        Ok(())
    }

    /// A new year's holiday notice may have been put into the content: promises that waited for it are fixed.
    ///
    /// # Errors
    /// A calendar with problems; the database.
    pub async fn settle_calendar(&self) -> anyhow::Result<usize> {
        self.load_calendar()?;
        Ok(steps::settle_due_dates(&self.db, &self.township, self.now()).await?)
    }

    /// Serves on a listener that is already bound. The server stops gracefully on the usual signals.
    ///
    /// # Errors
    /// The listener cannot be used.
    pub fn start(self, listener: std::net::TcpListener) -> anyhow::Result<(Server, web::Data<Self>)> {
        let app = web::Data::new(self);
        app.group.start();
        let data = app.clone();
        let https = app.settings.is_https();
        let server = HttpServer::new(move || {
            actix_web::App::new()
                .wrap(actix_web::middleware::from_fn(refuse_other_sites))
                .wrap(actix_web::middleware::from_fn(with_a_sentence))
                .wrap(actix_web::middleware::from_fn(lead_into_folders))
                .wrap(actix_web::middleware::from_fn(need_a_length))
                .wrap(tracing_actix_web::TracingLogger::<QuietSpan>::new())
                .wrap(actix_web::middleware::Compress::default())
                .wrap(actix_web::middleware::from_fn(send_in_pieces))
                .wrap(security_headers(https))
                .wrap(actix_web::middleware::from_fn(answer_head))
                .wrap(actix_web::middleware::from_fn(watch_turns))
                .configure(|config| crate::routes::mount(config, &data))
        })
        .workers(WORKERS)
        .max_connections(CONNECTIONS / WORKERS)
        // Answers go out in pieces: the last one must not wait 40 ms for the other side to acknowledge the one before.
        .tcp_nodelay(true)
        .shutdown_timeout(10)
        .listen(listener)?
        .run();
        Ok((server, app))
    }

    /// What works beside the server: the outbox is emptied, unless a process of its own does that and no key was given,
    /// the site is built anew each day, and what was turned away is counted. All end with the runtime.
    ///
    /// # Errors
    /// The mail sender's address is none.
    pub fn work(self: &Arc<Self>, mail_key: Option<MailKey>) -> anyhow::Result<()> {
        if let Some(key) = mail_key {
            let carriers = carriers(&self.settings)?;
            let app = Arc::clone(self);
            tokio::spawn(async move {
                let clock = Arc::clone(&app.clock);
                let woken = app.wake.subscribe();
                mail::run_worker(&app.db, &key.private, &carriers, &move || clock(), MAIL_EVERY, woken).await;
            });
        }
        tokio::spawn(run_days(Arc::clone(self)));
        let app = Arc::clone(self);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(COUNT_EVERY).await;
                if let Err(error) = app.count_turned_away().await {
                    tracing::warn!(%error, "what was turned away could not be counted");
                }
                if let Err(error) = steps::forget_forms(&app.db, app.now()).await {
                    tracing::warn!(%error, "forms that were used could not be forgotten");
                }
                // The worker does it too, where there is one: a process that does not run cannot say that it does not.
                if let Err(error) = steps::note_held_up(&app.db, app.now()).await {
                    tracing::warn!(%error, "messages that wait too long could not be noted");
                }
                if let Err(error) = app.sweep_attachments().await {
                    tracing::warn!(
                        error = format!("{error:#}"),
                        "files of unsent letters could not be removed"
                    );
                }
            }
        });
        Ok(())
    }
}

/// The ways out for messages, as they are set.
///
/// # Errors
/// The mail sender's address is none; the secret of the gateway cannot be read.
pub fn carriers(settings: &Settings) -> anyhow::Result<Carriers> {
    let delivery = settings.delivery();
    if let Delivery::Folder(folder) = &delivery {
        crate::commands::make_private(folder)?;
    }
    Ok(Carriers {
        mail: Transport::new(&delivery, &settings.mail.from).context("mail.from, mail.smtp")?,
        sms: settings.webhook.as_ref().map(Webhook::new).transpose().context("webhook.secret_file")?,
        first_retry: Duration::from_secs(settings.mail.retry_seconds.max(1).into()),
    })
}

/// A request's span: method, route pattern and status. Never a path (it may hold a letter number), a query, a body or
/// an address.
struct QuietSpan;

impl tracing_actix_web::RootSpanBuilder for QuietSpan {
    fn on_request_start(request: &actix_web::dev::ServiceRequest) -> tracing::Span {
        let route = request.match_pattern().unwrap_or_default();
        tracing::info_span!("request", method = %request.method(), route, status = tracing::field::Empty)
    }

    fn on_request_end<B: actix_web::body::MessageBody>(
        span: tracing::Span,
        outcome: &Result<actix_web::dev::ServiceResponse<B>, actix_web::Error>,
    ) {
        let status = match outcome {
            Ok(response) => response.status(),
            Err(error) => error.as_response_error().status_code(),
        };
        span.record("status", status.as_u16());
    }
}

/// Wakes shortly after each midnight of Shanghai.
async fn run_days(app: Arc<Context>) {
    loop {
        let now = shanghai_datetime(app.now());
        let midnight = now.date().tomorrow().map(|day| day.at(0, 0, 5, 0));
        let wait = midnight.ok().and_then(|midnight| Duration::try_from(midnight.duration_since(now)).ok());
        tokio::time::sleep(wait.unwrap_or(Duration::from_secs(3600))).await;
        match app.begin_day().await {
            Ok(report) => tracing::info!(written = report.written, "site built for the new day"),
            Err(error) => {
                tracing::error!(error = format!("{error:#}"), "not all that the new day needs was done")
            }
        }
        match app.read_whole_site().await {
            Ok(found) if found.is_empty() => {}
            Ok(found) => tracing::error!(found = found.len(), "the site holds what must not be public"),
            Err(error) => tracing::error!(error = format!("{error:#}"), "the site could not be read"),
        }
    }
}

/// Reads content and calendar: what steps know of the township, and the site itself.
///
/// # Errors
/// Settings, units or lists with problems: all of them are in the message. A record with problems is left out.
pub fn read_township(
    settings: &Settings,
    keys: Keys,
    today: jiff::civil::Date,
) -> anyhow::Result<(Township, Site)> {
    // A mailbox takes letters, and takes replies down, also while somebody's page has a mistake: begin_day says which.
    let (site, _) =
        site_gen::load::load_what_is_sound(&settings.paths.content, Some(&settings.paths.replies()), today)
            .map_err(problems)?;
    let calendar = WorkCalendar::load(&settings.paths.content.join("calendar")).map_err(problems)?;
    let base = settings.server.public_url.trim_end_matches('/');
    let township = Township {
        keys,
        calendar: RwLock::new(Arc::new(calendar)),
        limits: settings.limits,
        declines_need_two: settings.review.declines,
        official_names: site.official_names(),
        posts: site.records.contacts.iter().map(|card| (card.name.clone(), card.post.clone())).collect(),
        official_numbers: site.official_numbers(),
        mails: Mails::new(Letterhead {
            site_name: site.settings.site.name.clone(),
            track_url: format!("{base}/track/"),
            hotline: site.settings.hotline.number.clone(),
            hotline_hours: site.settings.hotline.hours.clone(),
        })
        .context("mail texts")?,
        tree: UnitTree::of_township(TownshipId::ONLY, &site.settings.site.township, &site.units),
        units: site.units.clone(),
        small_village: site.settings.limits.small_village_population,
        sealing_keys: KnownKeys::default(),
    };
    Ok((township, site))
}

/// A step that counts what it did, as a duty of the day.
fn done(counted: Result<usize, steps::StepError>) -> anyhow::Result<()> {
    Ok(counted.map(drop)?)
}

fn load_site(settings: &Settings, today: jiff::civil::Date) -> anyhow::Result<Site> {
    site_gen::load::load(&settings.paths.content, Some(&settings.paths.replies()), today).map_err(problems)
}

fn problems(problems: Vec<record::problem::Problem>) -> anyhow::Error {
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    anyhow::anyhow!("{}", lines.join("\n"))
}
