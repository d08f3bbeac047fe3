//! When calls arrive at the server: no more of them than it takes, also after a pause and from calls that were left alone.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use feishu_openapi_runtime::{Client, Error, Options, Retry};
use futures_util::future::join_all;
use futures_util::poll;

use crate::pacing::{Rated, SECOND, most_within};
use crate::server::{Response, Server};

/// A server that responds with the first of these once and then with the second, and when it was asked.
async fn serve(first: Response, then: Response) -> (Server, Client, Arc<Mutex<Vec<Instant>>>) {
    let arrivals = Arc::new(Mutex::new(Vec::new()));
    let noted = arrivals.clone();
    let server = Server::start(move |_| {
        let mut arrivals = noted.lock().unwrap();
        arrivals.push(Instant::now());
        match arrivals.len() {
            1 => first.clone(),
            _ => then.clone(),
        }
    })
    .await;
    let client = Client::builder("a", "s").base_url(server.url()).build().unwrap();
    (server, client.with_token("t"), arrivals)
}

#[tokio::test]
async fn a_trial_that_is_refused_without_a_hint_is_followed_by_one_other() {
    let asked = [("content-type", "application/json"), ("x-ogw-ratelimit-reset", "3600")];
    let body = r#"{"code":99991400,"msg":"request trigger frequency limit"}"#;
    for refusal in [Response::new(429, &[], "{}"), Response::json(body)] {
        let latency = Duration::from_millis(150);
        let (_server, client, arrivals) = serve(Response::new(429, &asked, body), refusal.after(latency)).await;
        let client = client.with(Options::new().retry(Retry::NEVER).timeout(3 * SECOND));
        client.send(&Rated::<100, 1> {}).await.unwrap_err();
        let results = join_all((0..6).map(|_| client.send(&Rated::<100, 1> {}))).await;
        assert!(results.iter().all(Result::is_err));
        let arrivals = arrivals.lock().unwrap();
        assert!(arrivals.len() > 2, "{arrivals:?}");
        // One after the other, each when the response to the one before was there.
        assert_eq!(most_within(&arrivals, latency - Duration::from_millis(10)), 1);
    }
}

#[tokio::test]
async fn a_trial_that_is_accepted_lets_all_others_follow() {
    let asked = [("content-type", "application/json"), ("x-ogw-ratelimit-reset", "3600")];
    let body = r#"{"code":99991400,"msg":"request trigger frequency limit"}"#;
    let latency = Duration::from_millis(150);
    let ok = Response::json(r#"{"code":0}"#).after(latency);
    let (_server, client, arrivals) = serve(Response::new(429, &asked, body), ok).await;
    let client = client.with(Options::new().retry(Retry::NEVER).timeout(10 * SECOND));
    client.send(&Rated::<100, 1> {}).await.unwrap_err();
    let results = join_all((0..6).map(|_| client.send(&Rated::<100, 1> {}))).await;
    assert!(results.iter().all(Result::is_ok), "{results:?}");
    let arrivals = arrivals.lock().unwrap();
    assert!(
        arrivals[2] - arrivals[1] >= latency - Duration::from_millis(10),
        "{arrivals:?}"
    );
    assert!(arrivals[6] - arrivals[2] < SECOND / 2, "{arrivals:?}");
}

#[tokio::test]
async fn calls_that_were_left_alone_while_they_connected_arrive_in_their_turn() {
    for others_first in [true, false] {
        let ok = Response::json(r#"{"code":0}"#);
        let (_server, client, arrivals) = serve(ok.clone(), ok).await;
        let mut kept: Vec<_> = (0..5).map(|_| client.send(&Rated::<5, 1> {})).collect();
        for call in &mut kept {
            assert!(poll!(call).is_pending());
        }
        tokio::time::sleep(3 * SECOND).await;
        let mut all: Vec<_> = (0..5).map(|_| client.send(&Rated::<5, 1> {})).collect();
        match others_first {
            true => all.extend(kept),
            false => drop(all.splice(0..0, kept)),
        }
        let results: Vec<Result<(), Error>> = join_all(all).await;
        assert!(results.iter().all(Result::is_ok), "{results:?}");
        let arrivals = arrivals.lock().unwrap();
        assert_eq!(
            (arrivals.len(), most_within(&arrivals, SECOND)),
            (10, 5),
            "{others_first}"
        );
    }
}
