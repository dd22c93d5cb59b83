//! Who is at the desk. A session is 256 random bits in a cookie; the database keeps their hash only.
//! Deliberately absent: residents. They have no account; what their browsers keep for half an hour is in `mailbox/receipt`
//! and `track/own_letter`.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::{Method, header};
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, HttpResponse, web};
use serde::Serialize;

use crate::case::Act;
use crate::context::Context;
use crate::http::extract::cookies::OwnCookie;
use crate::http::extract::held_form::{self, HeldView};
use crate::http::pages::ApiError;
use crate::http::pages::respond::SIGN_IN;
use crate::seal::DeskToken;
use crate::steps::{self, Desk, Posting, StepError};
use crate::store::{self, Staff};

/// A request of a signed-in staff member.
#[derive(Clone, Debug)]
pub struct Session {
    /// Who.
    pub staff: Staff,
    /// What every form of this page must bring back; another one on each page.
    pub csrf: String,
    /// What they had typed when their session ended.
    pub(crate) held: Option<HeldView>,
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

    /// The same for what may be done as often as it is sent.
    #[must_use]
    pub fn desk_without_form(&self) -> Desk<'_> {
        let (db, township, staff) = (&self.app.db, &*self.app.township, &self.staff);
        Desk { db, township, staff, posting: None, now: self.app.now() }
    }

    /// Refuses a page that is for others, before anything is looked up for it.
    ///
    /// # Errors
    /// [`ApiError::Forbidden`].
    pub fn must_hold(&self, act: impl Into<Act>) -> Result<(), ApiError> {
        if self.staff.viewer().may_ever(act) { Ok(()) } else { Err(ApiError::Forbidden) }
    }

    /// Refuses a form that did not come from a page that was handed out to this person.
    ///
    /// # Errors
    /// [`ApiError::ForgedForm`].
    pub fn check(&self, csrf: &str) -> Result<DeskToken, ApiError> {
        let token = DeskToken::from_field(&self.app.township.keys, csrf, self.app.now());
        token.ok().filter(|token| token.staff_id() == self.staff.id).ok_or(ApiError::ForgedForm)
    }

    /// Ends it.
    ///
    /// # Errors
    /// The database.
    pub(crate) async fn end(&self) -> Result<(), StepError> {
        steps::sign_out(&self.app.db, &self.token).await
    }

    /// What the frame of the desk's pages shows.
    #[must_use]
    pub fn frame(&self) -> DeskFrame<'_> {
        let viewer = self.staff.viewer();
        DeskFrame {
            name: &self.staff.display_name,
            csrf: &self.csrf,
            sees_boxes: viewer.may_ever(Act::ReadBoxes),
            may_settle: viewer.may_ever(Act::SettleAtOnce),
            may_enter: viewer.may_ever(Act::EnterLetter),
            may_visit: viewer.may_ever(Act::VisitHouseholds),
            may_mediate: viewer.may_ever(Act::OpenMediation),
            held: self.held.as_ref(),
            sees_requests: viewer.may_ever(Act::ListRequests),
            sees_turned_away: viewer.may_ever(Act::ListTurnedAway),
            sees_mail: viewer.may_ever(Act::ListMessages),
            sees_meetings: viewer.may_ever(Act::SeeMeeting),
            sees_feedback: viewer.takes_steps(),
            sees_supervision: viewer.may_ever(Act::ReadSupervision),
            sees_ledger: viewer.may_ever(Act::ExportLedger),
            sees_log: viewer.may_ever(Act::ExportLog),
        }
    }

    /// The page was handed out to this person, however long ago: what they typed there comes back to them.
    pub(crate) fn wrote(&self, csrf: &str) -> bool {
        DeskToken::writer(&self.app.township.keys, csrf).is_ok_and(|writer| writer == self.staff.id)
    }
}

/// What the desk's frame shows of who is at work.
#[derive(Serialize)]
pub struct DeskFrame<'a> {
    name: &'a str,
    csrf: &'a str,
    sees_mail: bool,
    sees_meetings: bool,
    sees_feedback: bool,
    sees_supervision: bool,
    sees_ledger: bool,
    sees_log: bool,
    sees_requests: bool,
    sees_turned_away: bool,
    sees_boxes: bool,
    may_settle: bool,
    may_enter: bool,
    may_visit: bool,
    may_mediate: bool,
    /// What this person had typed when their session ended.
    held: Option<&'a HeldView>,
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

/// Leads to the sign-in page, which leads on to a page of the desk.
pub(crate) fn sign_in_for(wanted: &str) -> HttpResponse {
    let way = match safe_way(wanted) {
        Some("/desk/") | None => SIGN_IN.to_owned(),
        Some(wanted) => match serde_urlencoded::to_string([("to", wanted)]) {
            Ok(query) => format!("{}?{query}", SIGN_IN),
            Err(_) => SIGN_IN.to_owned(),
        },
    };
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, way))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish()
}

/// An address below the desk, whatever somebody put into a link.
pub(crate) fn safe_way(wanted: &str) -> Option<&str> {
    let is_plain = |c: char| c.is_ascii_graphic() && c != '\\';
    let is_ours = wanted.starts_with("/desk/") && !wanted.starts_with(SIGN_IN);
    // Browsers take these for steps up, however they are written.
    let plain = wanted.to_ascii_lowercase().replace("%2e", ".");
    let steps_up = plain.split(['/', '?', '#']).any(|part| part == "." || part == "..");
    (is_ours && !steps_up && !wanted.contains("//") && wanted.len() <= 500 && wanted.chars().all(is_plain))
        .then_some(wanted)
}

#[cfg(test)]
mod tests {
    use super::safe_way;

    #[test]
    fn a_way_after_signing_in_leads_below_the_desk_and_nowhere_else() {
        for way in
            ["/desk/", "/desk/cases/2026-1123-0001", "/desk/?list=open&after=0.2026", "/desk/enter?visit=a#b"]
        {
            assert_eq!(safe_way(way), Some(way));
        }
        for way in [
            "",
            "/",
            "//evil.example/",
            "https://evil.example/desk/",
            "/desk//evil.example",
            "/desk/../evil",
            "/desk/%2e%2E/evil",
            "/desk/a/.%2e/../evil",
            "/desk/./x",
            "/desk\\evil",
            "/desk/sign-in",
        ] {
            assert_eq!(safe_way(way), None, "{way}");
        }
    }
}
