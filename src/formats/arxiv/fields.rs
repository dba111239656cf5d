//! Native fields of a page, collected.

use std::borrow::Cow;
use std::ops::Range;

use super::lines::trim;
use super::map::Arxiv;
use super::read::{BAD_ID, UNKNOWN_LINE};
use super::text::Cleaner;
use super::{check, taxonomy};
use crate::ir::ArxivId;
use crate::map::{Ctx, RawRecord};

/// The text of a frame and what was found in it.
pub(super) struct Fields<'r, 'a> {
    /// The text of the frame.
    pub text: &'a str,
    /// The record.
    pub raw: &'r mut RawRecord<'a, Arxiv>,
    clean: Cleaner,
}

impl<'r, 'a> Fields<'r, 'a> {
    /// For this frame.
    pub fn new(text: &'a str, raw: &'r mut RawRecord<'a, Arxiv>) -> Fields<'r, 'a> {
        Fields { text, raw, clean: Cleaner::of(text) }
    }

    /// Where a part of the text begins.
    pub fn offset(&self, part: &str) -> usize {
        (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize)
    }

    /// Adds a value of one line, if it is one.
    pub fn push(&mut self, name: &'static str, part: &'a str) {
        let part = trim(part);
        if !part.is_empty() {
            self.raw.push(name, self.clean.line(part), self.offset(part), part.len());
        }
    }

    /// Adds a value whose lines are paragraphs.
    pub fn push_paragraphs(&mut self, name: &'static str, part: &'a str) {
        let part = trim(part);
        if !part.is_empty() {
            self.raw.push(name, self.clean.paragraphs(part), self.offset(part), part.len());
        }
    }

    /// Adds an identifier, and its version if it has one.
    pub fn id(&mut self, source: &'a str, ctx: &mut Ctx<'_>) {
        let source = trim(source);
        if source.is_empty() {
            return;
        }
        let Some(id) = ArxivId::parse(source) else {
            let message = format!("`{source}` is no arXiv identifier, kept as an extra field");
            ctx.warn(&BAD_ID, self.offset(source), source.len(), message);
            return self.push("bad-id", source);
        };
        match (id.version, source.rfind(['v', 'V'])) {
            (Some(_), Some(at)) => {
                self.push("id", &source[..at]);
                self.push("version", &source[at + 1..]);
            }
            _ => self.push("id", source),
        }
    }

    /// Adds the DOIs of a text, separated by blanks.
    pub fn dois(&mut self, source: &'a str) {
        for doi in source.split_whitespace() {
            self.push(if self.raw.value("doi").is_some() { "other-doi" } else { "doi" }, doi);
        }
    }

    /// Keeps a line that nothing explains.
    pub fn unknown(&mut self, line: Range<usize>, ctx: &mut Ctx<'_>) {
        ctx.warn(&UNKNOWN_LINE, line.start, line.len(), "line is no known part of a record, kept as an extra field");
        let text = self.text;
        self.push("line", &text[line]);
    }

    /// Adds the classes of `Machine Learning (cs.LG); Combinatorics (math.CO)`.
    pub fn subjects(&mut self, source: &'a str, ctx: &mut Ctx<'_>) {
        for item in source.split(';').map(trim).filter(|item| !item.is_empty()) {
            let coded = item.strip_suffix(')').and_then(|item| item.rsplit_once('('));
            let (name, code) = coded.map_or((item, None), |(name, code)| (trim(name), Some(trim(code))));
            let (at, len) = (self.offset(item), item.len());
            let code = match code {
                Some(code) => {
                    if taxonomy::name(code).is_some_and(|known| known != name) {
                        let message = format!("`{code}` is not the code of `{name}`, the code was taken");
                        ctx.warn(&check::SUBJECT, at, len, message);
                    }
                    Cow::Borrowed(code)
                }
                None => match taxonomy::code_in(name, "") {
                    Some(code) => Cow::Borrowed(code),
                    None => {
                        let message = format!("`{name}` stands for no one class, kept as an extra field");
                        ctx.warn(&check::SUBJECT, at, len, message);
                        self.push("subject", item);
                        continue;
                    }
                },
            };
            // Nobody has so many classes; the limit bounds the search.
            let few = self.raw.fields.len() < 200;
            if few && self.raw.fields.iter().any(|raw| raw.name == "class" && raw.value == code) {
                continue;
            }
            if self.raw.value("class").is_none() {
                self.raw.push("primary-class", code.clone(), at, len);
            }
            self.raw.push("class", code, at, len);
        }
    }
}
