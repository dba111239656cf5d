//! The tables: types and variables of CSL 1.0.2.

use super::CslJson;
use super::archive::{
    ARCHIVE, ARXIV_ID, EPRINT, EPRINT_ADDRESS, ID_CLASS, ID_VERSION, PREPRINT_ID, PREPRINT_NUMBER, PREPRINT_PUBLISHER,
};
use super::dates::DATE;
use super::joined::{HOW_PUBLISHED, MAIN_TITLE, NOTE, PUBLISHER, SUBTITLE, TITLE, VOLUME};
use super::names::{NAMES, SHARED_NAMES};
use super::terms::{COLLECTION, GENRE, JURISDICTION, PLACE, STATUS};
use super::values::{DOI, IN_PLACE, ISSN, KEYWORDS, LONG_TEXT, PAGES, PMCID, REMARKS, TEXT, TOKEN};
use crate::ir::EntryType::{self, *};
use crate::ir::Field;
use crate::map::{FieldRow, Table, TypeRow, both, is, read_as, reads, writes};

/// The mapping.
pub(super) static TABLE: Table<CslJson> = Table::new(TYPES, FIELDS, Document);

/// CSL's 45 types; what it lacks is written as the next broader type.
static TYPES: &[TypeRow<CslJson>] = &[
    is("article", Preprint),
    is("article-journal", ArticleJournal),
    is("article-magazine", ArticleMagazine),
    is("article-newspaper", ArticleNewspaper),
    is("bill", Bill),
    is("book", Book),
    is("broadcast", Broadcast),
    is("chapter", Chapter),
    is("classic", Classic),
    is("collection", Collection),
    is("dataset", Dataset),
    is("document", Document),
    is("entry", Entry),
    is("entry-dictionary", EntryDictionary),
    is("entry-encyclopedia", EntryEncyclopedia),
    is("event", Event),
    is("figure", Figure),
    is("graphic", Graphic),
    is("hearing", Hearing),
    is("interview", Interview),
    is("legal_case", LegalCase),
    is("legislation", Legislation),
    is("manuscript", Manuscript),
    is("map", Map),
    is("motion_picture", MotionPicture),
    is("musical_score", MusicalScore),
    is("pamphlet", Pamphlet),
    is("paper-conference", PaperConference),
    is("patent", Patent),
    is("performance", Performance),
    is("periodical", Periodical),
    is("personal_communication", PersonalCommunication),
    is("post", Post),
    is("post-weblog", PostWeblog),
    is("regulation", Regulation),
    is("report", Report),
    is("review", Review),
    is("review-book", ReviewBook),
    is("software", Software),
    is("song", Song),
    is("speech", Speech),
    is("standard", Standard),
    is("thesis", Thesis),
    is("treaty", Treaty),
    is("webpage", Webpage),
    // Crossref's own, which its CSL-JSON has as well.
    read_as("journal-article", ArticleJournal),
    read_as("proceedings-article", PaperConference),
    read_as("book-chapter", Chapter),
    read_as("posted-content", Preprint),
    read_as("monograph", Book),
    read_as("edited-book", EditedBook),
    read_as("reference-entry", Entry),
    read_as("dissertation", Thesis),
    read_as("proceedings", Proceedings),
];

/// Types whose `number` is that of an article in a periodical or in proceedings.
const ARTICLES: &[EntryType] =
    &[ArticleJournal, ArticleMagazine, ArticleNewspaper, Review, ReviewBook, PaperConference];
/// All that have a `number` of another kind, but preprints, whose number is their identifier.
const NOT_NUMBERED: &[EntryType] =
    &[ArticleJournal, ArticleMagazine, ArticleNewspaper, Review, ReviewBook, PaperConference, Preprint];
/// Types with report numbers.
const REPORTS: &[EntryType] = &[Report, Thesis, Manuscript, Document, Standard];
/// Types whose publisher is an institution.
const INSTITUTIONAL: &[EntryType] = &[Report, Thesis];
const NOT_INSTITUTIONAL: &[EntryType] = &[Report, Thesis, Preprint];

/// In the order of writing. Rows that write the same name stand together, so
/// that what was written in place of something else keeps its place.
static FIELDS: &[FieldRow<CslJson>] = &[
    both(&["title"], Field::Title, &TITLE),
    writes(&["title"], Field::Subtitle, &SUBTITLE),
    writes(&["title"], Field::TitleAddon, &SUBTITLE),
    both(&["title-short"], Field::ShortTitle, &TEXT),
    reads(&["shortTitle"], Field::ShortTitle, &TEXT),
    // Names.
    both(&["author"], Field::Author, &NAMES),
    both(&["editor"], Field::Editor, &NAMES),
    reads(&["editor-translator"], Field::Editor, &SHARED_NAMES).or_else(),
    both(&["translator"], Field::Translator, &NAMES),
    reads(&["editor-translator"], Field::Translator, &NAMES).or_else(),
    both(&["container-author"], Field::ContainerAuthor, &NAMES),
    both(&["collection-editor"], Field::CollectionEditor, &NAMES),
    both(&["chair"], Field::Chair, &NAMES),
    both(&["compiler"], Field::Compiler, &NAMES),
    both(&["composer"], Field::Composer, &NAMES),
    both(&["contributor"], Field::Contributor, &NAMES),
    both(&["curator"], Field::Curator, &NAMES),
    both(&["director"], Field::Director, &NAMES),
    both(&["editorial-director"], Field::EditorialDirector, &NAMES),
    both(&["executive-producer"], Field::ExecutiveProducer, &NAMES),
    both(&["guest"], Field::Guest, &NAMES),
    both(&["host"], Field::Host, &NAMES),
    both(&["interviewer"], Field::Interviewer, &NAMES),
    both(&["illustrator"], Field::Illustrator, &NAMES),
    both(&["narrator"], Field::Narrator, &NAMES),
    both(&["organizer"], Field::Organizer, &NAMES),
    both(&["original-author"], Field::OriginalAuthor, &NAMES),
    both(&["performer"], Field::Performer, &NAMES),
    both(&["producer"], Field::Producer, &NAMES),
    both(&["recipient"], Field::Recipient, &NAMES),
    both(&["reviewed-author"], Field::ReviewedAuthor, &NAMES),
    both(&["script-writer"], Field::ScriptWriter, &NAMES),
    both(&["series-creator"], Field::SeriesCreator, &NAMES),
    // Dates.
    both(&["issued"], Field::Issued, &DATE),
    both(&["submitted"], Field::Submitted, &DATE),
    both(&["available-date"], Field::Announced, &DATE),
    both(&["event-date"], Field::EventDate, &DATE),
    both(&["original-date"], Field::OriginalDate, &DATE),
    both(&["accessed"], Field::Accessed, &DATE),
    // The container and the series.
    both(&["container-title"], Field::ContainerTitle, &TITLE).or_else(),
    writes(&["container-title"], Field::MainTitle, &MAIN_TITLE),
    writes(&["container-title"], Field::ContainerSubtitle, &SUBTITLE).or_else(),
    writes(&["container-title"], Field::ContainerTitleAddon, &SUBTITLE).or_else(),
    both(&["volume-title"], Field::VolumeTitle, &TEXT),
    writes(&["volume-title"], Field::ContainerTitle, &VOLUME),
    writes(&["volume-title"], Field::ContainerSubtitle, &SUBTITLE),
    writes(&["volume-title"], Field::ContainerTitleAddon, &SUBTITLE),
    writes(&["volume-title"], Field::IssueTitle, &IN_PLACE),
    both(&["container-title-short"], Field::ContainerTitleShort, &TEXT),
    reads(&["journalAbbreviation"], Field::ContainerTitleShort, &TEXT),
    both(&["collection-title"], Field::CollectionTitle, &COLLECTION),
    both(&["collection-number"], Field::CollectionNumber, &TEXT),
    both(&["part-title"], Field::PartTitle, &TEXT),
    both(&["volume"], Field::Volume, &TEXT),
    both(&["issue"], Field::Issue, &TEXT),
    both(&["page", "page-first"], Field::Pages, &PAGES),
    both(&["number-of-pages"], Field::NumberOfPages, &TEXT),
    both(&["number-of-volumes"], Field::NumberOfVolumes, &TEXT),
    both(&["chapter-number"], Field::ChapterNumber, &TEXT),
    both(&["part"], Field::PartNumber, &TEXT),
    reads(&["part-number"], Field::PartNumber, &TEXT),
    both(&["supplement"], Field::SupplementNumber, &TEXT),
    reads(&["supplement-number"], Field::SupplementNumber, &TEXT),
    both(&["printing"], Field::PrintingNumber, &TEXT),
    reads(&["printing-number"], Field::PrintingNumber, &TEXT),
    both(&["edition"], Field::Edition, &TEXT),
    both(&["version"], Field::Version, &TEXT),
    both(&["section"], Field::Section, &TEXT),
    // Numbers and archives.
    reads(&["number", "archive", "archive_location"], Field::Version, &ID_VERSION).needs(0).when(&[Preprint]).or_else(),
    reads(&["number", "archive", "archive_location"], Field::ArxivPrimary, &ID_CLASS)
        .needs(0)
        .when(&[Preprint])
        .or_else(),
    both(&["number", "archive", "archive_location", "publisher"], Field::ArxivId, &PREPRINT_ID)
        .needs(0)
        .when(&[Preprint])
        .or_else(),
    both(&["archive", "archive_location"], Field::ArxivId, &ARXIV_ID).needs(2).unless(&[Preprint]).or_else(),
    both(&["number"], Field::Number, &PREPRINT_NUMBER).when(&[Preprint]),
    writes(&["number"], Field::ReportNumber, &PREPRINT_NUMBER).when(&[Preprint]),
    both(&["number"], Field::ArticleNumber, &TEXT).when(ARTICLES),
    writes(&["number"], Field::Number, &IN_PLACE).when(ARTICLES),
    both(&["number"], Field::Number, &TEXT).unless(NOT_NUMBERED),
    writes(&["number"], Field::ReportNumber, &IN_PLACE).when(REPORTS),
    writes(&["number"], Field::ArticleNumber, &IN_PLACE).unless(NOT_NUMBERED),
    both(&["archive"], Field::Archive, &ARCHIVE).or_else(),
    writes(&["archive"], Field::EprintType, &EPRINT).or_else(),
    both(&["archive_location"], Field::ArchiveLocation, &ARCHIVE),
    writes(&["archive_location"], Field::Eprint, &EPRINT).or_else(),
    both(&["archive_collection"], Field::ArchiveCollection, &TEXT),
    both(&["archive-place"], Field::ArchivePlace, &TEXT),
    both(&["call-number"], Field::CallNumber, &TEXT),
    both(&["source"], Field::Source, &TEXT),
    // Who made it public, and where.
    both(&["publisher"], Field::Publisher, &PREPRINT_PUBLISHER).when(&[Preprint]),
    writes(&["publisher"], Field::Institution, &PREPRINT_PUBLISHER).when(&[Preprint]),
    writes(&["publisher"], Field::Organization, &PREPRINT_PUBLISHER).when(&[Preprint]),
    both(&["publisher"], Field::Institution, &PUBLISHER).when(INSTITUTIONAL),
    writes(&["publisher"], Field::Publisher, &PUBLISHER).when(INSTITUTIONAL),
    both(&["publisher"], Field::Publisher, &PUBLISHER).unless(NOT_INSTITUTIONAL),
    writes(&["publisher"], Field::Institution, &PUBLISHER).unless(NOT_INSTITUTIONAL),
    writes(&["publisher"], Field::Organization, &PUBLISHER).unless(&[Preprint]),
    both(&["publisher-place"], Field::PublisherPlace, &PLACE).or_else(),
    both(&["original-title"], Field::OriginalTitle, &TEXT),
    both(&["original-publisher"], Field::OriginalPublisher, &TEXT),
    both(&["original-publisher-place"], Field::OriginalPublisherPlace, &TEXT),
    both(&["event-title"], Field::EventTitle, &TEXT),
    reads(&["event"], Field::EventTitle, &TEXT),
    both(&["event-place"], Field::EventPlace, &TEXT),
    both(&["genre"], Field::Genre, &GENRE),
    both(&["medium"], Field::Medium, &TEXT),
    writes(&["medium"], Field::HowPublished, &HOW_PUBLISHED),
    both(&["status"], Field::Status, &STATUS),
    both(&["authority"], Field::Authority, &TEXT),
    both(&["division"], Field::Division, &TEXT),
    both(&["jurisdiction"], Field::Jurisdiction, &TEXT),
    writes(&["jurisdiction"], Field::PublisherPlace, &JURISDICTION).when(&[Patent]),
    both(&["reviewed-title"], Field::ReviewedTitle, &TEXT),
    both(&["reviewed-genre"], Field::ReviewedGenre, &TEXT),
    both(&["scale"], Field::Scale, &TEXT),
    both(&["dimensions"], Field::Dimensions, &TEXT),
    both(&["references"], Field::References, &TEXT),
    // Identifiers.
    both(&["DOI"], Field::Doi, &DOI),
    both(&["ISBN"], Field::Isbn, &TOKEN),
    both(&["ISSN"], Field::Issn, &ISSN),
    both(&["PMID"], Field::Pmid, &TOKEN),
    both(&["PMCID"], Field::Pmcid, &PMCID),
    both(&["URL"], Field::Url, &TOKEN),
    writes(&["URL"], Field::Eprint, &EPRINT_ADDRESS),
    writes(&["URL"], Field::EprintType, &EPRINT_ADDRESS),
    both(&["language"], Field::Language, &TOKEN),
    // Words about it.
    both(&["keyword"], Field::Keywords, &KEYWORDS),
    both(&["abstract"], Field::Abstract, &LONG_TEXT),
    both(&["note"], Field::Note, &NOTE),
    writes(&["note"], Field::Addendum, &NOTE),
    writes(&["note"], Field::Comments, &NOTE),
    both(&["annote"], Field::Annote, &REMARKS),
];
