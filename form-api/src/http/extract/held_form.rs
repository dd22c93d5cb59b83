//! A session ended while somebody wrote. What they sent then is kept for two hours, sealed under a key that only their
//! browser holds, and stands on top of the desk's pages once they have signed in again: they send it, or throw it away.
//!
//! Deliberately absent: pass phrases, which are typed again; and forms that are no page of ours, of which nothing is kept.

use actix_web::dev::ServiceRequest;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};

use crate::context::Context;
use crate::http::extract::cookies::OwnCookie;
use crate::http::extract::files::{keep, place, to_the_end};
use crate::http::extract::form::PASS_PHRASE;
use crate::http::extract::session::sign_in_for;
use crate::http::extract::upload::Upload;
use crate::http::pages::{ApiError, FileView};
use crate::seal::{DeskToken, HeldKey};
use crate::{steps, store};

/// Stands in the address of a form that is sent from there, before the form's row id.
const MARK: &str = "held=";

/// So many forms are looked for: more tabs than anybody types in when a session ends.
const MOST_KEYS: usize = 32;

/// Fields in which people write at length: they are shown, and can be changed, before the form is sent.
const WRITTEN: [&str; 3] = ["text", "letter", "answer"];

/// What was sent.
#[derive(Deserialize, Serialize)]
struct Held {
    path: String,
    fields: Vec<(String, String)>,
    /// A sentence for each file that was not taken.
    faults: Vec<String>,
}

/// It as the desk's frame shows it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct HeldView {
    action: String,
    /// The page that it belongs to.
    page: String,
    hidden: Vec<(String, String)>,
    written: Vec<(String, String)>,
    files: Vec<FileView>,
    faults: Vec<String>,
    /// Its row id.
    id: String,
    /// So many more wait behind it.
    more: usize,
}

/// The page on which a form stands that is sent to this address.
pub(crate) fn page_of(path: &str) -> String {
    let mut parts = path.split('/').skip(1);
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some("desk"), Some("cases"), Some(number), Some("redact")) => format!("/desk/cases/{number}/redact"),
        (Some("desk"), Some("cases"), Some(number), _) => format!("/desk/cases/{number}"),
        (Some("desk"), Some("enter"), None, _) => path.to_owned(),
        (Some("desk"), Some("visits" | "households" | "suggestions"), Some(_), _) => {
            "/desk/visits".to_owned()
        }
        _ => "/desk/".to_owned(),
    }
}

/// Keeps what came without a session, and leads to the sign-in page.
pub(crate) async fn hold(app: &web::Data<Context>, request: &mut ServiceRequest) -> HttpResponse {
    let path = request.path().to_owned();
    let mut way = sign_in_for(&page_of(&path));
    let Ok(upload) = request.extract::<Upload<Vec<(String, String)>>>().await else { return way };
    match try_to_hold(app, path, upload).await {
        Ok(Some(key)) => {
            if let Err(error) = way.add_cookie(&OwnCookie::Held.set_one(app, &key.id(), &key.to_cookie())) {
                tracing::error!(%error, "what somebody typed could not be kept for them");
            }
        }
        Ok(None) => {}
        // The way leads to the sign-in page all the same; the browser still has what was typed.
        Err(error) => tracing::error!(%error, "what somebody typed could not be kept for them"),
    }
    way
}

async fn try_to_hold(
    app: &web::Data<Context>,
    path: String,
    upload: Upload<Vec<(String, String)>>,
) -> Result<Option<HeldKey>, ApiError> {
    let Upload { form: fields, files, faults, .. } = upload;
    let token = fields.iter().find(|(name, _)| name == "csrf").map(|(_, value)| value.as_str());
    let writer = token.and_then(|token| DeskToken::writer(&app.township.keys, token).ok());
    let Some(staff_id) = writer.filter(|_| path != "/desk/sign-out") else { return Ok(None) };
    if fields.iter().any(|(name, _)| name == PASS_PHRASE) {
        return Ok(None);
    }
    let held = Held { path, fields, faults };
    let form =
        zeroize::Zeroizing::new(serde_json::to_vec(&held).map_err(|error| ApiError::Internal(error.into()))?);
    let key = HeldKey::new();
    let (id, app) = (key.id(), app.clone());
    to_the_end({
        let app = app.clone();
        async move {
            let (files, rows) = place(&app, files).await?;
            if !rows.is_empty() {
                steps::hold_attachments(&app.db, &id, &rows, app.now()).await?;
            }
            keep(files);
            Ok::<_, ApiError>(())
        }
    })
    .await?;
    steps::hold_form(&app.db, &key, &staff_id, &form, app.now()).await?;
    Ok(Some(key))
}

/// The keys in this browser.
pub(crate) fn keys(app: &Context, request: &HttpRequest) -> Vec<HeldKey> {
    let cookies = OwnCookie::Held.read_all(app, request);
    cookies.iter().filter_map(|cookie| HeldKey::from_cookie(cookie).ok()).take(MOST_KEYS).collect()
}

/// The row id of the form that is sent from the desk's frame; none for any other form, and none without its key.
pub(crate) fn id_of(app: &Context, request: &HttpRequest) -> Option<String> {
    let id = request.query_string().split('&').find_map(|part| part.strip_prefix(MARK))?;
    keys(app, request).into_iter().map(|key| key.id()).find(|own| own == id)
}

/// What waits for this person in this browser: what was typed first, and how many wait behind it. A form of somebody else's is
/// not shown, and stays theirs.
pub(crate) async fn waiting(
    app: &Context,
    request: &HttpRequest,
    staff_id: &str,
) -> Result<Option<HeldView>, ApiError> {
    let mut there = Vec::new();
    for key in keys(app, request) {
        let found = store::find_held_form(&app.db, &key.id()).await?;
        let Some(row) = found.filter(|row| row.staff_id == staff_id) else { continue };
        let opened = key.open(&row.sealed).ok().map(zeroize::Zeroizing::new);
        if let Some(held) = opened.and_then(|form| serde_json::from_slice::<Held>(&form).ok()) {
            there.push((row.held_at_ms, key.id(), held));
        }
    }
    there.sort_by(|one, other| (one.0, &one.1).cmp(&(other.0, &other.1)));
    let more = there.len().saturating_sub(1);
    let Some((_, id, held)) = there.into_iter().next() else { return Ok(None) };
    let files = store::list_pending_attachments(&app.db, &id).await?;
    let is_text = |(name, value): &(String, String)| WRITTEN.contains(&name.as_str()) && !value.is_empty();
    let fields = held.fields.into_iter().filter(|(name, _)| name != "csrf");
    let (written, hidden) = fields.partition(is_text);
    Ok(Some(HeldView {
        action: format!("{}?{MARK}{id}", held.path),
        page: page_of(&held.path),
        hidden,
        written,
        files: files.iter().map(|file| FileView::new(app, file)).collect(),
        faults: held.faults,
        id,
        more,
    }))
}

#[cfg(test)]
mod tests {
    use super::page_of;

    #[test]
    fn each_form_belongs_to_a_page() {
        for (path, page) in [
            ("/desk/cases/2026-1234-5678/answer", "/desk/cases/2026-1234-5678"),
            ("/desk/cases/2026-1234-5678/requests/ab", "/desk/cases/2026-1234-5678"),
            ("/desk/cases/2026-1234-5678/redact", "/desk/cases/2026-1234-5678/redact"),
            ("/desk/enter", "/desk/enter"),
            ("/desk/sign-out", "/desk/"),
            ("/desk/", "/desk/"),
        ] {
            assert_eq!(page_of(path), page, "{path}");
        }
    }
}
