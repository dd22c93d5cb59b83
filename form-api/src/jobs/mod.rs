//! Duties: what the service does by itself. Each is a row with a lease and a fencing number, so that it is
//! run by one process at a time, survives the end of the one that ran it, and is seen when it is stuck. Each
//! is a file here, and can be done twice without harm.
//!
//! A process that was paused writes no more: each transaction of a duty checks that nobody has taken it over
//! (`steps::Upkeep`). The site has a lock of its own (`site_gen::site_lock`).
//!
//! Deliberately absent: mail (`outbox` holds its rows one by one), and what a duty does to letters
//! (`steps`).

pub mod attachments;
mod database;
mod due_dates;
mod figures;
mod identifiers;
mod late_messages;
mod lists;
mod mail_addresses;
mod morning_mail;
mod near_requests;
mod own_memory;
mod queue_counts;
mod report_readers;
mod site;
pub mod status;
mod trouble;
mod unsent_files;
mod used_forms;
mod whole_site;

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use site_gen::build::Report;

use crate::case::{shanghai_date, shanghai_datetime};
use crate::context::Context;
use crate::publish::PublishError;
use crate::steps::Upkeep;
use crate::store::{self, JobKey, Lease, Lessee, RunEnd, StoreError};
use crate::withdrawals::{self, WithdrawalsError};

pub use own_memory::{count_turned_away, settle_calendar};
pub use site::{follow, publish, publish_letter};
pub use status::Status;
pub use trouble::{Standing, list};
pub use unsent_files::sweep_unsent_files;
pub use whole_site::read_whole_site;

/// A process that does not say for so long that it is still at it has ended, or stands still.
const LEASE: SignedDuration = SignedDuration::from_secs(60);

/// How often a process that is at it says so.
const RENEW_EVERY: Duration = Duration::from_secs(20);

/// How often it is looked what is due.
const LOOK_EVERY: Duration = Duration::from_secs(15);

/// How often it is looked whether another server has changed something public.
const FOLLOW_EVERY: Duration = Duration::from_secs(1);

/// How often a process writes down what it has counted in its memory.
const COUNT_EVERY: SignedDuration = SignedDuration::from_secs(60);

/// What failed is tried again.
const RETRY: SignedDuration = SignedDuration::from_mins(10);

/// What the service does by itself, in the order in which it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Duty {
    /// `report_readers`.
    ReportReaders,
    /// `due_dates`.
    DueDates,
    /// `mail_addresses`.
    MailAddresses,
    /// `identifiers`.
    Identifiers,
    /// `figures`.
    Figures,
    /// `unsent_files`.
    UnsentFiles,
    /// `used_forms`.
    UsedForms,
    /// `queue_counts`.
    QueueCounts,
    /// `late_messages`.
    LateMessages,
    /// `near_requests`.
    NearRequests,
    /// `attachments`.
    Attachments,
    /// `site`.
    Site,
    /// `whole_site`.
    WholeSite,
    /// `lists`.
    Lists,
    /// `database`.
    Database,
    /// `morning_mail`.
    MorningMail,
}

/// What a duty is called, and when it is due.
#[derive(Clone, Copy, Debug)]
struct Plan {
    /// The word in its row; its message key is `job-<word>`.
    name: &'static str,
    every: Every,
    /// It is about a data folder, and is done for each.
    is_of_place: bool,
}

#[derive(Clone, Copy, Debug)]
enum Every {
    Minute,
    /// Shortly after midnight of Shanghai.
    Day,
    /// At seven in Shanghai, when who is written to gets up.
    Morning,
}

/// A run of a duty.
#[derive(Clone, Copy, Debug)]
struct Work<'a> {
    app: &'a Context,
    upkeep: Upkeep<'a>,
}

impl Duty {
    /// All of them.
    pub const ALL: [Self; 16] = [
        Self::ReportReaders,
        Self::DueDates,
        Self::MailAddresses,
        Self::Identifiers,
        Self::Figures,
        Self::UnsentFiles,
        Self::UsedForms,
        Self::QueueCounts,
        Self::LateMessages,
        Self::NearRequests,
        Self::Attachments,
        Self::Site,
        Self::WholeSite,
        Self::Lists,
        Self::Database,
        Self::MorningMail,
    ];

    /// The word in its row; the message key is `job-<word>`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.plan().name
    }

    /// The duty of a row; none for one that this version does not know.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|duty| duty.as_str() == word)
    }

    const fn plan(self) -> Plan {
        match self {
            Self::ReportReaders => report_readers::PLAN,
            Self::DueDates => due_dates::PLAN,
            Self::MailAddresses => mail_addresses::PLAN,
            Self::Identifiers => identifiers::PLAN,
            Self::Figures => figures::PLAN,
            Self::UnsentFiles => unsent_files::PLAN,
            Self::UsedForms => used_forms::PLAN,
            Self::QueueCounts => queue_counts::PLAN,
            Self::LateMessages => late_messages::PLAN,
            Self::NearRequests => near_requests::PLAN,
            Self::Attachments => attachments::PLAN,
            Self::Site => site::PLAN,
            Self::WholeSite => whole_site::PLAN,
            Self::Lists => lists::PLAN,
            Self::Database => database::PLAN,
            Self::MorningMail => morning_mail::PLAN,
        }
    }

    async fn carry_out(self, work: Work<'_>) -> anyhow::Result<()> {
        match self {
            Self::ReportReaders => report_readers::run(work).await,
            Self::DueDates => due_dates::run(work).await,
            Self::MailAddresses => mail_addresses::run(work).await,
            Self::Identifiers => identifiers::run(work).await,
            Self::Figures => figures::run(work).await,
            Self::UnsentFiles => unsent_files::run(work).await,
            Self::UsedForms => used_forms::run(work).await,
            Self::QueueCounts => queue_counts::run(work).await,
            Self::LateMessages => late_messages::run(work).await,
            Self::NearRequests => near_requests::run(work).await,
            Self::Attachments => attachments::run(work).await,
            Self::Site => site::run(work).await,
            Self::WholeSite => whole_site::run(work).await,
            Self::Lists => lists::run(work).await,
            Self::Database => database::run(work).await,
            Self::MorningMail => morning_mail::run(work).await,
        }
    }

    fn key(self, app: &Context) -> JobKey<'_> {
        let Plan { name, is_of_place, .. } = self.plan();
        JobKey { name, place: if is_of_place { &app.place } else { "" } }
    }

    /// When it is due again after a run.
    fn next(self, now: Timestamp, is_done: bool) -> Timestamp {
        let wait = match (self.plan().every, is_done) {
            (Every::Minute, _) => SignedDuration::from_secs(60),
            (Every::Day, true) => until_new_day(now),
            (Every::Morning, true) => until_morning(now),
            (Every::Day | Every::Morning, false) => RETRY,
        };
        now.checked_add(wait).unwrap_or(Timestamp::MAX)
    }
}

/// Until shortly after the next midnight of Shanghai.
fn until_new_day(now: Timestamp) -> SignedDuration {
    let now = shanghai_datetime(now);
    let midnight = now.date().tomorrow().map(|day| day.at(0, 0, 5, 0));
    midnight.map_or(SignedDuration::from_hours(1), |midnight| midnight.duration_since(now))
}

/// Until the next seven o'clock of Shanghai.
fn until_morning(now: Timestamp) -> SignedDuration {
    let now = shanghai_datetime(now);
    let seven = now.date().at(7, 0, 0, 0);
    let next = if now < seven { Ok(seven) } else { now.date().tomorrow().map(|day| day.at(7, 0, 0, 0)) };
    next.map_or(SignedDuration::from_hours(1), |next| next.duration_since(now))
}

/// Runs one duty, also when it is not due. Says whether it was run: another process may have it in hand.
///
/// # Errors
/// What the duty says; its row knows that it failed.
pub async fn run_now(app: &Context, duty: Duty) -> anyhow::Result<bool> {
    run(app, duty, true).await
}

/// Runs every duty that is due and that no other process has in hand; gives those that were done. What fails
/// is said in the log and tried again later.
///
/// # Errors
/// The table of duties cannot be read.
pub async fn run_due(app: &Context) -> anyhow::Result<Vec<Duty>> {
    let mut done = Vec::new();
    for duty in Duty::ALL {
        // Looked at first without a transaction: nearly always nothing is due.
        let row = store::find_job(&app.db, duty.key(app)).await?;
        if row.is_some_and(|row| !row.is_open(app.now())) {
            continue;
        }
        match run(app, duty, false).await {
            Ok(true) => done.push(duty),
            Ok(false) => {}
            Err(error) => {
                tracing::error!(duty = duty.as_str(), error = format!("{error:#}"), "a duty was not done")
            }
        }
    }
    Ok(done)
}

async fn run(app: &Context, duty: Duty, is_forced: bool) -> anyhow::Result<bool> {
    let now = app.now();
    let Some(lease) = take(app, duty, is_forced).await? else { return Ok(false) };
    let work = Work { app, upkeep: Upkeep { db: &app.db, lease: Some(&lease), now } };
    let done = tokio::select! {
        done = duty.carry_out(work) => done,
        lapsed = hold(app, &lease) => Err(lapsed.into()),
    };
    give_back(app, duty, &lease, done.is_ok()).await?;
    done.map(|()| true)
}

async fn take(app: &Context, duty: Duty, is_forced: bool) -> Result<Option<Lease>, StoreError> {
    let now = app.now();
    let mut tx = app.db.begin().await?;
    let by = Lessee { holder: &app.process, now, until: lease_end(now), is_forced };
    let lease = store::take_lease(&mut tx, duty.key(app), by).await?;
    tx.commit().await?;
    Ok(lease)
}

async fn give_back(app: &Context, duty: Duty, lease: &Lease, is_done: bool) -> Result<(), StoreError> {
    let now = app.now();
    let end = RunEnd { now, due_at: duty.next(now, is_done), is_done };
    let mut tx = app.db.begin().await?;
    match store::end_lease(&mut tx, lease, end).await {
        Ok(()) => tx.commit().await,
        // The other one says how it has ended.
        Err(StoreError::Lapsed) => Ok(()),
        Err(error) => Err(error),
    }
}

fn lease_end(now: Timestamp) -> Timestamp {
    now.checked_add(LEASE).unwrap_or(Timestamp::MAX)
}

/// Says again and again that this process is at it; ends when another one has taken over.
async fn hold(app: &Context, lease: &Lease) -> StoreError {
    loop {
        tokio::time::sleep(RENEW_EVERY).await;
        let renewed = async {
            let mut tx = app.db.begin().await?;
            store::renew_lease(&mut tx, lease, lease_end(app.now())).await?;
            tx.commit().await
        };
        match renewed.await {
            Err(StoreError::Lapsed) => return StoreError::Lapsed,
            // A busy database; the lease holds for two more tries.
            Err(error) => tracing::warn!(%error, duty = lease.name, "a lease could not be renewed"),
            Ok(()) => {}
        }
    }
}

/// What changes with the day, at once: every duty of a day is run, calendar and content are read again, and
/// the site is built as of today. Each is done whether or not another fails: a typing mistake in the content
/// must not keep an address that is to be erased.
///
/// # Errors
/// All that failed, by name; the service goes on with what it had.
pub async fn begin_day(app: &Context) -> anyhow::Result<Report> {
    let mut failed = Vec::new();
    if let Err(error) = own_memory::load_calendar(app) {
        failed.push(format!("calendar: {error:#}"));
    }
    let before_site = Duty::ALL.into_iter().take_while(|duty| *duty != Duty::Site);
    for duty in before_site {
        if let Err(error) = run_now(app, duty).await {
            failed.push(format!("{}: {error:#}", duty.as_str()));
        }
    }
    own_memory::load_content(app);
    // Also when another process has this in hand: this one has to know the site.
    let lease = take(app, Duty::Site, true).await?;
    let published = publish(app).await;
    if let Some(lease) = &lease {
        give_back(app, Duty::Site, lease, published.is_ok()).await?;
    }
    match published {
        Ok(report) if failed.is_empty() => Ok(report),
        Ok(_) => Err(anyhow::anyhow!("{}", failed.join("\n"))),
        Err(error) => {
            failed.push(format!("{error:#}"));
            Err(anyhow::anyhow!("{}", failed.join("\n")))
        }
    }
}

/// Runs what is due, again and again, until the runtime ends.
pub async fn keep_running(app: Arc<Context>) {
    let mut day = shanghai_date(app.now());
    let mut counted_at = app.now();
    loop {
        let now = app.now();
        if shanghai_date(now) != day {
            day = shanghai_date(now);
            if let Err(error) = own_memory::load_calendar(&app) {
                tracing::error!(error = format!("{error:#}"), "the calendar could not be read");
            }
            own_memory::load_content(&app);
        }
        if now.duration_since(counted_at) >= COUNT_EVERY {
            counted_at = now;
            if let Err(error) = count_turned_away(&app).await {
                tracing::warn!(%error, "what was turned away could not be counted");
            }
        }
        if let Err(error) = run_due(&app).await {
            tracing::error!(error = format!("{error:#}"), "what is due could not be read");
        }
        let until_new_day = Duration::try_from(until_new_day(app.now())).unwrap_or(LOOK_EVERY);
        tokio::time::sleep(LOOK_EVERY.min(until_new_day)).await;
    }
}

/// Brings to the site what other servers have made public or taken down, until the runtime ends.
pub async fn keep_following(app: Arc<Context>) {
    let (mut tried, mut noted, mut is_failing) = (None, None, false);
    loop {
        tokio::time::sleep(FOLLOW_EVERY).await;
        match note_withdrawals(&app, noted).await {
            Ok(seq) => (noted, is_failing) = (seq, false),
            Err(error) => {
                if !is_failing {
                    tracing::error!(%error, "the withdrawal log cannot be written: a restore would bring back what was taken back");
                }
                (noted, is_failing) = (None, true);
            }
        }
        let Ok(head) = store::find_public_change_head(&app.db).await else { continue };
        // What failed waits for the next change, and for the duty, which is tried again.
        if tried == Some(head) {
            continue;
        }
        if let Err(error) = follow(&app).await {
            tracing::error!(%error, "what another server has changed is not all on the site");
            // What was withdrawn and is still there does not wait for the duty's next time.
            if matches!(&error, PublishError::Removed { left, .. } if !left.is_empty()) {
                tokio::time::sleep(LOOK_EVERY).await;
                continue;
            }
        }
        tried = Some(head);
    }
}

/// Writes into the withdrawal log what was taken back since an event, and says up to which event it stands now. A PostgreSQL
/// server is restored with its own tools.
///
/// # Errors
/// [`WithdrawalsError`].
pub async fn note_withdrawals(app: &Context, noted: Option<i64>) -> Result<Option<i64>, WithdrawalsError> {
    if !app.db.is_one_file() {
        return Ok(None);
    }
    withdrawals::follow(&app.db, &app.settings.paths.withdrawals(), noted).await.map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_duty_has_a_word_of_its_own() {
        for duty in Duty::ALL {
            assert_eq!(Duty::parse(duty.as_str()), Some(duty));
        }
        assert_eq!(Duty::parse("nothing"), None);
    }

    #[test]
    fn a_day_begins_in_shanghai_and_what_failed_is_tried_before() {
        let now: Timestamp = "2026-11-23T23:59:00+08:00".parse().expect("a moment");
        let midnight: Timestamp = "2026-11-24T00:00:05+08:00".parse().expect("a moment");
        assert_eq!(Duty::Figures.next(now, true), midnight);
        assert_eq!(Duty::Figures.next(now, false), now + RETRY);
        assert_eq!(Duty::UsedForms.next(now, true), now + SignedDuration::from_secs(60));
    }
}
