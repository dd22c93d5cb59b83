//! POST one form for several letters. Each letter has the ordinary step; the same form sent again does for each letter nothing that it
//! has done, and leads to the same page.

use actix_web::http::header;
use actix_web::{HttpResponse, ResponseError as _, web};

use super::page::{Around, RefusedTogether, TogetherView};
use crate::case::forms::{self, Fault};
use crate::case::{MOST_TOGETHER, STEPS_TOGETHER, Step};
use crate::context::Context;
use crate::http::desk::steps::{Came, carry_out, is_shown_there};
use crate::http::extract::form::Form;
use crate::http::extract::session::Session;
use crate::http::pages::error::UNFILLED;
use crate::http::pages::form_view::{Refused, Said};
use crate::http::pages::{ApiError, respond};
use crate::http::site::publish;
use crate::steps::{self, On, Posting};
use crate::store::{self, Batch, StoreError};

/// A letter of the form: its number, and the version that the page showed.
struct Ticked {
    number: String,
    version: i64,
}

fn read_ticked(pairs: &[(String, String)]) -> Vec<Ticked> {
    let ticked = pairs.iter().filter(|(name, _)| name == "letter");
    let read = |value: &str| {
        let (number, version) = value.split_once(':')?;
        Some(Ticked { number: number.to_owned(), version: version.parse().ok()? })
    };
    ticked.filter_map(|(_, value)| read(value)).take(MOST_TOGETHER).collect()
}

/// POST a step for all letters that are ticked.
///
/// # Errors
/// [`ApiError::NotFound`] for a step that is not taken for many; [`ApiError::ForgedForm`].
pub async fn take(
    app: web::Data<Context>,
    session: Session,
    word: web::Path<String>,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, ApiError> {
    let step = Step::parse(&word).filter(|step| STEPS_TOGETHER.contains(step)).ok_or(ApiError::NotFound)?;
    let posting = form.posting("");
    let id = posting.key.clone();
    let leads_to = format!("/desk/together/{id}");
    let mut pairs = form.into_inner();
    if step == Step::Answer {
        // One text for all of them is what the page is for, and it says so.
        pairs.push(("same".to_owned(), "yes".to_owned()));
    }
    let came = Came::read(forms::of_step(step).ok_or(ApiError::NotFound)?, &pairs)?;
    let ticked = read_ticked(&pairs);
    let refusal = match session.check(&came.csrf) {
        Ok(_) => came.check().err().or_else(|| what_is_wrong(step, &came, &ticked).err()),
        Err(old) if session.wrote(&came.csrf) => Some(old),
        Err(forged) => return Err(forged),
    };
    if let Some(refusal) = refusal {
        let shown = pairs.iter().filter(|(name, _)| name == "n").take(MOST_TOGETHER);
        let numbers: Vec<String> = shown.map(|(_, number)| number.clone()).collect();
        return show_again(&app, &session, step, (&came, &ticked, &numbers), &refusal).await;
    }
    match store::find_batch(&app.db, &id, &session.staff.id).await {
        Ok(_) => return Ok(lead_to(&leads_to)),
        Err(StoreError::NotFound) => {}
        Err(error) => return Err(error.into()),
    }
    let lines = take_each(&app, &session, (step, &came), &ticked, (&posting, &leads_to)).await?;
    app.wake_mail();
    steps::note_batch(session.desk_without_form(), &id, &Batch { step, lines }).await?;
    Ok(lead_to(&leads_to))
}

fn lead_to(way: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, way)).finish()
}

/// What is wrong with the form itself, before any letter is touched.
fn what_is_wrong(step: Step, came: &Came, ticked: &[Ticked]) -> Result<(), ApiError> {
    if ticked.is_empty() {
        return Err(ApiError::BadRequest("missing-letters".to_owned()));
    }
    if step == Step::Answer {
        steps::check_answer_text(came.sent.text("text"))?;
    }
    Ok(())
}

/// Takes the step for each letter; gives what was said where it was not taken.
async fn take_each(
    app: &web::Data<Context>,
    session: &Session,
    (step, came): (Step, &Came),
    ticked: &[Ticked],
    (posting, leads_to): (&Posting, &str),
) -> Result<Vec<(String, Option<String>)>, ApiError> {
    let mut reviewed = None;
    let mut lines = Vec::with_capacity(ticked.len());
    for letter in ticked {
        let of_letter = Posting {
            key: format!("{}:{}", posting.key, letter.number),
            leads_to: leads_to.to_owned(),
            held: posting.held.clone(),
            files: None,
        };
        let on = On { submission_no: &letter.number, version: letter.version };
        let done = match may_be_among_many(app, session, (step, on), &mut reviewed).await {
            Ok(()) => carry_out(app, session.desk(&of_letter), on, step, &came.sent).await,
            Err(refusal) => match steps::is_done(session.desk(&of_letter)).await? {
                true => Ok(false),
                false => Err(refusal),
            },
        };
        let refusal = match done {
            Ok(is_public) => {
                if is_public {
                    publish(app, &letter.number).await?;
                }
                None
            }
            Err(ApiError::Done { .. }) => None,
            Err(refusal) => Some(refusal.sentence()),
        };
        lines.push((letter.number.clone(), refusal));
    }
    Ok(lines)
}

/// A report is looked at alone; and a review is of one text, that of the first letter.
async fn may_be_among_many(
    app: &Context,
    session: &Session,
    (step, on): (Step, On<'_>),
    reviewed: &mut Option<String>,
) -> Result<(), ApiError> {
    let case = store::find_case(&app.db, &session.staff.viewer(), on.submission_no).await?;
    if case.letter().is_read_first() {
        return Err(ApiError::BadRequest("together-report".to_owned()));
    }
    if step == Step::Review {
        let first = reviewed.get_or_insert_with(|| case.answer.clone().unwrap_or_default());
        if case.answer.as_deref() != Some(first.as_str()) {
            return Err(ApiError::BadRequest("together-other_answer".to_owned()));
        }
    }
    Ok(())
}

/// The page again, with what was typed and ticked.
async fn show_again(
    app: &Context,
    session: &Session,
    step: Step,
    (came, ticked, numbers): (&Came, &[Ticked], &[String]),
    refusal: &ApiError,
) -> Result<HttpResponse, ApiError> {
    if !is_shown_there(refusal) && !matches!(refusal, ApiError::ForgedForm) {
        return Ok(refusal.error_response());
    }
    let said = |fault: Fault| match refusal {
        ApiError::Unfilled { .. } => Said { sentence: refusal.sentence(), ..Said::from(fault) },
        _ => Said::from(fault),
    };
    let faults: Vec<Fault> = match refusal {
        ApiError::Form(faults) => faults.clone(),
        ApiError::BadRequest(key) => came.form.fault(key).into_iter().collect(),
        ApiError::Unfilled { .. } => came.form.fault(UNFILLED).into_iter().collect(),
        _ => Vec::new(),
    };
    let refused = RefusedTogether {
        came_back: Refused { sent: came.sent.clone(), faults: faults.into_iter().map(said).collect() },
        sentence: refusal.sentence(),
        ticked: ticked.iter().map(|letter| letter.number.clone()).collect(),
    };
    let around = Around { step: Some(step), refused: Some(refused), ..Around::default() };
    let view = TogetherView::load(app, session, numbers, around).await?;
    let body = app.pages.desk("desk/together.html", Some(session.frame()), &view)?;
    Ok(respond::page(refusal.status_code(), body))
}
