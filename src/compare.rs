//! Comparing records and lists of records.
//!
//! [`changes`] names the differences between two records, [`Account`] holds
//! them against what a writer reported as lost, and [`Pairing`] finds the
//! records of two bibliographies that are about the same work.
//!
//! ```
//! use ibidem::compare::{Pairing, changes};
//! let one = ibidem::read_str("@book{a, doi = {10.1000/x}, title = {Notes}}", "bibtex")?.value;
//! let other = ibidem::read_str("@book{b, doi = {10.1000/X}, title = {Sketch}}", "bibtex")?.value;
//! let mut pairing = Pairing::new(false);
//! one.into_iter().for_each(|record| pairing.left(record));
//! other.into_iter().for_each(|record| assert!(pairing.right(record).is_none()));
//! let pair = pairing.finish().remove(0);
//! let (Some((_, left)), Some((_, right))) = (pair.left, pair.right) else { panic!("one is alone") };
//! assert!(changes(&left, &right).iter().any(|change| change.subject.name() == "title"));
//! # Ok::<(), ibidem::Error>(())
//! ```

mod account;
mod pairing;
mod parts;

use std::cmp::Ordering;

use crate::ir::{Extra, Record};
use crate::report::Subject;

pub use account::{Account, Entry, Fate};
pub use pairing::{By, Pair, Pairing, Side, moved};

/// A difference between two records.
///
/// ```
/// use ibidem::{compare::changes, ir::{Record, keys}};
/// let mut edited = Record::default();
/// edited.set(keys::NOTE, "seen".into());
/// let change = &changes(&Record::default(), &edited)[0];
/// assert_eq!((change.before.as_deref(), change.after.as_deref()), (None, Some("seen")));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What differs.
    pub subject: Subject,
    /// What the first record says, shortened around the place where they part;
    /// `None` if it says nothing.
    pub before: Option<String>,
    /// What the second record says.
    pub after: Option<String>,
    /// Which part differs, where that is known: `name 2, given`, `day`, `markup`.
    pub part: Option<String>,
}

/// The differences between two records: key, type, fields in the order of the
/// vocabulary, extras by name. The order of extras of different names is none.
///
/// ```
/// use ibidem::compare::changes;
/// use ibidem::ir::{Date, EntryType, Record, keys};
/// let mut one = Record::new(EntryType::Book);
/// one.set(keys::ISSUED, Date::parse("2020-05-01").unwrap());
/// let mut other = Record::new(EntryType::Book);
/// other.set(keys::ISSUED, Date::parse("2020-05").unwrap());
/// other.set(keys::VOLUME, "2".into());
/// let found = changes(&one, &other);
/// let names: Vec<_> = found.iter().map(|change| change.subject.name()).collect();
/// assert_eq!(names, ["volume", "issued"]);
/// assert_eq!((found[0].before.as_deref(), found[0].after.as_deref()), (None, Some("2")));
/// assert_eq!(found[1].part.as_deref(), Some("day"));
/// ```
pub fn changes(before: &Record, after: &Record) -> Vec<Change> {
    let mut found = Vec::new();
    let mut enter = |subject, before: Option<&str>, after: Option<&str>, part: Option<String>| {
        let (before, after) = parts::previews(before, after);
        found.push(Change { subject, before, after, part });
    };
    if before.key != after.key {
        enter(Subject::Key, before.key.as_deref(), after.key.as_deref(), None);
    }
    if before.kind != after.kind {
        enter(Subject::Type, Some(before.kind.name()), Some(after.kind.name()), None);
    }
    for field in before.diff(after) {
        let (one, other) = (before.value(field), after.value(field));
        let part = one.zip(other).and_then(|(one, other)| parts::differing(one, other));
        let (one, other) = parts::shown(one, other);
        enter(Subject::Field(field), one.as_deref(), other.as_deref(), part);
    }
    for (one, other) in extras(&before.extras, &after.extras) {
        let Some(extra) = one.or(other) else { continue };
        let subject = Subject::Extra(extra.format.clone(), extra.name.clone());
        enter(subject, one.map(|extra| extra.value.as_str()), other.map(|extra| extra.value.as_str()), None);
    }
    found
}

/// Two extras of one name, or one that has no counterpart.
type Opposed<'r> = (Option<&'r Extra>, Option<&'r Extra>);

/// The extras that stand on one side only, in pairs where both have one of that
/// name. Equal ones are no difference wherever they stand.
fn extras<'r>(before: &'r [Extra], after: &'r [Extra]) -> Vec<Opposed<'r>> {
    if before == after {
        return Vec::new();
    }
    let sorted = |extras: &'r [Extra]| {
        let mut sorted: Vec<&Extra> = extras.iter().collect();
        sorted.sort_by_key(|extra| whole(extra));
        sorted
    };
    let opposed = merged(&sorted(before), &sorted(after), |a, b| whole(a).cmp(&whole(b)));
    let alone = || opposed.iter().filter(|(one, other)| one.is_none() || other.is_none());
    let one: Vec<&Extra> = alone().filter_map(|(one, _)| *one).collect();
    let other: Vec<&Extra> = alone().filter_map(|(_, other)| *other).collect();
    merged(&one, &other, |a, b| (&a.format, &a.name).cmp(&(&b.format, &b.name)))
}

fn whole(extra: &Extra) -> (&str, &str, &str) {
    (&extra.format, &extra.name, &extra.value)
}

/// Two sorted lists as one, with those that are of the same rank opposed.
fn merged<'r>(one: &[&'r Extra], other: &[&'r Extra], rank: fn(&Extra, &Extra) -> Ordering) -> Vec<Opposed<'r>> {
    let (mut left, mut right) = (one.iter().copied().peekable(), other.iter().copied().peekable());
    let mut found = Vec::with_capacity(one.len().max(other.len()));
    loop {
        let order = match (left.peek(), right.peek()) {
            (None, None) => return found,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(one), Some(other)) => rank(one, other),
        };
        found.push(match order {
            Ordering::Less => (left.next(), None),
            Ordering::Equal => (left.next(), right.next()),
            Ordering::Greater => (None, right.next()),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::{EntryType, Inline, Name, Names, Style, Text, keys};

    fn said(before: &Record, after: &Record) -> Vec<String> {
        let text = |side: &Option<String>| side.clone().unwrap_or_else(|| "-".to_owned());
        let line = |change: &Change| {
            let part = change.part.as_deref().unwrap_or_default();
            format!("{}: {} > {} ({part})", change.subject.name(), text(&change.before), text(&change.after))
        };
        changes(before, after).iter().map(line).collect()
    }

    fn extra(name: &str, value: &str) -> Extra {
        Extra { format: "ris".into(), name: name.into(), value: value.into() }
    }

    #[test]
    fn key_type_fields_and_extras() {
        let (mut one, mut other) = (Record::new(EntryType::Book), Record::new(EntryType::Report));
        assert!(changes(&one, &one.clone()).is_empty());
        one.key = Some("a".into());
        one.set(keys::VOLUME, "1".into());
        one.extras = vec![extra("U1", "x"), extra("U1", "y"), extra("U2", "z")];
        other.set(keys::TITLE, "T".into());
        other.extras = vec![extra("U3", "z"), extra("U1", "y"), extra("U1", "w")];
        let expected = [
            "key: a > - ()",
            "type: book > report ()",
            "title: - > T ()",
            "volume: 1 > - ()",
            "ris:U1: x > w ()",
            "ris:U2: z > - ()",
            "ris:U3: - > z ()",
        ];
        assert_eq!(said(&one, &other), expected);
    }

    #[test]
    fn the_part_that_differs_is_named_where_it_is_known() {
        let emph = Text::from_inlines(vec![Inline::Styled(Style::Emph, vec![Inline::Plain("T".into())])]);
        for (before, after, expected) in [
            (Text::from("A b"), Text::from("A B"), "title: A b > A B (case)"),
            (Text::from("A b"), Text::from("A  b"), "title: A b > A  b (blanks)"),
            (Text::from("T"), emph, "title: T > [{\"emph\":[\"T\"]}] (markup)"),
            (Text::from("T"), Text::from("U"), "title: T > U ()"),
        ] {
            let (mut one, mut other) = (Record::default(), Record::default());
            one.set(keys::TITLE, before);
            other.set(keys::TITLE, after);
            assert_eq!(said(&one, &other), [expected]);
        }
    }

    #[test]
    fn of_a_list_of_names_the_name_and_its_part() {
        let list =
            |names: &[(&str, &str)]| Names::from(names.iter().map(|n| Name::person(n.0, n.1)).collect::<Vec<_>>());
        let full = list(&[("Abel", "Ann"), ("Baker", "Bo"), ("Cook", "C.")]);
        for (after, expected) in [
            (list(&[("Abel", "Ann"), ("Baker", "B."), ("Cook", "C.")]), "name 2, given"),
            (list(&[("Abel", "A."), ("Barker", "B."), ("Cook", "C.")]), "names 1, 2"),
            (list(&[("Abel", "Ann"), ("Baker", "Bo")]), "3 names, then 2"),
            (list(&[("Baker", "Bo"), ("Abel", "Ann"), ("Cook", "C.")]), "order"),
        ] {
            let (mut one, mut other) = (Record::default(), Record::default());
            one.set(keys::AUTHOR, full.clone());
            other.set(keys::AUTHOR, after);
            assert_eq!(changes(&one, &other)[0].part.as_deref(), Some(expected));
        }
    }

    #[test]
    fn long_values_are_shown_around_the_place_where_they_part() {
        let (mut one, mut other) = (Record::default(), Record::default());
        one.set(keys::ABSTRACT, format!("{}here it ends{}", "word ".repeat(50), " more".repeat(50)).into());
        other.set(keys::ABSTRACT, format!("{}there{}", "word ".repeat(50), " more".repeat(50)).into());
        let found = &changes(&one, &other)[0];
        let (before, after) = (found.before.as_deref().unwrap(), found.after.as_deref().unwrap());
        assert!(
            before.starts_with("…word word") && before.contains("here it ends") && before.ends_with('…'),
            "{before}"
        );
        assert!(after.starts_with("…word word") && after.contains("there more"), "{after}");
        assert!(before.chars().count() < 80 && after.chars().count() < 80);
    }
}
