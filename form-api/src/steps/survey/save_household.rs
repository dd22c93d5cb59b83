//! 农户: a household is entered, or what is known of it corrected.

use crate::case::forms::Sent;
use crate::case::{Act, HouseholdKind, HouseholdName, Record, Subject, clean_text};
use crate::event_log::Kind;
use crate::steps::sealed_record::{OnRecord, seal};
use crate::steps::survey::WHO;
use crate::steps::{Desk, StepError, needed};
use crate::store::{self, NewHousehold, StoreError};

/// Enters a household under the id that its page made, or corrects it over the version that the page showed (none: it is new).
/// The same once more changes nothing.
///
/// # Errors
/// [`StepError::Refused`] for a village that is not this person's; [`StepError::Stale`].
pub async fn save_household(desk: Desk<'_>, on: OnRecord<'_>, sent: &Sent) -> Result<(), StepError> {
    let who = HouseholdName {
        name: needed("household_name", sent.text("name"))?,
        group: clean_text(sent.text("group")),
        house: clean_text(sent.text("house")),
    };
    let village = sent.text("village");
    desk.township.units.village(village).ok_or(StepError::Unknown("household_village"))?;
    let viewer = desk.staff.viewer();
    let record = Record { village: Some(village), office: None, is_own: false };
    viewer.check_in(Act::VisitHouseholds, &record)?;
    let kinds: Vec<HouseholdKind> = sent.all("kinds").filter_map(|word| HouseholdKind::parse(word)).collect();
    let sealed_who = seal(desk.township, WHO, on.id, &who);
    let household = NewHousehold {
        id: on.id,
        village,
        sort_key: &sort_key(desk, village, &who.group),
        sealed_who: &sealed_who,
        kinds: &kinds,
    };
    let mut tx = desk.begin().await?;
    let kind = if on.version == 0 {
        let (by, at_ms) = (desk.staff.id.as_str(), desk.now.as_millisecond());
        match store::add_household(&mut tx, &household, (by, at_ms)).await {
            Err(StoreError::Duplicate) => return Err(StepError::Stale),
            added => added?,
        }
        Kind::HouseholdAdded
    } else {
        store::find_household(&mut tx, &viewer, on.id).await?;
        store::correct_household(&mut tx, &household, on.version).await?;
        Kind::HouseholdCorrected
    };
    desk.note(&mut tx, Subject::household(on.id), kind, Vec::new()).await?;
    tx.commit().await?;
    Ok(())
}

/// Groups stand in the order in which their village names them; what is none of them stands behind.
fn sort_key(desk: Desk<'_>, village: &str, group: &str) -> String {
    let groups = desk.township.units.village(village).map(|village| village.groups.as_slice());
    let at = groups.unwrap_or_default().iter().position(|own| own == group);
    at.map_or_else(|| "99".to_owned(), |at| format!("{at:02}"))
}
