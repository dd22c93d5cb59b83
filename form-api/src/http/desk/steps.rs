//! The desk's steps: one form for each, one handler for all. After a step the case's page is shown again.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, ResponseError, web};
use record::PublicReply;
use serde::{Deserialize, Serialize};

use crate::attachments::Received;
use crate::case::forms::{self, Form as CaseForm, Sent};
use crate::case::{Exclusion, Personal, RawRating, Step, Viewer, read_pass_phrase, shanghai_date};
use crate::context::Context;
use crate::gate::CaseMarks;
use crate::http::desk::case_view::RefusedForm;
use crate::http::desk::queue::{after_step, damaged, load_case};
use crate::http::extract::form::Form;
use crate::http::extract::session::Session;
use crate::http::extract::upload::Upload;
use crate::http::mailbox::{files, receipt};
use crate::http::pages::respond::{self, aside_with, html};
use crate::http::pages::{ApiError, FileView};
use crate::http::site::{publish, take_off_without_room, to_trouble};
use crate::publish::read_with_gate;
use crate::seal::{DeskToken, FormToken};
use crate::steps::{self, Correction, On, Posting, Said, StepError};
use crate::store;

/// A form of a case's page as it came: whose page it is, of which version, and what was typed.
pub(crate) struct Came {
    pub(crate) csrf: String,
    pub(crate) version: i64,
    pub(crate) form: &'static CaseForm,
    pub(crate) sent: Sent,
    /// The token of a form with files, and what waits with it.
    token: String,
    waiting: Vec<FileView>,
}

impl Came {
    /// Reads a form by its specification.
    ///
    /// # Errors
    /// [`ApiError::BadRequest`] for a form that is not readable.
    pub(crate) fn read(form: &'static CaseForm, pairs: &[(String, String)]) -> Result<Self, ApiError> {
        let first = |name: &str| pairs.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str());
        Ok(Self {
            csrf: first("csrf").ok_or_else(ApiError::unreadable)?.to_owned(),
            // A form without one is as old as can be.
            version: first("version").map_or(Ok(0), str::parse).map_err(|_| ApiError::unreadable())?,
            form,
            sent: Sent::of(form, pairs),
            token: first("form").unwrap_or_default().to_owned(),
            waiting: Vec::new(),
        })
    }

    /// Files wait with their form until its step was taken: one that is refused loses none of them. Gives a sentence for each
    /// that was not taken.
    async fn hold_files(
        &mut self,
        app: &web::Data<Context>,
        files: Vec<Received>,
        faults: Vec<String>,
        posting: &mut Posting,
    ) -> Result<Vec<String>, ApiError> {
        let Ok(token) = FormToken::from_field(&app.township.keys, &self.token, app.now()) else {
            return Ok(faults);
        };
        let held = files::hold(app, &token, files, faults, "").await?;
        self.waiting = held.files;
        posting.files = (!self.waiting.is_empty()).then(|| token.idempotency_key());
        Ok(held.faults)
    }

    /// Which case, in the version that the page showed.
    pub(crate) fn on<'a>(&self, submission_no: &'a str) -> On<'a> {
        On { submission_no, version: self.version }
    }

    /// What is wrong with it by itself.
    ///
    /// # Errors
    /// [`ApiError::Form`].
    pub(crate) fn check(&self) -> Result<(), ApiError> {
        let faults = self.sent.faults(self.form);
        if faults.is_empty() { Ok(()) } else { Err(ApiError::Form(faults)) }
    }

    /// Checks its token and its fields, then lets the step do its work. Gives the refusal for which it is shown again with what was
    /// typed, or none where the work is done, now or before.
    ///
    /// # Errors
    /// Refusals that no form can be shown again for: a forged token, a record that is not there or not theirs, our own faults.
    pub(crate) async fn submit<E>(
        &self,
        session: &Session,
        step: impl Future<Output = Result<(), E>>,
    ) -> Result<Option<ApiError>, ApiError>
    where
        ApiError: From<E>,
    {
        let done = match session.check(&self.csrf) {
            Ok(_) => match self.check() {
                Ok(()) => step.await.map_err(ApiError::from),
                faulty => faulty,
            },
            Err(old) if session.wrote(&self.csrf) => Err(old),
            Err(forged) => return Err(forged),
        };
        match done {
            Ok(()) | Err(ApiError::Done { .. }) => Ok(None),
            Err(refusal @ (ApiError::NotFound | ApiError::Forbidden | ApiError::Internal(_))) => Err(refusal),
            Err(refusal) => Ok(Some(refusal)),
        }
    }

    /// The case's page again, with what was typed.
    pub(crate) async fn show_again(
        &self,
        app: &Context,
        session: &Session,
        submission_no: &str,
        refusal: &ApiError,
    ) -> Result<HttpResponse, ApiError> {
        let id = self.form.word.to_owned();
        let refused = RefusedForm::new(id, self.form, self.sent.clone(), refusal)
            .with_files(self.token.clone(), self.waiting.clone());
        show_refused(app, session, submission_no, refusal, refused).await
    }
}

/// What is said on the case's page, with what was typed still in its form; anything else has a page of its own.
pub(crate) const fn is_shown_there(refusal: &ApiError) -> bool {
    matches!(
        refusal,
        ApiError::BadRequest(_)
            | ApiError::Unfilled { .. }
            | ApiError::Form(_)
            | ApiError::Refused(_)
            | ApiError::Stale
            | ApiError::NotNow(..)
            | ApiError::Files(_)
            | ApiError::Leaks(_)
            | ApiError::TakeDownUnwritten { .. }
    )
}

/// The address of a case, to which its forms lead.
pub(crate) fn case_address(submission_no: &str) -> String {
    format!("/desk/cases/{submission_no}")
}

pub(crate) fn back_to(submission_no: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, case_address(submission_no))).finish()
}

/// Words of the forms on a case's page that are no steps.
const OTHER_FORMS: [&str; 6] = ["accused", "contact", "exclude", "note", "override", "requests"];

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
    let mut posting = upload.posting(case_address(&submission_no));
    let Upload { form: pairs, files, faults, .. } = upload;
    let mut came = Came::read(forms::of_step(step).ok_or(ApiError::NotFound)?, &pairs)?;
    let faults = came.hold_files(&app, files, faults, &mut posting).await?;
    let page = match session.check(&came.csrf) {
        Ok(page) => page,
        // A page of yesterday: what was typed there goes on in one of today.
        Err(old) if session.wrote(&came.csrf) => {
            return came.show_again(&app, &session, &submission_no, &old).await;
        }
        Err(forged) => return Err(forged),
    };
    if let Err(wrong) = came.check() {
        // Who may not take the step is told that first; a case that cannot be read says nothing of it.
        let refusal = match session.desk(&posting).may(came.on(&submission_no), step).await {
            Ok(()) | Err(StepError::Store(_)) => wrong,
            Err(refused) => ApiError::from(refused),
        };
        return came.show_again(&app, &session, &submission_no, &refusal).await;
    }
    let outcome = match step {
        Step::RenewCode => return renew_code(&app, &session, &submission_no, &page, &came, posting).await,
        Step::RequestInformation | Step::ProvideInformation if faults.is_empty() => {
            say_with_files(&app, &session, (&submission_no, step), &came, posting).await.map(|()| false)
        }
        Step::RequestInformation | Step::ProvideInformation => Err(ApiError::Files(faults)),
        _ => {
            let (app, session, sent) = (app.clone(), session.clone(), came.sent.clone());
            let (submission_no, version) = (submission_no.clone(), came.version);
            // Before a letter is public, the gate reads it closely.
            aside_with(move || async move {
                let on = On { submission_no: &submission_no, version };
                let done = carry_out(&app, session.desk(&posting), on, step, &sent).await;
                match done {
                    Err(refusal) if step == Step::Retract => Err(take_off_without_room(
                        &app,
                        session.desk(&posting),
                        (on.submission_no, None),
                        refusal,
                    )
                    .await),
                    done => done,
                }
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
        Err(refusal) if is_shown_there(&refusal) => {
            return came.show_again(&app, &session, &submission_no, &refusal).await;
        }
        Err(other) => return Err(other),
    }
    after_step(&app, &session, &submission_no).await
}

/// A question to the sender, or what the sender said or handed in, with the files that wait with its form: all of them, or
/// they wait on.
async fn say_with_files(
    app: &Context,
    session: &Session,
    (submission_no, step): (&str, Step),
    came: &Came,
    posting: Posting,
) -> Result<(), ApiError> {
    let (desk, on, text) = (session.desk(&posting), came.on(submission_no), came.sent.text("text"));
    match step {
        Step::RequestInformation => steps::request_information(desk, on, text).await?,
        _ => steps::enter_information(desk, on, text, came.sent.text("channel")).await?,
    }
    let ids: Vec<String> = came.waiting.iter().map(|file| file.id.clone()).collect();
    app.waiting.forget(&ids);
    Ok(())
}

/// The one step that ends on a page of its own: the new code is shown there for half an hour, in this browser.
async fn renew_code(
    app: &Context,
    session: &Session,
    submission_no: &str,
    page: &DeskToken,
    came: &Came,
    posting: Posting,
) -> Result<HttpResponse, ApiError> {
    let (sent, desk) = (&came.sent, session.desk(&posting));
    let by = (sent.text("channel"), sent.is_ticked("recognised"));
    let on = came.on(submission_no);
    let renewed = steps::renew_code(desk, on, &page.as_form(), by.0, by.1, sent.text("text")).await;
    app.wake_mail();
    match renewed.map(drop).map_err(ApiError::from) {
        Ok(()) | Err(ApiError::Done { .. }) => {
            Ok(receipt::lead_to_slip(app, &page.as_form(), &format!("{}/slip", case_address(submission_no))))
        }
        Err(refusal) if is_shown_there(&refusal) => {
            came.show_again(app, session, submission_no, &refusal).await
        }
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

/// What a form tells of a meeting; of today's where no day is typed.
fn said<'a>(app: &Context, sent: &'a Sent) -> Said<'a> {
    Said {
        held_on: sent.day("held_on").unwrap_or_else(|| shanghai_date(app.now())),
        leader_attended: sent.is_ticked("leader_attended"),
        opinion: sent.text("text"),
    }
}

/// Takes the step; says whether what is public has changed by it.
pub(crate) async fn carry_out(
    app: &Context,
    desk: steps::Desk<'_>,
    on: On<'_>,
    step: Step,
    sent: &Sent,
) -> Result<bool, ApiError> {
    let text = sent.text("text");
    match step {
        Step::Register => steps::register(desk, on, text).await?,
        Step::Decline => steps::decline(desk, on, text).await?,
        Step::ReferOut => steps::refer_out(desk, on, text).await?,
        Step::Merge => steps::merge(desk, on, sent.text("number"), text).await?,
        Step::Accept => steps::accept(desk, on, sent.text("office")).await?,
        Step::Transfer => steps::transfer(desk, on, sent.text("office"), text).await?,
        Step::PickUp => steps::pick_up(desk, on).await?,
        Step::Assign => steps::assign(desk, on, sent.text("staff"), text).await?,
        Step::GiveBack => steps::give_back(desk, on, text).await?,
        Step::AnalyseVillage | Step::AnalyseOffice | Step::AnalyseJoint => {
            let said = (!text.trim().is_empty()).then(|| said(app, sent));
            steps::analyse(desk, on, step, said.as_ref()).await?;
        }
        Step::RecordOpinion => steps::record_opinion(desk, on, &said(app, sent)).await?,
        Step::Correct => {
            let (kind, title, village) = (sent.text("kind"), sent.text("title"), sent.text("village"));
            let correction = Correction { kind, title, village, reason: text };
            steps::correct(desk, on, &correction).await?;
        }
        Step::Handle => steps::handle(desk, on).await?,
        Step::Extend => steps::extend(desk, on, text).await?,
        Step::Answer => {
            let policies = app.pages.published_policies(sent.all("policy"));
            steps::answer(desk, on, text, &policies, sent.is_ticked("same")).await?
        }
        Step::Review => return Ok(steps::review(desk, on).await?),
        Step::Redo => steps::redo(desk, on, text).await?,
        Step::Close => steps::close(desk, on).await?,
        Step::Reopen => return Ok(steps::reopen(desk, on, text).await?),
        Step::Rate => {
            let raw = RawRating {
                grade: sent.text("grade").to_owned(),
                solved: sent.text("solved").to_owned(),
                reason: text.to_owned(),
            };
            return Ok(steps::enter_rating(desk, on, &raw, sent.text("channel")).await?);
        }
        Step::Supervise => steps::supervise(desk, on, text).await?,
        Step::Withdraw => {
            let is_recognised = sent.is_ticked("recognised");
            let files = steps::enter_withdrawal(desk, on, sent.text("channel"), is_recognised, text).await?;
            app.attachments.remove(&files);
        }
        Step::AskConsent => steps::ask_consent(desk, on).await?,
        Step::EnterConsent => {
            steps::enter_consent(desk, on, sent.text("consent"), sent.text("channel")).await?
        }
        Step::Nominate => steps::nominate(desk, on).await?,
        Step::Return => steps::return_redaction(desk, on, text).await?,
        Step::Retract => steps::retract(desk, on, text).await?,
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
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, ApiError> {
    let came = Came::read(&forms::OVERRIDE_LEAKS, &form)?;
    session.check(&came.csrf)?;
    let granted = {
        let posting = form.posting(case_address(&submission_no));
        let (app, session, text) = (app.clone(), session.clone(), came.sent.text("text").to_owned());
        let on_version = came.version;
        let submission_no = submission_no.clone();
        aside_with(move || async move {
            let marks = marks_for(&app, &session.staff.viewer(), &submission_no).await?;
            let on = On { submission_no: &submission_no, version: on_version };
            let (site, known) = (app.pages.site(), app.township.officials());
            let gate = |reply: &PublicReply| read_with_gate(&site, &app.theme, (&known, &marks), reply);
            Ok(steps::override_leaks(session.desk(&posting), on, &gate, &text).await?)
        })
        .await
    };
    match granted {
        Ok(()) => Ok(back_to(&submission_no)),
        Err(refusal) if is_shown_there(&refusal) => {
            came.show_again(&app, &session, &submission_no, &refusal).await
        }
        Err(other) => Err(other),
    }
}

/// The case's page again, with what was refused on top and what was typed in its form.
pub(crate) async fn show_refused(
    app: &Context,
    session: &Session,
    submission_no: &str,
    refusal: &ApiError,
    refused: RefusedForm,
) -> Result<HttpResponse, ApiError> {
    match load_case(app, session, submission_no, Some(refused)).await {
        Ok(view) => {
            let body = app.pages.desk("desk/case.html", Some(session.frame()), &view)?;
            Ok(respond::page(refusal.status_code(), body))
        }
        Err(error) if error.is_of_one_row() => {
            damaged(app, session, submission_no, Some(refusal.sentence()), refusal.status_code()).await
        }
        Err(error) => Err(error),
    }
}

/// Whom a form names: a person, an office, or both.
fn whom(session: &Session, sent: &Sent) -> Vec<Exclusion> {
    let person = match sent.text("staff") {
        "" => None,
        "self" => Some(Exclusion::Staff(session.staff.id.clone())),
        id => Some(Exclusion::Staff(id.to_owned())),
    };
    let office = Some(sent.text("office")).filter(|id| !id.is_empty());
    person.into_iter().chain(office.map(|id| Exclusion::Office(id.to_owned()))).collect()
}

/// POST to hide a case from whom it names.
///
/// # Errors
/// 422 when nobody was chosen.
pub async fn exclude(
    app: web::Data<Context>,
    session: Session,
    submission_no: web::Path<String>,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, ApiError> {
    let came = Came::read(&forms::EXCLUDE, &form)?;
    session.check(&came.csrf)?;
    let whom = whom(&session, &came.sent);
    if whom.is_empty() {
        let nobody = ApiError::BadRequest("missing-named".to_owned());
        return came.show_again(&app, &session, &submission_no, &nobody).await;
    }
    let posting = form.posting(case_address(&submission_no));
    let hidden = steps::exclude(session.desk(&posting), came.on(&submission_no), &whom).await;
    after_hiding(&app, &session, &submission_no, &came, hidden).await
}

/// POST whom a letter is about, by a first reader who has found it out.
///
/// # Errors
/// As [`exclude`], but that nobody of the township's may be meant.
pub async fn settle_accused(
    app: web::Data<Context>,
    session: Session,
    submission_no: web::Path<String>,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, ApiError> {
    let came = Came::read(&forms::SETTLE_ACCUSED, &form)?;
    session.check(&came.csrf)?;
    let whom = whom(&session, &came.sent);
    let posting = form.posting(case_address(&submission_no));
    let settled = steps::settle_accused(session.desk(&posting), came.on(&submission_no), &whom).await;
    after_hiding(&app, &session, &submission_no, &came, settled).await
}

async fn after_hiding(
    app: &Context,
    session: &Session,
    submission_no: &str,
    came: &Came,
    hidden: Result<(), StepError>,
) -> Result<HttpResponse, ApiError> {
    match hidden.map_err(ApiError::from) {
        // Sent again, it leads where it led: the case may be gone for this person.
        Ok(()) | Err(ApiError::Done { .. }) => after_step(app, session, submission_no).await,
        Err(refusal) if is_shown_there(&refusal) => {
            came.show_again(app, session, submission_no, &refusal).await
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
    /// Each number of it, as a link dials it.
    dialled: Vec<String>,
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
    let phrase = read_pass_phrase(&pass_phrase);
    drop(zeroize::Zeroizing::new(pass_phrase));
    session.check(&csrf)?;
    let contact = steps::open_contact(session.desk(&posting), &submission_no, &reason, phrase).await?;
    let clear = |value: &Personal| value.reveal().to_owned();
    let numbers = contact.phone.as_ref().map(Personal::dialled).unwrap_or_default();
    let view = ContactView {
        submission_no: submission_no.into_inner(),
        name: contact.name.as_ref().map(clear),
        phone: contact.phone.as_ref().map(clear),
        dialled: numbers.iter().map(clear).collect(),
        email: contact.email.as_ref().map(clear),
        address: contact.address.as_ref().map(clear),
    };
    Ok(html(app.pages.desk("desk/contact.html", Some(session.frame()), &view)?))
}
