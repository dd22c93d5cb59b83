//! What templates may see: small structs of ready words. A template loops and asks yes or no; it decides nothing. Here is
//! what the desk (`desk/case_view`) and a letter's sender (`track/view`) both see.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use record::{Office, UnitKind, Village};
use serde::Serialize;
use site_gen::markdown;
use site_gen::render::PolicyItem;

use crate::case::{
    MeetingLevel, NotifyBy, RequestAbout, RequestKind, Subject, SubmissionKind, Viewer, shanghai_date,
    shanghai_datetime,
};
use crate::context::Context;
use crate::event_log::{Actor, Detail, EventText, Kind, Shown, Words, WrittenEvent};
use crate::http::pages::{ApiError, FileView};
use crate::messages::{speak, speak_with};
use crate::steps::Township;
use crate::store::{self, CaseFile, Correctable, FeedbackFile, Staff, StoredCorrection, StoredRequest};

/// An entry of a list to choose from.
#[derive(Clone, Serialize)]
pub(crate) struct Choice {
    /// What is sent.
    pub(crate) value: String,
    /// What is read.
    pub(crate) label: String,
    /// One line on it, where there is one.
    pub(crate) hint: String,
}

/// Words of an enum with labels `prefix-word` and hints `prefix-word-hint`.
pub(crate) fn choices<'a>(words: impl Iterator<Item = &'a str>, prefix: &str) -> Vec<Choice> {
    words
        .map(|word| Choice {
            value: word.to_owned(),
            label: speak(&format!("{prefix}-{word}")),
            hint: speak(&format!("{prefix}-{word}-hint")),
        })
        .collect()
}

/// Villages that stand today.
pub(crate) fn villages(township: &Township, today: Date) -> Vec<Choice> {
    let stands = |v: &&Village| township.tree.stands(&v.id, UnitKind::Village, today);
    let villages = township.units.villages().iter().filter(stands);
    villages.map(|v| Choice { value: v.id.clone(), label: v.name.clone(), hint: String::new() }).collect()
}

/// Offices that stand today.
pub(crate) fn offices(township: &Township, today: Date) -> Vec<Choice> {
    let stands = |o: &&Office| township.tree.stands(&o.id, UnitKind::Office, today);
    let offices = township.units.offices().iter().filter(stands);
    offices
        .map(|o| Choice { value: o.id.clone(), label: o.name.clone(), hint: o.topics.join("、") })
        .collect()
}

pub(crate) fn village_name(township: &Township, id: Option<&str>) -> Option<String> {
    id.and_then(|id| township.units.village(id)).map(|village| village.name.clone())
}

pub(crate) fn office_name(township: &Township, id: Option<&str>) -> Option<String> {
    id.and_then(|id| township.units.office(id)).map(|office| office.name.clone())
}

/// Before whom a feedback was said: the group or village by its name, or the whole township.
pub(crate) fn feedback_before(township: &Township, feedback: &FeedbackFile) -> String {
    let village = village_name(township, feedback.village.as_deref());
    let parts: Vec<String> = village.into_iter().chain(feedback.group.clone()).collect();
    if parts.is_empty() { speak("scope-township") } else { parts.concat() }
}

/// What the sender of a letter was told together with others.
#[derive(Serialize)]
pub(crate) struct FeedbackView {
    title: String,
    paragraphs: Vec<String>,
    office: Option<String>,
    said: String,
    place: Option<String>,
    /// How many letters it is for.
    letters: i64,
    /// Its page at the desk.
    id: String,
}

/// What the sender of a case was told together with others, the latest first; for staff, as far as it is theirs to see.
///
/// # Errors
/// [`ApiError::Internal`].
pub(crate) async fn feedbacks(
    app: &Context,
    case_id: &str,
    viewer: Option<&Viewer>,
) -> Result<Vec<FeedbackView>, ApiError> {
    let mut told = Vec::new();
    for one in store::list_feedbacks_of_case(&app.db, case_id).await? {
        let is_theirs = match viewer {
            Some(viewer) => store::find_feedback(&app.db, viewer, &one.id).await.is_ok(),
            None => true,
        };
        told.extend(is_theirs.then_some(one));
    }
    let view = |one: FeedbackFile| FeedbackView {
        paragraphs: paragraphs(&one.text),
        office: office_name(&app.township, Some(&one.office)),
        said: speak_with(
            "own-feedback-said",
            &[
                ("day", one.said_on.to_string()),
                ("before", feedback_before(&app.township, &one)),
                ("medium", speak(&format!("feedback_medium-{}", one.medium.as_str()))),
            ],
        ),
        title: one.title,
        place: one.place,
        letters: one.letters,
        id: one.id,
    };
    Ok(told.into_iter().map(view).collect())
}

/// The name of a meeting: whose it is and of which level.
pub(crate) fn meeting_name(township: &Township, level: MeetingLevel, unit: Option<&str>) -> String {
    let unit = match level {
        MeetingLevel::Village => village_name(township, unit),
        MeetingLevel::Office => office_name(township, unit),
        MeetingLevel::Joint => None,
        MeetingLevel::OutreachDay | MeetingLevel::JointOfficeDay | MeetingLevel::TownHall => {
            Some(village_name(township, unit).unwrap_or_else(|| speak("meeting-whole_township")))
        }
    };
    let key = format!("meeting-name-{}", level.as_str());
    speak_with(&key, &[("unit", unit.unwrap_or_default())])
}

/// Why a letter is never public, whatever its sender chose; none where it may be.
pub(crate) fn never_public(kind: SubmissionKind, under_14: bool) -> Option<String> {
    match (kind, under_14) {
        (SubmissionKind::Report, _) => Some(speak("never-report")),
        (_, true) => Some(speak("never-child")),
        _ => None,
    }
}

/// `2026-11-23 09:05`.
pub(crate) fn minute(at: DateTime) -> String {
    at.strftime("%Y-%m-%d %H:%M").to_string()
}

/// When a letter was received: of one that staff entered later only the day is known, and it stands at its beginning.
pub(crate) fn received(at: DateTime) -> String {
    let is_day = at.time() == jiff::civil::Time::midnight();
    if is_day { at.date().to_string() } else { minute(at) }
}

/// `2026-11-23` as people write it.
fn day_in_words(date: Date) -> String {
    let parts =
        [("y", date.year().to_string()), ("m", date.month().to_string()), ("d", date.day().to_string())];
    speak_with("letter-date", &parts)
}

/// Paragraphs of a plain text.
pub(crate) fn paragraphs(text: &str) -> Vec<String> {
    text.split("\n\n").map(str::trim).filter(|p| !p.is_empty()).map(str::to_owned).collect()
}

/// The way from the letter's own page to the site's root, and that from a case's page at the desk.
pub(crate) const FROM_TRACK: &str = "../";
pub(crate) const FROM_DESK: &str = "../../";

/// An answer as it is read, its links leading to the site.
pub(crate) fn answer_html(text: &str, root: &str) -> String {
    markdown::to_html_from_root(text, root).into_string()
}

/// A published policy that can be ticked.
#[derive(Serialize)]
pub(crate) struct PolicyChoice {
    slug: String,
    title: String,
    number: String,
    chosen: bool,
}

impl PolicyChoice {
    /// As an entry of a list.
    pub(crate) fn into_choice(self) -> Choice {
        Choice { value: self.slug, label: self.title, hint: self.number }
    }
}

/// Every published policy, those of `chosen` ticked.
pub(crate) fn policy_choices(app: &Context, chosen: &[String]) -> Vec<PolicyChoice> {
    let site = app.pages.site();
    let choice = |policy: &record::PolicyExplanation| PolicyChoice {
        slug: policy.slug.clone(),
        title: policy.title.clone(),
        number: site.document(&policy.document).map(|document| document.number.clone()).unwrap_or_default(),
        chosen: chosen.contains(&policy.slug),
    };
    site.records.policies.iter().map(choice).collect()
}

/// The policies of an answer as the site has them now: one that was taken off it is not shown.
pub(crate) fn policies_of(app: &Context, slugs: &[String]) -> Vec<PolicyItem> {
    let site = app.pages.site();
    slugs
        .iter()
        .filter_map(|slug| site.policy(slug))
        .map(|policy| site_gen::render::policy_item(&site, policy))
        .collect()
}

/// A line of the time-line.
#[derive(Clone, Serialize)]
pub(crate) struct TimelineRow {
    /// When, to the minute.
    pub(crate) at: String,
    /// What, in plain words.
    pub(crate) what: String,
    /// Who, for the desk only.
    pub(crate) who: Option<String>,
}

/// A question of the office, or what the sender answered.
#[derive(Serialize)]
pub(crate) struct MessageView {
    /// From the office.
    pub(crate) from_office: bool,
    /// Paragraphs.
    pub(crate) paragraphs: Vec<String>,
    /// When.
    pub(crate) at: String,
    /// How it came in, where staff took it down.
    pub(crate) by_staff: Option<String>,
    /// What came with it.
    pub(crate) files: Vec<FileView>,
    #[serde(skip)]
    pub(crate) sent_at: Timestamp,
    #[serde(skip)]
    pub(crate) id: String,
}

/// What office and sender asked each other, and the files that came with the letter itself.
pub(crate) async fn messages(
    app: &Context,
    case_id: &str,
) -> Result<(Vec<MessageView>, Vec<FileView>), ApiError> {
    let messages = store::list_messages(&app.db, Subject::case(case_id)).await?;
    let rows = store::list_attachments(&app.db, Subject::case(case_id)).await?;
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
            id: message.id,
        })
        .collect();
    Ok((messages, of(None)))
}

/// What a sender said of an answer.
#[derive(Serialize)]
pub(crate) struct RatingView {
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

pub(crate) async fn ratings(app: &Context, case: &CaseFile, root: &str) -> Result<Vec<RatingView>, ApiError> {
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
pub(crate) struct RequestView {
    pub(crate) id: String,
    pub(crate) kind: &'static str,
    label: String,
    /// What it is about, where that is not what the sender left.
    about: Option<String>,
    about_word: &'static str,
    paragraphs: Vec<String>,
    asked_at: String,
    due_on: String,
    is_late: bool,
    pub(crate) is_answered: bool,
    is_granted: bool,
    /// It was agreed to, and the page may still be on the site.
    pub(crate) is_under_way: bool,
    answer: Vec<String>,
    answered_at: Option<String>,
    /// For the desk only.
    answered_by: Option<String>,
}

impl RequestView {
    pub(crate) fn new(app: &Context, request: StoredRequest, staff: &[Staff]) -> Self {
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

/// What can be asked for now: what is open to the case and does not wait for an answer already.
pub(crate) fn can_ask(case: &CaseFile, requests: &[RequestView]) -> Vec<RequestKind> {
    let waits = |kind: RequestKind| requests.iter().any(|one| one.kind == kind.as_str() && !one.is_answered);
    let kinds = RequestKind::ALL.iter().copied();
    kinds.filter(|kind| kind.is_open_to(&case.case()) && (kind.has_parts() || !waits(*kind))).collect()
}

pub(crate) async fn requests(
    app: &Context,
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
pub(crate) struct CorrectionView {
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

pub(crate) async fn corrections(
    app: &Context,
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

/// Words of an enum with labels `prefix-word`.
pub(crate) fn words<'a>(prefix: &str, words: impl Iterator<Item = &'a str>) -> Vec<Choice> {
    words
        .map(|word| Choice {
            value: word.to_owned(),
            label: speak(&format!("{prefix}-{word}")),
            hint: String::new(),
        })
        .collect()
}

/// How a sender is told, as it is read.
pub(crate) fn notify_by(way: NotifyBy) -> String {
    speak(&format!("told_by-{}", way.as_str()))
}

pub(crate) fn is_late(app: &Context, case: &CaseFile) -> bool {
    !case.state.is_final() && shanghai_date(app.now()) > case.due.due_on.unwrap_or(case.due.ceiling_on)
}

/// “Telephone, taken down by staff”, for what did not come through the sender's own hands.
fn by_staff(channel: &str) -> Option<String> {
    let is_own = matches!(channel, "" | "web");
    (!is_own).then(|| speak_with("by_staff", &[("channel", speak(&format!("channel-{channel}")))]))
}

/// An event in a sentence: for staff with who did it, and for the sender (no `staff`) in words that speak to them.
pub(crate) fn timeline_row(
    township: &Township,
    event: &WrittenEvent,
    staff: Option<&[Staff]>,
) -> TimelineRow {
    let key = format!("event-{}", sentence_of(event, staff.is_some()));
    let mut values = values_of(township, event);
    // Senders read of no event that names one: they learn which office works on their letter, and not who.
    values.push(("staff", staff.and_then(|staff| named_in(event, staff)).unwrap_or_default()));
    let mut what = speak_with(&key, &values);
    what += &words_of(event, staff.is_some());
    what += &taken_down(event);
    TimelineRow {
        at: minute(shanghai_datetime(event.at)),
        what,
        who: staff.map(|staff| match &event.actor {
            Actor::Resident => speak("actor-resident"),
            Actor::System => speak("actor-system"),
            Actor::Staff(id) => staff_name(staff, Some(id)).unwrap_or_default(),
        }),
    }
}

/// The colleague of whom an event speaks.
fn named_in(event: &WrittenEvent, staff: &[Staff]) -> Option<String> {
    event.details.iter().find_map(|detail| match detail {
        Detail::Staff(id) => staff_name(staff, Some(id.as_str())),
        _ => None,
    })
}

fn sentence_of(event: &WrittenEvent, is_for_staff: bool) -> String {
    let kind = event.kind.as_str();
    let erased_files = event.details.iter().any(|detail| matches!(detail, Detail::FilesErased(1..)));
    match event.kind {
        Kind::WithdrawnBySender if event.text != EventText::None => format!("{kind}-recognised"),
        Kind::WithdrawnBySender if erased_files => format!("{kind}-with_files"),
        _ if !is_for_staff && event.kind.shown() == Shown::ToSenderAsYou => format!("{kind}-own"),
        _ => kind.to_owned(),
    }
}

/// What an event says beside its kind, for the places in its sentence.
fn values_of(township: &Township, event: &WrittenEvent) -> Vec<(&'static str, String)> {
    let is_ceiling = event.details.contains(&Detail::IsCeiling(true));
    // A sentence has places for what not every event of its kind says.
    let mut values = vec![("due", String::new()), ("solved", String::new())];
    values.extend(event.details.iter().filter_map(|detail| {
        Some(match detail {
            Detail::Office(id) => ("office", office_name(township, Some(id.as_str())).unwrap_or_default()),
            Detail::DueOn(day) if is_ceiling => {
                ("due", speak_with("event-due-latest", &[("due", day_in_words(*day))]))
            }
            Detail::DueOn(day) => ("due", day_in_words(*day)),
            Detail::Role(role) => ("role", speak(&format!("role-{}", role.as_str()))),
            Detail::Channel(channel) => ("channel", speak(&format!("channel-{}", channel.as_str()))),
            Detail::Consent(consent) => ("consent", speak(&format!("consent-{}", consent.as_str()))),
            Detail::Request(kind) => ("request", speak(&format!("request-{}", kind.as_str()))),
            Detail::Grade(grade) => ("grade", speak(&format!("rating-{}", grade.as_str()))),
            Detail::IsSolved(true) => ("solved", speak("event-rated-solved")),
            Detail::IsSolved(false) => ("solved", speak("event-rated-not_solved")),
            Detail::MediationPart(part) => ("part", speak(&format!("mediation_part-{}", part.as_str()))),
            Detail::Found(places) => ("found", places.to_string()),
            _ => return None,
        })
    }));
    values
}

/// The reason that came along, as far as the reader may know it; or that it was erased.
fn words_of(event: &WrittenEvent, is_for_staff: bool) -> String {
    let words = event.kind.words();
    if !is_for_staff && !words.are_for_sender() {
        return String::new();
    }
    let key = if words == Words::Recognition { "event-recognised" } else { "event-why" };
    match &event.text {
        EventText::None => String::new(),
        EventText::Kept(text) => speak_with(key, &[("reason", text.clone())]),
        EventText::Erased => speak(&format!("{key}-erased")),
    }
}

/// How it came in, where staff took it down. Where somebody was recognised that says it already.
fn taken_down(event: &WrittenEvent) -> String {
    if matches!(event.kind, Kind::CodeRenewed | Kind::Received) {
        return String::new();
    }
    let channel = event.details.iter().find_map(|detail| match detail {
        Detail::Channel(channel) => Some(channel.as_str()),
        _ => None,
    });
    channel.and_then(by_staff).unwrap_or_default()
}

pub(crate) fn staff_name(staff: &[Staff], id: Option<&str>) -> Option<String> {
    id.and_then(|id| staff.iter().find(|member| member.id == id)).map(|member| member.display_name.clone())
}
