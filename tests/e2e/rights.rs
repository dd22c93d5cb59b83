//! The table of rights, tried cell by cell as people try it: everybody, with every letter, does everything. And every list
//! holds exactly what can be opened alone.
//!
//! What the table allows must not be refused, and what it refuses must be refused in the name of what was tried. Forms are
//! sent as if the page were old, so that what is allowed changes nothing: the next cell finds the letter as it was.

use form_api::case::{
    Act, Carrier, Consent, Exclusion, Letter, PublicationState, Role, Roles, State, Step, Subject,
    SubmissionKind, Viewer,
};
use form_api::messages::{speak, speak_with};
use form_api::steps::{self, NewMember};
use form_api::store::{self, CaseFile, Db, NewLetter, NewMail, PageFrom, Queue, StoredRequest};
use tests::{Client, Page, Service, cheap, phrase};

use crate::journey::{ANSWER, LETTER, redact_as_proposed};

/// The office of those who try.
const OFFICE: &str = "nongye";

/// The village of those whose role is one of a village.
const VILLAGE: &str = "shuikou";

/// Somebody who tries.
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) viewer: Viewer,
    pub(crate) client: Client,
}

/// What is tried on.
struct Tried {
    number: String,
    what: &'static str,
    facts: Facts,
    /// Row id of a request that waits for an answer.
    request: String,
    take_down: Option<String>,
    has_public_text: bool,
    is_new: bool,
}

struct Facts {
    kind: SubmissionKind,
    under_14: bool,
    consent: Consent,
    publication: PublicationState,
    lead_office: Option<String>,
    hidden_from: Vec<Exclusion>,
    at_village: Option<String>,
}

impl Tried {
    fn letter(&self) -> Letter<'_> {
        let Facts { kind, under_14, consent, publication, lead_office, hidden_from, at_village } =
            &self.facts;
        Letter {
            kind: *kind,
            under_14: *under_14,
            consent: *consent,
            publication: *publication,
            lead_office: lead_office.as_deref(),
            hidden_from,
            author: None,
            awaits_first_reader: false,
            at_village: at_village.as_deref(),
            entered_by: None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// As if there were no such letter.
    NotThere,
    /// It is not this person's to do.
    NotYours,
    /// Whatever else came of it.
    Yours,
}

/// Somebody with these roles, who belongs to this unit.
pub(crate) fn person(service: &Service, name: &str, office: Option<&str>, roles: &str) -> Person {
    let roles = Roles::parse(roles).expect("roles");
    let display_name = format!("{name} alone");
    let member = NewMember {
        sign_in_name: name,
        display_name: &display_name,
        office,
        roles: &roles,
        is_sample: false,
    };
    let credentials = cheap(&phrase(name));
    let added = steps::add_staff(service.db(), &member, &credentials, service.now());
    service.runtime.block_on(added).expect("added");
    signed_in(service, name)
}

const fn unit_of(role: Role) -> &'static str {
    if role.is_of_village() { VILLAGE } else { OFFICE }
}

fn signed_in(service: &Service, name: &str) -> Person {
    let staff = service.runtime.block_on(store::list_staff(service.db())).expect("listed");
    let member = staff.into_iter().find(|one| one.sign_in_name == name).expect("there");
    Person { name: name.to_owned(), viewer: member.viewer(), client: service.staff(name) }
}

/// One person for each role, one without any, and a first reader of reports.
fn everybody(service: &Service) -> Vec<Person> {
    let alone = |role: &Role| {
        let name = format!("{}-alone", role.as_str().replace('_', "-"));
        person(service, &name, Some(unit_of(*role)), role.as_str())
    };
    let mut people: Vec<Person> = Role::ALL.iter().map(alone).collect();
    people.push(person(service, "colleague", Some(OFFICE), ""));
    people.push(signed_in(service, "discipline"));
    people
}

/// Each letter says something else: what is said again and again is noticed.
fn send(service: &Service, more: &[(&str, &str)]) -> (String, String) {
    let letters = service.runtime.block_on(store::count_submissions(service.db())).expect("counted");
    let text = format!("{}这是第{}次说起。", LETTER[2].1, letters + 1);
    let mut fields = LETTER.to_vec();
    fields[2].1 = &text;
    fields.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
    fields.extend(more);
    service.send_letter(&fields)
}

/// Who brings the letters to where they are tried: each signs in once, for only so many may in a minute.
struct Clerks {
    registrar: Client,
    handler: Client,
    farmer: Client,
    reviewer: Client,
    redactor: Client,
    approver: Client,
}

impl Clerks {
    fn sign_in(service: &Service) -> Self {
        Self {
            registrar: service.staff("registrar"),
            handler: service.staff("handler"),
            farmer: service.staff("farmer"),
            reviewer: service.staff("reviewer"),
            redactor: service.staff("redactor"),
            approver: service.staff("approver"),
        }
    }
}

/// The letter goes to an office, is answered and closed.
fn close(clerks: &Clerks, number: &str, office: &str, handler: &Client) {
    let registrar = &clerks.registrar;
    registrar.takes(number, "register", &[("text", "路灯")]);
    registrar.takes(number, "accept", &[("office", office)]);
    handler.takes(number, "handle", &[]);
    handler.takes(number, "answer", &[("text", ANSWER), ("same", "1")]);
    clerks.reviewer.takes(number, "review", &[]);
    registrar.takes(number, "close", &[]);
}

/// An office asks the meeting of the village.
fn give_to_village(clerks: &Clerks, number: &str) {
    let registrar = &clerks.registrar;
    registrar.takes(number, "register", &[("text", "路灯")]);
    registrar.takes(number, "accept", &[("office", "chengjian")]);
    clerks.handler.takes(number, "analyse_village", &[]);
}

fn publish(clerks: &Clerks, number: &str) {
    redact_as_proposed(&clerks.redactor, number);
    clerks.approver.takes(number, "publish", &[]);
}

/// Its sender asks for something that waits for an answer.
fn ask(service: &Service, (number, code): &(String, String), kind: &str) {
    let case = service.track(number, code).hidden("case");
    let fields =
        [("case", case.as_str()), ("kind", kind), ("about", "letter"), ("text", "请告诉我存了什么。")];
    let page = service.visitor().post("/track/request", &fields);
    assert_eq!(page.status, 200, "{kind}: {}", page.text);
}

fn tried(service: &Service, what: &'static str, number: &str) -> Tried {
    service.runtime.block_on(async {
        let db = service.db();
        let id = store::find_by_number(db, number).await.expect("asked").expect("there").id;
        let case = store::find_case_id(db, &id).await.expect("there");
        let requests = store::list_requests(db, &id).await.expect("listed");
        let request =
            |kind: &str| requests.iter().find(|one| one.kind.as_str() == kind).map(|one| one.id.clone());
        Tried {
            number: number.to_owned(),
            what,
            request: request("access").expect("asked for"),
            take_down: request("take_down"),
            has_public_text: store::find_redaction(db, &id).await.expect("asked").is_some(),
            is_new: case.state.as_str() == "submitted",
            facts: Facts {
                kind: case.submission.kind,
                under_14: case.submission.under_14,
                consent: case.submission.consent,
                publication: case.publication,
                lead_office: case.lead_office.clone(),
                hidden_from: store::list_exclusions(db, Subject::case(&id)).await.expect("listed"),
                at_village: case.letter().at_village.map(str::to_owned),
            },
        }
    })
}

/// A letter in every relation to those who try.
fn letters(service: &Service, people: &[Person]) -> Vec<Tried> {
    let clerks = Clerks::sign_in(service);
    let mut letters = Vec::new();
    let mut add = |what, own: &(String, String)| {
        ask(service, own, "access");
        letters.push(tried(service, what, &own.0));
    };
    for (what, office, handler) in [
        ("another office's, public", "chengjian", &clerks.handler),
        ("the own office's, public", OFFICE, &clerks.farmer),
    ] {
        let own = send(service, &[]);
        close(&clerks, &own.0, office, handler);
        publish(&clerks, &own.0);
        ask(service, &own, "take_down");
        add(what, &own);
    }
    let private = send(service, &[("consent", "no")]);
    close(&clerks, &private.0, "chengjian", &clerks.handler);
    add("another office's, never public", &private);
    add("new", &send(service, &[]));
    let own = send(service, &[]);
    give_to_village(&clerks, &own.0);
    add("before the village's meeting", &own);
    add("a child's", &send(service, &[("under_14", "1"), ("guardian_agrees", "1")]));

    let report = [("kind", "report"), ("title", "反映审批问题")];
    add("a report", &send(service, &report));
    let given = send(service, &report);
    let reader = service.staff("discipline");
    reader.takes(&given.0, "register", &[("text", "作风")]);
    reader.takes(&given.0, "accept", &[("office", OFFICE)]);
    add("a report given to the own office", &given);

    for (what, more) in [("a letter that names them", &[][..]), ("a report that names them", &report[..])] {
        let naming = send(service, more);
        service.runtime.block_on(async {
            let letter = store::find_by_number(service.db(), &naming.0).await.expect("asked").expect("there");
            let everybody: Vec<Exclusion> =
                people.iter().map(|person| Exclusion::Staff(person.viewer.staff_id.clone())).collect();
            let rows: Vec<_> = everybody.iter().map(|one| (letter.subject(), one)).collect();
            let mut tx = service.db().begin().await.expect("begun");
            store::add_exclusions(&mut tx, &rows).await.expect("hidden");
            tx.commit().await.expect("kept");
        });
        add(what, &naming);
    }
    letters
}

/// The name under which an act is refused.
fn name_of(act: Act) -> String {
    let kind = if matches!(act, Act::Step(_)) { "step" } else { "act" };
    speak(&format!("{kind}-{}", act.as_str()))
}

fn outcome(act: Act, page: &Page) -> Outcome {
    let refused = speak_with("refused-role", &[("step", name_of(act))]);
    assert!(page.status < 500, "{}: {}", act.as_str(), page.text);
    match page.status {
        404 => Outcome::NotThere,
        403 => Outcome::NotYours,
        409 if page.text.contains(&refused) => Outcome::NotYours,
        _ => {
            let other = speak_with("refused-role", &[("step", String::new())]);
            let begin = other.split('“').next().expect("a beginning");
            assert!(!page.text.contains(begin), "{} in another name: {}", act.as_str(), page.text);
            Outcome::Yours
        }
    }
}

/// Tries an act with a letter; none where it cannot be tried with this one.
fn try_with(person: &Person, csrf: &str, act: Act, on: &Tried) -> Option<Outcome> {
    let Tried { number, request, .. } = on;
    let case = format!("/desk/cases/{number}");
    let post = |form: &str, fields: &[(&str, &str)]| {
        let mut all = vec![("csrf", csrf), ("version", "0")];
        all.extend(fields);
        person.client.post(&format!("{case}/{form}"), &all)
    };
    let page = match act {
        Act::See => person.client.get(&case),
        Act::Step(Step::Redact) => person.client.get(&format!("{case}/redact")),
        Act::Step(Step::Publish) => person.client.get(&format!("{case}/publish")),
        Act::Preview if !on.has_public_text => return None,
        Act::Preview => person.client.get(&format!("{case}/preview")),
        Act::ReadRemarks if !on.is_new => return None,
        Act::ReadRemarks => {
            let page = person.client.get(&case);
            return Some(match page.status {
                404 => Outcome::NotThere,
                _ if page.text.contains(&speak("remark-too_fast")) => Outcome::Yours,
                _ => Outcome::NotYours,
            });
        }
        Act::Step(step) => {
            let mut fields = step_fields(step, on);
            fields.push(("number", number));
            post(step.as_str(), &fields)
        }
        Act::Recuse => post("exclude", &[("staff", "self")]),
        Act::HideFromNamed => post("exclude", &[("office", "minzheng")]),
        Act::OpenContact => post("contact", &[("reason", "核对情况"), ("pass_phrase", "wrong")]),
        Act::EndCalls => post("calls", &[("outcome", "told")]),
        Act::EnterRequest => {
            let said = [("channel", "phone"), ("recognised", "1"), ("text", "想看一看。")];
            post("requests", &[&[("kind", "access"), ("about", "letter")][..], &said].concat())
        }
        Act::AnswerRequest => {
            post(&format!("requests/{request}"), &[("granted", "no"), ("text", "已经当面说明。")])
        }
        Act::GrantTakeDown => {
            let request = on.take_down.as_ref()?;
            post(&format!("requests/{request}"), &[("granted", "yes"), ("text", "今天撤下。")])
        }
        Act::SpotCheck => {
            let fields = [("csrf", csrf), ("verdict", "sound")];
            person.client.post(&format!("/desk/checks/{number}"), &fields)
        }
        Act::WriteFeedback => person.client.get(&format!("/desk/feedback/new?number={number}")),
        // With letters of its own it is tried in `feedback`.
        Act::TellFeedback => return None,
        Act::OverrideLeaks => post("override", &[("text", "这是公开的电话。")]),
        Act::EnterLetter
        | Act::SettleAtOnce
        | Act::ListRequests
        | Act::ListMessages
        | Act::ListTurnedAway
        | Act::ListSupervision
        | Act::ListUnreached
        | Act::ListReports
        | Act::SeeReportTrouble
        | Act::VisitHouseholds
        | Act::ReadVisits
        | Act::SendSheet
        | Act::SpeakForVillage
        | Act::AssignSheet
        | Act::SpeakForOffice
        | Act::SpeakForJointMeeting
        | Act::HideVisit
        | Act::AnswerSuggestion
        | Act::TellSuggestion
        | Act::OpenMediation
        | Act::HandleMediation
        | Act::WriteTeamAssessment
        | Act::ReadTeamAssessment
        | Act::AnswerTeamAssessment
        | Act::ReadProgress
        | Act::WriteProgress
        | Act::OpenBox
        | Act::ReadBoxes
        | Act::ReadSupervision
        | Act::ExportLedger
        | Act::ExportLog => return None,
        // With meetings they are tried in `meeting_rights`.
        act if act.is_of_meeting() => return None,
        act => unreachable!("{} is not tried", act.as_str()),
    };
    Some(outcome(act, &page))
}

/// What a step asks for, so that it is only the right that can be missing.
fn step_fields(step: Step, on: &Tried) -> Vec<(&str, &str)> {
    match step {
        Step::Decline | Step::ReferOut => {
            vec![("text", "这件事不属于本镇的职责，请向县交通运输局反映，电话在县政府网站上。")]
        }
        Step::Accept | Step::Transfer => vec![("office", "minzheng"), ("text", "职责调整")],
        Step::Assign => vec![("staff", "somebody")],
        Step::Answer => vec![("text", ANSWER), ("same", "1")],
        Step::Rate => vec![("grade", "satisfied"), ("solved", "yes"), ("channel", "phone")],
        Step::EnterConsent => {
            let other = if on.facts.consent == Consent::No { "anonymised" } else { "no" };
            vec![("consent", other), ("channel", "phone")]
        }
        Step::Correct => {
            vec![
                ("kind", "suggestion"),
                ("title", "改过的标题"),
                ("village", "shuikou"),
                ("text", "类型写错了"),
            ]
        }
        _ => vec![("text", "水口村路灯"), ("channel", "phone"), ("recognised", "1")],
    }
}

fn try_at_desk(person: &Person, act: Act) -> Option<Outcome> {
    let page = |path: &str| outcome(act, &person.client.get(path));
    let shown = |text: &str| {
        let is_there = person.client.get("/desk/").text.contains(text);
        if is_there { Outcome::Yours } else { Outcome::NotYours }
    };
    Some(match act {
        Act::EnterLetter => page("/desk/enter"),
        Act::SettleAtOnce => page("/desk/hotline"),
        Act::VisitHouseholds => page("/desk/visits/new"),
        Act::ReadVisits => page("/desk/visits"),
        Act::ReadProgress => page("/desk/progress"),
        Act::WriteProgress => page("/desk/progress/own"),
        Act::ListRequests => page("/desk/requests"),
        Act::ListMessages => page("/desk/mail"),
        Act::ListTurnedAway => page("/desk/turned-away"),
        Act::ReadSupervision => page("/desk/supervision"),
        Act::ExportLedger => page("/desk/ledger"),
        Act::ExportLog => page("/desk/log"),
        Act::ListSupervision => shown("/desk/?list=supervision\""),
        Act::ListUnreached => shown("/desk/?list=unreached\""),
        Act::ListReports => shown("/desk/?list=reports\""),
        Act::SeeReportTrouble => shown(&speak("queue-reports_unread")),
        _ => return None,
    })
}

#[test]
fn everybody_may_do_what_the_table_says_and_nothing_else() {
    let service = Service::start();
    let people = everybody(&service);
    let letters = letters(&service, &people);
    // The second report that names somebody is hidden from one first reader; now from both.
    hide_from_second_reader(&service, letters.last().expect("letters"));
    let (mut cells, mut wrong, mut untried) = (0, Vec::new(), Vec::new());
    for act in Act::all() {
        let mut tries = 0;
        for person in &people {
            let csrf = person.client.get("/desk/").hidden("csrf");
            if let Some(found) = try_at_desk(person, act) {
                tries += 1;
                let wanted = if person.viewer.may_ever(act) { Outcome::Yours } else { Outcome::NotYours };
                if found != wanted {
                    wrong.push(format!("{} {}: {found:?}", person.name, act.as_str()));
                }
            }
            // Who steps back sees the letter no more: that is tried last.
            for on in letters.iter().filter(|_| act != Act::Recuse) {
                let Some(found) = try_with(person, &csrf, act, on) else { continue };
                tries += 1;
                if !is_right(person, act, on, found) {
                    wrong.push(format!("{} {} {}: {found:?}", person.name, act.as_str(), on.what));
                }
            }
        }
        cells += tries;
        // `survey.rs`, `mediation.rs` and `meeting_rights.rs` try what is done with records and with meetings.
        let is_elsewhere = act.is_of_record() || act.is_of_meeting() || act == Act::TellFeedback;
        if tries == 0 && act != Act::Recuse && !is_elsewhere {
            untried.push(act.as_str());
        }
    }
    for person in &people {
        let csrf = person.client.get("/desk/").hidden("csrf");
        for on in &letters {
            let found = try_with(person, &csrf, Act::Recuse, on).expect("tried");
            cells += 1;
            if !is_right(person, Act::Recuse, on, found) {
                wrong.push(format!("{} recuse {}: {found:?}", person.name, on.what));
            }
            assert_eq!(try_with(person, &csrf, Act::See, on), Some(Outcome::NotThere), "{}", person.name);
        }
    }
    assert!(wrong.is_empty(), "{} of {cells} cells:\n{}", wrong.len(), wrong.join("\n"));
    assert!(untried.is_empty(), "nobody tried {untried:?}");
    assert!(cells > 2_500, "{cells} cells were tried");
    let _ = service.mails();
}

fn is_right(person: &Person, act: Act, on: &Tried, found: Outcome) -> bool {
    let (viewer, letter) = (&person.viewer, on.letter());
    if viewer.may(act, &letter) {
        found == Outcome::Yours
    } else if viewer.may(Act::See, &letter) {
        found == Outcome::NotYours
    } else {
        // A page that is never theirs says so before a letter is looked up.
        found == Outcome::NotThere || (found == Outcome::NotYours && !viewer.may_ever(act))
    }
}

fn hide_from_second_reader(service: &Service, report: &Tried) {
    service.runtime.block_on(async {
        let db = service.db();
        let id = store::find_by_number(db, &report.number).await.expect("asked").expect("there").id;
        let reader = steps::find_active_staff(db, "second-discipline").await.expect("there");
        let mut tx = db.begin().await.expect("begun");
        store::add_exclusions(&mut tx, &[(Subject::case(&id), &Exclusion::Staff(reader.id))])
            .await
            .expect("hidden");
        tx.commit().await.expect("kept");
    });
}

/// Letters in every relation to people of two offices: kind, age, consent, publication, lead office, whom they name.
fn every_letter(like: &CaseFile, of_person: &str) -> Vec<(CaseFile, Option<Exclusion>)> {
    let hidden_from = [
        None,
        Some(Exclusion::Staff(of_person.to_owned())),
        Some(Exclusion::Office(OFFICE.to_owned())),
        Some(Exclusion::Office("minzheng".to_owned())),
    ];
    let mut letters = Vec::new();
    for kind in [SubmissionKind::Inquiry, SubmissionKind::Report] {
        for under_14 in [false, true] {
            for consent in Consent::ALL {
                for publication in [PublicationState::None, PublicationState::Candidate] {
                    for (lead_office, state, entered_by) in [
                        (None, State::Registered, None),
                        (Some(OFFICE), State::Registered, None),
                        (Some("chengjian"), State::Registered, None),
                        (None, State::AnalysisVillage, None),
                        (None, State::Registered, Some(of_person)),
                    ] {
                        for excluded in &hidden_from {
                            let mut case = like.clone();
                            case.state = state;
                            case.submission.village = Some(VILLAGE.to_owned());
                            case.submission.entered_by = entered_by.map(str::to_owned);
                            case.submission.id = store::new_id();
                            case.submission.submission_no = format!("N{:04}", letters.len());
                            (case.submission.kind, case.submission.under_14) = (kind, under_14);
                            (case.submission.consent, case.publication) = (*consent, publication);
                            case.lead_office = lead_office.map(str::to_owned);
                            case.version = 1;
                            letters.push((case, excluded.clone()));
                        }
                    }
                }
            }
        }
    }
    letters
}

/// Puts them into the database, each merged into the same case, with a request that waits and a message.
async fn keep(
    service: &Service,
    letters: &[(CaseFile, Option<Exclusion>)],
    request: &StoredRequest,
    lead: &str,
) {
    let mut tx = service.db().begin().await.expect("begun");
    for (at, (case, excluded)) in letters.iter().enumerate() {
        let letter = &case.submission;
        let searched = store::searched(&letter.submission_no, "各种各样", "");
        let key = format!("key-{at}");
        let new =
            NewLetter { submission: letter, idempotency_key: &key, source_id: None, search_text: &searched };
        assert_eq!(store::add_submissions(&mut tx, &[new]).await.expect("kept").len(), 1);
        store::add_cases(&mut tx, &[case]).await.expect("opened");
        let merged = CaseFile { merged_into: Some(lead.to_owned()), ..case.clone() };
        store::save_case(&mut tx, &merged).await.expect("saved");
        if let Some(excluded) = excluded {
            store::add_exclusions(&mut tx, &[(letter.subject(), excluded)]).await.expect("hidden");
        }
        let own = StoredRequest { id: store::new_id(), case_id: letter.id.clone(), ..request.clone() };
        store::add_request(&mut tx, &own).await.expect("asked");
        let mail = store::new_id();
        let mail = NewMail {
            id: &mail,
            about: letter.subject(),
            mail: "receipt",
            carrier: Carrier::Mail,
            sealed_to: b"-",
            subject_line: "-",
            sealed_body: b"-",
            created_at_ms: 0,
        };
        store::add_mails(&mut tx, &[mail]).await.expect("left");
        store::stop_mail(&mut tx, letter.subject()).await.expect("stopped");
    }
    tx.commit().await.expect("kept");
}

#[test]
fn a_list_a_number_and_a_search_hold_what_can_be_opened_and_nothing_else() {
    let service = Service::start();
    let mut viewers: Vec<Viewer> =
        Role::ALL.iter().map(|role| viewer(unit_of(*role), role.as_str())).collect();
    for several in ["", "handler,redactor", "approver,handler", "handler,reviewer", "registrar,supervisor"] {
        viewers.push(viewer(OFFICE, several));
        viewers.push(Viewer { office: None, ..viewer(OFFICE, several) });
        viewers.push(Viewer { reads_reports: true, ..viewer("chengjian", several) });
    }
    let own = send(&service, &[]);
    ask(&service, &own, "access");
    service.runtime.block_on(async {
        let db = service.db();
        // Whoever looks works at this township's desk.
        let mut tx = db.begin().await.expect("begun");
        let somebody = "INSERT INTO staff (id, township, sign_in_name, display_name, roles, pass_phrase_hash, is_sample, \
                        created_at_ms) VALUES ('somebody', 'home', 'somebody', 'somebody', '', '-', 0, 0)";
        tx.execute(somebody, &[]).await.expect("added");
        tx.commit().await.expect("committed");
        let lead = store::find_by_number(db, &own.0).await.expect("asked").expect("there").id;
        let like = store::find_case_id(db, &lead).await.expect("there");
        let request = store::list_requests(db, &lead).await.expect("listed").remove(0);
        let letters = every_letter(&like, &viewers[0].staff_id);
        keep(&service, &letters, &request, &lead).await;
        for viewer in &viewers {
            let seen: Vec<&str> = letters
                .iter()
                .filter(|(case, excluded)| {
                    let hidden_from: Vec<Exclusion> = excluded.iter().cloned().collect();
                    viewer.may(Act::See, &Letter { hidden_from: &hidden_from, ..case.letter() })
                })
                .map(|(case, _)| case.submission.submission_no.as_str())
                .collect();
            assert_eq!(shown(db, viewer, &letters, &lead).await, seen, "{viewer:?}");
        }
    });
    let _ = service.mails();
}

fn viewer(office: &str, roles: &str) -> Viewer {
    Viewer {
        staff_id: "somebody".to_owned(),
        office: Some(office.to_owned()),
        roles: Roles::parse(roles).expect("roles"),
        reads_reports: false,
    }
}

/// The numbers that this person can open, after every list agrees with them.
async fn shown<'a>(
    db: &Db,
    viewer: &Viewer,
    letters: &'a [(CaseFile, Option<Exclusion>)],
    lead: &str,
) -> Vec<&'a str> {
    let mut opened = Vec::new();
    for (case, _) in letters {
        let number = case.submission.submission_no.as_str();
        if store::find_case(db, viewer, number).await.is_ok() {
            opened.push(number);
        }
    }
    let today = letters[0].0.due.ceiling_on;
    let sorted = |mut numbers: Vec<String>| {
        numbers.retain(|number| number.starts_with('N'));
        numbers.sort();
        numbers
    };
    let mut listed = Vec::new();
    for queue in [Queue::All, Queue::Reports] {
        let rows =
            store::list_queue(db, viewer, queue, today, &PageFrom::First, 10_000).await.expect("listed").rows;
        listed.extend(rows.into_iter().map(|row| row.submission_no));
    }
    assert_eq!(sorted(listed), opened, "{viewer:?}: the lists");
    let found = store::search_cases(db, viewer, "各种各样", None, 10_000).await.expect("found");
    let found = found.rows.into_iter().map(|row| row.submission_no).collect();
    assert_eq!(sorted(found), opened, "{viewer:?}: the search");
    let merged = store::list_merged(db, viewer, lead).await.expect("listed");
    let merged = merged.into_iter().map(|letter| letter.submission_no).collect();
    assert_eq!(sorted(merged), opened, "{viewer:?}: the letters that were merged");
    let requests = store::list_waiting_requests(db, viewer).await.expect("listed");
    let requests = requests.into_iter().map(|request| request.submission_no).collect();
    assert_eq!(sorted(requests), opened, "{viewer:?}: the requests");
    let mailed = store::list_mailed_numbers(db, viewer, 10_000).await.expect("listed");
    assert_eq!(sorted(mailed.into_iter().collect()), opened, "{viewer:?}: the messages");
    for (queue, count) in store::count_queues(db, viewer, today).await.expect("counted") {
        let rows =
            store::list_queue(db, viewer, queue, today, &PageFrom::First, 10_000).await.expect("listed").rows;
        assert_eq!(usize::try_from(count).expect("small"), rows.len(), "{viewer:?}: {}", queue.as_str());
    }
    opened
}
