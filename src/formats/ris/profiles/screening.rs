//! `ris:covidence`, `ris:rayyan`, `ris:asreview`: for screening, where title and
//! abstract are read by people and programs, and decisions come back in notes.

use super::super::names::NAMES;
use super::super::pages::*;
use super::super::places::*;
use super::super::values::*;
use super::codecs::*;
use super::{Described, Format, Lines, Reading, TABLE, Table, profile, read, write};
use crate::ir::EntryType::*;
use crate::ir::Field as F;
use crate::map::{FieldRow, TypeRow, both, is, reads, write_as, writes};

profile! {
    /// RIS for Covidence.
    COVIDENCE = "ris:covidence", "RIS as Covidence takes it", "covidence.md", COVIDENCE_MAPPING
}

profile! {
    /// RIS for Rayyan.
    RAYYAN = "ris:rayyan", "RIS as Rayyan reads and writes it", "rayyan.md", RAYYAN_MAPPING
}

profile! {
    /// RIS for ASReview.
    ASREVIEW = "ris:asreview", "RIS as ASReview reads and writes it", "asreview.md", ASREVIEW_MAPPING
}

static COVIDENCE_MAPPING: Table<Lines> =
    Table::new(COMMON_TYPES, &[], Document).over(&RAYYAN_MAPPING).without(&[F::Files]);

static RAYYAN_MAPPING: Table<Lines> =
    Table::new(COMMON_TYPES, RAYYAN_FIELDS, Document).over(&ASREVIEW_MAPPING).without(&[F::ArticleNumber]);

static ASREVIEW_MAPPING: Table<Lines> =
    Table::new(&[], NOTES_FIELDS, Document).over(&TABLE).without(&[F::Note, F::Annote]);

/// The codes that every program has known since 2001.
static COMMON_TYPES: &[TypeRow<Lines>] = &[
    is("CONF", PaperConference),
    write_as("JOUR", ArticleMagazine),
    write_as("BOOK", EditedBook),
    write_as("BOOK", Classic),
    write_as("CHAP", EntryEncyclopedia),
    write_as("CHAP", EntryDictionary),
    write_as("RPRT", GovernmentDocument),
    write_as("RPRT", Standard),
];

static NOTES_FIELDS: &[FieldRow<Lines>] = &[
    both(&["TI"], F::Title, &TITLE),
    both(&["AU", "A1"], F::Author, &NAMES).unless(&[EditedBook]).needs(0),
    writes(&["AU"], F::Director, &AS_AUTHOR).when(&[MotionPicture, Video]),
    writes(&["AU"], F::Composer, &AS_AUTHOR).when(&[MusicalScore]),
    both(&["AB"], F::Abstract, &LINE_OF_TEXT),
    both(&["N1"], F::Note, &PRINTED_NOTE).or_else(),
    both(&["RN", "N1"], F::Annote, &REMARKS_AS_NOTES).needs(0),
];

static RAYYAN_FIELDS: &[FieldRow<Lines>] = &[
    writes(&["SP"], F::ArticleNumber, &ARTICLE_AS_PAGES),
    reads(&["C7"], F::ArticleNumber, &TEXT).unless(&[Book, Chapter]),
    both(&["SP", "EP"], F::NumberOfPages, &PAGE_COUNT).when(COUNTED).or_else(),
    both(&["SP", "EP"], F::Pages, &PAGES_OF_BOOK).when(COUNTED).or_else(),
    both(&["SP", "EP"], F::Pages, &PAGES).unless(NO_PAGES),
];
