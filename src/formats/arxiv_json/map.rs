//! The mapping: members of an object and fields of the record.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::people::{PARSED, TYPED};
use super::{BAD_DATE, BAD_ID, WRONG_KIND, texts};
use crate::codec::json::{Fault, Json, Pull};
use crate::codec::mail_date;
use crate::ir::{ArxivId, Date, DatePoint, EntryType, Extra, Field, Kind, Str, Text, Value, Version, normal_doi};
use crate::map::{Codec, Ctx, Fidelity, FieldRow, Natives, Notation, Table, reads};

/// The notation, which is never written.
pub(super) struct ArxivJson;

impl Notation for ArxivJson {
    const NAME: &'static str = "arxiv-json";

    fn first_control(text: &str) -> Option<usize> {
        crate::codec::json::first_control(text)
    }
    type Value<'a> = Member<'a>;
    type Sink = ();

    fn source(value: &Member<'_>) -> Str {
        value.json.source().into()
    }

    fn write_extra(_: &Extra, (): &mut ()) -> Fidelity {
        Fidelity::Nothing
    }
}

/// A member of the object.
pub(super) struct Member<'a> {
    pub json: Json<'a>,
    /// What the list of versions says, which five fields ask for.
    history: OnceCell<Vec<Entry<'a>>>,
}

impl<'a> Member<'a> {
    pub(super) fn new(json: Json<'a>) -> Member<'a> {
        Member { json, history: OnceCell::new() }
    }

    /// The characters of a string or number.
    pub(super) fn text(&self) -> Option<&str> {
        self.json.text()
    }
}

/// A version: its number, its date in words and as such.
struct Entry<'a> {
    number: u32,
    words: Cow<'a, str>,
    date: Option<DatePoint>,
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
    let id = match &raw.value.json {
        Json::Number(number) => ArxivId::parse(&unrounded(number)),
        json => json.text().and_then(ArxivId::parse),
    };
    if id.is_none() {
        let message = format!("`{}` is no arXiv identifier, kept as an extra field", raw.value.json.source());
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

fn words<'x>(value: &'x Member<'_>) -> impl Iterator<Item = &'x str> + use<'x> {
    value
        .text()
        .unwrap_or_default()
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';'))
        .filter(|w| !w.is_empty())
}

fn dois<'x>(value: &'x Member<'_>) -> impl Iterator<Item = Str> + use<'x> {
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

/// The versions.
fn history(source: &str) -> Result<Vec<Entry<'_>>, Fault> {
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
        let (mut number, mut words) = (None, Cow::Borrowed(""));
        let mut begin = true;
        while let Some(name) = pull.member(begin)? {
            begin = false;
            let value = pull.value()?;
            match (&*name, value) {
                ("version", Json::Str(Cow::Borrowed(text), _) | Json::Number(text)) => number = version(text),
                ("version", Json::Str(text, _)) => number = version(&text),
                ("created", Json::Str(text, _)) => words = text,
                ("created", Json::Number(text)) => words = Cow::Borrowed(text),
                // Nothing else is written there, and a list that has more is kept as it is.
                _ => return Err(fault(at)),
            }
        }
        let number = number.filter(|&number| number > 0).ok_or(fault(at))?;
        versions.push(Entry { number, date: mail_date::parse(&words), words });
    }
    Ok(versions)
}

fn version(text: &str) -> Option<u32> {
    text.trim_start_matches(['v', 'V']).parse().ok()
}

/// The versions of the member, if it has any and nothing else.
fn versions<'x>(n: &Members<'x, '_>) -> Option<&'x [Entry<'x>]> {
    let member = n.peek(0)?;
    let versions = member.history.get_or_init(|| match member.json {
        Json::Nested(source) => history(source).unwrap_or_default(),
        _ => Vec::new(),
    });
    (!versions.is_empty()).then_some(versions)
}

impl Entry<'_> {
    /// When it came, if that is said.
    fn date(&self) -> Option<Date> {
        let literal = || Date::Literal(self.words.as_ref().into());
        (!self.words.is_empty()).then(|| self.date.map_or_else(literal, Date::Point))
    }
}

static NUMBER: Codec<ArxivJson> = codec(Kind::Text, |n, _| {
    let last = versions(n)?.last()?;
    Some(Value::Text(Text::from(last.number.to_string())))
});

static FIRST: Codec<ArxivJson> = codec(Kind::Date, |n, _| {
    let first = versions(n)?.first().filter(|entry| entry.number == 1)?;
    Some(Value::Date(Box::new(first.date()?)))
});

static LAST: Codec<ArxivJson> = codec(Kind::Date, |n, _| {
    let last = versions(n)?.last().filter(|entry| entry.number > 1)?;
    Some(Value::Date(Box::new(last.date()?)))
});

static VERSIONS: Codec<ArxivJson> = codec(Kind::Versions, |n, ctx| {
    let raw = n.raw(0)?;
    let Some(versions) = versions(n) else {
        ctx.warn(&WRONG_KIND, raw.at as usize, raw.len as usize, "no list of versions, kept as an extra field");
        return None;
    };
    let mut list = Vec::with_capacity(versions.len());
    for entry in versions {
        if !entry.words.is_empty() && entry.date.is_none() {
            let message = format!("`{}` is not in the calendar, kept as words", entry.words);
            ctx.warn(&BAD_DATE, raw.at as usize, raw.len as usize, message);
        }
        list.push(Version { number: entry.number, date: entry.date(), ..Version::default() });
    }
    Some(Value::Versions(list))
});
