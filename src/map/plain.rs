//! Conversions for notations of lines: a native value is a piece of text on one
//! line, a list is several fields of one name. Enough for many formats of one's
//! own; what a line cannot say is reported.
//!
//! ```
//! use std::borrow::Cow;
//! use ibidem::ir::{Extra, EntryType, Field, Record, Str, keys};
//! use ibidem::map::{Codec, Fidelity, Notation, Report, Table, both, export_fields, export_type, is, plain};
//! /// Lines of `name: value`.
//! struct Lines;
//! impl Notation for Lines {
//!     const NAME: &'static str = "lines";
//!     type Value<'a> = Cow<'a, str>;
//!     type Sink = String;
//!     fn source(value: &Cow<'_, str>) -> Str {
//!         value.as_ref().into()
//!     }
//!     fn write_extra(extra: &Extra, sink: &mut String) -> Fidelity {
//!         Self::put(&extra.name, &extra.value, sink);
//!         Fidelity::Exact
//!     }
//! }
//! impl plain::Plain for Lines {
//!     fn put(name: &str, line: &str, sink: &mut String) {
//!         *sink += &format!("{name}: {line}\n");
//!     }
//! }
//! use plain::Plain;
//! static TEXT: Codec<Lines> = plain::text();
//! static NAMES: Codec<Lines> = plain::names();
//! static TABLE: Table<Lines> = Table::new(
//!     &[is("any", EntryType::Document)],
//!     &[both(&["title"], Field::Title, &TEXT), both(&["by"], Field::Author, &NAMES)],
//!     EntryType::Document,
//! );
//! let records = ibidem::read_str("@misc{a, title = {Notes}, author = {Ada Lovelace and CERN}, edition = 2}", "bibtex")?;
//! let (mut text, mut reports) = (String::new(), ibidem::Collect::default());
//! let mut report = Report { sink: &mut reports, record: 1, key: None };
//! let plan = export_type::<Lines>(&TABLE, &records.value[0], &mut report);
//! export_fields(&TABLE, &records.value[0], &plan, &Default::default(), &mut text, &mut report);
//! assert!(text.starts_with("title: Notes\nby: Lovelace, Ada\n"));
//! assert!(reports.losses.iter().any(|loss| loss.subject.name() == "edition"));
//! # Ok::<(), ibidem::Error>(())
//! ```

use std::borrow::Cow;

use super::export::{Enc, Fidelity};
use super::import::{Ctx, Natives};
use super::raw::Notation;
use super::table::Codec;
use crate::codec::line::one_line;
use crate::codec::names::comma::{self, Bodies, Kept};
use crate::ir::{Date, Kind, Value};

/// A notation of lines.
///
/// ```
#[doc = include_str!("lines.in")]
/// let mut out = String::new();
/// <Lines as Plain>::put("title", "Notes", &mut out);
/// assert_eq!(out, "title: Notes\n");
/// ```
pub trait Plain: for<'a> Notation<Value<'a> = Cow<'a, str>> {
    /// Writes a native field; `line` has no line ends and is not blank.
    fn put(name: &str, line: &str, sink: &mut Self::Sink);
}

/// Text without styles, in the first native field of the row.
///
/// ```
#[doc = include_str!("lines.in")]
/// static TABLE: Table<Lines> = Table::new(&[], &[both(&["t"], Field::Title, &TEXT)], EntryType::Document);
/// let mut record = Record::default();
/// record.set(keys::TITLE, Text::from_inlines(vec![Inline::Styled(Style::Emph, vec![Inline::Plain("Notes".into())])]));
/// let (text, losses) = written(&TABLE, &record);
/// assert_eq!((text.trim(), losses[0].code), ("t: Notes", &FLATTENED));
/// ```
pub const fn text<N: Plain>() -> Codec<N> {
    Codec { kind: Kind::Text, decode: text_in::<N>, encode: text_out::<N> }
}

/// A date as EDTF writes it (`2025-08-28`), in the first native field of the row.
///
/// ```
#[doc = include_str!("lines.in")]
/// static TABLE: Table<Lines> = Table::new(&[], &[both(&["d"], Field::Issued, &DATE)], EntryType::Document);
/// assert_eq!(read(&TABLE, "", &[("d", "2025-08-28")]).get(keys::ISSUED), Date::parse("2025-08-28").as_ref());
/// // What is no date is left to other rows, and kept.
/// assert_eq!(read(&TABLE, "", &[("d", "in press")]).extras.len(), 1);
/// ```
pub const fn date<N: Plain>() -> Codec<N> {
    Codec { kind: Kind::Date, decode: date_in::<N>, encode: date_out::<N> }
}

/// What is taken as it stands: DOI, URL, language.
///
/// ```
#[doc = include_str!("lines.in")]
/// static TABLE: Table<Lines> = Table::new(&[], &[both(&["doi"], Field::Doi, &TOKEN)], EntryType::Document);
/// assert_eq!(read(&TABLE, "", &[("doi", "10.1000/x")]).get(keys::DOI), Some(&"10.1000/x".into()));
/// ```
pub const fn token<N: Plain>() -> Codec<N> {
    Codec { kind: Kind::Token, decode: token_in::<N>, encode: token_out::<N> }
}

/// Names as `Family, Given, Suffix`, each in a field of its own.
///
/// ```
#[doc = include_str!("lines.in")]
/// static TABLE: Table<Lines> = Table::new(&[], &[both(&["by"], Field::Author, &NAMES)], EntryType::Document);
/// let record = read(&TABLE, "", &[("by", "Lovelace, Ada"), ("by", "ATLAS Collaboration")]);
/// assert_eq!(written(&TABLE, &record).0.trim(), "by: Lovelace, Ada\nby: ATLAS Collaboration");
/// ```
pub const fn names<N: Plain>() -> Codec<N> {
    Codec { kind: Kind::Names, decode: names_in::<N>, encode: names_out::<N> }
}

fn put<N: Plain>(text: &str, enc: &Enc<'_>, sink: &mut N::Sink) -> Fidelity {
    let (line, Some(name)) = (one_line(text), enc.names.first()) else { return Fidelity::Nothing };
    if line.is_empty() {
        return Fidelity::Nothing;
    }
    N::put(name, &line, sink);
    Fidelity::or_flattened(line == text)
}

fn text_in<N: Plain>(natives: &Natives<'_, '_, N>, _: &mut Ctx<'_>) -> Option<Value> {
    let line = one_line(natives.get(0)?);
    (!line.is_empty()).then(|| Value::Text(line.as_ref().into()))
}

fn text_out<N: Plain>(value: &Value, enc: &Enc<'_>, sink: &mut N::Sink) -> Fidelity {
    let Value::Text(text) = value else { return Fidelity::Nothing };
    match put::<N>(&text.to_plain(), enc, sink) {
        Fidelity::Exact => Fidelity::or_flattened(text.as_plain().is_some()),
        other => other,
    }
}

fn date_in<N: Plain>(natives: &Natives<'_, '_, N>, _: &mut Ctx<'_>) -> Option<Value> {
    Date::parse(one_line(natives.get(0)?).as_ref()).map(|date| Value::Date(Box::new(date)))
}

fn date_out<N: Plain>(value: &Value, enc: &Enc<'_>, sink: &mut N::Sink) -> Fidelity {
    let Value::Date(date) = value else { return Fidelity::Nothing };
    let words = date.to_string();
    // Words that are no date would not be read as one.
    if Date::parse(&one_line(&words)).as_ref() == Some(&**date) {
        put::<N>(&words, enc, sink)
    } else {
        Fidelity::Nothing
    }
}

fn token_in<N: Plain>(natives: &Natives<'_, '_, N>, _: &mut Ctx<'_>) -> Option<Value> {
    let line = one_line(natives.get(0)?);
    (!line.is_empty()).then(|| Value::Token(line.as_ref().into()))
}

fn token_out<N: Plain>(value: &Value, enc: &Enc<'_>, sink: &mut N::Sink) -> Fidelity {
    let Value::Token(token) = value else { return Fidelity::Nothing };
    put::<N>(token, enc, sink)
}

fn names_in<N: Plain>(natives: &Natives<'_, '_, N>, _: &mut Ctx<'_>) -> Option<Value> {
    let names: Vec<_> = natives.all(0).filter_map(|raw| comma::decode(&raw.value, Bodies::Words)).collect();
    (!names.is_empty()).then(|| Value::Names(names.into()))
}

fn names_out<N: Plain>(value: &Value, enc: &Enc<'_>, sink: &mut N::Sink) -> Fidelity {
    let Value::Names(names) = value else { return Fidelity::Nothing };
    let mut worst = Fidelity::or_narrowed(names.others.is_none());
    let mut any = false;
    for name in &names.list {
        let mut line = String::new();
        let kept = match comma::encode(name, Bodies::Words, &mut line) {
            Kept::Whole => Fidelity::Exact,
            Kept::Merged => Fidelity::MERGED,
            Kept::Substituted => Fidelity::SUBSTITUTED,
            Kept::Narrowed => Fidelity::NARROWED,
        };
        let written = put::<N>(&line, enc, sink);
        any |= written != Fidelity::Nothing;
        for fidelity in [kept, if written == Fidelity::Nothing { Fidelity::NARROWED } else { written }] {
            if worst == Fidelity::Exact {
                worst = fidelity;
            }
        }
    }
    if any { worst } else { Fidelity::Nothing }
}
