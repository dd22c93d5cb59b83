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

/// A person with a mobile: what stands in 手机 and 同意日期.
fn with_mobile(mobile: &'static str, consent: &'static str) -> Book {
    table(&[
        &["姓名", "职务", "办公电话", "手机", "同意日期"],
        &["贺砚", "副镇长", "0880-5512502", mobile, consent],
    ])
}

#[test]
fn a_consent_is_a_cell_that_is_nothing_but_a_day() {
    for consent in [
        "本人不同意（2026-03-20）",
        "2026-03-20撤回",
        "2026-03-20 撤回",
        "未同意，2026-03-20已告知",
        "2026-03-20至2026-06-30",
        "1926-03-20",
    ] {
        let read = read(&with_mobile("14036582917", consent));
        assert_eq!(read.taken.added.len(), 0, "{consent}");
        assert!(read.told.contains(consent), "{}", read.told);
    }
    for number in ["14036582917（不公开）", "不公开 14036582917", "14036582917已停用"] {
        let read = read(&with_mobile(number, "2026-03-20"));
        assert_eq!(read.taken.added.len(), 0, "{number}");
        assert!(read.told.contains("“手机”这一格不是一个 11 位手机号"), "{}", read.told);
    }
    for (number, consent) in [("", "本人不同意公开"), ("无", ""), ("不公开", "2026-03-20")] {
        let read = read(&with_mobile(number, consent));
        let cards: Vec<_> = read.cards.iter().map(|card| (&card.mobile, card.mobile_consent_on)).collect();
        assert_eq!((cards, read.told.as_str()), (vec![(&None, None)], ""), "{number} {consent}");
    }
}

#[test]
fn a_mobile_that_the_roster_no_longer_allows_is_told_first() {
    let kept = with_mobile("14036582917", "2026-03-20");
    let otherwise = [
        with_mobile("", "2026-03-20"),
        with_mobile("", ""),
        with_mobile("", "本人不同意公开"),
        with_mobile("14036582917", "2026-03-20撤回"),
        with_mobile("14036582917", "2026-05-06"),
        with_mobile("14036582918", "2026-03-20"),
        with_mobile("14036582917", ""),
        table(&[&["姓名", "职务", "办公电话", "手机"], &["贺砚", "副镇长", "0880-5512502", ""]]),
        table(&[&["姓名", "职务", "办公电话", "手机", "同意日期"], &["贺砚", "镇长", "无", "", ""]]),
    ];
    for after in otherwise {
        let folder = content();
        let mut last = Taken::default();
        for (name, sheet) in [("before.ods", &kept), ("after.ods", &after)] {
            output::write_new(folder.path(), name, &ods(sheet)).expect("written");
            last = take_in(&folder.path().join(name), folder.path(), today()).expect("a roster");
        }
        let told = last.refused.first().expect("told").to_string();
        let wanted = "名册 第 2 行：贺砚的手机（号码或者同意公开的日期）和 contacts/he-yan.md 里的不一样";
        assert!(told.contains(wanted) && told.contains("马上删掉"), "{told}");
        assert_eq!(load::contacts(folder.path()).expect("sound cards").len(), 1, "{told}");
    }
    let folder = content();
    for name in ["one.ods", "two.ods"] {
        output::write_new(folder.path(), name, &ods(&kept)).expect("written");
        let taken = take_in(&folder.path().join(name), folder.path(), today()).expect("a roster");
        assert_eq!(taken.refused, [], "the same again says nothing new");
    }
}

#[test]
fn what_the_gate_would_refuse_is_refused_with_its_row() {
    let read = read(&table(&[
        &["姓名", "职务", "办公电话", "职责", "值班时间"],
        &["贺砚", "副镇长 14036582917", "0880-5512502", "", ""],
        &["成秋月", "主任", "0880-5512503", "民政，电话14036582917", ""],
        &["柏禾生", "主任", "0880-5512504", "", "早上打14036582917"],
        &["冉小田", "主任，身份证330102196512140015", "0880-5512504", "", ""],
        &["阮素芬", "主任", "0880-5512505", "协助冉小田", "上班时间，电话0880-5512505"],
    ]));
    assert_eq!(read.taken.added, ["contacts/ruan-sufen.md"]);
    for part in [
        "第 2 行：“岗位”里有手机号",
        "第 3 行：“职责”里有手机号",
        "第 4 行：“值班时间”里有手机号",
        "第 5 行：“岗位”里有身份证号",
    ] {
        assert!(read.told.contains(part), "{part}: {}", read.told);
    }
}

#[test]
fn whichever_row_stands_first_the_same_is_taken() {
    let heads: &[&str] = &["姓名", "职务", "办公电话", "手机", "同意日期"];
    let less: &[&str] = &["贺砚", "副镇长", "0880-5512502", "", ""];
    let more: &[&str] = &["贺砚", "副镇长", "0880-5512502", "14036582917", "2026-03-20"];
    for rows in [[heads, less, more], [heads, more, less]] {
        let read = read(&table(&rows));
        assert_eq!(read.taken.added.len(), 0, "nobody knows which of the two holds");
        assert_eq!(read.told.matches("像是同一个人，写的不一样").count(), 2, "{}", read.told);
    }
    assert_eq!(read(&table(&[heads, more, more])).taken.added.len(), 1);
}

#[test]
fn two_columns_of_one_meaning_are_both_read_or_told() {
    let read = read(&table(&[
        &["姓名", "职务", "联系电话", "办公电话", "分工", "工作职责"],
        &["贺砚", "副镇长", "0880-5512502", "0880-5512503", "", ""],
        &["成秋月", "主任", "0880-5512504", "0880-5512504", "民政", "低保"],
        &["柏禾生", "主任", "", "0880-5512505", "农业", ""],
    ]));
    assert_eq!(read.taken.added, ["contacts/cheng-qiuyue.md", "contacts/bai-hesheng.md"]);
    assert!(read.told.contains("第 2 行：有两栏都是“办公电话”，写的不一样"), "{}", read.told);
    assert!(read.cards.iter().any(|card| card.duties == ["民政", "低保"]), "{:?}", read.cards);
}

/// Whether a mobile of a row is taken, and what is told.
fn is_refused(read: &Read, part: &str) {
    assert!(read.cards.iter().all(|card| card.mobile.is_none()), "{:?}", read.cards);
    assert!(read.told.contains(part), "{part}: {}", read.told);
}

#[test]
fn a_roster_that_says_no_beside_the_number_is_no_consent() {
    for (heading, cell) in [
        ("是否同意公开手机", "否"),
        ("是否同意公开", "已撤回"),
        ("是否公开手机", ""),
        ("撤回同意日期", "2026-06-01"),
        ("备注", "手机6月起不再公开"),
        ("备注", "手机请勿上网"),
        ("备注", "勿放网上"),
        ("备注", "本人不愿意"),
        ("备注", "仅限工作群内使用"),
        ("备注", "家属手机"),
        ("备注", "口头不肯"),
        ("备注", "不许登"),
        ("能否上网", "否"),
        ("是否愿意", "否"),
        ("手机上网意见", "不同意"),
        ("授权书", "无"),
        ("本人签字", "未签"),
        ("有效期至", "2026-06-30"),
    ] {
        let mut sheet = with_mobile("14036582917", "2026-03-20");
        sheet.rows[0].push(Kept::Text(heading));
        sheet.rows[1].extend(row(&[cell]));
        is_refused(&read(&sheet), "看不准本人是不是同意公开手机");
    }
    for (heading, cell) in [
        ("是否同意公开手机", "是"),
        ("撤回同意日期", ""),
        ("备注", "负责村务公开"),
        ("政治面貌", "中共党员"),
        ("有效期至", ""),
    ] {
        let mut sheet = with_mobile("14036582917", "2026-03-20");
        sheet.rows[0].push(Kept::Text(heading));
        sheet.rows[1].extend(row(&[cell]));
        assert!(read(&sheet).cards.iter().any(|card| card.mobile.is_some()), "{heading}");
    }
    for (at, heading, part) in [
        (3, "手机（内部掌握，不公开）", "“手机（内部掌握，不公开）”这一栏括号里的话看不准"),
        (4, "同意日期（入党）", "有手机号，没有本人同意公开的日期"),
    ] {
        let mut sheet = with_mobile("14036582917", "2026-03-20");
        sheet.rows[0][at] = Kept::Text(heading);
        is_refused(&read(&sheet), part);
    }
}

#[test]
fn a_note_on_a_cell_may_take_a_consent_back() {
    for (column, note) in [(3, "本人6月已收回同意"), (4, "见附件"), (0, "6月问过")] {
        let mut sheet = with_mobile("14036582917", "2026-03-20");
        sheet.notes = vec![(1, column, note)];
        for (ending, bytes) in [("xlsx", xlsx(&sheet)), ("xls", xls(&sheet)), ("ods", ods(&sheet))] {
            let folder = content();
            let name = format!("roster.{ending}");
            output::write_new(folder.path(), &name, &bytes).expect("written");
            let taken = take_in(&folder.path().join(&name), folder.path(), today()).expect("a roster");
            assert_eq!(taken.added.len(), 0, "{ending} {note}");
            assert!(taken.refused[0].what.contains("这一行有批注"), "{ending}: {:?}", taken.refused);
            assert!(ending == "xls" || taken.refused[0].what.contains(note), "{ending}: {:?}", taken.refused);
        }
    }
}

#[test]
fn a_withdrawal_is_told_though_more_stands_beside_the_name_or_in_another_column() {
    let kept = with_mobile("14036582917", "2026-03-20");
    let mut flagged = with_mobile("14036582917", "2026-03-20");
    flagged.rows[0].push(Kept::Text("是否公开手机"));
    flagged.rows[1].push(Kept::Text("否"));
    let named = |name: &'static str| {
        table(&[&["姓名", "职务", "办公电话", "手机"], &[name, "副镇长", "0880-5512502", ""]])
    };
    for after in [flagged, named("贺砚（不同意公开手机）"), named("贺砚*")] {
        let folder = content();
        let mut last = Taken::default();
        for (name, sheet) in [("before.ods", &kept), ("after.ods", &after)] {
            output::write_new(folder.path(), name, &ods(sheet)).expect("written");
            last = take_in(&folder.path().join(name), folder.path(), today()).expect("a roster");
        }
        let told = last.refused.first().expect("told").to_string();
        assert!(told.contains("贺砚的手机") && told.contains("马上删掉"), "{told}");
        assert_eq!(load::contacts(folder.path()).expect("sound cards").len(), 1, "{told}");
    }
}

#[test]
fn headings_that_come_again_hold_for_the_rows_below_them() {
    let read = read(&table(&[
        &["姓名", "职务", "办公电话", "职责"],
        &["贺砚", "副镇长", "0880-5512502", "农业"],
        &["村干部", "", "", ""],
        &["姓名", "职责", "办公电话", "职务"],
        &["成秋月", "调解", "0880-5512503", "主任"],
        &["姓名", "职责", "", "职务"],
        &["柏禾生", "调解", "0880-5512504", "主任"],
    ]));
    let card = read.cards.iter().find(|card| card.name == "成秋月").expect("a card");
    assert_eq!((card.post.as_str(), card.duties.as_slice()), ("主任", ["调解".to_owned()].as_slice()));
    assert_eq!(read.cards.len(), 2, "{}", read.told);
    assert!(read.told.contains("名册 第 6 行：这里又是一行标题"), "{}", read.told);
}

#[test]
fn a_mobile_over_the_rows_of_two_people_is_nobodys() {
    let mut sheet = table(&[
        &["姓名", "职务", "办公电话", "手机", "同意日期"],
        &["贺砚", "副镇长", "0880-5512502", "14036582917", "2026-03-20"],
        &["成秋月", "主任", "0880-5512503", "", "2026-03-20"],
    ]);
    sheet.merged = vec![[1, 3, 2, 3]];
    let read = read(&sheet);
    assert_eq!(read.taken.added.len(), 0);
    assert_eq!(read.told.matches("几个人的“手机”合并成了一格").count(), 2, "{}", read.told);
}

#[test]
fn what_a_format_or_a_width_hides_is_not_taken() {
    let mut sheet = with_mobile("14036582917", "2026-03-20");
    sheet.narrow_columns = vec![3];
    is_refused(&read(&sheet), "“手机”这一栏是隐藏的");
    for (shown, bytes) in [("", xlsx as fn(&Book) -> Vec<u8>), ("", ods), ("不公开", ods)] {
        let mut sheet = with_mobile("", "2026-03-20");
        sheet.rows[1][3] = Kept::Unseen(14_036_582_917, shown);
        let folder = content();
        output::write_new(folder.path(), "roster", &bytes(&sheet)).expect("written");
        let taken = take_in(&folder.path().join("roster"), folder.path(), today()).expect("a roster");
        let cards = load::contacts(folder.path()).expect("sound cards");
        assert!(cards.iter().all(|card| card.mobile.is_none()), "{shown}");
        assert!(!shown.is_empty() || taken.refused[0].what.contains("看不见的内容"), "{:?}", taken.refused);
    }
}

#[test]
fn what_stands_around_a_table_may_keep_back_its_mobiles() {
    let told = "看不准手机是不是可以公开";
    for around in ["内部通讯录（手机不得公开）", "以上手机号均不公开", "内部掌握，请勿外传"]
    {
        let mut above = with_mobile("14036582917", "2026-03-20");
        above.rows.insert(0, row(&[around]));
        is_refused(&read(&above), told);
        let mut below = with_mobile("14036582917", "2026-03-20");
        below.rows.push(row(&["", around]));
        is_refused(&read(&below), told);
        let mut by_names = with_mobile("14036582917", "2026-03-20");
        by_names.rows.push(row(&[around]));
        is_refused(&read(&by_names), told);
    }
    let mut titled = with_mobile("14036582917", "2026-03-20");
    titled.rows.insert(0, row(&["云渡镇联心卡名册"]));
    assert!(read(&titled).cards.iter().any(|card| card.mobile.is_some()));
}

#[test]
fn who_may_have_left_is_no_card() {
    for (heading, cell) in
        [("在岗状态", "离职"), ("备注", "已退休"), ("备注", "已调离"), ("备注", "已故"), ("状态", "拟任")]
    {
        let read = read(&table(&[
            &["姓名", "职务", "办公电话", heading],
            &["贺砚", "副镇长", "0880-5512502", cell],
        ]));
        assert_eq!(read.taken.added.len(), 0, "{cell}");
        assert!(read.told.contains("看不准是不是还在这个岗位"), "{}", read.told);
    }
}

#[test]
fn a_post_that_is_not_held_makes_no_card() {
    for (post, cards) in [("主任（已免）", 0), ("拟任主任", 0), ("离退休干部工作站站长", 1)]
    {
        let read = read(&table(&[&["姓名", "职务", "办公电话"], &["贺砚", post, "0880-5512502"]]));
        assert_eq!(read.cards.len(), cards, "{post}: {}", read.told);
    }
}
