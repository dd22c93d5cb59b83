//! POST that a sender was told in person what a message had not told them. Deliberately absent: which messages those are
//! (`steps`), and their list (`queue`).

use actix_web::{HttpResponse, web};

use crate::case::CallOutcome;
use crate::case::forms::CALL;
use crate::context::Context;
use crate::http::desk::steps::{Came, back_to, case_address, is_shown_there};
use crate::http::extract::form::Form;
use crate::http::extract::session::Session;
use crate::http::pages::ApiError;
use crate::steps::{self, StepError};

/// POST what came of the call. Noted twice, it is noted once.
///
/// # Errors
/// As every step.
pub async fn end(
    app: web::Data<Context>,
    session: Session,
    submission_no: web::Path<String>,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, ApiError> {
    let came = Came::read(&CALL, &form)?;
    session.check(&came.csrf)?;
    let posting = form.posting(case_address(&submission_no));
    let outcome = match CallOutcome::parse(came.sent.text("outcome")) {
        Some(outcome) => steps::end_calls(session.desk(&posting), &submission_no, outcome).await,
        None => Err(StepError::Missing("call_outcome")),
    };
    match outcome.map_err(ApiError::from) {
        Ok(()) => Ok(back_to(&submission_no)),
        Err(refusal) if is_shown_there(&refusal) => {
            came.show_again(&app, &session, &submission_no, &refusal).await
        }
        Err(other) => Err(other),
    }
}
