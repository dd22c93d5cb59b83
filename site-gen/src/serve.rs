//! Preview while writing: builds on every save and tells the browser to load again. For the author's own
//! machine; the published site needs no server of ours.
//!
//! Deliberately absent: any trust in file events (they only say that it is worth looking: the build compares
//! content).

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use actix_web::http::header;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use anyhow::{Context as _, Result};
use jiff::civil::Date;
use notify::{RecursiveMode, Watcher};
use tokio::sync::watch;

use crate::build::{self, BuildError, NoProgress, Options};
use crate::{say, tell, theme};

/// Saves that follow each other this closely are one: an editor writes a file aside and renames it. A page is
/// to be shown 100 ms after a save, and a township's build takes a third of that.
const DEBOUNCE: Duration = Duration::from_millis(20);
/// Where the preview's own script asks whether to load again.
const RELOAD: &str = "/__reload";
const SCRIPT: &str = "/__reload.js";

struct Preview {
    out: PathBuf,
    changed: watch::Receiver<u64>,
}

/// How often the site had changed when a page was shown.
#[derive(serde::Deserialize)]
struct Seen {
    seen: u64,
}

/// Serves a site until it is stopped; with `drafts`, also what is not public yet. `today` gives the day for
/// each build; `ready` is told where the preview is.
///
/// # Errors
/// The first build's problems; an address that is in use.
pub fn serve(
    options: Options,
    drafts: bool,
    address: &str,
    today: impl Fn() -> Date + Send + 'static,
    ready: impl FnOnce(SocketAddr),
) -> Result<()> {
    actix_web::rt::System::new().block_on(run(options, drafts, address, today, ready))
}

async fn run(
    options: Options,
    drafts: bool,
    address: &str,
    today: impl Fn() -> Date + Send + 'static,
    ready: impl FnOnce(SocketAddr),
) -> Result<()> {
    let (tell, changed) = watch::channel(0);
    let (events, heard) = channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        if event.is_ok_and(|event| !event.kind.is_access()) {
            // The receiver is gone only when the program ends.
            let _ = events.send(());
        }
    })?;
    let themes = theme::folders(&options.theme)?;
    for folder in
        themes.iter().chain([&options.content]).chain(options.replies.iter().filter(|one| one.is_dir()))
    {
        watcher.watch(folder, RecursiveMode::Recursive).with_context(|| folder.display().to_string())?;
    }
    report(&options, drafts);
    let out = options.out.clone();
    std::thread::spawn(move || {
        let mut options = options;
        while heard.recv().is_ok() {
            while !matches!(
                heard.recv_timeout(DEBOUNCE),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected)
            ) {}
            options.date = today();
            report(&options, drafts);
            tell.send_modify(|times| *times += 1);
        }
    });
    let preview = web::Data::from(Arc::new(Preview { out, changed }));
    let server = HttpServer::new(move || {
        App::new()
            .app_data(preview.clone())
            .route(RELOAD, web::get().to(wait_for_change))
            .route(SCRIPT, web::get().to(script))
            .default_service(web::get().to(file))
    })
    .workers(1)
    .bind(address)
    .with_context(|| format!("{address} 用不了：可能已被别的程序占用，换一个 --port"))?;
    if let Some(address) = server.addrs().first() {
        ready(*address);
    }
    server.run().await?;
    drop(watcher);
    Ok(())
}

fn report(options: &Options, drafts: bool) {
    let start = Instant::now();
    let build = if drafts { build::build_with_drafts } else { build::build };
    // The preview goes on, whoever reads.
    let _ = match build(options, &NoProgress) {
        Ok(done) => say!(
            "{} 个文件，重做 {}，写 {}，删 {}，{} 毫秒",
            done.files,
            done.rendered,
            done.written,
            done.removed,
            start.elapsed().as_millis()
        ),
        Err(BuildError::Content(problems)) => {
            let all: String = problems.iter().map(|problem| format!("{problem}\n")).collect();
            tell!("{all}{} 处要改；页面还是上一次的样子", problems.len())
        }
        Err(error) => tell!("{error:#}"),
    };
}

/// Answers when the site is another one than the page has seen, or after a while with "nothing".
async fn wait_for_change(preview: web::Data<Preview>, seen: web::Query<Seen>) -> HttpResponse {
    let mut changed = preview.changed.clone();
    let newer = changed.wait_for(|times| *times != seen.seen);
    let is_newer =
        tokio::time::timeout(Duration::from_secs(25), newer).await.is_ok_and(|newer| newer.is_ok());
    if is_newer { HttpResponse::Ok().body("changed") } else { HttpResponse::NoContent().finish() }
}

async fn script() -> HttpResponse {
    HttpResponse::Ok().content_type("text/javascript").body(
        "var seen=document.currentScript.dataset.seen;(function wait(){fetch('/__reload?seen='+seen).then(function(r){if(r.status===200){location.reload()}else{wait()}},\
         function(){setTimeout(wait,1000)})})();",
    )
}

async fn file(request: HttpRequest, preview: web::Data<Preview>) -> HttpResponse {
    // Before the file is read: a change in between is shown again.
    let seen = *preview.changed.borrow();
    let path = request.path().trim_start_matches('/');
    let decoded: String = percent_decode(path);
    if decoded.split('/').any(|part| part == "..") {
        return HttpResponse::NotFound().finish();
    }
    let mut target = preview.out.join(&decoded);
    if target.is_dir() {
        if !decoded.is_empty() && !decoded.ends_with('/') {
            return HttpResponse::Found().insert_header((header::LOCATION, format!("/{decoded}/"))).finish();
        }
        target = target.join("index.html");
    }
    let Ok(bytes) = std::fs::read(&target) else {
        let page = std::fs::read(preview.out.join("404.html")).unwrap_or_default();
        return HttpResponse::NotFound().content_type("text/html; charset=utf-8").body(page);
    };
    let kind =
        actix_files::file_extension_to_mime(target.extension().and_then(|e| e.to_str()).unwrap_or_default());
    if kind.subtype() != "html" {
        return HttpResponse::Ok().content_type(kind).body(bytes);
    }
    let page = String::from_utf8_lossy(&bytes)
        .replace("</body>", &format!("<script src=\"{SCRIPT}\" data-seen=\"{seen}\"></script></body>"));
    HttpResponse::Ok().content_type("text/html; charset=utf-8").body(page)
}

fn percent_decode(path: &str) -> String {
    let bytes = path.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = path.get(at + 1..at + 3).and_then(|pair| u8::from_str_radix(pair, 16).ok());
        match (bytes[at], hex) {
            (b'%', Some(byte)) => {
                out.push(byte);
                at += 3;
            }
            (byte, _) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
