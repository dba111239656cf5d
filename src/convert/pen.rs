//! Writing one thing after the other: in the format, in the encoding asked
//! for, and under `--lossless` with what the format does not say.

use super::lossless::Packer;
use super::transcode::{Transcode, redeclared};
use crate::format::{Aside, BLANK, Emit, Format, Identity, UNREADABLE, WriteOptions};
use crate::ir::{Record, Str};
use crate::map::{ASIDE_DROPPED, Report};
use crate::report::{Discard, Error, LossKind, Sink, Subject};
use crate::source::Encoding;

/// Writes the parts of a document; one per thread.
pub(super) struct Pen {
    emit: Box<dyn Emit>,
    packer: Option<Packer>,
    transcode: Option<Transcode>,
    /// The encoding written, where a text that declares another is to say so.
    declares: Option<Encoding>,
}

impl Pen {
    /// For this format.
    pub fn new(format: &Format, options: &WriteOptions) -> Result<Pen, Error> {
        let mut emit = format.create(options)?;
        let packer = options.lossless.then(|| Packer::new(format, emit.as_mut())).flatten();
        // What stays as it stands declares what it declared.
        let anew = !options.keep_source || options.normalize || options.encoding.is_some();
        let declares = anew.then(|| options.encoding.unwrap_or(Encoding::UTF_8));
        Ok(Pen { emit, packer, transcode: Transcode::new(format, options), declares })
    }

    /// Whether what a record does not say is carried.
    pub fn carries(&self) -> bool {
        self.packer.is_some()
    }

    /// What stands before the first record; the place in it that is patched.
    pub fn head(&mut self, out: &mut Vec<u8>) -> Option<usize> {
        let at = self.emit.head(out);
        self.transcode.as_ref().map_or(at, |transcode| transcode.head(out, at))
    }

    /// A record, and what separates it from the one before.
    pub fn record(
        &mut self,
        first: bool,
        record: &Record,
        identity: Option<Identity<'_>>,
        out: &mut Vec<u8>,
        report: &mut Report<'_>,
    ) {
        let from = out.len();
        if !first {
            self.emit.separator(out);
        }
        match &mut self.packer {
            Some(packer) => packer.record(self.emit.as_mut(), record, identity, out, report),
            None => self.emit.record(record, identity, out, report),
        }
        if let Some(transcode) = &self.transcode {
            transcode.piece(from, out, report);
        }
    }

    /// Where the name of the record written last ends, if another one may take its
    /// place.
    pub fn name_end(&self) -> Option<usize> {
        // What is carried may say the name, and another encoding has other places.
        self.emit.name_end().filter(|_| self.packer.is_none() && self.transcode.is_none())
    }

    /// What stood between records, or a report that it was not written.
    pub fn aside(&mut self, aside: &Aside, out: &mut Vec<u8>, sink: &mut dyn Sink) {
        let from = out.len();
        let redeclared = self.declares.and_then(|encoding| redeclared(aside, encoding));
        let written = self.emit.aside(redeclared.as_ref().unwrap_or(aside), out);
        let mut report = Report { sink, record: 0, key: None };
        if let Some(transcode) = &self.transcode {
            transcode.piece(from, out, &mut report);
        }
        // White space is nothing, and what could not be read was reported.
        if !written && !matches!(aside.kind, BLANK | UNREADABLE) {
            report.lost(&ASIDE_DROPPED, LossKind::Dropped, Subject::Aside(aside.kind), aside.text.trim());
        }
    }

    /// The stamp of a record, if the head shows the newest one.
    pub fn stamp(&self, record: &Record) -> Option<Str> {
        self.emit.stamp(record)
    }

    /// What stands behind the last record.
    pub fn tail(&mut self, any: bool, out: &mut Vec<u8>) {
        let from = out.len();
        self.emit.tail(any, out);
        if let Some(transcode) = &self.transcode {
            transcode.piece(from, out, &mut Report { sink: &mut Discard, record: 0, key: None });
        }
    }

    /// The bytes of the newest stamp.
    pub fn patch(&self, stamp: &[u8]) -> Vec<u8> {
        self.transcode.as_ref().map_or_else(|| stamp.to_vec(), |transcode| transcode.patch(stamp))
    }
}
