//! A table that leaves the desk: noted in the log, then made and sent. No cache and no page keeps it.

use actix_web::HttpResponse;
use actix_web::http::header::{self, DispositionType};
use jiff::civil::Date;

use crate::case::{Export, TableFormat};
use crate::http::download::disposition;
use crate::http::extract::session::Session;
use crate::http::pages::ApiError;
use crate::http::pages::respond::aside;
use crate::messages::{speak, speak_with};
use crate::steps::{self, Exported};
use crate::tables::{Cell, Table};

/// A file as it was asked for: which, in which form, of which days.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    /// Which.
    pub(crate) export: Export,
    /// In which form.
    pub(crate) format: TableFormat,
    /// Its first day and its last one.
    pub(crate) days: (Date, Date),
}

/// A table with its name and its foot in words.
pub(crate) fn table(export: Export, head: Vec<(String, u16)>, rows: Vec<Vec<Cell>>) -> Table {
    Table {
        name: speak(&format!("export-{}", export.as_str())),
        foot: speak_with("export-foot", &[("rows", rows.len().to_string())]),
        head,
        rows,
    }
}

/// Notes it, and sends it.
///
/// # Errors
/// [`ApiError::Refused`] for whom it is not.
pub(crate) async fn send(session: &Session, asked: Asked, table: Table) -> Result<HttpResponse, ApiError> {
    let Asked { export, format, days: (from, until) } = asked;
    let exported = Exported { export, format, from, until, rows: table.rows.len() };
    let name = format!("{} {from} {until}.{}", table.name, format.as_str());
    let bytes =
        aside(move || table.into_file(format).map_err(|error| ApiError::Internal(error.into()))).await?;
    steps::note_export(session.desk_without_form(), exported).await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .insert_header(disposition(DispositionType::Attachment, &name, format.as_str()))
        .content_type(format.media_type())
        .body(bytes))
}
