//! Work that goes on even if the calls that wait for it are dropped.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use tokio::runtime::Builder;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use crate::error::ConfigError;
use crate::lock::lock;

type Job = Pin<Box<dyn Future<Output = ()> + Send>>;

/// How long a thread without work lives on.
const IDLE: Duration = Duration::from_secs(10);

/// A thread with a runtime of its own: started when it is needed, ended after a while without work.
///
/// A fetch of a token is waited for by calls of several runtimes, each of which may end, stand still or give up. So it runs
/// in none of them. The thread ends with its last job when the client is gone.
pub(super) struct Background {
    idle: Duration,
    running: Mutex<Running>,
}

#[derive(Default)]
struct Running {
    thread: Thread,
    jobs: Option<UnboundedSender<Job>>,
}

/// Number of a thread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Thread(u64);

impl Default for Background {
    fn default() -> Self {
        Self {
            idle: IDLE,
            running: Mutex::default(),
        }
    }
}

impl Background {
    /// Begins `work`, and returns its thread. Its outcome can be awaited in any runtime; if that is an error, it panicked.
    ///
    /// # Errors
    /// The system has no thread to spare.
    pub(super) fn run<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<(oneshot::Receiver<T>, Thread), ConfigError> {
        let (sender, receiver) = oneshot::channel();
        let job: Job = Box::pin(async move {
            // Nobody may be waiting any more.
            let _ = sender.send(work.await);
        });
        let mut running = self.running();
        let job = match &running.jobs {
            Some(jobs) => jobs.send(job).err().map(|unsent| unsent.0),
            None => Some(job),
        };
        if let Some(job) = job {
            let (sender, queue) = unbounded_channel();
            start(queue, self.idle).map_err(|error| ConfigError::setting("thread for tokens", error))?;
            // The thread has just begun to listen.
            let _ = sender.send(job);
            running.jobs = Some(sender);
            running.thread.0 += 1;
        }
        Ok((receiver, running.thread))
    }

    /// Leaves a thread behind that is blocked: the next job has a new one.
    pub(super) fn abandon(&self, thread: Thread) {
        let mut running = self.running();
        if running.thread == thread {
            running.jobs = None;
        }
    }

    fn running(&self) -> MutexGuard<'_, Running> {
        lock(&self.running)
    }
}

fn start(mut queue: UnboundedReceiver<Job>, idle: Duration) -> std::io::Result<()> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let work = async move {
        let mut under_way = JoinSet::new();
        loop {
            let is_idle = under_way.is_empty();
            tokio::select! {
                job = queue.recv() => match job {
                    Some(job) => drop(under_way.spawn(job)),
                    None => break,
                },
                _ = under_way.join_next(), if !is_idle => {}
                // What was sent before is still taken; what comes later has a new thread.
                () = tokio::time::sleep(idle), if is_idle => queue.close(),
            }
        }
        while under_way.join_next().await.is_some() {}
    };
    let thread = std::thread::Builder::new().name("feishu-tokens".to_owned());
    thread.spawn(move || runtime.block_on(work)).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn thread_of(background: &Background) -> Thread {
        let (done, thread) = background.run(async {}).unwrap();
        done.await.unwrap();
        thread
    }

    #[tokio::test]
    async fn a_thread_without_work_ends_and_the_next_job_has_a_new_one() {
        let background = Background {
            idle: Duration::from_millis(20),
            ..Background::default()
        };
        let first = thread_of(&background).await;
        while !background
            .running()
            .jobs
            .as_ref()
            .is_none_or(UnboundedSender::is_closed)
        {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert_ne!(thread_of(&background).await, first);
        let (long, thread) = background.run(tokio::time::sleep(Duration::from_millis(200))).unwrap();
        long.await.unwrap();
        assert_eq!(thread_of(&background).await, thread, "a thread with work goes on");
    }

    #[tokio::test]
    async fn only_the_thread_that_stands_still_is_left_behind() {
        let background = Background::default();
        let first = thread_of(&background).await;
        background.abandon(first);
        let second = thread_of(&background).await;
        assert_ne!(second, first);
        background.abandon(first);
        assert_eq!(thread_of(&background).await, second);
    }
}
