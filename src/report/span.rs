//! A place in the input.

/// A range of bytes with the line and column of its first byte.
///
/// Offsets count bytes of the input after decoding to UTF-8; line and column
/// start at 1, the column counts characters.
///
/// ```
/// let read = ibidem::read_str("@book{a,\n  title = }", "bibtex")?;
/// let span = read.diagnostics[0].span;
/// assert_eq!((span.line, span.column), (2, 11));
/// assert!(span.start <= span.end && span.end <= 20);
/// # Ok::<(), ibidem::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Span {
    /// First byte.
    pub start: u64,
    /// Behind the last byte.
    pub end: u64,
    /// Line of the first byte, from 1; 0 where there is no place.
    pub line: u64,
    /// Column of the first byte in characters, from 1.
    pub column: u32,
}

impl Span {
    /// The beginning of an input.
    ///
    /// ```
    /// use ibidem::report::Span;
    /// assert_eq!(Span::BEGINNING.part("one\ntwo", 4, 3).line, 2);
    /// ```
    pub const BEGINNING: Span = Span { start: 0, end: 0, line: 1, column: 1 };

    /// The part of a text that begins `at` bytes into it and is `len` bytes
    /// long, where `self` is the span of the whole text.
    ///
    /// ```
    /// use ibidem::report::Span;
    /// let whole = Span { start: 100, end: 107, line: 5, column: 1 };
    /// let part = whole.part("ab\ncdef", 4, 2);
    /// assert_eq!((part.start, part.end, part.line, part.column), (104, 106, 6, 2));
    /// ```
    pub fn part(&self, text: &str, at: usize, len: usize) -> Span {
        let at = floor_char(text, at);
        let before = &text.as_bytes()[..at];
        let newlines = memchr::memchr_iter(b'\n', before).count();
        // A carriage return without a newline ends a line as well.
        let bare = |cr: &usize| text.as_bytes().get(cr + 1) != Some(&b'\n') || cr + 1 == at;
        let lines = (newlines + memchr::memchr_iter(b'\r', before).filter(bare).count()) as u64;
        let column = match memchr::memrchr2(b'\n', b'\r', before) {
            Some(newline) => text[newline + 1..at].chars().count() as u32 + 1,
            None => text[..at].chars().count() as u32 + self.column.max(1),
        };
        let end = floor_char(text, (at + len).min(text.len()));
        Span { start: self.start + at as u64, end: self.start + end as u64, line: self.line + lines, column }
    }
}

pub(crate) fn floor_char(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
