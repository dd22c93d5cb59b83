//! 答复公开: the page of each public reply, and what stands where one was withdrawn. There are very many of
//! them, so a page keeps its record and makes its view when it is rendered.

use std::borrow::Cow;

use rayon::prelude::*;
use record::{PublicReply, StoredRecord, StoredReply, Tombstone};
use serde::Serialize;

use super::improvements::ImprovementItem;
use super::policies::PolicyItem;
use super::{Inputs, list_shell, minute, reply_lists};
use crate::markdown::{self, Html};
use crate::render::groups::Group;
use crate::render::page::{Ingredients, Seen};
use crate::render::shared_context::{SharedContext, Since};
use crate::render::{Page, Rank};
use crate::settings::ListBy;
use crate::urls;
use crate::view::{Link, PageKind, Shell};

/// A reply in a list.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ReplyItem {
    pub url: String,
    pub submission_no: String,
    pub title: String,
    /// Word of the kind: message key `kind-<word>`.
    pub kind: &'static str,
    pub topic: String,
    /// None for the township.
    pub village: Option<String>,
    pub office: String,
    pub received_on: String,
    pub replied_on: String,
    /// Between the two days.
    pub working_days: Option<u32>,
    /// The two days are one.
    pub same_day: bool,
    /// Word of the round, but for the first: message keys `reply_round-<word>` and `reply_said-<word>`.
    pub round: Option<&'static str>,
    /// Word of the rating: message key `rating-<word>`.
    pub rating: Option<&'static str>,
    /// How many letters it answers.
    pub letters: u32,
}

/// `reply.html`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ReplyView {
    pub reply: ReplyItem,
    /// The office that answered, and its number.
    pub office: Link,
    pub phone: String,
    pub village: Option<Link>,
    /// The list of its topic, relative to the root, if the site has such lists.
    pub topic_url: Option<String>,
    /// Word of the scope.
    pub scope: &'static str,
    pub published_at: String,
    /// Paragraphs of the redacted letter.
    pub letter: Vec<String>,
    pub answer: Html,
    /// Policies it rests on.
    pub policies: Vec<PolicyItem>,
    /// Rules that were mended because of it.
    pub improvements: Vec<ImprovementItem>,
}

/// `tombstone.html`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TombstoneView {
    pub submission_no: String,
    pub withdrawn_on: String,
}

/// The pages of all replies that may differ, of those that were withdrawn, and their lists.
pub(in crate::render) fn pages<'a>(inputs: Inputs<'a>, since: Option<&Since>) -> Vec<Page<'a>> {
    let Inputs { site, shared, .. } = inputs;
    let all = Group::all(site);
    let first = since.map_or(0, |since| since.before(all));
    let mut pages: Vec<Page<'a>> =
        (first..all.len()).into_par_iter().map(|at| reply(shared, all.at(at))).collect();
    pages.extend(site.tombstones.iter().map(|stone| tombstone(shared, stone)));
    pages.extend(reply_lists::lists(inputs, since));
    pages
}

/// The page of one public record.
pub(in crate::render) fn record_page<'a>(
    shared: &'a SharedContext<'a>,
    record: &'a StoredRecord,
) -> Page<'a> {
    match record {
        StoredRecord::Reply(record) => reply(shared, record),
        StoredRecord::Withdrawn(stone) => tombstone(shared, stone),
    }
}

/// A reply's page: of the shared context and the record alone.
struct OfReply<'a> {
    shared: &'a SharedContext<'a>,
    reply: &'a StoredReply,
}

impl Ingredients for OfReply<'_> {
    fn feed(&self, hasher: &mut blake3::Hasher) {
        hasher.update(&self.shared.fingerprint()).update(&self.reply.fingerprint());
    }
}

fn reply<'a>(shared: &'a SharedContext<'a>, reply: &'a StoredReply) -> Page<'a> {
    let path = urls::reply(&reply.submission_no);
    Page::of(Rank::Item, &path, "reply.html", OfReply { shared, reply }, reply_view)
}

fn reply_view<'v>(from: &'v OfReply<'_>) -> anyhow::Result<Seen<'v, ReplyView>> {
    let OfReply { shared, reply } = from;
    let path = urls::reply(&reply.submission_no);
    let texts = reply.texts()?;
    let office =
        shared.offices.get(reply.office.as_str()).expect("references were checked when the content was read");
    let published_at = minute(reply.published_at);
    let (answer, description) = markdown::to_html_and_excerpt(&texts.answer, "../../../", 100);
    let words = shared.column(&PublicReply::COLUMN);
    let kind = PageKind::Article {
        column: &words.name,
        column_description: &words.description,
        column_type: &words.column_type,
        published_at: &published_at,
        source: &office.link.label,
    };
    let shell = Shell::in_frame(&shared.frame, &path, &reply.title, &description, kind);
    let village = reply.village.as_deref().and_then(|id| shared.villages.get(id));
    let policies = reply.policies.iter().filter_map(|slug| shared.policies.get(slug.as_str()));
    let paragraphs = texts.letter.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty());
    let has_topics = shared.frame.settings.lists.has(ListBy::Topic);
    let view = ReplyView {
        reply: shared.item(reply),
        office: office.link.clone(),
        phone: office.phone.clone(),
        village: village.map(|village| village.link.clone()),
        topic_url: has_topics.then(|| urls::replies_on(&reply.topic)),
        scope: reply.scope.as_str(),
        published_at,
        letter: paragraphs.map(str::to_owned).collect(),
        answer,
        policies: policies.cloned().collect(),
        improvements: shared.improvements.get(reply.submission_no.as_str()).cloned().unwrap_or_default(),
    };
    Ok((Cow::Owned(shell), Cow::Owned(view)))
}

fn tombstone<'a>(shared: &SharedContext<'_>, stone: &Tombstone) -> Page<'a> {
    let path = urls::reply(&stone.submission_no);
    let shell = list_shell(shared, &PublicReply::COLUMN, &path, &stone.submission_no).unlisted();
    let view = TombstoneView {
        submission_no: stone.submission_no.clone(),
        withdrawn_on: stone.withdrawn_on.to_string(),
    };
    Page::new(Rank::Item, &path, "tombstone.html", shell, view)
}
