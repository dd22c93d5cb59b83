//! Villages and offices: `units.toml`. Deliberately absent: people (contact cards), but for liaisons, who are
//! named by their village with their consent.

use std::sync::Arc;

use jiff::civil::Date;
use serde::Deserialize;

use super::kind::Column;
use super::source::{day, day_or_none};
use super::words;

#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Village {
    /// In URLs.
    pub id: String,
    pub name: String,
    /// Registered inhabitants.
    pub population: u32,
    /// Registered households.
    pub households: u32,
    /// 村民小组.
    pub groups: Vec<String>,
    /// 驻村工作指导员: a contact's id.
    pub instructor: String,
    /// The committee's number.
    pub committee_phone: String,
    /// The committee's address.
    pub address: String,
    /// Where the box hangs.
    pub mailbox_point: String,
    /// A sentence or two.
    pub intro: String,
    /// Addresses at which it stood before, relative to the root.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// The first day on which it stood, where it was founded later than the site.
    #[serde(default, deserialize_with = "day_or_none")]
    pub since: Option<Date>,
    /// The last day, where it was dissolved or joined with another: its name stays with what it did.
    #[serde(default, deserialize_with = "day_or_none")]
    pub until: Option<Date>,
    /// 民情联络员, three to five.
    #[serde(default, rename = "liaison")]
    pub liaisons: Vec<Liaison>,
}

impl Village {
    /// Where villages stand on the site.
    pub const COLUMN: Column =
        Column { word: "villages", path: "villages/", in_navigation: true, has_feed: false };
}

/// 民情联络员.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Liaison {
    pub name: String,
    /// Who they are.
    pub intro: String,
    /// When they agreed in writing to be named.
    #[serde(deserialize_with = "day")]
    pub consent_on: Date,
}

words! {
    /// What an office is for.
    OfficeRole {
        /// 综合办.
        GeneralOffice => "general_office",
        /// 职能办公室.
        FunctionalOffice => "functional_office",
        /// 督查办公室.
        SupervisionOffice => "supervision_office",
    }
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// In URLs.
    pub id: String,
    pub name: String,
    /// What people call it.
    pub short: String,
    /// What it is for.
    pub role: OfficeRole,
    pub phone: String,
    pub address: String,
    /// When it is open.
    pub hours: String,
    /// Addresses at which it stood before, relative to the root.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// The first day on which it stood, where it was founded later than the site.
    #[serde(default, deserialize_with = "day_or_none")]
    pub since: Option<Date>,
    /// The last day, where it was dissolved or joined with another: its name stays with what it did.
    #[serde(default, deserialize_with = "day_or_none")]
    pub until: Option<Date>,
    /// What residents ask it about, in their words.
    pub topics: Vec<String>,
    /// A sentence or two.
    pub intro: String,
}

impl Office {
    /// Where offices stand on the site.
    pub const COLUMN: Column =
        Column { word: "offices", path: "offices/", in_navigation: true, has_feed: false };
}

#[derive(Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default, rename = "village")]
    villages: Vec<Village>,
    #[serde(default, rename = "office")]
    offices: Vec<Office>,
}

/// All villages and offices, in the order of the file.
#[derive(Clone, Debug, Default)]
pub struct Units(Arc<File>);

impl Units {
    /// Reads `units.toml`.
    ///
    /// # Errors
    /// What TOML or the types refuse.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text).map(|file| Self(Arc::new(file)))
    }

    #[must_use]
    pub fn villages(&self) -> &[Village] {
        &self.0.villages
    }

    #[must_use]
    pub fn offices(&self) -> &[Office] {
        &self.0.offices
    }

    #[must_use]
    pub fn village(&self, id: &str) -> Option<&Village> {
        self.villages().iter().find(|village| village.id == id)
    }

    #[must_use]
    pub fn office(&self, id: &str) -> Option<&Office> {
        self.offices().iter().find(|office| office.id == id)
    }
}
