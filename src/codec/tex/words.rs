//! Commands of TeX, as they are read.

use super::accents;
use super::case::Case;
use super::commands::{COMMANDS, Command};
use super::decode::{Reader, Sink, Within};
use super::scan::{ENTITIES, address, hexadecimal, is_blank, number, verbatim};
use super::{Braces, table};
use crate::ir::{Inline, Style};

/// Longest argument by which a command of the table is looked up.
const ARGUMENT: usize = 24;

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
            '&' => {
                let rest = &self.source[from + 2..end];
                match ENTITIES.iter().find(|(name, _)| rest.starts_with(name)) {
                    Some(&(name, c)) => self.sign(c, 2 + name.len(), sink),
                    None => self.sign('&', 2, sink),
                }
            }
            '%' | '#' | '_' | '$' | '{' | '}' => self.sign(c, 2, sink),
            ',' => self.sign('\u{202f}', 2, sink),
            ':' | '>' => self.sign('\u{205f}', 2, sink),
            ';' => self.sign('\u{2005}', 2, sink),
            '-' | '/' | '@' | '!' => self.at += 2,
            '\\' => {
                self.at += 2;
                self.line_break(end, sink);
            }
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
            return match self.in_table(from, end) {
                Some(c) => self.character(c, end, sink),
                None => self.unknown(from, end, sink),
            };
        };
        match command {
            Command::Accent(index) => return self.accent(index, from, end, within, sink),
            Command::Char(c) => return self.character(c, end, sink),
            Command::Logo(word) => {
                self.end_name(end);
                if self.how.braces == Braces::Protect && within.case != Case::Kept && !within.too_deep() {
                    self.piece(Inline::Styled(Style::KeepCase, vec![Inline::Plain(word.into())]), sink);
                } else {
                    sink.run.push_str(word);
                    self.blank = false;
                }
                return;
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
                self.end_name(end);
                return self.space(sink);
            }
            Command::Break => return self.line_break(end, sink),
            Command::Verb => return self.verb(from, end, sink),
            Command::Paragraph => {
                self.eat_blanks(end);
                return self.paragraph(sink);
            }
            Command::Code => return self.code_point(from, end, sink),
            _ => {}
        }
        if matches!(command, Command::Quoted) && self.source[after..end].starts_with("*{") {
            self.at += 1;
        }
        self.eat_blanks(end);
        let takes_letter = matches!(command, Command::Style(_) | Command::Content);
        let Some((start, stop)) = self.argument(end).or_else(|| self.letter(end).filter(|_| takes_letter)) else {
            self.at = after;
            return self.unknown(from, end, sink);
        };
        let braced = self.bytes[start - 1] == b'{' && start > self.at;
        self.at = start;
        match command {
            Command::Content if within.case == Case::Open && braced => {
                let blank = self.blank;
                let inner = self.content(stop, within.style(None));
                if inner.is_empty() {
                    self.blank = blank;
                }
                sink.extend(inner);
            }
            Command::Content => self.run(stop, within.group(), sink),
            Command::Kept if self.how.braces == Braces::Protect && within.case != Case::Kept => {
                let inner = self.inner(stop, within.style(Some(Style::KeepCase)));
                sink.styled(Style::KeepCase, inner);
            }
            Command::Kept => self.run(stop, within.group(), sink),
            Command::Style(style) => {
                let within = within.style(Some(style));
                let inner = if braced { self.content(stop, within) } else { self.inner(stop, within) };
                sink.styled(style, inner);
            }
            Command::Quoted => {
                let inner = self.content(stop, within.style(None));
                self.piece(Inline::Quoted(inner), sink);
            }
            Command::Dropped => {}
            Command::Glyph => match hexadecimal(self.source[start..stop].trim()) {
                Some(c) => self.sign(c, 0, sink),
                None => {
                    self.at = after;
                    return self.unknown(from, end, sink);
                }
            },
            Command::Math if self.is_lone(from, stop) && self.symbol(start, stop).is_some() => {
                if let Some(c) = self.symbol(start, stop) {
                    self.sign(c, 0, sink);
                }
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
                let text = self.content(last, within.style(None));
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
        self.at = stop + usize::from(braced);
    }

    /// Ends the name of a command that takes no argument.
    fn end_name(&mut self, end: usize) {
        if self.source[self.at..end].starts_with("{}") {
            self.at += 2;
        } else {
            self.eat_blanks(end);
        }
    }

    fn character(&mut self, c: char, end: usize, sink: &mut Sink) {
        // An argument of the table's has ended the name already.
        if self.bytes[self.at - 1] != b'}' {
            self.end_name(end);
        }
        self.sign(c, 0, sink);
    }

    /// A letter as an argument without braces.
    fn letter(&self, end: usize) -> Option<(usize, usize)> {
        let c = self.source[self.at..end].chars().next().filter(|c| c.is_alphanumeric())?;
        Some((self.at, self.at + c.len_utf8()))
    }

    /// The character that a command of the long table prints; the place is
    /// then after its arguments.
    fn in_table(&mut self, from: usize, end: usize) -> Option<char> {
        let name = self.at;
        let mut at = name;
        let mut found = None;
        while at < end
            && self.bytes[at] == b'{'
            && let Some(len) = self.bytes[at..end].iter().take(ARGUMENT).position(|&b| b == b'}')
        {
            at += len + 1;
            if let Some(row) = table::find(&self.source[from + 1..at]).filter(|row| row.text) {
                found = Some((row.char, at));
            }
        }
        if let Some((c, at)) = found {
            self.at = at;
            return Some(c);
        }
        table::find(&self.source[from + 1..name]).map(|row| row.char)
    }

    /// Whether a command and its argument are all there is in a group: the way
    /// to write one character.
    fn is_lone(&self, from: usize, stop: usize) -> bool {
        from > 0 && self.bytes[from - 1] == b'{' && self.bytes.get(stop + 1) == Some(&b'}')
    }

    /// The character that a source in mathematics is.
    fn symbol(&self, start: usize, stop: usize) -> Option<char> {
        let name = self.source[start..stop].strip_prefix('\\')?;
        table::find(name).map(|row| row.char)
    }

    /// A line break: its star and its length do not matter, and a blank is all
    /// that remains of it.
    fn line_break(&mut self, end: usize, sink: &mut Sink) {
        if self.at < end && self.bytes[self.at] == b'*' {
            self.at += 1;
        }
        if self.at < end
            && self.bytes[self.at] == b'['
            && let Some(mate) = self.mate(self.at, end)
        {
            self.at = mate + 1;
        }
        self.eat_blanks(end);
        self.space(sink);
    }

    /// `\verb|x|`; the place is after the name.
    fn verb(&mut self, from: usize, end: usize, sink: &mut Sink) {
        let rest = &self.source[self.at..end];
        let rest = rest.strip_prefix('*').unwrap_or(rest);
        let sign = rest.chars().next().filter(|c| c.is_ascii_punctuation() && !"{}\\".contains(*c));
        let text = sign.and_then(|sign| rest[1..].split_once(sign));
        match text {
            Some((text, after)) if !text.is_empty() && !text.contains(['{', '}']) => {
                self.at = end - after.len();
                self.piece(Inline::Styled(Style::Code, vec![Inline::Plain(verbatim(text))]), sink);
            }
            _ => self.unknown(from, end, sink),
        }
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
                    self.run(stop, within.group().case(Case::Free), &mut inner);
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
            sink.extend(inner.split_off(1));
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
