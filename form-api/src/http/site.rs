//! After a step that touched what is public, the site follows.

use actix_web::HttpResponse;
use actix_web::http::header;

use crate::context::Context;
use crate::http::pages::ApiError;
use crate::jobs;
use crate::publish::PublishError;
use crate::steps::{self, Desk};
use crate::store::Trouble;

/// The list's page, where what stops the site is said.
pub(crate) fn to_trouble() -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, "/desk/#trouble")).finish()
}

/// Brings the site up to the table after a step that touched what is public of a letter; says whether it could be built. The step is
/// taken and in the table either way: the site follows once what stops it is mended, and the desk says so.
pub(crate) async fn publish(app: &Context, submission_no: &str) -> Result<bool, ApiError> {
    match jobs::publish_letter(app, submission_no).await {
        Ok(_) => Ok(true),
        Err(
            error @ (PublishError::Build(_)
            | PublishError::Removed { .. }
            | PublishError::LeftOut(_)
            | PublishError::State(_)),
        ) => {
            tracing::error!(error = %error, "the site could not be built of everything");
            Ok(false)
        }
        Err(error) => Err(ApiError::Internal(error.into())),
    }
}

/// A reply was to be taken down, and there is no room to write that it was: its pages go all the same, before anything else. Gives
/// what is said then: that they are gone, and that it is still to be written down.
pub(crate) async fn take_off_without_room(
    app: &Context,
    desk: Desk<'_>,
    (submission_no, request): (&str, Option<&str>),
    refusal: ApiError,
) -> ApiError {
    let is_full = matches!(refusal, ApiError::NotNow(Trouble::Full, _));
    if !is_full || steps::may_take_down(desk, submission_no, request).await.is_err() {
        return refusal;
    }
    match app.publisher.remove_at_once(submission_no).await {
        Ok(removed) => {
            tracing::error!(removed, "no room: a letter was taken off the site before the tables say so");
            ApiError::TakeDownUnwritten { is_gone: true }
        }
        Err(error) => {
            tracing::error!(error = %error, "no room, and a letter could not be taken off the site");
            ApiError::TakeDownUnwritten { is_gone: false }
        }
    }
}
