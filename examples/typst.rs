//! Reads any format and prints what typst's crates see of it: for each entry
//! its type, key, fields, and the first author as the `biblatex` crate reads
//! the name.
//!
//! `cargo run --example typst --features biblatex -- FILE`

use std::error::Error;
use std::fs;

use biblatex::{ChunksExt, Entry};
use ibidem::convert::Reader;
use ibidem::format::ReadOptions;
use ibidem::interop::biblatex::entry;
use ibidem::registry::Registry;
use ibidem::report::Collect;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("which file?")?;
    let bytes = fs::read(&path)?;
    let registry = Registry::builtin();
    let (format, _) = registry.detect(&bytes).ok_or("no known format")?;
    let mut reports = Collect::default();
    let mut reader = Reader::new(format, &ReadOptions::default(), bytes.as_slice())?;
    while let Some(record) = reader.next_record(&mut reports)? {
        let entry: Entry = entry(&record, &mut reports);
        println!("@{}{{{}}}", entry.entry_type, entry.key);
        for (name, chunks) in &entry.fields {
            println!("  {name}: {}", chunks.format_verbatim());
        }
        if let Some(first) = entry.author().ok().and_then(|authors| authors.into_iter().next()) {
            println!("  first author: {} | {} | {} | {}", first.given_name, first.prefix, first.name, first.suffix);
        }
    }
    for diagnostic in &reports.diagnostics {
        eprintln!("line {}: {}", diagnostic.span.line, diagnostic.message);
    }
    for loss in &reports.losses {
        eprintln!("{}: {} {}", loss.key.as_deref().unwrap_or("?"), loss.subject.name(), loss.kind.name());
    }
    Ok(())
}
