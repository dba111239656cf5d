//! The mapping: members of an object and fields of the record.

use super::people::{PARSED, TYPED};
use super::{BAD_DATE, BAD_ID, WRONG_KIND, texts};
use crate::codec::json::{Fault, Json, Pull};
use crate::codec::mail_date;
use crate::ir::{ArxivId, Date, EntryType, Extra, Field, Kind, Str, Text, Value, Version, normal_doi};
use crate::map::{Codec, Ctx, Fidelity, FieldRow, Natives, Notation, Table, reads};

/// The notation, which is never written.
pub(super) struct ArxivJson;

impl Notation for ArxivJson {
    const NAME: &'static str = "arxiv-json";

    fn first_control(text: &str) -> Option<usize> {
        crate::codec::json::first_control(text)
    }
    type Value<'a> = Json<'a>;
    type Sink = ();

    fn source(value: &Json<'_>) -> Str {
        value.source().into()
    }

    fn write_extra(_: &Extra, (): &mut ()) -> bool {
        false
    }
}

pub(super) type Members<'x, 'a> = Natives<'x, 'a, ArxivJson>;

/// Several fields are read from one member; all but the last one leave it there.
static FIELDS: &[FieldRow<ArxivJson>] = &[
    reads(&["id"], Field::ArxivId, &ID),
    reads(&["title"], Field::Title, &LINE),
    reads(&["authors_parsed", "authors"], Field::Author, &PARSED),
    reads(&["authors"], Field::Author, &TYPED).or_else(),
    reads(&["abstract"], Field::Abstract, &PARAGRAPHS),
    reads(&["comments"], Field::Comments, &LINE),
    reads(&["journal-ref"], Field::JournalRef, &LINE),
    reads(&["report-no"], Field::ReportNumber, &LINE),
    reads(&["msc-class"], Field::MscClass, &LINE),
    reads(&["acm-class"], Field::AcmClass, &LINE),
    reads(&["license"], Field::License, &LICENSE),
    reads(&["doi"], Field::Doi, &DOI),
    reads(&["doi"], Field::OtherDois, &OTHER_DOIS).or_else(),
    reads(&["categories"], Field::ArxivPrimary, &PRIMARY).or_else(),
    reads(&["categories"], Field::ArxivClasses, &CLASSES),
    reads(&["versions"], Field::Version, &NUMBER).or_else(),
    reads(&["versions"], Field::Issued, &FIRST).or_else(),
    reads(&["versions"], Field::Submitted, &FIRST).or_else(),
    reads(&["versions"], Field::Updated, &LAST).or_else(),
    reads(&["versions"], Field::Versions, &VERSIONS),
];

/// The mapping. All records are preprints, and nothing says so.
pub(super) static TABLE: Table<ArxivJson> = Table::new(&[], FIELDS, EntryType::Preprint);

/// A pair of conversions of which the format needs one.
const fn codec(
    kind: Kind,
    decode: for<'x, 'a, 'c> fn(&Members<'x, 'a>, &mut Ctx<'c>) -> Option<Value>,
) -> Codec<ArxivJson> {
    Codec { kind, decode, encode: |_, _, _| Fidelity::Nothing }
}

/// The string of a member; what is none is reported and becomes an extra.
fn string<'x>(n: &Members<'x, '_>, ctx: &mut Ctx<'_>) -> Option<&'x str> {
    let raw = n.raw(0)?;
    let text = raw.value.text();
    if text.is_none() {
        ctx.warn(&WRONG_KIND, raw.at as usize, raw.len as usize, "no string, kept as an extra field");
    }
    text
}

static LINE: Codec<ArxivJson> = codec(Kind::Text, |n, ctx| Some(Value::Text(texts::line(string(n, ctx)?))));

static PARAGRAPHS: Codec<ArxivJson> = codec(Kind::Text, |n, ctx| Some(Value::Text(texts::paragraphs(string(n, ctx)?))));

static LICENSE: Codec<ArxivJson> = codec(Kind::Text, |n, ctx| Some(Value::Text(Text::from(string(n, ctx)?.trim()))));

static ID: Codec<ArxivJson> = codec(Kind::Token, |n, ctx| {
    let raw = n.raw(0)?;
    let id = match &raw.value {
        Json::Number(number) => ArxivId::parse(&unrounded(number)),
        value => value.text().and_then(ArxivId::parse),
    };
    if id.is_none() {
        let message = format!("`{}` is no arXiv identifier, kept as an extra field", raw.value.source());
        ctx.warn(&BAD_ID, raw.at as usize, raw.len as usize, message);
    }
    Some(Value::Token(id?.id))
});

/// An identifier that some program took for a number: without the zeros at its
/// ends, which are put back.
fn unrounded(number: &str) -> String {
    let (date, serial) = number.split_once('.').unwrap_or((number, ""));
    let long = date.parse::<u32>().is_ok_and(|date| date >= 1501);
    format!("{date:0>4}.{serial:0<width$}", width = if long { 5 } else { 4 })
}

// Several values in one string.

fn words<'x>(value: &'x Json<'_>) -> impl Iterator<Item = &'x str> + use<'x> {
    value
        .text()
        .unwrap_or_default()
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';'))
        .filter(|w| !w.is_empty())
}

fn dois<'x>(value: &'x Json<'_>) -> impl Iterator<Item = Str> + use<'x> {
    // `doi:` and a number apart are one DOI.
    words(value).filter(|word| !word.eq_ignore_ascii_case("doi:")).map(|word| normal_doi(word).unwrap_or(word.into()))
}

static DOI: Codec<ArxivJson> = codec(Kind::Token, |n, ctx| {
    let several = dois(n.peek(0)?).nth(1).is_some();
    if !several {
        string(n, ctx)?;
    }
    Some(Value::Token(dois(n.peek(0)?).next()?))
});

static OTHER_DOIS: Codec<ArxivJson> = codec(Kind::Tokens, |n, _| {
    let value = n.peek(0)?;
    let others: Vec<Str> = dois(value).skip(1).collect();
    if others.is_empty() {
        return None;
    }
    n.get(0);
    Some(Value::Tokens(others))
});

static PRIMARY: Codec<ArxivJson> = codec(Kind::Token, |n, _| Some(Value::Token(words(n.peek(0)?).next()?.into())));

static CLASSES: Codec<ArxivJson> = codec(Kind::Tokens, |n, ctx| {
    string(n, ctx)?;
    let classes: Vec<Str> = words(n.peek(0)?).map(Str::from).collect();
    (!classes.is_empty()).then_some(Value::Tokens(classes))
});

// The history.

/// The versions: number and date in words.
fn history(source: &str) -> Result<Vec<(u32, String)>, Fault> {
    let mut pull = Pull::new(source);
    let mut versions = Vec::new();
    let fault = |at| Fault { at, what: "no version" };
    if !pull.take(b'[') {
        return Err(fault(0));
    }
    let mut first = true;
    while pull.another(first, b']')? {
        first = false;
        let at = pull.at();
        if !pull.take(b'{') {
            return Err(fault(at));
        }
        let (mut number, mut created) = (None, String::new());
        let mut begin = true;
        while let Some(name) = pull.member(begin)? {
            begin = false;
            let value = pull.value()?;
            match (&*name, value.text()) {
                ("version", Some(text)) => number = text.trim_start_matches(['v', 'V']).parse().ok(),
                ("created", Some(text)) => text.clone_into(&mut created),
                // Nothing else is written there, and a list that has more is kept as it is.
                _ => return Err(fault(at)),
            }
        }
        versions.push((number.filter(|&number| number > 0).ok_or(fault(at))?, created));
    }
    Ok(versions)
}

fn dates(n: &Members<'_, '_>) -> Option<Vec<(u32, String)>> {
    match n.peek(0)? {
        Json::Nested(source) => history(source).ok().filter(|versions| !versions.is_empty()),
        _ => None,
    }
}

fn date(words: &str) -> Date {
    mail_date::parse(words).map_or_else(|| Date::Literal(words.into()), Date::Point)
}

static NUMBER: Codec<ArxivJson> = codec(Kind::Text, |n, _| {
    let (number, _) = dates(n)?.pop()?;
    Some(Value::Text(Text::from(number.to_string())))
});

static FIRST: Codec<ArxivJson> = codec(Kind::Date, |n, _| {
    let versions = dates(n)?;
    let (_, words) = versions.first().filter(|(number, words)| *number == 1 && !words.is_empty())?;
    Some(Value::Date(Box::new(date(words))))
});

static LAST: Codec<ArxivJson> = codec(Kind::Date, |n, _| {
    let (number, words) = dates(n)?.pop()?;
    (number > 1 && !words.is_empty()).then(|| Value::Date(Box::new(date(&words))))
});

static VERSIONS: Codec<ArxivJson> = codec(Kind::Versions, |n, ctx| {
    let raw = n.raw(0)?;
    let Some(versions) = dates(n) else {
        ctx.warn(&WRONG_KIND, raw.at as usize, raw.len as usize, "no list of versions, kept as an extra field");
        return None;
    };
    let mut list = Vec::with_capacity(versions.len());
    for (number, words) in versions {
        if !words.is_empty() && mail_date::parse(&words).is_none() {
            let message = format!("`{words}` is not in the calendar, kept as words");
            ctx.warn(&BAD_DATE, raw.at as usize, raw.len as usize, message);
        }
        list.push(Version { number, date: (!words.is_empty()).then(|| date(&words)), ..Version::default() });
    }
    Some(Value::Versions(list))
});
