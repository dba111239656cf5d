//! Reader, writer, and the way from one to the other.
//!
//! ```
//! use ibidem::{Reader, Writer, formats::{bibtex::BIBTEX, ris::RIS}};
//! let mut reader = Reader::new(&RIS, &Default::default(), &b"TY  - BOOK\nTI  - Notes\nER  - \n"[..])?;
//! let mut writer = Writer::new(&BIBTEX, &Default::default(), Vec::new())?;
//! while let Some(record) = reader.next_record(&mut ibidem::Discard)? {
//!     writer.record(&record, &mut ibidem::Discard)?;
//! }
//! assert!(writer.finish()?.starts_with(b"@book{"));
//! # Ok::<(), ibidem::Error>(())
//! ```

mod enrich;
mod faithful;
mod lossless;
mod mirror;
mod parallel;
mod pen;
mod preload;
mod reader;
mod sequence;
mod source;
mod spool;
mod survey;
mod text;
mod transcode;
mod trip;
mod writer;

use std::io::{Read, Write};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

pub use self::enrich::hold;
use self::faithful::{Copied, Joint, Tee};
use self::pen::Pen;
pub use self::reader::{Item, Items, Reader, Records, records};
pub use self::sequence::{Patch, Sequence, Summary};
use self::source::{Source, Step};
pub use self::spool::Spool;
use self::survey::Survey;
pub use self::text::{Reported, convert_str, from_bytes, read_str, to_bytes, write_str};
pub use self::trip::{Trip, Visit};
pub use self::writer::Writer;
use crate::format::{Format, OptionSpec, ReadOptions, WriteOptions};
use crate::ir::Record;
use crate::report::{Error, Sink};
use crate::source::Input;

/// Output is handed on whenever this much has come together.
const BUFFER: usize = 64 * 1024;

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
    from: Format,
    read: ReadOptions,
    /// How often the source format was set.
    generation: u64,
    /// Macros that stand in none of the inputs, and their notation.
    preloaded: (&'static str, String),
    resolve: bool,
    survey: Option<Survey>,
    surveyed: bool,
    to: Format,
    write: WriteOptions,
    source: Source,
    sequence: Sequence,
    record: Record,
    out: Vec<u8>,
    jobs: usize,
    /// Whether the inputs that follow are passed through as they stand.
    faithful: bool,
    joint: Joint,
    /// Whether gaps of records are filled.
    enriching: bool,
    /// What reads inputs for what their records lack, and at which generation.
    wanting: Option<(Source, u64)>,
}

/// Inputs that end before this many bytes are not worth a second thread.
const ALONE: usize = 512 * 1024;

impl Converter {
    /// From one format to another.
    ///
    /// # Errors
    /// If the one cannot be read, the other not written, or an option is unknown.
    pub fn new(from: &Format, to: &Format, read: &ReadOptions, write: &WriteOptions) -> Result<Converter, Error> {
        Converter::made(from, to, read, write, false)
    }

    fn made(
        from: &Format,
        to: &Format,
        read: &ReadOptions,
        write: &WriteOptions,
        enriching: bool,
    ) -> Result<Converter, Error> {
        let faithful = !enriching && Self::is_faithful(from, to, write);
        // The same format written anew: what stands between records keeps its place.
        let keep_source = !faithful && to.faithful && from.name == to.name;
        let write = &WriteOptions { keep_source, ..write.clone() };
        let read = Self::reading(to, from, read, write);
        Ok(Converter {
            source: Source::new(from, &read)?,
            from: *from,
            read,
            generation: 0,
            preloaded: ("", String::new()),
            resolve: true,
            survey: None,
            surveyed: false,
            to: *to,
            write: write.clone(),
            sequence: Sequence::new(to, write)?,
            record: Record::default(),
            out: Vec::new(),
            jobs: 1,
            faithful,
            joint: Joint::default(),
            enriching,
            wanting: None,
        })
    }

    /// Lets so many threads work beside the caller's; output and reports do not
    /// depend on it. Short inputs are converted on the caller's thread alone, and
    /// so is everything where there are no threads (WebAssembly).
    ///
    /// ```
    /// use ibidem::{Converter, formats::native::NATIVE};
    /// let converter = Converter::new(&NATIVE, &NATIVE, &Default::default(), &Default::default())?.jobs(4);
    /// # Ok::<(), ibidem::Error>(())
    /// ```
    #[must_use]
    pub fn jobs(mut self, jobs: usize) -> Converter {
        self.jobs = if cfg!(target_family = "wasm") { 1 } else { jobs.max(1) };
        self
    }

    /// Counts records here as they are written, so that somebody can look on.
    ///
    /// ```
    /// use std::sync::{Arc, atomic::{AtomicU64, Ordering}};
    /// use ibidem::{Converter, formats::{bibtex::BIBTEX, ris::RIS}};
    /// let counter = Arc::new(AtomicU64::new(0));
    /// let mut converter =
    ///     Converter::new(&BIBTEX, &RIS, &Default::default(), &Default::default())?.counting(counter.clone());
    /// converter.input(&b"@book{a} @book{b}"[..], &mut Vec::new(), &mut ibidem::Discard)?;
    /// assert_eq!(counter.load(Ordering::Relaxed), 2);
    /// # Ok::<(), ibidem::Error>(())
    /// ```
    #[must_use]
    pub fn counting(mut self, counter: Arc<AtomicU64>) -> Converter {
        self.sequence.counter = Some(counter);
        self
    }

    /// Whether inputs are returned byte for byte: they are in the target's own
    /// format, that format can be edited in place, and no option asks for
    /// another way of writing.
    fn is_faithful(from: &Format, to: &Format, write: &WriteOptions) -> bool {
        let as_it_stands = |spec: &OptionSpec| write.get(spec) == spec.default;
        let another_way = write.normalize || write.ascii || write.encoding.is_some();
        to.faithful && from.name == to.name && !another_way && to.write_options.iter().all(as_it_stands)
    }

    /// What the target wants of a source: origins, if it can use them.
    fn reading(to: &Format, from: &Format, read: &ReadOptions, write: &WriteOptions) -> ReadOptions {
        let keep_origin = read.keep_origin || from.notation == to.notation || to.name == "native";
        ReadOptions { keep_origin, keep_source: write.keep_source && from.name == to.name, ..read.clone() }
    }

    /// Reads the inputs that follow as another format.
    ///
    /// ```
    /// use ibidem::{Converter, formats::{bibtex::BIBTEX, native::NATIVE, ris::RIS}};
    /// let mut converter = Converter::new(&BIBTEX, &NATIVE, &Default::default(), &Default::default())?;
    /// let mut output = Vec::new();
    /// converter.input(&b"@book{a}"[..], &mut output, &mut ibidem::Discard)?;
    /// converter.set_source(&RIS, &Default::default())?;
    /// converter.input(&b"TY  - BOOK\nER  - \n"[..], &mut output, &mut ibidem::Discard)?;
    /// assert_eq!(converter.finish(&mut output)?.written, 2);
    /// # Ok::<(), ibidem::Error>(())
    /// ```
    ///
    /// # Errors
    /// If it cannot be read or an option is unknown.
    pub fn set_source(&mut self, from: &Format, read: &ReadOptions) -> Result<(), Error> {
        let read = Self::reading(&self.to, from, read, &self.write);
        self.source.switch(from, &read)?;
        self.faithful = !self.enriching && Self::is_faithful(from, &self.to, &self.write);
        (self.from, self.read) = (*from, read);
        self.generation += 1;
        Ok(())
    }

    /// Whether entries are given what they inherit where the target has no
    /// cross-references; they are unless this says no.
    ///
    /// ```
    /// use ibidem::{Converter, formats::{bibtex::BIBTEX, ris::RIS}};
    /// let converter = Converter::new(&BIBTEX, &RIS, &Default::default(), &Default::default())?;
    /// assert!(converter.surveys(&BIBTEX) && !converter.resolve(false).surveys(&BIBTEX));
    /// # Ok::<(), ibidem::Error>(())
    /// ```
    #[must_use]
    pub fn resolve(mut self, resolve: bool) -> Converter {
        self.resolve = resolve;
        self
    }

    /// Whether inputs of a format have to be surveyed before the conversion:
    /// if their entries refer to each other and those of the target cannot.
    ///
    /// ```
    /// use ibidem::{Converter, formats::{bibtex::BIBTEX, ris::RIS}};
    /// let to_ris = Converter::new(&BIBTEX, &RIS, &Default::default(), &Default::default())?;
    /// let to_bibtex = Converter::new(&BIBTEX, &BIBTEX, &Default::default(), &Default::default())?;
    /// // What is written as BibTeX can refer to other entries.
    /// assert!(to_ris.surveys(&BIBTEX) && !to_bibtex.surveys(&BIBTEX) && !to_ris.surveys(&RIS));
    /// # Ok::<(), ibidem::Error>(())
    /// ```
    pub fn surveys(&self, from: &Format) -> bool {
        self.resolve && self.to.inheritance.is_none() && from.inheritance.is_some()
    }

    /// Begins a round of surveying; `false` if no other is needed. In each
    /// round every input that [`surveys`](Self::surveys) is true of is handed
    /// to [`survey`](Self::survey), all in the order in which they will be
    /// converted, with [`set_source`](Self::set_source) where the format
    /// changes. Then entries inherit from entries of any input.
    ///
    /// ```
    /// use ibidem::convert::{Converter, Spool};
    /// use ibidem::format::{ReadOptions, WriteOptions};
    /// use ibidem::{registry::Registry, report::Discard};
    /// let registry = Registry::builtin();
    /// let (from, to) = (registry.by_name("biblatex").unwrap(), registry.by_name("csl-json").unwrap());
    /// let inputs = ["@inproceedings{a, title = {A}, crossref = {p}}", "@proceedings{p, title = {All}}"];
    /// let mut converter = Converter::new(from, to, &ReadOptions::default(), &WriteOptions::default()).unwrap();
    /// while converter.begin_survey() {
    ///     for input in inputs {
    ///         converter.survey(input.as_bytes()).unwrap();
    ///     }
    /// }
    /// let mut output = Vec::new();
    /// for input in inputs {
    ///     converter.input(input.as_bytes(), &mut output, &mut Discard).unwrap();
    /// }
    /// converter.finish(&mut output).unwrap();
    /// assert!(String::from_utf8(output).unwrap().contains("\"container-title\": \"All\""));
    /// ```
    pub fn begin_survey(&mut self) -> bool {
        if !self.resolve || self.to.inheritance.is_some() || self.surveyed {
            return false;
        }
        let Some(mut survey) = self.survey.take() else {
            self.survey = Some(Survey::new(self.preloaded.clone()));
            return true;
        };
        if survey.next_round() {
            self.survey = Some(survey);
            return true;
        }
        self.surveyed = true;
        self.source.inherit_from(survey.end().map(Arc::new));
        false
    }

    /// Looks through an input in this round, and says nothing about it.
    ///
    /// ```
    /// use ibidem::{Converter, formats::{bibtex::BIBTEX, ris::RIS}};
    /// let parts = ["@inbook{a, crossref = {b}}", "@book{b, publisher = {ACM}}"];
    /// let mut converter = Converter::new(&BIBTEX, &RIS, &Default::default(), &Default::default())?;
    /// while converter.begin_survey() {
    ///     parts.iter().try_for_each(|part| converter.survey(part.as_bytes()))?;
    /// }
    /// let mut output = Vec::new();
    /// converter.input(parts[0].as_bytes(), &mut output, &mut ibidem::Discard)?;
    /// converter.finish(&mut output)?;
    /// assert!(String::from_utf8(output).unwrap().contains("PB  - ACM"));
    /// # Ok::<(), ibidem::Error>(())
    /// ```
    ///
    /// # Errors
    /// If the input cannot be read.
    pub fn survey(&mut self, input: impl Read + Send) -> Result<(), Error> {
        match &mut self.survey {
            Some(survey) => survey.input(&self.from, &self.read, self.generation, input),
            None => Ok(()),
        }
    }

    /// Whether [`Summary::patch`] will be set, so that the output must be
    /// something that can be changed afterwards.
    ///
    /// ```
    /// use ibidem::{Converter, formats::{atom::ATOM, ris::RIS}};
    /// // The head of a feed says when it was changed last.
    /// assert!(Converter::new(&RIS, &ATOM, &Default::default(), &Default::default())?.wants_patch());
    /// assert!(!Converter::new(&RIS, &RIS, &Default::default(), &Default::default())?.wants_patch());
    /// # Ok::<(), ibidem::Error>(())
    /// ```
    pub fn wants_patch(&mut self) -> bool {
        self.sequence.begin(&mut self.out);
        self.sequence.wants_patch()
    }

    /// Converts one input. If it should have been [surveyed](Self::begin_survey)
    /// and no input was, it is kept (see [`Spool`]) and surveyed alone, so that
    /// entries inherit from those of the same input.
    ///
    /// # Errors
    /// If the input cannot be read or the output not be written.
    pub fn input(&mut self, input: impl Read + Send, output: &mut dyn Write, sink: &mut dyn Sink) -> Result<(), Error> {
        self.resolved(input, &mut |converter, input| converter.convert(input, output, sink))
    }

    /// Reads one input as it would be converted, and hands each record, with
    /// what it inherits where it does, to `visit` in place of the writer.
    ///
    /// ```
    /// use ibidem::{Converter, formats::{bibtex::BIBTEX, ris::RIS}, ir::{Record, keys}, report::Sink};
    /// let mut converter = Converter::new(&BIBTEX, &RIS, &Default::default(), &Default::default())?;
    /// let mut publishers = Vec::new();
    /// let mut visit = |record: &mut Record, _: &mut dyn Sink| {
    ///     publishers.extend(record.get(keys::PUBLISHER).map(|publisher| publisher.to_plain().into_owned()));
    ///     Ok(())
    /// };
    /// converter.visit(&b"@inbook{a, crossref = {b}} @book{b, publisher = {ACM}}"[..], &mut visit, &mut ibidem::Discard)?;
    /// assert_eq!(publishers, ["ACM", "ACM"]);
    /// # Ok::<(), ibidem::Error>(())
    /// ```
    ///
    /// # Errors
    /// If the input cannot be read, and those of `visit`.
    pub fn visit(&mut self, input: impl Read + Send, visit: &mut Visit<'_>, sink: &mut dyn Sink) -> Result<(), Error> {
        self.resolved(input, &mut |converter, input| trip::visit(converter, input, visit, sink))
    }

    /// Works on an input that was surveyed.
    fn resolved(
        &mut self,
        input: impl Read + Send,
        work: &mut dyn FnMut(&mut Converter, &mut (dyn Read + Send)) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut input = input;
        if self.surveyed || !self.surveys(&self.from) {
            return work(self, &mut input);
        }
        let mut spool = Spool::new(input).map_err(Error::read)?;
        let macros = self.source.macros.take().unwrap_or_default();
        self.survey = None;
        while self.begin_survey() {
            self.survey(macros.as_bytes())?;
            self.survey(spool.rewind().map_err(Error::read)?)?;
        }
        self.source.macros = Some(macros);
        let done = work(self, &mut spool.rewind().map_err(Error::read)?);
        self.surveyed = false;
        self.source.inherit_from(None);
        done
    }

    fn convert(&mut self, input: impl Read + Send, output: &mut dyn Write, sink: &mut dyn Sink) -> Result<(), Error> {
        if !self.faithful {
            let mut input = self.read.input(input);
            if self.source.keep {
                input.keep_passed();
            }
            return self.run(&mut input, None, output, sink);
        }
        self.write_out(output)?;
        let copied = Copied::default();
        let tee = Tee { reader: input, copied: copied.clone() };
        self.run(&mut self.read.input(tee), Some(&copied), output, sink)?;
        copied.flush(&mut self.joint, output)?;
        self.joint.end_input(output)
    }

    /// Converts one input, or only reads it where its bytes are `copied`.
    fn run(
        &mut self,
        input: &mut Input<'_>,
        copied: Option<&Copied>,
        output: &mut dyn Write,
        sink: &mut dyn Sink,
    ) -> Result<(), Error> {
        // In a document, how an item is written depends on the one before it.
        if self.jobs > 1 && !self.write.keep_source {
            input.fill_to(ALONE)?;
            if !input.at_end() {
                let pens = (0..self.jobs).map(|_| Pen::new(&self.to, &self.write)).collect::<Result<Vec<_>, _>>()?;
                let Converter { source, sequence, out, joint, .. } = self;
                parallel::Job { source, sequence, out, joint, copied }.run(pens, input, output, sink)?;
                self.source.end(input, sink);
                return Ok(());
            }
        }
        loop {
            match (self.source.step(input, &mut self.record, sink)?, copied) {
                (Step::End, _) => break,
                (Step::Record, None) => self.sequence.record(&self.record, &mut self.out, sink),
                (Step::Record, Some(_)) => self.sequence.pass(self.record.key.as_deref()),
                (Step::Aside(aside), None) => self.sequence.aside(&aside, &mut self.out, sink),
                (Step::Aside(_), Some(_)) | (Step::Nothing, _) => {}
            }
            if let Some(copied) = copied {
                copied.flush_if_full(&mut self.joint, output)?;
            }
            if self.out.len() >= BUFFER {
                self.write_out(output)?;
            }
        }
        self.source.end(input, sink);
        Ok(())
    }

    fn write_out(&mut self, output: &mut dyn Write) -> Result<(), Error> {
        self.joint.write(&self.out, output)?;
        self.out.clear();
        Ok(())
    }

    /// Writes what is left.
    ///
    /// # Errors
    /// If the output cannot be written.
    pub fn finish(mut self, output: &mut dyn Write) -> Result<Summary, Error> {
        let written = self.sequence.records;
        let patch = self.sequence.finish(&mut self.out);
        self.joint.write(&self.out, output)?;
        output.flush().map_err(Error::write)?;
        Ok(Summary { written, errors: self.source.errors, patch })
    }
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
