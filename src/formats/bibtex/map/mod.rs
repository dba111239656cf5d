//! The mapping of both dialects.

mod biblatex;
mod bibtex;

pub(in crate::formats::bibtex) use bibtex::TYPES;

/// The rows of types by which a dialect may write a type in the words of its source.
pub(super) fn own_types(dialect: Dialect) -> &'static [TypeRow<Bib>] {
    match dialect {
        Dialect::Bibtex => bibtex::TYPES,
        Dialect::Biblatex => biblatex::TYPES,
    }
}

use super::Dialect;
use super::notation::Bib;
use crate::map::{Table, TypeRow};

/// The mapping of a dialect.
pub(super) fn table(dialect: Dialect) -> &'static Table<Bib> {
    match dialect {
        Dialect::Bibtex => &bibtex::TABLE,
        Dialect::Biblatex => &biblatex::TABLE,
    }
}
