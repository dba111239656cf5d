//! What is wrong with a table before its cells are looked at.

use crate::report::{Code, Severity};

/// A quote without its partner.
pub static UNCLOSED_QUOTE: Code = Code::new(
    "csv/unclosed-quote",
    Severity::Warning,
    "a quote that is never closed",
    "A cell begins with a quote, and before it is closed another cell on a later line begins with one, or the input \
     ends, or the limit of a record is reached. The quote was passed over, so that the row ends with its line. As far as the quote \
     reached, only lines with as many cells as the header or as this line are read as rows.",
    "close the quote, or double it if it is meant as a character",
);

/// A line behind an unclosed quote that is no row.
pub static STRAY_LINE: Code = Code::new(
    "csv/stray-line",
    Severity::Error,
    "a line behind an unclosed quote that is no row",
    "Where a quote was never closed, it is not known whether the lines behind it are rows or the rest of the cell. This \
     one has another number of cells than the header and was skipped.",
    "close the quote before it",
);

/// A header that names nothing known.
pub static NO_HEADER: Code = Code::new(
    "csv/no-header",
    Severity::Error,
    "the first row names no known column",
    "The first row of a table names its columns. None of the names is known, so it is not known what the cells mean, \
     or this is no table of records. The input was skipped.",
    "add a header such as `title,authors,issued`",
);

/// Lines before the header.
pub static BEFORE_HEADER: Code = Code::new(
    "csv/before-header",
    Severity::Info,
    "lines before the header",
    "The first lines name no known columns, and a later one does: it is the header, and what stands before it was \
     passed over, as a title or a note of the program that wrote the table.",
    "",
);
