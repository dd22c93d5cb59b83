//! 录入来信: a registrar enters what somebody said on the telephone or at the counter, or handed in on paper. The letter
//! gets the same receipt, clock and rating as one from the web; the receipt is printed or read out.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use crate::case::forms::ENTER_LETTER;
use crate::case::{Act, Channel};
use crate::context::Context;
use crate::http::desk::entry::{self, Desk, Entry, Wrong};
use crate::http::extract::form::Form;
use crate::http::extract::session::Session;
use crate::http::mailbox::receipt;
use crate::http::pages::{ApiError, respond};
use crate::messages::{speak, speak_with};
use crate::steps::{self, StepError};
use crate::store;

static DESK: Desk = Desk {
    form: &ENTER_LETTER,
    title: "enter-title",
    lead: "enter-lead",
    address: "/desk/enter",
    folded: None,
};

/// The visit on which it was said, and the point of a gathering that it was.
const CARRIED: [&str; 2] = ["visit", "point"];

/// The form as it is posted: that of the mailbox, and how the letter came.
#[derive(Clone, Deserialize)]
#[serde(from = "Vec<(String, String)>")]
pub struct EnterForm(Entry);

impl From<Vec<(String, String)>> for EnterForm {
    fn from(pairs: Vec<(String, String)>) -> Self {
        Self(Entry::of(&DESK, &CARRIED, pairs))
    }
}

/// What the letter begins with.
#[derive(Default, Deserialize)]
pub struct Asked {
    /// The visit on which it was said.
    #[serde(default)]
    visit: String,
    /// The point of a gathering that it was.
    #[serde(default)]
    point: String,
}

/// GET the form; of a visit or a gathering, with what was wanted there.
///
/// # Errors
/// [`ApiError::Forbidden`] for anybody but registrars.
pub async fn show_form(
    app: web::Data<Context>,
    session: Session,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, ApiError> {
    session.must_hold(Act::EnterLetter)?;
    let with = match (asked.visit.as_str(), asked.point.as_str()) {
        ("", "") => Vec::new(),
        ("", point) => begin_with_point(&app, &session, point).await?,
        (visit, _) => begin_with(&app, &session, visit).await?,
    };
    let EnterForm(mut values) = EnterForm::from(entry::begin(&app, with));
    values.letter.renew(&app);
    Ok(respond::html(values.page(&app, &session, &[], None)?))
}

fn begun<const N: usize>(with: [(&str, String); N]) -> Vec<(String, String)> {
    with.map(|(name, value)| (name.to_owned(), value)).to_vec()
}

/// What was wanted on a visit, as a letter begins with it.
async fn begin_with(
    app: &Context,
    session: &Session,
    visit: &str,
) -> Result<Vec<(String, String)>, ApiError> {
    let visit = store::find_visit(&app.db, &session.staff.viewer(), visit).await?;
    let answers = steps::open_visit(&app.township, &visit)?;
    let said = ["wanted", "text"].map(|name| answers.iter().find(|(own, _)| own == name));
    let text = said.into_iter().flatten().next().map(|(_, text)| text.clone()).unwrap_or_default();
    let channel = Channel::HomeVisit.as_str().to_owned();
    Ok(begun([("channel", channel), ("text", text), ("village", visit.village), ("visit", visit.id)]))
}

/// What was raised at a gathering, as a letter begins with it.
async fn begin_with_point(
    app: &Context,
    session: &Session,
    point: &str,
) -> Result<Vec<(String, String)>, ApiError> {
    let (meeting, raised) = find_point(app, session, point).await?;
    let village = meeting.unit.unwrap_or_default();
    Ok(begun([("text", raised.text), ("village", village), ("point", raised.id)]))
}

/// A point that this person may read, and its gathering.
async fn find_point(
    app: &Context,
    session: &Session,
    point: &str,
) -> Result<(store::MeetingFile, store::PointRow), ApiError> {
    let id = store::find_meeting_of_point(&app.db, point).await?;
    let meeting = store::find_meeting(&app.db, &session.staff.viewer(), &id).await?;
    let staff = store::list_staff(&app.db).await?;
    let raised = steps::list_raised(&app.db, &app.township, &staff, &session.staff, &meeting.id).await?;
    let raised = raised.into_iter().find(|one| one.point.id == point).ok_or(ApiError::NotFound)?;
    Ok((meeting, raised.point))
}

/// Why a point cannot become this letter: it is not there any more, or a colleague has entered it meanwhile.
async fn why_no_letter(app: &Context, session: &Session, point: &str) -> Result<Option<String>, ApiError> {
    match find_point(app, session, point).await {
        Ok((_, store::PointRow { submission_no: None, .. })) => Ok(None),
        Ok((_, store::PointRow { submission_no: Some(number), .. })) => {
            Ok(Some(speak_with("enter-point_entered", &[("number", number)])))
        }
        Err(ApiError::NotFound) => Ok(Some(speak("enter-point_gone"))),
        Err(error) => Err(error),
    }
}

/// GET the receipt of a letter that was entered a moment ago, in the browser in which it was.
///
/// # Errors
/// As [`show_form`]. After half an hour the lists are shown.
pub async fn show_receipt(
    app: web::Data<Context>,
    request: HttpRequest,
    session: Session,
) -> Result<HttpResponse, ApiError> {
    session.must_hold(Act::EnterLetter)?;
    if let Some(slip) = receipt::kept_slip(&app, &request)
        && let Some(accepted) = steps::receipt_again(&app.db, &app.township, slip.form()).await?
    {
        let promise = steps::find_promise(&app.db, &app.township, &accepted.case.submission).await?;
        let is_next_call = session.staff.viewer().may_ever(Act::SettleAtOnce);
        return receipt::at_the_desk(&app, &accepted, promise, is_next_call);
    }
    Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, "/desk/")).finish())
}

/// POST the form: the way to the receipt, or the form again, filled.
///
/// # Errors
/// As [`show_form`]; [`ApiError::ForgedForm`].
pub async fn send(
    app: web::Data<Context>,
    session: Session,
    form: Form<EnterForm>,
) -> Result<HttpResponse, ApiError> {
    session.must_hold(Act::EnterLetter)?;
    let posting = form.posting(String::new());
    let held = posting.held.clone();
    let EnterForm(mut form) = form.into_inner();
    if let Some(wrong) = form.check(&session)? {
        return form.refused(&app, &session, wrong);
    }
    form.letter.offer_no_sms(&app);
    let channel = Channel::parse_at_the_desk(form.sent.text("channel"));
    let raw = form.letter.raw();
    let (letter, token) = match form.read(&app, &raw, channel) {
        Ok(read) => read,
        Err(wrong) => return form.refused(&app, &session, wrong),
    };
    let is_new = steps::receipt_again(&app.db, &app.township, &token).await?.is_none();
    if !form.carried("point").is_empty()
        && is_new
        && let Some(why) = why_no_letter(&app, &session, form.carried("point")).await?
    {
        // Sent once more, it is a letter of its own.
        form.carried.retain(|(name, _)| *name != "point");
        return form.refused(&app, &session, Wrong::said(StatusCode::CONFLICT, why));
    }
    let by = Some(session.staff.id.as_str());
    let accepted = match steps::receive(&app.db, &app.township, &token, &letter, by).await {
        Ok(accepted) => accepted,
        Err(error) => return form.refused(&app, &session, form.not_taken(&app, error)?),
    };
    if let Some(wrong) = form.is_another(&app, (&letter, ""), &accepted).await? {
        return form.refused(&app, &session, wrong);
    }
    let case_id = &accepted.case.submission.id;
    if !form.carried("visit").is_empty() {
        unless_gone(steps::link_case(session.desk(&posting), form.carried("visit"), case_id).await)?;
    }
    if !form.carried("point").is_empty() {
        unless_gone(steps::link_point(session.desk(&posting), form.carried("point"), case_id).await)?;
    }
    app.wake_mail();
    if let Some(held) = held {
        steps::drop_held_form(&app.db, &held).await?;
    }
    Ok(receipt::lead_to_slip(&app, &token, "/desk/enter/receipt"))
}

/// The letter is in, and its receipt is shown, also where what it came of was hidden from who enters it meanwhile.
fn unless_gone(linked: Result<(), StepError>) -> Result<(), StepError> {
    match linked {
        Err(StepError::NotFound | StepError::Store(store::StoreError::NotFound)) => Ok(()),
        other => other,
    }
}
