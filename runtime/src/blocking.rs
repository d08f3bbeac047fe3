//! The client for programs that are not asynchronous: the same calls, waited for.
//!
//! ```no_run
//! # fn example<E: feishu_openapi_runtime::Endpoint<Output = ()>>(request: E) -> feishu_openapi_runtime::Result<()> {
//! use feishu_openapi_runtime::{Client, blocking};
//!
//! let client = blocking::Client::new(Client::builder("cli_a1b2c3", "app secret").build()?)?;
//! client.send(&request)?;
//! # Ok(()) }
//! ```

use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::Stream;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::coop;

use crate::error::{ConfigError, Result};
use crate::wire::Decode;
use crate::{
    Download, Endpoint, EventStream, FileUpload, Items, Paged, PagedList, Redirect, ResumePoint, UploadError,
    UploadTarget,
};

/// A client whose calls are waited for. Cheap to clone.
///
/// It is for threads that may wait: those of programs that are not asynchronous, and in one that is, threads of its own and
/// those of `tokio::task::spawn_blocking` and `block_in_place`. A call inside of an asynchronous task, which it would hold
/// up with all others of its thread, is an error. A task that runs as `tokio::task::unconstrained` cannot be told from a thread
/// that may wait, and is held up.
#[derive(Clone)]
pub struct Client {
    inner: crate::Client,
    worker: Arc<Worker>,
}

/// A thread of its own, which serves connections also between calls.
struct Worker(Option<Runtime>);

impl Client {
    /// Wraps a client, with all that it was set up with.
    ///
    /// # Errors
    /// The system has no thread to spare.
    pub fn new(client: crate::Client) -> Result<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("feishu-openapi")
            .enable_all()
            .build();
        let runtime = runtime.map_err(|error| ConfigError::setting("blocking client", error))?;
        Ok(Self {
            inner: client,
            worker: Arc::new(Worker(Some(runtime))),
        })
    }

    /// The same client, derived as an asynchronous one is: by [`as_user`](crate::Client::as_user),
    /// [`for_tenant`](crate::Client::for_tenant) or [`with`](crate::Client::with).
    #[must_use]
    pub fn derive(&self, derive: impl FnOnce(&crate::Client) -> crate::Client) -> Self {
        Self {
            inner: derive(&self.inner),
            worker: self.worker.clone(),
        }
    }

    /// Calls an endpoint that responds with JSON.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn send<E: Endpoint>(&self, endpoint: &E) -> Result<E::Output>
    where
        E::Output: Decode,
    {
        self.worker.wait(self.inner.send(endpoint))?
    }

    /// Calls an endpoint that responds with a file, whose pieces the iterator yields.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn download<E: Endpoint<Output = Download>>(&self, endpoint: &E) -> Result<Waiting<Download>> {
        Ok(self.waiting(self.worker.wait(self.inner.download(endpoint))??))
    }

    /// Calls an endpoint that responds with server-sent events, which the iterator yields.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn events<E, T>(&self, endpoint: &E) -> Result<Waiting<EventStream<T>>>
    where
        E: Endpoint<Output = EventStream<T>>,
        T: Decode + Send + 'static,
    {
        Ok(self.waiting(self.worker.wait(self.inner.events(endpoint))??))
    }

    /// Asks an endpoint for the address that it redirects to.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn redirect<E: Endpoint<Output = Redirect>>(&self, endpoint: &E) -> Result<Redirect> {
        self.worker.wait(self.inner.redirect(endpoint))?
    }

    /// The pages of a paged endpoint.
    pub fn pages<R: Paged>(&self, request: &R) -> Waiting<crate::Pages<R>>
    where
        R::Output: Decode,
    {
        self.waiting(self.inner.pages(request))
    }

    /// The items of all pages of a paged endpoint.
    pub fn items<R: PagedList>(&self, request: &R) -> Waiting<crate::Items<R>>
    where
        R::Output: Decode,
    {
        self.waiting(self.inner.items(request))
    }

    /// Uploads a file, whole or part by part.
    ///
    /// # Errors
    /// See [`FileUpload::send`].
    pub fn upload<T: UploadTarget>(&self, upload: FileUpload<T>) -> Result<String, UploadError> {
        self.worker.wait(upload.send(&self.inner))?
    }

    /// Makes any other call of the asynchronous client, and waits for it.
    ///
    /// ```no_run
    /// # fn example(client: feishu_openapi_runtime::blocking::Client) -> feishu_openapi_runtime::Result<()> {
    /// use feishu_openapi_runtime::spec::Method;
    /// use feishu_openapi_runtime::wire::Json;
    ///
    /// let tenant: Json = client.call(async |client| {
    ///     client.raw(Method::Get, "/open-apis/tenant/v2/tenant/query").send().await
    /// })?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn call<T>(&self, call: impl AsyncFnOnce(&crate::Client) -> Result<T>) -> Result<T> {
        self.worker.wait(call(&self.inner))?
    }

    fn waiting<S>(&self, stream: S) -> Waiting<S> {
        Waiting {
            stream,
            has_failed: false,
            worker: self.worker.clone(),
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

impl Worker {
    /// Polls the future on this thread, while its connections and timers are served by the worker's. tokio's own
    /// `block_on` panics where it finds that a thread should not wait.
    fn wait<F: Future>(&self, future: F) -> Result<F::Output> {
        let runtime = match &self.0 {
            Some(runtime) if !is_in_task() => runtime,
            _ => {
                let reason = "called inside of an asynchronous task, which it would hold up";
                return Err(ConfigError::setting("blocking client", reason).into());
            }
        };
        let _inside = runtime.enter();
        let unpark = Arc::new(Unpark {
            thread: std::thread::current(),
            is_woken: AtomicBool::new(false),
        });
        let waker = Waker::from(unpark.clone());
        let mut context = Context::from_waker(&waker);
        let mut future = pin!(future);
        loop {
            match future.as_mut().poll(&mut context) {
                Poll::Ready(outcome) => return Ok(outcome),
                // Also a call that waits in this one parks the thread, and takes what was to wake it.
                Poll::Pending => {
                    while !unpark.is_woken.swap(false, Ordering::Acquire) {
                        std::thread::park();
                    }
                }
            }
        }
    }
}

/// Whether this thread is polling a task of tokio. It is one that may wait otherwise, even if it belongs to a runtime.
fn is_in_task() -> bool {
    /// More steps than tokio lets a task make at a time, which are 128. Threads that may wait can make any number.
    const MANY: usize = 1024;
    let mut context = Context::from_waker(Waker::noop());
    if Handle::try_current().is_err() {
        return false;
    }
    // Gives all steps back when it is dropped.
    let Poll::Ready(_before) = coop::poll_proceed(&mut context) else {
        return true;
    };
    (0..MANY).any(|_| match coop::poll_proceed(&mut context) {
        Poll::Ready(step) => {
            step.made_progress();
            false
        }
        Poll::Pending => true,
    })
}

/// What wakes one of those who wait on a thread.
struct Unpark {
    thread: std::thread::Thread,
    is_woken: AtomicBool,
}

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.is_woken.store(true, Ordering::Release);
        self.thread.unpark();
    }
}

/// Waits for refreshes of users' tokens under way, as other runtimes do when they end, but not in a task, which must not wait.
impl Drop for Worker {
    fn drop(&mut self) {
        let Some(runtime) = self.0.take() else { return };
        if is_in_task() {
            return runtime.shutdown_background();
        }
        // On another thread, since tokio panics where it finds that this one should not wait.
        let ending = std::thread::Builder::new().spawn(move || runtime.shutdown_timeout(LONGEST));
        // Where there is no thread to spare, it ends on this one.
        let _ = ending.map(std::thread::JoinHandle::join);
    }
}

/// How long the end of a client waits at most.
const LONGEST: Duration = Duration::from_secs(15);

/// A stream as an iterator, which waits for the next element. It ends after an error.
#[derive(Debug)]
pub struct Waiting<S> {
    stream: S,
    has_failed: bool,
    worker: Arc<Worker>,
}

impl<S> Waiting<S> {
    /// The stream itself, for what it knows: the name of a file, how far a list has been read.
    pub const fn get_ref(&self) -> &S {
        &self.stream
    }
}

impl Waiting<Download> {
    /// The whole file in memory, if it has at most `limit` bytes.
    ///
    /// # Errors
    /// See [`Download::bytes`].
    pub fn bytes(self, limit: usize) -> Result<Bytes> {
        self.worker.wait(self.stream.bytes(limit))?
    }

    /// Writes the file to `path`, in place of what was there, and returns the number of bytes.
    ///
    /// # Errors
    /// See [`Download::to_file`].
    pub fn to_file(self, path: impl AsRef<std::path::Path> + Send) -> Result<u64> {
        self.worker.wait(self.stream.to_file(path))?
    }
}

impl<R: PagedList> Waiting<Items<R>>
where
    R::Output: Decode,
{
    /// Goes on where another reading of the same list was left.
    ///
    /// # Errors
    /// See [`Items::resume`].
    pub fn resume(self, point: &ResumePoint) -> Result<Self> {
        Ok(Self {
            stream: self.stream.resume(point)?,
            ..self
        })
    }
}

impl<T, S: Stream<Item = Result<T>> + Unpin> Iterator for Waiting<S> {
    type Item = Result<T>;

    fn next(&mut self) -> Option<Result<T>> {
        if self.has_failed {
            return None;
        }
        let next = self.worker.wait(self.stream.next());
        let next = next.unwrap_or_else(|error| Some(Err(error)));
        self.has_failed = matches!(next, Some(Err(_)));
        next
    }
}

impl fmt::Debug for Worker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Worker")
    }
}
