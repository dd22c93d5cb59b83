//! Open data: the facts of every public reply, a line each, and the page that names what can be subscribed to.
//! Deliberately absent: the texts, which stand on the pages and in the feeds.

use super::feeds::Feed;
use super::{Page, Rank, moment};
use crate::record::{PublicReply, Rating};
use crate::render::items;
use crate::site::Site;
use crate::view::{Column, DataView, FeedLink, Link, PageKind, ReplyRow, ReplyRowsView, Shell};

const REPLIES: &str = "data/replies.jsonl";

/// The columns, in the order of [`ReplyRow`].
const COLUMNS: [(&str, &str); 14] = [
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
];

pub(super) fn page(site: &Site, feeds: &[Feed]) -> Page {
    let (path, name) = ("data/", "订阅和开放数据");
    let kind = PageKind::Column { column: name, column_type: "概况信息" };
    let description = "用阅读器订阅答复、政策和活动，下载公开答复的数据。";
    let shell = Shell::new(site, path, name, description, kind);
    let view = DataView {
        feeds: feeds
            .iter()
            .map(|feed| FeedLink { name: feed.name.clone(), folder: feed.folder.clone() })
            .collect(),
        columns: COLUMNS.iter().map(|(name, key)| Column { name, key }).collect(),
        replies: Link { url: REPLIES.to_owned(), label: "replies.jsonl".to_owned() },
    };
    Page::new(Rank::List, path, "data.html", shell, view)
}

pub(super) fn replies(site: &Site) -> Page {
    let view = ReplyRowsView { rows: site.replies.iter().map(|reply| row(site, reply)).collect() };
    Page::file(Rank::List, REPLIES, "jsonl", view, |view, _| {
        let mut text = String::new();
        for row in &view.rows {
            text.push_str(&serde_json::to_string(row)?);
            text.push('\n');
        }
        Ok(text)
    })
}

fn row(site: &Site, reply: &PublicReply) -> ReplyRow {
    let item = items::reply(site, reply);
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
        url: site.settings.site.absolute(&item.url).unwrap_or(item.url),
    }
}
