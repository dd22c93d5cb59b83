//! 更正信息: kind, title or village of a letter was wrong. The letter itself stays as it was sent, what stood before is kept,
//! and the sender reads what was changed, and why. A letter that turns out to be a report is hidden like one: from whom it
//! names, from the office that led it, and from everybody but those who read reports. The other way round it takes two
//! persons, for from then on others read it, but for one of which it is not clear whom it is about: that goes to a first
//! reader, as it would have on its first day. And whatever its sender allowed was said of a letter that would never be
//! public, so they are asked anew.
//!
//! Deliberately absent: the promised day, which the sender has on their slip: it stays.

use crate::case::{
    self, Because, Consent, PublicationState, Refused, SenderContact, State, Step, Subject, SubmissionKind,
};
use crate::event_log::{CorrectedPart, Detail, Event, Kind, write_event};
use crate::steps::case::outcome::release_merged;
use crate::steps::letter::named::{Promise, hide_from_named, must_be_registered_by_somebody};
use crate::steps::{Desk, On, StepError, Taken, needed};
use crate::store::{self, Correctable, ProposedCorrection, StoredCorrection};

/// What is to stand, and why.
#[derive(Clone, Debug)]
pub struct Correction<'a> {
    /// A word of [`SubmissionKind`].
    pub kind: &'a str,
    /// The title.
    pub title: &'a str,
    /// A village id, or empty.
    pub village: &'a str,
    /// Why; the sender reads it.
    pub reason: &'a str,
}

/// Corrects a letter. That a report is none is proposed by one person, and confirmed by another one who sends the same.
///
/// # Errors
/// [`StepError::Missing`] without a reason, where nothing is changed, or for a report that nobody could read;
/// [`StepError::Unknown`] names the value that is none; [`StepError::Refused`] while it is public.
pub async fn correct(desk: Desk<'_>, on: On<'_>, correction: &Correction<'_>) -> Result<(), StepError> {
    let reason = needed("reason", correction.reason)?;
    let mut taken = desk.take(on, Step::Correct).await?;
    let letter = &taken.case.submission;
    let before =
        Correctable { kind: letter.kind, title: letter.title.clone(), village: letter.village.clone() };
    let after = read(&desk, correction)?;
    if after == before {
        return Err(StepError::Missing("correction_change"));
    }
    let (becomes, was) = (after.kind == SubmissionKind::Report, before.kind == SubmissionKind::Report);
    // Only who reads it first says whom it is about; that it is a report is theirs to say too.
    if taken.case.awaits_first_reader && !becomes {
        return Err(Refused { act: Step::Correct.into(), because: Because::WhoIsMeant }.into());
    }
    if was && !becomes && !is_confirmed(&desk, &mut taken, &after, &reason).await? {
        return propose(&desk, taken, after, reason).await;
    }
    let (tx, case) = (&mut taken.tx, &mut taken.case);
    let letter = &case.submission;
    let mut details: Vec<Detail> = [
        (CorrectedPart::Kind, after.kind != before.kind),
        (CorrectedPart::Title, after.title != before.title),
        (CorrectedPart::Village, after.village != before.village),
    ]
    .into_iter()
    .filter_map(|(part, is_changed)| is_changed.then_some(Detail::Corrected(part)))
    .collect();
    let stored = StoredCorrection { before, after, reason, by: desk.staff.id.clone(), at: desk.now };
    let case_id = letter.id.clone();
    let of = (case_id.as_str(), letter.submission_no.as_str(), letter.text.as_str());
    store::add_correction(tx, of, &stored).await?;
    let marks = desk.township.marks(&SenderContact::default(), &[&stored.after.title]);
    store::add_marks(tx, Subject::case(&case_id), &marks).await?;
    (case.submission.kind, case.submission.title, case.submission.village) =
        (stored.after.kind, stored.after.title.clone(), stored.after.village.clone());
    store::drop_proposed_correction(tx, &case_id).await?;
    if was && !becomes && case.submission.consent != Consent::No {
        case.submission.consent = Consent::AskFirst;
        case.consent_asked = false;
        store::set_consent(tx, &case_id, Consent::AskFirst).await?;
        details.push(Detail::Consent(Consent::AskFirst));
    }
    if becomes && !was {
        // It stands alone from now on, and those who may read it decide who handles it.
        release_merged(tx, &case_id, desk.now).await?;
        if case.state == State::Merged {
            (case.state, case.merged_into) = (State::Registered, None);
        }
        (case.lead_office, case.assigned_to) = (None, None);
        case.awaits_first_reader = false;
        case.publication = match case.publication {
            PublicationState::Candidate | PublicationState::Redacted => PublicationState::None,
            kept => kept,
        };
    } else if case.publication == PublicationState::Redacted {
        // The public text was made of what was wrong.
        case.publication = PublicationState::Candidate;
        store::return_redaction(tx, &case_id, &stored.reason).await?;
    }
    let mut texts =
        vec![case.submission.title.clone(), stored.before.title.clone(), case.submission.text.clone()];
    texts.extend(store::list_said(&mut *tx, &case_id).await?);
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let hidden = hide_from_named(tx, desk.township, case, &texts).await;
    let (hidden_from, promise) = hidden.map_err(|error| match error {
        StepError::Missing("report_reader" | "other_report_reader") => {
            StepError::Missing("corrected_report_reader")
        }
        other => other,
    })?;
    if was && !becomes {
        case.awaits_first_reader |= promise == Some(Promise::FirstReader);
        let hidden = store::list_exclusions(&mut *tx, case.subject()).await?;
        let staff = store::list_staff(&mut *tx).await?;
        must_be_registered_by_somebody(case.submission.kind, &staff, &hidden)
            .map_err(|_| StepError::Missing("corrected_registrar"))?;
    }
    details.push(Detail::HiddenFrom(hidden_from));
    desk.finish(taken, details).await
}

/// Somebody else has proposed just this.
///
/// # Errors
/// [`StepError::Refused`] for whoever proposed it themselves.
async fn is_confirmed(
    desk: &Desk<'_>,
    taken: &mut Taken,
    after: &Correctable,
    reason: &str,
) -> Result<bool, StepError> {
    let proposed = store::find_proposed_correction(&mut taken.tx, &taken.case.submission.id).await?;
    let Some(proposed) = proposed.filter(|one| one.after == *after && one.reason == reason) else {
        return Ok(false);
    };
    if proposed.by == desk.staff.id {
        return Err(Refused { act: Step::Correct.into(), because: Because::SamePerson }.into());
    }
    Ok(true)
}

async fn propose(
    desk: &Desk<'_>,
    mut taken: Taken,
    after: Correctable,
    reason: String,
) -> Result<(), StepError> {
    let (tx, case_id) = (&mut taken.tx, &taken.case.submission.id);
    let proposed = ProposedCorrection { after, reason, by: desk.staff.id.clone() };
    store::propose_correction(tx, case_id, &proposed, desk.now).await?;
    store::save_case(tx, &taken.case).await?;
    let event = Event {
        at: desk.now,
        actor: &desk.actor(),
        subject: Some(Subject::case(case_id)),
        kind: Kind::CorrectionProposed,
        details: Vec::new(),
        text: None,
    };
    write_event(tx, &event).await?;
    taken.tx.commit().await?;
    Ok(())
}

fn read(desk: &Desk<'_>, correction: &Correction<'_>) -> Result<Correctable, StepError> {
    let kind = SubmissionKind::parse(correction.kind.trim()).ok_or(StepError::Unknown("kind"))?;
    let title = case::parse_title(correction.title).map_err(|_| StepError::Unknown("title"))?;
    let village = Some(correction.village.trim()).filter(|id| !id.is_empty()).map(str::to_owned);
    if village.as_deref().is_some_and(|id| desk.township.units.village(id).is_none()) {
        return Err(StepError::Unknown("village"));
    }
    Ok(Correctable { kind, title, village })
}
