//! 发展建议单: taken down, answered with a reason, and told to who made it where they wish.

use actix_web::{HttpResponse, ResponseError as _, web};
use serde::{Deserialize, Serialize};

use crate::case::forms::{ANSWER_SUGGESTION, Form as CaseForm, SUGGESTION, SUGGESTION_TOLD};
use crate::case::{Act, shanghai_date};
use crate::context::Context;
use crate::http::desk::record_form::{
    Notice, RecordFill, RefusedRecord, has_next, hidden, lead_to, row_id, rows_of,
};
use crate::http::desk::steps::Came;
use crate::http::extract::form::Form;
use crate::http::extract::session::Session;
use crate::http::pages::ApiError;
use crate::http::pages::form_view::FormView;
use crate::http::pages::respond::{self, html};
use crate::http::pages::views::{office_name, paragraphs, staff_name, village_name};
use crate::messages::speak;
use crate::steps::{self, OnRecord};
use crate::store::{self, Staff, SuggestionRow};

/// Which page, and on which visit a new one was said.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    page: u32,
    #[serde(default)]
    visit: String,
}

#[derive(Serialize)]
struct SuggestionLine {
    id: String,
    suggestion_no: String,
    begin: String,
    suggested_on: String,
    place: String,
    area: String,
    office: Option<String>,
    verdict: Option<&'static str>,
    verdict_label: String,
    /// Who made it wants to know, it is answered, and nobody has told them.
    waits_to_be_told: bool,
}

/// Characters of a text that stand in a list.
const BEGIN: usize = 60;

fn line(app: &Context, row: &SuggestionRow) -> Result<SuggestionLine, ApiError> {
    let answers = steps::open_suggestion(&app.township, row)?;
    Ok(SuggestionLine {
        id: row.id.clone(),
        suggestion_no: row.suggestion_no.clone(),
        begin: hidden(&answers, "text").chars().take(BEGIN).collect(),
        suggested_on: row.suggested_on.to_string(),
        place: place(app, row),
        area: speak(&format!("suggestion_area-{}", row.area.as_str())),
        office: office_name(&app.township, Some(&row.office)),
        verdict: row.verdict.map(|verdict| verdict.as_str()),
        verdict_label: verdict_label(row),
        waits_to_be_told: row.wants_to_know && row.verdict.is_some() && row.told_on.is_none(),
    })
}

fn place(app: &Context, row: &SuggestionRow) -> String {
    village_name(&app.township, row.village.as_deref()).unwrap_or_else(|| speak("suggestion-township"))
}

fn verdict_label(row: &SuggestionRow) -> String {
    match row.verdict {
        Some(verdict) => speak(&format!("verdict-{}", verdict.as_str())),
        None => speak("suggestion-open"),
    }
}

#[derive(Serialize)]
struct SuggestionsView {
    rows: Vec<SuggestionLine>,
    may_suggest: bool,
    page: u32,
    has_next: bool,
}

/// GET the suggestions that this person may see: what waits for an answer first.
///
/// # Errors
/// [`ApiError::Internal`].
pub(crate) async fn list(
    app: web::Data<Context>,
    session: Session,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, ApiError> {
    let viewer = session.staff.viewer();
    let page = wanted.page.max(1);
    let mut rows = store::list_suggestions(&app.db, &viewer, rows_of(page)).await?;
    let view = SuggestionsView {
        has_next: has_next(&mut rows),
        rows: rows.iter().map(|row| line(&app, row)).collect::<Result<_, _>>()?,
        may_suggest: viewer.may_ever(Act::VisitHouseholds),
        page,
    };
    Ok(html(app.pages.desk("desk/suggestions.html", Some(session.frame()), &view)?))
}

#[derive(Serialize)]
struct SuggestionFormView {
    form: FormView,
    notice: Option<Notice>,
}

fn html_form(
    app: &Context,
    session: &Session,
    (id, visit): (&str, &str),
    values: Vec<(String, String)>,
    refused: Option<(&RefusedRecord, &ApiError)>,
) -> Result<HttpResponse, ApiError> {
    let fill = RecordFill::new(app, session, values);
    let came = refused.map(|(came, _)| came);
    let mut form = fill.show(&SUGGESTION, (format!("/desk/suggestions/{id}"), 0), came);
    form.stand_out();
    if !visit.is_empty() {
        form = form.carry("visit", visit.to_owned());
    }
    let view = SuggestionFormView { form, notice: came.map(|came| came.notice(&[SUGGESTION.word])) };
    let body = app.pages.desk("desk/suggestion_form.html", Some(session.frame()), &view)?;
    Ok(match refused {
        Some((_, refusal)) => respond::page(refusal.status_code(), body),
        None => html(body),
    })
}

/// GET the form of a new suggestion, under an id of its own.
///
/// # Errors
/// [`ApiError::Forbidden`] for who visits nobody.
pub(crate) async fn show_new(
    app: web::Data<Context>,
    session: Session,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, ApiError> {
    session.must_hold(Act::VisitHouseholds)?;
    let mut values = vec![
        ("suggested_on".to_owned(), shanghai_date(app.now()).to_string()),
        ("village".to_owned(), session.staff.office.clone().unwrap_or_default()),
    ];
    if !wanted.visit.is_empty() {
        let visit = store::find_visit(&app.db, &session.staff.viewer(), &wanted.visit).await?;
        values = vec![
            ("suggested_on".to_owned(), visit.visited_on.to_string()),
            ("village".to_owned(), visit.village),
        ];
    }
    html_form(&app, &session, (&store::new_id(), &wanted.visit), values, None)
}

/// POST a suggestion: the way to its sheet, or the form again, filled.
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
    let came = Came::read(&SUGGESTION, &form)?;
    let visit = hidden(&form, "visit");
    let address = format!("/desk/suggestions/{id}");
    let posting = form.posting(address.as_str());
    let step =
        steps::suggest(session.desk(&posting), id, Some(visit).filter(|visit| !visit.is_empty()), &came.sent);
    match came.submit(&session, step).await? {
        None => Ok(lead_to(&address)),
        Some(refusal) => {
            let refused = RefusedRecord::new(&SUGGESTION, came.sent.clone(), &refusal);
            if matches!(refusal, ApiError::Stale) {
                // The first one stays; what was changed since is another one, if it is sent.
                let refused = refused.saying(speak("suggestion-sent_before"));
                let id = store::new_id();
                return html_form(&app, &session, (&id, visit), Vec::new(), Some((&refused, &refusal)));
            }
            html_form(&app, &session, (id, visit), Vec::new(), Some((&refused, &refusal)))
        }
    }
}

#[derive(Serialize)]
struct SuggestionView {
    id: String,
    suggestion_no: String,
    suggested_on: String,
    place: String,
    area: String,
    office: Option<String>,
    text: Vec<String>,
    reason: Vec<String>,
    proposer: String,
    by: Option<String>,
    wants_to_know: bool,
    verdict: Option<&'static str>,
    verdict_label: String,
    why: Vec<String>,
    answered_by: Option<String>,
    answered_on: Option<String>,
    told_on: Option<String>,
    next: Vec<FormView>,
    notice: Option<Notice>,
}

fn one(
    app: &Context,
    session: &Session,
    row: &SuggestionRow,
    staff: &[Staff],
    refused: Option<&RefusedRecord>,
) -> Result<String, ApiError> {
    let viewer = session.staff.viewer();
    let answers = steps::open_suggestion(&app.township, row)?;
    let text = |name: &str| paragraphs(&hidden(&answers, name).replace('\r', ""));
    let record = steps::record_of_suggestion(row, &viewer.staff_id);
    let may = |act| viewer.check_in(act, &record).is_ok();
    let waits_to_be_told = row.wants_to_know && row.verdict.is_some() && row.told_on.is_none();
    let mut forms: Vec<&'static CaseForm> = Vec::new();
    if row.verdict.is_none() && may(Act::AnswerSuggestion) {
        forms.push(&ANSWER_SUGGESTION);
    }
    if waits_to_be_told && may(Act::TellSuggestion) {
        forms.push(&SUGGESTION_TOLD);
    }
    let values = vec![("told_on".to_owned(), shanghai_date(app.now()).to_string())];
    let fill = RecordFill::new(app, session, values);
    let address = |form: &CaseForm| format!("/desk/suggestions/{}/{}", row.id, form.word);
    let why = steps::open_verdict(&app.township, row)?.unwrap_or_default();
    let view = SuggestionView {
        id: row.id.clone(),
        suggestion_no: row.suggestion_no.clone(),
        suggested_on: row.suggested_on.to_string(),
        place: place(app, row),
        area: speak(&format!("suggestion_area-{}", row.area.as_str())),
        office: office_name(&app.township, Some(&row.office)),
        text: text("text"),
        reason: text("reason"),
        proposer: hidden(&answers, "proposer").to_owned(),
        by: staff_name(staff, Some(&row.entered_by)),
        wants_to_know: row.wants_to_know,
        verdict: row.verdict.map(|verdict| verdict.as_str()),
        verdict_label: verdict_label(row),
        why: paragraphs(&why.replace('\r', "")),
        answered_by: staff_name(staff, row.answered_by.as_deref()),
        answered_on: row.answered_on.map(|day| day.to_string()),
        told_on: row.told_on.map(|day| day.to_string()),
        notice: refused.map(|came| came.notice(&forms.iter().map(|form| form.word).collect::<Vec<_>>())),
        next: forms.into_iter().map(|form| fill.show(form, (address(form), row.version), refused)).collect(),
    };
    Ok(app.pages.desk("desk/suggestion.html", Some(session.frame()), &view)?)
}

/// GET a suggestion as its sheet.
///
/// # Errors
/// [`ApiError::NotFound`] also for one that is not theirs to see.
pub(crate) async fn show(
    app: web::Data<Context>,
    session: Session,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let row = store::find_suggestion(&app.db, &session.staff.viewer(), &id).await?;
    let staff = store::list_staff(&app.db).await?;
    Ok(html(one(&app, &session, &row, &staff, None)?))
}

/// GET an address to which a form of it is sent.
pub(crate) async fn back(_: Session, path: web::Path<(String, String)>) -> HttpResponse {
    lead_to(&format!("/desk/suggestions/{}", path.0))
}

/// POST its answer, or that who made it was told.
///
/// # Errors
/// As [`show`]; [`ApiError::ForgedForm`].
pub(crate) async fn take(
    app: web::Data<Context>,
    session: Session,
    path: web::Path<(String, String)>,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, ApiError> {
    let (id, word) = path.into_inner();
    let forms: [&'static CaseForm; 2] = [&ANSWER_SUGGESTION, &SUGGESTION_TOLD];
    let spec = forms.into_iter().find(|form| form.word == word).ok_or(ApiError::NotFound)?;
    let came = Came::read(spec, &form)?;
    let row = store::find_suggestion(&app.db, &session.staff.viewer(), &id).await?;
    let address = format!("/desk/suggestions/{id}");
    let posting = form.posting(address.as_str());
    let on = OnRecord { id: &id, version: came.version };
    let step = async {
        let by = session.desk(&posting);
        if spec == &ANSWER_SUGGESTION {
            steps::answer_suggestion(by, on, &came.sent).await
        } else {
            steps::tell_suggestion(by, on, &came.sent).await
        }
    };
    match came.submit(&session, step).await? {
        None => Ok(lead_to(&address)),
        Some(refusal) => {
            let refused = RefusedRecord::new(spec, came.sent.clone(), &refusal);
            let staff = store::list_staff(&app.db).await?;
            let body = one(&app, &session, &row, &staff, Some(&refused))?;
            Ok(respond::page(refusal.status_code(), body))
        }
    }
}
