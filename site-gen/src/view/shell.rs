//! The frame of every page: what stands in its head, its navigation and its foot. Deliberately absent: what
//! stands in between.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use record::{COLUMNS, PublicReply};
use serde::{Serialize, Serializer};
use tera::Value;

use super::{Alternate, ColumnWords};
use crate::messages::Messages;
use crate::settings::{Edition, Hotline, Identity, Settings};
use crate::site::Site;
use crate::urls::{self, FIGURES, NOT_FOUND, percent};

/// A part that very many frames share. What templates see of it is made once; whatever is made of a frame
/// otherwise (its fingerprint) sees the part itself.
#[derive(Clone, Debug)]
pub struct Shared<T>(Arc<(T, Value)>);

impl<T: Serialize> Shared<T> {
    fn new(part: T) -> Self {
        let seen = Value::from_serializable(&part);
        Self(Arc::new((part, seen)))
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0.0
    }
}

impl<T: PartialEq> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Eq> Eq for Shared<T> {}

impl<T: Serialize> Serialize for Shared<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Templates take a value as it is. Its fields have no order, so a fingerprint must not be made of it.
        if serializer.is_human_readable() {
            self.0.1.serialize(serializer)
        } else {
            self.0.0.serialize(serializer)
        }
    }
}

/// What all frames share; a frame is made of nothing else but its page.
#[derive(Clone, Debug, Serialize)]
pub struct Frame<'a> {
    /// `site.toml`.
    pub settings: &'a Settings,
    pages: Vec<PlainPage>,
    has_figures: bool,
    #[serde(skip)]
    parts: Parts,
}

/// What follows from the rest.
#[derive(Clone, Debug)]
struct Parts {
    pages: Shared<Vec<Link>>,
    hotline: Shared<Hotline>,
    identity: Shared<Identity>,
    links: Vec<NavLink>,
    /// The main navigation on each of its entries, and on a page that is none of them.
    nav: Vec<OnceLock<Shared<Vec<NavLink>>>>,
}

#[derive(Clone, Debug, Serialize)]
struct PlainPage {
    link: Link,
    nav: bool,
}

impl<'a> Frame<'a> {
    /// Of a site.
    #[must_use]
    pub fn new(site: &'a Site) -> Self {
        let page = |article: &record::Article| PlainPage {
            link: Link { url: urls::record(article), label: article.title.clone() },
            nav: article.nav,
        };
        let pages: Vec<PlainPage> = site.records.articles.iter().map(page).collect();
        let has_figures = !site.figures.is_empty();
        let links = nav(&pages, has_figures);
        let parts = Parts {
            pages: Shared::new(pages.iter().map(|page| page.link.clone()).collect()),
            hotline: Shared::new(site.settings.hotline.clone()),
            identity: Shared::new(site.settings.identity.clone()),
            nav: vec![OnceLock::new(); links.len() + 1],
            links,
        };
        Self { settings: &site.settings, pages, has_figures, parts }
    }

    /// The main navigation on the page at `path`.
    fn nav(&self, path: &str) -> Shared<Vec<NavLink>> {
        let is_here =
            |link: &NavLink| if link.url.is_empty() { path.is_empty() } else { path.starts_with(&link.url) };
        let Parts { links, nav, .. } = &self.parts;
        let at = links.iter().position(is_here).unwrap_or(links.len());
        let made = || {
            let link = |(place, link): (usize, &NavLink)| NavLink { current: place == at, ..link.clone() };
            Shared::new(links.iter().enumerate().map(link).collect())
        };
        nav[at].get_or_init(made).clone()
    }
}

/// What kind of page it is, for the meta tags that government sites must carry (3, 7 or 10 of them).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageKind<'a> {
    /// The home page.
    Home { column_type: &'a str },
    /// A list, or a page of the service.
    Column {
        /// The column's name.
        column: &'a str,
        /// Its type, one of the guideline's words.
        column_type: &'a str,
    },
    /// An item.
    Article {
        /// The column it stands in.
        column: &'a str,
        /// What that is for.
        column_description: &'a str,
        column_type: &'a str,
        /// `YYYY-MM-DD HH:MM`.
        published_at: &'a str,
        /// Publishing unit.
        source: &'a str,
    },
}

/// A meta tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Meta {
    /// Name, exact case.
    pub name: &'static str,
    /// Never empty.
    pub content: String,
}

/// A link with its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Link {
    /// Relative to the site's root.
    pub url: String,
    /// What is read.
    pub label: String,
}

/// An entry of the main navigation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NavLink {
    /// Message key `nav-<key>`, or none for a page that brings its own words.
    pub key: Option<&'static str>,
    /// Its own words.
    pub label: String,
    /// Relative to the site's root.
    pub url: String,
    /// The page is this one or below it.
    pub current: bool,
}

/// The frame of every page, also of the mailbox's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shell {
    /// What leads from the page to the site's root: `../../`, or `./` on the home page.
    pub root: String,
    /// BCP 47.
    pub language: String,
    /// The site's name.
    pub name: String,
    pub township: String,
    pub county: String,
    /// Of the page alone; empty on the home page.
    pub title: String,
    /// One sentence.
    pub description: String,
    /// Absolute address of the page; empty when the site's own is not known.
    pub canonical: String,
    /// Absolute address of the site; empty when it is not known.
    pub address: String,
    /// The same page in Traditional characters, relative to the root; none where there is no such edition.
    pub hant: Option<String>,
    /// Its absolute address; empty when the site's own is not known.
    pub hant_address: String,
    /// The same page in an English frame, as [`Self::hant`].
    pub english: Option<String>,
    /// As [`Self::hant_address`].
    pub english_address: String,
    /// Feeds of what it lists.
    pub alternates: Vec<Alternate>,
    /// Required tags.
    pub meta: Vec<Meta>,
    /// Main navigation.
    pub nav: Shared<Vec<NavLink>>,
    /// Plain pages for the foot.
    pub pages: Shared<Vec<Link>>,
    /// The heart line.
    pub hotline: Shared<Hotline>,
    /// 我要写信, from this page.
    pub write_url: String,
    /// 查询进度, from this page.
    pub track_url: String,
    /// Where the service answers a search, from this page; empty when it does not.
    pub search_url: String,
    /// The site can be searched.
    pub searchable: bool,
    /// Marks in the foot.
    pub identity: Shared<Identity>,
    /// 我为政府网站找错, for this page.
    pub error_report_url: String,
    /// Search engines should leave it out (pages of the service, tombstones, 404).
    pub unlisted: bool,
}

impl Shell {
    /// The frame of a page at `path` (relative to the root, ending in `/` or a file name).
    #[must_use]
    pub fn new(site: &Site, path: &str, title: &str, description: &str, kind: PageKind<'_>) -> Self {
        Self::in_frame(&Frame::new(site), path, title, description, kind)
    }

    /// The same, of nothing but what all frames share.
    #[must_use]
    pub fn in_frame(
        frame: &Frame<'_>,
        path: &str,
        title: &str,
        description: &str,
        kind: PageKind<'_>,
    ) -> Self {
        let settings = frame.settings;
        let depth = path.matches('/').count();
        let root = if depth == 0 { "./".to_owned() } else { "../".repeat(depth) };
        let from_here = |url: &str| {
            if url.contains("://") || url.starts_with('/') { url.to_owned() } else { format!("{root}{url}") }
        };
        let canonical = settings.site.absolute(path).unwrap_or_default();
        let other = |edition: Edition| {
            urls::has_edition(settings, edition, path).then(|| format!("{}{path}", edition.folder()))
        };
        let address = |path: &Option<String>| {
            path.as_deref().and_then(|path| settings.site.absolute(path)).unwrap_or_default()
        };
        let (hant, english) = (other(Edition::Hant), other(Edition::En));
        let Parts { identity, hotline, pages, .. } = &frame.parts;
        let error_report_url = format!(
            "https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code={}&url={}",
            identity.site_id_code,
            percent(&canonical)
        );
        Self {
            language: settings.site.language.clone(),
            name: settings.site.name.clone(),
            township: settings.site.township.clone(),
            county: settings.site.county.clone(),
            title: title.to_owned(),
            description: description.to_owned(),
            meta: meta(settings, title, kind, description),
            nav: frame.nav(path),
            pages: pages.clone(),
            hotline: hotline.clone(),
            write_url: from_here(&settings.mailbox.write_url),
            track_url: from_here(&settings.mailbox.track_url),
            search_url: match settings.mailbox.search_url.as_str() {
                "" => String::new(),
                url => from_here(url),
            },
            searchable: settings.search.enabled,
            identity: identity.clone(),
            error_report_url,
            unlisted: false,
            hant_address: address(&hant),
            hant,
            english_address: address(&english),
            english,
            alternates: Vec::new(),
            canonical,
            address: settings.site.absolute("").unwrap_or_default(),
            root,
        }
    }

    /// The frame of a page of the mailbox service, which stands in the column of replies.
    #[must_use]
    pub fn of_service(site: &Site, words: &Messages, path: &str, title: &str) -> Self {
        let replies = ColumnWords::new(words, &PublicReply::COLUMN);
        let kind = PageKind::Column { column: title, column_type: &replies.column_type };
        Self {
            unlisted: true,
            hant: None,
            hant_address: String::new(),
            english: None,
            english_address: String::new(),
            ..Self::new(site, path, title, title, kind)
        }
    }

    /// The frame of the page that is shown where there is none: at any address, so its links begin at `root`,
    /// the path of the site on its server.
    #[must_use]
    pub fn not_found(frame: &Frame<'_>, column_type: &str, root: &str) -> Self {
        let kind = PageKind::Column { column: "404", column_type };
        let description = &frame.settings.site.description;
        let shell = Self::in_frame(frame, NOT_FOUND, "404", description, kind).unlisted();
        let absolute =
            |url: &str| url.strip_prefix("./").map_or_else(|| url.to_owned(), |rest| format!("{root}{rest}"));
        Self {
            write_url: absolute(&shell.write_url),
            track_url: absolute(&shell.track_url),
            search_url: absolute(&shell.search_url),
            root: root.to_owned(),
            ..shell
        }
    }

    /// The same, left out by search engines.
    #[must_use]
    pub fn unlisted(self) -> Self {
        Self { unlisted: true, ..self }
    }
}

/// The tags of 政府网站发展指引 (国办发〔2017〕47号): home 3, column 7, article 10; ColumnType on the home
/// page does no harm and is given too.
fn meta(settings: &Settings, title: &str, kind: PageKind<'_>, description: &str) -> Vec<Meta> {
    let tag = |name, content: &str| Meta { name, content: content.to_owned() };
    let mut tags = vec![
        tag("SiteName", &settings.site.name),
        tag("SiteDomain", &settings.site.domain),
        tag("SiteIDCode", &settings.identity.site_id_code),
    ];
    let (column, column_type) = match kind {
        PageKind::Home { column_type } => {
            tags.push(tag("ColumnType", column_type));
            return tags;
        }
        PageKind::Column { column, column_type } | PageKind::Article { column, column_type, .. } => {
            (column, column_type)
        }
    };
    tags.push(tag("ColumnName", column));
    let of_column = match kind {
        PageKind::Article { column_description, .. } => column_description,
        _ => description,
    };
    tags.push(tag("ColumnDescription", if of_column.is_empty() { column } else { of_column }));
    let words = std::iter::once(column).chain(settings.site.keywords.iter().map(|word| word.trim()));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    tags.push(tag("ColumnKeywords", &words.join(",")));
    tags.push(tag("ColumnType", column_type));
    if let PageKind::Article { published_at, source, .. } = kind {
        tags.push(tag("ArticleTitle", title));
        tags.push(tag("PubDate", published_at));
        tags.push(tag("ContentSource", source));
    }
    tags
}

fn nav(pages: &[PlainPage], has_figures: bool) -> Vec<NavLink> {
    let entry = |key: &'static str, url: &str| NavLink {
        key: Some(key),
        label: String::new(),
        url: url.to_owned(),
        current: false,
    };
    let columns = COLUMNS.iter().filter(|column| column.in_navigation);
    let mut links = vec![entry("home", "")];
    links.extend(columns.map(|column| entry(column.word, column.path)));
    // A column that is empty is none.
    links.extend(has_figures.then(|| entry(FIGURES.word, FIGURES.path)));
    links.extend(pages.iter().filter(|page| page.nav).map(|page| NavLink {
        key: None,
        label: page.link.label.clone(),
        current: false,
        url: page.link.url.clone(),
    }));
    links
}
