//! BibTeX: what `bibtex` and `bibtexparser` and a thousand programs read.
//!
//! Source of truth: BibTeX 0.99d and its manual (`btxdoc`, O. Patashnik 1988)
//! for the notation, the standard styles for types and fields. Fields beyond
//! those are the ones that reference managers and archives agree on.
//!
//! ```
//! use ibidem::formats::bibtex::{BIBLATEX, BIBTEX, MISSING_VALUE};
//! let read = ibidem::read_str("@article{a, journal = {Notes}, date = {2025}, title = }", BIBTEX.name)?;
//! assert_eq!(read.diagnostics[0].code, &MISSING_VALUE);
//! assert!(ibidem::write_str(&read.value, BIBLATEX.name)?.value.contains("journaltitle = {Notes}"));
//! # Ok::<(), ibidem::Error>(())
//! ```

mod carrier;
mod cut;
mod dates;
mod edit;
mod eprint;
mod faults;
mod keys;
mod lexer;
mod lists;
mod literals;
mod macros;
mod map;
mod names;
mod narrow;
mod notation;
mod read;
mod roles;
mod said;
mod shared;
mod sniff;
mod text;
#[cfg(any(test, feature = "biblatex"))]
mod values;
mod words;
mod write;

pub(crate) use cut::MAX_TEXT;
pub(crate) use macros::MAX_MACRO;

use std::sync::Arc;

pub use cut::{ENTRY_IN_COMMENT, ENTRY_IN_VALUE, UNCLOSED_COMMENT};
pub use dates::BAD_DATE;
pub use eprint::ARXIV_ADDRESS;
pub use faults::{
    BAD_FIELD, BAD_KEY, DUPLICATE_FIELD, LONG_MACRO, MISSING_BRACE, MISSING_COMMA, MISSING_KEY, MISSING_VALUE, PERCENT,
    STRAY_AT, UNCLOSED_ENTRY, UNCLOSED_QUOTE, UNDEFINED_MACRO,
};
pub use keys::DUPLICATE_KEY;
pub use names::BAD_NAME;
pub(crate) use notation::Bib;
#[cfg(feature = "biblatex")]
pub(crate) use notation::{BibValue, Form};
#[cfg(feature = "biblatex")]
pub(crate) use values::take_apart;

use crate::format::{Emit, Format, Inheritance, Naming, OptionSpec, ReadOptions, Reading, WriteOptions};
use crate::report::{Code, Error};

/// Whether letters outside of ASCII are written as TeX commands.
const ASCII: OptionSpec = OptionSpec {
    name: "ascii",
    choices: &["false", "true"],
    default: "false",
    help: "write letters outside of ASCII as TeX commands",
};

/// Which program's names and conventions a file follows; the notation is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// BibTeX and its standard styles.
    Bibtex,
    /// BibLaTeX and biber.
    Biblatex,
}

impl Dialect {
    /// The name of its format, under which records remember where they are from.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Dialect::Bibtex => "bibtex",
            Dialect::Biblatex => "biblatex",
        }
    }
}

/// The mapping of a dialect, for callers that have fields instead of a file.
#[cfg(feature = "biblatex")]
pub(crate) fn table(dialect: Dialect) -> &'static crate::map::Table<Bib> {
    map::table(dialect)
}

/// BibTeX.
pub static BIBTEX: Format = Format {
    aliases: &["bib"],
    title: "BibTeX",
    extensions: &["bib"],
    mime: "application/x-bibtex",
    docs: "Entries `@type{key, name = {value}, ...}` with string macros, comments and text between them. Read as \
           BibTeX 0.99d reads it, and on where BibTeX stops: what is broken costs one entry. Fields of BibLaTeX are \
           read too.\n\nA brace group in a title protects it from case changes; `url`, `doi`, `eprint` and `file` are \
           verbatim. `inbook` with a `title` alone is a part of the book of that title. An entry with an arXiv \
           identifier under `@misc`, or whose journal is arXiv, is a preprint; the identifier may stand in `eprint`, \
           behind `arXiv:` in a note, or in a DOI or address of arXiv. An address that alone is in `howpublished` or \
           `note`, and the day of the visit behind it, are those of the record as well.\n\nText is written as UTF-8 and \
           mathematics as it stands. An engine without Unicode (pdfTeX) stops at a Greek letter inside mathematics, as \
           arXiv's pages have it; `ascii` writes it as a command.\n\nA file that is converted into its own dialect \
           comes back byte for byte, entries included that have no key, occur twice or cannot be read. `--normalize` \
           and `ascii` write it anew: fields in the order below, definitions, comments and the names of macros where \
           they stood, keys as they are, a blank line between entries; `--normalize` also puts the `=` below each \
           other.",
    sniff: sniff::bibtex,
    open: Some(|options| open(options, Dialect::Bibtex)),
    create: Some(|options| create(options, Dialect::Bibtex)),
    table: Some(|| map::table(Dialect::Bibtex)),
    ..base("bibtex")
};

/// BibLaTeX.
pub static BIBLATEX: Format = Format {
    title: "BibLaTeX",
    extensions: &["bib"],
    docs: DOCS,
    sniff: sniff::biblatex,
    open: Some(|options| open(options, Dialect::Biblatex)),
    create: Some(|options| create(options, Dialect::Biblatex)),
    table: Some(|| map::table(Dialect::Biblatex)),
    inheritance: Some(Inheritance::Biblatex),
    ..base("biblatex")
};

const DOCS: &str = "The notation of BibTeX with the types, fields and keys of BibLaTeX's manual, as biber reads them. A \
    file whose name ends in `.bib` is read as BibLaTeX if it has more of BibLaTeX's own fields and types (`date`, \
    `journaltitle`, `location`, `@online`) than of BibTeX's (`year`, `journal`, `address`, `@phdthesis`). BibTeX's \
    names and types are read as aliases, and BibLaTeX's own are written.\n\nThe degree of a thesis is its `type`: \
    `@thesis` with `type = {phdthesis}` is BibTeX's `@phdthesis`. A report of no stated type is a `techreport`. \
    `entrysubtype` tells articles in magazines and newspapers from those in journals. Publishers, places and \
    institutions are lists: `{One and Another}` is `One; Another` in the record and in other formats, and \
    `{{Smith and Sons}}` is one name. Editors of other kinds (`editora` with `editoratype = {compiler}`) are the \
    roles of the record where it has them. `langid` is a name of babel or polyglossia and the record holds its tag; \
    names that do not lead back, and a `language` beside it, stay extra fields as well. `eprint` of `pubmed` is the \
    PubMed identifier.\n\nFields that the record has no place for (`shorthand`, `options`, `sortkey`, `userA`, \
    `verbA`, `mainsubtitle`) are kept as they are and written back.";

/// What both have in common.
const fn base(name: &'static str) -> Format {
    Format {
        mime: "application/x-bibtex",
        notation: "bibtex",
        carrier: Some(carrier::CARRIER),
        faithful: true,
        naming: Naming::Key { fold_case: true, legal: is_key_char },
        inheritance: Some(Inheritance::Bibtex),
        write_options: &[ASCII],
        escape: Some(narrow::narrow),
        codes: CODES,
        ..Format::base(name)
    }
}

static CODES: &[&Code] = &[
    &UNCLOSED_ENTRY,
    &UNCLOSED_COMMENT,
    &ENTRY_IN_VALUE,
    &ENTRY_IN_COMMENT,
    &STRAY_AT,
    &MISSING_BRACE,
    &MISSING_KEY,
    &BAD_KEY,
    &DUPLICATE_KEY,
    &MISSING_COMMA,
    &MISSING_VALUE,
    &BAD_FIELD,
    &PERCENT,
    &UNCLOSED_QUOTE,
    &UNDEFINED_MACRO,
    &LONG_MACRO,
    &DUPLICATE_FIELD,
    &BAD_NAME,
    &ARXIV_ADDRESS,
    &BAD_DATE,
];

fn open(options: &ReadOptions, dialect: Dialect) -> Result<Reading, Error> {
    let shared = Arc::new(shared::Shared::within(&options.limits));
    let (keep, keep_source) = (options.keep_origin || options.keep_source, options.keep_source);
    let cut = Box::new(cut::Cutter::new(Arc::clone(&shared), dialect, &options.limits));
    let watch = Box::new(keys::KeyWatch::new(Arc::clone(&shared), dialect));
    let parser = move || read::Parser::new(Arc::clone(&shared), keep, dialect).keeping_source(keep_source);
    Ok(Reading { cut, parser: Box::new(move || Box::new(parser())), watch: Some(watch) })
}

#[expect(clippy::unnecessary_wraps, reason = "the signature of `Format::create`")]
fn create(options: &WriteOptions, dialect: Dialect) -> Result<Box<dyn Emit>, Error> {
    Ok(Box::new(write::Writer::new(options, options.get(&ASCII) == "true", dialect)))
}

/// What BibTeX, biber and TeX allow in a key.
fn is_key_char(c: char) -> bool {
    !c.is_whitespace()
        && !c.is_control()
        && !matches!(c, ',' | '{' | '}' | '"' | '#' | '%' | '~' | '\\' | '(' | ')' | '=' | '\'' | '@')
}
