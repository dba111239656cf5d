//! Inputs in the format of the output, passed through as they stand.
//!
//! What is read is copied on the way from the caller's reader to the window, so
//! cutter and parser run as ever and say what they have to say, and nothing
//! they do can change a byte of the output.

use std::borrow::Cow;
use std::io::{self, Read, Write};
use std::mem::take;
use std::sync::{Arc, Mutex, PoisonError};

use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::report::Error;

/// What was read and not yet written.
#[derive(Clone, Default)]
pub(super) struct Copied(Arc<Mutex<Vec<u8>>>);

impl Copied {
    fn take(&self) -> Vec<u8> {
        take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Hands on what there is if it is worth a write.
    pub fn flush_if_full(&self, joint: &mut Joint, out: &mut dyn Write) -> Result<(), Error> {
        let len = self.0.lock().unwrap_or_else(PoisonError::into_inner).len();
        if len >= super::BUFFER { self.flush(joint, out) } else { Ok(()) }
    }

    /// Hands on what there is.
    pub fn flush(&self, joint: &mut Joint, out: &mut dyn Write) -> Result<(), Error> {
        joint.pass(&self.take(), out).map_err(Error::write)
    }
}

/// A reader that copies what is read from it.
pub(super) struct Tee<R> {
    pub reader: R,
    pub copied: Copied,
}

impl<R: Read> Read for Tee<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(into)?;
        self.copied.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(&into[..read]);
        Ok(read)
    }
}

/// What a character of an input or of the output is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Units {
    /// Bytes: UTF-8, or any encoding in which ASCII is ASCII.
    Bytes,
    Utf16Le,
    Utf16Be,
}

impl Units {
    /// As the byte order mark says, and its length.
    fn of(head: &[u8]) -> (Units, usize) {
        match head {
            [0xEF, 0xBB, 0xBF, ..] => (Units::Bytes, 3),
            [0xFF, 0xFE, ..] => (Units::Utf16Le, 2),
            [0xFE, 0xFF, ..] => (Units::Utf16Be, 2),
            _ => (Units::Bytes, 0),
        }
    }

    fn put(self, text: &str, out: &mut Vec<u8>) {
        match self {
            Units::Bytes => out.extend_from_slice(text.as_bytes()),
            Units::Utf16Le => out.extend(text.encode_utf16().flat_map(u16::to_le_bytes)),
            Units::Utf16Be => out.extend(text.encode_utf16().flat_map(u16::to_be_bytes)),
        }
    }
}

/// Puts inputs one behind the other.
///
/// The first one decides about the encoding: it goes through bit for bit, its
/// byte order mark included. One that follows goes through without its byte
/// order mark; if the one of the two is UTF-16 and the other is not, or not the
/// same, it is brought into that of the output. A line end is put in where an
/// input ends without.
#[derive(Default)]
pub(super) struct Joint {
    /// That of the output, once there is any.
    units: Option<Units>,
    /// The first bytes of the input, while they are too few to tell.
    head: Vec<u8>,
    begun: bool,
    /// From which units to which, where they differ.
    change: Option<Change>,
    /// The last bytes written, to see whether they end a line.
    tail: Vec<u8>,
    newline: Newline,
}

/// How the lines of the output end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Newline {
    #[default]
    Lf,
    CrLf,
    Cr,
}

impl Joint {
    fn pass(&mut self, bytes: &[u8], out: &mut dyn Write) -> io::Result<()> {
        if self.begun {
            return self.go_on(bytes, out);
        }
        self.head.extend_from_slice(bytes);
        if self.head.len() >= 3 { self.begin(out) } else { Ok(()) }
    }

    /// At the end of an input.
    pub fn end_input(&mut self, out: &mut dyn Write) -> Result<(), Error> {
        let mut end = || -> io::Result<()> {
            if !self.begun {
                self.begin(out)?;
            }
            if let Some(change) = &mut self.change {
                let mut changed = Vec::new();
                change.run(&[], true, &mut changed);
                self.put(&changed, out)?;
            }
            Ok(())
        };
        end().map_err(Error::write)?;
        (self.begun, self.change) = (false, None);
        Ok(())
    }

    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let head = take(&mut self.head);
        self.begun = !head.is_empty();
        let (units, mark) = Units::of(&head);
        let Some(target) = self.units else {
            if self.begun {
                self.units = Some(units);
            }
            return self.put(&head, out);
        };
        let head = &head[mark..];
        if !head.is_empty() {
            self.end_line(out)?;
        }
        self.change = (units != target).then(|| Change::new(units, target));
        self.go_on(head, out)
    }

    fn go_on(&mut self, bytes: &[u8], out: &mut dyn Write) -> io::Result<()> {
        let Some(change) = &mut self.change else { return self.put(bytes, out) };
        let mut changed = Vec::new();
        change.run(bytes, false, &mut changed);
        self.put(&changed, out)
    }

    fn put(&mut self, bytes: &[u8], out: &mut dyn Write) -> io::Result<()> {
        out.write_all(bytes)?;
        let keep = bytes.len().min(4);
        if keep == 4 {
            self.tail.clear();
        }
        self.tail.extend_from_slice(&bytes[bytes.len() - keep..]);
        self.tail.drain(..self.tail.len().saturating_sub(4));
        if let Some(at) = memchr::memrchr(b'\n', bytes) {
            let crlf = at.checked_sub(1).is_some_and(|before| bytes[before] == b'\r');
            self.newline = if crlf { Newline::CrLf } else { Newline::Lf };
        } else if self.newline != Newline::CrLf && bytes.contains(&b'\r') && self.units == Some(Units::Bytes) {
            self.newline = Newline::Cr;
        }
        Ok(())
    }

    /// Ends the line that what was passed through has left open.
    fn end_line(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let ended = match (self.units, self.tail.as_slice()) {
            (_, []) => true,
            (Some(Units::Utf16Le), [.., a, b]) => matches!([*a, *b], [b'\n' | b'\r', 0]),
            (Some(Units::Utf16Be), [.., a, b]) => matches!([*a, *b], [0, b'\n' | b'\r']),
            (_, [.., last]) => matches!(last, b'\n' | b'\r'),
        };
        if ended {
            return Ok(());
        }
        let end = match self.newline {
            Newline::Lf => "\n",
            Newline::CrLf => "\r\n",
            Newline::Cr => "\r",
        };
        let mut bytes = Vec::new();
        self.units.unwrap_or(Units::Bytes).put(end, &mut bytes);
        self.put(&bytes, out)
    }

    /// Writes what was made of another format's input, in the encoding of the output.
    pub fn write(&mut self, text: &[u8], out: &mut dyn Write) -> Result<(), Error> {
        if text.is_empty() {
            return Ok(());
        }
        let units = *self.units.get_or_insert(Units::Bytes);
        self.end_line(out).map_err(Error::write)?;
        let mut bytes = Cow::Borrowed(text);
        if units != Units::Bytes {
            let mut changed = Vec::new();
            units.put(&String::from_utf8_lossy(text), &mut changed);
            bytes = Cow::Owned(changed);
        }
        // What a writer hands over ends where it ends: no line of it is ended later.
        self.tail.clear();
        out.write_all(&bytes).map_err(Error::write)
    }
}

/// Brings an input into other units.
struct Change {
    from: Option<Decoder>,
    to: Units,
    /// The first bytes of a character whose others are still to come.
    cut: Vec<u8>,
}

impl Change {
    fn new(from: Units, to: Units) -> Change {
        let from = match from {
            Units::Bytes => None,
            Units::Utf16Le => Some(UTF_16LE.new_decoder_without_bom_handling()),
            Units::Utf16Be => Some(UTF_16BE.new_decoder_without_bom_handling()),
        };
        Change { from, to, cut: Vec::new() }
    }

    fn run(&mut self, bytes: &[u8], last: bool, out: &mut Vec<u8>) {
        let Some(decoder) = &mut self.from else { return self.run_bytes(bytes, last, out) };
        let mut rest = bytes;
        loop {
            let room = decoder.max_utf8_buffer_length(rest.len()).unwrap_or(1 << 20).max(16);
            let mut text = String::with_capacity(room);
            let (result, used, _) = decoder.decode_to_string(rest, &mut text, last);
            self.to.put(&text, out);
            rest = &rest[used..];
            if result == CoderResult::InputEmpty {
                return;
            }
        }
    }

    /// UTF-8, and Windows-1252 where it is not, as readers take it.
    fn run_bytes(&mut self, bytes: &[u8], last: bool, out: &mut Vec<u8>) {
        self.cut.extend_from_slice(bytes);
        let all = take(&mut self.cut);
        let mut chunks = all.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            self.to.put(chunk.valid(), out);
            let odd = chunk.invalid();
            let unfinished =
                !last && chunks.peek().is_none() && std::str::from_utf8(odd).is_err_and(|e| e.error_len().is_none());
            if unfinished {
                self.cut = odd.to_vec();
            } else {
                self.to.put(&WINDOWS_1252.decode_without_bom_handling(odd).0, out);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(inputs: &[&[u8]], chunk: usize) -> Vec<u8> {
        let (mut joint, mut out) = (Joint::default(), Vec::new());
        for input in inputs {
            for piece in input.chunks(chunk) {
                joint.pass(piece, &mut out).unwrap();
            }
            joint.end_input(&mut out).unwrap();
        }
        out
    }

    #[test]
    fn inputs_one_behind_the_other() {
        let cases: &[(&[&[u8]], &[u8])] = &[
            (&[b""], b""),
            (&[b"a"], b"a"),
            (&[b"a", b"b"], b"a\nb"),
            (&[b"a\n", b"b"], b"a\nb"),
            (&[b"a\r\nb", b"c"], b"a\r\nb\r\nc"),
            (&[b"a\rb", b"c"], b"a\rb\rc"),
            (&[b"a\r", b"c"], b"a\rc"),
            (&[b"a", b"", b"b"], b"a\nb"),
            (&[b"", b"a"], b"a"),
            (&[b"\xEF\xBB\xBFa\n", b"\xEF\xBB\xBFb\n"], b"\xEF\xBB\xBFa\nb\n"),
            (&[b"a\n", b"\xEF\xBB\xBF"], b"a\n"),
            (&[b"a", b"\xEF\xBB\xBF"], b"a"),
            (&[b"\xE9\n", b"\xC3\xA9\n"], b"\xE9\n\xC3\xA9\n"),
            (&[b"\xC3\xA9", b"\xFF\xFE\xE9\0"], b"\xC3\xA9\n\xC3\xA9"),
            (&[b"\xFF\xFEa\0", b"\xC3\xA9\xE9b\xC3"], b"\xFF\xFEa\0\n\0\xE9\0\xE9\0b\0\xC3\0"),
            (&[b"\xFF\xFEa\0", b"\xFF\xFEb\0"], b"\xFF\xFEa\0\n\0b\0"),
            (&[b"\xFE\xFF\0a\0\n", b"\xFF\xFEb\0\x3D\xD8\0\xDE"], b"\xFE\xFF\0a\0\n\0b\xD8\x3D\xDE\0"),
        ];
        for (inputs, expected) in cases {
            for chunk in [1, 2, 100] {
                assert_eq!(joined(inputs, chunk), *expected, "{inputs:?} in chunks of {chunk}");
            }
        }
    }

    #[test]
    fn what_is_written_otherwise_begins_a_line_in_the_same_encoding() {
        let (mut joint, mut out) = (Joint::default(), Vec::new());
        joint.pass(b"\xFF\xFEa\0", &mut out).unwrap();
        joint.end_input(&mut out).unwrap();
        joint.write(b"b\n", &mut out).unwrap();
        joint.write(b"c", &mut out).unwrap();
        joint.write(b"d", &mut out).unwrap();
        assert_eq!(out, b"\xFF\xFEa\0\n\0b\0\n\0c\0d\0");
    }
}
