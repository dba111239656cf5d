//! CSV.

use crate::format::Format;

/// The format.
pub static CSV: Format = Format { title: "CSV", ..Format::base("csv") };
