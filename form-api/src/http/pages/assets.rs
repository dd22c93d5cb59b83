//! Stylesheets and scripts of our own pages.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use include_dir::{Dir, include_dir};

use crate::http::pages::ApiError;

static ASSETS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/static");

/// The desk's stylesheet and script.
///
/// # Errors
/// [`ApiError::NotFound`].
pub(crate) async fn asset(file: web::Path<String>) -> Result<HttpResponse, ApiError> {
    embedded(&file)
}

/// A file of ours.
pub(crate) fn embedded(file: &str) -> Result<HttpResponse, ApiError> {
    let found = ASSETS.get_file(file).ok_or(ApiError::NotFound)?;
    let kind = match found.path().extension().and_then(|end| end.to_str()) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    };
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .content_type(kind)
        .body(found.contents()))
}
