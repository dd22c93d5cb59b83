//! A mediation as its file: what was written, the days that it waits for, what can be added.

use actix_web::{HttpResponse, ResponseError as _, web};
use serde::Serialize;

use super::view::{PartView, mediators, part_choices, part_views};
use crate::case::forms::{
    ERASE_PART, Form as CaseForm, HIDE_MEDIATION, LINK_MEDIATION, MEDIATIONS, NAME_HANDLER, mediation_form,
};
use crate::case::{MediationPart, confirmation_until, shanghai_date};
use crate::context::Context;
use crate::event_log::list_events;
use crate::http::desk::record_form::{Notice, RecordFill, RefusedRecord, lead_to};
use crate::http::desk::steps::Came;
use crate::http::extract::form::Form;
use crate::http::extract::session::Session;
use crate::http::pages::ApiError;
use crate::http::pages::form_view::FormView;
use crate::http::pages::respond::{self, html};
use crate::http::pages::views::{TimelineRow, staff_name, timeline_row, village_name};
use crate::messages::speak;
use crate::steps::{self, OnRecord};
use crate::store::{self, MediationRow};

#[derive(Serialize)]
struct LetterLink {
    submission_no: String,
    title: String,
}

/// A form that can be unfolded.
#[derive(Serialize)]
struct FoldedForm {
    word: &'static str,
    label: String,
    /// It came back: it stands open.
    is_open: bool,
    form: FormView,
}

#[derive(Serialize)]
struct FileView {
    id: String,
    mediation_no: String,
    village: String,
    state: &'static str,
    state_label: String,
    handlers: String,
    perform_by: Option<String>,
    call_back_on: Option<String>,
    /// The last day on which a court can be asked to confirm the agreement, as long as nobody has asked.
    confirm_until: Option<String>,
    is_confirmation_past: bool,
    parts: Vec<PartView>,
    letters: Vec<LetterLink>,
    /// What can be added to the file now.
    next: Vec<FoldedForm>,
    /// What else can be done.
    others: Vec<FoldedForm>,
    timeline: Vec<TimelineRow>,
    notice: Option<Notice>,
}

async fn file(
    app: &Context,
    session: &Session,
    row: &MediationRow,
    refused: Option<&RefusedRecord>,
) -> Result<String, ApiError> {
    let staff = store::list_staff(&app.db).await?;
    let can_be_asked = mediators(app).await?;
    let parts = store::list_mediation_parts(&app.db, row).await?;
    let handlers = store::list_mediators(&app.db, &row.id).await?;
    let letters = store::list_letters_of_mediation(&app.db, &session.staff.viewer(), &row.id).await?;
    let events = list_events(&app.db, row.subject()).await?;
    let today = shanghai_date(app.now());
    let values = vec![("happened_on".to_owned(), today.to_string())];
    let fill = RecordFill::new(app, session, values).naming(&can_be_asked).with_parts(part_choices(&parts));
    let folded = |form: &'static CaseForm| FoldedForm {
        word: form.word,
        label: speak(form.button),
        is_open: refused.is_some_and(|came| came.is_of(form)),
        form: fill.show(form, (format!("/desk/mediations/{}/{}", row.id, form.word), row.version), refused),
    };
    let state = row.standing.state;
    let open = MediationPart::ALL.iter().filter(|part| state.after(**part).is_ok());
    let open: Vec<&'static CaseForm> = open.map(|part| mediation_form(*part)).collect();
    let others = [&LINK_MEDIATION, &NAME_HANDLER, &HIDE_MEDIATION, &ERASE_PART];
    let days = row.standing.days();
    let until = days.unconfirmed_since.map(|day| confirmation_until(day, &app.township.calendar()));
    let names = handlers.iter().filter_map(|id| staff_name(&staff, Some(id)));
    let view = FileView {
        id: row.id.clone(),
        mediation_no: row.mediation_no.clone(),
        village: village_name(&app.township, Some(&row.village)).unwrap_or_default(),
        state: state.as_str(),
        state_label: speak(&format!("mediation_state-{}", state.as_str())),
        handlers: names.collect::<Vec<_>>().join("、"),
        perform_by: days.perform_by.map(|day| day.to_string()),
        call_back_on: days.call_back_on.map(|day| day.to_string()),
        confirm_until: until.map(|day| day.to_string()),
        is_confirmation_past: until.is_some_and(|day| day < today),
        parts: part_views(app, &parts, &staff)?,
        letters: letters
            .into_iter()
            .map(|(submission_no, title)| LetterLink { submission_no, title })
            .collect(),
        notice: refused.map(|came| {
            let shown = open.iter().chain(&others).map(|form| form.word);
            came.notice(&shown.collect::<Vec<_>>())
        }),
        next: open.iter().map(|form| folded(form)).collect(),
        others: others.into_iter().map(folded).collect(),
        timeline: events.iter().map(|event| timeline_row(&app.township, event, Some(&staff))).collect(),
    };
    Ok(app.pages.desk("desk/mediation.html", Some(session.frame()), &view)?)
}

/// GET a mediation as its file.
///
/// # Errors
/// [`ApiError::NotFound`] also for one that this person does not handle.
pub(crate) async fn show(
    app: web::Data<Context>,
    session: Session,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let row = store::find_mediation(&app.db, &session.staff.viewer(), &id).await?;
    Ok(html(file(&app, &session, &row, None).await?))
}

/// GET an address to which a form of it is sent: somebody pressed Enter in the address bar.
pub(crate) async fn back(_: Session, path: web::Path<(String, String)>) -> HttpResponse {
    lead_to(&format!("/desk/mediations/{}", path.0))
}

/// POST a part, or what else is done with it.
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
    let spec = MEDIATIONS.iter().skip(1).find(|form| form.word == word).ok_or(ApiError::NotFound)?;
    let came = Came::read(spec, &form)?;
    let row = store::find_mediation(&app.db, &session.staff.viewer(), &id).await?;
    let address = format!("/desk/mediations/{id}");
    let posting = form.posting(address.as_str());
    let on = OnRecord { id: &id, version: came.version };
    let step = async {
        let (by, sent) = (session.desk(&posting), &came.sent);
        match MediationPart::parse(&word) {
            Some(part) => steps::add_mediation_part(by, on, part, sent).await,
            None if *spec == &NAME_HANDLER => steps::name_mediator(by, on, sent.text("staff")).await,
            None if *spec == &HIDE_MEDIATION => steps::hide_mediation(by, on, sent.text("staff")).await,
            None if *spec == &LINK_MEDIATION => steps::link_letter(by, on, sent.text("number")).await,
            None => steps::erase_mediation_part(by, on, sent.text("part")).await,
        }
    };
    match came.submit(&session, step).await? {
        None => Ok(lead_to(&address)),
        Some(refusal) => {
            let refused = RefusedRecord::new(spec, came.sent.clone(), &refusal);
            let row = store::find_mediation(&app.db, &session.staff.viewer(), &row.id).await?;
            let body = file(&app, &session, &row, Some(&refused)).await?;
            Ok(respond::page(refusal.status_code(), body))
        }
    }
}
