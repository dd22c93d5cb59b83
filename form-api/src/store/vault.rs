//! Public keys, staff members' own pairs, and who holds a copy of the township's private key. Deliberately absent: any
//! private key in clear.

use super::{Ask, Row, StoreError, Tx, args};
use crate::seal::{PublicKey, StaffKey};

/// What a pair is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SealingFor {
    /// Contact details: staff with the vault right open them.
    Vault,
    /// Mail: the outbox worker opens it.
    Mail,
}

impl SealingFor {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Vault => "vault",
            Self::Mail => "mail",
        }
    }
}

fn read_key(row: &Row) -> Result<PublicKey, StoreError> {
    let key =
        PublicKey::parse(&row.bytes("public_key")?).map_err(|_| StoreError::Word { column: "public_key" })?;
    // Bytes that were changed by accident seal to nobody.
    if key.id().show() == row.text("id")? { Ok(key) } else { Err(StoreError::Word { column: "public_key" }) }
}

/// The key that seals now, if one was made.
///
/// # Errors
/// [`StoreError::Word`] when the row is damaged.
pub async fn find_sealing_key<A: Ask + Send>(
    mut ask: A,
    purpose: SealingFor,
) -> Result<Option<PublicKey>, StoreError> {
    let sql = "SELECT id, public_key FROM sealing_keys WHERE purpose = $1 AND retired_at_ms IS NULL AND township = $2";
    ask.row(sql, args![purpose.as_str(), ask.township()]).await?.as_ref().map(read_key).transpose()
}

/// The keys that seal now, the township's and the one for mail, as far as they were made.
///
/// # Errors
/// [`StoreError::Word`] when a row is damaged.
pub async fn find_sealing_keys<A: Ask + Send>(
    mut ask: A,
) -> Result<(Option<PublicKey>, Option<PublicKey>), StoreError> {
    let sql =
        "SELECT purpose, id, public_key FROM sealing_keys WHERE retired_at_ms IS NULL AND township = $1";
    let mut keys = (None, None);
    for row in ask.rows(sql, args![ask.township()]).await? {
        let purpose = row.text("purpose")?;
        if purpose == SealingFor::Vault.as_str() {
            keys.0 = Some(read_key(&row)?);
        } else if purpose == SealingFor::Mail.as_str() {
            keys.1 = Some(read_key(&row)?);
        }
    }
    Ok(keys)
}

/// Puts a new key in use; the one before it seals nothing more.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn set_sealing_key(
    tx: &mut Tx,
    purpose: SealingFor,
    key: &PublicKey,
    at_ms: i64,
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE sealing_keys SET retired_at_ms = $2 WHERE purpose = $1 AND retired_at_ms IS NULL AND township = $3",
        args![purpose.as_str(), at_ms, tx.township()],
    )
    .await?;
    tx.execute(
        "INSERT INTO sealing_keys (id, purpose, public_key, made_at_ms, township) VALUES ($1, $2, $3, $4, $5)",
        args![key.id().show(), purpose.as_str(), key.as_bytes().as_slice(), at_ms, tx.township()],
    )
    .await?;
    Ok(())
}

/// Keeps a staff member's own pair in the place of an older one, to which copies were sealed that now nobody opens.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn set_staff_key(
    tx: &mut Tx,
    staff_id: &str,
    key: &StaffKey,
    at_ms: i64,
) -> Result<(), StoreError> {
    remove_staff_key(tx, staff_id).await?;
    tx.execute(
        "INSERT INTO staff_keys (staff_id, public_key, wrapped_private, made_at_ms, township) VALUES ($1, $2, $3, $4, $5)",
        args![staff_id, key.public.as_bytes().as_slice(), key.wrapped.as_slice(), at_ms, tx.township()],
    )
    .await?;
    Ok(())
}

/// Takes a staff member's pair and their copies of the township's key away; says how many copies there were.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn remove_staff_key(tx: &mut Tx, staff_id: &str) -> Result<u64, StoreError> {
    let copies = tx.execute("DELETE FROM vault_copies WHERE staff_id = $1", args![staff_id]).await?;
    tx.execute("DELETE FROM staff_keys WHERE staff_id = $1", args![staff_id]).await?;
    Ok(copies)
}

/// A staff member's own pair.
///
/// # Errors
/// [`StoreError::Word`] when the row is damaged.
pub async fn find_staff_key<A: Ask + Send>(
    mut ask: A,
    staff_id: &str,
) -> Result<Option<StaffKey>, StoreError> {
    let sql = "SELECT public_key, wrapped_private FROM staff_keys WHERE staff_id = $1";
    let Some(row) = ask.row(sql, args![staff_id]).await? else { return Ok(None) };
    let public =
        PublicKey::parse(&row.bytes("public_key")?).map_err(|_| StoreError::Word { column: "public_key" })?;
    Ok(Some(StaffKey { public, wrapped: row.bytes("wrapped_private")? }))
}

/// A sealed copy of one of the township's private keys.
#[derive(Clone, Debug)]
pub struct VaultCopy {
    /// Its public half.
    pub vault: PublicKey,
    /// Staff id.
    pub staff_id: String,
    /// The copy.
    pub sealed: Vec<u8>,
    /// It belongs to the key that seals now.
    pub is_in_use: bool,
}

/// The copies of one staff member, or of all; that of the key in use first.
///
/// # Errors
/// [`StoreError::Word`] when a row is damaged.
pub async fn list_vault_copies<A: Ask + Send>(
    mut ask: A,
    staff_id: Option<&str>,
) -> Result<Vec<VaultCopy>, StoreError> {
    let rows = ask
        .rows(
            "SELECT sealing_keys.id, public_key, staff_id, sealed_private, retired_at_ms FROM vault_copies \
             JOIN sealing_keys ON sealing_keys.id = key_id WHERE vault_copies.township = $2 AND (CAST($1 AS TEXT) IS NULL OR staff_id = $1) \
             ORDER BY CASE WHEN retired_at_ms IS NULL THEN 0 ELSE 1 END, made_at_ms DESC, staff_id",
            args![staff_id, ask.township()],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(VaultCopy {
                vault: read_key(row)?,
                staff_id: row.text("staff_id")?,
                sealed: row.bytes("sealed_private")?,
                is_in_use: row.int_or_null("retired_at_ms")?.is_none(),
            })
        })
        .collect()
}

/// Gives a staff member a copy.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn add_vault_copy(
    tx: &mut Tx,
    vault: &PublicKey,
    staff_id: &str,
    sealed: &[u8],
    at_ms: i64,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO vault_copies (key_id, staff_id, sealed_private, granted_at_ms, township) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (key_id, staff_id) DO UPDATE SET sealed_private = excluded.sealed_private, \
         granted_at_ms = excluded.granted_at_ms",
        args![vault.id().show(), staff_id, sealed, at_ms, tx.township()],
    )
    .await?;
    Ok(())
}

/// Removes the copies of the keys that are no longer in use: nothing is sealed to them any more.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn remove_retired_copies(tx: &mut Tx) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM vault_copies WHERE key_id IN (SELECT id FROM sealing_keys WHERE retired_at_ms IS NOT NULL AND township = $1)",
        args![tx.township()],
    )
    .await?;
    Ok(())
}

/// One sealed thing of a letter, wherever it lies.
#[derive(Clone, Debug)]
pub struct SealedRow {
    /// Row id of the letter, to which it is sealed.
    pub submission_id: String,
    /// Row id of the request that brought it along; none for the letter's own.
    pub request_id: Option<String>,
    /// Contact details.
    pub contact: Vec<u8>,
    /// The address for mail.
    pub mail_to: Option<Vec<u8>>,
}

/// Sealed contact details, letters behind `after`, at most `limit`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_sealed_letters<A: Ask + Send>(
    mut ask: A,
    after: &str,
    limit: i64,
) -> Result<Vec<SealedRow>, StoreError> {
    let sql = "SELECT id, sealed_contact, sealed_mail_to FROM submissions \
               WHERE sealed_contact IS NOT NULL AND township || '' = $3 AND id > $1 ORDER BY id LIMIT $2";
    let read = |row: &Row| {
        Ok(SealedRow {
            submission_id: row.text("id")?,
            request_id: None,
            contact: row.bytes("sealed_contact")?,
            mail_to: row.bytes_or_null("sealed_mail_to")?,
        })
    };
    ask.rows(sql, args![after, limit, ask.township()]).await?.iter().map(read).collect()
}

/// Sealed contact details that requests brought along and nobody has answered.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_sealed_requests<A: Ask + Send>(mut ask: A) -> Result<Vec<SealedRow>, StoreError> {
    let sql = "SELECT id, case_id, sealed_contact, sealed_mail_to FROM requests WHERE sealed_contact IS NOT NULL \
               AND township = $1";
    let read = |row: &Row| {
        Ok(SealedRow {
            submission_id: row.text("case_id")?,
            request_id: Some(row.text("id")?),
            contact: row.bytes("sealed_contact")?,
            mail_to: row.bytes_or_null("sealed_mail_to")?,
        })
    };
    ask.rows(sql, args![ask.township()]).await?.iter().map(read).collect()
}

/// Puts what was sealed again in the place of what it was made from.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn put_sealed(tx: &mut Tx, row: &SealedRow) -> Result<(), StoreError> {
    let (contact, mail_to) = (row.contact.as_slice(), row.mail_to.as_deref());
    match &row.request_id {
        None => {
            tx.execute(
                "UPDATE submissions SET sealed_contact = $2, sealed_mail_to = $3 WHERE id = $1",
                args![&row.submission_id, contact, mail_to],
            )
            .await?
        }
        Some(request) => {
            tx.execute(
                "UPDATE requests SET sealed_contact = $2, sealed_mail_to = $3 WHERE id = $1",
                args![request, contact, mail_to],
            )
            .await?
        }
    };
    Ok(())
}
