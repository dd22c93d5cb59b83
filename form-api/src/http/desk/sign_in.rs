//! The sign-in page, and the way out. Deliberately absent: who is signed in (`extract/session`).

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};

use crate::case::TurnedAway;
use crate::context::Context;
use crate::http::extract::cookies::{self, OwnCookie};
use crate::http::extract::form::Form;
use crate::http::extract::held_form;
use crate::http::extract::rejections::reason_of_token;
use crate::http::extract::session::{Session, safe_way};
use crate::http::pages::respond::SIGN_IN;
use crate::http::pages::{ApiError, respond};
use crate::messages::{speak, speak_with};
use crate::rate_limits::ClientPrefix;
use crate::seal::{DeviceToken, FormToken};
use crate::steps::{self, SignIn, SignedIn, StepError};
use crate::store;

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
        Ok(app.pages.desk("desk/sign_in.html", None::<()>, &view)?)
    }

    fn again(&self, app: &Context, error: String) -> Result<HttpResponse, ApiError> {
        self.answer(app, StatusCode::UNPROCESSABLE_ENTITY, error)
    }

    /// Too many sign in at once: nothing was looked at.
    fn busy(&self, app: &Context) -> Result<HttpResponse, ApiError> {
        self.answer(app, StatusCode::SERVICE_UNAVAILABLE, speak("error-busy"))
    }

    fn answer(&self, app: &Context, status: StatusCode, error: String) -> Result<HttpResponse, ApiError> {
        Ok(cookies::try_one(app, respond::page(status, self.render(app, Some(error))?)))
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
    let has_held = !held_form::keys(&app, &request).is_empty();
    let page = SignInPage { sign_in_name: "", to: &wanted.to, has_held };
    Ok(cookies::try_one(&app, respond::html(page.render(&app, None)?)))
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
    let has_held = !held_form::keys(&app, &request).is_empty();
    let page = SignInPage { sign_in_name: &form.sign_in_name, to: &form.to, has_held };
    if app.settings.is_https() && OwnCookie::Kept.read(&app, &request).is_none() {
        // The cookie of a session would be dropped like the one that the form came with, and the form come again for ever.
        return page.again(
            &app,
            speak_with("sign_in-no_cookie", &[("address", app.settings.server.public_url.join("/desk/"))]),
        );
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
            let mut way = HttpResponse::SeeOther();
            way.insert_header((header::LOCATION, safe_way(&form.to).unwrap_or("/desk/")));
            // Keys to forms that were sent, or waited in vain, open nothing any more.
            for key in held_form::keys(&app, &request) {
                if store::find_held_form(&app.db, &key.id()).await?.is_none() {
                    way.cookie(OwnCookie::Held.forget_one(&app, &key.id()));
                }
            }
            way.cookie(OwnCookie::Session.set(&app, &token));
            way.cookie(OwnCookie::Device.set(&app, &device));
            return Ok(way.finish());
        }
        SignedIn::No => TurnedAway::WrongPhrase,
        SignedIn::Barred => TurnedAway::SignIns,
    };
    app.limits.turn_away(turned_away);
    // Said alike, so that nobody learns which names there are.
    page.again(&app, speak("sign_in-wrong"))
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
    session.end().await?;
    Ok(HttpResponse::SeeOther()
        .insert_header((header::LOCATION, SIGN_IN))
        .cookie(OwnCookie::Session.forget(&app))
        .cookie(OwnCookie::Slip.forget(&app))
        .finish())
}
