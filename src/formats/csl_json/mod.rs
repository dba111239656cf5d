//! CSL-JSON.

use crate::format::Format;

/// The format.
pub static CSL_JSON: Format = Format { title: "CSL-JSON", ..Format::base("csl-json") };
