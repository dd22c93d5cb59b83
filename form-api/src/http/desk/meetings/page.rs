//! GET one meeting, and its paper.

use actix_web::{HttpResponse, ResponseError, web};

use super::view::{MeetingView, RefusedAct};
use crate::context::Context;
use crate::http::extract::session::Session;
use crate::http::pages::ApiError;
use crate::http::pages::respond::{self, html};
use crate::store;

/// GET a meeting.
///
/// # Errors
/// [`ApiError::NotFound`] also for a meeting that is not this person's to see.
pub async fn show(
    app: web::Data<Context>,
    session: Session,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let view = load(&app, &session, &id, None).await?;
    Ok(html(app.pages.desk("desk/meeting.html", Some(session.frame()), &view)?))
}

/// GET the paper: before the meeting an agenda with room to write, afterwards the minutes.
///
/// # Errors
/// As [`show`].
pub async fn print(
    app: web::Data<Context>,
    session: Session,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let view = load(&app, &session, &id, None).await?;
    Ok(html(app.pages.desk("desk/meeting_paper.html", Some(session.frame()), &view)?))
}

async fn load(
    app: &Context,
    session: &Session,
    id: &str,
    refused: Option<RefusedAct>,
) -> Result<MeetingView, ApiError> {
    let meeting = store::find_meeting(&app.db, &session.staff.viewer(), id).await?;
    MeetingView::load(app, session, &meeting, refused).await
}

/// The meeting's page again, with what was refused on top and what was typed in its form.
pub(super) async fn show_refused(
    app: &Context,
    session: &Session,
    id: &str,
    refusal: &ApiError,
    refused: RefusedAct,
) -> Result<HttpResponse, ApiError> {
    let view = load(app, session, id, Some(refused)).await?;
    let body = app.pages.desk("desk/meeting.html", Some(session.frame()), &view)?;
    Ok(respond::page(refusal.status_code(), body))
}
