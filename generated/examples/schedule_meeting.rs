//! Puts a meeting of half an hour, an hour from now, into the application's calendar: `schedule_meeting <open_id>`, with
//! the credentials in `FEISHU_APP_ID` and `FEISHU_APP_SECRET`.

use std::time::{SystemTime, UNIX_EPOCH};

use feishu_openapi::calendar::v4::calendar;
use feishu_openapi::calendar::v4::calendar_event::{self, TimeInfoInput};
use feishu_openapi::calendar::v4::calendar_event_attendee::{self, CalendarEventAttendeeInput};
use feishu_openapi::{Client, Result, or_missing};

/// Makes the event, which begins at so many seconds since 1970, invites a person, and tells its id.
pub async fn schedule(client: &Client, guest: &str, start: u64) -> Result<String> {
    let mut primary = calendar::primary().send(client).await?;
    let primary = primary.calendars.pop().unwrap_or_default();
    let calendar = or_missing!(primary.calendar?.calendar_id)?;
    let at = |time: u64| TimeInfoInput::new().timestamp(time.to_string());
    let event = calendar_event::create(&calendar).summary("Planning");
    let event = event.start_time(at(start)).end_time(at(start + 1800));
    let created = event.send(client).await?;
    let id = or_missing!(created.event?.event_id)?;
    let guest = CalendarEventAttendeeInput::new().type_("user").user_id(guest);
    let invite = calendar_event_attendee::create(calendar, &id).attendees([guest]);
    invite.send(client).await?;
    Ok(id)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let guest = std::env::args().nth(1).ok_or("usage: schedule_meeting <open_id>")?;
    let start = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs() + 3600;
    let id = schedule(&Client::from_env()?, &guest, start).await?;
    println!("made the event {id}");
    Ok(())
}
