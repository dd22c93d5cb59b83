//! What was turned away, by day and reason, for the administrator. Deliberately absent: from where, by whom and what.

use actix_web::{HttpResponse, web};
use jiff::ToSpan;
use serde::Serialize;

use crate::case::{Act, shanghai_date};
use crate::context::Context;
use crate::http::extract::session::Session;
use crate::http::pages::{ApiError, respond};
use crate::jobs;
use crate::messages::speak;
use crate::store;

/// So many days are shown.
const DAYS: i64 = 60;

#[derive(Serialize)]
struct Row {
    on_day: String,
    reason: &'static str,
    label: String,
    times: i64,
}

#[derive(Serialize)]
struct TurnedAwayView {
    rows: Vec<Row>,
}

/// GET the counts, those of this minute too.
///
/// # Errors
/// [`ApiError::Forbidden`] for anybody but administrators.
pub async fn show(app: web::Data<Context>, session: Session) -> Result<HttpResponse, ApiError> {
    session.must_hold(Act::ListTurnedAway)?;
    jobs::count_turned_away(&app).await?;
    let since = shanghai_date(app.now()).saturating_sub(DAYS.days()).to_string();
    let rows = store::list_turned_away(&app.db, &since).await?.into_iter().map(|row| Row {
        label: speak(&format!("turned_away-{}", row.reason.as_str())),
        reason: row.reason.as_str(),
        on_day: row.on_day,
        times: row.times,
    });
    let view = TurnedAwayView { rows: rows.collect() };
    Ok(respond::html(app.pages.desk("desk/turned_away.html", Some(session.frame()), &view)?))
}
