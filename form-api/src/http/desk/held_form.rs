//! What somebody had typed when their session ended is not wanted any more.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use crate::context::Context;
use crate::http::extract::cookies::OwnCookie;
use crate::http::extract::form::Form;
use crate::http::extract::held_form;
use crate::http::extract::session::Session;
use crate::http::pages::ApiError;
use crate::steps;

/// The form that throws it away.
#[derive(Deserialize)]
pub struct DropForm {
    csrf: String,
    /// Row id of the form.
    held: String,
}

/// POST that it is not wanted any more.
///
/// # Errors
/// [`ApiError::ForgedForm`].
pub async fn throw_away(
    app: web::Data<Context>,
    request: HttpRequest,
    session: Session,
    form: Form<DropForm>,
) -> Result<HttpResponse, ApiError> {
    session.check(&form.csrf)?;
    // Only whoever has its key throws it away. Its files go with the next sweep.
    if held_form::keys(&app, &request).iter().any(|key| key.id() == form.held) {
        steps::drop_held_form(&app.db, &form.held).await?;
    }
    Ok(HttpResponse::build(StatusCode::SEE_OTHER)
        .insert_header((header::LOCATION, "/desk/"))
        .cookie(OwnCookie::Held.forget_one(&app, &form.held))
        .finish())
}
