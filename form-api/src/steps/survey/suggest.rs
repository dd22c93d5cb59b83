//! 发展建议单: a suggestion is taken down, answered, and who made it is told.

use crate::case::forms::Sent;
use crate::case::{self, Act, Because, Record, Refused, Subject, SuggestionArea, Verdict};
use crate::event_log::{Detail, Id, Kind};
use crate::steps::days::past_day;
use crate::steps::sealed_record::{Answers, OnRecord, seal, with_next_number};
use crate::steps::survey::named::hide_from_named;
use crate::steps::survey::{SUGGESTION, VERDICT, open_suggestion, record_of_suggestion};
use crate::steps::{Desk, StepError, needed};
use crate::store::{self, NewSuggestion};

/// Takes a suggestion down under the id that its page made.
///
/// # Errors
/// [`StepError::Unknown`] or [`StepError::Missing`] for what is not chosen; [`StepError::Refused`] for a village that is not
/// this person's; [`StepError::Stale`] when another text stands under this id already.
pub async fn suggest(desk: Desk<'_>, id: &str, visit_id: Option<&str>, sent: &Sent) -> Result<(), StepError> {
    needed("suggestion", sent.text("text"))?;
    let suggested_on = past_day(desk, sent, "suggested_on", "suggestion_on")?;
    let area = SuggestionArea::parse(sent.text("area")).ok_or(StepError::Missing("suggestion_area"))?;
    let office = sent.text("office");
    desk.township.units.office(office).ok_or(StepError::Unknown("office"))?;
    let own = desk.staff.office.as_deref().filter(|unit| desk.township.units.village(unit).is_some());
    let chosen = Some(sent.text("village")).filter(|id| desk.township.units.village(id).is_some());
    let village = chosen.or(own);
    let record = Record { village, office: None, is_own: false };
    desk.staff.viewer().check_in(Act::VisitHouseholds, &record)?;
    let answers: Answers = sent.pairs();
    let sealed_answers = seal(desk.township, SUGGESTION, id, &answers);
    let suggestion = NewSuggestion {
        id,
        visit_id,
        village,
        area,
        office,
        suggested_on,
        sealed_answers: &sealed_answers,
        wants_to_know: sent.is_ticked("wants_to_know"),
    };
    with_next_number(|| try_to_add(desk, &suggestion, &answers)).await
}

async fn try_to_add(
    desk: Desk<'_>,
    suggestion: &NewSuggestion<'_>,
    answers: &Answers,
) -> Result<(), StepError> {
    let mut tx = desk.begin().await?;
    if let Some(before) = store::find_own_suggestion(&mut tx, suggestion.id, &desk.staff.id).await? {
        // The same once more changes nothing; another text is another suggestion.
        let is_same = open_suggestion(desk.township, &before)? == *answers;
        return if is_same { Ok(()) } else { Err(StepError::Stale) };
    }
    if let Some(visit) = suggestion.visit_id {
        store::find_visit(&mut tx, &desk.staff.viewer(), visit).await?;
    }
    let number = store::next_suggestion_no(&mut tx, suggestion.suggested_on.year()).await?;
    let by = (desk.staff.id.as_str(), desk.now.as_millisecond());
    store::add_suggestion(&mut tx, suggestion, &number, by).await?;
    let staff = store::list_staff(&mut tx).await?;
    let texts = ["text", "reason"]
        .map(|name| answers.iter().filter(move |(own, _)| own == name).map(|(_, value)| value.as_str()));
    let texts: Vec<&str> = texts.into_iter().flatten().collect();
    let record = (Subject::suggestion(suggestion.id), suggestion.village);
    let was_there = [desk.staff.id.clone()];
    let hidden_from = hide_from_named(desk, &mut tx, &staff, record, &texts, &was_there).await?;
    let office = Id::new(suggestion.office).map(Detail::Office);
    let details = office.into_iter().chain([Detail::HiddenFrom(hidden_from)]).collect();
    desk.note(&mut tx, Subject::suggestion(suggestion.id), Kind::SuggestionEntered, details).await?;
    tx.commit().await?;
    Ok(())
}

/// Says whether a suggestion is taken up, partly, or not, and why: once.
///
/// # Errors
/// [`StepError::Missing`] without a verdict or a reason; [`StepError::Refused`], [`StepError::Stale`].
pub async fn answer_suggestion(desk: Desk<'_>, on: OnRecord<'_>, sent: &Sent) -> Result<(), StepError> {
    let act = Act::AnswerSuggestion;
    let verdict = Verdict::parse(sent.text("verdict")).ok_or(StepError::Missing("verdict"))?;
    let why = needed("verdict_reason", sent.text("text"))?;
    let mut tx = desk.begin().await?;
    let row = store::find_suggestion(&mut tx, &desk.staff.viewer(), on.id).await?;
    desk.staff.viewer().check_in(act, &record_of_suggestion(&row, &desk.staff.id))?;
    if row.verdict.is_some() {
        return Err(Refused { act, because: Because::State }.into());
    }
    let sealed = seal(desk.township, VERDICT, on.id, &why);
    let by = (desk.staff.id.as_str(), case::shanghai_date(desk.now));
    store::answer_suggestion(&mut tx, (on.id, on.version), (verdict, &sealed), by).await?;
    desk.note(&mut tx, row.subject(), Kind::SuggestionAnswered, Vec::new()).await?;
    tx.commit().await?;
    Ok(())
}

/// Notes on which day who suggested it was told what became of it.
///
/// # Errors
/// [`StepError::Refused`] before it is answered, and where nobody wanted to know.
pub async fn tell_suggestion(desk: Desk<'_>, on: OnRecord<'_>, sent: &Sent) -> Result<(), StepError> {
    let act = Act::TellSuggestion;
    let told_on = past_day(desk, sent, "told_on", "told_on")?;
    let mut tx = desk.begin().await?;
    let row = store::find_suggestion(&mut tx, &desk.staff.viewer(), on.id).await?;
    desk.staff.viewer().check_in(act, &record_of_suggestion(&row, &desk.staff.id))?;
    if row.verdict.is_none() || !row.wants_to_know || row.told_on.is_some() {
        return Err(Refused { act, because: Because::State }.into());
    }
    store::tell_suggestion(&mut tx, (on.id, on.version), told_on).await?;
    desk.note(&mut tx, row.subject(), Kind::SuggestionTold, Vec::new()).await?;
    tx.commit().await?;
    Ok(())
}
