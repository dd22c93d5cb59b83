//! Signing in at the desk. Five failures in a row bar further attempts for a while that doubles, up to an hour; an
//! unknown name takes as long as a wrong phrase.
//!
//! Deliberately absent: reset by mail, and residents' accounts (there are none).

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::PasswordVerifier;
use argon2::password_hash::phc::PasswordHash;
use jiff::Timestamp;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::StepError;
use super::phrase_work::with_phrase;
use crate::event_log::{Actor, Event, write_event};
use crate::seal::{self, StaffKey, Work};
use crate::store::{self, Db, Staff, Tx};

/// Failures before the first bar.
const FREE_FAILURES: i64 = 5;
const FIRST_BAR_MS: i64 = 60_000;
const LONGEST_BAR_MS: i64 = 3_600_000;

/// Checked for names that do not exist, so that they take as long as those that do.
static NOBODY: LazyLock<String> = LazyLock::new(|| super::hash_pass_phrase("nobody has this phrase"));

/// What a person typed.
#[derive(Clone)]
pub struct SignIn {
    /// The sign-in name.
    pub sign_in_name: String,
    /// The pass phrase.
    pub pass_phrase: String,
}

/// What came of it.
#[derive(Debug)]
pub enum SignedIn {
    /// A session has begun; the token goes into the cookie and nowhere else.
    Yes {
        /// 256 random bits in hex.
        token: String,
    },
    /// Wrong name, wrong phrase or disabled: never told apart.
    No,
    /// Too many failures: the phrase was not looked at.
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
pub async fn sign_in(db: &Db, typed: &SignIn, now: Timestamp) -> Result<SignedIn, StepError> {
    let staff = store::find_sign_in(db, typed.sign_in_name.trim()).await?.filter(|staff| !staff.is_disabled);
    let now_ms = now.as_millisecond();
    if staff.as_ref().is_some_and(|staff| staff.barred_until_ms > now_ms) {
        return Ok(SignedIn::Barred);
    }
    let hash = staff.as_ref().map(|staff| staff.pass_phrase_hash.clone());
    let has_key = match &staff {
        Some(staff) => store::find_staff_key(db, &staff.id).await?.is_some(),
        None => true,
    };
    let phrase = typed.pass_phrase.clone();
    let check = move || {
        let right = is_right_phrase(&phrase, hash.as_ref().unwrap_or_else(|| &*NOBODY));
        // Accounts of before there were keys get theirs with the first sign-in.
        (right, (right && !has_key).then(|| StaffKey::make(phrase.trim(), Work::default())))
    };
    let (right, new_key) = with_phrase(check).await?;
    let Some(staff) = staff else { return Ok(SignedIn::No) };

    let mut tx = db.begin().await?;
    let (kind, outcome) = if right {
        let token = seal::hex(&seal::random::<32>());
        store::record_sign_in_success(&mut tx, &staff.id).await?;
        if let Some(key) = &new_key {
            store::set_staff_key(&mut tx, &staff.id, key, now_ms).await?;
        }
        store::add_session(&mut tx, &token_hash(&token), &staff.id, now_ms).await?;
        ("signed_in", SignedIn::Yes { token })
    } else {
        count_failure(&mut tx, &staff, now_ms).await?;
        ("sign_in_failed", SignedIn::No)
    };
    let actor = Actor::Staff(staff.id);
    write_event(&mut tx, &Event { at: now, actor: &actor, case_id: None, kind, detail: json!({}) }).await?;
    tx.commit().await?;
    Ok(outcome)
}

/// Counts a wrong phrase, wherever it was typed, and bars further ones for a while after too many in a row.
pub(super) async fn count_failure(tx: &mut Tx, staff: &Staff, now_ms: i64) -> Result<(), StepError> {
    let over = staff.failed_sign_ins + 1 - FREE_FAILURES;
    let bar = if over < 0 { 0 } else { (FIRST_BAR_MS << over.min(6)).min(LONGEST_BAR_MS) };
    store::record_sign_in_failure(tx, &staff.id, if bar == 0 { 0 } else { now_ms + bar }).await?;
    Ok(())
}

/// Whether this is the pass phrase of the hash. Takes tens of milliseconds of one core.
pub(super) fn is_right_phrase(phrase: &str, hash: &str) -> bool {
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
