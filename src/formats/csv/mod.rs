//! CSV: one row a record, columns of our own, everybody's columns read.
//!
//! Written as RFC 4180 says: comma, CRLF, cells with a comma, a quote or a line
//! end in quotes, quotes doubled; UTF-8 without byte order mark; always a
//! header. The columns and their order are fixed (`columns`) unless others are
//! chosen. In a cell with several values they are separated by `; `; a semicolon
//! in a value is `\;`, a backslash `\\`. Names are `Family, Given, Suffix`,
//! bodies `{Name}`. Dates are EDTF. Text has the tags of CSL-JSON, and a newline
//! between paragraphs.
//!
//! Read by header: `cut` finds it and the ends of rows, `header` decides what
//! the columns mean, by the tables of other programs in `dialects` or by the
//! names in `columns`; `adapt` brings the cells of others into our notation, and
//! one table of fields (`map`) reads them all.
//!
//! ```
//! use ibidem::{formats::csv::{CSV, EXCEL, TSV, UNEVEN_ROW}, ir::keys};
//! let read = ibidem::read_str("key,type,title\na,book,Notes\nb,book\n", CSV.name)?;
//! assert_eq!(read.value[0].get(keys::TITLE), Some(&"Notes".into()));
//! assert_eq!(read.diagnostics[0].code, &UNEVEN_ROW);
//! assert!(ibidem::write_str(&read.value, TSV.name)?.value.starts_with("key\ttype\t"));
//! assert_eq!(EXCEL.variant_of, Some("csv"));
//! # Ok::<(), ibidem::Error>(())
//! ```

mod adapt;
mod carrier;
mod codes;
mod columns;
mod cut;
mod dates;
mod delimiter;
mod dialects;
mod guard;
mod header;
mod layout;
mod literal;
mod map;
mod names;
mod people;
mod read;
mod split;
mod values;
mod write;

pub use codes::{BEFORE_HEADER, NO_HEADER, STRAY_LINE, UNCLOSED_QUOTE};
pub use read::{HEADER_AGAIN, UNEVEN_ROW};
pub use write::{LONG_CELL, NOT_CHOSEN, RENAMED};

use std::borrow::Cow;
use std::fmt::Write;

use crate::format::{Format, Likelihood, OptionSpec, ReadOptions, Reading};
use crate::ir::{Extra, Str};
use crate::map::{Fidelity, Notation};
use crate::report::{Code, Error};
use delimiter::{READ_DELIMITER, WRITE_DELIMITER, WRITE_TAB};
use layout::WRITE_COLUMNS;
use write::{Style, Writer};

/// The notation: cells.
pub(crate) struct Cells;

impl Notation for Cells {
    const NAME: &'static str = "csv";
    type Value<'a> = Cow<'a, str>;
    type Sink = write::Row;

    fn source(value: &Cow<'_, str>) -> Str {
        value.as_ref().into()
    }

    /// The columns are fixed before the first record is seen.
    fn write_extra(_: &Extra, _: &mut write::Row) -> Fidelity {
        Fidelity::Nothing
    }
}

/// The format.
pub static CSV: Format = Format {
    title: "CSV and TSV, one row a record; tables of other programs",
    extensions: &["csv", "tsv", "tab"],
    target_options: &[("tsv", "delimiter", "tab"), ("tab", "delimiter", "tab")],
    docs: include_str!("csv.md"),
    sniff,
    open: Some(|options| open(options, false)),
    create: Some(|options| Ok(Box::new(Writer::new(options, &WRITE_DELIMITER, Style::Plain)?))),
    write_options: &[WRITE_COLUMNS, WRITE_DELIMITER],
    ..base("csv")
};

/// The same with tabs.
pub static TSV: Format = Format {
    aliases: &["tsv"],
    title: "tables with tabs between cells",
    mime: "text/tab-separated-values",
    docs: "Read and written as `csv`, with tabs between the cells that are written.",
    variant_of: Some("csv"),
    open: Some(|options| open(options, false)),
    create: Some(|options| Ok(Box::new(Writer::new(options, &WRITE_TAB, Style::Plain)?))),
    write_options: &[WRITE_COLUMNS, WRITE_TAB],
    ..base("csv:tsv")
};

/// For spreadsheets.
pub static EXCEL: Format = Format {
    aliases: &["excel"],
    title: "CSV that a spreadsheet leaves as it is",
    docs: include_str!("excel.md"),
    variant_of: Some("csv"),
    open: Some(|options| open(options, true)),
    create: Some(|options| Ok(Box::new(Writer::new(options, &WRITE_DELIMITER, Style::Excel)?))),
    write_options: &[WRITE_COLUMNS, WRITE_DELIMITER],
    codes: EXCEL_CODES,
    ..base("csv:excel")
};

const fn base(name: &'static str) -> Format {
    Format {
        mime: "text/csv",
        notation: "csv",
        read_options: READ_OPTIONS,
        codes: CODES,
        carrier: Some(carrier::CARRIER),
        table: Some(|| &map::TABLE),
        ..Format::base(name)
    }
}

static READ_OPTIONS: &[OptionSpec] = &[READ_DELIMITER];

static CODES: &[&Code] =
    &[&UNEVEN_ROW, &UNCLOSED_QUOTE, &STRAY_LINE, &NO_HEADER, &BEFORE_HEADER, &HEADER_AGAIN, &NOT_CHOSEN, &RENAMED];

static EXCEL_CODES: &[&Code] = &[
    &UNEVEN_ROW,
    &UNCLOSED_QUOTE,
    &STRAY_LINE,
    &NO_HEADER,
    &BEFORE_HEADER,
    &HEADER_AGAIN,
    &NOT_CHOSEN,
    &RENAMED,
    &LONG_CELL,
];

fn open(options: &ReadOptions, excel: bool) -> Result<Reading, Error> {
    let headers = header::Headers::default();
    let chosen = delimiter::named(options.get(&READ_DELIMITER))?;
    let cut = cut::Rows::new(chosen, excel, headers.clone());
    let keep_origin = options.keep_origin;
    Ok(Reading {
        cut: Box::new(cut),
        parser: Box::new(move || Box::new(read::Parser::new(headers.clone(), keep_origin))),
        watch: None,
    })
}

fn sniff(head: &[u8]) -> Likelihood {
    let marked = head.starts_with(b"\xEF\xBB\xBF");
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let Ok(Some(found)) = cut::find(head, None, false, marked) else { return Likelihood::No };
    // Headings may be in an encoding of eight bits; control characters are in none.
    let odd = |byte: &u8| byte.is_ascii_control() && !byte.is_ascii_whitespace();
    if found.end - found.at > 32 * 1024 || head[found.at..found.end].iter().any(odd) {
        return Likelihood::No;
    }
    let header = found.header;
    match header.known() {
        _ if header.is_whole() => Likelihood::Sure,
        known if known < 2 => Likelihood::No,
        // Behind other lines two known words make no table.
        _ if header.is_recognized() => Likelihood::Maybe(90),
        _ if found.before.is_none() => Likelihood::Maybe(60),
        _ => Likelihood::No,
    }
}

/// The tables of other programs that are recognized, as Markdown: for each the
/// headings by which, and what its columns are read as.
///
/// ```
/// assert!(ibidem::formats::csv::dialects_page().contains("| Heading | Column | Written as |"));
/// ```
pub fn dialects_page() -> String {
    let mut page = String::from(
        "# Tables of other programs\n\nRead as [`csv`](csv.md). Headings stand here without blanks and marks and in lower \
         case, as they are compared. Where several mean one column, the first that is filled counts; what is not listed \
         is kept under its heading. The last section is that of all other tables, whose headings are known by \
         themselves.\n",
    );
    let code = |words: &[&str]| words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    for dialect in dialects::DIALECTS.iter().copied().chain([&dialects::ANY]) {
        let marks: Vec<_> = dialect.marks.iter().map(|marks| code(marks)).collect();
        // Writing to a string cannot fail.
        let _ = match marks.is_empty() {
            true => writeln!(page, "\n## Any other table\n\n{}\n", columns::headings()),
            false => writeln!(page, "\n## {}\n\nRecognized by {}.\n", dialect.name, marks.join("; or by ")),
        };
        let _ = writeln!(page, "| Heading | Column | Written as |\n|---|---|---|");
        for (heading, column, via) in dialect.headings {
            let _ = writeln!(page, "| `{heading}` | `{column}` | {} |", via.words());
        }
        if !dialect.words.is_empty() {
            let words = dialect.words.iter().map(|(word, kind, _)| format!("`{word}` is `{}`", kind.name()));
            let _ = writeln!(page, "\nTypes: {}.", words.collect::<Vec<_>>().join(", "));
        }
    }
    page
}
