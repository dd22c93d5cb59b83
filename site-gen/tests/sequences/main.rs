//! However a site came about, it is the site that a clean build makes, byte for byte: by builds in new
//! processes, by a service that keeps it in memory, and by builds that were killed while they wrote.

#![expect(clippy::disallowed_methods, reason = "tests make and break files on purpose")]

mod hamlet;

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{LazyLock, Mutex, PoisonError};

use hamlet::{Edit, Hamlet};
use proptest::prelude::*;
use site_gen::build::{BuildError, NoProgress, Resident, files_beside};
use site_gen::site_lock::SiteLock;

/// Edits, and how the site takes them in.
#[derive(Clone, Debug)]
struct Turn {
    edits: Vec<Edit>,
    how: How,
}

#[derive(Clone, Debug)]
enum How {
    /// A new process.
    Build,
    /// A new process, after somebody has changed or removed a file of the site by hand.
    Tampered { file: usize, remove: bool },
    /// A service; it writes down what it knows, or is killed before it does.
    Service { saves: bool },
    /// A new process, which the system kills when it writes more into one file than so many half KiB.
    Killed { half_kib: u32 },
}

/// What a service does all day.
fn publication() -> impl Strategy<Value = Edit> {
    prop_oneof![
        4 => (0u8..12, 0u8..4).prop_map(|(number, text)| Edit::Reply { number, text }),
        1 => (0u8..12).prop_map(|number| Edit::Withdraw { number }),
    ]
}

/// Texts are few, so that an edit is sometimes taken back before anybody has built.
fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        10 => publication(),
        1 => (0u8..12).prop_map(|number| Edit::Forget { number }),
        1 => (0u8..12, 0u8..12).prop_map(|(number, to)| Edit::Renumber { number, to }),
        3 => (0u8..6, 0u8..3, 0u8..3).prop_map(|(kind, name, text)| Edit::Write { kind, name, text }),
        1 => (0u8..6, 1u8..3).prop_map(|(kind, name)| Edit::Remove { kind, name }),
        1 => (0u8..6, 1u8..3, 0u8..3).prop_map(|(kind, name, to)| Edit::Rename { kind, name, to }),
        1 => (any::<bool>(), 0u8..3).prop_map(|(office, text)| Edit::Unit { office, text }),
        1 => (0u8..3, 0u8..3).prop_map(|(which, text)| Edit::Setting { which, text }),
        1 => (0u8..4, 0u8..2).prop_map(|(which, text)| Edit::Theme { which, text }),
        1 => prop::option::of(0u8..5).prop_map(|received| Edit::Figures { received }),
        1 => (0u8..8).prop_map(|day| Edit::Day { day }),
    ]
}

fn turn() -> impl Strategy<Value = Turn> {
    let service = || any::<bool>().prop_map(|saves| How::Service { saves });
    let how = prop_oneof![
        3 => Just(How::Build),
        1 => (any::<usize>(), any::<bool>()).prop_map(|(file, remove)| How::Tampered { file, remove }),
        2 => service(),
        3 => (0u32..60).prop_map(|half_kib| How::Killed { half_kib }),
    ];
    prop_oneof![
        (prop::collection::vec(publication(), 1..4), service()),
        (prop::collection::vec(edit(), 0..5), how),
    ]
    .prop_map(|(edits, how)| Turn { edits, how })
}

fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).expect("below").to_owned();
            (path, std::fs::read(entry.path()).expect("a file"))
        })
        .collect()
}

/// A build by the real program, which the system ends when a file grows too large. Says whether it was ended
/// so.
fn build_until_killed(hamlet: &Hamlet, half_kib: u32) -> bool {
    let status = Command::new("sh")
        .args(["-c", "ulimit -c 0; ulimit -f \"$0\"; exec \"$@\""])
        .arg(half_kib.to_string())
        .arg(env!("CARGO_BIN_EXE_site-gen"))
        .arg("build")
        .args(["--date", &hamlet.day.to_string()])
        .arg("--content")
        .arg(hamlet.path("content"))
        .arg("--replies")
        .arg(hamlet.path("replies"))
        .arg("--theme")
        .arg(hamlet.path("theme"))
        .arg("--out")
        .arg(hamlet.path("site"))
        .output()
        .expect("sh")
        .status;
    status.code().is_none()
}

/// Content that is wrong changes nothing; anything else that goes wrong is a fault.
fn is_content(error: &BuildError) -> bool {
    matches!(error, BuildError::Content(_))
}

/// Made before the first history begins. A service looks at files anew that changed less than two seconds
/// ago, and one that does has nothing to keep: most of these are older when their turn comes, for the oldest
/// has its turn first. What a service leaves out when it does keep something is held without any clock in
/// `tests/site/since.rs`.
static HAMLETS: LazyLock<Mutex<VecDeque<Hamlet>>> =
    LazyLock::new(|| Mutex::new((0..2 * CASES).map(|_| Hamlet::new()).collect()));

const CASES: u32 = 260;

struct Run {
    hamlet: Hamlet,
    service: Option<Resident>,
    killed: u32,
}

impl Run {
    fn new() -> Self {
        let made = HAMLETS.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        Self { hamlet: made.unwrap_or_else(Hamlet::new), service: None, killed: 0 }
    }

    fn take(&mut self, turn: &Turn) {
        let records: Vec<_> = turn.edits.iter().filter_map(|edit| self.hamlet.apply(edit)).collect();
        match turn.how {
            How::Build => self.build(),
            How::Tampered { file, remove } => {
                self.tamper(file, remove);
                self.build();
            }
            How::Killed { half_kib } => {
                self.service = None;
                self.killed += u32::from(build_until_killed(&self.hamlet, half_kib));
            }
            How::Service { saves } => {
                let is_usual = turn.edits.iter().all(Edit::is_for_a_service);
                self.serve(records, is_usual);
                if let Some(service) = self.service.as_mut().filter(|_| saves) {
                    let alone = SiteLock::take(&self.hamlet.path("site")).expect("alone");
                    service.save(&alone).expect("saved");
                }
            }
        }
    }

    fn build(&mut self) {
        self.service = None;
        let before = tree(&self.hamlet.path("site"));
        if let Err(error) = self.hamlet.build("site") {
            assert!(is_content(&error), "{error}");
            assert!(tree(&self.hamlet.path("site")) == before, "wrong content leaves the site as it was");
        }
    }

    fn serve(&mut self, records: Vec<record::PublicRecord>, is_usual: bool) {
        // The last record of a number is the one that stands.
        let mut last = BTreeMap::new();
        for record in records {
            last.insert(record.relative_path(), record);
        }
        let alone = &SiteLock::take(&self.hamlet.path("site")).expect("alone");
        let outcome = match self.service.take() {
            Some(mut service) if is_usual && !service.is_overtaken() => {
                service.publish(last.into_values().collect(), self.hamlet.day, None, alone).map(|_| service)
            }
            _ => Resident::open(&self.hamlet.options("site"), &NoProgress, None, alone)
                .map(|(service, _)| service),
        };
        match outcome {
            Ok(service) => self.service = Some(service),
            Err(error) => assert!(is_content(&error), "{error}"),
        }
    }

    fn tamper(&mut self, file: usize, remove: bool) {
        let files: Vec<PathBuf> = tree(&self.hamlet.path("site")).into_keys().collect();
        if let Some(file) = files.get(file % files.len().max(1)) {
            let path = self.hamlet.path("site").join(file);
            if remove {
                std::fs::remove_file(path).expect("removed");
            } else {
                std::fs::write(path, b"somebody was here").expect("written");
            }
        }
    }

    /// Paths that differ from a clean build of what there is now; none when the content is wrong.
    fn differing(&mut self, ends_cut_short: bool) -> Vec<PathBuf> {
        let clean = self.hamlet.path("clean");
        let _none_yet = std::fs::remove_dir_all(&clean);
        for file in files_beside(&clean) {
            let _none_yet = std::fs::remove_file(file);
        }
        if let Err(error) = self.hamlet.build("clean") {
            assert!(is_content(&error), "{error}");
            return Vec::new();
        }
        if ends_cut_short {
            self.build();
        }
        let (built, clean) = (tree(&self.hamlet.path("site")), tree(&clean));
        let paths = clean.keys().chain(built.keys());
        paths.filter(|path| clean.get(*path) != built.get(*path)).cloned().collect()
    }
}

fn check(turns: &[Turn]) -> Result<u32, TestCaseError> {
    let mut run = Run::new();
    for turn in turns {
        run.take(turn);
    }
    let ends_cut_short = matches!(turns.last(), Some(Turn { how: How::Killed { .. }, .. }) | None);
    let differing = run.differing(ends_cut_short);
    prop_assert!(differing.is_empty(), "{differing:?}");
    Ok(run.killed)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_short_history_ends_in_the_site_of_a_clean_build(turns in prop::collection::vec(turn(), 1..4)) {
        check(&turns)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_long_history_ends_in_the_site_of_a_clean_build(turns in prop::collection::vec(turn(), 3..8)) {
        check(&turns)?;
    }
}

/// Nor would they if the content were wrong from the first.
#[test]
fn the_hamlet_has_a_page_of_every_kind() {
    let hamlet = Hamlet::new();
    let report = hamlet.build("site").unwrap_or_else(|error| panic!("{error}"));
    assert!(report.written > 40, "{report:?}");
}

/// The histories above would say nothing of killed builds if none was killed while it wrote.
#[test]
fn a_build_is_killed_while_it_writes_and_the_next_one_makes_up_for_it() {
    let mut run = Run::new();
    for half_kib in [0, 2, 8, 20, 40] {
        run.take(&Turn { edits: vec![Edit::Reply { number: 1, text: 7 }], how: How::Killed { half_kib } });
    }
    assert!(run.killed >= 3, "{} were killed", run.killed);
    assert_eq!(run.differing(true), Vec::<PathBuf>::new());
}
