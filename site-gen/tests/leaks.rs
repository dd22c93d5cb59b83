//! The gate over a whole site: the sample content passes, whatever is planted in it does not.

use std::path::{Path, PathBuf};
use std::process::Command;

use privacy::forms::Form;
use site_gen::build::{self, BuildError, NoProgress, Options};
use site_gen::leaks::{Gate, KnownByHash, LeakKind};
use site_gen::{leaks, load, output};

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a workspace").to_owned()
}

fn options(out: &Path) -> Options {
    Options {
        content: project().join("content"),
        replies: None,
        theme: project().join("themes/town"),
        out: out.to_owned(),
        date: "2026-11-20".parse().expect("a day"),
    }
}

/// One case: its name stands in the sample content.
struct OneName(&'static str);

impl KnownByHash for OneName {
    fn lengths(&self, form: Form) -> &[usize] {
        match form {
            Form::Name => &[2, 3, 4],
            _ => &[],
        }
    }

    fn knows(&self, _: Form, plain: &str) -> bool {
        plain == self.0
    }

    fn is_allowed(&self, _: &str) -> bool {
        false
    }
}

#[test]
fn the_sample_site_passes_the_gate() {
    let dir = tempfile::tempdir().expect("a folder");
    let out = dir.path().join("site");
    let options = options(&out);
    build::build_gated(&options, &NoProgress, None).expect("no leak");
    let site = load::load(&options.content, None, options.date).expect("valid");
    let (known, allowed) = (leaks::in_duty(&site), leaks::kept(&site));
    let gate = Gate { known: &known, allowed: &allowed, hashed: None };
    assert_eq!(gate.read_folder(&out, &NoProgress).expect("read"), []);
}

#[test]
fn a_leak_stops_a_build_before_anything_is_written() {
    let dir = tempfile::tempdir().expect("a folder");
    let out = dir.path().join("below/site");
    let hashed = OneName("民意信箱");
    let Err(BuildError::Leaks(found)) = build::build_gated(&options(&out), &NoProgress, Some(&hashed)) else {
        panic!("built");
    };
    assert!(found.iter().all(|leak| leak.kind == LeakKind::CaseName) && !found.is_empty());
    assert!(!dir.path().join("below").exists());

    // A site that was there stays as it was, and the next build knows nothing of the refused one.
    let built = build::build_gated(&options(&out), &NoProgress, None).expect("built");
    let before = output::list(&out).expect("read");
    let page = std::fs::read(out.join("index.html")).expect("read");
    output::replace(&out, "index.html", b"stale").expect("written");
    output::remove(&out, "index.html").expect("removed");
    assert!(build::build_gated(&options(&out), &NoProgress, Some(&hashed)).is_err());
    assert!(!out.join("index.html").exists());
    let again = build::build(&options(&out), &NoProgress).expect("built");
    assert_eq!((again.rendered, again.files), (1, built.files));
    assert_eq!(output::list(&out).expect("read"), before);
    assert_eq!(std::fs::read(out.join("index.html")).expect("read"), page);
}

#[test]
fn an_asset_is_read_when_it_is_new() {
    let dir = tempfile::tempdir().expect("a folder");
    let theme = dir.path().join("theme");
    for file in output::list(&project().join("themes/town")).expect("read") {
        let bytes = std::fs::read(project().join("themes/town").join(&file)).expect("read");
        output::write_new(&theme, &file, &bytes).expect("written");
    }
    let options = Options { theme: theme.clone(), ..options(&dir.path().join("site")) };
    build::build_gated(&options, &NoProgress, None).expect("built");
    output::write_new(&theme, "static/note.txt", "联系人：尉迟翀，手机14012345678".as_bytes())
        .expect("written");
    let Err(BuildError::Leaks(found)) = build::build_gated(&options, &NoProgress, None) else {
        panic!("built");
    };
    assert!(found.iter().all(|leak| leak.file == "assets/note.txt"), "{found:?}");
}

#[test]
fn the_command_ends_with_1_and_names_every_place_but_not_the_data() {
    let dir = tempfile::tempdir().expect("a folder");
    let out = dir.path().join("site");
    let run = |words: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_site-gen"))
            .current_dir(project())
            .args(words)
            .args(["--date", "2026-11-20", "--out"])
            .arg(&out)
            .output()
            .expect("it starts");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    assert_eq!(run(&["build"]).0, Some(0));
    assert_eq!(run(&["check", "--leaks"]).0, Some(0));
    output::write_new(&out, "a.txt", "手机14012345678".as_bytes()).expect("written");
    output::write_new(&out, "b.csv", "手机14012345678".as_bytes()).expect("written");
    let (code, told) = run(&["check", "--leaks"]);
    assert_eq!(code, Some(1));
    assert!(told.contains("a.txt：正文第 1 行：手机号") && told.contains("b.csv"), "{told}");
    assert!(!told.contains("14012345678"));
    assert_eq!(run(&["check"]).0, Some(0));
    // A page that is not UTF-8 is told, and what stands behind it is read.
    output::write_new(&out, "0.html", b"\xB5\xE7\xBB\xB0").expect("written");
    let (code, told) = run(&["check", "--leaks"]);
    assert!(code == Some(1) && told.contains("0.html：不是 UTF-8") && told.contains("a.txt："), "{told}");
    output::remove(&out, "0.html").expect("removed");
    assert!(run(&["check", "--leaks", "--reveal"]).1.contains("14012345678"));
}
