//! Files that wait for letters nobody has sent yet, by the place that they came from: each place may take an eighth of what is
//! still free. One place alone gets 512 MiB of the 4 GiB, and however many fill it, a new one still finds room.
//!
//! Deliberately absent: what a place is (`http`), and anything on disk: places are kept in memory, as long as their files wait.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use super::MOST_PENDING_BYTES;

/// A place may take this part of what is free.
const PARTS: u64 = 8;

/// The books of what waits.
#[derive(Debug, Default)]
pub struct Waiting(Mutex<Books>);

#[derive(Debug, Default)]
struct Books {
    /// Bytes by place, of files that are coming and of those that wait.
    places: HashMap<String, u64>,
    /// Files that wait, by their row ids.
    files: HashMap<String, File>,
}

#[derive(Debug)]
struct File {
    place: String,
    bytes: u64,
    since: Timestamp,
}

impl Books {
    fn give_back(&mut self, place: &str, bytes: u64) {
        if let Some(taken) = self.places.get_mut(place) {
            *taken = taken.saturating_sub(bytes);
            if *taken == 0 {
                self.places.remove(place);
            }
        }
    }
}

impl Waiting {
    fn books(&self) -> MutexGuard<'_, Books> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A file begins to come. `waiting` is what waits at all, by the rows; without a place no share is held against it.
    #[must_use]
    pub fn begin(self: &Arc<Self>, place: Option<&str>, waiting: u64) -> Share {
        Share { books: Arc::clone(self), place: place.map(str::to_owned), waiting, bytes: 0 }
    }

    /// These files wait no longer: they were sent, taken out or forgotten.
    pub fn forget<'a>(&self, ids: impl IntoIterator<Item = &'a String>) {
        let mut books = self.books();
        for id in ids {
            if let Some(file) = books.files.remove(id) {
                books.give_back(&file.place, file.bytes);
            }
        }
    }

    /// What has waited since before this moment was sent or forgotten by another instance of the service.
    pub fn forget_before(&self, moment: Timestamp) {
        let books = self.books();
        let old: Vec<String> =
            books.files.iter().filter(|(_, file)| file.since < moment).map(|(id, _)| id.clone()).collect();
        drop(books);
        self.forget(&old);
    }
}

/// What one file takes of the room, until it is dropped or waits.
#[derive(Debug)]
pub struct Share {
    books: Arc<Waiting>,
    place: Option<String>,
    waiting: u64,
    bytes: u64,
}

impl Share {
    /// Where the file comes from.
    #[must_use]
    pub fn place(&self) -> Option<&str> {
        self.place.as_deref()
    }

    /// Takes room for more bytes. Says whether there is any.
    pub fn grow(&mut self, bytes: u64) -> bool {
        let Some(place) = &self.place else { return true };
        let mut books = self.books.books();
        let all: u64 = books.places.values().sum();
        let free = MOST_PENDING_BYTES.saturating_sub(self.waiting.max(all));
        let taken = books.places.get(place).copied().unwrap_or_default() + bytes;
        if taken > free / PARTS {
            return false;
        }
        books.places.insert(place.clone(), taken);
        self.bytes += bytes;
        true
    }

    /// The file waits from now on, under its row id.
    pub fn wait(mut self, id: &str, since: Timestamp) {
        let bytes = std::mem::take(&mut self.bytes);
        if let Some(place) = self.place.take() {
            self.books.books().files.insert(id.to_owned(), File { place, bytes, since });
        }
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        if let Some(place) = &self.place {
            self.books.books().give_back(place, self.bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = 1024 * 1024;

    /// Takes as many files of 20 MiB as it gets.
    fn fill(waiting: &Arc<Waiting>, place: &str, since: Timestamp) -> Vec<String> {
        let mut ids = Vec::new();
        loop {
            let mut share = waiting.begin(Some(place), 0);
            if !share.grow(20 * MIB) {
                return ids;
            }
            let id = format!("{place} {}", ids.len());
            share.wait(&id, since);
            ids.push(id);
        }
    }

    #[test]
    fn one_place_gets_an_eighth_and_a_new_one_always_finds_room() {
        let waiting = Arc::new(Waiting::default());
        let first = fill(&waiting, "203.0.113", Timestamp::UNIX_EPOCH);
        assert!((22..=25).contains(&first.len()), "{} files", first.len());
        for n in 0..100 {
            let _ = fill(&waiting, &format!("198.51.{n}"), Timestamp::UNIX_EPOCH);
        }
        assert!(waiting.begin(Some("192.0.2"), 0).grow(5 * MIB), "a photograph of somebody else");
        assert!(!waiting.begin(Some("192.0.2"), MOST_PENDING_BYTES).grow(1), "the rows count too");
    }

    #[test]
    fn what_is_sent_or_dropped_or_old_is_given_back() {
        let waiting = Arc::new(Waiting::default());
        let (now, later) = (Timestamp::UNIX_EPOCH, Timestamp::UNIX_EPOCH + jiff::Span::new().hours(2));
        let first = fill(&waiting, "203.0.113", now);
        waiting.forget(&first);
        let again = fill(&waiting, "203.0.113", now);
        assert_eq!(again.len(), first.len());
        waiting.forget_before(later);
        assert_eq!(fill(&waiting, "203.0.113", later).len(), first.len());
        let mut dropped = waiting.begin(Some("192.0.2"), 0);
        assert!(dropped.grow(MIB));
        drop(dropped);
        assert_eq!(waiting.books().places.get("192.0.2"), None);
    }

    #[test]
    fn a_trusted_place_has_no_share() {
        let waiting = Arc::new(Waiting::default());
        assert!(waiting.begin(None, MOST_PENDING_BYTES).grow(MOST_PENDING_BYTES));
    }
}
