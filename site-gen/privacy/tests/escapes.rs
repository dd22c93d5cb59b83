//! The corpus of escapes: every form in `data/escapes.txt` is covered, and nothing else in its line is.

use privacy::{Kind, Known, scan};
use std::path::Path;

/// Whether a finding is a proposal; places worth a look and conditions are questions.
fn proposes(kind: Kind) -> bool {
    !matches!(kind, Kind::PossibleName | Kind::Status)
}

#[test]
fn every_escape_is_covered_and_what_is_public_stays() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/escapes.txt");
    let corpus = std::fs::read_to_string(path).expect("the corpus is part of the repository");
    let mut wrong = Vec::new();
    for line in corpus.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
        let text: String = line.chars().filter(|c| !matches!(c, '【' | '】')).collect();
        let mut wanted = vec![false; text.len()];
        let (mut at, mut inside) = (0, false);
        for c in line.chars() {
            match c {
                '【' => inside = true,
                '】' => inside = false,
                _ => {
                    wanted[at..at + c.len_utf8()].fill(inside);
                    at += c.len_utf8();
                }
            }
        }
        let mut covered = vec![false; text.len()];
        for finding in scan(&text, &Known::default()).iter().filter(|finding| proposes(finding.kind)) {
            covered[finding.start..finding.end].fill(true);
        }
        // Marks next to a number may be covered or not.
        let differs = text.char_indices().any(|(i, c)| c.is_alphanumeric() && wanted[i] != covered[i]);
        if differs {
            let shown: String = text.char_indices().map(|(i, c)| if covered[i] { '█' } else { c }).collect();
            wrong.push(format!("{line}\n    covered: {shown}"));
        }
    }
    assert!(wrong.is_empty(), "{} lines differ:\n{}", wrong.len(), wrong.join("\n"));
}
