//! Tables compiled for speed: names to numbers, rows per entry type as masks.

use std::sync::OnceLock;

use super::describe::Direction;
use super::raw::Notation;
use super::table::{FieldRow, Table, TypeRow};
use crate::ir::bits::Bits;
use crate::ir::{EntryType, Field};

/// A set of rows of one plan.
pub(crate) type RowSet = Bits<4>;

/// Number of a native name; [`NO_NAME`] for names no row knows.
pub(crate) type NameId = u16;
pub(crate) const NO_NAME: NameId = NameId::MAX;

/// The rows that are read for one entry type.
pub(crate) struct InPlan<N: Notation> {
    pub rows: Vec<InRow<N>>,
    /// For each name the rows that mention it.
    pub by_name: Vec<RowSet>,
}

pub(crate) struct InRow<N: Notation> {
    pub row: &'static FieldRow<N>,
    pub ids: Vec<NameId>,
}

/// The rows that are written for one entry type.
pub(crate) struct OutPlan<N: Notation> {
    pub rows: Vec<&'static FieldRow<N>>,
    /// For each field the rows that write it.
    pub by_field: Vec<RowSet>,
}

pub(crate) struct Compiled<N: Notation> {
    names: Names,
    type_names: Names,
    /// Rows that are read, for each native type name.
    types_in: Vec<Vec<&'static TypeRow<N>>>,
    /// Rows that are written, for each entry type.
    types_out: Vec<Vec<&'static TypeRow<N>>>,
    fields: Vec<&'static FieldRow<N>>,
    ins: Vec<OnceLock<InPlan<N>>>,
    outs: Vec<OnceLock<OutPlan<N>>>,
}

impl<N: Notation> Compiled<N> {
    pub fn new(table: &Table<N>) -> Compiled<N> {
        let fields = table.all_fields();
        let reading = fields.iter().filter(|row| row.direction != Direction::Write);
        let plans = || EntryType::ALL.len();
        let types = table.all_types();
        let type_names = Names::new(types.iter().map(|row| row.native));
        let mut types_in = vec![Vec::new(); type_names.list.len()];
        let mut types_out = vec![Vec::new(); plans()];
        for (at, row) in types.into_iter().enumerate() {
            if row.direction != Direction::Write {
                types_in[type_names.find(row.native) as usize].push(row);
            }
            if table.writes_type(at, row) {
                types_out[row.kind as usize].push(row);
            }
        }
        Compiled {
            names: Names::new(reading.flat_map(|row| row.names.iter().copied())),
            type_names,
            types_in,
            types_out,
            ins: std::iter::repeat_with(OnceLock::new).take(plans()).collect(),
            outs: std::iter::repeat_with(OnceLock::new).take(plans()).collect(),
            fields,
        }
    }

    pub fn name_count(&self) -> usize {
        self.names.list.len()
    }

    pub fn name_id(&self, name: &str) -> NameId {
        self.names.find(name)
    }

    /// The rows that read a native type, in order.
    pub fn types_in(&self, native: &str) -> &[&'static TypeRow<N>] {
        self.types_in.get(self.type_names.find(native) as usize).map_or(&[], Vec::as_slice)
    }

    /// The rows that write an entry type, in order.
    pub fn types_out(&self, kind: EntryType) -> &[&'static TypeRow<N>] {
        &self.types_out[kind as usize]
    }

    pub fn in_plan(&self, kind: EntryType) -> &InPlan<N> {
        self.ins[kind as usize].get_or_init(|| {
            let mut plan = InPlan { rows: Vec::new(), by_name: vec![RowSet::EMPTY; self.name_count()] };
            for &row in &self.fields {
                if row.direction == Direction::Write || !row.when.has(kind) {
                    continue;
                }
                let ids: Vec<_> = row.names.iter().map(|name| self.names.find(name)).collect();
                for &id in &ids {
                    plan.by_name[id as usize] = plan.by_name[id as usize].with(plan.rows.len());
                }
                plan.rows.push(InRow { row, ids });
            }
            plan
        })
    }

    pub fn out_plan(&self, kind: EntryType) -> &OutPlan<N> {
        self.outs[kind as usize].get_or_init(|| {
            let mut plan = OutPlan { rows: Vec::new(), by_field: vec![RowSet::EMPTY; Field::ALL.len()] };
            for &row in &self.fields {
                if row.direction == Direction::Read || !row.when.has(kind) {
                    continue;
                }
                let at = row.field as usize;
                plan.by_field[at] = plan.by_field[at].with(plan.rows.len());
                plan.rows.push(row);
            }
            plan
        })
    }
}

/// Native names, found without regard to ASCII case.
struct Names {
    list: Vec<Known>,
    slots: Vec<NameId>,
}

struct Known {
    name: &'static str,
    ends: Ends,
    /// Whether the ends are all there is to it.
    whole: bool,
}

/// The length of a name and its first and last bytes, as if in lower case. They
/// tell apart the names of one table.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Ends {
    head: u64,
    tail: u64,
    len: usize,
}

impl Ends {
    fn of(name: &str) -> Ends {
        const LOWER: u64 = 0x2020_2020_2020_2020;
        let bytes = name.as_bytes();
        let (head, tail) = match (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
            (Some(head), Some(tail)) => (u64::from_le_bytes(*head), u64::from_le_bytes(*tail)),
            _ => match (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
                (Some(head), Some(tail)) => (u32::from_le_bytes(*head).into(), u32::from_le_bytes(*tail).into()),
                _ => (bytes.iter().fold(0, |sum, &byte| sum << 8 | u64::from(byte)), 0),
            },
        };
        Ends { head: head | LOWER, tail: tail | LOWER, len: bytes.len() }
    }

    /// Their place in a table of slots.
    fn slot(self, mask: usize) -> usize {
        let mixed = self.head ^ self.tail.rotate_left(23);
        let mixed = mixed.wrapping_add(self.len as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (mixed >> 40) as usize & mask
    }
}

impl Names {
    fn new(names: impl Iterator<Item = &'static str>) -> Names {
        let mut list: Vec<Known> = Vec::new();
        for name in names {
            if !list.iter().any(|known| known.name.eq_ignore_ascii_case(name)) {
                // A letter in lower case is no other byte's lower case.
                let whole = name.len() <= 16 && name.bytes().all(|byte| byte.is_ascii_alphabetic());
                list.push(Known { name, ends: Ends::of(name), whole });
            }
        }
        let size = (list.len() * 4).next_power_of_two().max(16);
        let mut slots = vec![NO_NAME; size];
        for (id, known) in list.iter().enumerate() {
            let mut at = known.ends.slot(size - 1);
            while slots[at] != NO_NAME {
                at = (at + 1) & (size - 1);
            }
            slots[at] = id as NameId;
        }
        Names { list, slots }
    }

    fn find(&self, name: &str) -> NameId {
        let mask = self.slots.len() - 1;
        let ends = Ends::of(name);
        let mut at = ends.slot(mask);
        loop {
            let id = self.slots[at];
            if id == NO_NAME {
                return id;
            }
            let known = &self.list[id as usize];
            if known.ends == ends && (known.whole || known.name.eq_ignore_ascii_case(name)) {
                return id;
            }
            at = (at + 1) & mask;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_any_case_and_others_are_not() {
        let all =
            ["title", "booktitle", "DOI", "archiveprefix", "year", "a-b", "editor+an:orcid", "averylongnameofafield"];
        let names = Names::new(all.into_iter());
        for (id, name) in all.iter().enumerate() {
            assert_eq!(names.find(name), id as NameId);
            assert_eq!(names.find(&name.to_uppercase()), id as NameId);
        }
        let others = ["editor\u{b}an:orcid", "a\rb", "averylongNOmeofafield", "T\tTLE", "@itle"];
        for name in ["", "titles", "Xear", "archiveprefiy", "\u{e9}"].into_iter().chain(others) {
            assert_eq!(names.find(name), NO_NAME, "{name}");
        }
    }
}
