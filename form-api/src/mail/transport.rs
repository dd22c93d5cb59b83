//! How a mail leaves: through an SMTP server, or into a folder of `.eml` files, which is the embedded default.
//! Deliberately absent: retries (the outbox has them) and any log line with an address or a text.

use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, MultiPartKind, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::Message;
use crate::case::{Bounce, Personal};

/// Longer than any answer of a healthy server; the library's own limit covers connecting only.
const PATIENCE: Duration = Duration::from_secs(60);

/// How to reach an SMTP server.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmtpSettings {
    /// Host name.
    pub host: String,
    /// Port.
    pub port: u16,
    /// `tls` (from the first byte), `starttls`, or `none` (for a server on the same machine only).
    pub security: SmtpSecurity,
    /// User name, if the server wants one.
    pub user: Option<String>,
    /// Its password.
    pub password: Option<SecretString>,
}

/// How the connection is protected.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum SmtpSecurity {
    /// TLS from the first byte.
    Tls,
    /// Plain first, then TLS or nothing.
    Starttls,
    /// No protection.
    None,
}

/// Where mail goes.
#[derive(Clone, Debug)]
pub enum Delivery {
    /// A folder of `.eml` files.
    Folder(PathBuf),
    /// A server.
    Smtp(SmtpSettings),
}

/// Why a message did not leave. It stays in the outbox, unless its reader's mailbox is not there.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The address or the sender is not one.
    #[error("not an address")]
    Address,
    /// It was sealed to another mail key than this worker has.
    #[error("sealed to another mail key")]
    OtherKey,
    /// What the row holds is no message of this version.
    #[error("not a message of this version")]
    Form,
    /// The server took too long.
    #[error("the server did not answer in time")]
    TimedOut,
    /// The mailbox or the number does not take it: it is not tried again.
    #[error("refused for good ({})", .0.status())]
    Bounced(Bounce),
    /// The server refuses for good, and it may be about us: its codes. A later try helps once somebody has mended that.
    #[error("{0}")]
    Refused(String),
    /// A text message, and the settings name no gateway.
    #[error("no gateway for text messages is set: [webhook]")]
    NoGateway,
    /// The server refused or could not be reached: its codes, or our own words. It is shown to administrators.
    #[error("{0}")]
    Server(String),
}

impl SendError {
    /// Nothing but time will not mend it: somebody has to change a setting, or call.
    #[must_use]
    pub const fn is_lasting(&self) -> bool {
        match self {
            Self::Address
            | Self::OtherKey
            | Self::Form
            | Self::Bounced(_)
            | Self::Refused(_)
            | Self::NoGateway => true,
            Self::TimedOut | Self::Server(_) => false,
        }
    }
}

/// A way out for mail.
#[derive(Debug)]
pub struct Transport {
    from: Mailbox,
    way: Way,
}

#[derive(Debug)]
enum Way {
    Folder(AsyncFileTransport<Tokio1Executor>),
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
}

impl Transport {
    /// Makes ready to send as `from` (`Name <address>`).
    ///
    /// # Errors
    /// [`SendError::Address`] when `from` is none; [`SendError::Server`] for a host name that cannot be used.
    pub fn new(delivery: &Delivery, from: &str) -> Result<Self, SendError> {
        let from = from.parse().map_err(|_| SendError::Address)?;
        let way = match delivery {
            Delivery::Folder(folder) => Way::Folder(AsyncFileTransport::new(folder)),
            Delivery::Smtp(settings) => Way::Smtp(smtp(settings)?),
        };
        Ok(Self { from, way })
    }

    /// Sends one mail: the row `id` of the outbox, written at a moment. A row gives the same mail on every try, so that a
    /// server which took it and lost the line can tell that it is the same one.
    ///
    /// # Errors
    /// [`SendError`]; but for [`SendError::Bounced`] the mail may be tried again.
    pub async fn send(
        &self,
        id: &str,
        to: &Personal,
        message: &Message,
        written_at: Timestamp,
    ) -> Result<(), SendError> {
        let mail = self.mail(id, to, message, written_at)?;
        let sending = async {
            match &self.way {
                Way::Folder(way) => {
                    way.send(mail).await.map(drop).map_err(|e| SendError::Server(e.to_string()))
                }
                Way::Smtp(way) => way.send(mail).await.map(drop).map_err(|error| {
                    let said = error.to_string();
                    if !error.is_permanent() {
                        return SendError::Server(without_what_was_said(&error, said));
                    }
                    match Bounce::of_refusal(&said) {
                        Some(bounce) => SendError::Bounced(bounce),
                        None => SendError::Refused(codes(&said)),
                    }
                }),
            }
        };
        tokio::time::timeout(PATIENCE, sending).await.map_err(|_| SendError::TimedOut)?
    }

    fn mail(
        &self,
        id: &str,
        to: &Personal,
        message: &Message,
        written_at: Timestamp,
    ) -> Result<lettre::Message, SendError> {
        let domain = self.from.email.domain();
        let mut builder = lettre::Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to.reveal().parse().map_err(|_| cannot_be_an_address())?))
            .subject(message.subject.as_str())
            .message_id(Some(format!("<{id}@{domain}>")))
            .date(written_at.try_into().expect("a moment of these centuries is one of the system's"))
            // RFC 3834, 5: no machine answers it.
            .raw_header(header("Auto-Submitted", "auto-generated"));
        if let Some(url) = &message.stop_url {
            builder = builder
                .raw_header(header("List-Unsubscribe", &format!("<{url}>")))
                .raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
        }
        let text = SinglePart::builder().header(ContentType::TEXT_PLAIN).body(message.text.clone());
        let parts = MultiPart::builder().kind(MultiPartKind::Alternative).boundary(format!("part-{id}"));
        let parts = match &message.html {
            Some(html) => parts
                .singlepart(text)
                .singlepart(SinglePart::builder().header(ContentType::TEXT_HTML).body(html.clone())),
            None => parts.singlepart(text),
        };
        builder.multipart(parts).map_err(|_| SendError::Address)
    }
}

/// A letter of before, when the door asked for less than the mailer does: no server will take it (RFC 3463, 3.2).
fn cannot_be_an_address() -> SendError {
    SendError::Bounced(Bounce::bad_address())
}

/// A header whose value is ASCII and must not be folded: a program reads it.
fn header(name: &'static str, value: &str) -> HeaderValue {
    let name = HeaderName::new_from_ascii_str(name);
    HeaderValue::dangerous_new_pre_encoded(name, value.to_owned(), value.to_owned())
}

/// What a server says may repeat the address that it refuses, or a part of it, in any words: its codes are kept and
/// nothing else. What could not be reached said nothing.
fn without_what_was_said(error: &lettre::transport::smtp::Error, said: String) -> String {
    let is_own = error.is_timeout() || error.is_tls() || error.is_client() || error.is_transport_shutdown();
    let has_answered = error.status().is_some() || error.is_response() || !is_own;
    if has_answered { codes(&said) } else { said }
}

/// Reply codes (RFC 5321, 4.2) and enhanced status codes (RFC 3463) in what a server said.
fn codes(said: &str) -> String {
    let is_code = |word: &&str| {
        let mut parts = word.split('.');
        let short = |part: &str| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some(code), None, ..) => {
                code.len() == 3 && short(code) && matches!(code.as_bytes()[0], b'2'..=b'5')
            }
            (Some(class), Some(subject), Some(detail), None) => {
                class.len() == 1 && short(class) && short(subject) && short(detail)
            }
            _ => false,
        }
    };
    let words = said.split(|c: char| c.is_whitespace() || "():;,-[]<>".contains(c)).filter(is_code);
    let mut codes: Vec<&str> = Vec::new();
    for word in words {
        if !codes.contains(&word) && codes.len() < 4 {
            codes.push(word);
        }
    }
    if codes.is_empty() { "no code".to_owned() } else { codes.join(" ") }
}

fn smtp(settings: &SmtpSettings) -> Result<AsyncSmtpTransport<Tokio1Executor>, SendError> {
    let server = |e: lettre::transport::smtp::Error| SendError::Server(e.to_string());
    let builder = match settings.security {
        SmtpSecurity::Tls => AsyncSmtpTransport::<Tokio1Executor>::relay(&settings.host).map_err(server)?,
        SmtpSecurity::Starttls => {
            AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(&settings.host).map_err(server)?
        }
        SmtpSecurity::None => AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&settings.host),
    };
    let builder = builder.port(settings.port).timeout(Some(PATIENCE));
    Ok(match (&settings.user, &settings.password) {
        (Some(user), Some(password)) => {
            builder.credentials(Credentials::new(user.clone(), password.expose_secret().to_owned())).build()
        }
        _ => builder.build(),
    })
}

#[cfg(test)]
mod tests {
    use lettre::Address;

    use crate::case::{RawSubmission, parse_contact};

    #[test]
    fn every_address_that_the_door_takes_is_one_for_the_mailer() {
        let long = |length: usize| format!("{}@yundu.example", "a".repeat(length));
        let typed = [
            "a@yundu.example".to_owned(),
            "o'brien_1%x+y@mail.yundu.example".to_owned(),
            "a..b@yundu.example".to_owned(),
            ".a@yundu.example".to_owned(),
            "a.@yundu.example".to_owned(),
            "a@例子.中国".to_owned(),
            "用户@例子.中国".to_owned(),
            "a@b_c.example".to_owned(),
            "a@1.2.3.4".to_owned(),
            format!("a@{}.example", "b".repeat(64)),
            long(64),
            long(65),
        ];
        let taken = typed.iter().filter_map(|email| {
            let contact = parse_contact(&RawSubmission { email: email.clone(), ..RawSubmission::default() });
            contact.ok().and_then(|contact| contact.email)
        });
        let taken: Vec<String> = taken.map(|email| email.reveal().to_owned()).collect();
        assert_eq!(taken.len(), 4, "{taken:?}");
        for email in taken {
            assert!(email.parse::<Address>().is_ok() && email.is_ascii(), "{email}");
        }
    }
}
