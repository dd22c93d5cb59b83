//! 停发邮件: the link in every mail (RFC 2369 and RFC 8058). GET only asks, for mail scanners follow every link; POST stops, by the
//! page's button or by the reader's mail program in one click, without a cookie, a session or an account.
//!
//! Deliberately absent: anything about the letter. Who has the mail learns nothing here, and can turn nothing on.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use crate::context::Context;
use crate::http::extract::form::few_bytes;
use crate::http::extract::rejections::reason_of_token;
use crate::http::pages::{ApiError, respond};
use crate::messages::speak;
use crate::seal::MailToken;
use crate::steps::{self, Sender};

/// What stands for the letter in the link.
#[derive(Deserialize)]
pub struct Link {
    #[serde(default)]
    mail: String,
    /// The page's own button was pressed.
    #[serde(default)]
    done: String,
}

impl Link {
    fn case_id(&self, app: &Context) -> Result<String, ApiError> {
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

fn page(app: &Context, status: StatusCode, is_done: bool) -> Result<HttpResponse, ApiError> {
    let title = speak("stop_mail-title");
    let body = app.pages.public("public/stop_mail.html", "track/", &title, &StopView { is_done })?;
    Ok(respond::page(status, body))
}

/// GET: asks, or says that it is done.
///
/// # Errors
/// [`ApiError::BadRequest`] for a link that was changed or cut.
pub async fn ask(app: web::Data<Context>, link: web::Query<Link>) -> Result<HttpResponse, ApiError> {
    link.case_id(&app)?;
    page(&app, StatusCode::OK, !link.done.is_empty())
}

/// What RFC 8058, 3.1 has in every such POST, in either form encoding.
const ONE_CLICK: &[u8] = b"One-Click";

/// What the page's own button sends besides.
const FROM_PAGE: &[u8] = b"from=page";

/// POST: stops. Once more changes nothing and says the same. The page's button leads to a page; a mail program is answered
/// at once, for it must not be led anywhere (RFC 8058, 3.1).
///
/// # Errors
/// [`ApiError::BadRequest`] for a link that was changed or cut. A POST that is none of RFC 8058 gets the page that asks.
pub async fn stop(
    app: web::Data<Context>,
    link: web::Query<Link>,
    payload: web::Payload,
) -> Result<HttpResponse, ApiError> {
    let case_id = link.case_id(&app)?;
    let body = few_bytes(&app, payload).await?;
    let says = |what: &[u8]| body.windows(what.len()).any(|part| part == what);
    if !says(ONE_CLICK) {
        return page(&app, StatusCode::UNPROCESSABLE_ENTITY, false);
    }
    let (db, township, now) = (&app.db, &*app.township, app.now());
    steps::set_mail_wanted(Sender { db, township, case_id: &case_id, posting: None, now }, false).await?;
    if says(FROM_PAGE) {
        let query = serde_urlencoded::to_string([("mail", link.mail.as_str()), ("done", "yes")]);
        let query = query.map_err(|error| ApiError::Internal(error.into()))?;
        let way = format!("stop-mail?{query}");
        return Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, way)).finish());
    }
    page(&app, StatusCode::OK, true)
}
