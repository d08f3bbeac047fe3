//! Uploads of files part by part, to a server that puts them together.

mod shelf;

use std::fs;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use feishu_openapi_runtime::{Client, Error, File, FileUpload, UnfinishedUpload};
use shelf::{Fails, OnDisk, Shared, Shelf, TEXT, bytes, client, field, serve};

use crate::server::{Response, Server};

#[tokio::test]
async fn parts_make_a_file_in_whatever_order_they_come() {
    let disk = OnDisk::new("order");
    for file in [
        bytes(),
        disk.file(),
        disk.file().range(..),
        File::bytes("x", ["_", TEXT].concat()).range(1..),
    ] {
        let kept = Shared::default();
        let server = serve(&kept).await;
        let shown = Arc::new(Mutex::new(Vec::new()));
        let seen = shown.clone();
        let upload = FileUpload::new(Shelf::<3>, file)
            .on_progress(move |progress| seen.lock().unwrap().push((progress.sent, progress.total)));
        assert_eq!(upload.send(&client(&server)).await.unwrap(), format!("file:{TEXT}"));
        assert_eq!(kept.lock().unwrap().came.values().collect::<Vec<_>>(), [&1; 7]);
        let shown = shown.lock().unwrap();
        assert!(shown.is_sorted() && shown.len() == 8, "{shown:?}");
        assert_eq!((shown[0], shown[7]), ((0, 26), (26, 26)));
    }
}

#[tokio::test]
async fn no_more_parts_are_under_way_than_the_target_takes() {
    let kept = Shared::default();
    let server = serve(&kept).await;
    FileUpload::new(Shelf::<1>, bytes())
        .send(&client(&server))
        .await
        .unwrap();
    let order: Vec<String> = server
        .requests()
        .iter()
        .map(|request| match request.path() {
            "/part" => field(request, "seq").to_owned(),
            path => path.to_owned(),
        })
        .collect();
    assert_eq!(order, ["/prepare", "0", "1", "2", "3", "4", "5", "6", "/finish"]);
}

#[tokio::test]
async fn a_small_file_is_sent_whole() {
    for text in ["abcdefghij", ""] {
        let server = serve(&Shared::default()).await;
        let upload = FileUpload::new(Shelf::<3>, File::bytes("text", text));
        assert_eq!(upload.send(&client(&server)).await.unwrap(), format!("file:{text}"));
        assert_eq!(server.only_request().path(), "/whole");
    }
}

#[tokio::test]
async fn a_part_that_fails_is_sent_once_more() {
    let failures: [Fails; 3] = [
        |came| (came == 1).then(|| Response::json("").reset_after(0)),
        |came| (came == 1).then(|| Response::error(500, r#"{"code":1061001,"msg":"internal error."}"#)),
        |came| (came == 1).then(|| Response::error(429, r#"{"code":99991400,"msg":"too many"}"#)),
    ];
    for fails in failures {
        let kept = Shared::default();
        kept.lock().unwrap().fails = Some((2, fails));
        let server = serve(&kept).await;
        let disk = OnDisk::new("once-more");
        let upload = FileUpload::new(Shelf::<3>, disk.file());
        assert_eq!(upload.send(&client(&server)).await.unwrap(), format!("file:{TEXT}"));
        assert_eq!(kept.lock().unwrap().came[&2], 2);
    }
}

#[tokio::test]
async fn what_failed_for_good_is_gone_on_with_also_by_another_process() {
    let kept = Shared::default();
    kept.lock().unwrap().fails = Some((5, |_| {
        Some(Response::error(403, r#"{"code":1061004,"msg":"forbidden."}"#))
    }));
    let server = serve(&kept).await;
    let disk = OnDisk::new("resumed");
    let error = FileUpload::new(Shelf::<1>, disk.file())
        .send(&client(&server))
        .await
        .unwrap_err();
    assert_eq!(error.error.code(), Some(1_061_004));
    assert!(
        error
            .to_string()
            .ends_with("; 5 of 7 parts are there, and the upload can be resumed"),
        "{error}"
    );
    let text = error.unfinished.unwrap().to_string();

    kept.lock().unwrap().fails = None;
    let unfinished: UnfinishedUpload = text.parse().unwrap();
    assert_eq!((unfinished.upload_id(), unfinished.parts_done()), ("up/1", 5));
    let shown = Arc::new(Mutex::new(Vec::new()));
    let seen = shown.clone();
    let upload = FileUpload::new(Shelf::<1>, disk.file()).resume(unfinished.clone());
    let upload = upload.on_progress(move |progress| seen.lock().unwrap().push(progress.sent));
    assert_eq!(upload.send(&client(&server)).await.unwrap(), format!("file:{TEXT}"));
    assert_eq!(*shown.lock().unwrap(), [20, 24, 26]);
    let came = kept.lock().unwrap().came.clone();
    assert_eq!(came.into_values().collect::<Vec<_>>(), [1, 1, 1, 1, 1, 2, 1]);

    disk.touch();
    let error = FileUpload::new(Shelf::<1>, disk.file())
        .resume(unfinished)
        .send(&client(&server))
        .await
        .unwrap_err();
    assert!(
        matches!(error.error, Error::File(_)) && error.unfinished.is_none(),
        "{error:?}"
    );
}

#[tokio::test]
async fn an_upload_that_the_server_no_longer_knows_cannot_be_gone_on_with() {
    let kept = Shared::default();
    kept.lock().unwrap().fails = Some((5, |_| {
        Some(Response::error(404, r#"{"code":1061003,"msg":"not found."}"#))
    }));
    let server = serve(&kept).await;
    let error = FileUpload::new(Shelf::<1>, bytes())
        .send(&client(&server))
        .await
        .unwrap_err();
    assert!(error.unfinished.is_none(), "{error:?}");
    assert_eq!(Error::from(error).code(), Some(1_061_003));
}

#[tokio::test]
async fn a_file_that_changes_meanwhile_is_an_error() {
    let server = serve(&Shared::default()).await;
    let disk = Arc::new(OnDisk::new("changes"));
    let changing = disk.clone();
    let upload = FileUpload::new(Shelf::<1>, disk.file()).on_progress(move |progress| {
        if progress.sent == 8 {
            changing.touch();
        }
    });
    let error = upload.send(&client(&server)).await.unwrap_err();
    let Error::File(reason) = &error.error else {
        panic!("{error:?}")
    };
    assert_eq!(reason.source.to_string(), "it has changed since its upload began");
    assert!(error.unfinished.is_none());
    assert!(server.requests().iter().all(|request| request.path() != "/finish"));
    // One that has become shorter, in the middle of an upload.
    let disk = Arc::new(OnDisk::new("shrinks"));
    let changing = disk.clone();
    let upload = FileUpload::new(Shelf::<1>, disk.file()).on_progress(move |progress| {
        if progress.sent == 8 {
            fs::write(&changing.0, "abcdefgh").unwrap();
        }
    });
    let error = upload.send(&client(&server)).await.unwrap_err();
    assert!(
        error.to_string().contains("cannot be read") && error.unfinished.is_none(),
        "{error:?}"
    );
}

#[tokio::test]
async fn an_upload_that_is_dropped_sends_nothing_more_and_can_be_gone_on_with() {
    let kept = Shared::default();
    let server = serve(&kept).await;
    let last = Arc::new(Mutex::new(None));
    let seen = last.clone();
    let upload = FileUpload::new(Shelf::<1>, bytes())
        .on_progress(move |progress| *seen.lock().unwrap() = progress.unfinished.cloned());
    let client = client(&server);
    let mut sending = Box::pin(upload.send(&client));
    while last
        .lock()
        .unwrap()
        .as_ref()
        .is_none_or(|unfinished| unfinished.parts_done() < 3)
    {
        assert!(futures_util::poll!(&mut sending).is_pending());
        tokio::task::yield_now().await;
    }
    drop(sending);
    let unfinished = last.lock().unwrap().take().unwrap();
    let upload = FileUpload::new(Shelf::<1>, bytes()).resume(unfinished);
    assert_eq!(upload.send(&client).await.unwrap(), format!("file:{TEXT}"));
    let came = kept.lock().unwrap().came.clone();
    assert!((0..3).all(|seq| came[&seq] == 1), "{came:?}");
}

#[tokio::test]
async fn what_cannot_be_read_twice_is_refused_and_so_is_a_plan_that_cannot_be() {
    let server = Server::always(Response::json(r#"{"code":0,"data":{"upload_id":"u","block_size":0}}"#)).await;
    let reader = File::reader("r", 100, tokio::io::repeat(b'x'));
    let error = FileUpload::new(Shelf::<1>, reader)
        .send(&client(&server))
        .await
        .unwrap_err();
    assert!(matches!(error.error, Error::File(_)), "{error:?}");
    assert_eq!(server.requests().len(), 0);
    let error = FileUpload::new(Shelf::<1>, bytes())
        .send(&client(&server))
        .await
        .unwrap_err();
    assert!(
        matches!(error.error, Error::Missing(_)) && error.unfinished.is_none(),
        "{error:?}"
    );
}

#[tokio::test]
async fn no_more_than_five_parts_go_out_in_a_second() {
    let server = serve(&Shared::default()).await;
    let client = Client::builder("a", "s")
        .base_url(server.url())
        .build()
        .unwrap()
        .with_token("t");
    let begin = std::time::Instant::now();
    FileUpload::new(Shelf::<7>, bytes()).send(&client).await.unwrap();
    assert!(begin.elapsed() >= Duration::from_secs(1));
}

/// It can be sent to another thread.
fn _is_send(upload: FileUpload<Shelf<1>>, client: &Client) -> impl Send {
    upload.send(client)
}

#[cfg(feature = "blocking")]
#[test]
fn a_program_that_is_not_asynchronous_waits_for_it() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = runtime.block_on(serve(&Shared::default()));
    let client = feishu_openapi_runtime::blocking::Client::new(client(&server)).unwrap();
    assert_eq!(
        client.upload(FileUpload::new(Shelf::<3>, bytes())).unwrap(),
        format!("file:{TEXT}")
    );
}
