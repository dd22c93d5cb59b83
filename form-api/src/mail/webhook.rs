//! How a text message leaves: one POST to the county's gateway, signed, so that it knows who sent it and when.
//!
//! The body is JSON: `id` (the same on every try), `event` (which mail it stands for), `to`, `text` and `created_at`. The
//! number is opened by the outbox worker for this one request. Headers, as in `docs/messages.md`:
//!
//! - `Lianxin-Delivery`: the `id` again; what was taken once is not to be sent twice.
//! - `Lianxin-Timestamp`: Unix seconds of this try.
//! - `Lianxin-Signature`: `sha256=` and, in hex, HMAC-SHA256 (RFC 2104) under the shared secret over timestamp, dot and body.
//!
//! Taken is what is answered with 2xx. 410 and 422 say that this number takes no text messages: it is not tried again. All else is
//! tried again. Deliberately absent: retries (the outbox has them), redirects (a
//! number does not follow one), and anything about the letter but its number.

use std::path::PathBuf;
use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use sha2::Sha256;
use ureq::Agent;

use super::SendError;
use crate::case::{Bounce, Personal};

/// A gateway that is slower than this is asked again later.
const PATIENCE: Duration = Duration::from_secs(30);
/// As many as the hash gives; fewer could be guessed.
const SECRET_BYTES: usize = 32;

/// The county's gateway.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebhookSettings {
    /// `https://…`; plain `http://` only on a loopback address.
    pub url: String,
    /// The file that holds the shared secret, 32 characters or more.
    pub secret_file: PathBuf,
}

/// A way out for text messages.
#[derive(Debug)]
pub struct Webhook {
    url: String,
    secret: SecretString,
    agent: Agent,
}

/// A text message on its way.
#[derive(Debug)]
pub struct Sms<'a> {
    /// Row of the outbox.
    pub id: &'a str,
    /// Which mail it stands for.
    pub event: &'a str,
    /// The number.
    pub to: &'a Personal,
    /// What it says.
    pub text: &'a str,
    /// When it was written.
    pub written_at: Timestamp,
}

impl Webhook {
    /// Reads the secret and makes ready to send.
    ///
    /// # Errors
    /// [`SendError::Server`] when the file cannot be read or is too short to be a secret.
    pub fn new(settings: &WebhookSettings) -> Result<Self, SendError> {
        let file = settings.secret_file.display();
        let read = std::fs::read_to_string(&settings.secret_file);
        let secret = read.map_err(|error| SendError::Server(format!("{file}: {error}")))?.trim().to_owned();
        if secret.len() < SECRET_BYTES {
            return Err(SendError::Server(format!(
                "{file}: a secret has at least {SECRET_BYTES} characters"
            )));
        }
        let agent = Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .max_redirects(0)
            .http_status_as_error(false)
            .build()
            .into();
        Ok(Self { url: settings.url.clone(), secret: secret.into(), agent })
    }

    /// Hands one text message over, at a moment.
    ///
    /// # Errors
    /// [`SendError::Server`] with the status, or why there was none; it may be tried again.
    pub async fn send(&self, sms: &Sms<'_>, now: Timestamp) -> Result<(), SendError> {
        // Letters of before hold the number as it was typed.
        let to = sms.to.mobile().unwrap_or_else(|| sms.to.clone());
        let body = serde_json::json!({
            "id": sms.id,
            "event": sms.event,
            "to": to.reveal(),
            "text": sms.text,
            "created_at": sms.written_at.to_string(),
        })
        .to_string();
        let at = now.as_second().to_string();
        let request = self
            .agent
            .post(&self.url)
            .header("Content-Type", "application/json; charset=utf-8")
            .header("Lianxin-Delivery", sms.id)
            .header("Lianxin-Timestamp", &at)
            .header("Lianxin-Signature", self.sign(&at, &body));
        // The answer's own text is not read: it may repeat the number.
        let sent = tokio::task::spawn_blocking(move || request.send(body).map(|answer| answer.status()));
        match sent.await {
            Ok(Ok(status)) if status.is_success() => Ok(()),
            Ok(Ok(status)) => Err(refusal(status.as_u16())),
            Ok(Err(ureq::Error::Timeout(_))) => Err(SendError::TimedOut),
            Ok(Err(error)) => Err(SendError::Server(error.to_string())),
            Err(panic) => std::panic::resume_unwind(panic.into_panic()),
        }
    }

    fn sign(&self, at: &str, body: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.secret.expose_secret().as_bytes())
            .expect("HMAC takes a key of any length");
        mac.update(format!("{at}.{body}").as_bytes());
        format!("sha256={}", crate::seal::hex(&mac.finalize().into_bytes()))
    }
}

/// What an answer says that is not 2xx. 408, 425 and 429 ask for patience; the other 4xx do not pass by themselves.
fn refusal(status: u16) -> SendError {
    let said = format!("the gateway answered {status}");
    match status {
        410 | 422 => SendError::Bounced(Bounce { status: status.to_string() }),
        408 | 425 | 429 => SendError::Server(said),
        400..=499 => SendError::Refused(said),
        _ => SendError::Server(said),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_that_of_the_documentation() {
        let agent: Agent = Agent::config_builder().build().into();
        let hook = Webhook { url: String::new(), secret: "k".repeat(32).into(), agent };
        // printf '1795395600.{"id":"a"}' | openssl dgst -sha256 -hmac kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk
        let made = hook.sign("1795395600", r#"{"id":"a"}"#);
        assert_eq!(made, "sha256=3cc02102018a4c529df175ee3ec030298c87499359e841b27282a86687044896");
    }
}
