//! A mail to the administrator each morning when something waits, failed or was lost, and each Monday all the same: who hears
//! nothing for a week knows that nobody counts any more.
//!
//! It goes straight to the server and not through the outbox, which may be what is stuck.

use jiff::civil::Weekday;

use super::{Every, Plan, Status, Work};
use crate::case::{Personal, shanghai_date};
use crate::mail::Message;
use crate::messages::{speak, speak_with};
use crate::outbox::mail_transport;

pub(super) const PLAN: Plan = Plan { name: "morning_mail", every: Every::Morning, is_of_place: false };

pub(super) async fn run(work: Work<'_>) -> anyhow::Result<()> {
    let (settings, now) = (&work.app.settings, work.upkeep.now);
    let Some(to) = settings.monitor.mail_to.as_deref().and_then(Personal::new) else { return Ok(()) };
    let status = Status::find(&work.app.db, &settings.paths, now).await?;
    let day = shanghai_date(now);
    if status.is_well() && day.weekday() != Weekday::Monday {
        return Ok(());
    }
    let site = work.app.pages.site().settings.site.name.clone();
    let message = write(&status, &site, &day.to_string());
    // The same id on every try of a day: a server that took it and lost the line can tell.
    let id = format!("status-{day}");
    mail_transport(settings)?.send(&id, &to, &message, now).await?;
    Ok(())
}

fn write(status: &Status, site: &str, day: &str) -> Message {
    let wrong = status.wrong();
    let about = [("site", site.to_owned()), ("day", day.to_owned()), ("count", wrong.len().to_string())];
    let subject = speak_with(if wrong.is_empty() { "status-mail-well" } else { "status-mail-wrong" }, &about);
    let mut lines = if wrong.is_empty() { vec![speak("status-well")] } else { wrong };
    lines.push(String::new());
    lines.extend(status.figures());
    lines.extend([String::new(), speak("status-mail-foot"), String::new()]);
    Message { subject, text: lines.join("\n"), html: None, stop_url: None }
}
