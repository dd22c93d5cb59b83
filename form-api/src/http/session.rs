//! Who is at the desk. A session is 256 random bits in a cookie; the database keeps their hash only.
//! Deliberately absent: residents. They have no account; what their browsers keep for half an hour is in `receipt` and
//! `own_letter`.

use std::future::Future;
use std::pin::Pin;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::{Method, StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::ApiError;
use super::cookies::{self, OwnCookie};
use super::form::Form;
use super::guard::ClientPrefix;
use super::held_form::{self, HeldView};
use super::texts::{speak, speak_with};
use super::turned_away::reason_of_token;
use crate::case::TurnedAway;
use crate::context::Context;
use crate::routes;
use crate::seal::{DeskToken, DeviceToken, FormToken};
use crate::steps::{self, Desk, Posting, SignIn, SignedIn, StepError};
use crate::store::{self, Staff};

/// A request of a signed-in staff member.
#[derive(Clone, Debug)]
pub struct Session {
    /// Who.
    pub staff: Staff,
    /// What every form of this page must bring back; another one on each page.
    pub csrf: String,
    /// What they had typed when their session ended.
    pub(super) held: Option<HeldView>,
    token: String,
    app: web::Data<Context>,
}

impl Session {
    /// This person at work, now, with the form that they sent.
    #[must_use]
    pub fn desk<'a>(&'a self, posting: &'a Posting) -> Desk<'a> {
        let (db, township, staff) = (&self.app.db, &*self.app.township, &self.staff);
        Desk { db, township, staff, posting: Some(posting), now: self.app.now() }
    }

    /// Refuses a form that did not come from a page that was handed out to this person.
    ///
    /// # Errors
    /// [`ApiError::ForgedForm`].
    pub fn check(&self, csrf: &str) -> Result<DeskToken, ApiError> {
        let token = DeskToken::from_field(&self.app.township.keys, csrf, self.app.now());
        token.ok().filter(|token| token.staff_id() == self.staff.id).ok_or(ApiError::ForgedForm)
    }

    /// The page was handed out to this person, however long ago: what they typed there comes back to them.
    pub(super) fn wrote(&self, csrf: &str) -> bool {
        DeskToken::writer(&self.app.township.keys, csrf).is_ok_and(|writer| writer == self.staff.id)
    }
}

/// A session in use is noted at most this often.
const TOUCH_MS: i64 = 60_000;

impl FromRequest for Session {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let app = request.app_data::<web::Data<Context>>().cloned();
        let request = request.clone();
        Box::pin(async move {
            let app = app.ok_or(ApiError::NotFound)?;
            let known = request.extensions().get::<Self>().cloned();
            if let Some(known) = known {
                return Ok(known);
            }
            let token = OwnCookie::Session.read(&app, &request).ok_or(ApiError::NotSignedIn)?;
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
            let csrf = DeskToken::new(&staff.id, app.now()).to_field(&app.township.keys);
            let held = match *request.method() {
                Method::GET => held_form::waiting(&app, &request, &staff.id).await?,
                _ => None,
            };
            Ok(Self { staff, csrf, held, token, app })
        })
    }
}

async fn touch(app: &Context, hash: &str, now_ms: i64) -> Result<(), store::StoreError> {
    let mut tx = app.db.begin().await?;
    store::touch_session(&mut tx, hash, now_ms).await?;
    tx.commit().await
}

/// Wraps the desk: who is not signed in is led to the sign-in page and from there to where they wanted to go; what they
/// had typed waits for them. That is no error that a log should name.
///
/// # Errors
/// Those of the handlers.
pub async fn lead_to_sign_in(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let app = request.app_data::<web::Data<Context>>().cloned();
    if let Some(app) = app.filter(|_| brings_something(&request)) {
        match request.extract::<Session>().await {
            Ok(session) => drop(request.extensions_mut().insert(session)),
            Err(ApiError::NotSignedIn) => {
                let way = held_form::hold(&app, &mut request).await;
                return Ok(request.into_response(way));
            }
            Err(other) => return Ok(request.error_response(other)),
        }
    }
    let response = next.call(request).await?.map_into_boxed_body();
    let error = response.response().error().and_then(|error| error.as_error::<ApiError>());
    match error {
        Some(ApiError::NotSignedIn) => {
            let request = response.request();
            let wanted = request.uri().path_and_query().map_or("", |wanted| wanted.as_str());
            let way = match request.method().is_safe() {
                true => sign_in_for(wanted),
                false => sign_in_for(&held_form::page_of(request.path())),
            };
            Ok(response.into_response(way))
        }
        _ => Ok(response),
    }
}

/// A form with something in it, which needs a session.
fn brings_something(request: &ServiceRequest) -> bool {
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    !request.method().is_safe()
        && request.path() != routes::SIGN_IN
        && length.is_some_and(|length| length != "0")
}

/// Leads to the sign-in page, which leads on to a page of the desk.
pub(super) fn sign_in_for(wanted: &str) -> HttpResponse {
    let way = match safe_way(wanted) {
        Some("/desk/") | None => routes::SIGN_IN.to_owned(),
        Some(wanted) => match serde_urlencoded::to_string([("to", wanted)]) {
            Ok(query) => format!("{}?{query}", routes::SIGN_IN),
            Err(_) => routes::SIGN_IN.to_owned(),
        },
    };
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, way))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish()
}

/// An address below the desk, whatever somebody put into a link.
fn safe_way(wanted: &str) -> Option<&str> {
    let is_plain = |c: char| c.is_ascii_graphic() && c != '\\';
    let is_ours = wanted.starts_with("/desk/") && !wanted.starts_with(routes::SIGN_IN);
    (is_ours && !wanted.contains("//") && wanted.len() <= 500 && wanted.chars().all(is_plain))
        .then_some(wanted)
}

#[derive(Serialize)]
struct SignInView {
    form: String,
    sign_in_name: String,
    /// Where the way leads afterwards.
    to: String,
    /// What was typed waits in this browser.
    has_held: bool,
    error: Option<String>,
}

/// The sign-in page, with what was typed but the phrase.
struct SignInPage<'a> {
    sign_in_name: &'a str,
    to: &'a str,
    has_held: bool,
}

impl SignInPage<'_> {
    fn render(&self, app: &Context, error: Option<String>) -> Result<String, ApiError> {
        let view = SignInView {
            form: FormToken::new(app.now()).to_field(&app.township.keys),
            sign_in_name: self.sign_in_name.to_owned(),
            to: safe_way(self.to).unwrap_or_default().to_owned(),
            has_held: self.has_held,
            error,
        };
        app.pages.desk("desk/sign_in.html", None, &view)
    }

    fn again(&self, app: &Context, error: String) -> Result<HttpResponse, ApiError> {
        self.answer(app, StatusCode::UNPROCESSABLE_ENTITY, error)
    }

    /// Too many sign in at once: nothing was looked at.
    fn busy(&self, app: &Context) -> Result<HttpResponse, ApiError> {
        self.answer(app, StatusCode::SERVICE_UNAVAILABLE, speak("error-busy"))
    }

    fn answer(&self, app: &Context, status: StatusCode, error: String) -> Result<HttpResponse, ApiError> {
        Ok(cookies::try_one(app, super::page(status, self.render(app, Some(error))?)))
    }
}

/// Where the way leads after signing in.
#[derive(Deserialize)]
pub struct Wanted {
    #[serde(default)]
    to: String,
}

/// GET the sign-in form.
///
/// # Errors
/// [`ApiError::Internal`].
pub async fn show_sign_in(
    app: web::Data<Context>,
    request: HttpRequest,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, ApiError> {
    let has_held = OwnCookie::Held.read(&app, &request).is_some();
    let page = SignInPage { sign_in_name: "", to: &wanted.to, has_held };
    Ok(cookies::try_one(&app, super::desk::html(page.render(&app, None)?)))
}

/// The sign-in form.
#[derive(Deserialize)]
pub struct SignInForm {
    form: String,
    sign_in_name: String,
    pass_phrase: String,
    #[serde(default)]
    to: String,
}

/// POST the sign-in form.
///
/// # Errors
/// [`ApiError::TooMany`]; a wrong phrase gives the form again.
pub async fn sign_in(
    app: web::Data<Context>,
    request: HttpRequest,
    from: ClientPrefix,
    form: Form<SignInForm>,
) -> Result<HttpResponse, ApiError> {
    app.limits.sign_in(&from)?;
    let has_held = OwnCookie::Held.read(&app, &request).is_some();
    let page = SignInPage { sign_in_name: &form.sign_in_name, to: &form.to, has_held };
    if app.settings.is_https() && OwnCookie::Kept.read(&app, &request).is_none() {
        // The cookie of a session would be dropped like the one that the form came with, and the form come again for ever.
        return page.again(&app, speak_with("sign_in-no_cookie", &[("address", desk_address(&app))]));
    }
    if let Err(fault) = FormToken::from_field(&app.township.keys, &form.form, app.now()) {
        app.limits.turn_away(reason_of_token(fault));
        return page.again(&app, speak("sign_in-old_form"));
    }
    let keys = &app.township.keys;
    let device = OwnCookie::Device.read(&app, &request);
    let device = device.and_then(|cookie| DeviceToken::from_cookie(keys, &cookie, app.now()).ok());
    let typed = SignIn {
        sign_in_name: &form.sign_in_name,
        pass_phrase: &form.pass_phrase,
        prefix: from.as_str(),
        device: device.as_ref(),
    };
    let signed_in = match steps::sign_in(&app.db, keys, &typed, app.now()).await {
        Err(StepError::Busy) => return page.busy(&app),
        signed_in => signed_in?,
    };
    let turned_away = match signed_in {
        SignedIn::Yes { staff_id, token } => {
            let device = DeviceToken::new(&staff_id, app.now()).to_cookie(keys);
            return Ok(HttpResponse::SeeOther()
                .insert_header((header::LOCATION, safe_way(&form.to).unwrap_or("/desk/")))
                .cookie(OwnCookie::Session.set(&app, &token))
                .cookie(OwnCookie::Device.set(&app, &device))
                .finish());
        }
        SignedIn::No => TurnedAway::WrongPhrase,
        SignedIn::Barred => TurnedAway::SignIns,
    };
    app.limits.turn_away(turned_away);
    // Said alike, so that nobody learns which names there are.
    page.again(&app, speak("sign_in-wrong"))
}

/// The desk's address as browsers have to open it: at the root of the public one.
fn desk_address(app: &Context) -> String {
    let public = &app.settings.server.public_url;
    let (scheme, rest) = public.split_once("://").unwrap_or(("https", public));
    format!("{scheme}://{}/desk/", rest.split('/').next().unwrap_or_default())
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
    app: web::Data<Context>,
    session: Session,
    form: Form<SignOutForm>,
) -> Result<HttpResponse, ApiError> {
    session.check(&form.csrf)?;
    steps::sign_out(&app.db, &session.token).await?;
    Ok(HttpResponse::SeeOther()
        .insert_header((header::LOCATION, routes::SIGN_IN))
        .cookie(OwnCookie::Session.forget(&app))
        .cookie(OwnCookie::Slip.forget(&app))
        .finish())
}
