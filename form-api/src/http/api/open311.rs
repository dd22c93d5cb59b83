//! Open311 GeoReport v2 (<https://wiki.open311.org/GeoReport_v2/>), so that clients which cities' residents have already
//! can send letters here and read what is public. A letter that comes this way is one like any other; its address and
//! coordinates are sealed with the other contact details, and its sender is asked before anything becomes public.
//!
//! Deliberately absent: open cases (nobody but the sender and the office knows of them), request tokens (the number is
//! given at once), keys of clients, and pictures by their address, which this service would have to fetch from anywhere.

use std::collections::HashMap;

use actix_web::dev::Payload;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, ToSpan};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use record::{PublicRecord, PublicReply};
use serde_json::{Value, json};

use super::letters::{KEY_MINUTES, idempotency_key, take_in};
use super::problem::{self, Fault, FieldFault};
use super::replies::{page_url, shanghai_moment};
use super::{counted, open, public_bytes};
use crate::case::{Consent, Field, Invalid, NewSubmission, RawSubmission, SubmissionKind, shanghai_date};
use crate::context::Context;
use crate::http::extract::form::read_form;
use crate::http::mailbox::intake;
use crate::http::pages::views;
use crate::messages::{Language, speak_in};
use crate::rate_limits::ClientPrefix;
use crate::seal::{self, FormToken, QueryCode, parse_submission_no};
use crate::steps::{self, Promise};
use crate::store;

/// The span of days that a question without dates gets, and the longest (GeoReport v2, "GET Service Requests").
const DAYS: i64 = 90;

/// The most requests in an answer (as above).
const MOST: usize = 1_000;

/// Numbers that are looked up at once.
const NUMBERS: usize = 100;

/// Characters of a letter that become its title when none was sent.
const TITLE: usize = 30;

/// In which of the two formats an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Json,
    Xml,
}

impl Format {
    /// By the ending of the address.
    fn of(request: &HttpRequest) -> Option<Self> {
        match request.path().rsplit_once('.')?.1 {
            "json" => Some(Self::Json),
            "xml" => Some(Self::Xml),
            _ => None,
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Xml => "text/xml; charset=utf-8",
        }
    }

    fn write(self, root: &str, value: &Value) -> Vec<u8> {
        match self {
            Self::Json => value.to_string().into_bytes(),
            Self::Xml => {
                let mut xml = Writer::new(Vec::new());
                let declared = xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)));
                declared.and_then(|()| element(&mut xml, root, value)).expect("memory takes everything");
                xml.into_inner()
            }
        }
    }
}

/// A value as elements: the entries of a list are named by the list.
fn element(xml: &mut Writer<Vec<u8>>, name: &str, value: &Value) -> std::io::Result<()> {
    let of_list = match name {
        "service_requests" => "request",
        list => list.trim_end_matches('s'),
    };
    let element = xml.create_element(name);
    let written = match value {
        Value::Null => element.write_empty(),
        Value::Object(fields) => element.write_inner_content(|xml| {
            fields.iter().try_for_each(|(name, value)| self::element(xml, name, value))
        }),
        Value::Array(entries) => element.write_inner_content(|xml| {
            entries.iter().try_for_each(|entry| self::element(xml, of_list, entry))
        }),
        Value::String(text) => element.write_text_content(BytesText::new(&allowed(text))),
        other => element.write_text_content(BytesText::new(&other.to_string())),
    };
    written.map(|_| ())
}

/// XML 1.0 forbids most control characters.
fn allowed(text: &str) -> String {
    let is_allowed = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..);
    text.chars().filter(is_allowed).collect()
}

/// What everybody may read.
fn public(request: &HttpRequest, root: &str, outcome: Result<Value, Fault>) -> HttpResponse {
    let format = Format::of(request);
    let value = outcome.and_then(|value| format.map(|format| (format, value)).ok_or(Fault::NotFound));
    open(match value {
        Ok((format, value)) => public_bytes(request, format.media_type(), format.write(root, &value)),
        Err(fault) => refused(request, &fault),
    })
}

/// A refusal in the form of GeoReport v2: a list of codes and sentences.
pub(super) fn refused(request: &HttpRequest, fault: &Fault) -> HttpResponse {
    let language = Language::of(request.headers());
    let format = Format::of(request).unwrap_or(Format::Json);
    // "Not valid" is 400 there.
    let status = if fault.status().is_client_error() && matches!(fault, Fault::Invalid(_)) {
        StatusCode::BAD_REQUEST
    } else {
        fault.status()
    };
    let error = |description: String| json!({ "code": status.as_u16(), "description": description });
    let name = |field: &'static str| match language {
        Language::Chinese => format!("{}（{}）", problem::label(field, language), name_of(field)),
        Language::English => name_of(field),
    };
    let wrong = fault.fields_called(language, name).into_iter();
    let mut errors: Vec<Value> = wrong.map(|wrong| error(wrong.detail)).collect();
    if errors.is_empty() {
        errors.push(error(fault.detail(language)));
    }
    let mut response = HttpResponse::build(status);
    if let Some(seconds) = crate::http::pages::respond::retry_after(status) {
        response.insert_header((header::RETRY_AFTER, seconds));
    }
    response
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::VARY, "Accept-Language"))
        .content_type(format.media_type())
        .body(format.write("errors", &Value::Array(errors)))
}

/// A field of a letter as GeoReport v2 calls it.
fn name_of(field: &str) -> String {
    match field {
        "kind" => "service_code".to_owned(),
        "text" => "description".to_owned(),
        "name" => "last_name".to_owned(),
        "address" => "address_string".to_owned(),
        other if ATTRIBUTES.contains(&other) => format!("attribute[{other}]"),
        other => other.to_owned(),
    }
}

/// Anything below `/open311/v2` that is no address of it: the same answer as for whatever is not public.
pub async fn not_found(request: HttpRequest) -> HttpResponse {
    open(refused(&request, &Fault::NotFound))
}

/// Refuses another township's name. Who names none means this one.
fn is_ours(app: &Context, jurisdiction: Option<&str>) -> Result<(), Fault> {
    let site = app.pages.site();
    match jurisdiction {
        Some(other) if !other.trim().eq_ignore_ascii_case(&site.settings.site.domain) => Err(Fault::NotFound),
        _ => Ok(()),
    }
}

type Fields = Vec<(String, String)>;

fn query(app: &Context, request: &HttpRequest) -> Result<Fields, Fault> {
    let fields = web::Query::<Fields>::from_query(request.query_string()).map_err(|_| Fault::Query("?"))?;
    let fields = fields.into_inner();
    is_ours(app, value(&fields, "jurisdiction_id"))?;
    Ok(fields)
}

/// A field that was sent and is not empty.
fn value<'a>(fields: &'a [(String, String)], name: &str) -> Option<&'a str> {
    fields
        .iter()
        .find(|(own, _)| own == name)
        .map(|(_, value)| value.as_str())
        .filter(|value| !value.is_empty())
}

/// The entries of a list, which clients divide by commas, by what else parts words, or send as a field each.
fn list_of<'a>(fields: &'a [(String, String)], name: &str) -> Vec<&'a str> {
    let entries = fields
        .iter()
        .filter(|(own, _)| own == name)
        .flat_map(|(_, list)| list.split(|c: char| c.is_whitespace() || ",，;；、|".contains(c)));
    entries.filter(|entry| !entry.is_empty()).collect()
}

/// The last change of what clients of this endpoint see ("changeset" of a service discovery).
const CHANGED: &str = "2026-11-28T00:00:00+08:00";

/// `GET /open311/discovery.{format}`: where the endpoint is (<https://wiki.open311.org/Service_Discovery/>).
pub async fn discovery(app: web::Data<Context>, request: HttpRequest) -> HttpResponse {
    let language = Language::of(request.headers());
    let site = app.pages.site();
    let (base, hotline) = (&app.settings.server.public_url, &site.settings.hotline);
    let values = [("name", site.settings.site.name.clone()), ("number", hotline.number.clone())];
    let found = json!({
        "changeset": CHANGED,
        "contact": speak_in("open311-contact", language, &values),
        "key_service": speak_in("open311-key_service", language, &[]),
        "endpoints": [{
            "specification": "http://wiki.open311.org/GeoReport_v2",
            "url": base.join("open311/v2"),
            "changeset": CHANGED,
            "type": "production",
            "formats": ["text/xml", "application/json"],
        }],
    });
    public(&request, "discovery", Ok(found))
}

/// `GET services.{format}`: the kinds of letters.
pub async fn services(app: web::Data<Context>, request: HttpRequest) -> HttpResponse {
    let language = Language::of(request.headers());
    let service = |kind: &SubmissionKind| {
        json!({
            "service_code": kind.as_str(),
            "service_name": speak_in(&format!("kind-{}", kind.as_str()), language, &[]),
            "description": speak_in(&format!("kind-{}-hint", kind.as_str()), language, &[]),
            "metadata": true,
            "type": "realtime",
            "keywords": "",
            "group": "",
        })
    };
    let services = query(&app, &request).map(|_| SubmissionKind::ALL.iter().map(service).collect());
    public(&request, "services", services)
}

/// `GET services/{code}.{format}`: what else may be sent with a letter of a kind.
pub async fn definition(app: web::Data<Context>, request: HttpRequest) -> HttpResponse {
    let definition = query(&app, &request).and_then(|_| {
        let code = request.match_info().get("code").unwrap_or_default();
        let kind = SubmissionKind::parse(&code.to_lowercase()).ok_or(Fault::NotFound)?;
        Ok(json!({
            "service_code": kind.as_str(),
            "attributes": attributes(&app, kind, Language::of(request.headers())),
        }))
    });
    public(&request, "service_definition", definition)
}

fn attributes(app: &Context, kind: SubmissionKind, language: Language) -> Value {
    let units = &app.township.units;
    let choice = |key: &str, name: String| json!({ "key": key, "name": name });
    let attribute = |order: u8, code: &str, required: bool, values: Vec<Value>| {
        let datatype = if values.is_empty() { "string" } else { "singlevaluelist" };
        json!({
            "variable": true,
            "code": code,
            "datatype": datatype,
            "required": required,
            "datatype_description": "",
            "order": order,
            "description": speak_in(&format!("open311-attribute-{code}"), language, &[]),
            "values": values,
        })
    };
    let villages = units.villages().iter().map(|one| choice(&one.id, one.name.clone())).collect();
    let offices = units.offices().iter().map(|one| choice(&one.id, one.name.clone())).collect();
    let yes = || vec![choice("yes", speak_in("open311-yes", language, &[]))];
    let mut attributes = vec![
        attribute(1, "rules_read", true, yes()),
        attribute(2, "title", false, Vec::new()),
        attribute(3, "village", false, villages),
        attribute(4, "office", false, offices),
        attribute(5, "under_14", false, yes()),
        attribute(6, "guardian_agrees", false, yes()),
    ];
    if matches!(kind, SubmissionKind::Report | SubmissionKind::Complaint) {
        attributes.push(attribute(8, "accused", false, Vec::new()));
    }
    if app.settings.webhook.is_some() {
        attributes.push(attribute(7, "told_by_sms", false, yes()));
    }
    Value::Array(attributes)
}

/// `GET requests.{format}`: letters whose answers are public, by the day they came or by their numbers.
pub async fn list(app: web::Data<Context>, request: HttpRequest) -> HttpResponse {
    let found = requests(&app, &request).await;
    public(&request, "service_requests", found)
}

async fn requests(app: &Context, request: &HttpRequest) -> Result<Value, Fault> {
    let language = Language::of(request.headers());
    let fields = query(app, request)?;
    let shown = |record: PublicRecord| match record {
        PublicRecord::Reply(reply) => Some(shown(app, &reply, language)),
        PublicRecord::Withdrawn(_) => None,
    };
    let numbers = list_of(&fields, "service_request_id");
    if !numbers.is_empty() {
        let mut found = Vec::new();
        for number in numbers.into_iter().take(NUMBERS) {
            let Some(number) = parse_submission_no(number) else { continue };
            let change = store::find_public_change(&app.db, &number).await?;
            found.extend(change.and_then(|change| shown(change.record)));
        }
        return Ok(Value::Array(found));
    }
    let (from, until) = days(app, &fields)?;
    let statuses = list_of(&fields, "status");
    let codes = list_of(&fields, "service_code");
    let are_known = |sent: &[&str], known: &[&str]| {
        sent.iter().all(|word| known.iter().any(|own| own.eq_ignore_ascii_case(word)))
    };
    let kinds: Vec<&str> = SubmissionKind::ALL.iter().map(|kind| kind.as_str()).collect();
    for (name, sent, known) in
        [("status", &statuses, &["open", "closed"][..]), ("service_code", &codes, &kinds)]
    {
        if !are_known(sent, known) {
            return Err(Fault::Query(name));
        }
    }
    let has = |words: &[&str], word: &str| {
        words.is_empty() || words.iter().any(|own| own.eq_ignore_ascii_case(word))
    };
    if !has(&statuses, "closed") {
        return Ok(Value::Array(Vec::new()));
    }
    let is_meant = |record: &PublicRecord| match record {
        PublicRecord::Reply(reply) => has(&codes, reply.kind.as_str()),
        PublicRecord::Withdrawn(_) => false,
    };
    let records = store::list_public_replies_received(&app.db, from, until).await?;
    Ok(records.into_iter().filter(is_meant).filter_map(shown).take(MOST).collect())
}

/// The days that are asked for: 90 at most, up to today when nothing is said.
fn days(app: &Context, fields: &[(String, String)]) -> Result<(Date, Date), Fault> {
    let day = |name: &'static str| {
        let mut given = fields.iter().filter(|(own, day)| own == name && !day.trim().is_empty());
        let Some((_, text)) = given.next() else { return Ok(None) };
        let is_said_once = given.all(|(_, other)| other == text);
        let day = read_day(text).filter(|_| is_said_once);
        day.map(Some).ok_or(Fault::Query(name))
    };
    let (from, until) = (day("start_date")?, day("end_date")?);
    let span = DAYS.days();
    let until = match (from, until) {
        (_, Some(until)) => until,
        (Some(from), None) => from.saturating_add(span),
        (None, None) => shanghai_date(app.now()),
    };
    let earliest = until.saturating_sub(span);
    Ok((from.map_or(earliest, |from| from.max(earliest)), until))
}

/// The day of Shanghai of a moment (RFC 3339); a day, or a moment without an offset, is one of Shanghai. A plus that was not
/// encoded has come as a blank.
fn read_day(text: &str) -> Option<Date> {
    let text = text.trim();
    let with_plus = text.rsplit_once(' ').map(|(before, offset)| format!("{before}+{offset}"));
    let moments = [Some(text.to_owned()), with_plus.filter(|text| text.contains(':'))];
    let mut moments = moments.into_iter().flatten();
    let moment = moments.find_map(|text| text.parse::<Timestamp>().ok()).map(shanghai_date);
    moment.or_else(|| text.parse::<DateTime>().ok().map(DateTime::date)).or_else(|| text.parse().ok())
}

/// `GET requests/{id}.{format}`: one of them.
pub async fn find(app: web::Data<Context>, request: HttpRequest) -> HttpResponse {
    let found = one(&app, &request).await;
    public(&request, "service_requests", found)
}

async fn one(app: &Context, request: &HttpRequest) -> Result<Value, Fault> {
    query(app, request)?;
    let id = request.match_info().get("id").unwrap_or_default();
    let number = parse_submission_no(id).filter(|number| number == id).ok_or(Fault::NotFound)?;
    match store::find_public_change(&app.db, &number).await?.map(|change| change.record) {
        Some(PublicRecord::Reply(reply)) => Ok(json!([shown(app, &reply, Language::of(request.headers()))])),
        _ => Err(Fault::NotFound),
    }
}

/// A public reply as a service request.
fn shown(app: &Context, reply: &PublicReply, language: Language) -> Value {
    let kind = reply.kind.as_str();
    json!({
        "service_request_id": reply.submission_no,
        "status": "closed",
        "status_notes": reply.answer,
        "service_name": speak_in(&format!("kind-{kind}"), language, &[]),
        "service_code": kind,
        "description": format!("{}\n\n{}", reply.title, reply.letter),
        "agency_responsible": views::office_name(&app.township, Some(&reply.office)),
        "service_notice": page_url(app, &reply.submission_no),
        "requested_datetime": shanghai_moment(reply.received_on.at(0, 0, 0, 0)),
        "updated_datetime": shanghai_moment(reply.published_at),
        "expected_datetime": Value::Null,
        "address": Value::Null,
        "address_id": Value::Null,
        "zipcode": Value::Null,
        "lat": Value::Null,
        "long": Value::Null,
        "media_url": Value::Null,
    })
}

/// `POST requests.{format}`: a letter.
pub async fn send(
    app: web::Data<Context>,
    from: ClientPrefix,
    request: HttpRequest,
    payload: web::Payload,
) -> HttpResponse {
    let received = match Format::of(&request) {
        Some(format) => {
            let received = counted(&app, receive(&app, &from, &request, payload.into_inner()).await);
            received.map(|value| (format, value))
        }
        None => Err(Fault::NotFound),
    };
    match received {
        Ok((format, value)) => HttpResponse::Created()
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .content_type(format.media_type())
            .body(format.write("service_requests", &value)),
        Err(fault) => refused(&request, &fault),
    }
}

async fn receive(
    app: &Context,
    from: &ClientPrefix,
    request: &HttpRequest,
    payload: Payload,
) -> Result<Value, Fault> {
    // Who sends a key may send the letter again; who sends none sends another one each time.
    let key = idempotency_key(request)?.unwrap_or_else(|| seal::hex(&seal::random::<16>()));
    let fields: Fields = read_form(app, request, payload).await?;
    is_ours(app, value(&fields, "jurisdiction_id"))?;
    let token = FormToken::of_idempotency_key(&app.township.keys, &key, app.now());
    let (letter, accepted) = take_in(app, from, &token, parse(app, fields)).await?;
    let language = Language::of(request.headers());
    let due = &accepted.case.due;
    let url = app.settings.server.public_url.join("track/");
    let values = [("day", due.due_on.unwrap_or(due.ceiling_on).to_string()), ("url", url)];
    let mut notice = speak_in("open311-notice", language, &values);
    if let Some(other) = intake::other_door(app, None, (letter.kind, &letter.title, &letter.text), language) {
        notice = format!("{notice} {}", other.sentence);
    }
    let promise = steps::find_promise(&app.db, &app.township, &accepted.case.submission).await?;
    Ok(json!([{
        "service_request_id": accepted.submission_no,
        "service_notice": notice,
        "account_id": Value::Null,
        "accused_promise": promise.map(Promise::as_str),
        "query_code": accepted.query_code_within(KEY_MINUTES, app.now()).map(QueryCode::show),
    }]))
}

fn parse(app: &Context, fields: Fields) -> Result<NewSubmission, Fault> {
    let fields = named_alike(fields)?;
    is_said_once(&fields)?;
    let is_titled = value(&fields, "attribute[title]").is_some();
    let parsed = intake::parse(app, &raw(app, &fields)?);
    Ok(parsed.map_err(|wrong| if is_titled { wrong } else { of_what_was_sent(wrong) })?)
}

/// What is wrong with a title that was made of the text, is wrong with the text, and is said once.
fn of_what_was_sent(wrong: Vec<Invalid>) -> Vec<Invalid> {
    let (title, mut others): (Vec<_>, Vec<_>) =
        wrong.into_iter().partition(|invalid| invalid.field == Field::Title);
    if others.iter().all(|invalid| invalid.field != Field::Text) {
        others.extend(title.into_iter().map(|invalid| Invalid { field: Field::Text, ..invalid }));
    }
    others
}

/// The attributes of a letter that are read.
const ATTRIBUTES: [&str; 8] =
    ["title", "village", "office", "accused", "rules_read", "guardian_agrees", "under_14", "told_by_sms"];

/// Fields under the names of GeoReport v2, which clients write in capitals, with blanks and as lists (`attribute[accused][]`).
///
/// # Errors
/// [`Fault::Attribute`] for one that is none of ours: left out without a word it could be whom a letter is to be hidden from.
fn named_alike(fields: Fields) -> Result<Fields, Fault> {
    let alike = |(name, value): (String, String)| {
        let lower = name.trim().to_lowercase();
        let plain = lower.strip_suffix("[]").unwrap_or(&lower).trim_end();
        let Some(rest) = plain.strip_prefix("attribute") else {
            let is_bare = ATTRIBUTES.contains(&plain);
            return if is_bare {
                Err(Fault::Attribute(shown_name(&name)))
            } else {
                Ok((plain.to_owned(), value))
            };
        };
        let inner = rest.trim_start().strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        match inner.map(str::trim).filter(|inner| ATTRIBUTES.contains(inner)) {
            Some(attribute) => Ok((format!("attribute[{attribute}]"), value)),
            None => Err(Fault::Attribute(shown_name(&name))),
        }
    };
    fields.into_iter().map(alike).collect()
}

/// A name as it was sent, as far as it is one.
fn shown_name(name: &str) -> String {
    allowed(name).chars().filter(|c| !c.is_control()).take(60).collect()
}

/// # Errors
/// [`Fault::Invalid`] names the fields that say two things: which of them was meant nobody knows. One that says the same thing
/// twice is no doubt.
fn is_said_once(fields: &[(String, String)]) -> Result<(), Fault> {
    let mut said: HashMap<&str, &str> = HashMap::new();
    let mut wrong: Vec<&'static str> = Vec::new();
    for (name, value) in fields {
        let Some(field) = field_of(name) else { continue };
        let is_other = said.insert(name, value).is_some_and(|before| before != value);
        if is_other && !wrong.contains(&field) {
            wrong.push(field);
        }
    }
    if wrong.is_empty() {
        return Ok(());
    }
    Err(Fault::Invalid(
        wrong.into_iter().map(|field| FieldFault::new(field, "twice", "open311-twice")).collect(),
    ))
}

/// The field of a letter of a name of GeoReport v2, where it is read.
fn field_of(name: &str) -> Option<&'static str> {
    let attribute = name.strip_prefix("attribute[").and_then(|rest| rest.strip_suffix(']'));
    match name {
        "service_code" => Some("kind"),
        "description" => Some("text"),
        "last_name" | "first_name" => Some("name"),
        "address_string" => Some("address"),
        "phone" => Some("phone"),
        "email" => Some("email"),
        "lat" | "long" => Some("lat"),
        _ => ATTRIBUTES.into_iter().find(|own| Some(*own) == attribute),
    }
}

/// Family name first and in one word in Chinese; else as names are written, with a blank between.
fn full_name(first: &str, last: &str) -> String {
    let (first, last) = (first.trim(), last.trim());
    let is_han = |name: &str| {
        name.chars().all(|c| matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' | '·'))
    };
    if first.is_empty() || last.is_empty() || (is_han(first) && is_han(last)) {
        format!("{last}{first}")
    } else {
        format!("{first} {last}")
    }
}

/// The field of a letter that an attribute ticks.
fn tick_of(attribute: &str) -> &'static str {
    match attribute {
        "attribute[under_14]" => "under_14",
        "attribute[guardian_agrees]" => "guardian_agrees",
        "attribute[told_by_sms]" => "told_by_sms",
        _ => "rules_read",
    }
}

/// # Errors
/// [`Fault::Invalid`] for coordinates that are none, and for a tick that says neither yes nor no.
fn raw(app: &Context, fields: &[(String, String)]) -> Result<RawSubmission, Fault> {
    let ticked = |name: &'static str| match value(fields, name).unwrap_or_default().trim() {
        "" => Ok(false),
        no if ["no", "false", "0", "off"].iter().any(|word| no.eq_ignore_ascii_case(word)) => Ok(false),
        yes if ["yes", "true", "1", "on"].iter().any(|word| yes.eq_ignore_ascii_case(word)) => Ok(true),
        // Whether a child writes is nothing to guess at.
        _ => Err(Fault::Invalid(vec![FieldFault::new(tick_of(name), "unknown", "why-unknown")])),
    };
    let told_by_sms = ticked("attribute[told_by_sms]")?;
    if told_by_sms && app.settings.webhook.is_none() {
        return Err(Fault::Invalid(vec![FieldFault::new("told_by_sms", "unknown", "why-unknown")]));
    }
    let given = |name: &str| value(fields, name).unwrap_or_default().to_owned();
    let text = given("description");
    let title = match given("attribute[title]") {
        title if title.is_empty() => title_of(&text),
        title => title,
    };
    let place = place(value(fields, "lat"), value(fields, "long"))?;
    let address = [given("address_string"), place].into_iter().filter(|part| !part.is_empty());
    Ok(RawSubmission {
        kind: given("service_code").trim().to_lowercase(),
        title,
        text,
        village: given("attribute[village]"),
        office: given("attribute[office]"),
        accused: given("attribute[accused]"),
        consent: Consent::AskFirst.as_str().to_owned(),
        name: full_name(&given("first_name"), &given("last_name")),
        phone: given("phone"),
        email: given("email"),
        address: address.collect::<Vec<_>>().join(" "),
        notify_by: String::new(),
        notify_by_sms: told_by_sms,
        under_14: ticked("attribute[under_14]")?,
        guardian_agrees: ticked("attribute[guardian_agrees]")?,
        rules_read: ticked("attribute[rules_read]")?,
    })
}

/// The first sentence, or its beginning; of one that is too short for a title, the beginning of the text.
fn title_of(text: &str) -> String {
    let sentence = text.trim().split(['。', '！', '？', '!', '?', '\n']).next().unwrap_or_default();
    let is_enough = sentence.trim().chars().count() > 1;
    let beginning = if is_enough { sentence.to_owned() } else { text.split_whitespace().collect() };
    beginning.chars().take(TITLE).collect()
}

/// Coordinates (WGS 84, degrees) as they stand in an address.
fn place(lat: Option<&str>, long: Option<&str>) -> Result<String, Fault> {
    let degrees = |text: Option<&str>, most: f64| match text {
        None => Ok(None),
        Some(text) => match text.trim().parse::<f64>() {
            Ok(degrees) if degrees.abs() <= most => Ok(Some(degrees)),
            _ => Err(()),
        },
    };
    match (degrees(lat, 90.0), degrees(long, 180.0)) {
        (Ok(Some(lat)), Ok(Some(long))) => Ok(format!("（纬度 {lat:.6}，经度 {long:.6}）")),
        (Ok(None), Ok(None)) => Ok(String::new()),
        _ => Err(Fault::Invalid(vec![FieldFault::new("lat", "coordinates", "open311-coordinates")])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_names_its_entries_and_text_is_escaped() {
        let value =
            json!([{ "service_request_id": "2026-0001-0002", "lat": null, "description": "a<b>\u{1}&" }]);
        let xml = String::from_utf8(Format::Xml.write("service_requests", &value)).expect("UTF-8");
        assert_eq!(
            xml,
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><service_requests><request>\
             <description>a&lt;b&gt;&amp;</description><lat/>\
             <service_request_id>2026-0001-0002</service_request_id></request></service_requests>"
        );
    }

    #[test]
    fn a_day_is_read_as_clients_send_it() {
        let day = |text: &str| read_day(text).map(|day| day.to_string());
        for (text, read) in [
            ("2026-11-01T00:00:00+08:00", "2026-11-01"),
            ("2026-11-01T00:00:00 08:00", "2026-11-01"),
            ("2026-11-01 00:00:00 08:00", "2026-11-01"),
            ("2026-10-31T20:00:00 00:00", "2026-11-01"),
            ("2026-10-31T16:00:00Z", "2026-11-01"),
            ("2026-11-01T00:00:00", "2026-11-01"),
            ("2026-11-01 00:00:00", "2026-11-01"),
            (" 2026-11-01 ", "2026-11-01"),
        ] {
            assert_eq!(day(text).as_deref(), Some(read), "{text}");
        }
        for text in ["yesterday", "2026-13-01", "1.11.2026"] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn a_name_is_written_as_its_language_writes_it() {
        assert_eq!(full_name("翀", "尉迟"), "尉迟翀");
        assert_eq!(full_name("John", "Smith"), "John Smith");
        assert_eq!(full_name(" Ana María ", "López"), "Ana María López");
        assert_eq!(full_name("买买提·艾力", ""), "买买提·艾力");
        assert_eq!(full_name("", "Smith"), "Smith");
        assert_eq!(full_name("", ""), "");
    }

    #[test]
    fn coordinates_come_together_and_lie_on_the_earth() {
        assert_eq!(place(None, None).ok().as_deref(), Some(""));
        assert_eq!(
            place(Some("25.0"), Some("102.7")).ok().as_deref(),
            Some("（纬度 25.000000，经度 102.700000）")
        );
        for (lat, long) in [("91", "0"), ("0", "181"), ("NaN", "0"), ("inf", "0"), ("", "0"), ("x", "1")] {
            assert!(place(Some(lat), Some(long)).is_err(), "{lat} {long}");
        }
        assert!(place(Some("25"), None).is_err());
    }

    #[test]
    fn a_letter_without_a_title_is_called_by_its_first_sentence() {
        assert_eq!(title_of("村口的路灯坏了。请来看看。"), "村口的路灯坏了");
        assert_eq!(title_of(&"长".repeat(80)).chars().count(), TITLE);
        assert_eq!(title_of("喂。路灯坏了。"), "喂。路灯坏了。");
        assert_eq!(title_of("！！\n路灯 坏了"), "！！路灯坏了");
    }
}
