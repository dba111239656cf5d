//! What the field `number` of BibTeX and BibLaTeX numbers, by entry type: of use
//! to their mapping, and to the rules by which their entries inherit.

use crate::ir::EntryType;
use crate::ir::EntryType::*;

/// Types whose `number` is that of an issue.
pub const NUMBERED_ISSUES: &[EntryType] =
    &[ArticleJournal, ArticleMagazine, ArticleNewspaper, Review, ReviewBook, Periodical, SuppPeriodical];

/// Types whose `number` is that of the volume in its series.
pub const NUMBERED_IN_SERIES: &[EntryType] = &[
    Book,
    MultivolumeBook,
    EditedBook,
    MultivolumeEditedBook,
    Proceedings,
    MultivolumeProceedings,
    ReferenceWork,
    MultivolumeReferenceWork,
    Classic,
    Chapter,
    BookPart,
    BookInBook,
    SuppBook,
    SuppCollection,
    EntryEncyclopedia,
    EntryDictionary,
    Entry,
    PaperConference,
    Pamphlet,
];
