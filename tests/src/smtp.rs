//! A mail server on a port of its own that fails as it is told: real lines over a real connection.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What the server does to the next connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Answers the reader's address with this line.
    Refuse(&'static str),
    /// Takes the mail and breaks the line before it says so.
    LoseOk,
}

#[derive(Default)]
struct State {
    is_down: bool,
    faults: Vec<Fault>,
    mails: Vec<String>,
}

/// The server; it ends with its test.
pub struct SmtpServer {
    /// Its port on the loopback address.
    pub port: u16,
    state: Arc<Mutex<State>>,
}

impl SmtpServer {
    /// Starts it.
    #[must_use]
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for connection in listener.incoming().filter_map(Result::ok) {
                // A client that breaks off is the client's business; the test sees the missing mail.
                let _ = talk(&connection, &shared);
            }
        });
        Self { port, state }
    }

    /// From now on it hangs up at once, or no longer does.
    pub fn set_down(&self, is_down: bool) {
        self.state.lock().expect("no test panics here").is_down = is_down;
    }

    /// The next connections that reach it are treated like this, in order.
    pub fn set_faults(&self, faults: &[Fault]) {
        self.state.lock().expect("no test panics here").faults = faults.iter().rev().copied().collect();
    }

    /// The mails it has taken, as they came.
    #[must_use]
    pub fn mails(&self) -> Vec<String> {
        self.state.lock().expect("no test panics here").mails.clone()
    }
}

fn talk(connection: &TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    let fault = {
        let mut state = state.lock().expect("no test panics here");
        if state.is_down {
            return Ok(());
        }
        state.faults.pop()
    };
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
                state.lock().expect("no test panics here").mails.push(mail);
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
