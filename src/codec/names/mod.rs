//! Names as formats write them.
//!
//! ```
//! use ibidem::codec::names::{bibtex, comma, display};
//! let listed = bibtex::parse("van Gogh, Vincent and others", bibtex::Rules::Bibtex, &mut |_, _| ());
//! assert_eq!(listed.list[0], display::parse("Vincent van Gogh"));
//! assert!(comma::is_others("et al."));
//! ```

pub mod bibtex;
pub mod comma;
pub mod display;
