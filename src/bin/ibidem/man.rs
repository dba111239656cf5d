//! `ibidem man`: the manual, from the command line as it is declared.

use std::fs;
use std::io::Write;
use std::path::Path;

use clap::{Command, CommandFactory};
use clap_mangen::Man as Page;

use crate::args::{Cli, Man};
use crate::exit::{Exit, Failure};
use crate::output::{Mode, Output, Target, print, sync_folder};

pub fn run(args: &Man) -> Result<Exit, Failure> {
    let command = Cli::command().disable_help_subcommand(true);
    let Some(folder) = &args.dir else {
        let mut text = Vec::new();
        Page::new(command).render(&mut text).map_err(|error| Failure::file("write", "<stdout>", &error))?;
        return print(&String::from_utf8_lossy(&text));
    };
    fs::create_dir_all(folder).map_err(|error| Failure::file("make", &folder.display().to_string(), &error))?;
    let mut pages = vec![command.clone()];
    pages.extend(command.get_subcommands().map(|sub| named(sub, command.get_name())));
    for page in pages {
        write(folder, page)?;
    }
    Ok(Exit::Done)
}

/// A command under the name its page has.
fn named(command: &Command, parent: &str) -> Command {
    let name = format!("{parent}-{}", command.get_name());
    // Names of commands live as long as the program; there are a handful.
    let name: &'static str = name.leak();
    command.clone().name(name).bin_name(name.replacen('-', " ", 1)).version(env!("CARGO_PKG_VERSION"))
}

fn write(folder: &Path, command: Command) -> Result<(), Failure> {
    let target = Target::new(&folder.join(format!("{}.1", command.get_name())))?;
    let mut output = Output::open(&target, false, Mode::IfChanged)?;
    let done = Page::new(command).render(&mut output).and_then(|()| output.flush()).and_then(|()| output.commit(None));
    done.map_err(|error| Failure::file("write", &target.name(), &error))?;
    sync_folder(&target);
    Ok(())
}
