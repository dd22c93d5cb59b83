//! The program's log: letter numbers and causes, never a person, a text or a query code.
//!
//! Our own lines can be as talkative as `LIANXIN_LOG` says, for the types that hold personal data print `***`. Libraries
//! know no such types: a mail library's trace names the recipient, a web server's the form. So of libraries only
//! warnings and errors pass, whatever the setting says.
//!
//! Deliberately absent: files and rotation; the log goes to standard error, and the machine's journal keeps it.

use tracing::{Level, Metadata, Subscriber};
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::{EnvFilter, Layer as _};

/// What is logged when nothing else is said.
pub const USUAL: &str = "warn,form_api=info";

/// A log by the given directives, in the syntax of `LIANXIN_LOG`, without what libraries would tell about people.
pub fn subscriber<W>(directives: &str, writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let filter = EnvFilter::try_new(directives).unwrap_or_else(|_| EnvFilter::new(USUAL));
    let lines = tracing_subscriber::fmt::layer().with_writer(writer).with_ansi(false);
    // A log that nobody reads any more is no reason to stop.
    let lines = lines.log_internal_errors(false);
    tracing_subscriber::registry().with(filter).with(lines.with_filter(filter_fn(may_be_told)))
}

fn may_be_told(line: &Metadata<'_>) -> bool {
    let ours = |target: &str| ["form_api", "site_gen"].iter().any(|room| target.starts_with(room));
    ours(line.target()) || *line.level() <= Level::WARN
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Paper(Arc<Mutex<Vec<u8>>>);

    impl Write for Paper {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().expect("not poisoned").write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn libraries_tell_only_what_is_wrong_even_at_trace() {
        let paper = Paper::default();
        let writer = {
            let paper = paper.clone();
            move || paper.clone()
        };
        tracing::subscriber::with_default(subscriber("trace", writer), || {
            tracing::trace!(target: "lettre::transport", "RCPT TO:<somebody>");
            tracing::info!(target: "actix_http", "the whole form");
            tracing::warn!(target: "sqlx::query", "slow");
            tracing::trace!("our own");
        });
        let told = String::from_utf8(paper.0.lock().expect("not poisoned").clone()).expect("text");
        assert!(told.contains("slow") && told.contains("our own"), "{told}");
        assert!(!told.contains("somebody") && !told.contains("whole"), "{told}");
    }
}
