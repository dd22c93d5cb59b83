//! What the forms of a feedback begin with, and what they sent.

use crate::case::forms::{Choices, Field, Form as CaseForm, Sent};
use crate::case::{FeedbackMedium, Unfit, found_word, shanghai_date};
use crate::context::Context;
use crate::http::desk::record_form::RefusedRecord;
use crate::http::pages::form_view::{Fill, words_of};
use crate::http::pages::views::{Choice, offices, village_name, villages};
use crate::messages::{speak, speak_with};
use crate::steps::FeedbackForm;
use crate::store::{CaseFile, FeedbackFile};

/// What the township, the letters and what was written before put into the forms.
pub(super) struct FeedbackFill<'a> {
    pub(super) app: &'a Context,
    /// Letters that can be ticked.
    pub(super) letters: &'a [CaseFile],
    /// Their numbers that are ticked to begin with.
    pub(super) ticked: Vec<String>,
    /// What stands already; none for a new one.
    pub(super) feedback: Option<&'a FeedbackFile>,
    /// Office id of whoever writes.
    pub(super) office: Option<&'a str>,
}

impl Fill for FeedbackFill<'_> {
    fn choices(&self, choices: Choices) -> Vec<Choice> {
        let (township, today) = (&self.app.township, shanghai_date(self.app.now()));
        match choices {
            Choices::FeedbackLetters => {
                self.letters.iter().map(|case| letter_choice(self.app, case)).collect()
            }
            Choices::Villages => villages(township, today),
            Choices::OfficeNames => offices(township, today),
            other => words_of(other).into_iter().map(|one| Choice { hint: String::new(), ..one }).collect(),
        }
    }

    fn value(&self, _: &CaseForm, field: &Field) -> Vec<String> {
        let own = self.feedback;
        let one = match field.name {
            "letters" => return self.ticked.clone(),
            "title" => own.map(|one| one.title.clone()),
            "matter" => own.map(|one| one.matter.clone()),
            "text" => own.map(|one| one.text.clone()),
            "kept" => own.and_then(|one| one.kept.clone()),
            "office" => own.map(|one| one.office.clone()).or(self.office.map(str::to_owned)),
            "scope" => own.map(|one| one.scope.as_str().to_owned()),
            "village" => own.and_then(|one| one.village.clone()),
            "group" => own.and_then(|one| one.group.clone()),
            "medium" => own.map(|one| one.medium.as_str().to_owned()),
            "said_on" => {
                Some(own.map_or_else(|| shanghai_date(self.app.now()), |one| one.said_on).to_string())
            }
            "place" => own.and_then(|one| one.place.clone()),
            _ => None,
        };
        one.into_iter().collect()
    }

    fn today(&self) -> String {
        shanghai_date(self.app.now()).to_string()
    }
}

fn letter_choice(app: &Context, case: &CaseFile) -> Choice {
    let letter = &case.submission;
    let place = village_name(&app.township, letter.village.as_deref());
    let state = speak(&format!("state-{}", case.state.as_str()));
    let parts = [Some(letter.submission_no.clone()), place, case.topic.clone(), Some(state)];
    Choice {
        value: letter.submission_no.clone(),
        label: letter.title.clone(),
        hint: parts.into_iter().flatten().collect::<Vec<_>>().join(" · "),
    }
}

/// What came by a form.
pub(super) fn form_of(sent: &Sent) -> FeedbackForm<'_> {
    FeedbackForm {
        title: sent.text("title"),
        matter: sent.text("matter"),
        text: sent.text("text"),
        kept: sent.text("kept"),
        office: sent.text("office"),
        scope: record::FeedbackScope::parse(sent.text("scope")),
        village: sent.text("village"),
        group: sent.text("group"),
        medium: FeedbackMedium::parse(sent.text("medium")),
        said_on: sent.day("said_on"),
        place: sent.text("place"),
    }
}

/// A form that came back because somebody could be known from its text: which words, so that they are found.
pub(super) fn refused_as_unfit(form: &'static CaseForm, sent: &Sent, unfit: &Unfit) -> RefusedRecord {
    let draft = form_of(sent).draft();
    let mut found: Vec<String> = unfit
        .remaining
        .iter()
        .map(|one| {
            let kind = speak(&format!("found-{}", found_word(one.kind)));
            speak_with("feedback-found-one", &[("kind", kind), ("text", one.text_in(&draft).to_owned())])
        })
        .collect();
    found.dedup();
    let key = if unfit.keeps_own { "feedback-found-own" } else { "feedback-found" };
    let sentence = speak_with(key, &[("found", found.join("、"))]);
    let fault = form.fault("missing-feedback_kept");
    RefusedRecord::of_field(form, sent.clone(), fault, sentence)
}
