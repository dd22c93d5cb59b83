//! 走访: what a visitor wrote is kept under the id that was made before the first key, so that a line that broke, a second click
//! and a telephone that sends again lead to one visit.

use jiff::civil::Date;

use crate::case::forms::Sent;
use crate::case::{self, Act, HouseholdFacts, Member, Record, Subject};
use crate::event_log::{Detail, Kind};
use crate::steps::days::past_day;
use crate::steps::sealed_record::{Answers, seal, with_next_number};
use crate::steps::survey::named::hide_from_named;
use crate::steps::survey::{FACTS, VISIT, open_facts, open_visit};
use crate::steps::{Desk, StepError};
use crate::store::{self, NewVisit, Staff, Tx, VisitRow};

/// A visit as it was written.
#[derive(Clone, Copy)]
pub struct VisitForm<'a> {
    /// The id that was made before the first key.
    pub id: &'a str,
    /// The version that the page showed; 0: it is new.
    pub version: i64,
    /// In which version of the form it was begun.
    pub form_version: i64,
    /// The household that was looked up before.
    pub household: Option<&'a str>,
    /// What was written.
    pub sent: &'a Sent,
}

/// Keeps a visit, or corrects it while its sheet lies with its visitor. The same once more changes nothing.
///
/// # Errors
/// [`StepError::Unknown`] for a day to come or no village; [`StepError::Refused`] for a village that is not this person's;
/// [`StepError::Stale`] when another text stands under this id already.
pub async fn save_visit(desk: Desk<'_>, form: VisitForm<'_>) -> Result<(), StepError> {
    let visited_on = match past_day(desk, form.sent, "visited_on", "visit_on") {
        Err(StepError::Unknown("day")) => return Err(StepError::Unknown("visit_future")),
        day => day?,
    };
    with_next_number(|| try_to_save(desk, form, visited_on)).await
}

async fn try_to_save(desk: Desk<'_>, form: VisitForm<'_>, visited_on: Date) -> Result<(), StepError> {
    let viewer = desk.staff.viewer();
    let mut tx = desk.begin().await?;
    let before = store::find_own_visit(&mut tx, form.id, &desk.staff.id).await?;
    let answers: Answers = form.sent.pairs();
    if let Some(before) = &before
        && is_same(desk, before, form, &answers)?
    {
        return Ok(());
    }
    let village = village_of(desk, &mut tx, form).await?;
    let record = Record { village: Some(&village), office: None, is_own: false };
    viewer.check_in(Act::VisitHouseholds, &record)?;
    let facts_id = note_facts(desk, &mut tx, form, visited_on).await?;
    let sealed_answers = seal(desk.township, VISIT, form.id, &answers);
    let visit = NewVisit {
        id: form.id,
        form_version: form.form_version,
        village: &village,
        household_id: form.household,
        visited_on,
        sealed_answers: &sealed_answers,
        facts_id: facts_id.as_deref(),
    };
    let kind = match before {
        Some(before) if before.version != form.version => return Err(StepError::Stale),
        Some(before) => {
            store::correct_visit(&mut tx, &visit, before.version).await?;
            Kind::VisitCorrected
        }
        None => {
            let sheet_no = store::next_sheet_no(&mut tx, visited_on.year()).await?;
            let by = (desk.staff.id.as_str(), desk.now.as_millisecond());
            store::add_visit(&mut tx, &visit, &sheet_no, by).await?;
            Kind::VisitWritten
        }
    };
    let staff = store::list_staff(&mut tx).await?;
    let companions = companions(desk, &staff, form.sent.text("companions"));
    store::set_companions(&mut tx, form.id, &companions).await?;
    let texts = ["text", "settled", "wanted"].map(|name| form.sent.text(name));
    let was_there: Vec<String> = companions.into_iter().chain([desk.staff.id.clone()]).collect();
    let record = (Subject::visit(form.id), Some(village.as_str()));
    let hidden_from = hide_from_named(desk, &mut tx, &staff, record, &texts, &was_there).await?;
    let details = vec![Detail::VisitedOn(visited_on), Detail::HiddenFrom(hidden_from)];
    desk.note(&mut tx, Subject::visit(form.id), kind, details).await?;
    tx.commit().await?;
    Ok(())
}

/// The same text of the same day under the same id.
fn is_same(
    desk: Desk<'_>,
    before: &VisitRow,
    form: VisitForm<'_>,
    answers: &Answers,
) -> Result<bool, StepError> {
    let is_same_form =
        before.form_version == form.form_version && before.household_id.as_deref() == form.household;
    Ok(is_same_form && open_visit(desk.township, before)? == *answers)
}

/// The village of the household, else the one that was chosen, else that of the visitor.
async fn village_of(desk: Desk<'_>, tx: &mut Tx, form: VisitForm<'_>) -> Result<String, StepError> {
    if let Some(id) = form.household {
        return Ok(store::find_household(&mut *tx, &desk.staff.viewer(), id).await?.village);
    }
    let chosen = Some(form.sent.text("village")).filter(|id| !id.is_empty());
    let village = chosen.or(desk.staff.office.as_deref()).unwrap_or_default();
    let is_there = desk.township.units.village(village).is_some();
    if is_there { Ok(village.to_owned()) } else { Err(StepError::Unknown("visit_village")) }
}

/// What was said of the household: what the last sheet says, where that was confirmed; else what was typed.
async fn note_facts(
    desk: Desk<'_>,
    tx: &mut Tx,
    form: VisitForm<'_>,
    visited_on: Date,
) -> Result<Option<String>, StepError> {
    let Some(household) = form.household else { return Ok(None) };
    let last = store::find_last_facts(&mut *tx, &desk.staff.viewer(), household).await?;
    let mut facts = HouseholdFacts::of(form.sent);
    if let Some((id, sealed, _)) = last {
        let is_ticked = form.sent.is_ticked("unchanged");
        let known = open_facts(desk.township, &id, &sealed)?;
        // What is typed counts, also where the tick that stood there before was left: then it is about the rest.
        if is_ticked && !facts.is_empty() {
            facts = facts.over(&known);
        }
        if facts.is_empty() || known == facts {
            return Ok(is_ticked.then_some(id));
        }
    }
    if facts.is_empty() {
        return Ok(None);
    }
    let id = store::new_id();
    let sealed = seal(desk.township, FACTS, &id, &facts);
    let said = (form.id, visited_on, desk.now.as_millisecond());
    store::add_facts(tx, (&id, &sealed), household, said).await?;
    Ok(Some(id))
}

/// Who went along, of those who have an account and are written with their names.
fn companions(desk: Desk<'_>, staff: &[Staff], text: &str) -> Vec<String> {
    let members: Vec<Member<'_>> =
        staff.iter().map(|one| Member { id: &one.id, display_name: &one.display_name }).collect();
    let mut named = case::named_members(&members, &[], text, case::Closely::FullNames);
    named.retain(|id| *id != desk.staff.id);
    named
}
