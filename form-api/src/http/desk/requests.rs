//! Requests of a sender at the desk: taken down when somebody asks on the telephone or at the counter, and answered.
//!
//! Deliberately absent: what a request does when it is granted (`steps::answer_request`).

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use crate::case::{RawSubmission, RequestAbout, RequestKind, Role, Step};
use crate::context::Context;
use crate::http::desk::case_view::RefusedStep;
use crate::http::desk::steps::{back_to, case_address, show_refused};
use crate::http::extract::form::Form;
use crate::http::extract::session::Session;
use crate::http::pages::ApiError;
use crate::http::pages::respond::html;
use crate::http::pages::views::RequestView;
use crate::http::site::{publish, to_trouble};
use crate::http::track::forms::contact_of;
use crate::steps::{self, Asked, On, StepError};
use crate::store;

/// The answer to a request.
#[derive(Debug, Deserialize)]
pub struct AnswerForm {
    csrf: String,
    version: i64,
    #[serde(default)]
    granted: String,
    #[serde(default)]
    text: String,
}

/// POST the answer to a request of the sender.
///
/// # Errors
/// As every step.
pub async fn answer_request(
    app: web::Data<Context>,
    session: Session,
    path: web::Path<(String, String)>,
    form: Form<AnswerForm>,
) -> Result<HttpResponse, ApiError> {
    session.check(&form.csrf)?;
    let (submission_no, id) = path.into_inner();
    let on = On { submission_no: &submission_no, version: form.version };
    let posting = form.posting(case_address(&submission_no));
    let desk = session.desk(&posting);
    let outcome = match form.granted.as_str() {
        "yes" => steps::answer_request(desk, on, &id, true, &form.text).await,
        "no" => steps::answer_request(desk, on, &id, false, &form.text).await,
        _ => Err(StepError::Missing("granted")),
    };
    app.wake_mail();
    if let Ok(answered) = &outcome {
        app.attachments.remove(&answered.files);
    }
    match outcome.map(|answered| answered.public_changed).map_err(ApiError::from) {
        Ok(false) => Ok(back_to(&submission_no)),
        Ok(true) => {
            Ok(if publish(&app, &submission_no).await? { back_to(&submission_no) } else { to_trouble() })
        }
        Err(refusal @ (ApiError::BadRequest(_) | ApiError::Refused(_) | ApiError::Stale)) => {
            let typed = RefusedStep {
                step: Step::Retract.as_str(),
                text: form.into_inner().text,
                request: id,
                ..RefusedStep::default()
            };
            show_refused(&app, &session, &submission_no, &refusal, typed).await
        }
        Err(other) => Err(other),
    }
}

/// GET the address of an answer: somebody pressed Enter in the address bar.
pub async fn back(_: Session, path: web::Path<(String, String)>) -> HttpResponse {
    back_to(&path.0)
}

/// What a sender asked for on the telephone or at the counter. No `Debug`: it holds contact details.
#[derive(Deserialize)]
pub struct RequestForm {
    csrf: String,
    version: i64,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    about: String,
    #[serde(default)]
    channel: String,
    #[serde(default)]
    recognised: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    address: String,
}

/// POST a request of the sender's.
///
/// # Errors
/// As every step.
pub async fn enter_request(
    app: web::Data<Context>,
    session: Session,
    submission_no: web::Path<String>,
    form: Form<RequestForm>,
) -> Result<HttpResponse, ApiError> {
    session.check(&form.csrf)?;
    let posting = form.posting(case_address(&submission_no));
    let form = form.into_inner();
    let raw = RawSubmission {
        name: form.name,
        phone: form.phone,
        email: form.email,
        address: form.address,
        ..RawSubmission::default()
    };
    let on = On { submission_no: &submission_no, version: form.version };
    let outcome = match (RequestKind::parse(&form.kind), contact_of(&raw)) {
        (None, _) => Err(ApiError::BadRequest("missing-request_kind".to_owned())),
        (_, Err(wrong)) => Err(wrong),
        (Some(kind), Ok(contact)) => {
            let about = RequestAbout::parse(&form.about).unwrap_or(RequestAbout::Contact);
            let asked = Asked { kind, about, text: &form.text, contact: &contact };
            let by = (form.channel.as_str(), !form.recognised.is_empty());
            steps::enter_request(session.desk(&posting), on, asked, by).await.map_err(ApiError::from)
        }
    };
    match outcome {
        Ok(()) => Ok(back_to(&submission_no)),
        Err(refusal @ (ApiError::BadRequest(_) | ApiError::Refused(_) | ApiError::Stale)) => {
            // Contact details are typed again: they are not sent back into a page of the desk.
            let typed = RefusedStep {
                step: "request",
                text: form.text,
                channel: form.channel,
                asked: form.kind,
                ..RefusedStep::default()
            };
            show_refused(&app, &session, &submission_no, &refusal, typed).await
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
/// [`ApiError::Forbidden`] for anybody but approvers and the supervision office.
pub async fn list(app: web::Data<Context>, session: Session) -> Result<HttpResponse, ApiError> {
    let roles = &session.staff.roles;
    if !roles.has(Role::Approver) && !roles.has(Role::Supervisor) {
        return Err(ApiError::Forbidden);
    }
    let waiting = store::list_waiting_requests(&app.db, &session.staff.viewer()).await?;
    let rows = waiting.into_iter().map(|one| RequestRow {
        submission_no: one.submission_no,
        title: one.title,
        request: RequestView::new(&app, one.request, &[]),
    });
    let view = RequestsView { rows: rows.collect() };
    Ok(html(app.pages.desk("desk/requests.html", Some(session.frame()), &view)?))
}
