//! 民意信箱: which boxes were opened this week, and the page on which the slips of one are entered, one after the other.

use actix_web::{HttpResponse, ResponseError, web};
use serde::{Deserialize, Serialize};

use crate::attachments::Received;
use crate::case::forms::{CLOSE_BOX, OPEN_BOX, SLIP};
use crate::case::{
    Act, BoxStanding, Channel, RawSubmission, Record, box_standing, last_box_day, shanghai_date,
    shanghai_datetime, title_from,
};
use crate::context::Context;
use crate::http::desk::entry::{Desk, Entry, Wrong};
use crate::http::desk::record_form::{Notice, RecordFill, RefusedRecord, lead_to, row_id};
use crate::http::desk::steps::Came;
use crate::http::extract::form::Form;
use crate::http::extract::session::Session;
use crate::http::extract::upload::Upload;
use crate::http::mailbox::files::{self, Held};
use crate::http::pages::form_view::{FormView, SummaryLine};
use crate::http::pages::views::{Choice, minute, staff_name, village_name, villages};
use crate::http::pages::{ApiError, respond};
use crate::messages::speak;
use crate::seal::FormToken;
use crate::steps::{self, OnRecord};
use crate::store::{self, BoxOpening};

const ADDRESS: &str = "/desk/boxes";
/// So many openings stand in the list.
const LISTED: i64 = 60;

static SLIP_DESK: Desk =
    Desk { form: &SLIP, title: "", lead: "", address: "", folded: Some(("title", "guardian_agrees")) };

#[derive(Serialize)]
struct BoxesView {
    villages: Vec<VillageBox>,
    openings: Vec<OpeningLine>,
}

#[derive(Serialize)]
struct VillageBox {
    id: String,
    name: String,
    standing: &'static str,
    label: String,
    last: Option<String>,
    may_open: bool,
}

#[derive(Serialize)]
struct OpeningLine {
    id: String,
    village: String,
    opened_on: String,
    slips: i64,
    entered: i64,
    is_closed: bool,
}

/// How the boxes stand that a person may see; with their names.
async fn village_boxes(app: &Context, session: &Session) -> Result<Vec<VillageBox>, ApiError> {
    let viewer = session.staff.viewer();
    let today = shanghai_date(app.now());
    let last = store::list_public_boxes(&app.db).await?;
    let may = |act, village: &str| {
        let record = Record { village: Some(village), office: None, is_own: false };
        viewer.check_in(act, &record).is_ok()
    };
    let theirs = villages(&app.township, today).into_iter().filter(|one| may(Act::ReadBoxes, &one.value));
    let view = |village: Choice| {
        let opened = last.iter().find(|(id, _)| *id == village.value).map(|(_, day)| *day);
        let standing = box_standing(opened, today).as_str();
        VillageBox {
            standing,
            label: speak(&format!("box_standing-{standing}")),
            last: opened.map(|day| day.to_string()),
            may_open: may(Act::OpenBox, &village.value),
            id: village.value,
            name: village.label,
        }
    };
    Ok(theirs.map(view).collect())
}

/// Boxes that this person opens and that are to be opened today, or were to be: how many, and whether the day is past.
pub(super) async fn boxes_to_open(app: &Context, session: &Session) -> Result<(i64, bool), ApiError> {
    if !session.staff.viewer().may_ever(Act::OpenBox) {
        return Ok((0, false));
    }
    let own = village_boxes(app, session).await?;
    let is = |village: &&VillageBox, standing: BoxStanding| village.standing == standing.as_str();
    let late = own.iter().filter(|one| is(one, BoxStanding::NotYet)).count();
    let today = own.iter().filter(|one| is(one, BoxStanding::Today)).count();
    Ok((i64::try_from(late + today).unwrap_or(i64::MAX), late > 0))
}

/// GET them.
///
/// # Errors
/// [`ApiError::Forbidden`] for who sees none.
pub async fn list(app: web::Data<Context>, session: Session) -> Result<HttpResponse, ApiError> {
    session.must_hold(Act::ReadBoxes)?;
    let openings = store::list_box_openings(&app.db, &session.staff.viewer(), LISTED).await?;
    let line = |opening: &BoxOpening| OpeningLine {
        id: opening.id.clone(),
        village: village_name(&app.township, Some(&opening.village)).unwrap_or_default(),
        opened_on: opening.opened_on.to_string(),
        slips: opening.slips,
        entered: opening.entered,
        is_closed: opening.closed_at.is_some(),
    };
    let view = BoxesView {
        villages: village_boxes(&app, &session).await?,
        openings: openings.iter().map(line).collect(),
    };
    Ok(respond::html(app.pages.desk("desk/boxes.html", Some(session.frame()), &view)?))
}

/// Whose box it is.
#[derive(Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    village: String,
}

#[derive(Serialize)]
struct NewBoxView {
    form: FormView,
    notice: Option<Notice>,
}

fn new_page(
    app: &Context,
    session: &Session,
    (id, village): (&str, &str),
    refused: Option<&RefusedRecord>,
) -> Result<String, ApiError> {
    let values = [
        ("village", village.to_owned()),
        ("opened_on", last_box_day(shanghai_date(app.now())).to_string()),
        ("opened_by", session.staff.display_name.clone()),
    ];
    let values = values.map(|(name, value)| (name.to_owned(), value)).to_vec();
    let fill = RecordFill::new(app, session, values);
    let form = fill.show(&OPEN_BOX, (format!("{ADDRESS}/{id}"), 0), refused).fill_page();
    let view = NewBoxView { form, notice: refused.map(|came| came.notice(&[OPEN_BOX.word])) };
    Ok(app.pages.desk("desk/box_new.html", Some(session.frame()), &view)?)
}

/// GET the form of an opening, under an id of its own.
///
/// # Errors
/// [`ApiError::Forbidden`] for who opens none.
pub async fn show_new(
    app: web::Data<Context>,
    session: Session,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, ApiError> {
    session.must_hold(Act::OpenBox)?;
    Ok(respond::html(new_page(&app, &session, (&store::new_id(), &wanted.village), None)?))
}

/// POST an opening: the way to the page on which its slips are entered, or the form again, filled.
///
/// # Errors
/// As [`show_new`]; [`ApiError::ForgedForm`].
pub async fn open(
    app: web::Data<Context>,
    session: Session,
    id: web::Path<String>,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, ApiError> {
    session.must_hold(Act::OpenBox)?;
    let id = row_id(&id)?;
    let came = Came::read(&OPEN_BOX, &form)?;
    let address = format!("{ADDRESS}/{id}");
    let posting = form.posting(address.as_str());
    match came.submit(&session, steps::open_box(session.desk(&posting), id, &came.sent)).await? {
        None => Ok(lead_to(&address)),
        Some(refusal) => {
            let refused = RefusedRecord::new(&OPEN_BOX, came.sent.clone(), &refusal);
            let body = new_page(&app, &session, (id, ""), Some(&refused))?;
            Ok(respond::page(refusal.status_code(), body))
        }
    }
}

#[derive(Serialize)]
struct BoxView {
    village: String,
    opened_on: String,
    opened_by: String,
    slips: i64,
    entered: i64,
    /// Of the slips that were entered, those that this person may read.
    rows: Vec<SlipLine>,
    closed_at: Option<String>,
    closed_by: Option<String>,
    difference: Option<String>,
    slip: Option<FormView>,
    close: Option<FormView>,
    /// What is wrong with the slip.
    summary: Vec<SummaryLine>,
    said: Option<String>,
    /// What is wrong with the closing.
    notice: Option<Notice>,
}

#[derive(Serialize)]
struct SlipLine {
    submission_no: String,
    title: String,
}

/// What came back to the page of an opening.
#[derive(Default)]
struct CameBack<'a> {
    slip: Option<(&'a Entry, Wrong, Held)>,
    close: Option<&'a RefusedRecord>,
}

async fn page(
    app: &Context,
    session: &Session,
    opening: &BoxOpening,
    came_back: CameBack<'_>,
) -> Result<String, ApiError> {
    let viewer = session.staff.viewer();
    let rows = store::list_box_slips(&app.db, &viewer, &opening.id).await?;
    let staff = store::list_staff(&app.db).await?;
    let is_open = opening.closed_at.is_none() && viewer.check_in(Act::OpenBox, &opening.record()).is_ok();
    let (slip, summary, said) = match came_back.slip {
        Some((entry, wrong, held)) => {
            let (form, summary) = slip_form(app, opening, entry, &wrong);
            (form.keep_files(&held.files), summary, wrong.notice)
        }
        None => {
            let mut entry = Entry::of(&SLIP_DESK, &[], Vec::new());
            entry.letter.renew(app);
            let (form, _) = entry.form(app, (SLIP.word, slip_address(&opening.id)), &[]);
            (form, Vec::new(), None)
        }
    };
    let fill = RecordFill::new(app, session, Vec::new());
    let way = (format!("{ADDRESS}/{}/{}", opening.id, CLOSE_BOX.word), opening.version);
    let mut close = fill.show(&CLOSE_BOX, way, came_back.close);
    if opening.slips == opening.entered {
        close.leave_out(&["difference"]);
        close.stand_out();
    }
    let view = BoxView {
        village: village_name(&app.township, Some(&opening.village)).unwrap_or_default(),
        opened_on: opening.opened_on.to_string(),
        opened_by: opening.opened_by.clone(),
        slips: opening.slips,
        entered: opening.entered,
        rows: rows
            .into_iter()
            .map(|row| SlipLine { submission_no: row.submission_no, title: row.title })
            .collect(),
        closed_at: opening.closed_at.map(|at| minute(shanghai_datetime(at))),
        closed_by: staff_name(&staff, opening.closed_by.as_deref()),
        difference: opening.difference.clone(),
        slip: is_open.then_some(slip),
        close: is_open.then_some(close),
        summary,
        said,
        notice: came_back.close.map(|came| came.notice(&[CLOSE_BOX.word])),
    };
    Ok(app.pages.desk("desk/box.html", Some(session.frame()), &view)?)
}

fn slip_address(id: &str) -> String {
    format!("{ADDRESS}/{id}/{}", SLIP.word)
}

fn slip_form(
    app: &Context,
    opening: &BoxOpening,
    entry: &Entry,
    wrong: &Wrong,
) -> (FormView, Vec<SummaryLine>) {
    entry.form(app, (SLIP.word, slip_address(&opening.id)), &wrong.faults)
}

async fn find(app: &Context, session: &Session, id: &str) -> Result<BoxOpening, ApiError> {
    Ok(store::find_box_opening(&app.db, &session.staff.viewer(), id).await?)
}

/// GET an opening: what was entered, and the form of the next slip.
///
/// # Errors
/// [`ApiError::NotFound`] also for one that is not theirs to see.
pub async fn show(
    app: web::Data<Context>,
    session: Session,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let opening = find(&app, &session, &id).await?;
    Ok(respond::html(page(&app, &session, &opening, CameBack::default()).await?))
}

/// GET an address to which a form of it is sent.
pub async fn back(_: Session, path: web::Path<(String, String)>) -> HttpResponse {
    lead_to(&format!("{ADDRESS}/{}", path.0))
}

/// POST a slip: the page again for the next one, or with what was typed.
///
/// # Errors
/// As [`show`]; [`ApiError::ForgedForm`].
pub async fn enter_slip(
    app: web::Data<Context>,
    session: Session,
    id: web::Path<String>,
    upload: Upload<Vec<(String, String)>>,
) -> Result<HttpResponse, ApiError> {
    let opening = find(&app, &session, &id).await?;
    let posting = upload.posting(String::new());
    let waiting = posting.held.clone();
    let Upload { form, files, faults, .. } = upload;
    let mut entry = Entry::of(&SLIP_DESK, &[], form);
    let held = hold(&app, &entry, files, faults).await?;
    let ids: Vec<String> = held.files.iter().map(|file| file.id.clone()).collect();
    let wrong = match take(&app, &session, &opening, (&mut entry, &held), &posting).await? {
        Some(wrong) => wrong,
        None => {
            app.waiting.forget(&ids);
            app.wake_mail();
            if let Some(waiting) = waiting {
                steps::drop_held_form(&app.db, &waiting).await?;
            }
            return Ok(lead_to(&format!("{ADDRESS}/{}#{}", opening.id, SLIP.word)));
        }
    };
    let status = wrong.status;
    let came_back = CameBack { slip: Some((&entry, wrong, held)), close: None };
    Ok(respond::page(status, page(&app, &session, &opening, came_back).await?))
}

/// The photo waits with its form until the slip is taken: one that is refused does not lose it.
async fn hold(
    app: &web::Data<Context>,
    entry: &Entry,
    files: Vec<Received>,
    faults: Vec<String>,
) -> Result<Held, ApiError> {
    match FormToken::from_field(&app.township.keys, entry.letter.token(), app.now()) {
        Ok(token) => files::hold(app, &token, files, faults, "").await,
        Err(_) => Ok(Held { faults, ..Held::default() }),
    }
}

/// Enters the slip, or says what is wrong with it.
async fn take(
    app: &Context,
    session: &Session,
    opening: &BoxOpening,
    (entry, held): (&mut Entry, &Held),
    posting: &steps::Posting,
) -> Result<Option<Wrong>, ApiError> {
    if let Some(wrong) = entry.check(session)? {
        return Ok(Some(wrong));
    }
    entry.letter.offer_no_sms(app);
    let raw = with_box(entry.letter.raw(), opening);
    let (mut letter, token) = match entry.read(app, &raw, Some(Channel::PaperSlip)) {
        Ok(read) => read,
        Err(wrong) => return Ok(Some(wrong)),
    };
    if !held.faults.is_empty() {
        let refusal = ApiError::Files(held.faults.clone());
        return Ok(Some(Wrong::said(refusal.status_code(), refusal.sentence())));
    }
    letter.attachments = held.files.iter().map(|file| file.id.clone()).collect();
    let entered = steps::enter_slip(session.desk(posting), opening, &token, letter.clone()).await;
    let accepted = match entered {
        Ok(accepted) => accepted,
        Err(steps::StepError::Refused(refused)) => {
            let refusal = ApiError::Refused(refused);
            return Ok(Some(Wrong::said(refusal.status_code(), refusal.sentence())));
        }
        Err(error) => return entry.not_taken(app, error).map(Some),
    };
    // It is of the box's day, whenever it is sent.
    letter.received_at = accepted.case.submission.received_at;
    entry.is_another(app, (&letter, ""), &accepted).await
}

/// What the box says of each slip: its village, and that the rules stand on it.
fn with_box(raw: RawSubmission, opening: &BoxOpening) -> RawSubmission {
    let title = if raw.title.trim().is_empty() { title_from(&raw.text) } else { raw.title.clone() };
    RawSubmission { title, village: opening.village.clone(), rules_read: true, ..raw }
}

/// POST that all slips are entered.
///
/// # Errors
/// As [`show`]; [`ApiError::ForgedForm`].
pub async fn close(
    app: web::Data<Context>,
    session: Session,
    id: web::Path<String>,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, ApiError> {
    let came = Came::read(&CLOSE_BOX, &form)?;
    let posting = form.posting(ADDRESS);
    let on = OnRecord { id: &id, version: came.version };
    let step = steps::close_box(session.desk(&posting), on, came.sent.text("difference"));
    match came.submit(&session, step).await? {
        None => Ok(lead_to(ADDRESS)),
        Some(refusal) => {
            let opening = find(&app, &session, &id).await?;
            let refused = RefusedRecord::new(&CLOSE_BOX, came.sent.clone(), &refusal);
            let came_back = CameBack { slip: None, close: Some(&refused) };
            Ok(respond::page(refusal.status_code(), page(&app, &session, &opening, came_back).await?))
        }
    }
}
