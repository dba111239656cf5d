//! `ibidem convert`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Cursor, ErrorKind, IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ibidem::convert::{Converter, Spool, Summary};
use ibidem::format::{Format, ReadOptions, WriteOptions};
use ibidem::formats::bibtex::BIBTEX;
use ibidem::pass::enrich::Enricher;
use ibidem::registry::{EXTENSION_MISLEADS, Registry, WINDOW};
use ibidem::report::{Diagnostic, Error, ErrorKind as Kind, Sink};
use ibidem::source::{Encoding, Input};

use crate::args::Convert;
use crate::exit::{Exit, Failure, reason};
use crate::ledger::Ledger;
use crate::output::{Output, Target};
use crate::render::Renderer;

/// Works on one input: what is to be done with a reader and a converter.
pub type Work<'w> = dyn FnMut(&mut Converter, Box<dyn Read + Send>, &mut Ledger<'_>) -> Result<(), Error> + 'w;

pub fn run(registry: &Registry, args: &Convert) -> Result<Exit, Failure> {
    let plan = Plan::new(registry, args)?;
    let mut renderer = Renderer::new(&args.messages);
    plan.run(&mut renderer)
}

/// Everything the command line says, checked; nothing has been opened for writing.
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
    pub target: Target,
    pub report: Option<Target>,
    pub strict: bool,
    pub resolve: bool,
    pub jobs: usize,
}

/// Inputs that were looked at, and the converter for them.
pub struct Begun {
    pub converter: Converter,
    ahead: Vec<Option<Opened>>,
    /// The format the converter reads, if an input has one.
    current: Option<&'static Format>,
    enricher: Option<Arc<Enricher>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    Stdin,
    File(PathBuf),
}

impl Source {
    pub fn name(&self) -> String {
        match self {
            Source::Stdin => "<stdin>".to_owned(),
            Source::File(path) => path.display().to_string(),
        }
    }

    pub(crate) fn open(&self) -> Result<Box<dyn Read + Send>, Failure> {
        Ok(match self {
            Source::Stdin => Box::new(io::stdin()),
            Source::File(path) => {
                Box::new(File::open(path).map_err(|error| Failure::file("read", &self.name(), &error))?)
            }
        })
    }

    pub(crate) fn path(&self) -> Option<&Path> {
        match self {
            Source::Stdin => None,
            Source::File(path) => Some(path),
        }
    }
}

/// An input whose format is known; `None` for one that holds nothing and says
/// nothing about its format.
pub struct Opened {
    pub name: String,
    pub reader: Box<dyn Read + Send>,
    pub format: Option<&'static Format>,
    pub misleading: Option<&'static Format>,
}

/// As many threads as asked for, else one for each core.
fn jobs(args: &Convert) -> usize {
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    args.jobs.map_or_else(cores, |jobs| jobs.get().into())
}

/// The format of that name, if one is named, which must be readable with these options.
fn source_format(
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
        (inputs, macros): (&[PathBuf], &[PathBuf]),
        resolve: bool,
    ) -> Result<Plan<'a>, Failure> {
        Ok(Plan {
            registry,
            from: source_format(registry, from, &read)?,
            to,
            named: None,
            read,
            write: WriteOptions { normalize: true, ..WriteOptions::default() },
            inputs: sources(inputs)?,
            macros: if macros.is_empty() { Vec::new() } else { sources(macros)? },
            with: Vec::new(),
            with_from: None,
            target: Target::Stdout,
            report: None,
            strict: false,
            resolve,
            jobs: 1,
        })
    }

    fn new(registry: &'a Registry, args: &Convert) -> Result<Plan<'a>, Failure> {
        let read =
            ReadOptions { values: options("read", &args.read)?, encoding: args.encoding, ..ReadOptions::default() };
        let mut write = WriteOptions {
            values: options("write", &args.write)?,
            lossless: args.lossless,
            encoding: args.output_encoding,
            normalize: args.normalize,
            ..WriteOptions::default()
        };
        let from = source_format(registry, args.from.as_deref(), &read)?;
        let to = target_format(registry, args)?;
        if let Some(path) = &args.output {
            to.imply(path, &mut write);
        }
        if args.ascii {
            to.ascii(&mut write).map_err(|error| call(&error))?;
        }
        to.create(&write).map_err(|error| call(&error))?;
        let inputs = sources(&args.inputs)?;
        let macros = if args.macros.is_empty() { Vec::new() } else { sources(&args.macros)? };
        let with = if args.with.is_empty() { Vec::new() } else { sources(&args.with)? };
        let with_from = source_format(registry, args.with_from.as_deref(), &ReadOptions::default())?;
        let stdin = [&inputs, &macros, &with].into_iter().flatten().filter(|source| **source == Source::Stdin).count();
        if stdin > 1 && with.contains(&Source::Stdin) {
            return Err(Failure::usage("standard input cannot be read twice; give --with a file"));
        }
        let target = args.output.as_deref().map_or(Ok(Target::Stdout), Target::new)?;
        let report = args.report.as_deref().map(Target::new).transpose()?;
        if report == Some(Target::Stdout) {
            return Err(Failure::usage("standard output is for data; give --report a file"));
        }
        if report.as_ref().is_some_and(|report| report.is_same_file(&target)) {
            return Err(Failure::usage("--report and --output name the same file"));
        }
        if let Some(Target::File(report)) = &report
            && let Ok(report) = fs::canonicalize(report)
            && inputs.iter().filter_map(Source::path).any(|path| fs::canonicalize(path).is_ok_and(|p| p == report))
        {
            return Err(Failure::usage("--report names an input; give it a file of its own"));
        }
        let named = args.output.clone().filter(|_| args.to.is_none());
        let (strict, resolve, jobs) = (args.strict, !args.no_resolve, jobs(args));
        Ok(Plan {
            registry,
            from,
            to,
            named,
            read,
            write,
            inputs,
            macros,
            with,
            with_from,
            target,
            report,
            strict,
            resolve,
            jobs,
        })
    }

    fn run(&self, renderer: &mut Renderer) -> Result<Exit, Failure> {
        let mut ledger = Ledger::open(renderer, self.report.as_ref())?;
        self.hint(&ledger, "convert");
        let mut begun = self.begin(&mut ledger)?;
        let enricher = begun.enricher.clone();
        let hold = self.strict || begun.converter.wants_patch();
        let mut output = Output::open(&self.target, hold)?;
        let mut work = |converter: &mut Converter, reader: Box<dyn Read + Send>, ledger: &mut Ledger<'_>| {
            converter.input(reader, &mut output, ledger)
        };
        let Some(converter) = self.each(begun, &mut ledger, &mut work)? else { return Ok(Exit::Done) };
        match converter.finish(&mut output) {
            Err(error) if error.is_broken_pipe() => Ok(Exit::Done),
            Err(error) => Err(self.stopped(&error, "")),
            Ok(summary) => {
                if enricher.is_some_and(|enricher| enricher.matched() == 0) && summary.written > 0 {
                    self.say_no_match(&mut ledger);
                }
                self.end(output, ledger, &summary)
            }
        }
    }

    /// Says so if the program waits for somebody to type.
    pub fn hint(&self, ledger: &Ledger<'_>, command: &str) {
        if self.inputs.contains(&Source::Stdin) && io::stdin().is_terminal() {
            ledger.hint(&format!("reading from the terminal; end with Ctrl-D, or see `ibidem {command} --help`"));
        }
    }

    /// Looks at the inputs, and through them where that is needed.
    pub fn begin(&self, ledger: &mut Ledger<'_>) -> Result<Begun, Failure> {
        self.begin_with(self.open(&self.inputs[0])?, ledger)
    }

    /// The same with the first input opened already.
    pub fn begin_with(&self, first: Opened, ledger: &mut Ledger<'_>) -> Result<Begun, Failure> {
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
        let nothing = ReadOptions { encoding: self.read.encoding, ..ReadOptions::default() };
        let read = if current.is_some() { self.read.clone() } else { nothing };
        // An extension that dialects share means the dialect of the first source that has one.
        let dialect = formats.iter().copied().find(|format| format.notation == self.to.notation);
        let to = self.target_format(dialect.or(current));
        let converter = Converter::new(from, to, &read, &self.write).map_err(|error| call(&error))?;
        let converter = if self.with.is_empty() { Ok(converter) } else { converter.enriching() };
        let converter = converter.map_err(|error| call(&error))?;
        let mut converter = converter.jobs(self.jobs).resolve(self.resolve);
        for source in &self.macros {
            let name = source.name();
            ledger.input(&name);
            converter.preload(&BIBTEX, source.open()?, ledger).map_err(|error| self.stopped(&error, &name))?;
        }
        if self.survey(&mut converter, &mut ahead)? {
            converter.set_source(from, &read).map_err(|error| call(&error))?;
        }
        let enricher = self.enrich(&mut converter, &mut ahead, ledger)?;
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
        ledger: &mut Ledger<'_>,
        work: &mut Work<'_>,
    ) -> Result<Option<Converter>, Failure> {
        let Begun { mut converter, ahead, mut current, .. } = begun;
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
            ledger.input(&input.name);
            if let Some(extension) = input.misleading {
                let message = format!(
                    "content is `{}` although the extension says `{}`, read as `{}`",
                    format.name, extension.name, format.name
                );
                ledger.diagnostic(Diagnostic::new(&EXTENSION_MISLEADS, message));
            }
            match work(&mut converter, input.reader, ledger) {
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
            for ((source, format), spool) in self.inputs.iter().zip(&formats).zip(&mut spools) {
                let Some(format) = format else { continue };
                if current.is_none_or(|current| current.name != format.name) {
                    converter.set_source(format, &self.read).map_err(|error| call(&error))?;
                    current = Some(format);
                }
                let fault = |error: io::Error| Failure::file("read", &source.name(), &error);
                let done = match spool {
                    Some(spool) => converter.survey(spool.rewind().map_err(fault)?),
                    None => converter.survey(self.open(source)?.reader),
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

    /// Puts output and report in place, or not.
    fn end(&self, output: Output, mut ledger: Ledger<'_>, summary: &Summary) -> Result<Exit, Failure> {
        let exit = match (ledger.errors, ledger.losses) {
            (0, lost) if lost > 0 && self.strict => Exit::Condition,
            (0, _) => Exit::Done,
            _ => Exit::Unreadable,
        };
        let withheld = self.strict && exit != Exit::Done;
        if withheld {
            drop(output);
        } else {
            match output.commit(summary.patch.as_ref()) {
                Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(Exit::Done),
                other => other.map_err(|error| Failure::file("write", &self.target.name(), &error))?,
            }
        }
        ledger.finish_report()?;
        ledger.show(summary, withheld);
        Ok(exit)
    }

    /// Opens an input and finds out its format.
    pub fn open(&self, source: &Source) -> Result<Opened, Failure> {
        let reader = source.open()?;
        if self.from.is_some() {
            return Ok(Opened { name: source.name(), reader, format: self.from, misleading: None });
        }
        self.recognize(source, reader, self.read.encoding, "--from")
    }

    /// Finds out the format of an input by its name and its beginning.
    pub fn recognize(
        &self,
        source: &Source,
        mut reader: Box<dyn Read + Send>,
        encoding: Option<Encoding>,
        flag: &str,
    ) -> Result<Opened, Failure> {
        let name = source.name();
        let fault = |error: io::Error| Failure::file("read", &name, &error);
        let mut head = Vec::new();
        let mut text = 0;
        // Blanks at the beginning say nothing, however many there are.
        while text == head.len() && text < MAX_BLANKS {
            let read = (&mut reader).take(WINDOW as u64).read_to_end(&mut head).map_err(fault)?;
            text += head[text..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            if read < WINDOW {
                break;
            }
        }
        if text > WINDOW / 2 {
            (&mut reader).take(WINDOW as u64).read_to_end(&mut head).map_err(fault)?;
        } else {
            text = 0;
        }
        let seen = match encoding {
            Some(encoding) => Cow::Owned(decoded(&head[text..], encoding).map_err(|error| call(&error))?),
            None => Cow::Borrowed(&head[text..]),
        };
        let recognized = self.registry.recognize(source.path(), &seen);
        if recognized.is_none() && !is_blank(&seen) {
            let names: Vec<_> = self.registry.listed().filter(|f| f.open.is_some()).map(|f| f.name).collect();
            let help = format!("name it with {flag}; known formats: {}", names.join(", "));
            return Err(Failure::usage(format!("cannot tell the format of `{name}`")).help(help));
        }
        Ok(Opened {
            name,
            reader: Box::new(Cursor::new(head).chain(reader)),
            format: recognized.map(|found| found.format),
            misleading: recognized.and_then(|found| found.extension),
        })
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

/// The beginning of an input in this encoding, as UTF-8.
fn decoded(head: &[u8], encoding: Encoding) -> Result<Vec<u8>, Error> {
    let mut input = Input::with_encoding(head, Some(encoding));
    input.fill_to(WINDOW)?;
    Ok(input.window()[..input.window().len().min(WINDOW)].to_vec())
}

/// So many blanks at the beginning are looked past to recognize a format.
const MAX_BLANKS: usize = 256 * WINDOW;

/// White space, with or without a byte order mark.
fn is_blank(head: &[u8]) -> bool {
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let marked = text == b"\xFF\xFE" || text == b"\xFE\xFF";
    head.len() < WINDOW && (marked || text.iter().all(u8::is_ascii_whitespace))
}

fn target_format(registry: &Registry, args: &Convert) -> Result<&'static Format, Failure> {
    if let Some(name) = &args.to {
        return registry.by_name(name).map_err(|error| Failure::usage(error.to_string()));
    }
    let writable: Vec<_> = registry.listed().filter(|f| f.create.is_some()).map(|f| f.name).collect();
    let help = format!("name it with --to; known formats: {}", writable.join(", "));
    let Some(path) = args.output.as_deref().filter(|path| *path != Path::new("-")) else {
        return Err(Failure::usage("no target format").help(help));
    };
    let message = || format!("the name `{}` says no target format", path.display());
    registry.by_target(path).ok_or_else(|| Failure::usage(message()).help(help))
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

/// The inputs; those that are missing or are folders are found out before
/// anything is written.
pub fn sources(paths: &[PathBuf]) -> Result<Vec<Source>, Failure> {
    if paths.is_empty() {
        return Ok(vec![Source::Stdin]);
    }
    let source = |path: &PathBuf| {
        if path == Path::new("-") {
            return Ok(Source::Stdin);
        }
        let name = path.display().to_string();
        match fs::metadata(path) {
            Ok(meta) if meta.is_dir() => Err(Failure::io(format!("cannot read `{name}`: is a directory"))),
            Ok(_) => Ok(Source::File(path.clone())),
            Err(error) => Err(Failure::file("read", &name, &error)),
        }
    };
    paths.iter().map(source).collect()
}
