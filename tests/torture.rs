//! Files by hand with what people do to BibTeX and BibLaTeX, and for each
//! entry the facts that matter, derived from the manuals and from what the
//! programs do (`torture.expected`), never from our output.
//!
//! And the laws of the long way round: through our own form nothing of a file
//! is lost, and through the other dialect only what was reported.

mod support;

use std::collections::BTreeMap;

use ibidem::convert::{Converter, Item, Reader, from_bytes, to_bytes};
use ibidem::format::{Format, ReadOptions, WriteOptions};
use ibidem::formats::bibtex::{BIBLATEX, BIBTEX};
use ibidem::formats::native::NATIVE;
use ibidem::ir::Record;
use ibidem::report::{Collect, Loss, LossKind, Severity, Subject};
use support::show::fact;
use support::{bib, root};

fn bytes(format: &Format) -> Vec<u8> {
    std::fs::read(root().join(format.name).join("torture.bib")).unwrap()
}

/// The facts of an `.expected` file: key, then field and value.
fn expected(format: &Format) -> Vec<(String, Vec<(String, String)>)> {
    let source = std::fs::read_to_string(root().join(format.name).join("torture.expected")).unwrap();
    let mut found: Vec<(String, Vec<(String, String)>)> = Vec::new();
    for line in source.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        if let Some(key) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            found.push((key.to_owned(), Vec::new()));
        } else {
            let (field, value) = line.split_once('=').unwrap_or_else(|| panic!("{line}"));
            found.last_mut().unwrap().1.push((field.trim().to_owned(), value.trim().to_owned()));
        }
    }
    found
}

fn facts_hold(format: &'static Format) {
    let mut reports = Collect::default();
    let records = from_bytes(format, &ReadOptions::default(), &bytes(format), &mut reports).unwrap();
    let expected = expected(format);
    let mut faults = Vec::new();
    assert!(expected.len() >= 60, "{} entries", expected.len());
    for (key, facts) in &expected {
        let Some(at) = records.iter().position(|record| record.key.as_deref() == Some(key)) else {
            faults.push(format!("{key}: not read"));
            continue;
        };
        let said: Vec<_> = reports
            .diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.record == at as u64 + 1)
            .filter(|diagnostic| diagnostic.severity() != Severity::Info)
            .map(|diagnostic| format!("{}: {}", diagnostic.code.id, diagnostic.message))
            .collect();
        if !facts.iter().any(|(field, _)| field == "says" || field == "mutters") && !said.is_empty() {
            faults.push(format!("{key}: {said:?}"));
        }
        for (field, value) in facts {
            match field.as_str() {
                "says" if said.iter().any(|said| said.contains(value.as_str())) => {}
                "says" => faults.push(format!("{key}: nothing said of `{value}`: {said:?}")),
                "mutters" => {}
                _ => {
                    let found = fact(&records[at], field);
                    if found != *value {
                        faults.push(format!("{key} {field}\n  expected {value}\n  found    {found}"));
                    }
                }
            }
        }
    }
    // Every entry of the file is looked at.
    for record in &records {
        let key = record.key.as_deref().unwrap_or("(none)");
        if !expected.iter().any(|(expected, _)| expected == key) {
            let unlisted = format!("{key}: no expectation");
            faults.extend((key != "text-latex").then_some(unlisted));
        }
    }
    assert!(faults.is_empty(), "{} faults of {} entries\n{}", faults.len(), expected.len(), faults.join("\n"));
}

#[test]
fn bibtex_is_understood() {
    facts_hold(&BIBTEX);
}

#[test]
fn biblatex_is_understood() {
    facts_hold(&BIBLATEX);
}

fn convert(from: &'static Format, to: &'static Format, input: &[u8]) -> (Vec<u8>, Collect) {
    let (mut out, mut reports) = (Vec::new(), Collect::default());
    let options = ReadOptions { keep_origin: true, ..ReadOptions::default() };
    let mut converter = Converter::new(from, to, &options, &WriteOptions::default()).unwrap();
    converter.input(input, &mut out, &mut reports).unwrap();
    converter.finish(&mut out).unwrap();
    (out, reports)
}

/// The fields of each entry as an independent reader sees them: macros
/// expanded, white space folded, names in lower case; a field that occurs
/// again is a field as well.
fn fields(source: &[u8]) -> BTreeMap<String, Vec<(String, String)>> {
    let source = String::from_utf8(source.to_vec()).unwrap();
    let mut found = BTreeMap::new();
    for entry in bib::entries(&source) {
        let mut fields = entry.fields;
        fields.push(("@type".to_owned(), entry.kind));
        fields.sort();
        found.insert(entry.key, fields);
    }
    found
}

/// Fields whose value may be spelt otherwise afterwards, as long as it says the
/// same: names, numbers of pages and months have one spelling of ours.
const RESPELT: &[&str] = &[
    "author",
    "editor",
    "editora",
    "translator",
    "bookauthor",
    "annotator",
    "commentator",
    "introduction",
    "foreword",
    "afterword",
    "holder",
    "author+an:orcid",
    "month",
    "day",
    "pages",
    "doi",
    "year",
    "date",
    "keywords",
    "eprinttype",
    "langid",
    "language",
    "origlanguage",
];

/// What stands in other fields afterwards, and why.
const MOVED: &[(&str, &str, &str)] = &[
    ("arxiv-journal", "journal", "says nothing but the arXiv identifier, which is written as `eprint`"),
    ("arxiv-journal", "@type", "an article in no journal: a preprint"),
    ("arxiv-note", "note", "says nothing but the arXiv identifier and class"),
    ("arxiv-prefix", "eprint", "prefix and version get fields of their own"),
    ("arxiv-url", "url", "says nothing but the arXiv identifier"),
    ("arxiv-doi", "doi", "says nothing but the arXiv identifier"),
    ("e-arxiv-old", "eprint", "the version gets a field of its own"),
    ("e-arxiv-old", "archiveprefix", "alias of `eprinttype`"),
    ("e-arxiv-old", "primaryclass", "alias of `eprintclass`"),
    ("odd-empty-fields", "note", "says nothing"),
    ("odd-empty-fields", "title", "says nothing"),
    ("odd-duplicate", "note", "the second of the name gets one of its own"),
    ("x-duplicate", "note", "the first of the name gets one of its own"),
    ("d-legacy", "year", "written as `date`"),
    ("d-legacy", "month", "written as `date`"),
    ("d-legacy-macro", "year", "written as `date`"),
    ("d-legacy-macro", "month", "written as `date`"),
    ("d-wins", "year", "said by `date` as well"),
    ("d-literal", "year", "stays `year`, or is written as `date`"),
    ("text-letters", "title", "letters instead of commands"),
    ("t-electronic", "@type", "alias of `online`"),
    ("t-www", "@type", "alias of `online`"),
    ("t-master", "@type", "alias of `thesis` with a `type`"),
    ("t-phd", "@type", "alias of `thesis` with a `type`"),
    ("t-techreport", "@type", "alias of `report` with a `type`"),
    ("t-phd", "school", "alias of `institution`"),
];

/// Through our own form every field of every entry comes back: text as it was,
/// other values at least as it is read.
fn survives_native(format: &'static Format) {
    let source = bytes(format);
    let (native, read) = convert(format, &NATIVE, &source);
    // What stands between entries has no place in our own form.
    let of_entries = |loss: &&Loss| !matches!(loss.subject, Subject::Aside(_));
    let lost: Vec<_> = read.losses.iter().filter(of_entries).map(|loss| loss.subject.name()).collect();
    assert!(lost.is_empty(), "{lost:?}");
    let (written, reports) = convert(&NATIVE, format, &native);
    let lost: Vec<_> = reports.losses.iter().filter(|loss| loss.kind != LossKind::Restated).collect();
    assert!(lost.is_empty(), "{lost:?}");
    let (before, after) = (fields(&source), fields(&written));
    let (records_before, records_after) = (records(format, &source), records(format, &written));
    let mut faults = Vec::new();
    for (before, after) in records_before.iter().zip(&records_after) {
        let key = before.key.as_deref().unwrap_or_default();
        faults.extend(before.diff(after).iter().map(|field| format!("{key}: record differs in {}", field.name())));
    }
    for (key, fields) in &before {
        let Some(again) = after.get(key) else {
            faults.push(format!("{key}: lost"));
            continue;
        };
        for field in fields.iter().filter(|field| !again.contains(field)) {
            let found: Vec<_> = again.iter().filter(|(name, _)| *name == field.0).map(|(_, value)| value).collect();
            let respelt = !found.is_empty() && RESPELT.contains(&field.0.as_str());
            let moved = MOVED.iter().any(|(of, name, _)| of == key && *name == field.0);
            // Blanks that TeX does not see are not kept.
            let bare = |text: &str| text.replace("\\ ", " ");
            let blanks = found.iter().any(|found| bare(found) == bare(&field.1));
            if !respelt && !moved && !blanks {
                faults.push(format!("{key} {}\n  before {}\n  after  {found:?}", field.0, field.1));
            }
        }
    }
    assert_eq!(before.len(), after.len());
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn bibtex_survives_native() {
    survives_native(&BIBTEX);
}

#[test]
fn biblatex_survives_native() {
    survives_native(&BIBLATEX);
}

fn records(format: &Format, source: &[u8]) -> Vec<Record> {
    let mut reader = Reader::new(format, &ReadOptions::default(), source).unwrap();
    let mut found = Vec::new();
    while let Some(item) = reader.next_item(&mut Collect::default()).unwrap() {
        if let Item::Record(record) = item {
            found.push(*record);
        }
    }
    found
}

/// Through the other dialect and back: each difference between the records is
/// in one of the two accounts, and where there is none nothing was reported as
/// dropped.
fn survives_or_is_reported(here: &'static Format, there: &'static Format) {
    let before = records(here, &bytes(here));
    let mut faults = Vec::new();
    for record in &before {
        let (mut first, mut second) = (Collect::default(), Collect::default());
        let written = to_bytes(there, &WriteOptions::default(), std::slice::from_ref(record), &mut first).unwrap();
        let [middle] = records(there, &written).try_into().unwrap();
        let again = to_bytes(here, &WriteOptions::default(), &[middle], &mut second).unwrap();
        let [after] = records(here, &again).try_into().unwrap();
        first.losses.append(&mut second.losses);
        let key = record.key.as_deref().unwrap_or_default();
        for fault in ibidem::laws::unreported(there, record, &after, &first) {
            faults.push(format!("{key}: {fault}\n{}", String::from_utf8_lossy(&written)));
        }
        for loss in &first.losses {
            let changed = record.diff(&after).iter().any(|field| field.name() == loss.subject.name());
            let kept = match loss.subject.name().as_str() {
                "type" => record.kind == after.kind,
                "key" => record.key == after.key,
                subject if subject.contains(':') => record.extras == after.extras,
                _ => !changed,
            };
            if kept && loss.kind.name() == "dropped" {
                faults.push(format!("{key}: {} reported as dropped, but it came back", loss.subject.name()));
            }
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn bibtex_through_biblatex() {
    survives_or_is_reported(&BIBTEX, &BIBLATEX);
}

#[test]
fn biblatex_through_bibtex() {
    survives_or_is_reported(&BIBLATEX, &BIBTEX);
}
