//! A sheet of contact cards for each village: one card a household, with the heart line and a code that leads to the
//! village's page. Deliberately absent: private mobiles. Paper cannot be taken back.

use record::{Contact, ContactLevel, Village};

use super::columns::VILLAGES;
use super::{Page, Rank};
use crate::site::Site;
use crate::view::{PageKind, PrintPerson, PrintSheetView, Shell};

/// Two by four: 105 × 74 mm each, the size of a card that one keeps by the telephone.
const CARDS: u8 = 8;

/// Lines on a card besides the instructor.
const PEOPLE: usize = 3;

/// Where a village's sheet stands.
pub(super) fn sheet_url(village: &str) -> String {
    format!("villages/{village}/cards/")
}

/// The sheets of all villages.
pub(super) fn sheets(site: &Site) -> Vec<Page<'static>> {
    site.units.villages().iter().map(|village| sheet(site, village)).collect()
}

fn sheet(site: &Site, village: &Village) -> Page<'static> {
    let path = sheet_url(&village.id);
    let village_url = format!("villages/{}/", village.id);
    let absolute = site.settings.site.absolute(&village_url);
    let kind = PageKind::Column { column: &village.name, column_type: VILLAGES.column_type };
    let title = format!("{}联心卡（打印）", village.name);
    let shell = Shell::new(site, &path, &title, &village.intro, kind).unlisted();
    let instructor = site.contact(&village.instructor);
    let cadres = site.contacts.iter().filter(|card| {
        card.level == ContactLevel::Village
            && card.villages.contains(&village.id)
            && card.id != village.instructor
    });
    let shown: Vec<(&Contact, bool)> = instructor
        .into_iter()
        .map(|card| (card, true))
        .chain(cadres.clone().take(PEOPLE).map(|card| (card, false)))
        .collect();
    let view = PrintSheetView {
        village: village.name.clone(),
        village_url,
        address: absolute.as_deref().map(typed).unwrap_or_default(),
        code: absolute,
        verified_on: shown.iter().map(|(card, _)| card.verified_on).min().map(|day| day.to_string()),
        people: shown
            .into_iter()
            .map(|(card, is_instructor)| PrintPerson {
                name: card.name.clone(),
                post: card.post.clone(),
                phone: card.phone.clone(),
                is_instructor,
            })
            .collect(),
        more: cadres.count().saturating_sub(PEOPLE),
        phone: village.committee_phone.clone(),
        mailbox_point: village.mailbox_point.clone(),
        cards: (1..=CARDS).collect(),
    };
    Page::new(Rank::Item, &path, "print_sheet.html", shell, view)
}

/// An address as people read and type it.
fn typed(address: &str) -> String {
    address.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/').to_owned()
}
