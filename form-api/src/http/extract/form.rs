//! A posted form, read with patience but not for ever, and believed only where every byte of it is sound text.
//!
//! Deliberately absent: repairing. A form in another encoding would be kept with holes in it; it is refused whole, with a
//! sentence, and the browser still has what was typed.

use std::cell::Cell;
use std::future::Future;
use std::ops::Deref;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use unicode_normalization::char::is_combining_mark;

use crate::case;
use crate::context::Context;
use crate::http::extract::rejections::reason_of_form;
use crate::http::extract::upload::{Trust, bound};
use crate::http::extract::{held_form, typed};
use crate::http::pages::ApiError;
use crate::seal::{self, CaseToken, DeskToken, FormToken, Purpose, TokenFault};
use crate::steps::Posting;

/// The largest form: 10,000 characters of four bytes, percent-encoded threefold, and some room.
pub(crate) const FORM_BYTES: usize = 256 * 1024;

/// Fields of one form, at most: a letter full of names has a thousand on the desk's page for redaction.
const FIELDS: usize = 16 * 1024;

/// More marks on one character than any script has: the bound of the stream-safe text format (UAX #15, D3).
const MARKS: usize = 30;

/// The field of a pass phrase in every form: of it nothing is kept, not even in a hash.
pub(crate) const PASS_PHRASE: &str = "pass_phrase";

/// What of a body is looked at to see whether a page of ours sent it: the token stands first in every form.
const TOKEN_WITHIN: usize = 2048;

/// A form of ours may take so many times as long as one that anybody sends.
pub(crate) const PATIENCE_TIMES: u32 = 30;

/// A posted form.
#[derive(Debug)]
pub struct Form<T> {
    fields: T,
    print: Print,
}

impl<T> Form<T> {
    /// What was posted.
    pub fn into_inner(self) -> T {
        self.fields
    }

    /// What was posted, and what makes it known again.
    pub(crate) fn into_parts(self) -> (T, Print) {
        (self.fields, self.print)
    }

    /// The form as a step notes it, once its work is done.
    pub(crate) fn posting(&self, leads_to: impl Into<String>) -> Posting {
        self.print.posting(leads_to)
    }
}

impl<T> Deref for Form<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.fields
    }
}

/// What makes a posted form known again: its address, all that it holds, and so the random part of its page. Two forms
/// with other contents are two, so that nothing is taken for what was sent before.
#[derive(Clone, Debug)]
pub(crate) struct Print {
    key: String,
    held: Option<String>,
}

impl Print {
    /// Of fields and files; a file stands here by the hash of what it holds.
    pub(crate) fn of<'a>(
        app: &Context,
        request: &'a HttpRequest,
        fields: impl Iterator<Item = (&'a str, &'a str)>,
        files: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        let mut hasher = blake3::Hasher::new_keyed(&app.township.keys.derive(Purpose::Form));
        hasher.update(b"posting");
        let fields = fields.filter(|(name, _)| *name != PASS_PHRASE);
        for part in std::iter::once(("", request.path())).chain(fields).chain(files) {
            for text in [part.0, part.1] {
                hasher.update(&(text.len() as u64).to_be_bytes()).update(text.as_bytes());
            }
        }
        let key = seal::hex(&hasher.finalize().as_bytes()[..16]);
        Self { key, held: held_form::id_of(app, request) }
    }

    /// As a step notes it.
    pub(crate) fn posting(&self, leads_to: impl Into<String>) -> Posting {
        Posting { key: self.key.clone(), leads_to: leads_to.into(), held: self.held.clone(), files: None }
    }
}

impl<T: DeserializeOwned + 'static> FromRequest for Form<T> {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let app = request.app_data::<web::Data<Context>>().cloned().ok_or(ApiError::NotFound)?;
            let bytes = read_bytes(&app, &request, payload).await;
            let form = bytes.and_then(|bytes| {
                let parts: Vec<(String, String)> = parse(&bytes)?;
                let parts = parts.iter().map(|(name, value)| (name.as_str(), value.as_str()));
                let print = Print::of(&app, &request, parts, std::iter::empty());
                Ok(Self { fields: parse(&bytes)?, print })
            });
            count(&app, form.as_ref().err());
            form
        })
    }
}

/// Reads a form that a program posts; the caller counts what is refused.
///
/// # Errors
/// [`ApiError::TooLarge`], [`ApiError::TooSlow`], [`ApiError::BadRequest`].
pub(crate) async fn read_form<T: DeserializeOwned>(
    app: &Context,
    request: &HttpRequest,
    payload: Payload,
) -> Result<T, ApiError> {
    parse(&read_bytes(app, request, payload).await?)
}

fn parse<T: DeserializeOwned>(form: &[u8]) -> Result<T, ApiError> {
    serde_urlencoded::from_bytes(form).map_err(|_| ApiError::unreadable())
}

async fn read_bytes(app: &Context, request: &HttpRequest, payload: Payload) -> Result<Vec<u8>, ApiError> {
    let reading = tokio::time::timeout(patience(app) * PATIENCE_TIMES, read(app, request, payload)).await;
    let bytes = without_mark(reading.unwrap_or(Err(ApiError::TooSlow))?);
    if memchr::memchr_iter(b'&', &bytes).count() >= FIELDS {
        return Err(ApiError::unreadable());
    }
    is_sound(&bytes)?;
    typed::keep(request, bytes.clone());
    Ok(bytes)
}

/// Without the mark of order that some programs write in front of UTF-8: it would become a part of the first name.
fn without_mark(bytes: Vec<u8>) -> Vec<u8> {
    let marks: [&[u8]; 2] = [b"\xEF\xBB\xBF", b"%EF%BB%BF"];
    let begins = |mark: &&[u8]| bytes.get(..mark.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(mark));
    match marks.into_iter().find(|mark| begins(mark)) {
        Some(mark) => bytes[mark.len()..].to_vec(),
        None => bytes,
    }
}

async fn read(app: &Context, request: &HttpRequest, payload: Payload) -> Result<Vec<u8>, ApiError> {
    let text = |name| request.headers().get(name).and_then(|value: &header::HeaderValue| value.to_str().ok());
    let kind = text(header::CONTENT_TYPE).unwrap_or_default().to_ascii_lowercase();
    let mut kind = kind.split(';').map(str::trim);
    if kind.next() != Some("application/x-www-form-urlencoded") {
        return Err(ApiError::unreadable());
    }
    let charset = kind.find_map(|part| part.strip_prefix("charset="));
    if charset.is_some_and(|charset| !["utf-8", "utf8"].contains(&charset.trim_matches('"'))) {
        return Err(ApiError::BadRequest("error-encoding".to_owned()));
    }
    is_fit(request)?;
    patiently(app, payload).await
}

/// All of a form: for as long as it comes, where it begins with a token of ours, so that a line which took the page takes
/// what is sent from it; else no longer than anybody may take.
async fn patiently(app: &Context, payload: Payload) -> Result<Vec<u8>, ApiError> {
    let trust = Rc::new(Cell::new(Trust::None));
    let pieces = bound(payload, patience(app), Rc::clone(&trust), |_| FORM_BYTES as u64);
    let mut pieces = std::pin::pin!(pieces);
    let mut bytes = Vec::new();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|error| match error {
            PayloadError::Overflow => ApiError::TooLarge,
            PayloadError::Io(late) if late.kind() == std::io::ErrorKind::TimedOut => ApiError::TooSlow,
            _ => ApiError::unreadable(),
        })?;
        let was_short = bytes.len() < TOKEN_WITHIN;
        bytes.extend_from_slice(&piece);
        if was_short && begins_with_token(app, &bytes) {
            trust.set(Trust::Full);
        }
    }
    Ok(bytes)
}

/// One of the first fields is a token of ours, whole, and perhaps old: then its page was ours all the same.
fn begins_with_token(app: &Context, form: &[u8]) -> bool {
    let (keys, now) = (&app.township.keys, app.now());
    let begin = &form[..form.len().min(TOKEN_WITHIN)];
    let Some(end) = begin.iter().rposition(|byte| *byte == b'&') else { return false };
    let fields: Vec<(String, String)> = serde_urlencoded::from_bytes(&begin[..end]).unwrap_or_default();
    let fault = |(name, value): &(String, String)| match name.as_str() {
        "form" => FormToken::from_field(keys, value, now).err(),
        "case" => CaseToken::from_field(keys, value, now).err(),
        "csrf" => DeskToken::from_field(keys, value, now).err(),
        _ => Some(TokenFault::Forged),
    };
    fields.iter().take(4).any(|field| fault(field) != Some(TokenFault::Forged))
}

/// All of a body, as large as the largest form at most.
async fn whole(request: &HttpRequest, payload: Payload) -> Result<Vec<u8>, ApiError> {
    is_fit(request)?;
    collect(payload, FORM_BYTES).await
}

/// It is not packed, and says that it is no larger than the largest form.
fn is_fit(request: &HttpRequest) -> Result<(), ApiError> {
    is_not_packed(request)?;
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    if length.and_then(|length| length.parse::<usize>().ok()).is_some_and(|length| length > FORM_BYTES) {
        return Err(ApiError::TooLarge);
    }
    Ok(())
}

/// No browser packs what it posts; what somebody else packed is not unpacked, for a few bytes may be many.
pub(crate) fn is_not_packed(request: &HttpRequest) -> Result<(), ApiError> {
    match request.headers().get(header::CONTENT_ENCODING) {
        Some(way) if way != "identity" => Err(ApiError::BadRequest("error-packed".to_owned())),
        _ => Ok(()),
    }
}

async fn collect(mut payload: Payload, most: usize) -> Result<Vec<u8>, ApiError> {
    let mut bytes = Vec::new();
    while let Some(part) = payload.next().await {
        let part = part.map_err(|_| ApiError::unreadable())?;
        if bytes.len() + part.len() > most {
            return Err(ApiError::TooLarge);
        }
        bytes.extend_from_slice(&part);
    }
    Ok(bytes)
}

/// What a program posts instead of a form, under the same bounds of size and time; the caller counts what is refused.
///
/// # Errors
/// [`ApiError::TooLarge`], [`ApiError::TooSlow`].
pub(crate) async fn body(
    app: &Context,
    request: &HttpRequest,
    payload: web::Payload,
) -> Result<Vec<u8>, ApiError> {
    let read = tokio::time::timeout(patience(app), whole(request, payload.into_inner())).await;
    read.unwrap_or(Err(ApiError::TooSlow))
}

/// What is posted by a program in whatever form, a few bytes of it.
///
/// # Errors
/// [`ApiError::TooLarge`], [`ApiError::TooSlow`].
pub(crate) async fn few_bytes(app: &Context, payload: web::Payload) -> Result<Vec<u8>, ApiError> {
    const FEW: usize = 4096;
    let read = tokio::time::timeout(patience(app), collect(payload.into_inner(), FEW)).await;
    let read = read.unwrap_or(Err(ApiError::TooSlow));
    count(app, read.as_ref().err());
    read
}

pub(crate) fn patience(app: &Context) -> Duration {
    Duration::from_secs(app.settings.abuse.form_seconds.max(1).into())
}

/// Counts what is turned away here.
pub(crate) fn count(app: &Context, error: Option<&ApiError>) {
    if let Some(reason) = error.and_then(reason_of_form) {
        app.limits.turn_away(reason);
    }
}

/// Every field is UTF-8 (no GBK, no lone surrogates), and no character carries a tower of marks.
pub(crate) fn is_sound(form: &[u8]) -> Result<(), ApiError> {
    let decoded = percent_decoded(form);
    let text =
        std::str::from_utf8(&decoded).map_err(|_| ApiError::BadRequest("error-encoding".to_owned()))?;
    if has_tower(text) { Err(ApiError::BadRequest("error-marks".to_owned())) } else { Ok(()) }
}

/// A character of it carries a tower of marks, also where they are held apart by something that is not seen.
pub(crate) fn has_tower(text: &str) -> bool {
    let mut marks = 0;
    text.chars().any(|c| {
        if is_combining_mark(c) {
            marks += 1;
        } else if !case::is_unseen(c) {
            marks = 0;
        }
        marks > MARKS
    })
}

fn percent_decoded(form: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(form.len());
    let mut rest = form;
    while let Some((&byte, after)) = rest.split_first() {
        let hex = after.get(..2).filter(|_| byte == b'%').and_then(|pair| std::str::from_utf8(pair).ok());
        match hex.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(value) => {
                decoded.push(value);
                rest = &after[2..];
            }
            None => {
                decoded.push(byte);
                rest = after;
            }
        }
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(form: &[u8]) -> Option<String> {
        match is_sound(form) {
            Ok(()) => None,
            Err(ApiError::BadRequest(key)) => Some(key),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn rare_characters_emoji_and_accents_are_sound() {
        let emoji = "text=%F0%A0%AE%B7%F0%9F%91%A8%E2%80%8D%F0%9F%91%A9%E2%80%8D%F0%9F%91%A7&a=100%25&b=%";
        assert_eq!(key(emoji.as_bytes()), None);
        assert_eq!(key("a=ế̂́&b=𠮷".as_bytes()), None);
    }

    #[test]
    fn other_encodings_are_noticed_percent_encoded_or_not() {
        for form in [
            &[0xC4, 0xFA][..],
            b"a=%C4%FA%BA%C3",
            b"a=%ED%A0%80",
            b"a=%C0%AF",
            b"a=%F0%A0%AE",
            b"a=%E6&b=%9C",
        ] {
            assert_eq!(key(form).as_deref(), Some("error-encoding"), "{form:?}");
        }
    }

    #[test]
    fn a_mark_of_order_is_no_part_of_the_first_name() {
        for form in [&b"\xEF\xBB\xBFa=b"[..], b"%EF%BB%BFa=b", b"%ef%bb%bfa=b", b"a=b"] {
            assert_eq!(without_mark(form.to_vec()), b"a=b");
        }
    }

    #[test]
    fn towers_of_marks_are_noticed() {
        let tower = |marks| format!("a=e{}", "%CC%81".repeat(marks));
        assert_eq!(key(tower(MARKS).as_bytes()), None);
        assert_eq!(key(tower(MARKS + 1).as_bytes()).as_deref(), Some("error-marks"));
        for between in ["%E2%80%8B", "%E2%80%8D", "%E2%80%AE", "%EF%BB%BF", "%00"] {
            let apart = format!("a=e{}", ("%CC%81".repeat(20) + between).repeat(2));
            assert_eq!(key(apart.as_bytes()).as_deref(), Some("error-marks"), "{between}");
        }
    }
}
