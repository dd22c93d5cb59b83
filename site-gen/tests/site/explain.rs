//! Why a page was made again, or was not.

use jiff::civil::date;
use record::PublicRecord;
use site_gen::build::{Explanation, Options, Reason, explain};

use crate::town::{Town, reply};

fn ask(town: &Town, page: &str) -> Explanation {
    let options = Options {
        content: town.path("content"),
        replies: Some(town.path("replies")),
        theme: town.path("theme"),
        out: town.path("site"),
        date: date(2026, 11, 23),
    };
    explain(&options, page).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn a_page_says_why_it_is_made_again() {
    let town = Town::new();
    assert_eq!(ask(&town, "policies/laji-fenlei/").reason, Reason::New);
    town.build();
    for page in ["policies/laji-fenlei/", "/policies/laji-fenlei", "policies/laji-fenlei/index.html"] {
        let told = ask(&town, page);
        assert_eq!((told.reason, told.file.as_str()), (Reason::Nothing, "policies/laji-fenlei/index.html"));
        assert!(told.changed.is_empty(), "{told}");
    }
    assert_eq!(ask(&town, "assets/town.css").reason, Reason::Nothing);
    assert_eq!(ask(&town, "policies/no-such/").reason, Reason::NoSuchPage);

    town.change("policies/laji-fenlei.md", "绿桶装会烂的", "绿桶放会烂的");
    let told = ask(&town, "policies/laji-fenlei/");
    assert_eq!(told.reason, Reason::View);
    assert_eq!(told.is_rewritten(&town.path("site")), Some(false), "not built yet");
    assert_eq!(ask(&town, "policies/hedao-guanhu/").reason, Reason::Nothing);
    town.build();
    assert_eq!(told.is_rewritten(&town.path("site")), Some(true));

    town.publish(&PublicRecord::Reply(reply(1, 2)));
    let told = ask(&town, "replies/");
    assert_eq!(
        (told.reason, told.changed),
        (Reason::View, vec![town.path("replies/2026/2026-0000-0001.md")])
    );
    town.build();

    std::fs::write(town.path("site/policies/laji-fenlei/index.html"), "x").expect("written");
    assert_eq!(ask(&town, "policies/laji-fenlei/").reason, Reason::Touched);
    town.build();
    let template = town.path("theme/templates/policy.html");
    let text = std::fs::read_to_string(&template).expect("there");
    std::fs::write(&template, text + "{# one remark #}").expect("written");
    let told = ask(&town, "policies/hedao-guanhu/");
    assert_eq!(told.reason, Reason::Theme);
    town.build();
    assert_eq!(told.is_rewritten(&town.path("site")), Some(false), "a remark shows nowhere");
}
