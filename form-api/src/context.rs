//! The parts that a handler needs: what is asked, shown, counted and held while the service runs.
//!
//! Deliberately absent: behaviour. A handler calls a step, the store or a duty (`jobs`) with these parts; the
//! server above them is `server`.

use std::sync::{Arc, RwLock};

use anyhow::Context as _;
use jiff::Timestamp;
use record::{UnitTree, WorkCalendar};
use site_gen::site::Site;
use site_gen::theme::Theme;
use tokio::sync::watch;

use crate::attachments::{Folder, Pictures, Waiting};
use crate::case::{TownshipId, shanghai_date};
use crate::mail::{Letterhead, Mails};
use crate::publish::{self, Publisher};
use crate::rate_limits::Limits;
use crate::readiness::Readiness;
use crate::seal::Keys;
use crate::settings::Settings;
use crate::steps::{Group, KnownKeys, Township};
use crate::store::{self, Db};
use crate::templates::Pages;
use crate::turns::Watch;

/// Gives the moment. Handed in, so that tests set it.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The machine's own clock, for the program's edge.
#[must_use]
pub fn machine_clock() -> Clock {
    Arc::new(Timestamp::now)
}

/// The parts of a running mailbox.
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
    /// The theme, for what is shown before it is public.
    pub theme: Theme,
    /// Where the site is made.
    pub publisher: Publisher,
    /// This process, among those that run duties: a random id.
    pub process: String,
    /// The data folder, among those of the township: an id that stays.
    pub place: String,
    pub(crate) clock: Clock,
    pub(crate) wake: watch::Sender<u64>,
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
            place: publish::find_place(&settings.paths)?,
            process: store::new_id(),
            pages: Pages::new(&theme, site)?,
            township,
            limits: Limits::default(),
            watch: Watch::default(),
            attachments,
            pictures: Pictures::default(),
            waiting: Arc::default(),
            readiness: Readiness::default(),
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
}

/// Reads content and calendar: what steps know of the township, and the site itself.
///
/// # Errors
/// Settings, units or lists with problems: all of them are in the message. A record with problems is left
/// out.
pub fn read_township(
    settings: &Settings,
    keys: Keys,
    today: jiff::civil::Date,
) -> anyhow::Result<(Township, Site)> {
    // A mailbox takes letters, and takes replies down, also while somebody's page has a mistake: begin_day
    // says which.
    let (site, _) =
        site_gen::load::load_what_is_sound(&settings.paths.content, Some(&settings.paths.replies()), today)
            .map_err(problems)?;
    let calendar = WorkCalendar::load(&settings.paths.content.join("calendar")).map_err(problems)?;
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
            track_url: settings.server.public_url.join("track/"),
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

/// Problems of the content as one error, one a line.
pub(crate) fn problems(problems: Vec<record::problem::Problem>) -> anyhow::Error {
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    anyhow::anyhow!("{}", lines.join("\n"))
}
