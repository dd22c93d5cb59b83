//! What a sender left is sealed in the request that brought it, before it reaches the database.

use super::StepError;
use crate::case::SenderContact;
use crate::seal::{self, PublicKey, SealedContact};
use crate::store::{self, SealedParts, SealingFor, Tx};

/// To which key something was sealed in this transaction; none when there was nothing to seal.
#[must_use = "the key may have been changed in between"]
pub(super) struct Sealing(Option<PublicKey>);

impl Sealing {
    /// To be asked after the event was written, which puts all writers in order: a letter is never left under a key that
    /// was being changed while it was sealed.
    ///
    /// # Errors
    /// [`StepError::Rotated`]: the step is to be taken again.
    pub(super) async fn must_be_in_use(self, tx: &mut Tx) -> Result<(), StepError> {
        let Some(key) = self.0 else { return Ok(()) };
        let now = store::find_sealing_key(&mut *tx, SealingFor::Vault).await?;
        if now == Some(key) { Ok(()) } else { Err(StepError::Rotated) }
    }
}

/// Seals contact details for a letter: to the township; and to the outbox worker the address where the sender is told by
/// mail, and the number where they are told by text message.
///
/// # Errors
/// [`StepError::NoVault`] while there is no key.
pub(super) async fn seal_contact(
    tx: &mut Tx,
    submission_id: &str,
    contact: &SenderContact,
    (by_mail, by_sms): (bool, bool),
) -> Result<(SealedParts, Sealing), StepError> {
    if contact.is_empty() {
        return Ok((SealedParts::default(), Sealing(None)));
    }
    let vault = store::find_sealing_key(&mut *tx, SealingFor::Vault).await?.ok_or(StepError::NoVault)?;
    let mail = store::find_sealing_key(&mut *tx, SealingFor::Mail).await?.ok_or(StepError::NoVault)?;
    let mut parts = seal_parts(&vault, &mail, submission_id, contact)?;
    parts.mail_to = parts.mail_to.filter(|_| by_mail);
    if let Some(number) = contact.phone.as_ref().filter(|_| by_sms) {
        parts.sms_to = Some(seal::seal_sms_to(&mail, submission_id, number)?);
    }
    Ok((parts, Sealing(Some(vault))))
}

/// Seals contact details to these keys.
pub(super) fn seal_parts(
    vault: &PublicKey,
    mail: &PublicKey,
    submission_id: &str,
    contact: &SenderContact,
) -> Result<SealedParts, StepError> {
    let mail_to = contact.email.as_ref().map(|address| seal::seal_mail_to(mail, submission_id, address));
    Ok(SealedParts {
        contact: SealedContact::seal(vault, submission_id, contact)?.map(|sealed| sealed.to_bytes()),
        mail_to: mail_to.transpose()?,
        sms_to: None,
    })
}
