//! Commands of TeX, as they are read.

use super::accents;
use super::commands::{COMMANDS, Command};
use super::decode::{Reader, Sink, Within};
use super::scan::{address, is_blank, number, verbatim};
use crate::ir::Inline;

impl Reader<'_> {
    /// A backslash and what it does.
    pub(super) fn command(&mut self, end: usize, within: Within, sink: &mut Sink) {
        let from = self.at;
        let Some(c) = self.source[from + 1..end].chars().next() else { return self.sign('\\', 1, sink) };
        if c.is_ascii_alphabetic() {
            let len = self.bytes[from + 1..end].iter().take_while(|b| b.is_ascii_alphabetic()).count();
            self.at = from + 1 + len;
            return self.word(from, end, within, sink);
        }
        match c {
            '&' | '%' | '#' | '_' | '$' | '{' | '}' => self.sign(c, 2, sink),
            ',' => self.sign('\u{202f}', 2, sink),
            '-' | '/' | '@' => self.at += 2,
            '(' => match self.mate(from, end) {
                Some(mate) => {
                    let source = verbatim(&self.source[from + 2..mate]);
                    self.at = mate + 2;
                    self.piece(Inline::Math(source), sink);
                }
                None => self.raw(from, from + 2, sink),
            },
            '[' => {
                let to = self.mate(from, end).unwrap_or(from);
                self.raw(from, to + 2, sink);
            }
            _ if is_blank(c) => {
                self.at += 2;
                self.space(sink);
            }
            _ => {
                self.at += 1 + c.len_utf8();
                let name = &self.source[from + 1..self.at];
                match COMMANDS.get(name) {
                    Some(&Command::Accent(index)) => self.accent(index, from, end, within, sink),
                    _ => self.raw(from, self.at, sink),
                }
            }
        }
    }

    /// A control word; the place is after its name.
    fn word(&mut self, from: usize, end: usize, within: Within, sink: &mut Sink) {
        let after = self.at;
        let Some(&command) = COMMANDS.get(&self.source[from + 1..after]) else {
            return self.unknown(from, end, sink);
        };
        match command {
            Command::Accent(index) => return self.accent(index, from, end, within, sink),
            Command::Char(c) => {
                if self.source[after..end].starts_with("{}") {
                    self.at += 2;
                } else {
                    self.eat_blanks(end);
                }
                return self.sign(c, 0, sink);
            }
            _ if within.too_deep() => return self.unknown(from, end, sink),
            Command::Switch(style) => {
                self.eat_blanks(end);
                match style {
                    Some(style) => {
                        let inner = self.inner(end, within.style(Some(style)));
                        sink.styled(style, inner);
                    }
                    None => self.run(end, within.group(), sink),
                }
                return;
            }
            Command::Nothing => return self.eat_blanks(end),
            Command::Space => {
                if self.source[after..end].starts_with("{}") {
                    self.at += 2;
                } else {
                    self.eat_blanks(end);
                }
                return self.space(sink);
            }
            Command::Paragraph => {
                self.eat_blanks(end);
                return self.paragraph(sink);
            }
            Command::Code => return self.code_point(from, end, sink),
            _ => {}
        }
        self.eat_blanks(end);
        let Some((start, stop)) = self.argument(end) else {
            self.at = after;
            return self.unknown(from, end, sink);
        };
        self.at = start;
        match command {
            Command::Content => self.run(stop, within.group(), sink),
            Command::Style(style) => {
                let inner = self.inner(stop, within.style(Some(style)));
                sink.styled(style, inner);
            }
            Command::Quoted => {
                let inner = self.inner(stop, within.style(None));
                self.piece(Inline::Quoted(inner), sink);
            }
            Command::Math => {
                let source = verbatim(&self.source[start..stop]);
                self.piece(Inline::Math(source), sink);
            }
            Command::Url => {
                let target = address(&self.source[start..stop]);
                self.piece(Inline::Link { target, text: Vec::new() }, sink);
            }
            Command::Href => {
                self.at = stop + 1;
                self.eat_blanks(end);
                let Some((text, last)) = self.argument(end) else {
                    self.at = after;
                    return self.unknown(from, end, sink);
                };
                self.at = text;
                let text = self.inner(last, within.style(None));
                self.piece(Inline::Link { target: address(&self.source[start..stop]), text }, sink);
                self.at = last + 1;
                return;
            }
            Command::Symbol => match number(self.source[start..stop].trim()) {
                Some((c, "")) => self.sign(c, 0, sink),
                _ => {
                    self.at = after;
                    return self.unknown(from, end, sink);
                }
            },
            _ => {}
        }
        self.at = stop + 1;
    }

    /// `\char"41` and its like; the place is after `\char`.
    fn code_point(&mut self, from: usize, end: usize, sink: &mut Sink) {
        match number(&self.source[self.at..end]) {
            Some((c, rest)) => {
                self.at = end - rest.len();
                if rest.starts_with(is_blank) {
                    self.at += 1;
                }
                self.sign(c, 0, sink);
            }
            None => self.unknown(from, end, sink),
        }
    }

    /// A command that is not in the tables: kept with its arguments, or with
    /// the blank that ends its name.
    fn unknown(&mut self, from: usize, end: usize, sink: &mut Sink) {
        let name = self.at;
        if self.at + 1 < end && self.bytes[self.at] == b'*' && matches!(self.bytes[self.at + 1], b'[' | b'{') {
            self.at += 1;
        }
        while self.at < end && matches!(self.bytes[self.at], b'[' | b'{') {
            match self.mate(self.at, end) {
                Some(mate) => self.at = mate + 1,
                None => break,
            }
        }
        let to = self.at;
        self.raw(from, to, sink);
        if to == name && to < end {
            self.eat_blanks(end);
            if self.at > to
                && self.at < self.source.len()
                && let Some(Inline::Raw { source, .. }) = sink.pieces.last_mut()
            {
                source.push(' ');
            }
        }
    }

    /// An accent; the place is after its name.
    fn accent(&mut self, index: usize, from: usize, end: usize, within: Within, sink: &mut Sink) {
        let accent = &accents::ACCENTS[index];
        let name = self.at;
        self.eat_blanks(end);
        let (letter, used) = match &self.bytes[self.at..end] {
            [b'{', letter, b'}', ..] => (*letter, 3),
            [b'{', b'\\', letter @ (b'i' | b'j'), b'}', ..] => (*letter, 4),
            [letter, ..] => (*letter, 1),
            [] => (0, 0),
        };
        if letter.is_ascii_alphabetic()
            && let Some(c) = accents::over(letter as char, accent.mark)
        {
            return self.sign(c, used, sink);
        }
        let letter = self.source[self.at..end].chars().next();
        let mut inner = Sink::default();
        match letter {
            Some(c) if c.is_alphanumeric() => {
                inner.run.push(c);
                self.at += c.len_utf8();
            }
            Some('\\') if !within.too_deep() => self.command(end, within.group(), &mut inner),
            Some('{') if !within.too_deep() => {
                if let Some((start, stop)) = self.argument(end) {
                    self.at = start;
                    self.blank = true;
                    self.run(stop, within.group(), &mut inner);
                    self.at = stop + 1;
                    if let (true, Some(c)) = (inner.pieces.is_empty() && inner.run.is_empty(), accent.alone) {
                        return self.sign(c, 0, sink);
                    }
                }
            }
            _ => {}
        }
        let mut inner = inner.finish();
        let mut done = String::new();
        if let Some(Inline::Plain(text)) = inner.first_mut()
            && let Some(used) = accents::put(accent.mark, text, &mut done)
        {
            sink.run.push_str(&done);
            sink.run.push_str(&text[used..]);
            self.blank = text[used..].ends_with(' ');
            for piece in inner.into_iter().skip(1) {
                match piece {
                    Inline::Plain(text) => sink.run.push_str(&text),
                    other => sink.push(other),
                }
            }
            return;
        }
        if self.bytes[from + 1].is_ascii_alphabetic() {
            self.at = name;
            return self.unknown(from, end, sink);
        }
        let to = if inner.is_empty() { name } else { self.at };
        self.raw(from, to, sink);
    }
}
