//! What a sender left is sealed in the request that brought it, before it reaches the database.

use std::sync::{PoisonError, RwLock};

use crate::case::SenderContact;
use crate::seal::{self, PublicKey, SealedContact, Sealer};
use crate::steps::StepError;
use crate::store::{self, Ask, Db, SealedParts, Tx};

/// The keys that seal now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::steps) struct SealingKeys {
    /// The township's.
    pub(in crate::steps) vault: PublicKey,
    /// The outbox worker's.
    pub(in crate::steps) mail: PublicKey,
}

impl SealingKeys {
    /// Asks for them.
    ///
    /// # Errors
    /// [`StepError::NoVault`] while there are none.
    pub(in crate::steps) async fn find<A: Ask + Send>(ask: A) -> Result<Self, StepError> {
        match store::find_sealing_keys(ask).await? {
            (Some(vault), Some(mail)) => Ok(Self { vault, mail }),
            _ => Err(StepError::NoVault),
        }
    }
}

/// The keys as they were last found. Whoever seals to them asks again in the transaction that keeps what was sealed.
#[derive(Debug, Default)]
pub struct KnownKeys(RwLock<Option<SealingKeys>>);

impl KnownKeys {
    /// The keys, asked for where they are not known.
    ///
    /// # Errors
    /// [`StepError::NoVault`] while there are none.
    pub(in crate::steps) async fn get(&self, db: &Db) -> Result<SealingKeys, StepError> {
        let known = *self.0.read().unwrap_or_else(PoisonError::into_inner);
        match known {
            Some(keys) => Ok(keys),
            None => {
                let keys = SealingKeys::find(db).await?;
                *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(keys);
                Ok(keys)
            }
        }
    }

    /// They have changed.
    pub(in crate::steps) fn forget(&self) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// To which keys something was sealed; none when there was nothing to seal.
#[must_use = "the keys may have been changed in between"]
#[derive(Clone, Copy, Debug)]
pub(in crate::steps) struct Sealing(Option<SealingKeys>);

impl Sealing {
    /// Sealed to these, or to none.
    pub(in crate::steps) const fn to(keys: Option<SealingKeys>) -> Self {
        Self(keys)
    }

    /// To be asked after the event was written, which puts all writers in order: a letter is never left under a key that
    /// was being changed while it was sealed.
    ///
    /// # Errors
    /// [`StepError::Rotated`]: the step is to be taken again.
    pub(in crate::steps) async fn must_be_in_use(self, tx: &mut Tx) -> Result<(), StepError> {
        must_be_in_use(tx, &[self]).await
    }
}

/// The same for several that share a transaction.
///
/// # Errors
/// [`StepError::Rotated`]: of one of them at least.
pub(in crate::steps) async fn must_be_in_use(tx: &mut Tx, sealings: &[Sealing]) -> Result<(), StepError> {
    let used: Vec<SealingKeys> = sealings.iter().filter_map(|sealing| sealing.0).collect();
    if used.is_empty() {
        return Ok(());
    }
    let now = SealingKeys::find(tx).await?;
    if used.iter().all(|keys| *keys == now) { Ok(()) } else { Err(StepError::Rotated) }
}

/// Seals contact details for a letter: to the township; and to the outbox worker the address where the sender is told by
/// mail, and the number where they are told by text message.
///
/// # Errors
/// [`StepError::NoVault`] while there is no key.
pub(in crate::steps) async fn seal_contact(
    tx: &mut Tx,
    submission_id: &str,
    contact: &SenderContact,
    told: (bool, bool),
) -> Result<(SealedParts, Sealing), StepError> {
    if contact.is_empty() {
        return Ok((SealedParts::default(), Sealing(None)));
    }
    let keys = SealingKeys::find(tx).await?;
    let parts = seal_to(&keys.vault, &mut keys.mail.sealer(), submission_id, contact, told)?;
    Ok((parts, Sealing(Some(keys))))
}

/// The same to keys that are known; what the outbox worker opens through `mail`, which may seal more to it.
///
/// # Errors
/// [`StepError::Unsealable`].
pub(in crate::steps) fn seal_to(
    vault: &PublicKey,
    mail: &mut Sealer,
    submission_id: &str,
    contact: &SenderContact,
    (by_mail, by_sms): (bool, bool),
) -> Result<SealedParts, StepError> {
    let address = contact.email.as_ref().filter(|_| by_mail);
    let mail_to = address.map(|address| seal::seal_mail_to(mail, submission_id, address));
    let number = contact.mobile().filter(|_| by_sms);
    let sms_to = number.map(|number| seal::seal_sms_to(mail, submission_id, &number));
    Ok(SealedParts {
        contact: SealedContact::seal(vault, submission_id, contact)?.map(|sealed| sealed.to_bytes()),
        mail_to: mail_to.transpose()?,
        sms_to: sms_to.transpose()?,
    })
}
