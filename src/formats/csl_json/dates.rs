//! Dates.
//!
//! An object of `date-parts` (one array, or two for a range), `season` and
//! `circa`; what that cannot say is a `literal` in EDTF, and a literal that is
//! EDTF is read as the date it says. There is no year 0: 1 BC is -1.

use std::io::Write as _;

use super::json::{Fault, Json, Pull, write_string};
use super::{CslJson, Out, WRONG_KIND};
use crate::ir::{Date, DateEnd, DatePoint, Kind, Value};
use crate::map::{Codec, Ctx, Enc, Fidelity, Natives};
use crate::report::{Code, Severity};

/// A part of a date that means nothing.
pub static BAD_DATE: Code = Code::new(
    "csl-json/bad-date",
    Severity::Warning,
    "a part of a date is not understood",
    "A month, day or season does not exist, or the date is said twice. The rest of the date was read.",
    "correct the date",
);

/// Dates.
pub(super) static DATE: Codec<CslJson> = Codec { kind: Kind::Date, decode, encode };

fn decode(natives: &Natives<'_, '_, CslJson>, ctx: &mut Ctx<'_>) -> Option<Value> {
    let raw = natives.raw(0)?;
    let (at, len) = (raw.at as usize, raw.len as usize);
    let wrap = |date| Some(Value::Date(Box::new(date)));
    match &raw.value {
        // The schema prefers an EDTF string in words and forbids it in its rules.
        Json::Str(text, _) => words(text).and_then(wrap),
        Json::Number(year) => year.parse().ok().and_then(year_of).map(Date::Point).and_then(wrap),
        Json::Nested(source) => {
            let mut parts = Parts::default();
            if let Some(array) = common(source) {
                parts.arrays.push(array);
            } else if parts.read_any(source).is_err() {
                ctx.warn(&WRONG_KIND, at, len, "no date, kept as an extra field");
                return None;
            }
            let (date, fault) = parts.date();
            if let Some(fault) = fault {
                ctx.warn(&BAD_DATE, at, len, fault);
            }
            date.and_then(wrap)
        }
        Json::Word(_) => {
            ctx.warn(&WRONG_KIND, at, len, "no date, kept as an extra field");
            None
        }
    }
}

/// The parts of a single date that has nothing else, as most programs write it.
fn common(source: &str) -> Option<[Option<i32>; 3]> {
    let list = source.strip_prefix("{\"date-parts\":")?.trim_start_matches(' ');
    let list = list.strip_prefix("[[")?.strip_suffix("]]}")?;
    let mut array = [None; 3];
    for (at, part) in list.split(',').enumerate() {
        let digits = part.trim_matches(' ');
        let number = digits.len() <= 4 && !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
        *array.get_mut(at).filter(|_| number)? = Some(digits.parse().ok()?);
    }
    Some(array)
}

fn words(text: &str) -> Option<Date> {
    let text = text.trim();
    (!text.is_empty()).then(|| Date::parse_or_literal(text))
}

/// Whether an object says no date at all.
pub(super) fn says_nothing(source: &str) -> bool {
    let digits = source.bytes().any(|b| b.is_ascii_digit());
    let mut parts = Parts::default();
    !digits && source.starts_with('{') && parts.read(source).is_ok() && parts.season.is_none() && parts.words.is_none()
}

/// From the count without a year 0 to the astronomical one.
fn year_of(year: i32) -> Option<DatePoint> {
    match year {
        0 => None,
        year => Some(DatePoint::year(if year < 0 { year + 1 } else { year })),
    }
}

#[derive(Default)]
struct Parts {
    /// Year, month and day as written; `None` where there is no number.
    arrays: Vec<[Option<i32>; 3]>,
    season: Option<String>,
    circa: bool,
    words: Option<String>,
}

impl Parts {
    /// An object, or a list of them, as pandoc-citeproc had ranges.
    fn read_any(&mut self, source: &str) -> Result<(), Fault> {
        let mut pull = Pull::new(source);
        if !pull.take(b'[') {
            return self.read(source);
        }
        let mut first = true;
        while pull.another(first, b']')? {
            let Json::Nested(source) = pull.value()? else { return Err(Fault { at: pull.at(), what: "no date" }) };
            let mut one = Parts::default();
            one.read(source)?;
            self.arrays.extend(one.arrays.into_iter().take(1));
            self.circa |= one.circa;
            self.season = self.season.take().or(one.season).filter(|_| first);
            self.words = self.words.take().or(one.words);
            first = false;
        }
        Ok(())
    }

    fn read(&mut self, source: &str) -> Result<(), Fault> {
        let mut pull = Pull::new(source);
        if !pull.take(b'{') {
            return Err(Fault { at: 0, what: "no date" });
        }
        let mut first = true;
        while let Some(member) = pull.member(first)? {
            first = false;
            if member == "date-parts" && pull.peek() == Some(b'[') {
                self.read_arrays(&mut pull)?;
                continue;
            }
            let value = pull.value()?;
            match member.as_ref() {
                "season" => self.season = value.text().map(|text| text.trim().to_ascii_lowercase()),
                "circa" => self.circa = value.is_yes(),
                "literal" | "raw" | "edtf" | "other" if self.words.is_none() => {
                    self.words = value.text().filter(|text| !text.trim().is_empty()).map(str::to_owned);
                }
                // As pandoc-citeproc had it.
                "year" | "month" | "day" => {
                    if self.arrays.is_empty() {
                        self.arrays.push([None; 3]);
                    }
                    let at = ["year", "month", "day"].iter().position(|part| *part == member).unwrap_or_default();
                    if let Some(array) = self.arrays.last_mut() {
                        array[at] = number(&value);
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn read_arrays(&mut self, pull: &mut Pull<'_>) -> Result<(), Fault> {
        pull.take(b'[');
        let mut outer = true;
        while pull.another(outer, b']')? {
            outer = false;
            let mut array = [None; 3];
            if !pull.take(b'[') {
                // A single date without its own array.
                let value = pull.value()?;
                match (self.arrays.first_mut(), number(&value)) {
                    (None, number) => self.arrays.push([number, None, None]),
                    (Some(array), number) => {
                        if let Some(free) = array.iter_mut().skip(1).find(|part| part.is_none()) {
                            *free = number;
                        }
                    }
                }
                continue;
            }
            let (mut at, mut inner) = (0, true);
            while pull.another(inner, b']')? {
                inner = false;
                let value = pull.value()?;
                if let Some(part) = array.get_mut(at) {
                    *part = number(&value);
                }
                at += 1;
            }
            self.arrays.push(array);
        }
        Ok(())
    }

    /// The date, and what was not understood of it.
    fn date(self) -> (Option<Date>, Option<&'static str>) {
        let mut fault = None;
        let mut points = self.arrays.iter().take(2).map(|array| point(*array, &mut fault));
        let (first, second) = (points.next().flatten(), points.next());
        let Some(mut start) = first else {
            return (self.words.as_deref().and_then(words), fault);
        };
        if let Some(season) = self.season.as_deref().filter(|season| !season.is_empty()) {
            match season_of(season) {
                Some(code) if start.month == 0 && second.is_none() => start.month = code,
                Some(_) => {}
                None => fault = Some("the season is not understood, left out"),
            }
        }
        start.circa = self.circa;
        let date = match second {
            None => Date::Point(start),
            // A second date of [0] is the habit of processors for an open end.
            Some(None) => Date::Range(DateEnd::At(start), DateEnd::Open),
            Some(Some(end)) => Date::Range(DateEnd::At(start), DateEnd::At(DatePoint { circa: self.circa, ..end })),
        };
        if self.words.as_deref().and_then(words).is_some_and(|said| !said.is_part_of(&date)) {
            fault = Some("the date is said in words as well, which were left out");
        }
        (Some(date), fault)
    }
}

fn number(value: &Json<'_>) -> Option<i32> {
    value.text()?.trim().parse().ok()
}

fn season_of(text: &str) -> Option<u8> {
    match text {
        "1" | "21" | "spring" => Some(21),
        "2" | "22" | "summer" => Some(22),
        "3" | "23" | "autumn" | "fall" => Some(23),
        "4" | "24" | "winter" => Some(24),
        _ => None,
    }
}

fn point([year, month, day]: [Option<i32>; 3], fault: &mut Option<&'static str>) -> Option<DatePoint> {
    let whole = year_of(year?)?;
    // Processors write seasons as months 13 to 16 or 21 to 24.
    let month = match month.unwrap_or(0) {
        0 => return Some(whole),
        month @ 13..=16 => month + 8,
        month => month,
    };
    let Some(month) = u8::try_from(month).ok().and_then(|month| DatePoint::month(whole.year, month)) else {
        *fault = Some("there is no such month, left out");
        return Some(whole);
    };
    let day = day.unwrap_or(0);
    if day == 0 {
        return Some(month);
    }
    let exact = u8::try_from(day).ok().and_then(|day| DatePoint::day(month.year, month.month, day));
    if exact.is_none() {
        *fault = Some("there is no such day, left out");
    }
    exact.or(Some(month))
}

fn encode(value: &Value, enc: &Enc<'_>, out: &mut Out) -> Fidelity {
    let (Value::Date(date), Some(&key)) = (value, enc.names.first()) else { return Fidelity::Nothing };
    let words = match &**date {
        Date::Literal(words) => match self::words(words) {
            // Words that will be read as a date are written as that date.
            Some(Date::Literal(words)) => words,
            Some(date) => {
                write(&date, key, out);
                return Fidelity::or_narrowed(false);
            }
            None => return Fidelity::Nothing,
        },
        date => return Fidelity::or_narrowed(write(date, key, out)),
    };
    write_words(&words, key, out);
    Fidelity::or_flattened(**date == Date::Literal(words))
}

fn write_words(words: &str, key: &'static str, out: &mut Out) {
    out.key(key);
    out.buf.extend_from_slice(b"{\"literal\": ");
    write_string(words, &mut out.buf);
    out.buf.push(b'}');
}

/// Whether `date-parts` can say the point, but for its time and `circa`.
fn sayable(point: &DatePoint) -> bool {
    let clear = !point.uncertain && point.unspecified == 0 && !point.some_month && !point.some_day;
    clear && (point.month <= 12 || (point.season().is_some() && point.day == 0)) && point.year != i32::MIN
}

/// Writes a date that is not words; says whether nothing of it was lost.
fn write(date: &Date, key: &'static str, out: &mut Out) -> bool {
    match date {
        Date::Point(point) if sayable(point) => {
            out.key(key);
            out.buf.extend_from_slice(b"{\"date-parts\": [");
            write_point(point, out);
            out.buf.push(b']');
            if let Some(season) = point.season() {
                let _ = write!(out.buf, ", \"season\": {}", season as u8 - 20);
            }
            close(point.circa, out);
            point.time.is_none()
        }
        Date::Range(DateEnd::At(start), DateEnd::At(end))
            if sayable(start) && sayable(end) && start.month.max(end.month) <= 12 && start.circa == end.circa =>
        {
            out.key(key);
            out.buf.extend_from_slice(b"{\"date-parts\": [");
            write_point(start, out);
            out.buf.extend_from_slice(b", ");
            write_point(end, out);
            out.buf.push(b']');
            close(start.circa, out);
            start.time.is_none() && end.time.is_none()
        }
        other => {
            let words = other.to_string();
            match Date::parse(&words) {
                // No notation has this date; what is near to it is written in its own form.
                Some(near) if near != *other && near.to_string() == words && is_plain(&near) => {
                    write(&near, key, out);
                    false
                }
                read => {
                    write_words(&words, key, out);
                    read.as_ref() == Some(other)
                }
            }
        }
    }
}

fn is_plain(date: &Date) -> bool {
    matches!(date, Date::Point(point) if point.is_plain())
}

fn write_point(point: &DatePoint, out: &mut Out) {
    let year = if point.year <= 0 { point.year - 1 } else { point.year };
    out.buf.push(b'[');
    match u16::try_from(year) {
        Ok(year @ 1000..=9999) => {
            push_digits((year / 100) as u8, out);
            let rest = (year % 100) as u8;
            out.buf.extend_from_slice(&[b'0' + rest / 10, b'0' + rest % 10]);
        }
        // Writing to memory cannot fail.
        _ => drop(write!(out.buf, "{year}")),
    }
    if (1..=12).contains(&point.month) {
        out.buf.extend_from_slice(b", ");
        push_digits(point.month, out);
        if point.day > 0 {
            out.buf.extend_from_slice(b", ");
            push_digits(point.day, out);
        }
    }
    out.buf.push(b']');
}

/// Writes a small number.
fn push_digits(number: u8, out: &mut Out) {
    match number {
        0..10 => out.buf.push(b'0' + number),
        10..100 => out.buf.extend_from_slice(&[b'0' + number / 10, b'0' + number % 10]),
        _ => out.buf.extend_from_slice(number.to_string().as_bytes()),
    }
}

fn close(circa: bool, out: &mut Out) {
    out.buf.extend_from_slice(if circa { b", \"circa\": true}".as_slice() } else { b"}" });
}
