//! The mapping of both dialects.

mod biblatex;
mod bibtex;

pub(in crate::formats::bibtex) use bibtex::TYPES;

use super::Dialect;
use super::notation::Bib;
use crate::map::Table;

/// The mapping of a dialect.
pub(super) fn table(dialect: Dialect) -> &'static Table<Bib> {
    match dialect {
        Dialect::Bibtex => &bibtex::TABLE,
        Dialect::Biblatex => &biblatex::TABLE,
    }
}
