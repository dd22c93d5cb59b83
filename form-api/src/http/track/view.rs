//! A letter's own page as its template sees it. Deliberately absent: the door to it (`track`), and what the desk sees too
//! (`pages/views`).

use std::collections::BTreeMap;

use record::Rating;
use serde::Serialize;
use site_gen::render::PolicyItem;
use site_gen::settings::Route;

use crate::case::forms::own::{self, CONSENT, CONSENT_ASKED, INFORM, RATE, WITHDRAW};
use crate::case::forms::{Choices, Field, Form, Sent};
use crate::case::{
    self, Carrier, Consent, Elsewhere, MailState, RequestAbout, State, Step, Subject, shanghai_date,
    shanghai_datetime,
};
use crate::context::Context;
use crate::event_log::{self, WrittenEvent};
use crate::http::mailbox::intake::{self, OtherDoor};
use crate::http::pages::form_view::{FieldView, Fill, FormView, Refused, Said, id_of, words_of};
use crate::http::pages::views::{
    self, Choice, CorrectionView, FROM_TRACK, FeedbackView, MessageView, RatingView, RequestView,
    TimelineRow, answer_html, corrections, is_late, messages, office_name, paragraphs, policies_of, ratings,
    received, requests, timeline_row,
};
use crate::http::pages::{ApiError, FileView};
use crate::messages::{speak, speak_with};
use crate::seal::CaseToken;
use crate::store::{self, CaseFile, OpenCall, StoredSubmission};

/// A letter's own page, for its sender.
#[derive(Serialize)]
pub(crate) struct TrackView {
    submission_no: String,
    title: String,
    paragraphs: Vec<String>,
    state: &'static str,
    state_label: String,
    state_hint: String,
    office: Option<String>,
    received_at: String,
    due_on: Option<String>,
    ceiling_on: String,
    is_late: bool,
    is_over: bool,
    extension_reason: Option<String>,
    outcome_reason: Option<String>,
    answer: Option<String>,
    /// The policies that it rests on.
    policies: Vec<PolicyItem>,
    /// It is that of the round before.
    answer_is_previous: bool,
    answered_on: Option<String>,
    ratings: Vec<RatingView>,
    can_rate: bool,
    consent_label: String,
    can_change_consent: bool,
    /// The office would like to publish it, and the sender wants to be asked.
    asks_consent: bool,
    /// Why it is never public, where it is never.
    never: Option<String>,
    /// The door that the letter seems to be meant for, as long as it is worked on.
    elsewhere: Option<OtherDoor>,
    /// Where else to go with an answer that was given twice.
    further: Option<Route>,
    /// An address for mail is kept.
    has_mail: bool,
    mail_state: &'static str,
    mail_label: String,
    /// A message has not arrived, and somebody will call.
    is_unreached: bool,
    /// What was said of the matter in public, for this letter and others.
    feedbacks: Vec<FeedbackView>,
    requests: Vec<RequestView>,
    /// The forms that are open now, by their word, and that in which the sender answers whether it may be public.
    forms: BTreeMap<&'static str, OwnForm>,
    /// Those in which something is asked for.
    asks: Vec<OwnForm>,
    refused: Option<RefusedView>,
    public_url: Option<String>,
    messages: Vec<MessageView>,
    /// What staff corrected of the letter.
    corrections: Vec<CorrectionView>,
    /// What came with the letter.
    files: Vec<FileView>,
    timeline: Vec<TimelineRow>,
    can_inform: bool,
    /// Something that nobody asked for may be added.
    can_add: bool,
    can_withdraw: bool,
    case: String,
}

/// A form of the sender's that came back, with what was typed in it.
pub(crate) struct RefusedForm {
    form: &'static Form,
    came_back: Refused,
    /// What is read.
    sentence: String,
}

impl RefusedForm {
    /// One that was refused. A refusal belongs to the field that it speaks of.
    /// Files do not come back with it: they are named.
    pub(crate) fn new(form: &'static Form, sent: Sent, refusal: &ApiError, files: &[String]) -> Self {
        let mut sentence = refusal.sentence_for_residents();
        if !files.is_empty() {
            sentence += &speak_with("own-files_again", &[("files", files.join("、"))]);
        }
        let fault = match refusal {
            ApiError::BadRequest(key) => form.fault(key),
            _ => None,
        };
        let said = fault.map(|fault| Said { sentence: sentence.clone(), ..Said::from(fault) });
        Self { form, came_back: Refused { sent, faults: said.into_iter().collect() }, sentence }
    }

    fn view(&self, is_shown: bool) -> RefusedView {
        let text = self.came_back.sent.text("text");
        let field = self.came_back.faults.first().map(|fault| id_of(id(self.form), fault.field));
        RefusedView {
            sentence: self.sentence.clone(),
            field: field.filter(|_| is_shown),
            text: (!is_shown && !text.is_empty()).then(|| text.to_owned()),
        }
    }

    /// One with which nothing has been done yet.
    pub(crate) fn held(form: &'static Form, sent: Sent) -> Self {
        Self { form, came_back: Refused { sent, faults: Vec::new() }, sentence: speak("own-held") }
    }
}

impl OwnForm {
    /// Says something of a field.
    fn add_hint(&mut self, name: &str, key: &str) {
        if let Some(field) = self.fields.get_mut(name) {
            field.add_hint(speak(key));
        }
    }
}

/// What is said of a form that came back.
#[derive(Serialize)]
struct RefusedView {
    sentence: String,
    /// The field that it speaks of.
    field: Option<String>,
    /// What was typed, where its form is not open any more.
    text: Option<String>,
}

/// A form of the page.
#[derive(Serialize)]
struct OwnForm {
    word: &'static str,
    /// What is said before it is filled in.
    hint: Option<String>,
    button: String,
    /// Its fields, in their order.
    list: Vec<FieldView>,
    /// The same for the places that the page gives them.
    fields: BTreeMap<&'static str, FieldView>,
    /// It came back.
    is_back: bool,
}

/// What the ids of its fields begin with. The one with files has a field whose id is that of the mailbox.
fn id(form: &Form) -> &'static str {
    if form == &INFORM { "" } else { form.word }
}

/// What the letter and the page put into the forms.
struct OwnFill<'a> {
    letter: &'a StoredSubmission,
    refused: Option<&'a RefusedForm>,
}

impl OwnFill<'_> {
    fn show(&self, form: &'static Form) -> OwnForm {
        let came_back = self.refused.filter(|refused| refused.form == form);
        let view = || {
            let at = (id(form).to_owned(), String::new());
            FormView::new(form, at, self, came_back.map(|refused| &refused.came_back))
        };
        OwnForm {
            word: form.word,
            hint: form.hint.map(speak),
            button: speak(form.button),
            list: view().in_order(),
            fields: view().by_name(),
            is_back: came_back.is_some(),
        }
    }
}

impl Fill for OwnFill<'_> {
    fn choices(&self, choices: Choices) -> Vec<Choice> {
        match choices {
            Choices::Consents => views::choices(Consent::ALL.iter().map(|one| one.as_str()), "consent"),
            Choices::OtherConsents => {
                let others = Consent::ALL.iter().filter(|one| **one != self.letter.consent);
                views::choices(others.map(|one| one.as_str()), "consent")
            }
            _ => words_of(choices),
        }
    }

    fn value(&self, _: &Form, field: &Field) -> Vec<String> {
        let one = match field.choices {
            Choices::Consents => Some(self.letter.consent.as_str()),
            Choices::RequestAbouts | Choices::CorrectedAbouts => Some(RequestAbout::Contact.as_str()),
            _ => None,
        };
        one.map(str::to_owned).into_iter().collect()
    }

    fn today(&self) -> String {
        String::new()
    }
}

/// What happened to a letter, as far as its sender reads it.
pub(crate) async fn events_for_sender(app: &Context, case_id: &str) -> Result<Vec<WrittenEvent>, ApiError> {
    let mut events = event_log::list_events(&app.db, Subject::case(case_id)).await?;
    events.retain(|event| event.kind.is_for_sender());
    Ok(events)
}

/// Key of the sentence under the state: what there is to do now, and nothing that cannot be done any more.
fn state_hint(case: &CaseFile) -> String {
    // An office gave it back: nobody has it in hand until another one is found.
    if case.lead_office.is_none() && matches!(case.state, State::Accepted | State::Handling) {
        return "state-no_office-hint".to_owned();
    }
    let state = case.state.as_str();
    let round = if case.state == State::Reviewed && case.rated {
        "-rated"
    } else if case.state == State::Closed && case.reopened_at.is_some() {
        "-again"
    } else {
        ""
    };
    format!("state-{state}-hint{round}")
}

/// After a second answer the mailbox has nothing more to give: whoever is not content is shown the way of petitions, and
/// whoever has not said so yet.
fn further(app: &Context, case: &CaseFile) -> Option<Route> {
    let is_bad = |grade| matches!(grade, Rating::Dissatisfied | Rating::VeryDissatisfied);
    let is_content = case.rated && !case.awaits_supervision && !case.rating.is_some_and(is_bad);
    let is_answered = matches!(case.state, State::Reviewed | State::Closed);
    let is_over = is_answered && case.reopened_at.is_some() && !is_content;
    let site = app.pages.site();
    let mut routes = site.settings.routes.iter();
    routes.find(|route| is_over && route.kind.as_str() == Elsewhere::Petition.as_str()).cloned()
}

/// Key of the sentence on mail. It promises none while one waits that cannot be sent.
fn mail_label(state: MailState, calls: &[OpenCall]) -> &'static str {
    match state {
        MailState::On if calls.iter().any(|call| call.carrier == Carrier::Mail) => "mail_state-held_up",
        MailState::On => "mail_state-on",
        MailState::Stopped => "mail_state-stopped",
        MailState::Bounced => "mail_state-bounced",
    }
}

impl TrackView {
    /// Gathers a case for its sender.
    ///
    /// # Errors
    /// [`ApiError::Internal`].
    pub(crate) async fn load(
        app: &Context,
        case_id: &str,
        refused: Option<RefusedForm>,
    ) -> Result<Self, ApiError> {
        let (case, beside) = store::find_case_beside(&app.db, case_id).await?;
        let letter = &case.submission;
        let events = events_for_sender(app, &letter.id).await?;
        let timeline = events.iter().map(|event| timeline_row(&app.township, event, None)).collect();
        let answer = case.answer_for_sender().map(|text| answer_html(text, FROM_TRACK));
        let requests = if beside.requests { requests(app, &case, &[]).await? } else { Vec::new() };
        let (messages, files) = if beside.messages || beside.attachments {
            messages(app, &letter.id).await?
        } else {
            (Vec::new(), Vec::new())
        };
        let ratings = if case.rating.is_some() { ratings(app, &case, FROM_TRACK).await? } else { Vec::new() };
        let has_way = letter.sealed_mail_to.is_some() || letter.sealed_sms_to.is_some();
        let calls = if has_way { store::list_calls(&app.db, letter.subject()).await? } else { Vec::new() };
        let may_inform = case::next(&case.case(), Step::ProvideInformation).is_ok();
        let passing = match messages.is_empty() {
            true => Vec::new(),
            false => store::list_passing(&app.db, letter.subject()).await?,
        };
        let last_word = messages.iter().rfind(|message| !passing.contains(&message.id));
        let is_asked = case.is_asked(last_word.map(|last| (last.from_office, last.sent_at)));
        let question = messages.iter().rfind(|message| message.from_office).map(|message| message.id.clone());
        let token = CaseToken::new(case_id, app.now()).with_question(question);
        let is_public = case.publication == case::PublicationState::Published || case.waits_for_site;
        let may_consent = case::next(&case.case(), Step::EnterConsent).is_ok();
        let asks_consent = may_consent && case.consent_asked && letter.consent == Consent::AskFirst;
        let can_rate = case::next(&case.case(), Step::Rate).is_ok();
        let can_withdraw = case::next(&case.case(), Step::Withdraw).is_ok();
        let open = [
            ("inform", may_inform.then_some(&INFORM)),
            ("rate", can_rate.then_some(&RATE)),
            ("consent", may_consent.then_some(&CONSENT)),
            ("asked", asks_consent.then_some(&CONSENT_ASKED)),
            ("withdraw", can_withdraw.then_some(&WITHDRAW)),
        ];
        let fill = OwnFill { letter, refused: refused.as_ref() };
        let mut forms: BTreeMap<_, _> =
            open.into_iter().filter_map(|(key, form)| Some((key, fill.show(form?)))).collect();
        if let Some(form) = forms.get_mut("inform") {
            let key = match case.state {
                State::NeedsInformation => "own-inform-hint",
                _ if is_asked => "own-inform-hint-open",
                _ => "own-add-hint",
            };
            form.add_hint("text", key);
        }
        let asked = views::can_ask(&case, &requests);
        let asks: Vec<_> = asked.into_iter().map(|kind| fill.show(own::of_request(kind))).collect();
        let is_shown = forms.values().chain(&asks).any(|form| form.is_back);
        let year = letter.submission_no.get(..4).unwrap_or_default();
        Ok(Self {
            submission_no: letter.submission_no.clone(),
            title: letter.title.clone(),
            paragraphs: paragraphs(&letter.text),
            state: case.state.as_str(),
            state_label: speak(&format!("state-{}", case.state.as_str())),
            state_hint: speak(&state_hint(&case)),
            office: office_name(&app.township, case.lead_office.as_deref()),
            received_at: received(shanghai_datetime(letter.received_at)),
            due_on: case.due.due_on.map(|day| day.to_string()),
            ceiling_on: case.due.ceiling_on.to_string(),
            is_late: is_late(app, &case),
            is_over: case.state.is_final(),
            extension_reason: case.extension_reason.clone(),
            outcome_reason: case.outcome_reason.clone(),
            policies: answer.as_ref().map_or_else(Vec::new, |_| policies_of(app, &case.answer_policies)),
            answer,
            answer_is_previous: case.answer_is_previous(),
            answered_on: case.reviewed_at.map(|at| shanghai_date(at).to_string()),
            public_url: is_public.then(|| format!("replies/{year}/{}/", letter.submission_no)),
            ratings,
            can_rate,
            consent_label: speak(&format!("consent-{}", letter.consent.as_str())),
            can_change_consent: may_consent,
            asks_consent,
            never: views::never_public(letter.kind, letter.under_14).or_else(|| {
                let is_down = case.publication == case::PublicationState::Withdrawn;
                let key = if case.waits_for_site { "own-going_down" } else { "own-taken_down" };
                is_down.then(|| speak(key))
            }),
            elsewhere: (!case.state.is_final()).then(|| intake::door_of_letter(app, letter)).flatten(),
            further: further(app, &case),
            has_mail: letter.sealed_mail_to.is_some(),
            mail_state: letter.mail_state.as_str(),
            mail_label: speak(mail_label(letter.mail_state, &calls)),
            is_unreached: !calls.is_empty(),
            corrections: if beside.corrections {
                corrections(app, &letter.id, &[]).await?
            } else {
                Vec::new()
            },
            forms,
            asks,
            feedbacks: views::feedbacks(app, &letter.id, None).await?,
            requests,
            refused: refused.as_ref().map(|refused| refused.view(is_shown)),
            messages,
            files,
            timeline,
            can_inform: may_inform && is_asked,
            can_add: may_inform && !is_asked,
            can_withdraw,
            case: token.to_field(&app.township.keys),
        })
    }
}
