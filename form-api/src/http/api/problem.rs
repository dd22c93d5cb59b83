//! What a program reads when something does not work: problem details (RFC 9457) in Chinese or English. One enum, one
//! place for status codes. Everything that is not public gives one and the same "not found", byte for byte.
//!
//! Deliberately absent: anything that was sent. A problem names the field and the rule, never the value.

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use serde::Serialize;
use utoipa::{IntoResponses, ToSchema};

use crate::case::{Invalid, TurnedAway};
use crate::http::pages::error::log_failure;
use crate::http::pages::{ApiError, respond};
use crate::messages::{Language, speak_in};
use crate::rate_limits::TooMany;
use crate::steps::StepError;
use crate::store::{StoreError, Trouble};

/// The media type of problem details.
pub(crate) const MEDIA_TYPE: &str = "application/problem+json";

/// Problem details (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// Which problem: `urn:problem-type:lianxin:` and a word that never changes.
    #[schema(example = "urn:problem-type:lianxin:not_found")]
    r#type: String,
    /// The problem in a few words, in the language that was asked for (Chinese or English).
    title: String,
    /// The status code of the answer.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What happened and what to do, in a sentence or two.
    detail: String,
    /// The wrong fields of what was sent, all of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    errors: Vec<FieldProblem>,
}

/// A wrong field.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FieldProblem {
    /// The field's name as it was sent.
    field: String,
    /// Which rule: a word that never changes.
    rule: String,
    /// What to do.
    pub(crate) detail: String,
}

/// A wrong field, before a language is chosen.
#[derive(Debug)]
pub(crate) struct FieldFault {
    field: &'static str,
    rule: &'static str,
    /// Of the sentence.
    key: String,
    /// In characters, where the rule has one.
    bound: Option<usize>,
}

impl FieldFault {
    /// A field with a sentence of its own.
    pub(crate) fn new(field: &'static str, rule: &'static str, key: &str) -> Self {
        Self { field, rule, key: key.to_owned(), bound: None }
    }

    /// It is the number or the code of a receipt.
    pub(crate) fn is_of_receipt(&self) -> bool {
        matches!(self.field, "submission_no" | "query_code")
    }
}

impl From<Invalid> for FieldFault {
    fn from(invalid: Invalid) -> Self {
        let field = match invalid.field.as_str() {
            "guardian" => "guardian_agrees",
            "rules" => "rules_read",
            field => field,
        };
        let rule = invalid.why.as_str();
        Self { field, rule, key: format!("why-{rule}"), bound: invalid.why.bound() }
    }
}

/// Every way in which a program's request can fail.
#[derive(Debug)]
pub(crate) enum Fault {
    /// Not there, or not public.
    NotFound,
    /// Number and query code do not fit.
    NoMatch,
    /// The address does not have this method.
    Method,
    /// A part of the query cannot be read.
    Query(&'static str),
    /// Something was sent under a name that no attribute of a letter has.
    Attribute(String),
    /// No JSON, or not that which is asked for.
    Json {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// No form, or a part of it cannot be read.
    Form,
    /// Not UTF-8.
    Encoding,
    /// Packed, by gzip for example.
    Packed,
    /// In chunks, without its length.
    Length,
    /// A tower of marks.
    Marks,
    /// Another media type.
    MediaType,
    /// Wrong fields.
    Invalid(Vec<FieldFault>),
    /// The header `Idempotency-Key` is missing or is none.
    Key,
    /// The key was used for another letter.
    KeyUsed,
    /// The score was as high as the township does not take.
    Score,
    /// A report that nobody here may read, or another letter that names all who could go on with it.
    ReportClosed,
    /// Somebody else changed it in between.
    Stale,
    /// Too large.
    TooLarge,
    /// Too slow.
    TooSlow,
    /// Too many requests.
    TooMany,
    /// The database cannot be written now, or there is no room.
    NotNow(Trouble, anyhow::Error),
    /// Our fault.
    Internal(anyhow::Error),
}

impl From<ApiError> for Fault {
    fn from(error: ApiError) -> Self {
        match error {
            ApiError::NotFound => Self::NotFound,
            ApiError::Stale => Self::Stale,
            ApiError::TooLarge => Self::TooLarge,
            ApiError::TooSlow => Self::TooSlow,
            ApiError::TooMany => Self::TooMany,
            ApiError::BadRequest(key) if key == "error-encoding" => Self::Encoding,
            ApiError::BadRequest(key) if key == "error-marks" => Self::Marks,
            ApiError::BadRequest(key) if key == "error-packed" => Self::Packed,
            ApiError::BadRequest(key)
                if key == "missing-report_reader"
                    || key == "missing-other_report_reader"
                    || key == "missing-other_registrar" =>
            {
                Self::ReportClosed
            }
            ApiError::BadRequest(_) => Self::Form,
            ApiError::NotNow(trouble, cause) => Self::NotNow(trouble, cause),
            ApiError::Internal(cause) => Self::Internal(cause),
            other => Self::Internal(other.into()),
        }
    }
}

impl From<TooMany> for Fault {
    fn from(TooMany: TooMany) -> Self {
        Self::TooMany
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        ApiError::from(error).into()
    }
}

impl From<StepError> for Fault {
    fn from(error: StepError) -> Self {
        ApiError::from(error).into()
    }
}

impl From<Vec<Invalid>> for Fault {
    fn from(wrong: Vec<Invalid>) -> Self {
        Self::Invalid(wrong.into_iter().map(FieldFault::from).collect())
    }
}

impl Fault {
    /// Its status code.
    pub(crate) const fn status(&self) -> StatusCode {
        match self {
            Self::NotFound | Self::NoMatch => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Query(_)
            | Self::Attribute(_)
            | Self::Json { .. }
            | Self::Form
            | Self::Encoding
            | Self::Marks
            | Self::Key => StatusCode::BAD_REQUEST,
            Self::MediaType | Self::Packed => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Length => StatusCode::LENGTH_REQUIRED,
            Self::Invalid(_) | Self::KeyUsed | Self::Score | Self::ReportClosed => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Self::Stale => StatusCode::CONFLICT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::NotNow(Trouble::NotNow, _) => StatusCode::SERVICE_UNAVAILABLE,
            Self::NotNow(Trouble::Full, _) => StatusCode::INSUFFICIENT_STORAGE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Its word.
    pub(crate) const fn word(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::NoMatch => "no_match",
            Self::Method => "method",
            Self::Query(_) => "query",
            Self::Attribute(_) => "attribute",
            Self::Json { .. } => "json",
            Self::Form => "form",
            Self::Encoding => "encoding",
            Self::Packed => "packed",
            Self::Length => "length",
            Self::Marks => "marks",
            Self::MediaType => "media_type",
            Self::Invalid(_) => "invalid",
            Self::Key => "idempotency_key",
            Self::KeyUsed => "idempotency_key_used",
            Self::Score => "score",
            Self::ReportClosed => "report_closed",
            Self::Stale => "stale",
            Self::TooLarge => "too_large",
            Self::TooSlow => "too_slow",
            Self::TooMany => "too_many",
            Self::NotNow(Trouble::NotNow, _) => "not_now",
            Self::NotNow(Trouble::Full, _) => "full",
            Self::Internal(_) => "internal",
        }
    }

    /// What happened and what to do. The cause of what is our fault goes into the log.
    pub(crate) fn detail(&self, language: Language) -> String {
        let values = match self {
            Self::Query(name) => vec![("name", (*name).to_owned())],
            Self::Attribute(name) => vec![("name", name.clone())],
            Self::Json { line, column } => vec![("line", line.to_string()), ("column", column.to_string())],
            Self::Internal(cause) | Self::NotNow(_, cause) => vec![("id", log_failure(cause))],
            _ => Vec::new(),
        };
        speak_in(&format!("problem-{}-detail", self.word()), language, &values)
    }

    /// The wrong fields in a language.
    pub(crate) fn fields(&self, language: Language) -> Vec<FieldProblem> {
        self.fields_called(language, |field| label(field, language))
    }

    /// The wrong fields in a language, under names of the caller's.
    pub(crate) fn fields_called(
        &self,
        language: Language,
        name: impl Fn(&'static str) -> String,
    ) -> Vec<FieldProblem> {
        let Self::Invalid(wrong) = self else { return Vec::new() };
        let said = |fault: &FieldFault| {
            let values = [
                ("field", name(fault.field)),
                ("bound", fault.bound.map_or_else(String::new, |bound| bound.to_string())),
            ];
            FieldProblem {
                field: fault.field.to_owned(),
                rule: fault.rule.to_owned(),
                detail: speak_in(&fault.key, language, &values),
            }
        };
        wrong.iter().map(said).collect()
    }
}

/// What people call a field.
pub(crate) fn label(field: &str, language: Language) -> String {
    let word = match field {
        "guardian_agrees" => "guardian",
        "rules_read" => "rules",
        field => field,
    };
    speak_in(&format!("field-{word}"), language, &[])
}

/// The answer. It never names an address or an id of what was asked for, so that two of one kind are the same bytes.
pub(crate) fn response(fault: &Fault, language: Language) -> HttpResponse {
    let problem = Problem {
        r#type: format!("urn:problem-type:lianxin:{}", fault.word()),
        title: speak_in(&format!("problem-{}", fault.word()), language, &[]),
        status: fault.status().as_u16(),
        detail: fault.detail(language),
        errors: fault.fields(language),
    };
    let mut response = HttpResponse::build(fault.status());
    if let Some(seconds) = respond::retry_after(fault.status()) {
        response.insert_header((header::RETRY_AFTER, seconds));
    }
    response
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_LANGUAGE, language.tag()))
        .insert_header((header::VARY, "Accept-Language"))
        .content_type(MEDIA_TYPE)
        .body(serde_json::to_vec(&problem).expect("a struct of texts and numbers is JSON"))
}

/// How any request can fail.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "read by the macro that describes the API")]
pub(super) enum AnyFault {
    /// Our fault; the detail holds an id that stands in the service's log.
    #[response(status = 500, content_type = "application/problem+json")]
    Internal(Problem),
    /// The database cannot be used just now; nothing was done.
    #[response(status = 503, content_type = "application/problem+json", headers(("Retry-After" = u32, description = "Seconds")))]
    NotNow(Problem),
    /// There is no room to keep anything; nothing was done.
    #[response(status = 507, content_type = "application/problem+json", headers(("Retry-After" = u32, description = "Seconds")))]
    Full(Problem),
}

/// How a question about something public can fail.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "read by the macro that describes the API")]
pub(super) enum ReadFault {
    /// `If-None-Match` names what would be answered.
    #[response(status = 304)]
    NotModified,
}

/// How something that is sent as JSON can fail.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "read by the macro that describes the API")]
pub(super) enum SendFault {
    /// Not UTF-8, no JSON, or not that which is described here; a tower of marks on one character; no `Idempotency-Key`
    /// where one is asked for.
    #[response(status = 400, content_type = "application/problem+json")]
    BadRequest(Problem),
    /// It did not arrive in time.
    #[response(status = 408, content_type = "application/problem+json")]
    TooSlow(Problem),
    /// Larger than 256 KiB.
    #[response(status = 413, content_type = "application/problem+json")]
    TooLarge(Problem),
    /// In chunks, without `Content-Length`.
    #[response(status = 411, content_type = "application/problem+json")]
    Length(Problem),
    /// Not `application/json` in UTF-8, or packed.
    #[response(status = 415, content_type = "application/problem+json")]
    MediaType(Problem),
    /// Fields are wrong; all of them are named.
    #[response(status = 422, content_type = "application/problem+json")]
    Invalid(Problem),
    /// Too many requests from this address or about this letter.
    #[response(status = 429, content_type = "application/problem+json", headers(("Retry-After" = u32, description = "Seconds")))]
    TooMany(Problem),
}

/// What a program sent. Limits and the intake have counted what they hold up; a question is not turned away.
pub(crate) fn reason_of_fault(fault: &Fault) -> Option<TurnedAway> {
    match fault {
        Fault::Json { .. } | Fault::Form | Fault::Attribute(_) => Some(TurnedAway::Unreadable),
        Fault::Encoding | Fault::Marks => Some(TurnedAway::Encoding),
        Fault::MediaType | Fault::Packed => Some(TurnedAway::MediaType),
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
        | Fault::Length
        | Fault::Query(_)
        | Fault::Score
        | Fault::ReportClosed
        | Fault::Stale
        | Fault::TooMany
        | Fault::NotNow(..)
        | Fault::Internal(_) => None,
    }
}
