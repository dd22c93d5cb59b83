//! Letters that a program sends for a resident, and their way afterwards. The rules, limits, abuse score and sealing are
//! those of the form (`http/mailbox/intake`); number and query code come by POST, never in an address.
//!
//! Deliberately absent: files, and what else a sender does on the letter's own page.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use site_gen::render::PolicyItem;
use utoipa::ToSchema;

use super::problem::{AnyFault, Fault, FieldFault, Problem, SendFault};
use super::replies::shanghai_moment;
use super::{answer, counted, json};
use crate::case::{
    Consent, Elsewhere, Field, Invalid, NewSubmission, NotifyBy, RawSubmission, Subject, SubmissionKind, Why,
    shanghai_date, shanghai_datetime,
};
use crate::context::Context;
use crate::http::extract::form::has_tower;
use crate::http::mailbox::intake::{self, NotTaken, Noticed};
use crate::http::pages::views;
use crate::http::track::{forms, view};
use crate::messages::{Language, speak_in};
use crate::rate_limits::ClientPrefix;
use crate::seal::{FormToken, QueryCode, parse_submission_no};
use crate::steps::{self, Accepted, Promise};
use crate::store;

/// A letter.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLetter {
    /// A word of `/api/v1/kinds`.
    #[serde(default)]
    #[schema(required, example = "help_request")]
    kind: String,
    /// What it is about, on one line.
    #[serde(default)]
    #[schema(required, min_length = 2, max_length = 60, example = "村口路灯坏了半个月")]
    title: String,
    /// The letter. Without identity numbers, please.
    #[serde(default)]
    #[schema(required, min_length = 5, max_length = 10_000, example = "村口的路灯坏了半个月，请派人看看。")]
    text: String,
    /// An id of `/api/v1/units`.
    village: Option<String>,
    /// Whom it is for: an id of `/api/v1/units`. None is "I do not know".
    office: Option<String>,
    /// Whom or what it is about, a person or an office: the letter is hidden from them before anybody reads it.
    #[schema(max_length = 100)]
    accused: Option<String>,
    /// `no` (and nothing said is no), `anonymised` (public without anything that names me) or `ask_first`.
    consent: Option<String>,
    /// How the sender is called.
    #[schema(max_length = 40)]
    name: Option<String>,
    /// A number or two, as people write them: with spaces, dashes, brackets, + and 转. Kept in the form in which it is dialled.
    #[schema(max_length = 100)]
    phone: Option<String>,
    /// Where the sender is told what happens.
    #[schema(max_length = 254)]
    email: Option<String>,
    /// Where somebody is to come to.
    #[schema(max_length = 200)]
    address: Option<String>,
    /// How the sender is told that there is something to read: `mail` (with `email`), `sms` (where the township does that;
    /// then `phone` is a mobile number), `call` (with `phone`), or `here`: they look for themselves. Nothing said is `mail`
    /// with an address and `here` without.
    #[serde(rename = "told_by")]
    notify_by: Option<String>,
    /// Also by text message, as `sms` above.
    #[serde(default, rename = "told_by_sms")]
    #[schema(default = false)]
    notify_by_sms: bool,
    /// The sender is under 14; then a guardian has to agree.
    #[serde(default)]
    #[schema(default = false)]
    under_14: bool,
    /// A guardian agrees.
    #[serde(default)]
    #[schema(default = false)]
    guardian_agrees: bool,
    /// The sender has been shown the rules and the privacy notice. Always `true`.
    #[serde(default)]
    #[schema(required)]
    rules_read: bool,
}

impl NewLetter {
    /// What the form's own checks do not see: a program sends ids exactly, and no more than is kept.
    fn not_exact(&self, app: &Context) -> Vec<Invalid> {
        let units = &app.township.units;
        let mut wrong = Vec::new();
        let mut note = |field, why, is_wrong: bool| {
            if is_wrong {
                wrong.push(Invalid { field, why });
            }
        };
        let has_kind = !self.kind.trim().is_empty();
        note(Field::Kind, Why::Unknown, has_kind && SubmissionKind::parse(&self.kind).is_none());
        for (field, value, most) in [
            (Field::Title, Some(&self.title), 60),
            (Field::Text, Some(&self.text), 10_000),
            (Field::Accused, self.accused.as_ref(), 100),
            (Field::Name, self.name.as_ref(), 40),
            (Field::Phone, self.phone.as_ref(), 100),
            (Field::Email, self.email.as_ref(), 254),
            (Field::Address, self.address.as_ref(), 200),
        ] {
            note(field, Why::TooLong { most }, value.is_some_and(|value| value.chars().count() > most));
        }
        let is_given = |value: &Option<String>, is_known: &dyn Fn(&str) -> bool| {
            value.as_deref().is_some_and(|value| !is_known(value))
        };
        note(Field::Village, Why::Unknown, is_given(&self.village, &|id| units.village(id).is_some()));
        note(Field::Office, Why::Unknown, is_given(&self.office, &|id| units.office(id).is_some()));
        note(Field::Consent, Why::Unknown, is_given(&self.consent, &|word| Consent::parse(word).is_some()));
        let is_way = |word: &str| match NotifyBy::parse(word) {
            Some(NotifyBy::Sms) => app.settings.webhook.is_some(),
            way => way.is_some(),
        };
        note(Field::NotifyBy, Why::Unknown, is_given(&self.notify_by, &is_way));
        // Nobody is promised a message that no gateway sends.
        note(Field::NotifyBy, Why::Unknown, self.notify_by_sms && app.settings.webhook.is_none());
        wrong
    }

    fn texts(&self) -> impl Iterator<Item = &String> {
        [&self.title, &self.text].into_iter().chain(
            [&self.accused, &self.name, &self.phone, &self.email, &self.address]
                .into_iter()
                .filter_map(Option::as_ref),
        )
    }

    fn raw(&self) -> RawSubmission {
        let given = |value: &Option<String>| value.clone().unwrap_or_default();
        RawSubmission {
            kind: self.kind.clone(),
            title: self.title.clone(),
            text: self.text.clone(),
            village: given(&self.village),
            office: given(&self.office),
            accused: given(&self.accused),
            consent: given(&self.consent),
            name: given(&self.name),
            phone: given(&self.phone),
            email: given(&self.email),
            address: given(&self.address),
            notify_by: given(&self.notify_by),
            notify_by_sms: self.notify_by_sms,
            under_14: self.under_14,
            guardian_agrees: self.guardian_agrees,
            rules_read: self.rules_read,
        }
    }

    /// # Errors
    /// [`Fault::Marks`], [`Fault::Invalid`] with every wrong field.
    fn parse(&self, app: &Context) -> Result<NewSubmission, Fault> {
        if self.texts().any(|text| has_tower(text)) {
            return Err(Fault::Marks);
        }
        let mut wrong = self.not_exact(app);
        let parsed = intake::parse(app, &self.raw());
        let seen: Vec<Field> = wrong.iter().map(|invalid| invalid.field).collect();
        match parsed {
            Ok(letter) if wrong.is_empty() => return Ok(letter),
            Ok(_) => {}
            Err(others) => wrong.extend(others.into_iter().filter(|other| !seen.contains(&other.field))),
        }
        wrong.sort_by_key(|invalid| invalid.field);
        Err(wrong.into())
    }
}

/// The receipt of a letter.
#[derive(Serialize, ToSchema)]
pub struct LetterReceipt {
    /// The number that can be said aloud.
    #[schema(pattern = r"^\d{4}-\d{4}-\d{4}$")]
    submission_no: String,
    /// The secret that opens the letter's page: given here and nowhere else, and for a day. Show it to the sender and keep
    /// no copy.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, pattern = r"^[2-9A-HJKMNP-Z]{6}-[2-9A-HJKMNP-Z]{6}-[2-9A-HJKMNP-Z]{6}$")]
    query_code: Option<String>,
    /// When it was received (RFC 3339).
    #[schema(format = DateTime)]
    received_at: String,
    /// The day by which it is answered, where the year's holidays are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = Date)]
    due_on: Option<String>,
    /// The day by which it is answered at the latest.
    #[schema(format = Date)]
    ceiling_on: String,
    /// Who was meant by `accused`: `hidden` (understood, none of them sees the letter), `first_reader` (not understood for sure: a
    /// first reader sees it alone until they have said who it is), `first_readers_alone` (all who register letters are named:
    /// first readers alone see it) or `none` (not understood, and it is hidden from nobody for sure). Tell the sender.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, pattern = "^(hidden|first_reader|first_readers_alone|none)$")]
    accused_promise: Option<&'static str>,
    /// Where the sender follows it.
    track_url: String,
    /// It looks as if it belongs to another door. It was taken in all the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    elsewhere: Option<ElsewhereBody>,
}

/// Another door for such a matter.
#[derive(Serialize, ToSchema)]
#[schema(as = Elsewhere)]
pub struct ElsewhereBody {
    /// `petition`, `information_request` or `discipline_report`.
    kind: &'static str,
    /// What it looks like.
    title: String,
    /// What that means for the sender.
    sentence: String,
    /// Who takes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    office: Option<String>,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    address: Option<String>,
    /// The office's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    phone: Option<String>,
    /// When somebody is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    hours: Option<String>,
}

/// So long after the letter a program that sends it again with its key is given the code: a day of a bad line, and no more.
pub(crate) const KEY_MINUTES: i64 = 24 * 60;

fn moment(at: Timestamp) -> String {
    shanghai_moment(shanghai_datetime(at))
}

/// Sends a letter
///
/// The same `Idempotency-Key` with the same letter is one letter with one receipt, however often it is sent.
#[utoipa::path(
    post,
    path = "/api/v1/letters",
    operation_id = "sendLetter",
    tag = "letters",
    params(("Idempotency-Key" = String, Header, description = "A random value that is used for one letter, for example a UUID", pattern = "^[!-~]{16,128}$", min_length = 16, max_length = 128)),
    request_body = NewLetter,
    responses((status = 201, description = "It was taken in, now or before", body = LetterReceipt), SendFault, AnyFault)
)]
pub async fn send(
    app: web::Data<Context>,
    from: ClientPrefix,
    request: HttpRequest,
    payload: web::Payload,
) -> HttpResponse {
    answer(&request, counted(&app, receive(&app, &from, &request, payload).await))
}

async fn receive(
    app: &Context,
    from: &ClientPrefix,
    request: &HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Fault> {
    let key = idempotency_key(request)?.ok_or(Fault::Key)?;
    let sent: NewLetter = json::read(app, request, payload).await?;
    let token = FormToken::of_idempotency_key(&app.township.keys, &key, app.now());
    let (letter, accepted) = take_in(app, from, &token, sent.parse(app)).await?;
    let language = Language::of(request.headers());
    let case = &accepted.case;
    let promise = steps::find_promise(&app.db, &app.township, &case.submission).await?;
    let other = intake::other_door(app, None, (letter.kind, &letter.title, &letter.text), language);
    let receipt = LetterReceipt {
        submission_no: accepted.submission_no.clone(),
        accused_promise: promise.map(Promise::as_str),
        query_code: accepted.query_code_within(KEY_MINUTES, app.now()).map(QueryCode::show),
        received_at: moment(case.submission.received_at),
        due_on: case.due.due_on.map(|day| day.to_string()),
        ceiling_on: case.due.ceiling_on.to_string(),
        track_url: app.settings.server.public_url.join("track/"),
        elsewhere: other.map(|other| {
            let route = other.route.as_ref();
            let given = |text: &String| (!text.is_empty()).then(|| text.clone());
            ElsewhereBody {
                kind: Elsewhere::as_str(other.door),
                title: other.title.clone(),
                sentence: other.sentence.clone(),
                office: route.and_then(|route| given(&route.office)),
                address: route.and_then(|route| given(&route.address)),
                phone: route.and_then(|route| given(&route.phone)),
                hours: route.and_then(|route| given(&route.hours)),
            }
        }),
    };
    private_json(StatusCode::CREATED, &receipt)
}

/// Takes a program's letter in, or gives the receipt of the same one that came before with its key. A key that came with another
/// letter gives no receipt: whoever guesses a key must not read somebody's number and code.
pub(crate) async fn take_in(
    app: &Context,
    from: &ClientPrefix,
    token: &FormToken,
    parsed: Result<NewSubmission, Fault>,
) -> Result<(NewSubmission, Accepted), Fault> {
    let within = app.limits.letter(from);
    let mut letter = match (within, parsed) {
        (Ok(()), parsed) => parsed?,
        (Err(too_many), Err(_)) => return Err(too_many.into()),
        (Err(too_many), Ok(letter)) => {
            let before = intake::find_receipt(app, token, &letter).await?;
            return before.map(|before| (letter, before)).ok_or_else(|| too_many.into());
        }
    };
    let taken = intake::take_in(app, token, &mut letter, Noticed::of_program(app)).await;
    let accepted = taken.map_err(|error| match error {
        NotTaken::TooMany => Fault::TooMany,
        NotTaken::Score => Fault::Score,
        NotTaken::FormUsed => Fault::KeyUsed,
        NotTaken::Step(error) => error.into(),
    })?;
    Ok((letter, accepted))
}

/// The key of a letter (draft-ietf-httpapi-idempotency-key-header): 16 to 128 visible ASCII characters.
///
/// # Errors
/// [`Fault::Key`] where it is none.
pub(crate) fn idempotency_key(request: &HttpRequest) -> Result<Option<String>, Fault> {
    let mut values = request.headers().get_all("Idempotency-Key");
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => match value.to_str() {
            Ok(key) if (16..=128).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic()) => {
                Ok(Some(key.to_owned()))
            }
            _ => Err(Fault::Key),
        },
        _ => Err(Fault::Key),
    }
}

/// What only the sender reads.
fn private_json(status: StatusCode, value: &impl Serialize) -> Result<HttpResponse, Fault> {
    let body = serde_json::to_vec(value).map_err(|error| Fault::Internal(error.into()))?;
    Ok(HttpResponse::build(status)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .content_type("application/json")
        .body(body))
}

/// Number and code of a receipt.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LookUp {
    /// Spaces, dashes and full-width digits are fine.
    #[schema(max_length = 100, example = "2026-4738-2156")]
    submission_no: String,
    /// Lower case, spaces and dashes are fine.
    #[schema(max_length = 100)]
    query_code: String,
}

/// A letter, for its sender.
#[derive(Serialize, ToSchema)]
pub struct TrackedLetter {
    /// The letter number.
    submission_no: String,
    /// A word of `/api/v1/kinds`.
    kind: &'static str,
    /// Title.
    title: String,
    /// Where it stands: a word that never changes.
    state: &'static str,
    /// The same for people.
    state_label: String,
    /// The office that holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    office_name: Option<String>,
    /// When it was received (RFC 3339).
    #[schema(format = DateTime)]
    received_at: String,
    /// The day by which it is answered, where the year's holidays are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = Date)]
    due_on: Option<String>,
    /// The day by which it is answered at the latest.
    #[schema(format = Date)]
    ceiling_on: String,
    /// Why it takes longer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    extension_reason: Option<String>,
    /// Why it was not taken up, referred or joined.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    outcome_reason: Option<String>,
    /// The answer, in Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    answer: Option<String>,
    /// The policies that it rests on.
    policies: Vec<TrackedPolicy>,
    /// The case was opened again since: another answer will take the place of this one.
    answer_is_previous: bool,
    /// When there was an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = Date)]
    answered_on: Option<String>,
    /// What happened, oldest first.
    steps: Vec<TrackedStep>,
    /// What the office asked and the sender answered, oldest first.
    messages: Vec<TrackedMessage>,
}

/// What happened.
#[derive(Serialize, ToSchema)]
pub struct TrackedStep {
    /// When (RFC 3339).
    #[schema(format = DateTime)]
    at: String,
    /// What: a word that never changes.
    step: &'static str,
    /// The same for people, in Chinese.
    sentence: String,
}

/// A policy that an answer rests on.
#[derive(Serialize, ToSchema)]
pub struct TrackedPolicy {
    /// Title of its explanation.
    title: String,
    /// The number of the document (文号).
    number: String,
    /// Whether the document holds: `in_force`, `amended` or `repealed`.
    status: &'static str,
    /// Its page.
    url: String,
}

impl TrackedPolicy {
    fn new(app: &Context, item: PolicyItem) -> Self {
        Self {
            title: item.title,
            number: item.number,
            status: item.status,
            url: app.settings.server.public_url.join(&item.url),
        }
    }
}

/// A question or its answer.
#[derive(Serialize, ToSchema)]
pub struct TrackedMessage {
    /// When (RFC 3339).
    #[schema(format = DateTime)]
    at: String,
    /// The office asks; else the sender answers.
    from_office: bool,
    /// Plain text.
    text: String,
}

/// Where a letter stands
///
/// An unknown number and a wrong code are one and the same 404. What else a sender may do (answer, rate, withdraw) is done
/// on the page at `track_url`.
#[utoipa::path(
    post,
    path = "/api/v1/letters/track",
    operation_id = "trackLetter",
    tag = "letters",
    request_body = LookUp,
    responses(
        (status = 200, description = "The letter", body = TrackedLetter),
        (status = 404, description = "Number and code do not fit", body = Problem, content_type = "application/problem+json"),
        SendFault,
        AnyFault
    )
)]
pub async fn track_one(
    app: web::Data<Context>,
    from: ClientPrefix,
    request: HttpRequest,
    payload: web::Payload,
) -> HttpResponse {
    answer(&request, counted(&app, tracked(&app, &from, &request, payload).await))
}

async fn tracked(
    app: &Context,
    from: &ClientPrefix,
    request: &HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Fault> {
    let asked: LookUp = json::read(app, request, payload).await?;
    app.limits.look_up(from)?;
    // As on the page: a whole slip in one field, or the two changed, say both.
    let typed = [asked.submission_no.as_str(), asked.query_code.as_str()];
    let number = typed.into_iter().find_map(parse_submission_no);
    let code = typed.into_iter().rev().find_map(|text| QueryCode::parse(text).ok());
    let (Some(number), Some(code)) = (&number, &code) else {
        let no_number = number.is_none().then_some(("submission_no", "track-number_form"));
        let no_code = code.is_none().then_some(("query_code", "track-code_form"));
        let wrong = no_number.into_iter().chain(no_code);
        return Err(Fault::Invalid(
            wrong.map(|(field, key)| FieldFault::new(field, "malformed", key)).collect(),
        ));
    };
    let case_id = forms::find(app, from, number, code).await?.ok_or(Fault::NoMatch)?;
    let case = store::find_case_id(&app.db, &case_id).await?;
    let events = view::events_for_sender(app, &case_id).await?;
    let steps = events.iter().map(|event| TrackedStep {
        at: moment(event.at),
        step: event.kind.as_str(),
        sentence: views::timeline_row(&app.township, event, None).what,
    });
    let messages = store::list_messages(&app.db, Subject::case(&case_id)).await?;
    let letter = &case.submission;
    let state = case.state.as_str();
    let body = TrackedLetter {
        submission_no: letter.submission_no.clone(),
        kind: letter.kind.as_str(),
        title: letter.title.clone(),
        state,
        state_label: speak_in(&format!("state-{state}"), Language::of(request.headers()), &[]),
        office_name: views::office_name(&app.township, case.lead_office.as_deref()),
        received_at: moment(letter.received_at),
        due_on: case.due.due_on.map(|day| day.to_string()),
        ceiling_on: case.due.ceiling_on.to_string(),
        extension_reason: case.extension_reason.clone(),
        outcome_reason: case.outcome_reason.clone(),
        answer: case.answer_for_sender().map(str::to_owned),
        policies: case.answer_for_sender().map_or_else(Vec::new, |_| {
            let items = views::policies_of(app, &case.answer_policies);
            items.into_iter().map(|item| TrackedPolicy::new(app, item)).collect()
        }),
        answer_is_previous: case.answer_is_previous(),
        answered_on: case.answer_for_sender().and(case.reviewed_at).map(|at| shanghai_date(at).to_string()),
        steps: steps.collect(),
        messages: messages
            .into_iter()
            .map(|message| TrackedMessage {
                at: moment(message.sent_at),
                from_office: message.from_office,
                text: message.text,
            })
            .collect(),
    };
    private_json(StatusCode::OK, &body)
}
