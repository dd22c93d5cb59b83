//! A body says how long it is, or is not read.

use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::HttpMessage;
use actix_web::body::{BodySize, BoxBody, EitherBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::{ConnectionType, StatusCode, header};
use actix_web::middleware::Next;
use actix_web::web::Bytes;

use crate::http::api;
use crate::http::pages::respond;
use crate::messages::speak;
use crate::templates;

/// The page for a body that nobody reads, with what is left of that body. As long as it is held, the server knows that it is not
/// read to its end, and hangs up once the page has gone out; of one that was let go it would wait for the end, and count no time.
/// Holding it for longer would keep what came of it, and the connection, in memory.
struct Refusal {
    page: BoxBody,
    _rest: Payload,
}

impl MessageBody for Refusal {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.page.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.page).poll_next(context)
    }
}

/// A body says how long it is (RFC 9110, 15.5.12): one in chunks can go on for ever. Browsers say it, and so does a proxy that
/// waits for the whole body (`docs/proxy.md`).
///
/// # Errors
/// Those of the handlers.
pub async fn need_a_length<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    if !request.headers().contains_key(header::TRANSFER_ENCODING) {
        return Ok(next.call(request).await?.map_into_left_body());
    }
    let rest = request.take_payload();
    let page = api::need_a_length(request.request()).unwrap_or_else(|| {
        respond::page(StatusCode::LENGTH_REQUIRED, templates::error_page(&speak("error-no_length")))
    });
    let response = request.into_response(page);
    let mut response =
        response.map_body(|_, page| EitherBody::right(BoxBody::new(Refusal { page, _rest: rest })));
    response.response_mut().head_mut().set_connection_type(ConnectionType::Close);
    Ok(response)
}
