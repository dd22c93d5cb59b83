//! Messages to residents: what they say (`message`), how they leave (`transport` for mail, `webhook` for text messages),
//! and reports of mail that came back (`dsn`). When they leave is said by `outbox`.
//!
//! A message says that something is to be read and where; it never holds the letter, the answer, a name or a query code.
//! Deliberately absent: sending inside a request or a transaction.

mod dsn;
mod message;
mod transport;
mod webhook;

pub use dsn::{Report, ReportFault, read_report};
pub use message::{Letterhead, Mail, Mails, Message};
pub use transport::{Delivery, SendError, SmtpSecurity, SmtpSettings, Transport};
pub(crate) use webhook::Sms;
pub use webhook::{Webhook, WebhookSettings};
