//! The vocabulary: every field a record can hold, its kind and its meaning.

use std::marker::PhantomData;

use super::bits::Bits;
use super::value::Kind;

/// A typed name of a field: `record.get(keys::TITLE)` is an `Option<&Text>`.
///
/// ```
/// use ibidem::ir::{Field, keys};
/// assert_eq!(keys::CONTAINER_TITLE.field(), Field::ContainerTitle);
/// ```
#[derive(Debug)]
pub struct Key<T> {
    field: Field,
    value: PhantomData<fn() -> T>,
}

impl<T> Clone for Key<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Key<T> {}

impl<T> Key<T> {
    const fn new(field: Field) -> Self {
        Key { field, value: PhantomData }
    }

    /// The field behind the key.
    pub const fn field(self) -> Field {
        self.field
    }
}

macro_rules! vocabulary {
    ($( $(#[doc = $doc:literal])+ $variant:ident $key:ident : $kind:ident = $name:literal; )+) => {
        /// One field of a record.
        ///
        /// ```
        /// use ibidem::ir::{Field, Kind};
        /// assert_eq!(Field::ContainerTitle.name(), "container-title");
        /// assert_eq!(Field::from_name("doi"), Some(Field::Doi));
        /// assert_eq!(Field::Author.kind(), Kind::Names);
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        #[non_exhaustive]
        pub enum Field { $( $(#[doc = $doc])+ $variant, )+ }

        impl Field {
            /// Every field, in the order of the vocabulary.
            pub const ALL: &'static [Field] = &[ $( Field::$variant, )+ ];

            /// The name used by the `native` format and in reports.
            pub const fn name(self) -> &'static str {
                match self { $( Field::$variant => $name, )+ }
            }

            /// What kind of value the field holds.
            pub const fn kind(self) -> Kind {
                match self { $( Field::$variant => Kind::$kind, )+ }
            }

            /// What the field means, in one sentence.
            pub const fn doc(self) -> &'static str {
                match self { $( Field::$variant => concat!($($doc),+), )+ }
            }

            /// The field of that name.
            pub fn from_name(name: &str) -> Option<Field> {
                match name { $( $name => Some(Field::$variant), )+ _ => None }
            }
        }

        /// A typed key for every field.
        ///
        /// ```
        /// use ibidem::ir::{Record, keys};
        /// let mut record = Record::default();
        /// record.set(keys::TITLE, "Notes".into());
        /// assert!(record.get(keys::TITLE).is_some() && record.get(keys::AUTHOR).is_none());
        /// ```
        pub mod keys {
            use super::{Field, Key};
            use super::super::value::of_kind;
            $( $(#[doc = $doc])+ pub const $key: Key<of_kind::$kind> = Key::new(Field::$variant); )+
        }
    };
}

vocabulary! {
    /// Title of the work itself.
    Title TITLE: Text = "title";
    /// Subtitle of the work, where the source keeps it apart.
    Subtitle SUBTITLE: Text = "subtitle";
    /// Annex to the title, printed in another font.
    TitleAddon TITLE_ADDON: Text = "title-addon";
    /// Abridged title for repeated citations.
    ShortTitle SHORT_TITLE: Text = "short-title";
    /// Title of the work in its original language or first publication.
    OriginalTitle ORIGINAL_TITLE: Text = "original-title";
    /// Translation of the title.
    TranslatedTitle TRANSLATED_TITLE: Text = "translated-title";
    /// Title of the reviewed work.
    ReviewedTitle REVIEWED_TITLE: Text = "reviewed-title";

    /// Persons and bodies responsible for the work.
    Author AUTHOR: Names = "author";
    /// Editors of the work, or of the container for parts of a work.
    Editor EDITOR: Names = "editor";
    /// Translators.
    Translator TRANSLATOR: Names = "translator";
    /// Author of the container when the work is a part of it.
    ContainerAuthor CONTAINER_AUTHOR: Names = "container-author";
    /// Editors of the series.
    CollectionEditor COLLECTION_EDITOR: Names = "collection-editor";
    /// Authors of annotations.
    Annotator ANNOTATOR: Names = "annotator";
    /// Authors of a commentary.
    Commentator COMMENTATOR: Names = "commentator";
    /// Authors of an introduction.
    Introduction INTRODUCTION: Names = "introduction";
    /// Authors of a foreword.
    Foreword FOREWORD: Names = "foreword";
    /// Authors of an afterword.
    Afterword AFTERWORD: Names = "afterword";
    /// Holders of a patent.
    Holder HOLDER: Names = "holder";
    /// Persons chairing a session or panel.
    Chair CHAIR: Names = "chair";
    /// Compilers.
    Compiler COMPILER: Names = "compiler";
    /// Composers.
    Composer COMPOSER: Names = "composer";
    /// Contributors of unspecified kind.
    Contributor CONTRIBUTOR: Names = "contributor";
    /// Curators of an exhibition or collection.
    Curator CURATOR: Names = "curator";
    /// Directors.
    Director DIRECTOR: Names = "director";
    /// Managing editors.
    EditorialDirector EDITORIAL_DIRECTOR: Names = "editorial-director";
    /// Executive producers.
    ExecutiveProducer EXECUTIVE_PRODUCER: Names = "executive-producer";
    /// Guests of a broadcast.
    Guest GUEST: Names = "guest";
    /// Hosts of a broadcast.
    Host HOST: Names = "host";
    /// Interviewers.
    Interviewer INTERVIEWER: Names = "interviewer";
    /// Illustrators.
    Illustrator ILLUSTRATOR: Names = "illustrator";
    /// Narrators.
    Narrator NARRATOR: Names = "narrator";
    /// Organizers of an event.
    Organizer ORGANIZER: Names = "organizer";
    /// Author of the original of an adapted work.
    OriginalAuthor ORIGINAL_AUTHOR: Names = "original-author";
    /// Performers.
    Performer PERFORMER: Names = "performer";
    /// Producers.
    Producer PRODUCER: Names = "producer";
    /// Recipients of a letter or message.
    Recipient RECIPIENT: Names = "recipient";
    /// Authors of the reviewed work.
    ReviewedAuthor REVIEWED_AUTHOR: Names = "reviewed-author";
    /// Writers of a script.
    ScriptWriter SCRIPT_WRITER: Names = "script-writer";
    /// Creators of a series of broadcasts.
    SeriesCreator SERIES_CREATOR: Names = "series-creator";
    /// Advisors of a thesis.
    Advisor ADVISOR: Names = "advisor";

    /// Title of the journal, book or proceedings that contains the work.
    ContainerTitle CONTAINER_TITLE: Text = "container-title";
    /// Subtitle of the container.
    ContainerSubtitle CONTAINER_SUBTITLE: Text = "container-subtitle";
    /// Annex to the title of the container.
    ContainerTitleAddon CONTAINER_TITLE_ADDON: Text = "container-title-addon";
    /// Abbreviated title of the container.
    ContainerTitleShort CONTAINER_TITLE_SHORT: Text = "container-title-short";
    /// Title of the whole work in several volumes of which this is a volume.
    MainTitle MAIN_TITLE: Text = "main-title";
    /// Title of the volume where `title` or `container-title` names the whole.
    VolumeTitle VOLUME_TITLE: Text = "volume-title";
    /// Title of a special issue.
    IssueTitle ISSUE_TITLE: Text = "issue-title";
    /// Title of the part.
    PartTitle PART_TITLE: Text = "part-title";
    /// Title of the series.
    CollectionTitle COLLECTION_TITLE: Text = "collection-title";
    /// Abbreviated title of the series.
    CollectionTitleShort COLLECTION_TITLE_SHORT: Text = "collection-title-short";
    /// Number within the series.
    CollectionNumber COLLECTION_NUMBER: Text = "collection-number";
    /// Volume of a journal or of a work in several volumes.
    Volume VOLUME: Text = "volume";
    /// Issue: the subdivision of a volume of a journal.
    Issue ISSUE: Text = "issue";
    /// Number of a report, patent, standard or other numbered document.
    Number NUMBER: Text = "number";
    /// Number of a chapter.
    ChapterNumber CHAPTER_NUMBER: Text = "chapter-number";
    /// Number of a part.
    PartNumber PART_NUMBER: Text = "part-number";
    /// Number of a supplement.
    SupplementNumber SUPPLEMENT_NUMBER: Text = "supplement-number";
    /// Number of a printing.
    PrintingNumber PRINTING_NUMBER: Text = "printing-number";
    /// Pages, as ranges.
    Pages PAGES: Pages = "pages";
    /// Article number or electronic identifier that stands in place of pages.
    ArticleNumber ARTICLE_NUMBER: Text = "article-number";
    /// Number of pages.
    NumberOfPages NUMBER_OF_PAGES: Text = "number-of-pages";
    /// Number of volumes.
    NumberOfVolumes NUMBER_OF_VOLUMES: Text = "number-of-volumes";
    /// Edition, as a number or in words.
    Edition EDITION: Text = "edition";
    /// Version of software, data, a manual or a preprint.
    Version VERSION: Text = "version";
    /// Section of a newspaper, law or report.
    Section SECTION: Text = "section";
    /// Publisher.
    Publisher PUBLISHER: Text = "publisher";
    /// Place of publication.
    PublisherPlace PUBLISHER_PLACE: Text = "publisher-place";
    /// University, school or institution behind a thesis or report.
    Institution INSTITUTION: Text = "institution";
    /// Organization that sponsored or issued a manual or a conference.
    Organization ORGANIZATION: Text = "organization";
    /// Publisher of the original.
    OriginalPublisher ORIGINAL_PUBLISHER: Text = "original-publisher";
    /// Place of publication of the original.
    OriginalPublisherPlace ORIGINAL_PUBLISHER_PLACE: Text = "original-publisher-place";
    /// Name of the conference, performance or other event.
    EventTitle EVENT_TITLE: Text = "event-title";
    /// Place of the event.
    EventPlace EVENT_PLACE: Text = "event-place";
    /// Kind of work: degree of a thesis, type of a report.
    Genre GENRE: Text = "genre";
    /// Kind of the reviewed work.
    ReviewedGenre REVIEWED_GENRE: Text = "reviewed-genre";
    /// Medium or carrier.
    Medium MEDIUM: Text = "medium";
    /// Free description of an unusual way of publication.
    HowPublished HOW_PUBLISHED: Text = "how-published";
    /// State of publication: submitted, forthcoming, in press.
    Status STATUS: Text = "status";
    /// Issuing or judicial authority.
    Authority AUTHORITY: Text = "authority";
    /// Division of an institution.
    Division DIVISION: Text = "division";
    /// Area in which a law or decision holds.
    Jurisdiction JURISDICTION: Text = "jurisdiction";
    /// Scale of a map or model.
    Scale SCALE: Text = "scale";
    /// Size or running time.
    Dimensions DIMENSIONS: Text = "dimensions";
    /// Related legal texts, history of a case.
    References REFERENCES: Text = "references";

    /// When the work was published, or for preprints first made public.
    Issued ISSUED: Date = "issued";
    /// When the first version was submitted.
    Submitted SUBMITTED: Date = "submitted";
    /// When the latest version was submitted.
    Updated UPDATED: Date = "updated";
    /// When the work was first announced, often a month only.
    Announced ANNOUNCED: Date = "announced";
    /// When the event took place.
    EventDate EVENT_DATE: Date = "event-date";
    /// When the original was published.
    OriginalDate ORIGINAL_DATE: Date = "original-date";
    /// When an online resource was visited.
    Accessed ACCESSED: Date = "accessed";

    /// Digital Object Identifier of the work, without resolver.
    Doi DOI: Token = "doi";
    /// Further Digital Object Identifiers of the same work.
    OtherDois OTHER_DOIS: Tokens = "other-dois";
    /// International Standard Book Number.
    Isbn ISBN: Token = "isbn";
    /// International Standard Serial Number.
    Issn ISSN: Token = "issn";
    /// PubMed identifier.
    Pmid PMID: Token = "pmid";
    /// PubMed Central identifier, with `PMC`.
    Pmcid PMCID: Token = "pmcid";
    /// arXiv identifier in canonical form, without version.
    ArxivId ARXIV_ID: Token = "arxiv-id";
    /// Primary class of an arXiv paper.
    ArxivPrimary ARXIV_PRIMARY: Token = "arxiv-primary";
    /// All classes of an arXiv paper, primary first.
    ArxivClasses ARXIV_CLASSES: Tokens = "arxiv-classes";
    /// Identifier in an archive other than arXiv.
    Eprint EPRINT: Token = "eprint";
    /// Name of the archive that `eprint` belongs to.
    EprintType EPRINT_TYPE: Token = "eprint-type";
    /// Class within the archive that `eprint` belongs to.
    EprintClass EPRINT_CLASS: Token = "eprint-class";
    /// Address of the work on the web.
    Url URL: Token = "url";
    /// Further addresses of the work.
    OtherUrls OTHER_URLS: Tokens = "other-urls";
    /// Files that hold the work.
    Files FILES: Files = "files";
    /// Submitted versions with dates, sizes and notes.
    Versions VERSIONS: Versions = "versions";

    /// Abstract.
    Abstract ABSTRACT: Text = "abstract";
    /// Keywords.
    Keywords KEYWORDS: Texts = "keywords";
    /// Language of the work: a BCP 47 tag where it is known, else as given.
    Language LANGUAGE: Token = "language";
    /// Language of the original.
    OriginalLanguage ORIGINAL_LANGUAGE: Token = "original-language";
    /// Note that is printed in a bibliography.
    Note NOTE: Text = "note";
    /// Private remarks.
    Annote ANNOTE: Texts = "annote";
    /// Matter printed at the very end of an entry.
    Addendum ADDENDUM: Text = "addendum";
    /// Comments of the submitter of an arXiv paper.
    Comments COMMENTS: Text = "comments";
    /// Where an arXiv paper was published, as free text.
    JournalRef JOURNAL_REF: Text = "journal-ref";
    /// Report number of an arXiv paper.
    ReportNumber REPORT_NUMBER: Text = "report-number";
    /// Classes of the Mathematics Subject Classification, as free text.
    MscClass MSC_CLASS: Text = "msc-class";
    /// Classes of the ACM Computing Classification, as free text.
    AcmClass ACM_CLASS: Text = "acm-class";
    /// Licence or rights statement.
    License LICENSE: Text = "license";
    /// Archive that holds the work.
    Archive ARCHIVE: Text = "archive";
    /// Place of the archive.
    ArchivePlace ARCHIVE_PLACE: Text = "archive-place";
    /// Collection within the archive.
    ArchiveCollection ARCHIVE_COLLECTION: Text = "archive-collection";
    /// Shelf mark or accession number in the archive.
    ArchiveLocation ARCHIVE_LOCATION: Text = "archive-location";
    /// Call number in a library.
    CallNumber CALL_NUMBER: Text = "call-number";
    /// Database or catalogue from which the record comes.
    Source SOURCE: Text = "source";

    /// Key of the entry from which missing fields are inherited.
    Crossref CROSSREF: Token = "crossref";
    /// Keys of data holders from which fields are inherited.
    Xdata XDATA: Tokens = "xdata";
    /// Key of a related parent without inheritance.
    Xref XREF: Token = "xref";
    /// Keys of related entries.
    Related RELATED: Tokens = "related";
    /// How the related entries are related.
    RelatedType RELATED_TYPE: Token = "related-type";
    /// Further keys of this entry.
    Aliases ALIASES: Tokens = "aliases";
    /// Keys of the members of a set.
    Members MEMBERS: Tokens = "members";
}

const WORDS: usize = 3;
const _: () = assert!(Field::ALL.len() <= 64 * WORDS, "a FieldSet must hold every field");

/// A set of fields.
///
/// ```
/// use ibidem::ir::{Field, FieldSet};
/// let mut set = FieldSet::of(&[Field::Url, Field::Title]);
/// set.add(Field::Doi);
/// set.remove(Field::Url);
/// assert!(set.has(Field::Doi) && !set.has(Field::Url));
/// assert_eq!(set.iter().collect::<Vec<_>>(), [Field::Title, Field::Doi]);
/// let doi = FieldSet::of(&[Field::Doi]);
/// assert_eq!((set.and(doi), set.or(doi), set.without(set).is_empty()), (doi, set, true));
/// assert_eq!(set.without(set), FieldSet::EMPTY);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldSet(Bits<WORDS>);

impl Default for FieldSet {
    fn default() -> Self {
        FieldSet::EMPTY
    }
}

impl FieldSet {
    /// No field.
    pub const EMPTY: FieldSet = FieldSet(Bits::EMPTY);

    /// The set of these fields.
    pub const fn of(fields: &[Field]) -> FieldSet {
        let (mut bits, mut i) = (Bits::EMPTY, 0);
        while i < fields.len() {
            bits = bits.with(fields[i] as usize);
            i += 1;
        }
        FieldSet(bits)
    }

    /// Whether the field is in the set.
    pub const fn has(self, field: Field) -> bool {
        self.0.has(field as usize)
    }

    /// Puts a field in.
    pub fn add(&mut self, field: Field) {
        self.0 = self.0.with(field as usize);
    }

    /// Takes a field out.
    pub fn remove(&mut self, field: Field) {
        self.0 = self.0.less(field as usize);
    }

    /// What is in either set.
    pub const fn or(self, other: FieldSet) -> FieldSet {
        FieldSet(self.0.or(other.0))
    }

    /// What is in both sets.
    pub const fn and(self, other: FieldSet) -> FieldSet {
        FieldSet(self.0.and(other.0))
    }

    /// What is in this set and not in the other.
    pub const fn without(self, other: FieldSet) -> FieldSet {
        FieldSet(self.0.and(other.0.not()))
    }

    /// Whether there is nothing in it.
    pub const fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// The fields, in the order of the vocabulary.
    pub fn iter(self) -> impl Iterator<Item = Field> {
        self.0.map(|at| Field::ALL[at])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_resolve() {
        for (at, &field) in Field::ALL.iter().enumerate() {
            assert_eq!(field as usize, at);
            assert_eq!(Field::from_name(field.name()), Some(field));
        }
    }

    #[test]
    fn a_set_gives_back_what_was_put_in() {
        let mut set = FieldSet::of(&[Field::Url, Field::Title]);
        set.add(Field::Members);
        set.remove(Field::Url);
        assert_eq!(set.iter().collect::<Vec<_>>(), [Field::Title, Field::Members]);
    }
}
