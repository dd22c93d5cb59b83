//! Invented people in every place of every type of file.

mod files;

use super::*;

const NAME: &str = "尉迟翀";
const MOBILE: &str = "14012345678";

fn texts(path: &str, bytes: &[u8]) -> Vec<String> {
    let known = Known { names: vec![NAME.to_owned()], ..Known::default() };
    let gate = Gate { known: &known, allowed: &[], hashed: None };
    gate.read_file(path, bytes).iter().map(|leak| leak.text.clone()).collect()
}

#[track_caller]
fn finds(path: &str, content: &str, text: &str) {
    let found = texts(path, content.as_bytes());
    assert!(found.iter().any(|found| found == text), "{path}: {content}: {found:?}");
}

#[test]
fn every_part_of_a_page_is_read() {
    for page in [
        "<p>找尉迟翀说</p>",
        "<p>找尉<b>迟</b><a href='/'>翀</a>说</p>",
        "<p>找尉&#36831;&#x7fc0;说</p>",
        "<title>尉迟翀</title>",
        "<img alt=\"尉迟翀\">",
        "<img title=尉迟翀>",
        "<img alt=1 alt=尉迟翀>",
        "<meta name=description content='尉迟翀来信'>",
        "<a href=\"/a/%E5%B0%89%E8%BF%9F%E7%BF%80/\">x</a>",
        "<a href=\"?q=%E5%B0%89+%E8%BF%9F+%E7%BF%80\">x</a>",
        "<i data-x='尉迟翀'></i>",
        "<i data-尉迟翀></i>",
        "<尉迟翀>",
        "<x尉迟翀>",
        "<!-- 尉迟翀 -->",
        "<!-- <p>尉<b>迟翀</b></p> -->",
        "<!-- 尉迟翀",
        "<!doctype html public '尉迟翀'>",
        "<script>let a = '尉迟翀'</script>",
        "<script>let a = '\\u5c09\\u8fdf\\u{7fc0}'</script>",
        "<script>let a = '尉迟' + '翀'</script>",
        "<script type=\"application/ld+json\">{\"author\":{\"\\u5c09\\u8fdf\\u7fc0\":1}}</script>",
        "<style>p::after { content: '\\5c09\\8fdf\\7fc0' }</style>",
        "<p style=\"--a:'\\5c09\\8fdf\\7fc0'\">",
        "<p onclick=\"a('\\u5c09\\u8fdf\\u7fc0')\">",
        "<noscript><p>尉<b>迟翀</b></p></noscript>",
        "<iframe srcdoc='&lt;p>尉&lt;b>迟翀'></iframe>",
        "<textarea>尉迟翀</textarea>",
        "<template><p>尉迟翀</p></template>",
        "<svg><title>尉迟翀</title><text>a</text></svg>",
        "<svg><![CDATA[尉迟翀]]></svg>",
        "<ruby>尉<rt>yù</rt>迟<rt>chí</rt>翀<rt>chōng</rt></ruby>",
        "<ruby>某<rt>尉迟翀</rt></ruby>",
        "<td>尉迟翀</td><td>8</td>",
        "<p title=\"尉迟翀",
    ] {
        let found = texts("a/index.html", page.as_bytes());
        let plain: Vec<String> =
            found.iter().map(|text| text.chars().filter(|c| !c.is_whitespace()).collect()).collect();
        assert!(plain.iter().any(|text| text == NAME), "{page}: {found:?}");
    }
    finds("a.html", "<a href=\"tel:+86-140-1234-5678\">电话</a>", "+86-140-1234-5678");
    finds("a.html", "<p>手机<span>140</span><i>1234</i>5678</p>", MOBILE);
    finds("a.html", "<a href=\"mailto:yuchi%40invented.example\">电话</a>", "yuchi@invented.example");
}

#[test]
fn every_part_of_a_data_file_is_read() {
    for (path, text) in [
        ("a.json", "{\"a\":[1,{\"b\":\"尉迟\\u7fc0\"}]}"),
        ("a.json", "{\"尉迟翀\":1}"),
        ("a.json", "{\"a\":\"尉迟翀\",\"a\":\"b\"}"),
        ("a.json", "{\"a\":\"尉迟翀\""),
        ("a.jsonl", "{\"a\":1}\n{\"a\":\"尉迟翀\"}\n"),
        ("a.xml", "<a><![CDATA[尉迟翀]]></a>"),
        ("a.xml", "<a><!-- 尉迟翀 --></a>"),
        ("a.xml", "<a b=\"尉迟&#x7fc0;\"/>"),
        ("a.xml", "<a><?b 尉迟翀?></a>"),
        ("a.xml", "<!DOCTYPE a [<!ENTITY b \"尉迟翀\">]><a>&b;</a>"),
        ("a.xml", "<a><b>尉迟翀</b>"),
        ("a.xml", "<a>尉迟翀<"),
        ("feed.atom", "<content type=\"html\">&lt;p>尉&lt;b>迟翀&lt;/b></content>"),
        ("feed.atom", "<content type=\"html\"><![CDATA[<p>尉<b>迟翀</b>]]></content>"),
        ("a.svg", "<svg><text>尉<tspan x='1'>迟</tspan>翀</text></svg>"),
        ("a.svg", "<svg><metadata>尉迟翀</metadata></svg>"),
        ("sitemap.xml", "<url><loc>https://a.example/%E5%B0%89%E8%BF%9F%E7%BF%80/</loc></url>"),
        ("a.ics", "BEGIN:VEVENT\r\nSUMMARY:找尉\r\n 迟翀谈话\r\n"),
        ("a.ics", "ATTENDEE;CN=尉迟翀:mailto:a"),
        ("a.ics", "DESCRIPTION:<p>尉<b>迟</b>翀"),
        ("a.vcf", "N:尉迟;翀;;;"),
        ("a.vcf", "NOTE:来信人\\n尉迟翀"),
        ("a.css", "a::after { content: \"尉\" \"迟\" '翀' \"\\7fc0\" } /* 尉迟翀 */"),
        ("a.js", "a('\\u5c09\\x20\\u8fdf\\u{7fc0}')"),
        ("a.csv", "姓名,数\n尉迟翀,1"),
        ("robots.txt", "Disallow: /尉迟翀/"),
        ("a.html", "<img src=\"data:image/svg+xml,%3Csvg%3E%3Ctext%3E尉迟翀\">"),
        ("a.html", "<img src=\"data:text/plain;base64,5bCJ6L+f57+A\">"),
    ] {
        let found = texts(path, text.as_bytes());
        let plain: Vec<String> =
            found.iter().map(|text| text.chars().filter(|c| c.is_alphanumeric()).collect()).collect();
        assert!(plain.iter().any(|text| text == NAME), "{path}: {text}: {found:?}");
    }
    finds("a.json", "{\"a\":14012345678}", MOBILE);
    finds("a.json", "{\"QQ\":\"2801234567\"}", "2801234567");
    finds("a.vcf", "TEL;TYPE=cell:140-1234-5678", "140-1234-5678");
    let folded: Vec<u8> =
        [&"SUMMARY:尉".as_bytes()[..10], b"\r\n ", &"SUMMARY:尉迟翀".as_bytes()[10..]].concat();
    assert_eq!(texts("a.ics", &folded), [NAME]);
}

#[test]
fn blocks_and_cells_do_not_grow_together() {
    for page in
        ["<p>尉迟</p><p>翀鸟</p>", "<td>140123</td><td>45678</td>", "<li>14012</li><li>345678</li>", "a<br>b"]
    {
        assert_eq!(texts("a.html", page.as_bytes()), Vec::<String>::new(), "{page}");
    }
}

/// The middle row is one of the township's own figures: joined, it was taken for a mobile number.
#[test]
fn cells_of_a_table_do_not_grow_together_and_each_is_read() {
    for row in [
        "16,13,10,11,3,84.6%",
        "2026-10,16,13,10,11,3,84.6%,4,9,7,100.0%",
        "\"网上\",140,1234,5678",
        "140,12345678,0",
    ] {
        assert_eq!(texts("data/figures-2026.csv", row.as_bytes()), Vec::<String>::new(), "{row}");
        assert_eq!(texts("a.tsv", row.replace(',', "\t").as_bytes()), Vec::<String>::new(), "{row}");
    }
    finds("a.csv", "姓名,电话\r\n甲,14012345678\r\n", MOBILE);
    finds("a.csv", "甲,140-1234-5678", "140-1234-5678");
    finds("a.csv", "甲,\"说：\"\"打 14012345678\"\"，别打\"", MOBILE);
    finds("a.csv", "甲,\"140 1234\n5678 打这个 14012345678", MOBILE);
    finds("a.csv", "12,尉迟翀,3", NAME);
    finds("a.tsv", "甲\t14012345678", MOBILE);
    let known = Known::default();
    let gate = Gate { known: &known, allowed: &[], hashed: None };
    let leaks = gate.read_file("a.csv", "甲,\"一\n二\"\n乙,14012345678\n".as_bytes());
    assert_eq!(leaks[0].to_string(), "a.csv：正文第 3 行：手机号");
}

#[test]
fn the_numbers_of_an_outline_do_not_grow_together() {
    for drawing in
        ["<path d='M455.66473-389.59073 417.21561 689'/>", "<path d='M1401.2345678h140 1234 5678z'/>"]
    {
        assert_eq!(texts("a.svg", drawing.as_bytes()), Vec::<String>::new(), "{drawing}");
        assert_eq!(texts("a.html", drawing.as_bytes()), Vec::<String>::new(), "{drawing}");
    }
    finds("a.svg", "<path d='M 14012345678'/>", MOBILE);
    finds("a.svg", "<path d='尉迟翀'/>", NAME);
}

#[test]
fn a_path_is_read_and_never_printed() {
    let known = Known { names: vec![NAME.to_owned()], ..Known::default() };
    let gate = Gate { known: &known, allowed: &[], hashed: None };
    for path in [
        "a/尉迟翀/b.txt",
        "a/%E5%B0%89%E8%BF%9F%E7%BF%80.txt",
        "a/尉-迟_翀.txt",
        "尉/迟/翀.txt",
        "yuchichong.txt",
    ] {
        let leaks = gate.read_file(path, b"");
        assert_eq!(leaks.len(), 1, "{path}: {leaks:?}");
        let shown = format!("{} {:?}", leaks[0], leaks[0]);
        assert!(!shown.contains(['尉', '翀', '%']) && !shown.contains("yuchi"), "{shown}");
        assert!(shown.contains("***") && shown.contains("网址"), "{shown}");
    }
    assert_eq!(gate.read_file("replies/2026-000123/index.html", b"").len(), 0);
}

#[test]
fn a_leak_names_file_place_and_kind_and_never_the_data() {
    let known = Known::default();
    let gate = Gate { known: &known, allowed: &[], hashed: None };
    let leaks = gate.read_file("a/b.html", b"<h1>a</h1>\n\n<p>140 1234 5678</p>");
    assert_eq!(leaks.len(), 1);
    assert_eq!(leaks[0].to_string(), "a/b.html：正文第 3 行：手机号");
    assert_eq!(leaks[0].text, "140 1234 5678");
    assert!(!format!("{:?}", leaks[0]).contains("1234"));
}

#[test]
fn people_in_duty_and_kept_texts_stay() {
    let known = Known {
        keep_names: vec!["尉迟翀".to_owned()],
        keep_numbers: vec!["14012345678".to_owned()],
        ..Known::default()
    };
    let page = "<p>联系人：尉迟翀，手机140 1234 5678，邮箱yuchi@invented.example</p>".as_bytes();
    let gate = Gate { known: &known, allowed: &[], hashed: None };
    assert_eq!(gate.read_file("a.html", page).len(), 1);
    let allowed = ["yuchi@invented.example".to_owned()];
    let gate = Gate { known: &known, allowed: &allowed, hashed: None };
    assert_eq!(gate.read_file("a.html", page), []);
}

#[test]
fn what_was_kept_stands_however_the_page_reads_it() {
    let stands = |kept: &[&str], page: &str| {
        let known = Known { names: vec![NAME.to_owned(), "上官翾".to_owned()], ..Known::default() };
        let allowed: Vec<String> = kept.iter().map(|text| (*text).to_owned()).collect();
        let gate = Gate { known: &known, allowed: &allowed, hashed: None };
        gate.read_file("a/index.html", page.as_bytes()).is_empty()
    };
    assert!(stands(&["尉迟翀"], "<p>名单：<br>尉迟翀<br>\n尉 迟 翀</p>"), "on lines of their own");
    assert!(stands(&["尉迟翀家门口"], "<p>尉迟翀家门口的灯</p>"), "inside what was kept");
    assert!(
        stands(&["找尉迟翀、上官翾"], "<meta name=description content='请找尉迟翀…'>"),
        "cut off by a summary"
    );
    assert!(stands(&["电话140-1234-5678"], "<p>电话<b>140</b>-1234-5678</p>"));
    assert!(!stands(&["尉迟翀家门口"], "<p>尉迟翀来信</p>"), "elsewhere it was not kept");
    assert!(!stands(&["尉迟"], "<p>尉迟翀来信</p>"), "a part of it was kept");
    assert!(!stands(&["", " ", "\n", "、"], "<p>尉迟翀来信</p>"));
}

#[test]
fn what_is_kept_for_one_place_stands_there_only() {
    let known = Known::default();
    let allowed = ["contacts/a/#14012345678".to_owned(), "b.html#14087654321".to_owned()];
    let gate = Gate { known: &known, allowed: &allowed, hashed: None };
    let count = |path: &str, page: &str| gate.read_file(path, page.as_bytes()).len();
    assert_eq!(count("contacts/a/index.html", "<a href='tel:14012345678'>140 1234 5678</a>"), 0);
    assert_eq!(count("contacts/ab/index.html", "140 1234 5678"), 1);
    assert_eq!(count("contacts/a/index.html", "140 8765 4321"), 1);
    assert_eq!(count("b.html", "140 8765 4321"), 0);
    assert_eq!(count("b.html.html", "140 8765 4321"), 1);
}

#[test]
fn a_file_that_cannot_be_read_is_kept_by_name_and_content() {
    let known = Known::default();
    let gate = Gate { known: &known, allowed: &[], hashed: None };
    let allowed = [gate.read_file("a.mp4", b"\0film")[0].text.clone()];
    let gate = Gate { known: &known, allowed: &allowed, hashed: None };
    assert_eq!(gate.read_file("a.mp4", b"\0film"), []);
    assert_eq!(gate.read_file("a.mp4", b"\0other").len(), 1);
    assert_eq!(gate.read_file("b.mp4", b"\0film").len(), 1);
}

#[test]
fn what_cannot_be_read_is_reported() {
    for (path, bytes) in [
        ("a/film.mp4", &b"\0\0\0 ftypisom\xff\xfe"[..]),
        ("a.unknown", b"abc"),
        ("a.html", b"<p>\xd5\xc5\xc8\xfd</p>"),
    ] {
        let known = Known::default();
        let gate = Gate { known: &known, allowed: &[], hashed: None };
        let leaks = gate.read_file(path, bytes);
        assert!(matches!(leaks[..], [Leak { kind: LeakKind::Unreadable(_), .. }]), "{path}: {leaks:?}");
    }
    finds("a.txt", "\u{feff}电话 14012345678", MOBILE);
    let wide: Vec<u8> =
        [0xff, 0xfe].into_iter().chain("尉迟翀".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(texts("a.txt", &wide), [NAME]);
}
