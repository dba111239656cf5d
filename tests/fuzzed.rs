//! The bodies of the fuzz targets over fixtures and their mutations: reading,
//! writing and reading again for every pair of formats. `FUZZ_ROUNDS=100 cargo
//! test --test fuzzed` makes more of them; docs/fuzzing.md says how they run in
//! a fuzzer.

mod support;

use ibidem::format::Format;
use ibidem::formats::BUILTIN;
use ibidem::laws::{Rng, check_conversion, check_pair, check_tight, mutate};
use support::{Fixture, fixtures};

/// A piece of a fixture is so long at most.
const LENGTH: usize = 2_500;

/// Pieces of each fixture for each pair, the first one undamaged.
fn rounds() -> usize {
    std::env::var("FUZZ_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(3)
}

/// A piece of a fixture: its beginning, or lines from somewhere inside.
fn piece(fixture: &Fixture, rng: &mut Rng) -> Vec<u8> {
    let bytes = &fixture.bytes;
    let line = |at: usize| memchr::memchr(b'\n', &bytes[at..]).map_or(at, |newline| at + newline + 1);
    let begin = if rng.one_in(2) || bytes.len() <= LENGTH { 0 } else { line(rng.below(bytes.len())) };
    let end = (begin + LENGTH).min(bytes.len());
    bytes[begin..end].to_vec()
}

/// Every fixture of the formats of one name and its dialects, to every target.
fn hold(check: fn(&'static Format, &'static Format, &[u8]) -> Vec<String>, seed: u64) {
    let mut faults = Vec::new();
    for (number, fixture) in fixtures().iter().enumerate() {
        for (to_number, &to) in BUILTIN.iter().enumerate().filter(|(_, to)| to.create.is_some()) {
            let mut rng = Rng::new(seed + (number * 1000 + to_number) as u64);
            for round in 0..rounds() {
                let mut bytes = piece(fixture, &mut rng);
                if round > 0 || rng.one_in(2) {
                    mutate(&mut rng, &mut bytes);
                }
                for fault in check(fixture.format, to, &bytes) {
                    faults.push(format!("{} to {} round {round}: {fault}", fixture.name(), to.name));
                }
            }
        }
    }
    assert!(
        faults.is_empty(),
        "{} faults, the first:\n{}",
        faults.len(),
        faults[..faults.len().min(20)].join("\n=====\n")
    );
}

#[test]
fn conversions_of_damaged_fixtures() {
    hold(check_conversion, 1);
}

#[test]
fn records_of_damaged_fixtures_come_back() {
    hold(check_pair, 2);
}

/// Where records are beyond the limit, chunks do not matter either.
#[test]
fn damaged_fixtures_within_tight_limits() {
    let mut faults = Vec::new();
    for (number, fixture) in fixtures().iter().enumerate() {
        let mut rng = Rng::new(number as u64);
        for round in 0..2 + 8 * rounds() {
            let mut bytes = fixture.bytes[..fixture.bytes.len().min(3 * LENGTH)].to_vec();
            if round > 0 {
                mutate(&mut rng, &mut bytes);
            }
            for fault in check_tight(fixture.format, &bytes) {
                faults.push(format!("{} round {round}: {fault}", fixture.name()));
            }
        }
    }
    assert!(
        faults.is_empty(),
        "{} faults, the first:\n{}",
        faults.len(),
        faults[..faults.len().min(4)].join("\n=====\n")
    );
}
