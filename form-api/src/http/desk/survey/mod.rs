//! 民情调查 at the desk: households, visits with their sheets, suggestions.
//!
//! Deliberately absent: points, rankings, and any proof of a visit.

mod fill;
pub(crate) mod households;
pub(crate) mod sheets;
pub(crate) mod suggestions;
pub(crate) mod visits;

use actix_web::HttpResponse;
use actix_web::http::header;

use crate::http::pages::ApiError;

/// Rows on one page of a list.
const PAGE: i64 = 50;

/// Where a list begins that shows this page (from 1), and what is asked for: one row more than fits, to know whether there is
/// another page.
fn rows_of(page: u32) -> (i64, i64) {
    (PAGE + 1, i64::from(page.max(1) - 1) * PAGE)
}

/// Takes the row off that only said that there is another page.
fn has_next<T>(rows: &mut Vec<T>) -> bool {
    let has_next = i64::try_from(rows.len()).is_ok_and(|n| n > PAGE);
    if has_next {
        rows.pop();
    }
    has_next
}

/// A hidden field of a form; empty where nothing came.
fn hidden<'a>(pairs: &'a [(String, String)], name: &str) -> &'a str {
    pairs.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
}

/// An id as pages and telephones make them: 128 random bits in lower-case hex.
///
/// # Errors
/// [`ApiError::NotFound`] for anything else.
fn row_id(id: &str) -> Result<&str, ApiError> {
    let is_id = id.len() == 32 && id.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    if is_id { Ok(id) } else { Err(ApiError::NotFound) }
}

fn lead_to(address: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, address)).finish()
}
