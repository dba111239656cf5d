//! What `month` and `day` say, in words and numbers.

use crate::codec::calendar;

/// What a `month` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct MonthDay {
    pub month: u8,
    pub day: u8,
}

/// Both sides of the first dash or slash.
pub(super) fn split_range(text: &str) -> Option<(&str, &str)> {
    let dash = |c: char| matches!(c, '-' | '/' | '\u{2013}' | '\u{2014}');
    let at = text.find(dash)?;
    let rest = text[at..].trim_start_matches(dash);
    let mark = &text[at..text.len() - rest.len()];
    // A single hyphen is no open range: `2024-` is a slip.
    let open = at == 0 || rest.trim().is_empty();
    (!rest.contains(dash) && (!open || mark != "-")).then(|| (text[..at].trim(), rest.trim()))
}

/// The macros of the standard styles.
pub(super) const MACROS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Whether this is the macro of a month.
pub(in crate::formats::bibtex) fn is_month(name: &str) -> bool {
    MACROS.iter().any(|month| month.eq_ignore_ascii_case(name))
}

/// A month by its number, its name in one of many languages or an abbreviation
/// of at least three letters; or a season.
fn month(word: &str) -> Option<u8> {
    let word = word.trim_end_matches(['.', '\u{6708}']);
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        let number = word.parse::<u8>().ok().filter(|_| word.len() <= 2)?;
        return (1..=12).contains(&number).then_some(number);
    }
    calendar::month(word).or_else(|| calendar::season(word)).or_else(|| calendar::foreign(word))
}

fn day(word: &str) -> Option<u8> {
    let word = word.trim_end_matches('.');
    let digits = ["st", "nd", "rd", "th", "er", "\u{ba}", "\u{aa}"]
        .iter()
        .find_map(|end| word.strip_suffix(end))
        .unwrap_or(word);
    digits.parse().ok().filter(|day| (1..=31).contains(day) && digits.len() <= 2)
}

/// `28`, or `28--30`.
pub(super) fn days(text: &str) -> Option<(u8, Option<u8>)> {
    match split_range(text) {
        Some((first, last)) => Some((day(first)?, Some(day(last)?))),
        None => Some((day(text.trim())?, None)),
    }
}

/// `aug`, `August--September`, `8 August`, `August 8`, `August 8--10`, `8`, `8--9`.
pub(super) fn months(text: &str) -> Option<(MonthDay, Option<MonthDay>)> {
    // The common case is a macro.
    if let Some(at) = MACROS.iter().position(|name| *name == text) {
        return Some((MonthDay { month: at as u8 + 1, day: 0 }, None));
    }
    let Some((first, last)) = split_range(text) else { return Some((month_day(text)?, None)) };
    let start = month_day(first)?;
    let end = match month_day(last) {
        // Behind a day, a bare number is a day of the same month.
        _ if start.day > 0 && day(last).is_some() => MonthDay { day: day(last)?, ..start },
        Some(end) => end,
        None => return None,
    };
    // `8--10 August`: the month stands with the second day only.
    let start = if end.day > 0 && start.day == 0 && day(first).is_some() {
        MonthDay { month: end.month, day: day(first)? }
    } else {
        start
    };
    ((start.day > 0) == (end.day > 0)).then_some((start, Some(end)))
}

fn month_day(text: &str) -> Option<MonthDay> {
    let blank = |c: char| c.is_whitespace() || matches!(c, ',' | '~' | '\u{a0}');
    let mut words = text.split(blank).filter(|word| !matches!(*word, "" | "de" | "di" | "of" | "the" | "le" | "den"));
    let (first, second) = (words.next()?, words.next());
    if words.next().is_some() {
        return None;
    }
    let Some(second) = second else { return month(first).map(|month| MonthDay { month, day: 0 }) };
    let named = |word: &str| month(word).filter(|_| !word.starts_with(|c: char| c.is_ascii_digit()));
    let (month, day) = match (named(first), named(second)) {
        (Some(month), None) => (month, day(second)?),
        (None, Some(month)) => (month, day(first)?),
        _ => return None,
    };
    (month <= 12).then_some(MonthDay { month, day })
}
