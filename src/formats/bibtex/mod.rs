//! BibTeX.

use crate::format::Format;

/// The format.
pub static BIBTEX: Format = Format { title: "BibTeX", ..Format::base("bibtex") };
