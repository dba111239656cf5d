//! RIS as people and programs write it: what each line is taken for, and what
//! hostile input costs. The exports of databases are fixtures, in
//! `fixtures/ris/exports`.

use ibidem::convert::{from_bytes, to_bytes};
use ibidem::format::{ReadOptions, WriteOptions};
use ibidem::formats::native::NATIVE;
use ibidem::formats::ris::RIS;
use ibidem::ir::{Record, keys};
use ibidem::registry::Registry;
use ibidem::report::{Collect, Discard};

/// The records, and the notes as `line code`.
fn read(bytes: &[u8]) -> (Vec<Record>, Vec<String>) {
    let mut sink = Collect::default();
    let records = from_bytes(&RIS, &ReadOptions::default(), bytes, &mut sink).unwrap();
    let notes = sink.diagnostics.iter().map(|note| format!("{} {}", note.span.line, note.code.id)).collect();
    (records, notes)
}

/// The only record as a line of JSON, in silence.
fn silent(text: &str) -> String {
    let (records, notes) = read(text.as_bytes());
    assert_eq!((records.len(), notes.as_slice()), (1, &[][..]), "{text}");
    native(&records)
}

fn native(records: &[Record]) -> String {
    let bytes = to_bytes(&NATIVE, &WriteOptions::default(), records, &mut Discard).unwrap();
    String::from_utf8(bytes).unwrap().trim_end().to_owned()
}

fn titles(records: &[Record]) -> Vec<String> {
    let title = |record: &Record| record.get(keys::TITLE).map_or(String::new(), |title| title.to_plain().into_owned());
    records.iter().map(title).collect()
}

const PLAIN: &str = "TY  - JOUR\nTI  - A title\nAU  - Doe, Jane\nPY  - 2001\nER  - \n";

#[test]
fn the_shape_of_lines_does_not_matter() {
    let expected = silent(PLAIN);
    for other in [
        PLAIN.replace('\n', "\r\n"),
        PLAIN.replace('\n', "\r"),
        PLAIN.replace("JOUR\n", "JOUR\r\n").replace("title\n", "title\r"),
        PLAIN.replace("  - ", " - "),
        PLAIN.replace("  - ", "   - "),
        PLAIN.replace("  - ", "\t- "),
        PLAIN.replace("  - ", "  -\t"),
        PLAIN.replace("  - ", "  -"),
        PLAIN.replace("  - ", "\u{a0}\u{a0}- "),
        PLAIN.replace("  - ", "  \u{2013} "),
        PLAIN.replace("TY", "ty").replace("TI", "ti").replace("AU", "au").replace("PY", "py").replace("ER", "er"),
        PLAIN.replace("TY", "ty").replace("TI", "Ti").replace("  - ", " - ").replace("AU", "au").replace("PY", "py"),
        PLAIN.replace("\n", "\n\n"),
        PLAIN.replace("\nAU", "\n\u{c}AU"),
        PLAIN.replace("ER  - ", "ER"),
        PLAIN.replace("ER  - ", "ER  - \t  "),
        PLAIN.replace("ER  - ", "ER  - end of record"),
        PLAIN.replace("A title", "A\n   title"),
        PLAIN.replace("A title", "A\ntitle"),
        PLAIN.replace("A title", "A\u{b}title"),
        PLAIN.replace("A title", "\nA title"),
        format!("\u{feff}{PLAIN}"),
        format!("\n \n\u{c}\n{PLAIN}\n\u{1a}"),
        format!("{PLAIN}\u{0}\u{0}\u{0}"),
    ] {
        assert_eq!(silent(&other), expected, "{other:?}");
    }
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(PLAIN.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(native(&read(&utf16).0), expected);
}

#[test]
fn joined_files_keep_all_their_records() {
    let joined = format!("{PLAIN}\u{feff}{PLAIN}\r\n\u{feff}{}", PLAIN.replace('\n', "\r\n"));
    let (records, notes) = read(joined.as_bytes());
    assert_eq!((records.len(), notes.len()), (3, 0));
    assert!(records.iter().all(|record| *record == records[0]));
}

#[test]
fn a_record_without_an_end_is_whole_and_noted() {
    let (records, notes) = read(b"TY  - JOUR\nTI  - One\n\nTY  - JOUR\nTI  - Two\n");
    assert_eq!(titles(&records), ["One", "Two"]);
    assert_eq!(notes, ["1 ris/no-end", "4 ris/no-end"]);
    let (records, notes) = read(b"TY  - JOUR");
    assert_eq!((records.len(), notes), (1, vec!["1 ris/no-end".to_owned()]));
}

#[test]
fn an_end_alone_is_one_only_where_the_record_ends() {
    // Text wrapped so that a line is or begins with `ER`.
    for text in ["ER\npositive", "ER - positive", "ER  - positive tumours\nand more", "ER-positive"] {
        let (records, notes) = read(format!("TY  - JOUR\nAB  - Of\n{text}\nKW  - x\nER  - \n").as_bytes());
        assert_eq!((records.len(), notes.len()), (1, 0), "{text}");
        assert!(native(&records).contains("positive") && native(&records).contains("keywords"), "{text}");
    }
    let (records, notes) = read(format!("{}between\n{PLAIN}", PLAIN.replace("ER  - ", "ER")).as_bytes());
    assert_eq!((records.len(), notes), (2, vec!["6 ris/stray-line".to_owned()]));
}

#[test]
fn what_only_looks_like_a_tag_stays_in_the_text() {
    for text in
        ["AB - blood group", "PT - the patient", "DNA  - repair", "TY - of the two", "in  - situ", "A1 - receptors"]
    {
        let line = silent(&format!("TY  - JOUR\nAB  - Words\n{text}\nER  - \n"));
        let last = text.rsplit(' ').next().unwrap();
        assert!(line.contains(last) && line.contains("\"extras\":[]"), "{line}");
    }
    // In a file of such lines they are what they look like.
    let line = silent("TY - JOUR\nAB - Words\nKW - word\nQZ - of the text\nER - \n");
    assert!(line.contains("\"keywords\":[\"word\"]") && line.contains("of the text"), "{line}");
    // With two blanks an unknown tag is a tag.
    let line = silent("TY  - JOUR\nAB  - Words\nQZ  - kept\nER  - \n");
    assert!(line.contains(r#"{"format":"ris","name":"QZ","value":"kept"}"#), "{line}");
}

#[test]
fn values_as_programs_write_them() {
    for (lines, field) in [
        ("SP  - 12-19", r#""pages":"12–19""#),
        ("SP  - 1234\nEP  - 9", r#""pages":"1234–9""#),
        ("SP  - 123-8", r#""pages":"123–8""#),
        ("SP  - 12-\nEP  - 19", r#""pages":"12–19""#),
        ("EP  - 12-19", r#""pages":"12–19""#),
        ("SP  - 12-19\nEP  - 19", r#""pages":"12–19""#),
        ("SP  - e101-e110", r#""pages":"e101–e110""#),
        ("SP  - pp. 12-19", r#""pages":"12–19""#),
        ("SN  - 1234-5679 (Print); 2345-6782 (Electronic)", r#""issn":"1234-5679""#),
        ("SN  - e-ISSN: 1234-5679", r#""issn":"1234-5679""#),
        ("SN  - 9783161484100; 12345679", r#""issn":"1234-5679""#),
        ("DO  - https://doi.org/10.1000/x", r#""doi":"10.1000/x""#),
        ("DO  - DOI: 10.1000/x", r#""doi":"10.1000/x""#),
        ("DOI - 10.1000/x", r#""doi":"10.1000/x""#),
        ("UR  - https://a.org/x; http://b.org", r#""url":"https://a.org/x","other-urls":["http://b.org"]"#),
        ("UR  - https://a.org/?b=1&amp;c=2", r#""url":"https://a.org/?b=1&c=2""#),
        ("KW  - one; two", r#""keywords":["one","two"]"#),
        ("KW  - one &amp; two", r#""keywords":["one & two"]"#),
        ("KW  - one, two, three", r#""keywords":["one","two","three"]"#),
        ("KW  - Heart Failure, Diastolic", r#""keywords":["Heart Failure, Diastolic"]"#),
        ("KW  - one\ntwo\n three", r#""keywords":["one","two","three"]"#),
        ("KW  - a; b\nKW  - c", r#""keywords":["a; b","c"]"#),
        ("AU  - Doe J\nA1  - Roe R", r#""author":[{"family":"Doe","given":"J"},{"family":"Roe","given":"R"}]"#),
        ("A1  - Doe, J\nAU  - Doe, J", r#""author":[{"family":"Doe","given":"J"}]"#),
        ("AU  - WHO,", r#""author":[{"literal":"WHO"}]"#),
        ("AB  - Full text.\nN2  - Full te...", r#""abstract":"Full text.""#),
        ("AB  - One.\nAB  - Two.", r#""abstract":["One.",{"break":"paragraph"},"Two."]"#),
        ("TI  - <I>E. coli</I> &amp; H<sub>2</sub>O", r#""title":[{"emph":["E. coli"]}," & H",{"sub":["2"]},"O"]"#),
        ("PY  - //\nY1  - 2001", r#""issued":"2001""#),
        ("PY  - 2001\nDA  - MAY 15", r#""issued":"2001-05-15""#),
        ("PY  - n.d.", r#""issued":{"literal":"n.d."}"#),
        ("PY  - 2020\nY1  - 1 Aug. 2020", r#""issued":"2020-08-01""#),
        ("PY  - 2013///Spring2013\nY1  - 2013///Spring2013", r#""issued":"2013-21""#),
        ("Y2  - 12 May 2001", r#""accessed":"2001-05-12""#),
    ] {
        let line = silent(&format!("TY  - JOUR\n{lines}\nER  - \n"));
        assert!(line.contains(field), "{lines}\n{line}");
    }
}

#[test]
fn a_tag_means_what_its_type_says() {
    for (kind, lines, field) in [
        ("GRANT", "C5  - R01-1\nM1  - funded", r#""number":"R01-1","status":"funded""#),
        (
            "CASE",
            "A2  - U.S. Reports\nNV  - U.S.",
            r#""container-title":"U.S. Reports","container-title-short":"U.S.""#,
        ),
        ("CASE", "SE  - 1999/05/01/", r#""submitted":"1999-05-01""#),
        ("COMP", "VL  - 2nd", r#""edition":"2nd""#),
        ("COMP", "M1  - Windows", r#""medium":"Windows""#),
        ("MPCT", "SP  - 95 min", r#""dimensions":"95 min""#),
        ("PAMP", "M2  - 12", r#""number-of-pages":"12""#),
        ("PAT", "A2  - Patent Office", r#""authority":"Patent Office""#),
        ("PAT", "PB  - Doe, Jane", r#""holder":[{"family":"Doe","given":"Jane"}]"#),
        ("BILL", "A2  - Doe, Jane", r#""author":[{"family":"Doe","given":"Jane"}]"#),
        ("NEWS", "C2  - 4", r#""issue":"4""#),
        ("MGZN", "SE  - 12", r#""pages":"12""#),
        ("ELEC", "VL  - 2011\nM1  - December 5", r#""accessed":"2011-12-05""#),
        ("EBOOK", "C1  - 2011\nC2  - DEC 5", r#""accessed":"2011-12-05""#),
        ("INPR", "TI  - x", r#""status":"in press""#),
        ("PODCAST", "TI  - x", r#""type":"broadcast""#),
        ("JOUR", "RP  - in press", r#""status":"in press""#),
        ("JOUR", "RP  - IN FILE", r#"{"format":"ris","name":"RP","value":"IN FILE"}"#),
        ("JOUR", "CP  - 4", r#""issue":"4""#),
        ("JOUR", "CP  - United States", r#""publisher-place":"United States""#),
        ("JOUR", "Y2  - 5", r#"{"format":"ris","name":"Y2","value":"5"}"#),
        ("JOUR", "C1  - asreview_id_7", r#"{"format":"ris","name":"C1","value":"asreview_id_7"}"#),
    ] {
        let line = silent(&format!("TY  - {kind}\n{lines}\nER  - \n"));
        assert!(line.contains(field), "{kind} {lines}\n{line}");
    }
    // An abbreviation that is the title says nothing; one beside the full title does.
    for lines in ["T2  - Nature\nJA  - Nature", "JF  - Nature\nJ1  - Nature", "JO  - Nature\nJ2  - Nature"] {
        let line = silent(&format!("TY  - JOUR\n{lines}\nER  - \n"));
        assert!(line.contains(r#""container-title":"Nature"}"#) && line.contains(r#""extras":[]"#), "{line}");
    }
    let line = silent("TY  - JOUR\nJF  - Nature Letters\nJO  - Nat. Lett.\nJA  - Nat. Lett.\nER  - \n");
    assert!(line.contains(r#""container-title":"Nature Letters","container-title-short":"Nat. Lett.""#), "{line}");
}

#[test]
fn parts_joined_are_what_one_run_writes() {
    let records = read(format!("{PLAIN}{}", PLAIN.replace("A title", "Another")).as_bytes()).0;
    let write = |records: &[Record]| to_bytes(&RIS, &WriteOptions::default(), records, &mut Discard).unwrap();
    assert_eq!([write(&records[..1]), write(&records[1..])].concat(), write(&records));
}

#[test]
fn nothing_is_said_twice_or_lost_by_lists() {
    let line = silent("TY  - JOUR\nSN  - 1234-5679 (Print), 2345-6782 (Online)\nER  - \n");
    assert!(line.contains(r#"{"format":"ris","name":"SN","value":"2345-6782 (Online)"}"#), "{line}");
    // The number of a patent is no list.
    let line = silent("TY  - PAT\nSN  - 1234-5679; 2345-6782\nER  - \n");
    assert!(line.contains("1234-5679; 2345-6782"), "{line}");
}

#[test]
fn other_tagged_formats_are_named() {
    for (text, format) in [
        ("PMID- 12345678\nOWN - NLM\nTI  - A title\n      of two lines\n\nPMID- 2\n", "MEDLINE"),
        ("\u{feff}FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nAU Doe, J\nER\n\nEF", "Web of Science"),
        ("%0 Journal Article\n%T A title\n", "EndNote"),
        ("RT Journal Article\nT1 A title\n", "RefWorks"),
    ] {
        let mut sink = Collect::default();
        let records = from_bytes(&RIS, &ReadOptions::default(), text.as_bytes(), &mut sink).unwrap();
        assert!(records.is_empty());
        let codes: Vec<_> = sink.diagnostics.iter().map(|note| note.code.id).collect();
        assert_eq!(codes, ["ris/sibling", "input/no-record"], "{text}");
        assert!(sink.diagnostics[0].message.contains(format));
        let found = Registry::builtin().detect(text.as_bytes()).map(|(format, _)| format.name);
        assert_eq!(found, Some("ris"), "so that this is said");
    }
}

#[test]
fn what_was_written_is_read_as_it_was_meant() {
    // Characters that reading takes for something else come back as the ledger says.
    for value in ["a &amp; b", "<i>x</i>", "x<br>y", "p < 0.05 & q > 1", "&lt;i&gt;", "a &amp;amp; <p>b</p>"] {
        let json = serde_json::json!({"type": "article-journal", "fields": {"title": value, "keywords": [value]}});
        let records = from_bytes(&NATIVE, &ReadOptions::default(), json.to_string().as_bytes(), &mut Discard).unwrap();
        let mut losses = Collect::default();
        let once = to_bytes(&RIS, &WriteOptions::default(), &records, &mut losses).unwrap();
        let (again, _) = read(&once);
        assert_eq!(to_bytes(&RIS, &WriteOptions::default(), &again, &mut Discard).unwrap(), once, "{value}");
        let same = again[0].get(keys::TITLE) == records[0].get(keys::TITLE);
        assert_eq!(same, losses.losses.is_empty(), "{value}");
    }
}

/// The parts of `repeated` between two ends.
fn large(head: &str, repeated: &str, times: usize, tail: &str) -> Vec<u8> {
    let mut bytes = head.as_bytes().to_vec();
    bytes.extend(std::iter::repeat_n(repeated.as_bytes(), times).flatten());
    bytes.extend_from_slice(tail.as_bytes());
    bytes
}

#[test]
fn hostile_input_is_bounded_and_costs_only_itself() {
    let after = format!("\n{PLAIN}");
    // Ten megabytes in one line, and without an end of the record.
    let (records, notes) = read(&large("TY  - JOUR\nAB  - ", "x ", 5_000_000, &format!("\nER  - {after}")));
    assert_eq!((records.len(), notes), (1, vec!["1 input/record-too-long".to_owned()]));
    let (records, notes) = read(&large("", "junk without end ", 700_000, &after));
    assert_eq!((records.len(), notes.len()), (1, 1));
    // A million continuation lines, tags that nothing knows, ends that are none.
    let (records, notes) = read(&large("TY  - JOUR\nAB  - ", "x\n", 1_000_000, &format!("ER  - {after}")));
    assert_eq!((records.len(), notes), (2, vec!["2 map/many-paragraphs".to_owned()]));
    let (records, _) = read(&large("TY  - JOUR\n", "Q1  -\n", 1_000_000, &format!("ER  - {after}")));
    assert_eq!(records.len(), 2);
    let (records, _) = read(&large("TY  - JOUR\n", "Q1  - x\n", 1_000_000, &format!("ER  - {after}")));
    assert_eq!(records.len(), 2);
    assert_eq!(records[0].extras.len(), 1_000_000);
    let (records, _) = read(&large("TY  - JOUR\nAB  - x\n", "ER\nKW  - x\n", 500_000, &format!("ER  - {after}")));
    assert_eq!(records.len(), 2);
    // One line of names, addresses, numbers, entities, tags.
    for (tag, repeated) in [
        ("AU", "Doe J, "),
        ("AU", "Doe, J. and "),
        ("AU", ";"),
        ("UR", "https://a.org "),
        ("UR", "a://"),
        ("SN", "1234-5679; "),
        ("KW", "a, "),
        ("TI", "&amp;"),
        ("TI", "&l&#116;"),
        ("TI", "<i>"),
        ("AB", "<a x=1 "),
        ("PY", "May "),
    ] {
        let (records, _) =
            read(&large(&format!("TY  - JOUR\n{tag}  - "), repeated, 400_000, &format!("\nER  - {after}")));
        assert_eq!(records.len(), 2, "{tag} {repeated}");
    }
    // As many records as there are lines.
    let (records, notes) = read(&large("", "TY  - JOUR\n", 100_000, ""));
    assert_eq!((records.len(), notes.len()), (100_000, 100_000));
}
