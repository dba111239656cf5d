//! Reading: a frame is a row; the header belongs to the input.

use std::borrow::Cow;
use std::sync::{Arc, PoisonError, RwLock};

use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};

use super::map::TABLE;
use super::{Cells, columns, values};
use crate::format::{Parse, Parsed};
use crate::ir::Record;
use crate::map::{Ctx, Importer, RawRecord};
use crate::report::{Code, Diagnostic, Error, Severity, Sink};
use crate::source::{Cut, Frame, FrameSpan, Input, MAX_FRAME, TOO_LONG};

/// A row with more or fewer cells than the header.
pub static UNEVEN_ROW: Code = Code::new(
    "csv/uneven-row",
    Severity::Warning,
    "a row with more or fewer cells than the header",
    "The cells were taken in order: missing ones are empty, those beyond the header became extra fields. Often a \
     comma or a quote is missing or not quoted.",
    "check the quotes and separators of the row",
);

/// A quote without its partner.
pub static UNCLOSED_QUOTE: Code = Code::new(
    "csv/unclosed-quote",
    Severity::Error,
    "a quote that is never closed",
    "A cell begins with a quote that is not closed before the end of the input or within 8 MiB. The line was skipped \
     and reading went on at the next one.",
    "close the quote, or double it if it is meant as a character",
);

/// A header that names nothing known.
pub static NO_HEADER: Code = Code::new(
    "csv/no-header",
    Severity::Error,
    "the first row names no known column",
    "The first row of a table names its columns. None of the names is known, so it is not known what the cells mean, \
     or this is no table of records. The input was skipped.",
    "add a header such as `title,authors,issued`",
);

/// The columns of one input.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Header {
    delimiter: u8,
    /// For each column our name for it, or what stands there.
    names: Vec<Result<&'static str, Box<str>>>,
}

/// Headers of the inputs of a run, shared by cutter and parsers; a frame says
/// by its kind which one is its own.
#[derive(Clone, Default)]
pub(super) struct Headers(Arc<RwLock<Vec<Arc<Header>>>>);

/// As many as a frame's kind can name. More different ones push out the oldest.
const MAX_HEADERS: usize = 256;

impl Headers {
    fn add(&self, header: Header, number: usize) -> u8 {
        let mut headers = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = headers.iter().position(|known| **known == header) {
            return at as u8;
        }
        let at = if headers.len() < MAX_HEADERS { headers.len() } else { number % MAX_HEADERS };
        if at == headers.len() {
            headers.push(Arc::new(header));
        } else {
            headers[at] = Arc::new(header);
        }
        at as u8
    }

    fn get(&self, kind: u8) -> Option<Arc<Header>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(usize::from(kind)).cloned()
    }
}

/// Where in a cell the scanner is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    Plain,
    Quoted,
    /// Behind a quote in a quoted cell: its end, or one of a pair.
    Quote,
}

/// Finds the ends of rows; goes on where it stopped when more has come.
struct Scan {
    at: usize,
    state: State,
}

impl Scan {
    /// Behind the end of the row, if it is in the window.
    fn row(&mut self, window: &[u8], delimiter: u8) -> Option<usize> {
        while self.at < window.len() {
            let here = window[self.at];
            match self.state {
                State::Quoted => {
                    let Some(found) = memchr::memchr(b'"', &window[self.at..]) else {
                        self.at = window.len();
                        return None;
                    };
                    (self.at, self.state) = (self.at + found + 1, State::Quote);
                }
                State::Quote if here == b'"' => (self.at, self.state) = (self.at + 1, State::Quoted),
                State::Start if here == b'"' => (self.at, self.state) = (self.at + 1, State::Quoted),
                _ => {
                    let Some(found) = memchr::memchr2(delimiter, b'\n', &window[self.at..]) else {
                        (self.at, self.state) = (window.len(), State::Plain);
                        return None;
                    };
                    let newline = window[self.at + found] == b'\n';
                    (self.at, self.state) = (self.at + found + 1, State::Start);
                    if newline {
                        return Some(self.at);
                    }
                }
            }
        }
        None
    }
}

/// Cuts at the ends of rows.
pub(super) struct Rows {
    delimiter: Option<u8>,
    headers: Headers,
    inputs: usize,
    /// Number and separator of the header, once it was read.
    header: Option<(u8, u8)>,
    recognized: bool,
    /// For as many bytes quotes do not span lines, because one was not closed.
    lines: usize,
}

impl Rows {
    pub(super) fn new(delimiter: Option<u8>, headers: Headers) -> Rows {
        Rows { delimiter, headers, inputs: 0, header: None, recognized: false, lines: 0 }
    }

    /// Bytes to pass over and bytes of the next row that is not blank.
    fn row(
        &mut self,
        input: &mut Input<'_>,
        delimiter: u8,
        sink: &mut dyn Sink,
    ) -> Result<Option<(usize, usize)>, Error> {
        let mut skip = 0;
        loop {
            let window = input.window();
            while skip < window.len() && matches!(window[skip], b'\r' | b'\n' | b' ') {
                skip += 1;
            }
            if skip < window.len() || !input.fill()? {
                break;
            }
        }
        if self.lines > 0 {
            let end = self.line(input, skip)?;
            self.lines = self.lines.saturating_sub(end);
            return Ok((end > skip).then(|| (skip, end - skip)));
        }
        let mut scan = Scan { at: skip, state: State::Start };
        loop {
            if let Some(end) = scan.row(input.window(), delimiter) {
                if end - skip <= MAX_FRAME {
                    return Ok(Some((skip, end - skip)));
                }
                sink.diagnostic(Diagnostic::new(&TOO_LONG, "row beyond 8 MiB, skipped").on(input.span(skip, 0)));
                input.consume(end);
                return self.row(input, delimiter, sink);
            }
            let len = input.window().len();
            let quoted = scan.state == State::Quoted;
            let too_long = len - skip > MAX_FRAME;
            if !too_long && input.fill()? {
                continue;
            }
            let endless = memchr::memchr(b'\n', &input.window()[skip..]).is_none();
            if too_long && (!quoted || endless) {
                // A cell without end: on to the end of its line.
                sink.diagnostic(Diagnostic::new(&TOO_LONG, "row beyond 8 MiB, skipped").on(input.span(skip, 0)));
                while memchr::memchr(b'\n', input.window()).is_none() {
                    input.consume(input.window().len());
                    if !input.fill()? {
                        return Ok(None);
                    }
                }
                let end = memchr::memchr(b'\n', input.window()).map_or(0, |found| found + 1);
                input.consume(end);
                return self.row(input, delimiter, sink);
            }
            if !quoted {
                return Ok((len > skip).then(|| (skip, len - skip)));
            }
            let end = self.line(input, skip)?;
            let message = "quote is never closed, line skipped";
            let line = input.text(skip, end - skip)?.into_owned();
            let span = input.span(skip, line.trim_end().len());
            let diagnostic = Diagnostic::new(&UNCLOSED_QUOTE, message);
            sink.diagnostic(diagnostic.at(&line, span, 0, line.trim_end().len()));
            self.lines = len.min(skip + MAX_FRAME).saturating_sub(end);
            input.consume(end);
            return self.row(input, delimiter, sink);
        }
    }

    /// Behind the end of the line that begins `at` bytes into the window.
    fn line(&self, input: &mut Input<'_>, at: usize) -> Result<usize, Error> {
        let mut seen = at;
        loop {
            if let Some(found) = memchr::memchr(b'\n', &input.window()[seen..]) {
                return Ok(seen + found + 1);
            }
            seen = input.window().len();
            if !input.fill()? {
                return Ok(seen);
            }
        }
    }

    /// Reads the header; `false` if the input is blank.
    fn read_header(&mut self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<bool, Error> {
        let mut named = None;
        let line_end = loop {
            let skip = loop {
                let window = input.window();
                let skip = window.iter().position(|byte| !byte.is_ascii_whitespace());
                if skip.is_some() || !input.fill()? {
                    break skip;
                }
            };
            let Some(skip) = skip else { return Ok(false) };
            let end = self.line(input, skip)?;
            match columns::separator_line(&input.window()[skip..end]).filter(|_| named.is_none()) {
                Some(mark) => {
                    named = Some(mark);
                    input.consume(end);
                }
                None => break end,
            }
        };
        let guessed = columns::guess(&input.window()[..line_end]);
        let delimiter = self.delimiter.or(named).unwrap_or(guessed);
        let Some((skip, len)) = self.row(input, delimiter, sink)? else { return Ok(false) };
        // From here on the fault, if there is one, is said more exactly than "not one record".
        self.recognized = true;
        let text = input.text(skip, len)?.into_owned();
        let names: Vec<_> = cells(&text, delimiter)
            .into_iter()
            .map(|name| columns::known(&name).ok_or_else(|| name.trim().into()))
            .collect();
        if !names.iter().any(Result::is_ok) {
            let message = "the first row names no known column, input skipped";
            let span = input.span(skip, len);
            sink.diagnostic(Diagnostic::new(&NO_HEADER, message).at(&text, span, 0, text.trim_end().len()));
            while input.fill()? {
                input.consume(input.window().len());
            }
            input.consume(input.window().len());
            return Ok(false);
        }
        input.consume(skip + len);
        let kind = self.headers.add(Header { delimiter, names }, self.inputs);
        self.header = Some((kind, delimiter));
        Ok(true)
    }
}

impl Cut for Rows {
    fn cut(&mut self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Option<FrameSpan>, Error> {
        if self.header.is_none() && !self.read_header(input, sink)? {
            return Ok(None);
        }
        let Some((kind, delimiter)) = self.header else { return Ok(None) };
        let row = self.row(input, delimiter, sink)?;
        Ok(row.map(|(skip, len)| FrameSpan { skip, len, kind }))
    }

    fn recognized(&self) -> bool {
        self.recognized
    }

    fn next_input(&mut self) {
        self.inputs += 1;
        (self.header, self.recognized, self.lines) = (None, false, 0);
    }
}

/// The cells of a row.
pub(super) fn cells(row: &str, delimiter: u8) -> Vec<String> {
    let mut splitter = Splitter::default();
    splitter.split(row, delimiter);
    (0..splitter.count).map(|at| splitter.cell(at).to_owned()).collect()
}

/// Takes rows apart; keeps its memory from row to row.
#[derive(Default)]
struct Splitter {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    count: usize,
    /// The automaton of a separator; making one costs more than a row.
    reader: Option<(u8, Box<Reader>)>,
}

impl Splitter {
    fn split(&mut self, row: &str, delimiter: u8) {
        let row = row.strip_suffix('\n').unwrap_or(row);
        let row = row.strip_suffix('\r').unwrap_or(row);
        let made = self.reader.take().filter(|(made_for, _)| *made_for == delimiter);
        let (_, reader) = self.reader.insert(made.unwrap_or_else(|| {
            let reader = ReaderBuilder::new().delimiter(delimiter).terminator(Terminator::Any(b'\n')).build();
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

    fn cell(&self, at: usize) -> &str {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        self.bytes.get(start..self.ends[at]).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }
}

pub(super) struct Parser {
    headers: Headers,
    importer: Importer<Cells>,
    splitter: Splitter,
    keep_origin: bool,
}

impl Parser {
    pub(super) fn new(headers: Headers, keep_origin: bool) -> Parser {
        Parser { headers, importer: Importer::new(&TABLE), splitter: Splitter::default(), keep_origin }
    }
}

impl Parse for Parser {
    fn parse(&mut self, frame: &Frame<'_>, record: &mut Record, sink: &mut dyn Sink) -> Parsed {
        let Some(header) = self.headers.get(frame.kind) else { return Parsed::Nothing };
        self.splitter.split(frame.text, header.delimiter);
        let count = self.splitter.count;
        let mut raw = RawRecord::default();
        let whole = frame.text.trim_end().len();
        for at in 0..count {
            let value = values::cell(self.splitter.cell(at));
            if value.is_empty() {
                continue;
            }
            match header.names.get(at) {
                Some(Ok("key")) if raw.key.is_none() => raw.key = Some(value),
                Some(Ok("type")) if raw.kind.is_empty() => raw.kind = value,
                Some(Ok("other_roles")) => {
                    for (column, names) in super::names::roles(&value) {
                        raw.push(column, names.into(), 0, whole);
                    }
                }
                Some(Ok(name)) => raw.push(*name, value, 0, whole),
                Some(Err(name)) if !name.is_empty() => raw.push(name.as_ref(), value, 0, whole),
                _ => raw.push(Cow::Owned(format!("column {}", at + 1)), value, 0, whole),
            }
        }
        if raw.fields.is_empty() && raw.key.is_none() && raw.kind.is_empty() {
            return Parsed::Nothing;
        }
        if count != header.names.len() {
            let message =
                format!("the header has {}, this row {count}, cells taken in order", counted(header.names.len()));
            sink.diagnostic(Diagnostic::new(&UNEVEN_ROW, message).at(frame.text, frame.span, 0, whole));
        }
        let mut ctx = Ctx::new(sink, frame.text, frame.span, self.keep_origin);
        self.importer.import(&raw, record, &mut ctx);
        Parsed::Record
    }
}

fn counted(columns: usize) -> String {
    if columns == 1 { "1 column".to_owned() } else { format!("{columns} columns") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_apart() {
        assert_eq!(cells("a,\"b,\"\"c\"\"\nd\",,e\r\n", b','), ["a", "b,\"c\"\nd", "", "e"]);
        assert_eq!(cells("a;b,c", b';'), ["a", "b,c"]);
        assert_eq!(cells("5\" disk,\"x\"y", b','), ["5\" disk", "xy"]);
        assert_eq!(cells("a,", b','), ["a", ""]);
    }
}
