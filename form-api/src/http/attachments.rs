//! 附件: kept with the form that is being written, shown to staff who see the letter, and to nobody else. What the office
//! adds to a question is its sender's to download.
//!
//! Deliberately absent: any way for a sender to get a file of their own back; who has found a slip of paper sees names, no
//! pictures.

use actix_web::http::header::{self, ContentDisposition, DispositionParam, DispositionType, ExtendedValue};
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::ApiError;
use super::session::Session;
use super::turned_away::reason_of_file;
use super::upload::sentence;
use crate::attachments::{Caution, Fault, Reader, Received};
use crate::case::Subject;
use crate::context::Context;
use crate::seal::FormToken;
use crate::steps;
use crate::store::{self, Attachment, NewAttachment};

/// A file as pages name it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct FileView {
    /// Row id.
    id: String,
    /// The answer to a question that it came with.
    #[serde(skip)]
    pub(super) message_id: Option<String>,
    name: String,
    size: String,
    is_picture: bool,
    /// What is to be said before it is opened: a word of [`crate::attachments::Caution`].
    caution: Option<&'static str>,
}

impl FileView {
    pub(super) fn new(app: &Context, file: &Attachment) -> Self {
        // A name that does not open is no reason to hide the file.
        let name = app.attachments.key().open_name(&file.id, &file.sealed_name);
        Self {
            name: name.unwrap_or_else(|_| format!("附件.{}", file.kind.as_str())),
            size: size(file.bytes),
            is_picture: file.kind.is_picture(),
            caution: file.caution.map(Caution::as_str),
            message_id: file.message_id.clone(),
            id: file.id.clone(),
        }
    }
}

/// `640 KB`, `2.4 MB`.
fn size(bytes: i64) -> String {
    let kib = (bytes + 1023) / 1024;
    if kib < 1000 { format!("{kib} KB") } else { format!("{}.{} MB", kib / 1024, kib % 1024 * 10 / 1024) }
}

/// The files of a letter that is being written.
#[derive(Default)]
pub(super) struct Held {
    /// In their order.
    pub(super) files: Vec<FileView>,
    /// A sentence for each that was not taken.
    pub(super) faults: Vec<String>,
}

impl Held {
    /// As the preview carries them to the confirmation.
    pub(super) fn ids(&self) -> String {
        self.files.iter().map(|file| file.id.as_str()).collect::<Vec<_>>().join(",")
    }
}

/// What waits with a form.
pub(super) async fn held(app: &Context, form: &FormToken, faults: Vec<String>) -> Result<Held, ApiError> {
    let rows = store::list_pending_attachments(&app.db, &form.idempotency_key()).await?;
    Ok(Held { files: rows.iter().map(|row| FileView::new(app, row)).collect(), faults })
}

/// Keeps what came with a form, for as long as it is being written, and takes out what its writer no longer wants.
pub(super) async fn hold(
    app: &web::Data<Context>,
    form: &FormToken,
    files: Vec<Received>,
    mut faults: Vec<String>,
    remove: &str,
) -> Result<Held, ApiError> {
    let key = form.idempotency_key();
    if files.is_empty() && remove.is_empty() {
        let there = held(app, form, faults.clone()).await?;
        if there.files.is_empty() {
            return Ok(there);
        }
    }
    if !remove.is_empty() && steps::drop_pending_attachment(&app.db, &key, remove).await? {
        let gone = [remove.to_owned()];
        app.waiting.forget(&gone);
        app.attachments.remove(&gone);
    }
    let too_many = to_the_end({
        let app = app.clone();
        async move {
            let (files, rows) = place(&app, files).await?;
            let held = steps::hold_attachments(&app.db, &key, &rows, app.now()).await?;
            let is = |ids: &[String], one: &Received| ids.iter().any(|id| id == one.file.id());
            let (kept, others): (Vec<_>, Vec<_>) = files.into_iter().partition(|one| is(&held.kept, one));
            for one in kept {
                one.share.wait(one.file.id(), app.now());
                one.file.keep();
            }
            let too_many = others.into_iter().filter(|one| is(&held.too_many, one));
            Ok::<_, ApiError>(too_many.map(|one| one.name.clone()).collect::<Vec<_>>())
        }
    })
    .await?;
    for name in &too_many {
        if let Some(reason) = reason_of_file(&Fault::TooMany) {
            app.limits.turn_away(reason);
        }
        faults.push(sentence(&Fault::TooMany, name));
    }
    held(app, form, faults).await
}

/// Goes on when the sender's line breaks: between the commit of a row and the keeping of its file nothing may stop.
pub(super) async fn to_the_end<T: 'static>(work: impl Future<Output = T> + 'static) -> T {
    match actix_web::rt::spawn(work).await {
        Ok(done) => done,
        Err(panic) => std::panic::resume_unwind(panic.into_panic()),
    }
}

/// Gives files their names, for good; their rows may be committed.
pub(super) async fn place(
    app: &Context,
    files: Vec<Received>,
) -> Result<(Vec<Received>, Vec<NewAttachment>), ApiError> {
    let placing = web::block(move || {
        let mut files = files;
        let placed = files.iter_mut().try_for_each(|one| one.file.place());
        placed.map(|()| files)
    });
    let files = placing.await.map_err(|error| ApiError::Internal(error.into()))?;
    let files = files.map_err(ApiError::of_disk)?;
    let mut rows = Vec::new();
    for one in &files {
        let id = one.file.id().to_owned();
        rows.push(NewAttachment {
            sealed_name: app.attachments.key().seal_name(&id, &one.name),
            kind: one.kind,
            caution: one.caution,
            content_hash: one.content_hash.clone(),
            bytes: i64::try_from(one.bytes).unwrap_or(i64::MAX),
            id,
        });
    }
    Ok((files, rows))
}

/// Their rows are committed.
pub(super) fn keep(files: Vec<Received>) {
    for one in files {
        one.file.keep();
    }
}

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
    let file = store::find_attachment(&app.db, &id).await?.ok_or(ApiError::NotFound)?;
    if !file.belongs_to(case.subject()) {
        return Err(ApiError::NotFound);
    }
    let shown = if file.kind.is_picture() { DispositionType::Inline } else { DispositionType::Attachment };
    stream(&app, &file, shown).await
}

/// A file that the office added to a question of this case, to be saved: no browser shows it.
///
/// # Errors
/// [`ApiError::NotFound`] for any other file.
pub(super) async fn download(app: &Context, case_id: &str, id: &str) -> Result<HttpResponse, ApiError> {
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
fn disposition(disposition: DispositionType, name: &str, ending: &str) -> ContentDisposition {
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

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_read_as_people_say_them() {
        assert_eq!(size(1), "1 KB");
        assert_eq!(size(640 * 1024), "640 KB");
        assert_eq!(size(20 * 1024 * 1024), "20.0 MB");
    }
}
