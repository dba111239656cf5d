//! Writing: a header, then a row for each record.

use super::map::TABLE;
use super::{COLUMNS, Cells, WRITE_DELIMITER, delimiter};
use crate::format::{Emit, Identity, WriteOptions};
use crate::ir::Record;
use crate::map::{KEY_DROPPED, Report, export_fields, export_type};
use crate::report::{LossKind, Subject};

/// The row being written. Cells come in the order of the columns.
pub struct Row {
    out: String,
    delimiter: u8,
    /// The column of the open cell.
    at: usize,
    /// What is in the open cell.
    cell: String,
}

impl Row {
    fn new(delimiter: u8) -> Row {
        Row { out: String::new(), delimiter, at: 0, cell: String::new() }
    }

    /// The cell of a column, to be appended to.
    pub(super) fn cell(&mut self, column: &str) -> &mut String {
        if COLUMNS.get(self.at) != Some(&column)
            && let Some(further) = COLUMNS[self.at..].iter().position(|name| *name == column)
        {
            self.close();
            self.out.extend(std::iter::repeat_n(self.delimiter as char, further));
            self.at += further;
        }
        &mut self.cell
    }

    /// Writes the open cell out.
    fn close(&mut self) {
        let special = |byte: u8| matches!(byte, b'"' | b'\r' | b'\n') || byte == self.delimiter;
        if self.cell.bytes().any(special) {
            self.out.push('"');
            for (at, part) in self.cell.split('"').enumerate() {
                if at > 0 {
                    self.out.push_str("\"\"");
                }
                self.out.push_str(part);
            }
            self.out.push('"');
        } else {
            self.out.push_str(&self.cell);
        }
        self.cell.clear();
    }

    fn end(&mut self, into: &mut Vec<u8>) {
        self.close();
        self.out.extend(std::iter::repeat_n(self.delimiter as char, COLUMNS.len() - 1 - self.at));
        self.out.push_str("\r\n");
        into.extend_from_slice(self.out.as_bytes());
        self.out.clear();
        self.at = 0;
    }
}

pub(super) struct Writer {
    row: Row,
    options: WriteOptions,
}

impl Writer {
    pub(super) fn new(options: &WriteOptions) -> Writer {
        let delimiter = delimiter(options.get(&WRITE_DELIMITER)).unwrap_or(b',');
        Writer { row: Row::new(delimiter), options: options.clone() }
    }
}

impl Emit for Writer {
    fn head(&mut self, out: &mut Vec<u8>) -> Option<usize> {
        for column in COLUMNS {
            self.row.cell(column).push_str(column);
        }
        self.row.end(out);
        None
    }

    fn record(&mut self, record: &Record, _: Option<Identity<'_>>, out: &mut Vec<u8>, report: &mut Report<'_>) {
        let plan = export_type::<Cells>(&TABLE, record, report);
        if let Some(key) = &record.key {
            let written = super::values::cell(key);
            self.row.cell("key").push_str(&written);
            if written != key.as_str() {
                report.lost(&KEY_DROPPED, LossKind::Substituted, Subject::Key, key);
            }
        }
        self.row.cell("type").push_str(&plan.native);
        export_fields(&TABLE, record, &plan, &self.options, &mut self.row, report);
        self.row.end(out);
    }
}
