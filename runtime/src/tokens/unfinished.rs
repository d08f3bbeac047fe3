//! What is lost if the program ends before it is done: refreshes under way, whose refresh tokens work once.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use tokio::runtime::{Handle, Id};

use crate::lock::lock;

/// How long a runtime that ends waits for a fetch, from when it was begun.
const PATIENCE: Duration = Duration::from_secs(10);

/// Holds up the end of a runtime while something is under way that was begun in it.
///
/// A program mostly ends with its runtime, and a runtime ends when the blocking tasks in it have. So there is one that waits,
/// in each runtime for all that is begun there.
#[derive(Clone, Default)]
pub(super) struct Unfinished(Arc<(Mutex<State>, Condvar)>);

#[derive(Default)]
struct State {
    under_way: usize,
    /// Until when it is waited for.
    latest: Option<Instant>,
    /// Runtimes in which somebody waits.
    held: Vec<(Id, Weak<()>)>,
}

/// Something under way, until it is dropped.
pub(super) struct UnderWay(Unfinished);

impl Unfinished {
    /// Notes that something is begun, by a call in this runtime.
    pub(super) fn begin(&self) -> UnderWay {
        let mut state = self.state();
        state.under_way += 1;
        state.latest = Some(Instant::now() + PATIENCE);
        state.held.retain(|(_, waiting)| waiting.strong_count() > 0);
        if let Ok(runtime) = Handle::try_current()
            && !state.held.iter().any(|(held, _)| *held == runtime.id())
        {
            let waiting = Arc::new(());
            state.held.push((runtime.id(), Arc::downgrade(&waiting)));
            let unfinished = self.clone();
            runtime.spawn_blocking(move || unfinished.wait(waiting));
        }
        drop(state);
        UnderWay(self.clone())
    }

    fn wait(&self, waiting: Arc<()>) {
        let mut state = self.state();
        while state.under_way > 0
            && let Some(left) = state
                .latest
                .and_then(|latest| latest.checked_duration_since(Instant::now()))
        {
            let woken = self.0.1.wait_timeout(state, left);
            state = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
        // Whatever is begun from here on needs somebody else.
        drop(waiting);
        drop(state);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.0.0)
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.under_way -= 1;
        if state.under_way == 0 {
            self.0.0.1.notify_all();
        }
    }
}
