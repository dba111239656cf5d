//! Values of other crates: records for them, and records of theirs.

#[cfg(feature = "biblatex")]
pub mod biblatex;
#[cfg(feature = "biblatex")]
mod chunks;
