//! Staff accounts. Deliberately absent: choosing one's own weak pass phrase: phrases are made here and handed over.

use argon2::Argon2;
use argon2::password_hash::PasswordHasher;
use jiff::Timestamp;
use site_gen::render::in_simplified;

use crate::case::{self, Closely, Exclusion, Member, Roles, SubmissionKind};
use crate::event_log::{Actor, Detail, Event, Id, Kind, write_event};
use crate::seal::{self, StaffKey};
use crate::steps::{StepError, needed};
use crate::store::{self, Db, NewStaff, StoreError, Tx};

/// A new staff member.
#[derive(Clone, Debug)]
pub struct NewMember<'a> {
    /// What they type to sign in.
    pub sign_in_name: &'a str,
    /// What colleagues read.
    pub display_name: &'a str,
    /// Office id.
    pub office: Option<&'a str>,
    /// What they are trusted with.
    pub roles: &'a Roles,
    /// Made by the demo.
    pub is_sample: bool,
}

/// A random pass phrase: six groups of two syllables, 73 bits, that can be read out and typed.
#[must_use]
pub fn new_pass_phrase() -> String {
    const FIRST: &[u8; 14] = b"bdfghkmnprstvz";
    const SECOND: &[u8; 5] = b"aeiou";
    let syllable = || loop {
        // 210 = 3 · 70 is the largest multiple of the 70 syllables in a byte: nothing is more likely than the rest.
        let [byte] = seal::random::<1>();
        if byte < 210 {
            let at = usize::from(byte % 70);
            break [char::from(FIRST[at / 5]), char::from(SECOND[at % 5])];
        }
    };
    let group = |_| [syllable(), syllable()].as_flattened().iter().collect::<String>();
    (0..6).map(group).collect::<Vec<_>>().join("-")
}

/// Hashes a pass phrase with argon2id. Takes tens of milliseconds of one core: call it off the event loop.
#[must_use]
pub fn hash_pass_phrase(phrase: &str) -> String {
    Argon2::default()
        .hash_password(phrase.as_bytes())
        .expect("the default parameters and a fresh salt are valid")
        .to_string()
}

/// What is stored of a pass phrase: neither part gives it back.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// argon2id, PHC string: proves the phrase at sign-in.
    pub pass_phrase_hash: String,
    /// The staff member's own pair, wrapped under the phrase.
    pub key: StaffKey,
}

/// Adds a staff member with what is stored of their pass phrase.
///
/// # Errors
/// [`StepError::Missing`] without a name; [`StoreError::Duplicate`] when the sign-in name is taken.
pub async fn add_staff(
    db: &Db,
    member: &NewMember<'_>,
    credentials: &Credentials,
    now: Timestamp,
) -> Result<String, StepError> {
    let sign_in_name = needed("sign_in_name", &crate::case::read_sign_in_name(member.sign_in_name))?;
    let display_name = needed("display_name", member.display_name)?;
    let mut tx = db.begin().await?;
    let staff = NewStaff {
        sign_in_name: &sign_in_name,
        display_name: &display_name,
        office: member.office,
        roles: member.roles,
        pass_phrase_hash: &credentials.pass_phrase_hash,
        is_sample: member.is_sample,
        created_at_ms: now.as_millisecond(),
    };
    let id = store::add_staff(&mut tx, &staff).await?;
    store::set_staff_key(&mut tx, &id, &credentials.key, now.as_millisecond()).await?;
    hide_what_names(&mut tx, &id, &display_name).await?;
    let roles = member.roles.iter().map(Detail::Role);
    let details = Id::new(&id).map(Detail::Staff).into_iter().chain(roles).collect();
    write(&mut tx, Kind::StaffAdded, details, now).await?;
    tx.commit().await?;
    Ok(id)
}

/// Letters that accuse somebody may name who joins the staff only now: they are hidden from them before they first sign in.
async fn hide_what_names(tx: &mut Tx, id: &str, display_name: &str) -> Result<(), StepError> {
    let display_name = in_simplified(display_name);
    let members = [Member { id, display_name: &display_name }];
    let whom = Exclusion::Staff(id.to_owned());
    for letter in store::list_accusing(&mut *tx).await? {
        let is_report = letter.kind == SubmissionKind::Report;
        let closely = if is_report { Closely::FamilyNames } else { Closely::FullNames };
        let messages = store::list_messages(&mut *tx, letter.subject()).await?;
        let added = messages.iter().map(|message| message.text.as_str());
        let said = store::list_said(&mut *tx, &letter.id).await?;
        let said = said.iter().map(String::as_str);
        let text: Vec<&str> =
            [letter.title.as_str(), &letter.text].into_iter().chain(added).chain(said).collect();
        let named = case::named_members(&members, &[], &in_simplified(&text.join("\n")), closely);
        let accused = case::read_accused(&members, &[], &[], &in_simplified(&letter.accused));
        if !named.is_empty() || !accused.members.is_empty() {
            store::add_exclusions(tx, &[(letter.subject(), &whom)]).await?;
        }
    }
    Ok(())
}

/// Gives a staff member a new pass phrase; all their sessions end. Their copy of the township's key opened with the old
/// one only: it is gone, and somebody has to grant it again. Says whether there was one.
///
/// # Errors
/// [`StepError::NotFound`].
pub async fn reset_pass_phrase(
    db: &Db,
    sign_in_name: &str,
    credentials: &Credentials,
    now: Timestamp,
) -> Result<bool, StepError> {
    let staff = store::find_sign_in(db, &crate::case::read_sign_in_name(sign_in_name))
        .await?
        .ok_or(StoreError::NotFound)?;
    let mut tx = db.begin().await?;
    store::reset_pass_phrase(&mut tx, &staff.id, &credentials.pass_phrase_hash).await?;
    store::forget_tries_of(&mut tx, &staff.id).await?;
    let copies = store::remove_staff_key(&mut tx, &staff.id).await?;
    store::set_staff_key(&mut tx, &staff.id, &credentials.key, now.as_millisecond()).await?;
    store::remove_sessions_of(&mut tx, &staff.id).await?;
    let details = Id::new(&staff.id).map(Detail::Staff).into_iter().collect();
    write(&mut tx, Kind::PassPhraseReset, details, now).await?;
    tx.commit().await?;
    Ok(copies > 0)
}

/// Stops a staff member from signing in; all their sessions end, their copy of the township's key is taken away, what they
/// were given is nobody's in particular, and what they did stays under their name. Says whether there was a copy: then the key should be changed.
///
/// # Errors
/// [`StepError::NotFound`].
pub async fn disable_staff(db: &Db, sign_in_name: &str, now: Timestamp) -> Result<bool, StepError> {
    let staff = store::find_sign_in(db, &crate::case::read_sign_in_name(sign_in_name))
        .await?
        .ok_or(StoreError::NotFound)?;
    let mut tx = db.begin().await?;
    store::disable_staff(&mut tx, &staff.id, now.as_millisecond()).await?;
    store::release_assigned(&mut tx, &staff.id).await?;
    store::remove_unread_of(&mut tx, &staff.id).await?;
    let copies = store::remove_staff_key(&mut tx, &staff.id).await?;
    store::remove_sessions_of(&mut tx, &staff.id).await?;
    let details = Id::new(&staff.id).map(Detail::Staff).into_iter().collect();
    write(&mut tx, Kind::StaffDisabled, details, now).await?;
    tx.commit().await?;
    Ok(copies > 0)
}

async fn write(tx: &mut Tx, kind: Kind, details: Vec<Detail>, now: Timestamp) -> Result<(), StepError> {
    let event = Event { at: now, actor: &Actor::System, subject: None, kind, details, text: None };
    write_event(tx, &event).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pass_phrases_differ_and_can_be_typed() {
        let (one, other) = (new_pass_phrase(), new_pass_phrase());
        assert_ne!(one, other);
        assert_eq!(one.len(), 29);
        assert!(one.chars().all(|c| c.is_ascii_lowercase() || c == '-'));
    }
}
