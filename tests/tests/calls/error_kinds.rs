//! Kinds of errors: what `codegen` writes is what `runtime` reads, and what a call does by it.

use std::collections::BTreeSet;

use feishu_openapi::bitable::v1::app;
use feishu_openapi::runtime::{ErrorKind, Options, Retry, spec};
use feishu_openapi_codegen::ir;

use crate::server::Server;

#[test]
fn every_word_for_a_kind_is_read_as_a_kind_of_its_own() {
    let kind_of = |word: &str| {
        let facts = Box::leak(format!("errors\n1 - {word} x").into_boxed_str());
        let spec = spec::Spec {
            facts,
            ..spec::Spec::EMPTY
        };
        spec.error(1).and_then(|error| error.kind)
    };
    let kinds: BTreeSet<_> = ir::ErrorKind::ALL
        .iter()
        .filter_map(|kind| kind_of(kind.word()))
        .collect();
    assert_eq!(kinds.len(), ir::ErrorKind::ALL.len());
    assert_eq!(kind_of("-"), None);
}

#[tokio::test]
async fn a_limit_and_a_conflict_that_a_page_documents_with_status_200_are_waited_for() {
    for (code, kind) in [(1_254_290, ErrorKind::RateLimit), (1_254_291, ErrorKind::Busy)] {
        let body = format!(r#"{{"code":{code},"msg":"no"}}"#);
        let server = Server::responding(200, "application/json", &body).await;
        let retry = Retry {
            attempts: 3,
            first: std::time::Duration::from_millis(1),
            ..Retry::default()
        };
        let client = server.client.with(Options::new().retry(retry));
        let error = app::get("bascn").send(&client).await.unwrap_err();
        assert_eq!((error.code(), error.kind()), (Some(code), Some(kind)));
        assert_eq!(server.number_of_requests().await, 3);
    }
}
