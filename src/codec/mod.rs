//! Notations of values that several formats share: TeX, tagged text, names, JSON.
//!
//! ```
//! use ibidem::codec::{names::display, tex};
//! assert_eq!(display::parse("Vincent van Gogh").display(), "van Gogh, Vincent");
//! assert_eq!(tex::decode_plain(r#"G{\"o}del"#), "Gödel");
//! ```

pub mod calendar;
pub(crate) mod digests;
pub mod escape;
#[cfg_attr(not(feature = "formats"), allow(dead_code, reason = "of use to some formats only"))]
pub(crate) mod html;
#[cfg_attr(not(feature = "formats"), allow(dead_code, reason = "of use to some formats only"))]
pub(crate) mod json;
pub mod language;
#[cfg_attr(not(feature = "formats"), allow(dead_code, reason = "of use to some formats only"))]
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
///
/// ```
/// use ibidem::{codec::MAX_DEPTH, codec::tex};
/// let nested = |depth| r"\emph{".repeat(depth) + "x" + &"}".repeat(depth);
/// assert_eq!(tex::decode_plain(&nested(3)), "x");
/// assert_ne!(tex::decode_plain(&nested(MAX_DEPTH + 1)), "x");
/// ```
pub const MAX_DEPTH: usize = 64;
