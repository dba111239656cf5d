//! Collects what a conversion would lose, as values: how often each field, and
//! which records are concerned.
//!
//! `cargo run --example losses -- FILE FORMAT`

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::io::{self, Read};

use ibidem::report::{Code, Diagnostic, Loss, Severity, Sink, Subject};
use ibidem::{Converter, ReadOptions, Registry, WriteOptions};

/// Counts losses instead of keeping them, so that memory does not grow with the input.
#[derive(Default)]
struct Ledger {
    fields: BTreeMap<(String, &'static str), u64>,
    records: BTreeSet<u64>,
    unreadable: u64,
}

impl Sink for Ledger {
    fn diagnostic(&mut self, diagnostic: Diagnostic) {
        self.unreadable += u64::from(diagnostic.severity() == Severity::Error);
    }
    fn loss(&mut self, loss: Loss) {
        *self.fields.entry((loss.subject.name().to_string(), loss.kind.name())).or_default() += 1;
        self.records.insert(loss.record);
    }
    // The lost values are not looked at, so they need not be made.
    fn wants_value(&self, _: &'static Code, _: &Subject) -> bool {
        false
    }
}

fn account(input: impl Read + Send, from: &str, to: &str) -> Result<Ledger, ibidem::Error> {
    let registry = Registry::builtin();
    let (from, to) = (registry.by_name(from)?, registry.by_name(to)?);
    let mut converter = Converter::new(from, to, &ReadOptions::default(), &WriteOptions::default())?;
    let mut ledger = Ledger::default();
    converter.input(input, &mut io::sink(), &mut ledger)?;
    converter.finish(&mut io::sink())?;
    Ok(ledger)
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(path), Some(to)) = (arguments.next(), arguments.next()) else {
        return Err("which file, and into which format?".into());
    };
    let registry = Registry::builtin();
    let head = fs::read(&path)?;
    let from = registry.recognize(Some(path.as_ref()), &head).ok_or("no known format")?.format;
    let ledger = account(head.as_slice(), from.name, &to)?;
    for ((field, way), count) in &ledger.fields {
        println!("{count:8}  {field} {way}");
    }
    println!("{} records lose something, {} are unreadable", ledger.records.len(), ledger.unreadable);
    Ok(())
}

#[cfg(test)]
#[test]
fn losses_are_counted_by_field() {
    let input = "@book{a, title = {A}, pagetotal = {9}, owner = {me}} @book{b, title = {B}, owner = {me}}";
    let ledger = account(input.as_bytes(), "bibtex", "ris").unwrap();
    assert_eq!(ledger.fields[&("bibtex:owner".to_owned(), "dropped")], 2);
    assert_eq!((ledger.records.len(), ledger.unreadable), (2, 0));
}
