//! The server above the parts: its listener, the order of what every request passes through, what works
//! beside it, and how it ends.
//!
//! Deliberately absent: addresses (`routes`) and what is done at them (`http`).

use std::future::poll_fn;
use std::net::TcpListener;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::{HttpServer, web};
use site_gen::say;

use crate::context::Context;
use crate::http::middleware::{
    answer_head, lead_into_folders, need_a_length, refuse_other_sites, security_headers, send_in_pieces,
    watch_turns, with_a_sentence,
};
use crate::seal::MailKey;
use crate::{jobs, outbox};

/// Threads that serve.
const WORKERS: usize = 2;

/// Connections at once; further ones wait until one ends. Each may hold 80 KiB that nobody has read yet: more
/// of them would be more memory than the service is given.
const CONNECTIONS: usize = 1600;

/// How often the outbox is looked at when nothing wakes it.
const MAIL_EVERY: Duration = Duration::from_secs(30);

/// Serves on a listener that is already bound. The server stops gracefully on the usual signals.
///
/// # Errors
/// The listener cannot be used.
pub fn start(
    context: Context,
    listener: std::net::TcpListener,
) -> anyhow::Result<(Server, web::Data<Context>)> {
    let app = web::Data::new(context);
    app.group.start();
    let data = app.clone();
    let https = app.settings.is_https();
    let server = HttpServer::new(move || {
        actix_web::App::new()
            .wrap(actix_web::middleware::from_fn(refuse_other_sites))
            .wrap(actix_web::middleware::from_fn(with_a_sentence))
            .wrap(actix_web::middleware::from_fn(lead_into_folders))
            .wrap(actix_web::middleware::from_fn(need_a_length))
            .wrap(tracing_actix_web::TracingLogger::<QuietSpan>::new())
            .wrap(actix_web::middleware::Compress::default())
            .wrap(actix_web::middleware::from_fn(send_in_pieces))
            .wrap(security_headers(https))
            .wrap(actix_web::middleware::from_fn(answer_head))
            .wrap(actix_web::middleware::from_fn(watch_turns))
            .configure(|config| crate::routes::mount(config, &data))
    })
    .workers(WORKERS)
    .max_connections(CONNECTIONS / WORKERS)
    // Answers go out in pieces: the last one must not wait 40 ms for the other side to acknowledge the one
    // before.
    .tcp_nodelay(true)
    // Who closes the connection does not wait for the answer any more.
    .h1_allow_half_closed(false)
    .shutdown_timeout(10)
    .listen(listener)?
    .run();
    Ok((server, app))
}

/// Begins what works beside the server: the outbox is emptied, unless a process of its own does that and no
/// key was given, duties are run, and the site follows what other servers publish. All end with the runtime.
///
/// # Errors
/// The mail sender's address is none.
pub fn work(app: &Arc<Context>, mail_key: Option<MailKey>) -> anyhow::Result<()> {
    if let Some(key) = mail_key {
        let carriers = outbox::Carriers::new(&app.settings)?;
        let app = Arc::clone(app);
        tokio::spawn(async move {
            let clock = Arc::clone(&app.clock);
            let woken = app.wake.subscribe();
            outbox::run_worker(&app.db, &key.private, &carriers, &move || clock(), MAIL_EVERY, woken).await;
        });
    }
    tokio::spawn(jobs::keep_running(Arc::clone(app)));
    tokio::spawn(jobs::keep_following(Arc::clone(app)));
    Ok(())
}

/// Serves until a signal ends it, and leaves everything written down.
///
/// # Errors
/// The listener cannot be used; what was turned away cannot be counted at the end.
pub(crate) async fn run_until_stopped(
    context: Context,
    listener: TcpListener,
    mail_key: Option<MailKey>,
) -> anyhow::Result<()> {
    let address = listener.local_addr()?;
    let (server, app) = start(context, listener)?;
    let app = app.into_inner();
    work(&app, mail_key)?;
    // The first poll starts it: whoever reads the line may end it by a signal, and it ends well.
    let mut server = pin!(server);
    let begun = poll_fn(|context| Poll::Ready(server.as_mut().poll(context))).await;
    // The service runs, whoever reads.
    let _ = say!("listening on http://{address}/");
    match begun {
        Poll::Ready(ended) => ended?,
        Poll::Pending => server.await?,
    }
    jobs::count_turned_away(&app).await?;
    jobs::note_withdrawals(&app, None).await?;
    app.publisher.settled().await;
    app.db.close().await;
    Ok(())
}

/// A request's span: method, route pattern and status. Never a path (it may hold a letter number), a query, a
/// body or an address.
struct QuietSpan;

impl tracing_actix_web::RootSpanBuilder for QuietSpan {
    fn on_request_start(request: &actix_web::dev::ServiceRequest) -> tracing::Span {
        let route = request.match_pattern().unwrap_or_default();
        tracing::info_span!("request", method = %request.method(), route, status = tracing::field::Empty)
    }

    fn on_request_end<B: actix_web::body::MessageBody>(
        span: tracing::Span,
        outcome: &Result<actix_web::dev::ServiceResponse<B>, actix_web::Error>,
    ) {
        let status = match outcome {
            Ok(response) => response.status(),
            Err(error) => error.as_response_error().status_code(),
        };
        span.record("status", status.as_u16());
    }
}
