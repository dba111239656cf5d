//! The same conversion on several cores.
//!
//! The caller's thread cuts the input into batches and joins what comes of
//! them; a worker reads a batch and writes its records at once, each under the
//! name it asks for, so that a record lives and dies on one thread. Where a
//! name turns out to be taken, the caller's thread puts another one in its place,
//! or reads and writes that record again if more depends on it. Batches are joined in the order of the input, and reports with the
//! item they belong to, so neither output nor reports depend on the number of
//! workers.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet, VecDeque};
use std::io::Write;
use std::ops::Range;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};

use super::Sequence;
use super::faithful::{Copied, Joint};
use super::pen::Pen;
use super::source::{Eye, Placed, Source, decoded};
use crate::format::{Aside, Naming, Parsed};
use crate::ir::{Record, Str};
use crate::map::Report;
use crate::pass::naming::Wish;
use crate::report::{Code, Collect, Diagnostic, Discard, Error, ErrorKind, Loss, Sink, Span, Subject};
use crate::source::{Fallback, Frame, Input};

/// Bytes of input in a batch: enough that handing over costs nothing, few
/// enough that batches under way stay small.
const BATCH: usize = 64 * 1024;

/// Frames in a batch at most: a record takes more memory than the least text of one.
const FRAMES: usize = 4096;

/// Frames cut from the input, and what came of them.
#[derive(Default)]
struct Batch {
    bytes: Vec<u8>,
    frames: Vec<CutFrame>,
    /// What was said: in front of the frames, and by whoever read and wrote them.
    said: Collect,
    /// How frames that are not UTF-8 are read, if there are any.
    fallback: Option<Fallback>,
    pieces: Vec<Piece>,
    out: Vec<u8>,
}

impl Batch {
    fn clear(&mut self) {
        self.bytes.clear();
        self.frames.clear();
        self.said.diagnostics.clear();
        self.said.losses.clear();
        self.fallback = None;
        self.pieces.clear();
        self.out.clear();
    }
}

struct CutFrame {
    end: usize,
    span: Span,
    kind: u8,
    number: u64,
    /// Where in the batch's diagnostics those of cutting end.
    said: usize,
}

/// What a frame came to: read, and written under the name it asked for.
struct Piece {
    what: Found,
    /// Where in the batch's output it ends.
    end: usize,
    /// Where in it the name ends, if that can be replaced.
    named: Option<usize>,
    /// What reading said, then what writing said and lost.
    read: Vec<Diagnostic>,
    said: Vec<Diagnostic>,
    lost: Vec<Loss>,
}

enum Found {
    /// With the stamp for the head.
    Record(Wish, Option<Str>),
    Aside(Aside),
    Nothing,
    Spoilt,
}

/// A batch, and the way back.
type Task = (Batch, SyncSender<Batch>);

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
        let (all, writes, naming) = (sink.wants_all_values(), self.copied.is_none(), self.sequence.naming());
        let (tasks, queue) = sync_channel::<Task>(2 * count + 2);
        let queue = Mutex::new(queue);
        std::thread::scope(|scope| {
            for pen in pens {
                let queue = &queue;
                let seen = Seen { all, subjects: HashMap::new() };
                let hand = Hand { eye: self.source.another_eye(), pen, naming, writes, seen };
                scope.spawn(move || work(queue, hand));
            }
            // The end of the tasks is the end of the workers.
            self.pump(tasks, 2 * count, input, output, sink)
        })
    }

    fn pump(
        &mut self,
        tasks: SyncSender<Task>,
        ahead: usize,
        input: &mut Input<'_>,
        output: &mut dyn Write,
        sink: &mut dyn Sink,
    ) -> Result<(), Error> {
        // What is under way, in the order of the input.
        let mut line: VecDeque<Receiver<Batch>> = VecDeque::new();
        // Batches to use again.
        let mut spare = Vec::new();
        let mut ended = None;
        if self.copied.is_none() {
            self.sequence.begin(self.out);
        }
        loop {
            while ended.is_none() && line.len() <= ahead {
                let mut batch: Batch = spare.pop().unwrap_or_default();
                ended = cut_batch(self.source, input, &mut batch);
                let (done, result) = sync_channel(1);
                tasks.send((batch, done)).map_err(|_| gone())?;
                line.push_back(result);
            }
            let Some(result) = line.pop_front() else { break };
            let mut batch = result.recv().map_err(|_| gone())?;
            self.join(&mut batch, sink);
            match self.copied {
                Some(copied) => copied.flush(self.joint, output)?,
                None => self.joint.write(self.out, output)?,
            }
            self.out.clear();
            batch.clear();
            spare.push(batch);
        }
        ended.unwrap_or(Ok(()))
    }

    /// The serial step: counts, ordinals, names in the output; appends what was
    /// written.
    fn join(&mut self, batch: &mut Batch, sink: &mut dyn Sink) {
        let mut pieces = std::mem::take(&mut batch.pieces);
        let mut cut = std::mem::take(&mut batch.said.diagnostics).into_iter();
        let (mut said, mut from) = (0, 0);
        // What was written since is appended in one go.
        let mut waiting = 0..0;
        let mut bytes = 0..0;
        for (at, piece) in pieces.drain(..).enumerate() {
            let frame = &batch.frames[at];
            bytes = bytes.end..frame.end;
            let written = from..piece.end;
            from = piece.end;
            let mut reading =
                Placed { sink: &mut *sink, record: self.source.records + 1, errors: &mut self.source.errors };
            cut.by_ref().take(frame.said - said).for_each(|diagnostic| reading.diagnostic(diagnostic));
            said = frame.said;
            piece.read.into_iter().for_each(|diagnostic| reading.diagnostic(diagnostic));
            match piece.what {
                Found::Record(wish, stamp) => {
                    let key = wish.given.as_deref();
                    if let Some(watch) = &mut self.source.reading.watch {
                        watch.record(key, frame.span, &batch.bytes[bytes.clone()], &mut reading);
                    }
                    self.source.records += 1;
                    self.source.found = true;
                    if self.copied.is_some() {
                        self.sequence.pass(key);
                    } else if self.sequence.take(&wish, stamp, sink) {
                        self.pass_on(piece.said, piece.lost, sink);
                    } else if let Some((before, name)) = self.renamed(piece.named, &wish) {
                        self.out.extend_from_slice(&batch.out[waiting.start..before]);
                        self.out.extend_from_slice(name.as_bytes());
                        waiting.start = before + wish.name().len();
                        let (mut said, mut lost) = (piece.said, piece.lost);
                        let keys = said.iter_mut().map(|d| &mut d.key).chain(lost.iter_mut().map(|l| &mut l.key));
                        keys.flatten().for_each(|key| key.clone_from(&name));
                        self.pass_on(said, lost, sink);
                    } else {
                        self.out.extend_from_slice(&batch.out[waiting.clone()]);
                        waiting = from..from;
                        self.again(batch, at, bytes.clone(), sink);
                        continue;
                    }
                }
                Found::Aside(aside) => {
                    self.source.passed(&aside);
                    piece.said.into_iter().for_each(|diagnostic| sink.diagnostic(diagnostic));
                    piece.lost.into_iter().for_each(|loss| sink.loss(loss));
                }
                Found::Spoilt => {
                    self.source.records += 1;
                    self.source.found = true;
                }
                Found::Nothing => {}
            }
            debug_assert_eq!(waiting.end, written.start);
            waiting.end = written.end;
        }
        self.out.extend_from_slice(&batch.out[waiting]);
        let mut reading = Placed { sink, record: self.source.records + 1, errors: &mut self.source.errors };
        cut.for_each(|diagnostic| reading.diagnostic(diagnostic));
        batch.pieces = pieces;
    }

    /// Hands on what was said of the record counted last.
    fn pass_on(&self, said: Vec<Diagnostic>, lost: Vec<Loss>, sink: &mut dyn Sink) {
        let number = self.sequence.records;
        for mut diagnostic in said {
            if diagnostic.record == 0 {
                diagnostic.record = number;
            }
            sink.diagnostic(diagnostic);
        }
        lost.into_iter().for_each(|loss| sink.loss(Loss { record: number, ..loss }));
    }

    /// The name of the record counted last and where it goes in the batch's
    /// output, if it can take the place of the one it was written under.
    fn renamed(&self, named: Option<usize>, wish: &Wish) -> Option<(usize, Str)> {
        let end = named.filter(|_| self.sequence.records > 1)?;
        Some((end - wish.name().len(), self.sequence.taken()?.text.into()))
    }

    /// Writes a record that could not be written as the worker did: it is the
    /// first one, or another has its name. Everything about reading it was said.
    fn again(&mut self, batch: &Batch, at: usize, bytes: Range<usize>, sink: &mut dyn Sink) {
        let mut record = Record::default();
        let frame = &batch.frames[at];
        let fallback = batch.fallback.unwrap_or(Fallback::Replace);
        let text = match std::str::from_utf8(&batch.bytes[bytes.clone()]) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => decoded(&batch.bytes[bytes], frame.span, fallback, &mut Discard),
        };
        let frame = Frame { text: &text, span: frame.span, number: frame.number, kind: frame.kind };
        self.source.eye.read(&frame, &mut record, &mut Discard);
        self.sequence.rewrite(&record, self.out, sink);
    }
}

/// A worker ended before its time, which only a fault in a format can bring about.
fn gone() -> Error {
    ErrorKind::Unsupported("a worker thread ended before its work was done".to_owned()).into()
}

/// Cuts a batch of frames, and says how the input ended if it did.
fn cut_batch(source: &mut Source, input: &mut Input<'_>, batch: &mut Batch) -> Option<Result<(), Error>> {
    let mut passed = 0;
    while batch.bytes.len() + passed < BATCH && batch.frames.len() < FRAMES {
        let cut = match source.reading.cut.cut(input, &mut batch.said) {
            Ok(Some(cut)) => cut,
            Ok(None) => {
                input.report_end(&mut batch.said);
                return Some(Ok(()));
            }
            Err(error) => return Some(Err(error)),
        };
        input.report(cut, &mut batch.said);
        let bytes = &input.window()[cut.skip..cut.skip + cut.len];
        let known = batch.fallback.is_some() || bytes.is_ascii();
        if !known && (input.has_fallback() || std::str::from_utf8(bytes).is_err()) {
            match input.fallback(cut.skip) {
                Ok(fallback) => batch.fallback = Some(fallback),
                Err(error) => return Some(Err(error)),
            }
        }
        batch.bytes.extend_from_slice(&input.window()[cut.skip..cut.skip + cut.len]);
        let span = input.span(cut.skip, cut.len);
        let (end, said) = (batch.bytes.len(), batch.said.diagnostics.len());
        batch.frames.push(CutFrame { end, span, kind: cut.kind, number: source.frames, said });
        source.frames += 1;
        passed += cut.skip;
        input.consume(cut.skip + cut.len);
    }
    None
}

/// What a worker works with.
struct Hand {
    eye: Eye,
    pen: Pen,
    naming: Naming,
    /// Whether anything is to be written.
    writes: bool,
    seen: Seen,
}

/// Does what comes out of the queue until there is nothing more.
fn work(queue: &Mutex<Receiver<Task>>, mut hand: Hand) {
    let mut record = Record::default();
    loop {
        let task = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((mut batch, done)) = task else { return };
        hand.convert(&mut batch, &mut record);
        // A result nobody waits for any more is of no use: the run has failed.
        drop(done.send(batch));
    }
}

impl Hand {
    fn convert(&mut self, batch: &mut Batch, record: &mut Record) {
        let mut start = 0;
        batch.pieces.reserve(batch.frames.len());
        for frame in &batch.frames {
            let mut said = Collect::default();
            let bytes = &batch.bytes[start..frame.end];
            start = frame.end;
            let text = match std::str::from_utf8(bytes) {
                Ok(text) => Cow::Borrowed(text),
                Err(_) => decoded(bytes, frame.span, batch.fallback.unwrap_or(Fallback::Replace), &mut said),
            };
            record.clear();
            let frame = Frame { text: &text, span: frame.span, number: frame.number, kind: frame.kind };
            let parsed = self.eye.read(&frame, record, &mut said);
            let read = std::mem::take(&mut said.diagnostics);
            let mut gather = Gather { reports: &mut said, seen: &mut self.seen };
            let mut named = None;
            let what = match parsed {
                Parsed::Record => {
                    let wish = Wish::of(self.naming, record);
                    let stamp = self.pen.stamp(record);
                    if self.writes {
                        let identity = wish.identity(self.naming);
                        let key = identity.map(|identity| identity.text).or(wish.given.as_deref());
                        let mut report = Report { sink: &mut gather, record: 0, key };
                        self.pen.record(false, record, identity, &mut batch.out, &mut report);
                        named = self.pen.name_end();
                    }
                    Found::Record(wish, stamp)
                }
                Parsed::Aside(aside) => {
                    if self.writes {
                        self.pen.aside(&aside, &mut batch.out, &mut gather);
                    }
                    Found::Aside(aside)
                }
                Parsed::Spoilt => Found::Spoilt,
                Parsed::Nothing => Found::Nothing,
            };
            let end = batch.out.len();
            batch.pieces.push(Piece { what, end, named, read, said: said.diagnostics, lost: said.losses });
        }
    }
}

/// Which losses this worker has met. Its batches come in the order of the
/// input, so the first loss of a kind in the whole run is the first one of the
/// worker that meets it.
struct Seen {
    all: bool,
    subjects: HashMap<&'static str, HashSet<Subject>>,
}

impl Seen {
    fn has(&self, code: &'static Code, subject: &Subject) -> bool {
        self.subjects.get(code.id).is_some_and(|subjects| subjects.contains(subject))
    }
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
        if !self.seen.all && !self.seen.has(loss.code, &loss.subject) {
            self.seen.subjects.entry(loss.code.id).or_default().insert(loss.subject.clone());
        }
        self.reports.losses.push(loss);
    }
    fn wants_value(&self, code: &'static Code, subject: &Subject) -> bool {
        self.seen.all || !self.seen.has(code, subject)
    }
}
