//! 公开反馈: one text for many letters is written, looked over by another person, and told to each sender.
//!
//! Deliberately absent: the answers of the letters themselves, which this is beside.

pub(super) mod change;
pub(super) mod tell;
pub(super) mod write;

use jiff::civil::Date;
use privacy::Known;
use record::FeedbackScope;

use crate::case::{
    self, Act, Draft, FeedbackMedium, KeptSpan, RedactionRecord, Viewer, can_be_fed_back, shanghai_date,
};
use crate::steps::{Desk, StepError, Township, needed};
use crate::store::{CaseFile, FeedbackFile};

/// What is written of a feedback, as it came by its form.
#[derive(Clone, Copy, Debug)]
pub struct FeedbackForm<'a> {
    /// What it is about, in a line.
    pub title: &'a str,
    /// What the letters have in common.
    pub matter: &'a str,
    /// What was said.
    pub text: &'a str,
    /// Why what looks like somebody's details may stand in it.
    pub kept: &'a str,
    /// Office id.
    pub office: &'a str,
    /// Before whom.
    pub scope: Option<FeedbackScope>,
    /// Village id.
    pub village: &'a str,
    /// Of which group of the village.
    pub group: &'a str,
    /// How.
    pub medium: Option<FeedbackMedium>,
    /// When.
    pub said_on: Option<Date>,
    /// Where.
    pub place: &'a str,
}

impl FeedbackForm<'_> {
    /// Its texts, as they are read for what points to people: what an `Unfit` speaks of stands in these.
    #[must_use]
    pub fn draft(&self) -> Draft {
        let group = self.group().into_iter().chain(self.place()).collect::<Vec<_>>();
        let answer = std::iter::once(case::clean_text(self.text)).chain(group).collect::<Vec<_>>();
        Draft { title: self.title.to_owned(), letter: self.matter.to_owned(), answer: answer.join("\n\n") }
            .clean()
    }

    fn group(&self) -> Option<String> {
        optional(self.group).filter(|_| self.scope == Some(FeedbackScope::Group))
    }

    fn place(&self) -> Option<String> {
        optional(self.place).filter(|_| self.medium.is_some_and(FeedbackMedium::has_place))
    }

    /// Writes it into a feedback.
    ///
    /// # Errors
    /// [`StepError::Missing`] and [`StepError::Unknown`] name what is wrong.
    fn write_into(&self, desk: &Desk<'_>, feedback: &mut FeedbackFile) -> Result<(), StepError> {
        let units = &desk.township.units;
        feedback.title = needed("feedback_title", self.title)?.replace('\n', " ");
        feedback.matter = needed("feedback_matter", self.matter)?;
        feedback.text = needed("feedback_text", self.text)?;
        feedback.kept = optional(self.kept);
        units.office(self.office).ok_or(StepError::Unknown("office"))?;
        self.office.clone_into(&mut feedback.office);
        feedback.scope = self.scope.ok_or(StepError::Missing("scope"))?;
        feedback.medium = self.medium.ok_or(StepError::Missing("feedback_medium"))?;
        let is_narrow = feedback.scope != FeedbackScope::Township;
        feedback.village = units.village(self.village).filter(|_| is_narrow).map(|one| one.id.clone());
        if is_narrow && feedback.village.is_none() {
            return Err(StepError::Missing("feedback_village"));
        }
        let is_of_group = feedback.scope == FeedbackScope::Group;
        feedback.group = self.group();
        if is_of_group && feedback.group.is_none() {
            return Err(StepError::Missing("feedback_group"));
        }
        feedback.place = self.place();
        if feedback.medium.has_place() && feedback.place.is_none() {
            return Err(StepError::Missing("feedback_place"));
        }
        feedback.said_on = self
            .said_on
            .filter(|day| *day <= shanghai_date(desk.now))
            .ok_or(StepError::Missing("feedback_said_on"))?;
        Ok(())
    }
}

fn optional(text: &str) -> Option<String> {
    Some(case::clean_text(text)).filter(|text| !text.is_empty())
}

/// May this person answer this letter together with others?
fn can_feed_back(viewer: &Viewer, case: &CaseFile) -> bool {
    viewer.may(Act::WriteFeedback, &case.letter()) && can_be_fed_back(&case.letter(), case.state)
}

/// Refuses a text from which one sender, or anybody whom a letter names, could be known: every other sender reads it. What is no
/// such thing may stand for a reason; a sender's own details may for none.
fn check_text(feedback: &FeedbackFile, known: &Known, township: &Township) -> Result<(), StepError> {
    let draft = draft_of(feedback);
    // Who of a place could be meant is asked before it is published: here its own people read it.
    let setting = township.setting(None, FeedbackScope::Township);
    let Err(unfit) = case::check(&draft, known, &setting, RedactionRecord::default()) else { return Ok(()) };
    if unfit.remaining.is_empty() {
        return Ok(());
    }
    let Some(reason) = &feedback.kept else { return Err(StepError::Unfit(unfit)) };
    let kept = unfit.remaining.iter().map(|one| KeptSpan::new(one.text_in(&draft), reason)).collect();
    let record = RedactionRecord { kept, ..RedactionRecord::default() };
    match case::check(&draft, known, &setting, record) {
        Err(unfit) if !unfit.remaining.is_empty() => Err(StepError::Unfit(unfit)),
        _ => Ok(()),
    }
}

/// Its texts, as they are read for what points to people.
pub(super) fn draft_of(feedback: &FeedbackFile) -> Draft {
    let parts = [Some(&feedback.text), feedback.group.as_ref(), feedback.place.as_ref()];
    let answer: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    Draft { title: feedback.title.clone(), letter: feedback.matter.clone(), answer: answer.join("\n\n") }
        .clean()
}
