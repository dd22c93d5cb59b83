//! A word for colleagues, written on a case's page.

use actix_web::{HttpResponse, web};

use crate::case::forms;
use crate::context::Context;
use crate::http::desk::steps::{Came, back_to, case_address};
use crate::http::extract::form::Form;
use crate::http::extract::session::Session;
use crate::http::pages::ApiError;
use crate::steps;

/// POST a note.
///
/// # Errors
/// As every step.
pub async fn write(
    app: web::Data<Context>,
    session: Session,
    submission_no: web::Path<String>,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, ApiError> {
    let came = Came::read(&forms::NOTE, &form)?;
    let posting = form.posting(case_address(&submission_no));
    let (text, whom) = (came.sent.text("text"), came.sent.text("staff"));
    let step = steps::write_note(session.desk(&posting), &submission_no, text, whom);
    match came.submit(&session, step).await? {
        None => Ok(back_to(&submission_no)),
        Some(refusal) => came.show_again(&app, &session, &submission_no, &refusal).await,
    }
}
