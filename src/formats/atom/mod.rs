//! Atom feed.

use crate::format::Format;

/// The format.
pub static ATOM: Format = Format { title: "Atom feed", ..Format::base("atom") };
