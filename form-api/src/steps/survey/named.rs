//! Whom a record of the survey names. What is said on a doorstep of people in office is not theirs to read, however it was said and
//! on whatever sheet it stands.
//!
//! Deliberately absent: a question about whom it is. Nobody who visits asks that; what is not found here, whoever reads the sheet
//! hides by hand.

use site_gen::render::in_simplified;

use crate::case::{self, Closely, Exclusion, Subject, SubmissionKind};
use crate::steps::letter::named::{Said, named_by, named_staff};
use crate::steps::{Desk, StepError};
use crate::store::{self, Staff, Tx};

/// Hides a record from staff whom its texts name: from everybody by their full name, from those who work for the village also as
/// it calls them (孙书记), and from all of them where it speaks of those who lead it. `was_there`: they heard it said. Gives from how
/// many it was hidden.
pub(super) async fn hide_from_named(
    desk: Desk<'_>,
    tx: &mut Tx,
    staff: &[Staff],
    (subject, village): (Subject<'_>, Option<&str>),
    texts: &[&str],
    was_there: &[String],
) -> Result<usize, StepError> {
    let said = Said { kind: SubmissionKind::Complaint, accused: "", texts, village: None };
    let mut named = named_by(desk.township, staff, said).hidden_from;
    let text = in_simplified(&texts.join("\n"));
    let of_village: Vec<&Staff> =
        staff.iter().filter(|one| village.is_some() && one.office.as_deref() == village).collect();
    let is_of_leaders = case::names_village_leaders(&text);
    let called = named_staff(desk.township, of_village.iter().copied(), &text, Closely::FamilyNames);
    let of_village = of_village.iter().filter(|one| is_of_leaders || called.contains(&one.id));
    named.extend(of_village.map(|one| Exclusion::Staff(one.id.clone())));
    let was_not_there = |one: &&Exclusion| !matches!(one, Exclusion::Staff(id) if was_there.contains(id));
    let mut hidden_from: Vec<&Exclusion> = Vec::new();
    for one in named.iter().filter(was_not_there) {
        if !hidden_from.contains(&one) {
            hidden_from.push(one);
        }
    }
    let rows: Vec<_> = hidden_from.iter().map(|one| (subject, *one)).collect();
    store::add_exclusions(tx, &rows).await?;
    Ok(hidden_from.len())
}
