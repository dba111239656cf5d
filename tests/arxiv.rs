//! The arXiv search results that a user handed in: what is in them, and that
//! they come back byte for byte.

use ibidem::convert::Converter;
use ibidem::convert::from_bytes;
use ibidem::format::{Format, ReadOptions, WriteOptions};
use ibidem::formats::{arxiv::ARXIV, native::NATIVE};
use ibidem::ir::{Field, Inline, Others, Record, Text, keys};
use ibidem::report::Collect;

fn seed() -> Vec<u8> {
    std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/arxiv/search-50.txt")).unwrap()
}

fn records() -> Vec<Record> {
    let mut reports = Collect::default();
    let records = from_bytes(&ARXIV, &ReadOptions::default(), &seed(), &mut reports).unwrap();
    assert!(reports.diagnostics.is_empty(), "{:?}", reports.diagnostics);
    records
}

fn convert(from: &Format, to: &Format, input: &[u8]) -> Vec<u8> {
    let (mut output, mut reports) = (Vec::new(), Collect::default());
    let mut converter = Converter::new(from, to, &ReadOptions::default(), &WriteOptions::default()).unwrap();
    converter.input(input, &mut output, &mut reports).unwrap();
    converter.finish(&mut output).unwrap();
    assert!(reports.diagnostics.is_empty(), "{:?}", reports.diagnostics);
    assert!(reports.losses.is_empty(), "{:?}", reports.losses);
    output
}

/// The document has no newline behind its last line.
fn same(output: &[u8]) {
    let (output, seed) = (String::from_utf8(output.to_vec()).unwrap(), String::from_utf8(seed()).unwrap());
    for (at, (ours, theirs)) in output.lines().zip(seed.lines()).enumerate() {
        assert_eq!(ours, theirs, "line {}", at + 1);
    }
    assert_eq!(output, seed + "\n");
}

#[test]
fn every_name_and_date_is_there() {
    let records = records();
    assert_eq!(records.len(), 50);
    let names: Vec<_> = records.iter().map(|record| record.get(keys::AUTHOR).unwrap()).collect();
    assert_eq!(names.iter().map(|names| names.list.len()).sum::<usize>(), 447);
    let cut: Vec<_> = names.iter().filter_map(|names| Some((names.list.len(), names.others?))).collect();
    assert_eq!(cut, [(25, Others::Count(536))]);
    let mononyms: Vec<_> = names.iter().flat_map(|names| &names.list).filter(|name| name.is_mononym()).collect();
    assert_eq!(mononyms.iter().map(|name| name.display()).collect::<Vec<_>>(), ["Yen-Ting"]);
    assert!(names.iter().flat_map(|names| &names.list).all(|name| !name.body));

    let count = |field| records.iter().filter(|record| record.has(field)).count();
    let counts = [Field::Title, Field::Abstract, Field::Submitted, Field::Issued, Field::Announced, Field::Updated];
    assert_eq!(counts.map(count), [50, 50, 50, 50, 50, 24]);
    assert!(records.iter().all(|record| record.extras.is_empty() && record.key.is_none()));
}

#[test]
fn abstracts_are_whole_and_their_tex_is_understood() {
    let (mut breaks, mut raws) = (Vec::new(), Vec::new());
    for record in &records() {
        let text = record.get(keys::ABSTRACT).unwrap();
        assert!(!text.to_plain().contains(['▽', '△', '…']), "{text:?}");
        let mut paragraphs = 0;
        text.walk(&mut |inline| match inline {
            Inline::Paragraph => paragraphs += 1,
            Inline::Raw { source, .. } => raws.push(source.to_string()),
            _ => {}
        });
        breaks.extend((paragraphs > 0).then_some(paragraphs));
    }
    assert_eq!(breaks, [1, 1]);
    assert_eq!(raws, ["\\citet{vidgen2020learning}"]);
}

#[test]
fn dates_are_told_apart() {
    let records = records();
    let survey =
        records.iter().find(|record| record.get(keys::UPDATED).is_some_and(|date| date.to_string() == "2025-06-07"));
    let survey = survey.unwrap();
    assert_eq!(survey.get(keys::SUBMITTED).unwrap().to_string(), "2025-05-01");
    assert_eq!(survey.get(keys::ISSUED).unwrap().to_string(), "2025-05-01");
    assert_eq!(survey.get(keys::ANNOUNCED).unwrap().to_string(), "2025-05");
    let first = &records[0];
    assert_eq!(first.get(keys::SUBMITTED).unwrap().to_string(), "2025-08-28");
    assert_eq!(first.get(keys::UPDATED), None);
}

#[test]
fn the_document_comes_back_byte_for_byte() {
    same(&convert(&ARXIV, &ARXIV, &seed()));
    same(&convert(&NATIVE, &ARXIV, &convert(&ARXIV, &NATIVE, &seed())));
}

#[test]
fn an_edited_field_is_written_as_it_is_now() {
    let options = ReadOptions { keep_origin: true, ..ReadOptions::default() };
    let input = b"-\nA \\textit{b} c\nAuthors:\nAda Example\n";
    let mut records = from_bytes(&ARXIV, &options, input, &mut Collect::default()).unwrap();
    let written = |records: &[Record]| {
        let mut reports = Collect::default();
        let out = ibidem::convert::to_bytes(&ARXIV, &WriteOptions::default(), records, &mut reports).unwrap();
        String::from_utf8(out).unwrap()
    };
    assert_eq!(written(&records), "-\nA \\textit{b} c\nAuthors:\nAda Example\n");
    records[0].set(keys::TITLE, Text::from("A d"));
    assert_eq!(written(&records), "-\nA d\nAuthors:\nAda Example\n");
}
