//! Requests of a sender at the desk: taken down when somebody asks on the telephone or at the counter, and answered.
//!
//! Deliberately absent: what a request does when it is granted (`steps::answer_request`).

use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::case::forms::{ANSWER_REQUEST, ENTER_REQUEST};
use crate::case::{Act, RawSubmission, RequestAbout, RequestKind};
use crate::context::Context;
use crate::http::desk::case_view::{RefusedForm, answer_form};
use crate::http::desk::queue::after_step;
use crate::http::desk::steps::{Came, back_to, case_address, is_shown_there, show_refused};
use crate::http::extract::form::Form;
use crate::http::extract::session::Session;
use crate::http::pages::ApiError;
use crate::http::pages::respond::html;
use crate::http::pages::views::RequestView;
use crate::http::site::{publish, take_off_without_room, to_trouble};
use crate::http::track::forms::contact_of;
use crate::steps::{self, Asked, StepError};
use crate::store;

/// POST the answer to a request of the sender.
///
/// # Errors
/// As every step.
pub async fn answer_request(
    app: web::Data<Context>,
    session: Session,
    path: web::Path<(String, String)>,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, ApiError> {
    let came = Came::read(&ANSWER_REQUEST, &form)?;
    session.check(&came.csrf)?;
    let (submission_no, id) = path.into_inner();
    let (on, text) = (came.on(&submission_no), came.sent.text("text"));
    let posting = form.posting(case_address(&submission_no));
    let desk = session.desk(&posting);
    let outcome = match came.sent.text("granted") {
        "yes" => steps::answer_request(desk, on, &id, true, text).await,
        "no" => steps::answer_request(desk, on, &id, false, text).await,
        _ => Err(StepError::Missing("granted")),
    };
    app.wake_mail();
    if let Ok(answered) = &outcome {
        app.attachments.remove(&answered.files);
    }
    let outcome = match outcome.map(|answered| answered.public_changed).map_err(ApiError::from) {
        Err(refusal) if came.sent.text("granted") == "yes" => {
            Err(take_off_without_room(&app, desk, (&submission_no, Some(&id)), refusal).await)
        }
        done => done,
    };
    match outcome {
        Ok(false) => Ok(back_to(&submission_no)),
        Ok(true) => {
            Ok(if publish(&app, &submission_no).await? { back_to(&submission_no) } else { to_trouble() })
        }
        Err(refusal) if is_shown_there(&refusal) => {
            let form = answer_form(&id);
            let refused = RefusedForm::new(form, came.form, came.sent.clone(), &refusal);
            show_refused(&app, &session, &submission_no, &refusal, refused).await
        }
        Err(other) => Err(other),
    }
}

/// GET the address of an answer: somebody pressed Enter in the address bar.
pub async fn back(_: Session, path: web::Path<(String, String)>) -> HttpResponse {
    back_to(&path.0)
}

/// POST a request of the sender's.
///
/// # Errors
/// As every step.
pub async fn enter_request(
    app: web::Data<Context>,
    session: Session,
    submission_no: web::Path<String>,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, ApiError> {
    let came = Came::read(&ENTER_REQUEST, &form)?;
    session.check(&came.csrf)?;
    let posting = form.posting(case_address(&submission_no));
    let sent = &came.sent;
    let raw = RawSubmission {
        name: sent.text("name").to_owned(),
        phone: sent.text("phone").to_owned(),
        email: sent.text("email").to_owned(),
        address: sent.text("address").to_owned(),
        ..RawSubmission::default()
    };
    let on = came.on(&submission_no);
    let outcome = match (RequestKind::parse(sent.text("kind")), contact_of(&raw)) {
        (None, _) => Err(ApiError::BadRequest("missing-request_kind".to_owned())),
        (_, Err(wrong)) => Err(wrong),
        (Some(kind), Ok(contact)) => {
            let about = RequestAbout::parse(sent.text("about")).unwrap_or(RequestAbout::Contact);
            let asked = Asked { kind, about, text: sent.text("text"), contact: &contact };
            let by = (sent.text("channel"), sent.is_ticked("recognised"));
            steps::enter_request(session.desk(&posting), on, asked, by).await.map_err(ApiError::from)
        }
    };
    match outcome {
        // What was asked may name this very person.
        Ok(()) => after_step(&app, &session, &submission_no).await,
        Err(refusal) if is_shown_there(&refusal) => {
            came.show_again(&app, &session, &submission_no, &refusal).await
        }
        Err(other) => Err(other),
    }
}

#[derive(Serialize)]
struct RequestRow {
    submission_no: String,
    title: String,
    request: RequestView,
}

#[derive(Serialize)]
struct RequestsView {
    rows: Vec<RequestRow>,
}

/// GET what senders ask for and nobody has answered, what is due first.
///
/// # Errors
/// [`ApiError::Forbidden`] for anybody but approvers, the supervision office and first readers of reports.
pub async fn list(app: web::Data<Context>, session: Session) -> Result<HttpResponse, ApiError> {
    session.must_hold(Act::ListRequests)?;
    let waiting = store::list_waiting_requests(&app.db, &session.staff.viewer()).await?;
    let rows = waiting.into_iter().map(|one| RequestRow {
        submission_no: one.submission_no,
        title: one.title,
        request: RequestView::new(&app, one.request, &[]),
    });
    let view = RequestsView { rows: rows.collect() };
    Ok(html(app.pages.desk("desk/requests.html", Some(session.frame()), &view)?))
}
