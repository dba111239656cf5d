//! Every file under `fixtures/<format>/`: the records and diagnostics it must
//! give, and what comes of writing them in the same format again.
//!
//! `<case>.native` holds the records, `<case>.notes` the diagnostics (absent:
//! there must be none), `<case>.out.<ext>` the canonical output where one is
//! pinned. `BLESS=1` rewrites them; read the difference before committing it.

mod support;

use ibidem::convert::{from_bytes, to_bytes};
use ibidem::format::{ReadOptions, WriteOptions};
use ibidem::formats::native::NATIVE;
use ibidem::registry::Registry;
use ibidem::report::{Collect, Diagnostic};
use support::{fixtures, matches_file};

fn note(diagnostic: &Diagnostic) -> String {
    let (span, code) = (diagnostic.span, diagnostic.code);
    format!("{}:{} {}[{}] {}\n", span.line, span.column, code.severity.name(), code.id, diagnostic.message)
}

#[test]
fn every_fixture_gives_its_records_and_notes() {
    let mut faults = Vec::new();
    // What is to be made of torture is in `torture.expected`, by hand.
    for fixture in fixtures().into_iter().filter(|fixture| !fixture.path.ends_with("torture.bib")) {
        let mut reports = Collect::default();
        let options = ReadOptions { keep_origin: true, ..ReadOptions::default() };
        let records = from_bytes(fixture.format, &options, &fixture.bytes, &mut reports).unwrap();
        let native = to_bytes(&NATIVE, &WriteOptions::default(), &records, &mut Collect::default()).unwrap();
        if fixture.format.name != "native" {
            matches_file(&String::from_utf8(native).unwrap(), &fixture.beside("native"), &mut faults);
        }
        let notes: String = reports.diagnostics.iter().map(note).collect();
        matches_file(&notes, &fixture.beside("notes"), &mut faults);

        let extension = fixture.path.extension().unwrap().to_str().unwrap();
        let pinned = fixture.beside(&format!("out.{extension}"));
        if pinned.exists() {
            let written =
                to_bytes(fixture.format, &WriteOptions::default(), &records, &mut Collect::default()).unwrap();
            matches_file(&String::from_utf8(written).unwrap(), &pinned, &mut faults);
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn every_fixture_is_recognized_as_what_it_is() {
    let registry = Registry::builtin();
    for fixture in fixtures() {
        let found = registry.detect(&fixture.bytes).map(|(format, _)| format.name);
        assert_eq!(found, Some(fixture.format.name), "{}", fixture.name());
    }
}

#[test]
fn every_format_has_fixtures() {
    // The fixtures of a format are those of its dialects as well.
    for format in ibidem::formats::BUILTIN.iter().filter(|format| format.variant_of.is_none()) {
        let count = fixtures().iter().filter(|fixture| fixture.format.name == format.name).count();
        assert!(count >= 3, "{} has {count} fixtures: a plain, a full and a damaged one are due", format.name);
    }
}
