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
    (0..splitter.count()).map(|at| splitter.cell(row, at).to_owned()).collect()
}

/// Takes rows apart; keeps its memory from row to row.
#[derive(Default)]
pub(super) struct Splitter {
    /// Where the cells begin and end: in the row, or behind it in `text`.
    spans: Vec<(usize, usize)>,
    /// Bytes of the row, which is what places in `text` are counted from.
    len: usize,
    /// The cells that do not stand in the row as they are, one behind the other.
    text: String,
    ends: Vec<usize>,
    /// The automaton of a separator; making one costs more than a row.
    reader: Option<(u8, Box<Reader>)>,
}

impl Splitter {
    pub fn split(&mut self, row: &str, delimiter: u8) {
        let row = row.strip_suffix('\n').unwrap_or(row);
        let row = row.strip_suffix('\r').unwrap_or(row);
        if !self.slice(row, delimiter) {
            self.copy(&mended(row, delimiter), delimiter);
        }
    }

    /// Notes where the cells of a row are, if its quotes stand as RFC 4180 wants
    /// them.
    fn slice(&mut self, row: &str, delimiter: u8) -> bool {
        self.spans.clear();
        self.text.clear();
        self.len = row.len();
        let bytes = row.as_bytes();
        let mut at = 0;
        while let Some(&first) = bytes.get(at) {
            if first == b'"' {
                let Some((span, close)) = self.quoted(row, at + 1) else { return false };
                if bytes.get(close + 1).is_some_and(|behind| *behind != delimiter) {
                    return false;
                }
                self.spans.push(span);
                at = close + 2;
            } else if first == delimiter {
                // Most cells of many tables are empty.
                self.spans.push((at, at));
                at += 1;
            } else {
                let len = memchr::memchr(delimiter, &bytes[at..]).unwrap_or(row.len() - at);
                self.spans.push((at, at + len));
                at += len + 1;
            }
        }
        // Behind the last separator there is a cell as well.
        if at == row.len() && at > 0 {
            self.spans.push((at, at));
        }
        true
    }

    /// What stands in quotes from `from` on, those inside no longer doubled, and
    /// where the closing quote is.
    fn quoted(&mut self, row: &str, from: usize) -> Option<((usize, usize), usize)> {
        let bytes = row.as_bytes();
        let start = self.text.len();
        let mut at = from;
        loop {
            let here = at + memchr::memchr(b'"', &bytes[at..])?;
            if bytes.get(here + 1) != Some(&b'"') {
                if at == from {
                    return Some(((from, here), here));
                }
                self.text.push_str(&row[at..here]);
                return Some(((self.len + start, self.len + self.text.len()), here));
            }
            self.text.push_str(&row[at..=here]);
            at = here + 2;
        }
    }

    fn copy(&mut self, row: &str, delimiter: u8) {
        let made = self.reader.take().filter(|(made_for, _)| *made_for == delimiter);
        let (_, reader) = self.reader.insert(made.unwrap_or_else(|| {
            // A byte that no text has: all line ends left in a row belong to its cells.
            let ends = Terminator::Any(0xFF);
            let reader = ReaderBuilder::new().delimiter(delimiter).terminator(ends).build();
            (delimiter, Box::new(reader))
        }));
        reader.reset();
        let mut bytes = std::mem::take(&mut self.text).into_bytes();
        // Cells are never longer than the row, and there is one more than separators.
        bytes.resize(row.len() + 1, 0);
        let most = memchr::memchr_iter(delimiter, row.as_bytes()).count() + 2;
        self.ends.resize(most.max(self.ends.len()), 0);
        let (mut input, mut written, mut count) = (row.as_bytes(), 0, 0);
        loop {
            let (result, read, more, ends) = reader.read_record(input, &mut bytes[written..], &mut self.ends[count..]);
            (input, written, count) = (&input[read..], written + more, count + ends);
            match result {
                // An empty slice of input says that there is no more.
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => bytes.resize(bytes.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record | ReadRecordResult::End => break,
            }
        }
        bytes.truncate(written);
        // Only quotes and separators are left out, which are no parts of characters.
        self.text = String::from_utf8(bytes).unwrap_or_default();
        self.spans.clear();
        self.len = 0;
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        self.spans.extend(starts.zip(self.ends.iter().copied()).take(count));
    }

    /// How many cells the row has.
    pub fn count(&self) -> usize {
        self.spans.len()
    }

    /// Whether a cell is nothing at all.
    pub fn is_empty(&self, at: usize) -> bool {
        self.spans.get(at).is_none_or(|(start, end)| start == end)
    }

    /// A cell of the row that was split last; empty if it has not so many.
    pub fn cell<'r>(&'r self, row: &'r str, at: usize) -> &'r str {
        let cell = |&(start, end): &(usize, usize)| match start.checked_sub(self.len) {
            Some(start) => self.text.get(start..end - self.len),
            None => row.get(start..end),
        };
        self.spans.get(at).and_then(cell).unwrap_or_default()
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
    fn slices_are_what_the_automaton_copies() {
        let parts = ["", "a", ",", "\"", "\"\"", " ", "b\n", "\"c,d\"", "ü"];
        let mut splitter = Splitter::default();
        for number in 0..parts.len().pow(5) {
            let digits = [1, parts.len(), parts.len().pow(2), parts.len().pow(3), parts.len().pow(4)];
            let row: String = digits.iter().map(|digit| parts[number / digit % parts.len()]).collect();
            if !splitter.slice(&row, b',') {
                continue;
            }
            let sliced: Vec<String> = (0..splitter.count()).map(|at| splitter.cell(&row, at).to_owned()).collect();
            splitter.copy(&mended(&row, b','), b',');
            let copied: Vec<String> = (0..splitter.count()).map(|at| splitter.cell(&row, at).to_owned()).collect();
            assert_eq!(sliced, copied, "{row:?}");
        }
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
