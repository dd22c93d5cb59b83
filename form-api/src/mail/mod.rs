//! Mail to residents: what it says (`message`), how it leaves (`transport`), and the worker that empties the outbox.
//!
//! A mail says that something is to be read and where; it never holds the letter, the answer, a name or a query code.
//! Deliberately absent: sending inside a request or a transaction.

mod message;
mod transport;
mod worker;

pub use message::{Letterhead, Mail, Mails, Message};
pub use transport::{Delivery, SendError, SmtpSecurity, SmtpSettings, Transport};
pub use worker::{deliver_due, run_worker};
