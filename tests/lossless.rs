//! Under `--lossless`, what is written comes back whole from every format that
//! has a carrier, whatever the record; and an edit is not undone.

mod support;

use ibidem::convert::{from_bytes, to_bytes};
use ibidem::format::{Format, ReadOptions, WriteOptions};
use ibidem::ir::{Date, EntryType, Field, Record, keys};
use ibidem::laws::{Rng, record};
use ibidem::registry::Registry;
use ibidem::report::{Collect, LossKind};
use support::format;

fn records() -> u64 {
    std::env::var("LAW_RECORDS").ok().and_then(|count| count.parse().ok()).unwrap_or(300)
}

fn hold(format: &Format) {
    let options = lossless();
    for notation in ["bibtex", "csl-json", "ris", "csv", "atom", "elsewhere"] {
        for seed in 0..records() {
            let record = record(&mut Rng::new(seed), notation);
            let mut sink = Collect::default();
            let bytes = to_bytes(format, &options, std::slice::from_ref(&record), &mut sink).unwrap();
            let text = String::from_utf8(bytes).unwrap();
            for loss in &sink.losses {
                assert_eq!(loss.kind, LossKind::Carried, "{}: {loss:?}\n{text}", format.name);
            }
            let mut sink = Collect::default();
            let again = from_bytes(format, &ReadOptions::default(), text.as_bytes(), &mut sink).unwrap();
            let about = format!("{}, seed {seed} of {notation}\n{text}\n{:?}", format.name, sink.diagnostics);
            assert_eq!(again.len(), 1, "{about}");
            for field in record.diff(&again[0]) {
                assert_eq!(again[0].value(field), record.value(field), "{}: {about}", field.name());
            }
            assert_eq!(again[0], record, "{about}");
            assert!(!sink.diagnostics.iter().any(|said| said.code.id.starts_with("carrier/")), "{about}");
        }
    }
}

macro_rules! formats {
    ($($name:ident),+) => { $(
        #[test]
        fn $name() {
            hold(Registry::builtin().by_name(&stringify!($name).replace('_', "-")).unwrap());
        }
    )+ };
}

formats!(bibtex, biblatex, csl_json, csl_yaml, ris, csv, atom);

#[test]
fn profiles_of_ris() {
    for format in Registry::builtin().formats().iter().filter(|format| format.variant_of == Some("ris")) {
        hold(format);
    }
}

#[test]
fn every_format_that_can_be_written_and_read_has_a_carrier_but_listings_and_native() {
    for format in Registry::builtin().formats().iter().filter(|format| format.open.is_some()) {
        let without = matches!(format.name.split(':').next(), Some("arxiv" | "arxiv-json" | "native" | "rss"));
        assert_eq!(format.carrier.is_none(), without, "{}", format.name);
    }
}

fn lossless() -> WriteOptions {
    WriteOptions { lossless: true, ..WriteOptions::default() }
}

/// A data set with a size that only `native` has a field for.
fn written(name: &str) -> (Record, String) {
    let mut record = Record::new(EntryType::Dataset);
    record.key = Some("a".into());
    record.set(keys::TITLE, "Old <i>title</i>".into());
    record.set(keys::COMMENTS, "5 pages".into());
    record.set(keys::MSC_CLASS, "11A41".into());
    record.set(keys::UPDATED, Date::parse("2025-08-28T10:11:12Z").unwrap());
    let bytes = to_bytes(format(name), &lossless(), std::slice::from_ref(&record), &mut Collect::default()).unwrap();
    (record, String::from_utf8(bytes).unwrap())
}

fn read(name: &str, text: &str) -> (Record, Vec<&'static str>) {
    let mut sink = Collect::default();
    let mut records = from_bytes(format(name), &ReadOptions::default(), text.as_bytes(), &mut sink).unwrap();
    assert_eq!(records.len(), 1, "{text}");
    (records.remove(0), sink.diagnostics.iter().map(|said| said.code.id).collect())
}

#[test]
fn an_edit_of_a_visible_field_wins_and_is_reported() {
    for name in ["bibtex", "csl-json", "csl-yaml", "ris", "csv", "atom"] {
        let (record, text) = written(name);
        assert_eq!(read(name, &text), (record.clone(), vec![]), "{text}");
        let edited = text.replacen("title", "TITLE", 10).replacen("Old", "New", 1).replace("TITLE", "title");
        let (found, said) = read(name, &edited);
        assert!(found.get(keys::TITLE).unwrap().to_plain().starts_with("New"), "{edited}");
        assert!(said.iter().all(|id| *id == "carrier/edited"), "{said:?}\n{edited}");
        for field in [Field::Comments, Field::MscClass, Field::Updated] {
            assert_eq!(found.value(field), record.value(field), "{name}: {}\n{edited}", field.name());
        }
    }
}

#[test]
fn custom_of_others_stays_beside_ours() {
    let source = r#"[{"id": "a", "type": "dataset", "title": "T", "custom": {"theirs": [1,  2]}}]"#;
    let (mut record, _) = read("csl-json", source);
    record.set(keys::COMMENTS, "5 pages".into());
    let bytes = to_bytes(format("csl-json"), &lossless(), std::slice::from_ref(&record), &mut Collect::default());
    let text = String::from_utf8(bytes.unwrap()).unwrap();
    assert!(text.contains(r#""custom": {"theirs": [1,  2], "ibidem": {"#), "{text}");
    assert_eq!(read("csl-json", &text), (record, vec![]));
}

#[test]
fn a_damaged_carrier_is_reported_and_the_rest_read() {
    for (name, text) in [
        ("bibtex", "@misc{a,\n  title = {T},\n  ibidem-comments = {\"5 pages},\n}\n"),
        ("bibtex", "@misc{a,\n  title = {T},\n  ibidem-nonsense = {1},\n}\n"),
        ("csl-json", r#"[{"id":"a","type":"document","title":"T","custom":{"ibidem":{"comments":7}}}]"#),
        ("ris", "TY  - GEN\r\nTI  - T\r\nU1  - ibidem:{\"comments\r\nER  - \r\n"),
        ("csv", "key,title,extra\r\na,T,\"{\"\"comments\"\":7}\"\r\n"),
    ] {
        let (record, said) = read(name, text);
        assert_eq!(record.get(keys::TITLE).unwrap().to_plain(), "T", "{text}");
        assert_eq!(said, ["carrier/unreadable"], "{text}");
    }
}
