//! Dates in the words of the page.

use super::{check, lines};
use crate::codec::calendar::{self, month_name};
use crate::ir::{Date, DatePoint};

/// The number of a month.
pub(super) fn month_of(word: &str) -> Option<u8> {
    calendar::month(word).filter(|&month| month_name(month).is_some_and(|name| name.len() == word.len()))
}

/// A day as the page prints it, and whether that is the whole date.
pub(super) fn day_words(date: &Date) -> Option<(String, bool)> {
    match date {
        Date::Point(point @ DatePoint { year: 1000..=9999, day: 1..=31, unspecified: 0, .. }) => {
            let words = format!("{} {}, {}", point.day, month_name(point.month)?, point.year);
            let exact = check::day(&words, 0, 0, None) == *date;
            Some((words, exact))
        }
        Date::Literal(words) => {
            let line = format!("Submitted {words};");
            let good = lines::dates(&line).is_some_and(|dates| dates.submitted == Some(words));
            (good && check::day(words, 0, 0, None) == *date).then(|| (words.to_string(), true))
        }
        _ => None,
    }
}

/// A month as the page prints it, and whether that is the whole date.
pub(super) fn month_words(date: &Date) -> Option<(String, bool)> {
    match date {
        Date::Point(point @ DatePoint { year: 1000..=9999, unspecified: 0, .. }) => {
            let words = format!("{} {}", month_name(point.month)?, point.year);
            let exact = check::month(&words, 0, 0, None) == *date;
            Some((words, exact))
        }
        Date::Literal(words) => {
            let line = format!("originally announced {words}.");
            let good = lines::dates(&line).is_some_and(|dates| dates.announced == Some(words));
            (good && check::month(words, 0, 0, None) == *date).then(|| (words.to_string(), true))
        }
        _ => None,
    }
}
