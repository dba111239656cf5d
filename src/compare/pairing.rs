//! Finding the records of two bibliographies that are about the same work.

use std::collections::VecDeque;
use std::hash::{DefaultHasher, Hash, Hasher};

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::ir::{ArxivId, Field, Names, Record, keys, normal_doi};

/// By what two records were found to be about the same work.
///
/// ```
/// use ibidem::compare::By;
/// assert_eq!(By::ALL[0], By::Key);
/// assert_eq!(By::ALL.map(By::name)[1], "doi");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The citation key.
    Key,
    /// The DOI, in any case.
    Doi,
    /// The arXiv identifier, without version.
    Arxiv,
    /// The PubMed identifier.
    Pmid,
    /// The ISBN, of 10 or 13 digits, of a work that is no part of another.
    Isbn,
    /// Title, first author and year, without case, accents and punctuation.
    Title,
}

impl By {
    /// All of them, in the order in which they are tried.
    pub const ALL: [By; 6] = [By::Key, By::Doi, By::Arxiv, By::Pmid, By::Isbn, By::Title];

    /// The word used in reports.
    pub const fn name(self) -> &'static str {
        match self {
            By::Key => "key",
            By::Doi => "doi",
            By::Arxiv => "arxiv",
            By::Pmid => "pmid",
            By::Isbn => "isbn",
            By::Title => "title",
        }
    }

    /// A digest of what the record is found by, if it has that.
    fn digest(self, record: &Record) -> Option<u64> {
        let text = match self {
            By::Key => record.key.as_deref()?.to_owned(),
            By::Doi => normal_doi(record.get(keys::DOI)?)?.to_lowercase().to_string(),
            By::Arxiv => {
                let given = record.get(keys::ARXIV_ID)?;
                ArxivId::parse(given).map_or_else(|| given.to_string(), |id| id.id.to_string())
            }
            By::Pmid => record.get(keys::PMID)?.trim().to_owned(),
            By::Isbn if record.has(Field::ContainerTitle) => return None,
            By::Isbn => isbn(record.get(keys::ISBN)?)?,
            By::Title => title(record)?,
        };
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        (!text.is_empty()).then(|| hasher.finish())
    }
}

/// Thirteen digits.
fn isbn(given: &str) -> Option<String> {
    let mut digits: String = given.chars().filter(char::is_ascii_digit).collect();
    match (digits.len(), given.trim_end().ends_with(['x', 'X'])) {
        (13, false) => return Some(digits),
        (10, false) => drop(digits.pop()),
        (9, true) => {}
        _ => return None,
    }
    digits.insert_str(0, "978");
    let weighted = |(at, digit): (usize, u8)| u32::from(digit - b'0') * if at % 2 == 0 { 1 } else { 3 };
    let sum: u32 = digits.bytes().enumerate().map(weighted).sum();
    digits.push(char::from(b'0' + ((10 - sum % 10) % 10) as u8));
    Some(digits)
}

/// Title with subtitle, first author or editor, and year; `None` without title.
fn title(record: &Record) -> Option<String> {
    let mut out = String::new();
    for key in [keys::TITLE, keys::SUBTITLE] {
        if let Some(text) = record.get(key) {
            fold(&text.to_plain(), &mut out);
        }
    }
    if out.is_empty() {
        return None;
    }
    let first = |names: &Names| names.list.first().cloned();
    if let Some(name) = [keys::AUTHOR, keys::EDITOR].into_iter().find_map(|key| record.get(key).and_then(first)) {
        out.push('|');
        fold(&name.particles(), &mut out);
        fold(&name.family.to_plain(), &mut out);
    }
    if let Some(point) = record.best_date().and_then(|date| date.first()) {
        out.push_str(&format!("|{}", point.year));
    }
    Some(out)
}

/// Letters and digits, without case and accents.
fn fold(text: &str, out: &mut String) {
    let letters = text.nfkd().filter(|c| c.is_alphanumeric() && !is_combining_mark(*c));
    out.extend(letters.flat_map(char::to_lowercase));
}

/// A record of one side, and its ordinal there, from 1.
///
/// ```
/// use ibidem::{compare::Side, ir::Record};
/// let second: Side = (2, Box::new(Record::default()));
/// assert!(second.1.key.is_none());
/// ```
pub type Side = (u64, Box<Record>);

/// Two records about the same work, or one that has no counterpart.
///
/// ```
/// use ibidem::{compare::{By, Pairing}, ir::Record};
/// let mut record = Record::default();
/// record.key = Some("a".into());
/// let mut pairing = Pairing::new(true);
/// pairing.left(record.clone());
/// let pair = pairing.right(record).unwrap();
/// assert_eq!((pair.by, pair.left == pair.right), (Some(By::Key), true));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// That of the first bibliography.
    pub left: Option<Side>,
    /// That of the second one.
    pub right: Option<Side>,
    /// How they were found, if there are two.
    pub by: Option<By>,
}

/// Pairs the records of two bibliographies: by citation key, then by each of
/// the identifiers, then by title, first author and year. What several records
/// of a side have in common pairs them up in order, so the outcome depends on
/// nothing but the two lists. Each record is looked up once for each way.
///
/// The first bibliography is held, and of the second one what was not paired by
/// its key at once: 2 to 5 KB a record, by the length of its abstract.
///
/// ```
/// use ibidem::compare::{By, Pairing};
/// use ibidem::ir::{EntryType, Record, keys};
/// let mut one = Record::new(EntryType::Book);
/// one.set(keys::DOI, "10.1000/A".into());
/// let mut other = Record::new(EntryType::Report);
/// other.set(keys::DOI, "10.1000/a".into());
/// let mut pairing = Pairing::new(true);
/// pairing.left(one);
/// assert!(pairing.right(other).is_none());
/// let pairs = pairing.finish();
/// assert_eq!((pairs.len(), pairs[0].by), (1, Some(By::Doi)));
/// ```
pub struct Pairing {
    /// Whether keys are what records are found by first; else last.
    keys_first: bool,
    left: Vec<Option<Side>>,
    /// Where the records of a key stand in `left`; those that are gone are passed over.
    by_key: FxHashMap<u64, VecDeque<usize>>,
    right: Vec<Option<Side>>,
    seen: u64,
}

impl Pairing {
    /// Nothing yet. Keys are tried first, or last where they mean nothing.
    pub fn new(keys_first: bool) -> Pairing {
        Pairing { keys_first, left: Vec::new(), by_key: FxHashMap::default(), right: Vec::new(), seen: 0 }
    }

    /// The next record of the first bibliography, all of which come first.
    pub fn left(&mut self, record: Record) {
        if let Some(digest) = By::Key.digest(&record).filter(|_| self.keys_first) {
            self.by_key.entry(digest).or_default().push_back(self.left.len());
        }
        self.left.push(Some((self.left.len() as u64 + 1, Box::new(record))));
    }

    /// The next record of the second bibliography; its pair, if it is known already.
    pub fn right(&mut self, record: Record) -> Option<Pair> {
        self.seen += 1;
        let right = Some((self.seen, Box::new(record)));
        let digest = right.as_ref().and_then(|(_, record)| By::Key.digest(record)).filter(|_| self.keys_first);
        let found = digest.and_then(|digest| self.by_key.get_mut(&digest)?.pop_front());
        if let Some(left) = found.and_then(|at| self.left[at].take()) {
            return Some(Pair { left: Some(left), right, by: Some(By::Key) });
        }
        self.right.push(right);
        None
    }

    /// How many records were seen of the first and of the second bibliography.
    ///
    /// ```
    /// use ibidem::{compare::Pairing, ir::Record};
    /// let mut pairing = Pairing::new(false);
    /// pairing.left(Record::default());
    /// assert_eq!(pairing.seen(), (1, 0));
    /// ```
    pub fn seen(&self) -> (u64, u64) {
        (self.left.len() as u64, self.seen)
    }

    /// The other pairs in the order of the first bibliography, then what stands
    /// in the second one only, in its order.
    pub fn finish(mut self) -> Vec<Pair> {
        let mut partners: Vec<Option<(By, usize)>> = self.left.iter().map(|_| None).collect();
        let keys_last = (!self.keys_first).then_some(By::Key);
        let mut lonely: Vec<usize> = (0..self.right.len()).collect();
        for by in By::ALL[1..].iter().copied().chain(keys_last) {
            let mut known: FxHashMap<u64, VecDeque<usize>> = FxHashMap::default();
            for (at, side) in self.left.iter().enumerate().filter(|(at, _)| partners[*at].is_none()) {
                if let Some(digest) = side.as_ref().and_then(|(_, record)| by.digest(record)) {
                    known.entry(digest).or_default().push_back(at);
                }
            }
            lonely.retain(|&to| {
                let digest = self.right[to].as_ref().and_then(|(_, record)| by.digest(record));
                let found = digest.and_then(|digest| known.get_mut(&digest)?.pop_front());
                if let Some(at) = found {
                    partners[at] = Some((by, to));
                }
                found.is_none()
            });
        }
        let mut pairs = Vec::new();
        for (left, partner) in self.left.into_iter().zip(partners) {
            let Some(left) = left else { continue };
            let right = partner.and_then(|(_, to)| self.right[to].take());
            pairs.push(Pair { left: Some(left), right, by: partner.map(|(by, _)| by) });
        }
        pairs.extend(self.right.into_iter().flatten().map(|right| Pair { left: None, right: Some(right), by: None }));
        pairs
    }
}

/// Of ordinals in the second bibliography, given in the order of the first one,
/// how many would have to move for both orders to be one: all but a longest run
/// that rises.
///
/// ```
/// use ibidem::compare::moved;
/// assert_eq!((moved(&[1, 2, 3]), moved(&[2, 3, 1])), (0, 1));
/// ```
pub fn moved(ordinals: &[u64]) -> u64 {
    // The smallest last ordinal of a rising run of each length.
    let mut last: Vec<u64> = Vec::new();
    for &ordinal in ordinals {
        let at = last.partition_point(|&end| end < ordinal);
        match last.get_mut(at) {
            Some(end) => *end = ordinal,
            None => last.push(ordinal),
        }
    }
    (ordinals.len() - last.len()) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::{Date, EntryType, Name};

    fn keyed(key: &str) -> Record {
        let mut record = Record::new(EntryType::Book);
        record.key = (!key.is_empty()).then(|| key.into());
        record
    }

    fn titled(title: &str, family: &str, year: i32) -> Record {
        let mut record = keyed("");
        record.set(keys::TITLE, title.into());
        record.set(keys::AUTHOR, Names::from(vec![Name::person(family, "")]));
        record.set(keys::ISSUED, Date::year(year));
        record
    }

    fn pairs(left: &[Record], right: &[Record], keys_first: bool) -> Vec<(u64, u64, &'static str)> {
        let mut pairing = Pairing::new(keys_first);
        left.iter().for_each(|record| pairing.left(record.clone()));
        let mut pairs: Vec<Pair> = right.iter().filter_map(|record| pairing.right(record.clone())).collect();
        pairs.extend(pairing.finish());
        let ordinal = |side: &Option<Side>| side.as_ref().map_or(0, |(ordinal, _)| *ordinal);
        pairs.iter().map(|pair| (ordinal(&pair.left), ordinal(&pair.right), pair.by.map_or("", By::name))).collect()
    }

    #[test]
    fn keys_before_identifiers_and_identifiers_before_titles() {
        let mut one = keyed("a");
        one.set(keys::DOI, "10.1000/x".into());
        let mut other = keyed("b");
        other.set(keys::DOI, "10.1000/X".into());
        // The second record's key wins although the first one's DOI came earlier.
        assert_eq!(pairs(std::slice::from_ref(&one), &[other.clone(), keyed("a")], true), [(1, 2, "key"), (0, 1, "")]);
        assert_eq!(pairs(&[one], &[keyed("a"), other], false), [(1, 2, "doi"), (0, 1, "")]);
    }

    #[test]
    fn duplicates_pair_up_in_order() {
        let (one, two) = ([keyed("a"), keyed("a"), keyed("a")], [keyed("a"), keyed("a")]);
        assert_eq!(pairs(&one, &two, true), [(1, 1, "key"), (2, 2, "key"), (3, 0, "")]);
        assert_eq!(pairs(&two, &one, true), [(1, 1, "key"), (2, 2, "key"), (0, 3, "")]);
    }

    #[test]
    fn titles_without_accents_case_and_punctuation() {
        let one = titled("The “Müller” Case: Part 1", "Çelik", 2020);
        let mut other = titled("The Muller case", "Celik", 2020);
        other.set(keys::SUBTITLE, "part 1".into());
        assert_eq!(pairs(std::slice::from_ref(&one), &[other], true), [(1, 1, "title")]);
        assert_eq!(pairs(&[one], &[titled("The Müller Case: Part 1", "Çelik", 2021)], true).len(), 2);
        assert_eq!(pairs(&[keyed("")], &[keyed("")], true).len(), 2);
    }

    #[test]
    fn numbers_of_books_in_both_lengths_but_not_of_parts_of_books() {
        let book = |isbn: &str| {
            let mut record = keyed("");
            record.set(keys::ISBN, isbn.into());
            record
        };
        assert_eq!(pairs(&[book("0-306-40615-2")], &[book("978-0-306-40615-7")], true), [(1, 1, "isbn")]);
        assert_eq!(pairs(&[book("0-8044-2957-X")], &[book("9780804429573")], true), [(1, 1, "isbn")]);
        let mut part = book("0-306-40615-2");
        part.set(keys::CONTAINER_TITLE, "B".into());
        assert_eq!(pairs(std::slice::from_ref(&part), std::slice::from_ref(&part), true).len(), 2);
    }

    #[test]
    fn records_that_moved() {
        assert_eq!(moved(&[]), 0);
        assert_eq!(moved(&[1, 2, 5]), 0);
        assert_eq!(moved(&[4, 1, 2, 3]), 1);
        assert_eq!(moved(&[3, 2, 1]), 2);
    }
}
