//! For who watches the service. `/healthz` tells everybody that it runs. Whether letters can be taken in, and how the service
//! stands, is told to this machine and to whoever has the word of the settings; for all others there is no such page.

use std::path::Path;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};

use crate::context::Context;
use crate::http::pages::ApiError;
use crate::http::pages::respond;
use crate::jobs::{self, Status};
use crate::store::{self, Trouble};

/// A shorter word could be guessed.
const SHORTEST_TOKEN: usize = 16;

/// The service is up and its database answers.
///
/// # Errors
/// [`ApiError::Internal`].
pub async fn health(app: web::Data<Context>) -> Result<HttpResponse, ApiError> {
    store::find_deployment_info(&app.db, "made_at").await?;
    Ok(HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ok\n"))
}

/// GET: 200, with a line for each duty of the service that is stuck; 503 while the database cannot be written, 507 while there is
/// no room. A balancer sends nobody here then.
///
/// # Errors
/// [`ApiError::NotFound`] for who may not watch.
pub async fn show(app: web::Data<Context>, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    require_watcher(&app, &request)?;
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
    Ok(response
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .content_type("text/plain; charset=utf-8")
        .body(format!("{word}{late}")))
}

/// GET: the figures of `Status`, for Prometheus.
///
/// # Errors
/// [`ApiError::NotFound`] for who may not watch; [`ApiError::Internal`] when the database cannot be read.
pub async fn metrics(app: web::Data<Context>, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    require_watcher(&app, &request)?;
    let status = Status::find(&app.db, &app.settings.paths, app.now()).await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .content_type("text/plain; version=0.0.4; charset=utf-8")
        .body(status.metrics()))
}

/// Duties that are stuck: letters are taken in all the same, and somebody has to look after them.
async fn list_late(app: &Context) -> String {
    let all = jobs::list(&app.db, app.now()).await.unwrap_or_default();
    all.iter().filter(|job| job.is_stuck).map(|job| format!("late: {}\n", job.duty.as_str())).collect()
}

/// This machine itself, and no proxy on it that speaks for somebody else; or whoever sends the word of the settings.
fn require_watcher(app: &Context, request: &HttpRequest) -> Result<(), ApiError> {
    let is_here = request.peer_addr().is_some_and(|peer| peer.ip().to_canonical().is_loopback());
    let for_another = ["x-forwarded-for", "forwarded", "x-real-ip", "via"];
    let is_passed_on = for_another.iter().any(|name| request.headers().contains_key(*name));
    if (is_here && !is_passed_on) || has_token(app.settings.monitor.token_file.as_deref(), request) {
        Ok(())
    } else {
        Err(ApiError::NotFound)
    }
}

/// The word is compared by its hash, so that the time it takes tells nothing of it.
fn has_token(file: Option<&Path>, request: &HttpRequest) -> bool {
    let sent = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let Some((file, sent)) = file.zip(sent.and_then(|sent| sent.strip_prefix("Bearer "))) else {
        return false;
    };
    match std::fs::read_to_string(file) {
        Ok(own) if own.trim().len() >= SHORTEST_TOKEN => {
            blake3::hash(own.trim().as_bytes()) == blake3::hash(sent.trim().as_bytes())
        }
        Ok(_) => {
            tracing::warn!(
                "monitor.token_file holds fewer than {SHORTEST_TOKEN} characters and opens nothing"
            );
            false
        }
        Err(error) => {
            tracing::warn!(%error, "monitor.token_file cannot be read and opens nothing");
            false
        }
    }
}
