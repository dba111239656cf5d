//! `ibidem convert`.

use std::fs;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use ibidem::convert::Converter;
use ibidem::format::{Format, WriteOptions};
use ibidem::registry::Registry;
use ibidem::report::Sink;

use crate::args::Convert;
use crate::batch;
use crate::conditions::Conditions;
use crate::depfile::{Depfile, Rule};
use crate::exit::{Exit, Failure};
use crate::ledger::{Ledger, Teller};
use crate::output::{Mode, Outcome, Output, Target, sync_folder};
use crate::plan::{Plan, call, source_format};
use crate::progress::{Progress, Shown};
use crate::render::{End, Renderer};
use crate::source::{Opened, Source, inputs, sources};

pub fn run(registry: &Registry, args: &Convert) -> Result<Exit, Failure> {
    let mut job = Job::new(registry, args)?;
    let mut renderer = Renderer::new(&args.messages);
    let shown = match (&job.place, &job.plan.target) {
        (Place::Folder(_) | Place::Back, _) => Shown::Several,
        (Place::Target, Target::Stdout) => Shown::BesideData,
        (Place::Target, _) => Shown::Single,
    };
    let progress = Progress::start(&args.messages, &job.plan.inputs, &renderer.screen, shown);
    job.plan.meter = progress.as_ref().map(|progress| std::sync::Arc::clone(&progress.meter));
    match &job.place {
        Place::Target => job.run(&mut renderer, progress),
        Place::Folder(_) | Place::Back => batch::run(&job, &mut renderer, progress),
    }
}

/// Where outputs go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// All inputs to the target of the plan.
    Target,
    /// Each to a file of its own in this folder.
    Folder(PathBuf),
    /// Each to where it came from.
    Back,
}

/// Everything the command line says, checked; nothing has been opened for writing.
pub struct Job<'a> {
    pub plan: Plan<'a>,
    pub place: Place,
    pub terms: Terms,
    pub report: Option<Target>,
    pub depfile: Option<Depfile>,
    /// Whether `to` is only what the target's family is, if anything: the format
    /// of each input is that of its output.
    pub to_named: bool,
    pub ascii: bool,
}

/// What is done with an output, and when it is not.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    pub mode: Mode,
    pub conditions: Conditions,
}

/// What became of an output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivered {
    pub exit: Exit,
    /// `None` if it was withheld.
    pub outcome: Option<Outcome>,
    /// The flag because of which it was withheld.
    pub withheld: Option<String>,
    /// Records written.
    pub written: u64,
}

impl<'a> Job<'a> {
    fn new(registry: &'a Registry, args: &Convert) -> Result<Job<'a>, Failure> {
        let (reading, output) = (&args.reading, &args.output);
        let place = match (&output.out_dir, output.in_place) {
            (Some(folder), _) => Place::Folder(folder.clone()),
            (None, true) => Place::Back,
            (None, false) => Place::Target,
        };
        let mut read = reading.options()?;
        let to = target_format(registry, args, &place)?;
        let mut write = WriteOptions {
            encoding: args.spelling.output_encoding,
            normalize: args.spelling.normalize,
            ..args.writing.options(to, &mut read)?
        };
        let from = source_format(registry, reading.from.as_deref(), &read)?;
        if place != Place::Back {
            if let Some(path) = &output.output {
                to.imply(path, &mut write);
            }
            if args.spelling.ascii {
                to.ascii(&mut write).map_err(|error| call(&error))?;
            }
            to.create(&write).map_err(|error| call(&error))?;
        }
        let target = output.output.as_deref().map_or(Ok(Target::Stdout), Target::new)?;
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        let plan = Plan {
            registry,
            from,
            to,
            named: output.output.clone().filter(|_| args.to.is_none()),
            read,
            write,
            inputs: inputs(&args.inputs.inputs)?,
            macros: sources(&reading.macros)?,
            with: sources(&args.filling.with)?,
            with_from: source_format(registry, args.filling.with_from.as_deref(), &Default::default())?,
            donors: None,
            target,
            resolve: !reading.no_resolve,
            jobs: output.jobs.map_or_else(cores, |jobs| jobs.get().into()),
            meter: None,
        };
        let stdin = [&plan.inputs, &plan.macros, &plan.with].into_iter().flatten();
        if stdin.filter(|source| **source == Source::Stdin).count() > 1 && plan.with.contains(&Source::Stdin) {
            return Err(Failure::usage("standard input cannot be read twice; give --with a file"));
        }
        let mode = match (output.up_to_date, output.if_changed || place == Place::Back) {
            (true, _) => Mode::Compare,
            (false, true) => Mode::IfChanged,
            (false, false) => Mode::Write,
        };
        if mode != Mode::Write && place == Place::Target && !matches!(plan.target, Target::File(_)) {
            let flag = if mode == Mode::Compare { "--up-to-date" } else { "--if-changed" };
            return Err(Failure::usage(format!("{flag} needs a file to look at; name it with --output")));
        }
        let report = output.report.as_deref().map(Target::new).transpose()?;
        if report == Some(Target::Stdout) {
            return Err(Failure::usage("standard output is for data; give --report a file"));
        }
        let depfile = output.depfile.as_deref().map(|path| Depfile::new(path, output)).transpose()?;
        let job = Job {
            plan,
            place,
            terms: Terms { mode, conditions: Conditions::new(&output.fail_on, output.strict) },
            report,
            depfile,
            to_named: args.to.is_some(),
            ascii: args.spelling.ascii,
        };
        job.check_side_files()?;
        Ok(job)
    }

    /// Files that are written beside the output must be files of their own.
    fn check_side_files(&self) -> Result<(), Failure> {
        let plan = &self.plan;
        let depfile = self.depfile.as_ref().map(Depfile::file);
        for (flag, file) in [("--report", self.report.as_ref()), ("--depfile", depfile)] {
            let Some(file) = file else { continue };
            if file.is_same_file(&plan.target) {
                return Err(Failure::usage(format!("{flag} and --output name the same file")));
            }
            let Target::File(path) = file else { continue };
            let Ok(path) = fs::canonicalize(path) else { continue };
            let mut read = [&plan.inputs, &plan.macros, &plan.with].into_iter().flatten().filter_map(Source::path);
            if read.any(|input| fs::canonicalize(input).is_ok_and(|input| input == path)) {
                return Err(Failure::usage(format!("{flag} names an input; give it a file of its own")));
            }
        }
        match (&self.report, depfile) {
            (Some(report), Some(depfile)) if report.is_same_file(depfile) => {
                Err(Failure::usage("--report and --depfile name the same file"))
            }
            _ => Ok(()),
        }
    }

    fn run(&self, renderer: &mut Renderer, progress: Option<Progress>) -> Result<Exit, Failure> {
        let plan = &self.plan;
        // What cannot be said is known before anything is written.
        let rule = self.depfile.as_ref().map(|depfile| Rule::new(depfile.target(), plan)).transpose()?;
        let mut ledger = Ledger::open(renderer, self.report.as_ref())?;
        plan.hint(&ledger, "convert");
        let Some(delivered) = deliver(plan, None, self.terms, &mut ledger)? else { return Ok(Exit::Done) };
        drop(progress);
        if delivered.outcome == Some(Outcome::Written) {
            sync_folder(&plan.target);
        }
        if let (Some(depfile), Some(rule), Some(_)) = (&self.depfile, rule, delivered.outcome) {
            depfile.write(&[rule])?;
        }
        ledger.finish_report()?;
        if delivered.outcome == Some(Outcome::Differs) {
            ledger.hint(&format!("`{}` is not up to date", plan.target.name()));
        }
        let unwritten = delivered.outcome.is_some_and(|outcome| outcome != Outcome::Written);
        ledger.show(End { unwritten, written: delivered.written, withheld: delivered.withheld, ..End::default() });
        Ok(delivered.exit)
    }
}

/// Converts what the plan names and puts it in place, or not; `None` if nobody
/// reads the output any more. The first input may be open already.
pub fn deliver(
    plan: &Plan<'_>,
    first: Option<Opened>,
    terms: Terms,
    teller: &mut dyn Teller,
) -> Result<Option<Delivered>, Failure> {
    let first = first.map_or_else(|| plan.open(&plan.inputs[0]), Ok)?;
    let before = teller.counts();
    let mut begun = plan.begin_with(first, teller)?;
    let enricher = begun.enricher.clone();
    let hold = terms.conditions.any() || begun.converter.wants_patch();
    let mut output = Output::open(&plan.target, hold, terms.mode)?;
    let mut work = |converter: &mut Converter, reader: Box<dyn Read + Send>, sink: &mut dyn Sink| {
        converter.input(reader, &mut output, sink)
    };
    let Some(converter) = plan.each(begun, teller, &mut work)? else { return Ok(None) };
    let summary = match converter.finish(&mut output) {
        Err(error) if error.is_broken_pipe() => return Ok(None),
        other => other.map_err(|error| plan.stopped(&error, ""))?,
    };
    if enricher.is_some_and(|enricher| !enricher.matched()) && summary.written > 0 {
        plan.say_no_match(teller);
    }
    let (exit, withheld) = terms.conditions.judge(teller.counts().since(before));
    let mut delivered = Delivered { exit, outcome: None, withheld, written: summary.written };
    if delivered.withheld.is_none() {
        match output.commit(summary.patch.as_ref()) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(None),
            other => {
                delivered.outcome = Some(other.map_err(|error| Failure::file("write", &plan.target.name(), &error))?)
            }
        }
        if delivered.outcome == Some(Outcome::Differs) {
            delivered.exit = delivered.exit.max(Exit::Condition);
        }
    }
    Ok(Some(delivered))
}

/// The format of the output, or of the first output that can be thought of where
/// each input says its own.
fn target_format(registry: &Registry, args: &Convert, place: &Place) -> Result<&'static Format, Failure> {
    if let Some(name) = &args.to {
        return registry.by_name(name).map_err(|error| Failure::usage(error.to_string()));
    }
    let writable: Vec<_> = registry.listed().filter(|f| f.create.is_some()).collect();
    let names: Vec<_> = writable.iter().map(|format| format.name).collect();
    let help = format!("name it with --to; known formats: {}", names.join(", "));
    if *place == Place::Back {
        return writable.first().copied().ok_or_else(|| Failure::usage("no format can be written"));
    }
    let Some(path) = args.output.output.as_deref().filter(|path| *path != Path::new("-")) else {
        return Err(Failure::usage("no target format").help(help));
    };
    let message = || format!("the name `{}` says no target format", path.display());
    registry.by_target(path).ok_or_else(|| Failure::usage(message()).help(help))
}
