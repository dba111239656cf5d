//! The same conversion on several cores.
//!
//! The caller's thread cuts the input into batches, names records and writes
//! the output; workers parse the frames of a batch, and later turn its named
//! records into bytes. Batches are handed over in the order of the input, and
//! reports with the item they belong to, so neither output nor reports depend
//! on the number of workers.

use std::borrow::Cow;
use std::collections::{HashSet, VecDeque};
use std::io::Write;
use std::ops::Range;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};

use super::Sequence;
use super::faithful::{Copied, Joint};
use super::pen::Pen;
use super::source::{Eye, Source, decoded};
use crate::format::{Aside, Identity, Parsed};
use crate::ir::Record;
use crate::map::Report;
use crate::report::{Code, Collect, Diagnostic, Error, ErrorKind, Loss, Severity, Sink, Span, Subject};
use crate::source::{Fallback, Frame, Input};

/// Bytes of input in a batch: enough that handing over costs nothing, few
/// enough that batches under way stay small.
const BATCH: usize = 64 * 1024;

/// Frames in a batch at most: a record takes more memory than the least text of one.
const FRAMES: usize = 4096;

/// Frames cut from the input, not yet looked into.
#[derive(Default)]
struct Batch {
    bytes: Vec<u8>,
    frames: Vec<CutFrame>,
    /// What the cutter said behind the last frame.
    said: Vec<Diagnostic>,
    /// How frames that are not UTF-8 are read, if there are any.
    fallback: Option<Fallback>,
}

struct CutFrame {
    end: usize,
    span: Span,
    kind: u8,
    number: u64,
    /// What the cutter said before it.
    said: Vec<Diagnostic>,
}

/// What a frame held.
struct Read {
    said: Vec<Diagnostic>,
    what: Found,
    span: Span,
    /// Its bytes in the batch.
    bytes: Range<usize>,
}

enum Found {
    Record(Box<Record>),
    Aside(Aside),
    Nothing,
    Spoilt,
}

/// Something to be written, and what was said about it so far.
struct Named {
    reports: Collect,
    what: What,
}

enum What {
    Record { record: Box<Record>, number: u64, identity: Option<(String, bool)> },
    Aside(Aside),
    Nothing,
}

enum Task {
    /// The bytes come back with what was found in them.
    Parse(Batch, SyncSender<(Vec<Read>, Vec<u8>)>),
    Emit(Vec<Named>, SyncSender<(Vec<u8>, Vec<Collect>)>),
}

/// The parts of a converter that take part.
pub(super) struct Job<'c> {
    pub source: &'c mut Source,
    pub sequence: &'c mut Sequence,
    pub out: &'c mut Vec<u8>,
    pub joint: &'c mut Joint,
    /// The bytes of an input that is passed through and only read.
    pub copied: Option<&'c Copied>,
}

impl Job<'_> {
    /// Converts one input, whose beginning is in the window already, with a
    /// worker for each of the pens.
    pub fn run(
        &mut self,
        pens: Vec<Pen>,
        input: &mut Input<'_>,
        output: &mut dyn Write,
        sink: &mut dyn Sink,
    ) -> Result<(), Error> {
        let count = pens.len();
        let all_values = sink.wants_all_values();
        let (tasks, queue) = sync_channel::<Task>(2 * count + 2);
        let queue = Mutex::new(queue);
        std::thread::scope(|scope| {
            for pen in pens {
                let queue = &queue;
                let eye = self.source.another_eye();
                scope.spawn(move || work(queue, eye, pen, all_values));
            }
            let mut line = Line { tasks, parsing: VecDeque::new(), emitting: VecDeque::new() };
            // The end of the line is the end of the workers.
            self.pump(&mut line, count, input, output, sink)
        })
    }

    fn pump(
        &mut self,
        line: &mut Line,
        count: usize,
        input: &mut Input<'_>,
        output: &mut dyn Write,
        sink: &mut dyn Sink,
    ) -> Result<(), Error> {
        let mut ended = None;
        loop {
            while ended.is_none() && line.parsing.len() <= count {
                let (batch, end) = cut_batch(self.source, input);
                ended = end;
                let (done, result) = sync_channel(1);
                line.send(Task::Parse(batch, done))?;
                line.parsing.push_back(result);
            }
            if line.emitting.len() > count || line.parsing.is_empty() {
                let Some(result) = line.emitting.pop_front() else { break };
                let (bytes, reports) = result.recv().map_err(|_| gone())?;
                reports.into_iter().for_each(|mut reports| reports.drain_into(sink));
                self.out.extend_from_slice(&bytes);
                self.joint.write(self.out, output)?;
                self.out.clear();
            } else if let Some(result) = line.parsing.pop_front() {
                let (read, bytes) = result.recv().map_err(|_| gone())?;
                if let Some(copied) = self.copied {
                    for item in read {
                        name(item, &bytes, self.source, self.sequence, true).reports.drain_into(sink);
                    }
                    copied.flush(self.joint, output)?;
                    continue;
                }
                self.sequence.begin(self.out);
                let named =
                    read.into_iter().map(|item| name(item, &bytes, self.source, self.sequence, false)).collect();
                let (done, result) = sync_channel(1);
                line.send(Task::Emit(named, done))?;
                line.emitting.push_back(result);
            }
        }
        ended.unwrap_or(Ok(()))
    }
}

/// What is under way, in the order of the input.
struct Line {
    tasks: SyncSender<Task>,
    parsing: VecDeque<Receiver<(Vec<Read>, Vec<u8>)>>,
    emitting: VecDeque<Receiver<(Vec<u8>, Vec<Collect>)>>,
}

impl Line {
    fn send(&self, task: Task) -> Result<(), Error> {
        self.tasks.send(task).map_err(|_| gone())
    }
}

/// A worker ended before its time, which only a fault in a format can bring about.
fn gone() -> Error {
    ErrorKind::Unsupported("a worker thread ended before its work was done".to_owned()).into()
}

/// Cuts a batch of frames, and says how the input ended if it did.
fn cut_batch(source: &mut Source, input: &mut Input<'_>) -> (Batch, Option<Result<(), Error>>) {
    let mut batch = Batch::default();
    let mut passed = 0;
    while batch.bytes.len() + passed < BATCH && batch.frames.len() < FRAMES {
        let mut said = Collect::default();
        let cut = match source.reading.cut.cut(input, &mut said) {
            Ok(Some(cut)) => cut,
            Ok(None) => {
                input.report_end(&mut said);
                batch.said = said.diagnostics;
                return (batch, Some(Ok(())));
            }
            Err(error) => return (batch, Some(Err(error))),
        };
        input.report(cut, &mut said);
        let bytes = &input.window()[cut.skip..cut.skip + cut.len];
        let known = batch.fallback.is_some() || bytes.is_ascii();
        if !known && (input.has_fallback() || std::str::from_utf8(bytes).is_err()) {
            match input.fallback(cut.skip) {
                Ok(fallback) => batch.fallback = Some(fallback),
                Err(error) => return (batch, Some(Err(error))),
            }
        }
        batch.bytes.extend_from_slice(&input.window()[cut.skip..cut.skip + cut.len]);
        let span = input.span(cut.skip, cut.len);
        let (end, said) = (batch.bytes.len(), said.diagnostics);
        batch.frames.push(CutFrame { end, span, kind: cut.kind, number: source.frames, said });
        source.frames += 1;
        passed += cut.skip;
        input.consume(cut.skip + cut.len);
    }
    (batch, None)
}

/// The serial step: counts, ordinals, and names in the output.
fn name(item: Read, bytes: &[u8], source: &mut Source, sequence: &mut Sequence, passed: bool) -> Named {
    let mut reports = Collect { diagnostics: item.said, ..Collect::default() };
    if let (Found::Record(record), Some(watch)) = (&item.what, &mut source.reading.watch) {
        watch.record(record, item.span, &bytes[item.bytes], &mut reports);
    }
    for diagnostic in &mut reports.diagnostics {
        if diagnostic.record == 0 {
            diagnostic.record = source.records + 1;
        }
        source.errors += u64::from(diagnostic.severity() == Severity::Error);
    }
    let what = match item.what {
        Found::Record(record) => {
            source.records += 1;
            source.found = true;
            if passed {
                sequence.pass(&record);
                return Named { reports, what: What::Nothing };
            }
            let (number, identity) = sequence.name(&record, &mut reports);
            What::Record {
                identity: identity.map(|identity| (identity.text.to_owned(), identity.made)),
                record,
                number,
            }
        }
        Found::Aside(aside) => {
            source.passed(&aside);
            What::Aside(aside)
        }
        Found::Spoilt => {
            source.records += 1;
            source.found = true;
            What::Nothing
        }
        Found::Nothing => What::Nothing,
    };
    Named { reports, what }
}

/// Does what comes out of the queue until there is nothing more.
fn work(queue: &Mutex<Receiver<Task>>, mut eye: Eye, mut pen: Pen, all_values: bool) {
    let mut seen = Seen { all: all_values, subjects: HashSet::new() };
    loop {
        let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        // A result nobody waits for any more is of no use: the run has failed.
        match job {
            Ok(Task::Parse(batch, done)) => drop(done.send(parse(batch, &mut eye))),
            Ok(Task::Emit(named, done)) => drop(done.send(write(named, &mut pen, &mut seen))),
            Err(_) => return,
        }
    }
}

fn parse(batch: Batch, eye: &mut Eye) -> (Vec<Read>, Vec<u8>) {
    let mut items = Vec::with_capacity(batch.frames.len() + 1);
    let mut start = 0;
    let mut record = Record::default();
    for frame in batch.frames {
        let mut said = Collect { diagnostics: frame.said, ..Collect::default() };
        let bytes = start..frame.end;
        let text = match std::str::from_utf8(&batch.bytes[bytes.clone()]) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => {
                let fallback = batch.fallback.unwrap_or(Fallback::Replace);
                decoded(&batch.bytes[bytes.clone()], frame.span, fallback, &mut said)
            }
        };
        start = frame.end;
        let frame = Frame { text: &text, span: frame.span, number: frame.number, kind: frame.kind };
        let what = match eye.read(&frame, &mut record, &mut said) {
            Parsed::Record => Found::Record(Box::new(std::mem::take(&mut record))),
            other => {
                record.clear();
                match other {
                    Parsed::Aside(aside) => Found::Aside(aside),
                    Parsed::Spoilt => Found::Spoilt,
                    _ => Found::Nothing,
                }
            }
        };
        items.push(Read { said: said.diagnostics, what, span: frame.span, bytes });
    }
    if !batch.said.is_empty() {
        items.push(Read { said: batch.said, what: Found::Nothing, span: Span::default(), bytes: 0..0 });
    }
    (items, batch.bytes)
}

fn write(named: Vec<Named>, pen: &mut Pen, seen: &mut Seen) -> (Vec<u8>, Vec<Collect>) {
    let mut out = Vec::new();
    let mut reports = Vec::with_capacity(named.len());
    for mut item in named {
        let mut gather = Gather { reports: &mut item.reports, seen };
        match &item.what {
            What::Record { record, number, identity } => {
                let identity = identity.as_ref().map(|(text, made)| Identity { text, made: *made });
                let key = identity.map(|identity| identity.text).or(record.key.as_deref());
                let mut report = Report { sink: &mut gather, record: *number, key };
                pen.record(*number == 1, record, identity, &mut out, &mut report);
            }
            What::Aside(aside) => pen.aside(aside, &mut out, &mut gather),
            What::Nothing => {}
        }
        reports.push(item.reports);
    }
    (out, reports)
}

/// Which losses this worker has met. Its batches come in the order of the
/// input, so the first loss of a kind in the whole run is the first one of the
/// worker that meets it.
struct Seen {
    all: bool,
    subjects: HashSet<(&'static str, Subject)>,
}

/// Collects reports, with the values that are wanted.
struct Gather<'g> {
    reports: &'g mut Collect,
    seen: &'g mut Seen,
}

impl Sink for Gather<'_> {
    fn diagnostic(&mut self, diagnostic: Diagnostic) {
        self.reports.diagnostics.push(diagnostic);
    }
    fn loss(&mut self, loss: Loss) {
        if !self.seen.all && !self.seen.subjects.contains(&(loss.code.id, loss.subject.clone())) {
            self.seen.subjects.insert((loss.code.id, loss.subject.clone()));
        }
        self.reports.losses.push(loss);
    }
    fn wants_value(&self, code: &'static Code, subject: &Subject) -> bool {
        self.seen.all || !self.seen.subjects.contains(&(code.id, subject.clone()))
    }
}
