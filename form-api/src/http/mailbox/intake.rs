//! The one door through which letters of residents come in: the form's confirmation, the JSON interface and Open311 end
//! here, so that rules, limits, the abuse score and sealing are the same for all.
//!
//! Deliberately absent: reading what was sent and saying what is wrong with it; each door has its own words for that.

use serde::Serialize;
use site_gen::settings::Route;

use crate::case::{
    self, Channel, Elsewhere, Invalid, NewSubmission, RawSubmission, Remark, Signs, SubmissionKind,
    TurnedAway,
};
use crate::context::Context;
use crate::messages::{Language, speak, speak_in, speak_with};
use crate::seal::FormToken;
use crate::steps::{self, Accepted, Promise, StepError};
use crate::store::StoredSubmission;

/// What only the door itself can notice.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Noticed {
    /// The unseen field of the form holds something.
    pub(crate) is_trapped: bool,
    /// From the handing out of the form to its coming back, milliseconds; none where no form was handed out.
    pub(crate) took_ms: Option<i64>,
    /// Whether the proof of work was brought; none where none is asked for.
    pub(crate) has_proof: Option<bool>,
    /// Where the sender says that the letter belongs.
    pub(crate) meant: Option<Elsewhere>,
}

impl Noticed {
    /// Of a letter that a program sends: it was given neither a form nor a proof to work out.
    pub(crate) fn of_program(app: &Context) -> Self {
        let has_proof = app.settings.abuse.proof_of_work.then_some(false);
        Self { is_trapped: false, took_ms: None, has_proof, meant: None }
    }
}

/// Why a sound letter was not taken in.
#[derive(Debug)]
pub(crate) enum NotTaken {
    /// Its text came far too often.
    TooMany,
    /// The score was as high as the township does not take.
    Score,
    /// Another letter came with its form or key.
    FormUsed,
    /// The step.
    Step(StepError),
}

/// Parses what came through a door of residents.
///
/// # Errors
/// Every wrong field.
pub(crate) fn parse(app: &Context, raw: &RawSubmission) -> Result<NewSubmission, Vec<Invalid>> {
    let units = &app.township.units;
    NewSubmission::parse(
        raw,
        Channel::Web,
        app.now(),
        |id| units.village(id).is_some(),
        |id| units.office(id).is_some(),
    )
}

/// Refuses a report that nobody may read before it is sent: none is named who reads reports, or it names them all. Gives what may
/// be said of whom it is about.
///
/// # Errors
/// [`NotTaken::Step`].
pub(crate) async fn may_be_read(app: &Context, letter: &NewSubmission) -> Result<Option<Promise>, NotTaken> {
    steps::may_be_read(&app.db, &app.township, letter).await.map_err(NotTaken::Step)
}

/// Where a report can be made instead, in a sentence.
pub(crate) fn way_of_reports(app: &Context) -> String {
    let site = app.pages.site();
    let word = Elsewhere::DisciplineReport.as_str();
    match site.settings.routes.iter().find(|route| route.kind.as_str() == word) {
        Some(route) => speak_with(
            "report-route",
            &[
                ("office", route.office.clone()),
                ("address", route.address.clone()),
                ("phone", route.phone.clone()),
            ],
        ),
        None => speak("report-route-unknown"),
    }
}

/// Takes a letter in, or counts why it was not.
///
/// # Errors
/// [`NotTaken`]; then nothing of it is kept.
pub(crate) async fn take_in(
    app: &Context,
    token: &FormToken,
    letter: &mut NewSubmission,
    noticed: Noticed,
) -> Result<Accepted, NotTaken> {
    let mut taken = try_to_take_in(app, token, letter, noticed).await;
    if matches!(taken, Err(NotTaken::TooMany | NotTaken::Score))
        && let Some(before) = find_receipt(app, token, letter).await.map_err(NotTaken::Step)?
    {
        taken = Ok(before);
    }
    if let Some(reason) = taken.as_ref().err().and_then(reason_of_letter) {
        app.limits.turn_away(reason);
    }
    taken
}

/// The receipt of this letter, where it came before with the same form or key. It is given whatever stands against the letter now:
/// whoever sends it once more has to be told that it arrived.
///
/// # Errors
/// [`StepError::Store`].
pub(crate) async fn find_receipt(
    app: &Context,
    token: &FormToken,
    letter: &NewSubmission,
) -> Result<Option<Accepted>, StepError> {
    let Some(before) = steps::receipt_again(&app.db, &app.township, token).await? else { return Ok(None) };
    let is_same = steps::is_same_letter(&app.db, &app.township, letter, &before.case.submission).await?;
    Ok(is_same.then_some(before))
}

async fn try_to_take_in(
    app: &Context,
    token: &FormToken,
    letter: &mut NewSubmission,
    noticed: Noticed,
) -> Result<Accepted, NotTaken> {
    let is_repeated = app.limits.same_text(&letter.text).map_err(|_| NotTaken::TooMany)?;
    letter.remarks = Signs {
        is_trapped: noticed.is_trapped,
        took_ms: noticed.took_ms.unwrap_or(i64::MAX),
        is_repeated,
        has_proof: noticed.has_proof,
    }
    .remarks();
    letter.remarks.extend(noticed.meant.map(Remark::from));
    if app.settings.abuse.refuse_from.is_some_and(|from| Remark::score(&letter.remarks) >= from) {
        return Err(NotTaken::Score);
    }
    let accepted = app.group.receive(token, letter).await.map_err(NotTaken::Step)?;
    let before = &accepted.case.submission;
    let is_same = async || steps::is_same_letter(&app.db, &app.township, letter, before).await;
    if accepted.again && !is_same().await.map_err(NotTaken::Step)? {
        return Err(NotTaken::FormUsed);
    }
    app.wake_mail();
    Ok(accepted)
}

/// A sound letter that was not taken in. A text that came too often has been counted by its limit.
pub(crate) fn reason_of_letter(error: &NotTaken) -> Option<TurnedAway> {
    match error {
        NotTaken::Score => Some(TurnedAway::Score),
        NotTaken::Step(StepError::Missing("attachments")) => Some(TurnedAway::MissingFiles),
        // A used key is counted with the other faults of programs.
        NotTaken::TooMany | NotTaken::FormUsed | NotTaken::Step(_) => None,
    }
}

/// The door that a letter seems to be meant for.
#[derive(Serialize)]
pub(crate) struct OtherDoor {
    /// Which.
    #[serde(skip)]
    pub(crate) door: Elsewhere,
    /// What it seems to be.
    pub(crate) title: String,
    /// What that means for the sender.
    pub(crate) sentence: String,
    /// None where the township has not named one: then the hotline knows.
    pub(crate) route: Option<Route>,
}

/// What the sender says counts before what the words say.
pub(crate) fn other_door(
    app: &Context,
    meant: Option<Elsewhere>,
    (kind, title, text): (SubmissionKind, &str, &str),
    language: Language,
) -> Option<OtherDoor> {
    let door = meant.or_else(|| case::elsewhere(kind, title, text))?;
    let word = door.as_str();
    let site = app.pages.site();
    Some(OtherDoor {
        door,
        title: speak_in(&format!("elsewhere-{word}-title"), language, &[]),
        sentence: speak_in(&format!("elsewhere-{word}-sentence"), language, &[]),
        route: site.settings.routes.iter().find(|route| route.kind.as_str() == word).cloned(),
    })
}

/// The door that a letter that was sent seems to be meant for.
pub(crate) fn door_of_letter(app: &Context, letter: &StoredSubmission) -> Option<OtherDoor> {
    let meant = letter.remarks.iter().find_map(|remark| remark.meant());
    other_door(app, meant, (letter.kind, &letter.title, &letter.text), Language::Chinese)
}
