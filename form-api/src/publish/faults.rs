//! Which records stand in the way of a site, so that the rest can do without them. Deliberately absent: what is done about
//! it (`super`).

use std::path::Path;

use record::PublicRecord;
use site_gen::build::BuildError;
use site_gen::load;

/// One line a fault, as the desk shows them.
pub(super) fn lines(error: &BuildError) -> Vec<String> {
    match error {
        BuildError::Content(problems) => problems.iter().map(ToString::to_string).collect(),
        BuildError::Leaks(leaks) => leaks.iter().map(ToString::to_string).collect(),
        BuildError::Machine(_) => vec![error.to_string()],
    }
}

pub(super) fn reply_file(number: &str) -> String {
    format!("replies/{}/{number}.md", number.get(..4).unwrap_or("0000"))
}

pub(super) fn number_of(file: &str) -> Option<String> {
    let number = file.strip_prefix("replies/")?.rsplit('/').next()?.strip_suffix(".md")?;
    Some(number.to_owned())
}

/// The replies that stand in the way: those with problems, and those whose own texts hold what the gate has found. A
/// leak that is in no reply's texts is somebody else's.
pub(super) fn faulty_replies(error: &BuildError, records: &[PublicRecord]) -> Vec<String> {
    match error {
        BuildError::Content(problems) => problems
            .iter()
            .map(|problem| problem.file.clone())
            .filter(|file| file.starts_with("replies/"))
            .collect(),
        BuildError::Leaks(leaks) => {
            let holds = |record: &&PublicRecord| {
                let PublicRecord::Reply(reply) = record else { return false };
                let texts = [&reply.title, &reply.topic, &reply.letter, &reply.answer];
                leaks.iter().any(|leak| texts.iter().any(|text| leak.stands_in(text)))
            };
            records.iter().filter(holds).map(|record| reply_file(record.submission_no())).collect()
        }
        BuildError::Machine(_) => Vec::new(),
    }
}

/// The records of the content that stand in the way: those with problems, and those whose page the gate refuses.
pub(super) fn faulty_content(error: &BuildError, content: &Path) -> Vec<String> {
    let of_page = |file: &str| {
        let parts: Vec<&str> = file.split('/').filter(|part| !matches!(*part, "en" | "zh-hant")).collect();
        let own = match parts.as_slice() {
            [slug, "index.html"] => format!("pages/{slug}.md"),
            [folder, slug, ..] => format!("{folder}/{slug}.md"),
            _ => return None,
        };
        content.join(&own).is_file().then_some(own)
    };
    match error {
        BuildError::Content(problems) => {
            problems.iter().filter_map(|problem| load::record_of(&problem.file)).collect()
        }
        BuildError::Leaks(leaks) => leaks.iter().filter_map(|leak| of_page(&leak.file)).collect(),
        BuildError::Machine(_) => Vec::new(),
    }
}
