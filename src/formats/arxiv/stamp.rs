//! Dates as mails, list pages and abstract pages print them: days in front of
//! months, and times with a zone.

use std::fmt::Write;

use crate::codec::calendar::{self, month_name};
use crate::ir::{Date, DatePoint, Time, Version};

/// Words of zones and their minutes east of Greenwich. Since the middle of the
/// nineties arXiv prints GMT (mails) and UTC (pages) only.
const ZONES: [(&str, i16); 20] = [
    ("GMT", 0),
    ("UTC", 0),
    ("UT", 0),
    ("Z", 0),
    ("EST", -300),
    ("EDT", -240),
    ("CST", -360),
    ("CDT", -300),
    ("MST", -420),
    ("MDT", -360),
    ("PST", -480),
    ("PDT", -420),
    ("WET", 0),
    ("BST", 60),
    ("MET", 60),
    ("CET", 60),
    ("MEZ", 60),
    ("CEST", 120),
    ("MEST", 120),
    ("JST", 540),
];

const WEEKDAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/// Reads `28 Aug 2025`, `Wednesday, 3 September 2025`,
/// `Thu, 28 Aug 2025 17:11:20 GMT`, `Fri,  3 Mar 23 01:29:12 GMT`. The weekday
/// is not checked: it says nothing of its own.
pub(super) fn read(source: &str) -> Option<DatePoint> {
    let blank = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | ',' | '\u{a0}');
    let mut words = source.split(blank).filter(|word| !word.is_empty()).peekable();
    words.next_if(|word| WEEKDAYS.iter().any(|day| word.len() >= 3 && word.starts_with(day)));
    let day = number(words.next()?, 2)?;
    let month = calendar::month(words.next()?)?;
    let year = words.next()?;
    let year = match (year.len(), number(year, 4)?) {
        (4, year) => year as i32,
        // The first paper is of 1991.
        (2, short @ 91..) => 1900 + short as i32,
        (2, short) => 2000 + short as i32,
        _ => return None,
    };
    let mut point = DatePoint::day(year, month, day as u8)?;
    let Some(clock) = words.next() else { return Some(point) };
    let mut parts = clock.split(':');
    let mut part =
        |below: u32| parts.next().map_or(Some(None), |part| number(part, 2).filter(|&n| n < below).map(Some));
    let (hour, minute, second) = (part(24)??, part(60)??, part(61)?.unwrap_or_default());
    let zone = words.next();
    if parts.next().is_some() || words.next().is_some() {
        return None;
    }
    let offset = zone.map(offset);
    if offset == Some(None) {
        return None;
    }
    point.time = Some(Time { hour: hour as u8, minute: minute as u8, second: second as u8, offset: offset.flatten() });
    Some(point)
}

fn number(word: &str, digits: usize) -> Option<u32> {
    (word.len() <= digits && word.bytes().all(|b| b.is_ascii_digit())).then(|| word.parse().ok())?
}

fn offset(zone: &str) -> Option<i16> {
    if let Some((_, minutes)) = ZONES.iter().find(|(word, _)| word.eq_ignore_ascii_case(zone)) {
        return Some(*minutes);
    }
    let (sign, digits) = match zone.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, zone.strip_prefix('+')?),
    };
    let all = number(digits, 4).filter(|_| digits.len() == 4)? as i16;
    (all / 100 < 24 && all % 100 < 60).then_some(sign * (all / 100 * 60 + all % 100))
}

/// The day without the time.
pub(super) fn day_of(point: DatePoint) -> DatePoint {
    DatePoint { time: None, ..point }
}

/// Writes a day, with its time if it has one, as a mail prints it:
/// `Thu, 28 Aug 2025 17:11:20 GMT`.
pub(super) fn write(point: &DatePoint) -> Option<String> {
    let month = month_name(point.month)?.get(..3)?;
    if !(1991..=9999).contains(&point.year) || !(1..=31).contains(&point.day) {
        return None;
    }
    let weekday = WEEKDAYS[weekday(point.year, point.month, point.day)];
    let mut out = format!("{weekday}, {} {month} {}", point.day, point.year);
    if let Some(time) = point.time {
        // Writing to a string cannot fail.
        let _ = write!(out, " {:02}:{:02}:{:02}", time.hour, time.minute, time.second);
        match time.offset {
            Some(0) => out.push_str(" GMT"),
            Some(minutes) => {
                let sign = if minutes < 0 { '-' } else { '+' };
                let all = minutes.unsigned_abs();
                let _ = write!(out, " {sign}{:02}{:02}", all / 60, all % 60);
            }
            None => {}
        }
    }
    (read(&out).as_ref() == Some(point)).then_some(out)
}

/// Reads a line of a submission history:
/// `[v2] Wed, 3 Sep 2025 09:00:00 UTC (1,058 KB)`; a withdrawn version ends in
/// `(withdrawn)` and may have no size.
pub(super) fn version(line: &str) -> Option<Version> {
    let (number, rest) = line.strip_prefix("[v")?.split_once(']')?;
    let mut version = Version { number: number.parse().ok()?, ..Version::default() };
    let mut parts = rest.split('(');
    let words = parts.next()?.trim();
    version.date = Some(read(words).map_or_else(|| Date::Literal(words.into()), Date::Point));
    for part in parts {
        let part = part.trim().trim_end_matches(')');
        let size = part.strip_suffix("KB").or_else(|| part.strip_suffix("kb"));
        match size.and_then(|size| size.trim().replace(',', "").parse().ok()) {
            Some(size) => version.size_kb = Some(size),
            None => version.note = part.into(),
        }
    }
    Some(version)
}

/// 0 is Sunday (Sakamoto's rule for the Gregorian calendar).
fn weekday(year: i32, month: u8, day: u8) -> usize {
    const SHIFTS: [i32; 12] = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];
    let shift = SHIFTS.get(usize::from(month).wrapping_sub(1)).copied().unwrap_or_default();
    let year = if month < 3 { year - 1 } else { year };
    (year + year / 4 - year / 100 + year / 400 + shift + i32::from(day)).rem_euclid(7) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edtf(source: &str) -> Option<String> {
        read(source).map(|point| Date::Point(point).to_string())
    }

    #[test]
    fn dates_of_every_page() {
        for (source, expected) in [
            ("28 Aug 2025", "2025-08-28"),
            ("Wednesday, 3 September 2025", "2025-09-03"),
            ("Fri,  3 Mar 23 01:29:12 GMT", "2023-03-03T01:29:12Z"),
            ("Thu, 30 Apr 1992 20:39:38 GMT", "1992-04-30T20:39:38Z"),
            ("Wed, 3 Sep 2025 09:00:00 UTC", "2025-09-03T09:00:00Z"),
            ("Mon, 1 Aug 94 10:00:00 EDT", "1994-08-01T10:00:00-04:00"),
            ("Mon, 1 Aug 1994 10:00:00 +0200", "1994-08-01T10:00:00+02:00"),
            ("Mon, 1 Aug 1994 10:05 MET", "1994-08-01T10:05:00+01:00"),
        ] {
            assert_eq!(edtf(source).as_deref(), Some(expected), "{source}");
        }
        for source in
            ["31 Feb 2025", "28 Augustus 2025", "Aug 28 2025", "28 Aug 2025 25:00:00 GMT", "28 Aug 2025 x", ""]
        {
            assert_eq!(edtf(source), None, "{source}");
        }
    }

    #[test]
    fn days_are_written_with_their_weekday() {
        let written = |source: &str| write(&read(source).unwrap()).unwrap();
        for source in ["Thu, 28 Aug 2025 17:11:20 GMT", "Fri, 1 Jan 1999 01:01:10 GMT", "Thu, 29 Feb 2024"] {
            assert_eq!(written(source), source);
        }
        assert_eq!(written("1 Aug 1994 10:00:00 EDT"), "Mon, 1 Aug 1994 10:00:00 -0400");
    }
}
