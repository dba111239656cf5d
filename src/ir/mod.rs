//! The record: what every format is read into and written from.
//!
//! Knows no format and does no input or output. A [`Record`] is a map from a
//! closed vocabulary of [`Field`]s to [`Value`]s, so that whatever was not
//! written can be listed; typed [`Key`]s in front of it keep callers honest.
//!
//! ```
//! use ibidem::ir::{Date, EntryType, Field, Record, Value, keys};
//! let mut record = Record::new(EntryType::ArticleJournal);
//! record.set(keys::TITLE, "Notes".into());
//! record.put(Field::Issued, Value::Date(Box::new(Date::year(1843))));
//! assert_eq!(record.get(keys::ISSUED).unwrap().to_string(), "1843");
//! assert_eq!(record.fields().map(|(field, _)| field.name()).collect::<Vec<_>>(), ["title", "issued"]);
//! ```

pub(crate) mod bits;
mod date;
mod field;
mod identifier;
mod kind;
mod name;
mod pages;
mod record;
mod serial;
mod text;
mod value;

pub use date::{Date, DateEnd, DatePoint, Season, Time};
pub use field::{Field, FieldSet, Key, keys};
#[cfg(test)]
pub(crate) use identifier::HYPHENATED;
pub use identifier::{ArxivId, normal_doi, normal_isbn, normal_issn, normal_pmcid};
#[allow(unused_imports, reason = "of use to some formats only, which may all be left out")]
pub(crate) use identifier::{doi_within, strip_prefix_ignoring_case};
pub use kind::{EntryType, TypeSet};
pub use name::{Name, NameDetails, Names, Others};
pub use pages::{PageRange, Pages};
pub use record::{Extra, Kept, Origin, Record};
pub(crate) use serial::{extra_from_json, record_from_json, value_from_json};
pub use text::{Inline, Style, Text};
pub use value::{FieldValue, FileLink, Kind, Value, Version};

/// The string type of the record: inline up to 24 bytes, one allocation beyond.
///
/// ```
/// use ibidem::ir::Str;
/// let word = Str::from("bibliography");
/// assert!(word.as_str() == "bibliography" && !word.is_heap_allocated());
/// ```
pub type Str = compact_str::CompactString;
