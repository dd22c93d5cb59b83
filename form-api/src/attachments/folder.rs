//! The files of attachments: one for each, named by its row, sealed. A file is written aside, synced and renamed, and only
//! then its row is committed; what is not kept is removed when it is dropped.
//!
//! Deliberately absent: rows, and anything that reads a whole file at once but for pictures.

use std::fs;
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use site_gen::stray::is_stray;

use crate::seal::{self, AttachmentKey, CHUNK, FileStream, HEADER, Keys, TAG};

/// The ending of a file that is still being written.
const ASIDE: &str = "aside";

/// The folder of the files, with the key for them.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    key: AttachmentKey,
}

impl Folder {
    /// The files below this path. The folder is made when the first one comes.
    #[must_use]
    pub fn new(path: PathBuf, keys: &Keys) -> Self {
        Self { path, key: AttachmentKey::of(keys) }
    }

    /// The key for names.
    #[must_use]
    pub const fn key(&self) -> &AttachmentKey {
        &self.key
    }

    fn file(&self, id: &str) -> PathBuf {
        self.path.join(id)
    }

    fn aside(&self, id: &str) -> PathBuf {
        self.path.join(format!("{id}.{ASIDE}"))
    }

    /// Begins a new file, aside.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn begin(self: &Arc<Self>) -> io::Result<Writer> {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(&self.path)?;
        let id = seal::new_id();
        let (header, stream) = self.key.seal_file(&id);
        let mut file =
            fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(self.aside(&id))?;
        // From here on the file goes when it is dropped.
        let sealed = SealedFile { folder: Arc::clone(self), id, is_placed: false, is_kept: false };
        file.write_all(&header)?;
        Ok(Writer { file, stream, buffer: Vec::with_capacity(CHUNK * 2), sealed, bytes: 0 })
    }

    /// Opens a file for reading.
    ///
    /// # Errors
    /// It is not there, or of another program.
    pub fn open(&self, id: &str) -> io::Result<Reader> {
        self.open_path(id, &self.file(id))
    }

    fn open_path(&self, id: &str, path: &Path) -> io::Result<Reader> {
        let mut file = fs::File::open(path)?;
        let rest = file.metadata()?.len().checked_sub(HEADER as u64).ok_or_else(cannot_open)?;
        let mut header = [0; HEADER];
        file.read_exact(&mut header)?;
        let stream = self.key.open_file(id, &header).map_err(|_| cannot_open())?;
        Ok(Reader { file, stream, rest, has_ended: false })
    }

    /// Reads a file through, and says whether every byte of it is as it was written.
    ///
    /// # Errors
    /// The disk; what was changed is no error but `false`.
    pub fn is_sound(&self, id: &str) -> io::Result<bool> {
        let read_through = |mut reader: Reader| {
            while reader.next_chunk()?.is_some() {}
            Ok(())
        };
        match self.open(id).and_then(read_through) {
            Ok(()) => Ok(true),
            Err(error)
                if matches!(error.kind(), io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof) =>
            {
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    /// It is there.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.file(id).is_file()
    }

    /// Removes files whose rows are gone. What is not there is no error; what cannot be removed is left to the next check.
    #[expect(clippy::disallowed_methods, reason = "attachments are one of the few writers of files")]
    pub fn remove(&self, ids: &[String]) {
        for id in ids {
            match fs::remove_file(self.file(id)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    tracing::warn!(%error, "a file whose row is gone could not be removed");
                }
                _ => {}
            }
        }
    }

    /// Every file, also those that are still being written, with the moment of its last change.
    ///
    /// # Errors
    /// The folder cannot be read; one that is not there is empty.
    pub fn list(&self) -> io::Result<Vec<(String, SystemTime)>> {
        let entries = match fs::read_dir(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut files = Vec::new();
        for entry in entries {
            let entry = entry?;
            if is_stray(&entry.file_name()) {
                continue;
            }
            // A file that went in between is none.
            let Ok(about) = entry.metadata() else { continue };
            files.push((entry.file_name().to_string_lossy().into_owned(), about.modified()?));
        }
        Ok(files)
    }
}

fn cannot_open() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "an attachment cannot be opened with this key")
}

/// A file that is being written.
pub struct Writer {
    file: fs::File,
    stream: FileStream,
    buffer: Vec<u8>,
    sealed: SealedFile,
    bytes: u64,
}

impl Writer {
    /// Adds bytes.
    ///
    /// # Errors
    /// The disk.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.bytes += bytes.len() as u64;
        self.buffer.extend_from_slice(bytes);
        // The last chunk is sealed as the last one: one is kept back.
        while self.buffer.len() > CHUNK {
            let sealed = self.stream.seal(&self.buffer[..CHUNK], false).map_err(|_| cannot_open())?;
            self.file.write_all(&sealed)?;
            self.buffer.drain(..CHUNK);
        }
        Ok(())
    }

    /// Bytes so far, in clear.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Writes the last chunk; it is on disk when this returns, still aside.
    ///
    /// # Errors
    /// The disk.
    pub fn finish(mut self) -> io::Result<SealedFile> {
        let sealed = self.stream.seal(&self.buffer, true).map_err(|_| cannot_open())?;
        self.file.write_all(&sealed)?;
        self.file.sync_all()?;
        Ok(self.sealed)
    }
}

/// A file that no row knows yet: it goes when this is dropped, unless it was kept.
#[derive(Debug)]
pub struct SealedFile {
    folder: Arc<Folder>,
    id: String,
    is_placed: bool,
    is_kept: bool,
}

impl SealedFile {
    /// Its id, also of its row.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The folder that it is in.
    #[must_use]
    pub const fn folder(&self) -> &Arc<Folder> {
        &self.folder
    }

    /// Opens it where it is.
    ///
    /// # Errors
    /// The disk.
    pub fn open(&self) -> io::Result<Reader> {
        let path = if self.is_placed { self.folder.file(&self.id) } else { self.folder.aside(&self.id) };
        self.folder.open_path(&self.id, &path)
    }

    /// Gives it its name, for good once this returns. The row may be committed now.
    ///
    /// # Errors
    /// The disk.
    #[expect(clippy::disallowed_methods, reason = "attachments are one of the few writers of files")]
    pub fn place(&mut self) -> io::Result<()> {
        fs::rename(self.folder.aside(&self.id), self.folder.file(&self.id))?;
        self.is_placed = true;
        fs::File::open(&self.folder.path)?.sync_all()
    }

    /// Its row is committed: it stays.
    pub fn keep(mut self) {
        self.is_kept = true;
    }
}

impl Drop for SealedFile {
    #[expect(clippy::disallowed_methods, reason = "attachments are one of the few writers of files")]
    fn drop(&mut self) {
        if !self.is_kept {
            let path = if self.is_placed { self.folder.file(&self.id) } else { self.folder.aside(&self.id) };
            if let Err(error) = fs::remove_file(path) {
                tracing::warn!(%error, "a file that nobody kept could not be removed");
            }
        }
    }
}

/// A file that is being read, chunk by chunk.
pub struct Reader {
    file: fs::File,
    stream: FileStream,
    /// Sealed bytes that are still to come.
    rest: u64,
    has_ended: bool,
}

impl Reader {
    /// The next chunk in clear; none behind the last one.
    ///
    /// # Errors
    /// The disk, and [`io::ErrorKind::InvalidData`] for a file that was changed or cut off.
    pub fn next_chunk(&mut self) -> io::Result<Option<Vec<u8>>> {
        const SEALED: u64 = (CHUNK + TAG) as u64;
        if self.has_ended {
            return Ok(None);
        }
        let length = self.rest.min(SEALED);
        self.rest -= length;
        let mut sealed = vec![0; usize::try_from(length).map_err(|_| cannot_open())?];
        self.file.read_exact(&mut sealed)?;
        // Every file has a last chunk, if only an empty one: a file that ends with its header was cut off.
        self.has_ended = self.rest == 0;
        self.stream.open(&sealed, self.rest == 0).map(Some).map_err(|_| cannot_open())
    }

    /// All of it.
    ///
    /// # Errors
    /// As [`Reader::next_chunk`].
    pub fn read_all(mut self) -> io::Result<Vec<u8>> {
        let mut all = Vec::new();
        while let Some(chunk) = self.next_chunk()? {
            all.extend(chunk);
        }
        Ok(all)
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a test breaks files on purpose")]
mod tests {
    use super::*;

    fn folder(at: &Path) -> Arc<Folder> {
        Arc::new(Folder::new(at.join("attachments"), &Keys::from_root([7; 32], false)))
    }

    fn kept(folder: &Arc<Folder>, bytes: &[u8]) -> String {
        let mut writer = folder.begin().expect("begun");
        for piece in bytes.chunks(50_000) {
            writer.write(piece).expect("written");
        }
        assert_eq!(writer.bytes(), bytes.len() as u64);
        let mut file = writer.finish().expect("finished");
        file.place().expect("placed");
        let id = file.id().to_owned();
        file.keep();
        id
    }

    #[test]
    fn files_of_every_length_read_back_and_do_not_show() {
        let dir = tempfile::tempdir().expect("a folder");
        let folder = folder(dir.path());
        for length in [1, CHUNK - 1, CHUNK, CHUNK + 1, CHUNK * 3] {
            let bytes = vec![b'x'; length];
            let id = kept(&folder, &bytes);
            assert_eq!(folder.open(&id).and_then(Reader::read_all).expect("read"), bytes, "{length}");
            assert!(folder.is_sound(&id).expect("read"));
            let raw = fs::read(folder.file(&id)).expect("there");
            assert!(memchr::memmem::find(&raw, b"xxxx").is_none());
        }
    }

    #[test]
    fn what_was_cut_off_or_changed_does_not_open() {
        let dir = tempfile::tempdir().expect("a folder");
        let folder = folder(dir.path());
        let id = kept(&folder, &vec![1; CHUNK * 2 + 100]);
        let raw = fs::read(folder.file(&id)).expect("there");
        let at_a_chunk = HEADER + CHUNK + TAG;
        for cut in [0, 5, HEADER, at_a_chunk, at_a_chunk + 7, raw.len() - 1] {
            fs::write(folder.file(&id), &raw[..cut]).expect("cut");
            let read = folder.open(&id).and_then(Reader::read_all);
            assert!(read.is_err(), "cut at {cut}");
            assert!(!folder.is_sound(&id).expect("read"), "cut at {cut}");
        }
        let mut changed = raw;
        changed[at_a_chunk + 3] ^= 1;
        fs::write(folder.file(&id), changed).expect("changed");
        assert!(!folder.is_sound(&id).expect("read"));
    }

    #[test]
    fn what_nobody_keeps_goes() {
        let dir = tempfile::tempdir().expect("a folder");
        let folder = folder(dir.path());
        drop(folder.begin().expect("begun"));
        let mut placed = folder.begin().and_then(Writer::finish).expect("finished");
        placed.place().expect("placed");
        assert_eq!(folder.list().expect("listed").len(), 1);
        drop(placed);
        assert!(folder.list().expect("listed").is_empty());
    }
}
