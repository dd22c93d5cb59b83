//! Open data: the facts of every public reply, a line each, in a file for each month; a list of those files,
//! a line each; and the page that names what can be subscribed to.
//!
//! Deliberately absent: the texts, which stand on the pages and in the feeds.

use jiff::civil::Date;
use record::{Rating, ReplyFacts};

use super::feeds::Feed;
use super::{Group, Ingredients, Page, Rank, SharedContext, Since, Whole, moment};
use crate::render::columns::{Inputs, list_shell};
use crate::site::Site;
use crate::urls::{self, DATA, REPLY_DATA};
use crate::view::{Column, DataView, FeedLink, Link, MonthRow, ReplyRow};

/// The columns, in the order of [`ReplyRow`].
const COLUMNS: [(&str, &str); 16] = [
    ("submission_no", "data-submission_no"),
    ("title", "data-title"),
    ("kind", "data-kind"),
    ("topic", "data-topic"),
    ("village", "data-village"),
    ("office", "data-office"),
    ("scope", "data-scope"),
    ("received_on", "data-received_on"),
    ("replied_on", "data-replied_on"),
    ("published_at", "data-published_at"),
    ("working_days", "data-working_days"),
    ("letters", "data-letters"),
    ("rating", "data-rating"),
    ("url", "data-url"),
    ("round", "data-round"),
    ("updated_at", "data-updated_at"),
];

pub(super) fn page(inputs: Inputs<'_>, feeds: &[Feed<'_>], months: &[Month<'_>]) -> Page<'static> {
    let Inputs { site, shared, .. } = inputs;
    let shell = list_shell(shared, &DATA, DATA.path, &shared.column(&DATA).name);
    let view = DataView {
        feeds: feeds
            .iter()
            .map(|feed| FeedLink { name: feed.name.clone(), folder: feed.folder.clone() })
            .collect(),
        columns: COLUMNS.iter().map(|(name, key)| Column { name, key }).collect(),
        months: months
            .iter()
            .rev()
            .map(|month| Link { url: month.file(), label: format!("{}.jsonl", month.name()) })
            .collect(),
        list: Link { url: REPLY_DATA.to_owned(), label: "replies.jsonl".to_owned() },
        figures: site.figures.iter().flat_map(crate::render::figures::files).collect(),
    };
    Page::new(Rank::List, DATA.path, "data.html", shell, view)
}

/// The replies that were published in a month: one reply more touches one small file.
pub(super) struct Month<'a> {
    first: Date,
    replies: Group<'a>,
}

impl Month<'_> {
    fn name(&self) -> String {
        self.first.strftime("%Y-%m").to_string()
    }

    fn file(&self) -> String {
        urls::month_of_replies(&self.name())
    }

    /// Another one whenever the file may be another. It is no hash of the file: to know that, each would have
    /// to be written again with every reply.
    fn version(&self, shared: &SharedContext<'_>) -> String {
        let mut hasher = blake3::Hasher::new();
        feed(&mut hasher, shared, self.replies);
        in_letters(&hasher.finalize().as_bytes()[..8])
    }
}

/// Bytes as letters from a to p. Hexadecimal digits are sometimes all from 0 to 9, and eleven of them a
/// mobile number to whoever looks for one: the leak gate stopped a site for that.
fn in_letters(bytes: &[u8]) -> String {
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|half| char::from(b'a' + half)).collect()
}

fn feed(hasher: &mut blake3::Hasher, shared: &SharedContext<'_>, replies: Group<'_>) {
    hasher.update(&shared.fingerprint());
    replies.feed(hasher);
}

/// All months, the oldest first.
pub(super) fn months(site: &Site) -> Vec<Month<'_>> {
    let mut rest = Group::all(site);
    let mut months = Vec::new();
    while rest.len() > 0 {
        let day = rest.at(0).published_at.date();
        let (first, last) = (day.first_of_month(), day.last_of_month());
        let end = rest.partition_point(|reply| reply.published_at.date() <= last);
        months.push(Month { first, replies: rest.slice(0..end) });
        rest = rest.slice(end..rest.len());
    }
    months
}

/// The list of the months' files, the oldest first: a program that reads it takes those that are new to it, and a
/// publication writes this list and one month, never all replies.
pub(super) fn list(shared: &SharedContext<'_>, months: &[Month<'_>]) -> Page<'static> {
    let row = |month: &Month<'_>| {
        let (file, newest) = (month.file(), month.replies.last().map(|newest| newest.published_at));
        MonthRow {
            month: month.name(),
            url: shared.frame.settings.site.absolute(&file).unwrap_or(file),
            replies: month.replies.len(),
            newest: newest.map(moment),
            version: month.version(shared),
        }
    };
    let rows: Vec<MonthRow> = months.iter().map(row).collect();
    Page::file(Rank::List, REPLY_DATA, "jsonl list", Whole(rows), |rows, _| {
        let mut text = String::new();
        for row in &rows.0 {
            text.push_str(&serde_json::to_string(row)?);
            text.push('\n');
        }
        Ok(text)
    })
}

/// A month's file: of the shared context and the records alone.
struct OfMonth<'a> {
    shared: &'a SharedContext<'a>,
    month: Month<'a>,
}

impl Ingredients for OfMonth<'_> {
    fn feed(&self, hasher: &mut blake3::Hasher) {
        feed(hasher, self.shared, self.month.replies);
    }
}

/// The files of the months that may differ.
pub(super) fn replies<'a>(
    shared: &'a SharedContext<'a>,
    months: Vec<Month<'a>>,
    since: Option<&Since>,
) -> impl Iterator<Item = Page<'a>> {
    let differs =
        move |month: &Month<'_>| since.is_none_or(|since| since.before(month.replies) < month.replies.len());
    months.into_iter().filter(differs).map(move |month| {
        Page::file(Rank::List, &month.file(), "jsonl", OfMonth { shared, month }, |of, _| {
            let mut text = String::new();
            for reply in of.month.replies.iter() {
                text.push_str(&serde_json::to_string(&row(of.shared, reply))?);
                text.push('\n');
            }
            Ok(text)
        })
    })
}

fn row(shared: &SharedContext<'_>, reply: &ReplyFacts) -> ReplyRow {
    let item = shared.item(reply);
    ReplyRow {
        submission_no: item.submission_no,
        title: item.title,
        kind: item.kind,
        topic: item.topic,
        village: item.village,
        office: item.office,
        scope: reply.scope.as_str(),
        received_on: item.received_on,
        replied_on: item.replied_on,
        published_at: moment(reply.published_at),
        working_days: reply.working_days,
        letters: reply.letters,
        rating: reply.rating.map(Rating::as_str),
        url: shared.frame.settings.site.absolute(&item.url).unwrap_or(item.url),
        round: reply.round.as_str(),
        updated_at: moment(reply.changed_at()),
    }
}

#[cfg(test)]
mod tests {
    use super::in_letters;

    #[test]
    fn a_version_is_never_a_number() {
        assert_eq!(in_letters(&[0x13, 0x81, 0x23, 0x45, 0x67, 0x89, 0xaf]), "bdibcdefghijkp");
    }
}
