//! The words of pages about events: headings, the envelope, and what the types of old events leave open.

use super::{Table, find, first, squeeze};

/// What a heading on the page of an event or callback announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EventHeading {
    /// The table that introduces it.
    Event,
    /// Its type alone, on pages without that table.
    Type,
    /// What is sent beside the payload, besides what every event has.
    Header,
    /// The fields.
    Body,
    Sample,
    /// What a callback is replied with.
    Reply,
    ReplySample,
}

const EVENT_HEADINGS: Table<EventHeading> = &[
    (EventHeading::Event, &["事件", "回调"]),
    (EventHeading::Type, &["事件类型"]),
    (EventHeading::Header, &["事件头"]),
    (EventHeading::Body, &["事件体", "回调结构体", "回调体"]),
    (
        EventHeading::Sample,
        &["事件体示例", "回调示例", "事件示例", "回调结构体示例", "回调体示例"],
    ),
    (
        EventHeading::Reply,
        &["响应回调的结构体", "使用卡片 JSON 代码响应", "使用卡片模板响应"],
    ),
    (EventHeading::ReplySample, &["响应回调的结构体示例"]),
];

/// What a heading announces, by its text without what it has in brackets: 事件体（事件类型为 …）.
pub(crate) fn event_heading(text: &str) -> Option<EventHeading> {
    let text = text.split(['（', '(']).next().unwrap_or_default();
    find(EVENT_HEADINGS, &squeeze(text))
}

impl EventHeading {
    /// The heading that fact sheets write.
    pub(crate) fn word(self) -> &'static str {
        first(EVENT_HEADINGS, self)
    }
}

/// Stands before the type in a heading that has one in brackets.
pub(crate) const OF_TYPE: &str = "事件类型为";

/// Stands before all types that share a body.
pub(crate) const TYPES_INCLUDE: &str = "包括";

/// Stand behind the field by which an event that comes twice is known. The first names it where both do.
pub(crate) const DEDUPLICATED: [&str; 2] = ["去重", "幂等"];

/// Where the payload stands.
pub(crate) const PAYLOAD: &str = "event";

/// Where an envelope of version 2.0 has what it says of the event.
pub(crate) const HEADER: &str = "header";

/// The other members of an envelope of version 2.0.
pub(crate) const SCHEMA: &str = "schema";

/// What every header of version 2.0 has.
pub(crate) const HEADER_FIELDS: [&str; 6] = ["event_id", "event_type", "create_time", "token", "app_id", "tenant_key"];

/// The members of an envelope of version 1.0, without the payload.
pub(crate) const ENVELOPE_1: [&str; 4] = ["ts", "uuid", "token", "type"];

/// What `type` says in an envelope of version 1.0.
pub(crate) const EVENT_CALLBACK: &str = "event_callback";

/// Types that name no service and version: the service version, the resource, and the event.
const PLAIN: &[(&str, [&str; 4])] = &[
    ("app_open", ["application", "v6", "", "app_open"]),
    ("app_status_change", ["application", "v6", "", "app_status_change"]),
    ("app_ticket", ["application", "v6", "", "app_ticket"]),
    ("app_uninstalled", ["application", "v6", "", "app_uninstalled"]),
    ("card.action.trigger", ["cardkit", "v1", "card.action", "trigger"]),
    ("contact_scope_change", ["contact", "v3", "", "contact_scope_change"]),
    ("dept_add", ["contact", "v3", "", "dept_add"]),
    ("dept_delete", ["contact", "v3", "", "dept_delete"]),
    ("dept_update", ["contact", "v3", "", "dept_update"]),
    ("order_paid", ["application", "v6", "", "order_paid"]),
    ("p2p_chat_create", ["im", "v1", "", "p2p_chat_create"]),
    ("url.preview.get", ["im", "v1", "url.preview", "get"]),
    ("user_add", ["contact", "v3", "", "user_add"]),
    ("user_leave", ["contact", "v3", "", "user_leave"]),
    ("user_status_change", ["contact", "v3", "", "user_status_change"]),
    ("user_update", ["contact", "v3", "", "user_update"]),
];

/// Beginnings and ends of such types, and their service version.
const PLAIN_FAMILIES: &[(&str, &str, [&str; 2])] = &[
    ("approval_", "", ["approval", "v4"]),
    ("", "_approval", ["approval", "v4"]),
    ("", "_approvalV2", ["approval", "v4"]),
    ("", "_approval_revert", ["approval", "v4"]),
    ("third_party_meeting_room_", "", ["meeting_room", "v1"]),
];

/// Service, version, resource and event of a type that does not name them itself.
pub(crate) fn plain_event(event_type: &str) -> Option<[&str; 4]> {
    if let Some((_, parts)) = PLAIN.iter().find(|(known, _)| *known == event_type) {
        return Some(*parts);
    }
    let is_of = |(start, end, _): &&(&str, &str, _)| event_type.starts_with(start) && event_type.ends_with(end);
    let (_, _, [project, version]) = PLAIN_FAMILIES.iter().find(is_of)?;
    Some([project, version, "", event_type])
}

/// How events arrive; every page says so, also of those that arrive otherwise too.
pub(crate) const DELIVERY: &str = "webhook";
