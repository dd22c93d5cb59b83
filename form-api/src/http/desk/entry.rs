//! What staff enter for somebody else: what the forms for any letter and for a call have in common. Each is the mailbox's own form, said
//! to a clerk, with the day on which the letter came.
//!
//! Deliberately absent: what becomes of the letter; the page of each form says that.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use jiff::Timestamp;
use serde::Serialize;

use crate::case::forms::{Choices, Field, Form as CaseForm, Sent};
use crate::case::{
    Channel, Field as LetterField, Invalid, NewSubmission, RawSubmission, clean_text, received_at,
    shanghai_date,
};
use crate::context::Context;
use crate::http::extract::session::Session;
use crate::http::mailbox::form::{LetterForm, sentence, ways_to_tell};
use crate::http::mailbox::intake;
use crate::http::pages::form_view::{Fill, FormView, Refused, Said, SummaryLine, summary, words_of};
use crate::http::pages::views::{self, Choice};
use crate::http::pages::{ApiError, respond};
use crate::messages::speak;
use crate::seal::FormToken;
use crate::steps::{self, Accepted, StepError};

/// A page on which staff enter a letter.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Desk {
    /// What is asked there.
    pub(super) form: &'static CaseForm,
    /// Key of its title.
    pub(super) title: &'static str,
    /// Key of what is said below it.
    pub(super) lead: &'static str,
    /// Where it stands.
    pub(super) address: &'static str,
    /// What is seldom asked for, folded: from the first field to the last one.
    pub(super) folded: Option<(&'static str, &'static str)>,
}

/// A letter as it is posted from such a page.
#[derive(Clone)]
pub(super) struct Entry {
    desk: &'static Desk,
    pub(super) csrf: String,
    pub(super) sent: Sent,
    pub(super) letter: LetterForm,
    /// What the page carries besides, by its names.
    pub(super) carried: Vec<(&'static str, String)>,
}

/// The field of the day on which it came.
const RECEIVED_ON: &str = "received_on";

impl Entry {
    pub(super) fn of(desk: &'static Desk, carried: &[&'static str], pairs: Vec<(String, String)>) -> Self {
        let first = |name: &str| pairs.iter().find(|(own, _)| own == name).map(|(_, value)| value.clone());
        Self {
            desk,
            csrf: first("csrf").unwrap_or_default(),
            sent: Sent::of(desk.form, &pairs),
            carried: carried.iter().filter_map(|name| Some((*name, first(name)?))).collect(),
            letter: LetterForm::from(pairs),
        }
    }

    /// What the page carries under this name; empty where it carries nothing.
    pub(super) fn carried(&self, name: &str) -> &str {
        self.carried.iter().find(|(own, _)| *own == name).map_or("", |(_, value)| value)
    }

    /// The form with what is typed in it and what is wrong with it, each with the way to its field.
    pub(super) fn form(
        &self,
        app: &Context,
        (id, action): (&str, String),
        faults: &[Said],
    ) -> (FormView, Vec<SummaryLine>) {
        let came_back = Refused { sent: self.sent.clone(), faults: faults.to_vec() };
        let form = FormView::new(self.desk.form, (id.to_owned(), action), &EntryFill(app), Some(&came_back));
        let mut form = form.fill_page().carry("form", self.letter.token().to_owned());
        for (name, value) in self.carried.iter().filter(|(_, value)| !value.is_empty()) {
            form = form.carry(name, value.clone());
        }
        if let Some(folded) = self.desk.folded {
            form.fold(folded, speak("entry-more"));
        }
        (form, summary(id, faults))
    }

    /// Its page, with what is typed in it.
    pub(super) fn page(
        &self,
        app: &Context,
        session: &Session,
        faults: &[Said],
        notice: Option<String>,
    ) -> Result<String, ApiError> {
        let (form, summary) = self.form(app, ("", self.desk.address.to_owned()), faults);
        let (title, lead) = (speak(self.desk.title), speak(self.desk.lead));
        let view = EntryView { title, lead, form, summary, notice };
        Ok(app.pages.desk("desk/enter.html", Some(session.frame()), &view)?)
    }

    /// The same, not taken as it is.
    pub(super) fn refused(
        &self,
        app: &Context,
        session: &Session,
        wrong: Wrong,
    ) -> Result<HttpResponse, ApiError> {
        Ok(respond::page(wrong.status, self.page(app, session, &wrong.faults, wrong.notice)?))
    }

    /// Whether a page of this person sent it; one of before is none of today, and what was typed there goes on in a new one.
    ///
    /// # Errors
    /// [`ApiError::ForgedForm`].
    pub(super) fn check(&self, session: &Session) -> Result<Option<Wrong>, ApiError> {
        let Err(old) = session.check(&self.csrf) else { return Ok(None) };
        if !session.wrote(&self.csrf) {
            return Err(old);
        }
        Ok(Some(Wrong::said(StatusCode::FORBIDDEN, speak("error-forged_form"))))
    }

    /// Reads the letter, or says all that is wrong with it; then it is a form that can be sent again.
    pub(super) fn read(
        &mut self,
        app: &Context,
        raw: &RawSubmission,
        channel: Option<Channel>,
    ) -> Result<(NewSubmission, FormToken), Wrong> {
        let now = app.now();
        let units = &app.township.units;
        let parsed = NewSubmission::parse(
            raw,
            // Whatever stands here without a channel is thrown away below.
            channel.unwrap_or(Channel::Counter),
            now,
            |id| units.village(id).is_some(),
            |id| units.office(id).is_some(),
        );
        let received = self.received_at(now);
        let token = FormToken::from_field(&app.township.keys, self.letter.token(), now);
        match (channel, parsed, received, token) {
            (Some(_), Ok(letter), Ok(received_at), Ok(token)) => {
                Ok((NewSubmission { received_at, entered_at: Some(now), ..letter }, token))
            }
            (channel, parsed, received, token) => {
                let notice = token.is_err().then(|| {
                    self.letter.renew(app);
                    speak("mailbox-old_form")
                });
                let no_channel = channel.is_none().then(|| "why-missing-channel".to_owned());
                let own = no_channel.into_iter().chain(received.err());
                let own = own.filter_map(|key| self.desk.form.fault(&key)).map(Said::from);
                let others = parsed.err().unwrap_or_default();
                let wrong = own.chain(others.iter().filter_map(|invalid| self.said(invalid)));
                let faults = wrong.collect();
                Err(Wrong { status: StatusCode::UNPROCESSABLE_ENTITY, faults, notice })
            }
        }
    }

    /// The moment from which it counts; today's where no day is typed.
    fn received_at(&self, now: Timestamp) -> Result<Timestamp, String> {
        let typed = self.sent.text(RECEIVED_ON);
        match (typed.trim(), self.sent.day(RECEIVED_ON)) {
            ("", _) => Ok(now),
            (_, None) => Err("unknown-received_day".to_owned()),
            (_, Some(day)) => received_at(day, now).map_err(|fault| format!("unknown-{}", fault.as_str())),
        }
    }

    /// What is wrong, said to a clerk: two ticks stand for what they have to do with the sender.
    fn said(&self, invalid: &Invalid) -> Option<Said> {
        let (name, sentence) = match invalid.field {
            LetterField::Rules => ("rules_read", speak("enter-missing-rules")),
            LetterField::Guardian => ("guardian_agrees", speak("enter-missing-guardian")),
            field => (field.as_str(), sentence(invalid)),
        };
        Some(Said { field: self.desk.form.field(name)?, key: "", sentence })
    }

    /// What is wrong with a letter that was not taken in, where it is the letter's own fault.
    ///
    /// # Errors
    /// Anything else.
    pub(super) fn not_taken(&self, app: &Context, error: StepError) -> Result<Wrong, ApiError> {
        let key = match error {
            StepError::Missing("report_reader") => "enter-report_reader",
            StepError::Missing("other_registrar") => "enter-other_registrar",
            StepError::Missing("other_report_reader") => "enter-other_report_reader",
            other => return self.at_its_field(other.into()),
        };
        let notice = format!("{}{}", speak(key), intake::way_of_reports(app));
        Ok(Wrong::said(StatusCode::UNPROCESSABLE_ENTITY, notice))
    }

    fn at_its_field(&self, refusal: ApiError) -> Result<Wrong, ApiError> {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        let fault = match &refusal {
            ApiError::BadRequest(key) => self.desk.form.fault(key),
            ApiError::Unfilled { .. } => return Ok(Wrong::said(status, refusal.sentence())),
            _ => None,
        };
        let faults = vec![Said::from(fault.ok_or(refusal)?)];
        Ok(Wrong { status, faults, notice: None })
    }

    /// Whether the form has been used for another letter: then it is one of its own now. `answer` is what was said to it at once.
    pub(super) async fn is_another(
        &mut self,
        app: &Context,
        (letter, answer): (&NewSubmission, &str),
        accepted: &Accepted,
    ) -> Result<Option<Wrong>, ApiError> {
        if !accepted.again {
            return Ok(None);
        }
        let answer = clean_text(answer);
        let is_answered_alike = answer.is_empty() || accepted.case.answer.as_deref() == Some(answer.as_str());
        let before = &accepted.case.submission;
        if is_answered_alike && steps::is_same_letter(&app.db, &app.township, letter, before).await? {
            return Ok(None);
        }
        self.letter.renew(app);
        Ok(Some(Wrong::said(StatusCode::CONFLICT, speak("enter-form_used"))))
    }
}

/// Why a letter is not taken as it is.
pub(super) struct Wrong {
    pub(super) status: StatusCode,
    pub(super) faults: Vec<Said>,
    pub(super) notice: Option<String>,
}

impl Wrong {
    /// Something that is wrong with no field.
    pub(super) fn said(status: StatusCode, notice: String) -> Self {
        Self { status, faults: Vec::new(), notice: Some(notice) }
    }
}

/// What a page begins with: today as the day, unless another is given.
pub(super) fn begin(app: &Context, mut with: Vec<(String, String)>) -> Vec<(String, String)> {
    if !with.iter().any(|(name, _)| name == RECEIVED_ON) {
        with.push((RECEIVED_ON.to_owned(), shanghai_date(app.now()).to_string()));
    }
    with
}

#[derive(Serialize)]
struct EntryView {
    title: String,
    lead: String,
    form: FormView,
    summary: Vec<SummaryLine>,
    notice: Option<String>,
}

/// What the township puts into the form.
struct EntryFill<'a>(&'a Context);

impl Fill for EntryFill<'_> {
    fn choices(&self, choices: Choices) -> Vec<Choice> {
        match choices {
            Choices::Villages => views::villages(&self.0.township, shanghai_date(self.0.now())),
            Choices::Offices => views::offices(&self.0.township, shanghai_date(self.0.now())),
            Choices::NotifyBy => ways_to_tell(self.0),
            _ => words_of(choices),
        }
    }

    fn value(&self, _: &CaseForm, _: &Field) -> Vec<String> {
        Vec::new()
    }

    fn today(&self) -> String {
        shanghai_date(self.0.now()).to_string()
    }
}
