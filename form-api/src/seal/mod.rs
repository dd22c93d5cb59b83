//! Keys, sealed contact details, receipts.
//!
//! | file | what |
//! | --- | --- |
//! | `envelope` | sealing to a public key: the service can write and not read |
//! | `contact` | what a sender left, and mail, in such envelopes |
//! | `staff_key` | a staff member's own pair under their pass phrase, and their copy of the township's key |
//! | `shares` | three printed slips, of which two give the township's key back |
//! | `keys` | key files: the service's own random bytes, and the private half that sends mail |
//! | `record` | records of the survey, under the service's own key |
//! | `stream` | attachments and their names, under the service's own key |
//! | `mark_hash` | keyed hashes of names and numbers |
//! | `receipt`, `token` | letter numbers, query codes, forms |
//! | `desk_token` | forms and devices of staff, forms that wait for their writer |
//! | `calendar_secret` | the address at which a member of staff subscribes to their meetings |
//! | `proof` | the proof of work that a form may ask for |
//!
//! Nothing here that the running service holds opens contact details. The first byte of an envelope names the algorithm,
//! so that another can follow without touching old rows. Deliberately absent: the hash by which a sign-in is checked
//! (`steps`), and any secret that the database itself could hold in clear.

mod calendar_secret;
mod contact;
mod desk_token;
mod envelope;
mod keys;
mod mark_hash;
mod proof;
mod receipt;
mod record;
mod shares;
mod staff_key;
mod stream;
mod token;

pub use calendar_secret::{calendar_secret, read_calendar_secret};
pub use contact::{
    SealedContact, open_mail_to, open_message, open_sms_to, seal_mail_to, seal_message, seal_sms_to,
};
pub use desk_token::{DEVICE_DAYS, DeskToken, DeviceToken, HeldKey};
pub use envelope::{CannotSeal, KeyId, PrivateKey, PublicKey, Sealer, sealed_under};
pub use keys::{Keys, KeysError, MailKey, Purpose};
pub use mark_hash::{MarkHash, MarkHasher, parse_mark_hash};
pub use proof::Challenge;
pub use receipt::{CodeFault, QueryCode, new_nonce, parse_submission_no};
pub use record::RecordKey;
pub use shares::{SHARES, Share, ShareFault, combine, share_out};
pub use staff_key::{StaffKey, Work, open_copy, seal_copy};
pub use stream::{AttachmentKey, CHUNK, FileStream, HEADER, TAG};
pub use token::{CaseToken, FormToken, MailToken, RECEIPT_MINUTES, ReceiptToken, SeenToken, TokenFault};

/// What was sealed cannot be opened: another key, another row, or changed bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("sealed data cannot be opened with this key")]
pub struct CannotOpen;

/// `N` random bytes of the operating system.
#[must_use]
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes once it has started");
    bytes
}

/// A random id for a row or a file: 128 bits in hex, so that ids say nothing about order or number.
#[must_use]
pub fn new_id() -> String {
    hex(&random::<16>())
}

/// Lower-case hex.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a String takes everything");
        text
    })
}

/// Reads lower-case hex back.
#[must_use]
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.len().is_multiple_of(2) && text.bytes().all(|digit| digit.is_ascii_hexdigit());
    let pair = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    if digits { (0..text.len()).step_by(2).map(pair).collect() } else { None }
}
