//! Dates as databases write them: `12 May 2001`, `MAY-JUN`, `1 Aug. 2020`,
//! `c2001`, `[2001?]`, `20010512`.

use crate::codec::calendar;
use crate::ir::{Date, DateEnd, DatePoint};

/// What a date consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// A year of four digits.
    Year(i32),
    /// A number of one or two digits.
    Number(u8),
    /// A month, or a season by its EDTF code.
    Month(u8),
}

use Part::{Month, Number, Year};

/// Longer texts are no dates.
const MAX: usize = 60;

/// A date in words or in numbers of another order than that of RIS; `None` if
/// anything in it is not understood, or may mean two days.
pub(super) fn parse(source: &str) -> Option<Date> {
    let source = source.trim();
    if source.len() > MAX {
        return None;
    }
    let (bare, circa, uncertain) = remarks(source);
    let mut date = compact(bare).or_else(|| ordered(bare))?;
    if circa || uncertain {
        let Date::Point(point) = &mut date else { return None };
        (point.circa, point.uncertain) = (circa, uncertain);
    }
    Some(date)
}

/// A date without its year: `Aug 28`, `28 Aug`, `JAN-FEB`, `SPR`.
pub(super) fn within(source: &str, year: i32) -> Option<Date> {
    let source = source.trim();
    if source.len() > MAX {
        return None;
    }
    let parts = parts(source)?;
    let named = parts.iter().any(|part| matches!(part, Month(_)));
    (named && !parts.iter().any(|part| matches!(part, Year(_)))).then(|| rest(&parts, year))?
}

/// Brackets and letters of catalogues around a date: what stands between them,
/// whether it is approximate, whether it is uncertain. `c2001` is the year of a
/// copyright, `[2001]` is not from the title page; both are years.
fn remarks(source: &str) -> (&str, bool, bool) {
    let mut bare = source.trim_matches(['[', ']', '(', ')', ' ', '.']);
    let uncertain = bare.ends_with('?');
    bare = bare.trim_end_matches(['?', ' ']);
    for (start, circa) in
        [("circa ", true), ("ca. ", true), ("ca ", true), ("c. ", true), ("\u{a9}", false), ("c", false)]
    {
        if let (Some(head), Some(rest)) = (bare.get(..start.len()), bare.get(start.len()..))
            && head.eq_ignore_ascii_case(start)
            && rest.trim_start().starts_with(|c: char| c.is_ascii_digit())
        {
            return (rest.trim_start(), circa, uncertain);
        }
    }
    (bare, false, uncertain)
}

/// `20010512` and `200105`.
fn compact(bare: &str) -> Option<Date> {
    if !matches!(bare.len(), 6 | 8) || !bare.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let year = bare[..4].parse().ok().filter(|year| (1500..2100).contains(year))?;
    let month = bare[4..6].parse().ok()?;
    let point = if bare.len() == 6 {
        DatePoint::month(year, month)
    } else {
        DatePoint::day(year, month, bare[6..].parse().ok()?)
    };
    point.map(Date::Point)
}

/// A date with its year in front or behind.
fn ordered(bare: &str) -> Option<Date> {
    let parts = parts(bare)?;
    let point = |point: Option<DatePoint>| point.map(Date::Point);
    let tight = !bare.contains(' ');
    match *parts.as_slice() {
        [Year(first), Year(last)] if first < last => {
            let end = |year| DateEnd::At(DatePoint::year(year));
            Some(Date::Range(end(first), end(last)))
        }
        [Year(year), Number(month)] if tight => point(DatePoint::month(year, month)),
        [Year(year), Number(month), Number(day)] if tight => point(DatePoint::day(year, month, day)),
        [Number(month), Year(year)] if tight => point(DatePoint::month(year, month)),
        [Number(first), Number(second), Year(year)] if tight => match (first > 12, second > 12, bare.contains('.')) {
            (true, false, _) | (false, false, true) => point(DatePoint::day(year, second, first)),
            (false, true, false) => point(DatePoint::day(year, first, second)),
            _ if first == second => point(DatePoint::day(year, first, second)),
            _ => None,
        },
        [Year(year), ref others @ ..] | [ref others @ .., Year(year)] => {
            if others.iter().any(|part| matches!(part, Month(_))) || others.is_empty() {
                rest(others, year)
            } else {
                None
            }
        }
        _ => None,
    }
}

/// Months, days and seasons of a year.
fn rest(parts: &[Part], year: i32) -> Option<Date> {
    let point = |month: u8, day: u8| match (month, day) {
        (0, 0) => Some(DatePoint::year(year)),
        (21.., 0) => Some(DatePoint { month, ..DatePoint::year(year) }),
        (21.., _) => None,
        (month, 0) => DatePoint::month(year, month),
        (month, day) => DatePoint::day(year, month, day),
    };
    let range = |first: Option<DatePoint>, last: Option<DatePoint>| {
        let (first, last) = (first?, last?);
        let rising = (first.month, first.day) < (last.month, last.day) && (first.month < 21) == (last.month < 21);
        rising.then_some(Date::Range(DateEnd::At(first), DateEnd::At(last)))
    };
    match *parts {
        [] => point(0, 0).map(Date::Point),
        [Month(month)] => point(month, 0).map(Date::Point),
        [Month(month), Number(day)] | [Number(day), Month(month)] if day > 0 => point(month, day).map(Date::Point),
        [Month(first), Month(last)] => range(point(first, 0), point(last, 0)),
        [Month(month), Number(first), Number(last)] | [Number(first), Number(last), Month(month)] => {
            range(point(month, first), point(month, last))
        }
        [Month(one), Number(first), Month(other), Number(last)]
        | [Number(first), Month(one), Number(last), Month(other)] => range(point(one, first), point(other, last)),
        _ => None,
    }
}

fn parts(source: &str) -> Option<Vec<Part>> {
    let is_mark = |c: char| c.is_whitespace() || matches!(c, ',' | '.' | '/' | '-' | '\u{2010}'..='\u{2015}');
    let words = source.split(is_mark).filter(|word| !word.is_empty());
    let parts: Vec<Part> = words.map(part).collect::<Option<_>>()?;
    (!parts.is_empty() && parts.len() <= 5).then_some(parts)
}

fn part(word: &str) -> Option<Part> {
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
        let number = digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse::<u16>().ok())??;
        return match digits.len() {
            4 => Some(Year(number.into())).filter(|_| digits.len() == word.len()),
            1 | 2 => Some(Number(number as u8)),
            _ => None,
        };
    }
    // Web of Science cuts everything to three letters.
    const SEASONS: [(&str, u8); 5] = [("SPR", 21), ("SUM", 22), ("FAL", 23), ("AUT", 23), ("WIN", 24)];
    let short = SEASONS.iter().find(|(short, _)| short.eq_ignore_ascii_case(word)).map(|(_, code)| *code);
    let month = short.or_else(|| calendar::month(word)).or_else(|| calendar::season(word));
    month.or_else(|| calendar::foreign(word)).map(Month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_words() {
        for (source, edtf) in [
            ("12 May 2001", "2001-05-12"),
            ("May 12, 2001", "2001-05-12"),
            ("May 12th, 2001", "2001-05-12"),
            ("2001 May 12", "2001-05-12"),
            ("12-MAY-2001", "2001-05-12"),
            ("May 2001", "2001-05"),
            ("2001 May", "2001-05"),
            ("2015/october", "2015-10"),
            ("2001/May/05/", "2001-05-05"),
            ("1 Aug. 2020", "2020-08-01"),
            ("2001 May-Jun", "2001-05/2001-06"),
            ("May/June 2001", "2001-05/2001-06"),
            ("12-15 May 2001", "2001-05-12/2001-05-15"),
            ("29 June-2 July 2001", "2001-06-29/2001-07-02"),
            ("Spring 2001", "2001-21"),
            ("2001 Winter", "2001-24"),
            ("1999-2001", "1999/2001"),
            ("c2001", "2001"),
            ("\u{a9}2001", "2001"),
            ("ca. 2001", "2001~"),
            ("[2001]", "2001"),
            ("[2001?]", "2001?"),
            ("2001.", "2001"),
            ("20010512", "2001-05-12"),
            ("200105", "2001-05"),
            ("2001.05.12", "2001-05-12"),
            ("2001-5-3", "2001-05-03"),
            ("31.05.2001", "2001-05-31"),
            ("05.06.2001", "2001-06-05"),
            ("31/05/2001", "2001-05-31"),
            ("05/31/2001", "2001-05-31"),
            ("12 mars 2001", "2001-03-12"),
        ] {
            assert_eq!(parse(source).map(|date| date.to_string()).as_deref(), Some(edtf), "{source}");
        }
        for source in [
            "",
            "n.d.",
            "in press",
            "May",
            "Aug 28",
            "05/06/2001",
            "2001 5",
            "12",
            "2001 and later",
            "forthcoming",
            "2025/02/30",
            "2001/13",
            "Jun-May 2001",
            "99999999",
            "2001 May 12 13 14",
            "May 2001 2002",
        ] {
            assert_eq!(parse(source), None, "{source}");
        }
    }

    #[test]
    fn the_year_completes_a_month_and_a_day() {
        let date = |words| within(words, 2025).map(|date| date.to_string());
        assert_eq!(date("Aug 28").as_deref(), Some("2025-08-28"));
        assert_eq!(date("28 Aug").as_deref(), Some("2025-08-28"));
        assert_eq!(date("September").as_deref(), Some("2025-09"));
        assert_eq!(date("JAN-FEB").as_deref(), Some("2025-01/2025-02"));
        assert_eq!(date("SPR").as_deref(), Some("2025-21"));
        assert_eq!(date("Feb 30"), None);
        assert_eq!(date("Augustus 99"), None);
        assert_eq!(date("12"), None);
        assert_eq!(date("May 2001"), None);
    }
}
