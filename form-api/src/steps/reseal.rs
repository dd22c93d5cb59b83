//! Sealing again: what an older program sealed under the service's own key, once, at the first start with a vault; and
//! everything, when the township's key was changed.

use jiff::Timestamp;

use super::sealing::seal_to;
use super::{StepError, Township};
use crate::event_log::{Actor, Detail, Event, Kind, write_event};
use crate::seal::{self, PrivateKey, PublicKey, SealedContact};
use crate::store::{self, Db, SealedRow, SealingFor, Tx};

/// Letters that are read at once.
const BATCH: i64 = 500;

/// Seals to the township's key what the service itself could open until now; says how many letters and requests there
/// were. One transaction: afterwards nothing in the database opens with the service's key file. What the sender left is
/// hashed by the present rules on the way, for the last time that the service sees it.
///
/// # Errors
/// [`StepError::NoVault`] when there is something to seal and no key; [`StepError::Sealed`] with another key file.
pub async fn reseal_older(db: &Db, township: &Township, now: Timestamp) -> Result<usize, StepError> {
    let mut tx = db.begin().await?;
    let mail = store::list_older_mail(&mut tx).await?;
    let older = list_older(&mut tx).await?;
    if older.is_empty() && mail.is_empty() {
        return Ok(0);
    }
    let vault = store::find_sealing_key(&mut tx, SealingFor::Vault).await?.ok_or(StepError::NoVault)?;
    let mail_key = store::find_sealing_key(&mut tx, SealingFor::Mail).await?.ok_or(StepError::NoVault)?;
    let letters = older.len();
    for mut row in older {
        let contact = seal::open_older_contact(&township.keys, &row.submission_id, &row.contact)?;
        // Until then whoever left an address was told by mail.
        let parts = seal_to(&vault, &mut mail_key.sealer(), &row.submission_id, &contact, (true, false))?;
        row.contact = parts.contact.unwrap_or_else(|| SealedContact::default().to_bytes());
        row.mail_to = parts.mail_to;
        store::put_sealed(&mut tx, &row).await?;
        store::add_marks(&mut tx, &row.submission_id, &township.marks(&contact, &[])).await?;
    }
    for mail in mail {
        let address = seal::open_older_recipient(&township.keys, &mail.id, &mail.sealed_to)?;
        let to = seal::seal_mail_to(&mut mail_key.sealer(), &mail.submission_id, &address)?;
        let body = seal::seal_mail_body(&mail_key, &mail.id, &mail.body)?;
        store::put_sealed_mail(&mut tx, &mail.id, &to, &body).await?;
    }
    let event = Event {
        at: now,
        actor: &Actor::System,
        case_id: None,
        kind: Kind::ContactsSealedAgain,
        details: vec![Detail::Letters(letters), Detail::Key(vault.id().into())],
        text: None,
    };
    write_event(&mut tx, &event).await?;
    tx.commit().await?;
    // The write-ahead log still holds pages of before.
    db.fold_log().await?;
    Ok(letters)
}

/// Everything that was sealed in the older way.
async fn list_older(tx: &mut Tx) -> Result<Vec<SealedRow>, StepError> {
    let mut older = store::list_sealed_requests(&mut *tx).await?;
    let mut after = String::new();
    loop {
        let batch = store::list_sealed_letters(&mut *tx, &after, BATCH).await?;
        let Some(last) = batch.last() else { break };
        after.clone_from(&last.submission_id);
        older.extend(batch);
        older.retain(|row| seal::is_older(&row.contact));
    }
    Ok(older)
}

/// Seals everything to `vault` that is under other keys; `keys` open it. Letters that arrive meanwhile are under the
/// new key already, and a run that was cut short goes on where it stopped.
///
/// # Errors
/// [`StepError::Sealed`] for something that none of the keys opens.
pub(super) async fn reseal_to(
    db: &Db,
    keys: &[PrivateKey],
    vault: &PublicKey,
    mut progress: impl FnMut(usize),
) -> Result<usize, StepError> {
    let (mut done, mut after) = (0, String::new());
    loop {
        let mut tx = db.begin().await?;
        let batch = store::list_sealed_letters(&mut tx, &after, BATCH).await?;
        let Some(last) = batch.last() else { break };
        after.clone_from(&last.submission_id);
        for row in batch {
            done += usize::from(reseal_row(&mut tx, keys, vault, row).await?);
        }
        tx.commit().await?;
        progress(done);
    }
    let mut tx = db.begin().await?;
    for row in store::list_sealed_requests(&mut tx).await? {
        done += usize::from(reseal_row(&mut tx, keys, vault, row).await?);
    }
    tx.commit().await?;
    Ok(done)
}

async fn reseal_row(
    tx: &mut Tx,
    keys: &[PrivateKey],
    vault: &PublicKey,
    mut row: SealedRow,
) -> Result<bool, StepError> {
    let sealed = SealedContact::parse(&row.contact)?;
    if sealed.keys().all(|id| id == vault.id()) {
        return Ok(false);
    }
    let contact = sealed.open(keys, &row.submission_id)?;
    let sealed = SealedContact::seal(vault, &row.submission_id, &contact)?.unwrap_or_default();
    row.contact = sealed.to_bytes();
    store::put_sealed(tx, &row).await?;
    Ok(true)
}

/// Whether anything is still sealed to another key than this one.
pub(super) async fn is_any_left(tx: &mut Tx, vault: &PublicKey) -> Result<bool, StepError> {
    let is_left = |row: &SealedRow| {
        SealedContact::parse(&row.contact).map_or(true, |sealed| sealed.keys().any(|id| id != vault.id()))
    };
    if store::list_sealed_requests(&mut *tx).await?.iter().any(is_left) {
        return Ok(true);
    }
    let mut after = String::new();
    loop {
        let batch = store::list_sealed_letters(&mut *tx, &after, BATCH).await?;
        let Some(last) = batch.last() else { return Ok(false) };
        after.clone_from(&last.submission_id);
        if batch.iter().any(is_left) {
            return Ok(true);
        }
    }
}
