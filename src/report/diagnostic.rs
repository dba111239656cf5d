//! One thing to say about the input.

use std::fmt;

use super::span::floor_char;
use super::{Code, Severity, Span};
use crate::ir::Str;

/// At most this much of a line is quoted in a message.
const EXCERPT: usize = 200;

/// A message is cut off here: it may name a key, and a key may be the whole input.
const MESSAGE: usize = 1000;

/// The line of input a diagnostic is about, cut when the diagnostic is made
/// because the bytes are gone later.
///
/// ```
/// use ibidem::report::Excerpt;
/// let excerpt = Excerpt::cut("one\ntwo three\n", 8, 5);
/// assert_eq!((excerpt.text.as_str(), excerpt.column, excerpt.width), ("two three", 4, 5));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The line, or the part of it around the place, at most 200 bytes.
    pub text: String,
    /// Characters before the place.
    pub column: usize,
    /// Characters of the place, at least 1.
    pub width: usize,
}

impl Excerpt {
    /// The excerpt of `text` around the bytes `at .. at + len`.
    pub fn cut(text: &str, at: usize, len: usize) -> Excerpt {
        let at = floor_char(text, at);
        // A record may be one line with many things to say about it: no farther
        // than what is shown is looked.
        let from = at.saturating_sub(EXCERPT / 2);
        let start = match memchr::memrchr2(b'\n', b'\r', &text.as_bytes()[from..at]) {
            Some(newline) => from + newline + 1,
            None => floor_char(text, from),
        };
        let reach = text.len().min(start + EXCERPT);
        let line_end = memchr::memchr2(b'\n', b'\r', &text.as_bytes()[at.min(reach)..reach]);
        let end = floor_char(text, line_end.map_or(reach, |newline| at + newline)).max(start);
        let stop = floor_char(text, (at + len).min(end)).max(at);
        Excerpt {
            text: text[start..end].to_owned(),
            column: text[start..at.min(end).max(start)].chars().count(),
            width: text[at.min(end)..stop.max(at.min(end))].chars().count().max(1),
        }
    }
}

/// One thing to say about the input: what was found, where, and what was done.
///
/// ```
/// let read = ibidem::read_str("@book{a, title = {Notes},\n  title = {More}}", "bibtex")?;
/// let diagnostic = &read.diagnostics[0];
/// assert_eq!((diagnostic.code.id, diagnostic.severity().name()), ("bibtex/duplicate-field", "warning"));
/// assert_eq!((diagnostic.span.line, diagnostic.span.column), (2, 3));
/// assert_eq!(diagnostic.record, 1);
/// # Ok::<(), ibidem::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of thing.
    pub code: &'static Code,
    /// Where.
    pub span: Span,
    /// Ordinal of the record in its input, from 1; 0 for none.
    pub record: u64,
    /// The citation key of the record, if known.
    pub key: Option<Str>,
    /// The native field it is about, if any.
    pub field: Option<Str>,
    /// What was found and what was done about it: lower case, no full stop.
    pub message: String,
    /// The line it is about.
    pub excerpt: Option<Excerpt>,
}

impl Diagnostic {
    /// A diagnostic without place, record or excerpt.
    ///
    /// ```
    /// use ibidem::{report::Diagnostic, source::NO_RECORD};
    /// assert_eq!(Diagnostic::new(&NO_RECORD, "no record found").to_string(), "no record found (input/no-record)");
    /// ```
    pub fn new(code: &'static Code, message: impl Into<String>) -> Diagnostic {
        let mut message = message.into();
        if message.len() > MESSAGE {
            message.truncate(floor_char(&message, MESSAGE));
            message.push('…');
        }
        Diagnostic { code, span: Span::default(), record: 0, key: None, field: None, message, excerpt: None }
    }

    /// With a place inside `text`, whose span is `whole`.
    ///
    /// ```
    /// use ibidem::{report::{Diagnostic, Span}, source::MALFORMED};
    /// let found = Diagnostic::new(&MALFORMED, "replaced").at("one\ntwo", Span::BEGINNING, 4, 3);
    /// assert_eq!((found.span.line, found.excerpt.unwrap().text.as_str()), (2, "two"));
    /// ```
    pub fn at(mut self, text: &str, whole: Span, at: usize, len: usize) -> Diagnostic {
        self.span = whole.part(text, at, len);
        self.excerpt = Some(Excerpt::cut(text, at, len));
        self
    }

    /// With a span only.
    ///
    /// ```
    /// use ibidem::{report::{Diagnostic, Span}, source::MALFORMED};
    /// let found = Diagnostic::new(&MALFORMED, "replaced").on(Span::BEGINNING);
    /// assert!(found.to_string().starts_with("line 1, column 1: replaced"));
    /// ```
    pub fn on(mut self, span: Span) -> Diagnostic {
        self.span = span;
        self
    }

    /// With the native field it is about.
    pub fn field(mut self, field: &str) -> Diagnostic {
        self.field = Some(field.into());
        self
    }

    /// How bad it is.
    pub fn severity(&self) -> Severity {
        self.code.severity
    }
}

/// Place, message and code on one line: `line 3, column 1: line is no JSON
/// object, skipped (native/bad-line)`. Control characters are escaped.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.span.line > 0 {
            write!(f, "line {}, column {}: ", self.span.line, self.span.column)?;
        }
        write!(f, "{} ({})", Shown(&self.message), self.code)
    }
}

impl std::error::Error for Diagnostic {}

/// A text whose control characters are escaped: it may end on a terminal.
pub(super) struct Shown<'t>(pub &'t str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .chars()
            .try_for_each(|c| if c.is_control() { write!(f, "{}", c.escape_debug()) } else { write!(f, "{c}") })
    }
}
