//! The law of the long way round, for every ordered pair of formats: what goes
//! from A through B and back to A differs from what goes from A to A only in
//! what the ledgers of those runs reported; and under `--lossless`, through
//! every format with a carrier, not at all.
//!
//! Whole documents through the converter, generated ones and fixtures.
//! References are not followed: an entry that inherits is another entry.

mod support;

use ibidem::compare::{Account, Fate, changes};
use ibidem::convert::{Converter, Trip, from_bytes, to_bytes};
use ibidem::format::{Format, ReadOptions, WriteOptions};
use ibidem::formats::BUILTIN;
use ibidem::ir::{Field, Record};
use ibidem::laws::{Rng, record};
use ibidem::report::{Collect, Discard, Loss, Subject};
use support::format;

fn seeds() -> u64 {
    std::env::var("PAIR_RECORDS").ok().and_then(|n| n.parse().ok()).unwrap_or(60)
}

/// The output and what was lost. Records are written anew, not edited in their place.
fn convert(from: &Format, to: &Format, lossless: bool, input: &[u8]) -> (Vec<u8>, Vec<Loss>) {
    if from.name == to.name {
        let (write, mut reports) = (WriteOptions { lossless, ..WriteOptions::default() }, Collect::default());
        let output = to_bytes(to, &write, &read(from, input), &mut reports).unwrap();
        return (output, reports.losses);
    }
    let write = WriteOptions { lossless, ..WriteOptions::default() };
    let (mut output, mut reports) = (Vec::new(), Collect::default());
    let mut converter = Converter::new(from, to, &ReadOptions::default(), &write).unwrap().resolve(false);
    converter.input(input, &mut output, &mut reports).unwrap();
    if let Some(patch) = converter.finish(&mut output).unwrap().patch {
        let at = patch.offset as usize;
        output[at..at + patch.bytes.len()].copy_from_slice(&patch.bytes);
    }
    (output, reports.losses)
}

fn read(format: &Format, bytes: &[u8]) -> Vec<Record> {
    from_bytes(format, &ReadOptions::default(), bytes, &mut Discard).unwrap()
}

/// Documents in a format: its fixtures, and one that is generated.
fn documents(format: &Format) -> Vec<(String, Vec<u8>)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(format.name);
    let mut documents = Vec::new();
    for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let expectation = [".native", ".notes", ".expected"].iter().any(|end| name.ends_with(end));
        if path.is_file() && !expectation && name != "vocabulary.txt" {
            documents.push((name, std::fs::read(path).unwrap()));
        }
    }
    assert!(!documents.is_empty());
    documents.sort();
    let records: Vec<Record> = (0..seeds()).map(|seed| record(&mut Rng::new(seed), format.notation)).collect();
    documents
        .push(("generated".to_owned(), to_bytes(format, &WriteOptions::default(), &records, &mut Discard).unwrap()));
    documents
}

/// Differences that are none: a made key stays with the record, and `langid`
/// is no field apart where nothing beside it says the language.
fn is_known(subject: &Subject, base: &Record, back: &Record) -> bool {
    match subject {
        Subject::Key => base.key.is_none(),
        Subject::Extra(_, name) => name == "langid" && base.value(Field::Language) == back.value(Field::Language),
        _ => false,
    }
}

/// From this format through all others, and back.
fn hold(name: &str) {
    let a = format(name);
    let mut faults = Vec::new();
    for (document, source) in documents(a) {
        let mut reports = Collect::default();
        let plain = to_bytes(a, &WriteOptions::default(), &read(a, &source), &mut reports).unwrap();
        let base = read(a, &plain);
        for b in BUILTIN.iter().filter(|b| b.create.is_some() && b.open.is_some()) {
            let about = |i: usize| format!("{name} {document}, record {} through {}", i + 1, b.name);
            for lossless in [false, true] {
                if lossless && b.carrier.is_none() {
                    continue;
                }
                let (there, mut losses) = convert(a, b, lossless, &source);
                let (back, again) = convert(b, a, false, &there);
                let back = read(a, &back);
                if back.len() != base.len() {
                    faults.push(format!("{}: {} records came back of {}", about(0), back.len(), base.len()));
                    continue;
                }
                losses.extend(again);
                losses.extend(reports.losses.iter().cloned());
                losses.sort_by_key(|loss| loss.record);
                for (i, (base, back)) in base.iter().zip(&back).enumerate() {
                    if lossless {
                        if base != back {
                            faults.push(format!("{}, lossless: {:#?}", about(i), changes(base, back)));
                        }
                        continue;
                    }
                    let from = losses.partition_point(|loss| loss.record < i as u64 + 1);
                    let to = losses.partition_point(|loss| loss.record < i as u64 + 2);
                    for entry in Account::new(base, back, b.naming, &losses[from..to]).entries {
                        if entry.fate == Fate::Unreported && !is_known(&entry.change.subject, base, back) {
                            faults.push(format!("{}: {:?}", about(i), entry.change));
                        }
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} faults, the first:\n{}", faults.len(), faults[..faults.len().min(8)].join("\n"));
}

macro_rules! formats {
    ($($test:ident = $name:literal),+ $(,)?) => { $(
        #[test]
        fn $test() {
            hold($name);
        }
    )+

    #[test]
    fn every_format_goes_through_all_others() {
        let tested = [$($name),+];
        let whole = |format: &&&Format| format.create.is_some() && format.open.is_some() && format.variant_of.is_none();
        for format in BUILTIN.iter().filter(whole) {
            assert!(tested.contains(&format.name), "no test from {}", format.name);
        }
    } };
}

formats! {
    arxiv = "arxiv",
    atom = "atom",
    biblatex = "biblatex",
    bibtex = "bibtex",
    csl_json = "csl-json",
    csl_yaml = "csl-yaml",
    csv = "csv",
    native = "native",
    ris = "ris",
}

/// What `ibidem check` shows: nothing is ever unreported, and nothing is shown
/// where everything is carried.
#[test]
fn no_trip_has_unreported_losses() {
    let mut faults = Vec::new();
    for b in BUILTIN.iter().filter(|b| b.create.is_some() && b.open.is_some()) {
        for lossless in [false, true] {
            for a in BUILTIN.iter().filter(|a| a.create.is_some() && a.variant_of.is_none()) {
                let mut trip = Trip::new(b, &WriteOptions { lossless, ..WriteOptions::default() }).unwrap();
                for (document, source) in documents(a) {
                    for record in read(a, &source) {
                        let Some(account) = trip.send(&record) else {
                            faults.push(format!("{} {document} through {}: did not come back", a.name, b.name));
                            continue;
                        };
                        let carried = lossless && b.carrier.is_some();
                        let entries = account.entries.iter().filter(|entry| carried || entry.fate == Fate::Unreported);
                        faults.extend(entries.map(|entry| format!("{} {document} via {}: {entry:?}", a.name, b.name)));
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} faults, the first:\n{}", faults.len(), faults[..faults.len().min(8)].join("\n"));
}
