//! Records as blocks of a mail.

use std::mem;

use super::blocks::wrap;
use super::map::{Block, Mail, ORDER, TABLE};
use crate::format::{Emit, Identity, WriteOptions};
use crate::ir::{EntryType, Record};
use crate::map::{KEY_DROPPED, RETYPED, Report, export_fields, export_type};
use crate::report::{LossKind, Subject};

/// The rule between records.
const RULE: &str = "------------------------------------------------------------------------------\n";

/// Writes mails without the header, which nobody knows.
pub(in super::super) struct Writer {
    options: WriteOptions,
}

impl Writer {
    /// With these options.
    pub fn new(options: &WriteOptions) -> Writer {
        Writer { options: options.clone() }
    }
}

impl Emit for Writer {
    fn head(&mut self, out: &mut Vec<u8>) -> Option<usize> {
        out.extend_from_slice(RULE.as_bytes());
        None
    }

    fn record(&mut self, record: &Record, _: Option<Identity<'_>>, out: &mut Vec<u8>, report: &mut Report<'_>) {
        if let Some(key) = &record.key {
            report.lost(&KEY_DROPPED, LossKind::Dropped, Subject::Key, key);
        }
        let mut plan = export_type::<Mail>(&TABLE, record, report);
        // A mail has no types, so an unknown one cannot be written back.
        plan.verbatim = false;
        if record.kind == EntryType::Document {
            // Whatever is written is read as a preprint.
            let kind = LossKind::Retyped { from: record.kind, to: EntryType::Preprint };
            report.lost(&RETYPED, kind, Subject::Type, record.kind.name());
        }
        let mut block = Block::default();
        export_fields(&TABLE, record, &plan, &self.options, &mut block, report);
        write(&mut block, out);
    }
}

fn line(out: &mut Vec<u8>, parts: &[&str]) {
    for part in parts {
        out.extend_from_slice(part.as_bytes());
    }
    out.push(b'\n');
}

fn write(block: &mut Block, out: &mut Vec<u8>) {
    line(out, &["\\\\"]);
    line(out, &["arXiv:", &block.id, if block.cross { " (*cross-listing*)" } else { "" }]);
    if !block.submitter.is_empty() {
        line(out, &["From: ", &block.submitter]);
    }
    for date in &block.dates {
        line(out, &[date]);
    }
    if !block.replaced.is_empty() {
        let what = mem::take(&mut block.replacement);
        let what = if what.is_empty() { "replaced with revised version" } else { &what };
        let (open, close) = if block.size.is_empty() { ("", "") } else { ("   (", ")") };
        line(out, &[what, " ", &block.replaced, open, &block.size, close]);
    }
    for extra in &block.lines {
        line(out, &[extra]);
    }
    line(out, &[]);
    let fields = ORDER.iter().zip(&block.fields).map(|((_, label), value)| (*label, value));
    let first = [("Title: ", &block.title), ("Authors: ", &block.authors), ("Categories: ", &block.classes)];
    for (label, value) in first.into_iter().chain(fields).chain([("Subj-class: ", &block.subjects)]) {
        if !value.is_empty() {
            wrap(label, value, "  ", out);
        }
    }
    line(out, &["\\\\"]);
    for paragraph in block.abstracts.split('\n').filter(|paragraph| !paragraph.is_empty()) {
        wrap("  ", paragraph, "", out);
    }
    end(block, out);
    out.extend_from_slice(RULE.as_bytes());
}

/// Writes the last line: the address of the paper and its size. A record without
/// an identifier ends with a mark, and one without an abstract and size with
/// what closed the fields.
fn end(block: &Block, out: &mut Vec<u8>) {
    let sized = block.dates.last().map_or(block.size.as_str(), |line| line);
    let size = sized.rsplit_once('(').map_or(sized, |(_, size)| size);
    let size = size.find("kb").map(|at| &size[..at + 2]).filter(|size| size.as_bytes()[0].is_ascii_digit());
    let id = crate::ir::ArxivId::parse(&block.id).map(|id| id.id);
    match (id, size) {
        (Some(id), Some(size)) => line(out, &["\\\\ ( https://arxiv.org/abs/", &id, " ,  ", size, ")"]),
        (Some(id), None) => line(out, &["\\\\ ( https://arxiv.org/abs/", &id, " )"]),
        (None, _) if !block.abstracts.is_empty() => line(out, &["\\\\"]),
        (None, _) => {}
    }
}
