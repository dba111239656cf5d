//! Tokens of an entry.
//!
//! Source of the rules: the scanning routines of BibTeX 0.99d. Braces count
//! whether or not a backslash precedes them; a quote inside braces does not end
//! a quoted value; `%` is a character like any other.

use memchr::{memchr2, memchr3};

use crate::codec::scan::position;

/// Whether a byte may stand in the name of a type, field or macro.
pub(super) fn is_name_byte(byte: u8) -> bool {
    NAME_BYTES[byte as usize]
}

static NAME_BYTES: [bool; 256] = {
    let mut table = [true; 256];
    let mut byte = 0;
    while byte < 256 {
        let b = byte as u8;
        if b <= b' ' || b == 0x7F || matches!(b, b'"' | b'#' | b'%' | b'\'' | b'(' | b')' | b',' | b'=' | b'{' | b'}') {
            table[byte] = false;
        }
        byte += 1;
    }
    table
};

/// `@word{` or `@word(` at the beginning of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head<'a> {
    /// The word.
    pub word: &'a str,
    /// Behind the opening delimiter.
    pub open: usize,
}

/// Reads the head of a frame.
pub(super) fn head(text: &str) -> Option<Head<'_>> {
    let bytes = text.as_bytes();
    if bytes.first() != Some(&b'@') {
        return None;
    }
    let start = skip_white(bytes, 1);
    let stop = skip_name(bytes, start);
    let open = skip_white(bytes, stop);
    matches!(bytes.get(open), Some(b'{' | b'(')).then(|| Head { word: &text[start..stop], open: open + 1 })
}

pub(super) fn skip_white(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
        at += 1;
    }
    at
}

pub(super) fn skip_name(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(|&byte| is_name_byte(byte)) {
        at += 1;
    }
    at
}

/// The closing brace of a group whose opening brace stands before `at`.
pub(super) fn group_end(bytes: &[u8], at: usize) -> Option<usize> {
    closing(bytes, at, bytes.len(), &mut 0)
}

/// So many bytes without a brace, and the next one is looked for in registers.
const NEAR: usize = 64;

/// The first brace from `at` on and before `end` that closes what is not opened
/// there, if so many are open already; `depth` is how many are open behind it.
#[inline]
pub(super) fn closing(bytes: &[u8], mut at: usize, end: usize, depth: &mut usize) -> Option<usize> {
    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    // Lifts `{`, `|`, `}`, `~` and DEL to the high bit, and nothing else that is in UTF-8.
    const LIFT: u64 = 0x0505_0505_0505_0505;
    let mut quiet = at;
    while at < end
        && let Some(word) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>)
    {
        let mut high = (u64::from_le_bytes(*word) & LOW).wrapping_add(LIFT) & !LOW;
        while high != 0 {
            let lane = high.trailing_zeros() as usize / 8;
            if at + lane >= end {
                return None;
            }
            match word[lane % 8] {
                b'{' => *depth += 1,
                b'}' if *depth == 0 => return Some(at + lane),
                b'}' => *depth -= 1,
                _ => {}
            }
            quiet = at + lane;
            high &= high - 1;
        }
        at += 8;
        if at >= quiet + NEAR {
            let rest = bytes.get(at..end).unwrap_or_default();
            at += position(rest, rest, |byte, _| (byte == b'{') | (byte == b'}'))?;
            quiet = at;
        }
    }
    for (at, byte) in bytes.iter().enumerate().take(end).skip(at) {
        match byte {
            b'{' => *depth += 1,
            b'}' if *depth == 0 => return Some(at),
            b'}' => *depth -= 1,
            _ => {}
        }
    }
    None
}

/// The quote that ends a value whose opening quote stands before `at`.
pub(super) fn quote_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += memchr3(b'"', b'{', b'}', bytes.get(at..)?)?;
        match bytes[at] {
            b'"' => return Some(at),
            b'{' => at = group_end(bytes, at + 1)?,
            _ => return None,
        }
        at += 1;
    }
}

/// Whether every brace has its partner, in order.
pub(super) fn is_balanced(text: &str) -> bool {
    let mut depth = 0_usize;
    for at in memchr::memchr2_iter(b'{', b'}', text.as_bytes()) {
        if text.as_bytes()[at] == b'{' {
            depth += 1;
        } else if depth == 0 {
            return false;
        } else {
            depth -= 1;
        }
    }
    depth == 0
}

/// One piece of a value; pieces are joined by `#`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// `{text}`
    Braced(&'a str),
    /// `"text"`
    Quoted(&'a str),
    /// `123`
    Number(&'a str),
    /// `aug`
    Macro(&'a str),
}

/// What can be wrong where a piece is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// There is nothing of the kind.
    Missing,
    /// A quote without its partner.
    Unclosed,
}

/// Walks through the part of a frame between its delimiters.
pub(super) struct Lexer<'a> {
    text: &'a str,
    /// Where it stands.
    pub at: usize,
}

impl<'a> Lexer<'a> {
    /// At byte `at` of this text, which ends where the entry does.
    pub fn new(text: &'a str, at: usize) -> Lexer<'a> {
        Lexer { text, at }
    }

    fn bytes(&self) -> &'a [u8] {
        self.text.as_bytes()
    }

    /// The text between two places.
    pub fn slice(&self, from: usize, to: usize) -> &'a str {
        self.text.get(from..to).unwrap_or("")
    }

    /// What is left.
    pub fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// Behind white space.
    pub fn white(&mut self) {
        self.at = skip_white(self.bytes(), self.at);
    }

    /// Behind white space and commas; where the first two commas are.
    pub fn white_and_commas(&mut self) -> [Option<usize>; 2] {
        let mut commas = [None; 2];
        while let Some(byte) = self.peek().filter(|byte| byte.is_ascii_whitespace() || *byte == b',') {
            if byte == b',' {
                match commas {
                    [None, _] => commas[0] = Some(self.at),
                    [_, None] => commas[1] = Some(self.at),
                    _ => {}
                }
            }
            self.at += 1;
        }
        commas
    }

    /// The next byte.
    pub fn peek(&self) -> Option<u8> {
        self.bytes().get(self.at).copied()
    }

    /// Passes over this byte if it is the next one.
    pub fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// The name that begins here, possibly empty.
    pub fn name(&mut self) -> &'a str {
        let start = self.at;
        self.at = skip_name(self.bytes(), start);
        self.slice(start, self.at)
    }

    /// The piece of a value that begins here.
    pub fn piece(&mut self) -> Result<Piece<'a>, Fault> {
        let inner = self.at + 1;
        match self.peek() {
            Some(b'{') => {
                let end = group_end(self.bytes(), inner).ok_or(Fault::Missing)?;
                self.at = end + 1;
                Ok(Piece::Braced(self.slice(inner, end)))
            }
            Some(b'"') => {
                let end = quote_end(self.bytes(), inner).ok_or(Fault::Unclosed)?;
                self.at = end + 1;
                Ok(Piece::Quoted(self.slice(inner, end)))
            }
            Some(byte) if is_name_byte(byte) => {
                let name = self.name();
                let number = name.bytes().all(|byte| byte.is_ascii_digit());
                Ok(if number { Piece::Number(name) } else { Piece::Macro(name) })
            }
            _ => Err(Fault::Missing),
        }
    }

    /// Passes over the rest of the line.
    pub fn line(&mut self) {
        self.at = self.line_end();
    }

    /// Passes over what cannot be understood: up to the next comma outside of
    /// braces, or to a line that begins with `name =`.
    pub fn garbage(&mut self) {
        let bytes = self.bytes();
        while let Some(&byte) = bytes.get(self.at) {
            match byte {
                b',' => return,
                b'{' => self.at = group_end(bytes, self.at + 1).unwrap_or(bytes.len() - 1),
                b'\n' if self.at_field(self.at + 1) => return,
                // One look behind a stretch of white space is enough.
                b'\n' => self.at = skip_white(bytes, self.at) - 1,
                _ => {}
            }
            self.at += 1;
        }
    }

    /// To the end of the line, or before `name =` that follows on it.
    pub fn line_end(&self) -> usize {
        memchr2(b'\n', b'\r', &self.bytes()[self.at..]).map_or(self.text.len(), |found| self.at + found)
    }

    /// Whether `name =` stands at byte `at`, white space aside.
    fn at_field(&self, at: usize) -> bool {
        let start = skip_white(self.bytes(), at);
        let stop = skip_name(self.bytes(), start);
        stop > start && self.bytes().get(skip_white(self.bytes(), stop)) == Some(&b'=')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<Result<Piece<'_>, Fault>> {
        let mut lexer = Lexer::new(text, 0);
        let mut out = Vec::new();
        loop {
            lexer.white();
            out.push(lexer.piece());
            lexer.white();
            if out.last().is_some_and(Result::is_err) || !lexer.eat(b'#') {
                return out;
            }
        }
    }

    #[test]
    fn pieces_of_values() {
        use Piece::*;
        assert_eq!(pieces("{a {b} \\{c} d} e"), [Ok(Braced("a {b} \\{c} d"))]);
        assert_eq!(pieces("\"a {\"}b{\"} c\""), [Ok(Quoted("a {\"}b{\"} c"))]);
        assert_eq!(pieces("\"8~\" # aug"), [Ok(Quoted("8~")), Ok(Macro("aug"))]);
        assert_eq!(pieces("2020 #{x}"), [Ok(Number("2020")), Ok(Braced("x"))]);
        assert_eq!(pieces("2020a"), [Ok(Macro("2020a"))]);
        assert_eq!(pieces("{a%}"), [Ok(Braced("a%"))]);
        assert_eq!(pieces("\"a"), [Err(Fault::Unclosed)]);
        assert_eq!(pieces("\"a}\""), [Err(Fault::Unclosed)]);
        assert_eq!(pieces(""), [Err(Fault::Missing)]);
        assert_eq!(pieces("aug # "), [Ok(Macro("aug")), Err(Fault::Missing)]);
    }

    #[test]
    fn a_brace_is_found_wherever_it_stands() {
        let slow = |bytes: &[u8], from: usize, end: usize, mut depth: usize| {
            for (at, byte) in bytes.iter().enumerate().take(end).skip(from) {
                match byte {
                    b'{' => depth += 1,
                    b'}' if depth == 0 => return (Some(at), depth),
                    b'}' => depth -= 1,
                    _ => {}
                }
            }
            (None, depth)
        };
        for len in 0..200 {
            for at in 0..len {
                let mut bytes: Vec<u8> = b"a|~\x7f\xc3\xa9b ".iter().copied().cycle().take(len).collect();
                (bytes[at], bytes[at / 2]) = (b'}', if len % 3 == 0 { b'{' } else { b'}' });
                for (from, end, depth) in [(0, len, 0), (0, len, 1), (at / 3, at, 0), (0, at + 1, 0), (at, len, 0)] {
                    let mut counted = depth;
                    let found = closing(&bytes, from, end, &mut counted);
                    assert_eq!((found, counted), slow(&bytes, from, end, depth), "{at} of {len} in {from}..{end}");
                }
            }
        }
        assert_eq!(group_end(b"{", 2), None);
    }

    #[test]
    fn heads_of_frames() {
        assert_eq!(head("@ Misc  (k)"), Some(Head { word: "Misc", open: 9 }));
        assert_eq!(head("@{k"), Some(Head { word: "", open: 2 }));
        assert_eq!(head("@misc"), None);
        assert_eq!(head("misc{"), None);
    }

    #[test]
    fn garbage_ends_at_a_comma_or_before_a_field() {
        for (text, rest) in [("a {x, y} b, c", ", c"), ("a b\n  year = 1", "\n  year = 1"), ("a\nb\nc", ""), ("{", "")]
        {
            let mut lexer = Lexer::new(text, 0);
            lexer.garbage();
            assert_eq!(&text[lexer.at..], rest, "{text}");
        }
    }

    #[test]
    fn balance() {
        for (text, balanced) in [("", true), ("{}{{}}", true), ("}{", false), ("{", false), ("\\{", false)] {
            assert_eq!(is_balanced(text), balanced, "{text}");
        }
    }
}
