//! 民心电话: one screen for whoever takes a call. What is answered while they speak is answered and closed by it; what is not is a
//! letter like any other. The caller's receipt is read out.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::case::forms::HOTLINE_CALL;
use crate::case::{Act, Channel, RawSubmission, title_from};
use crate::context::Context;
use crate::http::desk::entry::{self, Desk, Entry};
use crate::http::extract::form::Form;
use crate::http::extract::session::Session;
use crate::http::mailbox::receipt;
use crate::http::pages::{ApiError, respond};
use crate::steps;

static DESK: Desk = Desk {
    form: &HOTLINE_CALL,
    title: "hotline-title",
    lead: "hotline-lead",
    address: "/desk/hotline",
    folded: Some(("title", "guardian_agrees")),
};

/// The form as it is posted: that of the mailbox, and what was answered at once.
#[derive(Clone, Deserialize)]
#[serde(from = "Vec<(String, String)>")]
pub struct CallForm(Entry);

impl From<Vec<(String, String)>> for CallForm {
    fn from(pairs: Vec<(String, String)>) -> Self {
        Self(Entry::of(&DESK, &[], pairs))
    }
}

/// GET the form.
///
/// # Errors
/// [`ApiError::Forbidden`] for anybody who does not answer the telephone.
pub async fn show(app: web::Data<Context>, session: Session) -> Result<HttpResponse, ApiError> {
    session.must_hold(Act::SettleAtOnce)?;
    let CallForm(mut values) = CallForm::from(entry::begin(&app, Vec::new()));
    values.letter.renew(&app);
    Ok(respond::html(values.page(&app, &session, &[], None)?))
}

/// POST the form: the way to the receipt, or the form again, filled.
///
/// # Errors
/// As [`show`]; [`ApiError::ForgedForm`].
pub async fn send(
    app: web::Data<Context>,
    session: Session,
    form: Form<CallForm>,
) -> Result<HttpResponse, ApiError> {
    session.must_hold(Act::SettleAtOnce)?;
    let posting = form.posting(String::new());
    let held = posting.held.clone();
    let CallForm(mut form) = form.into_inner();
    if let Some(wrong) = form.check(&session)? {
        return form.refused(&app, &session, wrong);
    }
    form.letter.offer_no_sms(&app);
    let raw = with_title(form.letter.raw());
    let (letter, token) = match form.read(&app, &raw, Some(Channel::Phone)) {
        Ok(read) => read,
        Err(wrong) => return form.refused(&app, &session, wrong),
    };
    let answer = form.sent.text("answer").to_owned();
    let received = if answer.trim().is_empty() {
        steps::receive(&app.db, &app.township, &token, &letter, Some(&session.staff.id)).await
    } else {
        let is_same_meant = form.sent.is_ticked("same");
        steps::settle_call(session.desk(&posting), &token, &letter, &answer, is_same_meant).await
    };
    let accepted = match received {
        Ok(accepted) => accepted,
        Err(error) => return form.refused(&app, &session, form.not_taken(&app, error)?),
    };
    if let Some(wrong) = form.is_another(&app, (&letter, &answer), &accepted).await? {
        return form.refused(&app, &session, wrong);
    }
    app.wake_mail();
    if let Some(held) = held {
        steps::drop_held_form(&app.db, &held).await?;
    }
    Ok(receipt::lead_to_slip(&app, &token, "/desk/enter/receipt"))
}

/// Nobody writes a title while somebody speaks.
fn with_title(raw: RawSubmission) -> RawSubmission {
    if raw.title.trim().is_empty() { RawSubmission { title: title_from(&raw.text), ..raw } } else { raw }
}
