//! The files of a letter that is being written. They wait under seal, and go with the letter or after two hours.

use actix_web::web;

use crate::attachments::{Fault, Received};
use crate::context::Context;
use crate::http::extract::files::{place, to_the_end};
use crate::http::extract::rejections::reason_of_file;
use crate::http::extract::upload::sentence;
use crate::http::pages::{ApiError, FileView};
use crate::seal::FormToken;
use crate::steps;
use crate::store;

/// The files of a letter that is being written.
#[derive(Default)]
pub(crate) struct Held {
    /// In their order.
    pub(crate) files: Vec<FileView>,
    /// A sentence for each that was not taken.
    pub(crate) faults: Vec<String>,
}

impl Held {
    /// As the preview carries them to the confirmation.
    pub(crate) fn ids(&self) -> String {
        self.files.iter().map(|file| file.id.as_str()).collect::<Vec<_>>().join(",")
    }
}

/// What waits with a form.
pub(crate) async fn held(app: &Context, form: &FormToken, faults: Vec<String>) -> Result<Held, ApiError> {
    let rows = store::list_pending_attachments(&app.db, &form.idempotency_key()).await?;
    Ok(Held { files: rows.iter().map(|row| FileView::new(app, row)).collect(), faults })
}

/// Keeps what came with a form, for as long as it is being written, and takes out what its writer no longer wants.
pub(crate) async fn hold(
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
