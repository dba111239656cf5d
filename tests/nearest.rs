//! What has no field of its own stands in the nearest one, where that is free,
//! and is reported.

use ibidem::convert::to_bytes;
use ibidem::format::WriteOptions;
use ibidem::formats::BUILTIN;
use ibidem::ir::{EntryType, Field, Name, Names, Record, keys};
use ibidem::report::{Collect, LossKind, Subject};

fn written(format: &str, record: &Record) -> (String, Vec<(Subject, LossKind)>) {
    let format = BUILTIN.iter().find(|known| known.name == format).unwrap();
    let mut reports = Collect::default();
    let bytes = to_bytes(format, &WriteOptions::default(), std::slice::from_ref(record), &mut reports).unwrap();
    let losses = reports.losses.into_iter().map(|loss| (loss.subject, loss.kind)).collect();
    (String::from_utf8(bytes).unwrap(), losses)
}

#[test]
fn a_journal_reference_stands_in_the_note_of_bibtex() {
    let mut record = Record::new(EntryType::Preprint);
    record.set(keys::ARXIV_ID, "2508.99901".into());
    record.set(keys::JOURNAL_REF, "J. Fake Res. 12 (2025) 34-56".into());
    let (text, losses) = written("bibtex", &record);
    assert!(text.contains("note = {J. Fake Res. 12 (2025) 34-56}"), "{text}");
    assert_eq!(losses, [(Subject::Field(Field::JournalRef), LossKind::Substituted)]);

    record.set(keys::NOTE, "mine".into());
    let (text, losses) = written("bibtex", &record);
    assert!(text.contains("note = {mine}") && !text.contains("J. Fake"), "{text}");
    assert_eq!(losses, [(Subject::Field(Field::JournalRef), LossKind::Dropped)]);
}

#[test]
fn editors_are_contributors_of_an_atom_entry_and_it_says_their_role() {
    let mut record = Record::new(EntryType::EditedBook);
    record.set(keys::EDITOR, Names::from(vec![Name::person("Example", "Ada")]));
    let (text, losses) = written("atom", &record);
    assert!(text.contains("<contributor>\n      <name>Ada Example</name>"), "{text}");
    assert!(text.contains("<ibidem:role>editor</ibidem:role>"), "{text}");
    assert_eq!(losses, []);
}

#[test]
fn a_university_has_a_column_in_a_table() {
    let mut record = Record::new(EntryType::Thesis);
    record.set(keys::INSTITUTION, "Nowhere University".into());
    let (text, losses) = written("csv", &record);
    assert!(text.contains(",Nowhere University,"), "{text}");
    assert_eq!(losses, []);
}
