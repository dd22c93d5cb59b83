//! How the service stands, in figures: what waits, what failed, what was lost. Read at the keyboard (`form-api status`), by a
//! program that watches (`/metrics`), and each morning by the administrator (`morning_mail`).
//!
//! Deliberately absent: anything of a letter. Who watches machines has no right to read one.

use std::fmt::Write as _;

use jiff::{SignedDuration, Timestamp};

use super::trouble::{self, Standing};
use crate::case::{shanghai_date, shanghai_datetime};
use crate::messages::{speak, speak_with};
use crate::readiness::{self, free_bytes};
use crate::settings::PathSettings;
use crate::steps;
use crate::store::{self, Backlog, Db, StoreError, Trouble};

/// The fact of the database that says when it was backed up last.
pub const BACKED_UP_AT: &str = "backed_up_at";

/// A backup that is older was forgotten: it is made each night.
const BACKUP_HOURS: i64 = 48;

/// A drill that is older was forgotten: it is made each week.
const DRILL_HOURS: i64 = 24 * 15;

/// Less than this wants a larger disk soon: some days of letters with pictures.
const LITTLE_ROOM: u64 = 2 * 1024 * 1024 * 1024;

/// How the service stands.
#[derive(Debug)]
pub struct Status {
    /// What keeps letters out.
    pub trouble: Option<Trouble>,
    /// What waits.
    pub backlog: Backlog,
    /// What the service does by itself.
    pub duties: Vec<Standing>,
    /// Bytes left for data; none where the disk cannot be asked.
    pub free_bytes: Option<u64>,
    /// The last backup.
    pub backup: Backup,
    /// When a backup was last put back to see that it can be.
    pub drilled_at: Option<Timestamp>,
    now: Timestamp,
}

/// The last backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backup {
    /// A PostgreSQL server is backed up with its own tools, which do not tell us.
    Elsewhere,
    /// There was none.
    Never,
    /// When it was made.
    At(Timestamp),
}

impl Status {
    /// Asks for all of it.
    ///
    /// # Errors
    /// [`StoreError`]: the database cannot even be read.
    pub async fn find(db: &Db, paths: &PathSettings, now: Timestamp) -> Result<Self, StoreError> {
        let backed_up_at = store::find_deployment_info(db, BACKED_UP_AT).await?;
        let drilled_at = store::find_deployment_info(db, steps::DRILLED_AT).await?;
        let backup = match backed_up_at.and_then(|at| at.parse().ok()) {
            Some(at) => Backup::At(at),
            None if db.is_one_file() => Backup::Never,
            None => Backup::Elsewhere,
        };
        Ok(Self {
            trouble: readiness::look(db, &paths.data).await,
            backlog: store::find_backlog(db, shanghai_date(now)).await?,
            duties: trouble::list(db, now).await?,
            free_bytes: free_bytes(&paths.data),
            backup,
            drilled_at: drilled_at.and_then(|at| at.parse().ok()),
            now,
        })
    }

    /// Nobody has to do anything about the service today.
    #[must_use]
    pub fn is_well(&self) -> bool {
        self.wrong().is_empty()
    }

    /// What somebody has to look after, a sentence each.
    #[must_use]
    pub fn wrong(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        if let Some(trouble) = self.trouble {
            wrong.push(speak(match trouble {
                Trouble::NotNow => "status-not_now",
                Trouble::Full => "status-full",
            }));
        }
        wrong.extend(self.duties.iter().filter(|duty| duty.is_stuck).map(stuck_sentence));
        wrong.extend(self.duties.iter().filter_map(trouble_sentence));
        if self.backlog.failing > 0 {
            wrong.push(count("status-failing", self.backlog.failing));
        }
        if self.backlog.calls > 0 {
            wrong.push(count("status-calls", self.backlog.calls));
        }
        if self.backlog.late > 0 {
            wrong.push(count("status-late", self.backlog.late));
        }
        if self.free_bytes.is_some_and(|free| free < LITTLE_ROOM) {
            wrong.push(speak("status-little_room"));
        }
        match self.backup {
            Backup::Never => wrong.push(speak("status-no_backup")),
            Backup::At(at) if self.now.duration_since(at) > SignedDuration::from_hours(BACKUP_HOURS) => {
                wrong.push(speak_with("status-old_backup", &[("at", minute(at))]));
            }
            Backup::At(_) | Backup::Elsewhere => {}
        }
        // Who has never made one has been told how in the guide; who did so, and stopped, is told here.
        if let Some(at) = self.drilled_at
            && self.now.duration_since(at) > SignedDuration::from_hours(DRILL_HOURS)
        {
            wrong.push(speak_with("status-old_drill", &[("at", minute(at))]));
        }
        wrong
    }

    /// Figures for whoever wants to see that somebody counts.
    #[must_use]
    pub fn figures(&self) -> Vec<String> {
        let mut lines = vec![
            count("status-letters", self.backlog.letters),
            count("status-messages", self.backlog.messages),
        ];
        if let Some(free) = self.free_bytes {
            let gib = free as f64 / f64::from(1 << 30);
            lines.push(speak_with("status-room", &[("gib", format!("{gib:.1}"))]));
        }
        if self.backup != Backup::Elsewhere {
            lines.push(match self.drilled_at {
                Some(at) => speak_with("status-drill", &[("at", minute(at))]),
                None => speak("status-no_drill"),
            });
        }
        lines.push(match self.backup {
            Backup::At(at) => speak_with("status-backup", &[("at", minute(at))]),
            Backup::Never => speak("status-no_backup"),
            Backup::Elsewhere => speak("status-backup_elsewhere"),
        });
        lines
    }

    /// The same for a program: the text format of Prometheus (version 0.0.4).
    #[must_use]
    pub fn metrics(&self) -> String {
        let Backlog { letters, late, messages, failing, calls, oldest_message_ms } = self.backlog;
        let mut text = Metrics::default();
        text.gauge("ready", "1 while letters can be taken in", i64::from(self.trouble.is_none()));
        text.gauge("letters_unanswered", "Letters without an answer", letters);
        text.gauge("letters_late", "Unanswered letters whose promised day is past", late);
        text.gauge("outbox_waiting", "Messages that have not gone yet", messages);
        text.gauge("outbox_failing", "Waiting messages that were tried in vain", failing);
        if let Some(oldest) = oldest_message_ms {
            let age = (self.now.as_millisecond() - oldest) / 1000;
            text.gauge("outbox_oldest_seconds", "Age of the oldest waiting message", age);
        }
        text.gauge("calls_open", "Messages that did not arrive and that nobody has called about", calls);
        if let Some(free) = self.free_bytes {
            text.gauge("disk_free_bytes", "Room left for the data folder", free);
        }
        if let Backup::At(at) = self.backup {
            text.gauge("backup_timestamp_seconds", "When the last backup was made", at.as_second());
        }
        if let Some(at) = self.drilled_at {
            let help = "When a backup was last put back to see that it can be";
            text.gauge("drill_timestamp_seconds", help, at.as_second());
        }
        let of_duties = |value: fn(&Standing) -> Option<i64>| {
            self.duties.iter().filter_map(move |duty| Some((duty.duty.as_str(), value(duty)?)))
        };
        text.of_duties(
            "duty_stuck",
            "1 while a duty fails or nobody runs it",
            of_duties(|duty| Some(duty.is_stuck.into())),
        );
        text.of_duties(
            "duty_failures",
            "Runs in a row that failed",
            of_duties(|duty| Some(duty.row.failures)),
        );
        text.of_duties(
            "duty_trouble",
            "Things that staff have to mend before a duty can do all of its work",
            of_duties(|duty| i64::try_from(duty.row.trouble.lines().count()).ok()),
        );
        text.of_duties(
            "duty_done_timestamp_seconds",
            "When a duty was done last",
            of_duties(|duty| Some(duty.row.done_at?.as_second())),
        );
        text.0
    }
}

#[derive(Default)]
struct Metrics(String);

impl Metrics {
    fn head(&mut self, name: &str, help: &str) {
        // Writing into a text cannot fail.
        let _ = writeln!(self.0, "# HELP lianxin_{name} {help}.\n# TYPE lianxin_{name} gauge");
    }

    fn gauge(&mut self, name: &str, help: &str, value: impl std::fmt::Display) {
        self.head(name, help);
        let _ = writeln!(self.0, "lianxin_{name} {value}");
    }

    fn of_duties<'a>(&mut self, name: &str, help: &str, values: impl Iterator<Item = (&'a str, i64)>) {
        self.head(name, help);
        for (duty, value) in values {
            let _ = writeln!(self.0, "lianxin_{name}{{duty=\"{duty}\"}} {value}");
        }
    }
}

/// What staff and administrators read of a duty that is stuck.
#[must_use]
pub fn stuck_sentence(job: &Standing) -> String {
    let name = speak(&format!("job-{}", job.duty.as_str()));
    speak_with("queue-job_stuck", &[("job", name), ("failures", job.row.failures.to_string())])
}

/// What a duty has found is told at the desk, to whoever may read it: here only how much it is.
fn trouble_sentence(job: &Standing) -> Option<String> {
    let found = job.row.trouble.lines().count();
    let name = speak(&format!("job-{}", job.duty.as_str()));
    (found > 0).then(|| speak_with("status-trouble", &[("job", name), ("count", found.to_string())]))
}

fn count(key: &str, count: i64) -> String {
    speak_with(key, &[("count", count.to_string())])
}

fn minute(moment: Timestamp) -> String {
    shanghai_datetime(moment).strftime("%Y-%m-%d %H:%M").to_string()
}
