//! Which fields go where: BibLaTeX's default inheritance as a table, and what
//! BibTeX does.

use std::sync::Arc;

use crate::codec::numbering::{NUMBERED_IN_SERIES, NUMBERED_ISSUES};
use crate::format::Inheritance;
use crate::ir::EntryType::{self, *};
use crate::ir::{Field, FieldSet, TypeSet, Value};

/// A field that can be handed on.
pub type Given = (Field, Arc<Value>);

/// What inherits: a record on its way, or one that is held as a parent.
pub trait Heir {
    /// What kind of work it is.
    fn kind(&self) -> EntryType;
    /// The value of a field.
    fn value(&self, field: Field) -> Option<&Value>;
    /// Takes on what another entry says.
    fn give(&mut self, field: Field, value: &Arc<Value>);
    /// Says more about a field of its own.
    fn refine(&mut self, field: Field, value: &Arc<Value>);
    /// Lets another field say what this one said.
    fn rename(&mut self, from: Field, to: Field);
}

/// Parents, children, which field becomes which, which stay with the parent.
struct Row {
    parents: TypeSet,
    children: TypeSet,
    moves: &'static [(Field, Field)],
    stay: FieldSet,
}

const PARTS_OF_BOOKS: &[EntryType] = &[BookPart, BookInBook, SuppBook];
const ARTICLES: &[EntryType] = &[ArticleJournal, ArticleMagazine, ArticleNewspaper, SuppPeriodical];

/// The title of the volume or journal that contains the child.
const TO_CONTAINER: &[(Field, Field)] = &[
    (Field::Title, Field::ContainerTitle),
    (Field::Subtitle, Field::ContainerSubtitle),
    (Field::TitleAddon, Field::ContainerTitleAddon),
];
/// The title of the whole of which the child is a volume.
const TO_MAIN: &[(Field, Field)] = &[(Field::Title, Field::MainTitle)];

const SHORT: FieldSet = FieldSet::of(&[Field::ShortTitle]);
/// A record has no place for the subtitle of the whole; the parent says it.
const SHORT_AND_SUB: FieldSet = FieldSet::of(&[Field::ShortTitle, Field::Subtitle, Field::TitleAddon]);

/// BibLaTeX's `\DeclareDataInheritance` as `biblatex.def` has it (manual,
/// appendix on inheritance). Titles for sorting and indexing, which stay with
/// the parent as well, are no fields of a record.
static ROWS: &[Row] = &[
    Row {
        parents: TypeSet::of(&[MultivolumeBook, Book]),
        children: TypeSet::of(PARTS_OF_BOOKS),
        moves: &[(Field::Author, Field::Author), (Field::Author, Field::ContainerAuthor)],
        stay: FieldSet::EMPTY,
    },
    Row {
        parents: TypeSet::of(&[MultivolumeBook]),
        children: TypeSet::of(&[Book, BookPart, BookInBook, SuppBook]),
        moves: TO_MAIN,
        stay: SHORT_AND_SUB,
    },
    Row {
        parents: TypeSet::of(&[MultivolumeEditedBook, MultivolumeReferenceWork]),
        children: TypeSet::of(&[
            EditedBook,
            ReferenceWork,
            Chapter,
            SuppCollection,
            EntryEncyclopedia,
            EntryDictionary,
            Entry,
        ]),
        moves: TO_MAIN,
        stay: SHORT_AND_SUB,
    },
    Row {
        parents: TypeSet::of(&[MultivolumeProceedings]),
        children: TypeSet::of(&[Proceedings, PaperConference]),
        moves: TO_MAIN,
        stay: SHORT_AND_SUB,
    },
    Row { parents: TypeSet::of(&[Book]), children: TypeSet::of(PARTS_OF_BOOKS), moves: TO_CONTAINER, stay: SHORT },
    Row {
        parents: TypeSet::of(&[EditedBook, ReferenceWork]),
        children: TypeSet::of(&[Chapter, SuppCollection, EntryEncyclopedia, EntryDictionary, Entry]),
        moves: TO_CONTAINER,
        stay: SHORT,
    },
    Row {
        parents: TypeSet::of(&[Proceedings]),
        children: TypeSet::of(&[PaperConference]),
        moves: TO_CONTAINER,
        stay: SHORT,
    },
    Row { parents: TypeSet::of(&[Periodical]), children: TypeSet::of(ARTICLES), moves: TO_CONTAINER, stay: SHORT },
];

/// What an entry says about itself among other entries is never handed on.
const NEVER: FieldSet = FieldSet::of(&[
    Field::Aliases,
    Field::Crossref,
    Field::Xdata,
    Field::Xref,
    Field::Members,
    Field::Related,
    Field::RelatedType,
]);

const IN_ISSUES: TypeSet = TypeSet::of(NUMBERED_ISSUES);
const IN_SERIES: TypeSet = TypeSet::of(NUMBERED_IN_SERIES);

/// What the native `number` means for a type.
fn number_of(kind: EntryType) -> Field {
    match kind {
        kind if IN_ISSUES.has(kind) => Field::Issue,
        kind if IN_SERIES.has(kind) => Field::CollectionNumber,
        _ => Field::Number,
    }
}

/// The field that has in the child the native name that `field` has in the parent.
fn same_name(field: Field, parent: EntryType, child: EntryType) -> Field {
    if field == number_of(parent) { number_of(child) } else { field }
}

fn value(given: &[Given], field: Field) -> Option<&Arc<Value>> {
    given.iter().find(|(at, _)| *at == field).map(|(_, value)| value)
}

fn give_if_lacking(heir: &mut impl Heir, field: Field, value: &Arc<Value>) {
    if heir.value(field).is_none() {
        heir.give(field, value);
    }
}

/// Hands on what a parent has, by `crossref`.
pub fn cross(heir: &mut impl Heir, parent: EntryType, given: &[Given], rules: Inheritance) {
    match rules {
        Inheritance::Bibtex => {
            copy(heir, parent, given, rules);
            // A parent without `booktitle` leaves BibTeX with an empty one and a
            // warning; what was meant is plain.
            let kind = heir.kind();
            let contains = |row: &&Row| row.moves == TO_CONTAINER && row.parents.has(parent) && row.children.has(kind);
            if let (Some(title), Some(_)) = (value(given, Field::Title), ROWS.iter().find(contains)) {
                give_if_lacking(heir, Field::ContainerTitle, title);
            }
        }
        Inheritance::Biblatex => {
            let mut done = NEVER;
            let kind = heir.kind();
            let rows = ROWS.iter().filter(|row| row.parents.has(parent) && row.children.has(kind));
            for row in rows {
                for &(from, to) in row.moves {
                    if let Some(value) = value(given, from) {
                        give_if_lacking(heir, to, value);
                        done.add(from);
                    }
                }
                done = done.or(row.stay);
            }
            rest(heir, parent, given, done);
        }
    }
}

/// Hands on every field under its own native name: what `xdata` does, and what
/// BibTeX does for `crossref`.
pub fn copy(heir: &mut impl Heir, parent: EntryType, given: &[Given], rules: Inheritance) {
    let mut done = NEVER;
    if rules == Inheritance::Bibtex {
        let had_title = heir.value(Field::Title).is_some();
        titles(heir, parent, given);
        for field in [Field::Title, Field::ContainerTitle] {
            done.add(field);
        }
        // They would belong to another title.
        if had_title || value(given, Field::Title).is_none() {
            done = done.or(SHORT_AND_SUB);
        }
        complete_date(heir, given);
    }
    rest(heir, parent, given, done);
}

fn rest(heir: &mut impl Heir, parent: EntryType, given: &[Given], done: FieldSet) {
    for (field, value) in given.iter().filter(|(field, _)| !done.has(*field)) {
        give_if_lacking(heir, same_name(*field, parent, heir.kind()), value);
    }
}

/// BibTeX's `title` and `booktitle`. The `title` of its `inbook` is that of the
/// book, unless there is a `booktitle` beside it.
fn titles(heir: &mut impl Heir, parent: EntryType, given: &[Given]) {
    let is_part = |kind: EntryType| PARTS_OF_BOOKS.contains(&kind);
    let (mut title, mut booktitle) = (value(given, Field::Title), value(given, Field::ContainerTitle));
    if is_part(parent) && title.is_none() {
        (title, booktitle) = (booktitle, None);
    }
    if !is_part(heir.kind()) {
        title.into_iter().for_each(|title| give_if_lacking(heir, Field::Title, title));
        booktitle.into_iter().for_each(|booktitle| give_if_lacking(heir, Field::ContainerTitle, booktitle));
        return;
    }
    match (heir.value(Field::Title).is_some(), heir.value(Field::ContainerTitle).is_some()) {
        (true, _) => booktitle.into_iter().for_each(|book| give_if_lacking(heir, Field::ContainerTitle, book)),
        (false, true) => {
            if let Some(booktitle) = booktitle {
                heir.rename(Field::ContainerTitle, Field::Title);
                heir.give(Field::ContainerTitle, booktitle);
            }
        }
        (false, false) => match (title, booktitle) {
            (Some(title), Some(booktitle)) => {
                heir.give(Field::Title, title);
                heir.give(Field::ContainerTitle, booktitle);
            }
            (one, other) => one.or(other).into_iter().for_each(|title| heir.give(Field::ContainerTitle, title)),
        },
    }
}

/// BibTeX inherits `month` beside a `year` of the entry's own; we do so where
/// the years agree.
fn complete_date(heir: &mut impl Heir, given: &[Given]) {
    let (Some(Value::Date(own)), Some(theirs)) = (heir.value(Field::Issued), value(given, Field::Issued)) else {
        return;
    };
    if matches!(theirs.as_ref(), Value::Date(date) if **own != **date && own.is_part_of(date)) {
        heir.refine(Field::Issued, theirs);
    }
}
