//! The main job: fifty arXiv search results into every format and back.
//!
//! What a format cannot hold is pinned here by field and number of records;
//! everything else must come back equal.

mod support;

use std::collections::BTreeMap;

use ibidem::convert::{from_bytes, to_bytes};
use ibidem::format::{ReadOptions, WriteOptions};
use ibidem::ir::Record;
use ibidem::laws::unreported;
use ibidem::report::{Collect, Loss};
use support::format;

fn seed() -> Vec<Record> {
    let bytes = std::fs::read(support::root().join("arxiv/search-50.txt")).unwrap();
    let mut reports = Collect::default();
    let records = from_bytes(format("arxiv"), &ReadOptions::default(), &bytes, &mut reports).unwrap();
    assert!(reports.diagnostics.is_empty(), "{:?}", reports.diagnostics);
    assert_eq!(records.len(), 50);
    records
}

/// Writes the fifty records, reads them back, compares record by record with
/// the ledger, and returns how often each subject was lost and how.
fn through(name: &str) -> BTreeMap<String, usize> {
    let records = seed();
    let mut written = Collect::default();
    let bytes = to_bytes(format(name), &WriteOptions::default(), &records, &mut written).unwrap();
    assert!(written.diagnostics.is_empty(), "{:?}", written.diagnostics);
    let mut read = Collect::default();
    let images = from_bytes(format(name), &ReadOptions::default(), &bytes, &mut read).unwrap();
    assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
    assert_eq!(images.len(), records.len());
    for (at, (record, image)) in records.iter().zip(&images).enumerate() {
        let losses: Vec<Loss> = written.losses.iter().filter(|loss| loss.record == at as u64 + 1).cloned().collect();
        let faults = unreported(format(name), record, image, &Collect { losses, ..Collect::default() });
        assert!(faults.is_empty(), "record {}: {}", at + 1, faults[0]);
    }
    let mut tally = BTreeMap::new();
    for loss in &written.losses {
        *tally.entry(format!("{} {}", loss.subject.name(), loss.kind.name())).or_default() += 1;
    }
    tally
}

fn lost(expected: &[(&str, usize)]) -> BTreeMap<String, usize> {
    expected.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect()
}

/// No field for the dates of the versions; `and others` without a number; and a
/// preprint without an identifier is a `@misc` like any other.
#[test]
fn bibtex() {
    let expected = [
        ("type retyped", 50),
        ("announced dropped", 50),
        ("submitted dropped", 50),
        ("updated dropped", 24),
        ("author narrowed", 1),
    ];
    assert_eq!(through("bibtex"), lost(&expected));
}

/// No date of the latest version, no truncated lists; a link and an unknown
/// command are not among the tags.
#[test]
fn csl_json() {
    let expected = [("updated dropped", 24), ("author narrowed", 1), ("abstract flattened", 2)];
    assert_eq!(through("csl-json"), lost(&expected));
}

/// Plain text: italics, a link and an unknown command lose their mark-up.
#[test]
fn ris() {
    let expected = [
        ("announced dropped", 50),
        ("submitted dropped", 50),
        ("updated dropped", 24),
        ("author narrowed", 1),
        ("abstract flattened", 6),
    ];
    assert_eq!(through("ris"), lost(&expected));
}

/// A column for everything but a link and an unknown command.
#[test]
fn csv() {
    assert_eq!(through("csv"), lost(&[("abstract flattened", 2)]));
}

/// No truncated lists.
#[test]
fn atom() {
    assert_eq!(through("atom"), lost(&[("author narrowed", 1), ("abstract flattened", 1)]));
}

#[test]
fn native() {
    assert_eq!(through("native"), lost(&[]));
}
