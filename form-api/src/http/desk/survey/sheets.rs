//! 农户民情单: a visit as the sheet that travels, with what each level said of it, and its steps.

use actix_web::{HttpResponse, ResponseError as _, web};
use serde::Serialize;

use super::households::{FactLine, HouseholdView, fact_lines};
use crate::attachments::Fault;
use crate::case::forms::{
    self, FieldKind, HIDE_VISIT, SHEET_ASSIGN, SHEET_JOINT, SHEET_OFFICE, SHEET_SEND, SHEET_VILLAGE,
    VISIT_PHOTOS,
};
use crate::case::{Act, SheetLevel};
use crate::context::Context;
use crate::event_log::list_events;
use crate::http::desk::record_form::{Notice, RecordFill, RefusedRecord, hidden, lead_to};
use crate::http::desk::steps::Came;
use crate::http::download;
use crate::http::extract::files::{keep, place, to_the_end};
use crate::http::extract::form::Form;
use crate::http::extract::session::Session;
use crate::http::extract::upload::{Upload, sentence};
use crate::http::pages::form_view::{FormView, words_of};
use crate::http::pages::respond::{self, html};
use crate::http::pages::views::{
    TimelineRow, office_name, paragraphs, staff_name, timeline_row, village_name,
};
use crate::http::pages::{ApiError, FileView};
use crate::messages::speak;
use crate::seal::FormToken;
use crate::steps::{self, OnRecord, Spoken};
use crate::store::{self, Staff, VisitRow};

/// Something that was written into the form.
#[derive(Serialize)]
struct AnswerView {
    name: &'static str,
    label: String,
    paragraphs: Vec<String>,
}

/// What a level said, or the room for it on paper.
#[derive(Serialize)]
struct OpinionView {
    label: String,
    said: Vec<SaidView>,
}

#[derive(Serialize)]
struct SaidView {
    paragraphs: Vec<String>,
    held_on: String,
    by: Option<String>,
    leader_attended: bool,
}

#[derive(Serialize)]
struct CaseLink {
    submission_no: String,
    title: String,
}

#[derive(Serialize)]
struct SheetView {
    id: String,
    sheet_no: String,
    visited_on: String,
    village: String,
    level: &'static str,
    level_label: String,
    office: Option<String>,
    by: Option<String>,
    household: Option<HouseholdView>,
    address: String,
    facts: Vec<FactLine>,
    answers: Vec<AnswerView>,
    opinions: Vec<OpinionView>,
    cases: Vec<CaseLink>,
    photos: Vec<FileView>,
    may_edit: bool,
    may_enter: bool,
    may_suggest: bool,
    /// What there is to do now.
    next: Vec<FormView>,
    photo_form: Option<FormView>,
    hide_form: Option<FormView>,
    timeline: Vec<TimelineRow>,
    notice: Option<Notice>,
}

/// What was written, by the fields of the version in which it was begun; what belongs elsewhere on the sheet is left out.
fn answers(row: &VisitRow, pairs: &[(String, String)]) -> Vec<AnswerView> {
    const ELSEWHERE: [&str; 9] =
        ["visited_on", "village", "unchanged", "people", "elders", "children", "workers", "away", "income"];
    let Some(form) = forms::visit_form(row.form_version) else { return Vec::new() };
    let mut shown = Vec::new();
    for field in form.fields.iter().filter(|field| !ELSEWHERE.contains(&field.name)) {
        let mut texts: Vec<String> =
            pairs.iter().filter(|(name, _)| name == field.name).map(|(_, value)| value.clone()).collect();
        if field.kind == FieldKind::Choices {
            let words = words_of(field.choices);
            let label = |value: &String| {
                words.iter().find(|word| word.value == *value).map(|word| word.label.clone())
            };
            texts = vec![texts.iter().filter_map(label).collect::<Vec<_>>().join("、")];
        }
        let paragraphs: Vec<String> =
            texts.iter().flat_map(|text| paragraphs(&text.replace('\r', ""))).collect();
        if !paragraphs.is_empty() {
            shown.push(AnswerView { name: field.name, label: speak(field.label), paragraphs });
        }
    }
    shown
}

async fn opinions(app: &Context, row: &VisitRow, staff: &[Staff]) -> Result<Vec<OpinionView>, ApiError> {
    let said = store::list_opinions(&app.db, row.subject()).await?;
    let levels = [SheetLevel::Village, SheetLevel::Office, SheetLevel::Joint];
    let of_level = |level: SheetLevel| OpinionView {
        label: speak(&format!("sheet_says-{}", level.as_str())),
        said: said
            .iter()
            .filter(|one| Some(one.level) == level.speaks_as())
            .map(|one| SaidView {
                paragraphs: paragraphs(&one.opinion.replace('\r', "")),
                held_on: one.held_on.to_string(),
                by: staff_name(staff, Some(&one.written_by)),
                leader_attended: one.leader_attended,
            })
            .collect(),
    };
    Ok(levels.map(of_level).into_iter().collect())
}

/// The forms for what this person can do with the sheet where it lies now.
fn next(session: &Session, row: &VisitRow) -> Vec<&'static forms::Form> {
    let viewer = session.staff.viewer();
    let record = steps::record_of(row, &viewer.staff_id);
    let may = |act| viewer.check_in(act, &record).is_ok();
    let forms: &[(Act, &'static forms::Form)] = match row.level {
        SheetLevel::Visitor => &[(Act::SendSheet, &SHEET_SEND)],
        SheetLevel::Village => &[(Act::SpeakForVillage, &SHEET_VILLAGE)],
        SheetLevel::Office => &[(Act::AssignSheet, &SHEET_ASSIGN), (Act::SpeakForOffice, &SHEET_OFFICE)],
        SheetLevel::Joint => &[(Act::SpeakForJointMeeting, &SHEET_JOINT)],
        SheetLevel::Done => &[],
    };
    forms.iter().filter(|(act, _)| may(*act)).map(|(_, form)| *form).collect()
}

async fn sheet(
    app: &Context,
    session: &Session,
    row: &VisitRow,
    refused: Option<&RefusedRecord>,
) -> Result<String, ApiError> {
    let viewer = session.staff.viewer();
    let staff = store::list_staff(&app.db).await?;
    let pairs = steps::open_visit(&app.township, row)?;
    let household = match &row.household_id {
        Some(id) => match store::find_household(&app.db, &viewer, id).await {
            Ok(found) => Some(HouseholdView::new(&app.township, &found)?),
            Err(store::StoreError::NotFound) => None,
            Err(other) => return Err(other.into()),
        },
        None => None,
    };
    let facts = match &row.facts_id {
        Some(id) => {
            let sealed = store::find_facts(&app.db, id).await?;
            fact_lines(&steps::open_facts(&app.township, id, &sealed)?)
        }
        None => Vec::new(),
    };
    let values = vec![
        ("held_on".to_owned(), crate::case::shanghai_date(app.now()).to_string()),
        ("office".to_owned(), row.office.clone().unwrap_or_default()),
    ];
    let fill = RecordFill::new(app, session, values).naming(&staff);
    let record = steps::record_of(row, &viewer.staff_id);
    let may_hide = viewer.check_in(Act::HideVisit, &record).is_ok();
    let at = |word: &str| (format!("/desk/visits/{}/{word}", row.id), row.version);
    let open = next(session, row);
    let found = store::list_visit_cases(&app.db, &viewer, &row.id).await?;
    let photos = store::list_attachments(&app.db, row.subject()).await?;
    let events = list_events(&app.db, row.subject()).await?;
    let view = SheetView {
        id: row.id.clone(),
        sheet_no: row.sheet_no.clone(),
        visited_on: row.visited_on.to_string(),
        village: village_name(&app.township, Some(&row.village)).unwrap_or_default(),
        level: row.level.as_str(),
        level_label: speak(&format!("sheet_level-{}", row.level.as_str())),
        office: office_name(&app.township, row.office.as_deref()),
        by: staff_name(&staff, Some(&row.written_by)),
        address: household.as_ref().map(HouseholdView::address).unwrap_or_default(),
        household,
        facts,
        answers: answers(row, &pairs),
        opinions: opinions(app, row, &staff).await?,
        cases: found.into_iter().map(|(submission_no, title)| CaseLink { submission_no, title }).collect(),
        photos: photos.iter().map(|file| FileView::new(app, file)).collect(),
        may_edit: record.is_own && row.level == SheetLevel::Visitor,
        may_enter: viewer.may_ever(Act::EnterLetter),
        may_suggest: viewer.may_ever(Act::VisitHouseholds),
        notice: refused.map(|came| {
            let others = [VISIT_PHOTOS.word, HIDE_VISIT.word];
            came.notice(&open.iter().map(|form| form.word).chain(others).collect::<Vec<_>>())
        }),
        next: open.iter().map(|form| fill.show(form, at(form.word), refused)).collect(),
        photo_form: record.is_own.then(|| {
            let token = FormToken::new(app.now()).to_field(&app.township.keys);
            fill.show(&VISIT_PHOTOS, at("photos"), refused).carry("form", token)
        }),
        hide_form: may_hide.then(|| fill.show(&HIDE_VISIT, at("hide"), refused)),
        timeline: events.iter().map(|event| timeline_row(&app.township, event, Some(&staff))).collect(),
    };
    Ok(app.pages.desk("desk/sheet.html", Some(session.frame()), &view)?)
}

/// GET a visit as its sheet.
///
/// # Errors
/// [`ApiError::NotFound`] also for a visit that names the viewer, or is not theirs to see.
pub(crate) async fn show(
    app: web::Data<Context>,
    session: Session,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let row = store::find_visit(&app.db, &session.staff.viewer(), &id).await?;
    Ok(html(sheet(&app, &session, &row, None).await?))
}

/// GET an address to which a form of the sheet is sent: somebody pressed Enter in the address bar.
pub(crate) async fn back(_: Session, path: web::Path<(String, String)>) -> HttpResponse {
    lead_to(&format!("/desk/visits/{}", path.0))
}

fn form_of(word: &str) -> Option<&'static forms::Form> {
    let all: [&'static forms::Form; 6] =
        [&SHEET_SEND, &SHEET_VILLAGE, &SHEET_ASSIGN, &SHEET_OFFICE, &SHEET_JOINT, &HIDE_VISIT];
    all.into_iter().find(|form| form.word == word)
}

/// POST a step of the sheet.
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
    let spec = form_of(&word).ok_or(ApiError::NotFound)?;
    let came = Came::read(spec, &form)?;
    let row = store::find_visit(&app.db, &session.staff.viewer(), &id).await?;
    let address = format!("/desk/visits/{id}");
    let posting = form.posting(address.as_str());
    let on = OnRecord { id: &id, version: came.version };
    let step = carry_out(session.desk(&posting), on, spec, &came);
    match came.submit(&session, step).await? {
        // Whoever hides a visit may have hidden it from themselves, and a sheet may have gone on to others.
        None => Ok(match store::find_visit(&app.db, &session.staff.viewer(), &id).await {
            Ok(_) => lead_to(&address),
            Err(_) => lead_to("/desk/visits"),
        }),
        Some(refusal) => {
            let refused = RefusedRecord::new(spec, came.sent.clone(), &refusal);
            let body = sheet(&app, &session, &row, Some(&refused)).await?;
            Ok(respond::page(refusal.status_code(), body))
        }
    }
}

async fn carry_out(
    desk: steps::Desk<'_>,
    on: OnRecord<'_>,
    form: &forms::Form,
    came: &Came,
) -> Result<(), steps::StepError> {
    let sent = &came.sent;
    let spoken = Spoken {
        held_on: sent.day("held_on"),
        leader_attended: sent.is_ticked("leader_attended"),
        opinion: sent.text("opinion"),
        is_done: false,
    };
    match form.word {
        "send" => steps::send_sheet(desk, on).await,
        "village" => steps::speak(desk, on, SheetLevel::Village, spoken).await,
        "assign" => steps::assign_sheet(desk, on, sent.text("office")).await,
        "office" => {
            let spoken = Spoken { is_done: !sent.is_ticked("joint"), ..spoken };
            steps::speak(desk, on, SheetLevel::Office, spoken).await
        }
        "joint" => {
            let spoken = Spoken { is_done: true, leader_attended: true, ..spoken };
            steps::speak(desk, on, SheetLevel::Joint, spoken).await
        }
        _ => steps::hide_visit(desk, on, sent.text("staff")).await,
    }
}

/// POST photos of one's own visit. What is wrong with one is said; the others are kept.
///
/// # Errors
/// As [`show`]; [`ApiError::ForgedForm`].
pub(crate) async fn add_photos(
    app: web::Data<Context>,
    session: Session,
    id: web::Path<String>,
    upload: Upload<Vec<(String, String)>>,
) -> Result<HttpResponse, ApiError> {
    let address = format!("/desk/visits/{id}");
    let posting = upload.posting(address.as_str());
    let Upload { form: pairs, files, mut faults, .. } = upload;
    session.check(hidden(&pairs, "csrf"))?;
    let row = store::find_visit(&app.db, &session.staff.viewer(), &id).await?;
    let kept = to_the_end({
        let (app, session, id) = (app.clone(), session.clone(), id.clone());
        async move {
            let (files, rows) = place(&app, files).await?;
            let kept = steps::add_visit_photos(session.desk(&posting), &id, &rows).await?;
            let is_kept =
                |one: &crate::attachments::Received| kept.kept.iter().any(|own| own == one.file.id());
            let (ours, others): (Vec<_>, Vec<_>) = files.into_iter().partition(is_kept);
            keep(ours);
            let too_many =
                others.into_iter().filter(|one| kept.too_many.iter().any(|own| own == one.file.id()));
            Ok::<_, ApiError>((
                too_many.map(|one| one.name.clone()).collect::<Vec<_>>(),
                !kept.kept.is_empty(),
            ))
        }
    })
    .await;
    let (too_many, are_some_kept) = match kept {
        Err(ApiError::Done { .. }) => (Vec::new(), false),
        other => other?,
    };
    faults.extend(too_many.iter().map(|name| sentence(&Fault::TooMany, name)));
    if faults.is_empty() {
        return Ok(lead_to(&address));
    }
    let said = faults.concat();
    let refusal = ApiError::Files(faults);
    let key = if are_some_kept { "photos-others_kept" } else { "photos-none_kept" };
    let refused = RefusedRecord::new(&VISIT_PHOTOS, forms::Sent::default(), &refusal)
        .saying(format!("{said}{}", speak(key)));
    let body = sheet(&app, &session, &row, Some(&refused)).await?;
    Ok(respond::page(refusal.status_code(), body))
}

/// GET a photo of a visit.
///
/// # Errors
/// As [`show`].
pub(crate) async fn photo(
    app: web::Data<Context>,
    session: Session,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (id, file) = path.into_inner();
    let row = store::find_visit(&app.db, &session.staff.viewer(), &id).await?;
    download::show_of(&app, row.subject(), &file).await
}
