//! Tables: types and fields of a format as data.

use std::sync::OnceLock;

use super::compile::{Compiled, NO_NAME};
use super::describe::Direction;
use super::export::{Enc, Fidelity};
use super::import::{Ctx, Natives};
use super::raw::{Notation, RawRecord};
use crate::ir::{EntryType, Field, Kind, Record, TypeSet, Value};

/// Turns native values into a value; `None` leaves them to other rows.
pub type Decode<N> = for<'x, 'a, 'c> fn(&Natives<'x, 'a, N>, &mut Ctx<'c>) -> Option<Value>;

/// Writes a value and says how faithfully.
pub type Encode<N> = for<'v> fn(&'v Value, &Enc<'v>, &mut <N as Notation>::Sink) -> Fidelity;

/// A pair of conversions between native values and a value of one kind.
/// Neither half is optional, so half a mapping cannot be written.
pub struct Codec<N: Notation> {
    /// The kind of the value.
    pub kind: Kind,
    /// From native to record.
    pub decode: Decode<N>,
    /// From record to native.
    pub encode: Encode<N>,
}

/// One row: native fields, a field of the record, and how they convert.
pub struct FieldRow<N: Notation> {
    /// Native names; the first `needs` of them must be there on import.
    pub names: &'static [&'static str],
    /// How many of the names must be there.
    pub needs: usize,
    /// The field of the record.
    pub field: Field,
    /// The conversions.
    pub codec: &'static Codec<N>,
    /// The entry types it applies to.
    pub when: TypeSet,
    /// In which directions.
    pub direction: Direction,
    /// An alternative: tried when an earlier row for the field said nothing.
    pub alternative: bool,
}

impl<N: Notation> Clone for FieldRow<N> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<N: Notation> Copy for FieldRow<N> {}

const fn row<N: Notation>(
    names: &'static [&'static str],
    field: Field,
    codec: &'static Codec<N>,
    direction: Direction,
) -> FieldRow<N> {
    assert!(field.kind() as u8 == codec.kind as u8, "the codec is of another kind than the field");
    let needs = if names.is_empty() { 0 } else { 1 };
    FieldRow { names, needs, field, codec, when: TypeSet::ALL, direction, alternative: false }
}

/// A row used in both directions.
pub const fn both<N: Notation>(names: &'static [&'static str], field: Field, codec: &'static Codec<N>) -> FieldRow<N> {
    row(names, field, codec, Direction::Both)
}

/// A degenerate row: read, never written.
pub const fn reads<N: Notation>(names: &'static [&'static str], field: Field, codec: &'static Codec<N>) -> FieldRow<N> {
    row(names, field, codec, Direction::Read)
}

/// A row that is written, never read.
pub const fn writes<N: Notation>(
    names: &'static [&'static str],
    field: Field,
    codec: &'static Codec<N>,
) -> FieldRow<N> {
    row(names, field, codec, Direction::Write)
}

impl<N: Notation> FieldRow<N> {
    /// Only for these types. Conditions add up.
    pub const fn when(mut self, types: &[EntryType]) -> Self {
        self.when = self.when.and(TypeSet::of(types));
        self
    }

    /// For all but these types. Conditions add up.
    pub const fn unless(mut self, types: &[EntryType]) -> Self {
        self.when = self.when.and(TypeSet::but(types));
        self
    }

    /// On import at least the first `count` names must be there.
    pub const fn needs(mut self, count: usize) -> Self {
        self.needs = count;
        self
    }

    /// Tried when an earlier row for the same field or name said nothing.
    pub const fn or_else(mut self) -> Self {
        self.alternative = true;
        self
    }
}

/// One row of the table of types.
pub struct TypeRow<N: Notation> {
    /// The native name.
    pub native: &'static str,
    /// The entry type.
    pub kind: EntryType,
    /// In which directions.
    pub direction: Direction,
    /// A field whose value the native name says as well: `phdthesis`.
    pub fixes: Option<(Field, &'static str)>,
    /// On import only for such records.
    pub having: Option<fn(&RawRecord<'_, N>) -> bool>,
}

const fn type_row<N: Notation>(native: &'static str, kind: EntryType, direction: Direction) -> TypeRow<N> {
    TypeRow { native, kind, direction, fixes: None, having: None }
}

/// A type row used in both directions.
pub const fn is<N: Notation>(native: &'static str, kind: EntryType) -> TypeRow<N> {
    type_row(native, kind, Direction::Both)
}

/// A degenerate type row: read, never written.
pub const fn read_as<N: Notation>(native: &'static str, kind: EntryType) -> TypeRow<N> {
    type_row(native, kind, Direction::Read)
}

/// A type row that is written, never read.
pub const fn write_as<N: Notation>(native: &'static str, kind: EntryType) -> TypeRow<N> {
    type_row(native, kind, Direction::Write)
}

impl<N: Notation> TypeRow<N> {
    /// The native name says this text field as well.
    pub const fn fixing(mut self, field: Field, text: &'static str) -> Self {
        assert!(field.kind() as u8 == Kind::Text as u8, "only text can be fixed by a type");
        self.fixes = Some((field, text));
        self
    }

    /// On import only for records that satisfy this; such rows stand before
    /// the unconditional one of the same name.
    pub const fn having(mut self, predicate: fn(&RawRecord<'_, N>) -> bool) -> Self {
        self.having = Some(predicate);
        self
    }
}

/// What rows cannot say. Each use needs a comment why.
pub struct Hooks {
    /// After all rows were read.
    pub imported: Option<fn(&mut Record, &mut Ctx<'_>)>,
}

/// The mapping of a format.
pub struct Table<N: Notation> {
    /// A table that this one is put in front of.
    pub over: Option<&'static Table<N>>,
    /// Types; on import the first row of a name wins, on export of a type.
    pub types: &'static [TypeRow<N>],
    /// Fields, in the order in which they are written.
    pub fields: &'static [FieldRow<N>],
    /// The type of a record whose native type no row knows.
    pub fallback: EntryType,
    /// Fields whose rows in the table below do not count.
    pub hidden: &'static [Field],
    /// What rows cannot say.
    pub hooks: Hooks,
    compiled: OnceLock<Compiled<N>>,
}

impl<N: Notation> Table<N> {
    /// A table of these rows.
    pub const fn new(types: &'static [TypeRow<N>], fields: &'static [FieldRow<N>], fallback: EntryType) -> Table<N> {
        let hooks = Hooks { imported: None };
        Table { over: None, types, fields, fallback, hidden: &[], hooks, compiled: OnceLock::new() }
    }

    /// The same in front of another table.
    pub const fn over(mut self, base: &'static Table<N>) -> Table<N> {
        self.over = Some(base);
        self
    }

    /// The same without the rows that the table below has for these fields.
    pub const fn without(mut self, fields: &'static [Field]) -> Table<N> {
        self.hidden = fields;
        self
    }

    /// With a hook that runs after all rows were read.
    pub const fn imported(mut self, hook: fn(&mut Record, &mut Ctx<'_>)) -> Table<N> {
        self.hooks.imported = Some(hook);
        self
    }

    /// Whether some row reads this native name, ASCII case ignored.
    #[allow(dead_code, reason = "of use to some formats only, which may all be left out")]
    pub(crate) fn knows(&'static self, name: &str) -> bool {
        self.compiled().name_id(name) != NO_NAME
    }

    /// The type as which a native name is read where it depends on nothing
    /// else, and whether it is read as another one for some records.
    #[allow(dead_code, reason = "of use to some formats only, which may all be left out")]
    pub(crate) fn reads_type(&'static self, native: &str) -> (Option<EntryType>, bool) {
        let rows = self.compiled().types_in(native);
        let plain = rows.iter().find(|row| row.having.is_none()).map(|row| row.kind);
        (plain, rows.iter().any(|row| row.having.is_some()))
    }

    pub(crate) fn compiled(&'static self) -> &'static Compiled<N> {
        self.compiled.get_or_init(|| Compiled::new(self))
    }

    /// All type rows, those of overlays first.
    pub(crate) fn all_types(&self) -> Vec<&'static TypeRow<N>> {
        let mut rows: Vec<_> = self.types.iter().collect();
        let mut base = self.over;
        while let Some(table) = base {
            rows.extend(table.types);
            base = table.over;
        }
        rows
    }

    /// Whether the row at this place among [`Table::all_types`] is written: what
    /// an overlay writes itself is not written as in the table below.
    pub(crate) fn writes_type(&self, at: usize, row: &TypeRow<N>) -> bool {
        let own = |own: &TypeRow<N>| own.kind == row.kind && own.direction != Direction::Read;
        row.direction != Direction::Read && (at < self.types.len() || !self.types.iter().any(own))
    }

    /// All field rows, those of overlays first.
    pub(crate) fn all_fields(&self) -> Vec<&'static FieldRow<N>> {
        let mut rows: Vec<_> = self.fields.iter().collect();
        let mut hidden = self.hidden.to_vec();
        let mut base = self.over;
        while let Some(table) = base {
            rows.extend(table.fields.iter().filter(|row| !hidden.contains(&row.field)));
            hidden.extend(table.hidden);
            base = table.over;
        }
        rows
    }
}
