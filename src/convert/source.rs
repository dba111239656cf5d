//! Reading: cutter and parser over one or several inputs.

use std::any::Any;
use std::borrow::Cow;
use std::sync::Arc;

use super::lossless;
use crate::carrier::Carrier;
use crate::format::{Aside, BLANK, Format, Inheritance, Parse, Parsed, ReadOptions, Reading, UNREADABLE};
use crate::ir::Record;
use crate::pass::enrich::Enricher;
use crate::pass::inherit::Parents;
use crate::report::{Diagnostic, Error, Loss, Severity, Sink, Span};
use crate::source::{Fallback, Frame, FrameSpan, Input, Limits, MALFORMED, NO_RECORD, NOT_UTF8, decode_frame};

/// What a step of reading came to.
pub(super) enum Step {
    Record,
    Aside(Aside),
    /// A frame with nothing in it.
    Nothing,
    End,
}

/// Reads frames; one per thread.
pub(super) struct Eye {
    parser: Box<dyn Parse>,
    /// Where records keep what the format's own fields do not say.
    carrier: Option<Carrier>,
    /// What entries inherit from, and how, if that is to be written out.
    ties: Option<(Arc<Parents>, Inheritance)>,
    /// What gaps are filled from.
    enricher: Option<Arc<Enricher>>,
}

impl Eye {
    /// Reads a frame, puts back what the record carries, gives it what it
    /// inherits, and fills its gaps.
    pub fn read(&mut self, frame: &Frame<'_>, record: &mut Record, sink: &mut dyn Sink) -> Parsed {
        let parsed = self.parser.parse(frame, record, sink);
        if parsed != Parsed::Record {
            return parsed;
        }
        if let Some(carrier) = self.carrier {
            lossless::unpack(carrier, record, frame.span, sink);
        }
        if let Some((parents, rules)) = &self.ties
            && !parents.resolve(record, *rules, Some(frame), sink)
        {
            return Parsed::Spoilt;
        }
        if let Some(enricher) = &self.enricher {
            enricher.fill(record, frame.span, sink);
        }
        Parsed::Record
    }

    /// See [`Parse::glance`].
    pub fn glance<'f>(&mut self, frame: &Frame<'f>) -> Option<&'f str> {
        self.parser.glance(frame)
    }
}

/// Cutter and parser over one or several inputs.
pub(super) struct Source {
    /// Whether everything is kept, see [`ReadOptions::keep_source`].
    pub keep: bool,
    /// The frame before which something stood that was handed out first.
    waiting: Option<FrameSpan>,
    pub notation: &'static str,
    /// What the cutters of other notations gave away.
    pub kept: Vec<(&'static str, Box<dyn Any + Send>)>,
    pub reading: Reading,
    pub eye: Eye,
    pub frames: u64,
    pub records: u64,
    pub found: bool,
    pub errors: u64,
    /// By which rules its entries inherit, if they refer to each other.
    rules: Option<Inheritance>,
    /// What they inherit from.
    pub parents: Option<Arc<Parents>>,
    /// What gaps of its records are filled from.
    enricher: Option<Arc<Enricher>>,
    /// The macros of the inputs so far, where a later input may be surveyed alone.
    pub macros: Option<String>,
    limits: Limits,
}

impl Source {
    pub fn new(format: &Format, options: &ReadOptions) -> Result<Source, Error> {
        let reading = format.open(options)?;
        let eye = Eye { parser: (reading.parser)(), carrier: format.carrier, ties: None, enricher: None };
        let rules = format.inheritance;
        Ok(Source {
            keep: options.keep_source,
            waiting: None,
            notation: format.notation,
            kept: Vec::new(),
            reading,
            eye,
            frames: 0,
            records: 0,
            found: false,
            errors: 0,
            rules,
            parents: None,
            enricher: None,
            macros: None,
            limits: options.limits,
        })
    }

    /// Goes on with inputs of another format; the counts go on as well.
    pub fn switch(&mut self, format: &Format, options: &ReadOptions) -> Result<(), Error> {
        let mut before = std::mem::replace(&mut self.reading, format.open(options)?);
        let state = before.cut.hand_over();
        self.keep(self.notation, state);
        (self.notation, self.keep) = (format.notation, options.keep_source);
        self.resume();
        (self.eye.carrier, self.rules) = (format.carrier, format.inheritance);
        self.eye = self.another_eye();
        self.macros = None;
        Ok(())
    }

    /// From now on entries inherit from these.
    pub fn inherit_from(&mut self, parents: Option<Arc<Parents>>) {
        self.parents = parents;
        self.eye = self.another_eye();
    }

    /// From now on gaps are filled from these.
    pub fn enrich_from(&mut self, enricher: Option<Arc<Enricher>>) {
        self.enricher = enricher;
        self.eye = self.another_eye();
    }

    /// An eye for another thread.
    pub fn another_eye(&self) -> Eye {
        let ties = self.parents.clone().zip(self.rules);
        Eye { parser: (self.reading.parser)(), carrier: self.eye.carrier, ties, enricher: self.enricher.clone() }
    }

    /// Takes notice of what stands between records.
    pub fn passed(&mut self, aside: &Aside) {
        self.found |= aside.kind != "text";
        if let Some(macros) =
            self.macros.as_mut().filter(|macros| aside.kind == "macro" && macros.len() < self.limits.macros)
        {
            macros.push_str(&aside.text);
            macros.push('\n');
        }
    }

    /// Reads one frame.
    pub fn step(&mut self, input: &mut Input<'_>, record: &mut Record, sink: &mut dyn Sink) -> Result<Step, Error> {
        let mut sink = Placed { sink, record: self.records + 1, errors: &mut self.errors };
        let cut = match self.waiting.take() {
            Some(cut) => Some(cut),
            None => self.reading.cut.cut(input, &mut sink)?,
        };
        if self.keep
            && let Some(lead) = lead(input, cut.map_or(0, |cut| cut.skip), self.notation)
        {
            self.waiting = cut.map(|cut| FrameSpan { skip: 0, ..cut });
            return Ok(Step::Aside(lead));
        }
        let Some(cut) = cut else {
            input.report_end(&mut sink);
            return Ok(Step::End);
        };
        input.report(cut, &mut sink);
        // Lines and columns up to the frame are counted once.
        input.consume(cut.skip);
        let cut = FrameSpan { skip: 0, ..cut };
        let span = input.span(0, cut.len);
        let text = match std::str::from_utf8(&input.window()[cut.skip..cut.skip + cut.len]) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => {
                let fallback = input.fallback(cut.skip)?;
                decoded(&input.window()[cut.skip..cut.skip + cut.len], span, fallback, &mut sink)
            }
        };
        record.clear();
        let frame = Frame { text: &text, span, number: self.frames, kind: cut.kind };
        let parsed = self.eye.read(&frame, record, &mut sink);
        self.frames += 1;
        let unread = |text: &str| Aside { kind: UNREADABLE, format: self.notation, text: text.into() };
        let unparsed = self.keep && !text.is_empty() && matches!(parsed, Parsed::Nothing | Parsed::Spoilt);
        let unread = unparsed.then(|| unread(&text));
        drop(text);
        if parsed == Parsed::Record
            && let Some(watch) = &mut self.reading.watch
        {
            watch.record(record.key.as_deref(), span, &input.window()[cut.skip..cut.skip + cut.len], &mut sink);
        }
        input.consume(cut.skip + cut.len);
        input.take_passed();
        match parsed {
            Parsed::Record => {
                self.records += 1;
                self.found = true;
                return Ok(Step::Record);
            }
            Parsed::Aside(aside) => {
                self.passed(&aside);
                return Ok(Step::Aside(aside));
            }
            Parsed::Nothing => {}
            Parsed::Spoilt => {
                self.records += 1;
                self.found = true;
            }
        }
        Ok(unread.map_or(Step::Nothing, Step::Aside))
    }

    /// At the end of an input: says so if there was nothing in it.
    pub fn end(&mut self, input: &Input<'_>, sink: &mut dyn Sink) {
        if !self.found && !input.is_blank() && !self.reading.cut.recognized() {
            self.errors += 1;
            sink.diagnostic(Diagnostic::new(&NO_RECORD, "not one record in the input").on(Span::BEGINNING));
        }
        self.found = false;
        self.reading.cut.next_input();
        if let Some(watch) = &mut self.reading.watch {
            watch.next_input();
        }
    }
}

/// What stands before the next frame, which is `skip` bytes away.
fn lead(input: &mut Input<'_>, skip: usize, format: &'static str) -> Option<Aside> {
    input.consume(skip);
    let bytes = input.take_passed();
    if bytes.is_empty() {
        return None;
    }
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(odd) => decode_frame(odd.as_bytes(), input.fallback(0).unwrap_or(Fallback::Replace)).0.into_owned(),
    };
    let blank = text.chars().all(|c| c.is_whitespace() || c == '\u{FEFF}');
    Some(Aside { kind: if blank { BLANK } else { UNREADABLE }, format, text: text.into() })
}

/// The text of a frame that is not UTF-8, which is reported.
pub(super) fn decoded<'b>(bytes: &'b [u8], span: Span, fallback: Fallback, sink: &mut dyn Sink) -> Cow<'b, str> {
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

/// Adds the ordinal of the record to diagnostics, and counts errors.
pub(super) struct Placed<'s> {
    pub sink: &'s mut dyn Sink,
    pub record: u64,
    pub errors: &'s mut u64,
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
