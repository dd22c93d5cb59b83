//! POST that a sender was told in person what a message had not told them. Deliberately absent: which messages those are
//! (`steps`), and their list (`queue`).

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::case::CallOutcome;
use crate::context::Context;
use crate::http::desk::case_view::RefusedStep;
use crate::http::desk::steps::{back_to, case_address, show_refused};
use crate::http::extract::form::Form;
use crate::http::extract::session::Session;
use crate::http::pages::ApiError;
use crate::steps::{self, StepError};

/// What came of the call.
#[derive(Debug, Deserialize)]
pub struct CallForm {
    csrf: String,
    #[serde(default)]
    outcome: String,
}

/// POST what came of the call. Noted twice, it is noted once.
///
/// # Errors
/// As every step.
pub async fn end(
    app: web::Data<Context>,
    session: Session,
    submission_no: web::Path<String>,
    form: Form<CallForm>,
) -> Result<HttpResponse, ApiError> {
    session.check(&form.csrf)?;
    let posting = form.posting(case_address(&submission_no));
    let outcome = match CallOutcome::parse(&form.outcome) {
        Some(outcome) => steps::end_calls(session.desk(&posting), &submission_no, outcome).await,
        None => Err(StepError::Missing("call_outcome")),
    };
    match outcome.map_err(ApiError::from) {
        Ok(()) => Ok(back_to(&submission_no)),
        Err(refusal @ (ApiError::BadRequest(_) | ApiError::Refused(_))) => {
            let typed = RefusedStep { step: "call", ..RefusedStep::default() };
            show_refused(&app, &session, &submission_no, &refusal, typed).await
        }
        Err(other) => Err(other),
    }
}
