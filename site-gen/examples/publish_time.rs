//! How long a publication takes in a service that keeps its site in memory, and how many files it writes.
//!
//! `cargo run --release -p site-gen --example publish_time -- CONTENT THEME OUT DAY COUNT` opens the site,
//! adds COUNT replies one by one (copies of the newest, with numbers of their own, published on DAY) and
//! takes them back. The gate reads whatever is new. Printed are milliseconds from the record to the last
//! rename, disk and all, and files written.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::Context as _;
use jiff::civil::Date;
use record::{PublicRecord, PublicReply};
use site_gen::build::{NoProgress, Options, Resident};
use site_gen::output;
use site_gen::site_lock::SiteLock;

fn main() -> anyhow::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [content, theme, out, day, count] = &words[..] else { anyhow::bail!("CONTENT THEME OUT DAY COUNT") };
    let date: Date = day.parse()?;
    let count: usize = count.parse()?;
    let content = PathBuf::from(content);
    let replies = content.join("replies");
    let options = Options { content, replies: None, theme: theme.into(), out: out.into(), date };
    let alone = SiteLock::take(&options.out)?;
    let began = Instant::now();
    let (mut site, report) = Resident::open(&options, &NoProgress, None, &alone)?;
    println!("opened in {:?}: {report:?}, resident {}", began.elapsed(), resident());
    let patterns: Vec<PublicReply> =
        site.site().replies.iter().rev().take(200).map(|one| copy(one)).collect::<anyhow::Result<_>>()?;
    let (mut times, mut written, mut files) = (Vec::new(), Vec::new(), Vec::new());
    for at in 0..count {
        let pattern = patterns[at % patterns.len()].clone();
        let record = PublicRecord::Reply(PublicReply {
            submission_no: format!("{:04}-9{:03}-{:04}", date.year(), at / 10_000, at % 10_000),
            published_at: date.at(9, 0, 0, 0),
            updated: None,
            ..pattern
        });
        let file = record.relative_path().to_string_lossy().into_owned();
        output::replace(&replies, &file, record.to_text().as_bytes())?;
        files.push(file);
        let began = Instant::now();
        let report = site.publish(vec![record], date, None, &alone)?;
        times.push(began.elapsed().as_secs_f64() * 1000.0);
        written.push(report.written);
    }
    times.sort_by(f64::total_cmp);
    written.sort_unstable();
    let at = |share: usize| (count * share / 100).min(count.saturating_sub(1));
    println!("ms: median {:.1} p95 {:.1} most {:.1}", times[at(50)], times[at(95)], times[at(100)]);
    println!("files written: median {} p95 {} most {}", written[at(50)], written[at(95)], written[at(100)]);
    println!("resident {}", resident());
    let began = Instant::now();
    site.save(&alone)?;
    println!("saved in {:?}", began.elapsed());
    for file in files {
        output::remove(&replies, &file)?;
    }
    Ok(())
}

fn copy(reply: &record::StoredReply) -> anyhow::Result<PublicReply> {
    let texts = reply.texts()?.into_owned();
    Ok(PublicReply {
        submission_no: String::new(),
        title: reply.title.clone(),
        kind: reply.kind,
        topic: reply.topic.clone(),
        village: reply.village.clone(),
        office: reply.office.clone(),
        scope: reply.scope,
        received_on: reply.received_on,
        replied_on: reply.replied_on,
        published_at: reply.published_at,
        working_days: reply.working_days,
        updated: reply.updated,
        round: reply.round,
        policies: reply.policies.clone(),
        letters: reply.letters,
        rating: reply.rating,
        kept: reply.kept.clone(),
        letter: texts.letter,
        answer: texts.answer,
    })
}

/// Memory of this process, as the system tells it.
fn resident() -> String {
    let status = std::fs::read_to_string("/proc/self/status").context("no /proc").unwrap_or_default();
    let line = |name: &str| status.lines().find(|line| line.starts_with(name)).unwrap_or_default().to_owned();
    format!("{} {}", line("VmRSS"), line("VmHWM"))
}
