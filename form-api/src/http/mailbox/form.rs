//! 我要写信: the form and the preview before sending. Wrong input never costs a resident their text: the
//! form comes back filled, with the errors beside the fields and summed up at the top. Until the preview is confirmed
//! no letter is stored: the page itself carries it, and its files wait under seal for two hours. The same form confirmed twice gives the same receipt.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, ResponseError, web};
use serde::{Deserialize, Serialize};

use crate::attachments::Received;
use crate::case::forms::{Choices, Field, Form, LETTER, NOTIFY_BY, Sent};
use crate::case::{Elsewhere, Invalid, NotifyBy, RawSubmission, SubmissionKind, TurnedAway, shanghai_date};
use crate::context::Context;
use crate::http::extract::cookies;
use crate::http::extract::rejections::reason_of_token;
use crate::http::extract::upload::Upload;
use crate::http::mailbox::files::Held;
use crate::http::mailbox::intake::{self, NotTaken, Noticed};
use crate::http::mailbox::{files, preview, receipt};
use crate::http::pages::form_view::{FieldView, Fill, FormView, Refused, Said};
use crate::http::pages::respond::{self, aside};
use crate::http::pages::views::{self, Choice};
use crate::http::pages::{ApiError, FileView, assets};
use crate::messages::{speak, speak_with};
use crate::rate_limits::ClientPrefix;
use crate::seal::{Challenge, FormToken, ReceiptToken, TokenFault};
use crate::steps::{self, StepError};

/// What the form may be opened with: links on the site name the kind, the office or the village.
#[derive(Debug, Default, Deserialize)]
pub struct Prefill {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    office: String,
    #[serde(default)]
    village: String,
}

impl Prefill {
    /// Every word is one of ours: so there are only so many such forms.
    fn is_known(&self, app: &Context) -> bool {
        let units = &app.township.units;
        (self.kind.is_empty() || SubmissionKind::parse(&self.kind).is_some())
            && (self.office.is_empty() || units.office(&self.office).is_some())
            && (self.village.is_empty() || units.village(&self.village).is_some())
    }
}

/// The form as it is posted. No `Debug`: it holds contact details.
#[derive(Clone, Default, Deserialize)]
#[serde(from = "Vec<(String, String)>")]
pub struct LetterForm {
    /// What the letter holds.
    sent: Sent,
    /// The sealed random part.
    form: String,
    /// A field that no person sees: whoever fills it in is a machine.
    website: String,
    /// The browser's proof of work, where one is asked for.
    proof: String,
    /// Row ids of the files that the preview showed, with commas: the confirmation sends these and no others.
    attached: String,
    /// Row id of a file that is not to be sent after all.
    remove: String,
    /// Which button was pressed.
    action: Action,
}

impl From<Vec<(String, String)>> for LetterForm {
    fn from(pairs: Vec<(String, String)>) -> Self {
        let first = |name: &str| {
            pairs.iter().find(|(own, _)| own == name).map_or_else(String::new, |(_, value)| value.clone())
        };
        Self {
            sent: Sent::of(&LETTER, &pairs),
            form: first("form"),
            website: first("website"),
            proof: first("proof"),
            attached: first("attached"),
            remove: first("remove"),
            action: Action::of(&first("action")),
        }
    }
}

/// What a posted letter is to become.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Action {
    /// Written on.
    Edit,
    /// Sent.
    Confirm,
    /// Shown once more before it is sent. Also for any other word: a letter is sent by its own button only.
    #[default]
    Preview,
}

impl Action {
    fn of(word: &str) -> Self {
        match word {
            "edit" => Self::Edit,
            "confirm" => Self::Confirm,
            _ => Self::Preview,
        }
    }
}

impl LetterForm {
    /// The fields that are filled, as the preview carries them to the next post.
    pub(crate) fn filled(&self) -> Vec<(&'static str, &str)> {
        let besides = [("website", self.website.as_str()), ("proof", &self.proof)];
        std::iter::once(("form", self.form.as_str()))
            .chain(self.sent.filled())
            .chain(besides)
            .filter(|(_, value)| !value.is_empty())
            .collect()
    }

    /// Row ids of the files that the preview showed.
    fn attached_ids(&self) -> Vec<String> {
        self.attached.split(',').filter(|id| !id.is_empty()).map(str::to_owned).collect()
    }

    /// Where the sender says that the letter may belong.
    pub(crate) fn meant(&self) -> Option<Elsewhere> {
        Elsewhere::parse(self.sent.text("meant"))
    }

    /// The sealed random part.
    pub(crate) fn token(&self) -> &str {
        &self.form
    }

    /// Makes it a form that was handed out now.
    pub(crate) fn renew(&mut self, app: &Context) {
        self.form = FormToken::new(app.now()).to_field(&app.township.keys);
    }

    /// What the browser is to prove; none where that is not asked for. A form that is not ours is given a new one anyway.
    pub(crate) fn challenge(&self, app: &Context) -> Option<Challenge> {
        let form = FormToken::from_field(&app.township.keys, &self.form, app.now()).ok()?;
        app.settings.abuse.proof_of_work.then(|| Challenge::of(&app.township.keys, &form))
    }

    /// It brings a proof along, right or wrong.
    pub(crate) fn has_proof(&self) -> bool {
        !self.proof.is_empty()
    }

    /// Without a gateway nobody is told by text message, whatever the form says.
    pub(crate) fn offer_no_sms(&mut self, app: &Context) {
        if app.settings.webhook.is_none() && self.notify_by() == Some(NotifyBy::Sms) {
            self.sent.clear(NOTIFY_BY);
        }
    }

    /// How the sender wants to be told, where they chose.
    pub(crate) fn notify_by(&self) -> Option<NotifyBy> {
        NotifyBy::parse(self.sent.text(NOTIFY_BY))
    }

    /// What came through it.
    pub(crate) fn raw(&self) -> RawSubmission {
        // Who says that they report an official means a report, whatever kind was chosen.
        let is_report = self.meant() == Some(Elsewhere::DisciplineReport);
        let raw = RawSubmission::of(&self.sent);
        if is_report {
            RawSubmission { kind: SubmissionKind::Report.as_str().to_owned(), ..raw }
        } else {
            raw
        }
    }
}

#[derive(Serialize)]
struct LetterView<'a> {
    /// The sealed random part.
    form: &'a str,
    /// The fields, for the places that the page gives them.
    fields: BTreeMap<&'static str, FieldView>,
    /// What is wrong with what is no line of the form: ticks and files.
    errors: BTreeMap<&'static str, String>,
    /// What is wrong, in the order of the form.
    summary: Vec<FieldError>,
    notice: Option<String>,
    proof: &'a str,
    /// What the browser is to prove, where that is asked for.
    challenge: Option<String>,
    /// Files that were chosen before and wait.
    files: &'a [FileView],
}

/// What the township puts into the form.
struct LetterFill<'a>(&'a Context);

impl Fill for LetterFill<'_> {
    fn choices(&self, choices: Choices) -> Vec<Choice> {
        match choices {
            Choices::Kinds => kinds(self.0),
            Choices::NotifyBy => ways_to_tell(self.0),
            Choices::Villages => views::villages(&self.0.township, shanghai_date(self.0.now())),
            Choices::Offices => views::offices(&self.0.township, shanghai_date(self.0.now())),
            // Residents read what each word means.
            _ => match choices.words() {
                Some((prefix, words)) => views::choices(words.into_iter(), prefix),
                None => Vec::new(),
            },
        }
    }

    fn value(&self, _: &Form, _: &Field) -> Vec<String> {
        Vec::new()
    }

    fn today(&self) -> String {
        String::new()
    }
}

#[derive(Clone, Serialize)]
struct FieldError {
    field: &'static str,
    sentence: String,
}

/// What is wrong, said for this field: nobody is told that “a field” was not filled in.
pub(crate) fn sentence(invalid: &Invalid) -> String {
    let field = invalid.field.as_str();
    let bound = invalid.why.bound().map_or_else(String::new, |n| n.to_string());
    let key = format!("why-{}-{field}", invalid.why.as_str());
    speak_with(&key, &[("bound", bound)])
}

fn form_page(
    app: &Context,
    values: &LetterForm,
    held: &Held,
    wrong: &[Invalid],
    notice: Option<String>,
) -> Result<String, ApiError> {
    let mut summary: Vec<FieldError> = wrong
        .iter()
        .map(|invalid| FieldError { field: invalid.field.as_str(), sentence: sentence(invalid) })
        .collect();
    let faults = held.faults.iter().map(|fault| FieldError { field: "files", sentence: fault.clone() });
    summary.extend(faults);
    let said = wrong.iter().filter_map(|invalid| {
        let field = LETTER.field(invalid.field.as_str())?;
        Some(Said { field, key: "", sentence: sentence(invalid) })
    });
    let came_back = Refused { sent: values.sent.clone(), faults: said.collect() };
    let form = FormView::new(&LETTER, (String::new(), String::new()), &LetterFill(app), Some(&came_back));
    let view = LetterView {
        form: &values.form,
        fields: form.by_name(),
        errors: summary.iter().map(|error| (error.field, error.sentence.clone())).collect(),
        summary,
        notice,
        proof: &values.proof,
        challenge: values.challenge(app).map(|challenge| challenge.to_json()),
        files: &held.files,
    };
    Ok(app.pages.public("public/mailbox.html", "mailbox/", &speak("mailbox-title"), &view)?)
}

/// The kinds; of reports it is said where nobody is named who reads them.
fn kinds(app: &Context) -> Vec<Choice> {
    let mut kinds = views::choices(SubmissionKind::ALL.iter().map(|kind| kind.as_str()), "kind");
    if app.settings.reports.first_readers.is_empty() {
        let report = kinds.iter_mut().find(|kind| kind.value == SubmissionKind::Report.as_str());
        if let Some(report) = report {
            report.hint = speak("kind-report-hint-closed");
        }
    }
    kinds
}

/// How a sender can be told here.
pub(crate) fn ways_to_tell(app: &Context) -> Vec<Choice> {
    let has_sms = app.settings.webhook.is_some();
    let ways = NotifyBy::ALL.iter().filter(|way| has_sms || **way != NotifyBy::Sms);
    views::choices(ways.map(|way| way.as_str()), "told_by")
}

/// GET the form.
///
/// # Errors
/// [`ApiError::Internal`].
pub async fn show_form(
    app: web::Data<Context>,
    prefill: web::Query<Prefill>,
) -> Result<HttpResponse, ApiError> {
    let opened_with = [("kind", &prefill.kind), ("office", &prefill.office), ("village", &prefill.village)];
    let pairs = opened_with.map(|(name, value)| (name.to_owned(), value.clone()));
    let mut values = LetterForm::from(Vec::from(pairs));
    if app.settings.abuse.proof_of_work || !prefill.is_known(&app) {
        values.renew(&app);
        return Ok(respond::empty_form(form_page(&app, &values, &Held::default(), &[], None)?));
    }
    let opened_with = format!("{}/{}/{}", prefill.kind, prefill.office, prefill.village);
    let form = app.pages.empty_form(&opened_with, |mark| {
        mark.clone_into(&mut values.form);
        form_page(&app, &values, &Held::default(), &[], None)
    })?;
    let token = FormToken::new(app.now()).to_field(&app.township.keys);
    Ok(respond::empty_form(form.fill(&token)))
}

/// POST the form: a preview, the form again to write on, or the way to the receipt of the letter that was sent.
///
/// # Errors
/// [`ApiError::Internal`]; wrong input gives the form again, filled, with status 422, and so do too many letters, with 429.
pub async fn send(
    app: web::Data<Context>,
    request: HttpRequest,
    from: ClientPrefix,
    upload: Upload<LetterForm>,
) -> Result<HttpResponse, ApiError> {
    let answer = answer(&app, &request, from, upload).await?;
    let is_sent = answer.status() == StatusCode::SEE_OTHER || cookies::are_kept(&app, &request);
    Ok(if is_sent { answer } else { cookies::try_one(&app, answer) })
}

async fn answer(
    app: &web::Data<Context>,
    request: &HttpRequest,
    from: ClientPrefix,
    upload: Upload<LetterForm>,
) -> Result<HttpResponse, ApiError> {
    let Upload { form: mut values, files, faults, .. } = upload;
    let now = app.now();
    values.offer_no_sms(app);
    let mut token = FormToken::from_field(&app.township.keys, &values.form, now);
    if let (Action::Preview, Ok(used)) = (values.action, &token)
        && is_for_another_letter(app, used, &values, &files).await?
    {
        // Whoever comes back to a form that was sent, and writes something else, writes another letter.
        values.renew(app);
        token = FormToken::from_field(&app.township.keys, &values.form, now);
    }
    let held = match &token {
        // A letter without files costs no question about them.
        Ok(_) if values.action == Action::Confirm && values.attached.is_empty() => Held::default(),
        Ok(token) if values.action != Action::Preview => files::held(app, token, faults).await?,
        Ok(token) => files::hold(app, token, files, faults, &values.remove).await?,
        Err(_) => Held { faults, ..Held::default() },
    };
    if values.action == Action::Edit {
        return Ok(respond::html(form_page(app, &values, &held, &[], None)?));
    }
    let limit = match values.action {
        Action::Confirm => app.limits.letter(&from),
        _ => app.limits.preview(&from),
    };
    if limit.is_err() {
        return match way_to_receipt(app, request, &values, &token).await? {
            Some(way) => Ok(way),
            None => too_many(app, &values, &held),
        };
    }
    let (mut letter, token) = match (intake::parse(app, &values.raw()), token) {
        (Ok(letter), Ok(token)) if held.faults.is_empty() => (letter, token),
        (parsed, token) => {
            let notice = token.err().map(|fault| {
                app.limits.turn_away(reason_of_token(fault));
                values.renew(app);
                speak("mailbox-old_form")
            });
            if parsed.is_err() {
                app.limits.turn_away(TurnedAway::Invalid);
            }
            return form_again(app, &values, &held, &parsed.err().unwrap_or_default(), notice);
        }
    };
    let promise = match intake::may_be_read(app, &letter).await {
        Ok(promise) => promise,
        Err(NotTaken::Step(error)) => {
            return match way_to_receipt(app, request, &values, &Ok(token)).await? {
                Some(way) => Ok(way),
                None => not_read(app, &values, &held, error),
            };
        }
        Err(_) => None,
    };
    if values.action == Action::Preview {
        // Looking for names and for answers reads the whole letter more than once.
        let app = app.clone();
        return aside(move || preview::page(&app, &values, &letter, &held, promise)).await.map(respond::html);
    }
    let noticed = Noticed {
        is_trapped: !values.website.is_empty(),
        took_ms: Some(now.as_millisecond() - token.made_at().as_millisecond()),
        has_proof: values.challenge(app).map(|challenge| challenge.is_solved_by(&values.proof)),
        meant: values.meant(),
    };
    letter.attachments = values.attached_ids();
    let accepted = match intake::take_in(app, &token, &mut letter, noticed).await {
        Ok(accepted) => accepted,
        Err(NotTaken::TooMany) => return too_many(app, &values, &held),
        Err(NotTaken::FormUsed) => {
            app.limits.turn_away(TurnedAway::OldForm);
            values.renew(app);
            let notice = Some(speak("mailbox-form_used"));
            return Ok(respond::page(
                StatusCode::CONFLICT,
                form_page(app, &values, &Held::default(), &[], notice)?,
            ));
        }
        Err(NotTaken::Score) => return form_again(app, &values, &held, &[], Some(speak("mailbox-refused"))),
        Err(NotTaken::Step(StepError::Missing("attachments"))) => {
            return form_again(app, &values, &held, &[], Some(speak("missing-attachments")));
        }
        Err(NotTaken::Step(
            error @ StepError::Missing("report_reader" | "other_report_reader" | "other_registrar"),
        )) => {
            return not_read(app, &values, &held, error);
        }
        // Whatever it was, the letter comes back with it.
        Err(NotTaken::Step(error)) => {
            let error = ApiError::from(error);
            let notice = Some(error.sentence_for_residents());
            return Ok(respond::page(error.status_code(), form_page(app, &values, &held, &[], notice)?));
        }
    };
    app.waiting.forget(&letter.attachments);
    let kept = ReceiptToken::new(&token, letter.contact.email.is_some(), now);
    receipt::lead(app, request, &accepted, &kept)
}

/// The way to the receipt of a letter that is confirmed once more: nothing that stands against a letter now changes that it was
/// taken in.
async fn way_to_receipt(
    app: &Context,
    request: &HttpRequest,
    values: &LetterForm,
    token: &Result<FormToken, TokenFault>,
) -> Result<Option<HttpResponse>, ApiError> {
    let (Action::Confirm, Ok(token)) = (values.action, token) else { return Ok(None) };
    let Ok(mut letter) = intake::parse(app, &values.raw()) else { return Ok(None) };
    letter.attachments = values.attached_ids();
    let Some(accepted) = intake::find_receipt(app, token, &letter).await? else { return Ok(None) };
    let kept = ReceiptToken::new(token, letter.contact.email.is_some(), app.now());
    receipt::lead(app, request, &accepted, &kept).map(Some)
}

/// A letter was sent with this form, and what is written in it now is another one.
async fn is_for_another_letter(
    app: &Context,
    form: &FormToken,
    values: &LetterForm,
    files: &[Received],
) -> Result<bool, ApiError> {
    let Some(before) = steps::receipt_again(&app.db, &app.township, form).await? else { return Ok(false) };
    if !files.is_empty() {
        return Ok(true);
    }
    // What cannot be sent is not the letter that was sent.
    let Ok(letter) = intake::parse(app, &values.raw()) else { return Ok(true) };
    Ok(!steps::is_same_letter(&app.db, &app.township, &letter, &before.case.submission).await?)
}

/// The form with what is wrong with it.
fn form_again(
    app: &Context,
    values: &LetterForm,
    held: &Held,
    wrong: &[Invalid],
    notice: Option<String>,
) -> Result<HttpResponse, ApiError> {
    Ok(respond::page(StatusCode::UNPROCESSABLE_ENTITY, form_page(app, values, held, wrong, notice)?))
}

/// The form with all that was typed, for a report that nobody here may read, with the way to who does.
fn not_read(
    app: &Context,
    values: &LetterForm,
    held: &Held,
    error: StepError,
) -> Result<HttpResponse, ApiError> {
    let error = ApiError::from(error);
    let notice = format!("{}{}", error.sentence_for_residents(), intake::way_of_reports(app));
    Ok(respond::page(error.status_code(), form_page(app, values, held, &[], Some(notice))?))
}

/// The form with all that was typed, for later.
fn too_many(app: &Context, values: &LetterForm, held: &Held) -> Result<HttpResponse, ApiError> {
    let body = form_page(app, values, held, &[], Some(speak("mailbox-too_many")))?;
    Ok(respond::page(StatusCode::TOO_MANY_REQUESTS, body))
}

/// GET the script that works out the proof.
///
/// # Errors
/// [`ApiError::NotFound`].
pub async fn proof_script() -> Result<HttpResponse, ApiError> {
    assets::embedded("proof.js")
}

/// Anything that is neither a page of the service nor a file of the site: the theme's own page for that, with links
/// that hold wherever it is shown.
///
/// # Errors
/// [`ApiError::Internal`].
pub async fn not_found(app: web::Data<Context>) -> Result<HttpResponse, ApiError> {
    let page = app.pages.not_found(app.settings.server.public_url.as_str())?;
    Ok(respond::page(StatusCode::NOT_FOUND, page))
}

#[cfg(test)]
mod tests {
    use crate::case::{Channel, NewSubmission};

    use super::*;

    #[test]
    fn whatever_can_be_wrong_is_said_in_a_sentence_of_its_field() {
        let long = "长".repeat(20_000);
        let raw = |text: &str, contact: &str, notify_by: &str| RawSubmission {
            kind: contact.into(),
            title: text.into(),
            text: text.into(),
            village: "nowhere".into(),
            office: "nowhere".into(),
            accused: long.clone(),
            consent: "perhaps".into(),
            name: long.clone(),
            phone: contact.into(),
            email: contact.into(),
            address: long.clone(),
            notify_by: notify_by.into(),
            notify_by_sms: false,
            under_14: true,
            guardian_agrees: false,
            rules_read: false,
        };
        let mut said = 0;
        for (text, contact, notify_by) in
            [("", "", "mail"), ("", "", "call"), ("短", "x", "sms"), (long.as_str(), "x", "x")]
        {
            let wrong = NewSubmission::parse(
                &raw(text, contact, notify_by),
                Channel::Web,
                jiff::Timestamp::UNIX_EPOCH,
                |_| false,
                |_| false,
            );
            for invalid in wrong.expect_err("all of it is wrong") {
                let sentence = sentence(&invalid);
                assert!(sentence.ends_with('。') && !sentence.contains('{'), "{invalid}: {sentence}");
                said += 1;
            }
        }
        assert!(said > 20, "{said}");
    }
}
