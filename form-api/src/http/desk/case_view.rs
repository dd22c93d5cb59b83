//! The desk's lists and a case as their templates see them. Deliberately absent: which of it a member of staff may see
//! (`extract/session`), and what senders see too (`pages/views`).

use serde::Serialize;

use crate::case::{
    self, CallOutcome, Channel, Consent, MailState, RedactionRecord, Role, Step, ToldBy, shanghai_date,
    shanghai_datetime,
};
use crate::context::Context;
use crate::event_log;
use crate::http::extract::session::Session;
use crate::http::mailbox::intake::{self, OtherDoor};
use crate::http::pages::views::{
    self, Choice, CorrectionView, FROM_DESK, MessageView, PolicyChoice, RatingView, RequestView, TimelineRow,
    answer_html, corrections, grades, is_late, messages, minute, office_name, offices, paragraphs,
    policy_choices, ratings, requests, staff_name, timeline_row, village_name, words,
};
use crate::http::pages::{ApiError, FileView};
use crate::messages::speak;
use crate::seal::FormToken;
use crate::store::{self, CaseFile, Exclusion, MergedLetter, Queue, QueueRow, Staff};

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
    received_on: String,
    due_on: Option<String>,
    is_late: bool,
}

impl QueueLine {
    /// Words for a row.
    #[must_use]
    pub(crate) fn new(app: &Context, row: &QueueRow) -> Self {
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
    let counts = store::count_queues(&app.db, &session.staff.viewer(), shanghai_date(app.now())).await?;
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

/// A step that was refused, with what was typed for it.
#[derive(Default, Serialize)]
pub(crate) struct RefusedStep {
    pub(crate) sentence: String,
    pub(crate) step: &'static str,
    pub(crate) text: String,
    pub(crate) grade: String,
    pub(crate) solved: String,
    pub(crate) channel: String,
    pub(crate) consent: String,
    /// Row id of the request that was to be answered.
    pub(crate) request: String,
    /// Slugs of the policies that were ticked.
    pub(crate) policies: Vec<String>,
    /// What the gate found: file, place and kind.
    pub(crate) leaks: Vec<String>,
    /// Word of the request that was to be entered.
    pub(crate) asked: String,
    /// What a correction was to put.
    pub(crate) kind: String,
    pub(crate) title: String,
    pub(crate) village: String,
    /// The answer stands word for word in another case: whoever means that ticks it.
    pub(crate) is_same: bool,
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

/// A case at the desk.
#[derive(Serialize)]
pub(crate) struct CaseView {
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
    lead_office_id: String,
    received_at: String,
    due_on: Option<String>,
    ceiling_on: String,
    is_late: bool,
    on_time: Option<bool>,
    extension_reason: Option<String>,
    outcome_reason: Option<String>,
    redo_reason: Option<String>,
    answer: Option<String>,
    answer_text: Option<String>,
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
    may_end_calls: bool,
    call_outcomes: Vec<Choice>,
    /// How the sender wants to be told.
    told_by: Option<String>,
    /// They wait for a call.
    wants_call: bool,
    /// What the sender was told, and how far it went.
    told: Vec<ToldRow>,
    has_contact: bool,
    may_open_contact: bool,
    may_exclude: bool,
    hidden_from: Vec<String>,
    merged_into: Option<String>,
    /// Letters that were merged into this case.
    merged: Vec<MergedRow>,
    /// The door that the letter seems to be meant for, until it was taken up.
    elsewhere: Option<OtherDoor>,
    opinions: Vec<OpinionView>,
    messages: Vec<MessageView>,
    /// The token of a form with files, for a question to the sender.
    form_token: String,
    /// What came with the letter.
    files: Vec<FileView>,
    ratings: Vec<RatingView>,
    requests: Vec<RequestView>,
    /// What can be asked for now on the telephone or at the counter; for who takes it down.
    can_ask: Vec<Choice>,
    may_answer_requests: bool,
    may_take_down: bool,
    grades: Vec<Choice>,
    channels: Vec<Choice>,
    consents: Vec<Choice>,
    timeline: Vec<TimelineRow>,
    steps: Vec<&'static str>,
    offices: Vec<Choice>,
    staff: Vec<Choice>,
    today: String,
    public_url: Option<String>,
    /// Findings that the redactor kept and risks that they accepted, for the approver.
    stays: Vec<StaysItem>,
    refused: Option<RefusedStep>,
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
    kind_word: &'static str,
    village_id: String,
    kinds: Vec<Choice>,
    villages: Vec<Choice>,
    corrections: Vec<CorrectionView>,
}

impl CaseView {
    /// Gathers a case for a staff member.
    ///
    /// # Errors
    /// [`ApiError::Internal`].
    pub(crate) async fn load(
        app: &Context,
        session: &Session,
        case: &CaseFile,
        refused: Option<RefusedStep>,
    ) -> Result<Self, ApiError> {
        let township = &app.township;
        let letter = &case.submission;
        let staff = store::list_staff(&app.db).await?;
        let events = event_log::list_events(&app.db, letter.subject()).await?;
        let opinions = store::list_opinions(&app.db, letter.subject()).await?;
        let (messages, files) = messages(app, &letter.id).await?;
        let exclusions = store::list_exclusions(&app.db, letter.subject()).await?;
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
        let acts_as = |role| viewer.acts_as(role, letter.kind);
        let has_copy = !store::list_vault_copies(&app.db, Some(&session.staff.id)).await?.is_empty();
        let is_public = case.publication == case::PublicationState::Published;
        let year = letter.submission_no.get(..4).unwrap_or_default();
        let asked_for = requests(app, case, &staff).await?;
        Ok(Self {
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
            lead_office_id: case.lead_office.clone().unwrap_or_default(),
            received_at: minute(shanghai_datetime(letter.received_at)),
            due_on: case.due.due_on.map(|day| day.to_string()),
            ceiling_on: case.due.ceiling_on.to_string(),
            is_late: is_late(app, case),
            on_time: case.on_time,
            extension_reason: case.extension_reason.clone(),
            outcome_reason: case.outcome_reason.clone(),
            redo_reason: case.redo_reason.clone(),
            answer: case.answer.as_deref().map(|text| answer_html(text, FROM_DESK)),
            policies: {
                let typed = refused.as_ref().filter(|refused| refused.step == Step::Answer.as_str());
                policy_choices(app, typed.map_or(&case.answer_policies, |refused| &refused.policies))
            },
            answer_text: case.answer.clone().or(answer_of_other),
            answered_by: staff_name(&staff, case.answered_by.as_deref()),
            reviewed_by: staff_name(&staff, case.reviewed_by.as_deref()),
            remarks: letter
                .remarks
                .iter()
                .filter(|remark| {
                    acts_as(Role::Registrar)
                        && case.state == case::State::Submitted
                        && remark.meant().is_none()
                })
                .map(|remark| speak(&format!("remark-{}", remark.as_str())))
                .collect(),
            is_bounced: letter.sealed_mail_to.is_some() && letter.mail_state == MailState::Bounced,
            calls: store::list_calls(&app.db, letter.subject()).await?.iter().map(CallRow::new).collect(),
            may_end_calls: acts_as(Role::Registrar) || acts_as(Role::Handler),
            call_outcomes: words("call", CallOutcome::ALL.iter().map(|outcome| outcome.as_str())),
            told_by: letter.told_by.map(|way| speak(&format!("told_by-{}", way.as_str()))),
            wants_call: letter.told_by == Some(ToldBy::Call) && letter.sealed_contact.is_some(),
            told: store::list_mail_of(&app.db, letter.subject()).await?.iter().map(ToldRow::new).collect(),
            has_contact: letter.sealed_contact.is_some(),
            may_open_contact: (acts_as(Role::Handler) || acts_as(Role::Registrar)) && has_copy,
            may_exclude: acts_as(Role::Registrar) || acts_as(Role::Supervisor),
            hidden_from: exclusions
                .iter()
                .filter_map(|exclusion| match exclusion {
                    Exclusion::Staff(id) => staff_name(&staff, Some(id)),
                    Exclusion::Office(id) => office_name(township, Some(id)),
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
            messages,
            form_token: FormToken::new(app.now()).to_field(&township.keys),
            files,
            ratings: ratings(app, case, FROM_DESK).await?,
            can_ask: if acts_as(Role::Registrar) {
                words("request", views::can_ask(case, &asked_for).into_iter())
            } else {
                Vec::new()
            },
            requests: asked_for,
            may_answer_requests: acts_as(Role::Approver) || acts_as(Role::Supervisor),
            may_take_down: acts_as(Role::Approver),
            grades: grades(),
            channels: words("channel", Channel::AT_THE_DESK.iter().map(|channel| channel.as_str())),
            consents: words("consent", Consent::ALL.iter().map(|consent| consent.as_str())),
            timeline: events.iter().map(|event| timeline_row(township, event, Some(&staff))).collect(),
            steps: steps_for(case, &session.staff, redaction.as_ref().map(|text| text.author_id.as_str())),
            offices: offices(township, shanghai_date(app.now())),
            staff: staff
                .iter()
                .filter(|member| !member.is_disabled)
                .map(|member| Choice {
                    value: member.id.clone(),
                    label: member.display_name.clone(),
                    hint: String::new(),
                })
                .collect(),
            today: shanghai_date(app.now()).to_string(),
            public_url: is_public.then(|| format!("/replies/{year}/{}/", letter.submission_no)),
            stays: stays(record),
            refused,
            override_by: asked.as_ref().and_then(|one| staff_name(&staff, Some(&one.asked_by))),
            override_reason: asked.map(|one| one.reason),
            decline_by: staff_name(&staff, case.decline_by.as_deref()),
            decline_reason: case.decline_reason.clone(),
            waits_for_site: case.waits_for_site,
            extended_to: extended_to(app, case),
            kind_word: letter.kind.as_str(),
            village_id: letter.village.clone().unwrap_or_default(),
            kinds: words("kind", case::SubmissionKind::ALL.iter().map(|kind| kind.as_str())),
            villages: views::villages(township, shanghai_date(letter.received_at)),
            corrections: corrections(app, &letter.id, &staff).await?,
        })
    }
}

/// The day until which an extension would put the answer off: the ceiling while the year's holidays are not known.
fn extended_to(app: &Context, case: &CaseFile) -> Option<String> {
    case::next(&case.case(), Step::Extend).ok()?;
    let due = case::extend_due(case.due, &app.township.calendar(), &app.township.limits);
    Some(due.due_on.unwrap_or(due.ceiling_on).to_string())
}

/// The steps that the workflow allows now and that this person's roles do: the buttons of the page.
fn steps_for(case: &CaseFile, staff: &Staff, redacted_by: Option<&str>) -> Vec<&'static str> {
    case::open_steps(&case.case())
        .into_iter()
        .filter(|step| staff.viewer().may(*step, case.submission.kind))
        .filter(|step| *step != Step::Decline || is_decline_open(case, staff))
        .filter(|step| *step != Step::Review || case.answered_by.as_deref() != Some(staff.id.as_str()))
        .filter(|step| *step != Step::Publish || redacted_by != Some(staff.id.as_str()))
        .map(Step::as_str)
        .collect()
}

/// Registrars propose it, and reviewers have something to do once somebody has.
fn is_decline_open(case: &CaseFile, staff: &Staff) -> bool {
    staff.viewer().acts_as(Role::Registrar, case.submission.kind) || case.decline_by.is_some()
}
