//! 团队分析单: written by a village's instructor about the team that leads the village, and read by a leader of the township.
//!
//! Deliberately absent: any way to one from a case, and anything that could be added up.

use crate::case::forms::Sent;
use crate::case::{Act, Because, Exclusion, Month, Record, Refused, Subject, SubmissionKind, shanghai_date};
use crate::event_log::{Detail, Kind};
use crate::steps::letter::named::{Said, named_by};
use crate::steps::sealed_record::{Answers, OnRecord, open, seal};
use crate::steps::{Desk, StepError, Township, needed};
use crate::store::{self, NewTeamAssessment, StoreError, TeamAssessmentRow, Tx};

const ANSWERS: &str = "team_assessments.sealed_answers";
const WORD: &str = "team_assessments.sealed_word";

/// What was written.
///
/// # Errors
/// [`StepError::Sealed`] for a row of another key file.
pub fn open_team_assessment(township: &Township, row: &TeamAssessmentRow) -> Result<Answers, StepError> {
    open(township, ANSWERS, &row.id, &row.sealed_answers)
}

/// What a leader said to it.
///
/// # Errors
/// As [`open_team_assessment`].
pub fn open_leaders_word(township: &Township, row: &TeamAssessmentRow) -> Result<Option<String>, StepError> {
    row.sealed_word.as_deref().map(|sealed| open(township, WORD, &row.id, sealed)).transpose()
}

/// The month that is assessed: the one that is, or the one before.
#[must_use]
pub fn recent_months(today: jiff::civil::Date) -> [Month; 2] {
    let now = Month::of(today);
    [now, now.previous()]
}

/// Writes it under the id that its page made, or corrects it over the version that the page showed (none: it is new).
///
/// # Errors
/// [`StepError::Unknown`] for a month that is not to be assessed now, or was already; [`StepError::Refused`] for whose village it is not;
/// [`StepError::Stale`].
pub async fn save_team_assessment(desk: Desk<'_>, on: OnRecord<'_>, sent: &Sent) -> Result<(), StepError> {
    needed("team_assessment_duties", sent.text("duties"))?;
    let not_now = StepError::Unknown("team_assessment_month");
    let month = Month::parse(sent.text("month")).ok_or(StepError::Missing("team_assessment_month"))?;
    let mut tx = desk.begin().await?;
    let before = match on.version {
        0 => None,
        _ => Some(store::find_team_assessment(&mut tx, &desk.staff.viewer(), on.id).await?),
    };
    let is_kept = before.as_ref().is_some_and(|row| row.month == month.to_string());
    if !is_kept && !recent_months(shanghai_date(desk.now)).contains(&month) {
        return Err(not_now);
    }
    let act = Act::WriteTeamAssessment;
    let own = desk.staff.office.as_deref().filter(|unit| desk.township.units.village(unit).is_some());
    let village = before.as_ref().map(|row| row.village.as_str()).or(own);
    desk.staff.viewer().check_in(act, &Record { village, office: None, is_own: false })?;
    let village = village.ok_or(Refused { act, because: Because::Role })?;
    if before.as_ref().is_some_and(|row| row.written_by != desk.staff.id) {
        return Err(Refused { act, because: Because::Role }.into());
    }
    let answers: Answers = sent.pairs();
    let sealed_answers = seal(desk.township, ANSWERS, on.id, &answers);
    let new = NewTeamAssessment { id: on.id, village, month, sealed_answers: &sealed_answers };
    let by = (desk.staff.id.as_str(), desk.now.as_millisecond());
    let (saved, kind) = match &before {
        None => (store::add_team_assessment(&mut tx, &new, by).await, Kind::TeamAssessed),
        Some(_) => {
            (store::correct_team_assessment(&mut tx, &new, on.version).await, Kind::TeamAssessmentCorrected)
        }
    };
    match saved {
        Err(StoreError::Duplicate) => return Err(not_now),
        saved => saved?,
    }
    let hidden_from = hide_from_named(desk, &mut tx, on.id, &answers).await?;
    let details = vec![Detail::HiddenFrom(hidden_from)];
    desk.note(&mut tx, Subject::team_assessment(on.id), kind, details).await?;
    tx.commit().await?;
    Ok(())
}

/// It is about the village's team; a leader of the township whom it names too does not read it.
async fn hide_from_named(
    desk: Desk<'_>,
    tx: &mut Tx,
    id: &str,
    answers: &Answers,
) -> Result<usize, StepError> {
    let texts: Vec<&str> = answers.iter().map(|(_, value)| value.as_str()).collect();
    let said = Said { kind: SubmissionKind::Complaint, accused: "", texts: &texts, village: None };
    let staff = store::list_staff(&mut *tx).await?;
    let mut named = named_by(desk.township, &staff, said).hidden_from;
    named.retain(|one| !matches!(one, Exclusion::Staff(id) if *id == desk.staff.id));
    let rows: Vec<_> = named.iter().map(|one| (Subject::team_assessment(id), one)).collect();
    store::add_exclusions(tx, &rows).await?;
    Ok(named.len())
}

/// A leader has read it, and says a word to its writer or none. From then on it is corrected no more.
///
/// # Errors
/// [`StepError::Refused`], [`StepError::Stale`].
pub async fn read_team_assessment(desk: Desk<'_>, on: OnRecord<'_>, sent: &Sent) -> Result<(), StepError> {
    let act = Act::AnswerTeamAssessment;
    let mut tx = desk.begin().await?;
    let row = store::find_team_assessment(&mut tx, &desk.staff.viewer(), on.id).await?;
    let record =
        Record { village: Some(&row.village), office: None, is_own: row.written_by == desk.staff.id };
    desk.staff.viewer().check_in(act, &record)?;
    if row.read_on.is_some() {
        return Err(Refused { act, because: Because::State }.into());
    }
    let word = crate::case::clean_text(sent.text("text"));
    let sealed = (!word.is_empty()).then(|| seal(desk.township, WORD, on.id, &word));
    let by = (desk.staff.id.as_str(), shanghai_date(desk.now));
    store::read_team_assessment(&mut tx, (on.id, on.version), sealed.as_deref(), by).await?;
    desk.note(&mut tx, row.subject(), Kind::TeamAssessmentRead, Vec::new()).await?;
    tx.commit().await?;
    Ok(())
}
