//! Whatever leads from an address to the same with a final slash leads there relative to it (`pages/folder`).

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderValue};
use actix_web::middleware::Next;

use crate::http::pages::folder::into_folder;

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
