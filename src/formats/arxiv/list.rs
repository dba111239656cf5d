//! List pages: new, recent, a month.
//!
//! ```text
//! [2] arXiv:2509.99902 (cross-list from math.CO) [pdf, other]
//! Title: Counting Fixtures
//! Dai Placeholder and the FAKE Collaboration
//! Journal-ref: J. Fake Res. 12 (2025) 34-56
//! Subjects: Combinatorics (math.CO); Machine Learning (cs.LG)
//! We count.
//! ```
//!
//! Any inline tag may have given a line of its own, so a field goes on until the
//! next label.

use std::ops::Range;

use super::fields::Fields;
use super::lines::trim;
use super::read::line_at;
use super::{check, head, stamp};
use crate::map::Ctx;

/// What stands behind `[12]` at the beginning of a line, without blanks around it.
pub(super) fn number(line: &[u8]) -> Option<&[u8]> {
    let rest = line.strip_prefix(b"[")?;
    let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
    let rest = rest[digits..].strip_prefix(b"]").filter(|_| (1..=6).contains(&digits))?;
    Some(&rest[super::lines::blanks(rest)..])
}

/// Whether `arXiv:2509.99901`, alone or before parentheses and brackets, begins
/// an entry: an abstract may quote a paper by its number.
pub(super) fn is_paper(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"arXiv:") else { return false };
    let rest = rest.trim_ascii_start();
    let id = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'/' | b'-')).count();
    let behind = &rest[id..];
    let behind = &behind[super::lines::blanks(behind)..];
    id > 0 && matches!(behind.first(), None | Some(b'(' | b'['))
}

/// Whether a line is a heading or a part of the page around the entries.
pub(super) fn is_heading(line: &[u8]) -> bool {
    // Letters that begin these words and days of the week, or a day.
    let first = line.first().copied().unwrap_or_default();
    if !matches!(first, b'A' | b'C' | b'F' | b'M' | b'N' | b'R' | b'S' | b'T' | b'W' | b'[' | b'0'..=b'9') {
        return false;
    }
    let Ok(line) = std::str::from_utf8(line) else { return false };
    let what = ["New submissions", "Cross submissions", "Cross-lists", "Replacement submissions", "Replacements"];
    if let Some(rest) = what.iter().find_map(|what| line.strip_prefix(what)) {
        return rest.is_empty() || rest.starts_with(" for ") || is_showing(rest);
    }
    let begins = |words: &str, digit: bool| {
        let rest = line.strip_prefix(words);
        rest.is_some_and(|rest| !digit || rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    begins("Authors and titles for ", false)
        || begins("Showing new listings for ", false)
        || begins("Showing up to ", true)
        || begins("Total of ", true) && line.contains("entries")
        || begins("[ total of ", true)
        || matches!(
            line,
            "No updates for this time period."
                | "No updates today."
                | "See today's new changes"
                | "See recent articles"
        )
        || is_day(line)
        || day(line).is_some()
}

/// ` (showing 25 of 202 entries )`
fn is_showing(rest: &str) -> bool {
    let Some(inner) = trim(rest).strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) else { return false };
    let inner = inner.strip_prefix("continued, ").unwrap_or(inner);
    inner.starts_with("showing ") && trim(inner).ends_with("entries")
}

/// The date of `Wed, 3 Sep 2025 (showing 25 of 202 entries )`.
pub(super) fn day(line: &str) -> Option<&str> {
    let date = line.split_once(" (").map(|(date, _)| date)?;
    (is_showing(&line[date.len()..]) && is_day(date)).then_some(date)
}

/// Whether a line is a day and nothing else.
fn is_day(line: &str) -> bool {
    let weekday = |line: &str| line.split_once(',').is_some_and(|(day, _)| (3..=9).contains(&day.len()));
    line.len() < 40 && weekday(line) && stamp::read(line).is_some_and(|point| point.time.is_none())
}

const LABELS: [(&str, &str); 12] = [
    ("Title:", "title"),
    ("Authors:", "author-string"),
    ("Author:", "author-string"),
    ("Comments:", "comments"),
    ("Journal-ref:", "journal-ref"),
    ("Journal reference:", "journal-ref"),
    ("Report-no:", "report-number"),
    ("MSC-class:", "msc-class"),
    ("ACM-class:", "acm-class"),
    ("DOI:", "doi"),
    ("Subjects:", "subjects"),
    ("Abstract:", "abstract"),
];

/// How many authors a list page prints at most; the others are left out
/// without a mark.
const MOST: usize = 100;

/// Reads an entry.
pub(super) fn read(fields: &mut Fields<'_, '_>, ctx: &mut Ctx<'_>) {
    let text = fields.text;
    let mut from = top(fields, ctx);
    let labelled = text.lines().any(|line| trim(line).starts_with("Authors:"));
    let mut name = "title";
    let mut open: Option<Range<usize>> = None;
    while from < text.len() {
        let (line, next) = line_at(text, from);
        from = next;
        let words = &text[line.clone()];
        if words.is_empty() {
            continue;
        }
        let label = LABELS.iter().find(|(label, _)| words.starts_with(label)).filter(|_| name != "abstract");
        if let Some((label, found)) = label {
            close(fields, name, open.take(), ctx);
            name = found;
            open = Some(line.start + label.len()..line.end);
            continue;
        }
        let value = open.as_ref().map_or("", |open| trim(&text[open.clone()]));
        let goes_on = match name {
            // The names stand below the title, without a label of their own.
            "title" => value.is_empty() || labelled,
            "subjects" => !value.ends_with(')') || words.starts_with(';'),
            _ => true,
        };
        if goes_on {
            match &mut open {
                Some(open) => open.end = line.end,
                None => open = Some(line),
            }
            continue;
        }
        close(fields, name, open.take(), ctx);
        name = if name == "title" { "author-string" } else { "abstract" };
        open = Some(line);
    }
    close(fields, name, open, ctx);
    let authors = fields.raw.fields.iter().find(|raw| raw.name == "author-string");
    if let Some(raw) = authors
        && super::authors::decode(&raw.value).list.len() == MOST
    {
        let (at, message) = (raw.at as usize, "list pages print 100 authors at most, there may be others");
        ctx.warn(&check::AUTHORS_CUT, at, 1, message);
    }
}

fn close<'a>(fields: &mut Fields<'_, 'a>, name: &'static str, value: Option<Range<usize>>, ctx: &mut Ctx<'_>) {
    let Some(value) = value else { return };
    let text: &'a str = fields.text;
    let value = trim(&text[value]);
    match name {
        "subjects" => fields.subjects(value, ctx),
        "doi" => fields.dois(value),
        "author-string" if value == "(author list is unavailable)" => {}
        "abstract" => {
            if value.ends_with('…') {
                check::truncated(fields.offset(value), value.len(), ctx);
            }
            fields.push_paragraphs(name, value);
        }
        _ => fields.push(name, value),
    }
}

/// Reads the number, the identifier, how the paper came here, and the formats;
/// where the title begins.
fn top(fields: &mut Fields<'_, '_>, ctx: &mut Ctx<'_>) -> usize {
    let text = fields.text;
    let mut at = text.find(']').map_or(0, |found| found + 1);
    let skip = |at: usize| at + super::lines::blanks(&text.as_bytes()[at..]);
    at = skip(at);
    if text[at..].starts_with("arXiv:") {
        at = skip(at + 6);
        let len = text[at..].find([' ', '\t', '\n', '\r', '\u{a0}', '(', '[']).unwrap_or(text.len() - at);
        fields.id(&text[at..at + len], ctx);
        at += len;
    }
    loop {
        let here = skip(at);
        let rest = &text[here..];
        let close = match rest.as_bytes().first() {
            Some(b'(') => ')',
            Some(b'[') => ']',
            _ => return at,
        };
        // A bracket further down is one of the title.
        let Some(len) = rest.find(close).filter(|len| *len < 120) else { return at };
        let inner = &rest[..=len];
        if close == ']' {
            let tight = inner.split_whitespace().collect::<Vec<_>>().concat();
            if !head::is_formats(&tight) {
                return at;
            }
            fields.raw.push("formats", std::borrow::Cow::Owned(tight.replace(',', ", ")), here, inner.len());
        } else {
            let inner = trim(&inner[1..len]);
            if !(inner == "replaced" || inner.starts_with("cross-list")) {
                return at;
            }
            fields.push("listing", inner);
        }
        at = here + len + 1;
    }
}
