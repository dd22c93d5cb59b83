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

/// What people write before an address, or behind it.
const LABELS: [&str; 6] = ["email", "e-mail", "mail", "mailto", "qq", ""];

/// Words that may be written onto an address without a blank: `邮箱a@yundu.example`.
const WRITTEN_ON: [&str; 6] = ["邮箱", "邮箱是", "邮箱为", "邮件", "邮址", "电邮"];

/// Last names that are kept for examples and trials (RFC 2606): no letter's way ends there.
const RESERVED: [&str; 3] = ["example", "invalid", "test"];

/// Why something is no address that mail can go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EmailFault {
    /// It has not the form of one.
    Malformed,
    /// The name before the @ is not in ASCII.
    NotAscii,
}

/// Reads an address as people type it: full-width signs, other dashes, marks that are not seen, and words around it are fine.
///
/// Only one address is taken, and all of it: what stands behind it is words where it can be nothing else. Anything that could
/// belong to the address is in doubt (`a@yundu.example。cn`), for without it mail would go to somebody else.
pub(super) fn read(typed: &str) -> Result<String, EmailFault> {
    if typed.len() > 4 * MOST {
        return Err(EmailFault::Malformed);
    }
    let plain: String = typed.nfkc().filter(|c| !is_unseen(*c) || c.is_control()).map(plain).collect();
    let mut sides = plain.split('@');
    let (Some(before), Some(after), None) = (sides.next(), sides.next(), sides.next()) else {
        return Err(EmailFault::Malformed);
    };
    // In `Name <address>` a name, and the sign that closes it: else the bracket may be a slip within the address.
    let mailbox = match before.rsplit_once('<') {
        Some((name, mailbox)) if name.ends_with([' ', '"']) || name.is_empty() || after.contains('>') => {
            mailbox
        }
        Some(_) => return Err(EmailFault::Malformed),
        None => before,
    };
    let mailbox = read_mailbox(mailbox)?;
    // What a link says beside its address is a subject (RFC 6068).
    let is_link = before.trim_start().to_ascii_lowercase().starts_with("mailto:");
    let after = if is_link { after.split('?').next().unwrap_or_default() } else { after };
    let domain = idna::domain_to_ascii(read_domain(after)?).map_err(|_| EmailFault::Malformed)?;
    let address = format!("{mailbox}@{domain}");
    let fits = is_domain(&domain)
        && EmailAddress::is_valid_local_part(mailbox)
        && EmailAddress::is_valid_domain(&domain)
        && address.len() <= MOST;
    if fits { Ok(address) } else { Err(EmailFault::Malformed) }
}

/// One kind of blank and of dash.
fn plain(c: char) -> char {
    match c {
        c if c.is_control() || c.is_whitespace() => ' ',
        c if is_dash(c) && !c.is_ascii() => '-',
        c => c,
    }
}

/// What may stand beside an address.
fn is_beside(c: char) -> bool {
    c.is_whitespace() || "<>()[]\"“”‘’《》「」,;:。、".contains(c)
}

/// What may follow it; some of these signs may also stand in the name before the @.
fn may_follow(c: char) -> bool {
    is_beside(c) || "'!?/|".contains(c)
}

/// A word for what an address is, in any language: `QQ邮箱`.
fn is_label(word: &str) -> bool {
    let latin: String = word.chars().filter(char::is_ascii).collect();
    let is_usual = LABELS.iter().any(|usual| latin.eq_ignore_ascii_case(usual));
    is_usual && word.chars().all(|c| c.is_alphanumeric() || c == '-')
}

/// A word before an address; there it may also name whose service it is: `163邮箱`.
fn is_label_before(word: &str) -> bool {
    let is_named =
        WRITTEN_ON.iter().any(|usual| word.ends_with(usual)) && word.chars().all(char::is_alphanumeric);
    is_label(word) || is_named
}

/// The number of a list's entry: `1.`
fn is_ordinal(word: &str) -> bool {
    let digits = word.strip_suffix('.').unwrap_or_default();
    matches!(digits.len(), 1 | 2) && digits.bytes().all(|b| b.is_ascii_digit())
}

/// The name before the @; what stands before that is a word for what it is, or nothing.
fn read_mailbox(before: &str) -> Result<&str, EmailFault> {
    let begin = before.rfind(is_beside).map_or(0, |at| after_char(before, at));
    let (label, mailbox) = before.split_at(begin);
    let mailbox = mailbox.trim_start_matches('\'');
    if !label.split(is_beside).all(|word| is_label_before(word) || is_ordinal(word)) {
        return Err(EmailFault::Malformed);
    }
    // "mail。zhang@…" may be a word for what it is, or a dot that a Chinese keyboard gave.
    let word = label.trim_end_matches(['。', '.', '，', ',', '、']);
    if word.len() < label.len() && word.ends_with(|c: char| c.is_ascii_alphanumeric()) {
        return Err(EmailFault::Malformed);
    }
    let words_end = mailbox.rfind(is_han).map_or(0, |at| after_char(mailbox, at));
    let (words, rest) = mailbox.split_at(words_end);
    let mailbox = if WRITTEN_ON.iter().any(|usual| words.ends_with(usual)) { rest } else { mailbox };
    let is_word = |c: char| c.is_alphanumeric() || c.is_ascii_graphic();
    if !mailbox.is_ascii() && mailbox.chars().all(is_word) {
        return Err(EmailFault::NotAscii);
    }
    let is_plain = |c: char| c.is_ascii_graphic() && c != '\\';
    if mailbox.chars().all(is_plain) { Ok(mailbox) } else { Err(EmailFault::Malformed) }
}

/// Where the character ends that begins there.
fn after_char(text: &str, at: usize) -> usize {
    at + text[at..].chars().next().map_or(0, char::len_utf8)
}

/// The domain behind the @, where what follows it leaves no doubt.
fn read_domain(after: &str) -> Result<&str, EmailFault> {
    let is_of_domain = |c: char| c.is_ascii_alphanumeric() || is_han(c) || "-.。".contains(c);
    let end = after.find(|c| !is_of_domain(c)).unwrap_or(after.len());
    let (run, rest) = after.split_at(end);
    let domain = without_words(run).trim_end_matches(DOTS).trim_end_matches('-');
    // Two kinds of dots: one of them ends a sentence, or was typed by mistake, and nobody knows which.
    let is_mixed = domain.contains('.') && domain.contains('。');
    if are_words(rest) && !is_mixed { Ok(domain) } else { Err(EmailFault::Malformed) }
}

/// A dot, and the full stop that a Chinese keyboard gives in its place.
const DOTS: [char; 2] = ['.', '。'];

/// A domain without the Chinese words that are written onto it: behind a last name in Latin letters there can be no other kind,
/// unless a dot stands between the two.
fn without_words(run: &str) -> &str {
    let latin_end = run.rfind(|c: char| c.is_ascii_alphanumeric()).map_or(0, |at| at + 1);
    let (latin, words) = run.split_at(latin_end);
    // A full stop is also a dot: "mail。例子。中国".
    let has_last_name = words.split(DOTS).skip(1).any(is_last_name);
    let are_words = !words.starts_with('.') && !has_last_name;
    if !latin.is_empty() && are_words { latin } else { run }
}

/// Whether what follows an address can be nothing but words: a sign stands between, and no Latin letters come next.
fn are_words(rest: &str) -> bool {
    let words = rest.trim_start_matches(may_follow);
    let next = words.split(may_follow).next().unwrap_or_default();
    let is_clear = !next.contains(|c: char| c.is_ascii_alphabetic()) || is_label(next);
    rest.is_empty() || words.len() < rest.len() && is_clear
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// A last name under which there can be a mailbox (IANA's root zone).
fn is_last_name(label: &str) -> bool {
    let Ok(label) = idna::domain_to_ascii(label) else { return false };
    tld::exist(&label) || RESERVED.contains(&label.as_str())
}

/// Names with dots between them, of letters, digits and dashes (RFC 1123, 2.1), and the last one of those that there are: words
/// written onto an address make one that nobody has (`a@yundu.exampleemail`).
fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let mut labels = domain.rsplit('.');
    let last = labels.next().unwrap_or_default();
    is_last_name(last) && labels.clone().next().is_some() && labels.all(is_label)
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
            ("'o'brien_1%x+y@mail.yundu.example'", "o'brien_1%x+y@mail.yundu.example"),
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
            ("a@mail。例子。中国", "a@mail.xn--fsqu00a.xn--fiqs8s"),
            ("a@yundu。example", "a@yundu.example"),
            ("a@yundu.example\t张三", "a@yundu.example"),
            ("a@yundu.example\u{0}", "a@yundu.example"),
            ("a@yundu.example——张三的", "a@yundu.example"),
            ("a@yundu.example 8点以后看", "a@yundu.example"),
            ("a@yundu.example（QQ邮箱）", "a@yundu.example"),
            ("a@yundu.example！", "a@yundu.example"),
            ("a@yundu.example/", "a@yundu.example"),
            ("mailto:a@yundu.example?subject=x", "a@yundu.example"),
            ("John Smith <a@yundu.example>", "a@yundu.example"),
            ("QQ邮箱 a@yundu.example", "a@yundu.example"),
            ("qq邮箱：a@yundu.example", "a@yundu.example"),
            ("163邮箱：a@yundu.example", "a@yundu.example"),
            ("邮箱a@yundu.example", "a@yundu.example"),
            ("我的邮箱是a@yundu.example", "a@yundu.example"),
            ("1. a@yundu.example", "a@yundu.example"),
        ] {
            assert_eq!(read(typed).as_deref(), Ok(kept), "{typed}");
            assert!(kept.parse::<EmailAddress>().is_ok(), "{kept}");
        }
    }

    /// Each of these was a mail to somebody else.
    #[test]
    fn an_address_is_never_cut_into_another_one() {
        for behind in [
            "。cn",
            "，cn",
            ",cn",
            "、cn",
            "：cn",
            ". cn",
            " cn",
            "'cn",
            "(cn)",
            "\n.cn",
            "/cn",
            "\tcn",
            "\u{7}cn",
            "！cn",
            "cn",
            "QQ邮箱",
            "email",
            ".张三",
            ".工作",
            "。cn邮箱",
            "。中国",
            "_cn",
            "\u{441}n",
            "。email",
            " cn邮箱",
            "（cn邮箱）",
        ] {
            let typed = format!("a@sina.com{behind}");
            assert_eq!(read(&typed), Err(EmailFault::Malformed), "{typed}");
        }
        for typed in [
            "a@sina.co m",
            "a@sina.co\tm",
            "a@sina.c\nom",
            "a@sina c.com",
            "a@qq．com。cn",
            "a@例子.中国张三",
            "a@gov.中国。谢谢",
            "a@例子。中国。谢谢",
            "a@例子，中国",
            "qq。123456@163.com",
            "mail。zhang@sina.com",
            "email,zhang@sina.com",
        ] {
            assert_eq!(read(typed), Err(EmailFault::Malformed), "{typed}");
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
            "a<b@yundu.example",
            "a@b.example<c@d.example>",
            "<a@b.example> <c@d.example>",
            "12 34@b.example",
            "a@yundu.qqq",
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
