//! A meeting as its page and its paper see it.

use jiff::civil::Date;
use serde::Serialize;

use crate::case::forms::{
    ANSWER_POINT, APPROVE_MINUTES, CANCEL_MEETING, CHANGE_GATHERING, CHANGE_MEETING, CLOSE_ITEM,
    CLOSE_MEETING, Choices, DECIDE_ITEM, DROP_ITEM, Fault, Field, FieldKind, Form, ISSUE_MINUTES, NOTE_POINT,
    OPEN_GATHERING, SET_AGENDA, START_MEETING, Sent,
};
use crate::case::{
    Act, Exclusion, ItemOutcome, MeetingLevel, MeetingState, Refused as NotAllowed, next_meeting,
    shanghai_date, shanghai_datetime,
};
use crate::context::Context;
use crate::event_log::{self, Kind};
use crate::http::extract::session::Session;
use crate::http::pages::ApiError;
use crate::http::pages::form_view::{Fill, FormView, Refused, SummaryLine, summary, words_of};
use crate::http::pages::views::{
    Choice, TimelineRow, meeting_name, minute, office_name, paragraphs, staff_name, timeline_row,
    village_name,
};
use crate::messages::{speak, speak_with};
use crate::steps::{self, Raised, Township, waits_for};
use crate::store::{self, ItemRow, MeetingFile, Opinion, Staff, WaitingCase};

/// The address of a meeting.
pub(crate) fn meeting_address(id: &str) -> String {
    format!("/desk/meetings/{id}")
}

/// A form of a meeting's page that came back.
pub(super) struct RefusedAct {
    /// Which of the forms of the page.
    pub(super) id: String,
    pub(super) form: &'static Form,
    pub(super) came_back: Refused,
    /// What came in the rows of the form that closes the meeting, with what is wrong there.
    pub(super) rows: Vec<(String, Sent, Vec<Fault>)>,
    pub(super) sentence: String,
}

/// What the meeting and the township put into forms.
pub(super) struct MeetingFill<'a> {
    pub(super) app: &'a Context,
    /// None where a meeting is being called.
    pub(super) meeting: Option<&'a MeetingFile>,
    pub(super) waiting: &'a [WaitingCase],
    /// The day that is proposed for a meeting that is being called.
    pub(super) proposed: Option<Date>,
    pub(super) members: Option<i64>,
}

impl Fill for MeetingFill<'_> {
    fn choices(&self, choices: Choices) -> Vec<Choice> {
        let mut words = words_of(choices);
        match choices {
            Choices::WaitingCases => {
                self.waiting.iter().map(|case| waiting_choice(&self.app.township, case)).collect()
            }
            Choices::ItemDecisions => {
                let is_top = self.meeting.is_some_and(|meeting| meeting.level.step_up().is_none());
                words.retain(|choice| !is_top || choice.value != ItemOutcome::Up.as_str());
                words
            }
            _ => words,
        }
    }

    fn value(&self, form: &Form, field: &Field) -> Vec<String> {
        let meeting =
            self.meeting.filter(|_| [CHANGE_MEETING.word, CHANGE_GATHERING.word].contains(&form.word));
        let one = match field.name {
            "held_on" => meeting.map(|own| own.held_on).or(self.proposed).map(|day| day.to_string()),
            "starts_at" => Some(meeting.map_or_else(|| "09:00".to_owned(), starts_at)),
            "place" => meeting.map(|own| own.place.clone()),
            "chair" => meeting.map(|own| own.chair.clone()),
            "topic" => meeting.and_then(|own| own.topic.clone()),
            "invited" => meeting.and_then(|own| own.invited.clone()),
            "members" => meeting.map(|own| own.members).or(self.members).map(|count| count.to_string()),
            _ => None,
        };
        one.into_iter().collect()
    }

    fn today(&self) -> String {
        shanghai_date(self.app.now()).to_string()
    }
}

fn starts_at(meeting: &MeetingFile) -> String {
    meeting.starts_at.strftime("%H:%M").to_string()
}

fn waiting_choice(township: &Township, case: &WaitingCase) -> Choice {
    let place = village_name(township, case.village.as_deref());
    let office = office_name(township, case.lead_office.as_deref());
    let due = case.due_on.map(|day| speak_with("meeting-due", &[("day", day.to_string())]));
    let parts = [Some(case.submission_no.clone()), place, office, due];
    Choice {
        value: case.submission_no.clone(),
        label: case.title.clone(),
        hint: parts.into_iter().flatten().collect::<Vec<_>>().join(" · "),
    }
}

/// An opinion on a sheet.
#[derive(Serialize)]
struct SheetOpinion {
    level: String,
    held_on: String,
    paragraphs: Vec<String>,
}

impl SheetOpinion {
    fn new(opinion: &Opinion) -> Self {
        Self {
            level: speak(&format!("state-{}", opinion.level.as_str())),
            held_on: opinion.held_on.to_string(),
            paragraphs: paragraphs(&opinion.opinion),
        }
    }
}

/// A case on the agenda.
#[derive(Serialize)]
pub(super) struct ItemView {
    id: String,
    number: usize,
    submission_no: String,
    title: String,
    /// The letter itself can be opened: a village's minutes stay, and its letters go on.
    has_letter: bool,
    topic: Option<String>,
    village: Option<String>,
    office: Option<String>,
    due_on: Option<String>,
    is_late: bool,
    under_14: bool,
    is_report: bool,
    state_label: String,
    /// The case had moved on before it was discussed.
    has_moved_on: bool,
    outcome: Option<&'static str>,
    outcome_label: Option<String>,
    opinion: Option<SheetOpinion>,
    /// What meetings said before.
    earlier: Vec<SheetOpinion>,
    responsible: Option<String>,
    until_on: Option<String>,
    reason: Option<String>,
    decided_by: Option<String>,
    /// Who is named in it: it is discussed without them, and their paper does not have it.
    without: Vec<String>,
    decide: Option<FormView>,
    drop: Option<FormView>,
    is_open: bool,
    is_drop_open: bool,
}

/// What was raised at a gathering.
#[derive(Serialize)]
pub(super) struct PointView {
    id: String,
    number: usize,
    paragraphs: Vec<String>,
    answer: Option<Vec<String>>,
    answered_by: Option<String>,
    /// The letter that it became.
    submission_no: Option<String>,
    answer_form: Option<FormView>,
    is_open: bool,
    /// For who enters letters, and while it is none.
    may_enter: bool,
    /// Who is named in it: their paper does not have it.
    without: Vec<String>,
}

/// A row of the form that closes the meeting.
#[derive(Serialize)]
struct CloseRow {
    at: usize,
    item: String,
    number: usize,
    title: String,
    chosen: String,
    why: String,
    where_error: Option<String>,
    why_error: Option<String>,
}

/// What can be done with the meeting besides its agenda.
#[derive(Serialize)]
struct ActView {
    act: &'static str,
    form: FormView,
    is_open: bool,
}

#[derive(Serialize)]
struct RefusedView {
    sentence: String,
    summary: Vec<SummaryLine>,
    /// What was typed, where its form is not there any more.
    typed: Vec<String>,
}

/// A meeting with its agenda.
#[derive(Serialize)]
pub(super) struct MeetingView {
    id: String,
    /// One text may be written for the letters of its agenda.
    may_feed_back: bool,
    /// For the form that closes it.
    version: i64,
    name: String,
    level: &'static str,
    state: &'static str,
    state_label: String,
    held_on: String,
    weekday: String,
    starts_at: String,
    place: String,
    chair: String,
    is_gathering: bool,
    topic: Option<String>,
    invited: Option<String>,
    points: Vec<PointView>,
    note_point: Option<FormView>,
    members: i64,
    present: Option<i64>,
    attendees: Option<String>,
    leader_attended: bool,
    /// A sentence on why it was held all the same.
    lacking: Option<String>,
    reason: Option<String>,
    /// What is unusual about its day, in sentences.
    unusual: Vec<String>,
    called_by: Option<String>,
    closed_by: Option<String>,
    approved_by: Option<String>,
    issued_at: Option<String>,
    items: Vec<ItemView>,
    /// The items that everybody at the table may read, and those that go to some on a sheet of their own.
    shared: Vec<usize>,
    apart: Vec<usize>,
    /// What there is to do: the first act.
    primary: Option<ActView>,
    others: Vec<ActView>,
    agenda: Option<ActView>,
    close_form: Option<FormView>,
    close_rows: Vec<CloseRow>,
    close_choices: Vec<Choice>,
    is_close_open: bool,
    timeline: Vec<TimelineRow>,
    refused: Option<RefusedView>,
}

/// What is read of a meeting before anything is shown.
struct Loaded {
    staff: Vec<Staff>,
    items: Vec<ItemRow>,
    opinions: Vec<(String, Opinion)>,
    exclusions: Vec<(String, Exclusion)>,
    waiting: Vec<WaitingCase>,
    points: Vec<Raised>,
    last: Option<Date>,
}

impl Loaded {
    async fn read(app: &Context, session: &Session, meeting: &MeetingFile) -> Result<Self, ApiError> {
        let (db, viewer) = (&app.db, session.staff.viewer());
        let waiting =
            if meeting.state.is_open() { store::list_waiting_cases(db, &viewer).await? } else { Vec::new() };
        let unit = meeting.unit.as_deref();
        let staff = store::list_staff(db).await?;
        let points = steps::list_raised(db, &app.township, &staff, &session.staff, &meeting.id).await?;
        Ok(Self {
            staff,
            items: store::list_items(db, &viewer, &meeting.id).await?,
            opinions: store::list_item_opinions(db, &meeting.id).await?,
            exclusions: store::list_item_exclusions(db, &meeting.id).await?,
            waiting: waiting.into_iter().filter(|case| waits_for(case, meeting)).collect(),
            points,
            last: store::find_last_meeting(db, meeting.level, unit, meeting.held_on).await?,
        })
    }

    fn without(&self, township: &Township, case_id: &str) -> Vec<String> {
        let own = self.exclusions.iter().filter(|(id, _)| id == case_id);
        own.filter_map(|(_, exclusion)| match exclusion {
            Exclusion::Staff(id) => staff_name(&self.staff, Some(id)),
            Exclusion::Office(id) => office_name(township, Some(id)),
        })
        .collect()
    }
}

/// The forms of a meeting's page, with the one that came back.
struct Forms<'a> {
    fill: MeetingFill<'a>,
    refused: Option<&'a RefusedAct>,
    id: &'a str,
    version: i64,
}

impl Forms<'_> {
    fn came_back(&self, id: &str) -> Option<&RefusedAct> {
        self.refused.filter(|refused| refused.id == id)
    }

    fn show_at(&self, form: &'static Form, id: String, way: &str) -> FormView {
        let action = format!("{}/{way}", meeting_address(self.id));
        let came_back = self.came_back(&id).map(|refused| &refused.came_back);
        FormView::new(form, (id, action), &self.fill, came_back).carry("version", self.version.to_string())
    }

    fn act(&self, form: &'static Form, is_first: bool) -> ActView {
        let mut view = self.show_at(form, form.word.to_owned(), form.word);
        if is_first {
            view.stand_out();
        }
        ActView { act: form.word, form: view, is_open: self.came_back(form.word).is_some() }
    }

    fn of_item(&self, form: &'static Form, item: &str) -> FormView {
        self.show_at(form, item_form(form, item), &format!("items/{item}/{}", form.word))
    }
}

/// The id of a form of one item.
pub(super) fn item_form(form: &Form, item: &str) -> String {
    format!("{}-{item}", form.word)
}

impl MeetingView {
    pub(super) async fn load(
        app: &Context,
        session: &Session,
        meeting: &MeetingFile,
        refused: Option<RefusedAct>,
    ) -> Result<Self, ApiError> {
        let loaded = Loaded::read(app, session, meeting).await?;
        let viewer = session.staff.viewer();
        let may = |act: Act| {
            let check = || -> Result<(), NotAllowed> {
                viewer.check_meeting(act, &meeting.meeting())?;
                next_meeting(meeting.state, act).map(drop)
            };
            check().is_ok()
        };
        let forms = Forms {
            fill: MeetingFill {
                app,
                meeting: Some(meeting),
                waiting: &loaded.waiting,
                proposed: None,
                members: None,
            },
            refused: refused.as_ref(),
            id: &meeting.id,
            version: meeting.version,
        };
        let is_of_village = meeting.level == MeetingLevel::Village && meeting.unit == viewer.office;
        let items = item_views(
            app,
            meeting,
            &loaded,
            &forms,
            (may(Act::DecideItem), may(Act::SetAgenda), is_of_village),
        );
        let may_enter = viewer.may_ever(Act::EnterLetter);
        let points = point_views(&loaded, &forms, may(Act::AnswerPoint), may_enter);
        let has_said = !points.is_empty() || items.iter().any(|item| item.opinion.is_some());
        let offers = |act: Act| may(act) && (act != Act::CancelMeeting || !has_said);
        let (apart, shared) = (0..items.len()).partition(|at| !items[*at].without.is_empty());
        let refused_view = refused.as_ref().map(|one| RefusedView {
            sentence: one.sentence.clone(),
            summary: summary(&one.id, &one.came_back.faults),
            typed: if is_shown(one, &items, &points, &offers) { Vec::new() } else { typed(one) },
        });
        let close_rows =
            if may(Act::CloseMeeting) { close_rows(&items, refused.as_ref()) } else { Vec::new() };
        let is_gathering = meeting.level.is_gathering();
        let first = [
            (Act::ApproveMinutes, &APPROVE_MINUTES),
            (Act::IssueMinutes, &ISSUE_MINUTES),
            (Act::StartMeeting, if is_gathering { &OPEN_GATHERING } else { &START_MEETING }),
        ];
        let change = if is_gathering { &CHANGE_GATHERING } else { &CHANGE_MEETING };
        let others = [(Act::ChangeMeeting, change), (Act::CancelMeeting, &CANCEL_MEETING)];
        let township = &app.township;
        let events = event_log::list_events(&app.db, meeting.subject()).await?;
        Ok(Self {
            id: meeting.id.clone(),
            may_feed_back: !meeting.level.is_gathering()
                && !loaded.items.is_empty()
                && viewer.may_ever(Act::WriteFeedback),
            version: meeting.version,
            name: meeting_name(township, meeting.level, meeting.unit.as_deref()),
            level: meeting.level.as_str(),
            state: meeting.state.as_str(),
            state_label: speak(&format!("meeting-state-{}", meeting.state.as_str())),
            held_on: meeting.held_on.to_string(),
            weekday: weekday(meeting.held_on),
            starts_at: starts_at(meeting),
            place: meeting.place.clone(),
            chair: meeting.chair.clone(),
            is_gathering,
            topic: meeting.topic.clone(),
            invited: meeting.invited.clone(),
            points,
            note_point: may(Act::NotePoint)
                .then(|| forms.show_at(&NOTE_POINT, NOTE_POINT.word.to_owned(), NOTE_POINT.word)),
            members: meeting.members,
            present: meeting.present,
            attendees: meeting.attendees.clone(),
            leader_attended: meeting.leader_attended,
            lacking: meeting.lacking.map(|one| speak(&format!("meeting-lacking-{}", one.as_str()))),
            reason: meeting.reason.clone(),
            unusual: unusual(meeting, loaded.last),
            called_by: staff_name(&loaded.staff, Some(&meeting.called_by)),
            closed_by: staff_name(&loaded.staff, meeting.closed_by.as_deref()),
            approved_by: staff_name(&loaded.staff, meeting.approved_by.as_deref()),
            issued_at: meeting.issued_at.map(|at| minute(shanghai_datetime(at))),
            shared,
            apart,
            primary: first.iter().find(|(act, _)| may(*act)).map(|(_, form)| forms.act(form, true)),
            others: others
                .iter()
                .filter(|(act, _)| offers(*act))
                .map(|(_, form)| forms.act(form, false))
                .collect(),
            agenda: (may(Act::SetAgenda) && !loaded.waiting.is_empty())
                .then(|| forms.act(&SET_AGENDA, items.is_empty())),
            close_form: may(Act::CloseMeeting).then(|| {
                let mut form = forms.act(&CLOSE_MEETING, close_rows.is_empty()).form;
                form.stand_out();
                form
            }),
            is_close_open: forms.came_back(CLOSE_MEETING.word).is_some(),
            close_rows,
            close_choices: words_of(Choices::ItemUndiscussed),
            items,
            timeline: events
                .iter()
                .filter(|event| !is_of_item(event.kind))
                .map(|event| timeline_row(township, event, Some(&loaded.staff)))
                .collect(),
            refused: refused_view,
        })
    }
}

/// What happened to one matter stands with it, for who may read it: a line here would tell the others that there is one.
const fn is_of_item(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::AgendaSet
            | Kind::ItemDropped
            | Kind::ItemDecided
            | Kind::PointNoted
            | Kind::PointAnswered
            | Kind::PointBecameCase
    )
}

/// The form that came back is there again, with what was typed in it.
fn is_shown(
    refused: &RefusedAct,
    items: &[ItemView],
    points: &[PointView],
    may: &impl Fn(Act) -> bool,
) -> bool {
    let of_page = [
        (Act::StartMeeting, OPEN_GATHERING.word),
        (Act::ChangeMeeting, CHANGE_GATHERING.word),
        (Act::NotePoint, NOTE_POINT.word),
        (Act::SetAgenda, SET_AGENDA.word),
        (Act::StartMeeting, START_MEETING.word),
        (Act::CloseMeeting, CLOSE_MEETING.word),
        (Act::ChangeMeeting, CHANGE_MEETING.word),
        (Act::CancelMeeting, CANCEL_MEETING.word),
    ];
    of_page.iter().any(|(act, word)| *word == refused.id && may(*act))
        || items.iter().any(|item| {
            let is_own = |form: &Form, shown: &Option<FormView>| {
                shown.is_some() && item_form(form, &item.id) == refused.id
            };
            is_own(&DECIDE_ITEM, &item.decide) || is_own(&DROP_ITEM, &item.drop)
        })
        || points
            .iter()
            .any(|point| point.answer_form.is_some() && item_form(&ANSWER_POINT, &point.id) == refused.id)
}

/// What was typed into a form, whatever it was.
fn typed(refused: &RefusedAct) -> Vec<String> {
    let is_text = |field: &&Field| matches!(field.kind, FieldKind::Text(_) | FieldKind::Line);
    let texts = refused.form.fields.iter().filter(is_text);
    let own = texts.map(|field| refused.came_back.sent.text(field.name).to_owned());
    let of_rows = refused.rows.iter().map(|(_, sent, _)| sent.text("why").to_owned());
    own.chain(of_rows).filter(|text| !text.is_empty()).collect()
}

fn weekday(day: Date) -> String {
    speak(&format!("weekday-{}", day.weekday().to_monday_one_offset()))
}

fn unusual(meeting: &MeetingFile, last: Option<Date>) -> Vec<String> {
    if meeting.state == MeetingState::Cancelled {
        return Vec::new();
    }
    let found = meeting.level.off_cadence(meeting.held_on, last);
    let last = last.map(|day| day.to_string()).unwrap_or_default();
    let sentence = |word: &str| {
        speak_with(&format!("meeting-off-{}-{word}", meeting.level.as_str()), &[("last", last.clone())])
    };
    found.iter().map(|one| sentence(one.as_str())).collect()
}

fn point_views(loaded: &Loaded, forms: &Forms<'_>, may_answer: bool, may_enter: bool) -> Vec<PointView> {
    let view = |(at, raised): (usize, &Raised)| {
        let point = &raised.point;
        let is_open = point.answer.is_none() && point.submission_no.is_none();
        PointView {
            number: at + 1,
            paragraphs: paragraphs(&point.text),
            answer: point.answer.as_deref().map(paragraphs),
            answered_by: staff_name(&loaded.staff, point.answered_by.as_deref()),
            submission_no: point.submission_no.clone(),
            answer_form: (may_answer && is_open).then(|| forms.of_item(&ANSWER_POINT, &point.id)),
            is_open: forms.came_back(&item_form(&ANSWER_POINT, &point.id)).is_some(),
            may_enter: may_enter && point.submission_no.is_none(),
            without: raised.names.iter().filter_map(|id| staff_name(&loaded.staff, Some(id))).collect(),
            id: point.id.clone(),
        }
    };
    loaded.points.iter().enumerate().map(view).collect()
}

fn item_views(
    app: &Context,
    meeting: &MeetingFile,
    loaded: &Loaded,
    forms: &Forms<'_>,
    (may_decide, may_set, is_of_village): (bool, bool, bool),
) -> Vec<ItemView> {
    let township = &app.township;
    let today = shanghai_date(app.now());
    let view = |(at, item): (usize, &ItemRow)| {
        let of_case = loaded.opinions.iter().filter(|(case_id, _)| *case_id == item.case_id);
        let is_own = |opinion: &Opinion| Some(&opinion.id) == item.opinion_id.as_ref();
        let waits = Some(item.case_state) == meeting.level.state();
        let is_undecided = item.outcome.is_none();
        // What stood on the paper when the case was discussed, and nothing that was said later.
        let is_earlier =
            |opinion: &Opinion| !is_own(opinion) && item.decided_at.is_none_or(|at| opinion.written_at < at);
        ItemView {
            number: at + 1,
            submission_no: item.submission_no.clone(),
            title: item.title.clone(),
            has_letter: waits || !is_of_village,
            topic: item.topic.clone(),
            village: village_name(township, item.village.as_deref()),
            office: office_name(township, item.lead_office.as_deref()),
            due_on: item.due_on.map(|day| day.to_string()),
            is_late: is_undecided && item.due_on.is_some_and(|day| day < today),
            under_14: item.under_14,
            is_report: item.is_report,
            state_label: speak(&format!("state-{}", item.case_state.as_str())),
            has_moved_on: is_undecided && !waits,
            outcome: item.outcome.map(ItemOutcome::as_str),
            outcome_label: item.outcome.map(|one| speak(&format!("outcome-{}", one.as_str()))),
            opinion: of_case.clone().find(|(_, one)| is_own(one)).map(|(_, one)| SheetOpinion::new(one)),
            earlier: of_case
                .filter(|(_, one)| is_earlier(one))
                .map(|(_, one)| SheetOpinion::new(one))
                .collect(),
            responsible: item.responsible.clone(),
            until_on: item.until_on.map(|day| day.to_string()),
            reason: item.reason.clone(),
            decided_by: staff_name(&loaded.staff, item.decided_by.as_deref()),
            without: loaded.without(township, &item.case_id),
            decide: (may_decide && is_undecided && waits).then(|| forms.of_item(&DECIDE_ITEM, &item.id)),
            drop: (may_set && is_undecided).then(|| forms.of_item(&DROP_ITEM, &item.id)),
            is_open: forms.came_back(&item_form(&DECIDE_ITEM, &item.id)).is_some(),
            is_drop_open: forms.came_back(&item_form(&DROP_ITEM, &item.id)).is_some(),
            id: item.id.clone(),
        }
    };
    loaded.items.iter().enumerate().map(view).collect()
}

/// What is still to be asked when the meeting ends: a row for each case that nobody has discussed.
fn close_rows(items: &[ItemView], refused: Option<&RefusedAct>) -> Vec<CloseRow> {
    let open = items.iter().filter(|item| item.outcome.is_none() && !item.has_moved_on);
    let came = |id: &str| refused.and_then(|one| one.rows.iter().find(|(item, ..)| item == id));
    open.enumerate()
        .map(|(at, item)| {
            let row = came(&item.id);
            let text = |name| row.map_or_else(String::new, |(_, sent, _)| sent.text(name).to_owned());
            let error = |name: &str| {
                let fault =
                    row.and_then(|(_, _, faults)| faults.iter().find(|fault| fault.field.name == name));
                fault.map(|fault| speak(fault.key))
            };
            CloseRow {
                at,
                item: item.id.clone(),
                number: item.number,
                title: item.title.clone(),
                chosen: text("where"),
                why: text("why"),
                where_error: error("where"),
                why_error: error("why"),
            }
        })
        .collect()
}

/// What is wrong with the rows of the form that closes a meeting, and what they say.
pub(super) fn read_rows(pairs: &[(String, String)]) -> Vec<(String, Sent, Vec<Fault>)> {
    let items = pairs.iter().filter_map(|(name, value)| {
        let at: usize = name.strip_prefix("item_")?.parse().ok()?;
        Some((at, value.clone()))
    });
    items
        .map(|(at, item)| {
            let sent = Sent::of_row(&CLOSE_ITEM, pairs, at);
            let mut faults = sent.faults(&CLOSE_ITEM);
            let is_dropped = sent.text("where") == ItemOutcome::Dropped.as_str();
            if is_dropped && sent.text("why").trim().is_empty() {
                faults.extend(CLOSE_ITEM.fault("missing-meeting_why"));
            }
            (item, sent, faults)
        })
        .collect()
}
