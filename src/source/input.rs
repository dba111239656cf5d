//! The input as a window that grows and moves.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::io::{ErrorKind, Read};

use super::codes::{CONTRADICTED, GUESSED, MALFORMED, UNKNOWN_DECLARED};
use super::decode::{Decoder, Fallback, Shape, decode_frame};
use super::encoding::{Encoding, Kind};
use super::guess::{SAMPLE, guess, is_all, is_wide};
use super::place::Place;
use super::{FrameSpan, Limits, TOO_LONG, declared};
use crate::report::{Code, Diagnostic, Error, Sink, Span};

/// How much is read at once.
const CHUNK: usize = 256 * 1024;

/// How much is looked at for marks and declarations.
const HEAD: usize = 4096;

/// The byte order mark of UTF-8.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// A window on a stream of bytes, decoded to UTF-8 where a byte order mark, a
/// declaration, the caller or the bytes themselves say that it is something
/// else. Single records in other encodings stay as they are.
#[doc = include_str!("input.md")]
pub struct Input<'i> {
    reader: Box<dyn Read + Send + 'i>,
    /// Behind `end` it holds zeros, so that reading on clears nothing again.
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    offset: u64,
    place: Place,
    ended: bool,
    begun: bool,
    marked: bool,
    forced: Option<Encoding>,
    declared: Option<Encoding>,
    /// Whether nothing but ASCII was seen, and nothing else says more.
    undecided: bool,
    fallback: Option<Fallback>,
    decoding: Encoding,
    decoder: Option<Decoder>,
    undecoded: Vec<u8>,
    decoded: String,
    notes: VecDeque<Note>,
    /// Where something malformed was replaced.
    malformed: VecDeque<u64>,
    blank: bool,
    /// What was consumed, if it is kept.
    passed: Option<Vec<u8>>,
    /// The limit of a record.
    most: usize,
}

/// Something to be said when the input has been cut as far as its place.
struct Note {
    at: u64,
    code: &'static Code,
    message: String,
}

impl<'i> Input<'i> {
    /// A window on this reader, in UTF-8 unless its content says otherwise.
    pub fn new(reader: impl Read + Send + 'i) -> Input<'i> {
        Input::with_encoding(reader, None)
    }

    /// A window on this reader, in this encoding.
    pub fn with_encoding(reader: impl Read + Send + 'i, encoding: Option<Encoding>) -> Input<'i> {
        Input {
            reader: Box::new(reader),
            buffer: Vec::new(),
            start: 0,
            end: 0,
            offset: 0,
            place: Place { line: 1, column: 1, after_cr: false },
            ended: false,
            begun: false,
            marked: false,
            forced: encoding,
            declared: None,
            undecided: encoding.is_none(),
            fallback: encoding.map(|_| Fallback::Replace),
            decoding: Encoding::UTF_8,
            decoder: None,
            undecoded: Vec::new(),
            decoded: String::new(),
            notes: VecDeque::new(),
            malformed: VecDeque::new(),
            blank: true,
            passed: None,
            most: Limits::DEFAULT.record,
        }
    }

    /// Refuses records beyond this size, see [`Limits::record`].
    #[must_use]
    pub fn within(mut self, limits: &Limits) -> Input<'i> {
        self.most = limits.record.clamp(Limits::LEAST, Limits::MOST);
        self
    }

    /// The size beyond which a record is refused.
    #[inline]
    pub fn max_record(&self) -> usize {
        self.most
    }

    /// Says that what begins `at` bytes into the window, such as a `row`, is
    /// beyond the limit and what was `done`: skipped.
    pub fn too_long(&self, what: &str, done: &str, at: usize, len: usize) -> Diagnostic {
        let message = format!("{what} beyond {}, {done}", Limits::size(self.most));
        Diagnostic::new(&TOO_LONG, message).on(self.span(at, len))
    }

    /// Keeps what is consumed until it is asked for, a byte order mark included.
    pub(crate) fn keep_passed(&mut self) {
        self.passed = Some(Vec::new());
    }

    /// What was consumed since the last call, if it is kept.
    pub(crate) fn take_passed(&mut self) -> Vec<u8> {
        self.passed.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// What has been read and not consumed.
    pub fn window(&self) -> &[u8] {
        &self.buffer[self.start..self.end]
    }

    /// Bytes of the input before the window.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// Reads more behind the window; `false` at the end of the input. Offsets
    /// into the window stay what they were.
    pub fn fill(&mut self) -> Result<bool, Error> {
        if self.ended {
            return Ok(false);
        }
        if self.start > 0 && self.start >= self.end / 2 {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        let before = self.end;
        if !self.begun {
            self.begin()?;
        }
        while self.end == before && !self.ended {
            self.read_chunk()?;
        }
        self.blank = self.blank && self.buffer[before..self.end].iter().all(u8::is_ascii_whitespace);
        Ok(self.end > before)
    }

    /// Fills the window up to `len` bytes, or to the end of the input.
    pub fn fill_to(&mut self, len: usize) -> Result<(), Error> {
        while self.window().len() < len && self.fill()? {}
        Ok(())
    }

    /// Whether everything seen so far is white space.
    pub fn is_blank(&self) -> bool {
        self.blank
    }

    /// The encoding that is decoded now. Up to the first byte outside of ASCII,
    /// an input without mark counts as UTF-8.
    pub fn encoding(&self) -> Encoding {
        self.decoding
    }

    /// Whether the input began with a byte order mark, which was taken off.
    #[cfg(feature = "csv")]
    pub(crate) fn is_marked(&self) -> bool {
        self.marked
    }

    /// Whether the end of the input is in the window.
    pub fn at_end(&self) -> bool {
        self.ended
    }

    /// Moves the beginning of the window on.
    pub fn consume(&mut self, len: usize) {
        let len = len.min(self.end - self.start);
        self.place = self.place.advance(&self.buffer[self.start..self.start + len]);
        if let Some(passed) = &mut self.passed {
            passed.extend_from_slice(&self.buffer[self.start..self.start + len]);
        }
        self.start += len;
        self.offset += len as u64;
    }

    /// The place of `len` bytes that begin `at` bytes into the window.
    pub fn span(&self, at: usize, len: usize) -> Span {
        let before = &self.window()[..at.min(self.window().len())];
        let Place { line, column, .. } = self.place.advance(before);
        let start = self.offset + at as u64;
        Span { start, end: start + len as u64, line, column }
    }

    /// How bytes that are not UTF-8 are read. If that is not known yet, it is
    /// guessed from the frame that begins `at` bytes into the window, which is
    /// the first one with such bytes, and from what follows it.
    pub(crate) fn fallback(&mut self, at: usize) -> Result<Fallback, Error> {
        if let Some(fallback) = self.fallback {
            return Ok(fallback);
        }
        self.fill_to(at + SAMPLE + 1)?;
        let complete = self.window().len() <= at + SAMPLE;
        let sample = &self.window()[at..self.window().len().min(at + SAMPLE)];
        let fallback = Fallback::As(Encoding::of(guess(sample, Shape::of(sample, complete), complete)));
        self.fallback = Some(fallback);
        Ok(fallback)
    }

    /// Whether it is known how bytes that are not UTF-8 are read.
    pub(crate) fn has_fallback(&self) -> bool {
        self.fallback.is_some()
    }

    /// Consumes up to and with the next line end.
    pub fn skip_line(&mut self) -> Result<(), Error> {
        loop {
            if let Some(found) = memchr::memchr(b'\n', self.window()) {
                self.consume(found + 1);
                return Ok(());
            }
            self.consume(self.window().len());
            if !self.fill()? {
                return Ok(());
            }
        }
    }

    /// The text of `len` bytes that begin `at` bytes into the window.
    pub fn text(&mut self, at: usize, len: usize) -> Result<Cow<'_, str>, Error> {
        if std::str::from_utf8(&self.window()[at..at + len]).is_err() {
            let fallback = self.fallback(at)?;
            return Ok(decode_frame(&self.window()[at..at + len], fallback).0);
        }
        Ok(String::from_utf8_lossy(&self.window()[at..at + len]))
    }

    /// Says what there is to say about the encoding as far as this frame.
    #[inline]
    pub fn report(&mut self, frame: FrameSpan, sink: &mut dyn Sink) {
        if !self.notes.is_empty() || !self.malformed.is_empty() {
            self.report_all(frame, self.offset + (frame.skip + frame.len) as u64, sink);
        }
    }

    /// Says what there is left to say at the end of the input.
    pub(crate) fn report_end(&mut self, sink: &mut dyn Sink) {
        let rest = FrameSpan { skip: 0, len: self.window().len(), kind: 0 };
        self.report_all(rest, u64::MAX, sink);
    }

    fn report_all(&mut self, frame: FrameSpan, behind: u64, sink: &mut dyn Sink) {
        while self.notes.front().is_some_and(|note| note.at < behind) {
            let Some(note) = self.notes.pop_front() else { break };
            let at = note.at.saturating_sub(self.offset) as usize;
            let at = at.min(self.window().len());
            let len = usize::from(at < self.window().len());
            sink.diagnostic(Diagnostic::new(note.code, note.message).on(self.span(at, len)));
        }
        let Some(first) = self.malformed.front().copied().filter(|first| *first < behind) else { return };
        let count = self.malformed.iter().take_while(|at| **at < behind).count();
        self.malformed.drain(..count);
        let at = first.saturating_sub(self.offset) as usize;
        let text = String::from_utf8_lossy(&self.window()[frame.skip..frame.skip + frame.len]).into_owned();
        let whole = self.span(frame.skip, frame.len);
        let name = self.decoding.name();
        let what = if count == 1 { "a sequence".to_owned() } else { format!("{count} sequences") };
        let verb = if count == 1 { "means" } else { "mean" };
        let message = format!("{what} of bytes that {verb} nothing in {name}, replaced by U+FFFD");
        let inside = at.saturating_sub(frame.skip);
        sink.diagnostic(Diagnostic::new(&MALFORMED, message).at(&text, whole, inside, 1));
    }

    /// Looks at the first bytes for a mark or a declaration.
    fn begin(&mut self) -> Result<(), Error> {
        self.begun = true;
        let mut head = vec![0; HEAD];
        let mut have = 0;
        while have < head.len() {
            match read_some(&mut self.reader, &mut head[have..])? {
                0 => break,
                n => have += n,
            }
        }
        head.truncate(have);
        let mark = declared::mark(&head);
        self.marked = mark.is_some();
        if let Some(passed) = self.passed.as_mut().filter(|_| head.starts_with(MARK)) {
            passed.extend_from_slice(MARK);
        }
        let rest = &head[mark.map_or(0, |(_, len)| len)..];
        let declaration = declared::declaration(rest);
        if let Some(forced) = self.forced {
            let encoding = match (forced.kind, mark) {
                (Kind::Utf16(None) | Kind::Utf32(None), Some((marked, _))) if forced.agrees(marked) => marked,
                (Kind::Utf16(None), _) => Encoding::utf_16(declared::wide(rest)),
                _ => forced,
            };
            if let Some((marked, _)) = mark.filter(|(marked, _)| !encoding.agrees(*marked)) {
                let (marked, forced) = (marked.name(), forced.name());
                self.note(0, &CONTRADICTED, format!("byte order mark of {marked}, taken off and read as {forced}"));
            }
            self.decode_as(encoding);
        } else if let Some((marked, _)) = mark {
            if let Some((at, name)) = declaration
                && Encoding::named(name).is_ok_and(|declared| !declared.agrees(marked))
            {
                let message =
                    format!("declared as {name}, but has the byte order mark of {0}: read as {0}", marked.name());
                self.note(at as u64, &CONTRADICTED, message);
            }
            self.undecided = false;
            self.decode_as(marked);
        } else if let Some(order) = declared::wide(rest) {
            let encoding = Encoding::utf_16(Some(order));
            self.note(0, &GUESSED, format!("no byte order mark, but can only be {0}: read as {0}", encoding.name()));
            self.undecided = false;
            self.decode_as(encoding);
        } else if let Some((at, name)) = declaration {
            match Encoding::named(name).map(|encoding| (encoding, encoding.kind)) {
                Err(unknown) => {
                    let message = format!("{unknown}; the declaration was passed over");
                    self.note(at as u64, &UNKNOWN_DECLARED, message);
                }
                // The declaration could not be read if it were so.
                Ok((encoding, Kind::Utf16(_) | Kind::Utf32(_))) => {
                    let message =
                        format!("declared as {}, but is not; the declaration was passed over", encoding.name());
                    self.note(at as u64, &CONTRADICTED, message);
                }
                Ok((_, Kind::Utf8 { .. } | Kind::Ascii)) => {}
                Ok((encoding, Kind::Table { table, .. })) if table == encoding_rs::ISO_2022_JP => {
                    self.undecided = false;
                    self.decode_as(encoding);
                }
                Ok((encoding, Kind::Table { .. })) => self.declared = Some(encoding),
            }
        }
        if self.decoder.is_some() {
            self.undecoded.extend_from_slice(rest);
        } else {
            self.room(rest.len())[..rest.len()].copy_from_slice(rest);
            self.end += rest.len();
            self.decide(self.end - rest.len())?;
        }
        Ok(())
    }

    fn note(&mut self, at: u64, code: &'static Code, message: String) {
        self.notes.push_back(Note { at, code, message });
    }

    /// Decodes all that follows.
    fn decode_as(&mut self, encoding: Encoding) {
        self.decoding = encoding;
        self.decoder = Decoder::new(encoding);
    }

    /// At the first byte outside of ASCII, from `from` on in the buffer: what
    /// the input is, by its declaration and the bytes that follow. The choice
    /// depends on the content alone, not on how much was read at once.
    fn decide(&mut self, from: usize) -> Result<(), Error> {
        if !self.undecided || self.buffer[from..self.end].is_ascii() {
            return Ok(());
        }
        self.undecided = false;
        let Some(at) = self.buffer[from..self.end].iter().position(|byte| !byte.is_ascii()) else { return Ok(()) };
        let first = from + at;
        while self.end - first <= SAMPLE && !self.ended {
            self.read_plain()?;
        }
        let complete = self.end - first <= SAMPLE;
        let sample = &self.buffer[first..self.end.min(first + SAMPLE)];
        let shape = Shape::of(sample, complete);
        let place = self.offset + (first - self.start) as u64;
        if let Some(declared) = self.declared {
            if is_false(declared, sample, shape) {
                self.fallback = Some(Fallback::As(declared));
                let message = format!("declared as {}, but is UTF-8: read as UTF-8", declared.name());
                self.note(place, &CONTRADICTED, message);
                return Ok(());
            }
            return self.decode_from(first, declared);
        }
        if shape.bad == 0 {
            return Ok(());
        }
        let table = guess(sample, shape, complete);
        let encoding = Encoding::of(table);
        if is_wide(table) && is_all(table, sample, shape, complete) {
            let message = format!("bytes that are not UTF-8, all that follows read as {} by a guess", encoding.name());
            self.note(place, &GUESSED, message);
            return self.decode_from(first, encoding);
        }
        self.fallback = Some(Fallback::As(encoding));
        Ok(())
    }

    /// Takes back what was read from there on, and decodes it.
    fn decode_from(&mut self, first: usize, encoding: Encoding) -> Result<(), Error> {
        self.decode_as(encoding);
        self.undecoded.extend_from_slice(&self.buffer[first..self.end]);
        self.buffer[first..self.end].fill(0);
        self.end = first;
        self.decode_rest();
        Ok(())
    }

    /// How much was put into the window so far.
    fn seen(&self) -> usize {
        (self.offset as usize).saturating_add(self.end - self.start)
    }

    /// At least `len` bytes behind the window. A short input gets a short buffer.
    fn room(&mut self, len: usize) -> &mut [u8] {
        if self.buffer.len() - self.end < len {
            let chunk = if self.seen() < CHUNK / 4 { 2 * HEAD } else { CHUNK };
            self.buffer.resize((self.end + len).max(self.buffer.len() * 2).max(chunk), 0);
        }
        &mut self.buffer[self.end..]
    }

    fn read_chunk(&mut self) -> Result<(), Error> {
        if self.decoder.is_none() {
            let before = self.end;
            self.read_plain()?;
            return self.decide(before);
        }
        let before = self.undecoded.len();
        self.undecoded.resize(before + CHUNK, 0);
        let read = read_some(&mut self.reader, &mut self.undecoded[before..])?;
        self.undecoded.truncate(before + read);
        self.ended = read == 0;
        self.decode_rest();
        Ok(())
    }

    fn read_plain(&mut self) -> Result<(), Error> {
        self.room(self.seen().clamp(HEAD, CHUNK / 4));
        let read = read_some(&mut self.reader, &mut self.buffer[self.end..])?;
        self.end += read;
        self.ended = read == 0;
        Ok(())
    }

    /// Puts what was read and not decoded behind the window.
    fn decode_rest(&mut self) {
        let Some(decoder) = &mut self.decoder else { return };
        let begin = self.offset + (self.end - self.start) as u64;
        let malformed = &mut self.malformed;
        self.decoded.clear();
        let mut bad = |at: usize| malformed.push_back(begin + at as u64);
        decoder.decode(&self.undecoded, self.ended, &mut self.decoded, &mut bad);
        self.undecoded.clear();
        let decoded = std::mem::take(&mut self.decoded);
        self.room(decoded.len())[..decoded.len()].copy_from_slice(decoded.as_bytes());
        self.end += decoded.len();
        self.decoded = decoded;
    }
}

/// Whether a declaration is plainly false, as one is that was left behind when
/// the file was saved as UTF-8.
fn is_false(declared: Encoding, sample: &[u8], shape: Shape) -> bool {
    match declared.table() {
        // Few characters of East Asian text can be UTF-8 by chance.
        Some(table) if is_wide(table) => {
            let fits = table.decode_without_bom_handling_and_without_replacement(sample).is_some();
            shape.bad == 0 && (shape.good > 3 || !fits)
        }
        _ => shape.good > shape.bad,
    }
}

fn read_some(reader: &mut dyn Read, into: &mut [u8]) -> Result<usize, Error> {
    loop {
        match reader.read(into) {
            Ok(read) => return Ok(read),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(Error::read(error)),
        }
    }
}

#[cfg(test)]
mod tests;
