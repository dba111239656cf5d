//! Gives a journal another name and leaves the rest of a .bib file as it is:
//! `edit FROM TO < refs.bib > new.bib`.

use std::io::Write;

use ibidem::convert::{Item, Reader, Sequence};
use ibidem::format::{ReadOptions, WriteOptions};
use ibidem::formats::bibtex::BIBTEX;
use ibidem::ir::keys;
use ibidem::report::Collect;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(from), Some(to)) = (arguments.next(), arguments.next()) else {
        return Err("which journal, and what is it called now?".into());
    };
    let read = ReadOptions { keep_source: true, ..ReadOptions::default() };
    let write = WriteOptions { keep_source: true, ..WriteOptions::default() };
    let mut reader = Reader::new(&BIBTEX, &read, std::io::stdin())?;
    let mut sequence = Sequence::new(&BIBTEX, &write)?;
    let (mut out, mut reports) = (Vec::new(), Collect::default());
    while let Some(item) = reader.next_item(&mut reports)? {
        match item {
            Item::Record(mut record) => {
                if record.get(keys::CONTAINER_TITLE).is_some_and(|journal| journal.to_plain() == from) {
                    record.set(keys::CONTAINER_TITLE, to.as_str().into());
                }
                sequence.record(&record, &mut out, &mut reports);
            }
            // Comments, macros, blank lines and what could not be read.
            Item::Aside(aside) => sequence.aside(&aside, &mut out, &mut reports),
        }
    }
    sequence.finish(&mut out);
    std::io::stdout().write_all(&out)?;
    for diagnostic in &reports.diagnostics {
        eprintln!("line {}: {}", diagnostic.span.line, diagnostic.message);
    }
    Ok(())
}
