//! Letters that arrive at the same time are received together: one transaction, one wait for the disk, and still one
//! event each. A letter is acknowledged after the commit that holds it. One that cannot be written fails alone.
//!
//! While one group is on its way to the disk the next one gathers; nobody waits for company. Deliberately absent: what is
//! written of a letter (`receive`), and any other step: those of the desk are few.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{mpsc, oneshot};

use crate::case::NewSubmission;
use crate::seal::FormToken;
use crate::steps::letter::receive::{Prepared, add, add_all, receive_by};
use crate::steps::{Accepted, StepError, Township};
use crate::store::{CaseFile, Db, StoreError, Tx};

/// Letters of one transaction at most: other writers wait no longer than it takes.
const MOST: usize = 128;
/// Letters that may wait; whoever comes then waits before the door.
const WAITING: usize = 1024;

/// A letter that waits, and who waits for it.
struct Waiting {
    letter: Prepared,
    answer: oneshot::Sender<Result<CaseFile, StepError>>,
}

/// Gathers letters. Until [`Group::start`] each letter is written alone.
pub struct Group {
    db: Db,
    township: Arc<Township>,
    door: Mutex<Option<mpsc::Sender<Waiting>>>,
    under_way: AtomicUsize,
}

impl std::fmt::Debug for Group {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Group").finish_non_exhaustive()
    }
}

impl Group {
    /// For letters to this database.
    #[must_use]
    pub fn new(db: Db, township: Arc<Township>) -> Self {
        Self { db, township, door: Mutex::new(None), under_way: AtomicUsize::new(0) }
    }

    /// Begins to gather, on the runtime that this is called on; it ends with that runtime.
    pub fn start(&self) {
        let (door, waiting) = mpsc::channel(WAITING);
        *self.door.lock().unwrap_or_else(PoisonError::into_inner) = Some(door);
        tokio::spawn(gather(self.db.clone(), waiting));
    }

    /// Receives a letter of a resident as `receive` does, together with those that arrive at the same time.
    ///
    /// # Errors
    /// As `receive`.
    pub async fn receive(&self, form: &FormToken, letter: &NewSubmission) -> Result<Accepted, StepError> {
        receive_by(&self.db, &self.township, form, letter, None, async |prepared| self.write(prepared).await)
            .await
    }

    /// How many letters have been prepared and wait for their answer.
    #[must_use]
    pub fn under_way(&self) -> usize {
        self.under_way.load(Ordering::Acquire)
    }

    async fn write(&self, letter: Prepared) -> Result<CaseFile, StepError> {
        let door = self.door.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let (answer, answered) = oneshot::channel();
        let waiting = Waiting { letter, answer };
        let _here = Here::new(&self.under_way);
        let waiting = match door {
            Some(door) => match door.send(waiting).await {
                Ok(()) => return answered.await.unwrap_or(Err(StepError::Cut)),
                Err(mpsc::error::SendError(waiting)) => waiting,
            },
            None => waiting,
        };
        write_group(&self.db, vec![waiting]).await;
        answered.await.unwrap_or(Err(StepError::Cut))
    }
}

/// Counts a letter for as long as somebody waits for its answer.
struct Here<'a>(&'a AtomicUsize);

impl<'a> Here<'a> {
    fn new(under_way: &'a AtomicUsize) -> Self {
        under_way.fetch_add(1, Ordering::AcqRel);
        Self(under_way)
    }
}

impl Drop for Here<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

async fn gather(db: Db, mut door: mpsc::Receiver<Waiting>) {
    loop {
        let mut group = Vec::with_capacity(MOST);
        if door.recv_many(&mut group, MOST).await == 0 {
            return;
        }
        let db = db.clone();
        // A task of its own: should it panic, its letters are told so and the next ones are written.
        let written = tokio::spawn(async move { write_group(&db, group).await }).await;
        if let Err(error) = written {
            tracing::error!(%error, "a group of letters was not written");
        }
    }
}

/// Writes a group and answers each letter.
async fn write_group(db: &Db, group: Vec<Waiting>) {
    let (letters, answers): (Vec<_>, Vec<_>) =
        group.into_iter().map(|waiting| (waiting.letter, waiting.answer)).unzip();
    let outcomes = match write_together(db, &letters).await {
        Ok(outcomes) => outcomes,
        Err(error) => {
            let error = Arc::new(error);
            letters.iter().map(|_| Err(StoreError::Shared(Arc::clone(&error)).into())).collect()
        }
    };
    for ((letter, outcome), answer) in letters.into_iter().zip(outcomes).zip(answers) {
        // Whoever has gone in between finds the letter by the same form.
        let _ = answer.send(outcome.map(|()| letter.case));
    }
}

/// Writes letters in one transaction. When this returns they are on disk, but for those that it says were refused.
///
/// # Errors
/// The transaction itself: then none is.
async fn write_together(db: &Db, letters: &[Prepared]) -> Result<Vec<Result<(), StepError>>, StoreError> {
    let mut tx = db.begin().await?;
    if let [letter] = letters {
        let added = add(&mut tx, letter).await;
        if added.is_ok() {
            tx.commit().await?;
        }
        return Ok(vec![added]);
    }
    let mut outcomes: Vec<Option<Result<(), StepError>>> = letters.iter().map(|_| None).collect();
    // Those with files need more statements anyway, and files may be gone.
    let plain: Vec<usize> = (0..letters.len()).filter(|at| !letters[*at].has_files()).collect();
    if plain.len() > 1 {
        let together: Vec<&Prepared> = plain.iter().map(|at| &letters[*at]).collect();
        tx.mark().await?;
        match add_all(&mut tx, &together).await {
            Ok(kept) => {
                tx.keep().await?;
                for (at, is_kept) in plain.into_iter().zip(kept) {
                    outcomes[at] = Some(if is_kept { Ok(()) } else { Err(StoreError::Duplicate.into()) });
                }
            }
            // One of them is to blame: each is tried alone.
            Err(_) => tx.undo().await?,
        }
    }
    let mut verdicts = Vec::with_capacity(letters.len());
    for (letter, outcome) in letters.iter().zip(outcomes) {
        verdicts.push(match outcome {
            Some(outcome) => outcome,
            None => add_alone(&mut tx, letter).await?,
        });
    }
    tx.commit().await?;
    Ok(verdicts)
}

/// Writes a letter so that, if it is refused, it leaves nothing behind and the others stay.
async fn add_alone(tx: &mut Tx, letter: &Prepared) -> Result<Result<(), StepError>, StoreError> {
    tx.mark().await?;
    let added = add(tx, letter).await;
    match &added {
        Ok(()) => tx.keep().await?,
        Err(_) => tx.undo().await?,
    }
    Ok(added)
}
