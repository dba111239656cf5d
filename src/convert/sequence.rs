//! Writing: items in the order of a document.

use super::pen::Pen;
use crate::format::{Aside, Format, Identity, WriteOptions};
use crate::ir::{Record, Str};
use crate::map::Report;
use crate::pass::naming::Namer;
use crate::report::{Error, Sink};

/// Writes items into a buffer in the order of a document: head, records with
/// separators, tail.
pub struct Sequence {
    pen: Pen,
    namer: Namer,
    pub(super) records: u64,
    begun: bool,
    patch_at: Option<usize>,
    newest: Option<Str>,
    /// Whether records of the document keep their keys.
    keep: bool,
}

/// Bytes of the head that were known only at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patch {
    /// Where they go, from the beginning of the output.
    pub offset: u64,
    /// What goes there, in place of as many bytes.
    pub bytes: Vec<u8>,
}

impl Sequence {
    /// For this format.
    ///
    /// # Errors
    /// If the format cannot be written or has no such option.
    pub fn new(format: &Format, options: &WriteOptions) -> Result<Sequence, Error> {
        let pen = Pen::new(format, options)?;
        let namer = Namer::new(format.naming).carried(pen.carries());
        let keep = options.keep_source;
        Ok(Sequence { pen, namer, records: 0, begun: false, patch_at: None, newest: None, keep })
    }

    /// Whether the head is patched at the end, known once the head was written.
    pub fn wants_patch(&self) -> bool {
        self.patch_at.is_some()
    }

    /// Writes the head if it was not written yet.
    pub fn begin(&mut self, out: &mut Vec<u8>) {
        if !self.begun {
            self.begun = true;
            self.patch_at = self.pen.head(out);
        }
    }

    /// Writes a record.
    pub fn record(&mut self, record: &Record, out: &mut Vec<u8>, sink: &mut dyn Sink) {
        self.begin(out);
        self.count(record);
        let given = record.key.as_deref();
        let kept = record.origin.as_deref().and_then(|origin| origin.kept.as_deref());
        if self.keep && kept.is_some_and(|kept| kept.image.key == record.key) {
            self.namer.reserve(record);
            let mut report = Report { sink, record: self.records, key: given };
            return self.pen.record(self.records == 1, record, None, out, &mut report);
        }
        let identity = self.namer.name(record, &mut Report { sink: &mut *sink, record: self.records, key: given });
        let key = identity.map(|identity| identity.text).or(given);
        let mut report = Report { sink, record: self.records, key };
        self.pen.record(self.records == 1, record, identity, out, &mut report);
    }

    /// Its ordinal and its name, for a record that is written elsewhere.
    pub(super) fn name(&mut self, record: &Record, sink: &mut dyn Sink) -> (u64, Option<Identity<'_>>) {
        self.count(record);
        let mut report = Report { sink, record: self.records, key: record.key.as_deref() };
        (self.records, self.namer.name(record, &mut report))
    }

    /// Counts a record that stands in the output already, under its own key.
    pub(super) fn pass(&mut self, record: &Record) {
        self.records += 1;
        self.namer.reserve(record);
    }

    fn count(&mut self, record: &Record) {
        self.records += 1;
        if let Some(stamp) = self.pen.stamp(record) {
            self.newest = self.newest.take().max(Some(stamp));
        }
    }

    /// Writes what stood between records, or reports that it was not written.
    pub fn aside(&mut self, aside: &Aside, out: &mut Vec<u8>, sink: &mut dyn Sink) {
        self.begin(out);
        self.pen.aside(aside, out, sink);
    }

    /// Writes the tail. The patch, if there is one, is to be applied by the caller.
    pub fn finish(mut self, out: &mut Vec<u8>) -> Option<Patch> {
        self.begin(out);
        self.pen.tail(self.records > 0, out);
        let offset = self.patch_at? as u64;
        self.newest.map(|stamp| Patch { offset, bytes: self.pen.patch(stamp.as_bytes()) })
    }
}
