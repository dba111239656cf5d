//! Writing: a header, then a row for each record.

use super::columns::{COLUMNS, YEAR};
use super::guard;
use super::header;
use super::layout::{EXTRA, Layout, WRITE_COLUMNS, place};
use super::map::{TABLE, fields_of};
use super::{Cells, delimiter};
use crate::codec::scan;
use crate::format::{Emit, Identity, OptionSpec, WriteOptions};
use crate::ir::{Date, EntryType, Field, Record, keys};
use crate::map::{KEY_DROPPED, NARROWED, RETYPED, Report, export_fields, export_type};
use crate::report::{Code, Error, LossKind, Severity, Subject};

/// A field whose column was not asked for.
pub static NOT_CHOSEN: Code = Code::new(
    "csv/not-chosen",
    Severity::Warning,
    "a field whose column was not chosen",
    "The columns to write were chosen, and none of them holds this field.",
    "add its column to --columns",
);

/// A column under a name that is not read back.
pub static RENAMED: Code = Code::new(
    "csv/renamed",
    Severity::Warning,
    "a field under a heading that is not read back as that field",
    "The column was given a heading that does not name it when the table is read again. The value stands in the table.",
    "choose a heading that names the column, such as the name of the field",
);

/// A cell that Excel cuts.
pub static LONG_CELL: Code = Code::new(
    "csv/long-cell",
    Severity::Warning,
    "a cell longer than Excel can hold",
    "A cell of Excel holds 32,767 characters. This one is longer. It was written whole; Excel will cut it.",
    "write plain `csv` for programs without that limit",
);

/// The row being written: a cell for each of our columns.
pub struct Row {
    cells: Vec<String>,
    /// The column of the last cell asked for; rows of the table come in order.
    at: usize,
    layout: Layout,
}

impl Row {
    /// The cell of a column, to be appended to.
    pub(super) fn cell(&mut self, column: &str) -> &mut String {
        if COLUMNS.get(self.at) != Some(&column) {
            let behind = COLUMNS[self.at..].iter().position(|name| *name == column).map(|further| self.at + further);
            self.at = behind.or_else(|| place(column)).unwrap_or(self.at);
        }
        &mut self.cells[self.at]
    }

    /// Whether a column is written.
    pub(super) fn has(&self, column: &str) -> bool {
        let shown = |at: &usize| self.layout.columns.iter().any(|shown| shown.place == *at);
        self.layout.chosen.is_none() || place(column).as_ref().is_some_and(shown)
    }

    /// Whether a reader sees that the table is one of ours.
    pub(super) fn is_own(&self) -> bool {
        self.layout.own
    }
}

/// What a spreadsheet needs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// Nothing.
    Plain,
    /// A byte order mark, and guards before what it would compute or change.
    Excel,
}

pub(super) struct Writer {
    row: Row,
    options: WriteOptions,
    delimiter: u8,
    style: Style,
    /// Fields in columns that are not read back as what they are.
    renamed: Vec<Field>,
}

impl Writer {
    pub(super) fn new(options: &WriteOptions, spec: &OptionSpec, style: Style) -> Result<Writer, Error> {
        let delimiter = delimiter::named(options.get(spec))?.unwrap_or(b',');
        let layout = Layout::parse(options.get(&WRITE_COLUMNS), options.lossless)?;
        let cells = vec![String::new(); COLUMNS.len() + 1];
        let mut renamed = Vec::new();
        if layout.chosen.is_some() {
            let headings: Vec<_> = layout.columns.iter().map(|shown| shown.heading.clone()).collect();
            let read = header::targets(headings);
            for (shown, read) in layout.columns.iter().zip(read) {
                let column = COLUMNS.get(shown.place).copied().unwrap_or(YEAR);
                if read != Some(column) {
                    renamed.extend(fields_of(column));
                }
            }
        }
        Ok(Writer { row: Row { cells, at: 0, layout }, options: options.clone(), delimiter, style, renamed })
    }

    /// Writes the cells of the row and ends it.
    fn end(&mut self, out: &mut Vec<u8>) {
        let Writer { row, delimiter, style, .. } = self;
        let start = out.len();
        // Most cells are empty: how many delimiters stand between two that are not.
        let mut delimiters = 0;
        for shown in &row.layout.columns {
            let cell = &row.cells[shown.place];
            if !cell.is_empty() {
                out.resize(out.len() + delimiters, *delimiter);
                delimiters = 0;
                let guarded = *style == Style::Excel && guard::is_guarded(cell);
                put(cell, guarded, *delimiter, out);
            }
            delimiters += 1;
        }
        out.resize(out.len() + delimiters - usize::from(delimiters > 0), *delimiter);
        if out.len() == start && row.layout.columns.len() == 1 {
            // A blank line would be no row.
            out.extend_from_slice(b"\"\"");
        }
        out.extend_from_slice(b"\r\n");
        row.cells.iter_mut().for_each(String::clear);
        row.at = 0;
    }

    /// The part of the record that has a column; what has none is reported.
    fn chosen(&self, record: &Record, report: &mut Report<'_>) -> Option<Record> {
        let chosen = self.row.layout.chosen?;
        let mut shown = Record::new(record.kind);
        shown.extras = record.extras.clone();
        for field in record.present().iter() {
            let Some(value) = record.value(field) else { continue };
            if chosen.has(field) {
                shown.put(field, value.clone());
                if self.renamed.contains(&field) {
                    let kind = LossKind::Substituted;
                    report.lost_value(&RENAMED, kind, Subject::Field(field), || value.preview().into());
                }
            } else if !(record.settled().has(field) || field == Field::Issued && self.row.has(YEAR)) {
                let kind = LossKind::Dropped;
                report.lost_value(&NOT_CHOSEN, kind, Subject::Field(field), || value.preview().into());
            }
        }
        if !self.row.has("key")
            && let Some(key) = &record.key
        {
            report.lost(&KEY_DROPPED, LossKind::Dropped, Subject::Key, key);
        }
        if !self.row.has("type") && record.kind != EntryType::Document {
            let kind = LossKind::Retyped { from: record.kind, to: EntryType::Document };
            report.lost(&RETYPED, kind, Subject::Type, record.kind.name());
        }
        Some(shown)
    }

    /// Writes the year, where it has a column.
    fn year(&mut self, record: &Record, report: &mut Report<'_>) {
        let Some(date) = record.get(keys::ISSUED).filter(|_| self.row.has(YEAR)) else { return };
        let year = match date.first() {
            Some(first) => Date::year(first.year),
            None => date.clone(),
        };
        if year != *date && !self.row.has("issued") {
            let subject = Subject::Field(Field::Issued);
            report.lost_value(&NARROWED, LossKind::Narrowed, subject, || date.to_string().into());
        }
        self.row.cells[COLUMNS.len()] = year.to_string();
    }

    fn report_long(&self, report: &mut Report<'_>) {
        for shown in &self.row.layout.columns {
            let cell = &self.row.cells[shown.place];
            if cell.len() <= guard::MAX_CELL || cell.encode_utf16().count() <= guard::MAX_CELL {
                continue;
            }
            let column = COLUMNS.get(shown.place).copied().unwrap_or(YEAR);
            if let Some(field) = fields_of(column).next() {
                let kind = LossKind::Narrowed;
                report.lost_value(&LONG_CELL, kind, Subject::Field(field), || cell.as_str().into());
            }
        }
    }
}

/// Writes a cell that is not empty, in quotes where it needs them.
fn put(cell: &str, guarded: bool, delimiter: u8, out: &mut Vec<u8>) {
    let bytes = cell.as_bytes();
    let marked = match bytes.len() {
        // A call for each mark is worth while in long cells only, which mostly have a comma soon.
        0..64 => !scan::none(bytes, |_, b| (b == b'"') | (b == b'\n') | (b == b'\r') | (b == delimiter)),
        _ => memchr::memchr(delimiter, bytes).is_some() || memchr::memchr3(b'"', b'\n', b'\r', bytes).is_some(),
    };
    let quoted = marked || (delimiter == b'\'' && guarded);
    if !quoted && !guarded {
        return out.extend_from_slice(bytes);
    }
    if quoted {
        out.push(b'"');
    }
    if guarded {
        out.push(b'\'');
    }
    let mut rest = bytes;
    while let Some(at) = memchr::memchr(b'"', rest) {
        out.extend_from_slice(&rest[..=at]);
        out.push(b'"');
        rest = &rest[at + 1..];
    }
    out.extend_from_slice(rest);
    if quoted {
        out.push(b'"');
    }
}

impl Emit for Writer {
    fn head(&mut self, out: &mut Vec<u8>) -> Option<usize> {
        // Where an encoding was asked for, it says whether there is a mark.
        if self.style == Style::Excel && self.options.encoding.is_none() {
            out.extend_from_slice("\u{feff}".as_bytes());
        }
        for (at, shown) in self.row.layout.columns.iter().enumerate() {
            if at > 0 {
                out.push(self.delimiter);
            }
            put(&shown.heading, false, self.delimiter, out);
        }
        out.extend_from_slice(b"\r\n");
        None
    }

    fn record(&mut self, record: &Record, _: Option<Identity<'_>>, out: &mut Vec<u8>, report: &mut Report<'_>) {
        let part = self.chosen(record, report);
        let shown = part.as_ref().unwrap_or(record);
        let plan = export_type::<Cells>(&TABLE, record, report);
        if let Some(key) = record.key.as_ref().filter(|_| self.row.has("key")) {
            let written = super::values::cell(key);
            self.row.cell("key").push_str(&written);
            if written != key.as_str() {
                report.lost(&KEY_DROPPED, LossKind::Substituted, Subject::Key, key);
            }
        }
        self.row.cell("type").push_str(&plan.native);
        export_fields(&TABLE, shown, &plan, &self.options, &mut self.row, report);
        if part.is_some() {
            self.year(record, report);
        }
        if self.style == Style::Excel {
            self.report_long(report);
        }
        debug_assert!(self.row.cells[place(EXTRA).unwrap_or(0)].is_empty());
        self.end(out);
    }
}
