//! Mail that came back: reads a delivery status notification (RFC 3464) as a mail server pipes it in.
//!
//! The row is known again by the Message-ID that every try carried (`<row@domain>`), or by the envelope id where the server
//! kept it. Deliberately absent: reading addresses or reasons in words, and bounces in forms of servers' own.

use mailparse::{MailHeader, MailHeaderMap, ParsedMail};

use crate::case::Bounce;

/// What a report says of one of our mails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Row of the outbox.
    pub row_id: String,
    /// How it failed; none when it was handed over, or only takes longer.
    pub bounce: Option<Bounce>,
}

/// Why a report cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReportFault {
    /// It is an ordinary mail, or no mail at all.
    #[error("这不是退信报告（RFC 3464 的 multipart/report），没有改动")]
    NotAReport,
    /// Nothing in it names a mail that this service may have sent.
    #[error("退信报告里没有原邮件的 Message-ID，认不出是哪一封，没有改动")]
    NoMail,
    /// It does not say what became of the mail.
    #[error("退信报告里没有投递结果（Action 和 Status），没有改动")]
    NoStatus,
}

/// Length of a row id: 128 bits in hex.
const ROW_ID: usize = 32;

/// Reads a report.
///
/// # Errors
/// [`ReportFault`].
pub fn read_report(mail: &[u8]) -> Result<Report, ReportFault> {
    let outer = mailparse::parse_mail(without_envelope(mail)).map_err(|_| ReportFault::NotAReport)?;
    // A server that adds a notice of its own wraps the report.
    let mail = outer.parts().find(|part| is_report(part)).ok_or(ReportFault::NotAReport)?;
    let status = part(mail, &STATUS);
    let groups = groups(&status.ok_or(ReportFault::NoStatus)?);
    let groups: Vec<Vec<MailHeader<'_>>> = groups
        .iter()
        .filter_map(|group| mailparse::parse_headers(group.as_bytes()).ok().map(|(fields, _)| fields))
        .collect();
    let row_id = find_row(&outer, mail, &groups).ok_or(ReportFault::NoMail)?;
    Ok(Report { row_id, bounce: find_bounce(&groups)? })
}

/// Parts that hold the fields of a report.
const STATUS: [&str; 2] = ["message/delivery-status", "message/global-delivery-status"];

/// The parameter is missing in some reports; another one says that it is about something else, as that a mail was read.
fn is_report(part_of_mail: &ParsedMail<'_>) -> bool {
    let kind = part_of_mail.ctype.params.get("report-type");
    let is_about_delivery = kind.is_none_or(|kind| kind.eq_ignore_ascii_case("delivery-status"));
    part_of_mail.ctype.mimetype == "multipart/report"
        && is_about_delivery
        && (kind.is_some() || part(part_of_mail, &STATUS).is_some())
}

/// The row that the report is about: by the returned mail, by the envelope, or by what the report answers.
fn find_row(outer: &ParsedMail<'_>, mail: &ParsedMail<'_>, groups: &[Vec<MailHeader<'_>>]) -> Option<String> {
    let original = part(
        mail,
        &[
            "message/rfc822",
            "text/rfc822-headers",
            "message/rfc822-headers",
            "message/global",
            "message/global-headers",
        ],
    )
    .unwrap_or_default();
    let original = format!("{}\n\n", String::from_utf8_lossy(without_envelope(original.as_bytes())));
    let headers =
        mailparse::parse_headers(original.as_bytes()).map(|(headers, _)| headers).unwrap_or_default();
    let named = [
        headers.get_first_value("Message-ID"),
        groups.iter().find_map(|group| group.get_first_value("Original-Envelope-Id")),
        groups.iter().find_map(|group| group.get_first_value(ORIGINAL)),
        mail.headers.get_first_value(ORIGINAL),
        outer.headers.get_first_value(ORIGINAL),
        outer.headers.get_first_value("In-Reply-To"),
        outer.headers.get_first_value("References"),
    ];
    named.iter().flatten().flat_map(|ids| ids.split_whitespace()).find_map(row_id)
}

/// Where some servers name the returned mail, whose headers they leave out.
const ORIGINAL: &str = "X-Original-Message-ID";

/// The fields about the mail, and then those of each recipient (RFC 3464, 2.1), in whatever order they stand in their group.
/// One mail has one reader, but their address may stand for several: the mail has failed when one of those has and none was
/// handed over.
fn find_bounce(groups: &[Vec<MailHeader<'_>>]) -> Result<Option<Bounce>, ReportFault> {
    let outcomes: Vec<(String, Option<Bounce>)> =
        groups.iter().filter_map(|group| Some((action(group)?, why(group)))).collect();
    if outcomes.is_empty() {
        return Err(ReportFault::NoStatus);
    }
    if outcomes.iter().any(|(action, _)| action == "delivered") {
        return Ok(None);
    }
    let failed = outcomes.into_iter().find(|(action, _)| action == "failed");
    // Whatever the status: a server that has given up does not try again, also where the reason could have passed (4.4.7).
    Ok(failed.map(|(_, why)| why.unwrap_or_else(Bounce::unexplained)))
}

/// What was done for a recipient, in lower case and without a comment; where only a status of class 5 stands, it failed.
fn action(group: &[MailHeader<'_>]) -> Option<String> {
    let word = |value: String| value.split(|c: char| !c.is_ascii_alphabetic()).next().map(str::to_lowercase);
    match group.get_first_value("Action") {
        Some(action) => word(action.trim().to_owned()),
        None => why(group).filter(|why| why.status().starts_with('5')).map(|_| "failed".to_owned()),
    }
}

/// The status of a recipient, a comment after it left out (`5.1.1 (bad destination)`); where there is none, the one in what
/// the other server said.
fn why(group: &[MailHeader<'_>]) -> Option<Bounce> {
    let status = group.get_first_value("Status").and_then(|status| {
        Bounce::parse(status.trim().split(|c: char| !(c.is_ascii_digit() || c == '.')).next()?)
    });
    let is_reason = |bounce: &Bounce| !bounce.status().starts_with('2');
    status.filter(is_reason).or_else(|| {
        let said = group.get_first_value("Diagnostic-Code")?;
        Bounce::find(&said).or_else(|| reply_code(&said)).filter(is_reason)
    })
}

/// The reply code of a server that says no status: `smtp; 550 User unknown`.
fn reply_code(said: &str) -> Option<Bounce> {
    let is_code = |word: &&str| word.len() == 3 && word.starts_with(['4', '5']);
    let code = said.split(|c: char| !c.is_ascii_digit()).find(is_code)?;
    code.parse().ok().map(Bounce::of_code)
}

/// The groups of a report's fields. A line of blanks divides them too.
fn groups(status: &str) -> Vec<String> {
    let mut groups = vec![String::new()];
    for line in status.lines() {
        match groups.last_mut() {
            Some(group) if !line.trim().is_empty() => {
                group.push_str(&unspaced(line));
                group.push('\n');
            }
            _ => groups.push(String::new()),
        }
    }
    groups.retain(|group| !group.is_empty());
    groups.iter_mut().for_each(|group| group.push('\n'));
    groups
}

/// `Action : failed`, as some servers write it: RFC 3464, 2.1.2 allows blanks there, and the reader of headers does not.
fn unspaced(line: &str) -> String {
    match line.split_once(':') {
        Some((name, value)) if !line.starts_with([' ', '\t']) => format!("{}:{value}", name.trim_end()),
        _ => line.to_owned(),
    }
}

/// A mail as a mailbox file holds it: blank lines and the line `From sender date` may stand before it.
fn without_envelope(mail: &[u8]) -> &[u8] {
    let mail = mail.trim_ascii_start();
    if !mail.starts_with(b"From ") {
        return mail;
    }
    let end = mail.iter().position(|byte| *byte == b'\n').map_or(mail.len(), |at| at + 1);
    &mail[end..]
}

/// The text of the first part of one of these types, line ends as `\n`.
fn part(mail: &ParsedMail<'_>, kinds: &[&str]) -> Option<String> {
    let found = mail.parts().find(|part| kinds.contains(&part.ctype.mimetype.as_str()))?;
    let bytes = found.get_body_raw().ok()?;
    Some(String::from_utf8_lossy(&bytes).replace("\r\n", "\n"))
}

/// The row in `<row@domain>` or in an envelope id.
fn row_id(id: &str) -> Option<String> {
    let id = id.trim().trim_start_matches('<');
    let own = id.split('@').next().unwrap_or_default();
    let is_ours = own.len() == ROW_ID && own.bytes().all(|b| b.is_ascii_hexdigit());
    is_ours.then(|| own.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";

    /// As Postfix 3.7 writes them, names and addresses changed.
    fn postfix(action: &str, status: &str) -> String {
        format!(
            "Return-Path: <>\r\n\
             From: MAILER-DAEMON@mail.yundu.example (Mail Delivery System)\r\n\
             Subject: Undelivered Mail Returned to Sender\r\n\
             To: lianxin@yundu.example\r\n\
             Auto-Submitted: auto-replied\r\n\
             MIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=delivery-status;\r\n\
             \tboundary=\"4F1A92C0.1795395600/mail.yundu.example\"\r\n\
             Message-Id: <20261123020000.4F1A92C1@mail.yundu.example>\r\n\
             \r\n\
             This is a MIME-encapsulated message.\r\n\
             \r\n\
             --4F1A92C0.1795395600/mail.yundu.example\r\n\
             Content-Description: Notification\r\n\
             Content-Type: text/plain; charset=utf-8\r\n\
             \r\n\
             <a@mail.yundu.example>: host mx.mail.yundu.example[192.0.2.1] said: 550 5.1.1 User unknown\r\n\
             \r\n\
             --4F1A92C0.1795395600/mail.yundu.example\r\n\
             Content-Description: Delivery report\r\n\
             Content-Type: message/delivery-status\r\n\
             \r\n\
             Reporting-MTA: dns; mail.yundu.example\r\n\
             X-Postfix-Queue-ID: 4F1A92C0\r\n\
             X-Postfix-Sender: rfc822; lianxin@yundu.example\r\n\
             Arrival-Date: Mon, 23 Nov 2026 10:00:00 +0800 (CST)\r\n\
             \r\n\
             Final-Recipient: rfc822; a@mail.yundu.example\r\n\
             Original-Recipient: rfc822;a@mail.yundu.example\r\n\
             Action: {action}\r\n\
             Status: {status}\r\n\
             Remote-MTA: dns; mx.mail.yundu.example\r\n\
             Diagnostic-Code: smtp; 550 5.1.1 User unknown\r\n\
             \r\n\
             --4F1A92C0.1795395600/mail.yundu.example\r\n\
             Content-Description: Undelivered Message Headers\r\n\
             Content-Type: text/rfc822-headers\r\n\
             \r\n\
             From: =?utf-8?b?6IGU5b+D572R?= <lianxin@yundu.example>\r\n\
             To: a@mail.yundu.example\r\n\
             Message-ID: <{ROW}@yundu.example>\r\n\
             Date: Mon, 23 Nov 2026 02:00:00 +0000\r\n\
             \r\n\
             --4F1A92C0.1795395600/mail.yundu.example--\r\n"
        )
    }

    fn read(report: &str) -> Result<Report, ReportFault> {
        read_report(report.as_bytes())
    }

    #[test]
    fn a_report_of_postfix_names_the_row_and_why_it_came_back() {
        let failed = read(&postfix("failed", "5.1.1")).expect("a report");
        assert_eq!(failed, Report { row_id: ROW.to_owned(), bounce: Bounce::parse("5.1.1") });
        for (status, read_as) in [
            ("4.2.2 (mailbox full)", "4.2.2"),
            ("4.4.7", "4.4.7"),
            ("5.1.1; user unknown", "5.1.1"),
            ("5.1.1(unknown)", "5.1.1"),
            ("gone", "5.1.1"),
            ("2.0.0", "5.1.1"),
        ] {
            let failed = read(&postfix("Failed", status)).expect("a report");
            assert_eq!(failed.bounce, Bounce::parse(read_as), "{status}");
        }
        let silent = postfix("failed", "gone").replace("550 5.1.1", "");
        assert_eq!(
            read(&silent).expect("a report").bounce,
            Bounce::parse("5.0.0"),
            "it has failed all the same"
        );
        let late = read(&postfix("delayed", "4.4.1")).expect("a report");
        assert_eq!(late.bounce, None, "it may still arrive");
    }

    #[test]
    fn the_whole_mail_or_the_envelope_id_names_the_row_too() {
        let whole = postfix("failed", "5.1.1").replace("text/rfc822-headers", "message/rfc822");
        assert_eq!(read(&whole).expect("a report").row_id, ROW);
        let other = postfix("failed", "5.1.1")
            .replace(&format!("Message-ID: <{ROW}@yundu.example>"), "Message-ID: <other@yundu.example>");
        assert_eq!(read(&other), Err(ReportFault::NoMail));
        let kept = other.replace("Reporting-MTA", &format!("Original-Envelope-Id: {ROW}\r\nReporting-MTA"));
        assert_eq!(read(&kept).expect("a report").row_id, ROW);
    }

    /// The report with these groups of recipients in place of the one.
    fn with_recipients(recipients: &str) -> String {
        let whole = postfix("failed", "5.1.1");
        let (before, rest) = whole.split_once("Final-Recipient").expect("there");
        let (_, after) = rest.split_once("--4F1A92C0").expect("there");
        format!("{before}{recipients}\r\n--4F1A92C0{after}")
    }

    #[test]
    fn an_address_that_stands_for_several_has_failed_when_none_of_them_got_it() {
        let of = |actions: &[(&str, &str)]| {
            let groups: Vec<String> = actions
                .iter()
                .map(|(action, status)| {
                    format!(
                        "Status: {status}\r\nDiagnostic-Code: smtp; x\r\nAction: {action}\r\n\
                         Final-Recipient: rfc822;a@b.example\r\n"
                    )
                })
                .collect();
            read(&with_recipients(&groups.join("\r\n"))).expect("a report").bounce
        };
        let failed = Bounce::parse("5.1.1");
        assert_eq!(of(&[("expanded", "2.0.0"), ("failed", "5.1.1")]), failed);
        assert_eq!(of(&[("relayed", "2.0.0"), ("failed", "5.1.1")]), failed);
        assert_eq!(of(&[("delayed", "4.4.1"), ("failed", "5.1.1")]), failed);
        assert_eq!(of(&[("failed", "5.1.1"), ("delivered", "2.0.0")]), None, "one of them has it");
        assert_eq!(of(&[("expanded", "2.0.0")]), None);
    }

    #[test]
    fn a_report_is_read_in_the_forms_in_which_it_is_piped() {
        let sound = postfix("failed", "5.1.1");
        let expected = read(&sound).expect("a report");
        for other in [
            sound.replace("\r\n", "\n"),
            format!("\r\n{sound}"),
            format!("From MAILER-DAEMON Mon Nov 30 10:00:00 2026\r\n{sound}"),
            sound.replace("report-type=delivery-status", "x=y"),
            sound.replace("report-type=delivery-status", "report-type=Delivery-Status"),
            sound.replace("(CST)\r\n\r\n", "(CST)\r\n \t\r\n"),
            sound.replace("(CST)\r\n\r\n", "(CST)\r\n"),
            sound.replace("Action: failed\r\n", ""),
            sound.replace(
                "text/rfc822-headers\r\n\r\n",
                "message/rfc822\r\n\r\nFrom a@b Mon Nov 30 10:00:00 2026\r\n",
            ),
            sound.replace(&format!("Message-ID: <{ROW}"), &format!("Message-ID:\r\n <{ROW}")),
        ] {
            assert_eq!(read(&other).as_ref(), Ok(&expected), "{other}");
        }
    }

    #[test]
    fn a_report_is_found_where_a_server_has_wrapped_it_and_where_it_says_little() {
        let sound = postfix("failed", "5.1.1");
        let expected = read(&sound).expect("a report");
        let (head, body) = sound.split_once("\r\n\r\n").expect("a mail");
        let kind = head.split_once("Content-Type: ").expect("its type").1;
        let kind = kind.split_once("\r\nMessage-Id").expect("the next field").0;
        let wrapped = format!(
            "From: MAILER-DAEMON@mail.yundu.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; \
             boundary=\"outer\"\r\n\r\n--outer\r\nContent-Type: text/plain\r\n\r\nChecked.\r\n--outer\r\n\
             Content-Type: {kind}\r\n\r\n{body}\r\n--outer--\r\n"
        );
        assert_eq!(read(&wrapped).as_ref(), Ok(&expected), "{wrapped}");
        let without = sound.replace(&format!("Message-ID: <{ROW}@yundu.example>\r\n"), "");
        assert_eq!(read(&without), Err(ReportFault::NoMail));
        let named = format!("X-Original-Message-ID: <{ROW}@yundu.example>\r\n");
        for place in ["Reporting-MTA", "Auto-Submitted"] {
            let named = without.replacen(place, &format!("{named}{place}"), 1);
            assert_eq!(read(&named).as_ref(), Ok(&expected), "{place}");
        }
        let terse = sound
            .replace("Action: failed\r\nStatus: 5.1.1\r\n", "")
            .replace("smtp; 550 5.1.1 User unknown", "550 User unknown");
        assert_eq!(read(&terse).expect("a report").bounce, Some(Bounce::of_code(550)));
    }

    #[test]
    fn what_is_no_report_is_said_to_be_none() {
        for mail in [
            "",
            "\0\u{ff}",
            "Subject: hello\r\n\r\nthanks",
            &postfix("failed", "5.1.1").replace("=delivery-status", "=disposition-notification"),
            &postfix("failed", "5.1.1").replace("multipart/report", "multipart/mixed"),
        ] {
            assert_eq!(read(mail), Err(ReportFault::NotAReport), "{mail}");
        }
        let spaced =
            postfix("failed", "5.1.1").replace("Action:", "Action :").replace("Status:", "Status\t:");
        assert_eq!(read(&spaced), read(&postfix("failed", "5.1.1")));
        let silent = postfix("failed", "5.1.1").replace("Action: failed\r\nStatus: 5.1.1\r\n", "");
        assert_eq!(read(&silent.replace("550 5.1.1", "")), Err(ReportFault::NoStatus));
        let cut = postfix("failed", "5.1.1");
        let at = cut.find("Final-Recipient").expect("there");
        assert!(read(&cut[..at]).is_err());
    }
}
