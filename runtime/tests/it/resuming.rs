//! Lists that are gone on with where they were left: nothing is lost, whatever the size of a page.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use feishu_openapi_runtime::{Client, Error, PagedList, ResumePoint};
use futures_util::TryStreamExt;

use crate::endpoints::demo::v1::node::{self, Node};
use crate::paging::{Numbered, value};
use crate::server::{Recorded, Response, Server};

/// A list that is handed out by token, by offset and by number of the page.
struct List {
    items: Mutex<Vec<String>>,
    page_size: AtomicUsize,
}

impl List {
    fn new(length: usize, page_size: usize) -> Arc<Self> {
        Arc::new(Self {
            items: Mutex::new((0..length).map(|id| id.to_string()).collect()),
            page_size: page_size.into(),
        })
    }

    /// The page that is asked for. A token names the item that the page begins with.
    fn respond(&self, request: &Recorded) -> Response {
        let items = self.items.lock().unwrap();
        let size = self.page_size.load(Ordering::Relaxed);
        let begin = match request.text().strip_prefix(r#"{"page":"#) {
            Some(page) => (page.trim_end_matches('}').parse::<usize>().unwrap() - 1) * size,
            None if request.path().ends_with("/slice") => value(request, "offset").parse().unwrap_or(0),
            None => match value(request, "page_token") {
                token if token.is_empty() => 0,
                token => items.iter().position(|item| token == format!("at-{item}")).unwrap(),
            },
        };
        let end = items.len().min(begin + size);
        let page: Vec<_> = items[begin.min(end)..end]
            .iter()
            .map(|id| format!(r#"{{"id":"{id}"}}"#))
            .collect();
        let next = items.get(end).map(|item| format!("at-{item}")).unwrap_or_default();
        let rest = format!(r#""has_more":{},"page_token":"{next}""#, end < items.len());
        Response::json(format!(
            r#"{{"code":0,"data":{{"items":[{}],{rest}}}}}"#,
            page.join(",")
        ))
    }

    async fn serve(self: &Arc<Self>) -> Client {
        let list = self.clone();
        let server = Server::start(move |request| list.respond(request)).await;
        let builder = Client::builder("a", "s").base_url(server.url());
        builder.build().unwrap().with_token("t")
    }
}

fn by_token() -> node::List {
    node::List {
        parent: "root".into(),
        ..node::List::default()
    }
}

fn id(item: Node) -> usize {
    item.id.unwrap().parse().unwrap()
}

/// The first `count` items, and where the list was left then, as it was kept.
async fn begin<R>(client: &Client, request: R, count: usize) -> (Vec<usize>, Option<String>)
where
    R: PagedList<Item = Node, Output = node::Page>,
{
    let mut items = client.items(&request);
    let mut read = Vec::new();
    for _ in 0..count {
        read.push(id(items.next().await.unwrap().unwrap()));
    }
    (read, items.resume_point().map(|point| point.to_string()))
}

async fn go_on<R>(client: &Client, request: R, kept: Option<String>) -> Vec<usize>
where
    R: PagedList<Item = Node, Output = node::Page>,
{
    let Some(kept) = kept else { return Vec::new() };
    let items = client.items(&request).resume(&kept.parse().unwrap()).unwrap();
    items.map_ok(id).try_collect().await.unwrap()
}

#[tokio::test]
async fn every_item_comes_once_wherever_the_list_was_left() {
    let all: Vec<_> = (0..50).collect();
    for page_size in [1, 6, 10, 25, 50, 60] {
        let list = List::new(50, page_size);
        let client = list.serve().await;
        for left in [0, 1, 5, 6, 7, 10, 24, 25, 49, 50] {
            let (mut read, kept) = begin(&client, by_token(), left).await;
            read.extend(go_on(&client, by_token(), kept).await);
            assert_eq!(read, all, "by token: {left} at {page_size}");
            let (mut read, kept) = begin(&client, node::Slice::default(), left).await;
            read.extend(go_on(&client, node::Slice::default(), kept).await);
            assert_eq!(read, all, "by offset: {left} at {page_size}");
            let (mut read, kept) = begin(&client, Numbered::default(), left).await;
            read.extend(go_on(&client, Numbered::default(), kept).await);
            assert_eq!(read, all, "by number: {left} at {page_size}");
        }
    }
}

#[tokio::test]
async fn pages_of_another_size_lose_nothing() {
    let list = List::new(50, 20);
    let client = list.serve().await;
    let (_, kept) = begin(&client, by_token(), 33).await;
    assert_eq!(kept.as_deref(), Some("13/20:at-20"));
    for page_size in [1, 5, 13, 19, 21, 100] {
        list.page_size.store(page_size, Ordering::Relaxed);
        let rest = go_on(&client, by_token(), kept.clone()).await;
        assert!(rest.ends_with(&(33..50).collect::<Vec<_>>()), "{page_size}: {rest:?}");
        assert!(rest[0] >= 20, "only of this page do items come again: {rest:?}");
        assert!(page_size < 20 || rest[0] == 33, "{page_size}: {rest:?}");
    }
}

#[tokio::test]
async fn a_last_page_that_has_shrunk_loses_nothing() {
    let list = List::new(30, 20);
    let client = list.serve().await;
    let (_, kept) = begin(&client, by_token(), 25).await;
    for gone in [
        vec!["21"],
        vec!["21", "22", "24"],
        vec!["21", "26"],
        vec!["25", "26", "29"],
    ] {
        let all: Vec<String> = (0..30).map(|id: usize| id.to_string()).collect();
        let left = all.into_iter().filter(|id| !gone.contains(&id.as_str()));
        *list.items.lock().unwrap() = left.collect();
        let rest = go_on(&client, by_token(), kept.clone()).await;
        let expected: Vec<_> = (25..30_usize)
            .filter(|id| !gone.contains(&id.to_string().as_str()))
            .collect();
        assert!(rest.ends_with(&expected), "{gone:?}: {rest:?}");
    }
}

#[tokio::test]
async fn a_point_stays_until_its_page_has_come() {
    let list = List::new(50, 20);
    let client = list.serve().await;
    let point: ResumePoint = "13/20:at-20".parse().unwrap();
    let mut items = client.items(&by_token()).resume(&point).unwrap();
    assert_eq!(items.resume_point().as_ref(), Some(&point));
    assert_eq!(id(items.next().await.unwrap().unwrap()), 33);
    assert_eq!(items.resume_point().unwrap().to_string(), "14/20:at-20");
}

#[tokio::test]
async fn a_point_of_another_list_is_refused() {
    let client = List::new(1, 1).serve().await;
    let point: ResumePoint = "1/2:at-7".parse().unwrap();
    let result = client.items(&node::Slice::default()).resume(&point);
    assert!(matches!(result, Err(Error::Config(_))), "{result:?}");
}
