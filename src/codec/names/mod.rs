//! Names as formats write them.

pub mod bibtex;
pub mod comma;
pub mod display;
