//! What templates may see: small structs of ready words. A template loops and asks yes or no; it decides nothing.

use jiff::civil::{Date, DateTime};
use serde::Serialize;
use site_gen::markdown;
use site_gen::record::Rating;
use site_gen::view::PolicyItem;

use super::ApiError;
use super::attachments::FileView;
use super::session::Session;
use super::texts::{speak, speak_with};
use super::track::CaseForm;
use crate::app::App;
use crate::case::{
    self, Channel, Consent, MailState, RedactionRecord, RequestAbout, RequestKind, Role, Step,
    SubmissionKind, ToldBy, shanghai_date, shanghai_datetime,
};
use crate::event_log::{self, WrittenEvent};
use crate::seal::FormToken;
use crate::steps::Township;
use crate::store::{self, CaseFile, Exclusion, Queue, QueueRow, Staff, StoredRequest};

/// An entry of a list to choose from.
#[derive(Clone, Serialize)]
pub(super) struct Choice {
    /// What is sent.
    pub(super) value: String,
    /// What is read.
    pub(super) label: String,
    /// One line on it, where there is one.
    pub(super) hint: String,
}

/// Words of an enum with labels `prefix-word` and hints `prefix-word-hint`.
pub(super) fn choices<'a>(words: impl Iterator<Item = &'a str>, prefix: &str) -> Vec<Choice> {
    words
        .map(|word| Choice {
            value: word.to_owned(),
            label: speak(&format!("{prefix}-{word}")),
            hint: speak(&format!("{prefix}-{word}-hint")),
        })
        .collect()
}

pub(super) fn villages(township: &Township) -> Vec<Choice> {
    let villages = township.units.villages().iter();
    villages.map(|v| Choice { value: v.id.clone(), label: v.name.clone(), hint: String::new() }).collect()
}

pub(super) fn offices(township: &Township) -> Vec<Choice> {
    let offices = township.units.offices().iter();
    offices
        .map(|o| Choice { value: o.id.clone(), label: o.name.clone(), hint: o.topics.join("、") })
        .collect()
}

pub(super) fn village_name(township: &Township, id: Option<&str>) -> Option<String> {
    id.and_then(|id| township.units.village(id)).map(|village| village.name.clone())
}

pub(super) fn office_name(township: &Township, id: Option<&str>) -> Option<String> {
    id.and_then(|id| township.units.office(id)).map(|office| office.name.clone())
}

/// `2026-11-23 09:05`.
pub(super) fn minute(at: DateTime) -> String {
    at.strftime("%Y-%m-%d %H:%M").to_string()
}

/// `2026-11-23` as people write it.
fn day_in_words(day: &str) -> String {
    let Ok(date) = day.parse::<Date>() else { return day.to_owned() };
    let parts =
        [("y", date.year().to_string()), ("m", date.month().to_string()), ("d", date.day().to_string())];
    speak_with("letter-date", &parts)
}

/// Paragraphs of a plain text.
pub(super) fn paragraphs(text: &str) -> Vec<String> {
    text.split("\n\n").map(str::trim).filter(|p| !p.is_empty()).map(str::to_owned).collect()
}

/// The way from the letter's own page to the site's root, and that from a case's page at the desk.
const FROM_TRACK: &str = "../";
const FROM_DESK: &str = "../../";

/// An answer as it is read, its links leading to the site.
fn answer_html(text: &str, root: &str) -> String {
    markdown::to_html_from_root(text, root).into_string()
}

/// A published policy that can be ticked.
#[derive(Serialize)]
pub(super) struct PolicyChoice {
    slug: String,
    title: String,
    number: String,
    chosen: bool,
}

/// Every published policy, those of `chosen` ticked.
pub(super) fn policy_choices(app: &App, chosen: &[String]) -> Vec<PolicyChoice> {
    let site = app.pages.site();
    let choice = |policy: &site_gen::record::PolicyExplanation| PolicyChoice {
        slug: policy.slug.clone(),
        title: policy.title.clone(),
        number: site.document(&policy.document).map(|document| document.number.clone()).unwrap_or_default(),
        chosen: chosen.contains(&policy.slug),
    };
    site.policies.iter().map(choice).collect()
}

/// The policies of an answer as the site has them now: one that was taken off it is not shown.
pub(super) fn policies_of(app: &App, slugs: &[String]) -> Vec<PolicyItem> {
    let site = app.pages.site();
    slugs
        .iter()
        .filter_map(|slug| site.policy(slug))
        .map(|policy| site_gen::render::policy_item(&site, policy))
        .collect()
}

/// A line of the time-line.
#[derive(Clone, Serialize)]
pub(super) struct TimelineRow {
    /// When, to the minute.
    pub(super) at: String,
    /// What, in plain words.
    pub(super) what: String,
    /// Who, for the desk only.
    pub(super) who: Option<String>,
}

/// A question of the office, or what the sender answered.
#[derive(Serialize)]
pub(super) struct MessageView {
    /// From the office.
    pub(super) from_office: bool,
    /// Paragraphs.
    pub(super) paragraphs: Vec<String>,
    /// When.
    pub(super) at: String,
    /// What came with it.
    pub(super) files: Vec<FileView>,
}

/// What office and sender asked each other, and the files that came with the letter itself.
async fn messages(app: &App, case_id: &str) -> Result<(Vec<MessageView>, Vec<FileView>), ApiError> {
    let messages = store::list_messages(&app.db, case_id).await?;
    let rows = store::list_attachments(&app.db, case_id).await?;
    let files: Vec<FileView> = rows.iter().map(|row| FileView::new(app, row)).collect();
    let of = |id: Option<&str>| -> Vec<FileView> {
        files.iter().filter(|file| file.message_id.as_deref() == id).cloned().collect()
    };
    let messages = messages
        .into_iter()
        .map(|message| MessageView {
            from_office: message.from_office,
            files: of(Some(&message.id)),
            paragraphs: paragraphs(&message.text),
            at: minute(shanghai_datetime(message.sent_at)),
        })
        .collect();
    Ok((messages, of(None)))
}

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

/// What a sender said of an answer.
#[derive(Serialize)]
pub(super) struct RatingView {
    second: bool,
    grade: String,
    solved: Option<bool>,
    paragraphs: Vec<String>,
    channel: String,
    at: String,
    /// The answer that was rated, where another stands in its place.
    answer: Option<String>,
    /// What the supervision office did; for the desk only.
    supervision: Option<String>,
}

async fn ratings(app: &App, case: &CaseFile, root: &str) -> Result<Vec<RatingView>, ApiError> {
    let ratings = store::list_ratings(&app.db, &case.submission.id).await?;
    let view = |rating: store::StoredRating| RatingView {
        second: rating.round > 0,
        grade: speak(&format!("rating-{}", rating.grade.as_str())),
        solved: rating.solved,
        paragraphs: paragraphs(rating.reason.as_deref().unwrap_or_default()),
        channel: speak(&format!("channel-{}", rating.channel.as_str())),
        at: minute(shanghai_datetime(rating.rated_at)),
        answer: (case.answer.as_deref() != Some(&rating.answer)).then(|| answer_html(&rating.answer, root)),
        supervision: rating.supervision,
    };
    Ok(ratings.into_iter().map(view).collect())
}

/// What a sender asked for later, and what they were answered.
#[derive(Serialize)]
pub(super) struct RequestView {
    id: String,
    kind: &'static str,
    label: String,
    /// What it is about, where that is not what the sender left.
    about: Option<String>,
    paragraphs: Vec<String>,
    asked_at: String,
    due_on: String,
    is_late: bool,
    is_answered: bool,
    is_granted: bool,
    answer: Vec<String>,
    answered_at: Option<String>,
    /// For the desk only.
    answered_by: Option<String>,
}

impl RequestView {
    pub(super) fn new(app: &App, request: StoredRequest, staff: &[Staff]) -> Self {
        let answer = request.answer.as_ref();
        Self {
            kind: request.kind.as_str(),
            label: speak(&format!("request-{}", request.kind.as_str())),
            about: (request.about == RequestAbout::Letter).then(|| speak("request-about-letter")),
            paragraphs: paragraphs(&request.text),
            asked_at: minute(shanghai_datetime(request.asked_at)),
            due_on: request.due_on.to_string(),
            is_late: answer.is_none() && shanghai_date(app.now()) > request.due_on,
            is_answered: answer.is_some(),
            is_granted: answer.is_some_and(|answer| answer.is_granted),
            answer: answer.map(|answer| paragraphs(&answer.text)).unwrap_or_default(),
            answered_at: answer.map(|answer| minute(shanghai_datetime(answer.at))),
            answered_by: answer.and_then(|answer| staff_name(staff, Some(&answer.by))),
            id: request.id,
        }
    }
}

async fn requests(app: &App, case_id: &str, staff: &[Staff]) -> Result<Vec<RequestView>, ApiError> {
    let requests = store::list_requests(&app.db, case_id).await?;
    Ok(requests.into_iter().map(|request| RequestView::new(app, request, staff)).collect())
}

/// The five grades.
fn grades() -> Vec<Choice> {
    words("rating", Rating::ALL.iter().map(|grade| grade.as_str()))
}

/// Words of an enum with labels `prefix-word`.
pub(super) fn words<'a>(prefix: &str, words: impl Iterator<Item = &'a str>) -> Vec<Choice> {
    words
        .map(|word| Choice {
            value: word.to_owned(),
            label: speak(&format!("{prefix}-{word}")),
            hint: String::new(),
        })
        .collect()
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

fn is_late(app: &App, case: &CaseFile) -> bool {
    !case.state.is_final() && shanghai_date(app.now()) > case.due.due_on.unwrap_or(case.due.ceiling_on)
}

pub(super) fn timeline_row(
    township: &Township,
    event: &WrittenEvent,
    staff: Option<&[Staff]>,
) -> TimelineRow {
    let detail: serde_json::Value = serde_json::from_str(&event.detail).unwrap_or_default();
    let word =
        |name: &str| detail.get(name).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
    let office = |name: &str| office_name(township, Some(&word(name))).unwrap_or_default();
    let values = [
        ("office", if word("to").is_empty() { office("office") } else { office("to") }),
        ("due", day_in_words(&word("due_on"))),
        (
            "role",
            if word("role").is_empty() { String::new() } else { speak(&format!("role-{}", word("role"))) },
        ),
        ("reason", word("reason")),
        ("channel", {
            let word = word("channel");
            if word.is_empty() { word } else { speak(&format!("channel-{word}")) }
        }),
        ("consent", {
            let word = word("consent");
            if word.is_empty() { word } else { speak(&format!("consent-{word}")) }
        }),
        ("request", {
            let word = word("request");
            if word.is_empty() { word } else { speak(&format!("request-{word}")) }
        }),
        (
            "grade",
            if word("grade").is_empty() {
                String::new()
            } else {
                speak(&format!("rating-{}", word("grade")))
            },
        ),
        ("found", detail.get("found").map_or_else(String::new, ToString::to_string)),
    ];
    // Older extensions left no reason.
    let kind = match event.kind.as_str() {
        "extended" if !word("reason").is_empty() => "extended_because",
        kind => kind,
    };
    TimelineRow {
        at: minute(shanghai_datetime(event.at)),
        what: speak_with(&format!("event-{kind}"), &values),
        who: staff.map(|staff| match event.actor.as_str() {
            "resident" => speak("actor-resident"),
            "system" => speak("actor-system"),
            id => staff_name(staff, Some(id)).unwrap_or_default(),
        }),
    }
}

fn staff_name(staff: &[Staff], id: Option<&str>) -> Option<String> {
    id.and_then(|id| staff.iter().find(|member| member.id == id)).map(|member| member.display_name.clone())
}

/// A list of the desk with its number.
#[derive(Serialize)]
pub(super) struct ListLink {
    /// Word of the list.
    pub(super) list: &'static str,
    /// What is read.
    pub(super) label: String,
    /// How many cases.
    pub(super) count: i64,
    /// It is the one shown.
    pub(super) current: bool,
}

/// A line of the queue.
#[derive(Serialize)]
pub(super) struct QueueLine {
    submission_no: String,
    title: String,
    kind: String,
    state: &'static str,
    state_label: String,
    publication_label: Option<String>,
    village: Option<String>,
    office: Option<String>,
    received_on: String,
    due_on: Option<String>,
    is_late: bool,
}

impl QueueLine {
    /// Words for a row.
    #[must_use]
    pub(super) fn new(app: &App, row: &QueueRow) -> Self {
        let today = shanghai_date(app.now());
        let waits = !row.state.is_final();
        Self {
            submission_no: row.submission_no.clone(),
            title: row.title.clone(),
            kind: speak(&format!("kind-{}", row.kind)),
            state: row.state.as_str(),
            state_label: speak(&format!("state-{}", row.state.as_str())),
            publication_label: (row.publication != case::PublicationState::None)
                .then(|| speak(&format!("publication-{}", row.publication.as_str()))),
            village: village_name(&app.township, row.village.as_deref()),
            office: office_name(&app.township, row.lead_office.as_deref()),
            received_on: shanghai_date(row.received_at).to_string(),
            due_on: row.due_on.filter(|_| waits).map(|day| day.to_string()),
            is_late: waits && row.due_on.is_some_and(|day| day < today),
        }
    }
}

/// The lists of the desk for one person.
///
/// # Errors
/// [`ApiError::Internal`].
pub(super) async fn list_links(
    app: &App,
    session: &Session,
    current: Option<Queue>,
) -> Result<Vec<ListLink>, ApiError> {
    let counts = store::count_queues(&app.db, &session.staff.viewer(), shanghai_date(app.now())).await?;
    Ok(counts
        .into_iter()
        .map(|(queue, count)| ListLink {
            list: queue.as_str(),
            label: speak(&format!("list-{}", queue.as_str())),
            count,
            current: current == Some(queue),
        })
        .collect())
}

/// An opinion of a level of analysis.
#[derive(Serialize)]
pub(super) struct OpinionView {
    level: String,
    held_on: String,
    leader_attended: bool,
    paragraphs: Vec<String>,
    written_by: Option<String>,
}

/// A step that was refused, with what was typed for it.
#[derive(Serialize)]
pub(super) struct RefusedStep {
    pub(super) sentence: String,
    pub(super) step: &'static str,
    pub(super) text: String,
    pub(super) grade: String,
    pub(super) solved: String,
    pub(super) channel: String,
    /// Row id of the request that was to be answered.
    pub(super) request: String,
    /// Slugs of the policies that were ticked.
    pub(super) policies: Vec<String>,
    /// What the gate found: file, place and kind.
    pub(super) leaks: Vec<String>,
}

/// Something in a public text that stays for a reason: a finding that was kept, or a risk that was accepted.
#[derive(Serialize)]
pub(super) struct StaysItem {
    what: String,
    reason: String,
}

fn stays(record: RedactionRecord) -> Vec<StaysItem> {
    let kept = record.kept.into_iter().map(|span| StaysItem { what: span.text, reason: span.reason });
    let risks = record
        .risks
        .into_iter()
        .map(|risk| StaysItem { what: speak(&format!("risk-{}", risk.risk)), reason: risk.reason });
    kept.chain(risks).collect()
}

/// How far a message to the sender went; never where to, and nothing that a server said.
#[derive(Serialize)]
pub(super) struct ToldRow {
    mail: String,
    carrier: String,
    delivery: &'static str,
    delivery_label: String,
    /// When it went, else when it was written.
    at: String,
}

impl ToldRow {
    fn new(row: &store::OutboxRow) -> Self {
        let at = jiff::Timestamp::from_millisecond(row.sent_at_ms.unwrap_or(row.created_at_ms));
        Self {
            mail: speak(&format!("mail-{}", row.mail)),
            carrier: speak(&format!("carrier-{}", row.carrier.as_str())),
            delivery: row.delivery.as_str(),
            delivery_label: speak(&format!("delivery-{}", row.delivery.as_str())),
            at: minute(shanghai_datetime(at.unwrap_or(jiff::Timestamp::UNIX_EPOCH))),
        }
    }
}

/// A case at the desk.
#[derive(Serialize)]
pub(super) struct CaseView {
    submission_no: String,
    version: i64,
    title: String,
    paragraphs: Vec<String>,
    kind: String,
    channel: String,
    consent: String,
    under_14: bool,
    state: &'static str,
    state_label: String,
    publication: &'static str,
    publication_label: String,
    topic: Option<String>,
    village: Option<String>,
    addressed_office: Option<String>,
    lead_office: Option<String>,
    lead_office_id: String,
    received_at: String,
    due_on: Option<String>,
    ceiling_on: String,
    is_late: bool,
    on_time: Option<bool>,
    extension_reason: Option<String>,
    outcome_reason: Option<String>,
    redo_reason: Option<String>,
    answer: Option<String>,
    answer_text: Option<String>,
    /// Published policies, with those that the answer rests on.
    policies: Vec<PolicyChoice>,
    answered_by: Option<String>,
    reviewed_by: Option<String>,
    /// What was noticed at the door, for whoever registers the letter.
    remarks: Vec<String>,
    /// Mail to the sender came back: they have to be called.
    is_bounced: bool,
    /// How the sender wants to be told.
    told_by: Option<String>,
    /// They wait for a call.
    wants_call: bool,
    /// What the sender was told, and how far it went.
    told: Vec<ToldRow>,
    has_contact: bool,
    may_open_contact: bool,
    may_exclude: bool,
    hidden_from: Vec<String>,
    merged_into: Option<String>,
    opinions: Vec<OpinionView>,
    messages: Vec<MessageView>,
    /// The token of a form with files, for a question to the sender.
    form_token: String,
    /// What came with the letter.
    files: Vec<FileView>,
    ratings: Vec<RatingView>,
    requests: Vec<RequestView>,
    may_answer_requests: bool,
    may_take_down: bool,
    grades: Vec<Choice>,
    channels: Vec<Choice>,
    timeline: Vec<TimelineRow>,
    steps: Vec<&'static str>,
    offices: Vec<Choice>,
    staff: Vec<Choice>,
    today: String,
    public_url: Option<String>,
    /// Findings that the redactor kept and risks that they accepted, for the approver.
    stays: Vec<StaysItem>,
    refused: Option<RefusedStep>,
    /// Why an approver asked to let stand what the gate found; another one decides.
    override_reason: Option<String>,
    /// Who asked.
    override_by: Option<String>,
}

impl CaseView {
    /// Gathers a case for a staff member.
    ///
    /// # Errors
    /// [`ApiError::Internal`].
    pub(super) async fn load(
        app: &App,
        session: &Session,
        case: &CaseFile,
        refused: Option<RefusedStep>,
    ) -> Result<Self, ApiError> {
        let township = &app.township;
        let letter = &case.submission;
        let staff = store::list_staff(&app.db).await?;
        let events = event_log::list_events(&app.db, &letter.id).await?;
        let opinions = store::list_opinions(&app.db, &letter.id).await?;
        let (messages, files) = messages(app, &letter.id).await?;
        let exclusions = store::list_exclusions(&app.db, &letter.id).await?;
        let merged_into = match &case.merged_into {
            Some(id) => Some(store::find_submission(&app.db, id).await?.submission_no),
            None => None,
        };
        let redaction = store::find_redaction(&app.db, &letter.id).await?;
        let record: RedactionRecord =
            redaction.as_ref().and_then(|text| serde_json::from_str(&text.record).ok()).unwrap_or_default();
        let overrides = store::list_overrides(&app.db, Some(&letter.id)).await?;
        let asked = overrides.into_iter().find(|one| one.granted_by.is_none());
        let roles = &session.staff.roles;
        let has_copy = !store::list_vault_copies(&app.db, Some(&session.staff.id)).await?.is_empty();
        let is_public = case.publication == case::PublicationState::Published;
        let year = letter.submission_no.get(..4).unwrap_or_default();
        Ok(Self {
            submission_no: letter.submission_no.clone(),
            version: case.version,
            title: letter.title.clone(),
            paragraphs: paragraphs(&letter.text),
            kind: speak(&format!("kind-{}", letter.kind.as_str())),
            channel: speak(&format!("channel-{}", letter.channel.as_str())),
            consent: speak(&format!("consent-{}", letter.consent.as_str())),
            under_14: letter.under_14,
            state: case.state.as_str(),
            state_label: speak(&format!("state-{}", case.state.as_str())),
            publication: case.publication.as_str(),
            publication_label: speak(&format!("publication-{}", case.publication.as_str())),
            topic: case.topic.clone(),
            village: village_name(township, letter.village.as_deref()),
            addressed_office: office_name(township, letter.addressed_office.as_deref()),
            lead_office: office_name(township, case.lead_office.as_deref()),
            lead_office_id: case.lead_office.clone().unwrap_or_default(),
            received_at: minute(shanghai_datetime(letter.received_at)),
            due_on: case.due.due_on.map(|day| day.to_string()),
            ceiling_on: case.due.ceiling_on.to_string(),
            is_late: is_late(app, case),
            on_time: case.on_time,
            extension_reason: case.extension_reason.clone(),
            outcome_reason: case.outcome_reason.clone(),
            redo_reason: case.redo_reason.clone(),
            answer: case.answer.as_deref().map(|text| answer_html(text, FROM_DESK)),
            policies: {
                let typed = refused.as_ref().filter(|refused| refused.step == Step::Answer.as_str());
                policy_choices(app, typed.map_or(&case.answer_policies, |refused| &refused.policies))
            },
            answer_text: case.answer.clone(),
            answered_by: staff_name(&staff, case.answered_by.as_deref()),
            reviewed_by: staff_name(&staff, case.reviewed_by.as_deref()),
            remarks: letter
                .remarks
                .iter()
                .filter(|_| roles.has(Role::Registrar) && case.state == case::State::Submitted)
                .map(|remark| speak(&format!("remark-{}", remark.as_str())))
                .collect(),
            is_bounced: letter.sealed_mail_to.is_some() && letter.mail_state == MailState::Bounced,
            told_by: letter.told_by.map(|way| speak(&format!("told_by-{}", way.as_str()))),
            wants_call: letter.told_by == Some(ToldBy::Call) && letter.sealed_contact.is_some(),
            told: store::list_case_mail(&app.db, &letter.id).await?.iter().map(ToldRow::new).collect(),
            has_contact: letter.sealed_contact.is_some(),
            may_open_contact: (roles.has(Role::Handler) || roles.has(Role::Registrar)) && has_copy,
            may_exclude: roles.has(Role::Registrar) || roles.has(Role::Supervisor),
            hidden_from: exclusions
                .iter()
                .filter_map(|exclusion| match exclusion {
                    Exclusion::Staff(id) => staff_name(&staff, Some(id)),
                    Exclusion::Office(id) => office_name(township, Some(id)),
                })
                .collect(),
            merged_into,
            opinions: opinions
                .into_iter()
                .map(|opinion| OpinionView {
                    level: speak(&format!("state-{}", opinion.level.as_str())),
                    held_on: opinion.held_on.to_string(),
                    leader_attended: opinion.leader_attended,
                    paragraphs: paragraphs(&opinion.opinion),
                    written_by: staff_name(&staff, Some(&opinion.written_by)),
                })
                .collect(),
            messages,
            form_token: FormToken::new(app.now()).to_field(&township.keys),
            files,
            ratings: ratings(app, case, FROM_DESK).await?,
            requests: requests(app, &letter.id, &staff).await?,
            may_answer_requests: roles.has(Role::Approver) || roles.has(Role::Supervisor),
            may_take_down: roles.has(Role::Approver),
            grades: grades(),
            channels: words("channel", Channel::AT_THE_DESK.iter().map(|channel| channel.as_str())),
            timeline: events.iter().map(|event| timeline_row(township, event, Some(&staff))).collect(),
            steps: steps_for(case, &session.staff, redaction.as_ref().map(|text| text.author_id.as_str())),
            offices: offices(township),
            staff: staff
                .iter()
                .filter(|member| !member.is_disabled && member.id != session.staff.id)
                .map(|member| Choice {
                    value: member.id.clone(),
                    label: member.display_name.clone(),
                    hint: String::new(),
                })
                .collect(),
            today: shanghai_date(app.now()).to_string(),
            public_url: is_public.then(|| format!("/replies/{year}/{}/", letter.submission_no)),
            stays: stays(record),
            refused,
            override_by: asked.as_ref().and_then(|one| staff_name(&staff, Some(&one.asked_by))),
            override_reason: asked.map(|one| one.reason),
        })
    }
}

/// The steps that the workflow allows now and that this person's roles do: the buttons of the page. A letter is
/// withdrawn by its sender and information comes from its sender; staff enter the latter when it came by phone.
fn steps_for(case: &CaseFile, staff: &Staff, redacted_by: Option<&str>) -> Vec<&'static str> {
    case::open_steps(&case.case())
        .into_iter()
        .filter(|step| staff.roles.has(Role::needed_for(*step)))
        .filter(|step| !matches!(step, Step::Withdraw | Step::ProvideInformation))
        .filter(|step| *step != Step::Review || case.answered_by.as_deref() != Some(staff.id.as_str()))
        .filter(|step| *step != Step::Publish || redacted_by != Some(staff.id.as_str()))
        .map(Step::as_str)
        .collect()
}
