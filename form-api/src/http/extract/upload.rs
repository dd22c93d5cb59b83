//! A posted form with files: the one place that reads multipart. Texts are held to the same rules as in `form`; files go
//! to disk under seal, piece by piece, and are gone again unless the handler keeps them.
//!
//! A form without files, as `application/x-www-form-urlencoded`, is taken too. Files are taken only behind a token of
//! ours, which therefore stands first in every form with files. What is wrong with one file is told beside the form, with
//! everything else kept; what is wrong with the form itself costs all of it, and the browser still has it. Work is bounded by
//! the number of parts as well as by bytes: each part costs something, however small it is. Deliberately absent: files beyond
//! `upload` anywhere else, and charsets other than UTF-8.

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::time::{Duration, Instant};

use actix_multipart::{Field, Multipart};
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::stream::Fuse;
use futures_util::{Stream, StreamExt};
use serde::de::DeserializeOwned;

use crate::attachments::{Fault, Incoming, MOST, MOST_BYTES, MOST_PENDING_BYTES, Received, Share};
use crate::case::TurnedAway;
use crate::context::Context;
use crate::http::extract::form::{self, FORM_BYTES, Form, PATIENCE_TIMES, Print};
use crate::http::extract::rejections::{reason_of_file, reason_of_token};
use crate::http::extract::{part_names, typed};
use crate::http::pages::ApiError;
use crate::messages::speak_with;
use crate::rate_limits::ClientPrefix;
use crate::seal::{CaseToken, FormToken, TokenFault};
use crate::steps::Posting;
use crate::store;

/// The field of the files in every form.
const FILES: &str = "files";

/// The largest form with files: all of them, one more (so that the one too many gets a sentence), the texts, the seams.
const UPLOAD_BYTES: u64 = MOST_BYTES * (MOST as u64 + 1) + 2 * FORM_BYTES as u64;

/// As much is read of a form before its token has come, which stands first in every form of ours.
const UNKNOWN_BYTES: u64 = 2 * FORM_BYTES as u64;

/// Parts of a form with files, at most: no form of ours has half as many fields.
const PARTS: usize = 200;

/// A posted form with its files.
pub struct Upload<T> {
    /// The texts.
    pub form: T,
    /// The files that are sound; dropped, they go.
    pub files: Vec<Received>,
    /// A sentence for each file that was not taken.
    pub faults: Vec<String>,
    print: Print,
}

impl<T> Upload<T> {
    /// What makes it known again.
    pub(crate) const fn print(&self) -> &Print {
        &self.print
    }

    /// The form as a step notes it, once its work is done.
    pub(crate) fn posting(&self, leads_to: impl Into<String>) -> Posting {
        self.print.posting(leads_to)
    }
}

impl<T: DeserializeOwned + 'static> FromRequest for Upload<T> {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let is_multipart = kind.is_some_and(|kind| kind.to_ascii_lowercase().starts_with("multipart/"));
        if !is_multipart {
            let form = Form::<T>::from_request(request, payload);
            return Box::pin(async move {
                let (form, print) = form.await?.into_parts();
                Ok(Self { form, files: Vec::new(), faults: Vec::new(), print })
            });
        }
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let app = request.app_data::<web::Data<Context>>().cloned().ok_or(ApiError::NotFound)?;
            let patience = form::patience(&app) * PATIENCE_TIMES;
            let reading = tokio::time::timeout(patience, read(&app, &request, payload)).await;
            let read = reading.unwrap_or(Err(ApiError::TooSlow));
            form::count(&app, read.as_ref().err());
            read
        })
    }
}

/// What has come of a form.
struct Reading<'a> {
    app: &'a Context,
    from: ClientPrefix,
    texts: Vec<(String, String)>,
    text_bytes: usize,
    /// The form was handed out here, and its token has come already: else what is wrong with it.
    token: Result<(), TokenFault>,
    files: Vec<Received>,
    /// Files that began, also those that were not taken.
    began: usize,
    faults: Vec<String>,
}

async fn read<T: DeserializeOwned>(
    app: &Context,
    request: &HttpRequest,
    payload: Payload,
) -> Result<Upload<T>, ApiError> {
    form::is_not_packed(request)?;
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    if length.and_then(|length| length.parse().ok()).is_some_and(|length: u64| length > UPLOAD_BYTES) {
        return Err(ApiError::BadRequest("error-files_too_large".to_owned()));
    }
    let from = ClientPrefix::from_request(request, &mut Payload::None).await?;
    let mut reading = Reading {
        app,
        from,
        texts: Vec::new(),
        text_bytes: 0,
        token: Err(TokenFault::Forged),
        files: Vec::new(),
        began: 0,
        faults: Vec::new(),
    };
    let trust = Rc::new(Cell::new(Trust::None));
    let bounded = bound(payload, form::patience(app), Rc::clone(&trust), Trust::most_bytes);
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let boundary = kind.and_then(part_names::boundary_of).ok_or_else(ApiError::unreadable)?;
    let named = part_names::readable(bounded.fuse(), boundary);
    let mut parts = Multipart::new(request.headers(), Box::pin(named.fuse()));
    let mut count = 0;
    while let Some(part) = parts.next().await {
        let part = part.map_err(|error| broken(&error))?;
        count += 1;
        if count > PARTS {
            return Err(ApiError::unreadable());
        }
        reading.take_part(part).await?;
        trust.set(Trust::of(&reading.token));
    }
    let texts = serde_urlencoded::to_string(&reading.texts).map_err(|_| ApiError::unreadable())?;
    form::is_sound(texts.as_bytes())?;
    let form = serde_urlencoded::from_str(&texts).map_err(|_| ApiError::unreadable())?;
    typed::keep(request, texts.into_bytes());
    let fields = reading.texts.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let files = reading.files.iter().map(|file| (file.name.as_str(), file.content_hash.as_str()));
    let print = Print::of(app, request, fields, files);
    Ok(Upload { form, files: reading.files, faults: reading.faults, print })
}

/// How far whoever sends is trusted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trust {
    /// No page of ours is known: as many bytes and as much time as for a form without files.
    None,
    /// A page of ours that has grown old: its files are read past, so that its texts come back, in the same time.
    Bytes,
    /// A page of ours.
    Full,
}

impl Trust {
    const fn of(token: &Result<(), TokenFault>) -> Self {
        match token {
            Ok(()) => Self::Full,
            Err(TokenFault::Old) => Self::Bytes,
            Err(TokenFault::Forged) => Self::None,
        }
    }

    /// As much is read of a form with files.
    const fn most_bytes(self) -> u64 {
        match self {
            Self::None => UNKNOWN_BYTES,
            Self::Bytes | Self::Full => UPLOAD_BYTES,
        }
    }
}

/// Ends where it is longer than it may be, or where nothing comes for as long as a whole form may take.
pub(crate) fn bound(
    payload: Payload,
    patience: Duration,
    trust: Rc<Cell<Trust>>,
    most: fn(Trust) -> u64,
) -> impl Stream<Item = Result<web::Bytes, actix_web::error::PayloadError>> {
    use actix_web::error::PayloadError;
    let began = Instant::now();
    futures_util::stream::unfold((payload, 0, trust), move |(mut payload, read, trust)| async move {
        let waits = match trust.get() {
            Trust::Full => patience,
            Trust::Bytes | Trust::None => patience.saturating_sub(began.elapsed()),
        };
        let piece = match tokio::time::timeout(waits, payload.next()).await {
            Err(_) => {
                let late = std::io::Error::from(std::io::ErrorKind::TimedOut);
                return Some((Err(PayloadError::Io(late)), (Payload::None, read, trust)));
            }
            Ok(piece) => piece?,
        };
        let read = read + piece.as_ref().map_or(0, |piece| piece.len() as u64);
        if read > most(trust.get()) {
            return Some((Err(PayloadError::Overflow), (Payload::None, read, trust)));
        }
        Some((piece, (payload, read, trust)))
    })
}

/// The next piece of a part. Others have their turn in between: a part can come in pieces of one byte.
async fn next_piece(part: &mut Fuse<Field>) -> Option<Result<web::Bytes, ApiError>> {
    tokio::task::coop::consume_budget().await;
    Some(part.next().await?.map_err(|error| broken(&error)))
}

fn broken(error: &actix_multipart::MultipartError) -> ApiError {
    use actix_multipart::MultipartError;
    use actix_web::error::PayloadError;
    match error {
        MultipartError::Payload(PayloadError::Overflow) => {
            ApiError::BadRequest("error-files_too_large".to_owned())
        }
        MultipartError::Payload(PayloadError::Io(late)) if late.kind() == std::io::ErrorKind::TimedOut => {
            ApiError::TooSlow
        }
        _ => ApiError::unreadable(),
    }
}

impl Reading<'_> {
    async fn take_part(&mut self, part: Field) -> Result<(), ApiError> {
        let name = part.name().ok_or_else(ApiError::unreadable)?.to_owned();
        // Programs name a file in more than one way (RFC 7578, 4.2; RFC 8187), or not at all.
        let about = part.content_disposition();
        let named = || about.and_then(|about| about.get_filename()).map(str::to_owned);
        // Where a name stands there twice, the one that says its encoding is the better one (RFC 6266, 4.3).
        let named_with_encoding = about.and_then(|about| about.get_filename_ext()).map(|name| {
            let text = String::from_utf8(name.value.clone());
            text.unwrap_or_else(|error| {
                encoding_rs::GBK.decode_without_bom_handling(error.as_bytes()).0.into_owned()
            })
        });
        let file_name = named_with_encoding.or_else(named).or_else(|| (name == FILES).then(String::new));
        // A part must not be asked again once it has ended.
        let mut part = part.fuse();
        match file_name {
            None => self.take_text(name, &mut part).await,
            Some(file_name) => self.take_file(&name, &file_name, &mut part).await,
        }
    }

    async fn take_text(&mut self, name: String, part: &mut Fuse<Field>) -> Result<(), ApiError> {
        let mut value = Vec::new();
        self.text_bytes += name.len();
        while let Some(piece) = next_piece(part).await {
            let piece = piece?;
            self.text_bytes += piece.len();
            if self.text_bytes > FORM_BYTES {
                return Err(ApiError::TooLarge);
            }
            value.extend_from_slice(&piece);
        }
        let value =
            String::from_utf8(value).map_err(|_| ApiError::BadRequest("error-encoding".to_owned()))?;
        self.look_for_token(&name, &value);
        self.texts.push((name, value));
        Ok(())
    }

    async fn take_file(
        &mut self,
        name: &str,
        file_name: &str,
        part: &mut Fuse<Field>,
    ) -> Result<(), ApiError> {
        // A field in which nothing was chosen comes as a file without a name and without a byte.
        let mut first = Vec::new();
        while first.is_empty() {
            match next_piece(part).await {
                None if file_name.is_empty() => return Ok(()),
                None => break,
                Some(piece) => first.extend_from_slice(&piece?),
            }
        }
        // No form of ours brings files in another field.
        if name != FILES {
            self.app.limits.turn_away(reason_of_token(TokenFault::Forged));
            return Err(ApiError::ForgedForm);
        }
        match self.token {
            Ok(()) => {}
            // The texts are to come back to whoever wrote them, and who takes them looks at the token again.
            Err(TokenFault::Old) => {
                drain(part).await?;
                self.faults.push(fault_of("fault-old_form", file_name));
                return Ok(());
            }
            // As much of it is read past as of a form without files; a longer one costs the form.
            Err(TokenFault::Forged) => {
                if drain(part).await.is_err() {
                    self.app.limits.turn_away(reason_of_token(TokenFault::Forged));
                    return Err(ApiError::ForgedForm);
                }
                self.faults.push(fault_of("fault-unknown_form", file_name));
                return Ok(());
            }
        }
        self.began += 1;
        let taken = match self.room().await? {
            Ok(share) => self.write(share, &first, file_name, part).await?,
            Err(fault) => Err(fault),
        };
        match taken {
            Ok(received) => self.files.push(received),
            Err(fault) => {
                if let Fault::Io(error) = &fault {
                    tracing::error!(%error, "a file that came could not be kept");
                }
                drain(part).await?;
                if let Some(reason) = reason_of_file(&fault) {
                    self.app.limits.turn_away(reason);
                }
                self.faults.push(sentence(&fault, file_name));
            }
        }
        Ok(())
    }

    /// Each field is looked at once, when it comes.
    fn look_for_token(&mut self, name: &str, value: &str) {
        let (keys, now) = (&self.app.township.keys, self.app.now());
        let token = match name {
            "form" => FormToken::from_field(keys, value, now).map(|_| ()),
            "case" => CaseToken::from_field(keys, value, now).map(|_| ()),
            _ => return,
        };
        if token.is_ok() || matches!((&token, &self.token), (Err(TokenFault::Old), Err(_))) {
            self.token = token;
        }
    }

    /// Room for one more file, from this place and at all.
    async fn room(&self) -> Result<Result<Share, Fault>, ApiError> {
        if self.began > MOST {
            return Ok(Err(Fault::TooMany));
        }
        let waiting = store::sum_pending_attachments(&self.app.db).await?;
        let waiting = u64::try_from(waiting).unwrap_or_default();
        if self.app.limits.file(&self.from).is_err() {
            return Ok(Err(Fault::Busy));
        }
        if waiting > MOST_PENDING_BYTES {
            self.app.limits.turn_away(TurnedAway::Files);
            return Ok(Err(Fault::Busy));
        }
        Ok(Ok(self.app.waiting.begin(self.from.place(), waiting)))
    }

    async fn write(
        &self,
        share: Share,
        first: &[u8],
        file_name: &str,
        part: &mut Fuse<Field>,
    ) -> Result<Result<Received, Fault>, ApiError> {
        let mut incoming = match Incoming::begin(&self.app.attachments, share).await {
            Ok(begun) => match begun.write(first).await {
                Ok(incoming) => incoming,
                Err(fault) => return Ok(Err(fault)),
            },
            Err(fault) => return Ok(Err(fault)),
        };
        while let Some(piece) = next_piece(part).await {
            let piece = piece?;
            incoming = match incoming.write(&piece).await {
                Ok(incoming) => incoming,
                Err(fault) => return Ok(Err(fault)),
            };
        }
        Ok(incoming.finish(file_name, &self.app.pictures).await)
    }
}

/// The rest of a file is taken from the line, so that what follows is read.
async fn drain(part: &mut Fuse<Field>) -> Result<(), ApiError> {
    while let Some(piece) = next_piece(part).await {
        piece?;
    }
    Ok(())
}

/// What is wrong with a file, for its sender.
pub(crate) fn sentence(fault: &Fault, file_name: &str) -> String {
    fault_of(&format!("fault-{}", fault.as_str()), file_name)
}

fn fault_of(key: &str, file_name: &str) -> String {
    speak_with(key, &[("file", shown_name(file_name))])
}

/// A file's name as its sender reads it: without a path, and no longer than a line.
pub(crate) fn shown_name(file_name: &str) -> String {
    let last = file_name.trim_end_matches(['/', '\\']).rsplit(['/', '\\']).next().unwrap_or_default();
    crate::case::clean_text(last).chars().take(80).collect()
}
