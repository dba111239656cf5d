use super::*;
use crate::convert::{from_bytes, to_bytes};
use crate::format::{ReadOptions, WriteOptions};
use crate::ir::{Date, EntryType, Field, Name, Names, Others, Record, Value, keys};
use crate::report::{Collect, Subject};

fn read(source: &str) -> Record {
    let mut records =
        from_bytes(&CSL_JSON, &ReadOptions::default(), source.as_bytes(), &mut Collect::default()).unwrap();
    assert_eq!(records.len(), 1, "{source}");
    records.remove(0)
}

/// What is written for a record, and what is reported.
fn written(record: &Record) -> (String, Vec<String>) {
    let mut sink = Collect::default();
    let out = to_bytes(&CSL_JSON, &WriteOptions::default(), std::slice::from_ref(record), &mut sink).unwrap();
    let losses = sink.losses.iter().map(|loss| format!("{} {}", loss.kind.name(), loss.subject.name())).collect();
    (String::from_utf8(out).unwrap(), losses)
}

fn line(body: &str) -> String {
    format!("[\n  {body}\n]\n")
}

#[test]
fn an_empty_list_is_written_as_one() {
    let out = to_bytes(&CSL_JSON, &WriteOptions::default(), &[], &mut Collect::default()).unwrap();
    assert_eq!(out, b"[]\n");
}

#[test]
fn dates_both_ways() {
    for (source, edtf) in [
        (r#"{"date-parts": [[2025]]}"#, "2025"),
        (r#"{"date-parts": [[2025, 8, 28]]}"#, "2025-08-28"),
        (r#"{"date-parts": [[2024], [2025]]}"#, "2024/2025"),
        (r#"{"date-parts": [[2025]], "season": 2}"#, "2025-22"),
        (r#"{"date-parts": [[1723]], "circa": true}"#, "1723~"),
        (r#"{"date-parts": [[-877]]}"#, "-0876"),
        (r#"{"date-parts": [[-1]]}"#, "0000"),
        (r#"{"literal": "199X"}"#, "199X"),
        (r#"{"literal": "2024/.."}"#, "2024/.."),
        (r#"{"literal": "2025-08-28?"}"#, "2025-08-28?"),
        (r#"{"literal": "2004-06-01~/2004-06-20"}"#, "2004-06-01~/2004-06-20"),
        (r#"{"literal": "in press"}"#, "in press"),
    ] {
        let item = format!(r#"{{"id": "k", "type": "book", "issued": {source}}}"#);
        let record = read(&item);
        assert_eq!(record.get(keys::ISSUED), Some(&Date::parse_or_literal(edtf)), "{source}");
        assert_eq!(written(&record), (line(&item), vec![]));
    }
    for (source, edtf) in [
        (r#"{"date-parts":[["2025","08"]]}"#, "2025-08"),
        (r#"{"date-parts":[[2025,0,0]]}"#, "2025"),
        (r#"{"date-parts":[[2025,14]]}"#, "2025-22"),
        (r#"{"date-parts":[[2025],[0]]}"#, "2025/.."),
        (r#"{"date-parts":[2025,8]}"#, "2025-08"),
        (r#"{"date-parts":[[2025]],"season":"Winter","circa":1}"#, "2025-24~"),
        (r#"{"raw":"2025-08-28"}"#, "2025-08-28"),
        (r#"{"literal":"2025"}"#, "2025"),
        (r#""2025-08""#, "2025-08"),
        ("2025", "2025"),
    ] {
        let record = read(&format!(r#"{{"id":"k","type":"book","issued":{source}}}"#));
        assert_eq!(record.get(keys::ISSUED), Some(&Date::parse_or_literal(edtf)), "{source}");
    }
}

#[test]
fn a_time_of_day_is_reported() {
    let mut record = Record::new(EntryType::Book);
    record.key = Some("k".into());
    record.set(keys::ISSUED, Date::parse("2025-08-28T17:11:20Z").unwrap());
    let out = line(r#"{"id": "k", "type": "book", "issued": {"date-parts": [[2025, 8, 28]]}}"#);
    assert_eq!(written(&record), (out, vec!["narrowed issued".to_owned()]));
}

#[test]
fn a_list_that_was_cut_off() {
    for last in
        [r#"{"literal":"others"}"#, r#"{"family":"et al."}"#, r#"{"literal":"And others"}"#, r#"{"family":"et al"}"#]
    {
        let record = read(&format!(r#"{{"id":"k","type":"book","author":[{{"family":"A"}},{last}]}}"#));
        let names = record.get(keys::AUTHOR).unwrap();
        assert_eq!(*names, Names { list: vec![Name::person("A", "")], others: Some(Others::Unknown) });
        let out = line(r#"{"id": "k", "type": "book", "author": [{"family": "A"}]}"#);
        assert_eq!(written(&record), (out, vec!["narrowed author".to_owned()]));
    }
}

#[test]
fn an_arxiv_preprint() {
    let full = r#"{"id": "k", "type": "article", "number": "arXiv:2508.99901", "archive": "arXiv", "archive_location": "2508.99901", "publisher": "arXiv"}"#;
    let mut record = Record::new(EntryType::Preprint);
    record.key = Some("k".into());
    record.set(keys::ARXIV_ID, "2508.99901".into());
    assert_eq!(read(full), record);
    assert_eq!(written(&record), (line(full), vec![]));

    let versioned = read(r#"{"id":"k","type":"article","number":"arXiv:2508.99901v2"}"#);
    assert_eq!(versioned.get(keys::ARXIV_ID).unwrap(), "2508.99901");
    assert_eq!(versioned.get(keys::VERSION).unwrap().to_plain(), "2");

    record.set(keys::PUBLISHER, "arXiv".into());
    assert_eq!(written(&record), (line(full), vec!["merged publisher".to_owned()]));
    record.set(keys::PUBLISHER, "Cornell".into());
    record.set(keys::NUMBER, "17".into());
    record.set(keys::ARCHIVE, "HAL".into());
    let (_, losses) = written(&record);
    assert_eq!(losses, ["dropped arxiv-id"]);
}

#[test]
fn publisher_and_institution_by_type() {
    let thesis = read(r#"{"id":"k","type":"thesis","publisher":"U"}"#);
    assert_eq!(thesis.get(keys::INSTITUTION).unwrap().to_plain(), "U");
    assert!(written(&thesis).1.is_empty());
    let mut book = Record::new(EntryType::Book);
    book.set(keys::ORGANIZATION, "O".into());
    assert_eq!(written(&book).1, ["substituted organization"]);
}

#[test]
fn keys_and_ids() {
    let both = r#"{"id": "http://z/1", "citation-key": "k", "type": "book", "title": "T"}"#;
    let record = read(both);
    assert_eq!(record.key.as_deref(), Some("k"));
    assert_eq!(record.extras[0].value, "\"http://z/1\"");
    assert_eq!(written(&record), (line(both), vec![]));
    let same = read(r#"{"id":"k","citation-key":"k","type":"book"}"#);
    assert_eq!((same.key.as_deref(), same.extras.len()), (Some("k"), 0));
    assert_eq!(read(r#"{"id":12,"type":"book"}"#).key.as_deref(), Some("12"));
}

#[test]
fn extras_are_written_back_only_if_the_schema_allows_them() {
    let kept = r#"{"id": "k", "type": "book", "custom": {"a": [1]}, "categories": ["x"], "year-suffix": "a", "page-first": "3"}"#;
    assert_eq!(written(&read(r#"{"id": "k", "type": "book", "issued": {}, "author": [ ], "note": null}"#)).1, [""; 0]);
    assert_eq!(written(&read(kept)), (line(kept), vec![]));
    let refused = read(r#"{"id":"k","type":"zine","license":"x","custom":1,"categories":[1],"title":["x","y"]}"#);
    let bare = line(r#"{"id": "k", "type": "document", "title": "x"}"#);
    let losses = ["csl-json:@type", "csl-json:custom", "csl-json:categories", "csl-json:title"];
    let losses = ["license"].iter().chain(&losses).map(|name| format!("dropped {name}"));
    assert_eq!(written(&refused), (bare, losses.collect()));
}

/// As the REST interface of Crossref has it.
#[test]
fn lists_and_names_of_crossref_are_read() {
    let record = read(
        r#"{"id": "k", "type": "journal-article", "title": ["A Title"], "container-title": [], "ISSN": ["1234-5678", "8765-4321"],
            "author": [{"given": "Ada", "family": "Test", "sequence": "first", "ORCID": "http://orcid.org/0000-0002-1825-0097",
                        "affiliation": [{"name": "Univ. of Nowhere", "id": [{"id": "x"}]}, "Elsewhere"]},
                       {"name": "A Body", "sequence": "additional", "affiliation": []}]}"#,
    );
    assert_eq!(record.kind, EntryType::ArticleJournal);
    assert_eq!(record.get(keys::TITLE).and_then(|title| title.as_plain()), Some("A Title"));
    assert_eq!(record.get(keys::ISSN).map(|issn| issn.as_str()), Some("1234-5678, 8765-4321"));
    assert!(record.extras.is_empty(), "{:?}", record.extras);
    let names = record.get(keys::AUTHOR).unwrap();
    assert_eq!(names.list[1], Name::body("A Body"));
    let details = names.list[0].details.as_deref().unwrap();
    assert_eq!(details.affiliations, ["Univ. of Nowhere".into(), "Elsewhere".into()]);
    assert_eq!(details.ids, [("orcid".into(), "0000-0002-1825-0097".into())]);
}

#[test]
fn what_is_no_part_of_a_name_is_said() {
    let source =
        r#"{"id": "k", "type": "book", "editor": [{"nickname": "X"}], "author": [{"family": "Y", "rank": 1}]}"#;
    let mut sink = Collect::default();
    let records = from_bytes(&CSL_JSON, &ReadOptions::default(), source.as_bytes(), &mut sink).unwrap();
    assert_eq!(records[0].extras.iter().map(|extra| extra.name.as_str()).collect::<Vec<_>>(), ["editor"]);
    assert_eq!(sink.diagnostics.len(), 2);
}

/// A greater work of the same title would come back as a container that only
/// repeats it.
#[test]
fn a_main_title_that_is_the_title_is_written_once() {
    let mut record = Record::new(EntryType::MultivolumeBook);
    record.set(keys::TITLE, "Works".into());
    record.set(keys::MAIN_TITLE, "Works".into());
    assert_eq!(crate::laws::check_record(&CSL_JSON, &record), [""; 0]);
    let (out, losses) = written(&record);
    assert!(out.contains(r#""title": "Works""#) && !out.contains("container-title"), "{out}");
    assert!(losses.contains(&"merged main-title".to_owned()), "{losses:?}");
}

/// Only the white space of JSON is no part of a name, as in its other parts.
#[test]
fn a_fixed_blank_before_a_family_name_stays() {
    let mut record = Record::new(EntryType::Book);
    let name = Name::person("\u{a0}Polack", "\u{a0}F.");
    record.set(keys::AUTHOR, Names { list: vec![name], others: None });
    assert_eq!(crate::laws::check_record(&CSL_JSON, &record), [""; 0]);
}

/// Every field of every type: names are the schema's, and the text is JSON.
#[test]
fn whatever_is_written_satisfies_the_schema() {
    let source = include_str!("../../../fixtures/csl-json/vocabulary.txt");
    let known: Vec<_> = source.lines().filter(|line| !line.starts_with('#')).collect();
    for (name, _) in schema::VARIABLES {
        assert!(known.contains(name), "{name}");
    }
    for seed in 0..3000 {
        let record = crate::laws::record(&mut crate::laws::Rng::new(seed), "csl-json");
        let (out, _) = written(&record);
        let items: Vec<serde_json::Map<String, serde_json::Value>> = serde_json::from_str(&out).unwrap();
        for (name, value) in &items[0] {
            let (_, shape) = schema::variable(name).unwrap_or_else(|| panic!("`{name}` in {out}"));
            let fits = match shape {
                schema::Shape::Text => value.is_string(),
                schema::Shape::Number => value.is_string() || value.is_number(),
                schema::Shape::List => value.is_array(),
                schema::Shape::Object => value.is_object(),
                schema::Shape::Structured => value.is_array() || value.is_object(),
            };
            assert!(fits, "{name} in {out}");
        }
        assert!(known.contains(&items[0]["type"].as_str().unwrap()));
    }
}

#[test]
fn what_has_no_place_is_reported() {
    let mut record = Record::new(EntryType::Preprint);
    record.set(keys::ARXIV_PRIMARY, "cs.LG".into());
    record.put(Field::License, Value::Text("CC0".into()));
    let mut sink = Collect::default();
    to_bytes(&CSL_JSON, &WriteOptions::default(), &[record], &mut sink).unwrap();
    let subjects: Vec<_> = sink.losses.iter().map(|loss| loss.subject.clone()).collect();
    assert_eq!(subjects, [Subject::Field(Field::ArxivPrimary), Subject::Field(Field::License)]);
}

#[test]
fn notes_say_variables() {
    let with = |note: &str| read(&format!(r#"{{"id": "k", "type": "book", "title": "T", "note": "{note}"}}"#));
    let plain = |record: &Record, field| record.value(field).map(Value::preview);
    let said = with("original-date: 1920-05\\nDOI: 10.1000/x\\neditor: Smith || Jane\\neditor: A Body\\nSome prose.");
    assert_eq!(plain(&said, Field::Doi).as_deref(), Some("10.1000/x"));
    assert_eq!(said.get(keys::ORIGINAL_DATE), Date::parse("1920-05").as_ref());
    assert_eq!(said.get(keys::EDITOR).unwrap().list, [Name::person("Smith", "Jane"), Name::body("A Body")]);
    assert_eq!(plain(&said, Field::Note).as_deref(), Some("Some prose."));
    // A first line of prose, labels of others, another type, a citation key.
    let said = with("Read this.\\ntex.ids: a, b\\nType: dataset\\nCitation Key: smith\\nPMID: 12");
    assert_eq!((said.kind, said.key.as_deref()), (EntryType::Dataset, Some("smith")));
    assert_eq!(plain(&said, Field::Pmid).as_deref(), Some("12"));
    assert_eq!(said.get(keys::NOTE).unwrap().to_plain(), "Read this.\ntex.ids: a, b");
    let said = with("Far down {:original-title: Ein Titel} in prose {:DOI:10.1000/y}.");
    assert_eq!(plain(&said, Field::OriginalTitle).as_deref(), Some("Ein Titel"));
    assert_eq!(plain(&said, Field::Note).as_deref(), Some("Far down in prose ."));
    // Prose: a capital, a line behind prose, what the item has already.
    for note in ["Source: private", "One.\\nTwo.\\nDOI: 10.1/x", "title: Another", "see: this", "DOI:", "10:30 Uhr"] {
        let said = with(note);
        assert_eq!(said.get(keys::NOTE).unwrap().to_plain(), note.replace("\\n", "\n"), "{note}");
        let (out, losses) = written(&said);
        assert_eq!((losses, read(&out)), (vec![], said), "{note}");
    }
    let known =
        read(r#"{"id": "k", "type": "article", "number": "arXiv:2508.99901", "note": "arXiv:2508.99901 [cs]"}"#);
    assert_eq!((known.get(keys::ARXIV_ID).map(|id| id.as_str()), known.has(Field::Note)), (Some("2508.99901"), false));
}

#[test]
fn a_note_that_would_say_a_variable_is_made_prose() {
    let mut record = Record::new(EntryType::Book);
    record.key = Some("k".into());
    record.set(keys::NOTE, "DOI: 10.1/x {:PMID: 1}".into());
    let out = line(r#"{"id": "k", "type": "book", "note": "DOI : 10.1/x {:PMID : 1}"}"#);
    assert_eq!(written(&record), (out, vec!["flattened note".to_owned()]));
}

#[test]
fn characters_and_tags_of_xml() {
    let source = r#"{"id": "k", "type": "book", "title": "A &amp; B", "author": [{"family": "\"van Gogh\"", "given": "V&ouml;"}], "abstract": "<jats:p>One</jats:p><jats:p>two</jats:p>", "issued": {"date-parts": [[null]]}}"#;
    let mut sink = Collect::default();
    let record = from_bytes(&CSL_JSON, &ReadOptions::default(), source.as_bytes(), &mut sink).unwrap().remove(0);
    assert_eq!(sink.diagnostics.iter().map(|found| found.code.id).collect::<Vec<_>>(), ["csl-json/jats"]);
    let out = line(
        r#"{"id": "k", "type": "book", "title": "A & B", "author": [{"family": "van Gogh", "given": "Vö"}], "abstract": "One\ntwo"}"#,
    );
    assert_eq!(written(&record), (out, vec![]));
    let mut record = Record::new(EntryType::Book);
    record.key = Some("k".into());
    record.set(keys::TITLE, "A &amp;amp; B".into());
    let out = line(r#"{"id": "k", "type": "book", "title": "A & B"}"#);
    assert_eq!(written(&record), (out, vec!["flattened title".to_owned()]));
}

#[test]
fn what_is_odd_is_said() {
    for (members, code) in
        [(r#""title": "A", "title": "B""#, "csl-json/repeated"), (r#""title": ["A", "B"]"#, "csl-json/several")]
    {
        let mut sink = Collect::default();
        let source = format!(r#"{{"id": "k", "type": "book", {members}}}"#);
        let records = from_bytes(&CSL_JSON, &ReadOptions::default(), source.as_bytes(), &mut sink).unwrap();
        assert_eq!(records[0].get(keys::TITLE).unwrap().to_plain(), "A");
        assert_eq!(records[0].extras.len(), 1);
        assert_eq!(sink.diagnostics.iter().map(|found| found.code.id).collect::<Vec<_>>(), [code]);
    }
}

/// As the interfaces of Crossref and Zotero have them.
#[test]
fn items_of_interfaces() {
    let record = read(
        r#"{"status":"ok","message-type":"work","message":{"type":"book-chapter","title":["T"],
            "container-title":["A Series","A Book"],"event":{"name":"Conf","location":"Oslo","start":{"date-parts":[[2014,9,6]]}},
            "license":[{"URL":"http://l","delay-in-days":0},{"URL":"http://l"}],"subject":["X, Y","Z"],"id":"k"}}"#,
    );
    assert_eq!(record.get(keys::COLLECTION_TITLE).unwrap().to_plain(), "A Series");
    assert_eq!(record.get(keys::CONTAINER_TITLE).unwrap().to_plain(), "A Book");
    assert_eq!(record.get(keys::EVENT_PLACE).unwrap().to_plain(), "Oslo");
    assert_eq!(record.value(Field::License), Some(&Value::Text("http://l".into())));
    assert!(record.extras.is_empty(), "{:?}", record.extras);
    let record = read(r#"[{"key":"ABC","version":7,"csljson":{"id":"1/ABC","type":"book","title":"T"}}]"#);
    assert_eq!(record.key.as_deref(), Some("1/ABC"));
}

#[test]
fn the_profile_of_zotero() {
    let source = r#"{"id": "k", "type": "book", "container-title-short": "J.", "journalAbbreviation": "J.", "part-number": "2", "supplement-number": "3", "printing-number": "4", "license": "CC0"}"#;
    let record = read(source);
    let mut sink = Collect::default();
    let out = to_bytes(&ZOTERO, &WriteOptions::default(), std::slice::from_ref(&record), &mut sink).unwrap();
    assert_eq!((String::from_utf8(out).unwrap(), sink.losses.len()), (line(source), 0));
    let out = line(
        r#"{"id": "k", "type": "book", "container-title-short": "J.", "part": "2", "supplement": "3", "printing": "4"}"#,
    );
    assert_eq!(written(&record), (out, vec!["dropped license".to_owned()]));
}

#[test]
fn recognizing() {
    for (text, likelihood) in [
        ("[]", Likelihood::Maybe(20)),
        (r#"[{"id":"x","type":"book"}]"#, Likelihood::Sure),
        (r#" {"items": [{"type" : "article-journal", "title": "x"}]}"#, Likelihood::Sure),
        (r#"{"type":"book","fields":{"title":"x"}}"#, Likelihood::No),
        (r#"[{"a":1}]"#, Likelihood::No),
        ("@book{x}", Likelihood::No),
        ("", Likelihood::No),
    ] {
        assert_eq!(sniff(text.as_bytes()), likelihood, "{text}");
    }
}

#[test]
fn what_the_schema_forbids_and_is_clear_is_read_and_said() {
    for (member, code, place) in [
        (r#""title": 7"#, Some("csl-json/forgiven"), 38),
        (r#""volume": 7"#, None, 0),
        (r#""author": "Doe""#, Some("csl-json/forgiven"), 39),
        (r#""author": {"family": "Doe"}"#, Some("csl-json/forgiven"), 39),
        (r#""author": [{"family": "Doe"}]"#, None, 0),
        (r#""title": "a \ud83d b""#, Some("csl-json/lone-surrogate"), 41),
        (r#""title": "\ud83d\ude00""#, None, 0),
    ] {
        let source = format!(r#"{{"id": "k", "type": "book", {member}}}"#);
        let mut sink = Collect::default();
        let records = from_bytes(&CSL_JSON, &ReadOptions::default(), source.as_bytes(), &mut sink).unwrap();
        assert!(records[0].extras.is_empty() && records[0].fields().count() == 1, "{source}");
        let said: Vec<_> = sink.diagnostics.iter().map(|found| (found.code.id, found.span.column)).collect();
        assert_eq!(said, code.map(|code| (code, place)).into_iter().collect::<Vec<_>>(), "{source}");
    }
}
