//! Files at rest: sealed in chunks, so that no file is ever whole in memory, under a key of the key file.
//!
//! The STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015) over XChaCha20-Poly1305: each chunk's nonce is the
//! file's random part, the chunk's number and whether it is the last, so that chunks cannot be cut off, put in another
//! order or taken from another file. Deliberately absent: files themselves (`attachments`), and any public key: staff
//! see attachments without a pass phrase, and `docs/security.md` says so.

use aead_stream::{NewStream, StreamBE32, StreamPrimitive};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use zeroize::Zeroizing;

use super::{CannotOpen, Keys, Purpose};

/// XChaCha20-Poly1305 in chunks.
const XCHACHA_STREAM: u8 = 1;
/// The random part of a file's nonces, bytes.
const PREFIX: usize = 19;
const NONCE: usize = 24;

/// Bytes of each chunk but the last, in clear.
pub const CHUNK: usize = 64 * 1024;
/// What sealing adds to a chunk, bytes.
pub const TAG: usize = 16;
/// What stands before the first chunk, bytes.
pub const HEADER: usize = 1 + PREFIX;

/// The key under which attachments and their names are kept.
#[derive(Clone)]
pub struct AttachmentKey(Zeroizing<[u8; 32]>);

impl std::fmt::Debug for AttachmentKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AttachmentKey").finish_non_exhaustive()
    }
}

impl AttachmentKey {
    /// Of the key file.
    #[must_use]
    pub fn of(keys: &Keys) -> Self {
        Self(Zeroizing::new(keys.derive(Purpose::Attachments)))
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&(*self.0).into())
    }

    /// Begins to hash a file as it comes, so that the same one is known again; without the key the hash says nothing.
    #[must_use]
    pub fn content_hasher(&self) -> blake3::Hasher {
        blake3::Hasher::new_keyed(&blake3::derive_key("lianxin 2026-11 attachments known again", &*self.0))
    }

    /// Seals a file's name, for one attachment.
    #[must_use]
    pub fn seal_name(&self, id: &str, name: &str) -> Vec<u8> {
        let nonce: [u8; NONCE] = super::random();
        let aad = format!("attachments|sealed_name|{id}");
        let payload = Payload { msg: name.as_bytes(), aad: aad.as_bytes() };
        let sealed = self.cipher().encrypt(&nonce.into(), payload).expect("a name is short");
        [&[XCHACHA_STREAM], nonce.as_slice(), &sealed].concat()
    }

    /// Opens the name of an attachment.
    ///
    /// # Errors
    /// [`CannotOpen`].
    pub fn open_name(&self, id: &str, sealed: &[u8]) -> Result<String, CannotOpen> {
        let (&XCHACHA_STREAM, rest) = sealed.split_first().ok_or(CannotOpen)? else { return Err(CannotOpen) };
        let (nonce, body) = rest.split_first_chunk::<NONCE>().ok_or(CannotOpen)?;
        let aad = format!("attachments|sealed_name|{id}");
        let payload = Payload { msg: body, aad: aad.as_bytes() };
        let name = self.cipher().decrypt(&(*nonce).into(), payload).map_err(|_| CannotOpen)?;
        String::from_utf8(name).map_err(|_| CannotOpen)
    }

    /// Begins to seal a file: gives what stands before its first chunk.
    #[must_use]
    pub fn seal_file(&self, id: &str) -> ([u8; HEADER], FileStream) {
        let prefix: [u8; PREFIX] = super::random();
        let mut header = [XCHACHA_STREAM; HEADER];
        header[1..].copy_from_slice(&prefix);
        (header, FileStream::new(self, id, prefix))
    }

    /// Begins to open a file that begins so.
    ///
    /// # Errors
    /// [`CannotOpen`] for another algorithm.
    pub fn open_file(&self, id: &str, header: &[u8; HEADER]) -> Result<FileStream, CannotOpen> {
        let (&algorithm, prefix) = header.split_first().ok_or(CannotOpen)?;
        let prefix = <[u8; PREFIX]>::try_from(prefix).map_err(|_| CannotOpen)?;
        if algorithm == XCHACHA_STREAM { Ok(FileStream::new(self, id, prefix)) } else { Err(CannotOpen) }
    }
}

/// A file on its way in or out, chunk by chunk.
pub struct FileStream {
    stream: StreamBE32<XChaCha20Poly1305>,
    aad: String,
    /// Of the next chunk.
    number: u32,
}

impl FileStream {
    fn new(key: &AttachmentKey, id: &str, prefix: [u8; PREFIX]) -> Self {
        let stream = StreamBE32::from_aead(key.cipher(), &prefix.into());
        Self { stream, aad: format!("attachments|file|{id}"), number: 0 }
    }

    fn next_number(&mut self) -> Result<u32, CannotOpen> {
        let number = self.number;
        self.number = number.checked_add(1).ok_or(CannotOpen)?;
        Ok(number)
    }

    /// Seals the next chunk.
    ///
    /// # Errors
    /// [`CannotOpen`] after four thousand million chunks.
    pub fn seal(&mut self, chunk: &[u8], is_last: bool) -> Result<Vec<u8>, CannotOpen> {
        let number = self.next_number()?;
        let payload = Payload { msg: chunk, aad: self.aad.as_bytes() };
        self.stream.encrypt(number, is_last, payload).map_err(|_| CannotOpen)
    }

    /// Opens the next chunk.
    ///
    /// # Errors
    /// [`CannotOpen`] for a chunk of another place, another file, or that was changed.
    pub fn open(&mut self, chunk: &[u8], is_last: bool) -> Result<Vec<u8>, CannotOpen> {
        let number = self.next_number()?;
        let payload = Payload { msg: chunk, aad: self.aad.as_bytes() };
        self.stream.decrypt(number, is_last, payload).map_err(|_| CannotOpen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(seed: u8) -> AttachmentKey {
        AttachmentKey::of(&Keys::from_root([seed; 32], false))
    }

    fn open(
        key: &AttachmentKey,
        id: &str,
        header: &[u8; HEADER],
        chunks: &[&Vec<u8>],
    ) -> Result<Vec<u8>, CannotOpen> {
        let mut stream = key.open_file(id, header)?;
        let mut all = Vec::new();
        for (at, chunk) in chunks.iter().enumerate() {
            all.extend(stream.open(chunk, at + 1 == chunks.len())?);
        }
        Ok(all)
    }

    #[test]
    fn a_file_opens_whole_in_order_under_its_own_id_and_key_only() {
        let (header, mut stream) = key(1).seal_file("a");
        let [one, two, three] = [(b"one", false), (b"two", false), (b"end", true)]
            .map(|(part, is_last)| stream.seal(part, is_last).expect("sealed"));
        assert_eq!(open(&key(1), "a", &header, &[&one, &two, &three]), Ok(b"onetwoend".to_vec()));
        assert_eq!(open(&key(1), "a", &header, &[&one, &two]), Err(CannotOpen), "cut off");
        assert_eq!(open(&key(1), "a", &header, &[&two, &one, &three]), Err(CannotOpen), "another order");
        assert_eq!(open(&key(1), "a", &header, &[&one, &three]), Err(CannotOpen), "one is missing");
        assert_eq!(open(&key(1), "b", &header, &[&one, &two, &three]), Err(CannotOpen), "another row");
        assert_eq!(open(&key(2), "a", &header, &[&one, &two, &three]), Err(CannotOpen), "another key");
        let (other, _) = key(1).seal_file("a");
        assert_eq!(open(&key(1), "a", &other, &[&one, &two, &three]), Err(CannotOpen), "another file");
    }

    #[test]
    fn a_chunk_has_the_nonce_of_the_file_its_number_and_whether_it_is_the_last() {
        let (header, mut stream) = key(1).seal_file("a");
        let sealed =
            [(b"one", false), (b"end", true)].map(|(part, last)| stream.seal(part, last).expect("sealed"));
        for (number, chunk) in sealed.iter().enumerate() {
            let nonce: [u8; NONCE] = [&header[1..], &[0, 0, 0, number as u8], &[number as u8]]
                .concat()
                .try_into()
                .expect("24 bytes");
            let payload = Payload { msg: chunk, aad: b"attachments|file|a" };
            let clear = key(1).cipher().decrypt(&nonce.into(), payload).expect("by hand");
            assert_eq!(clear, [b"one", b"end"][number]);
        }
    }

    #[test]
    fn a_name_opens_for_its_attachment_only_and_does_not_show() {
        let sealed = key(1).seal_name("a", "诊断书.pdf");
        assert_eq!(key(1).open_name("a", &sealed).as_deref(), Ok("诊断书.pdf"));
        assert_eq!(key(1).open_name("b", &sealed), Err(CannotOpen));
        assert_eq!(key(2).open_name("a", &sealed), Err(CannotOpen));
        assert!(!sealed.windows(6).any(|part| part == "诊断".as_bytes()));
    }
}
