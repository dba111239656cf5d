//! Damaged input: every fixture cut short and mutated, in every format.
//! Nothing may panic, places stay inside the input, chunks do not matter.

mod support;

use ibidem::convert::from_bytes;
use ibidem::format::ReadOptions;
use ibidem::formats::BUILTIN;
use ibidem::laws::{Rng, check_bytes, mutate};
use ibidem::report::Discard;
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
            mutate(&mut rng, &mut bytes);
            for fault in check_bytes(fixture.format, &bytes) {
                faults.push(format!("{} round {round}: {fault}", fixture.name()));
            }
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults[0]);
}

/// One entry among others is damaged where BibTeX looks; the others stay.
#[test]
fn damage_to_one_entry_stays_there() {
    let entry = |key: &str| {
        format!(
            "@article{{{key},\n  title = {{One {{T}}wo}},\n  author = \"A. B. {{C}}\",\n  note = x # {{y}},\n  year = 1999,\n}}\n\n"
        )
    };
    let specials = ["{", "}", "\"", "@", ",", "=", "#", "%", "\n", "(", ")", "\\"];
    let mut rng = Rng::new(11);
    for round in 0..rounds() * 10 {
        let mut middle = entry("middle");
        for _ in 0..1 + rng.below(3) {
            let at = rng.below(middle.len());
            let special = rng.pick(&specials);
            match rng.below(4) {
                0 => middle.insert_str(at, special),
                1 => {
                    // Takes one away.
                    if let Some(found) = middle[at..].find(special) {
                        middle.replace_range(at + found..at + found + special.len(), "");
                    }
                }
                2 => {
                    if let Some(found) = middle[at..].find(special) {
                        middle.insert_str(at + found, special);
                    }
                }
                _ => {
                    let mut lines: Vec<&str> = middle.split_inclusive('\n').collect();
                    let (one, other) = (rng.below(lines.len()), rng.below(lines.len()));
                    lines.swap(one, other);
                    middle = lines.concat();
                }
            }
        }
        let source = format!("{}{}{middle}\n{}{}", entry("a"), entry("b"), entry("y"), entry("z"));
        for name in ["bibtex", "biblatex"] {
            let Some(format) = BUILTIN.iter().find(|format| format.name == name) else { continue };
            let faults = check_bytes(format, source.as_bytes());
            assert!(faults.is_empty(), "{name} round {round}: {}\n{source}", faults[0]);
            let read = ReadOptions::default();
            let records = from_bytes(format, &read, source.as_bytes(), &mut Discard).unwrap();
            let keys: Vec<_> = records.iter().filter_map(|record| record.key.as_deref()).collect();
            assert!(keys.starts_with(&["a", "b"]) && keys.ends_with(&["y", "z"]), "{round}: {keys:?}\n{source}");
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
