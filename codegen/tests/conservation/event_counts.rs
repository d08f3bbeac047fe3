//! What was counted over the event pages of March 2026 without the reader, and what the reader makes of them.

use std::collections::BTreeMap;

use feishu_openapi_codegen::ir::{Event, SampleContent};

use crate::mirror::mirror;

/// A type that later mirrors have, whose counts are others.
const LATER: &str = "drive.notice.comment_add_v1";

/// The events of the mirror of March 2026: of pages that name a type in a row of a table, and of others.
fn events() -> Option<[Vec<&'static Event>; 2]> {
    let (pages, _, reading) = mirror()?;
    let events = reading.api.events.values();
    if events.clone().any(|event| event.event_type == LATER) {
        println!("skipped: the mirror is a later one");
        return None;
    }
    let has_row = |event: &&Event| {
        let page = pages.iter().find(|page| page.name == event.source.page).unwrap();
        String::from_utf8_lossy(&page.bytes).contains("<md-th>事件类型</md-th>")
    };
    let (with, without) = events.partition(has_row);
    Some([with, without])
}

/// The number of types of each page.
fn by_page<'a>(events: &[&'a Event]) -> BTreeMap<&'a str, usize> {
    let mut pages = BTreeMap::new();
    for event in events {
        *pages.entry(event.source.page.as_str()).or_default() += 1;
    }
    pages
}

#[test]
fn pages_and_types_are_as_many_as_were_counted() {
    let Some([with, without]) = events() else { return };
    // One type each in the row, and four under other headings: two of leave, one of absence, one of overtime.
    let pages = by_page(&with);
    assert_eq!((pages.len(), with.len()), (198, 202));
    let several = pages.values().filter(|types| **types > 1);
    assert_eq!(several.copied().collect::<Vec<_>>(), [3, 2, 2]);
    // Eleven pages of 15 types, and the one of the callback.
    assert_eq!((by_page(&without).len(), without.len()), (12, 16));
    let callbacks = without.iter().filter(|event| event.reply.is_some());
    assert_eq!(
        callbacks.map(|event| event.event_type.as_str()).collect::<Vec<_>>(),
        ["card.action.trigger"]
    );
    // 191 of schema 2.0 and 26 of 1.0, beside the callback.
    let dotted = with
        .iter()
        .chain(&without)
        .filter(|event| event.event_type.contains('.'));
    assert_eq!((dotted.count(), with.len() + without.len()), (191 + 1, 217 + 1));
}

#[test]
fn rows_of_the_first_table_are_as_many_as_were_counted() {
    let Some([with, _]) = events() else { return };
    // The four further types have what the row of their page says: both kinds of application, and scopes.
    let of = |count: usize| with.iter().filter(|event| event.app_types.len() == count).count();
    assert_eq!((of(2), of(1)), (176 + 4, 21 + 1));
    let scopes = with.iter().filter(|event| !event.scopes.is_empty());
    assert_eq!(scopes.count(), 193 + 4);
    // 86 pages have the row, one of which says that there are none.
    let of_fields = with.iter().filter(|event| !event.field_scopes.is_empty());
    assert_eq!(of_fields.count(), 86 - 1);
}

#[test]
fn samples_are_as_many_as_were_counted() {
    let Some([with, _]) = events() else { return };
    let samples = || with.iter().flat_map(|event| &event.samples);
    let strict = samples().filter(|sample| matches!(sample.content, SampleContent::Json { .. }));
    // Of 192, one shows the response of an endpoint, and is no event.
    assert_eq!(strict.count(), 192 - 1);
    // 11 were taken for repairable, and 3 for broken, which are repaired too: `approval.approval.updated_v4`,
    // `approval.instance.trip_group_update_v4` and `helpdesk.ticket_message.created_v1`, of which three values are lost.
    let repaired = samples().filter(|sample| matches!(sample.content, SampleContent::Repaired { .. }));
    assert_eq!(repaired.count(), 11 + 3);
    assert_eq!(samples().count(), 206 - 1);
}
