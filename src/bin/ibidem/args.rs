//! The command line, declared once: help, checks and documentation follow from it.

use std::num::NonZeroU16;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use ibidem::source::Encoding;

/// Converts bibliographies and accounts for every record and every field.
#[derive(Debug, Parser)]
#[command(
    name = "ibidem",
    version,
    max_term_width = 100,
    after_help = "Run `ibidem help convert` for all options and examples."
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Convert bibliographies from one format to another
    Convert(Box<Convert>),
    /// List the formats and what each can do
    Formats(Formats),
    /// Explain a diagnostic or a loss by its code
    Explain(Explain),
}

#[derive(Debug, Args)]
#[command(after_help = "\
Formats:
  Without --from, the extension of an input decides where it names one format.
  For other extensions and for standard input, the content decides; where it is
  beyond doubt, it wins over the extension. Without --to, the extension of
  --output decides. `ibidem formats` lists names and extensions.

Exit codes:
  0  done
  1  --strict was given and something could not be carried
  2  the command line is wrong, or a format is not known
  3  some records could not be read; the others were written, except under --strict
  4  an input could not be read or an output not be written

Examples:
  ibidem convert refs.ris -o refs.bib
  ibidem convert search.txt -t bibtex > search.bib
  ibidem convert a.bib b.ris c.csv -t csl-json -o all.json
  curl -s https://example.org/feed | ibidem convert -f atom -t ris
  ibidem convert refs.bib -o refs.ris --strict --report lost.jsonl")]
pub struct Convert {
    /// Inputs, read one after the other; `-` or none is standard input
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// Format of all inputs
    #[arg(short, long, value_name = "FORMAT")]
    pub from: Option<String>,
    /// Format of the output
    #[arg(short, long, value_name = "FORMAT")]
    pub to: Option<String>,
    /// Write to this file, whole or not at all; `-` or none is standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Option of the format read; may be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    pub read: Vec<(String, String)>,
    /// Option of the format written; may be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    pub write: Vec<(String, String)>,
    /// Encoding of all inputs, whatever they say themselves
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    pub encoding: Option<Encoding>,
    /// Encoding of the output (default: UTF-8 without a mark)
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    pub output_encoding: Option<Encoding>,
    /// Write characters outside of ASCII in escapes of the target: TeX commands, `\u00e9`, `&#xE9;`
    #[arg(long)]
    pub ascii: bool,
    /// File of `@string` macros for BibTeX inputs, which is not converted; may be given several times
    #[arg(long, value_name = "FILE")]
    pub macros: Vec<PathBuf>,
    /// Carry what the target cannot hold in fields of our own, from which it comes back when read
    #[arg(long)]
    pub lossless: bool,
    /// Leave out what entries inherit by crossref and xdata where the target cannot refer to other entries
    #[arg(long)]
    pub no_resolve: bool,
    /// Write canonical form, also of what is in the format of the output already; without it a
    /// .bib file comes back byte for byte
    #[arg(long)]
    pub normalize: bool,
    /// Write nothing and fail if anything is lost (1) or a record cannot be read (3)
    #[arg(long)]
    pub strict: bool,
    /// Write every loss and every diagnostic to this file as JSON Lines
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    /// Work in this many threads (default: all cores); the output does not depend on it
    #[arg(short, long, value_name = "N")]
    pub jobs: Option<NonZeroU16>,
    #[command(flatten)]
    pub messages: Messages,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Messages")]
pub struct Messages {
    /// Show errors only: no warnings, no tally
    #[arg(short, long)]
    pub quiet: bool,
    /// How messages are written to standard error
    #[arg(long, value_name = "STYLE", value_enum, default_value_t)]
    pub messages: Style,
    /// Whether messages are coloured; `auto` heeds NO_COLOR
    #[arg(long, value_name = "WHEN", value_enum, default_value_t)]
    pub color: Color,
}

/// How messages look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Style {
    /// With the line they are about and a word of help
    #[default]
    Human,
    /// One line each
    Short,
    /// One JSON object each
    Json,
}

/// Whether messages are coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Color {
    /// If standard error is a terminal
    #[default]
    Auto,
    /// Yes
    Always,
    /// No
    Never,
}

#[derive(Debug, Args)]
pub struct Formats {
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Explain {
    /// The code, as shown in brackets in a message; none lists all codes
    #[arg(value_name = "CODE")]
    pub code: Option<String>,
}

fn encoding(text: &str) -> Result<Encoding, String> {
    Encoding::named(text).map_err(|error| error.to_string())
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("not of the form NAME=VALUE".to_owned()),
    }
}
