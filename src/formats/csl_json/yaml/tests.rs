use super::*;
use crate::convert::{from_bytes, to_bytes};
use crate::format::{ReadOptions, WriteOptions};
use crate::ir::{Date, EntryType, Name, Record, keys};
use crate::report::Collect;

fn read(source: &str) -> (Vec<Record>, Vec<&'static str>) {
    let mut sink = Collect::default();
    let records = from_bytes(&CSL_YAML, &ReadOptions::default(), source.as_bytes(), &mut sink).unwrap();
    (records, sink.diagnostics.iter().map(|found| found.code.id).collect())
}

fn written(records: &[Record]) -> String {
    let mut sink = Collect::default();
    let out = to_bytes(&CSL_YAML, &WriteOptions::default(), records, &mut sink).unwrap();
    String::from_utf8(out).unwrap()
}

/// In every shape that pandoc takes.
#[test]
fn lists_of_every_shape() {
    for source in [
        "---\nreferences:\n- id: a\n  type: book\n- id: b\n  title: x\n...\n",
        "references:\r\n  - id: a\r\n    type: book\r\n\r\n  # comment\r\n  - type: book\r\n    id: b\r\n",
        "- id: a\n  type: book\n-\n  id: b\n  type: book",
        "references: [{id: a, type: book, title: O'Neill's}, {\"id\": \"b\", title: '}'}]\n",
        "\u{feff}%YAML 1.2\n---\n# c\nreferences:\n\n- {id: a, type: book}\n- id: b\n  abstract: |\n    - x\n\n    - y\n  note: \"a\n    b\"\n",
    ] {
        let (records, notes) = read(source);
        let keys: Vec<_> = records.iter().filter_map(|record| record.key.as_deref()).collect();
        assert_eq!((keys, notes), (vec!["a", "b"], vec![]), "{source}");
        assert!(sniff(source.as_bytes()) > Likelihood::Maybe(50), "{source}");
    }
    let (records, notes) =
        read("---\ntitle: Doc\nreferences:\n- id: a\n  type: book\nlang: en\n---\n\n# Text\n\n- a list\n");
    assert_eq!((records.len(), notes), (1, vec!["csl-yaml/around"]));
    assert_eq!(read("---\nreferences: []\n...\n"), (vec![], vec![]));
}

#[test]
fn a_damaged_element_costs_itself_only() {
    let source = "references:\n- id: a\n  type: book\n- id: [b\n  title: x\n- id: c\n  title: \"never closed\n- nothing: 1\n\
                  - *unknown\n- id: d\n  type: book\n";
    let (records, notes) = read(source);
    let keys: Vec<_> = records.iter().filter_map(|record| record.key.as_deref()).collect();
    assert_eq!((keys, notes), (vec!["a", "d"], vec![BAD_ITEM.id; 4]));
}

#[test]
fn depth_and_aliases_are_limited() {
    let deep = format!("- id: a\n  custom: {}\n- id: b\n  type: book\n", "[".repeat(100_000));
    assert_eq!(read(&deep).0.len(), 1);
    let deep = format!("- id: a\n  custom: {}x\n- id: b\n  type: book\n", "- ".repeat(100_000));
    assert_eq!(read(&deep).0.len(), 1);
    let mut bomb = String::from("- id: a\n  custom:\n    x0: &x0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for level in 1..20 {
        let aliases = vec![format!("*x{}", level - 1); 9].join(", ");
        bomb.push_str(&format!("    x{level}: &x{level} [{aliases}]\n"));
    }
    bomb.push_str("- id: b\n  type: book\n");
    let (records, notes) = read(&bomb);
    assert_eq!((records.len(), notes), (1, vec![BAD_ITEM.id]));
    let (records, _) = read("- id: a\n  type: book\n  author: &people [{family: A}]\n  editor: *people\n");
    assert_eq!(records[0].get(keys::EDITOR).unwrap().list, [Name::person("A", "")]);
}

#[test]
fn values_of_pandoc() {
    let source = "---\nnocite: \"[@*]\"\nreferences:\n- id: k\n  type: article-journal\n  issued: 2020-05\n  doi: 10.1000/a_b\\_(1)\n  \
                  title: \"The [E. coli]{.nocase} *effect*\"\n  volume: 3\n  accessed:\n  - year: 2019\n    month: '2'\n  event-date:\n  \
                  - year: 2001\n  - year: 2002\n  original-date: 2000/2001\n  author:\n  - family: O'Neill\n    dropping-particle: von\n---\n";
    let (records, _) = read(source);
    let record = &records[0];
    let date = |text| Date::parse(text);
    assert_eq!(record.get(keys::ISSUED).cloned(), date("2020-05"));
    assert_eq!(record.get(keys::ACCESSED).cloned(), date("2019-02"));
    assert_eq!(record.get(keys::EVENT_DATE).cloned(), date("2001/2002"));
    assert_eq!(record.get(keys::ORIGINAL_DATE).cloned(), date("2000/2001"));
    assert_eq!(record.get(keys::DOI).map(|doi| doi.as_str()), Some("10.1000/a_b_(1)"));
    assert_eq!(record.get(keys::VOLUME).unwrap().to_plain(), "3");
    assert_eq!(record.get(keys::AUTHOR).unwrap().list[0].family.to_plain(), "O’Neill");
}

#[test]
fn what_is_written() {
    let mut record = Record::new(EntryType::Book);
    record.key = Some("k".into());
    record.set(keys::TITLE, "A: *B* isn't".into());
    record.set(keys::AUTHOR, vec![Name::person("O'Neill", "Ada"), Name::body("No")].into());
    record.set(keys::ISSUED, Date::parse("2020-05").unwrap());
    record.set(keys::VOLUME, "12".into());
    let out = "---\nreferences:\n- id: k\n  type: book\n  title: 'A: \\*B\\* isn\\''t'\n  author:\n  - family: O\\'Neill\n    \
               given: Ada\n  - literal: \"No\"\n  issued:\n    date-parts: [[2020, 5]]\n  volume: \"12\"\n...\n";
    assert_eq!(written(std::slice::from_ref(&record)), out);
    assert_eq!(read(out), (vec![record], vec![]));
    assert_eq!(written(&[]), "---\nreferences: []\n...\n");
}
