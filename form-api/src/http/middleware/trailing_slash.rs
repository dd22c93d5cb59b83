//! The address of a folder ends with a slash; where it does not, the way leads there, with its query, relative to the address
//! that was asked: behind a portal the service's root is not the host's, and `//name` would be another host.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Uri;
use actix_web::http::header::{self, HeaderValue};
use actix_web::middleware::Next;

/// Wraps everything: the server of files leads into its folders by the whole path as it came.
///
/// # Errors
/// Those of the handlers.
pub async fn lead_into_folders<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let mut response = next.call(request).await?;
    let (path, to) = (response.request().path(), response.headers().get(header::LOCATION));
    let is_own = to.is_some_and(|to| to.as_bytes().strip_suffix(b"/") == Some(path.as_bytes()));
    if is_own && let Ok(to) = HeaderValue::from_str(&into_folder(response.request().uri())) {
        response.headers_mut().insert(header::LOCATION, to);
    }
    Ok(response)
}

/// From an address without its final slash to the same with it.
pub(crate) fn into_folder(asked: &Uri) -> String {
    let last = asked.path().rsplit('/').next().unwrap_or_default();
    // Before a colon a browser would read the name of a scheme.
    let here = if last.contains(':') { "./" } else { "" };
    let query = asked.query().map_or_else(String::new, |query| format!("?{query}"));
    format!("{here}{last}/{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_stays_on_its_host_below_its_portal_and_keeps_the_query() {
        for (asked, to) in [
            ("/replies", "replies/"),
            ("/hexi/replies", "replies/"),
            ("//replies", "replies/"),
            ("//www.yundu.example/replies", "replies/"),
            ("/replies?page=2&q=a/b", "replies/?page=2&q=a/b"),
            ("/javascript:x", "./javascript:x/"),
        ] {
            assert_eq!(into_folder(&asked.parse().expect("an address")), to);
        }
    }
}
