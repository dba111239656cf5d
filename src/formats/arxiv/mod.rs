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

mod check;
mod cut;
mod dates;
mod head;
mod lines;
mod map;
mod read;
mod sniff;
mod teaser;
mod text;
mod write;

use crate::format::{Format, Naming, Reading};

/// The format.
pub static ARXIV: Format = Format {
    aliases: &["arxiv-text"],
    title: "arXiv listing text: search results",
    target_extensions: &["txt"],
    docs: "Text copied or scraped from arXiv's search results: a title, `Authors:`, `Abstract:` with a shortened and a \
           full form, `Submitted` and `originally announced`, and in a copy from a browser identifier, classes, DOI, \
           comments and journal reference. TeX in titles and abstracts is read as rich text. The shortened abstract \
           and the layout are computed when it is written. Page furniture between records is passed over; a line \
           inside a record that nothing explains is kept as an extra field.",
    sniff: sniff::sniff,
    open: Some(|options| {
        let keep_origin = options.keep_origin;
        Ok(Reading {
            cut: Box::<cut::Cutter>::default(),
            parser: Box::new(move || Box::new(read::Parser::new(keep_origin))),
            watch: None,
        })
    }),
    create: Some(|options| Ok(Box::new(write::Writer::new(options)))),
    naming: Naming::None,
    codes: &[
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
    ],
    table: Some(|| &map::TABLE),
    ..Format::base("arxiv")
};
