//! The settings file: read once, handed down as small structs. Paths in it are relative to the file itself, so nothing
//! depends on the folder from which the program is started. Deliberately absent: defaults for secrets.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::case::{Limits, VisitQuota};
use crate::mail::{Delivery, SmtpSettings, WebhookSettings};
use crate::public_url::PublicUrl;

/// Everything that `serve` needs to know.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where it listens and how it is reached.
    pub server: ServerSettings,
    /// Folders and files.
    pub paths: PathSettings,
    /// The database.
    #[serde(default)]
    pub database: DatabaseSettings,
    /// Outgoing mail.
    pub mail: MailSettings,
    /// The county's gateway for text messages; none: nobody is told by text message.
    #[serde(default)]
    pub webhook: Option<WebhookSettings>,
    /// Time limits.
    #[serde(default)]
    pub limits: Limits,
    /// Sessions of staff.
    #[serde(default)]
    pub sessions: SessionSettings,
    /// Against machines that send letters.
    #[serde(default)]
    pub abuse: AbuseSettings,
    /// Who reads reports.
    #[serde(default)]
    pub reports: ReportSettings,
    /// What a second person looks at.
    #[serde(default)]
    pub review: ReviewSettings,
    /// Who watches the service.
    #[serde(default)]
    pub monitor: MonitorSettings,
    /// 走访: how many households are to be visited in a month; what is not set is told to nobody.
    #[serde(default)]
    pub survey: VisitQuota,
}

/// Where it listens and how it is reached.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerSettings {
    /// Address and port.
    pub bind: SocketAddr,
    /// The address that residents type, with its path; `https:` but on a loopback address.
    pub public_url: PublicUrl,
    /// The proxy whose `X-Forwarded-For` is believed; none is "no proxy".
    pub trusted_proxy: Option<IpAddr>,
}

/// Folders and files.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PathSettings {
    /// What the township says: `site.toml`, units, cards, policies, …
    pub content: PathBuf,
    /// The theme.
    pub theme: PathBuf,
    /// Database, key file, replies and mail: private.
    pub data: PathBuf,
    /// The finished site: public.
    pub site: PathBuf,
    /// The key file of the outbox worker; none is `mail-key` in the data folder.
    #[serde(default)]
    pub mail_key: Option<PathBuf>,
    /// The withdrawal log, best on another disk than the data folder; none is `withdrawals` in it.
    #[serde(default)]
    pub withdrawals: Option<PathBuf>,
}

impl PathSettings {
    /// The key file.
    #[must_use]
    pub fn keys(&self) -> PathBuf {
        self.data.join("keys")
    }

    /// The key file that sends mail.
    #[must_use]
    pub fn mail_key(&self) -> PathBuf {
        self.mail_key.clone().unwrap_or_else(|| self.data.join("mail-key"))
    }

    /// The withdrawal log.
    #[must_use]
    pub fn withdrawals(&self) -> PathBuf {
        self.withdrawals.clone().unwrap_or_else(|| self.data.join("withdrawals"))
    }

    /// The embedded database.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.data.join("lianxin.db")
    }

    /// Public replies as content records, written by this program alone.
    #[must_use]
    pub fn replies(&self) -> PathBuf {
        self.data.join("replies")
    }

    /// Files that came with letters, sealed.
    #[must_use]
    pub fn attachments(&self) -> PathBuf {
        self.data.join("attachments")
    }

    /// Mails as files, when no server is configured.
    #[must_use]
    pub fn mail(&self) -> PathBuf {
        self.data.join("mail")
    }
}

/// The database.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseSettings {
    /// `sqlite:PATH` or `postgres://…`; none is the embedded one in the data folder.
    pub url: Option<String>,
}

/// Outgoing mail.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailSettings {
    /// `Name <address>`.
    pub from: String,
    /// The server; none writes `.eml` files into the data folder.
    pub smtp: Option<SmtpSettings>,
    /// Who sends.
    #[serde(default)]
    pub worker: MailWorker,
    /// Seconds until a message that could not be sent is tried again; the wait doubles from try to try, up to an hour.
    #[serde(default = "retry_seconds")]
    pub retry_seconds: u32,
}

const fn retry_seconds() -> u32 {
    60
}

/// Who empties the outbox.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum MailWorker {
    /// The service itself, which then holds the mail key.
    #[default]
    Inside,
    /// `form-api mail-worker`, a process of its own; the service never reads the mail key.
    Apart,
}

/// Sessions of staff.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SessionSettings {
    /// A session that is not used for this many minutes ends.
    pub idle_minutes: u32,
    /// Every session ends after this many hours.
    pub hours: u32,
}

impl Default for SessionSettings {
    fn default() -> Self {
        Self { idle_minutes: 30, hours: 12 }
    }
}

/// Who reads reports (举报).
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReportSettings {
    /// Sign-in names of the first readers, of the discipline line. Without one no report is taken in.
    pub first_readers: Vec<String>,
}

/// What a second person looks at, beside answers and publications.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReviewSettings {
    /// That a letter is not taken up (不予受理).
    pub declines: bool,
}

impl Default for ReviewSettings {
    fn default() -> Self {
        Self { declines: true }
    }
}

/// Who watches the service.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MonitorSettings {
    /// Who is written to each morning when something waits, failed or was lost, and each Monday all the same; none: nobody.
    pub mail_to: Option<String>,
    /// A file that holds the word with which `/readyz` and `/metrics` answer to another machine; none: this machine alone.
    pub token_file: Option<PathBuf>,
}

/// Against machines that send letters.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AbuseSettings {
    /// The form asks the browser for a proof of work. Who has no scripts sends all the same.
    pub proof_of_work: bool,
    /// A letter whose score is this or more is turned away; none: it is only remarked on.
    pub refuse_from: Option<u32>,
    /// Seconds that a form may take to arrive.
    pub form_seconds: u32,
    /// Addresses to which the limits by address do not apply: the counter's computers, another site of the county, a
    /// measurement. The limits by letter number and by text stay.
    pub trusted_addresses: Vec<IpAddr>,
}

impl Default for AbuseSettings {
    fn default() -> Self {
        Self { proof_of_work: false, refuse_from: None, form_seconds: 30, trusted_addresses: Vec::new() }
    }
}

/// Why settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file cannot be read.
    #[error("{0}: {1}")]
    Io(PathBuf, std::io::Error),
    /// The file is not what it should be; the text names line and key.
    #[error("{0}: {1}")]
    Form(PathBuf, toml::de::Error),
    /// Plain HTTP beyond this machine would send pass phrases in clear.
    #[error("server.public_url must start with https:// (plain http:// only on a loopback address)")]
    PlainHttp,
    /// What is written to nobody is read by nobody.
    #[error("monitor.mail_to must be an address, such as admin@yundu.example")]
    MailTo,
    /// A telephone number would cross the net in clear.
    #[error("webhook.url must start with https:// (plain http:// only on a loopback address)")]
    PlainWebhook,
}

impl Settings {
    /// Reads a settings file.
    ///
    /// # Errors
    /// [`SettingsError`] with the file, and the line where there is one.
    pub fn load(file: &Path) -> Result<Self, SettingsError> {
        let text =
            std::fs::read_to_string(file).map_err(|error| SettingsError::Io(file.to_owned(), error))?;
        let mut settings: Self =
            toml::from_str(&text).map_err(|error| SettingsError::Form(file.to_owned(), error))?;
        let folder = file.parent().unwrap_or(Path::new("."));
        let paths = &mut settings.paths;
        let own = [&mut paths.content, &mut paths.theme, &mut paths.data, &mut paths.site];
        let others = [&mut paths.mail_key, &mut paths.withdrawals, &mut settings.monitor.token_file];
        let webhook = settings.webhook.as_mut().map(|webhook| &mut webhook.secret_file);
        for path in own.into_iter().chain(others.into_iter().flatten()).chain(webhook) {
            *path = folder.join(&*path);
        }
        settings.check()?;
        Ok(settings)
    }

    /// Checks what the form of the file alone does not show.
    ///
    /// # Errors
    /// [`SettingsError::PlainHttp`], [`SettingsError::PlainWebhook`], [`SettingsError::MailTo`].
    pub fn check(&self) -> Result<(), SettingsError> {
        let plain = !self.server.public_url.is_https();
        if plain && !self.server.bind.ip().is_loopback() {
            return Err(SettingsError::PlainHttp);
        }
        let is_safe = |url: &str| {
            let at_home = ["http://127.0.0.1", "http://[::1]", "http://localhost"];
            url.starts_with("https://")
                || at_home.iter().any(|home| {
                    url.strip_prefix(home).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
                })
        };
        if self.webhook.as_ref().is_some_and(|webhook| !is_safe(&webhook.url)) {
            return Err(SettingsError::PlainWebhook);
        }
        if self.monitor.mail_to.as_ref().is_some_and(|to| to.parse::<lettre::Address>().is_err()) {
            return Err(SettingsError::MailTo);
        }
        Ok(())
    }

    /// Cookies carry `__Host-` and `Secure`: everywhere but on plain HTTP at a loopback address.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.server.public_url.is_https()
    }

    /// The database address.
    #[must_use]
    pub fn database_url(&self) -> String {
        self.database.url.clone().unwrap_or_else(|| format!("sqlite:{}", self.paths.database().display()))
    }

    /// Where mail goes.
    #[must_use]
    pub fn delivery(&self) -> Delivery {
        match &self.mail.smtp {
            Some(smtp) => Delivery::Smtp(smtp.clone()),
            None => Delivery::Folder(self.paths.mail()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_file_is_read_and_its_paths_are_relative_to_it() {
        let file = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/settings.example.toml"));
        let settings = Settings::load(file).expect("the example is sound");
        assert!(settings.paths.data.starts_with(env!("CARGO_MANIFEST_DIR")));
        assert!(settings.is_https());
    }

    #[test]
    fn plain_http_beyond_this_machine_is_refused() {
        let file = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/settings.example.toml"));
        let mut settings = Settings::load(file).expect("the example is sound");
        settings.server.public_url = "http://www.yundu.example/hexi/".parse().expect("an address");
        settings.server.bind = "0.0.0.0:8080".parse().expect("an address");
        assert!(matches!(settings.check(), Err(SettingsError::PlainHttp)));
    }

    #[test]
    fn who_is_written_to_in_the_morning_has_an_address() {
        let file = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/settings.example.toml"));
        let mut settings = Settings::load(file).expect("the example is sound");
        for (to, is_taken) in
            [("admin@yundu.example", true), ("admin", false), ("a <a@yundu.example>", false), ("", false)]
        {
            settings.monitor.mail_to = Some(to.to_owned());
            assert_eq!(settings.check().is_ok(), is_taken, "{to}");
        }
    }

    #[test]
    fn a_gateway_is_reached_by_tls_or_on_this_machine() {
        let file = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/settings.example.toml"));
        let mut settings = Settings::load(file).expect("the example is sound");
        let mut is_taken = |url: &str| {
            settings.webhook = Some(WebhookSettings { url: url.to_owned(), secret_file: PathBuf::new() });
            settings.check().is_ok()
        };
        assert!(is_taken("https://sms.yundu.example/in") && is_taken("http://127.0.0.1:9000/in"));
        assert!(!is_taken("http://sms.yundu.example/in") && !is_taken("http://127.0.0.1.yundu.example/in"));
    }
}
