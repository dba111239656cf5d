//! BibTeX: what `bibtex` and `bibtexparser` and a thousand programs read.
//!
//! Source of truth: BibTeX 0.99d and its manual (`btxdoc`, O. Patashnik 1988)
//! for the notation, the standard styles for types and fields. Fields beyond
//! those are the ones that reference managers and archives agree on.

mod carrier;
mod cut;
mod dates;
mod eprint;
mod lexer;
mod lists;
mod macros;
mod map;
mod names;
mod narrow;
mod notation;
mod read;
mod text;
mod write;

use std::sync::Arc;

pub use cut::{ENTRY_IN_VALUE, UNCLOSED_COMMENT};
pub use names::BAD_NAME;
pub use notation::{Bib, BibValue, Fields, Form};
pub use read::{
    BAD_FIELD, DUPLICATE_FIELD, LONG_MACRO, MISSING_COMMA, MISSING_KEY, MISSING_VALUE, UNCLOSED_ENTRY, UNCLOSED_QUOTE,
    UNDEFINED_MACRO,
};

use crate::format::{Emit, Format, Inheritance, Likelihood, Naming, OptionSpec, ReadOptions, Reading, WriteOptions};
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
pub enum Dialect {
    /// BibTeX and its standard styles.
    Bibtex,
    /// BibLaTeX and biber.
    Biblatex,
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
           identifier under `@misc`, or whose journal is arXiv, is a preprint.\n\nText is written as UTF-8 and \
           mathematics as it stands. An engine without Unicode (pdfTeX) stops at a Greek letter inside mathematics, as \
           arXiv's pages have it; `ascii` writes it as a command.",
    sniff,
    open: Some(|options| open(options, Dialect::Bibtex)),
    create: Some(|options| create(options, Dialect::Bibtex)),
    table: Some(|| map::table(Dialect::Bibtex)),
    ..base("bibtex")
};

/// BibLaTeX.
pub static BIBLATEX: Format = Format {
    title: "BibLaTeX",
    docs: "The notation of BibTeX with the types and fields of BibLaTeX.",
    open: Some(|options| open(options, Dialect::Biblatex)),
    create: Some(|options| create(options, Dialect::Biblatex)),
    table: Some(|| map::table(Dialect::Biblatex)),
    inheritance: Some(Inheritance::Biblatex),
    ..base("biblatex")
};

/// What both have in common.
const fn base(name: &'static str) -> Format {
    Format {
        mime: "application/x-bibtex",
        notation: "bibtex",
        carrier: Some(carrier::CARRIER),
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
    &MISSING_KEY,
    &MISSING_COMMA,
    &MISSING_VALUE,
    &BAD_FIELD,
    &UNCLOSED_QUOTE,
    &UNDEFINED_MACRO,
    &LONG_MACRO,
    &DUPLICATE_FIELD,
    &BAD_NAME,
];

fn open(options: &ReadOptions, dialect: Dialect) -> Result<Reading, Error> {
    let macros = Arc::<macros::Macros>::default();
    let keep = options.keep_origin;
    let cut = Box::new(cut::Cutter::new(Arc::clone(&macros)));
    Ok(Reading { cut, parser: Box::new(move || Box::new(read::Parser::new(Arc::clone(&macros), keep, dialect))) })
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

/// An entry of a known type at the beginning of a line.
fn sniff(head: &[u8]) -> Likelihood {
    let mut best = Likelihood::No;
    for at in memchr::memchr_iter(b'@', head) {
        let before = head[..at].iter().rev().find(|byte| !matches!(byte, b' ' | b'\t'));
        if !matches!(before, None | Some(b'\n' | b'\r')) {
            continue;
        }
        let word = &head[at + 1..];
        let len = word.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let (word, rest) = word.split_at(len);
        if len == 0 || !matches!(rest.trim_ascii_start().first(), Some(b'{' | b'(')) {
            continue;
        }
        let known = map::TYPES.iter().map(|row| row.native).chain(["string", "preamble", "comment"]);
        if known.into_iter().any(|known| known.as_bytes().eq_ignore_ascii_case(word)) {
            return Likelihood::Sure;
        }
        best = Likelihood::Maybe(50);
    }
    best
}
