//! Plain pages, which stand at the root and are no column of the navigation.

use record::{Article, Column};
use serde::Serialize;

use super::{About, ColumnPages, Inputs, noon, record_shell};
use crate::markdown::Html;
use crate::render::search_text::SearchText;
use crate::render::{Page, media};
use crate::site::Site;

/// `page.html`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ArticleView {
    pub title: String,
    /// One sentence.
    pub description: String,
    pub updated_on: String,
    pub body: Html,
}

pub(in crate::render) struct Articles;

impl ColumnPages for Articles {
    fn column(&self) -> &'static Column {
        &Article::KIND.column
    }

    fn list<'a>(&self, _: Inputs<'a>) -> Option<Page<'a>> {
        None
    }

    fn pages<'a>(&self, inputs: Inputs<'a>) -> Vec<Page<'a>> {
        inputs.site.records.articles.iter().map(|article| page(inputs, article)).collect()
    }

    fn search_texts(&self, site: &Site) -> Vec<SearchText> {
        let articles = site.records.articles.iter();
        articles.map(|one| SearchText::of_record(one).plain([&one.description])).collect()
    }
}

fn page<'a>(Inputs { site, shared, .. }: Inputs<'a>, article: &Article) -> Page<'a> {
    let about = About {
        title: &article.title,
        description: &article.description,
        published_at: &noon(article.updated_on),
        source: &site.settings.identity.operator_org,
    };
    let view = ArticleView {
        title: article.title.clone(),
        description: article.description.clone(),
        updated_on: article.updated_on.to_string(),
        body: media::html(site, article),
    };
    Page::of_record(article, "page.html", record_shell(shared, article, &about), view)
}
