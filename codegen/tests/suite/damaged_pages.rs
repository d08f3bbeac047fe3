//! No bytes make the reader panic, and what it says depends neither on the run nor on the order of pages.

use std::sync::LazyLock;

use feishu_openapi_codegen::{Page, Reading, pipeline, read_page};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::{mutation, pages};

static PAGES: LazyLock<Vec<Page>> = LazyLock::new(pages::all_pages);

fn page(name: &str, bytes: Vec<u8>) -> Page {
    Page {
        name: name.to_owned(),
        bytes,
    }
}

/// Everything that a reading says, in one comparable text.
fn said(reading: &Reading) -> String {
    let Reading {
        pages,
        api,
        diagnostics,
        skipped,
    } = reading;
    let (endpoints, events) = (api.endpoints.values(), api.events.values());
    let (endpoints, events): (Vec<_>, Vec<_>) = (endpoints.collect(), events.collect());
    serde_json::to_string(&(pages, endpoints, events, diagnostics, skipped)).unwrap()
}

fn assert_spans_lie_on_pages(reading: &Reading, pages: &[Page]) {
    for found in &reading.diagnostics {
        let page = pages
            .iter()
            .find(|page| page.name == found.page)
            .expect("a diagnostic names its page");
        let range = usize::try_from(found.span.start).unwrap()..usize::try_from(found.span.end).unwrap();
        assert!(
            pages::text(page).get(range).is_some(),
            "{found:?} does not lie on characters of the page"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn damaged_pages_are_survived_and_read_alike_in_any_order(
        choice in any::<(Index, Index)>(),
        damages in (mutation::damages(), mutation::damages()),
    ) {
        let mut input = vec![
            page("a.md", mutation::damaged(&choice.0.get(&PAGES).bytes, &damages.0)),
            page("b.md", mutation::damaged(&choice.1.get(&PAGES).bytes, &damages.1)),
            page("c.md", choice.0.get(&PAGES).bytes.clone()),
        ];
        let first = pipeline::schema(&input);
        prop_assert_eq!(first.described() + first.skipped.len(), input.len());
        assert_spans_lie_on_pages(&first, &input);
        input.reverse();
        prop_assert_eq!(said(&first), said(&pipeline::schema(&input)));
        let kept = input.iter().map(|page| serde_json::to_string(&read_page(page)).unwrap());
        let taken = kept.map(|kept| serde_json::from_str(&kept).unwrap());
        prop_assert_eq!(said(&first), said(&pipeline::refine(pipeline::assemble(taken.collect()))), "what was kept of pages is not what was read");
    }

    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let input = [page("a.md", bytes)];
        assert_spans_lie_on_pages(&pipeline::schema(&input), &input);
    }
}
