//! Notations of values that several formats share: TeX, tagged text, names, JSON.

pub mod calendar;
pub(crate) mod digests;
pub mod escape;
#[cfg_attr(not(feature = "formats"), allow(dead_code, reason = "of use to some formats only"))]
pub(crate) mod html;
#[cfg_attr(not(feature = "formats"), allow(dead_code, reason = "of use to some formats only"))]
pub(crate) mod json;
pub mod language;
pub mod line;
#[cfg_attr(not(feature = "formats"), allow(dead_code, reason = "of use to some formats only"))]
pub(crate) mod mail_date;
pub mod markup;
pub mod names;
pub(crate) mod numbering;
pub(crate) mod scan;
#[cfg_attr(not(feature = "formats"), allow(dead_code, reason = "of use to some formats only"))]
pub(crate) mod terms;
pub mod tex;

/// How deep text may nest; what is deeper is kept as it stands.
pub const MAX_DEPTH: usize = 64;
