//! From a frame to a raw record.

use std::borrow::Cow;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::Dialect;
use super::cut;
use super::dates::is_month;
use super::lexer::{Fault, Lexer, Piece, group_end, head, skip_white};
use super::macros::Macros;
use super::map;
use super::notation::{Bib, BibValue, Form};
use crate::format::{Aside, Parse, Parsed};
use crate::ir::Record;
use crate::map::{Ctx, Importer, Raw, RawRecord};
use crate::report::{Code, Diagnostic, Severity, Sink};
use crate::source::{Frame, MAX_FRAME};

/// An entry without its end.
pub static UNCLOSED_ENTRY: Code = Code::new(
    "bibtex/unclosed-entry",
    Severity::Error,
    "an entry is not closed",
    "An entry has no closing brace. Where its fields end cannot be known, so it was left out; reading resumed at the \
     next entry that begins a line, and no other entry is affected.",
    "look for a missing `}` in this entry",
);

/// An entry without a citation key.
pub static MISSING_KEY: Code = Code::new(
    "bibtex/missing-key",
    Severity::Warning,
    "an entry has no citation key",
    "The first thing in an entry is its citation key, followed by a comma. The entry was read without one.",
    "write a key behind the opening brace: `@misc{key, ...}`",
);

/// Two fields or a key and a field run into each other.
pub static MISSING_COMMA: Code = Code::new(
    "bibtex/missing-comma",
    Severity::Warning,
    "a comma is missing",
    "Fields are separated by commas. The next field was read as if the comma were there.",
    "add the comma",
);

/// Something that is no field.
pub static BAD_FIELD: Code = Code::new(
    "bibtex/bad-field",
    Severity::Warning,
    "something in an entry is not a field",
    "A field is `name = value`. What is not was passed over up to the next comma or the next line that begins a \
     field; the other fields of the entry were read.",
    "write the field as `name = {value}`",
);

/// A field without a value.
pub static MISSING_VALUE: Code = Code::new(
    "bibtex/missing-value",
    Severity::Warning,
    "a field has no value",
    "Behind `=` or `#` stands nothing that is a value: text in braces or quotes, a number or the name of a macro. \
     The field was left out, or has what stood before `#`.",
    "write the value in braces",
);

/// A quote without its partner.
pub static UNCLOSED_QUOTE: Code = Code::new(
    "bibtex/unclosed-quote",
    Severity::Warning,
    "a quoted value is not closed",
    "A value begins with a quote and no quote outside of braces ends it. What stands on the rest of the line was \
     taken as the value.",
    "close the quote, or write the value in braces",
);

/// A macro that nothing defines.
pub static UNDEFINED_MACRO: Code = Code::new(
    "bibtex/undefined-macro",
    Severity::Warning,
    "a string macro is not defined",
    "A bare word as a value is the name of a macro. No `@string` before the entry defines it and the standard styles \
     do not know it. The name was kept as the value.",
    "define it with `@string`, or write the value in braces",
);

/// A macro that grows beyond measure.
pub static LONG_MACRO: Code = Code::new(
    "bibtex/long-macro",
    Severity::Warning,
    "a string macro is too long",
    "The value of a macro is limited to 64 KiB, and all expansions in one entry to 8 MiB. What is beyond was not \
     expanded.",
    "",
);

/// The same field twice.
pub static DUPLICATE_FIELD: Code = Code::new(
    "bibtex/duplicate-field",
    Severity::Warning,
    "a field occurs twice in an entry",
    "BibTeX takes the first of two fields of one name. So did we; the other one was kept as an extra field.",
    "remove or rename one of the two fields",
);

/// Reports something about `len` bytes at a byte of the frame.
pub(super) type Say<'s> = dyn FnMut(&'static Code, usize, usize, String) + 's;

/// What values are read with.
struct Env<'e> {
    macros: &'e Macros,
    frame: u64,
    /// How many bytes may still come out of macros.
    room: usize,
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
    if !env.macros.expand(name, env.frame, &mut out) {
        say(&UNDEFINED_MACRO, at, name.len(), format!("macro `{name}` is not defined, its name kept as the value"));
        return Cow::Borrowed(name);
    }
    if out.len() > env.room {
        say(&LONG_MACRO, at, name.len(), format!("macro `{name}` makes the entry longer than 8 MiB, not expanded"));
        return Cow::Borrowed(name);
    }
    env.room -= out.len();
    Cow::Owned(out)
}

/// Enters the definitions of an `@string` of this frame into `target`; macros
/// in their values are looked up in `macros`.
pub(super) fn define(text: &str, frame: u64, macros: &Macros, target: &Macros, say: &mut Say<'_>) {
    let Some(head) = head(text) else { return };
    let mut lexer = Lexer::new(&text[..text.len() - 1], head.open);
    let mut env = Env { macros, frame, room: MAX_FRAME };
    loop {
        lexer.white_and_commas();
        let (at, name) = (lexer.at, lexer.name());
        lexer.white();
        if name.is_empty() || !lexer.eat(b'=') {
            if lexer.at < text.len() - 1 || lexer.at > at {
                say(&BAD_FIELD, at, 1, "macro definition is not `name = value`, passed over".to_owned());
            }
            return;
        }
        lexer.white();
        let Some(value) = value(&mut lexer, &mut env, say) else { return };
        if !target.define(name, frame, &value.text) {
            say(&LONG_MACRO, at, name.len(), format!("macro `{name}` is too long, not defined"));
        }
    }
}

/// Reads entries.
pub(super) struct Parser {
    macros: Arc<Macros>,
    importer: Importer<Bib>,
    keep_spelling: bool,
    names: FxHashSet<String>,
    dialect: Dialect,
}

impl Parse for Parser {
    fn glance<'f>(&self, frame: &Frame<'f>) -> Option<&'f str> {
        if frame.kind != cut::ENTRY {
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
            cut::MACRO => {
                // The cutter entered the definition; here only its faults are reported.
                let own = Macros::default();
                let mut say = |code: &'static Code, at, len, message: String| {
                    sink.diagnostic(Diagnostic::new(code, message).at(frame.text, frame.span, at, len));
                };
                define(frame.text, frame.number, &self.macros, &own, &mut say);
                aside("macro")
            }
            cut::PREAMBLE => aside("preamble"),
            cut::COMMENT => aside("comment"),
            cut::TEXT => aside("text"),
            kind => {
                let resumed = match kind {
                    cut::OPEN => {
                        let lines = memchr::memchr_iter(b'\n', frame.text.as_bytes()).count() as u64;
                        format!("reading resumed at line {}", frame.span.line + lines)
                    }
                    _ => "nothing follows it".to_owned(),
                };
                let open = head(frame.text).map_or(1, |head| head.open);
                let key = frame.text[open..].split([',', '\n', '{', '}', '=']).next().unwrap_or_default().trim();
                // Without a comma behind the key, the name of a field follows.
                let key = key.split_ascii_whitespace().next().unwrap_or_default();
                let message = format!("entry `{key}` is not closed and was left out, {resumed}");
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
    pub fn new(macros: Arc<Macros>, keep_spelling: bool, dialect: Dialect) -> Parser {
        let importer = Importer::new(map::table(dialect));
        Parser { macros, importer, keep_spelling, names: FxHashSet::default(), dialect }
    }

    fn entry(&mut self, frame: &Frame<'_>, record: &mut Record, sink: &mut dyn Sink) -> Parsed {
        let mut raw = RawRecord { fields: Vec::with_capacity(16), ..RawRecord::default() };
        self.scan(frame, &mut raw, sink);
        let mut ctx = Ctx::new(sink, frame.text, frame.span, self.keep_spelling);
        self.importer.import(&raw, record, &mut ctx);
        if let Some(origin) = record.origin.as_deref_mut() {
            origin.format = self.dialect.name().into();
        }
        Parsed::Record
    }

    /// Takes the entry apart.
    fn scan<'a>(&mut self, frame: &Frame<'a>, raw: &mut RawRecord<'a, Bib>, sink: &mut dyn Sink) {
        let text = frame.text;
        let Some(head) = head(text) else { return };
        raw.kind = Cow::Borrowed(head.word);
        let mut say = |code: &'static Code, at: usize, len: usize, message: String| {
            sink.diagnostic(Diagnostic::new(code, message).at(text, frame.span, at, len));
        };
        let mut lexer = Lexer::new(&text[..text.len() - 1], head.open);
        raw.key = key(&mut lexer, &mut say).map(Cow::Borrowed);
        let mut env = Env { macros: &self.macros, frame: frame.number, room: MAX_FRAME };
        let mut separated = true;
        loop {
            let before = lexer.at;
            lexer.white_and_commas();
            if lexer.peek().is_none() {
                break;
            }
            separated |= lexer.slice(before, lexer.at).contains(',');
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
            lexer.white();
            let start = lexer.at;
            if let Some(value) = value(&mut lexer, &mut env, &mut say) {
                if repeats(&mut self.names, &raw.fields, name) {
                    let message = format!("field `{name}` occurs again, the first one counts");
                    say(&DUPLICATE_FIELD, at, name.len(), message);
                }
                let len = value.source.len();
                raw.push(name, value, start, len);
            }
            separated = false;
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

/// Beyond this many fields, names are looked up in a set.
const FEW: usize = 48;

fn repeats<'a>(names: &mut FxHashSet<String>, fields: &[Raw<'a, Bib>], name: &str) -> bool {
    if fields.len() < FEW {
        return fields.iter().any(|field| field.name.eq_ignore_ascii_case(name));
    }
    if fields.len() == FEW {
        names.clear();
        names.extend(fields.iter().map(|field| field.name.to_ascii_lowercase()));
    }
    !names.insert(name.to_ascii_lowercase())
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
            b'=' if matches!(bytes.get(skip_white(bytes, at + 1)), Some(b'{' | b'"' | b'0'..=b'9'))
                || bytes.get(at + 1).is_some_and(u8::is_ascii_whitespace) =>
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
