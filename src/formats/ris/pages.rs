//! Pages, numbers of pages, and files.

use std::borrow::Cow;

use super::Lines;
use super::identifiers::put_token;
use super::values::{In, each, line_text, put_line};
use super::write::Out;
use crate::codec::line::one_line;
use crate::ir::{EntryType, Field, FileLink, Kind, Pages, Value};
use crate::map::{Codec, Fidelity};

fn pages(first: &str, last: Option<&str>) -> Pages {
    let is_number = |page: &str| !page.is_empty() && page.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(last) = last.filter(|last| is_number(first) && is_number(last)) {
        let mut both = String::with_capacity(first.len() + 2 + last.len());
        for part in [first, "--", last] {
            both.push_str(part);
        }
        return Pages::parse(&both);
    }
    let (first, last) = (one_line(first), last.map(one_line));
    let mut first = first.as_ref();
    while let Some(rest) = ["pp. ", "pp.", "p. ", "p.", "pii: "].iter().find_map(|word| first.strip_prefix(word)) {
        first = rest.trim_start();
    }
    let range = Pages::parse(first);
    match last {
        Some(last) if !last.is_empty() && !is_range(&range) => Pages::parse(&format!("{first}--{last}")),
        _ => range,
    }
}

fn is_range(pages: &Pages) -> bool {
    pages.ranges().any(|range| range.last.is_some())
}

fn decode_pages(natives: In<'_, '_, '_>) -> Option<Value> {
    if natives.peek(0).is_none() {
        // Some write all of it as the end.
        let all = pages(natives.peek(1)?, None);
        return is_range(&all).then(|| natives.get(1).map(|_| Value::Pages(all)))?;
    }
    let last = natives.get(1).map(|last| last.as_ref());
    Some(Value::Pages(pages(natives.get(0)?, last)))
}

fn put_pages(value: &Value, out: &mut Out) -> Fidelity {
    let Value::Pages(given) = value else { return Fidelity::Nothing };
    if let Some((first, last)) = given.numbers() {
        out.line("SP", first);
        out.line("EP", last);
        return Fidelity::Exact;
    }
    let mut ranges = given.ranges();
    if let (Some(range), None) = (ranges.next(), ranges.next())
        && let Some(last) = range.last
        && !range.first.is_empty()
        && pages(range.first, Some(last)) == *given
        && one_line(range.first) == range.first
        && one_line(last) == last
    {
        out.line("SP", range.first);
        out.line("EP", last);
        return Fidelity::Exact;
    }
    let short = given.with_dash("-");
    let written = one_line(if pages(&short, None) == *given { &short } else { given.as_str() });
    if written.is_empty() {
        return Fidelity::Nothing;
    }
    let read = pages(&written, None);
    if read == *given {
        out.line("SP", &written);
        return Fidelity::Exact;
    }
    // Written as it will be read, so that it is written the same way again.
    match (read.as_str(), pages(read.as_str(), None) == read) {
        ("", _) => Fidelity::Nothing,
        (_, true) => match put_pages(&Value::Pages(read), out) {
            Fidelity::Nothing => Fidelity::Nothing,
            _ => Fidelity::NARROWED,
        },
        (_, false) => {
            out.line("SP", &written);
            Fidelity::NARROWED
        }
    }
}

/// First and last page, or all of them in `SP`.
pub(super) static PAGES: Codec<Lines> = Codec {
    kind: Kind::Pages,
    decode: |natives, _| decode_pages(natives),
    encode: |value, _, out| put_pages(value, out),
};

/// The same for types whose `SP` alone is the number of pages.
pub(super) static PAGES_OF_BOOK: Codec<Lines> = Codec {
    kind: Kind::Pages,
    decode: |natives, _| decode_pages(natives),
    encode: |value, _, out| match value {
        Value::Pages(pages) if is_range(pages) => put_pages(value, out),
        _ => Fidelity::Nothing,
    },
};

/// The number of pages: `SP` without `EP`, unless it is a range.
pub(super) static PAGE_COUNT: Codec<Lines> = Codec {
    kind: Kind::Text,
    decode: |natives, _| {
        if natives.peek(1).is_some() || is_range(&pages(natives.peek(0)?, None)) {
            return None;
        }
        Some(Value::Text(line_text(natives.get(0)?)))
    },
    encode: |value, enc, out| match value {
        Value::Text(count)
            if !enc.record.has(Field::Pages) && !is_range(&pages(&line_text(&count.to_plain()).to_plain(), None)) =>
        {
            put_line(value, enc, enc.names[0], out)
        }
        _ => Fidelity::Nothing,
    },
};

/// Files: every tag of the row holds one or several.
pub(super) static FILES: Codec<Lines> = Codec {
    kind: Kind::Files,
    decode: |natives, _| {
        let raws = (0..4).flat_map(|name| natives.all(name));
        let targets = raws.flat_map(|raw| raw.value.split('\n')).map(one_line).filter(|target| !target.is_empty());
        let link = |target: Cow<'_, str>| FileLink { target: target.as_ref().into(), ..FileLink::default() };
        Some(Value::Files(targets.map(link).collect()))
    },
    encode: |value, enc, out| {
        let Value::Files(files) = value else { return Fidelity::Nothing };
        each(files.iter().map(|file| match put_token(&file.target, enc.names[0], out) {
            Fidelity::Exact => Fidelity::or_narrowed(file.title.is_empty() && file.media_type.is_empty()),
            other => other,
        }))
    },
};

/// Types whose `SP` is not pages: a number of them, or a running time.
pub(super) const NO_PAGES: &[EntryType] =
    &[EntryType::Book, EntryType::EditedBook, EntryType::Classic, EntryType::Thesis, EntryType::MotionPicture];

/// Types whose `SP` is a number of pages.
pub(super) const COUNTED: &[EntryType] =
    &[EntryType::Book, EntryType::EditedBook, EntryType::Classic, EntryType::Thesis];
