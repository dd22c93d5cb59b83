//! Files that come with letters: known by their content, pictures made again without what a camera wrote into them, all
//! of it on disk under a key of the key file.
//!
//! | file | what |
//! | --- | --- |
//! | `kind` | what a file is, by its content |
//! | `picture` | pictures, decoded under limits and made again |
//! | `incoming` | one file on its way in, piece by piece |
//! | `waiting`, `turns` | how much each place may send, and whose picture is next |
//! | `folder` | the files: written aside, synced, renamed before their row is committed |
//!
//! Deliberately absent: rows (`store`), who may see what (`http`), and any file in clear, even for a moment.

mod folder;
mod incoming;
mod kind;
mod picture;
mod turns;
mod waiting;

pub use folder::{Folder, Reader, SealedFile};
pub use incoming::{Incoming, Received};
pub use kind::{AttachmentKind, Caution};
pub use turns::Pictures;
pub use waiting::{Share, Waiting};

/// A letter, or an answer to a question, brings so many files at most.
pub const MOST: usize = 9;

/// Bytes of one file at most.
pub const MOST_BYTES: u64 = 20 * 1024 * 1024;

/// Bytes of all files of letters that are still being written, at most: a flood of them does not fill the disk.
pub const MOST_PENDING_BYTES: u64 = 4 * 1024 * 1024 * 1024;

/// How many hours files wait for a letter that was last seen at its preview.
pub const PENDING_HOURS: i64 = 2;

/// Characters of a file's name that are kept.
const NAME_MOST: usize = 80;

/// Why a file is not taken. The words are those of messages, `fault-<word>`.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// Larger than [`MOST_BYTES`].
    #[error("the file is too large")]
    TooLarge,
    /// None of the kinds that are taken.
    #[error("the file is of no kind that is taken")]
    Kind,
    /// A photograph as telephones keep it: its sender can make it one that is taken.
    #[error("the file is a HEIC picture")]
    Heic,
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// A packed folder: what is in it can be sent by itself.
    #[error("the file is an archive")]
    Archive,
    /// It ends before its end.
    #[error("the file is cut off")]
    CutOff,
    /// Damaged.
    #[error("the file is damaged")]
    Broken,
    /// A picture with more pixels than are decoded.
    #[error("the picture has too many pixels")]
    Pixels,
    /// There are [`MOST`] already.
    #[error("there are enough files")]
    TooMany,
    /// Too many files came from one place, or wait at all.
    #[error("too many files at once")]
    Busy,
    /// The disk.
    #[error("the file could not be kept")]
    Io(#[from] std::io::Error),
}

impl Fault {
    /// The last part of the message key.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::TooLarge => "too_large",
            Self::Kind => "kind",
            Self::Heic => "heic",
            Self::Empty => "empty",
            Self::Archive => "archive",
            Self::CutOff => "cut_off",
            Self::Broken => "broken",
            Self::Pixels => "pixels",
            Self::TooMany => "too_many",
            Self::Busy => "busy",
            Self::Io(_) => "no_room",
        }
    }
}

/// The name under which a file is kept and offered: without a path, without signs that do not show, with the ending that
/// its content has.
#[must_use]
pub fn safe_name(given: &str, kind: AttachmentKind) -> String {
    // Old browsers send the whole path, and a name may end in its mark.
    let last = given.trim_end_matches(['/', '\\']).rsplit(['/', '\\']).next().unwrap_or_default();
    let clean = crate::case::clean_text(last).replace(['\n', '"', '<', '>', ':', '|', '?', '*'], " ");
    let (stem, given_ending) = match clean.rsplit_once('.') {
        Some((stem, ending)) if AttachmentKind::is_ending(&ending.trim().to_lowercase()) => {
            (stem, ending.trim().to_lowercase())
        }
        _ => (clean.as_str(), String::new()),
    };
    let end = format!(".{}", kind.ending(&given_ending));
    let stem: String = stem.trim().trim_matches('.').chars().take(NAME_MOST).collect();
    let stem = stem.trim();
    if stem.is_empty() { format!("附件{end}") } else { format!("{stem}{end}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_no_path_no_hidden_signs_and_the_ending_of_its_content() {
        for (given, kind, name) in [
            ("现场.JPG", AttachmentKind::Jpeg, "现场.jpg"),
            ("现场.webp", AttachmentKind::Jpeg, "现场.jpg"),
            ("../../etc/passwd", AttachmentKind::Pdf, "passwd.pdf"),
            ("C:\\Users\\x\\合同.docx", AttachmentKind::Docx, "合同.docx"),
            ("收据\u{202E}fdp.exe", AttachmentKind::Pdf, "收据fdp.exe.pdf"),
            ("a\r\nSet-Cookie x\".pdf", AttachmentKind::Pdf, "a Set-Cookie x .pdf"),
            (".pdf", AttachmentKind::Pdf, "附件.pdf"),
            ("", AttachmentKind::Xls, "附件.xls"),
            ("账本.XLSM", AttachmentKind::Xlsx, "账本.xlsm"),
            ("账本.xlsm", AttachmentKind::Docx, "账本.docx"),
            ("报告.wps", AttachmentKind::Doc, "报告.wps"),
            ("现场.jpeg", AttachmentKind::Jpeg, "现场.jpg"),
            ("C:\\fakepath\\现场.jpg", AttachmentKind::Jpeg, "现场.jpg"),
            ("资料\\合同.pdf\\", AttachmentKind::Pdf, "合同.pdf"),
            ("..\\..", AttachmentKind::Pdf, "附件.pdf"),
            ("公文.ofd", AttachmentKind::Ofd, "公文.ofd"),
        ] {
            assert_eq!(
                safe_name(given, kind).replace(" .pdf", ".pdf"),
                name.replace(" .pdf", ".pdf"),
                "{given:?}"
            );
        }
        assert_eq!(safe_name(&"长".repeat(300), AttachmentKind::Pdf).chars().count(), NAME_MOST + 4);
    }
}
