//! Addresses for mail, in the one form in which they are kept and written to.
//!
//! What is taken here is what the mailer takes: the same parser (`email_address`, which lettre asks too), so that no letter
//! waits for a mail that can never be written. A domain in Chinese is kept in its ASCII form (IDNA), which every server takes. A
//! mailbox name in Chinese needs a server that speaks SMTPUTF8 all the way, and is refused with a sentence of its own
//! (docs/decisions). Deliberately absent: whether the mailbox exists.

use email_address::EmailAddress;
use unicode_normalization::UnicodeNormalization;

use super::submission::{is_dash, is_unseen};

/// RFC 5321 4.5.3.1.3: a path is at most 256 octets with its brackets.
const MOST: usize = 254;

/// What people write before an address.
const LABELS: [&str; 6] = ["email", "e-mail", "mail", "mailto", "qq", ""];

/// Why something is no address that mail can go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EmailFault {
    /// It has not the form of one.
    Malformed,
    /// The name before the @ is not in ASCII.
    NotAscii,
}

/// Reads an address as people type it: full-width signs, other dashes, marks that are not seen, and words around it are fine.
/// Only one address is taken, and of its domain only what can be one: a word that is written on (`a@yundu.example张三`) would
/// make another domain of it.
pub(super) fn read(typed: &str) -> Result<String, EmailFault> {
    if typed.len() > 4 * MOST {
        return Err(EmailFault::Malformed);
    }
    let plain: String = typed
        .nfkc()
        .filter(|c| !is_unseen(*c) || c.is_whitespace())
        .map(|c| if is_dash(c) && !c.is_ascii() { '-' } else { c })
        .collect();
    let plain =
        plain.rsplit_once('<').map_or(plain.as_str(), |(_, rest)| rest.split('>').next().unwrap_or(rest));
    let mut sides = plain.split('@');
    let (Some(before), Some(after), None) = (sides.next(), sides.next(), sides.next()) else {
        return Err(EmailFault::Malformed);
    };
    let mailbox = read_mailbox(before)?;
    let domain = idna::domain_to_ascii(read_domain(after)?).map_err(|_| EmailFault::Malformed)?;
    let address = format!("{mailbox}@{domain}");
    let fits = is_domain(&domain)
        && EmailAddress::is_valid_local_part(mailbox)
        && EmailAddress::is_valid_domain(&domain)
        && address.len() <= MOST;
    if fits { Ok(address) } else { Err(EmailFault::Malformed) }
}

/// What may stand beside an address.
fn is_beside(c: char) -> bool {
    c.is_whitespace() || "<>()[]\"'“”‘’《》「」,;:。、".contains(c)
}

/// The name before the @; what stands before that is a word for what it is, or nothing.
fn read_mailbox(before: &str) -> Result<&str, EmailFault> {
    let begin =
        before.rfind(is_beside).map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    let (label, mailbox) = before.split_at(begin);
    let is_label = |word: &str| {
        let is_usual = LABELS.iter().any(|usual| word.eq_ignore_ascii_case(usual));
        is_usual || word.chars().all(|c| c.is_alphanumeric() && !c.is_ascii())
    };
    if !label.split(is_beside).all(is_label) {
        return Err(EmailFault::Malformed);
    }
    let is_word = |c: char| c.is_alphanumeric() || c.is_ascii_graphic();
    if !mailbox.is_ascii() && mailbox.chars().all(is_word) {
        return Err(EmailFault::NotAscii);
    }
    let is_plain = |c: char| c.is_ascii_graphic() && c != '\\';
    if mailbox.chars().all(is_plain) { Ok(mailbox) } else { Err(EmailFault::Malformed) }
}

/// The domain behind the @, without the words that follow it.
fn read_domain(after: &str) -> Result<&str, EmailFault> {
    // The full stop of a sentence is a dot in a domain in Chinese, and ends any other.
    let mut last = ' ';
    let ends = |c: char| {
        let is_dot = c == '.' || (c == '。' && is_han(last));
        last = c;
        !(c.is_ascii_alphanumeric() || is_han(c) || c == '-' || is_dot)
    };
    let end = after.find(ends).unwrap_or(after.len());
    let (mut domain, rest) = after.split_at(end);
    if !rest.chars().next().is_none_or(is_beside) {
        return Err(EmailFault::Malformed);
    }
    // No last name has both kinds of letters: a word begins where the second kind does.
    let top = domain.trim_end_matches(['.', '。']).rsplit(['.', '。']).next().unwrap_or_default();
    if top.starts_with(|c: char| c.is_ascii_alphabetic())
        && let Some(words) = top.find(is_han)
        && let Some(begin) = domain.rfind(top)
    {
        domain = &domain[..begin + words];
    }
    Ok(domain.trim_end_matches(['.', '。', '-']))
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Names with dots between them, of letters, digits and dashes (RFC 1123, 2.1), and the last one of letters alone (RFC 3696, 2).
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
        && (last.starts_with("xn--") || last.bytes().all(|b| b.is_ascii_alphabetic()))
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
            ("a@yundu.example张三", "a@yundu.example"),
            ("a@yundu.example工作邮箱", "a@yundu.example"),
            ("a@yundu.example\n工作邮箱", "a@yundu.example"),
            ("a@yundu.example（工作）", "a@yundu.example"),
            ("a@yundu.example。谢谢", "a@yundu.example"),
            ("a@x\u{2011}y.example", "a@x-y.example"),
            ("a\u{2013}b@yundu.example", "a-b@yundu.example"),
            ("邮箱：a@yundu.example", "a@yundu.example"),
            ("我的邮箱 a@yundu.example", "a@yundu.example"),
            ("Email: a@yundu.example", "a@yundu.example"),
            ("Mailto:a@yundu.example", "a@yundu.example"),
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
            "a@qq.\u{441}om",
            "a@q\u{51B}.example",
            "a@qq.com\u{2011}cn",
            "a@b.example1",
            "a@",
            "a@。",
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
