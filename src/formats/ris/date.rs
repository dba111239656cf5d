//! Dates: `YYYY/MM/DD/other`, every part but the year optional, all slashes
//! required by the specification of 2001 and not by programs.
//!
//! What the slashes cannot say stands in the fourth part: the English name of a
//! season, a time of day, or the date as EDTF (a range, a circa).

use super::write::Out;
use super::{Lines, date_words};
use crate::codec::calendar;
use crate::codec::line::one_line;
use crate::ir::{Date, DatePoint, Kind, Value};
use crate::map::{Codec, Ctx, Enc, Fidelity, Natives};
use crate::report::{Code, Severity};

/// Words behind a date.
pub static OTHER_DATE: Code = Code::new(
    "ris/other-date",
    Severity::Warning,
    "words behind a date",
    "The fourth part of a date, for other information, holds something that is neither a season nor a time nor the \
     date itself. Year, month and day were taken and the words left out.",
    "",
);

/// A date, and the words behind it that do not belong to it.
fn parse(source: &str) -> Option<(Date, &str)> {
    let mut parts = source.splitn(4, '/').map(str::trim);
    let year = parts.next()?;
    if year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()) {
        let year: i32 = year.parse().ok()?;
        let mut number = || match parts.next() {
            None | Some("") => Some(0),
            Some(text) if text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit()) => text.parse::<u8>().ok(),
            Some(_) => None,
        };
        let point = match (number(), number()) {
            (Some(0), Some(0)) => Some(DatePoint::year(year)),
            (Some(month @ 1..=12), Some(0)) => DatePoint::month(year, month),
            (Some(month), Some(day)) => DatePoint::day(year, month, day),
            _ => None,
        };
        if let Some(point) = point {
            let other = parts.next().unwrap_or("");
            return Some(match more(point, other) {
                Some(date) => (date, ""),
                None => (Date::Point(point), other),
            });
        }
    }
    Some((Date::parse(source).or_else(|| date_words::parse(source))?, ""))
}

/// The date with what its fourth part adds.
fn more(point: DatePoint, other: &str) -> Option<Date> {
    if other.is_empty() {
        return Some(Date::Point(point));
    }
    if point.month == 0
        && let Some(month) = calendar::season(other)
    {
        return Some(Date::Point(DatePoint { month, ..point }));
    }
    if point.day > 0
        && let Some(timed) =
            DatePoint::parse(&format!("{point}T{other}")).filter(|timed| !timed.circa && !timed.uncertain)
    {
        return Some(Date::Point(timed));
    }
    if let Some(date) = Date::parse(other).filter(|date| date.first().is_some_and(|first| first.year == point.year)) {
        return Some(date);
    }
    // `2001///May-Jun`, `2013///Spring2013`
    let year = point.year.to_string();
    date_words::within(other.strip_suffix(year.as_str()).unwrap_or(other), point.year)
        .filter(|date| Date::Point(point).is_part_of(date))
}

/// The date that the words of a literal one are read as.
pub(super) fn words_as_date(date: &Date) -> Option<Date> {
    match date {
        Date::Literal(words) => parse(&one_line(words)).map(|(date, _)| date),
        _ => None,
    }
}

fn year_of(date: &Date) -> Option<i32> {
    date.first().map(|point| point.year)
}

/// Whether nothing but the marks between the parts of a date is there.
fn is_void(value: &str) -> bool {
    value.bytes().all(|byte| matches!(byte, b'/' | b'-' | b' '))
}

/// Whether it is a day or a month without its year, as Rayyan writes them.
fn is_remnant(value: &str) -> bool {
    value.len() <= 2 && value.bytes().all(|byte| byte.is_ascii_digit())
}

/// `PY` with `DA`, or `Y1`, which must be the row's names.
pub(super) static ISSUED: Codec<Lines> = Codec { kind: Kind::Date, decode: decode_issued, encode: encode_issued };

fn decode_issued(natives: &Natives<'_, '_, Lines>, ctx: &mut Ctx<'_>) -> Option<Value> {
    const DA: usize = 1;
    let said = |name: usize| natives.peek(name).filter(|value| !is_void(value));
    let from = if said(0).is_some() || natives.peek(2).is_none() { 0 } else { 2 };
    let words = said(from);
    let year = words.and_then(|value| parse(value));
    // Without `DA` the date of 2001 may say more than the year beside it.
    let beside = if natives.peek(DA).is_none() && from == 0 { 2 } else { DA };
    let day = natives.peek(beside).and_then(|value| match parse(value) {
        Some(day) => Some(day),
        None => date_words::within(value, year_of(&year.as_ref()?.0)?).map(|date| (date, "")),
    });
    let (date, other, at) = match (year, day) {
        (Some((year, _)), Some((day, other))) if year_of(&year) == year_of(&day) => {
            natives.get(from);
            // Of the two the one that says more.
            if year != Date::year(year_of(&year).unwrap_or_default()) && day.is_part_of(&year) {
                (year, other, beside)
            } else {
                (day, other, beside)
            }
        }
        (Some((year, other)), _) => (year, other, from),
        (None, Some((day, other))) => (day, other, beside),
        (None, None) => {
            let at = if words.is_some() { from } else { beside };
            said(at)?;
            let literal = one_line(natives.get(at)?);
            return (!literal.is_empty()).then(|| Value::Date(Box::new(Date::Literal(literal.as_ref().into()))));
        }
    };
    let raw = natives.raw(at)?;
    warn_other(other, raw.at, ctx);
    Some(Value::Date(Box::new(date)))
}

fn warn_other(other: &str, at: u32, ctx: &mut Ctx<'_>) {
    if !other.is_empty() {
        ctx.warn(&OTHER_DATE, at as usize, 1, format!("`{other}` behind a date, left out"));
    }
}

fn encode_issued(value: &Value, _: &Enc<'_>, out: &mut Out) -> Fidelity {
    let Value::Date(date) = value else { return Fidelity::Nothing };
    if let Date::Literal(words) = date.as_ref() {
        let words = one_line(words);
        if is_void(&words) {
            return Fidelity::Nothing;
        }
        return match parse(&words) {
            // Words that are a date are read as one; written as one, they stay the same from then on.
            Some((date, _)) => {
                write_issued(&date, out);
                Fidelity::SUBSTITUTED
            }
            None => {
                out.line("PY", &words);
                Fidelity::or_narrowed(**date == Date::Literal(words.as_ref().into()))
            }
        };
    }
    write_issued(date, out);
    let plain = matches!(date.as_ref(), Date::Point(point) if point.is_plain());
    Fidelity::or_narrowed(plain || Date::parse(&date.to_string()).as_ref() == Some(&**date))
}

/// Writes a plain date of the calendar with its slashes.
fn put_slashed(edtf: &str, tag: &str, out: &mut Out) {
    let start = out.text.len();
    out.begin(tag);
    for part in [&edtf[..4], "/", edtf.get(5..7).unwrap_or_default(), "/", edtf.get(8..).unwrap_or_default(), "/"] {
        out.text.push_str(part);
    }
    out.end(start);
}

fn write_issued(date: &Date, out: &mut Out) {
    if let Some(edtf) = date.plain_edtf() {
        out.line("PY", &edtf[..4]);
        if edtf.len() > 4 {
            put_slashed(&edtf, "DA", out);
        }
        return;
    }
    let Some(point) = year_point(date) else {
        out.line("PY", &date.to_string());
        return;
    };
    out.line("PY", &format!("{:04}", point.year));
    if *date != Date::year(point.year) {
        out.line("DA", &slashed(date, point));
    }
}

/// The first point, if its year is one of four digits.
fn year_point(date: &Date) -> Option<&DatePoint> {
    date.first().filter(|point| (0..=9999).contains(&point.year) && point.unspecified == 0)
}

fn slashed(date: &Date, point: &DatePoint) -> String {
    let year = point.year;
    let edtf = || format!("{year:04}///{date}");
    if !matches!(date, Date::Point(_)) {
        return edtf();
    }
    let day = DatePoint { time: None, ..*point };
    match (point.month, point.day, point.time) {
        (0, 0, None) if day.is_plain() => format!("{year:04}///"),
        (month @ 1..=12, 0, None) if day.is_plain() => format!("{year:04}/{month:02}//"),
        (month, day_of_month, time) if day.is_plain() => {
            let time = time.map(|time| time.to_string()).unwrap_or_default();
            format!("{year:04}/{month:02}/{day_of_month:02}/{time}")
        }
        (month @ 21..=24, ..) if *point == (DatePoint { month, ..DatePoint::year(year) }) => {
            format!("{year:04}///{}", calendar::season_name(month).unwrap_or_default())
        }
        _ => edtf(),
    }
}

/// A date in one field.
pub(super) static DATE: Codec<Lines> = Codec { kind: Kind::Date, decode: decode_date, encode: encode_date };

fn decode_date(natives: &Natives<'_, '_, Lines>, ctx: &mut Ctx<'_>) -> Option<Value> {
    if natives.peek(0).is_some_and(|value| is_void(value) || is_remnant(value)) {
        return None;
    }
    let raw = natives.raw(0)?;
    let (date, other) = match parse(&raw.value) {
        Some(found) => found,
        None => (Date::Literal(one_line(&raw.value).as_ref().into()), ""),
    };
    warn_other(other, raw.at, ctx);
    Some(Value::Date(Box::new(date)))
}

fn encode_date(value: &Value, enc: &Enc<'_>, out: &mut Out) -> Fidelity {
    let Value::Date(date) = value else { return Fidelity::Nothing };
    if let Some(edtf) = date.plain_edtf() {
        put_slashed(&edtf, enc.names[0], out);
        return Fidelity::Exact;
    }
    let written = match (date.as_ref(), year_point(date)) {
        (Date::Literal(words), _) => match parse(&one_line(words)) {
            Some((date, _)) => year_point(&date).map_or_else(|| date.to_string(), |point| slashed(&date, point)),
            None => one_line(words).into_owned(),
        },
        (date, Some(point)) => slashed(date, point),
        (date, None) => date.to_string(),
    };
    if is_void(&written) || is_remnant(&written) {
        return Fidelity::Nothing;
    }
    out.line(enc.names[0], &written);
    let read = parse(&written).map_or_else(|| Date::Literal(written.as_str().into()), |(date, _)| date);
    Fidelity::or_narrowed(read == **date)
}

/// The day of a visit: the year under the first name of the row, month and day
/// in words under the second.
pub(super) static CITED: Codec<Lines> = Codec {
    kind: Kind::Date,
    decode: |natives, _| {
        let value = natives.peek(0)?;
        let year: i32 = value.parse().ok().filter(|_| value.len() == 4 && value.bytes().all(|b| b.is_ascii_digit()))?;
        natives.get(0);
        let day = natives.peek(1).and_then(|words| {
            let whole = parse(words).map(|(date, _)| date).filter(|date| year_of(date) == Some(year));
            whole.or_else(|| date_words::within(words, year))
        });
        if day.is_some() {
            natives.get(1);
        }
        Some(Value::Date(Box::new(day.unwrap_or(Date::year(year)))))
    },
    encode: |_, _, _| Fidelity::Nothing,
};

/// A date that only repeats or contradicts what another field says; words are left alone.
pub(super) static PLAIN_DATE: Codec<Lines> = Codec {
    kind: Kind::Date,
    decode: |natives, _| {
        let (date, _) = parse(natives.peek(0)?)?;
        natives.get(0);
        Some(Value::Date(Box::new(date)))
    },
    encode: encode_date,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read() {
        for (source, edtf, other) in [
            ("2025", "2025", ""),
            ("2025/08/28/", "2025-08-28", ""),
            ("2025/8", "2025-08", ""),
            ("2025/08//", "2025-08", ""),
            ("2018//", "2018", ""),
            ("2025///Summer", "2025-22", ""),
            ("2025///fall", "2025-23", ""),
            ("2025/08/28/17:11:20Z", "2025-08-28T17:11:20Z", ""),
            ("2024///2024/2025", "2024/2025", ""),
            ("1723///1723~", "1723~", ""),
            ("2001/05//May issue", "2001-05", "May issue"),
            ("2025-08-28", "2025-08-28", ""),
            ("2024/2025", "2024/2025", ""),
            ("2001///May-Jun", "2001-05/2001-06", ""),
            ("2001/05/12/Spring", "2001-05-12", "Spring"),
            ("2001///", "2001", ""),
            ("2001/00/00", "2001", ""),
            ("1 Aug. 2020", "2020-08-01", ""),
        ] {
            let (date, rest) = parse(source).unwrap_or_else(|| panic!("{source}"));
            assert_eq!((date.to_string().as_str(), rest), (edtf, other), "{source}");
        }
        for source in ["", "98", "Aug 28", "2025/02/30/", "2025/13//", "in press", "///Summer"] {
            assert_eq!(parse(source), None, "{source}");
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        for edtf in [
            "2025",
            "2025-08",
            "2025-08-28",
            "2025-22",
            "2025-08-28T17:11:20Z",
            "2025-08-28T10:00:00",
            "2024/2025",
            "2024/",
            "2024-05-01/..",
            "1723~",
            "2025-08-28?",
            "1999-XX",
            "2001-30",
            "0876",
        ] {
            let date = Date::parse(edtf).unwrap();
            let point = year_point(&date).unwrap();
            assert_eq!(parse(&slashed(&date, point)), Some((date, "")), "{edtf}");
        }
        assert_eq!(slashed(&Date::parse("2025-08-28").unwrap(), &DatePoint::day(2025, 8, 28).unwrap()), "2025/08/28/");
    }
}
