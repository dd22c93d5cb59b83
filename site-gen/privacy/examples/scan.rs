//! Reads texts, one JSON object a line, and writes what is found: to measure without building the site.
//!
//! usage: scan [--rules] [--time] < texts.jsonl > found.jsonl

use privacy::{Known, scan, scan_jsonl, scan_with_names};
use std::io::{BufWriter, Write as _, stderr, stdin, stdout};
use std::time::Instant;

fn main() -> anyhow::Result<()> {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let has = |word: &str| given.iter().any(|one| one == word);
    let known = Known::default();
    let begun = Instant::now();
    let scanned = scan_jsonl(stdin().lock(), BufWriter::new(stdout().lock()), |text| {
        if has("--rules") { scan(text, &known) } else { scan_with_names(text, &known) }
    })?;
    if has("--time") {
        let seconds = begun.elapsed().as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
        let each = scanned.documents as f64 / seconds;
        writeln!(stderr(), "{} texts, {seconds:.2} s, {each:.0} a second", scanned.documents)?;
    }
    Ok(())
}
