//! Types and fields of BibTeX, on which those of BibLaTeX are laid.
//!
//! Beside BibTeX's own fields stand those that its users have added (`doi`,
//! `abstract`, `eprint`) and the names of BibLaTeX, whose users keep the same
//! files. Where the two differ, BibTeX's name is written and both are read.

use super::super::dates::{DATE, ISSUED};
use super::super::eprint::{
    ARXIV, ARXIV_BY_ADDRESS, BESIDE_EPRINT, EPRINT, IN_ARCHIVE, JOURNAL, NAME_OF_ARCHIVE, PREFIXED, PREFIXED_CLASS,
    PREFIXED_VERSION, PRIMARY, VERSION_OF_EPRINT, has_arxiv_id, is_in_arxiv,
};
use super::super::lists::{FILES, KEYS, KEYWORD, KEYWORDS, PDF};
use super::super::names::{IN_PLACE_OF_AUTHOR, NAMES};
use super::super::notation::Bib;
use super::super::said::{ADDRESS, HOW_PUBLISHED, LAST_CHECKED, NOTE, SAID_URL, SAID_VISIT, VISIT};
use super::super::text::{
    AS_NOTE, COMMENT, DEGREE, DOI, EVENT_AS_BOOK, EVENT_PLACE, FULL_TITLE, IN_PLACE, ISBN, ISSN, PAGES, PARAGRAPHS,
    PMCID, REMARKS, SUBTITLE, TEXT, TITLE, TOKEN, encode_text, read_text,
};
use super::super::words::{HYPHENATION, ISSUE, LANGID_ALONE, LANGUAGE, REPORT_TYPE};
use crate::codec::numbering::{NUMBERED_IN_SERIES, NUMBERED_ISSUES};
use crate::ir::EntryType::{self, *};
use crate::ir::{Field, Kind, Value};
use crate::map::{Codec, Fidelity, FieldRow, RawRecord, Table, TypeRow, both, is, read_as, reads, write_as, writes};

/// The mapping.
pub(super) static TABLE: Table<Bib> = Table::new(TYPES, FIELDS, Document);

fn without_type(raw: &RawRecord<'_, Bib>) -> bool {
    raw.value("type").is_none()
}

pub(in crate::formats::bibtex) static TYPES: &[TypeRow<Bib>] = &[
    read_as("article", Preprint).having(is_in_arxiv),
    is("article", ArticleJournal),
    is("book", Book),
    is("booklet", Pamphlet),
    is("inbook", BookPart),
    is("incollection", Chapter),
    is("inproceedings", PaperConference),
    is("manual", Manual),
    is("phdthesis", Thesis).fixing(Field::Genre, "phdthesis").having(without_type),
    is("mastersthesis", Thesis).fixing(Field::Genre, "mastersthesis").having(without_type),
    is("phdthesis", Thesis),
    read_as("mastersthesis", Thesis),
    read_as("misc", Preprint).having(has_arxiv_id),
    is("misc", Document),
    write_as("misc", Preprint),
    write_as("misc", Standard),
    is("proceedings", Proceedings),
    is("techreport", Report),
    is("unpublished", Manuscript),
    is("patent", Patent),
    // Other spellings, and the types of BibLaTeX.
    read_as("conference", PaperConference),
    read_as("masterthesis", Thesis).fixing(Field::Genre, "mastersthesis"),
    read_as("thesis", Thesis),
    read_as("report", Report),
    read_as("online", Preprint).having(has_arxiv_id),
    read_as("online", Webpage),
    read_as("electronic", Preprint).having(has_arxiv_id),
    read_as("electronic", Webpage),
    read_as("www", Webpage),
    read_as("webpage", Webpage),
    read_as("preprint", Preprint),
    read_as("collection", EditedBook),
    read_as("mvbook", MultivolumeBook),
    read_as("mvcollection", MultivolumeEditedBook),
    read_as("mvproceedings", MultivolumeProceedings),
    read_as("mvreference", MultivolumeReferenceWork),
    read_as("reference", ReferenceWork),
    read_as("inreference", EntryEncyclopedia),
    read_as("bookinbook", BookInBook),
    read_as("suppbook", SuppBook),
    read_as("suppcollection", SuppCollection),
    read_as("periodical", Periodical),
    read_as("suppperiodical", SuppPeriodical),
    read_as("review", Review),
    read_as("dataset", Dataset),
    read_as("software", Software),
    read_as("standard", Standard),
    read_as("artwork", Graphic),
    read_as("image", Graphic),
    read_as("audio", Song),
    read_as("music", Song),
    read_as("movie", MotionPicture),
    read_as("video", Video),
    read_as("performance", Performance),
    read_as("letter", PersonalCommunication),
    read_as("legislation", Legislation),
    read_as("jurisdiction", LegalCase),
    read_as("set", Set),
    read_as("xdata", DataHolder),
];

/// Types whose container is a journal, or might be.
pub(super) const IN_JOURNALS: &[EntryType] = &[
    ArticleJournal,
    ArticleMagazine,
    ArticleNewspaper,
    Review,
    ReviewBook,
    SuppPeriodical,
    Preprint,
    Manuscript,
    Dataset,
    Software,
    Webpage,
    Patent,
    Document,
];

/// BibTeX's `inbook` is a part of the book whose title is in `title`; with a
/// `booktitle` beside it, it is BibLaTeX's, where `title` is the part's own.
const PARTS: &[EntryType] = &[BookPart, BookInBook, SuppBook];

static TITLE_OF_PART: Codec<Bib> = Codec {
    kind: Kind::Text,
    decode: |natives, ctx| (TITLE.decode)(natives, ctx),
    encode: |value, enc, sink| match enc.record.has(Field::ContainerTitle) {
        true => (FULL_TITLE.encode)(value, enc, sink),
        false => Fidelity::Nothing,
    },
};

static TITLE_OF_BOOK: Codec<Bib> = Codec {
    kind: Kind::Text,
    decode: |natives, _| match natives.peek(1) {
        Some(_) => None,
        None => Some(Value::Text(read_text(natives.get(0)?, super::super::text::TITLES))),
    },
    encode: |value, enc, sink| match enc.record.has(Field::Title) {
        true => Fidelity::Nothing,
        false => encode_text(value, enc, sink, super::super::text::TITLES),
    },
};

#[rustfmt::skip]
static FIELDS: &[FieldRow<Bib>] = &[
    // What must be looked at before other rows take it.
    reads(&["primaryclass", "eprintclass", "eprint", "archiveprefix", "eprinttype"], Field::ArxivPrimary, &PRIMARY).needs(0).or_else(),
    reads(&["eprint", "archiveprefix", "eprinttype"], Field::Version, &VERSION_OF_EPRINT).or_else(),
    reads(&["journal", "journaltitle", "note", "number", "howpublished", "eid", "eprint"], Field::ArxivPrimary, &PREFIXED_CLASS).needs(0).when(&[Preprint]).or_else(),
    reads(&["journal", "journaltitle", "note", "number", "howpublished", "eid", "eprint"], Field::Version, &PREFIXED_VERSION).needs(0).when(&[Preprint]).or_else(),
    reads(&["doi", "url", "eprint", "howpublished", "note"], Field::ArxivId, &ARXIV_BY_ADDRESS).needs(0).or_else(),
    reads(&["howpublished", "note", "url"], Field::Url, &SAID_URL).needs(0).or_else(),
    reads(&["howpublished", "note", "urldate"], Field::Accessed, &SAID_VISIT).needs(0).or_else(),
    reads(&["date", "year", "month", "day"], Field::Issued, &DATE),

    both(&["title"], Field::Title, &FULL_TITLE).unless(PARTS),
    both(&["title", "booktitle"], Field::Title, &TITLE_OF_PART).needs(2).when(PARTS),
    both(&["title", "booktitle"], Field::ContainerTitle, &TITLE_OF_BOOK).when(PARTS).or_else(),
    writes(&[], Field::Subtitle, &SUBTITLE),
    reads(&["subtitle"], Field::Subtitle, &SUBTITLE),
    both(&["titleaddon"], Field::TitleAddon, &TITLE),
    both(&["author"], Field::Author, &NAMES),
    writes(&["author"], Field::Director, &IN_PLACE_OF_AUTHOR).or_else(),
    writes(&["author"], Field::Composer, &IN_PLACE_OF_AUTHOR).or_else(),
    writes(&["author"], Field::Performer, &IN_PLACE_OF_AUTHOR).or_else(),
    writes(&["author"], Field::Producer, &IN_PLACE_OF_AUTHOR).or_else(),
    both(&["editor"], Field::Editor, &NAMES),
    both(&["translator"], Field::Translator, &NAMES),
    both(&["bookauthor"], Field::ContainerAuthor, &NAMES),
    reads(&["comment", "annote", "annotation"], Field::Annote, &COMMENT).unless(&[Preprint]).or_else(),
    both(&["annotator"], Field::Annotator, &NAMES),
    both(&["commentator"], Field::Commentator, &NAMES),
    both(&["introduction"], Field::Introduction, &NAMES),
    both(&["foreword"], Field::Foreword, &NAMES),
    both(&["afterword"], Field::Afterword, &NAMES),
    both(&["holder"], Field::Holder, &NAMES),
    // No style of BibTeX's own prints it; those of universities, and repositories, have it under this name.
    both(&["advisor"], Field::Advisor, &NAMES),
    reads(&["supervisor"], Field::Advisor, &NAMES).or_else(),

    reads(&["journal", "volume", "eid"], Field::ArxivId, &JOURNAL).when(&[Preprint]).or_else(),
    reads(&["journaltitle", "volume", "eid"], Field::ArxivId, &JOURNAL).when(&[Preprint]).or_else(),
    both(&["journal"], Field::ContainerTitle, &TITLE).when(IN_JOURNALS),
    reads(&["journaltitle"], Field::ContainerTitle, &TITLE).when(IN_JOURNALS).or_else(),
    reads(&["booktitle"], Field::ContainerTitle, &TITLE).when(IN_JOURNALS).or_else(),
    both(&["booktitle"], Field::ContainerTitle, &TITLE).unless(IN_JOURNALS).or_else(),
    writes(&["booktitle"], Field::EventTitle, &EVENT_AS_BOOK).when(&[PaperConference]).or_else(),
    reads(&["journal"], Field::ContainerTitle, &TITLE).unless(IN_JOURNALS).or_else(),
    reads(&["journaltitle"], Field::ContainerTitle, &TITLE).unless(IN_JOURNALS).or_else(),
    both(&["journalsubtitle"], Field::ContainerSubtitle, &TITLE).when(IN_JOURNALS),
    both(&["booksubtitle"], Field::ContainerSubtitle, &TITLE).unless(IN_JOURNALS),
    both(&["booktitleaddon"], Field::ContainerTitleAddon, &TITLE),
    both(&["shortjournal"], Field::ContainerTitleShort, &TITLE),
    both(&["maintitle"], Field::MainTitle, &TITLE),
    both(&["issuetitle"], Field::IssueTitle, &TITLE),
    both(&["series"], Field::CollectionTitle, &TITLE),
    both(&["volume"], Field::Volume, &TEXT),
    reads(&["number"], Field::ArxivId, &PREFIXED).when(&[Preprint]).or_else(),
    reads(&["issue", "number"], Field::Issue, &ISSUE).when(NUMBERED_ISSUES).or_else(),
    both(&["number"], Field::Issue, &TEXT).when(NUMBERED_ISSUES).or_else(),
    both(&["number"], Field::CollectionNumber, &TEXT).when(NUMBERED_IN_SERIES),
    writes(&["number"], Field::Number, &IN_PLACE).when(NUMBERED_IN_SERIES).or_else(),
    both(&["number"], Field::Number, &TEXT).unless(NUMBERED_ISSUES).unless(NUMBERED_IN_SERIES).or_else(),
    writes(&["number"], Field::CollectionNumber, &IN_PLACE).unless(NUMBERED_IN_SERIES).unless(NUMBERED_ISSUES).or_else(),
    both(&["issue"], Field::Issue, &TEXT).unless(NUMBERED_ISSUES),
    both(&["volumes"], Field::NumberOfVolumes, &TEXT),
    both(&["part"], Field::PartNumber, &TEXT),
    both(&["chapter"], Field::ChapterNumber, &TEXT),
    reads(&["pages"], Field::ArxivId, &PREFIXED).when(&[Preprint]).or_else(),
    both(&["pages"], Field::Pages, &PAGES).or_else(),
    reads(&["eid"], Field::ArxivId, &PREFIXED).when(&[Preprint]).or_else(),
    both(&["eid"], Field::ArticleNumber, &TEXT).or_else(),
    reads(&["articleno"], Field::ArticleNumber, &TEXT).or_else(),
    reads(&["article-number"], Field::ArticleNumber, &TEXT).or_else(),
    both(&["numpages"], Field::NumberOfPages, &TEXT),
    reads(&["pagetotal"], Field::NumberOfPages, &TEXT).or_else(),
    both(&["edition"], Field::Edition, &TEXT),

    both(&["publisher"], Field::Publisher, &TEXT),
    both(&["school"], Field::Institution, &TEXT).when(&[Thesis]),
    reads(&["institution"], Field::Institution, &TEXT).when(&[Thesis]).or_else(),
    both(&["institution"], Field::Institution, &TEXT).unless(&[Thesis]),
    writes(&["institution"], Field::Authority, &IN_PLACE).unless(&[Thesis]).or_else(),
    reads(&["school"], Field::Institution, &TEXT).unless(&[Thesis]).or_else(),
    both(&["organization"], Field::Organization, &TEXT),
    reads(&["location", "address"], Field::EventPlace, &EVENT_PLACE).needs(2).when(&[PaperConference, Proceedings]).or_else(),
    both(&["address"], Field::PublisherPlace, &TEXT),
    reads(&["location"], Field::PublisherPlace, &TEXT).or_else(),
    both(&["origpublisher"], Field::OriginalPublisher, &TEXT),
    both(&["origlocation"], Field::OriginalPublisherPlace, &TEXT),
    both(&["origtitle"], Field::OriginalTitle, &TITLE),
    both(&["eventtitle"], Field::EventTitle, &TITLE),
    both(&["venue"], Field::EventPlace, &TEXT),
    both(&["eventdate"], Field::EventDate, &DATE),
    both(&["type"], Field::Genre, &DEGREE).when(&[Thesis]),
    both(&["type"], Field::Genre, &REPORT_TYPE).when(&[Report]),
    both(&["type"], Field::Genre, &TEXT).unless(&[Thesis, Report]),
    reads(&["howpublished"], Field::ArxivId, &PREFIXED).when(&[Preprint]).or_else(),
    both(&["howpublished"], Field::HowPublished, &HOW_PUBLISHED).or_else(),
    writes(&["howpublished"], Field::Medium, &IN_PLACE).or_else(),

    both(&["year", "month", "day"], Field::Issued, &ISSUED),
    both(&["origdate"], Field::OriginalDate, &DATE),
    both(&["version"], Field::Version, &TEXT),
    both(&["pubstate"], Field::Status, &TEXT),

    both(&["doi"], Field::Doi, &DOI),
    both(&["eprint", "archivePrefix", "eprinttype"], Field::ArxivId, &ARXIV),
    writes(&["primaryClass"], Field::ArxivPrimary, &PRIMARY),
    both(&["eprint"], Field::Eprint, &EPRINT).or_else(),
    both(&["archivePrefix", "eprinttype"], Field::EprintType, &BESIDE_EPRINT).needs(0).or_else(),
    both(&["primaryClass", "eprintclass"], Field::EprintClass, &BESIDE_EPRINT).needs(0).or_else(),
    writes(&["eprint"], Field::ArchiveLocation, &IN_ARCHIVE).or_else(),
    writes(&["archivePrefix"], Field::Archive, &NAME_OF_ARCHIVE).or_else(),
    both(&["url"], Field::Url, &ADDRESS),
    reads(&["lastchecked", "urldate"], Field::Accessed, &LAST_CHECKED).or_else(),
    both(&["urldate"], Field::Accessed, &VISIT),
    both(&["isbn"], Field::Isbn, &ISBN),
    both(&["issn"], Field::Issn, &ISSN),
    both(&["pmid"], Field::Pmid, &TOKEN),
    both(&["pmcid"], Field::Pmcid, &PMCID),
    both(&["reportNumber"], Field::ReportNumber, &TEXT),
    both(&["mrclass"], Field::MscClass, &TEXT),
    reads(&["hyphenation", "langid", "language"], Field::Language, &HYPHENATION).or_else(),
    reads(&["langid", "language", "langidopts"], Field::Language, &LANGID_ALONE).or_else(),
    both(&["language"], Field::Language, &LANGUAGE).or_else(),
    both(&["origlanguage"], Field::OriginalLanguage, &LANGUAGE),
    both(&["shorttitle"], Field::ShortTitle, &TITLE),
    both(&["library"], Field::CallNumber, &TEXT),
    reads(&["keyword", "keywords"], Field::Keywords, &KEYWORD).or_else(),
    both(&["keywords"], Field::Keywords, &KEYWORDS),
    reads(&["note"], Field::ArxivId, &PREFIXED).when(&[Preprint]).or_else(),
    both(&["note"], Field::Note, &NOTE).or_else(),
    writes(&["note"], Field::JournalRef, &AS_NOTE).or_else(),
    both(&["addendum"], Field::Addendum, &PARAGRAPHS),
    both(&["comment"], Field::Comments, &PARAGRAPHS).when(&[Preprint]),
    both(&["annote"], Field::Annote, &REMARKS),
    reads(&["annotation"], Field::Annote, &REMARKS).or_else(),
    both(&["copyright"], Field::License, &TEXT),
    both(&["abstract"], Field::Abstract, &PARAGRAPHS),
    reads(&["pdf", "file"], Field::Files, &PDF).or_else(),
    both(&["file"], Field::Files, &FILES),
    both(&["crossref"], Field::Crossref, &TOKEN),
    both(&["xref"], Field::Xref, &TOKEN),
    both(&["xdata"], Field::Xdata, &KEYS),
    both(&["ids"], Field::Aliases, &KEYS),
    both(&["related"], Field::Related, &KEYS),
    both(&["relatedtype"], Field::RelatedType, &TOKEN),
    both(&["entryset"], Field::Members, &KEYS),
];

#[cfg(test)]
mod tests {
    use crate::map::Described;

    #[test]
    fn the_table_obeys_its_laws() {
        assert_eq!(super::TABLE.check(), Vec::<String>::new());
    }
}
