//! 脱敏: a person writes the public text; it is kept only if the check finds nothing more in it.

use privacy::forms::{Form, plain_number};
use privacy::{Kind, Known, Written, windows};
use record::FeedbackScope;

use crate::case::{self, Draft, Part, Personal, Reading, RedactionRecord, Risk, SenderContact, Step};
use crate::event_log::Detail;
use crate::gate::CaseMarks;
use crate::steps::publication::own_spellings::find_own_spellings;
use crate::steps::{Desk, On, StepError, Township, needed};
use crate::store::{self, Ask, CaseFile, Db, StoredRedaction};

/// What the redactor sends.
#[derive(Clone, Debug)]
pub struct RedactionForm {
    /// The public text.
    pub draft: Draft,
    /// What was decided, what stays, and which risks were accepted.
    pub record: RedactionRecord,
    /// How many findings nobody has decided on.
    pub undecided: usize,
    /// Whether the village is named, or the page says "the township"; none when nobody has said. A letter that names no
    /// village needs no answer.
    pub name_village: Option<bool>,
    /// What it is about, in a word or two.
    pub topic: String,
    /// How far the answer concerns people; none when nobody has said.
    pub scope: Option<FeedbackScope>,
    /// Slugs of policies that the answer rests on.
    pub policies: Vec<String>,
}

/// What must not stand in the public text of a case (what its sender left, and names that its own texts give away), and
/// what may (officials in duty with their office numbers). Nobody opens what the sender left: it is found in the case's
/// own texts, and in `others` that were made from them, by its hashes.
///
/// # Errors
/// [`StepError::Store`].
pub async fn known_of<A: Ask + Send>(
    ask: A,
    township: &Township,
    case: &CaseFile,
    others: &[&Draft],
) -> Result<Known, StepError> {
    let marks = CaseMarks::of_sender(ask, &township.keys, &case.submission.id).await?;
    let original = case.original();
    let mut known = township.officials();
    recognise_all(others.iter().copied().chain([&original]), &marks, &mut known);
    private_goes_first(&mut known);
    Ok(case::learn(&original, &known, Reading::Close))
}

/// The same for one text about many cases: what any of their senders left, and names that any of their texts give away. The
/// letters are read quickly, for there may be hundreds of them; the text itself is read closely where it is checked.
///
/// # Errors
/// [`StepError::Store`].
pub(in crate::steps) async fn known_of_many(
    db: &Db,
    township: &Township,
    cases: &[CaseFile],
    text: &Draft,
) -> Result<Known, StepError> {
    let mut known = township.officials();
    for case in cases {
        let marks = CaseMarks::of_sender(db, &township.keys, &case.submission.id).await?;
        recognise_all([text, &case.original()].into_iter(), &marks, &mut known);
    }
    private_goes_first(&mut known);
    for case in cases {
        known = case::learn(&case.original(), &known, Reading::Quick);
    }
    Ok(known)
}

/// Notes what of a sender stands in any part of some texts; all of it is somebody's own.
fn recognise_all<'a>(texts: impl Iterator<Item = &'a Draft>, marks: &CaseMarks, known: &mut Known) {
    for draft in texts {
        for part in Part::ALL {
            recognise(draft.part(*part), marks, known);
        }
    }
    let written = known.written.iter().filter(|one| one.sure).map(|one| &one.text);
    known.own = known.names.iter().chain(&known.numbers).chain(written).cloned().collect();
}

/// Notes what of the sender stands in a text.
fn recognise(text: &str, marks: &CaseMarks, known: &mut Known) {
    for hit in windows::find(marks, &Known::default(), text) {
        let found = &text[hit.start..hit.end];
        let (kind, sure) = match hit.form {
            Form::Name => {
                note(&mut known.names, hit.window);
                continue;
            }
            Form::Number | Form::Letters => {
                note(&mut known.numbers, hit.window);
                continue;
            }
            Form::Latin => (Kind::KnownName, true),
            // 张某 may be anybody; with another character it is the sender.
            Form::Masked => (Kind::KnownName, !hit.window.starts_with('*') && !hit.window.ends_with('*')),
            Form::MaskedNumber => (Kind::KnownNumber, true),
            Form::Address => (Kind::Address, true),
        };
        note(&mut known.written, Written { text: found.to_owned(), kind, sure });
    }
    for written in find_own_spellings(text, marks) {
        note(&mut known.written, written);
    }
}

fn note<T: PartialEq>(list: &mut Vec<T>, one: T) {
    if !list.contains(&one) {
        list.push(one);
    }
}

/// A sender who is an official writes as a private person: their own name goes all the same.
fn private_goes_first(known: &mut Known) {
    known.keep_names.retain(|name| !known.names.contains(name));
    known.keep_numbers.retain(|number| {
        let plain = plain_number(number);
        !known.numbers.iter().any(|own| own == number || plain_number(own) == plain)
    });
}

/// The same for a letter that is being written, whose sender's details are in the request.
#[must_use]
pub fn known_of_sender(township: &Township, contact: &SenderContact) -> Known {
    let clear = |part: &Option<Personal>| part.as_ref().map(|value| value.reveal().to_owned());
    let mut known = Known {
        names: clear(&contact.name).into_iter().collect(),
        numbers: clear(&contact.phone).into_iter().chain(clear(&contact.email)).collect(),
        ..township.officials()
    };
    private_goes_first(&mut known);
    known
}

impl RedactionForm {
    /// What nobody has answered yet: words of message keys `missing-<word>`, in the order of the page.
    #[must_use]
    pub fn unanswered(&self, has_village: bool) -> Vec<&'static str> {
        let missing = [
            (self.undecided > 0, "decisions"),
            (self.topic.trim().is_empty(), "topic"),
            (self.scope.is_none(), "scope"),
            (has_village && self.name_village.is_none(), "place"),
        ];
        missing.into_iter().filter(|(is_missing, _)| *is_missing).map(|(_, word)| word).collect()
    }
}

/// Keeps a public text for approval. Nothing in it is decided by a default.
///
/// # Errors
/// [`StepError::Missing`] when a question of the page has no answer; [`StepError::Unfit`] when it is empty, still points to a person, or holds a risk that nobody has accepted.
pub async fn redact(desk: Desk<'_>, on: On<'_>, form: &RedactionForm) -> Result<(), StepError> {
    let topic = needed("topic", &form.topic)?.replace('\n', " ");
    let (stored, details) = desk.before(check(desk, on, form, topic)).await?;
    let mut taken = desk.take_publication(on, Step::Redact).await?;
    store::save_redaction(&mut taken.tx, &taken.case.submission.id, &stored).await?;
    desk.finish(taken, details).await
}

/// A topic of so many characters names a matter (残疾人两项补贴); a longer one that speaks of illness or need tells of somebody.
const LONGEST_TOPIC: usize = 8;

/// Reads the text closely, which takes seconds for a long one: before the transaction.
async fn check(
    desk: Desk<'_>,
    on: On<'_>,
    form: &RedactionForm,
    topic: String,
) -> Result<(StoredRedaction, Vec<Detail>), StepError> {
    let case = desk.read(on, Step::Redact).await?;
    case::next_publication(&case.case(), Step::Redact)?;
    if let Some(word) = form.unanswered(case.submission.village.is_some()).first() {
        return Err(StepError::Missing(word));
    }
    let scope = form.scope.ok_or(StepError::Missing("scope"))?;
    let known = known_of(desk.db, desk.township, &case, &[&form.draft]).await?;
    let village = case.submission.village.clone().filter(|_| form.name_village == Some(true));
    let setting = desk.township.setting(village.as_deref(), scope);
    // It becomes public as it is, and nobody answers for what is found in it: it names a matter and nothing else.
    let as_draft = Draft { title: topic.clone(), ..Draft::default() };
    let says_more = topic.chars().count() > LONGEST_TOPIC
        && case::find_risks(&as_draft, &setting).iter().any(|found| found.risk != Risk::NarrowScope);
    if says_more || !privacy::scan(&topic, &known).is_empty() {
        return Err(StepError::Missing("plain_topic"));
    }
    let text = case::check(&form.draft, &known, &setting, form.record.clone()).map_err(StepError::Unfit)?;
    let stored = StoredRedaction {
        title: text.title().to_owned(),
        letter: text.letter().to_owned(),
        answer: text.answer().to_owned(),
        village,
        topic,
        scope: scope.as_str().to_owned(),
        policies: form.policies.clone(),
        record: serde_json::to_string(text.record()).expect("texts are JSON"),
        rules_version: text.rules_version(),
        author_id: desk.staff.id.clone(),
        written_at: desk.now,
        returned_reason: None,
        approver_id: None,
    };
    let record = text.record();
    let mut details = vec![
        Detail::Rules(text.rules_version()),
        Detail::Decided(record.decided.len()),
        Detail::Kept(record.kept.len()),
    ];
    details.extend(record.risks.iter().filter_map(|accepted| Risk::parse(&accepted.risk)).map(Detail::Risk));
    Ok((stored, details))
}
