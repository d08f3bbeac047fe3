//! The type of an event -> its id: `im.message.receive_v1` is `im.v1.message.receive`.

use crate::diagnostic::{Code, Diagnostics, Span};
use crate::ir::EndpointId;
use crate::vocabulary;

/// Where the service of a type is unknown.
const UNKNOWN: [&str; 2] = ["event", "v1"];

/// The id of a type. Types of old events name no service: a table knows them.
pub(super) fn of(event_type: &str, span: Span, diagnostics: &mut Diagnostics) -> EndpointId {
    by_parts(event_type).unwrap_or_else(|| {
        let [project, version, resource, event] = vocabulary::plain_event(event_type).unwrap_or_else(|| {
            let message = format!("the type `{event_type}` names no service, and no table knows it");
            let help = "Add it to the types in `codegen/src/vocabulary/events.rs`.";
            diagnostics.report_with_help(Code::DerivedId, span, message, help);
            let [project, version] = UNKNOWN;
            [project, version, "", event_type]
        });
        id(project, version, resource, event)
    })
}

/// `project.resource.event_version`; the resource may be missing, or have dots.
fn by_parts(event_type: &str) -> Option<EndpointId> {
    let (rest, version) = event_type.rsplit_once('_')?;
    let number = version.strip_prefix('v')?;
    let is_version = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let (project, rest) = rest.split_once('.').filter(|_| is_version)?;
    let (resource, event) = rest.rsplit_once('.').unwrap_or(("", rest));
    (!project.is_empty() && !event.is_empty()).then(|| id(project, version, resource, event))
}

fn id(project: &str, version: &str, resource: &str, event: &str) -> EndpointId {
    EndpointId {
        project: project.to_owned(),
        version: version.to_owned(),
        resource: resource.to_owned(),
        method: event.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_follow_from_types() {
        let id = |event_type| of(event_type, Span::default(), &mut Diagnostics::new("page.md")).to_string();
        assert_eq!(id("im.message.receive_v1"), "im.v1.message.receive");
        assert_eq!(id("im.chat.member.user.added_v1"), "im.v1.chat.member.user.added");
        assert_eq!(id("leave_approvalV2"), "approval.v4.leave_approvalV2");
        assert_eq!(id("p2p_chat_create"), "im.v1.p2p_chat_create");
        assert_eq!(id("card.action.trigger"), "cardkit.v1.card.action.trigger");
        assert_eq!(id("new_thing"), "event.v1.new_thing");
    }
}
