//! `ris:endnote`: the specification of 2011, as EndNote means it.

use super::super::pages::*;
use super::super::places::*;
use super::super::values::*;
use super::codecs::*;
use super::{Described, Format, Lines, Reading, TABLE, Table, profile, read, write};
use crate::ir::EntryType::*;
use crate::ir::Field as F;
use crate::map::{FieldRow, both, writes};

profile! {
    /// RIS for EndNote.
    ENDNOTE = "ris:endnote", "RIS as EndNote reads and writes it", "endnote.md", MAPPING
}

static MAPPING: Table<Lines> = Table::new(&[], FIELDS, Document).over(&TABLE);

static FIELDS: &[FieldRow<Lines>] = &[
    both(&["TI"], F::Title, &TITLE),
    both(&["AU", "A1"], F::Author, &NAMES_WITH_COMMA).unless(&[EditedBook, Bill]).needs(0),
    writes(&["AU"], F::Director, &AS_AUTHOR).when(&[MotionPicture, Video]),
    writes(&["AU"], F::Composer, &AS_AUTHOR).when(&[MusicalScore]),
    both(&["AU", "A1"], F::Editor, &NAMES_WITH_COMMA).when(&[EditedBook]).needs(0),
    both(&["A2"], F::Author, &NAMES_WITH_COMMA).when(&[Bill]),
    both(&["A2"], F::ContainerTitle, &CONTAINER).when(&[LegalCase]),
    both(&["NV"], F::ContainerTitleShort, &ABBREVIATION).when(&[LegalCase]),
    both(&["A2"], F::Institution, &TEXT).when(&[Catalog, Pamphlet]),
    both(&["A3"], F::Publisher, &TEXT).when(&[Report]),
    both(&["A4"], F::Division, &TEXT).when(&[Report]),
    both(&["PY", "DA", "Y1"], F::Issued, &YEAR_AND_WORDS).needs(0),
    both(&["M1"], F::Issue, &TEXT).when(&[ArticleMagazine]),
    both(&["C2"], F::Issue, &TEXT).when(&[ArticleNewspaper]),
    both(&["SP", "EP"], F::Pages, &PAGES_IN_ONE).unless(NO_PAGES),
];
