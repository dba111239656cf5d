//! Tables: types and fields of a format as data.

use std::sync::OnceLock;

use super::compile::{Compiled, NO_NAME};
use super::describe::Direction;
use super::export::{Enc, Fidelity};
use super::import::{Ctx, Natives};
use super::raw::{Notation, RawRecord};
use crate::ir::{EntryType, Field, Kind, Record, TypeSet, Value};

/// Turns native values into a value; `None` leaves them to other rows.
///
/// ```
#[doc = include_str!("lines.in")]
/// /// The number of pages, whatever word stands behind it.
/// fn number(natives: &Natives<'_, '_, Lines>, _: &mut Ctx<'_>) -> Option<Value> {
///     natives.get(0)?.split(' ').next().map(|number| Value::Text(number.into()))
/// }
/// let decode: Decode<Lines> = number;
/// static PAGES: Codec<Lines> = Codec { decode: number, ..plain::text() };
/// static TABLE: Table<Lines> =
///     Table::new(&[], &[both(&["extent"], Field::NumberOfPages, &PAGES)], EntryType::Document);
/// assert_eq!(read(&TABLE, "", &[("extent", "12 leaves")]).get(keys::NUMBER_OF_PAGES), Some(&"12".into()));
/// ```
pub type Decode<N> = for<'x, 'a, 'c> fn(&Natives<'x, 'a, N>, &mut Ctx<'c>) -> Option<Value>;

/// Writes a value and says how faithfully.
///
/// ```
#[doc = include_str!("lines.in")]
/// fn loud(value: &Value, enc: &Enc<'_>, out: &mut String) -> Fidelity {
///     Lines::put(enc.names[0], &value.preview().to_uppercase(), out);
///     Fidelity::SUBSTITUTED
/// }
/// let encode: Encode<Lines> = loud;
/// static LOUD: Codec<Lines> = Codec { encode: loud, ..plain::text() };
/// static TABLE: Table<Lines> = Table::new(&[], &[both(&["t"], Field::Title, &LOUD)], EntryType::Document);
/// let record = read(&TABLE, "", &[("t", "Notes")]);
/// let (text, losses) = written(&TABLE, &record);
/// assert_eq!((text.trim(), losses[0].kind), ("t: NOTES", LossKind::Substituted));
/// ```
pub type Encode<N> = for<'v> fn(&'v Value, &Enc<'v>, &mut <N as Notation>::Sink) -> Fidelity;

/// A pair of conversions between native values and a value of one kind.
/// Neither half is optional, so half a mapping cannot be written.
///
/// ```
#[doc = include_str!("lines.in")]
/// static SHORT: Codec<Lines> = Codec {
///     kind: Kind::Token,
///     decode: |natives, _| natives.get(0).map(|value| Value::Token(value.as_ref().into())),
///     encode: |value, enc, out| {
///         Lines::put(enc.names[0], &value.preview(), out);
///         Fidelity::Exact
///     },
/// };
/// static TABLE: Table<Lines> = Table::new(&[], &[both(&["doi"], Field::Doi, &SHORT)], EntryType::Document);
/// let record = read(&TABLE, "", &[("doi", "10.1000/x")]);
/// assert_eq!(written(&TABLE, &record).0.trim(), "doi: 10.1000/x");
/// ```
pub struct Codec<N: Notation> {
    /// The kind of the value.
    pub kind: Kind,
    /// From native to record.
    pub decode: Decode<N>,
    /// From record to native.
    pub encode: Encode<N>,
}

/// One row: native fields, a field of the record, and how they convert.
///
/// ```
#[doc = include_str!("lines.in")]
/// let row: FieldRow<Lines> = both(&["in"], Field::ContainerTitle, &TEXT).when(&[EntryType::Chapter]);
/// assert!(row.when.has(EntryType::Chapter) && !row.when.has(EntryType::Book));
/// assert_eq!((row.names, row.needs, row.alternative), (&["in"][..], 1, false));
/// assert!(row.or_else().alternative);
/// ```
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
///
/// ```
#[doc = include_str!("lines.in")]
/// static TABLE: Table<Lines> = Table::new(&[], &[both(&["t"], Field::Title, &TEXT)], EntryType::Document);
/// let record = read(&TABLE, "", &[("t", "Notes")]);
/// assert_eq!(written(&TABLE, &record).0.trim(), "t: Notes");
/// ```
pub const fn both<N: Notation>(names: &'static [&'static str], field: Field, codec: &'static Codec<N>) -> FieldRow<N> {
    row(names, field, codec, Direction::Both)
}

/// A degenerate row: read, never written.
///
/// ```
#[doc = include_str!("lines.in")]
/// static TABLE: Table<Lines> = Table::new(
///     &[],
///     &[both(&["title"], Field::Title, &TEXT), reads(&["titel"], Field::Title, &TEXT)],
///     EntryType::Document,
/// );
/// let record = read(&TABLE, "", &[("titel", "Notizen")]);
/// assert_eq!(written(&TABLE, &record).0.trim(), "title: Notizen");
/// ```
pub const fn reads<N: Notation>(names: &'static [&'static str], field: Field, codec: &'static Codec<N>) -> FieldRow<N> {
    row(names, field, codec, Direction::Read)
}

/// A row that is written, never read.
///
/// ```
#[doc = include_str!("lines.in")]
/// static TABLE: Table<Lines> = Table::new(
///     &[],
///     &[both(&["title"], Field::Title, &TEXT), writes(&["label"], Field::ShortTitle, &TEXT)],
///     EntryType::Document,
/// );
/// let record = read(&TABLE, "", &[("label", "N.")]);
/// assert!(record.get(keys::SHORT_TITLE).is_none() && record.extras.len() == 1);
/// ```
pub const fn writes<N: Notation>(
    names: &'static [&'static str],
    field: Field,
    codec: &'static Codec<N>,
) -> FieldRow<N> {
    row(names, field, codec, Direction::Write)
}

impl<N: Notation> FieldRow<N> {
    /// Only for these types. Conditions add up.
    ///
    /// ```
    #[doc = include_str!("lines.in")]
    /// static TABLE: Table<Lines> = Table::new(
    ///     &[is("part", EntryType::Chapter), is("any", EntryType::Document)],
    ///     &[both(&["in"], Field::ContainerTitle, &TEXT).when(&[EntryType::Chapter])],
    ///     EntryType::Document,
    /// );
    /// assert_eq!(read(&TABLE, "part", &[("in", "Notes")]).get(keys::CONTAINER_TITLE), Some(&"Notes".into()));
    /// assert_eq!(read(&TABLE, "any", &[("in", "Notes")]).extras[0].name, "in");
    /// ```
    pub const fn when(mut self, types: &[EntryType]) -> Self {
        self.when = self.when.and(TypeSet::of(types));
        self
    }

    /// For all but these types. Conditions add up.
    ///
    /// ```
    #[doc = include_str!("lines.in")]
    /// let row: FieldRow<Lines> = both(&["in"], Field::ContainerTitle, &TEXT).unless(&[EntryType::Book]);
    /// assert!(row.when.has(EntryType::Chapter) && !row.when.has(EntryType::Book));
    /// ```
    pub const fn unless(mut self, types: &[EntryType]) -> Self {
        self.when = self.when.and(TypeSet::but(types));
        self
    }

    /// On import at least the first `count` names must be there.
    ///
    /// ```
    #[doc = include_str!("lines.in")]
    /// static BOTH: Codec<Lines> = Codec {
    ///     decode: |natives, _| Some(Value::Text(format!("{}: {}", natives.get(0)?, natives.get(1)?).into())),
    ///     ..plain::text()
    /// };
    /// static TABLE: Table<Lines> =
    ///     Table::new(&[], &[reads(&["t", "s"], Field::Title, &BOTH).needs(2)], EntryType::Document);
    /// let whole = read(&TABLE, "", &[("s", "A Sketch"), ("t", "Notes")]);
    /// assert_eq!(whole.get(keys::TITLE), Some(&"Notes: A Sketch".into()));
    /// assert_eq!(read(&TABLE, "", &[("t", "Notes")]).extras.len(), 1);
    /// ```
    pub const fn needs(mut self, count: usize) -> Self {
        self.needs = count;
        self
    }

    /// Tried when an earlier row for the same field or name said nothing.
    ///
    /// ```
    #[doc = include_str!("lines.in")]
    /// static TABLE: Table<Lines> = Table::new(
    ///     &[],
    ///     &[both(&["date"], Field::Issued, &DATE), both(&["date"], Field::Status, &TEXT).or_else()],
    ///     EntryType::Document,
    /// );
    /// assert!(read(&TABLE, "", &[("date", "2025-08")]).has(Field::Issued));
    /// assert!(read(&TABLE, "", &[("date", "in press")]).has(Field::Status));
    /// ```
    pub const fn or_else(mut self) -> Self {
        self.alternative = true;
        self
    }
}

/// One row of the table of types.
///
/// ```
#[doc = include_str!("lines.in")]
/// let row: TypeRow<Lines> = is("thesis", EntryType::Thesis);
/// assert_eq!((row.native, row.kind, row.direction), ("thesis", EntryType::Thesis, Direction::Both));
/// ```
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
///
/// ```
#[doc = include_str!("lines.in")]
/// static TABLE: Table<Lines> =
///     Table::new(&[is("monograph", EntryType::Book), is("any", EntryType::Document)], &[], EntryType::Document);
/// let book = read(&TABLE, "monograph", &[]);
/// assert_eq!((book.kind, written(&TABLE, &book).0.trim()), (EntryType::Book, "monograph"));
/// ```
pub const fn is<N: Notation>(native: &'static str, kind: EntryType) -> TypeRow<N> {
    type_row(native, kind, Direction::Both)
}

/// A degenerate type row: read, never written.
///
/// ```
#[doc = include_str!("lines.in")]
/// static TABLE: Table<Lines> = Table::new(
///     &[is("monograph", EntryType::Book), read_as("tome", EntryType::Book), is("any", EntryType::Document)],
///     &[],
///     EntryType::Document,
/// );
/// assert_eq!(written(&TABLE, &read(&TABLE, "tome", &[])).0.trim(), "monograph");
/// ```
pub const fn read_as<N: Notation>(native: &'static str, kind: EntryType) -> TypeRow<N> {
    type_row(native, kind, Direction::Read)
}

/// A type row that is written, never read.
///
/// ```
#[doc = include_str!("lines.in")]
/// static TABLE: Table<Lines> = Table::new(
///     &[is("any", EntryType::Document), write_as("any", EntryType::Book)],
///     &[],
///     EntryType::Document,
/// );
/// let (text, losses) = written(&TABLE, &Record::new(EntryType::Book));
/// assert_eq!((text.trim(), losses.len(), read(&TABLE, "any", &[]).kind), ("any", 0, EntryType::Document));
/// ```
pub const fn write_as<N: Notation>(native: &'static str, kind: EntryType) -> TypeRow<N> {
    type_row(native, kind, Direction::Write)
}

impl<N: Notation> TypeRow<N> {
    /// The native name says this text field as well.
    ///
    /// ```
    #[doc = include_str!("lines.in")]
    /// static TABLE: Table<Lines> = Table::new(
    ///     &[is("phdthesis", EntryType::Thesis).fixing(Field::Genre, "PhD thesis"), is("any", EntryType::Document)],
    ///     &[],
    ///     EntryType::Document,
    /// );
    /// let thesis = read(&TABLE, "phdthesis", &[]);
    /// assert_eq!(thesis.get(keys::GENRE), Some(&"PhD thesis".into()));
    /// assert_eq!(written(&TABLE, &thesis), ("phdthesis\n".into(), vec![]));
    /// ```
    pub const fn fixing(mut self, field: Field, text: &'static str) -> Self {
        assert!(field.kind() as u8 == Kind::Text as u8, "only text can be fixed by a type");
        self.fixes = Some((field, text));
        self
    }

    /// On import only for records that satisfy this; such rows stand before
    /// the unconditional one of the same name.
    ///
    /// ```
    #[doc = include_str!("lines.in")]
    /// static TABLE: Table<Lines> = Table::new(
    ///     &[
    ///         is("book", EntryType::EditedBook).having(|raw| raw.value("by").is_none()),
    ///         is("book", EntryType::Book),
    ///         is("any", EntryType::Document),
    ///     ],
    ///     &[both(&["by"], Field::Author, &NAMES)],
    ///     EntryType::Document,
    /// );
    /// assert_eq!(read(&TABLE, "book", &[]).kind, EntryType::EditedBook);
    /// assert_eq!(read(&TABLE, "book", &[("by", "Lovelace, Ada")]).kind, EntryType::Book);
    /// ```
    pub const fn having(mut self, predicate: fn(&RawRecord<'_, N>) -> bool) -> Self {
        self.having = Some(predicate);
        self
    }
}

/// What rows cannot say. Each use needs a comment why.
///
/// ```
#[doc = include_str!("lines.in")]
/// static TABLE: Table<Lines> = Table::new(&[], &[], EntryType::Document);
/// assert!(TABLE.hooks.imported.is_none());
/// ```
pub struct Hooks {
    /// After all rows were read.
    pub imported: Option<fn(&mut Record, &mut Ctx<'_>)>,
}

/// The mapping of a format.
///
/// ```
#[doc = include_str!("lines.in")]
/// static TABLE: Table<Lines> = Table::new(
///     &[is("book", EntryType::Book), is("any", EntryType::Document)],
///     &[both(&["title"], Field::Title, &TEXT), both(&["by"], Field::Author, &NAMES)],
///     EntryType::Document,
/// );
/// assert!(TABLE.check().is_empty());
/// let record = read(&TABLE, "book", &[("by", "Lovelace, Ada"), ("title", "Notes")]);
/// assert_eq!(written(&TABLE, &record).0, "book\ntitle: Notes\nby: Lovelace, Ada\n");
/// ```
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
    ///
    /// ```
    #[doc = include_str!("lines.in")]
    /// static BASE: Table<Lines> = Table::new(&[], &[both(&["title"], Field::Title, &TEXT)], EntryType::Document);
    /// static DIALECT: Table<Lines> =
    ///     Table::new(&[], &[reads(&["titel"], Field::Title, &TEXT)], EntryType::Document).over(&BASE);
    /// let record = read(&DIALECT, "", &[("titel", "Notizen")]);
    /// assert_eq!(written(&DIALECT, &record).0.trim(), "title: Notizen");
    /// ```
    pub const fn over(mut self, base: &'static Table<N>) -> Table<N> {
        self.over = Some(base);
        self
    }

    /// The same without the rows that the table below has for these fields.
    ///
    /// ```
    #[doc = include_str!("lines.in")]
    /// static BASE: Table<Lines> = Table::new(&[], &[both(&["title"], Field::Title, &TEXT)], EntryType::Document);
    /// static DIALECT: Table<Lines> =
    ///     Table::new(&[], &[], EntryType::Document).over(&BASE).without(&[Field::Title]);
    /// assert_eq!((BASE.rows().len(), DIALECT.rows().len()), (1, 0));
    /// ```
    pub const fn without(mut self, fields: &'static [Field]) -> Table<N> {
        self.hidden = fields;
        self
    }

    /// With a hook that runs after all rows were read.
    ///
    /// ```
    #[doc = include_str!("lines.in")]
    /// static TABLE: Table<Lines> = Table::new(&[], &[both(&["t"], Field::Title, &TEXT)], EntryType::Document)
    ///     .imported(|record, _| record.kind = if record.has(Field::Title) { EntryType::Book } else { record.kind });
    /// assert_eq!(read(&TABLE, "", &[("t", "Notes")]).kind, EntryType::Book);
    /// ```
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
