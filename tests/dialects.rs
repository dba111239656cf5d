//! The two dialects of `.bib` files: what is said in one is said in the
//! other's words, as the manuals of BibTeX and BibLaTeX have them.

mod support;

use ibidem::registry::Registry;
use support::{converted, written};

/// What is the same in both, and lost in neither direction.
const SAME: &[(&str, &str)] = &[
    (
        "@phdthesis{a,\n  title = {T},\n  school = {U and V},\n  year = {2001}\n}\n",
        "@thesis{a,\n  title = {T},\n  date = {2001},\n  type = {phdthesis},\n  institution = {{U and V}}\n}\n",
    ),
    ("@mastersthesis{a,\n  title = {T}\n}\n", "@thesis{a,\n  title = {T},\n  type = {mathesis}\n}\n"),
    (
        "@article{a,\n  title = {T},\n  journal = {J},\n  volume = {1},\n  number = {2},\n  pages = {3--4},\n  \
         year = {2001},\n  month = mar\n}\n",
        "@article{a,\n  title = {T},\n  journaltitle = {J},\n  date = {2001-03},\n  number = {2},\n  volume = {1},\n  \
         pages = {3--4}\n}\n",
    ),
    (
        "@misc{a,\n  title = {T},\n  eprint = {2508.99901},\n  archivePrefix = {arXiv},\n  primaryClass = {cs.LG}\n}\n",
        "@online{a,\n  title = {T},\n  eprint = {2508.99901},\n  eprinttype = {arxiv},\n  eprintclass = {cs.LG}\n}\n",
    ),
    (
        "@techreport{a,\n  title = {T},\n  number = {1},\n  institution = {U}\n}\n",
        "@report{a,\n  title = {T},\n  institution = {U},\n  number = {1},\n  type = {techreport}\n}\n",
    ),
    (
        "@book{a,\n  title = {T},\n  publisher = {Smith and Sons},\n  address = {London; Paris},\n  language = {ngerman}\n}\n",
        "@book{a,\n  title = {T},\n  publisher = {{Smith and Sons}},\n  location = {London and Paris},\n  \
         langid = {ngerman}\n}\n",
    ),
    (
        "@inbook{a,\n  title = {The Book},\n  chapter = {3}\n}\n",
        "@inbook{a,\n  booktitle = {The Book},\n  chapter = {3}\n}\n",
    ),
    (
        "@article{a,\n  title = {T},\n  journal = {J},\n  pmid = {123}\n}\n",
        "@article{a,\n  title = {T},\n  journaltitle = {J},\n  eprint = {123},\n  eprinttype = {pubmed}\n}\n",
    ),
];

#[test]
fn each_says_it_in_its_own_words() {
    for (bibtex, biblatex) in SAME {
        assert_eq!(converted("bibtex", "biblatex", bibtex), ((*biblatex).to_owned(), Vec::new()), "{bibtex}");
        assert_eq!(converted("biblatex", "bibtex", biblatex), ((*bibtex).to_owned(), Vec::new()), "{biblatex}");
        assert_eq!(converted("biblatex", "biblatex", biblatex), ((*biblatex).to_owned(), Vec::new()));
    }
}

#[test]
fn what_bibtex_has_not_is_reported() {
    for (source, lost) in [
        ("@article{a, entrysubtype = {magazine}, title = {T}}", &["type"][..]),
        ("@book{a, title = {T}, editora = {A, B}, editoratype = {compiler}}", &["compiler"]),
        ("@mvbook{a, title = {T}}", &["type"]),
        ("@book{a, title = {T}, subtitle = {S}}", &["title", "subtitle"]),
        // Extra fields of the notation are written in both dialects.
        ("@book{a, title = {T}, shorthand = {S}, options = {skipbib}}", &[]),
    ] {
        assert_eq!(converted("biblatex", "bibtex", source).1, lost, "{source}");
    }
}

/// A file of one dialect, read as the other by order.
#[test]
fn each_reads_the_words_of_the_other() {
    for (bibtex, biblatex) in &SAME[..4] {
        assert_eq!(written("bibtex", "bibtex", biblatex, false).0, *bibtex);
        let expected = biblatex.replace("{{U and V}}", "{U and V}");
        assert_eq!(written("biblatex", "biblatex", bibtex, false).0, expected);
    }
}

#[test]
fn fields_of_the_manual_come_back() {
    let fields = [
        "shorthand",
        "shorthandintro",
        "shortauthor",
        "shorteditor",
        "options",
        "presort",
        "sortkey",
        "sortname",
        "sorttitle",
        "sortyear",
        "sortshorthand",
        "indextitle",
        "indexsorttitle",
        "label",
        "library",
        "nameaddon",
        "gender",
        "execute",
        "usera",
        "userf",
        "verba",
        "verbc",
        "lista",
        "listf",
        "namea",
        "nameatype",
        "authortype",
        "bookpagination",
        "pagination",
        "mainsubtitle",
        "maintitleaddon",
        "issuesubtitle",
        "eventtitleaddon",
        "reprinttitle",
        "relatedstring",
        "relatedoptions",
        "langidopts",
        "isan",
        "ismn",
        "isrn",
        "iswc",
        "shortseries",
        "xref",
        "crossref",
        "related",
        "relatedtype",
        "entryset",
        "xdata",
        "ids",
        "titleaddon",
        "booktitleaddon",
        "maintitle",
        "issuetitle",
        "venue",
        "eventtitle",
        "origtitle",
        "addendum",
        "pubstate",
        "part",
        "volumes",
        "version",
        "eid",
        "howpublished",
        "chapter",
        "series",
        "issn",
        "isbn",
        "doi",
        "url",
        "shorttitle",
        "abstract",
        "annotation",
        "keywords",
        "pagetotal",
        "edition",
        "volume",
        "file",
    ];
    for field in fields {
        let source = format!("@misc{{a,\n  {field} = {{x1}}\n}}\n");
        let (text, losses) = converted("biblatex", "biblatex", &source);
        assert_eq!((text.as_str(), losses.as_slice()), (source.as_str(), &[][..]));
    }
}

#[test]
fn other_formats_see_the_meaning() {
    let source = "@book{a, title = {T}, publisher = {One and {Smith and Sons}}, langid = {ngerman}}";
    let (json, losses) = converted("biblatex", "csl-json", source);
    assert!(json.contains("\"publisher\": \"One; Smith and Sons\"") && json.contains("\"language\": \"de\""), "{json}");
    assert_eq!(losses, Vec::<String>::new());
    let (json, _) = converted("bibtex", "csl-json", "@misc{a, title = {T}, howpublished = {\\url{http://a.org/~x}}}");
    assert!(json.contains("\"URL\": \"http://a.org/~x\""), "{json}");
    let (json, _) =
        converted("bibtex", "csl-json", "@misc{a, title = {T}, url = {https://arxiv.org/abs/2508.99901v2}}");
    assert!(json.contains("\"number\": \"arXiv:2508.99901\""), "{json}");
}

#[test]
fn an_address_is_an_identifier_where_there_is_no_other() {
    let eprint = |source: &str| converted("bibtex", "biblatex", source).0.contains("eprint = {2508.99901}");
    assert!(eprint("@article{a, journal = {J}, url = {http://arxiv.org/pdf/2508.99901}}"));
    assert!(eprint("@misc{a, doi = {10.48550/ARXIV.2508.99901}}"));
    assert!(eprint("@misc{a, howpublished = {\\url{https://arxiv.org/abs/2508.99901}}}"));
    assert!(!eprint("@article{a, journal = {J}, doi = {10.1000/x}, url = {https://arxiv.org/abs/2508.99901}}"));
    assert!(!eprint("@misc{a, eprint = {4711}, eprinttype = {jstor}, url = {https://arxiv.org/abs/2508.99901}}"));
    assert!(!eprint("@misc{a, url = {https://example.org/2508.99901}}"));
}

#[test]
fn mere_words_stay_words() {
    // Without the address as a field, reading must not find one.
    let text = "@misc{a,\n  title = {T},\n  howpublished = {http://a.org{}}\n}\n";
    assert_eq!(converted("bibtex", "bibtex", text), (text.to_owned(), Vec::new()));
    let text =
        "@misc{a,\n  title = {T},\n  howpublished = {\\url{http://a.org}},\n  note = {Accessed: 2020-01-31}\n}\n";
    assert_eq!(converted("bibtex", "bibtex", text), (text.to_owned(), Vec::new()));
}

#[test]
fn the_dialect_is_found_by_what_a_file_has_more_of() {
    let registry = Registry::builtin();
    let found = |text: &str| registry.recognize(Some("a.bib".as_ref()), text.as_bytes()).map(|found| found.format.name);
    assert_eq!(found("@article{a, journaltitle = {J}, date = {2020}}"), Some("biblatex"));
    assert_eq!(found("@article{a, journal = {J}, year = 2020}\n@online{b, date = {2020}}"), Some("bibtex"));
    assert_eq!(found("nothing yet"), Some("bibtex"));
    assert_eq!(registry.by_name("bib").unwrap().name, "bibtex");
}
