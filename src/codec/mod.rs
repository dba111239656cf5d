//! Notations of values that several formats share: TeX, tagged text, names, JSON.

pub mod calendar;
pub mod digests;
pub mod escape;
pub mod html;
pub mod json;
pub mod language;
pub mod line;
pub mod mail_date;
pub mod markup;
pub mod names;
pub(crate) mod numbering;
pub mod scan;
pub mod terms;
pub mod tex;

/// How deep text may nest; what is deeper is kept as it stands.
pub const MAX_DEPTH: usize = 64;
