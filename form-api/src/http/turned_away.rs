//! What was turned away: under which reason each refusal is counted, at whatever door, and the counts by day for the
//! administrator. Deliberately absent: from where, by whom and what.

use actix_web::{HttpResponse, web};
use jiff::ToSpan;
use serde::Serialize;

use super::ApiError;
use super::api::problem::Fault;
use super::intake::NotTaken;
use super::session::Session;
use super::texts::speak;
use crate::attachments;
use crate::case::{Role, TurnedAway, shanghai_date};
use crate::context::Context;
use crate::seal::TokenFault;
use crate::steps::StepError;
use crate::store;

/// A form with such a token.
pub(super) const fn reason_of_token(fault: TokenFault) -> TurnedAway {
    match fault {
        TokenFault::Forged => TurnedAway::ForgedForm,
        TokenFault::Old => TurnedAway::OldForm,
    }
}

/// A form that could not be read. What was noticed by a limit or a token has been counted there; what is our own fault
/// is not counted.
pub(super) fn reason_of_form(error: &ApiError) -> Option<TurnedAway> {
    match error {
        ApiError::TooLarge => Some(TurnedAway::TooLarge),
        ApiError::TooSlow => Some(TurnedAway::TooSlow),
        ApiError::BadRequest(key) => Some(match key.as_str() {
            "error-encoding" | "error-marks" => TurnedAway::Encoding,
            "error-files_too_large" => TurnedAway::TooLarge,
            _ => TurnedAway::Unreadable,
        }),
        _ => None,
    }
}

/// A file that did not come in with its form. Too many at once have been counted by their limit.
pub(super) const fn reason_of_file(fault: &attachments::Fault) -> Option<TurnedAway> {
    use attachments::Fault;
    match fault {
        Fault::Kind | Fault::Heic | Fault::Archive | Fault::Empty => Some(TurnedAway::FileKind),
        Fault::Broken | Fault::CutOff => Some(TurnedAway::FileBroken),
        Fault::TooLarge | Fault::Pixels | Fault::TooMany => Some(TurnedAway::FileTooLarge),
        Fault::Busy | Fault::Io(_) => None,
    }
}

/// A sound letter that was not taken in. A text that came too often has been counted by its limit.
pub(super) fn reason_of_letter(error: &NotTaken) -> Option<TurnedAway> {
    match error {
        NotTaken::Score => Some(TurnedAway::Score),
        NotTaken::Step(StepError::Missing("attachments")) => Some(TurnedAway::MissingFiles),
        // A used key is counted with the other faults of programs.
        NotTaken::TooMany | NotTaken::FormUsed | NotTaken::Step(_) => None,
    }
}

/// What a program sent. Limits and the intake have counted what they hold up; a question is not turned away.
pub(super) fn reason_of_fault(fault: &Fault) -> Option<TurnedAway> {
    match fault {
        Fault::Json { .. } | Fault::Form => Some(TurnedAway::Unreadable),
        Fault::Encoding | Fault::Marks => Some(TurnedAway::Encoding),
        Fault::MediaType => Some(TurnedAway::MediaType),
        Fault::Invalid(wrong) if wrong.iter().any(|field| field.is_of_receipt()) => {
            Some(TurnedAway::MalformedCode)
        }
        Fault::Invalid(_) => Some(TurnedAway::Invalid),
        Fault::Key => Some(TurnedAway::NoKey),
        Fault::KeyUsed => Some(TurnedAway::KeyUsed),
        Fault::TooLarge => Some(TurnedAway::TooLarge),
        Fault::TooSlow => Some(TurnedAway::TooSlow),
        Fault::NotFound
        | Fault::NoMatch
        | Fault::Method
        | Fault::Query(_)
        | Fault::Score
        | Fault::ReportClosed
        | Fault::Stale
        | Fault::TooMany
        | Fault::NotNow(..)
        | Fault::Internal(_) => None,
    }
}

/// So many days are shown.
const DAYS: i64 = 60;

#[derive(Serialize)]
struct Row {
    on_day: String,
    reason: &'static str,
    label: String,
    times: i64,
}

#[derive(Serialize)]
struct TurnedAwayView {
    rows: Vec<Row>,
}

/// GET the counts, those of this minute too.
///
/// # Errors
/// [`ApiError::Forbidden`] for anybody but administrators.
pub async fn show(app: web::Data<Context>, session: Session) -> Result<HttpResponse, ApiError> {
    if !session.staff.roles.has(Role::Administrator) {
        return Err(ApiError::Forbidden);
    }
    app.count_turned_away().await?;
    let since = shanghai_date(app.now()).saturating_sub(DAYS.days()).to_string();
    let rows = store::list_turned_away(&app.db, &since).await?.into_iter().map(|row| Row {
        label: speak(&format!("turned_away-{}", row.reason.as_str())),
        reason: row.reason.as_str(),
        on_day: row.on_day,
        times: row.times,
    });
    let view = TurnedAwayView { rows: rows.collect() };
    Ok(super::desk::html(app.pages.desk("desk/turned_away.html", Some(&session), &view)?))
}
