//! HEAD works wherever GET does (RFC 9110, 9.3.2): the request is answered as GET, and only its head goes out.
//!
//! Deliberately absent: work that is saved. What GET does is cheap, and what it says of itself has to be true.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::Next;
use actix_web::web::Bytes;

/// A body that is not sent, of which the head tells the length. It is kept until the head has gone out, with whatever hangs on it.
#[derive(Debug)]
pub struct Unsent<B>(B);

impl<B: MessageBody> MessageBody for Unsent<B> {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        self.0.size()
    }

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        Poll::Ready(None)
    }
}

/// Wraps everything.
///
/// # Errors
/// Those of the handlers.
pub async fn answer_head<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, Unsent<B>>>, actix_web::Error> {
    if request.method() != Method::HEAD {
        return Ok(next.call(request).await?.map_into_left_body());
    }
    request.head_mut().method = Method::GET;
    let response = next.call(request).await?;
    Ok(response.map_body(|_, body| EitherBody::right(Unsent(body))))
}
