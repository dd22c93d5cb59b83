//! Content that is wrong: each folder of `tests/fixtures/broken` is laid over one good site, and has what its
//! author must read. The site that was there stays as it was.
//!
//! Here are also the cases that no repository can hold: files that are too large, links that turn in circles,
//! a disk that is full, a theme that is broken.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::town::copy;

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("in the project")
}

fn fixtures() -> PathBuf {
    project().join("tests/fixtures/broken")
}

/// The good site, built, and everything that a case may break.
struct Bench(tempfile::TempDir);

impl Bench {
    fn new() -> Self {
        let bench = Self(tempfile::tempdir().expect("a folder"));
        bench.reset();
        copy(&project().join("themes/town"), &bench.path("theme"));
        let (code, told) = bench.run("");
        assert_eq!(code, Some(0), "the good site is good: {told}");
        bench
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    /// The good content again.
    fn reset(&self) {
        let content = self.path("content");
        if content.exists() {
            std::fs::remove_dir_all(&content).expect("removed");
        }
        copy(&fixtures().join("good"), &content);
    }

    /// Builds by the program itself, after a word of the shell: exit code and what the author reads.
    fn run(&self, before: &str) -> (Option<i32>, String) {
        let script = format!(
            "{before} exec \"$0\" build --content content --theme theme --out out/site --date 2026-11-23"
        );
        let output = Command::new("sh")
            .args(["-c", &script, env!("CARGO_BIN_EXE_site-gen")])
            .current_dir(self.0.path())
            .output()
            .expect("it runs");
        (output.status.code(), String::from_utf8(output.stderr).expect("UTF-8"))
    }

    /// Everything that stands where the site is, byte by byte.
    fn site(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let files =
            walkdir::WalkDir::new(self.path("out/site")).into_iter().map(|entry| entry.expect("read"));
        let files = files.filter(|entry| entry.file_type().is_file());
        files.map(|one| (one.path().to_owned(), std::fs::read(one.path()).expect("read"))).collect()
    }

    /// What the author reads of a change that must be refused; the site stays.
    fn refused(&self, before: &str) -> String {
        let site = self.site();
        let (code, told) = self.run(before);
        assert_eq!(code, Some(1), "{told}");
        assert!(self.site() == site, "the site changed: {told}");
        told
    }

    /// The same for one file of the content.
    fn refused_with(&self, file: &str, bytes: &[u8]) -> String {
        self.reset();
        self.write(file, bytes);
        self.refused("")
    }

    fn write(&self, file: &str, bytes: &[u8]) {
        let path = self.path("content").join(file);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, bytes).expect("written");
    }
}

#[test]
fn every_broken_site_is_told_in_full_and_changes_nothing() {
    let bench = Bench::new();
    let mut wrong = Vec::new();
    let mut texts = BTreeMap::new();
    for entry in std::fs::read_dir(fixtures()).expect("fixtures") {
        let folder = entry.expect("read").path();
        let name = folder.file_name().expect("named").to_string_lossy().into_owned();
        if name == "good" || !folder.is_dir() {
            continue;
        }
        bench.reset();
        copy(&folder, &bench.path("content"));
        std::fs::remove_file(bench.path("content/expected")).expect("each says what is expected");
        let expected = std::fs::read_to_string(folder.join("expected")).expect("read");
        let told = bench.refused("");
        if told != expected {
            wrong.push(format!("{name}:\n{told}instead of\n{expected}"));
        }
        texts.entry(expected).or_insert_with(Vec::new).push(name);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(texts.values().map(Vec::len).sum::<usize>() >= 150, "a hundred, and every rule");
    assert!(texts.len() >= 100, "and different ones: {}", texts.len());
}

/// Every problem of a text has its line, and every problem a remedy.
#[test]
fn every_problem_of_a_text_is_told_with_its_line_and_a_remedy() {
    for entry in walkdir::WalkDir::new(fixtures()) {
        let entry = entry.expect("read");
        if entry.file_name() != "expected" {
            continue;
        }
        let text = std::fs::read_to_string(entry.path()).expect("read");
        let lines: Vec<&str> = text.lines().collect();
        let (last, problems) = lines.split_last().expect("not empty");
        assert_eq!(*last, format!("{} 处要改；站点没有动", problems.len() / 2), "{text}");
        for problem in problems.chunks(2) {
            let [what, remedy] = problem else { panic!("{text}") };
            assert!(remedy.starts_with("    → ") && remedy.chars().count() > 8, "{text}");
            let (place, _) = what.split_once('：').expect("a place");
            let has_line = place.rsplit_once(':').is_some_and(|(_, line)| line.parse::<usize>().is_ok());
            let of_whole_file =
                ["文件名", "没有“", "这里只能", "不能放", "图片打不开", "不会成为网页", "已经有一页"]
                    .iter()
                    .any(|words| what.contains(words));
            assert!(has_line || of_whole_file, "{what}");
        }
    }
}

#[test]
fn files_that_are_no_records_are_told() {
    let bench = Bench::new();
    let told = bench.refused_with("pages/large.md", &vec![b'a'; 50 * 1024 * 1024]);
    assert!(told.contains("pages/large.md：文件超过 1 MB") && told.contains("放错"), "{told}");
    let told = bench.refused_with("replies/2026/2026-1111-2222.md", &vec![b'a'; 2 * 1024 * 1024]);
    assert!(told.contains("replies/2026/2026-1111-2222.md：文件超过 1 MB"), "{told}");
    let told = bench.refused_with("policies/shuifei/da.pdf", &vec![b'a'; 21 * 1024 * 1024]);
    assert!(told.contains("policies/shuifei/da.pdf：文件有 21 MB") && told.contains("压缩"), "{told}");
    for file in ["site.toml", "units.toml", "words.toml", "regular.toml"] {
        let told = bench.refused_with(file, b"# \xB2\xE2\n");
        assert!(told.contains(&format!("{file}:1：不是 UTF-8")) && told.contains("GBK"), "{told}");
    }
    for file in ["contacts/chen-an.md", "replies/2026/2026-4738-2156.md", "policies/shuifei.md"] {
        let told = bench.refused_with(file, b"+++\ntitle = \"\xB2\xE2\"\n+++\n");
        assert!(told.contains(&format!("{file}:2：不是 UTF-8")), "{told}");
    }
    for file in ["site.toml", "units.toml"] {
        bench.reset();
        std::fs::remove_file(bench.path("content").join(file)).expect("removed");
        let told = bench.refused("");
        assert!(told.contains(&format!("{file}：读不到")) && told.contains("检查文件是否存在"), "{told}");
    }
    bench.reset();
    std::fs::create_dir(bench.path("content/pages/folder.md")).expect("made");
    assert!(bench.refused("").contains("pages/folder"), "a folder is no record");
}

#[cfg(unix)]
#[test]
fn links_that_turn_in_circles_or_lead_elsewhere_are_told() {
    use std::os::unix::fs::symlink;
    let bench = Bench::new();
    let link = |to: &str, from: &str| {
        bench.reset();
        let from = bench.path("content").join(from);
        std::fs::create_dir_all(from.parent().expect("a folder")).expect("made");
        symlink(to, from).expect("linked");
        bench.refused("")
    };
    for (to, from, told_at) in [
        ("loop.md", "pages/loop.md", "pages/loop.md：这是一个指到别处的链接"),
        ("../site.toml", "pages/elsewhere.md", "pages/elsewhere.md：这是一个指到别处的链接"),
        ("/etc/hostname", "contacts/host.md", "contacts/host.md：这是一个指到别处的链接"),
        ("..", "policies/shuifei/circle", "policies/shuifei/circle：这里只能放文件"),
        ("../../site.toml", "policies/shuifei/a.txt", "policies/shuifei/a.txt：这里只能放文件"),
        ("2026-1111-2222.md", "replies/2026/2026-1111-2222.md", "replies/2026/2026-1111-2222.md：读不到"),
    ] {
        let told = link(to, from);
        assert!(told.contains(told_at) && told.contains("    → "), "{from}: {told}");
    }
}

#[test]
fn a_theme_that_is_broken_is_told_with_file_and_line() {
    let bench = Bench::new();
    for (file, text, parts) in [
        ("templates/page.html", "甲\n{{ page.", ["page.html", "2"]),
        ("templates/page.html", "甲\n{% if a %}", ["page.html", "模板"]),
        ("templates/page.html", "{% extends \"nowhere.html\" %}", ["page.html", "nowhere.html"]),
        ("templates/page.html", "甲\n\n{{ nobody.knows.this }}", ["page.html", "nobody"]),
        ("theme.toml", "name = ", ["theme.toml", "line 1"]),
        ("theme.toml", "name = \"甲\"\nextends = \".\"\n", ["theme.toml", "绕了圈"]),
        ("theme.toml", "name = \"甲\"\nextends = \"../nowhere\"\n", ["nowhere", "theme.toml"]),
        ("messages/zh-Hans/frame.ftl", "= 甲\n", ["主题的文字", ""]),
    ] {
        let path = bench.path("theme").join(file);
        let good = std::fs::read(&path).expect("read");
        std::fs::write(&path, text).expect("written");
        let told = bench.refused("");
        assert!(parts.iter().all(|part| told.contains(part)), "{file} {text}: {told}");
        if file.starts_with("templates/") {
            assert!(told.contains("theme/templates/page.html") && told.contains("    → 改主题"), "{told}");
            assert_eq!(told.matches("模板有错误").count(), 1, "told once: {told}");
        }
        std::fs::write(&path, good).expect("written");
    }
    let path = bench.path("theme/templates/page.html");
    std::fs::write(&path, b"\xB2\xE2").expect("written");
    assert!(bench.refused("").contains("page.html 不是 UTF-8"));
}

/// No file may grow beyond what pages take: what a full disk does to a larger one.
#[cfg(unix)]
#[test]
fn a_disk_that_is_full_leaves_the_site() {
    let bench = Bench::new();
    bench.write("policies/shuifei/da.pdf", &vec![b'a'; 512 * 1024]);
    let file = bench.path("content/policies/shuifei.md");
    let text = std::fs::read_to_string(&file).expect("read");
    let attached = text.replacen(
        "[[question]]",
        "[[attachment]]\nfile = \"da.pdf\"\ntitle = \"大文件\"\n\n[[question]]",
        1,
    );
    std::fs::write(file, attached).expect("written");
    let told = bench.refused("trap '' XFSZ; ulimit -f 200;");
    assert!(told.contains("da.pdf") && told.contains("→ 磁盘写不下了"), "{told}");
    assert!(!bench.path("out/site/policies/shuifei/da.pdf.new~").exists());
    let (code, told) = bench.run("");
    assert_eq!(code, Some(0), "once there is room: {told}");
}
