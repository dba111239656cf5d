//! How inputs are read and become records: what commands that read have in common.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ibidem::convert::{Converter, Spool};
use ibidem::format::{Format, ReadOptions, WriteOptions};
use ibidem::formats::bibtex::BIBTEX;
use ibidem::pass::enrich::Enricher;
use ibidem::registry::{EXTENSION_MISLEADS, Registry};
use ibidem::report::{Diagnostic, Error, ErrorKind as Kind, Sink};

use crate::exit::{Failure, reason};
use crate::ledger::{Ledger, Teller};
use crate::output::Target;
use crate::progress::Meter;
use crate::source::{Opened, Source, inputs, recognize, sources};

/// Works on one input: what is to be done with a reader and a converter.
pub type Work<'w> = dyn FnMut(&mut Converter, Box<dyn Read + Send>, &mut dyn Sink) -> Result<(), Error> + 'w;

/// What is read and as what it is written, checked; nothing has been opened for
/// writing.
#[derive(Clone)]
pub struct Plan<'a> {
    pub registry: &'a Registry,
    pub from: Option<&'static Format>,
    pub to: &'static Format,
    /// The target, if its name alone says its format.
    pub named: Option<PathBuf>,
    pub read: ReadOptions,
    pub write: WriteOptions,
    pub inputs: Vec<Source>,
    pub macros: Vec<Source>,
    /// What gaps are filled from, and its format if that is said.
    pub with: Vec<Source>,
    pub with_from: Option<&'static Format>,
    /// What was read of that already.
    pub donors: Option<Arc<Enricher>>,
    pub target: Target,
    pub resolve: bool,
    pub jobs: usize,
    pub meter: Option<Arc<Meter>>,
}

/// Inputs that were looked at, and the converter for them.
pub struct Begun {
    pub converter: Converter,
    ahead: Vec<Option<Opened>>,
    /// The format the converter reads, if an input has one.
    current: Option<&'static Format>,
    pub enricher: Option<Arc<Enricher>>,
}

/// The format of that name, if one is named, which must be readable with these options.
pub fn source_format(
    registry: &Registry,
    name: Option<&str>,
    read: &ReadOptions,
) -> Result<Option<&'static Format>, Failure> {
    let Some(name) = name else { return Ok(None) };
    let format = registry.by_name(name).map_err(|error| Failure::usage(error.to_string()))?;
    format.open(read).map_err(|error| call(&error))?;
    Ok(Some(format))
}

impl<'a> Plan<'a> {
    /// To read these inputs only: one thread, nothing written, all in full. `to`
    /// says whether entries are given what they inherit.
    pub fn reading(
        registry: &'a Registry,
        (from, to): (Option<&str>, &'static Format),
        read: ReadOptions,
        (paths, macros): (&[PathBuf], &[PathBuf]),
        resolve: bool,
    ) -> Result<Plan<'a>, Failure> {
        Ok(Plan {
            registry,
            from: source_format(registry, from, &read)?,
            to,
            named: None,
            read,
            write: WriteOptions { normalize: true, ..WriteOptions::default() },
            inputs: inputs(paths)?,
            macros: sources(macros)?,
            with: Vec::new(),
            with_from: None,
            donors: None,
            target: Target::Stdout,
            resolve,
            jobs: 1,
            meter: None,
        })
    }

    /// Says so if the program waits for somebody to type.
    pub fn hint(&self, ledger: &Ledger<'_>, command: &str) {
        if self.inputs.contains(&Source::Stdin) && io::stdin().is_terminal() {
            ledger.hint(&format!("reading from the terminal; end with Ctrl-D, or see `ibidem {command} --help`"));
        }
    }

    /// Looks at the inputs, and through them where that is needed.
    pub fn begin(&self, teller: &mut dyn Teller) -> Result<Begun, Failure> {
        self.begin_with(self.open(&self.inputs[0])?, teller)
    }

    /// The same with the first input opened already.
    pub fn begin_with(&self, first: Opened, teller: &mut dyn Teller) -> Result<Begun, Failure> {
        let mut ahead: Vec<Option<Opened>> = self.inputs.iter().map(|_| None).collect();
        ahead[0] = Some(first);
        // What is wrong with a later input is better known before there is output.
        // Files can be opened twice, pipes cannot.
        let mut formats: Vec<_> = ahead[0].iter().filter_map(|input| input.format).collect();
        for source in &self.inputs[1..] {
            if source.path().is_some_and(Path::is_file) {
                formats.extend(self.open(source)?.format);
            }
        }
        let current = ahead[0].as_ref().and_then(|input| input.format);
        // An input that holds nothing is read as anything.
        let from = current.or_else(|| self.registry.formats().iter().find(|f| f.open.is_some()).copied());
        let from = from.ok_or_else(|| Failure::usage("no format can be read"))?;
        let nothing = ReadOptions { encoding: self.read.encoding, limits: self.read.limits, ..ReadOptions::default() };
        let read = if current.is_some() { self.read.clone() } else { nothing };
        // An extension that dialects share means the dialect of the first source that has one.
        let dialect = formats.iter().copied().find(|format| format.notation == self.to.notation);
        let to = self.target_format(dialect.or(current));
        let converter = Converter::new(from, to, &read, &self.write).map_err(|error| call(&error))?;
        let filled = !self.with.is_empty() || self.donors.is_some();
        let converter = if filled { converter.enriching() } else { Ok(converter) };
        let converter = converter.map_err(|error| call(&error))?;
        let mut converter = converter.jobs(self.jobs).resolve(self.resolve);
        for source in &self.macros {
            let name = source.name();
            teller.input(&name);
            converter.preload(&BIBTEX, source.open()?, teller).map_err(|error| self.stopped(&error, &name))?;
        }
        if self.survey(&mut converter, &mut ahead)? {
            converter.set_source(from, &read).map_err(|error| call(&error))?;
        }
        if let Some(donors) = &self.donors {
            converter.enrich(Arc::clone(donors));
        }
        let enricher = self.enrich(&mut converter, &mut ahead, teller)?;
        if enricher.is_some() {
            converter.set_source(from, &read).map_err(|error| call(&error))?;
        }
        Ok(Begun { converter, ahead, current, enricher })
    }

    /// Does the work on one input after the other; `None` if nobody reads the
    /// output any more.
    pub fn each(
        &self,
        begun: Begun,
        teller: &mut dyn Teller,
        work: &mut Work<'_>,
    ) -> Result<Option<Converter>, Failure> {
        let Begun { mut converter, ahead, mut current, .. } = begun;
        if let Some(meter) = &self.meter {
            meter.begin();
            converter = converter.counting(meter.records());
        }
        for (source, ahead) in self.inputs.iter().zip(ahead) {
            let input = match ahead {
                Some(input) => input,
                None => self.open(source)?,
            };
            let Some(format) = input.format else { continue };
            if current.is_none_or(|current| current.name != format.name) {
                converter.set_source(format, &self.read).map_err(|error| call(&error))?;
                current = Some(format);
            }
            teller.input(&input.name);
            if let Some(extension) = input.misleading {
                let message = format!(
                    "content is `{}` although the extension says `{}`, read as `{}`",
                    format.name, extension.name, format.name
                );
                teller.diagnostic(Diagnostic::new(&EXTENSION_MISLEADS, message));
            }
            match work(&mut converter, self.metered(input.reader), teller) {
                Err(error) if error.is_broken_pipe() => return Ok(None),
                other => other.map_err(|error| self.stopped(&error, &input.name))?,
            }
        }
        Ok(Some(converter))
    }

    /// Looks through the inputs for entries that others inherit from. Files are
    /// opened twice; what comes from a pipe is kept and stands in `ahead` afterwards.
    /// `true` if the converter was set to the formats of the inputs.
    fn survey(&self, converter: &mut Converter, ahead: &mut [Option<Opened>]) -> Result<bool, Failure> {
        if !self.resolve || self.to.inheritance.is_some() {
            return Ok(false);
        }
        let mut formats = Vec::new();
        let mut spools = Vec::new();
        for (source, ahead) in self.inputs.iter().zip(ahead.iter_mut()) {
            let opened = match ahead.take() {
                Some(opened) => opened,
                None => self.open(source)?,
            };
            let format = opened.format.filter(|format| converter.surveys(format));
            formats.push(format);
            let is_file = source.path().is_some_and(Path::is_file);
            if is_file || format.is_none() {
                spools.push(None);
                // Not every file at once.
                *ahead = (!is_file).then_some(opened);
                continue;
            }
            let spool = Spool::new(opened.reader).map_err(|error| Failure::file("read", &opened.name, &error))?;
            spools.push(Some(spool));
            *ahead = Some(Opened { reader: Box::new(io::empty()), ..opened });
        }
        let mut current: Option<&Format> = None;
        while converter.begin_survey() {
            if let Some(meter) = &self.meter {
                meter.begin();
            }
            for ((source, format), spool) in self.inputs.iter().zip(&formats).zip(&mut spools) {
                let Some(format) = format else { continue };
                if current.is_none_or(|current| current.name != format.name) {
                    converter.set_source(format, &self.read).map_err(|error| call(&error))?;
                    current = Some(format);
                }
                let fault = |error: io::Error| Failure::file("read", &source.name(), &error);
                let done = match spool {
                    Some(spool) => converter.survey(spool.rewind().map_err(fault)?),
                    // Its format is known.
                    None => converter.survey(self.previewed(source.open()?)),
                };
                done.map_err(|error| self.stopped(&error, &source.name()))?;
            }
        }
        for (ahead, spool) in ahead.iter_mut().zip(spools) {
            if let (Some(opened), Some(spool)) = (ahead, spool) {
                let fault = |error: io::Error| Failure::file("read", &opened.name, &error);
                opened.reader = Box::new(spool.into_reader().map_err(fault)?);
            }
        }
        Ok(true)
    }

    /// The target's format: where its name says it and means several, that of
    /// the source is taken.
    fn target_format(&self, source: Option<&'static Format>) -> &'static Format {
        let named = self.named.as_deref().and_then(|path| self.registry.by_target_from(path, source));
        named.unwrap_or(self.to)
    }

    /// Opens an input and finds out its format.
    pub fn open(&self, source: &Source) -> Result<Opened, Failure> {
        let reader = source.open()?;
        if self.from.is_some() {
            return Ok(Opened { name: source.name(), reader, format: self.from, misleading: None });
        }
        recognize(self.registry, source, reader, self.read.encoding, "--from")
    }

    /// The reader with its bytes counted, if somebody looks.
    fn metered(&self, reader: Box<dyn Read + Send>) -> Box<dyn Read + Send> {
        match &self.meter {
            Some(meter) => Box::new(meter.count(reader)),
            None => reader,
        }
    }

    /// The same before its turn.
    fn previewed(&self, reader: Box<dyn Read + Send>) -> Box<dyn Read + Send> {
        match &self.meter {
            Some(meter) => Box::new(meter.preview(reader)),
            None => reader,
        }
    }

    pub fn stopped(&self, error: &Error, input: &str) -> Failure {
        match error.kind() {
            Kind::Read(error) => Failure::file("read", input, error),
            Kind::Write(error) => Failure::file("write", &self.target.name(), error),
            _ => call(error),
        }
    }
}

/// Wrong options or formats; anything else is input or output.
pub fn call(error: &Error) -> Failure {
    match error.kind() {
        Kind::Read(error) | Kind::Write(error) => Failure::io(reason(error)),
        _ => Failure::usage(error.to_string()),
    }
}

pub fn options(flag: &str, pairs: &[(String, String)]) -> Result<BTreeMap<String, String>, Failure> {
    let mut values = BTreeMap::new();
    for (name, value) in pairs {
        if values.insert(name.clone(), value.clone()).is_some() {
            return Err(Failure::usage(format!("option `{name}` is given twice with --{flag}")));
        }
    }
    Ok(values)
}
