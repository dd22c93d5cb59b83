//! Who is at the desk. A session is 256 random bits in a cookie; the database keeps their hash only.
//! Deliberately absent: residents. They have no account and no session; the one cookie they get is that of a receipt.

use std::future::Future;
use std::pin::Pin;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::{StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{FromRequest, HttpRequest, HttpResponse, ResponseError as _, web};
use serde::{Deserialize, Serialize};

use super::ApiError;
use super::form::Form;
use super::guard::ClientPrefix;
use super::texts::speak;
use super::turned_away::reason_of_token;
use crate::app::App;
use crate::case::TurnedAway;
use crate::seal::{FormToken, Purpose};
use crate::steps::{self, Desk, SignIn, SignedIn, StepError};
use crate::store::{self, Staff};

/// A request of a signed-in staff member.
#[derive(Clone, Debug)]
pub struct Session {
    /// Who.
    pub staff: Staff,
    /// What every form of theirs must bring back.
    pub csrf: String,
    token: String,
}

impl Session {
    /// This person at work, now.
    #[must_use]
    pub fn desk<'a>(&'a self, app: &'a App) -> Desk<'a> {
        Desk { db: &app.db, township: &app.township, staff: &self.staff, now: app.now() }
    }

    /// Refuses a form that did not come from a page of this session.
    ///
    /// # Errors
    /// [`ApiError::ForgedForm`].
    pub fn check(&self, csrf: &str) -> Result<(), ApiError> {
        let (given, wanted) = (blake3::hash(csrf.as_bytes()), blake3::hash(self.csrf.as_bytes()));
        if given == wanted { Ok(()) } else { Err(ApiError::ForgedForm) }
    }
}

const PLAIN_COOKIE: &str = "session";
const HOST_COOKIE: &str = "__Host-session";
/// A session in use is noted at most this often.
const TOUCH_MS: i64 = 60_000;

const fn cookie_name(https: bool) -> &'static str {
    if https { HOST_COOKIE } else { PLAIN_COOKIE }
}

fn cookie(https: bool, token: &str) -> Cookie<'static> {
    Cookie::build(cookie_name(https), token.to_owned())
        .path("/")
        .http_only(true)
        .secure(https)
        .same_site(SameSite::Strict)
        .finish()
}

impl FromRequest for Session {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let app = request.app_data::<web::Data<App>>().cloned();
        let request = request.clone();
        Box::pin(async move {
            let app = app.ok_or(ApiError::NotFound)?;
            let cookie = request.cookie(cookie_name(app.settings.is_https())).ok_or(ApiError::NotSignedIn)?;
            let token = cookie.value().to_owned();
            let now_ms = app.now().as_millisecond();
            let limits = app.settings.sessions;
            let created_since = now_ms - i64::from(limits.hours) * 3_600_000;
            let seen_since = now_ms - i64::from(limits.idle_minutes) * 60_000;
            let hash = steps::token_hash(&token);
            let (staff, seen_ms) = store::find_session(&app.db, &hash, created_since, seen_since)
                .await?
                .ok_or(ApiError::NotSignedIn)?;
            if now_ms - seen_ms > TOUCH_MS {
                // Where nothing can be written now, that is no reason to refuse a page.
                if let Err(error) = touch(&app, &hash, now_ms).await {
                    tracing::warn!(%error, "the use of a session could not be noted");
                }
            }
            let key = app.township.keys.derive(Purpose::Form);
            let csrf = blake3::keyed_hash(&key, format!("csrf {token}").as_bytes()).to_hex().to_string();
            Ok(Self { staff, csrf, token })
        })
    }
}

async fn touch(app: &App, hash: &str, now_ms: i64) -> Result<(), store::StoreError> {
    let mut tx = app.db.begin().await?;
    store::touch_session(&mut tx, hash, now_ms).await?;
    tx.commit().await
}

/// Wraps the desk: who is not signed in is led to the sign-in page, and that is no error that a log should name.
///
/// # Errors
/// Those of the handlers.
pub async fn lead_to_sign_in(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let response = next.call(request).await?.map_into_boxed_body();
    let error = response.response().error().and_then(|error| error.as_error::<ApiError>());
    match error {
        Some(unknown @ ApiError::NotSignedIn) => {
            let way = unknown.error_response();
            Ok(response.into_response(way))
        }
        _ => Ok(response),
    }
}

#[derive(Serialize)]
struct SignInView {
    form: String,
    sign_in_name: String,
    error: Option<String>,
}

fn sign_in_page(app: &App, sign_in_name: &str, error: Option<&str>) -> Result<String, ApiError> {
    let view = SignInView {
        form: FormToken::new(app.now()).to_field(&app.township.keys),
        sign_in_name: sign_in_name.to_owned(),
        error: error.map(speak),
    };
    app.pages.desk("desk/sign_in.html", None, &view)
}

/// GET the sign-in form.
///
/// # Errors
/// [`ApiError::Internal`].
pub async fn show_sign_in(app: web::Data<App>) -> Result<HttpResponse, ApiError> {
    Ok(super::desk::html(sign_in_page(&app, "", None)?))
}

/// The sign-in form.
#[derive(Deserialize)]
pub struct SignInForm {
    form: String,
    sign_in_name: String,
    pass_phrase: String,
}

/// POST the sign-in form.
///
/// # Errors
/// [`ApiError::TooMany`]; a wrong phrase gives the form again.
pub async fn sign_in(
    app: web::Data<App>,
    from: ClientPrefix,
    form: Form<SignInForm>,
) -> Result<HttpResponse, ApiError> {
    app.limits.sign_in(&from)?;
    let again = |key| {
        Ok(super::page(StatusCode::UNPROCESSABLE_ENTITY, sign_in_page(&app, &form.sign_in_name, Some(key))?))
    };
    if let Err(fault) = FormToken::from_field(&app.township.keys, &form.form, app.now()) {
        app.limits.turn_away(reason_of_token(fault));
        return again("sign_in-old_form");
    }
    let typed = SignIn { sign_in_name: form.sign_in_name.clone(), pass_phrase: form.pass_phrase.clone() };
    let signed_in = match steps::sign_in(&app.db, &typed, app.now()).await {
        Err(StepError::Busy) => {
            let status = StatusCode::SERVICE_UNAVAILABLE;
            let page = sign_in_page(&app, &form.sign_in_name, Some("error-busy"))?;
            return Ok(super::page(status, page));
        }
        signed_in => signed_in?,
    };
    match signed_in {
        SignedIn::Yes { token } => Ok(HttpResponse::SeeOther()
            .insert_header((header::LOCATION, "/desk/"))
            .cookie(cookie(app.settings.is_https(), &token))
            .finish()),
        SignedIn::No => {
            app.limits.turn_away(TurnedAway::WrongPhrase);
            again("sign_in-wrong")
        }
        SignedIn::Barred => {
            app.limits.turn_away(TurnedAway::SignIns);
            // Said alike, so that nobody learns which names there are.
            again("sign_in-wrong")
        }
    }
}

/// The sign-out form.
#[derive(Deserialize)]
pub struct SignOutForm {
    csrf: String,
}

/// POST to end the session.
///
/// # Errors
/// [`ApiError::ForgedForm`].
pub async fn sign_out(
    app: web::Data<App>,
    session: Session,
    form: Form<SignOutForm>,
) -> Result<HttpResponse, ApiError> {
    session.check(&form.csrf)?;
    steps::sign_out(&app.db, &session.token).await?;
    let mut gone = cookie(app.settings.is_https(), "");
    gone.make_removal();
    Ok(HttpResponse::SeeOther()
        .insert_header((header::LOCATION, crate::routes::SIGN_IN))
        .cookie(gone)
        .finish())
}
