//! Entries of the `biblatex` crate, which typst and hayagriva build on.
//!
//! Only values are converted: no text is ever parsed by that crate here, as it
//! ends the process on some inputs. Read a file with our own reader, convert
//! the records, and hand the entries on.
//!
//! What a field of an entry says is put into the words of our own BibLaTeX
//! notation and goes through its mapping, and back the same way, so that types,
//! fields, names and dates are understood as they are in a file.
//!
//! ```
//! use biblatex::{Chunk, Entry, EntryType, Spanned};
//! use ibidem::interop::biblatex::{entry, record};
//! use ibidem::ir::keys;
//! use ibidem::report::Collect;
//!
//! let mut theirs = Entry::new("sartre".into(), EntryType::Book);
//! theirs.set("title", vec![Spanned::zero(Chunk::Normal("La nausée".into()))]);
//! theirs.set("author", vec![Spanned::zero(Chunk::Normal("Sartre, Jean-Paul".into()))]);
//! theirs.set("owner", vec![Spanned::zero(Chunk::Normal("me".into()))]);
//!
//! let mut reports = Collect::default();
//! let ours = record(&theirs, &mut reports);
//! assert_eq!(ours.get(keys::TITLE).unwrap().to_plain(), "La nausée");
//! assert_eq!(ours.extras[0].name, "owner");
//!
//! let again = entry(&ours, &mut reports);
//! assert!(reports.diagnostics.is_empty() && reports.losses.is_empty());
//! assert_eq!(again.author().unwrap()[0].name, "Sartre");
//! assert_eq!(again, theirs);
//! ```

use std::borrow::Cow;

use biblatex::{Entry, EntryType};

use super::chunks;
use crate::format::{Identity, ReadOptions, WriteOptions};
use crate::formats::bibtex::{BIBLATEX, Bib, BibValue, Dialect, Form, table, take_apart};
use crate::ir::Record;
use crate::map::{Ctx, EXTRA_DROPPED, FLATTENED, Importer, RawRecord, Report};
use crate::report::{Collect, Discard, LossKind, Sink, Span, Subject};

/// The record of an entry. Every field becomes a field of the record or an
/// extra; what is odd about a value goes to the sink.
///
/// ```
/// use biblatex::{Chunk, Entry, EntryType, Spanned};
/// let mut entry = Entry::new("a".into(), EntryType::Book);
/// entry.set("title", vec![Spanned::zero(Chunk::Normal("Notes".into()))]);
/// let record = ibidem::interop::biblatex::record(&entry, &mut ibidem::Discard);
/// assert_eq!(record.get(ibidem::ir::keys::TITLE), Some(&"Notes".into()));
/// ```
pub fn record(entry: &Entry, sink: &mut dyn Sink) -> Record {
    let fields: Vec<(&str, String)> = entry
        .fields
        .iter()
        .map(|(name, chunks)| (name.as_str(), chunks::source(chunks, chunks::is_verbatim(name))))
        .map(|(name, text)| (name, format!("{{{text}}}")))
        .collect();
    let mut raw: RawRecord<'_, Bib> = RawRecord {
        kind: Cow::Owned(match &entry.entry_type {
            // Shown, it would be the word "unknown".
            EntryType::Unknown(name) => name.clone(),
            known => known.to_string(),
        }),
        key: (!entry.key.is_empty()).then_some(Cow::Borrowed(&entry.key)),
        fields: Vec::with_capacity(fields.len()),
    };
    for (name, source) in &fields {
        let text = Cow::Borrowed(&source[1..source.len() - 1]);
        raw.push(*name, BibValue { text, form: Form::Braced, source }, 0, 0);
    }
    let mut record = Record::default();
    let mut ctx = Ctx::new(sink, "", Span::default(), ReadOptions::default().keep_origin);
    Importer::new(table(Dialect::Biblatex)).import(&raw, &mut record, &mut ctx);
    record
}

/// The entry of a record. What BibLaTeX cannot hold is reported as a loss. A
/// record without a key gives an entry with an empty one.
///
/// ```
/// let record = &ibidem::read_str("@book{a, title = {Notes}}", "biblatex")?.value[0];
/// let entry = ibidem::interop::biblatex::entry(record, &mut ibidem::Discard);
/// assert_eq!((entry.key.as_str(), entry.entry_type), ("a", biblatex::EntryType::Book));
/// # Ok::<(), ibidem::Error>(())
/// ```
pub fn entry(record: &Record, sink: &mut dyn Sink) -> Entry {
    let key = record.key.as_deref().unwrap_or_default();
    // Without its origin the record is written in the words of BibLaTeX, with
    // no spelling or macro of a file.
    let mut record = record.clone();
    record.origin = None;
    let mut losses = Collect::default();
    let mut report = Report { sink: &mut losses, record: 1, key: record.key.as_deref() };
    let mut out = Vec::new();
    let Ok(mut emit) = BIBLATEX.create(&WriteOptions::default()) else {
        return Entry::new(key.into(), EntryType::Misc);
    };
    // The key need not be one that a file can have.
    emit.record(&record, Some(Identity { text: "key", made: false }), &mut out, &mut report);
    let text = String::from_utf8_lossy(&out);
    let raw = take_apart(&text).unwrap_or_default();
    let mut entry = Entry::new(key.to_owned(), EntryType::new(&raw.kind));
    for field in &raw.fields {
        let name = field.name.to_ascii_lowercase();
        if entry.fields.contains_key(&name) {
            // An entry has one field of a name, and the first one counts.
            let subject = Subject::Extra("bibtex".into(), name.as_str().into());
            report.lost(&EXTRA_DROPPED, LossKind::Dropped, subject, &field.value.text);
            continue;
        }
        if matches!(field.value.form, Form::Macro | Form::Joined) && name != "month" {
            // An entry has text only: the macro becomes its name.
            let subject = Subject::Extra("bibtex".into(), name.as_str().into());
            report.lost(&FLATTENED, LossKind::Flattened, subject, field.value.source);
        }
        let chunks = chunks::chunks(&field.value.text, chunks::is_verbatim(&name));
        entry.fields.insert(name, chunks);
    }
    // Chunks know one level of braces; what needs more says less in them.
    let changed = record.diff(&self::record(&entry, &mut Discard));
    for field in changed {
        let reported = losses.losses.iter().any(|loss| loss.subject == Subject::Field(field));
        if let Some(value) = record.value(field).filter(|_| !reported) {
            let mut report = Report { sink: &mut losses, record: 1, key: record.key.as_deref() };
            report.lost(&FLATTENED, LossKind::Flattened, Subject::Field(field), &value.preview());
        }
    }
    losses.drain_into(sink);
    entry
}

/// As [`record`], with nobody to report to.
impl From<&Entry> for Record {
    fn from(entry: &Entry) -> Record {
        record(entry, &mut Discard)
    }
}

/// As [`entry`], with nobody to report to.
impl From<&Record> for Entry {
    fn from(record: &Record) -> Entry {
        entry(record, &mut Discard)
    }
}
