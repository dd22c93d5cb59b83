//! Whom a letter names. The petition rules (art. 30) forbid passing an accusation to the accused: a report is hidden from
//! everybody whom it names before anybody can read it, a complaint from every staff member whom it names in full, and any
//! letter from whom its sender says that it is about. Others can be added later, nobody is taken away.
//!
//! Deliberately absent: how a name is recognised (`case::named_members`).

use crate::case::{self, Closely, Exclusion, Member, SubmissionKind};
use crate::steps::{StepError, Township};
use crate::store::{self, Ask, CaseFile, Staff, Tx};

/// What of a letter can name somebody.
#[derive(Clone, Copy, Debug)]
pub(in crate::steps) struct Said<'a> {
    /// Its kind.
    pub(in crate::steps) kind: SubmissionKind,
    /// Whom it is about, as its sender said; often nothing.
    pub(in crate::steps) accused: &'a str,
    /// Title, text, and what was added.
    pub(in crate::steps) texts: &'a [&'a str],
}

impl Said<'_> {
    /// Most letters accuse nobody, and cost no question.
    fn may_name(&self) -> bool {
        matches!(self.kind, SubmissionKind::Report | SubmissionKind::Complaint) || !self.accused.is_empty()
    }
}

/// Staff and offices that a letter names.
///
/// # Errors
/// [`StepError::Missing`] for a report that nobody may read: none is named in the settings, or it names them all. It is not
/// taken in then, and its sender is told where else to go.
pub(in crate::steps) async fn find_named<A: Ask + Send + Copy>(
    ask: A,
    township: &Township,
    said: Said<'_>,
) -> Result<Vec<Exclusion>, StepError> {
    if !said.may_name() {
        return Ok(Vec::new());
    }
    let staff = store::list_staff(ask).await?;
    let named = named_by(township, &staff, said);
    must_be_readable(said.kind, &staff, &named)?;
    Ok(named)
}

/// A report has a first reader from whom it is not hidden.
///
/// # Errors
/// [`StepError::Missing`].
pub(in crate::steps) fn must_be_readable(
    kind: SubmissionKind,
    staff: &[Staff],
    hidden_from: &[Exclusion],
) -> Result<(), StepError> {
    if kind != SubmissionKind::Report {
        return Ok(());
    }
    let mut readers = staff.iter().filter(|member| member.reads_reports && !member.is_disabled).peekable();
    if readers.peek().is_none() {
        return Err(StepError::Missing("report_reader"));
    }
    let is_hidden =
        |member: &Staff| hidden_from.iter().any(|one| one.is_of(&member.id, member.office.as_deref()));
    if readers.all(is_hidden) { Err(StepError::Missing("other_report_reader")) } else { Ok(()) }
}

/// The same for texts that are read by somebody who has the staff at hand.
pub(in crate::steps) fn named_by(township: &Township, staff: &[Staff], said: Said<'_>) -> Vec<Exclusion> {
    if !said.may_name() {
        return Vec::new();
    }
    let members: Vec<Member<'_>> =
        staff.iter().map(|one| Member { id: &one.id, display_name: &one.display_name }).collect();
    let accuses = matches!(said.kind, SubmissionKind::Report | SubmissionKind::Complaint);
    let is_report = said.kind == SubmissionKind::Report;
    let closely = if is_report { Closely::FamilyNames } else { Closely::FullNames };
    let text = said.texts.join("\n");
    let mut named = Vec::new();
    if accuses {
        named.extend(case::named_members(&members, &township.posts, &text, closely));
    }
    named.extend(case::named_members(&members, &township.posts, said.accused, Closely::FamilyNames));
    named.sort_unstable();
    named.dedup();
    let folded = case::search_text(&if is_report {
        format!("{}\n{text}", said.accused)
    } else {
        said.accused.to_owned()
    });
    let is_named = |word: &str| word.chars().count() >= 2 && folded.contains(&case::search_text(word));
    let offices = township.units.offices().iter();
    let offices = offices.filter(|office| is_named(&office.name) || is_named(&office.short));
    named
        .into_iter()
        .map(Exclusion::Staff)
        .chain(offices.map(|office| Exclusion::Office(office.id.clone())))
        .collect()
}

/// Hides a case from whom something new names: what its sender added, or what it was corrected to. An office that leads
/// it loses it.
///
/// # Errors
/// As [`find_named`]; then nothing is to be kept.
pub(in crate::steps) async fn hide_from_named(
    tx: &mut Tx,
    township: &Township,
    case: &mut CaseFile,
    texts: &[&str],
) -> Result<usize, StepError> {
    let letter = &case.submission;
    let said = Said { kind: letter.kind, accused: &letter.accused, texts };
    if !said.may_name() {
        return Ok(0);
    }
    let staff = store::list_staff(&mut *tx).await?;
    let named = named_by(township, &staff, said);
    let mut hidden = store::list_exclusions(&mut *tx, letter.subject()).await?;
    let before = hidden.len();
    hidden.extend(named.iter().filter(|one| !hidden.contains(one)).cloned().collect::<Vec<_>>());
    must_be_readable(letter.kind, &staff, &hidden)?;
    let rows: Vec<_> = named.iter().map(|one| (letter.subject(), one)).collect();
    store::add_exclusions(tx, &rows).await?;
    let leads =
        |one: &Exclusion| matches!(one, Exclusion::Office(id) if case.lead_office.as_ref() == Some(id));
    if named.iter().any(leads) {
        case.lead_office = None;
    }
    Ok(hidden.len() - before)
}
