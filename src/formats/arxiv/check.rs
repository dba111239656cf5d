//! What is odd about a record that was read.

use super::dates::month_of;
use super::map::Arxiv;
use crate::ir::{Date, DatePoint, Record, keys};
use crate::map::{Ctx, RawRecord};
use crate::report::{Code, Severity};

/// A record without a title.
pub(super) static NO_TITLE: Code = Code::new(
    "arxiv/no-title",
    Severity::Warning,
    "a record has no title",
    "Every search result has a title between its heading and its authors. The record was kept without one.",
    "",
);

/// A record without authors.
pub(super) static NO_AUTHORS: Code = Code::new(
    "arxiv/no-authors",
    Severity::Warning,
    "a record has no authors",
    "Every search result names its authors under `Authors:`. The record was kept without any.",
    "",
);

/// An abstract of which only the beginning is there.
pub(super) static TRUNCATED: Code = Code::new(
    "arxiv/truncated-abstract",
    Severity::Warning,
    "an abstract is cut off",
    "Search results first show a shortened abstract that ends in an ellipsis. The full one was not copied; what is \
     there was kept.",
    "press `More` on the page before copying it",
);

/// A date that the calendar does not have.
pub(super) static BAD_DATE: Code = Code::new(
    "arxiv/bad-date",
    Severity::Warning,
    "a date is not in the calendar",
    "A date has the form that search results use but there is no such day or month. Its words were kept.",
    "correct the date",
);

/// An announcement before the submission.
pub(super) static EARLY: Code = Code::new(
    "arxiv/announced-early",
    Severity::Warning,
    "a paper was announced before it was submitted",
    "The month of announcement lies before that of the first version. Both were kept.",
    "check the dates",
);

/// An identifier of another month than the first version.
pub(super) static ID_MONTH: Code = Code::new(
    "arxiv/id-month",
    Severity::Warning,
    "an identifier is of another month than the paper",
    "An arXiv identifier begins with year and month, which differ from those of the first version by more than one \
     month. Both were kept.",
    "check identifier and dates",
);

/// An address that the page replaced by words.
pub(super) static LINK_LOST: Code = Code::new(
    "arxiv/link-lost",
    Severity::Info,
    "an address was replaced by words",
    "Some arXiv pages show `this https URL` in place of an address. What it was cannot be told from the text.",
    "",
);

/// Reports an abstract that is cut off.
pub(super) fn truncated(at: usize, len: usize, ctx: &mut Ctx<'_>) {
    ctx.warn(&TRUNCATED, at + len.saturating_sub(1), 1, "abstract ends in an ellipsis, kept as far as it is there");
}

/// Looks at a record as a whole.
pub(super) fn record(raw: &RawRecord<'_, Arxiv>, record: &Record, ctx: &mut Ctx<'_>) {
    if !record.has(keys::TITLE.field()) {
        ctx.warn(&NO_TITLE, 0, 1, "record has no title, kept without");
    }
    if !record.has(keys::AUTHOR.field()) {
        ctx.warn(&NO_AUTHORS, 0, 1, "record has no authors, kept without");
    }
    let place = |name: &str| {
        let raw = raw.fields.iter().find(|raw| raw.name == name);
        raw.map_or((0, 1), |raw| (raw.at as usize, raw.len as usize))
    };
    let submitted = record.get(keys::SUBMITTED).and_then(months);
    if let (Some(submitted), Some(announced)) = (submitted, record.get(keys::ANNOUNCED).and_then(months))
        && announced < submitted
    {
        let (at, len) = place("announced");
        ctx.warn(&EARLY, at, len, "month of announcement is before that of the first version, both kept");
    }
    if let (Some(submitted), Some(id)) = (submitted, record.get(keys::ARXIV_ID).and_then(|id| id_months(id)))
        && submitted.abs_diff(id) > 1
    {
        let (at, len) = place("id");
        ctx.warn(&ID_MONTH, at, len, "identifier is of another month than the first version, both kept");
    }
    for name in ["abstract", "comments"] {
        if let Some(value) = raw.value(name)
            && ["this https URL", "this http URL"].iter().any(|words| value.contains(words))
        {
            let (at, _) = place(name);
            ctx.warn(&LINK_LOST, at, 1, "an address was replaced by `this https URL`, kept as words");
        }
    }
}

/// Months since the year 0.
fn months(date: &Date) -> Option<i32> {
    match date {
        Date::Point(DatePoint { year, month: month @ 1..=12, .. }) => Some(year * 12 + i32::from(*month)),
        _ => None,
    }
}

fn id_months(id: &str) -> Option<i32> {
    let digits = id.split_once('/').map_or(id, |(_, digits)| digits);
    let number: i32 = digits.get(..4)?.parse().ok()?;
    let year = if number >= 9100 { 1900 } else { 2000 } + number / 100;
    Some(year * 12 + number % 100)
}

/// Reads `28 August, 2025`, or keeps the words and says so.
pub(super) fn day(source: &str, at: usize, len: usize, ctx: Option<&mut Ctx<'_>>) -> Date {
    let mut words = source.split([' ', ',', '\u{a0}']).filter(|word| !word.is_empty());
    let mut point = || {
        let day = words.next()?.parse().ok()?;
        let month = month_of(words.next()?)?;
        DatePoint::day(words.next()?.parse().ok()?, month, day)
    };
    match point() {
        Some(point) => Date::Point(point),
        None => literal(source, at, len, ctx),
    }
}

/// Reads `August 2025`, or keeps the words and says so.
pub(super) fn month(source: &str, at: usize, len: usize, ctx: Option<&mut Ctx<'_>>) -> Date {
    let mut words = source.split([' ', '\u{a0}']).filter(|word| !word.is_empty());
    let mut point = || {
        let month = month_of(words.next()?)?;
        DatePoint::month(words.next()?.parse().ok()?, month)
    };
    match point() {
        Some(point) => Date::Point(point),
        None => literal(source, at, len, ctx),
    }
}

fn literal(source: &str, at: usize, len: usize, ctx: Option<&mut Ctx<'_>>) -> Date {
    if let Some(ctx) = ctx {
        ctx.warn(&BAD_DATE, at, len, format!("`{source}` is not in the calendar, kept as words"));
    }
    Date::Literal(source.into())
}
