//! Writing: a feed with an entry for every record.

use super::construct;
use super::dates::{self, EPOCH};
use super::ids::{self, derived_link};
use super::map::{Atom, TABLE, Xml};
use super::names::DECLARED;
use super::read::is_blank;
use super::xml::{is_legal, push_escaped};
use crate::codec::line::one_line;
use crate::format::{Emit, Identity, WriteOptions};
use crate::ir::{Date, EntryType, Extra, Record, Str, keys};
use crate::map::{EXTRA_DROPPED, Report, SUBSTITUTED, export_fields, export_type};
use crate::report::{LossKind, Subject};

/// Writes entries; keeps its memory.
#[derive(Default)]
pub(super) struct Writer {
    options: WriteOptions,
    sink: Xml,
}

/// A date that an element can show.
fn shown(record: &Record, key: crate::ir::Key<Date>) -> Option<Str> {
    record.get(key).and_then(dates::padded)
}

/// What stands in `published`: for preprints when the first version was
/// submitted, else when the work was published.
pub(super) fn published(record: &Record, kind: EntryType) -> Option<Str> {
    match kind {
        EntryType::Preprint => shown(record, keys::SUBMITTED),
        _ => shown(record, keys::ISSUED),
    }
}

/// What stands in `updated`, which every entry has.
fn updated(record: &Record) -> Str {
    let first = || shown(record, keys::UPDATED);
    let then = || published(record, record.kind);
    first().or_else(then).or_else(|| shown(record, keys::ISSUED)).unwrap_or_else(|| EPOCH.into())
}

/// Whether the entry has a link to the work.
pub(super) fn has_link(record: &Record) -> bool {
    has_address(record) || derived_link(record).is_some()
}

/// Whether the record has an address; of nothing but blanks, nothing is written.
fn has_address(record: &Record) -> bool {
    let says = |url: &Str| url.as_bytes().first().is_some_and(u8::is_ascii_graphic) || !one_line(url).is_empty();
    record.get(keys::URL).is_some_and(says)
}

/// Says that an element was supplied because one is demanded.
pub(super) fn supplied(out: &mut Vec<u8>, what: &str) {
    out.extend_from_slice(b"    <ibidem:supplied>");
    out.extend_from_slice(what.as_bytes());
    out.extend_from_slice(b"</ibidem:supplied>\n");
}

/// Writes an element that holds characters.
pub(super) fn element(out: &mut Vec<u8>, name: &str, text: &str) {
    open(out, name);
    push_escaped(out, text);
    close(out, name);
}

/// Writes an element whose characters, such as digits, need no look.
pub(super) fn plain_element(out: &mut Vec<u8>, name: &str, text: &str) {
    open(out, name);
    out.extend_from_slice(text.as_bytes());
    close(out, name);
}

/// Writes an element whose text is tidy, see [`is_tidy`](super::xml::is_tidy);
/// nothing, and `false`, if it is not.
pub(super) fn tidy_element(out: &mut Vec<u8>, name: &str, text: &str) -> bool {
    let (Some(&first), Some(&last)) = (text.as_bytes().first(), text.as_bytes().last()) else { return false };
    if first == b' ' || last == b' ' || is_blank(text) {
        return false;
    }
    let start = out.len();
    open(out, name);
    if !push_escaped(out, text) {
        out.truncate(start);
        return false;
    }
    close(out, name);
    true
}

fn open(out: &mut Vec<u8>, name: &str) {
    out.extend_from_slice(b"    <");
    out.extend_from_slice(name.as_bytes());
    out.push(b'>');
}

fn close(out: &mut Vec<u8>, name: &str) {
    out.extend_from_slice(b"</");
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b">\n");
}

impl Writer {
    pub(super) fn new(options: &WriteOptions) -> Writer {
        Writer { options: options.clone(), sink: Xml::default() }
    }

    /// Writes the inside of an entry; without its `id` if that is still to be found.
    pub(super) fn body(
        &mut self,
        record: &Record,
        identity: Option<Identity<'_>>,
        out: &mut Vec<u8>,
        report: &mut Report<'_>,
    ) {
        let sink = &mut self.sink;
        std::mem::swap(&mut sink.out, out);
        sink.identity.clear();
        (sink.summary, sink.sourced) = (false, false);
        if let Some(identity) = identity {
            sink.identity.push_str(identity.text);
            element(&mut sink.out, "id", identity.text);
            if identity.made {
                supplied(&mut sink.out, "id");
            }
        }
        let mut plan = export_type(&TABLE, record, report);
        if plan.verbatim && !holds(&plan.native) {
            let subject = Subject::Extra("atom".into(), Extra::TYPE.into());
            report.lost(&EXTRA_DROPPED, LossKind::Dropped, subject, &plan.native);
            plan.native = plan.kind.name().into();
        }
        if !(plan.kind == EntryType::Preprint && ids::arxiv_id(record).is_some()) {
            element(&mut sink.out, "ibidem:type", &plan.native);
        }
        if let Some(key) = record.key.as_deref().filter(|key| !key.is_empty()) {
            // Of a key that XML cannot hold at all, nothing would be read.
            if key.chars().any(is_legal) {
                element(&mut sink.out, "ibidem:key", key);
            }
            if !key.chars().all(is_legal) {
                report.lost(&SUBSTITUTED, LossKind::Substituted, Subject::Key, key);
            }
        }
        let missing = |key| record.get(key).is_none_or(|text| !construct::is_something(text));
        if missing(keys::TITLE) {
            element(&mut sink.out, "title", "");
        }
        if shown(record, keys::UPDATED).is_none() {
            plain_element(&mut sink.out, "updated", &updated(record));
            if published(record, record.kind).is_none() {
                supplied(&mut sink.out, "updated");
            }
        }
        if !has_address(record) {
            match derived_link(record) {
                Some(address) => {
                    super::links::push_link(&mut sink.out, &[("href", &address), ("rel", "alternate")]);
                    supplied(&mut sink.out, "link");
                }
                None if missing(keys::ABSTRACT) => element(&mut sink.out, "content", ""),
                None => {}
            }
        }
        export_fields(&TABLE, record, &plan, &self.options, sink, report);
        std::mem::swap(&mut sink.out, out);
    }
}

/// Whether an unknown type can be marked: it is no known one and XML holds it.
fn holds(native: &str) -> bool {
    EntryType::from_name(native).is_none() && super::xml::is_tidy(native) && !native.is_empty()
}

impl Emit for Writer {
    fn head(&mut self, out: &mut Vec<u8>) -> Option<usize> {
        let encoding = self.options.encoding.map_or("UTF-8", |encoding| encoding.declared_name());
        out.extend_from_slice(format!("<?xml version=\"1.0\" encoding=\"{encoding}\"?>\n<feed").as_bytes());
        for (prefix, uri) in DECLARED {
            let colon = if prefix.is_empty() { "" } else { ":" };
            out.extend_from_slice(format!(" xmlns{colon}{prefix}=\"{uri}\"").as_bytes());
        }
        out.extend_from_slice(b">\n  <id>");
        out.extend_from_slice(ids::FEED_ID.as_bytes());
        out.extend_from_slice(b"</id>\n  <title>Bibliography</title>\n  <updated>");
        let at = out.len();
        out.extend_from_slice(EPOCH.as_bytes());
        out.extend_from_slice(
            b"</updated>\n  <author>\n    <name>ibidem</name>\n  </author>\n  \
              <ibidem:supplied>author</ibidem:supplied>\n",
        );
        Some(at)
    }

    fn record(&mut self, record: &Record, identity: Option<Identity<'_>>, out: &mut Vec<u8>, report: &mut Report<'_>) {
        out.extend_from_slice(b"  <entry>\n");
        self.body(record, identity, out, report);
        out.extend_from_slice(b"  </entry>\n");
    }

    fn stamp(&self, record: &Record) -> Option<Str> {
        Some(updated(record))
    }

    fn tail(&mut self, _: bool, out: &mut Vec<u8>) {
        out.extend_from_slice(b"</feed>\n");
    }
}

impl Xml {
    /// Whether `id` is the one the entry has.
    pub(super) fn is_identity(&self, id: &str) -> bool {
        !id.is_empty() && self.identity == id && Atom::keeps_id(id)
    }
}
