//! Files that come with letters: from the form over the preview to the desk, and out again.

use std::collections::BTreeSet;

use form_api::store;
use tests::{Client, Page, Service};

use crate::journey::LETTER;

/// A picture as a telephone makes it: with its place in it, and words behind its end.
pub(crate) fn photograph(width: u32, height: u32) -> Vec<u8> {
    let picture = image::RgbImage::from_fn(width, height, |x, y| {
        image::Rgb([u8::try_from(x % 256).expect("a byte"), u8::try_from(y % 256).expect("a byte"), 40])
    });
    let mut plain = std::io::Cursor::new(Vec::new());
    image::DynamicImage::from(picture).write_to(&mut plain, image::ImageFormat::Jpeg).expect("encoded");
    let plain = plain.into_inner();
    let exif = [b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0".as_slice(), EXIF_MARK.as_bytes()].concat();
    let length = u16::try_from(exif.len() + 2).expect("short").to_be_bytes();
    [&[0xFF, 0xD8, 0xFF, 0xE1], length.as_slice(), &exif, &plain[2..], b"behind the end"].concat()
}

/// What a camera writes of its owner.
pub(crate) const EXIF_MARK: &str = "GPS 30.4711 N 106.0522 E qiguan";

/// A document with a person in its text.
pub(crate) fn document(text: &str) -> Vec<u8> {
    format!("%PDF-1.4\n1 0 obj\n({text})\nendobj\n%%EOF\n").into_bytes()
}

/// The names of the files of a page, in their order.
fn names(page: &Page) -> Vec<String> {
    let Some((_, list)) = page.text.split_once("class=\"file-list\"") else { return Vec::new() };
    let (list, _) = list.split_once("</ul>").expect("a list ends");
    list.split("<li>").skip(1).map(|one| one.split(" <span").next().unwrap_or_default().to_owned()).collect()
}

fn confirm(visitor: &Client, preview: &Page) -> (String, String) {
    let page = visitor.press(preview, "confirm");
    assert_eq!(page.status, 200, "{}", page.text);
    (page.element("data-submission-no").expect("a number"), page.element("data-query-code").expect("a code"))
}

/// Where the desk's page of a case takes files from.
fn links(staff: &Client, number: &str) -> Vec<String> {
    let page = staff.get(&format!("/desk/cases/{number}"));
    let parts = page.text.split("<a href=\"").skip(1);
    let links = parts.filter_map(|part| part.split('"').next());
    links.filter(|link| link.contains("/attachments/")).map(str::to_owned).collect()
}

fn on_disk(service: &Service) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(service.paths.attachments()) else { return Vec::new() };
    entries.map(|entry| entry.expect("read").file_name().to_string_lossy().into_owned()).collect()
}

fn rows(service: &Service) -> BTreeSet<String> {
    let rows = service.runtime.block_on(store::list_attachment_ids(service.db())).expect("listed");
    rows.into_iter().map(|(id, _)| id).collect()
}

/// Every file has its row, and every row its file.
fn expect_even(service: &Service, many: usize) {
    assert_eq!(on_disk(service).into_iter().collect::<BTreeSet<_>>(), rows(service));
    assert_eq!(rows(service).len(), many);
}

#[test]
fn files_survive_the_preview_and_reach_the_desk_and_nobody_else() {
    let service = Service::start();
    let visitor = service.visitor();
    let pdf = document("账单");
    let files: [(&str, &[u8]); 2] = [("现场.jpg", &photograph(300, 200)), ("账单.PDF", &pdf)];
    let preview = visitor.write_letter_with(&LETTER, &files);
    assert_eq!(preview.status, 200, "{}", preview.text);
    assert_eq!(names(&preview), ["现场.jpg", "账单.pdf"]);

    let form = visitor.press(&preview, "edit");
    assert_eq!(form.textarea("text").as_deref(), Some(LETTER[2].1), "back loses no word");
    assert_eq!(names(&form), ["现场.jpg", "账单.pdf"], "and no file");
    let mut fields: Vec<(&str, &str)> = LETTER.to_vec();
    let token = form.hidden("form");
    fields.extend([("form", token.as_str()), ("rules_read", "1")]);
    fields.rotate_right(2);
    let preview = visitor.post_files("/mailbox/", &fields, &[("", b"")]);
    assert_eq!(names(&preview), ["现场.jpg", "账单.pdf"], "nothing more was chosen");

    let (number, code) = confirm(&visitor, &preview);
    assert_eq!(confirm(&visitor, &preview), (number.clone(), code.clone()), "twice is one letter");
    expect_even(&service, 2);
    let own = service.track(&number, &code);
    assert_eq!(names(&own), ["现场.jpg", "账单.pdf"]);

    let registrar = service.staff("registrar");
    let links = links(&registrar, &number);
    assert_eq!(links.len(), 2);
    let (status, headers, picture) = registrar.get_bytes(&links[0]);
    assert_eq!((status, headers["content-type"].as_str()), (200, "image/jpeg"));
    let decoded = image::load_from_memory(&picture).expect("a picture");
    assert_eq!((decoded.width(), decoded.height()), (300, 200));
    for word in ["GPS", "Exif", "qiguan", "behind"] {
        assert!(!picture.windows(word.len()).any(|part| part == word.as_bytes()), "{word}");
    }
    let (status, headers, bytes) = registrar.get_bytes(&links[1]);
    assert_eq!((status, bytes), (200, pdf));
    assert_eq!(headers["content-type"], "application/octet-stream");
    assert_eq!(headers["x-content-type-options"], "nosniff");
    assert_eq!(headers["content-security-policy"], "default-src 'none'; sandbox");
    assert_eq!(headers["cache-control"], "no-store");
    let disposition = &headers["content-disposition"];
    assert!(
        disposition.starts_with("attachment;") && disposition.contains("UTF-8''%E8%B4%A6"),
        "{disposition}"
    );

    assert_eq!(service.visitor().get(&links[0]).status, 303, "nobody is signed in");
    for name in ["farmer", "administrator"] {
        assert_eq!(service.staff(name).get(&links[0]).status, 404, "{name} does not see the case");
    }
    let (other, _) = service.send_letter(&LETTER);
    let crossed = links[0].replace(&number, &other);
    assert_eq!(registrar.get(&crossed).status, 404, "a file is its own letter's");
    let _ = service.mails();
}
