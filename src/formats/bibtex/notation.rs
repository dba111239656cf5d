//! What a native value is, and what values are written into.

use std::borrow::Cow;

use super::lexer::{Lexer, is_name_byte};
use crate::codec::tex::{Encode, Flavour};
use crate::ir::{Extra, Str};
use crate::map::Notation;

/// How a value is spelt in the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
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
pub struct BibValue<'a> {
    /// The characters, without outer delimiters.
    pub text: Cow<'a, str>,
    /// How it is spelt.
    pub form: Form,
    /// Its source, with delimiters.
    pub source: &'a str,
}

/// The notation of `.bib` files.
pub enum Bib {}

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

    fn write_extra(extra: &Extra, sink: &mut Fields) -> bool {
        // Kept beside the field of the record; where that was written, it is the same again.
        let again = matches!(extra.name.as_str(), "language" | "langid") && sink.has(&extra.name);
        let good = is_field_name(&extra.name) && is_value(&extra.value) && !again;
        if good {
            // BibTeX passes over a field that was there before, others refuse the file.
            match sink.free_name(&extra.name) {
                None => sink.source(&extra.name, &extra.value),
                Some(other) => sink.source(&other, &extra.value),
            }
        }
        good
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
pub struct Fields {
    /// What was written so far.
    pub out: String,
    /// Room for one value while it is checked.
    pub scratch: String,
    /// How text is written.
    pub tex: Encode,
    /// Where the names of the fields are in what was written.
    names: Vec<(usize, usize)>,
}

impl Fields {
    /// Empty, writing text as these options say.
    pub fn new(ascii: bool) -> Fields {
        Fields {
            out: String::new(),
            scratch: String::new(),
            tex: Encode { ascii, flavour: Flavour::Bibtex },
            names: Vec::new(),
        }
    }

    /// Begins a field; its source is to be appended to [`Fields::out`].
    pub fn begin(&mut self, name: &str) {
        if self.out.is_empty() {
            self.names.clear();
        }
        self.out.push_str(",\n  ");
        self.names.push((self.out.len(), name.len()));
        self.out.push_str(name);
        self.out.push_str(" = ");
    }

    /// Another name for a field if one of this name was written: `note-2`.
    fn free_name(&self, name: &str) -> Option<String> {
        // A record of so many fields is no bibliography entry.
        if self.out.is_empty() || self.names.len() > MAX_NAMES {
            return None;
        }
        let taken = |name: &str| {
            let text = |&(at, len): &(usize, usize)| self.out.get(at..at + len).unwrap_or("");
            self.names.iter().any(|place| text(place).eq_ignore_ascii_case(name))
        };
        if !taken(name) {
            return None;
        }
        let numbers = (2..5).chain(self.names.len()..);
        numbers.map(|n| format!("{name}-{n}")).find(|other| !taken(other))
    }

    /// Writes a field whose value is in source form.
    pub fn source(&mut self, name: &str, source: &str) {
        self.begin(name);
        self.out.push_str(source);
    }

    /// Whether a field of that name was written.
    pub fn has(&self, name: &str) -> bool {
        self.out.contains(&format!(",\n  {name} = "))
    }

    /// Writes a field in braces; the text must be balanced.
    pub fn braced(&mut self, name: &str, text: &str) {
        self.begin(name);
        self.out.push('{');
        self.out.push_str(text);
        self.out.push('}');
    }
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
