//! Each input to a file of its own: `--out-dir` and `--in-place`.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use ibidem::convert::Converter;
use ibidem::format::Format;
use ibidem::pass::enrich::Enricher;
use ibidem::report::Sink;
use rustc_hash::{FxHashMap, FxHashSet};
use unicode_normalization::UnicodeNormalization;

use crate::convert::{Delivered, Job, Place, Terms, deliver};
use crate::depfile::Rule;
use crate::exit::{Exit, Failure};
use crate::ledger::{Ledger, Teller};
use crate::output::{Mode, Outcome, Target, sync_folder};
use crate::plan::{Plan, call};
use crate::progress::Progress;
use crate::relay::{Event, Queue};
use crate::render::{End, Files, Renderer};
use crate::source::Source;

/// One input and its output.
struct Task {
    source: Source,
    /// As it was named.
    path: PathBuf,
    target: Target,
}

/// What became of a task; `None` if there was nothing to be done.
type Done = Result<Option<Delivered>, Failure>;

pub fn run(job: &Job<'_>, renderer: &mut Renderer, progress: Option<Progress>) -> Result<Exit, Failure> {
    let tasks = tasks(job)?;
    // What cannot be said is known before anything is written.
    let rules = job.depfile.as_ref().map(|_| rules(job, &tasks)).transpose()?;
    if let (Place::Folder(folder), true) = (&job.place, job.terms.mode != Mode::Compare) {
        fs::create_dir_all(folder).map_err(|error| Failure::file("make", &folder.display().to_string(), &error))?;
    }
    let mut ledger = Ledger::open(renderer, job.report.as_ref())?.of_several();
    let donors = donors(&job.plan, &mut ledger)?;
    let workers = job.plan.jobs.min(tasks.len()).max(1);
    let plan = Plan { donors, with: Vec::new(), jobs: (job.plan.jobs / workers).max(1), ..job.plan.clone() };
    let queue: Queue<Done> = Queue::new(tasks.len(), ledger.has_report());
    let mut end =
        End { files: Some(Files { compared: job.terms.mode == Mode::Compare, ..Files::default() }), ..End::default() };
    let mut exit = Exit::Done;
    let mut made = Vec::new();
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some((number, mut relay)) = queue.take() {
                    let done = convert(job, &plan, &tasks[number], &mut relay);
                    queue.end(number, relay, done);
                }
            });
        }
        let ledger = std::cell::RefCell::new(&mut ledger);
        let event = |event| match event {
            Event::Input(name) => ledger.borrow_mut().input(&name),
            Event::Diagnostic(diagnostic) => ledger.borrow_mut().diagnostic(diagnostic),
            Event::Loss(loss) => ledger.borrow_mut().loss(loss),
        };
        let outcome = |number: usize, done: Done| {
            let files = end.files.get_or_insert_default();
            let (ended, written) = tell(&tasks[number], done, ledger.borrow().renderer(), files);
            exit = exit.max(ended);
            end.written += written.unwrap_or(0);
            if written.is_some() {
                made.push(number);
            }
        };
        queue.tell(event, outcome);
    });
    drop(progress);
    if end.written > 0 && plan.donors.as_ref().is_some_and(|donors| !donors.matched()) {
        job.plan.say_no_match(&mut ledger);
    }
    // One folder after the other, not one file after the other.
    let mut synced = FxHashSet::default();
    for number in &made {
        if let Target::File(path) = &tasks[*number].target
            && synced.insert(path.parent())
        {
            sync_folder(&tasks[*number].target);
        }
    }
    if let (Some(depfile), Some(mut rules)) = (&job.depfile, rules) {
        let kept: FxHashSet<_> = made.iter().copied().collect();
        let mut number = 0..;
        rules.retain(|_| number.next().is_some_and(|number| kept.contains(&number)));
        depfile.write(&rules)?;
    }
    ledger.finish_report()?;
    ledger.show(end);
    Ok(exit)
}

/// Says what became of a task; its exit code, and the records written if there
/// is an output.
fn tell(task: &Task, done: Done, renderer: &Renderer, files: &mut Files) -> (Exit, Option<u64>) {
    let name = task.target.name();
    let delivered = match done {
        Ok(Some(delivered)) => delivered,
        Ok(None) => {
            files.unchanged += 1;
            return (Exit::Done, None);
        }
        Err(failure) => {
            files.failed += 1;
            renderer.failure(&failure);
            return (failure.exit, None);
        }
    };
    match delivered.outcome {
        Some(Outcome::Written) => files.written += 1,
        Some(Outcome::Unchanged) => files.unchanged += 1,
        Some(Outcome::Differs) => {
            files.written += 1;
            renderer.hint(&format!("`{name}` is not up to date"));
        }
        None => {
            files.failed += 1;
            let flag = delivered.withheld.unwrap_or_default();
            let failure = Failure {
                exit: delivered.exit,
                message: format!("`{name}` not written ({flag})"),
                help: String::new(),
            };
            renderer.failure(&failure);
            return (delivered.exit, None);
        }
    }
    (delivered.exit, Some(delivered.written))
}

/// Converts one input.
fn convert(job: &Job<'_>, plan: &Plan<'_>, task: &Task, teller: &mut dyn Teller) -> Done {
    let mut plan = Plan { inputs: vec![task.source.clone()], target: task.target.clone(), ..plan.clone() };
    let mut terms = job.terms;
    let opened = plan.open(&task.source)?;
    if job.place == Place::Back {
        // A file that holds nothing holds it in any format.
        let Some(format) = opened.format else { return Ok(None) };
        plan.to = back(job, format, &task.source)?;
        if job.ascii {
            plan.to.ascii(&mut plan.write).map_err(|error| call(&error))?;
        }
        plan.to.create(&plan.write).map_err(|error| call(&error))?;
        // What cannot be read stays where it is in a document that is edited;
        // from any other it would be gone.
        if !(plan.to.faithful && plan.to.name == format.name) {
            terms = Terms { conditions: terms.conditions.in_place(), ..terms };
        }
    }
    deliver(&plan, Some(opened), terms, teller)
}

/// The format in which an input is written back.
fn back(job: &Job<'_>, format: &'static Format, source: &Source) -> Result<&'static Format, Failure> {
    if !job.to_named {
        return Ok(format);
    }
    let to = job.plan.to;
    if to.notation == format.notation {
        return Ok(to);
    }
    let message = format!("`{}` is `{}` and cannot be written in place as `{}`", source.name(), format.name, to.name);
    Err(Failure::usage(message).help("--output or --out-dir write it elsewhere"))
}

/// What gaps are filled from, read once for all inputs.
fn donors(plan: &Plan<'_>, ledger: &mut Ledger<'_>) -> Result<Option<Arc<Enricher>>, Failure> {
    if plan.with.is_empty() {
        return Ok(None);
    }
    let first = plan.open(&plan.inputs[0])?.format.unwrap_or(plan.to);
    let converter = Converter::new(first, plan.to, &plan.read, &plan.write).and_then(Converter::enriching);
    let mut ahead: Vec<_> = plan.inputs.iter().map(|_| None).collect();
    plan.enrich(&mut converter.map_err(|error| call(&error))?, &mut ahead, ledger)
}

fn rules(job: &Job<'_>, tasks: &[Task]) -> Result<Vec<Rule>, Failure> {
    let of = |task: &Task| {
        let plan = Plan { inputs: vec![task.source.clone()], ..job.plan.clone() };
        Rule::new(&task.path, &plan)
    };
    tasks.iter().map(of).collect()
}

/// Every input with its output. No output is that of two inputs, nor an input
/// itself; file systems that take names for the same that differ in case or in
/// how accents are composed are thought of.
fn tasks(job: &Job<'_>) -> Result<Vec<Task>, Failure> {
    let flag = if job.place == Place::Back { "--in-place" } else { "--out-dir" };
    let plan = &job.plan;
    let mut tasks: Vec<Task> = Vec::with_capacity(plan.inputs.len());
    let mut taken: FxHashMap<(Option<PathBuf>, String), usize> = FxHashMap::default();
    let mut read: FxHashSet<(Option<PathBuf>, String)> = FxHashSet::default();
    let beside = [&plan.macros, &plan.with].into_iter().flatten();
    let all = plan.inputs.iter().filter(|_| job.place != Place::Back).chain(beside);
    read.extend(all.filter_map(|source| place(&fs::canonicalize(source.path()?).ok()?)));
    let report = job.report.iter().chain(job.depfile.as_ref().map(|depfile| depfile.file()));
    let side: Vec<_> = report
        .filter_map(|target| match target {
            Target::File(path) => place(path),
            _ => None,
        })
        .collect();
    for (number, source) in plan.inputs.iter().enumerate() {
        let Some(input) = source.path() else {
            return Err(Failure::usage(format!("{flag} needs inputs that have a name, not standard input")));
        };
        let path = match &job.place {
            Place::Folder(folder) => folder.join(named(job, input)?),
            _ => input.to_owned(),
        };
        let target = Target::new(&path)?;
        let Target::File(file) = &target else {
            return Err(Failure::usage(format!("`{}` is no file that can be replaced", path.display())));
        };
        let Some(place) = place(file) else {
            return Err(Failure::usage(format!("`{}` has no name", path.display())));
        };
        if read.contains(&place) || side.contains(&place) {
            let message = format!("the output `{}` is also read, or is a file of messages", path.display());
            return Err(Failure::usage(message).help("--in-place writes inputs back where they came from"));
        }
        if let Some(other) = taken.insert(place, number) {
            let (one, other) = (plan.inputs[other].name(), source.name());
            let message = format!("`{one}` and `{other}` would both be written to `{}`", path.display());
            return Err(Failure::usage(message).help("nothing was written; rename one of them, or convert them apart"));
        }
        tasks.push(Task { source: source.clone(), path, target });
    }
    Ok(tasks)
}

/// Where a file is, so that two that may be one are equal.
fn place(path: &Path) -> Option<(Option<PathBuf>, String)> {
    let name = path.file_name()?.to_string_lossy().nfc().collect::<String>().to_lowercase();
    let folder = path.parent().and_then(|folder| fs::canonicalize(Path::new(".").join(folder)).ok());
    Some((folder, name))
}

/// The name of an output: that of its input with the extension of the format.
fn named(job: &Job<'_>, input: &Path) -> Result<PathBuf, Failure> {
    let Some(name) = input.file_stem() else {
        return Err(Failure::usage(format!("`{}` has no name", input.display())));
    };
    let mut name = name.to_owned();
    name.push(".");
    name.push(extension(job.plan.to, &job.plan));
    Ok(PathBuf::from(name))
}

/// The extension of files in a format, as it is written; that of its family for
/// a dialect.
fn extension<'f>(format: &'f Format, plan: &Plan<'_>) -> &'f str {
    let values = &plan.write.values;
    let chosen = format.target_options.iter().find(|(_, name, value)| values.get(*name).is_some_and(|v| v == value));
    let own = format.extensions.iter().chain(format.target_extensions).next().copied();
    let family = || {
        let of = plan.registry.by_name(format.variant_of?).ok()?;
        of.extensions.iter().chain(of.target_extensions).next().copied()
    };
    chosen.map(|(extension, ..)| *extension).or(own).or_else(family).unwrap_or(format.name)
}
