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
    let mail = mailparse::parse_mail(mail).map_err(|_| ReportFault::NotAReport)?;
    let is_report = mail.ctype.mimetype == "multipart/report"
        && mail
            .ctype
            .params
            .get("report-type")
            .is_some_and(|kind| kind.eq_ignore_ascii_case("delivery-status"));
    if !is_report {
        return Err(ReportFault::NotAReport);
    }
    let status = part(&mail, &["message/delivery-status", "message/global-delivery-status"])
        .ok_or(ReportFault::NoStatus)?;
    let groups: Vec<String> = status.split("\n\n").map(|group| format!("{}\n\n", group.trim())).collect();
    let groups: Vec<Vec<MailHeader<'_>>> = groups
        .iter()
        .filter_map(|group| mailparse::parse_headers(group.as_bytes()).ok().map(|(fields, _)| fields))
        .collect();

    let original =
        part(&mail, &["message/rfc822", "text/rfc822-headers", "message/global"]).unwrap_or_default();
    let original = format!("{}\n\n", original.trim_start());
    let headers =
        mailparse::parse_headers(original.as_bytes()).map(|(headers, _)| headers).unwrap_or_default();
    let named = [
        headers.get_first_value("Message-ID"),
        groups.iter().find_map(|group| group.get_first_value("Original-Envelope-Id")),
        mail.headers.get_first_value("In-Reply-To"),
    ];
    let row_id = named.iter().flatten().find_map(|id| row_id(id)).ok_or(ReportFault::NoMail)?;

    // One mail has one reader: the first group with an action is theirs.
    let own =
        groups.iter().find(|group| group.get_first_value("Action").is_some()).ok_or(ReportFault::NoStatus)?;
    let action = own.get_first_value("Action").unwrap_or_default();
    let status = own.get_first_value("Status").and_then(|status| {
        // A comment may follow: "5.1.1 (bad destination mailbox address)".
        Bounce::parse(status.split_whitespace().next().unwrap_or_default())
    });
    let bounce = if action.trim().eq_ignore_ascii_case("failed") {
        Some(status.ok_or(ReportFault::NoStatus)?)
    } else {
        None
    };
    Ok(Report { row_id, bounce })
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
        let full = read(&postfix("Failed", "4.2.2 (mailbox full)")).expect("a report");
        assert_eq!(full.bounce, Bounce::parse("4.2.2"));
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

    #[test]
    fn what_is_no_report_is_said_to_be_none() {
        for mail in [
            "",
            "\0\u{ff}",
            "Subject: hello\r\n\r\nthanks",
            &postfix("failed", "5.1.1").replace("report-type", "x"),
        ] {
            assert_eq!(read(mail), Err(ReportFault::NotAReport), "{mail}");
        }
        assert_eq!(read(&postfix("failed", "gone")), Err(ReportFault::NoStatus));
        let cut = postfix("failed", "5.1.1");
        let at = cut.find("Final-Recipient").expect("there");
        assert!(read(&cut[..at]).is_err());
    }
}
