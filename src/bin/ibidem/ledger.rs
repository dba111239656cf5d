//! The account of a run: what was lost and what was said.

use std::io::{self, BufWriter, Write};

use ibidem::report::{Code, Diagnostic, Loss, LossKind, Sink, Subject};
use rustc_hash::FxHashMap;
use serde_json::json;

use crate::conditions::Counts;
use crate::exit::Failure;
use crate::output::{Mode, Output, Target, sync_folder};
use crate::render::{End, Renderer, Row, json_line};

/// Rows the tally holds, lest a source in which every record has extras of its
/// own fill the memory; losses beyond are counted together.
const MAX_ROWS: usize = 10_000;

/// Takes what is said in a run, and knows of which input it is said.
pub trait Teller: Sink {
    /// From now on, what is said is said about this input.
    fn input(&mut self, name: &str);

    /// What was said up to now.
    fn counts(&self) -> Counts;
}

/// Takes the reports of a run: shows diagnostics, tallies losses, and keeps
/// both in the report file if there is one.
pub struct Ledger<'r> {
    renderer: &'r mut Renderer,
    input: String,
    rows: FxHashMap<(Subject, &'static str), Row>,
    counts: Counts,
    /// Whether there are several outputs, each with records of its own numbers.
    several: bool,
    report: Option<ReportFile>,
}

struct ReportFile {
    to: BufWriter<Output>,
    target: Target,
    fault: Option<io::Error>,
}

impl<'r> Ledger<'r> {
    /// An empty account; the report file is opened at once.
    pub fn open(renderer: &'r mut Renderer, report: Option<&Target>) -> Result<Ledger<'r>, Failure> {
        let report = report.map(|target| -> Result<ReportFile, Failure> {
            Ok(ReportFile {
                to: BufWriter::new(Output::open(target, false, Mode::Write)?),
                target: target.clone(),
                fault: None,
            })
        });
        let report = report.transpose()?;
        Ok(Ledger {
            renderer,
            input: String::new(),
            rows: FxHashMap::default(),
            counts: Counts::default(),
            several: false,
            report,
        })
    }

    /// Of a run with several outputs: what is lost is lost from an input.
    pub fn of_several(mut self) -> Self {
        self.several = true;
        self
    }

    /// Whether every value is wanted.
    pub fn has_report(&self) -> bool {
        self.report.is_some()
    }

    /// What the messages of this run are written by.
    pub fn renderer(&self) -> &Renderer {
        self.renderer
    }

    /// Says something that is worth knowing while the program waits.
    pub fn hint(&self, message: &str) {
        self.renderer.hint(message);
    }

    /// Puts the report file in place.
    pub fn finish_report(&mut self) -> Result<(), Failure> {
        let Some(report) = self.report.take() else { return Ok(()) };
        let done = match report.fault {
            Some(error) => Err(error),
            None => report.to.into_inner().map_err(|fault| fault.into_error()).and_then(|output| output.commit(None)),
        };
        done.map_err(|error| Failure::file("write", &report.target.name(), &error))?;
        sync_folder(&report.target);
        Ok(())
    }

    /// Shows the tally and the last line of a run in which something went wrong.
    pub fn show(self, end: End) {
        let mut rows: Vec<Row> = self.rows.into_values().collect();
        let order = |a: &Row, b: &Row| (&a.subject, a.kind, a.code).cmp(&(&b.subject, b.kind, b.code));
        rows.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| order(a, b)));
        self.renderer.end(&rows, &End { unreadable: self.counts.errors, lost: self.counts.losses, ..end });
    }

    /// Ends an account in which nothing is tallied.
    pub fn end(self) {
        self.renderer.end_diagnostics();
    }

    fn write(&mut self, object: &serde_json::Value) {
        if let Some(report) = self.report.as_mut().filter(|report| report.fault.is_none()) {
            report.fault = writeln!(report.to, "{}", json_line(object)).err();
        }
    }
}

impl Teller for Ledger<'_> {
    fn input(&mut self, name: &str) {
        name.clone_into(&mut self.input);
    }

    fn counts(&self) -> Counts {
        self.counts
    }
}

impl Sink for Ledger<'_> {
    fn diagnostic(&mut self, diagnostic: Diagnostic) {
        self.counts.diagnostic(&diagnostic);
        if self.report.is_some() {
            self.write(&json!({
                "diagnostic": diagnostic.code.id,
                "severity": diagnostic.severity().name(),
                "file": self.input,
                "line": diagnostic.span.line,
                "column": diagnostic.span.column,
                "record": diagnostic.record,
                "key": diagnostic.key.as_deref(),
                "field": diagnostic.field.as_deref(),
                "message": diagnostic.message,
            }));
        }
        self.renderer.diagnostic(&self.input, &diagnostic);
    }

    fn loss(&mut self, loss: Loss) {
        if self.report.is_some() {
            let mut object = json!({
                "record": loss.record,
                "key": loss.key.as_deref(),
                "subject": loss.subject.name().as_str(),
                "kind": loss.kind.name(),
                "code": loss.code.id,
                "value": loss.value,
            });
            if let LossKind::Retyped { from, to } = loss.kind {
                object["from"] = from.name().into();
                object["to"] = to.name().into();
            }
            if self.several {
                object["file"] = self.input.as_str().into();
            }
            self.write(&object);
        }
        if !self.counts.loss(&loss) {
            return;
        }
        let rows = self.rows.len();
        let place = (loss.subject, loss.code.id);
        if let Some(row) = self.rows.get_mut(&place) {
            row.count += 1;
        } else if rows < MAX_ROWS {
            let row = Row {
                subject: place.0.name().to_string(),
                kind: loss.kind.name(),
                code: loss.code.id,
                count: 1,
                record: loss.record,
                key: loss.key.as_deref().map(str::to_owned),
                example: loss.value,
            };
            self.rows.insert(place, row);
        }
    }

    fn wants_value(&self, code: &'static Code, subject: &Subject) -> bool {
        self.report.is_some() || !self.rows.contains_key(&(subject.clone(), code.id))
    }

    fn wants_all_values(&self) -> bool {
        self.report.is_some()
    }
}
