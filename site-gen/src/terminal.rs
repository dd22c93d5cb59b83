//! What a program says at the terminal. `println!` ends the program with a panic when whoever reads has gone
//! (`site-gen check | head`); `say!` and `tell!` give the error back, and `main` ends without a word.

use std::io;

/// Writes a line to standard output, as `println!` does, and gives back what went wrong.
#[macro_export]
macro_rules! say {
    ($($text:tt)*) => {{
        use std::io::Write as _;
        writeln!(std::io::stdout(), $($text)*)
    }};
}

/// Writes a line to standard error, as `eprintln!` does, and gives back what went wrong.
#[macro_export]
macro_rules! tell {
    ($($text:tt)*) => {{
        use std::io::Write as _;
        writeln!(std::io::stderr(), $($text)*)
    }};
}

/// Nobody reads any more: that is no fault to speak of.
#[must_use]
pub fn is_unread(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let own = cause.downcast_ref::<io::Error>().map(io::Error::kind);
        // serde_json keeps the error of the writer to itself.
        let inside = || cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
        own.or_else(inside) == Some(io::ErrorKind::BrokenPipe)
    })
}
