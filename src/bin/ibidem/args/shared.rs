//! What several commands understand in the same way.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};
use ibidem::format::{Format, ReadOptions, WriteOptions};
use ibidem::source::{Encoding, Limits};

use crate::exit::Failure;
use crate::plan::options;

/// Inputs that form one bibliography.
#[derive(Debug, Args)]
pub struct Inputs {
    /// Inputs, read one after the other; `-` or none is standard input
    #[arg(value_name = "INPUT", value_hint = ValueHint::FilePath)]
    pub inputs: Vec<PathBuf>,
}

/// How inputs are read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Reading")]
pub struct Reading {
    /// Format of all inputs
    #[arg(short, long, value_name = "FORMAT")]
    pub from: Option<String>,
    /// Option of the format read; may be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    pub read: Vec<(String, String)>,
    /// Encoding of all inputs, whatever they say themselves
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    pub encoding: Option<Encoding>,
    /// File of `@string` macros for BibTeX inputs, which is not an input itself; may be given several times
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub macros: Vec<PathBuf>,
    /// Leave out what entries inherit by crossref and xdata where the other format cannot refer to entries
    #[arg(long)]
    pub no_resolve: bool,
    #[command(flatten)]
    pub bounds: Bounds,
}

impl Reading {
    /// The options of the format read.
    pub fn options(&self) -> Result<ReadOptions, Failure> {
        let (values, limits) = (options("read", &self.read)?, self.bounds.limits());
        Ok(ReadOptions { values, encoding: self.encoding, limits, ..ReadOptions::default() })
    }
}

/// What reading may take; docs/limits.md.
#[derive(Debug, Args)]
#[command(next_help_heading = "Limits")]
pub struct Bounds {
    /// Skip records beyond this size, such as `64M`, and report them (default: 8 MiB)
    #[arg(long, value_name = "SIZE", value_parser = record_size)]
    pub max_record: Option<usize>,
    /// Hold definitions of `@string` macros up to this size in all (default: 64 MiB)
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub max_macros: Option<usize>,
    /// Let long macros make up to this much out of little input (default: 32 MiB)
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub max_expansion: Option<usize>,
}

impl Bounds {
    /// The limits that are set, and those that hold anyhow.
    pub fn limits(&self) -> Limits {
        Limits {
            record: self.max_record.unwrap_or(Limits::DEFAULT.record),
            macros: self.max_macros.unwrap_or(Limits::DEFAULT.macros),
            expansion: self.max_expansion.unwrap_or(Limits::DEFAULT.expansion),
        }
    }
}

/// What is written of a record.
#[derive(Debug, Args)]
#[command(next_help_heading = "Writing")]
pub struct Writing {
    /// Option of the format written; may be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    pub write: Vec<(String, String)>,
    /// The columns of a table that is written, in order; `name=Heading` renames one: `key,title,author=Authors,year`
    #[arg(long, value_name = "LIST")]
    pub columns: Option<String>,
    /// What separates cells: `,`, `;`, `|`, `tab` or another mark; in the table that is written, else in the one read
    #[arg(long, value_name = "MARK")]
    pub delimiter: Option<String>,
    /// Carry what the format cannot hold in fields of our own, from which it comes back when read
    #[arg(long)]
    pub lossless: bool,
}

impl Writing {
    /// The options of the format written. What only the format read understands
    /// goes to its options.
    pub fn options(&self, to: &Format, read: &mut ReadOptions) -> Result<WriteOptions, Failure> {
        let mut values = options("write", &self.write)?;
        let set = |values: &mut BTreeMap<String, String>, name: &str, value: &str| match values
            .insert(name.to_owned(), value.to_owned())
        {
            Some(_) => Err(Failure::usage(format!("option `{name}` is given twice, with --{name} as well"))),
            None => Ok(()),
        };
        if let Some(columns) = &self.columns {
            set(&mut values, "columns", columns)?;
        }
        if let Some(mark) = &self.delimiter {
            let written = to.write_options.iter().any(|option| option.name == "delimiter");
            set(if written { &mut values } else { &mut read.values }, "delimiter", mark)?;
        }
        Ok(WriteOptions { values, lossless: self.lossless, ..WriteOptions::default() })
    }
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

/// What is said, and how.
#[derive(Debug, Args)]
#[command(next_help_heading = "Messages")]
pub struct Messages {
    /// Show errors only: no warnings, no tally, no progress
    #[arg(short, long)]
    pub quiet: bool,
    /// Show no progress bar; there is one on a terminal, after a second
    #[arg(long)]
    pub no_progress: bool,
    /// How messages are written to standard error
    #[arg(long, value_name = "STYLE", value_enum, default_value_t)]
    pub messages: Style,
    /// Whether messages and results are coloured; `auto` heeds NO_COLOR and CLICOLOR_FORCE
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

pub fn encoding(text: &str) -> Result<Encoding, String> {
    Encoding::named(text).map_err(|error| error.to_string())
}

fn size(text: &str) -> Result<usize, String> {
    let most =
        || format!("no size: a number of bytes up to {}, with K, M or G for more of them", Limits::size(Limits::MOST));
    Limits::parse(text).filter(|size| *size <= Limits::MOST).ok_or_else(most)
}

fn record_size(text: &str) -> Result<usize, String> {
    match size(text)? {
        size if size < Limits::LEAST => Err(format!("a record may be {} long at least", Limits::size(Limits::LEAST))),
        size => Ok(size),
    }
}

pub fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("not of the form NAME=VALUE".to_owned()),
    }
}
