//! The desk's steps: one form for each, one handler for all. After a step the case's page is shown again.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, ResponseError, web};
use record::PublicReply;
use serde::{Deserialize, Serialize};

use crate::attachments::Received;
use crate::case::{Personal, RawRating, Step, Viewer, shanghai_date};
use crate::context::Context;
use crate::gate::CaseMarks;
use crate::http::desk::case_view::{CaseView, RefusedStep};
use crate::http::desk::queue::after_step;
use crate::http::extract::files::{keep, place, to_the_end};
use crate::http::extract::form::Form;
use crate::http::extract::session::Session;
use crate::http::extract::upload::Upload;
use crate::http::mailbox::receipt;
use crate::http::pages::ApiError;
use crate::http::pages::respond::{self, aside_with, html};
use crate::http::site::{publish, to_trouble};
use crate::seal::DeskToken;
use crate::steps::{self, Correction, Meeting, On, PassPhrase, Posting};
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
    #[serde(default)]
    kind: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    village: String,
    /// Equal words are right for this letter too.
    #[serde(default)]
    same: String,
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
            kind: text("kind"),
            title: text("title"),
            village: text("village"),
            same: text("same"),
            recognised: text("recognised"),
            policies: fields
                .iter()
                .filter(|(key, _)| key == "policy")
                .map(|(_, slug)| slug.clone())
                .collect(),
        })
    }
}

/// The address of a case, to which its forms lead.
pub(crate) fn case_address(submission_no: &str) -> String {
    format!("/desk/cases/{submission_no}")
}

pub(crate) fn back_to(submission_no: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, case_address(submission_no))).finish()
}

/// Words of the forms on a case's page that are no steps.
const OTHER_FORMS: [&str; 4] = ["contact", "exclude", "override", "requests"];

/// GET an address to which a form of a case is sent: somebody pressed Enter in the address bar.
///
/// # Errors
/// [`ApiError::NotFound`] for any other word.
pub async fn back(_: Session, path: web::Path<(String, String)>) -> Result<HttpResponse, ApiError> {
    let (submission_no, word) = path.into_inner();
    let is_form = Step::parse(&word).is_some() || OTHER_FORMS.contains(&word.as_str());
    if is_form { Ok(back_to(&submission_no)) } else { Err(ApiError::NotFound) }
}

/// POST a step. A step that is refused gives the case's page again, with the sentence on top and what was typed still
/// in its field; the same form sent again shows what it led to.
///
/// # Errors
/// [`ApiError::NotFound`] also for a case that names the person; [`ApiError::ForgedForm`].
pub async fn take(
    app: web::Data<Context>,
    session: Session,
    path: web::Path<(String, String)>,
    upload: Upload<Vec<(String, String)>>,
) -> Result<HttpResponse, ApiError> {
    let (submission_no, word) = path.into_inner();
    let step = Step::parse(&word).ok_or(ApiError::NotFound)?;
    let posting = upload.posting(case_address(&submission_no));
    let Upload { form: fields, files, faults, .. } = upload;
    let form = StepForm::of(&fields)?;
    let page = match session.check(&form.csrf) {
        Ok(page) => page,
        // A page of yesterday: what was typed there goes on in one of today.
        Err(old) if session.wrote(&form.csrf) => {
            return show_again(&app, &session, &submission_no, step, &form, &old).await;
        }
        Err(forged) => return Err(forged),
    };
    let outcome = match step {
        Step::RenewCode => return renew_code(&app, &session, &submission_no, &page, &form, posting).await,
        Step::RequestInformation | Step::ProvideInformation if faults.is_empty() => {
            let said = (form.version, form.text.clone(), form.channel.clone(), files);
            say_with_files(&app, &session, (&submission_no, step), said, posting).await.map(|()| false)
        }
        Step::RequestInformation | Step::ProvideInformation => Err(ApiError::Files(faults)),
        _ => {
            let (app, session, form) = (app.clone(), session.clone(), form.clone());
            let submission_no = submission_no.clone();
            // Before a letter is public, the gate reads it closely.
            aside_with(move || async move {
                carry_out(&app, session.desk(&posting), &submission_no, step, &form).await
            })
            .await
        }
    };
    app.wake_mail();
    match outcome {
        Ok(false) => {}
        Ok(true) if publish(&app, &submission_no).await? => {}
        Ok(true) => return Ok(to_trouble()),
        // Sent again, it leads where it led: the case may be gone for this person.
        Err(ApiError::Done { .. }) => {}
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
    after_step(&app, &session, &submission_no).await
}

/// A question to the sender, or what the sender said or handed in, with the files that go with it: all of them, or
/// nothing is kept.
async fn say_with_files(
    app: &web::Data<Context>,
    session: &Session,
    (submission_no, step): (&str, Step),
    (version, text, channel, files): (i64, String, String, Vec<Received>),
    posting: Posting,
) -> Result<(), ApiError> {
    to_the_end({
        let (app, session, submission_no) = (app.clone(), session.clone(), submission_no.to_owned());
        async move {
            let (files, rows) = place(&app, files).await?;
            let (desk, on) = (session.desk(&posting), On { submission_no: &submission_no, version });
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

/// The one step that ends on a page of its own: the new code is shown there for half an hour, in this browser.
async fn renew_code(
    app: &Context,
    session: &Session,
    submission_no: &str,
    page: &DeskToken,
    form: &StepForm,
    posting: Posting,
) -> Result<HttpResponse, ApiError> {
    let on = On { submission_no, version: form.version };
    let is_recognised = !form.recognised.is_empty();
    let desk = session.desk(&posting);
    let renewed =
        steps::renew_code(desk, on, &page.as_form(), &form.channel, is_recognised, &form.text).await;
    app.wake_mail();
    match renewed.map(drop).map_err(ApiError::from) {
        Ok(()) | Err(ApiError::Done { .. }) => {
            Ok(receipt::lead_to_slip(app, &page.as_form(), &format!("{}/slip", case_address(submission_no))))
        }
        Err(
            refusal @ (ApiError::BadRequest(_)
            | ApiError::Refused(_)
            | ApiError::Stale
            | ApiError::NotNow(..)),
        ) => show_again(app, session, submission_no, Step::RenewCode, form, &refusal).await,
        Err(other) => Err(other),
    }
}

/// GET the slip with a letter's new code, in the browser in which it was made.
///
/// # Errors
/// [`ApiError::NotFound`] also for a case that names the viewer. After half an hour the case is shown.
pub async fn show_slip(
    app: web::Data<Context>,
    request: HttpRequest,
    session: Session,
    submission_no: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let viewer = session.staff.viewer();
    if let Some(slip) = receipt::kept_slip(&app, &request)
        && let Some(renewed) =
            steps::renewed_again(&app.db, &app.township, &viewer, &submission_no, slip.form()).await?
    {
        return receipt::renewed(&app, &renewed);
    }
    Ok(back_to(&submission_no))
}

/// The meeting that a form tells of.
fn meeting<'a>(app: &Context, form: &'a StepForm) -> Result<Meeting<'a>, ApiError> {
    let held_on = if form.held_on.trim().is_empty() {
        shanghai_date(app.now())
    } else {
        form.held_on.trim().parse().map_err(|_| ApiError::BadRequest("unknown-day".to_owned()))?
    };
    Ok(Meeting { held_on, leader_attended: !form.leader_attended.is_empty(), opinion: &form.text })
}

/// Takes the step; says whether what is public has changed by it.
async fn carry_out(
    app: &Context,
    desk: steps::Desk<'_>,
    submission_no: &str,
    step: Step,
    form: &StepForm,
) -> Result<bool, ApiError> {
    let on = On { submission_no, version: form.version };
    match step {
        Step::Register => steps::register(desk, on, &form.text).await?,
        Step::Decline => steps::decline(desk, on, &form.text).await?,
        Step::ReferOut => steps::refer_out(desk, on, &form.text).await?,
        Step::Merge => steps::merge(desk, on, &form.number, &form.text).await?,
        Step::Accept => steps::accept(desk, on, &form.office).await?,
        Step::Transfer => steps::transfer(desk, on, &form.office, &form.text).await?,
        Step::AnalyseVillage | Step::AnalyseOffice | Step::AnalyseJoint => {
            let meeting = if form.text.trim().is_empty() { None } else { Some(meeting(app, form)?) };
            steps::analyse(desk, on, step, meeting.as_ref()).await?;
        }
        Step::RecordOpinion => steps::record_opinion(desk, on, &meeting(app, form)?).await?,
        Step::Correct => {
            let (kind, title, village) = (&form.kind, &form.title, &form.village);
            let correction = Correction { kind, title, village, reason: &form.text };
            steps::correct(desk, on, &correction).await?;
        }
        Step::Handle => steps::handle(desk, on).await?,
        Step::Extend => steps::extend(desk, on, &form.text).await?,
        Step::Answer => {
            let policies = app.pages.published_policies(&form.policies);
            steps::answer(desk, on, &form.text, &policies, !form.same.is_empty()).await?
        }
        Step::Review => return Ok(steps::review(desk, on).await?),
        Step::Redo => steps::redo(desk, on, &form.text).await?,
        Step::Close => steps::close(desk, on).await?,
        Step::Reopen => return Ok(steps::reopen(desk, on, &form.text).await?),
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
        Step::Retract => steps::retract(desk, on, &form.text).await?,
        // What is said comes with files; the redacted text, its approval and a new code have pages of their own.
        Step::RequestInformation
        | Step::ProvideInformation
        | Step::RenewCode
        | Step::Redact
        | Step::Publish => {
            return Err(ApiError::NotFound);
        }
    }
    Ok(step == Step::Retract)
}

/// What the gate knows, with the names of a case that is about to be public.
pub(crate) async fn marks_for(
    app: &Context,
    viewer: &Viewer,
    submission_no: &str,
) -> Result<CaseMarks, ApiError> {
    let case = store::find_case(&app.db, viewer, submission_no).await?;
    Ok(CaseMarks::load(&app.db, &app.township.keys, Some(&case.submission.id)).await?)
}

/// POST the reason why what the gate found may stand. A second approver then publishes.
///
/// # Errors
/// As every step.
pub async fn override_leaks(
    app: web::Data<Context>,
    session: Session,
    submission_no: web::Path<String>,
    form: Form<StepForm>,
) -> Result<HttpResponse, ApiError> {
    session.check(&form.csrf)?;
    let granted = {
        let posting = form.posting(case_address(&submission_no));
        let (app, session, text) = (app.clone(), session.clone(), form.text.clone());
        let on_version = form.version;
        let submission_no = submission_no.clone();
        aside_with(move || async move {
            let marks = marks_for(&app, &session.staff.viewer(), &submission_no).await?;
            let on = On { submission_no: &submission_no, version: on_version };
            let gate = |reply: &PublicReply| app.read_with_gate(&marks, reply);
            Ok(steps::override_leaks(session.desk(&posting), on, &gate, &text).await?)
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
    app: &Context,
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
        kind: form.kind.clone(),
        title: form.title.clone(),
        village: form.village.clone(),
        is_same: matches!(refusal, ApiError::BadRequest(key) if key == "answer-same_as_another"),
        ..RefusedStep::default()
    };
    show_refused(app, session, submission_no, refusal, typed).await
}

/// The case's page again, with what was refused on top and what was typed in its form.
pub(crate) async fn show_refused(
    app: &Context,
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
    let body = app.pages.desk("desk/case.html", Some(session.frame()), &view)?;
    Ok(respond::page(refusal.status_code(), body))
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
    app: web::Data<Context>,
    session: Session,
    submission_no: web::Path<String>,
    form: Form<ExcludeForm>,
) -> Result<HttpResponse, ApiError> {
    session.check(&form.csrf)?;
    let whom = match (form.staff.as_str(), form.office.as_str()) {
        ("self", _) => Exclusion::Staff(session.staff.id.clone()),
        ("", "") => return Err(ApiError::BadRequest("missing-named".to_owned())),
        ("", office) => Exclusion::Office(office.to_owned()),
        (staff, _) => Exclusion::Staff(staff.to_owned()),
    };
    let on = On { submission_no: &submission_no, version: form.version };
    let posting = form.posting(case_address(&submission_no));
    match steps::exclude(session.desk(&posting), on, &whom).await.map_err(ApiError::from) {
        // Sent again, it leads where it led: the case may be gone for this person.
        Ok(()) | Err(ApiError::Done { .. }) => after_step(&app, &session, &submission_no).await,
        Err(refusal @ (ApiError::BadRequest(_) | ApiError::Refused(_) | ApiError::Stale)) => {
            show_refused(&app, &session, &submission_no, &refusal, RefusedStep::default()).await
        }
        Err(other) => Err(other),
    }
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
/// opened, by which role and why. No address leads to it: only the phrase opens it, which is in this request alone.
///
/// # Errors
/// 422 without a reason, without the vault right or with a wrong pass phrase; 403 for roles that have no use for it.
pub async fn open_contact(
    app: web::Data<Context>,
    session: Session,
    submission_no: web::Path<String>,
    form: Form<ContactForm>,
) -> Result<HttpResponse, ApiError> {
    let posting = form.posting(case_address(&submission_no));
    let ContactForm { csrf, reason, pass_phrase } = form.into_inner();
    let phrase = PassPhrase::new(pass_phrase.trim().to_owned());
    drop(zeroize::Zeroizing::new(pass_phrase));
    session.check(&csrf)?;
    let contact = steps::open_contact(session.desk(&posting), &submission_no, &reason, phrase).await?;
    let clear = |part: &Option<Personal>| part.as_ref().map(|value| value.reveal().to_owned());
    let view = ContactView {
        submission_no: submission_no.into_inner(),
        name: clear(&contact.name),
        phone: clear(&contact.phone),
        email: clear(&contact.email),
        address: clear(&contact.address),
    };
    Ok(html(app.pages.desk("desk/contact.html", Some(session.frame()), &view)?))
}
