//! The law suite over every format that is built in.

mod support;

use ibidem::formats::BUILTIN;
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
