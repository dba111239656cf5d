//! Parsing: an element of the list becomes a raw record.

use std::borrow::Cow;

use super::json::{Fault, Json, Pull};
use super::map::TABLE;
use super::{BAD_ITEM, CslJson, schema};
use crate::format::{Parse, Parsed};
use crate::ir::{Extra, Record};
use crate::map::{Ctx, Importer, Notation, RawRecord};
use crate::report::{Diagnostic, Sink};
use crate::source::Frame;

pub(super) struct Parser {
    importer: Importer<CslJson>,
    keep_origin: bool,
}

impl Parser {
    pub(super) fn new(keep_origin: bool) -> Parser {
        Parser { importer: Importer::new(&TABLE), keep_origin }
    }
}

impl Parse for Parser {
    fn parse(&mut self, frame: &Frame<'_>, record: &mut Record, sink: &mut dyn Sink) -> Parsed {
        let item = match read_item(frame.text) {
            Ok(item) => item,
            Err(Fault { at, what }) => {
                let diagnostic = Diagnostic::new(&BAD_ITEM, format!("{what}, item skipped"));
                sink.diagnostic(diagnostic.at(frame.text, frame.span, at, 1));
                return Parsed::Spoilt;
            }
        };
        let mut ctx = Ctx::new(sink, frame.text, frame.span, self.keep_origin);
        self.importer.import(&item.raw, record, &mut ctx);
        if let Some(id) = item.other_id {
            let format = CslJson::NAME.into();
            record.extras.insert(0, Extra { format, name: "id".into(), value: id.into() });
        }
        Parsed::Record
    }
}

struct Item<'a> {
    raw: RawRecord<'a, CslJson>,
    /// The source of `id` where the citation key is another one.
    other_id: Option<&'a str>,
}

fn read_item(text: &str) -> Result<Item<'_>, Fault> {
    let mut pull = Pull::new(text);
    if !pull.take(b'{') {
        return Err(Fault { at: 0, what: "this is no object" });
    }
    let mut raw = RawRecord::default();
    raw.fields.reserve(24);
    let mut id: Option<Json<'_>> = None;
    let (mut known, mut first) = (false, true);
    while let Some(name) = pull.member(first)? {
        first = false;
        let at = pull.at();
        let mut value = pull.value()?;
        known = known || schema::variable(&name).is_some();
        if let Json::Nested(source) = value {
            value = unlisted(&name, source).unwrap_or(value);
        }
        if says_nothing(&name, &value) {
            continue;
        }
        match (name.as_ref(), &value) {
            ("type", Json::Str(kind, _)) if raw.kind.is_empty() => raw.kind = kind.clone(),
            ("id", Json::Str(..) | Json::Number(_)) if id.is_none() => id = Some(value),
            _ => raw.push(name, value, at, pull.at() - at),
        }
    }
    if pull.peek().is_some() {
        return Err(Fault { at: pull.at(), what: "something follows the item" });
    }
    if !known {
        return Err(Fault { at: 0, what: "nothing in the object is a variable of CSL" });
    }
    let mut item = Item { raw, other_id: None };
    item.choose_key(id);
    Ok(item)
}

/// The string in a list of one, or the numbers in one of several, where the
/// schema wants a string: Crossref has titles and ISSNs in lists.
fn unlisted<'a>(name: &str, source: &'a str) -> Option<Json<'a>> {
    let (_, shape) = schema::variable(name)?;
    if !source.starts_with('[') || !matches!(shape, schema::Shape::Text | schema::Shape::Number) {
        return None;
    }
    let mut pull = Pull::new(source);
    pull.take(b'[');
    let mut all: Option<Cow<'a, str>> = None;
    while pull.another(all.is_none(), b']').ok()? {
        let Ok(Json::Str(text, _)) = pull.value() else { return None };
        all = Some(match all {
            None => text,
            Some(before) if matches!(name, "ISSN" | "ISBN") => format!("{before}, {text}").into(),
            Some(_) => return None,
        });
    }
    Some(all.map_or(Json::Word("null"), |text| Json::Str(text, source)))
}

/// `null`, and no date or name where one is due.
fn says_nothing(name: &str, value: &Json<'_>) -> bool {
    match value {
        Json::Word(word) => *word == "null",
        Json::Str(_, source) | Json::Nested(source) if source.len() < 8 => {
            let blank = source[1..source.len() - 1].trim().is_empty();
            blank && schema::variable(name).is_some_and(|(_, shape)| shape == schema::Shape::Structured)
        }
        _ => false,
    }
}

impl<'a> Item<'a> {
    /// The citation key is what users cite by; `id` is one where there is no
    /// `citation-key`, and else often an address of the program's own.
    fn choose_key(&mut self, id: Option<Json<'a>>) {
        let key = |value: &Json<'a>| match value {
            Json::Str(text, _) => Some(text.clone()).filter(|text| !text.is_empty()),
            Json::Number(text) => Some(Cow::Borrowed(*text)),
            _ => None,
        };
        let other_id = id.as_ref().map(Json::source);
        let id = id.as_ref().and_then(key);
        let at = self.raw.fields.iter().position(|raw| raw.name == "citation-key" && key(&raw.value).is_some());
        let Some(at) = at else {
            self.raw.key = id;
            return;
        };
        let chosen = key(&self.raw.fields.remove(at).value);
        self.other_id = other_id.filter(|_| id.is_some() && id != chosen);
        self.raw.key = chosen;
    }
}
