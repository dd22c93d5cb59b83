//! `site.toml`: what the township says about itself, its place under the county's portal, and the limits of
//! its pages. One small struct for each concern. Deliberately absent: defaults for the marks that belong to
//! the county.

use serde::{Deserialize, Serialize};

/// The whole file.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Names and address.
    pub site: SiteSettings,
    /// Marks in the foot.
    pub identity: Identity,
    /// The heart line.
    pub hotline: Hotline,
    /// Where the mailbox is.
    pub mailbox: Mailbox,
    #[serde(default)]
    pub lists: Lists,
    #[serde(default)]
    pub search: Search,
    #[serde(default)]
    pub limits: Limits,
    /// Links to other sites.
    #[serde(default)]
    pub links: Links,
    /// What the gate lets stand.
    #[serde(default)]
    pub privacy: Privacy,
    /// Doors beside the mailbox.
    #[serde(default, rename = "route")]
    pub routes: Vec<Route>,
}

/// Where a matter goes that the mailbox is not made for. The mailbox shows it to whoever writes about one.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// Which matter.
    pub kind: RouteKind,
    /// Who takes it.
    pub office: String,
    pub address: String,
    /// The office's number.
    pub phone: String,
    /// When somebody is there.
    #[serde(default)]
    pub hours: String,
}

/// A matter that has a door of its own.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RouteKind {
    /// 信访.
    Petition,
    /// 依申请公开.
    InformationRequest,
    /// 纪检监察举报.
    DisciplineReport,
}

impl RouteKind {
    /// The word in the file.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Petition => "petition",
            Self::InformationRequest => "information_request",
            Self::DisciplineReport => "discipline_report",
        }
    }
}

/// Names and address.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SiteSettings {
    /// The site's name.
    pub name: String,
    pub township: String,
    pub county: String,
    /// The portal's domain, without scheme (SiteDomain).
    pub domain: String,
    /// Absolute address of the site's root, ending in `/`, for canonical links, feeds and site maps; pages
    /// themselves link relatively. Empty: those are left out.
    #[serde(default)]
    pub base_url: String,
    /// BCP 47.
    pub language: String,
    /// Other editions of the whole site; none unless asked for.
    #[serde(default)]
    pub editions: Vec<Edition>,
    /// One sentence.
    pub description: String,
    pub keywords: Vec<String>,
}

/// Another edition of the whole site.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub enum Edition {
    /// 繁体, below `zh-hant/`.
    #[serde(rename = "zh-Hant")]
    Hant,
    /// An English frame around Chinese records, below `en/`.
    #[serde(rename = "en")]
    En,
}

impl Edition {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Hant, Self::En];

    /// Its folder, from the site's root.
    #[must_use]
    pub const fn folder(self) -> &'static str {
        match self {
            Self::Hant => "zh-hant/",
            Self::En => "en/",
        }
    }

    /// BCP 47.
    #[must_use]
    pub const fn language(self) -> &'static str {
        match self {
            Self::Hant => "zh-Hant",
            Self::En => "en",
        }
    }

    /// The class of the link in the head of a page that leads to it, and on its own pages back.
    #[must_use]
    pub const fn link_class(self) -> &'static str {
        match self {
            Self::Hant => "edition mode",
            Self::En => "edition-en mode",
        }
    }
}

impl SiteSettings {
    /// The absolute address of a path below the root; none when the site's own is not known.
    #[must_use]
    pub fn absolute(&self, path: &str) -> Option<String> {
        (!self.base_url.is_empty()).then(|| format!("{}{path}", self.base_url))
    }
}

/// Marks that the county's portal owns: the township may not run a site of its own, so none has a default.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// 网站标识码: ten digits, or `bm` and eight.
    pub site_id_code: String,
    /// ICP 备案号.
    pub icp: String,
    /// 公安备案号, as written.
    pub police_record: String,
    /// The number in it.
    pub police_record_code: String,
    /// 党政机关网站标识: 32 hex digits.
    pub conac_id: String,
    /// 主办单位.
    pub sponsor_org: String,
    /// 承办单位.
    pub operator_org: String,
    /// 联系方式.
    pub contact: String,
    /// These are sample values: `check --production` refuses them.
    #[serde(default)]
    pub sample: bool,
}

/// 民心电话.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Hotline {
    pub number: String,
    /// When it is answered.
    pub hours: String,
    /// The national hotline.
    pub national: String,
}

/// Where the mailbox is: relative to the site's root, or absolute.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Mailbox {
    /// 我要写信.
    pub write_url: String,
    /// 查询进度.
    pub track_url: String,
    /// Where the service answers a search for browsers without scripts. Empty: it does not.
    #[serde(default)]
    pub search_url: String,
    /// The day on which boxes are opened, in words.
    pub sorting_day: String,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Lists {
    /// Entries on a page.
    pub page_size: usize,
    /// By what the list of all replies is narrowed. Fewer lists are fewer pages.
    pub by: Vec<ListBy>,
}

/// A property that replies have lists by.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ListBy {
    Village,
    Office,
    /// Kind of letter.
    Kind,
    /// Year of the answer.
    Year,
    Topic,
}

impl Lists {
    /// Whether there are lists by a property.
    #[must_use]
    pub fn has(&self, by: ListBy) -> bool {
        self.by.contains(&by)
    }
}

/// Search without a server.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Search {
    /// Whether the site has an index and a page for it.
    pub enabled: bool,
}

impl Default for Search {
    fn default() -> Self {
        Self { enabled: true }
    }
}

impl Default for Lists {
    fn default() -> Self {
        let by = vec![ListBy::Village, ListBy::Office, ListBy::Kind, ListBy::Year, ListBy::Topic];
        Self { page_size: 20, by }
    }
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// A card that nobody confirmed for this many days is marked.
    pub contact_stale_days: u32,
    /// Villages with fewer inhabitants are not named in public letters unless a person says so.
    pub small_village_population: u32,
    /// Something on the home page, and in the calendar, must be newer than this (动态: two weeks).
    pub news_days: u32,
    /// A reply must have been published within this.
    pub reply_days: u32,
    /// Something in every other column must be newer than this (six months).
    pub column_days: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            contact_stale_days: 180,
            small_village_population: 500,
            news_days: 14,
            reply_days: 60,
            column_days: 180,
        }
    }
}

/// Links to other sites.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Links {
    /// Domains that pages may link to, with everything below them: `gov.cn`.
    pub allow: Vec<String>,
}

/// What the gate over the finished site lets stand.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Privacy {
    /// Texts of findings, exactly as they stand on the page.
    pub keep: Vec<Kept>,
}

/// A text that looks like personal data and may stand.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    /// The text; for a file that the gate cannot read, what it says in its message.
    pub text: String,
    /// Why, in a sentence. Without one the text does not stand.
    pub why: String,
}
