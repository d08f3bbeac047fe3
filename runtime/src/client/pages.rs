//! Pages and items as streams.

use std::collections::HashSet;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_util::stream::Stream;

use super::{Call, Client, ResumePoint};
use crate::cursor::{Cursor, Next};
use crate::error::{ConfigError, PagingError, Result};
use crate::paging::{Paged, PagedList};
use crate::request::Request;
use crate::spec::PaginationStyle;
use crate::wire::Decode;

/// Pages one after the other: a `Stream` that calls for a page when it is asked for one.
///
/// Ends where the server says that there is no more, or names no page to go on with. An error is the last item, and
/// [`cursor`](Self::cursor) then tells where to begin again.
pub struct Pages<R: Paged> {
    client: Client,
    request: Request,
    /// Where the request begins.
    here: Cursor,
    state: State<R::Output>,
    /// Where the last page began that was yielded.
    last: Cursor,
    /// Cursors that were used, so that a server that names one again is found out.
    used: HashSet<Cursor>,
}

enum State<T> {
    Ready,
    Calling(Call<T>),
    Repeated(Cursor),
    /// The last item was an error.
    Failed,
    /// There are no more pages.
    Ended,
}

impl<R: Paged> Pages<R>
where
    R::Output: Decode,
{
    pub(super) fn new(client: Client, request: Request) -> Self {
        let here = R::SPEC.pagination.map(|pagination| request.cursor(&pagination));
        let here = here.unwrap_or_default();
        Self {
            client,
            request,
            used: HashSet::from([here.clone()]),
            here,
            state: State::Ready,
            last: Cursor::default(),
        }
    }

    /// Where the next page begins, or the page whose call failed. `None` after the last page.
    pub fn cursor(&self) -> Option<Cursor> {
        (!matches!(self.state, State::Ended)).then(|| self.here.clone())
    }

    /// The next page, as `StreamExt::next` gives it, which need not be imported for this.
    ///
    /// `None` after the last page, and after an error.
    pub async fn next(&mut self) -> Option<Result<R::Output>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Decides what follows a page.
    fn advance(&mut self, page: &R::Output) {
        self.last = self.here.clone();
        self.state = match self.following(page) {
            None => State::Ended,
            Some(cursor) if self.used.insert(cursor.clone()) => {
                self.begin_at(&cursor);
                State::Ready
            }
            Some(cursor) => State::Repeated(cursor),
        };
    }

    fn begin_at(&mut self, cursor: &Cursor) {
        if let Some(pagination) = R::SPEC.pagination {
            self.request.set_cursor(&pagination, cursor);
            self.here = self.request.cursor(&pagination);
        }
    }

    fn following(&self, page: &R::Output) -> Option<Cursor> {
        let pagination = R::SPEC.pagination?;
        let next = Next::of(&pagination, page);
        if next.has_more == Some(false) {
            return None;
        }
        if pagination.style == PaginationStyle::Token || next.cursor.as_str().is_some() {
            return next.cursor.as_str().is_some().then_some(next.cursor);
        }
        if next.count == 0 && next.has_more.is_none() {
            return None;
        }
        Some(match pagination.style {
            PaginationStyle::PageNumber => self.here.plus(1, 1),
            _ => self.here.plus(0, i64::try_from(next.count).unwrap_or(i64::MAX)),
        })
    }
}

impl<R> Stream for Pages<R>
where
    R: Paged,
    R::Output: Decode,
{
    type Item = Result<R::Output>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if matches!(self.state, State::Ready) {
            self.state = State::Calling(self.client.json_of(self.request.clone()));
        }
        let page = match &mut self.state {
            State::Calling(call) => ready!(Pin::new(call).poll(context)),
            State::Repeated(cursor) => Err(PagingError {
                operation: R::SPEC.id,
                cursor: std::mem::take(cursor),
            }
            .into()),
            State::Ready | State::Failed | State::Ended => return Poll::Ready(None),
        };
        match page {
            Ok(page) => {
                self.advance(&page);
                Poll::Ready(Some(Ok(page)))
            }
            Err(error) => {
                self.state = State::Failed;
                Poll::Ready(Some(Err(error)))
            }
        }
    }
}

impl<R: Paged> fmt::Debug for Pages<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("operation", &R::SPEC.id)
            .field("cursor", &self.here)
            .finish()
    }
}

/// Items one after the other: a `Stream` that calls for a page when it has given away the items of the one before.
pub struct Items<R: PagedList> {
    pages: Pages<R>,
    /// What is left of a page that had so many items.
    page: std::vec::IntoIter<R::Item>,
    length: usize,
    /// Where to begin in the page that comes first.
    resumed: Option<ResumePoint>,
}

impl<R: PagedList> Items<R>
where
    R::Output: Decode,
{
    pub(super) fn new(pages: Pages<R>) -> Self {
        Self {
            pages,
            page: Vec::new().into_iter(),
            length: 0,
            resumed: None,
        }
    }

    /// How far the list has been read: after the last item that was yielded. `None` at the end of the list.
    pub fn resume_point(&self) -> Option<ResumePoint> {
        if let Some(point) = &self.resumed {
            return Some(point.clone());
        }
        match self.page.len() {
            0 => Some(ResumePoint::new(self.pages.cursor()?, 0, 0)),
            unread => {
                let read = self.length.saturating_sub(unread);
                Some(ResumePoint::new(self.pages.last.clone(), read, self.length))
            }
        }
    }

    /// The next item, as `StreamExt::next` gives it, which need not be imported for this.
    ///
    /// `None` at the end of the list, and after an error.
    pub async fn next(&mut self) -> Option<Result<R::Item>>
    where
        R::Item: Unpin,
    {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Goes on where another reading of the same list was left, and not where the request begins.
    ///
    /// ```
    /// # fn example<R>(client: &feishu_openapi_runtime::Client, request: &R, kept: &str) -> feishu_openapi_runtime::Result<()>
    /// # where R: feishu_openapi_runtime::PagedList, R::Output: feishu_openapi_runtime::wire::Decode {
    /// let items = client.items(request).resume(&kept.parse()?)?;
    /// # Ok(()) }
    /// ```
    ///
    /// No item is left out, and as long as the list stays as it is, none comes twice. Items of the page may come once more if
    /// it has fewer than before: some have been removed, or the request asks for smaller pages. Only where the server counts
    /// pages must the size of a page stay the same. What is added to or removed from pages before shifts the list as it
    /// does for anybody who reads it.
    ///
    /// # Errors
    /// [`ConfigError::Setting`]: the point is of another list, whose cursors this request cannot hold.
    pub fn resume(self, point: &ResumePoint) -> Result<Self> {
        let Pages {
            client, mut request, ..
        } = self.pages;
        if let Some(pagination) = R::SPEC.pagination {
            request.set_cursor(&pagination, &point.cursor);
        }
        let pages = Pages::new(client, request);
        if point.cursor.as_str().is_some() && pages.here != point.cursor {
            return Err(ConfigError::setting("resume point", "it is of another list").into());
        }
        Ok(Self {
            resumed: Some(point.clone()),
            ..Self::new(pages)
        })
    }
}

impl<R> Stream for Items<R>
where
    R: PagedList,
    R::Output: Decode,
    R::Item: Unpin,
{
    type Item = Result<R::Item>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.page.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(Pin::new(&mut self.pages).poll_next(context)) {
                Some(Ok(mut page)) => {
                    self.page = std::mem::take(R::items(&mut page)).into_iter();
                    self.length = self.page.len();
                    let skipped = self.resumed.take().map_or(0, |point| point.skipped(self.length));
                    self.page.by_ref().take(skipped).for_each(drop);
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<R: PagedList> fmt::Debug for Items<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("pages", &self.pages)
            .finish_non_exhaustive()
    }
}
