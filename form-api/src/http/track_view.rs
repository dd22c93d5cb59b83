//! A letter's own page as its template sees it. Deliberately absent: the door to it (`track`), and what the desk sees too
//! (`views`).

use serde::Serialize;
use site_gen::view::PolicyItem;

use super::ApiError;
use super::attachments::FileView;
use super::texts::speak;
use super::track::CaseForm;
use super::views::{
    Choice, FROM_TRACK, MessageView, RatingView, RequestView, TimelineRow, answer_html, choices, grades,
    is_late, messages, minute, office_name, paragraphs, policies_of, ratings, requests, timeline_row,
};
use crate::app::App;
use crate::case::{self, Consent, RequestKind, Step, SubmissionKind, shanghai_date, shanghai_datetime};
use crate::event_log::{self, WrittenEvent};
use crate::store;

/// A letter's own page, for its sender.
#[derive(Serialize)]
pub(super) struct TrackView {
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
    /// An address for mail is kept.
    has_mail: bool,
    mail_state: &'static str,
    mail_label: String,
    requests: Vec<RequestView>,
    /// Words of what can be asked for now.
    can_ask: Vec<&'static str>,
    refused: Option<RefusedForm>,
    public_url: Option<String>,
    messages: Vec<MessageView>,
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
pub(super) struct RefusedForm {
    /// Word of the form.
    pub(super) form: &'static str,
    /// What is read.
    pub(super) sentence: String,
    /// What was typed.
    pub(super) typed: CaseForm,
}

/// Events that the sender reads; the rest is inner business of the office.
const FOR_THE_SENDER: [&str; 33] = [
    "received",
    "registered",
    "information_requested",
    "information_provided",
    "information_added",
    "declined",
    "referred_out",
    "merged",
    "accepted",
    "transferred",
    "handling_began",
    "extended",
    "due_date_settled",
    "contact_opened",
    "reviewed",
    "closed",
    "rated",
    "supervised",
    "reopened",
    "code_renewed",
    "withdrawn_by_sender",
    "published",
    "retracted",
    "consent_changed",
    "request_made",
    "request_granted",
    "request_refused",
    "contact_corrected",
    "contact_erased",
    "mail_address_erased",
    "mail_stopped",
    "mail_resumed",
    "mail_bounced",
];

/// What happened to a letter, as far as its sender reads it.
pub(super) async fn events_for_sender(app: &App, case_id: &str) -> Result<Vec<WrittenEvent>, ApiError> {
    let mut events = event_log::list_events(&app.db, case_id).await?;
    events.retain(|event| FOR_THE_SENDER.contains(&event.kind.as_str()));
    Ok(events)
}

impl TrackView {
    /// Gathers a case for its sender.
    ///
    /// # Errors
    /// [`ApiError::Internal`].
    pub(super) async fn load(
        app: &App,
        case_id: &str,
        token: String,
        refused: Option<RefusedForm>,
    ) -> Result<Self, ApiError> {
        let (case, beside) = store::find_case_beside(&app.db, case_id).await?;
        let letter = &case.submission;
        let events = events_for_sender(app, &letter.id).await?;
        let timeline = events.iter().map(|event| timeline_row(&app.township, event, None)).collect();
        let answer = case.answer_for_sender().map(|text| answer_html(text, FROM_TRACK));
        let requests = if beside.requests { requests(app, &letter.id, &[]).await? } else { Vec::new() };
        let (messages, files) = if beside.messages || beside.attachments {
            messages(app, &letter.id).await?
        } else {
            (Vec::new(), Vec::new())
        };
        let ratings = if case.rating.is_some() { ratings(app, &case, FROM_TRACK).await? } else { Vec::new() };
        let is_public = case.publication == case::PublicationState::Published;
        let year = letter.submission_no.get(..4).unwrap_or_default();
        Ok(Self {
            submission_no: letter.submission_no.clone(),
            title: letter.title.clone(),
            paragraphs: paragraphs(&letter.text),
            state: case.state.as_str(),
            state_label: speak(&format!("state-{}", case.state.as_str())),
            state_hint: speak(&format!("state-{}-hint", case.state.as_str())),
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
            can_change_consent: letter.kind != SubmissionKind::Report
                && !letter.under_14
                && case::publication_under(&case.case(), letter.consent).is_some(),
            has_mail: letter.sealed_mail_to.is_some(),
            mail_state: letter.mail_state.as_str(),
            mail_label: speak(&format!("mail_state-{}", letter.mail_state.as_str())),
            can_ask: RequestKind::ALL
                .iter()
                .filter(|kind| {
                    kind.is_open_to(&case.case())
                        && !requests.iter().any(|one| one.kind == kind.as_str() && !one.is_answered)
                })
                .map(|kind| kind.as_str())
                .collect(),
            requests,
            refused,
            messages,
            files,
            timeline,
            can_inform: case::next(&case.case(), Step::ProvideInformation).is_ok(),
            can_add: case::takes_more(&case.case()),
            can_withdraw: case::next(&case.case(), Step::Withdraw).is_ok(),
            case: token,
        })
    }
}
