//! Signing in at the desk. Tries are counted by name and by where they come from, before they are looked at (`tries`). A
//! name that nobody has, a wrong phrase and a try that is not looked at take the same work, so that time tells nothing.
//!
//! Deliberately absent: reset by mail, and residents' accounts (there are none).

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::PasswordVerifier;
use argon2::password_hash::phc::PasswordHash;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::event_log::{Actor, Event, Kind, write_event};
use crate::seal::{self, DeviceToken, Keys, Purpose, StaffKey, Work};
use crate::steps::StepError;
use crate::steps::staff::phrase_work::with_phrase;
use crate::steps::staff::tries::count_try;
use crate::store::{self, Db, Staff, TriedAt};

/// Checked for names that do not exist, so that they take as long as those that do.
static NOBODY: LazyLock<String> = LazyLock::new(|| crate::steps::hash_pass_phrase("nobody has this phrase"));

/// What a person typed, and where.
pub struct SignIn<'a> {
    /// The sign-in name.
    pub sign_in_name: &'a str,
    /// The pass phrase.
    pub pass_phrase: &'a str,
    /// Prefix of the address that it came from.
    pub prefix: &'a str,
    /// The device, if somebody signed in on it before.
    pub device: Option<&'a DeviceToken>,
}

/// What came of it.
#[derive(Debug)]
pub enum SignedIn {
    /// A session has begun.
    Yes {
        /// Whose.
        staff_id: String,
        /// 256 random bits in hex; they go into the cookie and nowhere else.
        token: String,
    },
    /// Wrong name, wrong phrase or disabled: never told apart.
    No,
    /// Too many failures from there: the phrase was not looked at.
    Barred,
}

/// What is stored of a session token.
#[must_use]
pub fn token_hash(token: &str) -> String {
    seal::hex(&Sha256::digest(token.as_bytes()))
}

/// Tries to begin a session.
///
/// # Errors
/// [`StepError::Store`]; [`StepError::Busy`], and nothing was looked at.
pub async fn sign_in(
    db: &Db,
    keys: &Keys,
    typed: &SignIn<'_>,
    now: Timestamp,
) -> Result<SignedIn, StepError> {
    let name = &crate::case::read_sign_in_name(typed.sign_in_name);
    let staff = store::find_sign_in(db, name).await?.filter(|staff| !staff.is_disabled);
    let (who, whence) = tried_at(keys, name, staff.as_ref(), typed);
    let at = TriedAt { who: &who, whence: &whence };
    let may_be_looked_at = count_try(db, at, now).await?;
    let has_key = store::find_staff_key(db, &who).await?.is_some();
    // A try that is not looked at takes the work of one that is.
    let known = staff.as_ref().filter(|_| may_be_looked_at);
    let hash = known.map(|staff| staff.pass_phrase_hash.clone());
    let phrase = crate::case::read_pass_phrase(typed.pass_phrase);
    let makes_key = known.is_some() && !has_key;
    let check = move || {
        let right = is_right_phrase(&phrase, hash.as_ref().unwrap_or_else(|| &*NOBODY));
        // Accounts of before there were keys get theirs with the first sign-in.
        (right, (right && makes_key).then(|| StaffKey::make(phrase.trim(), Work::default())))
    };
    let (right, new_key) = with_phrase(check).await?;
    match known {
        Some(staff) if right => begin_session(db, staff, new_key.as_ref(), at, now).await,
        known => {
            note_failure(db, known, at, now).await?;
            Ok(if may_be_looked_at { SignedIn::No } else { SignedIn::Barred })
        }
    }
}

/// For whom and from where a try counts. A device on which this person has signed in counts for itself; else the prefix.
fn tried_at(keys: &Keys, name: &str, staff: Option<&Staff>, typed: &SignIn<'_>) -> (String, String) {
    let key = keys.derive(Purpose::Form);
    let hash = |text: String| seal::hex(&blake3::keyed_hash(&key, text.as_bytes()).as_bytes()[..16]);
    let who = staff.map_or_else(|| hash(format!("sign-in name {name}")), |staff| staff.id.clone());
    let device = typed.device.filter(|device| device.staff_id() == who);
    let whence = device.map_or_else(
        || hash(format!("sign-in prefix {}", typed.prefix)),
        |device| hash(format!("sign-in device {}", device.device())),
    );
    (who, whence)
}

async fn begin_session(
    db: &Db,
    staff: &Staff,
    new_key: Option<&StaffKey>,
    at: TriedAt<'_>,
    now: Timestamp,
) -> Result<SignedIn, StepError> {
    let token = seal::hex(&seal::random::<32>());
    let now_ms = now.as_millisecond();
    let mut tx = db.begin().await?;
    store::forget_tries_at(&mut tx, at).await?;
    if let Some(key) = new_key {
        store::set_staff_key(&mut tx, &staff.id, key, now_ms).await?;
    }
    store::add_session(&mut tx, &token_hash(&token), &staff.id, now_ms).await?;
    let actor = Actor::Staff(staff.id.clone());
    let event = Event {
        at: now,
        actor: &actor,
        subject: None,
        kind: Kind::SignedIn,
        details: Vec::new(),
        text: None,
    };
    write_event(&mut tx, &event).await?;
    tx.commit().await?;
    Ok(SignedIn::Yes { staff_id: staff.id.clone(), token })
}

/// Writes down that a known name's phrase was wrong. A name that nobody has leaves no event, for strangers could fill the
/// log for ever; its row of tries is touched instead, so that one commit is waited for either way.
async fn note_failure(
    db: &Db,
    known: Option<&Staff>,
    at: TriedAt<'_>,
    now: Timestamp,
) -> Result<(), StepError> {
    let mut tx = db.begin().await?;
    store::lock_tries(&mut tx, at, now.as_millisecond()).await?;
    if let Some(staff) = known {
        let actor = Actor::Staff(staff.id.clone());
        let kind = Kind::SignInFailed;
        let event = Event { at: now, actor: &actor, subject: None, kind, details: Vec::new(), text: None };
        write_event(&mut tx, &event).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Whether this is the pass phrase of the hash. Takes tens of milliseconds of one core.
pub(in crate::steps) fn is_right_phrase(phrase: &str, hash: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|hash| Argon2::default().verify_password(phrase.trim().as_bytes(), &hash).is_ok())
}

/// Ends a session.
///
/// # Errors
/// [`StepError::Store`].
pub async fn sign_out(db: &Db, token: &str) -> Result<(), StepError> {
    let mut tx = db.begin().await?;
    store::remove_session(&mut tx, &token_hash(token)).await?;
    tx.commit().await?;
    Ok(())
}
