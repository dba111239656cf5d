//! TeX to rich text.

use super::case::{self, Case};
use super::letters;
use super::marks::{self, Marks};
use super::scan::{is_blank_byte, means_something, ordinary, trim, verbatim};
use super::{Braces, Decode};
use crate::codec::MAX_DEPTH;
use crate::ir::{Inline, Str, Style, Text};

/// How deep groups may nest; more than text may, as not every group sets
/// something off.
const MAX_GROUPS: usize = 4 * MAX_DEPTH;

/// Reads a value; `lines` makes every line a paragraph.
pub(super) fn decode(source: &str, how: Decode, lines: bool) -> Text {
    decode_with(source, how, lines, true)
}

/// The same; `quick` only says in which way words are read in which single
/// letters are groups.
pub(super) fn decode_with(source: &str, how: Decode, lines: bool, quick: bool) -> Text {
    let source = trim(source);
    let plain = ordinary(source.as_bytes(), 0, source.len());
    if plain == source.len() {
        return Text::Plain(source.into());
    }
    if quick && let Some(text) = letters::read(source) {
        return Text::Plain(text);
    }
    let mut reader =
        Reader { source, bytes: source.as_bytes(), at: 0, how, lines, marks: None, blank: true, quote: false };
    let mut sink = Sink { pieces: Vec::new(), run: Str::with_capacity(source.len()) };
    if plain > 0 {
        reader.at = plain;
        reader.text(0, &mut sink);
    }
    let case = if how.braces == Braces::Protect { Case::Open } else { Case::Free };
    reader.run(source.len(), Within { case, ..Within::default() }, &mut sink);
    if sink.pieces.is_empty() {
        if sink.run.ends_with(' ') {
            sink.run.pop();
        }
        return Text::Plain(sink.run);
    }
    let mut pieces = sink.finish();
    trim_end(&mut pieces);
    match pieces.as_mut_slice() {
        [] => Text::default(),
        [Inline::Plain(text)] => Text::Plain(std::mem::take(text)),
        _ => Text::Rich(pieces),
    }
}

/// Cuts the last blank off, wherever it stands.
fn trim_end(pieces: &mut Vec<Inline>) {
    while let Some(last) = pieces.last_mut() {
        let empty = match last {
            Inline::Plain(text) => {
                text.truncate(text.trim_end_matches(' ').len());
                text.is_empty()
            }
            Inline::Styled(_, inner) => {
                trim_end(inner);
                inner.is_empty()
            }
            Inline::Paragraph => true,
            _ => false,
        };
        if !empty {
            return;
        }
        pieces.pop();
    }
}

/// Pieces being collected in the normal form of a text, the last run of
/// characters apart.
#[derive(Default)]
pub(super) struct Sink {
    pub(super) pieces: Vec<Inline>,
    pub(super) run: Str,
}

impl Sink {
    pub(super) fn push(&mut self, inline: Inline) {
        if !self.run.is_empty() {
            // Copied, so that what follows has room already.
            self.pieces.push(Inline::Plain(self.run.as_str().into()));
            self.run.clear();
        }
        self.pieces.push(inline);
    }

    pub(super) fn styled(&mut self, style: Style, inner: Vec<Inline>) {
        if !inner.is_empty() {
            self.push(Inline::Styled(style, inner));
        }
    }

    pub(super) fn extend(&mut self, inner: Vec<Inline>) {
        for inline in inner {
            match inline {
                Inline::Plain(text) => self.run.push_str(&text),
                other => self.push(other),
            }
        }
    }

    pub(super) fn finish(mut self) -> Vec<Inline> {
        if !self.run.is_empty() {
            self.pieces.push(Inline::Plain(self.run));
        }
        while matches!(self.pieces.last(), Some(Inline::Paragraph)) {
            self.pieces.pop();
        }
        self.pieces
    }
}

/// What surrounds the place being read.
#[derive(Clone, Copy, Default)]
pub(super) struct Within {
    groups: usize,
    styles: usize,
    /// What braces do here.
    pub(super) case: Case,
    /// Inside monospace, which has no ligatures.
    code: bool,
}

impl Within {
    pub(super) fn group(self) -> Within {
        Within { groups: self.groups + 1, ..self }
    }

    pub(super) fn case(self, case: Case) -> Within {
        Within { case, ..self }
    }

    pub(super) fn style(self, style: Option<Style>) -> Within {
        Within {
            styles: self.styles + 1,
            case: if style == Some(Style::KeepCase) { Case::Kept } else { self.case },
            code: self.code || style == Some(Style::Code),
            ..self.group()
        }
    }

    pub(super) fn too_deep(self) -> bool {
        self.groups >= MAX_GROUPS || self.styles >= MAX_DEPTH
    }
}

pub(super) struct Reader<'a> {
    pub(super) source: &'a str,
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
    pub(super) how: Decode,
    lines: bool,
    marks: Option<Marks>,
    /// Whether a blank here would be a second one, or a leading one.
    pub(super) blank: bool,
    /// Whether a single quotation mark is open.
    quote: bool,
}

impl Reader<'_> {
    /// Where the partner of the sign at `at` stands, if it does before `end`.
    pub(super) fn mate(&mut self, at: usize, end: usize) -> Option<usize> {
        if self.marks.is_none()
            && let Some(mate) = marks::near(&self.bytes[at..end])
        {
            return Some(at + mate);
        }
        let source = self.source;
        self.marks.get_or_insert_with(|| Marks::find(source)).mate(at).filter(|&mate| mate < end)
    }

    pub(super) fn run(&mut self, end: usize, within: Within, sink: &mut Sink) {
        while self.at < end {
            let from = self.at;
            if !means_something(self.bytes[from]) {
                self.skip_ordinary(end);
                if self.at > from {
                    self.text(from, sink);
                }
                if self.at >= end {
                    return;
                }
            }
            match self.bytes[self.at] {
                b'\\' => self.command(end, within, sink),
                b'{' => self.group(end, within, sink),
                b'$' => self.math(end, within, sink),
                b'~' => self.sign('\u{a0}', 1, sink),
                b'}' => self.sign('}', 1, sink),
                b'-' | b'\'' | b'`' => self.ligature(end, within, sink),
                b',' | b'<' | b'>' => self.quotation(end, within, sink),
                _ => self.white(end, sink),
            }
        }
    }

    /// Moves over bytes that mean themselves.
    fn skip_ordinary(&mut self, end: usize) {
        if self.at == end || self.blank && self.bytes[self.at] == b' ' {
            return;
        }
        let mut stop = ordinary(self.bytes, self.at, end);
        if self.quote
            && let Some(closing) = memchr::memchr(b'\'', &self.bytes[self.at..stop])
        {
            stop = self.at + closing;
        }
        self.at = stop;
    }

    fn text(&mut self, from: usize, sink: &mut Sink) {
        sink.run.push_str(&self.source[from..self.at]);
        self.blank = self.bytes[self.at - 1] == b' ';
    }

    /// Writes one character for the next `used` bytes.
    pub(super) fn sign(&mut self, c: char, used: usize, sink: &mut Sink) {
        sink.run.push(c);
        self.blank = false;
        self.at += used;
    }

    pub(super) fn piece(&mut self, inline: Inline, sink: &mut Sink) {
        sink.push(inline);
        self.blank = false;
    }

    pub(super) fn space(&mut self, sink: &mut Sink) {
        if !self.blank {
            sink.run.push(' ');
            self.blank = true;
        }
    }

    fn ligature(&mut self, end: usize, within: Within, sink: &mut Sink) {
        let b = self.bytes[self.at];
        let count = self.bytes[self.at..end].iter().take(3).take_while(|&&next| next == b).count();
        let before = self.at.checked_sub(1).map(|at| self.bytes[at]);
        let (c, used) = match (b, count) {
            _ if within.code => (b as char, 1),
            (b'-', 3) => ('—', 3),
            (b'-', 2) => ('–', 2),
            (b'`', 2..) => ('“', 2),
            (b'\'', 2..) => ('”', 2),
            (b'`', _) if before == Some(b'?') && sink.run.ends_with('?') => {
                sink.run.pop();
                ('¿', 1)
            }
            (b'`', _) if before == Some(b'!') && sink.run.ends_with('!') => {
                sink.run.pop();
                ('¡', 1)
            }
            (b'`', _) => {
                self.quote = true;
                ('‘', 1)
            }
            (b'\'', _) if self.quote && !self.source[self.at + 1..].starts_with(char::is_alphanumeric) => {
                self.quote = false;
                ('’', 1)
            }
            _ => (b as char, 1),
        };
        self.sign(c, used, sink);
    }

    /// `,,` and `<<` where a quotation begins, `>>` where one ends: elsewhere
    /// they are slips and comparisons.
    fn quotation(&mut self, end: usize, within: Within, sink: &mut Sink) {
        let b = self.bytes[self.at];
        let before = self.source[..self.at].chars().next_back();
        let after = self.source.get(self.at + 2..end).and_then(|rest| rest.chars().next());
        let outside = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != b as char);
        let opens = after.is_some_and(char::is_alphabetic);
        let closes = before.is_some_and(|c| c.is_alphabetic() || matches!(c, '}' | '.' | '?' | '!'));
        let doubled = !within.code && self.at + 1 < end && self.bytes[self.at + 1] == b;
        match b {
            b',' if doubled && outside(before) && opens => self.sign('„', 2, sink),
            b'<' if doubled && outside(before) && opens => self.sign('«', 2, sink),
            b'>' if doubled && closes && outside(after) => self.sign('»', 2, sink),
            _ => self.sign(b as char, 1, sink),
        }
    }

    /// The end of white space, and whether there is a paragraph in it. A line
    /// may end in a carriage return alone.
    fn white_end(&self, end: usize) -> (usize, bool) {
        let len = self.bytes[self.at..end].iter().take_while(|&&b| is_blank_byte(b)).count();
        let white = &self.bytes[self.at..self.at + len];
        let ends_line = |&(at, &b): &(usize, &u8)| b == b'\n' || b == b'\r' && white.get(at + 1) != Some(&b'\n');
        let lines = white.iter().enumerate().filter(ends_line).count();
        (self.at + len, if self.lines { lines > 0 } else { self.how.paragraphs && lines > 1 })
    }

    fn white(&mut self, end: usize, sink: &mut Sink) {
        let (after, paragraph) = self.white_end(end);
        self.at = after.max(self.at + 1);
        if paragraph { self.paragraph(sink) } else { self.space(sink) }
    }

    /// Moves over the blanks after a control word.
    pub(super) fn eat_blanks(&mut self, end: usize) {
        if self.at < end && is_blank_byte(self.bytes[self.at]) {
            let (after, paragraph) = self.white_end(end);
            if !paragraph {
                self.at = after;
            }
        }
    }

    pub(super) fn paragraph(&mut self, sink: &mut Sink) {
        if self.how.paragraphs || self.lines {
            if sink.run.ends_with(' ') {
                sink.run.pop();
            }
            let again = sink.run.is_empty() && matches!(sink.pieces.last(), Some(Inline::Paragraph) | None);
            if !again {
                sink.push(Inline::Paragraph);
            }
            self.blank = true;
        } else {
            self.space(sink);
        }
    }

    fn math(&mut self, end: usize, within: Within, sink: &mut Sink) {
        let Some(mate) = self.mate(self.at, end) else { return self.sign('$', 1, sink) };
        if self.bytes[self.at + 1] == b'$' && self.bytes.get(mate + 1) == Some(&b'$') && mate > self.at + 1 {
            return self.raw(self.at, mate + 2, sink);
        }
        if let Some((style, start, stop)) = self.raised(self.at + 1, mate)
            && !within.too_deep()
        {
            self.at = start;
            let inner = self.content(stop, within.style(Some(style)));
            sink.styled(style, inner);
            self.at = mate + 1;
            return;
        }
        let source = verbatim(&self.source[self.at + 1..mate]);
        self.at = mate + 1;
        self.piece(Inline::Math(source), sink);
    }

    /// The words of `^{\textrm{th}}`: mathematics only in order to raise them.
    fn raised(&mut self, start: usize, end: usize) -> Option<(Style, usize, usize)> {
        let style = match self.bytes[start..end].first()? {
            b'^' => Style::Sup,
            b'_' => Style::Sub,
            _ => return None,
        };
        let (mut start, mut end) = (start + 1, end);
        if self.bytes[start] == b'{' && self.mate(start, end) == Some(end - 1) {
            (start, end) = (start + 1, end - 1);
        }
        let source = &self.source[start..end];
        let name = ["\\textrm{", "\\text{", "\\textnormal{", "\\mbox{", "\\textup{"]
            .into_iter()
            .find(|name| source.starts_with(name))?;
        let brace = start + name.len() - 1;
        (self.mate(brace, end) == Some(end - 1)).then_some((style, brace + 1, end - 1))
    }

    /// Keeps a stretch as it is.
    pub(super) fn raw(&mut self, from: usize, to: usize, sink: &mut Sink) {
        self.at = to;
        let source = verbatim(&self.source[from..to]);
        self.piece(Inline::Raw { notation: "tex".into(), source }, sink);
    }

    fn group(&mut self, end: usize, within: Within, sink: &mut Sink) {
        let Some(mate) = self.mate(self.at, end) else {
            // BibTeX counts the brace of `{C:\}`, and so did who wrote it.
            let Some(mate) = marks::counted(&self.bytes[self.at..end]).filter(|_| !within.too_deep()) else {
                return self.sign('{', 1, sink);
            };
            let mate = self.at + mate;
            self.at += 1;
            self.run(mate, within.group(), sink);
            self.at = mate + 1;
            return;
        };
        if within.too_deep() {
            return self.raw(self.at, mate + 1, sink);
        }
        self.at += 1;
        let special = self.bytes[self.at] == b'\\';
        match within.case {
            Case::Open | Case::Argument if !special => {
                let inner = self.inner(mate, within.style(Some(Style::KeepCase)));
                if case::has_letter(&inner) {
                    sink.styled(Style::KeepCase, inner);
                } else {
                    sink.extend(inner);
                }
            }
            Case::Open => self.run(mate, within.group().case(Case::Free), sink),
            _ => self.run(mate, within.group(), sink),
        }
        self.at = mate + 1;
    }

    pub(super) fn inner(&mut self, end: usize, within: Within) -> Vec<Inline> {
        let from = self.at;
        self.skip_ordinary(end);
        if self.at == end && end > from {
            self.blank = self.bytes[end - 1] == b' ';
            return vec![Inline::Plain(self.source[from..end].into())];
        }
        self.at = from;
        let mut sink = Sink::default();
        self.run(end, within, &mut sink);
        sink.finish()
    }

    /// The argument of a command. Where a style would re-case the text around
    /// the command, it leaves the argument alone: its braces are like any, also
    /// in that a backslash after them makes a special character. Protection is
    /// said only where there is something to re-case.
    pub(super) fn content(&mut self, end: usize, within: Within) -> Vec<Inline> {
        if within.case != Case::Open {
            return self.inner(end, within);
        }
        if self.bytes[self.at] == b'\\' {
            return self.inner(end, within.case(Case::Free));
        }
        let inner = self.inner(end, within.style(None).case(Case::Argument));
        if case::has_free_capital(&inner) { case::protect_all(inner) } else { inner }
    }

    /// The group that follows, without its braces, if one does.
    pub(super) fn argument(&mut self, end: usize) -> Option<(usize, usize)> {
        if self.at < end && self.bytes[self.at] == b'{' {
            return self.mate(self.at, end).map(|mate| (self.at + 1, mate));
        }
        None
    }
}
