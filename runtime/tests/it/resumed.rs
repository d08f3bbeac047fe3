//! Downloads that go on only in the same state of the file.

use std::sync::atomic::{AtomicUsize, Ordering};

use feishu_openapi_runtime::{Error, Result};

use crate::downloads::{STRONG, bytes, file, serve};
use crate::server::Response;

type Headers = &'static [(&'static str, &'static str)];

const TEN: &str = "Sat, 21 Nov 2026 10:00:00 GMT";
const SOON: &str = "Sat, 21 Nov 2026 10:00:59 GMT";
const MUCH_LATER: &str = "Sat, 21 Nov 2026 11:00:00 GMT";

/// What comes of a download that breaks off after a response with these headers, and how often the server is asked. The
/// part that comes then has the others, and is of another state of the file where they are another's.
async fn fetch(first: Headers, then: Headers, whole: usize) -> (Result<Vec<u8>>, usize) {
    let count = AtomicUsize::new(0);
    let (server, client) = serve(move |request| {
        if count.fetch_add(1, Ordering::Relaxed) == 0 {
            let headers = [&[("accept-ranges", "bytes")], first].concat();
            return Response::new(200, &headers, file()).reset_after(20_000);
        }
        let range = request.header("range").unwrap().strip_prefix("bytes=").unwrap();
        let begin: usize = range.split_once('-').unwrap().0.parse().unwrap();
        let range = format!("bytes {range}/{whole}");
        let headers = [&[("content-range", range.as_str())], then].concat();
        Response::new(206, &headers, &file()[begin..])
    })
    .await;
    let found = bytes(&client).await;
    (found, server.requests().len())
}

#[tokio::test]
async fn a_date_that_may_be_of_several_states_is_not_relied_on() {
    let headers: [Headers; 6] = [
        &[("last-modified", TEN), ("date", TEN)],
        &[("last-modified", TEN), ("date", SOON)],
        &[("last-modified", MUCH_LATER), ("date", TEN)],
        &[("last-modified", TEN)],
        &[("last-modified", "yesterday"), ("date", TEN)],
        // Any tag forbids to use a date, since tags tell states apart that dates do not.
        &[("last-modified", TEN), ("date", MUCH_LATER), ("etag", "W/\"v1\"")],
    ];
    for headers in headers {
        let (found, asked) = fetch(headers, headers, file().len()).await;
        assert!(matches!(found, Err(Error::Transport(_))), "{headers:?}");
        assert_eq!(asked, 1, "{headers:?}");
    }
}

#[tokio::test]
async fn what_both_responses_say_of_the_file_must_be_the_same() {
    const DATED: Headers = &[("last-modified", TEN), ("date", MUCH_LATER)];
    let length = file().len();
    let changed: [(Headers, Headers, usize); 5] = [
        (&[STRONG], &[("etag", "W/\"v1\"")], length),
        (&[STRONG], &[], length),
        (&[STRONG], &[STRONG], length + 1),
        (DATED, &[("last-modified", SOON)], length),
        (DATED, &[("last-modified", TEN), ("etag", "W/\"v2\"")], length),
    ];
    for (first, then, whole) in changed {
        let (found, asked) = fetch(first, then, whole).await;
        assert!(matches!(found, Err(Error::Transport(_))), "{first:?} {then:?}");
        assert_eq!(asked, 2);
    }
    // A part need not repeat the date.
    for then in [DATED, &[]] {
        assert_eq!(fetch(DATED, then, length).await.0.unwrap(), file());
    }
}
