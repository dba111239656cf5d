//! Dates: `year`, `month` and `day`, or `date`.
//!
//! BibTeX has no notation of dates: `year` and `month` are text that a style
//! prints. What people write there is read as far as it is clear, and written
//! so that it is read as the same; anything else is kept as words.

use super::lexer::is_balanced;
use super::notation::Bib;
use super::text::plain;
use crate::codec::{calendar, tex};
use crate::ir::{Date, DateEnd, DatePoint, Kind, Value};
use crate::map::{Codec, Fidelity};

/// `year`, `month`, `day`.
pub(super) static ISSUED: Codec<Bib> = Codec {
    kind: Kind::Date,
    decode: |natives, _| {
        let text = |at| natives.peek(at).map(plain);
        let edtf = |value: &super::notation::BibValue<'_>| year_point(value.text.trim()).is_some();
        // `1723~` is a year and no tie.
        let year = natives.peek(0)?;
        let year = if edtf(year) { year.text.trim().into() } else { plain(year) };
        let (month, day) = (text(1), text(2));
        let parts = Parts { year: &year, month: month.as_deref(), day: day.as_deref() };
        let (date, used) = parts.read()?;
        for (at, used) in [true, used.month, used.day].into_iter().enumerate() {
            if used {
                natives.get(at);
            }
        }
        Some(Value::Date(Box::new(date)))
    },
    encode: |value, enc, sink| {
        let Value::Date(date) = value else { return Fidelity::Nothing };
        let written = Written::of(date, sink.tex);
        if written.year.is_empty() || !is_balanced(&written.year) {
            return Fidelity::Nothing;
        }
        sink.braced(enc.names[0], &written.year);
        if !written.month.is_empty() {
            sink.source(enc.names[1], &written.month);
        }
        if !written.day.is_empty() {
            sink.braced(enc.names[2], &written.day);
        }
        Fidelity::or_narrowed(written.again().as_ref() == Some(date))
    },
};

/// `date`: EDTF, in which `~` is no tie. Words stay words unless there is a `year`.
pub(super) static DATE: Codec<Bib> = Codec {
    kind: Kind::Date,
    decode: |natives, _| {
        let value = natives.peek(0)?;
        let date = match Date::parse(&value.text) {
            Some(date) => date,
            None if natives.peek(1).is_some() => return None,
            None => Date::Literal(plain(value).trim().into()),
        };
        if date == Date::Literal("".into()) {
            return None;
        }
        // A year alone under `date` leaves the rest to `month` and `day`.
        let (month, day) = (natives.peek(2).map(plain), natives.peek(3).map(plain));
        let parts = Parts { year: &value.text, month: month.as_deref(), day: day.as_deref() };
        let finer = parts.read().filter(|(_, used)| used.month);
        let (date, used) = finer.unwrap_or((date, Used::default()));
        for (at, used) in [true, false, used.month, used.day].into_iter().enumerate() {
            if used {
                natives.get(at);
            }
        }
        Some(Value::Date(Box::new(date)))
    },
    encode: |value, enc, sink| {
        let Value::Date(date) = value else { return Fidelity::Nothing };
        let mut text = date.to_string();
        let mut exact = Date::parse(&text).as_ref() == Some(date);
        if let Date::Literal(words) = date.as_ref() {
            text.clear();
            tex::encode_plain(words, sink.tex, &mut text);
            exact = Date::parse(&text).is_none() && tex::decode_plain(&text).trim() == words.as_str();
        }
        if !is_balanced(&text) || text.trim().is_empty() {
            return Fidelity::Nothing;
        }
        sink.braced(enc.names[0], &text);
        Fidelity::or_narrowed(exact)
    },
};

/// `date` of BibLaTeX. Native names of a row: `date`, `year`, `month`, `day`;
/// the last three are those of older files and are not written.
pub(super) static BIBLATEX_ISSUED: Codec<Bib> = Codec { kind: Kind::Date, decode: DATE.decode, encode: DATE.encode };

#[derive(Debug, Clone, Copy)]
struct Parts<'p> {
    year: &'p str,
    month: Option<&'p str>,
    day: Option<&'p str>,
}

/// Which parts went into the date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Used {
    month: bool,
    day: bool,
}

/// What a `month` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct MonthDay {
    month: u8,
    day: u8,
}

impl Parts<'_> {
    fn read(&self) -> Option<(Date, Used)> {
        let year = self.year.trim();
        if year.is_empty() {
            return None;
        }
        let Some(point) = year_point(year) else {
            let date = year_range(year).unwrap_or_else(|| Date::Literal(year.into()));
            return Some((date, Used::default()));
        };
        if point.unspecified > 0 {
            return Some((Date::Point(point), Used::default()));
        }
        let Some((first, last)) = self.month.and_then(months) else {
            return Some((Date::Point(point), Used::default()));
        };
        let day_used = |used: bool| Used { month: true, day: used };
        let at = |part: MonthDay| DatePoint { month: part.month, day: part.day, ..point };
        let real = |part: MonthDay| part.day == 0 || DatePoint::day(point.year, part.month, part.day).is_some();
        if !real(first) || last.is_some_and(|last| !real(last)) {
            return Some((Date::Point(point), Used::default()));
        }
        if let Some(last) = last {
            return Some((Date::Range(DateEnd::At(at(first)), DateEnd::At(at(last))), day_used(false)));
        }
        let days = self.day.filter(|_| first.day == 0 && first.month <= 12).and_then(days);
        let real = |day: u8| DatePoint::day(point.year, first.month, day).is_some();
        match days {
            Some((day, None)) if real(day) => Some((Date::Point(at(MonthDay { day, ..first })), day_used(true))),
            Some((day, Some(last))) if real(day) && real(last) => {
                let end = |day| DateEnd::At(at(MonthDay { day, ..first }));
                Some((Date::Range(end(day), end(last)), day_used(true)))
            }
            _ => Some((Date::Point(at(first)), day_used(false))),
        }
    }
}

/// `2025`, `c. 1723`, `1723?`, `199X`, `-0876`.
fn year_point(text: &str) -> Option<DatePoint> {
    let mut rest = text;
    let mut circa = false;
    for word in ["circa", "ca.", "ca", "c."] {
        if let Some(tail) = rest.strip_prefix(word) {
            (rest, circa) = (tail.trim_start(), true);
            break;
        }
    }
    let point = DatePoint::parse(rest)?;
    // A dash in a year is that of a range or of a season of EDTF: neither is a year.
    let bare = DatePoint { circa: false, uncertain: false, ..point };
    let year = bare == DatePoint { unspecified: point.unspecified, ..DatePoint::year(point.year) };
    year.then_some(DatePoint { circa: point.circa || circa, ..point })
}

/// `2024--2025`, `2024/2025`, `2024--`, `--2024`.
fn year_range(text: &str) -> Option<Date> {
    let (first, last) = split_range(text)?;
    let side = |text: &str| match text {
        "" => Some(DateEnd::Open),
        text => year_point(text).filter(|point| point.year >= 1000).map(DateEnd::At),
    };
    match (side(first)?, side(last)?) {
        (DateEnd::Open, DateEnd::Open) => None,
        (first, last) => Some(Date::Range(first, last)),
    }
}

/// Both sides of the first dash or slash.
fn split_range(text: &str) -> Option<(&str, &str)> {
    let dash = |c: char| matches!(c, '-' | '/' | '\u{2013}' | '\u{2014}');
    let at = text.find(dash)?;
    let rest = text[at..].trim_start_matches(dash);
    let mark = &text[at..text.len() - rest.len()];
    // A single hyphen is no open range: `2024-` is a slip.
    let open = at == 0 || rest.trim().is_empty();
    (!rest.contains(dash) && (!open || mark != "-")).then(|| (text[..at].trim(), rest.trim()))
}

/// The macros of the standard styles.
const MACROS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Whether this is the macro of a month.
pub(super) fn is_month(name: &str) -> bool {
    MACROS.iter().any(|month| month.eq_ignore_ascii_case(name))
}

/// A month by its number, its English name or an abbreviation of at least three
/// letters; or a season.
fn month(word: &str) -> Option<u8> {
    let word = word.trim_end_matches('.');
    if let Ok(number) = word.parse::<u8>() {
        return (1..=12).contains(&number).then_some(number);
    }
    calendar::season(word).or_else(|| calendar::month(word))
}

fn day(word: &str) -> Option<u8> {
    let word = word.trim_end_matches('.');
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    digits.parse().ok().filter(|day| (1..=31).contains(day) && digits.len() <= 2)
}

/// `28`, or `28--30`.
fn days(text: &str) -> Option<(u8, Option<u8>)> {
    match split_range(text) {
        Some((first, last)) => Some((day(first)?, Some(day(last)?))),
        None => Some((day(text.trim())?, None)),
    }
}

/// `aug`, `August--September`, `8 August`, `August 8`, `August 8--10`, `8`, `8--9`.
fn months(text: &str) -> Option<(MonthDay, Option<MonthDay>)> {
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
    let mut words =
        text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '~' | '\u{a0}')).filter(|w| !w.is_empty());
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

/// The three fields of a date; `month` in source form.
#[derive(Debug, Default, PartialEq, Eq)]
struct Written {
    year: String,
    month: String,
    day: String,
}

impl Written {
    fn of(date: &Date, how: tex::Encode) -> Written {
        match date {
            Date::Point(point) => Written { year: year(point), month: month_source(point), day: day_text(point) },
            Date::Range(DateEnd::At(first), DateEnd::At(last)) => Written::range(first, last),
            Date::Range(DateEnd::At(first), _) => Written { year: format!("{}--", year(first)), ..Written::default() },
            Date::Range(_, DateEnd::At(last)) => Written { year: format!("--{}", year(last)), ..Written::default() },
            Date::Literal(words) => {
                let mut year = String::new();
                tex::encode_plain(words, how, &mut year);
                Written { year, ..Written::default() }
            }
            _ => Written::default(),
        }
    }

    fn range(first: &DatePoint, last: &DatePoint) -> Written {
        let (from, to) = (year(first), year(last));
        if from != to {
            return Written { year: format!("{from}--{to}"), ..Written::default() };
        }
        let (month, until) = (month_source(first), month_source(last));
        if month.is_empty() || until.is_empty() {
            return Written { year: from, month, day: String::new() };
        }
        if first.month == last.month {
            let (day, until) = (day_text(first), day_text(last));
            let day = if day.is_empty() || until.is_empty() { day } else { format!("{day}--{until}") };
            return Written { year: from, month, day };
        }
        let joined = |point: &DatePoint, source: &str| match day_text(point) {
            day if day.is_empty() => source.to_owned(),
            day => format!("{source} # \"~{day}\""),
        };
        let month = format!("{} # \"--\" # {}", joined(first, &month), joined(last, &until));
        Written { year: from, month, day: String::new() }
    }

    /// The date that a reader finds.
    fn again(&self) -> Option<Date> {
        let year = tex::decode_plain(&self.year);
        // The pieces of a month as their macros expand.
        let month: String = self.month.split(" # ").map(|piece| piece.trim_matches(['"', '{', '}'])).collect();
        let month = month.replace('~', " ");
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let (month, day) = (text(&month), text(&self.day));
        let parts = Parts { year: &year, month: month.as_deref(), day: day.as_deref() };
        parts.read().map(|(date, _)| date)
    }
}

fn year(point: &DatePoint) -> String {
    let bare = DatePoint { unspecified: point.unspecified, ..DatePoint::year(point.year) };
    let circa = if point.circa { "c. " } else { "" };
    let uncertain = if point.uncertain { "?" } else { "" };
    format!("{circa}{bare}{uncertain}")
}

fn month_source(point: &DatePoint) -> String {
    match point.month {
        0 => String::new(),
        month @ 1..=12 => MACROS[month as usize - 1].to_owned(),
        21 => "{Spring}".to_owned(),
        22 => "{Summer}".to_owned(),
        23 => "{Autumn}".to_owned(),
        24 => "{Winter}".to_owned(),
        _ => String::new(),
    }
}

fn day_text(point: &DatePoint) -> String {
    if point.day > 0 { point.day.to_string() } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_months_and_days() {
        for (year, month, day, expected, used) in [
            ("2025", None, None, "2025", (false, false)),
            ("2025", Some("August"), None, "2025-08", (true, false)),
            ("2025", Some("8"), Some("28"), "2025-08-28", (true, true)),
            ("2025", Some("sept"), None, "2025-09", (true, false)),
            ("2025", Some("Sept."), None, "2025-09", (true, false)),
            ("2025", Some("8~August"), None, "2025-08-08", (true, false)),
            ("2025", Some("August 8th"), None, "2025-08-08", (true, false)),
            ("2025", Some("August--September"), None, "2025-08/2025-09", (true, false)),
            ("2025", Some("8--9"), None, "2025-08/2025-09", (true, false)),
            ("2025", Some("August 8--10"), None, "2025-08-08/2025-08-10", (true, false)),
            ("2025", Some("8--10 August"), None, "2025-08-08/2025-08-10", (true, false)),
            ("2025", Some("August 28--September 2"), None, "2025-08-28/2025-09-02", (true, false)),
            ("2025", Some("August"), Some("28--30"), "2025-08-28/2025-08-30", (true, true)),
            ("2025", Some("Summer"), None, "2025-22", (true, false)),
            ("2025", Some("Feb"), Some("30"), "2025-02", (true, false)),
            ("2025", Some("Michaelmas"), Some("3"), "2025", (false, false)),
            ("2025", None, Some("3"), "2025", (false, false)),
            ("2024--2025", None, None, "2024/2025", (false, false)),
            ("1999/2000", None, None, "1999/2000", (false, false)),
            ("2024--", None, None, "2024/..", (false, false)),
            ("2024-25", None, None, "2024-25", (false, false)),
            ("c. 1723", None, None, "1723~", (false, false)),
            ("1723?", None, None, "1723?", (false, false)),
            ("199X", Some("May"), None, "199X", (false, false)),
            ("-0876", None, None, "-0876", (false, false)),
            ("in press", Some("May"), None, "in press", (false, false)),
            ("98", None, None, "98", (false, false)),
        ] {
            let (date, got) = Parts { year, month, day }.read().unwrap();
            assert_eq!(date.to_string(), expected, "{year} {month:?} {day:?}");
            assert_eq!((got.month, got.day), used, "{year} {month:?} {day:?}");
        }
        assert!(matches!(Parts { year: "2024-25", month: None, day: None }.read(), Some((Date::Literal(_), _))));
    }

    #[test]
    fn what_is_written_is_read_as_the_same() {
        let how = tex::Encode { ascii: false, flavour: tex::Flavour::Bibtex };
        for source in [
            "2025",
            "2025-08",
            "2025-08-28",
            "2025-22",
            "2024/2025",
            "2024/..",
            "../2024",
            "2025-08/2025-09",
            "1723~",
            "2025-08-28/2025-08-30",
            "2025-08-28/2025-09-02",
            "1723?",
            "1723%",
            "199X",
            "-0876",
            "0000",
            "2025-08~",
        ] {
            let date = Date::parse(source).unwrap();
            assert_eq!(Written::of(&date, how).again(), Some(date), "{source}");
        }
        for source in ["2025-08-28T10:00:00Z", "2024/", "1999-XX", "2024-05/2025-06", "2025-33"] {
            let date = Date::parse(source).unwrap();
            assert_ne!(Written::of(&date, how).again(), Some(date), "{source}");
        }
    }
}
