//! Parsing: an item of the list, in YAML, becomes an item in JSON and then what
//! any item becomes.
//!
//! YAML is read by the events of a parser that keeps no tree. Depth and the
//! size that aliases add are limited. Plain scalars that are numbers are
//! numbers, `null`, `~` and nothing are null, and `true` and `false` are what
//! they say inside of names and dates; anything else is a string.

use std::borrow::Cow;
use std::ops::Range;

use saphyr_parser::{Event, Marker, Parser as Yaml, ScalarStyle};

use super::super::json::{self, Fault, Json, write_string};
use super::super::note::Place;
use super::super::read::Items;
use super::super::schema::{self, Kind, Shape};
use super::cut::FLOW;
use super::markdown::{Mode, decode};
use super::{BAD_ITEM, INDENT};
use crate::codec::MAX_DEPTH;
use crate::format::{Parse, Parsed};
use crate::ir::Record;
use crate::report::{Diagnostic, Sink};
use crate::source::Frame;

pub(super) struct Parser {
    items: Items,
}

impl Parser {
    pub(super) fn new(keep_origin: bool) -> Parser {
        Parser { items: Items::new(keep_origin, false) }
    }
}

impl Parse for Parser {
    fn parse(&mut self, frame: &Frame<'_>, record: &mut Record, sink: &mut dyn Sink) -> Parsed {
        let (at, what) = match translate(frame.text, frame.kind == FLOW) {
            Ok(item) => match self.items.read(frame, &item.json, &item.places, record, sink) {
                Ok(()) => return Parsed::Record,
                Err(Fault { what, .. }) => (0, what.to_owned()),
            },
            Err(fault) => fault,
        };
        let diagnostic = Diagnostic::new(&BAD_ITEM, format!("{what}, item skipped"));
        sink.diagnostic(diagnostic.at(frame.text, frame.span, at, 1));
        Parsed::Spoilt
    }
}

/// An item in JSON, and where its members stand in YAML.
struct Item {
    json: String,
    places: Vec<Place>,
}

/// The byte at a place that is counted in characters; places come in order.
struct Bytes<'t> {
    text: &'t str,
    chars: usize,
    at: usize,
}

impl Bytes<'_> {
    fn of(&mut self, mark: &Marker) -> usize {
        let wanted = mark.index();
        if wanted < self.chars {
            (self.chars, self.at) = (0, 0);
        }
        let skip = wanted - self.chars;
        let rest = &self.text[self.at..];
        let len = rest.char_indices().nth(skip).map_or(rest.len(), |(at, _)| at);
        (self.chars, self.at) = (wanted, self.at + len);
        self.at
    }
}

/// What is open.
enum Level {
    /// The list around the item.
    List,
    Mapping {
        first: bool,
        key: bool,
        anchor: usize,
        from: usize,
    },
    Sequence {
        first: bool,
        anchor: usize,
        from: usize,
    },
}

/// Aliases may not add more than this.
const MAX_COPIED: usize = 1 << 20;

struct Translation<'t> {
    out: Vec<u8>,
    places: Vec<Place>,
    levels: Vec<Level>,
    bytes: Bytes<'t>,
    /// The member of the item that is being read.
    member: Cow<'static, str>,
    mode: Mode,
    /// Where in the text the member's value begins.
    value: Option<usize>,
    /// What anchors stand for.
    anchors: Vec<(usize, Range<usize>)>,
    copied: usize,
    done: bool,
}

fn translate(text: &str, flow: bool) -> Result<Item, (usize, String)> {
    let mut translation = Translation {
        out: Vec::with_capacity(text.len() + 64),
        places: Vec::new(),
        levels: if flow { vec![Level::List] } else { Vec::new() },
        bytes: Bytes { text, chars: 0, at: 0 },
        member: Cow::Borrowed(""),
        mode: Mode::Verbatim,
        value: None,
        anchors: Vec::new(),
        copied: 0,
        done: false,
    };
    for event in Yaml::new_from_str(text) {
        match event {
            Ok((event, span)) => {
                let at = translation.bytes.of(&span.start);
                translation.event(event, at, &span.end).map_err(|what| (at, what.to_owned()))?;
            }
            Err(error) => {
                let at = translation.bytes.of(error.marker());
                return Err((at, error.info().to_owned()));
            }
        }
        if translation.done {
            break;
        }
    }
    match String::from_utf8(translation.out) {
        Ok(json) if translation.done => Ok(Item { json, places: translation.places }),
        _ => Err((0, "this is no mapping".to_owned())),
    }
}

type Outcome = Result<(), &'static str>;

impl Translation<'_> {
    fn event(&mut self, event: Event<'_>, at: usize, end: &Marker) -> Outcome {
        match event {
            Event::SequenceStart(..) if self.levels.is_empty() => self.levels.push(Level::List),
            Event::MappingStart(anchor, _) => {
                self.begin(at)?;
                let from = self.out.len();
                self.out.push(b'{');
                self.levels.push(Level::Mapping { first: true, key: true, anchor, from });
            }
            Event::SequenceStart(anchor, _) => {
                self.begin(at)?;
                let from = self.out.len();
                self.out.push(b'[');
                self.levels.push(Level::Sequence { first: true, anchor, from });
            }
            Event::MappingEnd | Event::SequenceEnd => self.close(end),
            Event::Scalar(text, style, anchor, _) => self.scalar(&text, style, anchor, at)?,
            Event::Alias(anchor) => {
                let found = self.anchors.iter().find(|(of, _)| *of == anchor).map(|(_, range)| range.clone());
                let range = found.ok_or("an alias stands for nothing that is complete")?;
                self.copied += range.len();
                if self.copied > MAX_COPIED {
                    return Err("aliases add too much");
                }
                if matches!(self.levels.last(), Some(Level::Mapping { key: true, .. })) {
                    return Err("an alias is no name of a field");
                }
                self.begin(at)?;
                self.out.extend_from_within(range);
                self.end_value();
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) | Event::DocumentEnd => {}
        }
        Ok(())
    }

    /// Before a value: what stands between it and the one before.
    fn begin(&mut self, at: usize) -> Outcome {
        let depth = self.levels.len();
        if depth > MAX_DEPTH {
            return Err("values are nested too deep");
        }
        match self.levels.last_mut() {
            None => return Err("this is no list of items"),
            Some(Level::List) => {}
            Some(Level::Mapping { key: true, .. }) => return Err("the name of a field is no string"),
            Some(Level::Mapping { .. }) => {}
            Some(Level::Sequence { first, .. }) => {
                if !std::mem::replace(first, false) {
                    self.out.push(b',');
                }
            }
        }
        if depth == 2 {
            self.value = Some(at);
            self.places.push(Place { new: self.out.len() as u32, old: (at as u32, 0) });
        }
        Ok(())
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, anchor: usize, at: usize) -> Outcome {
        if let Some(Level::Mapping { first, key, .. }) = self.levels.last_mut()
            && *key
        {
            *key = false;
            if !std::mem::replace(first, false) {
                self.out.push(b',');
            }
            if self.levels.len() == 2 {
                self.member = canonical(text);
                self.mode = mode_of(&self.member);
                write_string(&self.member, &mut self.out);
            } else {
                write_string(text, &mut self.out);
            }
            self.out.push(b':');
            return Ok(());
        }
        if matches!(self.levels.last(), None | Some(Level::List)) {
            return Err("this is no mapping");
        }
        self.begin(at)?;
        let from = self.out.len();
        let inside = self.levels.len() > 2;
        match (style, text) {
            (ScalarStyle::Plain, "" | "~" | "null" | "Null" | "NULL") => self.out.extend_from_slice(b"null"),
            (ScalarStyle::Plain, "true" | "True" | "TRUE") if inside => self.out.extend_from_slice(b"true"),
            (ScalarStyle::Plain, "false" | "False" | "FALSE") if inside => self.out.extend_from_slice(b"false"),
            (ScalarStyle::Plain, number) if matches!(json::strictly(number), Some(Json::Number(_))) => {
                self.out.extend_from_slice(number.as_bytes());
            }
            _ => write_string(&decode(text, self.mode), &mut self.out),
        }
        if anchor > 0 {
            self.anchors.push((anchor, from..self.out.len()));
        }
        self.end_value();
        Ok(())
    }

    fn end_value(&mut self) {
        if let Some(Level::Mapping { key, .. }) = self.levels.last_mut() {
            *key = true;
        }
    }

    fn close(&mut self, end: &Marker) {
        let (bracket, anchor, from) = match self.levels.pop() {
            Some(Level::Mapping { anchor, from, .. }) => (b'}', anchor, from),
            Some(Level::Sequence { anchor, from, .. }) => (b']', anchor, from),
            Some(Level::List) | None => return,
        };
        self.out.push(bracket);
        if self.levels.len() == 2 && self.mode == Mode::Verbatim {
            self.as_it_stands(from, end);
        }
        if anchor > 0 {
            self.anchors.push((anchor, from..self.out.len()));
        }
        self.end_value();
        self.done = self.levels.len() == 1;
    }

    /// Takes a value that is JSON as it stands: what others keep in `custom`
    /// comes back in its own spelling.
    fn as_it_stands(&mut self, from: usize, end: &Marker) {
        let Some(start) = self.value else { return };
        let end = self.bytes.of(end);
        let Some(source) = self.bytes.text.get(start..end) else { return };
        let source = source.replace(INDENT, "\n");
        if matches!(json::strictly(&source), Some(Json::Nested(_))) {
            self.out.truncate(from);
            self.out.extend_from_slice(source.as_bytes());
        }
    }
}

/// The variable's own spelling: pandoc writes `doi` and `url`.
fn canonical(name: &str) -> Cow<'static, str> {
    match schema::all_names().find(|known| known.eq_ignore_ascii_case(name)) {
        Some(known) => Cow::Borrowed(known),
        None => Cow::Owned(name.to_owned()),
    }
}

/// What Markdown means in the values of a variable.
pub(super) fn mode_of(name: &str) -> Mode {
    const TOKENS: &[&str] =
        &["id", "type", "citation-key", "DOI", "URL", "ISBN", "ISSN", "PMID", "PMCID", "language", "page"];
    match (schema::variable(name), schema::kind(name)) {
        (_, Kind::Date) => Mode::Token,
        (_, Kind::Names) => Mode::Name,
        (Some((_, Shape::Object | Shape::List)), _) => Mode::Verbatim,
        _ if TOKENS.contains(&name) => Mode::Token,
        _ => Mode::Prose,
    }
}
