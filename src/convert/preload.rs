//! What one input says about later ones: string macros.

use std::any::Any;
use std::io::Read;

use super::Converter;
use super::source::{Source, Step};
use crate::format::{Format, ReadOptions};
use crate::ir::Record;
use crate::report::{Collect, Error, Sink};
use crate::source::{Input, Limits};

impl Source {
    /// Keeps what a cutter of this notation gave away.
    pub(super) fn keep(&mut self, notation: &'static str, state: Option<Box<dyn Any + Send>>) {
        self.kept.extend(state.map(|state| (notation, state)));
    }

    /// Gives the cutter what was kept for its notation.
    pub(super) fn resume(&mut self) {
        let kept = self.kept.iter().rposition(|(notation, _)| *notation == self.notation);
        let state = kept.map(|at| self.kept.swap_remove(at).1);
        self.reading.cut.take_over(self.frames, state);
    }

    /// Reads an input for what it says about others: macros are entered, records
    /// are passed over.
    fn preload(
        &mut self,
        format: &Format,
        limits: Limits,
        input: &mut Input<'_>,
        sink: &mut dyn Sink,
    ) -> Result<String, Error> {
        let mut macros = String::new();
        let mut other = Source::new(format, &ReadOptions { limits, ..ReadOptions::default() })?;
        other.frames = self.frames;
        other.reading.watch = None;
        if format.notation == self.notation {
            let state = self.reading.cut.hand_over();
            self.keep(self.notation, state);
        }
        std::mem::swap(&mut self.kept, &mut other.kept);
        other.resume();
        let mut record = Record::default();
        loop {
            let mut said = Collect::default();
            match other.step(input, &mut record, &mut said)? {
                Step::Aside(aside) => {
                    said.drain_into(sink);
                    if aside.kind == "macro" {
                        macros.push_str(&aside.text);
                        macros.push('\n');
                    }
                }
                Step::Record | Step::Nothing => {}
                Step::End => break,
            }
        }
        std::mem::swap(&mut self.kept, &mut other.kept);
        self.frames = other.frames;
        self.kept.extend(other.reading.cut.hand_over().map(|state| (format.notation, state)));
        self.resume();
        Ok(macros)
    }
}

impl Converter {
    /// Reads an input for the macros it defines; what else is in it is passed
    /// over. They hold for all inputs of the same notation that follow, and for
    /// surveys of them.
    ///
    /// ```
    /// use ibidem::{Converter, formats::{bibtex::BIBTEX, ris::RIS}};
    /// let mut converter = Converter::new(&BIBTEX, &RIS, &Default::default(), &Default::default())?;
    /// converter.preload(&BIBTEX, &b"@string{acm = {ACM}}"[..], &mut ibidem::Discard)?;
    /// let mut output = Vec::new();
    /// converter.input(&b"@book{a, publisher = acm}"[..], &mut output, &mut ibidem::Discard)?;
    /// converter.finish(&mut output)?;
    /// assert!(String::from_utf8(output).unwrap().contains("PB  - ACM"));
    /// # Ok::<(), ibidem::Error>(())
    /// ```
    ///
    /// # Errors
    /// If the input or the format cannot be read.
    pub fn preload(&mut self, format: &Format, input: impl Read + Send, sink: &mut dyn Sink) -> Result<(), Error> {
        let mut input = self.read.input(input);
        let macros = self.source.preload(format, self.read.limits, &mut input, sink)?;
        self.preloaded.0 = format.notation;
        self.preloaded.1.push_str(&macros);
        Ok(())
    }
}
