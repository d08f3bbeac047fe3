//! Downloads that are written to disk: whole, or not at all.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use feishu_openapi_runtime::{Client, Download, Error, Options, Result, Retry};

use crate::endpoints::demo::v1::node;
use crate::server::{Response, Server};

/// A directory with a file `old` in it. It is taken away at the end.
struct Directory(PathBuf);

impl Directory {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("saved-{name}-{}", std::process::id()));
        fs::create_dir(&path).unwrap();
        fs::write(path.join("old"), "old").unwrap();
        Self(path)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap();
        let mut names: Vec<_> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

async fn fetch(response: Response) -> Download {
    try_fetch(response).await.unwrap()
}

async fn try_fetch(response: Response) -> Result<Download> {
    let server = Server::always(response).await;
    let builder = Client::builder("a", "s").base_url(server.url());
    let client = builder.options(Options::new().retry(Retry::NEVER)).build().unwrap();
    node::Fetch { id: "f".into() }.send(&client.with_token("t")).await
}

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(path).unwrap()
}

#[tokio::test]
async fn a_download_that_fails_leaves_what_was_there() {
    let directory = Directory::new("failed");
    let cut = || Response::new(200, &[], vec![b'x'; 100_000]).cut(50_000);
    for name in ["old", "new"] {
        fetch(cut()).await.to_file(directory.file(name)).await.unwrap_err();
    }
    assert_eq!(
        (directory.names(), read(directory.file("old"))),
        (vec!["old".to_owned()], "old".to_owned())
    );
}

#[tokio::test]
async fn a_download_that_is_given_up_leaves_what_was_there() {
    let directory = Directory::new("given-up");
    let silent = Response::new(200, &[], vec![b'x'; 100_000]).cut(50_000).then_silence();
    let download = fetch(silent).await;
    let mut saving = Box::pin(download.to_file(directory.file("old")));
    // Until something is on the way.
    while directory.names().len() < 2 {
        assert!(futures_util::poll!(&mut saving).is_pending());
        tokio::task::yield_now().await;
    }
    drop(saving);
    while directory.names() != ["old"] {
        tokio::task::yield_now().await;
    }
    assert_eq!(read(directory.file("old")), "old");
}

#[tokio::test]
async fn a_download_replaces_what_was_there() {
    let directory = Directory::new("replaced");
    let whole = || Response::new(200, &[], "new");
    for name in ["old", "new"] {
        assert_eq!(fetch(whole()).await.to_file(directory.file(name)).await.unwrap(), 3);
        assert_eq!(read(directory.file(name)), "new");
    }
    assert_eq!(directory.names(), ["new", "old"]);
}

#[cfg(unix)]
#[tokio::test]
async fn permissions_and_links_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let directory = Directory::new("links");
    fs::set_permissions(directory.file("old"), PermissionsExt::from_mode(0o640)).unwrap();
    symlink("old", directory.file("link")).unwrap();
    let whole = || Response::new(200, &[], "new");
    fetch(whole()).await.to_file(directory.file("link")).await.unwrap();
    assert!(fs::symlink_metadata(directory.file("link")).unwrap().is_symlink());
    assert_eq!(read(directory.file("old")), "new");
    let mode = |name: &str| fs::metadata(directory.file(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("old"), 0o640);
    // A file that was not there is as any other that the program makes.
    fetch(whole()).await.to_file(directory.file("new")).await.unwrap();
    fs::write(directory.file("own"), "").unwrap();
    assert_eq!(mode("new"), mode("own"));
}

#[cfg(unix)]
#[tokio::test]
async fn a_pipe_is_written_to_and_stays_one() {
    use std::os::unix::fs::FileTypeExt;
    let directory = Directory::new("pipe");
    let pipe = directory.file("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    let from = pipe.clone();
    let reader = tokio::task::spawn_blocking(move || read(from));
    fetch(Response::new(200, &[], "new"))
        .await
        .to_file(&pipe)
        .await
        .unwrap();
    assert_eq!(reader.await.unwrap(), "new");
    assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());
}

#[cfg(unix)]
#[tokio::test]
async fn a_pipe_that_nobody_reads_is_an_error() {
    let directory = Directory::new("unread");
    let pipe = directory.file("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    let saving = fetch(Response::new(200, &[], "new")).await.to_file(&pipe);
    let Ok(result) = tokio::time::timeout(Duration::from_secs(10), saving).await else {
        // Lets the writer go.
        drop(read(&pipe));
        panic!("it waits for a reader");
    };
    let error = result.unwrap_err();
    let reason = std::error::Error::source(&error).unwrap().to_string();
    assert!(reason.contains("nobody reads"), "{reason}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_that_leads_nowhere_stays_and_leads_to_the_download() {
    let directory = Directory::new("dangling");
    std::os::unix::fs::symlink("second", directory.file("first")).unwrap();
    std::os::unix::fs::symlink(directory.file("new"), directory.file("second")).unwrap();
    let download = fetch(Response::new(200, &[], "new")).await;
    download.to_file(directory.file("first")).await.unwrap();
    assert_eq!(directory.names(), ["first", "new", "old", "second"]);
    for link in ["first", "second"] {
        assert!(fs::symlink_metadata(directory.file(link)).unwrap().is_symlink());
    }
    assert_eq!(read(directory.file("new")), "new");
}

#[tokio::test]
async fn a_file_name_is_one_of_a_file_in_the_directory_on_every_system() {
    let directory = Directory::new("names");
    let mut expected = vec!["old".to_owned()];
    for (header, name) in [
        ("attachment; filename=\"C:evil.txt\"", "C_evil.txt"),
        ("attachment; filename=CON", "_CON"),
        ("attachment; filename=\"nul.txt\"", "_nul.txt"),
        ("attachment; filename*=UTF-8''a%00b%0D%0Ac", "a_b__c"),
        ("attachment; filename=\"d%0Ae\"", "d_e"),
        ("attachment; filename=..\\..\\up.txt", "up.txt"),
        // The line ends, and what follows is another header.
        ("attachment; filename=\"f\r\nx-other: g\"", "_f"),
    ] {
        let download = fetch(Response::new(200, &[("content-disposition", header)], "x")).await;
        assert_eq!(download.file_name().as_deref(), Some(name), "{header}");
        download.to_file(directory.file(name)).await.unwrap();
        expected.push(name.to_owned());
    }
    expected.sort();
    assert_eq!(directory.names(), expected);
}

#[tokio::test]
async fn a_header_that_no_header_may_hold_is_an_error() {
    for name in ["a\0b", "a\r\n b"] {
        let header = format!("attachment; filename=\"{name}\"");
        let result = try_fetch(Response::new(200, &[("content-disposition", &header)], "x")).await;
        assert!(matches!(result, Err(Error::Transport(_))), "{name:?}: {result:?}");
    }
}
