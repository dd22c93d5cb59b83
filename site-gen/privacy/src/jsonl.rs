//! The scan over a file of texts, one JSON object a line, for measuring the rules against texts with known
//! answers.
//!
//! In: `{"id": …, "text": …}`. Out: `{"id", "spans": [{"start", "end", "label"}], "review"}` with offsets in
//! Unicode code points. Only the kinds of the measured set have a label; a finding of another kind, or one
//! that is not sure, sets `review`. Deliberately absent: opening files.

use super::{Finding, Kind};
use serde::{Deserialize, Serialize};
use std::io::{BufRead, Write};

#[derive(Deserialize)]
struct Input {
    id: serde_json::Value,
    text: String,
}

#[derive(Serialize)]
struct Output {
    id: serde_json::Value,
    spans: Vec<Labelled>,
    review: bool,
}

#[derive(Serialize)]
struct Labelled {
    start: usize,
    end: usize,
    label: &'static str,
}

/// What a scan over a file went through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scanned {
    /// Texts read.
    pub documents: usize,
    /// Labelled places written.
    pub findings: usize,
    /// Texts that a person should look at.
    pub reviews: usize,
}

/// Gives the text of each line of `input` to `scan` and writes one line for each to `output`.
///
/// # Errors
///
/// Reading or writing fails, or a line is not a JSON object with `id` and `text`; the error names the line.
pub fn scan_jsonl(
    input: impl BufRead,
    mut output: impl Write,
    scan: impl Fn(&str) -> Vec<Finding>,
) -> anyhow::Result<Scanned> {
    use anyhow::Context as _;
    let mut scanned = Scanned::default();
    for (index, line) in input.lines().enumerate() {
        let line = line.with_context(|| format!("reading line {}", index + 1))?;
        // Some editors begin a file with a mark.
        let line = line.strip_prefix('\u{FEFF}').unwrap_or(&line);
        if line.trim().is_empty() {
            continue;
        }
        let Input { id, text } =
            serde_json::from_str(line).with_context(|| format!("line {} has no id and text", index + 1))?;
        let findings = scan(&text);
        let review = findings.iter().any(|finding| !finding.sure || label(finding.kind).is_none());
        let spans = label_spans(&text, &findings);
        scanned.documents += 1;
        scanned.findings += spans.len();
        scanned.reviews += usize::from(review);
        // Made first: an error of writing is to stay one of writing (a reader that has gone away).
        let mut found = serde_json::to_vec(&Output { id, spans, review })?;
        found.push(b'\n');
        output.write_all(&found)?;
    }
    output.flush()?;
    Ok(scanned)
}

/// Findings with a label, in code points.
fn label_spans(text: &str, findings: &[Finding]) -> Vec<Labelled> {
    let mut spans = Vec::with_capacity(findings.len());
    let (mut byte, mut point) = (0, 0);
    for finding in findings {
        let Some(label) = label(finding.kind) else { continue };
        point += text[byte..finding.start].chars().count();
        let start = point;
        point += text[finding.start..finding.end].chars().count();
        byte = finding.end;
        spans.push(Labelled { start, end: point, label });
    }
    spans
}

/// The label of a kind in the measured set.
fn label(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::PersonName | Kind::KnownName => "PERSON",
        Kind::Mobile | Kind::Landline => "PHONE",
        Kind::IdCard => "ID_CARD",
        Kind::BankCard => "BANK_CARD",
        Kind::Plate => "PLATE",
        Kind::Email => "EMAIL",
        Kind::WeChat => "WECHAT",
        Kind::Qq => "QQ",
        Kind::Address => "ADDRESS",
        Kind::BirthDate => "DOB",
        Kind::PossibleName
        | Kind::KnownNumber
        | Kind::Passport
        | Kind::Coordinates
        | Kind::Status
        | Kind::Account
        | Kind::PossibleNumber => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::scan_jsonl;
    use crate::{Known, scan};

    #[test]
    fn offsets_are_code_points_and_doubt_asks_for_review() {
        let input = "{\"id\":\"a\",\"text\":\"😀请回电１３８００１３８０００\"}\n\n{\"id\":2,\"text\":\"护照E12345678\"}\n";
        let mut output = Vec::new();
        let scanned = scan_jsonl(input.as_bytes(), &mut output, |text| scan(text, &Known::default()))
            .expect("two good lines");
        assert_eq!((scanned.documents, scanned.findings, scanned.reviews), (2, 1, 1));
        let lines: Vec<serde_json::Value> = String::from_utf8(output)
            .expect("JSON is UTF-8")
            .lines()
            .map(|line| serde_json::from_str(line).expect("each line is JSON"))
            .collect();
        assert_eq!(lines[0]["spans"][0]["start"], 4);
        assert_eq!(lines[0]["spans"][0]["end"], 15);
        assert_eq!(lines[0]["spans"][0]["label"], "PHONE");
        assert_eq!(lines[0]["review"], false);
        assert_eq!(lines[1]["review"], true);
    }

    #[test]
    fn a_bad_line_is_named() {
        let error = scan_jsonl(&b"{}\n"[..], Vec::new(), |_| Vec::new()).expect_err("no text");
        assert!(error.to_string().contains("line 1"));
    }
}
