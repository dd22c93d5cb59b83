//! The withdrawal log: a file outside of the database into which is written what was taken back (a reply taken down, a consent
//! changed, details erased, mails stopped, a code renewed, a letter hidden from somebody, an account closed). A backup of before
//! would bring all of it back; `backup::restore` reads this file and takes it back again.
//!
//! Each line is a JSON object. A letter's last line counts. It holds no words and nobody's name, and keyed hashes of codes; still
//! it is for its owner alone. Deliberately absent: letting anything be read from it while the service works.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::event_log::Kind;
use crate::store::{self, Db, Openness, StoreError};

/// Why it cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum WithdrawalsError {
    /// The file.
    #[error("{0}：{1}")]
    Io(PathBuf, std::io::Error),
    /// A line that this version does not understand.
    #[error("{0} 第 {1} 行读不懂，没有改动；请换一份没有损坏的，或者去掉这一行")]
    Line(PathBuf, usize),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

#[derive(Serialize, Deserialize)]
struct Line {
    at: Timestamp,
    /// The event up to which everything stands in the file.
    seq: i64,
    /// The last public change at that time.
    change_no: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    letter: Option<Openness>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    disabled: Option<Vec<String>>,
}

/// What was taken back since a moment.
#[derive(Debug, Default)]
pub struct Withdrawals {
    /// Letters, each as it was last known.
    pub letters: Vec<Openness>,
    /// Accounts that cannot sign in.
    pub disabled: Vec<String>,
    /// The last public change that was ever noted.
    pub change_no: i64,
}

/// Reads what was taken back since a moment.
///
/// # Errors
/// [`WithdrawalsError`].
pub fn read_since(file: &Path, since: Timestamp) -> Result<Withdrawals, WithdrawalsError> {
    let (mut found, mut letters) = (Withdrawals::default(), BTreeMap::new());
    for line in lines(file)? {
        found.change_no = found.change_no.max(line.change_no);
        if line.at < since {
            continue;
        }
        if let Some(letter) = line.letter {
            letters.insert(letter.submission_no.clone(), letter);
        }
        if let Some(disabled) = line.disabled {
            found.disabled = disabled;
        }
    }
    found.letters = letters.into_values().collect();
    Ok(found)
}

/// Brings the file up to the database: writes a line for each letter of which something was taken back since its last line.
/// Says up to which event it stands; `from` is where it stood, if that is known.
///
/// # Errors
/// [`WithdrawalsError`].
pub async fn follow(db: &Db, file: &Path, from: Option<i64>) -> Result<i64, WithdrawalsError> {
    let mut seen = match from {
        Some(seq) => seq,
        None if file.exists() => {
            cut_fragment(file)?;
            let noted = lines(file)?.last().map_or(0, |line| line.seq);
            noted.min(store::find_event_head(db).await?.0)
        }
        None => {
            // Also where there is nothing to say yet: a restore asks for the file.
            append(file, &[])?;
            0
        }
    };
    loop {
        let (lasting, up_to) = store::list_lasting_events(db, seen, outlasts_a_restore).await?;
        if up_to == seen {
            return Ok(seen);
        }
        let change_no = store::find_public_change_head(db).await?;
        let mut lines = Vec::new();
        for event in lasting {
            let mut line = Line { at: event.at, seq: event.seq, change_no, letter: None, disabled: None };
            match &event.case_id {
                Some(id) => line.letter = store::find_openness(db, id).await?,
                None => line.disabled = Some(store::list_disabled_staff(db).await?),
            }
            lines.push(line);
        }
        append(file, &lines)?;
        seen = up_to;
    }
}

fn outlasts_a_restore(kind: &str) -> bool {
    Kind::parse(kind).is_some_and(Kind::outlasts_a_restore)
}

/// Notes that a backup was put back, whose log ends with this event: from there on it is written anew.
///
/// # Errors
/// [`WithdrawalsError`].
pub fn begin_anew(file: &Path, at: Timestamp, seq: i64, change_no: i64) -> Result<(), WithdrawalsError> {
    append(file, &[Line { at, seq, change_no, letter: None, disabled: None }])
}

fn lines(file: &Path) -> Result<Vec<Line>, WithdrawalsError> {
    let io = |error| WithdrawalsError::Io(file.to_owned(), error);
    let mut found = Vec::new();
    for (at, line) in BufReader::new(fs::File::open(file).map_err(io)?).split(b'\n').enumerate() {
        let line = serde_json::from_slice(&line.map_err(io)?);
        found.push(line.map_err(|_| WithdrawalsError::Line(file.to_owned(), at + 1))?);
    }
    Ok(found)
}

/// A crash may have cut off the last line: its events are looked at again.
fn cut_fragment(file: &Path) -> Result<(), WithdrawalsError> {
    let io = |error| WithdrawalsError::Io(file.to_owned(), error);
    let bytes = fs::read(file).map_err(io)?;
    let whole = memchr::memrchr(b'\n', &bytes).map_or(0, |at| at + 1);
    if whole < bytes.len() {
        let open = fs::OpenOptions::new().write(true).open(file).map_err(io)?;
        open.set_len(whole as u64).and_then(|()| open.sync_all()).map_err(io)?;
    }
    Ok(())
}

fn append(file: &Path, lines: &[Line]) -> Result<(), WithdrawalsError> {
    let io = |error| WithdrawalsError::Io(file.to_owned(), error);
    let mut text = String::new();
    for line in lines {
        text += &serde_json::to_string(line).expect("plain words and numbers");
        text.push('\n');
    }
    let mut open = fs::OpenOptions::new().create(true).append(true).mode(0o600).open(file).map_err(io)?;
    open.write_all(text.as_bytes()).and_then(|()| open.sync_all()).map_err(io)
}
