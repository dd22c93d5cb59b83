//! A page to be: its file, what it depends on, and how its bytes come about. Deliberately absent: which pages there
//! are (`pages`, `machine`).

use serde::Serialize;
use tera::Context;

use crate::theme::{Press, Theme};
use crate::view::{Listed, Shell};
use crate::words::Words;

/// When a page is written: what others link to comes first, and goes last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// An item's own page.
    Item,
    /// A list that links to items.
    List,
}

/// How the bytes come about, and what they depend on.
trait Body: Send + Sync {
    fn feed(&self, hasher: &mut blake3::Hasher);
    fn render(&self, press: &Press) -> anyhow::Result<String>;
}

/// By a template of the theme.
struct Templated<V> {
    template: &'static str,
    shell: Shell,
    view: V,
}

/// By code, in a format that no template should have to keep.
struct Written<V> {
    format: &'static str,
    view: V,
    write: fn(&V, &Words) -> anyhow::Result<String>,
}

fn feed<V: Serialize>(hasher: &mut blake3::Hasher, view: &V) {
    serde_json::to_writer(hasher, view).expect("views are made of texts, numbers and lists");
}

impl<V: Serialize + Send + Sync> Body for Templated<V> {
    fn feed(&self, hasher: &mut blake3::Hasher) {
        hasher.update(self.template.as_bytes()).update(&[0]);
        feed(hasher, &self.shell);
        feed(hasher, &self.view);
    }

    fn render(&self, press: &Press) -> anyhow::Result<String> {
        let mut context = Context::new();
        context.insert("shell", &self.shell);
        context.insert("view", &self.view);
        press.tera.render(self.template, &context).map_err(|error| anyhow::anyhow!(chain(&error)))
    }
}

impl<V: Serialize + Send + Sync> Body for Written<V> {
    fn feed(&self, hasher: &mut blake3::Hasher) {
        hasher.update(self.format.as_bytes()).update(&[0]);
        feed(hasher, &self.view);
    }

    fn render(&self, press: &Press) -> anyhow::Result<String> {
        (self.write)(&self.view, &press.words)
    }
}

/// A page to be: address and body.
pub struct Page {
    /// The file, relative to the site's root.
    pub file: String,
    /// When it is written.
    pub rank: Rank,
    listed: Option<Listed>,
    body: Box<dyn Body>,
}

impl std::fmt::Debug for Page {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Page").field("file", &self.file).finish_non_exhaustive()
    }
}

impl Page {
    /// A page at `path`: a folder (ending in `/`, or empty for the home page) gets an `index.html`.
    pub(super) fn new<V: Serialize + Send + Sync + 'static>(
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
        let published = shell.meta.iter().find(|tag| tag.name == "PubDate");
        let listed = (!shell.unlisted && !shell.canonical.is_empty()).then(|| Listed {
            url: shell.canonical.clone(),
            changed_on: published.and_then(|tag| tag.content.get(..10)).map(str::to_owned),
        });
        Self { file, rank, listed, body: Box::new(Templated { template, shell, view }) }
    }

    /// A file in a format of its own, written by code.
    pub(super) fn file<V: Serialize + Send + Sync + 'static>(
        rank: Rank,
        path: &str,
        format: &'static str,
        view: V,
        write: fn(&V, &Words) -> anyhow::Result<String>,
    ) -> Self {
        Self { file: path.to_owned(), rank, listed: None, body: Box::new(Written { format, view, write }) }
    }

    /// The same, left out of the site map.
    pub(super) fn without_listing(self) -> Self {
        Self { listed: None, ..self }
    }

    /// Its entry in the site map, if it is to have one.
    pub(super) fn listed(&self) -> Option<&Listed> {
        self.listed.as_ref()
    }

    /// What the page depends on: the theme and what its template sees, nothing else. Two builds that agree on it make
    /// the same bytes.
    #[must_use]
    pub fn fingerprint(&self, theme: &Theme) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new();
        hasher.update(theme.fingerprint.as_bytes());
        self.body.feed(&mut hasher);
        hasher.finalize()
    }

    /// The page's bytes.
    ///
    /// # Errors
    /// A template that asks for what its view does not have, with file and line.
    pub fn render(&self, press: &Press) -> anyhow::Result<String> {
        self.body.render(press).map_err(|error| anyhow::anyhow!("{}：{error}", self.file))
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
