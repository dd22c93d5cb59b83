//! A page to be: its file, what it depends on, and how its bytes come about. Deliberately absent: which pages
//! there are (`pages`, `feeds_and_data`).
//!
//! A page is made of its ingredients by a function that holds nothing else (a plain `fn` cannot), so the
//! fingerprint of the ingredients, together with the theme, says whether it must be made again. Few pages
//! have their whole view as their ingredient; those of which there are very many have references, and their
//! view lives only while it is rendered.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::civil::DateTime;
use record::{Fingerprint, Record, first_half};
use serde::Serialize;
use tera::Context;

use super::edition::Reprint;
use crate::messages::Messages;
use crate::settings::Edition;
use crate::theme::{Renderer, Theme};
use crate::urls;
use crate::view::{Listed, Shell};

/// When a page is written: what others link to comes first, and goes last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// An item's own page.
    Item,
    /// A list that links to items.
    List,
}

/// What a page is made of. Two that feed the same are the same.
pub(super) trait Ingredients: Send + Sync {
    fn feed(&self, hasher: &mut blake3::Hasher);
}

/// A whole view.
pub(super) struct Whole<V>(pub(super) V);

impl<V: Serialize + Send + Sync> Ingredients for Whole<V> {
    fn feed(&self, hasher: &mut blake3::Hasher) {
        postcard::to_io(&self.0, hasher).expect("views are made of texts, numbers and lists");
    }
}

/// What a template sees.
pub(super) type Seen<'v, V> = (Cow<'v, Shell>, Cow<'v, V>);

/// Bytes of a usual page: room that is made at once.
const USUAL: usize = 16 * 1024;

/// By a template of the theme.
struct Templated<I, V: Clone> {
    template: &'static str,
    from: I,
    view: fn(&I) -> anyhow::Result<Seen<'_, V>>,
}

/// By code, in a format that no template should have to keep.
struct Written<I> {
    from: I,
    write: fn(&I, &Messages) -> anyhow::Result<String>,
}

/// By whoever keeps the bytes.
struct Copied<I> {
    from: I,
    bytes: fn(&I) -> anyhow::Result<Vec<u8>>,
}

/// By what made the page itself, in other characters or other words of the theme.
struct Reprinted<'a> {
    file: String,
    of: Arc<dyn Body + 'a>,
    by: Arc<Reprint>,
}

/// How the bytes come about.
trait Body: Send + Sync {
    fn render(&self, renderer: &Renderer) -> anyhow::Result<Vec<u8>>;
}

impl<I: Ingredients, V: Serialize + Clone> Body for Templated<I, V> {
    fn render(&self, renderer: &Renderer) -> anyhow::Result<Vec<u8>> {
        let (shell, view) = (self.view)(&self.from)?;
        let mut context = Context::new();
        context.insert("shell", &*shell);
        context.insert("view", &*view);
        let mut bytes = Vec::with_capacity(USUAL);
        match renderer.tera.render_to(self.template, &context, &mut bytes) {
            Ok(()) => Ok(bytes),
            Err(error) => Err(anyhow::anyhow!(chain(&error))),
        }
    }
}

impl<I: Ingredients> Body for Written<I> {
    fn render(&self, renderer: &Renderer) -> anyhow::Result<Vec<u8>> {
        (self.write)(&self.from, &renderer.words).map(String::into_bytes)
    }
}

impl<I: Ingredients> Body for Copied<I> {
    fn render(&self, _: &Renderer) -> anyhow::Result<Vec<u8>> {
        (self.bytes)(&self.from)
    }
}

impl Body for Reprinted<'_> {
    fn render(&self, renderer: &Renderer) -> anyhow::Result<Vec<u8>> {
        let renderer = match self.by.edition {
            Edition::Hant => renderer,
            Edition::En => renderer.in_english()?,
        };
        let html = String::from_utf8(self.of.render(renderer)?)?;
        Ok(self.by.page(&self.file, &html).into_bytes())
    }
}

/// A page to be: address and body.
pub struct Page<'a> {
    /// The file, relative to the site's root.
    pub file: String,
    /// When it is written.
    pub rank: Rank,
    fingerprint: Fingerprint,
    listed: Option<Listed>,
    body: Arc<dyn Body + 'a>,
}

impl std::fmt::Debug for Page<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Page").field("file", &self.file).finish_non_exhaustive()
    }
}

fn fingerprint(how: &str, from: &impl Ingredients) -> Fingerprint {
    let mut hasher = blake3::Hasher::new();
    hasher.update(how.as_bytes()).update(&[0]);
    from.feed(&mut hasher);
    first_half(hasher.finalize())
}

impl<'a> Page<'a> {
    /// A page at `path` whose view is at hand.
    pub(super) fn new<V: Serialize + Clone + Send + Sync + 'a>(
        rank: Rank,
        path: &str,
        template: &'static str,
        shell: Shell,
        view: V,
    ) -> Self {
        let published = shell.meta.iter().find(|tag| tag.name == "PubDate");
        let listed = (!shell.unlisted && !shell.canonical.is_empty()).then(|| {
            let changed_on = published.and_then(|tag| tag.content.get(..10)).map(str::to_owned);
            Listed::new(shell.canonical.clone(), changed_on)
        });
        let page = Self::of(rank, path, template, Whole((shell, view)), |whole| {
            Ok((Cow::Borrowed(&whole.0.0), Cow::Borrowed(&whole.0.1)))
        });
        Self { listed, ..page }
    }

    /// The page of a record that people wrote.
    pub(super) fn of_record<V: Serialize + Clone + Send + Sync + 'a>(
        record: &dyn Record,
        template: &'static str,
        shell: Shell,
        view: V,
    ) -> Self {
        let page = Self::new(Rank::Item, &urls::record(record), template, shell, view);
        page.changed_at(record.changed_at())
    }

    /// A page at `path` whose view is made of its ingredients when it is rendered. It stands in no site map.
    pub(super) fn of<I: Ingredients + 'a, V: Serialize + Clone + 'a>(
        rank: Rank,
        path: &str,
        template: &'static str,
        from: I,
        view: fn(&I) -> anyhow::Result<Seen<'_, V>>,
    ) -> Self {
        Self {
            file: file_at(path),
            rank,
            fingerprint: fingerprint(template, &from),
            listed: None,
            body: Arc::new(Templated { template, from, view }),
        }
    }

    /// A file in a format of its own, written by code.
    pub(super) fn file<I: Ingredients + 'a>(
        rank: Rank,
        path: &str,
        format: &'static str,
        from: I,
        write: fn(&I, &Messages) -> anyhow::Result<String>,
    ) -> Self {
        Self {
            file: path.to_owned(),
            rank,
            fingerprint: fingerprint(format, &from),
            listed: None,
            body: Arc::new(Written { from, write }),
        }
    }

    /// A file that is no text.
    pub(super) fn copy<I: Ingredients + 'a>(
        path: &str,
        from: I,
        bytes: fn(&I) -> anyhow::Result<Vec<u8>>,
    ) -> Self {
        Self {
            file: path.to_owned(),
            rank: Rank::Item,
            fingerprint: fingerprint("copy", &from),
            listed: None,
            body: Arc::new(Copied { from, bytes }),
        }
    }

    /// The same page in another edition. Its entry in the site map is that of the page
    /// ([`crate::view::Listed`]).
    pub(super) fn in_edition(&self, by: &Arc<Reprint>) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(by.ingredients().as_bytes()).update(&self.fingerprint);
        let (of, by) = (Arc::clone(&self.body), Arc::clone(by));
        Self {
            file: format!("{}{}", by.edition.folder(), self.file),
            rank: self.rank,
            fingerprint: first_half(hasher.finalize()),
            listed: None,
            body: Arc::new(Reprinted { file: self.file.clone(), of, by }),
        }
    }

    /// The same; it was last changed then.
    fn changed_at(mut self, at: DateTime) -> Self {
        if let Some(listed) = &mut self.listed {
            listed.changed_on = Some(at.date().to_string());
        }
        self
    }

    /// The same, left out of the site map.
    pub(super) fn without_listing(self) -> Self {
        Self { listed: None, ..self }
    }

    /// The same, with an entry in the site map.
    pub(super) fn listed_as(self, listed: Option<Listed>) -> Self {
        Self { listed, ..self }
    }

    /// Its entry in the site map, if it is to have one.
    pub(super) fn listed(&self) -> Option<&Listed> {
        self.listed.as_ref()
    }

    /// What the page depends on: the theme and its ingredients, nothing else. Two builds that agree on it
    /// make the same bytes.
    #[must_use]
    pub fn fingerprint(&self, theme: &Theme) -> Fingerprint {
        self.fingerprint_under(theme.fingerprint.as_bytes())
    }

    /// The same under the theme of this fingerprint.
    pub(crate) fn fingerprint_under(&self, theme: &[u8; 32]) -> Fingerprint {
        let mut hasher = blake3::Hasher::new();
        hasher.update(theme).update(&self.fingerprint);
        first_half(hasher.finalize())
    }

    /// The page's bytes.
    ///
    /// # Errors
    /// A template that asks for what its view does not have, with file and line; a text that cannot be read.
    pub fn render(&self, renderer: &Renderer) -> anyhow::Result<Vec<u8>> {
        self.body.render(renderer).map_err(|error| anyhow::anyhow!("{}：{error:#}", self.file))
    }
}

/// A folder (ending in `/`, or empty for the home page) gets an `index.html`.
fn file_at(path: &str) -> String {
    if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() }
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
