//! 脱敏: a person writes the public text; it is kept only if the check finds nothing more in it.

use serde_json::json;
use site_gen::privacy::Known;
use site_gen::record::FeedbackScope;

use super::{Desk, On, StepError, Township, needed};
use crate::case::{self, Draft, Personal, Reading, RedactionRecord, SenderContact, Step};
use crate::seal;
use crate::store::{self, CaseFile, StoredRedaction};

/// What the redactor sends.
#[derive(Clone, Debug)]
pub struct RedactionForm {
    /// The public text.
    pub draft: Draft,
    /// What was decided, what stays, and which risks were accepted.
    pub record: RedactionRecord,
    /// The village may be named; else the page says "the township".
    pub name_village: bool,
    /// What it is about, in a word or two.
    pub topic: String,
    /// How far the answer concerns people.
    pub scope: FeedbackScope,
    /// Slugs of policies that the answer rests on.
    pub policies: Vec<String>,
}

/// What must not stand in the public text of a case (what its sender left, and names that its own texts give away), and
/// what may (officials in duty with
/// their office numbers).
///
/// # Errors
/// [`StepError::Sealed`] when the contact details cannot be opened.
pub fn known_of(township: &Township, case: &CaseFile) -> Result<Known, StepError> {
    let contact = match &case.submission.sealed_contact {
        Some(sealed) => seal::open_contact(&township.keys, &case.submission.id, sealed)?,
        None => SenderContact::default(),
    };
    let original = Draft {
        title: case.submission.title.clone(),
        letter: case.submission.text.clone(),
        answer: case.answer.clone().unwrap_or_default(),
    };
    Ok(case::learn(&original, &known_of_sender(township, &contact), Reading::Close))
}

/// What a sender left must not stand in a public text; officials in duty with their office numbers may.
#[must_use]
pub fn known_of_sender(township: &Township, contact: &SenderContact) -> Known {
    let clear = |part: &Option<Personal>| part.as_ref().map(|value| value.reveal().to_owned());
    let mut known = Known {
        names: clear(&contact.name).into_iter().collect(),
        numbers: clear(&contact.phone).into_iter().chain(clear(&contact.email)).collect(),
        keep_names: township.official_names.clone(),
        keep_numbers: township.official_numbers.clone(),
    };
    // A sender who is an official writes as a private person: their own name goes all the same.
    known.keep_names.retain(|name| !known.names.contains(name));
    known.keep_numbers.retain(|number| !known.numbers.contains(number));
    known
}

/// Keeps a public text for approval.
///
/// # Errors
/// [`StepError::Unfit`] when it is empty, still points to a person, or holds a risk that nobody has accepted.
pub async fn redact(desk: Desk<'_>, on: On<'_>, form: &RedactionForm) -> Result<(), StepError> {
    let topic = needed("topic", &form.topic)?.replace('\n', " ");
    let mut taken = desk.take_publication(on, Step::Redact).await?;
    let known = known_of(desk.township, &taken.case)?;
    let village = taken.case.submission.village.clone().filter(|_| form.name_village);
    let setting = desk.township.setting(village.as_deref(), form.scope);
    let text = case::check(&form.draft, &known, &setting, form.record.clone()).map_err(StepError::Unfit)?;
    let stored = StoredRedaction {
        title: text.title().to_owned(),
        letter: text.letter().to_owned(),
        answer: text.answer().to_owned(),
        village,
        topic,
        scope: form.scope.as_str().to_owned(),
        policies: form.policies.clone(),
        record: serde_json::to_string(text.record()).expect("texts are JSON"),
        rules_version: text.rules_version(),
        author_id: desk.staff.id.clone(),
        written_at: desk.now,
        returned_reason: None,
        approver_id: None,
    };
    store::save_redaction(&mut taken.tx, &taken.case.submission.id, &stored).await?;
    let record = text.record();
    let detail = json!({
        "rules": text.rules_version(),
        "decided": record.decided.len(),
        "kept": record.kept.len(),
        "risks": record.risks.iter().map(|accepted| &accepted.risk).collect::<Vec<_>>(),
    });
    desk.finish(taken, detail).await
}
