//! 走访: one text box first, structure afterwards. The id of a visit is made with its page, before the first key.

use actix_web::{HttpResponse, ResponseError as _, web};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::households::{FactsView, HouseholdView, last_facts};
use crate::case::forms::{Field, FieldKind, Form as CaseForm, visit_form, visit_form_now};
use crate::case::{Act, Because, Refused, SheetLevel, shanghai_date};
use crate::context::Context;
use crate::http::desk::record_form::{
    Notice, RecordFill, RefusedRecord, has_next, hidden, lead_to, row_id, rows_of,
};
use crate::http::desk::steps::Came;
use crate::http::extract::form::Form;
use crate::http::extract::session::Session;
use crate::http::pages::ApiError;
use crate::http::pages::form_view::{FormView, words_of};
use crate::http::pages::respond::{self, html};
use crate::http::pages::views::{staff_name, village_name};
use crate::messages::{speak, speak_with};
use crate::steps::{self, VisitForm};
use crate::store::{self, VisitRow};

/// Which visits are wanted.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Wanted {
    /// All that this person may see, and not only their own.
    #[serde(default)]
    all: String,
    #[serde(default)]
    page: u32,
    /// The household that is to be visited.
    #[serde(default)]
    household: String,
}

/// A visit in a list.
#[derive(Serialize)]
pub(super) struct VisitLine {
    id: String,
    sheet_no: String,
    visited_on: String,
    whom: String,
    village: String,
    /// The beginning of what was written.
    begin: String,
    by: Option<String>,
    level: &'static str,
    level_label: String,
}

/// Characters of a text that stand in a list.
const BEGIN: usize = 60;

/// Visits as a list shows them.
pub(super) async fn visit_lines(
    app: &Context,
    session: &Session,
    rows: &[VisitRow],
) -> Result<Vec<VisitLine>, ApiError> {
    let staff = store::list_staff(&app.db).await?;
    let viewer = session.staff.viewer();
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let answers = steps::open_visit(&app.township, row)?;
        let household = match &row.household_id {
            Some(id) => match store::find_household(&app.db, &viewer, id).await {
                Ok(found) => Some(HouseholdView::new(&app.township, &found)?.name),
                Err(store::StoreError::NotFound) => None,
                Err(other) => return Err(other.into()),
            },
            None => None,
        };
        let text = hidden(&answers, "text");
        lines.push(VisitLine {
            id: row.id.clone(),
            sheet_no: row.sheet_no.clone(),
            visited_on: row.visited_on.to_string(),
            whom: household.unwrap_or_else(|| hidden(&answers, "visited").to_owned()),
            village: village_name(&app.township, Some(&row.village)).unwrap_or_default(),
            begin: text.chars().take(BEGIN).collect(),
            by: staff_name(&staff, Some(&row.written_by)),
            level: row.level.as_str(),
            level_label: speak(&format!("sheet_level-{}", row.level.as_str())),
        });
    }
    Ok(lines)
}

/// A month's visits of one person, in words.
#[derive(Serialize)]
pub(crate) struct VisitsDue {
    /// How many households they visited.
    done: String,
    /// How many they are to visit; that nothing is set where it is not.
    owed: String,
}

/// This month's visits, for who visits.
pub(crate) async fn visits_due(app: &Context, session: &Session) -> Result<Option<VisitsDue>, ApiError> {
    let viewer = session.staff.viewer();
    if !viewer.may_ever(Act::VisitHouseholds) {
        return Ok(None);
    }
    let month = month_of(shanghai_date(app.now()));
    let done = store::count_visited_households(&app.db, &viewer.staff_id, month).await?;
    Ok(Some(VisitsDue {
        done: speak_with("visits-done", &[("households", done.to_string())]),
        owed: match app.settings.survey.of(&viewer) {
            Some(owed) => speak_with("visits-owed", &[("households", owed.to_string())]),
            None => speak("visits-owed-unset"),
        },
    }))
}

#[derive(Serialize)]
struct VisitsView {
    rows: Vec<VisitLine>,
    is_own: bool,
    /// Of this month, for who visits themselves.
    due: Option<VisitsDue>,
    page: u32,
    has_next: bool,
}

/// GET one's own visits, or all that one may see.
///
/// # Errors
/// [`ApiError::Forbidden`] for who visits nobody.
pub(crate) async fn list(
    app: web::Data<Context>,
    session: Session,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, ApiError> {
    session.must_hold(Act::ReadVisits)?;
    let viewer = session.staff.viewer();
    let page = wanted.page.max(1);
    let is_own = wanted.all.is_empty();
    let mut rows = store::list_visits(&app.db, &viewer, None, is_own, rows_of(page)).await?;
    let view = VisitsView {
        has_next: has_next(&mut rows),
        rows: visit_lines(&app, &session, &rows).await?,
        is_own,
        due: visits_due(&app, &session).await?,
        page,
    };
    Ok(html(app.pages.desk("desk/visits.html", Some(session.frame()), &view)?))
}

/// The first and the last day of the month of a day.
fn month_of(day: Date) -> (Date, Date) {
    let first = day.first_of_month();
    (first, first.saturating_add(1.month()).saturating_sub(1.day()))
}

#[derive(Serialize)]
struct VisitFormView {
    form: FormView,
    is_new: bool,
    household: Option<HouseholdView>,
    address: String,
    facts: Option<FactsView>,
    notice: Option<Notice>,
}

/// What a visit's form belongs to.
struct Begun<'a> {
    id: &'a str,
    version: i64,
    form_version: i64,
    form: &'static CaseForm,
    household: &'a str,
}

async fn page_of(
    app: &Context,
    session: &Session,
    begun: Begun<'_>,
    values: Vec<(String, String)>,
    refused: Option<&RefusedRecord>,
) -> Result<String, ApiError> {
    let household = match begun.household {
        "" => None,
        id => {
            let row = store::find_household(&app.db, &session.staff.viewer(), id).await?;
            Some(HouseholdView::new(&app.township, &row)?)
        }
    };
    let facts = match &household {
        Some(household) => last_facts(app, &session.staff.viewer(), &household.id).await?,
        None => None,
    };
    let fill = RecordFill::new(app, session, values);
    let at = (format!("/desk/visits/{}", begun.id), begun.version);
    let mut form = fill.show(begun.form, at, refused).carry("form_version", begun.form_version.to_string());
    form.stand_out();
    if let Some(household) = &household {
        form = form.carry("household", household.id.clone());
        form.leave_out(&["visited", "village"]);
        if facts.is_none() {
            form.leave_out(&["unchanged"]);
        }
        let key = if facts.is_some() { "visit-facts-changed" } else { "visit-facts-first" };
        form.fold(("people", "income"), speak(key));
    } else {
        form.leave_out(&["unchanged", "people", "elders", "children", "workers", "away", "income"]);
    }
    form.fold(("matters", "companions"), speak("visit-more"));
    let view = VisitFormView {
        form,
        is_new: begun.version == 0,
        address: household.as_ref().map(HouseholdView::address).unwrap_or_default(),
        household,
        facts,
        notice: refused.map(|came| came.notice(&[begun.form.word])),
    };
    Ok(app.pages.desk("desk/visit_form.html", Some(session.frame()), &view)?)
}

/// GET the form of a new visit, with a new id.
///
/// # Errors
/// As [`list`]; [`ApiError::NotFound`] also for a household of another village.
pub(crate) async fn show_new(
    app: web::Data<Context>,
    session: Session,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, ApiError> {
    session.must_hold(Act::VisitHouseholds)?;
    let (form_version, form) = visit_form_now();
    let id = store::new_id();
    let begun = Begun { id: &id, version: 0, form_version, form, household: &wanted.household };
    let values = vec![
        ("visited_on".to_owned(), shanghai_date(app.now()).to_string()),
        ("village".to_owned(), session.staff.office.clone().unwrap_or_default()),
        ("unchanged".to_owned(), "yes".to_owned()),
    ];
    Ok(html(page_of(&app, &session, begun, values, None).await?))
}

/// GET the form with what was written, in the version in which it was begun.
///
/// # Errors
/// [`ApiError::NotFound`] for a visit of somebody else; [`ApiError::Refused`] once its sheet has gone on.
pub(crate) async fn show_edit(
    app: web::Data<Context>,
    session: Session,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    session.must_hold(Act::VisitHouseholds)?;
    let row = store::find_own_visit(&app.db, &id, &session.staff.id).await?.ok_or(ApiError::NotFound)?;
    if row.level != SheetLevel::Visitor {
        return Err(Refused { act: Act::VisitHouseholds, because: Because::State }.into());
    }
    let form = visit_form(row.form_version).ok_or(ApiError::NotFound)?;
    let household = row.household_id.as_deref().unwrap_or_default();
    let (version, form_version) = (row.version, row.form_version);
    let begun = Begun { id: &row.id, version, form_version, form, household };
    let values = steps::open_visit(&app.township, &row)?;
    Ok(html(page_of(&app, &session, begun, values, None).await?))
}

/// POST a visit: the way to its sheet, or the form again, filled. The same once more leads to the same sheet.
///
/// # Errors
/// As [`show_new`]; [`ApiError::ForgedForm`].
pub(crate) async fn save(
    app: web::Data<Context>,
    session: Session,
    id: web::Path<String>,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, ApiError> {
    session.must_hold(Act::VisitHouseholds)?;
    let id = row_id(&id)?;
    let form_version = hidden(&form, "form_version").parse().unwrap_or(0);
    let spec =
        visit_form(form_version).ok_or_else(|| ApiError::BadRequest("unknown-form_version".to_owned()))?;
    let came = Came::read(spec, &form)?;
    let household = hidden(&form, "household");
    let address = format!("/desk/visits/{id}");
    let posting = form.posting(address.as_str());
    let visit = VisitForm {
        id,
        version: came.version,
        form_version,
        household: Some(household).filter(|id| !id.is_empty()),
        sent: &came.sent,
    };
    let step = steps::save_visit(session.desk(&posting), visit);
    match came.submit(&session, step).await? {
        None => Ok(lead_to(&address)),
        Some(refusal) => {
            let mut refused = RefusedRecord::new(spec, came.sent.clone(), &refusal);
            let mut version = came.version;
            // Another text stands there: what is sent from this page, with open eyes, takes its place.
            if let (ApiError::Stale, Some(now)) =
                (&refusal, store::find_own_visit(&app.db, id, &session.staff.id).await?)
            {
                refused =
                    refused.saying(speak(if version == 0 { "record-sent_before" } else { "record-stale" }));
                version = now.version;
            }
            let begun = Begun { id, version, form_version, form: spec, household };
            let body = page_of(&app, &session, begun, Vec::new(), Some(&refused)).await?;
            Ok(respond::page(refusal.status_code(), body))
        }
    }
}

#[derive(Serialize)]
struct BlankView {
    fields: Vec<BlankField>,
}

#[derive(Serialize)]
struct BlankField {
    label: String,
    lines: u8,
    /// What is ticked on paper.
    choices: Vec<String>,
    /// What is counted, each with room for a number.
    counts: Vec<String>,
}

/// A row of the empty sheet; small numbers share one.
fn blank_field(field: &Field) -> BlankField {
    BlankField {
        label: speak(field.label),
        lines: if let FieldKind::Text(rows) = field.kind { rows } else { 1 },
        choices: words_of(field.choices).into_iter().map(|choice| choice.label).collect(),
        counts: Vec::new(),
    }
}

/// GET the sheet as paper, empty: it is typed in under the day of the visit. Who and when stand first, as offices know it.
///
/// # Errors
/// [`ApiError::Internal`].
pub(crate) async fn blank(app: web::Data<Context>, session: Session) -> Result<HttpResponse, ApiError> {
    session.must_hold(Act::VisitHouseholds)?;
    let (_, form) = visit_form_now();
    let is_of = |field: &&Field, is_text| matches!(field.kind, FieldKind::Text(_)) == is_text;
    let asked = form.fields.iter().filter(|field| field.kind != FieldKind::Tick);
    let (counts, others): (Vec<&Field>, Vec<&Field>) =
        asked.partition(|field| field.kind == FieldKind::Count);
    let counts = BlankField {
        label: speak("sheet-facts"),
        lines: 1,
        choices: Vec::new(),
        counts: counts.iter().map(|field| speak(field.label)).collect(),
    };
    let rows = |is_text| others.iter().copied().filter(move |field| is_of(field, is_text)).map(blank_field);
    let fields = rows(false).chain([counts]).chain(rows(true)).collect();
    Ok(html(app.pages.desk("desk/visit_blank.html", Some(session.frame()), &BlankView { fields })?))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::month_of;

    #[test]
    fn a_month_ends_on_its_last_day() {
        assert_eq!(month_of(date(2028, 2, 11)), (date(2028, 2, 1), date(2028, 2, 29)));
        assert_eq!(month_of(date(2026, 12, 31)), (date(2026, 12, 1), date(2026, 12, 31)));
    }
}
