//! Writing: `@type{key,`, a field a line, `}`.

use super::Dialect;
use super::edit::{Change, Composed, Document};
use super::eprint::{ARXIV_ADDRESS, implied};
use super::lexer::is_name_byte;
use super::map::{self, TYPES};
use super::notation::Fields;
use super::text::NO_DEGREE;
use super::words::{PREPUBLISHED, REPORT, degree, subtype};
use crate::format::{Aside, BLANK, Emit, Identity, UNREADABLE, WriteOptions};
use crate::ir::{ArxivId, EntryType, Extra, Field, FieldSet, Record, Value, keys};
use crate::map::{EXTRA_DROPPED, Plan, RETYPED, Report, SUBSTITUTED, export_fields, export_type};
use crate::report::{Collect, Discard, Loss, LossKind, Subject};

pub(super) struct Writer {
    options: WriteOptions,
    fields: Fields,
    dialect: Dialect,
    /// A document that is edited or brought into canonical form.
    document: Option<Document>,
    /// Where the key of the entry written last ends.
    name_end: Option<usize>,
}

impl Writer {
    pub fn new(options: &WriteOptions, ascii: bool, dialect: Dialect) -> Writer {
        let mut fields = Fields::new(ascii);
        let anew = ascii || options.normalize;
        let document = options.keep_source.then(|| Document::new(dialect, anew, fields.tex));
        fields.aligned = options.normalize;
        fields.biblatex = dialect == Dialect::Biblatex;
        Writer { options: options.clone(), fields, dialect, document, name_end: None }
    }

    /// Writes type and fields into [`Writer::fields`].
    fn compose(&mut self, record: &Record, report: &mut Report<'_>) -> Plan {
        let completed = completed(record, self.dialect, report);
        let record = completed.as_ref().unwrap_or(record);
        let plan = plan(record, self.dialect, report);
        self.fields.clear();
        export_fields(map::table(self.dialect), record, &plan, &self.options, &mut self.fields, report);
        if self.dialect == Dialect::Biblatex {
            self.say_in_type(record, &plan);
        }
        // The standard styles call a thesis without type a "PhD thesis".
        if is_degree(&plan.native) && !record.has(Field::Genre) {
            self.fields.of = Some(Field::Genre);
            self.fields.braced("type", NO_DEGREE);
        }
        plan
    }

    /// Writes a record of a document: as it stood where it was not changed.
    fn item(
        &mut self,
        document: &mut Document,
        record: &Record,
        key: Option<&str>,
        out: &mut Vec<u8>,
        report: &mut Report<'_>,
    ) {
        let origin = record.origin.as_deref().filter(|origin| matches!(origin.format.as_str(), "bibtex" | "biblatex"));
        let kept = origin.and_then(|origin| origin.kept.as_deref());
        let change = kept.map(|kept| Change { record, kept, key });
        let edited = change.as_ref().filter(|_| !document.normalize);
        if let Some(change) = edited.filter(|change| change.is_none()) {
            return document.kept(&change.kept.text, out);
        }
        // In braces such a key would end the entry.
        if let Some(kept) = kept.filter(|_| document.normalize && key.is_some_and(|key| key.contains(['{', '}']))) {
            return document.added(&kept.text, out);
        }
        let mut losses = Collect::default();
        let plan = self.compose(record, &mut Report { sink: &mut losses, ..*report });
        let mut composed = Composed::new(&plan.native, &self.fields);
        if let Some(change) = edited {
            let mut compose = |record: &Record| {
                let mut unheard = Report { sink: &mut Discard, record: 0, key: None };
                let plan = self.compose(record, &mut unheard);
                Composed::new(&plan.native, &self.fields)
            };
            if let Some((text, exact)) = document.patch(change, &mut compose) {
                let heard = |loss: &Loss| change.concerns(loss) && !(exact && is_own(loss));
                losses.losses.into_iter().filter(heard).for_each(|loss| report.sink.loss(loss));
                return document.kept(&text, out);
            }
        }
        losses.drain_into(report.sink);
        if let Some(kept) = kept.filter(|_| document.normalize) {
            document.restore_macros(record, kept, &mut composed);
        }
        let text = composed.print(key, self.fields.aligned);
        match edited {
            Some(change) if change.kept.text.contains("\r\n") => {
                document.kept(&text.trim_end().replace('\n', "\r\n"), out);
            }
            Some(_) => document.kept(text.trim_end(), out),
            None => document.added(&text, out),
        }
    }
}

/// Whether a loss is about something that fields of this notation hold.
fn is_own(loss: &Loss) -> bool {
    !matches!(&loss.subject, Subject::Extra(format, _) if format != "bibtex")
}

impl Writer {
    /// What an entry type alone does not say in BibLaTeX.
    fn say_in_type(&mut self, record: &Record, plan: &Plan) {
        if let Some(subtype) = subtype(plan.kind) {
            self.fields.braced("entrysubtype", subtype);
        }
        // BibTeX's entry type means this one. Of other sources it would claim
        // what they do not say, and a bibliography would print it.
        if plan.kind == EntryType::Report
            && plan.native == "report"
            && is_techreport(record)
            && !self.fields.has("type")
        {
            self.fields.braced("type", REPORT);
        }
    }
}

impl Emit for Writer {
    fn record(&mut self, record: &Record, identity: Option<Identity<'_>>, out: &mut Vec<u8>, report: &mut Report<'_>) {
        // What an entry inherits, its parent says.
        let own = (!record.inherited().is_empty()).then(|| record.own());
        let record = own.as_ref().unwrap_or(record);
        if let Some(mut document) = self.document.take() {
            let key = identity.map(|identity| identity.text).or(record.key.as_deref());
            self.item(&mut document, record, key, out, report);
            self.document = Some(document);
            return;
        }
        let plan = self.compose(record, report);
        out.push(b'@');
        out.extend_from_slice(plan.native.as_bytes());
        out.push(b'{');
        out.extend_from_slice(identity.map_or("", |identity| identity.text).as_bytes());
        self.name_end = Some(out.len());
        match self.fields.out.as_str() {
            "" => out.push(b','),
            fields => out.extend_from_slice(fields.as_bytes()),
        }
        // The blank line stands behind, so that parts of an output can be joined.
        out.extend_from_slice(b"\n}\n\n");
    }

    fn name_end(&self) -> Option<usize> {
        self.name_end
    }

    fn aside(&mut self, aside: &Aside, out: &mut Vec<u8>) -> bool {
        if aside.format != "bibtex" {
            return false;
        }
        match &mut self.document {
            Some(document) => document.aside(aside, out),
            None if matches!(aside.kind, BLANK | UNREADABLE) => {}
            None => {
                out.extend_from_slice(aside.text.as_bytes());
                out.extend_from_slice(b"\n\n");
            }
        }
        true
    }
}

/// The record with the arXiv identifier that its addresses imply, if it has
/// none: readers find it there, and other programs in `eprint` alone.
fn completed(record: &Record, dialect: Dialect, report: &mut Report<'_>) -> Option<Record> {
    let id = implied(record, dialect)?;
    let subject = Subject::Field(Field::ArxivId);
    report.lost(&ARXIV_ADDRESS, LossKind::Substituted, subject, &id);
    let mut completed = record.clone();
    completed.set(keys::ARXIV_ID, id);
    Some(completed)
}

/// The type under which a record is written, where the table alone cannot say.
fn plan(record: &Record, dialect: Dialect, report: &mut Report<'_>) -> Plan {
    if let Some(plan) = own_type(record, dialect) {
        return reported(record, plan, dialect, report);
    }
    let unknown = record.extras_of("bibtex").find(|extra| extra.name == Extra::TYPE);
    if unknown.is_some_and(|extra| record.kind == EntryType::Document && !is_unknown_type(&extra.value)) {
        // Written as it stands it would not be read as an unknown type again.
        let subject = Subject::Extra("bibtex".into(), Extra::TYPE.into());
        report.lost(&EXTRA_DROPPED, LossKind::Dropped, subject, unknown.map_or("", |extra| &extra.value));
        let plan = Plan { native: "misc".into(), kind: record.kind, said: FieldSet::EMPTY, verbatim: true };
        return reported(record, plan, dialect, report);
    }
    let mut plan = export_type(map::table(dialect), record, report);
    if dialect == Dialect::Biblatex
        && !plan.verbatim
        && let Some(kind) = told_apart(record, plan.kind)
        && let Some(row) = map::own_types(dialect).iter().find(|row| row.kind == kind)
    {
        if plan.kind == record.kind {
            retyped(record, kind, report);
        }
        return Plan { native: row.native.into(), kind, said: FieldSet::EMPTY, verbatim: false };
    }
    if dialect == Dialect::Bibtex && plan.kind == EntryType::Thesis {
        say_degree(record, &mut plan, report);
    }
    // A part with a title of its own in no book: BibTeX's `inbook` would take
    // the title for that of the book.
    if dialect == Dialect::Bibtex && is_part_alone(record, plan.kind) {
        if record.kind == EntryType::BookPart {
            retyped(record, EntryType::Chapter, report);
        }
        return Plan { native: "incollection".into(), kind: EntryType::Chapter, ..plan };
    }
    reported(record, plan, dialect, report)
}

/// What BibLaTeX tells apart and other notations do not: a book without an
/// author, which it calls a collection, and a part of a book that has one.
fn told_apart(record: &Record, kind: EntryType) -> Option<EntryType> {
    let own = record.origin.as_deref().is_some_and(|origin| matches!(origin.format.as_str(), "bibtex" | "biblatex"));
    let has = |field| record.has(field);
    match kind {
        _ if own => None,
        EntryType::Book if has(Field::Editor) && !has(Field::Author) => Some(EntryType::EditedBook),
        EntryType::Chapter if has(Field::ContainerAuthor) => Some(EntryType::BookPart),
        _ => None,
    }
}

/// The entry type of BibTeX says the degree; where the words of the record say
/// no more than the style prints for the entry type, they are left out.
fn say_degree(record: &Record, plan: &mut Plan, report: &mut Report<'_>) {
    let genre = record.get(keys::GENRE).and_then(|genre| genre.as_plain());
    let Some((words, degree)) = genre.and_then(|words| Some((words, degree(words)?))) else { return };
    plan.native = degree.entry.into();
    if degree.plain && !plan.said.has(Field::Genre) {
        plan.said.add(Field::Genre);
        report.lost(&SUBSTITUTED, LossKind::Substituted, Subject::Field(Field::Genre), words);
    }
}

fn is_part_alone(record: &Record, kind: EntryType) -> bool {
    kind == EntryType::BookPart && record.has(Field::Title) && !record.has(Field::ContainerTitle)
}

/// `misc` with an arXiv identifier is read as a preprint and without one as a
/// document; where that is not the type of the record, it is reported. So is a
/// type that stands for a neighbour.
fn reported(record: &Record, plan: Plan, dialect: Dialect, report: &mut Report<'_>) -> Plan {
    let arxiv = record.get(keys::ARXIV_ID).is_some_and(|id| ArxivId::parse(id).is_some_and(|again| again.id == *id));
    let status = record.get(keys::STATUS).and_then(|status| status.as_plain());
    let prepublished = dialect == Dialect::Biblatex && status.is_some_and(|s| s.eq_ignore_ascii_case(PREPUBLISHED));
    let read_as = match plan.native.as_str() {
        "misc" | "online" | "electronic" if arxiv => EntryType::Preprint,
        "online" if prepublished => EntryType::Preprint,
        "misc" => EntryType::Document,
        "online" => EntryType::Webpage,
        "inreference" => EntryType::EntryEncyclopedia,
        "unpublished" => EntryType::Manuscript,
        _ => plan.kind,
    };
    if plan.kind == record.kind && read_as != record.kind {
        retyped(record, read_as, report);
    }
    let native = match dialect {
        Dialect::Biblatex if plan.native == "misc" && arxiv => "online".into(),
        _ => plan.native,
    };
    // The rows to write by are those it is read by.
    Plan { kind: read_as, native, ..plan }
}

fn retyped(record: &Record, to: EntryType, report: &mut Report<'_>) {
    report.lost(&RETYPED, LossKind::Retyped { from: record.kind, to }, Subject::Type, record.kind.name());
}

/// The type in the words of the source, if it was in this notation and still
/// says what the record is: `online`, `conference`.
fn own_type(record: &Record, dialect: Dialect) -> Option<Plan> {
    let origin = record.origin.as_deref().filter(|origin| origin.format == dialect.name())?;
    let native = origin.native_type.as_str();
    let row = map::own_types(dialect).iter().find(|row| {
        let fixed = row.fixes.is_none_or(
            |(field, text)| matches!(record.value(field), Some(Value::Text(genre)) if genre.as_plain() == Some(text)),
        );
        let sure = row.having.is_none() || row.fixes.is_some();
        row.native.eq_ignore_ascii_case(native) && row.kind == record.kind && fixed && sure
    })?;
    // See `plan`.
    let part = dialect == Dialect::Bibtex && is_part_alone(record, row.kind);
    let said = row.fixes.map_or(FieldSet::EMPTY, |(field, _)| FieldSet::of(&[field]));
    (!part).then(|| Plan { native: row.native.into(), kind: record.kind, said, verbatim: false })
}

/// Whether the record or its source says that it is a technical report.
fn is_techreport(record: &Record) -> bool {
    let genre = record.get(keys::GENRE).and_then(|genre| genre.as_plain());
    let by_source = record.origin.as_deref().is_some_and(|origin| {
        origin.native_type.eq_ignore_ascii_case(REPORT) || origin.spelling(Field::Genre) == Some(REPORT)
    });
    by_source || genre == Some(REPORT)
}

fn is_degree(native: &str) -> bool {
    matches!(native, "phdthesis" | "mastersthesis" | "masterthesis")
}

/// Whether this can stand as an entry type and no row knows it.
fn is_unknown_type(native: &str) -> bool {
    let rows = TYPES.iter().chain(map::own_types(Dialect::Biblatex));
    let known = rows.map(|row| row.native).chain(["string", "preamble", "comment"]);
    let legal = native.bytes().all(|byte| is_name_byte(byte) && byte != b'@') && native.len() < 100;
    let begins = native.bytes().next().is_some_and(|byte| !byte.is_ascii_digit());
    legal && begins && !known.into_iter().any(|known| known.eq_ignore_ascii_case(native))
}
