//! Contact cards that residents put into their phones.

use crate::town::Town;

#[test]
fn a_card_has_what_its_page_shows_and_not_more() {
    let town = Town::new();
    town.change(
        "contacts/lu-yiqiao.md",
        "+++\nname",
        "+++\nmobile = \"14036582917\"\nmobile_consent_on = 2026-03-20\nname",
    );
    town.change("contacts/lu-yiqiao.md", "topics = [", "topics = [\"a,b;c\", ");
    town.build();
    let card = town.read("contacts/lu-yiqiao/lu-yiqiao.vcf").replace("\r\n ", "");
    let page = town.read("contacts/lu-yiqiao/index.html");
    let field = |name: &str| {
        let found = card.split("\r\n").find_map(|line| line.strip_prefix(name));
        found.unwrap_or_else(|| panic!("{name} in {card}")).to_owned()
    };
    assert!(page.contains(&field("FN:")) && page.contains(&field("TEL;TYPE=WORK,VOICE:")));
    assert_eq!(field("TEL;TYPE=CELL,VOICE:"), "14036582917");
    assert_eq!(field("N:"), format!("{};;;;", field("FN:")));
    assert!(field("NOTE:").starts_with("可以找我办：a\\,b\\;c、"), "{card}");
    assert!(page.contains("href=\"../../contacts/lu-yiqiao/lu-yiqiao.vcf\""));
    assert!(!town.read("contacts/shi-zhujun/shi-zhujun.vcf").contains("CELL"), "no consent, no mobile");
}

#[test]
fn a_village_has_its_committee_its_instructor_and_its_cadres_in_one_file() {
    let town = Town::new();
    town.build();
    let cards = town.read("villages/shuikou/shuikou.vcf").replace("\r\n ", "");
    assert!(
        cards.contains("FN:水口村村委会\r\n")
            && cards.contains("ADR;TYPE=WORK:;;云渡县禾溪镇水口村水厂路8号;;;;\r\n")
    );
    let page = town.read("villages/shuikou/index.html");
    let people = page.matches("<article class=\"card contact-card\">").count();
    assert_eq!(cards.matches("BEGIN:VCARD\r\nVERSION:3.0\r\n").count(), people + 1);
    assert_eq!(cards.matches("END:VCARD\r\n").count(), people + 1);
    assert!(page.contains("href=\"../../villages/shuikou/shuikou.vcf\""));
}
