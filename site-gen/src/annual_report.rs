//! 政府网站工作年度报表: the figures of a year that the site itself knows, in the order of the form, each
//! with what was counted. Source: 国办函〔2018〕12号, the form of its annex.
//!
//! What the site cannot know (visits, services, security checks) is left empty and says who knows it.
//! Deliberately absent: guesses, and 政府信息公开工作年度报告, whose counts are those of requests for
//! information, which the mailbox only points at a counter for.

use std::path::Path;

use anyhow::{Context as _, bail};
use jiff::civil::Date;
use record::{KINDS, ReportLine};
use rust_xlsxwriter::{Format, FormatAlign, Workbook};

use crate::csv::Csv;
use crate::output;
use crate::site::Site;

/// A line of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Part of the form.
    pub part: &'static str,
    /// Indicator.
    pub name: &'static str,
    /// Unit; empty where there is none.
    pub unit: &'static str,
    /// What the site knows; none is for people to fill in.
    pub value: Option<String>,
    /// What was counted, or who knows it.
    pub note: String,
}

const HEADINGS: [&str; 5] = ["部分", "指标", "单位", "数值", "说明"];

const PORTAL: &str = "网站不记访问：向县政府门户网站要";
const SERVICES: &str = "办事服务不在本站：向县政务服务部门要";
const SECURITY: &str = "按安全检测和演练的记录填写";
const PEOPLE: &str = "由办公室填写";

/// What is known of a year, line by line.
#[must_use]
pub fn lines(site: &Site, year: i16) -> Vec<Line> {
    let mut form = Form(Vec::new());
    let marks = &site.settings.identity;
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    form.part("基本情况");
    form.line("网站名称", "", text(&site.settings.site.name), "site.toml 的 name");
    form.line("首页网址", "", text(&site.settings.site.base_url), "site.toml 的 base_url");
    form.line("主办单位", "", text(&marks.sponsor_org), "site.toml 的 sponsor_org");
    form.line("政府网站标识码", "", text(&marks.site_id_code), "site.toml 的 site_id_code");
    form.line("ICP备案号", "", text(&marks.icp), "site.toml 的 icp");
    form.line("公安机关备案号", "", text(&marks.police_record), "site.toml 的 police_record");
    for (name, unit) in [("独立用户访问总量", "个"), ("网站总访问量", "次")] {
        form.line(name, unit, None, PORTAL);
    }
    information(&mut form, site, year);
    form.part("办事服务");
    for (name, unit) in [
        ("是否发布服务事项目录", ""),
        ("注册用户数", "个"),
        ("政务服务事项数量", "项"),
        ("可全程在线办理政务服务事项数量", "项"),
        ("办件量", "件"),
    ] {
        form.line(name, unit, None, SERVICES);
    }
    exchange(&mut form, site, year);
    form.part("安全防护");
    for (name, unit) in [
        ("安全检测评估次数", "次"),
        ("发现问题数量", "个"),
        ("问题整改数量", "个"),
        ("是否建立安全监测预警机制", ""),
        ("是否开展应急演练", ""),
        ("是否明确网站安全责任人", ""),
    ] {
        form.line(name, unit, None, SECURITY);
    }
    form.part("移动新媒体");
    form.line("是否有移动新媒体", "", None, PEOPLE);
    form.part("创新发展");
    form.line("创新发展方式", "", None, PEOPLE);
    form.0
}

/// 信息发布, 专栏专题, 解读回应: counted by the records' own days.
fn information(form: &mut Form, site: &Site, year: i16) {
    let within = |day: Date| day.year() == year && day <= site.today;
    let count = |line: ReportLine| {
        let own = site.records.iter().filter(|record| record.kind().report == Some(line));
        own.filter(|record| within(record.times().published_at.date())).count()
    };
    let folders = |line: ReportLine| {
        let own = KINDS.iter().filter(|kind| kind.report == Some(line));
        own.map(|kind| format!("{}/", kind.folder)).collect::<Vec<_>>().join("、")
    };
    let (pages, news) = (count(ReportLine::Overview), count(ReportLine::News));
    let (documents, policies) = (count(ReportLine::Catalogue), count(ReportLine::Explanations));
    form.part("信息发布");
    let all = pages + news + documents + policies;
    form.count("总数", "条", all, "下面三项加上解读信息；公开的答复另在互动交流里");
    form.count("概况类信息更新量", "条", pages, "当年更新过、现在还在的固定页面（pages/ 的 updated_on）");
    let note = format!("当年发布的动态（{} 的 published_at）", folders(ReportLine::News));
    form.count("政务动态信息更新量", "条", news, &note);
    form.count("信息公开目录信息更新量", "条", documents, "当年印发的政策文件（documents/ 的 issued_on）");
    form.part("专栏专题");
    form.line("维护数量", "个", None, PEOPLE);
    form.line("新开设数量", "个", None, PEOPLE);
    form.part("解读回应");
    form.count("解读信息发布总数", "条", policies, "当年发布的政策解读（policies/ 的 published_at）");
    form.count("解读材料数量", "条", policies, "同上：每条解读都是文字材料");
    form.line("解读产品数量", "个", None, "图表、音视频由办公室点数");
    form.line("媒体评论文章数量", "篇", None, PEOPLE);
    form.line("回应公众关注热点或重大舆情数量", "次", None, PEOPLE);
}

/// 互动交流: as the mailbox counted the year, and what is public of it.
fn exchange(form: &mut Form, site: &Site, year: i16) {
    form.part("互动交流");
    form.line("是否使用统一平台", "", None, PEOPLE);
    let uncounted = format!("还没有 {year} 年的统计：让信箱程序统计后再导出");
    match site.figures.iter().find(|figures| figures.year == year) {
        Some(figures) => {
            let until = format!("来信截至 {}", figures.until);
            let total = &figures.total;
            let answered = "有效来信中写信人能看到答复的；重复、不予受理、撤回、转出的不算";
            form.count(
                "收到留言数量",
                "条",
                total.received as usize,
                &format!("各种渠道收到的全部来信；{until}"),
            );
            form.count("办结留言数量", "条", total.answered as usize, &format!("{answered}；{until}"));
            let median = total.median_days.map_or(String::new(), |days| format!("，是 {days} 个工作日"));
            let note = format!("信箱程序只统计中位数{median}；报表要的平均数请办公室另算");
            form.line("平均办理时间", "天", None, &note);
        }
        None => {
            for (name, unit) in [("收到留言数量", "条"), ("办结留言数量", "条"), ("平均办理时间", "天")]
            {
                form.line(name, unit, None, &uncounted);
            }
        }
    }
    let published = site.replies.iter().map(|reply| reply.published_at.date());
    let public = published.filter(|day| day.year() == year && *day <= site.today).count();
    form.count("公开答复数量", "条", public, "当年公开、现在还在的答复；一并答复多封来信的算一条");
    for (name, unit) in [
        ("征集调查期数", "期"),
        ("征集调查收到意见数量", "条"),
        ("公布调查结果期数", "期"),
        ("在线访谈期数", "期"),
        ("在线访谈网民留言数量", "条"),
        ("答复网民提问数量", "条"),
        ("是否提供智能问答", ""),
    ] {
        form.line(name, unit, None, PEOPLE);
    }
}

struct Form(Vec<Line>);

impl Form {
    /// The lines that follow are of this part; its first line names it.
    fn part(&mut self, part: &'static str) {
        self.0.push(Line { part, name: "", unit: "", value: None, note: String::new() });
    }

    fn line(&mut self, name: &'static str, unit: &'static str, value: Option<String>, note: &str) {
        let part = self.0.last().map_or("", |line| line.part);
        self.0.push(Line { part, name, unit, value, note: note.to_owned() });
    }

    fn count(&mut self, name: &'static str, unit: &'static str, count: usize, note: &str) {
        self.line(name, unit, Some(count.to_string()), note);
    }
}

/// Writes the figures of a year as `.xlsx` or `.csv`, and gives how many lines are filled in and how many are
/// for people.
///
/// # Errors
/// A year that has not begun, another ending, a file that is there.
pub fn give_out(site: &Site, year: i16, file: &Path) -> anyhow::Result<(usize, usize)> {
    if year > site.today.year() {
        bail!("{year} 年还没有到：写 {} 或更早的年份", site.today.year());
    }
    if file.exists() {
        bail!("{} 已经有了，没有改动：换一个文件名", file.display());
    }
    let lines: Vec<Line> = lines(site, year).into_iter().filter(|line| !line.name.is_empty()).collect();
    let bytes = match file.extension().and_then(|end| end.to_str()) {
        Some("xlsx") => workbook(&lines, year)?,
        Some("csv") => csv(&lines).into_bytes(),
        _ => bail!("{}：文件名以 .xlsx 或 .csv 结尾", file.display()),
    };
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    output::write_new(folder, &file.file_name().context("没有文件名")?.to_string_lossy(), &bytes)?;
    let known = lines.iter().filter(|line| line.value.is_some()).count();
    Ok((known, lines.len() - known))
}

fn csv(lines: &[Line]) -> String {
    let mut csv = Csv::new();
    csv.row(HEADINGS);
    for line in lines {
        csv.row([line.part, line.name, line.unit, line.value.as_deref().unwrap_or_default(), &line.note]);
    }
    csv.into_text()
}

fn workbook(lines: &[Line], year: i16) -> anyhow::Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    let text = Format::new().set_num_format("@").set_text_wrap().set_align(FormatAlign::Top);
    let head = Format::new().set_bold().set_background_color("#E5EEE5").set_num_format("@");
    let open = Format::new().set_background_color("#FFF6D6").set_align(FormatAlign::Top);
    let number = Format::new().set_num_format("0").set_align(FormatAlign::Top);
    let sheet = workbook.add_worksheet().set_name(format!("{year}年度报表"))?;
    sheet.set_freeze_panes(1, 0)?;
    for ((heading, width), at) in HEADINGS.into_iter().zip([12, 32, 6, 24, 64]).zip(0_u16..) {
        sheet.set_column_width(at, width)?;
        sheet.write_string_with_format(0, at, heading, &head)?;
    }
    for (line, row) in lines.iter().zip(1_u32..) {
        for (cell, at) in [(line.part, 0_u16), (line.name, 1), (line.unit, 2), (line.note.as_str(), 4)] {
            sheet.write_string_with_format(row, at, cell, &text)?;
        }
        match line.value.as_deref() {
            None => sheet.write_blank(row, 3, &open)?,
            // Codes of ten digits stay text: only what is counted has a unit.
            Some(value) if !line.unit.is_empty() => {
                sheet.write_number_with_format(row, 3, value.parse::<u32>()?, &number)?
            }
            Some(value) => sheet.write_string_with_format(row, 3, value, &text)?,
        };
    }
    workbook.save_to_buffer().context("工作簿")
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader as _, Xlsx};
    use jiff::civil::date;

    use super::*;
    use crate::load;

    fn site(today: Date) -> Site {
        let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/broken/good");
        load::load(&content, None, today).expect("the good site is good")
    }

    fn value<'a>(lines: &'a [Line], name: &str) -> Option<&'a str> {
        lines.iter().find(|line| line.name == name).expect(name).value.as_deref()
    }

    #[test]
    fn what_the_site_knows_is_counted_and_the_rest_is_left_to_people() {
        let lines = lines(&site(date(2026, 11, 23)), 2026);
        for (name, wanted) in [
            ("网站名称", Some("小溪镇联心网")),
            ("总数", Some("5")),
            ("概况类信息更新量", Some("1")),
            ("政务动态信息更新量", Some("2")),
            ("信息公开目录信息更新量", Some("1")),
            ("解读信息发布总数", Some("1")),
            ("收到留言数量", Some("10")),
            ("办结留言数量", Some("6")),
            ("公开答复数量", Some("1")),
            ("平均办理时间", None),
            ("网站总访问量", None),
            ("是否开展应急演练", None),
        ] {
            assert_eq!(value(&lines, name), wanted, "{name}");
        }
        assert!(lines.iter().all(|line| line.name.is_empty() || !line.note.is_empty()));
        let average = lines.iter().find(|line| line.name == "平均办理时间").expect("there");
        assert!(average.note.contains("3 个工作日"), "{}", average.note);
    }

    #[test]
    fn another_year_and_another_day_have_their_own_figures() {
        let early = Site { today: date(2026, 2, 1), ..site(date(2026, 11, 23)) };
        let early = lines(&early, 2026);
        assert_eq!((value(&early, "总数"), value(&early, "公开答复数量")), (Some("1"), Some("0")));
        let before = lines(&site(date(2026, 11, 23)), 2025);
        assert_eq!((value(&before, "总数"), value(&before, "收到留言数量")), (Some("0"), None));
    }

    #[test]
    fn the_workbook_and_the_csv_hold_the_same_lines_and_nothing_is_written_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let site = site(date(2026, 11, 23));
        let (xlsx, text) = (folder.path().join("a.xlsx"), folder.path().join("a.csv"));
        let told = give_out(&site, 2026, &xlsx).expect("written");
        assert_eq!(give_out(&site, 2026, &text).expect("written"), told);
        let mut book: Xlsx<_> =
            Xlsx::new(Cursor::new(std::fs::read(&xlsx).expect("read"))).expect("a workbook");
        let range = book.worksheet_range("2026年度报表").expect("the sheet");
        let shown = |cell: &Data| match cell {
            Data::Empty => String::new(),
            other => other.to_string(),
        };
        let rows: Vec<Vec<String>> =
            range.rows().map(|row| row.iter().map(shown).collect::<Vec<String>>()).collect();
        assert_eq!(rows.len(), told.0 + told.1 + 1);
        let csv = std::fs::read_to_string(&text).expect("read");
        let mut wanted = Csv::new();
        rows.iter().for_each(|row| wanted.row(row));
        assert_eq!(csv, wanted.into_text());
        assert!(give_out(&site, 2026, &xlsx).is_err(), "a file that is there stays");
        assert!(give_out(&site, 2027, &folder.path().join("b.csv")).is_err(), "a year to come");
        assert!(give_out(&site, 2026, &folder.path().join("b.doc")).is_err());
    }
}
