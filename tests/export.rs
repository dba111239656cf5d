//! Records of other notations, written as BibTeX and BibLaTeX. What is expected
//! is what the manuals of the two say, and what their standard styles print.

mod support;

use ibidem::convert::{from_bytes, to_bytes};
use ibidem::format::{ReadOptions, WriteOptions};
use ibidem::ir::{EntryType, Extra, Record, keys};
use ibidem::report::Collect;
use support::{converted, entries, format};

/// A CSL-JSON item of that type with those members beside `title`, in one line.
fn from_csl(to: &str, kind: &str, members: &str) -> (String, Vec<String>) {
    let comma = if members.is_empty() { "" } else { ", " };
    let item = format!(r#"[{{"id": "a", "type": "{kind}", "title": "T"{comma}{members}}}]"#);
    let (text, losses) = converted("csl-json", to, &item);
    (text.split_whitespace().collect::<Vec<_>>().join(" "), losses)
}

/// The entry type says the degree in BibTeX, a key word in BibLaTeX; words that
/// say more than the styles print are kept.
#[test]
fn degrees() {
    for (words, bibtex, biblatex, lost) in [
        ("PhD thesis", "@phdthesis{a, title = {T} }", "@thesis{a, title = {T}, type = {phdthesis} }", true),
        ("Ph.D. thesis", "@phdthesis{a, title = {T} }", "@thesis{a, title = {T}, type = {phdthesis} }", true),
        ("Master's thesis", "@mastersthesis{a, title = {T} }", "@thesis{a, title = {T}, type = {mathesis} }", true),
        ("Master’s Thesis", "@mastersthesis{a, title = {T} }", "@thesis{a, title = {T}, type = {mathesis} }", true),
        (
            "Doctoral dissertation",
            "@phdthesis{a, title = {T}, type = {Doctoral dissertation} }",
            "@thesis{a, title = {T}, type = {Doctoral dissertation} }",
            false,
        ),
        (
            "M.Sc. thesis",
            "@mastersthesis{a, title = {T}, type = {M.Sc. thesis} }",
            "@thesis{a, title = {T}, type = {M.Sc. thesis} }",
            false,
        ),
        (
            "Bachelor thesis",
            "@phdthesis{a, title = {T}, type = {Bachelor thesis} }",
            "@thesis{a, title = {T}, type = {Bachelor thesis} }",
            false,
        ),
    ] {
        let genre = format!(r#""genre": "{words}""#);
        let lost = if lost { vec!["genre".to_owned()] } else { Vec::new() };
        assert_eq!(from_csl("bibtex", "thesis", &genre), (bibtex.to_owned(), lost.clone()));
        assert_eq!(from_csl("biblatex", "thesis", &genre), (biblatex.to_owned(), lost));
    }
    // "PhD thesis" is what a style prints for the entry type alone.
    let none = from_csl("bibtex", "thesis", "");
    assert_eq!(none, ("@phdthesis{a, title = {T}, type = {Thesis} }".to_owned(), Vec::new()));
    let own = "@thesis{a,\n  title = {T},\n  type = {PhD thesis}\n}\n";
    assert_eq!(converted("biblatex", "biblatex", own).0, own);
}

/// `techreport` prints "Tech. rep.", which only some sources say.
#[test]
fn types_of_reports() {
    assert_eq!(from_csl("biblatex", "report", "").0, "@report{a, title = {T} }");
    for source in ["@report{a,\n  title = {T}\n}\n", "@report{a,\n  title = {T},\n  type = {techreport}\n}\n"] {
        assert_eq!(converted("biblatex", "biblatex", source), (source.to_owned(), Vec::new()));
    }
}

/// What a style of the target prints, where the record has a field of its own
/// for it: the site of a page, its publisher, the medium, the authority.
#[test]
fn what_stands_elsewhere() {
    for (to, kind, members, expected, lost) in [
        (
            "biblatex",
            "webpage",
            r#""container-title": "Smith and Sons", "URL": "http://a.org""#,
            "@online{a, title = {T}, organization = {{Smith and Sons}}, url = {http://a.org} }",
            &["container-title"][..],
        ),
        (
            "biblatex",
            "webpage",
            r#""container-title": "S", "publisher": "P""#,
            "@online{a, title = {T}, titleaddon = {S}, organization = {P} }",
            &["container-title", "publisher"],
        ),
        ("bibtex", "webpage", r#""container-title": "S""#, "@misc{a, title = {T}, journal = {S} }", &["type"]),
        ("bibtex", "software", r#""medium": "CD""#, "@misc{a, title = {T}, howpublished = {CD} }", &["type", "medium"]),
        ("biblatex", "software", r#""medium": "CD""#, "@software{a, title = {T}, howpublished = {CD} }", &["medium"]),
        (
            "biblatex",
            "patent",
            r#""authority": "A", "number": "1""#,
            "@patent{a, title = {T}, institution = {A}, number = {1} }",
            &["authority"],
        ),
        (
            "bibtex",
            "motion_picture",
            r#""director": [{"family": "D", "given": "E"}]"#,
            "@misc{a, title = {T}, author = {D, E} }",
            &["type", "director"],
        ),
        (
            "biblatex",
            "motion_picture",
            r#""director": [{"family": "D", "given": "E"}]"#,
            "@movie{a, editor = {D, E}, editortype = {director}, title = {T} }",
            &[],
        ),
        (
            "biblatex",
            "article-journal",
            r#""archive": "JSTOR", "archive_location": "123""#,
            "@article{a, title = {T}, eprint = {123}, eprinttype = {jstor} }",
            &["archive-location", "archive"],
        ),
        (
            "bibtex",
            "article-journal",
            r#""archive": "Google Books", "archive_location": "x_y""#,
            "@article{a, title = {T}, eprint = {x_y}, archivePrefix = {googlebooks} }",
            &["archive-location", "archive"],
        ),
        ("biblatex", "book", r#""call-number": "QA 76""#, "@book{a, title = {T}, library = {QA 76} }", &[]),
        ("bibtex", "standard", "", "@misc{a, title = {T} }", &["type"]),
        // Not a DOI, and what its field says.
        ("bibtex", "book", r#""DOI": "10.1/x""#, "@book{a, title = {T}, doi = {10.1/x} }", &[]),
    ] {
        let (text, losses) = from_csl(to, kind, members);
        assert_eq!(
            (text.as_str(), losses.as_slice()),
            (expected, &lost.iter().map(ToString::to_string).collect::<Vec<_>>()[..]),
            "{members}"
        );
    }
}

/// In BibTeX an address stands in words, in BibLaTeX in a field that is printed.
#[test]
fn addresses_in_words() {
    for (bibtex, biblatex) in [
        ("howpublished = {\\url{http://a.org/x_y}}", "url = {http://a.org/x_y}"),
        (
            "howpublished = {\\url{http://a.org}}, note = {Accessed: 2020-01-31}",
            "url = {http://a.org}, urldate = {2020-01-31}",
        ),
        ("howpublished = {Online}, url = {http://a.org}", "howpublished = {Online}, url = {http://a.org}"),
        ("note = {See \\url{http://a.org}}", "note = {See \\url{http://a.org}}"),
    ] {
        let (text, _) = converted("bibtex", "biblatex", &format!("@misc{{a, title = {{T}}, {bibtex}}}"));
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(text, format!("@misc{{a, title = {{T}}, {biblatex} }}"));
    }
    let own = "@misc{a,\n  title = {T},\n  howpublished = {\\url{http://a.org}}\n}\n";
    assert_eq!(converted("biblatex", "biblatex", own), (own.to_owned(), Vec::new()));
    assert_eq!(converted("bibtex", "bibtex", own), (own.to_owned(), Vec::new()));
}

/// Biber (2.18) counts commas inside of braces as well and leaves out the whole
/// entry where there are more than two; its extended form it reads.
#[test]
fn commas_that_biber_counts() {
    for (name, bibtex, biblatex) in [
        (
            r#"{"family": "Doe, MD", "given": "J.", "suffix": "III"}"#,
            "{Doe, MD}, III, J.",
            "\"family={Doe, MD}\", given=J., suffix=III",
        ),
        (r#"{"family": "A", "given": "x, y, z"}"#, "A, {x, y, z}", "family=A, \"given={x, y, z}\""),
        (r#"{"family": "Doe, MD", "given": "J."}"#, "{Doe, MD}, J.", "{Doe, MD}, J."),
        (r#"{"literal": "A, B, C, and D, Inc."}"#, "{A, B, C, and D, Inc.}", "{A, B, C, and D, Inc.}"),
    ] {
        let author = format!(r#""author": [{name}]"#);
        for (to, expected) in [("bibtex", bibtex), ("biblatex", biblatex)] {
            let (text, losses) = from_csl(to, "book", &author);
            assert!(text.contains(&format!("author = {{{expected}}}")) && losses.is_empty(), "{text} {losses:?}");
        }
    }
}

/// Browsers know percent signs; TeX commands would break an address.
#[test]
fn addresses_in_ascii() {
    let source = r#"[{"id": "a", "type": "webpage", "title": "Bär", "URL": "http://a.org/ü?b=%20"}]"#;
    let records =
        from_bytes(format("csl-json"), &ReadOptions::default(), source.as_bytes(), &mut Collect::default()).unwrap();
    let options = WriteOptions { ascii: true, ..WriteOptions::default() };
    let bytes = to_bytes(format("biblatex"), &options, &records, &mut Collect::default()).unwrap();
    let expected = "@online{a,\n  title = {B{\\\"a}r},\n  url = {http://a.org/%C3%BC?b=%20}\n}\n";
    assert_eq!(entries(bytes), expected);
}

/// What the styles ask for, and the types that BibLaTeX tells apart.
#[test]
fn what_the_styles_ask_for() {
    let editor = r#""editor": [{"family": "E", "given": "A"}]"#;
    for (to, kind, members, expected, lost) in [
        (
            "bibtex",
            "paper-conference",
            r#""event-title": "C""#,
            "@inproceedings{a, title = {T}, booktitle = {C} }",
            &["event-title"][..],
        ),
        (
            "bibtex",
            "paper-conference",
            r#""event-title": "C", "container-title": "P""#,
            "@inproceedings{a, title = {T}, booktitle = {P}, eventtitle = {C} }",
            &[],
        ),
        (
            "biblatex",
            "paper-conference",
            r#""event-title": "C""#,
            "@inproceedings{a, title = {T}, eventtitle = {C} }",
            &[],
        ),
        ("bibtex", "book", r#""number": "5""#, "@book{a, title = {T}, number = {5} }", &["number"]),
        (
            "bibtex",
            "report",
            r#""collection-number": "5""#,
            "@techreport{a, title = {T}, number = {5} }",
            &["collection-number"],
        ),
        ("bibtex", "book", editor, "@book{a, title = {T}, editor = {E, A} }", &[]),
        ("biblatex", "book", editor, "@collection{a, editor = {E, A}, title = {T} }", &["type"]),
        (
            "biblatex",
            "chapter",
            r#""container-author": [{"family": "E", "given": "A"}]"#,
            "@inbook{a, bookauthor = {E, A}, title = {T} }",
            &["type"],
        ),
    ] {
        let (text, losses) = from_csl(to, kind, members);
        let lost = lost.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!((text.as_str(), losses), (expected, lost), "{members}");
    }
    let own = "@book{a,\n  editor = {E, A},\n  title = {T}\n}\n";
    assert_eq!(converted("biblatex", "biblatex", own), (own.to_owned(), Vec::new()));
    assert_eq!(converted("bibtex", "biblatex", own), (own.to_owned(), Vec::new()));
}

/// A command in TeX may need an empty group behind it, which makes mere words of
/// an address: then the address has to stand by itself.
#[test]
fn an_address_in_words_with_a_tilde() {
    let address = "http://example.org/~n/a";
    let record = format!(r#"{{"type":"document","fields":{{"url":"{address}","how-published":"{address}"}}}}"#);
    let (text, losses) = converted("native", "bibtex", &record);
    assert!(text.contains("url = {http://example.org/~n/a}"), "{text}");
    assert_eq!(losses, [] as [String; 0]);
}

/// A field that is kept under another name, for its own was written already, is
/// reported: nobody who looks for it finds it.
#[test]
fn a_field_under_another_name_is_reported() {
    let mut book = Record::new(EntryType::Book);
    book.set(keys::TITLE, "T".into());
    for value in ["{one}", "{two}"] {
        book.extras.push(Extra { format: "bibtex".into(), name: "shelf".into(), value: value.into() });
    }
    let mut losses = Collect::default();
    let text = to_bytes(format("bibtex"), &WriteOptions::default(), &[book], &mut losses).unwrap();
    let text = String::from_utf8(text).unwrap();
    assert!(text.contains("shelf = {one}") && text.contains("shelf-2 = {two}"), "{text}");
    let losses: Vec<_> = losses.losses.iter().map(|loss| loss.to_string()).collect();
    assert_eq!(losses, ["anonndt: bibtex:shelf substituted: {two} (map/substituted)"]);
}
