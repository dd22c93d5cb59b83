//! A sheet of contact cards for each village: one card a household, with the heart line and a code that leads
//! to the village's page. Deliberately absent: private mobiles. Paper cannot be taken back.

use record::{Contact, ContactLevel, Village};

use super::columns::Inputs;
use super::{Page, Rank};
use crate::urls;
use crate::view::{PageKind, PrintPerson, PrintSheetView, Shell};

/// Two by four: 105 × 74 mm each, the size of a card that one keeps by the telephone.
const CARDS: u8 = 8;

/// Lines on a card besides the instructor.
const PEOPLE: usize = 3;

/// The sheets of all villages.
pub(super) fn sheets(inputs: Inputs<'_>) -> Vec<Page<'static>> {
    inputs.site.units.villages().iter().map(|village| sheet(inputs, village)).collect()
}

fn sheet(Inputs { site, shared, .. }: Inputs<'_>, village: &Village) -> Page<'static> {
    let path = urls::card_sheet(&village.id);
    let village_url = urls::village(&village.id);
    let absolute = site.settings.site.absolute(&village_url);
    let kind =
        PageKind::Column { column: &village.name, column_type: &shared.column(&Village::COLUMN).column_type };
    let title = shared.t_with("sheet-title", &[("village", &village.name)]);
    let shell = Shell::in_frame(&shared.frame, &path, &title, &village.intro, kind).unlisted();
    let instructor = site.contact(&village.instructor);
    let cadres = site.records.contacts.iter().filter(|card| {
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
