//! Dates and versions in cells.

use super::Cells;
use super::values::{items, push_item, put};
use crate::codec::calendar;
use crate::ir::{Date, DatePoint, Kind, Value, Version};
use crate::map::{Codec, Fidelity};

/// A date in EDTF, or with a blank before the time as Zotero has it, or words.
pub(super) fn date(cell: &str) -> Date {
    let spaced = cell.len() == 19 && cell.as_bytes()[10] == b' ';
    let date = spaced.then(|| Date::parse(&cell.replacen(' ', "T", 1))).flatten();
    date.unwrap_or_else(|| Date::parse_or_literal(cell))
}

/// A date.
pub(super) static DATE: Codec<Cells> = Codec {
    kind: Kind::Date,
    decode: |natives, _| Some(Value::Date(Box::new(date(natives.get(0)?)))),
    encode: |value, enc, row| {
        let Value::Date(given) = value else { return Fidelity::Nothing };
        if let Some(edtf) = given.plain_edtf() {
            row.cell(enc.names[0]).push_str(&edtf);
            return Fidelity::Exact;
        }
        let text = given.to_string();
        let text = match date(&text) {
            read @ (Date::Point(_) | Date::Range(..)) if read != **given => read.to_string(),
            _ => text,
        };
        match put(&text, enc, row) {
            Fidelity::Exact if date(&text) == **given => Fidelity::Exact,
            Fidelity::Nothing => Fidelity::Nothing,
            _ => Fidelity::SUBSTITUTED,
        }
    },
};

/// A year in a table without dates (the second name of the row), or words; with
/// month and day, where they are numbers.
pub(super) static YEAR_ALONE: Codec<Cells> = Codec {
    kind: Kind::Date,
    decode: |natives, _| {
        if natives.peek(1).is_some() {
            return None;
        }
        let year = natives.get(0)?;
        let Some(Date::Point(mut point)) = Date::parse(year).filter(|date| *date == Date::year(first_year(date)))
        else {
            return Some(Value::Date(Box::new(Date::parse_or_literal(year))));
        };
        let month = natives.peek(2).and_then(|month| number(month, 12).or_else(|| calendar::month(month)));
        if let Some(dated) = month.and_then(|month| DatePoint::month(point.year, month)) {
            natives.get(2);
            point = dated;
            let day = natives.peek(3).and_then(|day| number(day, 31));
            if let Some(dated) = day.and_then(|day| DatePoint::day(point.year, point.month, day)) {
                natives.get(3);
                point = dated;
            }
        }
        Some(Value::Date(Box::new(Date::Point(point))))
    },
    encode: |_, _, _| Fidelity::Nothing,
};

fn first_year(date: &Date) -> i32 {
    date.first().map_or(0, |point| point.year)
}

fn number(cell: &str, most: u8) -> Option<u8> {
    cell.parse().ok().filter(|number| (1..=most).contains(number))
}

/// A year beside a date; anything else is left alone.
pub(super) static YEAR: Codec<Cells> = Codec {
    kind: Kind::Date,
    decode: |natives, _| {
        let date = Date::parse(natives.peek(0)?)?;
        natives.get(0);
        Some(Value::Date(Box::new(date)))
    },
    encode: |_, _, _| Fidelity::Nothing,
};

/// Versions of a preprint: `v1 2025-08-28 42kb note`, separated by semicolons.
pub(super) static VERSIONS: Codec<Cells> = Codec {
    kind: Kind::Versions,
    decode: |natives, _| {
        let versions: Option<Vec<_>> = items(natives.peek(0)?).iter().map(|item| version(item)).collect();
        let versions = versions.filter(|versions| !versions.is_empty())?;
        natives.get(0);
        Some(Value::Versions(versions))
    },
    encode: |value, enc, row| {
        let Value::Versions(versions) = value else { return Fidelity::Nothing };
        let list = row.cell(enc.names[0]);
        let mut exact = true;
        for given in versions {
            let mut item = format!("v{}", given.number);
            if let Some(date) = &given.date {
                item.push(' ');
                item.push_str(&date.to_string());
            }
            if let Some(size) = given.size_kb {
                item.push_str(&format!(" {size}kb"));
            }
            if !given.note.is_empty() {
                item.push(' ');
                item.push_str(&given.note);
            }
            if version(&item).as_ref() != Some(given) {
                // Written as it will be read, so that it is written the same way again.
                exact = false;
                item = format!("v{}", given.number);
            }
            exact &= push_item(&item, list);
        }
        if list.is_empty() { Fidelity::Nothing } else { Fidelity::or_narrowed(exact) }
    },
};

fn version(item: &str) -> Option<Version> {
    let (number, mut rest) = item.strip_prefix('v')?.split_once(' ').map_or((&item[1..], ""), |parts| parts);
    let mut read = Version { number: number.parse().ok()?, ..Version::default() };
    let word = |rest: &str| rest.split(' ').next().unwrap_or_default().len();
    if let Some(date) = Date::parse(&rest[..word(rest)]) {
        read.date = Some(date);
        rest = rest[word(rest)..].trim_start();
    }
    if let Some(size) = rest[..word(rest)].strip_suffix("kb").and_then(|size| size.parse().ok()) {
        read.size_kb = Some(size);
        rest = rest[word(rest)..].trim_start();
    }
    read.note = rest.into();
    Some(read)
}
