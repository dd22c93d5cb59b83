//! `form-api`: the program. What it can do is in `form_api::commands`.

use std::process::ExitCode;

use clap::Parser;
use form_api::commands::{Cli, run};
use form_api::log;

#[actix_web::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    let directives = std::env::var("LIANXIN_LOG").unwrap_or_else(|_| log::USUAL.to_owned());
    tracing::subscriber::set_global_default(log::subscriber(&directives, std::io::stderr))
        .expect("no other log was set before");
    match run(cli).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
