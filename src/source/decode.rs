//! From bytes to characters.

use std::borrow::Cow;

use encoding_rs::DecoderResult;

use super::encoding::{Encoding, Kind, Order};
use super::guess::{is_all, is_wide};

/// Decodes a stream; what is malformed becomes U+FFFD.
pub(super) enum Decoder {
    /// By the Encoding Standard.
    Table(Box<encoding_rs::Decoder>),
    /// Seven bits.
    Ascii,
    /// UTF-32, with what is left of a unit.
    Wide(Order, Vec<u8>),
}

impl Decoder {
    /// For this encoding; `None` for UTF-8, which needs none.
    pub fn new(encoding: Encoding) -> Option<Decoder> {
        let table = |table: &'static encoding_rs::Encoding| {
            Some(Decoder::Table(Box::new(table.new_decoder_without_bom_handling())))
        };
        match encoding.kind {
            Kind::Utf8 { .. } => None,
            Kind::Ascii => Some(Decoder::Ascii),
            Kind::Utf16(Some(Order::Big)) => table(encoding_rs::UTF_16BE),
            Kind::Utf16(_) => table(encoding_rs::UTF_16LE),
            Kind::Utf32(order) => Some(Decoder::Wide(order.unwrap_or(Order::Little), Vec::new())),
            Kind::Table { table: of, .. } => table(of),
        }
    }

    /// Appends what these bytes say; `bad` is told where in `out` something
    /// malformed was replaced.
    pub fn decode(&mut self, bytes: &[u8], last: bool, out: &mut String, bad: &mut dyn FnMut(usize)) {
        match self {
            Decoder::Table(decoder) => {
                let mut from = 0;
                loop {
                    let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len() - from);
                    out.reserve(room.unwrap_or(bytes.len()).max(16));
                    let (result, used) = decoder.decode_to_string_without_replacement(&bytes[from..], out, last);
                    from += used;
                    match result {
                        DecoderResult::InputEmpty => break,
                        DecoderResult::OutputFull => {}
                        DecoderResult::Malformed(..) => replace(out, bad),
                    }
                }
            }
            Decoder::Ascii => {
                for &byte in bytes {
                    if byte.is_ascii() { out.push(byte as char) } else { replace(out, bad) }
                }
            }
            Decoder::Wide(order, rest) => {
                rest.extend_from_slice(bytes);
                let mut units = rest.chunks_exact(4);
                for unit in units.by_ref() {
                    let mut value = [0; 4];
                    value.copy_from_slice(unit);
                    let value =
                        if *order == Order::Big { u32::from_be_bytes(value) } else { u32::from_le_bytes(value) };
                    match char::from_u32(value) {
                        Some(c) => out.push(c),
                        None => replace(out, bad),
                    }
                }
                let left = units.remainder().to_vec();
                if last && !left.is_empty() {
                    replace(out, bad);
                }
                *rest = left;
            }
        }
    }
}

fn replace(out: &mut String, bad: &mut dyn FnMut(usize)) {
    bad(out.len());
    out.push(char::REPLACEMENT_CHARACTER);
}

/// How bytes that are not UTF-8 are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fallback {
    /// As this encoding.
    As(Encoding),
    /// Not at all: they become U+FFFD.
    Replace,
}

/// Bytes that were not UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// Where the first one is in the decoded text.
    pub at: usize,
    /// How many there were.
    pub count: usize,
}

/// The text of a frame that is not UTF-8. Where most of what is not ASCII is
/// valid UTF-8, only the rest is read by the fallback; else all of it, because
/// letters of other encodings may make valid UTF-8 by chance.
pub fn decode_frame(bytes: &[u8], fallback: Fallback) -> (Cow<'_, str>, Option<Fault>) {
    let shape = Shape::of(bytes, true);
    if shape.bad == 0 {
        return (String::from_utf8_lossy(bytes), None);
    }
    let table = match fallback {
        Fallback::As(encoding) => encoding.table(),
        Fallback::Replace => None,
    };
    let whole = |table| !shape.is_mostly_utf8() || is_wide(table) && is_all(table, bytes, shape, true);
    if let Some(table) = table.filter(|table| whole(table)) {
        let first = bytes.utf8_chunks().next().map_or(0, |chunk| chunk.valid().len());
        let at = table.decode_without_bom_handling(&bytes[..first]).0.len();
        let text = table.decode_without_bom_handling(bytes).0;
        return (text, Some(Fault { at, count: shape.bad }));
    }
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
    let mut first = None;
    let mut run = Vec::new();
    for chunk in bytes.utf8_chunks() {
        if !chunk.valid().is_empty() {
            flush(&mut run, table, &mut text);
            text.push_str(chunk.valid());
        }
        if !chunk.invalid().is_empty() {
            first.get_or_insert(text.len());
            run.extend_from_slice(chunk.invalid());
        }
    }
    flush(&mut run, table, &mut text);
    (Cow::Owned(text), Some(Fault { at: first.unwrap_or(0), count: shape.bad }))
}

fn flush(run: &mut Vec<u8>, table: Option<&'static encoding_rs::Encoding>, text: &mut String) {
    match table {
        Some(table) => text.push_str(&table.decode_without_bom_handling(run).0),
        None => text.push_str(&String::from_utf8_lossy(run)),
    }
    run.clear();
}

/// What the bytes outside of ASCII are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    /// Characters in valid UTF-8.
    pub good: usize,
    /// Bytes that are not part of any.
    pub bad: usize,
}

impl Shape {
    /// Counts; if the bytes are not `complete`, a character cut off at their
    /// end is passed over.
    pub fn of(bytes: &[u8], complete: bool) -> Shape {
        let (mut good, mut bad, mut seen) = (0, 0, 0);
        for chunk in bytes.utf8_chunks() {
            good += chunk.valid().bytes().filter(|&byte| byte >= 0xC0).count();
            seen += chunk.valid().len() + chunk.invalid().len();
            if complete || seen < bytes.len() {
                bad += chunk.invalid().len();
            }
        }
        Shape { good, bad }
    }

    /// Whether this is UTF-8 with a few other bytes in it. In text of another
    /// encoding, fewer than one character in ten is valid UTF-8 by chance.
    pub fn is_mostly_utf8(self) -> bool {
        self.good * 4 > self.bad
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(bytes: &[u8], name: &str) -> String {
        decode_frame(bytes, Fallback::As(Encoding::named(name).unwrap())).0.into_owned()
    }

    #[test]
    fn one_bad_byte_spoils_nothing_else() {
        assert_eq!(frame(b"M\xc3\xbcller, Andr\xe9", "latin1"), "Müller, André");
        assert_eq!(frame(b"Andr\xe9 M\xfcller", "latin1"), "André Müller");
        // In windows-1251, this begins with what could be UTF-8.
        assert_eq!(frame(b"\xc5\xb8 \xea\xed\xe8\xe3\xe0 \xee \xe2\xf1\xb8\xec", "cp1251"), "Её книга о всём");
        let (text, fault) = decode_frame(b"a\xc3\xa9\xffb\xfe", Fallback::Replace);
        assert_eq!((&*text, fault), ("a\u{e9}\u{fffd}b\u{fffd}", Some(Fault { at: 3, count: 2 })));
    }

    #[test]
    fn utf_32_by_hand() {
        let bytes: Vec<u8> = "aé😀".chars().flat_map(|c| (c as u32).to_be_bytes()).collect();
        for size in 1..6 {
            let mut decoder = Decoder::new(Encoding::UTF_32BE).unwrap();
            let (mut out, mut bad) = (String::new(), 0);
            for chunk in bytes.chunks(size) {
                decoder.decode(chunk, false, &mut out, &mut |_| bad += 1);
            }
            decoder.decode(b"\0\0\xd8\0\0", true, &mut out, &mut |_| bad += 1);
            assert_eq!((out.as_str(), bad), ("aé😀\u{fffd}\u{fffd}", 2));
        }
    }
}
