//! From a site to its pages: which there are, at which address, with which template and view. Pure: nothing is read or
//! written here.
//!
//! `items` makes the small views of lists, `pages` the pages. Deliberately absent: files (`output`) and the question
//! whether a page must be made again (`build`).

mod items;
mod pages;

use serde::Serialize;
use tera::{Context, Tera};

use crate::record::PublicRecord;
use crate::site::Site;
use crate::theme::Theme;
use crate::view::Shell;

pub use pages::pages;

/// When a page is written: what others link to comes first, and goes last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// An item's own page.
    Item,
    /// A list that links to items.
    List,
}

/// What a template renders.
trait View: Send + Sync {
    fn context(&self, shell: &Shell) -> Context;
    fn feed(&self, hasher: &mut blake3::Hasher);
}

impl<V: Serialize + Send + Sync> View for V {
    fn context(&self, shell: &Shell) -> Context {
        let mut context = Context::new();
        context.insert("shell", shell);
        context.insert("view", self);
        context
    }

    fn feed(&self, hasher: &mut blake3::Hasher) {
        serde_json::to_writer(hasher, self).expect("views are made of texts, numbers and lists");
    }
}

/// A page to be: address, template and view.
pub struct Page {
    /// The file, relative to the site's root.
    pub file: String,
    /// When it is written.
    pub rank: Rank,
    template: &'static str,
    shell: Shell,
    view: Box<dyn View>,
}

impl std::fmt::Debug for Page {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Page")
            .field("file", &self.file)
            .field("template", &self.template)
            .finish_non_exhaustive()
    }
}

impl Page {
    /// A page at `path`: a folder (ending in `/`, or empty for the home page) gets an `index.html`.
    fn new<V: Serialize + Send + Sync + 'static>(
        rank: Rank,
        path: &str,
        template: &'static str,
        shell: Shell,
        view: V,
    ) -> Self {
        let file = if path.is_empty() || path.ends_with('/') {
            format!("{path}index.html")
        } else {
            path.to_owned()
        };
        Self { file, rank, template, shell, view: Box::new(view) }
    }

    /// What the page depends on: the theme and what its template sees, nothing else. Two builds that agree on it make
    /// the same bytes.
    #[must_use]
    pub fn fingerprint(&self, theme: &Theme) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new();
        hasher.update(theme.fingerprint.as_bytes()).update(self.template.as_bytes()).update(&[0]);
        self.shell.feed(&mut hasher);
        self.view.feed(&mut hasher);
        hasher.finalize()
    }

    /// The page's bytes.
    ///
    /// # Errors
    /// A template that asks for what its view does not have, with file and line.
    pub fn render(&self, tera: &Tera) -> anyhow::Result<String> {
        tera.render(self.template, &self.view.context(&self.shell))
            .map_err(|error| anyhow::anyhow!("{}：{}", self.file, chain(&error)))
    }
}

/// An error with all its causes: the template engine puts line and variable into the last of them.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        text = format!("{text}：{next}");
        cause = next.source();
    }
    text
}

/// The page of one record exactly as it would be published: what the desk's preview shows.
///
/// # Errors
/// As [`Page::render`].
pub fn preview(site: &Site, theme: &Theme, record: &PublicRecord) -> anyhow::Result<String> {
    let number = record.submission_no().to_owned();
    let page = pages::record_page(&site.with_record(record.clone()), &number);
    let page = page.ok_or_else(|| anyhow::anyhow!("没有编号为 {number} 的记录"))?;
    page.render(&theme.tera()?)
}
