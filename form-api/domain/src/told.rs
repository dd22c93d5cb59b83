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
    NotifyBy {
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
        /// A mail to them came back: nothing more is sent there, and staff call.
        Bounced => "bounced",
    }
}

words! {
    /// What came of telling a sender in person what a message would have told them.
    CallOutcome {
        /// They were told.
        Told => "told",
        /// They left no number, or nobody answered again and again.
        NotReached => "not_reached",
    }
}

/// A message that has not gone after so many hours is told by a person, while it is tried further: the longest wait that still
/// ends on the day on which something was written.
pub const HELD_UP_HOURS: i64 = 2;

/// What a mail system says of a message that it will not hand over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounce {
    /// Three numbers with dots (RFC 3463, 2), as `5.1.1`; where a server gave none, its reply code, as `550`.
    status: String,
}

impl Bounce {
    /// The status, or the reply code.
    #[must_use]
    pub fn status(&self) -> &str {
        &self.status
    }

    /// A reply code of a mail server or of a gateway, where that is all that is known.
    #[must_use]
    pub fn of_code(code: u16) -> Self {
        Self { status: code.to_string() }
    }

    /// An address that no mail can be written to: bad destination mailbox address syntax.
    #[must_use]
    pub fn bad_address() -> Self {
        Self { status: "5.1.3".to_owned() }
    }

    /// Reads back what [`Bounce::status`] gave.
    #[must_use]
    pub fn read(status: &str) -> Option<Self> {
        let code = || status.parse().ok().filter(|_| status.len() == 3).map(Self::of_code);
        Self::parse(status).or_else(code)
    }

    /// Some report said that a message failed, and nothing of why.
    #[must_use]
    pub fn unexplained() -> Self {
        Self { status: "5.0.0".to_owned() }
    }

    /// From what a server says when it refuses a mail for good (reply codes 5yz): it is the mailbox that does not take it.
    /// None for all that may be about us or our server: such a mail is tried again.
    ///
    /// RFC 3463: 5.1.x is about the address, but 5.1.7 and 5.1.8 about the one that sends; 5.2.x is about the mailbox (closed,
    /// full); 5.4.1 and 5.4.4 are what large providers say of addresses and domains that they do not know. RFC 5321, 4.2.3:
    /// without such a status 550 to 553 say the same.
    #[must_use]
    pub fn of_refusal(said: &str) -> Option<Self> {
        let status = Self::find(said).filter(|bounce| bounce.status.starts_with('5'));
        match status {
            Some(bounce) if bounce.status != "5.0.0" => bounce.is_about_mailbox().then_some(bounce),
            _ => {
                let is_code = |word: &&str| word.len() == 3 && word.bytes().all(|b| b.is_ascii_digit());
                let code = said.split(|c: char| !c.is_ascii_alphanumeric()).find(is_code)?;
                matches!(code, "550" | "551" | "552" | "553").then(|| Self { status: code.to_owned() })
            }
        }
    }

    fn is_about_mailbox(&self) -> bool {
        let detail = |class| self.status.strip_prefix(class);
        detail("5.1.").is_some_and(|detail| !matches!(detail, "7" | "8"))
            || detail("5.2.").is_some()
            || detail("5.4.").is_some_and(|detail| matches!(detail, "1" | "4"))
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
    fn only_a_mailbox_that_takes_nothing_ends_a_mail_before_it_went() {
        let about = |said: &str| Bounce::of_refusal(said).map(|bounce| bounce.status);
        for (said, status) in [
            ("permanent error (550): 5.1.1 no such user", "5.1.1"),
            ("permanent error (550): 5.1.10 <a@b.example>: unknown", "5.1.10"),
            ("permanent error (550): 5.2.1 mailbox disabled", "5.2.1"),
            ("permanent error (552): 5.2.2 over quota", "5.2.2"),
            ("permanent error (550): 5.4.1 Recipient address rejected: Access denied", "5.4.1"),
            ("permanent error (550): User not found", "550"),
            ("permanent error (550): 5.0.0 rejected", "550"),
            ("permanent error (552): too much mail", "552"),
            ("permanent error (553): no such address", "553"),
        ] {
            assert_eq!(about(said).as_deref(), Some(status), "{said}");
        }
        for said in [
            "permanent error (550): 5.1.8 the sender has no such domain",
            "permanent error (550): 5.7.1 blocked",
            "permanent error (554): 5.7.1 relay access denied",
            "permanent error (554): no reason",
            "permanent error (535): wrong password",
        ] {
            assert_eq!(about(said), None, "{said}");
        }
    }
}
