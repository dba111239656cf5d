//! What a native value is, and what values are written into.

use std::borrow::Cow;

use super::lexer::{Lexer, is_name_byte};
use crate::codec::tex::{Encode, Flavour};
use crate::ir::{Extra, Field, Str};
use crate::map::{Fidelity, Notation};

/// How a value is spelt in the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// One piece in braces.
    Braced,
    /// One piece in quotes.
    Quoted,
    /// A number.
    Number,
    /// The name of a month's macro, or of one that nothing defines.
    Macro,
    /// Pieces joined by `#`.
    Joined,
    /// A macro with a definition, alone or joined to other pieces.
    Expanded,
}

/// A value: what it says, macros expanded, and how it is spelt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BibValue<'a> {
    /// The characters, without outer delimiters.
    pub(crate) text: Cow<'a, str>,
    /// How it is spelt.
    pub(crate) form: Form,
    /// Its source, with delimiters.
    pub(crate) source: &'a str,
}

/// The notation of `.bib` files.
pub(crate) enum Bib {}

impl Notation for Bib {
    const NAME: &'static str = "bibtex";
    type Value<'a> = BibValue<'a>;
    type Sink = Fields;

    /// As it is spelt, but macros expanded: the record may end up where their
    /// definitions do not. The months are defined everywhere.
    fn source(value: &BibValue<'_>) -> Str {
        match value.form {
            Form::Expanded => format!("{{{}}}", value.text).into(),
            _ => value.source.into(),
        }
    }

    fn write_extra(extra: &Extra, sink: &mut Fields) -> Fidelity {
        // Kept beside the field of the record; where that was written, it is the same again.
        let again = matches!(extra.name.as_str(), "language" | "langid") && sink.has(&extra.name);
        if again || !is_field_name(&extra.name) || !is_value(&extra.value) {
            return Fidelity::Nothing;
        }
        // BibTeX passes over a field that was there before, others refuse the file.
        match sink.free_name(&extra.name) {
            None => {
                sink.source(&extra.name, &extra.value);
                Fidelity::Exact
            }
            Some(other) => {
                sink.source(&other, &extra.value);
                Fidelity::SUBSTITUTED
            }
        }
    }

    fn writing(field: Option<Field>, sink: &mut Fields) {
        sink.of = field;
    }
}

/// Whether this reads as the name of a field.
pub(super) fn is_field_name(name: &str) -> bool {
    let begins = name.bytes().next().is_some_and(|byte| !byte.is_ascii_digit());
    begins && name.bytes().all(|byte| is_name_byte(byte) && byte != b'@')
}

/// Whether this is one complete value in source form.
pub(super) fn is_value(source: &str) -> bool {
    let mut lexer = Lexer::new(source, 0);
    loop {
        if lexer.piece().is_err() {
            return false;
        }
        if lexer.at == source.len() {
            // Outside of braces the beginning of an entry would end this one.
            return source.starts_with('{') || !has_line_with_at(source);
        }
        lexer.white();
        if !lexer.eat(b'#') {
            return false;
        }
        lexer.white();
    }
}

/// Whether a line behind the first one begins with `@`.
fn has_line_with_at(source: &str) -> bool {
    source.split(['\n', '\r']).skip(1).any(|line| line.trim_start_matches([' ', '\t']).starts_with('@'))
}

/// Up to so many fields of an entry no two are written under one name.
const MAX_NAMES: usize = 1000;

/// Fields of the entry being written.
pub(crate) struct Fields {
    /// What was written so far.
    pub(crate) out: String,
    /// Room for one value while it is checked.
    pub(crate) scratch: String,
    /// How text is written.
    pub(crate) tex: Encode,
    /// Of which field of the record the next one is; `None` for extras.
    pub(crate) of: Option<Field>,
    /// Where each field lies in [`Fields::out`].
    pub(crate) written: Vec<Written>,
    /// Whether the `=` stand below each other.
    pub(crate) aligned: bool,
    /// Whether it is for the styles of BibLaTeX, which print addresses and events
    /// from fields of their own; those of BibTeX do not know these.
    pub(crate) biblatex: bool,
}

/// A field written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Written {
    /// Of which field of the record it is; `None` for an extra.
    pub(crate) of: Option<Field>,
    /// Where the comma before it stands.
    pub(crate) begin: usize,
    /// Where its name begins.
    pub(crate) name: usize,
    /// Bytes of its name.
    pub(crate) len: usize,
    /// Where its value begins; it ends where the next field begins.
    pub(crate) value: usize,
}

/// The column of `=` in aligned entries, from the name: as long as the longest of
/// the usual names (`archiveprefix`). One column for all entries, so that a field
/// that is added moves no other line.
const COLUMN: usize = 13;

impl Fields {
    /// Empty, writing text as these options say.
    pub(crate) fn new(ascii: bool) -> Fields {
        Fields {
            out: String::new(),
            scratch: String::new(),
            tex: Encode { ascii, flavour: Flavour::Bibtex },
            of: None,
            written: Vec::new(),
            aligned: false,
            biblatex: false,
        }
    }

    /// Empty again, for the next entry.
    pub(crate) fn clear(&mut self) {
        self.out.clear();
        self.written.clear();
        self.of = None;
    }

    /// Begins a field; its source is to be appended to [`Fields::out`].
    pub(crate) fn begin(&mut self, name: &str) {
        let begin = self.out.len();
        begin_field(&mut self.out, name, self.aligned);
        let value = self.out.len();
        self.written.push(Written { of: self.of, begin, name: begin + 4, len: name.len(), value });
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.written.iter().map(|field| self.out.get(field.name..field.name + field.len).unwrap_or(""))
    }

    /// Another name for a field if one of this name was written: `note-2`.
    fn free_name(&self, name: &str) -> Option<String> {
        // A record of so many fields is no bibliography entry.
        if self.written.len() > MAX_NAMES || !self.has(name) {
            return None;
        }
        let numbers = (2..5).chain(self.written.len()..);
        numbers.map(|n| format!("{name}-{n}")).find(|other| !self.has(other))
    }

    /// Writes a field whose value is in source form.
    pub(crate) fn source(&mut self, name: &str, source: &str) {
        self.begin(name);
        self.out.push_str(source);
    }

    /// Whether a field of that name was written.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.names().any(|written| written.eq_ignore_ascii_case(name))
    }

    /// Writes a field in braces; the text must be balanced.
    pub(crate) fn braced(&mut self, name: &str, text: &str) {
        self.begin(name);
        self.out.push('{');
        self.out.push_str(text);
        self.out.push('}');
    }
}

/// A comma and the next field up to its value.
pub(super) fn begin_field(out: &mut String, name: &str, aligned: bool) {
    out.push_str(",\n  ");
    out.push_str(name);
    if aligned {
        out.extend(std::iter::repeat_n(' ', COLUMN.saturating_sub(name.len())));
    }
    out.push_str(" = ");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn macros_are_expanded_but_for_months() {
        let source = |form, source| Bib::source(&BibValue { text: Cow::Borrowed("Text"), form, source });
        assert_eq!(source(Form::Expanded, "pub-x"), "{Text}");
        assert_eq!(source(Form::Expanded, "a # b"), "{Text}");
        assert_eq!(source(Form::Joined, "\"8~\" # aug"), "\"8~\" # aug");
        assert_eq!(source(Form::Macro, "Aug"), "Aug");
        assert_eq!(source(Form::Quoted, "\"Text\""), "\"Text\"");
        assert_eq!(source(Form::Braced, "{Text}"), "{Text}");
    }

    #[test]
    fn values_in_source_form() {
        for source in ["{a {b}}", "\"a\"", "12", "aug", "\"8~\" # aug", "{a\n@misc{b,}}", "\"a@b.c\"", "\"a\n b\""] {
            assert!(is_value(source), "{source}");
        }
        for source in [
            "",
            "a b",
            "{a",
            "{a}}",
            "\"a",
            "{a},",
            " {a}",
            "{a} ",
            "\"a\n@misc{b,}\"",
            "\"a\r @misc{b,}\"",
            "a #",
            "(",
        ] {
            assert!(!is_value(source), "{source}");
        }
    }
}
