//! Filling gaps of records from other bibliographies.

use std::io::Read;
use std::sync::Arc;

use super::source::{Source, Step};
use super::{Converter, Reader};
use crate::format::{Format, ReadOptions};
use crate::ir::{FieldSet, Record};
use crate::map::Direction;
use crate::pass::enrich::{Enricher, UNREADABLE};
use crate::pass::inherit::Parents;
use crate::report::{Diagnostic, Discard, Error, Loss, Severity, Sink};
use crate::source::Input;

impl Converter {
    /// Prepares for filling gaps: inputs in the format of the target are then
    /// edited and not passed through.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use ibidem::convert::{Converter, hold};
    /// use ibidem::format::{ReadOptions, WriteOptions};
    /// use ibidem::{registry::Registry, report::Collect};
    /// let registry = Registry::builtin();
    /// let (bib, json) = (registry.by_name("bibtex").unwrap(), registry.by_name("arxiv-json").unwrap());
    /// let input = "@misc{a, title = {A Title}, author = {Ada Example}}\n";
    /// let other = r#"{"id":"2508.99901","title":"A title","authors_parsed":[["Example","A.",""]],"categories":"cs.LG"}"#;
    /// let options = ReadOptions::default();
    /// let mut converter = Converter::new(bib, bib, &options, &WriteOptions::default()).unwrap().enriching().unwrap();
    /// let mut enricher = converter.enricher();
    /// let mut sink = Collect::default();
    /// hold(&mut enricher, json, &options, "other.json", other.as_bytes(), &mut sink).unwrap();
    /// converter.enrich(Arc::new(enricher));
    /// let mut output = Vec::new();
    /// converter.input(input.as_bytes(), &mut output, &mut sink).unwrap();
    /// converter.finish(&mut output).unwrap();
    /// assert!(String::from_utf8(output).unwrap().contains("eprint = {2508.99901}"));
    /// ```
    ///
    /// # Errors
    /// If a format cannot be read or written after all.
    pub fn enriching(mut self) -> Result<Converter, Error> {
        self.enriching = true;
        if self.faithful {
            let (from, to, read, write) = (self.from, self.to, self.read.clone(), self.write.clone());
            return Ok(Converter {
                jobs: self.jobs,
                resolve: self.resolve,
                ..Converter::made(&from, &to, &read, &write, true)?
            });
        }
        Ok(self)
    }

    /// Something that fills the gaps for which the target has a field.
    ///
    /// ```
    /// use ibidem::{Converter, formats::{bibtex::BIBTEX, ris::RIS}};
    /// let converter = Converter::new(&BIBTEX, &RIS, &Default::default(), &Default::default())?;
    /// assert_eq!(converter.enricher().held(), 0);
    /// # Ok::<(), ibidem::Error>(())
    /// ```
    pub fn enricher(&self) -> Enricher {
        let possible = self.to.table.map(|table| {
            let mut fields = FieldSet::EMPTY;
            let rows = table().rows();
            rows.iter().filter(|row| row.direction != Direction::Read).for_each(|row| fields.add(row.field));
            fields
        });
        Enricher::new(possible)
    }

    /// Looks through an input for records that will be filled, and says nothing
    /// about it. Inputs come in the order in which they will be converted, and
    /// after they were [surveyed](Self::begin_survey), as what a record
    /// inherits counts.
    ///
    /// ```
    /// use ibidem::{Converter, convert::hold, formats::bibtex::BIBTEX};
    /// let mut converter =
    ///     Converter::new(&BIBTEX, &BIBTEX, &Default::default(), &Default::default())?.enriching()?;
    /// let mut enricher = converter.enricher();
    /// enricher.choose();
    /// converter.want(&mut enricher, &b"@book{a, doi = {10.1000/a}}"[..])?;
    /// let others = "@book{x, doi = {10.1000/a}, title = {A}} @book{y, doi = {10.1000/b}, title = {B}}";
    /// hold(&mut enricher, &BIBTEX, &Default::default(), "others.bib", others.as_bytes(), &mut ibidem::Discard)?;
    /// assert_eq!(enricher.held(), 1);
    /// # Ok::<(), ibidem::Error>(())
    /// ```
    ///
    /// # Errors
    /// If the input cannot be read.
    pub fn want(&mut self, enricher: &mut Enricher, input: impl Read + Send) -> Result<(), Error> {
        let read = ReadOptions { keep_source: false, keep_origin: false, ..self.read.clone() };
        let mut source = match self.wanting.take() {
            Some((mut source, generation)) => {
                if generation != self.generation {
                    source.switch(&self.from, &read)?;
                }
                source
            }
            None => {
                let mut source = Source::new(&self.from, &read)?;
                if self.from.notation == self.preloaded.0 {
                    let macros = self.preloaded.1.clone();
                    each(&mut source, &mut read.input(macros.as_bytes()), &mut |_| {})?;
                }
                source
            }
        };
        source.inherit_from(self.parents());
        let mut input = self.read.input(input);
        each(&mut source, &mut input, &mut |record| enricher.want(record))?;
        source.end(&input, &mut Discard);
        self.wanting = Some((source, self.generation));
        Ok(())
    }

    /// From now on, gaps are filled.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use ibidem::{Converter, convert::hold, formats::bibtex::BIBTEX};
    /// let mut converter =
    ///     Converter::new(&BIBTEX, &BIBTEX, &Default::default(), &Default::default())?.enriching()?;
    /// let (mut enricher, mut output) = (converter.enricher(), Vec::new());
    /// let other = &b"@book{x, doi = {10.1000/a}, title = {Notes}}"[..];
    /// hold(&mut enricher, &BIBTEX, &Default::default(), "other.bib", other, &mut ibidem::Discard)?;
    /// converter.enrich(Arc::new(enricher));
    /// converter.input(&b"@book{a, doi = {10.1000/a}}"[..], &mut output, &mut ibidem::Discard)?;
    /// converter.finish(&mut output)?;
    /// assert!(String::from_utf8(output).unwrap().contains("title = {Notes}"));
    /// # Ok::<(), ibidem::Error>(())
    /// ```
    pub fn enrich(&mut self, enricher: Arc<Enricher>) {
        self.wanting = None;
        self.source.enrich_from(Some(enricher));
    }

    fn parents(&self) -> Option<Arc<Parents>> {
        self.source.parents.clone()
    }
}

fn each(source: &mut Source, input: &mut Input<'_>, visit: &mut dyn FnMut(&Record)) -> Result<(), Error> {
    let mut record = Record::default();
    loop {
        match source.step(input, &mut record, &mut Discard)? {
            Step::Record => visit(&record),
            Step::Aside(_) | Step::Nothing => {}
            Step::End => return Ok(()),
        }
    }
}

/// Holds the records of another bibliography, of which `name` is said in
/// reports. It is read once, and of what is wrong in it nothing is said but how
/// many records are missing.
///
/// ```
/// use ibidem::{convert::hold, formats::bibtex::BIBTEX, pass::enrich::Enricher};
/// let mut enricher = Enricher::new(None);
/// let other = &b"@book{x, doi = {10.1000/a}, title = {Notes}}"[..];
/// hold(&mut enricher, &BIBTEX, &Default::default(), "other.bib", other, &mut ibidem::Discard)?;
/// assert_eq!(enricher.held(), 1);
/// # Ok::<(), ibidem::Error>(())
/// ```
///
/// # Errors
/// If the input or the format cannot be read.
pub fn hold(
    enricher: &mut Enricher,
    format: &Format,
    options: &ReadOptions,
    name: &str,
    input: impl Read + Send,
    sink: &mut dyn Sink,
) -> Result<(), Error> {
    let mut reader = Reader::new(format, options, input)?;
    let mut faults = Faults::default();
    enricher.begin(name);
    while let Some(record) = reader.next_record(&mut faults)? {
        enricher.hold(&record);
    }
    if let Some(first) = faults.first {
        let what = if faults.count == 1 { "a record".to_owned() } else { format!("{} records", faults.count) };
        let message =
            format!("{what} of `{name}` could not be read, the first at line {}: {}", first.span.line, first.message);
        sink.diagnostic(Diagnostic::new(&UNREADABLE, message));
    }
    Ok(())
}

/// Counts what could not be read.
#[derive(Default)]
struct Faults {
    count: u64,
    first: Option<Diagnostic>,
}

impl Sink for Faults {
    fn diagnostic(&mut self, diagnostic: Diagnostic) {
        if diagnostic.severity() == Severity::Error {
            self.count += 1;
            self.first.get_or_insert(diagnostic);
        }
    }
    fn loss(&mut self, _: Loss) {}
}
