//! Pages and items as streams.

use std::collections::HashSet;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_util::stream::Stream;

use super::{Call, Client};
use crate::cursor::{Cursor, Next};
use crate::error::{PagingError, Result};
use crate::paging::{Paged, PagedList};
use crate::spec::PaginationStyle;
use crate::wire::Decode;

/// Pages one after the other: a `Stream` that calls for a page when it is asked for one.
///
/// Ends where the server says that there is no more, or names no page to go on with. An error is the last item, and
/// [`cursor`](Self::cursor) then tells where to begin again.
pub struct Pages<R: Paged> {
    client: Client,
    request: R,
    state: State<R::Output>,
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
    pub(super) fn new(client: Client, request: R) -> Self {
        let used = HashSet::from([request.cursor()]);
        Self {
            client,
            request,
            state: State::Ready,
            used,
        }
    }

    /// Where the next page begins, or the page whose call failed. `None` after the last page.
    pub fn cursor(&self) -> Option<Cursor> {
        (!matches!(self.state, State::Ended)).then(|| self.request.cursor())
    }

    /// Decides what follows a page.
    fn advance(&mut self, next: Next) {
        let Some(cursor) = self.following(next) else {
            self.state = State::Ended;
            return;
        };
        self.state = if self.used.insert(cursor.clone()) {
            self.request.set_cursor(&cursor);
            State::Ready
        } else {
            State::Repeated(cursor)
        };
    }

    fn following(&self, next: Next) -> Option<Cursor> {
        let style = R::SPEC
            .pagination
            .map_or(PaginationStyle::Token, |pagination| pagination.style);
        if next.has_more == Some(false) {
            return None;
        }
        if style == PaginationStyle::Token || next.cursor.as_str().is_some() {
            return next.cursor.as_str().is_some().then_some(next.cursor);
        }
        if next.count == 0 && next.has_more.is_none() {
            return None;
        }
        let here = self.request.cursor();
        Some(match style {
            PaginationStyle::PageNumber => here.plus(1, 1),
            _ => here.plus(0, i64::try_from(next.count).unwrap_or(i64::MAX)),
        })
    }
}

impl<R> Stream for Pages<R>
where
    R: Paged + Unpin,
    R::Output: Decode,
{
    type Item = Result<R::Output>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if matches!(self.state, State::Ready) {
            self.state = State::Calling(self.client.send(&self.request));
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
                self.advance(R::next(&page));
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
            .field("cursor", &self.request.cursor())
            .finish()
    }
}

/// Items one after the other: a `Stream` that calls for a page when it has given away the items of the one before.
pub struct Items<R: PagedList> {
    pages: Pages<R>,
    page: std::vec::IntoIter<R::Item>,
}

impl<R: PagedList> Items<R>
where
    R::Output: Decode,
{
    pub(super) fn new(pages: Pages<R>) -> Self {
        Self {
            pages,
            page: Vec::new().into_iter(),
        }
    }

    /// Where the page begins that follows the one that the last item came from, or the page whose call failed. `None` after
    /// the last page.
    pub fn cursor(&self) -> Option<Cursor> {
        self.pages.cursor()
    }
}

impl<R> Stream for Items<R>
where
    R: PagedList + Unpin,
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
                Some(Ok(mut page)) => self.page = std::mem::take(R::items(&mut page)).into_iter(),
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
