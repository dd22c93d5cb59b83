//! What templates may see: small structs of ready words. A template loops and asks yes or no; it decides nothing. Here is
//! what the desk (`case_view`) and a letter's sender (`track_view`) both see.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use serde::Serialize;
use site_gen::markdown;
use site_gen::record::Rating;
use site_gen::view::PolicyItem;

use super::ApiError;
use super::attachments::FileView;
use super::texts::{speak, speak_with};
use crate::app::App;
use crate::case::{RequestAbout, RequestKind, SubmissionKind, shanghai_date, shanghai_datetime};
use crate::event_log::WrittenEvent;
use crate::steps::Township;
use crate::store::{self, CaseFile, Correctable, Staff, StoredCorrection, StoredRequest};

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

/// Why a letter is never public, whatever its sender chose; none where it may be.
pub(super) fn never_public(kind: SubmissionKind, under_14: bool) -> Option<String> {
    match (kind, under_14) {
        (SubmissionKind::Report, _) => Some(speak("never-report")),
        (_, true) => Some(speak("never-child")),
        _ => None,
    }
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
pub(super) const FROM_TRACK: &str = "../";
pub(super) const FROM_DESK: &str = "../../";

/// An answer as it is read, its links leading to the site.
pub(super) fn answer_html(text: &str, root: &str) -> String {
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
    /// How it came in, where staff took it down.
    pub(super) by_staff: Option<String>,
    /// What came with it.
    pub(super) files: Vec<FileView>,
    #[serde(skip)]
    pub(super) sent_at: Timestamp,
}

/// What office and sender asked each other, and the files that came with the letter itself.
pub(super) async fn messages(
    app: &App,
    case_id: &str,
) -> Result<(Vec<MessageView>, Vec<FileView>), ApiError> {
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
            by_staff: by_staff(message.channel.as_str()),
            sent_at: message.sent_at,
        })
        .collect();
    Ok((messages, of(None)))
}

/// What a sender said of an answer.
#[derive(Serialize)]
pub(super) struct RatingView {
    second: bool,
    grade: String,
    solved: Option<bool>,
    paragraphs: Vec<String>,
    channel: String,
    /// How it came in, where staff took it down.
    by_staff: Option<String>,
    at: String,
    /// The answer that was rated, where another stands in its place.
    answer: Option<String>,
    /// What the supervision office did; for the desk only.
    supervision: Option<String>,
}

pub(super) async fn ratings(app: &App, case: &CaseFile, root: &str) -> Result<Vec<RatingView>, ApiError> {
    let ratings = store::list_ratings(&app.db, &case.submission.id).await?;
    let view = |rating: store::StoredRating| RatingView {
        second: rating.round > 0,
        grade: speak(&format!("rating-{}", rating.grade.as_str())),
        solved: rating.solved,
        paragraphs: paragraphs(rating.reason.as_deref().unwrap_or_default()),
        channel: speak(&format!("channel-{}", rating.channel.as_str())),
        by_staff: by_staff(rating.channel.as_str()),
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
    pub(super) kind: &'static str,
    label: String,
    /// What it is about, where that is not what the sender left.
    about: Option<String>,
    about_word: &'static str,
    paragraphs: Vec<String>,
    asked_at: String,
    due_on: String,
    is_late: bool,
    pub(super) is_answered: bool,
    is_granted: bool,
    /// It was agreed to, and the page may still be on the site.
    pub(super) is_under_way: bool,
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
            about: (request.about != RequestAbout::Contact)
                .then(|| speak(&format!("request-about-{}", request.about.as_str()))),
            about_word: request.about.as_str(),
            paragraphs: paragraphs(&request.text),
            asked_at: minute(shanghai_datetime(request.asked_at)),
            due_on: request.due_on.to_string(),
            is_late: answer.is_none() && shanghai_date(app.now()) > request.due_on,
            is_answered: answer.is_some(),
            is_granted: answer.is_some_and(|answer| answer.is_granted),
            is_under_way: false,
            answer: answer.map(|answer| paragraphs(&answer.text)).unwrap_or_default(),
            answered_at: answer.map(|answer| minute(shanghai_datetime(answer.at))),
            answered_by: answer.and_then(|answer| staff_name(staff, Some(&answer.by))),
            id: request.id,
        }
    }
}

/// Words of what can be asked for now: what is open to the case and does not wait for an answer already.
pub(super) fn can_ask(case: &CaseFile, requests: &[RequestView]) -> Vec<&'static str> {
    let waits = |kind: RequestKind| requests.iter().any(|one| one.kind == kind.as_str() && !one.is_answered);
    let kinds = RequestKind::ALL.iter().copied();
    let open = kinds.filter(|kind| kind.is_open_to(&case.case()) && (kind.has_parts() || !waits(*kind)));
    open.map(RequestKind::as_str).collect()
}

pub(super) async fn requests(
    app: &App,
    case: &CaseFile,
    staff: &[Staff],
) -> Result<Vec<RequestView>, ApiError> {
    let requests = store::list_requests(&app.db, case.submission.id.as_str()).await?;
    let view = |request: StoredRequest| {
        let is_take_down = request.kind == RequestKind::TakeDown;
        let shown = RequestView::new(app, request, staff);
        RequestView { is_under_way: case.waits_for_site && is_take_down && shown.is_granted, ..shown }
    };
    Ok(requests.into_iter().map(view).collect())
}

/// What staff corrected of a letter.
#[derive(Serialize)]
pub(super) struct CorrectionView {
    at: String,
    /// What stood and what stands, one for each.
    changes: Vec<ChangeView>,
    reason: String,
    /// For the desk only.
    by: Option<String>,
}

/// What stood and what stands.
#[derive(Serialize)]
struct ChangeView {
    what: String,
    before: String,
    after: String,
}

pub(super) async fn corrections(
    app: &App,
    case_id: &str,
    staff: &[Staff],
) -> Result<Vec<CorrectionView>, ApiError> {
    let kind = |one: &Correctable| speak(&format!("kind-{}", one.kind.as_str()));
    let village = |one: &Correctable| {
        village_name(&app.township, one.village.as_deref()).unwrap_or_else(|| speak("preview-village-none"))
    };
    let shown = |correction: StoredCorrection| {
        let (before, after) = (&correction.before, &correction.after);
        let changes = [
            ("field-kind", kind(before), kind(after)),
            ("field-title", before.title.clone(), after.title.clone()),
            ("field-village", village(before), village(after)),
        ];
        CorrectionView {
            at: minute(shanghai_datetime(correction.at)),
            changes: changes
                .into_iter()
                .filter(|(_, before, after)| before != after)
                .map(|(key, before, after)| ChangeView { what: speak(key), before, after })
                .collect(),
            by: staff_name(staff, Some(&correction.by)),
            reason: correction.reason,
        }
    };
    Ok(store::list_corrections(&app.db, case_id).await?.into_iter().map(shown).collect())
}

/// The five grades.
pub(super) fn grades() -> Vec<Choice> {
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

pub(super) fn is_late(app: &App, case: &CaseFile) -> bool {
    !case.state.is_final() && shanghai_date(app.now()) > case.due.due_on.unwrap_or(case.due.ceiling_on)
}

/// What the sender did, or what was done to them, said to them.
const SAID_TO_THE_SENDER: [&str; 14] = [
    "corrected",
    "information_requested",
    "information_provided",
    "information_added",
    "withdrawn_by_sender",
    "rated",
    "consent_asked",
    "consent_changed",
    "request_made",
    "request_granted",
    "request_refused",
    "mail_stopped",
    "sender_told",
    "sender_not_reached",
];

/// “Telephone, taken down by staff”, for what did not come through the sender's own hands.
fn by_staff(channel: &str) -> Option<String> {
    let is_own = matches!(channel, "" | "web");
    (!is_own).then(|| speak_with("by_staff", &[("channel", speak(&format!("channel-{channel}")))]))
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
        ("due", {
            let day = day_in_words(&word("due_on"));
            let is_ceiling = detail.get("is_ceiling").and_then(serde_json::Value::as_bool) == Some(true);
            if is_ceiling { speak_with("event-due-latest", &[("due", day)]) } else { day }
        }),
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
        (
            "solved",
            match detail.get("solved").and_then(serde_json::Value::as_bool) {
                Some(true) => speak("event-rated-solved"),
                Some(false) => speak("event-rated-not_solved"),
                None => String::new(),
            },
        ),
        ("found", detail.get("found").map_or_else(String::new, ToString::to_string)),
    ];
    let files = detail.get("files_erased").and_then(serde_json::Value::as_u64).unwrap_or_default();
    // Older extensions and reopenings left no reason.
    let kind = match event.kind.as_str() {
        "extended" if !word("reason").is_empty() => "extended_because",
        "reopened" if !word("reason").is_empty() => "reopened_because",
        "withdrawn_by_sender" if !word("reason").is_empty() => "withdrawn_recognised",
        "withdrawn_by_sender" if files > 0 => "withdrawn_with_files",
        kind if staff.is_none() && SAID_TO_THE_SENDER.contains(&kind) => &format!("{kind}-own"),
        kind => kind,
    };
    let taken_down = match event.kind.as_str() {
        // How somebody was recognised says it.
        "code_renewed" | "received" => None,
        _ => by_staff(&word("channel")),
    };
    TimelineRow {
        at: minute(shanghai_datetime(event.at)),
        what: speak_with(&format!("event-{kind}"), &values) + taken_down.as_deref().unwrap_or_default(),
        who: staff.map(|staff| match event.actor.as_str() {
            "resident" => speak("actor-resident"),
            "system" => speak("actor-system"),
            id => staff_name(staff, Some(id)).unwrap_or_default(),
        }),
    }
}

pub(super) fn staff_name(staff: &[Staff], id: Option<&str>) -> Option<String> {
    id.and_then(|id| staff.iter().find(|member| member.id == id)).map(|member| member.display_name.clone())
}
