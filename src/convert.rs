//! Reader, writer, and the way from one to the other.

mod parallel;
mod transcode;

use std::borrow::Cow;
use std::io::{Read, Write};

use crate::format::{Aside, Emit, Format, Identity, Parse, Parsed, ReadOptions, Reading, WriteOptions};
use crate::ir::{Record, Str};
use crate::map::{ASIDE_DROPPED, Report};
use crate::pass::naming::Namer;
use crate::report::{Diagnostic, Discard, Error, Loss, LossKind, Severity, Sink, Span, Subject};
use crate::source::{Encoding, Fallback, Frame, Input, MALFORMED, NO_RECORD, NOT_UTF8, decode_frame};

use transcode::Transcode;

/// Output is handed on whenever this much has come together.
const BUFFER: usize = 256 * 1024;

/// What a reader yields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A record.
    Record(Box<Record>),
    /// Something between records.
    Aside(Aside),
}

/// Reads the items of one input, one after the other.
///
/// ```
/// use ibidem::{convert::Reader, formats::native::NATIVE, format::ReadOptions, report::Collect};
/// let input = "{\"type\":\"book\",\"fields\":{\"title\":\"Notes\"}}\nnonsense\n";
/// let mut sink = Collect::default();
/// let mut reader = Reader::new(&NATIVE, &ReadOptions::default(), input.as_bytes()).unwrap();
/// assert!(reader.next_record(&mut sink).unwrap().is_some());
/// assert!(reader.next_record(&mut sink).unwrap().is_none());
/// assert_eq!(sink.diagnostics[0].span.line, 2);
/// ```
pub struct Reader<'i> {
    source: Source,
    input: Input<'i>,
    record: Record,
}

impl<'i> Reader<'i> {
    /// Reads this input as that format.
    ///
    /// # Errors
    /// If the format cannot be read or has no such option.
    pub fn new(format: &Format, options: &ReadOptions, input: impl Read + Send + 'i) -> Result<Reader<'i>, Error> {
        let input = Input::with_encoding(input, options.encoding);
        Ok(Reader { source: Source::new(format, options)?, input, record: Record::default() })
    }

    /// The next item, `None` at the end. What could not be read goes to the sink.
    ///
    /// # Errors
    /// If the input cannot be read on.
    pub fn next_item(&mut self, sink: &mut dyn Sink) -> Result<Option<Item>, Error> {
        Ok(match self.source.step(&mut self.input, &mut self.record, sink)? {
            Step::Record => Some(Item::Record(Box::new(std::mem::take(&mut self.record)))),
            Step::Aside(aside) => Some(Item::Aside(aside)),
            Step::End => {
                self.source.end(&self.input, sink);
                None
            }
        })
    }

    /// The next record, passing over what stands between records.
    ///
    /// # Errors
    /// If the input cannot be read on.
    pub fn next_record(&mut self, sink: &mut dyn Sink) -> Result<Option<Record>, Error> {
        while let Some(item) = self.next_item(sink)? {
            if let Item::Record(record) = item {
                return Ok(Some(*record));
            }
        }
        Ok(None)
    }
}

enum Step {
    Record,
    Aside(Aside),
    End,
}

/// Cutter and parser over one or several inputs.
struct Source {
    reading: Reading,
    parser: Box<dyn Parse>,
    frames: u64,
    records: u64,
    found: bool,
    errors: u64,
}

impl Source {
    fn new(format: &Format, options: &ReadOptions) -> Result<Source, Error> {
        let reading = format.open(options)?;
        let parser = (reading.parser)();
        Ok(Source { reading, parser, frames: 0, records: 0, found: false, errors: 0 })
    }

    /// Goes on with inputs of another format; the counts go on as well.
    fn switch(&mut self, format: &Format, options: &ReadOptions) -> Result<(), Error> {
        let reading = format.open(options)?;
        self.parser = (reading.parser)();
        self.reading = reading;
        Ok(())
    }

    /// Reads frames until one holds an item.
    fn step(&mut self, input: &mut Input<'_>, record: &mut Record, sink: &mut dyn Sink) -> Result<Step, Error> {
        loop {
            let mut sink = Placed { sink: &mut *sink, record: self.records + 1, errors: &mut self.errors };
            let Some(cut) = self.reading.cut.cut(input, &mut sink)? else {
                input.report_end(&mut sink);
                return Ok(Step::End);
            };
            input.report(cut, &mut sink);
            let span = input.span(cut.skip, cut.len);
            let text = match std::str::from_utf8(&input.window()[cut.skip..cut.skip + cut.len]) {
                Ok(text) => Cow::Borrowed(text),
                Err(_) => {
                    let fallback = input.fallback(cut.skip)?;
                    decoded(&input.window()[cut.skip..cut.skip + cut.len], span, fallback, &mut sink)
                }
            };
            record.clear();
            let frame = Frame { text: &text, span, number: self.frames, kind: cut.kind };
            let parsed = self.parser.parse(&frame, record, &mut sink);
            self.frames += 1;
            drop(text);
            input.consume(cut.skip + cut.len);
            match parsed {
                Parsed::Record => {
                    self.records += 1;
                    self.found = true;
                    return Ok(Step::Record);
                }
                Parsed::Aside(aside) => {
                    self.found |= aside.kind != "text";
                    return Ok(Step::Aside(aside));
                }
                Parsed::Nothing => {}
                Parsed::Spoilt => {
                    self.records += 1;
                    self.found = true;
                }
            }
        }
    }

    /// At the end of an input: says so if there was nothing in it.
    fn end(&mut self, input: &Input<'_>, sink: &mut dyn Sink) {
        if !self.found && !input.is_blank() && !self.reading.cut.recognized() {
            self.errors += 1;
            sink.diagnostic(Diagnostic::new(&NO_RECORD, "not one record in the input").on(Span::BEGINNING));
        }
        self.found = false;
        self.reading.cut.next_input();
    }
}

/// The text of a frame that is not UTF-8, which is reported.
fn decoded<'b>(bytes: &'b [u8], span: Span, fallback: Fallback, sink: &mut dyn Sink) -> Cow<'b, str> {
    let (text, fault) = decode_frame(bytes, fallback);
    if let Some(fault) = fault {
        let what = match fault.count {
            1 => "a byte that is not UTF-8".to_owned(),
            count => format!("{count} bytes that are not UTF-8"),
        };
        let (code, message) = match fallback {
            Fallback::As(encoding) => (&NOT_UTF8, format!("{what}, read as {}", encoding.name())),
            Fallback::Replace => (&MALFORMED, format!("{what}, replaced by U+FFFD")),
        };
        sink.diagnostic(Diagnostic::new(code, message).at(&text, span, fault.at, 1));
    }
    text
}

/// Writes what stood between records, or reports that it was not written.
fn write_aside(
    emit: &mut dyn Emit,
    aside: &Aside,
    out: &mut Vec<u8>,
    transcode: Option<&Transcode>,
    sink: &mut dyn Sink,
) {
    let from = out.len();
    let redeclared = transcode.and_then(|transcode| transcode.redeclared(aside));
    let written = emit.aside(redeclared.as_ref().unwrap_or(aside), out);
    let mut report = Report { sink, record: 0, key: None };
    if let Some(transcode) = transcode {
        transcode.piece(from, out, &mut report);
    }
    if !written {
        let subject = Subject::Aside(aside.kind);
        report.lost(&ASIDE_DROPPED, LossKind::Dropped, subject, aside.text.trim());
    }
}

/// Adds the ordinal of the record to diagnostics, and counts errors.
struct Placed<'s> {
    sink: &'s mut dyn Sink,
    record: u64,
    errors: &'s mut u64,
}

impl Sink for Placed<'_> {
    fn diagnostic(&mut self, mut diagnostic: Diagnostic) {
        if diagnostic.record == 0 {
            diagnostic.record = self.record;
        }
        *self.errors += u64::from(diagnostic.severity() == Severity::Error);
        self.sink.diagnostic(diagnostic);
    }
    fn loss(&mut self, loss: Loss) {
        self.sink.loss(loss);
    }
}

/// Writes items into a buffer in the order of a document: head, records with
/// separators, tail.
pub struct Sequence {
    emit: Box<dyn Emit>,
    namer: Namer,
    records: u64,
    begun: bool,
    patch_at: Option<usize>,
    newest: Option<Str>,
    transcode: Option<Transcode>,
}

/// Bytes of the head that were known only at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patch {
    /// Where they go, from the beginning of the output.
    pub offset: u64,
    /// What goes there, in place of as many bytes.
    pub bytes: Vec<u8>,
}

impl Sequence {
    /// For this format.
    ///
    /// # Errors
    /// If the format cannot be written or has no such option.
    pub fn new(format: &Format, options: &WriteOptions) -> Result<Sequence, Error> {
        let emit = format.create(options)?;
        let namer = Namer::new(format.naming);
        let transcode = Transcode::new(format, options);
        Ok(Sequence { emit, namer, records: 0, begun: false, patch_at: None, newest: None, transcode })
    }

    /// Whether the head is patched at the end, known once the head was written.
    pub fn wants_patch(&self) -> bool {
        self.patch_at.is_some()
    }

    /// Writes the head if it was not written yet.
    pub fn begin(&mut self, out: &mut Vec<u8>) {
        if !self.begun {
            self.begun = true;
            self.patch_at = self.emit.head(out);
            if let Some(transcode) = &self.transcode {
                self.patch_at = transcode.head(out, self.patch_at);
            }
        }
    }

    /// Writes a record.
    pub fn record(&mut self, record: &Record, out: &mut Vec<u8>, sink: &mut dyn Sink) {
        self.begin(out);
        let from = out.len();
        if self.records > 0 {
            self.emit.separator(out);
        }
        self.count(record);
        let given = record.key.as_deref();
        let identity = self.namer.name(record, &mut Report { sink: &mut *sink, record: self.records, key: given });
        let key = identity.map(|identity| identity.text).or(given);
        let mut report = Report { sink, record: self.records, key };
        self.emit.record(record, identity, out, &mut report);
        if let Some(transcode) = &self.transcode {
            transcode.piece(from, out, &mut report);
        }
    }

    /// Its ordinal and its name, for a record that is written elsewhere.
    fn name(&mut self, record: &Record, sink: &mut dyn Sink) -> (u64, Option<Identity<'_>>) {
        self.count(record);
        let mut report = Report { sink, record: self.records, key: record.key.as_deref() };
        (self.records, self.namer.name(record, &mut report))
    }

    fn count(&mut self, record: &Record) {
        self.records += 1;
        if let Some(stamp) = self.emit.stamp(record) {
            self.newest = self.newest.take().max(Some(stamp));
        }
    }

    /// Writes what stood between records, or reports that it was not written.
    pub fn aside(&mut self, aside: &Aside, out: &mut Vec<u8>, sink: &mut dyn Sink) {
        self.begin(out);
        write_aside(self.emit.as_mut(), aside, out, self.transcode.as_ref(), sink);
    }

    /// Writes the tail. The patch, if there is one, is to be applied by the caller.
    pub fn finish(mut self, out: &mut Vec<u8>) -> Option<Patch> {
        self.begin(out);
        let from = out.len();
        self.emit.tail(self.records > 0, out);
        if let Some(transcode) = &self.transcode {
            transcode.piece(from, out, &mut Report { sink: &mut Discard, record: 0, key: None });
        }
        let (offset, stamp) = (self.patch_at? as u64, self.newest?);
        let bytes = stamp.as_bytes();
        Some(Patch { offset, bytes: self.transcode.map_or_else(|| bytes.to_vec(), |transcode| transcode.patch(bytes)) })
    }
}

/// How a conversion ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Records written.
    pub written: u64,
    /// Diagnostics of severity error: records and stretches of input that could not be read.
    pub errors: u64,
    /// What the caller has to patch in the output.
    pub patch: Option<Patch>,
}

/// Converts inputs, one after the other, into one output.
///
/// ```
/// use ibidem::{convert::Converter, formats::native::NATIVE, report::Discard};
/// use ibidem::format::{ReadOptions, WriteOptions};
/// let mut output = Vec::new();
/// let mut converter = Converter::new(&NATIVE, &NATIVE, &ReadOptions::default(), &WriteOptions::default()).unwrap();
/// let input = "{\"type\":\"book\",\"fields\":{\"title\":\"Notes\"}}\n";
/// converter.input(input.as_bytes(), &mut output, &mut Discard).unwrap();
/// let summary = converter.finish(&mut output).unwrap();
/// assert_eq!(summary.written, 1);
/// assert!(String::from_utf8(output).unwrap().contains("Notes"));
/// ```
pub struct Converter {
    to: Format,
    write: WriteOptions,
    source: Source,
    sequence: Sequence,
    record: Record,
    out: Vec<u8>,
    jobs: usize,
    encoding: Option<Encoding>,
}

/// Inputs that end before this many bytes are not worth a second thread.
const ALONE: usize = 512 * 1024;

impl Converter {
    /// From one format to another.
    ///
    /// # Errors
    /// If the one cannot be read, the other not written, or an option is unknown.
    pub fn new(from: &Format, to: &Format, read: &ReadOptions, write: &WriteOptions) -> Result<Converter, Error> {
        Ok(Converter {
            source: Source::new(from, &Self::reading(to, from, read))?,
            to: *to,
            write: write.clone(),
            sequence: Sequence::new(to, write)?,
            record: Record::default(),
            out: Vec::new(),
            jobs: 1,
            encoding: read.encoding,
        })
    }

    /// Lets so many threads work beside the caller's; output and reports do not
    /// depend on it. Short inputs are converted on the caller's thread alone.
    #[must_use]
    pub fn jobs(mut self, jobs: usize) -> Converter {
        self.jobs = jobs.max(1);
        self
    }

    /// What the target wants of a source: origins, if it can use them.
    fn reading(to: &Format, from: &Format, read: &ReadOptions) -> ReadOptions {
        let keep_origin = read.keep_origin || from.notation == to.notation || to.name == "native";
        ReadOptions { keep_origin, ..read.clone() }
    }

    /// Reads the inputs that follow as another format.
    ///
    /// # Errors
    /// If it cannot be read or an option is unknown.
    pub fn set_source(&mut self, from: &Format, read: &ReadOptions) -> Result<(), Error> {
        self.encoding = read.encoding;
        self.source.switch(from, &Self::reading(&self.to, from, read))
    }

    /// Whether [`Summary::patch`] will be set, so that the output must be
    /// something that can be changed afterwards.
    pub fn wants_patch(&mut self) -> bool {
        self.sequence.begin(&mut self.out);
        self.sequence.wants_patch()
    }

    /// Converts one input.
    ///
    /// # Errors
    /// If the input cannot be read or the output not be written.
    pub fn input(&mut self, input: impl Read + Send, output: &mut dyn Write, sink: &mut dyn Sink) -> Result<(), Error> {
        let mut input = Input::with_encoding(input, self.encoding);
        if self.jobs > 1 {
            input.fill_to(ALONE)?;
            if !input.at_end() {
                let emitters = (0..self.jobs).map(|_| self.to.create(&self.write)).collect::<Result<Vec<_>, _>>()?;
                let mut job =
                    parallel::Job { source: &mut self.source, sequence: &mut self.sequence, out: &mut self.out };
                job.run(emitters, &mut input, output, sink)?;
                self.source.end(&input, sink);
                return Ok(());
            }
        }
        loop {
            match self.source.step(&mut input, &mut self.record, sink)? {
                Step::Record => self.sequence.record(&self.record, &mut self.out, sink),
                Step::Aside(aside) => self.sequence.aside(&aside, &mut self.out, sink),
                Step::End => break,
            }
            if self.out.len() >= BUFFER {
                output.write_all(&self.out).map_err(Error::write)?;
                self.out.clear();
            }
        }
        self.source.end(&input, sink);
        Ok(())
    }

    /// Writes what is left.
    ///
    /// # Errors
    /// If the output cannot be written.
    pub fn finish(mut self, output: &mut dyn Write) -> Result<Summary, Error> {
        let written = self.sequence.records;
        let patch = self.sequence.finish(&mut self.out);
        output.write_all(&self.out).map_err(Error::write)?;
        output.flush().map_err(Error::write)?;
        Ok(Summary { written, errors: self.source.errors, patch })
    }
}

/// Writes records as text in memory; for tests, examples and small jobs.
///
/// # Errors
/// If the format cannot be written.
pub fn to_bytes(
    format: &Format,
    options: &WriteOptions,
    records: &[Record],
    sink: &mut dyn Sink,
) -> Result<Vec<u8>, Error> {
    let mut out = Vec::new();
    let mut sequence = Sequence::new(format, options)?;
    for record in records {
        sequence.record(record, &mut out, sink);
    }
    if let Some(patch) = sequence.finish(&mut out) {
        let at = patch.offset as usize;
        out[at..at + patch.bytes.len()].copy_from_slice(&patch.bytes);
    }
    Ok(out)
}

/// Reads all records of a text in memory; for tests, examples and small jobs.
///
/// # Errors
/// If the format cannot be read.
pub fn from_bytes(
    format: &Format,
    options: &ReadOptions,
    bytes: &[u8],
    sink: &mut dyn Sink,
) -> Result<Vec<Record>, Error> {
    let mut reader = Reader::new(format, options, bytes)?;
    let mut records = Vec::new();
    while let Some(record) = reader.next_record(sink)? {
        records.push(record);
    }
    Ok(records)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::native::NATIVE;
    use crate::report::Collect;

    static OTHER: Format = Format { open: NATIVE.open, ..Format::base("other") };

    #[test]
    fn counts_go_on_from_one_format_to_the_next() {
        let (mut output, mut sink) = (Vec::new(), Collect::default());
        let mut converter =
            Converter::new(&NATIVE, &NATIVE, &ReadOptions::default(), &WriteOptions::default()).unwrap();
        let input = b"{\"type\":\"book\",\"fields\":{}}\nnonsense\n";
        converter.input(&input[..], &mut output, &mut sink).unwrap();
        converter.set_source(&OTHER, &ReadOptions::default()).unwrap();
        converter.input(&input[..], &mut output, &mut sink).unwrap();
        let summary = converter.finish(&mut output).unwrap();
        assert_eq!((summary.written, summary.errors), (2, 2));
        let places: Vec<_> = sink.diagnostics.iter().map(|d| (d.record, d.span.line)).collect();
        assert_eq!(places, [(2, 2), (4, 2)]);
    }

    #[test]
    fn a_format_that_cannot_be_read_is_refused_between_inputs() {
        static CLOSED: Format = Format::base("closed");
        let mut converter =
            Converter::new(&NATIVE, &NATIVE, &ReadOptions::default(), &WriteOptions::default()).unwrap();
        assert!(converter.set_source(&CLOSED, &ReadOptions::default()).is_err());
    }
}
