//! What a file is, by its content: its name and what the browser says of it count for nothing.
//!
//! A container (ZIP, OLE) is read for the names that only an office file has in it, while it streams past. Deliberately
//! absent: a library of types. Of the hundreds that such a library knows, ten are taken here, and it looks at the
//! beginning alone, where an office file need not show what it is.

use std::borrow::Cow;

use memchr::memmem;

use super::Fault;

record::words! {
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
        /// A document as Chinese offices exchange them (GB/T 33190).
        Ofd => "ofd",
    }
}

record::words! {
    /// What staff are told before they open a file.
    Caution {
        /// It brings a program of its own.
        Macros => "macros",
        /// It brings other files along.
        Embedded => "embedded",
        /// It has the marks of its kind and nothing of what such a file is made of.
        Hollow => "hollow",
    }
}

/// Endings that name the same kind of file, the kind's own first: templates, files with macros, and those of WPS.
const ENDINGS: &[(AttachmentKind, &[&str])] = &[
    (AttachmentKind::Jpeg, &["jpg", "jpeg", "jpe", "jfif"]),
    (AttachmentKind::Docx, &["docx", "docm", "dotx", "dotm"]),
    (AttachmentKind::Xlsx, &["xlsx", "xlsm", "xltx", "xltm", "xlsb"]),
    (AttachmentKind::Pptx, &["pptx", "pptm", "ppsx", "ppsm", "potx", "potm"]),
    (AttachmentKind::Doc, &["doc", "dot", "wps", "wpt"]),
    (AttachmentKind::Xls, &["xls", "xlt", "et", "ett"]),
    (AttachmentKind::Ppt, &["ppt", "pps", "pot", "dps", "dpt"]),
    (AttachmentKind::Odt, &["odt", "ott"]),
    (AttachmentKind::Ods, &["ods", "ots"]),
    (AttachmentKind::Odp, &["odp", "otp"]),
];

impl AttachmentKind {
    /// It is decoded and made again, and shown in pages of the desk.
    #[must_use]
    pub const fn is_picture(self) -> bool {
        matches!(self, Self::Jpeg | Self::Png | Self::Webp)
    }

    /// A file of any kind that is taken may be named so.
    pub(super) fn is_ending(ending: &str) -> bool {
        Self::parse(ending).is_some() || ENDINGS.iter().any(|(_, endings)| endings.contains(&ending))
    }

    /// The ending under which a file of this kind is kept: the one that it came with where that is one of its kind, for a
    /// spreadsheet does not open `.xlsm` under another.
    pub(super) fn ending(self, given: &str) -> &'static str {
        let own = ENDINGS.iter().find(|(kind, _)| *kind == self).map_or(&[][..], |(_, endings)| *endings);
        let given = own.iter().find(|one| **one == given);
        given.filter(|_| !self.is_picture()).copied().unwrap_or(self.as_str())
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
    /// Something else, with a PDF behind it: printers and scanners write their own words in front.
    LatePdf,
    Zip,
    Ole,
    /// A photograph as telephones keep it (ISO/IEC 23008-12): known, so that its sender can be told what to do, and not
    /// taken, for no decoder that we trust reads it.
    Heic,
    /// Files packed into one: known, so that its sender can be told to unpack them.
    Archive,
    Unknown,
}

/// A mark somewhere in a file, and what it shows.
struct Mark {
    of: Beginning,
    bytes: &'static [u8],
    shows: Shows,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shows {
    Kind(AttachmentKind),
    /// It is whole.
    End,
    /// It has a part that every file of its kind has.
    Part(u8),
    /// It has macros.
    Macros,
    /// Other files are in it.
    Embedded,
}

const fn mark(of: Beginning, bytes: &'static [u8], kind: AttachmentKind) -> Mark {
    Mark { of, bytes, shows: Shows::Kind(kind) }
}

const fn shows(of: Beginning, bytes: &'static [u8], shows: Shows) -> Mark {
    Mark { of, bytes, shows }
}

/// Parts that a file needs, as bits of [`Shows::Part`].
const PARTS: u8 = 0b11;

/// Names of parts, as they stand in clear in a ZIP's headers and, in UTF-16, in the directory of an OLE file; and the ends
/// of a PDF (ISO 32000-1, 7.5.5) and of a ZIP (its central directory's record). Those of a ZIP are looked for in lower case, for
/// readers find its parts under any (ECMA-376, part 2, 6.2.2.3).
const MARKS: &[Mark] = &[
    shows(Beginning::Pdf, b"%%EOF", Shows::End),
    shows(Beginning::Pdf, b"startxref", Shows::Part(0b01)),
    shows(Beginning::Pdf, b" obj", Shows::Part(0b10)),
    shows(Beginning::Zip, b"pk\x05\x06", Shows::End),
    shows(Beginning::Zip, b"pk\x01\x02", Shows::Part(0b01)),
    shows(Beginning::Zip, b"[content_types].xml", Shows::Part(0b10)),
    shows(Beginning::Zip, b"content.xml", Shows::Part(0b10)),
    shows(Beginning::Zip, b"document.xml", Shows::Part(0b10)),
    // ECMA-376 macro projects; of OpenDocument the folder of its programs.
    shows(Beginning::Zip, b"vbaproject.bin", Shows::Macros),
    shows(Beginning::Zip, b"xl/macrosheets/", Shows::Macros),
    shows(Beginning::Zip, b"/activex/", Shows::Macros),
    shows(Beginning::Zip, b"basic/script-lc.xml", Shows::Macros),
    shows(Beginning::Zip, b"scripts/", Shows::Macros),
    // Objects of other programs inside a document; tables behind its charts are none.
    shows(Beginning::Zip, b"/embeddings/oleobject", Shows::Embedded),
    // ISO 32000-1, 12.6.4.16 and 12.6.4.5: what every action says of itself that has a program, or starts one; 7.11.4: what
    // every file in a file does.
    shows(Beginning::Pdf, b"/JavaScript", Shows::Macros),
    shows(Beginning::Pdf, b"/Launch", Shows::Macros),
    shows(Beginning::Pdf, b"/EmbeddedFile", Shows::Embedded),
    shows(Beginning::Ole, b"R\0o\0o\0t\0 \0E\0n\0t\0r\0y\0", Shows::Part(0b11)),
    // MS-OVBA, 2.2.1: the storage of a project, and the stream that every project has.
    shows(Beginning::Ole, b"_\0V\0B\0A\0_\0P\0R\0O\0J\0E\0C\0T\0", Shows::Macros),
    mark(Beginning::Zip, b"ofd.xml", AttachmentKind::Ofd),
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

/// Readers look for the head of a PDF in so many bytes (ISO 32000-1, annex H.3, note 13).
const LATE_HEAD: usize = 1024;

/// An old office file is at least a header, a sector of its table and one of its directory (MS-CFB, 2.2).
const SMALLEST_OLE: u64 = 1536;

/// Reads a file that streams past.
#[derive(Default)]
pub(super) struct Scan {
    /// The beginning, until it is known what it is.
    head: Vec<u8>,
    beginning: Option<Beginning>,
    carry: Vec<u8>,
    kind: Option<AttachmentKind>,
    is_whole: bool,
    parts: u8,
    has_macros: bool,
    has_files: bool,
    bytes: u64,
}

/// What a file is, and what is to be said of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) kind: AttachmentKind,
    pub(super) caution: Option<Caution>,
}

impl Scan {
    /// Reads the next piece. Says false as soon as it is nothing that is taken.
    pub(super) fn read(&mut self, piece: &[u8]) -> bool {
        self.bytes += piece.len() as u64;
        if self.beginning.is_some() {
            return self.look_for_marks(piece);
        }
        self.head.extend_from_slice(piece);
        if self.head.len() < HEAD {
            return true;
        }
        match beginning(&self.head) {
            Beginning::Unknown if self.late_head().is_some() => self.begin(Beginning::LatePdf),
            Beginning::Unknown if may_stand_in_front(&self.head) && self.head.len() < LATE_HEAD => true,
            known => self.begin(known),
        }
    }

    /// A PDF whose head, with its version, does not stand at the very beginning.
    fn late_head(&self) -> Option<usize> {
        let looked_at = &self.head[..self.head.len().min(LATE_HEAD)];
        let at = memmem::find(looked_at, b"%PDF-")?;
        let is_version = matches!(self.head.get(at + 5..at + 8), Some([b'1' | b'2', b'.', b'0'..=b'9']));
        (is_version && may_stand_in_front(&self.head)).then_some(at)
    }

    fn begin(&mut self, beginning: Beginning) -> bool {
        self.beginning = Some(beginning);
        let head = std::mem::take(&mut self.head);
        self.look_for_marks(&head)
    }

    fn look_for_marks(&mut self, piece: &[u8]) -> bool {
        let of = match self.beginning {
            None | Some(Beginning::Unknown | Beginning::Heic | Beginning::Archive) => return false,
            Some(Beginning::Picture(kind)) => {
                (self.kind, self.is_whole) = (Some(kind), true);
                return true;
            }
            Some(Beginning::LatePdf) => Beginning::Pdf,
            Some(other) => other,
        };
        self.carry.extend_from_slice(piece);
        let read = as_readers_do(&self.carry, of);
        for mark in MARKS.iter().filter(|mark| mark.of == of) {
            let is_wanted = match mark.shows {
                Shows::Kind(_) => self.kind.is_none(),
                Shows::End => !self.is_whole,
                Shows::Part(part) => self.parts & part != part,
                Shows::Macros => !self.has_macros,
                Shows::Embedded => !self.has_files,
            };
            if is_wanted && memmem::find(&read, mark.bytes).is_some() {
                match mark.shows {
                    Shows::Kind(kind) => self.kind = Some(kind),
                    Shows::End => self.is_whole = true,
                    Shows::Part(part) => self.parts |= part,
                    Shows::Macros => self.has_macros = true,
                    Shows::Embedded => self.has_files = true,
                }
            }
        }
        let keep_from = self.carry.len().saturating_sub(CARRY);
        self.carry.drain(..keep_from);
        true
    }

    /// Why it is nothing that is taken, as far as it shows.
    pub(super) fn fault(&self) -> Fault {
        match self.beginning {
            Some(Beginning::Heic) => Fault::Heic,
            Some(Beginning::Archive) => Fault::Archive,
            _ => Fault::Kind,
        }
    }

    /// What it was.
    ///
    /// # Errors
    /// [`Fault::Empty`], [`Fault::CutOff`], [`Fault::Archive`], or [`Fault::Kind`] for anything else that is not taken.
    pub(super) fn finish(mut self) -> Result<Found, Fault> {
        if self.bytes == 0 {
            return Err(Fault::Empty);
        }
        if self.beginning.is_none() {
            let is_late = self.late_head().is_some();
            self.begin(if is_late { Beginning::LatePdf } else { Beginning::Unknown });
        }
        let kind = match self.beginning {
            Some(Beginning::Picture(kind)) => return Ok(Found { kind, caution: None }),
            Some(Beginning::Pdf) if !self.is_whole => return Err(Fault::CutOff),
            Some(Beginning::Pdf) => AttachmentKind::Pdf,
            // Words in front may be anything: then it has to have all that a PDF has.
            Some(Beginning::LatePdf) if self.parts != PARTS => return Err(Fault::Kind),
            Some(Beginning::LatePdf) if !self.is_whole => return Err(Fault::CutOff),
            Some(Beginning::LatePdf) => AttachmentKind::Pdf,
            Some(Beginning::Zip) if !self.is_whole => return Err(Fault::CutOff),
            Some(Beginning::Zip) => self.kind.ok_or(Fault::Archive)?,
            Some(Beginning::Ole) => self.kind.ok_or(Fault::Kind)?,
            None | Some(Beginning::Heic | Beginning::Archive | Beginning::Unknown) => {
                return Err(self.fault());
            }
        };
        let is_hollow =
            self.parts != PARTS || self.beginning == Some(Beginning::Ole) && self.bytes < SMALLEST_OLE;
        let cautions = [
            (self.has_macros, Caution::Macros),
            (self.has_files, Caution::Embedded),
            (is_hollow, Caution::Hollow),
        ];
        let caution = cautions.into_iter().find_map(|(is_so, caution)| is_so.then_some(caution));
        Ok(Found { kind, caution })
    }
}

/// Bytes as a reader of such a file takes them: names in a ZIP in any case, those in a PDF with any character written as its number
/// (ISO 32000-1, 7.3.5: `/J#61vaScript`).
fn as_readers_do(bytes: &[u8], of: Beginning) -> Cow<'_, [u8]> {
    match of {
        Beginning::Zip => bytes.to_ascii_lowercase().into(),
        Beginning::Pdf if bytes.contains(&b'#') => {
            let mut read = Vec::with_capacity(bytes.len());
            let mut rest = bytes;
            while let Some((byte, after)) = rest.split_first() {
                let digits = after.get(..2).filter(|_| *byte == b'#');
                let number = digits.and_then(|two| std::str::from_utf8(two).ok());
                let number = number.and_then(|two| u8::from_str_radix(two, 16).ok());
                read.push(number.unwrap_or(*byte));
                rest = if number.is_some() { &after[2..] } else { after };
            }
            read.into()
        }
        _ => bytes.into(),
    }
}

/// What may stand in front of a PDF: blanks, a mark of order, and the words of a printer's language. No program and no
/// page, which other readers would take the file for.
fn may_stand_in_front(head: &[u8]) -> bool {
    let first = head.iter().find(|byte| !byte.is_ascii_whitespace());
    first.is_none_or(|byte| *byte != b'<')
        && !head.starts_with(b"MZ")
        && !head.starts_with(b"\x7fELF")
        && !head.starts_with(b"GIF8")
        && !head.starts_with(b"#!")
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
        _ if PACKED.iter().any(|begin| head.starts_with(begin)) => Beginning::Archive,
        [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, ..] => Beginning::Ole,
        [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..]
            if HEIC.iter().any(|heic| brand.starts_with(heic)) =>
        {
            Beginning::Heic
        }
        _ => Beginning::Unknown,
    }
}

/// How files begin that hold other files: RAR, 7z, gzip, bzip2 and xz.
const PACKED: [&[u8]; 5] = [b"Rar!\x1A\x07", b"7z\xBC\xAF\x27\x1C", b"\x1F\x8B\x08", b"BZh", b"\xFD7zXZ\0"];

/// Brands of HEIF files (ISO/IEC 23008-12, annex B) that telephones write.
const HEIC: [&[u8]; 8] = [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"];

#[cfg(test)]
mod tests {
    use super::*;

    /// In pieces of every size, so that a mark is cut at every place.
    fn found(bytes: &[u8]) -> Result<Found, &'static str> {
        let in_pieces = |size: usize| {
            let mut scan = Scan::default();
            for piece in bytes.chunks(size) {
                scan.read(piece);
            }
            scan.finish().map_err(|fault| fault.as_str())
        };
        let first = in_pieces(1);
        for size in 2..=bytes.len().clamp(2, 80) {
            assert_eq!(in_pieces(size), first, "in pieces of {size}");
        }
        first
    }

    fn kind(bytes: &[u8]) -> Option<AttachmentKind> {
        found(bytes).ok().map(|found| found.kind)
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
        assert_eq!(kind(&zip("OFD.xml Doc_0/Document.xml PK\x01\x02")), Some(AttachmentKind::Ofd));
    }

    #[test]
    fn a_pdf_with_words_in_front_is_one() {
        let body = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF\n";
        for front in ["\n\n", "\u{FEFF}", "\u{1B}%-12345X@PJL JOB NAME=\"a\"\r\n@PJL ENTER LANGUAGE=PDF\r\n"]
        {
            assert_eq!(kind(&[front.as_bytes(), body].concat()), Some(AttachmentKind::Pdf), "{front:?}");
        }
        let far = [vec![b' '; 1100].as_slice(), body].concat();
        assert_eq!(kind(&far), None, "farther than readers look");
        assert_eq!(kind(&[b"MZ\x90\0 a program ".as_slice(), body].concat()), None);
        assert_eq!(kind(&[b" <html><script></script>".as_slice(), body].concat()), None);
        assert_eq!(found(&[b"\n".as_slice(), &body[..body.len() - 8]].concat()), Err("cut_off"));
    }

    #[test]
    fn staff_are_told_of_macros_and_of_files_with_nothing_in_them() {
        let caution = |bytes: &[u8]| found(bytes).expect("taken").caution;
        let zip = |names: &str| [b"PK\x03\x04----------", names.as_bytes(), b"PK\x05\x06"].concat();
        assert_eq!(caution(&zip("xl/workbook.xml")), Some(Caution::Hollow));
        assert_eq!(caution(b"%PDF-1.7 %%EOF\n"), Some(Caution::Hollow));
        let sound = "[Content_Types].xml xl/workbook.xml PK\x01\x02";
        assert_eq!(caution(&zip(sound)), None);
        assert_eq!(caution(&zip(&format!("{sound} xl/vbaProject.bin"))), Some(Caution::Macros));
        let ole = |names: &[&str], length: usize| {
            let names: Vec<u8> =
                names.iter().flat_map(|name| name.encode_utf16()).flat_map(u16::to_le_bytes).collect();
            let mut bytes = [b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1----".as_slice(), &names].concat();
            bytes.resize(length.max(bytes.len()), 0);
            bytes
        };
        let found = |bytes: &[u8]| {
            let mut scan = Scan::default();
            scan.read(bytes);
            scan.finish().expect("taken").caution
        };
        assert_eq!(found(&ole(&["Root Entry", "Workbook"], 4096)), None);
        assert_eq!(found(&ole(&["Root Entry", "Workbook", "_VBA_PROJECT"], 4096)), Some(Caution::Macros));
        assert_eq!(found(&ole(&["Workbook"], 0)), Some(Caution::Hollow));
    }

    #[test]
    fn a_name_is_known_as_readers_know_it() {
        let caution = |bytes: &[u8]| found(bytes).expect("taken").caution;
        let zip = |names: &str| {
            let sound = "[content_types].XML XL/Workbook.xml PK\x01\x02 ";
            [b"PK\x03\x04----------", sound.as_bytes(), names.as_bytes(), b"PK\x05\x06"].concat()
        };
        assert_eq!(found(&zip("")), Ok(Found { kind: AttachmentKind::Xlsx, caution: None }));
        for name in
            ["xl/VBAPROJECT.BIN", "xl/VbaProject.Bin", "xl/MacroSheets/a.xml", "word/activeX/activeX1.bin"]
        {
            assert_eq!(caution(&zip(name)), Some(Caution::Macros), "{name}");
        }
        assert_eq!(caution(&zip("word/embeddings/oleObject1.bin")), Some(Caution::Embedded));
        assert_eq!(caution(&zip("xl/embeddings/Microsoft_Excel_Sheet1.xlsx")), None);
        let pdf = |name: &str| format!("%PDF-1.7 1 0 obj {name} startxref %%EOF").into_bytes();
        for name in
            ["/JavaScript", "/J#61vaScript", "/#4A#61#76#61#53#63#72#69#70#74", "/Launch", "/L#61unch"]
        {
            assert_eq!(caution(&pdf(name)), Some(Caution::Macros), "{name}");
        }
        assert_eq!(caution(&pdf("/EmbeddedFile")), Some(Caution::Embedded));
        assert_eq!(caution(&pdf("/Type #1")), None);
    }

    #[test]
    fn each_reason_has_a_word_of_its_own() {
        assert_eq!(found(b""), Err("empty"));
        assert_eq!(found(b"%PDF-1.7 cut off in the middle"), Err("cut_off"));
        assert_eq!(found(b"PK\x03\x04---------- word/document.xml"), Err("cut_off"));
        assert_eq!(found(b"PK\x03\x04---------- a.jpg b.jpg PK\x05\x06"), Err("archive"));
        assert_eq!(found(b"Rar!\x1A\x07\x01\0 and more"), Err("archive"));
        assert_eq!(found(b"7z\xBC\xAF\x27\x1C\0\x04 and more"), Err("archive"));
        assert_eq!(found(b"\0\0\0\x24ftypheic\0\0\0\0mif1"), Err("heic"));
        assert_eq!(found(b"GIF89a/*  */=1;alert(1)//"), Err("kind"));
    }

    #[test]
    fn a_telephones_photograph_is_known_by_its_content() {
        let is_heic = |bytes: &[u8]| {
            let mut scan = Scan::default();
            scan.read(bytes);
            matches!(scan.fault(), Fault::Heic)
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
