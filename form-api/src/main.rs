//! `form-api`: the program. What it can do is in `form_api::commands`.

use std::process::ExitCode;

use clap::Parser;
use form_api::commands::{Cli, run};
use form_api::log;
use site_gen::tell;
use site_gen::terminal::is_unread;

/// What shells give for a program whose output nobody reads any more: 128 and the number of SIGPIPE.
const UNREAD: u8 = 141;

#[actix_web::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    let directives = std::env::var("LIANXIN_LOG").unwrap_or_else(|_| log::USUAL.to_owned());
    tracing::subscriber::set_global_default(log::subscriber(&directives, std::io::stderr))
        .expect("no other log was set before");
    match run(cli).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if is_unread(&error) => ExitCode::from(UNREAD),
        Err(error) => {
            // Nobody is left to be told that this could not be told.
            let _ = tell!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
