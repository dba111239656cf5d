//! The mapping: codes and tags of 2011, those of 2001 and of programs read only.
//!
//! Tags change their meaning with the type (`A2`, `T2`, `M1`, `SP`); every such
//! meaning is a row with `when` or `unless`.

use super::date::{CITED, DATE, ISSUED, PLAIN_DATE};
use super::identifiers::*;
use super::names::NAMES;
use super::pages::*;
use super::places::*;
use super::values::*;
use super::{Lines, arxiv};
use crate::ir::EntryType::{self, *};
use crate::ir::Field as F;
use crate::map::{FieldRow, Table, TypeRow, both, is, read_as, reads, writes};

/// The mapping.
pub(super) static TABLE: Table<Lines> = Table::new(TYPES, FIELDS, EntryType::Document);

const fn arxiv_as(native: &'static str) -> TypeRow<Lines> {
    read_as(native, Preprint).having(arxiv::marks)
}

static TYPES: &[TypeRow<Lines>] = &[
    // What programs write for an arXiv paper.
    arxiv_as("GEN"),
    arxiv_as("JOUR"),
    arxiv_as("JOURN"),
    arxiv_as("EJOUR"),
    arxiv_as("INPR"),
    arxiv_as("ABST"),
    arxiv_as("ELEC"),
    arxiv_as("WEB"),
    arxiv_as("MANSCPT"),
    arxiv_as("UNPD"),
    is("UNPB", Preprint),
    is("JOUR", ArticleJournal),
    is("MGZN", ArticleMagazine),
    is("NEWS", ArticleNewspaper),
    is("BOOK", Book),
    is("EDBOOK", EditedBook),
    is("CLSWK", Classic),
    is("CHAP", Chapter),
    is("ENCYC", EntryEncyclopedia),
    is("DICT", EntryDictionary),
    is("CPAPER", PaperConference),
    is("SLIDE", Speech),
    is("RPRT", Report),
    is("GOVDOC", GovernmentDocument),
    is("STAND", Standard),
    is("GRANT", Grant),
    is("THES", Thesis),
    is("MANSCPT", Manuscript),
    is("PAMP", Pamphlet),
    is("DATA", Dataset),
    is("DBASE", Database),
    is("COMP", Software),
    is("ELEC", Webpage),
    is("BLOG", PostWeblog),
    is("ICOMM", Post),
    is("PAT", Patent),
    is("BILL", Bill),
    is("STAT", Legislation),
    is("CASE", LegalCase),
    is("HEAR", Hearing),
    is("LEGAL", Regulation),
    is("PCOMM", PersonalCommunication),
    is("ADVS", Audiovisual),
    is("MPCT", MotionPicture),
    is("VIDEO", Video),
    is("SOUND", Song),
    is("MUSIC", MusicalScore),
    is("ART", Graphic),
    is("FIGURE", Figure),
    is("CHART", Chart),
    is("EQUA", Equation),
    is("MAP", Map),
    is("CTLG", Catalog),
    is("JFULL", Periodical),
    is("GEN", Document),
    // Codes that say no more than another one.
    read_as("ABST", ArticleJournal),
    read_as("EJOUR", ArticleJournal),
    // What is in press says so.
    read_as("INPR", ArticleJournal).fixing(F::Status, "in press"),
    read_as("EBOOK", Book),
    read_as("SER", Book),
    read_as("ANCIENT", Classic),
    read_as("ECHAP", Chapter),
    read_as("CONF", PaperConference),
    read_as("AGGR", Database),
    read_as("MULTI", Audiovisual),
    read_as("UNBILL", Bill),
    // Spellings of programs: EndNote, Zotero, DBLP.
    read_as("JOURN", ArticleJournal),
    read_as("WEB", Webpage),
    read_as("GRNT", Grant),
    read_as("UNPD", Manuscript),
    read_as("Informal Publication", Preprint),
    // Codes of nobody's specification that say what they mean.
    read_as("ARTICLE", ArticleJournal),
    read_as("JOURNAL", ArticleJournal),
    read_as("CONFERENCE", PaperConference),
    read_as("PREPRINT", Preprint),
    read_as("REPORT", Report),
    read_as("THESIS", Thesis),
    read_as("DATASET", Dataset),
    read_as("SOFTWARE", Software),
    read_as("WEBSITE", Webpage),
    read_as("PATENT", Patent),
    read_as("SOCIAL", Post),
    read_as("INTERV", Interview),
    read_as("AUDIO", Song),
    read_as("PODCAST", Broadcast),
    read_as("PRESS", ArticleNewspaper),
];

/// `T2` is the title of a series.
const SERIES: &[EntryType] = &[Book, EditedBook, Classic, Report, Map, Software];
/// `T2` is neither the title of a series nor that of a container.
const NO_CONTAINER: &[EntryType] = &[Book, EditedBook, Classic, Report, Map, Software, Thesis, PaperConference];
/// `T3` is the title of a series, or free to be one.
const NO_SERIES_T3: &[EntryType] = &[
    Book,
    EditedBook,
    Classic,
    Report,
    Map,
    Software,
    Bill,
    Hearing,
    LegalCase,
    PostWeblog,
    Regulation,
    Patent,
    Standard,
    Legislation,
    Preprint,
];
/// `A2` is the editor of the container.
const EDITED: &[EntryType] = &[Chapter, EntryEncyclopedia, EntryDictionary, PaperConference, Document, Classic];
/// `A2` is the editor of the series.
const SERIES_A2: &[EntryType] = &[Book, EditedBook, Map, Report, Software, Webpage, Preprint];
/// `A3` is the editor of the series.
const SERIES_A3: &[EntryType] = &[Chapter, PaperConference, MusicalScore, Song, Video, Audiovisual, Speech];
/// `A2` are the performers.
const PERFORMED: &[EntryType] = &[Audiovisual, Speech, Song, Video];
/// The editor has no tag of 2011.
const EDITOR_ED: &[EntryType] =
    &[Chapter, EntryEncyclopedia, EntryDictionary, PaperConference, Document, Classic, Book, EditedBook];
/// `A4` is not the translator.
const NO_TRANSLATOR: &[EntryType] = &[LegalCase, Dataset, Document, MotionPicture, MusicalScore, Report];
/// `PB` is an institution.
const INSTITUTED: &[EntryType] = &[Thesis, Report];
/// `PB` is neither a publisher nor an institution.
const NO_PUBLISHER: &[EntryType] = &[Thesis, Report, LegalCase, Patent];
/// `VL` is not the volume.
const NO_VOLUME: &[EntryType] =
    &[Thesis, Grant, Software, Pamphlet, Patent, Figure, Equation, Chart, Webpage, PostWeblog];
/// `ET` is the version.
const VERSIONED: &[EntryType] = &[Software, Dataset, Chart, Figure, Equation];
/// `ET` is not the edition, or not defined.
const NO_EDITION: &[EntryType] = &[
    Software,
    Dataset,
    Chart,
    Figure,
    Equation,
    ArticleJournal,
    Preprint,
    Thesis,
    PaperConference,
    Standard,
    Bill,
    Hearing,
    Legislation,
    LegalCase,
    Patent,
    Grant,
    Manuscript,
    PersonalCommunication,
    Post,
    Database,
];
/// `M1` is the number within the series.
const SERIES_M1: &[EntryType] = &[Book, EditedBook, Classic, Catalog, Pamphlet];
/// `SN` is the number of the document.
const NUMBERED_SN: &[EntryType] = &[Patent, Standard, Regulation];
/// `M1` is not the number of the document.
const NO_NUMBER_M1: &[EntryType] = &[
    Book,
    EditedBook,
    Classic,
    Catalog,
    Pamphlet,
    Patent,
    Standard,
    Regulation,
    ArticleJournal,
    ArticleMagazine,
    ArticleNewspaper,
    Chapter,
    Webpage,
    Grant,
    Software,
];
/// `M1` is read as the issue.
const ISSUE_M1: &[EntryType] = &[ArticleJournal, ArticleMagazine];
/// Where `SE` is the section.
const SECTIONED: &[EntryType] =
    &[ArticleNewspaper, GovernmentDocument, Document, MusicalScore, Legislation, Bill, Regulation, Standard];
/// `OP` is the original publication.
const REPRINTED: &[EntryType] = &[
    Book,
    EditedBook,
    Chapter,
    EntryEncyclopedia,
    EntryDictionary,
    ArticleJournal,
    ArticleMagazine,
    Document,
    Catalog,
    Classic,
    ArticleNewspaper,
    MusicalScore,
    Pamphlet,
    Periodical,
];
/// `RI` is the reviewed item.
const REVIEWING: &[EntryType] = &[
    ArticleJournal,
    ArticleMagazine,
    ArticleNewspaper,
    Book,
    Chapter,
    EntryEncyclopedia,
    EntryDictionary,
    Document,
    Grant,
    Periodical,
];
/// Where an article number has a tag.
const ARTICLES: &[EntryType] = &[ArticleJournal, Periodical];
/// Where `NV` is the number of volumes.
const VOLUMES_NV: &[EntryType] =
    &[Book, EditedBook, Classic, EntryEncyclopedia, EntryDictionary, PaperConference, Document, Hearing, MusicalScore];

static FIELDS: &[FieldRow<Lines>] = &[
    both(&["TI"], F::Title, &TITLE),
    reads(&["T1"], F::Title, &TITLE),
    reads(&["CT"], F::Title, &TITLE).unless(&[Figure]),
    reads(&["BT"], F::Title, &TITLE).when(&[Book, EditedBook, Preprint, Manuscript]),
    writes(&["TI"], F::Subtitle, &IN_TITLE),
    writes(&["TI"], F::TitleAddon, &IN_TITLE),
    both(&["ST"], F::ShortTitle, &TEXT),
    both(&["TT"], F::TranslatedTitle, &TEXT),
    both(&["OP"], F::OriginalTitle, &TEXT).when(REPRINTED),
    both(&["OP"], F::References, &TEXT).when(&[Bill, Hearing, Legislation, LegalCase, Regulation]),
    both(&["RI"], F::ReviewedTitle, &TEXT).when(REVIEWING),
    // Names.
    both(&["AU", "A1"], F::Author, &NAMES).unless(&[EditedBook]).needs(0),
    writes(&["AU"], F::Director, &AS_AUTHOR).when(&[MotionPicture, Video]),
    writes(&["AU"], F::Composer, &AS_AUTHOR).when(&[MusicalScore]),
    both(&["AU", "A1"], F::Editor, &NAMES).when(&[EditedBook]).needs(0),
    // Who brought a bill in.
    reads(&["A2"], F::Author, &NAMES).when(&[Bill]),
    both(&["A2"], F::Editor, &NAMES).when(EDITED),
    both(&["A3"], F::Editor, &NAMES).when(&[Book]),
    both(&["ED"], F::Editor, &NAMES).unless(EDITOR_ED),
    reads(&["ED"], F::Editor, &NAMES).when(EDITOR_ED),
    both(&["A2"], F::CollectionEditor, &NAMES).when(SERIES_A2),
    both(&["A3"], F::CollectionEditor, &NAMES).when(SERIES_A3),
    both(&["A2"], F::Performer, &NAMES).when(PERFORMED),
    both(&["A2"], F::Recipient, &NAMES).when(&[PersonalCommunication, Post]),
    both(&["A2"], F::Producer, &NAMES).when(&[Dataset]),
    both(&["A3"], F::Producer, &NAMES).when(&[MotionPicture]),
    both(&["A4"], F::Producer, &NAMES).when(&[MusicalScore]),
    both(&["A4"], F::Performer, &NAMES).when(&[MotionPicture]),
    both(&["A3"], F::Advisor, &NAMES).when(&[Thesis]),
    both(&["A3"], F::Illustrator, &NAMES).when(&[PostWeblog]),
    both(&["A4"], F::Translator, &NAMES).unless(NO_TRANSLATOR),
    // arXiv, before anything else takes the tags; the identifier takes them all.
    both(&["M1", "AN", "VL", "JO", "JF", "T2", "DB"], F::Version, &ARXIV_VERSION).when(&[Preprint]).needs(0).or_else(),
    reads(&["KW", "M1", "AN", "VL", "JO", "JF", "T2", "DB"], F::ArxivPrimary, &ARXIV_PRIMARY)
        .when(&[Preprint])
        .or_else(),
    reads(&["KW", "M1", "AN", "VL", "JO", "JF", "T2", "DB"], F::ArxivClasses, &ARXIV_CLASSES)
        .when(&[Preprint])
        .or_else(),
    both(&["M1", "AN", "VL", "JO", "JF", "T2", "DB"], F::ArxivId, &ARXIV_ID).when(&[Preprint]).needs(0).or_else(),
    // Containers and series.
    both(&["T2", "C3"], F::EventTitle, &CONFERENCE).when(&[PaperConference]).needs(2).or_else(),
    both(&["C3", "T2"], F::ContainerTitle, &PROCEEDINGS_WHOLE).when(&[PaperConference]).needs(0).or_else(),
    reads(&["T2", "J2", "JA", "J1"], F::ContainerTitle, &SAID_AGAIN).unless(NO_CONTAINER).or_else(),
    reads(&["JF", "J2", "JA", "J1", "T2"], F::ContainerTitle, &SAID_AGAIN).unless(NO_CONTAINER).or_else(),
    reads(&["JO", "J2", "JA", "J1", "T2", "JF"], F::ContainerTitle, &SAID_AGAIN).unless(NO_CONTAINER).or_else(),
    reads(&["JO", "T2", "JF"], F::ContainerTitle, &JOURNAL).unless(NO_CONTAINER).or_else(),
    both(&["T2"], F::ContainerTitle, &CONTAINER).unless(NO_CONTAINER).or_else(),
    writes(&["T2"], F::ContainerSubtitle, &IN_CONTAINER).unless(SERIES).unless(&[Thesis]),
    writes(&["T2"], F::ContainerTitleAddon, &IN_CONTAINER).unless(SERIES).unless(&[Thesis]),
    reads(&["JF"], F::ContainerTitle, &TEXT).unless(SERIES),
    reads(&["BT"], F::ContainerTitle, &TEXT)
        .unless(&[Book, EditedBook, Preprint, Manuscript, Classic, Report, Map, Software, Thesis]),
    // The reporter of a case.
    reads(&["A2"], F::ContainerTitle, &TEXT).when(&[LegalCase]),
    both(&["J2"], F::ContainerTitleShort, &ABBREVIATION).unless(NO_CONTAINER),
    reads(&["NV"], F::ContainerTitleShort, &TEXT).when(&[LegalCase]),
    reads(&["JA"], F::ContainerTitleShort, &TEXT).unless(NO_CONTAINER),
    reads(&["J1"], F::ContainerTitleShort, &TEXT).unless(NO_CONTAINER),
    reads(&["JO"], F::ContainerTitleShort, &TEXT).unless(NO_CONTAINER).or_else(),
    // Web of Science.
    reads(&["JI"], F::ContainerTitleShort, &TEXT).unless(NO_CONTAINER),
    reads(&["J9"], F::ContainerTitleShort, &TEXT).unless(NO_CONTAINER),
    both(&["J2"], F::CollectionTitleShort, &TEXT).when(SERIES),
    both(&["T2"], F::CollectionTitle, &TEXT).when(SERIES),
    writes(&["T2"], F::MainTitle, &AS_SERIES).when(SERIES),
    both(&["T3"], F::CollectionTitle, &TEXT).unless(NO_SERIES_T3),
    writes(&["T3"], F::MainTitle, &AS_SERIES).unless(NO_SERIES_T3),
    reads(&["T3"], F::CollectionTitle, &TEXT).when(SERIES),
    both(&["T2"], F::Division, &TEXT).when(&[Thesis]),
    both(&["T3"], F::Division, &TEXT).when(&[Preprint]),
    both(&["M1"], F::CollectionNumber, &TEXT).when(SERIES_M1),
    both(&["SV"], F::CollectionNumber, &TEXT).when(&[Chapter]),
    both(&["NV"], F::CollectionNumber, &TEXT).when(&[Report]),
    // Numbers and pages.
    both(&["VL"], F::Volume, &TEXT).unless(NO_VOLUME),
    // IEEE Xplore.
    reads(&["VO"], F::Volume, &TEXT).unless(NO_VOLUME),
    both(&["VL"], F::Number, &TEXT).when(&[Pamphlet]),
    both(&["VL"], F::Version, &TEXT).when(&[Patent]),
    both(&["VL"], F::Edition, &TEXT).when(&[Software]),
    both(&["VL"], F::Dimensions, &TEXT).when(&[Figure, Equation, Chart]),
    both(&["IS"], F::Issue, &TEXT).unless(&[Chapter]),
    reads(&["CP"], F::Issue, &NUMBERED).unless(&[Chapter]).or_else(),
    reads(&["M1"], F::Issue, &TEXT).when(ISSUE_M1),
    reads(&["C2"], F::Issue, &TEXT).when(&[ArticleNewspaper]),
    reads(&["C6"], F::Issue, &TEXT).when(&[Report]),
    both(&["IS"], F::NumberOfVolumes, &TEXT).when(&[Chapter]),
    both(&["NV"], F::NumberOfVolumes, &TEXT).when(VOLUMES_NV),
    both(&["SN"], F::Number, &TEXT).when(NUMBERED_SN),
    both(&["C5"], F::Number, &TEXT).when(&[Grant]),
    both(&["NV"], F::Number, &TEXT).when(&[ArticleJournal, Catalog]),
    reads(&["NV"], F::Number, &TEXT).when(&[Dataset, Manuscript]),
    both(&["M1"], F::Number, &TEXT).unless(NO_NUMBER_M1).or_else(),
    reads(&["SN"], F::Number, &NUMBER).when(&[Report, GovernmentDocument, Database]).or_else(),
    both(&["SE"], F::ChapterNumber, &TEXT).when(&[Chapter]),
    // A chapter of an electronic book.
    reads(&["M1"], F::ChapterNumber, &TEXT).when(&[Chapter]),
    both(&["SE"], F::Section, &TEXT).when(SECTIONED),
    both(&["C1"], F::Section, &TEXT).when(&[Chapter]),
    both(&["SE"], F::Version, &TEXT).when(&[EntryDictionary]),
    both(&["SE"], F::OriginalDate, &DATE).when(&[Dataset]),
    both(&["SE"], F::Submitted, &DATE).when(&[LegalCase]),
    both(&["SE"], F::NumberOfPages, &TEXT).when(&[Catalog]),
    both(&["M2"], F::NumberOfPages, &TEXT).when(&[Pamphlet]),
    both(&["T3"], F::SupplementNumber, &TEXT).when(&[Regulation]),
    both(&["C5"], F::IssueTitle, &TEXT).when(ARTICLES),
    both(&["SP", "EP"], F::NumberOfPages, &PAGE_COUNT).when(COUNTED).or_else(),
    both(&["SP", "EP"], F::Pages, &PAGES_OF_BOOK).when(COUNTED).or_else(),
    both(&["SP", "EP"], F::Pages, &PAGES).unless(NO_PAGES).needs(0),
    reads(&["SE"], F::Pages, &PAGES).when(&[Book, Manuscript, ArticleMagazine]).or_else(),
    reads(&["M1"], F::Pages, &PAGES).when(&[ArticleNewspaper, Regulation, Standard]).or_else(),
    reads(&["M2"], F::Pages, &PAGES).when(ARTICLES).or_else(),
    both(&["SP"], F::Dimensions, &TEXT).when(&[MotionPicture]),
    both(&["C7"], F::ArticleNumber, &TEXT).when(ARTICLES),
    both(&["ET"], F::Version, &TEXT).when(VERSIONED),
    both(&["ET"], F::Edition, &TEXT).unless(NO_EDITION),
    // Publication.
    both(&["PB"], F::Institution, &TEXT).when(INSTITUTED),
    writes(&["PB"], F::Publisher, &AS_INSTITUTION).when(INSTITUTED),
    reads(&["A2"], F::Institution, &TEXT).when(&[Catalog, Pamphlet]),
    both(&["T3"], F::Institution, &TEXT).when(&[PostWeblog]),
    both(&["A2"], F::Division, &TEXT).when(&[GovernmentDocument]),
    reads(&["A4"], F::Division, &TEXT).when(&[Report]),
    both(&["C1"], F::Authority, &TEXT).when(&[GovernmentDocument]),
    both(&["PB"], F::Authority, &TEXT).when(&[LegalCase]),
    both(&["T3"], F::Authority, &TEXT).when(&[Bill, Hearing]),
    both(&["A2"], F::Authority, &TEXT).when(&[Regulation, Patent]),
    both(&["PB"], F::Holder, &NAMES).when(&[Patent]),
    both(&["PB"], F::Publisher, &TEXT).unless(NO_PUBLISHER),
    reads(&["PU"], F::Publisher, &TEXT).unless(NO_PUBLISHER),
    writes(&["PB"], F::Institution, &AS_PUBLISHER).unless(NO_PUBLISHER).or_else(),
    both(&["CY"], F::EventPlace, &TEXT).when(&[PaperConference]),
    both(&["C1"], F::PublisherPlace, &TEXT).when(&[PaperConference]),
    both(&["CY"], F::PublisherPlace, &TEXT).unless(&[PaperConference]),
    reads(&["PP"], F::PublisherPlace, &TEXT),
    reads(&["PI"], F::PublisherPlace, &TEXT),
    // Ovid has the country there.
    reads(&["CP"], F::PublisherPlace, &WORDED).or_else(),
    both(&["C1"], F::Scale, &TEXT).when(&[Map]),
    both(&["C1"], F::License, &LICENSE).when(ARTICLES),
    both(&["C1"], F::Medium, &TEXT).when(&[MusicalScore]),
    both(&["M1"], F::Medium, &TEXT).when(&[Software]),
    both(&["C5"], F::Medium, &TEXT).when(&[Audiovisual, MotionPicture, Speech, Song, Video]),
    both(&["C3"], F::Dimensions, &TEXT).when(&[Audiovisual, Graphic, Speech, Song, Video, Map]),
    reads(&["NV"], F::Dimensions, &TEXT).when(&[Audiovisual, Speech, Song, Video]),
    both(&["C5"], F::References, &TEXT).when(&[Patent]),
    both(&["M1"], F::Status, &TEXT).when(&[Grant]),
    both(&["C6"], F::Status, &TEXT).when(&[Patent]),
    both(&["RP"], F::Status, &STATUS).unless(&[Grant, Patent]).or_else(),
    both(&["PY", "DA", "Y1"], F::Issued, &ISSUED).needs(0),
    reads(&["DA"], F::Issued, &PLAIN_DATE),
    reads(&["Y1"], F::Issued, &PLAIN_DATE),
    both(&["Y2"], F::Accessed, &DATE),
    // Year and day of the visit, each in a tag.
    reads(&["C1", "C2"], F::Accessed, &CITED).when(&[Webpage, Book, Audiovisual]).or_else(),
    reads(&["VL", "M1"], F::Accessed, &CITED).when(&[Webpage, PostWeblog]).or_else(),
    reads(&["M3"], F::Doi, &DOI).or_else(),
    both(&["M3"], F::Genre, &GENRE).or_else(),
    // Cochrane.
    reads(&["PT"], F::Genre, &TEXT),
    reads(&["VL"], F::Genre, &TEXT).when(&[Thesis]),
    reads(&["C3"], F::Genre, &TEXT).when(&[Dataset]),
    reads(&["C4"], F::Genre, &TEXT).when(&[MotionPicture]),
    // Text.
    both(&["AB", "N2"], F::Abstract, &ABSTRACT),
    reads(&["N2"], F::Abstract, &ABSTRACT),
    both(&["N1"], F::Comments, &COMMENTS).or_else(),
    both(&["N1"], F::JournalRef, &JOURNAL_REF).or_else(),
    both(&["N1"], F::ReportNumber, &REPORT_NUMBER).or_else(),
    both(&["N1"], F::MscClass, &MSC_CLASS).or_else(),
    both(&["N1"], F::AcmClass, &ACM_CLASS).or_else(),
    both(&["N1"], F::Note, &NOTE).or_else(),
    both(&["RN", "N1"], F::Annote, &REMARKS).needs(0),
    // Written together with the keywords, so that those which look like classes stay in their place.
    writes(&["KW"], F::ArxivPrimary, &ARXIV_PRIMARY).when(&[Preprint]),
    writes(&["KW"], F::ArxivClasses, &ARXIV_CLASSES).when(&[Preprint]),
    both(&["KW"], F::Keywords, &KEYWORDS).or_else(),
    both(&["LA"], F::Language, &TOKEN),
    // Identifiers and places.
    both(&["DO"], F::Doi, &DOI).or_else(),
    both(&["DO"], F::OtherDois, &MORE_DOIS).or_else(),
    both(&["AN", "DB"], F::Pmid, &PMID).needs(2).or_else(),
    both(&["C2"], F::Pmcid, &TOKEN).when(ARTICLES),
    both(&["C7"], F::Pmcid, &TOKEN).when(&[Book, Chapter]),
    reads(&["C3"], F::Pmcid, &PMCID).when(ARTICLES).or_else(),
    both(&["SN"], F::Issn, &ISSN).unless(NUMBERED_SN).or_else(),
    both(&["SN"], F::Isbn, &ISBN).unless(NUMBERED_SN).or_else(),
    both(&["UR"], F::Url, &ADDRESS),
    reads(&["LK"], F::Url, &ADDRESS),
    reads(&["US"], F::Url, &ADDRESS),
    both(&["UR"], F::OtherUrls, &MORE_URLS).or_else(),
    both(&["L1", "L2", "L3", "L4"], F::Files, &FILES).needs(0),
    both(&["DB"], F::Archive, &TEXT).or_else(),
    both(&["AN"], F::ArchiveLocation, &ACCESSION).or_else(),
    both(&["DP"], F::Source, &TEXT),
    both(&["CN"], F::CallNumber, &TEXT),
];

#[cfg(test)]
mod tests {
    use super::TABLE;
    use crate::map::Described;

    #[test]
    fn the_table_is_sound() {
        let faults = TABLE.check();
        assert!(faults.is_empty(), "{faults:#?}");
    }
}
