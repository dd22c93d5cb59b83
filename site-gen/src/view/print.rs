//! Sheets of contact cards to be printed, cut and carried to every household.

use serde::Serialize;

/// `print_sheet.html`: one village's card, as often as a sheet of A4 holds it.
#[derive(Clone, Debug, Serialize)]
pub struct PrintSheetView {
    pub village: String,
    /// Its page, relative to the root.
    pub village_url: String,
    /// Its page as people type it; empty when the site has no address.
    pub address: String,
    /// The same for a camera, whole; the template draws its code.
    pub code: Option<String>,
    /// Who to call, the instructor first.
    pub people: Vec<PrintPerson>,
    /// Cadres that the card has no room for; the village's page has them.
    pub more: usize,
    /// The village committee.
    pub phone: String,
    /// Where the letter box hangs.
    pub mailbox_point: String,
    /// The day on which the oldest of the numbers was confirmed.
    pub verified_on: Option<String>,
    /// Cards on a sheet: their numbers.
    pub cards: Vec<u8>,
}

/// A line of the card.
#[derive(Clone, Debug, Serialize)]
pub struct PrintPerson {
    pub name: String,
    pub post: String,
    /// Office number.
    pub phone: String,
    /// 驻村工作指导员.
    pub is_instructor: bool,
}
