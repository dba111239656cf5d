//! Reading: a frame is `TY` to `ER`, to the next `TY`, or to the end.
//!
//! A line break inside a value is a blank in most fields and the end of a value
//! in lists (`KW`, `L1` to `L4`). In `AB`, `N1`, `N2` and `RN` it may be a
//! paragraph: it is if the record has lines beyond 85 characters (so nobody
//! wrapped them), if the line before was shorter than 65, or if a blank line
//! stands between. This is the rule of Zotero's importer.

use std::borrow::Cow;

use super::Lines;
use super::line::{self, End, Style};
use super::spread::spread;
use crate::format::{Parse, Parsed};
use crate::ir::Record;
use crate::map::{Ctx, Importer, RawRecord, Table};
use crate::report::{Code, Diagnostic, Error, Severity, Sink};
use crate::source::{Cut, Frame, FrameSpan, Input};

/// A line that belongs to no record.
pub static STRAY_LINE: Code = Code::new(
    "ris/stray-line",
    Severity::Warning,
    "a line outside any record",
    "A record begins with a line `TY  - ` and ends with a line `ER  - `. Lines outside of records were passed over; \
     the first one of each stretch is named.",
    "look for a missing TY line",
);

/// A record that no `ER` ends.
pub static NO_END: Code = Code::new(
    "ris/no-end",
    Severity::Warning,
    "a record without its last line",
    "A record ends with a line `ER  - `. Without it, the next `TY` line or the end of the input ends the record. Nothing \
     of it was left out, but an input that ends this way may have been cut off.",
    "see whether the export is complete",
);

/// Another tagged format.
pub static SIBLING: Code = Code::new(
    "ris/sibling",
    Severity::Error,
    "another format of tagged lines",
    "The input holds lines as PubMed (`.nbib`), Web of Science (`.ciw`), EndNote (`.enw`) or RefWorks write them in \
     formats of their own, some of which are saved under the name `.ris`. Their tags have other meanings than those of \
     RIS, so they were passed over.",
    "export the records as RIS, or turn the file into RIS with a reference manager",
);

/// Lines beyond this many characters say that nobody wrapped the text.
pub(super) const LONG: usize = 85;
/// After a line shorter than this a line break is meant.
pub(super) const SHORT: usize = 65;

/// Where the value begins, if the line has the shape of a tag line.
pub(super) fn tag(line: &[u8]) -> Option<usize> {
    line::shape(line).map(|shape| shape.value)
}

pub(super) use super::line::{is_begin, is_line_of_its_own};

/// Cuts at `TY` and `ER`.
#[derive(Default)]
pub(super) struct Records {
    /// A record beyond the limit is being passed over.
    skipping: bool,
}

/// The record at hand, by places in the window.
#[derive(Clone, Copy)]
struct Open {
    begin: usize,
    style: Style,
    /// Behind a line that ends the record if nothing more of it follows.
    maybe: Option<usize>,
}

impl Open {
    /// Where the record ends if this line, from `at` to `end`, says so; and
    /// whether it was ended by an `ER`.
    fn ended(&mut self, line: &[u8], at: usize, end: usize, last: bool) -> Option<(usize, bool)> {
        if is_begin(line) {
            return Some((self.maybe.unwrap_or(at), self.maybe.is_some()));
        }
        match line::end(line) {
            End::Sure => return Some((end, true)),
            End::Maybe => {
                self.maybe.get_or_insert(end);
            }
            End::No => {
                let mut style = self.style;
                if self.maybe.is_some()
                    && line::shape(line)
                        .is_some_and(|shape| line::is_known(shape.tag(line)) && style.takes(shape, line, shape.narrow))
                {
                    self.maybe = None;
                }
            }
        }
        last.then(|| (self.maybe.unwrap_or(end), self.maybe.is_some()))
    }
}

impl Cut for Records {
    fn cut(&mut self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Option<FrameSpan>, Error> {
        // Where the line at hand begins, how far it was searched for its end.
        let (mut at, mut seen) = (0, 0);
        let mut open: Option<Open> = None;
        let mut stray = self.skipping;
        loop {
            let window = input.window();
            let found = line::line_end(window, seen, input.at_end());
            let last = found.is_none() && input.at_end();
            let Some(end) = found.or(last.then_some(window.len())) else {
                // A carriage return may be half of a line end.
                seen = window.len() - usize::from(window.last() == Some(&b'\r'));
                if let Some(Open { begin, maybe, .. }) = open
                    && seen - begin > input.max_record()
                {
                    if let Some(end) = maybe {
                        return Ok(Some(FrameSpan { skip: begin, len: end - begin, kind: 0 }));
                    }
                    too_long(input, begin, sink);
                    (self.skipping, stray, open) = (true, true, None);
                }
                if open.is_none() && seen - at > input.max_record() {
                    // A line without end that begins no record; what is left of it is another stray line.
                    (stray, at) = (true, seen);
                }
                if open.is_none() && at > 0 {
                    input.consume(at);
                    (at, seen) = (0, seen - at);
                }
                input.fill()?;
                continue;
            };
            let line = &window[at..end];
            if let Some(record) = &mut open {
                if let Some((end, marked)) = record.ended(line, at, end, last) {
                    let begin = record.begin;
                    if end - begin <= input.max_record() {
                        if !marked {
                            no_end(input, begin, last && !is_begin(line), sink);
                        }
                        return Ok(Some(FrameSpan { skip: begin, len: end - begin, kind: 0 }));
                    }
                    too_long(input, begin, sink);
                    input.consume(end);
                    (at, seen, open, stray) = (0, 0, None, true);
                    continue;
                }
            } else if let Some(shape) = line::shape(line).filter(|_| is_begin(line)) {
                (open, self.skipping) = (Some(Open { begin: at, style: Style::of(shape), maybe: None }), false);
                if last {
                    no_end(input, at, true, sink);
                    return Ok(Some(FrameSpan { skip: at, len: end - at, kind: 0 }));
                }
            } else if self.skipping && line::end(line) == End::Sure {
                (self.skipping, stray) = (false, false);
            } else if !stray && !line::is_blank(line) {
                stray = true;
                passed_over(input, at, line, sink);
            }
            if last {
                input.consume(end);
                return Ok(None);
            }
            (at, seen) = (end, end);
        }
    }

    fn next_input(&mut self) {
        self.skipping = false;
    }
}

fn too_long(input: &Input<'_>, begin: usize, sink: &mut dyn Sink) {
    sink.diagnostic(input.too_long("record", "skipped", begin, 0));
}

fn no_end(input: &Input<'_>, begin: usize, at_end: bool, sink: &mut dyn Sink) {
    let by = if at_end { "the end of the input" } else { "the next `TY`" };
    let message = format!("record without `ER`, ended by {by}");
    sink.diagnostic(Diagnostic::new(&NO_END, message).on(input.span(begin, 0)));
}

/// The first line of a stretch that belongs to no record.
fn passed_over(input: &Input<'_>, at: usize, line: &[u8], sink: &mut dyn Sink) {
    let line = line.trim_ascii_end();
    let text = shortened(&String::from_utf8_lossy(line));
    let diagnostic = match sibling(line) {
        Some(format) => Diagnostic::new(&SIBLING, format!("line `{text}` is that of {format}, not RIS, passed over")),
        None => Diagnostic::new(&STRAY_LINE, format!("line `{text}` belongs to no record, passed over")),
    };
    sink.diagnostic(diagnostic.on(input.span(at, line.len())));
}

/// The format in which records or files begin with such a line.
pub(super) fn sibling(line: &[u8]) -> Option<&'static str> {
    let one_of = |starts: &[&str]| starts.iter().any(|start| line.starts_with(start.as_bytes()));
    match () {
        () if one_of(&["PMID- ", "PMID - ", "NLM - "]) => Some("MEDLINE (`.nbib`)"),
        () if one_of(&["FN Clarivate", "FN Thomson", "FN ISI", "FN Web of", "FN ISI Export"]) => {
            Some("Web of Science (`.ciw`)")
        }
        () if matches!(line, [b'P', b'T', b' ', b'A'..=b'Z']) => Some("Web of Science (`.ciw`)"),
        () if matches!(line, [b'%', b'0', b' ', b'A'..=b'Z', ..]) => Some("EndNote (`.enw`)"),
        () if matches!(line, [b'R', b'T', b' ', b'A'..=b'Z', ..]) => Some("RefWorks"),
        () => None,
    }
}

/// At most 40 characters, for messages.
fn shortened(text: &str) -> String {
    let mut out: String = text.chars().take(40).collect();
    if out.len() < text.len() {
        out.push('\u{2026}');
    }
    out
}

/// What a line break inside the value of a tag means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Break {
    Blank,
    Separator,
    Paragraph,
}

fn line_break(tag: &str) -> Break {
    let mut upper = [0; 2];
    upper.copy_from_slice(tag.as_bytes());
    match &upper.map(|byte| byte.to_ascii_uppercase()) {
        b"AB" | b"N1" | b"N2" | b"RN" => Break::Paragraph,
        b"KW" | b"L1" | b"L2" | b"L3" | b"L4" => Break::Separator,
        _ => Break::Blank,
    }
}

pub(super) struct Parser {
    importer: Importer<Lines>,
    keep_origin: bool,
    raw: RawRecord<'static, Lines>,
}

impl Parser {
    pub(super) fn new(table: &'static Table<Lines>, keep_origin: bool) -> Parser {
        Parser { importer: Importer::new(table), keep_origin, raw: RawRecord::default() }
    }
}

impl Parse for Parser {
    fn parse(&mut self, frame: &Frame<'_>, record: &mut Record, sink: &mut dyn Sink) -> Parsed {
        let mut raw = std::mem::take(&mut self.raw).emptied();
        split(frame.text, &mut raw);
        let mut ctx = Ctx::new(sink, frame.text, frame.span, self.keep_origin);
        self.importer.import(&raw, record, &mut ctx);
        self.raw = raw.emptied();
        Parsed::Record
    }
}

/// Takes the lines of a record apart.
fn split<'a>(text: &'a str, raw: &mut RawRecord<'a, Lines>) {
    // Characters of the line before; whether a blank line came after it.
    let (mut before, mut blank) = (0, false);
    let mut wrapped = None;
    let (mut style, mut begun, mut in_text) = (Style::default(), false, false);
    let mut at = 0;
    while at < text.len() {
        let end = line::line_end(text.as_bytes(), at, true).unwrap_or(text.len());
        let line = &text[at..end];
        let bytes = line.as_bytes();
        let shape = line::shape(bytes);
        if !begun
            && let Some(shape) = shape
            && line::begins(bytes, shape)
        {
            raw.kind = crate::codec::line::one_line(&line[shape.value..]);
            (style, begun) = (Style::of(shape), true);
            (before, blank, at) = (usize::MAX, false, end);
            continue;
        }
        let taken = shape.filter(|&shape| !line::begins(bytes, shape) && style.takes(shape, bytes, in_text));
        match taken {
            _ if matches!(line::end(bytes), End::Sure | End::Maybe) && end == text.len() => break,
            Some(shape) if ![*b"ER", *b"TY"].iter().any(|tag| shape.tag(bytes).eq_ignore_ascii_case(tag)) => {
                let value = &line[shape.value..];
                let value_start = at + shape.value + (value.len() - value.trim_ascii_start().len());
                let value = value.trim_ascii();
                let tag = &line[shape.name..shape.name + 2];
                if tag.eq_ignore_ascii_case("ID") && raw.key.is_none() && !value.is_empty() {
                    raw.key = Some(value.into());
                } else {
                    raw.push(tag, value.into(), value_start, value.len());
                    in_text = line_break(tag) == Break::Paragraph;
                }
                before = usize::MAX;
            }
            _ if line::is_blank(bytes) => {
                blank = true;
                at = end;
                continue;
            }
            _ => {
                if let Some(field) = raw.fields.last_mut() {
                    let mark = match line_break(&field.name) {
                        Break::Blank => " ",
                        Break::Separator => "\n",
                        Break::Paragraph if blank || previous(text, at, before) < SHORT => "\n",
                        Break::Paragraph if *wrapped.get_or_insert_with(|| !has_long_line(text)) => " ",
                        Break::Paragraph => "\n",
                    };
                    let value = field.value.to_mut();
                    if !value.is_empty() {
                        value.push_str(mark);
                    }
                    value.push_str(line.trim_ascii());
                    field.len = (at + line.trim_ascii_end().len()).saturating_sub(field.at as usize) as u32;
                }
                before = line.trim_ascii_end().chars().count();
            }
        }
        blank = false;
        at = end;
    }
    raw.fields.retain(|field| !field.value.is_empty());
    for field in &mut raw.fields {
        if let (Break::Blank, Cow::Borrowed(value)) = (line_break(&field.name), &field.value) {
            field.value = crate::codec::line::one_line(value);
        }
    }
    spread(raw);
}

/// Characters of the line before the one at `at`, counted when they are asked for.
fn previous(text: &str, at: usize, counted: usize) -> usize {
    if counted != usize::MAX {
        return counted;
    }
    let head = text[..at].trim_end_matches(['\n', '\r']);
    let line = &head[head.rfind(['\n', '\r']).map_or(0, |newline| newline + 1)..];
    line.trim_ascii_end().chars().count()
}

fn has_long_line(text: &str) -> bool {
    let mut lines = text.split(['\n', '\r']);
    lines.any(|line| line.len() > LONG && line.trim_ascii_end().chars().count() > LONG)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(text: &str) -> Vec<(String, String)> {
        let mut raw = RawRecord::default();
        split(text, &mut raw);
        raw.fields.iter().map(|field| (field.name.to_string(), field.value.to_string())).collect()
    }

    fn value(text: &str) -> String {
        fields(text).remove(0).1
    }

    #[test]
    fn continuation_lines() {
        assert_eq!(value("TI  - a\n b\n"), "a b");
        assert_eq!(value("KW  - a\r\nb\r\n"), "a\nb");
        assert_eq!(value("AB  - short\nb\n"), "short\nb");
        let wrapped = "x".repeat(70);
        assert_eq!(value(&format!("AB  - {wrapped}\nb\n")), format!("{wrapped} b"));
        assert_eq!(value(&format!("AB  - {wrapped}\n\nb\n")), format!("{wrapped}\nb"));
        let long = "y".repeat(100);
        assert_eq!(value(&format!("AB  - {wrapped}\nb\nN1  - {long}\n")), format!("{wrapped}\nb"));
        assert_eq!(value("AB  -\nb\n"), "b");
        assert_eq!(fields("AB  - \nER  - \n"), []);
    }
}
