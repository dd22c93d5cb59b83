//! Rosters as offices keep them, written by the tests themselves.

use rust_xlsxwriter::Workbook;

use super::*;

const UNITS: &str = include_str!("../../../content/units.toml");

fn today() -> Date {
    jiff::civil::date(2026, 11, 23)
}

fn content() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    output::write_new(folder.path(), "units.toml", UNITS.as_bytes()).expect("written");
    folder
}

/// A table with a title above its headings, as offices have it; telephones as texts or as numbers.
fn roster(content: &Path, rows: &[&[&str]]) -> std::path::PathBuf {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("名册").expect("a name");
    sheet.write_string(0, 0, "禾溪镇干部联系名册").expect("a cell");
    for (row, at) in rows.iter().zip(2_u32..) {
        for (cell, column) in row.iter().zip(0_u16..) {
            match cell.strip_prefix('=').and_then(|number| number.parse::<f64>().ok()) {
                Some(number) => sheet.write_number(at, column, number).expect("a cell"),
                None => sheet.write_string(at, column, *cell).expect("a cell"),
            };
        }
    }
    let bytes = workbook.save_to_buffer().expect("a workbook");
    output::write_new(content, "roster.xlsx", &bytes).expect("written");
    content.join("roster.xlsx")
}

#[test]
fn a_roster_becomes_cards_and_what_is_not_taken_is_told_with_its_row() {
    let folder = content();
    let file = roster(
        folder.path(),
        &[
            &["序 号", "姓名", "职务", "科室", "联系电话（区号）", "手机号", "分管工作", "备注"],
            &["=1", "贺 砚", "副镇长", "", "（0880）5512502", "", "农业、水利", "常委"],
            &["=2", "施竹君", "村党支部书记", "", "5521249", "", "", ""],
            &["=3", "纪大勇", "文书", "财政所", "0880-5521483", "=14036582917", "", ""],
            &["合计", "", "", "", "", "", "", ""],
        ],
    );
    let taken = take_in(&file, folder.path(), today()).expect("a roster");
    assert_eq!(taken.added, ["contacts/he-yan.md"]);
    let told: Vec<String> = taken.refused.iter().map(ToString::to_string).collect();
    for part in [
        "名册 第 5 行：办公电话“5521249”不完整",
        "名册 第 6 行：没有“财政所”这个办公室",
        "名册 第 6 行：有手机号，没有本人同意公开的日期",
        "名册 第 7 行：没有姓名",
    ] {
        assert!(told.iter().any(|line| line.contains(part)), "{part}: {told:#?}");
    }
    let cards = load::contacts(folder.path()).expect("sound cards");
    assert_eq!((cards[0].name.as_str(), cards[0].phone.as_str()), ("贺砚", "0880-5512502"));
    assert_eq!(cards[0].duties, ["农业、水利"]);

    let again = take_in(&file, folder.path(), today()).expect("a roster");
    assert_eq!((again.added.len(), again.known), (0, 1), "twice adds nothing");
    let told = |refused: &[Problem]| refused.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    assert!(!told(&again.refused).contains("不一样"));
    output::remove(folder.path(), "roster.xlsx").expect("removed");
    let rows: [&[&str]; 2] = [&["姓名", "职务", "办公电话"], &["贺砚", "副镇长", "0880-5512503"]];
    let file = roster(folder.path(), &rows);
    let again = take_in(&file, folder.path(), today()).expect("a roster");
    assert!(
        told(&again.refused).contains("名册 第 4 行：贺砚的电话和 contacts/he-yan.md 里的不一样"),
        "{again:?}"
    );
    let kept = load::contacts(folder.path()).expect("sound cards");
    assert_eq!(kept[0].phone, "0880-5512502", "a card is never written over");
}

#[test]
fn what_is_given_out_reads_back_as_the_same_cards() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the project");
    let folder = content();
    let file = folder.path().join("contacts.xlsx");
    let count = give_out(&project.join("content"), &file).expect("given out");
    let taken = take_in(&file, folder.path(), today()).expect("a roster");
    assert_eq!((taken.added.len(), taken.refused), (count, Vec::new()));
    let mut theirs = load::contacts(&project.join("content")).expect("sound cards");
    for card in &mut theirs {
        // A roster does not keep them.
        card.roles.clear();
        card.aliases.clear();
        card.body.clear();
    }
    assert_eq!(load::contacts(folder.path()).expect("sound cards"), theirs);
    let again = give_out(folder.path(), &file).expect_err("a file that is there is never written over");
    assert!(again.to_string().contains("已经有了"), "{again}");
}

#[test]
fn a_sheet_without_headings_beside_a_roster_is_told() {
    let folder = content();
    let mut workbook = Workbook::new();
    for (name, cells) in
        [("名册", ["姓名", "职务", "办公电话"]), ("通讯录", ["甲", "乙", "丙"]), ("空", [""; 3])]
    {
        let sheet = workbook.add_worksheet().set_name(name).expect("a name");
        for (cell, at) in cells.iter().zip(0..) {
            sheet.write_string(0, at, *cell).expect("a cell");
        }
    }
    let bytes = workbook.save_to_buffer().expect("a workbook");
    output::write_new(folder.path(), "roster.xlsx", &bytes).expect("written");
    let taken = take_in(&folder.path().join("roster.xlsx"), folder.path(), today()).expect("a roster");
    let told: Vec<&str> = taken.refused.iter().map(|one| one.file.as_str()).collect();
    assert_eq!(told, ["通讯录"]);
}

#[test]
fn what_is_no_roster_says_so_and_writes_nothing() {
    let folder = content();
    let file = roster(folder.path(), &[&["甲", "乙"], &["1", "2"]]);
    let refused = take_in(&file, folder.path(), today()).expect_err("no headings");
    assert!(refused.to_string().contains("没有找到名册"), "{refused}");
    output::replace(folder.path(), "roster.xlsx", b"PK\x03\x04 nothing").expect("written");
    assert!(format!("{:#}", take_in(&file, folder.path(), today()).expect_err("damaged")).contains("打不开"));
    assert!(!folder.path().join("contacts").exists());
}

mod as_kept;
mod books;
