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
    let is_broken = |error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe;
    error.chain().filter_map(|cause| cause.downcast_ref::<io::Error>()).any(is_broken)
}
