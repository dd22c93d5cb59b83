//! The golden examples of redaction, and what must hold for every text.

use super::{Finding, Kind, Known, scan};
use proptest::prelude::*;

fn found(text: &str) -> Vec<(Kind, &str)> {
    scan(text, &Known::default()).into_iter().map(|f| (f.kind, &text[f.start..f.end])).collect()
}

#[test]
fn the_same_number_is_found_in_each_of_its_forms() {
    for number in [
        "１３８ ００１３ ８０００",
        "一三八零零一三八零零零",
        "138-0013-8000",
        "1\u{200b}3\u{200b}8\u{200b}0\u{200b}0\u{200b}1\u{200b}3\u{200b}8\u{200b}0\u{200b}0\u{200b}0",
        "l38OO138OOO",
    ] {
        assert_eq!(found(number), [(Kind::Mobile, number)]);
    }
    assert_eq!(found("(138) 0013 8000").first().map(|f| f.0), Some(Kind::Mobile));
}

#[test]
fn no_finding_of_any_rule_has_a_blank_at_its_ends() {
    let known =
        Known { names: vec!["尉迟翀".into()], numbers: vec!["5512340".into()], ..Known::default() };
    for blank in ["\n", "\r\n", "\u{3000}", "\t", "\u{a0}", "\u{200b}", " \n "] {
        for one in [
            "张三",
            "尉迟翀",
            "我叫林秋月",
            "13800138000",
            "0571-55123401",
            "5512340",
            "11010519491231002X",
            "6222021234567890128",
            "浙A·D12345",
            "lin@example.invalid",
            "微信linqy_1956",
            "QQ：12345678",
            "水口村三组12号",
            "1956年8月3日出生",
            "北纬30.12345，东经120.12345",
            "患有尿毒症",
            "低保户",
            "护照E12345678",
            "户号3301234567",
        ] {
            let text =
                format!("名单：{blank}{one}{blank}{one}{blank}{blank}{one}{blank}、{blank}李四{blank}");
            for finding in scan(&text, &known).into_iter().chain(super::scan_with_names(&text, &known)) {
                let found = &text[finding.start..finding.end];
                let is_blank = |c: char| c.is_whitespace() || c == '\u{200b}';
                assert!(!found.starts_with(is_blank) && !found.ends_with(is_blank), "{found:?} in {text:?}");
            }
        }
    }
}

#[test]
fn an_identity_number_is_found_whether_or_not_its_check_character_holds() {
    assert_eq!(found("11010519491231002X"), [(Kind::IdCard, "11010519491231002X")]);
    assert_eq!(found("110105194912310021"), [(Kind::IdCard, "110105194912310021")]);
}

#[test]
fn what_is_public_stays() {
    for text in [
        "2026年11月13日1380件",
        "〔2017〕47号",
        "国办发〔2017〕47号",
        "标识码 3300000001",
        "3300000001",
        "请拨打12345",
    ] {
        assert_eq!(found(text), [], "{text}");
    }
}

#[test]
fn findings_of_one_letter_come_in_order_and_apart() {
    let text = "镇政府：我叫林秋月，女，1956年8月3日出生，家住水口村三组12号，电话138 0013 8000，\
                身份证11010519491231002X，车牌浙A·D12345，邮箱lin@example.invalid，微信linqy_1956。";
    let kinds: Vec<Kind> = found(text).into_iter().map(|f| f.0).collect();
    assert_eq!(
        kinds,
        [
            Kind::PersonName,
            Kind::BirthDate,
            Kind::Address,
            Kind::Mobile,
            Kind::IdCard,
            Kind::Plate,
            Kind::Email,
            Kind::WeChat
        ]
    );
}

/// Pieces that rules look at, joined at random: more likely than plain noise to end inside a rule.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("我叫"),
        Just("联系人："),
        Just("张"),
        Just("欧阳"),
        Just("·"),
        Just("*"),
        Just("某某"),
        Just("本人"),
        Just("138"),
        Just("0013"),
        Just("8000"),
        Just("一三八"),
        Just("〔2017〕"),
        Just("47号"),
        Just("身份证"),
        Just("110105"),
        Just("19491231"),
        Just("002X"),
        Just("@"),
        Just("qq.com"),
        Just("微信"),
        Just("wx"),
        Just("浙A"),
        Just("3组"),
        Just("12号"),
        Just("第"),
        Just("-"),
        Just(" "),
        Just("("),
        Just("）"),
        Just("，"),
        Just("。"),
        Just("\u{200b}"),
        Just("㎡"),
        Just("①"),
        Just("😀"),
        Just("年"),
        Just("月"),
        Just("日生"),
        Just("119.123456"),
        Just("镇长"),
        Just("同志"),
        Just("低保户"),
        Just("家住"),
        Just("座机"),
        Just("0880"),
        Just("ﷺ"),
        Just("\n"),
        Just("护照"),
        Just("E12345678"),
        Just("lin"),
        Just("qiu"),
        Just("yue"),
        Just("林"),
        Just("秋月"),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn holds_for(text: &str) -> Result<(), TestCaseError> {
    let known = Known {
        names: vec!["林秋月".to_owned()],
        numbers: vec!["13800138000".to_owned()],
        ..Known::default()
    };
    let findings: Vec<Finding> = scan(text, &known);
    let mut last = 0;
    for finding in findings {
        prop_assert!(text.is_char_boundary(finding.start) && text.is_char_boundary(finding.end));
        prop_assert!(last <= finding.start && finding.start < finding.end && finding.end <= text.len());
        last = finding.end;
    }
    Ok(())
}

proptest! {
    #[test]
    fn every_offset_lies_on_a_character_boundary(text in "\\PC*") {
        holds_for(&text)?;
    }

    #[test]
    fn every_offset_lies_on_a_character_boundary_in_texts_full_of_cues(text in pieces()) {
        holds_for(&text)?;
    }

    #[test]
    fn a_mobile_number_is_found_among_words_whatever_its_marks(
        digits in "1[3-9][0-9]{9}", mark in prop_oneof![Just(""), Just(" "), Just("-"), Just("\u{200b}"), Just(".")],
    ) {
        let number = format!("{}{mark}{}{mark}{}", &digits[..3], &digits[3..7], &digits[7..]);
        let text = format!("请打{number}找我");
        let covered = scan(&text, &Known::default()).into_iter().any(|f| {
            f.kind == Kind::Mobile && f.start <= "请打".len() && f.end >= "请打".len() + number.len()
        });
        prop_assert!(covered, "{}", text);
    }

    #[test]
    fn planted_identities_are_covered_in_any_text(
        before in "[的了在是我们，。a-z0-9 ]{0,12}",
        year in 1930u32..2020,
        month in 1u32..=12,
        day in 1u32..=28,
        order in 0u32..1000,
        given in prop::sample::select(vec!["秋月", "春山", "禾青", "小满", "松", "云"]),
        surname in prop::sample::select(vec!["王", "罗", "尹", "唐", "欧阳", "卢"]),
        plate in "[A-HJ-NP-Z][0-9]{5}",
    ) {
        let identity = with_check_character(&format!("110105{year}{month:02}{day:02}{order:03}"));
        let name = format!("{surname}{given}");
        let plate = format!("浙{plate}");
        let text = format!("{before}。我叫{name}，身份证号{identity}，车牌{plate}。");
        let findings = scan(&text, &Known::default());
        for planted in [&name, &identity, &plate] {
            let start = text.rfind(planted.as_str()).expect("it was planted");
            let covered = findings.iter().any(|f| f.start <= start && start + planted.len() <= f.end);
            prop_assert!(covered, "{} in {}", planted, text);
        }
    }
}

/// The identity number with its check character (GB 11643).
fn with_check_character(digits: &str) -> String {
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = digits.chars().zip(weights).filter_map(|(c, weight)| Some(c.to_digit(10)? * weight)).sum();
    let check = ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][sum as usize % 11];
    format!("{digits}{check}")
}

#[test]
fn time_grows_with_the_length_of_the_text() {
    let time = |length: usize| {
        let started = std::time::Instant::now();
        for piece in [
            "一",
            "1",
            "1-",
            "买·",
            "a@",
            "a.",
            "wx_",
            "我叫是",
            "1栋",
            "第",
            "0731-",
            "11.1111,",
            "联系人张三、",
            "(at)",
            "1年",
            "138 ",
            "姓王名",
            "京A1 ",
            "微信a",
            "王伟王伟",
            "同志:",
            "村民",
        ] {
            let text = piece.repeat(length / piece.chars().count());
            std::hint::black_box(scan(&text, &Known::default()));
        }
        started.elapsed()
    };
    time(500);
    let (short, long) = (time(2_000), time(16_000));
    // Eight times the text may take eight times as long, and some more on a busy machine; with the square it
    // were 64.
    assert!(long < short * 32, "{short:?} for 2,000 characters, {long:?} for 16,000");
}

#[test]
fn a_number_runs_over_one_line_break_and_a_column_of_figures_is_none() {
    let kinds = |text: &str| {
        let found = scan(text, &Known::default());
        found.iter().any(|one| one.kind == Kind::IdCard)
    };
    assert!(kinds("身份证330326198\n805120012"), "one break");
    assert!(!kinds("3\n3\n0\n3\n2\n6\n1\n9\n8\n8\n0\n5\n1\n2\n0\n0\n1\n2"), "cells of a table");
}
