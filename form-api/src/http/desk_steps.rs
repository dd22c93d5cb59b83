//! The desk's steps: one form for each, one handler for all. After a step the case's page is shown again.

use actix_web::http::header;
use actix_web::{HttpResponse, ResponseError, web};
use serde::{Deserialize, Serialize};
use site_gen::record::PublicReply;

use super::attachments::{keep, place, to_the_end};
use super::case_view::{CaseView, RefusedStep};
use super::desk::html;
use super::form::Form;
use super::receipt;
use super::session::Session;
use super::upload::Upload;
use super::{ApiError, aside_with};
use crate::app::App;
use crate::attachments::Received;
use crate::case::{Personal, RawRating, Step, shanghai_date};
use crate::gate::CaseMarks;
use crate::publish::PublishError;
use crate::steps::{self, Meeting, On, PassPhrase};
use crate::store::{self, Exclusion};

/// What the forms of the steps send; each uses what it needs.
#[derive(Clone, Debug, Deserialize)]
pub struct StepForm {
    csrf: String,
    version: i64,
    #[serde(default)]
    text: String,
    #[serde(default)]
    office: String,
    #[serde(default)]
    number: String,
    #[serde(default)]
    held_on: String,
    #[serde(default)]
    leader_attended: String,
    #[serde(default)]
    grade: String,
    #[serde(default)]
    solved: String,
    #[serde(default)]
    channel: String,
    #[serde(default)]
    consent: String,
    /// Whoever asks for a new code was recognised.
    #[serde(default)]
    recognised: String,
    /// Slugs of the ticked policies.
    #[serde(skip)]
    policies: Vec<String>,
}

impl StepForm {
    /// The form of a step; each ticked box of one name counts.
    ///
    /// # Errors
    /// [`ApiError::BadRequest`] for a form that is not readable.
    fn of(fields: &[(String, String)]) -> Result<Self, ApiError> {
        let first = |name: &str| fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        let text = |name: &str| first(name).unwrap_or_default();
        Ok(Self {
            csrf: first("csrf").ok_or_else(ApiError::unreadable)?,
            version: first("version")
                .and_then(|version| version.parse().ok())
                .ok_or_else(ApiError::unreadable)?,
            text: text("text"),
            office: text("office"),
            number: text("number"),
            held_on: text("held_on"),
            leader_attended: text("leader_attended"),
            grade: text("grade"),
            solved: text("solved"),
            channel: text("channel"),
            consent: text("consent"),
            recognised: text("recognised"),
            policies: fields
                .iter()
                .filter(|(key, _)| key == "policy")
                .map(|(_, slug)| slug.clone())
                .collect(),
        })
    }
}

pub(super) fn back_to(submission_no: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, format!("/desk/cases/{submission_no}")))
        .finish()
}

/// The list's page, where what stops the site is said.
pub(super) fn to_trouble() -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, "/desk/#trouble")).finish()
}

/// POST a step. A step that is refused gives the case's page again, with the sentence on top and what was typed still
/// in its field.
///
/// # Errors
/// [`ApiError::NotFound`] also for a case that names the person; [`ApiError::ForgedForm`].
pub async fn take(
    app: web::Data<App>,
    session: Session,
    path: web::Path<(String, String)>,
    upload: Upload<Vec<(String, String)>>,
) -> Result<HttpResponse, ApiError> {
    let Upload { form: fields, files, faults } = upload;
    let form = StepForm::of(&fields)?;
    session.check(&form.csrf)?;
    let (submission_no, word) = path.into_inner();
    let step = Step::parse(&word).ok_or(ApiError::NotFound)?;
    if step == Step::RenewCode {
        return renew_code(&app, &session, &submission_no, &form).await;
    }
    let outcome = match step {
        Step::RequestInformation | Step::ProvideInformation => {
            say_with_files(&app, &session, (&submission_no, step), &form, files, faults).await.map(|()| false)
        }
        _ => {
            let (app, session, form) = (app.clone(), session.clone(), form.clone());
            let submission_no = submission_no.clone();
            // Before a letter is public, the gate reads it closely.
            aside_with(move || async move { carry_out(&app, &session, &submission_no, step, &form).await })
                .await
        }
    };
    app.wake_mail();
    match outcome {
        Ok(false) => {}
        Ok(true) if publish(&app, &submission_no).await? => {}
        Ok(true) => return Ok(to_trouble()),
        Err(
            refusal @ (ApiError::BadRequest(_)
            | ApiError::Refused(_)
            | ApiError::Stale
            | ApiError::NotNow(..)
            | ApiError::Files(_)
            | ApiError::Leaks(_)),
        ) => {
            return show_again(&app, &session, &submission_no, step, &form, &refusal).await;
        }
        Err(other) => return Err(other),
    }
    Ok(back_to(&submission_no))
}

/// A question to the sender, or what the sender said or handed in, with the files that go with it: all of them, or
/// nothing is kept.
async fn say_with_files(
    app: &web::Data<App>,
    session: &Session,
    (submission_no, step): (&str, Step),
    form: &StepForm,
    files: Vec<Received>,
    faults: Vec<String>,
) -> Result<(), ApiError> {
    if !faults.is_empty() {
        return Err(ApiError::Files(faults));
    }
    to_the_end({
        let (app, session, version) = (app.clone(), session.clone(), form.version);
        let (submission_no, text, channel) =
            (submission_no.to_owned(), form.text.clone(), form.channel.clone());
        async move {
            let (files, rows) = place(&app, files).await?;
            let (desk, on) = (session.desk(&app), On { submission_no: &submission_no, version });
            match step {
                Step::RequestInformation => steps::request_information(desk, on, &text, &rows).await?,
                _ => steps::enter_information(desk, on, &text, &channel, &rows).await?,
            }
            keep(files);
            Ok(())
        }
    })
    .await
}

/// The one step that ends on a page of its own: the new code is shown there and never again.
async fn renew_code(
    app: &App,
    session: &Session,
    submission_no: &str,
    form: &StepForm,
) -> Result<HttpResponse, ApiError> {
    let on = On { submission_no, version: form.version };
    let is_recognised = !form.recognised.is_empty();
    let renewed = steps::renew_code(session.desk(app), on, &form.channel, is_recognised, &form.text).await;
    app.wake_mail();
    match renewed.map_err(ApiError::from) {
        Ok(renewed) => receipt::renewed(app, &renewed),
        Err(
            refusal @ (ApiError::BadRequest(_)
            | ApiError::Refused(_)
            | ApiError::Stale
            | ApiError::NotNow(..)),
        ) => show_again(app, session, submission_no, Step::RenewCode, form, &refusal).await,
        Err(other) => Err(other),
    }
}

/// Brings the site up to the table after a step that touched what is public of a letter; says whether it could be built. The step is
/// taken and in the table either way: the site follows once what stops it is mended, and the desk says so.
pub(super) async fn publish(app: &App, submission_no: &str) -> Result<bool, ApiError> {
    match app.publish_letter(submission_no).await {
        Ok(_) => Ok(true),
        Err(PublishError::Build(error)) => {
            tracing::error!(error = %error, "the site could not be built");
            Ok(false)
        }
        Err(error) => Err(ApiError::Internal(error.into())),
    }
}

/// Takes the step; says whether what is public has changed by it.
async fn carry_out(
    app: &App,
    session: &Session,
    submission_no: &str,
    step: Step,
    form: &StepForm,
) -> Result<bool, ApiError> {
    let desk = session.desk(app);
    let on = On { submission_no, version: form.version };
    match step {
        Step::Register => steps::register(desk, on, &form.text).await?,
        Step::Decline => steps::decline(desk, on, &form.text).await?,
        Step::ReferOut => steps::refer_out(desk, on, &form.text).await?,
        Step::Merge => steps::merge(desk, on, &form.number, &form.text).await?,
        Step::Accept => steps::accept(desk, on, &form.office).await?,
        Step::Transfer => steps::transfer(desk, on, &form.office, &form.text).await?,
        Step::AnalyseVillage | Step::AnalyseOffice | Step::AnalyseJoint => {
            let held_on = if form.held_on.trim().is_empty() {
                shanghai_date(app.now())
            } else {
                form.held_on.trim().parse().map_err(|_| ApiError::BadRequest("unknown-day".to_owned()))?
            };
            let leader_attended = !form.leader_attended.is_empty();
            let meeting = Meeting { held_on, leader_attended, opinion: &form.text };
            steps::analyse(desk, on, step, &meeting).await?;
        }
        Step::Handle => steps::handle(desk, on).await?,
        Step::Extend => steps::extend(desk, on, &form.text).await?,
        Step::Answer => {
            steps::answer(desk, on, &form.text, &app.pages.published_policies(&form.policies)).await?
        }
        Step::Review => steps::review(desk, on).await?,
        Step::Redo => steps::redo(desk, on, &form.text).await?,
        Step::Close => steps::close(desk, on).await?,
        Step::Reopen => steps::reopen(desk, on, &form.text).await?,
        Step::Rate => {
            let raw = RawRating {
                grade: form.grade.clone(),
                solved: form.solved.clone(),
                reason: form.text.clone(),
            };
            return Ok(steps::enter_rating(desk, on, &raw, &form.channel).await?);
        }
        Step::Supervise => steps::supervise(desk, on, &form.text).await?,
        Step::Withdraw => {
            let is_recognised = !form.recognised.is_empty();
            let files = steps::enter_withdrawal(desk, on, &form.channel, is_recognised, &form.text).await?;
            app.attachments.remove(&files);
        }
        Step::AskConsent => steps::ask_consent(desk, on).await?,
        Step::EnterConsent => steps::enter_consent(desk, on, &form.consent, &form.channel).await?,
        Step::Nominate => steps::nominate(desk, on).await?,
        Step::Return => steps::return_redaction(desk, on, &form.text).await?,
        Step::Publish => {
            let marks = marks_for(app, session, submission_no).await?;
            steps::publish(desk, on, &|reply| app.read_with_gate(&marks, reply)).await?;
        }
        Step::Retract => steps::retract(desk, on, &form.text).await?,
        // What is said comes with files; the redacted text and a new code have pages of their own.
        Step::RequestInformation | Step::ProvideInformation | Step::RenewCode | Step::Redact => {
            return Err(ApiError::NotFound);
        }
    }
    Ok(matches!(step, Step::Publish | Step::Retract))
}

/// What the gate knows, with the names of a case that is about to be public.
async fn marks_for(app: &App, session: &Session, submission_no: &str) -> Result<CaseMarks, ApiError> {
    let case = store::find_case(&app.db, &session.staff.viewer(), submission_no).await?;
    Ok(CaseMarks::load(&app.db, &app.township.keys, Some(&case.submission.id)).await?)
}

/// POST the reason why what the gate found may stand. A second approver then publishes.
///
/// # Errors
/// As every step.
pub async fn override_leaks(
    app: web::Data<App>,
    session: Session,
    submission_no: web::Path<String>,
    form: Form<StepForm>,
) -> Result<HttpResponse, ApiError> {
    session.check(&form.csrf)?;
    let granted = {
        let (app, session, form) = (app.clone(), session.clone(), form.clone());
        let submission_no = submission_no.clone();
        aside_with(move || async move {
            let marks = marks_for(&app, &session, &submission_no).await?;
            let on = On { submission_no: &submission_no, version: form.version };
            let gate = |reply: &PublicReply| app.read_with_gate(&marks, reply);
            Ok(steps::override_leaks(session.desk(&app), on, &gate, &form.text).await?)
        })
        .await
    };
    match granted {
        Ok(()) => Ok(back_to(&submission_no)),
        Err(
            refusal @ (ApiError::BadRequest(_)
            | ApiError::Refused(_)
            | ApiError::Stale
            | ApiError::NotNow(..)),
        ) => show_again(&app, &session, &submission_no, Step::Publish, &form, &refusal).await,
        Err(other) => Err(other),
    }
}

async fn show_again(
    app: &App,
    session: &Session,
    submission_no: &str,
    step: Step,
    form: &StepForm,
    refusal: &ApiError,
) -> Result<HttpResponse, ApiError> {
    let typed = RefusedStep {
        step: step.as_str(),
        text: form.text.clone(),
        grade: form.grade.clone(),
        solved: form.solved.clone(),
        channel: form.channel.clone(),
        consent: form.consent.clone(),
        policies: form.policies.clone(),
        ..RefusedStep::default()
    };
    show_refused(app, session, submission_no, refusal, typed).await
}

/// The case's page again, with what was refused on top and what was typed in its form.
pub(super) async fn show_refused(
    app: &App,
    session: &Session,
    submission_no: &str,
    refusal: &ApiError,
    typed: RefusedStep,
) -> Result<HttpResponse, ApiError> {
    let case = store::find_case(&app.db, &session.staff.viewer(), submission_no).await?;
    let leaks = match refusal {
        ApiError::Leaks(leaks) => leaks.clone(),
        _ => Vec::new(),
    };
    let refused = RefusedStep { sentence: refusal.sentence(), leaks, ..typed };
    let view = CaseView::load(app, session, &case, Some(refused)).await?;
    let body = app.pages.desk("desk/case.html", Some(session), &view)?;
    Ok(super::page(refusal.status_code(), body))
}

/// Who or what a case is to be hidden from.
#[derive(Debug, Deserialize)]
pub struct ExcludeForm {
    csrf: String,
    version: i64,
    #[serde(default)]
    staff: String,
    #[serde(default)]
    office: String,
}

/// POST to hide a case from whom it names.
///
/// # Errors
/// 422 when nobody was chosen.
pub async fn exclude(
    app: web::Data<App>,
    session: Session,
    submission_no: web::Path<String>,
    form: Form<ExcludeForm>,
) -> Result<HttpResponse, ApiError> {
    session.check(&form.csrf)?;
    let whom = match (form.staff.as_str(), form.office.as_str()) {
        ("", "") => return Err(ApiError::BadRequest("missing-named".to_owned())),
        ("", office) => Exclusion::Office(office.to_owned()),
        (staff, _) => Exclusion::Staff(staff.to_owned()),
    };
    let on = On { submission_no: &submission_no, version: form.version };
    steps::exclude(session.desk(&app), on, &whom).await?;
    Ok(back_to(&submission_no))
}

/// Why contact details are opened, and the key to them. No `Debug`: it holds a pass phrase.
#[derive(Deserialize)]
pub struct ContactForm {
    csrf: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    pass_phrase: String,
}

#[derive(Serialize)]
struct ContactView {
    submission_no: String,
    name: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    address: Option<String>,
}

/// POST to open what the sender left. It is shown once, on a page that is not kept, and the sender sees that it was
/// opened, by which role and why.
///
/// # Errors
/// 422 without a reason, without the vault right or with a wrong pass phrase; 403 for roles that have no use for it.
pub async fn open_contact(
    app: web::Data<App>,
    session: Session,
    submission_no: web::Path<String>,
    form: Form<ContactForm>,
) -> Result<HttpResponse, ApiError> {
    let ContactForm { csrf, reason, pass_phrase } = form.into_inner();
    let phrase = PassPhrase::new(pass_phrase.trim().to_owned());
    drop(zeroize::Zeroizing::new(pass_phrase));
    session.check(&csrf)?;
    let contact = steps::open_contact(session.desk(&app), &submission_no, &reason, phrase).await?;
    let clear = |part: &Option<Personal>| part.as_ref().map(|value| value.reveal().to_owned());
    let view = ContactView {
        submission_no: submission_no.into_inner(),
        name: clear(&contact.name),
        phone: clear(&contact.phone),
        email: clear(&contact.email),
        address: clear(&contact.address),
    };
    Ok(html(app.pages.desk("desk/contact.html", Some(&session), &view)?))
}
