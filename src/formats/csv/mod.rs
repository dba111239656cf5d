//! CSV: one row a record, columns of our own, everybody's columns read.
//!
//! Written as RFC 4180 says: comma, CRLF, cells with a comma, a quote or a line
//! end in quotes, quotes doubled; UTF-8 without byte order mark; always a
//! header. The columns and their order are fixed ([`COLUMNS`]). In a cell with
//! several values they are separated by `; `; a semicolon in a value is `\;`, a
//! backslash `\\`. Names are `Family, Given, Suffix`, bodies `{Name}`. Dates are
//! EDTF. Text has the tags of CSL-JSON, and a newline between paragraphs.
//!
//! Read by header: our columns without regard to case, blanks, `_` and `-`,
//! and the names other programs give to the same things. Separators are comma,
//! semicolon or tab, byte order marks and a first line `sep=;` are known.

mod carrier;
mod columns;
mod map;
mod names;
mod read;
mod values;
mod write;

pub use columns::COLUMNS;
pub use read::{NO_HEADER, UNCLOSED_QUOTE, UNEVEN_ROW};

use std::borrow::Cow;

use crate::format::{Format, Likelihood, OptionSpec, Reading};
use crate::ir::{Extra, Str};
use crate::map::Notation;

/// The notation: cells.
pub struct Cells;

impl Notation for Cells {
    const NAME: &'static str = "csv";
    type Value<'a> = Cow<'a, str>;
    type Sink = write::Row;

    fn source(value: &Cow<'_, str>) -> Str {
        value.as_ref().into()
    }

    /// The columns are fixed before the first record is seen.
    fn write_extra(_: &Extra, _: &mut write::Row) -> bool {
        false
    }
}

/// What separates cells when reading.
pub static READ_DELIMITER: OptionSpec = OptionSpec {
    name: "delimiter",
    choices: &["auto", "comma", "tab", "semicolon"],
    default: "auto",
    help: "what separates cells; by default seen from the header",
};

/// What separates cells when writing.
pub static WRITE_DELIMITER: OptionSpec = OptionSpec {
    name: "delimiter",
    choices: &["comma", "tab", "semicolon"],
    default: "comma",
    help: "what separates cells",
};

fn delimiter(choice: &str) -> Option<u8> {
    match choice {
        "comma" => Some(b','),
        "tab" => Some(b'\t'),
        "semicolon" => Some(b';'),
        _ => None,
    }
}

/// The format.
pub static CSV: Format = Format {
    title: "CSV, one row a record",
    extensions: &["csv", "tsv"],
    target_options: &[("tsv", "delimiter", "tab")],
    mime: "text/csv",
    docs: "A header and one row a record, RFC 4180, the same columns always and in the same order. Several values in a \
           cell are separated by `; ` (`\\;` is a semicolon, `\\\\` a backslash), names are `Family, Given, Suffix` and \
           `{Body}`, dates EDTF, text as in CSL-JSON with a newline between paragraphs. \
           Tables of other programs are read by the names of their columns; unknown columns become extra fields.",
    sniff,
    open: Some(|options| {
        let headers = read::Headers::default();
        let cut = read::Rows::new(delimiter(options.get(&READ_DELIMITER)), headers.clone());
        let keep_origin = options.keep_origin;
        Ok(Reading {
            cut: Box::new(cut),
            parser: Box::new(move || Box::new(read::Parser::new(headers.clone(), keep_origin))),
            watch: None,
        })
    }),
    create: Some(|options| Ok(Box::new(write::Writer::new(options)))),
    read_options: &[READ_DELIMITER],
    write_options: &[WRITE_DELIMITER],
    codes: &[&UNEVEN_ROW, &UNCLOSED_QUOTE, &NO_HEADER],
    carrier: Some(carrier::CARRIER),
    table: Some(|| &map::TABLE),
    ..Format::base("csv")
};

fn sniff(head: &[u8]) -> Likelihood {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let lines = head.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii_end);
    let mut lines = lines.filter(|line| !line.is_empty() && columns::separator_line(line).is_none());
    let Some(line) = lines.next().filter(|line| line.len() < 16 * 1024) else { return Likelihood::No };
    let Ok(line) = std::str::from_utf8(line) else { return Likelihood::No };
    let names = read::cells(line, columns::guess(line.as_bytes()));
    if names.iter().map(String::as_str).eq(COLUMNS.iter().copied()) {
        return Likelihood::Sure;
    }
    let known = names.iter().filter(|name| columns::known(name).is_some()).count();
    if known >= 2 { Likelihood::Maybe(60) } else { Likelihood::No }
}
