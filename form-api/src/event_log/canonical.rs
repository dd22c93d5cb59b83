//! The bytes that are hashed: of an event, and of a text that an event only commits to. `docs/event-log.md` writes both down
//! for whoever wants to recompute them without this program; a test holds its examples. Changing anything here breaks
//! every chain.

use sha2::{Digest, Sha256};

use crate::case::Subject;

/// The first line of an event, so that its hash is never that of something else.
const EVENT: &str = "lianxin-event-1";
/// Stands before salt and text.
const TEXT: &[u8] = b"lianxin-event-text-1\n";
/// Where there is nothing: no event before, no subject, no text.
const NOTHING: &str = "-";

/// What makes a commitment say nothing about its text: random, kept with the text and erased with it.
pub type Salt = [u8; 32];

/// An event as it is stored.
#[derive(Clone, Copy, Debug)]
pub struct Stored<'a> {
    /// Whose chain.
    pub township: &'a str,
    /// The hash of the event before it, in hex; empty for the first.
    pub before: &'a str,
    /// From 1, without gaps.
    pub seq: i64,
    /// Unix milliseconds.
    pub at_ms: i64,
    /// Staff id, `resident` or `system`.
    pub actor: &'a str,
    /// What it is about.
    pub subject: Option<Subject<'a>>,
    /// What.
    pub kind: &'a str,
    /// The commitment to the text that came along, in hex.
    pub text_commitment: Option<&'a str>,
    /// Lines `name value`.
    pub details: &'a str,
}

impl Stored<'_> {
    /// The bytes that are hashed. `None` for a row that no program has written: then a value could pass for two lines.
    #[must_use]
    pub fn to_bytes(&self) -> Option<Vec<u8>> {
        let before = if self.before.is_empty() { NOTHING } else { self.before };
        let about = self
            .subject
            .map_or_else(|| NOTHING.to_owned(), |one| format!("{}/{}", one.kind.as_str(), one.id));
        let text = self.text_commitment.unwrap_or(NOTHING);
        let are_sound =
            [self.township, before, self.actor, &about, self.kind, text].into_iter().all(is_value)
                && self.details.split_inclusive('\n').all(is_detail);
        let Self { township, seq, at_ms, actor, kind, details, .. } = self;
        are_sound.then(|| {
            format!(
                "{EVENT}\ntownship {township}\nbefore {before}\nseq {seq}\nat_ms {at_ms}\nactor {actor}\n\
                 subject {about}\nkind {kind}\ntext {text}\n{details}"
            )
            .into_bytes()
        })
    }

    /// The hash of the event, in hex.
    #[must_use]
    pub fn hash(&self) -> Option<String> {
        self.to_bytes().map(|bytes| crate::seal::hex(&Sha256::digest(bytes)))
    }
}

/// Visible ASCII, and at least one.
fn is_value(value: &str) -> bool {
    !value.is_empty() && value.bytes().all(|b| b.is_ascii_graphic())
}

fn is_detail(line: &str) -> bool {
    let parts = line.strip_suffix('\n').and_then(|line| line.split_once(' '));
    parts.is_some_and(|(name, value)| is_value(name) && is_value(value))
}

/// The commitment to a text, in hex: SHA-256 over the salt and the text's bytes as they are stored.
#[must_use]
pub fn commit(salt: &Salt, text: &str) -> String {
    let hash = Sha256::new().chain_update(TEXT).chain_update(salt).chain_update(text.as_bytes()).finalize();
    crate::seal::hex(&hash)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::SubjectKind;

    const EVENT_ROW: Stored<'_> = Stored {
        township: "home",
        before: "",
        seq: 1,
        at_ms: 0,
        actor: "resident",
        subject: None,
        kind: "received",
        text_commitment: None,
        details: "channel web\n",
    };

    #[test]
    fn a_value_cannot_pass_for_two_lines() {
        assert!(EVENT_ROW.to_bytes().is_some());
        let rows = [
            Stored { kind: "received\ntext -", ..EVENT_ROW },
            Stored { actor: "", ..EVENT_ROW },
            Stored { subject: Some(Subject::case("a b")), ..EVENT_ROW },
            Stored { township: "", ..EVENT_ROW },
            Stored { before: "全", ..EVENT_ROW },
            Stored { text_commitment: Some(""), ..EVENT_ROW },
            Stored { details: "channel web", ..EVENT_ROW },
            Stored { details: "channel  web\n", ..EVENT_ROW },
            Stored { details: "channel web\r\n", ..EVENT_ROW },
            Stored { details: "channel web\n\n", ..EVENT_ROW },
            Stored { details: "reason 张三\n", ..EVENT_ROW },
        ];
        for row in rows {
            assert_eq!(row.to_bytes(), None, "{row:?}");
        }
    }

    #[test]
    fn each_part_changes_the_hash() {
        let rows = [
            EVENT_ROW,
            Stored { before: "aa", ..EVENT_ROW },
            Stored { seq: 2, ..EVENT_ROW },
            Stored { at_ms: 1, ..EVENT_ROW },
            Stored { actor: "system", ..EVENT_ROW },
            Stored { township: "hexi", ..EVENT_ROW },
            Stored { subject: Some(Subject::case("aa")), ..EVENT_ROW },
            Stored { subject: Some(Subject { kind: SubjectKind::Meeting, id: "aa" }), ..EVENT_ROW },
            Stored { kind: "registered", ..EVENT_ROW },
            Stored { text_commitment: Some("aa"), ..EVENT_ROW },
            Stored { details: "", ..EVENT_ROW },
        ];
        let mut hashes: Vec<_> = rows.iter().map(|row| row.hash().expect("sound")).collect();
        hashes.sort();
        hashes.dedup();
        assert_eq!(hashes.len(), rows.len());
    }
}
