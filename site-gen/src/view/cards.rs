//! What a contact card for a phone holds: nothing that is not on its page.

use serde::Serialize;

/// A `.vcf` file.
#[derive(Clone, Debug, Serialize)]
pub struct CardsView {
    pub cards: Vec<CardItem>,
}

#[derive(Clone, Debug, Serialize)]
pub struct CardItem {
    /// Stays the same for ever.
    pub uid: String,
    /// Whose.
    pub name: CardName,
    /// The township, then the office or village.
    pub organisation: Vec<String>,
    /// Post; empty for a committee.
    pub post: String,
    pub phone: String,
    /// Mobile, with consent.
    pub mobile: Option<String>,
    /// Where; empty for a person.
    pub address: String,
    /// What they are asked about.
    pub topics: Vec<String>,
    /// When they can be reached.
    pub hours: String,
    /// Nobody confirmed the number for too long.
    pub is_stale: bool,
    /// Day of the last check.
    pub checked_on: Option<String>,
    /// Page, absolute.
    pub url: Option<String>,
}

/// Whose card it is.
#[derive(Clone, Debug, Serialize)]
pub enum CardName {
    Person(String),
    /// A village's committee; the village's name.
    Committee(String),
}
