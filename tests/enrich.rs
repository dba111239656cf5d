//! Gaps filled from other bibliographies: what is taken, what is left alone,
//! and that it does not matter which side was looked through first.

mod support;

use std::sync::Arc;

use ibidem::convert::{Converter, from_bytes, hold};
use ibidem::format::{ReadOptions, WriteOptions};
use ibidem::ir::{Field, Record};
use ibidem::pass::enrich::Enricher;
use ibidem::report::{Collect, Discard, Span};
use support::format;

fn records(text: &str) -> Vec<Record> {
    from_bytes(format("bibtex"), &ReadOptions::default(), text.as_bytes(), &mut Discard).unwrap()
}

/// The record filled from the others, and what was said.
fn filled(record: &str, others: &str) -> (Record, Vec<String>) {
    let mut enricher = Enricher::new(None);
    enricher.begin("o");
    records(others).iter().for_each(|other| enricher.hold(other));
    let mut record = records(record).remove(0);
    let mut said = Collect::default();
    enricher.fill(&mut record, Span::BEGINNING, &mut said);
    (record, said.diagnostics.iter().map(|d| format!("{} {}", d.code, d.message)).collect())
}

fn value(record: &Record, field: Field) -> String {
    record.value(field).map(|value| value.preview()).unwrap_or_default()
}

const CUT: &str = "@article{a, title = {On Things}, author = {Example, Ada and Test, C. and others}";

#[test]
fn a_list_that_was_cut_off_is_completed_if_it_fits() {
    for (authors, whole) in [
        ("Example, A. and Test, Carla and Bo", "Example, Ada; Test, C.; Bo"),
        ("Ada Example and Carla Test and Bo and Muster, E.", "Example, Ada; Test, C.; Bo; Muster, E."),
        // Another person, no more names, cut off as well.
        ("Example, A. and Test, Dora and Bo", ""),
        ("Example, A. and Bo and Test, C.", ""),
        ("Example, A. and Test, C.", ""),
        ("Example, A. and Test, C. and others", ""),
    ] {
        let other = format!("@article{{o, title = {{On things}}, author = {{{authors}}}}}");
        let (record, said) = filled(&format!("{CUT}}}"), &other);
        let complete = !whole.is_empty();
        let expected = if complete { whole } else { "Example, Ada; Test, C." };
        assert_eq!(value(&record, Field::Author), expected, "{authors}");
        assert_eq!(said[0].starts_with("enrich/filled"), complete, "{said:?}");
    }
}

#[test]
fn nothing_is_overwritten() {
    let own = format!(
        "{CUT}, doi = {{10.9999/own}}, year = 2020, volume = 1, eprint = {{2508.99901}}, archivePrefix = {{arXiv}}}}"
    );
    let other = "@article{o, title = {Another}, author = {Nobody}, doi = {10.9999/other}, year = 2021, volume = 2, \
                 pages = {1--2}, eprint = {2508.99901v2}, archivePrefix = {arXiv}, abstract = {Text.}}";
    let before = records(&own).remove(0);
    let (record, said) = filled(&own, other);
    for (field, value) in before.fields() {
        assert_eq!(record.value(field), Some(value), "{}", field.name());
    }
    assert_eq!(value(&record, Field::Abstract), "Text.");
    // Pages of another volume are not ours.
    assert!(!record.has(Field::Pages));
    assert_eq!(said.len(), 2, "{said:?}");
}

#[test]
fn the_surest_key_decides_and_contradictions_do_not_match() {
    let title = "title = {On Things}, author = {Ada Example}";
    let other = format!("@misc{{x, {title}, eprint = {{2508.99902}}, archivePrefix = {{arXiv}}, abstract = {{X}}}}");
    // The same title, but another paper by its identifier.
    let own = format!("@misc{{a, {title}, eprint = {{2508.99901}}, archivePrefix = {{arXiv}}}}");
    assert!(filled(&own, &other).1.is_empty());
    // Without an identifier it is the same.
    assert!(!filled(&format!("@misc{{a, {title}}}"), &other).1.is_empty());
    // The DOI finds one, so the other one of that title does not count.
    let two = format!("{other}@misc{{y, title = {{Else}}, doi = {{10.9999/A}}, abstract = {{Y}}}}");
    let (record, _) = filled(&format!("@misc{{a, {title}, doi = {{10.9999/a}}}}"), &two);
    assert_eq!(value(&record, Field::Abstract), "Y");
}

#[test]
fn records_that_agree_fill_together_and_a_field_they_disagree_about_stays_empty() {
    let others = "@article{x, title = {T}, doi = {10.9999/a}, year = 2020, volume = 1}
        @article{y, title = {T}, doi = {10.9999/A}, year = 2020, month = feb, volume = 2, abstract = {Text.}}";
    let (record, said) = filled("@article{a, title = {T}, doi = {10.9999/a}}", others);
    assert_eq!(value(&record, Field::Issued), "2020-02");
    assert_eq!(value(&record, Field::Abstract), "Text.");
    assert!(!record.has(Field::Volume));
    assert!(said.iter().any(|said| said.starts_with("enrich/ambiguous") && said.contains("`volume`")), "{said:?}");
}

#[test]
fn what_another_type_says_of_itself_is_not_taken() {
    let own = "@article{a, title = {On Things}, author = {Ada Example}}";
    let preprint = r#"{"id":"2508.99901","title":"On Things","authors_parsed":[["Example","Ada",""]],"categories":"cs.LG",
        "comments":"3 pages","doi":"10.9999/a","versions":[{"version":"v1","created":"Thu, 28 Aug 2025 17:11:20 GMT"}]}"#;
    let mut enricher = Enricher::new(None);
    let json = format("arxiv-json");
    hold(&mut enricher, json, &ReadOptions::default(), "o", preprint.as_bytes(), &mut Discard).unwrap();
    let mut record = records(own).remove(0);
    enricher.fill(&mut record, Span::BEGINNING, &mut Discard);
    let got: Vec<_> = record.fields().map(|(field, _)| field.name()).collect();
    assert_eq!(got, ["title", "author", "doi", "arxiv-id", "arxiv-primary", "arxiv-classes"]);
}

#[test]
fn an_entry_that_inherits_keeps_what_it_will_inherit() {
    let own = "@inproceedings{a, title = {On Things}, author = {Ada Example}, crossref = {p}}";
    let other = "@inproceedings{o, title = {On Things}, author = {Ada Example}, year = 2020, doi = {10.9999/a}}";
    let (record, _) = filled(own, other);
    assert_eq!(value(&record, Field::Doi), "10.9999/a");
    assert!(!record.has(Field::Issued));
}

/// A line of arXiv's metadata and, for some, an entry that lacks something.
fn side(n: usize) -> (String, String) {
    // Some papers appear twice, some titles belong to two papers.
    let (id, title) = (n % 700 + 1, n % 611);
    let line = format!(
        "{{\"id\":\"2508.{id:05}\",\"title\":\"A Title {title}\",\"categories\":\"cs.LG\",\"doi\":\"10.9999/{id}\",\
         \"abstract\":\"Text {}\",\"authors_parsed\":[[\"Example\",\"Ada\",\"\"],[\"Test{id}\",\"C.\",\"\"]]}}\n",
        n % 5
    );
    let entry = match n % 4 {
        0 => format!("@misc{{k{n}, title = {{A title {title}}}, author = {{Example, A. and others}}}}\n"),
        1 => format!("@misc{{k{n}, title = {{X}}, eprint = {{2508.{id:05}}}, archivePrefix = {{arXiv}}}}\n"),
        2 => format!("@article{{k{n}, title = {{Y}}, doi = {{10.9999/{id}}}}}\n"),
        _ => format!("@misc{{k{n}, title = {{Z {n}}}, author = {{Nobody}}}}\n"),
    };
    (line, entry)
}

#[test]
fn neither_the_order_of_the_sides_nor_the_threads_matter() {
    let (json, bib): (String, String) = (0..1500).map(side).unzip();
    // Long enough for more than one thread.
    let filler = "@misc{f, title = {Filler}}\n".repeat(20_000);
    let bib = format!("{bib}{filler}");
    let run = |smaller_inputs: bool, jobs: usize, to: &str| {
        let options = ReadOptions::default();
        let converter = Converter::new(format("bibtex"), format(to), &options, &WriteOptions::default()).unwrap();
        let mut converter = converter.enriching().unwrap().jobs(jobs);
        let mut enricher = converter.enricher();
        if smaller_inputs {
            enricher.choose();
            converter.want(&mut enricher, bib.as_bytes()).unwrap();
        }
        hold(&mut enricher, format("arxiv-json"), &options, "o", json.as_bytes(), &mut Discard).unwrap();
        let held = enricher.held();
        converter.enrich(Arc::new(enricher));
        let (mut output, mut reports) = (Vec::new(), Collect::default());
        converter.input(bib.as_bytes(), &mut output, &mut reports).unwrap();
        converter.finish(&mut output).unwrap();
        (output, reports.diagnostics, reports.losses, held)
    };
    for to in ["native", "bibtex"] {
        let first = run(true, 1, to);
        assert!(first.1.iter().filter(|said| said.code.id == "enrich/filled").count() > 500);
        assert!(first.1.iter().any(|said| said.code.id == "enrich/ambiguous"));
        for (smaller_inputs, jobs) in [(false, 1), (true, 3), (false, 3)] {
            let other = run(smaller_inputs, jobs, to);
            assert!(first.0 == other.0, "{to}: output, {smaller_inputs} {jobs}");
            assert!(first.1 == other.1, "{to}: diagnostics, {smaller_inputs} {jobs}");
            assert!(first.2 == other.2, "{to}: losses, {smaller_inputs} {jobs}");
            assert!(smaller_inputs || other.3 == 1500);
        }
    }
}
