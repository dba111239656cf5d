//! The input as a window that grows and moves.

use std::io::{ErrorKind, Read};

use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE};

use crate::report::{Code, Error, Severity, Span};

/// How much is read at once.
const CHUNK: usize = 256 * 1024;

/// An encoding the caller decided on, by its label in the Encoding Standard.
pub type Encoding = &'static encoding_rs::Encoding;

/// Bytes that are not UTF-8.
pub static NOT_UTF8: Code = Code::new(
    "input/not-utf8",
    Severity::Warning,
    "bytes that are not UTF-8",
    "The record holds bytes that are not UTF-8. It was read as Windows-1252, which also covers ISO 8859-1; \
     other records of the same input are not affected.",
    "convert the file to UTF-8",
);

/// A record beyond the limit.
pub static TOO_LONG: Code = Code::new(
    "input/record-too-long",
    Severity::Error,
    "record beyond the limit of size",
    "A record is held in memory as a whole, so its size is limited (8 MiB). What is longer is usually an entry or \
     a quoted field that was never closed. It was skipped and reading went on behind it.",
    "look for an unclosed brace or quote where the record begins",
);

/// A forced format that found nothing.
pub static NO_RECORD: Code = Code::new(
    "input/no-record",
    Severity::Error,
    "not one record in the input",
    "The input is not blank, but nothing in it is a record of the format it was read as.",
    "name the right format with --from",
);

/// Codes raised whatever the format.
pub static CODES: &[&Code] = &[&NOT_UTF8, &TOO_LONG, &NO_RECORD];

/// A window on a stream of bytes, decoded to UTF-8 where a byte order mark or
/// the caller says that it is something else.
pub struct Input<'i> {
    reader: Box<dyn Read + Send + 'i>,
    /// Behind `end` it holds zeros, so that reading on clears nothing again.
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    offset: u64,
    line: u64,
    column: u32,
    ended: bool,
    begun: bool,
    decoder: Option<Decoder>,
    undecoded: Vec<u8>,
    blank: bool,
}

impl<'i> Input<'i> {
    /// A window on this reader; a byte order mark decides about the encoding.
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
            line: 1,
            column: 1,
            ended: false,
            begun: false,
            decoder: encoding.filter(|e| *e != encoding_rs::UTF_8).map(|e| e.new_decoder_with_bom_removal()),
            undecoded: Vec::new(),
            blank: true,
        }
    }

    /// What has been read and not consumed.
    pub fn window(&self) -> &[u8] {
        &self.buffer[self.start..self.end]
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

    /// Whether the end of the input is in the window.
    pub fn at_end(&self) -> bool {
        self.ended
    }

    /// Moves the beginning of the window on.
    pub fn consume(&mut self, len: usize) {
        let len = len.min(self.end - self.start);
        let gone = &self.buffer[self.start..self.start + len];
        (self.line, self.column) = advance(gone, self.line, self.column);
        self.start += len;
        self.offset += len as u64;
    }

    /// The place of `len` bytes that begin `at` bytes into the window.
    pub fn span(&self, at: usize, len: usize) -> Span {
        let before = &self.window()[..at.min(self.window().len())];
        let (line, column) = advance(before, self.line, self.column);
        let start = self.offset + at as u64;
        Span { start, end: start + len as u64, line, column }
    }

    /// Looks at the first bytes for a byte order mark.
    fn begin(&mut self) -> Result<(), Error> {
        self.begun = true;
        let mut head = [0; 3];
        let mut have = 0;
        while have < head.len() {
            match read_some(&mut self.reader, &mut head[have..])? {
                0 => break,
                n => have += n,
            }
        }
        let mut rest = &head[..have];
        if self.decoder.is_none() {
            if let Some(tail) = rest.strip_prefix(b"\xEF\xBB\xBF") {
                rest = tail;
            } else if rest.starts_with(b"\xFF\xFE") {
                self.decoder = Some(UTF_16LE.new_decoder_with_bom_removal());
            } else if rest.starts_with(b"\xFE\xFF") {
                self.decoder = Some(UTF_16BE.new_decoder_with_bom_removal());
            }
        }
        if self.decoder.is_some() {
            self.undecoded.extend_from_slice(rest);
        } else {
            self.room(rest.len())[..rest.len()].copy_from_slice(rest);
            self.end += rest.len();
            self.blank = rest.iter().all(u8::is_ascii_whitespace);
        }
        Ok(())
    }

    /// At least `len` bytes behind the window.
    fn room(&mut self, len: usize) -> &mut [u8] {
        if self.buffer.len() - self.end < len {
            self.buffer.resize((self.end + len).max(self.buffer.len() * 2).max(CHUNK), 0);
        }
        &mut self.buffer[self.end..]
    }

    fn read_chunk(&mut self) -> Result<(), Error> {
        let Some(mut decoder) = self.decoder.take() else {
            self.room(CHUNK / 4);
            let read = read_some(&mut self.reader, &mut self.buffer[self.end..])?;
            self.end += read;
            self.ended = read == 0;
            return Ok(());
        };
        let before = self.undecoded.len();
        self.undecoded.resize(before + CHUNK, 0);
        let read = read_some(&mut self.reader, &mut self.undecoded[before..])?;
        self.undecoded.truncate(before + read);
        self.ended = read == 0;
        let undecoded = std::mem::take(&mut self.undecoded);
        let mut from = 0;
        loop {
            let room = decoder.max_utf8_buffer_length(undecoded.len() - from).unwrap_or(CHUNK).max(16);
            let ended = self.ended;
            let (result, used, made, _) = decoder.decode_to_utf8(&undecoded[from..], self.room(room), ended);
            self.end += made;
            from += used;
            if matches!(result, CoderResult::InputEmpty) {
                break;
            }
        }
        self.undecoded = undecoded;
        self.undecoded.clear();
        self.decoder = Some(decoder);
        Ok(())
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

/// Line and column behind these bytes.
fn advance(bytes: &[u8], line: u64, column: u32) -> (u64, u32) {
    let chars = |bytes: &[u8]| bytes.iter().filter(|b| (**b as i8) >= -0x40).count() as u32;
    match memchr::memrchr(b'\n', bytes) {
        Some(last) => {
            let lines = memchr::memchr_iter(b'\n', bytes).count() as u64;
            (line + lines, chars(&bytes[last + 1..]) + 1)
        }
        None => (line, column + chars(bytes)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bytes: &[u8]) -> String {
        let mut input = Input::new(bytes);
        while input.fill().unwrap() {}
        String::from_utf8(input.window().to_vec()).unwrap()
    }

    #[test]
    fn byte_order_marks_are_taken_off() {
        assert_eq!(all(b"\xEF\xBB\xBFab"), "ab");
        assert_eq!(all(b"\xFF\xFEa\0\xe9\0"), "a\u{e9}");
        assert_eq!(all(b"\xFE\xFF\0a\0b"), "ab");
        assert_eq!(all(b"ab"), "ab");
        assert_eq!(all(b""), "");
    }

    #[test]
    fn places_are_counted_in_lines_and_characters() {
        let mut input = Input::new("a\u{e9}b\ncd".as_bytes());
        input.fill_to(7).unwrap();
        assert_eq!(input.span(3, 1), Span { start: 3, end: 4, line: 1, column: 3 });
        input.consume(5);
        assert_eq!(input.span(1, 1), Span { start: 6, end: 7, line: 2, column: 2 });
    }
}
