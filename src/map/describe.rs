//! Tables as data for documentation, the support matrix and checks.

use super::raw::Notation;
use super::table::Table;
use crate::ir::{EntryType, Field, TypeSet};

/// In which direction a row is used.
///
/// ```
/// use ibidem::{formats::ris::RIS, ir::Field, map::Direction};
/// let rows = (RIS.table.unwrap())().rows();
/// let directions = rows.iter().filter(|row| row.field == Field::Title).map(|row| row.direction);
/// assert!(directions.clone().any(|direction| direction == Direction::Both));
/// assert!(directions.clone().any(|direction| direction == Direction::Read));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Read and written.
    Both,
    /// Read only: a degenerate form.
    Read,
    /// Written only.
    Write,
}

/// A row of the table of fields.
///
/// ```
/// use ibidem::{formats::ris::RIS, ir::Field, map::RowInfo};
/// let rows: Vec<RowInfo> = (RIS.table.unwrap())().rows();
/// assert!(rows.iter().any(|row| row.field == Field::Doi && row.names == ["DO"]));
/// ```
#[derive(Debug, Clone)]
pub struct RowInfo {
    /// Native names.
    pub names: &'static [&'static str],
    /// Field of the record.
    pub field: Field,
    /// Direction.
    pub direction: Direction,
    /// Entry types it applies to.
    pub when: TypeSet,
}

/// A row of the table of types.
///
/// ```
/// use ibidem::{formats::ris::RIS, ir::EntryType, map::TypeInfo};
/// let types: Vec<TypeInfo> = (RIS.table.unwrap())().types();
/// assert!(types.iter().any(|row| row.native == "JOUR" && row.kind == EntryType::ArticleJournal));
/// ```
#[derive(Debug, Clone)]
pub struct TypeInfo {
    /// Native name.
    pub native: &'static str,
    /// Entry type.
    pub kind: EntryType,
    /// Direction.
    pub direction: Direction,
    /// A field it says as well.
    pub fixes: Option<(Field, &'static str)>,
    /// Whether it applies to some records only.
    pub conditional: bool,
}

/// What documentation and tests may ask of any table.
///
/// ```
/// use ibidem::{formats::csl_json::CSL_JSON, map::Described};
/// let table: &dyn Described = (CSL_JSON.table.unwrap())();
/// assert!(table.check().is_empty());
/// assert!(table.rows().iter().any(|row| row.names == ["DOI"]));
/// assert!(table.types().iter().any(|row| row.native == "article-journal"));
/// ```
pub trait Described: Sync {
    /// The rows of fields, in order.
    fn rows(&self) -> Vec<RowInfo>;
    /// The rows of types, in order.
    fn types(&self) -> Vec<TypeInfo>;
    /// What is wrong with the table; empty when nothing is.
    fn check(&self) -> Vec<String>;
}

impl<N: Notation> Described for Table<N> {
    fn rows(&self) -> Vec<RowInfo> {
        let info = |row: &super::FieldRow<N>| RowInfo {
            names: row.names,
            field: row.field,
            direction: row.direction,
            when: row.when,
        };
        self.all_fields().into_iter().map(info).collect()
    }

    fn types(&self) -> Vec<TypeInfo> {
        let info = |(at, row): (usize, &super::TypeRow<N>)| TypeInfo {
            native: row.native,
            kind: row.kind,
            direction: if self.writes_type(at, row) { row.direction } else { Direction::Read },
            fixes: row.fixes,
            conditional: row.having.is_some(),
        };
        self.all_types().into_iter().enumerate().map(info).collect()
    }

    fn check(&self) -> Vec<String> {
        super::check::check(self)
    }
}
