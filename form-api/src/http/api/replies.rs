//! Public replies for other sites: what has changed since a cursor, and one reply. A reply that was withdrawn is told
//! as such, without any of its words, so that whoever took it over can take it down.
//!
//! Deliberately absent: older states of a reply, and every table but the public one (ARCHITECTURE.md, invariant 6).

use actix_web::{HttpRequest, HttpResponse, web};
use jiff::civil::DateTime;
use record::PublicRecord;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::problem::{AnyFault, Fault, Problem, ReadFault};
use super::{answer, open, public_json};
use crate::context::Context;
use crate::http::pages::views;
use crate::seal::parse_submission_no;
use crate::store::{self, PublicChange};

const LIMIT: i64 = 100;
const LIMIT_MOST: i64 = 500;
/// The largest whole number that every JSON reader keeps exactly.
const CURSOR_MOST: i64 = (1 << 53) - 1;

/// A portion of the changes.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicChanges {
    /// In the order in which they were made. A reply that changed several times stands here once, at its last change.
    changes: Vec<PublicChangeBody>,
    /// The cursor for the next question, whether or not there is more now: keep it.
    #[schema(minimum = 0)]
    next: i64,
    /// There is more now.
    has_more: bool,
}

/// A public reply at its last change.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PublicChange)]
pub struct PublicChangeBody {
    /// The letter number.
    #[schema(pattern = r"^\d{4}-\d{4}-\d{4}$")]
    id: String,
    /// The number of the change; larger is later.
    #[schema(minimum = 1)]
    change: i64,
    /// It is public no more: take it down. Then there is no `reply`.
    withdrawn: bool,
    /// The day on which it was withdrawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = Date)]
    withdrawn_on: Option<String>,
    /// As it is public now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    reply: Option<PublicReplyBody>,
}

/// A public reply.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PublicReply)]
pub struct PublicReplyBody {
    /// Its page.
    url: String,
    /// Title.
    title: String,
    /// A word of `/api/v1/kinds`.
    kind: &'static str,
    /// What it is about, in a word or two.
    topic: String,
    /// Village, as an id of `/api/v1/units`; none is "the township".
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    village: Option<String>,
    /// The village's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    village_name: Option<String>,
    /// The office that answered, as an id of `/api/v1/units`.
    office: String,
    /// The office's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    office_name: Option<String>,
    /// How far it concerns people: `township`, `village` or `group`.
    scope: &'static str,
    /// When the letter came.
    #[schema(format = Date)]
    received_on: String,
    /// When its sender had the answer.
    #[schema(format = Date)]
    replied_on: String,
    /// When it was published (RFC 3339).
    #[schema(format = DateTime)]
    published_at: String,
    /// When anything of it last changed (RFC 3339).
    #[schema(format = DateTime)]
    updated_at: String,
    /// Which answer it is: `first`; `open_again` while the matter is being worked on again; `answered_again` when the sender
    /// has another answer since; `second` for the answer after the matter was worked on again.
    round: &'static str,
    /// Working days from the letter to the answer, where the year's holidays are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    working_days: Option<u32>,
    /// Policies that it rests on, as the last part of their pages' addresses.
    policies: Vec<String>,
    /// How many letters it answers.
    letters: u32,
    /// The sender's grade, one of five, where one was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    rating: Option<&'static str>,
    /// The redacted letter: plain text, paragraphs by empty lines.
    letter: String,
    /// The redacted answer: Markdown.
    answer: String,
}

/// RFC 3339, for a wall clock of Shanghai, where there has been no summer time since 1991.
pub(crate) fn shanghai_moment(at: DateTime) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S+08:00").to_string()
}

impl PublicChangeBody {
    fn new(app: &Context, change: PublicChange) -> Self {
        let PublicChange { change_no, record } = change;
        let url = page_url(app, record.submission_no());
        match record {
            PublicRecord::Withdrawn(tombstone) => Self {
                id: tombstone.submission_no,
                change: change_no,
                withdrawn: true,
                withdrawn_on: Some(tombstone.withdrawn_on.to_string()),
                reply: None,
            },
            PublicRecord::Reply(reply) => Self {
                id: reply.submission_no,
                change: change_no,
                withdrawn: false,
                withdrawn_on: None,
                reply: Some(PublicReplyBody {
                    url,
                    title: reply.title,
                    kind: reply.kind.as_str(),
                    topic: reply.topic,
                    village_name: views::village_name(&app.township, reply.village.as_deref()),
                    village: reply.village,
                    office_name: views::office_name(&app.township, Some(&reply.office)),
                    office: reply.office,
                    scope: reply.scope.as_str(),
                    received_on: reply.received_on.to_string(),
                    replied_on: reply.replied_on.to_string(),
                    published_at: shanghai_moment(reply.published_at),
                    updated_at: shanghai_moment(reply.updated.unwrap_or(reply.published_at)),
                    round: reply.round.as_str(),
                    working_days: reply.working_days,
                    policies: reply.policies,
                    letters: reply.letters,
                    rating: reply.rating.map(record::Rating::as_str),
                    letter: reply.letter,
                    answer: reply.answer,
                }),
            },
        }
    }
}

/// The page of a reply on the site that residents type.
pub(super) fn page_url(app: &Context, number: &str) -> String {
    let year = number.get(..4).unwrap_or_default();
    app.settings.server.public_url.join(&format!("replies/{year}/{number}/"))
}

/// Which changes.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Portion {
    /// The cursor `next` of the answer before; 0 is the beginning.
    #[serde(default)]
    #[param(minimum = 0, maximum = 9_007_199_254_740_991_i64, default = 0)]
    after: i64,
    /// How many at most.
    #[serde(default = "usual_limit")]
    #[param(minimum = 1, maximum = 500, default = 100)]
    limit: i64,
}

const fn usual_limit() -> i64 {
    LIMIT
}

/// What has changed among the public replies
///
/// Published, corrected, rated and withdrawn replies, in the order of their changes. Ask again with `next` as `after`:
/// each change comes once, none is left out.
#[utoipa::path(
    get,
    path = "/api/v1/public-replies",
    operation_id = "listPublicReplies",
    tag = "public",
    params(Portion),
    responses(
        (status = 200, description = "A portion of the changes", body = PublicChanges, headers(("ETag" = String, description = "For If-None-Match"))),
        (status = 400, description = "The cursor or the limit cannot be read", body = Problem, content_type = "application/problem+json"),
        ReadFault,
        AnyFault
    )
)]
pub async fn list(app: web::Data<Context>, request: HttpRequest) -> HttpResponse {
    open(answer(&request, changes(&app, &request).await))
}

async fn changes(app: &Context, request: &HttpRequest) -> Result<HttpResponse, Fault> {
    let Portion { after, limit } = web::Query::<Portion>::from_query(request.query_string())
        .map_err(|_| Fault::Query("after, limit"))?
        .into_inner();
    if !(0..=CURSOR_MOST).contains(&after) {
        return Err(Fault::Query("after"));
    }
    if !(1..=LIMIT_MOST).contains(&limit) {
        return Err(Fault::Query("limit"));
    }
    let mut changes = store::list_public_changes(&app.db, after, limit + 1).await?;
    let has_more = changes.len() > usize::try_from(limit).unwrap_or(usize::MAX);
    changes.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = changes.last().map_or(after, |change| change.change_no);
    let changes = changes.into_iter().map(|change| PublicChangeBody::new(app, change)).collect();
    public_json(request, &PublicChanges { changes, next, has_more })
}

/// One public reply
///
/// As it is public now, or that it was withdrawn.
#[utoipa::path(
    get,
    path = "/api/v1/public-replies/{id}",
    operation_id = "findPublicReply",
    tag = "public",
    params(("id" = String, Path, description = "The letter number")),
    responses(
        (status = 200, description = "The reply at its last change", body = PublicChangeBody, headers(("ETag" = String, description = "For If-None-Match"))),
        (status = 404, description = "Nothing of this number was ever public", body = Problem, content_type = "application/problem+json"),
        ReadFault,
        AnyFault
    )
)]
pub async fn find(app: web::Data<Context>, request: HttpRequest) -> HttpResponse {
    open(answer(&request, one(&app, &request).await))
}

async fn one(app: &Context, request: &HttpRequest) -> Result<HttpResponse, Fault> {
    let id = request.match_info().get("id").unwrap_or_default();
    let number = parse_submission_no(id).filter(|number| number == id).ok_or(Fault::NotFound)?;
    let change = store::find_public_change(&app.db, &number).await?.ok_or(Fault::NotFound)?;
    public_json(request, &PublicChangeBody::new(app, change))
}
