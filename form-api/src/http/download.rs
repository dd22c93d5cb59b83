//! 附件: kept with the form that is being written, shown to staff who see the letter, and to nobody else. What the office
//! adds to a question is its sender's to download.
//!
//! Deliberately absent: any way for a sender to get a file of their own back; who has found a slip of paper sees names, no
//! pictures.

use actix_web::http::header::{self, ContentDisposition, DispositionParam, DispositionType, ExtendedValue};
use actix_web::{HttpResponse, web};

use crate::attachments::Reader;
use crate::case::Subject;
use crate::context::Context;
use crate::http::extract::session::Session;
use crate::http::pages::{ApiError, FileView};
use crate::store::{self, Attachment};

/// GET a file of a case.
///
/// # Errors
/// [`ApiError::NotFound`] also for a case that names the viewer, or is another office's.
pub async fn show(
    app: web::Data<Context>,
    session: Session,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (submission_no, id) = path.into_inner();
    let case = store::find_case(&app.db, &session.staff.viewer(), &submission_no).await?;
    show_of(&app, case.subject(), &id).await
}

/// A file of a record of which the caller has seen that this person may see it.
pub(crate) async fn show_of(app: &Context, subject: Subject<'_>, id: &str) -> Result<HttpResponse, ApiError> {
    let file = store::find_attachment(&app.db, id).await?.ok_or(ApiError::NotFound)?;
    if !file.belongs_to(subject) {
        return Err(ApiError::NotFound);
    }
    let shown = if file.kind.is_picture() { DispositionType::Inline } else { DispositionType::Attachment };
    stream(app, &file, shown).await
}

/// A file that the office added to a question of this case, to be saved: no browser shows it.
///
/// # Errors
/// [`ApiError::NotFound`] for any other file.
pub(crate) async fn download(app: &Context, case_id: &str, id: &str) -> Result<HttpResponse, ApiError> {
    let file = store::find_attachment(&app.db, id).await?.ok_or(ApiError::NotFound)?;
    let messages = store::list_messages(&app.db, Subject::case(case_id)).await?;
    let of_office =
        messages.iter().any(|message| message.from_office && file.message_id.as_ref() == Some(&message.id));
    if !file.belongs_to(Subject::case(case_id)) || !of_office {
        return Err(ApiError::NotFound);
    }
    stream(app, &file, DispositionType::Attachment).await
}

async fn stream(app: &Context, file: &Attachment, shown: DispositionType) -> Result<HttpResponse, ApiError> {
    let folder = std::sync::Arc::clone(&app.attachments);
    let id = file.id.clone();
    let opened = web::block(move || {
        let mut reader = folder.open(&id)?;
        Ok((reader.next_chunk()?, reader))
    });
    // A file that does not begin well gets a page that says so; one that breaks later ends the connection.
    let (first, reader) =
        opened.await.map_err(|error| ApiError::Internal(error.into()))?.map_err(ApiError::of_disk)?;
    let view = FileView::new(app, file);
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        // What is compressed has another length, and pictures gain nothing.
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .insert_header(disposition(shown, &view.name, file.kind.as_str()))
        .content_type(file.kind.media_type())
        .streaming(chunks(first, reader)))
}

/// The name in both forms of RFC 6266: any characters, and for old browsers plain ones.
pub(crate) fn disposition(disposition: DispositionType, name: &str, ending: &str) -> ContentDisposition {
    let value = name.as_bytes().to_vec();
    let extended =
        ExtendedValue { charset: header::Charset::Ext("UTF-8".to_owned()), language_tag: None, value };
    ContentDisposition {
        disposition,
        parameters: vec![
            DispositionParam::Filename(format!("attachment.{ending}")),
            DispositionParam::FilenameExt(extended),
        ],
    }
}

fn chunks(
    first: Option<Vec<u8>>,
    reader: Reader,
) -> impl futures_util::Stream<Item = Result<web::Bytes, std::io::Error>> {
    futures_util::stream::unfold((first, Some(reader)), |(first, reader)| async move {
        if let Some(first) = first {
            return Some((Ok(web::Bytes::from(first)), (None, reader)));
        }
        let mut reader = reader?;
        let read = web::block(move || (reader.next_chunk(), reader)).await;
        match read {
            Ok((Ok(Some(chunk)), reader)) => Some((Ok(web::Bytes::from(chunk)), (None, Some(reader)))),
            Ok((Ok(None), _)) => None,
            Ok((Err(error), _)) => Some((Err(error), (None, None))),
            Err(error) => Some((Err(std::io::Error::other(error)), (None, None))),
        }
    })
}
