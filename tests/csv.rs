//! Tables of other programs, tables that are damaged, and the tables we write:
//! expected values were read by hand from the files under `fixtures/csv/dialects`.
#![cfg(feature = "csv")]

use ibidem::codec::names::display;
use ibidem::convert::{from_bytes, to_bytes};
use ibidem::format::{ReadOptions, WriteOptions};
use ibidem::formats::csv::{CSV, EXCEL, TSV};
use ibidem::ir::{EntryType, Name, Record, Value, keys};
use ibidem::registry::Registry;
use ibidem::report::Collect;

fn shown(record: &Record) -> String {
    let mut lines = vec![format!("{} {}", record.kind.name(), record.key.as_deref().unwrap_or("-"))];
    for field in record.present().iter() {
        let text = match record.value(field).unwrap() {
            Value::Names(names) => {
                let mut all = Vec::new();
                for name in &names.list {
                    all.push(String::new());
                    display::write(name, all.last_mut().unwrap());
                }
                all.join("; ")
            }
            Value::Pages(pages) => pages.with_dash("-"),
            value => value.preview(),
        };
        lines.push(format!("{}: {text}", field.name()));
    }
    lines.extend(record.extras.iter().map(|extra| format!("+{}: {}", extra.name, extra.value)));
    lines.join("\n")
}

fn read(bytes: &[u8]) -> (Vec<Record>, Vec<String>) {
    let mut reports = Collect::default();
    let records = from_bytes(&CSV, &ReadOptions::default(), bytes, &mut reports).unwrap();
    let note = |said: &ibidem::report::Diagnostic| format!("{}:{} {}", said.span.line, said.span.column, said.code.id);
    (records, reports.diagnostics.iter().map(note).collect())
}

/// The records of a table, which is recognized, and gives these notes.
#[track_caller]
fn table(name: &str, notes: &[&str], expected: &[&str]) {
    let path = format!("{}/fixtures/csv/dialects/{name}", env!("CARGO_MANIFEST_DIR"));
    let bytes = std::fs::read(path).unwrap();
    let found = Registry::builtin().detect(&bytes).map(|(format, _)| format.name);
    assert_eq!(found, Some("csv"), "{name}");
    let (records, said) = read(&bytes);
    let shown: Vec<_> = records.iter().map(shown).collect();
    assert_eq!(shown, expected, "{name}");
    assert_eq!(said, notes, "{name}");
}

#[test]
fn zotero() {
    table(
        "zotero.csv",
        &[],
        &[
            "article-journal AB12CD34\ntitle: Ice & fire\nauthor: Văn An Nguyễn; World Glacier Service; Plato\n\
             container-title: Journal of Invented Results\ncontainer-title-short: J. Inv. Res.\nvolume: 7\nissue: 2\n\
             pages: 1-12\nissued: 2024-03-05\naccessed: 2024-04-02T11:12:13\ndoi: 10.1000/ice.1\nissn: 1234-5679\n\
             pmid: 17\narxiv-id: 2403.01234\narxiv-primary: cs.LG\nurl: https://example.org/ice\n\
             abstract: First. Second.\nkeywords: ice; fire; heat\nlanguage: en\nsource: arXiv.org\n\
             +Date Added: 2024-04-01 10:00:00",
            "chapter EF56GH78\ntitle: A chapter\nauthor: Jane Doe\neditor: Richard Roe\ncontainer-title: The Whole\n\
             publisher: Void Press\npublisher-place: Athens\nissued: 1999\nisbn: 978-3-16-148410-0\n\
             +Date Added: 2024-04-01 10:00:00",
        ],
    );
}

#[test]
fn scopus() {
    table(
        "scopus.csv",
        &[],
        &[
            "article-journal -\ntitle: A review of nothing\nauthor: Jane Anna Doe; María de la Cruz\n\
             container-title: Journal of Invented Results\ncontainer-title-short: J. Inv. Res.\nvolume: 12\nissue: 3\n\
             article-number: 104\npublisher: Void Press\ngenre: Review\nissued: 2023\ndoi: 10.1000/nil.2\n\
             issn: 0028-4793\npmid: 37\n\
             url: https://www.scopus.com/inward/record.uri?eid=2-s2.0-1\nabstract: Nothing.\n\
             keywords: void; nil; Emptiness\nlanguage: English\nsource: Scopus\n\
             +Authors (column 1): Doe J.A.; de la Cruz M.\n+Author(s) ID: 57000000001; 57000000002\n+Cited by: 5\n+EID: 2-s2.0-1",
            "paper-conference -\ntitle: A talk\nauthor: Richard Roe\ncontainer-title: Proc. of Nowhere\npages: 17-25\n\
             number-of-pages: 9\nevent-title: Nowhere Conference\nissued: 2022\nlanguage: English\nsource: Scopus\n\
             +Authors (column 1): Roe R.\n+Author(s) ID: 57000000003\n+Cited by: 0\n+EID: 2-s2.0-2",
        ],
    );
}

#[test]
fn web_of_science_in_utf_16() {
    table(
        "wos-tags.txt",
        &[],
        &[
            "article-journal -\ntitle: On sampling\nauthor: Jane A. Doe; Richard Roe\n\
             container-title: JOURNAL OF INVENTED RESULTS\nvolume: 4\nissue: 2\npages: 100-110\nissued: 2021-08-28\n\
             doi: 10.1000/s.3\nissn: 1234-5679\nabstract: An abstract.\nkeywords: sample; test; MODEL\n\
             language: English\n+AU: Doe, JA; Roe, R\n+UT: WOS:000000000000001",
            "chapter -\ntitle: A part\nauthor: Eva Poe\ncontainer-title: THE BOOK\npages: 1-9\nissued: 2020\n\
             language: German\n+AU: Poe, E\n+PD: JUL-AUG\n+UT: WOS:000000000000002",
        ],
    );
}

#[test]
fn databases() {
    table(
        "pubmed.csv",
        &[],
        &["article-journal -\ntitle: Sleep, and more sleep.\nauthor: JA Doe; R van der Roe; E Poe 3rd\n\
           container-title: J Sleep\nissued: 2020\ndoi: 10.1000/z\npmid: 12345\npmcid: PMC77\n\
           +Citation: J Sleep. 2020 Jan;1(1):1-2. doi: 10.1000/z.\n+First Author: Doe JA\n+Create Date: 2020/01/05"],
    );
    table(
        "dimensions.csv",
        &["1:1 csv/before-header"],
        &["article-journal -\ntitle: Ice again\nauthor: Jane Doe; Richard Roe\n\
           container-title: Journal of Invented Results\nvolume: 9\nissue: 1\npages: 5-8\nissued: 2022-05-03\n\
           doi: 10.1000/d\nurl: https://example.org/d\n\
           other-urls: https://app.dimensions.ai/details/publication/pub.1\nabstract: Text.\nkeywords: Ice; Cold\n\
           +Rank: 500\n+Publication ID: pub.1\n+Times cited: 4"],
    );
    table(
        "lens.csv",
        &[],
        &["article-journal -\ntitle: Light\nauthor: Jane Doe; Ludwig van Beethoven\n\
           container-title: Optics of Nothing\nvolume: 8\nissue: 2\npages: 33-40\npublisher: Void\n\
           issued: 2017-06-01\ndoi: 10.1000/l\nissn: 0028-4793; 1533-4406\npmid: 5\nkeywords: light; lens\n\
           +Lens ID: 000-111\n+Citing Works Count: 3"],
    );
    table(
        "scholar.csv",
        &[],
        &[
            "article-journal -\ntitle: A found paper\nauthor: Jane Doe; Richard Roe\n\
             container-title: Journal of Invented Results\nvolume: 3\nissue: 4\npages: 10-20\nissued: 2018",
            "book -\ntitle: A whole book\nauthor: Eva Poe\npublisher: Void Press\nissued: 2001",
        ],
    );
    table(
        "arxiv.csv",
        &[],
        &[
            "preprint -\ntitle: A title over two lines\nauthor: Jane Doe; R. van der Roe\nsubmitted: 2007-04-02T19:18:42Z\n\
           updated: 2008-11-26\ndoi: 10.1000/ax\narxiv-id: 0704.00012\narxiv-classes: hep-ph; math.CO\n\
           versions: v1; v2\nabstract: Text of it.\ncomments: 37 pages\n+submitter: Jane Doe\n\
           +authors (column 3): Jane Doe, R. van der Roe",
        ],
    );
}

#[test]
fn screening() {
    table(
        "rayyan.csv",
        &[],
        &["article-journal rayyan-1\ntitle: Screened\nauthor: Jane Doe; Richard Roe\ncontainer-title: J Screen\n\
           volume: 1\nissue: 2\npages: 3-4\npublisher: Void\npublisher-place: Athens\nissued: 2019-03-07\n\
           doi: 10.1000/r\nissn: 1234-5679\npmid: 99\npmcid: PMC9\nurl: https://example.org/1\nabstract: Text.\n\
           keywords: a; b\nlanguage: eng\nnote: RAYYAN-INCLUSION: {\"Eva\"=>\"Included\"}"],
    );
    table(
        "asreview.csv",
        &[],
        &[
            "document -\ntitle: Active learning\nauthor: J. Doe; R. Roe\nissued: 2021\ndoi: 10.1000/a\n\
             abstract: Text.\nkeywords: ml; screening\n+record_id: 0\n+asreview_label: 1\n+asreview_note: good",
            "document -\ntitle: Other\nauthor: Jane Doe; Richard Roe\nissued: 2020\nabstract: More.\n\
             +record_id: 1\n+asreview_label: 0",
        ],
    );
    table(
        "covidence.csv",
        &[],
        &[
            "article-journal -\ntitle: A trial\nauthor: J. Doe; R. Roe\ncontainer-title: J Trials\nvolume: 2\nissue: 1\n\
           pages: 1-9\nissued: 2016-11\ndoi: 10.1000/c\nabstract: Text.\n+Ref: 5\n+Covidence #: #12\n+Study: Doe 2016",
        ],
    );
}

#[test]
fn managers_and_any_table() {
    table(
        "jabref.csv",
        &[],
        &["article-journal doe2011\ntitle: On DNA & cafés\nauthor: Jane Doe; Jürgen Müller; The X Group\n\
           container-title: Journal of TeX\nvolume: 5\nissue: 3\npages: 1-9\nissued: 2011-03\ndoi: 10.1000/j\n\
           keywords: tex; bib"],
    );
    table(
        "endnote.txt",
        &[],
        &["article-journal -\ntitle: From a manager\nauthor: Jane Doe; Richard Roe\n\
           container-title: Journal of Invented Results\nvolume: 6\nissue: 1\npages: 7-9\nissued: 2015\n\
           doi: 10.1000/e\nkeywords: one; two"],
    );
    table(
        "german-cp1252.csv",
        &["2:2 input/not-utf8"],
        &["document -\ntitle: Über nichts\nauthor: Jürgen Müller\ncontainer-title: Zeitschrift für Leere\nvolume: 3\n\
           issue: 1\npages: 5-7\nissued: 2012\nkeywords: Leere"],
    );
}

fn titles(table: &str) -> (Vec<String>, Vec<String>) {
    let (records, notes) = read(table.as_bytes());
    (
        records
            .iter()
            .map(|record| record.get(keys::TITLE).map_or_else(String::new, |t| t.to_plain().into()))
            .collect(),
        notes,
    )
}

#[test]
fn damaged_rows_cost_themselves() {
    for (table, expected, notes) in [
        // Line ends of all kinds, blank rows, the header again.
        ("title,year\rA,1\rB,2\r", &["A", "B"][..], &[][..]),
        ("title,year\r\n\r\nA,1\r\n,\r\n\r\nB,2", &["A", "B"], &[]),
        ("title,year\nA,1\ntitle,year\nB,2\n", &["A", "B"], &["3:1 csv/header-again"]),
        ("\"sep=|\"\ntitle|year\nA, B|1\n", &["A, B"], &[]),
        // Quotes inside of quotes, blanks behind them.
        ("title,year\n\"He said \"no, no\" twice\" ,1\nB,2\n", &["He said \"no, no\" twice", "B"], &[]),
        // A quote that is never closed, up to a later cell in quotes, and to the end.
        ("title,year\n\"A,1\nB,2\n\"C\",3\n", &["A", "B", "C"], &["2:1 csv/unclosed-quote"]),
        ("title,year\nA,1\n\"B,2\nC,3\n", &["A", "B", "C"], &["3:1 csv/unclosed-quote"]),
        // What may be the rest of the cell is no row.
        (
            "title,year,abstract\nA,1,\"Begun\nand, by no means, ever\nfinished\nB,2,x\n\"C\",3,y\n",
            &["A", "and", "B", "C"],
            &["2:5 csv/unclosed-quote", "4:1 csv/stray-line"],
        ),
        ("title,year\nA\nB,2,3\n", &["A", "B"], &["2:1 csv/uneven-row", "3:1 csv/uneven-row"]),
        ("A table of mine\n\ntitle,year\nA,1\n", &["A"], &["1:1 csv/before-header"]),
    ] {
        assert_eq!(
            titles(table),
            (expected.iter().map(ToString::to_string).collect(), notes.iter().map(ToString::to_string).collect()),
            "{table:?}"
        );
    }
}

fn sample() -> Record {
    let mut record = Record::new(EntryType::ArticleJournal);
    record.key = Some("=cmd".into());
    record.set(keys::TITLE, "'=1+1".into());
    record.set(keys::AUTHOR, vec![Name::person("'t Hooft", "Ada"), Name::body("CERN Team")].into());
    record.set(keys::VOLUME, "1-2".into());
    record.set(keys::GENRE, "MARCH1".into());
    record
}

fn written(format: &'static ibidem::format::Format, options: &[(&str, &str)]) -> Result<(String, Collect), String> {
    let values = options.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let options = WriteOptions { values, ..WriteOptions::default() };
    let mut reports = Collect::default();
    let bytes = to_bytes(format, &options, &[sample()], &mut reports).map_err(|error| error.to_string())?;
    Ok((String::from_utf8(bytes).unwrap(), reports))
}

#[test]
fn chosen_columns() {
    let (text, reports) = written(&CSV, &[("columns", "key,title,author=Authors,year")]).unwrap();
    assert_eq!(text, "key,title,Authors,year\r\n=cmd,'=1+1,\"'t Hooft, Ada; {CERN Team}\",\r\n");
    let lost: Vec<_> = reports.losses.iter().map(|loss| (loss.code.id, loss.value.as_str())).collect();
    assert_eq!(lost, [("csv/not-chosen", "1-2"), ("csv/not-chosen", "MARCH1"), ("map/retyped", "article-journal")]);
    assert!(written(&CSV, &[("columns", "titel")]).unwrap_err().contains("did you mean `title`?"));
    assert!(written(&CSV, &[("delimiter", "ab")]).unwrap_err().contains("`delimiter` cannot be `ab`"));
    let (text, _) = written(&CSV, &[("columns", "volume"), ("delimiter", "-")]).unwrap();
    assert_eq!(text, "volume\r\n\"1-2\"\r\n");
    let (text, _) = written(&TSV, &[("columns", "key,volume")]).unwrap();
    assert_eq!(text, "key\tvolume\r\n=cmd\t1-2\r\n");
}

#[test]
fn spreadsheets_leave_cells_alone() {
    let (text, _) = written(&EXCEL, &[("columns", "key,type,title,author,volume,genre")]).unwrap();
    assert_eq!(
        text,
        "\u{feff}key,type,title,authors,volume,genre\r\n\
         '=cmd,article-journal,''=1+1,\"'t Hooft, Ada; {CERN Team}\",'1-2,'MARCH1\r\n"
    );
    for format in [&EXCEL, &CSV] {
        let records = from_bytes(format, &ReadOptions::default(), text.as_bytes(), &mut Collect::default()).unwrap();
        assert_eq!(records, [sample()], "{}", format.name);
    }
    let mut long = sample();
    long.set(keys::ABSTRACT, "x".repeat(40_000).as_str().into());
    let mut reports = Collect::default();
    let bytes = to_bytes(&EXCEL, &WriteOptions::default(), &[long.clone()], &mut reports).unwrap();
    assert!(reports.losses.iter().any(|loss| loss.code.id == "csv/long-cell"));
    assert_eq!(from_bytes(&EXCEL, &ReadOptions::default(), &bytes, &mut Collect::default()).unwrap(), [long]);
}
