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
    /// Tell what a conversion to a format and back would lose
    Check(Box<Check>),
    /// Compare two bibliographies, of any formats, record by record
    Diff(Box<Diff>),
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
  ibidem convert search.txt --with arxiv-snapshot.json -o refs.bib
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
    /// Fill gaps of the records from this file, in any format: identifiers, DOI, classes, authors
    /// that were left out, journal reference, abstract, dates; may be given several times. Records
    /// match by arXiv identifier, by DOI, or by title and first author. Nothing is overwritten,
    /// and each fill is reported
    #[arg(long, value_name = "FILE")]
    pub with: Vec<PathBuf>,
    /// Format of all files given with --with (default: their extension or content decides)
    #[arg(long, value_name = "FORMAT", requires = "with")]
    pub with_from: Option<String>,
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
#[command(after_help = "\
What is compared:
  Each record is written in FORMAT, read again, and compared with what it was.
  Each difference is shown with what the conversion reports of it:

  dropped      not written at all
  retyped      written as a broader entry type
  narrowed     written with less precision: a date without its time
  flattened    written without its markup or structure
  merged       joined with another field
  substituted  replaced by something near to it
  moved        new, made of what was merged or substituted
  resolved     a reference to another entry; what the entry inherits is written
               in the entry itself. No loss
  named        a citation key made for a record that has none. No loss
  unreported   nobody said so: a fault of this program, please report it

  The records are written anew, also where their file is in FORMAT already and
  `ibidem convert` would copy it byte for byte. What stands between records is
  left out of account.

Exit codes:
  0  nothing would be lost
  1  something would
  2  the command line is wrong, or a format is not known
  3  some records could not be read
  4  an input could not be read

Examples:
  ibidem check --via ris refs.bib
  ibidem check --via csl-json --lossless refs.bib
  ibidem check --via csv --write delimiter=tab a.bib b.ris --format json > lost.jsonl
  ibidem check --via bibtex -q refs.ris > /dev/null || echo keep the original")]
pub struct Check {
    /// Inputs, read one after the other; `-` or none is standard input
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// The format through which the records go
    #[arg(long, value_name = "FORMAT")]
    pub via: String,
    /// Format of all inputs
    #[arg(short, long, value_name = "FORMAT")]
    pub from: Option<String>,
    /// How the result is written to standard output
    #[arg(long, value_name = "STYLE", value_enum, default_value_t)]
    pub format: Layout,
    /// Option of the format read; may be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    pub read: Vec<(String, String)>,
    /// Option of the format written; may be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    pub write: Vec<(String, String)>,
    /// Encoding of all inputs, whatever they say themselves
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    pub encoding: Option<Encoding>,
    /// File of `@string` macros for BibTeX inputs; may be given several times
    #[arg(long, value_name = "FILE")]
    pub macros: Vec<PathBuf>,
    /// Carry what FORMAT cannot hold in fields of our own, as `convert --lossless` does
    #[arg(long)]
    pub lossless: bool,
    /// Leave out what entries inherit by crossref and xdata, as `convert --no-resolve` does
    #[arg(long)]
    pub no_resolve: bool,
    #[command(flatten)]
    pub messages: Messages,
}

#[derive(Debug, Args)]
#[command(after_help = "\
What is compared:
  Two records belong together if they have the same citation key; else the same
  DOI, arXiv identifier, PubMed identifier or ISBN; else the same title, first
  author and year, whatever their case, accents and punctuation. Where several
  records of a bibliography have that in common, they go in order.

  Compared are citation keys, entry types, fields, and extras, which are native
  fields that no format but their own knows. The spelling of values is no
  difference (`{\\'e}` and `é`), nor is the order of fields and records, nor what
  stands between records. Where one of the two formats has no cross-references,
  entries of the other one are compared with what they inherit.

  --ignore takes a field (`ibidem diff` shows its name), `key`, `type`, `extras`,
  one extra (`bibtex:owner`). With `--ignore key` keys are the last thing by
  which records are found.

Exit codes:
  0  no difference
  1  there are differences
  2  the command line is wrong, or a format is not known
  3  some records could not be read, in A or in B
  4  an input could not be read

Examples:
  ibidem diff old.bib new.bib
  ibidem diff refs.bib refs.json --ignore key --ignore extras
  git show HEAD:refs.bib | ibidem diff - refs.bib
  ibidem convert a.ris -t csv | ibidem diff a.ris - --from-b csv --format json")]
pub struct Diff {
    /// The first bibliography; `-` is standard input
    #[arg(value_name = "A")]
    pub a: PathBuf,
    /// The second one; `-` is standard input
    #[arg(value_name = "B")]
    pub b: PathBuf,
    /// Format of both
    #[arg(short, long, value_name = "FORMAT")]
    pub from: Option<String>,
    /// Format of B
    #[arg(long, value_name = "FORMAT")]
    pub from_b: Option<String>,
    /// How the result is written to standard output
    #[arg(long, value_name = "STYLE", value_enum, default_value_t)]
    pub format: Layout,
    /// Leave out of account: a field, `key`, `type`, `extras`; may be given several times
    #[arg(long, value_name = "FIELD")]
    pub ignore: Vec<String>,
    /// Count records that stand in another order
    #[arg(long)]
    pub order: bool,
    /// Option of the format of A, and of B if --read-b is not given; may be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    pub read: Vec<(String, String)>,
    /// Option of the format of B; may be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    pub read_b: Vec<(String, String)>,
    /// Encoding of both, whatever they say themselves
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    pub encoding: Option<Encoding>,
    /// Encoding of B
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    pub encoding_b: Option<Encoding>,
    /// File of `@string` macros for BibTeX inputs; may be given several times
    #[arg(long, value_name = "FILE")]
    pub macros: Vec<PathBuf>,
    /// Compare entries without what they inherit by crossref and xdata
    #[arg(long)]
    pub no_resolve: bool,
    #[command(flatten)]
    pub messages: Messages,
}

/// How a result is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Layout {
    /// For people
    #[default]
    Human,
    /// One JSON object a line, the last one a summary
    Json,
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
    /// Whether messages and results are coloured; `auto` heeds NO_COLOR
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

/// Whether messages and results are coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Color {
    /// If they go to a terminal
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
