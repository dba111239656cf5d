//! Dates: EDTF levels 0 and 1 (ISO 8601-2, Library of Congress 2019), ranges,
//! and dates that only their words express.

#[cfg(test)]
mod tests;

use std::fmt;

use super::Str;

/// A season of a year: the EDTF codes 21 to 24.
///
/// ```
/// use ibidem::ir::{DatePoint, Season};
/// assert_eq!(DatePoint::parse("2024-22").unwrap().season(), Some(Season::Summer));
/// assert_eq!(Season::Winter as u8, 24);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Season {
    /// Code 21.
    Spring = 21,
    /// Code 22.
    Summer = 22,
    /// Code 23.
    Autumn = 23,
    /// Code 24.
    Winter = 24,
}

/// A time of day.
///
/// ```
/// use ibidem::ir::DatePoint;
/// let time = DatePoint::parse("2007-04-02T19:18:42+02:00").unwrap().time.unwrap();
/// assert_eq!((time.hour, time.minute, time.second, time.offset), (19, 18, 42, Some(120)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Time {
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 60.
    pub second: u8,
    /// Minutes east of Greenwich; `None` for local time of no known zone.
    pub offset: Option<i16>,
}

/// A point in time, as precise as the source said.
///
/// ```
/// use ibidem::ir::DatePoint;
/// let point = DatePoint::parse("1843-08~").unwrap();
/// assert_eq!((point.year, point.month, point.day, point.circa), (1843, 8, 0, true));
/// assert_eq!(DatePoint { circa: false, ..point }.to_string(), "1843-08");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DatePoint {
    /// Astronomical year: 0 is 1 BC.
    pub year: i32,
    /// How many trailing digits of the year are unspecified (`199X` is 1).
    pub unspecified: u8,
    /// 1 to 12, a division of the year from 21 to 41, or 0 for none.
    pub month: u8,
    /// 1 to 31, or 0 for none.
    pub day: u8,
    /// A month is meant but not said (`1999-XX`).
    pub some_month: bool,
    /// A day is meant but not said (`1999-01-XX`).
    pub some_day: bool,
    /// The time of day; only with a day.
    pub time: Option<Time>,
    /// Approximate: `~`, circa.
    pub circa: bool,
    /// Uncertain: `?`.
    pub uncertain: bool,
}

/// A date.
///
/// ```
/// use ibidem::ir::Date;
/// let date: Date = Date::parse("2024-05-01/2024-05-03").unwrap();
/// assert_eq!(date.to_string(), "2024-05-01/2024-05-03");
/// assert_eq!(Date::parse("August"), None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Date {
    /// One point in time.
    Point(DatePoint),
    /// From one point to another.
    Range(DateEnd, DateEnd),
    /// Words that are not a date in any notation.
    Literal(Str),
}

/// One end of a range.
///
/// ```
/// use ibidem::ir::{Date, DateEnd, DatePoint};
/// let open = Date::Range(DateEnd::At(DatePoint::year(1999)), DateEnd::Open);
/// assert_eq!(open.to_string(), "1999/..");
/// assert_eq!(Date::parse("1999/"), Some(Date::Range(DateEnd::At(DatePoint::year(1999)), DateEnd::Unknown)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateEnd {
    /// A known point.
    At(DatePoint),
    /// Open: it goes on (`..`).
    Open,
    /// There is an end, but it is not known (nothing written).
    Unknown,
}

impl DatePoint {
    /// A year.
    ///
    /// ```
    /// use ibidem::ir::DatePoint;
    /// assert_eq!(DatePoint::year(-43).to_string(), "-0043");
    /// ```
    pub const fn year(year: i32) -> DatePoint {
        DatePoint {
            year,
            unspecified: 0,
            month: 0,
            day: 0,
            some_month: false,
            some_day: false,
            time: None,
            circa: false,
            uncertain: false,
        }
    }

    /// A month of a year; `None` unless it is 1 to 12 or a division 21 to 41.
    ///
    /// ```
    /// use ibidem::ir::DatePoint;
    /// assert_eq!(DatePoint::month(2024, 5).unwrap().to_string(), "2024-05");
    /// assert_eq!(DatePoint::month(2024, 13), None);
    /// ```
    pub fn month(year: i32, month: u8) -> Option<DatePoint> {
        matches!(month, 1..=12 | 21..=41).then(|| DatePoint { month, ..DatePoint::year(year) })
    }

    /// A day; `None` if the calendar (proleptic Gregorian) has no such day.
    ///
    /// ```
    /// use ibidem::ir::DatePoint;
    /// assert_eq!(DatePoint::day(2024, 2, 29).unwrap().to_string(), "2024-02-29");
    /// assert_eq!(DatePoint::day(2023, 2, 29), None);
    /// ```
    pub fn day(year: i32, month: u8, day: u8) -> Option<DatePoint> {
        let point = DatePoint { month, day, ..DatePoint::year(year) };
        ((1..=12).contains(&month) && day >= 1 && day <= days_in(year, month)).then_some(point)
    }

    /// The season, if the date is one.
    ///
    /// ```
    /// use ibidem::ir::{DatePoint, Season};
    /// assert_eq!(DatePoint::month(2024, 21).unwrap().season(), Some(Season::Spring));
    /// assert_eq!(DatePoint::month(2024, 3).unwrap().season(), None);
    /// ```
    pub fn season(&self) -> Option<Season> {
        match self.month {
            21 => Some(Season::Spring),
            22 => Some(Season::Summer),
            23 => Some(Season::Autumn),
            24 => Some(Season::Winter),
            _ => None,
        }
    }

    /// Whether it is a plain year, month or day: nothing approximate,
    /// uncertain or unspecified, no season and no time.
    ///
    /// ```
    /// use ibidem::ir::DatePoint;
    /// assert!(DatePoint::parse("2024-05-01").unwrap().is_plain());
    /// assert!(!DatePoint::parse("2024-05-01?").unwrap().is_plain());
    /// ```
    pub fn is_plain(&self) -> bool {
        *self == DatePoint { month: self.month, day: self.day, ..DatePoint::year(self.year) } && self.month <= 12
    }

    /// A plain year, month or day of the calendar as EDTF, which is read back as
    /// the same; `None` for anything else.
    pub(crate) fn plain_edtf(&self) -> Option<Str> {
        let known = match (self.month, self.day) {
            (0, 0) => true,
            (1..=12, day) => day <= days_in(self.year, self.month),
            _ => false,
        };
        if !known || !(0..=9999).contains(&self.year) || !self.is_plain() {
            return None;
        }
        let mut text = *b"0000-00-00";
        let year = self.year as u16;
        let pairs = [(0, (year / 100) as u8), (2, (year % 100) as u8), (5, self.month), (8, self.day)];
        for (at, pair) in pairs {
            (text[at], text[at + 1]) = (b'0' + pair / 10, b'0' + pair % 10);
        }
        let len = match (self.month, self.day) {
            (0, _) => 4,
            (_, 0) => 7,
            _ => 10,
        };
        std::str::from_utf8(&text[..len]).ok().map(Str::from)
    }

    /// Reads one EDTF date, with or without a time.
    ///
    /// ```
    /// use ibidem::ir::DatePoint;
    /// let point = DatePoint::parse("199X").unwrap();
    /// assert_eq!((point.year, point.unspecified), (1990, 1));
    /// assert_eq!(DatePoint::parse("May 2024"), None);
    /// ```
    pub fn parse(source: &str) -> Option<DatePoint> {
        // The common case is a year.
        if source.len() == 4
            && let Some(year) = digits(source)
        {
            return Some(DatePoint::year(year as i32));
        }
        let (source, circa, uncertain) = match source.as_bytes().last()? {
            b'~' => (&source[..source.len() - 1], true, false),
            b'?' => (&source[..source.len() - 1], false, true),
            b'%' => (&source[..source.len() - 1], true, true),
            _ => (source, false, false),
        };
        let (date, time) = match source.bytes().position(|b| b == b'T') {
            Some(at) => (&source[..at], Some(parse_time(&source[at + 1..])?)),
            None => (source, None),
        };
        let mut point = parse_day(date)?;
        if time.is_some() && point.day == 0 {
            return None;
        }
        (point.circa, point.uncertain, point.time) = (circa, uncertain, time);
        Some(point)
    }
}

fn days_in(year: i32, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

fn digits(text: &str) -> Option<u32> {
    (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

fn two(text: &str) -> Option<u8> {
    (text.len() == 2).then(|| digits(text))?.map(|n| n as u8)
}

fn parse_day(source: &str) -> Option<DatePoint> {
    let (negative, body) = match source.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, source),
    };
    if let Some(long) = body.strip_prefix('Y') {
        let (sign, long) = match long.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, long),
        };
        let year = i32::try_from(digits(long)?).ok()?;
        return (!negative && long.len() > 4).then(|| DatePoint::year(sign * year));
    }
    let mut parts = body.split('-');
    let text = parts.next()?;
    if text.len() != 4 || !text.is_ascii() {
        return None;
    }
    let known = text.trim_end_matches('X');
    let unspecified = (4 - known.len()) as u8;
    if unspecified > 2 {
        return None;
    }
    let year = digits(known)? as i32 * 10_i32.pow(u32::from(unspecified));
    if negative && year == 0 {
        return None;
    }
    let mut point = DatePoint { unspecified, ..DatePoint::year(if negative { -year } else { year }) };
    match (parts.next(), parts.next(), parts.next()) {
        (None, ..) => {}
        (Some("XX"), None, _) => point.some_month = true,
        (Some("XX"), Some("XX"), None) => (point.some_month, point.some_day) = (true, true),
        (Some(month), None, _) if unspecified == 0 => {
            point.month = DatePoint::month(point.year, two(month)?)?.month;
        }
        (Some(month), Some("XX"), None) if unspecified == 0 => {
            point.month = two(month).filter(|m| (1..=12).contains(m))?;
            point.some_day = true;
        }
        (Some(month), Some(day), None) if unspecified == 0 => {
            let day = DatePoint::day(point.year, two(month)?, two(day)?)?;
            (point.month, point.day) = (day.month, day.day);
        }
        _ => return None,
    }
    if unspecified > 0 && (point.some_month || point.some_day) {
        return None;
    }
    Some(point)
}

fn parse_time(source: &str) -> Option<Time> {
    let (clock, offset) = if let Some(clock) = source.strip_suffix('Z') {
        (clock, Some(0))
    } else if let Some(at) = source.rfind(['+', '-']) {
        let zone = &source[at + 1..];
        let (hours, minutes) = match zone.split_once(':') {
            Some((hours, minutes)) => (two(hours)?, two(minutes)?),
            None if zone.len() == 4 && zone.is_ascii() => (two(&zone[..2])?, two(&zone[2..])?),
            None => (two(zone)?, 0),
        };
        let east = i16::from(hours) * 60 + i16::from(minutes);
        if hours > 23 || minutes > 59 {
            return None;
        }
        (&source[..at], Some(if source.as_bytes()[at] == b'-' { -east } else { east }))
    } else {
        (source, None)
    };
    // A fraction of a second is finer than any bibliography needs.
    let clock = clock.split_once('.').map_or(clock, |(clock, _)| clock);
    let mut parts = clock.split(':');
    let (hour, minute) = (two(parts.next()?)?, two(parts.next()?)?);
    let second = parts.next().map_or(Some(0), two)?;
    let good = parts.next().is_none() && hour < 24 && minute < 60 && second <= 60;
    good.then_some(Time { hour, minute, second, offset })
}

impl Date {
    /// A plain year.
    ///
    /// ```
    /// use ibidem::ir::{Date, DatePoint};
    /// assert_eq!(Date::year(1843), DatePoint::year(1843).into());
    /// ```
    pub const fn year(year: i32) -> Date {
        Date::Point(DatePoint::year(year))
    }

    /// Reads an EDTF date or range; `None` if it is neither.
    pub fn parse(source: &str) -> Option<Date> {
        let source = source.trim();
        let Some((start, end)) = source.split_once('/') else {
            return DatePoint::parse(source).map(Date::Point);
        };
        let side = |text: &str| match text {
            "" => Some(DateEnd::Unknown),
            ".." => Some(DateEnd::Open),
            text => DatePoint::parse(text).map(DateEnd::At),
        };
        match (side(start)?, side(end)?) {
            (DateEnd::Open | DateEnd::Unknown, DateEnd::Open | DateEnd::Unknown) => None,
            (start, end) => Some(Date::Range(start, end)),
        }
    }

    /// Reads an EDTF date or range, or keeps the words.
    ///
    /// ```
    /// use ibidem::ir::Date;
    /// assert_eq!(Date::parse_or_literal("2024-05"), Date::parse("2024-05").unwrap());
    /// assert_eq!(Date::parse_or_literal(" in press "), Date::Literal("in press".into()));
    /// ```
    pub fn parse_or_literal(source: &str) -> Date {
        Date::parse(source).unwrap_or_else(|| Date::Literal(source.trim().into()))
    }

    /// The first known point.
    ///
    /// ```
    /// use ibidem::ir::Date;
    /// assert_eq!(Date::parse("../1999").unwrap().first().unwrap().year, 1999);
    /// assert_eq!(Date::Literal("in press".into()).first(), None);
    /// ```
    pub fn first(&self) -> Option<&DatePoint> {
        match self {
            Date::Point(point) | Date::Range(DateEnd::At(point), _) => Some(point),
            Date::Range(_, DateEnd::At(point)) => Some(point),
            _ => None,
        }
    }

    /// Whether this says nothing that the other does not say more precisely:
    /// `2025` beside `2025-08-28`, or beside a range that begins there.
    ///
    /// ```
    /// use ibidem::ir::Date;
    /// let day = Date::parse("2025-08-28").unwrap();
    /// assert!(Date::year(2025).is_part_of(&day) && !day.is_part_of(&Date::year(2025)));
    /// ```
    pub fn is_part_of(&self, other: &Date) -> bool {
        if self == other {
            return true;
        }
        let Date::Point(mine) = self else { return false };
        let (Date::Point(theirs) | Date::Range(DateEnd::At(theirs), _)) = other else { return false };
        let shorter = DatePoint { circa: theirs.circa, uncertain: theirs.uncertain, ..*mine };
        let at = |month, day, time| DatePoint { month, day, time, ..*theirs };
        shorter == at(0, 0, None)
            || shorter == at(theirs.month, 0, None)
            || shorter == at(theirs.month, theirs.day, None)
    }

    /// A plain year, month or day; see [`DatePoint::plain_edtf`].
    #[allow(dead_code, reason = "of use to some formats only, which may all be left out")]
    pub(crate) fn plain_edtf(&self) -> Option<Str> {
        let Date::Point(point) = self else { return None };
        point.plain_edtf()
    }
}

impl From<DatePoint> for Date {
    fn from(point: DatePoint) -> Self {
        Date::Point(point)
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}:{:02}", self.hour, self.minute, self.second)?;
        match self.offset {
            None => Ok(()),
            Some(0) => f.write_str("Z"),
            Some(east) => {
                let sign = if east < 0 { '-' } else { '+' };
                write!(f, "{sign}{:02}:{:02}", east.unsigned_abs() / 60, east.unsigned_abs() % 60)
            }
        }
    }
}

impl fmt::Display for DatePoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let year = self.year.unsigned_abs();
        let sign = if self.year < 0 { "-" } else { "" };
        if self.unspecified > 0 {
            let known = year / 10_u32.pow(u32::from(self.unspecified));
            let width = 4 - usize::from(self.unspecified);
            write!(f, "{sign}{known:0width$}{}", &"XX"[..usize::from(self.unspecified).min(2)])?;
        } else if year > 9999 {
            write!(f, "Y{sign}{year}")?;
        } else {
            write!(f, "{sign}{year:04}")?;
        }
        if self.some_month {
            f.write_str("-XX")?;
        } else if self.month > 0 {
            write!(f, "-{:02}", self.month)?;
        }
        if self.some_day {
            f.write_str("-XX")?;
        } else if self.day > 0 {
            write!(f, "-{:02}", self.day)?;
        }
        if let Some(time) = self.time {
            write!(f, "T{time}")?;
        }
        match (self.circa, self.uncertain) {
            (false, false) => Ok(()),
            (true, false) => f.write_str("~"),
            (false, true) => f.write_str("?"),
            (true, true) => f.write_str("%"),
        }
    }
}

impl fmt::Display for DateEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DateEnd::At(point) => point.fmt(f),
            DateEnd::Open => f.write_str(".."),
            DateEnd::Unknown => Ok(()),
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Date::Point(point) => point.fmt(f),
            Date::Range(start, end) => write!(f, "{start}/{end}"),
            Date::Literal(words) => f.write_str(words),
        }
    }
}
