//! The description of the interfaces (OpenAPI 3.1), made from the handlers and answers themselves. What the township
//! decides (its villages and offices) is put in when it is asked for.
//!
//! Deliberately absent: a file of it that could grow old.

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};
use utoipa::OpenApi;

use super::problem::{AnyFault, Fault, ReadFault};
use super::{answer, letters, open, public_json, replies, township};
use crate::case::{Consent, SubmissionKind};
use crate::context::Context;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Lianxin",
        description = "A township's public mailbox: public replies for other sites, letters for other clients, Open311 GeoReport v2.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    paths(
        replies::list,
        replies::find,
        township::kinds,
        township::units,
        letters::send,
        letters::track_one,
        show,
    ),
    tags(
        (name = "public", description = "What everybody may read"),
        (name = "letters", description = "Letters of residents")
    )
)]
struct Description;

/// This description
#[utoipa::path(
    get,
    path = "/api/v1/openapi.json",
    operation_id = "showDescription",
    tag = "public",
    responses(
        (status = 200, description = "OpenAPI 3.1", body = Object, headers(("ETag" = String, description = "For If-None-Match"))),
        ReadFault,
        AnyFault
    )
)]
pub async fn show(app: web::Data<Context>, request: HttpRequest) -> HttpResponse {
    let described = describe(&app).map_err(Fault::Internal);
    open(answer(&request, described.and_then(|description| public_json(&request, &description))))
}

fn describe(app: &Context) -> anyhow::Result<Value> {
    let mut description = serde_json::to_value(Description::openapi())?;
    description["servers"] = json!([{ "url": app.settings.server.public_url.base() }]);
    let units = &app.township.units;
    let kinds: Vec<_> = SubmissionKind::ALL.iter().map(|kind| json!(kind.as_str())).collect();
    let consents = Consent::ALL.iter().map(|consent| json!(consent.as_str()));
    let villages = units.villages().iter().map(|village| json!(village.id));
    let offices = units.offices().iter().map(|office| json!(office.id));
    let letter = &mut description["components"]["schemas"]["NewLetter"]["properties"];
    let or_null = |values: Vec<Value>| Value::Array(values.into_iter().chain([Value::Null]).collect());
    letter["kind"]["enum"] = Value::Array(kinds);
    letter["consent"]["enum"] = or_null(consents.collect());
    letter["village"]["enum"] = or_null(villages.collect());
    letter["office"]["enum"] = or_null(offices.collect());
    letter["rules_read"]["const"] = json!(true);
    Ok(description)
}
