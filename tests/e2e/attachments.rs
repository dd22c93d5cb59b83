//! Files that come with letters: from the form over the preview to the desk, and out again.

use form_api::jobs;
use std::collections::BTreeSet;

use form_api::messages::speak_with;
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
    let names =
        list.split("<span class=\"file-name\">").skip(1).filter_map(|one| one.split("</span>").next());
    names.map(str::to_owned).collect()
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
    let preview = visitor.post_files("/mailbox/", &fields, &files);
    assert_eq!(names(&preview), ["现场.jpg", "账单.pdf"], "a browser that goes back sends them again");

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

/// A picture of so many pixels that says so in few bytes.
fn bomb() -> Vec<u8> {
    let mut png = std::io::Cursor::new(Vec::new());
    let picture = image::DynamicImage::new_luma8(12_000, 6_000);
    picture.write_to(&mut png, image::ImageFormat::Png).expect("encoded");
    png.into_inner()
}

#[test]
fn a_file_that_is_not_taken_is_named_and_costs_neither_a_word_nor_another_file() {
    let service = Service::start();
    let photograph = photograph(64, 64);
    let cut = &photograph[..photograph.len() / 2];
    let large = [b"%PDF-1.4\n".as_slice(), &vec![b' '; 20 * 1024 * 1024 - 14], b"%%EOF\n"].concat();
    assert_eq!(large.len(), 20 * 1024 * 1024 + 1);
    let bomb = bomb();
    let wrong: [(&str, &[u8], &str); 7] = [
        ("照片.jpg", cut, "后面的部分没有了"),
        ("大图.png", &bomb, "像素太大"),
        ("程序.pdf", b"MZ\x90\0 this program cannot be run in DOS mode", "不是能收的文件"),
        ("页面.jpg", b"<html><script>alert(1)</script> and more", "不是能收的文件"),
        ("动图.gif", b"GIF89a\x01\0\x01\0\0\0\0\0", "不是能收的文件"),
        ("截断.pdf", b"%PDF-1.7 cut off before its end", "后面的部分没有了"),
        ("太大.pdf", &large, "超过 20 MB"),
    ];
    for (name, bytes, sentence) in wrong {
        let visitor = service.visitor();
        let sound = document("sound");
        let page = visitor.write_letter_with(&LETTER, &[("好的.pdf", &sound), (name, bytes)]);
        assert_eq!(page.status, 422, "{name}: {}", page.text);
        assert!(page.text.contains(&format!("“{name}”")) && page.text.contains(sentence), "{name}");
        assert_eq!(page.textarea("text").as_deref(), Some(LETTER[2].1), "{name}");
        assert_eq!(names(&page), ["好的.pdf"], "{name}: what was sound is kept");
    }
    expect_even(&service, 7);
    let exact = [b"%PDF-1.4\n".as_slice(), &vec![b' '; 20 * 1024 * 1024 - 15], b"%%EOF\n"].concat();
    let page = service.visitor().write_letter_with(&LETTER, &[("二十兆.pdf", &exact)]);
    assert_eq!((page.status, names(&page).len()), (200, 1), "20 MB and not a byte more");
    expect_even(&service, 8);
}

#[test]
fn the_tenth_file_is_one_too_many_at_once_or_one_after_the_other() {
    let service = Service::start();
    let visitor = service.visitor();
    let documents: Vec<(String, Vec<u8>)> =
        (1..=10).map(|n| (format!("{n}.pdf"), document(&n.to_string()))).collect();
    let files: Vec<(&str, &[u8])> =
        documents.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let page = visitor.write_letter_with(&LETTER, &files);
    assert_eq!(page.status, 422);
    assert!(page.text.contains("“10.pdf”") && page.text.contains("最多九个"), "{}", page.text);
    assert_eq!(names(&page).len(), 9);

    let (token, mut fields) = (page.hidden("form"), LETTER.to_vec());
    fields.splice(0..0, [("form", token.as_str()), ("rules_read", "1")]);
    let again = visitor.post_files("/mailbox/", &fields, &files[9..]);
    assert_eq!((again.status, names(&again).len()), (422, 9), "nor afterwards");
    let preview = visitor.post_files("/mailbox/", &fields, &[]);
    assert_eq!(preview.status, 200);

    let drop = preview.text.split("name=\"remove\" value=\"").nth(3).and_then(|rest| rest.split('"').next());
    let mut pressed = preview.hidden_fields();
    pressed.push(("remove".to_owned(), drop.expect("a button").to_owned()));
    let pressed: Vec<(&str, &str)> = pressed.iter().map(|(name, value)| (&**name, &**value)).collect();
    let preview = visitor.post("/mailbox/", &pressed);
    let left: Vec<String> = [1, 2, 4, 5, 6, 7, 8, 9].iter().map(|n| format!("{n}.pdf")).collect();
    assert_eq!((preview.status, names(&preview)), (200, left), "the third was taken out");
    expect_even(&service, 8);
    let (number, _) = confirm(&visitor, &preview);
    assert_eq!(links(&service.staff("registrar"), &number).len(), 8);
    let _ = service.mails();
}

#[test]
fn a_form_that_is_broken_or_not_ours_leaves_no_file() {
    let service = Service::start();
    let visitor = service.visitor();
    let token = visitor.get("/mailbox/").hidden("form");
    let pdf = document("a");
    let whole = |fields: &[(&str, &str)]| tests::multipart(fields, &[("a.pdf", &pdf)]);
    let ours = [("form", token.as_str())];
    let (kind, body) = whole(&ours);
    let forged = whole(&[("form", "a.1.00")]);
    let none = whole(&[]);
    let late = {
        let (_, file) = tests::multipart(&[], &[("a.pdf", &pdf)]);
        let (_, text) = tests::multipart(&ours, &[]);
        [&file[..file.len() - 40], &text].concat()
    };
    let elsewhere = String::from_utf8(body.clone()).expect("text").replace("\"files\"", "\"photo\"");
    let gbk =
        [&body[..body.len() - 40], b"\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\n\xC4\xFA\r\n"]
            .concat();
    let tower = whole(&[ours[0], ("title", &format!("e{}", "\u{301}".repeat(99)))]);
    let long = whole(&[ours[0], ("text", &"长".repeat(100_000))]);
    let cases: Vec<(&str, &str, Vec<u8>, std::ops::RangeInclusive<u16>)> = vec![
        ("no boundary", "multipart/form-data", body.clone(), 422..=422),
        ("another kind", "multipart/mixed; boundary=x", body.clone(), 422..=422),
        ("another boundary", "multipart/form-data; boundary=x", body.clone(), 422..=422),
        ("cut off in the file", &kind, body[..body.len() - 60].to_vec(), 422..=422),
        ("empty", &kind, Vec::new(), 422..=422),
        ("forged token", &kind, forged.1, 403..=422),
        ("no token", &kind, none.1, 403..=422),
        ("token behind the file", &kind, late, 400..=499),
        ("another field", &kind, elsewhere.into_bytes(), 403..=403),
        ("GBK", &kind, gbk, 422..=422),
        ("towers of marks", &kind, tower.1, 422..=422),
        ("a long text", &kind, long.1, 413..=413),
    ];
    for (what, kind, body, statuses) in cases {
        for door in ["/mailbox/", "/track/inform"] {
            let page = visitor.post_raw(door, kind, &body);
            assert!(statuses.contains(&page.status), "{what} at {door}: {}: {}", page.status, page.text);
            assert!(page.text.contains('。'), "{what}: a sentence");
            assert!(on_disk(&service).is_empty(), "{what} at {door} left a file");
        }
    }
    expect_even(&service, 0);
    // Doors that take no files take no multipart at all.
    let (kind, body) = whole(&ours);
    for door in ["/track/withdraw", "/track/", "/desk/sign-in"] {
        assert_eq!(visitor.post_raw(door, &kind, &body).status, 422, "{door}");
    }
}

#[test]
fn files_of_a_letter_that_is_not_sent_go_after_two_hours_and_the_letter_says_so() {
    let service = Service::start();
    let visitor = service.visitor();
    let preview = visitor.write_letter_with(&LETTER, &[("a.pdf", &document("a"))]);
    service.pass(jiff::Span::new().minutes(110));
    let looked_at_again = visitor.press(&preview, "preview");
    assert_eq!(names(&looked_at_again), ["a.pdf"]);
    service.pass(jiff::Span::new().minutes(110));
    assert_eq!(service.runtime.block_on(jobs::sweep_unsent_files(&service.app)).expect("swept"), 0);
    expect_even(&service, 1);
    service.pass(jiff::Span::new().minutes(20));
    assert_eq!(service.runtime.block_on(jobs::sweep_unsent_files(&service.app)).expect("swept"), 1);
    expect_even(&service, 0);

    let refused = visitor.press(&preview, "confirm");
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains(&form_api::messages::speak("missing-attachments")), "{}", refused.text);
    assert_eq!(refused.textarea("text").as_deref(), Some(LETTER[2].1));
    let letters = service.runtime.block_on(store::count_submissions(service.db())).expect("counted");
    assert_eq!(letters, 0, "no letter without what was to go with it");
}

#[test]
fn an_answer_to_a_question_brings_files_and_a_withdrawn_letter_takes_them_along() {
    let service = Service::start();
    let visitor = service.visitor();
    let preview = visitor.write_letter_with(&LETTER, &[("信.pdf", &document("letter"))]);
    let (number, code) = confirm(&visitor, &preview);
    let registrar = service.staff("registrar");
    registrar.takes(&number, "register", &[("text", "路灯")]);
    registrar.takes(&number, "request_information", &[("text", "是哪一根灯杆？请拍一张照片。")]);
    let _ = service.mails();

    let case = service.track(&number, &code).hidden("case");
    let fields = [("case", case.as_str()), ("text", "是这一根。")];
    let refused = visitor.post_files("/track/inform", &fields, &[("灯杆.jpg", b"no picture at all")]);
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("“灯杆.jpg”"));
    assert_eq!(refused.textarea("text").as_deref(), Some("是这一根。"));
    expect_even(&service, 1);
    let empty = [("case", case.as_str()), ("text", "")];
    let refused = visitor.post_files("/track/inform", &empty, &[("灯杆.jpg", &photograph(20, 20))]);
    assert_eq!(refused.status, 422);
    let again = speak_with("own-files_again", &[("files", "灯杆.jpg".to_owned())]);
    assert!(refused.text.contains(&again), "it has to be chosen again: {}", refused.text);
    let files = [("灯杆.jpg", photograph(20, 20)), ("坏.jpg", b"no picture at all".to_vec())];
    let files = files.each_ref().map(|(name, bytes)| (*name, bytes.as_slice()));
    let refused = visitor.post_files("/track/inform", &fields, &files);
    assert!(refused.text.contains(&again) && refused.text.contains("“坏.jpg”"), "{}", refused.text);
    expect_even(&service, 1);

    let given = visitor.post_files("/track/inform", &fields, &[("灯杆.jpg", &photograph(20, 20))]);
    assert_eq!(given.status, 303);
    let given = visitor.follow("/track/inform", given);
    assert_eq!(given.status, 200, "{}", given.text);
    assert!(given.text.contains("灯杆.jpg"));
    expect_even(&service, 2);
    let links = links(&registrar, &number);
    assert_eq!(links.iter().collect::<BTreeSet<_>>().len(), 2);
    assert!(links.iter().all(|link| registrar.get_bytes(link).0 == 200));

    let case = service.track(&number, &code).hidden("case");
    assert_eq!(visitor.post("/track/withdraw", &[("case", &case), ("sure", "1")]).status, 303);
    expect_even(&service, 0);
    assert_eq!(registrar.get(&links[0]).status, 404);
}

#[test]
fn an_erasure_of_the_files_takes_them_all() {
    let service = Service::start();
    let visitor = service.visitor();
    let preview = visitor.write_letter_with(&LETTER, &[("a.pdf", &document("a"))]);
    let (number, code) = confirm(&visitor, &preview);
    let case = service.track(&number, &code).hidden("case");
    let ask = [("case", case.as_str()), ("kind", "erasure"), ("about", "files"), ("text", "请删除。")];
    assert_eq!(visitor.post("/track/request", &ask).status, 303);
    expect_even(&service, 1);
    let page = crate::requests::answer(&service.staff("approver"), &number, "yes", "已经删除。");
    assert_eq!(page.status, 303);
    expect_even(&service, 0);
    let _ = service.mails();
}

#[test]
fn files_without_rows_go_after_a_day_and_rows_without_files_are_told() {
    let service = Service::start();
    let visitor = service.visitor();
    let preview = visitor.write_letter_with(&LETTER, &[("a.pdf", &document("a")), ("b.pdf", &document("b"))]);
    let (number, _) = confirm(&visitor, &preview);
    let _ = service.mails();
    let folder = service.paths.attachments();
    let [first, second] = on_disk(&service).try_into().expect("two files");
    let put = |name: &str, hours: i64| {
        let file = folder.join(name);
        std::fs::write(&file, b"left behind").expect("written");
        let at = service.now().saturating_sub(jiff::Span::new().hours(hours)).expect("a moment");
        let open = std::fs::File::options().write(true).open(&file).expect("opened");
        open.set_modified(at.try_into().expect("a moment of the system")).expect("set");
    };
    put("0123.aside", 25);
    put("4567", 25);
    put("89ab", 23);
    std::fs::remove_file(folder.join(&first)).expect("removed");
    let found = service.runtime.block_on(jobs::attachments::check_today(&service.app)).expect("checked");
    assert_eq!((found.rows, found.removed, found.young), (2, 2, 1));
    assert_eq!(found.lost.iter().map(|(id, _)| id).collect::<Vec<_>>(), [&first]);
    assert_eq!(
        on_disk(&service).into_iter().collect::<BTreeSet<_>>(),
        [second.clone(), "89ab".into()].into()
    );
    let log = String::from_utf8_lossy(&tests::logged()).into_owned();
    assert!(log.contains("attachments of letters are lost"), "loudly");
    let registrar = service.staff("registrar");
    let lost = format!("/desk/cases/{number}/attachments/{first}");
    assert_eq!(registrar.get(&lost).status, 500, "a page that says so, and no half file");

    let raw = std::fs::read(folder.join(&second)).expect("read");
    std::fs::write(folder.join(&second), &raw[..raw.len() - 1]).expect("cut");
    let app = &service.app;
    let check = jobs::attachments::check(service.db(), &app.attachments, service.now(), true);
    let found = service.runtime.block_on(check).expect("checked");
    assert_eq!((found.rows, found.lost.len()), (2, 1));
    assert_eq!(found.damaged.iter().map(|(id, _)| id).collect::<Vec<_>>(), [&second]);
}

#[test]
fn a_telephones_own_photograph_is_refused_with_the_way_to_make_one_that_is_taken() {
    let service = Service::start();
    let heic = [b"\0\0\0\x24ftypheic\0\0\0\0mif1heic".as_slice(), &[7; 5000]].concat();
    let page = service.visitor().write_letter_with(&LETTER, &[("IMG_0001.HEIC", &heic), ("b.jpg", &heic)]);
    assert_eq!(page.status, 422, "{}", page.text);
    for name in ["IMG_0001.HEIC", "b.jpg"] {
        assert!(
            page.text.contains(&speak_with("fault-heic", &[("file", name.to_owned())])),
            "{name}: {}",
            page.text
        );
    }
    assert!(page.text.contains("兼容性最佳") && page.textarea("text").as_deref() == Some(LETTER[2].1));
}

#[test]
fn a_name_is_kept_without_its_path_and_never_costs_the_form() {
    let service = Service::start();
    let pdf = document("账单");
    let files: [(&str, &[u8]); 4] = [
        ("C:\\fakepath\\现场.jpg", &photograph(30, 20)),
        ("资料\\账单.pdf\\", &pdf),
        ("../../账单二.pdf", &document("二")),
        ("\\", &document("三")),
    ];
    let preview = service.visitor().write_letter_with(&LETTER, &files);
    assert_eq!(preview.status, 200, "{}", preview.text);
    assert_eq!(names(&preview), ["现场.jpg", "账单.pdf", "账单二.pdf", "附件.pdf"]);
}

#[test]
fn a_file_is_taken_however_a_program_names_it() {
    let service = Service::start();
    let visitor = service.visitor();
    let form = visitor.get("/mailbox/").hidden("form");
    let fields = [&[("form", form.as_str()), ("rules_read", "1")], LETTER.as_slice()].concat();
    let (content_type, body) =
        tests::multipart(&fields, &[("一.pdf", &document("一")), ("二.pdf", &document("二"))]);
    let otherwise = String::from_utf8(body)
        .expect("text")
        .replace("filename=\"一.pdf\"", "filename*=UTF-8''%E8%B4%A6%E5%8D%95.pdf")
        .replace("; filename=\"二.pdf\"", "");
    let preview = visitor.post_raw("/mailbox/", &content_type, otherwise.as_bytes());
    assert_eq!(preview.status, 200, "{}", preview.text);
    assert_eq!(names(&preview), ["账单.pdf", "附件.pdf"]);
}

#[test]
fn each_reason_for_not_taking_a_file_has_a_sentence_of_its_own() {
    let service = Service::start();
    let whole = photograph(300, 200);
    let png = [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &[0; 40]].concat();
    let files: [(&str, &[u8]); 6] = [
        ("一.jpg", &whole[..whole.len() / 2]),
        ("二.png", &png),
        ("三.pdf", b"%PDF-1.7\n1 0 obj\n"),
        ("四.pdf", b""),
        ("五.zip", b"PK\x03\x04---------- a.jpg PK\x05\x06"),
        ("六.exe", b"MZ\x90\0 a program, and then more of it"),
    ];
    let page = service.visitor().write_letter_with(&LETTER, &files);
    assert_eq!(page.status, 422, "{}", page.text);
    let told = ["cut_off", "cut_off", "cut_off", "empty", "archive", "kind"];
    for ((name, _), word) in files.iter().zip(told) {
        let sentence = speak_with(&format!("fault-{word}"), &[("file", (*name).to_owned())]);
        assert!(page.text.contains(&sentence), "{sentence}: {}", page.text);
    }
    assert_eq!(page.textarea("text").as_deref(), Some(LETTER[2].1), "and no word is lost");
}

#[test]
fn staff_are_told_of_a_file_before_they_open_it() {
    let service = Service::start();
    let visitor = service.visitor();
    let book = |more: &str| {
        let names = format!("[Content_Types].xml xl/workbook.xml {more} PK\x01\x02");
        [b"PK\x03\x04----------".as_slice(), names.as_bytes(), b"PK\x05\x06"].concat()
    };
    let files: [(&str, &[u8]); 8] = [
        ("账本.xlsm", &book("xl/vbaProject.bin")),
        ("账本三.xlsb", &book("xl/workbook.bin xl/vbaproject.bin")),
        ("账本四.xlsx", &book("xl/macrosheets/sheet1.xml")),
        ("表.pdf", b"%PDF-1.7 1 0 obj <</S/JavaScript/JS(0)>> startxref %%EOF\n"),
        ("文.odt", b"PK\x03\x04----mimetypeapplication/vnd.oasis.opendocument.text content.xml Scripts/python/a.py PK\x01\x02 PK\x05\x06"),
        ("账本二.xlsx", &book("")),
        ("账单.pdf", b"%PDF-1.7 %%EOF\n"),
        ("公文.ofd", b"PK\x03\x04---------- OFD.xml Doc_0/Document.xml PK\x01\x02 PK\x05\x06"),
    ];
    let preview = visitor.write_letter_with(&LETTER, &files);
    let kept = [
        "账本.xlsm",
        "账本三.xlsb",
        "账本四.xlsx",
        "表.pdf",
        "文.odt",
        "账本二.xlsx",
        "账单.pdf",
        "公文.ofd",
    ];
    assert_eq!(names(&preview), kept);
    let (number, _) = confirm(&visitor, &preview);
    let page = service.staff("registrar").get(&format!("/desk/cases/{number}"));
    let told = |word: &str| page.text.matches(&speak_with(&format!("file-caution-{word}"), &[])).count();
    assert_eq!((told("macros"), told("hollow")), (5, 1), "{}", page.text);
    let _ = service.mails();
}
