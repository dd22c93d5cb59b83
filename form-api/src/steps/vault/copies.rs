//! The township's key pair: made once, its private half given to staff as copies under their own keys and printed as
//! three recovery slips, changed when somebody leaves. The ceremonies are told in `docs/security.md`.
//!
//! The right to open contact details is a key, not a flag: who holds no copy opens nothing, whatever their roles. The
//! private half is in memory while one of these functions, or the opening of one case, runs. Deliberately absent: any way
//! for the service to keep it.

use jiff::Timestamp;
use zeroize::Zeroizing;

use crate::event_log::{Actor, Detail, Event, Id, KeySource, Kind, write_event};
use crate::seal::{self, CannotSeal, PrivateKey, PublicKey, Share, ShareFault, StaffKey, Work, combine};
use crate::steps::staff::phrase_work::with_phrase;
use crate::steps::staff::sign_in::is_right_phrase;
use crate::steps::vault::rotate_contacts::{is_any_left, reseal_to};
use crate::steps::{Credentials, StepError};
use crate::store::{self, Db, SealingFor, Staff, StoreError, Tx};

/// What a person typed; its memory is wiped when it is dropped.
pub type PassPhrase = Zeroizing<String>;

/// Why a ceremony did not take place. Nothing was changed then.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// There is a key pair already.
    #[error("已经有密钥了，没有改动；要换一把新的，用 vault rotate")]
    There,
    /// None was made yet.
    #[error("还没有密钥：先运行 form-api vault init")]
    None,
    /// No such staff member, or one who cannot sign in any more.
    #[error("没有“{0}”这个登录名，或者已经停用")]
    NoStaff(String),
    /// The pass phrase is wrong.
    #[error("口令不对，没有改动")]
    WrongPhrase,
    /// This person holds no copy.
    #[error("“{0}”没有打开联系方式的钥匙")]
    NoRight(String),
    /// Nothing can be sealed to this person: their own pair is made when they sign in.
    #[error("“{0}”还没有自己的密钥：请本人先登录一次办件台")]
    NoKey(String),
    /// The slips.
    #[error(transparent)]
    Share(#[from] ShareFault),
    /// Anything else.
    #[error(transparent)]
    Step(#[from] StepError),
}

impl From<StoreError> for VaultError {
    fn from(error: StoreError) -> Self {
        Self::Step(error.into())
    }
}

impl From<CannotSeal> for VaultError {
    fn from(error: CannotSeal) -> Self {
        Self::Step(error.into())
    }
}

/// Opens the copies of one staff member with their pass phrase: that of the key in use, and while everything is being
/// sealed again those before it.
///
/// # Errors
/// [`VaultError::NoRight`] without a copy; [`VaultError::WrongPhrase`].
pub async fn open_vault(db: &Db, staff: &Staff, phrase: PassPhrase) -> Result<Vec<PrivateKey>, VaultError> {
    let no_right = || VaultError::NoRight(staff.sign_in_name.clone());
    let copies = store::list_vault_copies(db, Some(&staff.id)).await?;
    let key = store::find_staff_key(db, &staff.id).await?.filter(|_| !copies.is_empty());
    let own = unwrap(key.ok_or_else(no_right)?, phrase).await?;
    let keys: Vec<PrivateKey> = copies
        .iter()
        .filter_map(|copy| seal::open_copy(&own, &staff.id, &copy.vault, &copy.sealed).ok())
        .collect();
    if keys.is_empty() { Err(no_right()) } else { Ok(keys) }
}

/// argon2 takes tens of milliseconds: not on the event loop.
async fn unwrap(key: StaffKey, phrase: PassPhrase) -> Result<PrivateKey, VaultError> {
    let unwrapped = with_phrase(move || key.unwrap(&phrase)).await.map_err(VaultError::Step)?;
    unwrapped.map_err(|_| VaultError::WrongPhrase)
}

async fn vault_in_use(db: &Db) -> Result<PublicKey, VaultError> {
    store::find_sealing_key(db, SealingFor::Vault).await?.ok_or(VaultError::None)
}

/// Makes the township's pair and gives the first copy; the slips are to be printed and are kept nowhere. `mail` is the
/// public half of the outbox worker's pair.
///
/// # Errors
/// [`VaultError::There`]; [`VaultError::WrongPhrase`].
pub async fn make_vault(
    db: &Db,
    holder: &Staff,
    phrase: PassPhrase,
    mail: &PublicKey,
    now: Timestamp,
) -> Result<Vec<Share>, VaultError> {
    if store::find_sealing_key(db, SealingFor::Vault).await?.is_some() {
        return Err(VaultError::There);
    }
    let own = give_own_key(db, holder, phrase, now).await?;
    let vault = PrivateKey::new_random();
    let (public, at_ms) = (vault.public(), now.as_millisecond());
    let mut tx = db.begin().await?;
    let mut details = vec![Detail::Key(public.id().into())];
    details.extend(Id::new(&holder.id).map(Detail::Staff));
    write(&mut tx, &Actor::System, Kind::VaultMade, details, now).await?;
    if store::find_sealing_key(&mut tx, SealingFor::Vault).await?.is_some() {
        return Err(VaultError::There);
    }
    store::set_sealing_key(&mut tx, SealingFor::Vault, &public, at_ms).await?;
    store::set_sealing_key(&mut tx, SealingFor::Mail, mail, at_ms).await?;
    let copy = seal::seal_copy(&vault, &holder.id, &own)?;
    store::add_vault_copy(&mut tx, &public, &holder.id, &copy, at_ms).await?;
    tx.commit().await?;
    Ok(seal::share_out(&vault))
}

/// The public half of a staff member's own pair, once their phrase has proved right. Accounts of before there were pairs
/// get theirs here.
///
/// # Errors
/// [`VaultError::WrongPhrase`].
pub async fn give_own_key(
    db: &Db,
    staff: &Staff,
    phrase: PassPhrase,
    now: Timestamp,
) -> Result<PublicKey, VaultError> {
    if let Some(key) = store::find_staff_key(db, &staff.id).await? {
        return Ok(unwrap(key, phrase).await?.public());
    }
    let hash = staff.pass_phrase_hash.clone();
    let make = move || is_right_phrase(&phrase, &hash).then(|| StaffKey::make(&phrase, Work::default()));
    let made = with_phrase(make).await.map_err(VaultError::Step)?.ok_or(VaultError::WrongPhrase)?;
    let mut tx = db.begin().await?;
    store::set_staff_key(&mut tx, &staff.id, &made, now.as_millisecond()).await?;
    tx.commit().await?;
    Ok(made.public)
}

/// Gives another staff member a copy of what `keys` are: those that somebody has opened, or that two slips gave back.
///
/// # Errors
/// [`VaultError::NoKey`] when nothing can be sealed to them yet.
pub async fn grant_vault(
    db: &Db,
    keys: &[PrivateKey],
    by: Option<&Staff>,
    to: &Staff,
    now: Timestamp,
) -> Result<(), VaultError> {
    let own = store::find_staff_key(db, &to.id).await?;
    let own = own.ok_or_else(|| VaultError::NoKey(to.sign_in_name.clone()))?.public;
    let mut tx = db.begin().await?;
    let actor = by.map_or(Actor::System, |staff| Actor::Staff(staff.id.clone()));
    let source = if by.is_some() { KeySource::PassPhrase } else { KeySource::Shares };
    let mut details = vec![Detail::KeySource(source)];
    details.extend(Id::new(&to.id).map(Detail::Staff));
    write(&mut tx, &actor, Kind::VaultGranted, details, now).await?;
    for key in keys {
        let copy = seal::seal_copy(key, &to.id, &own)?;
        store::add_vault_copy(&mut tx, &key.public(), &to.id, &copy, now.as_millisecond()).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The private key of two slips.
///
/// # Errors
/// [`VaultError::Share`].
pub async fn open_with_shares(db: &Db, one: &Share, other: &Share) -> Result<PrivateKey, VaultError> {
    Ok(combine(one, other, vault_in_use(db).await?.id())?)
}

/// Changes the township's key: a new pair, a copy for everybody who holds one, everything sealed again, the old copies
/// gone. New slips come of it. Letters are taken in all the time. A change that was cut short is finished by the next
/// call instead of beginning another one.
///
/// # Errors
/// [`VaultError::NoRight`] when `keys` do not hold the key in use.
pub async fn rotate_vault(
    db: &Db,
    keys: &[PrivateKey],
    by: &Staff,
    now: Timestamp,
    progress: impl FnMut(usize),
) -> Result<(usize, Vec<Share>), VaultError> {
    let before = vault_in_use(db).await?;
    let current = keys.iter().find(|key| key.public() == before);
    let current = current.ok_or_else(|| VaultError::NoRight(by.sign_in_name.clone()))?;
    let unfinished = store::list_vault_copies(db, None).await?.iter().any(|copy| !copy.is_in_use);
    let new = if unfinished { current.clone() } else { begin_rotation(db, &before, by, now).await? };
    let public = new.public();
    let mut all = keys.to_vec();
    all.push(new.clone());
    let done = reseal_to(db, &all, &public, progress).await?;

    let mut tx = db.begin().await?;
    let details = vec![Detail::Key(public.id().into()), Detail::SealedAgain(done)];
    let actor = Actor::Staff(by.id.clone());
    // The event first: it puts all writers in order, so that nothing arrives between the look and the removal.
    write(&mut tx, &actor, Kind::VaultRotationFinished, details, now).await?;
    if is_any_left(&mut tx, &public).await? {
        return Err(StepError::Rotated.into());
    }
    store::remove_retired_copies(&mut tx).await?;
    tx.commit().await?;
    db.fold_log().await?;
    Ok((done, seal::share_out(&new)))
}

/// Puts a new pair in use and gives everybody who holds a copy of the old one a copy of the new one.
async fn begin_rotation(
    db: &Db,
    before: &PublicKey,
    by: &Staff,
    now: Timestamp,
) -> Result<PrivateKey, VaultError> {
    let new = PrivateKey::new_random();
    let (public, at_ms) = (new.public(), now.as_millisecond());
    let mut tx = db.begin().await?;
    let details = vec![Detail::Key(public.id().into()), Detail::KeyBefore(before.id().into())];
    let actor = Actor::Staff(by.id.clone());
    write(&mut tx, &actor, Kind::VaultRotated, details, now).await?;
    store::set_sealing_key(&mut tx, SealingFor::Vault, &public, at_ms).await?;
    for held in store::list_vault_copies(&mut tx, None).await?.iter().filter(|held| held.vault == *before) {
        if let Some(key) = store::find_staff_key(&mut tx, &held.staff_id).await? {
            let copy = seal::seal_copy(&new, &held.staff_id, &key.public)?;
            store::add_vault_copy(&mut tx, &public, &held.staff_id, &copy, at_ms).await?;
        }
    }
    tx.commit().await?;
    Ok(new)
}

async fn write(
    tx: &mut Tx,
    actor: &Actor,
    kind: Kind,
    details: Vec<Detail>,
    now: Timestamp,
) -> Result<(), VaultError> {
    let event = Event { at: now, actor, subject: None, kind, details, text: None };
    write_event(tx, &event).await.map_err(StepError::from)?;
    Ok(())
}

/// A staff member who can sign in, by sign-in name.
///
/// # Errors
/// [`VaultError::NoStaff`].
pub async fn find_active_staff(db: &Db, sign_in_name: &str) -> Result<Staff, VaultError> {
    let staff = store::find_sign_in(db, sign_in_name).await?;
    let active = staff.filter(|staff| !staff.is_disabled);
    active.ok_or_else(|| VaultError::NoStaff(sign_in_name.to_owned()))
}

impl Credentials {
    /// What is stored of a pass phrase. Takes tens of milliseconds of one core: call it off the event loop.
    #[must_use]
    pub fn of(phrase: &str) -> Self {
        Self {
            pass_phrase_hash: crate::steps::hash_pass_phrase(phrase),
            key: StaffKey::make(phrase, Work::default()),
        }
    }
}
