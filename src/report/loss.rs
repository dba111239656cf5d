//! One thing that the output does not say as the input did.

use std::fmt;

use super::Code;
use super::diagnostic::Shown;
use crate::ir::{EntryType, Field, Str};

/// How something was lost.
///
/// ```
/// use ibidem::ir::{EntryType, Record};
/// use ibidem::report::LossKind;
/// let lost = ibidem::write_str(&[Record::new(EntryType::Preprint)], "bibtex")?.losses;
/// assert!(lost.iter().all(|loss| loss.kind != LossKind::Narrowed));
/// # Ok::<(), ibidem::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum LossKind {
    /// Not written at all.
    Dropped,
    /// Written as a broader entry type.
    Retyped {
        /// The type of the record.
        from: EntryType,
        /// The type written.
        to: EntryType,
    },
    /// Written with less precision: a date without its time.
    Narrowed,
    /// Written without its styling or structure.
    Flattened,
    /// Joined with another field so that they cannot be told apart.
    Merged,
    /// Replaced by something near to it.
    Substituted,
    /// Not lost: carried in a field of our own (`--lossless`).
    Carried,
    /// Not lost: a native field that says what another field says as well.
    Restated,
}

impl LossKind {
    /// The word used in reports.
    ///
    /// ```
    /// assert_eq!(ibidem::report::LossKind::Dropped.name(), "dropped");
    /// ```
    pub const fn name(self) -> &'static str {
        match self {
            LossKind::Dropped => "dropped",
            LossKind::Retyped { .. } => "retyped",
            LossKind::Narrowed => "narrowed",
            LossKind::Flattened => "flattened",
            LossKind::Merged => "merged",
            LossKind::Substituted => "substituted",
            LossKind::Carried => "carried",
            LossKind::Restated => "restated",
        }
    }
}

/// What was lost or changed.
///
/// ```
/// use ibidem::{ir::Field, report::Subject};
/// assert_eq!(Subject::Field(Field::ContainerTitle).name(), "container-title");
/// assert_eq!(Subject::Extra("bibtex".into(), "owner".into()).name(), "bibtex:owner");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Subject {
    /// The citation key.
    Key,
    /// The entry type.
    Type,
    /// A field of the record.
    Field(Field),
    /// A native field without a place in the mapping: notation and name.
    Extra(Str, Str),
    /// Something between records: a comment, a macro, a preamble.
    Aside(&'static str),
    /// Single characters, wherever they stand.
    Characters,
}

impl Subject {
    /// The name used in reports: `abstract`, `type`, `key`, `bibtex:owner`.
    pub fn name(&self) -> Str {
        match self {
            Subject::Key => "key".into(),
            Subject::Type => "type".into(),
            Subject::Field(field) => field.name().into(),
            Subject::Extra(format, name) => compact_str::format_compact!("{format}:{name}"),
            Subject::Aside(what) => (*what).into(),
            Subject::Characters => "characters".into(),
        }
    }
}

/// One entry of the ledger.
///
/// ```
/// let text = "@article{a, title = {Notes}, date = {2025-08-28}, addendum = {second printing}}";
/// let converted = ibidem::convert_str(text, "biblatex", "ris")?;
/// let said: Vec<_> = converted.losses.iter().map(|loss| (loss.subject.name(), loss.kind.name())).collect();
/// assert_eq!(said, [("addendum".into(), "dropped")]);
/// # Ok::<(), ibidem::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// What kind of loss, with an explanation.
    pub code: &'static Code,
    /// How it was lost.
    pub kind: LossKind,
    /// What was lost.
    pub subject: Subject,
    /// Ordinal of the record in the whole output, from 1; 0 between records.
    pub record: u64,
    /// The citation key of the record, as written or as read.
    pub key: Option<Str>,
    /// What the value was, shortened.
    pub value: String,
}

/// Record, subject, way and value on one line: `knuth84: note dropped: second
/// printing (map/no-place)`. Control characters are escaped.
impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.key, self.record) {
            (Some(key), _) => write!(f, "{}: ", Shown(key))?,
            (None, 0) => {}
            (None, record) => write!(f, "record {record}: ")?,
        }
        write!(f, "{} {}", Shown(&self.subject.name()), self.kind.name())?;
        if !self.value.is_empty() {
            write!(f, ": {}", Shown(&self.value))?;
        }
        write!(f, " ({})", self.code)
    }
}
