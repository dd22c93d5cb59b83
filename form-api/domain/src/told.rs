//! How a sender is told that there is something to read, and whether they still are.
//!
//! Deliberately absent: what the messages say (`mail`), and any message that is the only way to something: all stands on the
//! letter's own page.

use record::words;

words! {
    /// What carries a message to its reader.
    Carrier {
        /// E-mail.
        Mail => "mail",
        /// A text message, handed to the county's gateway.
        Sms => "sms",
    }
}

words! {
    /// How the sender of a letter wants to be told.
    ToldBy {
        /// By e-mail.
        Mail => "mail",
        /// By text message, where there is a gateway.
        Sms => "sms",
        /// Somebody calls them.
        Call => "call",
        /// They look for themselves, with number and code.
        Here => "here",
    }
}

words! {
    /// Whether the sender of a letter is told by mail.
    MailState {
        /// They are, if they left an address.
        On => "on",
        /// They want no more of it; they can have it again.
        Stopped => "stopped",
        /// Their mailbox does not take it (RFC 3463, class 5): staff call.
        Bounced => "bounced",
    }
}

/// What a mail system says of a mail that it could not hand over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounce {
    /// Three numbers with dots (RFC 3463, 2), as `5.1.1`.
    pub status: String,
}

impl Bounce {
    /// It will not be taken later either, so that nothing more is to be sent there.
    #[must_use]
    pub fn is_for_good(&self) -> bool {
        self.status.starts_with("5.")
    }

    /// The mailbox itself is not there (RFC 3463, 3.2), as a server says before it takes a mail. Other refusals may be about
    /// us, our server or this hour, and such a mail is tried again. 5.1.7 and 5.1.8 are about the address that sends.
    #[must_use]
    pub fn is_about_mailbox(&self) -> bool {
        matches!(self.status.as_str(), "5.1.1" | "5.1.2" | "5.1.3" | "5.1.6" | "5.1.10")
    }

    /// Finds the status in what a server said.
    #[must_use]
    pub fn find(said: &str) -> Option<Self> {
        said.split(|c: char| !(c.is_ascii_digit() || c == '.')).find_map(Self::parse)
    }

    /// Reads a status alone.
    #[must_use]
    pub fn parse(status: &str) -> Option<Self> {
        let parts: Vec<&str> = status.trim().split('.').collect();
        let is_number =
            |part: &&str| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        let is_status =
            parts.len() == 3 && matches!(parts[0], "2" | "4" | "5") && parts.iter().all(is_number);
        is_status.then(|| Self { status: parts.join(".") })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_found_in_what_a_server_said() {
        let found = |said: &str| Bounce::find(said).map(|bounce| bounce.status);
        assert_eq!(found("550 5.1.1 no such user").as_deref(), Some("5.1.1"));
        assert_eq!(found("permanent error (550): 5.7.1 relay denied").as_deref(), Some("5.7.1"));
        assert_eq!(found("554 from 10.0.0.1 refused"), None, "an address is no status");
        assert_eq!(found("421 busy"), None);
        assert_eq!(Bounce::parse("5.1"), None);
        assert_eq!(Bounce::parse("9.1.1"), None);
    }

    #[test]
    fn only_a_mailbox_that_is_not_there_ends_a_mail_before_it_went() {
        let about = |status: &str| Bounce::parse(status).expect("a status").is_about_mailbox();
        assert!(about("5.1.1") && about("5.1.10"));
        assert!(!about("5.1.8") && !about("5.7.1") && !about("4.1.1"));
        assert!(Bounce::parse("5.2.2").is_some_and(|bounce| bounce.is_for_good()));
        assert!(!Bounce::parse("4.4.7").is_some_and(|bounce| bounce.is_for_good()));
    }
}
