//! Whom a letter names. The petition rules (art. 30) forbid passing an accusation to the accused: a report is hidden from
//! everybody whom it names before anybody can read it, a complaint from every staff member whom it names in full, and any
//! letter from whom its sender says that it is about. Where that is not understood for sure, a first reader says it, before
//! anybody else sees the letter. Others can be added later, nobody is taken away.
//!
//! Deliberately absent: how a name is recognised (`case::named_members`, `case::read_accused`).

use site_gen::render::in_simplified;

use crate::case::{self, Closely, Exclusion, Member, OfficeNames, SubmissionKind};
use crate::steps::letter::nobody_left::{hand_on, has_reader, is_reader, leaves_no_registrar};
use crate::steps::{StepError, Township};
use crate::store::{self, Ask, CaseFile, Db, Staff, StoredSubmission, Tx};

/// What of a letter can name somebody.
#[derive(Clone, Copy, Debug)]
pub(in crate::steps) struct Said<'a> {
    /// Its kind.
    pub(in crate::steps) kind: SubmissionKind,
    /// Whom it is about, as its sender said; often nothing.
    pub(in crate::steps) accused: &'a str,
    /// Title, text, and what was added.
    pub(in crate::steps) texts: &'a [&'a str],
    /// The village that it comes from.
    pub(in crate::steps) village: Option<&'a str>,
}

impl Said<'_> {
    /// Most letters accuse nobody, and cost no question.
    fn may_name(&self) -> bool {
        matches!(self.kind, SubmissionKind::Report | SubmissionKind::Complaint) || !self.accused.is_empty()
    }
}

/// Whom a letter is hidden from, and whether that is all of them.
#[derive(Debug, Default)]
pub(in crate::steps) struct Named {
    /// Staff and offices.
    pub(in crate::steps) hidden_from: Vec<Exclusion>,
    /// What may be said of it to its sender.
    pub(in crate::steps) promise: Option<Promise>,
}

impl Named {
    /// A first reader is to say whom it means, before anybody else sees it.
    pub(in crate::steps) fn awaits_first_reader(&self, kind: SubmissionKind) -> bool {
        let reads_first = matches!(self.promise, Some(Promise::FirstReader | Promise::FirstReadersAlone));
        kind != SubmissionKind::Report && reads_first
    }
}

/// What its sender may be told of who reads a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promise {
    /// They are known: none of them sees it.
    Hidden,
    /// They are not known for sure: a first reader sees it alone, until they have said who that is.
    FirstReader,
    /// All who register letters are named: first readers see it, and nobody else.
    FirstReadersAlone,
    /// They are not known, and nobody is named who reads first.
    None,
}

impl Promise {
    /// The word of its sentence.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hidden => "hidden",
            Self::FirstReader => "first_reader",
            Self::FirstReadersAlone => "first_readers_alone",
            Self::None => "none",
        }
    }
}

/// Staff and offices that a letter names.
///
/// # Errors
/// [`StepError::Missing`] for a letter that nobody may read: a report where none is named in the settings, or that names them
/// all; any other one that names all who register letters, and all first readers too. It is not taken in then, and its
/// sender is told where else to go.
pub(in crate::steps) async fn find_named<A: Ask + Send + Copy>(
    ask: A,
    township: &Township,
    said: Said<'_>,
) -> Result<Named, StepError> {
    if !said.may_name() {
        return Ok(Named::default());
    }
    let staff = store::list_staff(ask).await?;
    let named = named_by(township, &staff, said);
    must_be_readable(said.kind, &staff, &named.hidden_from)?;
    must_be_registered_by_somebody(said.kind, &staff, &named.hidden_from)?;
    Ok(named)
}

/// What its sender may be told of who reads a letter that was taken in.
///
/// # Errors
/// [`StepError::Store`].
pub async fn find_promise(
    db: &Db,
    township: &Township,
    letter: &StoredSubmission,
) -> Result<Option<Promise>, StepError> {
    let staff = store::list_staff(db).await?;
    let texts = [letter.title.as_str(), &letter.text];
    let village = letter.village.as_deref();
    let said = Said { kind: letter.kind, accused: &letter.accused, texts: &texts, village };
    Ok(named_by(township, &staff, said).promise)
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
    if !staff.iter().any(is_reader) {
        return Err(StepError::Missing("report_reader"));
    }
    if has_reader(staff, hidden_from) { Ok(()) } else { Err(StepError::Missing("other_report_reader")) }
}

/// A letter that is no report has a registrar from whom it is not hidden, or else a first reader.
///
/// # Errors
/// [`StepError::Missing`].
pub(in crate::steps) fn must_be_registered_by_somebody(
    kind: SubmissionKind,
    staff: &[Staff],
    hidden_from: &[Exclusion],
) -> Result<(), StepError> {
    let is_report = kind == SubmissionKind::Report;
    if is_report || !leaves_no_registrar(staff, hidden_from) || has_reader(staff, hidden_from) {
        return Ok(());
    }
    Err(StepError::Missing("other_registrar"))
}

/// The same for texts that are read by somebody who has the staff at hand.
pub(in crate::steps) fn named_by(township: &Township, staff: &[Staff], said: Said<'_>) -> Named {
    if !said.may_name() {
        return Named::default();
    }
    // A name is the same one in either script.
    let names: Vec<String> = staff.iter().map(|one| in_simplified(&one.display_name)).collect();
    let members: Vec<Member<'_>> =
        staff.iter().zip(&names).map(|(one, name)| Member { id: &one.id, display_name: name }).collect();
    let offices: Vec<OfficeNames<'_>> = township
        .units
        .offices()
        .iter()
        .map(|office| OfficeNames { id: &office.id, name: &office.name, short: &office.short })
        .collect();
    let is_report = said.kind == SubmissionKind::Report;
    let accused = case::read_accused(&members, &township.posts, &offices, &in_simplified(said.accused));
    let (mut named, mut named_offices) = (accused.members, accused.offices);
    if is_report || said.kind == SubmissionKind::Complaint {
        let closely = if is_report { Closely::FamilyNames } else { Closely::FullNames };
        let text = in_simplified(&said.texts.join("\n"));
        named.extend(case::named_members(&members, &township.posts, &text, closely));
        if is_report {
            named_offices.extend(case::named_offices(&offices, &text));
        }
    }
    // What complains of the people who lead a village does not come before its meeting.
    let complains = is_report || said.kind == SubmissionKind::Complaint;
    let read: Vec<&str> = if complains { said.texts.to_vec() } else { Vec::new() };
    let read = in_simplified(&read.into_iter().chain([said.accused]).collect::<Vec<_>>().join("\n"));
    if case::names_village_leaders(&read) {
        named_offices.extend(said.village.map(str::to_owned));
    }
    for list in [&mut named, &mut named_offices] {
        list.sort_unstable();
        list.dedup();
    }
    let staff_named = named.into_iter().map(Exclusion::Staff);
    let hidden_from: Vec<_> = staff_named.chain(named_offices.into_iter().map(Exclusion::Office)).collect();
    let promise = (!said.accused.trim().is_empty()).then(|| match accused.is_clear {
        true => Promise::Hidden,
        false if has_reader(staff, &hidden_from) => Promise::FirstReader,
        false => Promise::None,
    });
    let promise = if !is_report && leaves_no_registrar(staff, &hidden_from) && has_reader(staff, &hidden_from)
    {
        Some(Promise::FirstReadersAlone)
    } else {
        promise
    };
    Named { hidden_from, promise }
}

/// Row ids of those of some staff whom a text names. A name is the same one in either script.
pub(in crate::steps) fn named_staff<'a>(
    township: &Township,
    staff: impl IntoIterator<Item = &'a Staff>,
    text: &str,
    closely: Closely,
) -> Vec<String> {
    let staff: Vec<(&str, String)> =
        staff.into_iter().map(|one| (one.id.as_str(), in_simplified(&one.display_name))).collect();
    let members: Vec<Member<'_>> = staff.iter().map(|(id, name)| Member { id, display_name: name }).collect();
    case::named_members(&members, &township.posts, &in_simplified(text), closely)
}

/// Hides a case from whom something new names: what its sender added, asked for or said of the answer, or what it was
/// corrected to. Where nobody is left who could go on with it, it is handed on. Gives from how many it was hidden now, and
/// what its sender could be promised.
///
/// # Errors
/// As [`find_named`]; then nothing is to be kept.
pub(in crate::steps) async fn hide_from_named(
    tx: &mut Tx,
    township: &Township,
    case: &mut CaseFile,
    texts: &[&str],
) -> Result<(usize, Option<Promise>), StepError> {
    let letter = &case.submission;
    let village = letter.village.as_deref();
    let said = Said { kind: letter.kind, accused: &letter.accused, texts, village };
    if !said.may_name() {
        return Ok((0, None));
    }
    let staff = store::list_staff(&mut *tx).await?;
    let Named { hidden_from: named, promise } = named_by(township, &staff, said);
    let mut hidden = store::list_exclusions(&mut *tx, letter.subject()).await?;
    let before = hidden.len();
    hidden.extend(named.iter().filter(|one| !hidden.contains(one)).cloned().collect::<Vec<_>>());
    must_be_readable(letter.kind, &staff, &hidden)?;
    let rows: Vec<_> = named.iter().map(|one| (letter.subject(), one)).collect();
    store::add_exclusions(tx, &rows).await?;
    hand_on(&staff, case, &hidden);
    Ok((hidden.len() - before, promise))
}
