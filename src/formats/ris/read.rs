//! Reading: a frame is `TY` to `ER`, to the next `TY`, or to the end.
//!
//! A line break inside a value is a blank in most fields and the end of a value
//! in lists (`KW`, `L1` to `L4`). In `AB`, `N1`, `N2` and `RN` it may be a
//! paragraph: it is if the record has lines beyond 85 characters (so nobody
//! wrapped them), if the line before was shorter than 65, or if a blank line
//! stands between. This is the rule of Zotero's importer.

use std::borrow::Cow;

use super::Lines;
use super::map::TABLE;
use crate::format::{Parse, Parsed};
use crate::ir::Record;
use crate::map::{Ctx, Importer, RawRecord};
use crate::report::{Code, Diagnostic, Error, Severity, Sink};
use crate::source::{Cut, Frame, FrameSpan, Input, MAX_FRAME, TOO_LONG};

/// A line that belongs to no record.
pub static STRAY_LINE: Code = Code::new(
    "ris/stray-line",
    Severity::Warning,
    "a line outside any record",
    "A record begins with a line `TY  - ` and ends with a line `ER  - `. Lines outside of records were passed over; \
     the first one of each stretch is named.",
    "look for a missing TY line",
);

/// Lines beyond this many characters say that nobody wrapped the text.
pub(super) const LONG: usize = 85;
/// After a line shorter than this a line break is meant.
pub(super) const SHORT: usize = 65;

/// Where the value begins, if the line begins with a tag: two blanks and a
/// dash; with a tag of capitals also one blank, or nothing behind the dash.
pub(super) fn tag(line: &[u8]) -> Option<usize> {
    let (&first, &second) = (line.first()?, line.get(1)?);
    if !first.is_ascii_alphabetic() || !second.is_ascii_alphanumeric() {
        return None;
    }
    let capitals = !first.is_ascii_lowercase() && !second.is_ascii_lowercase();
    let ends = |at: usize| matches!(line.get(at), None | Some(b' ' | b'\r' | b'\n'));
    match line.get(2..)? {
        [b' ', b' ', b'-', ..] => (capitals || ends(5)).then_some(5),
        [b' ', b'-', ..] => (capitals && ends(4)).then_some(4),
        _ => None,
    }
}

/// Whether a line begins a record.
pub(super) fn is_begin(line: &[u8]) -> bool {
    line.len() > 4 && line[..2].eq_ignore_ascii_case(b"TY") && tag(line).is_some()
}

/// Whether a line ends a record; some programs leave out the dash.
fn is_end(line: &[u8]) -> bool {
    line.len() >= 2 && line[..2].eq_ignore_ascii_case(b"ER") && (tag(line).is_some() || line.trim_ascii_end() == b"ER")
}

/// Whether a line can not continue a value as it stands.
pub(super) fn is_line_of_its_own(line: &[u8]) -> bool {
    tag(line).is_some() || is_end(line)
}

/// Cuts at `TY` and `ER`.
#[derive(Default)]
pub(super) struct Records {
    /// A record beyond the limit is being passed over.
    skipping: bool,
}

impl Cut for Records {
    fn cut(&mut self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Option<FrameSpan>, Error> {
        // Where the line at hand begins, how far it was searched for its end, where the record begins.
        let (mut at, mut seen, mut start) = (0, 0, None);
        let mut stray = self.skipping;
        loop {
            let window = input.window();
            let found = memchr::memchr(b'\n', &window[seen..]).map(|found| seen + found + 1);
            let last = found.is_none() && input.at_end();
            let Some(end) = found.or(last.then_some(window.len())) else {
                seen = window.len();
                if let Some(begin) = start
                    && seen - begin > MAX_FRAME
                {
                    too_long(input, begin, sink);
                    (self.skipping, stray, start) = (true, true, None);
                }
                if start.is_none() && seen - at > MAX_FRAME {
                    // A line without end that begins no record; what is left of it is another stray line.
                    (stray, at) = (true, seen);
                }
                if start.is_none() && at > 0 {
                    input.consume(at);
                    (at, seen) = (0, seen - at);
                }
                input.fill()?;
                continue;
            };
            let line = &window[at..end];
            let frame = match start {
                Some(begin) if is_begin(line) => Some((begin, at)),
                Some(begin) if is_end(line) => Some((begin, end)),
                Some(begin) if last => Some((begin, end)),
                _ => None,
            };
            if let Some((begin, end)) = frame {
                if end - begin <= MAX_FRAME {
                    return Ok(Some(FrameSpan { skip: begin, len: end - begin, kind: 0 }));
                }
                too_long(input, begin, sink);
                input.consume(end);
                (at, seen, start, stray) = (0, 0, None, true);
                continue;
            }
            if start.is_none() {
                if is_begin(line) {
                    (start, self.skipping) = (Some(at), false);
                    if last {
                        return Ok(Some(FrameSpan { skip: at, len: end - at, kind: 0 }));
                    }
                } else if self.skipping && is_end(line) {
                    (self.skipping, stray) = (false, false);
                } else if !stray && !line.trim_ascii().is_empty() {
                    stray = true;
                    let text = String::from_utf8_lossy(line.trim_ascii_end());
                    let message = format!("line `{}` belongs to no record, passed over", shortened(&text));
                    sink.diagnostic(
                        Diagnostic::new(&STRAY_LINE, message).on(input.span(at, line.trim_ascii_end().len())),
                    );
                }
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
    sink.diagnostic(Diagnostic::new(&TOO_LONG, "record beyond 8 MiB, skipped").on(input.span(begin, 0)));
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
    pub(super) fn new(keep_origin: bool) -> Parser {
        Parser { importer: Importer::new(&TABLE), keep_origin, raw: RawRecord::default() }
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
    let mut at = 0;
    while at < text.len() {
        let end = memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |found| at + found + 1);
        let line = &text[at..end];
        match tag(line.as_bytes()) {
            Some(value_at) => {
                let value = &line[value_at..];
                let value_start = at + value_at + (value.len() - value.trim_ascii_start().len());
                let value = value.trim_ascii();
                match &line[..2] {
                    tag if tag.eq_ignore_ascii_case("TY") => raw.kind = value.into(),
                    tag if tag.eq_ignore_ascii_case("ER") => {}
                    tag if tag.eq_ignore_ascii_case("ID") && raw.key.is_none() && !value.is_empty() => {
                        raw.key = Some(value.into());
                    }
                    tag => raw.push(tag, value.into(), value_start, value.len()),
                }
                before = usize::MAX;
            }
            None if line.trim_ascii().is_empty() => {
                blank = true;
                at = end;
                continue;
            }
            None if is_end(line.as_bytes()) => {}
            None => {
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
}

/// Characters of the line before the one at `at`, counted when they are asked for.
fn previous(text: &str, at: usize, counted: usize) -> usize {
    if counted != usize::MAX {
        return counted;
    }
    let head = text[..at].trim_end_matches(['\n', '\r']);
    let line = &head[head.rfind('\n').map_or(0, |newline| newline + 1)..];
    line.trim_ascii_end().chars().count()
}

fn has_long_line(text: &str) -> bool {
    text.lines().any(|line| line.len() > LONG && line.trim_ascii_end().chars().count() > LONG)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_what_only_looks_like_one() {
        for (line, value) in [
            ("TI  - Title", Some(5)),
            ("TI - Title", Some(4)),
            ("TI  -", Some(5)),
            ("TI  -Title", Some(5)),
            ("ti  - Title", Some(5)),
            ("ti - Title", None),
            ("ti  -x", None),
            ("TI -x", None),
            ("A1  - x", Some(5)),
            ("1A  - x", None),
            (" TI  - x", None),
            ("TI", None),
            ("", None),
            ("TI   - x", None),
        ] {
            assert_eq!(tag(line.as_bytes()), value, "{line}");
        }
        assert!(is_end(b"ER") && is_end(b"ER  -\r\n") && is_end(b"ER  - ") && !is_end(b"ERA"));
    }

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
