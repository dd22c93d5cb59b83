//! POST what is done with a meeting. Whatever is refused gives the meeting's page again, with what was typed in its form.

use actix_web::http::header;
use actix_web::{HttpResponse, web};

use super::call::called;
use super::page::show_refused;
use super::view::{RefusedAct, item_form, meeting_address, read_rows};
use crate::case::ItemOutcome;
use crate::case::forms::{self, Fault, Form as CaseForm, Sent};
use crate::context::Context;
use crate::http::desk::steps::Came;
use crate::http::extract::form::Form;
use crate::http::extract::session::Session;
use crate::http::pages::ApiError;
use crate::http::pages::form_view::{Refused, Said};
use crate::messages::speak;
use crate::steps::{self, Attended, Decided, Desk, OnMeeting, Undiscussed};

fn back_to(id: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, meeting_address(id))).finish()
}

/// Forms of a meeting, by the last part of their address.
const OF_MEETING: [&CaseForm; 10] = [
    &forms::SET_AGENDA,
    &forms::START_MEETING,
    &forms::CLOSE_MEETING,
    &forms::APPROVE_MINUTES,
    &forms::ISSUE_MINUTES,
    &forms::CHANGE_MEETING,
    &forms::CANCEL_MEETING,
    &forms::CHANGE_GATHERING,
    &forms::OPEN_GATHERING,
    &forms::NOTE_POINT,
];

/// Forms of one case on its agenda, or of one point that was raised.
const OF_ITEM: [&CaseForm; 3] = [&forms::DECIDE_ITEM, &forms::DROP_ITEM, &forms::ANSWER_POINT];

fn form_of(forms: &[&'static CaseForm], word: &str) -> Result<&'static CaseForm, ApiError> {
    forms.iter().copied().find(|form| form.word == word).ok_or(ApiError::NotFound)
}

/// GET an address to which a form is sent: somebody pressed Enter in the address bar.
///
/// # Errors
/// [`ApiError::NotFound`] for any other word.
pub async fn back(_: Session, path: web::Path<(String, String)>) -> Result<HttpResponse, ApiError> {
    form_of(&OF_MEETING, &path.1)?;
    Ok(back_to(&path.0))
}

/// The same for a form of one case.
///
/// # Errors
/// [`ApiError::NotFound`] for any other word.
pub async fn back_from_item(
    _: Session,
    path: web::Path<(String, String, String)>,
) -> Result<HttpResponse, ApiError> {
    form_of(&OF_ITEM, &path.2)?;
    Ok(back_to(&path.0))
}

/// What came by a form of a meeting's page.
struct CameBack {
    form_id: String,
    came: Came,
    rows: Vec<(String, Sent, Vec<Fault>)>,
}

impl CameBack {
    /// Back to the meeting; or its page again, with what was refused.
    async fn answer(
        self,
        app: &Context,
        session: &Session,
        id: &str,
        refusal: Option<ApiError>,
    ) -> Result<HttpResponse, ApiError> {
        let Some(refusal) = refusal else { return Ok(back_to(id)) };
        let form = self.came.form;
        let faults: Vec<Fault> = match &refusal {
            ApiError::Form(faults) => {
                faults.iter().filter(|fault| form.fields.contains(fault.field)).copied().collect()
            }
            ApiError::BadRequest(key) => form.fault(key).into_iter().collect(),
            _ => Vec::new(),
        };
        let refused = RefusedAct {
            id: self.form_id,
            form,
            came_back: Refused { sent: self.came.sent, faults: faults.into_iter().map(Said::from).collect() },
            rows: self.rows,
            sentence: sentence(&refusal),
        };
        show_refused(app, session, id, &refusal, refused).await
    }
}

/// What is said of a refusal: of a meeting, and not of a letter.
fn sentence(refusal: &ApiError) -> String {
    if matches!(refusal, ApiError::Stale) { speak("meeting-stale") } else { refusal.sentence() }
}

/// POST an act on a meeting.
///
/// # Errors
/// [`ApiError::NotFound`] also for a meeting that is not this person's to see; [`ApiError::ForgedForm`].
pub async fn take(
    app: web::Data<Context>,
    session: Session,
    path: web::Path<(String, String)>,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, ApiError> {
    let (id, word) = path.into_inner();
    let asked = form_of(&OF_MEETING, &word)?;
    let came = Came::read(asked, &form)?;
    let rows = if asked.word == forms::CLOSE_MEETING.word { read_rows(&form) } else { Vec::new() };
    let came = CameBack { form_id: word, came, rows };
    let posting = form.posting(meeting_address(&id));
    let refusal = came.came.submit(&session, carry_out(session.desk(&posting), &id, &came)).await?;
    came.answer(&app, &session, &id, refusal).await
}

async fn carry_out(desk: Desk<'_>, id: &str, came: &CameBack) -> Result<(), ApiError> {
    let CameBack { came, rows, .. } = came;
    let (sent, on) = (&came.sent, OnMeeting { id, version: came.version });
    let text = sent.text("text");
    match came.form.word {
        word if word == forms::SET_AGENDA.word => {
            let numbers: Vec<&str> = sent.all("cases").map(String::as_str).collect();
            steps::set_agenda(desk, id, &numbers).await?;
        }
        word if [forms::START_MEETING.word, forms::OPEN_GATHERING.word].contains(&word) => {
            let attended = Attended {
                present: sent.count("present").map(i64::from).unwrap_or_default(),
                attendees: sent.text("attendees"),
                leader_attended: sent.is_ticked("leader_attended"),
                reason: text,
            };
            steps::start_meeting(desk, on, &attended).await?;
        }
        word if word == forms::CLOSE_MEETING.word => {
            if let Some(fault) = rows.iter().find_map(|(_, _, faults)| faults.first()) {
                return Err(ApiError::Form(vec![*fault]));
            }
            let row = |(item_id, sent, _): &(String, Sent, Vec<Fault>)| {
                let outcome = ItemOutcome::parse(sent.text("where"))?;
                Some(Undiscussed { item_id: item_id.clone(), outcome, reason: sent.text("why").to_owned() })
            };
            let undiscussed: Vec<Undiscussed> = rows.iter().filter_map(row).collect();
            steps::close_meeting(desk, on, &undiscussed).await?;
        }
        word if word == forms::APPROVE_MINUTES.word => steps::approve_minutes(desk, on).await?,
        word if word == forms::ISSUE_MINUTES.word => steps::issue_minutes(desk, on).await?,
        word if [forms::CHANGE_MEETING.word, forms::CHANGE_GATHERING.word].contains(&word) => {
            steps::change_meeting(desk, on, &called(came.form, sent)?).await?;
        }
        word if word == forms::NOTE_POINT.word => steps::note_point(desk, id, text).await?,
        _ => steps::cancel_meeting(desk, on, text).await?,
    }
    Ok(())
}

/// POST what is done with one case of the agenda.
///
/// # Errors
/// [`ApiError::NotFound`] also for a case that names the person; [`ApiError::ForgedForm`].
pub async fn take_item(
    app: web::Data<Context>,
    session: Session,
    path: web::Path<(String, String, String)>,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, ApiError> {
    let (id, item, word) = path.into_inner();
    let asked = form_of(&OF_ITEM, &word)?;
    let came = Came::read(asked, &form)?;
    let came = CameBack { form_id: item_form(asked, &item), came, rows: Vec::new() };
    let posting = form.posting(meeting_address(&id));
    let step = carry_out_item(session.desk(&posting), (&id, &item), &came.came);
    let refusal = came.came.submit(&session, step).await?;
    came.answer(&app, &session, &id, refusal).await
}

async fn carry_out_item(desk: Desk<'_>, (id, item): (&str, &str), came: &Came) -> Result<(), ApiError> {
    let sent = &came.sent;
    if came.form.word == forms::DROP_ITEM.word {
        return Ok(steps::drop_item(desk, id, item, sent.text("text")).await?);
    }
    if came.form.word == forms::ANSWER_POINT.word {
        return Ok(steps::answer_point(desk, id, item, sent.text("text")).await?);
    }
    let outcome = ItemOutcome::parse(sent.text("outcome"));
    let decided = Decided {
        opinion: sent.text("text"),
        outcome: outcome.ok_or_else(|| ApiError::BadRequest("missing-meeting_outcome".to_owned()))?,
        responsible: sent.text("responsible"),
        until: sent.day("until"),
    };
    Ok(steps::decide_item(desk, id, item, &decided).await?)
}
