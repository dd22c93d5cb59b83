//! `import FILE.jsonl`: letters of an older system, one JSON object a line. Each record is checked; bad ones are listed
//! with their line and reason and do not stop the rest; running it twice adds nothing.
//!
//! A record has `id`, `title`, `body`, and may have `submitted_at` (RFC 3339), `reply`, `replied_at`, `reply_agency`,
//! `village`, `kind` and `consent`. A missing date is reported and counted as the day of the import; a missing consent
//! is "not public". Deliberately absent: contact details (older systems rarely say what they may be used for).

use std::io::BufRead;

use jiff::Timestamp;
use record::{Office, OfficeRole};
use serde::Deserialize;

use crate::case::{
    Channel, Consent, NewSubmission, RawSubmission, SenderContact, SubmissionKind, clean_text,
};
use crate::event_log::{Actor, Detail, Event, Kind, write_event};
use crate::steps::{self, ImportedAnswer, StepError, Township};
use crate::store::Db;

/// A line of the file. Other keys are left alone.
#[derive(Deserialize)]
struct Record {
    id: String,
    title: String,
    body: String,
    #[serde(default)]
    submitted_at: Option<String>,
    #[serde(default)]
    reply: Option<String>,
    #[serde(default)]
    replied_at: Option<String>,
    #[serde(default)]
    reply_agency: Option<String>,
    #[serde(default)]
    village: Option<String>,
    #[serde(default)]
    kind: Option<String>,
    #[serde(default)]
    consent: Option<String>,
}

/// What an import says about a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// From 1.
    pub line: usize,
    /// The record was not taken; else it was, with this remark.
    pub refused: bool,
    /// Why.
    pub why: String,
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// New letters.
    pub added: usize,
    /// Of them with an answer.
    pub answered: usize,
    /// There already.
    pub there: usize,
    /// Remarks, in order of lines.
    pub remarks: Vec<Remark>,
}

/// The longest title that is kept whole; real files hold longer ones.
const TITLE_MOST: usize = 60;
/// The longest text that is kept whole.
const TEXT_MOST: usize = 10_000;
/// Letters in one transaction: a file of thousands neither waits for each nor holds the writer for all.
const BATCH: usize = 200;

/// Imports a file. `assume_consent` is for samples only: it stands in for a consent that the file does not give.
///
/// # Errors
/// [`StepError`] of the database: the batches before it are kept, and running the import again goes on.
pub async fn import(
    db: &Db,
    township: &Township,
    lines: impl BufRead,
    now: Timestamp,
    assume_consent: Option<Consent>,
    mut progress: impl FnMut(usize),
) -> Result<Report, StepError> {
    let mut report = Report::default();
    let mut batch: Vec<(String, NewSubmission, Option<ImportedAnswer>)> = Vec::new();
    for (at, line) in lines.lines().enumerate() {
        let refuse = |why: String| Remark { line: at + 1, refused: true, why };
        let line = match line {
            Ok(line) if line.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}').is_empty() => {
                continue;
            }
            Ok(line) => line,
            Err(error) => {
                report.remarks.push(refuse(format!("读不到这一行：{error}")));
                continue;
            }
        };
        // A byte order mark, as programs on Windows put it first.
        match serde_json::from_str::<Record>(line.trim_start_matches('\u{FEFF}')) {
            Ok(record) => match parse(&record, township, now, assume_consent) {
                Ok((letter, answer, notes)) => {
                    let remark = |why| Remark { line: at + 1, refused: false, why };
                    report.remarks.extend(notes.into_iter().map(remark));
                    batch.push((record.id.trim().to_owned(), letter, answer));
                }
                Err(why) => report.remarks.push(refuse(why)),
            },
            Err(error) => report.remarks.push(refuse(format!("不是一条记录：{error}"))),
        }
        if batch.len() == BATCH {
            add(db, township, &mut batch, now, &mut report).await?;
            progress(report.added + report.there);
        }
    }
    add(db, township, &mut batch, now, &mut report).await?;
    progress(report.added + report.there);
    Ok(report)
}

async fn add(
    db: &Db,
    township: &Township,
    batch: &mut Vec<(String, NewSubmission, Option<ImportedAnswer>)>,
    now: Timestamp,
    report: &mut Report,
) -> Result<(), StepError> {
    if batch.is_empty() {
        return Ok(());
    }
    let mut tx = db.begin().await?;
    let mut added = 0;
    for (source_id, letter, answer) in batch.drain(..) {
        match steps::receive_imported(&mut tx, township, &source_id, &letter, answer.as_ref()).await? {
            Some(_) => {
                added += 1;
                report.answered += usize::from(answer.is_some());
            }
            None => report.there += 1,
        }
    }
    if added > 0 {
        let event = Event {
            at: now,
            actor: &Actor::System,
            subject: None,
            kind: Kind::Imported,
            details: vec![Detail::Letters(added)],
            text: None,
        };
        write_event(&mut tx, &event).await?;
    }
    tx.commit().await.map_err(StepError::from)?;
    report.added += added;
    Ok(())
}

type Parsed = (NewSubmission, Option<ImportedAnswer>, Vec<String>);

fn parse(
    record: &Record,
    township: &Township,
    now: Timestamp,
    assume_consent: Option<Consent>,
) -> Result<Parsed, String> {
    let mut notes = Vec::new();
    if record.id.trim().is_empty() {
        return Err("没有 id".to_owned());
    }
    let moment = |text: &Option<String>, what: &str| match text.as_deref().map(str::parse::<Timestamp>) {
        None => Ok(None),
        Some(Ok(at)) if at <= now => Ok(Some(at)),
        Some(Ok(_)) => Err(format!("{what} 在今天之后")),
        Some(Err(_)) => Err(format!("{what} 不是 RFC 3339 时间")),
    };
    let received_at = moment(&record.submitted_at, "submitted_at")?.unwrap_or_else(|| {
        notes.push("没有来信时间，按导入当天计".to_owned());
        now
    });
    let cut = |text: String, most: usize, what: &str, notes: &mut Vec<String>| {
        if text.chars().count() <= most {
            return text;
        }
        notes.push(format!("{what}超过 {most} 字，截断保存"));
        text.chars().take(most).collect()
    };
    let raw = RawSubmission {
        kind: record.kind.clone().unwrap_or_else(|| SubmissionKind::Inquiry.as_str().to_owned()),
        title: cut(clean_text(&record.title).replace('\n', " "), TITLE_MOST, "标题", &mut notes),
        text: cut(clean_text(&record.body), TEXT_MOST, "正文", &mut notes),
        village: record.village.clone().unwrap_or_default(),
        consent: record
            .consent
            .clone()
            .or_else(|| assume_consent.map(|c| c.as_str().to_owned()))
            .unwrap_or_default(),
        rules_read: true,
        ..RawSubmission::default()
    };
    let units = &township.units;
    let letter = NewSubmission::parse(
        &raw,
        Channel::Imported,
        received_at,
        |id| units.village(id).is_some(),
        |id| units.office(id).is_some(),
    )
    .map_err(|wrong| wrong.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))?;
    debug_assert_eq!(letter.contact, SenderContact::default(), "imports bring no contact details");
    let reply = record.reply.as_deref().map(clean_text).filter(|text| !text.is_empty());
    let answer = match reply {
        None => None,
        Some(text) => {
            let replied_at = moment(&record.replied_at, "replied_at")?.unwrap_or_else(|| {
                notes.push("没有答复时间，按来信时间计".to_owned());
                received_at
            });
            let agency = record.reply_agency.as_deref().unwrap_or_default();
            let named = |o: &&Office| o.name == agency || o.short == agency || o.id == agency;
            // An answer of an office that is not ours is published under the general office, which passes it on.
            let office = units
                .offices()
                .iter()
                .find(named)
                .or_else(|| units.offices().iter().find(|o| o.role == OfficeRole::GeneralOffice));
            Some(ImportedAnswer {
                text: cut(text, TEXT_MOST, "答复", &mut notes),
                replied_at: replied_at.max(received_at),
                office: office.map(|office| office.id.clone()),
            })
        }
    };
    Ok((letter, answer, notes))
}
