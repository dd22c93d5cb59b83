//! The page on which several letters are worked on together: which of them, which step, what each can have. After a form it says first
//! what came of it.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::choose::{Asked, load_cases};
use crate::case::{MOST_TOGETHER, STEPS_ON_THE_WAY, STEPS_TOGETHER, Step};
use crate::context::Context;
use crate::http::desk::case_view::{step_form, steps_for};
use crate::http::extract::session::Session;
use crate::http::pages::ApiError;
use crate::http::pages::form_view::{FormView, Refused, SummaryLine, summary};
use crate::http::pages::respond::html;
use crate::http::pages::views::{FROM_DESK, answer_html, village_name};
use crate::messages::speak;
use crate::store::{self, CaseFile};

/// What a page shows beside its letters.
#[derive(Default)]
pub(super) struct Around {
    pub(super) batch: Option<BatchView>,
    /// The step that is asked for; else the one that most of the letters wait for.
    pub(super) step: Option<Step>,
    pub(super) refused: Option<RefusedTogether>,
}

/// A form that came back, with the letters that were ticked.
pub(super) struct RefusedTogether {
    pub(super) came_back: Refused,
    pub(super) sentence: String,
    pub(super) ticked: Vec<String>,
}

#[derive(Serialize)]
pub(super) struct TogetherView {
    batch: Option<BatchView>,
    refused: Option<String>,
    summary: Vec<SummaryLine>,
    steps: Vec<StepChoice>,
    step: Option<&'static str>,
    form: Option<FormView>,
    letters: Vec<LetterLine>,
    /// Letters for which the step cannot be taken now.
    others: Vec<LetterLine>,
    /// What is reviewed: one answer, the same in every letter.
    answer: Option<String>,
    /// There may be more letters than are taken at once.
    is_full: bool,
    most: usize,
}

/// What came of the form before.
#[derive(Serialize)]
pub(super) struct BatchView {
    step_label: String,
    done: usize,
    /// Of which this many are not this person's to see any more.
    gone: usize,
    refused: Vec<RefusedLine>,
    /// Refused letters that they do not see.
    lost: usize,
}

#[derive(Serialize)]
struct RefusedLine {
    submission_no: String,
    title: String,
    sentence: String,
}

#[derive(Serialize)]
struct StepChoice {
    label: String,
    count: usize,
    current: bool,
    way: String,
}

#[derive(Serialize)]
struct LetterLine {
    submission_no: String,
    title: String,
    state: &'static str,
    state_label: String,
    village: Option<String>,
    /// Number and version, as the form sends it.
    value: String,
    is_ticked: bool,
}

impl LetterLine {
    fn new(app: &Context, case: &CaseFile, is_ticked: bool) -> Self {
        let letter = &case.submission;
        Self {
            title: letter.title.clone(),
            state: case.state.as_str(),
            state_label: speak(&format!("state-{}", case.state.as_str())),
            village: village_name(&app.township, letter.village.as_deref()),
            value: format!("{}:{}", letter.submission_no, case.version),
            submission_no: letter.submission_no.clone(),
            is_ticked,
        }
    }
}

/// The first of the steps that most letters can have: their order is that of the work.
fn most_common(steps: &[Step], count: impl Fn(&Step) -> usize) -> Option<Step> {
    let most = steps.iter().map(&count).max().filter(|most| *most > 0)?;
    steps.iter().copied().find(|step| count(step) == most)
}

/// The steps of many that this person can take with a letter now. A report is looked at alone.
fn steps_of(session: &Session, case: &CaseFile) -> Vec<Step> {
    if case.letter().is_read_first() {
        return Vec::new();
    }
    let now = steps_for(case, &session.staff, None);
    STEPS_TOGETHER.into_iter().filter(|step| now.contains(step)).collect()
}

impl TogetherView {
    pub(super) async fn load(
        app: &Context,
        session: &Session,
        numbers: &[String],
        around: Around,
    ) -> Result<Self, ApiError> {
        let cases = load_cases(app, session, numbers).await?;
        let can: Vec<Vec<Step>> = cases.iter().map(|case| steps_of(session, case)).collect();
        let count = |step: &Step| can.iter().filter(|steps| steps.contains(step)).count();
        let (on_the_way, beside) = STEPS_TOGETHER.split_at(STEPS_ON_THE_WAY);
        let usual = || most_common(on_the_way, count).or_else(|| most_common(beside, count));
        let step = around.step.filter(|step| count(step) > 0).or_else(usual);
        let (mut chosen, mut others) = (Vec::new(), Vec::new());
        for (case, can) in cases.iter().zip(&can) {
            let is_chosen = step.is_some_and(|step| can.contains(&step));
            if is_chosen { chosen.push(case) } else { others.push(case) }
        }
        let answer =
            chosen.first().filter(|_| step == Some(Step::Review)).and_then(|case| case.answer.clone());
        if let Some(answer) = &answer {
            let (same, different): (Vec<_>, Vec<_>) =
                chosen.into_iter().partition(|case| case.answer.as_ref() == Some(answer));
            chosen = same;
            others.extend(different);
        }
        let query = |step: Step| {
            let pairs = std::iter::once(("step", step.as_str()))
                .chain(cases.iter().map(|case| ("n", case.submission.submission_no.as_str())));
            serde_urlencoded::to_string(pairs.collect::<Vec<_>>()).unwrap_or_default()
        };
        let steps = STEPS_TOGETHER
            .into_iter()
            .filter(|one| count(one) > 0)
            .map(|one| StepChoice {
                label: speak(&format!("step-{}", one.as_str())),
                count: count(&one),
                current: Some(one) == step,
                way: format!("/desk/together?{}", query(one)),
            })
            .collect();
        let refused = around.refused;
        let form = match (step, chosen.first()) {
            (Some(step), Some(case)) => {
                let action = format!("/desk/together/{}", step.as_str());
                let came_back = refused.as_ref().map(|one| &one.came_back);
                step_form(app, case, step, action, came_back).await?
            }
            _ => None,
        };
        let is_ticked = |number: &String| refused.as_ref().is_none_or(|one| one.ticked.contains(number));
        let line = |case: &&CaseFile| LetterLine::new(app, case, is_ticked(&case.submission.submission_no));
        let summary = match (&refused, step) {
            (Some(one), Some(step)) => summary(step.as_str(), &one.came_back.faults),
            _ => Vec::new(),
        };
        Ok(Self {
            batch: around.batch,
            summary,
            refused: refused.as_ref().map(|one| one.sentence.clone()),
            steps,
            step: step.map(Step::as_str),
            form,
            letters: chosen.iter().map(line).collect(),
            others: others.iter().map(line).collect(),
            answer: answer.map(|text| answer_html(&text, FROM_DESK)),
            is_full: numbers.len() >= MOST_TOGETHER,
            most: MOST_TOGETHER,
        })
    }
}

/// GET several letters.
///
/// # Errors
/// [`ApiError::NotFound`] for a letter that is not this person's to see, to which others are to be alike.
pub async fn show(
    app: web::Data<Context>,
    session: Session,
    query: web::Query<Vec<(String, String)>>,
) -> Result<HttpResponse, ApiError> {
    let asked = Asked::new(query.into_inner());
    let numbers = asked.numbers(&app, &session).await?;
    let around = Around { step: asked.first("step").and_then(Step::parse), ..Around::default() };
    let view = TogetherView::load(&app, &session, &numbers, around).await?;
    Ok(html(app.pages.desk("desk/together.html", Some(session.frame()), &view)?))
}

/// GET what came of a form, and what there is to do next with the same letters. At the address of a step, to which a form is sent:
/// somebody pressed Enter in the address bar.
///
/// # Errors
/// [`ApiError::NotFound`] for another one's, and for one that is forgotten.
pub async fn show_batch(
    app: web::Data<Context>,
    session: Session,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    if Step::parse(&id).is_some() {
        let way = (actix_web::http::header::LOCATION, "/desk/");
        return Ok(HttpResponse::SeeOther().insert_header(way).finish());
    }
    let batch = store::find_batch(&app.db, &id, &session.staff.id).await?;
    let (refused, done): (Vec<_>, Vec<_>) =
        batch.lines.into_iter().partition(|(_, refusal)| refusal.is_some());
    let done: Vec<String> = done.into_iter().map(|(number, _)| number).collect();
    let refused_numbers: Vec<String> = refused.iter().map(|(number, _)| number.clone()).collect();
    let seen = load_cases(&app, &session, &refused_numbers).await?;
    let refused: Vec<RefusedLine> = refused
        .into_iter()
        .filter_map(|(number, refusal)| {
            let case = seen.iter().find(|case| case.submission.submission_no == number)?;
            Some(RefusedLine {
                submission_no: number,
                title: case.submission.title.clone(),
                sentence: refusal.unwrap_or_default(),
            })
        })
        .collect();
    let view = BatchView {
        step_label: speak(&format!("step-{}", batch.step.as_str())),
        done: done.len(),
        gone: done.len() - load_cases(&app, &session, &done).await?.len(),
        lost: refused_numbers.len() - refused.len(),
        refused,
    };
    let around = Around { batch: Some(view), ..Around::default() };
    let view = TogetherView::load(&app, &session, &done, around).await?;
    Ok(html(app.pages.desk("desk/together.html", Some(session.frame()), &view)?))
}
