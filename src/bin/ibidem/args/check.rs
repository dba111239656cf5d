//! `ibidem check`.

use clap::Args;

use super::shared::{Inputs, Layout, Messages, Reading, Writing};

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
    #[command(flatten)]
    pub inputs: Inputs,
    /// The format through which the records go
    #[arg(long, value_name = "FORMAT")]
    pub via: String,
    /// How the result is written to standard output
    #[arg(long, value_name = "STYLE", value_enum, default_value_t)]
    pub format: Layout,
    #[command(flatten)]
    pub reading: Reading,
    #[command(flatten)]
    pub writing: Writing,
    #[command(flatten)]
    pub messages: Messages,
}
