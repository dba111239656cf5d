//! Parsing: an object becomes a raw record.

use super::map::{ArxivJson, Member, TABLE};
use super::{BAD_RECORD, INCOMPLETE, LONE_SURROGATE};
use crate::codec::json::{Fault, HALVED, Json, Pull, lone_surrogate};
use crate::format::{Parse, Parsed};
use crate::ir::{Field, Record};
use crate::map::{Ctx, Importer, RawRecord};
use crate::report::{Diagnostic, Sink};
use crate::source::Frame;

pub(super) struct Parser {
    importer: Importer<ArxivJson>,
    keep_origin: bool,
}

impl Parser {
    pub(super) fn new(keep_origin: bool) -> Parser {
        Parser { importer: Importer::new(&TABLE), keep_origin }
    }
}

impl Parse for Parser {
    fn parse(&mut self, frame: &Frame<'_>, record: &mut Record, sink: &mut dyn Sink) -> Parsed {
        let raw = match object(frame.text) {
            Ok(raw) => raw,
            Err(Fault { at, what }) => {
                let diagnostic = Diagnostic::new(&BAD_RECORD, format!("{what}, object skipped"));
                sink.diagnostic(diagnostic.at(frame.text, frame.span, at, 1));
                return Parsed::Spoilt;
            }
        };
        let mut ctx = Ctx::new(sink, frame.text, frame.span, self.keep_origin);
        self.importer.import(&raw, record, &mut ctx);
        for (field, what) in [(Field::Title, "title"), (Field::Author, "authors")] {
            if !record.has(field) {
                ctx.warn(&INCOMPLETE, 0, 1, format!("record has no {what}, kept without"));
            }
        }
        if let Some(at) = lone_surrogate(frame.text) {
            ctx.warn(&LONE_SURROGATE, at, 6, HALVED);
        }
        Parsed::Record
    }
}

/// The members; one that is `null` or empty says nothing.
fn object(text: &str) -> Result<RawRecord<'_, ArxivJson>, Fault> {
    let mut pull = Pull::new(text);
    if !pull.take(b'{') {
        return Err(Fault { at: 0, what: "this is no object" });
    }
    let mut raw = RawRecord::default();
    raw.fields.reserve(16);
    let (mut known, mut first) = (false, true);
    while let Some(name) = pull.member(first)? {
        first = false;
        let at = pull.at();
        let value = pull.value()?;
        known = known || TABLE.fields.iter().any(|row| row.names.contains(&&*name));
        let empty = match &value {
            Json::Word(word) => *word == "null",
            Json::Str(text, _) => !text.starts_with(|c: char| c.is_ascii_graphic()) && text.trim().is_empty(),
            Json::Nested(source) => source[1..source.len() - 1].trim().is_empty(),
            Json::Number(_) => false,
        };
        if !empty {
            raw.push(name, Member::new(value), at, pull.at() - at);
        }
    }
    if pull.peek().is_some() {
        return Err(Fault { at: pull.at(), what: "something follows the object" });
    }
    if !known {
        return Err(Fault { at: 0, what: "the object has no member that arXiv writes" });
    }
    Ok(raw)
}
