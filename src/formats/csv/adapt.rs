//! Cells of other tables in the notation of our own, which one table of fields
//! then reads.

use std::borrow::Cow;

use super::dialects::Via;
use super::literal;
use super::names::put_names;
use super::people;
use super::values::{self, push_item};
use crate::codec::calendar;
use crate::codec::mail_date;
use crate::codec::markup::{self, Markup};
use crate::codec::tex::{self, Braces, Decode};

/// Hands the columns of ours that a cell fills, and what stands in them, to
/// `put`; `false` if the cell is not written as it should be and says nothing.
pub(super) fn adapt<'c>(
    via: Via,
    column: &'static str,
    cell: Cow<'c, str>,
    put: &mut dyn FnMut(&'static str, Cow<'c, str>),
) -> bool {
    let value = match via {
        Via::Same => cell,
        Via::Names(how) => {
            let names = people::read(&cell, how);
            let mut list = String::new();
            put_names(&names, true, &mut list);
            if names.list.is_empty() {
                return false;
            }
            if names.others.is_some() {
                push_item("et al.", &mut list);
            }
            if !list.contains(';') {
                list.push(';');
            }
            list.into()
        }
        Via::List(marks) => match marks.iter().find(|mark| cell.contains(**mark)) {
            Some(';') => items(values::items(&cell).iter().map(AsRef::as_ref)),
            Some(mark) => items(cell.split(*mark)),
            None => items(std::iter::once(cell.as_ref())),
        },
        Via::Literal => match literal::strings(&cell) {
            Some(strings) if !strings.is_empty() => items(strings.iter().map(String::as_str)),
            _ => return false,
        },
        Via::Folded => crate::codec::line::one_line(&cell).into_owned().into(),
        Via::Tex => {
            let braces = if column == "title" { Braces::Protect } else { Braces::Drop };
            let text = tex::decode(&cell, Decode { paragraphs: column == "abstract", braces });
            let mut out = String::new();
            markup::encode(&text, Markup { tags: true, paragraphs: true }, &mut out);
            out.into()
        }
        Via::First => match cell.split_once(';') {
            Some((first, _)) => first.trim().to_owned().into(),
            None => cell,
        },
        Via::Issn => issn(&cell).into(),
        Via::MonthDay => {
            let Some((month, day)) = month_day(&cell) else { return false };
            put("month", month.to_string().into());
            if let Some(day) = day {
                put("day", day.to_string().into());
            }
            return true;
        }
        Via::Versions => {
            let dates = literal::members(&cell, "created").unwrap_or_default();
            let dates: Vec<_> = dates.iter().map_while(|date| mail_date::parse(date)).collect();
            let mut list = String::new();
            for (at, date) in dates.iter().enumerate() {
                push_item(&format!("v{} {}", at + 1, crate::ir::Date::Point(*date)), &mut list);
            }
            let [first, ..] = dates.as_slice() else { return false };
            put("submitted", crate::ir::Date::Point(*first).to_string().into());
            list.into()
        }
        Via::Labelled => {
            labelled(&cell, column, put);
            return true;
        }
    };
    put(column, value);
    true
}

fn items<'i>(parts: impl Iterator<Item = &'i str>) -> Cow<'static, str> {
    let mut list = String::new();
    for part in parts {
        push_item(part, &mut list);
    }
    list.into()
}

/// With hyphens, and with the zeros in front that a spreadsheet took away.
fn issn(cell: &str) -> String {
    let one = |part: &str| {
        let part = part.trim();
        let digits = part.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'X' | b'x'));
        if digits && (4..=8).contains(&part.len()) && sums_up(&format!("{part:0>8}")) {
            let full = format!("{part:0>8}");
            return format!("{}-{}", &full[..4], &full[4..]);
        }
        part.to_owned()
    };
    let mut all: Vec<_> = cell.split([';', ',']).map(one).filter(|part| !part.is_empty()).collect();
    all.dedup();
    all.join("; ")
}

/// Whether the check digit of an ISSN is right (ISO 3297).
fn sums_up(digits: &str) -> bool {
    let value = |b: u8| if b.is_ascii_digit() { u32::from(b - b'0') } else { 10 };
    let sum: u32 = digits.bytes().zip((1..=8).rev()).map(|(b, weight)| value(b) * weight).sum();
    sum.is_multiple_of(11)
}

/// `AUG 28`, `August`, `8`, `08/28`; of `JUL-AUG` the first.
fn month_day(cell: &str) -> Option<(u8, Option<u8>)> {
    let mut words = cell.split([' ', '-', '/', '.', ',']).filter(|word| !word.is_empty());
    let first = words.next()?;
    let number = |word: &str| word.parse::<u8>().ok().filter(|n| (1..=31).contains(n));
    if let Some(month) = calendar::month(first).or_else(|| calendar::foreign(first)) {
        let second = words.next();
        if second.is_none_or(|word| number(word).is_some()) && words.next().is_none() {
            return Some((month, second.and_then(number)));
        }
        return None;
    }
    let month = number(first).filter(|month| *month <= 12)?;
    let day = words.next().map(number);
    (day != Some(None) && words.next().is_none()).then_some((month, day.flatten()))
}

/// Labels of Zotero's `Extra` and the columns they stand for.
const LABELS: &[(&str, &str)] = &[
    ("citation key", "key"),
    ("doi", "doi"),
    ("pmid", "pmid"),
    ("pmcid", "pmcid"),
    ("isbn", "isbn"),
    ("issn", "issn"),
    ("arxiv", "arxiv_id"),
    ("version", "version"),
    ("publisher", "publisher"),
    ("place", "place"),
    ("event place", "event_place"),
    ("original date", "original_date"),
    ("original title", "original_title"),
    ("original publisher", "original_publisher"),
    ("status", "status"),
    ("genre", "genre"),
];

fn labelled<'c>(cell: &str, column: &'static str, put: &mut dyn FnMut(&'static str, Cow<'c, str>)) {
    let mut rest = String::new();
    for line in cell.lines() {
        let found = line.split_once(':').and_then(|(label, value)| {
            let label = label.trim().to_lowercase();
            let (_, of) = LABELS.iter().find(|(known, _)| *known == label)?;
            (!value.trim().is_empty()).then(|| (*of, value.trim().to_owned()))
        });
        match found {
            // Zotero folds the lines of a value into one, and then a value runs on.
            Some((of, value)) if of == "arxiv_id" => {
                let (id, behind) = value.split_once(' ').unwrap_or((&value, ""));
                put(of, id.to_owned().into());
                let (class, behind) = match behind.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
                    Some((class, behind)) => (class, behind.trim()),
                    None => ("", behind.trim()),
                };
                if !class.is_empty() {
                    put("arxiv_primary", class.to_owned().into());
                }
                if !behind.is_empty() {
                    labelled(behind, column, &mut *put);
                }
            }
            Some((of, value)) => put(of, value.into()),
            None => {
                if !rest.is_empty() {
                    rest.push('\n');
                }
                rest.push_str(line);
            }
        }
    }
    if !rest.trim().is_empty() {
        put(column, rest.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(via: Via, cell: &str) -> Vec<(&'static str, String)> {
        let mut found = Vec::new();
        adapt(via, "note", cell.into(), &mut |column, value| found.push((column, value.into_owned())));
        found
    }

    #[test]
    fn cells_in_our_notation() {
        assert_eq!(all(Via::Issn, "284793"), [("note", "0028-4793".into())]);
        assert_eq!(all(Via::Issn, "00284793; 1533-4406"), [("note", "0028-4793; 1533-4406".into())]);
        assert_eq!(all(Via::MonthDay, "AUG 28"), [("month", "8".into()), ("day", "28".into())]);
        assert_eq!(all(Via::MonthDay, "9"), [("month", "9".into())]);
        assert!(all(Via::MonthDay, "JUL-AUG").is_empty());
        assert_eq!(all(Via::Tex, "Caf{\\'e} \\& $x$"), [("note", "Café & $x$".into())]);
        assert_eq!(
            all(Via::Labelled, "arXiv: 2508.99901 [cs.LG]\nPMID: 12\nread it"),
            [
                ("arxiv_id", "2508.99901".into()),
                ("arxiv_primary", "cs.LG".into()),
                ("pmid", "12".into()),
                ("note", "read it".into())
            ]
        );
    }
}
