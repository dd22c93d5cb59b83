//! A site that stays in memory, for a service that publishes one reply after the other: what is published is
//! made into the pages that show it, and nothing else is read or looked at. When anything else has changed
//! (content, theme, the day) it is a build like any other.
//!
//! Whoever writes the folder of the site, or that of the replies, holds the site's lock: each call that writes
//! is given it. What another program has built in between is noticed ([`Resident::is_overtaken`]) and is asked
//! before. The journal beside the site names what was changed since the state was last written, so a service
//! that is killed loses nothing but time.
//!
//! Deliberately absent: the writing of replies, which the service does before.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use record::{PublicRecord, StoredRecord, StoredReply};

use super::builder::{Builder, Trust};
use super::state::{self, Outputs, State};
use super::{
    BuildError, Built, How, NoProgress, Options, Progress, Reading, Report, make_again, refuse_foreign,
    refuse_overlap, with_gate,
};
use crate::leaks::KnownByHash;
use crate::load::{self, LeftOut};
use crate::render::{Groups, Since};
use crate::reply_cache::{CachedReply, FileStamp};
use crate::site::Site;
use crate::site_lock::SiteLock;
use crate::theme::{Renderer, Theme};

/// A site in memory.
#[derive(Debug)]
pub struct Resident {
    options: Options,
    built: Built,
    renderer: Renderer,
    /// Which replies of the site belong together.
    groups: Groups,
    /// The state as this process wrote it.
    written: Option<FileStamp>,
}

impl std::fmt::Debug for Built {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Built").field("replies", &self.site.replies.len()).finish_non_exhaustive()
    }
}

impl Resident {
    /// Builds a site as [`super::build_gated`] does, and keeps it.
    ///
    /// # Errors
    /// [`BuildError`]; nothing was written then.
    pub fn open(
        options: &Options,
        progress: &dyn Progress,
        hashed: Option<&dyn KnownByHash>,
        alone: &SiteLock,
    ) -> Result<(Self, Report), BuildError> {
        Self::open_without(options, progress, hashed, &LeftOut::new(), alone)
    }

    /// Builds a site as [`Resident::open`] does, without some records.
    ///
    /// # Errors
    /// [`BuildError`]; nothing was written then.
    pub fn open_without(
        options: &Options,
        progress: &dyn Progress,
        hashed: Option<&dyn KnownByHash>,
        left_out: &LeftOut,
        _alone: &SiteLock,
    ) -> Result<(Self, Report), BuildError> {
        refuse_overlap(options)?;
        let replies = options.replies();
        let state = if options.out.is_dir() { State::read(&options.out, &replies) } else { None };
        if state.is_none() {
            refuse_foreign(&options.out)?;
        }
        let sources = options.survey();
        let state = state.unwrap_or_default();
        let how = How { reading: Reading::Files(hashed), drafts: false, left_out };
        let (built, report) = make_again(options, progress, how, state, sources)?;
        built.state.write(&options.out)?;
        let renderer = built.theme.renderer()?;
        let mut resident =
            Self { options: options.clone(), built, renderer, groups: Groups::default(), written: None };
        resident.leave_texts_in_files();
        resident.written = state::written(&options.out);
        Ok((resident, report))
    }

    /// Texts that were read for this build are in their files: they need not stay in memory.
    fn leave_texts_in_files(&mut self) {
        let replies = self.options.replies();
        for (below, entry) in &mut self.built.state.cache.0 {
            if let StoredRecord::Reply(reply) = &entry.stored {
                let facts = reply.facts().clone();
                let reply = StoredReply::in_file(facts, replies.join(below), reply.fingerprint());
                entry.stored = StoredRecord::Reply(Arc::new(reply));
            }
        }
        let stored = self.built.state.cache.0.values().map(|entry| entry.stored.clone());
        self.built.site = self.built.site.with_stored(stored);
        self.groups = Groups::new(&self.built.site);
    }

    /// Whether another program has built this site since.
    #[must_use]
    pub fn is_overtaken(&self) -> bool {
        self.written.is_none() || self.written != state::written(&self.options.out)
    }

    /// Whether it is as of this day and its content and theme are as they were read.
    #[must_use]
    pub fn is_current(&self, date: Date) -> bool {
        self.built.state.day == Some(date) && self.options.survey() == self.built.state.sources
    }

    /// The site as it was last built.
    #[must_use]
    pub fn site(&self) -> &Site {
        &self.built.site
    }

    /// How many replies and tombstones it has.
    #[must_use]
    pub fn count(&self) -> usize {
        self.built.state.cache.0.len()
    }

    /// Whether it has a record of that number.
    #[must_use]
    pub fn holds(&self, record: &PublicRecord) -> bool {
        self.built.state.cache.0.contains_key(&*record.relative_path().to_string_lossy())
    }

    /// Takes records into the site that were added or changed, as of a day. Their files are written already,
    /// and no other file of the replies has changed.
    ///
    /// # Errors
    /// [`BuildError`]; the site is as it was then, in memory and in its folder.
    pub fn publish(
        &mut self,
        records: Vec<PublicRecord>,
        date: Date,
        hashed: Option<&dyn KnownByHash>,
        _alone: &SiteLock,
    ) -> Result<Report, BuildError> {
        let sources = self.options.survey();
        let state = &self.built.state;
        if state.day != Some(date) || sources != state.sources {
            return self.build_again(date, sources, hashed);
        }
        let cached: Vec<(String, CachedReply)> =
            records.into_iter().map(|record| self.entry(record)).collect();
        let made = match self.first_added(&cached) {
            Some(since) => self.add(&since, &cached, hashed),
            None => self.change(&cached, hashed),
        };
        if let Err(BuildError::Machine(_)) = &made {
            // Some files may have been changed: the next time the folder is looked at.
            (self.built.state.day, self.built.state.in_doubt) = (None, true);
        }
        let mut report = made?;
        report.has_no_address = self.built.site.settings.site.base_url.is_empty();
        self.built.state.cache.0.extend(cached);
        Ok(report)
    }

    /// Adds replies to the site that it has, and takes them out again when that fails: nothing is copied, for
    /// a site may have very many.
    fn add(
        &mut self,
        since: &Since,
        cached: &[(String, CachedReply)],
        hashed: Option<&dyn KnownByHash>,
    ) -> Result<Report, BuildError> {
        let mut places = Vec::new();
        for (_, entry) in cached {
            if let StoredRecord::Reply(reply) = &entry.stored {
                let place = self.built.site.insert(Arc::clone(reply));
                self.groups.insert(place, reply);
                places.push(place);
            }
        }
        let Built { site, theme, state } = &mut self.built;
        let (renderer, out) = (&self.renderer, self.options.out.as_path());
        let trust = Trust::Much(Some(since));
        let made =
            make(site, theme, renderer, out, trust, Some(&self.groups), cached, &mut state.outputs, hashed);
        if made.is_err() {
            for place in places.into_iter().rev() {
                self.built.site.remove(place);
                self.groups.remove(place);
            }
        }
        made
    }

    /// Puts records in the place of others, or takes replies back.
    fn change(
        &mut self,
        cached: &[(String, CachedReply)],
        hashed: Option<&dyn KnownByHash>,
    ) -> Result<Report, BuildError> {
        let stored: Vec<StoredRecord> = cached.iter().map(|(_, entry)| entry.stored.clone()).collect();
        let site = self.built.site.with_changed(stored);
        let Built { theme, state, .. } = &mut self.built;
        let (renderer, out) = (&self.renderer, self.options.out.as_path());
        let report =
            make(&site, theme, renderer, out, Trust::Much(None), None, cached, &mut state.outputs, hashed)?;
        self.groups = Groups::new(&site);
        self.built.site = site;
        Ok(report)
    }

    /// Whether the site shows another state of this record than the record itself.
    #[must_use]
    pub fn differs(&self, record: &PublicRecord) -> bool {
        let kept = self.built.state.cache.0.get(&record.path_below()).map(|entry| &entry.stored);
        match (kept, StoredRecord::from(record.clone())) {
            (Some(StoredRecord::Reply(own)), StoredRecord::Reply(other)) => {
                own.fingerprint() != other.fingerprint()
            }
            (Some(StoredRecord::Withdrawn(own)), StoredRecord::Withdrawn(other)) => *own != other,
            _ => true,
        }
    }

    /// Whether it shows a reply to this letter.
    #[must_use]
    pub fn shows(&self, number: &str) -> bool {
        self.built.site.replies.iter().any(|reply| reply.submission_no == number)
    }

    /// The letter numbers of its replies that are not among these.
    #[must_use]
    pub fn replies_besides(&self, numbers: &HashSet<&str>) -> Vec<String> {
        let own = self.built.site.replies.iter().map(|reply| reply.submission_no.clone());
        own.filter(|number| !numbers.contains(number.as_str())).collect()
    }

    /// Takes replies off the site, some of which leave a tombstone. Content and theme are those that the site
    /// was last made of, so that no mistake made in them since can stand in the way; and the gate is not
    /// asked, for nothing new is shown: what a page says besides, it said before.
    ///
    /// # Errors
    /// [`BuildError::Machine`].
    pub fn take_off(
        &mut self,
        tombstones: Vec<PublicRecord>,
        gone: &[String],
        _alone: &SiteLock,
    ) -> Result<Report, BuildError> {
        self.replace(tombstones, gone, Reading::Nothing)
    }

    /// Puts records into the site as [`Resident::publish`] does and takes others off, but with the content
    /// and theme that it was last made of, whatever has become of them since.
    ///
    /// # Errors
    /// As [`Resident::publish`].
    pub fn publish_as_known(
        &mut self,
        records: Vec<PublicRecord>,
        gone: &[String],
        hashed: Option<&dyn KnownByHash>,
        _alone: &SiteLock,
    ) -> Result<Report, BuildError> {
        self.replace(records, gone, Reading::Files(hashed))
    }

    fn replace(
        &mut self,
        records: Vec<PublicRecord>,
        gone: &[String],
        reading: Reading<'_>,
    ) -> Result<Report, BuildError> {
        let cached: Vec<(String, CachedReply)> =
            records.into_iter().map(|record| self.entry(record)).collect();
        let mut cache = self.built.state.cache.0.clone();
        cache.retain(|below, _| {
            let number = Path::new(below).file_stem().unwrap_or_default();
            !gone.iter().any(|one| number == one.as_str())
        });
        cache.extend(cached.iter().cloned());
        let site = self.built.site.with_stored(cache.values().map(|entry| entry.stored.clone()));
        let problems = load::problems_of(&site, cached.iter().map(|(_, entry)| &entry.stored));
        if !problems.is_empty() {
            return Err(BuildError::Content(problems));
        }
        let Built { theme, state, .. } = &mut self.built;
        let (renderer, out) = (Some(&self.renderer), self.options.out.as_path());
        let made = with_gate(reading, &site, |gate| {
            let trust = Trust::Stamps;
            Builder { theme, renderer, out, progress: &NoProgress, gate, trust, groups: None }
                .make(&site, &mut state.outputs)
        });
        // The next time everything is looked at again.
        state.day = None;
        let report = made.inspect_err(|error| state.in_doubt |= matches!(error, BuildError::Machine(_)))?;
        state.cache.0 = cache;
        self.groups = Groups::new(&site);
        self.built.site = site;
        Ok(report)
    }

    /// Writes down what is known, so that the next start finds it, and ends the journal.
    ///
    /// # Errors
    /// The path and the machine's reason.
    pub fn save(&mut self, _alone: &SiteLock) -> anyhow::Result<()> {
        self.built.state.write(&self.options.out)?;
        self.written = state::written(&self.options.out);
        Ok(())
    }

    fn build_again(
        &mut self,
        date: Date,
        sources: Vec<(PathBuf, FileStamp)>,
        hashed: Option<&dyn KnownByHash>,
    ) -> Result<Report, BuildError> {
        let options = Options { date, ..self.options.clone() };
        let state = self.built.state.clone();
        let how = How { reading: Reading::Files(hashed), drafts: false, left_out: &LeftOut::new() };
        let (built, report) = make_again(&options, &NoProgress, how, state, sources)?;
        built.state.write(&options.out)?;
        self.renderer = built.theme.renderer()?;
        (self.options, self.built) = (options, built);
        self.leave_texts_in_files();
        self.written = state::written(&self.options.out);
        Ok(report)
    }

    /// A record as it is kept: its texts stay in its file.
    fn entry(&self, record: PublicRecord) -> (String, CachedReply) {
        let below = record.relative_path();
        let file = self.options.replies().join(&below);
        let stored = match StoredRecord::from(record) {
            StoredRecord::Reply(reply) => StoredRecord::Reply(Arc::new(StoredReply::in_file(
                reply.facts().clone(),
                file.clone(),
                reply.fingerprint(),
            ))),
            withdrawn @ StoredRecord::Withdrawn(_) => withdrawn,
        };
        let stamp = FileStamp::of(&file).unwrap_or_else(FileStamp::none);
        (below.to_string_lossy().into_owned(), CachedReply { stamp, stored })
    }

    /// The first of the records in the order of the site, if all of them are replies that were not there
    /// before: then nothing before it changes, and no page goes.
    fn first_added(&self, cached: &[(String, CachedReply)]) -> Option<Since> {
        let added = cached.iter().map(|(below, entry)| match &entry.stored {
            StoredRecord::Reply(reply) if !self.built.state.cache.0.contains_key(below) => {
                Some((reply.published_at, reply.submission_no.clone()))
            }
            _ => None,
        });
        let (published_at, submission_no) = added.collect::<Option<Vec<_>>>()?.into_iter().min()?;
        Some(Since { published_at, submission_no, added: cached.len() })
    }
}

/// Checks the records that are new and makes what depends on them.
#[expect(clippy::too_many_arguments, reason = "what a site in memory consists of")]
fn make(
    site: &Site,
    theme: &Theme,
    renderer: &Renderer,
    out: &Path,
    trust: Trust<'_>,
    groups: Option<&Groups>,
    cached: &[(String, CachedReply)],
    outputs: &mut Outputs,
    hashed: Option<&dyn KnownByHash>,
) -> Result<Report, BuildError> {
    let problems = load::problems_of(site, cached.iter().map(|(_, entry)| &entry.stored));
    if !problems.is_empty() {
        return Err(BuildError::Content(problems));
    }
    with_gate(Reading::Files(hashed), site, |gate| {
        Builder { theme, renderer: Some(renderer), out, progress: &NoProgress, gate, trust, groups }
            .make(site, outputs)
    })
}
