//! Invented people in files that are not text.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use lopdf::{Document, Object, Stream, StringFormat, dictionary};

use super::*;

#[track_caller]
fn finds_name(path: &str, bytes: &[u8]) {
    let found = texts(path, bytes);
    assert!(found.iter().any(|text| text == NAME), "{path}: {found:?}");
}

fn refused(path: &str, bytes: &[u8]) -> Vec<Unreadable> {
    let known = Known::default();
    let gate = Gate { known: &known, allowed: &[], hashed: None };
    let why = |leak: Leak| match leak.kind {
        LeakKind::Unreadable(why) => Some(why),
        _ => None,
    };
    gate.read_file(path, bytes).into_iter().filter_map(why).collect()
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
    packed.write_all(bytes).expect("memory");
    packed.finish().expect("memory")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(bytes).expect("memory");
    packed.finish().expect("memory")
}

fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, body) in parts {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).expect("memory");
        archive.write_all(body).expect("memory");
    }
    archive.finish().expect("memory").into_inner()
}

fn png(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let chunk = |kind: &[u8; 4], body: &[u8]| {
        let length = u32::try_from(body.len()).expect("small").to_be_bytes();
        [&length[..], kind, body, &[0; 4]].concat()
    };
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(b"IHDR", &[0; 13]), chunk(kind, body), chunk(b"IEND", b"")].concat()
}

fn jpeg(marker: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).expect("small").to_be_bytes();
    let segment = [&[0xff, marker], &length[..], body].concat();
    let scan = [0xff, 0xda, 0, 2, 1, 2, 0xff, 0, 3];
    // Once before the pixels and once after them, as files with several scans have it.
    [&[0xff, 0xd8], &scan[..], &segment, &scan, &[0xff, 0xd9]].concat()
}

fn webp(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let mut chunk = [kind, &u32::try_from(body.len()).expect("small").to_le_bytes()[..], body].concat();
    chunk.resize(chunk.len().next_multiple_of(2), 0);
    let length = u32::try_from(chunk.len() + 4).expect("small").to_le_bytes();
    [b"RIFF", &length[..], b"WEBP", &chunk].concat()
}

fn gif(body: &[u8]) -> Vec<u8> {
    let length = u8::try_from(body.len()).expect("small");
    [b"GIF89a\x01\0\x01\0\0\0\0", &[0x21, 0xfe, length][..], body, &[0, 0x3b]].concat()
}

/// An icon file of these pictures, which follow one another.
fn ico(icons: &[Vec<u8>]) -> Vec<u8> {
    let mut from = 6 + 16 * icons.len();
    let mut bytes = [&[0, 0, 1, 0], &u16::try_from(icons.len()).expect("few").to_le_bytes()[..]].concat();
    for icon in icons {
        let [length, at] = [icon.len(), from].map(|n| u32::try_from(n).expect("small").to_le_bytes());
        bytes.extend_from_slice(&[&[32, 32, 0, 0, 1, 0, 32, 0], &length[..], &at].concat());
        from += icon.len();
    }
    bytes.extend(icons.concat());
    bytes
}

/// One field in the first directory, or in the one of the place (`gps`).
fn tiff(tag: u16, kind: u16, body: &[u8], gps: bool) -> Vec<u8> {
    let entry = |tag: u16, kind: u16, count: u32, value: u32| {
        [&tag.to_le_bytes()[..], &kind.to_le_bytes(), &count.to_le_bytes(), &value.to_le_bytes()].concat()
    };
    let directory = |entry: Vec<u8>| [&[1, 0], &entry[..], &[0; 4]].concat();
    let count = u32::try_from(body.len()).expect("small");
    let head = b"II\x2a\0\x08\0\0\0".to_vec();
    if gps {
        return [
            head,
            directory(entry(0x8825, 4, 1, 26)),
            directory(entry(tag, kind, count / 8, 44)),
            body.to_vec(),
        ]
        .concat();
    }
    [head, directory(entry(tag, kind, count, 26)), body.to_vec()].concat()
}

const XMP: &str = "<x:xmpmeta xmlns:x='adobe:ns:meta/'><dc:creator>尉迟翀</dc:creator></x:xmpmeta>";

#[test]
fn what_a_picture_carries_is_read() {
    let artist = tiff(0x013b, 2, format!("{NAME}\0").as_bytes(), false);
    let wide: Vec<u8> = NAME.encode_utf16().flat_map(u16::to_le_bytes).chain([0, 0]).collect();
    let windows_author = tiff(0x9c9d, 1, &wide, false);
    let raw = |block: &[u8]| {
        let hex: String = block.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("Raw profile type exif\0\nexif\n {}\n{hex}\n", block.len())
    };
    let packed = |head: &str| [head.as_bytes(), &zlib(NAME.as_bytes())].concat();
    for (path, bytes) in [
        ("a.png", png(b"tEXt", format!("Author\0{NAME}").as_bytes())),
        ("a.png", png(b"tEXt", format!("{NAME}\0x").as_bytes())),
        ("a.png", png(b"zTXt", &packed("Author\0\0"))),
        ("a.png", png(b"iTXt", &packed("Author\0\x01\0zh\0\0"))),
        ("a.png", png(b"iTXt", format!("Author\0\0\0zh\0\0{NAME}").as_bytes())),
        ("a.png", png(b"eXIf", &artist)),
        ("a.png", png(b"prVt", NAME.as_bytes())),
        ("a.png", png(b"tEXt", raw(&[b"Exif\0\0", &artist[..]].concat()).as_bytes())),
        ("a.jpg", jpeg(0xe1, &[b"Exif\0\0", &artist[..]].concat())),
        ("a.jpg", jpeg(0xe1, &[b"Exif\0\0", &windows_author[..]].concat())),
        ("a.jpg", jpeg(0xe1, &[b"http://ns.adobe.com/xap/1.0/\0", XMP.as_bytes()].concat())),
        ("a.jpg", jpeg(0xed, &[b"Photoshop 3.0\0\x1c\x02\x50\0\x09", NAME.as_bytes()].concat())),
        ("a.jpg", jpeg(0xfe, NAME.as_bytes())),
        ("a.jpg", jpeg(0xfe, &encoding_rs::GBK.encode(NAME).0)),
        ("a.webp", webp(b"EXIF", &artist)),
        ("a.webp", webp(b"XMP ", XMP.as_bytes())),
        ("a.gif", gif(NAME.as_bytes())),
        ("a.ico", ico(&[png(b"tEXt", b"Author\0x"), png(b"tEXt", format!("Author\0{NAME}").as_bytes())])),
        // A name that says something else changes nothing.
        ("a.txt", gif(NAME.as_bytes())),
    ] {
        finds_name(path, &bytes);
        assert_eq!(refused(path, &bytes), [], "{path}");
    }
}

#[test]
fn where_a_picture_was_taken_is_a_leak() {
    let latitude: Vec<u8> = [30_u32, 1, 15, 1, 0, 1].iter().flat_map(|n| n.to_le_bytes()).collect();
    let place = tiff(2, 5, &latitude, true);
    for (path, bytes) in [
        ("a.png", png(b"eXIf", &place)),
        ("a.jpg", jpeg(0xe1, &[b"Exif\0\0", &place[..]].concat())),
        ("a.webp", webp(b"EXIF", &place)),
    ] {
        let known = Known::default();
        let gate = Gate { known: &known, allowed: &[], hashed: None };
        let kinds: Vec<LeakKind> = gate.read_file(path, &bytes).iter().map(|leak| leak.kind).collect();
        assert_eq!(kinds, [LeakKind::Personal(Kind::Coordinates)], "{path}");
    }
}

#[test]
fn what_stands_behind_a_picture_is_reported() {
    for (path, bytes) in
        [("a.png", png(b"tEXt", b"a\0b")), ("a.jpg", jpeg(0xfe, b"abc")), ("a.gif", gif(b"abc"))]
    {
        assert_eq!(refused(path, &bytes), [], "{path}");
        assert_eq!(refused(path, &[&bytes[..], b"more"].concat()), [Unreadable::Tail], "{path}");
        assert_eq!(refused(path, &bytes[..bytes.len() - 2]), [Unreadable::Damaged], "{path}");
    }
}

#[test]
fn office_files_and_compressed_copies_are_read() {
    let run = "<w:p><w:r><w:t>尉</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>迟翀</w:t></w:r></w:p>";
    let inner = zip(&[("a.txt", NAME.as_bytes())]);
    for (path, bytes) in [
        ("a.docx", zip(&[("word/document.xml", run.as_bytes())])),
        ("a.docx", zip(&[("docProps/core.xml", "<dc:creator>尉迟翀</dc:creator>".as_bytes())])),
        ("a.docx", zip(&[("word/comments.xml", "<w:comment w:author='尉迟翀'/>".as_bytes())])),
        ("a.docx", zip(&[("word/media/1.png", &png(b"tEXt", format!("a\0{NAME}").as_bytes()))])),
        ("a.docx", zip(&[("word/尉迟翀.xml", b"<a/>")])),
        (
            "a.xlsx",
            zip(&[("xl/sharedStrings.xml", "<si><r><t>尉</t></r><r><t>迟翀</t></r></si>".as_bytes())]),
        ),
        ("a.pptx", zip(&[("ppt/slides/s.xml", "<a:p><a:t>尉迟</a:t><a:t>翀</a:t></a:p>".as_bytes())])),
        ("a.odt", zip(&[("content.xml", "<text:p>尉<text:span>迟</text:span>翀</text:p>".as_bytes())])),
        ("a.ofd", zip(&[("OFD.xml", "<a/>".as_bytes()), ("Doc_0/a.zip", &inner)])),
        ("a.html.gz", gzip("<p>尉<b>迟</b>翀</p>".as_bytes())),
        ("a.zip", gzip(&zip(&[("a.html", "<p>尉<b>迟</b>翀</p>".as_bytes())]))),
    ] {
        finds_name(path, &bytes);
    }
    let cells = "<row><c><v>14012345678</v></c><c><v>9</v></c></row>";
    let found = texts("a.xlsx", &zip(&[("xl/worksheets/sheet1.xml", cells.as_bytes())]));
    assert_eq!(found, [MOBILE]);
    let line = "<ofd:TextCode X='1'>尉迟</ofd:TextCode><ofd:TextCode>翀</ofd:TextCode>";
    assert_eq!(texts("a.ofd", &zip(&[("Doc_0/Content.xml", line.as_bytes())])), ["尉迟 翀"]);
}

#[test]
fn packages_that_cannot_be_read_are_reported() {
    assert_eq!(refused("a.docx", b"PK\x03\x04damaged"), [Unreadable::Damaged]);
    assert_eq!(refused("a.docx", &zip(&[("word/vbaProject.bin", b"\xd0\xcf\x11\xe0")])), [Unreadable::Type]);
    let mut nested = b"plain".to_vec();
    for _ in 0..6 {
        nested = gzip(&nested);
    }
    assert_eq!(refused("a.gz", &nested), [Unreadable::TooMuch]);
    assert_eq!(refused("a.txt.gz", &gzip(&vec![b' '; (64 << 20) + 1])), [Unreadable::TooMuch]);
}

/// A document with one page that shows `text`.
fn pdf(font: lopdf::Dictionary, text: Vec<u8>, title: &str) -> Vec<u8> {
    let mut document = Document::with_version("1.5");
    let pages = document.new_object_id();
    let font = document.add_object(font);
    let mut content = b"BT /F1 12 Tf <".to_vec();
    content.extend(text.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()));
    content.extend(b"> Tj ET");
    let content = document.add_object(Stream::new(dictionary! {}, content));
    let page = document.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content,
        "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
    });
    let tree = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
    document.objects.insert(pages, Object::Dictionary(tree));
    let root = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    let title: Vec<u8> = [0xfe, 0xff].into_iter().chain(wide(title)).collect();
    let info = document.add_object(dictionary! { "Title" => Object::String(title, StringFormat::Literal) });
    document.trailer.set("Root", root);
    document.trailer.set("Info", info);
    document.compress();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("memory");
    bytes
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

#[test]
fn text_and_metadata_of_a_pdf_are_read_and_unknown_glyphs_reported() {
    let font = |encoding: &str| dictionary! { "Type" => "Font", "Subtype" => "Type0", "Encoding" => Object::Name(encoding.into()) };
    let plain = pdf(font("UniGB-UCS2-H"), wide(NAME), "a");
    finds_name("a.pdf", &plain);
    assert_eq!(refused("a.pdf", &plain), []);
    finds_name("a.pdf", &pdf(font("GBK-EUC-H"), encoding_rs::GBK.encode(NAME).0.into_owned(), "a"));
    finds_name("a.pdf", &pdf(font("UniGB-UCS2-H"), wide("一"), NAME));
    assert_eq!(refused("a.pdf", &pdf(font("Identity-H"), vec![0, 1, 0, 2], "a")), [Unreadable::Glyphs]);
    assert_eq!(refused("a.pdf", b"%PDF-1.7\ndamaged"), [Unreadable::Damaged]);
    let twice = [&plain[..], b"\n", &plain[plain.len() - 40..]].concat();
    assert!(refused("a.pdf", &twice).contains(&Unreadable::OlderText));
}

#[test]
fn an_icon_file_that_is_more_than_its_icons_is_not_read() {
    let sound = ico(&[png(b"tEXt", b"Author\0x")]);
    assert_eq!(refused("a.ico", &sound), []);
    let behind = [&sound[..], b"x"].concat();
    let pixels = ico(&[b"(\0\0\0".to_vec()]);
    let mut shifted = sound.clone();
    shifted[18] += 1;
    for (what, bytes) in [("a tail", behind), ("bare pixels", pixels), ("a gap", shifted)] {
        assert_ne!(refused("a.ico", &bytes), [], "{what}");
    }
}
