//! From a record to native fields: rows write fields, the rest is losses.

use std::borrow::Cow;

use super::codes::{self, EXTRA_DROPPED, NO_PLACE, RETYPED};
use super::compile::RowSet;
use super::import::{is_off_line, on_one_line, shortened};
use super::raw::Notation;
use super::table::{Encode, Table};
use crate::codec::language;
use crate::ir::{EntryType, Extra, Field, FieldSet, Record, Str, Value};
use crate::options::WriteOptions;
use crate::report::{Code, Loss, LossKind, Sink, Subject};

/// How faithfully an encoder wrote a value.
///
/// ```
/// use ibidem::{map::Fidelity, report::LossKind};
/// assert_eq!(Fidelity::or_flattened(true), Fidelity::Exact);
/// assert_eq!(Fidelity::or_flattened(false), Fidelity::FLATTENED);
/// assert_eq!(Fidelity::or_narrowed(false), Fidelity::NARROWED);
/// assert_eq!(Fidelity::or_nothing(false), Fidelity::Nothing);
/// assert!(matches!(Fidelity::MERGED, Fidelity::Lossy(code, LossKind::Merged) if code.id == "map/merged"));
/// assert_ne!(Fidelity::SUBSTITUTED, Fidelity::MERGED);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fidelity {
    /// Reading it back gives the same value.
    Exact,
    /// Something was lost, as the code says.
    Lossy(&'static Code, LossKind),
    /// Nothing was written; later rows may.
    Nothing,
}

impl Fidelity {
    /// Written without its styling.
    pub const FLATTENED: Fidelity = Fidelity::Lossy(&codes::FLATTENED, LossKind::Flattened);
    /// Written with less precision.
    pub const NARROWED: Fidelity = Fidelity::Lossy(&codes::NARROWED, LossKind::Narrowed);
    /// Joined with another value.
    pub const MERGED: Fidelity = Fidelity::Lossy(&codes::MERGED, LossKind::Merged);
    /// Replaced by something near to it.
    pub const SUBSTITUTED: Fidelity = Fidelity::Lossy(&codes::SUBSTITUTED, LossKind::Substituted);

    /// Exact if the condition holds, else flattened.
    pub fn or_flattened(exact: bool) -> Fidelity {
        if exact { Fidelity::Exact } else { Fidelity::FLATTENED }
    }

    /// Exact if it was written, else nothing.
    pub fn or_nothing(written: bool) -> Fidelity {
        if written { Fidelity::Exact } else { Fidelity::Nothing }
    }

    /// Exact if the condition holds, else narrowed.
    pub fn or_narrowed(exact: bool) -> Fidelity {
        if exact { Fidelity::Exact } else { Fidelity::NARROWED }
    }
}

/// What encoders may know.
///
/// ```
#[doc = include_str!("lines.in")]
/// static KEYED: Codec<Lines> = Codec {
///     encode: |value, enc, out| {
///         Lines::put(enc.names[0], &format!("{} [{}]", value.preview(), enc.kind.name()), out);
///         Fidelity::Exact
///     },
///     ..plain::text()
/// };
/// static TABLE: Table<Lines> = Table::new(&[is("any", EntryType::Document)], &[both(&["t"], Field::Title, &KEYED)], EntryType::Document);
/// let record = read(&TABLE, "any", &[("t", "Notes")]);
/// assert_eq!(written(&TABLE, &record).0, "any\nt: Notes [document]\n");
/// ```
pub struct Enc<'v> {
    /// The whole record.
    pub record: &'v Record,
    /// The field being written.
    pub field: Field,
    /// The entry type written.
    pub kind: EntryType,
    /// The row's native names.
    pub names: &'static [&'static str],
    /// The caller's options.
    pub options: &'v WriteOptions,
}

/// Takes the losses of one record.
///
/// ```
/// use ibidem::{Collect, map::{KEY_DROPPED, Report}, report::{LossKind, Subject}};
/// let mut reports = Collect::default();
/// let mut report = Report { sink: &mut reports, record: 1, key: Some("a") };
/// report.lost(&KEY_DROPPED, LossKind::Dropped, Subject::Key, "a");
/// assert_eq!(reports.losses[0].to_string(), "a: key dropped: a (map/key)");
/// ```
pub struct Report<'r> {
    /// Where they go.
    pub sink: &'r mut dyn Sink,
    /// Ordinal of the record in the output, from 1.
    pub record: u64,
    /// Its citation key, if it has one.
    pub key: Option<&'r str>,
}

impl Report<'_> {
    /// Enters a loss; `value` is what was lost.
    pub fn lost(&mut self, code: &'static Code, kind: LossKind, subject: Subject, value: &str) {
        self.lost_value(code, kind, subject, || value.into());
    }

    /// Enters a loss whose value is made only if it is wanted.
    ///
    /// ```
    /// use ibidem::{Discard, map::{KEY_DROPPED, Report}, report::{LossKind, Subject}};
    /// let mut report = Report { sink: &mut Discard, record: 1, key: None };
    /// report.lost_value(&KEY_DROPPED, LossKind::Dropped, Subject::Key, || panic!("nobody looks at it"));
    /// ```
    pub fn lost_value<'v>(
        &mut self,
        code: &'static Code,
        kind: LossKind,
        subject: Subject,
        value: impl FnOnce() -> Cow<'v, str>,
    ) {
        let key = self.key.map(Str::from);
        let wanted = self.sink.wants_value(code, &subject);
        let value = if wanted { shortened(&value()) } else { String::new() };
        self.sink.loss(Loss { code, kind, subject, record: self.record, key, value });
    }
}

/// The type under which a record is written.
///
/// ```
#[doc = include_str!("lines.in")]
/// static TABLE: Table<Lines> = Table::new(&[is("any", EntryType::Document)], &[], EntryType::Document);
/// let mut reports = Collect::default();
/// let mut report = Report { sink: &mut reports, record: 1, key: None };
/// let plan: Plan = export_type(&TABLE, &Record::new(EntryType::Document), &mut report);
/// assert_eq!((plan.native.as_str(), plan.kind, plan.verbatim), ("any", EntryType::Document, false));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The native name.
    pub native: Str,
    /// The entry type that the native name stands for.
    pub kind: EntryType,
    /// What the native name says besides the type.
    pub said: FieldSet,
    /// Whether an unknown native type was written back.
    pub verbatim: bool,
}

/// Chooses the native type of a record and reports if it is not its own.
///
/// A native type that no mapping knows is written back as it was; a type that
/// the table lacks becomes the nearest broader one it has.
///
/// ```
#[doc = include_str!("lines.in")]
/// static TABLE: Table<Lines> =
///     Table::new(&[is("book", EntryType::Book), is("any", EntryType::Document)], &[], EntryType::Document);
/// let mut reports = Collect::default();
/// let mut report = Report { sink: &mut reports, record: 1, key: None };
/// assert_eq!(export_type(&TABLE, &Record::new(EntryType::EditedBook), &mut report).native, "book");
/// assert_eq!(reports.losses[0].code, &RETYPED);
/// ```
pub fn export_type<N: Notation>(table: &'static Table<N>, record: &Record, report: &mut Report<'_>) -> Plan {
    let unknown = record.extras_of(N::NAME).find(|extra| extra.name == Extra::TYPE);
    if let Some(extra) = unknown.filter(|_| record.kind == table.fallback) {
        return Plan { native: extra.value.clone(), kind: record.kind, said: FieldSet::EMPTY, verbatim: true };
    }
    let mut kind = record.kind;
    loop {
        if let Some(plan) = plan_for(table, record, kind) {
            if kind != record.kind {
                let retyped = LossKind::Retyped { from: record.kind, to: kind };
                report.lost(&RETYPED, retyped, Subject::Type, record.kind.name());
            }
            return plan;
        }
        match kind.broader() {
            Some(up) => kind = up,
            None => return Plan { native: Str::default(), kind, said: FieldSet::EMPTY, verbatim: false },
        }
    }
}

fn plan_for<N: Notation>(table: &'static Table<N>, record: &Record, kind: EntryType) -> Option<Plan> {
    let writing = table.compiled().types_out(kind);
    let says =
        |field: Field, text: &str| matches!(record.value(field), Some(Value::Text(t)) if t.as_plain() == Some(text));
    if let Some(row) = writing.iter().find(|row| row.fixes.is_some_and(|(field, text)| says(field, text))) {
        let said = row.fixes.map_or(FieldSet::EMPTY, |(field, _)| FieldSet::of(&[field]));
        return Some(Plan { native: row.native.into(), kind, said, verbatim: false });
    }
    let row = writing.iter().find(|row| row.fixes.is_none()).or(writing.first())?;
    Some(Plan { native: row.native.into(), kind, said: FieldSet::EMPTY, verbatim: false })
}

/// Writes the fields of a record in the order of the table, then its extras,
/// and reports whatever could not be written.
///
/// ```
#[doc = include_str!("lines.in")]
/// static TABLE: Table<Lines> =
///     Table::new(&[is("any", EntryType::Document)], &[both(&["title"], Field::Title, &TEXT)], EntryType::Document);
/// let mut record = Record::default();
/// record.set(keys::TITLE, "Notes".into());
/// record.set(keys::DOI, "10.1000/x".into());
/// let (mut out, mut reports) = (String::new(), Collect::default());
/// let mut report = Report { sink: &mut reports, record: 1, key: None };
/// let plan = export_type(&TABLE, &record, &mut report);
/// export_fields(&TABLE, &record, &plan, &Default::default(), &mut out, &mut report);
/// assert_eq!((out.as_str(), reports.losses[0].code), ("title: Notes\n", &NO_PLACE));
/// ```
pub fn export_fields<N: Notation>(
    table: &'static Table<N>,
    record: &Record,
    plan: &Plan,
    options: &WriteOptions,
    sink: &mut N::Sink,
    report: &mut Report<'_>,
) {
    let out = table.compiled().out_plan(plan.kind);
    let mut todo = RowSet::EMPTY;
    for field in record.present().iter() {
        todo = todo.or(out.by_field[field as usize]);
    }
    let mut said = plan.said;
    while let Some(at) = todo.pop() {
        let row = out.rows[at];
        if said.has(row.field) {
            continue;
        }
        let Some(value) = record.value(row.field) else { continue };
        N::writing(Some(row.field), sink);
        let enc = Enc { record, field: row.field, kind: plan.kind, names: row.names, options };
        let written = match is_off_line(value) {
            true => on_line::<N>(value, row.codec.encode, &enc, sink),
            false => (row.codec.encode)(value, &enc, sink),
        };
        match written {
            Fidelity::Exact => said.add(row.field),
            Fidelity::Lossy(code, kind) => {
                said.add(row.field);
                report.lost_value(code, kind, Subject::Field(row.field), || value.preview().into());
            }
            Fidelity::Nothing => {}
        }
    }
    for field in record.present().without(said).without(record.settled()).iter() {
        if let Some(value) = record.value(field) {
            report.lost_value(&NO_PLACE, LossKind::Dropped, Subject::Field(field), || value.preview().into());
        }
    }
    N::writing(None, sink);
    for extra in &record.extras {
        let written = if extra.format != N::NAME {
            Fidelity::Nothing
        } else if extra.name == Extra::TYPE {
            Fidelity::or_nothing(plan.verbatim)
        } else {
            N::write_extra(extra, sink)
        };
        let (code, kind) = match written {
            // A dialect that writes it may read it as what the field says already.
            _ if restates(extra, record, said) => (&EXTRA_DROPPED, LossKind::Restated),
            Fidelity::Nothing => (&EXTRA_DROPPED, LossKind::Dropped),
            Fidelity::Lossy(code, kind) => (code, kind),
            Fidelity::Exact => continue,
        };
        let subject = Subject::Extra(extra.format.clone(), extra.name.clone());
        report.lost_value(code, kind, subject, || extra.value.as_str().into());
    }
}

/// Writes the value as reading will have it; of nothing but blanks, nothing is left.
#[cold]
fn on_line<N: Notation>(value: &Value, encode: Encode<N>, enc: &Enc<'_>, sink: &mut N::Sink) -> Fidelity {
    let mut value = value.clone();
    on_one_line(&mut value);
    if value.is_empty() {
        return Fidelity::Nothing;
    }
    match encode(&value, enc, sink) {
        Fidelity::Exact => Fidelity::SUBSTITUTED,
        written => written,
    }
}

/// Whether an extra only spells what was written from a field: the name of a
/// language that arrived as its tag, or that particles belong to their names.
fn restates(extra: &Extra, record: &Record, said: FieldSet) -> bool {
    if extra.name.eq_ignore_ascii_case("options") {
        let options = extra.value.trim_matches(['{', '}', '"', ' ']);
        return matches!(options, "useprefix" | "useprefix=true" | "useprefix = true");
    }
    let Some(Value::Token(tag)) = record.value(Field::Language).filter(|_| said.has(Field::Language)) else {
        return false;
    };
    let inner = extra.value.trim_matches(['{', '}', '"', ' ']);
    let name = match extra.name.to_ascii_lowercase().as_str() {
        "langid" | "language" | "hyphenation" => inner,
        "langidopts" => inner.strip_prefix("variant").map_or("", |rest| rest.trim_start_matches(['=', ' '])),
        _ => return false,
    };
    let named = language::tag(name).or_else(|| language::tag(name.strip_prefix("lang")?));
    named.is_some_and(|named| tag.strip_prefix(named).is_some_and(|rest| rest.is_empty() || rest.starts_with('-')))
}
