//! Markdown as Chinese authors write it, to HTML that is safe to show.
//!
//! Raw HTML is shown as text, and a comment (`<!-- … -->`) not at all (`comments`). A line break inside
//! Chinese text leaves no blank. `**注意：**请` is bold (`emphasis`). Headings begin at `h2`, for the page
//! has its `h1`; their ids are their own words, or `{#id}`. Footnotes stand at the end (`notes`); `> [!NOTE]`
//! or `> [!注意]` is an alert; a paragraph `表：…` before a table is its caption; a picture that the page has
//! is shown with its size (`pictures`), of another only its words stay. `shape` does all that, of what `whole`
//! reads, which leaves out nothing; `plain` gives the text alone. All of it is linear in the length of a text.
//!
//! Deliberately absent: links to other schemes than http, https, mailto and tel.

mod alerts;
mod comments;
mod emphasis;
mod links;
mod notes;
mod pictures;
mod plain;
mod shape;
mod stars;
mod whole;

use std::borrow::Cow;

use pulldown_cmark::{CowStr, Event, Options, Tag, html};
use serde::Serialize;

use emphasis::{has_mark, loosen_emphasis, unmarked};
pub use links::{Link, anchors, links, place};
use links::{is_address, with_place};
pub use pictures::{Picture, Wanted, pictures};
use plain::{Plain, shorten};
pub use plain::{to_lines, to_plain};
use shape::Shape;

/// HTML that this room has made; templates may show it as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Html(String);

impl Html {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }

    /// Nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_DEFINITION_LIST)
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_GFM);

/// A text as the parser is to read it: line by line the same.
fn source(text: &str) -> Cow<'_, str> {
    alerts::in_english(loosen_emphasis(comments::without_comments(one_direction(text))))
}

/// Without the marks that turn the direction of what follows them: no Chinese text needs them, and a number reads
/// backwards behind one.
fn one_direction(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let turns = |at: usize| matches!(bytes[at..], [_, 0x80, 0xAA..=0xAE, ..] | [_, 0x81, 0xA6..=0xA9, ..]);
    if !memchr::memchr_iter(0xE2, bytes).any(turns) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace(|c| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'), ""))
}

/// The lines of a text, for places that follow one another.
struct Lines<'a> {
    text: &'a str,
    done: usize,
    line: usize,
}

impl<'a> Lines<'a> {
    const fn of(text: &'a str) -> Self {
        Self { text, done: 0, line: 1 }
    }

    /// The line of a place, from 1.
    fn at(&mut self, place: usize) -> usize {
        if place > self.done {
            self.line += memchr::memchr_iter(b'\n', &self.text.as_bytes()[self.done..place]).count();
            self.done = place;
        }
        self.line
    }
}

/// Whether a short piece stands in a long text, which most texts are asked in vain.
fn holds(text: &str, piece: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), piece.as_bytes()).is_some()
}

/// Renders Markdown. Of pictures only the words stay.
#[must_use]
pub fn to_html(text: &str) -> Html {
    to_html_with(text, &|_| None)
}

/// Renders Markdown of a text that stands on several pages, such as an answer, of pictures only the words:
/// whatever page its author thought of, a link without a scheme means a page of the site, and `root` leads
/// from the page to the site's root.
#[must_use]
pub fn to_html_from_root(text: &str, root: &str) -> Html {
    render(text, &|_| None, |event| from_root(event, root))
}

/// The same, and the beginning of the text alone besides, up to the end of a clause and no more than so many
/// characters: for descriptions.
#[must_use]
pub fn to_html_and_excerpt(text: &str, root: &str, characters: usize) -> (Html, String) {
    let mut plain = Plain::of_beginning(characters);
    let html = render(text, &|_| None, |event| {
        plain.take(&event);
        from_root(event, root)
    });
    (html, shorten(&plain.finish(), characters))
}

/// `../../policies/a/`, `/policies/a/` and `policies/a/` are one page.
fn from_root<'a>(event: Event<'a>, root: &str) -> Event<'a> {
    match event {
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let is_elsewhere = dest_url.is_empty()
                || !is_address(&dest_url)
                || dest_url.starts_with(['#', '?'])
                || dest_url.starts_with("//")
                || dest_url.contains(':');
            let dest_url = if is_elsewhere {
                dest_url
            } else {
                CowStr::from(format!("{root}{}", dest_url.trim_start_matches(['.', '/'])))
            };
            Event::Start(Tag::Link { link_type, dest_url, title, id })
        }
        other => other,
    }
}

/// Renders Markdown of a page that has pictures: `find` gives the one that a text asks for by its file.
#[must_use]
pub fn to_html_with(text: &str, find: &dyn Fn(&str) -> Option<Picture>) -> Html {
    render(text, find, |event| event)
}

/// Renders Markdown; `change` is given what is read, before it gets its shape.
fn render<'a>(
    text: &'a str,
    find: &dyn Fn(&str) -> Option<Picture>,
    change: impl FnMut(Event<'_>) -> Event<'_>,
) -> Html {
    let source = source(text);
    let mut out = String::with_capacity(text.len() * 3 / 2);
    html::push_html(&mut out, shaped(&source, find, change).into_iter());
    let out = unmarked(out);
    Html(if holds(&out, "<table>") { dress_tables(&out) } else { out })
}

/// What a source is shown as, event by event.
fn shaped<'a>(
    source: &'a str,
    find: &dyn Fn(&str) -> Option<Picture>,
    mut change: impl FnMut(Event<'_>) -> Event<'_>,
) -> Vec<Event<'a>> {
    let mut shape = Shape::new(find);
    for (event, _) in whole::read(source) {
        shape.take(change(without_mark(event)));
    }
    shape.finish()
}

/// Addresses are written in ASCII, where the mark could not be told from what the author wrote.
fn without_mark(event: Event<'_>) -> Event<'_> {
    let plain = |url: CowStr<'_>| CowStr::from(unmarked(url.into_string()));
    match event {
        Event::Start(Tag::Link { link_type, dest_url, title, id }) if has_mark(&dest_url) => {
            Event::Start(Tag::Link { link_type, dest_url: plain(dest_url), title, id })
        }
        Event::Start(Tag::Image { link_type, dest_url, title, id }) if has_mark(&dest_url) => {
            Event::Start(Tag::Image { link_type, dest_url: plain(dest_url), title, id })
        }
        other => other,
    }
}

/// Wide tables scroll by themselves instead of the page, and can be reached by keyboard. Heads say what they
/// head, and columns are set by classes: a page's own styles may be forbidden by its server. In texts `<` is
/// escaped.
fn dress_tables(html: &str) -> String {
    const DRESSED: [(&str, &str); 9] = [
        ("<table>", "<div class=\"table-scroll\" tabindex=\"0\" role=\"group\"><table>"),
        ("</table>", "</table></div>"),
        ("<th>", "<th scope=\"col\">"),
        ("<th style=\"text-align: left\">", "<th scope=\"col\" class=\"left\">"),
        ("<th style=\"text-align: center\">", "<th scope=\"col\" class=\"center\">"),
        ("<th style=\"text-align: right\">", "<th scope=\"col\" class=\"right\">"),
        ("<td style=\"text-align: left\">", "<td class=\"left\">"),
        ("<td style=\"text-align: center\">", "<td class=\"center\">"),
        ("<td style=\"text-align: right\">", "<td class=\"right\">"),
    ];
    let mut out = String::with_capacity(html.len() + 128);
    let mut taken = 0;
    for at in memchr::memchr_iter(b'<', html.as_bytes()) {
        if let Some((plain, dressed)) = DRESSED.iter().find(|(plain, _)| html[at..].starts_with(plain)) {
            out.push_str(&html[taken..at]);
            out.push_str(dressed);
            taken = at + plain.len();
        }
    }
    out.push_str(&html[taken..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    use super::emphasis::MARK;

    fn html(text: &str) -> String {
        to_html(text).into_string()
    }

    #[test]
    fn a_link_of_an_answer_leads_to_the_same_page_wherever_the_answer_stands() {
        for written in
            ["../../../policies/a/", "../policies/a/", "policies/a/", "/policies/a/", "./policies/a/"]
        {
            for root in ["../", "../../../", "https://town.example/hexi/"] {
                let shown = to_html_from_root(&format!("见[政策]({written})。"), root).into_string();
                assert_eq!(
                    shown,
                    format!("<p>见<a href=\"{root}policies/a/\">政策</a>。</p>\n"),
                    "{written}"
                );
            }
        }
        for kept in ["https://a.example/b/", "tel:12345", "mailto:a@b.example", "#section-1", "//a.example/"]
        {
            let shown = |html: Html| html.into_string();
            let text = format!("[a]({kept})");
            assert_eq!(shown(to_html_from_root(&text, "../")), shown(to_html(&text)), "{kept}");
        }
    }

    #[test]
    fn emphasis_beside_chinese_marks_is_emphasis() {
        for (text, wanted) in [
            ("**重点：**后续", "<p><strong>重点：</strong>后续</p>\n"),
            ("这是**“一卡通”**系统", "<p>这是<strong>“一卡通”</strong>系统</p>\n"),
            ("前文**（试行）**后文", "<p>前文<strong>（试行）</strong>后文</p>\n"),
            ("例**《条例》**规定", "<p>例<strong>《条例》</strong>规定</p>\n"),
            ("**注意！**请", "<p><strong>注意！</strong>请</p>\n"),
            ("**a.**后", "<p><strong>a.</strong>后</p>\n"),
            ("**`代码`**后", "<p><strong><code>代码</code></strong>后</p>\n"),
            (
                "**注意：**请于三月前办理。含**“一卡通”**补贴",
                "<p><strong>注意：</strong>请于三月前办理。含<strong>“一卡通”</strong>补贴</p>\n",
            ),
            ("2 * 3 * 4", "<p>2 * 3 * 4</p>\n"),
            ("每**㎡**5元，**25℃**5度", "<p>每<strong>㎡</strong>5元，<strong>25℃</strong>5度</p>\n"),
            ("前**约~**后，前**~5元**后", "<p>前<strong>约~</strong>后，前<strong>~5元</strong>后</p>\n"),
            ("前**\\甲**后，前**甲\\\\**后", "<p>前<strong>\\甲</strong>后，前<strong>甲\\</strong>后</p>\n"),
            ("前**~~甲~~**后", "<p>前<strong><del>甲</del></strong>后</p>\n"),
            ("前~~**甲**~~后", "<p>前<del><strong>甲</strong></del>后</p>\n"),
        ] {
            assert_eq!(html(text), wanted, "{text}");
        }
    }

    #[test]
    fn emphasis_beside_any_mark_or_symbol_is_emphasis() {
        let marks = "℃℉№™©®§¶†‡•‰′″※‹›«»¡¿€£¥￥$¢₤←→↑↓↔⇒∀∈∑√∞≈≠≤≥±×÷°■□▲△●○★☆♀♂♠♥✓✗✔①㈠㎡㊣〓〒〖〗〘﹏﹃﹄︻\
                     _-=+|/<>#%&^()[]{}.,;:!?\"'，。、；：？！“”‘’（）《》〈〉【】「」『』〔〕…—–·～＊＃％＆＠";
        for mark in marks.chars() {
            for (text, inside) in [
                (format!("前**甲{mark}**后"), format!("甲{mark}")),
                (format!("前**{mark}甲**后"), format!("{mark}甲")),
            ] {
                // What Markdown reads in another way (`[`, `<`, `_`) is left to it; the words are bold in any
                // case.
                let shown = html(&text);
                let escaped = inside.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
                assert_eq!(shown, format!("<p>前<strong>{escaped}</strong>后</p>\n"), "{text}");
            }
            assert!(html(&format!("前~~甲{mark}~~后")).contains("<del>"), "{mark}");
        }
    }

    #[test]
    fn a_letter_in_a_circle_is_a_mark_beside_emphasis() {
        let circled = ('\u{24B6}'..='\u{24E9}').chain('\u{1F130}'..='\u{1F149}');
        for mark in circled.chain('\u{1F150}'..='\u{1F169}').chain('\u{1F170}'..='\u{1F189}') {
            for inside in [format!("甲{mark}"), format!("{mark}类")] {
                let wanted = format!("<p>前<strong>{inside}</strong>后，<strong>乙</strong>丙</p>\n");
                assert_eq!(html(&format!("前**{inside}**后，**乙**丙")), wanted);
            }
        }
    }

    #[test]
    fn stars_between_numbers_and_in_addresses_are_stars() {
        for text in [
            "面积3*4*5米，10*20*30毫米",
            "3米*4米*5米",
            "２＊3*４*5",
            "2人*3天*100元，1人*2天*50元",
            "查https://www.gov.cn/*甲*乙，https://www.gov.cn/*丙*丁",
            "8:30~11:30，14:00~17:00",
            "3~5天，10~20元",
            "约~5天，约~6天",
        ] {
            assert_eq!(html(text), format!("<p>{text}</p>\n"), "{text}");
            assert_eq!(to_plain(text), text);
            assert_eq!(to_lines(text), text);
        }
        let em = "<p>甲<em>乙</em>丙，<em>3</em>天，<strong>10</strong>元</p>\n";
        assert_eq!(html("甲*乙*丙，*3*天，**10**元"), em);
        let bold = "<p>见<strong>https://a.example/b</strong>后</p>\n";
        assert_eq!(html("见**https://a.example/b**后"), bold);
        assert_eq!(html("<https://a.example/*甲*>").matches("/*甲*<").count(), 1);
        assert_eq!(html("`3*4*5`"), "<p><code>3*4*5</code></p>\n");
        assert_eq!(links("<https://a.example/1*2*3>")[0].url, "https://a.example/1*2*3");
    }

    #[test]
    fn an_address_keeps_its_stars_and_waves_beside_chinese() {
        let address = |url: &str| {
            let shown = html(&format!("见[甲]({url})。"));
            assert!(!shown.contains("%EF%B7%90") && !shown.contains(MARK), "{shown}");
            let href = shown.split('"').nth(1).expect("a link").to_owned();
            percent_encoding::percent_decode_str(&href).decode_utf8().expect("UTF-8").into_owned()
        };
        for url in
            ["https://a.example/~张三/", "https://a.example/（~甲）*/", "../文件*（一）~/", "a/~*~/乙.*"]
        {
            assert_eq!(address(url), url);
        }
        let auto = html("见<https://a.example/~张三/>。");
        assert!(auto.contains("/~%E5%BC%A0%E4%B8%89/\">https://a.example/~张三/</a>"), "{auto}");
        let find = |file: &str| {
            (file == "图~（一）.png").then(|| Picture { src: "a.png".into(), width: 4, height: 3 })
        };
        let shown = to_html_with("甲![乙](图~（一）.png)", &find).into_string();
        assert!(shown.contains("<img src=\"a.png\""), "{shown}");
    }

    #[test]
    fn a_picture_keeps_its_words_on_whatever_line_it_stands() {
        let find = |_: &str| Some(Picture { src: "a.png".into(), width: 4, height: 3 });
        for (text, alt) in [
            ("如下：\n![四样桶](a.png)", "四样桶"),
            ("如下\n![**四样**桶](a.png)\n下面", "四样桶"),
            ("一\n二\n三\n![四样桶](a.png)", "四样桶"),
            ("请看\n[![四样桶](a.png)](../about/)", "四样桶"),
            ("![第一行\n第二行](a.png)", "第一行第二行"),
            ("![four\nbins](a.png)", "four bins"),
            ("甲\n![four\nbins](a.png)", "four bins"),
            ("甲\n![第一行\n**第二行**](a.png)", "第一行第二行"),
        ] {
            let shown = to_html_with(text, &find).into_string();
            assert!(shown.contains(&format!("alt=\"{alt}\"")), "{text}: {shown}");
            assert_eq!(shown.matches(alt).count(), 1, "{shown}");
            assert_eq!(pictures(text)[0].alt, alt, "{text}");
        }
        let two = to_html_with("两张图：\n![甲图](a.png)\n![乙图](b.png)", &find).into_string();
        assert!(two.contains("alt=\"甲图\"") && two.contains("alt=\"乙图\""), "{two}");
    }

    #[test]
    fn a_comment_is_for_authors_and_what_only_looks_like_one_is_text() {
        for (text, wanted) in [
            ("甲<!-- 待核实 -->乙", "<p>甲乙</p>\n"),
            ("<!-- 待核实 -->\n\n甲", "<p>甲</p>\n"),
            ("<!--\n两行\n\n待核实\n-->\n甲", "<p>甲</p>\n"),
            ("<!-- 一 -->甲<!-- 二 -->", "<p>甲</p>\n"),
            ("`<!-- 代码 -->`", "<p><code>&lt;!-- 代码 --&gt;</code></p>\n"),
            ("甲<!-- 一\n\n待核实 -->", "<p>甲</p>\n"),
            ("- 项 <!-- 一\n\n  待核实 -->", "<ul>\n<li>项</li>\n</ul>\n"),
            ("甲<!-- 一 --><!-- 二\n-->", "<p>甲</p>\n"),
            ("甲<!-- 一 -->乙<!-- 二\n\n\n三 -->丙<!-- 四 -->", "<p>甲乙</p>\n<p>丙</p>\n"),
            ("> 甲<!-- 一\n>\n> 待核实 -->", "<blockquote>\n<p>甲</p>\n</blockquote>\n"),
            ("甲<!-- 一\n\n```\n待核实 -->\n\n乙", "<p>甲</p>\n<p>乙</p>\n"),
            ("甲<!-- `一\n\n待核实 -->`乙`", "<p>甲</p>\n<p><code>乙</code></p>\n"),
            ("```\n<!-- 代码 -->\n```", "<pre><code>&lt;!-- 代码 --&gt;\n</code></pre>\n"),
            ("\\<!-- 文字 -->", "<p>&lt;!-- 文字 --&gt;</p>\n"),
            ("<!-->甲<!--->", "<p>甲</p>\n"),
            ("> 引用 <!-- a\n> b --> 完", "<blockquote>\n<p>引用完</p>\n</blockquote>\n"),
            ("甲 <!-- 一\n> 待核实 -->乙", "<p>甲乙</p>\n"),
            (
                "| 甲 | 乙 |\n| - | - |\n| 一<!-- 待核实 --> | 二 |",
                "<div class=\"table-scroll\" tabindex=\"0\" role=\"group\"><table><thead><tr><th scope=\"col\">甲</th><th scope=\"col\">乙</th></tr></thead><tbody>\n<tr><td>一</td><td>二</td></tr>\n</tbody></table></div>\n",
            ),
        ] {
            let shown = html(text);
            assert_eq!(shown.replace("\n</p>", "</p>"), wanted, "{text}");
            assert!(!to_lines(text).contains("待核实") && !to_plain(text).contains("待核实"), "{text}");
        }
        let open = html("甲\n\n<!-- 没有结束\n\n乙");
        assert!(open.contains("乙") && open.contains("没有结束"), "nothing is lost: {open}");
        assert!(to_lines("<!-- 没有结束\n乙").contains("乙"));
    }

    #[test]
    fn an_excerpt_is_the_beginning_of_the_plain_text() {
        let long = "长。\n\n**重点：**请看[这里](a/)。\n\n".repeat(40);
        let marked = "*，*~，~".repeat(60);
        for text in ["短。", "**甲**乙\n\n丙[丁](x)", &long, &marked] {
            let (shown, excerpt) = to_html_and_excerpt(text, "", 30);
            assert_eq!((shown, excerpt), (to_html(text), shorten(&to_plain(text), 30)), "{text}");
        }
        assert_eq!(to_html_and_excerpt("**甲**乙\n\n丙[丁](x)", "", 30).1, "甲乙 丙丁");
    }

    #[test]
    fn a_line_break_in_chinese_leaves_no_blank() {
        assert_eq!(html("请于三月\n前办理"), "<p>请于三月前办理</p>\n");
        assert_eq!(html("call us\nnow"), "<p>call us\nnow</p>\n");
    }

    #[test]
    fn raw_html_is_text_and_bad_links_lead_nowhere() {
        assert!(!html("<script>alert(1)</script>").contains("<script"));
        assert!(!html("甲<img src=x onerror=alert(1)>乙").contains("<img"));
        for url in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "data:text/html,x",
            "//evil.example/",
            "vbscript:x",
        ] {
            assert!(html(&format!("[看]({url})")).contains("href=\"#\""), "{url}");
        }
        assert!(html("[看](../a/#b)").contains("href=\"../a/#b\""));
        assert!(html("[打](tel:0880-5512345)").contains("href=\"tel:0880-5512345\""));
    }

    #[test]
    fn headings_have_readable_and_stable_ids() {
        assert_eq!(
            html("## 怎么办\n\n## 怎么办"),
            "<h2 id=\"怎么办\">怎么办</h2>\n<h2 id=\"怎么办-2\">怎么办</h2>\n"
        );
    }

    #[test]
    fn a_mark_that_turns_directions_is_left_out() {
        assert_eq!(html("电话\u{202E}7654\u{2066}“甲”"), "<p>电话7654“甲”</p>\n");
    }

    /// A text of twice the length may take twice the time: what was quadratic or worse took minutes for these.
    #[test]
    fn a_long_text_of_one_thing_is_read_in_a_moment() {
        for (piece, count) in [
            ("# 甲\n", 40_000),
            ("[^1]: 甲\n", 20_000),
            ("[a](#甲)", 20_000),
            ("![a](b.png)\n", 20_000),
            ("[注]: 甲\n", 20_000),
            ("https://a.example/*甲*", 5_000),
            ("甲*乙*", 20_000),
            ("<!-- ` -->甲`乙", 2_000),
        ] {
            let text = piece.repeat(count);
            let begun = std::time::Instant::now();
            assert!(!html(&text).is_empty());
            assert!(
                anchors(&text).len() <= count
                    && links(&text).len() <= count
                    && pictures(&text).len() <= count
            );
            assert!(begun.elapsed().as_secs() < 30, "{piece:?}: {:?}", begun.elapsed());
        }
    }

    #[test]
    fn headings_of_two_levels_stay_of_two_levels_below_the_page() {
        assert_eq!(
            html("# 甲\n\n## 乙\n\n###### 丙"),
            "<h2 id=\"甲\">甲</h2>\n<h3 id=\"乙\">乙</h3>\n<h6 id=\"丙\">丙</h6>\n"
        );
    }

    #[test]
    fn a_line_break_beside_emphasis_leaves_no_blank_either() {
        assert_eq!(html("请于\n**三月**\n前办理"), "<p>请于<strong>三月</strong>前办理</p>\n");
        assert_eq!(html("请于\n[三月](a/)前"), "<p>请于<a href=\"a/\">三月</a>前</p>\n");
        assert_eq!(html("请用\nWPS 打开"), "<p>请用\nWPS 打开</p>\n");
    }

    #[test]
    fn footnotes_stand_at_the_end_in_the_order_of_the_text() {
        let text = "甲[^b]乙[^a]丙[^b]。\n\n[^a]: 后。\n[^b]: 先。\n[^c]: 没有人指。\n";
        let wanted = "<p>甲<sup class=\"note-pointer\"><a id=\"note-1-from\" href=\"#note-1\" role=\"doc-noteref\">1</a></sup>\
            乙<sup class=\"note-pointer\"><a id=\"note-2-from\" href=\"#note-2\" role=\"doc-noteref\">2</a></sup>\
            丙<sup class=\"note-pointer\"><a id=\"note-1-from-2\" href=\"#note-1\" role=\"doc-noteref\">1</a></sup>。</p>\n\
            <section class=\"notes\" role=\"doc-endnotes\" aria-label=\"注释\"><ol>\n";
        let shown = html(text);
        assert!(shown.starts_with(wanted), "{shown}");
        let notes: Vec<&str> = shown.split("<li id=\"note-").skip(1).collect();
        assert!(notes[0].starts_with("1\">") && notes[0].contains("先。"), "{shown}");
        assert!(notes[0].contains("href=\"#note-1-from-2\" role=\"doc-backlink\""), "{shown}");
        assert!(notes[1].contains("后。") && notes[2].contains("没有人指。"), "{shown}");
        assert!(!notes[2].contains("doc-backlink"), "{shown}");
    }

    #[test]
    fn notes_are_numbered_as_the_text_points_to_them_wherever_they_are_written() {
        let text = "[^c]: 没有人指。\n\n[^a]: 后，见[^d]。\n\n甲[^b]乙[^a]。\n\n[^b]: 先。\n\n[^d]: 注里的注。\n\n[^b]: 又一次。\n";
        let shown = html(text);
        let notes: Vec<&str> = shown.split("<li id=\"note-").skip(1).collect();
        let begins: Vec<String> = notes.iter().map(|note| note.chars().take(7).collect()).collect();
        assert!(shown.contains("甲<sup class=\"note-pointer\"><a id=\"note-1-from\""), "{shown}");
        assert!(notes[0].contains("先。") && notes[1].contains("后，见"), "{begins:?} {shown}");
        assert!(notes[1].contains("href=\"#note-3\"") && notes[2].contains("注里的注。"), "{shown}");
        assert!(notes[3].contains("没有人指。") && !notes[3].contains("doc-backlink"), "{shown}");
        assert_eq!(notes.len(), 4, "{shown}");
    }

    #[test]
    fn a_table_has_its_caption_and_heads_that_say_so() {
        let table = "| 村 | 收费 |\n|:--|--:|\n| 水口 | 2 |\n";
        let shown = html(&format!("表：每吨**水费**\n\n{table}"));
        assert!(shown.contains("<table><caption>每吨<strong>水费</strong></caption><thead>"), "{shown}");
        assert!(shown.contains("<th scope=\"col\" class=\"right\">收费</th>"), "{shown}");
        assert!(shown.contains("<td class=\"left\">水口</td>") && !shown.contains("<p>"), "{shown}");
        assert!(html(&format!("表 2：水费\n\n{table}")).contains("<caption>表 2：水费</caption>"));
        let other = html(&format!("表格如下：\n\n{table}"));
        assert!(other.contains("<p>表格如下：</p>") && !other.contains("caption"), "{other}");
        assert!(html("a `<td style=\"text-align: left\">`\n\n|a|\n|-|\n").contains("&lt;td style"));
    }

    #[test]
    fn an_alert_has_its_word_and_a_quotation_none() {
        let note = "<div class=\"alert alert-note\" role=\"note\"><p class=\"alert-title\">注意</p>\n<p>带身份证。</p>\n</div>\n";
        for mark in ["NOTE", "note", "注意"] {
            assert_eq!(html(&format!("> [!{mark}]\n> 带身份证。")), note, "{mark}");
        }
        assert!(html("> [!WARNING]\n> 停水。").contains("警告"));
        assert_eq!(html("- 甲\n\n  > [!注意]\n  > 乙").matches("alert-note").count(), 1);
        for text in [
            "`[!注意]`",
            "```\n> [!注意]\n> 甲\n```",
            "    > [!注意]",
            "写 [!注意] 就行",
            "> 甲\n>\n> `[!注意]`",
        ] {
            let shown = html(text);
            assert!(shown.contains("[!注意]") && !shown.contains("alert"), "{shown}");
            assert!(to_lines(text).contains("[!注意]"), "{text}");
        }
        assert_eq!(html("> 停水。"), "<blockquote>\n<p>停水。</p>\n</blockquote>\n");
    }

    #[test]
    fn a_word_and_its_meaning_are_a_definition_list() {
        assert_eq!(
            html("户主\n: 户口簿上的第一个人。\n"),
            "<dl>\n<dt>户主</dt>\n<dd>户口簿上的第一个人。</dd>\n</dl>\n"
        );
    }

    #[test]
    fn headings_keep_the_id_that_their_author_gave_and_none_of_the_theme() {
        assert_eq!(html("## 怎么办 {#banli-1 .x onclick=a}"), "<h2 id=\"banli-1\">怎么办</h2>\n");
        assert_eq!(
            html("# Main\n\n## ——"),
            "<h2 id=\"section-main\">Main</h2>\n<h3 id=\"section\">——</h3>\n"
        );
    }

    #[test]
    fn a_picture_of_the_page_has_its_size_and_words_and_another_only_words() {
        let find =
            |file: &str| (file == "a.jpg").then(|| Picture { src: "a.jpg".into(), width: 4, height: 3 });
        let image = "<img src=\"a.jpg\" alt=\"水表&quot;箱&quot;\" width=\"4\" height=\"3\" loading=\"lazy\" decoding=\"async\">";
        let shown = |text: &str| to_html_with(text, &find).into_string();
        assert_eq!(shown("见![水表\"箱\"](a.jpg)"), format!("<p>见{image}</p>\n"));
        assert_eq!(shown("![水表\"箱\"](a.jpg)"), format!("<figure>{image}</figure>\n"));
        assert_eq!(
            shown("![水表\"箱\"](a.jpg \"门<口\")\n\n后"),
            format!("<figure>{image}<figcaption>门&lt;口</figcaption></figure>\n<p>后</p>\n")
        );
        assert_eq!(shown("![水表](https://evil.example/a.jpg)"), "<p>水表</p>\n");
        let wanted = pictures("一\n\n**注意：**![](b.png)\n![好*的*](a.jpg)");
        let told: Vec<_> = wanted.iter().map(|one| (one.file.as_str(), one.alt.as_str(), one.line)).collect();
        assert_eq!(told, [("b.png", "", 3), ("a.jpg", "好的", 4)]);
    }
}
