//! Steps between reading and writing that see one record after the other.
//!
//! ```
//! use ibidem::{Discard, format::Inheritance, ir::{Record, keys}, pass::inherit::Parents};
//! let mut entry = Record::default();
//! entry.set(keys::CROSSREF, "gone".into());
//! // Nobody was held who could give it anything.
//! assert!(Parents::default().resolve(&mut entry, Inheritance::Bibtex, None, &mut Discard));
//! assert!(entry.inherited().is_empty());
//! ```

pub mod enrich;
pub mod inherit;
pub(crate) mod naming;
