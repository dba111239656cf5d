//! `ris:jabref`: the tags of JabRef's importer, and those of its export.

use super::super::date::*;
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
    /// RIS for JabRef.
    JABREF = "ris:jabref", "RIS as JabRef reads and writes it", "jabref.md", MAPPING
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
    F::Division,
    F::EventPlace,
    F::Authority,
    F::Issue,
    F::NumberOfVolumes,
    F::ArticleNumber,
    F::Pmcid,
    F::ArchiveLocation,
    F::Accessed,
    F::Note,
    F::Annote,
]);

static TYPES: &[TypeRow<Lines>] = &[
    is("CONF", PaperConference),
    // Whatever else it knows no entry type for.
    write_as("BOOK", EditedBook),
    write_as("BOOK", Classic),
    write_as("BOOK", Catalog),
    write_as("BOOK", Periodical),
    write_as("JOUR", ArticleNewspaper),
    write_as("CHAP", EntryEncyclopedia),
    write_as("CHAP", EntryDictionary),
    write_as("RPRT", GovernmentDocument),
    write_as("RPRT", Standard),
];

/// Parts of a book, which is in `BT`.
const PARTS: &[crate::ir::EntryType] = &[Chapter, PaperConference, EntryEncyclopedia, EntryDictionary];
/// What is not in a journal.
const WHOLE: &[crate::ir::EntryType] = &[
    Chapter,
    PaperConference,
    EntryEncyclopedia,
    EntryDictionary,
    Book,
    EditedBook,
    Classic,
    Report,
    Map,
    Software,
    Thesis,
    Preprint,
];

static FIELDS: &[FieldRow<Lines>] = &[
    both(&["T1"], F::Title, &TITLE),
    both(&["AU", "A1"], F::Author, &NAMES).unless(&[EditedBook]).needs(0),
    writes(&["AU"], F::Director, &AS_AUTHOR).when(&[MotionPicture, Video]),
    writes(&["AU"], F::Composer, &AS_AUTHOR).when(&[MusicalScore]),
    reads(&["AU", "A1"], F::Editor, &NAMES).when(&[EditedBook]).needs(0),
    both(&["ED"], F::Editor, &NAMES),
    reads(&["A2"], F::Editor, &NAMES),
    both(&["TA"], F::Translator, &NAMES_IN_ONE),
    reads(&["BT", "J2", "JA", "J1"], F::ContainerTitle, &SAID_AGAIN).when(PARTS),
    both(&["BT"], F::ContainerTitle, &CONTAINER).when(PARTS),
    reads(&["JO", "J2", "JA", "J1", "T2", "JF"], F::ContainerTitle, &SAID_AGAIN).unless(WHOLE),
    both(&["JO"], F::ContainerTitle, &CONTAINER).unless(WHOLE),
    both(&["C3"], F::EventTitle, &TEXT).when(&[PaperConference]),
    both(&["T3"], F::CollectionTitle, &TEXT).unless(OTHER_T3),
    writes(&["T3"], F::MainTitle, &AS_SERIES).unless(OTHER_T3),
    both(&["IS"], F::Number, &TEXT).when(&[Report, Patent]),
    both(&["IS"], F::Issue, &TEXT).unless(&[Report, Patent]),
    reads(&["CP"], F::Issue, &NUMBERED).unless(&[Report, Patent]),
    both(&["NV"], F::NumberOfVolumes, &TEXT).unless(&[Report, ArticleJournal]),
    writes(&["SP"], F::ArticleNumber, &ARTICLE_AS_PAGES),
    reads(&["C7"], F::ArticleNumber, &TEXT).unless(&[Book, Chapter]),
    both(&["PB"], F::Authority, &TEXT).when(&[LegalCase]),
    both(&["T3"], F::Authority, &TEXT).when(&[Bill, Hearing]),
    both(&["SP", "EP"], F::NumberOfPages, &PAGE_COUNT).when(COUNTED).or_else(),
    both(&["SP", "EP"], F::Pages, &PAGES_OF_BOOK).when(COUNTED).or_else(),
    both(&["SP", "EP"], F::Pages, &PAGES).unless(NO_PAGES),
    both(&["CY"], F::PublisherPlace, &TEXT),
    writes(&["CY"], F::EventPlace, &PLACE_OF_EVENT),
    reads(&["AD"], F::PublisherPlace, &TEXT),
    reads(&["C1"], F::PublisherPlace, &TEXT).when(&[PaperConference]),
    writes(&["Y1"], F::Issued, &DATE),
    both(&["Y2"], F::Accessed, &DATE_BESIDE_ISSUED),
    both(&["C2"], F::Pmid, &PMID_ALONE).or_else(),
    reads(&["C2"], F::Pmcid, &TOKEN).or_else(),
    reads(&["AN"], F::ArchiveLocation, &ACCESSION).unless(&[Preprint]).or_else(),
    reads(&["U1"], F::Issn, &ISSN).or_else(),
    reads(&["U1"], F::Isbn, &ISBN).or_else(),
    both(&["N2"], F::Abstract, &LINE_OF_TEXT),
    both(&["RN"], F::Note, &ABSTRACT),
    both(&["N1"], F::Annote, &COMMENTS_OF_USERS).or_else(),
];
