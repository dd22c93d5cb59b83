//! 政策解读: what documents mean in plain words.

use rayon::prelude::*;
use record::{Column, DocumentStatus, PolicyDocument, PolicyExplanation, Record as _};
use serde::Serialize;

use super::documents::{DocumentItem, document_item};
use super::replies::ReplyItem;
use super::units::office_link;
use super::{About, ColumnPages, Inputs, latest, minute, own_shell_with_feed, record_shell};
use crate::markdown::Html;
use crate::render::feed_entry::{body, moment, new_entry, part, plain};
use crate::render::groups::Group;
use crate::render::media::{self, AttachmentItem};
use crate::render::search_text::SearchText;
use crate::render::{Page, Rank, linked_data};
use crate::site::Site;
use crate::urls;
use crate::view::{FeedEntry, FeedText, Link, LinkedData};

/// A policy explanation in a list.
#[derive(Clone, Debug, Serialize)]
pub struct PolicyItem {
    /// Relative to the site's root.
    pub url: String,
    pub title: String,
    /// In plain words.
    pub summary: String,
    /// Word of its document's status: message key `status-<word>`.
    pub status: &'static str,
    /// 文号.
    pub number: String,
    pub published_on: String,
    pub topics: Vec<String>,
}

/// `policies.html`, newest first.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PoliciesView {
    pub policies: Vec<PolicyItem>,
    /// The list of documents; none where there is no document.
    pub documents_url: Option<&'static str>,
}

/// A question with its answer.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct QuestionItem {
    pub q: String,
    pub a: String,
}

/// A change of what holds.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ChangeItem {
    /// From when.
    pub on: String,
    pub what: String,
}

/// `policy.html`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PolicyView {
    pub title: String,
    pub summary: String,
    pub document: DocumentItem,
    /// The office that explains, and its number.
    pub office: Link,
    pub phone: String,
    pub published_at: String,
    pub topics: Vec<String>,
    pub questions: Vec<QuestionItem>,
    pub changes: Vec<ChangeItem>,
    pub attachments: Vec<AttachmentItem>,
    pub document_attachments: Vec<AttachmentItem>,
    pub body: Html,
    /// Replies that rest on it.
    pub replies: Vec<ReplyItem>,
    /// The questions.
    pub linked_data: Option<LinkedData>,
}

pub(in crate::render) struct Policies;

impl ColumnPages for Policies {
    fn column(&self) -> &'static Column {
        &PolicyExplanation::KIND.column
    }

    fn list<'a>(&self, Inputs { site, shared, .. }: Inputs<'a>) -> Option<Page<'a>> {
        let documents = &PolicyDocument::KIND.column;
        let view = PoliciesView {
            policies: site.records.policies.iter().map(|policy| policy_item(site, policy)).collect(),
            documents_url: (!site.records.documents.is_empty()).then_some(documents.path),
        };
        let shell = own_shell_with_feed(shared, self.column());
        Some(Page::new(Rank::List, self.column().path, "policies.html", shell, view))
    }

    fn pages<'a>(&self, inputs: Inputs<'a>) -> Vec<Page<'a>> {
        inputs.site.records.policies.par_iter().map(|policy| page(inputs, policy)).collect()
    }

    fn search_texts(&self, site: &Site) -> Vec<SearchText> {
        let text = |one: &PolicyExplanation| {
            let questions = one.questions.iter().flat_map(|question| [&question.q, &question.a]);
            let changes = one.changes.iter().map(|change| &change.what);
            let attachments = one.attachments.iter().map(|attachment| &attachment.title);
            let text = SearchText::of_record(one).of_office(site, Some(&one.explained_by));
            let text = text.of_status(status(site, one)).about(&one.topics).plain([&one.summary]);
            text.plain(questions).plain(changes).plain(attachments)
        };
        site.records.policies.iter().map(text).collect()
    }

    fn feed(&self, site: &Site) -> Vec<FeedEntry> {
        site.records.policies.iter().map(|policy| entry(site, policy)).collect()
    }
}

/// A policy explanation as lists show it.
#[must_use]
pub fn policy_item(site: &Site, policy: &PolicyExplanation) -> PolicyItem {
    PolicyItem {
        url: urls::record(policy),
        title: policy.title.clone(),
        summary: policy.summary.clone(),
        status: status(site, policy).as_str(),
        number: site.document(&policy.document).map(|document| document.number.clone()).unwrap_or_default(),
        published_on: policy.published_at.date().to_string(),
        topics: policy.topics.clone(),
    }
}

/// Whether the document of an explanation holds.
fn status(site: &Site, policy: &PolicyExplanation) -> DocumentStatus {
    site.document(&policy.document).map_or(DocumentStatus::InForce, |document| document.status_on(site.today))
}

fn page<'a>(Inputs { site, shared, groups }: Inputs<'a>, policy: &PolicyExplanation) -> Page<'a> {
    let document =
        site.document(&policy.document).expect("references were checked when the content was read");
    let office =
        site.units.office(&policy.explained_by).expect("references were checked when the content was read");
    let published_at = minute(policy.published_at);
    let about = About {
        title: &policy.title,
        description: &policy.summary,
        published_at: &published_at,
        source: &office.name,
    };
    let shell = record_shell(shared, policy, &about);
    let resting = Group::of(site, groups.policies.get(&policy.slug));
    let questions = policy.questions.iter();
    let changes = policy.changes.iter();
    let view = PolicyView {
        title: policy.title.clone(),
        summary: policy.summary.clone(),
        document: document_item(site, document),
        document_attachments: media::attachments(site, document),
        office: office_link(office),
        phone: office.phone.clone(),
        published_at,
        topics: policy.topics.clone(),
        questions: questions.map(|one| QuestionItem { q: one.q.clone(), a: one.a.clone() }).collect(),
        changes: changes
            .map(|change| ChangeItem { on: change.on.to_string(), what: change.what.clone() })
            .collect(),
        attachments: media::attachments(site, policy),
        body: media::html(site, policy),
        replies: latest(shared, resting),
        linked_data: linked_data::questions(policy, status(site, policy)),
    };
    Page::of_record(policy, "policy.html", shell, view)
}

fn entry(site: &Site, policy: &PolicyExplanation) -> FeedEntry {
    let office =
        site.units.office(&policy.explained_by).map(|office| office.name.clone()).unwrap_or_default();
    let status = format!("status-{}", status(site, policy).as_str());
    let mut parts = vec![part("document-status", FeedText::Word(status)), body(policy)];
    // A heading of its own for each question would be a word of the content, not of the theme.
    parts.extend(policy.questions.iter().map(|one| plain(format!("{}\n\n{}", one.q, one.a))));
    let changes = policy.changes.iter().map(|change| change.on).filter(|day| *day <= site.today);
    let changed = changes.map(|day| day.at(0, 0, 0, 0)).chain([policy.changed_at()]).max();
    FeedEntry {
        author: office,
        summary: policy.summary.clone(),
        topics: policy.topics.clone(),
        parts,
        updated: moment(changed.unwrap_or(policy.published_at)),
        ..new_entry(site, policy)
    }
}
