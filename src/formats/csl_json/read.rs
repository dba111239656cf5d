//! Parsing: an element of the list becomes a raw record.

use std::borrow::Cow;

use super::json::{Fault, Json, Pull};
use super::map::TABLE;
use super::note::{self, Place};
use super::schema::{self, Kind, Shape};
use super::{BAD_ITEM, CslJson, FOREIGN_MARKUP, FORGIVEN, LONE_SURROGATE, REPEATED, SEVERAL, dates, foreign};
use crate::codec::json::{HALVED, lone_surrogate};
use crate::format::{Parse, Parsed};
use crate::ir::{Extra, Record};
use crate::map::{Ctx, Importer, Notation, RawRecord};
use crate::report::{Diagnostic, Sink};
use crate::source::Frame;

pub(super) struct Parser {
    items: Items,
}

impl Parser {
    pub(super) fn new(keep_origin: bool) -> Parser {
        Parser { items: Items::new(keep_origin, true) }
    }
}

impl Parse for Parser {
    fn parse(&mut self, frame: &Frame<'_>, record: &mut Record, sink: &mut dyn Sink) -> Parsed {
        match self.items.read(frame, frame.text, &[], record, sink) {
            Ok(()) => Parsed::Record,
            Err(Fault { at, what }) => {
                let diagnostic = Diagnostic::new(&BAD_ITEM, format!("{what}, item skipped"));
                sink.diagnostic(diagnostic.at(frame.text, frame.span, at, 1));
                Parsed::Spoilt
            }
        }
    }
}

/// Makes records of items in JSON, whatever notation they stand in.
pub(super) struct Items {
    importer: Importer<CslJson>,
    keep_origin: bool,
    /// Whether the text of frames is JSON: in YAML, numbers need no quotes to be strings.
    json: bool,
}

impl Items {
    pub(super) fn new(keep_origin: bool, json: bool) -> Items {
        Items { importer: Importer::new(&TABLE), keep_origin, json }
    }

    /// Reads an item. Where its text is not that of the frame, `places` says
    /// where in the frame its members stand, in order.
    pub(super) fn read(
        &mut self,
        frame: &Frame<'_>,
        text: &str,
        places: &[Place],
        record: &mut Record,
        sink: &mut dyn Sink,
    ) -> Result<(), Fault> {
        let mut item = read_item(text)?;
        locate(&mut item, places);
        let spread = note::spread(text, &item);
        let Some((text, mut spread)) = spread else {
            self.import(frame, item, record, sink);
            return Ok(());
        };
        spread.sort_by_key(|place| place.new);
        let mut item = read_item(&text)?;
        locate(&mut item, &spread);
        self.import(frame, item, record, sink);
        Ok(())
    }

    fn import(&mut self, frame: &Frame<'_>, item: Item<'_>, record: &mut Record, sink: &mut dyn Sink) {
        let mut ctx = Ctx::new(sink, frame.text, frame.span, self.keep_origin);
        item.remark(&mut ctx);
        if self.json {
            item.remark_on_json(&mut ctx);
        }
        self.importer.import(&item.raw, record, &mut ctx);
        if let Some(id) = item.other_id {
            let format = CslJson::NAME.into();
            record.extras.insert(0, Extra { format, name: "id".into(), value: id.into() });
        }
    }
}

/// A member that repeats one behind so many is passed over in silence.
const MANY: usize = 64;

/// Says of the members where they stood before.
fn locate(item: &mut Item<'_>, places: &[Place]) {
    for raw in &mut item.raw.fields {
        if let Ok(at) = places.binary_search_by_key(&raw.at, |place| place.new) {
            (raw.at, raw.len) = places[at].old;
        }
    }
}

/// An item, not yet understood.
pub(super) struct Item<'a> {
    pub raw: RawRecord<'a, CslJson>,
    /// The source of `id` where the citation key is another one.
    other_id: Option<&'a str>,
    /// Whether there is a `citation-key`.
    keyed: bool,
}

fn read_item(text: &str) -> Result<Item<'_>, Fault> {
    let mut pull = Pull::new(text);
    if !pull.take(b'{') {
        return Err(Fault { at: 0, what: "this is no object" });
    }
    let mut raw = RawRecord::default();
    raw.fields.reserve(24);
    let mut id: Option<Json<'_>> = None;
    let mut within = None;
    let (mut known, mut first) = (false, true);
    while let Some(name) = pull.member(first)? {
        first = false;
        let at = pull.at();
        let mut value = pull.value()?;
        let len = pull.at() - at;
        known = known || schema::variable(&name).is_some();
        if let Json::Nested(source) = value {
            match name.as_ref() {
                "csljson" => within = Some(source),
                "event" if event(source, at, &mut raw) => continue,
                "container-title" if series(source, &mut raw, at, len) => continue,
                _ => {}
            }
            if let Some((one, several)) = unlisted(&name, source) {
                if several {
                    raw.push(name.clone(), one, at, len);
                } else {
                    value = one;
                }
            }
        }
        if says_nothing(&name, &value) {
            continue;
        }
        match (name.as_ref(), &value) {
            ("type", Json::Str(kind, _)) if raw.kind.is_empty() => raw.kind = kind.clone(),
            ("id", Json::Str(..) | Json::Number(_)) if id.is_none() => id = Some(value),
            _ => raw.push(name, value, at, len),
        }
    }
    if pull.peek().is_some() {
        return Err(Fault { at: pull.at(), what: "something follows the item" });
    }
    if let Some(source) = within.filter(|_| raw.kind.is_empty()) {
        // Zotero's interface wraps each item; there is but one such layer.
        let offset = source.as_ptr() as usize - text.as_ptr() as usize;
        let whole = source.contains("\"csljson\"");
        return match read_item(source) {
            _ if whole => Err(Fault { at: offset, what: "items are wrapped twice" }),
            Ok(mut item) => {
                item.raw.fields.iter_mut().for_each(|raw| raw.at += offset as u32);
                Ok(item)
            }
            Err(Fault { at, what }) => Err(Fault { at: at + offset, what }),
        };
    }
    if !known {
        return Err(Fault { at: 0, what: "nothing in the object is a variable of CSL" });
    }
    let mut item = Item { raw, other_id: None, keyed: false };
    item.choose_key(id);
    Ok(item)
}

/// Crossref's event, an object; its dates are those of CSL.
fn event<'a>(source: &'a str, at: usize, raw: &mut RawRecord<'a, CslJson>) -> bool {
    let mut found = Vec::new();
    let mut pull = Pull::new(source);
    if !pull.take(b'{') {
        return false;
    }
    let mut first = true;
    while let Ok(Some(member)) = pull.member(first) {
        first = false;
        let from = pull.at();
        let Ok(value) = pull.value() else { return false };
        let name = match member.as_ref() {
            "name" => "event-title",
            "location" => "event-place",
            "start" => "event-date",
            // The last day, an acronym, sponsors: nothing that CSL has.
            "end" | "acronym" | "number" | "sponsor" | "theme" => continue,
            _ => return false,
        };
        if !says_nothing(name, &value) {
            found.push((name, value, at + from, pull.at() - from));
        }
    }
    let any = !found.is_empty();
    for (name, value, at, len) in found {
        raw.push(name, value, at, len);
    }
    any
}

/// The two titles that Crossref has for chapters in a series: of the series
/// and of the book.
fn series<'a>(source: &'a str, raw: &mut RawRecord<'a, CslJson>, at: usize, len: usize) -> bool {
    let of_chapter =
        matches!(raw.kind.as_ref(), "book-chapter" | "proceedings-article" | "chapter" | "paper-conference");
    let mut pull = Pull::new(source);
    if !of_chapter || !pull.take(b'[') {
        return false;
    }
    let mut titles = Vec::new();
    while let Ok(true) = pull.another(titles.is_empty(), b']') {
        match pull.value() {
            Ok(title @ Json::Str(..)) if titles.len() < 3 => titles.push(title),
            _ => return false,
        }
    }
    let Ok([series, book]) = <[_; 2]>::try_from(titles) else { return false };
    raw.push("collection-title", series, at, len);
    raw.push("container-title", book, at, len);
    true
}

/// Names of Crossref whose values are lists of strings, beside those of CSL.
const LISTED: &[&str] = &["subtitle", "short-title", "short-container-title"];

/// The string in a list of strings where one string is due, as Crossref has
/// titles and numbers: the first, numbers all in one; and whether there are
/// more than it says.
fn unlisted<'a>(name: &str, source: &'a str) -> Option<(Json<'a>, bool)> {
    let text = |(_, shape)| matches!(shape, Shape::Text | Shape::Number);
    if !source.starts_with('[')
        || !(schema::variable(name).is_some_and(text) || LISTED.contains(&name) || name == "subject")
    {
        return None;
    }
    let mut pull = Pull::new(source);
    pull.take(b'[');
    let mark = match name {
        "ISSN" | "ISBN" | "keyword" => Some(", "),
        "subject" => Some("; "),
        _ => None,
    };
    let mut several = false;
    let mut all: Option<Json<'a>> = None;
    while pull.another(all.is_none(), b']').ok()? {
        let Ok(next @ Json::Str(..)) = pull.value() else { return None };
        all = Some(match (all, mark, &next) {
            (None, ..) => next,
            (Some(Json::Str(before, _)), Some(mark), Json::Str(text, _)) => {
                Json::Str(format!("{before}{mark}{text}").into(), source)
            }
            (Some(first), ..) => {
                several = true;
                first
            }
        });
    }
    Some((all.unwrap_or(Json::Word("null")), several))
}

/// `null`, and no date or name where one is due.
fn says_nothing(name: &str, value: &Json<'_>) -> bool {
    match value {
        Json::Word(word) => *word == "null",
        Json::Str(_, source) | Json::Nested(source) if source.len() < 8 => {
            let blank = source[1..source.len() - 1].trim().is_empty();
            blank && schema::variable(name).is_some_and(|(_, shape)| shape == Shape::Structured)
        }
        // Crossref's date of a work without one is `[[null]]`.
        Json::Nested(source) => schema::kind(name) == Kind::Date && dates::says_nothing(source),
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
        self.keyed = true;
        self.other_id = other_id.filter(|_| id.is_some() && id != chosen);
        self.raw.key = chosen;
    }

    /// Whether there is a `citation-key`.
    pub(super) fn has_other_key(&self) -> bool {
        self.keyed
    }

    /// Says what is read although it should not be there in JSON.
    fn remark_on_json(&self, ctx: &mut Ctx<'_>) {
        let is_text = |name| schema::variable(name).is_some_and(|(_, shape)| shape == Shape::Text);
        for raw in self.raw.fields.iter().filter(|raw| matches!(raw.value, Json::Number(_)) && is_text(&raw.name)) {
            let message = format!("`{}` is a number where a string is due", raw.name);
            ctx.warn(&FORGIVEN, raw.at as usize, raw.len as usize, message);
        }
        if let Some(at) = lone_surrogate(ctx.text) {
            ctx.warn(&LONE_SURROGATE, at, 6, HALVED);
        }
    }

    /// Says what is odd about the members as they stand.
    fn remark(&self, ctx: &mut Ctx<'_>) {
        // Of the names so far a few bits of each: most are met for the first time.
        let mut seen = 0_u64;
        for (nr, raw) in self.raw.fields.iter().enumerate() {
            let (at, len) = (raw.at as usize, raw.len as usize);
            let sum = raw.name.bytes().next().unwrap_or_default().wrapping_mul(5).wrapping_add(raw.name.len() as u8);
            let bit = 1 << (sum % 64);
            let met = seen & bit != 0;
            seen |= bit;
            let earlier = if met { &self.raw.fields[..nr.min(MANY)] } else { &[] };
            if let Some(before) = earlier.iter().find(|before| before.name == raw.name)
                && schema::variable(&raw.name).is_some()
                && before.value != raw.value
            {
                if before.at == raw.at && matches!(raw.value, Json::Nested(_)) {
                    ctx.warn(&SEVERAL, at, len, format!("`{}` is a list, its first element counts", raw.name));
                } else {
                    ctx.warn(&REPEATED, at, len, format!("`{}` is said twice, kept as an extra field", raw.name));
                }
            }
            if foreign::is_jats(&raw.value) {
                ctx.warn(&FOREIGN_MARKUP, at, len, format!("`{}` is in JATS, read without its tags", raw.name));
            }
        }
    }
}
