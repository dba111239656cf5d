//! The laws of a table.

use super::describe::Direction;
use super::raw::Notation;
use super::table::{FieldRow, Table};
use crate::ir::EntryType;

/// Says what is wrong with a table:
///
/// - a field written by two rows for one type, neither an alternative;
/// - a native name read into two fields for one type, neither an alternative;
/// - an entry type that cannot be written, not even as a broader one;
/// - a native type that is read by two unconditional rows;
/// - a row that can never be reached.
pub(super) fn check<N: Notation>(table: &Table<N>) -> Vec<String> {
    let mut faults = Vec::new();
    let types = table.all_types();
    for &kind in EntryType::ALL {
        let mut at = Some(kind);
        let written = |kind| types.iter().any(|row| row.kind == kind && row.direction != Direction::Read);
        while let Some(here) = at.filter(|&here| !written(here)) {
            at = here.broader();
        }
        if at.is_none() && !types.is_empty() {
            faults.push(format!("type {} cannot be written", kind.name()));
        }
    }
    for (i, a) in types.iter().enumerate() {
        let reading = |d: Direction| d != Direction::Write;
        for b in &types[i + 1..] {
            let same = a.native.eq_ignore_ascii_case(b.native) && reading(a.direction) && reading(b.direction);
            if same && a.having.is_none() && table.over.is_none() {
                faults.push(format!("type `{}` is read by two rows", a.native));
            }
        }
    }
    let rows = table.all_fields();
    for (i, a) in rows.iter().enumerate() {
        for b in &rows[i + 1..] {
            check_pair(a, b, table.over.is_some(), &mut faults);
        }
        if a.names.is_empty() && a.direction != Direction::Write {
            faults.push(format!("the row for {} reads no name", a.field.name()));
        }
        if a.needs > a.names.len() {
            faults.push(format!("the row for {} needs more names than it has", a.field.name()));
        }
    }
    if rows.len() > 256 {
        faults.push("more than 256 rows".to_owned());
    }
    faults
}

fn check_pair<N: Notation>(a: &FieldRow<N>, b: &FieldRow<N>, overlay: bool, faults: &mut Vec<String>) {
    let Some(kind) = EntryType::ALL.iter().find(|&&kind| a.when.has(kind) && b.when.has(kind)) else { return };
    if a.alternative || b.alternative || overlay {
        return;
    }
    if a.field == b.field && a.direction != Direction::Read && b.direction != Direction::Read {
        faults.push(format!("{} is written by two rows for {}", a.field.name(), kind.name()));
    }
    let reading = a.direction != Direction::Write && b.direction != Direction::Write;
    let shared = a.names.first().filter(|name| b.names.first().is_some_and(|other| other.eq_ignore_ascii_case(name)));
    if let Some(name) = shared.filter(|_| reading && a.field != b.field) {
        faults.push(format!("`{name}` is read into two fields for {}", kind.name()));
    }
}
