//! A site that stays in memory, for a service that publishes one reply after the other: what is published is made into
//! the pages that show it, and nothing else is read or looked at. When anything else has changed (content, theme, the
//! day) it is a build like any other.
//!
//! The folder of the site and that of the replies belong to the service: nobody else writes there while it runs. The
//! journal beside the site names what was changed since the state was last written, so a service that is killed loses
//! nothing but time.
//!
//! Deliberately absent: the writing of replies, which the service does before.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use record::{Filed, FiledReply, PublicRecord};

use super::state::{self, Outputs, State};
use super::works::{Trust, Works};
use super::{
    BuildError, Built, How, NoProgress, Options, Progress, Reading, Report, make_again, refuse_foreign,
    refuse_overlap, with_gate,
};
use crate::cabinet::{Drawer, Stamp};
use crate::leaks::KnownByHash;
use crate::load::{self, LeftOut};
use crate::render::{Groups, Since};
use crate::site::Site;
use crate::theme::{Press, Theme};

/// A site in memory.
#[derive(Debug)]
pub struct Resident {
    options: Options,
    built: Built,
    press: Press,
    /// Which replies of the site belong together.
    groups: Groups,
    /// The state as this process wrote it.
    written: Option<Stamp>,
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
    ) -> Result<(Self, Report), BuildError> {
        Self::open_without(options, progress, hashed, &LeftOut::new())
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
        let press = built.theme.press()?;
        let mut resident =
            Self { options: options.clone(), built, press, groups: Groups::default(), written: None };
        resident.leave_texts_in_files();
        resident.written = state::written(&options.out);
        Ok((resident, report))
    }

    /// Texts that were read for this build are in their files: they need not stay in memory.
    fn leave_texts_in_files(&mut self) {
        let replies = self.options.replies();
        for (below, drawer) in &mut self.built.state.cabinet.0 {
            if let Filed::Reply(reply) = &drawer.filed {
                let facts = reply.facts().clone();
                let reply = FiledReply::in_file(facts, replies.join(below), reply.print());
                drawer.filed = Filed::Reply(Arc::new(reply));
            }
        }
        let filed = self.built.state.cabinet.0.values().map(|drawer| drawer.filed.clone());
        self.built.site = self.built.site.with_filed(filed);
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
        self.built.state.cabinet.0.len()
    }

    /// Whether it has a record of that number.
    #[must_use]
    pub fn holds(&self, record: &PublicRecord) -> bool {
        self.built.state.cabinet.0.contains_key(&*record.relative_path().to_string_lossy())
    }

    /// Takes records into the site that were added or changed, as of a day. Their files are written already, and no
    /// other file of the replies has changed.
    ///
    /// # Errors
    /// [`BuildError`]; the site is as it was then, in memory and in its folder.
    pub fn publish(
        &mut self,
        records: Vec<PublicRecord>,
        date: Date,
        hashed: Option<&dyn KnownByHash>,
    ) -> Result<Report, BuildError> {
        let sources = self.options.survey();
        let state = &self.built.state;
        if state.day != Some(date) || sources != state.sources {
            return self.build_again(date, sources, hashed);
        }
        let drawers: Vec<(String, Drawer)> = records.into_iter().map(|record| self.drawer(record)).collect();
        let made = match self.first_added(&drawers) {
            Some(since) => self.add(&since, &drawers, hashed),
            None => self.change(&drawers, hashed),
        };
        if let Err(BuildError::Machine(_)) = &made {
            // Some files may have been changed: the next time the folder is looked at.
            (self.built.state.day, self.built.state.in_doubt) = (None, true);
        }
        let mut report = made?;
        report.has_no_address = self.built.site.settings.site.base_url.is_empty();
        self.built.state.cabinet.0.extend(drawers);
        Ok(report)
    }

    /// Adds replies to the site that it has, and takes them out again when that fails: nothing is copied, for a site
    /// may have very many.
    fn add(
        &mut self,
        since: &Since,
        drawers: &[(String, Drawer)],
        hashed: Option<&dyn KnownByHash>,
    ) -> Result<Report, BuildError> {
        let mut places = Vec::new();
        for (_, drawer) in drawers {
            if let Filed::Reply(reply) = &drawer.filed {
                let place = self.built.site.insert(Arc::clone(reply));
                self.groups.insert(place, reply);
                places.push(place);
            }
        }
        let Built { site, theme, state } = &mut self.built;
        let (press, out) = (&self.press, self.options.out.as_path());
        let trust = Trust::Much(Some(since));
        let made =
            make(site, theme, press, out, trust, Some(&self.groups), drawers, &mut state.outputs, hashed);
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
        drawers: &[(String, Drawer)],
        hashed: Option<&dyn KnownByHash>,
    ) -> Result<Report, BuildError> {
        let filed: Vec<Filed> = drawers.iter().map(|(_, drawer)| drawer.filed.clone()).collect();
        let site = self.built.site.with_changed(filed);
        let Built { theme, state, .. } = &mut self.built;
        let (press, out) = (&self.press, self.options.out.as_path());
        let report =
            make(&site, theme, press, out, Trust::Much(None), None, drawers, &mut state.outputs, hashed)?;
        self.groups = Groups::new(&site);
        self.built.site = site;
        Ok(report)
    }

    /// Whether the site shows another state of this record than the record itself.
    #[must_use]
    pub fn differs(&self, record: &PublicRecord) -> bool {
        let kept = self.built.state.cabinet.0.get(&record.path_below()).map(|drawer| &drawer.filed);
        match (kept, Filed::from(record.clone())) {
            (Some(Filed::Reply(own)), Filed::Reply(other)) => own.print() != other.print(),
            (Some(Filed::Withdrawn(own)), Filed::Withdrawn(other)) => *own != other,
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

    /// Takes replies off the site, some of which leave a tombstone. Content and theme are those that the site was last
    /// made of, so that no mistake made in them since can stand in the way; and the gate is not asked, for nothing new
    /// is shown: what a page says besides, it said before.
    ///
    /// # Errors
    /// [`BuildError::Machine`].
    pub fn take_off(&mut self, tombstones: Vec<PublicRecord>, gone: &[String]) -> Result<Report, BuildError> {
        self.replace(tombstones, gone, Reading::Nothing)
    }

    /// Puts records into the site as [`Resident::publish`] does and takes others off, but with the content and theme
    /// that it was last made of, whatever has become of them since.
    ///
    /// # Errors
    /// As [`Resident::publish`].
    pub fn publish_as_known(
        &mut self,
        records: Vec<PublicRecord>,
        gone: &[String],
        hashed: Option<&dyn KnownByHash>,
    ) -> Result<Report, BuildError> {
        self.replace(records, gone, Reading::Files(hashed))
    }

    fn replace(
        &mut self,
        records: Vec<PublicRecord>,
        gone: &[String],
        reading: Reading<'_>,
    ) -> Result<Report, BuildError> {
        let drawers: Vec<(String, Drawer)> = records.into_iter().map(|record| self.drawer(record)).collect();
        let mut cabinet = self.built.state.cabinet.0.clone();
        cabinet.retain(|below, _| {
            let number = Path::new(below).file_stem().unwrap_or_default();
            !gone.iter().any(|one| number == one.as_str())
        });
        cabinet.extend(drawers.iter().cloned());
        let site = self.built.site.with_filed(cabinet.values().map(|drawer| drawer.filed.clone()));
        let problems = load::problems_of(&site, drawers.iter().map(|(_, drawer)| &drawer.filed));
        if !problems.is_empty() {
            return Err(BuildError::Content(problems));
        }
        let Built { theme, state, .. } = &mut self.built;
        let (press, out) = (Some(&self.press), self.options.out.as_path());
        let made = with_gate(reading, &site, |gate| {
            let trust = Trust::Stamps;
            Works { theme, press, out, progress: &NoProgress, gate, trust, groups: None }
                .make(&site, &mut state.outputs)
        });
        // The next time everything is looked at again.
        state.day = None;
        let report = made.inspect_err(|error| state.in_doubt |= matches!(error, BuildError::Machine(_)))?;
        state.cabinet.0 = cabinet;
        self.groups = Groups::new(&site);
        self.built.site = site;
        Ok(report)
    }

    /// Writes down what is known, so that the next start finds it, and ends the journal.
    ///
    /// # Errors
    /// The path and the machine's reason.
    pub fn save(&mut self) -> anyhow::Result<()> {
        self.built.state.write(&self.options.out)?;
        self.written = state::written(&self.options.out);
        Ok(())
    }

    fn build_again(
        &mut self,
        date: Date,
        sources: Vec<(PathBuf, Stamp)>,
        hashed: Option<&dyn KnownByHash>,
    ) -> Result<Report, BuildError> {
        let options = Options { date, ..self.options.clone() };
        let state = self.built.state.clone();
        let how = How { reading: Reading::Files(hashed), drafts: false, left_out: &LeftOut::new() };
        let (built, report) = make_again(&options, &NoProgress, how, state, sources)?;
        built.state.write(&options.out)?;
        self.press = built.theme.press()?;
        (self.options, self.built) = (options, built);
        self.leave_texts_in_files();
        self.written = state::written(&self.options.out);
        Ok(report)
    }

    /// A record as it is kept: its texts stay in its file.
    fn drawer(&self, record: PublicRecord) -> (String, Drawer) {
        let below = record.relative_path();
        let file = self.options.replies().join(&below);
        let filed = match Filed::from(record) {
            Filed::Reply(reply) => Filed::Reply(Arc::new(FiledReply::in_file(
                reply.facts().clone(),
                file.clone(),
                reply.print(),
            ))),
            withdrawn @ Filed::Withdrawn(_) => withdrawn,
        };
        let stamp = Stamp::of(&file).unwrap_or_else(Stamp::none);
        (below.to_string_lossy().into_owned(), Drawer { stamp, filed })
    }

    /// The first of the records in the order of the site, if all of them are replies that were not there before:
    /// then nothing before it changes, and no page goes.
    fn first_added(&self, drawers: &[(String, Drawer)]) -> Option<Since> {
        let added = drawers.iter().map(|(below, drawer)| match &drawer.filed {
            Filed::Reply(reply) if !self.built.state.cabinet.0.contains_key(below) => {
                Some((reply.published_at, reply.submission_no.clone()))
            }
            _ => None,
        });
        let (published_at, submission_no) = added.collect::<Option<Vec<_>>>()?.into_iter().min()?;
        Some(Since { published_at, submission_no, added: drawers.len() })
    }
}

/// Checks the records that are new and makes what depends on them.
#[expect(clippy::too_many_arguments, reason = "what a site in memory consists of")]
fn make(
    site: &Site,
    theme: &Theme,
    press: &Press,
    out: &Path,
    trust: Trust<'_>,
    groups: Option<&Groups>,
    drawers: &[(String, Drawer)],
    outputs: &mut Outputs,
    hashed: Option<&dyn KnownByHash>,
) -> Result<Report, BuildError> {
    let problems = load::problems_of(site, drawers.iter().map(|(_, drawer)| &drawer.filed));
    if !problems.is_empty() {
        return Err(BuildError::Content(problems));
    }
    with_gate(Reading::Files(hashed), site, |gate| {
        Works { theme, press: Some(press), out, progress: &NoProgress, gate, trust, groups }
            .make(site, outputs)
    })
}
