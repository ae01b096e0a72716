//! Files are read on threads meant for that: few at once, and not for ever.

use std::sync::Arc;
use std::time::Duration;

use luoshi_docs::read::{Refusal, Stop};
use tokio::sync::Semaphore;

use crate::error::{AppError, Notice};

/// Files that are read at once. One may take a core for a minute, and pages must still be answered.
const AT_ONCE: usize = 2;
/// How long a file waits until another has been read.
const WAIT: Duration = Duration::from_secs(30);
/// How long a file may be read.
const PATIENCE: Duration = Duration::from_secs(60);

/// The places at which files are read.
#[derive(Debug, Clone)]
pub struct Readers {
    places: Arc<Semaphore>,
    wait: Duration,
    patience: Duration,
}

impl Default for Readers {
    fn default() -> Self {
        Self { places: Arc::new(Semaphore::new(AT_ONCE)), wait: WAIT, patience: PATIENCE }
    }
}

impl Readers {
    /// Does blocking work at a place of its own; nothing if it takes too long. Whoever no longer
    /// waits, because the time is over or because the request is gone, has the work told to stop;
    /// its place is free only when it really has.
    ///
    /// # Errors
    /// Refused if no place becomes free; internal if the work panics.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Stop) -> T + Send + 'static,
    ) -> Result<Option<T>, AppError> {
        let place = tokio::time::timeout(self.wait, Arc::clone(&self.places).acquire_owned()).await;
        let Ok(Ok(place)) = place else { return Err(Notice::new("readers-busy").into()) };
        let told = Told(Stop::default());
        let stop = told.0.clone();
        let thread = tokio::task::spawn_blocking(move || {
            let done = work(&stop);
            drop(place);
            done
        });
        match tokio::time::timeout(self.patience, thread).await {
            Ok(Ok(done)) => Ok(Some(done)),
            Ok(Err(error)) => Err(AppError::Internal(error.into())),
            Err(_) => Ok(None),
        }
    }
}

/// Why a file was not read to its end.
#[must_use]
pub fn too_slow() -> Refusal {
    Refusal::new("too-slow").with("limit", PATIENCE.as_secs())
}

/// Tells the work to stop as soon as nobody waits for it.
struct Told(Stop);

impl Drop for Told {
    fn drop(&mut self) {
        self.0.stop();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn hasty() -> Readers {
        Readers { wait: Duration::from_secs(5), patience: Duration::from_millis(50), ..Readers::default() }
    }

    #[tokio::test]
    async fn two_files_are_read_at_once_and_the_rest_waits() {
        let readers = Readers::default();
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let one = || {
            let (now, most) = (Arc::clone(&now), Arc::clone(&most));
            readers.read(move |_| {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                std::thread::sleep(Duration::from_millis(30));
                now.fetch_sub(1, Ordering::SeqCst);
            })
        };
        let _ = tokio::join!(one(), one(), one(), one(), one());
        assert_eq!(most.load(Ordering::SeqCst), AT_ONCE);
    }

    #[tokio::test]
    async fn work_that_takes_too_long_is_told_to_stop_and_keeps_its_place_until_it_does() {
        let readers = hasty();
        let stopped = readers.clone();
        let read = readers.read(move |stop| {
            while !stop.stopped() {
                std::thread::sleep(Duration::from_millis(1));
            }
            assert!(stopped.places.available_permits() < AT_ONCE);
        });
        assert!(read.await.unwrap().is_none());
        while readers.places.available_permits() < AT_ONCE {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
}
