//! The command-line program: parses, runs, ends with an exit code.

mod args;
mod check;
mod convert;
mod diff;
mod exit;
mod explain;
mod formats;
mod ledger;
mod output;
mod render;
mod report;
mod with;

use std::process::ExitCode;

use clap::Parser;
use ibidem::registry::Registry;

use crate::args::{Cli, Color, Command, Messages, Style};
use crate::exit::Exit;
use crate::output::print;
use crate::render::{Renderer, harmless};

/// How messages look where there is no flag for it.
const PLAIN: Messages = Messages { quiet: false, messages: Style::Human, color: Color::Auto };

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) if error.use_stderr() => {
            // The message quotes arguments, which may be file names.
            let text = error.render().to_string();
            text.lines().for_each(|line| eprintln!("{}", harmless(line)));
            return Exit::Usage.into();
        }
        Err(error) => {
            return match print(&error.render().to_string()) {
                Ok(exit) => exit.into(),
                Err(failure) => {
                    Renderer::new(&PLAIN).failure(&failure);
                    failure.exit.into()
                }
            };
        }
    };
    let registry = Registry::builtin();
    let (messages, result) = match &cli.command {
        Command::Convert(args) => (&args.messages, convert::run(&registry, args)),
        Command::Check(args) => (&args.messages, check::run(&registry, args)),
        Command::Diff(args) => (&args.messages, diff::run(&registry, args)),
        Command::Formats(args) => (&PLAIN, formats::run(&registry, args)),
        Command::Explain(args) => (&PLAIN, explain::run(&registry, args)),
    };
    match result {
        Ok(exit) => exit,
        Err(failure) => {
            Renderer::new(messages).failure(&failure);
            failure.exit
        }
    }
    .into()
}
