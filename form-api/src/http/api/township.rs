//! What a client needs to know of the township before it sends a letter: kinds, villages and offices with their ids.
//! Deliberately absent: people. Their cards stand on the site.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::problem::{AnyFault, ReadFault};
use super::{answer, open, public_json};
use crate::case::SubmissionKind;
use crate::context::Context;
use crate::messages::{Language, speak_in};

/// The kinds of letters.
#[derive(Debug, Serialize, ToSchema)]
pub struct Kinds {
    /// All of them.
    kinds: Vec<Kind>,
}

/// A kind of letter.
#[derive(Debug, Serialize, ToSchema)]
pub struct Kind {
    /// What is sent.
    id: &'static str,
    /// What people read, in the language that was asked for.
    label: String,
    /// One line on it.
    hint: String,
    /// Replies to it may become public. A report never is.
    may_be_published: bool,
}

/// Villages and offices.
#[derive(Debug, Serialize, ToSchema)]
pub struct Units {
    /// Villages.
    villages: Vec<Village>,
    /// Offices.
    offices: Vec<Office>,
}

/// A village.
#[derive(Debug, Serialize, ToSchema)]
pub struct Village {
    /// What is sent.
    id: String,
    /// Its name.
    name: String,
}

/// An office.
#[derive(Debug, Serialize, ToSchema)]
pub struct Office {
    /// What is sent.
    id: String,
    /// Its name.
    name: String,
    /// What it is for.
    topics: Vec<String>,
}

/// The kinds of letters
#[utoipa::path(
    get,
    path = "/api/v1/kinds",
    operation_id = "listKinds",
    tag = "public",
    responses(
        (status = 200, description = "All kinds", body = Kinds, headers(("ETag" = String, description = "For If-None-Match"))),
        ReadFault,
        AnyFault
    )
)]
pub async fn kinds(request: HttpRequest) -> HttpResponse {
    let language = Language::of(request.headers());
    let kinds = SubmissionKind::ALL.iter().map(|kind| Kind {
        id: kind.as_str(),
        label: speak_in(&format!("kind-{}", kind.as_str()), language, &[]),
        hint: speak_in(&format!("kind-{}-hint", kind.as_str()), language, &[]),
        may_be_published: *kind != SubmissionKind::Report,
    });
    open(answer(&request, public_json(&request, &Kinds { kinds: kinds.collect() })))
}

/// Villages and offices
#[utoipa::path(
    get,
    path = "/api/v1/units",
    operation_id = "listUnits",
    tag = "public",
    responses(
        (status = 200, description = "All units", body = Units, headers(("ETag" = String, description = "For If-None-Match"))),
        ReadFault,
        AnyFault
    )
)]
pub async fn units(app: web::Data<Context>, request: HttpRequest) -> HttpResponse {
    let units = &app.township.units;
    let villages = units.villages().iter().map(|one| Village { id: one.id.clone(), name: one.name.clone() });
    let offices = units.offices().iter().map(|one| Office {
        id: one.id.clone(),
        name: one.name.clone(),
        topics: one.topics.clone(),
    });
    let body = Units { villages: villages.collect(), offices: offices.collect() };
    open(answer(&request, public_json(&request, &body)))
}
