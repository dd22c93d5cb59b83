//! `import`: a content folder out of lines of JSON, for a township that comes from another system. A line is
//! a record:
//!
//! | key | |
//! | --- | --- |
//! | `kind` | `reply`, `contact` or `policy` |
//! | `slug`, `title`, `date`, `ref` | its name in addresses, its title, `YYYY-MM-DD`, the old system's number |
//! | `village`, `office`, `category` | names; villages and offices become units, the category the topic |
//! | `body` | Markdown. Of a reply: what stands before the second heading is the letter |
//! | `name`, `post`, `phone`, `duty`, `hours` | of a contact |
//!
//! All lines are read before anything is written, every problem is told with its line, and the folder appears
//! whole or not at all. A folder that holds something is never touched. Letters get new numbers, in the order
//! of the file.
//!
//! Deliberately absent: what the other system does not know. The marks in `site.toml` are sample values,
//! which `check --production` refuses; villages and offices have the data of their first contact.

mod line;
mod units;

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::Context as _;
use jiff::civil::Date;
use record::problem::Problem;

use crate::build::Progress;
use crate::output;
use crate::stray;
use line::Line;
use units::Units;

/// What became of the lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Public replies.
    pub replies: usize,
    /// Cards.
    pub contacts: usize,
    /// Explanations, each with its document.
    pub policies: usize,
    /// Villages and offices.
    pub units: usize,
}

/// Why nothing was imported. Nothing was written then.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The lines have problems: all of them.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Lines(Vec<Problem>),
    /// The machine, or a folder that holds something.
    #[error("{0:#}")]
    Machine(#[from] anyhow::Error),
}

/// What the lines do not say.
#[derive(Clone, Debug)]
pub struct Town {
    /// The township's name.
    pub name: String,
    /// The site's own address, ending in `/`, or nothing.
    pub base_url: String,
}

/// Makes a new content folder of a file of lines. Nothing of it can be of a day after `today`.
///
/// # Errors
/// [`ImportError`]; the folder is as it was then.
pub fn import(
    file: &Path,
    content: &Path,
    town: &Town,
    today: Date,
    progress: &dyn Progress,
) -> Result<Imported, ImportError> {
    if content.is_file() || stray::holds_something(content) {
        let what = format!("{} 里已经有东西，没有改动：换一个 --content", content.display());
        return Err(anyhow::anyhow!(what).into());
    }
    let (units, lines) = check(file, today)?;
    progress.begin(lines);
    let new = output::beside(content, "new~");
    output::clear(&new)?;
    let mut imported = Imported { units: units.count(), ..Imported::default() };
    output::write_new(&new, "site.toml", town.settings().as_bytes())?;
    output::write_new(&new, "units.toml", units.to_text().as_bytes())?;
    each_line(file, |number, text| {
        let line = Line::parse(&shown(file), number, text, today).map_err(ImportError::Lines)?;
        let (count, files) = match &line.kind {
            line::Kind::Reply => {
                let reply = line.reply(&units, imported.replies + 1);
                (
                    &mut imported.replies,
                    vec![(format!("replies/{}", reply.relative_path().display()), reply.to_text())],
                )
            }
            line::Kind::Contact => {
                let order = imported.contacts + 1;
                (&mut imported.contacts, vec![(line.path("contacts"), line.contact(&units, order))])
            }
            line::Kind::Policy => (
                &mut imported.policies,
                vec![(line.path("documents"), line.document()), (line.path("policies"), line.policy(&units))],
            ),
        };
        *count += 1;
        for (file, text) in files {
            output::write_new(&new, &file, text.as_bytes())?;
        }
        progress.step();
        Ok(())
    })?;
    output::exchange(&new, content)?;
    Ok(imported)
}

/// Reads all lines for their problems and for the units that they name.
fn check(file: &Path, today: Date) -> Result<(Units, usize), ImportError> {
    let mut problems = Vec::new();
    let mut units = Units::default();
    let mut slugs = BTreeSet::new();
    let mut lines = 0;
    each_line(file, |number, text| {
        lines += 1;
        let line = match Line::parse(&shown(file), number, text, today) {
            Ok(line) => line,
            Err(found) => {
                problems.extend(found);
                return Ok(());
            }
        };
        if line.kind != line::Kind::Reply && !slugs.insert((line.kind, line.slug.clone())) {
            let what = format!("slug “{}” 在前面已经有了", line.slug);
            let problem = Problem::new(shown(file), what, "每条记录用不同的 slug，或者删掉重复的一行");
            problems.push(problem.at(Some(number)));
        }
        units.learn(&line);
        Ok(())
    })?;
    if lines == 0 {
        problems.push(Problem::new(shown(file), "一行也没有", "检查是不是选错了文件"));
    }
    problems.extend(units.problems(&shown(file)));
    if problems.is_empty() { Ok((units, lines)) } else { Err(ImportError::Lines(problems)) }
}

fn each_line(
    file: &Path,
    mut each: impl FnMut(usize, &str) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    let open = || file.display().to_string();
    let mut reader = BufReader::new(File::open(file).with_context(open)?);
    let mut bytes = Vec::new();
    let mut number = 0;
    loop {
        bytes.clear();
        number += 1;
        if reader.read_until(b'\n', &mut bytes).with_context(open)? == 0 {
            return Ok(());
        }
        // Some editors begin a file with a mark.
        match std::str::from_utf8(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes)) {
            Ok(text) if text.trim().is_empty() => {}
            Ok(text) => each(number, text)?,
            Err(_) => {
                let problem = Problem::new(shown(file), "不是 UTF-8 编码", "把整个文件转成 UTF-8 再导入");
                return Err(ImportError::Lines(vec![problem.at(Some(number))]));
            }
        }
    }
}

fn shown(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

impl Town {
    fn settings(&self) -> String {
        let quoted = record::quoted;
        format!(
            "[site]\nname = {name}\ntownship = {town}\ncounty = \"\"\ndomain = \"www.example\"\nbase_url = {url}\n\
             language = \"zh-Hans\"\ndescription = {about}\nkeywords = [{town}]\n\n\
             # 以下是样例值，正式上线前必须换成真实登记的内容。\n[identity]\nsite_id_code = \"3300000000\"\n\
             icp = \"样例ICP备00000000号\"\npolice_record = \"样例公网安备33000000000000号\"\n\
             police_record_code = \"33000000000000\"\nconac_id = \"00000000000000000000000000000000\"\n\
             sponsor_org = {government}\noperator_org = {government}\ncontact = \"0880-5512340\"\nsample = true\n\n\
             [hotline]\nnumber = \"0880-5512345\"\nhours = \"工作日\"\nnational = \"12345\"\n\n\
             [mailbox]\nwrite_url = \"mailbox/\"\ntrack_url = \"track/\"\nsorting_day = \"每周二\"\n",
            name = quoted(&format!("{}联心网", self.name)),
            town = quoted(&self.name),
            url = quoted(&self.base_url),
            about = quoted(&format!("{}联心网：找干部，写信，看答复和政策。", self.name)),
            government = quoted(&format!("{}人民政府", self.name)),
        )
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::build::NoProgress;

    const CONTACT: &str = r#"{"kind":"contact","slug":"card-001","title":"陆砚（副镇长）","date":"2025-03-04","village":"东岭村","category":"道路交通","office":"财政所","ref":"青联1号","name":"陆砚","post":"副镇长","phone":"0999-5512340","duty":"道路、供水","hours":"工作日","body":"分管道路。\n"}"#;
    const REPLY: &str = r###"{"kind":"reply","slug":"a-1","title":"关于路灯的答复","date":"2025-03-05","village":"东岭村","category":"道路交通","office":"财政所","ref":"青信1号","body":"## 来信摘要\n\n路灯坏了，**请**修。\n\n## 办理情况\n\n已经修好。\n"}"###;
    const POLICY: &str = r#"{"kind":"policy","slug":"policy-001","title":"路灯管护办法","date":"2025-01-05","village":"东岭村","category":"道路交通","office":"财政所","ref":"青政1号","body":"谁装谁管。\n"}"#;

    fn run(folder: &Path, lines: &[&str]) -> Result<Imported, ImportError> {
        let file = folder.join("corpus.jsonl");
        output::replace(folder, "corpus.jsonl", lines.join("\n").as_bytes()).expect("written");
        let town = Town { name: "青溪镇".into(), base_url: "https://qingxi.example/".into() };
        import(&file, &folder.join("content"), &town, date(2026, 11, 23), &NoProgress)
    }

    #[test]
    fn what_is_imported_is_a_content_folder_without_problems() {
        let folder = tempfile::tempdir().expect("a folder");
        let imported = run(folder.path(), &[CONTACT, REPLY, POLICY]).expect("imported");
        assert_eq!(imported, Imported { replies: 1, contacts: 1, policies: 1, units: 2 });
        let site = crate::load::load(&folder.path().join("content"), None, date(2026, 11, 23)).expect("read");
        let texts = site.replies[0].texts().expect("read");
        assert_eq!(texts.letter, "路灯坏了，请修。");
        assert_eq!(texts.answer, "## 办理情况\n\n已经修好。\n");
        assert_eq!(site.replies[0].submission_no, "2025-0000-0001");
        assert_eq!(
            (site.records.contacts.len(), site.records.policies.len(), site.records.documents.len()),
            (1, 1, 1)
        );
    }

    #[test]
    fn every_wrong_line_is_told_and_nothing_is_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let no_date = REPLY.replace("2025-03-05", "2025年");
        let no_text = REPLY.replace("关于路灯的答复", " ");
        let no_person = CONTACT.replace("东岭村", "西河村");
        let wrong = ["{", &no_date, &no_text, &no_person, REPLY, POLICY, POLICY];
        let Err(ImportError::Lines(problems)) = run(folder.path(), &wrong) else { panic!("refused") };
        let lines: Vec<_> = problems.iter().map(|problem| problem.line).collect();
        assert_eq!(lines, [Some(1), Some(2), Some(3), Some(7), Some(5)], "{problems:?}");
        assert!(!folder.path().join("content").exists());
    }

    #[test]
    fn what_would_stop_the_publication_is_told_with_its_line() {
        let folder = tempfile::tempdir().expect("a folder");
        let mobile = CONTACT.replace("道路、供水", "道路，电话14036582917");
        let letter = REPLY.replace("路灯坏了", "身份证330102196512140015");
        let no_number = POLICY.replace("青政1号", "");
        let Err(ImportError::Lines(problems)) = run(folder.path(), &[&mobile, &letter, &no_number]) else {
            panic!("refused")
        };
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        for (line, part) in [(1, "duty 里有手机号"), (2, "body 里有身份证号"), (3, "“number”还空着")]
        {
            let is_told = |one: &Problem| one.line == Some(line) && one.what.contains(part);
            assert!(problems.iter().any(is_told), "{part}: {told:#?}");
        }
        assert!(!folder.path().join("content").exists());
    }

    #[test]
    fn a_card_is_of_one_person_and_no_line_is_of_a_day_to_come() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["张三、李四", "空缺", "王伟（已退休）", "王伟14036582917", "财政所", "东岭村"]
        {
            let line = CONTACT.replace(r#""name":"陆砚""#, &format!(r#""name":"{name}""#));
            let Err(ImportError::Lines(problems)) = run(folder.path(), &[&line]) else { panic!("{name}") };
            assert!(problems[0].what.contains("不是一个人的姓名"), "{name}: {problems:?}");
            assert_eq!(problems[0].line, Some(1));
        }
        for (at, day) in ["2025-03-04", "2025-03-05", "2025-01-05"].into_iter().enumerate() {
            let with = |other: &str| {
                let mut lines = [CONTACT, REPLY, POLICY].map(str::to_owned);
                lines[at] = lines[at].replace(day, other);
                run(folder.path(), &lines.each_ref().map(String::as_str))
            };
            let Err(ImportError::Lines(problems)) = with("2026-11-24") else { panic!("{day}") };
            assert!(problems[0].what.contains("2026-11-24 还没有到"), "{problems:?}");
            assert!(with("2026-11-23").is_ok(), "{day}: today has come");
            output::clear(&folder.path().join("content")).expect("removed");
        }
    }

    #[test]
    fn a_folder_that_holds_something_is_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        output::write_new(folder.path(), "content/site.toml", b"mine").expect("written");
        assert!(matches!(run(folder.path(), &[CONTACT]), Err(ImportError::Machine(_))));
        assert_eq!(std::fs::read(folder.path().join("content/site.toml")).expect("there"), b"mine");
    }
}
