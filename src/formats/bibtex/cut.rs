//! Cutting: where an entry, a macro, a comment or text between them ends.
//!
//! Only braces are counted here (and quotes in entries within parentheses).
//! An entry that is never closed must cost itself only, so the cutter looks
//! for *marks* while it counts: `@word{key,` at the beginning of a line. Where
//! only the entry itself is open, a mark ends it at once, because no field can
//! hold one there. Deeper, a mark may be part of a quoted example, so it counts
//! only if the entry is not closed within the limit; after the first such
//! entry every mark counts, which keeps the cost linear.

mod opening;
mod scan;

use std::any::Any;
use std::sync::Arc;

use super::Dialect;
use super::lexer::skip_white;
use super::notation::BibValue;
use super::read::{Parser, define};
use super::shared::Shared;
use crate::map::RawRecord;
use crate::report::{Code, Diagnostic, Discard, Error, Severity, Sink, Span};
use crate::source::{Cut, Frame, FrameSpan, Input, Limits, TOO_LONG};
use opening::{Opening, behind_key, comment_around, is_mark, opening};
use scan::{Found, Scan};

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
/// An entry that lacks nothing but its closing delimiter.
pub(super) const BRACELESS: u8 = 7;
/// `@string` without its closing delimiter.
pub(super) const BRACELESS_MACRO: u8 = 8;
/// Nothing: what was passed over stands before it.
pub(super) const SKIPPED: u8 = 9;

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

/// What BibTeX reads and other programs do not.
pub static ENTRY_IN_COMMENT: Code = Code::new(
    "bibtex/entry-in-comment",
    Severity::Info,
    "a comment contains what looks like an entry",
    "To BibTeX, `@comment` is a word like any other and what follows it in braces is searched for entries. Most \
     programs take the braces as the extent of the comment. So did we: the entry in it was not read.",
    "take the `@` away from what is not to be read",
);

/// How far the head of an entry may reach: `@word {key,`.
const MAX_HEAD: usize = 512;

/// The longest stretch of text between entries that is kept in one piece.
pub(crate) const MAX_TEXT: usize = 1 << 20;

/// The cutter.
pub(super) struct Cutter {
    shared: Arc<Shared>,
    /// biber knows comments that begin with `%`, BibTeX does not.
    percent: bool,
    frames: u64,
    /// An entry ran away: every mark counts from now on.
    hard: bool,
    /// Bytes scanned in vain for the ends of comments.
    wasted: u64,
    /// What follows belongs to an entry without end, up to the next mark.
    skipping: bool,
    dialect: Dialect,
    /// To how many bytes entries may still expand macros; input gives more.
    room: usize,
    /// To how many they may at most, see [`Limits::expansion`].
    expansion: usize,
}

impl Cut for Cutter {
    fn cut(&mut self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Option<FrameSpan>, Error> {
        let begin = match self.skipping {
            true => skip_to_mark(input, &mut self.skipping)?,
            false => begin(input)?,
        };
        let span = match begin {
            Begin::End => return Ok(None),
            Begin::Pass(skip) => FrameSpan { skip, len: 0, kind: SKIPPED },
            Begin::At(skip) => {
                let (text_end, opening) = next_opening(input, skip, self.percent)?;
                let span = match opening {
                    Some(opening) if text_end == skip => self.block(input, skip, opening, sink)?,
                    _ => text_frame(input.window(), skip, text_end),
                };
                if matches!(span.kind, MACRO | BRACELESS_MACRO) {
                    let text = input.text(span.skip, span.len)?;
                    let macros = &self.shared.macros;
                    define(&text, span.kind == MACRO, self.frames, macros, macros, &mut |_, _, _, _| {});
                }
                self.room = self.expansion.min(self.room.saturating_add(16 * (span.skip + span.len)));
                if matches!(span.kind, ENTRY | BRACELESS) && self.shared.macros.counts() {
                    self.charge(input, span)?;
                }
                span
            }
        };
        self.frames += 1;
        Ok(Some(span))
    }

    fn next_input(&mut self) {
        self.hard = false;
        self.wasted = 0;
        self.skipping = false;
    }

    fn hand_over(&mut self) -> Option<Box<dyn Any + Send>> {
        Some(Box::new(self.shared.take()))
    }

    fn take_over(&mut self, frame: u64, state: Option<Box<dyn Any + Send>>) {
        self.frames = frame;
        if let Some(before) = state.and_then(|state| state.downcast::<Shared>().ok()) {
            self.shared.replace(&before);
        }
    }
}

/// What comes next.
enum Begin {
    /// Something, behind so many bytes.
    At(usize),
    /// So many bytes that are passed over. They are handed out lest what is
    /// between two frames grow without end.
    Pass(usize),
    End,
}

/// Passes over white space.
fn begin(input: &mut Input<'_>) -> Result<Begin, Error> {
    let mut skip = 0;
    loop {
        let window = input.window();
        skip = skip_white(window, skip);
        if skip < window.len() {
            return Ok(Begin::At(skip));
        }
        if skip > MAX_TEXT {
            return Ok(Begin::Pass(skip));
        }
        if !input.fill()? {
            input.consume(skip);
            return Ok(Begin::End);
        }
    }
}

/// Finds what begins with `@` at or behind `skip`; without it, the end of the
/// text that stands there.
fn next_opening(input: &mut Input<'_>, skip: usize, percent: bool) -> Result<(usize, Option<Opening>), Error> {
    let mut at = skip;
    // Where the search for a `%` goes on.
    let mut clear = skip;
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
        if percent && let Some(end) = comment_around(input.window(), &mut clear, at) {
            at = end;
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

impl Cutter {
    /// Reports a mark within something that is closed.
    fn told(&self, input: &Input<'_>, kind: u8, mark: usize, sink: &mut dyn Sink) {
        let (code, message) = match kind {
            ENTRY => {
                (&ENTRY_IN_VALUE, "line in a value looks like the beginning of an entry, read as part of the value")
            }
            COMMENT if !self.percent => (&ENTRY_IN_COMMENT, "line in a comment looks like the beginning of an entry"),
            _ => return,
        };
        sink.diagnostic(shown(input, code, mark, 1, message));
    }

    /// A cutter that enters the macros it sees into this table.
    pub fn new(shared: Arc<Shared>, dialect: Dialect, limits: &Limits) -> Cutter {
        Cutter {
            shared,
            percent: dialect == Dialect::Biblatex,
            frames: 0,
            hard: false,
            wasted: 0,
            skipping: false,
            dialect,
            room: limits.expansion,
            expansion: limits.expansion,
        }
    }

    /// Counts to what an entry expands its macros. This is done here and not by
    /// the parser because entries are cut one after the other: where macros are
    /// expanded too often must not depend on who reads which entry first.
    fn charge(&mut self, input: &mut Input<'_>, span: FrameSpan) -> Result<(), Error> {
        let mut parser = Parser::new(Arc::clone(&self.shared), false, self.dialect);
        let text = input.text(span.skip, span.len)?;
        let frame = Frame { text: &text, span: Span::BEGINNING, number: self.frames, kind: span.kind };
        let mut raw = RawRecord::default();
        parser.scan(&frame, &mut raw, &mut Discard);
        let made = |value: &BibValue<'_>| value.text.len().saturating_sub(value.source.len());
        let made = raw.fields.iter().map(|field| made(&field.value)).sum::<usize>();
        match self.room.checked_sub(made) {
            Some(room) => self.room = room,
            None => self.shared.macros.spend(self.frames),
        }
        Ok(())
    }

    /// Finds the end of what begins at `skip`.
    fn block(
        &mut self,
        input: &mut Input<'_>,
        skip: usize,
        opening: Opening,
        sink: &mut dyn Sink,
    ) -> Result<FrameSpan, Error> {
        let comment = opening.kind == COMMENT;
        let affordable = || self.wasted <= input.max_record() as u64 + 4 * (input.offset() + skip as u64);
        if opening.line_comment || (comment && !affordable()) {
            return line_comment(input, skip, opening.open);
        }
        let paren = input.window()[opening.open - 1] == b'(';
        let begin = if paren { behind_key(input.window(), opening.open) } else { opening.open };
        let mut scan = Scan::new(begin, paren);
        let mut mark = None;
        let at_cap = loop {
            let found = scan.run(input.window());
            if scan.at - skip >= input.max_record() {
                break true;
            }
            match found {
                Found::Close => {
                    if let Some(mark) = mark {
                        self.told(input, opening.kind, mark, sink);
                    }
                    return Ok(FrameSpan { skip, len: scan.at + 1 - skip, kind: opening.kind });
                }
                Found::At => {
                    if input.window().len() < scan.at + MAX_HEAD {
                        input.fill_to(scan.at + MAX_HEAD)?;
                    }
                    let shallow = scan.depth == 0 && !scan.quoted && !comment;
                    if is_mark(input.window(), opening.open, scan.at, shallow) {
                        if shallow || (self.hard && !comment) {
                            // The entry is broken, so a deeper mark before this one was no example.
                            self.hard |= mark.is_some();
                            let kind = if mark.is_none() && shallow { without_end(opening.kind) } else { OPEN };
                            let end = mark.unwrap_or(scan.at);
                            return Ok(FrameSpan { skip, len: end - skip, kind });
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
            sink.diagnostic(shown(input, &UNCLOSED_COMMENT, skip, opening.open - skip, message));
            return line_comment(input, skip, opening.open);
        }
        let shallow = scan.depth == 0 && !scan.quoted;
        self.hard |= !shallow || at_cap || mark.is_some();
        if let Some(mark) = mark {
            return Ok(FrameSpan { skip, len: mark - skip, kind: OPEN });
        }
        if !at_cap {
            let len = input.window()[skip..].trim_ascii_end().len();
            let kind = match without_end(opening.kind) {
                OPEN => OPEN_AT_END,
                kind if shallow => kind,
                _ => OPEN_AT_END,
            };
            return Ok(FrameSpan { skip, len, kind });
        }
        let beyond = Limits::size(input.max_record());
        let message = format!("entry beyond {beyond}, skipped up to the next line that begins with `@word{{key,`");
        sink.diagnostic(shown(input, &TOO_LONG, skip, opening.open - skip, &message));
        self.skipping = true;
        // Between lines, so that whoever keeps the pieces can put them together.
        let window = &input.window()[..skip + input.max_record()];
        let inside = |at: &usize| window.get(*at).is_some_and(|byte| (0x80..0xC0).contains(byte));
        let newline = memchr::memrchr(b'\n', window).filter(|newline| newline + MAX_TEXT > window.len());
        let whole = || (skip..window.len()).rev().find(|at| !inside(at)).unwrap_or(window.len());
        let end = newline.unwrap_or_else(whole);
        Ok(FrameSpan { skip: end, len: 0, kind: SKIPPED })
    }
}

/// The kind of a frame that lacks its closing delimiter and nothing else.
fn without_end(kind: u8) -> u8 {
    match kind {
        ENTRY => BRACELESS,
        MACRO => BRACELESS_MACRO,
        _ => OPEN,
    }
}

/// A diagnostic with the line it is about. Only bytes that are in the window
/// however the input arrives are shown.
fn shown(input: &Input<'_>, code: &'static Code, at: usize, len: usize, message: &str) -> Diagnostic {
    let window = input.window();
    let bytes = &window[at..window.len().min(at + MAX_HEAD)];
    let line = &bytes[..memchr::memchr2(b'\n', b'\r', bytes).unwrap_or(bytes.len())];
    let text = String::from_utf8_lossy(line);
    Diagnostic::new(code, message).at(&text, input.span(at, line.len()), 0, len)
}

/// A comment up to the end of its line, or to an entry that begins there.
fn line_comment(input: &mut Input<'_>, skip: usize, from: usize) -> Result<FrameSpan, Error> {
    let mut at = from;
    loop {
        let mut found = memchr::memchr2(b'\n', b'@', &input.window()[at..]).map(|found| at + found);
        if let Some(sign) = found.filter(|&found| input.window()[found] == b'@') {
            if input.window().len() < sign + MAX_HEAD {
                input.fill_to(sign + MAX_HEAD)?;
            }
            if opening(input.window(), sign).is_none() {
                if sign + 1 - skip < input.max_record() {
                    at = sign + 1;
                    continue;
                }
                found = None;
            }
        }
        let window = input.window();
        let end = found.unwrap_or(window.len()).min(skip + input.max_record());
        if found.is_some() || end == skip + input.max_record() {
            let len = window[skip..end].trim_ascii_end().len();
            return Ok(FrameSpan { skip, len, kind: COMMENT });
        }
        at = window.len();
        if !input.fill()? {
            let len = input.window()[skip..].trim_ascii_end().len();
            return Ok(FrameSpan { skip, len, kind: COMMENT });
        }
    }
}

/// Passes over everything before the next mark; `skipping` is over there.
fn skip_to_mark(input: &mut Input<'_>, skipping: &mut bool) -> Result<Begin, Error> {
    let mut at = 0;
    loop {
        match memchr::memchr(b'@', &input.window()[at..]) {
            Some(found) => {
                at += found;
                if input.window().len() < at + MAX_HEAD {
                    input.fill_to(at + MAX_HEAD)?;
                }
                if is_mark(input.window(), 0, at, false) {
                    *skipping = false;
                    return Ok(Begin::Pass(at));
                }
                at += 1;
            }
            None => {
                at = input.window().len();
                if at > MAX_TEXT {
                    // The last line end stays, so that a mark behind it is seen to begin a line.
                    let window = input.window();
                    let newline =
                        memchr::memrchr(b'\n', window).filter(|&newline| newline + MAX_TEXT > at && newline > 0);
                    let whole = |at: &usize| !(0x80..0xC0).contains(&window[*at]);
                    return Ok(Begin::Pass(newline.or_else(|| (1..at).rev().find(whole)).unwrap_or(at)));
                }
                if !input.fill()? {
                    *skipping = false;
                    return Ok(if at == 0 { Begin::End } else { Begin::Pass(at) });
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
