//! RIS.

use crate::format::Format;

/// The format.
pub static RIS: Format = Format { title: "RIS", ..Format::base("ris") };
