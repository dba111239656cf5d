//! A document written as it was read: edited in place, or in canonical form
//! with everything in its place.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::{Change, Composed, Editor};
use crate::codec::tex::{self, Encode};
use crate::format::{Aside, BLANK, UNREADABLE};
use crate::formats::bibtex::Dialect;
use crate::formats::bibtex::dates::is_month;
use crate::formats::bibtex::lexer::{Lexer, Piece};
use crate::ir::{Kept, Record};

/// The items of a document, one after the other.
pub(in crate::formats::bibtex) struct Document {
    pub normalize: bool,
    /// In canonical form: letters outside of ASCII are to be written as commands.
    ascii: Option<Encode>,
    editor: Editor,
    began: bool,
    /// Whether what was written ends a line, and whether that line is blank.
    line: bool,
    blank: bool,
    crlf: bool,
    before: Before,
    /// In canonical form: whether the source has a blank line here.
    gap: bool,
}

/// What the last item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    Entry,
    /// An entry that does not stand in the source.
    Added,
    /// A macro or a preamble.
    Definition,
    Other,
}

impl Document {
    pub fn new(dialect: Dialect, normalize: bool, tex: Encode) -> Document {
        Document {
            normalize,
            ascii: tex.ascii.then_some(tex),
            editor: Editor::new(dialect),
            began: false,
            line: true,
            blank: true,
            crlf: false,
            before: Before::Other,
            gap: false,
        }
    }

    /// What stands between two records.
    pub fn aside(&mut self, aside: &Aside, out: &mut Vec<u8>) {
        let text = aside.text.as_str();
        if !self.normalize {
            self.crlf |= text.contains("\r\n");
            match (self.before, aside.kind) {
                // The line of an added entry is ended already.
                (Before::Added, BLANK) => {
                    let rest = text.trim_start_matches([' ', '\t']);
                    let rest = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\n', '\r'])).unwrap_or(text);
                    if rest.is_empty() {
                        // If anything follows, a blank line is due.
                        return;
                    }
                    if !rest.contains(['\n', '\r']) {
                        self.end_line(out);
                    }
                    self.put(rest, out);
                }
                (Before::Added, _) => {
                    self.end_line(out);
                    self.put(text, out);
                }
                _ => self.put(text, out),
            }
            self.before = Before::Other;
            return;
        }
        if aside.kind == BLANK {
            self.gap |= text.replace("\r\n", "\n").bytes().filter(|byte| matches!(byte, b'\n' | b'\r')).count() > 1;
            return;
        }
        let blank = matches!(self.before, Before::Entry | Before::Added) || self.gap;
        let definition = matches!(aside.kind, "macro" | "preamble");
        let text = if definition { self.in_ascii(text) } else { Cow::Borrowed(text) };
        self.canonical(text.trim_ascii(), blank, out);
        self.before = if definition { Before::Definition } else { Before::Other };
        if aside.kind == UNREADABLE {
            // What follows must not become part of it.
            self.gap = true;
        }
    }

    /// An entry as it stands in the source, patched or not.
    pub fn kept(&mut self, text: &str, out: &mut Vec<u8>) {
        self.crlf |= text.contains("\r\n");
        if self.before == Before::Added {
            self.end_line(out);
        }
        self.put(text, out);
        self.before = Before::Entry;
    }

    /// An entry written anew.
    pub fn added(&mut self, text: &str, out: &mut Vec<u8>) {
        if self.normalize {
            let blank = self.before != Before::Other || self.gap;
            self.canonical(text.trim_ascii(), blank, out);
            self.before = Before::Entry;
            return;
        }
        if !self.line {
            self.end_line(out);
        }
        if self.began && !self.blank {
            self.end_line(out);
        }
        match self.crlf {
            true => self.put(&text.replace('\n', "\r\n"), out),
            false => self.put(text, out),
        }
        self.before = Before::Added;
    }

    /// The source of a changed entry with the change in it, if it can be patched.
    pub fn patch(
        &mut self,
        change: &Change<'_>,
        compose: &mut dyn FnMut(&Record) -> Composed,
    ) -> Option<(String, bool)> {
        self.editor.patch(change, compose)
    }

    /// Puts the names of macros back into an entry that is written anew.
    pub fn restore_macros(&mut self, record: &Record, kept: &Kept, composed: &mut Composed) {
        for native in composed.fields.iter_mut().filter(|native| native.of.is_none()) {
            if let Some(words) = words(&native.value) {
                native.value = format!("{{{words}}}");
            }
        }
        let Some(raw) = self.editor.raw(&kept.text) else { return };
        if raw.fields.len() != kept.fields.len() || !raw.fields.iter().any(|field| macros(field.value.source).is_some())
        {
            return;
        }
        let mut places: Vec<Vec<usize>> = Vec::new();
        for (at, of) in kept.fields.iter().enumerate() {
            match places.iter_mut().find(|place| place.first().is_some_and(|&first| kept.fields[first] == *of)) {
                Some(place) => place.push(at),
                None => places.push(vec![at]),
            }
        }
        for place in places {
            let of = kept.fields[place[0]];
            let unchanged = of.is_none_or(|field| record.value(field) == kept.image.value(field));
            let mut natives: Vec<_> = composed.fields.iter_mut().filter(|native| native.of == of).collect();
            if !unchanged || natives.len() != place.len() {
                continue;
            }
            let alias = of.is_some() && place.len() == 1;
            for at in place {
                let field = &raw.fields[at];
                let Some(source) = macros(field.value.source) else { continue };
                let source = self.in_ascii(&source).into_owned();
                let same = |name: &str| alias || name.eq_ignore_ascii_case(&field.name);
                if let Some(found) = natives.iter().position(|native| same(&native.name)) {
                    natives.remove(found).value = source;
                }
            }
        }
    }

    /// What was written in source form, in ASCII if that is wanted.
    fn in_ascii<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let Some(how) = self.ascii.filter(|_| !text.is_ascii()) else { return Cow::Borrowed(text) };
        let text: String = text.nfc().collect();
        let mut out = String::with_capacity(text.len() * 2);
        for part in text.split_inclusive(|c: char| c.is_ascii()) {
            let odd = part.trim_end_matches(|c: char| c.is_ascii());
            tex::encode_plain(odd, how, &mut out);
            out.push_str(&part[odd.len()..]);
        }
        Cow::Owned(out)
    }

    fn canonical(&mut self, mut text: &str, blank: bool, out: &mut Vec<u8>) {
        if !self.began {
            // At the beginning it would be a byte order mark.
            text = text.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '\u{FEFF}');
        }
        if text.is_empty() {
            return;
        }
        if self.began && blank {
            out.push(b'\n');
        }
        match text.contains('\r') {
            true => out.extend_from_slice(text.replace("\r\n", "\n").replace('\r', "\n").as_bytes()),
            false => out.extend_from_slice(text.as_bytes()),
        }
        out.push(b'\n');
        (self.began, self.gap) = (true, false);
    }

    fn end_line(&mut self, out: &mut Vec<u8>) {
        self.put(if self.crlf { "\r\n" } else { "\n" }, out);
    }

    fn put(&mut self, text: &str, out: &mut Vec<u8>) {
        out.extend_from_slice(text.as_bytes());
        let rest = text.strip_suffix("\r\n").or_else(|| text.strip_suffix(['\n', '\r']));
        if let Some(rest) = rest {
            let rest = rest.trim_end_matches([' ', '\t']);
            self.blank = rest.ends_with(['\n', '\r']) || (rest.is_empty() && self.line);
        }
        if !text.is_empty() {
            (self.line, self.blank) = (rest.is_some(), rest.is_some() && self.blank);
            self.began = true;
        }
    }
}

/// What a value says that is one piece, in quotes or a number.
fn words(source: &str) -> Option<&str> {
    let mut lexer = Lexer::new(source, 0);
    match lexer.piece() {
        Ok(Piece::Quoted(words) | Piece::Number(words)) if lexer.at == source.len() => Some(words),
        _ => None,
    }
}

/// The source of a value in which macros other than those of months stand.
fn macros(source: &str) -> Option<String> {
    let mut lexer = Lexer::new(source, 0);
    let (mut out, mut any) = (String::new(), false);
    loop {
        let at = lexer.at;
        let piece = lexer.piece().ok()?;
        any |= matches!(piece, Piece::Macro(name) if !is_month(name));
        out.push_str(lexer.slice(at, lexer.at));
        lexer.white();
        if !lexer.eat(b'#') {
            return (any && lexer.peek().is_none()).then_some(out);
        }
        lexer.white();
        out.push_str(" # ");
    }
}
