//! `native`: the record itself, as JSON Lines.
//!
//! One object a line, exact and diff-friendly; the schema is that of the
//! record's own serialization. Nothing is lost in it, so it is the notation of
//! expected values in tests and the format to look at when a conversion
//! surprises.
//!
//! ```
//! use ibidem::formats::native::{BAD_LINE, NATIVE};
//! let line = ibidem::convert_str("@book{a, title = {Notes}}", "bibtex", NATIVE.name)?.value;
//! assert!(line.starts_with(r#"{"key":"a","type":"book""#) && line.ends_with("}\n"));
//! assert_eq!(ibidem::read_str("nonsense", NATIVE.name)?.diagnostics[0].code, &BAD_LINE);
//! # Ok::<(), ibidem::Error>(())
//! ```

mod read;
mod write;

pub use read::BAD_LINE;

use crate::format::{Format, Inheritance, Likelihood, Reading};

/// The format.
pub static NATIVE: Format = Format {
    aliases: &["jsonl", "ndjson"],
    title: "the normalized record, one JSON object a line",
    extensions: &["jsonl", "native"],
    mime: "application/x-ndjson",
    docs: include_str!("native.md"),
    sniff,
    open: Some(|_| {
        Ok(Reading { cut: Box::<read::Lines>::default(), parser: Box::new(|| Box::new(read::Parser)), watch: None })
    }),
    create: Some(|_| Ok(Box::new(write::Writer))),
    escape: Some(crate::codec::escape::json),
    inheritance: Some(Inheritance::Biblatex),
    codes: &[&BAD_LINE, &read::BAD_VALUE],
    ..Format::base("native")
};

fn sniff(head: &[u8]) -> Likelihood {
    let text = head.trim_ascii_start();
    let line = &text[..memchr::memchr(b'\n', text).unwrap_or(text.len()).min(4096)];
    let has = |needle: &[u8]| memchr::memmem::find(line, needle).is_some();
    if line.starts_with(b"{") && has(b"\"type\":") && has(b"\"fields\":{") { Likelihood::Sure } else { Likelihood::No }
}
