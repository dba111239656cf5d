//! `ris:mendeley`: the tags that Mendeley keeps.

use super::super::identifiers::*;
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
    /// RIS for Mendeley.
    MENDELEY = "ris:mendeley", "RIS as Mendeley reads and writes it", "mendeley.md", MAPPING
}

static MAPPING: Table<Lines> = Table::new(TYPES, FIELDS, Document).over(&TABLE).without(&[
    F::Editor,
    F::Translator,
    F::CollectionEditor,
    F::Performer,
    F::Recipient,
    F::Producer,
    F::Advisor,
    F::Illustrator,
    F::EventTitle,
    F::EventPlace,
    F::Authority,
    F::ArticleNumber,
    F::ArchiveLocation,
]);

static TYPES: &[TypeRow<Lines>] = &[
    is("CONF", PaperConference),
    // A page is an internet communication to it, and the rest is generic.
    is("ICOMM", Webpage),
    write_as("ICOMM", Post),
    write_as("ICOMM", PostWeblog),
    write_as("BOOK", EditedBook),
    write_as("BOOK", Classic),
    write_as("BOOK", Catalog),
    write_as("BOOK", Pamphlet),
    write_as("CHAP", EntryDictionary),
    write_as("RPRT", GovernmentDocument),
    write_as("RPRT", Standard),
    write_as("STAT", Regulation),
    write_as("MPCT", Video),
    write_as("MPCT", Audiovisual),
];

static FIELDS: &[FieldRow<Lines>] = &[
    both(&["TI"], F::Title, &TITLE),
    both(&["AU", "A1"], F::Author, &NAMES).unless(&[EditedBook]).needs(0),
    writes(&["AU"], F::Director, &AS_AUTHOR).when(&[MotionPicture, Video]),
    writes(&["AU"], F::Composer, &AS_AUTHOR).when(&[MusicalScore]),
    reads(&["AU", "A1"], F::Editor, &NAMES).when(&[EditedBook]).needs(0),
    both(&["A2"], F::Editor, &NAMES),
    reads(&["ED"], F::Editor, &NAMES),
    both(&["T2"], F::ContainerTitle, &CONTAINER).when(&[PaperConference]),
    writes(&["T2"], F::EventTitle, &EVENT_AS_CONTAINER).when(&[PaperConference]),
    both(&["T3"], F::CollectionTitle, &TEXT).unless(OTHER_T3),
    writes(&["T3"], F::MainTitle, &AS_SERIES).unless(OTHER_T3),
    both(&["PY", "DA", "Y1"], F::Issued, &YEAR_ONLY).needs(0),
    writes(&["SP"], F::ArticleNumber, &ARTICLE_AS_PAGES),
    reads(&["C7"], F::ArticleNumber, &TEXT).unless(&[Book, Chapter]),
    both(&["PB"], F::Authority, &TEXT).when(&[LegalCase]),
    both(&["T3"], F::Authority, &TEXT).when(&[Bill, Hearing]),
    both(&["SP", "EP"], F::NumberOfPages, &PAGE_COUNT).when(COUNTED).or_else(),
    both(&["SP", "EP"], F::Pages, &PAGES_OF_BOOK).when(COUNTED).or_else(),
    both(&["SP", "EP"], F::Pages, &PAGES_IN_ONE).unless(NO_PAGES),
    both(&["CY"], F::PublisherPlace, &TEXT),
    writes(&["CY"], F::EventPlace, &PLACE_OF_EVENT),
    both(&["AN"], F::Pmid, &PMID_ALONE).unless(&[Preprint]).or_else(),
    reads(&["AN"], F::ArchiveLocation, &ACCESSION).unless(&[Preprint]).or_else(),
];
