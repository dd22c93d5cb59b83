//! 脱敏: the private letter beside the public text. Each finding has a proposal and a decision; decisions write the public
//! text, the person edits it, and another decision later leaves what was edited. Works without scripts.

use std::collections::HashMap;

use actix_web::http::header::HeaderValue;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError, web};
use privacy::Known;
use record::FeedbackScope;

use crate::case::{
    self, AcceptedRisk, Act, Decision, Draft, KeptSpan, Proposal, Reading, RedactionRecord, Risk, Step,
    Unfit, Way,
};
use crate::context::Context;
use crate::http::desk::steps::{back_to, case_address};
use crate::http::extract::form::Form;
use crate::http::extract::session::Session;
use crate::http::pages::ApiError;
use crate::http::pages::respond::{self, aside, aside_with, html};
use crate::http::publishing::redaction_view::{AppliedField, RISK_ANSWERS, Said, Shown, digest, page};
use crate::messages::speak;
use crate::publish;
use crate::steps::{self, On, Posting, RedactionForm, StepError, known_of};
use crate::store::{self, CaseFile};

/// A case's own texts, and what is proposed for them.
struct Desk {
    case: CaseFile,
    original: Draft,
    proposals: Vec<Proposal>,
}

/// Off the threads that serve: to read a long letter closely takes seconds.
async fn open(app: &web::Data<Context>, session: &Session, submission_no: &str) -> Result<Desk, ApiError> {
    let (app, session, submission_no) = (app.clone(), session.clone(), submission_no.to_owned());
    aside_with(move || async move { read_closely(&app, &session, &submission_no).await }).await
}

async fn read_closely(app: &Context, session: &Session, submission_no: &str) -> Result<Desk, ApiError> {
    session.must_hold(Step::Redact)?;
    let case = store::find_case(&app.db, &session.staff.viewer(), submission_no).await?;
    let known: Known = known_of(&app.db, &app.township, &case, &[]).await?;
    let original = case.original();
    let proposals =
        case::propose(&original, &known, &app.township.units, app.township.small_village, Reading::Close);
    Ok(Desk { case, original, proposals })
}

/// The text that the page begins with: what was saved before, or the letter as it would be with every proposal taken.
/// A proposal is none of the redactor's decisions: each is asked about, and scope and place too.
async fn begin(app: &Context, desk: &Desk) -> Result<(Shown, Option<String>), ApiError> {
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
        let before: Vec<Option<Decision>> = proposals.iter().map(decided).collect();
        let is_decided = before.iter().map(Option::is_some).collect();
        let decisions: Vec<Decision> =
            before.into_iter().zip(suggested).map(|(one, other)| one.unwrap_or(other)).collect();
        let mut kept = record.kept;
        let by_decision = case::kept_by(original, proposals, &decisions);
        kept.retain(|span| !by_decision.contains(span));
        let shown = Shown {
            draft: Draft { title: stored.title, letter: stored.letter, answer: stored.answer },
            decisions,
            is_decided,
            topic: stored.topic,
            scope: FeedbackScope::parse(&stored.scope),
            name_village: Some(stored.village.is_some()),
            policies: stored.policies,
            kept,
            risks: record.risks,
        };
        return Ok((shown, stored.returned_reason));
    }
    let decisions: Vec<Decision> = suggested.collect();
    let shown = Shown {
        draft: case::apply(original, proposals, &decisions),
        is_decided: vec![false; decisions.len()],
        decisions,
        topic: case.topic.clone().unwrap_or_default(),
        scope: None,
        name_village: None,
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
    app: web::Data<Context>,
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

    /// The decisions, and whether each was made: what nobody has decided is as proposed until somebody does.
    fn decisions(&self, proposals: &[Proposal]) -> (Vec<Decision>, Vec<bool>) {
        let decide = |(at, proposal): (usize, &Proposal)| {
            let made = Way::parse(self.text(&format!("way_{at}"))).and_then(|way| {
                let (word, reason) = (format!("word_{at}"), format!("reason_{at}"));
                proposal.decide(way, self.text(&word), self.text(&reason))
            });
            let is_decided = made.is_some();
            (made.unwrap_or_else(|| proposal.suggested()), is_decided)
        };
        proposals.iter().enumerate().map(decide).unzip()
    }

    /// What stays in the public text itself, for as long as the list goes on.
    fn kept(&self) -> Vec<KeptSpan> {
        (0..)
            .map_while(|at| {
                let text = *self.0.get(format!("kept_text_{at}").as_str())?;
                Some(KeptSpan::new(text, self.text(&format!("kept_reason_{at}"))))
            })
            .filter(|span| !span.text.is_empty() && !span.reason.is_empty())
            .collect()
    }

    /// Risks that are accepted: with a reason that is offered, by one key, or with one in other words.
    fn risks(&self) -> Vec<AcceptedRisk> {
        let reason = |risk: &Risk| {
            let own = self.text(&format!("risk_{}", risk.as_str())).trim();
            let picked = self.text(&format!("answer_{}", risk.as_str()));
            match RISK_ANSWERS.iter().find(|answer| **answer == picked) {
                Some(answer) => speak(&format!("risk-answer-{answer}")),
                None => own.to_owned(),
            }
        };
        let accepted = Risk::ALL
            .iter()
            .map(|risk| AcceptedRisk { risk: risk.as_str().to_owned(), reason: reason(risk) });
        accepted.filter(|accepted| !accepted.reason.is_empty()).collect()
    }
}

/// POST the public text: to see what the decisions make of it (`action=apply`, nothing is saved), or to hand it on.
///
/// # Errors
/// As every step; a text that still points to a person gives the page again with what was found, status 422.
pub async fn send(
    app: web::Data<Context>,
    session: Session,
    submission_no: web::Path<String>,
    fields: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, ApiError> {
    let form = Fields::new(&fields);
    let token = match session.check(form.text("csrf")) {
        // A page of yesterday: what was typed there goes on in one of today.
        Err(old) if session.wrote(form.text("csrf")) => Err(old),
        checked => Ok(checked?),
    };
    let desk = open(&app, &session, &submission_no).await?;
    let (shown, mut said) = read(&app, &desk, &form, &fields);
    let is_trial = form.text("action") == "apply";
    let mut status = if is_trial { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    if let Err(old) = token {
        status = old.status_code();
        said.refused = Some(old.sentence());
    }
    if !is_trial && !said.proposals_changed && said.refused.is_none() {
        let version = form.text("version").parse().map_err(|_| ApiError::Stale)?;
        let posting = fields.posting(case_address(&submission_no));
        let handed_on = redaction_form(&desk, &shown);
        // What is not answered is asked again beside what was typed; nothing of it is lost.
        let unanswered = handed_on.unanswered(desk.case.submission.village.is_some());
        match save(&session, (&submission_no, version), handed_on, posting).await? {
            Saved::Yes => return Ok(back_to(&submission_no)),
            Saved::Unfit(unfit) => said.unfit = Some(unfit),
            Saved::Unanswered(_) if !unanswered.is_empty() => said.unanswered = unanswered,
            Saved::Unanswered(word) => said.unanswered = vec![word],
            Saved::Refused(refusal) => {
                status = refusal.status_code();
                said.refused = Some(refusal.sentence());
            }
        }
    }
    Ok(respond::page(status, page_aside(app, session, desk, shown, said).await?))
}

/// What has come of handing a text on.
enum Saved {
    Yes,
    /// It still points to somebody.
    Unfit(Box<Unfit>),
    /// Something that is asked has no answer, or none that will do: the word of its message.
    Unanswered(&'static str),
    /// The case has changed meanwhile, or the database cannot write now: what was typed stays on the page.
    Refused(ApiError),
}

/// Hands the text on, or says why it is not fit; off the threads that serve.
async fn save(
    session: &Session,
    (submission_no, version): (&str, i64),
    form: RedactionForm,
    posting: Posting,
) -> Result<Saved, ApiError> {
    let (session, submission_no) = (session.clone(), submission_no.to_owned());
    aside_with(move || async move {
        let on = On { submission_no: &submission_no, version };
        match steps::redact(session.desk(&posting), on, &form).await {
            Ok(()) => Ok(Saved::Yes),
            Err(StepError::Unfit(unfit)) => Ok(Saved::Unfit(unfit)),
            Err(StepError::Missing(word)) => Ok(Saved::Unanswered(word)),
            Err(other) => match ApiError::from(other) {
                refusal @ (ApiError::Stale | ApiError::Refused(_) | ApiError::NotNow(..)) => {
                    Ok(Saved::Refused(refusal))
                }
                other => Err(other),
            },
        }
    })
    .await
}

/// The page, off the threads that serve: with hundreds of findings it takes long.
async fn page_aside(
    app: web::Data<Context>,
    session: Session,
    desk: Desk,
    shown: Shown,
    said: Said,
) -> Result<String, ApiError> {
    let make = move || page(&app, &session, &desk.case, &desk.original, &desk.proposals, &shown, said);
    aside(make).await
}

/// The text as it was typed, with the words of the decisions as they are now.
fn read(app: &Context, desk: &Desk, form: &Fields<'_>, fields: &[(String, String)]) -> (Shown, Said) {
    let typed = Draft {
        title: form.text("title").to_owned(),
        letter: form.text("letter").to_owned(),
        answer: form.text("answer").to_owned(),
    }
    .clean();
    let (decisions, is_decided) = form.decisions(&desk.proposals);
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
        is_decided,
        topic: form.text("topic").to_owned(),
        scope: FeedbackScope::parse(form.text("scope")),
        name_village: match form.text("name_village") {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        },
        policies: chosen_policies(app, fields),
        kept: form.kept(),
        risks: form.risks(),
    };
    (shown, said)
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
        undecided: shown.is_decided.iter().filter(|is_decided| !**is_decided).count(),
        name_village: shown.name_village,
        topic: shown.topic.clone(),
        scope: shown.scope,
        policies: shown.policies.clone(),
    }
}

/// The ticked policies that the site has: a slug that it does not have could never be published.
fn chosen_policies(app: &Context, fields: &[(String, String)]) -> Vec<String> {
    let ticked = fields.iter().filter(|(key, _)| key == "policy").map(|(_, slug)| slug);
    app.pages.published_policies(ticked)
}

/// GET the public page exactly as it will be, for redactors and approvers.
///
/// # Errors
/// [`ApiError::NotFound`] when there is no public text yet.
pub async fn preview(
    app: web::Data<Context>,
    session: Session,
    submission_no: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    session.must_hold(Act::Preview)?;
    let case = store::find_case(&app.db, &session.staff.viewer(), &submission_no).await?;
    let stored = store::find_redaction(&app.db, &case.submission.id).await?.ok_or(ApiError::NotFound)?;
    let letters = store::count_letters(&app.db, &case.submission.id).await?;
    let page = aside_with(move || async move {
        let shown = (&stored, letters);
        let reply = steps::public_reply(&app.db, &app.township, &case, shown, app.now()).await?;
        publish::preview(&app.pages.site(), &app.theme, reply).map_err(ApiError::Internal)
    });
    let mut page = html(page.await?);
    // The approver's page shows it beside what was taken out; nobody else's may.
    let headers = page.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(FRAMED_BY_THE_DESK));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
    Ok(page)
}

/// As everywhere, but for the desk's own frame.
const FRAMED_BY_THE_DESK: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src \
                                  'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri \
                                  'none'; frame-ancestors 'self'";
