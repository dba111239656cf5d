//! Entry types: the union of what BibLaTeX, CSL and RIS tell apart.

use super::bits::Bits;

macro_rules! entry_types {
    ($( $(#[doc = $doc:literal])+ $variant:ident = $name:literal, broader $broader:ident; )+) => {
        /// What kind of work a record describes.
        ///
        /// Every type but [`EntryType::Document`] has a [broader](EntryType::broader)
        /// one; a writer that lacks a type climbs until it finds one it has and
        /// reports that it did.
        ///
        /// ```
        /// use ibidem::ir::EntryType;
        /// assert_eq!(EntryType::ArticleJournal.name(), "article-journal");
        /// assert_eq!(EntryType::from_name("edited-book"), Some(EntryType::EditedBook));
        /// assert_eq!(EntryType::EditedBook.broader(), Some(EntryType::Book));
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        #[non_exhaustive]
        pub enum EntryType { $( $(#[doc = $doc])+ $variant, )+ }

        impl EntryType {
            /// Every type, in the order of the vocabulary.
            pub const ALL: &'static [EntryType] = &[ $( EntryType::$variant, )+ ];

            /// The name used by the `native` format and in reports.
            pub const fn name(self) -> &'static str {
                match self { $( EntryType::$variant => $name, )+ }
            }

            /// What the type means, in one sentence.
            pub const fn doc(self) -> &'static str {
                match self { $( EntryType::$variant => concat!($($doc),+), )+ }
            }

            /// The next more general type, `None` for `document`.
            pub const fn broader(self) -> Option<EntryType> {
                let up = match self { $( EntryType::$variant => EntryType::$broader, )+ };
                if up as u8 == self as u8 { None } else { Some(up) }
            }

            /// The type of that name.
            pub fn from_name(name: &str) -> Option<EntryType> {
                match name { $( $name => Some(EntryType::$variant), )+ _ => None }
            }
        }
    };
}

entry_types! {
    /// A paper made public before or without formal publication (arXiv, SSRN, bioRxiv).
    Preprint = "preprint", broader Manuscript;
    /// An article in a scholarly journal.
    ArticleJournal = "article-journal", broader Document;
    /// An article in a magazine.
    ArticleMagazine = "article-magazine", broader ArticleJournal;
    /// An article in a newspaper.
    ArticleNewspaper = "article-newspaper", broader ArticleJournal;
    /// A review of another work.
    Review = "review", broader ArticleJournal;
    /// A review of a book.
    ReviewBook = "review-book", broader Review;
    /// A whole issue or run of a periodical.
    Periodical = "periodical", broader Book;
    /// A supplement or themed part of a periodical.
    SuppPeriodical = "supp-periodical", broader ArticleJournal;
    /// A single-volume book with one or more authors of the whole.
    Book = "book", broader Document;
    /// A work in several volumes.
    MultivolumeBook = "multivolume-book", broader Book;
    /// A book whose parts have different authors, put together by an editor.
    EditedBook = "edited-book", broader Book;
    /// An edited work in several volumes.
    MultivolumeEditedBook = "multivolume-edited-book", broader EditedBook;
    /// The volume of papers of a conference.
    Proceedings = "proceedings", broader EditedBook;
    /// Conference proceedings in several volumes.
    MultivolumeProceedings = "multivolume-proceedings", broader Proceedings;
    /// An encyclopedia, dictionary or handbook as a whole.
    ReferenceWork = "reference-work", broader EditedBook;
    /// A reference work in several volumes.
    MultivolumeReferenceWork = "multivolume-reference-work", broader ReferenceWork;
    /// A classical or ancient work cited by its own divisions.
    Classic = "classic", broader Book;
    /// A contribution with its own title and author in an edited book.
    Chapter = "chapter", broader Document;
    /// A part of a book by the book's own author, with a title of its own.
    BookPart = "book-part", broader Chapter;
    /// A book that was published earlier and stands inside another one.
    BookInBook = "book-in-book", broader BookPart;
    /// Supplementary matter of a book: preface, foreword, afterword.
    SuppBook = "supp-book", broader BookPart;
    /// Supplementary matter of an edited book.
    SuppCollection = "supp-collection", broader Chapter;
    /// An entry in an encyclopedia.
    EntryEncyclopedia = "entry-encyclopedia", broader Chapter;
    /// An entry in a dictionary.
    EntryDictionary = "entry-dictionary", broader Chapter;
    /// An entry in a database, catalogue or other reference source.
    Entry = "entry", broader Chapter;
    /// A paper printed in conference proceedings.
    PaperConference = "paper-conference", broader Document;
    /// A talk, lecture, poster or set of slides.
    Speech = "speech", broader Document;
    /// A report of an institution.
    Report = "report", broader Document;
    /// A document issued by a government body.
    GovernmentDocument = "government-document", broader Report;
    /// Technical or other documentation, not necessarily printed.
    Manual = "manual", broader Report;
    /// A national or international standard.
    Standard = "standard", broader Report;
    /// A grant or an application for one.
    Grant = "grant", broader Document;
    /// A thesis written for a degree; the degree is in `genre`.
    Thesis = "thesis", broader Document;
    /// A work that was not formally published.
    Manuscript = "manuscript", broader Document;
    /// A small printed work without a formal publisher.
    Pamphlet = "pamphlet", broader Document;
    /// A collection of data.
    Dataset = "dataset", broader Document;
    /// A database as a whole.
    Database = "database", broader Dataset;
    /// A computer program.
    Software = "software", broader Document;
    /// A page or resource on the web.
    Webpage = "webpage", broader Document;
    /// An entry of a weblog.
    PostWeblog = "post-weblog", broader Post;
    /// A post in a forum or a social network.
    Post = "post", broader Webpage;
    /// A patent or a patent request.
    Patent = "patent", broader Document;
    /// A bill not or not yet enacted.
    Bill = "bill", broader Legislation;
    /// A statute or other enacted law.
    Legislation = "legislation", broader Document;
    /// A case decided by a court.
    LegalCase = "legal-case", broader Document;
    /// A hearing before a legislative or other body.
    Hearing = "hearing", broader Document;
    /// A treaty between states.
    Treaty = "treaty", broader Legislation;
    /// A rule issued by an authority.
    Regulation = "regulation", broader Legislation;
    /// A letter, e-mail or other personal communication.
    PersonalCommunication = "personal-communication", broader Document;
    /// An interview.
    Interview = "interview", broader Document;
    /// Sound or moving pictures of any kind.
    Audiovisual = "audiovisual", broader Document;
    /// A film shown in cinemas or a motion picture in general.
    MotionPicture = "motion-picture", broader Audiovisual;
    /// A video recording.
    Video = "video", broader MotionPicture;
    /// A programme of radio or television, or a podcast.
    Broadcast = "broadcast", broader Audiovisual;
    /// A sound recording.
    Song = "song", broader Audiovisual;
    /// A printed or handwritten piece of music.
    MusicalScore = "musical-score", broader Document;
    /// A work of visual art or another picture.
    Graphic = "graphic", broader Document;
    /// A figure in a work.
    Figure = "figure", broader Graphic;
    /// A chart or diagram.
    Chart = "chart", broader Figure;
    /// An equation.
    Equation = "equation", broader Figure;
    /// A map.
    Map = "map", broader Graphic;
    /// A performance on a stage.
    Performance = "performance", broader Event;
    /// An event.
    Event = "event", broader Document;
    /// An archival or museum collection.
    Collection = "collection", broader Document;
    /// A printed catalogue.
    Catalog = "catalog", broader Book;
    /// A set of entries that are cited as one.
    Set = "set", broader Document;
    /// Not a work: a holder of fields that other entries inherit.
    DataHolder = "data-holder", broader Document;
    /// Anything else.
    Document = "document", broader Document;
}

const WORDS: usize = 2;
const _: () = assert!(EntryType::ALL.len() <= 64 * WORDS, "a TypeSet must hold every type");

/// A set of entry types.
///
/// ```
/// use ibidem::ir::{EntryType, TypeSet};
/// let books = TypeSet::of(&[EntryType::Book, EntryType::EditedBook]);
/// assert!(books.has(EntryType::Book) && !books.has(EntryType::Thesis));
/// assert_eq!(books.and(TypeSet::ALL), books);
/// assert_eq!(books.and(TypeSet::but(&[EntryType::Book, EntryType::EditedBook])), TypeSet::NONE);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TypeSet(Bits<WORDS>);

impl TypeSet {
    /// All types.
    pub const ALL: TypeSet = TypeSet(Bits::FULL);
    /// No type.
    pub const NONE: TypeSet = TypeSet(Bits::EMPTY);

    /// The set of these types.
    pub const fn of(types: &[EntryType]) -> TypeSet {
        let (mut bits, mut i) = (Bits::EMPTY, 0);
        while i < types.len() {
            bits = bits.with(types[i] as usize);
            i += 1;
        }
        TypeSet(bits)
    }

    /// All types but these.
    pub const fn but(types: &[EntryType]) -> TypeSet {
        TypeSet(TypeSet::of(types).0.not())
    }

    /// Whether the type is in the set.
    pub const fn has(self, kind: EntryType) -> bool {
        self.0.has(kind as usize)
    }

    /// What is in both sets.
    pub const fn and(self, other: TypeSet) -> TypeSet {
        TypeSet(self.0.and(other.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_resolve() {
        for &kind in EntryType::ALL {
            assert_eq!(EntryType::from_name(kind.name()), Some(kind));
        }
    }

    #[test]
    fn climbing_always_ends_at_document() {
        for &kind in EntryType::ALL {
            let (mut at, mut steps) = (kind, 0);
            while let Some(up) = at.broader() {
                at = up;
                steps += 1;
                assert!(steps < 8, "{} climbs in a circle", kind.name());
            }
            assert_eq!(at, EntryType::Document);
        }
    }
}
