//! `arxiv`: text copied or scraped from arXiv's search results.
//!
//! ```text
//! -
//! A Made-Up Survey of Paper Folding
//! Authors:
//! Ada Example,
//! Bo
//! , et al. (3 additional authors not shown)
//! Abstract:
//! The first 400 characters…
//! ▽ More
//! The whole abstract, a paragraph a line.
//! △ Less
//! Submitted 7 June, 2025; v1 submitted 1 May, 2025;
//! originally announced May 2025.
//! ```
//!
//! A copy from a browser also has `arXiv:2505.00001 [pdf, other]`, a line of
//! classes and a line for each DOI before the title, and `Comments:`,
//! `Report number:`, `MSC Class:`, `ACM Class:`, `Journal ref:` below the
//! dates. The source of the rules is arXiv's own search page (its templates and
//! the code that cuts the abstracts).
//!
//! ```
//! use ibidem::formats::arxiv::{ABS, ARXIV, LIST, MAIL, RSS, SEARCH};
//! let record = ibidem::read_str("@misc{a, title = {Sums}, eprint = {2508.20697}, archiveprefix = {arXiv}}", "bibtex")?;
//! let listing = ibidem::write_str(&record.value, ARXIV.name)?.value;
//! assert!(listing.contains("arXiv:2508.20697"));
//! assert_eq!(ibidem::read_str(&listing, SEARCH.name)?.value[0].get(ibidem::ir::keys::TITLE), Some(&"Sums".into()));
//! assert!([LIST, MAIL, ABS, RSS].iter().all(|dialect| dialect.variant_of == Some("arxiv")));
//! # Ok::<(), ibidem::Error>(())
//! ```

mod announced;
mod authors;
mod begins;
mod check;
mod cut;
mod dates;
mod fields;
mod frames;
mod head;
mod lines;
mod list;
mod mail;
mod map;
mod page;
mod read;
mod rss;
mod seen;
mod sniff;
mod stamp;
mod taxonomy;
mod teaser;
mod text;
mod write;

pub(crate) use seen::{DUPLICATE, MOST as MOST_PAPERS};

use std::sync::Arc;

use announced::Days;

use crate::format::{Format, Naming, ReadOptions, Reading};
use crate::report::{Code, Error};
use begins::Dialect;

/// The format: all dialects are read, search results are written.
pub static ARXIV: Format = Format {
    aliases: &["arxiv-text"],
    title: "arXiv listing text: search results, list pages, mails, abstract pages",
    target_extensions: &["txt"],
    docs: include_str!("arxiv.md"),
    sniff: sniff::sniff,
    open: Some(|options| open(options, None)),
    create: Some(|options| Ok(Box::new(write::Writer::new(options)))),
    codes: CODES,
    table: Some(|| &map::TABLE),
    ..Format::base("arxiv")
};

/// Search results alone.
pub static SEARCH: Format = Format {
    title: "arXiv search results",
    open: Some(|options| open(options, Some(Dialect::Search))),
    ..variant("arxiv:search")
};

/// List pages alone.
pub static LIST: Format = Format {
    title: "arXiv list pages",
    open: Some(|options| open(options, Some(Dialect::List))),
    ..variant("arxiv:list")
};

/// Mails and listing files.
pub static MAIL: Format = Format {
    title: "arXiv listing e-mails and listing files",
    docs: include_str!("mail.md"),
    open: Some(|options| open(options, Some(Dialect::Mail))),
    create: Some(|options| Ok(Box::new(mail::Writer::new(options)))),
    table: Some(|| &mail::TABLE),
    ..variant("arxiv:mail")
};

/// Abstract pages alone.
pub static ABS: Format = Format {
    title: "arXiv abstract pages, copied as text",
    open: Some(|options| open(options, Some(Dialect::Page))),
    ..variant("arxiv:abs")
};

/// Items of the news feed alone.
pub static RSS: Format = Format {
    title: "text of items of arXiv's news feed",
    open: Some(|options| open(options, Some(Dialect::Rss))),
    ..variant("arxiv:rss")
};

/// One dialect, chosen by name; the content is recognized as `arxiv`.
const fn variant(name: &'static str) -> Format {
    Format {
        docs: "One dialect of `arxiv`, for text that is to be read as that and nothing else.",
        notation: "arxiv",
        naming: Naming::None,
        variant_of: Some("arxiv"),
        codes: CODES,
        ..Format::base(name)
    }
}

static CODES: &[&Code] = &[
    &read::UNKNOWN_LINE,
    &read::TEASER,
    &read::BAD_ID,
    &check::NO_TITLE,
    &check::NO_AUTHORS,
    &check::TRUNCATED,
    &check::BAD_DATE,
    &check::EARLY,
    &check::ID_MONTH,
    &check::LINK_LOST,
    &check::SUBJECT,
    &check::UNKNOWN_CLASS,
    &check::ID_ARCHIVE,
    &check::AUTHORS_CUT,
    &check::AUTHORS_ALL,
    &seen::DUPLICATE,
];

#[expect(clippy::unnecessary_wraps, reason = "the signature of `Format::open`")]
fn open(options: &ReadOptions, only: Option<Dialect>) -> Result<Reading, Error> {
    let keep_origin = options.keep_origin;
    let days = Arc::<Days>::default();
    Ok(Reading {
        cut: Box::new(frames::Cutter::new(only, Arc::clone(&days))),
        parser: Box::new(move || Box::new(read::Parser::new(keep_origin, Arc::clone(&days)))),
        watch: None,
    })
}
