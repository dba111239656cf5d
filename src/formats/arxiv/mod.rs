//! arXiv listing text: search results.

use crate::format::Format;

/// The format.
pub static ARXIV: Format = Format { title: "arXiv listing text: search results", ..Format::base("arxiv") };
