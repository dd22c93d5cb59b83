//! The outbox as the desk sees it: what waits, what went, what the mail server said; never to whom.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::case::{Act, shanghai_datetime};
use crate::context::Context;
use crate::http::extract::session::Session;
use crate::http::pages::ApiError;
use crate::http::pages::respond::html;
use crate::http::pages::views;
use crate::messages::speak;
use crate::store;

#[derive(Serialize)]
struct MailRow {
    mail: String,
    carrier: String,
    delivery: &'static str,
    delivery_label: String,
    submission_no: Option<String>,
    created_at: String,
    sent_at: Option<String>,
    attempts: i64,
    last_error: Option<String>,
}

#[derive(Serialize)]
struct MailView {
    rows: Vec<MailRow>,
}

/// GET the outbox: what waits, what went, what the mail server said; never to whom.
///
/// # Errors
/// [`ApiError::Forbidden`] for anybody but administrators and the supervision office.
pub async fn show(app: web::Data<Context>, session: Session) -> Result<HttpResponse, ApiError> {
    session.must_hold(Act::ListMessages)?;
    let moment = |ms| jiff::Timestamp::from_millisecond(ms).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    let shown = |ms| views::minute(shanghai_datetime(moment(ms)));
    let viewer = session.staff.viewer();
    let seen = store::list_mailed_numbers(&app.db, &viewer, store::LISTED_MESSAGES).await?;
    // Who sees no letter sees each row without its number; who sees letters sees no row of one that is hidden from them.
    let rows = if viewer.sees_no_case() {
        store::list_outbox(&app.db).await?
    } else {
        store::list_outbox_for(&app.db, &viewer).await?
    };
    let view = MailView {
        rows: rows
            .into_iter()
            .map(|row| MailRow {
                mail: speak(&format!("mail-{}", row.mail)),
                carrier: speak(&format!("carrier-{}", row.carrier.as_str())),
                delivery: row.delivery.as_str(),
                delivery_label: speak(&format!("delivery-{}", row.delivery.as_str())),
                // Only of what this person may see: an administrator sees no case, nobody but its readers a report.
                submission_no: row.submission_no.filter(|number| seen.contains(number)),
                created_at: shown(row.created_at_ms),
                sent_at: row.sent_at_ms.map(shown),
                attempts: row.attempts,
                last_error: row.last_error,
            })
            .collect(),
    };
    Ok(html(app.pages.desk("desk/mail.html", Some(session.frame()), &view)?))
}
