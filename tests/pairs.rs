//! Chains of conversions: what one format made of a record, written as another
//! one, obeys the laws as any record does.
//!
//! Readers produce shapes that no generator thinks of, so that each format is
//! tested with what all the others read.

use ibidem::convert::{Reader, to_bytes};
use ibidem::format::{Format, ReadOptions};
use ibidem::formats::BUILTIN;
use ibidem::ir::Record;
use ibidem::laws::{self, Rng};
use ibidem::report::Collect;

fn seeds() -> u64 {
    std::env::var("PAIR_RECORDS").ok().and_then(|n| n.parse().ok()).unwrap_or(300)
}

fn image(format: &'static Format, record: &Record) -> Option<Record> {
    let written = to_bytes(format, &Default::default(), std::slice::from_ref(record), &mut Collect::default()).unwrap();
    let mut reader = Reader::new(format, &ReadOptions::default(), written.as_slice()).unwrap();
    reader.next_record(&mut Collect::default()).unwrap()
}

/// Everything that is read as `name` is written as every other format.
fn hold(name: &str) {
    let mut faults = Vec::new();
    let from = BUILTIN.iter().find(|format| format.name == name).unwrap();
    for to in BUILTIN.iter().copied().filter(|to| to.create.is_some()) {
        let mut count = 0;
        for seed in 0..seeds() {
            let record = laws::record(&mut Rng::new(seed), from.notation);
            let Some(image) = image(from, &record) else { continue };
            for fault in laws::check_record(to, &image) {
                faults.push(format!("{} to {}, seed {seed}: {fault}", from.name, to.name));
                count += 1;
            }
            if count > 3 {
                break;
            }
        }
    }
    assert!(faults.is_empty(), "{} faults, the first:\n{}", faults.len(), faults.join("\n=====\n"));
}

#[test]
fn from_arxiv() {
    hold("arxiv");
}

#[test]
fn from_arxiv_mail() {
    hold("arxiv:mail");
}

#[test]
fn from_atom() {
    hold("atom");
}

#[test]
fn from_biblatex() {
    hold("biblatex");
}

#[test]
fn from_bibtex() {
    hold("bibtex");
}

#[test]
fn from_csl_json() {
    hold("csl-json");
}

#[test]
fn from_csl_yaml() {
    hold("csl-yaml");
}

#[test]
fn from_csv() {
    hold("csv");
}

#[test]
fn from_native() {
    hold("native");
}

#[test]
fn from_ris() {
    hold("ris");
}

/// The two whose tables are farthest from the one of RIS.
#[test]
fn from_profiles_of_ris() {
    hold("ris:jabref");
    hold("ris:mendeley");
}
