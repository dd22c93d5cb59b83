//! Work with pass phrases: argon2id takes 19 MiB and tens of milliseconds of a core each time. A few are worked on at once, off the
//! threads that serve; a few more wait, and who comes then is told so: a flood of sign-ins costs neither memory nor the service.
//!
//! Deliberately absent: who may try again and when (`sign_in`).

use tokio::sync::Semaphore;

use crate::steps::StepError;

/// Two at once keep two cores busy and take 38 MiB.
const AT_ONCE: usize = 2;
/// At work and waiting: the last of them waits for about half a second.
const MOST: usize = 32;

static AT_WORK: Semaphore = Semaphore::const_new(AT_ONCE);
static THERE: Semaphore = Semaphore::const_new(MOST);

/// Does the work as soon as there is room for it.
///
/// # Errors
/// [`StepError::Busy`] when too many wait already.
pub(in crate::steps) async fn with_phrase<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, StepError> {
    let place = THERE.try_acquire().map_err(|_| StepError::Busy)?;
    let turn = AT_WORK.acquire().await.map_err(|_| StepError::Busy)?;
    let working = tokio::task::spawn_blocking(move || {
        // Both end with the work, also when nobody waits for it any more.
        let _held = (place, turn);
        work()
    });
    match working.await {
        Ok(done) => Ok(done),
        Err(panic) => std::panic::resume_unwind(panic.into_panic()),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{Arc, Barrier};

    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn few_work_at_once_some_wait_and_the_rest_is_told_so() {
        let (at_work, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let gate = Arc::new(Barrier::new(AT_ONCE + 1));
        let works: Vec<_> = (0..MOST)
            .map(|n| {
                let (at_work, most, gate) = (Arc::clone(&at_work), Arc::clone(&most), Arc::clone(&gate));
                Box::pin(with_phrase(move || {
                    most.fetch_max(at_work.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    if n < AT_ONCE {
                        gate.wait();
                    }
                    at_work.fetch_sub(1, Ordering::SeqCst);
                }))
            })
            .collect();
        let all = tokio::spawn(futures_util::future::join_all(works));
        while THERE.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        assert!(matches!(with_phrase(|| ()).await, Err(StepError::Busy)), "one too many");
        tokio::task::block_in_place(|| gate.wait());
        assert!(all.await.expect("done").iter().all(Result::is_ok));
        assert!(most.load(Ordering::SeqCst) <= AT_ONCE);
        assert!(with_phrase(|| ()).await.is_ok(), "there is room again");
    }
}
