//! For who watches the service: whether it runs, and whether letters can be taken in right now. A balancer sends nobody here
//! while they cannot.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};

use crate::context::Context;
use crate::http::pages::ApiError;
use crate::http::pages::respond;
use crate::jobs;
use crate::store::{self, Trouble};

/// The service is up and its database answers.
///
/// # Errors
/// [`ApiError::Internal`].
pub async fn health(app: web::Data<Context>) -> Result<HttpResponse, ApiError> {
    store::find_deployment_info(&app.db, "made_at").await?;
    Ok(HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ok\n"))
}

/// GET: 200, with a line for each duty of the service that is stuck; 503 while the database cannot be written, 507 while there is no room.
pub async fn show(app: web::Data<Context>) -> HttpResponse {
    let trouble = app.readiness.trouble(&app.db, &app.settings.paths.data, app.now()).await;
    let late = if trouble.is_none() { list_late(&app).await } else { String::new() };
    let (status, word) = match trouble {
        None => (StatusCode::OK, "ready\n"),
        Some(Trouble::NotNow) => (StatusCode::SERVICE_UNAVAILABLE, "the database cannot be written\n"),
        Some(Trouble::Full) => (StatusCode::INSUFFICIENT_STORAGE, "there is no room\n"),
    };
    let mut response = HttpResponse::build(status);
    if let Some(seconds) = respond::retry_after(status) {
        response.insert_header((header::RETRY_AFTER, seconds));
    }
    response
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .content_type("text/plain; charset=utf-8")
        .body(format!("{word}{late}"))
}

/// Duties that are stuck: letters are taken in all the same, and somebody has to look after them.
async fn list_late(app: &Context) -> String {
    let all = jobs::list(&app.db, app.now()).await.unwrap_or_default();
    all.iter().filter(|job| job.is_stuck).map(|job| format!("late: {}\n", job.duty.as_str())).collect()
}
