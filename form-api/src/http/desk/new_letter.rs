//! 录入来信: a registrar enters what somebody said on the telephone or at the counter, or handed in on paper. The letter
//! gets the same receipt, clock and rating as one from the web; the receipt is printed or read out.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};

use crate::case::forms::{Choices, ENTER_LETTER, Field, Form as CaseForm, Sent};
use crate::case::{Act, Channel, Field as Wrong, Invalid, NewSubmission, shanghai_date};
use crate::context::Context;
use crate::http::extract::form::Form;
use crate::http::extract::session::Session;
use crate::http::mailbox::form::{LetterForm, sentence, ways_to_tell};
use crate::http::mailbox::{intake, receipt};
use crate::http::pages::form_view::{Fill, FormView, Refused, Said, SummaryLine, summary, words_of};
use crate::http::pages::views::{self, Choice};
use crate::http::pages::{ApiError, respond};
use crate::messages::speak;
use crate::seal::FormToken;
use crate::steps::{self, StepError};
use crate::store;

/// The form as it is posted: that of the mailbox, and how the letter came.
#[derive(Clone, Default, Deserialize)]
#[serde(from = "Vec<(String, String)>")]
pub struct EnterForm {
    csrf: String,
    /// The visit on which it was said.
    visit: String,
    /// The point of a gathering that it was.
    point: String,
    sent: Sent,
    letter: LetterForm,
}

impl From<Vec<(String, String)>> for EnterForm {
    fn from(pairs: Vec<(String, String)>) -> Self {
        let first = |name: &str| pairs.iter().find(|(own, _)| own == name);
        let value = |name: &str| first(name).map_or_else(String::new, |(_, value)| value.clone());
        Self {
            csrf: value("csrf"),
            visit: value("visit"),
            point: value("point"),
            sent: Sent::of(&ENTER_LETTER, &pairs),
            letter: LetterForm::from(pairs),
        }
    }
}

#[derive(Serialize)]
struct EnterView {
    form: FormView,
    summary: Vec<SummaryLine>,
    notice: Option<String>,
}

/// What the township puts into the form.
struct EnterFill<'a>(&'a Context);

impl Fill for EnterFill<'_> {
    fn choices(&self, choices: Choices) -> Vec<Choice> {
        match choices {
            Choices::Villages => views::villages(&self.0.township, shanghai_date(self.0.now())),
            Choices::Offices => views::offices(&self.0.township, shanghai_date(self.0.now())),
            Choices::NotifyBy => ways_to_tell(self.0),
            _ => words_of(choices),
        }
    }

    fn value(&self, _: &CaseForm, _: &Field) -> Vec<String> {
        Vec::new()
    }

    fn today(&self) -> String {
        String::new()
    }
}

fn form_page(
    app: &Context,
    session: &Session,
    values: &EnterForm,
    faults: Vec<Said>,
    notice: Option<String>,
) -> Result<String, ApiError> {
    let came_back = Refused { sent: values.sent.clone(), faults };
    let at = (String::new(), "/desk/enter".to_owned());
    let form = FormView::new(&ENTER_LETTER, at, &EnterFill(app), Some(&came_back));
    let mut form = form.fill_page().carry("form", values.letter.token().to_owned());
    if !values.visit.is_empty() {
        form = form.carry("visit", values.visit.clone());
    }
    if !values.point.is_empty() {
        form = form.carry("point", values.point.clone());
    }
    let view = EnterView { form, summary: summary("", &came_back.faults), notice };
    Ok(app.pages.desk("desk/enter.html", Some(session.frame()), &view)?)
}

/// What is wrong, said to a clerk: two ticks stand for what they have to do with the sender.
fn at_the_desk(invalid: &Invalid) -> Option<Said> {
    let (name, sentence) = match invalid.field {
        Wrong::Rules => ("rules_read", speak("enter-missing-rules")),
        Wrong::Guardian => ("guardian_agrees", speak("enter-missing-guardian")),
        field => (field.as_str(), sentence(invalid)),
    };
    Some(Said { field: ENTER_LETTER.field(name)?, key: "", sentence })
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
    let mut values = match (asked.visit.as_str(), asked.point.as_str()) {
        ("", "") => EnterForm::default(),
        ("", point) => begin_with_point(&app, &session, point).await?,
        (visit, _) => begin_with(&app, &session, visit).await?,
    };
    values.letter.renew(&app);
    Ok(respond::html(form_page(&app, &session, &values, Vec::new(), None)?))
}

/// What was wanted on a visit, as a letter begins with it.
async fn begin_with(app: &Context, session: &Session, visit: &str) -> Result<EnterForm, ApiError> {
    let visit = store::find_visit(&app.db, &session.staff.viewer(), visit).await?;
    let answers = steps::open_visit(&app.township, &visit)?;
    let said = ["wanted", "text"].map(|name| answers.iter().find(|(own, _)| own == name));
    let text = said.into_iter().flatten().next().map(|(_, text)| text.clone()).unwrap_or_default();
    let channel = Channel::HomeVisit.as_str().to_owned();
    let begun = [("channel", channel), ("text", text), ("village", visit.village), ("visit", visit.id)];
    Ok(EnterForm::from(begun.map(|(name, value)| (name.to_owned(), value)).to_vec()))
}

/// What was raised at a gathering, as a letter begins with it.
async fn begin_with_point(app: &Context, session: &Session, point: &str) -> Result<EnterForm, ApiError> {
    let viewer = session.staff.viewer();
    let id = store::find_meeting_of_point(&app.db, point).await?;
    let meeting = store::find_meeting(&app.db, &viewer, &id).await?;
    let points = store::list_points(&app.db, &viewer, &meeting.id).await?;
    let raised = points.into_iter().find(|one| one.id == point).ok_or(ApiError::NotFound)?;
    let village = meeting.unit.unwrap_or_default();
    let begun = [("text", raised.text), ("village", village), ("point", raised.id)];
    Ok(EnterForm::from(begun.map(|(name, value)| (name.to_owned(), value)).to_vec()))
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
        return receipt::at_the_desk(&app, &accepted, promise);
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
    if let Err(old) = session.check(&form.csrf) {
        if !session.wrote(&form.csrf) {
            return Err(old);
        }
        // A page of yesterday: what was typed there goes on in one of today.
        let body = form_page(&app, &session, &form, Vec::new(), Some(speak("error-forged_form")))?;
        return Ok(respond::page(StatusCode::FORBIDDEN, body));
    }
    let posting = form.posting(String::new());
    let held = posting.held.clone();
    let mut form = form.into_inner();
    form.letter.offer_no_sms(&app);
    let now = app.now();
    let units = &app.township.units;
    let channel = Channel::parse_at_the_desk(form.sent.text("channel"));
    let parsed = NewSubmission::parse(
        &form.letter.raw(),
        // Whatever stands here without a channel is thrown away below.
        channel.unwrap_or(Channel::Counter),
        now,
        |id| units.village(id).is_some(),
        |id| units.office(id).is_some(),
    );
    let token = FormToken::from_field(&app.township.keys, form.letter.token(), now);
    let (letter, token) = match (channel, parsed, token) {
        (Some(_), Ok(letter), Ok(token)) => (letter, token),
        (channel, parsed, token) => {
            let mut values = form;
            let notice = token.is_err().then(|| {
                values.letter.renew(&app);
                speak("mailbox-old_form")
            });
            let no_channel = channel.is_none().then(|| ENTER_LETTER.fault("why-missing-channel")).flatten();
            let others = parsed.err().unwrap_or_default();
            let wrong = no_channel.map(Said::from).into_iter().chain(others.iter().filter_map(at_the_desk));
            let body = form_page(&app, &session, &values, wrong.collect(), notice)?;
            return Ok(respond::page(StatusCode::UNPROCESSABLE_ENTITY, body));
        }
    };
    let by = Some(session.staff.id.as_str());
    let accepted = match steps::receive(&app.db, &app.township, &token, &letter, by).await {
        Err(StepError::Missing(what @ ("report_reader" | "other_report_reader" | "other_registrar"))) => {
            let key = match what {
                "report_reader" => "enter-report_reader",
                "other_registrar" => "enter-other_registrar",
                _ => "enter-other_report_reader",
            };
            let notice = format!("{}{}", speak(key), intake::way_of_reports(&app));
            let body = form_page(&app, &session, &form, Vec::new(), Some(notice))?;
            return Ok(respond::page(StatusCode::UNPROCESSABLE_ENTITY, body));
        }
        received => received?,
    };
    if accepted.again
        && !steps::is_same_letter(&app.db, &app.township, &letter, &accepted.case.submission).await?
    {
        form.letter.renew(&app);
        let body = form_page(&app, &session, &form, Vec::new(), Some(speak("enter-form_used")))?;
        return Ok(respond::page(StatusCode::CONFLICT, body));
    }
    if !form.visit.is_empty() {
        let posting = posting.clone();
        steps::link_case(session.desk(&posting), &form.visit, &accepted.case.submission.id).await?;
    }
    if !form.point.is_empty() {
        let posting = posting.clone();
        steps::link_point(session.desk(&posting), &form.point, &accepted.case.submission.id).await?;
    }
    app.wake_mail();
    if let Some(held) = held {
        steps::drop_held_form(&app.db, &held).await?;
    }
    Ok(receipt::lead_to_slip(&app, &token, "/desk/enter/receipt"))
}
