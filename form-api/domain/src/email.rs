//! Addresses for mail, in the one form in which they are kept and written to.
//!
//! What is taken here is what the mailer takes: the same parser (`email_address`, which lettre asks too), so that no letter
//! waits for a mail that can never be written. A domain in Chinese is kept in its ASCII form (IDNA), which every server takes. A
//! mailbox name in Chinese needs a server that speaks SMTPUTF8 all the way, and is refused with a sentence of its own
//! (docs/decisions). Deliberately absent: whether the mailbox exists.

use email_address::EmailAddress;
use unicode_normalization::UnicodeNormalization;

use super::submission::is_unseen;

/// RFC 5321 4.5.3.1.3: a path is at most 256 octets with its brackets.
const MOST: usize = 254;

/// Why something is no address that mail can go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EmailFault {
    /// It has not the form of one.
    Malformed,
    /// The name before the @ is not in ASCII.
    NotAscii,
}

/// Reads an address as people type it: full-width signs, marks that are not seen, and what stands around an address that was
/// copied are fine.
pub(super) fn read(typed: &str) -> Result<String, EmailFault> {
    if typed.len() > 4 * MOST {
        return Err(EmailFault::Malformed);
    }
    let plain: String = typed.nfkc().filter(|c| !is_unseen(*c)).collect();
    let plain =
        plain.rsplit_once('<').map_or(plain.as_str(), |(_, rest)| rest.split('>').next().unwrap_or(rest));
    let around = |c: char| c.is_whitespace() || "<>()[]\"'“”‘’《》「」,;，；。、".contains(c);
    let plain = plain.trim_matches(around).trim_end_matches(|c| around(c) || c == '.');
    let plain = plain.strip_prefix("mailto:").unwrap_or(plain);
    let (mailbox, domain) = plain.rsplit_once('@').ok_or(EmailFault::Malformed)?;
    let domain = idna::domain_to_ascii(domain).map_err(|_| EmailFault::Malformed)?;
    if !is_domain(&domain) {
        return Err(EmailFault::Malformed);
    }
    let is_word = |c: char| c.is_alphanumeric() || c.is_ascii_graphic();
    if !mailbox.is_ascii() && mailbox.chars().all(|c| is_word(c) && c != '@') {
        return Err(EmailFault::NotAscii);
    }
    let is_plain = |c: char| c.is_ascii_graphic() && !"<>()[],;:\\\"@".contains(c);
    let address = format!("{mailbox}@{domain}");
    let fits = mailbox.chars().all(is_plain)
        && EmailAddress::is_valid_local_part(mailbox)
        && EmailAddress::is_valid_domain(&domain)
        && address.len() <= MOST;
    if fits { Ok(address) } else { Err(EmailFault::Malformed) }
}

/// Names with dots between them, of letters, digits and dashes (RFC 1123, 2.1), and the last one no number.
fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let mut labels = domain.rsplit('.');
    let last = labels.next().unwrap_or_default();
    is_label(last)
        && last.bytes().any(|b| b.is_ascii_alphabetic())
        && labels.clone().next().is_some()
        && labels.all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_kept_in_the_form_in_which_it_is_written_to() {
        for (typed, kept) in [
            ("a@yundu.example", "a@yundu.example"),
            ("a.b+c@mail.yundu.example", "a.b+c@mail.yundu.example"),
            ("12345@qq.example", "12345@qq.example"),
            ("A.b@Yundu.Example", "A.b@yundu.example"),
            ("ａ＠ｙｕｎｄｕ．ｅｘａｍｐｌｅ", "a@yundu.example"),
            ("\u{202A}a@yundu.example\u{202C}", "a@yundu.example"),
            ("a@yundu.example。", "a@yundu.example"),
            ("<a@yundu.example>", "a@yundu.example"),
            ("王先生 <a@yundu.example>", "a@yundu.example"),
            ("mailto:a@yundu.example", "a@yundu.example"),
            ("a@例子.中国", "a@xn--fsqu00a.xn--fiqs8s"),
            ("a@例子。中国", "a@xn--fsqu00a.xn--fiqs8s"),
        ] {
            assert_eq!(read(typed).as_deref(), Ok(kept), "{typed}");
            assert!(kept.parse::<EmailAddress>().is_ok(), "{kept}");
        }
    }

    #[test]
    fn what_the_mailer_cannot_write_to_is_no_address() {
        let long = format!("{}@yundu.example", "a".repeat(65));
        let long_label = format!("a@{}.example", "b".repeat(64));
        for typed in [
            "",
            "a",
            "a@b",
            "@b.c",
            "a b@c.d",
            "a@b..c",
            "a@-b.c",
            "a@b-.c",
            "a..b@yundu.example",
            ".a@yundu.example",
            "a.@yundu.example",
            "a@@yundu.example",
            "a@b.c\r\nBcc: x@y.z",
            "a@1.2.3.4",
            "a@[1.2.3.4]",
            "\"a b\"@b.example",
            "a@b_c.example",
            "a,b@b.example",
            "a@b.example,c@d.example",
            "a@b.example c@d.example",
            &long,
            &long_label,
        ] {
            assert_eq!(read(typed), Err(EmailFault::Malformed), "{typed}");
        }
        assert_eq!(read("用户@例子.中国"), Err(EmailFault::NotAscii));
        assert_eq!(read("用户@yundu.example"), Err(EmailFault::NotAscii));
        assert!(read(&format!("{}@yundu.example", "a".repeat(64))).is_ok());
    }
}
