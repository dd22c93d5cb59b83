//! What is published already and may answer a letter at once. Deliberately absent: how near two texts are (`case`).

use serde::Serialize;
use site_gen::site::Site;

use crate::case::Shelf;

/// At most so many of each are offered: a resident came to write, not to read.
const REPLIES: usize = 3;
const POLICIES: usize = 2;

/// Older replies are not compared: what was answered long ago may hold no longer, and a letter is looked at in an
/// instant.
const NEWEST_REPLIES: usize = 2_000;

/// So many near texts are looked through for the few of each kind.
const LOOK_THROUGH: usize = 40;

/// The texts of a site that may answer.
#[derive(Debug)]
pub(crate) struct Library {
    shelf: Shelf,
    /// The first of the replies that are on the shelf, behind all policies.
    first_reply: usize,
}

/// A reply that may answer.
#[derive(Debug, Serialize)]
struct ReplyLink {
    submission_no: String,
    year: String,
    title: String,
    replied_on: String,
}

/// A policy that may answer.
#[derive(Debug, Serialize)]
struct PolicyLink {
    slug: String,
    title: String,
    summary: String,
}

/// The few that are offered, nearest first.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Answers {
    policies: Vec<PolicyLink>,
    replies: Vec<ReplyLink>,
}

impl Library {
    /// Reads policies and replies of a site. The library is for this site only: it holds places, not texts.
    pub(crate) fn new(site: &Site) -> Self {
        let mut texts: Vec<(String, String)> = Vec::new();
        for policy in &site.records.policies {
            let questions: Vec<&str> =
                policy.questions.iter().flat_map(|question| [question.q.as_str(), &question.a]).collect();
            texts.push((
                format!("{} {}", policy.title, policy.topics.join(" ")),
                format!("{}\n{}\n{}", policy.summary, questions.join("\n"), policy.body),
            ));
        }
        let first_reply = site.replies.len().saturating_sub(NEWEST_REPLIES);
        for reply in &site.replies[first_reply..] {
            // A text that cannot be read now is offered again when the site is built the next time.
            let text = reply.texts().map(|texts| format!("{}\n{}", texts.letter, texts.answer));
            texts.push((format!("{} {}", reply.title, reply.topic), text.unwrap_or_default()));
        }
        let shelf = Shelf::new(texts.iter().map(|(title, text)| (title.as_str(), text.as_str())));
        Self { shelf, first_reply }
    }

    /// What may answer a letter.
    pub(crate) fn answers(&self, site: &Site, title: &str, text: &str) -> Answers {
        let mut answers = Answers::default();
        for at in self.shelf.near(title, text, LOOK_THROUGH) {
            if let Some(policy) = site.records.policies.get(at) {
                answers.policies.push(PolicyLink {
                    slug: policy.slug.clone(),
                    title: policy.title.clone(),
                    summary: policy.summary.clone(),
                });
            } else if let Some(reply) = site.replies.get(self.first_reply + at - site.records.policies.len())
            {
                answers.replies.push(ReplyLink {
                    submission_no: reply.submission_no.clone(),
                    year: reply.submission_no.chars().take(4).collect(),
                    title: reply.title.clone(),
                    replied_on: reply.replied_on.to_string(),
                });
            }
        }
        answers.policies.truncate(POLICIES);
        answers.replies.truncate(REPLIES);
        answers
    }
}
