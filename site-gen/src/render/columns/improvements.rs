//! 完善制度: what was mended because of letters, with the letters.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;
use record::{Column, Improvement, StoredReply};
use serde::Serialize;

use super::documents::{DocumentItem, document_item};
use super::replies::ReplyItem;
use super::{About, ColumnPages, Inputs, minute, own_shell_with_feed, record_shell};
use crate::markdown::Html;
use crate::render::feed_entry::{body, new_entry, part};
use crate::render::search_text::SearchText;
use crate::render::{Page, Rank, media};
use crate::site::Site;
use crate::urls;
use crate::view::{FeedEntry, FeedText};

/// An improvement in a list.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ImprovementItem {
    pub url: String,
    pub title: String,
    pub office: String,
    pub published_on: String,
    pub before: String,
    pub after: String,
}

/// `improvements.html`, newest first.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ImprovementsView {
    pub improvements: Vec<ImprovementItem>,
}

/// `improvement.html`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ImprovementView {
    pub improvement: ImprovementItem,
    /// The document that changed.
    pub document: Option<DocumentItem>,
    /// The replies that caused it.
    pub replies: Vec<ReplyItem>,
    pub body: Html,
}

pub(in crate::render) struct Improvements;

impl ColumnPages for Improvements {
    fn column(&self) -> &'static Column {
        &Improvement::KIND.column
    }

    fn list<'a>(&self, Inputs { site, shared, .. }: Inputs<'a>) -> Option<Page<'a>> {
        let all = site.records.improvements.iter().map(|one| improvement_item(site, one));
        let view = ImprovementsView { improvements: all.collect() };
        let shell = own_shell_with_feed(shared, self.column());
        Some(Page::new(Rank::List, self.column().path, "improvements.html", shell, view))
    }

    fn pages<'a>(&self, inputs: Inputs<'a>) -> Vec<Page<'a>> {
        let causes = causes(inputs.site);
        inputs.site.records.improvements.iter().map(|one| page(inputs, &causes, one)).collect()
    }

    fn search_texts(&self, site: &Site) -> Vec<SearchText> {
        let text = |one: &Improvement| {
            SearchText::of_record(one).of_office(site, Some(&one.office)).plain([&one.before, &one.after])
        };
        site.records.improvements.iter().map(text).collect()
    }

    fn feed(&self, site: &Site) -> Vec<FeedEntry> {
        site.records.improvements.iter().map(|one| entry(site, one)).collect()
    }
}

pub(in crate::render) fn improvement_item(site: &Site, improvement: &Improvement) -> ImprovementItem {
    ImprovementItem {
        url: urls::record(improvement),
        title: improvement.title.clone(),
        office: site.units.office(&improvement.office).map(|office| office.name.clone()).unwrap_or_default(),
        published_on: improvement.published_at.date().to_string(),
        before: improvement.before.clone(),
        after: improvement.after.clone(),
    }
}

/// Replies that caused an improvement, by number.
fn causes(site: &Site) -> HashMap<&str, &StoredReply> {
    let wanted: HashSet<&str> =
        site.records.improvements.iter().flat_map(|one| &one.replies).map(String::as_str).collect();
    if wanted.is_empty() {
        return HashMap::new();
    }
    let replies = site.replies.par_iter().map(|reply| (reply.submission_no.as_str(), &**reply));
    replies.filter(|(number, _)| wanted.contains(number)).collect()
}

fn page<'a>(
    Inputs { site, shared, .. }: Inputs<'a>,
    causes: &HashMap<&str, &StoredReply>,
    improvement: &Improvement,
) -> Page<'a> {
    let item = improvement_item(site, improvement);
    let about = About {
        title: &improvement.title,
        description: &improvement.after,
        published_at: &minute(improvement.published_at),
        source: &item.office,
    };
    let shell = record_shell(shared, improvement, &about);
    let document = improvement.document.as_deref().and_then(|slug| site.document(slug));
    let causes = improvement.replies.iter().filter_map(|number| causes.get(number.as_str()));
    let view = ImprovementView {
        document: document.map(|document| document_item(site, document)),
        replies: causes.map(|reply| shared.item(reply)).collect(),
        body: media::html(site, improvement),
        improvement: item,
    };
    Page::of_record(improvement, "improvement.html", shell, view)
}

fn entry(site: &Site, improvement: &Improvement) -> FeedEntry {
    let office = site.units.office(&improvement.office).map(|office| office.name.clone()).unwrap_or_default();
    let parts = vec![
        part("improvement-before", FeedText::Plain(improvement.before.clone())),
        part("improvement-after", FeedText::Plain(improvement.after.clone())),
        body(improvement),
    ];
    FeedEntry { author: office, parts, ..new_entry(site, improvement) }
}
