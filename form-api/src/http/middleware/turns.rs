//! The watch over the workers. A worker serves many connections on one thread: whoever keeps it busy keeps all of them waiting, also
//! `/healthz`. Each turn of a request on its thread is measured, and one that is too long is said in the log, by its route.
//!
//! Deliberately absent: ending such a request. The cause has to be mended; work that takes long belongs on the threads for it.

use std::future::poll_fn;
use std::pin::pin;
use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::web;
use rustix::time::{ClockId, clock_gettime};

use crate::context::Context;
use crate::turns::LONGEST_TURN;

/// What this thread has had of the processor: other than a clock on the wall, it stands still while others have it.
fn busy() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::try_from(time).unwrap_or_default()
}

/// Wraps everything.
///
/// # Errors
/// Those of the handlers.
pub async fn watch_turns<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let app = request.app_data::<web::Data<Context>>().cloned();
    let method = request.method().clone();
    let mut longest = Duration::ZERO;
    let mut serving = pin!(next.call(request));
    let served = poll_fn(|context| {
        let before = busy();
        let polled = serving.as_mut().poll(context);
        longest = longest.max(busy().saturating_sub(before));
        polled
    })
    .await;
    let route = || {
        let pattern = served.as_ref().ok().and_then(|response| response.request().match_pattern());
        format!("{method} {}", pattern.unwrap_or_default())
    };
    if longest > LONGEST_TURN {
        let milliseconds = longest.as_millis();
        tracing::warn!(route = route(), milliseconds, "a request kept its worker from all others");
    }
    if let Some(app) = app {
        app.watch.note(route, longest);
    }
    served
}
