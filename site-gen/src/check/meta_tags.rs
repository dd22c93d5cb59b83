//! The marks of a government page (政府网站发展指引, 国办发〔2017〕47号): three on the home page, seven on a
//! column, ten on an article; each once, none empty, times in ASCII to the minute. Real portals have shown
//! `14∶06` with another colon.

use record::parse_minute;
use record::problem::Problem;

use super::attributes;
use crate::urls;

/// On every page.
const SITE: [&str; 3] = ["SiteName", "SiteDomain", "SiteIDCode"];
/// On every page but the home page.
const COLUMN: [&str; 4] = ["ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"];
/// On a page about one thing.
const ARTICLE: [&str; 3] = ["ArticleTitle", "PubDate", "ContentSource"];

pub(super) fn check(file: &str, text: &str, problems: &mut Vec<Problem>) {
    let mut fault = |what: String, do_this: &str| problems.push(Problem::new(file, what, do_this));
    let headings = text.matches("<h1").count();
    // What leads on to another address is read by nobody.
    let leads_on = text.contains("http-equiv=\"refresh\"");
    if headings != 1 && !leads_on {
        fault(format!("有 {headings} 个一级标题"), "每页正好一个一级标题，改主题模板");
    }
    if leads_on {
        return;
    }
    let mut ids: Vec<String> = attributes(text, "id");
    ids.sort();
    for twice in ids.chunk_by(|one, other| one == other).filter(|same| same.len() > 1) {
        fault(
            format!("一页里有 {} 处 id=\"{}\"，链到那里的去不到要去的地方", twice.len(), twice[0]),
            "改标题后面 {#…} 里的字；正文里没有就改主题模板",
        );
    }
    let count = |name: &str| text.matches(&format!("<meta name=\"{name}\" content=\"")).count();
    let is_article = ARTICLE.iter().any(|name| count(name) > 0);
    let mut wanted: Vec<&str> = SITE.to_vec();
    if urls::without_edition(file) != "index.html" {
        wanted.extend(COLUMN);
    }
    if is_article {
        wanted.extend(ARTICLE);
    }
    for name in wanted {
        let times = count(name);
        if times != 1 || value(text, name).is_none_or(|value| value.trim().is_empty()) {
            fault(format!("网页标签 {name} 出现 {times} 次或为空"), "每页正好一个、不为空，改主题模板");
        }
    }
    if let Some(words) = value(text, "ColumnKeywords")
        && words.split(',').any(|word| word.trim().is_empty())
    {
        fault(
            format!("网页标签 ColumnKeywords 是“{words}”，有空的词"),
            "site.toml 的 keywords 里一个词一项，不留空的",
        );
    }
    if let Some(date) = value(text, "PubDate")
        && parse_minute(date).is_none()
    {
        fault(
            format!("网页标签 PubDate 是“{date}”"),
            "写成 2026-11-23 09:30 这样：半角数字、半角冒号、到分钟",
        );
    }
    for time in attributes(text, "datetime").iter().filter(|time| !time.is_ascii()) {
        fault(format!("时间“{time}”里有全角字符"), "日期和时间都用半角数字和冒号");
    }
}

fn value<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let rest = text.split_once(&format!("<meta name=\"{name}\" content=\""))?.1;
    rest.split_once('"').map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(tags: &[(&str, &str)]) -> String {
        let tag = |(name, value): &(&str, &str)| format!("<meta name=\"{name}\" content=\"{value}\">");
        tags.iter().map(tag).collect::<String>() + "<h1>a</h1>"
    }

    fn faults(file: &str, tags: &[(&str, &str)]) -> Vec<String> {
        let mut problems = Vec::new();
        check(file, &page(tags), &mut problems);
        problems.into_iter().map(|problem| problem.what).collect()
    }

    #[test]
    fn a_page_has_three_seven_or_ten_marks_by_its_kind() {
        let mut tags: Vec<(&str, &str)> = SITE.map(|name| (name, "a")).to_vec();
        assert_eq!(faults("index.html", &tags), [""; 0]);
        assert_eq!(faults("policies/index.html", &tags).len(), 4);
        tags.extend(COLUMN.map(|name| (name, "a")));
        assert_eq!(faults("policies/index.html", &tags), [""; 0]);
        tags.push(("PubDate", "2026-11-23 09:30"));
        assert_eq!(faults("policies/a/index.html", &tags).len(), 2);
        tags.extend([("ArticleTitle", "a"), ("ContentSource", "")]);
        assert_eq!(faults("policies/a/index.html", &tags).len(), 1, "none is empty");
    }

    #[test]
    fn a_place_has_one_id() {
        let mut problems = Vec::new();
        let page = page(&SITE.map(|name| (name, "a"))) + "<p id=\"a\"></p><p id=\"b\"></p><i id=\"a\"></i>";
        check("index.html", &page, &mut problems);
        assert_eq!(problems.len(), 1, "{problems:?}");
    }

    #[test]
    fn no_keyword_is_empty() {
        let mut tags: Vec<(&str, &str)> = SITE.into_iter().chain(COLUMN).map(|name| (name, "a")).collect();
        tags[5].1 = "政策解读,";
        assert_eq!(tags[5].0, "ColumnKeywords");
        assert_eq!(faults("policies/index.html", &tags).len(), 1);
    }

    #[test]
    fn a_time_is_ascii_to_the_minute() {
        let tags = |time| {
            let mut tags: Vec<(&str, &str)> =
                SITE.into_iter().chain(COLUMN).map(|name| (name, "a")).collect();
            tags.extend([("ArticleTitle", "a"), ("ContentSource", "a"), ("PubDate", time)]);
            tags
        };
        assert_eq!(faults("a/index.html", &tags("2026-11-23 14:06")), [""; 0]);
        for wrong in ["2026-11-23 14∶06", "2026-11-23", "2026-11-23 14:06:00", "2026-13-23 14:06"] {
            assert_eq!(faults("a/index.html", &tags(wrong)).len(), 1, "{wrong}");
        }
    }
}
