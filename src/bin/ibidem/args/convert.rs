//! `ibidem convert`.

use std::num::NonZeroU16;
use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};
use ibidem::source::Encoding;

use super::shared::{Inputs, Messages, Reading, Writing, encoding};

#[derive(Debug, Args)]
#[command(after_help = "\
Formats:
  Without --from, the extension of an input decides where it names one format.
  For other extensions and for standard input, the content decides; where it is
  beyond doubt, it wins over the extension. Without --to, the extension of
  --output decides. `ibidem formats` lists names and extensions.

Exit codes:
  0  done
  1  --fail-on or --strict was given and holds, or --up-to-date finds a difference
  2  the command line is wrong, or a format is not known
  3  some records could not be read; the others were written, except under --fail-on
  4  an input could not be read or an output not be written
  Where each input has its own output, the highest of all.

Examples:
  ibidem convert refs.ris -o refs.bib
  ibidem convert search.txt -t bibtex > search.bib
  ibidem convert a.bib b.ris c.csv -t csl-json -o all.json
  ibidem convert search.txt --with arxiv-snapshot.json -o refs.bib
  cat feed.xml | ibidem convert -f atom -t ris
  ibidem convert refs.bib -o refs.ris --fail-on loss --report lost.jsonl
  ibidem convert a.bib refs.bib -t ris --out-dir out
  ibidem convert --in-place --normalize refs.bib

For Makefiles see docs/make.md.")]
pub struct Convert {
    #[command(flatten)]
    pub inputs: Inputs,
    #[command(flatten)]
    pub reading: Reading,
    #[command(flatten)]
    pub filling: Filling,
    /// Format of the output
    #[arg(short, long, value_name = "FORMAT", help_heading = "Writing")]
    pub to: Option<String>,
    #[command(flatten)]
    pub writing: Writing,
    #[command(flatten)]
    pub spelling: Spelling,
    #[command(flatten)]
    pub output: Output,
    #[command(flatten)]
    pub messages: Messages,
}

/// What records are completed from.
#[derive(Debug, Args)]
#[command(next_help_heading = "Reading")]
pub struct Filling {
    /// Fill gaps of the records from this file, in any format: identifiers, DOI, classes, authors
    /// that were left out, journal reference, abstract, dates; may be given several times. Records
    /// match by arXiv identifier, by DOI, or by title and first author. Nothing is overwritten,
    /// and each fill is reported
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub with: Vec<PathBuf>,
    /// Format of all files given with --with (default: their extension or content decides)
    #[arg(long, value_name = "FORMAT", requires = "with")]
    pub with_from: Option<String>,
}

/// How it is written.
#[derive(Debug, Args)]
#[command(next_help_heading = "Writing")]
pub struct Spelling {
    /// Encoding of the output (default: UTF-8 without a mark)
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    pub output_encoding: Option<Encoding>,
    /// Write characters outside of ASCII in escapes of the target: TeX commands, `\u00e9`, `&#xE9;`
    #[arg(long)]
    pub ascii: bool,
    /// Write canonical form, also of what is in the format of the output already; without it a
    /// .bib file comes back byte for byte
    #[arg(long)]
    pub normalize: bool,
}

/// Where it goes, and under which conditions.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct Output {
    /// Write to this file, whole or not at all; `-` or none is standard output. It may be an input
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
    /// Write each input to a file of its own in this folder, named after it with the extension of
    /// the format; several at a time
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, conflicts_with = "output")]
    pub out_dir: Option<PathBuf>,
    /// Write each input in its own format back to where it came from. A file that would not change
    /// is not touched, and one of which a record would be missing is not written
    #[arg(long, conflicts_with_all = ["output", "out_dir"])]
    pub in_place: bool,
    /// Leave a file that holds these bytes already as it is, time stamp included
    #[arg(long)]
    pub if_changed: bool,
    /// Write nothing; fail if a file does not hold these bytes already
    #[arg(long, conflicts_with_all = ["depfile", "if_changed"])]
    pub up_to_date: bool,
    /// Write nothing and fail if something happens; may be given several times
    #[arg(long, value_name = "WHAT", value_enum, value_delimiter = ',')]
    pub fail_on: Vec<FailOn>,
    /// The same as `--fail-on loss`
    #[arg(long)]
    pub strict: bool,
    /// Write every loss and every diagnostic to this file as JSON Lines
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub report: Option<PathBuf>,
    /// Write a rule for Make to this file: what the output was made from
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "in_place")]
    pub depfile: Option<PathBuf>,
    /// The target of that rule (default: the output)
    #[arg(long, value_name = "NAME", requires = "depfile")]
    pub depfile_target: Option<PathBuf>,
    /// Work in this many threads (default: all cores); the output does not depend on it
    #[arg(short, long, value_name = "N")]
    pub jobs: Option<NonZeroU16>,
}

/// What a run can be told to fail on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// A record that could not be read; exit code 3
    Error,
    /// Anything that was read, but not as it stands; exit code 1. Errors as well
    Warning,
    /// A value that could not be carried; exit code 1. Errors as well
    Loss,
}

impl FailOn {
    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            FailOn::Error => "error",
            FailOn::Warning => "warning",
            FailOn::Loss => "loss",
        }
    }
}
