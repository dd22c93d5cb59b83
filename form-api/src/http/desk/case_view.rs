//! The desk's lists and a case as their templates see them. Deliberately absent: which of it a member of staff may see
//! (`extract/session`), and what senders see too (`pages/views`).

use serde::Serialize;

use crate::case::forms::{
    self, ANSWER_REQUEST, CALL, Choices, ENTER_REQUEST, EXCLUDE, Fault, Field, FieldKind, Form, NOTE,
    OPEN_CONTACT, OVERRIDE_LEAKS, SETTLE_ACCUSED, Sent,
};
use crate::case::{
    self, Act, Exclusion, MailState, NotifyBy, RedactionRecord, RequestKind, Step, can_be_fed_back,
    shanghai_date, shanghai_datetime,
};
use crate::context::Context;
use crate::event_log;
use crate::http::extract::session::Session;
use crate::http::mailbox::intake::{self, OtherDoor};
use crate::http::pages::error::UNFILLED;
use crate::http::pages::form_view::{Fill, FormView, Refused, Said, SummaryLine, summary, words_of};
use crate::http::pages::views::{
    self, Choice, CorrectionView, FROM_DESK, MessageView, PolicyChoice, RatingView, RequestView, TimelineRow,
    answer_html, corrections, is_late, meeting_name, messages, minute, office_name, offices, paragraphs,
    policy_choices, ratings, received, requests, staff_name, timeline_row, village_name,
};
use crate::http::pages::{ApiError, FileView};
use crate::messages::{speak, speak_with};
use crate::seal::FormToken;
use crate::steps;
use crate::store::{self, CaseFile, MergedLetter, Queue, QueueRow, Staff};

/// A list of the desk with its number.
#[derive(Serialize)]
pub(crate) struct ListLink {
    /// Word of the list.
    pub(crate) list: &'static str,
    /// What is read.
    pub(crate) label: String,
    /// How many cases.
    pub(crate) count: i64,
    /// It is the one shown.
    pub(crate) current: bool,
}

/// A line of the queue.
#[derive(Serialize)]
pub(crate) struct QueueLine {
    submission_no: String,
    title: String,
    kind: String,
    state: &'static str,
    state_label: String,
    publication_label: Option<String>,
    village: Option<String>,
    office: Option<String>,
    /// Who of it works on it.
    person: Option<String>,
    /// What is new in it for who looks.
    news: Option<String>,
    received_on: String,
    due_on: Option<String>,
    is_late: bool,
}

impl QueueLine {
    /// Words for a row.
    #[must_use]
    pub(crate) fn new(app: &Context, staff: &[Staff], row: &QueueRow) -> Self {
        let today = shanghai_date(app.now());
        let waits = !row.state.is_final();
        Self {
            submission_no: row.submission_no.clone(),
            title: row.title.clone(),
            kind: speak(&format!("kind-{}", row.kind)),
            state: row.state.as_str(),
            state_label: speak(&format!("state-{}", row.state.as_str())),
            publication_label: (row.publication != case::PublicationState::None)
                .then(|| speak(&format!("publication-{}", row.publication.as_str()))),
            village: village_name(&app.township, row.village.as_deref()),
            office: office_name(&app.township, row.lead_office.as_deref()),
            person: staff_name(staff, row.assigned_to.as_deref()),
            news: row.news.map(|news| speak(&format!("news-{}", news.as_str()))),
            received_on: shanghai_date(row.received_at).to_string(),
            due_on: row.due_on.filter(|_| waits).map(|day| day.to_string()),
            is_late: waits && row.due_on.is_some_and(|day| day < today),
        }
    }
}

/// The lists of the desk for one person.
///
/// # Errors
/// [`ApiError::Internal`].
pub(crate) async fn list_links(
    app: &Context,
    session: &Session,
    current: Option<Queue>,
) -> Result<Vec<ListLink>, ApiError> {
    let counts =
        store::count_queues(app.db.for_desk(), &session.staff.viewer(), shanghai_date(app.now())).await?;
    Ok(counts
        .into_iter()
        .map(|(queue, count)| ListLink {
            list: queue.as_str(),
            label: speak(&format!("list-{}", queue.as_str())),
            count,
            current: current == Some(queue),
        })
        .collect())
}

/// An opinion of a level of analysis.
#[derive(Serialize)]
pub(crate) struct OpinionView {
    level: String,
    held_on: String,
    leader_attended: bool,
    paragraphs: Vec<String>,
    written_by: Option<String>,
}

/// A meeting on whose agenda the case is or was.
#[derive(Serialize)]
struct MeetingRow {
    /// For who may open it.
    id: Option<String>,
    name: String,
    held_on: String,
    outcome: Option<String>,
    responsible: Option<String>,
    until_on: Option<String>,
    reason: Option<String>,
}

impl MeetingRow {
    fn new(app: &Context, session: &Session, row: store::MeetingOfCase) -> Self {
        let (level, unit) = (row.level, row.unit.as_deref());
        let meeting = case::Meeting { level, unit, is_issued: row.is_issued, author: None };
        let may_open = session.staff.viewer().check_meeting(Act::SeeMeeting, &meeting).is_ok();
        Self {
            name: meeting_name(&app.township, level, unit),
            id: may_open.then_some(row.meeting_id),
            held_on: row.held_on.to_string(),
            outcome: row.outcome.map(|one| speak(&format!("outcome-{}", one.as_str()))),
            responsible: row.responsible,
            until_on: row.until_on.map(|day| day.to_string()),
            reason: row.reason,
        }
    }
}

/// A form that was refused, with what was typed in it.
pub(crate) struct RefusedForm {
    /// Which of the forms of the page.
    id: String,
    form: &'static Form,
    came_back: Refused,
    sentence: String,
    /// What the gate found: file, place and kind.
    leaks: Vec<String>,
    /// The token of a form with files, and what waits with it.
    token: String,
    files: Vec<FileView>,
}

impl RefusedForm {
    /// A refusal belongs to the fields that it speaks of.
    pub(crate) fn new(id: String, form: &'static Form, sent: Sent, refusal: &ApiError) -> Self {
        let faults = match refusal {
            ApiError::Form(faults) => faults.clone(),
            ApiError::BadRequest(key) => form.fault(key).into_iter().collect(),
            _ => Vec::new(),
        };
        let mut faults: Vec<Said> = faults.into_iter().map(Said::from).collect();
        if matches!(refusal, ApiError::Unfilled { .. })
            && let Some(fault) = form.fault(UNFILLED)
        {
            let Fault { field, key } = fault;
            faults.push(Said { field, key, sentence: refusal.sentence() });
        }
        let leaks = match refusal {
            ApiError::Leaks(leaks) => leaks.clone(),
            _ => Vec::new(),
        };
        let (token, files) = (String::new(), Vec::new());
        Self {
            id,
            form,
            came_back: Refused { sent, faults },
            sentence: refusal.sentence(),
            leaks,
            token,
            files,
        }
    }

    /// The same, with the files that wait with it.
    pub(crate) fn with_files(self, token: String, files: Vec<FileView>) -> Self {
        Self { token, files, ..self }
    }
}

/// What the page says on top of a refusal.
#[derive(Serialize)]
struct RefusedView {
    sentence: String,
    /// Where it speaks of fields: a line for each.
    summary: Vec<SummaryLine>,
    leaks: Vec<String>,
    /// What was typed, where its form is not there any more.
    typed: Option<String>,
}

/// A step that can be taken, with its form; none for the two that have a page of their own.
#[derive(Serialize)]
struct StepView {
    step: &'static str,
    form: Option<FormView>,
    /// It was refused a moment ago.
    is_open: bool,
}

/// A request of the sender, with the form of its answer for who may give it.
#[derive(Serialize)]
struct RequestAtDesk {
    #[serde(flatten)]
    request: RequestView,
    form: Option<FormView>,
}

/// The id of the form that answers a request.
pub(crate) fn answer_form(request_id: &str) -> String {
    format!("{}-{request_id}", ANSWER_REQUEST.word)
}

/// Steps of which one is what there is to do, the first one first.
const PRIMARY: [Step; 9] = [
    Step::Register,
    Step::Accept,
    Step::Answer,
    Step::Handle,
    Step::Review,
    Step::Close,
    Step::Nominate,
    Step::Publish,
    Step::Redact,
];

/// What the case and the township put into the forms of its page.
#[derive(Clone, Copy)]
struct CaseFill<'a> {
    app: &'a Context,
    case: &'a CaseFile,
    staff: &'a [Staff],
    hidden_from: &'a [Exclusion],
    /// An answer to begin with.
    answer: Option<&'a str>,
    can_ask: &'a [RequestKind],
    may_grant: bool,
    /// A correction that waits for a second person.
    proposed: Option<&'a store::ProposedCorrection>,
}

impl Fill for CaseFill<'_> {
    fn choices(&self, choices: Choices) -> Vec<Choice> {
        let (township, letter) = (&self.app.township, &self.case.submission);
        let plain = |value: &str, label: &str| Choice {
            value: value.to_owned(),
            label: label.to_owned(),
            hint: String::new(),
        };
        let offices = || {
            offices(township, shanghai_date(self.app.now())).into_iter().map(|office| Choice {
                label: if office.hint.is_empty() {
                    office.label
                } else {
                    office.label + &speak_with("desk-office-topics", &[("topics", office.hint)])
                },
                hint: String::new(),
                value: office.value,
            })
        };
        let mut words = words_of(choices);
        match choices {
            Choices::Offices => offices().collect(),
            Choices::OtherOffices => {
                offices().filter(|office| Some(&office.value) != self.case.lead_office.as_ref()).collect()
            }
            Choices::OfficeNames => {
                let offices = township.units.offices().iter();
                offices.map(|office| plain(&office.id, &office.name)).collect()
            }
            Choices::Villages => views::villages(township, shanghai_date(letter.received_at)),
            Choices::Policies => {
                policy_choices(self.app, &[]).into_iter().map(PolicyChoice::into_choice).collect()
            }
            Choices::Staff => {
                let there = self.staff.iter().filter(|member| !member.is_disabled);
                there.map(|member| plain(&member.id, &member.display_name)).collect()
            }
            Choices::Colleagues => {
                let can = |one: &&Staff| steps::can_work_on(one, self.case, self.hidden_from);
                let theirs = self.staff.iter().filter(can);
                theirs.map(|member| plain(&member.id, &member.display_name)).collect()
            }
            Choices::Readers => {
                let can = |one: &&Staff| steps::can_read(one, self.case, self.hidden_from);
                let readers = self.staff.iter().filter(can);
                readers.map(|member| plain(&member.id, &member.display_name)).collect()
            }
            Choices::OtherConsents => {
                words.retain(|choice| choice.value != letter.consent.as_str());
                words
            }
            Choices::Requests => {
                words.retain(|choice| self.can_ask.iter().any(|kind| kind.as_str() == choice.value));
                words
            }
            Choices::Decisions if !self.may_grant => {
                words.retain(|choice| choice.value != "yes");
                words
            }
            _ => words,
        }
    }

    fn value(&self, form: &Form, field: &Field) -> Vec<String> {
        let letter = &self.case.submission;
        if let ("correct", Some(proposed)) = (form.word, self.proposed) {
            let one = match field.name {
                "kind" => Some(proposed.after.kind.as_str().to_owned()),
                "title" => Some(proposed.after.title.clone()),
                "village" => proposed.after.village.clone(),
                _ => Some(proposed.reason.clone()),
            };
            return one.into_iter().collect();
        }
        let one = match (form.word, field.name) {
            ("register", "text") => self.case.topic.clone(),
            ("answer", "text") => self.case.answer.clone().or(self.answer.map(str::to_owned)),
            ("answer", "policy") => return self.case.answer_policies.clone(),
            ("accept", "office") => letter.addressed_office.clone(),
            ("decline", "text") => self.case.decline_reason.clone(),
            ("correct", "kind") => Some(letter.kind.as_str().to_owned()),
            ("correct", "title") => Some(letter.title.clone()),
            ("correct", "village") => letter.village.clone(),
            _ if field.kind == FieldKind::Day => Some(self.today()),
            _ => None,
        };
        one.into_iter().collect()
    }

    fn today(&self) -> String {
        shanghai_date(self.app.now()).to_string()
    }
}

/// The forms of a case's page, with the one that came back.
struct CaseForms<'a> {
    fill: CaseFill<'a>,
    refused: Option<&'a RefusedForm>,
}

impl CaseForms<'_> {
    fn came_back(&self, id: &str) -> Option<&Refused> {
        self.refused.filter(|refused| refused.id == id).map(|refused| &refused.came_back)
    }

    /// A form that leads below the case's own address.
    fn show(&self, form: &'static Form) -> FormView {
        self.show_at(form, form.word.to_owned(), form.word, self.fill)
    }

    fn show_at(&self, form: &'static Form, id: String, way: &str, fill: CaseFill<'_>) -> FormView {
        let action = format!("/desk/cases/{}/{way}", self.fill.case.submission.submission_no);
        let came_back = self.came_back(&id);
        let shown = FormView::new(form, (id.clone(), action), &fill, came_back);
        let shown = shown.carry("version", self.fill.case.version.to_string());
        if !form.has_files() {
            return shown;
        }
        let refused = self.refused.filter(|refused| refused.id == id);
        let shown = match refused {
            Some(refused) => shown.keep_files(&refused.files),
            None => shown,
        };
        let token = refused.map(|refused| refused.token.clone()).filter(|token| !token.is_empty());
        let new = || FormToken::new(self.fill.app.now()).to_field(&self.fill.app.township.keys);
        shown.carry("form", token.unwrap_or_else(new))
    }

    fn step(&self, step: Step, is_first: bool) -> StepView {
        let form = forms::of_step(step).map(|form| {
            let mut shown = self.show(form);
            let office = self.fill.case.submission.addressed_office.as_deref();
            let office = office_name(&self.fill.app.township, office);
            if let Some(office) = office.filter(|_| step == Step::Accept) {
                shown.add_hint("office", speak_with("step-accept-addressed", &[("office", office)]));
            }
            if step == Step::RequestInformation {
                shown.say_on_button(speak("step-request_information-go"));
            }
            if is_first {
                shown.stand_out();
            }
            shown
        });
        StepView { step: step.as_str(), form, is_open: self.came_back(step.as_str()).is_some() }
    }

    /// The answer to a request, for who may give it.
    fn answer(&self, request: &RequestView, may_take_down: bool) -> FormView {
        let may_grant = may_take_down || request.kind != RequestKind::TakeDown.as_str();
        let way = format!("requests/{}", request.id);
        self.show_at(&ANSWER_REQUEST, answer_form(&request.id), &way, CaseFill { may_grant, ..self.fill })
    }
}

/// The form of a step away from the case's own page, filled as this case would fill it; none for a step with a page of its own.
///
/// # Errors
/// [`ApiError::Internal`].
pub(crate) async fn step_form(
    app: &Context,
    case: &CaseFile,
    step: Step,
    action: String,
    came_back: Option<&Refused>,
) -> Result<Option<FormView>, ApiError> {
    let Some(form) = forms::of_step(step) else { return Ok(None) };
    let staff = store::list_staff(&app.db).await?;
    let hidden_from = store::list_exclusions(&app.db, case.submission.subject()).await?;
    let fill = CaseFill {
        app,
        case,
        staff: &staff,
        hidden_from: &hidden_from,
        answer: None,
        can_ask: &[],
        may_grant: false,
        proposed: None,
    };
    let mut shown = FormView::new(form, (form.word.to_owned(), action), &fill, came_back);
    shown.stand_out();
    Ok(Some(shown))
}

/// Something in a public text that stays for a reason: a finding that was kept, or a risk that was accepted.
#[derive(Serialize)]
pub(crate) struct StaysItem {
    what: String,
    reason: String,
}

fn stays(record: RedactionRecord) -> Vec<StaysItem> {
    let kept = record.kept.into_iter().map(|span| StaysItem { what: span.text, reason: span.reason });
    let risks = record
        .risks
        .into_iter()
        .map(|risk| StaysItem { what: speak(&format!("risk-{}", risk.risk)), reason: risk.reason });
    kept.chain(risks).collect()
}

/// A letter that was merged into a case.
#[derive(Serialize)]
pub(crate) struct MergedRow {
    submission_no: String,
    title: String,
    state_label: String,
    is_unanswered: bool,
}

impl MergedRow {
    fn new(letter: &MergedLetter) -> Self {
        Self {
            submission_no: letter.submission_no.clone(),
            title: letter.title.clone(),
            state_label: speak(&format!("state-{}", letter.state.as_str())),
            is_unanswered: letter.is_unanswered(),
        }
    }
}

/// How far a message to the sender went; never where to, and nothing that a server said.
#[derive(Serialize)]
pub(crate) struct ToldRow {
    mail: String,
    carrier: String,
    delivery: &'static str,
    delivery_label: String,
    /// When it went, else when it was written.
    at: String,
}

impl ToldRow {
    fn new(row: &store::OutboxRow) -> Self {
        let at = jiff::Timestamp::from_millisecond(row.sent_at_ms.unwrap_or(row.created_at_ms));
        Self {
            mail: speak(&format!("mail-{}", row.mail)),
            carrier: speak(&format!("carrier-{}", row.carrier.as_str())),
            delivery: row.delivery.as_str(),
            delivery_label: speak(&format!("delivery-{}", row.delivery.as_str())),
            at: minute(shanghai_datetime(at.unwrap_or(jiff::Timestamp::UNIX_EPOCH))),
        }
    }
}

/// A message that has not arrived: somebody has to call.
#[derive(Serialize)]
pub(crate) struct CallRow {
    mail: String,
    carrier: String,
    since: String,
}

impl CallRow {
    fn new(call: &store::OpenCall) -> Self {
        let since = jiff::Timestamp::from_millisecond(call.since_ms).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        Self {
            mail: speak(&format!("mail-{}", call.mail)),
            carrier: speak(&format!("carrier-{}", call.carrier.as_str())),
            since: minute(shanghai_datetime(since)),
        }
    }
}

/// A word of staff for each other.
#[derive(Serialize)]
struct NoteView {
    by: Option<String>,
    at: String,
    paragraphs: Vec<String>,
    /// Who was to see it.
    mentioned: Option<String>,
}

impl NoteView {
    fn new(note: &store::Note, staff: &[Staff]) -> Self {
        Self {
            by: staff_name(staff, Some(&note.written_by)),
            at: minute(shanghai_datetime(note.written_at)),
            paragraphs: paragraphs(&note.text),
            mentioned: staff_name(staff, note.mentioned.as_deref()),
        }
    }
}

/// Something that is new for who looks.
#[derive(Serialize)]
struct UnreadView {
    /// A word of [`case::News`].
    news: &'static str,
    what: String,
    at: String,
}

impl UnreadView {
    fn new(unread: &store::Unread) -> Self {
        Self {
            news: unread.news.as_str(),
            what: speak(&format!("news-{}", unread.news.as_str())),
            at: minute(shanghai_datetime(unread.since)),
        }
    }
}

/// A mediation of the same dispute.
#[derive(Serialize)]
struct MediationLink {
    id: String,
    number: String,
}

async fn mediations_of(
    app: &Context,
    session: &Session,
    case: &CaseFile,
) -> Result<Vec<MediationLink>, ApiError> {
    let viewer = session.staff.viewer();
    let found = store::list_mediations_of_case(&app.db, &viewer, &case.submission.id).await?;
    Ok(found.into_iter().map(|(id, number)| MediationLink { id, number }).collect())
}

/// A case at the desk.
#[derive(Serialize)]
pub(crate) struct CaseView {
    /// Row id.
    #[serde(skip)]
    case_id: String,
    /// It waits for a step that can be taken for letters like it too.
    may_be_together: bool,
    /// What a reviewer is asked to look at in the answer that waits for them.
    answer_doubts: Vec<String>,
    notes: Vec<NoteView>,
    note_form: FormView,
    is_note_open: bool,
    /// What is new since this person looked last.
    unread: Vec<UnreadView>,
    submission_no: String,
    version: i64,
    title: String,
    paragraphs: Vec<String>,
    kind: String,
    channel: String,
    consent: String,
    under_14: bool,
    state: &'static str,
    state_label: String,
    publication: &'static str,
    publication_label: String,
    topic: Option<String>,
    village: Option<String>,
    addressed_office: Option<String>,
    /// Whom or what it is about, as the sender said.
    accused: String,
    lead_office: Option<String>,
    /// Who of that office works on it.
    assigned_to: Option<String>,
    received_at: String,
    due_on: Option<String>,
    ceiling_on: String,
    is_late: bool,
    on_time: Option<bool>,
    extension_reason: Option<String>,
    outcome_reason: Option<String>,
    redo_reason: Option<String>,
    answer: Option<String>,
    /// Published policies, with those that the answer rests on.
    policies: Vec<PolicyChoice>,
    answered_by: Option<String>,
    reviewed_by: Option<String>,
    /// What was noticed at the door, for whoever registers the letter.
    remarks: Vec<String>,
    /// Mail to the sender came back: they have to be called.
    is_bounced: bool,
    /// What somebody has to tell the sender, because a message about it has not arrived.
    calls: Vec<CallRow>,
    /// For who may say that they were told.
    call_form: Option<FormView>,
    /// How the sender wants to be told.
    notify_by: Option<String>,
    /// They wait for a call.
    wants_call: bool,
    /// What the sender was told, and how far it went.
    told: Vec<ToldRow>,
    has_contact: bool,
    /// For who may open what the sender left.
    contact_form: Option<FormView>,
    /// For who may hide the case from somebody.
    exclude_form: Option<FormView>,
    /// For a first reader who is to say whom it is about.
    accused_form: Option<FormView>,
    /// All who register letters are among those from whom it is hidden: it cannot be given to them.
    lacks_registrar: bool,
    is_report: bool,
    hidden_from: Vec<String>,
    merged_into: Option<String>,
    /// Letters that were merged into this case.
    merged: Vec<MergedRow>,
    /// The door that the letter seems to be meant for, until it was taken up.
    elsewhere: Option<OtherDoor>,
    opinions: Vec<OpinionView>,
    meetings: Vec<MeetingRow>,
    /// Mediations of the same dispute that this person handles.
    mediations: Vec<MediationLink>,
    may_mediate: bool,
    messages: Vec<MessageView>,
    /// What came with the letter.
    files: Vec<FileView>,
    ratings: Vec<RatingView>,
    /// What its sender was told together with others.
    feedbacks: Vec<views::FeedbackView>,
    /// One text may be written for it and others.
    may_feed_back: bool,
    requests: Vec<RequestAtDesk>,
    /// For who takes down what is asked for on the telephone or at the counter.
    request_form: Option<FormView>,
    is_request_open: bool,
    timeline: Vec<TimelineRow>,
    /// What there is to do.
    primary: Option<StepView>,
    /// What can be done besides.
    others: Vec<StepView>,
    public_url: Option<String>,
    /// Findings that the redactor kept and risks that they accepted, for the approver.
    stays: Vec<StaysItem>,
    refused: Option<RefusedView>,
    /// After the gate found something: why it may stand.
    override_form: Option<FormView>,
    /// Why an approver asked to let stand what the gate found; another one decides.
    override_reason: Option<String>,
    /// Who asked.
    override_by: Option<String>,
    /// Why it is proposed not to take the letter up.
    decline_reason: Option<String>,
    /// Who proposes it.
    decline_by: Option<String>,
    /// It was taken down and its page may still be on the site.
    waits_for_site: bool,
    /// The day to which an extension would move the promise.
    extended_to: Option<String>,
    corrections: Vec<CorrectionView>,
    /// What a report is to be corrected to, until a second person confirms it.
    proposed: Option<ProposedView>,
}

/// A correction that waits for a second person, as the page tells of it.
#[derive(Serialize)]
struct ProposedView {
    kind_label: String,
    text: String,
    by: Option<String>,
}

impl ProposedView {
    fn new(proposed: &store::ProposedCorrection, staff: &[Staff]) -> Self {
        Self {
            kind_label: speak(&format!("kind-{}", proposed.after.kind.as_str())),
            text: proposed.reason.clone(),
            by: staff_name(staff, Some(&proposed.by)),
        }
    }
}

impl CaseView {
    /// The row id of the case, where the page shows something new.
    pub(crate) fn shows_news_of(&self) -> Option<&str> {
        (!self.unread.is_empty()).then_some(self.case_id.as_str())
    }

    /// Gathers a case for a staff member.
    ///
    /// # Errors
    /// [`ApiError::Internal`].
    pub(crate) async fn load(
        app: &Context,
        session: &Session,
        case: &CaseFile,
        refused: Option<RefusedForm>,
    ) -> Result<Self, ApiError> {
        let township = &app.township;
        let letter = &case.submission;
        let staff = store::list_staff(&app.db).await?;
        let events = event_log::list_events(&app.db, letter.subject()).await?;
        let opinions = store::list_opinions(&app.db, letter.subject()).await?;
        let meetings = store::list_meetings_of_case(&app.db, &letter.id).await?;
        let (messages, files) = messages(app, &letter.id).await?;
        let exclusions = store::list_exclusions(&app.db, letter.subject()).await?;
        let notes = store::list_notes(&app.db, letter.subject()).await?;
        // Of the other case as much as this person may see of it: a report stays closed to whom it is hidden from.
        let other = match &case.merged_into {
            Some(id) => {
                let number = store::find_submission(&app.db, id).await?.submission_no;
                store::find_case(&app.db, &session.staff.viewer(), &number).await.ok()
            }
            None => None,
        };
        // What to begin with: what is said of one matter is much the same, but for what speaks of the other sender.
        let is_merged = case.state == case::State::Merged;
        let answer_of_other = other
            .as_ref()
            .filter(|_| is_merged)
            .and_then(|other| other.answer_for_sender().map(str::to_owned));
        let merged_into = other.map(|other| other.submission.submission_no);
        let is_new = matches!(
            case.state,
            case::State::Submitted | case::State::Registered | case::State::NeedsInformation
        );
        let merged = store::list_merged(&app.db, &session.staff.viewer(), &letter.id).await?;
        let redaction = store::find_redaction(&app.db, &letter.id).await?;
        let record: RedactionRecord =
            redaction.as_ref().and_then(|text| serde_json::from_str(&text.record).ok()).unwrap_or_default();
        let overrides = store::list_overrides(&app.db, Some(letter.subject())).await?;
        let asked = overrides.into_iter().find(|one| one.granted_by.is_none());
        let viewer = session.staff.viewer();
        let may = |act: Act| viewer.may(act, &case.letter());
        let has_copy = !store::list_vault_copies(&app.db, Some(&session.staff.id)).await?.is_empty();
        let mut is_public = case.publication == case::PublicationState::Published;
        // The public table decides what is on the site, whatever the case's own row says.
        if !is_public && viewer.may_ever(Step::Retract) {
            is_public = store::find_public_case(&app.db, &viewer, &letter.submission_no).await?.is_published;
        }
        let year = letter.submission_no.get(..4).unwrap_or_default();
        let asked_for = requests(app, case, &staff).await?;
        let can_ask = views::can_ask(case, &asked_for);
        let is_asked_who = case.awaits_first_reader && may(Act::HideFromNamed);
        let proposed = store::find_proposed_correction(&app.db, &letter.id).await?;
        let may_exclude = may(Act::HideFromNamed);
        let may_end_calls = may(Act::EndCalls);
        let may_open_contact = may(Act::OpenContact) && has_copy;
        let (may_answer, may_take_down) = (may(Act::AnswerRequest), may(Act::GrantTakeDown));
        let forms = CaseForms {
            fill: CaseFill {
                app,
                case,
                staff: &staff,
                hidden_from: &exclusions,
                answer: answer_of_other.as_deref(),
                can_ask: &can_ask,
                may_grant: true,
                proposed: proposed.as_ref(),
            },
            refused: refused.as_ref(),
        };
        let mut steps =
            steps_for(case, &session.staff, redaction.as_ref().map(|text| text.author_id.as_str()));
        if is_public && !steps.contains(&Step::Retract) && may(Step::Retract.into()) {
            steps.push(Step::Retract);
        }
        let first = PRIMARY.into_iter().find(|step| steps.contains(step));
        let is_there = |word: &str| steps.iter().any(|step| step.as_str() == word);
        Ok(Self {
            case_id: letter.id.clone(),
            answer_doubts: answer_doubts(case),
            notes: notes.iter().map(|note| NoteView::new(note, &staff)).collect(),
            note_form: forms.show(&NOTE),
            is_note_open: forms.came_back(NOTE.word).is_some(),
            may_be_together: !case.letter().is_read_first()
                && steps.iter().any(|step| case::STEPS_TOGETHER.contains(step)),
            unread: store::list_unread(&app.db, &session.staff.id, letter.subject())
                .await?
                .iter()
                .map(UnreadView::new)
                .collect(),
            submission_no: letter.submission_no.clone(),
            version: case.version,
            title: letter.title.clone(),
            paragraphs: paragraphs(&letter.text),
            kind: speak(&format!("kind-{}", letter.kind.as_str())),
            channel: speak(&format!("channel-{}", letter.channel.as_str())),
            consent: speak(&format!("consent-{}", letter.consent.as_str())),
            under_14: letter.under_14,
            state: case.state.as_str(),
            state_label: speak(&format!("state-{}", case.state.as_str())),
            publication: case.publication.as_str(),
            publication_label: speak(&format!("publication-{}", case.publication.as_str())),
            topic: case.topic.clone(),
            village: village_name(township, letter.village.as_deref()),
            addressed_office: office_name(township, letter.addressed_office.as_deref()),
            accused: letter.accused.clone(),
            lead_office: office_name(township, case.lead_office.as_deref()),
            assigned_to: staff_name(&staff, case.assigned_to.as_deref()),
            received_at: received(shanghai_datetime(letter.received_at)),
            due_on: case.due.due_on.map(|day| day.to_string()),
            ceiling_on: case.due.ceiling_on.to_string(),
            is_late: is_late(app, case),
            on_time: case.on_time,
            extension_reason: case.extension_reason.clone(),
            outcome_reason: case.outcome_reason.clone(),
            redo_reason: case.redo_reason.clone(),
            answer: case.answer.as_deref().map(|text| answer_html(text, FROM_DESK)),
            policies: policy_choices(app, &case.answer_policies),
            answered_by: staff_name(&staff, case.answered_by.as_deref()),
            reviewed_by: staff_name(&staff, case.reviewed_by.as_deref()),
            remarks: letter
                .remarks
                .iter()
                .filter(|remark| {
                    may(Act::ReadRemarks) && case.state == case::State::Submitted && remark.meant().is_none()
                })
                .map(|remark| speak(&format!("remark-{}", remark.as_str())))
                .collect(),
            is_bounced: letter.sealed_mail_to.is_some() && letter.mail_state == MailState::Bounced,
            calls: store::list_calls(&app.db, letter.subject()).await?.iter().map(CallRow::new).collect(),
            call_form: may_end_calls.then(|| forms.show(&CALL)),
            notify_by: letter.notify_by.map(views::notify_by),
            wants_call: letter.notify_by == Some(NotifyBy::Call) && letter.sealed_contact.is_some(),
            told: store::list_mail_of(&app.db, letter.subject()).await?.iter().map(ToldRow::new).collect(),
            has_contact: letter.sealed_contact.is_some(),
            contact_form: may_open_contact.then(|| forms.show(&OPEN_CONTACT)),
            exclude_form: may_exclude.then(|| forms.show(&EXCLUDE)),
            lacks_registrar: is_asked_who && steps::leaves_no_registrar(&staff, &exclusions),
            accused_form: is_asked_who.then(|| forms.show(&SETTLE_ACCUSED)),
            is_report: letter.kind == case::SubmissionKind::Report,
            hidden_from: exclusions
                .iter()
                .filter_map(|exclusion| match exclusion {
                    Exclusion::Staff(id) => staff_name(&staff, Some(id)),
                    Exclusion::Office(id) => township.tree.find(id).map(|unit| unit.name.clone()),
                })
                .collect(),
            merged_into,
            merged: merged.iter().map(MergedRow::new).collect(),
            elsewhere: is_new.then(|| intake::door_of_letter(app, letter)).flatten(),
            opinions: opinions
                .into_iter()
                .map(|opinion| OpinionView {
                    level: speak(&format!("state-{}", opinion.level.as_str())),
                    held_on: opinion.held_on.to_string(),
                    leader_attended: opinion.leader_attended,
                    paragraphs: paragraphs(&opinion.opinion),
                    written_by: staff_name(&staff, Some(&opinion.written_by)),
                })
                .collect(),
            mediations: mediations_of(app, session, case).await?,
            may_mediate: session.staff.viewer().may_ever(Act::OpenMediation),
            meetings: meetings.into_iter().map(|row| MeetingRow::new(app, session, row)).collect(),
            messages,
            files,
            ratings: ratings(app, case, FROM_DESK).await?,
            feedbacks: views::feedbacks(app, &letter.id, Some(&viewer)).await?,
            may_feed_back: may(Act::WriteFeedback) && can_be_fed_back(&case.letter(), case.state),
            requests: asked_for
                .into_iter()
                .map(|request| RequestAtDesk {
                    form: (may_answer && !request.is_answered).then(|| forms.answer(&request, may_take_down)),
                    request,
                })
                .collect(),
            request_form: (may(Act::EnterRequest) && !can_ask.is_empty()).then(|| forms.show(&ENTER_REQUEST)),
            is_request_open: forms.came_back(ENTER_REQUEST.word).is_some(),
            timeline: events.iter().map(|event| timeline_row(township, event, Some(&staff))).collect(),
            primary: first.map(|step| forms.step(step, true)),
            others: steps
                .iter()
                .filter(|step| Some(**step) != first)
                .map(|step| forms.step(*step, false))
                .collect(),
            public_url: is_public.then(|| format!("/replies/{year}/{}/", letter.submission_no)),
            stays: stays(record),
            override_form: refused
                .as_ref()
                .filter(|refused| !refused.leaks.is_empty() || refused.id == OVERRIDE_LEAKS.word)
                .map(|_| forms.show(&OVERRIDE_LEAKS)),
            refused: refused.as_ref().map(|refused| RefusedView {
                sentence: refused.sentence.clone(),
                summary: summary(&refused.id, &refused.came_back.faults),
                leaks: refused.leaks.clone(),
                typed: (Step::parse(refused.form.word).is_some() && !is_there(refused.form.word))
                    .then(|| refused.came_back.sent.text("text").to_owned())
                    .filter(|text| !text.is_empty()),
            }),
            override_by: asked.as_ref().and_then(|one| staff_name(&staff, Some(&one.asked_by))),
            override_reason: asked.map(|one| one.reason),
            decline_by: staff_name(&staff, case.decline_by.as_deref()),
            decline_reason: case.decline_reason.clone(),
            waits_for_site: case.waits_for_site,
            extended_to: extended_to(app, case),
            corrections: corrections(app, &letter.id, &staff).await?,
            proposed: proposed.as_ref().map(|proposed| ProposedView::new(proposed, &staff)),
        })
    }
}

/// What to look at in an answer that waits for its review.
fn answer_doubts(case: &CaseFile) -> Vec<String> {
    let waiting = case.answer.as_deref().filter(|_| case.state == case::State::Replied);
    let doubts = waiting.map(case::answer_doubts).unwrap_or_default();
    doubts.iter().map(|doubt| speak(&format!("answer_doubt-{}", doubt.as_str()))).collect()
}

/// The day until which an extension would put the answer off: the ceiling while the year's holidays are not known.
fn extended_to(app: &Context, case: &CaseFile) -> Option<String> {
    case::next(&case.case(), Step::Extend).ok()?;
    if shanghai_date(app.now()) > case.due.due_on.unwrap_or(case.due.ceiling_on) {
        return None;
    }
    let due = case::extend_due(case.due, &app.township.calendar(), &app.township.limits);
    Some(due.due_on.unwrap_or(due.ceiling_on).to_string())
}

/// The steps that the workflow allows now and that are this person's to take: the buttons of the page.
pub(crate) fn steps_for(case: &CaseFile, staff: &Staff, redacted_by: Option<&str>) -> Vec<Step> {
    let viewer = staff.viewer();
    if case.awaits_first_reader {
        return vec![Step::Correct].into_iter().filter(|step| viewer.may(*step, &case.letter())).collect();
    }
    let author_of = |step: Step| match step {
        Step::Review => case.answered_by.as_deref(),
        Step::Publish => redacted_by,
        _ => None,
    };
    // Registrars propose it, and reviewers have something to do once somebody has.
    let is_open = |step: Step| {
        step != Step::Decline || case.decline_by.is_some() || viewer.may(Step::Register, &case.letter())
    };
    case::open_steps(&case.case())
        .into_iter()
        .filter(|step| is_open(*step) && viewer.may(*step, &case.letter().written_by(author_of(*step))))
        .collect()
}
