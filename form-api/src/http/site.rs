//! After a step that touched what is public, the site follows.

use actix_web::HttpResponse;
use actix_web::http::header;

use crate::context::Context;
use crate::http::pages::ApiError;
use crate::jobs;
use crate::publish::PublishError;

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
