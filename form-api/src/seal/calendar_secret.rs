//! The secret part of an address to which staff subscribe: a random id, and a keyed hash of it. The database has the id alone, so
//! that who takes the database takes no address.

use super::keys::{Keys, Purpose};

/// Characters of the id.
const ID: usize = 32;

/// The secret for an id.
#[must_use]
pub fn calendar_secret(keys: &Keys, id: &str) -> String {
    format!("{id}{}", hash(keys, id).to_hex())
}

/// The id in a secret that was made with these keys.
#[must_use]
pub fn read_calendar_secret<'a>(keys: &Keys, secret: &'a str) -> Option<&'a str> {
    let (id, rest) = secret.split_at_checked(ID)?;
    // Hashes are compared in constant time.
    (blake3::Hash::from_hex(rest).ok()? == hash(keys, id)).then_some(id)
}

fn hash(keys: &Keys, id: &str) -> blake3::Hash {
    blake3::keyed_hash(&keys.derive(Purpose::Calendar), id.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_reads_back_under_the_same_keys_and_in_no_other_form() {
        let (one, other) = (Keys::from_root([7; 32], false), Keys::from_root([8; 32], false));
        let id = "ab".repeat(16);
        let secret = calendar_secret(&one, &id);
        assert_eq!(read_calendar_secret(&one, &secret), Some(id.as_str()));
        assert_eq!(read_calendar_secret(&other, &secret), None);
        let longer = format!("{secret}0");
        for wrong in ["", &id, &secret[1..], &longer, &secret.replace('a', "c"), "水口村水口村水口村水口村"]
        {
            assert_eq!(read_calendar_secret(&one, wrong), None, "{wrong}");
        }
    }
}
