//! One file on its way in: each piece is looked at, sealed and written before the next is taken from the line, so that a
//! file is never whole in memory. Only a picture is read again as a whole, one at a time, to be made again.
//!
//! Deliberately absent: multipart (`http/extract/upload`) and rows.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::spawn_blocking;

use super::folder::{Folder, SealedFile, Writer};
use super::kind::{AttachmentKind, Caution, Scan};
use super::{Fault, MOST_BYTES, Pictures, Share, picture, safe_name};

/// Longer than any picture of a telephone takes on a slow machine.
const PICTURE_PATIENCE: Duration = Duration::from_secs(30);

/// Pieces are gathered to this many bytes before they are sealed and written.
const GATHER: usize = 256 * 1024;

/// A file that has come whole and is what it should be; dropped, it goes.
#[derive(Debug)]
pub struct Received {
    /// The file, aside.
    pub file: SealedFile,
    /// Its name as it is kept.
    pub name: String,
    /// What it is.
    pub kind: AttachmentKind,
    /// What staff are told before they open it.
    pub caution: Option<Caution>,
    /// Bytes in clear.
    pub bytes: u64,
    /// Keyed hash of the file as it came.
    pub content_hash: String,
    /// What it takes of the room for files that wait.
    pub share: Share,
}

/// A file that is coming.
pub struct Incoming {
    writer: Writer,
    scan: Scan,
    gathered: Vec<u8>,
    hasher: blake3::Hasher,
    share: Share,
}

/// Work with files, off the threads that serve.
async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    match spawn_blocking(work).await {
        Ok(done) => done,
        Err(panic) => std::panic::resume_unwind(panic.into_panic()),
    }
}

impl Incoming {
    /// Begins.
    ///
    /// # Errors
    /// [`Fault::Io`].
    pub async fn begin(folder: &Arc<Folder>, share: Share) -> Result<Self, Fault> {
        let folder = Arc::clone(folder);
        let hasher = folder.key().content_hasher();
        let writer = aside(move || Ok(folder.begin()?)).await?;
        Ok(Self { writer, scan: Scan::default(), gathered: Vec::new(), hasher, share })
    }

    /// Takes the next piece. After a fault the file is gone.
    ///
    /// # Errors
    /// [`Fault::TooLarge`], [`Fault::Kind`] as soon as it shows, [`Fault::Busy`] where its place has sent enough, [`Fault::Io`].
    pub async fn write(mut self, piece: &[u8]) -> Result<Self, Fault> {
        self.gathered.extend_from_slice(piece);
        if self.writer.bytes() + self.gathered.len() as u64 > MOST_BYTES {
            return Err(Fault::TooLarge);
        }
        if !self.share.grow(piece.len() as u64) {
            return Err(Fault::Busy);
        }
        if self.gathered.len() < GATHER { Ok(self) } else { aside(move || self.put_down()).await }
    }

    fn put_down(mut self) -> Result<Self, Fault> {
        if !self.scan.read(&self.gathered) {
            return Err(self.scan.fault());
        }
        self.hasher.update(&self.gathered);
        self.writer.write(&self.gathered)?;
        self.gathered.clear();
        Ok(self)
    }

    /// The last piece has come.
    ///
    /// # Errors
    /// [`Fault`]: no kind that is taken, cut off, too many pixels.
    pub async fn finish(self, given_name: &str, pictures: &Pictures) -> Result<Received, Fault> {
        let (file, found, bytes, content_hash, share) = aside(move || {
            let this = self.put_down()?;
            let found = this.scan.finish()?;
            let bytes = this.writer.bytes();
            let hash = this.hasher.finalize().to_hex()[..32].to_owned();
            Ok((this.writer.finish()?, found, bytes, hash, this.share))
        })
        .await?;
        let (kind, caution) = (found.kind, found.caution);
        let (file, kind, bytes) = if kind.is_picture() {
            remake(file, kind, pictures, share.place()).await?
        } else {
            (file, kind, bytes)
        };
        Ok(Received { file, name: safe_name(given_name, kind), kind, caution, bytes, content_hash, share })
    }
}

/// Makes a picture again; the file as it came goes.
async fn remake(
    file: SealedFile,
    kind: AttachmentKind,
    pictures: &Pictures,
    place: Option<&str>,
) -> Result<(SealedFile, AttachmentKind, u64), Fault> {
    let work = async {
        let turn = pictures.turn(place).await.ok_or(Fault::Busy)?;
        let made = spawn_blocking(move || {
            // The turn ends with the work, also when nobody waits for it any more.
            let _turn = turn;
            let (made, kind) = picture::remake(&file.open()?.read_all()?, kind)?;
            let mut writer = file.folder().begin()?;
            writer.write(&made)?;
            Ok((writer.finish()?, kind, made.len() as u64))
        });
        // A decoder that gives up in its own way says no more than that the picture is damaged.
        made.await.unwrap_or(Err(Fault::Broken))
    };
    tokio::time::timeout(PICTURE_PATIENCE, work).await.map_err(|_| Fault::Busy)?
}
