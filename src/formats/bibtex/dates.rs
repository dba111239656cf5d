//! Dates: `year`, `month` and `day`, or `date`.
//!
//! BibTeX has no notation of dates: `year` and `month` are text that a style
//! prints. What people write there is read as far as it is clear, and written
//! so that it is read as the same; anything else is kept as words. BibLaTeX's
//! `date` is EDTF; words are no date there, and go to its `year`, which is
//! printed as it stands.

mod months;

use std::borrow::Cow;

use super::lexer::is_balanced;
use super::notation::{Bib, Fields};
use super::text::{plain, spelling};
use crate::codec::{calendar, tex};
use crate::ir::{Date, DateEnd, DatePoint, Kind, Value};
use crate::map::{Codec, Ctx, Enc, Fidelity, Natives};
use crate::report::{Code, Severity};

pub(super) use months::is_month;
use months::{MACROS, MonthDay, days, months, split_range};

/// A `date` that is none.
pub static BAD_DATE: Code = Code::new(
    "bibtex/bad-date",
    Severity::Warning,
    "a date is not in the notation that its field is for",
    "`date`, `urldate`, `eventdate` and `origdate` hold ISO 8601-2 (EDTF): `2025`, `2025-08`, `2025-08-28`, \
     `2024/2025`, `1723~`. biber ignores anything else. The words were kept as they stand.",
    "write the date as YYYY-MM-DD, or put the words into `year`",
);

/// `year`, `month`, `day`.
pub(super) static ISSUED: Codec<Bib> = Codec {
    kind: Kind::Date,
    decode: |natives, ctx| issued(natives, 0, ctx),
    encode: |value, enc, sink| {
        let Value::Date(date) = value else { return Fidelity::Nothing };
        write_parts(date, enc.names, enc, sink)
    },
};

/// Writes `year`, `month` and `day`, of which these are the names.
fn write_parts(date: &Date, names: &[&str], enc: &Enc<'_>, sink: &mut Fields) -> Fidelity {
    if let Date::Point(point) = date
        && is_common(point)
        && spelling(enc.record, enc.field, sink.tex).is_none()
    {
        let digits = |number: i32| b'0' + (number % 10) as u8;
        let number = |number: i32| [digits(number / 1000), digits(number / 100), digits(number / 10), digits(number)];
        let text = |digits: &[u8; 4], from: usize, sink: &mut Fields| {
            sink.out.push('{');
            sink.out.extend(digits[from..].iter().map(|&digit| char::from(digit)));
            sink.out.push('}');
        };
        sink.begin(names[0]);
        text(&number(point.year), 0, sink);
        if point.month > 0 {
            sink.source(names[1], MACROS[usize::from(point.month) - 1]);
        }
        if point.day > 0 {
            sink.begin(names[2]);
            text(&number(point.day.into()), if point.day < 10 { 3 } else { 2 }, sink);
        }
        return Fidelity::Exact;
    }
    let mut written = Written::of(date, sink.tex);
    if written.year.is_empty() || !is_balanced(&written.year) {
        return Fidelity::Nothing;
    }
    let mut exact = written.again().as_ref() == Some(date);
    if let Some(spelling) = spelling(enc.record, enc.field, sink.tex) {
        let made = std::mem::replace(&mut written.year, spelling.to_owned());
        let spelt = written.again().as_ref() == Some(date);
        exact |= spelt;
        if !spelt {
            written.year = made;
        }
    }
    sink.braced(names[0], &written.year);
    if !written.month.is_empty() {
        sink.source(names[1], &written.month);
    }
    if !written.day.is_empty() {
        sink.braced(names[2], &written.day);
    }
    Fidelity::or_narrowed(exact)
}

/// A year of four digits, a month of it, or a day: how these are written, they
/// are read.
fn is_common(point: &DatePoint) -> bool {
    let real = match (point.month, point.day) {
        (0..=12, 0) => true,
        (month, day) => DatePoint::day(point.year, month, day).is_some(),
    };
    (1000..=9999).contains(&point.year) && real && point.is_plain()
}

/// Reads `year`, `month` and `day`, which begin at that name of the row.
fn issued(natives: &Natives<'_, '_, Bib>, base: usize, ctx: &mut Ctx<'_>) -> Option<Value> {
    let value = natives.peek(base)?;
    if let Some(date) = month_of_year(&value.text, natives, base) {
        return Some(Value::Date(Box::new(Date::Point(date))));
    }
    let year = year_text(&value.text);
    let text = |at| natives.peek(base + at).map(plain);
    let (month, day) = (text(1), text(2));
    let parts = Parts { year: &year, month: month.as_deref(), day: day.as_deref() };
    let (date, used) = parts.read()?;
    // Only what would be written otherwise is worth keeping.
    let spelt = value.text.trim_ascii();
    let digits = spelt.len() == 4 && spelt.bytes().all(|byte| byte.is_ascii_digit());
    if !digits && ctx.keep_spelling {
        let how = tex::Encode { ascii: false, flavour: tex::Flavour::Bibtex };
        if Written::of(&date, how).year != spelt {
            ctx.spell(spelt);
        }
    }
    strike(natives, base, used);
    Some(Value::Date(Box::new(date)))
}

/// Reads a year of four digits and a month as its macro says it, or none,
/// without a day: what most entries have.
fn month_of_year(year: &str, natives: &Natives<'_, '_, Bib>, base: usize) -> Option<DatePoint> {
    let digits = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
    let point = DatePoint::parse(year).filter(|_| digits && natives.peek(base + 2).is_none())?;
    let month = match natives.peek(base + 1) {
        Some(month) => calendar::full_month(&month.text)?,
        None => 0,
    };
    strike(natives, base, Used { month: month > 0, day: false });
    Some(DatePoint { month, ..point })
}

fn strike(natives: &Natives<'_, '_, Bib>, base: usize, used: Used) {
    for (at, used) in [true, used.month, used.day].into_iter().enumerate() {
        if used {
            natives.get(base + at);
        }
    }
}

/// `date`: EDTF, in which `~` is no tie. Words stay words unless there is a `year`.
pub(super) static DATE: Codec<Bib> = Codec {
    kind: Kind::Date,
    decode: dated,
    encode: |value, enc, sink| {
        let Value::Date(date) = value else { return Fidelity::Nothing };
        write_date(date, enc, sink)
    },
};

/// `date` of BibLaTeX. Native names of a row: `date`, `year`, `month`, `day`;
/// words are written to the second one, where BibLaTeX prints them, unless they
/// stood in the first.
pub(super) static BIBLATEX_ISSUED: Codec<Bib> = Codec {
    kind: Kind::Date,
    decode: |natives, ctx| match natives.peek(0) {
        None => issued(natives, 1, ctx),
        // The row of `year` has to say it, and that of `date` what is wrong with this one.
        Some(date) if Date::parse(&date.text).is_none() && has_year(natives) => None,
        Some(_) => dated(natives, ctx),
    },
    encode: |value, enc, sink| {
        let Value::Date(date) = value else { return Fidelity::Nothing };
        if let (Date::Literal(words), Some(year)) = (date.as_ref(), enc.names.get(1))
            && spelling(enc.record, enc.field, sink.tex).is_none()
        {
            let mut text = String::new();
            tex::encode_plain(words, sink.tex, &mut text);
            let parts = Parts { year: &year_text(&text), month: None, day: None };
            if is_balanced(&text) && parts.read().is_some_and(|(read, _)| read == **date) {
                sink.braced(year, &text);
                return Fidelity::Exact;
            }
        }
        // A `date` that is none stands beside it and stays.
        if enc.names.len() == 4 && enc.record.extras_of("bibtex").any(|extra| extra.name.eq_ignore_ascii_case("date")) {
            return write_parts(date, &enc.names[1..], enc, sink);
        }
        write_date(date, enc, sink)
    },
};

fn has_year(natives: &Natives<'_, '_, Bib>) -> bool {
    natives.peek(1).is_some_and(|year| !year.text.trim_ascii().is_empty())
}

/// Reads `date`, and what `year`, `month` and `day` beside it repeat or add.
fn dated(natives: &Natives<'_, '_, Bib>, ctx: &mut Ctx<'_>) -> Option<Value> {
    let raw = natives.raw(0)?;
    let text = raw.value.text.trim_ascii();
    if text.is_empty() {
        return None;
    }
    let Some(date) = Date::parse(text) else {
        let message = format!("`{}` holds no date of ISO 8601-2 but words, which were kept", raw.name);
        ctx.warn(&BAD_DATE, raw.at as usize, raw.len as usize, message);
        let words = plain(&raw.value);
        if has_year(natives) || words.trim().is_empty() {
            return None;
        }
        ctx.spell(text);
        return Some(Value::Date(Box::new(Date::Literal(words.trim().into()))));
    };
    if date.to_string() != text {
        ctx.spell(text);
    }
    let (month, day) = (natives.peek(2).map(plain), natives.peek(3).map(plain));
    let year = natives.peek(1).filter(|_| has_year(natives)).map(|year| year_text(&year.text));
    // A year alone under `date` leaves the rest to `month` and `day`.
    let parts = Parts { year: year.as_deref().unwrap_or(text), month: month.as_deref(), day: day.as_deref() };
    let Some((legacy, used)) = parts.read() else { return Some(Value::Date(Box::new(date))) };
    let finer = date.is_part_of(&legacy);
    if finer || legacy.is_part_of(&date) {
        for (at, used) in [year.is_some(), used.month, used.day].into_iter().enumerate() {
            if used {
                natives.get(1 + at);
            }
        }
    }
    Some(Value::Date(Box::new(if finer { legacy } else { date })))
}

fn write_date(date: &Date, enc: &Enc<'_>, sink: &mut Fields) -> Fidelity {
    let literal = |text: &str| tex::decode_plain(text).trim().into();
    let read = |text: &str| Date::parse(text).unwrap_or_else(|| Date::Literal(literal(text)));
    let spelt = spelling(enc.record, enc.field, sink.tex).filter(|spelling| read(spelling) == *date);
    if let Some(spelling) = spelt {
        sink.braced(enc.names[0], spelling);
        return Fidelity::Exact;
    }
    let text = match date {
        Date::Literal(words) => {
            let mut text = String::new();
            tex::encode_plain(words, sink.tex, &mut text);
            text
        }
        date => sayable(date).to_string(),
    };
    if !is_balanced(&text) || text.trim().is_empty() {
        return Fidelity::Nothing;
    }
    sink.braced(enc.names[0], &text);
    Fidelity::or_narrowed(read(&text) == *date)
}

/// The nearest date that EDTF can say: a year of five digits has no months.
fn sayable(date: &Date) -> Date {
    let point = |point: &DatePoint| {
        let timeless = DatePoint { time: None, ..*point };
        let dayless = DatePoint { day: 0, some_day: false, ..timeless };
        let year = DatePoint { month: 0, some_month: false, ..dayless };
        let good = |point: &DatePoint| DatePoint::parse(&point.to_string()).as_ref() == Some(point);
        [*point, timeless, dayless, year].into_iter().find(good).unwrap_or(DatePoint::year(point.year))
    };
    let end = |end: &DateEnd| match end {
        DateEnd::At(at) => DateEnd::At(point(at)),
        end => *end,
    };
    match date {
        Date::Point(at) => Date::Point(point(at)),
        Date::Range(from, to) => Date::Range(end(from), end(to)),
        words => words.clone(),
    }
}

/// What a `year` says, without what only serves to sort it. `1723~` is a year
/// and no tie.
fn year_text(source: &str) -> Cow<'_, str> {
    let source = source.trim_ascii();
    if year_point(source).is_some() {
        return Cow::Borrowed(source);
    }
    let bare = without_sorting(source);
    match year_point(bare.trim_ascii()) {
        Some(_) => Cow::Owned(bare.trim_ascii().to_owned()),
        None => Cow::Owned(tex::decode_plain(&bare).trim().to_owned()),
    }
}

/// Takes out `\noopsort{..}`, a macro that prints nothing, with braces around it.
fn without_sorting(source: &str) -> Cow<'_, str> {
    const MACRO: &str = "\\noopsort";
    let Some(at) = source.find(MACRO) else { return Cow::Borrowed(source) };
    let braced = source[..at].ends_with('{');
    let rest = source[at + MACRO.len()..].trim_ascii_start();
    let mut depth = 0_usize;
    let end = rest.bytes().position(|byte| {
        depth = match byte {
            b'{' => depth + 1,
            b'}' => depth.saturating_sub(1),
            _ => depth,
        };
        depth == 0
    });
    let Some(tail) = end.filter(|_| rest.starts_with('{')).map(|end| &rest[end + 1..]) else {
        return Cow::Borrowed(source);
    };
    match (braced, tail.trim_ascii_start().strip_prefix('}')) {
        (true, Some(tail)) => Cow::Owned(format!("{}{tail}", &source[..at - 1])),
        _ => Cow::Owned(format!("{}{tail}", &source[..at])),
    }
}

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

impl Parts<'_> {
    fn read(&self) -> Option<(Date, Used)> {
        let year = self.year.trim();
        if year.is_empty() {
            return None;
        }
        let Some(point) = year_point(year) else {
            let date = year_range(year).unwrap_or_else(|| Date::Literal(year.into()));
            return Some(self.months_of_years(&date).unwrap_or((date, Used::default())));
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
            if (last.month, last.day) < (first.month, first.day) {
                return Some((Date::Point(point), Used::default()));
            }
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

impl Parts<'_> {
    /// `2024--2025` with `dec # "--" # jan`.
    fn months_of_years(&self, years: &Date) -> Option<(Date, Used)> {
        let Date::Range(DateEnd::At(from), DateEnd::At(to)) = years else { return None };
        let (first, Some(last)) = self.month.and_then(months)? else { return None };
        let at = |point: &DatePoint, part: MonthDay| {
            let real = part.day == 0 || DatePoint::day(point.year, part.month, part.day).is_some();
            let known = point.unspecified == 0;
            (real && known).then_some(DateEnd::At(DatePoint { month: part.month, day: part.day, ..*point }))
        };
        Some((Date::Range(at(from, first)?, at(to, last)?), Used { month: true, day: false }))
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
        let (month, until) = (month_source(first), month_source(last));
        if month.is_empty() || until.is_empty() {
            let (year, month) = if from == to { (from, month) } else { (format!("{from}--{to}"), String::new()) };
            return Written { year, month, day: String::new() };
        }
        if from == to && first.month == last.month {
            let (day, until) = (day_text(first), day_text(last));
            let day = if day.is_empty() || until.is_empty() { day } else { format!("{day}--{until}") };
            return Written { year: from, month, day };
        }
        let joined = |point: &DatePoint, source: &str| match day_text(point) {
            day if day.is_empty() => source.to_owned(),
            day => format!("{source} # \"~{day}\""),
        };
        let month = format!("{} # \"--\" # {}", joined(first, &month), joined(last, &until));
        let from = if from == to { from } else { format!("{from}--{to}") };
        Written { year: from, month, day: String::new() }
    }

    /// The date that a reader finds.
    fn again(&self) -> Option<Date> {
        let year = year_text(&self.year);
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
mod tests;
