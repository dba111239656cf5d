//! `ibidem completions`: what a shell needs, with the names of formats and codes.

use clap::builder::PossibleValuesParser;
use clap::{Command, CommandFactory};
use ibidem::registry::Registry;

use crate::args::{Cli, Completions};
use crate::exit::{Exit, Failure};
use crate::output::print;

pub fn run(registry: &Registry, args: &Completions) -> Result<Exit, Failure> {
    let mut command = with_names(Cli::command(), registry);
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut command, "ibidem", &mut text);
    print(&String::from_utf8_lossy(&text))
}

/// The command line with the values that only the registry knows. They are not
/// checked by it, because it tells more about a name that is wrong.
fn with_names(command: Command, registry: &Registry) -> Command {
    let read: Vec<_> = registry.formats().iter().filter(|f| f.open.is_some()).map(|f| f.name).collect();
    let written: Vec<_> = registry.formats().iter().filter(|f| f.create.is_some()).map(|f| f.name).collect();
    let codes: Vec<_> = registry.codes().iter().map(|code| code.id).collect();
    command.mut_subcommands(|sub| {
        sub.mut_args(|arg| match arg.get_id().as_str() {
            "from" | "from_b" | "with_from" => arg.value_parser(PossibleValuesParser::new(read.clone())),
            "to" | "via" => arg.value_parser(PossibleValuesParser::new(written.clone())),
            "code" => arg.value_parser(PossibleValuesParser::new(codes.clone())),
            _ => arg,
        })
    })
}
