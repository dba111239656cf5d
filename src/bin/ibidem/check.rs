//! `ibidem check`.

use std::fmt::Write as _;
use std::io::Read;
use std::sync::Arc;

use ibidem::compare::{Account, Fate};
use ibidem::convert::{Converter, Trip};
use ibidem::format::WriteOptions;
use ibidem::ir::Record;
use ibidem::registry::Registry;
use ibidem::report::{Error, Sink};
use serde_json::{Value, json};

use crate::args::{Check, Layout};

use crate::exit::{Exit, Failure};
use crate::ledger::{Ledger, Teller};
use crate::plan::{Plan, call};
use crate::progress::{Progress, Shown};
use crate::render::{Renderer, counted};
use crate::report::{Paper, Tone, as_json, label, named, spelt, width};

pub fn run(registry: &Registry, args: &Check) -> Result<Exit, Failure> {
    let via = registry.by_name(&args.via).map_err(|error| Failure::usage(error.to_string()))?;
    let reading = &args.reading;
    let files = (args.inputs.inputs.as_slice(), reading.macros.as_slice());
    let from = (reading.from.as_deref(), via);
    let mut read = reading.options()?;
    let write = WriteOptions { normalize: true, ..args.writing.options(via, &mut read)? };
    let mut plan = Plan::reading(registry, from, read, files, !reading.no_resolve)?;
    let mut trip = Trip::new(via, &write).map_err(|error| call(&error))?;
    let mut renderer = Renderer::new(&args.messages);
    let progress = Progress::start(&args.messages, &plan.inputs, &renderer.screen, Shown::BesideData);
    plan.meter = progress.as_ref().map(|progress| Arc::clone(&progress.meter));
    let mut ledger = Ledger::open(&mut renderer, None)?;
    plan.hint(&ledger, "check");
    let begun = plan.begin(&mut ledger)?;
    let mut page = Page { paper: Paper::new(args.format, args.messages.color), via: via.name, tally: Tally::default() };
    let mut work = |converter: &mut Converter, reader: Box<dyn Read + Send>, sink: &mut dyn Sink| {
        let mut visit =
            |record: &mut Record, _: &mut dyn Sink| page.record(trip.records() + 1, record, trip.send(record));
        converter.visit(reader, &mut visit, sink)
    };
    if plan.each(begun, &mut ledger, &mut work)?.is_none() {
        return Ok(Exit::Done);
    }
    drop(progress);
    let (errors, tally) = (ledger.counts().errors, page.tally);
    ledger.end();
    match page.end(trip.records(), errors) {
        Err(error) if error.is_broken_pipe() => return Ok(Exit::Done),
        other => other.map_err(|error| plan.stopped(&error, ""))?,
    }
    Ok(match errors {
        0 if tally.records > 0 => Exit::Condition,
        0 => Exit::Done,
        _ => Exit::Unreadable,
    })
}

/// What was found so far.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    /// Records that would lose something.
    records: u64,
    /// Differences that are losses.
    lost: u64,
    /// Differences nobody reported, and records that did not come back.
    unreported: u64,
}

/// Where the result is written.
struct Page {
    paper: Paper,
    via: &'static str,
    tally: Tally,
}

impl Page {
    /// A record that was the n-th, and what became of it.
    fn record(&mut self, n: u64, record: &Record, account: Option<Account>) -> Result<(), Error> {
        let broken = account.is_none();
        let account = account.unwrap_or_default();
        if account.entries.is_empty() && !broken {
            return Ok(());
        }
        self.tally.records += u64::from(account.is_lossy() || broken);
        self.tally.lost += account.entries.iter().filter(|entry| entry.fate.is_loss()).count() as u64;
        let unreported = account.entries.iter().filter(|entry| entry.fate == Fate::Unreported).count();
        self.tally.unreported += unreported as u64 + u64::from(broken);
        match self.paper.layout {
            Layout::Human => self.paper.text(&self.human(n, record, &account, broken))?,
            Layout::Json => self.paper.object(json(n, record, &account, broken))?,
        }
        if self.paper.is_watched() { self.paper.flush() } else { Ok(()) }
    }

    fn human(&self, n: u64, record: &Record, account: &Account, broken: bool) -> String {
        let mut text = format!("record {n} {}\n", named(record));
        if broken {
            let _ = writeln!(text, "  {}", self.paper.painted("internal error: it did not come back", Tone::Fault));
        }
        let subjects = width(account.entries.iter().map(|entry| &entry.change));
        let fates = account.entries.iter().map(|entry| entry.fate.name().len()).max().unwrap_or(0);
        for entry in &account.entries {
            let tone = match entry.fate {
                Fate::Unreported => Tone::Fault,
                fate if fate.is_loss() => Tone::Changed,
                _ => Tone::New,
            };
            let fate = self.paper.painted(&format!("{:fates$}", entry.fate.name()), tone);
            let subject = label(&entry.change.subject);
            let _ = writeln!(text, "  {subject:subjects$}  {fate}  {}", spelt(&entry.change));
        }
        text
    }

    fn end(&mut self, records: u64, unreadable: u64) -> Result<(), Error> {
        let Tally { records: lossy, lost, unreported } = self.tally;
        if self.paper.layout == Layout::Json {
            self.paper.object(json!({
                "via": self.via, "records": records, "lossy": lossy, "lost": lost, "unreadable": unreadable,
                "unreported": unreported,
            }))?;
            return self.paper.flush();
        }
        let mut text = format!(
            "{} through {}, {lossy} would lose something, {} in all, {unreadable} unreadable\n",
            counted(records, "record"),
            self.via,
            counted(lost, "value"),
        );
        if unreported > 0 {
            let message = format!("internal error: {unreported} of that not reported by `ibidem convert`");
            let _ = writeln!(text, "{}", self.paper.painted(&message, Tone::Fault));
        }
        self.paper.text(&text)?;
        self.paper.flush()
    }
}

fn json(n: u64, record: &Record, account: &Account, broken: bool) -> Value {
    let changes: Vec<Value> = account
        .entries
        .iter()
        .map(|entry| {
            let mut object = as_json(&entry.change);
            object.insert("kind".to_owned(), entry.fate.name().into());
            object.insert("lost".to_owned(), entry.fate.is_loss().into());
            if let Fate::Lost(_, code) = entry.fate {
                object.insert("code".to_owned(), code.into());
            }
            Value::Object(object)
        })
        .collect();
    let mut object = json!({"record": n, "key": record.key.as_deref(), "changes": changes});
    if broken {
        object["error"] = "the record did not come back".into();
    }
    object
}
