//! Types and fields of BibLaTeX, in front of those of BibTeX.

use super::super::notation::Bib;
use super::bibtex;
use crate::ir::EntryType::Document;
use crate::map::{FieldRow, Table, TypeRow};

/// The mapping.
pub(super) static TABLE: Table<Bib> = Table::new(TYPES, FIELDS, Document).over(&bibtex::TABLE);

static TYPES: &[TypeRow<Bib>] = &[];

static FIELDS: &[FieldRow<Bib>] = &[];
