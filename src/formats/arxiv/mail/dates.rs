//! The lines of dates above the fields, and the versions they tell of.

use super::super::stamp;
use crate::ir::{Date, DatePoint, Str, Version};

/// One line of dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line<'l> {
    /// Whether it begins with `Date (revised`.
    pub revised: bool,
    /// The version it names: `v2`.
    pub number: Option<u32>,
    /// The words of the date.
    pub words: &'l str,
    /// The date, if it is one.
    pub point: Option<DatePoint>,
    /// The size in kilobytes.
    pub size: Option<u32>,
    /// Flags of the source: `D`, `I`.
    pub flags: &'l str,
}

/// What stands before the date of a paper that was replaced.
const REPLACED: [&str; 3] = ["replaced with revised version", "figures added", "part added"];

/// Reads `Date: Wed, 1 Mar 2023 19:00:02 GMT   (3197kb,D)` and
/// `Date (revised v2): Fri, 10 Mar 2023 08:00:00 GMT`.
pub(super) fn date_line(line: &str) -> Option<Line<'_>> {
    let rest = line.strip_prefix("Date")?.trim_start();
    let (label, rest) = rest.split_once(':')?;
    let label = label.trim();
    let revised = match label {
        "" => None,
        label => Some(label.strip_prefix("(revised")?.strip_suffix(')')?.trim()),
    };
    let number = match revised {
        None | Some("") => None,
        Some(number) => Some(number.strip_prefix('v')?.parse().ok().filter(|&n: &u32| n > 0)?),
    };
    let (words, size, flags) = sized(rest.trim())?;
    Some(Line { revised: revised.is_some(), number, words, point: stamp::read(words), size, flags })
}

/// Reads `replaced with revised version Thu, 2 Mar 2023 11:00:13 GMT   (1527kb,D)`;
/// the words before the date and the date.
pub(super) fn replaced_line(line: &str) -> Option<(&str, Line<'_>)> {
    let begins = |words: &&&str| line.get(..words.len()).is_some_and(|head| head.eq_ignore_ascii_case(words));
    let words = REPLACED.iter().find(begins)?;
    let (what, rest) = line.split_at(words.len());
    let (words, size, flags) = sized(rest.trim_start_matches([' ', ':', '\t', '\u{a0}']).trim_end())?;
    Some((what, Line { revised: true, number: None, words, point: stamp::read(words), size, flags }))
}

/// Parts the size from a date.
pub(super) fn sized(text: &str) -> Option<(&str, Option<u32>, &str)> {
    let Some((words, inner)) = text.strip_suffix(')').and_then(|text| text.rsplit_once('(')) else {
        return Some((text, None, ""));
    };
    let (size, flags) = size(inner)?;
    Some((words.trim_end(), Some(size), flags))
}

/// Reads `3197kb,D`.
pub(super) fn size(text: &str) -> Option<(u32, &str)> {
    let (size, flags) = text.split_once(',').unwrap_or((text, ""));
    let digits = size.trim().strip_suffix("kb").or_else(|| size.trim().strip_suffix("KB"))?;
    let good = digits.bytes().all(|b| b.is_ascii_digit()) && flags.bytes().all(|b| b.is_ascii_alphanumeric());
    good.then(|| digits.parse().ok().map(|size| (size, flags)))?
}

/// The date of a line, as precise as it is.
pub(super) fn date_of(line: &Line<'_>) -> Date {
    line.point.map_or_else(|| Date::Literal(line.words.into()), Date::Point)
}

/// The versions that lines tell of: only where a size or a number says that
/// they are versions, or where no other field could say them. A version is numbered by its place.
pub(super) fn versions(lines: &[Line<'_>]) -> Vec<Version> {
    if lines.len() < 3 && lines.iter().all(|line| line.size.is_none() && line.number.is_none()) {
        return Vec::new();
    }
    let mut number = 0;
    let version = |line: &Line<'_>| {
        number = line.number.unwrap_or(number + 1);
        let date = (!line.words.is_empty()).then(|| date_of(line));
        Version { number, date, size_kb: line.size, note: Str::from(line.flags) }
    };
    lines.iter().map(version).collect()
}

/// The line that says a version, without the line end.
pub(super) fn write(version: &Version, first: bool) -> Option<String> {
    let Some(Date::Point(point)) = &version.date else { return None };
    let date = stamp::write(point)?;
    let label = if first { "Date:".to_owned() } else { format!("Date (revised v{}):", version.number) };
    let size = match (version.size_kb, version.note.is_empty()) {
        (Some(size), true) => format!("   ({size}kb)"),
        (Some(size), false) => format!("   ({size}kb,{})", version.note),
        (None, true) => String::new(),
        (None, false) => return None,
    };
    Some(format!("{label} {date}{size}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_dates() {
        let line = date_line("Date: Wed, 1 Mar 2023 19:00:02 GMT   (3197kb,D)").unwrap();
        assert_eq!((line.revised, line.number, line.size, line.flags), (false, None, Some(3197), "D"));
        assert_eq!(date_of(&line).to_string(), "2023-03-01T19:00:02Z");
        let line = date_line("Date (revised v12): Fri, 10 Mar 2023 08:00:00 GMT (0kb,I)").unwrap();
        assert_eq!((line.revised, line.number, line.size, line.flags), (true, Some(12), Some(0), "I"));
        let line = date_line("Date (revised): Thu, 30 Apr 1992 20:39:38 GMT").unwrap();
        assert_eq!((line.revised, line.number, line.size), (true, None, None));
        let (what, line) = replaced_line("Figures added Thu, 2 Mar 1995 11:00:13 GMT   (15kb)").unwrap();
        assert_eq!((what, line.size), ("Figures added", Some(15)));
        assert_eq!(date_line("Dated: x"), None);
        assert_eq!(date_line("Date (received): x"), None);
    }
}
