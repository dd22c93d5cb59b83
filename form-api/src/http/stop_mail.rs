//! 停发邮件: the link in every mail (RFC 2369 and RFC 8058). GET only asks, for mail scanners follow every link; POST stops, by the
//! page's button or by the reader's mail program in one click, without a cookie, a session or an account.
//!
//! Deliberately absent: anything about the letter. Who has the mail learns nothing here, and can turn nothing on.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::ApiError;
use super::form::few_bytes;
use super::texts::speak;
use super::turned_away::reason_of_token;
use crate::app::App;
use crate::seal::MailToken;
use crate::steps;

/// What stands for the letter in the link.
#[derive(Deserialize)]
pub struct Link {
    #[serde(default)]
    mail: String,
}

impl Link {
    fn case_id(&self, app: &App) -> Result<String, ApiError> {
        MailToken::from_field(&app.township.keys, &self.mail).map(|token| token.case_id().to_owned()).map_err(
            |fault| {
                app.limits.turn_away(reason_of_token(fault));
                ApiError::BadRequest("stop_mail-forged".to_owned())
            },
        )
    }
}

#[derive(Serialize)]
struct StopView {
    is_done: bool,
}

fn page(app: &App, status: StatusCode, is_done: bool) -> Result<HttpResponse, ApiError> {
    let title = speak("stop_mail-title");
    let body = app.pages.public("public/stop_mail.html", "track/", &title, &StopView { is_done })?;
    Ok(super::page(status, body))
}

/// GET: asks.
///
/// # Errors
/// [`ApiError::BadRequest`] for a link that was changed or cut.
pub async fn ask(app: web::Data<App>, link: web::Query<Link>) -> Result<HttpResponse, ApiError> {
    link.case_id(&app)?;
    page(&app, StatusCode::OK, false)
}

/// What RFC 8058, 3.1 has in every such POST, in either form encoding.
const ONE_CLICK: &[u8] = b"One-Click";

/// POST: stops. Once more changes nothing and says the same.
///
/// # Errors
/// [`ApiError::BadRequest`] for a link that was changed or cut. A POST that is none of RFC 8058 gets the page that asks.
pub async fn stop(
    app: web::Data<App>,
    link: web::Query<Link>,
    payload: web::Payload,
) -> Result<HttpResponse, ApiError> {
    let case_id = link.case_id(&app)?;
    let body = few_bytes(&app, payload).await?;
    if !body.windows(ONE_CLICK.len()).any(|part| part == ONE_CLICK) {
        return page(&app, StatusCode::UNPROCESSABLE_ENTITY, false);
    }
    steps::set_mail_wanted(&app.db, &case_id, false, app.now()).await?;
    page(&app, StatusCode::OK, true)
}
