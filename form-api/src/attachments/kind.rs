//! What a file is, by its content: its name and what the browser says of it count for nothing.
//!
//! A container (ZIP, OLE) is read for the names that only an office file has in it, while it streams past. Deliberately
//! absent: a library of types. Of the hundreds that such a library knows, ten are taken here, and it looks at the
//! beginning alone, where an office file need not show what it is.

use memchr::memmem;

site_gen::record::words! {
    /// A kind of file that is taken.
    AttachmentKind {
        /// A photograph.
        Jpeg => "jpg",
        /// A picture of a screen.
        Png => "png",
        /// A picture as some messengers send it; it is kept as a JPEG.
        Webp => "webp",
        /// A document.
        Pdf => "pdf",
        /// Word.
        Docx => "docx",
        /// Excel.
        Xlsx => "xlsx",
        /// PowerPoint.
        Pptx => "pptx",
        /// Word until 2003, and WPS.
        Doc => "doc",
        /// Excel until 2003.
        Xls => "xls",
        /// PowerPoint until 2003.
        Ppt => "ppt",
        /// OpenDocument text.
        Odt => "odt",
        /// OpenDocument table.
        Ods => "ods",
        /// OpenDocument slides.
        Odp => "odp",
    }
}

impl AttachmentKind {
    /// It is decoded and made again, and shown in pages of the desk.
    #[must_use]
    pub const fn is_picture(self) -> bool {
        matches!(self, Self::Jpeg | Self::Png | Self::Webp)
    }

    /// As what it is served: a picture as itself, all else as bytes that no browser opens.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            _ => "application/octet-stream",
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Beginning {
    Picture(AttachmentKind),
    Pdf,
    Zip,
    Ole,
    /// A photograph as telephones keep it (ISO/IEC 23008-12): known, so that its sender can be told what to do, and not
    /// taken, for no decoder that we trust reads it.
    Heic,
    Unknown,
}

/// A mark somewhere in a file.
struct Mark {
    of: Beginning,
    bytes: &'static [u8],
    /// None: it only shows that the file is whole.
    kind: Option<AttachmentKind>,
}

const fn mark(of: Beginning, bytes: &'static [u8], kind: AttachmentKind) -> Mark {
    Mark { of, bytes, kind: Some(kind) }
}

const fn whole(of: Beginning, bytes: &'static [u8]) -> Mark {
    Mark { of, bytes, kind: None }
}

/// Names of parts, as they stand in clear in a ZIP's headers and, in UTF-16, in the directory of an OLE file; and the ends
/// of a PDF (ISO 32000-1, 7.5.5) and of a ZIP (its central directory's record).
const MARKS: &[Mark] = &[
    whole(Beginning::Pdf, b"%%EOF"),
    whole(Beginning::Zip, b"PK\x05\x06"),
    mark(Beginning::Zip, b"word/document", AttachmentKind::Docx),
    mark(Beginning::Zip, b"xl/workbook", AttachmentKind::Xlsx),
    mark(Beginning::Zip, b"ppt/presentation", AttachmentKind::Pptx),
    mark(Beginning::Zip, b"mimetypeapplication/vnd.oasis.opendocument.text", AttachmentKind::Odt),
    mark(Beginning::Zip, b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", AttachmentKind::Ods),
    mark(Beginning::Zip, b"mimetypeapplication/vnd.oasis.opendocument.presentation", AttachmentKind::Odp),
    mark(Beginning::Ole, b"W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0", AttachmentKind::Doc),
    mark(Beginning::Ole, b"W\0o\0r\0k\0b\0o\0o\0k\0", AttachmentKind::Xls),
    mark(Beginning::Ole, b"P\0o\0w\0e\0r\0P\0o\0i\0n\0t\0 \0D\0o\0c\0", AttachmentKind::Ppt),
];

/// The longest mark but one byte: what of a piece may be the beginning of a mark.
const CARRY: usize = 63;

/// Bytes that show how a file begins.
const HEAD: usize = 12;

/// Reads a file that streams past.
#[derive(Default)]
pub(super) struct Scan {
    /// The beginning, until it is known what it is.
    head: Vec<u8>,
    beginning: Option<Beginning>,
    carry: Vec<u8>,
    kind: Option<AttachmentKind>,
    is_whole: bool,
}

impl Scan {
    /// Reads the next piece. Says false as soon as it is nothing that is taken.
    pub(super) fn read(&mut self, piece: &[u8]) -> bool {
        if self.beginning.is_none() {
            self.head.extend_from_slice(piece);
            if self.head.len() < HEAD {
                return true;
            }
            let head = std::mem::take(&mut self.head);
            self.beginning = Some(beginning(&head));
            return self.look_for_marks(&head);
        }
        self.look_for_marks(piece)
    }

    fn look_for_marks(&mut self, piece: &[u8]) -> bool {
        match self.beginning {
            None | Some(Beginning::Unknown | Beginning::Heic) => return false,
            Some(Beginning::Picture(kind)) => {
                (self.kind, self.is_whole) = (Some(kind), true);
                return true;
            }
            Some(_) => {}
        }
        self.carry.extend_from_slice(piece);
        for mark in MARKS.iter().filter(|mark| Some(mark.of) == self.beginning) {
            let is_wanted = if mark.kind.is_some() { self.kind.is_none() } else { !self.is_whole };
            if is_wanted && memmem::find(&self.carry, mark.bytes).is_some() {
                match mark.kind {
                    Some(kind) => self.kind = Some(kind),
                    None => self.is_whole = true,
                }
            }
        }
        let keep_from = self.carry.len().saturating_sub(CARRY);
        self.carry.drain(..keep_from);
        true
    }

    /// It is a photograph in a form that is not taken.
    pub(super) fn is_heic(&self) -> bool {
        self.beginning == Some(Beginning::Heic)
    }

    /// What it was; none for something that is not taken, or is cut off.
    pub(super) fn finish(self) -> Option<AttachmentKind> {
        match self.beginning? {
            Beginning::Picture(kind) => Some(kind),
            Beginning::Pdf => self.is_whole.then_some(AttachmentKind::Pdf),
            Beginning::Zip => self.kind.filter(|_| self.is_whole),
            Beginning::Ole => self.kind,
            Beginning::Heic | Beginning::Unknown => None,
        }
    }
}

fn beginning(head: &[u8]) -> Beginning {
    match head {
        [0xFF, 0xD8, 0xFF, ..] => Beginning::Picture(AttachmentKind::Jpeg),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Beginning::Picture(AttachmentKind::Png),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => {
            Beginning::Picture(AttachmentKind::Webp)
        }
        [b'%', b'P', b'D', b'F', b'-', ..] => Beginning::Pdf,
        [b'P', b'K', 3, 4, ..] => Beginning::Zip,
        [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, ..] => Beginning::Ole,
        [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..]
            if HEIC.iter().any(|heic| brand.starts_with(heic)) =>
        {
            Beginning::Heic
        }
        _ => Beginning::Unknown,
    }
}

/// Brands of HEIF files (ISO/IEC 23008-12, annex B) that telephones write.
const HEIC: [&[u8]; 8] = [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"];

#[cfg(test)]
mod tests {
    use super::*;

    /// In pieces of every size, so that a mark is cut at every place.
    fn kind(bytes: &[u8]) -> Option<AttachmentKind> {
        let in_pieces = |size: usize| {
            let mut scan = Scan::default();
            for piece in bytes.chunks(size) {
                scan.read(piece);
            }
            scan.finish()
        };
        let first = in_pieces(1);
        for size in 2..=bytes.len().clamp(2, 80) {
            assert_eq!(in_pieces(size), first, "in pieces of {size}");
        }
        first
    }

    #[test]
    fn a_file_is_what_its_content_says() {
        let zip = |names: &str| [b"PK\x03\x04----------", names.as_bytes(), b"PK\x05\x06"].concat();
        let ole = |name: &str| {
            let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            [b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1----".as_slice(), &name].concat()
        };
        assert_eq!(kind(b"%PDF-1.7 text %%EOF\n"), Some(AttachmentKind::Pdf));
        assert_eq!(kind(&zip("docProps/app.xml word/document.xml")), Some(AttachmentKind::Docx));
        assert_eq!(kind(&zip("[Content_Types].xml xl/workbook.xml")), Some(AttachmentKind::Xlsx));
        assert_eq!(
            kind(&zip("mimetypeapplication/vnd.oasis.opendocument.spreadsheetPK")),
            Some(AttachmentKind::Ods)
        );
        assert_eq!(kind(&ole("WordDocument")), Some(AttachmentKind::Doc));
        assert_eq!(kind(&ole("PowerPoint Document")), Some(AttachmentKind::Ppt));
        assert_eq!(kind(b"\xFF\xD8\xFF\xE0 whatever follows"), Some(AttachmentKind::Jpeg));
    }

    #[test]
    fn a_telephones_photograph_is_known_by_its_content() {
        let is_heic = |bytes: &[u8]| {
            let mut scan = Scan::default();
            scan.read(bytes);
            scan.is_heic()
        };
        assert!(is_heic(b"\0\0\0\x24ftypheic\0\0\0\0mif1") && is_heic(b"\0\0\0\x1Cftypmif1\0\0\0\0"));
        assert!(!is_heic(b"\0\0\0\x20ftypisom\0\0\0\0") && !is_heic(b"heic heic heic"));
        assert_eq!(kind(b"\0\0\0\x24ftypheic\0\0\0\0mif1"), None);
    }

    #[test]
    fn what_is_not_taken_or_cut_off_is_none() {
        assert_eq!(kind(b"MZ\x90\0 a program that is named a.pdf"), None);
        assert_eq!(kind(b"<svg onload=alert(1)> %PDF- %%EOF"), None);
        assert_eq!(kind(b"GIF89a/*  */=1;alert(1)//"), None);
        assert_eq!(kind(b"PK\x03\x04---------- META-INF/MANIFEST.MF PK\x05\x06"), None, "a ZIP of anything");
        assert_eq!(kind(b"PK\x03\x04---------- word/document.xml"), None, "a cut off ZIP");
        assert_eq!(kind(b"%PDF-1.7 cut off in the middle"), None);
        assert_eq!(kind(b"%PD"), None);
        assert_eq!(kind(b""), None);
    }
}
