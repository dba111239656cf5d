//! Programs for screening records in systematic reviews.

use super::People::*;
use super::Via::*;
use super::{ANY_LIST, Dialect, SEMICOLONS};
use crate::ir::EntryType::*;

/// Covidence's export of references. Its decisions stand in columns of its own.
pub(super) static COVIDENCE: Dialect = Dialect {
    name: "Covidence",
    marks: &[&["title", "authors", "covidence#"], &["title", "authors", "publishedyear", "accessionnumber", "study"]],
    headings: &[
        ("title", "title", Same),
        ("authors", "authors", Names(Any)),
        ("abstract", "abstract", Same),
        ("publishedyear", "year", Same),
        ("publishedmonth", "month", MonthDay),
        ("journal", "container_title", Same),
        ("volume", "volume", Same),
        ("issue", "issue", Same),
        ("pages", "pages", Same),
        ("doi", "doi", Same),
        ("accessionnumber", "archive_location", Same),
    ],
    open: false,
    kinds: &[("journal", ArticleJournal)],
    ..Dialect::BASE
};

/// Rayyan's CSV, the one it exports and the one it reads.
pub(super) static RAYYAN: Dialect = Dialect {
    name: "Rayyan",
    marks: &[
        &["key", "title", "year", "month", "day", "journal", "authors"],
        &["key", "title", "authors", "pubmedid", "pmcid"],
    ],
    headings: &[
        ("key", "key", Same),
        ("title", "title", Same),
        ("year", "year", Same),
        ("month", "month", MonthDay),
        ("day", "day", Same),
        ("journal", "container_title", Same),
        ("issn", "issn", Same),
        ("volume", "volume", Same),
        ("issue", "issue", Same),
        ("pages", "pages", Same),
        ("authors", "authors", Names(And)),
        ("url", "url", Same),
        ("language", "language", Same),
        ("publisher", "publisher", Same),
        ("location", "place", Same),
        ("abstract", "abstract", Same),
        // Decisions, labels and reasons for exclusion stand here.
        ("notes", "note", Same),
        ("doi", "doi", Same),
        ("keywords", "keywords", ANY_LIST),
        ("pubmedid", "pmid", Same),
        ("pmcid", "pmcid", Same),
    ],
    open: false,
    kinds: &[("journal", ArticleJournal)],
    ..Dialect::BASE
};

/// Data sets of ASReview. Labels and all else it adds stay what they are.
pub(super) static ASREVIEW: Dialect = Dialect {
    name: "ASReview",
    marks: &[
        &["title", "asreviewlabel"],
        &["title", "asreviewranking"],
        &["title", "abstract", "recordid"],
        &["title", "abstract", "included"],
        &["title", "abstract", "labelincluded"],
        &["title", "abstract", "finalincluded"],
        &["primarytitle", "abstract", "included"],
    ],
    headings: &[
        ("title", "title", Same),
        ("primarytitle", "title", Same),
        ("abstract", "abstract", Same),
        ("abstractnote", "abstract", Same),
        ("notesabstract", "abstract", Same),
        ("authors", "authors", Names(Any)),
        ("authornames", "authors", Names(Any)),
        ("firstauthors", "authors", Names(Any)),
        ("keywords", "keywords", ANY_LIST),
        ("tags", "keywords", SEMICOLONS),
        ("doi", "doi", Same),
        ("url", "url", Same),
        ("year", "year", Same),
        ("publicationyear", "year", Same),
        ("journal", "container_title", Same),
    ],
    kinds: &[("journal", ArticleJournal)],
    ..Dialect::BASE
};
