//! 脱敏: the private letter beside the public text. Each finding has a proposal and a decision; decisions write the public
//! text, the person edits it, and another decision later leaves what was edited. Works without scripts.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use site_gen::privacy::Known;
use site_gen::record::FeedbackScope;

use super::desk::html;
use super::form::Form;
use super::redaction_view::{AppliedField, Said, Shown, digest, page};
use super::session::Session;
use super::{ApiError, aside, aside_with};
use crate::app::App;
use crate::case::{
    self, AcceptedRisk, Decision, Draft, KeptSpan, Proposal, Reading, RedactionRecord, Risk, Role, Unfit, Way,
};
use crate::steps::{self, On, RedactionForm, StepError, known_of};
use crate::store::{self, CaseFile};

/// A case's own texts, and what is proposed for them.
struct Desk {
    case: CaseFile,
    original: Draft,
    proposals: Vec<Proposal>,
}

/// Off the threads that serve: to read a long letter closely takes seconds.
async fn open(app: &web::Data<App>, session: &Session, submission_no: &str) -> Result<Desk, ApiError> {
    let (app, session, submission_no) = (app.clone(), session.clone(), submission_no.to_owned());
    aside_with(move || async move { read_closely(&app, &session, &submission_no).await }).await
}

async fn read_closely(app: &App, session: &Session, submission_no: &str) -> Result<Desk, ApiError> {
    if !session.staff.roles.has(Role::Redactor) {
        return Err(ApiError::Forbidden);
    }
    let case = store::find_case(&app.db, &session.staff.viewer(), submission_no).await?;
    let known: Known = known_of(&app.db, &app.township, &case, &[]).await?;
    let original = Draft {
        title: case.submission.title.clone(),
        letter: case.submission.text.clone(),
        answer: case.answer.clone().unwrap_or_default(),
    };
    let proposals =
        case::propose(&original, &known, &app.township.units, app.township.small_village, Reading::Close);
    Ok(Desk { case, original, proposals })
}

/// The text that the page begins with: what was saved before, or the letter with every proposal taken.
async fn begin(app: &App, desk: &Desk) -> Result<(Shown, Option<String>), ApiError> {
    let Desk { case, original, proposals } = desk;
    let suggested = proposals.iter().map(Proposal::suggested);
    if let Some(stored) = store::find_redaction(&app.db, &case.submission.id).await? {
        let record: RedactionRecord = serde_json::from_str(&stored.record).unwrap_or_default();
        let decided = |proposal: &Proposal| {
            record
                .decided
                .iter()
                .find(|decided| decided.places == proposal.places)
                .map(|it| it.decision.clone())
        };
        let decisions: Vec<Decision> =
            proposals.iter().zip(suggested).map(|(one, other)| decided(one).unwrap_or(other)).collect();
        let mut kept = record.kept;
        let by_decision = case::kept_by(original, proposals, &decisions);
        kept.retain(|span| !by_decision.contains(span));
        let shown = Shown {
            draft: Draft { title: stored.title, letter: stored.letter, answer: stored.answer },
            decisions,
            topic: stored.topic,
            scope: FeedbackScope::parse(&stored.scope).unwrap_or(FeedbackScope::Township),
            name_village: stored.village.is_some(),
            policies: stored.policies,
            kept,
            risks: record.risks,
        };
        return Ok((shown, stored.returned_reason));
    }
    let decisions: Vec<Decision> = suggested.collect();
    let village = case.submission.village.as_deref().and_then(|id| app.township.units.village(id));
    let shown = Shown {
        draft: case::apply(original, proposals, &decisions),
        decisions,
        topic: case.topic.clone().unwrap_or_default(),
        scope: FeedbackScope::Township,
        name_village: village.is_some_and(|village| village.population >= app.township.small_village),
        policies: app.pages.published_policies(&case.answer_policies),
        kept: Vec::new(),
        risks: Vec::new(),
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
    let desk = open(&app, &session, &submission_no).await?;
    case::next_publication(&desk.case.case(), case::Step::Redact)?;
    let (shown, returned_reason) = begin(&app, &desk).await?;
    let said = Said { returned_reason, ..Said::default() };
    page_aside(app, session, desk, shown, said).await.map(html)
}

/// The fields of the form by name; the first of a name counts.
struct Fields<'a>(HashMap<&'a str, &'a str>);

impl<'a> Fields<'a> {
    fn new(fields: &'a [(String, String)]) -> Self {
        Self(fields.iter().rev().map(|(name, value)| (name.as_str(), value.as_str())).collect())
    }

    fn text(&self, name: &str) -> &'a str {
        self.0.get(name).copied().unwrap_or_default()
    }

    fn decisions(&self, proposals: &[Proposal]) -> Vec<Decision> {
        let decide = |(at, proposal): (usize, &Proposal)| {
            Way::parse(self.text(&format!("way_{at}")))
                .and_then(|way| {
                    let (word, reason) = (format!("word_{at}"), format!("reason_{at}"));
                    proposal.decide(way, self.text(&word), self.text(&reason))
                })
                .unwrap_or_else(|| proposal.suggested())
        };
        proposals.iter().enumerate().map(decide).collect()
    }

    /// What stays in the public text itself, for as long as the list goes on.
    fn kept(&self) -> Vec<KeptSpan> {
        (0..)
            .map_while(|at| {
                let text = *self.0.get(format!("kept_text_{at}").as_str())?;
                Some(KeptSpan {
                    text: text.to_owned(),
                    reason: self.text(&format!("kept_reason_{at}")).to_owned(),
                })
            })
            .filter(|span| !span.text.is_empty() && !span.reason.trim().is_empty())
            .collect()
    }

    fn risks(&self) -> Vec<AcceptedRisk> {
        Risk::ALL
            .iter()
            .map(|risk| AcceptedRisk {
                risk: risk.as_str().to_owned(),
                reason: self.text(&format!("risk_{}", risk.as_str())).trim().to_owned(),
            })
            .filter(|accepted| !accepted.reason.is_empty())
            .collect()
    }
}

/// POST the public text: to see what the decisions make of it (`action=apply`, nothing is saved), or to hand it on.
///
/// # Errors
/// As every step; a text that still points to a person gives the page again with what was found, status 422.
pub async fn send(
    app: web::Data<App>,
    session: Session,
    submission_no: web::Path<String>,
    fields: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, ApiError> {
    let form = Fields::new(&fields);
    session.check(form.text("csrf"))?;
    let desk = open(&app, &session, &submission_no).await?;
    let (shown, mut said) = read(&app, &desk, &form, &fields)?;
    let is_trial = form.text("action") == "apply";
    if !is_trial && !said.proposals_changed {
        let version = form.text("version").parse().map_err(|_| ApiError::Stale)?;
        match save(&app, &session, (&submission_no, version), redaction_form(&desk, &shown)).await? {
            None => {
                return Ok(HttpResponse::SeeOther()
                    .insert_header(("Location", format!("/desk/cases/{submission_no}")))
                    .finish());
            }
            Some(unfit) => said.unfit = Some(unfit),
        }
    }
    let status = if is_trial { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(super::page(status, page_aside(app, session, desk, shown, said).await?))
}

/// Hands the text on, or says why it is not fit; off the threads that serve.
async fn save(
    app: &web::Data<App>,
    session: &Session,
    (submission_no, version): (&str, i64),
    form: RedactionForm,
) -> Result<Option<Box<Unfit>>, ApiError> {
    let (app, session, submission_no) = (app.clone(), session.clone(), submission_no.to_owned());
    aside_with(move || async move {
        let on = On { submission_no: &submission_no, version };
        match steps::redact(session.desk(&app), on, &form).await {
            Ok(()) => Ok(None),
            Err(StepError::Unfit(unfit)) => Ok(Some(unfit)),
            Err(other) => Err(other.into()),
        }
    })
    .await
}

/// The page, off the threads that serve: with hundreds of findings it takes long.
async fn page_aside(
    app: web::Data<App>,
    session: Session,
    desk: Desk,
    shown: Shown,
    said: Said,
) -> Result<String, ApiError> {
    let make = move || page(&app, &session, &desk.case, &desk.original, &desk.proposals, &shown, said);
    aside(make).await
}

/// The text as it was typed, with the words of the decisions as they are now.
fn read(
    app: &App,
    desk: &Desk,
    form: &Fields<'_>,
    fields: &[(String, String)],
) -> Result<(Shown, Said), ApiError> {
    let typed = Draft {
        title: form.text("title").to_owned(),
        letter: form.text("letter").to_owned(),
        answer: form.text("answer").to_owned(),
    }
    .clean();
    let decisions = form.decisions(&desk.proposals);
    let mut said = Said::default();
    // A form without the list was not made from proposals: its text is taken as it is.
    let before = match serde_json::from_str::<AppliedField>(form.text("applied")) {
        Ok(field) if field.digest == digest(&desk.proposals) => field.decisions,
        Ok(_) => {
            said.proposals_changed = true;
            decisions.clone()
        }
        Err(_) => decisions.clone(),
    };
    let rewritten = case::rewrite(&desk.original, &desk.proposals, &before, &decisions, &typed);
    said.left_alone = rewritten.left_alone;
    let shown = Shown {
        draft: rewritten.draft,
        decisions,
        topic: form.text("topic").to_owned(),
        scope: FeedbackScope::parse(form.text("scope"))
            .ok_or_else(|| ApiError::BadRequest("unknown-scope".into()))?,
        name_village: !form.text("name_village").is_empty(),
        policies: chosen_policies(app, fields),
        kept: form.kept(),
        risks: form.risks(),
    };
    Ok((shown, said))
}

fn redaction_form(desk: &Desk, shown: &Shown) -> RedactionForm {
    let mut kept = case::kept_by(&desk.original, &desk.proposals, &shown.decisions);
    kept.extend(shown.kept.iter().cloned());
    let decided = desk.proposals.iter().zip(&shown.decisions);
    RedactionForm {
        draft: shown.draft.clone(),
        record: RedactionRecord {
            decided: decided.map(|(proposal, decision)| proposal.record(decision)).collect(),
            kept,
            risks: shown.risks.clone(),
        },
        name_village: shown.name_village,
        topic: shown.topic.clone(),
        scope: shown.scope,
        policies: shown.policies.clone(),
    }
}

/// The ticked policies that the site has: a slug that it does not have could never be published.
fn chosen_policies(app: &App, fields: &[(String, String)]) -> Vec<String> {
    let ticked = fields.iter().filter(|(key, _)| key == "policy").map(|(_, slug)| slug);
    app.pages.published_policies(ticked)
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
    let letters = store::count_letters(&app.db, &case.submission.id).await?;
    let page = aside_with(move || async move {
        let shown = (&stored, letters);
        let reply = steps::public_reply(&app.db, &app.township, &case, shown, app.now()).await?;
        app.preview(reply).map_err(ApiError::Internal)
    });
    page.await.map(html)
}
