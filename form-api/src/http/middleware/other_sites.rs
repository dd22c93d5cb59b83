//! What changes something comes from our own pages, or from a program. Browsers say from where they send: by
//! `Sec-Fetch-Site`, the older ones by `Origin`. Whoever sends neither is no page of another site in a browser of today
//! (W3C Fetch Metadata; RFC 6454, 7), and every form has its own token besides.
//!
//! Deliberately absent: a list of allowed sites. Questions of other sites' pages are answered (`api`), for they change
//! nothing.

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Uri, header};
use actix_web::middleware::Next;
use actix_web::{ResponseError as _, web};

use crate::context::Context;
use crate::http::middleware::site_frame::in_frame;
use crate::http::pages::ApiError;

/// The one exception: a reader's mail program stops mail by the link's own token, with no cookie (RFC 8058), and may be a
/// page of the mail service.
const STOP_MAIL: &str = "/track/stop-mail";

/// Wraps everything.
///
/// # Errors
/// Those of the handlers.
pub async fn refuse_other_sites<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    if request.method().is_safe() || request.path() == STOP_MAIL || is_ours(&request) {
        return Ok(next.call(request).await?.map_into_left_body());
    }
    let is_of_residents = ["/mailbox", "/track"].iter().any(|scope| request.path().starts_with(scope));
    let refusal = ApiError::OtherSite.error_response();
    let response = request.into_response(refusal);
    Ok(if is_of_residents { in_frame(response) } else { response }.map_into_right_body())
}

fn is_ours(request: &ServiceRequest) -> bool {
    let text = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    // It is the browser's own word, and only over https: by it even a proxy that renames the host is no stranger.
    if let Some(site) = text("Sec-Fetch-Site") {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = request.headers().get(header::ORIGIN) else { return true };
    let Some(origin) = origin.to_str().ok().and_then(authority) else { return false };
    let public = request
        .app_data::<web::Data<Context>>()
        .and_then(|app| authority(app.settings.server.public_url.as_str()));
    let host = text("Host").map(str::to_ascii_lowercase);
    [public, host].into_iter().flatten().any(|ours| ours == origin)
}

/// Host and port of an address, as browsers write them: without the port that its scheme has anyway.
fn authority(address: &str) -> Option<String> {
    let address: Uri = address.parse().ok()?;
    let usual = match address.scheme_str()? {
        "https" => 443,
        _ => 80,
    };
    let host = address.host()?.to_ascii_lowercase();
    Some(match address.port_u16() {
        Some(port) if port != usual => format!("{host}:{port}"),
        _ => host,
    })
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn is_taken(headers: &[(&str, &str)]) -> bool {
        let request =
            headers.iter().fold(TestRequest::post(), |request, header| request.insert_header(*header));
        is_ours(&request.to_srv_request())
    }

    #[test]
    fn the_browsers_word_counts_before_the_address() {
        for (site, taken) in
            [("same-origin", true), ("none", true), ("same-site", false), ("cross-site", false), ("", false)]
        {
            let origin = ("Origin", if taken { "https://elsewhere.example" } else { "http://here.example" });
            assert_eq!(
                is_taken(&[("Sec-Fetch-Site", site), origin, ("Host", "here.example")]),
                taken,
                "{site:?}"
            );
        }
    }

    #[test]
    fn without_it_the_address_has_to_be_ours_and_neither_is_no_browser() {
        assert!(is_taken(&[("Host", "here.example")]), "neither");
        for (origin, host, taken) in [
            ("http://here.example", "here.example", true),
            ("https://HERE.example", "here.example:443", false),
            ("http://10.1.2.3:8080", "10.1.2.3:8080", true),
            ("http://[::1]:8080", "[::1]:8080", true),
            ("http://here.example:81", "here.example", false),
            ("http://here.example.evil.example", "here.example", false),
            ("null", "here.example", false),
            ("", "here.example", false),
            ("here.example", "here.example", false),
        ] {
            assert_eq!(is_taken(&[("Origin", origin), ("Host", host)]), taken, "{origin} at {host}");
        }
    }
}
