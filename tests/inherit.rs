//! Inheritance: BibLaTeX's default table row by row as `biblatex.def` states
//! it, BibTeX's single level as `bibtex` 0.99d does it, `xdata`, circles, and
//! the way through a conversion. What biber 2.18 does with the same entries was
//! looked at; where we differ, a test says so.

mod support;

use ibidem::convert::{Converter, from_bytes, to_bytes};
use ibidem::format::Inheritance::{self, Biblatex, Bibtex};
use ibidem::format::{ReadOptions, WriteOptions};
use ibidem::ir::EntryType::*;
use ibidem::ir::{EntryType, Field, Name, Names, Record, keys};
use ibidem::pass::inherit::Parents;
use ibidem::report::{Collect, Discard};
use support::format;

fn names(family: &str) -> Names {
    Names::from(vec![Name::person(family, "X")])
}

/// Lets records inherit from each other; says what was said.
fn resolved(mut records: Vec<Record>, rules: Inheritance) -> (Vec<Record>, Vec<String>) {
    let mut parents = Parents::default();
    records.iter().for_each(|record| parents.note(record));
    records.iter().for_each(|record| parents.hold(record, rules));
    parents.settle();
    let mut sink = Collect::default();
    records.retain_mut(|record| parents.resolve(record, rules, None, &mut sink));
    (records, sink.diagnostics.iter().map(|said| format!("{}: {}", said.code, said.message)).collect())
}

fn read(dialect: &str, text: &str) -> Vec<Record> {
    from_bytes(format(dialect), &ReadOptions::default(), text.as_bytes(), &mut Discard).unwrap()
}

fn parent(kind: EntryType) -> Record {
    let mut record = Record::new(kind);
    record.key = Some("p".into());
    record.set(keys::TITLE, "Parent".into());
    record.set(keys::SUBTITLE, "Sub".into());
    record.set(keys::TITLE_ADDON, "Addon".into());
    record.set(keys::SHORT_TITLE, "Short".into());
    record.set(keys::AUTHOR, names("Parent"));
    record.set(keys::PUBLISHER, "Press".into());
    record
}

/// A child with a title of its own, and what it has after inheriting.
fn child(of: EntryType, kind: EntryType) -> Record {
    let mut child = Record::new(kind);
    child.key = Some("c".into());
    child.set(keys::TITLE, "Child".into());
    child.set(keys::CROSSREF, "p".into());
    let (mut records, said) = resolved(vec![child, parent(of)], Biblatex);
    assert_eq!(said, Vec::<String>::new());
    records.swap_remove(0)
}

fn text(record: &Record, field: Field) -> Option<String> {
    record.value(field).map(ibidem::ir::Value::preview)
}

fn texts(record: &Record, fields: &[Field]) -> Vec<Option<String>> {
    fields.iter().map(|&field| text(record, field)).collect()
}

fn some(words: &[&str]) -> Vec<Option<String>> {
    words.iter().map(|word| (!word.is_empty()).then(|| (*word).to_owned())).collect()
}

const TITLES: &[Field] = &[
    Field::Title,
    Field::Subtitle,
    Field::TitleAddon,
    Field::ShortTitle,
    Field::MainTitle,
    Field::ContainerTitle,
    Field::ContainerSubtitle,
    Field::ContainerTitleAddon,
    Field::Publisher,
];

#[test]
fn the_title_of_a_whole_is_the_main_title_of_its_parts() {
    let rows: &[(&[EntryType], &[EntryType])] = &[
        // mvbook: book, inbook, bookinbook, suppbook
        (&[MultivolumeBook], &[Book, BookPart, BookInBook, SuppBook]),
        // mvcollection, mvreference: collection, reference, incollection, inreference, suppcollection
        (
            &[MultivolumeEditedBook, MultivolumeReferenceWork],
            &[EditedBook, ReferenceWork, Chapter, EntryEncyclopedia, SuppCollection],
        ),
        // mvproceedings: proceedings, inproceedings
        (&[MultivolumeProceedings], &[Proceedings, PaperConference]),
    ];
    for (parents, children) in rows {
        for (&of, &kind) in parents.iter().flat_map(|of| children.iter().map(move |kind| (of, kind))) {
            let child = child(of, kind);
            let due = some(&["Child", "", "", "", "Parent", "", "", "", "Press"]);
            assert_eq!(texts(&child, TITLES), due, "{} of {}", kind.name(), of.name());
        }
    }
}

#[test]
fn the_title_of_a_volume_or_journal_is_the_container_title_of_its_parts() {
    let rows: &[(&[EntryType], &[EntryType])] = &[
        // book: inbook, bookinbook, suppbook
        (&[Book], &[BookPart, BookInBook, SuppBook]),
        // collection, reference: incollection, inreference, suppcollection
        (&[EditedBook, ReferenceWork], &[Chapter, EntryEncyclopedia, SuppCollection]),
        // proceedings: inproceedings
        (&[Proceedings], &[PaperConference]),
        // periodical: article, suppperiodical
        (&[Periodical], &[ArticleJournal, SuppPeriodical]),
    ];
    for (parents, children) in rows {
        for (&of, &kind) in parents.iter().flat_map(|of| children.iter().map(move |kind| (of, kind))) {
            let child = child(of, kind);
            let due = some(&["Child", "", "", "", "", "Parent", "Sub", "Addon", "Press"]);
            assert_eq!(texts(&child, TITLES), due, "{} of {}", kind.name(), of.name());
        }
    }
}

#[test]
fn other_pairs_inherit_under_the_same_names() {
    // As biber does it: an article in proceedings gets their subtitle.
    for (of, kind) in [(Proceedings, ArticleJournal), (Manual, Manual), (PaperConference, Book), (Book, Chapter)] {
        let due = some(&["Child", "Sub", "Addon", "Short", "", "", "", "", "Press"]);
        assert_eq!(texts(&child(of, kind), TITLES), due, "{} of {}", kind.name(), of.name());
    }
}

#[test]
fn the_author_of_a_book_is_author_and_book_author_of_its_parts() {
    let both = [Field::Author, Field::ContainerAuthor];
    for of in [Book, MultivolumeBook] {
        for kind in [BookPart, BookInBook, SuppBook] {
            assert_eq!(texts(&child(of, kind), &both), some(&["Parent, X", "Parent, X"]));
        }
    }
    assert_eq!(texts(&child(EditedBook, Chapter), &both), some(&["Parent, X", ""]));
    let mut part = Record::new(BookPart);
    part.set(keys::AUTHOR, names("Own"));
    part.set(keys::CROSSREF, "p".into());
    let (records, _) = resolved(vec![part, parent(Book)], Biblatex);
    assert_eq!(texts(&records[0], &both), some(&["Own, X", "Parent, X"]));
}

#[test]
fn what_an_entry_says_about_itself_stays_with_it() {
    let mut volume = parent(Proceedings);
    volume.set(keys::ALIASES, vec!["q".into()]);
    volume.set(keys::XREF, "r".into());
    volume.set(keys::RELATED, vec!["s".into()]);
    volume.set(keys::RELATED_TYPE, "multivolume".into());
    volume.set(keys::MEMBERS, vec!["t".into()]);
    let mut paper = Record::new(PaperConference);
    paper.set(keys::CROSSREF, "q".into());
    let (records, said) = resolved(vec![paper, volume], Biblatex);
    assert_eq!(said, Vec::<String>::new(), "an alias is a key");
    let never = [Field::Aliases, Field::Xref, Field::Related, Field::RelatedType, Field::Members];
    assert_eq!(texts(&records[0], &never), some(&["", "", "", "", ""]));
    assert_eq!(text(&records[0], Field::Publisher).as_deref(), Some("Press"));
}

#[test]
fn biblatex_goes_on_to_the_parents_parent_and_bibtex_does_not() {
    let entries = "@inproceedings{c, title = {C}, crossref = {p}}
        @proceedings{p, title = {P}, crossref = {m}}
        @mvproceedings{m, title = {M}, series = {S}}";
    let fields = [Field::ContainerTitle, Field::MainTitle, Field::CollectionTitle];
    let (records, said) = resolved(read("biblatex", entries), Biblatex);
    assert_eq!(texts(&records[0], &fields), some(&["P", "M", "S"]));
    assert_eq!(said, Vec::<String>::new());
    let (records, said) = resolved(read("bibtex", entries), Bibtex);
    assert_eq!(texts(&records[0], &fields), some(&["P", "", ""]));
    assert_eq!(text(&records[1], Field::CollectionTitle).as_deref(), Some("S"));
    assert_eq!(said, ["crossref/nested: `p` itself has a crossref, only what it says itself is inherited"]);
}

#[test]
fn bibtex_inherits_title_as_title_and_booktitle_as_booktitle() {
    let titles = [Field::Title, Field::ContainerTitle];
    for (child, parent, due) in [
        // btxdoc's own example: the parent has both, the child a title.
        ("@inproceedings{c, title = {T}", "@proceedings{p, title = {P}, booktitle = {B}", ["T", "B"]),
        // A child that lacks its title gets the parent's.
        ("@inproceedings{c, note = {n}", "@proceedings{p, title = {P}, booktitle = {B}", ["P", "B"]),
        // BibTeX leaves this one without `booktitle` and warns; we take the title.
        ("@inproceedings{c, title = {T}", "@proceedings{p, title = {P}", ["T", "P"]),
        ("@inproceedings{c, title = {T}, booktitle = {O}", "@proceedings{p, title = {P}, booktitle = {B}", ["T", "O"]),
        // The title of BibTeX's `inbook` is that of the book.
        ("@inbook{c, chapter = {1}", "@book{p, title = {P}", ["", "P"]),
        ("@inbook{c, chapter = {1}", "@book{p, title = {P}, booktitle = {B}", ["P", "B"]),
        ("@inbook{c, title = {T}, booktitle = {O}", "@book{p, title = {P}", ["T", "O"]),
    ] {
        let records = read("bibtex", &format!("{child}, crossref = {{P}}}}\n{parent}, year = 1990}}"));
        let (records, said) = resolved(records, Bibtex);
        assert_eq!(texts(&records[0], &titles), some(&due), "{child} {parent}");
        assert_eq!(text(&records[0], Field::Issued).as_deref(), Some("1990"));
        assert_eq!(said, Vec::<String>::new(), "keys are alike in any case");
    }
}

#[test]
fn bibtex_inherits_a_month_beside_the_same_year() {
    let issued = |child: &str| {
        let entries =
            format!("@inproceedings{{c, {child} crossref = {{p}}}} @proceedings{{p, year = 1998, month = jun}}");
        text(&resolved(read("bibtex", &entries), Bibtex).0[0], Field::Issued)
    };
    assert_eq!(issued("year = 1998,").as_deref(), Some("1998-06"));
    assert_eq!(issued("").as_deref(), Some("1998-06"));
    assert_eq!(issued("year = 1999,").as_deref(), Some("1999"));
}

#[test]
fn keys_of_biblatex_differ_in_case() {
    let (_, said) = resolved(read("biblatex", "@book{a, crossref = {P}} @book{p, title = {x}}"), Biblatex);
    assert_eq!(said, ["crossref/missing: no entry `P` to inherit from"]);
}

#[test]
fn of_two_parents_with_one_key_the_first_counts() {
    let entries = "@book{p, title = {1}, publisher = {First}} @book{c, crossref = {p}} @book{p, publisher = {Second}}";
    for (dialect, rules) in [("biblatex", Biblatex), ("bibtex", Bibtex)] {
        let (records, _) = resolved(read(dialect, entries), rules);
        assert_eq!(text(&records[1], Field::Publisher).as_deref(), Some("First"));
    }
}

#[test]
fn data_holders_hand_on_everything_under_the_same_name() {
    let entries = "@xdata{one, publisher = {One}, location = {Place}, number = {7}}
        @xdata{two, xdata = {one}, series = {Two}, note = {two}}
        @xdata{three, note = {three}, publisher = {Three}}
        @book{b, title = {B}, xdata = {two}}
        @article{a, title = {A}, xdata = {two, three}}
        @report{r, title = {R}, publisher = {Own}, xdata = {two}}";
    let fields =
        [Field::Publisher, Field::Note, Field::PublisherPlace, Field::Issue, Field::CollectionNumber, Field::Number];
    let (records, said) = resolved(read("biblatex", entries), Biblatex);
    // The holders are no works.
    assert_eq!(records.iter().map(|record| record.key.as_deref().unwrap()).collect::<Vec<_>>(), ["b", "a", "r"]);
    assert_eq!(texts(&records[0], &fields), some(&["One", "two", "Place", "", "7", ""]));
    assert_eq!(texts(&records[1], &fields), some(&["Three", "three", "Place", "7", "", ""]));
    // biber lets the holder win; here an entry's own word stands.
    assert_eq!(texts(&records[2], &fields), some(&["Own", "two", "Place", "", "", "7"]));
    assert!(said.iter().all(|said| said.starts_with("crossref/data-holder: ")), "{said:?}");
}

#[test]
fn a_parent_hands_on_what_it_has_from_data_holders() {
    let entries = "@xdata{x, publisher = {Press}} @inproceedings{c, title = {C}, crossref = {p}}
        @proceedings{p, title = {P}, xdata = {x}}";
    for (dialect, rules) in [("biblatex", Biblatex), ("bibtex", Bibtex)] {
        let (records, _) = resolved(read(dialect, entries), rules);
        assert_eq!(text(&records[0], Field::Publisher).as_deref(), Some("Press"), "{dialect}");
    }
}

#[test]
fn what_cannot_be_followed_is_said() {
    let said = |entries: &str| resolved(read("biblatex", entries), Biblatex).1;
    assert_eq!(
        said("@book{a, xdata = {b, n}} @book{b, title = {B}}"),
        [
            "crossref/missing: entry `b` is no data holder, nothing taken from it",
            "crossref/missing: no entry `n` to take data from"
        ]
    );
    let circle = |key| format!("crossref/cycle: `{key}` inherits from this entry in turn, nothing inherited from it");
    assert_eq!(said("@book{a, crossref = {a}}"), [circle("a")]);
    assert_eq!(said("@book{a, crossref = {b}} @book{b, crossref = {c}} @book{c, crossref = {a}}"), [circle("a")]);
    assert_eq!(said("@book{x, crossref = {a}} @book{a, crossref = {b}} @book{b, crossref = {a}}"), [circle("a")]);
    assert_eq!(
        said("@xdata{a, xdata = {b}} @xdata{b, xdata = {a}}"),
        [
            "crossref/data-holder: `a` only holds data for other entries, left out".to_owned(),
            circle("a"),
            "crossref/data-holder: `b` only holds data for other entries, left out".to_owned(),
        ]
    );
    assert_eq!(
        said("@xdata{a, note = {b}}"),
        ["crossref/unused-data: `a` only holds data and no entry names it, left out"]
    );
}

#[test]
fn a_single_field_may_name_its_data() {
    // The manual's own example of granular references, in one value each.
    let entries = "@xdata{x-1, publisher = {Press}, location = {Town}, author = {Doe, Jane}}
        @book{b, author = {xdata=x-1-author}, title = {B}, publisher = {xdata=x-1-publisher},
            location = {xdata=x-1-location}, series = {xdata=x-1-series}, note = {xdata=y-note}}";
    let (records, said) = resolved(read("biblatex", entries), Biblatex);
    let fields = [Field::Author, Field::Publisher, Field::PublisherPlace, Field::CollectionTitle, Field::Note];
    let due = some(&["Doe, Jane", "Press", "Town", "xdata=x-1-series", "xdata=y-note"]);
    assert_eq!(texts(&records[0], &fields), due);
    assert_eq!(
        said[1..],
        [
            "crossref/missing: no data `x-1-series` for collection-title, left as it stands",
            "crossref/missing: no data `y-note` for note, left as it stands"
        ]
    );
}

#[test]
fn a_long_list_of_nothing_is_summed_up() {
    let keys: Vec<String> = (0..200_000).map(|n| format!("k{n}")).collect();
    let entry = format!("@book{{b, title = {{B}}, xdata = {{{}}}}}", keys.join(","));
    let (_, sink) = convert("biblatex", "csl-json", &[&entry], 1, true);
    assert_eq!(sink.diagnostics.len(), 11);
    assert_eq!(sink.diagnostics[10].message, "199990 more entries that no data can be taken from");
}

#[test]
fn a_value_without_measure_is_not_handed_on() {
    let mut volume = parent(Proceedings);
    volume.set(keys::ABSTRACT, "x".repeat(70_000).as_str().into());
    let mut paper = Record::new(PaperConference);
    paper.set(keys::CROSSREF, "p".into());
    let (records, said) = resolved(vec![paper, volume], Biblatex);
    assert!(!records[0].has(Field::Abstract) && records[1].has(Field::Abstract));
    assert_eq!(said, ["crossref/too-long: abstract is too long to be inherited"]);
}

#[test]
fn long_chains_and_large_families_are_no_trouble() {
    let chain: Vec<Record> = (0..30_000)
        .map(|n| {
            let mut record = Record::new(Book);
            record.key = Some(format!("k{n}").into());
            record.set(keys::CROSSREF, format!("k{}", n + 1).into());
            if n == 29_999 {
                record.take(Field::Crossref);
                record.set(keys::PUBLISHER, "Press".into());
            }
            record
        })
        .collect();
    let (records, said) = resolved(chain, Biblatex);
    assert!(records.iter().all(|record| text(record, Field::Publisher).as_deref() == Some("Press")));
    assert!(said.is_empty());
}

#[test]
fn what_is_inherited_is_marked_and_not_written_back() {
    let entries = "@inproceedings{c,\n  title = {C},\n  crossref = {p}\n}\n\n@proceedings{p,\n  title = {P}\n}\n";
    let (records, _) = resolved(read("biblatex", entries), Biblatex);
    assert_eq!(records[0].inherited().iter().collect::<Vec<_>>(), [Field::ContainerTitle]);
    assert_eq!(records[0].own(), read("biblatex", entries)[0]);
    let native = to_bytes(format("native"), &WriteOptions::default(), &records, &mut Discard).unwrap();
    assert!(String::from_utf8(native.clone()).unwrap().contains(r#""inherited":["container-title"]"#));
    let again = from_bytes(format("native"), &ReadOptions::default(), &native, &mut Discard).unwrap();
    assert_eq!(again[0].inherited(), records[0].inherited());
    for dialect in ["bibtex", "biblatex"] {
        let mut sink = Collect::default();
        let written = to_bytes(format(dialect), &WriteOptions::default(), &again, &mut sink).unwrap();
        assert_eq!(read(dialect, std::str::from_utf8(&written).unwrap()), read(dialect, entries), "{dialect}");
        assert!(sink.losses.is_empty(), "{dialect}: {:?}", sink.losses);
    }
}

/// Converts inputs, surveyed or each alone.
fn convert(from: &str, to: &str, inputs: &[&str], jobs: usize, survey: bool) -> (String, Collect) {
    let converter = Converter::new(format(from), format(to), &ReadOptions::default(), &WriteOptions::default());
    let mut converter = converter.unwrap().jobs(jobs);
    while survey && converter.begin_survey() {
        inputs.iter().for_each(|input| converter.survey(input.as_bytes()).unwrap());
    }
    let (mut output, mut sink) = (Vec::new(), Collect::default());
    for input in inputs {
        converter.input(input.as_bytes(), &mut output, &mut sink).unwrap();
    }
    converter.finish(&mut output).unwrap();
    (String::from_utf8(output).unwrap(), sink)
}

#[test]
fn entries_inherit_over_inputs_that_were_surveyed() {
    let inputs = [
        "@string{press = {Press}} @inproceedings{a, title = {A}, crossref = {p}}",
        "@inproceedings{b, title = {B}, crossref = {p}} @proceedings{p, title = {P}, publisher = press}",
        "@inproceedings{c, title = {C}, crossref = {p}}",
    ];
    let (text, sink) = convert("bibtex", "csl-json", &inputs, 1, true);
    assert_eq!(text.matches(r#""publisher": "Press""#).count(), 4, "{text}");
    assert!(sink.diagnostics.is_empty(), "{:?}", sink.diagnostics);
    assert!(!sink.losses.iter().any(|loss| loss.subject.name() == "crossref"));
    // Each alone: the second holds its parent, and knows the macro of the first.
    let (text, sink) = convert("bibtex", "csl-json", &inputs, 1, false);
    assert_eq!(text.matches(r#""publisher": "Press""#).count(), 2, "{text}");
    assert_eq!(sink.diagnostics.len(), 2);
}

#[test]
fn a_missing_parent_is_said_at_its_place_and_counts_as_lost() {
    let (_, sink) = convert("biblatex", "ris", &["@book{a,\n  title = {nix},\n  crossref = {nix},\n}"], 1, true);
    let said = &sink.diagnostics[0];
    assert_eq!((said.code.id, said.span.line, said.span.column), ("crossref/missing", 3, 15));
    assert_eq!(said.key.as_deref(), Some("a"));
    assert!(sink.losses.iter().any(|loss| loss.subject.name() == "crossref"));
}

#[test]
fn the_way_through_native_gives_the_same() {
    let entries = "@xdata{x, number = {7}}
        @article{a, title = {A}, journaltitle = {J}, xdata = {x}}
        @inproceedings{c, title = {C}, crossref = {P}}
        @proceedings{p, title = {T}, booktitle = {B}, crossref = {m}}
        @mvproceedings{m, title = {M}, series = {S}}";
    for dialect in ["bibtex", "biblatex"] {
        let (native, sink) = convert(dialect, "native", &[entries], 1, true);
        assert!(sink.losses.is_empty() && native.contains("data-holder"));
        for to in ["csl-json", "ris"] {
            let (straight, _) = convert(dialect, to, &[entries], 1, true);
            let (around, _) = convert("native", to, &[&native], 1, true);
            assert_eq!(straight, around, "{dialect} to {to}");
        }
    }
    let (bibtex, _) = convert("bibtex", "csl-json", &[entries], 1, true);
    let (biblatex, _) = convert("biblatex", "csl-json", &[entries], 1, true);
    assert_ne!(bibtex, biblatex, "the dialects differ, so the record has to say which it was");
}

#[test]
fn any_number_of_threads_inherits_the_same() {
    let mut input = String::new();
    for n in 0..12_000 {
        let kind = if n % 3 == 0 { "proceedings" } else { "inproceedings" };
        let up = n * 7919 % 12_100;
        input.push_str(&format!("@{kind}{{k{n}, title = {{Title number {n}}}, crossref = {{k{up}}}}}\n"));
        if n % 100 == 0 {
            input.push_str(&format!("@xdata{{x{n}, note = {{Note}}}} @book{{b{n}, xdata = {{x{n}}}}}\n"));
        }
    }
    assert!(input.len() > 600_000);
    for from in ["bibtex", "biblatex"] {
        let one = convert(from, "csl-json", &[&input], 1, true);
        for (jobs, survey) in [(2, true), (3, false)] {
            let more = convert(from, "csl-json", &[&input], jobs, survey);
            assert!(one.0 == more.0 && one.1.losses == more.1.losses);
            assert_eq!(one.1.diagnostics, more.1.diagnostics);
        }
    }
}

/// Marked as inherited in a carrier, what was written out for a format without
/// cross-references is not written back into the entry.
#[test]
fn a_carrier_knows_what_was_inherited() {
    use ibidem::format::{ReadOptions, WriteOptions};
    use ibidem::registry::Registry;
    let source = "@inproceedings{a,\n  title = {First},\n  crossref = {p}\n}\n\n\
                  @proceedings{p,\n  title = {All},\n  booktitle = {All},\n  publisher = {Press}\n}\n";
    let registry = Registry::builtin();
    let convert = |from: &str, to: &str, text: &str, lossless: bool| {
        let (from, to) = (registry.by_name(from).unwrap(), registry.by_name(to).unwrap());
        let write = WriteOptions { lossless, ..WriteOptions::default() };
        let mut converter = ibidem::convert::Converter::new(from, to, &ReadOptions::default(), &write).unwrap();
        let (mut out, mut sink) = (Vec::new(), ibidem::report::Collect::default());
        converter.input(text.as_bytes(), &mut out, &mut sink).unwrap();
        converter.finish(&mut out).unwrap();
        assert!(sink.diagnostics.is_empty(), "{:?}", sink.diagnostics);
        String::from_utf8(out).unwrap()
    };
    for through in ["csl-json", "ris", "csv", "atom"] {
        let carried = convert("bibtex", through, source, true);
        assert!(carried.contains("Press"), "{carried}");
        assert_eq!(convert(through, "bibtex", &carried, false), format!("{source}\n"), "{carried}");
        // Another format without cross-references still gets it.
        let other = if through == "ris" { "csv" } else { "ris" };
        assert_eq!(convert(through, other, &carried, false).matches("Press").count(), 2);
        // An edit makes a field the entry's own.
        let edited = convert(through, "bibtex", &carried.replacen("Press", "Other", 1), false);
        assert!(edited.contains("crossref = {p}") && edited.contains("publisher = {Other}"), "{edited}");
    }
}
