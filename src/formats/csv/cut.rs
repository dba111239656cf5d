//! Cutting: where the header is, and where rows end.

use std::sync::Arc;

use super::codes::{BEFORE_HEADER, NO_HEADER, STRAY_LINE, UNCLOSED_QUOTE};
use super::delimiter;
use super::dialects;
use super::header::{Header, Headers};
use super::split::{Quote, Splitter, quote};
use crate::report::{Diagnostic, Error, Sink, Span};
use crate::source::{Cut, FrameSpan, Input};

/// How much of an input is looked at to find its header.
const HEAD: usize = 64 * 1024;

/// How many lines may stand before the header.
const MAX_BEFORE: usize = 20;

/// A header as it was found, and where.
pub(super) struct Found {
    pub header: Header,
    /// Where its row begins, and where its first line ends.
    pub at: usize,
    pub end: usize,
    /// Where the first line begins that is neither empty nor meant for programs.
    pub before: Option<usize>,
}

/// Whether lines end in carriage returns alone.
pub(super) fn ends_in_cr(head: &[u8]) -> bool {
    memchr::memchr(b'\r', head).is_some() && memchr::memchr(b'\n', head).is_none()
}

fn line_end(window: &[u8], from: usize, cr: bool) -> Option<usize> {
    let rest = window.get(from..)?;
    let found = if cr { memchr::memchr2(b'\n', b'\r', rest) } else { memchr::memchr(b'\n', rest) };
    found.map(|found| from + found + 1)
}

/// The header among the first lines: the first that has two known columns, or
/// is that of a known program; else the very first one, if it has one.
pub(super) fn find(window: &[u8], chosen: Option<u8>, excel: bool, marked: bool) -> Result<Option<Found>, usize> {
    let cr = ends_in_cr(&window[..window.len().min(HEAD)]);
    let (mut named, mut kind, mut before) = (None, None, None);
    let (mut at, mut lines) = (0, 0);
    let mut single = None;
    while lines < MAX_BEFORE && at < window.len().min(HEAD) {
        if window[at].is_ascii_whitespace() && !(window[at] == b'\t' && before.is_none()) {
            at += 1;
            continue;
        }
        let end = line_end(window, at, cr).unwrap_or(window.len());
        let line = &window[at..end];
        if named.is_none()
            && lines == 0
            && let Some(mark) = delimiter::line(line)
        {
            (named, at) = (Some(mark), end);
            continue;
        }
        let text = String::from_utf8_lossy(line);
        if let Some(word) = dialects::endnote_type(&text) {
            (kind, at) = (Some(word), end);
            continue;
        }
        let mark = chosen.or(named).unwrap_or_else(|| delimiter::guess(line));
        let header = Header::new(&text, mark, kind, excel, marked);
        let known = header.known();
        let found = |header, before| Some(Found { header, at, end, before });
        if known >= 2 || header.is_recognized() {
            return Ok(found(header, before));
        }
        if known == 1 && lines == 0 {
            single = found(header, None);
        }
        before = before.or(Some(at));
        (at, lines) = (end, lines + 1);
    }
    match (single, before) {
        (Some(single), _) => Ok(Some(single)),
        (None, Some(first)) => Err(first),
        (None, None) => Ok(None),
    }
}

/// Where in a cell the scanner is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    Plain,
    Quoted,
}

/// What a scan came to.
enum Step {
    /// The end of the row.
    Row(usize),
    /// The end of the window.
    More,
    /// An opening quote without its partner, and the quote that shows it.
    Unclosed(usize, usize),
}

/// Finds the ends of rows; goes on where it stopped when more has come.
struct Scan {
    at: usize,
    state: State,
    /// The quote that opened the cell.
    open: usize,
    /// How far the cell was searched for a line end, and whether one was found.
    searched: usize,
    lined: bool,
}

impl Scan {
    fn new(at: usize) -> Scan {
        Scan { at, state: State::Start, open: at, searched: at, lined: false }
    }

    fn row(&mut self, window: &[u8], delimiter: u8, cr: bool, at_end: bool) -> Step {
        let other = if cr { b'\r' } else { b'\n' };
        while self.at < window.len() {
            match self.state {
                State::Start if window[self.at] == b'"' => {
                    (self.open, self.searched, self.lined) = (self.at, self.at, false);
                    (self.at, self.state) = (self.at + 1, State::Quoted);
                }
                State::Quoted => {
                    let Some(found) = memchr::memchr(b'"', &window[self.at..]) else {
                        self.at = window.len();
                        return Step::More;
                    };
                    let here = self.at + found;
                    match quote(&window[here + 1..], delimiter, at_end) {
                        Quote::Pair => self.at = here + 2,
                        Quote::Closes => (self.at, self.state) = (here + 1, State::Plain),
                        Quote::Stray if self.opens(window, here, delimiter) => return Step::Unclosed(self.open, here),
                        Quote::Stray => self.at = here + 1,
                        Quote::Unknown => {
                            self.at = here;
                            return Step::More;
                        }
                    }
                }
                State::Start | State::Plain => {
                    // Separators are passed over: only behind one a quote opens a cell.
                    let found = memchr::memchr3(b'"', b'\n', other, &window[self.at..]);
                    let stop = found.map_or(window.len(), |found| self.at + found);
                    if stop > self.at {
                        self.state = if window[stop - 1] == delimiter { State::Start } else { State::Plain };
                    }
                    self.at = stop;
                    match window.get(stop) {
                        None => return Step::More,
                        Some(b'"') if self.state == State::Start => {}
                        Some(b'"') => (self.at, self.state) = (stop + 1, State::Plain),
                        Some(_) => {
                            (self.at, self.state) = (stop + 1, State::Start);
                            return Step::Row(self.at);
                        }
                    }
                }
            }
        }
        Step::More
    }

    /// Whether a quote in a quoted cell looks as if it opened another cell, on a
    /// later line.
    fn opens(&mut self, window: &[u8], here: usize, delimiter: u8) -> bool {
        let before = window[here - 1];
        if here == self.open + 1 || !(before == delimiter || matches!(before, b'\n' | b'\r')) {
            return false;
        }
        self.lined = self.lined || memchr::memchr2(b'\n', b'\r', &window[self.searched..here]).is_some();
        self.searched = here;
        self.lined
    }
}

/// Lines behind an unclosed quote that are no rows, one after the other.
#[derive(Default)]
struct Strays {
    first: Option<(String, Span)>,
    count: usize,
}

impl Strays {
    fn report(&self, sink: &mut dyn Sink) {
        let Some((line, span)) = &self.first else { return };
        let message = match self.count {
            1 => "line behind an unclosed quote has another number of cells than the header, skipped".to_owned(),
            n => format!("{n} lines behind an unclosed quote have another number of cells than the header, skipped"),
        };
        sink.diagnostic(Diagnostic::new(&STRAY_LINE, message).at(line, *span, 0, line.len()));
    }
}

/// Cuts at the ends of rows.
pub(super) struct Rows {
    delimiter: Option<u8>,
    excel: bool,
    headers: Headers,
    inputs: usize,
    /// Number of the header, once it was read, and the header.
    header: Option<(u8, Arc<Header>)>,
    recognized: bool,
    cr: bool,
    /// For as many bytes quotes do not span lines, because one was not closed.
    lines: usize,
    /// Cells of the line with that quote.
    width: usize,
    splitter: Splitter,
}

impl Rows {
    pub fn new(delimiter: Option<u8>, excel: bool, headers: Headers) -> Rows {
        Rows {
            delimiter,
            excel,
            headers,
            inputs: 0,
            header: None,
            recognized: false,
            cr: false,
            lines: 0,
            width: 0,
            splitter: Splitter::default(),
        }
    }

    /// Bytes to pass over and bytes of the next row that is not blank.
    fn row(
        &mut self,
        input: &mut Input<'_>,
        delimiter: u8,
        sink: &mut dyn Sink,
    ) -> Result<Option<(usize, usize)>, Error> {
        let mut strays = Strays::default();
        loop {
            let mut skip = 0;
            loop {
                let window = input.window();
                while skip < window.len() && matches!(window[skip], b'\r' | b'\n' | b' ') {
                    skip += 1;
                }
                if skip < window.len() {
                    break;
                }
                // Blank lines without end are not kept.
                input.consume(skip);
                self.lines = self.lines.saturating_sub(skip);
                skip = 0;
                if !input.fill()? {
                    break;
                }
            }
            if self.lines > 0 {
                let end = self.line(input, skip)?;
                self.lines = self.lines.saturating_sub(end);
                if end == skip {
                    strays.report(sink);
                    return Ok(None);
                }
                if self.is_row(input, skip, end - skip, delimiter)? {
                    strays.report(sink);
                    return Ok(Some((skip, end - skip)));
                }
                if strays.first.is_none() {
                    let line = input.text(skip, end - skip)?.trim_end().to_owned();
                    let span = input.span(skip, line.len());
                    strays.first = Some((line, span));
                }
                strays.count += 1;
                input.consume(end);
                continue;
            }
            strays.report(sink);
            strays = Strays::default();
            match self.whole_row(input, skip, delimiter, sink)? {
                Some(found) => return Ok(found),
                None => continue,
            }
        }
    }

    /// The row that begins at `skip`; the outer `None` if it was skipped.
    fn whole_row(
        &mut self,
        input: &mut Input<'_>,
        skip: usize,
        delimiter: u8,
        sink: &mut dyn Sink,
    ) -> Result<Option<Option<(usize, usize)>>, Error> {
        let mut scan = Scan::new(skip);
        loop {
            let mut at_end = input.at_end();
            let mut step = scan.row(input.window(), delimiter, self.cr, at_end);
            if matches!(step, Step::More) && input.window().len() - skip <= input.max_record() {
                if input.fill()? {
                    continue;
                }
                if !at_end {
                    at_end = true;
                    step = scan.row(input.window(), delimiter, self.cr, at_end);
                }
            }
            let len = input.window().len();
            let too_long = len - skip > input.max_record();
            let (open, by) = match step {
                Step::Row(end) if end - skip <= input.max_record() => return Ok(Some(Some((skip, end - skip)))),
                Step::Row(end) => {
                    sink.diagnostic(input.too_long("row", "skipped", skip, 0));
                    input.consume(end);
                    return Ok(None);
                }
                Step::Unclosed(open, by) => (open, by),
                Step::More => {
                    let endless = line_end(input.window(), skip, self.cr).is_none();
                    if too_long && (scan.state != State::Quoted || endless) {
                        // A cell without end: on to the end of its line.
                        sink.diagnostic(input.too_long("row", "skipped", skip, 0));
                        self.skip_line(input)?;
                        return Ok(None);
                    }
                    if scan.state != State::Quoted {
                        return Ok(Some((len > skip).then(|| (skip, len - skip))));
                    }
                    (scan.open, len.min(skip + input.max_record()))
                }
            };
            let end = self.line(input, open)?;
            self.unclosed(input, (skip, open, end, by), delimiter, sink)?;
            return Ok(Some(Some((skip, end - skip))));
        }
    }

    /// Says that a quote was not closed, and that lines are rows as far as it reached.
    fn unclosed(
        &mut self,
        input: &mut Input<'_>,
        (skip, open, end, by): (usize, usize, usize, usize),
        delimiter: u8,
        sink: &mut dyn Sink,
    ) -> Result<(), Error> {
        let ends = |byte: u8| byte == b'\n' || (byte == b'\r' && self.cr);
        let begin = input.window()[skip..open].iter().rposition(|byte| ends(*byte)).map_or(skip, |at| skip + at + 1);
        let line = input.text(begin, end - begin)?.into_owned();
        // A line is shown up to its end; where it was decoded, places may be off.
        let at = (open - begin).min(line.len());
        let span = input.span(begin, end - begin);
        let message = "quote is never closed, passed over";
        sink.diagnostic(Diagnostic::new(&UNCLOSED_QUOTE, message).at(&line, span, at, 1));
        let stop = if by > end {
            let window = input.window();
            match window.get(by) {
                Some(b'"') => window[end..by].iter().rposition(|byte| ends(*byte)).map_or(end, |at| end + at + 1),
                _ => by,
            }
        } else {
            end
        };
        // The caller consumes the row itself.
        self.lines = stop.saturating_sub(end);
        let row = input.text(skip, end - skip)?.into_owned();
        self.splitter.split(&row, delimiter);
        self.width = self.splitter.count();
        Ok(())
    }

    fn is_row(&mut self, input: &mut Input<'_>, at: usize, len: usize, delimiter: u8) -> Result<bool, Error> {
        let line = input.text(at, len)?;
        self.splitter.split(&line, delimiter);
        let count = self.splitter.count();
        let columns = self.header.as_ref().map_or(count, |(_, header)| header.columns.len());
        Ok(count == columns || (count > 1 && count == self.width))
    }

    /// Consumes what is left of a line, without keeping it.
    fn skip_line(&mut self, input: &mut Input<'_>) -> Result<(), Error> {
        loop {
            if let Some(end) = line_end(input.window(), 0, self.cr) {
                input.consume(end);
                return Ok(());
            }
            input.consume(input.window().len());
            if !input.fill()? {
                return Ok(());
            }
        }
    }

    /// Behind the end of the line that begins `at` bytes into the window.
    fn line(&self, input: &mut Input<'_>, at: usize) -> Result<usize, Error> {
        let mut seen = at;
        loop {
            if let Some(end) = line_end(input.window(), seen, self.cr) {
                return Ok(end);
            }
            seen = input.window().len();
            if seen - at > 2 * input.max_record() || !input.fill()? {
                return Ok(seen);
            }
        }
    }

    /// Reads the header; `false` if there is none.
    fn read_header(&mut self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<bool, Error> {
        loop {
            input.fill_to(HEAD)?;
            let blank = input.window().iter().position(|byte| !byte.is_ascii_whitespace());
            match blank {
                None if input.window().is_empty() || input.at_end() => return Ok(false),
                None => input.consume(input.window().len()),
                Some(_) => break,
            }
        }
        self.cr = ends_in_cr(&input.window()[..input.window().len().min(HEAD)]);
        self.line(input, 0)?;
        let found = match find(input.window(), self.delimiter, self.excel, input.is_marked()) {
            Ok(Some(found)) => found,
            Ok(None) => {
                input.consume(input.window().len());
                return Ok(false);
            }
            Err(first) => {
                self.recognized = true;
                let end = self.line(input, first)?;
                let text = input.text(first, end - first)?.into_owned();
                let message = "the first row names no known column, input skipped";
                let span = input.span(first, end - first);
                sink.diagnostic(Diagnostic::new(&NO_HEADER, message).at(&text, span, 0, text.trim_end().len()));
                while input.fill()? {
                    input.consume(input.window().len());
                }
                input.consume(input.window().len());
                return Ok(false);
            }
        };
        // From here on the fault, if there is one, is said more exactly than "not one record".
        self.recognized = true;
        if let Some(before) = found.before {
            let end = self.line(input, before)?;
            let text = input.text(before, end - before)?.into_owned();
            let message = "lines before the header, passed over";
            let span = input.span(before, end - before);
            sink.diagnostic(Diagnostic::new(&BEFORE_HEADER, message).at(&text, span, 0, text.trim_end().len()));
        }
        let (delimiter, kind) = (found.header.delimiter, found.header.kind);
        input.consume(found.at);
        let Some((skip, len)) = self.row(input, delimiter, sink)? else { return Ok(false) };
        let text = input.text(skip, len)?.into_owned();
        let header = Arc::new(Header::new(&text, delimiter, kind, self.excel, input.is_marked()));
        input.consume(skip + len);
        self.header = Some((self.headers.add(Arc::clone(&header), self.inputs), header));
        Ok(true)
    }
}

impl Cut for Rows {
    fn cut(&mut self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Option<FrameSpan>, Error> {
        if self.header.is_none() && !self.read_header(input, sink)? {
            return Ok(None);
        }
        let Some((kind, delimiter)) = self.header.as_ref().map(|(kind, header)| (*kind, header.delimiter)) else {
            return Ok(None);
        };
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
