//! A mail server on a port of its own that fails as it is told: real lines over a real connection.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

/// A test that waits for longer has failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the server does to the next connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Answers the reader's address with this line.
    Refuse(&'static str),
    /// Takes the mail and breaks the line before it says so.
    LoseOk,
    /// Takes the mail and says so when it is told to ([`SmtpServer::let_go`]).
    Hold,
}

#[derive(Default)]
struct State {
    is_down: bool,
    is_let_go: bool,
    faults: Vec<Fault>,
    mails: Vec<String>,
}

/// The state, and the bell that rings when it has changed.
type Shared = (Mutex<State>, Condvar);

/// The server; it ends with its test.
pub struct SmtpServer {
    /// Its port on the loopback address.
    pub port: u16,
    shared: Arc<Shared>,
}

impl SmtpServer {
    /// Starts it.
    #[must_use]
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let shared = Arc::new(Shared::default());
        let of_thread = Arc::clone(&shared);
        std::thread::spawn(move || {
            for connection in listener.incoming().filter_map(Result::ok) {
                let fault = {
                    let mut state = of_thread.0.lock().expect("no test panics here");
                    if state.is_down {
                        continue;
                    }
                    state.faults.pop()
                };
                // Each has a thread of its own: a client may open a second connection before it is done with the first.
                let shared = Arc::clone(&of_thread);
                std::thread::spawn(move || {
                    // A client that breaks off is the client's business; the test sees the missing mail.
                    let _ = talk(&connection, fault, &shared);
                });
            }
        });
        Self { port, shared }
    }

    /// From now on it hangs up at once, or no longer does.
    pub fn set_down(&self, is_down: bool) {
        self.shared.0.lock().expect("no test panics here").is_down = is_down;
    }

    /// The next connections that reach it are treated like this, in order.
    pub fn set_faults(&self, faults: &[Fault]) {
        self.shared.0.lock().expect("no test panics here").faults = faults.iter().rev().copied().collect();
    }

    /// The mails that are held are taken now.
    pub fn let_go(&self) {
        self.shared.0.lock().expect("no test panics here").is_let_go = true;
        self.shared.1.notify_all();
    }

    /// Waits until so many mails have come.
    ///
    /// # Panics
    /// When they do not come.
    pub fn wait_for(&self, mails: usize) {
        let state = self.shared.0.lock().expect("no test panics here");
        let waited = self.shared.1.wait_timeout_while(state, PATIENCE, |state| state.mails.len() < mails);
        assert!(!waited.expect("no test panics here").1.timed_out(), "no mail came");
    }

    /// The mails it has taken, as they came.
    #[must_use]
    pub fn mails(&self) -> Vec<String> {
        self.shared.0.lock().expect("no test panics here").mails.clone()
    }
}

fn talk(connection: &TcpStream, fault: Option<Fault>, (state, bell): &Shared) -> std::io::Result<()> {
    let mut writer = connection;
    let mut say = |line: &str| write!(writer, "{line}\r\n");
    let mut lines = BufReader::new(connection).lines();
    say("220 mail.yundu.example")?;
    while let Some(line) = lines.next().transpose()? {
        let word = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        match (word.as_str(), fault) {
            ("RCPT", Some(Fault::Refuse(answer))) => say(answer)?,
            ("DATA", _) => {
                say("354 go on")?;
                let mut mail = String::new();
                while let Some(line) = lines.next().transpose()? {
                    if line == "." {
                        break;
                    }
                    mail.push_str(line.strip_prefix('.').unwrap_or(&line));
                    mail.push_str("\r\n");
                }
                let mut state = state.lock().expect("no test panics here");
                state.mails.push(mail);
                bell.notify_all();
                if fault == Some(Fault::Hold) {
                    let held = bell.wait_timeout_while(state, PATIENCE, |state| !state.is_let_go);
                    state = held.expect("no test panics here").0;
                }
                drop(state);
                if fault == Some(Fault::LoseOk) {
                    return Ok(());
                }
                say("250 2.0.0 taken")?;
            }
            ("QUIT", _) => return say("221 bye"),
            _ => say("250 ok")?,
        }
    }
    Ok(())
}
