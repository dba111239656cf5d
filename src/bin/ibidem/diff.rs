//! `ibidem diff`.

use std::fmt::Write as _;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ibidem::compare::{Change, Pair, Pairing, Side, changes, moved};
use ibidem::convert::Converter;
use ibidem::format::{Format, ReadOptions};
use ibidem::ir::{Field, Record};
use ibidem::registry::Registry;
use ibidem::report::{Error, Sink, Subject, nearest};
use serde_json::{Value, json};

use crate::args::{Diff, Layout};
use crate::exit::{Exit, Failure};
use crate::ledger::{Ledger, Teller};
use crate::plan::{Plan, options};
use crate::progress::{Progress, Shown};
use crate::render::{Renderer, counted, harmless};
use crate::report::{Paper, Tone, as_json, label, named, spelt, width};
use crate::source::Opened;

pub fn run(registry: &Registry, args: &Diff) -> Result<Exit, Failure> {
    if args.a == Path::new("-") && args.b == Path::new("-") {
        return Err(Failure::usage("standard input is both A and B; give one of them a name"));
    }
    let ignored = Ignored::new(&args.ignore)?;
    let (mut a, mut b) = (side(registry, args, &args.a, false)?, side(registry, args, &args.b, true)?);
    let mut renderer = Renderer::new(&args.messages);
    let inputs = [a.inputs.as_slice(), b.inputs.as_slice()].concat();
    let progress = Progress::start(&args.messages, &inputs, &renderer.screen, Shown::Several);
    let meter = progress.as_ref().map(|progress| Arc::clone(&progress.meter));
    (a.meter, b.meter) = (meter.clone(), meter);
    let mut ledger = Ledger::open(&mut renderer, None)?;
    a.hint(&ledger, "diff");
    b.hint(&ledger, "diff");
    let (first, second) = (a.open(&a.inputs[0])?, b.open(&b.inputs[0])?);
    // An empty side says nothing about the other one.
    let (of_a, of_b) = (first.format.or(second.format), second.format.or(first.format));
    (a.to, b.to) = (like(registry, of_b, a.to), like(registry, of_a, b.to));
    let mut comparison = Comparison::new(ignored, args.order);
    let mut take = |record: Record| comparison.pairing.left(record);
    read(&a, first, &mut ledger, &mut take)?;
    let mut take = |record: Record| comparison.right(record);
    read(&b, second, &mut ledger, &mut take)?;
    drop(progress);
    let errors = ledger.counts().errors;
    ledger.end();
    let summary = comparison.finish();
    let mut paper = Paper::new(args.format, args.messages.color);
    match summary.write(&mut paper, &args.a, &args.b, errors) {
        Err(error) if error.is_broken_pipe() => return Ok(Exit::Done),
        other => other.map_err(|error| a.stopped(&error, ""))?,
    }
    Ok(match errors {
        0 if summary.is_equal() => Exit::Done,
        0 => Exit::Condition,
        _ => Exit::Unreadable,
    })
}

/// What the command line says of one side. The target is a place holder until
/// both formats are known.
fn side<'a>(registry: &'a Registry, args: &Diff, path: &PathBuf, second: bool) -> Result<Plan<'a>, Failure> {
    let reading = &args.reading;
    let name = args.from_b.as_ref().filter(|_| second).or(reading.from.as_ref());
    let values = if second && !args.read_b.is_empty() { ("read-b", &args.read_b) } else { ("read", &reading.read) };
    let encoding = args.encoding_b.filter(|_| second).or(reading.encoding);
    let (values, limits) = (options(values.0, values.1)?, reading.bounds.limits());
    let read = ReadOptions { values, encoding, limits, ..ReadOptions::default() };
    let to = registry.formats().iter().find(|format| format.create.is_some());
    let to = to.copied().ok_or_else(|| Failure::usage("no format can be written"))?;
    let files = (std::slice::from_ref(path), reading.macros.as_slice());
    Plan::reading(registry, (name.map(String::as_str), to), read, files, !reading.no_resolve)
}

/// A format whose entries refer to each other if those of the other side do, so
/// that entries are given what they inherit if those of the other side cannot.
fn like(registry: &Registry, other: Option<&'static Format>, or: &'static Format) -> &'static Format {
    let refers = other.is_some_and(|format| format.inheritance.is_some());
    let fits = |format: &&&'static Format| format.create.is_some() && format.inheritance.is_some() == refers;
    registry.formats().iter().find(fits).copied().unwrap_or(or)
}

fn read(plan: &Plan<'_>, opened: Opened, teller: &mut dyn Teller, take: &mut dyn FnMut(Record)) -> Result<(), Failure> {
    let begun = plan.begin_with(opened, teller)?;
    let mut work = |converter: &mut Converter, reader: Box<dyn Read + Send>, sink: &mut dyn Sink| {
        let mut visit = |record: &mut Record, _: &mut dyn Sink| -> Result<(), Error> {
            record.origin = None;
            take(std::mem::take(record));
            Ok(())
        };
        converter.visit(reader, &mut visit, sink)
    };
    plan.each(begun, teller, &mut work).map(drop)
}

/// What is no difference.
#[derive(Debug, Default)]
struct Ignored {
    key: bool,
    kind: bool,
    extras: bool,
    fields: Vec<Field>,
    /// Single extras, as `notation:name`.
    names: Vec<String>,
}

impl Ignored {
    fn new(words: &[String]) -> Result<Ignored, Failure> {
        let mut ignored = Ignored::default();
        for word in words {
            match (word.as_str(), Field::from_name(word)) {
                ("key", _) => ignored.key = true,
                ("type", _) => ignored.kind = true,
                ("extras", _) => ignored.extras = true,
                (_, Some(field)) => ignored.fields.push(field),
                (name, None) if name.contains(':') => ignored.names.push(name.to_owned()),
                (name, None) => {
                    let help = "`ibidem diff` shows names of fields, docs/fields.md lists them; besides `key`, `type`, \
                                `extras`, and single extras as `bibtex:owner`";
                    let known = Field::ALL.iter().map(|field| field.name()).chain(["key", "type", "extras"]);
                    let meant = nearest(name, known).map(|known| format!("; did you mean `{known}`?"));
                    let message = format!("`{name}` is no field{}", meant.unwrap_or_default());
                    return Err(Failure::usage(message).help(help));
                }
            }
        }
        Ok(ignored)
    }

    fn has(&self, subject: &Subject) -> bool {
        match subject {
            Subject::Key => self.key,
            Subject::Type => self.kind,
            Subject::Field(field) => self.fields.contains(field),
            Subject::Extra(..) => self.extras || self.names.iter().any(|name| *name == subject.name().as_str()),
            _ => false,
        }
    }
}

/// A pair that differs, or a record that stands alone.
struct Difference {
    /// Ordinals in A and in B, 0 for none.
    at: (u64, u64),
    key: Option<String>,
    named: String,
    by: &'static str,
    changes: Vec<Change>,
}

struct Comparison {
    pairing: Pairing,
    ignored: Ignored,
    order: bool,
    differences: Vec<Difference>,
    /// Ordinals of all pairs, if their order counts.
    pairs: Vec<(u64, u64)>,
    equal: u64,
}

impl Comparison {
    fn new(ignored: Ignored, order: bool) -> Comparison {
        let pairing = Pairing::new(!ignored.key);
        Comparison { pairing, ignored, order, differences: Vec::new(), pairs: Vec::new(), equal: 0 }
    }

    fn right(&mut self, record: Record) {
        if let Some(pair) = self.pairing.right(record) {
            self.pair(&pair);
        }
    }

    fn pair(&mut self, pair: &Pair) {
        let ordinal = |side: &Option<Side>| side.as_ref().map_or(0, |(ordinal, _)| *ordinal);
        let at = (ordinal(&pair.left), ordinal(&pair.right));
        let Some((_, record)) = pair.left.as_ref().or(pair.right.as_ref()) else { return };
        let changes = match (&pair.left, &pair.right) {
            (Some((_, left)), Some((_, right))) => {
                if self.order {
                    self.pairs.push(at);
                }
                let mut changes = changes(left, right);
                changes.retain(|change| !self.ignored.has(&change.subject) && !is_settled(change, left, right));
                if changes.is_empty() {
                    self.equal += 1;
                    return;
                }
                changes
            }
            _ => Vec::new(),
        };
        let key = record.key.as_deref().map(str::to_owned);
        let by = pair.by.map_or("", |by| by.name());
        self.differences.push(Difference { at, key, named: named(record), by, changes });
    }

    /// Differences in the order of A, then what stands in B only.
    fn finish(mut self) -> Summary {
        let records = self.pairing.seen();
        let pairing = std::mem::replace(&mut self.pairing, Pairing::new(true));
        for pair in pairing.finish() {
            self.pair(&pair);
        }
        self.differences.sort_by_key(|difference| (difference.at.0 == 0, difference.at));
        self.pairs.sort_unstable();
        let ordinals: Vec<u64> = self.pairs.iter().map(|(_, ordinal)| *ordinal).collect();
        Summary { differences: self.differences, equal: self.equal, moved: moved(&ordinals), records }
    }
}

/// A reference that was followed: what it gave stands in the record.
fn is_settled(change: &Change, left: &Record, right: &Record) -> bool {
    match change.subject {
        Subject::Field(field) => left.settled().has(field) || right.settled().has(field),
        _ => false,
    }
}

struct Summary {
    differences: Vec<Difference>,
    equal: u64,
    moved: u64,
    records: (u64, u64),
}

impl Summary {
    fn is_equal(&self) -> bool {
        self.differences.is_empty() && self.moved == 0
    }

    fn write(&self, paper: &mut Paper, a: &Path, b: &Path, unreadable: u64) -> Result<(), Error> {
        let (mut only_a, mut only_b, mut changed) = (0_u64, 0_u64, 0_u64);
        for difference in &self.differences {
            match difference.at {
                (_, 0) => only_a += 1,
                (0, _) => only_b += 1,
                _ => changed += 1,
            }
            match paper.layout {
                Layout::Human => paper.text(&difference.human(paper))?,
                Layout::Json => paper.object(difference.json())?,
            }
        }
        if paper.layout == Layout::Json {
            paper.object(json!({
                "records": [self.records.0, self.records.1], "equal": self.equal, "changed": changed,
                "only_a": only_a, "only_b": only_b, "moved": self.moved, "unreadable": unreadable,
            }))?;
            return paper.flush();
        }
        let name = |path: &Path| harmless(&path.display().to_string()).into_owned();
        let moved = if self.moved > 0 { format!(", {} in another order", self.moved) } else { String::new() };
        paper.text(&format!(
            "{} equal, {changed} changed, {only_a} only in `{}`, {only_b} only in `{}`{moved}, {unreadable} unreadable\n",
            counted(self.equal, "record"),
            name(a),
            name(b),
        ))?;
        paper.flush()
    }
}

impl Difference {
    fn human(&self, paper: &Paper) -> String {
        let (sign, tone, place) = match self.at {
            (a, 0) => ("-", Tone::Gone, format!("record {a}")),
            (0, b) => ("+", Tone::New, format!("record {b}")),
            (a, b) if a == b => ("~", Tone::Changed, format!("record {a}, found by {}", self.by)),
            (a, b) => ("~", Tone::Changed, format!("records {a} and {b}, found by {}", self.by)),
        };
        let mut text = format!("{} {}  ({place})\n", paper.painted(sign, tone), self.named);
        let subjects = width(self.changes.iter());
        for change in &self.changes {
            let _ = writeln!(text, "    {:subjects$}  {}", label(&change.subject), spelt(change));
        }
        text
    }

    fn json(&self) -> Value {
        let change = match self.at {
            (_, 0) => "only-a",
            (0, _) => "only-b",
            _ => "changed",
        };
        let some = |n: u64| (n > 0).then_some(n);
        let mut object = json!({
            "difference": change, "a": some(self.at.0), "b": some(self.at.1), "key": self.key,
        });
        if !self.changes.is_empty() {
            object["by"] = self.by.into();
            let changes = self.changes.iter().map(|change| Value::Object(as_json(change)));
            object["changes"] = changes.collect();
        }
        object
    }
}
