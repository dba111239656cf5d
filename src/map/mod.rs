//! The engine: one table per format, read left to right on import and right to
//! left on export.
//!
//! A row names native fields, a field of the record and a [`Codec`] (a pair of
//! conversions), and where it applies. What no row takes becomes an extra on
//! the way in and a loss on the way out, so the account is complete by
//! construction and not by the care of each format.
//!
//! ```
//! use ibidem::map::{Described, Direction};
//! // What any format maps, as data.
//! let table = (ibidem::formats::ris::RIS.table.unwrap())();
//! assert!(table.check().is_empty());
//! let rows = table.rows();
//! let titles = rows.iter().filter(|row| row.names.contains(&"TI") && row.direction != Direction::Write);
//! assert!(titles.count() > 0);
//! ```

mod check;
mod codes;
mod compile;
mod describe;
mod export;
mod import;
pub mod plain;
mod raw;
mod table;

pub use codes::{
    ASIDE_DROPPED, CODES, DISAGREES, EXTRA_DROPPED, FLATTENED, KEY_DROPPED, MANY_REMARKS, MERGED, NARROWED, NO_PLACE,
    RETYPED, SUBSTITUTED, UNENCODABLE,
};
#[cfg(feature = "bibtex")]
pub(crate) use compile::NameId;
pub use describe::{Described, Direction, RowInfo, TypeInfo};
pub use export::{Enc, Fidelity, Plan, Report, export_fields, export_type};
pub use import::{Ctx, Importer, Natives};
pub(crate) use import::{MAX_FIELDS, MAX_SAID};
pub use raw::{Notation, Raw, RawRecord};
pub use table::{Codec, Decode, Encode, FieldRow, Hooks, Table, TypeRow, both, is, read_as, reads, write_as, writes};
