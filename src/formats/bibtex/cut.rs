//! Cutting: where an entry, a macro, a comment or text between them ends.
//!
//! Only braces are counted here (and quotes in entries within parentheses).
//! An entry that is never closed must cost itself only, so the cutter looks
//! for *marks* while it counts: `@word{key,` at the beginning of a line. Where
//! only the entry itself is open, a mark ends it at once, because no field can
//! hold one there. Deeper, a mark may be part of a quoted example, so it counts
//! only if the entry is not closed within the limit; after the first such
//! entry every mark counts, which keeps the cost linear.

use std::sync::Arc;

use super::lexer::{is_name_byte, skip_white};
use super::macros::Macros;
use super::read::define;
use crate::report::{Code, Diagnostic, Error, Severity, Sink};
use crate::source::{Cut, FrameSpan, Input, MAX_FRAME, TOO_LONG};

/// A complete entry.
pub(super) const ENTRY: u8 = 0;
/// `@string`.
pub(super) const MACRO: u8 = 1;
/// `@preamble`.
pub(super) const PREAMBLE: u8 = 2;
/// `@comment`.
pub(super) const COMMENT: u8 = 3;
/// Anything between entries.
pub(super) const TEXT: u8 = 4;
/// An entry that was not closed before the next one.
pub(super) const OPEN: u8 = 5;
/// An entry that was not closed before the end of the input.
pub(super) const OPEN_AT_END: u8 = 6;

/// A comment without end.
pub static UNCLOSED_COMMENT: Code = Code::new(
    "bibtex/unclosed-comment",
    Severity::Warning,
    "a comment is not closed",
    "A block `@comment{` has no closing brace. Its first line was taken as the comment and reading went on behind it, \
     as BibTeX itself would.",
    "close the comment with `}`",
);

/// What looks like an entry, in a value.
pub static ENTRY_IN_VALUE: Code = Code::new(
    "bibtex/entry-in-value",
    Severity::Warning,
    "a value contains what looks like an entry",
    "A line in a value begins with `@word{key,`. The braces of the entry around it are balanced, so it was read as \
     part of the value, as BibTeX would. If a closing brace is missing before it, entries were swallowed.",
    "look for a missing `}` before this line",
);

/// How far the head of an entry may reach: `@word {key,`.
const MAX_HEAD: usize = 512;

/// The longest stretch of text between entries that is kept in one piece.
const MAX_TEXT: usize = 1 << 20;

/// The cutter.
pub(super) struct Cutter {
    macros: Arc<Macros>,
    frames: u64,
    /// An entry ran away: every mark counts from now on.
    hard: bool,
    /// Bytes scanned in vain for the ends of comments.
    wasted: u64,
}

/// What begins with `@`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Opening {
    kind: u8,
    /// Behind the opening delimiter; for a comment of one line, behind the word.
    open: usize,
    line_comment: bool,
}

enum Outcome {
    Frame(FrameSpan),
    /// Input was consumed; begin anew.
    Again,
}

impl Cut for Cutter {
    fn cut(&mut self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Option<FrameSpan>, Error> {
        loop {
            let Some(skip) = begin(input)? else { return Ok(None) };
            let (text_end, opening) = next_opening(input, skip)?;
            let outcome = match opening {
                Some(opening) if text_end == skip => self.block(input, skip, opening, sink)?,
                _ => Outcome::Frame(text_frame(input.window(), skip, text_end)),
            };
            if let Outcome::Frame(span) = outcome {
                if span.kind == MACRO {
                    let text = input.text(span.skip, span.len)?;
                    define(&text, self.frames, &self.macros, &self.macros, &mut |_, _, _, _| {});
                }
                self.frames += 1;
                return Ok(Some(span));
            }
        }
    }

    fn next_input(&mut self) {
        self.hard = false;
        self.wasted = 0;
    }
}

/// Passes over white space; `None` at the end of the input.
fn begin(input: &mut Input<'_>) -> Result<Option<usize>, Error> {
    loop {
        let window = input.window();
        let skip = skip_white(window, 0);
        if skip < window.len() {
            return Ok(Some(skip));
        }
        input.consume(skip);
        if !input.fill()? {
            return Ok(None);
        }
    }
}

/// Finds what begins with `@` at or behind `skip`; without it, the end of the
/// text that stands there.
fn next_opening(input: &mut Input<'_>, skip: usize) -> Result<(usize, Option<Opening>), Error> {
    let mut at = skip;
    loop {
        let found = memchr::memchr(b'@', &input.window()[at..]);
        at = found.map_or(input.window().len(), |found| at + found);
        if at - skip > MAX_TEXT {
            return Ok((piece_end(input.window(), skip), None));
        }
        if found.is_none() {
            if !input.fill()? {
                return Ok((at, None));
            }
            continue;
        }
        if input.window().len() < at + MAX_HEAD {
            input.fill_to(at + MAX_HEAD)?;
        }
        match opening(input.window(), at) {
            Some(opening) => return Ok((at, Some(opening))),
            None => at += 1,
        }
    }
}

/// Where a long text is divided: at the last line end within the limit.
fn piece_end(window: &[u8], skip: usize) -> usize {
    let limit = skip + MAX_TEXT;
    match memchr::memrchr(b'\n', &window[skip..limit]) {
        Some(newline) => skip + newline + 1,
        None => (skip + 1..=limit).rev().find(|&at| !(0x80..0xC0).contains(&window[at])).unwrap_or(limit),
    }
}

fn text_frame(window: &[u8], skip: usize, end: usize) -> FrameSpan {
    FrameSpan { skip, len: window[skip..end].trim_ascii_end().len(), kind: TEXT }
}

/// What the `@` at this place opens, if anything.
fn opening(window: &[u8], at: usize) -> Option<Opening> {
    let bytes = &window[..window.len().min(at + MAX_HEAD)];
    let start = skip_blanks(bytes, at + 1);
    let mut stop = start;
    while bytes.get(stop).is_some_and(|&byte| is_name_byte(byte) && byte != b'@') {
        stop += 1;
    }
    let word = &bytes[start..stop];
    if word.is_empty() || word[0].is_ascii_digit() {
        return None;
    }
    // The local part of a mail address stands directly before its `@`.
    let glued =
        at > 0 && (window[at - 1].is_ascii_alphanumeric() || matches!(window[at - 1], b'.' | b'_' | b'-' | b'+'));
    if word.eq_ignore_ascii_case(b"comment") && !glued {
        let brace = skip_blanks(bytes, stop);
        let block = bytes.get(brace) == Some(&b'{');
        return Some(Opening { kind: COMMENT, open: if block { brace + 1 } else { stop }, line_comment: !block });
    }
    let delimiter = skip_white(bytes, stop);
    let apart = start > at + 1 || delimiter > stop;
    if !matches!(bytes.get(delimiter), Some(b'{' | b'(')) || (glued && (apart || word.contains(&b'.'))) {
        return None;
    }
    let kind = match word {
        word if word.eq_ignore_ascii_case(b"string") => MACRO,
        word if word.eq_ignore_ascii_case(b"preamble") => PREAMBLE,
        _ => ENTRY,
    };
    Some(Opening { kind, open: delimiter + 1, line_comment: false })
}

fn skip_blanks(bytes: &[u8], mut at: usize) -> usize {
    while matches!(bytes.get(at), Some(b' ' | b'\t')) {
        at += 1;
    }
    at
}

/// Whether the `@` at this place is a mark: `@word{key,` at the beginning of a
/// line, or a macro, preamble or comment there.
fn is_mark(window: &[u8], from: usize, at: usize) -> bool {
    let before = window[from..at].iter().rev().find(|byte| !matches!(byte, b' ' | b'\t'));
    if !matches!(before, Some(b'\n' | b'\r')) {
        return false;
    }
    let Some(opening) = opening(window, at) else { return false };
    if opening.line_comment {
        return false;
    }
    let bytes = &window[..window.len().min(at + MAX_HEAD)];
    let mut stop = skip_white(bytes, opening.open);
    if opening.kind == PREAMBLE || opening.kind == COMMENT {
        return true;
    }
    while bytes.get(stop).is_some_and(|&byte| is_name_byte(byte) || matches!(byte, b'(' | b')' | b'\'')) {
        stop += 1;
    }
    bytes.get(skip_white(bytes, stop)) == Some(if opening.kind == MACRO { &b'=' } else { &b',' })
}

/// The state of counting.
struct Scan {
    at: usize,
    depth: usize,
    paren: bool,
    quoted: bool,
}

enum Found {
    Close,
    At,
    More,
}

impl Scan {
    /// Goes on to the closing delimiter, to an `@`, or to the end of the window.
    fn run(&mut self, window: &[u8]) -> Found {
        if self.paren { self.run_paren(window) } else { self.run_brace(window) }
    }

    fn run_brace(&mut self, window: &[u8]) -> Found {
        for found in memchr::memchr3_iter(b'{', b'}', b'@', &window[self.at..]) {
            let here = self.at + found;
            match window[here] {
                b'{' => self.depth += 1,
                b'}' if self.depth == 0 => {
                    self.at = here;
                    return Found::Close;
                }
                b'}' => self.depth -= 1,
                _ => {
                    self.at = here;
                    return Found::At;
                }
            }
        }
        self.at = window.len();
        Found::More
    }

    fn run_paren(&mut self, window: &[u8]) -> Found {
        while let Some(&byte) = window.get(self.at) {
            match byte {
                b'{' => self.depth += 1,
                b'}' => self.depth = self.depth.saturating_sub(1),
                b'"' if self.depth == 0 => self.quoted = !self.quoted,
                b')' if self.depth == 0 && !self.quoted => return Found::Close,
                b'@' => return Found::At,
                _ => {}
            }
            self.at += 1;
        }
        Found::More
    }
}

impl Cutter {
    /// A cutter that enters the macros it sees into this table.
    pub fn new(macros: Arc<Macros>) -> Cutter {
        Cutter { macros, frames: 0, hard: false, wasted: 0 }
    }

    /// Finds the end of what begins at `skip`.
    fn block(
        &mut self,
        input: &mut Input<'_>,
        skip: usize,
        opening: Opening,
        sink: &mut dyn Sink,
    ) -> Result<Outcome, Error> {
        let comment = opening.kind == COMMENT;
        let affordable = self.wasted <= MAX_FRAME as u64 + 4 * input.span(skip, 0).start;
        if opening.line_comment || (comment && !affordable) {
            return line_comment(input, skip, opening.open);
        }
        let paren = input.window()[opening.open - 1] == b'(';
        let mut scan = Scan { at: opening.open, depth: 0, paren, quoted: false };
        let mut mark = None;
        let at_cap = loop {
            let found = scan.run(input.window());
            if scan.at - skip >= MAX_FRAME {
                break true;
            }
            match found {
                Found::Close => {
                    if let Some(mark) = mark.filter(|_| opening.kind == ENTRY) {
                        let message = "line in a value looks like the beginning of an entry, read as part of the value";
                        sink.diagnostic(Diagnostic::new(&ENTRY_IN_VALUE, message).on(input.span(mark, 1)));
                    }
                    return Ok(Outcome::Frame(FrameSpan { skip, len: scan.at + 1 - skip, kind: opening.kind }));
                }
                Found::At => {
                    if input.window().len() < scan.at + MAX_HEAD {
                        input.fill_to(scan.at + MAX_HEAD)?;
                    }
                    if is_mark(input.window(), opening.open, scan.at) {
                        let shallow = scan.depth == 0 && !scan.quoted && !comment;
                        if shallow || (self.hard && !comment) {
                            // The entry is broken, so a deeper mark before this one was no example.
                            self.hard |= mark.is_some();
                            let end = mark.unwrap_or(scan.at);
                            return Ok(Outcome::Frame(FrameSpan { skip, len: end - skip, kind: OPEN }));
                        }
                        mark = mark.or(Some(scan.at));
                    }
                    scan.at += 1;
                }
                Found::More if input.fill()? => {}
                Found::More => break false,
            }
        };
        if comment {
            self.wasted += (scan.at - skip) as u64;
            let message = "comment is not closed, its first line taken as the comment";
            sink.diagnostic(Diagnostic::new(&UNCLOSED_COMMENT, message).on(input.span(skip, opening.open - skip)));
            return line_comment(input, skip, opening.open);
        }
        self.hard = true;
        if let Some(mark) = mark {
            return Ok(Outcome::Frame(FrameSpan { skip, len: mark - skip, kind: OPEN }));
        }
        if !at_cap {
            let len = input.window()[skip..].trim_ascii_end().len();
            return Ok(Outcome::Frame(FrameSpan { skip, len, kind: OPEN_AT_END }));
        }
        let message = "entry beyond 8 MiB, skipped up to the next line that begins with `@word{key,`";
        sink.diagnostic(Diagnostic::new(&TOO_LONG, message).on(input.span(skip, opening.open - skip)));
        input.consume(skip + MAX_FRAME);
        skip_to_mark(input)?;
        Ok(Outcome::Again)
    }
}

/// A comment up to the end of its line.
fn line_comment(input: &mut Input<'_>, skip: usize, from: usize) -> Result<Outcome, Error> {
    let mut at = from;
    loop {
        let window = input.window();
        let found = memchr::memchr(b'\n', &window[at..]).map(|found| at + found);
        let end = found.unwrap_or(window.len()).min(skip + MAX_FRAME);
        if found.is_some() || end == skip + MAX_FRAME {
            let len = window[skip..end].trim_ascii_end().len();
            return Ok(Outcome::Frame(FrameSpan { skip, len, kind: COMMENT }));
        }
        at = window.len();
        if !input.fill()? {
            let len = input.window()[skip..].trim_ascii_end().len();
            return Ok(Outcome::Frame(FrameSpan { skip, len, kind: COMMENT }));
        }
    }
}

/// Consumes everything before the next mark.
fn skip_to_mark(input: &mut Input<'_>) -> Result<(), Error> {
    let mut at = 0;
    loop {
        match memchr::memchr(b'@', &input.window()[at..]) {
            Some(found) => {
                at += found;
                if input.window().len() < at + MAX_HEAD {
                    input.fill_to(at + MAX_HEAD)?;
                }
                if is_mark(input.window(), 0, at) {
                    input.consume(at);
                    return Ok(());
                }
                at += 1;
            }
            None => {
                // The last line end stays, so that a mark behind it is seen to begin a line.
                let window = input.window();
                let keep = memchr::memrchr(b'\n', window).map_or(0, |newline| window.len() - newline);
                let keep = if keep > MAX_TEXT { 0 } else { keep };
                input.consume(window.len() - keep);
                at = keep;
                if !input.fill()? {
                    input.consume(keep);
                    return Ok(());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
