//! What changes the world. A step is one file, one transaction and one event: load, ask `domain` whether it may be, save
//! over the version that was read, write the event, leave mail in the outbox.
//!
//! What takes long (reading a text closely, rendering, the gate) is done before the transaction, which only compares the
//! version and writes: on SQLite there is one writer, and a resident's letter would wait.
//!
//! Deliberately absent: the web (`http` calls steps), sending (`mail` empties the outbox), files (`publish`), and the
//! clock: the moment comes in with the caller.

mod boxes;
mod case;
mod days;
mod feedback;
mod hand_in_progress;
mod letter;
mod mediation;
mod meeting;
mod notify;
mod posting;
mod publication;
mod sealed_record;
mod staff;
mod survey;
mod team_assessment;
mod unread;
mod upkeep;
mod vault;

pub use boxes::close_box::close_box;
pub use boxes::enter_slip::enter_slip;
pub use boxes::open_box::open_box;
pub use case::accept::accept;
pub use case::analyse::{Said, analyse, record_opinion};
pub use case::answer::{answer, check_answer_text};
pub use case::assign::{assign, can_work_on, give_back, pick_up};
pub use case::call::end_calls;
pub use case::close::{close, reopen};
pub use case::consent::{ask_consent, change_consent, enter_consent};
pub use case::correct::{Correction, correct};
pub use case::decline::decline;
pub use case::exclude::{exclude, settle_accused};
pub use case::extend::extend;
pub use case::handle::handle;
pub use case::information::{InReplyTo, enter_information, provide_information, request_information};
pub use case::merge::merge;
pub use case::note::{can_read, write_note};
pub use case::open_contact::open_contact;
pub use case::rate::{enter_rating, rate, supervise};
pub use case::refer::refer_out;
pub use case::register::register;
pub use case::renew_code::{RenewedCode, renew_code, renewed_again};
pub use case::requests::{Answered, Asked, answer_request, ask_request, enter_request};
pub use case::review::{redo, review};
pub use case::spot_check::spot_check;
pub use case::transfer::transfer;
pub use case::withdraw::{enter_withdrawal, withdraw};
pub use feedback::FeedbackForm;
pub use feedback::change::change_feedback;
pub use feedback::tell::{letters_to_tell, tell_feedback};
pub use feedback::write::{find_letters, write_feedback};
pub use hand_in_progress::{hand_in_progress, open_remark};
pub use letter::attachments::{
    HeldFiles, drop_pending_attachment, forget_pending_attachments, hold_attachments,
};
pub use letter::batch_writer::Group;
pub use letter::named::{Promise, find_promise};
pub use letter::nobody_left::{is_anything_left_lying, leaves_no_registrar};
pub use letter::receive::{
    Accepted, ImportedAnswer, is_same_letter, may_be_read, receipt_again, receive, receive_imported,
};
pub use letter::seal_contact::KnownKeys;
pub use letter::settle::settle_call;
pub use mediation::add_part::add_mediation_part;
pub use mediation::erase_part::erase_mediation_part;
pub use mediation::handlers::{hide_mediation, name_mediator};
pub use mediation::link_letter::link_letter;
pub use mediation::open::open_mediation;
pub use mediation::{can_mediate, open_mediation_part};
pub use meeting::OnMeeting;
pub use meeting::agenda::{drop_item, set_agenda, waits_for};
pub use meeting::call::{Called, call_meeting};
pub use meeting::cancel::cancel_meeting;
pub use meeting::change::change_meeting;
pub use meeting::close::{Undiscussed, close_meeting};
pub use meeting::decide::{Decided, decide_item};
pub use meeting::minutes::{approve_minutes, issue_minutes};
pub use meeting::points::{Raised, answer_point, link_point, list_raised, note_point};
pub use meeting::start::{Attended, start_meeting};
pub use notify::{note_bounce, note_held_up, set_mail_wanted};
pub use posting::{Posting, forget_forms, is_done};
pub use publication::count_figures::count_figures;
pub use publication::nominate::nominate;
pub use publication::override_leaks::{ReadWithGate, override_leaks};
pub use publication::publish::{Seen, doubts_of, fingerprint, public_reply, publish, return_redaction};
pub use publication::redact::{RedactionForm, known_of, known_of_sender, redact};
pub use publication::retract::{confirm_taken_down, may_take_down, retract};
pub use sealed_record::{Answers, OnRecord};
pub use staff::accounts::{
    Credentials, NewMember, add_staff, disable_staff, hash_pass_phrase, new_pass_phrase, reset_pass_phrase,
};
pub use staff::calendar_feed::{end_calendar_feed, make_calendar_feed};
pub use staff::hold_form::{drop_held_form, hold_form};
pub use staff::note_batch::note_batch;
pub use staff::note_export::{Exported, note_export};
pub use staff::sign_in::{SignIn, SignedIn, sign_in, sign_out, token_hash};
pub use survey::assign_sheet::assign_sheet;
pub use survey::hide_visit::hide_visit;
pub use survey::link_case::link_case;
pub use survey::photos::{KeptPhotos, add_visit_photos};
pub use survey::save_household::save_household;
pub use survey::save_visit::{VisitForm, save_visit};
pub use survey::speak::{Spoken, send_sheet, speak};
pub use survey::suggest::{answer_suggestion, suggest, tell_suggestion};
pub use survey::{
    open_facts, open_household, open_suggestion, open_verdict, open_visit, record_of, record_of_suggestion,
};
pub use team_assessment::{
    open_leaders_word, open_team_assessment, read_team_assessment, recent_months, save_team_assessment,
};
pub use unread::{NEAR_DAYS, look_at_case, note_near_requests};
pub use upkeep::count_turned_away::count_turned_away;
pub use upkeep::erase_mail_addresses::erase_mail_addresses;
pub use upkeep::mend_lists::{add_up_queue_counts, mend_lists};
pub use upkeep::name_report_readers::name_report_readers;
pub use upkeep::note_drill::{DRILLED_AT, note_drill};
pub use upkeep::note_restored::note_restored;
pub use upkeep::rehash_identifiers::rehash_marks;
pub use upkeep::settle_due_dates::settle_due_dates;
pub use upkeep::take_back_again::{TakenBack, take_back_again};
pub use vault::copies::{
    PassPhrase, VaultError, find_active_staff, give_own_key, grant_vault, make_vault, open_vault,
    open_with_shares, rotate_vault,
};

use std::sync::{Arc, PoisonError, RwLock};

use jiff::Timestamp;
use privacy::Known;
use record::{FeedbackScope, UnitTree, Units, WorkCalendar};
use site_gen::leaks::Leak;

use crate::event_log::{Actor, Detail, Event, Kind, write_event};
use crate::mail::Mails;
use crate::seal::{self, CannotOpen, CannotSeal, Keys, MarkHasher};
use crate::store::{self, CaseFile, Db, HashedMark, Lease, Staff, StoreError, Tx};
use domain::{AnswerFault, Because, Channel, Limits, News, Refused, SenderContact, Setting, Step, Unfit};

/// What steps know of the township besides the database.
#[derive(Debug)]
pub struct Township {
    /// The key file.
    pub keys: Keys,
    /// Working days; replaced when a new year's notice is put into the content.
    pub calendar: RwLock<Arc<WorkCalendar>>,
    /// Villages and offices.
    pub units: Units,
    /// The same as a tree, with what is above and below them.
    pub tree: UnitTree,
    /// Time limits.
    pub limits: Limits,
    /// Names of officials in duty, from the contact cards: they may stand in a public text.
    pub official_names: Vec<String>,
    /// Their posts by name, from the contact cards.
    pub posts: Vec<(String, String)>,
    /// Office numbers, from the contact cards and the hotline: they may stand in a public text.
    pub official_numbers: Vec<String>,
    /// Villages with fewer inhabitants are not named in public texts unless a person says why.
    pub small_village: u32,
    /// A second person confirms that a letter is not taken up.
    pub declines_need_two: bool,
    /// Mail texts.
    pub mails: Mails,
    /// Public keys that letters are sealed to.
    pub sealing_keys: KnownKeys,
}

impl Township {
    /// Officials in duty and their numbers: what stays.
    #[must_use]
    pub fn officials(&self) -> Known {
        Known {
            keep_names: self.official_names.clone(),
            keep_numbers: self.official_numbers.clone(),
            ..Known::default()
        }
    }

    /// The hashed marks of a letter.
    fn marks(&self, contact: &SenderContact, texts: &[&str]) -> Vec<HashedMark> {
        let hasher = MarkHasher::new(&self.keys);
        domain::marks_of(contact, texts, &self.officials())
            .iter()
            .map(|mark| HashedMark {
                form: mark.form.as_str().to_owned(),
                length: mark.length,
                hash: seal::hex(&hasher.hash(mark.form.as_str(), mark.text.reveal())),
                of_sender: mark.of_sender,
            })
            .collect()
    }

    /// What the re-identification guard knows of the township, for a text that names this village.
    #[must_use]
    pub fn setting<'a>(&'a self, village: Option<&'a str>, scope: FeedbackScope) -> Setting<'a> {
        Setting { units: &self.units, small_village: self.small_village, village, scope }
    }

    /// Working days as they were last read.
    #[must_use]
    pub fn calendar(&self) -> Arc<WorkCalendar> {
        Arc::clone(&self.calendar.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// A new year's holiday notice has been read.
    pub fn replace_calendar(&self, calendar: WorkCalendar) {
        *self.calendar.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(calendar);
    }
}

/// Why a step was not taken. Nothing was changed then.
#[derive(Debug, thiserror::Error)]
pub enum StepError {
    /// No such case, or not for this person.
    #[error("not found")]
    NotFound,
    /// Somebody else changed the case in between.
    #[error("changed in between")]
    Stale,
    /// This form has done its work already: the person who sent it again sees what it led to.
    #[error("done already")]
    Repeated {
        /// The page that followed.
        leads_to: String,
    },
    /// The workflow does not allow it.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The answer is not one.
    #[error(transparent)]
    Answer(#[from] AnswerFault),
    /// What the sender is to read has a blank that nobody has filled in.
    #[error("a blank is not filled in")]
    Unfilled {
        /// The blank, with a few characters around it.
        blank: String,
    },
    /// Something that the step needs was not given; the word is a message key `missing-<word>`.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// Something given names nothing here; the word is a message key `unknown-<word>`.
    #[error("{0} is unknown")]
    Unknown(&'static str),
    /// The case names this office: it cannot lead it.
    #[error("the case names this office")]
    NamedInCase,
    /// The public text is empty, still points to a person, or holds a risk that nobody has accepted.
    #[error("the public text is not fit: {0}")]
    Unfit(Box<Unfit>),
    /// The gate found something in what the public text would become.
    #[error("the gate found {} places", .0.len())]
    Leaks(Vec<Leak>),
    /// The gate could not look.
    #[error("the gate could not look")]
    Gate(#[source] anyhow::Error),
    /// Something sealed cannot be opened with this key.
    #[error(transparent)]
    Sealed(#[from] CannotOpen),
    /// Nothing can be sealed to the key in the database.
    #[error(transparent)]
    Unsealable(#[from] CannotSeal),
    /// No keys were made yet: contact details cannot be taken in.
    #[error("no vault was made: run form-api vault init")]
    NoVault,
    /// The township's key was changed in between: once more.
    #[error("the township's key was changed in between")]
    Rotated,
    /// The writing was cut short: whether it was done is not known, and the same form tells.
    #[error("the writing was cut short")]
    Cut,
    /// Too many pass phrases are being looked at.
    #[error("too many pass phrases at once")]
    Busy,
    /// The database.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for StepError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::NotFound,
            StoreError::Stale => Self::Stale,
            other => Self::Store(other),
        }
    }
}

/// A staff member at work: every step of the desk starts here.
#[derive(Clone, Copy, Debug)]
pub struct Desk<'a> {
    /// The database.
    pub db: &'a Db,
    /// The township.
    pub township: &'a Township,
    /// Who is at work.
    pub staff: &'a Staff,
    /// The form that was posted; none where no browser can send it twice.
    pub posting: Option<&'a Posting>,
    /// The moment.
    pub now: Timestamp,
}

/// A sender at work on their own letter: they have proved their query code, and `case_id` is what it opened.
#[derive(Clone, Copy, Debug)]
pub struct Sender<'a> {
    /// The database.
    pub db: &'a Db,
    /// The township.
    pub township: &'a Township,
    /// Row id of the case.
    pub case_id: &'a str,
    /// The form that was posted; none where no browser can send it twice.
    pub posting: Option<&'a Posting>,
    /// The moment.
    pub now: Timestamp,
}

impl Sender<'_> {
    /// Begins the transaction of a step.
    async fn begin(&self) -> Result<Tx, StepError> {
        posting::begin(self.db, self.posting, self.now).await
    }

    /// The same for a form that sets something: from a page that stays open it may be sent again with a value that was undone
    /// meanwhile. It is a repetition where what it sets stands already, and only there.
    async fn begin_unless(&self, is_set: bool) -> Result<Tx, StepError> {
        match self.begin().await {
            Err(StepError::Repeated { .. }) if !is_set => Ok(self.db.begin().await?),
            begun => begun,
        }
    }
}

/// The service itself at work on a duty.
#[derive(Clone, Copy, Debug)]
pub struct Upkeep<'a> {
    /// The database.
    pub db: &'a Db,
    /// The right to do it now; none where somebody does it by hand.
    pub lease: Option<&'a Lease>,
    /// The moment.
    pub now: Timestamp,
}

impl<'a> Upkeep<'a> {
    /// By hand: nobody else is kept from doing the same.
    #[must_use]
    pub const fn by_hand(db: &'a Db, now: Timestamp) -> Self {
        Self { db, lease: None, now }
    }

    /// Begins a transaction, unless another process has taken the duty over: one that was paused writes nothing more.
    async fn begin(&self) -> Result<Tx, StepError> {
        let mut tx = self.db.begin().await?;
        if let Some(lease) = self.lease {
            store::check_lease(&mut tx, lease).await?;
        }
        Ok(tx)
    }
}

/// Which case, as the person saw it.
#[derive(Clone, Copy, Debug)]
pub struct On<'a> {
    /// The letter number.
    pub submission_no: &'a str,
    /// The version that the page showed.
    pub version: i64,
}

/// A case that is being changed: the open transaction and the state that the step leads to.
struct Taken {
    tx: Tx,
    case: CaseFile,
    step: Step,
}

impl Desk<'_> {
    fn actor(&self) -> Actor {
        Actor::Staff(self.staff.id.clone())
    }

    /// Begins the transaction of a step.
    async fn begin(&self) -> Result<Tx, StepError> {
        posting::begin(self.db, self.posting, self.now).await
    }

    /// What takes long is done before the transaction, over what can be read without one: residents' letters do not wait for
    /// it. The transaction then compares the version. A refusal of a form whose work is done is no refusal: the case has
    /// moved on by it.
    async fn before<T>(&self, work: impl Future<Output = Result<T, StepError>>) -> Result<T, StepError> {
        match work.await {
            Ok(done) => Ok(done),
            Err(refusal) => Err(posting::find_done(self.db, self.posting).await?.unwrap_or(refusal)),
        }
    }

    /// Reads a case for a step, outside a transaction, and refuses what [`Desk::look_up`] would.
    async fn read(&self, on: On<'_>, step: Step) -> Result<CaseFile, StepError> {
        let case = store::find_case(self.db, &self.staff.viewer(), on.submission_no).await?;
        self.may_take(&case, on, step)?;
        Ok(case)
    }

    /// Says whether a step can be taken at all, before what was typed for it is looked at.
    ///
    /// # Errors
    /// As the step itself.
    pub async fn may(&self, on: On<'_>, step: Step) -> Result<(), StepError> {
        let case = self.read(on, step).await?.case();
        if step.is_of_publication() {
            domain::next_publication(&case, step)?;
        } else {
            domain::next(&case, step)?;
        }
        Ok(())
    }

    fn may_take(&self, case: &CaseFile, on: On<'_>, step: Step) -> Result<(), StepError> {
        self.staff.viewer().check(step, &case.letter())?;
        // What somebody said is noted whatever was done meanwhile.
        if case.version != on.version && step != Step::ProvideInformation {
            return Err(StepError::Stale);
        }
        // Whoever takes a step could be the one whom it is about. That it is a report may be said: then first readers have it.
        if case.awaits_first_reader && step != Step::Correct {
            return Err(Refused { act: step.into(), because: Because::WhoIsMeant }.into());
        }
        Ok(())
    }

    /// Opens a case for a step of handling and moves it to the state that the table gives. What was proposed before it
    /// moved on is over.
    async fn take(&self, on: On<'_>, step: Step) -> Result<Taken, StepError> {
        let mut taken = self.look_up(on, step).await?;
        let state = domain::next(&taken.case.case(), step)?;
        if state != taken.case.state {
            (taken.case.decline_reason, taken.case.decline_by) = (None, None);
        }
        taken.case.state = state;
        Ok(taken)
    }

    /// Opens a case for a step of publication and moves its publication.
    async fn take_publication(&self, on: On<'_>, step: Step) -> Result<Taken, StepError> {
        let mut taken = self.look_up(on, step).await?;
        taken.case.publication = domain::next_publication(&taken.case.case(), step)?;
        Ok(taken)
    }

    async fn look_up(&self, on: On<'_>, step: Step) -> Result<Taken, StepError> {
        let mut tx = self.begin().await?;
        let case = store::find_case(&mut tx, &self.staff.viewer(), on.submission_no).await?;
        self.may_take(&case, on, step)?;
        Ok(Taken { tx, case, step })
    }

    /// Saves the case, writes the step's event and commits.
    async fn finish(&self, taken: Taken, details: Vec<Detail>) -> Result<(), StepError> {
        self.finish_with(taken, details, None).await
    }

    /// The same for a step that was taken for a reason.
    async fn finish_because(
        &self,
        taken: Taken,
        details: Vec<Detail>,
        reason: &str,
    ) -> Result<(), StepError> {
        self.finish_with(taken, details, Some(reason)).await
    }

    async fn finish_with(
        &self,
        taken: Taken,
        details: Vec<Detail>,
        text: Option<&str>,
    ) -> Result<(), StepError> {
        let Taken { mut tx, case, step } = taken;
        store::save_case(&mut tx, &case).await?;
        if let Some(news) = News::of_step(step) {
            unread::mark_unread(&mut tx, &case, news, Some(&self.staff.id), self.now).await?;
        }
        if step == Step::Close {
            store::remove_all_unread(&mut tx, case.subject()).await?;
        }
        let (actor, subject, kind) = (self.actor(), Some(case.subject()), Kind::from(step));
        write_event(&mut tx, &Event { at: self.now, actor: &actor, subject, kind, details, text }).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// A text that a step needs, cleaned; white space is none.
fn needed(what: &'static str, text: &str) -> Result<String, StepError> {
    let text = domain::clean_text(text);
    if text.is_empty() { Err(StepError::Missing(what)) } else { Ok(text) }
}

/// The same of a text that the sender reads: no blank of a template is left in it.
fn for_sender(what: &'static str, text: &str) -> Result<String, StepError> {
    let text = needed(what, text)?;
    is_filled(&text)?;
    Ok(text)
}

/// Refuses a text that has a blank of a template left in it.
fn is_filled(text: &str) -> Result<(), StepError> {
    domain::find_placeholder(text).map_or(Ok(()), |blank| Err(StepError::Unfilled { blank }))
}

/// A reason has fewer different letters than this: a word that is said again and again says nothing more.
fn says_less_than(reason: &str, least: usize) -> bool {
    let said: std::collections::HashSet<char> = reason.chars().filter(|c| c.is_alphanumeric()).collect();
    said.len() < least
}

/// What a sender says: as long as a letter may be.
fn said(what: &'static str, text: &str) -> Result<String, StepError> {
    const MOST: usize = 10_000;
    let text = needed(what, text)?;
    if text.chars().count() > MOST { Err(StepError::Unknown("longer_text")) } else { Ok(text) }
}

/// The way in which somebody spoke to staff, who made sure who it is.
///
/// # Errors
/// [`StepError::Missing`] for another way than telephone and counter, and without the tick that somebody was recognised.
fn recognised(channel: &str, is_recognised: bool) -> Result<Channel, StepError> {
    let channel = Channel::parse(channel)
        .filter(|channel| matches!(channel, Channel::Phone | Channel::Counter))
        .ok_or(StepError::Missing("recognised_channel"))?;
    if is_recognised { Ok(channel) } else { Err(StepError::Missing("recognised")) }
}

/// An answer was given by the promised day: the verdict of this moment, kept with the case so that a later change of
/// the calendar does not rewrite it. Without a promised day the ceiling counts.
fn is_on_time(case: &CaseFile, now: Timestamp) -> bool {
    domain::shanghai_date(now) <= case.due.due_on.unwrap_or(case.due.ceiling_on)
}
