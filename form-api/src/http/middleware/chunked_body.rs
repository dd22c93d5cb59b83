//! Long bodies go out in pieces. A connection keeps a buffer as long as what it was ever given at once, for as long as it is
//! open: with a thousand connections, whole pages in each of them were a fifth of the program's memory.
//!
//! Deliberately absent: copying. A piece is a part of the same bytes.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::web::Bytes;

/// Bytes that are handed over at once, at most.
const PIECE: usize = 8 * 1024;
/// The same as a length.
const ONE_PIECE: u64 = PIECE as u64;

/// A body in pieces.
struct InPieces {
    body: BoxBody,
    rest: Bytes,
}

impl MessageBody for InPieces {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        while self.rest.is_empty() {
            match ready!(Pin::new(&mut self.body).poll_next(context)) {
                Some(Ok(bytes)) => self.rest = bytes,
                end => return Poll::Ready(end),
            }
        }
        let piece = self.rest.len().min(PIECE);
        Poll::Ready(Some(Ok(self.rest.split_to(piece))))
    }
}

/// Wraps everything.
///
/// # Errors
/// Those of the handlers.
pub async fn send_in_pieces(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let response = next.call(request).await?.map_into_boxed_body();
    let is_short =
        matches!(response.response().body().size(), BodySize::None | BodySize::Sized(0..=ONE_PIECE));
    if is_short {
        return Ok(response);
    }
    Ok(response.map_body(|_, body| BoxBody::new(InPieces { body, rest: Bytes::new() })))
}

#[cfg(test)]
mod tests {
    use actix_web::body::to_bytes;

    use super::*;

    #[actix_web::test]
    async fn a_body_in_pieces_is_the_same_body() {
        for length in [0, 1, PIECE, PIECE + 1, 5 * PIECE + 7] {
            let bytes: Vec<u8> = (0..length).map(|n| u8::try_from(n % 251).expect("small")).collect();
            let body = InPieces { body: BoxBody::new(bytes.clone()), rest: Bytes::new() };
            assert_eq!(body.size(), BodySize::Sized(length as u64));
            assert_eq!(to_bytes(body).await.expect("read").as_ref(), bytes.as_slice());
        }
    }
}
