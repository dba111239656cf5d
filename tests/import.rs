//! From `.bib` to CSL-JSON: what an entry means to a citation processor.
//!
//! What is expected comes from the specification of CSL 1.0.2 and from pandoc
//! 2.17 and citation-js 0.7, which were given the same entries. Where the two
//! programs disagree, the one was followed that keeps more.

mod support;

use ibidem::convert::{from_bytes, to_bytes};
use ibidem::format::{ReadOptions, WriteOptions};
use ibidem::report::{Collect, LossKind};
use support::{entries, format};

/// The item, what was dropped on the way, and the codes of what was said.
fn imported(dialect: &str, source: &str) -> (String, Vec<String>, Vec<String>) {
    let (mut read, mut written) = (Collect::default(), Collect::default());
    let records = from_bytes(format(dialect), &ReadOptions::default(), source.as_bytes(), &mut read).unwrap();
    let bytes = to_bytes(format("csl-json"), &WriteOptions::default(), &records, &mut written).unwrap();
    let dropped = |loss: &&ibidem::report::Loss| loss.kind == ibidem::report::LossKind::Dropped;
    let losses = written.losses.iter().filter(dropped).map(|loss| loss.subject.name().to_string()).collect();
    let said = read.diagnostics.iter().map(|diagnostic| diagnostic.code.id.to_string()).collect();
    (entries(bytes), losses, said)
}

/// Dialect, fields of an entry of a type, members of the item, what was dropped.
type Case = (&'static str, &'static str, &'static [&'static str], &'static [&'static str]);

#[rustfmt::skip]
const CASES: &[Case] = &[
    // Titles: "Title: Subtitle. Addition", as pandoc and the standard styles of BibLaTeX have it.
    ("biblatex", "@book{a, title={T}, subtitle={S}, titleaddon={A}}", &["\"title\": \"T: S. A\""], &[]),
    ("biblatex", "@book{a, title={T?}, titleaddon={A}}", &["\"title\": \"T? A\""], &[]),
    ("biblatex", "@inproceedings{a, title={T}, booktitle={P}, booksubtitle={S}, booktitleaddon={A}}",
        &["\"container-title\": \"P: S. A\""], &[]),
    // A volume of a greater work: pandoc for what is contained, citation-js for the volume itself.
    ("biblatex", "@incollection{a, title={T}, booktitle={B}, booksubtitle={S}, maintitle={M}, volume={2}}",
        &["\"container-title\": \"M\"", "\"volume-title\": \"B: S\"", "\"volume\": \"2\""], &[]),
    ("biblatex", "@book{a, title={T}, maintitle={M}, volume={2}}", &["\"title\": \"T\"", "\"container-title\": \"M\""], &[]),
    ("biblatex", "@periodical{a, title={T}, issuetitle={I}}", &["\"title\": \"T\"", "\"volume-title\": \"I\""], &[]),
    // Who published it: pandoc.
    ("bibtex", "@inproceedings{a, title={T}, organization={ACM}, publisher={P}}", &["\"publisher\": \"ACM; P\""], &[]),
    ("bibtex", "@techreport{a, title={T}, institution={I}, publisher={I}}", &["\"publisher\": \"I\""], &[]),
    ("bibtex", "@manual{a, title={T}, organization={GNU}}", &["\"publisher\": \"GNU\""], &[]),
    // Notes: pandoc.
    ("biblatex", "@book{a, title={T}, note={N}, addendum={A}}", &["\"note\": \"N. A\""], &[]),
    // The English bibliography strings of BibLaTeX: pandoc.
    ("biblatex", "@thesis{a, title={T}, type={phdthesis}}", &["\"genre\": \"PhD thesis\""], &[]),
    ("bibtex", "@mastersthesis{a, title={T}}", &["\"genre\": \"Master\u{2019}s thesis\""], &[]),
    ("biblatex", "@report{a, title={T}, type={resreport}}", &["\"genre\": \"research report\""], &[]),
    ("biblatex", "@patent{a, title={T}, type={patreqfr}, location={countryfr and countryde}}",
        &["\"genre\": \"French patent request\"", "\"jurisdiction\": \"France; Germany\""], &[]),
    ("biblatex", "@patent{a, title={T}, location={Bonn}}", &["\"publisher-place\": \"Bonn\""], &[]),
    ("biblatex", "@book{a, title={T}, pubstate={inpress}}", &["\"status\": \"in press\""], &[]),
    ("biblatex", "@article{a, title={T}, series={newseries}}", &["\"collection-title\": \"new series\""], &[]),
    // Languages: what arrived as a tag is not lost.
    ("biblatex", "@book{a, title={T}, langid={german}}", &["\"language\": \"de\""], &[]),
    ("biblatex", "@book{a, title={T}, langid={USenglish}}", &["\"language\": \"en-US\""], &[]),
    ("biblatex", "@book{a, title={T}, langid={english}, langidopts={variant=british}}", &["\"language\": \"en-GB\""], &[]),
    ("biblatex", "@book{a, title={T}, langid={german}, language={german}}", &["\"language\": \"de\""], &[]),
    ("biblatex", "@book{a, title={T}, hyphenation={american}}", &["\"language\": \"en-US\""], &[]),
    ("biblatex", "@book{a, title={T}, language={langlatin and langgerman}}", &["\"language\": \"la\""], &["bibtex:language"]),
    ("biblatex", "@book{a, title={T}, langid={english}, language={french}}", &["\"language\": \"en\""], &["bibtex:language"]),
    // Addresses.
    ("bibtex", "@misc{a, title={T}, howpublished={\\url{http://a.b/~x}}}", &["\"title\": \"T\", \"URL\": \"http://a.b/~x\"}"], &[]),
    ("bibtex", "@misc{a, title={T}, note={\\url{http://a.b/}}}", &["\"title\": \"T\", \"URL\": \"http://a.b/\"}"], &[]),
    ("bibtex", "@misc{a, title={T}, howpublished={CD}}", &["\"medium\": \"CD\""], &[]),
    ("biblatex", "@book{a, title={T}, eprint={4711}, eprinttype={jstor}}", &["\"URL\": \"https://www.jstor.org/stable/4711\""], &[]),
    ("biblatex", "@book{a, title={T}, eprint={4HIW}, eprinttype={googlebooks}}",
        &["\"URL\": \"https://books.google.com/books?id=4HIW\""], &[]),
    ("biblatex", "@book{a, title={T}, eprint={1}, eprinttype={other}}", &["\"archive\": \"other\", \"archive_location\": \"1\""], &[]),
    ("bibtex", "@book{a, title={T}, url={http://a.b}, lastchecked={2001-02-03}}", &["\"accessed\": {\"date-parts\": [[2001, 2, 3]]}"], &[]),
    // Identifiers that are none are what their author wrote: pandoc, citation-js.
    ("bibtex", "@book{a, title={T}, doi={10.1/abc}}", &["\"DOI\": \"10.1/abc\""], &[]),
    ("bibtex", "@book{a, title={T}, doi={https://doi.org/10.1000/a\\_b}}", &["\"DOI\": \"10.1000/a_b\""], &[]),
    // The conference and the publisher of the ACM's digital library.
    ("bibtex", "@inproceedings{a, title={T}, location={Paris}, address={New York}}",
        &["\"publisher-place\": \"New York\"", "\"event-place\": \"Paris\""], &[]),
    // A parent of cross-references is not contained in itself: pandoc.
    ("bibtex", "@proceedings{a, title={T}, booktitle={T}, year=2000}", &["\"title\": \"T\", \"issued\""], &[]),
    ("biblatex", "@book{a, title={T}, subtitle={S}, booktitle={T}, booksubtitle={S}, year=2000}",
        &["\"title\": \"T: S\", \"issued\""], &[]),
    // Particles that an option drops: pandoc.
    ("biblatex", "@book{a, author={van Foo, A}, options={useprefix=false}}", &["\"dropping-particle\": \"van\""], &["bibtex:options"]),
    ("biblatex", "@book{a, author={van Foo, A}, options={useprefix=true}}", &["\"non-dropping-particle\": \"van\""], &[]),
    // Single fields.
    ("bibtex", "@book{a, title={T}, keyword={x, y}}", &["\"keyword\": \"x, y\""], &[]),
    ("biblatex", "@book{a, title={T}, library={Shelf}}", &["\"call-number\": \"Shelf\""], &[]),
    ("bibtex", "@book{a, title={T}, pages={iv--xi}}", &["\"page\": \"iv-xi\""], &[]),
    ("bibtex", "@book{a, title={T}, annote={An}, comment={Co}}", &["\"annote\": \"An\""], &["bibtex:comment"]),
    ("bibtex", "@book{a, title={ion\\hyphen independent}}", &["\"title\": \"ion-independent\""], &[]),
];

#[test]
fn what_entries_mean_to_a_citation_processor() {
    for (dialect, source, members, dropped) in CASES {
        let (item, losses, said) = imported(dialect, source);
        for member in *members {
            assert!(item.contains(member), "{source}\n{item}");
        }
        assert_eq!(losses, *dropped, "{source}");
        assert_eq!(said, Vec::<String>::new(), "{source}");
    }
}

/// What stays an extra field is written back to its own format as it was.
#[test]
fn languages_come_back_as_they_were() {
    for fields in [
        "langid = {german}",
        "langid = {english},\n  langidopts = {variant=british}",
        "hyphenation = {american}",
        "language = {langlatin and langgerman}",
    ] {
        let source = format!("@book{{a,\n  title = {{T}},\n  {fields}\n}}\n");
        let (mut read, mut written) = (Collect::default(), Collect::default());
        let records = from_bytes(format("biblatex"), &ReadOptions::default(), source.as_bytes(), &mut read).unwrap();
        let bytes = to_bytes(format("biblatex"), &WriteOptions::default(), &records, &mut written).unwrap();
        assert_eq!(entries(bytes), source);
        assert!(written.losses.iter().all(|loss| loss.kind == LossKind::Restated));
    }
}

/// Half of an escaped character is said, whoever wrote the JSON.
#[test]
fn halves_of_characters_are_reported() {
    use ibidem::ir::keys;
    for (name, source) in [
        ("csl-json", r#"[{"id":"a","type":"book","title":"x\ud83d \ud83d\ude00 y"}]"#),
        ("arxiv-json", r#"{"id":"2001.00001","title":"x\ud83d \ud83d\ude00 y","authors":"A. Example"}"#),
    ] {
        let mut read = Collect::default();
        let records = from_bytes(format(name), &ReadOptions::default(), source.as_bytes(), &mut read).unwrap();
        assert_eq!(records[0].get(keys::TITLE).unwrap().to_plain(), "x\u{fffd} \u{1f600} y", "{name}");
        let [said] = read.diagnostics.as_slice() else { panic!("{name}: {:?}", read.diagnostics) };
        assert_eq!(said.code.id, format!("{name}/lone-surrogate"));
    }
}

/// A control character is said, whatever the format and however it is written.
#[test]
fn control_characters_are_reported() {
    use ibidem::ir::{EntryType, keys};
    for (name, source, title) in [
        ("bibtex", "@book{a, title = {x\0y}}\n", "x\0y"),
        ("csv", "type,title\r\nbook,x\u{1}y\r\n", "x\u{1}y"),
        ("csl-json", "[{\"id\":\"a\",\"type\":\"book\",\"title\":\"x\0y\"}]", "x\0y"),
        ("csl-json", "[{\"id\":\"a\",\"type\":\"book\",\"title\":\"x\\u001fy\"}]", "x\u{1f}y"),
        ("ris", "TY  - BOOK\0\r\nTI  - x\0y\r\nER  - \r\n", "x y"),
        ("arxiv-json", "{\"id\":\"2001.00001\",\"title\":\"x\\u0000y\"}\n", "x\0y"),
    ] {
        let mut read = Collect::default();
        let records = from_bytes(format(name), &ReadOptions::default(), source.as_bytes(), &mut read).unwrap();
        assert_eq!(records[0].get(keys::TITLE).unwrap().to_plain(), title, "{name}");
        assert!(name == "arxiv-json" || records[0].kind == EntryType::Book, "{name}");
        let said: Vec<_> = read.diagnostics.iter().map(|diagnostic| diagnostic.code.id).collect();
        assert!(said.contains(&"input/control-character"), "{name}: {said:?}");
    }
    // An escaped backslash escapes nothing; tabs and line breaks are white space.
    for source in [r#"[{"id":"a","title":"x\\u0000\ty\n"}]"#, "[{\"id\":\"a\",\t\"title\":\"x\"}]\r\n"] {
        let mut read = Collect::default();
        from_bytes(format("csl-json"), &ReadOptions::default(), source.as_bytes(), &mut read).unwrap();
        assert!(read.diagnostics.iter().all(|said| said.code.id != "input/control-character"), "{source}");
    }
}

/// A text of nothing but lines takes as many paragraphs as a text may have.
#[test]
fn paragraphs_without_end_are_joined() {
    use ibidem::codec::markup::MAX_PARAGRAPHS;
    use ibidem::ir::{Inline, Text, keys};
    let source = format!("TY  - JOUR\r\nAB  - x\r\n{}ER  - \r\n", "y\r\n".repeat(MAX_PARAGRAPHS + 10));
    let mut read = Collect::default();
    let records = from_bytes(format("ris"), &ReadOptions::default(), source.as_bytes(), &mut read).unwrap();
    let Some(Text::Rich(pieces)) = records[0].get(keys::ABSTRACT) else { panic!("no paragraphs") };
    assert_eq!(pieces.iter().filter(|piece| **piece == Inline::Paragraph).count(), MAX_PARAGRAPHS);
    assert_eq!(pieces.last(), Some(&Inline::Plain("y y y y y y y y y y y".into())));
    let said: Vec<_> = read.diagnostics.iter().map(|said| (said.code.id, said.span.line)).collect();
    assert_eq!(said, [("map/many-paragraphs", 2)]);
}
