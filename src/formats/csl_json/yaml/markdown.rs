//! Pandoc's Markdown in strings: `*italic*`, `[x]{.nocase}`, `^up^`, `$math$`.
//!
//! In pandoc's metadata every string is Markdown (pandoc's manual, "Metadata
//! blocks" and "Specifying bibliographic data"), with the extension `smart`.
//! Here it is turned into text with the tags of CSL-JSON and back; what CSL has
//! no tag for (links, code, citations) keeps its words.

use crate::codec::MAX_DEPTH;
use crate::codec::markup::{self, Markup, tags_of};
use crate::ir::{Inline, Style, Text};

/// What the Markdown of a string may say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Styles, typography, paragraphs.
    Prose,
    /// Typography.
    Name,
    /// Characters.
    Token,
    /// Nothing: the string is taken as it stands.
    Verbatim,
}

const SMALL_CAPS: &str = "<span style=\"font-variant:small-caps;\">";
const NO_CASE: &str = "<span class=\"nocase\">";

/// An opening mark that has not met its partner.
struct Open {
    mark: u8,
    width: usize,
    piece: usize,
}

struct Decoder<'s> {
    source: &'s str,
    mode: Mode,
    at: usize,
    /// What comes out; the place of an opening mark is filled when it is closed.
    pieces: Vec<String>,
    open: Vec<Open>,
}

/// Reads Markdown.
pub(super) fn decode(source: &str, mode: Mode) -> String {
    if mode == Mode::Verbatim {
        return source.to_owned();
    }
    let special =
        |b: u8| b.is_ascii_punctuation() && !matches!(b, b',' | b':' | b';' | b'(' | b')' | b'/' | b'?' | b'!');
    if !source.bytes().any(|b| special(b) || b == b'\n') {
        return source.to_owned();
    }
    let mut decoder =
        Decoder { source, mode, at: 0, pieces: vec![String::with_capacity(source.len())], open: Vec::new() };
    decoder.run();
    decoder.pieces.concat()
}

impl<'s> Decoder<'s> {
    fn byte(&self, at: usize) -> u8 {
        self.source.as_bytes().get(at).copied().unwrap_or(b' ')
    }

    fn before(&self) -> char {
        self.source[..self.at].chars().next_back().unwrap_or(' ')
    }

    fn after(&self, at: usize) -> char {
        self.source.get(at..).and_then(|rest| rest.chars().next()).unwrap_or(' ')
    }

    fn put(&mut self, text: &str) {
        if let Some(last) = self.pieces.last_mut() {
            last.push_str(text);
        }
    }

    fn take(&mut self, len: usize) {
        let end = self.at + len;
        let source = self.source;
        self.put(&source[self.at..end]);
        self.at = end;
    }

    fn run(&mut self) {
        while self.at < self.source.len() {
            let rest = &self.source[self.at..];
            let len = rest
                .bytes()
                .position(|b| {
                    matches!(
                        b,
                        b'\\'
                            | b'<'
                            | b'\''
                            | b'"'
                            | b'-'
                            | b'.'
                            | b'*'
                            | b'_'
                            | b'^'
                            | b'~'
                            | b'['
                            | b']'
                            | b'`'
                            | b'$'
                            | b'\n'
                    )
                })
                .unwrap_or(rest.len());
            if len > 0 {
                self.take(len);
                continue;
            }
            let byte = rest.as_bytes()[0];
            match (byte, self.mode) {
                (b'\\', _) => self.escape(),
                (b'<', _) => self.angle(),
                (b'\n', Mode::Prose) => self.line_end(),
                (_, Mode::Token) => self.take(1),
                (b'\'' | b'"', _) => self.quote(byte),
                (b'-' | b'.', _) => self.run_of(byte),
                (_, Mode::Name) => self.take(1),
                (b'*' | b'_', _) => self.emphasis(byte),
                (b'^' | b'~', _) => self.raised(byte),
                (b'[', _) => self.bracket(),
                (b']', _) => self.close_bracket(),
                (b'`', _) => self.code(),
                (b'$', _) => self.math(),
                _ => self.take(1),
            }
        }
    }

    fn escape(&mut self) {
        let next = self.after(self.at + 1);
        match next {
            c if c.is_ascii_punctuation() => {
                self.at += 1;
                self.take(1);
            }
            ' ' if self.at + 1 < self.source.len() && self.mode == Mode::Prose => {
                self.put("\u{a0}");
                self.at += 2;
            }
            '\n' if self.mode == Mode::Prose => {
                self.put(" ");
                self.at += 2;
            }
            _ => self.take(1),
        }
    }

    /// A tag stays for CSL to read; an address in angle brackets loses them.
    fn angle(&mut self) {
        let rest = &self.source[self.at..];
        let end = rest.bytes().take(2000).position(|b| matches!(b, b'>' | b' ' | b'\n'));
        let inner = end.filter(|&end| rest.as_bytes()[end] == b'>').map(|end| &rest[1..end]);
        if let Some(inner) = inner.filter(|inner| inner.contains("://") || inner.starts_with("mailto:")) {
            self.put(inner);
            self.at += inner.len() + 2;
        } else if let Some(len) =
            rest.starts_with("<span ").then(|| rest.bytes().take(100).position(|b| b == b'>')).flatten()
        {
            self.take(len + 1);
        } else {
            self.take(1);
        }
    }

    /// A line break is a blank; an empty line ends a paragraph.
    fn line_end(&mut self) {
        let rest = &self.source[self.at..];
        let len = rest.len() - rest.trim_start_matches(['\n', ' ', '\t', '\r']).len();
        let breaks = rest[..len].bytes().filter(|b| *b == b'\n').count();
        if len < rest.len() {
            self.put(if breaks > 1 { "\n" } else { " " });
        }
        self.at += len;
    }

    /// Straight quotes become typographic ones.
    fn quote(&mut self, byte: u8) {
        let next = self.after(self.at + 1);
        let begins = (self.before().is_whitespace() || "([{-–—/“‘\"'".contains(self.before())) && !next.is_whitespace();
        let text = match byte {
            b'"' if begins => "\u{201c}",
            b'"' => "\u{201d}",
            _ if begins && next.is_alphabetic() && self.is_closed() => "\u{2018}",
            _ => "\u{2019}",
        };
        self.put(text);
        self.at += 1;
    }

    /// Whether a single quote that begins has an end.
    fn is_closed(&self) -> bool {
        let rest = &self.source.as_bytes()[self.at + 1..];
        let rest = &rest[..rest.len().min(500)];
        memchr::memchr_iter(b'\'', rest).any(|at| {
            let after = rest.get(at + 1).copied().unwrap_or(b' ');
            at > 0 && !rest[at - 1].is_ascii_whitespace() && !after.is_ascii_alphanumeric() && after.is_ascii()
        })
    }

    /// Dashes and dots.
    fn run_of(&mut self, byte: u8) {
        let len = self.source[self.at..].bytes().take_while(|b| *b == byte).count();
        match (byte, len) {
            (b'-', 2) => self.put("–"),
            (b'-', 3) => self.put("—"),
            (b'.', 3) => self.put("…"),
            _ => return self.take(len),
        }
        self.at += len;
    }

    fn push_open(&mut self, mark: u8, width: usize) {
        let source = self.source;
        // The mark as it stands, until it is closed.
        self.pieces.push(source[self.at..self.at + width].to_owned());
        self.open.push(Open { mark, width, piece: self.pieces.len() - 1 });
        self.pieces.push(String::new());
        self.at += width;
    }

    /// Closes an opening mark; those inside stay as they stand.
    fn close(&mut self, open: usize, begin: &str, end: &str, len: usize) {
        let piece = self.open[open].piece;
        self.pieces[piece] = begin.to_owned();
        self.open.truncate(open);
        self.put(end);
        self.at += len;
    }

    fn emphasis(&mut self, byte: u8) {
        let mut count = self.source[self.at..].bytes().take_while(|b| *b == byte).count();
        let (before, after) = (self.before(), self.after(self.at + count));
        let inside_word = byte == b'_' && before.is_alphanumeric() && after.is_alphanumeric();
        let closes = !(before.is_whitespace() || byte == b'_' && after.is_alphanumeric());
        let opens = !(after.is_whitespace() || byte == b'_' && before.is_alphanumeric());
        if inside_word || count > 3 {
            return self.take(count);
        }
        while count > 0 {
            let found = self.open.iter().rposition(|open| open.mark == byte && open.width <= count);
            match found.filter(|_| closes) {
                Some(open) => {
                    let width = self.open[open].width;
                    let (begin, end) = if width == 2 { ("<b>", "</b>") } else { ("<i>", "</i>") };
                    self.close(open, begin, end, width);
                    count -= width;
                }
                None if opens && self.open.len() < MAX_DEPTH => {
                    let width = count.min(2);
                    self.push_open(byte, width);
                    count -= width;
                }
                None => {
                    self.take(count);
                    count = 0;
                }
            }
        }
    }

    fn raised(&mut self, byte: u8) {
        let tags = if byte == b'^' { ("<sup>", "</sup>") } else { ("<sub>", "</sub>") };
        if let Some(open) = self.open.iter().rposition(|open| open.mark == byte) {
            return self.close(open, tags.0, tags.1, 1);
        }
        // A partner without white space between.
        let rest = &self.source.as_bytes()[self.at + 1..];
        let mut escaped = false;
        let end = rest.iter().take(1000).position(|&b| {
            let ends = !escaped && (b == byte || b.is_ascii_whitespace());
            escaped = b == b'\\' && !escaped;
            ends
        });
        match end {
            Some(end) if end > 0 && rest[end] == byte && self.open.len() < MAX_DEPTH => self.push_open(byte, 1),
            _ => self.take(1),
        }
    }

    fn bracket(&mut self) {
        match self.open.len() < MAX_DEPTH {
            true => self.push_open(b'[', 1),
            false => self.take(1),
        }
    }

    fn close_bracket(&mut self) {
        let Some(open) = self.open.iter().rposition(|open| open.mark == b'[') else { return self.take(1) };
        let rest = &self.source[self.at + 1..];
        let limit = rest.len().min(2000);
        let until = |end: u8| rest.as_bytes()[1..limit].iter().position(|b| *b == end).map(|at| at + 1);
        match rest.as_bytes().first() {
            Some(b'{') => match until(b'}') {
                Some(end) => {
                    let (begin, close) = span(&rest[1..end]);
                    self.close(open, begin, close, end + 2);
                }
                None => self.leave_bracket(open),
            },
            Some(b'(') => match until(b')') {
                Some(end) => self.close(open, "", "", end + 2),
                None => self.leave_bracket(open),
            },
            _ => self.leave_bracket(open),
        }
    }

    fn leave_bracket(&mut self, open: usize) {
        self.open.remove(open);
        self.take(1);
    }

    /// Code keeps its characters.
    fn code(&mut self) {
        let ticks = self.source[self.at..].bytes().take_while(|b| *b == b'`').count();
        let rest = &self.source[self.at + ticks..];
        let end = memchr::memmem::find(
            &rest.as_bytes()[..rest.len().min(2000)],
            &self.source.as_bytes()[self.at..self.at + ticks],
        );
        match end {
            Some(end) => {
                self.put(rest[..end].trim());
                self.at += 2 * ticks + end;
            }
            None => self.take(ticks),
        }
    }

    /// Mathematics stays as it stands.
    fn math(&mut self) {
        let bytes = self.source.as_bytes();
        let mut end = self.at + 1;
        let blank = |b: u8| b.is_ascii_whitespace();
        if !blank(self.byte(end)) && self.byte(end) != b'$' {
            while let Some(found) = bytes.get(end..).and_then(|rest| memchr::memchr3(b'$', b'\\', b'\n', rest)) {
                end += found;
                match bytes[end] {
                    b'\\' => end += 2,
                    b'$' if !blank(bytes[end - 1]) && !self.byte(end + 1).is_ascii_digit() => {
                        return self.take(end + 1 - self.at);
                    }
                    _ => break,
                }
            }
        }
        self.take(1);
    }
}

/// The tags for a span with these attributes.
fn span(attributes: &str) -> (&'static str, &'static str) {
    let mut words = attributes.split([' ', '\n', '=', '"', ';', ':']);
    match words.find(|word| matches!(*word, ".nocase" | "nocase" | ".smallcaps" | "smallcaps" | "small-caps")) {
        Some(".nocase" | "nocase") => (NO_CASE, "</span>"),
        Some(_) => (SMALL_CAPS, "</span>"),
        None => ("", ""),
    }
}

/// Writes text in the notation of CSL-JSON as Markdown that is read as it.
pub(super) fn encode(text: &str, mode: Mode, out: &mut String) {
    let start = out.len();
    if mode != Mode::Prose {
        return escape(text, mode, out);
    }
    let read = markup::decode(text, Markup { tags: true, paragraphs: true });
    put(&read, true, out);
    if decode(&out[start..], mode) != text {
        // Where Markdown is ambiguous, tags are not.
        out.truncate(start);
        put(&read, false, out);
    }
}

fn put(text: &Text, marks: bool, out: &mut String) {
    inlines(&text.inlines(), marks, out);
}

fn inlines(list: &[Inline], marks: bool, out: &mut String) {
    for inline in list {
        match inline {
            Inline::Plain(text) => escape(text, Mode::Prose, out),
            Inline::Styled(style, inner) => {
                let (begin, end) = if marks { marks_of(*style) } else { tags_of(*style) };
                out.push_str(begin);
                inlines(inner, marks, out);
                out.push_str(end);
            }
            Inline::Math(tex) => {
                out.push('$');
                out.push_str(tex);
                out.push('$');
            }
            Inline::Paragraph => out.push_str("\n\n"),
            // Text in the notation of CSL-JSON has none of these.
            Inline::Quoted(inner) | Inline::Link { text: inner, .. } => inlines(inner, marks, out),
            Inline::Raw { source, .. } => escape(source, Mode::Prose, out),
        }
    }
}

fn marks_of(style: Style) -> (&'static str, &'static str) {
    match style {
        Style::Emph => ("*", "*"),
        Style::Strong => ("**", "**"),
        Style::SmallCaps => ("[", "]{.smallcaps}"),
        Style::Sup => ("^", "^"),
        Style::Sub => ("~", "~"),
        Style::KeepCase => ("[", "]{.nocase}"),
        Style::Code => ("", ""),
    }
}

/// Writes characters so that none of them is a mark.
fn escape(text: &str, mode: Mode, out: &mut String) {
    if mode == Mode::Verbatim {
        return out.push_str(text);
    }
    let bytes = text.as_bytes();
    let start = out.is_empty() || out.ends_with('\n');
    for (at, c) in text.char_indices() {
        let next = bytes.get(at + c.len_utf8()).copied().unwrap_or(b' ');
        let before = text[..at].chars().next_back();
        let marked = match c {
            '\\' | '*' | '^' | '~' | '$' | '@' | '[' | ']' | '<' | '>' | '`' | '\'' | '"' => true,
            '_' => {
                let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
                !(word(before) && word(text[at + 1..].chars().next()))
            }
            '-' | '.' => before == Some(c) || next == c as u8,
            '&' => next.is_ascii_alphanumeric() || next == b'#',
            _ => false,
        };
        let first = start && at == 0 && matches!(c, '#' | '-' | '+' | '|' | ':');
        let numbered =
            start && matches!(c, '.' | ')') && next == b' ' && bytes[..at].iter().all(u8::is_ascii_digit) && at > 0;
        if marked || first || numbered {
            out.push('\\');
        }
        out.push(c);
    }
}

#[cfg(test)]
mod tests;
