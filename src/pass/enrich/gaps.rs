//! Which fields are filled, and with what.

use super::Donor;
use super::keys::{By, folded, folded_family, is_of_arxiv};
use crate::ir::{Field, FieldSet, Name, Names, Others, Record, Text, Value, keys};

/// What any record of the same work says, in the order of filling.
const OF_THE_WORK: &[Field] = &[
    Field::ArxivId,
    Field::ArxivPrimary,
    Field::ArxivClasses,
    Field::Doi,
    Field::OtherDois,
    Field::Title,
    Field::Author,
    Field::JournalRef,
    Field::Abstract,
];

/// What a record of another type does not say of this one: the date of a
/// preprint is not that of the article.
const OF_THE_TYPE: &[Field] = &[
    Field::Issued,
    Field::Submitted,
    Field::Updated,
    Field::Announced,
    Field::Comments,
    Field::ReportNumber,
    Field::MscClass,
    Field::AcmClass,
    Field::License,
    Field::Versions,
    Field::ContainerTitle,
    Field::Volume,
    Field::Issue,
    Field::Pages,
    Field::ArticleNumber,
    Field::Issn,
    Field::Isbn,
    Field::Publisher,
    Field::Editor,
    Field::Language,
    Field::Keywords,
];

/// Where in a journal: fields that only mean something together.
const PLACE: FieldSet = FieldSet::of(&[
    Field::ContainerTitle,
    Field::Volume,
    Field::Issue,
    Field::Pages,
    Field::ArticleNumber,
    Field::Issn,
]);

/// What an entry does not inherit from another.
const OWN: FieldSet = FieldSet::of(&[Field::ArxivId, Field::ArxivPrimary, Field::ArxivClasses, Field::Doi]);

/// Every field that may be filled, in the order of filling.
pub(super) fn fillable() -> impl Iterator<Item = Field> {
    OF_THE_WORK.iter().chain(OF_THE_TYPE).copied()
}

/// The fields a record lacks, or has in part only.
pub(super) fn gaps(record: &Record, possible: FieldSet) -> FieldSet {
    let mut gaps = FieldSet::EMPTY;
    let settled = record.settled();
    // What is not there may yet be inherited where the output is read.
    let inherits = [Field::Crossref, Field::Xdata].into_iter().any(|field| record.has(field) && !settled.has(field));
    for field in fillable().filter(|field| possible.has(*field)) {
        let gap = match (field, record.value(field)) {
            (Field::JournalRef, None) => !record.has(Field::ContainerTitle),
            (Field::ArxivId, None) => !record.has(Field::Eprint),
            (_, None) => true,
            (Field::Author, Some(Value::Names(names))) => names.others.is_some(),
            (Field::Abstract, Some(Value::Text(text))) => teaser(text).is_some(),
            _ => false,
        };
        if gap && (!inherits || OWN.has(field)) {
            gaps.add(field);
        }
    }
    gaps
}

/// The words of an abstract that ends in an ellipsis, without it.
fn teaser(text: &Text) -> Option<String> {
    let plain = text.to_plain();
    let plain = plain.trim_end();
    let words = plain.strip_suffix('\u{2026}').or_else(|| plain.strip_suffix("..."))?;
    Some(folded(words))
}

/// What a candidate has for a gap of the record, if it fits.
pub(super) fn offer<'d>(record: &Record, donor: &'d Donor, by: By, field: Field) -> Option<&'d Value> {
    let value = donor.value(field)?;
    if !OF_THE_WORK.contains(&field) && donor.kind != record.kind || PLACE.has(field) && !same_place(record, donor, by)
    {
        return None;
    }
    let fits = match (field, value) {
        (Field::ArxivPrimary | Field::ArxivClasses, value) => has_classes(record, donor, value),
        (Field::Doi, Value::Token(doi)) => !is_of_arxiv(doi),
        // Further ones mean something beside the same first one.
        (Field::OtherDois, _) => {
            record.has(Field::Doi)
                && record.value(Field::Doi).map(folded_value) == donor.value(Field::Doi).map(folded_value)
        }
        (Field::Abstract, Value::Text(text)) => match record.get(keys::ABSTRACT).and_then(teaser) {
            Some(beginning) => teaser(text).is_none() && folded(&text.to_plain()).starts_with(&beginning),
            None => true,
        },
        _ => true,
    };
    fits.then_some(value)
}

/// Whether the classes are those of the paper whose identifier the record has,
/// and do not contradict the ones it has.
fn has_classes(record: &Record, donor: &Donor, value: &Value) -> bool {
    let id = record.get(keys::ARXIV_ID);
    let same = id.is_some() && id == donor.keys.arxiv.as_ref();
    same && match value {
        Value::Token(primary) => record.get(keys::ARXIV_CLASSES).is_none_or(|classes| classes.contains(primary)),
        Value::Tokens(classes) => record.get(keys::ARXIV_PRIMARY).is_none_or(|primary| classes.contains(primary)),
        _ => false,
    }
}

/// Whether what both say about the place in a journal is the same.
fn same_place(record: &Record, donor: &Donor, by: By) -> bool {
    let same = |field| match (record.value(field), donor.value(field)) {
        (Some(mine), Some(theirs)) => folded_value(mine) == folded_value(theirs),
        _ => true,
    };
    let numbers = [Field::Volume, Field::Issue, Field::Pages, Field::ArticleNumber];
    numbers.into_iter().all(same) && (by == By::Doi || same(Field::ContainerTitle))
}

fn folded_value(value: &Value) -> String {
    folded(&value.preview())
}

/// Of two values for one gap the one that says more, `None` if they disagree.
pub(super) fn agree<'d>(field: Field, one: &'d Value, other: &'d Value) -> Option<&'d Value> {
    match (one, other) {
        (one, other) if one == other => Some(one),
        (Value::Date(a), Value::Date(b)) if a.is_part_of(b) => Some(other),
        (Value::Date(a), Value::Date(b)) if b.is_part_of(a) => Some(one),
        (Value::Names(a), Value::Names(b)) if is_continued(a, b) => Some(other),
        (Value::Names(a), Value::Names(b)) if is_continued(b, a) => Some(one),
        (Value::Text(a), Value::Text(b)) if field == Field::Abstract => {
            let (whole, beginning) = (folded(&a.to_plain()), teaser(b));
            if beginning.is_some_and(|beginning| whole.starts_with(&beginning)) {
                return Some(one);
            }
            let (whole, beginning) = (folded(&b.to_plain()), teaser(a));
            if beginning.is_some_and(|beginning| whole.starts_with(&beginning)) {
                return Some(other);
            }
            (whole == folded(&a.to_plain())).then_some(one)
        }
        (one, other) => (folded_value(one) == folded_value(other)).then_some(one),
    }
}

/// Whether the second list has the names of the first one, and more if that was
/// cut off.
fn is_continued(cut: &Names, whole: &Names) -> bool {
    let missing = whole.list.len().checked_sub(cut.list.len());
    let fits = match (cut.others, whole.others, missing) {
        (None, None, Some(0)) => true,
        (Some(Others::Unknown), None, Some(missing)) => missing > 0,
        (Some(Others::Count(count)), None, Some(missing)) => missing as u64 == u64::from(count),
        _ => false,
    };
    fits && cut.list.iter().zip(&whole.list).all(|(mine, theirs)| is_same(mine, theirs))
}

/// Whether two names may be those of one person, one of them perhaps with
/// initials.
fn is_same(mine: &Name, theirs: &Name) -> bool {
    let initial = |name: &Name| folded(&name.given.to_plain()).chars().next();
    let initials = match (initial(mine), initial(theirs)) {
        (Some(mine), Some(theirs)) => mine == theirs,
        _ => true,
    };
    let family = |name: &Name| folded_family(&name.family.to_plain());
    initials && family(mine) == family(theirs)
}

/// Puts a value into a gap; `false` if it contradicts what is there. What a list
/// of names has keeps its form, and the rest is added.
pub(super) fn put(record: &mut Record, field: Field, value: &Value) -> bool {
    let value = match (record.get(keys::AUTHOR), value) {
        (Some(mine), Value::Names(theirs)) if field == Field::Author => {
            if !is_continued(mine, theirs) {
                return false;
            }
            let mut list = mine.list.clone();
            list.extend_from_slice(&theirs.list[mine.list.len()..]);
            Value::Names(Names::from(list))
        }
        _ => value.clone(),
    };
    if let Some(origin) = &mut record.origin {
        origin.spelling.retain(|(of, _)| *of != field);
    }
    record.put(field, value)
}

/// The fields by which it is judged whether these may be filled.
pub(super) fn judged(fields: FieldSet) -> FieldSet {
    let mut judged = if fields.and(PLACE).is_empty() { FieldSet::EMPTY } else { PLACE };
    if fields.has(Field::OtherDois) {
        judged.add(Field::Doi);
    }
    judged
}
