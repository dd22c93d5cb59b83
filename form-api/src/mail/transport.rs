//! How a mail leaves: through an SMTP server, or into a folder of `.eml` files, which is the embedded default.
//! Deliberately absent: retries (the outbox has them) and any log line with an address or a text.

use std::path::PathBuf;
use std::time::Duration;

use lettre::message::header::ContentType;
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use crate::case::Personal;

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

/// Why a mail did not leave. It stays in the outbox.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The address or the sender is not one.
    #[error("not an address")]
    Address,
    /// It was sealed to another mail key than this worker has.
    #[error("sealed to another mail key")]
    OtherKey,
    /// The server took too long.
    #[error("the mail server did not answer in time")]
    TimedOut,
    /// The server refused or could not be reached. The text is the server's own; it is shown to administrators.
    #[error("{0}")]
    Server(String),
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

    /// Sends one mail.
    ///
    /// # Errors
    /// [`SendError`]; the mail may be tried again.
    pub async fn send(&self, id: &str, to: &Personal, subject: &str, body: &str) -> Result<(), SendError> {
        let domain = self.from.email.domain();
        let message = lettre::Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to.reveal().parse().map_err(|_| SendError::Address)?))
            .subject(subject)
            // The same id on every try: a server that took the mail and lost the line can tell it is the same one.
            .message_id(Some(format!("<{id}@{domain}>")))
            .multipart(
                MultiPart::mixed()
                    .singlepart(SinglePart::builder().header(ContentType::TEXT_PLAIN).body(body.to_owned())),
            )
            .map_err(|_| SendError::Address)?;
        let sending = async {
            match &self.way {
                Way::Folder(way) => {
                    way.send(message).await.map(drop).map_err(|e| SendError::Server(e.to_string()))
                }
                Way::Smtp(way) => {
                    way.send(message).await.map(drop).map_err(|e| SendError::Server(e.to_string()))
                }
            }
        };
        tokio::time::timeout(PATIENCE, sending).await.map_err(|_| SendError::TimedOut)?
    }
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
