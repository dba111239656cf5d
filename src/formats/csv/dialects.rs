//! Tables of other programs as data: how each is recognized, what its headings
//! mean, how its cells are written. Headings stand here as
//! [`plain`](super::columns::plain) makes them.

mod databases;
mod managers;
mod screening;

use crate::ir::EntryType;

pub(super) use managers::endnote_type;

/// How the people in a cell are separated and written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum People {
    /// As our own tables have them.
    Own,
    /// By semicolons, `Family, Given`; without a comma it is a body.
    Inverted,
    /// By semicolons, `Family AB`; older tables of Scopus have commas there.
    Initials,
    /// By commas, `Family AB`, a full stop at the end: PubMed.
    Medline,
    /// By semicolons, `Family, Given (number)`: Scopus.
    Numbered,
    /// By semicolons, given names first.
    Direct,
    /// By commas, given names or initials first.
    DirectCommas,
    /// By `and`, as BibTeX parts names, in TeX.
    Bibtex,
    /// By `and`, `Family, Given`.
    And,
    /// By `//` or semicolons: EndNote.
    Slashes,
    /// A list of lists of parts, in JSON or as Python prints it.
    Parsed,
    /// However the list looks.
    Any,
}

/// How a cell is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Via {
    /// As our own.
    Same,
    /// Text in which neither backslash nor semicolon is special.
    Names(People),
    /// A list with the first of these marks that occurs between its items; it
    /// joins others of its column.
    List(&'static [char]),
    /// Text whose lines were broken to a width.
    Folded,
    /// TeX.
    Tex,
    /// The first of several values between semicolons.
    First,
    /// ISSN without hyphen, or without the zeros in front.
    Issn,
    /// A list in JSON or as Python prints it.
    Literal,
    /// Month, or month and day: `AUG 28`, `08`.
    MonthDay,
    /// The versions of an arXiv paper, in JSON or as Python prints it.
    Versions,
    /// Lines `Label: value`, of which those for other columns are taken out.
    Labelled,
}

impl Via {
    /// What it says, for documentation.
    pub fn words(self) -> &'static str {
        match self {
            Via::Same => "-",
            Via::Names(people) => match people {
                People::Own => "names as in our tables",
                People::Inverted => "`Family, Given; ...`",
                People::Initials => "`Family A.B.; ...`, commas in old tables",
                People::Medline => "`Family AB, ...`",
                People::Numbered => "`Family, Given (number); ...`",
                People::Direct => "`Given Family; ...`",
                People::DirectCommas => "`Given Family, ...`",
                People::Bibtex => "`Family, Given and ...`, TeX",
                People::And => "`Family, Given and ...`",
                People::Slashes => "`Family, Given // ...` or with semicolons",
                People::Parsed => "`[['Family', 'Given', 'Suffix'], ...]`",
                People::Any => "names in any order",
            },
            Via::List(&[]) => "one text",
            Via::List(_) => "several values",
            Via::Folded => "text in broken lines",
            Via::Tex => "TeX",
            Via::First => "the first of several",
            Via::Issn => "with or without hyphen",
            Via::Literal => "a list in JSON or Python",
            Via::MonthDay => "month, or month and day",
            Via::Versions => "versions in JSON or Python",
            Via::Labelled => "lines `Label: value`",
        }
    }
}

/// What a heading means.
pub(super) type Heading = (&'static str, &'static str, Via);

/// A word for a type: what stands in the cell, the type, and whether the word
/// says more than the type, so that it is kept as the genre.
pub(super) type Word = (&'static str, EntryType, bool);

/// The tables of one program.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Dialect {
    /// The program.
    pub name: &'static str,
    /// Sets of headings; a table with all of one set is its own.
    pub marks: &'static [&'static [&'static str]],
    /// What headings mean, the preferred one of several for a column first.
    pub headings: &'static [Heading],
    /// Whether other headings may mean what they mean in any table.
    pub open: bool,
    /// Words for types, the one that counts of several first.
    pub words: &'static [Word],
    /// The type of a record without one, by a column that is not empty.
    pub kinds: &'static [(&'static str, EntryType)],
    /// The type of any other record without one.
    pub kind: Option<EntryType>,
    /// How people are written in columns that are not listed.
    pub people: People,
}

impl Dialect {
    const BASE: Dialect = Dialect {
        name: "",
        marks: &[],
        headings: &[],
        open: true,
        words: &[],
        kinds: &[],
        kind: None,
        people: People::Any,
    };
}

/// Our own tables.
pub(super) static OWN: Dialect = Dialect { name: "ibidem", people: People::Own, ..Dialect::BASE };

/// Any other table.
pub(super) static ANY: Dialect = Dialect {
    name: "any other table",
    headings: &[
        ("keywords", "keywords", ANY_LIST),
        ("authorkeywords", "keywords", ANY_LIST),
        ("tags", "keywords", ANY_LIST),
        ("manualtags", "keywords", ANY_LIST),
    ],
    kinds: &[("journal", EntryType::ArticleJournal), ("journaltitle", EntryType::ArticleJournal)],
    ..Dialect::BASE
};

const ANY_LIST: Via = Via::List(&[';', '|', ',']);
const SEMICOLONS: Via = Via::List(&[';']);
const ONE: Via = Via::List(&[]);

/// Those that are recognized by their headings, the first that fits.
pub(super) static DIALECTS: &[&Dialect] = &[
    &managers::ZOTERO,
    &databases::WOS_LONG,
    &databases::WOS_TAGS,
    &databases::SCOPUS,
    &databases::PUBMED,
    &databases::LENS,
    &databases::DIMENSIONS,
    &databases::IEEE,
    &databases::SPRINGER,
    &databases::PUBLISH_OR_PERISH,
    &screening::COVIDENCE,
    &screening::RAYYAN,
    &screening::ASREVIEW,
    &databases::ARXIV,
    &databases::ARXIV_TERMS,
    &managers::JABREF,
    &managers::ENDNOTE,
    &databases::SCHOLAR,
];

/// The dialect of a table with these plain headings.
pub(super) fn recognize(headings: &[String]) -> Option<&'static Dialect> {
    let has = |mark: &&str| headings.iter().any(|heading| heading == mark);
    DIALECTS.iter().copied().find(|dialect| dialect.marks.iter().any(|marks| marks.iter().all(&has)))
}

#[cfg(test)]
mod tests {
    use super::super::columns::{COLUMNS, known, plain};
    use super::*;

    #[test]
    fn dialects_are_sound() {
        let parts = ["page_start", "page_end", "year", "month", "day", "type2"];
        for dialect in DIALECTS.iter().copied().chain([&OWN, &ANY]) {
            for (heading, column, _) in dialect.headings {
                assert_eq!(plain(heading), *heading, "{}", dialect.name);
                let roles = column.starts_with("other_roles/");
                assert!(roles || COLUMNS.contains(column) || parts.contains(column), "{heading} {column}");
            }
            for mark in dialect.marks.iter().copied().flatten() {
                assert_eq!(plain(mark), *mark, "{}", dialect.name);
            }
            for (heading, _) in dialect.kinds {
                let listed = dialect.headings.iter().any(|(of, ..)| of == heading);
                assert!(listed || known(heading).is_some(), "{}: {heading}", dialect.name);
            }
        }
    }
}
