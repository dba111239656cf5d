//! From a frame to a raw record.

mod straight;
mod taken;

use std::borrow::Cow;
use std::sync::Arc;

use super::Dialect;
use super::cut;
use super::dates::is_month;
use super::faults::{
    BAD_FIELD, BAD_KEY, DUPLICATE_FIELD, LONG_MACRO, MISSING_BRACE, MISSING_COMMA, MISSING_KEY, MISSING_VALUE, PERCENT,
    STRAY_AT, UNCLOSED_ENTRY, UNCLOSED_QUOTE, UNDEFINED_MACRO,
};
use super::lexer::{Fault, Lexer, Piece, group_end, head};
use super::macros::{Expansion, MAX_MACRO, Macros};
use super::map;
use super::notation::{Bib, BibValue, Form};
use super::shared::Shared;
use crate::format::{Aside, Parse, Parsed};
use crate::ir::Record;
use crate::map::{Ctx, Importer, NameId, RawRecord};
use crate::report::{Code, Diagnostic, Sink};
use crate::source::{Frame, MAX_FRAME};
use straight::Gaps;
use taken::Taken;

/// Reports something about `len` bytes at a byte of the frame.
pub(super) type Say<'s> = dyn FnMut(&'static Code, usize, usize, String) + 's;

/// What values are read with.
struct Env<'e> {
    macros: &'e Macros,
    frame: u64,
    /// How many bytes may still come out of macros.
    room: usize,
    /// The macro being defined.
    defining: &'e str,
}

/// Reads a value and what is joined to it; `None` if there is none.
fn value<'a>(lexer: &mut Lexer<'a>, env: &mut Env<'_>, say: &mut Say<'_>) -> Option<BibValue<'a>> {
    let start = lexer.at;
    let mut text = Cow::Borrowed("");
    let mut form = None;
    loop {
        let at = lexer.at;
        let (piece, own) = match lexer.piece() {
            Ok(Piece::Braced(inner)) => (Cow::Borrowed(inner), Form::Braced),
            Ok(Piece::Quoted(inner)) => (Cow::Borrowed(inner), Form::Quoted),
            Ok(Piece::Number(digits)) => (Cow::Borrowed(digits), Form::Number),
            Ok(Piece::Macro(name)) if name.as_bytes()[0].is_ascii_digit() => {
                let message = format!("`{name}` is neither a number nor the name of a macro, taken as text");
                say(&UNDEFINED_MACRO, at, name.len(), message);
                (Cow::Borrowed(name), Form::Expanded)
            }
            Ok(Piece::Macro(name)) => match expansion(name, at, env, say) {
                Cow::Owned(text) if !is_month(name) => (Cow::Owned(text), Form::Expanded),
                text => (text, Form::Macro),
            },
            Err(Fault::Unclosed) => {
                let end = lexer.line_end();
                say(&UNCLOSED_QUOTE, at, 1, "quote is not closed, value taken up to the end of the line".to_owned());
                lexer.at = end;
                let rest = lexer.slice(at + 1, end).trim_end().trim_end_matches(',');
                // Half a brace would take the rest of the output with it.
                let rest = if super::lexer::is_balanced(rest) { rest } else { "" };
                (Cow::Borrowed(rest), Form::Quoted)
            }
            Err(Fault::Missing) => {
                let what =
                    if form.is_some() { "nothing to join behind `#`" } else { "no value behind `=`, field left out" };
                say(&MISSING_VALUE, at, 1, what.to_owned());
                break;
            }
        };
        match form {
            None => text = piece,
            Some(_) => text.to_mut().push_str(&piece),
        }
        form = Some(match form {
            None => own,
            Some(before) if before == Form::Expanded || own == Form::Expanded => Form::Expanded,
            Some(_) => Form::Joined,
        });
        let end = lexer.at;
        lexer.white();
        if !lexer.eat(b'#') {
            lexer.at = end;
            break;
        }
        lexer.white();
    }
    let source = lexer.slice(start, lexer.at).trim_end();
    form.map(|form| BibValue { text, form, source })
}

fn expansion<'a>(name: &'a str, at: usize, env: &mut Env<'_>, say: &mut Say<'_>) -> Cow<'a, str> {
    let mut out = String::new();
    if name.eq_ignore_ascii_case(env.defining) {
        // To BibTeX a macro has no value while it is being defined.
        let message = format!("macro `{name}` is used in its own definition, where it has no value");
        say(&UNDEFINED_MACRO, at, name.len(), message);
        return Cow::Owned(out);
    }
    let message = match env.macros.expand(name, env.frame, env.room, &mut out) {
        Expansion::Done => {
            env.room -= out.len();
            return Cow::Owned(out);
        }
        Expansion::Undefined => {
            let message = format!("macro `{name}` is not defined, its name kept as the value");
            say(&UNDEFINED_MACRO, at, name.len(), message);
            return Cow::Borrowed(name);
        }
        Expansion::Spent => {
            format!("macro `{name}` is long and macros were expanded too often, its name kept as the value")
        }
        Expansion::TooLong if env.defining.is_empty() => {
            format!("macro `{name}` makes the entry longer than 8 MiB, not expanded")
        }
        Expansion::TooLong => format!("macro `{name}` makes another one longer than 64 KiB, not expanded"),
    };
    say(&LONG_MACRO, at, name.len(), message);
    Cow::Borrowed(name)
}

/// Enters the definitions of an `@string` of this frame into `target`; macros
/// in their values are looked up in `macros`.
pub(super) fn define(text: &str, closed: bool, frame: u64, macros: &Macros, target: &Macros, say: &mut Say<'_>) {
    let Some(head) = head(text) else { return };
    let end = text.len() - usize::from(closed);
    let mut lexer = Lexer::new(&text[..end], head.open);
    let mut any = false;
    loop {
        let [comma, _] = lexer.white_and_commas();
        if let Some(comma) = comma {
            say(&BAD_FIELD, comma, 1, "comma in `@string`, which defines one macro for BibTeX".to_owned());
        }
        let (at, name) = (lexer.at, lexer.name());
        lexer.white();
        if any && name.is_empty() && lexer.at == end {
            return;
        }
        if name.is_empty() || !lexer.eat(b'=') {
            if lexer.at < end || lexer.at > at {
                say(&BAD_FIELD, at, 1, "macro definition is not `name = value`, passed over".to_owned());
            }
            return;
        }
        lexer.white();
        let mut env = Env { macros, frame, room: MAX_MACRO, defining: name };
        let Some(value) = value(&mut lexer, &mut env, say) else { return };
        any = true;
        if !target.define(name, frame, &value.text) {
            say(&LONG_MACRO, at, name.len(), format!("macro `{name}` is too long, not defined"));
        }
    }
}

/// Reads entries.
pub(super) struct Parser {
    shared: Arc<Shared>,
    dialect: Dialect,
    importer: Importer<Bib>,
    keep_spelling: bool,
    keep_source: bool,
    taken: Taken,
    gaps: Gaps,
    /// The numbers of the names of the entry, see [`Importer::name_id`].
    ids: Vec<NameId>,
    /// The memory of the entry before.
    emptied: RawRecord<'static, Bib>,
}

impl Parse for Parser {
    fn glance<'f>(&self, frame: &Frame<'f>) -> Option<&'f str> {
        if !matches!(frame.kind, cut::ENTRY | cut::BRACELESS) {
            return Some("");
        }
        let head = head(frame.text)?;
        let rest = frame.text[head.open..].trim_ascii_start();
        let end = rest.find([',', '=', '{', '"'])?;
        let aliased = self.dialect == Dialect::Biblatex && names_ids(rest.as_bytes());
        (rest.as_bytes()[end] == b',' && !aliased).then(|| rest[..end].trim_ascii_end())
    }

    fn parse(&mut self, frame: &Frame<'_>, record: &mut Record, sink: &mut dyn Sink) -> Parsed {
        let aside = |kind| Parsed::Aside(Aside { kind, format: "bibtex", text: frame.text.into() });
        match frame.kind {
            cut::ENTRY => self.entry(frame, record, sink),
            cut::BRACELESS => {
                let open = head(frame.text).map_or(1, |head| head.open);
                let lexer = Lexer::new(frame.text, open);
                let key = lexer.rest().split([',', '=']).next().unwrap_or_default();
                let key = key.split_ascii_whitespace().next().unwrap_or_default();
                let message =
                    format!("entry `{key}` is not closed, read up to {}", where_next(frame, "the end of the input"));
                sink.diagnostic(Diagnostic::new(&MISSING_BRACE, message).at(frame.text, frame.span, 0, open));
                self.entry(frame, record, sink)
            }
            cut::MACRO | cut::BRACELESS_MACRO => {
                // The cutter entered the definition; here only its faults are reported.
                let own = Macros::default();
                let closed = frame.kind == cut::MACRO;
                if !closed {
                    let message = "macro definition is not closed, taken as if it were";
                    sink.diagnostic(Diagnostic::new(&MISSING_BRACE, message).at(frame.text, frame.span, 0, 1));
                }
                let mut said = 0_usize;
                let mut say = |code: &'static Code, at, len, message: String| {
                    said += 1;
                    if said <= MAX_SAID {
                        sink.diagnostic(Diagnostic::new(code, message).at(frame.text, frame.span, at, len));
                    }
                };
                define(frame.text, closed, frame.number, &self.shared.macros, &own, &mut say);
                if closed {
                    return aside("macro");
                }
                let open = head(frame.text).map_or(0, |head| head.open - 1);
                let close = if frame.text.as_bytes().get(open) == Some(&b'(') { ')' } else { '}' };
                let text = format!("{}{close}", frame.text.trim_end()).into();
                Parsed::Aside(Aside { kind: "macro", format: "bibtex", text })
            }
            cut::SKIPPED => Parsed::Nothing,
            cut::PREAMBLE => aside("preamble"),
            cut::COMMENT => aside("comment"),
            cut::TEXT => {
                stray(frame, self.dialect, sink);
                aside("text")
            }
            kind => {
                let resumed = match kind {
                    cut::OPEN => format!("reading resumed at {}", where_next(frame, "")),
                    _ => "nothing follows it".to_owned(),
                };
                let open = head(frame.text).map_or(1, |head| head.open);
                let key = frame.text[open..].split([',', '\n', '{', '}', '=']).next().unwrap_or_default().trim();
                // Without a comma behind the key, the name of a field follows.
                let key = key.split_ascii_whitespace().next().unwrap_or_default();
                let message = format!("entry `{key}` is not closed and cannot be read, {resumed}");
                let mut diagnostic = Diagnostic::new(&UNCLOSED_ENTRY, message).at(frame.text, frame.span, 0, open);
                diagnostic.key = (!key.is_empty()).then(|| key.into());
                sink.diagnostic(diagnostic);
                Parsed::Spoilt
            }
        }
    }
}

impl Parser {
    /// A parser that looks macros up in this table.
    pub fn new(shared: Arc<Shared>, keep_spelling: bool, dialect: Dialect) -> Parser {
        let importer = Importer::new(map::table(dialect));
        Parser {
            shared,
            dialect,
            importer,
            keep_spelling,
            keep_source: false,
            taken: Taken::default(),
            gaps: Gaps::default(),
            ids: Vec::new(),
            emptied: RawRecord::default(),
        }
    }

    /// Whether records keep their text.
    pub fn keeping_source(mut self, keep_source: bool) -> Parser {
        self.keep_source = keep_source;
        self
    }

    fn entry(&mut self, frame: &Frame<'_>, record: &mut Record, sink: &mut dyn Sink) -> Parsed {
        let mut raw = std::mem::take(&mut self.emptied).emptied();
        self.scan(frame, &mut raw, sink);
        let mut ctx = Ctx::new(sink, frame.text, frame.span, self.keep_spelling);
        ctx.keep_source = self.keep_source;
        self.importer.import_numbered(&raw, &self.ids, record, &mut ctx);
        if let Some(origin) = record.origin.as_deref_mut() {
            origin.format = self.dialect.name().into();
        }
        self.emptied = raw.emptied();
        Parsed::Record
    }

    /// Takes the entry apart.
    pub(super) fn scan<'a>(&mut self, frame: &Frame<'a>, raw: &mut RawRecord<'a, Bib>, sink: &mut dyn Sink) {
        self.scan_with(frame, raw, true, sink);
    }

    /// The same; `quick` only says in which way usual fields are read.
    fn scan_with<'a>(&mut self, frame: &Frame<'a>, raw: &mut RawRecord<'a, Bib>, quick: bool, sink: &mut dyn Sink) {
        let text = frame.text;
        self.ids.clear();
        let Some(head) = head(text) else { return };
        raw.kind = Cow::Borrowed(head.word);
        let mut said = 0_usize;
        let mut say = |code: &'static Code, at: usize, len: usize, message: String| {
            said += 1;
            if said <= MAX_SAID {
                sink.diagnostic(Diagnostic::new(code, message).at(text, frame.span, at, len));
            }
        };
        let end = text.len() - usize::from(frame.kind == cut::ENTRY);
        let mut lexer = Lexer::new(&text[..end], head.open);
        raw.key = key(&mut lexer, &mut say).map(Cow::Borrowed);
        let mut env = Env { macros: &self.shared.macros, frame: frame.number, room: MAX_FRAME, defining: "" };
        self.taken.clear();
        let (mut separated, mut percent) = (true, false);
        loop {
            let number = |name: &str| self.importer.name_id(name);
            let field = || straight::field(&text[..end], lexer.at, separated, &mut env, &mut self.gaps, number);
            let straight = quick.then(field).flatten();
            let (at, name, before) = if let Some(field) = straight {
                lexer.at = field.end;
                let before = self.taken.earlier_marked(&raw.fields, field.name, field.mark);
                let len = field.value.source.len();
                raw.push(field.name, field.value, field.start, len);
                self.ids.push(field.id);
                (field.at, field.name, before)
            } else {
                let [comma, second] = lexer.white_and_commas();
                if let Some(second) = second {
                    say(&BAD_FIELD, second, 1, "nothing between two commas".to_owned());
                }
                separated |= comma.is_some();
                match lexer.peek() {
                    None => break,
                    Some(b'%') => {
                        if self.dialect == Dialect::Bibtex && !percent {
                            percent = true;
                            let message = "BibTeX knows no comment in an entry, rest of the line passed over";
                            say(&PERCENT, lexer.at, 1, message.to_owned());
                        }
                        lexer.line();
                        continue;
                    }
                    Some(_) => {}
                }
                let (at, name) = (lexer.at, lexer.name());
                lexer.white();
                if name.is_empty() || !lexer.eat(b'=') {
                    lexer.garbage();
                    let skipped = lexer.slice(at, lexer.at).trim_end();
                    let shown: String = skipped.chars().take(40).collect();
                    let message = format!("`{shown}` is not a field (`name = value`), passed over");
                    say(&BAD_FIELD, at, skipped.len().max(1), message);
                    if lexer.at == at {
                        lexer.at += 1;
                    }
                    separated = true;
                    continue;
                }
                if !separated {
                    say(&MISSING_COMMA, at, name.len(), format!("no comma before `{name}`"));
                }
                separated = false;
                lexer.white();
                let start = lexer.at;
                let Some(value) = value(&mut lexer, &mut env, &mut say) else { continue };
                let before = self.taken.earlier(&raw.fields, name);
                let len = value.source.len();
                raw.push(name, value, start, len);
                self.ids.push(self.importer.name_id(name));
                (at, name, before)
            };
            separated = false;
            if let Some(before) = before {
                let counts = if self.dialect == Dialect::Bibtex { "first" } else { "last" };
                let message = format!("field `{name}` occurs again, the {counts} one counts");
                say(&DUPLICATE_FIELD, at, name.len(), message);
                let last = raw.fields.len() - 1;
                if self.dialect == Dialect::Biblatex {
                    let (one, other) = raw.fields.split_at_mut(last);
                    let (one, other) = (&mut one[before], &mut other[0]);
                    std::mem::swap(&mut one.value, &mut other.value);
                    (one.at, one.len, other.at, other.len) = (other.at, other.len, one.at, one.len);
                }
                // No two fields of one name are ever written.
                let other = self.taken.other_name(&raw.fields[..last], name);
                self.ids[last] = self.importer.name_id(&other);
                raw.fields[last].name = Cow::Owned(other);
            }
        }
        if said > MAX_SAID {
            let message = format!("{} more faults in this entry are not shown", said - MAX_SAID);
            sink.diagnostic(Diagnostic::new(&BAD_FIELD, message).at(text, frame.span, 0, head.open));
        }
    }
}

/// Whether an entry may have a field `ids`.
fn names_ids(entry: &[u8]) -> bool {
    memchr::memchr_iter(b'=', entry).any(|at| {
        let before = entry[..at].trim_ascii_end();
        before.len() >= 3 && before[before.len() - 3..].eq_ignore_ascii_case(b"ids")
    })
}

/// So many faults of one entry are reported. Each costs a look at all lines
/// before it.
const MAX_SAID: usize = 50;

/// The place at which the frame behind this one begins.
fn where_next(frame: &Frame<'_>, end: &str) -> String {
    let text = frame.text.as_bytes();
    if !end.is_empty() && text.last().is_none_or(|last| !last.is_ascii_whitespace()) {
        return end.to_owned();
    }
    format!("line {}", frame.span.line + memchr::memchr_iter(b'\n', text).count() as u64)
}

/// Reports the first `@` in a text between entries, and how many there are;
/// to biber, a line ends at a `%` that begins a word.
fn stray(frame: &Frame<'_>, dialect: Dialect, sink: &mut dyn Sink) {
    let text = frame.text;
    let (mut first, mut more, mut start) = (None, 0_u64, 0);
    if memchr::memchr(b'@', text.as_bytes()).is_none() {
        return;
    }
    for line in text.split_inclusive(['\n', '\r']) {
        let bytes = line.as_bytes();
        let begins = |&at: &usize| at == 0 || bytes[at - 1].is_ascii_whitespace();
        let comment = memchr::memchr_iter(b'%', bytes).find(begins).filter(|_| dialect == Dialect::Biblatex);
        for at in memchr::memchr_iter(b'@', &bytes[..comment.unwrap_or(bytes.len())]) {
            match first {
                None => first = Some(start + at),
                Some(_) => more += 1,
            }
        }
        start += line.len();
    }
    let Some(first) = first else { return };
    let word: String = text[first..].chars().take(30).take_while(|c| !c.is_whitespace()).collect();
    let more = match more {
        0 => String::new(),
        1 => ", so was one more behind it".to_owned(),
        more => format!(", so were {more} more behind it"),
    };
    let message = format!("`{word}` opens no entry, taken as text{more}");
    sink.diagnostic(Diagnostic::new(&STRAY_AT, message).at(text, frame.span, first, 1));
}

/// Reads the citation key and the comma behind it.
fn key<'a>(lexer: &mut Lexer<'a>, say: &mut Say<'_>) -> Option<&'a str> {
    lexer.white();
    let start = lexer.at;
    let rest = lexer.rest();
    let bytes = rest.as_bytes();
    let mut at = 0;
    // A key goes to the comma; `=` shows that it is missing, or the comma is.
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b',' => break,
            b'{' => at = group_end(bytes, at + 1).unwrap_or(bytes.len() - 1),
            // Without blanks around it, `=` may be part of the key: `k=2`.
            b'=' if matches!(bytes.get(at + 1), Some(b'{' | b'"' | b' ' | b'\t' | b'\r' | b'\n'))
                || bytes[..at].last().is_some_and(u8::is_ascii_whitespace) =>
            {
                return key_before_field(lexer, rest[..at].trim_end(), say);
            }
            _ => {}
        }
        at += 1;
    }
    lexer.at = start + at;
    let key = rest[..at].trim_end();
    if key.is_empty() {
        say(&MISSING_KEY, start, 1, "entry has no citation key".to_owned());
        return None;
    }
    if key.bytes().any(|byte| byte.is_ascii_whitespace() || matches!(byte, b'{' | b'}')) {
        let shown: String = key.chars().take(40).collect();
        say(&BAD_KEY, start, key.len(), format!("key `{shown}` contains blanks or braces, read up to the comma"));
    }
    Some(key)
}

/// What stands before the first `=` is the name of a field, perhaps with a key
/// before it.
fn key_before_field<'a>(lexer: &mut Lexer<'a>, words: &'a str, say: &mut Say<'_>) -> Option<&'a str> {
    let start = lexer.at;
    match words.rfind(|c: char| c.is_ascii_whitespace()) {
        Some(gap) => {
            lexer.at = start + gap;
            let key = words[..gap].trim_end();
            say(&MISSING_COMMA, start, key.len(), format!("no comma behind the citation key `{key}`"));
            Some(key)
        }
        None => {
            say(&MISSING_KEY, start, words.len(), "entry has no citation key".to_owned());
            None
        }
    }
}
