//! Editing: of an entry that was changed, what was changed is written anew.
//!
//! The writer says how the entry would look before the change and how it looks
//! after it; fields that differ are put into the entry's own source in its own
//! style. What came of it is read again, and only if it says what the record
//! says it is taken: an entry that cannot be patched is written anew.

mod document;
mod layout;

pub(super) use self::document::Document;

use std::ops::Range;
use std::sync::Arc;

use self::layout::Layout;
use super::cut::{Cutter, ENTRY};
use super::notation::{Fields, begin_field};
use super::read::Parser;
use super::{Bib, Dialect};
use crate::format::Parse;
use crate::ir::{Extra, Field, FieldSet, Kept, Record};
use crate::map::RawRecord;
use crate::report::{Discard, Loss, Span, Subject};
use crate::source::{Cut, Frame, Input, Limits};

/// An entry as the writer writes it.
pub(super) struct Composed {
    /// The entry type.
    native: String,
    fields: Vec<Native>,
}

#[derive(PartialEq, Eq)]
struct Native {
    of: Option<Field>,
    name: String,
    value: String,
}

impl Composed {
    /// What was written into the sink.
    pub fn new(native: &str, fields: &Fields) -> Composed {
        let ends = fields.written.iter().skip(1).map(|next| next.begin).chain([fields.out.len()]);
        let native_field = |(field, end): (&super::notation::Written, usize)| Native {
            of: field.of,
            name: fields.out[field.name..field.name + field.len].to_owned(),
            value: fields.out[field.value..end].to_owned(),
        };
        Composed { native: native.to_owned(), fields: fields.written.iter().zip(ends).map(native_field).collect() }
    }

    /// The source of the entry, with the `=` below each other if that is wanted.
    pub fn print(&self, key: Option<&str>, aligned: bool) -> String {
        let mut out = format!("@{}{{{}", self.native, key.unwrap_or_default());
        for native in &self.fields {
            begin_field(&mut out, &native.name, aligned);
            out.push_str(&native.value);
        }
        out.push_str(if self.fields.is_empty() { ",\n}\n" } else { "\n}\n" });
        out
    }

    fn of(&self, field: Option<Field>) -> impl Iterator<Item = &Native> {
        self.fields.iter().filter(move |native| native.of == field)
    }
}

/// What a record says now and said when it was read.
pub(super) struct Change<'r> {
    /// Now.
    pub record: &'r Record,
    /// Its source, and what was read from it.
    pub kept: &'r Kept,
    /// The key it is to have.
    pub key: Option<&'r str>,
}

impl Change<'_> {
    /// Whether there is none.
    pub fn is_none(&self) -> bool {
        let image = &self.kept.image;
        self.key == image.key.as_deref()
            && self.record.kind == image.kind
            && self.record.present() == image.present()
            && self.record.extras == image.extras
            && self.record.diff(image).is_empty()
    }

    /// Whether a loss in writing the whole record concerns what was changed.
    pub fn concerns(&self, loss: &Loss) -> bool {
        match &loss.subject {
            Subject::Field(field) => self.record.value(*field) != self.kept.image.value(*field),
            Subject::Type => self.record.kind != self.kept.image.kind,
            Subject::Extra(format, name) => {
                let named = |extra: &&Extra| extra.format == *format && extra.name == *name;
                let of = |record: &Record| record.extras.iter().filter(named).cloned().collect::<Vec<_>>();
                of(self.record) != of(&self.kept.image)
            }
            _ => true,
        }
    }
}

/// What came of an attempt.
enum Patched {
    /// It says what the record says.
    Exact(String),
    /// It says what the record written anew would say.
    Near(String),
    No,
}

/// Patches entries.
pub(super) struct Editor {
    parser: Parser,
    dialect: Dialect,
}

impl Editor {
    pub fn new(dialect: Dialect) -> Editor {
        Editor { parser: Parser::new(Arc::default(), false, dialect), dialect }
    }

    /// The source with the change in it, and whether it says all of it;
    /// `None` if the entry has to be written anew. `compose` says how a record
    /// is written.
    pub fn patch(
        &mut self,
        change: &Change<'_>,
        compose: &mut dyn FnMut(&Record) -> Composed,
    ) -> Option<(String, bool)> {
        let (record, kept) = (change.record, change.kept);
        let text = kept.text.as_str();
        let raw = self.raw(text)?;
        let layout = Layout::of(text, &raw)?;
        if raw.fields.len() != kept.fields.len() {
            return None;
        }
        let mut image = kept.image.clone();
        image.origin.clone_from(&record.origin);
        let whole = [compose(&image), compose(record)];
        let changed = FieldSet::of(&record.diff(&kept.image));
        let only = |record: &Record| {
            let mut part = record.clone();
            record.present().without(changed).iter().for_each(|field| drop(part.take(field)));
            part
        };
        let part = [compose(&only(&image)), compose(&only(record))];
        let kind = (whole[0].native != whole[1].native).then_some(whole[1].native.as_str());
        let read = Read { before: self.read(text)?, anew: self.read(whole[1].print(change.key, false).trim_end()) };
        let mut near = None;
        for (pair, aliases) in [(&part, true), (&part, false), (&whole, true), (&whole, false)] {
            let mut patch = Patch { layout: &layout, raw: &raw, kept, edits: Vec::new() };
            patch.head(kind, change);
            let mut affected = changed;
            for native in pair[0].fields.iter().chain(&pair[1].fields) {
                if let Some(field) = native.of
                    && !pair[0].of(Some(field)).eq(pair[1].of(Some(field)))
                {
                    affected.add(field);
                }
            }
            for field in affected.iter() {
                patch.field(field, &pair[0], &pair[1], aliases);
            }
            patch.extras(&pair[0], &pair[1]);
            let Some(patched) = patch.apply() else { continue };
            match self.check(patched, change, changed, &read) {
                Patched::Exact(text) => return Some((text, true)),
                Patched::Near(text) => near = near.or(Some((text, false))),
                Patched::No => {}
            }
        }
        near
    }

    /// The native fields of an entry; `None` if it is not closed, so that
    /// nothing can be added to it.
    fn raw<'t>(&mut self, text: &'t str) -> Option<RawRecord<'t, Bib>> {
        if !self.is_entry(text) {
            return None;
        }
        let mut raw = RawRecord::default();
        self.parser.scan(&frame(text), &mut raw, &mut Discard);
        Some(raw)
    }

    /// Whether the text is one closed entry and nothing else.
    fn is_entry(&self, text: &str) -> bool {
        let mut input = Input::new(text.as_bytes()).within(&Limits::READ_BEFORE);
        let cut = Cutter::new(Arc::default(), self.dialect, &Limits::READ_BEFORE).cut(&mut input, &mut Discard);
        matches!(cut, Ok(Some(cut)) if (cut.skip, cut.len, cut.kind) == (0, text.len(), ENTRY))
    }

    /// What is read from this text, if it is one entry and nothing else.
    fn read(&mut self, text: &str) -> Option<Record> {
        if !self.is_entry(text) {
            return None;
        }
        let mut record = Record::default();
        self.parser.parse(&frame(text), &mut record, &mut Discard);
        Some(record)
    }

    /// Compares what a patched source says with what it should. Macros are not
    /// known here, so what was not changed is compared with the source itself.
    fn check(&mut self, text: String, change: &Change<'_>, changed: FieldSet, read: &Read) -> Patched {
        let Some(got) = self.read(&text) else { return Patched::No };
        let (record, image) = (change.record, &change.kept.image);
        let kept = got.present().or(read.before.present()).without(changed);
        let natives = |record: &Record| record.extras_of("bibtex").count();
        let extras = (natives(&read.before) + natives(record)).checked_sub(natives(image));
        let kind = got.kind == record.kind || (record.kind == image.kind && got.kind == read.before.kind);
        if got.key.as_deref() != change.key.filter(|key| !key.is_empty())
            || !kept.iter().all(|field| got.value(field) == read.before.value(field))
            || extras != Some(natives(&got))
        {
            return Patched::No;
        }
        let says = |record: &Record| changed.iter().all(|field| got.value(field) == record.value(field));
        match &read.anew {
            _ if kind && says(record) => Patched::Exact(text),
            Some(anew) if says(anew) && (kind || got.kind == anew.kind) => Patched::Near(text),
            _ => Patched::No,
        }
    }
}

/// What is read, macros unknown, from the source and from the record written anew.
struct Read {
    before: Record,
    anew: Option<Record>,
}

fn frame(text: &str) -> Frame<'_> {
    Frame { text, span: Span::BEGINNING, number: 0, kind: ENTRY }
}

/// Edits of one source, collected.
struct Patch<'p> {
    layout: &'p Layout<'p>,
    raw: &'p RawRecord<'p, Bib>,
    kept: &'p Kept,
    edits: Vec<(Range<usize>, String)>,
}

impl Patch<'_> {
    /// The type and the key.
    fn head(&mut self, kind: Option<&str>, change: &Change<'_>) {
        if let Some(kind) = kind {
            self.edits.push((self.layout.word.clone(), self.layout.kind(kind)));
        }
        if change.key == change.kept.image.key.as_deref() {
            return;
        }
        let key = change.key.unwrap_or_default();
        match &self.layout.key {
            Some(range) => self.edits.push((range.clone(), key.to_owned())),
            None => {
                let rest = self.layout.text[self.layout.open..].trim_start();
                let comma = if rest.starts_with(',') || self.layout.items.is_empty() { "" } else { ", " };
                self.edits.push((self.layout.open..self.layout.open, format!("{key}{comma}")));
            }
        }
    }

    /// The native fields of one field of the record.
    fn field(&mut self, field: Field, before: &Composed, after: &Composed, aliases: bool) {
        let source = |at: &usize| self.kept.fields[*at] == Some(field);
        let mut there: Vec<usize> = (0..self.raw.fields.len()).filter(source).collect();
        let last = there.last().copied();
        let mut new: Vec<&Native> = after.of(Some(field)).collect();
        let mut pairs: Vec<(usize, &Native, bool)> = Vec::new();
        new.retain(|native| {
            let same = |at: &usize| self.raw.fields[*at].name.eq_ignore_ascii_case(&native.name);
            let found = there.iter().position(same);
            pairs.extend(found.map(|found| (there.remove(found), *native, false)));
            found.is_none()
        });
        // A source may use another name for the same; else it is renamed.
        let rename = !(aliases && there.len() == 1 && new.len() == 1);
        let count = there.len().min(new.len());
        pairs.extend(there.drain(..count).zip(new.drain(..count)).map(|(at, native)| (at, native, rename)));
        for (at, native, rename) in pairs {
            let item = &self.layout.items[at];
            let old = &self.layout.text[item.value.clone()];
            let value = || self.layout.value(&native.value, Some(old));
            if rename {
                self.edits.push((item.name.start..item.value.end, self.layout.field(&native.name, &value())));
            } else if !before.fields.contains(native) {
                self.edits.push((item.value.clone(), value()));
            }
        }
        for at in there {
            self.edits.push((self.layout.extent(at), String::new()));
        }
        for native in new {
            self.insert(native, last);
        }
    }

    /// A field behind another one, or behind the last one.
    fn insert(&mut self, native: &Native, behind: Option<usize>) {
        let at = self.layout.before(behind.map_or(self.layout.items.len(), |behind| behind + 1));
        let value = self.layout.value(&native.value, None);
        self.edits.push((at..at, self.layout.another(&native.name, &value)));
    }

    /// Native fields that no field of the record stands for.
    fn extras(&mut self, before: &Composed, after: &Composed) {
        let mut added: Vec<&Native> = after.of(None).collect();
        let mut gone: Vec<(&Native, usize)> = Vec::new();
        for (at, native) in before.of(None).enumerate() {
            match added.iter().position(|other| *other == native) {
                Some(found) => drop(added.remove(found)),
                None => {
                    let same = |other: &&Native| other.name == native.name;
                    gone.push((native, before.of(None).take(at).filter(same).count()));
                }
            }
        }
        for (native, nth) in gone {
            let named = |at: &usize| self.kept.fields[*at].is_none() && self.raw.fields[*at].name == native.name;
            let Some(at) = (0..self.raw.fields.len()).filter(named).nth(nth) else { continue };
            match added.iter().position(|other| other.name == native.name) {
                Some(found) => {
                    let range = self.layout.items[at].value.clone();
                    self.edits.push((range, self.layout.value(&added.remove(found).value, None)));
                }
                None => self.edits.push((self.layout.extent(at), String::new())),
            }
        }
        for native in added {
            self.insert(native, None);
        }
    }

    /// The source with the edits made; `None` if two of them overlap.
    fn apply(mut self) -> Option<String> {
        self.edits.sort_by_key(|(range, _)| (range.start, range.end));
        let (mut out, mut at) = (String::with_capacity(self.layout.text.len() + 64), 0);
        for (range, new) in &self.edits {
            // Of two neighbours that are taken out, the comma between them goes with both.
            let start = if new.is_empty() { range.start.max(at) } else { range.start };
            out.push_str(self.layout.text.get(at..start)?);
            out.push_str(new);
            at = at.max(range.end);
        }
        out.push_str(self.layout.text.get(at..)?);
        Some(out)
    }
}
