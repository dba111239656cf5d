//! What is odd about a record that was read.

use std::borrow::Cow;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::dates::month_of;
use super::{stamp, taxonomy};
use crate::codec::calendar::full_month;
use crate::ir::{Date, DatePoint, Record, keys};
use crate::map::{Ctx, Notation, RawRecord};
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

/// A subject that the taxonomy does not know as it stands.
pub(super) static SUBJECT: Code = Code::new(
    "arxiv/subject",
    Severity::Warning,
    "a subject is not in the taxonomy as it stands",
    "Pages print the name of a class with its code in parentheses. Here the two do not belong together, or there is no \
     code and the name alone stands for several classes or for none.",
    "check the subjects",
);

/// A class that the taxonomy does not have.
pub(super) static UNKNOWN_CLASS: Code = Code::new(
    "arxiv/unknown-class",
    Severity::Info,
    "a class is not in the taxonomy",
    "The code of a class is none of arXiv's categories or archives, past or present: a slip, or a category that is newer \
     than this program. It was kept as it stands.",
    "check the code",
);

/// An old identifier of an archive that was not there.
pub(super) static ID_ARCHIVE: Code = Code::new(
    "arxiv/id-archive",
    Severity::Warning,
    "an identifier is of an archive that was not there",
    "An old identifier names its archive, which does not exist, or not in the month that the number says. It was kept.",
    "check the identifier",
);

/// A list of authors that may be cut off.
pub(super) static AUTHORS_CUT: Code = Code::new(
    "arxiv/authors-cut",
    Severity::Info,
    "a list of authors may be cut off",
    "List pages print the first hundred authors of a paper and nothing that says that there are others. This record \
     has exactly a hundred.",
    "take the authors from the abstract page of the paper",
);

/// A count of authors that is beside the point.
pub(super) static AUTHORS_ALL: Code = Code::new(
    "arxiv/authors-all",
    Severity::Info,
    "a list of authors is longer than it says",
    "An abstract page hides the authors behind the hundredth and says how many they are. Here they are all present, so \
     that the count was left out.",
    "",
);

/// Reports an abstract that is cut off.
pub(super) fn truncated(at: usize, len: usize, ctx: &mut Ctx<'_>) {
    ctx.warn(&TRUNCATED, at + len.saturating_sub(1), 1, "abstract ends in an ellipsis, kept as far as it is there");
}

/// Looks at a record as a whole.
pub(super) fn record<'a, N>(raw: &RawRecord<'a, N>, record: &Record, ctx: &mut Ctx<'_>)
where
    N: Notation<Value<'a> = Cow<'a, str>>,
{
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
    if let Some((archive, digits)) = record.get(keys::ARXIV_ID).and_then(|id| id.split_once('/'))
        && let Some(yymm) = digits.get(..4).and_then(|digits| digits.parse().ok())
        && taxonomy::numbered(archive, yymm) != Some(true)
    {
        let (at, len) = place("id");
        let message = format!("there was no archive `{archive}` in the month of this identifier, kept");
        ctx.warn(&ID_ARCHIVE, at, len, message);
    }
    // A few say it all, and each place has to be counted out.
    for class in raw.fields.iter().filter(|raw| raw.name == "class" && !taxonomy::is_known(&raw.value)).take(20) {
        let message = format!("`{}` is no class of arXiv's taxonomy, kept as it stands", class.value);
        ctx.warn(&UNKNOWN_CLASS, class.at as usize, class.len as usize, message);
    }
    for name in ["abstract", "comments"] {
        if let Some(value) = raw.value(name)
            && is_link_lost(value)
        {
            let (at, _) = place(name);
            ctx.warn(&LINK_LOST, at, 1, "an address was replaced by `this https URL`, kept as words");
        }
    }
}

/// Whether words stand where an address was.
fn is_link_lost(text: &str) -> bool {
    static LINK: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("this http"));
    let mut links = LINK.find_iter(text.as_bytes()).map(|at| &text[at + LINK.needle().len()..]);
    links.any(|rest| rest.starts_with(" URL") || rest.starts_with("s URL"))
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
    if let Some(point) = plain_day(source) {
        return Date::Point(point);
    }
    let mut words = source.split([' ', ',', '\u{a0}']).filter(|word| !word.is_empty());
    let mut point = || {
        let day = words.next()?.parse().ok()?;
        let month = month_of(words.next()?)?;
        DatePoint::day(words.next()?.parse().ok()?, month, day)
    };
    match point() {
        Some(point) => Date::Point(point),
        // The other pages print days in another way, and report what is wrong there.
        None => match stamp::read(source) {
            Some(point) => Date::Point(point),
            None => literal(source, at, len, ctx),
        },
    }
}

/// Reads a day as the page prints it.
fn plain_day(source: &str) -> Option<DatePoint> {
    let (day, rest) = match source.as_bytes() {
        [a @ b'0'..=b'9', b' ', ..] => (a - b'0', 2),
        [a @ b'0'..=b'9', b @ b'0'..=b'9', b' ', ..] => ((a - b'0') * 10 + (b - b'0'), 3),
        _ => return None,
    };
    let rest = &source[rest..];
    let (month, year) = rest.split_at(rest.len().checked_sub(", 2025".len()).filter(|&at| rest.is_char_boundary(at))?);
    DatePoint::day(plain_year(year.strip_prefix(", ")?)?, full_month(month)?, day)
}

fn plain_year(digits: &str) -> Option<i32> {
    let good = digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit());
    good.then(|| digits.bytes().fold(0, |year, b| year * 10 + i32::from(b - b'0')))
}

/// Reads `August 2025`, or keeps the words and says so.
pub(super) fn month(source: &str, at: usize, len: usize, ctx: Option<&mut Ctx<'_>>) -> Date {
    if let Some((month, year)) = source.split_once(' ')
        && let (Some(month), Some(year)) = (full_month(month), plain_year(year))
        && let Some(point) = DatePoint::month(year, month)
    {
        return Date::Point(point);
    }
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
