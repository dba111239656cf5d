//! `ibidem diff`.

use std::path::PathBuf;

use clap::{Args, ValueHint};
use ibidem::source::Encoding;

use super::shared::{Layout, Messages, Reading, encoding, pair};

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
    #[arg(value_name = "A", value_hint = ValueHint::FilePath)]
    pub a: PathBuf,
    /// The second one; `-` is standard input
    #[arg(value_name = "B", value_hint = ValueHint::FilePath)]
    pub b: PathBuf,
    /// How the result is written to standard output
    #[arg(long, value_name = "STYLE", value_enum, default_value_t)]
    pub format: Layout,
    /// Leave out of account: a field, `key`, `type`, `extras`; may be given several times
    #[arg(long, value_name = "FIELD")]
    pub ignore: Vec<String>,
    /// Count records that stand in another order
    #[arg(long)]
    pub order: bool,
    #[command(flatten)]
    pub reading: Reading,
    /// Format of B, if it is another
    #[arg(long, value_name = "FORMAT", help_heading = "Reading")]
    pub from_b: Option<String>,
    /// Option of the format of B, in place of those given with --read; may be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair, help_heading = "Reading")]
    pub read_b: Vec<(String, String)>,
    /// Encoding of B, if it is another
    #[arg(long, value_name = "NAME", value_parser = encoding, help_heading = "Reading")]
    pub encoding_b: Option<Encoding>,
    #[command(flatten)]
    pub messages: Messages,
}
