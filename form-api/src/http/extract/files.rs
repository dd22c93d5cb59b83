//! Files that came with a form get their names for good before their rows are committed, and are kept once they are.

use actix_web::web;

use crate::attachments::Received;
use crate::context::Context;
use crate::http::pages::ApiError;
use crate::store::NewAttachment;

/// Goes on when the sender's line breaks: between the commit of a row and the keeping of its file nothing may stop.
pub(crate) async fn to_the_end<T: 'static>(work: impl Future<Output = T> + 'static) -> T {
    match actix_web::rt::spawn(work).await {
        Ok(done) => done,
        Err(panic) => std::panic::resume_unwind(panic.into_panic()),
    }
}

/// Gives files their names, for good; their rows may be committed.
pub(crate) async fn place(
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
pub(crate) fn keep(files: Vec<Received>) {
    for one in files {
        one.file.keep();
    }
}
