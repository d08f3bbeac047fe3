//! Downloads that break off, and such that lead elsewhere.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use feishu_openapi_runtime::spec::Method;
use feishu_openapi_runtime::{Client, Download, Error, Options, Result, Retry};

use crate::endpoints::demo::v1::node;
use crate::server::{Recorded, Response, Server};

/// Bytes of a file, no two neighbours of which are alike.
pub fn file() -> Vec<u8> {
    (0..100_000_u32).map(|n| (n % 251) as u8).collect()
}

/// A response with the part of the file that the request asks for.
fn part(request: &Recorded, state: (&str, &str)) -> Response {
    let file = file();
    let wanted = request.header("range").and_then(|range| range.strip_prefix("bytes="));
    let in_state = request.header("if-range").is_none_or(|wanted| wanted == state.1);
    let Some((first, last)) = wanted.filter(|_| in_state).and_then(|range| range.split_once('-')) else {
        return Response::new(200, &[("accept-ranges", "bytes"), ("date", LATER), state], file);
    };
    let (first, last): (usize, usize) = (first.parse().unwrap(), last.parse().unwrap());
    let range = format!("bytes {first}-{last}/{}", file.len());
    Response::new(206, &[("content-range", &range), state], &file[first..=last])
}

fn quick() -> Options {
    Options::new().retry(Retry {
        first: Duration::from_millis(1),
        ..Retry::default()
    })
}

/// A server, and a client of it.
pub async fn serve(respond: impl Fn(&Recorded) -> Response + Send + Sync + 'static) -> (Server, Client) {
    let server = Server::start(respond).await;
    let client = Client::builder("a", "s")
        .base_url(server.url())
        .options(quick())
        .build()
        .unwrap();
    (server, client.with_token("t-1"))
}

async fn fetch(client: &Client) -> Result<Download> {
    node::Fetch { id: "f".into() }.send(client).await
}

pub async fn bytes(client: &Client) -> Result<Vec<u8>> {
    Ok(fetch(client).await?.bytes(1 << 20).await?.to_vec())
}

fn ranges(server: &Server) -> Vec<Option<String>> {
    let range = |request: &Recorded| request.header("range").map(str::to_owned);
    server.requests().iter().map(range).collect()
}

pub const STRONG: (&str, &str) = ("etag", "\"v1\"");
const DATED: (&str, &str) = ("last-modified", "Sat, 21 Nov 2026 10:00:00 GMT");
/// When the server responds: long enough after that the date is a strong one.
const LATER: &str = "Sat, 21 Nov 2026 10:01:00 GMT";

#[tokio::test]
async fn a_download_goes_on_where_it_broke_off() {
    for state in [STRONG, DATED] {
        let count = AtomicUsize::new(0);
        let (server, client) = serve(move |request| {
            let whole = part(request, state);
            match count.fetch_add(1, Ordering::Relaxed) {
                0..5 => whole.reset_after(12_000),
                5 => Response::new(503, &[], ""),
                6 => whole.cut(10_000),
                _ => whole,
            }
        })
        .await;
        assert_eq!(bytes(&client).await.unwrap(), file());
        let ranges = ranges(&server);
        assert!(ranges.len() >= 8 && ranges[0].is_none(), "{ranges:?}");
        assert!(ranges[1..].iter().all(Option::is_some), "{ranges:?}");
        let last = server.requests().pop().unwrap();
        assert_eq!(last.header("if-range"), Some(state.1));
        assert_eq!(last.header("authorization"), Some("Bearer t-1"));
    }
}

#[tokio::test]
async fn a_file_on_disk_is_whole_although_the_connection_broke() {
    let count = AtomicUsize::new(0);
    let (_server, client) = serve(move |request| {
        let whole = part(request, STRONG);
        let is_first = count.fetch_add(1, Ordering::Relaxed) == 0;
        if is_first { whole.reset_after(30_000) } else { whole }
    })
    .await;
    let path = std::env::temp_dir().join(format!("download-{}", std::process::id()));
    let written = fetch(&client).await.unwrap().to_file(&path).await.unwrap();
    let found = std::fs::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert_eq!((written, found), (100_000, file()));
}

#[tokio::test]
async fn a_part_that_the_caller_asked_for_goes_on_as_well() {
    let count = AtomicUsize::new(0);
    let (server, client) = serve(move |request| {
        let whole = part(request, STRONG);
        let is_first = count.fetch_add(1, Ordering::Relaxed) == 0;
        if is_first { whole.reset_after(10_000) } else { whole }
    })
    .await;
    let call = client
        .raw(Method::Get, "/open-apis/demo/v1/file")
        .header("range", "bytes=1000-50999");
    let download = call.download().await.unwrap();
    assert_eq!(download.status(), 206);
    assert_eq!(&download.bytes(1 << 20).await.unwrap()[..], &file()[1000..51_000]);
    let second = ranges(&server).pop().unwrap().unwrap();
    assert!(second.ends_with("-50999") && second != "bytes=1000-50999", "{second}");
}

#[tokio::test]
async fn json_goes_on_as_other_files_do() {
    const SIZE: usize = 3 << 20;
    let text = || format!("[{}]", "1,".repeat(SIZE / 2)).into_bytes();
    let count = AtomicUsize::new(0);
    let (server, client) = serve(move |request| {
        let json = ("content-type", "application/json");
        match request
            .header("range")
            .and_then(|range| range.strip_prefix("bytes=")?.split_once('-'))
        {
            None => Response::new(200, &[json, ("accept-ranges", "bytes"), STRONG], text()).cut(SIZE / 2),
            Some((first, last)) => {
                let (first, last): (usize, usize) = (first.parse().unwrap(), last.parse().unwrap());
                let range = format!("bytes {first}-{last}/{}", text().len());
                let part = Response::new(206, &[json, ("content-range", &range), STRONG], &text()[first..=last]);
                let is_second = count.fetch_add(1, Ordering::Relaxed) == 0;
                if is_second { part.cut(SIZE / 4) } else { part }
            }
        }
    })
    .await;
    let found = fetch(&client).await.unwrap().bytes(2 * SIZE).await.unwrap();
    assert!(found == text(), "{} of {} bytes", found.len(), text().len());
    assert_eq!(server.requests().len(), 3);
}

/// A client that bears no silence within a file, and its calls for good.
fn impatient(server: &Server) -> Client {
    let builder = Client::builder("a", "s")
        .base_url(server.url())
        .read_timeout(Duration::from_millis(100));
    let options = Options::new().retry(Retry::NEVER).timeout(Duration::MAX);
    builder.options(options).build().unwrap().with_token("t-1")
}

#[tokio::test]
async fn silence_in_the_middle_of_a_file_runs_into_the_read_timeout() {
    let server = Server::always(Response::new(200, &[], file()).cut(60_000).then_silence()).await;
    let error = bytes(&impatient(&server)).await.unwrap_err();
    assert!(
        matches!(&error, Error::Timeout(error) if error.after.is_some()),
        "{error:?}"
    );
}

#[tokio::test]
async fn neither_who_reads_slowly_nor_who_responds_late_is_cut_off() {
    const PAUSE: Duration = Duration::from_millis(250);
    let server = Server::always(Response::new(200, &[], vec![7; 4 << 20]).after(PAUSE)).await;
    let mut download = fetch(&impatient(&server)).await.unwrap();
    let mut length = 0;
    for _ in 0..3 {
        length += download.next().await.unwrap().unwrap().len();
        tokio::time::sleep(PAUSE).await;
    }
    let rest = download.bytes(usize::MAX).await.unwrap();
    assert_eq!(length + rest.len(), 4 << 20);
}

#[tokio::test]
async fn bytes_of_two_states_of_a_file_are_never_mixed() {
    let count = AtomicUsize::new(0);
    let (server, client) = serve(move |request| match count.fetch_add(1, Ordering::Relaxed) {
        0 => part(request, STRONG).reset_after(20_000),
        _ => part(request, ("etag", "\"v2\"")),
    })
    .await;
    let error = bytes(&client).await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn what_cannot_be_taken_up_again_ends_with_the_error() {
    let endings: [&[(&str, &str)]; 3] = [&[STRONG], &[("accept-ranges", "bytes")], &[("etag", "W/\"v1\"")]];
    for headers in endings {
        let (server, client) = serve(move |_| Response::new(200, headers, file()).reset_after(20_000)).await;
        assert!(matches!(bytes(&client).await, Err(Error::Transport(_))));
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_server_that_breaks_off_at_once_each_time_is_given_up() {
    let (server, client) = serve(|request| match request.header("range") {
        None => part(request, STRONG).reset_after(20_000),
        Some(_) => part(request, STRONG).cut(60),
    })
    .await;
    assert!(matches!(bytes(&client).await, Err(Error::Transport(_))));
    assert_eq!(server.requests().len(), 5);
    let never = client.with(Options::new().retry(Retry::NEVER));
    assert!(matches!(bytes(&never).await, Err(Error::Transport(_))));
    assert_eq!(server.requests().len(), 6);
}

fn redirect(target: String) -> Response {
    Response::new(302, &[("location", &target)], "")
}

#[tokio::test]
async fn a_redirect_is_followed_and_takes_no_token_to_another_server() {
    let elsewhere = Server::start(|request| match request.path() {
        "/again" => redirect("/file".to_owned()),
        _ => part(request, STRONG),
    })
    .await;
    let target = format!("{}/again", elsewhere.url());
    let (server, client) = serve(move |request| match request.path() {
        "/open-apis/demo/v1/here" => redirect("there?signed=1".to_owned()),
        _ => redirect(target.clone()),
    })
    .await;
    let client = client.with(Options::new().extra_header("x-own", "mine"));
    let call = client
        .raw(Method::Get, "/open-apis/demo/v1/here")
        .header("x-more", "more");
    let download = call.download().await.unwrap();
    assert_eq!(download.bytes(1 << 20).await.unwrap(), file());

    let own = server.requests();
    assert_eq!(own[1].target, "/open-apis/demo/v1/there?signed=1");
    assert!(
        own.iter()
            .all(|request| request.header("authorization") == Some("Bearer t-1"))
    );
    let foreign = elsewhere.requests();
    assert_eq!(foreign.len(), 2);
    for request in foreign {
        for header in ["authorization", "x-own", "x-more"] {
            assert_eq!(request.header(header), None, "{header}");
        }
    }
}

#[tokio::test]
async fn redirects_that_lead_nowhere_or_in_circles_are_errors() {
    for target in ["ftp://127.0.0.1/file", "/open-apis/demo/v1/circle", "http://"] {
        let (server, client) = serve(move |_| redirect(target.to_owned())).await;
        let error = bytes(&client).await.unwrap_err();
        assert_eq!(error.status(), Some(302), "{error:?}");
        assert!(server.requests().len() <= 11);
    }
}

#[tokio::test]
async fn only_downloads_follow_redirects() {
    let (server, client) = serve(|_| redirect("/elsewhere".to_owned())).await;
    assert_eq!(client.send(&node::Flat).await.unwrap_err().status(), Some(302));
    assert_eq!(server.requests().len(), 1);
}
