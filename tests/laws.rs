//! The law suite over every format that is built in.

mod support;

use ibidem::formats::BUILTIN;
use ibidem::ir::{Date, EntryType, Field, Kind, Name, Names, Record, Value, keys};
use ibidem::laws::{self, Rng};
use ibidem::report::Collect;
use support::format;

fn records() -> u64 {
    std::env::var("LAW_RECORDS").ok().and_then(|n| n.parse().ok()).unwrap_or(1500)
}

fn hold(name: &str) {
    let format = format(name);
    let faults = laws::check(format, 0..records());
    assert!(faults.is_empty(), "{} faults, the first:\n{}", faults.len(), faults.join("\n=====\n"));
}

macro_rules! laws_of {
    ($($test:ident = $name:literal),+ $(,)?) => { $(
        #[test]
        fn $test() {
            hold($name);
        }
    )+

    #[test]
    fn every_format_is_held_to_the_laws() {
        let tested = [$($name),+];
        for format in BUILTIN {
            assert!(tested.contains(&format.name), "no law test for {}", format.name);
        }
    } };
}

laws_of! {
    arxiv = "arxiv",
    arxiv_abs = "arxiv:abs",
    arxiv_list = "arxiv:list",
    arxiv_mail = "arxiv:mail",
    arxiv_rss = "arxiv:rss",
    arxiv_search = "arxiv:search",
    arxiv_json = "arxiv-json",
    atom = "atom",
    biblatex = "biblatex",
    bibtex = "bibtex",
    csl_json = "csl-json",
    csl_json_zotero = "csl-json:zotero",
    csl_yaml = "csl-yaml",
    csv = "csv",
    csv_excel = "csv:excel",
    csv_tsv = "csv:tsv",
    native = "native",
    ris = "ris",
    ris_asreview = "ris:asreview",
    ris_covidence = "ris:covidence",
    ris_endnote = "ris:endnote",
    ris_jabref = "ris:jabref",
    ris_mendeley = "ris:mendeley",
    ris_rayyan = "ris:rayyan",
    ris_zotero = "ris:zotero",
    rss = "rss",
}

/// Blanks that are characters and characters that are blanks, at the ends of
/// values and within: what a format takes off is said, and is taken off once.
#[test]
fn odd_blanks_and_quotes_stay_or_are_reported() {
    let mut faults = Vec::new();
    let odd = ["\u{a0}", "\u{2003}", "\t", "\u{b}", "\u{1b}", "\"", "--", ";"];
    let texts: Vec<String> =
        odd.iter().flat_map(|odd| [format!("{odd}Polack"), format!("Po{odd}lack"), format!("{odd} {odd}")]).collect();
    for text in &texts {
        let mut records = Vec::new();
        let names = [
            Name::person(text, "Ada"),
            Name::person("Example", text),
            Name { particle: text.as_str().into(), ..Name::person("Example", "Ada") },
            Name { suffix: text.as_str().into(), ..Name::person("Example", "Ada") },
            Name::body(text.as_str()),
        ];
        for name in names {
            records.push(Record::new(EntryType::ArticleJournal));
            records.last_mut().unwrap().set(keys::AUTHOR, Names { list: vec![name], others: None });
        }
        for &field in Field::ALL {
            let value = match field.kind() {
                Kind::Text => Value::Text(text.as_str().into()),
                Kind::Token => Value::Token(text.as_str().into()),
                Kind::Tokens => Value::Tokens(vec![text.as_str().into()]),
                Kind::Texts => Value::Texts(vec![text.as_str().into()]),
                Kind::Date => Value::Date(Box::new(Date::Literal(text.as_str().into()))),
                _ => continue,
            };
            records.push(Record::new(EntryType::ArticleJournal));
            records.last_mut().unwrap().put(field, value);
        }
        for to in BUILTIN.iter().filter(|to| to.create.is_some()) {
            let found = records.iter().flat_map(|record| laws::check_record(to, record));
            faults.extend(found.map(|fault| format!("{text:?} in {}: {fault}", to.name)));
        }
    }
    assert!(faults.is_empty(), "{} faults, the first:\n{}", faults.len(), faults[..faults.len().min(4)].join("\n"));
}

/// L6.
#[test]
fn native_loses_nothing() {
    for seed in 0..records() {
        let record = laws::record(&mut Rng::new(seed), "native");
        let mut reports = Collect::default();
        let written = ibidem::convert::to_bytes(
            format("native"),
            &Default::default(),
            std::slice::from_ref(&record),
            &mut reports,
        );
        assert!(reports.losses.is_empty());
        let image: ibidem::ir::Record = serde_json::from_slice(&written.unwrap()).unwrap();
        assert_eq!(image, record);
    }
}
