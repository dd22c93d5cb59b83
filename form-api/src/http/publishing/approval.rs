//! 批准发布: the approver reads the public page itself, beside what was taken out of the letter and what is doubtful in what
//! is left, and answers each doubt. Nothing is approved from anywhere else: the page's own token says who opened which
//! text when. Works without scripts.
//!
//! Deliberately absent: the original as a whole. Who needs it finds it on the case's page.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use record::{FeedbackScope, PublicReply};
use serde::Serialize;

use crate::case::forms::{OVERRIDE_LEAKS, Sent};
use crate::case::{self, Doubt, DoubtKind, Draft, RedactionRecord, RiskFound, Step, Way};
use crate::context::Context;
use crate::http::desk::case_view::RefusedForm;
use crate::http::desk::steps::{back_to, case_address, marks_for, show_refused};
use crate::http::extract::form::Form;
use crate::http::extract::session::Session;
use crate::http::pages::ApiError;
use crate::http::pages::respond::{self, aside_with};
use crate::http::site::{publish as bring_to_site, to_trouble};
use crate::messages::{speak, speak_with};
use crate::publish::read_with_gate;
use crate::seal::SeenToken;
use crate::steps::{self, On, Seen, StepError};
use crate::store::{self, CaseFile, StoredRedaction};

/// The page may show another page of this service, the public one, and nothing else.
const MAY_FRAME: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
                         frame-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Something that was taken out, and what stands there now.
#[derive(Serialize)]
struct TakenOut {
    kind: String,
    text: String,
    /// Empty when nothing stands there.
    now: String,
    part: String,
}

#[derive(Serialize)]
struct DoubtView {
    key: String,
    label: String,
    text: String,
    reason: String,
    is_fine: bool,
    is_wrong: bool,
}

#[derive(Serialize)]
struct PageView<'a> {
    submission_no: &'a str,
    version: i64,
    seen: String,
    title: &'a str,
    village: Option<String>,
    scope: String,
    topic: &'a str,
    author: Option<String>,
    taken_out: Vec<TakenOut>,
    doubts: Vec<DoubtView>,
    unanswered: usize,
    sentence: Option<String>,
    reason: &'a str,
}

/// What the page is about.
struct Opened {
    case: CaseFile,
    stored: StoredRedaction,
    doubts: Vec<Doubt>,
}

async fn open(app: &web::Data<Context>, session: &Session, submission_no: &str) -> Result<Opened, ApiError> {
    session.must_hold(Step::Publish)?;
    let case = store::find_case(&app.db, &session.staff.viewer(), submission_no).await?;
    case::next_publication(&case.case(), Step::Publish)?;
    let stored = store::find_redaction(&app.db, &case.submission.id).await?.ok_or(ApiError::NotFound)?;
    let app = app.clone();
    // The texts are read closely for names.
    aside_with(move || async move {
        let doubts = steps::doubts_of(&app.db, &app.township, &case, &stored).await?;
        Ok(Opened { case, stored, doubts })
    })
    .await
}

/// GET the page.
///
/// # Errors
/// [`ApiError::Forbidden`] for anybody but approvers; [`ApiError::Refused`] for a case that has no text to approve.
pub async fn show(
    app: web::Data<Context>,
    session: Session,
    submission_no: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let opened = open(&app, &session, &submission_no).await?;
    let seen =
        SeenToken::new(&session.staff.id, &steps::fingerprint(&opened.case, &opened.stored), app.now());
    render(&app, &session, &opened, &seen, &[], None).await
}

/// POST the approval.
///
/// # Errors
/// As every step. A doubt without an answer, and a text that has changed since the page was opened, give the page again.
pub async fn send(
    app: web::Data<Context>,
    session: Session,
    submission_no: web::Path<String>,
    fields: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, ApiError> {
    let text = |name: &str| {
        fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).unwrap_or_default()
    };
    session.check(text("csrf"))?;
    let version = text("version").parse().map_err(|_| ApiError::unreadable())?;
    let token = SeenToken::from_field(&app.township.keys, text("seen"), &session.staff.id, app.now()).ok();
    let cleared = fields.iter().filter(|(_, answer)| answer == "fine");
    let seen = token.as_ref().map(|token| Seen {
        opened_at: token.opened_at(),
        fingerprint: token.fingerprint().to_owned(),
        cleared: cleared.filter_map(|(name, _)| Some(name.strip_prefix("doubt_")?.to_owned())).collect(),
    });
    let posting = fields.posting(case_address(&submission_no));
    let published = {
        let (app, session, submission_no) = (app.clone(), session.clone(), submission_no.clone());
        // Before a letter is public, the gate reads it closely.
        aside_with(move || async move {
            let marks = marks_for(&app, &session.staff.viewer(), &submission_no).await?;
            let on = On { submission_no: &submission_no, version };
            let (site, known) = (app.pages.site(), app.township.officials());
            let gate = |reply: &PublicReply| read_with_gate(&site, &app.theme, (&known, &marks), reply);
            Ok(steps::publish(session.desk(&posting), on, seen.as_ref(), &gate).await)
        })
        .await?
    };
    let error = match published {
        Ok(()) => {
            app.wake_mail();
            let is_on_site = bring_to_site(&app, &submission_no).await?;
            return Ok(if is_on_site { back_to(&submission_no) } else { to_trouble() });
        }
        Err(error) => error,
    };
    match (error, token) {
        (StepError::Missing("doubts"), Some(token)) => {
            let opened = open(&app, &session, &submission_no).await?;
            let sentence = speak("missing-doubts");
            render(&app, &session, &opened, &token, &fields, Some(sentence)).await
        }
        (error, _) => {
            let refusal = ApiError::from(error);
            match &refusal {
                ApiError::BadRequest(_)
                | ApiError::Refused(_)
                | ApiError::Stale
                | ApiError::NotNow(..)
                | ApiError::Leaks(_) => {
                    let id = Step::Publish.as_str().to_owned();
                    let typed = RefusedForm::new(id, &OVERRIDE_LEAKS, Sent::default(), &refusal);
                    show_refused(&app, &session, &submission_no, &refusal, typed).await
                }
                _ => Err(refusal),
            }
        }
    }
}

async fn render(
    app: &Context,
    session: &Session,
    Opened { case, stored, doubts }: &Opened,
    seen: &SeenToken,
    answers: &[(String, String)],
    sentence: Option<String>,
) -> Result<HttpResponse, ApiError> {
    let record: RedactionRecord = serde_json::from_str(&stored.record).unwrap_or_default();
    let staff = store::list_staff(&app.db).await?;
    let draft =
        Draft { title: stored.title.clone(), letter: stored.letter.clone(), answer: stored.answer.clone() };
    let scope = FeedbackScope::parse(&stored.scope).unwrap_or(FeedbackScope::Group);
    let risks = case::find_risks(&draft, &app.township.setting(stored.village.as_deref(), scope));
    let doubts: Vec<DoubtView> = doubts.iter().map(|doubt| doubt_view(doubt, &risks, answers)).collect();
    let typed = answers.iter().find(|(name, _)| name == "text").map(|(_, value)| value.as_str());
    let view = PageView {
        submission_no: &case.submission.submission_no,
        version: case.version,
        seen: seen.to_field(&app.township.keys),
        title: &stored.title,
        village: stored
            .village
            .as_deref()
            .and_then(|id| app.township.units.village(id))
            .map(|village| village.name.clone()),
        scope: speak(&format!("scope-{}", stored.scope)),
        topic: &stored.topic,
        author: staff
            .iter()
            .find(|member| member.id == stored.author_id)
            .map(|member| member.display_name.clone()),
        taken_out: taken_out(case, &record),
        unanswered: doubts.iter().filter(|doubt| !doubt.is_fine).count(),
        doubts,
        reason: typed.unwrap_or_default(),
        sentence,
    };
    let status = if view.sentence.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let mut page = respond::page(status, app.pages.desk("desk/approve.html", Some(session.frame()), &view)?);
    page.headers_mut().insert(header::CONTENT_SECURITY_POLICY, header::HeaderValue::from_static(MAY_FRAME));
    Ok(page)
}

fn doubt_view(doubt: &Doubt, risks: &[RiskFound], answers: &[(String, String)]) -> DoubtView {
    let name = format!("doubt_{}", doubt.key);
    let answer = answers.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str());
    let (label, text) = match doubt.kind {
        DoubtKind::Risk => {
            let found = risks.iter().find(|found| found.risk.as_str() == doubt.text);
            let words = found.map(|found| found.example.clone()).unwrap_or_default();
            (speak(&format!("risk-{}", doubt.text)), words)
        }
        DoubtKind::Kept => (speak("doubt-kept"), doubt.text.clone()),
        DoubtKind::Unsure => {
            let kind = speak(&format!("found-{}", doubt.found));
            (speak_with("doubt-unsure", &[("kind", kind)]), doubt.text.clone())
        }
    };
    DoubtView {
        key: doubt.key.clone(),
        label,
        text,
        reason: doubt.reason.clone(),
        is_fine: answer == Some("fine"),
        is_wrong: answer == Some("wrong"),
    }
}

/// What the decisions took out, in the order of the letter.
fn taken_out(case: &CaseFile, record: &RedactionRecord) -> Vec<TakenOut> {
    let original = case.original();
    let out = record.decided.iter().filter(|decided| decided.decision.way != Way::Keep);
    out.filter_map(|decided| {
        let place = decided.places.first()?;
        let text = original.part(place.part).get(place.start..place.end)?;
        Some(TakenOut {
            kind: speak(&format!("found-{}", decided.kind)),
            text: text.to_owned(),
            now: decided.decision.word.clone(),
            part: speak(&format!("part-{}", place.part.as_str())),
        })
    })
    .collect()
}
