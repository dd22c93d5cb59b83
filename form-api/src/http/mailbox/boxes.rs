//! 民意信箱, for everybody: on which day the box of each village was opened last, and which was not yet opened this week.
//!
//! Deliberately absent: how many slips were in it. In a village there may be one who wrote.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::case::{BoxStanding, box_standing, shanghai_date};
use crate::context::Context;
use crate::http::pages::views::{Choice, villages};
use crate::http::pages::{ApiError, respond};
use crate::messages::speak;
use crate::store;

#[derive(Serialize)]
struct BoxesView {
    rows: Vec<BoxRow>,
}

#[derive(Serialize)]
struct BoxRow {
    village: String,
    label: String,
    is_late: bool,
    last: Option<String>,
}

/// GET it.
///
/// # Errors
/// [`ApiError::Internal`].
pub async fn show(app: web::Data<Context>) -> Result<HttpResponse, ApiError> {
    let today = shanghai_date(app.now());
    let opened = store::list_public_boxes(&app.db).await?;
    let row = |village: Choice| {
        let last = opened.iter().find(|(id, _)| *id == village.value).map(|(_, day)| *day);
        let standing = box_standing(last, today);
        BoxRow {
            label: speak(&format!("box_standing-{}", standing.as_str())),
            is_late: standing == BoxStanding::NotYet,
            last: last.map(|day| day.to_string()),
            village: village.label,
        }
    };
    let view = BoxesView { rows: villages(&app.township, today).into_iter().map(row).collect() };
    let title = speak("public_boxes-title");
    Ok(respond::html(app.pages.public("public/boxes.html", "mailbox/", &title, &view)?))
}
