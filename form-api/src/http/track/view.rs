//! A letter's own page as its template sees it. Deliberately absent: the door to it (`track`), and what the desk sees too
//! (`pages/views`).

use record::Rating;
use serde::Serialize;
use site_gen::render::PolicyItem;
use site_gen::settings::Route;

use crate::case::{
    self, Carrier, Consent, Elsewhere, MailState, State, Step, Subject, shanghai_date, shanghai_datetime,
};
use crate::context::Context;
use crate::event_log::{self, WrittenEvent};
use crate::http::mailbox::intake::{self, OtherDoor};
use crate::http::pages::views::{
    self, Choice, CorrectionView, FROM_TRACK, MessageView, RatingView, RequestView, TimelineRow, answer_html,
    choices, corrections, grades, is_late, messages, minute, office_name, paragraphs, policies_of, ratings,
    requests, timeline_row,
};
use crate::http::pages::{ApiError, FileView};
use crate::http::track::forms::CaseForm;
use crate::messages::speak;
use crate::seal::CaseToken;
use crate::store::{self, CaseFile, OpenCall};

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
    grades: Vec<Choice>,
    can_rate: bool,
    consent: &'static str,
    consent_label: String,
    consents: Vec<Choice>,
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
    requests: Vec<RequestView>,
    /// Words of what can be asked for now.
    can_ask: Vec<&'static str>,
    refused: Option<RefusedForm>,
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

/// A form of the sender's that was refused, with what was typed in it.
#[derive(Serialize)]
pub(crate) struct RefusedForm {
    /// Word of the form.
    pub(crate) form: &'static str,
    /// What is read.
    pub(crate) sentence: String,
    /// What was typed.
    pub(crate) typed: CaseForm,
}

/// What happened to a letter, as far as its sender reads it.
pub(crate) async fn events_for_sender(app: &Context, case_id: &str) -> Result<Vec<WrittenEvent>, ApiError> {
    let mut events = event_log::list_events(&app.db, Subject::case(case_id)).await?;
    events.retain(|event| event.kind.is_for_sender());
    Ok(events)
}

/// Key of the sentence under the state: what there is to do now, and nothing that cannot be done any more.
fn state_hint(case: &CaseFile) -> String {
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
        let year = letter.submission_no.get(..4).unwrap_or_default();
        Ok(Self {
            submission_no: letter.submission_no.clone(),
            title: letter.title.clone(),
            paragraphs: paragraphs(&letter.text),
            state: case.state.as_str(),
            state_label: speak(&format!("state-{}", case.state.as_str())),
            state_hint: speak(&state_hint(&case)),
            office: office_name(&app.township, case.lead_office.as_deref()),
            received_at: minute(shanghai_datetime(letter.received_at)),
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
            grades: grades(),
            can_rate: case::next(&case.case(), Step::Rate).is_ok(),
            consent: letter.consent.as_str(),
            consent_label: speak(&format!("consent-{}", letter.consent.as_str())),
            consents: choices(Consent::ALL.iter().map(|consent| consent.as_str()), "consent"),
            can_change_consent: case::next(&case.case(), Step::EnterConsent).is_ok(),
            asks_consent: case.consent_asked
                && letter.consent == Consent::AskFirst
                && case::next(&case.case(), Step::EnterConsent).is_ok(),
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
            can_ask: views::can_ask(&case, &requests),
            requests,
            refused,
            messages,
            files,
            timeline,
            can_inform: may_inform && is_asked,
            can_add: may_inform && !is_asked,
            can_withdraw: case::next(&case.case(), Step::Withdraw).is_ok(),
            case: token.to_field(&app.township.keys),
        })
    }
}
