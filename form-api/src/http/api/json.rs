//! Reads what a program sends as JSON: under the bounds of size and time of a form, in UTF-8, whole or not at all.
//!
//! Deliberately absent: counting what is refused (the door does), and telling what was sent back. What cannot be read is named by line and column.

use actix_web::http::header;
use actix_web::{HttpRequest, web};
use serde::de::DeserializeOwned;

use super::problem::Fault;
use crate::context::Context;
use crate::http::extract::form;

/// Reads a body of the media type `application/json`.
///
/// # Errors
/// [`Fault::MediaType`], [`Fault::TooLarge`], [`Fault::TooSlow`], [`Fault::Encoding`], [`Fault::Json`].
pub(super) async fn read<T: DeserializeOwned>(
    app: &Context,
    request: &HttpRequest,
    payload: web::Payload,
) -> Result<T, Fault> {
    is_json(request)?;
    let bytes = form::body(app, request, payload).await?;
    let text = std::str::from_utf8(&bytes).map_err(|_| Fault::Encoding)?;
    // RFC 8259, 8.1: who reads may pass over a byte order mark, and programs on Windows write one.
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    // A list of values in the right order would be read as an object too.
    if !text.trim_start().starts_with('{') {
        return Err(Fault::Json { line: 1, column: 1 });
    }
    serde_json::from_str(text).map_err(|error| Fault::Json { line: error.line(), column: error.column() })
}

fn is_json(request: &HttpRequest) -> Result<(), Fault> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kind = kind.unwrap_or_default().to_ascii_lowercase();
    let mut parts = kind.split(';').map(str::trim);
    if parts.next() != Some("application/json") {
        return Err(Fault::MediaType);
    }
    match parts.find_map(|part| part.strip_prefix("charset=")) {
        Some(charset) if !["utf-8", "utf8"].contains(&charset.trim_matches('"')) => Err(Fault::MediaType),
        _ => Ok(()),
    }
}
