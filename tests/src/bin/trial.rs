//! A trial at volume: walks two sample staff through redaction and approval of every publishable case of a running demo,
//! taking each proposal as it is made. For measuring with imported letters; the texts it publishes were read by nobody.
//!
//! Only for a demo on this machine: the data folder was marked as a sample when it was made, and the service refuses
//! sample staff anywhere else.
//!
//! ```sh
//! form-api import letters.jsonl --sample var --assume-consent
//! cargo run --release -p tests --bin trial -- http://127.0.0.1:8080 var/sample-staff.txt 200
//! ```

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use tests::Client;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [base, staff_file, most] = arguments.as_slice() else {
        bail!("usage: trial http://127.0.0.1:PORT DATA/sample-staff.txt HOW-MANY");
    };
    if !base.starts_with("http://127.0.0.1:") {
        bail!("only a demo on this machine");
    }
    let most: usize = most.parse().context("HOW-MANY is a number")?;
    let phrases = phrases(staff_file)?;
    let sign_in = |name: &str| -> Result<Client> {
        let client = Client::new(base.trim_end_matches('/'));
        client.sign_in(name, phrases.get(name).with_context(|| format!("no {name} in {staff_file}"))?);
        Ok(client)
    };
    let (redactor, approver) = (sign_in("tuomin")?, sign_in("shenpi")?);
    let (mut done, mut kept, mut refused, mut stopped) = (0, 0, 0, 0);
    let mut times: Vec<Duration> = Vec::new();
    'all: loop {
        let numbers = listed(&redactor.get("/desk/?list=publishable").text);
        if numbers.is_empty() {
            break;
        }
        for number in numbers {
            if done + refused + stopped == most {
                break 'all;
            }
            match redact(&redactor, &number)? {
                Some(findings) => kept += findings,
                None => {
                    refused += 1;
                    continue;
                }
            }
            let start = Instant::now();
            let page = approver.approve(&number, &[]);
            match page.status {
                303 => {
                    times.push(start.elapsed());
                    done += 1;
                }
                // The gate: what was kept here unread is somebody's name.
                409 => stopped += 1,
                other => bail!("{number}: status {other}"),
            }
        }
    }
    times.sort();
    let at =
        |share: usize| times.get(times.len().saturating_sub(1) * share / 100).copied().unwrap_or_default();
    println!(
        "published {done}, stopped by the gate {stopped}, not passed {refused}, findings kept {kept}; approval to page: median {:?}, p99 {:?}, most {:?}",
        at(50),
        at(99),
        at(100)
    );
    Ok(())
}

fn phrases(file: &str) -> Result<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(file).with_context(|| file.to_owned())?;
    Ok(text
        .lines()
        .filter_map(|line| {
            let mut words = line.split(' ');
            (words.next()? == "staff").then(|| Some((words.next()?.to_owned(), words.next()?.to_owned())))?
        })
        .collect())
}

/// The letter numbers of a list's page.
fn listed(page: &str) -> Vec<String> {
    let mut numbers: Vec<String> = page
        .split("/desk/cases/")
        .skip(1)
        .filter_map(|rest| rest.get(..14))
        .filter(|number| number.bytes().all(|b| b.is_ascii_digit() || b == b'-'))
        .map(str::to_owned)
        .collect();
    numbers.dedup();
    numbers
}

/// Nominates a case and saves the proposed text; what is still found is kept with a reason. None when it did not pass.
fn redact(redactor: &Client, number: &str) -> Result<Option<usize>> {
    redactor.takes(number, "nominate", &[]);
    let path = format!("/desk/cases/{number}/redact");
    let mut page = redactor.get(&path);
    let mut kept: Vec<(String, String)> = Vec::new();
    for _ in 0..5 {
        let field = |name: &str| page.textarea(name).or_else(|| page.field(name)).unwrap_or_default();
        let or = |text: String, other: &str| if text.is_empty() { other.to_owned() } else { text };
        let values = [
            ("csrf", page.hidden("csrf")),
            ("version", page.hidden("version")),
            ("title", field("title")),
            ("letter", field("letter")),
            ("answer", field("answer")),
            ("topic", or(field("topic"), "试运行")),
            ("applied", page.hidden("applied")),
        ];
        let answers = page.as_proposed();
        let mut fields: Vec<(&str, &str)> =
            values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        fields.extend(answers.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        fields.extend(kept.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        let saved = redactor.post(&path, &fields);
        match saved.status {
            303 => return Ok(Some(kept.len() / 2)),
            422 => {}
            other => bail!("{number}: status {other}"),
        }
        kept.clear();
        for at in 0.. {
            let Some(text) = saved.field(&format!("kept_text_{at}")) else { break };
            kept.push((format!("kept_text_{at}"), text));
            kept.push((format!("kept_reason_{at}"), "试运行".to_owned()));
        }
        let risks = form_api::case::Risk::ALL.iter().map(|risk| format!("risk_{}", risk.as_str()));
        kept.extend(risks.filter(|name| saved.field(name).is_some()).map(|name| (name, "试运行".to_owned())));
        page = saved;
    }
    Ok(None)
}
