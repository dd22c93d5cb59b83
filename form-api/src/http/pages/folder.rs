//! The address of a folder ends with a slash; where it does not, the way leads there, with its query, relative to the address
//! that was asked: behind a portal the service's root is not the host's, and `//name` would be another host.

use actix_web::http::{Uri, header};
use actix_web::{HttpRequest, HttpResponse};

/// GET without the final slash.
pub(crate) async fn lead_into_folder(request: HttpRequest) -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((header::LOCATION, into_folder(request.uri()))).finish()
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
