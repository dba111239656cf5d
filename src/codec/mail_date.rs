//! Dates as mails have them (RFC 5322): `Mon, 2 Apr 2007 19:18:42 GMT`.

use super::calendar;
use crate::ir::{DatePoint, Time};

/// Reads a date with its time; the day of the week and the seconds may be
/// missing. `None` if the calendar or the clock has no such time.
pub fn parse(source: &str) -> Option<DatePoint> {
    plain(source).or_else(|| general(source))
}

/// As nearly all are written: `Mon, 2 Apr 2007 19:18:42 GMT`.
fn plain(source: &str) -> Option<DatePoint> {
    let (weekday, rest) = source.as_bytes().split_at_checked(5)?;
    let rest = rest.strip_suffix(b" GMT")?;
    let (day, rest) = match rest {
        [day, b' ', rest @ ..] => ([b'0', *day], rest),
        [tens, day, b' ', rest @ ..] => ([*tens, *day], rest),
        _ => return None,
    };
    let [m @ .., b' ', y0, y1, y2, y3, b' ', h0, h1, b':', n0, n1, b':', s0, s1] = rest else { return None };
    let digits = [day[0], day[1], *y0, *y1, *y2, *y3, *h0, *h1, *n0, *n1, *s0, *s1];
    if !weekday[..3].iter().all(u8::is_ascii_alphabetic)
        || &weekday[3..] != b", "
        || !digits.iter().all(u8::is_ascii_digit)
    {
        return None;
    }
    let two = |tens: u8, ones: u8| (tens - b'0') * 10 + (ones - b'0');
    let month = calendar::MONTHS.iter().position(|name| name.as_bytes().starts_with(m) && m.len() == 3)? as u8 + 1;
    let year = i32::from(two(*y0, *y1)) * 100 + i32::from(two(*y2, *y3));
    let (hour, minute, second) = (two(*h0, *h1), two(*n0, *n1), two(*s0, *s1));
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let mut point = DatePoint::day(year, month, two(day[0], day[1]))?;
    point.time = Some(Time { hour, minute, second, offset: Some(0) });
    Some(point)
}

fn general(source: &str) -> Option<DatePoint> {
    let source = source.trim();
    let rest = match source.split_once(',') {
        Some((weekday, rest)) if weekday.bytes().all(|b| b.is_ascii_alphabetic()) => rest,
        Some(_) => return None,
        None => source,
    };
    let mut words = rest.split_ascii_whitespace();
    let day = words.next()?.parse().ok()?;
    let month = calendar::month(words.next()?)?;
    let year = words.next().filter(|year| year.len() == 4)?.parse().ok()?;
    let mut point = DatePoint::day(year, month, day)?;
    let Some(clock) = words.next() else { return Some(point) };
    let mut parts = clock.split(':');
    let mut part = |missing| match parts.next() {
        Some(digits) if digits.len() == 2 => digits.parse::<u8>().ok(),
        Some(_) => None,
        None => missing,
    };
    let (hour, minute, second) = (part(None)?, part(None)?, part(Some(0))?);
    if hour > 23 || minute > 59 || second > 60 || parts.next().is_some() {
        return None;
    }
    let offset = words.next().map_or(Some(None), offset)?;
    point.time = Some(Time { hour, minute, second, offset });
    words.next().is_none().then_some(point)
}

/// Minutes east of Greenwich; `Some(None)` for a zone whose name says nothing
/// (RFC 5322, 4.3).
fn offset(zone: &str) -> Option<Option<i16>> {
    if let Some((sign, digits)) = zone.split_at_checked(1).filter(|(sign, _)| matches!(*sign, "+" | "-")) {
        let number: i16 = digits.parse().ok().filter(|_| digits.len() == 4)?;
        let minutes = number / 100 * 60 + number % 100;
        let known = digits != "0000" || sign == "+";
        return Some(known.then_some(if sign == "-" { -minutes } else { minutes }));
    }
    let hours = match zone {
        "GMT" | "UT" | "UTC" | "Z" => 0,
        "EDT" => -4,
        "EST" | "CDT" => -5,
        "CST" | "MDT" => -6,
        "MST" | "PDT" => -7,
        "PST" => -8,
        _ => return Some(None),
    };
    Some(Some(hours * 60))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::Date;

    #[test]
    fn times_of_all_zones() {
        let shown = |source| parse(source).map(|point| Date::Point(point).to_string());
        for (source, date) in [
            ("Mon, 2 Apr 2007 19:18:42 GMT", "2007-04-02T19:18:42Z"),
            ("Tue, 24 Jul 2007 20:10:27 GMT", "2007-07-24T20:10:27Z"),
            ("24 Jul 2007 20:10 +0200", "2007-07-24T20:10:00+02:00"),
            ("Fri, 1 Jan 1999 00:00:00 EST", "1999-01-01T00:00:00-05:00"),
            ("1 Jan 1999", "1999-01-01"),
            ("1 Jan 1999 10:00:00", "1999-01-01T10:00:00"),
        ] {
            assert_eq!(shown(source).as_deref(), Some(date), "{source}");
        }
        for source in [
            "",
            "x",
            "Mon, 31 Apr 2007 19:18:42 GMT",
            "30 Feb 2007",
            "1 Jan 07",
            "1 Jan 1999 24:00:00 GMT",
            "1 Jan 1999 1:2:3 GMT",
            "1 Foo 1999",
        ] {
            assert_eq!(shown(source), None, "{source}");
        }
    }
}
