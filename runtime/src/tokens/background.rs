//! Work that goes on whatever becomes of the calls that wait for it.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};

use tokio::runtime::Builder;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use crate::error::ConfigError;

type Job = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A thread with a runtime of its own, which is started when it is first needed.
///
/// A fetch of a token is waited for by calls of several runtimes, each of which may end, stand still or give up. So it runs
/// in none of them. The thread ends with its last job when the client is gone.
#[derive(Default)]
pub(super) struct Background {
    jobs: Mutex<Option<UnboundedSender<Job>>>,
}

impl Background {
    /// Begins `work`. What comes of it can be waited for in any runtime; an error means that it panicked.
    ///
    /// # Errors
    /// The system has no thread to spare.
    pub(super) fn run<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<oneshot::Receiver<T>, ConfigError> {
        let (sender, receiver) = oneshot::channel();
        let job: Job = Box::pin(async move {
            // Nobody may be waiting any more.
            let _ = sender.send(work.await);
        });
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        let job = match &*jobs {
            Some(running) => running.send(job).err().map(|unsent| unsent.0),
            None => Some(job),
        };
        if let Some(job) = job {
            let (sender, queue) = unbounded_channel();
            start(queue).map_err(|error| ConfigError::Setting {
                name: "thread for tokens".to_owned(),
                reason: error.to_string(),
            })?;
            // The thread has just begun to listen.
            let _ = sender.send(job);
            *jobs = Some(sender);
        }
        Ok(receiver)
    }

    /// Leaves a thread behind that does not move: the next job has a new one.
    pub(super) fn abandon(&self) {
        *self.jobs.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

fn start(mut queue: UnboundedReceiver<Job>) -> std::io::Result<()> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let work = async move {
        let mut under_way = JoinSet::new();
        while let Some(job) = queue.recv().await {
            under_way.spawn(job);
            while under_way.try_join_next().is_some() {}
        }
        while under_way.join_next().await.is_some() {}
    };
    let thread = std::thread::Builder::new().name("feishu-tokens".to_owned());
    thread.spawn(move || runtime.block_on(work)).map(drop)
}
