//! `ris:zotero`: the types and tags of Zotero's translator for RIS.

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
    /// RIS for Zotero.
    ZOTERO = "ris:zotero", "RIS as Zotero reads and writes it", "zotero.md", MAPPING
}

static MAPPING: Table<Lines> = Table::new(TYPES, FIELDS, Document).over(&TABLE).without(&[
    F::CollectionEditor,
    F::EventPlace,
    F::ArticleNumber,
    F::Note,
    F::Annote,
]);

static TYPES: &[TypeRow<Lines>] = &[
    is("CONF", PaperConference),
    // Codes it takes for an article in a journal, or for a magazine or a case.
    write_as("MANSCPT", Preprint),
    write_as("BOOK", EditedBook),
    write_as("BOOK", Classic),
    write_as("BOOK", Catalog),
    write_as("BOOK", Periodical),
    write_as("MANSCPT", Pamphlet),
    write_as("RPRT", GovernmentDocument),
    write_as("RPRT", Standard),
    write_as("GRNT", Grant),
    write_as("STAT", Regulation),
    // It takes the code of a post for an e-mail.
    write_as("ELEC", Post),
];

static FIELDS: &[FieldRow<Lines>] = &[
    both(&["TI"], F::Title, &TITLE),
    both(&["AU", "A1"], F::Author, &NAMES).unless(&[EditedBook]).needs(0),
    writes(&["AU"], F::Director, &AS_AUTHOR).when(&[MotionPicture, Video]),
    writes(&["AU"], F::Composer, &AS_AUTHOR).when(&[MusicalScore]),
    both(&["A2"], F::CollectionEditor, &NAMES).when(&[Book, Report]),
    both(&["A3"], F::CollectionEditor, &NAMES).when(&[
        Chapter,
        PaperConference,
        EntryDictionary,
        EntryEncyclopedia,
        Map,
    ]),
    both(&["C2"], F::ContainerAuthor, &NAMES).when(&[Chapter]),
    both(&["T2"], F::EventTitle, &TEXT).when(&[PaperConference]),
    both(&["C3"], F::ContainerTitle, &CONTAINER).when(&[PaperConference]),
    both(&["C1"], F::PublisherPlace, &TEXT).when(&[PaperConference]),
    writes(&["C1"], F::EventPlace, &PLACE_OF_EVENT).when(&[PaperConference]),
    reads(&["CY"], F::EventPlace, &TEXT).when(&[PaperConference]),
    both(&["SN"], F::Number, &NUMBER_UNLIKE_SERIAL).when(&[Report]).or_else(),
    writes(&["SP"], F::ArticleNumber, &ARTICLE_AS_PAGES),
    reads(&["C7"], F::ArticleNumber, &TEXT).unless(&[Book, Chapter]),
    both(&["SP", "EP"], F::NumberOfPages, &PAGE_COUNT).when(COUNTED).or_else(),
    both(&["SP", "EP"], F::Pages, &PAGES_OF_BOOK).when(COUNTED).or_else(),
    both(&["SP", "EP"], F::Pages, &PAGES).unless(NO_PAGES),
    both(&["N1"], F::Note, &PRINTED_NOTE).or_else(),
    both(&["RN", "N1"], F::Annote, &REMARKS_AS_NOTES).needs(0),
];
