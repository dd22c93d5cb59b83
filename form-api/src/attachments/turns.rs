//! Whose picture is made again next. One is worked on at a time, because each takes memory for all its pixels; of each place one
//! waits for that at a time, so that the next place waits for one picture of a flood, and not for all of it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The place where pictures are made again.
#[derive(Debug)]
pub struct Pictures {
    work: Arc<Semaphore>,
    /// Of each place, as long as somebody there waits.
    places: Mutex<HashMap<String, Arc<Semaphore>>>,
}

impl Default for Pictures {
    fn default() -> Self {
        Self { work: Arc::new(Semaphore::new(1)), places: Mutex::default() }
    }
}

/// It is this picture's turn, until this is dropped.
#[derive(Debug)]
pub(super) struct Turn {
    _work: OwnedSemaphorePermit,
    _of_place: Option<OwnedSemaphorePermit>,
}

impl Pictures {
    /// Waits for a turn; none when the service ends.
    pub(super) async fn turn(&self, place: Option<&str>) -> Option<Turn> {
        let of_place = match place {
            Some(place) => Some(self.of(place).acquire_owned().await.ok()?),
            None => None,
        };
        let work = Arc::clone(&self.work).acquire_owned().await.ok()?;
        Some(Turn { _work: work, _of_place: of_place })
    }

    fn of(&self, place: &str) -> Arc<Semaphore> {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        // Nobody holds or awaits a turn of those.
        places.retain(|_, turns| Arc::strong_count(turns) > 1);
        Arc::clone(places.entry(place.to_owned()).or_insert_with(|| Arc::new(Semaphore::new(1))))
    }
}

#[cfg(test)]
mod tests {
    use std::pin::Pin;
    use std::task::{Context, Poll, Waker};

    use super::*;

    fn poll<F: Future>(future: &mut Pin<Box<F>>) -> Poll<F::Output> {
        future.as_mut().poll(&mut Context::from_waker(Waker::noop()))
    }

    #[tokio::test]
    async fn a_flood_from_one_place_holds_up_others_for_one_picture_only() {
        let pictures = Pictures::default();
        let first = pictures.turn(Some("203.0.113")).await.expect("a turn");
        let mut flood: Vec<_> = (0..50).map(|_| Box::pin(pictures.turn(Some("203.0.113")))).collect();
        assert!(flood.iter_mut().all(|waiting| poll(waiting).is_pending()));
        let mut other = Box::pin(pictures.turn(Some("192.0.2")));
        assert!(poll(&mut other).is_pending(), "one at a time");
        drop(first);
        assert!(poll(&mut flood[0]).is_pending(), "behind the other place");
        let turn = poll(&mut other);
        assert!(turn.is_ready(), "before the other 49");
        drop((turn, other, flood));
        let _ = pictures.turn(Some("198.51.100")).await;
        assert!(pictures.places.lock().expect("sound").len() <= 1, "places are forgotten");
    }
}
