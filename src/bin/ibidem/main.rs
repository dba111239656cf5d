//! The command-line program: parses, runs, ends with an exit code.

mod args;
mod batch;
mod check;
mod completions;
mod conditions;
mod convert;
mod depfile;
mod diff;
mod exit;
mod explain;
mod foreign;
mod formats;
mod ledger;
mod litter;
mod man;
mod output;
mod plan;
mod progress;
mod relay;
mod render;
mod report;
mod same;
mod source;
mod with;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use ibidem::registry::Registry;

use crate::args::{Cli, Color, Command, Messages, Style};
use crate::exit::Exit;
use crate::output::print;
use crate::render::{Renderer, harmless, is_colored};

/// How messages look where there is no flag for it.
const PLAIN: Messages = Messages { quiet: false, no_progress: false, messages: Style::Human, color: Color::Auto };

fn main() -> ExitCode {
    litter::outlive_full_files();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) if error.use_stderr() => {
            // The message quotes arguments, which may be file names.
            let text = error.render().to_string();
            // Where nobody hears it, the exit code has to do.
            let mut stderr = std::io::stderr();
            text.lines().for_each(|line| drop(writeln!(stderr, "{}", harmless(line))));
            return Exit::Usage.into();
        }
        Err(error) => {
            let help = error.render();
            let colored = is_colored(Color::Auto, &std::io::stdout());
            let help = if colored { help.ansi().to_string() } else { help.to_string() };
            return match print(&help) {
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
        Command::Completions(args) => (&PLAIN, completions::run(&registry, args)),
        Command::Man(args) => (&PLAIN, man::run(args)),
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
