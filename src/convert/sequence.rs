//! Writing: items in the order of a document.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::pen::Pen;
use crate::format::{Aside, Format, Identity, Naming, WriteOptions};
use crate::ir::{Record, Str};
use crate::map::Report;
use crate::pass::naming::{Namer, Wish};
use crate::report::{Error, Sink};

/// Writes items into a buffer in the order of a document: head, records with
/// separators, tail. [`Writer`](super::Writer) does the same into an output.
///
/// ```
/// use ibidem::{convert::Sequence, formats::csl_json::CSL_JSON, ir::{EntryType, Record}, report::Discard};
/// let mut sequence = Sequence::new(&CSL_JSON, &Default::default())?;
/// let mut out = Vec::new();
/// sequence.record(&Record::new(EntryType::Book), &mut out, &mut Discard);
/// assert!(out.starts_with(b"[\n"));
/// assert!(sequence.finish(&mut out).is_none());
/// assert!(out.ends_with(b"]\n"));
/// # Ok::<(), ibidem::Error>(())
/// ```
pub struct Sequence {
    pen: Pen,
    namer: Namer,
    pub(super) records: u64,
    /// Counts records for somebody who looks on.
    pub(super) counter: Option<Arc<AtomicU64>>,
    begun: bool,
    patch_at: Option<usize>,
    newest: Option<Str>,
    /// Whether records of the document keep their keys.
    keep: bool,
}

/// Bytes of the head that were known only at the end.
///
/// ```
/// use ibidem::{Converter, formats::{atom::ATOM, ris::RIS}};
/// let mut converter = Converter::new(&RIS, &ATOM, &Default::default(), &Default::default())?;
/// let mut output = Vec::new();
/// converter.input(&b"TY  - BOOK\nDA  - 2020/05/01\nER  - \n"[..], &mut output, &mut ibidem::Discard)?;
/// let patch = converter.finish(&mut output)?.patch.unwrap();
/// patch.apply(&mut output);
/// assert!(output[patch.offset as usize..].starts_with(&patch.bytes));
/// # Ok::<(), ibidem::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patch {
    /// Where they go, from the beginning of the output.
    pub offset: u64,
    /// What goes there, in place of as many bytes.
    pub bytes: Vec<u8>,
}

impl Patch {
    /// Changes an output that is in memory.
    ///
    /// ```
    /// let mut output = b"dated 0000, and so on".to_vec();
    /// ibidem::convert::Patch { offset: 6, bytes: b"2025".to_vec() }.apply(&mut output);
    /// assert_eq!(output, b"dated 2025, and so on");
    /// ```
    ///
    /// # Panics
    /// If the output is not the one the patch is for and too short for it.
    pub fn apply(&self, output: &mut [u8]) {
        let at = self.offset as usize;
        output[at..at + self.bytes.len()].copy_from_slice(&self.bytes);
    }
}

/// How a conversion ended.
///
/// ```
/// use ibidem::{Converter, formats::{csl_json::CSL_JSON, ris::RIS}};
/// let mut converter = Converter::new(&CSL_JSON, &RIS, &Default::default(), &Default::default())?;
/// let (mut output, input) = (Vec::new(), r#"[{"type": "book"}, {"type" "book"}]"#);
/// converter.input(input.as_bytes(), &mut output, &mut ibidem::Discard)?;
/// let summary = converter.finish(&mut output)?;
/// assert_eq!((summary.written, summary.errors, summary.patch), (1, 1, None));
/// # Ok::<(), ibidem::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Records written.
    pub written: u64,
    /// Diagnostics of severity error: records and stretches of input that could not be read.
    pub errors: u64,
    /// What the caller has to patch in the output.
    pub patch: Option<Patch>,
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
        Ok(Sequence { pen, namer, records: 0, counter: None, begun: false, patch_at: None, newest: None, keep })
    }

    /// Whether the head is patched at the end, known once the head was written.
    ///
    /// ```
    /// use ibidem::{convert::Sequence, formats::atom::ATOM};
    /// let mut sequence = Sequence::new(&ATOM, &Default::default())?;
    /// assert!(!sequence.wants_patch());
    /// sequence.begin(&mut Vec::new());
    /// assert!(sequence.wants_patch());
    /// # Ok::<(), ibidem::Error>(())
    /// ```
    pub fn wants_patch(&self) -> bool {
        self.patch_at.is_some()
    }

    /// Writes the head if it was not written yet.
    ///
    /// ```
    /// use ibidem::{convert::Sequence, formats::csl_json::CSL_JSON};
    /// let mut out = Vec::new();
    /// let mut sequence = Sequence::new(&CSL_JSON, &Default::default())?;
    /// sequence.begin(&mut out);
    /// sequence.begin(&mut out);
    /// assert_eq!(out, b"[");
    /// # Ok::<(), ibidem::Error>(())
    /// ```
    pub fn begin(&mut self, out: &mut Vec<u8>) {
        if !self.begun {
            self.begun = true;
            self.patch_at = self.pen.head(out);
        }
    }

    /// Writes a record.
    pub fn record(&mut self, record: &Record, out: &mut Vec<u8>, sink: &mut dyn Sink) {
        self.begin(out);
        self.count(self.pen.stamp(record));
        let given = record.key.as_deref();
        let kept = record.origin.as_deref().and_then(|origin| origin.kept.as_deref());
        if self.keep && kept.is_some_and(|kept| kept.image.key == record.key) {
            self.namer.reserve(given);
            let mut report = Report { sink, record: self.records, key: given };
            return self.pen.record(self.records == 1, record, None, out, &mut report);
        }
        self.namer.name(record, &mut Report { sink: &mut *sink, record: self.records, key: given });
        self.rewrite(record, out, sink);
    }

    /// How records are named.
    pub(super) fn naming(&self) -> Naming {
        self.namer.naming()
    }

    /// Counts and names a record that was written elsewhere, as one that is not
    /// the first, under the name it asked for; whether that stands.
    pub(super) fn take(&mut self, wish: &Wish, stamp: Option<Str>, sink: &mut dyn Sink) -> bool {
        self.count(stamp);
        let mut report = Report { sink, record: self.records, key: wish.given.as_deref() };
        self.namer.take(wish, &mut report) && self.records > 1
    }

    /// The name that was given last.
    pub(super) fn taken(&self) -> Option<Identity<'_>> {
        self.namer.taken()
    }

    /// Writes a record that was counted and named.
    pub(super) fn rewrite(&mut self, record: &Record, out: &mut Vec<u8>, sink: &mut dyn Sink) {
        let identity = self.namer.taken();
        let key = identity.map(|identity| identity.text).or(record.key.as_deref());
        let mut report = Report { sink, record: self.records, key };
        self.pen.record(self.records == 1, record, identity, out, &mut report);
    }

    /// Counts a record that stands in the output already, under its own key.
    pub(super) fn pass(&mut self, key: Option<&str>) {
        self.tick();
        self.namer.reserve(key);
    }

    fn tick(&mut self) {
        self.records += 1;
        if let Some(counter) = &self.counter {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn count(&mut self, stamp: Option<Str>) {
        self.tick();
        if stamp.is_some() {
            self.newest = self.newest.take().max(stamp);
        }
    }

    /// Writes what stood between records, or reports that it was not written.
    ///
    /// ```
    /// use ibidem::{convert::Sequence, format::Aside, formats::bibtex::BIBTEX};
    /// let comment = Aside { kind: "comment", format: "bibtex", text: "@comment{by hand}".into() };
    /// let mut out = Vec::new();
    /// Sequence::new(&BIBTEX, &Default::default())?.aside(&comment, &mut out, &mut ibidem::Discard);
    /// assert!(out.starts_with(b"@comment{by hand}"));
    /// # Ok::<(), ibidem::Error>(())
    /// ```
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
