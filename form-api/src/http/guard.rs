//! What stands before every handler: headers that forbid what our pages never do, and limits by address prefix.
//!
//! Deliberately absent: addresses in logs. A prefix (/24 of IPv4, /48 of IPv6) lives in memory for as long as its
//! limit does, and nowhere else.

use std::future::{Ready, ready};
use std::net::IpAddr;
use std::num::NonZeroU32;

use actix_web::dev::Payload;
use actix_web::middleware::DefaultHeaders;
use actix_web::{FromRequest, HttpRequest, web};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::ApiError;
use crate::app::App;

/// The headers of every response. No inline script or style exists in our pages, and the policy is meant.
#[must_use]
pub fn security_headers(https: bool) -> DefaultHeaders {
    let headers = DefaultHeaders::new()
        .add((
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src \
             'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ))
        .add(("X-Content-Type-Options", "nosniff"))
        .add(("X-Frame-Options", "DENY"))
        .add(("Referrer-Policy", "same-origin"))
        .add(("Cross-Origin-Opener-Policy", "same-origin"))
        .add(("Cross-Origin-Resource-Policy", "same-origin"))
        .add(("Permissions-Policy", "camera=(), geolocation=(), microphone=()"));
    if https { headers.add(("Strict-Transport-Security", "max-age=31536000")) } else { headers }
}

/// Limits in memory. A village behind one address still gets through: they are generous for a prefix and strict for
/// one letter number.
pub struct Limits {
    letters: DefaultKeyedRateLimiter<String>,
    previews: DefaultKeyedRateLimiter<String>,
    look_ups: DefaultKeyedRateLimiter<String>,
    number_look_ups: DefaultKeyedRateLimiter<String>,
    sign_ins: DefaultKeyedRateLimiter<String>,
}

const fn per_minute(times: u32) -> Quota {
    match NonZeroU32::new(times) {
        Some(times) => Quota::per_minute(times),
        None => panic!("a limit is at least one"),
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            letters: RateLimiter::keyed(const { per_minute(30) }),
            previews: RateLimiter::keyed(const { per_minute(90) }),
            look_ups: RateLimiter::keyed(const { per_minute(120) }),
            number_look_ups: RateLimiter::keyed(const { per_minute(10) }),
            sign_ins: RateLimiter::keyed(const { per_minute(30) }),
        }
    }
}

impl std::fmt::Debug for Limits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Limits").finish_non_exhaustive()
    }
}

impl Limits {
    /// A letter is being sent.
    ///
    /// # Errors
    /// [`ApiError::TooMany`].
    pub fn letter(&self, from: &ClientPrefix) -> Result<(), ApiError> {
        self.letters.check_key(&from.0).map_err(|_| ApiError::TooMany)
    }

    /// A letter is being looked at before it is sent: oftener than letters are sent, for people look more than once.
    ///
    /// # Errors
    /// [`ApiError::TooMany`].
    pub fn preview(&self, from: &ClientPrefix) -> Result<(), ApiError> {
        self.previews.check_key(&from.0).map_err(|_| ApiError::TooMany)
    }

    /// A letter number is being looked up.
    ///
    /// # Errors
    /// [`ApiError::TooMany`].
    pub fn look_up(&self, from: &ClientPrefix, submission_no: &str) -> Result<(), ApiError> {
        self.look_ups.check_key(&from.0).map_err(|_| ApiError::TooMany)?;
        self.number_look_ups.check_key(&submission_no.to_owned()).map_err(|_| ApiError::TooMany)
    }

    /// Somebody is signing in.
    ///
    /// # Errors
    /// [`ApiError::TooMany`].
    pub fn sign_in(&self, from: &ClientPrefix) -> Result<(), ApiError> {
        self.sign_ins.check_key(&from.0).map_err(|_| ApiError::TooMany)
    }
}

/// Where a request comes from, cut to a prefix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientPrefix(String);

impl ClientPrefix {
    fn of(address: IpAddr) -> Self {
        Self(match address {
            IpAddr::V4(v4) => {
                let [a, b, c, _] = v4.octets();
                format!("{a}.{b}.{c}")
            }
            IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
                Some(v4) => return Self::of(IpAddr::V4(v4)),
                None => {
                    let [a, b, c, ..] = v6.segments();
                    format!("{a:x}:{b:x}:{c:x}")
                }
            },
        })
    }
}

impl FromRequest for ClientPrefix {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let peer = request.peer_addr().map(|address| address.ip());
        let proxy = request.app_data::<web::Data<App>>().and_then(|app| app.settings.server.trusted_proxy);
        // Only the last entry was written by the proxy that we trust; those before it are the client's own words.
        let forwarded = || {
            let header = request.headers().get("X-Forwarded-For")?.to_str().ok()?;
            header.rsplit(',').next()?.trim().parse().ok()
        };
        let address = if peer.is_some() && peer == proxy { forwarded().or(peer) } else { peer };
        ready(Ok(address.map_or_else(|| Self("unknown".to_owned()), Self::of)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_hides_the_house() {
        let of = |text: &str| ClientPrefix::of(text.parse().expect("an address")).0;
        assert_eq!(of("203.0.113.77"), "203.0.113");
        assert_eq!(of("::ffff:203.0.113.77"), "203.0.113");
        assert_eq!(of("2001:db8:1:2::3"), "2001:db8:1");
    }

    #[test]
    fn guessing_at_one_number_ends_long_before_a_villages_questions_do() {
        let limits = Limits::default();
        let from = ClientPrefix("203.0.113".into());
        let tries = (0..20).filter(|_| limits.look_up(&from, "2026-0000-0001").is_ok()).count();
        assert_eq!(tries, 10);
        assert!(limits.look_up(&from, "2026-0000-0002").is_ok());
    }
}
