//! What offices do to their spreadsheets, in all three formats.

use super::books::{Book, Kept, ods, xls, xlsx};
use super::*;

/// What was taken of a workbook in each format: the three agree.
struct Read {
    taken: Taken,
    cards: Vec<Contact>,
    told: String,
}

fn read(sheet: &Book) -> Read {
    let [first, second, third] =
        [("xlsx", xlsx(sheet)), ("xls", xls(sheet)), ("ods", ods(sheet))].map(|(ending, bytes)| {
            let folder = content();
            let name = format!("roster.{ending}");
            output::write_new(folder.path(), &name, &bytes).expect("written");
            let taken = take_in(&folder.path().join(&name), folder.path(), today())
                .unwrap_or_else(|error| panic!("{ending}: {error:#}"));
            let told: Vec<String> = taken.refused.iter().map(ToString::to_string).collect();
            let cards = load::contacts(folder.path()).expect("sound cards");
            Read { taken, cards, told: told.join("\n") }
        });
    assert_eq!((&first.cards, &first.told), (&second.cards, &second.told), "xls");
    assert_eq!((&first.cards, &first.told), (&third.cards, &third.told), "ods");
    first
}

fn row(cells: &[&'static str]) -> Vec<Kept> {
    cells.iter().map(|text| if text.is_empty() { Kept::Nothing } else { Kept::Text(text) }).collect()
}

fn table(rows: &[&[&'static str]]) -> Book {
    Book { rows: rows.iter().map(|cells| row(cells)).collect(), ..Book::default() }
}

/// 2026-03-20 and 2026-11-06, as a spreadsheet counts them.
const CONSENT: u32 = 46_101;
const VERIFIED: u32 = 46_332;

#[test]
fn a_merged_cell_says_the_same_for_each_of_its_rows() {
    let mut sheet = table(&[
        &["姓名", "职务", "所在村", "办公室", "联系电话"],
        &["柏禾生", "村党支部书记", "水口村", "", "0880-5521016"],
        &["冉小田", "村委会副主任", "", "", "0880-5521017"],
        &["嵇水根", "村文书", "", "", ""],
        &["阮素芬", "主任", "", "农业农村办公室", "0880-5512702"],
    ]);
    sheet.merged = vec![[1, 2, 3, 2], [2, 4, 3, 4]];
    let read = read(&sheet);
    assert_eq!(read.told, "");
    let villages: Vec<(&str, &[String])> =
        read.cards.iter().map(|card| (card.level.as_str(), card.villages.as_slice())).collect();
    let shuikou = ["shuikou".to_owned()];
    assert_eq!(villages.iter().filter(|one| **one == ("village", shuikou.as_slice())).count(), 3);
    assert!(read.cards.iter().any(|card| card.name == "嵇水根" && card.phone == "0880-5521017"));
    assert!(read.cards.iter().any(|card| card.name == "阮素芬" && card.villages.is_empty()));
}

#[test]
fn a_name_merged_over_several_rows_is_one_person() {
    let mut sheet = table(&[
        &["姓名", "职务", "办公电话", "分工"],
        &["贺砚", "副镇长", "0880-5512502", "农业"],
        &["", "", "", "水利"],
        &["成秋月", "主任", "0880-5512503", "民政"],
    ]);
    sheet.merged = vec![[1, 0, 2, 0], [1, 1, 2, 1], [1, 2, 2, 2]];
    let read = read(&sheet);
    assert_eq!((read.taken.added.len(), read.told.as_str()), (2, ""));
    let card = read.cards.iter().find(|card| card.name == "贺砚").expect("a card");
    assert_eq!(card.duties, ["农业", "水利"]);
}

#[test]
fn headings_of_two_rows_are_read_by_the_lower_one() {
    let mut sheet = table(&[
        &["姓名", "职务", "联系电话", ""],
        &["", "", "办公电话", "手机"],
        &["贺砚", "副镇长", "0880-5512502", ""],
    ]);
    sheet.merged = vec![[0, 0, 1, 0], [0, 1, 1, 1], [0, 2, 0, 3]];
    let read = read(&sheet);
    assert_eq!(
        (read.taken.added.as_slice(), read.told.as_str()),
        (["contacts/he-yan.md".to_owned()].as_slice(), "")
    );
}

#[test]
fn a_cell_over_several_columns_is_told() {
    let mut sheet = table(&[
        &["姓名", "职务", "办公室", "所在村", "办公电话"],
        &["一、村干部", "", "", "", ""],
        &["柏禾生", "村党支部书记", "水口村", "", "0880-5521016"],
    ]);
    sheet.merged = vec![[1, 0, 1, 4], [2, 2, 2, 3]];
    let read = read(&sheet);
    assert_eq!(read.taken.added.len(), 0);
    assert!(read.told.contains("名册 第 2 行：“姓名”到“办公电话”合并成了一格"), "{}", read.told);
    assert!(read.told.contains("名册 第 3 行：“办公室”到“所在村”合并成了一格"), "{}", read.told);
}

#[test]
fn days_are_the_same_from_whichever_year_a_workbook_counts() {
    for is_1904 in [false, true] {
        let mut person = row(&["贺砚", "副镇长", "0880-5512502", "14036582917"]);
        person.extend([Kept::Day(CONSENT), Kept::Day(VERIFIED)]);
        let sheet = Book {
            rows: vec![row(&["姓名", "职务", "办公电话", "手机", "同意日期", "核对日期"]), person],
            is_1904,
            ..Book::default()
        };
        let read = read(&sheet);
        let card = read.cards.first().unwrap_or_else(|| panic!("{}", read.told));
        let days = (card.mobile_consent_on.map(|day| day.to_string()), card.verified_on.to_string());
        assert_eq!(days, (Some("2026-03-20".to_owned()), "2026-11-06".to_owned()), "1904: {is_1904}");
    }
}

#[test]
fn what_nobody_sees_is_not_taken_and_told() {
    let mut sheet = table(&[
        &["姓名", "职务", "办公电话", "手机", "同意日期"],
        &["贺砚", "副镇长", "0880-5512502", "14036582917", "2026-03-20"],
        &["冉小田", "办事员", "0880-5512392", "", ""],
    ]);
    sheet.hidden_rows = vec![2];
    sheet.hidden_columns = vec![3];
    let read = read(&sheet);
    assert_eq!(read.taken.added, ["contacts/he-yan.md"]);
    assert_eq!(read.cards[0].mobile, None);
    assert!(read.told.contains("名册：“手机”这一栏是隐藏的，没有收"), "{}", read.told);
    assert!(read.told.contains("名册：第 3 行是隐藏的"), "{}", read.told);
}

#[test]
fn a_hidden_sheet_is_not_taken() {
    let mut sheet = table(&[&["姓名", "职务", "办公电话"], &["贺砚", "原副镇长", "0880-5512502"]]);
    sheet.is_hidden = true;
    for (ending, bytes) in [("xlsx", xlsx(&sheet)), ("xls", xls(&sheet)), ("ods", ods(&sheet))] {
        let folder = content();
        let name = format!("roster.{ending}");
        output::write_new(folder.path(), &name, &bytes).expect("written");
        let refused = take_in(&folder.path().join(&name), folder.path(), today()).expect_err(ending);
        assert!(refused.to_string().contains("名册：这一张表是隐藏的"), "{ending}: {refused}");
    }
}

#[test]
fn a_cell_that_shows_an_error_is_told_and_its_row_is_not_taken() {
    let mut with_error = row(&["贺砚", "副镇长", "0880-5512502"]);
    with_error.push(Kept::Error("#REF!"));
    let mut elsewhere = row(&["成秋月", "主任", "0880-5512503", ""]);
    elsewhere.push(Kept::Error("#REF!"));
    let sheet = Book {
        rows: vec![row(&["姓名", "职务", "办公电话", "所在村", "备注"]), with_error, elsewhere],
        ..Book::default()
    };
    let read = read(&sheet);
    assert_eq!(read.taken.added, ["contacts/cheng-qiuyue.md"], "a remark that nobody reads may be wrong");
    assert!(read.told.contains("名册 第 2 行：“村”这一格是 #REF!"), "{}", read.told);
}

#[test]
fn an_error_that_is_new_and_a_formula_that_nobody_computed_are_told_too() {
    for (cell, shown) in [(Kept::Error("#SPILL!"), "#SPILL!"), (Kept::Formula, "没有算出结果的公式")]
    {
        let mut person = row(&["贺砚", "副镇长", "0880-5512502"]);
        person.push(cell);
        let folder = content();
        let rows = vec![row(&["姓名", "职务", "办公电话", "所在村"]), person];
        let bytes = xlsx(&Book { rows, ..Book::default() });
        output::write_new(folder.path(), "roster.xlsx", &bytes).expect("written");
        let taken = take_in(&folder.path().join("roster.xlsx"), folder.path(), today()).expect("a roster");
        assert_eq!(taken.added.len(), 0, "{shown}");
        assert!(taken.refused[0].what.contains(shown), "{:?}", taken.refused);
    }
}

#[test]
fn something_in_the_last_cell_of_a_sheet_costs_nothing() {
    let mut sheet = table(&[&["姓名", "职务", "办公电话"], &["贺砚", "副镇长", "0880-5512502"]]);
    sheet.has_last_cell = true;
    let read = read(&sheet);
    assert_eq!((read.taken.added.len(), read.told.as_str()), (1, ""));
}

#[test]
fn namesakes_are_two_people() {
    let sheet = table(&[
        &["姓名", "职务", "所在村", "办公电话"],
        &["贺砚", "村文书", "水口村", "0880-5521016"],
        &["贺砚", "村文书", "石桥村", "0880-5521016"],
        &["贺砚", "村文书", "石桥村", "0880-5521017"],
        &["贺砚", "村文书", "石桥村", "0880-5521017"],
    ]);
    let folder = content();
    output::write_new(folder.path(), "roster.ods", &ods(&sheet)).expect("written");
    let file = folder.path().join("roster.ods");
    let first = take_in(&file, folder.path(), today()).expect("a roster");
    assert_eq!(first.added, ["contacts/he-yan.md", "contacts/he-yan-2.md", "contacts/he-yan-3.md"]);
    let told: Vec<String> = first.refused.iter().map(ToString::to_string).collect();
    assert!(told.len() == 1 && told[0].contains("名册 第 5 行：和名册 第 4 行是同一个人"), "{told:?}");
    let again = take_in(&file, folder.path(), today()).expect("a roster");
    assert_eq!((again.added.len(), again.known, again.refused.len()), (0, 3, 1), "twice adds nothing");
}

#[test]
fn a_consent_that_is_still_to_come_is_refused() {
    let sheet = table(&[
        &["姓名", "职务", "办公电话", "手机", "同意日期", "镇还是村"],
        &["贺砚", "副镇长", "0880-5512502", "14036582917", "2027-03-20", ""],
        &["成秋月", "副镇长", "0880-5512503", "14036582918", "26-3-20", ""],
        &["柏禾生", "文书", "0880-5512504", "", "", "村"],
    ]);
    let read = read(&sheet);
    assert_eq!(read.taken.added.len(), 0, "a build would refuse them, with the whole site");
    assert!(read.told.contains("名册 第 2 行：同意公开手机的日期“2027-03-20”还没有到"), "{}", read.told);
    assert!(read.told.contains("名册 第 4 行：村干部没有写哪个村"), "{}", read.told);
}
