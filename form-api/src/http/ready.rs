//! Whether letters can be taken in right now: the database can be written, and the disk has room. For who watches the service; a
//! balancer sends nobody here while it is not so.
//!
//! Deliberately absent: whether the service runs at all (`/healthz`).

use std::time::Duration;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use jiff::Timestamp;
use rustix::fs::statvfs;
use tokio::sync::Mutex;

use crate::context::Context;
use crate::store::{self, Trouble};

/// Less than this is no room: a letter with all its files takes 180 MB.
const ROOM: u64 = 200 * 1024 * 1024;

/// Whoever asks does not wait longer for a locked database.
const PATIENCE: Duration = Duration::from_secs(1);

/// What was found holds for a second: asking is free for everybody, and must not hold up who writes.
const HOLDS_MS: i64 = 1000;

/// What was found last.
#[derive(Debug, Default)]
pub struct Readiness(Mutex<Option<(Timestamp, Option<Trouble>)>>);

impl Readiness {
    async fn trouble(&self, app: &Context) -> Option<Trouble> {
        let mut last = self.0.lock().await;
        let now = app.now();
        if let Some((at, found)) = *last
            && (0..HOLDS_MS).contains(&(now.as_millisecond() - at.as_millisecond()))
        {
            return found;
        }
        let found = look(app).await;
        *last = Some((now, found));
        found
    }
}

async fn look(app: &Context) -> Option<Trouble> {
    if !has_room(app) {
        return Some(Trouble::Full);
    }
    match tokio::time::timeout(PATIENCE, store::try_to_write(&app.db)).await {
        Ok(Ok(())) => None,
        Ok(Err(error)) => {
            tracing::warn!(%error, "the database cannot be written");
            Some(error.trouble().unwrap_or(Trouble::NotNow))
        }
        Err(_) => Some(Trouble::NotNow),
    }
}

/// A disk that cannot be asked is left to the database to judge.
fn has_room(app: &Context) -> bool {
    statvfs(&app.settings.paths.data).map_or(true, |disk| disk.f_bavail.saturating_mul(disk.f_frsize) >= ROOM)
}

/// GET: 200, 503 while the database cannot be written, 507 while there is no room.
pub async fn show(app: web::Data<Context>) -> HttpResponse {
    let (status, word) = match app.readiness.trouble(&app).await {
        None => (StatusCode::OK, "ready\n"),
        Some(Trouble::NotNow) => (StatusCode::SERVICE_UNAVAILABLE, "the database cannot be written\n"),
        Some(Trouble::Full) => (StatusCode::INSUFFICIENT_STORAGE, "there is no room\n"),
    };
    let mut response = HttpResponse::build(status);
    if let Some(seconds) = super::retry_after(status) {
        response.insert_header((header::RETRY_AFTER, seconds));
    }
    response
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .content_type("text/plain; charset=utf-8")
        .body(word)
}
