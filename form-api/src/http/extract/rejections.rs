//! Under which reason a form or a file that is not taken is counted.

use crate::attachments;
use crate::case::TurnedAway;
use crate::http::pages::ApiError;
use crate::seal::TokenFault;

/// A form with such a token.
pub(crate) const fn reason_of_token(fault: TokenFault) -> TurnedAway {
    match fault {
        TokenFault::Forged => TurnedAway::ForgedForm,
        TokenFault::Old => TurnedAway::OldForm,
    }
}

/// A form that could not be read. What was noticed by a limit or a token has been counted there; what is our own fault
/// is not counted.
pub(crate) fn reason_of_form(error: &ApiError) -> Option<TurnedAway> {
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
pub(crate) const fn reason_of_file(fault: &attachments::Fault) -> Option<TurnedAway> {
    use attachments::Fault;
    match fault {
        Fault::Kind | Fault::Heic | Fault::Archive | Fault::Empty => Some(TurnedAway::FileKind),
        Fault::Broken | Fault::CutOff => Some(TurnedAway::FileBroken),
        Fault::TooLarge | Fault::Pixels | Fault::TooMany => Some(TurnedAway::FileTooLarge),
        Fault::Busy | Fault::Io(_) => None,
    }
}
