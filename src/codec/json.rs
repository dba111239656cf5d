//! JSON (RFC 8259): pulled from a borrowed text without a tree of values, and
//! written by copying runs.
//!
//! Reading forgives control characters in strings, a comma before a closing
//! bracket and a lone surrogate; [`strictly`] forgives nothing.

use std::borrow::Cow;

use super::{MAX_DEPTH, scan};

/// A value as the table sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Json<'a> {
    /// A string, decoded, and its source with the quotes.
    Str(Cow<'a, str>, &'a str),
    /// A number as written.
    Number(&'a str),
    /// `true`, `false` or `null`.
    Word(&'a str),
    /// The source of an array or object.
    Nested(&'a str),
}

impl<'a> Json<'a> {
    /// The source of the value.
    pub fn source(&self) -> &'a str {
        match self {
            Json::Str(_, source) | Json::Number(source) | Json::Word(source) | Json::Nested(source) => source,
        }
    }

    /// The characters of a string or number.
    pub fn text(&self) -> Option<&str> {
        match self {
            Json::Str(text, _) => Some(text),
            Json::Number(text) => Some(text),
            _ => None,
        }
    }

    /// Whether the value says yes, as `true`, `1` and `"true"` do.
    pub fn is_yes(&self) -> bool {
        match self {
            Json::Str(text, _) => !matches!(text.as_ref(), "" | "0" | "false"),
            Json::Number(number) => *number != "0",
            Json::Word(word) => *word == "true",
            Json::Nested(_) => false,
        }
    }
}

/// Why a text is not JSON, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// Byte of the text.
    pub at: usize,
    /// What is wrong.
    pub what: &'static str,
}

/// Pulls values out of a text, one after the other.
pub struct Pull<'a> {
    text: &'a str,
    at: usize,
    strict: bool,
}

impl<'a> Pull<'a> {
    /// At the beginning of the text.
    pub fn new(text: &'a str) -> Pull<'a> {
        Pull { text, at: 0, strict: false }
    }

    /// Bytes of the text that were pulled.
    pub fn at(&self) -> usize {
        self.at
    }

    fn fault<T>(&self, what: &'static str) -> Result<T, Fault> {
        Err(Fault { at: self.at.min(self.text.len()), what })
    }

    /// The next byte that is not white space.
    #[inline]
    pub fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while matches!(bytes.get(self.at), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
        bytes.get(self.at).copied()
    }

    /// Passes over `byte` if it is next.
    pub fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// In an object that was entered: the name of the next member, `None`
    /// behind the last one.
    #[inline]
    pub fn member(&mut self, first: bool) -> Result<Option<Cow<'a, str>>, Fault> {
        let Some((source, text)) = self.named(first)? else { return Ok(None) };
        Ok(Some(text.map_or_else(|| Cow::Borrowed(&source[1..source.len() - 1]), Cow::Owned)))
    }

    /// The source of the name of the next member, and the name if there are
    /// escapes in it.
    fn named(&mut self, first: bool) -> Result<Option<(&'a str, Option<String>)>, Fault> {
        if !self.another(first, b'}')? {
            return Ok(None);
        }
        if self.peek() != Some(b'"') {
            return self.fault("a member has no name in quotes");
        }
        let name = self.string_source()?;
        if !self.take(b':') {
            return self.fault("a colon is missing");
        }
        self.peek();
        Ok(Some(name))
    }

    /// In an object or array that was entered: whether there is another item.
    #[inline]
    pub fn another(&mut self, first: bool, close: u8) -> Result<bool, Fault> {
        match self.peek() {
            Some(b',') if !first => self.at += 1,
            Some(byte) if byte == close => {
                self.at += 1;
                return Ok(false);
            }
            _ if first => return Ok(true),
            None => return self.fault("the text ends too early"),
            Some(_) => return self.fault("a comma is missing"),
        }
        Ok(self.strict || !self.take(close))
    }

    /// The next value.
    pub fn value(&mut self) -> Result<Json<'a>, Fault> {
        match self.peek() {
            Some(b'"') => self.string().map(|(text, source)| Json::Str(text, source)),
            Some(b'{' | b'[') => {
                let from = self.at;
                self.skip(0)?;
                Ok(Json::Nested(&self.text[from..self.at]))
            }
            Some(_) => self.scalar(),
            None => self.fault("the text ends too early"),
        }
    }

    fn skip(&mut self, depth: usize) -> Result<(), Fault> {
        let open = self.peek();
        match open {
            Some(b'"') => return self.string_source().map(|_| ()),
            Some(b'{' | b'[') => {}
            _ => return self.value().map(|_| ()),
        }
        if depth == MAX_DEPTH {
            return self.fault("values are nested too deep");
        }
        self.at += 1;
        let mut first = true;
        if open == Some(b'{') {
            while self.named(first)?.is_some() {
                first = false;
                self.skip(depth + 1)?;
            }
        } else {
            while self.another(first, b']')? {
                first = false;
                self.skip(depth + 1)?;
            }
        }
        Ok(())
    }

    fn scalar(&mut self) -> Result<Json<'a>, Fault> {
        let rest = &self.text.as_bytes()[self.at..];
        let part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.');
        let len = rest.iter().position(|b| !part(b)).unwrap_or(rest.len());
        let source = &self.text[self.at..self.at + len];
        let value = match source {
            "true" | "false" | "null" => Json::Word(source),
            _ if is_number(source.as_bytes()) => Json::Number(source),
            "" => return self.fault("a value is missing"),
            _ => return self.fault("a value is neither in quotes nor a number"),
        };
        self.at += len;
        Ok(value)
    }

    /// A string, decoded, and its source.
    #[inline]
    fn string(&mut self) -> Result<(Cow<'a, str>, &'a str), Fault> {
        let (source, text) = self.string_source()?;
        Ok((text.map_or_else(|| Cow::Borrowed(&source[1..source.len() - 1]), Cow::Owned), source))
    }

    /// The source of a string, and what it says if there are escapes in it.
    fn string_source(&mut self) -> Result<(&'a str, Option<String>), Fault> {
        let bytes = self.text.as_bytes();
        let from = self.at + 1;
        let mut end = from;
        let mut escaped = false;
        loop {
            match bytes.get(end..).and_then(string_end) {
                None => return self.fault("a string is not closed"),
                Some(found) if bytes[end + found] == b'"' => {
                    end += found;
                    break;
                }
                Some(found) => {
                    escaped = true;
                    end += found + 2;
                }
            }
        }
        let source = &self.text[self.at..=end];
        let inner = &source[1..source.len() - 1];
        if self.strict && inner.bytes().any(|b| b < 0x20) {
            return self.fault("a string holds a control character");
        }
        let text = if escaped { Some(self.unescaped(inner)?) } else { None };
        self.at = end + 1;
        Ok((source, text))
    }

    fn unescaped(&self, inner: &str) -> Result<String, Fault> {
        let mut out = String::with_capacity(inner.len());
        let mut rest = inner;
        while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
            out.push_str(&rest[..at]);
            let code = rest.as_bytes().get(at + 1).copied().unwrap_or(b'\\');
            rest = rest.get(at + 2..).unwrap_or_default();
            out.push(match code {
                b'"' | b'\\' | b'/' => char::from(code),
                b'n' => '\n',
                b't' => '\t',
                b'r' => '\r',
                b'b' => '\u{8}',
                b'f' => '\u{c}',
                b'u' => {
                    let Some(mut unit) = hex(rest) else { return self.fault("a string holds a bad escape") };
                    rest = &rest[4..];
                    let low = rest.strip_prefix("\\u").and_then(hex).filter(|low| (0xDC00..0xE000).contains(low));
                    if let (0xD800..0xDC00, Some(low)) = (unit, low) {
                        unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
                        rest = &rest[6..];
                    }
                    char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER)
                }
                _ => return self.fault("a string holds a bad escape"),
            });
        }
        out.push_str(rest);
        Ok(out)
    }
}

/// Where the first quote or backslash is.
#[inline(always)]
pub(crate) fn string_end(bytes: &[u8]) -> Option<usize> {
    // Names, dates and numbers are short.
    match scan::within(bytes, 1, |byte| (byte == b'"') | (byte == b'\\')) {
        Ok(found) => Some(found),
        Err(seen) => memchr::memchr2(b'"', b'\\', &bytes[seen..]).map(|found| seen + found),
    }
}

fn hex(text: &str) -> Option<u32> {
    let digits = text.get(..4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
    u32::from_str_radix(digits, 16).ok()
}

fn is_number(source: &[u8]) -> bool {
    let digits = |s: &[u8]| s.iter().take_while(|b| b.is_ascii_digit()).count();
    let mut rest = source.strip_prefix(b"-").unwrap_or(source);
    let whole = digits(rest);
    if whole == 0 || (whole > 1 && rest[0] == b'0') {
        return false;
    }
    rest = &rest[whole..];
    if let Some(fraction) = rest.strip_prefix(b".") {
        let len = digits(fraction);
        if len == 0 {
            return false;
        }
        rest = &fraction[len..];
    }
    if let Some(exponent) = rest.strip_prefix(b"e").or(rest.strip_prefix(b"E")) {
        let exponent = exponent.strip_prefix(b"-").or(exponent.strip_prefix(b"+")).unwrap_or(exponent);
        let len = digits(exponent);
        return len > 0 && len == exponent.len();
    }
    rest.is_empty()
}

/// The value of a text that is one JSON value, in every detail.
pub fn strictly(text: &str) -> Option<Json<'_>> {
    let mut pull = Pull { text, at: 0, strict: true };
    let value = pull.value().ok()?;
    pull.peek().is_none().then_some(value)
}

/// Writes a string with its quotes.
pub fn write_string(text: &str, out: &mut Vec<u8>) {
    out.reserve(text.len() + 2);
    out.push(b'"');
    write_characters(text, out);
    out.push(b'"');
}

/// Writes a piece of a string, which stands between quotes.
pub(crate) fn write_characters(text: &str, out: &mut Vec<u8>) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let bytes = text.as_bytes();
    let escaped = |byte: u8| (byte < 0x20) | (byte == b'"') | (byte == b'\\');
    if scan::is_word(bytes) || scan::free_of(bytes, escaped) {
        return out.extend_from_slice(bytes);
    }
    let mut from = 0;
    for (at, &byte) in bytes.iter().enumerate().filter(|&(_, &byte)| escaped(byte)) {
        out.extend_from_slice(&bytes[from..at]);
        from = at + 1;
        match byte {
            b'"' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\t' => out.extend_from_slice(b"\\t"),
            b'\r' => out.extend_from_slice(b"\\r"),
            _ => {
                out.extend_from_slice(b"\\u00");
                out.extend_from_slice(&[HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]);
            }
        }
    }
    out.extend_from_slice(&bytes[from..]);
}

/// Whether the backslash at this place is itself escaped. No more than 64 before
/// it are counted, so that many of them take no time that grows with their square.
fn is_escaped(bytes: &[u8], at: usize) -> bool {
    bytes[..at].iter().rev().take_while(|byte| **byte == b'\\').take(64).count() % 2 == 1
}

/// What is said where [`lone_surrogate`] found something.
pub const HALVED: &str = "an escape is half of a character, read as U+FFFD, and so are others like it";

/// Where the first escape stands that is half of a character and has no other half.
pub fn lone_surrogate(text: &str) -> Option<usize> {
    let mut second = None;
    memchr::memmem::find_iter(text.as_bytes(), b"\\u").find(|&at| {
        let escaped = is_escaped(text.as_bytes(), at);
        let half = |at: usize| text.get(at..).and_then(|rest| rest.strip_prefix("\\u")).and_then(hex);
        match half(at) {
            Some(0xD800..0xDC00) if !escaped => {
                let whole = half(at + 6).is_some_and(|low| (0xDC00..0xE000).contains(&low));
                second = whole.then_some(at + 6);
                !whole
            }
            Some(0xDC00..0xE000) if !escaped => second != Some(at),
            _ => false,
        }
    })
}

/// Where the first control character that is no white space stands, as itself or
/// as an escape.
pub fn first_control(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut escapes = memchr::memchr_iter(b'\\', bytes).filter(|&at| bytes[at..].starts_with(b"\\u00"));
    let escaped = escapes.find(|&at| {
        let code = text.get(at + 4..at + 6).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        !is_escaped(bytes, at) && code.is_some_and(|code| code < b' ' && !(b'\t'..=b'\r').contains(&code))
    });
    let plain = super::line::first_control(text);
    plain.into_iter().chain(escaped).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_of_characters_are_found() {
        for (text, at) in [
            (r#""\ud83d\ude00""#, None),
            (r#""a\ud83d""#, Some(2)),
            (r#""\ude00""#, Some(1)),
            (r#""\ud83d\ude00\uDE00""#, Some(13)),
            (r#""\ud83d\ud83d\ude00""#, Some(1)),
            (r#""\\ud83d \u00e9 \ud8""#, None),
        ] {
            assert_eq!(lone_surrogate(text), at, "{text}");
        }
    }

    #[test]
    fn strings_are_decoded_and_borrowed_where_possible() {
        let string = |source| Pull::new(source).value();
        assert!(matches!(string("\"plain\""), Ok(Json::Str(Cow::Borrowed("plain"), "\"plain\""))));
        for (source, text) in [
            (r#""a\"b\\c\/d""#, "a\"b\\c/d"),
            (r#""\n\t\r\b\f""#, "\n\t\r\u{8}\u{c}"),
            (r#""\u00e9\ud83d\ude00""#, "é😀"),
            (r#""\ud83dx""#, "\u{fffd}x"),
            ("\"a\nb\"", "a\nb"),
        ] {
            assert_eq!(string(source).unwrap().text(), Some(text), "{source}");
        }
        for source in ["\"", "\"a\\", r#""\x""#, r#""\u00g0""#, "\"\\u12\""] {
            assert!(string(source).is_err(), "{source}");
        }
    }

    #[test]
    fn numbers_and_words() {
        for source in ["0", "-1", "12.5", "1e9", "1E-9"] {
            assert_eq!(strictly(source), Some(Json::Number(source)));
        }
        for source in ["01", "1.", ".5", "+1", "1e", "nul", "-", "", "[1,]", "{\"a\":1,}", "{} x", "\"\t\"", "{a:1}"] {
            assert_eq!(strictly(source), None, "{source}");
        }
        assert_eq!(Pull::new("[1,]").value(), Ok(Json::Nested("[1,]")));
        assert!(strictly(&"[".repeat(100_000)).is_none());
    }

    #[test]
    fn what_is_written_is_read_back() {
        for text in ["", "a", "\"\\/", "\n\t\r\u{0}\u{1f}\u{7f}", "é\u{2028}😀"] {
            let mut out = Vec::new();
            write_string(text, &mut out);
            let source = String::from_utf8(out).unwrap();
            assert_eq!(strictly(&source).unwrap().text(), Some(text));
        }
    }
}
