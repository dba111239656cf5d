//! Damaged input: every fixture cut short and mutated, in every format.
//! Nothing may panic, places stay inside the input, chunks do not matter.

mod support;

use ibidem::formats::BUILTIN;
use ibidem::laws::{Rng, check_bytes};
use support::fixtures;

/// The first bytes of a fixture: enough to meet every construct, few enough to
/// read it a thousand times.
const HEAD: usize = 6_000;

/// Mutations of each fixture; more with `ROBUST_ROUNDS`.
fn rounds() -> usize {
    std::env::var("ROBUST_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(60)
}

#[test]
fn fixtures_cut_short() {
    let mut faults = Vec::new();
    for fixture in fixtures() {
        let bytes = &fixture.bytes[..fixture.bytes.len().min(HEAD)];
        for end in (0..bytes.len()).step_by(37) {
            for fault in check_bytes(fixture.format, &bytes[..end]) {
                faults.push(format!("{} cut at {end}: {fault}", fixture.name()));
            }
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults[0]);
}

#[test]
fn fixtures_mutated() {
    let mut faults = Vec::new();
    for fixture in fixtures() {
        let head = &fixture.bytes[..fixture.bytes.len().min(HEAD)];
        let mut rng = Rng::new(head.len() as u64);
        for round in 0..rounds() {
            let mut bytes = head.to_vec();
            for _ in 0..1 + rng.below(6) {
                mutate(&mut rng, &mut bytes);
            }
            for fault in check_bytes(fixture.format, &bytes) {
                faults.push(format!("{} round {round}: {fault}", fixture.name()));
            }
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults[0]);
}

fn mutate(rng: &mut Rng, bytes: &mut Vec<u8>) {
    if bytes.is_empty() {
        return;
    }
    let at = rng.below(bytes.len());
    let special = *b"{}\"\\<>[]@=,#%$&;:'\n\r\t \0-\xff\xc3";
    match rng.below(4) {
        0 => bytes[at] = rng.pick(&special),
        1 => bytes.insert(at, rng.pick(&special)),
        2 => {
            let end = (at + 1 + rng.below(30)).min(bytes.len());
            bytes.drain(at..end);
        }
        _ => {
            let end = (at + 1 + rng.below(200)).min(bytes.len());
            let piece = bytes[at..end].to_vec();
            let to = rng.below(bytes.len());
            bytes.splice(to..to, piece);
        }
    }
}

#[test]
fn any_fixture_read_as_any_format() {
    for fixture in fixtures() {
        let bytes = &fixture.bytes[..fixture.bytes.len().min(HEAD)];
        for format in BUILTIN.iter().filter(|format| format.open.is_some()) {
            let faults = check_bytes(format, bytes);
            assert!(faults.is_empty(), "{} as {}: {}", fixture.name(), format.name, faults[0]);
        }
    }
}

#[test]
fn noise() {
    let mut rng = Rng::new(7);
    for format in BUILTIN.iter().filter(|format| format.open.is_some()) {
        for _ in 0..40 {
            let bytes: Vec<u8> = (0..rng.below(400)).map(|_| rng.draw() as u8).collect();
            let faults = check_bytes(format, &bytes);
            assert!(faults.is_empty(), "{}: {}", format.name, faults[0]);
        }
    }
}
