//! Dates: RFC 3339 wants all of them to the second (RFC 4287, 3.3).

use crate::ir::{Date, DateEnd, DatePoint, Str};

/// What stands where nothing is known.
pub(super) const EPOCH: &str = "1970-01-01T00:00:00Z";

/// Days since 1970-01-01 in the proleptic Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The inverse of [`days`].
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

/// The date to the second in Greenwich, 20 bytes; `None` if no point of it is
/// known. A year that XML Schema does not have (it knows no year 0) gives
/// [`EPOCH`].
///
/// The beginning stands for what is not said: the first of January for a year.
pub(super) fn padded(date: &Date) -> Option<Str> {
    let point = date.first()?;
    // The common case needs no calendar: every month has these days.
    if point.time.is_none() && (1..=9999).contains(&point.year) && point.day <= 28 {
        let month = if point.month > 12 { 1 } else { point.month.max(1) };
        return clock([point.year as i64, month.into(), point.day.max(1).into(), 0, 0, 0]);
    }
    let month = if point.month > 12 { 1 } else { point.month.max(1) };
    let time = point.time.map_or(0, |time| {
        // XML Schema has no leap seconds.
        let second = i64::from(time.second.min(59));
        i64::from(time.hour) * 3600 + i64::from(time.minute) * 60 + second - i64::from(time.offset.unwrap_or(0)) * 60
    });
    let seconds = days(i64::from(point.year), i64::from(month), i64::from(point.day.max(1))) * 86_400 + time;
    let (year, month, day) = civil(seconds.div_euclid(86_400));
    if !(1..=9999).contains(&year) {
        return Some(EPOCH.into());
    }
    let time = seconds.rem_euclid(86_400);
    clock([year, month, day, time / 3600, time / 60 % 60, time % 60])
}

/// Year, month, day, hour, minute and second. Four dates a record: the
/// machinery of formats would take a tenth of the time.
fn clock([year, month, day, hour, minute, second]: [i64; 6]) -> Option<Str> {
    let mut text = *b"0000-00-00T00:00:00Z";
    let pairs = [(0, year / 100), (2, year % 100), (5, month), (8, day), (11, hour), (14, minute), (17, second)];
    for (at, pair) in pairs {
        let pair = pair as u8;
        (text[at], text[at + 1]) = (b'0' + pair / 10, b'0' + pair % 10);
    }
    std::str::from_utf8(&text).ok().map(Str::from)
}

/// The date as PRISM has it (a year, month or day, or a time): one point
/// without its vagueness. `None` if that says nothing.
pub(super) fn w3cdtf(date: &Date) -> Option<Str> {
    let point = date.first().filter(|point| (1..=9999).contains(&point.year))?;
    let month = if point.month > 12 { 0 } else { point.month };
    let plain = DatePoint { month, day: point.day, time: point.time, ..DatePoint::year(point.year) };
    Some(plain.plain_edtf().unwrap_or_else(|| Date::Point(plain).to_string().into()))
}

/// Reads a date whose visible form is `shown`, padded from the `mark`; a mark
/// that the visible form contradicts is out of date.
pub(super) fn read(shown: &str, mark: Option<&str>, pad: fn(&Date) -> Option<Str>) -> Option<Date> {
    let shown = shown.trim();
    let marked = mark.and_then(Date::parse).filter(|date| pad(date).as_deref() == Some(shown));
    marked.or_else(|| Date::parse(shown))
}

/// Whether the date says when: ranges without a beginning and an end, and
/// words do not.
pub(super) fn is_known(date: &Date) -> bool {
    match date {
        Date::Point(_) => true,
        Date::Range(start, end) => matches!(start, DateEnd::At(_)) || matches!(end, DateEnd::At(_)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_padded_to_the_second() {
        for (date, full) in [
            ("2025", "2025-01-01T00:00:00Z"),
            ("2025-08", "2025-08-01T00:00:00Z"),
            ("2025-22", "2025-01-01T00:00:00Z"),
            ("2025-08-28", "2025-08-28T00:00:00Z"),
            ("2025-08-28T17:11:20Z", "2025-08-28T17:11:20Z"),
            ("2025-01-01T00:30:00+02:00", "2024-12-31T22:30:00Z"),
            ("2024-02-28T23:30:00-01:00", "2024-02-29T00:30:00Z"),
            ("1999-12-31T23:59:60Z", "1999-12-31T23:59:59Z"),
            ("199X", "1990-01-01T00:00:00Z"),
            ("2024-05-01/2024-05-03", "2024-05-01T00:00:00Z"),
            ("../2024", "2024-01-01T00:00:00Z"),
            ("-0876", EPOCH),
            ("0000", EPOCH),
            ("Y12345", EPOCH),
            ("0001-01-01T00:00:00+01:00", EPOCH),
        ] {
            assert_eq!(padded(&Date::parse(date).unwrap()).as_deref(), Some(full), "{date}");
        }
        assert_eq!(padded(&Date::Literal("once".into())), None);
    }

    #[test]
    fn a_mark_counts_while_it_fits() {
        let read = |shown, mark| read(shown, mark, padded).map(|date| date.to_string());
        assert_eq!(read("2025-01-01T00:00:00Z", Some("2025~")).as_deref(), Some("2025~"));
        assert_eq!(read("2026-01-01T00:00:00Z", Some("2025~")).as_deref(), Some("2026-01-01T00:00:00Z"));
    }
}
