//! The command line, declared once: help, man pages, completions and checks
//! follow from it.

mod check;
mod convert;
mod diff;
mod shared;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueHint};
use clap_complete::Shell;

pub use self::check::Check;
pub use self::convert::{Convert, FailOn, Output};
pub use self::diff::Diff;
pub use self::shared::{Color, Layout, Messages, Style};

/// Converts bibliographies and accounts for every record and every field.
#[derive(Debug, Parser)]
#[command(
    name = "ibidem",
    version,
    max_term_width = 100,
    after_help = "\
Examples:
  ibidem convert refs.ris -o refs.bib
  ibidem check --via ris refs.bib
  ibidem diff old.bib new.bib
  ibidem explain map/no-place

Run `ibidem help COMMAND` for all options and more examples."
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Convert bibliographies from one format to another
    Convert(Box<Convert>),
    /// Tell what a conversion to a format and back would lose
    Check(Box<Check>),
    /// Compare two bibliographies, of any formats, record by record
    Diff(Box<Diff>),
    /// List the formats and what each can do
    Formats(Formats),
    /// Explain a diagnostic or a loss by its code
    Explain(Explain),
    /// Print what a shell needs to complete command lines
    Completions(Completions),
    /// Print the manual, or write all its pages to a folder
    Man(Man),
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ibidem formats
  ibidem formats --json > formats.json
  ibidem formats | grep '\\.bib'")]
pub struct Formats {
    /// As JSON: names, extensions, media types, options and their choices
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ibidem explain map/no-place
  ibidem explain MAP/narrowed
  ibidem explain | grep ris/")]
pub struct Explain {
    /// The code, as shown in brackets in a message; none lists all codes
    #[arg(value_name = "CODE")]
    pub code: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ibidem completions bash > ibidem.bash
  ibidem completions zsh > _ibidem
  ibidem completions fish > ibidem.fish
  ibidem completions powershell > ibidem.ps1

Where they belong:
  bash        ~/.local/share/bash-completion/completions/ibidem
  zsh         _ibidem in a folder of $fpath
  fish        ~/.config/fish/completions/ibidem.fish
  powershell  a line `. ibidem.ps1` in the file $PROFILE names")]
pub struct Completions {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    pub shell: Shell,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ibidem man > ibidem.1
  ibidem man man1
  ibidem man man1 && ls man1")]
pub struct Man {
    /// Write ibidem.1 and a page for each command to this folder; it is made if it does not exist
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub dir: Option<PathBuf>,
}
