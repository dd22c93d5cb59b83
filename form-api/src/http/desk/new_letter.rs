//! 录入来信: a registrar enters what somebody said on the telephone or at the counter, or handed in on paper. The letter
//! gets the same receipt, clock and rating as one from the web; the receipt is printed or read out.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};

use crate::case::{Act, Channel, Consent, Field, Invalid, NewSubmission, SubmissionKind, shanghai_date};
use crate::context::Context;
use crate::http::extract::form::Form;
use crate::http::extract::session::Session;
use crate::http::mailbox::form::{FieldError, LetterForm, sentence, ways_to_tell};
use crate::http::mailbox::{intake, receipt};
use crate::http::pages::views::{self, Choice};
use crate::http::pages::{ApiError, respond};
use crate::messages::speak;
use crate::seal::FormToken;
use crate::steps::{self, StepError};

/// The form as it is posted: that of the mailbox, and how the letter came.
#[derive(Clone, Default, Deserialize, Serialize)]
pub struct EnterForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    channel: String,
    #[serde(flatten)]
    letter: LetterForm,
}

#[derive(Serialize)]
struct EnterView<'a> {
    values: &'a EnterForm,
    channels: Vec<Choice>,
    kinds: Vec<Choice>,
    consents: Vec<Choice>,
    villages: Vec<Choice>,
    offices: Vec<Choice>,
    ways: Vec<Choice>,
    summary: Vec<FieldError>,
    /// The fields that are wrong.
    wrong: Vec<&'static str>,
    notice: Option<String>,
}

fn form_page(
    app: &Context,
    session: &Session,
    values: &EnterForm,
    summary: Vec<FieldError>,
    notice: Option<String>,
) -> Result<String, ApiError> {
    let view = EnterView {
        values,
        channels: views::words("channel", Channel::AT_THE_DESK.iter().map(|channel| channel.as_str())),
        kinds: views::words("kind", SubmissionKind::ALL.iter().map(|kind| kind.as_str())),
        consents: views::words("consent", Consent::ALL.iter().map(|consent| consent.as_str())),
        villages: views::villages(&app.township, shanghai_date(app.now())),
        offices: views::offices(&app.township, shanghai_date(app.now())),
        ways: ways_to_tell(app),
        wrong: summary.iter().map(FieldError::field).collect(),
        summary,
        notice,
    };
    Ok(app.pages.desk("desk/enter.html", Some(session.frame()), &view)?)
}

/// What is wrong, said to a clerk: two ticks stand for what they have to do with the sender.
fn at_the_desk(invalid: &Invalid) -> FieldError {
    match (invalid.field, invalid.why) {
        (Field::Rules, _) => FieldError::new("rules", speak("enter-missing-rules")),
        (Field::Guardian, _) => FieldError::new("guardian", speak("enter-missing-guardian")),
        _ => sentence(invalid),
    }
}

/// GET the form.
///
/// # Errors
/// [`ApiError::Forbidden`] for anybody but registrars.
pub async fn show_form(app: web::Data<Context>, session: Session) -> Result<HttpResponse, ApiError> {
    session.must_hold(Act::EnterLetter)?;
    let mut values = EnterForm::default();
    values.letter.renew(&app);
    Ok(respond::html(form_page(&app, &session, &values, Vec::new(), None)?))
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
        return receipt::at_the_desk(&app, &accepted);
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
    let held = form.posting(String::new()).held;
    let mut form = form.into_inner();
    form.letter.offer_no_sms(&app);
    let now = app.now();
    let units = &app.township.units;
    let channel = Channel::parse_at_the_desk(&form.channel);
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
            let no_channel =
                channel.is_none().then(|| FieldError::new("channel", speak("why-missing-channel")));
            let others = parsed.err().unwrap_or_default();
            let summary = no_channel.into_iter().chain(others.iter().map(at_the_desk)).collect();
            let body = form_page(&app, &session, &values, summary, notice)?;
            return Ok(respond::page(StatusCode::UNPROCESSABLE_ENTITY, body));
        }
    };
    let by = Some(session.staff.id.as_str());
    let accepted = match steps::receive(&app.db, &app.township, &token, &letter, by).await {
        Err(StepError::Missing(what @ ("report_reader" | "other_report_reader"))) => {
            let key = match what {
                "report_reader" => "enter-report_reader",
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
    app.wake_mail();
    if let Some(held) = held {
        steps::drop_held_form(&app.db, &held).await?;
    }
    Ok(receipt::lead_to_slip(&app, &token, "/desk/enter/receipt"))
}
