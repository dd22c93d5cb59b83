//! What a package brings beside a program: manual pages and completions for three shells, made from the same description that
//! reads the command line.

use std::io;
use std::path::Path;

use clap::Command;
use clap_complete::{Shell, generate_to};

/// Writes `man1/*.1`, and completions into `bash`, `zsh` and `fish`.
///
/// # Errors
/// The folder cannot be written.
#[expect(
    clippy::disallowed_methods,
    reason = "a package is built from what this writes, and nothing else reads it"
)]
pub fn write(command: &Command, folder: &Path) -> io::Result<()> {
    // `help` has a page for each command once more.
    let mut command = command.clone().disable_help_subcommand(true);
    let name = command.get_name().to_owned();
    for (shell, place) in [(Shell::Bash, "bash"), (Shell::Zsh, "zsh"), (Shell::Fish, "fish")] {
        std::fs::create_dir_all(folder.join(place))?;
        generate_to(shell, &mut command, &name, folder.join(place))?;
    }
    let pages = folder.join("man1");
    std::fs::create_dir_all(&pages)?;
    clap_mangen::generate_to(command, &pages)
}
