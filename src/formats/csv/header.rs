//! Headers: what the columns of a table mean.

use std::sync::{Arc, PoisonError, RwLock};

use super::columns::{self, COLUMNS, YEAR, all_own, plain};
use super::dialects::{self, ANY, Dialect, OWN, Via};
use super::split::cells;
use crate::ir::EntryType;

/// A column of a table.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Column {
    /// Our name for it and how its cells are written, if it is known.
    pub to: Option<(&'static str, Via)>,
    /// What stands above it.
    pub heading: Box<str>,
}

/// The header of one input.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub delimiter: u8,
    pub columns: Vec<Column>,
    pub dialect: &'static Dialect,
    /// The row itself, without its line end.
    pub text: Box<str>,
    /// Columns of one meaning, the preferred one first: the first with a value counts.
    pub rivals: Vec<Vec<usize>>,
    /// Types by columns that are not empty, for records without one.
    pub kinds: Vec<(usize, EntryType)>,
    /// The type of all records without one.
    pub kind: Option<&'static str>,
    /// Whether guards are taken off cells.
    pub guarded: bool,
}

impl Header {
    /// A header from its row. Guards are taken off if that was asked for, or in
    /// a table of ours that begins with a byte order mark.
    pub fn new(row: &str, delimiter: u8, kind: Option<&'static str>, excel: bool, marked: bool) -> Header {
        let headings: Vec<String> = cells(row, delimiter).iter().map(|heading| heading.trim().to_owned()).collect();
        let plain_headings: Vec<_> = headings.iter().map(|heading| plain(heading)).collect();
        let dialect = dialect(&headings, &plain_headings);
        let to = meanings(dialect, &headings, &plain_headings);
        let rivals = rivals(dialect, &plain_headings, &to);
        let at = |wanted: &str| plain_headings.iter().position(|heading| heading == wanted);
        let kinds = dialect.kinds.iter().filter_map(|(heading, kind)| Some((at(heading)?, *kind))).collect();
        let columns =
            to.into_iter().zip(headings).map(|(to, heading)| Column { to, heading: heading.into() }).collect();
        Header {
            delimiter,
            columns,
            dialect,
            text: row.trim_end().into(),
            rivals,
            kinds,
            kind: kind.or(dialect.kind.map(EntryType::name)),
            guarded: excel || (marked && std::ptr::eq(dialect, &OWN)),
        }
    }

    /// How many columns are known.
    pub fn known(&self) -> usize {
        self.columns.iter().filter(|column| column.to.is_some()).count()
    }

    /// Whether the table is that of a program, or one of ours.
    pub fn is_recognized(&self) -> bool {
        !std::ptr::eq(self.dialect, &ANY)
    }

    /// Whether it is one of ours with all columns.
    pub fn is_whole(&self) -> bool {
        self.columns.iter().map(|column| column.heading.as_ref()).eq(COLUMNS.iter().copied())
    }
}

fn dialect(headings: &[String], plain_headings: &[String]) -> &'static Dialect {
    if all_own(headings.iter().map(String::as_str)) {
        return &OWN;
    }
    dialects::recognize(plain_headings).unwrap_or(&ANY)
}

fn meanings(
    dialect: &'static Dialect,
    headings: &[String],
    plain_headings: &[String],
) -> Vec<Option<(&'static str, Via)>> {
    let own = std::ptr::eq(dialect, &OWN);
    let meaning = |(heading, plain_heading): (&String, &String)| {
        if own {
            return columns::own(heading).map(|column| (column, Via::Same));
        }
        if let Some((_, column, via)) = dialect.headings.iter().find(|(known, ..)| known == plain_heading) {
            return Some((*column, *via));
        }
        let column = columns::known(plain_heading).filter(|_| dialect.open)?;
        let names = matches!(column, "authors" | "editors" | "translators");
        Some((column, if names { Via::Names(dialect.people) } else { Via::Same }))
    };
    let mut counts = std::collections::HashMap::new();
    let mut few = |to: &(&'static str, Via)| {
        let count = counts.entry(to.0).or_insert(0);
        *count += 1;
        *count <= MAX_RIVALS
    };
    headings.iter().zip(plain_headings).map(meaning).map(|to| to.filter(&mut few)).collect()
}

/// More columns of one meaning than this are extras.
const MAX_RIVALS: usize = 8;

fn rivals(dialect: &'static Dialect, plain_headings: &[String], to: &[Option<(&'static str, Via)>]) -> Vec<Vec<usize>> {
    let mut groups: Vec<(&'static str, Vec<usize>)> = Vec::new();
    let mut counts = std::collections::HashMap::new();
    let single =
        |to: &Option<(&'static str, Via)>| to.filter(|(_, via)| !matches!(via, Via::List(_))).map(|(to, _)| to);
    for column in to.iter().filter_map(single) {
        *counts.entry(column).or_insert(0) += 1;
    }
    for (at, column) in to.iter().enumerate().filter_map(|(at, to)| Some((at, single(to)?))) {
        if counts.get(column).is_some_and(|count| *count > 1) {
            match groups.iter_mut().find(|(of, _)| *of == column) {
                Some((_, group)) => group.push(at),
                None => groups.push((column, vec![at])),
            }
        }
    }
    let rank = |at: &usize| {
        let listed =
            dialect.headings.iter().position(|(heading, ..)| plain_headings.get(*at).is_some_and(|of| of == heading));
        listed.unwrap_or(usize::MAX)
    };
    for (_, group) in &mut groups {
        group.sort_by_cached_key(rank);
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// What these headings of a table of ours are read as: the column, unless
/// another one before it is read as the same.
pub(super) fn targets(headings: Vec<String>) -> Vec<Option<&'static str>> {
    let plain_headings: Vec<_> = headings.iter().map(|heading| plain(heading)).collect();
    let dialect = dialect(&headings, &plain_headings);
    // What another program means by them is not what we do.
    let foreign = !std::ptr::eq(dialect, &OWN) && !std::ptr::eq(dialect, &ANY);
    let to = meanings(dialect, &headings, &plain_headings);
    let rivals = rivals(dialect, &plain_headings, &to);
    let loses = |at: usize| rivals.iter().any(|group| group.iter().skip(1).any(|other| *other == at));
    let target = |(at, to): (usize, Option<(&'static str, Via)>)| {
        let column = to.map(|(column, _)| column).filter(|_| !loses(at) && !foreign);
        column.filter(|column| COLUMNS.contains(column) || *column == YEAR)
    };
    to.into_iter().enumerate().map(target).collect()
}

/// Headers of the inputs of a run, shared by cutter and parsers; a frame says
/// by its kind which one is its own.
#[derive(Clone, Default)]
pub(super) struct Headers(Arc<RwLock<Vec<Arc<Header>>>>);

/// As many as a frame's kind can name. More different ones push out the oldest.
const MAX_HEADERS: usize = 256;

impl Headers {
    pub fn add(&self, header: Arc<Header>, number: usize) -> u8 {
        let mut headers = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = headers.iter().position(|known| *known == header) {
            return at as u8;
        }
        let at = if headers.len() < MAX_HEADERS { headers.len() } else { number % MAX_HEADERS };
        if at == headers.len() {
            headers.push(header);
        } else {
            headers[at] = header;
        }
        at as u8
    }

    pub fn get(&self, kind: u8) -> Option<Arc<Header>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(usize::from(kind)).cloned()
    }
}
