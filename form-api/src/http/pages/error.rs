//! What a person reads when something does not work. One enum, one place for status codes: causes go to the log with a
//! request id, sentences go on the page. A page never shows a cause, and not-found never says whether something exists.
//! Staff read it in the desk's frame; residents in the site's, with the hotline (`middleware/site_frame`).

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError};

use crate::case::forms::Fault;
use crate::case::{Act, Because, Refused};
use crate::http::pages::respond;
use crate::messages::{speak, speak_with};
use crate::rate_limits::TooMany;
use crate::steps::StepError;
use crate::store::{StoreError, Trouble};
use crate::{seal, templates};

/// Key of what is said of a blank that nobody has filled in.
pub(crate) const UNFILLED: &str = "text-unfilled";

/// Every way in which a request can fail.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// No such page or case, or not for this person.
    #[error("not found")]
    NotFound,
    /// Nobody is signed in: the way leads to the sign-in page.
    #[error("not signed in")]
    NotSignedIn,
    /// The role does not allow it.
    #[error("not allowed")]
    Forbidden,
    /// The form did not come from a page of this service, or is too old.
    #[error("the form is not ours")]
    ForgedForm,
    /// A page of another site sent it.
    #[error("sent by another site")]
    OtherSite,
    /// No failure: the same form has done its work already, and leads to the same page again.
    #[error("done already")]
    Done {
        /// Its address.
        leads_to: String,
    },
    /// Somebody else changed the case in between.
    #[error("changed in between")]
    Stale,
    /// The workflow does not allow the step.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// Something in the form is wrong; the word is a message key.
    #[error("bad request: {0}")]
    BadRequest(String),
    /// A text for the sender has a blank that nobody has filled in.
    #[error("a blank is not filled in")]
    Unfilled {
        /// The blank, with a few characters around it.
        blank: String,
    },
    /// Fields of the form are wrong by themselves.
    #[error("{} fields are wrong", .0.len())]
    Form(Vec<Fault>),
    /// Files were not taken: a sentence for each.
    #[error("{} files were not taken", .0.len())]
    Files(Vec<String>),
    /// The gate found something in a text that was to be published: file, place and kind, never the data.
    #[error("the gate found {} places", .0.len())]
    Leaks(Vec<String>),
    /// The form is larger than any letter.
    #[error("the form is too large")]
    TooLarge,
    /// The form did not arrive in time.
    #[error("the form came too slowly")]
    TooSlow,
    /// Too many requests.
    #[error("too many requests")]
    TooMany,
    /// Too many sign in at the same time.
    #[error("too many pass phrases at once")]
    Busy,
    /// The database cannot be written now, or there is no room.
    #[error("not now")]
    NotNow(Trouble, #[source] anyhow::Error),
    /// A reply was to be taken down, and there is no room to write that it was.
    #[error("no room to write a take-down")]
    TakeDownUnwritten {
        /// Its pages are removed all the same.
        is_gone: bool,
    },
    /// Anything that is our fault.
    #[error("internal error")]
    Internal(#[source] anyhow::Error),
}

impl ApiError {
    /// One row of the database cannot be read.
    pub(crate) fn is_of_one_row(&self) -> bool {
        matches!(self, Self::Internal(error)
            if error.downcast_ref::<StoreError>().is_some_and(StoreError::is_of_one_row))
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::NotFound,
            StoreError::Stale => Self::Stale,
            other => match other.trouble() {
                Some(trouble) => Self::NotNow(trouble, other.into()),
                None => Self::Internal(other.into()),
            },
        }
    }
}

impl From<StepError> for ApiError {
    fn from(error: StepError) -> Self {
        match error {
            StepError::NotFound => Self::NotFound,
            StepError::Stale => Self::Stale,
            StepError::Repeated { leads_to } => Self::Done { leads_to },
            StepError::Refused(refused) => Self::Refused(refused),
            StepError::Answer(fault) => Self::BadRequest(format!("answer-{}", fault.as_str())),
            StepError::Unfilled { blank } => Self::Unfilled { blank },
            StepError::Missing(what) => Self::BadRequest(format!("missing-{what}")),
            StepError::Unknown(what) => Self::BadRequest(format!("unknown-{what}")),
            StepError::NamedInCase => Self::BadRequest("named-in-case".to_owned()),
            StepError::Leaks(leaks) => Self::Leaks(leaks.iter().map(ToString::to_string).collect()),
            StepError::Gate(cause) => Self::Internal(cause),
            StepError::Unfit(_) => Self::BadRequest("unfit".to_owned()),
            StepError::Sealed(cause) => Self::Internal(cause.into()),
            StepError::Unsealable(cause) => Self::Internal(cause.into()),
            StepError::NoVault => Self::Internal(StepError::NoVault.into()),
            StepError::Rotated => Self::Stale,
            StepError::Cut => Self::Internal(StepError::Cut.into()),
            StepError::Busy => Self::Busy,
            StepError::Store(cause) => Self::from(cause),
        }
    }
}

impl From<TooMany> for ApiError {
    fn from(TooMany: TooMany) -> Self {
        Self::TooMany
    }
}

impl From<tera::Error> for ApiError {
    fn from(error: tera::Error) -> Self {
        Self::Internal(error.into())
    }
}

impl ApiError {
    /// What came cannot be read.
    pub(crate) fn unreadable() -> Self {
        Self::BadRequest("error-unreadable_form".to_owned())
    }

    /// A file could not be read or written.
    pub(crate) fn of_disk(error: std::io::Error) -> Self {
        use std::io::ErrorKind::{QuotaExceeded, StorageFull};
        match error.kind() {
            StorageFull | QuotaExceeded => Self::NotNow(Trouble::Full, error.into()),
            _ => Self::Internal(error.into()),
        }
    }

    /// What a person reads.
    pub(crate) fn sentence(&self) -> String {
        match self {
            Self::NotFound => speak("error-not_found"),
            Self::NotSignedIn => speak("error-not_signed_in"),
            Self::Forbidden => speak("error-forbidden"),
            Self::ForgedForm => speak("error-forged_form"),
            Self::OtherSite => speak("error-other_site"),
            Self::Done { .. } => speak("error-done"),
            Self::Stale => speak("error-stale"),
            Self::Refused(refused) => {
                let step = match refused.act {
                    Act::Step(step) => speak(&format!("step-{}", step.as_str())),
                    other => speak(&format!("act-{}", other.as_str())),
                };
                let key = match refused.because {
                    Because::State if refused.act.is_of_record() => "refused-record_state".to_owned(),
                    because => format!("refused-{}", because.as_str()),
                };
                speak_with(&key, &[("step", step)])
            }
            Self::BadRequest(key) => speak(key),
            Self::Unfilled { blank } => speak_with(UNFILLED, &[("blank", blank.clone())]),
            Self::Form(faults) => faults.iter().map(|fault| speak(fault.key)).collect(),
            Self::Files(faults) => format!("{}{}", faults.concat(), speak("error-files")),
            Self::Leaks(_) => speak("error-leaks"),
            Self::TooLarge => speak("error-too_large"),
            Self::TooSlow => speak("error-too_slow"),
            Self::TooMany => speak("error-too_many"),
            Self::Busy => speak("error-busy"),
            Self::NotNow(trouble, cause) => {
                log_failure(cause);
                speak(not_now(*trouble))
            }
            Self::TakeDownUnwritten { is_gone: true } => speak("error-take_down_unwritten"),
            Self::TakeDownUnwritten { is_gone: false } => speak("error-take_down_failed"),
            Self::Internal(cause) => speak_with("error-internal", &[("id", log_failure(cause))]),
        }
    }

    /// What a resident reads: they have neither a desk nor an administrator.
    pub(crate) fn sentence_for_residents(&self) -> String {
        match self {
            Self::NotFound => speak("sorry-not_found"),
            Self::ForgedForm => speak("sorry-forged_form"),
            Self::OtherSite => speak("sorry-other_site"),
            Self::Stale => speak("sorry-stale"),
            Self::TooMany => speak("sorry-too_many"),
            Self::Internal(cause) => speak_with("sorry-internal", &[("id", log_failure(cause))]),
            other => other.sentence(),
        }
    }
}

/// Which error a response stands for: the frame around it is not known where the error arises.
#[derive(Clone)]
pub(crate) struct Sorry {
    /// For residents.
    pub(crate) sentence: String,
    pub(crate) for_staff: String,
}

fn not_now(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::NotNow => "error-not_now",
        Trouble::Full => "error-full",
    }
}

/// Puts a cause into the log, and gives the id under which it stands there.
pub(crate) fn log_failure(cause: &anyhow::Error) -> String {
    let id = seal::hex(&seal::random::<6>());
    tracing::error!(request = id, cause = format!("{cause:#}"), "request failed");
    id
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::NotSignedIn | Self::Done { .. } => StatusCode::SEE_OTHER,
            Self::Forbidden | Self::ForgedForm | Self::OtherSite => StatusCode::FORBIDDEN,
            Self::Stale | Self::Refused(_) | Self::Leaks(_) => StatusCode::CONFLICT,
            Self::BadRequest(_) | Self::Unfilled { .. } | Self::Form(_) | Self::Files(_) => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy | Self::NotNow(Trouble::NotNow, _) => StatusCode::SERVICE_UNAVAILABLE,
            Self::NotNow(Trouble::Full, _) | Self::TakeDownUnwritten { .. } => {
                StatusCode::INSUFFICIENT_STORAGE
            }
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        if matches!(self, Self::NotSignedIn) {
            return HttpResponse::SeeOther().insert_header((header::LOCATION, respond::SIGN_IN)).finish();
        }
        if let Self::Done { leads_to } = self {
            return HttpResponse::SeeOther().insert_header((header::LOCATION, leads_to.as_str())).finish();
        }
        // A cause is logged once, whichever frame is shown.
        let (sentence, for_residents) = match self {
            Self::Internal(cause) => {
                let id = [("id", log_failure(cause))];
                (speak_with("error-internal", &id), speak_with("sorry-internal", &id))
            }
            Self::NotNow(..) => {
                let sentence = self.sentence();
                (sentence.clone(), sentence)
            }
            other => (other.sentence(), other.sentence_for_residents()),
        };
        let mut response = respond::page(self.status_code(), templates::error_page(&sentence));
        response.extensions_mut().insert(Sorry { sentence: for_residents, for_staff: sentence });
        response
    }
}
