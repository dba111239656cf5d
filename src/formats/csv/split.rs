//! A row into its cells.

use std::borrow::Cow;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};

/// Blanks between a quote and the separator behind it that are looked over.
pub(super) const MAX_BLANKS: usize = 64;

/// What a quote in a quoted cell is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quote {
    /// The end of the cell.
    Closes,
    /// The first of a pair, which stands for one.
    Pair,
    /// One that was not doubled.
    Stray,
    /// More of the input is needed to tell.
    Unknown,
}

/// What the quote before these bytes is: it closes a cell if a separator, a line
/// end, or the end of the input follows, blanks or not.
pub(super) fn quote(behind: &[u8], delimiter: u8, at_end: bool) -> Quote {
    let mut at = 0;
    loop {
        match behind.get(at) {
            Some(b'"') if at == 0 => return Quote::Pair,
            Some(byte) if *byte == delimiter || matches!(byte, b'\n' | b'\r') => return Quote::Closes,
            Some(b' ') if at < MAX_BLANKS => at += 1,
            Some(_) => return Quote::Stray,
            None if at_end => return Quote::Closes,
            None => return Quote::Unknown,
        }
    }
}

/// A row in which quotes stand as RFC 4180 wants them: those that were not
/// doubled are, those that open a cell and are never closed are taken away.
fn mended(row: &str, delimiter: u8) -> Cow<'_, str> {
    let bytes = row.as_bytes();
    let mut out = String::new();
    let (mut copied, mut at, mut start) = (0, 0, true);
    while at < bytes.len() {
        if !(start && bytes[at] == b'"') {
            let Some(found) = memchr::memchr(delimiter, &bytes[at..]) else { break };
            (at, start) = (at + found + 1, true);
            continue;
        }
        start = false;
        let open = at;
        let mut strays = Vec::new();
        let mut from = at + 1;
        let end = loop {
            let Some(found) = memchr::memchr(b'"', &bytes[from..]) else { break None };
            let here = from + found;
            match quote(&bytes[here + 1..], delimiter, true) {
                Quote::Pair => from = here + 2,
                Quote::Stray => {
                    strays.push(here);
                    from = here + 1;
                }
                Quote::Closes | Quote::Unknown => break Some(here),
            }
        };
        match end {
            Some(end) => {
                for stray in strays {
                    out.push_str(&row[copied..stray]);
                    out.push('"');
                    copied = stray;
                }
                // Blanks behind the quote belong to nothing.
                let blanks = bytes[end + 1..].iter().take_while(|byte| **byte == b' ').count();
                if blanks > 0 {
                    out.push_str(&row[copied..=end]);
                    copied = end + 1 + blanks;
                }
                at = end + 1 + blanks;
            }
            None => {
                out.push_str(&row[copied..open]);
                copied = open + 1;
                at = open + 1;
            }
        }
    }
    if copied == 0 {
        return Cow::Borrowed(row);
    }
    out.push_str(&row[copied..]);
    Cow::Owned(out)
}

/// The cells of a row.
pub(super) fn cells(row: &str, delimiter: u8) -> Vec<String> {
    let mut splitter = Splitter::default();
    splitter.split(row, delimiter);
    (0..splitter.count).map(|at| splitter.cell(at).to_owned()).collect()
}

/// Takes rows apart; keeps its memory from row to row.
#[derive(Default)]
pub(super) struct Splitter {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    pub count: usize,
    /// The automaton of a separator; making one costs more than a row.
    reader: Option<(u8, Box<Reader>)>,
}

impl Splitter {
    pub fn split(&mut self, row: &str, delimiter: u8) {
        let row = row.strip_suffix('\n').unwrap_or(row);
        let row = row.strip_suffix('\r').unwrap_or(row);
        let row = if memchr::memchr(b'"', row.as_bytes()).is_some() { mended(row, delimiter) } else { row.into() };
        let made = self.reader.take().filter(|(made_for, _)| *made_for == delimiter);
        let (_, reader) = self.reader.insert(made.unwrap_or_else(|| {
            // A byte that no text has: all line ends left in a row belong to its cells.
            let ends = Terminator::Any(0xFF);
            let reader = ReaderBuilder::new().delimiter(delimiter).terminator(ends).build();
            (delimiter, Box::new(reader))
        }));
        reader.reset();
        // Cells are never longer than the row, and there is one more than separators.
        self.bytes.resize(row.len() + 1, 0);
        let most = memchr::memchr_iter(delimiter, row.as_bytes()).count() + 2;
        self.ends.resize(most.max(self.ends.len()), 0);
        let (mut input, mut written) = (row.as_bytes(), 0);
        self.count = 0;
        loop {
            let (result, read, bytes, ends) =
                reader.read_record(input, &mut self.bytes[written..], &mut self.ends[self.count..]);
            (input, written, self.count) = (&input[read..], written + bytes, self.count + ends);
            match result {
                // An empty slice of input says that there is no more.
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.bytes.resize(self.bytes.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record | ReadRecordResult::End => return,
            }
        }
    }

    pub fn cell(&self, at: usize) -> &str {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        self.bytes.get(start..self.ends[at]).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_apart() {
        assert_eq!(cells("a,\"b,\"\"c\"\"\nd\",,e\r\n", b','), ["a", "b,\"c\"\nd", "", "e"]);
        assert_eq!(cells("a;b,c", b';'), ["a", "b,c"]);
        assert_eq!(cells("5\" disk,x", b','), ["5\" disk", "x"]);
        assert_eq!(cells("a,", b','), ["a", ""]);
        assert_eq!(cells("a|b\t|c", b'|'), ["a", "b\t", "c"]);
    }

    #[test]
    fn stray_quotes_are_characters() {
        assert_eq!(cells("\"He said \"no, no\" twice\",b", b','), ["He said \"no, no\" twice", "b"]);
        assert_eq!(cells("\"a\" ,\"b\"", b','), ["a", "b"]);
        assert_eq!(cells("\"never closed,b", b','), ["never closed", "b"]);
        assert_eq!(cells("a,\"x\"y\",\"z", b','), ["a", "x\"y", "z"]);
        assert_eq!(cells("\"\"\"\",\"\"", b','), ["\"", ""]);
    }
}
