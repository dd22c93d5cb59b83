//! 政策文件: the documents that explanations rest on, and whether they hold.

use rayon::prelude::*;
use record::{Column, PolicyDocument};
use serde::Serialize;

use super::policies::{PolicyItem, policy_item};
use super::{About, ColumnPages, Inputs, noon, own_shell, record_shell};
use crate::markdown::Html;
use crate::render::media::{self, AttachmentItem};
use crate::render::search_text::SearchText;
use crate::render::{Page, Rank};
use crate::site::Site;
use crate::urls;
use crate::view::Link;

/// A document as lists and its explanations show it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct DocumentItem {
    pub url: String,
    pub title: String,
    /// 文号.
    pub number: String,
    pub issued_by: String,
    pub issued_on: String,
    pub effective_on: String,
    pub expires_on: Option<String>,
    /// Word of the status: message key `status-<word>`.
    pub status: &'static str,
    pub status_note: Option<String>,
    /// The document that changed or repealed it.
    pub changed_by: Option<Link>,
    /// The day until which it held has passed.
    pub is_expired: bool,
}

/// `documents.html`, newest first.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct DocumentsView {
    pub documents: Vec<DocumentItem>,
}

/// `document.html`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct DocumentView {
    pub document: DocumentItem,
    /// Its explanations.
    pub policies: Vec<PolicyItem>,
    /// Documents that it changed or repealed.
    pub changed: Vec<DocumentItem>,
    pub attachments: Vec<AttachmentItem>,
    pub body: Html,
}

pub(in crate::render) struct Documents;

impl ColumnPages for Documents {
    fn column(&self) -> &'static Column {
        &PolicyDocument::KIND.column
    }

    fn list<'a>(&self, Inputs { site, shared, .. }: Inputs<'a>) -> Option<Page<'a>> {
        // A column that is empty is none.
        if site.records.documents.is_empty() {
            return None;
        }
        let all = site.records.documents.iter().map(|document| document_item(site, document));
        let view = DocumentsView { documents: all.collect() };
        let shell = own_shell(shared, self.column());
        Some(Page::new(Rank::List, self.column().path, "documents.html", shell, view))
    }

    fn pages<'a>(&self, inputs: Inputs<'a>) -> Vec<Page<'a>> {
        inputs.site.records.documents.par_iter().map(|document| page(inputs, document)).collect()
    }

    fn search_texts(&self, site: &Site) -> Vec<SearchText> {
        let text = |one: &PolicyDocument| {
            let attachments = one.attachments.iter().map(|attachment| &attachment.title);
            let text = SearchText::of_record(one).of_status(one.status_on(site.today));
            text.about([&one.number, &one.issued_by]).plain(&one.status_note).plain(attachments)
        };
        site.records.documents.iter().map(text).collect()
    }
}

pub(in crate::render) fn document_item(site: &Site, document: &PolicyDocument) -> DocumentItem {
    DocumentItem {
        url: urls::record(document),
        title: document.title.clone(),
        number: document.number.clone(),
        issued_by: document.issued_by.clone(),
        issued_on: document.issued_on.to_string(),
        effective_on: document.effective_on.to_string(),
        expires_on: document.expires_on.map(|day| day.to_string()),
        status: document.status_on(site.today).as_str(),
        status_note: document.status_note.clone(),
        changed_by: document
            .changed_by
            .as_deref()
            .and_then(|slug| site.document(slug))
            .map(|other| Link { url: urls::record(other), label: title_with_number(other) }),
        is_expired: document.expires_on.is_some_and(|day| day < site.today),
    }
}

fn title_with_number(document: &PolicyDocument) -> String {
    format!("{}（{}）", document.title, document.number)
}

fn page<'a>(Inputs { site, shared, .. }: Inputs<'a>, document: &PolicyDocument) -> Page<'a> {
    let about = About {
        title: &document.title,
        description: &title_with_number(document),
        published_at: &noon(document.issued_on),
        source: &document.issued_by,
    };
    let shell = record_shell(shared, document, &about);
    let changed =
        site.records.documents.iter().filter(|other| other.changed_by.as_deref() == Some(&document.slug));
    let explaining = site.records.policies.iter().filter(|policy| policy.document == document.slug);
    let view = DocumentView {
        document: document_item(site, document),
        policies: explaining.map(|policy| policy_item(site, policy)).collect(),
        changed: changed.map(|other| document_item(site, other)).collect(),
        attachments: media::attachments(site, document),
        body: media::html(site, document),
    };
    Page::of_record(document, "document.html", shell, view)
}
