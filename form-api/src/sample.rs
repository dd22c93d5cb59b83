//! The sample data folder of `demo`: staff with random pass phrases and a few dozen invented cases in every state. The
//! cases walk through the same steps as real ones, only with the clock set back.
//!
//! Deliberately absent: any way into a real data folder. A folder is a sample from the moment it is made, or never.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail};
use jiff::civil::Time;
use jiff::{Span, Timestamp, tz};
use record::FeedbackScope;
use serde::Deserialize;

use crate::case::{
    AcceptedRisk, Act, Channel, Draft, NewSubmission, RawRating, RawSubmission, RedactionRecord, Roles, Step,
    shanghai_date,
};
use crate::seal::{self, FormToken, PublicKey};
use crate::steps::{
    self, Credentials, Desk, InReplyTo, NewMember, On, PassPhrase, RedactionForm, Said, Seen, Sender,
    Township,
};
use crate::store::{self, CaseFile, Db, Staff};

/// A sample staff member with the pass phrase that the demo prints.
#[derive(Clone, Debug)]
pub struct SampleStaff {
    /// What they type to sign in.
    pub sign_in_name: String,
    /// Their pass phrase.
    pub pass_phrase: String,
    /// What they are trusted with.
    pub roles: String,
}

/// Sign-in name, display name, unit, roles. Invented; one person for each role, and handlers for several offices.
const STAFF: [(&str, &str, Option<&str>, &str); 20] = [
    ("dengji", "登记员（示例）", Some("zonghe"), "registrar"),
    ("chengban-nongye", "农业办承办人（示例）", Some("nongye"), "handler"),
    ("chengban-chengjian", "村镇办承办人（示例）", Some("chengjian"), "handler"),
    ("chengban-minzheng", "社会事务办承办人（示例）", Some("minzheng"), "handler"),
    ("chengban-shengtai", "生态办承办人（示例）", Some("shengtai"), "handler"),
    ("chengban-dangjian", "党建办承办人（示例）", Some("dangjian"), "handler"),
    ("chengban-pingan", "平安办承办人（示例）", Some("pingan"), "handler"),
    ("shenhe", "审核人（示例）", Some("zonghe"), "reviewer"),
    ("tuomin", "脱敏编辑（示例）", Some("zonghe"), "redactor"),
    ("shenpi", "发布审批人（示例）", Some("dangjian"), "approver"),
    ("ducha", "督查员（示例）", Some("ducha"), "registrar,supervisor"),
    ("jiwei", "纪检干部（示例）", None, ""),
    ("jiwei-2", "另一位纪检干部（示例）", None, ""),
    ("guanli", "管理员（示例）", None, "administrator"),
    ("lingdao", "镇领导（示例）", None, "leader"),
    ("jieting", "民心电话接听员（示例）", Some("zonghe"), "hotline_clerk"),
    ("zhicun", "水口村驻村指导员（示例）", Some("shuikou"), "village_instructor"),
    ("cunshuji", "水口村书记（示例）", Some("shuikou"), "village_secretary"),
    ("lianluo", "水口村联络员（示例）", Some("shuikou"), "liaison"),
    ("fabu", "信息发布员（示例）", Some("dangjian"), "publisher"),
];

/// Who of them reads reports first.
pub const REPORT_READERS: [&str; 2] = ["jiwei", "jiwei-2"];

/// Adds the sample staff.
///
/// # Errors
/// The database.
pub async fn add_staff(db: &Db, now: Timestamp) -> Result<Vec<SampleStaff>> {
    let mut added = Vec::new();
    for (sign_in_name, display_name, office, words) in STAFF {
        let pass_phrase = steps::new_pass_phrase();
        let roles = Roles::parse(words).map_err(|word| anyhow::anyhow!("no role {word}"))?;
        let member = NewMember { sign_in_name, display_name, office, roles: &roles, is_sample: true };
        steps::add_staff(db, &member, &Credentials::of(&pass_phrase), now).await?;
        added.push(SampleStaff {
            sign_in_name: sign_in_name.to_owned(),
            pass_phrase,
            roles: if words.is_empty() { "-".to_owned() } else { roles.to_string() },
        });
    }
    Ok(added)
}

/// Makes the sample township's key and gives everybody a copy who may open contact details. Its recovery slips are
/// thrown away: what is invented needs none.
///
/// # Errors
/// The phrases are not those of the staff.
pub async fn make_vault(db: &Db, phrases: &[(&str, &str)], mail: &PublicKey, now: Timestamp) -> Result<()> {
    let mut keys = Vec::new();
    for (name, phrase) in phrases {
        let phrase = PassPhrase::new((*phrase).to_owned());
        let staff = steps::find_active_staff(db, name).await?;
        steps::give_own_key(db, &staff, phrase.clone(), now).await?;
        if !staff.viewer().may_ever(Act::OpenContact) {
            continue;
        }
        if keys.is_empty() {
            steps::make_vault(db, &staff, phrase.clone(), mail, now).await?;
            keys = steps::open_vault(db, &staff, phrase).await?;
        } else {
            steps::grant_vault(db, &keys, None, &staff, now).await?;
        }
    }
    if keys.is_empty() { bail!("no sample staff") } else { Ok(()) }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "case")]
    cases: Vec<Sample>,
}

/// A sample case and how far it has come.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Sample {
    days_ago: i64,
    at: String,
    kind: String,
    channel: String,
    title: String,
    text: String,
    village: String,
    office: String,
    consent: String,
    name: String,
    phone: String,
    email: String,
    address: String,
    until: String,
    topic: String,
    lead: String,
    question: String,
    information: String,
    reason: String,
    opinion: String,
    extension_reason: String,
    answer: String,
    merged_into: Option<usize>,
    /// What the sender says of the answer, as in the form.
    rating: String,
    solved: String,
    public_title: String,
    public_letter: String,
    public_answer: String,
    policies: Vec<String>,
    /// Risks that the redactor accepts, with the reason.
    accepted_risks: BTreeMap<String, String>,
}

static CASES: &str = include_str!("../sample/cases.toml");

/// What a case does on its way to each end, in order.
fn way_to(until: &str) -> Option<&'static [Step]> {
    use Step as T;
    const TO_HANDLING: &[Step] = &[T::Register, T::Accept, T::Handle];
    const TO_REPLIED: &[Step] = &[T::Register, T::Accept, T::Handle, T::Answer];
    const TO_CLOSED: &[Step] = &[T::Register, T::Accept, T::Handle, T::Answer, T::Review, T::Close];
    Some(match until {
        "submitted" => &[],
        "registered" => &[T::Register],
        "needs_information" => &[T::Register, T::RequestInformation],
        "informed" => &[T::Register, T::RequestInformation, T::ProvideInformation],
        "declined" => &[T::Register, T::Decline],
        "referred_out" => &[T::Register, T::ReferOut],
        "merged" => &[T::Register, T::Merge],
        "accepted" => &[T::Register, T::Accept],
        "analysis_village" => &[T::Register, T::Accept, T::AnalyseVillage],
        "analysis_office" => &[T::Register, T::Accept, T::AnalyseOffice],
        "analysis_joint" => &[T::Register, T::Accept, T::AnalyseOffice, T::AnalyseJoint],
        "handling" => TO_HANDLING,
        "extended" => &[T::Register, T::Accept, T::Handle, T::Extend],
        "replied" => TO_REPLIED,
        "sent_back" => &[T::Register, T::Accept, T::Handle, T::Answer, T::Redo],
        "reviewed" => &[T::Register, T::Accept, T::Handle, T::Answer, T::Review],
        "closed" => TO_CLOSED,
        "reopened" => &[T::Register, T::Accept, T::Handle, T::Answer, T::Review, T::Close, T::Reopen],
        "withdrawn" => &[T::Register, T::Withdraw],
        "candidate" => &[T::Register, T::Accept, T::Handle, T::Answer, T::Review, T::Close, T::Nominate],
        "redacted" => {
            &[T::Register, T::Accept, T::Handle, T::Answer, T::Review, T::Close, T::Nominate, T::Redact]
        }
        "returned" => &[
            T::Register,
            T::Accept,
            T::Handle,
            T::Answer,
            T::Review,
            T::Close,
            T::Nominate,
            T::Redact,
            T::Return,
        ],
        "published" => &[
            T::Register,
            T::Accept,
            T::Handle,
            T::Answer,
            T::Review,
            T::Close,
            T::Nominate,
            T::Redact,
            T::Publish,
        ],
        "retracted" => &[
            T::Register,
            T::Accept,
            T::Handle,
            T::Answer,
            T::Review,
            T::Close,
            T::Nominate,
            T::Redact,
            T::Publish,
            T::Retract,
        ],
        _ => return None,
    })
}

/// Hours from the letter's arrival to a step of its way.
const fn hours_to(step: Step) -> i64 {
    match step {
        Step::Register => 2,
        Step::RequestInformation
        | Step::EnterConsent
        | Step::Decline
        | Step::ReferOut
        | Step::Merge
        | Step::Accept
        | Step::Withdraw => 4,
        Step::ProvideInformation
        | Step::AnalyseVillage
        | Step::AnalyseOffice
        | Step::AnalyseJoint
        | Step::RecordOpinion
        | Step::Correct => 26,
        Step::Transfer | Step::GiveBack | Step::PickUp | Step::Assign | Step::Handle => 30,
        Step::Extend | Step::Answer => 74,
        Step::Review | Step::Redo => 79,
        Step::Close => 98,
        Step::Reopen | Step::Rate | Step::Supervise | Step::RenewCode | Step::AskConsent | Step::Nominate => {
            122
        }
        Step::Redact => 124,
        Step::Return | Step::Publish => 126,
        Step::Retract => 150,
    }
}

/// So long the sample's approver reads a page.
const SECONDS_TO_READ: i64 = 95;

/// Hours from the letter's arrival to its sender's rating.
const HOURS_TO_RATING: i64 = 160;

/// Loads the sample cases, telling after each how many there are.
///
/// # Errors
/// A case that the workflow refuses, with its place in the file: found by the tests.
pub async fn add_cases(
    db: &Db,
    township: &Township,
    now: Timestamp,
    tell: impl Fn(usize, usize),
) -> Result<()> {
    let file: File = toml::from_str(CASES).context("sample/cases.toml")?;
    let staff = store::list_staff(db).await?;
    let mut numbers: Vec<String> = Vec::new();
    for (at, sample) in file.cases.iter().enumerate() {
        let number = walk(db, township, &staff, sample, &numbers, now)
            .await
            .with_context(|| format!("sample/cases.toml: 第 {} 件“{}”", at + 1, sample.title))?;
        numbers.push(number);
        tell(at + 1, file.cases.len());
    }
    Ok(())
}

async fn walk(
    db: &Db,
    township: &Township,
    staff: &[Staff],
    sample: &Sample,
    numbers: &[String],
    now: Timestamp,
) -> Result<String> {
    let received_at = moment(sample, now)?;
    let raw = RawSubmission {
        kind: sample.kind.clone(),
        title: sample.title.clone(),
        text: sample.text.clone(),
        village: sample.village.clone(),
        office: sample.office.clone(),
        consent: sample.consent.clone(),
        name: sample.name.clone(),
        phone: sample.phone.clone(),
        email: sample.email.clone(),
        address: sample.address.clone(),
        rules_read: true,
        ..RawSubmission::default()
    };
    let channel = Channel::parse(&sample.channel).context("channel")?;
    let units = &township.units;
    let letter = NewSubmission::parse(
        &raw,
        channel,
        received_at,
        |id| units.village(id).is_some(),
        |id| units.office(id).is_some(),
    )
    .map_err(|wrong| anyhow::anyhow!("{wrong:?}"))?;
    let form = FormToken::from_nonce(seal::new_nonce(), received_at);
    let accepted = steps::receive(db, township, &form, &letter, None).await?;
    let number = accepted.submission_no;
    for step in way_to(&sample.until).with_context(|| format!("until = {}", sample.until))? {
        let at = received_at.checked_add(Span::new().hours(hours_to(*step)))?.min(now);
        take(db, township, staff, sample, &number, numbers, *step, at)
            .await
            .with_context(|| format!("step {}", step.as_str()))?;
    }
    if !sample.rating.is_empty() {
        let case_id = store::find_by_number(db, &number).await?.context("a letter just received")?.id;
        let said =
            RawRating { grade: sample.rating.clone(), solved: sample.solved.clone(), reason: String::new() };
        let at = received_at.checked_add(Span::new().hours(HOURS_TO_RATING))?.min(now);
        steps::rate(Sender { db, township, case_id: &case_id, posting: None, now: at }, &said).await?;
    }
    Ok(number)
}

fn moment(sample: &Sample, now: Timestamp) -> Result<Timestamp> {
    let day = shanghai_date(now).checked_sub(Span::new().days(sample.days_ago))?;
    let at: Time = sample.at.parse().context("at")?;
    Ok(tz::offset(8).to_timestamp(day.to_datetime(at))?.min(now))
}

/// Who takes a step: a sample person of the office that leads, where one may, else the first who may.
fn who<'a>(staff: &'a [Staff], step: Step, case: &CaseFile) -> Result<&'a Staff> {
    let may = |member: &&Staff| member.viewer().may(step, &case.letter());
    let is_of_office = |member: &&Staff| case.lead_office.is_some() && member.office == case.lead_office;
    let of_office = staff.iter().find(|member| is_of_office(member) && may(member));
    of_office.or_else(|| staff.iter().find(may)).with_context(|| format!("nobody may {}", step.as_str()))
}

#[expect(clippy::too_many_arguments, reason = "one call site; a struct would only rename the arguments")]
async fn take(
    db: &Db,
    township: &Township,
    staff: &[Staff],
    sample: &Sample,
    number: &str,
    numbers: &[String],
    step: Step,
    at: Timestamp,
) -> Result<()> {
    let letter = store::find_by_number(db, number).await?.context("no such letter")?;
    let case = store::find_case_id(db, &letter.id).await?;
    let member = who(staff, step, &case)?;
    let desk = Desk { db, township, staff: member, posting: None, now: at };
    let on = On { submission_no: number, version: case.version };
    let sender = Sender { db, township, case_id: &case.submission.id, posting: None, now: at };
    match step {
        Step::Register => steps::register(desk, on, &sample.topic).await?,
        Step::RequestInformation => steps::request_information(desk, on, &sample.question).await?,
        Step::ProvideInformation => {
            steps::provide_information(sender, &sample.information, &[], InReplyTo::WhateverIsAsked).await?;
        }
        Step::Decline => {
            steps::decline(desk, on, &sample.reason).await?;
            let second = who(staff, Step::Review, &case)?;
            let version = case.version + 1;
            let desk = Desk { db, township, staff: second, posting: None, now: at };
            steps::decline(desk, On { submission_no: number, version }, &sample.reason).await?;
        }
        Step::ReferOut => steps::refer_out(desk, on, &sample.reason).await?,
        Step::Merge => {
            let into = sample.merged_into.and_then(|index| numbers.get(index)).context("merged_into")?;
            steps::merge(desk, on, into, &sample.reason).await?;
        }
        Step::Accept => steps::accept(desk, on, &sample.lead).await?,
        Step::AnalyseVillage | Step::AnalyseOffice | Step::AnalyseJoint => {
            let meeting =
                Said { held_on: shanghai_date(at), leader_attended: true, opinion: &sample.opinion };
            steps::analyse(desk, on, step, Some(&meeting)).await?;
        }
        Step::Handle => steps::handle(desk, on).await?,
        Step::Extend => steps::extend(desk, on, &sample.extension_reason).await?,
        Step::Answer => steps::answer(desk, on, &sample.answer, &sample.policies, false).await?,
        Step::Review => {
            steps::review(desk, on).await?;
        }
        Step::Redo => steps::redo(desk, on, &sample.reason).await?,
        Step::Close => steps::close(desk, on).await?,
        Step::Reopen => {
            steps::reopen(desk, on, &sample.reason).await?;
        }
        Step::Withdraw => drop(steps::withdraw(sender).await?),
        Step::Nominate => steps::nominate(desk, on).await?,
        Step::Redact => steps::redact(desk, on, &redaction(sample, &case)).await?,
        Step::Return => steps::return_redaction(desk, on, &sample.reason).await?,
        // The whole sample site passes the gate when it is built, right after.
        Step::Publish => {
            let stored = store::find_redaction(db, &case.submission.id).await?.context("a redacted text")?;
            let doubts = steps::doubts_of(db, township, &case, &stored).await?;
            let seen = Seen {
                opened_at: at.checked_sub(Span::new().seconds(SECONDS_TO_READ))?,
                fingerprint: steps::fingerprint(&case, &stored),
                cleared: doubts.into_iter().map(|doubt| doubt.key).collect(),
            };
            steps::publish(desk, on, Some(&seen), &|_| Ok(Vec::new())).await?;
        }
        Step::Retract => steps::retract(desk, on, &sample.reason).await?,
        Step::AskConsent => steps::ask_consent(desk, on).await?,
        Step::Transfer
        | Step::PickUp
        | Step::Assign
        | Step::GiveBack
        | Step::Rate
        | Step::Supervise
        | Step::RenewCode
        | Step::EnterConsent
        | Step::RecordOpinion
        | Step::Correct => {
            bail!("no sample does this")
        }
    }
    Ok(())
}

fn redaction(sample: &Sample, case: &store::CaseFile) -> RedactionForm {
    RedactionForm {
        draft: Draft {
            title: sample.public_title.clone(),
            letter: sample.public_letter.clone(),
            answer: sample.public_answer.clone(),
        },
        record: RedactionRecord {
            risks: sample
                .accepted_risks
                .iter()
                .map(|(risk, reason)| AcceptedRisk { risk: risk.clone(), reason: reason.clone() })
                .collect(),
            ..RedactionRecord::default()
        },
        undecided: 0,
        name_village: Some(case.submission.village.is_some() && sample.village != "yinshan"),
        topic: case.topic.clone().unwrap_or_default(),
        scope: Some(FeedbackScope::Township),
        policies: sample.policies.clone(),
    }
}
