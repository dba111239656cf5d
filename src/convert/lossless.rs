//! `--lossless`: a record is read again as it was written, and what differs is
//! put into the format's carrier.

use super::mirror::Mirror;
use crate::carrier::{Carried, Carrier, Damaged, UNREADABLE};
use crate::format::{Emit, Format, Identity, ReadOptions};
use crate::ir::Record;
use crate::map::Report;
use crate::report::{Collect, Diagnostic, LossKind, Sink, Span};

/// Puts into a written record what it does not say.
#[derive(Clone)]
pub(super) struct Packer {
    carrier: Carrier,
    mirror: Mirror,
}

impl Packer {
    /// For this format, if it can be read again and has a place for it.
    pub fn new(format: &Format, emit: &mut dyn Emit) -> Option<Packer> {
        let carrier = format.carrier?;
        format.open?;
        let (mut head, mut tail) = (Vec::new(), Vec::new());
        emit.head(&mut head);
        emit.tail(true, &mut tail);
        Some(Packer { carrier, mirror: Mirror::new(format, ReadOptions::default(), head, tail) })
    }

    /// Writes a record, with all that its fields do not say in the carrier.
    pub fn record(
        &mut self,
        emit: &mut dyn Emit,
        record: &Record,
        identity: Option<Identity<'_>>,
        out: &mut Vec<u8>,
        report: &mut Report<'_>,
    ) {
        let start = out.len();
        let mut lost = Wanted { reports: Collect::default(), sink: &*report.sink };
        emit.record(record, identity, out, &mut Report { sink: &mut lost, record: report.record, key: report.key });
        let mut reports = lost.reports;
        let complete = match self.mirror.image(&out[start..]) {
            Some(image) => {
                Carried::difference(record, &image).is_none_or(|carried| (self.carrier.put)(&carried, out, start))
            }
            None => false,
        };
        if complete {
            reports.losses.iter_mut().for_each(|loss| loss.kind = LossKind::Carried);
        }
        reports.drain_into(report.sink);
    }
}

/// Collects reports with the values that the sink behind it wants.
struct Wanted<'s> {
    reports: Collect,
    sink: &'s dyn Sink,
}

impl Sink for Wanted<'_> {
    fn diagnostic(&mut self, diagnostic: Diagnostic) {
        self.reports.diagnostics.push(diagnostic);
    }
    fn loss(&mut self, loss: crate::report::Loss) {
        self.reports.losses.push(loss);
    }
    fn wants_value(&self, code: &'static crate::report::Code, subject: &crate::report::Subject) -> bool {
        self.sink.wants_value(code, subject)
    }
    fn wants_all_values(&self) -> bool {
        self.sink.wants_all_values()
    }
}

/// Gives a record that was read back what its carrier holds.
pub(super) fn unpack(carrier: Carrier, record: &mut Record, span: Span, sink: &mut dyn Sink) {
    if record.extras.is_empty() {
        return;
    }
    let key = record.key.clone();
    let mut say = |code, message: String| {
        let mut diagnostic = Diagnostic::new(code, message).on(span);
        diagnostic.key = key.clone();
        sink.diagnostic(diagnostic);
    };
    match (carrier.take)(&mut record.extras) {
        None => {}
        Some(Ok(carried)) => carried.restore(record, &mut say),
        Some(Err(Damaged(text))) => say(&UNREADABLE, format!("`{text}` is not what a record carries, left out")),
    }
}
