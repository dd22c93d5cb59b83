//! 脱敏: the private letter beside the public text, with everything marked that points to a person. The page proposes
//! a text in which each finding is replaced; the person edits it, and what they keep needs a reason. Works without
//! scripts.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;
use site_gen::privacy::{self, Known};
use site_gen::record::FeedbackScope;

use super::ApiError;
use super::desk::html;
use super::session::Session;
use super::texts::speak;
use super::views::{self, Choice};
use crate::app::App;
use crate::case::{self, Decision, Draft, KeptSpan, Part, Remaining, Role};
use crate::steps::{self, On, RedactionForm, StepError, known_of};
use crate::store::{self, CaseFile};

/// A piece of a text, marked or not.
#[derive(Serialize)]
struct Piece {
    text: String,
    /// What it is, when something was found there.
    mark: Option<String>,
}

/// A policy explanation that the answer may rest on.
#[derive(Serialize)]
struct PolicyChoice {
    slug: String,
    title: String,
    chosen: bool,
}

/// A kept finding in the form.
#[derive(Serialize)]
struct KeptView {
    text: String,
    reason: String,
}

/// Something that still points to a person.
#[derive(Serialize)]
struct RemainingView {
    part: String,
    kind: String,
    text: String,
}

#[derive(Serialize)]
struct PageView<'a> {
    submission_no: &'a str,
    version: i64,
    original_title: Vec<Piece>,
    original_letter: Vec<Piece>,
    original_answer: Vec<Piece>,
    title: &'a str,
    letter: &'a str,
    answer: &'a str,
    topic: &'a str,
    scope: &'static str,
    scopes: Vec<Choice>,
    village: Option<String>,
    village_is_small: bool,
    name_village: bool,
    policies: Vec<PolicyChoice>,
    kept: Vec<KeptView>,
    remaining: Vec<RemainingView>,
    returned_reason: Option<String>,
    missing: bool,
}

/// The public text as the form holds it.
struct Shown {
    draft: Draft,
    topic: String,
    scope: FeedbackScope,
    name_village: bool,
    policies: Vec<String>,
    kept: Vec<KeptSpan>,
}

fn pieces(text: &str, known: &Known) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut from = 0;
    for finding in privacy::scan(text, known) {
        if finding.start < from {
            continue;
        }
        pieces.push(Piece { text: text[from..finding.start].to_owned(), mark: None });
        pieces.push(Piece {
            text: text[finding.start..finding.end].to_owned(),
            mark: Some(speak(&format!("found-{}", case::found_word(finding.kind)))),
        });
        from = finding.end;
    }
    pieces.push(Piece { text: text[from..].to_owned(), mark: None });
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

fn page(
    app: &App,
    session: &Session,
    case: &CaseFile,
    known: &Known,
    shown: &Shown,
    remaining: Option<&[Remaining]>,
    returned_reason: Option<String>,
) -> Result<String, ApiError> {
    let letter = &case.submission;
    let village = letter.village.as_deref().and_then(|id| app.township.units.village(id));
    let view = PageView {
        submission_no: &letter.submission_no,
        version: case.version,
        original_title: pieces(&letter.title, known),
        original_letter: pieces(&letter.text, known),
        original_answer: pieces(case.answer.as_deref().unwrap_or_default(), known),
        title: &shown.draft.title,
        letter: &shown.draft.letter,
        answer: &shown.draft.answer,
        topic: &shown.topic,
        scope: shown.scope.as_str(),
        scopes: views::choices(FeedbackScope::ALL.iter().map(|scope| scope.as_str()), "scope"),
        village: village.map(|village| village.name.clone()),
        village_is_small: village.is_some_and(|village| village.population < app.small_village),
        name_village: shown.name_village,
        policies: app
            .pages
            .site()
            .policies
            .iter()
            .map(|policy| PolicyChoice {
                slug: policy.slug.clone(),
                title: policy.title.clone(),
                chosen: shown.policies.contains(&policy.slug),
            })
            .collect(),
        kept: shown
            .kept
            .iter()
            .map(|span| KeptView { text: span.text.clone(), reason: span.reason.clone() })
            .collect(),
        remaining: remaining
            .unwrap_or_default()
            .iter()
            .map(|place| RemainingView {
                part: speak(&format!("part-{}", place.part.as_str())),
                kind: speak(&format!("found-{}", case::found_word(place.kind))),
                text: text_of(&shown.draft, place).to_owned(),
            })
            .collect(),
        returned_reason,
        missing: remaining.is_some_and(<[Remaining]>::is_empty),
    };
    app.pages.desk("desk/redact.html", Some(session), &view)
}

fn text_of<'a>(draft: &'a Draft, place: &Remaining) -> &'a str {
    let text = match place.part {
        Part::Title => &draft.title,
        Part::Letter => &draft.letter,
        Part::Answer => &draft.answer,
    };
    text.get(place.start..place.end).unwrap_or_default()
}

/// The text that the page begins with: what was saved before, or the letter with every proposal taken.
async fn begin(app: &App, case: &CaseFile, known: &Known) -> Result<(Shown, Option<String>), ApiError> {
    if let Some(stored) = store::find_redaction(&app.db, &case.submission.id).await? {
        let shown = Shown {
            draft: Draft { title: stored.title, letter: stored.letter, answer: stored.answer },
            topic: stored.topic,
            scope: FeedbackScope::parse(&stored.scope).unwrap_or(FeedbackScope::Township),
            name_village: stored.village.is_some(),
            policies: stored.policies,
            kept: serde_json::from_str(&stored.kept).unwrap_or_default(),
        };
        return Ok((shown, stored.returned_reason));
    }
    let original = Draft {
        title: case.submission.title.clone(),
        letter: case.submission.text.clone(),
        answer: case.answer.clone().unwrap_or_default(),
    };
    let decisions: Vec<_> = case::propose(&original, known)
        .into_iter()
        .map(|proposal| {
            let word = proposal.replacement.clone();
            (proposal, Decision::Replace(word))
        })
        .collect();
    let (draft, kept) = case::redact(&original, &decisions);
    let village = case.submission.village.as_deref().and_then(|id| app.township.units.village(id));
    let shown = Shown {
        draft,
        topic: case.topic.clone().unwrap_or_default(),
        scope: FeedbackScope::Township,
        name_village: village.is_some_and(|village| village.population >= app.small_village),
        policies: Vec::new(),
        kept,
    };
    Ok((shown, None))
}

/// GET the page.
///
/// # Errors
/// [`ApiError::Forbidden`] for anybody but redactors; [`ApiError::NotFound`] for a case that is not nominated.
pub async fn show(
    app: web::Data<App>,
    session: Session,
    submission_no: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    if !session.staff.roles.has(Role::Redactor) {
        return Err(ApiError::Forbidden);
    }
    let case = store::find_case(&app.db, &session.staff.viewer(), &submission_no).await?;
    case::next_publication(&case.case(), case::Step::Redact)?;
    let known = known_of(&app.township, &case)?;
    let (shown, returned) = begin(&app, &case, &known).await?;
    Ok(html(page(&app, &session, &case, &known, &shown, None, returned)?))
}

/// POST the public text.
///
/// # Errors
/// As every step; a text that still points to a person gives the page again with what was found, status 422.
pub async fn send(
    app: web::Data<App>,
    session: Session,
    submission_no: web::Path<String>,
    fields: web::Form<Vec<(String, String)>>,
) -> Result<HttpResponse, ApiError> {
    let field = |name: &str| {
        fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()).unwrap_or_default()
    };
    session.check(&field("csrf"))?;
    let kept = (0..fields.len())
        .map(|at| KeptSpan {
            text: field(&format!("kept_text_{at}")),
            reason: field(&format!("kept_reason_{at}")),
        })
        .filter(|span| !span.text.is_empty() && !span.reason.trim().is_empty())
        .collect();
    let form = RedactionForm {
        draft: Draft { title: field("title"), letter: field("letter"), answer: field("answer") },
        kept,
        name_village: !field("name_village").is_empty(),
        topic: field("topic"),
        scope: FeedbackScope::parse(&field("scope"))
            .ok_or_else(|| ApiError::BadRequest("unknown-scope".into()))?,
        policies: chosen_policies(&app, &fields),
    };
    let version = field("version").parse().map_err(|_| ApiError::Stale)?;
    let on = On { submission_no: &submission_no, version };
    let remaining = match steps::redact(session.desk(&app), on, &form).await {
        Ok(()) => {
            return Ok(HttpResponse::SeeOther()
                .insert_header(("Location", format!("/desk/cases/{submission_no}")))
                .finish());
        }
        Err(StepError::Remaining(remaining)) => remaining,
        Err(StepError::Missing("public_text")) => Vec::new(),
        Err(other) => return Err(other.into()),
    };
    let case = store::find_case(&app.db, &session.staff.viewer(), &submission_no).await?;
    let known = known_of(&app.township, &case)?;
    let shown = Shown {
        draft: Draft {
            title: case::clean_text(&form.draft.title).replace('\n', " "),
            letter: case::clean_text(&form.draft.letter),
            answer: case::clean_text(&form.draft.answer),
        },
        topic: form.topic,
        scope: form.scope,
        name_village: form.name_village,
        policies: form.policies,
        kept: form.kept,
    };
    let body = page(&app, &session, &case, &known, &shown, Some(&remaining), None)?;
    Ok(super::page(StatusCode::UNPROCESSABLE_ENTITY, body))
}

/// The ticked policies that the site has: a slug that it does not have could never be published.
fn chosen_policies(app: &App, fields: &[(String, String)]) -> Vec<String> {
    let site = app.pages.site();
    let ticked = fields.iter().filter(|(key, _)| key == "policy").map(|(_, slug)| slug);
    ticked.filter(|slug| site.policy(slug).is_some()).cloned().collect()
}

/// GET the public page exactly as it will be, for redactors and approvers.
///
/// # Errors
/// [`ApiError::NotFound`] when there is no public text yet.
pub async fn preview(
    app: web::Data<App>,
    session: Session,
    submission_no: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let roles = &session.staff.roles;
    if !roles.has(Role::Redactor) && !roles.has(Role::Approver) {
        return Err(ApiError::Forbidden);
    }
    let case = store::find_case(&app.db, &session.staff.viewer(), &submission_no).await?;
    let stored = store::find_redaction(&app.db, &case.submission.id).await?.ok_or(ApiError::NotFound)?;
    let reply = steps::public_reply(&app.township, &case, &stored, app.now())?;
    Ok(html(app.preview(reply).map_err(ApiError::Internal)?))
}
