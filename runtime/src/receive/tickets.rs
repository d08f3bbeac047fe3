//! Tickets of store applications, which come as events.

use std::sync::Arc;

use super::envelope::Raw;
use super::handlers::{Handler, HandlerError, Settings};
use super::reply::Reply;
use super::spec::{EventSpec, Schema};

const APP_TICKET: &str = "app_ticket";

/// Has the client take the ticket of each such event, before a handler of the program's sees it.
pub(super) fn take(settings: &mut Settings) {
    let Some(client) = settings.client.clone() else { return };
    let next = settings.handlers.get(APP_TICKET).cloned();
    let spec = next.as_ref().map(|handler| handler.spec);
    let run = move |raw: Raw| {
        let (client, next) = (client.clone(), next.clone());
        let handling = async move {
            let ticket = raw.text("/app_ticket").ok_or("the event has no `app_ticket`")?;
            client.set_app_ticket(ticket).await?;
            match next {
                Some(next) => (next.run)(raw).await,
                None => Ok::<_, HandlerError>(().write()),
            }
        };
        Box::pin(handling) as _
    };
    let handler = Handler {
        spec: spec.unwrap_or(EventSpec {
            event_type: APP_TICKET,
            schema: Schema::V1,
            ..EventSpec::EMPTY
        }),
        is_awaited: false,
        run: Box::new(run),
    };
    settings.handlers.insert(APP_TICKET, Arc::new(handler));
}
